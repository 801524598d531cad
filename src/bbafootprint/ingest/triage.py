"""The person's own workbook with the cells at fault marked, or a list of issues where that cannot be done."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bbafootprint.ingest.issues import issue_rows
from bbafootprint.schema import ISSUE_COLUMNS, Lines
from bbafootprint.targets import check_target, replacing

if TYPE_CHECKING:
    from openpyxl import Workbook

LARGEST = 60_000_000
"""Bytes of sheets, unpacked, above which a workbook is not marked: it would take minutes and gigabytes."""

COLOURS = {"error": "FFC7CE", "warning": "FFEB9C", "info": "DDEBF7"}
"""Fill of a marked cell, by severity."""

# Parts that are lost or damaged when a workbook is opened and saved outside its own program.
_PARTS = {
    "xl/vbaproject.bin": "macros",
    "xl/pivottables/": "pivot tables",
    "xl/pivotcache/": "pivot tables",
    "xl/charts/": "charts",
    "xl/chartsheets/": "charts",
    "xl/drawings/drawing": "drawings, pictures or text boxes",
    "xl/media/": "drawings, pictures or text boxes",
    "xl/diagrams/": "drawings, pictures or text boxes",
    "xl/slicers/": "slicers",
    "xl/timelines/": "timelines",
    "xl/ctrlprops/": "form controls",
    "xl/activex/": "form controls",
    "xl/embeddings/": "embedded files",
    "xl/threadedcomments/": "threaded comments",
    "xl/querytables/": "queries",
    "xl/connections.xml": "connections to data",
    "xl/model/": "a data model",
    "xl/externallinks/": "links to other workbooks",
    "xl/richdata/": "linked data types or pictures in cells",
    "xl/dialogsheets/": "dialog sheets",
    "xl/macrosheets/": "macros",
    "xl/webextensions/": "web extensions",
    "_xmlsignatures/": "a digital signature",
}
_EXTENSIONS = re.compile(rb"<(?:\w+:)?extLst[\s>]")


def annotate(source: str | Path, lines: Lines, target: str | Path) -> str:
    """Write a copy of a workbook with each cell at fault coloured and explained, and a sheet of all issues.

    Where the workbook holds parts that would be lost on the way, is very large, or is not an .xlsx, a new
    workbook with the issues alone is written, which says why.

    Parameters
    ----------
    source : str or pathlib.Path
        The file that `lines` was read from; it is never changed.
    lines : Lines
    target : str or pathlib.Path
        Where to; ends in .xlsx and is not `source`. A file that is there is replaced.

    Returns
    -------
    str
        What was done, in a sentence.

    Raises
    ------
    UsageError
        If `target` is `source`, does not end in .xlsx, or its folder is not there.
    """
    source, target = Path(source), Path(target)
    check_target(target, source, suffix=".xlsx")
    reason = why_not(source)
    book = None
    if not reason:
        book, reason = _open(source)
    with replacing(target) as scratch:
        if book is None:
            _write_issues_alone(str(scratch), source, lines, reason)
        else:
            marked, formulas = _mark(book, lines)
            book.save(scratch)
    count = len(lines.issues)
    issues = f"{count:,} issue{'s' * (count != 1)}"
    if book is None:
        return f"Wrote {issues} to {target}, without a copy of the sheets: {reason}."
    remark = ""
    if formulas:
        remark = " It holds formulas: open and save it in a spreadsheet program before it is read again."
    return (
        f"Wrote a copy of {source.name} with {marked:,} cells marked and {issues} listed to {target}.{remark}"
    )


def why_not(source: Path) -> str:
    """Return why a file cannot be copied with marks and nothing lost; empty where it can.

    Parameters
    ----------
    source : pathlib.Path

    Returns
    -------
    str
        A clause that names the parts at stake.
    """
    if not zipfile.is_zipfile(source):
        return f"{source.name} is not an .xlsx workbook, and only those can hold marks"
    with zipfile.ZipFile(source) as archive:
        names = {entry.filename.lower(): entry for entry in archive.infolist()}
        if not any(name.startswith("xl/worksheets/") and name.endswith(".xml") for name in names):
            return f"{source.name} is not an .xlsx workbook, and only those can hold marks"
        sheets = [
            entry
            for name, entry in names.items()
            if name.startswith("xl/worksheets/") and "/_rels/" not in name
        ]
        size = sum(entry.file_size for entry in sheets)
        if size > LARGEST:
            return f"{source.name} is very large ({size / 1e6:.0f} MB of sheets)"
        parts = {what for name in names for start, what in _PARTS.items() if name.startswith(start)}
        # Sparklines and newer rules of formatting and validation stand in lists of extensions.
        for entry in sheets:
            if _has_extensions(archive, entry):
                parts.add("sparklines or newer rules of formatting")
                break
    if parts:
        return f"{source.name} holds {', '.join(sorted(parts))}, which a marked copy would lose"
    return ""


def _has_extensions(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bool:
    """Tell whether a sheet has a list of extensions, reading it piece by piece."""
    tail = b""
    with archive.open(entry) as part:
        while piece := part.read(1 << 20):
            if _EXTENSIONS.search(tail + piece):
                return True
            tail = piece[-64:]
    return False


def _open(source: Path) -> tuple[Workbook | None, str]:
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
            return openpyxl.load_workbook(source, rich_text=True), ""
    except UserWarning as warning:
        return None, f"{source.name} holds what a marked copy would lose ({warning})"
    except (
        InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, TypeError, AttributeError, IndexError,
        OSError, ParseError,
    ) as error:  # fmt: skip
        return None, f"{source.name} cannot be opened for marking ({type(error).__name__}: {error})"


def _mark(book: Workbook, lines: Lines) -> tuple[int, bool]:
    """Colour the cells at fault, add a note to each, and add the sheet of issues."""
    from openpyxl.cell.cell import MergedCell
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    fills = {severity: PatternFill("solid", fgColor=colour) for severity, colour in COLOURS.items()}
    sheets = {sheet.title: sheet for sheet in book.worksheets}
    notes: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for issue in issue_rows(lines.issues):
        if issue["cell"] and issue["sheet"] in sheets:
            notes.setdefault((issue["sheet"], issue["cell"]), []).append(issue)
    formulas = any(
        cell.data_type == "f" for sheet in book.worksheets for row in sheet.iter_rows() for cell in row
    )
    for (name, address), issues in notes.items():
        sheet = sheets[name]
        cell = sheet[address]
        if isinstance(cell, MergedCell):
            inside = next(area for area in sheet.merged_cells.ranges if address in area)
            cell = sheet.cell(inside.min_row, inside.min_col)
        cell.fill = fills[issues[0]["severity"]]  # issues come with the gravest first
        texts = [f"{issue['message']} {issue['suggestion']}".strip() for issue in issues]
        before = f"{cell.comment.text}\n\n" if cell.comment else ""
        cell.comment = Comment(before + "\n\n".join(texts), "bbafootprint", height=140, width=320)
    _issues_sheet(book, lines, sheets)
    return len(notes), formulas


def _issues_sheet(book: Workbook, lines: Lines, sheets: Mapping[str, Any]) -> None:
    """Add the sheet of issues, each with a link to its cell."""
    from openpyxl.styles import Font, PatternFill
    from openpyxl.worksheet.hyperlink import Hyperlink

    title, number = "Issues", 1
    taken = {name.casefold() for name in book.sheetnames}
    while title.casefold() in taken:
        number += 1
        title = f"Issues ({number})"
    sheet = book.create_sheet(title)
    for column, head in enumerate(ISSUE_COLUMNS, start=1):
        sheet.cell(1, column, head).font = Font(bold=True)
    for row, issue in enumerate(issue_rows(lines.issues), start=2):
        for column, head in enumerate(ISSUE_COLUMNS, start=1):
            cell = sheet.cell(row, column)
            cell.value = _printable(str(issue[head]))
            # A text stays a text, whatever it begins with, also when the person edits the cell.
            cell.data_type = "s"
            cell.quotePrefix = str(issue[head])[:1] in ("=", "+", "-", "@")
            if head == "severity":
                cell.fill = PatternFill("solid", fgColor=COLOURS[issue["severity"]])
            if head == "cell" and issue["cell"] and issue["sheet"] in sheets:
                place = f"{_quoted(issue['sheet'])}!{issue['cell']}"
                cell.hyperlink = Hyperlink(ref=cell.coordinate, location=place)
                cell.font = Font(color="0563C1", underline="single")
    for letter, width in zip("ABCDEFGH", (10, 22, 18, 8, 28, 70, 60, 22), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:H{max(len(lines.issues) + 1, 2)}"


def _write_issues_alone(name: str, source: Path, lines: Lines, reason: str) -> None:
    """Write a workbook that holds the issues and the reason why it holds nothing else."""
    import xlsxwriter

    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(name, options) as book:
        bold = book.add_format({"bold": True})
        text = book.add_format({"quote_prefix": True})
        fills = {key: book.add_format({"bg_color": f"#{colour}"}) for key, colour in COLOURS.items()}
        sheet = book.add_worksheet("Issues")
        sheet.write_string(0, 0, _printable(f"Issues of {source.name}"), bold)
        sheet.write_string(1, 0, _printable(f"The sheets are not copied here: {reason}."))
        for column, head in enumerate(ISSUE_COLUMNS):
            sheet.write_string(3, column, head, bold)
        for row, issue in enumerate(issue_rows(lines.issues), start=4):
            for column, head in enumerate(ISSUE_COLUMNS):
                style = fills[issue["severity"]] if head == "severity" else text
                sheet.write_string(row, column, _printable(str(issue[head])), style)
        for column, width in enumerate((10, 22, 18, 8, 28, 70, 60, 22)):
            sheet.set_column(column, column, width)
        sheet.freeze_panes(4, 0)
        sheet.autofilter(3, 0, max(len(lines.issues) + 3, 4), len(ISSUE_COLUMNS) - 1)


def _quoted(sheet: str) -> str:
    """Return the name of a sheet as it stands in a reference."""
    return "'" + sheet.replace("'", "''") + "'"


def _printable(text: str) -> str:
    """Return a text without the control characters that no cell can hold, cut to what one can."""
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "�", text)[:32_767]
