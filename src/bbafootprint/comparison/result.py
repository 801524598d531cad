"""What a comparison of two runs holds, and the tables and texts that are made of it."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from bbafootprint.comparison.cells import Cells, make_cells
from bbafootprint.comparison.factor_changes import factor_changes
from bbafootprint.comparison.intervals import difference_interval
from bbafootprint.comparison.line_changes import line_changes
from bbafootprint.comparison.matching import LINE_ID
from bbafootprint.comparison.note import restatement_note
from bbafootprint.comparison.parts import PARTS, Leg, Split, split_difference
from bbafootprint.errors import UsageError
from bbafootprint.footprint import Footprint
from bbafootprint.footprint.aggregate import MEASURES
from bbafootprint.footprint.plain import plain, records
from bbafootprint.footprint.uncertainty.simulation import simulate

TELLING = 0.1
"""Share of a difference from which on a change of coverage is said beside it."""


@dataclass(frozen=True, eq=False, repr=False)
class Comparison:
    """What changed from one run to another, and why. Made by :func:`bbafootprint.compare`.

    Attributes
    ----------
    before, after : Footprint
        The two runs.
    on : tuple of str
        The columns by which lines are matched.
    method : mapping of str to (str, str)
        What of the method differs (allocation, perspective, trade, layering), before and after; empty where nothing
        does.
    not_comparable : mapping of str to str
        Indicators that are not subtracted, with the reason.
    legs : tuple of Leg
        The changes under one method: one where the method is the same, else one for each of the two methods.
    draws, seed : int
        Of the interval of the difference; 0 draws leave it out.
    """

    before: Footprint
    after: Footprint
    on: tuple[str, ...]
    method: Mapping[str, tuple[str, str]]
    not_comparable: Mapping[str, str]
    legs: tuple[Leg, ...]
    draws: int = 0
    seed: int = 0

    @property
    def indicators(self) -> list[str]:
        """The indicators that are compared, in the order of the set before."""
        return [each.id for each in self.before.factors.indicators if each.id not in self.not_comparable]

    def total(self) -> pd.DataFrame:
        """Return the change of each total and its parts.

        Returns
        -------
        pandas.DataFrame
            Index `indicator`, those of `before`, then those that only `after` has. Columns, in the unit of the
            indicator where nothing else is said:

            - `account`, `unit`;
            - `before`, `after`: the totals of the runs, NaN where nothing is assessed; `difference` = after - before,
              NaN where the two cannot be compared, or a run assesses nothing of it;
            - `difference_low`, `difference_high`: the 95 % interval of the difference, where `compare` was asked for
              draws, else NaN;
            - :data:`PARTS`, which add up to `difference`; NaN where there is none;
            - `before_low`, `before_high`, `after_low`, `after_high`: the intervals of the totals;
            - `before_assessed_mass_share`, `after_assessed_mass_share`: shares of the tonnes, 0 to 1;
            - `note`: why it is not compared, or what must be known. Empty where all is plain.
        """
        return self._total.copy()

    def by(self, *columns: str | Sequence[str]) -> pd.DataFrame:
        """Return the change and its parts per group.

        Parameters
        ----------
        *columns : str or list of str
            Columns of the lines of both runs, such as ``"commodity"``, ``"origin"`` or ``"supplier"``.

        Returns
        -------
        pandas.DataFrame
            One row a (group, indicator compared): the group columns, `indicator`, `account`, `unit`, `before`,
            `after`, `difference` and :data:`PARTS`. `before` or `after` is 0 where the run bought nothing of the
            group, NaN where nothing that it bought of it is assessed; `difference` is that of what is assessed, NaN
            where nothing is. Over the groups differences and
            parts add up to those of :meth:`total`. The mix of a group is its share of the whole: a supplier that sells
            more of the same beans has a positive `origin_mix`, and the one that sells less a negative one.

        Raises
        ------
        UsageError
            If a run has no such column, or it is a measure or the ecosystem.
        """
        names = list(
            dict.fromkeys(n for entry in columns for n in ([entry] if isinstance(entry, str) else entry))
        )
        if refused := [name for name in names if name in MEASURES or name == "ecosystem"]:
            raise UsageError(
                f"a difference cannot be grouped by {', '.join(refused)}; group by columns of the lines"
                + (
                    ", and set the by('ecosystem') of the two runs side by side"
                    if "ecosystem" in refused
                    else ""
                )
            )
        for side, run in (("before", self.before), ("after", self.after)):
            have = [] if run.lines is None else list(run.lines.frame.columns)
            if missing := [name for name in names if name not in have]:
                raise UsageError(
                    f"the lines {side} have no column {', '.join(map(repr, missing))}; they have: "
                    f"{', '.join(map(str, have))}"
                )
        if not names:
            raise UsageError("name a column to group by, such as 'commodity'; total() is the whole")
        found = self._split(names)
        rows = []
        of_indicator = {each.id: each for each in self.before.factors.indicators}
        for group, split in found.items():
            for at, name in enumerate(self.indicators):
                indicator = of_indicator[name]
                rows.append([
                    *group, name, indicator.account, indicator.unit, split.before[at], split.after[at],
                    split.difference[at], *split.parts[:, at],
                ])  # fmt: skip
        header = [*names, "indicator", "account", "unit", "before", "after", "difference", *PARTS]
        return pd.DataFrame(rows, columns=header)

    def lines(self) -> pd.DataFrame:
        """Return the lines that are new, gone, changed and the same.

        Returns
        -------
        pandas.DataFrame
            See :func:`bbafootprint.comparison.line_changes.line_changes`.
        """
        return self._lines.copy()

    def factors(self) -> pd.DataFrame:
        """Return the factors whose change weighs most on these lines.

        Returns
        -------
        pandas.DataFrame
            See :func:`bbafootprint.comparison.factor_changes.factor_changes`; the contributions of an indicator add up
            to its part `factors`.
        """
        return self._factors.copy()

    def note(self, title: str | None = None) -> str:
        """Return what an auditor asks for, as Markdown text.

        Parameters
        ----------
        title : str, optional
            The heading; by default that of a restatement where both runs are of the same lines, else of a change.

        Returns
        -------
        str
            What was restated, from what to what per indicator and why; inputs, factor sets and options of both with
            their hashes; lines new, gone and changed; what cannot be compared. The same comparison, the same text.
        """
        same = self.provenance["before"].get("lines_sha256") == self.provenance["after"].get("lines_sha256")
        heading = title or ("Restatement note" if same else "What changed")
        return restatement_note(
            heading, self._total, PARTS, self._lines, self._factors, self.provenance, self.not_comparable
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the comparison as JSON-ready data.

        Returns
        -------
        dict
            `totals`, `by_commodity`, `by_origin`, `factors`, `lines` (one mapping a line, or a group of lines where
            they are matched by other columns than `line_id`), `line_counts`, `not_comparable`, `provenance`. A missing
            number is None.
        """
        return {
            "totals": records(self._total.reset_index()),
            "by_commodity": records(self.by("commodity")),
            "by_origin": records(self.by("origin")),
            "factors": records(self._factors),
            "line_counts": plain(self._lines["status"].value_counts().to_dict()),
            "lines": records(self._lines),
            "not_comparable": dict(self.not_comparable),
            "provenance": plain(self.provenance),
        }

    @property
    def provenance(self) -> dict[str, Any]:
        """The records of the two runs, and how they were compared."""
        return {
            "before": self.before.provenance,
            "after": self.after.provenance,
            "matched_on": list(self.on),
            "method_changed": {name: list(values) for name, values in self.method.items()},
            "decomposition": "Shapley value over cells (commodity, origin, region); the method as a block of its own",
        }

    def __repr__(self) -> str:
        """Return what it is of in a line."""
        sets = [f"{run.factors.id} {run.factors.version}" for run in (self.before, self.after)]
        counts = [f"{run.counts()['read']:,} lines" for run in (self.before, self.after)]
        return f"<Comparison of {counts[0]} with {sets[0]} and {counts[1]} with {sets[1]}>"

    # ---- inside ------------------------------------------------------------------------------------------------

    @cached_property
    def _wholes(self) -> list[Cells]:
        by_id = self.on == (LINE_ID,)
        return [make_cells(leg.start, leg.end, self.indicators, by_id=by_id) for leg in self.legs]

    @cached_property
    def _lines(self) -> pd.DataFrame:
        return line_changes(self.before, self.after, self.on, self.indicators)

    @cached_property
    def _factors(self) -> pd.DataFrame:
        return factor_changes(self.legs, self._wholes, self.indicators, self._total)

    @cached_property
    def _total(self) -> pd.DataFrame:
        one, two = self.before.total(), self.after.total()
        names = [*one.index, *(name for name in two.index if name not in one.index)]
        table = pd.DataFrame(index=pd.Index(names, name="indicator", dtype=object))
        for name in ("account", "unit"):
            table[name] = one[name].reindex(names).fillna(two[name].reindex(names))
        table["before"], table["after"] = one["value"].reindex(names), two["value"].reindex(names)
        compared = self.indicators
        table["difference"] = np.nan
        table["difference_low"] = table["difference_high"] = np.nan
        if self.draws:
            drawn = [simulate(run, self.draws, self.seed) for run in (self.before, self.after)]
            interval = difference_interval(*drawn).reindex(compared)
            change = (table["after"] - table["before"]).loc[compared].to_numpy(np.float64)
            # draws of reported zeros lie above the totals: the interval is widened to hold the difference
            table.loc[compared, "difference_low"] = np.minimum(interval["low"].to_numpy(), change)
            table.loc[compared, "difference_high"] = np.maximum(interval["high"].to_numpy(), change)
        (whole,) = self._split([]).values()
        for part, values in zip(PARTS, whole.parts, strict=True):
            table[part] = pd.Series(values, index=compared, dtype=np.float64).reindex(names)
        table.loc[compared, "difference"] = whole.difference
        unknown = table["before"].isna() | table["after"].isna()  # what is not assessed is no fall to zero
        table.loc[unknown, ["difference", "difference_low", "difference_high", *PARTS]] = np.nan
        for side, run in (("before", one), ("after", two)):
            for bound in ("low", "high"):
                table[f"{side}_{bound}"] = run[bound].reindex(names)
        for side, run in (("before", one), ("after", two)):
            table[f"{side}_assessed_mass_share"] = run["assessed_mass_share"].reindex(names)
        table["note"] = [self._remark(name, table.loc[name]) for name in names]
        return table

    def _remark(self, name: str, row: pd.Series[Any]) -> str:
        if name in self.not_comparable:
            return f"not compared: {self.not_comparable[name]}"
        none = [side for side in ("before", "after") if row[side] != row[side]]
        if none:
            return f"nothing is assessed {' and '.join(none)}: no difference can be stated"
        if abs(row["coverage"]) > TELLING * abs(row["difference"]):
            less = "less" if row["coverage"] < 0 else "more"
            return f"{row['coverage']:+,.4g} {row['unit']} of the difference is only that {less} is assessed"
        return ""

    def _split(self, names: Sequence[str]) -> dict[tuple[Hashable, ...], Split]:
        """Return what each group has before and after, and the parts of its change."""
        return split_difference(
            self.before,
            self.after,
            self.legs,
            self._wholes,
            self.indicators,
            names,
            by_id=self.on == (LINE_ID,),
        )
