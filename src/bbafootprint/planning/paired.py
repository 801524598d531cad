"""The one place where tracking asks for draws; two years with one seed share the errors of what they share."""

from __future__ import annotations

from importlib import import_module

import numpy as np

from bbafootprint.footprint import Footprint
from bbafootprint.planning.claims import Floats


def samples_of(result: Footprint, indicator: str, draws: int, seed: int) -> Floats:
    """Return draws of the total of an indicator.

    Parameters
    ----------
    result : Footprint
    indicator : str
    draws, seed : int
        As :func:`bbafootprint.simulate` takes them.

    Returns
    -------
    ndarray of float, shape (draws,)
        NaN where it is not assessed.
    """
    simulate = import_module("bbafootprint.footprint.uncertainty").simulate
    samples: Floats = simulate(result, draws, seed).samples()[indicator].to_numpy(np.float64)
    return samples
