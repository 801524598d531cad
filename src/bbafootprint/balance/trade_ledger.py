"""The ledger of a country, a sector or a company: what it imported, passed on and consumed.

Not to be confused with :mod:`bbafootprint.footprint.ledger`, which counts the lines of one run. This one is made of
runs: of imports as declared, of imports traced, and of what left again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from bbafootprint.balance.account import IMPORT_STAGES, MASS, PRIMARY, Account
from bbafootprint.errors import UsageError
from bbafootprint.schema import ISSUE_COLUMNS

LedgerPerspective = Literal["direct", "traced"]

PERSPECTIVES: Mapping[str, tuple[LedgerPerspective, str]] = {
    "direct": ("direct", "imported"),
    "traced": ("traced", "imported"),
    "consumption": ("traced", "consumed"),
}
"""Perspective to whose origins it takes, and which stage: imports as declared; imports by where they grew; what of
these stayed."""


@dataclass(frozen=True, eq=False, repr=False)
class TradeLedger:
    """What was imported, passed on and consumed, by commodity and origin. Immutable.

    Attributes
    ----------
    direct, traced : Account
        The imports with what became of each, origins as declared, and traced.
    production : Account or None
        Goods grown at home, where they were given.
    pools : mapping of str to pandas.DataFrame
        Per perspective what :meth:`balance` shows.
    issues : pandas.DataFrame
        What was wrong or worth knowing; columns :data:`bbafootprint.schema.ISSUE_COLUMNS`.
    counts : mapping
        Per input (``imports``, ``exports``, ``transit``, ``production``): `lines` read, `in_balance`, `left_out`, and
        `mass_t`, `mass_t_in_balance`, `mass_t_left_out` (t, of lines of known mass), `lines_without_mass`.
    provenance : mapping
        The record: library, inputs with their hashes, factor sets, trade data, options.
    groups : tuple of str
        Columns of :meth:`table` besides commodity and origin.
    """

    direct: Account
    traced: Account
    production: Account | None
    pools: Mapping[str, pd.DataFrame]
    issues: pd.DataFrame
    counts: Mapping[str, Mapping[str, Any]]
    provenance: Mapping[str, Any]
    groups: tuple[str, ...] = ()

    def table(self, perspective: LedgerPerspective = "traced") -> pd.DataFrame:
        """Return the ledger, by primary commodity and origin.

        Parameters
        ----------
        perspective : {"traced", "direct"}
            Whose origins: where the goods grew, or as declared.

        Returns
        -------
        pandas.DataFrame
            One row a (commodity, origin, further groups, measure): `measure` is ``mass_t`` (t as bought),
            ``primary_quantity`` (in the commodity's own unit) or an indicator; `unit`; `imported`,
            `passed_on_transit`, `passed_on_reexported`, `consumed`, where the first is the sum of the others and NaN is
            not assessed; `assessed_mass_share`, the share of the tonnes imported that stand behind the row.
        """
        return self._account(perspective).table(["commodity", "origin", *self.groups])

    def by(self, *columns: str | Sequence[str], perspective: LedgerPerspective = "traced") -> pd.DataFrame:
        """Return the ledger grouped otherwise.

        Parameters
        ----------
        *columns : str or list of str
            ``commodity`` (primary), ``product`` (as bought), ``origin``, ``consignment``, ``year``, or any column of
            the imports.
        perspective : {"traced", "direct"}

        Returns
        -------
        pandas.DataFrame
            As :meth:`table`; primary quantities only where the groups are of one commodity each.

        Raises
        ------
        UsageError
            If there is no such column.
        """
        names = [name for entry in columns for name in ([entry] if isinstance(entry, str) else entry)]
        return self._account(perspective).table(list(dict.fromkeys(names)))

    def total(self, perspective: LedgerPerspective = "traced") -> pd.DataFrame:
        """Return the totals: one row a measure (tonnes as bought, then the indicators), indexed by it."""
        return self._account(perspective).table([]).set_index("measure")

    def perspectives(self) -> pd.DataFrame:
        """Return direct, traced and consumption side by side.

        Returns
        -------
        pandas.DataFrame
            Index `measure`: ``mass_t``, then the indicators. `unit`, and for each of ``direct`` (imports, origins as
            declared), ``traced`` (imports, by where they grew) and ``consumption`` (what of these stayed): the value,
            ``<name>_low`` and ``<name>_high`` (95 % interval from the factors; NaN for tonnes) and
            ``<name>_assessed`` (share of the tonnes that it answers for). What consumption lacks to traced was passed
            on.
        """
        parts, masses = {}, {}
        for name, (origins, stage) in PERSPECTIVES.items():
            account = self._account(origins)
            parts[name], masses[name] = account.totals(stage), account.mass(stage)
        first = parts["direct"]
        table = pd.DataFrame(
            {"unit": ["t", *first["unit"]]}, index=pd.Index([MASS, *first.index], name="measure")
        )
        for name, part in parts.items():
            for ending, column, of_mass in (
                ("", "value", masses[name]), ("_low", "low", np.nan), ("_high", "high", np.nan),
                ("_assessed", "assessed_mass_share", 1.0),
            ):  # fmt: skip
                table[name + ending] = [of_mass, *part[column].tolist()]
        return table

    def balance(self, perspective: LedgerPerspective = "traced") -> pd.DataFrame:
        """Return where every unit of each commodity came from and went, in primary equivalents.

        Parameters
        ----------
        perspective : {"traced", "direct"}
            They differ only in which imports transit is taken out of.

        Returns
        -------
        pandas.DataFrame
            One row a commodity and year (0: all together): `unit` and
            :data:`~bbafootprint.balance.passing_on.BALANCE_COLUMNS`. ``imported = passed_on_transit +
            passed_on_reexported + consumed``; ``exports + transit = passed_on_transit + passed_on_reexported +
            exported_of_production + beyond_supply``.
        """
        self._account(perspective)
        return self.pools[perspective].reset_index()

    def domestic(self) -> pd.DataFrame:
        """Return what became of goods grown at home, which are no imports and in no other table.

        Returns
        -------
        pandas.DataFrame
            One row a (commodity, measure): `produced`, `exported`, `consumed`; without rows where no production was
            given.
        """
        if self.production is None:
            names = [
                "commodity",
                "measure",
                "unit",
                "produced",
                "exported",
                "consumed",
                "assessed_mass_share",
            ]
            return pd.DataFrame(columns=pd.Index(names))
        return self.production.table(["commodity"])

    def tables(self) -> dict[str, tuple[pd.DataFrame, str]]:
        """Return what is written to a workbook: name of a sheet to its table and a sentence about it."""
        shown = {
            "Perspectives": (
                self.perspectives().reset_index(),
                "Imports as declared; where they grew; what stayed.",
            ),
            "Balance": (
                self.balance(),
                "Primary equivalents: where they came from and went. Year 0: all years.",
            ),
            "Ledger traced": (self.table(), "By where the goods grew: imported = passed on + consumed."),
            "Ledger direct": (self.table("direct"), "The same with origins as declared."),
            "Home-grown": (self.domestic(), "Goods grown at home: no imports, in no other table."),
            "Issues": (self.issues[list(ISSUE_COLUMNS)], "What was found in the inputs and in the balance."),
        }
        if self.production is None:
            del shown["Home-grown"]
        return shown

    def _account(self, perspective: str) -> Account:
        if perspective not in ("direct", "traced"):
            raise UsageError(
                f"a table has no perspective {perspective!r}: choose 'traced' or 'direct'; what was consumed is a "
                "column of both, and perspectives() sets all three side by side"
            )
        return self.direct if perspective == "direct" else self.traced

    def __repr__(self) -> str:
        """Return what it is of, in a line."""
        mass = {stage: self.traced.mass(stage) for stage in IMPORT_STAGES}
        passed_on = mass["passed_on_transit"] + mass["passed_on_reexported"]
        return (
            f"<TradeLedger: {mass['imported']:,.6g} t imported = {passed_on:,.6g} t passed on "
            f"+ {mass['consumed']:,.6g} t consumed, with {self.traced.footprint.factors.id}>"
        )


__all__ = ["MASS", "PERSPECTIVES", "PRIMARY", "LedgerPerspective", "TradeLedger"]
