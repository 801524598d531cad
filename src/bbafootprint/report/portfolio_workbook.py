"""The workbook and the JSON of a portfolio: a sheet a table, the disclosure first."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

import pandas as pd

from bbafootprint.footprint.plain import plain
from bbafootprint.report.machine import issues_to_records
from bbafootprint.report.sheets import Sheets
from bbafootprint.report.tables import Tables, tables_to_records
from bbafootprint.report.wording import MEASURE_MEANING, title
from bbafootprint.targets import check_target, replacing, target_of

_MEANING = {
    "value": MEASURE_MEANING["value"],
    "low": MEASURE_MEANING["low"],
    "high": MEASURE_MEANING["high"],
    "intensity": "Value per million of the assessed outstanding amount.",
    "quality": "Weighted by outstanding amount: 1 (best) to 5. 5 is a mean of a sector or of the world.",
    "assessed_outstanding": "Outstanding amount times the share of the company's volumes that has a number.",
    "assessed_outstanding_share": "Assessed outstanding amount over the outstanding amount in scope.",
    "assessed_volume_share": "Share of the volumes of the companies that has a number, weighted by outstanding amount.",
    "factor": "Attribution factor: outstanding amount over the value of the company; the share of its impact.",
    "covered_share": "Share of the outstanding amount in scope, times the share of volumes that has a number.",
}


_WRAPPED = (title("remark"),)
"""Columns of sentences, which take several lines each."""


class PortfolioResult(Protocol):
    """What is written: :class:`bbafootprint.portfolio.PortfolioFootprint` is one."""

    @property
    def issues(self) -> pd.DataFrame:
        """What was found in the inputs."""

    @property
    def provenance(self) -> Mapping[str, Any]:
        """The record of the run."""

    @property
    def currency(self) -> str:
        """Currency of the amounts."""

    def tables(self) -> dict[str, tuple[pd.DataFrame, str]]:
        """Return the tables by the name of their sheet."""

    def counts(self) -> dict[str, int]:
        """Return the holdings by what became of them."""

    def amounts(self) -> dict[str, float | int]:
        """Return the outstanding amounts by what became of their holdings."""


def write_portfolio_workbook(
    result: PortfolioResult, path: str | Path, *, more: Tables | None = None, overwrite: bool = True
) -> Path:
    """Write a portfolio as an Excel workbook.

    Parameters
    ----------
    result : PortfolioFootprint
    path : str or pathlib.Path
        Target, ending in ``.xlsx``; replaced as a whole or not at all.
    more : mapping of str to (pandas.DataFrame, str), optional
        Further sheets, such as a benchmark.
    overwrite : bool
        Replace an existing file.

    Returns
    -------
    pathlib.Path
        The file written.

    Raises
    ------
    UsageError
        If the target has another ending, lies in no folder, or exists and `overwrite` is False.

    Notes
    -----
    No text of the input becomes a formula or a link; a missing number is a blank cell, never 0.
    """
    import xlsxwriter

    target = target_of(path)
    check_target(target, None, suffix=".xlsx", overwrite=overwrite)
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with replacing(target) as scratch, xlsxwriter.Workbook(str(scratch), options) as book:
        book.set_properties({"title": "Financed habitat footprint", "comments": "Written by bbafootprint"})
        sheets = Sheets(book)
        for name, (frame, said) in {**result.tables(), **(more or {})}.items():
            headers = [title(str(column)) for column in frame.columns]
            # a table of Excel wants each header once, whatever the case
            for at, header in enumerate(headers):
                if header.casefold() in (other.casefold() for other in headers[:at]):
                    headers[at] = f"{header} ({at + 1})"
            sheets.table(name, frame.set_axis(headers, axis=1), said, wrapped=_WRAPPED)
        _method(sheets, result)
    return target


def _method(sheets: Sheets, result: PortfolioResult) -> None:
    """Write what made the numbers."""
    sheet = sheets.sheet(
        "Method", "What made these numbers: the same inputs, factors and options make them again."
    )
    row = 3
    for key, value in _flat(plain(dict(result.provenance))):
        sheets.text(sheet, row, 0, key)
        sheets.text(sheet, row, 1, value)
        row += 1
    row += 1
    for name, said in _MEANING.items():
        sheet.write_string(row, 0, title(name), sheets.bold)
        sheet.write_string(row, 1, said)
        row += 1
    sheet.set_column(0, 0, 44)
    sheet.set_column(1, 1, 90)
    sheet.fit_to_pages(1, 0)


def _flat(value: Any, prefix: str = "") -> list[tuple[str, str]]:
    """Return nested data as pairs of a path and a text."""
    if isinstance(value, dict):
        return [pair for key, item in value.items() for pair in _flat(item, f"{prefix}{key}: ")]
    if isinstance(value, list) and value and isinstance(value[0], dict | list):
        return [pair for at, item in enumerate(value, start=1) for pair in _flat(item, f"{prefix}{at}: ")]
    text = ", ".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)
    return [(prefix.removesuffix(": "), text)]


def portfolio_to_dict(result: PortfolioResult, more: Tables | None = None) -> dict[str, Any]:
    """Return a portfolio as JSON-ready data.

    Parameters
    ----------
    result : PortfolioFootprint
    more : mapping of str to (pandas.DataFrame, str), optional
        Further tables.

    Returns
    -------
    dict
        ``currency``, ``counts`` and ``amounts`` (read, assessed, not_assessed, out_of_scope, rejected), the tables of
        the workbook under their names in lower case (``disclosure``, ``totals``, ``coverage``, ``by_company`` ...),
        ``issues``, ``provenance``. A missing number is None.
    """
    tables = {**result.tables(), **(more or {})}
    del tables["Issues"]
    return {
        "currency": result.currency,
        "counts": plain(result.counts()),
        "amounts": plain(result.amounts()),
        **tables_to_records(tables),
        "issues": issues_to_records(result.issues),
        "provenance": plain(dict(result.provenance)),
    }
