"""The person's own workbook with the cells at fault marked, or the values of its rows where that cannot be done."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from bbafootprint.ingest.addedsheets import add_issues_sheet, add_reading_sheet
from bbafootprint.ingest.losses import changed, why_not
from bbafootprint.ingest.markedcopy import mark_copy, take_marks_off
from bbafootprint.ingest.markedvalues import write_marked_values
from bbafootprint.ingest.marks import NOTES, list_issues, mark_cells
from bbafootprint.ingest.notes import note_looks
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
            take_marks_off(book)
            done = mark_copy(book, marks, note_looks(source))
            remarks = [*done.remarks(), *changed(source)]
            add_issues_sheet(book, listed, remarks)
            add_reading_sheet(book, reading)
            book.save(scratch)
            marked = done.cells
    cells = f"{marked:,} cell{'s' * (marked != 1)} marked"
    few = f" The first {NOTES:,} of them carry a note." if marked > NOTES else ""
    if book is None:
        if not copied:
            return f"Wrote {issues} to {target}, without a copy of the sheets: {reason}."
        return (
            f"Wrote the values of the rows that were read with {cells} and {issues} listed to {target}, not a copy"
            f" of {source.name} itself: {reason}.{few}"
        )
    said = "".join(f" {sentence}" for sentence in remarks)
    return f"Wrote a copy of {source.name} with {cells} and {issues} listed to {target}.{few}{said}"


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
