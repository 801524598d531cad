"""The container of workbooks of Excel 97 to 2003: a small file system in a file, of which one stream is read.

Layout: Microsoft open specification MS-CFB (2).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from pathlib import Path

from bbafootprint.errors import UnreadableFileError

MAX_BYTES = 256 * 2**20
"""Largest file, in bytes; a sheet of 65,536 rows and 100 columns of numbers takes about as much."""

_LAST_SECTOR = 0xFFFFFFFA  # numbers from here on mean something else than a sector


def workbook_stream(path: Path) -> bytes:
    """Return the stream that holds the workbook.

    Parameters
    ----------
    path : pathlib.Path
        The file.

    Returns
    -------
    bytes

    Raises
    ------
    UnreadableFileError
        If the file is larger than :data:`MAX_BYTES`.
    ValueError, struct.error, IndexError
        If it is damaged.
    """
    if path.stat().st_size > MAX_BYTES:
        raise UnreadableFileError(
            f"{path.name} is too large for a workbook of its kind: more than {MAX_BYTES // 2**20} MiB. Save it as"
            " .xlsx, or export it as CSV.",
            path=path,
        )
    data = path.read_bytes()
    shift, mini_shift = struct.unpack_from("<HH", data, 30)
    if shift not in (9, 12) or mini_shift != 6:
        raise ValueError("sectors of an unknown size")
    size = 1 << shift
    most = len(data) // size + 1
    first_directory, _, cutoff, first_mini = struct.unpack_from("<IIII", data, 48)
    next_table, tables = struct.unpack_from("<II", data, 68)

    def sector(number: int) -> bytes:
        return data[(number + 1) * size : (number + 2) * size]

    def numbers(block: bytes) -> tuple[int, ...]:
        return struct.unpack(f"<{len(block) // 4}I", block[: len(block) // 4 * 4])

    def chain(number: int, links: Sequence[int]) -> Iterator[int]:
        for _ in range(len(links)):  # a longer chain runs in a circle
            if number >= _LAST_SECTOR:
                return
            yield number
            number = links[number]
        if number < _LAST_SECTOR:
            raise ValueError("sectors in a circle")

    places = [*struct.unpack_from("<109I", data, 76)]
    for _ in range(min(tables, most)):
        *more, next_table = numbers(sector(next_table))
        places += more
    places = [place for place in places if place < _LAST_SECTOR]
    if len(places) > most * 4 // size + 2:  # each table tells of so many sectors
        raise ValueError("more tables of sectors than sectors")
    table = [entry for place in places for entry in numbers(sector(place))]

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
