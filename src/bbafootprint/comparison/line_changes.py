"""The lines of two runs beside each other: new, gone, changed, the same."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from bbafootprint.comparison.matching import LINE_ID, missing_as_none
from bbafootprint.footprint import Footprint
from bbafootprint.footprint.ledger import counted_lines

STATUSES: tuple[str, ...] = ("new", "gone", "changed", "same")
"""What became of a line: only after, only before, in both with other numbers, in both with the same."""

CLOSE = 1e-9
"""Relative difference under which two numbers are the same."""

_DESCRIBED = ("commodity", "origin", "region", "supplier")
_SUMS = ("amount", "mass_t", "primary_quantity")


def line_changes(
    before: Footprint, after: Footprint, on: Sequence[str], indicators: Sequence[str]
) -> pd.DataFrame:
    """Set the lines of two runs side by side.

    Parameters
    ----------
    before, after : Footprint
        With their lines.
    on : sequence of str
        Columns by which lines are matched; lines that are alike in all of them are summed.
    indicators : sequence of str
        Ids of those that can be compared.

    Returns
    -------
    pandas.DataFrame
        One row a line, or a group of lines alike in `on`: new ones first, then gone, changed, the same. Columns: those
        of `on` (and matched by `line_id`: commodity, origin, region and supplier, after where it is there);
        `status` (:data:`STATUSES`); `changed`, what differs, joined by commas: amount, commodity, origin, region,
        conversion, factor, coverage (assessed in one run only; an indicator that is assessed in neither is no
        change), lines; `lines_before`, `lines_after`; `mass_t_before`, `mass_t_after` [t, NaN where no mass is
        known]; and per indicator ``<indicator>_before``, ``_after`` (NaN where not assessed or not there) and
        ``_difference``: of a new line what it adds, of one that is gone what it takes away, NaN where one run does
        not assess the line.
    """
    tables = [_summed(run, on, indicators) for run in (before, after)]
    stacked = pd.concat([table[list(on)] for table in tables], ignore_index=True)
    stacked = missing_as_none(stacked)
    number = stacked.groupby(list(on), sort=False, dropna=False).ngroup().to_numpy()
    size = int(number.max(initial=-1)) + 1
    at_before, at_after = np.full(size, -1), np.full(size, -1)
    at_before[number[: len(tables[0])]] = np.arange(len(tables[0]))
    at_after[number[len(tables[0]) :]] = np.arange(len(tables[1]))
    one, two = _take(tables[0], at_before), _take(tables[1], at_after)
    there = np.where(at_after >= 0, 2, 0) + np.where(at_before >= 0, 1, 0)
    differs = _differences(one, two, on, indicators)
    both = there == 3
    said = np.array(
        [
            ", ".join(name for name, flags in differs.items() if flags[at]) if both[at] else ""
            for at in range(size)
        ],
        dtype=object,
    )
    status = np.select([there == 2, there == 1, said != ""], STATUSES[:3], STATUSES[3])
    columns: dict[str, Any] = {
        name: np.where(at_after >= 0, two[name].astype(object), one[name].astype(object))
        for name in (*on, *(name for name in _DESCRIBED if on == (LINE_ID,) and name in one and name in two))
    }
    columns |= {"status": status.astype(object), "changed": said}
    for side, table in (("before", one), ("after", two)):
        columns[f"lines_{side}"] = table["lines"].fillna(0).astype(np.int64).to_numpy()
    for side, table in (("before", one), ("after", two)):
        columns[f"mass_t_{side}"] = table["mass_t"].to_numpy(np.float64)
    for name in indicators:
        first, second = one[name].to_numpy(np.float64), two[name].to_numpy(np.float64)
        columns[f"{name}_before"], columns[f"{name}_after"] = first, second
        columns[f"{name}_difference"] = np.select([there == 2, there == 1], [second, -first], second - first)
    order = np.argsort([STATUSES.index(text) for text in status], kind="stable")
    return missing_texts(pd.DataFrame(columns)).iloc[order].reset_index(drop=True)


def missing_texts(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a table whose columns of objects have None where something is missing."""
    objects = [name for name in frame.columns if frame[name].dtype == object]
    return frame.assign(**{name: missing_as_none(frame[[name]])[name] for name in objects})


def _summed(run: Footprint, on: Sequence[str], indicators: Sequence[str]) -> pd.DataFrame:
    frame = run.to_frame()
    described = [name for name in _DESCRIBED if on == (LINE_ID,) and name in frame.columns]
    keep = list(dict.fromkeys([*on, *described, *_SUMS, *indicators]))
    table = missing_as_none(frame[[name for name in keep if name not in (*_SUMS, *indicators)]])
    numbers = frame[[*_SUMS, *indicators]].astype(np.float64)
    code = table.groupby(list(on), sort=False, dropna=False).ngroup().to_numpy()
    # A line that tracing split keeps the origin of its largest part, which stands first.
    first = np.unique(code, return_index=True)[1]
    sums = numbers.set_axis(pd.Index(code, name="code")).groupby(level=0).sum(min_count=1)
    lines = (
        np.bincount(code, weights=counted_lines(frame), minlength=len(first)) if len(code) else np.zeros(0)
    )
    return pd.concat([table.iloc[first].reset_index(drop=True), sums.reset_index(drop=True)], axis=1).assign(
        lines=lines
    )


def _take(table: pd.DataFrame, at: npt.NDArray[np.integer]) -> pd.DataFrame:
    """Return rows of a table, nothing but missing values where the position is -1."""
    return table.reset_index(drop=True).reindex(at).reset_index(drop=True)


def _differences(
    one: pd.DataFrame, two: pd.DataFrame, on: Sequence[str], indicators: Sequence[str]
) -> dict[str, npt.NDArray[np.bool_]]:
    """Return what differs between lines that are in both, by what it is called."""
    differs = {
        "amount": _unlike(one["mass_t"], two["mass_t"]) | _unlike(one["amount"], two["amount"]),
    }
    for name in _DESCRIBED:
        if name in one and name in two and name not in on:
            given = missing_as_none(one[[name]])[name], missing_as_none(two[[name]])[name]
            differs[name] = np.array([a != b for a, b in zip(*given, strict=True)], dtype=bool)
    differs["conversion"] = _unlike(
        *(table["primary_quantity"] / table["amount"].where(table["amount"] > 0) for table in (one, two)),
        known=True,
    )
    factor, coverage = np.zeros(len(one), dtype=bool), np.zeros(len(one), dtype=bool)
    for name in indicators:
        per_unit = [
            table[name] / table["primary_quantity"].where(table["primary_quantity"] > 0)
            for table in (one, two)
        ]
        factor |= _unlike(*per_unit, known=True)
        coverage |= (one[name].isna() != two[name].isna()).to_numpy(bool)
    differs |= {"factor": factor, "coverage": coverage}
    differs["lines"] = (one["lines"] != two["lines"]).to_numpy(bool)
    return differs


def _unlike(one: pd.Series, two: pd.Series, *, known: bool = False) -> npt.NDArray[np.bool_]:
    """Tell numbers that differ; `known`: only where both are."""
    first, second = one.to_numpy(np.float64), two.to_numpy(np.float64)
    unlike: npt.NDArray[np.bool_] = ~np.isclose(first, second, rtol=CLOSE, atol=0.0, equal_nan=True)
    if known:
        unlike &= ~(np.isnan(first) | np.isnan(second))
    return unlike
