"""The result of a run: every number, and where it came from."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from bbafootprint.errors import IncompatibleFactorSetsError, UsageError
from bbafootprint.factors import FactorSet
from bbafootprint.footprint import aggregate
from bbafootprint.footprint.calculate import gather
from bbafootprint.footprint.ecosystems import by_ecosystem
from bbafootprint.footprint.explain_group import explain_group
from bbafootprint.footprint.explain_line import explain_line, explain_parts
from bbafootprint.footprint.explanation import Explanation
from bbafootprint.footprint.keys import resolve_keys, spread_over_lines
from bbafootprint.footprint.ledger import Ledger, tally
from bbafootprint.footprint.origins import origin_issues
from bbafootprint.footprint.plain import as_texts
from bbafootprint.footprint.reasons import reason_codes, words
from bbafootprint.footprint.resolve import NOT_ASSESSED, ORIGIN_STATUS, RUNGS, Resolution
from bbafootprint.schema import Conversions, Lines

ASSESSED, REJECTED = "assessed", "rejected"


@dataclass(frozen=True, eq=False, repr=False)
class Footprint:
    """Habitat loss, degradation and fragmentation of a set of lines. Immutable.

    Attributes
    ----------
    ledger : Ledger
        Lines, tonnes and primary quantities per (group, key).
    factors : FactorSet
        The factors that answered.
    resolution : Resolution
        Which factor answered for each key of the ledger.
    options : mapping
        The options of the run that change numbers.
    lines : Lines or None
        The converted lines, where they fit in memory: needed for tables per line, `explain`, and `by` on
        columns that were not declared at the start.
    line_key : ndarray of int or None
        Position in the ledger's keys of each line.
    conversions : Conversions or None
        What the conversions of the lines rest on, for intervals and `explain`; None takes them as certain.
    """

    ledger: Ledger
    factors: FactorSet
    resolution: Resolution
    options: Mapping[str, Any]
    lines: Lines | None = None
    line_key: npt.NDArray[np.int64] | None = None
    conversions: Conversions | None = None

    # ---- totals ------------------------------------------------------------------------------------------------

    def total(self) -> pd.DataFrame:
        """Return the totals, one row an indicator.

        Returns
        -------
        pandas.DataFrame
            Index `indicator`; columns of :data:`~bbafootprint.footprint.aggregate.MEASURES`. `value` is NaN, not
            0, where nothing is assessed.
        """
        whole = self.ledger_by(())
        return aggregate.totals(whole, self.resolution, self.factors, self.conversions).set_index("indicator")

    def by(self, *columns: str | Sequence[str]) -> pd.DataFrame:
        """Return the totals grouped by any columns of the lines.

        Parameters
        ----------
        *columns : str or list of str
            Columns of the lines, such as ``"commodity"``, ``"origin"``, ``"period"``, ``"supplier"``, or a column
            of the person's own. ``"ecosystem"`` splits loss and degradation over ecosystems instead of returning
            all indicators.

        Returns
        -------
        pandas.DataFrame
            One row a (group, indicator), or with ``"ecosystem"`` a (group, ecosystem, indicator), see
            :func:`bbafootprint.footprint.ecosystems.by_ecosystem`; the groups add up to the total.
            A group of lines without a value in a column has a missing value there.

        Raises
        ------
        UsageError
            If there is no such column, or the lines are not kept and the column was not declared.
        """
        names = [name for entry in columns for name in ([entry] if isinstance(entry, str) else entry)]
        if measured := [name for name in names if name in aggregate.MEASURES]:
            raise UsageError(
                f"{', '.join(measured)} is a measure of the result; group by columns of the lines"
            )
        groups = [name for name in dict.fromkeys(names) if name != "ecosystem"]
        ledger = self.ledger_by(groups)
        if "ecosystem" in names:
            return by_ecosystem(ledger, self.resolution, self.factors)
        return aggregate.totals(ledger, self.resolution, self.factors, self.conversions)

    def coverage(self) -> pd.DataFrame:
        """Return lines and tonnes by indicator and match level.

        Returns
        -------
        pandas.DataFrame
            See :func:`bbafootprint.footprint.aggregate.coverage`. Over the match levels of an indicator,
            ``not assessed`` and ``rejected`` included, lines and tonnes add up to what was read.
        """
        return aggregate.coverage(self.ledger, self.resolution, self.factors)

    def gaps(self) -> pd.DataFrame:
        """Return what each indicator leaves out, and why.

        Returns
        -------
        pandas.DataFrame
            One row an (indicator, primary commodity, reason): `indicator`, `primary_commodity` (missing where the
            line has none), `status` of the lines (an assessed line may still lack an indicator), `reason` and
            `why`, `lines`, `mass_t` [t, NaN where none is known].
        """
        reasons = reason_codes(self.ledger.keys, self.resolution, self.factors)
        return aggregate.gaps(self.ledger, reasons, self._status_of_keys(), self.factors)

    def counts(self) -> dict[str, int]:
        """Return how many lines were read, assessed (any indicator), not assessed and rejected.

        Returns
        -------
        dict
            ``read = assessed + not_assessed + rejected``.
        """
        lines = self.ledger.cells["lines"].to_numpy()
        status = self._status_of_keys()[self.ledger.cells["key"].to_numpy()]
        return {
            "read": int(lines.sum()),
            "assessed": int(lines[status == ASSESSED].sum()),
            "not_assessed": int(lines[status == NOT_ASSESSED].sum()),
            "rejected": int(lines[status == REJECTED].sum()),
        }

    def masses(self) -> dict[str, float | int]:
        """Return the tonnes as bought, by what became of their lines.

        Returns
        -------
        dict
            `read`, `assessed`, `not_assessed` and `rejected` in tonnes of the lines of known mass, and
            `lines_without_mass`, the number of the others.
        """
        cells = self.ledger.cells
        mass = cells["mass_t"].to_numpy()
        status = self._status_of_keys()[cells["key"].to_numpy()]
        return {
            "read": float(mass.sum()),
            "assessed": float(mass[status == ASSESSED].sum()),
            "not_assessed": float(mass[status == NOT_ASSESSED].sum()),
            "rejected": float(mass[status == REJECTED].sum()),
            "lines_without_mass": int(cells["lines_without_mass"].sum()),
        }

    def origins(self) -> pd.DataFrame:
        """Return lines and tonnes by what is known of their origin.

        Returns
        -------
        pandas.DataFrame
            Index `origin_status` (:data:`~bbafootprint.footprint.resolve.ORIGIN_STATUS`); `lines` and `mass_t` [t, of
            lines with known mass] of all lines that are not rejected. A line that was split over traced origins counts
            once.
        """
        cells = self.ledger.cells
        key = cells["key"].to_numpy()
        kept = ~self.ledger.keys["rejected"].to_numpy(bool)[key]
        status = pd.Index(
            self.resolution.keys["origin_status"].to_numpy(object)[key[kept]], name="origin_status"
        )
        sums = cells.loc[kept, ["lines", "mass_t"]].set_axis(status).groupby(level=0).sum()
        whole: pd.DataFrame = sums.reindex(list(ORIGIN_STATUS), fill_value=0)
        return whole

    # ---- lines -------------------------------------------------------------------------------------------------

    def to_frame(self) -> pd.DataFrame:
        """Return every line with its numbers.

        Returns
        -------
        pandas.DataFrame
            In the index and order of the lines: the columns of the lines, the conversion, `status` (assessed, not
            assessed, rejected), `reason`, `origin_status`, and per indicator its amount (NaN where not assessed)
            and ``<indicator>_match_level``. A line that was split over traced origins has a row for each part, with
            the part's share of its quantity, under the index and the `line_id` of the line.

        Raises
        ------
        UsageError
            If the lines are not kept.
        """
        lines, key = self._kept_lines()
        frame = lines.frame.copy()
        frame["status"] = spread_over_lines(self._status_of_keys(), key)
        frame["reason"] = spread_over_lines(self._reason_of_keys(), key)
        frame["origin_status"] = spread_over_lines(
            self.resolution.keys["origin_status"].to_numpy(object), key
        )
        quantity = frame["primary_quantity"].to_numpy(np.float64)
        value = self.factors.frame["value"].to_numpy(np.float64)
        names = np.array([*RUNGS, NOT_ASSESSED], dtype=object)
        for column, indicator in enumerate(self.factors.indicators):
            frame[indicator.id] = quantity * gather(value, self.resolution.rows[:, column])[key]
            frame[f"{indicator.id}_match_level"] = spread_over_lines(
                names[self.resolution.levels[:, column]], key
            )
        return frame

    def not_assessed(self, indicator: str | None = None) -> pd.DataFrame:
        """Return the lines without a number, with the reason.

        Parameters
        ----------
        indicator : str, optional
            List the lines that this indicator does not answer for; by default those that none answers for.

        Returns
        -------
        pandas.DataFrame
            One row a line, rejected ones included, in the index of the lines: `line_id`, `sheet`, `cell`,
            `period`, what was given, `mass_t` [t, NaN where not known], `status`, `reason` (code) and `why`. Of lines
            that were split over traced origins, with `part` and `share`: one row a part without a number.

        Raises
        ------
        UsageError
            If the lines are not kept, or there is no such indicator.
        """
        lines, key = self._kept_lines()
        if indicator is None:
            reason = self._reason_of_keys()
        else:
            reason = reason_codes(self.ledger.keys, self.resolution, self.factors)[
                :, self._position(indicator)
            ]
        listed = (reason != "")[key]
        shown = [
            "line_id", "sheet", "cell", "period", "commodity_as_given", "hs_code_as_given", "commodity",
            "primary_commodity", "origin_as_given", "origin", "quantity", "unit_as_given", "mass_t",
        ]  # fmt: skip
        if "part" in lines.frame.columns:
            shown[1:1] = ["part", "share"]
        if "stands_for" in lines.frame.columns:
            shown.append("stands_for")
        frame: pd.DataFrame = lines.frame.loc[listed, shown].copy()
        frame["status"] = self._status_of_keys()[key[listed]]
        frame["reason"] = reason[key[listed]]
        frame["why"] = [words(code) for code in frame["reason"]]
        return as_texts(frame, ("status", "reason", "why"))

    def explain(
        self, line_id: str | None = None, *, indicator: str | None = None, top: int = 10, **group: Any
    ) -> Explanation:
        """Explain a line, a group of lines or the total, with the arithmetic so that it can be redone by hand.

        Parameters
        ----------
        line_id : str, optional
            A line, as in the column `line_id`.
        indicator : str, optional
            Explain this indicator alone.
        top : int
            How many contributions to a group or total to list, the largest; the others are summed up.
        **group
            Columns of the lines and their values, such as ``origin="BRA", commodity="soybeans"``: the lines that have
            all of them; None stands for no value. Neither a line nor a group: the total.

        Returns
        -------
        Explanation
            ``str()`` of it is the text; ``.steps`` and ``.to_dict()`` hold the same as data, ``.table()`` as a table.

        Raises
        ------
        UsageError
            If there is no such line, column, value or indicator, both a line and a group are given, `top` is under 1,
            or a line or column is asked for that was not kept.
        """
        if line_id is not None and group:
            raise UsageError("explain takes a line, or columns and their values, or neither for the total")
        if top < 1:
            raise UsageError(f"top is {top!r}: list 1 contribution or more")
        asked = range(len(self.factors.indicators)) if indicator is None else [self._position(indicator)]
        if line_id is None:
            return Explanation(explain_group(self, group, list(asked), top))
        lines, key = self._kept_lines()
        at = np.flatnonzero((lines.frame["line_id"].astype(str) == str(line_id)).to_numpy(bool))
        if at.size == 0:
            some = ", ".join(map(str, lines.frame["line_id"].drop_duplicates().head(3)))
            raise UsageError(
                f"there is no line {line_id!r}; lines are called, for instance, {some or '(none)'}"
            )
        reasons = reason_codes(self.ledger.keys, self.resolution, self.factors)
        about = (self.resolution, self.factors, reasons, self.conversions, self.options["allocation"])
        split = "part" in lines.frame.columns and lines.frame["part"].iloc[at[0]] > 0
        steps = (
            explain_parts(lines.frame.iloc[at], key[at], *about)
            if split
            else explain_line(lines.frame.iloc[at[0]], int(key[at[0]]), *about)
        )
        for held in (steps, *steps.get("parts", [])):
            held["indicators"] = [held["indicators"][column] for column in asked]
        return Explanation(steps)

    # ---- record ------------------------------------------------------------------------------------------------

    @property
    def issues(self) -> pd.DataFrame:
        """What was wrong or worth knowing in the input; columns of :data:`bbafootprint.schema.ISSUE_COLUMNS`."""
        lines, key = self._kept_lines()
        of_origins = origin_issues(lines.frame, key, self.resolution, self.factors)
        return pd.concat(
            [part for part in (lines.issues, of_origins) if len(part)] or [of_origins], ignore_index=True
        )

    @property
    def provenance(self) -> dict[str, Any]:
        """The record of the run: library, input, factor sets and options; the same run gives the same record.

        ``lines_sha256`` is a hash of what the numbers depend on (codes, amounts, contents, in order), so that a
        table in memory has a record as a file has.
        """
        sets = [{"id": layer[0], "version": layer[1], "sha256": layer[2]} for layer in self.factors.layers]
        return {
            "library": {"name": "bbafootprint", "version": version("bbafootprint")},
            "input": dict(self.lines.reading) if self.lines is not None else {},
            "lines_sha256": self._hash_of_lines(),
            "factor_sets": sets,
            "layering": self.factors.layering,
            "options": dict(self.options),
        }

    def __repr__(self) -> str:
        """Return what it is of and made with, in a line."""
        counts = self.counts()
        said = ", ".join(
            f"{counts[name]:,} {name.replace('_', ' ')}" for name in ("assessed", "not_assessed", "rejected")
        )
        return (
            f"<Footprint of {counts['read']:,} lines ({said}) with {self.factors.id} {self.factors.version}>"
        )

    def __radd__(self, other: object) -> Footprint:
        """Let ``sum([one, two])`` start from 0."""
        return self if other == 0 else NotImplemented

    def __add__(self, other: Footprint) -> Footprint:
        """Return the footprint of the lines of both, without the lines themselves.

        Raises
        ------
        IncompatibleFactorSetsError
            If the two were made with different factor sets or options.
        UsageError
            If they are grouped by different columns.
        """
        if not isinstance(other, Footprint):
            return NotImplemented
        if self.factors.sha256 != other.factors.sha256 or dict(self.options) != dict(other.options):
            raise IncompatibleFactorSetsError(
                "footprints made with different factor sets or options cannot be added; "
                "run both with the same, or look at them side by side"
            )
        ledger = self.ledger + other.ledger
        resolution = resolve_keys(ledger.keys, self.factors)
        return Footprint(ledger, self.factors, resolution, self.options, conversions=self.conversions)

    # ---- inside ------------------------------------------------------------------------------------------------

    def _cells_without_groups(self) -> pd.DataFrame:
        if not self.ledger.by:
            return self.ledger.cells
        summed = self.ledger.cells.drop(columns="group").groupby("key", as_index=False).sum()
        return summed.assign(group=0)

    def ledger_by(self, columns: Sequence[str]) -> Ledger:
        """Return the ledger grouped by columns of the lines.

        Parameters
        ----------
        columns : sequence of str
            None: a single group.

        Returns
        -------
        Ledger

        Raises
        ------
        UsageError
            If there is no such column, or the lines are not kept and the columns were not declared.
        """
        if not columns:
            return Ledger(
                self.ledger.keys, pd.DataFrame(index=pd.RangeIndex(1)), self._cells_without_groups()
            )
        if tuple(columns) == self.ledger.by:
            return self.ledger
        if self.lines is None or self.line_key is None:
            raise UsageError(
                f"the lines were not kept, so the footprint cannot be grouped by {', '.join(columns)}: "
                f"it is grouped by {', '.join(self.ledger.by) or 'nothing'}; "
                "name the columns at the start with by=[...]"
            )
        wrong = [name for name in columns if name not in self.lines.frame.columns]
        if wrong:
            raise UsageError(
                f"the lines have no column {', '.join(map(repr, wrong))}; "
                f"they have: {', '.join(map(str, self.lines.frame.columns))}, and ecosystem"
            )
        return tally(self.lines.frame, self.ledger.keys, self.line_key, columns)

    def _kept_lines(self) -> tuple[Lines, npt.NDArray[np.int64]]:
        if self.lines is None or self.line_key is None:
            raise UsageError(
                "the lines were not kept in this footprint; tables per line need a run that keeps them"
            )
        return self.lines, self.line_key

    def _position(self, indicator: str) -> int:
        names = [known.id for known in self.factors.indicators]
        if indicator not in names:
            raise UsageError(f"there is no indicator {indicator!r}; the factor set has: {', '.join(names)}")
        return names.index(indicator)

    def _hash_of_lines(self) -> str | None:
        """Hash what the numbers depend on; the region as it was read, for its name is the set's."""
        if self.lines is None or self.line_key is None:
            return None
        columns = ["commodity", "origin", "region", "amount", "amount_unit", "content", "problem"]
        regions = self.ledger.keys["region"].to_numpy(object)[self.line_key]
        frame = self.lines.frame[columns].assign(region=regions)
        hashed = pd.util.hash_pandas_object(frame, index=False).to_numpy()
        return hashlib.sha256(hashed.tobytes()).hexdigest()

    def _status_of_keys(self) -> npt.NDArray[np.object_]:
        answered = (self.resolution.rows >= 0).any(axis=1)
        status = np.where(answered, ASSESSED, NOT_ASSESSED).astype(object)
        status[self.ledger.keys["rejected"].to_numpy(bool)] = REJECTED
        return status

    def _reason_of_keys(self) -> npt.NDArray[np.object_]:
        """Why no indicator answers; empty where one does."""
        codes = reason_codes(self.ledger.keys, self.resolution, self.factors)
        first = codes[:, 0] if codes.shape[1] else np.full(len(codes), "", dtype=object)
        return np.where((codes != "").all(axis=1), first, "")
