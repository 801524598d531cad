"""Whose impact is asked for, and of which year: a company has one *entry* for each year that its holdings are of.

Impacts stand by entry, so that a holding meets its company's impact of its own time. In a portfolio of one date there
is one entry a company.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from bbafootprint.footprint.calculate import Ints

SPAN = 10_000
"""More than any year: company x SPAN + year is one number a pair."""


@dataclass(frozen=True)
class Entries:
    """Companies in years.

    Attributes
    ----------
    company : ndarray of int, shape (entries,)
        Position of the company, ascending; every company is there at least once.
    year : ndarray of int, shape (entries,)
        Year that is asked for; 0 where no holding is dated and no year was asked for: the latest that is known.
    of_holding : ndarray of int, shape (holdings,)
        Entry of each holding, -1 where its company was not found.
    default : int
        Year of holdings without a date, and of companies that are not held.
    """

    company: Ints
    year: Ints
    of_holding: Ints
    default: int


def entries_of(
    company: Ints, dates: npt.NDArray[np.object_], companies: int, year: int | None = None
) -> Entries:
    """Return the entries that holdings ask for.

    Parameters
    ----------
    company : ndarray of int, shape (holdings,)
        Position of each holding's company, -1 where not found.
    dates : ndarray of object, shape (holdings,)
        Date of each, or None.
    companies : int
        Number of companies.
    year : int, optional
        The year for all; by default that of each holding's date, of undated ones that of the latest date.

    Returns
    -------
    Entries
    """
    dated = np.array([0 if date is None else date.year for date in dates.tolist()], dtype=np.int64)
    default = int(dated.max(initial=0)) if year is None else year
    asked = np.where((dated > 0) & (year is None), dated, default)
    found = company >= 0
    codes = np.where(found, company * SPAN + asked, -1)
    unheld = np.setdiff1d(np.arange(companies, dtype=np.int64), company)
    entries = np.union1d(codes[found], unheld * SPAN + default)
    of_holding = np.where(found, np.searchsorted(entries, codes), -1)
    return Entries(entries // SPAN, entries % SPAN, of_holding.astype(np.int64), default)


def first_year(year: Any, stale_months: float) -> Any:
    """Return the earliest year whose impact may stand beside holdings of a year.

    Parameters
    ----------
    year : int or ndarray of int
    stale_months : float
        Impacts are of calendar years, so that 18 months allow the year before.

    Returns
    -------
    int or ndarray of int
    """
    return year - int(stale_months // 12)


def latest_years(entries: Entries, codes: Ints, asked: Ints, stale_months: float) -> Ints:
    """Choose, for each entry, the latest year at or before the one asked for.

    Parameters
    ----------
    entries : Entries
    codes : ndarray of int
        What is known: company x :data:`SPAN` + year, each once, ascending.
    asked : ndarray of int, shape (entries,)
    stale_months : float

    Returns
    -------
    ndarray of int, shape (entries,)
        0 where no year is near enough.
    """
    if not codes.size:
        return np.zeros(len(asked), dtype=np.int64)
    place = np.searchsorted(codes, entries.company * SPAN + asked, side="right") - 1
    best = codes[np.maximum(place, 0)]
    near = (place >= 0) & (best // SPAN == entries.company) & (best % SPAN >= first_year(asked, stale_months))
    return np.where(near, best % SPAN, 0)


def years_in_words(years: Sequence[int]) -> str:
    """Return years as a text, such as ``2021 and 2023``.

    Parameters
    ----------
    years : sequence of int

    Returns
    -------
    str
    """
    texts = [str(year) for year in sorted(set(years))]
    return texts[0] if len(texts) == 1 else f"{', '.join(texts[:-1])} and {texts[-1]}"
