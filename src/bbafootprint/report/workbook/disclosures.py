"""The sheets for disclosures: one with a block a framework, one of products, one of lines beside the EU regulation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from bbafootprint.disclosures.filling import EUDR_LINES, PRODUCTS
from bbafootprint.footprint.calculate import Floats
from bbafootprint.report.column_notes import notes_of
from bbafootprint.report.number_formats import half_width
from bbafootprint.report.sheets import ROWS_IN_TABLE, Sheets
from bbafootprint.report.wording import TABLE_NOTES, title, titled

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
_NOTES = {
    "covered": "yes, partly or not covered: there is then no value, and the remark says why.",
    "covered_share": "Share of the tonnes or of the goods that the value rests on; blank where it is not of a share.",
    "reference_confirmed": "Whether the reference was checked against the text of the framework.",
    "status": "State of the framework's version.",
    "annex_i": "Whether the goods are in Annex I of the regulation, as far as the line says.",
    "missing": "What a due diligence statement asks for and the line does not say.",
}
"""What columns mean that stand in these sheets alone."""


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
            sheet.write_string(row, 0, f"{name}: {version}", sheets.section)
            row = 1 + _block(sheets, sheet, part, _OF_FRAMEWORK, row + 1, f"Disclosure {name}")
    sheet.freeze_panes(3, 2)
    sheet.fit_to_pages(1, 0)
    products = tables[PRODUCTS]
    sheets.table(PRODUCTS, titled(products), TABLE_NOTES[PRODUCTS], notes=notes_of(products.columns))
    lines = tables[EUDR_LINES]
    versions = ", ".join(dict.fromkeys(lines["list_version"].astype(str)))
    cut = f"The first {ROWS_IN_TABLE:,} of {len(lines):,} lines. " if len(lines) > ROWS_IN_TABLE else ""
    sheet = sheets.sheet(EUDR_LINES, f"{cut}{TABLE_NOTES[EUDR_LINES]} List {versions or 'without lines'}.")
    _block(sheets, sheet, lines, _OF_LINE, 3, EUDR_LINES)
    sheet.freeze_panes(4, 1)
    sheet.repeat_rows(3)
    sheet.fit_to_pages(1, 0)


def _block(
    sheets: Sheets, sheet: Any, frame: pd.DataFrame, widths: Mapping[str, int], row: int, name: str
) -> int:
    """Write a table whose long texts are wrapped; return the row under it."""
    half: dict[str, Floats] = {}
    if "low" in widths:
        low, high = (frame[end].to_numpy(np.float64) for end in ("low", "high"))
        half = dict.fromkeys(map(title, ("value", "low", "high")), half_width(low, high))
    return sheets.put(
        sheet,
        titled(frame[list(widths)].reset_index(drop=True)),
        row,
        name,
        wrapped=[title(column) for column in (*_LONG, *_AFTER_NUMBERS)],
        widths={title(column): width for column, width in widths.items()},
        notes=notes_of(widths) | {title(column): said for column, said in _NOTES.items() if column in widths},
        half=half,
    )
