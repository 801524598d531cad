"""Columns of numbers that name a period and were not read: each is named, so that none is missed."""

from __future__ import annotations

import re
from typing import Any

from bbafootprint.ingest.framing import is_own
from bbafootprint.ingest.header_words import fold, split_header
from bbafootprint.ingest.issues import make_issue
from bbafootprint.ingest.period_words import is_plan, yearless_period
from bbafootprint.ingest.table import Table
from bbafootprint.vocabulary.units import match_unit

_OTHERWISE = """price prices prijs prix preis cost costs kost kosten cout couts value waarde valeur wert currency eur
    euro usd gbp chf spend spent revenue turnover omzet umsatz share shares aandeel anteil part percent
    percentage pct growth groei change verandering variation croissance wachstum anderung co2 co2e emission emissions
    rank hours"""
_OTHER = frozenset(_OTHERWISE.split())  # what has a period and is plainly no amount of goods
_YEAR = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")
_NUMBER = re.compile(r"[-+(]?[0-9][0-9.,' \u00a0\u202f]*[)]?")
_LOOKED_AT = 50


def unread_issues(table: Table) -> list[dict[str, Any]]:
    """Say which columns of numbers name a period and were not read as quantities.

    Parameters
    ----------
    table : Table
        Before wholes or parts are left out, which is said by itself.

    Returns
    -------
    list of dict
        One warning a column; none for prices, values, shares and the like, nor for our own table of lines.
    """
    if is_own(table.headers):
        return []
    used = {*table.match.targets.values(), *table.match.periods}
    issues = []
    for at, header in enumerate(table.headers):
        if at in used or not header or len(header) > 80:
            continue
        parts = split_header(header)
        period = parts.period or yearless_period(parts.core) or ""
        if (
            not (period or _YEAR.search(header))
            or "%" in header
            or not _OTHER.isdisjoint(fold(header).split())
        ):
            continue
        if parts.unit and not match_unit(parts.unit).base:
            continue
        if not _is_of_numbers(table, at):
            continue
        why = (
            "it says a plan and no purchase"
            if is_plan(parts.core)
            else "its header is not understood as a quantity"
        )
        name = f"quantity@{period or 'PERIOD'}"
        issues.append(
            make_issue(
                "column-unread",
                f"'{header}' holds numbers and names a period, and was not read: {why}.",
                found=header,
                suggestion=f'If it is what was bought: --column "{name}={header}".',
                sheet=table.sheet,
                cell=table.address(-1, at),
            )
        )
    return issues


def _is_of_numbers(table: Table, at: int) -> bool:
    """Tell whether the first filled cells of a column are numbers, most of them."""
    column = table.columns[at]
    cells = column[column.notna()].head(_LOOKED_AT).tolist()
    numbers = sum(
        (isinstance(cell, str) and _NUMBER.fullmatch(cell.strip()) is not None)
        or (not isinstance(cell, str | bool) and isinstance(cell, int | float))
        for cell in cells
    )
    return bool(cells) and numbers > len(cells) / 2
