"""The year that a period names, however a person or a program wrote it."""

from __future__ import annotations

import re

_DAY = r"(?:0?[1-9]|[12][0-9]|3[01])"
_MONTH = r"(?:0?[1-9]|1[0-2])"
_NAMES = r"(?:jan|feb|fev|mar|maa|mrt|apr|avr|ma[iy]|jun|jul|jui|aug|aou|sep|o[ck]t|nov|de[cz])[a-z]*\.?"
_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?<!\d)((?:19|20)\d{2})(?!\d)",  # 2018, 2018-06-30, 30.06.2018, FY2018, 2018/19
        r"(?<!\d)((?:19|20)\d{2})(?:0[1-9]|1[0-2]|52)(?:[0-2]\d|3[01])?(?!\d)",  # 201806, 20180630; Comext's month 52
        rf"(?<![\d./-]){_DAY}(?:/{_MONTH}/|\.{_MONTH}\.)(\d{{2}})(?![\d./-])",  # 30/06/18; 18-06-30 may be either
        rf"(?<![\d./-]){_MONTH}/{_DAY}/(\d{{2}})(?![\d./-])",  # 06/30/18
        r"(?<![a-z])(?:fy|cy|gj|wj|season|saison|seizoen|campagne)[ .']*(\d{2})(?!\d)",  # FY18, FY18/19
        rf"(?<![a-z]){_NAMES}[ ./'-]*(\d{{2}})(?!\d)",  # Jun-18
        r"(?<![a-z0-9])(?:[qtkhs][1-4]|[1-4][qtkhs])[ ./'-]*(\d{2})(?!\d)",  # Q1 18, 1Q18
        r"(?<![a-z0-9])'(\d{2})(?!\d)",  # '18
    )
)


def year_of_period(period: str) -> int | None:
    """Return the first year that a period names.

    Parameters
    ----------
    period : str
        ``2018``, ``2018/19``, ``FY18``, ``Jun-18``, ``Q2 2018``, ``30/06/18``, ``2018-06-30``, ``201806``,
        ``20180630``.

    Returns
    -------
    int or None
        Of two digits a year from 2000 on. None where it names no year.
    """
    text = period.casefold().replace("\u2019", "'").replace("\u2013", "-")
    for pattern in _PATTERNS:
        if found := pattern.search(text):
            year = int(found[1])
            return year if year >= 100 else 2000 + year
    return None
