"""The sheet Summary: the totals, each with its interval, coverage, quality and meaning; then the charts."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from bbafootprint.factors import Indicator
from bbafootprint.footprint import Footprint
from bbafootprint.ingest.marks import looks_like_formula
from bbafootprint.report.cell_texts import cell_text, lines_of, still
from bbafootprint.report.column_notes import COLUMN_NOTES
from bbafootprint.report.machine import rows_read
from bbafootprint.report.number_formats import digits_shown, exact_where_short, half_width, half_width_alike
from bbafootprint.report.page.words import words
from bbafootprint.report.sheets import LINE_HEIGHT, Sheets
from bbafootprint.report.wording import meaning, perspective_in_words, title
from bbafootprint.report.workbook.charts import write_charts

LOW_COVERAGE = 0.5
"""Share of tonnes under which a total is said to be too low, as on the page."""

_HEADERS: dict[str, tuple[str, float]] = {
    "indicator": ("Indicator", 28), "value": ("Value", 14), "unit": ("Unit", 18), "low": ("Low", 13),
    "high": ("High", 13), "assessed_mass_share": ("Covered share of mass", 12),
    "assessed_line_share": ("Covered share of lines", 12), "quality": ("Quality, 1 best to 5", 12),
    "intensity": ("Per tonne bought", 13), "relative": ("World average is 1", 13),
}  # fmt: skip
"""Columns of the totals, with their headers and widths."""

_ON_A_PAGE = 75
"""Percent at which all columns fit on a page in width."""


def write_summary(sheets: Sheets, result: Footprint, groups: Mapping[str, pd.DataFrame]) -> None:
    """Write what was read, the totals, and the charts with the numbers that they show.

    Parameters
    ----------
    sheets : Sheets
    result : Footprint
    groups : mapping of str to pandas.DataFrame
        Its totals by commodity and by origin.
    """
    sheet = sheets.sheet(
        "Summary",
        "Loss, degradation and fragmentation are different things and are never added up. A blank is not assessed: "
        "it is not known, not zero.",
        heading=sheets.title,
    )
    row = _facts(sheets, sheet, result, 3)
    whole = result.total()
    totals = whole.assign(indicator=[title(each.id) for each in result.factors.indicators])
    totals = totals[list(_HEADERS)].reset_index(drop=True)
    half = half_width(totals["low"].to_numpy(np.float64), totals["high"].to_numpy(np.float64))
    notes = {header: COLUMN_NOTES[name] for name, (header, _) in _HEADERS.items() if name in COLUMN_NOTES}
    row = sheets.put(
        sheet,
        totals.rename(columns={name: header for name, (header, _) in _HEADERS.items()}),
        row,
        "Summary",
        notes=notes,
        half={
            _HEADERS[name][0]: half_width_alike(
                totals["value"].to_numpy(np.float64), totals[name].to_numpy(np.float64), half
            )
            for name in ("value", "low", "high")
        },
        widths=dict(_HEADERS.values()),
    )
    row = _meanings(sheets, sheet, result, whole, row + 1)
    sheet.freeze_panes(3, 1)
    sheet.set_print_scale(_ON_A_PAGE)
    sheet.hide_gridlines(2)
    write_charts(sheets, sheet, result, groups, row + 1)


def _facts(sheets: Sheets, sheet: Any, result: Footprint, row: int) -> int:
    """Write what was read and with what; return the row for the totals."""
    counts, masses = result.counts(), result.masses()
    for column, text in enumerate(("", "Lines", "Known tonnes")):
        sheet.write_string(row, column, text, sheets.format(bold=True, align="right"))
    for label, name in (
        ("Lines read", "read"),
        ("  assessed", "assessed"),
        ("  not assessed", "not_assessed"),
        ("  rejected", "rejected"),
    ):
        row += 1
        sheet.write_string(row, 0, label)
        sheet.write_number(row, 1, counts[name], sheets.number(0))
        mass = np.array([float(masses[name])])
        digits = int(digits_shown(mass, exact_where_short(mass))[0])
        sheet.write_number(row, 2, masses[name], sheets.number(digits))
    facts: list[tuple[str, object]] = [("Rows of the sheet", rows_read(result))]
    if masses["lines_without_mass"]:
        facts.append(("Lines of unknown mass", masses["lines_without_mass"]))
    facts.append(("Factors", ", ".join(f"{layer[0]} {layer[1]}" for layer in result.factors.layers)))
    facts.append(("Perspective", perspective_in_words(result)))
    for label, said in facts:
        row += 1
        sheet.write_string(row, 0, label)
        if isinstance(said, str):
            sheets.text(sheet, row, 1, said)
        elif said is not None:
            sheet.write_number(row, 1, said, sheets.number(0))
    return row + 2


def _meanings(sheets: Sheets, sheet: Any, result: Footprint, whole: pd.DataFrame, row: int) -> int:
    """Say under the totals what each means, and does not mean; return the row below."""
    sheet.write_string(row, 0, "What they mean, and what not", sheets.section)
    width = sum(width for _, width in list(_HEADERS.values())[1:])
    for at, indicator in enumerate(result.factors.indicators):
        row += 1
        said = still(cell_text(_in_words(indicator, whole.iloc[at])))
        sheets.text(sheet, row, 0, title(indicator.id), sheets.format(valign="top"))
        form = sheets.quoted(sheets.wrapped) if looks_like_formula(said) else sheets.wrapped
        sheet.merge_range(row, 1, row, len(_HEADERS) - 1, "", form)
        sheet.write_string(row, 1, said, form)
        sheet.set_row(row, LINE_HEIGHT * min(lines_of(said, width - 4), 12))
    return row + 1


def _in_words(indicator: Indicator, whole: pd.Series) -> str:
    """Say what an indicator means and does not mean, and what is missing in its total."""
    texts = words("en").texts
    known, numbers = texts["indicator"].get(indicator.id), texts["numbers"]
    said = meaning(indicator)
    if known:
        said = f"{known['means']} {numbers['means_not']}: {known['means_not'][:1].lower()}{known['means_not'][1:]}"
    if math.isnan(whole["value"]):
        return f"{numbers['nothing']} {said}"
    of_mass, of_lines = whole["assessed_mass_share"], whole["assessed_line_share"]
    low = (of_lines if math.isnan(of_mass) else of_mass) < LOW_COVERAGE
    return f"{numbers['under_covered']} {said}" if low else said
