"""The one place where tracking asks for draws; two years with one seed share the errors of what they share."""

from __future__ import annotations

import pandas as pd

from bbafootprint.footprint import Footprint
from bbafootprint.footprint.uncertainty.simulation import simulate


def samples_of(result: Footprint, draws: int, seed: int) -> pd.DataFrame:
    """Return draws of the totals.

    Parameters
    ----------
    result : Footprint
    draws, seed : int
        As :func:`bbafootprint.simulate` takes them.

    Returns
    -------
    pandas.DataFrame
        One row a draw, one column an indicator; NaN where it is not assessed.
    """
    return simulate(result, draws, seed).samples()
