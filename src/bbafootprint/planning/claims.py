"""What is claimed of each line, read from columns that a scenario wrote or that a sheet brought."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from bbafootprint.errors import UsageError
from bbafootprint.planning.evidence import CLAIM_COLUMNS, rank_of, read_claim, read_date, read_level
from bbafootprint.vocabulary.years import year_of_period

Floats = npt.NDArray[np.float64]

NOT_UNDERSTOOD = "not understood"
"""Stands for a level of evidence where a sheet has a text that is none."""


@dataclass(frozen=True)
class Claims:
    """Claims of lines, an entry a line.

    Attributes
    ----------
    level : ndarray of object
        Code of the evidence, :data:`NOT_UNDERSTOOD`, or empty where nothing is claimed.
    rank : ndarray of float
        Its rank, 1 the weakest; 0 where it is none.
    claim : ndarray of object
        What is claimed; ``certified`` where evidence is given and no claim that can be read.
    cut_off : ndarray of float
        The end of the cut-off date in years, such as 2021.0 for 2020-12-31; NaN where none is given.
    year : ndarray of float
        The year of the line's period; NaN where it names none.
    """

    level: npt.NDArray[np.object_]
    rank: Floats
    claim: npt.NDArray[np.object_]
    cut_off: Floats
    year: Floats


def read_claims(frame: pd.DataFrame, columns: Mapping[str, str] | None = None) -> Claims:
    """Read the claims of lines.

    Parameters
    ----------
    frame : pandas.DataFrame
        Lines; those without a column of evidence claim nothing.
    columns : mapping of str to str, optional
        Names of :data:`~bbafootprint.planning.evidence.CLAIM_COLUMNS` to the columns of the lines that hold them; by
        default the same names.

    Returns
    -------
    Claims

    Raises
    ------
    UsageError
        If `columns` names what is no such column, or one that the lines do not have.
    """
    named = claim_columns(frame, columns)

    def spread(name: str, read: Callable[[Any], Any], missing: Any) -> npt.NDArray[np.object_]:
        if name not in named:
            return np.full(len(frame), missing, dtype=object)
        codes, values = pd.factorize(frame[named[name]].astype(object), use_na_sentinel=True)
        answers = np.empty(len(values) + 1, dtype=object)
        answers[:] = [*(missing if _is_blank(value) else read(value) for value in values), missing]
        return answers[codes]

    level = spread("evidence", lambda text: read_level(text) or NOT_UNDERSTOOD, "")
    claim = spread("claim", lambda text: read_claim(text) or "certified", "certified")
    claim[level == ""] = ""
    ranks = {code: rank_of(code) for code in set(level.tolist()) - {"", NOT_UNDERSTOOD}}
    periods, texts = pd.factorize(frame["period"].astype(object), use_na_sentinel=True)
    years = [year_of_period(str(text)) for text in texts]
    return Claims(
        level,
        np.array([ranks.get(code, 0) for code in level], dtype=np.float64),
        claim,
        spread("cut_off", _end_of_day, np.nan).astype(np.float64),
        np.array([*(np.nan if year is None else year for year in years), np.nan], dtype=np.float64)[periods],
    )


def claim_columns(frame: pd.DataFrame, columns: Mapping[str, str] | None) -> dict[str, str]:
    """Return which columns of lines hold claims: those named, and of the usual names those that are there."""
    given = dict(columns or {})
    for name, column in given.items():
        if name not in CLAIM_COLUMNS:
            raise UsageError(f"{name!r} is no column of claims; name columns for {', '.join(CLAIM_COLUMNS)}")
        if column not in frame.columns:
            raise UsageError(
                f"the lines have no column {column!r}; they have {', '.join(map(str, frame.columns))}"
            )
    return {name: name for name in CLAIM_COLUMNS if name in frame.columns} | given


def absent_share(claims: Claims, window: float) -> Floats:
    """Return which share of the conversion behind each line is claimed not to have happened.

    The conversion that a line of year t answers for is spread over the years t - window + 1 to t. What is claimed
    absent is the part of that span after the cut-off date:

        (t + 1 - cut-off) / window, from 0 to 1

    Parameters
    ----------
    claims : Claims
    window : float
        Years over which conversion is spread.

    Returns
    -------
    ndarray of float
        0 where nothing is claimed of conversion; NaN where the year or the cut-off date is not known.
    """
    speaks = (claims.claim == "conversion_free") | (claims.claim == "deforestation_free")
    speaks &= claims.level != NOT_UNDERSTOOD
    share = np.clip((claims.year + 1 - claims.cut_off) / window, 0.0, 1.0)
    return np.where(speaks, share, 0.0)


def _end_of_day(value: Any) -> float:
    day = read_date(value)
    if day is None:
        return float("nan")
    start, end = date(day.year, 1, 1), date(day.year + 1, 1, 1) if day.year < 9999 else date.max
    return day.year + ((day - start).days + 1) / (end - start).days


def _is_blank(value: Any) -> bool:
    return isinstance(value, str) and not value.strip()
