"""Imports of one perspective with what became of each: tables of tonnes and impacts by stage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from bbafootprint.balance.pooled import frame_of
from bbafootprint.errors import UsageError
from bbafootprint.footprint import Footprint, aggregate
from bbafootprint.footprint.ledger import Ledger, tally

IMPORT_STAGES: tuple[str, ...] = ("imported", "passed_on_transit", "passed_on_reexported", "consumed")
"""What becomes of imports; the last three sum to the first."""

PRODUCTION_STAGES: tuple[str, ...] = ("produced", "exported", "consumed")
"""What becomes of goods grown at home."""

MASS, PRIMARY = "mass_t", "primary_quantity"
"""Measures beside the indicators: tonnes as bought, and units of the primary commodity."""


@dataclass(frozen=True, eq=False)
class Account:
    """Lines in the balance, and the share of each that goes to each stage.

    Attributes
    ----------
    footprint : Footprint
        The run of the lines.
    kept : ndarray of bool, shape (lines,)
        Which lines are in the balance.
    year : ndarray of int, shape (kept,)
        Year of the pool.
    shares : mapping of str to ndarray of float, shape (kept,)
        Stage to share, 0 to 1.
    """

    footprint: Footprint
    kept: npt.NDArray[np.bool_]
    year: npt.NDArray[np.int64]
    shares: Mapping[str, npt.NDArray[np.float64]]

    def table(self, groups: Sequence[str]) -> pd.DataFrame:
        """Return every measure of every group, a column a stage.

        Parameters
        ----------
        groups : sequence of str
            Columns of the lines. ``commodity`` is the primary commodity, ``product`` what was bought, ``year``
            that of the pool.

        Returns
        -------
        pandas.DataFrame
            The columns `groups`, `measure` (:data:`MASS`, :data:`PRIMARY` where the groups are of one commodity each,
            then the indicators), `unit`, and a column a stage: NaN where not assessed. `assessed_mass_share` is the
            share of the tonnes of the first stage that stand behind the row.
        """
        whole, ledgers = self._ledgers(groups)
        first = next(iter(self.shares))
        totals = {
            stage: aggregate.totals(
                ledger, self.footprint.resolution, self.footprint.factors, self.footprint.conversions
            )
            for stage, ledger in ledgers.items()
        }
        head = whole.groups.reset_index(drop=True)
        size = len(head)
        at = np.arange(size)

        def rows(measure: str, unit: Any, order: int, values: Mapping[str, Any], share: Any) -> pd.DataFrame:
            part = head.assign(measure=measure, unit=unit, **values, assessed_mass_share=share)
            return part.assign(_group=at, _order=order)

        sums = {
            stage: {
                name: np.bincount(
                    ledger.cells["group"].to_numpy(),
                    weights=ledger.cells[name].to_numpy(np.float64),
                    minlength=size,
                )
                for name in (MASS, PRIMARY)
            }
            for stage, ledger in ledgers.items()
        }
        parts = [rows(MASS, "t", 0, {stage: sums[stage][MASS] for stage in sums}, 1.0)]
        if "commodity" in groups:
            units = self._units(head["commodity"])
            parts.append(rows(PRIMARY, units, 1, {stage: sums[stage][PRIMARY] for stage in sums}, 1.0))
        for order, indicator in enumerate(self.footprint.factors.indicators, start=2):
            of = {
                stage: table[(table["indicator"] == indicator.id).to_numpy(bool)]
                for stage, table in totals.items()
            }
            values = {stage: table["value"].to_numpy() for stage, table in of.items()}
            share = of[first]["assessed_mass_share"].to_numpy()
            parts.append(rows(indicator.id, indicator.unit, order, values, share))
        table = pd.concat(parts, ignore_index=True)
        table["_group"] = _places(head, sums[first][MASS])[table["_group"].to_numpy()]
        table = table.sort_values(["_group", "_order"], kind="stable", ignore_index=True)
        return table.drop(columns=["_group", "_order"])

    def totals(self, stage: str) -> pd.DataFrame:
        """Return the totals of one stage, one row an indicator.

        Parameters
        ----------
        stage : str

        Returns
        -------
        pandas.DataFrame
            Index `indicator`, columns :data:`~bbafootprint.footprint.aggregate.MEASURES`, the interval among them.
        """
        _, ledgers = self._ledgers([])
        factors = self.footprint.factors
        return aggregate.totals(
            ledgers[stage], self.footprint.resolution, factors, self.footprint.conversions
        ).set_index("indicator")

    def mass(self, stage: str) -> float:
        """Return the tonnes as bought of one stage, of lines whose mass is known."""
        mass = frame_of(self.footprint)["mass_t"].to_numpy(dtype=np.float64)[self.kept]
        return float(np.nansum(mass * self.shares[stage]))

    def _ledgers(self, groups: Sequence[str]) -> tuple[Ledger, dict[str, Ledger]]:
        """Return the lines counted by group and key, once a stage; the groups are the same in each."""
        frame = frame_of(self.footprint)[self.kept]
        called = {"commodity": "primary_commodity", "product": "commodity"}
        if missing := [
            name for name in groups if name != "year" and called.get(name, name) not in frame.columns
        ]:
            raise UsageError(
                f"the lines have no column {', '.join(map(repr, missing))}; group by commodity, product, origin, "
                f"consignment, year or a column of the imports: {', '.join(map(str, frame.columns))}"
            )
        columns = {name: frame[called.get(name, name)].to_numpy() for name in groups if name != "year"}
        if "year" in groups:
            columns["year"] = self.year
        mass, quantity = (frame[name].to_numpy(dtype=np.float64) for name in (MASS, PRIMARY))
        part = {"part": frame["part"].to_numpy()} if "part" in frame else {}
        key = self.footprint.line_key
        if key is None:
            raise UsageError(
                "the lines were not kept in this footprint; a balance needs a run that keeps them"
            )
        ledgers = {
            stage: tally(
                pd.DataFrame({**columns, **part, MASS: mass * share, PRIMARY: quantity * share}),
                self.footprint.ledger.keys,
                key[self.kept],
                list(groups),
            )
            for stage, share in self.shares.items()
        }
        return next(iter(ledgers.values())), ledgers

    def _units(self, codes: pd.Series) -> list[str]:
        frame = frame_of(self.footprint)
        pairs = frame.loc[self.kept, ["primary_commodity", "primary_unit"]].astype(object).drop_duplicates()
        units = dict(zip(pairs["primary_commodity"], pairs["primary_unit"], strict=True))
        return [str(units.get(code, "")) for code in codes]


def _places(groups: pd.DataFrame, mass: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
    """Return the place of each group: commodities by code, the largest first within one."""
    texts = {str(at): groups.iloc[:, at].astype(object).map(str).to_numpy() for at in range(groups.shape[1])}
    keys = pd.DataFrame(
        {"commodity": groups.get("commodity", ""), "mass": -mass, **texts}, index=groups.index
    )
    place = np.empty(len(keys), dtype=np.int64)
    place[keys.sort_values(list(keys.columns), kind="stable").index.to_numpy()] = np.arange(len(keys))
    return place
