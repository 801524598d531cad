"""The sheet Lines of the results workbook: each line as it was given, how it was read, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from bbafootprint.footprint import Footprint
from bbafootprint.footprint.calculate import gather
from bbafootprint.ingest.framing import RESERVED_NAMES
from bbafootprint.ingest.ownsheet import GIVEN_HEADERS, MARKS, TRACED_HEADERS
from bbafootprint.report.given import given_quantities
from bbafootprint.report.sheets import Sheets
from bbafootprint.report.wording import title

LINES_IN_SHEET = 100_000
"""More lines than this are not written to the Lines sheet; the sheet says where they are to be had."""

LONGEST_HEADER = 200
"""Characters of a header of a person's own column; a table can hold no more than 255."""

LINE_HEADERS = {
    "line_id": GIVEN_HEADERS["line_id"], "sheet": MARKS["sheet"], "cell": MARKS["cell"],
    "period": GIVEN_HEADERS["period"], "supplier": GIVEN_HEADERS["supplier"],
    "commodity_as_given": GIVEN_HEADERS["commodity"], "hs_code_as_given": GIVEN_HEADERS["hs_code"],
    "origin_as_given": GIVEN_HEADERS["origin"], "region_as_given": GIVEN_HEADERS["region"],
    "consignment_as_given": GIVEN_HEADERS["consignment"],
    "quantity": GIVEN_HEADERS["quantity"], "unit_as_given": GIVEN_HEADERS["unit"],
    "content": GIVEN_HEADERS["content"], "stage_as_given": GIVEN_HEADERS["stage"],
    "part": TRACED_HEADERS["part"], "share": TRACED_HEADERS["share"], "status": "Status", "reason": "Reason",
    "commodity": MARKS["commodity"],
    "commodity_match": MARKS["commodity_match"],
    "origin": TRACED_HEADERS["origin"], "origin_match": "Place read how", "origin_status": "Origin status",
    "consignment": TRACED_HEADERS["consignment"], "traced_with": TRACED_HEADERS["traced_with"],
    "origin_quality": TRACED_HEADERS["origin_quality"],
    "mass_t": "Mass as bought [t]",
    "primary_commodity": "Primary", "conversion": "Primary per unit bought", "primary_quantity": "Primary equivalent",
    "primary_unit": "Primary unit", "conversion_low": "Primary per unit, low",
    "conversion_high": "Primary per unit, high", "conversion_quality": "Conversion quality",
}  # fmt: skip
"""Columns of the Lines sheet. The given ones carry headers that read back to the same lines."""


def write_lines_sheet(sheets: Sheets, result: Footprint) -> None:
    """Write the sheet Lines: what was given, how it was read, what came of it, then the person's own columns.

    Parameters
    ----------
    sheets : Sheets
    result : Footprint
        With its lines.
    """
    frame = result.to_frame()
    if len(frame) > LINES_IN_SHEET:
        sheet = sheets.sheet("Lines")
        sheet.write_string(
            2, 0, f"{len(frame):,} lines are more than the {LINES_IN_SHEET:,} that fit here; "
            "write result.to_frame() to Parquet or CSV."
        )  # fmt: skip
        return
    shown = {name: header for name, header in LINE_HEADERS.items() if name in frame.columns}
    table = frame[list(shown)].rename(columns=shown)
    if result.lines is not None:
        table[LINE_HEADERS["quantity"]] = given_quantities(result.lines)
    for indicator in result.factors.indicators:
        table[f"{title(indicator.id)} [{indicator.unit}]"] = frame[indicator.id]
        table[f"{title(indicator.id)} rung"] = frame[f"{indicator.id}_match_level"]
    row_in_set = result.factors.frame["row"].to_numpy(np.float64)
    set_of = result.factors.frame["set"].astype(object).to_numpy()
    for at, indicator in enumerate(result.factors.indicators):
        rows = result.resolution.rows[:, at][result.line_key]
        table[f"{title(indicator.id)} factor row"] = gather(row_in_set, rows)
        if len(result.factors.layers) > 1:
            table[f"{title(indicator.id)} factor set"] = [set_of[row] if row >= 0 else None for row in rows]
    if result.lines is not None:
        own = result.lines.frame
        for at, header in own_columns(list(own.columns), list(table.columns)).items():
            table[header] = own.iloc[:, at]
    sheets.table(
        "Lines",
        table,
        "One row a line, or a part of one split over traced origins: what was given, how it was read, what came of it.",
    )


def own_columns(names: Sequence[Any], headers: Sequence[str]) -> dict[int, str]:
    """Return the person's own columns of a frame of lines with the headers under which they are shown.

    Parameters
    ----------
    names : sequence
        Names of the columns of the frame.
    headers : sequence of str
        Headers that are taken.

    Returns
    -------
    dict of int to str
        Position of each own column to its header: its name, with `` (2)`` and so on where it is taken. Case does
        not tell two headers of a table apart.
    """
    taken = {header.casefold() for header in headers}
    found: dict[int, str] = {}
    for at, name in enumerate(names):
        if name in RESERVED_NAMES:
            continue
        header = base = str(name)[:LONGEST_HEADER].strip() or f"column {at + 1}"
        number = 1
        while header.casefold() in taken:
            number += 1
            header = f"{base} ({number})"
        taken.add(header.casefold())
        found[at] = header
    return found
