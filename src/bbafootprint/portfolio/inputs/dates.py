"""Dates as people write them, mixed in one column: the day first or the month is decided by what the column shows."""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Iterable

import numpy as np
import pandas as pd

from bbafootprint.ingest.files import CellFault
from bbafootprint.ingest.period_words import MONTHS

Order = str
"""``day`` (31/12/2023), ``month`` (12/31/2023), or empty where nothing decides."""

_ISO = re.compile(r"((?:19|20)\d{2})[-/.](0?[1-9]|1[0-2])[-/.](0?[1-9]|[12]\d|3[01])(?:[T ].*)?")
_COMPACT = re.compile(r"((?:19|20)\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])")
_NUMBERS = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2((?:19|20)\d{2}|\d{2})(?: .*)?")
_YEAR = re.compile(r"(?:fy|cy|gj|ex\.?|exercice|year|jaar|jahr)?[ .']*((?:19|20)\d{2})")
_NAMES = "|".join(sorted(MONTHS, key=len, reverse=True))
_DAY_NAME = re.compile(
    rf"(?:(\d{{1,2}})(?:\.|st|nd|rd|th|er)?[ ./-]*)?({_NAMES})\.?,?[ ./'-]*((?:19|20)\d{{2}}|\d{{2}})"
)
_NAME_DAY = re.compile(rf"({_NAMES})\.? (\d{{1,2}})(?:st|nd|rd|th)?,? ((?:19|20)\d{{2}})")
_QUARTER = re.compile(r"(?:q|t|k)([1-4])[ ./'-]*((?:19|20)\d{2})|((?:19|20)\d{2})[ ./'-]*(?:q|t|k)([1-4])")
_FIRST_DAY = datetime.date(1899, 12, 30)
_SERIALS = (25_569, 73_050)
"""Days as a spreadsheet counts them that are taken for dates: 1970 to 2099."""


def shown_order(texts: Iterable[str]) -> Order:
    """Return whether the dates of a column have the day or the month first, where any shows it.

    Parameters
    ----------
    texts : iterable of str

    Returns
    -------
    str
        ``day``, ``month``, or empty where nothing shows it or the column contradicts itself. Points between the
        numbers (03.04.2023) show the day first.
    """
    shown = set()
    for text in texts:
        found = _NUMBERS.fullmatch(text.strip())
        if found is None:
            continue
        first, second = int(found[1]), int(found[3])
        if (first > 12 >= second) or found[2] == ".":
            shown.add("day")
        elif second > 12 >= first:
            shown.add("month")
    return shown.pop() if len(shown) == 1 else ""


def read_date(cell: object, order: Order = "") -> tuple[datetime.date | None, str]:
    """Return the date that a cell says.

    Parameters
    ----------
    cell : object
        A date, a text, a number (a year, 20231231, or days as a spreadsheet counts them), or blank.
    order : {"", "day", "month"}
        What comes first in dates of numbers, where the column decides it.

    Returns
    -------
    date : datetime.date or None
        The last day of a year, quarter or month that is given without a day.
    fault : {"", "date-text", "date-ambiguous"}
        Empty also where the cell is blank.
    """
    if isinstance(cell, np.generic):
        cell = cell.item()
    if cell is None or cell is pd.NaT or cell is pd.NA or (isinstance(cell, float) and cell != cell):
        return None, ""
    if isinstance(cell, datetime.datetime):
        return cell.date(), ""
    if isinstance(cell, datetime.date):
        return cell, ""
    if isinstance(cell, bool | CellFault):
        return None, "date-text"
    if isinstance(cell, int | float):
        if cell != int(cell):
            cell = int(cell)  # a time of the day behind the day
        if _SERIALS[0] <= cell <= _SERIALS[1]:
            return _FIRST_DAY + datetime.timedelta(days=int(cell)), ""
        return _read_text(str(int(cell)), order)
    return _read_text(str(cell), order)


def _read_text(text: str, order: Order) -> tuple[datetime.date | None, str]:
    """Read a date that is written."""
    text = " ".join(text.split()).casefold().replace("’", "'")
    for old, new in (("é", "e"), ("û", "u"), ("ä", "a")):
        text = text.replace(old, new)
    if not text:
        return None, ""
    if found := (_ISO.fullmatch(text) or _COMPACT.fullmatch(text)):
        return _date(int(found[1]), int(found[2]), int(found[3]))
    if found := _NUMBERS.fullmatch(text):
        first, second, year = int(found[1]), int(found[3]), _full(found[4])
        if found[2] == "." or first > 12 or first == second or (order == "day" and second <= 12):
            return _date(year, second, first)
        if second > 12 or order == "month":
            return _date(year, first, second)
        return None, "date-ambiguous"
    if found := _NAME_DAY.fullmatch(text):
        return _date(int(found[3]), MONTHS[found[1]], int(found[2]))
    if found := _DAY_NAME.fullmatch(text):
        return _date(_full(found[3]), MONTHS[found[2]], int(found[1]) if found[1] else 0)
    if found := _QUARTER.fullmatch(text):
        return _date(int(found[2] or found[3]), 3 * int(found[1] or found[4]), 0)
    if found := _YEAR.fullmatch(text):
        return datetime.date(int(found[1]), 12, 31), ""
    return None, "date-text"


def _full(year: str) -> int:
    return int(year) if len(year) == 4 else 2000 + int(year)


def _date(year: int, month: int, day: int) -> tuple[datetime.date | None, str]:
    """Return a date; day 0 is the last of the month."""
    try:
        return datetime.date(year, month, day or calendar.monthrange(year, month)[1]), ""
    except (ValueError, calendar.IllegalMonthError):
        return None, "date-text"


def months_between(one: datetime.date, two: datetime.date) -> float:
    """Return how many months lie between two dates, whichever is first.

    Parameters
    ----------
    one, two : datetime.date

    Returns
    -------
    float
        Calendar months, the days as a share of 31; 30 June to 31 December is 6 (both are month ends).
    """
    first, last = sorted((one, two))
    months = 12 * (last.year - first.year) + last.month - first.month
    ends = [day.day == calendar.monthrange(day.year, day.month)[1] for day in (first, last)]
    return float(months) if all(ends) else months + (last.day - first.day) / 31
