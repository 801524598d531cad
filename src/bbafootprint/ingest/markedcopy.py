"""Marks on the cells of a person's own workbook: colours, notes, and what an earlier check left taken off."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from bbafootprint.ingest.marks import COLOURS, Mark, is_added_sheet, note_size
from bbafootprint.ingest.notes import NoteLook

if TYPE_CHECKING:
    from openpyxl import Workbook

AUTHOR = "bbafootprint"
"""Author of the notes that hold nothing but our words."""

OURS = f"{AUTHOR}: "
"""Begin of our words in a note that the person began."""

_HIDING = ("colorScale", "dataBar")


@dataclass
class Marked:
    """What was done to a workbook.

    Attributes
    ----------
    cells : int
        Cells marked.
    framed : int
        Those of them that have a frame too, since a colour rule may hide their colour.
    styled : int
        Notes of the person whose look is not kept.
    formulas : bool
        Whether the workbook holds formulas.
    """

    cells: int = 0
    framed: int = 0
    styled: int = 0
    formulas: bool = False

    def remarks(self) -> list[str]:
        """Return what the person should know, in sentences."""
        said = []
        if self.framed:
            said.append(
                f"{_count(self.framed, 'marked cell')} may look otherwise, under a colour rule of yours: a red frame"
                " shows the mark there."
            )
        if self.styled:
            said.append(
                f"{_count(self.styled, 'note')} of yours kept words and size, not the look (bold, colours, shown at"
                " all times)."
            )
        if self.formulas:
            said.append(
                "It holds formulas: open and save it in a spreadsheet program before it is read again."
            )
        return said


def take_marks_off(book: Workbook) -> None:
    """Take off what an earlier check left: its sheets, its notes, and the colour of the cells that have one.

    Parameters
    ----------
    book : openpyxl.Workbook
        Changed in place.
    """
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    own = [
        sheet
        for sheet in book.worksheets
        if is_added_sheet(
            sheet.title, list(sheet.iter_rows(max_row=min(sheet.max_row, 4), max_col=10, values_only=True))
        )
    ]
    if not own or len(own) == len(book.worksheets):
        return
    for sheet in own:
        book.remove(sheet)
    for sheet in book.worksheets:
        for cell in _cells(sheet):
            note = cell.comment
            if note is None:
                continue
            before, ours, _ = note.text.rpartition(f"\n\n{OURS}")
            if note.author != AUTHOR and not ours:
                continue
            cell.comment = Comment(before, note.author) if ours else None
            if cell.fill.fill_type == "solid" and str(cell.fill.fgColor.rgb)[2:] in COLOURS.values():
                cell.fill = PatternFill()


def mark_copy(
    book: Workbook, marks: Mapping[tuple[str, str], Mark], looks: Mapping[tuple[str, str], NoteLook]
) -> Marked:
    """Colour the cells at fault and add notes.

    Parameters
    ----------
    book : openpyxl.Workbook
        Changed in place.
    marks : mapping of (sheet, address) to Mark
    looks : mapping of (sheet, address) to NoteLook
        How the notes of the person looked.

    Returns
    -------
    Marked
    """
    from openpyxl.cell.cell import MergedCell
    from openpyxl.comments import Comment
    from openpyxl.styles import Border, PatternFill, Side

    fills = {severity: PatternFill("solid", fgColor=colour) for severity, colour in COLOURS.items()}
    side = Side("medium", color="C00000")
    sheets = {sheet.title: sheet for sheet in book.worksheets}
    result = Marked()
    for name, sheet in sheets.items():
        for cell in _cells(sheet):
            result.formulas = result.formulas or cell.data_type == "f"
            if cell.comment is not None:
                look = looks.get((name, cell.coordinate), NoteLook(0, 0, True))
                result.styled += not look.plain
                _size(cell.comment, look)
    done: set[tuple[str, str]] = set()
    ruled = _ruled(sheets, [place for place in marks if place[0] in sheets])
    for (name, address), mark in marks.items():
        if name not in sheets:
            continue
        sheet = sheets[name]
        cell = sheet[address]
        if isinstance(cell, MergedCell):
            inside = next(area for area in sheet.merged_cells.ranges if address in area)
            cell = sheet.cell(inside.min_row, inside.min_col)
        result.cells += 1
        if (name, cell.coordinate) not in done:  # of cells merged into one, the gravest comes first
            cell.fill = fills[mark.severity]
            if (name, address) in ruled:
                result.framed += 1
                cell.border = Border(left=side, right=side, top=side, bottom=side)
        done.add((name, cell.coordinate))
        if mark.note:
            note = cell.comment
            if note is None:
                cell.comment = Comment(mark.note, AUTHOR)
                _size(cell.comment, NoteLook(0, 0, True))
            else:  # the note stays the person's
                ours = "" if note.author == AUTHOR else OURS
                cell.comment = Comment(f"{note.text}\n\n{ours}{mark.note}", note.author)
                _size(cell.comment, NoteLook(note.width, note.height, True))
    return result


def _cells(sheet: Any) -> Iterator[Any]:
    """Give the cells that a sheet has.

    Its rows cannot be walked instead: one stray cell at XFD1048576 would make openpyxl fill the whole rectangle.
    """
    yield from list(sheet._cells.values())


def _size(note: Any, look: NoteLook) -> None:
    """Give a note the size that it had, or that shows all of its words where it is not known or too small."""
    width, height = note_size(note.text)
    note.width, note.height = max(width, look.width), max(height, look.height)


def _ruled(sheets: Mapping[str, Any], places: list[tuple[str, str]]) -> set[tuple[str, str]]:
    """Return the places that lie under a rule that colours cells."""
    from openpyxl.utils.cell import coordinate_to_tuple

    found: set[tuple[str, str]] = set()
    for name, sheet in sheets.items():
        areas = [
            area
            for each in sheet.conditional_formatting
            if any(rule.type in _HIDING or (rule.dxf and rule.dxf.fill) for rule in each.rules)
            for area in each.cells.ranges
        ]
        mine = [place for place in places if place[0] == name]
        if not areas or not mine:
            continue
        at = np.array([coordinate_to_tuple(address) for _, address in mine])
        inside = np.zeros(len(mine), dtype=bool)
        for area in areas:
            rows = (area.min_row <= at[:, 0]) & (at[:, 0] <= area.max_row)
            inside |= rows & (area.min_col <= at[:, 1]) & (at[:, 1] <= area.max_col)
        found.update(place for place, hit in zip(mine, inside.tolist(), strict=True) if hit)
    return found


def _count(number: int, noun: str) -> str:
    """Return a number of things in words."""
    return f"{number:,} {noun}{'s' * (number != 1)}"
