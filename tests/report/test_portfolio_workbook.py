"""The workbook and the JSON of a portfolio."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook

import bbafootprint as bba
from bbafootprint.errors import UsageError
from bbafootprint.portfolio import PortfolioFootprint, screen_portfolio
from bbafootprint.report.portfolio_workbook import portfolio_to_dict, write_portfolio_workbook


@pytest.fixture(scope="module")
def result() -> PortfolioFootprint:
    holdings = pd.DataFrame({
        "holding id": ["=A1+1", "B"], "company": ["c1", "c2"], "asset class": "equity", "outstanding": [10, 5],
        "currency": "EUR", "date": "2023-12-31", "Company": ["mine", "mine"],
    })  # fmt: skip
    companies = pd.DataFrame(
        {"company": ["c1"], "EVIC": [100.0], "currency": "EUR", "report date": "2023-12-31"}
    )
    ready = pd.DataFrame({"company": ["c1"], "indicator": "habitat_loss", "value": [50.0], "unit": "ha"})
    return screen_portfolio(holdings, companies, footprints=ready, factors=bba.load_factors("bba-open"))


def test_every_table_is_a_sheet_and_a_blank_is_not_zero(result: PortfolioFootprint, tmp_path: Path) -> None:
    path = write_portfolio_workbook(
        result, tmp_path / "out.xlsx", more={"Extra": (pd.DataFrame({"x": [1]}), "more")}
    )
    book = load_workbook(path)
    assert book.sheetnames[0] == "Disclosure"
    assert set(book.sheetnames) == {*result.tables(), "Extra", "Method"}
    totals = {row[0]: row for row in book["Totals"].iter_rows(min_row=5, values_only=True)}
    head = [cell.value for cell in book["Totals"][4]]
    assert totals["habitat_loss"][head.index("Value")] == pytest.approx(5.0)
    assert totals["land_occupation"][head.index("Value")] is None
    cell = book["Holdings"]["A5"]
    assert (cell.value, cell.data_type) == ("=A1+1", "s")


def test_json_holds_the_same_and_null_for_missing(result: PortfolioFootprint) -> None:
    data = portfolio_to_dict(result)
    assert json.loads(json.dumps(data, allow_nan=False)) == data
    totals = {row["indicator"]: row for row in data["totals"]}
    assert totals["habitat_loss"]["value"] == pytest.approx(5.0)
    assert totals["land_occupation"]["value"] is None
    assert data["counts"] == {"read": 2, "assessed": 1, "not_assessed": 1, "out_of_scope": 0, "rejected": 0}
    assert {
        "disclosure",
        "coverage",
        "by_company",
        "holdings",
        "not_assessed",
        "issues",
        "provenance",
    } <= set(data)


def test_an_existing_file_is_kept_where_asked(result: PortfolioFootprint, tmp_path: Path) -> None:
    path = tmp_path / "out.xlsx"
    path.write_text("mine")
    with pytest.raises(UsageError, match="exists"):
        write_portfolio_workbook(result, path, overwrite=False)
    assert path.read_text() == "mine"


def test_columns_are_as_wide_as_their_numbers_and_sentences_take_several_lines(tmp_path: Path) -> None:
    holdings = pd.DataFrame({
        "company": "c1", "asset class": "equity", "outstanding": [123_456_789_012.34], "currency": "EUR",
        "date": "2023-12-31",
    })  # fmt: skip
    companies = pd.DataFrame(
        {"company": ["c1"], "EVIC": [1e12], "currency": "EUR", "report date": "2023-12-31"}
    )
    ready = pd.DataFrame({"company": ["c1"], "indicator": "habitat_loss", "value": [50.0], "unit": "ha"})
    shown = screen_portfolio(holdings, companies, footprints=ready, factors=bba.load_factors("bba-open"))
    book = load_workbook(write_portfolio_workbook(shown, tmp_path / "out.xlsx"))
    sheet = book["Disclosure"]
    heads = {cell.value: cell.column_letter for cell in sheet[4]}
    assert sheet[f"{heads['Value']}5"].value == pytest.approx(123_456_789_012.34)
    assert sheet.column_dimensions[heads["Value"]].width > len("123,456,789,012")
    rows = {row[1].value: row for row in sheet.iter_rows(min_row=5)}
    remark = rows["Habitat loss"][-1]
    assert "100 % of the value is of ready footprints, taken as given" in remark.value
    assert remark.alignment.wrap_text
    assert sheet.row_dimensions[remark.row].height >= 15 * (len(remark.value) // 84 + 1)
    totals = book["Totals"]
    at = {cell.value: cell.column_letter for cell in totals[4]}["Assessed outstanding"]
    assert totals.column_dimensions[at].width > len("123,456,789,012")
