"""Old workbooks (.xls) made record by record, for what few programs still write."""

from __future__ import annotations

import datetime
import struct
from pathlib import Path

import pytest

from bbafootprint.errors import UnreadableFileError
from bbafootprint.ingest.files.grid import CellFault, Percentage
from bbafootprint.ingest.files.workbook import read_grids

from .makefiles import write_xls, xls_record, xls_stream, xls_text


def at(number: int, row: int, column: int, body: bytes, style: int = 0) -> bytes:
    return xls_record(number, struct.pack("<HHH", row, column, style) + body)


def number(row: int, column: int, value: float, style: int = 0) -> bytes:
    return at(0x0203, row, column, struct.pack("<d", value), style)


def shared(*texts: str, claimed: int | None = None) -> bytes:
    count = len(texts) if claimed is None else claimed
    return xls_record(0x00FC, struct.pack("<II", count, count) + b"".join(map(xls_text, texts)))


def test_every_kind_of_cell(tmp_path: Path) -> None:
    formats = xls_record(0x041E, struct.pack("<H", 164) + xls_text("dd/mm/yyyy"))
    styles = b"".join(
        xls_record(0x00E0, struct.pack("<HH", 0, number) + bytes(16)) for number in (0, 164, 10)
    )
    formula = struct.pack("<HI", 0, 0)
    records = b"".join(
        [
            at(0x00FD, 0, 0, struct.pack("<I", 1)),  # a text of the table
            at(0x00FD, 0, 1, struct.pack("<I", 9)),  # one that it lacks
            at(0x0204, 0, 2, xls_text("Tonnes")),
            number(1, 0, 12.5),
            number(1, 1, 45351.0, style=1),  # 2024-02-29: 45,351 days after 1899-12-30
            number(1, 2, 0.7, style=2),
            at(0x027E, 2, 0, struct.pack("<i", 7 << 2 | 2)),  # the integer 7
            at(0x027E, 2, 1, struct.pack("<i", 1234 << 2 | 3)),  # the integer 1234 in hundredths
            at(0x027E, 2, 2, struct.pack("<Q", struct.unpack("<Q", struct.pack("<d", -1.5))[0])[4:]),
            xls_record(0x00BD, struct.pack("<HH", 3, 0) + struct.pack("<HiHi", 0, 1 << 2 | 2, 0, 2 << 2 | 2) + b"\1\0"),
            at(0x0205, 4, 0, b"\1\0"),
            at(0x0205, 4, 1, b"\x2a\1"),
            at(0x0006, 5, 0, struct.pack("<d", 2.5) + formula),
            at(0x0006, 5, 1, b"\0\0\0\0\0\0\xff\xff" + formula),  # its text follows
            xls_record(0x0207, xls_text("Ghana")),
            at(0x0006, 5, 2, b"\1\0\1\0\0\0\xff\xff" + formula),
            at(0x0006, 5, 3, b"\2\0\7\0\0\0\xff\xff" + formula),
            at(0x0006, 5, 4, b"\3\0\0\0\0\0\xff\xff" + struct.pack("<HI", 2, 0)),
            at(0x0006, 5, 5, b"\3\0\0\0\0\0\xff\xff" + formula),  # an empty text, calculated
            xls_record(0x0809, bytes(8)) + number(9, 9, 9.0) + xls_record(0x000A),  # a chart inside
            xls_record(0x00E5, struct.pack("<H4H", 1, 0, 1, 0, 1)),
        ]
    )  # fmt: skip
    stream = xls_stream({"Inkoop": records}, formats + styles + shared("cacao", "Soja"))
    (grid,) = read_grids(write_xls(tmp_path / "a.xls", stream))
    lacking = CellFault("error", "text number 9, which the workbook's table of texts lacks")
    assert grid.rows == [
        ["Soja", lacking, "Tonnes"],
        [12.5, datetime.datetime(2024, 2, 29), 0.7],
        [7.0, 12.34, -1.5],
        [1.0, 2.0],
        [True, CellFault("error", "#N/A")],
        [2.5, "Ghana", True, CellFault("error", "#DIV/0!"), CellFault("uncached", "a formula")],
    ]
    assert isinstance(grid.rows[1][2], Percentage)
    assert grid.merged == ((1, 1, 2, 2),)


def test_texts_that_are_cut_by_the_length_of_a_record(tmp_path: Path) -> None:
    first = struct.pack("<II", 3, 3) + struct.pack("<HB", 4, 0) + b"ab"  # "abcd", cut after b
    second = b"\1" + "cd".encode("utf-16-le")  # and goes on in wide characters
    rich = struct.pack("<HBHI", 2, 8 | 4, 1, 3) + b"xy" + b"\0\0\0\0" + b"\0\0\0"  # formatting and phonetics
    book = xls_record(0x00FC, first) + xls_record(0x003C, second + rich + xls_text("last"))
    cells = b"".join(at(0x00FD, 0, i, struct.pack("<I", i)) for i in range(3))
    (grid,) = read_grids(write_xls(tmp_path / "a.xls", xls_stream({"A": cells}, book)))
    assert grid.rows == [["abcd", "xy", "last"]]


def test_excel_95_has_texts_in_a_code_page(tmp_path: Path) -> None:
    text = "côte".encode("cp1252")
    cells = at(0x0204, 0, 0, struct.pack("<H", len(text)) + text) + number(0, 1, 3.0)
    book = xls_record(0x0042, struct.pack("<H", 1252))
    (grid,) = read_grids(write_xls(tmp_path / "a.xls", xls_stream({"Blad": cells}, book, version=0x0500)))
    assert (grid.name, grid.rows) == ("Blad", [["côte", 3.0]])


def test_dates_from_1904_and_what_is_hidden(tmp_path: Path) -> None:
    style = xls_record(0x00E0, struct.pack("<HH", 0, 14) + bytes(16))
    records = xls_record(0x007D, struct.pack("<HHHHH", 1, 1, 0, 0, 1) + bytes(2))
    records += xls_record(0x0208, struct.pack("<H", 1) + bytes(10) + b"\x20\0\0\0")
    records += number(0, 0, 1.0) + number(0, 1, 5.0) + number(1, 0, 2.0)
    stream = xls_stream({"A": records, "B": b""}, xls_record(0x0022, b"\1\0") + style, states=[0, 2])
    first, second = read_grids(write_xls(tmp_path / "a.xls", stream))
    assert first.rows[0][0] == datetime.datetime(1904, 1, 2)
    assert (first.hidden, second.hidden, second.rows) == (False, True, [])
    ((_, code, message),) = first.notes
    assert code == "hidden-cells"
    assert "row 2, column B" in message


@pytest.mark.parametrize(
    ("stream", "words"),
    [
        (xls_stream({"A": number(65_535, 60_000, 1.0)}), "column 60001; a sheet has 256"),
        (xls_stream({"A": at(0x0203, 0, 0, b"\0")}), "damaged"),
        (xls_stream({}, xls_record(0x002F, bytes(6))), "password protected"),
        (xls_stream({}), "no worksheet"),
    ],
)
def test_what_cannot_be_read_is_said(tmp_path: Path, stream: bytes, words: str) -> None:
    with pytest.raises(UnreadableFileError, match=words):
        read_grids(write_xls(tmp_path / "a.xls", stream))


def test_a_table_that_claims_billions_of_texts_costs_nothing(tmp_path: Path) -> None:
    cells = at(0x00FD, 0, 0, struct.pack("<I", 0))
    stream = xls_stream({"A": cells}, shared("soja", claimed=0xFFFFFFFF))
    (grid,) = read_grids(write_xls(tmp_path / "a.xls", stream))
    assert grid.rows == [["soja"]]


def test_many_sheets_in_one_place_are_damage(tmp_path: Path) -> None:
    stream = xls_stream(
        {f"S{i}": b"".join(number(r, 0, 1.0) for r in range(200)) if i == 0 else b"" for i in range(90)}
    )
    (first,) = struct.unpack_from("<I", stream, 12 + 4)
    for i in range(90):  # let every sheet be where the first is
        place = stream.index(f"S{i}".encode() + (b"\x85" if i < 89 else b"\n"), 12) - 8
        stream = stream[:place] + struct.pack("<I", first) + stream[place + 4 :]
    with pytest.raises(UnreadableFileError, match="several sheets in one place"):
        read_grids(write_xls(tmp_path / "a.xls", stream))
