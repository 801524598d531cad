"""One worksheet of an .xlsx or .xlsm workbook, read in one stream into a bounded grid.

Cells are collected sparsely as they stream by, then the bounds are found, and only then rows are laid out.
The size that a sheet declares is never believed.
"""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from bbafootprint.errors import UnreadableFileError
from bbafootprint.ingest.files.bounds import SparseRows, lay_out
from bbafootprint.ingest.files.cellvalues import Shared, iso_cell, number_cell, unescape
from bbafootprint.ingest.files.grid import LAST_COLUMN, LAST_ROW, Cell, CellFault, Grid, column_letters
from bbafootprint.ingest.files.package import Attributes, local_name, parse_part
from bbafootprint.ingest.files.pieces import route
from bbafootprint.ingest.files.plainrows import plain_rows

MAX_CELLS = 20_000_000
"""Largest number of filled cells that is read from one workbook: a full sheet of 20 columns, about 1 GB."""

MAX_TEXT_PIECES = 32
"""Largest text of one cell, in pieces of 64 to 256 KiB; Excel itself holds 32,767 characters in a cell."""

_NUMBER = re.compile(r"[0-9]{1,9}")
_RANGE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7}):\$?([A-Z]{1,3})\$?([0-9]{1,7})")


def read_sheet(
    path: Path, archive: zipfile.ZipFile, part: str, name: str, hidden: bool, shared: Shared, budget: int
) -> tuple[Grid, int]:
    """Read one worksheet.

    Parameters
    ----------
    path : pathlib.Path
        The workbook, for messages.
    archive : zipfile.ZipFile
        Its open container.
    part : str
        Part that holds the sheet.
    name : str
        Name of the sheet.
    hidden : bool
        Whether it is hidden.
    shared : Shared
        What the sheets share.
    budget : int
        Number of cells that may still be read.

    Returns
    -------
    grid : Grid
    count : int
        Number of cells that were read.

    Raises
    ------
    UnreadableFileError
        If the sheet is damaged or too large.
    """
    rows: SparseRows = {}
    merged: list[tuple[int, int, int, int]] = []
    hidden_columns: list[tuple[int, int]] = []
    hidden_rows: list[int] = []
    strings, formats, epoch_1904, stale = shared.strings, shared.formats, shared.epoch_1904, shared.stale
    columns: dict[str, int] = {}
    masters: dict[str, str] = {}
    pieces: list[str] = []
    prefix: str | None = None
    row = column = count = 0
    row_known = row_hidden = in_cell = phonetic = False
    row_columns: list[int] = []
    row_values: list[Cell] = []
    kind: str | None = None
    style: str | None = None
    value: str | None = None
    formula: str | None = None
    group: str | None = None

    def damaged(what: str) -> UnreadableFileError:
        return UnreadableFileError(
            f"{path.name} is damaged: in sheet {name!r}, {what}. Open it in Excel, let it repair the file, "
            "and "
            "save it under a new name.",
            path=path,
        )

    def column_number(reference: str) -> int:
        letters = reference.rstrip("0123456789").replace("$", "")
        if not 1 <= len(letters) <= 3 or not letters.isascii() or not letters.isalpha():
            raise damaged(f"a cell is addressed as {reference[:20]!r}")
        number = 0
        for letter in letters.upper():
            number = number * 26 + ord(letter) - 64
        return number

    def begin_row(number: int, known: bool) -> None:
        nonlocal row, row_known, row_columns, row_values, column
        if not 1 <= number <= LAST_ROW:
            raise damaged(f"there is a row {number}; a sheet has {LAST_ROW:,}")
        if count > budget:
            raise UnreadableFileError(
                f"{path.name} is too large: more than {MAX_CELLS:,} filled cells by sheet {name!r}, row "
                f"{number}. Export the sheet as Parquet or CSV, or split it.",
                path=path,
            )
        row, row_known, column = number, known, 0
        row_columns, row_values = [], []

    def start(tag: str, attributes: Attributes) -> None:
        nonlocal prefix, column, kind, style, value, formula, group, in_cell, phonetic, row_hidden
        pieces.clear()
        if prefix is None:
            if local_name(tag) != "worksheet":
                raise damaged(f"the part {part} holds no sheet")
            prefix = tag[: -len("worksheet")]
        elif prefix:
            tag = tag.removeprefix(prefix)
        if tag == "c":
            reference = attributes.get("r")
            if reference is None:
                column += 1
            else:
                letters = reference.rstrip("0123456789")
                found = columns.get(letters)
                if found is None:
                    found = columns[letters] = column_number(reference)
                column = found
                if not row_known:
                    digits = reference[len(letters) :]
                    begin_row(int(digits) if _NUMBER.fullmatch(digits) else row, True)
                    column = found
            kind = attributes.get("t")
            style = attributes.get("s")
            value = formula = group = None
            in_cell = True
        elif tag == "f":
            formula = ""
            if attributes.get("t") == "shared":
                group = attributes.get("si")
        elif tag == "row":
            number = attributes.get("r")
            if number is not None and not _NUMBER.fullmatch(number):
                raise damaged(f"a row is numbered {number[:20]!r}")
            row_hidden = attributes.get("hidden") in ("1", "true")
            begin_row(row + 1 if number is None else int(number), number is not None)
        elif tag == "rPh":
            phonetic = True
        elif tag == "mergeCell":
            ends = _RANGE.fullmatch(attributes.get("ref", ""))
            if ends is not None:
                left, top, right, bottom = ends.groups()
                merged.append((int(top), column_number(left), int(bottom), column_number(right)))
        elif tag == "col" and attributes.get("hidden") in ("1", "true"):
            low, high = attributes.get("min", ""), attributes.get("max", "")
            if _NUMBER.fullmatch(low) and _NUMBER.fullmatch(high):
                hidden_columns.append((int(low), int(high)))

    def characters(text: str) -> None:
        pieces.append(text)
        if len(pieces) > MAX_TEXT_PIECES:
            raise damaged(
                f"cell {column_letters(max(column, 1))}{row} holds a text of millions of characters"
            )

    def end(tag: str) -> None:
        nonlocal value, formula, in_cell, phonetic, count
        if prefix:
            tag = tag.removeprefix(prefix)
        if tag == "c":
            in_cell = False
            cell = content()
            if cell is not None:
                if not 1 <= column <= LAST_COLUMN:
                    raise damaged(f"row {row} has a cell in column {column}; a sheet has {LAST_COLUMN:,}")
                if not row_values:
                    if row in rows:  # a row written in two halves
                        row_columns[:], row_values[:] = rows[row]
                    rows[row] = (row_columns, row_values)
                    if row_hidden:
                        hidden_rows.append(row)
                row_columns.append(column)
                row_values.append(cell)
                count += 1
        elif tag == "v":
            value = "".join(pieces)
        elif tag == "t":
            if in_cell and not phonetic:
                value = (value or "") + "".join(pieces)
        elif tag == "f":
            formula = "".join(pieces)
        elif tag == "rPh":
            phonetic = False

    def content() -> Cell:
        if group is not None and formula:
            masters[group] = formula
        if not value:
            if formula is None or (value == "" and kind == "str"):
                return None
            return CellFault("uncached", "=" + (formula or masters.get(group or "", "")))
        if formula is not None and stale and (kind is None or kind == "n") and value in ("0", "0.0"):
            return CellFault("uncached", "=" + (formula or masters.get(group or "", "")))
        if kind is None or kind == "n":
            return number_cell(value, formats.get(style) if style is not None else None, epoch_1904)
        if kind == "s":
            if _NUMBER.fullmatch(value) and int(value) < len(strings):
                return strings[int(value)]
            return CellFault("error", f"text number {value}, which the workbook's table of texts lacks")
        if kind == "b":
            return value.strip() in ("1", "true")
        if kind == "e":
            return CellFault("error", value)
        if kind == "d":
            return iso_cell(value)
        return unescape(value)

    def accept(block: bytes) -> bool:
        """Take rows that are written plainly, fast; the parser has the rest."""
        nonlocal count
        if prefix != "":
            return False
        plain = plain_rows(block, shared)
        if plain is None or not row < plain.first <= plain.last <= LAST_ROW:
            return False
        rows.update(plain.rows)
        count += plain.cells
        begin_row(plain.last, True)  # which minds the budget
        return True

    parse_part(
        path, archive, part, start, end, characters,
        lambda chunks, parse: route(chunks, parse, accept, b"<row ", b"</row>"),
    )  # fmt: skip
    grid = lay_out(path, name, rows, merged, hidden, (hidden_rows, hidden_columns))
    return grid, count
