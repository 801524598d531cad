"""What a person should know of a balance: what exceeded supply, was left out, or was taken for granted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from bbafootprint.balance.pooled import Pooled
from bbafootprint.balance.sources import ALL_YEARS
from bbafootprint.schema import ISSUE_COLUMNS, Lines
from bbafootprint.vocabulary import commodities, places

LEDGER_ISSUES: Mapping[str, tuple[str, str]] = {
    "exports-beyond-supply": (
        "warning",
        "More of a commodity left than was imported and grown: out of stocks, or production was not given.",
    ),
    "transit-elsewhere": (
        "warning",
        "More transit of an origin than was imported of it: other imports gave the rest.",
    ),
    "transit-beyond-exports": ("warning", "Transit is more than the exports that it was said to be part of."),
    "transit-on-imports": ("warning", "Imports marked as transit pass through whole, beside the exports."),
    "transit-flag-unknown": ("warning", "A mark in the column of transit is neither yes nor no."),
    "production-not-given": (
        "warning",
        "The country grows a commodity that it exports, and no production was given.",
    ),
    "not-in-balance": ("warning", "Lines without a primary equivalent are in no part of the balance."),
    "years-together": ("warning", "Not every line says its year: all years are balanced together."),
    "period-unreadable": ("warning", "Lines have a period that names no year."),
    "exports-none": ("warning", "A statistic holds no record of this side: it counts as 0."),
}
"""Code to severity and meaning of the issues of a ledger."""


def issue(code: str, message: str, suggestion: str, found: str = "") -> dict[str, str]:
    """Return one issue as a row.

    Parameters
    ----------
    code : str
        Of :data:`LEDGER_ISSUES`.
    message, suggestion, found : str

    Returns
    -------
    dict of str to str
    """
    row = dict.fromkeys(ISSUE_COLUMNS, "")
    row |= {"severity": LEDGER_ISSUES[code][0], "code": code, "found": found}
    return row | {"message": message, "suggestion": suggestion}


def pool_issues(pools: pd.DataFrame, production_given: bool) -> list[dict[str, str]]:
    """Say which pools could not be balanced.

    Parameters
    ----------
    pools : pandas.DataFrame
        As :attr:`~bbafootprint.balance.passing_on.PassedOn.pools`, with `unit`.
    production_given : bool

    Returns
    -------
    list of dict
    """
    rows = []
    for row in pools.reset_index().to_dict("records"):
        commodity, year = str(row["commodity"]), int(row["year"])
        goods, unit = _goods(commodity, year), row["unit"]
        if row["beyond_supply"] > 0:
            supply = row["imported"] + row["produced"]
            grown = " and grown" if production_given else ""
            rows.append(
                issue(
                    "exports-beyond-supply",
                    f"{goods}: {_amount(row['exports'] + row['transit'], unit)} left and {_amount(supply, unit)} were "
                    f"imported{grown} (primary equivalents): {_amount(row['beyond_supply'], unit)} came out of stocks "
                    "or of production that is not here. Nothing is netted: no import stays, and none is below 0.",
                    "Give production, or imports of the year before, if goods were grown or stored.",
                    commodity,
                )
            )
        if row["transit_elsewhere"] > 0:
            rows.append(
                issue(
                    "transit-elsewhere",
                    f"{goods}: {_amount(row['transit_elsewhere'], unit)} of transit are more than was imported of the "
                    "origin that it names; they were taken out of the other imports in proportion.",
                    "See whether imports and transit name origins alike.",
                    commodity,
                )
            )
    return rows


def left_out_issues(sides: Mapping[str, Pooled]) -> list[dict[str, str]]:
    """Say what is in no part of the balance, with its tonnes.

    Parameters
    ----------
    sides : mapping of str to Pooled
        Name of the input to its lines.

    Returns
    -------
    list of dict
    """
    rows = []
    for name, side in sides.items():
        if not len(side.left_out):
            continue
        reasons = ", ".join(
            f"{int(row['lines']):,} {row['reason']} ({_mass_in_words(row)})"
            for row in side.left_out.to_dict("records")
        )
        rows.append(
            issue(
                "not-in-balance",
                f"Of the {side.counts['lines']:,} lines of {name}, {side.counts['left_out']:,} are in no part of the "
                f"balance, for they have no primary equivalent: {reasons}.",
                "Mend them as the other issues say; what cannot be converted cannot be balanced.",
                name,
            )
        )
    return rows


def _mass_in_words(row: Mapping[Any, Any]) -> str:
    """Return the tonnes that are known, and how many lines have none: an unknown mass is not 0 t."""
    unknown, lines = int(row["lines_without_mass"]), int(row["lines"])
    if unknown == lines:
        return "of unknown mass"
    known = _amount(float(row["mass_t"]), "t")
    return f"{known}, and {unknown:,} of unknown mass" if unknown else known


def production_issues(
    pools: pd.DataFrame, reporter: str | None, growers: set[tuple[str, str]]
) -> list[dict[str, str]]:
    """Say where exports may be of home-grown goods that were not given.

    Parameters
    ----------
    pools : pandas.DataFrame
    reporter : str or None
        ISO 3166-1 alpha-3 of the country, where it is known.
    growers : set of (commodity, origin)

    Returns
    -------
    list of dict
    """
    if reporter is None:
        return []
    rows = []
    for row in pools.reset_index().to_dict("records"):
        commodity, year = str(row["commodity"]), int(row["year"])
        if (commodity, reporter) in growers and row["exports"] > 0 and row["produced"] == 0:
            rows.append(
                issue(
                    "production-not-given",
                    f"{_goods(commodity, year)}: {places.name(reporter)} grows it, and no production was "
                    f"given: all {_amount(row['exports'], row['unit'])} of exports are taken out of the imports, and "
                    "too little may count as consumed.",
                    "Give production (commodity, quantity, unit).",
                    commodity,
                )
            )
    return rows


def flag_issue(not_understood: Mapping[str, Any]) -> list[dict[str, str]]:
    """Say which marks of transit were not understood."""
    return [
        issue(
            "transit-flag-unknown",
            f"{text!r} in the column of transit is neither yes nor no ({count:,} lines): taken as no transit.",
            "Write yes or no.",
            text,
        )
        for text, count in not_understood.items()
    ]


def reading_issues(given: Mapping[str, Lines], year: int | None) -> list[dict[str, str]]:
    """Say which lines have a period that names no year.

    Parameters
    ----------
    given : mapping of str to Lines
        Name of the input to its lines, as :func:`~bbafootprint.balance.sources.lines_of` gives them.
    year : int or None
        The year that was asked for.

    Returns
    -------
    list of dict
    """
    rows = []
    for name, lines in given.items():
        count = int(lines.reading.get("period_unread", 0))
        if not count:
            continue
        example = str(lines.reading["period_unread_example"])
        what = "they are balanced with all years together" if year is None else f"left out of {year}"
        rows.append(
            issue(
                "period-unreadable",
                f"{name}: {count:,} lines have a period that names no year ({example!r} first): {what}.",
                "Write the year (2022), the month (2022-03) or the day (2022-03-31).",
                example,
            )
        )
    return rows


def nothing_issue(name: str, why: str) -> dict[str, str]:
    """Say that a statistic holds nothing of one side.

    Parameters
    ----------
    name : str
        The input.
    why : str
        What reading said.

    Returns
    -------
    dict of str to str
    """
    return issue(
        "exports-none",
        f"{name} count as 0, for the statistic holds none that were asked for. Reading said: {why}",
        "See that this is the right file, country and year.",
        name,
    )


def _goods(commodity: str, year: int) -> str:
    known = commodities.commodities().index
    called = commodities.name(commodity) if commodity in known else commodity
    return called if year == ALL_YEARS else f"{called} {year}"


def _amount(value: float, unit: str) -> str:
    return f"{value:,.0f} {unit}" if value >= 1000 else f"{value:,.4g} {unit}"
