"""The sheets for disclosures: one with a block a framework, one of products, one of lines beside the EU regulation."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd

from bbafootprint.disclosures.filling import EUDR_LINES, PRODUCTS
from bbafootprint.report.sheets import Sheets
from bbafootprint.report.wording import TABLE_NOTES, titled

FRAMEWORKS = "Disclosures"
DISCLOSURE_SHEETS: tuple[str, ...] = (FRAMEWORKS, PRODUCTS, EUDR_LINES)

_NOTE = (
    "Oriented to the frameworks, no statement that a report fulfils one. A blank value is not covered, never 0. "
    "Check a reference that is not confirmed before you cite it."
)
_OF_FRAMEWORK = {
    "reference": 19, "datapoint": 40, "item": 36, "value": 13, "low": 13, "high": 13, "unit": 17, "covered": 13,
    "covered_share": 10, "quality": 9, "remark": 60, "status": 15, "reference_confirmed": 15,
}  # fmt: skip
_OF_LINE = {
    "line_id": 16, "commodity_as_given": 26, "customs_code": 14, "annex_i": 16, "question": 34, "list_commodity": 13,
    "list_code": 12, "list_label": 28, "applies_from": 13, "origin": 10, "country_tier": 12, "mass_t": 13,
    "supplementary_unit": 18, "supplementary_quantity": 16, "missing": 64,
}  # fmt: skip
"""Columns that are shown, and their width in characters."""
_LONG = ("datapoint", "item", "remark", "annex_i", "question", "list_label", "missing")
_AFTER_NUMBERS = ("unit", "supplementary_unit")
_LINE_HEIGHT = 15


def write_disclosures(sheets: Sheets, tables: Mapping[str, pd.DataFrame]) -> None:
    """Write the tables of a disclosure as sheets.

    Parameters
    ----------
    sheets : Sheets
    tables : mapping of str to pandas.DataFrame
        As :func:`bbafootprint.disclosure_tables` returns them.
    """
    sheet = sheets.sheet(FRAMEWORKS, _NOTE)
    row = 3
    for name, table in tables.items():
        if name in DISCLOSURE_SHEETS:
            continue
        for version, part in table.groupby("version", sort=False):
            sheet.write_string(row, 0, f"{name}: {version}", sheets.bold)
            _block(sheets, sheet, part, _OF_FRAMEWORK, row + 1, f"Disclosure {name}")
            row += len(part) + 4
    sheet.freeze_panes(3, 2)
    sheet.fit_to_pages(1, 0)
    sheets.table(PRODUCTS, titled(tables[PRODUCTS]), TABLE_NOTES[PRODUCTS])
    lines = tables[EUDR_LINES]
    versions = ", ".join(dict.fromkeys(lines["list_version"].astype(str)))
    sheet = sheets.sheet(EUDR_LINES, f"{TABLE_NOTES[EUDR_LINES]} List {versions or 'without lines'}.")
    _block(sheets, sheet, lines, _OF_LINE, 3, EUDR_LINES)
    sheet.freeze_panes(4, 1)
    sheet.repeat_rows(3)
    sheet.fit_to_pages(1, 0)


def _block(
    sheets: Sheets, sheet: Any, frame: pd.DataFrame, widths: Mapping[str, int], row: int, name: str
) -> None:
    """Write a table whose long texts are wrapped in rows that are high enough for them."""
    sheets.put(sheet, titled(frame[list(widths)]), row, name, header_height=32)
    wrapped = sheets.book.add_format({"text_wrap": True, "indent": 1})
    indented = sheets.book.add_format({"indent": 1})
    for at, (column, width) in enumerate(widths.items()):
        form = wrapped if column in _LONG else indented if column in _AFTER_NUMBERS else None
        sheet.set_column(at, at, width, form)
    long = [column for column in widths if column in _LONG]
    for down, texts in enumerate(zip(*(frame[column].astype(str) for column in long), strict=True)):
        lines = max(math.ceil(len(t) / widths[c]) for c, t in zip(long, texts, strict=True))
        if lines > 1:
            sheet.set_row(row + 1 + down, min(lines, 8) * _LINE_HEIGHT)
