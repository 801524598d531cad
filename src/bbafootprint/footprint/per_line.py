"""Tables with a row a line: gathered from what their keys answer."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from bbafootprint.factors import FactorSet
from bbafootprint.footprint.calculate import gather
from bbafootprint.footprint.keys import spread_over_lines
from bbafootprint.footprint.plain import as_texts
from bbafootprint.footprint.reasons import words
from bbafootprint.footprint.resolve import NOT_ASSESSED, RUNGS, Resolution

_SHOWN = (
    "line_id", "sheet", "cell", "period", "commodity_as_given", "hs_code_as_given", "commodity", "primary_commodity",
    "origin_as_given", "origin", "quantity", "unit_as_given", "mass_t",
)  # fmt: skip
"""Columns of a line that say which one it is, where it has no number."""


def lines_with_numbers(
    lines: pd.DataFrame,
    key: npt.NDArray[np.int64],
    status: npt.NDArray[np.object_],
    reason: npt.NDArray[np.object_],
    resolution: Resolution,
    factors: FactorSet,
) -> pd.DataFrame:
    """Return every line with its numbers, as :meth:`bbafootprint.Footprint.to_frame` returns them.

    Parameters
    ----------
    lines : pandas.DataFrame
        Converted lines.
    key : ndarray of int, shape (lines,)
    status, reason : ndarray of object, shape (keys,)
        What became of the lines of each key, and why none of its indicators answers.
    resolution : Resolution
    factors : FactorSet

    Returns
    -------
    pandas.DataFrame
    """
    frame = lines.copy()
    frame["status"] = spread_over_lines(status, key)
    frame["reason"] = spread_over_lines(reason, key)
    frame["origin_status"] = spread_over_lines(resolution.keys["origin_status"].to_numpy(object), key)
    quantity = frame["primary_quantity"].to_numpy(np.float64)
    value = factors.frame["value"].to_numpy(np.float64)
    names = np.array([*RUNGS, NOT_ASSESSED], dtype=object)
    for column, indicator in enumerate(factors.indicators):
        frame[indicator.id] = quantity * gather(value, resolution.rows[:, column])[key]
        frame[f"{indicator.id}_match_level"] = spread_over_lines(names[resolution.levels[:, column]], key)
    return frame


def lines_without_number(
    lines: pd.DataFrame,
    key: npt.NDArray[np.int64],
    status: npt.NDArray[np.object_],
    reason: npt.NDArray[np.object_],
) -> pd.DataFrame:
    """Return the lines that have a reason to have no number, as :meth:`bbafootprint.Footprint.not_assessed` does.

    Parameters
    ----------
    lines, key, status
        As :func:`lines_with_numbers` takes them.
    reason : ndarray of object, shape (keys,)
        Empty where there is a number.

    Returns
    -------
    pandas.DataFrame
    """
    listed = (reason != "")[key]
    shown = list(_SHOWN)
    if "part" in lines.columns:
        shown[1:1] = ["part", "share"]
    if "stands_for" in lines.columns:
        shown.append("stands_for")
    frame: pd.DataFrame = lines.loc[listed, shown].copy()
    frame["status"] = status[key[listed]]
    frame["reason"] = reason[key[listed]]
    frame["why"] = [words(code) for code in frame["reason"]]
    return as_texts(frame, ("status", "reason", "why"))
