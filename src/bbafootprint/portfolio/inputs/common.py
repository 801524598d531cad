"""What holdings and companies are read alike by: identifiers, currencies and dates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from bbafootprint.ingest.table import as_text
from bbafootprint.portfolio.inputs.amounts import Amounts, column_marks, read_amounts
from bbafootprint.portfolio.inputs.columns import PortfolioColumn
from bbafootprint.portfolio.inputs.dates import read_date, shown_order
from bbafootprint.portfolio.inputs.identifiers import isin_is_valid, kind_of_id, lei_is_valid, split_ids
from bbafootprint.portfolio.inputs.issues import counted, make
from bbafootprint.portfolio.inputs.tables import Given
from bbafootprint.portfolio.inputs.words import DOLLAR, DOLLARS, match_currency

ID_COLUMNS = ("lei", "isin", "company_id")
"""Columns of identifiers, the one that identifies best first."""

_REMEDY = {
    "amount-text": "Write a number; a currency and a word such as million may stand beside it. A share (%) is no "
    "amount.",
    "amount-ambiguous": "Say which is the decimal mark: --decimal . or --decimal , (decimal= in Python).",
    "amount-fault": "Open the file in a spreadsheet program, correct the cell, and save it.",
    "amount-missing": "Fill the cell, or delete the row.",
}


def read_ids(given: Given, issues: list[dict[str, Any]]) -> dict[str, list[tuple[str, ...]]]:
    """Return the identifiers of every row and check their digits.

    Parameters
    ----------
    given : Given
    issues : list of dict
        Takes a warning for each identifier with a wrong form or check digit, once a value.

    Returns
    -------
    dict of str to list of tuple of str
        Column of :data:`ID_COLUMNS` to the identifiers of each row, tidied.
    """
    found: dict[str, list[tuple[str, ...]]] = {}
    said: set[str] = set()
    for name in ID_COLUMNS:
        texts = given.texts(name)
        split = {text: tuple(split_ids(text)) for text in set(texts.tolist())}
        found[name] = [split[text] for text in texts]
        for row, ids in enumerate(found[name]):
            for text in ids:
                kind = kind_of_id(text) if name == "company_id" else name
                valid = {"isin": isin_is_valid, "lei": lei_is_valid}.get(kind)
                if valid is None or valid(text) or text in said:
                    continue
                said.add(text)
                long = {"isin": "an ISIN", "lei": "a legal entity identifier"}[kind]
                issues.append(make(
                    f"{kind}-invalid",
                    f"'{text}' is not {long}: its form or its check digit is wrong. It is compared as it stands.",
                    found=text, sheet=given.table.sheet, cell=given.address(row, name), line_id=given.row_name(row),
                    suggestion="Look the identifier up; a digit may be mistyped.",
                ))  # fmt: skip
    return found


def read_money(
    given: Given, columns: tuple[PortfolioColumn, ...], decimal: str | None, issues: list[dict[str, Any]],
    needed: frozenset[str] = frozenset(),
) -> dict[str, Amounts]:  # fmt: skip
    """Return the amounts and numbers of every row.

    Parameters
    ----------
    given : Given
    columns : tuple of PortfolioColumn
    decimal : {".", ","} or None
        Decimal mark, as the person said.
    issues : list of dict
        Takes one issue for each cell that is not readable.
    needed : frozenset of str
        Columns of which a blank cell is an issue too.

    Returns
    -------
    dict of str to Amounts
        Only columns that are there.
    """
    wanted = [
        column.name
        for column in columns
        if column.kind in ("money", "number") and column.name in given.targets
    ]
    shown = column_marks(given.cells(name) for name in wanted)
    amounts = {}
    for name in wanted:
        scale = given.money.get(name, ("", 1.0))[1]
        amounts[name] = read_amounts(given.cells(name), scale, decimal, shown)
        for row in np.flatnonzero(amounts[name].fault != "").tolist():
            code = amounts[name].fault[row]
            if code == "amount-missing" and name not in needed:
                continue
            found = as_text(given.cells(name).iloc[row])
            issues.append(make(
                code, f"{name} of {given.what}: '{found[:60]}' is no amount that can be read.",
                found=found, sheet=given.table.sheet, cell=given.address(row, name), line_id=given.row_name(row),
                suggestion=_REMEDY[code],
            ))  # fmt: skip
    return amounts


def read_currencies(
    given: Given, amounts: Mapping[str, Amounts], fallback: str | None, issues: list[dict[str, Any]]
) -> tuple[npt.NDArray[np.object_], npt.NDArray[np.float64]]:
    """Return the currency of every row.

    Parameters
    ----------
    given : Given
    amounts : mapping of str to Amounts
        Its columns of money: the first is the one whose currency a header or a cell may name.
    fallback : str or None
        Currency of rows that name none.
    issues : list of dict
        Takes one issue a text that is no currency, and one a row in which two are named.

    Returns
    -------
    currency : ndarray of object
        ISO 4217; empty where none is named, or it is not known.
    share : ndarray of float
        0.01 for amounts in pence and the like, else 1.
    """
    texts = given.texts("currency")
    codes = {text: match_currency(text) for text in set(texts.tolist()) if text}
    for text, (code, _) in codes.items():
        if not code and text != DOLLAR:
            row = int(np.flatnonzero(texts == text)[0])
            issues.append(make(
                "currency-unknown", f"'{text}' is no currency that is known "
                f"({counted(int((texts == text).sum()), 'row')}).",
                found=text, sheet=given.table.sheet, cell=given.address(row, "currency"), line_id=given.row_name(row),
                suggestion="Write the code of ISO 4217, such as EUR, USD or GBP ($ alone may be several).",
            ))  # fmt: skip
    headers = {given.money[name][0] for name in amounts if given.money.get(name, ("", 1.0))[0]}
    headers = headers - {DOLLAR} or headers
    header = headers.pop() if len(headers) == 1 else ""
    currency = np.array([codes[text][0] if text else "" for text in texts], dtype=object)
    share = np.array([codes[text][1] if text else 1.0 for text in texts], dtype=np.float64)
    blank = (texts == "") | (texts == DOLLAR)
    asked: list[int] = []
    for row in range(len(texts)):
        cells = {column.currency[row] for column in amounts.values() if column.currency[row]}
        dollar = DOLLAR in cells or DOLLAR in (header, texts[row])
        named = cells - {DOLLAR}
        if blank[row]:
            named |= {header} - {"", DOLLAR} if not named else set()
            if not named and dollar:
                named = {fallback} if fallback in DOLLARS else set()
                asked += [row] if not named else []
                blank[row] = False
            if len(named) == 1:
                currency[row], blank[row] = named.pop(), False
            elif len(named) > 1:
                _conflict(given, row, sorted(named), issues)
        elif (named | {header} - {"", DOLLAR}) - {currency[row]} and currency[row]:
            _conflict(given, row, sorted((named | {header} - {"", DOLLAR}) | {currency[row]}), issues)
            currency[row] = ""
        if dollar and currency[row] and currency[row] not in DOLLARS:
            _conflict(given, row, [DOLLAR, currency[row]], issues)
            currency[row] = ""
    if asked:
        issues.append(make(
            "currency-unknown",
            f"'$' may be several currencies, and nothing beside it says which ({counted(len(asked), 'row')} of "
            f"{given.what}).", found=DOLLAR, sheet=given.table.sheet,
            cell=given.address(asked[0], next(iter(amounts), "")), line_id=given.row_name(asked[0]),
            suggestion="Write US$ or USD (or CAD, AUD ...), or add a column 'currency'.",
        ))  # fmt: skip
    if len(headers) > 0:
        issues.append(make(
            "currency-missing",
            f"The headers of {given.what} name several currencies "
            f"({', '.join(sorted(headers | {header} - {''}))}): none "
            "was taken from them.", sheet=given.table.sheet,
            suggestion="Give all amounts of a row in one currency, and name it in a column 'currency'.",
        ))  # fmt: skip
    currency[blank] = fallback or ""
    return currency, share


def _conflict(given: Given, row: int, named: list[str], issues: list[dict[str, Any]]) -> None:
    issues.append(make(
        "currency-unknown",
        f"{given.row_name(row)} of {given.what} names {' and '.join(named)} for its amounts: none was taken.",
        found=", ".join(named), sheet=given.table.sheet, cell=given.address(row, "currency"),
        line_id=given.row_name(row), suggestion="Leave one currency.",
    ))  # fmt: skip


def read_dates(given: Given, name: str, issues: list[dict[str, Any]]) -> npt.NDArray[np.object_]:
    """Return the date of every row; None where blank or not readable.

    Parameters
    ----------
    given : Given
    name : str
        The column.
    issues : list of dict
        Takes one issue for each date that is not readable.

    Returns
    -------
    ndarray of object
    """
    cells = given.cells(name)
    dates = np.full(len(given), None, dtype=object)
    if cells.dtype.kind == "M":
        stamps = cells.dt.date.to_numpy(dtype=object)
        dates[cells.notna().to_numpy(bool)] = stamps[cells.notna().to_numpy(bool)]
        return dates
    order = shown_order(cell for cell in cells.unique() if isinstance(cell, str))
    known: dict[Any, tuple[Any, str]] = {}
    for row, cell in enumerate(cells.tolist()):
        read = known.get(cell) if type(cell) is str else None  # a portfolio has few dates, many times
        if read is None:
            read = read_date(cell, order)
            if type(cell) is str:
                known[cell] = read
        dates[row], fault = read
        if fault:
            found = as_text(cell)
            why = (
                "is no date that is understood"
                if fault == "date-text"
                else "may have the day or the month first"
            )
            issues.append(make(
                fault, f"{name} of {given.what}: '{found}' {why}.", found=found, sheet=given.table.sheet,
                cell=given.address(row, name), line_id=given.row_name(row),
                suggestion="Write it as 2023-12-31.",
            ))  # fmt: skip
    return dates
