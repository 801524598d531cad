"""Parts of lines in the workbook, in tables of lines and in JSON."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

import bbafootprint as bba
from bbafootprint.errors import UsageError
from bbafootprint.report import result_to_dict
from bbafootprint.report.lines import origins_of_parts, write_lines
from bbafootprint.report.machine import traced_to_dict
from bbafootprint.schema import LINE_COLUMNS, TRACING_COLUMNS

TRADE = bba.load_trade(
    pd.DataFrame(
        [("soybeans", "NLD", 2022, "BRA", 0.75), ("soybeans", "NLD", 2022, "USA", 0.25)],
        columns=["commodity", "consignment", "year", "origin", "share"],
    )
)
TABLE = pd.DataFrame(
    {
        "commodity": ["soybeans", "cocoa butter", "soybeans"],
        "country of origin": ["", "", "BRA"],
        "shipped from": ["Netherlands", "NL", "NL"],
        "t": [1000.0, 100.0, 5.0],
        "stage": ["raw", "intermediate", ""],
        "remark": ["=HYPERLINK(1)", "@x", "plain"],
    }
)


@pytest.fixture(scope="module")
def result() -> bba.Footprint:
    return bba.calculate_footprint(TABLE, perspective="traced", trade=TRADE)


def lines_sheet(path: Path) -> pd.DataFrame:
    return pd.read_excel(path, sheet_name="Lines", header=3, engine="openpyxl")


def test_the_workbook_has_the_parts_and_says_the_perspective(result: bba.Footprint, tmp_path: Path) -> None:
    path = bba.write_workbook(result, tmp_path / "out.xlsx")
    sheet = lines_sheet(path)
    assert sheet["Line ID"].tolist() == [0, 0, 1, 2]
    assert sheet["Part of line"].tolist() == [1, 2, 0, 0]
    assert sheet["Share of line"].tolist() == [0.75, 0.25, 1, 1]
    assert sheet["Quantity"].tolist() == [750, 250, 100, 5]
    assert sheet["Grown in"].tolist() == ["BRA", "USA", "unknown", "BRA"]
    assert sheet["Shipped from"].tolist() == ["Netherlands", "Netherlands", "NL", "NL"]
    assert sheet["Traced with"].tolist()[:3] == [
        *["dataframe 0.0.0, soybeans 2022 for no year"] * 2, "not traced: no trade data"
    ]  # fmt: skip
    assert sheet["Stage"].tolist()[:3] == ["raw", "raw", "intermediate"]
    summary = openpyxl.load_workbook(path)["Summary"]
    said = {row[0].value: row[1].value for row in summary.iter_rows(max_row=11, max_col=2)}
    assert said["Perspective"].startswith("traced with dataframe 0.0.0: 1 line, 1,000 t traced; 100 t")
    assert said["Lines read"] == 3


def test_a_direct_workbook_says_so_and_has_no_parts(tmp_path: Path) -> None:
    path = bba.write_workbook(bba.calculate_footprint(TABLE), tmp_path / "out.xlsx")
    assert "Part of line" not in lines_sheet(path).columns
    summary = openpyxl.load_workbook(path)["Summary"]
    said = {row[0].value: row[1].value for row in summary.iter_rows(max_row=11, max_col=2)}
    assert said["Perspective"].startswith("direct, origins as declared; 1,100 t of no known origin")


def test_the_lines_sheet_of_a_direct_run_reads_back_with_consignment_and_stage(tmp_path: Path) -> None:
    result = bba.calculate_footprint(TABLE)
    path = bba.write_workbook(result, tmp_path / "out.xlsx")
    again = bba.read_lines(path, sheet="Lines")
    assert result.lines is not None
    for name in ("commodity", "origin", "consignment", "consignment_as_given", "stage", "amount", "problem"):
        one, two = (frame[name].astype(object) for frame in (result.lines.frame, again.frame))
        assert one.where(one.notna(), None).tolist() == two.where(two.notna(), None).tolist(), name
    assert not again.issues["code"].isin(["column-second", "column-duplicate"]).any()
    traced = bba.calculate_footprint(again, perspective="traced", trade=TRADE)
    assert traced.masses()["read"] == pytest.approx(1105)


def test_the_lines_sheet_of_a_traced_run_reads_back_to_the_same_tonnes(
    result: bba.Footprint, tmp_path: Path
) -> None:
    path = bba.write_workbook(result, tmp_path / "out.xlsx")
    again = bba.calculate_footprint(bba.read_lines(path, sheet="Lines"), perspective="traced", trade=TRADE)
    assert again.total()["value"].to_numpy() == pytest.approx(result.total()["value"].to_numpy())


def test_json_has_the_options_and_what_is_known_of_origins(result: bba.Footprint) -> None:
    data = json.loads(json.dumps(result_to_dict(result), allow_nan=False))
    assert data["provenance"]["options"]["trade"][0]["id"] == "dataframe"
    assert data["lines"] == {"read": 3, "assessed": 3, "not_assessed": 0, "rejected": 0}
    origins = {row["origin_status"]: row for row in data["origins"]}
    assert origins["traced"] == {"origin_status": "traced", "lines": 1, "mass_t": 1000.0}
    assert origins["unknown"]["mass_t"] == 100.0


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_lines_are_written_as_a_table_and_no_text_is_a_formula(tmp_path: Path, suffix: str) -> None:
    traced = bba.trace_origins(bba.read_lines(TABLE), TRADE)
    path = write_lines(traced, tmp_path / f"lines{suffix}")
    if suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            header, *rows = list(csv.reader(file))
        marks = [row[-1] for row in rows]
        assert marks == ["'=HYPERLINK(1)", "'=HYPERLINK(1)", "'@x", "plain"]
        amounts = [float(row[header.index("amount")]) for row in rows]
    else:
        sheet = openpyxl.load_workbook(path)["Lines"]
        header, *cells = [list(row) for row in sheet.iter_rows()]
        header = [cell.value for cell in header]
        assert {row[-1].data_type for row in cells} == {"s"}
        amounts = [row[header.index("amount")].value for row in cells]
    assert header == [*LINE_COLUMNS, *TRACING_COLUMNS, "remark"]
    assert amounts == [750, 250, 100, 5]
    again = bba.trace_origins(bba.read_lines(path), TRADE)
    assert again.frame["amount"].sum() == pytest.approx(1105)
    assert origins_of_parts(again)["amount"].tolist() == pytest.approx([750, 250])
    assert not any(
        str(name).endswith("(2)") for name in again.frame.columns
    )  # nothing of ours comes back as an other


def test_where_lines_cannot_be_written(tmp_path: Path) -> None:
    lines = bba.read_lines(TABLE)
    with pytest.raises(UsageError, match=r"\.xlsx"):
        write_lines(lines, tmp_path / "a.txt")
    path = write_lines(lines, tmp_path / "a.csv")
    with pytest.raises(UsageError, match="exists"):
        write_lines(lines, path, overwrite=False)
    assert origins_of_parts(lines).empty


def test_the_json_of_tracing() -> None:
    traced = bba.trace_origins(bba.read_lines(TABLE), TRADE)
    data = json.loads(json.dumps(traced_to_dict(traced), allow_nan=False))
    assert data["lines"] == {"read": 3, "traced": 1, "not_traced": 1}
    assert data["parts"] == 2
    assert [row["origin"] for row in data["rows"]] == ["BRA", "USA", "unknown", "BRA"]
    assert data["trade"][0]["version"] == "0.0.0"
    assert {"origin-traced", "origin-not-traced"} <= {issue["code"] for issue in data["issues"]}
