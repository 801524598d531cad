"""Draws of sums: the factors that a ledger needs are drawn once a block of groups, and weighted by its quantities.

The cost of a draw depends on the distinct factors, not on the lines: quantities are summed per (group, factor, basis of
the conversion) first, and the rest is a product of matrices. Factors are drawn on all processors: each has a stream of
its own, so that the draws, and the order of the sums, are the same on any number of them.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

from bbafootprint.footprint.calculate import Floats, Ints, compact
from bbafootprint.footprint.uncertainty.drawing import FactorDraws, generator_of, lognormal

COLUMNS_AT_ONCE = 64
"""Factors that are drawn together: 64 x 10,000 draws are 5 MB, and stay near the processor."""

NUMBERS_WORTH_A_THREAD = 50_000
"""Random numbers that take longer than to hand them to a thread, about half a millisecond."""

FEW_ROWS = 32

BLOCK_BYTES = 96e6
"""Memory for the sums of one block of groups."""


@dataclass(frozen=True)
class Cells:
    """What is summed for one indicator: the assessed (group, key) pairs.

    Attributes
    ----------
    group, row, basis : ndarray of int, shape (cells,)
        Group, row of the factor, basis of the conversion (-1: certain).
    quantity : ndarray of float, shape (cells,)
        Units of primary commodity.
    spread : ndarray of float, shape (cells,) or None
        Of the quantity, as the standard deviation of its logarithm; None where quantities are certain.
    name : list of str or None
        What names the error of each quantity.
    """

    group: Ints
    row: Ints
    basis: Ints
    quantity: Floats
    spread: Floats | None = None
    name: list[str] | None = None


@dataclass(frozen=True)
class Alike:
    """Groups, of which those that differ by a multiple alone are drawn once.

    Attributes
    ----------
    cells : Cells
        What is drawn, under new group numbers.
    size : int
        How many groups are drawn.
    drawn_as : ndarray of int, shape (groups,)
        The drawn group of each group.
    times : ndarray of float, shape (groups,)
        What its draws are multiplied by.
    """

    cells: Cells
    size: int
    drawn_as: Ints
    times: Floats

    def spread(self, summary: pd.DataFrame) -> pd.DataFrame:
        """Return a summary of what is drawn (one row a group, in units of the sum) for each of the groups."""
        return summary.iloc[self.drawn_as].mul(self.times, axis=0).reset_index(drop=True)


def merge_alike(cells: Cells, groups: int) -> Alike:
    """Let groups of one cell with the same factor and basis be drawn once, as a unit: lines are mostly such groups.

    Parameters
    ----------
    cells : Cells
        Where their quantities have errors of their own, no group is like another.
    groups : int
        Number of groups.

    Returns
    -------
    Alike
    """
    single = np.bincount(cells.group, minlength=groups) == 1
    if cells.spread is not None or single.sum() < 2:
        return Alike(cells, groups, np.arange(groups), np.ones(groups))
    alone = single[cells.group]
    bases = int(cells.basis.max()) + 2
    units, unit = compact(
        cells.row[alone] * np.int64(bases) + cells.basis[alone] + 1, int(cells.row.max() + 1) * bases
    )
    others = groups - int(single.sum())
    drawn_as = np.cumsum(~single) - 1
    drawn_as[cells.group[alone]] = others + unit
    times = np.ones(groups)
    times[cells.group[alone]] = cells.quantity[alone]
    row, basis = np.divmod(units, np.int64(bases))
    drawn = Cells(
        np.concatenate([drawn_as[cells.group[~alone]], others + np.arange(units.size)]),
        np.concatenate([cells.row[~alone], row]),
        np.concatenate([cells.basis[~alone], basis - 1]),
        np.concatenate([cells.quantity[~alone], np.ones(units.size)]),
    )
    return Alike(drawn, others + units.size, drawn_as, times)


def sample_groups(
    cells: Cells, groups: int, factors: FactorDraws, multipliers: Floats
) -> Iterator[tuple[slice, Floats]]:
    """Draw the sum of every group, block by block.

    Parameters
    ----------
    cells : Cells
    groups : int
        Number of groups.
    factors : FactorDraws
    multipliers : ndarray of float, shape (bases, draws)
        Drawn over published conversions.

    Yields
    ------
    slice
        The groups of the block.
    ndarray of float, shape (groups of the block, draws)
        NaN for a group without an assessed cell.
    """
    order = np.argsort(cells.group, kind="stable")
    bounds = np.searchsorted(cells.group[order], np.arange(groups + 1))
    at_once = max(int(BLOCK_BYTES / (8 * factors.draws)), 1)
    start = 0
    while start < groups:
        stop = start + 1
        while stop < groups and stop - start < at_once and bounds[stop + 1] - bounds[start] <= 8 * at_once:
            stop += 1
        here = order[bounds[start] : bounds[stop]]
        yield slice(start, stop), _block(cells, here, start, stop - start, factors, multipliers)
        start = stop


def _block(
    cells: Cells, here: Ints, first: int, groups: int, factors: FactorDraws, multipliers: Floats
) -> Floats:
    """Draw the sums of some groups, which `here` names the cells of."""
    bases = len(multipliers) + 1
    pairs, pair = compact(
        (cells.group[here] - first) * np.int64(bases) + cells.basis[here] + 1, groups * bases
    )
    by_cell = cells.spread is not None
    columns, column = (
        (here, np.arange(here.size)) if by_cell else np.unique(cells.row[here], return_inverse=True)
    )
    order = np.argsort(column, kind="stable")
    column, pair, weight = column[order], pair[order], cells.quantity[here][order]
    sums = np.zeros((pairs.size, factors.draws))
    at_once = max(min(COLUMNS_AT_ONCE, int(BLOCK_BYTES / (8 * factors.draws))), 1)
    drawn = np.empty((at_once, factors.draws))
    with _filling(cells, factors, by_cell) as fill:
        for start in range(0, len(columns), at_once):
            some = columns[start : start + at_once]
            fill(some, drawn)
            unknown = np.isnan(drawn[: len(some)]).any(axis=1)
            drawn[: len(some)][unknown] = 0.0  # 0 times NaN would spoil the sums that do not use it
            entries = slice(*np.searchsorted(column, [start, start + len(some)]))
            into, at = np.unique(pair[entries], return_inverse=True)
            weights = np.zeros((into.size, len(some)))
            np.add.at(weights, (at, column[entries] - start), weight[entries])
            spoilt = (weights[:, unknown] != 0).any(axis=1)
            if into.size <= FEW_ROWS:  # a matrix product of few rows takes longer than its sums, one by one
                sums[into] += np.einsum("gc,cd->gd", weights, drawn[: len(some)])
            else:
                sums[into] += weights @ drawn[: len(some)]
            sums[into[spoilt]] = np.nan
    totals = np.full((groups, factors.draws), np.nan)
    of_group, basis = np.divmod(pairs, np.int64(bases))
    totals[np.unique(of_group)] = 0.0
    for one, group, which in zip(sums, of_group.tolist(), (basis - 1).tolist(), strict=True):
        totals[group] += one if which < 0 else one * multipliers[which]
    return totals


@contextmanager
def _filling(cells: Cells, factors: FactorDraws, by_cell: bool) -> Iterator[Callable[[Ints, Floats], None]]:
    """Give what draws the factors of some columns into the rows of an array, the columns dealt out to threads."""
    with ThreadPoolExecutor(_processors()) as pool:

        def fill(some: Ints, drawn: Floats) -> None:
            shares = min(_processors(), len(some), len(some) * factors.draws // NUMBERS_WORTH_A_THREAD)
            ends = np.linspace(0, len(some), max(shares, 1) + 1).astype(int).tolist()
            dealt = [slice(*pair) for pair in pairwise(ends)]
            waited = [
                pool.submit(_fill, cells, some[part], factors, drawn[part], by_cell) for part in dealt[1:]
            ]
            _fill(cells, some[dealt[0]], factors, drawn[dealt[0]], by_cell)
            for each in waited:
                each.result()

        yield fill


def _processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _fill(cells: Cells, some: Ints, factors: FactorDraws, drawn: Floats, by_cell: bool) -> None:
    """Draw the factors of some columns; of cells with an error of their own, times that error."""
    if not by_cell:
        factors.fill(some, drawn)
        return
    assert cells.spread is not None
    assert cells.name is not None
    factors.fill(cells.row[some], drawn)
    for at, cell in enumerate(some.tolist()):
        generator = generator_of(factors.seed, "quantity", cells.name[cell])
        drawn[at] *= lognormal(generator, float(cells.spread[cell]), factors.draws)


def summarise(drawn: Floats) -> pd.DataFrame:
    """Return mean, median, standard deviation and 95 % interval of draws.

    Parameters
    ----------
    drawn : ndarray of float, shape (groups, draws)

    Returns
    -------
    pandas.DataFrame
        Columns `mean`, `median`, `sd`, `low`, `high`; NaN where the draws are.
    """
    low, median, high = np.quantile(drawn, [0.025, 0.5, 0.975], axis=1)
    return pd.DataFrame(
        {
            "mean": drawn.mean(axis=1), "median": median, "sd": drawn.std(axis=1, ddof=1),
            "low": low, "high": high,
        }
    )  # fmt: skip
