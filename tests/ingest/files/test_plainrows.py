"""Rows and texts that are taken as bytes: they must be what the XML parser says that they are, or be left to it."""

from __future__ import annotations

import datetime
import itertools
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bbafootprint.errors import UnreadableFileError
from bbafootprint.ingest.files import sharedtexts, sheet
from bbafootprint.ingest.files.cellvalues import Shared
from bbafootprint.ingest.files.grid import CellFault, Grid, Percentage
from bbafootprint.ingest.files.pieces import route
from bbafootprint.ingest.files.plaincells import take_apart
from bbafootprint.ingest.files.plainrows import plain_rows
from bbafootprint.ingest.files.sharedtexts import plain_texts
from bbafootprint.ingest.files.workbook import read_grids

from ...laws import examples
from .makefiles import MAIN, worksheet, write_xlsx

SHARED = Shared(["soja", None, "cacao & co"], {"1": "date", "2": "percentage"})


def parsed(path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Grid] | str:
    """Read a workbook with the XML parser alone."""
    with monkeypatch.context() as patch:
        patch.setattr(sheet, "plain_rows", lambda block, shared: None)
        patch.setattr(sharedtexts, "plain_texts", lambda block: None)
        return outcome(path)


def outcome(path: Path) -> list[Grid] | str:
    try:
        return read_grids(path)
    except UnreadableFileError as error:
        return str(error).partition("(")[0]  # where exactly XML is broken is counted differently


# --- what is plain -----------------------------------------------------------------------------------------------


def test_plain_rows_hold_what_they_say() -> None:
    block = (
        b'<row r="2" spans="1:5" hidden="false" x14ac:dyDescent="0.25"><c r="A2" t="s"><v>0</v></c>'
        b'<c r="B2"><v>1.5</v></c>'
        b'<c r="D2" s="1"><v>45351</v></c><c r="E2" s="2" t="n"><v>7E-1</v></c></row>'
        b'<row r="3"/><row r="5"><c r="A5" t="s"><v>2</v></c><c r="B5" s="7"/><c r="C5" t="b"><v>1</v></c>'
        b'<c r="D5" t="e" s="1"><v>#N/A</v></c><c r="AB5"><v>-0.1</v></c></row>'
        b'<row r="9"><c r="A9" t="s"><v>1</v></c></row>'
    )
    found = plain_rows(block, SHARED)
    assert found is not None
    assert found.rows == {
        2: ([1, 2, 4, 5], ["soja", 1.5, datetime.datetime(2024, 2, 29), 0.7]),
        5: ([1, 3, 4, 28], ["cacao & co", True, CellFault("error", "#N/A"), -0.1]),
    }
    assert isinstance(found.rows[2][1][3], Percentage)
    assert (found.first, found.last, found.cells) == (2, 9, 8)


def test_texts_in_cells_are_plain() -> None:
    block = (
        '<row r="1"><c r="A1" t="inlineStr"><is><t>Côte d\'Ivoire &amp; _x0041_ s="2"</t></is></c>'
        '<c r="B1" s="3" t="inlineStr"><is><t xml:space="preserve"> x </t></is></c>'
        '<c r="C1" t="inlineStr"><is><t></t></is></c><c r="D1"><v>1</v></c></row>'
    )
    found = plain_rows(block.encode(), SHARED)
    assert found is not None
    assert found.rows == {1: ([1, 2, 4], ['Côte d\'Ivoire & A s="2"', " x ", 1.0])}


def test_far_columns_are_plain_too() -> None:
    found = plain_rows(b'<row r="1"><c r="A1"><v>1</v></c><c r="XFD1"><v>2</v></c></row>', SHARED)
    assert found is not None
    assert found.rows == {1: ([1, 16_384], [1.0, 2.0])}


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="A1"><f>1+1</f><v>2</v></c>',  # a formula
        '<c r="A1" t="inlineStr"><is><r><t>soja</t></r></is></c>',
        '<c r="A1" t="inlineStr"><is><t>&#233;</t></is></c>',
        '<c r="A1" t="inlineStr"><is><t>a\r\nb</t></is></c>',
        '<c r="A1" t="inlineStr"><is><t>a</t><t>b</t></is></c>',
        '<c r="A1" t="inlineStr"><is><t xml:space="preserve"/></is></c>',
        '<c r="A1" t="inlineStr"><v>1</v></c>',
        '<c r="A1" t="inlineSts"><is><t>soja</t></is></c>',
        '<c r="A1"><is><t>soja</t></is></c>',
        '<c r="A1" t="str"><v>soja</v></c>',
        '<c r="A1" t="d"><v>2024-01-01</v></c>',
        '<c r="A1" t="s"><v>3</v></c>',  # beyond the table of texts
        '<c r="A1" t="s"><v>1.0</v></c>',
        '<c r="A1" t="s" t="n"><v>1</v></c>',
        '<c r="A1" cm="1"><v>1</v></c>',
        '<c r="A1"><v></v></c>',
        '<c r="A1"><v>1_0</v></c>',
        '<c r="A1"><v>nan</v></c>',
        '<c r="A1"><v>1e999</v></c>',
        '<c r="A1"><v>1</v><v>2</v></c>',
        '<c r="A1"><v>1&#48;</v></c>',
        '<c r="A1"> <v>1</v></c>',
        '<c r="A1"><v>1</v></c> ',
        '<c r="A1"><v>1</v></c><!-- </row> -->',
        '<c r="R1C1"><v>1</v></c>',
        '<c r="a1"><v>1</v></c>',
        '<c r="XFE1"><v>1</v></c>',
        '<c r="1"><v>1</v></c>',
        "<c><v>1</v></c>",
        '<c r="B1"><v>1</v></c><c r="A1"><v>1</v></c>',
        '<c r="A1"><v>1</c></v>',
        '<x r="A1"><v>1</v></x>',
        '<c r="A1" s="1"0"><v>1</v></c>',
        '<c r="A1><v>1</v></c>',
    ],
)
def test_anything_else_is_left_to_the_parser(cell: str) -> None:
    assert plain_rows(f'<row r="1">{cell}</row>'.encode(), SHARED) is None


@pytest.mark.parametrize(
    "block",
    [
        b'<row><c r="A1"><v>1</v></c></row>',
        b'<row r="0"><c r="A1"><v>1</v></c></row>',
        b'<row r="x"><c r="A1"><v>1</v></c></row>',
        b'<row r="2"><c r="A1"><v>1</v></c></row><row r="2"><c r="A2"><v>1</v></c></row>',
        b'<row r="1" hidden="1"><c r="A1"><v>1</v></c></row>',
        b'<row r="1"><row r="2"></row></row>',
        b'<rows r="1"></row>',
        b'<row r="1"',
        b"</row>",
    ],
)
def test_rows_out_of_the_ordinary_are_left_to_the_parser(block: bytes) -> None:
    assert take_apart(block) is None


@pytest.mark.parametrize(
    ("block", "texts"),
    [
        ('<si><t>a</t></si><si><t xml:space="preserve"> b </t></si><si><t></t></si>', ["a", " b ", ""]),
        ("<si><t>Fr&amp;&lt;x&gt;&quot;&apos; _x000D_ Côte</t></si>", ["Fr&<x>\"' \r Côte"]),
        ("<si><t>&#233;</t></si>", None),
        ("<si><t>&eacute;</t></si>", None),
        ("<si><t>a & b</t></si>", None),
        ("<si><r><t>a</t></r></si>", None),
        ("<si><t/></si>", None),
        ("<si><t>a\r\nb</t></si>", None),
        ("<si><t>a\0</t></si>", None),
        ("<si><t>a]]></t></si>", None),
        ("<si><t>a</t></si> <si><t>b</t></si>", None),
        ("<si><t>a</t></si><!-- <si><t>b</t></si>", None),
    ],
)
def test_texts_of_the_table(block: str, texts: list[str] | None) -> None:
    assert plain_texts(block.encode()) == texts


def test_a_text_that_is_no_utf_8_is_left_to_the_parser() -> None:
    assert plain_texts(b"<si><t>\xff</t></si>") is None


# --- the route ---------------------------------------------------------------------------------------------------


def routed(xml: bytes, size: int) -> tuple[bytes, bytes]:
    """Return what went to the parser and what was taken, in pieces of a size; items with x are refused."""
    parsed_, taken = [], []

    def accept(block: bytes) -> bool:
        if b"x" in block:
            return False
        taken.append(block)
        return True

    pieces = (xml[i : i + size] for i in range(0, len(xml), size))
    route(pieces, parsed_.append, accept, b"<i>", b"</i>")
    return b"".join(parsed_), b"".join(taken)


@pytest.mark.parametrize("size", [1, 2, 3, 5, 7, 1000])
def test_items_are_taken_and_all_else_is_parsed(size: int) -> None:
    assert routed(b"<l><i>1</i><i>2</i></l>", size) == (b"<l></l>", b"<i>1</i><i>2</i>")
    assert routed(b"<l/>", size) == (b"<l/>", b"")
    assert routed(b"", size) == (b"", b"")
    assert routed(b"<l><!-- <i>1</i> --><i>2</i></l>", size) == (b"<l><!-- <i>1</i> --><i>2</i></l>", b"")
    encoded = b'<?xml version="1.0" encoding="latin-1"?><l><i>1</i></l>'
    assert routed(encoded, size) == (encoded, b"")


def test_after_a_comment_nothing_is_taken() -> None:
    assert routed(b"<l><i>x<!--</i><i>1</i>--></i></l>", 15)[1] == b""


# --- laws --------------------------------------------------------------------------------------------------------

_VALUES = st.one_of(
    st.integers(0, 4).map(lambda i: (' t="s"', str(i))),
    st.floats(allow_nan=False, allow_infinity=False).map(lambda v: ("", repr(v))),
    st.sampled_from([(' t="b"', "1"), (' t="b"', "0"), (' t="e"', "#DIV/0!"), (' s="1"', "45000.5"), (' s="2"', "0.5"),
                     (' s="1" t="n"', "-3"), (' t="inlineStr"', "a"), (' t="inlineStr"', "Côte &amp; _x0041_"),
                     (' t="inlineStr"', "&#65;"), (' t="inlineStr"', ""), ("", "1E400"), ("", "007"), ("", "x"),
                     (' t="str"', "text"), ("", "")]),
)  # fmt: skip
_ROWS = st.lists(st.lists(st.none() | _VALUES, max_size=5), max_size=12)


@settings(
    max_examples=examples(150), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rows=_ROWS, gaps=st.lists(st.integers(1, 3), min_size=12, max_size=12), blank=st.booleans())
def test_both_ways_of_reading_agree(
    rows: list[list[tuple[str, str] | None]],
    gaps: list[int],
    blank: bool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    xml = ""
    for row, number in zip(rows, itertools.accumulate(gaps), strict=False):
        cells = ""
        for at, cell in enumerate(row):
            reference = f'r="{"ABCDE"[at]}{number}"'
            if cell is not None:
                inside = f"<is><t>{cell[1]}</t></is>" if "inline" in cell[0] else f"<v>{cell[1]}</v>"
                cells += f"<c {reference}{cell[0]}>{inside}</c>"
            elif blank:
                cells += f'<c {reference} s="1"/>'
        xml += f'<row r="{number}">{cells}</row>'
    styles = (
        f'<styleSheet xmlns="{MAIN}"><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="10"/></cellXfs>'
        "</styleSheet>"
    )
    strings = [
        "<si><t>soja</t></si>",
        "<si><t></t></si>",
        "<si><t>a &amp; b</t></si>",
        "<si><r><t>c</t></r></si>",
    ]
    path = write_xlsx(tmp_path / "a.xlsx", {"A": worksheet(xml)}, strings=strings, styles=styles)
    assert outcome(path) == parsed(path, monkeypatch)


def corpus(shared: Path) -> Iterator[Path]:
    return (shared / "corpora").rglob("*.xlsx")


def test_both_ways_agree_on_every_workbook_of_the_corpus(
    shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in corpus(shared):
        assert outcome(path) == parsed(path, monkeypatch), path.name


@pytest.mark.parametrize("writer", ["xlsxwriter", "openpyxl"])
def test_what_programs_write_is_plain(writer: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import openpyxl
    import xlsxwriter

    rows = [["Cocoa & co", 12.5, 3, None], ["Palm oil", -0.07, None, "x"], [None, 1e-300, 2.0, "Cocoa & co"]]
    path = tmp_path / "a.xlsx"
    if writer == "xlsxwriter":
        with xlsxwriter.Workbook(path) as written:
            page = written.add_worksheet("Data")
            for i, row in enumerate(rows):
                page.write_row(i, 0, row)
    else:
        book = openpyxl.Workbook()
        for row in rows:
            book.worksheets[0].append(row)
        book.save(path)
    with zipfile.ZipFile(path) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml")
    block = xml[xml.index(b"<row ") : xml.rindex(b"</row>") + len(b"</row>")]
    assert take_apart(block) is not None
    (grid,) = read_grids(path)
    assert [[*row, None][:4] if len(row) < 4 else row for row in grid.rows] == rows
    assert outcome(path) == parsed(path, monkeypatch)
