"""Quantities in cells: marks column by column, dashes, prices without cents, units shown by the format of a cell."""

from __future__ import annotations

import copy
import pickle
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from bbafootprint import read_lines
from bbafootprint.ingest.files.cellvalues import format_kind
from bbafootprint.ingest.files.grid import Measured
from bbafootprint.ingest.quantities import read_quantities


def columns(*texts: list[str]) -> list[pd.Series]:
    return [pd.Series(each, dtype=object) for each in texts]


def test_each_column_has_its_own_decimal_mark() -> None:
    read = read_quantities(columns(["1.234,5", "2.500"], ["1,234.5", "2,500"]))
    assert read.values.tolist() == [[1234.5, 1234.5], [2500.0, 2500.0]]
    assert (read.mark, read.how) == (None, "shown, by column")


def test_a_column_that_shows_no_mark_is_read_like_the_others() -> None:
    read = read_quantities(columns(["1.234,5"], ["2.500"]))
    assert read.values.tolist() == [[1234.5, 2500.0]]
    assert (read.mark, read.how) == (",", "shown")


def test_a_column_that_shows_no_mark_is_asked_where_the_others_differ() -> None:
    read = read_quantities(columns(["1.234,5"], ["1,234.5"], ["2.500"]))
    assert read.faults.tolist()[0][:2] == [0, 0]
    assert read.faults[0, 2] > 0


@pytest.mark.parametrize(
    ("text", "value"), [("1.234,-", 1234.0), ("12,-", 12.0), ("1.234,–", 1234.0), ("5,--", 5.0)]
)
def test_a_dash_for_no_cents_is_no_minus(text: str, value: float) -> None:
    assert read_quantities(columns([text, "0,5"])).values[0, 0] == value


def test_a_minus_behind_a_number_is_still_one() -> None:
    assert read_quantities(columns(["12.50-"])).values[0, 0] == -12.5


def test_a_dash_in_a_column_a_year_is_no_line() -> None:
    frame = pd.DataFrame({"Product": ["Palm oil"], "Origin": ["ID"], "2022 (t)": ["-"], "2023 (t)": ["5"]})
    lines = read_lines(frame)
    assert lines.frame["period"].tolist() == ["2023"]
    assert lines.issues.empty
    frame = pd.DataFrame({"Product": ["Palm oil"], "Origin": ["ID"], "Quantity (t)": ["-"]})
    assert read_lines(frame).frame["rejected"].tolist() == [True]


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ('#,##0 "kg"', "unit:kg"),
        ('0.0" t";-0.0" t"', "unit:t"),
        ("0\\ \\k\\g", "unit:kg"),
        ('#,##0.0 "m3"', "unit:m3"),
        ('0.0 "days"', None),
        ('#,##0 "EUR"', "money:EUR"),
        ('#,##0 "pcs"', None),
        ('#,##0, "t"', None),
        ("#,##0", None),
        ("0.0%", "percentage"),
    ],
)
def test_a_format_that_shows_a_unit(code: str, kind: str | None) -> None:
    assert format_kind(200, code) == kind


def workbook(path: Path, header: str, formats: list[str]) -> Path:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["Product", "Origin", header])
    for code in formats:
        sheet.append(["Palm oil", "ID", 60])
        sheet.cell(sheet.max_row, 3).number_format = code
    book.save(path)
    book.close()
    return path


def test_the_unit_that_a_cell_shows_is_its_unit(tmp_path: Path) -> None:
    lines = read_lines(workbook(tmp_path / "a.xlsx", "Volume", ['#,##0 "kg"', '#,##0 "t"']))
    assert lines.frame["amount"].tolist() == [0.06, 60.0]
    assert lines.frame["unit_as_given"].tolist() == ["kg", "t"]
    assert lines.issues.empty


def test_a_unit_that_the_header_contradicts_is_said(tmp_path: Path) -> None:
    lines = read_lines(workbook(tmp_path / "a.xlsx", "Quantity (t)", ['#,##0 "kg"', "0"]))
    assert lines.frame["amount"].tolist() == [0.06, 60.0]
    (issue,) = lines.issues.to_dict("records")
    assert (issue["code"], issue["cell"]) == ("unit-conflict", "C2")


def test_a_number_with_a_unit_is_copied_with_it() -> None:
    number = Measured(60.0, "kg")
    for same in (copy.deepcopy(number), pickle.loads(pickle.dumps(number))):
        assert (float(same), same.unit) == (60.0, "kg")
