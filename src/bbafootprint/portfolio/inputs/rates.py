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

RATE_DAYS = 31
"""Days that a rate may lie from the date that it is asked for."""

Known = tuple[float, str]
"""A rate, and how it was found."""


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
    """

    pairs: Mapping[tuple[str, str], list[tuple[datetime.date, float]]] = field(default_factory=dict)
    days: int = RATE_DAYS
    issues: list[dict[str, Any]] = field(default_factory=list)
    reading: Mapping[str, Any] = field(default_factory=dict)


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
        A row without a date, or without two currencies and a rate above 0, is an issue and not used. Neither is one
        that another row of the same currencies and date contradicts: by another number, or the other way round
        by more than :data:`RATE_TOLERANCE`. Which of them is right is not guessed.
    """
    if source is None:
        return Rates(days=days)
    given = read_table(source, "exchange rates", RATES, (("base",), ("quote",), ("rate",), ("date",)))
    issues = list(given.issues)
    rates = read_money(given, RATES, decimal, issues)["rate"].value
    dates = read_dates(given, "date", issues)
    read: list[tuple[str, str, datetime.date, float, int]] = []
    texts = {name: given.texts(name) for name in ("base", "quote")}
    for row in range(len(given)):
        base, quote = (match_currency(texts[name][row])[0] for name in ("base", "quote"))
        faults = [
            *([f"'{texts['base'][row]}' is no currency"] if not base else []),
            *([f"'{texts['quote'][row]}' is no currency"] if not quote else []),
            *(["the rate is not above 0"] if not rates[row] > 0 else []),
            *(["it has no date"] if dates[row] is None else []),
        ]
        if faults:
            issues.append(make(
                "rate-unusable", f"Exchange rate in {given.row_name(row)}: {'; '.join(faults)}. It is not used.",
                sheet=given.table.sheet, cell=given.address(row, "rate"), line_id=given.row_name(row),
                suggestion="Give from, to, rate and date; a rate is in units of 'to' for one of 'from'.",
            ))  # fmt: skip
            continue
        read.append((base, quote, dates[row], float(rates[row]), row))
    refused = _contradictions(read, given, issues)
    pairs: dict[tuple[str, str], set[tuple[datetime.date, float]]] = {}
    for base, quote, date, rate, row in read:
        if row not in refused:
            pairs.setdefault((base, quote), set()).add((date, rate))
    return Rates({pair: sorted(known) for pair, known in pairs.items()}, days, issues, given.reading)


def _contradictions(
    read: list[tuple[str, str, datetime.date, float, int]], given: Given, issues: list[dict[str, Any]]
) -> set[int]:
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
        near, as given or the other way round; else over one third currency. None where none is near enough, or
        without a date where the currencies differ: nothing is guessed.
    """
    if base == quote:
        return 1.0, ""
    if date is None:
        return None
    direct = _either_way(rates, base, quote, date)
    if direct is not None:
        return direct
    others = sorted({name for pair in rates.pairs for name in pair} - {base, quote})
    for middle in others:
        first, second = _either_way(rates, base, middle, date), _either_way(rates, middle, quote, date)
        if first is not None and second is not None:
            return first[0] * second[0], f"{first[1]}, {second[1]}"
    return None


def _either_way(rates: Rates, base: str, quote: str, date: datetime.date) -> Known | None:
    found = []
    for pair, inverse in (((base, quote), False), ((quote, base), True)):
        for day, rate in rates.pairs.get(pair, ()):
            away = abs((day - date).days)
            if away <= rates.days:
                found.append((away, inverse, day, rate))
    if not found:
        return None
    _, inverse, day, rate = min(found)
    said = f"1 {quote if inverse else base} = {rate:.10g} {base if inverse else quote} on {day}"
    return (1.0 / rate if inverse else rate), said


class RateBook:
    """Rates, each looked up once: a portfolio asks for few pairs and dates, many times."""

    def __init__(self, rates: Rates) -> None:
        self.rates = rates
        self.known: dict[tuple[str, str, datetime.date | None], Known | None] = {}

    def find(self, base: str, quote: str, date: datetime.date | None) -> Known | None:
        """Return what :func:`find_rate` returns."""
        key = (base, quote, date)
        if key not in self.known:
            self.known[key] = find_rate(self.rates, base, quote, date)
        return self.known[key]


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
