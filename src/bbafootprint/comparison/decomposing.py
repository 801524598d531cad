r"""The change between two runs, cell by cell, as parts that add up to it.

A cell is one commodity as bought from one origin. Its impact is a product,

.. math:: \text{volume} \times \text{commodity share} \times \text{origin share} \times \text{primary per volume}
    \times \text{factor} \times \text{coverage}

and the change of each product is split by the Shapley value (:mod:`bbafootprint.footprint.splitting`).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from bbafootprint.comparison.cells import Cells, Floats, Side, make_cells
from bbafootprint.footprint import Footprint
from bbafootprint.footprint.splitting import split_change

Flags = npt.NDArray[np.bool_]

DRIVERS: tuple[str, ...] = ("volume", "commodity_mix", "origin_mix", "conversion", "factors", "coverage")
"""What is multiplied, in this order."""

_OF_PLACE = ("commodity", "origin")


def split_cells(cells: Cells, assessable: Flags | None = None) -> Floats:
    """Split the change of every cell and indicator over :data:`DRIVERS`.

    Parameters
    ----------
    cells : Cells
    assessable : ndarray of bool, shape (cells, indicators), optional
        Which cells have a mix, for an indicator; by default those that either run assesses.

    Returns
    -------
    ndarray of float, shape (drivers, cells, indicators)
        Over the drivers they add up to ``cells.after.amount - cells.before.amount``, to rounding.

    Notes
    -----
    What a run does not have is taken from the other, so that it changes nothing: the shares of a stratum or commodity
    that is not bought, the conversion of goods that are not, whether they would be assessed. The factor is asked of
    the run's own set first, so that a new origin is a change of mix at the old factor and a change of the factor
    beside it. Where a run has lines that it does not assess, coverage alone is 0.

    What neither run assesses has no part in the mix: shares are of what can be assessed, and how much of the volume
    that is belongs to the coverage. Else buying what no factor is known of would look like a better mix.
    """
    known = assessable_cells(cells) if assessable is None else assessable
    one, two = _drivers(cells, cells.before, known), _drivers(cells, cells.after, known)
    filled = [_fill(first, second) for first, second in zip(one, two, strict=True)]
    before, after = [pair[0] for pair in filled], [pair[1] for pair in filled]
    # How much of the volume can be assessed at all, and how much of the cell is: together the coverage.
    for side in (before, after):
        side[-2:] = [side[-2] * side[-1]]
    shape = cells.before.amount.shape
    return np.stack([np.broadcast_to(part, shape) for part in split_change(before, after)])


def assessable_cells(cells: Cells) -> Flags:
    """Return which cells either run assesses, by indicator."""
    flags: Flags = (cells.before.assessed > 0) | (cells.after.assessed > 0)
    return flags


def split_change_by(
    before: Footprint,
    after: Footprint,
    whole: Cells,
    indicators: Sequence[str],
    groups: Sequence[str],
    *,
    by_id: bool,
) -> tuple[pd.DataFrame, Floats, Floats]:
    """Split the change between two runs over drivers, per group.

    Parameters
    ----------
    before, after : Footprint
        Made alike but for their lines and factors.
    whole : Cells
        The cells of the two, which no group makes finer.
    indicators : sequence of str
    groups : sequence of str
        Columns of the lines; none is the whole.
    by_id : bool
        As :func:`~bbafootprint.comparison.cells.make_cells` takes it.

    Returns
    -------
    groups : pandas.DataFrame
        One row a group, plain objects, None where missing.
    parts : ndarray of float, shape (drivers, groups, indicators)
        Over the groups they add up to the parts of the whole.
    volumes : ndarray of float, shape (2, groups)
        What each run bought of the group; 0 where it bought nothing, or no mass.

    Notes
    -----
    A group has the parts of its own cells: its mix is its share of the whole, so a group that grows more than the rest
    has a positive mix. Groups finer than a cell (suppliers of one origin) are cells of their own; where the goods of
    one cell are converted differently, what shifts between them counts as it does in the whole, spread by volume.
    """
    finer = [name for name in groups if name not in _OF_PLACE]
    cells = make_cells(before, after, indicators, finer, by_id=by_id) if finer else whole
    parts = _within(cells, whole) if finer else split_cells(whole)
    names = list(groups)
    volumes = np.stack([cells.before.volume, cells.after.volume])
    if not names:
        whole_parts = parts.sum(axis=1, keepdims=True)
        return pd.DataFrame(index=pd.RangeIndex(1)), whole_parts, volumes.sum(axis=1, keepdims=True)
    columns = [f"@{name}" if name in _OF_PLACE else name for name in names]
    number = cells.frame.groupby(columns, sort=False, dropna=False).ngroup().to_numpy()
    first = np.unique(number, return_index=True)[1]
    summed = _sum_by(number, parts, first.size)
    bought = _sum_by(number, volumes[:, :, None], first.size)[:, :, 0]
    return cells.frame.iloc[first][columns].set_axis(names, axis=1).reset_index(drop=True), summed, bought


def _within(cells: Cells, whole: Cells) -> Floats:
    """Split the change of finer cells, so that the parts add up to those of the cells that they are of."""
    place = list(whole.frame.columns)
    both = pd.concat([whole.frame[place], cells.frame[place]], ignore_index=True)
    number = both.groupby(place, sort=False, dropna=False).ngroup().to_numpy()[len(whole.frame) :]
    parts = split_cells(cells, assessable_cells(whole)[number])
    weight = cells.before.volume + cells.after.volume
    total, count = (np.bincount(number, weights=each) for each in (weight, np.ones_like(weight)))
    share = np.where(total[number] > 0, weight / np.where(total > 0, total, 1.0)[number], 1.0 / count[number])
    missing = split_cells(whole) - _sum_by(number, parts, len(whole.frame))
    spread: Floats = parts + missing[:, number] * share[:, None]
    return spread


def _sum_by(number: npt.NDArray[np.integer], parts: Floats, size: int) -> Floats:
    """Sum parts (drivers x cells x indicators) over the cells of one number."""
    summed = np.zeros((size, parts.shape[0], parts.shape[2]))
    np.add.at(summed, number, parts.transpose(1, 0, 2))
    return summed.transpose(1, 0, 2)


def _drivers(cells: Cells, side: Side, assessable: Flags) -> list[Floats]:
    """Return what is multiplied, NaN where the run does not say; the last two are the two sides of coverage."""
    stratum = cells.frame["@stratum"]
    volume = side.volume[:, None]
    weighed = volume * assessable
    bought = _sum_over(volume, [stratum]) + side.lost[:, None]
    placed = _sum_over(weighed, [stratum])
    of_commodity = _sum_over(weighed, [stratum, cells.frame["@commodity"]])
    factor = np.where(side.primary > 0, _ratio(side.amount, side.primary), side.value)
    return [
        bought,
        _ratio(of_commodity, placed),
        _ratio(weighed, of_commodity),
        _ratio(side.primary, side.assessed),
        factor,
        _ratio(placed, bought),
        _ratio(side.assessed, np.broadcast_to(volume, side.assessed.shape)),
    ]


def _sum_over(weights: Floats, columns: Sequence[pd.Series]) -> Floats:
    """Return for each cell the sums over all that share some columns with it."""
    if not len(weights):
        return weights
    table = pd.concat(list(columns), axis=1)
    codes = table.groupby(list(table.columns), sort=False).ngroup().to_numpy()
    sums = np.zeros((int(codes.max()) + 1, weights.shape[1]))
    np.add.at(sums, codes, weights)
    spread: Floats = sums[codes]
    return spread


def _ratio(one: Floats, two: Floats) -> Floats:
    """Divide, NaN where there is nothing to divide by."""
    ratio: Floats = np.divide(one, two, out=np.full(np.broadcast(one, two).shape, np.nan), where=two > 0)
    return ratio


def _fill(one: Floats, two: Floats) -> tuple[Floats, Floats]:
    """Fill what one of two does not say from the other; what neither says is 0, for then nothing is multiplied."""
    first = np.where(np.isnan(one), two, one)
    second = np.where(np.isnan(two), one, two)
    return np.nan_to_num(first), np.nan_to_num(second)
