"""Delimited text: encodings, delimiters, quotes, and rows that are unlike the others."""

from __future__ import annotations

import csv
import io
import json
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bbafootprint.errors import UnreadableFileError
from bbafootprint.ingest.files.delimited import DELIMITERS, find_delimiter, read_delimited
from bbafootprint.ingest.files.grid import Grid
from bbafootprint.ingest.files.workbook import read_grids

VALID = [
    "all-empty", "empty-field", "empty-one-column", "header-no-rows", "header-simple", "leading-space", "one-column",
    "quotes-empty", "quotes-with-comma", "quotes-with-escaped-quote", "quotes-with-newline", "quotes-with-space",
    "simple-crlf", "simple-lf", "trailing-newline", "trailing-newline-one-field", "trailing-space", "utf8",
]  # fmt: skip


def read(path: Path, content: str | bytes) -> Grid:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    (grid,) = read_grids(path)
    return grid


def codes(grid: Grid) -> list[str]:
    return [code for _, code, _ in grid.notes]


# --- the corpus --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", VALID)
def test_a_valid_file_of_the_corpus(shared: Path, name: str) -> None:
    folder = shared / "corpora" / "csv" / "csv-test-data"
    (grid,) = read_grids(folder / "csv" / f"{name}.csv")
    answer = json.loads((folder / "json" / f"{name}.json").read_text(encoding="utf-8"))
    if answer and isinstance(answer[0], dict):
        answer = [list(answer[0]), *(list(row.values()) for row in answer)]
    expected = [[cell or None for cell in row] for row in answer]
    while expected and not any(expected[-1]):  # blank rows at the end are cut
        expected.pop()
    if name == "header-no-rows":
        expected = [["foo", "bar", "baz"]]  # its answer leaves the header out
    assert grid.rows == expected
    assert grid.notes == ()


def test_every_file_of_the_corpus_is_tried(shared: Path) -> None:
    names = {path.stem for path in (shared / "corpora" / "csv" / "csv-test-data" / "csv").glob("*.csv")}
    assert names - set(VALID) == {
        "bad-header-less-fields", "bad-header-more-fields", "bad-header-no-header", "bad-header-wrong-header",
        "bad-missing-quote", "bad-quotes-with-unescaped-quote", "bad-unescaped-quote",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "words"),
    [
        (
            "bad-missing-quote",
            r"row 2 \(line 2 of the text\): a quotation mark opens a text and is never closed",
        ),
        ("bad-quotes-with-unescaped-quote", r"row 2 \(line 2 of the text\): a quotation mark stands inside"),
        ("bad-header-no-header", "is empty"),
    ],
)
def test_a_bad_file_of_the_corpus_is_refused(shared: Path, name: str, words: str) -> None:
    with pytest.raises(UnreadableFileError, match=words):
        read_grids(shared / "corpora" / "csv" / "csv-test-data" / "csv" / f"{name}.csv")


@pytest.mark.parametrize(
    ("name", "second", "notes"),
    [
        ("bad-header-less-fields", ["1", "2"], ["ragged-rows"]),
        ("bad-header-more-fields", ["1", "2", "3", "4"], ["ragged-rows"]),
        (
            "bad-unescaped-quote",
            ["1", 'This "quotes" must be escaped', "3"],
            [],
        ),  # nothing is ambiguous in it
        ("bad-header-wrong-header", None, []),
    ],
)
def test_a_bad_file_of_the_corpus_that_can_be_read(
    shared: Path, name: str, second: list[str] | None, notes: list[str]
) -> None:
    (grid,) = read_grids(shared / "corpora" / "csv" / "csv-test-data" / "csv" / f"{name}.csv")
    assert grid.rows[1:] == ([second] if second else [])
    assert codes(grid) == notes


# --- encodings ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_is_read_without_a_word(tmp_path: Path, encoding: str) -> None:
    grid = read(tmp_path / "a.csv", "pays;t\nCôte d’Ivoire;1,5\n日本;2\n".encode(encoding))
    assert grid.rows == [["pays", "t"], ["Côte d’Ivoire", "1,5"], ["日本", "2"]]
    assert grid.notes == ()


def test_big_endian_utf_16(tmp_path: Path) -> None:
    grid = read(tmp_path / "a.txt", b"\xfe\xff" + "a\tb\nç\t1\n".encode("utf-16-be"))
    assert grid.rows == [["a", "b"], ["ç", "1"]]


def test_windows_1252_is_read_and_said(tmp_path: Path) -> None:
    grid = read(tmp_path / "a.csv", "land;ton\nCôte d’Ivoire €;1\n".encode("cp1252"))
    assert grid.rows[1] == ["Côte d’Ivoire €", "1"]
    assert codes(grid) == ["encoding-guessed"]


def test_a_late_byte_decides_the_encoding(tmp_path: Path) -> None:
    text = "land;ton\n" + "BEL;1\n" * 400_000 + "Curaçao;1\n"
    assert read(tmp_path / "a.csv", text).rows[-1] == ["Curaçao", "1"]
    grid = read(tmp_path / "b.csv", text.encode("cp1252"))
    assert grid.rows[-1] == ["Curaçao", "1"]
    assert codes(grid) == ["encoding-guessed"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"a,b\n1,\x00\n", "line 2 it holds a NUL byte"),
        (b"a,b\n1,2\n3,\x07\n", "line 3 it holds the control character 0x07"),
        ("a;b\n1;2\n".encode("utf-32-le"), "NUL byte"),
        ("a;b\n1;2\n".encode("utf-16")[:-1], "UTF-16"),
        (b"a;b\n\xff\x81;2\n", r"neither UTF-8 nor Windows-1252 \(byte 4 "),
    ],
)
def test_what_is_no_text_is_refused(tmp_path: Path, content: bytes, words: str) -> None:
    with pytest.raises(UnreadableFileError, match=words) as caught:
        read(tmp_path / "a.csv", content)
    assert caught.value.path == tmp_path / "a.csv"


# --- delimiters --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sample", "delimiter"),
    [
        ("a,b,c\n1,2,3\n", ","),
        ("a;b;c\n1;2;3\n", ";"),
        ("a\tb\tc\n1\t2\t3\n", "\t"),
        ("a|b|c\n1|2|3\n", "|"),
        ("Grondstof;Land;Ton\nSoja;BRA;1,5\nCacao;CIV;2,25\n", ";"),
        ("Land;Ton\nBRA;1,5\nCIV;2,5\n", ";"),
        ("2021;2022;2023\n1,234,567;1,234,567;1,234,567\n1,234,567;1,234,567;1,234,567\n", ";"),
        ("name\tremark\nsoy\tfirst, second, third\nmaize\tone, two\n", "\t"),
        ("commodity,remark,t\nsoy,a;b,1\nmaize,c;d,2\n", ","),
        ("commodity,remark,t\nsoy,a;b;c;d,1\n", ","),
        ('a,b\n"x;y;z;u;v",1\n"x;y;z;u;v",2\n', ","),
        ("Report, 2023\n\ncommodity;t\nsoy;1,5\nmaize;2,5\n", ";"),
        ("only\none\ncolumn\n", ","),
        ("", ","),
    ],
)
def test_the_delimiter_is_found_by_evidence(sample: str, delimiter: str) -> None:
    assert find_delimiter(sample) == delimiter


plain = st.text(st.characters(categories=["Ll", "Lu"]), min_size=1, max_size=8)


@given(
    table=st.integers(2, 6).flatmap(
        lambda width: st.lists(st.lists(plain, min_size=width, max_size=width), min_size=2, max_size=8)
    ),
    delimiter=st.sampled_from(DELIMITERS),
)
def test_the_delimiter_that_wrote_a_table_is_found(table: list[list[str]], delimiter: str) -> None:
    assert find_delimiter("\n".join(delimiter.join(row) for row in table)) == delimiter


@pytest.mark.parametrize("line", ["sep=;\r\n", '"sep=;"\n', "\ufeffsep=;\n"])
def test_the_line_of_excel_names_the_delimiter_and_is_no_row(tmp_path: Path, line: str) -> None:
    grid = read(tmp_path / "a.csv", f"{line}a,b;c,d\n1,2;3,4\n")
    assert grid.rows == [["a,b", "c,d"], ["1,2", "3,4"]]
    assert grid.address(1, 1) == "B2"  # as Excel shows it


# --- cells and rows ----------------------------------------------------------------------------------------------


def test_cells_stay_as_they_stand(tmp_path: Path) -> None:
    grid = read(tmp_path / "a.csv", 'hs,iso,t,note\n01201,NA,"1,5"," x "\n,null,1e5,""\n')
    assert grid.rows[1] == ["01201", "NA", "1,5", " x "]
    assert grid.rows[2] == [None, "null", "1e5", None]


def test_line_ends_of_every_kind_and_quoted_ones(tmp_path: Path) -> None:
    grid = read(tmp_path / "a.csv", 'a,b\r\n1,"two\r\nlines, ""quoted"""\n\n2,x\r3,y')
    assert grid.rows == [["a", "b"], ["1", 'two\r\nlines, "quoted"'], [], ["2", "x"], ["3", "y"]]
    assert grid.address(3, 0) == "A4"  # a quoted line end starts no row, a blank line is one


def test_blank_edges_are_cut(tmp_path: Path) -> None:
    grid = read(tmp_path / "a.csv", ",,,\n\n,a,b,\n,1,2,\n,,,\n")
    assert grid.rows == [["a", "b"], ["1", "2"]]
    assert (grid.first_row, grid.first_column) == (3, 2)
    assert grid.address(0, 0) == "B3"
    assert grid.notes == ()


def test_ragged_rows_are_kept_and_named(tmp_path: Path) -> None:
    grid = read(tmp_path / "a.csv", "a,b,c\n1,2,3\n1,2\n1,2,3,\n1,2,3,4\n1,2,3\n")
    assert [len(row) for row in grid.rows] == [3, 3, 2, 4, 4, 3]
    ((severity, code, message),) = grid.notes
    assert (severity, code) == ("warning", "ragged-rows")
    assert "row 3 (2 cells), row 5 (4 cells)" in message
    assert "row 4" not in message  # its fourth cell is empty: nothing shifts


@pytest.mark.parametrize("tail", ["", "\n3,c\n" * 50])
def test_an_unclosed_quote_is_named_with_its_row(tmp_path: Path, tail: str) -> None:
    with pytest.raises(UnreadableFileError, match=r"a\.csv, row 4 \(line 5 of the text\)"):
        read(tmp_path / "a.csv", 'n,text\n1,"two\nlines"\n2,b\n3,"never closed\n4,d\n' + tail)


@pytest.mark.parametrize("cell", ["x" * 140_000, '"' + "x" * 140_000 + '"'])
def test_a_text_that_is_too_long_is_not_called_unclosed(tmp_path: Path, cell: str) -> None:
    with pytest.raises(
        UnreadableFileError, match=r"row 2 .*a cell holds a text of more than 131,072 characters"
    ):
        read(tmp_path / "a.csv", f"n,text\n1,{cell}\n2,b\n")


def test_a_quote_that_swallowed_rows_is_said(tmp_path: Path) -> None:
    grid = read(tmp_path / "a.csv", 'n,text\n1,"missing\n' + "2,b\n" * 60 + '3,c"\n4,d\n')
    assert len(grid.rows) == 3
    ((severity, code, message),) = grid.notes
    assert (severity, code) == ("warning", "long-quoted-text")
    assert "row 2 (lines 2 to 63)" in message


cell = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=6) | st.sampled_from(
    ['"', ",", ";", "a\nb", "\r\n", "1,5", "NA", "0012"]
)


@given(
    table=st.integers(1, 5).flatmap(
        lambda width: st.lists(st.lists(cell, min_size=width, max_size=width), min_size=1, max_size=6)
    ),
    delimiter=st.sampled_from(DELIMITERS),
    end=st.sampled_from(["\n", "\r\n"]),
)
def test_what_is_written_is_read(
    tmp_path_factory: pytest.TempPathFactory, table: list[list[str]], delimiter: str, end: str
) -> None:
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL).writerows(table)
    path = tmp_path_factory.mktemp("law") / "a.csv"
    path.write_bytes(f"sep={delimiter}{end}{buffer.getvalue()}".encode())
    grid = read_delimited(path)
    found = {
        (grid.first_row + i, grid.first_column + j): value
        for i, row in enumerate(grid.rows)
        for j, value in enumerate(row)
        if value is not None
    }
    assert found == {
        (i, j): value for i, row in enumerate(table, 1) for j, value in enumerate(row, 1) if value
    }


@pytest.mark.once
def test_the_memory_of_a_long_file_is_bounded(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write("commodity;origin;unit;t\n")
        file.writelines(f"soybean meal {i % 50};Brazil;metric tonnes;{i},5\n" for i in range(200_000))
    tracemalloc.start()
    (grid,) = read_grids(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(grid.rows) == 200_001
    # 8 bytes a cell, 56 a row, 56 a number: about 35 MB; a text a cell would be 75
    assert peak < 55e6


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_read_and_said(tmp_path: Path, encoding: str) -> None:
    grid = read(tmp_path / "a.csv", "pays;t\nCôte d’Ivoire;1,5\n".encode(encoding))
    assert grid.rows == [["pays", "t"], ["Côte d’Ivoire", "1,5"]]
    assert codes(grid) == ["encoding-guessed"]


def test_a_mark_of_utf_8_before_what_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match=r"says that it is UTF-8 and is not \(byte 8 "):
        read(tmp_path / "a.csv", b"\xef\xbb\xbfa;b\n1\xe9;2\n")


@pytest.mark.parametrize("cell", ['="0901"', '"=""0901"""'])
def test_a_code_in_the_shell_that_keeps_it_a_text_for_excel(tmp_path: Path, cell: str) -> None:
    assert read(tmp_path / "a.csv", f"hs,t\n{cell},5\n=1+1,6\n").rows == [
        ["hs", "t"], ["0901", "5"], ["=1+1", "6"],
    ]  # fmt: skip


def test_line_ends_of_three_kinds_in_one_file(tmp_path: Path) -> None:
    assert read(tmp_path / "a.csv", "a;b\r\n1;2\n3;4\r5;6\r\n").rows == [
        ["a", "b"],
        ["1", "2"],
        ["3", "4"],
        ["5", "6"],
    ]
