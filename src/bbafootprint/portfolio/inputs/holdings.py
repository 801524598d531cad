"""Holdings as a person keeps them, read into one row a holding."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from bbafootprint.errors import UsageError
from bbafootprint.ingest.header_words import fold
from bbafootprint.ingest.periods import TOTAL_WORDS
from bbafootprint.portfolio.inputs.amounts import Amounts
from bbafootprint.portfolio.inputs.asset_classes import (
    ASSET_CLASSES,
    OUT_OF_SCOPE,
    class_names,
    match_asset_class,
)
from bbafootprint.portfolio.inputs.columns import HOLDINGS
from bbafootprint.portfolio.inputs.common import ID_COLUMNS, read_currencies, read_dates, read_ids, read_money
from bbafootprint.portfolio.inputs.issues import counted, make
from bbafootprint.portfolio.inputs.tables import Given, Source, read_table
from bbafootprint.portfolio.inputs.words import match_currency
from bbafootprint.vocabulary.near_spellings import index_spellings, near_spellings

NEEDED = (("outstanding",), ("company_id", "isin", "lei", "name"))
"""Columns without which a table is none of holdings."""

HOLDING_COLUMNS: Mapping[str, str] = {
    "holding_id": "The person's own identifier, else `sheet!row`; unique.",
    "cell": "Address of the amount; empty in memory.",
    "company_id": "Identifier of the company as given.",
    "isin": "ISIN as given.",
    "lei": "Legal entity identifier as given.",
    "name": "Name as given.",
    "asset_class": "Code of the asset class; missing where not given or not known.",
    "outstanding": "Outstanding amount in `currency`; negative for a short position; NaN where not readable.",
    "currency": "ISO 4217; empty where not known.",
    "date": "Date of the amount; missing where not given.",
    "property_value": "Value of the property at origination, in `currency`.",
    "units": "Number of shares or nominal.",
    "sector": "Sector as given.",
    "problem": "Code of what keeps the holding from being looked at further; empty where nothing does.",
}
"""Columns of a read table of holdings; the person's other columns follow."""


_ROOTS = ("tot", "som", "sum", "gesamt", "cumul")


@dataclass(frozen=True)
class Holdings:
    """Holdings, read.

    Attributes
    ----------
    frame : pandas.DataFrame
        One row a holding, :data:`HOLDING_COLUMNS`, then the person's other columns.
    ids : mapping of str to list of tuple of str
        Identifiers of every holding, tidied, by column.
    issues : list of dict
    reading : mapping
    """

    frame: pd.DataFrame
    ids: Mapping[str, list[tuple[str, ...]]]
    issues: list[dict[str, Any]]
    reading: Mapping[str, Any]


def read_holdings(
    source: Source,
    *,
    sheet: str | None = None,
    columns: Mapping[str, str] | None = None,
    decimal: str | None = None,
    asset_class: str | None = None,
    currency: str | None = None,
    date: datetime.date | None = None,
) -> Holdings:
    """Read holdings.

    Parameters
    ----------
    source : str, pathlib.Path or pandas.DataFrame
    sheet, columns, decimal
        As in :func:`bbafootprint.read_lines`, with the columns of
        :data:`~bbafootprint.portfolio.inputs.columns.HOLDINGS`.
    asset_class, currency, date
        Of holdings that do not say theirs.

    Returns
    -------
    Holdings
        Every row of the table but blank ones and rows of totals.

    Raises
    ------
    InputError
        As :func:`~bbafootprint.portfolio.inputs.tables.read_table` raises it.
    UsageError
        If the asset class or the currency is not known.
    """
    usual = match_asset_class(asset_class) if asset_class else ""
    if asset_class and not usual:
        raise UsageError(f"asset class {asset_class!r} is not known; there are: {', '.join(ASSET_CLASSES)}")
    money = match_currency(currency)[0] if currency else ""
    if currency and not money:
        raise UsageError(f"currency {currency!r} is no code of ISO 4217")
    given = read_table(source, "holdings", HOLDINGS, NEEDED, sheet=sheet, given=columns)
    issues = list(given.issues)
    ids = read_ids(given, issues)
    amounts = read_money(given, HOLDINGS, decimal, issues, frozenset(("outstanding",)))
    moneys: dict[str, Amounts] = {
        name: amounts[name] for name in ("outstanding", "property_value") if name in amounts
    }
    code, share = read_currencies(given, moneys, money, issues)
    dates = read_dates(given, "date", issues)
    problem = np.full(len(given), "", dtype=object)
    outstanding = amounts["outstanding"].value * share
    faults = amounts["outstanding"].fault
    problem[faults != ""] = faults[faults != ""]
    classes = _asset_classes(given, usual, issues)
    _fill(
        problem,
        classes == "",
        np.where(given.texts("asset_class") == "", "asset-class-missing", "asset-class-unknown"),
    )
    _fill(
        problem, code == "", np.where(given.texts("currency") == "", "currency-missing", "currency-unknown")
    )
    unread = np.array([day is None for day in dates], dtype=bool) & (given.texts("date") != "")
    _fill(problem, unread, np.full(len(given), "date-text", dtype=object))
    if date is not None:
        dates = np.array([date if day is None else day for day in dates], dtype=object)
    blank = np.full(len(given), np.nan)
    data: dict[str, Any] = {
        "holding_id": _holding_ids(given, issues),
        "cell": np.array([given.address(row, "outstanding") for row in range(len(given))], dtype=object),
        **{name: given.texts(name) for name in ("company_id", "isin", "lei", "name")},
        "asset_class": np.array([code or None for code in classes], dtype=object),
        "outstanding": outstanding,
        "currency": code,
        "date": dates,
        "property_value": amounts["property_value"].value * share if "property_value" in amounts else blank,
        "units": amounts["units"].value if "units" in amounts else blank,
        "sector": given.texts("sector"),
        "problem": problem,
    }
    used = set(given.targets.values())
    for at, header in enumerate(given.table.headers):
        if header and at not in used and header not in data:
            data[header] = given.table.columns[at].to_numpy(dtype=object)
    frame = pd.DataFrame(data, index=given.table.index if given.table.index is not None else None)
    missing = sum(day is None for day in dates)
    if missing:
        issues.append(make(
            "date-missing", f"{counted(missing, 'holding')} without a date: whether the figures of the companies are "
            "of the same time cannot be told.", sheet=given.table.sheet,
            suggestion="Add a column of dates, or give the date of the portfolio: --date 2023-12-31 (date= in Python).",
        ))  # fmt: skip
    kept = ~_totals(ids, outstanding, given)
    rows = np.flatnonzero(kept)
    ids = {name: [values[row] for row in rows] for name, values in ids.items()}
    gone = {given.row_name(int(row)) for row in np.flatnonzero(~kept)}
    if gone:
        issues = [issue for issue in issues if issue["line_id"] not in gone]
        message = f"Rows of totals were left out of the holdings: {', '.join(sorted(gone)[:5])}."
        issues.append(make("rows-subtotal", message, sheet=given.table.sheet))
    reading = {**given.reading, "rows_of_totals": len(gone)}
    return Holdings(frame.iloc[rows], ids, issues, reading)


def _fill(problem: npt.NDArray[np.object_], where: npt.NDArray[np.bool_], codes: npt.NDArray[Any]) -> None:
    """Note a problem where none is noted yet."""
    free = where & (problem == "")
    problem[free] = codes[free]


def _asset_classes(given: Given, usual: str, issues: list[dict[str, Any]]) -> npt.NDArray[np.object_]:
    """Return the code of every row's asset class; one issue a text that is not known."""
    texts = given.texts("asset_class")
    codes: dict[str, str] = {"": usual}
    spellings = index_spellings(class_names())
    for text in sorted(set(texts.tolist()) - {""}):
        codes[text] = match_asset_class(text)
        if not codes[text]:
            row = int(np.flatnonzero(texts == text)[0])
            near = [
                match_asset_class(name) for name in near_spellings(fold(text), spellings, n=3, cutoff=0.7)
            ]
            issues.append(make(
                "asset-class-unknown", f"'{text}' is no asset class that is known "
                f"({counted(int((texts == text).sum()), 'row')}).",
                found=text, sheet=given.table.sheet, cell=given.address(row, "asset_class"),
                line_id=given.row_name(row),
                suggestion=f"Write one of {', '.join(dict.fromkeys(near) or ASSET_CLASSES)}"
                f" (out of scope: {', '.join(OUT_OF_SCOPE)}).",
            ))  # fmt: skip
    blank = int((texts == "").sum())
    if blank and not usual:
        issues.append(make(
            "asset-class-missing", f"{counted(blank, 'holding')} without an asset class.", sheet=given.table.sheet,
            cell=given.address(int(np.flatnonzero(texts == "")[0]), "asset_class"),
            suggestion="Fill a column 'asset class', or say one for all: --asset-class listed_equity.",
        ))  # fmt: skip
    return np.array([codes[text] for text in texts], dtype=object)


def _holding_ids(given: Given, issues: list[dict[str, Any]]) -> npt.NDArray[np.object_]:
    """Return the identifier of every row, each once."""
    own = given.texts("holding_id")
    names = np.array([text or given.row_name(row) for row, text in enumerate(own)], dtype=object)
    counts = pd.Series(names).value_counts()
    if counts.max() > 1 if len(counts) else False:
        several = counts[counts > 1]
        place = pd.Series(names).groupby(names).cumcount().to_numpy()
        taken = set(names.tolist())
        for row in np.flatnonzero(pd.Series(names).isin(several.index).to_numpy() & (place > 0)).tolist():
            number = int(place[row]) + 1
            while f"{names[row]}#{number}" in taken:
                number += 1
            names[row] = f"{names[row]}#{number}"
            taken.add(names[row])
        issues.append(make(
            "holding-id-duplicate",
            f"{counted(len(several), 'identifier')} on several holdings each; the later ones were numbered (#2 ...).",
            found=str(several.index[0]), sheet=given.table.sheet,
            suggestion="If a holding stands twice by mistake, delete it: it counts twice.",
        ))  # fmt: skip
    return names


def _totals(
    ids: Mapping[str, list[tuple[str, ...]]], outstanding: npt.NDArray[np.float64], given: Given
) -> npt.NDArray[np.bool_]:
    """Tell which rows are totals: they say so, name no company, and are the sum of the rows above."""
    gone = np.zeros(len(given), dtype=bool)
    columns = [given.texts(name) for name in ("holding_id", "name", "company_id")]
    says = {text for column in columns for text in set(column.tolist()) if text and _says_total(text)}
    said = np.zeros(len(given), dtype=bool)
    other = np.zeros(len(given), dtype=bool)
    for column in columns:
        of_total = np.array([text in says for text in column], dtype=bool)
        said |= of_total
        other |= ~of_total & (column != "")
    for row in np.flatnonzero(said & ~other).tolist():
        if not any(ids[name][row] for name in ID_COLUMNS if name != "company_id"):
            above = float(np.nansum(outstanding[:row][~gone[:row]]))
            gone[row] = row > 0 and abs(above - outstanding[row]) <= 0.005 * abs(above) + 1e-9
    return gone


def _says_total(text: str) -> bool:
    """Tell whether a text is no more than a word for a total."""
    if not any(word in text.casefold() for word in _ROOTS):  # most names: folding each would take longer
        return False
    words = set(fold(text).split())
    return bool(words & TOTAL_WORDS) and words <= TOTAL_WORDS | {
        "grand",
        "general",
        "portfolio",
        "portefeuille",
    }
