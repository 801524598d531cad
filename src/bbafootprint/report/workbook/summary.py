"""The sheet Summary: the totals, each with its interval, coverage, quality and meaning; then the charts."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd

from bbafootprint.factors import Indicator
from bbafootprint.footprint import Footprint
from bbafootprint.report.column_notes import COLUMN_NOTES
from bbafootprint.report.machine import rows_read
from bbafootprint.report.number_formats import half_width
from bbafootprint.report.page.words import words
from bbafootprint.report.sheets import Sheets
from bbafootprint.report.wording import meaning, perspective_in_words, title
from bbafootprint.report.workbook.charts import write_charts

LOW_COVERAGE = 0.5
"""Share of tonnes under which a total is said to be too low, as on the page."""

_HEADERS: dict[str, tuple[str, float]] = {
    "indicator": ("Indicator", 30), "value": ("Value", 14), "unit": ("Unit", 18), "low": ("Low", 13),
    "high": ("High", 13), "assessed_mass_share": ("Covered share of mass", 12),
    "assessed_line_share": ("Covered share of lines", 12), "quality": ("Quality, 1 best to 5", 11),
    "intensity": ("Per tonne bought", 12), "relative": ("World average is 1", 12),
    "means": ("What it means", 76),
}  # fmt: skip
"""Columns of the totals, with their headers and widths."""

_ON_A_PAGE = 62
"""Percent at which all columns fit on a page in width."""


def write_summary(sheets: Sheets, result: Footprint) -> None:
    """Write what was read, the totals, and the charts with the numbers that they show.

    Parameters
    ----------
    sheets : Sheets
    result : Footprint
    """
    sheet = sheets.sheet(
        "Summary",
        "Loss, degradation and fragmentation are different things and are never added up. A blank is not assessed: "
        "it is not known, not zero.",
        heading=sheets.title,
    )
    row = _facts(sheets, sheet, result, 3)
    totals = _totals(result)
    half = half_width(totals["low"].to_numpy(np.float64), totals["high"].to_numpy(np.float64))
    notes = {header: COLUMN_NOTES[name] for name, (header, _) in _HEADERS.items() if name in COLUMN_NOTES}
    row = sheets.put(
        sheet,
        totals.rename(columns={name: header for name, (header, _) in _HEADERS.items()}),
        row,
        "Summary",
        wrapped=[_HEADERS["means"][0]],
        notes=notes,
        half={_HEADERS[name][0]: half for name in ("value", "low", "high")},
        widths=dict(_HEADERS.values()),
    )
    sheet.freeze_panes(3, 1)
    sheet.set_print_scale(_ON_A_PAGE)
    sheet.hide_gridlines(2)
    write_charts(sheets, sheet, result, row + 1)


def _facts(sheets: Sheets, sheet: Any, result: Footprint, row: int) -> int:
    """Write what was read and with what; return the row for the totals."""
    counts, masses = result.counts(), result.masses()
    for column, text in enumerate(("", "Lines", "Tonnes of known mass")):
        sheet.write_string(row, column, text, sheets.bold)
    for label, name in (
        ("Lines read", "read"),
        ("  assessed", "assessed"),
        ("  not assessed", "not_assessed"),
        ("  rejected", "rejected"),
    ):
        row += 1
        sheet.write_string(row, 0, label)
        sheet.write_number(row, 1, counts[name], sheets.number(0))
        sheet.write_number(row, 2, masses[name], sheets.number(0 if masses[name] >= 100 else 2))
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


def _totals(result: Footprint) -> pd.DataFrame:
    """Return one row an indicator, with what it means in plain words."""
    total = result.total()
    total["indicator"] = [title(indicator.id) for indicator in result.factors.indicators]
    total["means"] = [
        _in_words(indicator, *row)
        for indicator, row in zip(
            result.factors.indicators,
            zip(total["value"], total["assessed_mass_share"], total["assessed_line_share"], strict=True),
            strict=True,
        )
    ]
    return total[list(_HEADERS)].reset_index(drop=True)


def _in_words(indicator: Indicator, value: float, of_mass: float, of_lines: float) -> str:
    """Say what an indicator means and does not mean, and what is missing in its total."""
    texts = words("en").texts
    known = texts["indicator"].get(indicator.id)
    said = (
        f"{known['means']} {texts['numbers']['means_not']}: {known['means_not'][:1].lower()}{known['means_not'][1:]}"
        if known
        else meaning(indicator)
    )
    covered = of_lines if math.isnan(of_mass) else of_mass
    if math.isnan(value):
        return f"{texts['numbers']['nothing']} {said}"
    return f"{texts['numbers']['under_covered']} {said}" if covered < LOW_COVERAGE else said
