"""The arithmetic, on arrays: gather, multiply, sum. Imports numpy alone.

Names: *cell* is one (group, key) pair with its quantity; *key* is what a factor is looked up by. The total of an
indicator over a group is the sum of quantity times factor over its cells; a factor that is NaN (not assessed)
takes its cell out of the sum and out of the count, and a sum over no assessed cell is NaN, never 0.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

Z95 = 1.959963984540054
"""Standard normal quantile of a two-sided 95 % interval."""


def gather(values: Floats, rows: npt.NDArray[np.integer]) -> Floats:
    """Take `values` at `rows`, NaN where the row number is -1.

    Parameters
    ----------
    values : ndarray of float, shape (n,)
    rows : ndarray of int, any shape
        Row numbers, -1 for none.

    Returns
    -------
    ndarray of float, shape of `rows`
    """
    if values.size == 0:
        return np.full(rows.shape, np.nan)
    return np.where(rows >= 0, values[rows], np.nan)


def sum_by(group: Ints, weights: Floats, size: int) -> Floats:
    """Sum `weights` per group, leaving NaN out.

    Parameters
    ----------
    group : ndarray of int, shape (n,)
        Group numbers, 0 to ``size - 1``.
    weights : ndarray of float, shape (n,)
    size : int
        Number of groups.

    Returns
    -------
    ndarray of float, shape (size,)
        NaN for a group without any weight that is a number.
    """
    known = ~np.isnan(weights)
    if known.all():
        sums = np.bincount(group, weights=weights, minlength=size)
        counts = np.bincount(group, minlength=size)
    else:
        sums = np.bincount(group[known], weights=weights[known], minlength=size)
        counts = np.bincount(group[known], minlength=size)
    return np.where(counts > 0, sums, np.nan)


def count_by(group: Ints, weights: Floats, size: int) -> Floats:
    """Sum `weights` per group with NaN as nothing to count: 0 for an empty group.

    Parameters
    ----------
    group, weights, size
        As in :func:`sum_by`.

    Returns
    -------
    ndarray of float, shape (size,)
    """
    known = np.where(np.isnan(weights), 0.0, weights)
    sums: Floats = np.bincount(group, weights=known, minlength=size).astype(np.float64, copy=False)
    return sums


def compact(codes: npt.NDArray[np.integer], space: int) -> tuple[Ints, Ints]:
    """Give the distinct codes numbers, in ascending order of the code.

    Parameters
    ----------
    codes : ndarray of int, shape (n,)
        Codes, 0 to ``space - 1``.
    space : int
        How many codes there could be.

    Returns
    -------
    distinct : ndarray of int, shape (m,)
        The codes that occur, ascending.
    number : ndarray of int, shape (n,)
        For each entry the position of its code in `distinct`.
    """
    if space <= max(4 * codes.size, 1 << 16):  # a table of the space is cheaper than a sort
        seen = np.zeros(space, dtype=bool)
        seen[codes] = True
        distinct = np.flatnonzero(seen).astype(np.int64, copy=False)
        position = np.empty(space, dtype=np.int64)
        position[distinct] = np.arange(distinct.size)
        return distinct, position[codes]
    distinct, number = np.unique(codes, return_inverse=True)
    return distinct.astype(np.int64, copy=False), number.astype(np.int64, copy=False)
