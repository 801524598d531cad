"""The sheet Lines of the results workbook: each line as it was given, how it was read, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from bbafootprint.footprint import Footprint
from bbafootprint.footprint.calculate import Floats, gather
from bbafootprint.footprint.keys import spread_over_lines
from bbafootprint.ingest.framing import RESERVED_NAMES
from bbafootprint.ingest.marks import printable
from bbafootprint.ingest.ownsheet import GIVEN_HEADERS, MARKS, STANDS_FOR, TRACED_HEADERS
from bbafootprint.report.cell_texts import LONGEST_HEADER
from bbafootprint.report.column_notes import COLUMN_NOTES
from bbafootprint.report.given import given_quantities
from bbafootprint.report.number_formats import EXACT, half_width
from bbafootprint.report.sheets import Sheets
from bbafootprint.report.wording import title

LINE_HEADERS = {
    "line_id": GIVEN_HEADERS["line_id"], "sheet": MARKS["sheet"], "cell": MARKS["cell"],
    "period": GIVEN_HEADERS["period"], "supplier": GIVEN_HEADERS["supplier"],
    "commodity_as_given": GIVEN_HEADERS["commodity"], "hs_code_as_given": GIVEN_HEADERS["hs_code"],
    "origin_as_given": GIVEN_HEADERS["origin"], "region_as_given": GIVEN_HEADERS["region"],
    "consignment_as_given": GIVEN_HEADERS["consignment"],
    "quantity": GIVEN_HEADERS["quantity"], "unit_as_given": GIVEN_HEADERS["unit"],
    "content": GIVEN_HEADERS["content"], "stage_as_given": GIVEN_HEADERS["stage"],
    "part": TRACED_HEADERS["part"], "share": TRACED_HEADERS["share"], "stands_for": STANDS_FOR,
    "status": "Status", "reason": "Reason",
    "commodity": MARKS["commodity"],
    "commodity_match": MARKS["commodity_match"],
    "origin": TRACED_HEADERS["origin"], "origin_match": "Place read how", "origin_status": "Origin status",
    "consignment": TRACED_HEADERS["consignment"], "traced_with": TRACED_HEADERS["traced_with"],
    "origin_quality": TRACED_HEADERS["origin_quality"],
    "mass_t": "Mass as bought [t]",
    "amount": "Quantity read", "amount_unit": "Unit read",
    "primary_commodity": "Primary", "conversion": "Primary per unit bought", "primary_quantity": "Primary equivalent",
    "primary_unit": "Primary unit", "conversion_low": "Primary per unit, low",
    "conversion_high": "Primary per unit, high", "conversion_quality": "Conversion quality",
}  # fmt: skip
"""Columns of the Lines sheet. The given ones carry headers that read back to the same lines."""

SOURCES = "Factor sources"

_ROWS = "One row a line, or a part of one split over traced origins."
_GROUPS = (
    f"Each row is a group of lines that are alike but for their quantity, which is their sum; {STANDS_FOR} says how "
    "many they are."
)
_NOTE = (
    "To redo a number: Quantity read x Primary per unit "
    "bought = Primary equivalent; that x the factor = the amount. A blank amount is not assessed."
)


def write_lines_sheet(sheets: Sheets, result: Footprint, beside: Path | None = None) -> None:
    """Write the sheet Lines: what was given, how it was read, what came of it, then the person's own columns.

    Parameters
    ----------
    sheets : Sheets
    result : Footprint
        With its lines.
    beside : pathlib.Path, optional
        File that the lines are in, where they are too many for a sheet.
    """
    assert result.lines is not None
    grouped = "stands_for" in result.lines.frame.columns
    if beside is not None:
        rows = "groups of lines" if grouped else "lines"
        sheet = sheets.sheet("Lines", f"{len(result.lines):,} {rows} are more than a sheet holds well.")
        one = "a group of lines" if grouped else "a line"
        for down, (said, form) in enumerate(
            (
                ("They stand in the file beside this workbook:", None),
                (beside.name, sheets.bold),
                (f"One row {one} or part of a line: the columns that this sheet has for fewer lines.", None),
                ("bbafootprint.read_lines reads it back to the same lines. Keep both files together.", None),
            ),
            start=3,
        ):
            sheets.text(sheet, down, 0, said, form)
        sheet.set_column(0, 0, 90)
        return
    table, notes = lines_table(result)
    half = _half_widths(result)
    note = f"{_GROUPS if grouped else _ROWS} {_NOTE}"
    own = sum(name not in RESERVED_NAMES for name in result.lines.frame.columns)
    read_back = {*GIVEN_HEADERS.values(), *table.columns[len(table.columns) - own :]}
    sheets.table("Lines", table, note, notes=notes, half=half, widths={SOURCES: 70}, verbatim=read_back)


def _half_widths(result: Footprint) -> dict[str, Floats]:
    """Return half the widths of the intervals of quantities: 0 as given, not known for parts and mean densities."""
    frame = result.to_frame()
    of_line = np.full(len(frame), EXACT)
    if "part" in frame.columns:
        of_line[frame["part"].to_numpy() > 0] = np.nan
    mass = of_line
    if "density_assumed" in frame.columns:
        mass = np.where(frame["density_assumed"].fillna(False).astype(bool), np.nan, of_line)
    each, low, high = (
        frame[f"conversion{end}"].to_numpy(np.float64, na_value=np.nan) for end in ("", "_low", "_high")
    )
    amount = frame["amount"].to_numpy(np.float64, na_value=np.nan)
    width = half_width(low, high)
    primary = np.where((each == 1) & np.isnan(width), of_line, amount * width)
    named = {"quantity": of_line, "amount": of_line, "mass_t": mass, "primary_quantity": primary}
    return {LINE_HEADERS[name]: half for name, half in named.items()}


def lines_table(result: Footprint) -> tuple[pd.DataFrame, Mapping[str, str]]:
    """Return the lines as the sheet Lines holds them.

    Parameters
    ----------
    result : Footprint
        With its lines.

    Returns
    -------
    table : pandas.DataFrame
        What was given, how it was read, the conversion; per indicator its amount, the factor, its rung and its row in
        the set; the sources of the factors; then the person's own columns.
    notes : mapping of str to str
        Header to what the column means.
    """
    frame = result.to_frame()
    shown = {name: header for name, header in LINE_HEADERS.items() if name in frame.columns}
    notes = {header: COLUMN_NOTES[name] for name, header in shown.items() if name in COLUMN_NOTES}
    columns: dict[str, Any] = {header: frame[name] for name, header in shown.items()}
    if result.lines is not None:
        columns[LINE_HEADERS["quantity"]] = given_quantities(result.lines)
    factors = result.factors.frame
    row_in_set, value = (factors[name].to_numpy(np.float64) for name in ("row", "value"))
    set_of = np.array([*factors["set"].astype(object), None], dtype=object)
    key = result.line_key
    assert key is not None
    for at, indicator in enumerate(result.factors.indicators):
        rows, name = result.resolution.rows[:, at], title(indicator.id)
        of_indicator = {
            f"{name} [{indicator.unit}]": (
                frame[indicator.id],
                "Primary equivalent x factor; blank: not assessed.",
            ),
            f"{name} factor": (
                gather(value, rows)[key],
                f"{indicator.unit} per primary unit, for this line.",
            ),
            f"{name} rung": (frame[f"{indicator.id}_match_level"], COLUMN_NOTES["match_level"]),
            f"{name} factor row": (gather(row_in_set, rows)[key], COLUMN_NOTES["factor_row"]),
        }
        if len(result.factors.layers) > 1:
            of_indicator[f"{name} factor set"] = (
                spread_over_lines(set_of[rows], key),
                COLUMN_NOTES["factor_set"],
            )
        columns |= {header: cells for header, (cells, _) in of_indicator.items()}
        notes |= {header: said for header, (_, said) in of_indicator.items()}
    columns[SOURCES] = spread_over_lines(_sources_of_keys(result), key)
    notes[SOURCES] = COLUMN_NOTES["factor_sources"]
    table = pd.DataFrame(columns, index=frame.index)
    if result.lines is not None:
        own = result.lines.frame
        named = own_columns(list(own.columns), [*table.columns, STANDS_FOR])
        table = pd.concat([table, own.iloc[:, list(named)].set_axis(list(named.values()), axis=1)], axis=1)
    return table, notes


def _sources_of_keys(result: Footprint) -> np.ndarray:
    """Return the sources of the factors of each key, each named once: a text a key, none a line."""
    source = result.factors.frame["source"].astype(object).to_numpy()
    texts = np.full(len(result.resolution.rows), None, dtype=object)
    for key, rows in enumerate(result.resolution.rows.tolist()):
        said = [str(source[row]).split("; ") for row in rows if row >= 0 and not pd.isna(source[row])]
        texts[key] = "; ".join(dict.fromkeys(part for parts in said for part in parts if part)) or None
    return texts


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
        header = base = printable(str(name))[:LONGEST_HEADER].strip() or f"column {at + 1}"
        number = 1
        while header.casefold() in taken:
            number += 1
            header = f"{base} ({number})"
        taken.add(header.casefold())
        found[at] = header
    return found
