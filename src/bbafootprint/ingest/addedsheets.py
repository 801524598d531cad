"""The sheets that a marked copy has besides the person's own: the issues, and how the file was read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from bbafootprint.ingest.marks import (
    COLOURS,
    READING_HEADERS,
    READING_WIDTHS,
    WIDTHS,
    WRAPPED,
    free_name,
    headers_of,
    looks_like_formula,
    place_of,
    printable,
    row_height,
)

if TYPE_CHECKING:
    from openpyxl import Workbook


def add_issues_sheet(book: Workbook, listed: list[dict[str, Any]], remarks: Sequence[str] = ()) -> None:
    """Add the sheet of issues, each with a link to its cell.

    Parameters
    ----------
    book : openpyxl.Workbook
        Changed in place.
    listed : list of dict
        As made by :func:`bbafootprint.ingest.marks.list_issues`.
    remarks : sequence of str, optional
        What the person should know about the copy; below the list.
    """
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
            cell.quotePrefix = looks_like_formula(text)
            if head == "severity":
                cell.fill = fills[issue["severity"]]
            if head == "cell" and issue["sheet"] in sheets:
                cell.hyperlink = Hyperlink(ref=cell.coordinate, location=place_of(issue["sheet"], text))
                cell.font = link
    for row, remark in enumerate(remarks, start=len(listed) + 3):
        sheet.cell(row, 1, f"About this copy: {remark}").font = Font(italic=True)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(headers))}{max(len(listed) + 1, 2)}"
    sheet.print_title_rows = "1:1"
    _page(sheet)


def add_reading_sheet(book: Workbook, reading: Sequence[Sequence[str]]) -> None:
    """Add the sheet that says how the file was read.

    Parameters
    ----------
    book : openpyxl.Workbook
        Changed in place.
    reading : sequence of (what, read as, to change it)
        Nothing is added where it is empty.
    """
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
            cell.quotePrefix = looks_like_formula(text)
            cell.alignment = Alignment(vertical="top", wrap_text=True)
            cell.font = Font(bold=row == 1)
    for at, width in enumerate(READING_WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(at)].width = width
    _page(sheet)


def _page(sheet: Any) -> None:
    """Print a sheet across one page of A4."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
