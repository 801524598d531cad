"""The person's own workbook with the cells at fault marked, or the values of its rows where that cannot be done."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bbafootprint.ingest.losses import left_out, why_not
from bbafootprint.ingest.markedvalues import write_marked_values
from bbafootprint.ingest.marks import (
    COLOURS,
    NOTES,
    READING_HEADERS,
    READING_WIDTHS,
    WIDTHS,
    WRAPPED,
    Mark,
    free_name,
    headers_of,
    list_issues,
    mark_cells,
    note_size,
    place_of,
    printable,
    row_height,
)
from bbafootprint.schema import Lines
from bbafootprint.targets import check_target, replacing

if TYPE_CHECKING:
    from openpyxl import Workbook


def annotate(
    source: str | Path, lines: Lines, target: str | Path, *, reading: Sequence[Sequence[str]] = ()
) -> str:
    """Write a copy of a workbook with each cell at fault coloured and explained, and a sheet of all issues.

    Where the workbook holds parts that would be lost on the way, is very large, or is not an .xlsx, a new
    workbook is written instead, which says why: with the issues, and where they fit with the values of the
    sheet that was read, marked in the same way.

    Parameters
    ----------
    source : str or pathlib.Path
        The file that `lines` was read from; it is never changed.
    lines : Lines
    target : str or pathlib.Path
        Where to; ends in .xlsx and is not `source`. A file that is there is replaced.
    reading : sequence of (what, read as, to change it), optional
        How the file was read, choice by choice, for a sheet of its own.

    Returns
    -------
    str
        What was done, in a sentence or two.

    Raises
    ------
    UsageError
        If `target` is `source`, does not end in .xlsx, or its folder is not there.
    """
    source, target = Path(source), Path(target)
    check_target(target, source, suffix=".xlsx")
    marks, listed = mark_cells(lines), list_issues(lines)
    reason = why_not(source)
    book = None
    if not reason:
        book, reason = _open(source, lines)
    count = len(lines.issues)
    issues = f"{count:,} issue{'s' * (count != 1)}"
    with replacing(target) as scratch:
        if book is None:
            copied, marked = write_marked_values(str(scratch), source, lines, marks, listed, reason, reading)
        else:
            marked, formulas = _mark(book, marks)
            _issues_sheet(book, listed)
            _reading_sheet(book, reading)
            book.save(scratch)
    cells = f"{marked:,} cell{'s' * (marked != 1)} marked"
    few = f" The first {NOTES:,} of them carry a note." if marked > NOTES else ""
    if book is None:
        if not copied:
            return f"Wrote {issues} to {target}, without a copy of the sheets: {reason}."
        return (
            f"Wrote the values of the rows that were read with {cells} and {issues} listed to {target}, not a copy"
            f" of {source.name} itself: {reason}.{few}"
        )
    gone = left_out(source)
    remark = f" Left out: {gone}." if gone else ""
    if formulas:
        remark += " It holds formulas: open and save it in a spreadsheet program before it is read again."
    return f"Wrote a copy of {source.name} with {cells} and {issues} listed to {target}.{few}{remark}"


def _open(source: Path, lines: Lines) -> tuple[Workbook | None, str]:
    """Return the workbook, or None and the reason."""
    import warnings
    from xml.etree.ElementTree import ParseError

    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    if source.suffix.lower() != ".xlsx":  # openpyxl goes by the extension
        return None, f"{source.name} is not an .xlsx workbook by its name"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # what openpyxl warns of, it drops
            book = openpyxl.load_workbook(source, rich_text=True)
    except UserWarning as warning:
        return None, f"{source.name} holds what a marked copy would lose ({warning})"
    except (
        InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, TypeError, AttributeError, IndexError,
        OSError, ParseError,
    ) as error:  # fmt: skip
        return None, f"{source.name} cannot be opened for marking ({type(error).__name__}: {error})"
    missing = [
        each["name"] for each in lines.reading.get("sheets", ()) if each["name"] not in book.sheetnames
    ]
    if missing:  # a dialect that openpyxl half understands
        return None, f"{source.name} cannot be opened for marking (its sheet '{missing[0]}' is not found)"
    return book, ""


def _mark(book: Workbook, marks: dict[tuple[str, str], Mark]) -> tuple[int, bool]:
    """Colour the cells at fault and add notes; return how many there are, and whether the book has formulas."""
    from openpyxl.cell.cell import MergedCell
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    fills = {severity: PatternFill("solid", fgColor=colour) for severity, colour in COLOURS.items()}
    sheets = {sheet.title: sheet for sheet in book.worksheets}
    formulas = False
    for sheet in sheets.values():
        for row in sheet.iter_rows():
            for cell in row:
                formulas = formulas or cell.data_type == "f"
                if cell.comment is not None:  # sizes of notes are not read; all of the text is to be seen
                    cell.comment.width, cell.comment.height = note_size(cell.comment.text)
    done: set[tuple[str, str]] = set()
    marked = 0
    for (name, address), mark in marks.items():
        if name not in sheets:
            continue
        sheet = sheets[name]
        cell = sheet[address]
        if isinstance(cell, MergedCell):
            inside = next(area for area in sheet.merged_cells.ranges if address in area)
            cell = sheet.cell(inside.min_row, inside.min_col)
        marked += 1
        if (name, cell.coordinate) not in done:  # of cells merged into one, the gravest comes first
            cell.fill = fills[mark.severity]
        done.add((name, cell.coordinate))
        if mark.note:
            before = f"{cell.comment.text}\n\n" if cell.comment else ""
            text = before + mark.note
            width, height = note_size(text)
            cell.comment = Comment(text, "bbafootprint", height=height, width=width)
    return marked, formulas


def _issues_sheet(book: Workbook, listed: list[dict[str, Any]]) -> None:
    """Add the sheet of issues, each with a link to its cell."""
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.hyperlink import Hyperlink

    sheets = {sheet.title for sheet in book.worksheets}
    sheet = book.create_sheet(free_name("Issues", set(book.sheetnames)))
    sheet.sheet_properties.tabColor = "C00000"
    headers = headers_of(listed)
    for at, head in enumerate(headers, start=1):
        sheet.cell(1, at, head).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(at)].width = WIDTHS[at - 1]
    top, wrapped = Alignment(vertical="top"), Alignment(vertical="top", wrap_text=True)
    link = Font(color="0563C1", underline="single")
    fills = {severity: PatternFill("solid", fgColor=colour) for severity, colour in COLOURS.items()}
    for row, issue in enumerate(listed, start=2):
        sheet.row_dimensions[row].height = row_height(issue)
        for at, head in enumerate(headers, start=1):
            cell = sheet.cell(row, at)
            cell.alignment = wrapped if head in WRAPPED else top
            if head == "cells":
                cell.value = issue[head]
                continue
            text = printable(str(issue[head]))
            if not text:
                continue
            cell.value = text
            # A text stays a text, whatever it begins with, also when the person edits the cell.
            cell.data_type = "s"
            cell.quotePrefix = text[:1] in ("=", "+", "-", "@")
            if head == "severity":
                cell.fill = fills[issue["severity"]]
            if head == "cell" and issue["sheet"] in sheets:
                cell.hyperlink = Hyperlink(ref=cell.coordinate, location=place_of(issue["sheet"], text))
                cell.font = link
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(headers))}{max(len(listed) + 1, 2)}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"


def _reading_sheet(book: Workbook, reading: Sequence[Sequence[str]]) -> None:
    """Add the sheet that says how the file was read."""
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    if not reading:
        return
    sheet = book.create_sheet(free_name("Reading", set(book.sheetnames)))
    for row, texts in enumerate((READING_HEADERS, *reading), start=1):
        for at, text in enumerate(texts, start=1):
            cell = sheet.cell(row, at)
            cell.value = printable(text)
            cell.data_type = "s"
            cell.quotePrefix = text[:1] in ("=", "+", "-", "@")
            cell.alignment = Alignment(vertical="top", wrap_text=True)
            cell.font = Font(bold=row == 1)
    for at, width in enumerate(READING_WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(at)].width = width
