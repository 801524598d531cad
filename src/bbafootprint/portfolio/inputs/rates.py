"""Exchange rates: only those that a person gives, near the date they are asked for."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from bbafootprint.portfolio.inputs.columns import RATES
from bbafootprint.portfolio.inputs.common import read_dates, read_money
from bbafootprint.portfolio.inputs.issues import make
from bbafootprint.portfolio.inputs.tables import Given, Source, read_table
from bbafootprint.portfolio.inputs.words import match_currency

RATE_TOLERANCE = 0.01
"""Share by which a rate and the inverse of the rate the other way round may differ: rounding and spreads."""

RATE_APART = 1.2
"""How many times its lowest the highest rate of one conversion may be, of all that answer within the allowed days,
given either way round or over a third currency. Main currencies moved by some 10 % within two months in 2008 and
2022; a slip (another unit, the inverse, a wrong digit) is mostly further off. A currency that falls by more than
this is asked, too: which of its rates is meant is not guessed. No source prescribes it."""

SAME = 1e-6
"""Rounding within which a rate of a currency to itself is 1."""

RATE_DAYS = 31
"""Days that a rate may lie from the date that it is asked for."""

Known = tuple[float, str]
"""A rate, and how it was found."""

_Read = tuple[str, str, datetime.date, float, int]
_Way = tuple[float, str, tuple[str, ...]]  # a rate, how it was found, and the cells


@dataclass(frozen=True)
class Rates:
    """Exchange rates.

    Attributes
    ----------
    pairs : mapping of (base, quote) to list of (date, rate)
        As given, sorted by date.
    days : int
        How many days a rate may lie from the date asked for.
    issues : list of dict
    reading : mapping
    cells : mapping of (base, quote, date) to str
        Where a rate stands.
    refused : mapping of (base, quote) to list of date
        Dates at which rates of the pair contradict each other: none of them is in `pairs`.
    """

    pairs: Mapping[tuple[str, str], list[tuple[datetime.date, float]]] = field(default_factory=dict)
    days: int = RATE_DAYS
    issues: list[dict[str, Any]] = field(default_factory=list)
    reading: Mapping[str, Any] = field(default_factory=dict)
    cells: Mapping[tuple[str, str, datetime.date], str] = field(default_factory=dict)
    refused: Mapping[tuple[str, str], list[datetime.date]] = field(default_factory=dict)


def read_rates(source: Source | None, *, decimal: str | None = None, days: int = RATE_DAYS) -> Rates:
    """Read exchange rates.

    Parameters
    ----------
    source : str, pathlib.Path, pandas.DataFrame or None
        Columns ``from``, ``to``, ``rate`` (units of `to` for one of `from`) and ``date``.
    decimal : {".", ","}, optional
        Decimal mark of numbers written as text.
    days : int
        How many days a rate may lie from the date that it is asked for.

    Returns
    -------
    Rates
        In whole units: a rate of or in pence (``GBX``, ``GBp``) is turned into one of pounds. A row without a date, or
        without two currencies and a rate above 0, is an issue and not used; neither is a rate of a currency to itself
        that is not 1, nor one that another row of the same currencies and date contradicts: by another number, or the
        other way round by more than :data:`RATE_TOLERANCE`. Which of them is right is not guessed.
    """
    if source is None:
        return Rates(days=days)
    given = read_table(source, "exchange rates", RATES, (("base",), ("quote",), ("rate",), ("date",)))
    issues = list(given.issues)
    rates = read_money(given, RATES, decimal, issues)["rate"].value
    dates = read_dates(given, "date", issues)
    read: list[_Read] = []
    texts = {name: given.texts(name) for name in ("base", "quote")}
    for row in range(len(given)):
        (base, of), (quote, into) = (match_currency(texts[name][row]) for name in ("base", "quote"))
        rate = (
            float(rates[row]) * into / of
        )  # 87 pence for a euro are 0.87 pounds; 0.0115 for a penny 1.15 for a pound
        itself = bool(base) and base == quote
        faults = [
            *([f"'{texts['base'][row]}' is no currency"] if not base else []),
            *([f"'{texts['quote'][row]}' is no currency"] if not quote else []),
            *(["the rate is not above 0"] if not rates[row] > 0 else []),
            *(["it has no date"] if dates[row] is None else []),
            *(
                [f"one {base} is {rate:.10g} {quote}, and a currency is 1 of itself"]
                if itself and rate > 0 and abs(rate - 1) > SAME
                else []
            ),
        ]
        if faults:
            issues.append(make(
                "rate-unusable", f"Exchange rate in {given.row_name(row)}: {'; '.join(faults)}. It is not used.",
                found=f"{texts['base'][row]}, {texts['quote'][row]}, {rates[row]:.10g}", sheet=given.table.sheet,
                cell=given.address(row, "rate"), line_id=given.row_name(row),
                suggestion="Give from, to, rate and date; a rate is in units of 'to' for one of 'from'.",
            ))  # fmt: skip
            continue
        if not itself:
            read.append((base, quote, dates[row], rate, row))
    gone = _contradictions(read, given, issues)
    pairs: dict[tuple[str, str], set[tuple[datetime.date, float]]] = {}
    cells: dict[tuple[str, str, datetime.date], str] = {}
    refused: dict[tuple[str, str], list[datetime.date]] = {}
    for base, quote, date, rate, row in read:
        if row in gone:
            refused.setdefault((base, quote), []).append(date)
            continue
        pairs.setdefault((base, quote), set()).add((date, rate))
        cells.setdefault((base, quote, date), given.address(row, "rate") or f"row {given.row_name(row)}")
    known = {pair: sorted(each) for pair, each in pairs.items()}
    return Rates(known, days, issues, given.reading, cells, refused)


def _contradictions(read: list[_Read], given: Given, issues: list[dict[str, Any]]) -> set[int]:
    """Return the rows that contradict each other, and say which."""
    together: dict[tuple[str, str, datetime.date], list[tuple[str, float, int]]] = {}
    for base, quote, date, rate, row in read:
        first, second = sorted((base, quote))
        together.setdefault((first, second, date), []).append((base, rate, row))
    refused: set[int] = set()
    for (first, second, date), known in together.items():
        one_way = {rate for base, rate, _ in known if base == first}
        other_way = {rate for base, rate, _ in known if base != first}
        far = any(abs(one * other - 1) > RATE_TOLERANCE for one in one_way for other in other_way)
        if len(one_way) <= 1 and len(other_way) <= 1 and not far:
            continue
        rows = [row for _, _, row in known]
        refused |= set(rows)
        said = [
            f"1 {base} = {rate:.10g} {second if base == first else first} "
            f"({given.address(row, 'rate') or f'row {given.row_name(row)}'})"
            for base, rate, row in known
        ]
        issues.append(make(
            "rate-conflict", f"Exchange rates of {first} and {second} on {date} contradict each other: "
            f"{'; '.join(said)}. None of them is used.",
            found=f"{first}, {second}, {date}", sheet=given.table.sheet, cell=given.address(rows[0], "rate"),
            line_id=given.row_name(rows[0]), suggestion="Leave the right one.",
        ))  # fmt: skip
    return refused


def find_rate(rates: Rates, base: str, quote: str, date: datetime.date | None) -> Known | None:
    """Return the rate between two currencies at a date.

    Parameters
    ----------
    rates : Rates
    base, quote : str
        ISO 4217.
    date : datetime.date or None

    Returns
    -------
    (float, str) or None
        Units of `quote` for one of `base`, and how it was found. The rate nearest to the date, the earlier of two as
        near, as given or the other way round; else over one third currency. None where none is near enough, where
        those that are differ by more than :data:`RATE_APART`, or without a date where the currencies differ: nothing is
        guessed.
    """
    return _search(rates, base, quote, date)[0]


def _search(
    rates: Rates, base: str, quote: str, date: datetime.date | None
) -> tuple[Known | None, tuple[str, str, list[_Way]] | None]:
    """Return the rate between two currencies; else the two currencies whose rates contradict each other, with these."""
    if base == quote:
        return (1.0, ""), None
    if date is None:
        return None, None
    direct = _usable(rates, base, quote, date)
    if _apart(direct):
        return None, (base, quote, direct)
    ways, torn = direct[:1], None
    for middle in sorted({name for pair in rates.pairs for name in pair} - {base, quote}):
        legs = [(*pair, _usable(rates, *pair, date)) for pair in ((base, middle), (middle, quote))]
        if not all(leg[2] for leg in legs):
            continue
        doubtful = [leg for leg in legs if _apart(leg[2])]
        if doubtful:  # these are not used: whatever else answers does
            torn = torn or doubtful[0]
            continue
        first, second = (leg[2][0] for leg in legs)
        ways.append((first[0] * second[0], f"{first[1]}, {second[1]}", first[2] + second[2]))
    if _apart(ways):
        return None, (base, quote, ways)
    return (ways[0][:2], None) if ways else (None, torn)


def _apart(ways: list[_Way]) -> bool:
    """Tell whether rates of one conversion contradict each other."""
    values = [way[0] for way in ways]
    return bool(values) and max(values) > RATE_APART * min(values)


def _usable(rates: Rates, base: str, quote: str, date: datetime.date) -> list[_Way]:
    """Return the rates of one pair within the allowed days, as given or the other way round, the nearest first."""
    found = []
    for pair, inverse in (((base, quote), False), ((quote, base), True)):
        for day, rate in rates.pairs.get(pair, ()):
            away = abs((day - date).days)
            if away <= rates.days:
                found.append((away, inverse, day, rate))
    ways: list[_Way] = []
    for _, inverse, day, rate in sorted(found):
        one, other = (quote, base) if inverse else (base, quote)
        said = f"1 {one} = {rate:.10g} {other} on {day}"
        cell = rates.cells.get((one, other, day), "")
        ways.append((1.0 / rate if inverse else rate, said, (cell,) if cell else ()))
    return ways


class RateBook:
    """Rates, each looked up once: a portfolio asks for few pairs and dates, many times.

    Attributes
    ----------
    rates : Rates
    issues : list of dict
        The contradictions that were met in what was asked for, each once.
    """

    def __init__(self, rates: Rates) -> None:
        self.rates = rates
        self.issues: list[dict[str, Any]] = []
        self._known: dict[tuple[str, str, datetime.date | None], tuple[Known | None, bool]] = {}
        self._said: set[tuple[frozenset[str], frozenset[str]]] = set()

    def find(self, base: str, quote: str, date: datetime.date | None) -> Known | None:
        """Return what :func:`find_rate` returns."""
        return self._ask(base, quote, date)[0]

    def contradicts(self, base: str, quote: str, date: datetime.date | None) -> bool:
        """Tell whether no rate answers because those that are given contradict each other."""
        return self._ask(base, quote, date)[1]

    def _ask(self, base: str, quote: str, date: datetime.date | None) -> tuple[Known | None, bool]:
        key = (base, quote, date)
        if key not in self._known:
            found, torn = _search(self.rates, base, quote, date)
            if torn is not None:
                self._say(*torn)
            refused = found is None and date is not None and self._refused(base, quote, date)
            self._known[key] = found, torn is not None or refused
        return self._known[key]

    def _say(self, base: str, quote: str, ways: list[_Way]) -> None:
        low, high = min(ways), max(ways)
        key = frozenset((base, quote)), frozenset((low[1], high[1]))
        if key in self._said:
            return
        self._said.add(key)
        texts = [f"{way[1]} ({', '.join(way[2])})" if way[2] else way[1] for way in (low, high)]
        self.issues.append(make(
            "rate-conflict", f"Exchange rates of {base} to {quote} contradict each other: {low[0]:.6g} by {texts[0]}; "
            f"{high[0]:.6g} by {texts[1]}. They are further apart than {RATE_APART - 1:.0%}: none of them is used.",
            found=f"{low[0]:.6g}, {high[0]:.6g}", sheet=str(self.rates.reading.get("sheet", "")),
            cell=next((cell for cell in (*low[2], *high[2]) if not cell.startswith("row ")), ""),
            suggestion="Correct or delete the wrong one: another unit, the two currencies the wrong way round, or a "
            "digit. If both are right, allow fewer days: --rate-days.",
        ))  # fmt: skip

    def _refused(self, base: str, quote: str, date: datetime.date) -> bool:
        """Tell whether rates that were refused as they were read would have answered."""
        rates = self.rates

        def gone(one: str, other: str) -> bool:
            days = [*rates.refused.get((one, other), ()), *rates.refused.get((other, one), ())]
            return any(abs((day - date).days) <= rates.days for day in days)

        if gone(base, quote):
            return True
        for middle in {name for pair in rates.refused for name in pair} - {base, quote}:
            legs = ((base, middle), (middle, quote))
            if any(gone(*leg) for leg in legs) and all(
                gone(*leg) or _usable(rates, *leg, date) for leg in legs
            ):
                return True
        return False


def read_matches(
    source: Source | Mapping[str, str] | None,
) -> tuple[dict[str, str], list[dict[str, Any]], dict[str, Any]]:
    """Read a person's answers: which company a holding, an id or a name is of.

    Parameters
    ----------
    source : mapping, str, pathlib.Path, pandas.DataFrame or None
        Columns ``found`` (a holding's id, or the id or name of a company as it stands in the holdings or lines) and
        ``code`` (an id in the table of companies); rows without a code are not looked at.

    Returns
    -------
    answers : dict of str to str
        As given, white space and case folded on the left.
    issues : list of dict
    reading : dict
    """
    from bbafootprint.portfolio.inputs.columns import MATCHES

    if source is None:
        return {}, [], {}
    if isinstance(source, Mapping):
        source = pd.DataFrame({"found": list(source), "code": list(source.values())}, dtype=object)
    given = read_table(source, "matches", MATCHES, (("found",), ("code",)))
    answers: dict[str, str] = {}
    issues: list[dict[str, Any]] = []
    for row, (found, code) in enumerate(zip(given.texts("found"), given.texts("code"), strict=True)):
        if not found or not code:
            continue
        key = " ".join(found.split()).casefold()
        if answers.setdefault(key, code) != code:
            issues.append(make(
                "match-unusable", f"'{found}' is answered twice, with '{answers[key]}' and '{code}': the first counts.",
                found=found, sheet=given.table.sheet, cell=given.address(row, "code"),
            ))  # fmt: skip
    return answers, issues, dict(given.reading)
