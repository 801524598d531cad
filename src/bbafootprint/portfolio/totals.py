"""The arithmetic of a portfolio: companies first, then holdings times companies; no work per line and holding.

A company has an *entry* for each year that its holdings are of (:mod:`bbafootprint.portfolio.entries`). A *pair* is one
(group, entry) with its weight: the sum of the factors of the group's holdings in that entry. A
group's total is the sum over its pairs of weight times the entry's impact.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from bbafootprint.footprint.calculate import Floats, Ints, compact, gather, sum_by
from bbafootprint.footprint.intervals import interval
from bbafootprint.portfolio.impacts import Impacts


@dataclass(frozen=True)
class Sums:
    """Totals of groups; arrays of shape (groups, indicators). NaN where nothing is assessed, never 0."""

    value: Floats
    low: Floats
    high: Floats


def entry_sums(impacts: Impacts, size: int) -> Sums:
    """Return the impact of every entry.

    Parameters
    ----------
    impacts : Impacts
    size : int
        Number of entries.

    Returns
    -------
    Sums
        Groups are entries.
    """
    entry = impacts.cells["entry"].to_numpy(np.int64)
    return _sums(impacts, entry, np.arange(len(entry)), np.ones(len(entry)), size)


def entry_quality(impacts: Impacts, size: int) -> Floats:
    """Return the data quality of every entry and indicator.

    Parameters
    ----------
    impacts : Impacts
    size : int

    Returns
    -------
    ndarray of float, shape (entries, indicators)
        Mass-weighted over what is assessed, by lines where no mass is known; 1 (best) to 5, NaN where not known.
    """
    entry = impacts.cells["entry"].to_numpy(np.int64)
    mass = impacts.cells["mass_t"].to_numpy(np.float64)
    lines = np.maximum(impacts.cells["lines"].to_numpy(np.float64), 1.0)
    result = np.full((size, len(impacts.indicators)), np.nan)
    for column in range(len(impacts.indicators)):
        quality = impacts.quality[:, column]
        for weight in (np.where(mass > 0, mass, np.nan), lines):
            weight = np.where(np.isnan(quality), np.nan, weight)
            with np.errstate(invalid="ignore", divide="ignore"):
                mean = sum_by(entry, weight * quality, size) / sum_by(entry, weight, size)
            result[:, column] = np.where(np.isnan(result[:, column]), mean, result[:, column])
    return result


def assessed_share(impacts: Impacts, size: int) -> Floats:
    """Return which share of each entry's volumes stands behind its number.

    Parameters
    ----------
    impacts : Impacts
    size : int

    Returns
    -------
    ndarray of float, shape (entries, indicators)
        0 to 1: by tonnes; lines whose tonnes are not known, unreadable ones among them, count by their number. A ready
        number and a sector intensity are of the whole company: 1 where there is one, else 0. NaN where nothing is
        known of it.
    """
    entry = impacts.cells["entry"].to_numpy(np.int64)
    mass = impacts.cells["mass_t"].to_numpy(np.float64)
    unweighed = impacts.cells["lines_without_mass"].to_numpy(np.float64)
    weighed = impacts.cells["lines"].to_numpy(np.float64) - unweighed
    whole = [np.bincount(entry, weights=one, minlength=size) for one in (mass, weighed, unweighed)]
    lines, cells = whole[1] + whole[2], np.bincount(entry, minlength=size)
    result = np.full((size, len(impacts.indicators)), np.nan)
    for column in range(len(impacts.indicators)):
        here = (impacts.rows[:, column] >= 0).astype(np.float64)
        part = [np.bincount(entry, weights=one * here, minlength=size) for one in (mass, weighed, unweighed)]
        answered = np.bincount(entry, weights=here, minlength=size) > 0
        with np.errstate(invalid="ignore", divide="ignore"):
            of_weighed = np.where(whole[0] > 0, part[0] / whole[0] * whole[1], part[1])
            share = np.where(lines > 0, (of_weighed + part[2]) / lines, answered)
        result[:, column] = np.where(cells > 0, share, np.nan)
    return result


def expand(impacts: Impacts, entry: Ints, size: int) -> tuple[Ints, Ints]:
    """Return the cells of each pair.

    Parameters
    ----------
    impacts : Impacts
    entry : ndarray of int, shape (pairs,)
    size : int
        Number of entries.

    Returns
    -------
    pair : ndarray of int
        Position of the pair, once for each cell of its entry.
    cell : ndarray of int
        Position of that cell.
    """
    of_cells = impacts.cells["entry"].to_numpy(np.int64)
    start = np.searchsorted(of_cells, np.arange(size + 1))
    count = (start[1:] - start[:-1])[entry]
    pair = np.repeat(np.arange(entry.size, dtype=np.int64), count)
    first = np.concatenate([[0], np.cumsum(count)[:-1]]) if entry.size else np.zeros(0, dtype=np.int64)
    cell = np.arange(pair.size, dtype=np.int64) - first[pair] + start[entry][pair]
    return pair, cell


def merge_pairs(
    group: Ints, entry: Ints, weight: Floats, groups: int, entries: int
) -> tuple[Ints, Ints, Floats]:
    """Return every (group, entry) once, with the sum of its weights.

    Parameters
    ----------
    group, entry : ndarray of int, shape (holdings,)
    weight : ndarray of float, shape (holdings,)
        Factors.
    groups, entries : int

    Returns
    -------
    group, entry : ndarray of int, shape (pairs,)
    weight : ndarray of float, shape (pairs,)
    """
    codes, at = compact(group * np.int64(max(entries, 1)) + entry, max(groups * entries, 1))
    of_group, of_entry = np.divmod(codes, np.int64(max(entries, 1)))
    return of_group, of_entry, np.bincount(at, weights=weight, minlength=codes.size).astype(np.float64)


def group_sums(
    impacts: Impacts, of_entries: Sums, group: Ints, entry: Ints, weight: Floats, groups: int
) -> Sums:
    """Return the totals of groups.

    Parameters
    ----------
    impacts : Impacts
    of_entries : Sums
        As :func:`entry_sums` returns them.
    group, entry, weight
        Pairs, each (group, entry) once.
    groups : int

    Returns
    -------
    Sums
        Intervals: holdings of one entry share its error, and entries that use one factor share its draw; so
        quantities are summed per (group, factor) before the interval is taken.
    """
    width = len(impacts.indicators)
    value = np.column_stack([
        sum_by(group, weight * of_entries.value[entry, column], groups) for column in range(width)
    ]) if width else np.empty((groups, 0))  # fmt: skip
    if np.unique(group).size == group.size:  # one entry a group: its interval, times the weight
        low, high = np.full((groups, width), np.nan), np.full((groups, width), np.nan)
        low[group] = weight[:, None] * of_entries.low[entry]
        high[group] = weight[:, None] * of_entries.high[entry]
        return Sums(value, low, high)
    pair, cell = expand(impacts, entry, len(of_entries.value))
    return _sums(impacts, group[pair], cell, weight[pair], groups)


def _sums(impacts: Impacts, group: Ints, cell: Ints, weight: Floats, groups: int) -> Sums:
    """Return totals and intervals of weighted cells per group."""
    quantity = impacts.cells["quantity"].to_numpy(np.float64)[cell] * weight
    conversion = impacts.cells["conversion"].to_numpy(np.int64)[cell]
    width = len(impacts.indicators)
    value, low, high = (np.full((groups, width), np.nan) for _ in range(3))
    for column in range(width):
        row = impacts.rows[cell, column]
        value[:, column] = sum_by(group, quantity * gather(impacts.value, row), groups)
        bounds = interval(
            group,
            row,
            quantity,
            groups,
            value=impacts.value,
            low=impacts.low,
            high=impacts.high,
            gsd=impacts.gsd,
            basis=conversion,
            of=impacts.sensitivity,
        )
        low[:, column], high[:, column] = bounds.low, bounds.high
    return Sums(value, low, high)


def cell_groups(
    impacts: Impacts, names: list[str], group: Ints, entry: Ints, weight: Floats, size: int
) -> tuple[pd.DataFrame, Ints, Ints, Floats]:
    """Group the weighted cells of pairs by what the cells are of.

    Parameters
    ----------
    impacts : Impacts
    names : list of str
        Columns of the cells: ``commodity``, ``primary_commodity``, ``origin``.
    group, entry, weight
        Pairs.
    size : int
        Number of entries.

    Returns
    -------
    table : pandas.DataFrame
        One row a new group: `_group` (the old one) and the columns `names`.
    new : ndarray of int
        New group of each weighted cell.
    cell : ndarray of int
    weights : ndarray of float
    """
    pair, cell = expand(impacts, entry, size)
    code, space = group[pair], int(group.max(initial=0)) + 1
    lists: list[npt.NDArray[np.object_]] = []
    for name in names:
        column = impacts.cells[name]
        values = np.array([*column.cat.categories, None], dtype=object)
        codes = column.cat.codes.to_numpy().astype(np.int64)
        codes[codes < 0] = len(values) - 1
        code = code * len(values) + codes[cell]
        space *= len(values)
        lists.append(values)
    distinct, new = compact(code, space)
    columns: dict[str, npt.NDArray[np.object_] | Ints] = {}
    rest = distinct
    for name, values in zip(reversed(names), reversed(lists), strict=True):
        rest, at = np.divmod(rest, np.int64(len(values)))
        columns[name] = values[at]
    table = pd.DataFrame({"_group": rest, **{name: columns[name] for name in names}})
    return table, new, cell, weight[pair]


def sums_of_cells(impacts: Impacts, new: Ints, cell: Ints, weights: Floats, groups: int) -> Sums:
    """Return totals and intervals of groups of weighted cells, as :func:`cell_groups` makes them."""
    return _sums(impacts, new, cell, weights, groups)
