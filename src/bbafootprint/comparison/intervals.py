"""The interval of a difference, of draws that the two runs share."""

from __future__ import annotations

from typing import Protocol

import numpy as np
import pandas as pd

from bbafootprint.errors import UsageError

LOW, HIGH = 2.5, 97.5
"""Percentiles of a 95 % interval."""


class Draws(Protocol):
    """Anything that gives draws of the totals of a run, such as what ``simulate`` returns."""

    def samples(self) -> pd.DataFrame:
        """Return the draws: one row a draw, one column an indicator; all NaN where it is not assessed."""


def difference_interval(before: Draws, after: Draws) -> pd.DataFrame:
    """Return the 95 % interval of the difference of the totals of two runs.

    Parameters
    ----------
    before, after
        Simulations of the two runs with one seed and one number of draws, so that what the runs share (a factor, a
        conversion) has the same error in both in each draw, and only what differs makes the difference uncertain.

    Returns
    -------
    pandas.DataFrame
        Index `indicator` (those of both); `low` and `high`, percentiles of the paired differences, in the unit of the
        indicator; NaN where either is not assessed.

    Raises
    ------
    UsageError
        If the numbers of draws differ.
    """
    one, two = before.samples(), after.samples()
    if len(one) != len(two):
        raise UsageError(
            f"the draws of the two runs cannot be paired: {len(one):,} before and {len(two):,} after; simulate both "
            "with the same draws and the same seed"
        )
    shared = [name for name in one.columns if name in two.columns]
    differences = two[shared].to_numpy(np.float64) - one[shared].to_numpy(np.float64)
    if len(one):
        bounds = np.percentile(differences, [LOW, HIGH], axis=0)
    else:
        bounds = np.full((2, len(shared)), np.nan)
    return pd.DataFrame(
        {"low": bounds[0], "high": bounds[1]}, index=pd.Index(shared, name="indicator", dtype=object)
    )
