"""A workbook as it came (OS-Climate's sample data), with company lines invented for the test."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from bbafootprint.portfolio.inputs.companies import read_companies
from bbafootprint.portfolio.inputs.holdings import read_holdings

# companies whose EVIC is 1, a placeholder: rows of the sheet, counted by hand
PLACEHOLDERS = [11, 12, 22, 23, 27, 29, 32, 35, 40, 41, 44]


@pytest.fixture(scope="module")
def book(shared: Path) -> Path:
    return shared / "corpora" / "portfolio" / "holdings_and_company_fundamentals.xlsx"


def test_it_is_read_as_it_is(book: Path) -> None:
    held, known = read_holdings(book), read_companies(book)
    assert (held.reading["sheet"], known.reading["sheet"]) == ("Portfolio", "ITR input data")
    assert (len(held.frame), len(known.names)) == (43, 43)
    assert held.frame["outstanding"].iloc[:3].tolist() == [194_058, 35_792, 212_845]
    assert set(held.frame["currency"]) == {"USD"}  # it stands in the header
    assert known.figures["evic"].iloc[0] == 9_681_000_000
    assert {str(date) for date in known.figures["report_date"]} == {"2020-12-31"}
    assert not {"isin-invalid", "lei-invalid"} & {issue["code"] for issue in [*held.issues, *known.issues]}


def test_what_it_does_not_say_is_asked(screen, book: Path) -> None:
    result = screen(book, book)
    assert set(result.not_assessed()["reason"]) == {"asset-class-missing"}
    assert {"asset-class-missing", "date-missing"} <= set(result.issues["code"])


def test_every_problem_of_it_is_listed(screen, book: Path) -> None:
    known = read_companies(book)
    names = known.names["company"].tolist()
    lines = pd.DataFrame({
        "company": names, "commodity": "soybeans", "origin": "Brazil", "quantity": range(1, len(names) + 1),
        "unit": "kt",
        "year": 2020,
    })  # fmt: skip
    result = screen(book, book, lines=lines, asset_class="listed equity", date="2020-12-31")
    bad = result.issues[result.issues["code"] == "denominator-implausible"]
    assert bad["cell"].tolist() == [f"M{row}" for row in PLACEHOLDERS]
    assert result.counts() == {
        "read": 43,
        "assessed": 32,
        "not_assessed": 11,
        "out_of_scope": 0,
        "rejected": 0,
    }
    assert set(result.issues.loc[result.issues["severity"] != "info", "code"]) == {"denominator-implausible"}
    first = result.to_frame().iloc[0]
    assert first["factor"] == pytest.approx(194_058 / 9_681_000_000, rel=1e-12)
    assert result.total()["value"].notna().all()
    assert result.amounts()["assessed"] + result.amounts()["not_assessed"] == pytest.approx(
        result.amounts()["read"]
    )
