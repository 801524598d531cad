"""A commitment followed over the years: value, path, gap, what can be said, and what stands beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any

import numpy as np
import pandas as pd

from bbafootprint.errors import UsageError
from bbafootprint.footprint import Footprint
from bbafootprint.ingest.own_products import read_products
from bbafootprint.planning.chart import progress_chart
from bbafootprint.planning.commitment import (
    Certified,
    Commitment,
    NoConversion,
    Reduction,
    Target,
    read_commitment,
    target_name,
)
from bbafootprint.planning.documents import faulty
from bbafootprint.planning.judging import BASELINE, BEFORE, Path, chance_on_path, interval_of_change, judge
from bbafootprint.planning.measuring import Measured, kept, measure
from bbafootprint.planning.names import Names
from bbafootprint.planning.paired import samples_of
from bbafootprint.planning.telling import progress_in_words, progress_to_dict, said_value
from bbafootprint.planning.years import check_alike, split_by_year
from bbafootprint.schema import ISSUE_COLUMNS
from bbafootprint.vocabulary.own_products import OwnProducts

PROGRESS_COLUMNS: tuple[str, ...] = (
    "target", "kind", "indicator", "unit", "year", "baseline_year", "baseline", "value", "low", "high", "required",
    "gap", "target_year", "target_value", "change", "change_low", "change_high", "chance", "coverage",
    "coverage_change", "lines", "lines_without_mass", "unplaced_lines", "mass_t", "status", "why",
)  # fmt: skip
"""Columns of :meth:`CommitmentProgress.table`."""

COMMITMENT_ISSUES: Mapping[str, tuple[str, str]] = {
    "commitment-no-evidence": (
        "warning",
        "A target rests on claims, and the lines of a year have no column of evidence: its share is 0 for want of it.",
    ),
    "commitment-target-behind": (
        "warning",
        "A target is worse than its baseline: every year as good fulfils it.",
    ),
}
"""Code to severity and meaning of the issues that a commitment may have."""

CONTEXT_COLUMNS: tuple[str, ...] = ("target", "year", "what", "value", "unit", "note")
"""Columns of :meth:`CommitmentProgress.context`."""


@dataclass(frozen=True)
class CommitmentProgress:
    """How far a commitment is kept. ``str()`` of it says it in words.

    Attributes
    ----------
    commitment : Commitment
    rows : list of dict
        One a (target, year), keys :data:`PROGRESS_COLUMNS`.
    beside_rows : list of dict
        Keys :data:`CONTEXT_COLUMNS`.
    provenance : mapping
        Hash of the commitment, the record of each year's run, draws and seed.
    issue_rows : list of dict
        Keys :data:`~bbafootprint.schema.ISSUE_COLUMNS`, codes :data:`COMMITMENT_ISSUES`.
    """

    commitment: Commitment
    rows: list[dict[str, Any]]
    beside_rows: list[dict[str, Any]] = field(default_factory=list)
    provenance: Mapping[str, Any] = field(default_factory=dict)
    issue_rows: list[dict[str, Any]] = field(default_factory=list)

    @property
    def issues(self) -> pd.DataFrame:
        """What must be known of the commitment beside its lines: columns :data:`~bbafootprint.schema.ISSUE_COLUMNS`."""
        return pd.DataFrame(self.issue_rows, columns=list(ISSUE_COLUMNS), dtype=object)

    def table(self) -> pd.DataFrame:
        """Return the progress, one row a (target, year).

        Returns
        -------
        pandas.DataFrame
            Columns :data:`PROGRESS_COLUMNS`: `baseline`, `value`, `required` (on the straight line to the target),
            `gap` (how far behind the line, below 0: ahead) and `target_value` in `unit`; `low`, `high` the 95 %
            interval of an indicator's value; `change` since the baseline (of an indicator as a share of it, of a share
            as a difference) with its 95 % interval from paired draws; `chance` of being on the path; `coverage` and
            how it changed since the baseline; lines and tonnes in scope; `status` and `why`. NaN: there is nothing.
        """
        return pd.DataFrame(self.rows, columns=list(PROGRESS_COLUMNS))

    def context(self) -> pd.DataFrame:
        """Return what stands beside the progress and is in none of it: amortised loss, restoration, offsets.

        Returns
        -------
        pandas.DataFrame
            Columns :data:`CONTEXT_COLUMNS`; `target` is empty for what concerns the whole commitment.
        """
        return pd.DataFrame(self.beside_rows, columns=list(CONTEXT_COLUMNS))

    def to_dict(self) -> dict[str, Any]:
        """Return the progress as JSON-ready data; a missing number is None."""
        return progress_to_dict(
            self.commitment, self.rows, self.beside_rows, self.issue_rows, self.provenance
        )

    def chart(self) -> str:
        """Return the progress as a drawing: SVG text that needs nothing else, a panel a target."""
        return progress_chart(self.commitment, self.rows)

    def __str__(self) -> str:
        """Return the progress in words."""
        return progress_in_words(self.commitment, self.rows, self.beside_rows, self.issue_rows)


def track_commitment(
    commitment: Commitment | str | FilePath | Mapping[str, Any],
    results: Mapping[int, Footprint] | Footprint,
    *,
    columns: Mapping[str, str] | None = None,
    products: OwnProducts | pd.DataFrame | str | FilePath | None = None,
    draws: int = 10_000,
    seed: int = 0,
) -> CommitmentProgress:
    """Follow a commitment through the footprints of its years.

    Parameters
    ----------
    commitment : Commitment, str, pathlib.Path or mapping
        A commitment, or anything that :func:`bbafootprint.read_commitment` reads.
    results : mapping of int to Footprint, or Footprint
        Year to its footprint, with lines; or one footprint whose lines have a `period`, which is split by year.
    columns : mapping of str to str, optional
        Columns of the lines that hold claims, where they have other names than
        :data:`~bbafootprint.planning.evidence.CLAIM_COLUMNS`.
    products : OwnProducts, pandas.DataFrame, str or pathlib.Path, optional
        The person's own products, so that targets may name them.
    draws, seed : int
        Of the simulation behind `chance` and the interval of `change` of indicators; 0 draws: none. Years share their
        draws, so that an error of a factor that both use does not look like a change. Shares have no draws: they are
        counted.

    Returns
    -------
    CommitmentProgress
        Nothing in it is netted: what the commitment lists under `beside` stands in :meth:`CommitmentProgress.context`.

    Raises
    ------
    InputError
        If the commitment cannot be used, or names what cannot be read; everything at once.
    UsageError
        If `results` are no footprints by year, the baseline is neither among them nor stated, a footprint has no lines,
        or lines have no year.
    IncompatibleFactorSetsError
        If targets of indicators are asked of footprints that were made with different factor sets or options: what
        would change is the method. Run the earlier years again with the new set.

    Notes
    -----
    A target of no conversion is measured by the share of tonnes that is claimed free of conversion since its cut-off
    date, with evidence; habitat loss of a factor set, which is spread over years and is a mean of an origin, stands in
    the context and is never its measure. A target of a share is measured in tonnes as bought.
    """
    commitment = read_commitment(commitment)
    if isinstance(draws, bool) or not isinstance(draws, int) or draws < 0:
        raise UsageError(f"draws is {draws!r}; give a whole number, such as 10_000, or 0 for none")
    by_year = split_by_year(results) if isinstance(results, Footprint) else _by_year(results)
    indicators = any(isinstance(target, Reduction) for target in commitment.targets)
    check_alike(by_year, compared=indicators)
    own = read_products(products)
    held = {
        str(code) for result in by_year.values() for code in kept(result)[0]["commodity"].dropna().unique()
    }
    names = Names(frozenset(held), own)
    rows, beside = [], []
    simulated = _Draws(draws, seed)
    for number, target in enumerate(commitment.targets, start=1):
        place = f"target {number} ({getattr(target, 'kind', '')})"
        measured = {year: measure(target, result, names, place, columns) for year, result in by_year.items()}
        found = {year: each for year, each in measured.items() if each is not None}
        if len(found) < len(measured):
            continue
        if commitment.baseline not in found and target.baseline is None:
            raise UsageError(
                f"{place}: the baseline year {commitment.baseline} is not among the years "
                f"{', '.join(map(str, found))}: give its footprint, or state baseline and baseline_source in the target"
            )
        rows += _rows(commitment, target, found, simulated)
        beside += [
            {"target": target_name(target), "year": year, **entry}
            for year, each in found.items()
            for entry in each.context
        ]
    if names.faults:
        raise faulty(commitment.where(), names.faults)
    beside += [
        {
            "target": "", "year": entry.year, "what": entry.what,
            "value": float("nan") if entry.amount is None else entry.amount, "unit": entry.unit,
            "note": "; ".join(filter(None, ("beside the progress, subtracted from nothing", entry.source))),
        }
        for entry in commitment.beside
    ]  # fmt: skip
    provenance = {
        "commitment": commitment.record(),
        "years": {year: result.provenance for year, result in by_year.items()},
        "simulation": {"draws": draws, "seed": seed} if indicators and draws else None,
        "notes": list(dict.fromkeys(names.notes)),
    }
    issues = [
        *_issues_of_evidence(commitment, by_year, columns),
        *(each for target in commitment.targets for each in _issues_of_goal(target, rows)),
    ]
    return CommitmentProgress(commitment, rows, beside, provenance, issues)


def _issues_of_evidence(
    commitment: Commitment, by_year: Mapping[int, Footprint], columns: Mapping[str, str] | None
) -> list[dict[str, Any]]:
    """Return the issue that a target rests on claims of which the lines of some years have no column."""
    name = (columns or {}).get("evidence", "evidence")
    claimed = [target for target in commitment.targets if isinstance(target, Certified | NoConversion)]
    silent = [str(year) for year, result in by_year.items() if name not in kept(result)[0].columns]
    if not claimed or not silent:
        return []
    of = ", ".join(target_name(target) for target in claimed)
    return [
        _issue(
            "commitment-no-evidence", name,
            f"The lines of {', '.join(silent)} have no column {name!r}: nothing is claimed to be certified or free of "
            f"conversion, and the share is 0 for want of a claim ({of}).",
            "Where the column is called otherwise, name it: --claim-column evidence=COLUMN, in Python "
            'columns={"evidence": "COLUMN"}.',
        )
    ]  # fmt: skip


def _issues_of_goal(target: Target, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the issue that a target is worse than its baseline."""
    row = next((row for row in rows if row["target"] == target_name(target)), None)
    if row is None:
        return []
    start, goal, unit = row["baseline"], row["target_value"], row["unit"]
    slack = 1e-9 * abs(start)
    if not (goal > start + slack if isinstance(target, Reduction) else goal < start - slack):
        return []
    return [
        _issue(
            "commitment-target-behind", said_value(goal, unit),
            f"{target_name(target)}: the target, {said_value(goal, unit)}, is worse than the baseline, "
            f"{said_value(start, unit)}: a year that is as good as the baseline fulfils it.",
            "Check its value and unit.",
        )
    ]  # fmt: skip


def _issue(code: str, found: str, message: str, suggestion: str) -> dict[str, Any]:
    return {
        "severity": COMMITMENT_ISSUES[code][0], "code": code, "sheet": "", "cell": "", "found": found,
        "message": message, "suggestion": suggestion, "line_id": "",
    }  # fmt: skip


def _by_year(results: Any) -> dict[int, Footprint]:
    """Return footprints in the order of their years; `UsageError` where they are something else."""
    right = "give one a year, as {2024: footprint}, or one footprint whose lines have a period"
    if not isinstance(results, Mapping):
        raise UsageError(f"results is a {type(results).__name__}, which does not say the years: {right}")
    for year, result in results.items():
        if isinstance(year, bool) or not isinstance(year, int | np.integer):
            raise UsageError(f"results: {year!r} is no year; {right}")
        if not isinstance(result, Footprint):
            raise UsageError(f"results: {year} is a {type(result).__name__} and no footprint; {right}")
    if not results:
        raise UsageError(f"no footprint is given: {right}")
    return {int(year): results[year] for year in sorted(results)}


def _path(commitment: Commitment, target: Target) -> Path:
    if isinstance(target, Reduction):
        goal = float("nan") if target.to is None else target.to
        return Path(commitment.baseline, target.year, target.reduction, goal, falls=True)
    return Path(commitment.baseline, target.year, None, float(getattr(target, "share", 1.0)), falls=False)


def _rows(
    commitment: Commitment, target: Target, found: Mapping[int, Measured], simulated: _Draws
) -> list[dict[str, Any]]:
    """Return the progress of one target, a row a year."""
    path = _path(commitment, target)
    first = found.get(commitment.baseline)
    stated = target.baseline is not None or first is None
    start = (
        target.baseline if target.baseline is not None else first.value if first is not None else float("nan")
    )
    least = commitment.coverage if target.coverage is None else target.coverage
    of_baseline = np.full(max(simulated.draws, 1), start)
    drawn = isinstance(target, Reduction) and simulated.draws > 0
    if isinstance(target, Reduction) and drawn and first is not None and not stated:
        of_baseline = simulated.of(target, commitment.baseline, first)
    rows = []
    for year, each in found.items():
        required = path.required(start, year)
        low = high = change_low = change_high = chance = float("nan")
        if isinstance(target, Reduction) and each.lines:
            total: dict[str, Any] = each.scoped.total().loc[target.indicator].to_dict()  # type: ignore[assignment]
            low, high = float(total["low"]) * each.per_tonne, float(total["high"]) * each.per_tonne
        if isinstance(target, Reduction) and drawn and each.lines and year > commitment.baseline:
            of_year = simulated.of(target, year, each)
            chance = chance_on_path(path, of_baseline, of_year, year)
            change_low, change_high = interval_of_change(of_baseline, of_year)
        before = float("nan") if stated or first is None else first.coverage
        if year == commitment.baseline and not stated:
            status, why = BASELINE, ""
            if not each.coverage >= least - 1e-12:
                known = "nothing" if np.isnan(each.coverage) else f"{100 * each.coverage:.3g} %"
                why = f"{known} is known, the commitment asks for {100 * least:.3g} %"
        elif year < commitment.baseline:
            status, why, required = BEFORE, "", float("nan")
        else:
            status, why = judge(
                path, each.value, required, coverage=each.coverage, least=least, baseline_coverage=before,
                amount=isinstance(target, Reduction) and target.kind == "indicator", chance=chance,
                confidence=commitment.confidence,
            )  # fmt: skip
        change = (
            each.value - start if not path.falls else each.value / start - 1 if start > 0 else float("nan")
        )
        rows.append({
            "target": target_name(target), "kind": getattr(target, "kind", ""),
            "indicator": getattr(target, "indicator", ""), "unit": each.unit, "year": year,
            "baseline_year": commitment.baseline, "baseline": start, "value": each.value, "low": low, "high": high,
            "required": required, "gap": each.value - required if path.falls else required - each.value,
            "target_year": target.year, "target_value": path.target(start), "change": change,
            "change_low": change_low, "change_high": change_high, "chance": chance, "coverage": each.coverage,
            "coverage_change": each.coverage - before, "lines": each.lines,
            "lines_without_mass": each.lines_without_mass, "unplaced_lines": each.unplaced_lines,
            "mass_t": each.mass_t, "status": status, "why": why,
        })  # fmt: skip
    return rows


@dataclass
class _Draws:
    """Draws of the totals of each year and scope, simulated once for all targets of that scope."""

    draws: int
    seed: int
    made: dict[Any, pd.DataFrame] = field(default_factory=dict)

    def of(self, target: Reduction, year: int, each: Measured) -> np.ndarray[Any, np.dtype[np.float64]]:
        """Return draws of what a target of an indicator measures."""
        scope = (year, target.commodity, target.primary_commodity, repr(sorted(target.where.items())))
        if scope not in self.made:
            self.made[scope] = samples_of(each.scoped, self.draws, self.seed)
        drawn: np.ndarray[Any, np.dtype[np.float64]] = self.made[scope][target.indicator].to_numpy(np.float64)
        return drawn * each.per_tonne
