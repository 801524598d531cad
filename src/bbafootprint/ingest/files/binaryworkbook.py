"""A binary workbook (.xlsb) read record by record into bounded grids.

calamine reads this format too, but aborts the whole process, which nothing can catch, when one cell strays to the
far corner of a sheet or a record is damaged. The records of cells are few and simple, so they are read here.

Record numbers and layouts: Microsoft open specification MS-XLSB (2.4 and 2.5).
"""

from __future__ import annotations

import math
import struct
import zipfile
from collections.abc import Iterator
from pathlib import Path

from bbafootprint.errors import UnreadableFileError
from bbafootprint.ingest.files.bounds import SparseRows, lay_out
from bbafootprint.ingest.files.cellvalues import ERRORS, Shared, format_kind, moment, short_number
from bbafootprint.ingest.files.grid import LAST_COLUMN, LAST_ROW, Cell, CellFault, Grid
from bbafootprint.ingest.files.package import open_archive, part_chunks, part_key, relationships
from bbafootprint.ingest.files.sheet import MAX_CELLS

Records = Iterator[tuple[int, bytes]]


def read_binary_workbook(path: Path) -> list[Grid]:
    """Read every worksheet of an .xlsb workbook.

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
        If it is damaged, too large, or holds no worksheet.
    """
    try:
        with open_archive(path) as archive:
            grids = _read(path, archive)
    except (struct.error, IndexError) as error:
        raise _damaged(path, f"a record is cut short: {error}") from error
    if not grids:
        raise UnreadableFileError(
            f"{path.name} holds no worksheet and so no cells. Save the workbook with the sheet that has the table.",
            path=path,
        )
    return grids


def _read(path: Path, archive: zipfile.ZipFile) -> list[Grid]:
    names = {part_key(name): name for name in archive.namelist()}
    book = names["xl/workbook.bin"]
    targets = relationships(path, archive, names, book)
    parts = {target.kind: target.part for target in targets.values() if target.part is not None}

    def records(part: str | None) -> Records:
        return _records(path, part_chunks(path, archive, part)) if part is not None else iter(())

    epoch_1904 = False
    sheets: list[tuple[str, str, bool]] = []
    for record, body in records(book):
        if record == 153:  # BrtWbProp
            epoch_1904 = bool(body[0] & 1)
        elif record == 156:  # BrtBundleSh: state, tab, relationship, name
            relationship, offset = _text(body, 8)
            sheets.append((_text(body, offset)[0], relationship, body[0] != 0))
    strings = [
        _text(body, 1)[0] or None for record, body in records(parts.get("sharedStrings")) if record == 19
    ]  # BrtSSTItem
    shared = Shared(strings, _formats(records(parts.get("styles"))), epoch_1904)
    grids = []
    budget = MAX_CELLS
    read: set[str] = set()
    for name, relationship, hidden in sheets:
        target = targets.get(relationship)
        if target is not None and target.kind != "worksheet":
            continue
        if target is None or target.part is None:
            raise _damaged(path, f"its sheet {name!r} is missing from the file")
        if target.part in read:
            raise _damaged(path, f"its sheet {name!r} is another sheet at the same time")
        read.add(target.part)
        rows, merged, count = _sheet(path, name, records(target.part), shared, budget)
        budget -= count
        grids.append(lay_out(path, name, rows, merged, hidden))
    return grids


def _damaged(path: Path, what: str) -> UnreadableFileError:
    return UnreadableFileError(
        f"{path.name} is damaged or not a workbook ({what}). Download or copy it again, or open it in Excel and "
        "save it as .xlsx.",
        path=path,
    )


def _text(body: bytes, offset: int) -> tuple[str, int]:
    (length,) = struct.unpack_from("<I", body, offset)
    end = offset + 4 + 2 * length
    if end > len(body):
        raise IndexError("a text is longer than its record")
    return body[offset + 4 : end].decode("utf-16-le", "replace"), end


def _formats(records: Records) -> dict[str, str]:
    """Return what each cell style shows if it is no plain number (:attr:`.cellvalues.Shared.formats`)."""
    codes: dict[int, str] = {}
    styles: list[int] = []
    inside = False
    for record, body in records:
        if record == 44:  # BrtFmt
            codes[struct.unpack_from("<H", body)[0]] = _text(body, 2)[0]
        elif record in (617, 618):  # BrtBeginCellXFs, BrtEndCellXFs
            inside = record == 617
        elif record == 47 and inside:  # BrtXF: parent, format
            styles.append(struct.unpack_from("<H", body, 2)[0])
    kinds = {number: format_kind(number, codes.get(number)) for number in set(styles)}
    return {str(i): kind for i, number in enumerate(styles) if (kind := kinds[number]) is not None}


def _sheet(
    path: Path, name: str, records: Records, shared: Shared, budget: int
) -> tuple[SparseRows, list[tuple[int, int, int, int]], int]:
    rows: SparseRows = {}
    merged: list[tuple[int, int, int, int]] = []
    row = count = 0
    for record, body in records:
        if record == 0:  # BrtRowHdr
            row = struct.unpack_from("<I", body)[0] + 1
        elif 2 <= record <= 11 or record == 62:  # cells with a value, results of formulas, formatted text
            column, style = struct.unpack_from("<II", body)
            cell = _cell(record, body, str(style & 0xFFFFFF), shared)
            if cell is None:
                continue
            count += 1
            if not row <= LAST_ROW or not column < LAST_COLUMN:
                raise _damaged(path, f"sheet {name!r} has a cell in row {row}, column {column + 1}")
            if count > budget:
                raise UnreadableFileError(
                    f"{path.name} is too large: more than {MAX_CELLS:,} filled cells by sheet {name!r}, row {row}. "
                    "Export the sheet as Parquet or CSV, or split it.",
                    path=path,
                )
            columns, values = rows.setdefault(row, ([], []))
            columns.append(column + 1)
            values.append(cell)
        elif record == 176:  # BrtMergeCell
            top, bottom, left, right = struct.unpack_from("<4I", body)
            merged.append((top + 1, left + 1, bottom + 1, right + 1))
    return rows, merged, count


def _cell(record: int, body: bytes, style: str, shared: Shared) -> Cell:
    match record:
        case 3 | 11:  # BrtCellError, BrtFmlaError
            return CellFault("error", ERRORS.get(body[8], "#ERROR"))
        case 4 | 10:  # BrtCellBool, BrtFmlaBool
            return body[8] != 0
        case 6 | 8:  # BrtCellSt, BrtFmlaString
            return _text(body, 8)[0] or None
        case 62:  # BrtCellRString
            return _text(body, 9)[0] or None
        case 7:  # BrtCellIsst
            index: int = struct.unpack_from("<I", body, 8)[0]
            if index < len(shared.strings):
                return shared.strings[index]
            return CellFault("error", f"text number {index}, which the workbook's table of texts lacks")
        case _:  # BrtCellRk, BrtCellReal, BrtFmlaNum
            number: float = (
                short_number(struct.unpack_from("<I", body, 8)[0])
                if record == 2
                else struct.unpack_from("<d", body, 8)[0]
            )
            if not math.isfinite(number):
                return CellFault("error", str(number))
            kind = shared.formats.get(style)
            return number if kind is None else moment(number, kind, shared.epoch_1904)


def _records(path: Path, chunks: Iterator[bytes]) -> Iterator[tuple[int, bytes]]:
    """Cut a part into records: number (1 or 2 bytes) and size (1 to 4), seven bits a byte, then the body."""
    data = bytearray()
    position = 0
    ended = False
    while True:
        start = position
        try:
            record = data[position]
            position += 1
            if record & 0x80:
                record = (record & 0x7F) | (data[position] & 0x7F) << 7
                position += 1
            size = shift = 0
            while True:
                byte = data[position]
                position += 1
                size |= (byte & 0x7F) << shift
                shift += 7
                if not byte & 0x80 or shift == 28:
                    break
            if position + size > len(data):
                raise IndexError
        except IndexError:
            if ended:
                if start < len(data):
                    raise _damaged(path, "a part ends in the middle of a record") from None
                return
            more = next(chunks, None)
            ended = more is None
            del data[:start]
            data += more or b""
            position = 0
            continue
        yield record, bytes(data[position : position + size])
        position += size
