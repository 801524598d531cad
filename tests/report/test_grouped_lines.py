"""A workbook of groups of lines: how many lines each row stands for is there, and reads back."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pandas as pd
import pytest

import bbafootprint as bba
from bbafootprint.report.shown_reading import reading_rows
from bbafootprint.report.workbook import beside

PURCHASES = pd.DataFrame(
    {
        "commodity": [
            "soybeans",
            "soybeans",
            "cocoa",
            "nobody knows",
            "nobody knows",
            "palm oil",
            "palm oil",
        ],
        "origin": ["BRA", "BRA", "GHA", "CIV", "CIV", "IDN", "IDN"],
        "quantity": [1.5, 2.25, 3.0, 1.0, 2.0, -4.0, None],
        "unit": "t",
    }
)
TRADE = pd.DataFrame(
    [("soybeans", "NLD", 2022, "BRA", 0.75), ("soybeans", "NLD", 2022, "USA", 0.25)],
    columns=["commodity", "consignment", "year", "origin", "share"],
)


@pytest.fixture(scope="module")
def result() -> bba.Footprint:
    return bba.calculate_footprint(bba.group_lines(PURCHASES))


@pytest.fixture
def path(result: bba.Footprint, tmp_path: Path) -> Path:
    return bba.write_workbook(result, tmp_path / "out.xlsx")


def assert_read_back(again: bba.Lines, result: bba.Footprint, **options: object) -> None:
    assert result.lines is not None
    assert again.frame["stands_for"].tolist() == result.lines.frame["stands_for"].tolist()
    second = bba.calculate_footprint(again, **options)
    assert second.counts() == result.counts()
    assert second.masses() == result.masses()
    names = ["value", "assessed_line_share"]
    pd.testing.assert_frame_equal(second.total()[names], result.total()[names])
    assert again.reading["lines"] == result.counts()["read"]


def test_the_sheet_says_how_many_lines_a_row_stands_for(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    rows = list(book["Lines"].iter_rows(min_row=4))
    (header,) = (cell for cell in rows[0] if cell.value == "Stands for")
    assert "How many lines" in header.comment.text
    counts = [row[header.column - 1].value for row in rows[1:]]
    assert counts == [2, 1, 2, 1, 1]
    said = [cell.value for cell in book["Lines"][2] if cell.value]
    assert said[0].startswith("Each row is a group of lines")
    assert "One row a line" not in said[0]
    left = [row for row in book["Not assessed"].values if "Stands for" in row or "nobody knows" in row]
    at = left[0].index("Stands for")
    assert left[1][at] == 2


def test_the_sheet_reads_back_to_the_same_counts_and_totals(path: Path, result: bba.Footprint) -> None:
    again = bba.read_lines(path, sheet="Lines")
    assert_read_back(again, result)
    assert "Stands for" not in again.frame.columns
    found = again.issues[again.issues["code"] == "commodity-unknown"]
    assert all("group" in message for message in found["message"] if " line" in message)


@pytest.mark.parametrize("suffix", ["parquet", "csv"])
def test_so_does_the_file_beside_it(
    suffix: str, result: bba.Footprint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(beside, "LINES_IN_SHEET", 2)
    if suffix == "csv":
        monkeypatch.setattr(beside, "find_spec", lambda name: None)
    else:
        pytest.importorskip("pyarrow")
    target = bba.write_workbook(result, tmp_path / "out.xlsx")
    said = [row[0] for row in openpyxl.load_workbook(target)["Lines"].values if row[0]]
    assert said[1].startswith("5 groups of lines are more")
    assert_read_back(bba.read_lines(tmp_path / f"out_lines.{suffix}"), result)


def test_parts_of_groups_count_once(tmp_path: Path) -> None:
    table = pd.DataFrame(
        {"commodity": ["soybeans"] * 3, "shipped from": ["NL", "NL", "BE"], "t": [100.0, 60.0, 5.0]}
    )
    options = {"perspective": "traced", "trade": bba.load_trade(TRADE)}
    result = bba.calculate_footprint(bba.group_lines(table), **options)
    assert result.counts()["read"] == 3
    path = bba.write_workbook(result, tmp_path / "out.xlsx")
    assert_read_back(bba.read_lines(path, sheet="Lines"), result, **options)


def test_an_own_column_of_that_name_counts_nothing(tmp_path: Path) -> None:
    own = PURCHASES.assign(**{"Stands for": 7})
    path = bba.write_workbook(bba.calculate_footprint(own), tmp_path / "out.xlsx")
    again = bba.read_lines(path, sheet="Lines")
    assert "stands_for" not in again.frame.columns
    assert again.frame["Stands for (2)"].tolist() == [7] * len(own)


def test_a_cell_that_is_no_count_is_one_line(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    column = next(cell.column for cell in book["Lines"][4] if cell.value == "Stands for")
    for row, cell in enumerate((None, "many", 0, 2.5, 4), start=5):
        book["Lines"].cell(row, column).value = cell
    book.save(path)
    assert bba.read_lines(path, sheet="Lines").frame["stands_for"].tolist() == [1, 1, 1, 1, 4]


def test_reading_says_lines_in_groups(result: bba.Footprint) -> None:
    assert result.lines is not None
    said = {row.what: row.read_as for row in reading_rows(result.lines.reading)}
    assert said["Rows"] == "7 lines in 5 groups"
