"""Ranks, and how far two rankings agree."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]

CLOSE = 1e-12
"""Relative difference under which two amounts share a rank: sums of one quantity in another order are equal."""


def rank_down(values: Floats) -> Floats:
    """Rank values, the largest first.

    Parameters
    ----------
    values : ndarray of float, shape (n,)
        Without NaN.

    Returns
    -------
    ndarray of float, shape (n,)
        1 for the largest; values within a relative :data:`CLOSE` of their neighbour share the mean of their ranks.
    """
    order = np.argsort(-values, kind="stable")
    ordered = values[order]
    starts = np.ones(len(values), dtype=bool)
    starts[1:] = ordered[:-1] - ordered[1:] > CLOSE * np.abs(ordered[:-1])
    run = np.cumsum(starts) - 1
    counts = np.bincount(run, minlength=0)
    ends = np.cumsum(counts)
    ranks = np.empty(len(values))
    ranks[order] = (ends - (counts - 1) / 2)[run]
    return ranks


def spearman(one: pd.Series | Floats, two: pd.Series | Floats) -> float:
    """Return Spearman's rank correlation.

    Parameters
    ----------
    one, two : array-like of float, shape (n,)
        Without NaN.

    Returns
    -------
    float
        -1 to 1; NaN for fewer than two pairs, or where one side is all alike.
    """
    first, second = (rank_down(np.asarray(side, dtype=np.float64)) for side in (one, two))
    if len(first) < 2:
        return float("nan")
    a, b = first - first.mean(), second - second.mean()
    size = float(np.sqrt((a @ a) * (b @ b)))
    return float(np.clip(a @ b / size, -1.0, 1.0)) if size > 0 else float("nan")
