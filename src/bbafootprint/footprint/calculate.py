"""The arithmetic, on arrays: gather, multiply, sum. Imports numpy alone.

Names: *cell* is one (group, key) pair with its quantity; *key* is what a factor is looked up by. The total of an
indicator over a group is the sum of quantity times factor over its cells; a factor that is NaN (not assessed)
takes its cell out of the sum and out of the count, and a sum over no assessed cell is NaN, never 0.
"""

from __future__ import annotations

from dataclasses import dataclass

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
    sums: Floats = np.nan_to_num(sum_by(group, weights, size), nan=0.0)
    return sums


def compact(codes: Ints, space: int) -> tuple[Ints, Ints]:
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
        distinct = np.flatnonzero(seen).astype(np.int64)
        position = np.empty(space, dtype=np.int64)
        position[distinct] = np.arange(distinct.size)
        return distinct, position[codes]
    distinct, number = np.unique(codes, return_inverse=True)
    return distinct, number.astype(np.int64)


@dataclass(frozen=True)
class Interval:
    """A 95 % interval of sums, one entry a group."""

    low: Floats
    high: Floats


def interval(
    group: Ints,
    factor_row: Ints,
    quantity: Floats,
    size: int,
    *,
    value: Floats,
    low: Floats,
    high: Floats,
    gsd: Floats,
) -> Interval:
    r"""Return the 95 % interval of the sum of quantity times factor, per group.

    Cells with the same factor share its draw, so quantities are summed per (group, factor) first; different
    factors are taken as independent. Factors with a geometric standard deviation :math:`g_f` enter by their
    moments, with :math:`A_f = Q_f v_f`,

    .. math:: \sigma^2 = \ln\left(1 + \frac{\sum_f A_f^2\,(e^{\ln^2 g_f} - 1)}{(\sum_f A_f)^2}\right)

    and the interval of their sum is :math:`\sum A_f\, e^{\pm 1.96 \sigma}`: a sum over one factor returns that
    factor's own interval, and the sum stays in its middle, in ratio. Factors that
    have only bounds (a reported zero has no geometric deviation) widen it in
    quadrature by :math:`Q_f (high_f - v_f)` and :math:`Q_f (v_f - low_f)`. Moment matching of sums of lognormals:
    Fenton 1960, doi:10.1109/TCOM.1960.1097606.

    Parameters
    ----------
    group : ndarray of int, shape (n,)
        Group of each cell.
    factor_row : ndarray of int, shape (n,)
        Factor of each cell, -1 where not assessed (such cells are left out).
    quantity : ndarray of float, shape (n,)
        Quantity of each cell, in units of primary commodity.
    size : int
        Number of groups.
    value, low, high, gsd : ndarray of float, shape (factors,)
        Columns of the factor table; NaN where absent.

    Returns
    -------
    Interval
        NaN for a group with no assessed cell, or with a factor that carries neither bounds nor deviation.
        Uncertainty of quantities and of conversions is not part of it.
    """
    assessed = (factor_row >= 0) & ~np.isnan(quantity)
    group, factor_row, quantity = group[assessed], factor_row[assessed], quantity[assessed]
    pairs, pair_of = compact(group * np.int64(value.size) + factor_row, int(size * value.size))
    summed = np.bincount(pair_of, weights=quantity, minlength=pairs.size)
    pair_group, row = np.divmod(pairs, np.int64(max(value.size, 1)))

    amount = summed * value[row]
    has_gsd = ~np.isnan(gsd[row]) & (amount > 0)
    log_variance = np.log(np.where(has_gsd, gsd[row], 1.0)) ** 2
    bounded = ~has_gsd
    below = np.where(bounded, summed * (value[row] - low[row]), 0.0)
    above = np.where(bounded, summed * (high[row] - value[row]), 0.0)
    nothing = summed == 0.0  # a zero line answers 0, whatever its factor carries
    below[nothing] = above[nothing] = 0.0

    def total(weights: Floats) -> Floats:
        sums: Floats = np.bincount(pair_group, weights=weights, minlength=size).astype(np.float64)
        return sums

    lognormal, whole = total(np.where(has_gsd, amount, 0.0)), total(amount)
    share = np.divide(amount, lognormal[pair_group], out=np.zeros_like(amount), where=has_gsd)
    sigma = np.sqrt(
        np.log1p(total(share**2 * np.expm1(log_variance)))
    )  # of shares: squares of amounts underflow
    down = np.hypot(lognormal * -np.expm1(-Z95 * sigma), np.sqrt(total(below**2)))
    up = np.hypot(lognormal * np.expm1(Z95 * sigma), np.sqrt(total(above**2)))
    answered = np.bincount(pair_group, minlength=size) > 0
    return Interval(
        low=np.where(answered, np.maximum(whole - down, 0.0), np.nan),
        high=np.where(answered, whole + up, np.nan),
    )
