"""Which period a header names, in the ways in which people write years, quarters, months and halves."""

from __future__ import annotations

import re

_MONTH_NAMES = (
    "january jan januari januar janvier janv jaenner",
    "february feb februari februar fevrier fevr fev",
    "march mar mars maart mrt marz maerz mrz",
    "april apr avril avr",
    "may mai mei",
    "june jun juni juin",
    "july jul juli juillet juil",
    "august aug augustus aout aou",
    "september sep sept septembre",
    "october oct oktober okt octobre",
    "november nov novembre",
    "december dec dezember dez decembre",
)
MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES, 1) for name in names.split()}
"""Name of a month in four languages, or its short form, to its number."""

_SHORT = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
YEARLESS = (*_SHORT, "Q1", "Q2", "Q3", "Q4", "H1", "H2")
"""Periods of a sheet that says no year."""

_PLANS = """forecast forecasts forecasted fcst budget budgets budgeted plan plans planned planning projected projection
    outlook prognose prevision previsions prevu prevue begroting begroot geplant plantal ziel target expected
    verwacht erwartet objectif doel"""
PLANS = frozenset(_PLANS.split())
"""Words that say that a column holds what is hoped for and not what was bought."""

_Y = r"(?<![0-9])((?:19|20)[0-9]{2})(?![0-9])"
_M = "|".join(sorted(MONTHS, key=len, reverse=True))
_MONTH = rf"(?<![a-z])({_M})(?![a-z])\.?"
_JOIN = r"[ ./'-]*"
_QUARTER = r"(?:[qtk]|quarter |quartal |kwartaal |trimestre |qtr )"
_HALF = r"(?:h|hj|s|sem|half |halbjahr |halfjaar |semestre |semester )"
_ORDINAL = r"(?:\.|st|nd|rd|th|er|eme|e|ste|de)?"
_SHORT_YEAR = r"'?([0-9]{2})(?![0-9])"

_DAY = re.compile(rf"{_Y}-([01][0-9])-([0-3][0-9])(?![0-9])")
_RANGE = re.compile(rf"{_MONTH} ?(?:-|/|to|tot|bis|t/m|a|au) ?{_MONTH}")
_TO_DATE = re.compile(r"\b(?:ytd|year to date|to date)\b")
_YEAR = re.compile(_Y)
_ACCOUNTS = re.compile(
    r"\b(?:fy|cy|gj|wj|season|saison|seizoen|campagne)[ .']*([0-9]{2})(?: ?[/-] ?([0-9]{2}))?(?![0-9])"
)
_TWO_YEARS = re.compile(r"(?<![0-9a-z/.])'?([0-9]{2}) ?/ ?'?([0-9]{2})(?![0-9/.])")
_APOSTROPHE = re.compile(r"(?<![0-9a-z])'([0-9]{2})(?![0-9])")
_YEARS = re.compile(
    r"(?:\b(?:fy|cy|gj|year|annee|exercice|jaar|boekjaar|jahr)[ .]*)?(?<![0-9])((?:19|20)[0-9]{2})"
    r"(?: ?[/-] ?((?:19|20)?[0-9]{2}))?(?![0-9])"
)
# A part of a year beside its year: the pattern, and which groups are the part and the year.
_PARTS = [
    (re.compile(pattern), kind, part, year)
    for kind, name in (("Q", _QUARTER), ("H", _HALF))
    for pattern, part, year in (
        (rf"(?<![a-z0-9]){name}([1-4]){_JOIN}(?:{_Y}|{_SHORT_YEAR})", 1, (2, 3)),
        (rf"{_Y}{_JOIN}{name}([1-4])(?![0-9a-z])", 2, (1,)),
        (rf"(?<![a-z0-9])([1-4]){_ORDINAL} ?{name.replace(' ', '')}{_JOIN}(?:{_Y}|{_SHORT_YEAR})", 1, (2, 3)),
        (rf"{_Y}{_JOIN}([1-4]){_ORDINAL} ?{name.replace(' ', '')}(?![0-9a-z])", 2, (1,)),
    )
] + [
    (re.compile(rf"{_MONTH}{_JOIN}(?:{_Y}|{_SHORT_YEAR})"), "M", 1, (2, 3)),
    (re.compile(rf"{_Y}{_JOIN}{_MONTH}"), "M", 2, (1,)),
    (re.compile(rf"(?<![0-9./-])(0?[1-9]|1[0-2])[./-]{_Y}(?![./-])"), "M", 1, (2,)),
    (re.compile(rf"{_Y} ?m(0?[1-9]|1[0-2])(?![0-9a-z])"), "M", 2, (1,)),
    (re.compile(r"(?<![^ ])((?:19|20)[0-9]{2})(0[1-9]|1[0-2])(?![^ ])"), "M", 2, (1,)),
]  # fmt: skip
# The part somewhere else in the header: "Q1 volume 2023".
_APART = (
    (re.compile(r"\b[qtk]([1-4])\b"), "Q"),
    (re.compile(r"\b(?:h|hj|s|sem)([12])\b|\b([12])(?:h|hj)\b"), "H"),
    (re.compile(_MONTH), "M"),
)
_ACTUAL = re.compile(r"(?<=[0-9])a(?![a-z0-9])")
_REMARKS = re.compile(
    r"\b(?:prelim|preliminary|provisional|prov|revised|rev|final|definitive|actual|actuals|realised|realized|ist|reel"
    r"|reels|realise|werkelijk|gerealiseerd|voorlopig|vorlaufig|provisoire|definitief|endgultig|revise|herzien)\b\.?"
    r"|\((?:[0-9]|[aprs])\)|(?<![0-9a-z])[0-9]\)|[*†‡]+"
)


def take_period(plain: str) -> tuple[str | None, str]:
    """Take the period out of a header.

    Parameters
    ----------
    plain : str
        A header in small letters, without accents, its dashes written ``-`` and its apostrophes ``'``.

    Returns
    -------
    period : str or None
        ``2020``, ``2020/21``, ``2020-2022``, ``2020-H1``, ``2020-Q1``, ``2020-03``, ``2020-01..2020-09`` or
        ``2020 YTD``; None where the header names no year.
    rest : str
        What is left; words such as "prelim." and marks of notes are taken off where there is a period.
    """
    period, rest = _period(_ACTUAL.sub(" ", plain))
    if period is None:
        return None, plain
    return period, _REMARKS.sub(" ", rest)


def _period(plain: str) -> tuple[str | None, str]:
    """Return the period and what is left, remarks included."""
    if (day := _DAY.search(plain)) is not None:
        whole = int(day[2]) in range(1, 13) and (int(day[3]) == 1 or int(day[3]) >= 28)
        return (f"{day[1]}-{day[2]}", _cut(plain, day)) if whole else (None, plain)
    months, year = _RANGE.search(plain), _YEAR.search(plain)
    if months is not None and year is not None:
        first, last = MONTHS[months[1]], MONTHS[months[2]]
        if first >= last:
            return None, plain
        rest = _YEAR.sub(" ", _cut(plain, months), count=1)
        if (first, last) == (1, 12):
            return year[1], rest
        return f"{year[1]}-{first:02d}..{year[1]}-{last:02d}", rest
    for pattern, kind, part, years in _PARTS:
        found = pattern.search(plain)
        if found is not None and not (kind == "H" and found[part] not in "12"):
            number = next(found[at] for at in years if found[at])
            return _part(_full(number), kind, found[part]), _cut(plain, found)
    return _year(plain)


def _year(plain: str) -> tuple[str | None, str]:
    """Return the year or years, with a part that stands elsewhere in the header, and what is left."""
    found = _YEARS.search(plain)
    if found is None:
        for pattern in (_ACCOUNTS, _TWO_YEARS):
            if (short := pattern.search(plain)) is not None:
                first, second = short[1], short[2]
                if second is None:
                    return _full(first), _cut(plain, short)
                if int(second) == (int(first) + 1) % 100:
                    return f"{_full(first)}/{second}", _cut(plain, short)
        if (short := _APOSTROPHE.search(plain)) is not None:
            return _full(short[1]), _cut(plain, short)
        return None, plain
    year, second = found[1], found[2]
    rest = _cut(plain, found)
    if second is not None:
        follows = int(second) % 100 == (int(year) + 1) % 100
        if follows:
            return f"{year}/{second[-2:]}", rest
        return (f"{year}-{second}" if int(second) >= int(year) % 100 or int(second) <= 12 else None), rest
    if (date := _TO_DATE.search(rest)) is not None:
        return f"{year} YTD", _cut(rest, date)
    for pattern, kind in _APART:
        if (part := pattern.search(rest)) is not None:
            return _part(year, kind, next(group for group in part.groups() if group)), _cut(rest, part)
    return year, rest


def yearless_period(core: str) -> str | None:
    """Return the period that a header is which says no year: a month, a quarter or a half.

    Parameters
    ----------
    core : str
        The folded words of a header without its unit.

    Returns
    -------
    str or None
        One of :data:`YEARLESS`.
    """
    if core in MONTHS:
        return _SHORT[MONTHS[core] - 1]
    found = re.fullmatch(rf"{_QUARTER}([1-4])|([1-4]){_ORDINAL} ?{_QUARTER.replace(' ', '')}", core)
    if found is not None:
        return f"Q{found[1] or found[2]}"
    return core.upper() if core in ("h1", "h2") else None


def is_plan(core: str) -> bool:
    """Tell whether the words of a header say that it holds a plan.

    Parameters
    ----------
    core : str
        Its folded words.

    Returns
    -------
    bool
    """
    words = core.split()
    return not PLANS.isdisjoint(words) or words in (["f"], ["fc"], ["b"], ["bud"])


def _full(year: str) -> str:
    """Return a year in four digits."""
    return year if len(year) == 4 else f"20{year}"


def _part(year: str, kind: str, part: str) -> str:
    """Return a part of a year."""
    if kind == "M":
        return f"{year}-{MONTHS.get(part) or int(part):02d}"
    return f"{year}-{kind}{part}"


def _cut(text: str, found: re.Match[str]) -> str:
    """Return a text without what was found in it."""
    return f"{text[: found.start()]} {text[found.end() :]}"
