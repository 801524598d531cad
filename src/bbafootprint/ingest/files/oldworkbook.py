"""Workbooks of Excel 97 to 2003 and older (.xls): read by calamine, with a scan of their records for errors.

calamine returns an empty text for an error; the scan of the records finds the errors, which are put back. A sheet
of this kind has at most 65,536 rows and 256 columns, so that a stray cell costs what can be afforded.

Record numbers and layouts: Microsoft open specifications MS-XLS (2.4) and MS-CFB (2).
"""

from __future__ import annotations

import datetime
import struct
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from bbafootprint.errors import UnreadableFileError
from bbafootprint.ingest.files.bounds import SparseRows, lay_out
from bbafootprint.ingest.files.cellvalues import ERRORS
from bbafootprint.ingest.files.grid import Cell, CellFault, Grid

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook, SheetMetadata

MAX_OLE_BYTES = 512 * 2**20
"""Largest .xls file, in bytes; 65,536 rows of 256 columns take about a third of it."""

Faults = dict[tuple[int, int], CellFault]


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
    import python_calamine as calamine

    faults = _faults(path)
    try:
        with calamine.load_workbook(str(path)) as workbook:
            grids = [
                _grid(path, workbook, sheet, faults.get(sheet.name, {}))
                for sheet in workbook.sheets_metadata
                if sheet.typ == calamine.SheetTypeEnum.WorkSheet
            ]
    except calamine.PasswordError:
        raise _protected(path) from None
    except (calamine.CalamineError, OSError) as error:
        raise _damaged(path, str(error)) from error
    except BaseException as error:
        # calamine's panics derive from BaseException and cannot be imported; everything else passes.
        if type(error).__name__ != "PanicException":
            raise
        raise _damaged(path, str(error)) from error
    if not grids:
        raise UnreadableFileError(
            f"{path.name} holds no worksheet and so no cells. Save the workbook with the sheet that has "
            "the table.",
            path=path,
        )
    return grids


def _damaged(path: Path, what: str) -> UnreadableFileError:
    return UnreadableFileError(
        f"{path.name} is damaged or not a workbook ({what}). Download or copy it again, or open it in "
        "Excel and "
        "save it as .xlsx.",
        path=path,
    )


def _protected(path: Path) -> UnreadableFileError:
    return UnreadableFileError(
        f"{path.name} is password protected, so nothing in it can be read. Open it in Excel, remove the "
        "password, "
        "and save it as .xlsx.",
        path=path,
    )


def _grid(path: Path, workbook: CalamineWorkbook, sheet: SheetMetadata, faults: Faults) -> Grid:
    """Return the grid of one sheet of calamine, with the cells that it leaves empty put back as faults."""
    import python_calamine as calamine

    source = workbook.get_sheet_by_name(sheet.name)
    rows: SparseRows = {}
    top, left = source.start or (0, 0)
    for i, values in enumerate(source.to_python() if source.start else []):
        filled = [(left + j + 1, _cell(value)) for j, value in enumerate(values) if value != ""]
        if filled:
            rows[top + i + 1] = ([column for column, _ in filled], [cell for _, cell in filled])
    for (row, column), fault in faults.items():
        columns, cells = rows.setdefault(row + 1, ([], []))
        columns.append(column + 1)
        cells.append(fault)
    merged = [(a + 1, b + 1, c + 1, d + 1) for (a, b), (c, d) in source.merged_cell_ranges or ()]
    return lay_out(path, sheet.name, rows, merged, sheet.visible != calamine.SheetVisibleEnum.Visible)


def _cell(value: Cell) -> Cell:
    if isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        return datetime.datetime(value.year, value.month, value.day)
    return value


def _faults(path: Path) -> dict[str, Faults]:
    """Return the cells that hold an error, by sheet; rows and columns from 0."""
    found: dict[str, Faults] = {}
    try:
        stream = _workbook_stream(path)
        version = 0x0600
        for record, body in _records(stream, 0):
            if record == 0x0809:  # BOF
                (version,) = struct.unpack_from("<H", body)
            elif record == 0x002F:  # FILEPASS
                raise _protected(path)
            elif record == 0x0085 and body[5] == 0:  # BoundSheet8 of a worksheet: offset, state, kind, name
                (offset,) = struct.unpack_from("<I", body)
                if version < 0x0600:
                    name = body[7 : 7 + body[6]].decode("cp1252", "replace")
                elif body[7] & 1:
                    name = body[8 : 8 + 2 * body[6]].decode("utf-16-le", "replace")
                else:
                    name = body[8 : 8 + body[6]].decode("latin-1")
                found[name] = _sheet_faults(stream, offset)
    except (struct.error, IndexError, ValueError) as error:
        raise _damaged(path, f"its records cannot be followed: {error}") from error
    return found


def _sheet_faults(stream: bytes, offset: int) -> Faults:
    faults: Faults = {}
    for record, body in _records(stream, offset):
        if record not in (0x0006, 0x0205):
            continue
        row, column = struct.unpack_from("<HH", body)
        if record == 0x0205 and body[7]:  # BoolErr
            faults[row, column] = CellFault("error", ERRORS.get(body[6], "#ERROR"))
        elif record == 0x0006 and body[12:14] == b"\xff\xff":  # Formula whose result is not a number
            if body[6] == 2:
                faults[row, column] = CellFault("error", ERRORS.get(body[8], "#ERROR"))
            elif body[6] == 3 and body[14] & 0x02:  # nothing, and to be calculated when opened
                faults[row, column] = CellFault("uncached", "a formula")
    return faults


def _records(stream: bytes, position: int) -> Iterator[tuple[int, bytes]]:
    """Cut one substream of the workbook stream into records, to its end-of-file record."""
    while position + 4 <= len(stream):
        record, size = struct.unpack_from("<HH", stream, position)
        if record == 0x000A:  # EOF
            return
        yield record, stream[position + 4 : position + 4 + size]
        position += 4 + size


def _workbook_stream(path: Path) -> bytes:
    """Return the workbook stream of an OLE2 container: its sectors, followed through the allocation table."""
    if path.stat().st_size > MAX_OLE_BYTES:
        raise UnreadableFileError(
            f"{path.name} is too large for a workbook of its kind. Save it as .xlsx, or export it as CSV.",
            path=path,
        )
    data = path.read_bytes()
    shift, mini_shift = struct.unpack_from("<HH", data, 30)
    if shift not in (9, 12) or mini_shift != 6:
        raise ValueError("sectors of an unknown size")
    size = 1 << shift
    first_directory, _, cutoff, first_mini = struct.unpack_from("<IIII", data, 48)
    next_table, tables = struct.unpack_from("<II", data, 68)

    def sector(number: int) -> bytes:
        return data[(number + 1) * size : (number + 2) * size]

    def numbers(block: bytes) -> tuple[int, ...]:
        return struct.unpack(f"<{len(block) // 4}I", block[: len(block) // 4 * 4])

    places = [*struct.unpack_from("<109I", data, 76)]
    for _ in range(min(tables, len(data) // size)):
        *more, next_table = numbers(sector(next_table))
        places += more
    table = [entry for place in places if place < 0xFFFFFFFA for entry in numbers(sector(place))]

    def chain(number: int, links: Sequence[int]) -> Iterator[int]:
        for _ in range(len(links)):  # a chain longer than the table runs in a circle
            if number >= 0xFFFFFFFA:
                return
            yield number
            number = links[number]
        raise ValueError("sectors in a circle")

    directory = b"".join(map(sector, chain(first_directory, table)))
    entries = [directory[i : i + 128] for i in range(0, len(directory) - 127, 128)]
    for entry in entries:
        (length,) = struct.unpack_from("<H", entry, 64)
        if entry[: max(0, length - 2)].decode("utf-16-le", "replace").lower() not in ("workbook", "book"):
            continue
        start, extent = struct.unpack_from("<II", entry, 116)
        if extent >= cutoff:
            return b"".join(map(sector, chain(start, table)))[:extent]
        (root_start,) = struct.unpack_from("<I", entries[0], 116)
        small = b"".join(map(sector, chain(root_start, table)))
        links = [link for number in chain(first_mini, table) for link in numbers(sector(number))]
        return b"".join(small[n * 64 : n * 64 + 64] for n in chain(start, links))[:extent]
    raise ValueError("no workbook inside")
