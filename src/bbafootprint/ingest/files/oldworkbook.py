"""A workbook of Excel 95 to 2003 (.xls) read record by record into bounded grids.

calamine reads this format too, and panics on damaged files, or has the process aborted where a file claims a table of
billions of texts; it also loses errors. The records of cells are few and simple, so they are read here.

Record numbers and layouts: Microsoft open specification MS-XLS (2.4 and 2.5); for Excel 95, whose texts are in a code
page and not in Unicode, OpenOffice.org's documentation of the Excel file format (chapters 2 and 5).
"""

from __future__ import annotations

import codecs
import math
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from bbafootprint.errors import UnreadableFileError
from bbafootprint.ingest.files.bounds import SparseRows, lay_out
from bbafootprint.ingest.files.cellvalues import ERRORS, format_kind, moment, short_number
from bbafootprint.ingest.files.compound import workbook_stream
from bbafootprint.ingest.files.grid import Cell, CellFault, Grid
from bbafootprint.ingest.files.oldtexts import Texts, shared_texts, text_of

COLUMNS = 256
"""Columns of a sheet, A to IV."""

_UNICODE = 0x0600  # version from which texts are Unicode
_CONTINUE, _BOF, _EOF = 0x003C, 0x0809, 0x000A

Record: TypeAlias = tuple[int, list[bytes]]
"""Number of a record, and its body with the records that continue it."""


@dataclass
class _Book:
    """What the sheets share: version of the format, code page, texts, what cell styles show."""

    version: int = _UNICODE
    code_page: str = "cp1252"
    epoch_1904: bool = False
    strings: list[str | None] = field(default_factory=list)
    styles: list[int] = field(default_factory=list)
    codes: dict[int, str] = field(default_factory=dict)
    sheets: list[tuple[str, int, bool]] = field(default_factory=list)
    kinds: dict[int, str] = field(default_factory=dict)
    room: int = 0  # cells that the stream can still hold, each of which takes six bytes or more


def read_old_workbook(path: Path) -> list[Grid]:
    """Read every worksheet of an .xls workbook.

    Parameters
    ----------
    path : pathlib.Path
        The workbook.

    Returns
    -------
    list of Grid
        In the order of the workbook; sheets of charts and macros left out.

    Raises
    ------
    UnreadableFileError
        If it is damaged, protected by a password, or holds no worksheet.
    """
    try:
        stream = workbook_stream(path)
        book = _read_book(path, stream)
        book.room = len(stream) // 6
        grids = [_read_sheet(path, stream, book, *sheet) for sheet in book.sheets]
    except (struct.error, IndexError, ValueError) as error:
        raise UnreadableFileError(
            f"{path.name} is damaged or not a workbook ({error}). Download or copy it again, or open it in Excel"
            " and save it as .xlsx.",
            path=path,
        ) from error
    if not grids:
        raise UnreadableFileError(
            f"{path.name} holds no worksheet and so no cells. Save the workbook with the sheet that has the table.",
            path=path,
        )
    return grids


def _records(stream: bytes, position: int) -> Iterator[Record]:
    """Cut one substream into records, to its end; substreams inside it, which are charts, are left out."""
    depth = 0
    number, parts = -1, [b""]
    while position + 4 <= len(stream):
        record, size = struct.unpack_from("<HH", stream, position)
        body = stream[position + 4 : position + 4 + size]
        position += 4 + size
        if record == _CONTINUE:
            parts.append(body)
            continue
        if number >= 0 and depth == 1:
            yield number, parts
        depth += (record == _BOF) - (record == _EOF)
        if depth == 0:
            return
        number, parts = record, [body]
    if number >= 0 and depth == 1:
        yield number, parts


def _read_book(path: Path, stream: bytes) -> _Book:
    book = _Book()
    sheets: list[bytes] = []
    for record, (body, *more) in _records(stream, 0):
        match record:
            case 0x0809:  # BOF
                (book.version,) = struct.unpack_from("<H", body)
            case 0x002F:  # FilePass
                raise UnreadableFileError(
                    f"{path.name} is password protected, so nothing in it can be read. Open it in Excel, remove the"
                    " password, and save it as .xlsx.",
                    path=path,
                )
            case 0x0042:  # CodePage
                book.code_page = _code_page(struct.unpack_from("<H", body)[0])
            case 0x0022:  # Date1904
                book.epoch_1904 = body[:1] == b"\x01"
            case 0x041E:  # Format
                (number,) = struct.unpack_from("<H", body)
                wide = book.version >= _UNICODE
                book.codes[number] = text_of([body], 2) if wide else body[3 : 3 + body[2]].decode("latin-1")
            case 0x00E0:  # XF: font, format
                book.styles.append(struct.unpack_from("<H", body, 2)[0])
            case 0x00FC:  # SST
                book.strings = list(shared_texts([body, *more]))
            case 0x0085 if body[5] == 0:  # BoundSheet8 of a worksheet
                sheets.append(body)
            case _:
                pass
    kinds = {number: format_kind(number, book.codes.get(number)) for number in set(book.styles)}
    book.kinds = {i: kind for i, number in enumerate(book.styles) if (kind := kinds[number]) is not None}
    for body in sheets:  # offset, state, kind, name
        (offset,) = struct.unpack_from("<I", body)
        if book.version >= _UNICODE:
            name = text_of([body[:6] + bytes([body[6], 0]) + body[7:]], 6)
        else:
            name = body[7 : 7 + body[6]].decode(book.code_page, "replace")
        book.sheets.append((name, offset, body[4] & 3 != 0))
    return book


def _code_page(number: int) -> str:
    """Return the codec of a code page; that of western Windows where there is none."""
    try:
        return codecs.lookup(
            {1200: "cp1252", 32768: "mac_roman", 32769: "cp1252"}.get(number, f"cp{number}")
        ).name
    except LookupError:
        return "cp1252"


def _read_sheet(path: Path, stream: bytes, book: _Book, name: str, offset: int, hidden: bool) -> Grid:
    rows: SparseRows = {}
    merged: list[tuple[int, int, int, int]] = []
    hidden_rows: list[int] = []
    hidden_columns: list[tuple[int, int]] = []
    awaiting: tuple[int, int] | None = None  # a formula whose text is in a record to come

    def put(row: int, column: int, cell: Cell) -> None:
        if column >= COLUMNS:
            raise ValueError(f"sheet {name!r} has a cell in column {column + 1}; a sheet has {COLUMNS}")
        if cell is not None:
            book.room -= 1
            if book.room < 0:
                raise ValueError("several sheets in one place")
            columns, values = rows.setdefault(row + 1, ([], []))
            columns.append(column + 1)
            values.append(cell)

    def shown(number: float, style: int) -> Cell:
        if not math.isfinite(number):
            return CellFault("error", str(number))
        kind = book.kinds.get(style)
        return number if kind is None else moment(number, kind, book.epoch_1904)

    for record, parts in _records(stream, offset):
        body = parts[0]
        if record == 0x0207 and awaiting is not None:  # String, the result of the formula before it
            put(*awaiting, _cell_text(parts, 0, book))
            awaiting = None
        elif record in (0x00FD, 0x0204, 0x00D6, 0x0203, 0x027E, 0x0205, 0x0006):
            row, column, style = struct.unpack_from("<HHH", body)
            match record:
                case 0x00FD:  # LabelSst
                    put(row, column, _from_table(struct.unpack_from("<I", body, 6)[0], book))
                case 0x0204 | 0x00D6:  # Label, RString
                    put(row, column, _cell_text(parts, 6, book))
                case 0x0203:  # Number
                    put(row, column, shown(struct.unpack_from("<d", body, 6)[0], style))
                case 0x027E:  # RK
                    put(row, column, shown(short_number(struct.unpack_from("<I", body, 6)[0]), style))
                case 0x0205:  # BoolErr
                    put(row, column, CellFault("error", _error(body[6])) if body[7] else body[6] != 0)
                case _:  # Formula
                    awaiting = None
                    if body[12:14] != b"\xff\xff":
                        put(row, column, shown(struct.unpack_from("<d", body, 6)[0], style))
                    elif body[6] == 0:
                        awaiting = (row, column)
                    elif body[6] == 3:  # nothing, perhaps because it is to be calculated when opened
                        put(row, column, CellFault("uncached", "a formula") if body[14] & 2 else None)
                    else:
                        put(
                            row, column, CellFault("error", _error(body[8])) if body[6] == 2 else body[8] != 0
                        )
        elif record == 0x00BD:  # MulRk: row, column, pairs of style and number, last column
            row, column = struct.unpack_from("<HH", body)
            for i, (style, bits) in enumerate(
                struct.iter_unpack("<HI", body[4 : 4 + (len(body) - 6) // 6 * 6])
            ):
                put(row, column + i, shown(short_number(bits), style))
        elif record == 0x00E5:  # MergeCells
            count = min(struct.unpack_from("<H", body)[0], (len(body) - 2) // 8)
            ranges = struct.iter_unpack("<4H", body[2 : 2 + 8 * count])
            merged += [(top + 1, left + 1, bottom + 1, right + 1) for top, bottom, left, right in ranges]
        elif record == 0x0208 and body[12] & 0x20:  # Row, hidden
            hidden_rows.append(struct.unpack_from("<H", body)[0] + 1)
        elif record == 0x007D and body[8] & 1:  # ColInfo, hidden
            first, last = struct.unpack_from("<HH", body)
            hidden_columns.append((first + 1, last + 1))
    return lay_out(path, name, rows, merged, hidden, (hidden_rows, hidden_columns))


def _error(code: int) -> str:
    return ERRORS.get(code, "#ERROR")


def _from_table(number: int, book: _Book) -> Cell:
    if number < len(book.strings):
        return book.strings[number]
    return CellFault("error", f"text number {number}, which the workbook's table of texts lacks")


def _cell_text(parts: list[bytes], offset: int, book: _Book) -> str | None:
    """Return the text of a cell, which has a length of two bytes; None where it is empty."""
    (length,) = struct.unpack_from("<H", parts[0], offset)
    if book.version >= _UNICODE:
        return Texts(parts, offset + 2).characters(length) or None
    return b"".join(parts)[offset + 2 : offset + 2 + length].decode(book.code_page, "replace") or None
