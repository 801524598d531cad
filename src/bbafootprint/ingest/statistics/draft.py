"""Records on their way from a statistic to flows, with what left them and what is to be said."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from bbafootprint.ingest.statistics.flows import statistics_issue

MOST_SHOWN = 6
"""Codes that an issue names."""


class Draft:
    """Records on their way, the reasons why others left, and what is to be said.

    Attributes
    ----------
    frame : pandas.DataFrame
    issues : list of dict
    left_out : dict of str to int
    """

    def __init__(self, frame: pd.DataFrame) -> None:
        self.frame = frame
        self.issues: list[dict[str, Any]] = []
        self.left_out: dict[str, int] = {}

    def leave_out(self, rows: npt.NDArray[np.bool_], code: str) -> float:
        """Leave rows out, count them, and return their tonnes."""
        tonnes = float(np.nansum(self.frame["tonnes"].to_numpy()[rows]))
        self.left_out[code] = self.left_out.get(code, 0) + int(rows.sum())
        self.frame = self.frame[~rows].reset_index(drop=True)
        return tonnes

    def say(self, code: str, message: str, found: str = "", suggestion: str = "") -> None:
        """Add an issue."""
        self.issues.append(statistics_issue(code, message, found=found, suggestion=suggestion))
