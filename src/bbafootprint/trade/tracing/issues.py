"""What tracing did with the lines of each commodity and consignment country, in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from bbafootprint.schema import ISSUE_COLUMNS
from bbafootprint.trade.datasets import TradeData
from bbafootprint.trade.tracing.consigned import Flags, Questions
from bbafootprint.trade.tracing.mixes import Mix
from bbafootprint.vocabulary import commodities, places
from bbafootprint.vocabulary.commodity_tables import commodity_rows
from bbafootprint.vocabulary.own_products import OwnProducts

TRACING_ISSUES = {
    "origin-traced": (
        "info",
        "Lines of a commodity from a consignment country were split over traced origins.",
    ),
    "origin-not-traced": (
        "info",
        "Lines were shipped from a country of whose trade there are no data: not split.",
    ),
    "origin-region": (
        "warning",
        "Lines were shipped from a country, and a region of several countries is given as their origin: not split.",
    ),
    "period-without-year": (
        "warning",
        "Traced lines have a period that names no year that can be read: the latest mix split them.",
    ),
    "trade-not-followed": (
        "warning",
        "Trade data of goods that are traced hold flows that no production reaches: an origin lacks in their mixes.",
    ),
}
"""Code to severity and meaning of the issues that tracing adds: one for a commodity and consignment country."""

MOST = 500
"""Pairs of commodity and consignment country that have an issue of their own: those with the most lines. A country's
trade statistics hold more than anyone reads; the others are counted in one issue for each code."""

SHOWN = 3
"""Origins that an issue names before it counts the rest."""


def tracing_issues(
    frame: pd.DataFrame,
    questions: Questions,
    mixes: Sequence[Mix | None],
    consigned: Flags,
    datasets: Sequence[TradeData],
    own: OwnProducts | None = None,
) -> pd.DataFrame:
    """Say what was done with consigned lines, once a commodity and consignment country.

    Parameters
    ----------
    frame : pandas.DataFrame
        The lines before they were split.
    questions : Questions
    mixes : sequence of Mix or None
        The answer to each question.
    consigned : ndarray of bool, shape (questions,)
        Which questions are of consigned lines.
    datasets : sequence of TradeData
    own : OwnProducts, optional
        The person's own products, for their names.

    Returns
    -------
    pandas.DataFrame
        Columns :data:`bbafootprint.schema.ISSUE_COLUMNS`; cell and line are those of the first line.
    """
    asked = questions.key >= 0
    key, at = questions.key[asked], np.flatnonzero(asked)
    size = consigned.size
    first = np.full(size, -1, dtype=np.int64)
    first[key[::-1]] = at[::-1]
    lines = np.bincount(key, minlength=size)
    amount = frame["amount"].to_numpy(np.float64)[asked]
    in_m3 = (frame["amount_unit"] == "m3").to_numpy(bool)[asked]
    sums = {
        unit: np.bincount(key, weights=np.where(of_unit, amount, 0.0), minlength=size)
        for unit, of_unit in (("t", ~in_m3), ("m3", in_m3))
    }
    groups: dict[tuple[int, int], list[int]] = {}
    for number in np.flatnonzero(consigned).tolist():
        pair = (int(questions.commodity[number]), int(questions.place[number]))
        groups.setdefault(pair, []).append(number)
    called = ", ".join(f"{data.id} {data.version}" for data in datasets)

    def count(numbers: list[int]) -> str:
        return _count(int(lines[numbers].sum()), {unit: float(sums[unit][numbers].sum()) for unit in sums})

    largest = sorted(groups, key=lambda pair: -int(lines[groups[pair]].sum()))
    kept = set(largest[:MOST])
    rows = [
        _issue(
            frame.iloc[int(first[numbers].min())],
            questions.commodities[commodity],
            questions.places[place],
            [mixes[number] for number in numbers],
            [sums["t"][number] + sums["m3"][number] for number in numbers],
            count(numbers),
            called,
            own,
        )
        for (commodity, place), numbers in groups.items()
        if (commodity, place) in kept
    ]
    for code, is_traced in (("origin-traced", True), ("origin-not-traced", False)):
        rest = [groups[pair] for pair in largest[MOST:] if (mixes[groups[pair][0]] is not None) == is_traced]
        if rest:
            numbers = [number for each in rest for number in each]
            rows.append(_rest(frame.iloc[int(first[numbers].min())], code, len(rest), count(numbers)))
    return pd.DataFrame(rows, columns=list(ISSUE_COLUMNS), dtype=object)


def _rest(line: pd.Series[Any], code: str, pairs: int, count: str) -> dict[str, Any]:
    """Return the issue that stands for the pairs beyond those that have one of their own."""
    done = "split over where they grew" if code == "origin-traced" else "without trade data, not split"
    return {
        "severity": TRACING_ISSUES[code][0],
        "code": code,
        "sheet": line["sheet"],
        "cell": line["cell"],
        "found": f"{pairs:,} more",
        "message": f"{pairs:,} more pairs of goods and countries that they were shipped from: {count}, {done}.",
        "suggestion": "Nothing; the column traced_with says it line by line.",
        "line_id": line["line_id"],
    }


def _count(lines: int, sums: dict[str, float]) -> str:
    """Return lines and amounts in words."""
    amounts = " and ".join(f"{value:,.6g} {unit}" for unit, value in sums.items() if value) or "0 t"
    return f"{lines:,} line{'s' * (lines != 1)}, {amounts}"


def _issue(
    line: pd.Series[Any],
    commodity: str,
    place: str,
    mixes: list[Mix | None],
    amounts: list[float],
    count: str,
    called: str,
    own: OwnProducts | None,
) -> dict[str, Any]:
    goods, where = _goods(commodity, own), places.name(place)
    found = [mix for mix in mixes if mix is not None]
    weights = [amount for mix, amount in zip(mixes, amounts, strict=True) if mix is not None]
    if found:
        code = "origin-traced"
        latest = max(found, key=lambda mix: mix.year)
        proxy = latest.commodity != commodity
        message = (
            f"{goods} shipped from {where}: {count}, split over {_origins(found, weights)} "
            f"({'; '.join(dict.fromkeys(mix.said for mix in found))})."
        )
        if proxy:
            message += f" The trade of {_goods(latest.commodity, own)} stands for that of {goods}."
        suggestion = "Nothing, or give the country where it grew, where it is known."
    else:
        code = "origin-not-traced"
        message = (
            f"No trade data for {goods} shipped from {where} ({called}): {count} stay whole, and a mean of "
            "the world answers where there is one."
        )
        suggestion = (
            "Give the country where it grew, where it is known, or trade data that have it: --trade FOLDER."
        )
    return {
        "severity": TRACING_ISSUES[code][0],
        "code": code,
        "sheet": line["sheet"],
        "cell": line["cell"],
        "found": f"{commodity} from {place}",
        "message": message,
        "suggestion": suggestion,
        "line_id": line["line_id"],
    }


def _origins(mixes: list[Mix], weights: list[float]) -> str:
    """Return the largest origins of lines in words, by the amounts that each mix split."""
    whole = sum(weights)
    shares: dict[str, float] = {}
    for mix, weight in zip(mixes, weights, strict=True):
        part = weight / whole if whole > 0 else 1 / len(mixes)
        for origin, share in zip(mix.origins.tolist(), mix.shares.tolist(), strict=True):
            shares[str(origin)] = shares.get(str(origin), 0.0) + part * share
    largest = sorted(shares, key=lambda origin: (-shares[origin], origin))
    parts = [f"{places.name(origin)} {100 * shares[origin]:.3g} %" for origin in largest[:SHOWN]]
    more = len(largest) - len(parts)
    return ", ".join(parts) + (f" and {more} more" if more else "")


def _goods(code: str, own: OwnProducts | None) -> str:
    if own is not None and code in own.products.index:
        return own.name(code)
    # lines read with own products may be traced without them
    return commodities.name(code) if code in commodity_rows() else code
