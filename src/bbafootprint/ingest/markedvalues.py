"""A new workbook with the issues of a file, and the values of the rows that were read, marked."""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bbafootprint.ingest.files.grid import Cell, CellFault, Grid
from bbafootprint.ingest.files.workbook import read_grids
from bbafootprint.ingest.marks import (
    COLOURS,
    READING_HEADERS,
    READING_WIDTHS,
    WIDTHS,
    WRAPPED,
    Mark,
    free_name,
    headers_of,
    note_size,
    place_of,
    printable,
    row_height,
)
from bbafootprint.schema import Lines

CELLS = 500_000
"""Cells above which the values of a sheet are not written beside its issues."""

_ROWS, _COLUMNS = 1_048_576, 16_384  # of a sheet
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")


def write_marked_values(
    name: str,
    source: Path,
    lines: Lines,
    marks: dict[tuple[str, str], Mark],
    listed: list[dict[str, Any]],
    reason: str,
    reading: Sequence[Sequence[str]] = (),
) -> tuple[bool, int]:
    """Write the issues of a file and the values of the sheet that was read.

    Parameters
    ----------
    name : str
        Where to.
    source : pathlib.Path
        The file.
    lines : Lines
        As read from it.
    marks : dict of (sheet, address) to Mark
    listed : list of dict
        Rows of the sheet of issues.
    reason : str
        Why it is no copy of the file.
    reading : sequence of (what, read as, to change it), optional
        How the file was read.

    Returns
    -------
    copied : bool
        Whether the values are there; they are not of a table without cells or of a very large one.
    marked : int
        How many cells are marked.
    """
    import xlsxwriter

    grid, large = _grid(source, lines)
    if large:
        reason = f"{reason}; the sheet is also too large to write its values"
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(name, options) as book:
        values, marked = "", 0
        if grid is not None:
            values = _sheet_name(grid.name or "Rows")
            sheet = book.add_worksheet(values)
            mine = {address: mark for (where, address), mark in marks.items() if where == grid.name}
            marked = _write_values(book, sheet, grid, mine, lines.reading.get("header_row", 0))
        title = free_name("Issues", {values})
        _write_issues(book, book.add_worksheet(title), source, listed, reason, grid, values)
        if reading:
            _write_reading(book, book.add_worksheet(free_name("Reading", {values, title})), reading)
    return grid is not None, marked


def _grid(source: Path, lines: Lines) -> tuple[Grid | None, bool]:
    """Return the sheet that was read, where it has cells, or None and whether they are too many."""
    if "header_row" not in lines.reading:  # a table, such as Parquet
        return None, False
    name = lines.reading.get("sheet", "")
    grid = next((each for each in read_grids(source) if each.name == name), None)
    if grid is None:
        return None, False
    wide = max(map(len, grid.rows), default=0)
    beyond = grid.first_row + len(grid.rows) - 1 > _ROWS or grid.first_column + wide - 1 > _COLUMNS
    if beyond or sum(map(len, grid.rows)) > CELLS:
        return None, True
    return grid, False


def _write_values(book: Any, sheet: Any, grid: Grid, marks: dict[str, Mark], header_row: int) -> int:
    """Write the cells of a sheet where they stand in it; return how many are marked."""
    formats = _Formats(book)
    widths: dict[int, int] = {}
    for row, cells in enumerate(grid.rows):
        head = grid.first_row + row == header_row
        for column, cell in enumerate(cells):
            mark = marks.get(grid.address(row, column)) if marks else None
            if cell is None and mark is None:
                continue
            text = _write(sheet, grid.first_row + row - 1, grid.first_column + column - 1, cell,
                          formats, mark.severity if mark else "", head)  # fmt: skip
            widths[column] = max(widths.get(column, 0), min(text, 50))
    for address, mark in marks.items():
        if mark.note:
            width, height = note_size(mark.note)
            sheet.write_comment(
                address, mark.note, {"author": "bbafootprint", "x_scale": width / 128, "y_scale": height / 74}
            )
    # A row may be shorter than the sheet is wide: a blank cell at its end is marked as well.
    for row, cells in enumerate(grid.rows):
        if not marks:
            break
        for column in range(len(cells), max(widths, default=-1) + 1):
            mark = marks.get(grid.address(row, column))
            if mark:
                place = (grid.first_row + row - 1, grid.first_column + column - 1)
                sheet.write_blank(*place, None, formats.get(mark.severity, ""))
    for column, width in widths.items():
        at = grid.first_column + column - 1
        sheet.set_column(at, at, max(width + 2, 9))
    if header_row:
        sheet.freeze_panes(header_row, 0)
    _page(sheet)
    return len(marks)


class _Formats:
    """The formats of a workbook, each made once."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.made: dict[tuple[str, str, bool], Any] = {}

    def get(self, severity: str, kind: str, head: bool = False) -> Any:
        """Return the format of a cell by the severity of its mark, what it holds, and whether it is a header."""
        key = (severity, kind, head)
        if key not in self.made:
            look: dict[str, Any] = {"bg_color": f"#{COLOURS[severity]}"} if severity else {}
            look |= {"bold": True} if head else {}
            if kind == "text":
                look |= {"num_format": "@", "quote_prefix": True}
            elif kind:
                look |= {"num_format": "yyyy-mm-dd" if kind == "date" else "yyyy-mm-dd hh:mm:ss"}
            self.made[key] = self.book.add_format(look) if look else None
        return self.made[key]


def _write(
    sheet: Any, row: int, column: int, cell: Cell, formats: _Formats, severity: str, head: bool
) -> int:
    """Write one cell as what it is; return its width in characters."""
    if cell is None:
        sheet.write_blank(row, column, None, formats.get(severity, "", head))
        return 0
    if isinstance(cell, bool):
        sheet.write_boolean(row, column, cell, formats.get(severity, "", head))
        return 5
    if isinstance(cell, int | float) and math.isfinite(cell):
        sheet.write_number(row, column, cell, formats.get(severity, "", head))
        return len(f"{cell:.10g}")
    if isinstance(cell, datetime.datetime | datetime.date) and cell.year > 1900:
        moment = isinstance(cell, datetime.datetime) and cell.time() != datetime.time()
        kind = "datetime" if moment else "date"
        sheet.write_datetime(row, column, cell, formats.get(severity, kind, head))
        return 19 if moment else 10
    text = printable(cell.text if isinstance(cell, CellFault) else str(cell))
    sheet.write_string(row, column, text, formats.get(severity, "text", head))
    return max(map(len, text.split("\n")))


def _write_issues(
    book: Any,
    sheet: Any,
    source: Path,
    listed: list[dict[str, Any]],
    reason: str,
    grid: Grid | None,
    values: str,
) -> None:
    """Write the sheet of issues, under the reason why there is no copy of the file."""
    bold, top = book.add_format({"bold": True}), book.add_format({"valign": "top"})
    text = book.add_format({"quote_prefix": True, "valign": "top"})
    wrapped = book.add_format({"quote_prefix": True, "valign": "top", "text_wrap": True})
    link = book.add_format({"font_color": "#0563C1", "underline": 1, "valign": "top"})
    fills = {
        key: book.add_format({"bg_color": f"#{colour}", "valign": "top"}) for key, colour in COLOURS.items()
    }
    sheet.set_tab_color("#C00000")
    sheet.write_string(0, 0, printable(f"Issues of {source.name}"), bold)
    what = "The sheets are not copied here" if grid is None else f"Sheet '{values}' holds values only"
    sheet.write_string(1, 0, printable(f"{what}: {reason}."))
    headers = headers_of(listed)
    for at, head in enumerate(headers):
        sheet.write_string(3, at, head, bold)
        sheet.set_column(at, at, WIDTHS[at])
    for row, issue in enumerate(listed, start=4):
        sheet.set_row(row, row_height(issue))
        for at, head in enumerate(headers):
            shown = printable(str(issue[head]))
            if head == "cells":
                sheet.write_number(row, at, issue[head], top)
            elif head == "cell" and shown and grid is not None and issue["sheet"] == grid.name:
                sheet.write_url(row, at, f"internal:{place_of(values, shown)}", link, shown)
            elif shown:
                style = fills[issue["severity"]] if head == "severity" else text
                sheet.write_string(row, at, shown, wrapped if head in WRAPPED else style)
    sheet.freeze_panes(4, 0)
    sheet.autofilter(3, 0, max(len(listed) + 3, 4), len(headers) - 1)
    sheet.repeat_rows(3)
    _page(sheet)


def _write_reading(book: Any, sheet: Any, reading: Sequence[Sequence[str]]) -> None:
    """Write how the file was read."""
    bold = book.add_format({"bold": True})
    text = book.add_format({"quote_prefix": True, "valign": "top", "text_wrap": True})
    for row, texts in enumerate((READING_HEADERS, *reading)):
        for at, cell in enumerate(texts):
            sheet.write_string(row, at, printable(cell), text if row else bold)
    for at, width in enumerate(READING_WIDTHS):
        sheet.set_column(at, at, width)
    _page(sheet)


def _page(sheet: Any) -> None:
    """Print a sheet across one page of A4."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _sheet_name(name: str) -> str:
    """Return a name that a sheet can have."""
    return _FORBIDDEN.sub("_", printable(name)).strip("'")[:31] or "Rows"
