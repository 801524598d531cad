"""Periods in the order of time, however they are written."""

from __future__ import annotations

import re

from bbafootprint.ingest.header_words import split_header
from bbafootprint.ingest.period_words import YEARLESS, yearless_period
from bbafootprint.vocabulary.years import year_of_period

_DAY = re.compile(r"((?:19|20)\d\d)-?([01]\d)-?([0-3]\d)(?!\d)")
_MONTH = re.compile(r"\d{4}-(?:([HQ])([1-4])|(0[1-9]|1[0-2]))(?!\d)")
_FIRST = {"H": 6, "Q": 3}
_LONG, _HALF, _QUARTER, _SHORT = range(4)
_NO_YEAR = 10_000

PeriodKey = tuple[int, int, int, int, tuple[tuple[int, int, str], ...]]


def period_key(period: str | None) -> PeriodKey:
    """Return a key by which periods sort in the order of time.

    Parameters
    ----------
    period : str or None
        As a line has it: ``2020``, ``2020/21``, ``2020-Q1``, ``Mar 2020``, ``2020-03-31``, ``Q1``. None: of no period.

    Returns
    -------
    tuple
        By year, first month, length (the longest first) and day; then by the text, its numbers by their size. Periods
        of no year come after those of one, and lines of no period last.
    """
    if period is None:
        return _NO_YEAR + 1, 0, 0, 0, ()
    text = tuple(
        (0, int(part), "") if part.isdecimal() else (1, 0, part.casefold()) for part in _split(period)
    )
    if (day := _DAY.match(period.strip())) is not None:
        return int(day[1]), int(day[2]), _SHORT, int(day[3]), text
    parts = split_header(period)
    year = year_of_period(parts.period or period)
    if year is None:
        part = yearless_period(parts.core)
        return _NO_YEAR, YEARLESS.index(part) if part else len(YEARLESS), 0, 0, text
    found = _MONTH.match(parts.period or "")
    if found is None:
        return year, 1, _LONG, 0, text
    if found[3]:
        return year, int(found[3]), _SHORT, 0, text
    size = _FIRST[found[1]]
    return year, (int(found[2]) - 1) * size + 1, _HALF if found[1] == "H" else _QUARTER, 0, text


def _split(text: str) -> list[str]:
    return [part for part in re.split(r"(\d+)", text) if part]
