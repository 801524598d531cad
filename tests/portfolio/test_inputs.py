"""Tables as people keep them: headers in four languages, money, dates and identifiers."""

from __future__ import annotations

import datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import bbafootprint as bba
from bbafootprint.errors import InputError, MissingColumnError, UsageError
from bbafootprint.portfolio.inputs.amounts import read_amounts, split_money
from bbafootprint.portfolio.inputs.asset_classes import match_asset_class
from bbafootprint.portfolio.inputs.columns import COMPANIES, HOLDINGS
from bbafootprint.portfolio.inputs.dates import months_between, read_date, shown_order
from bbafootprint.portfolio.inputs.headers import match_columns
from bbafootprint.portfolio.inputs.holdings import read_holdings
from bbafootprint.portfolio.inputs.identifiers import isin_is_valid, lei_is_valid
from bbafootprint.portfolio.inputs.words import take_money
from tests.portfolio.conftest import company, holding, ready


def test_isin_by_the_published_examples() -> None:
    # ISO 6166's own examples and others that are widely published
    for text in ("US0378331005", "AU0000XVGZA3", "GB0002634946"):
        assert isin_is_valid(text)
    for text in ("US0378331006", "US037833100", "us0378331005", "0S0378331005"):
        assert not isin_is_valid(text)


def test_lei_by_its_check_digits() -> None:
    body = "EXAMPLE00000000001"
    number = int("".join(str(int(sign, 36)) for sign in body) + "00")
    right = f"{body}{98 - number % 97:02d}"
    assert lei_is_valid(right)
    assert not lei_is_valid(right[:-1] + str((int(right[-1]) + 1) % 10))
    assert not lei_is_valid(right[:-1])


@pytest.mark.parametrize(
    ("header", "rest", "currency", "scale"),
    [
        ("EVIC (EUR million)", "EVIC", "EUR", 1e6), ("Outstanding [USD]", "Outstanding", "USD", 1),
        ("Umsatz in Mio. EUR", "Umsatz", "EUR", 1e6), ("Revenue, kEUR", "Revenue", "EUR", 1e3),
        ("Encours (en M€)", "Encours", "EUR", 1e6), ("Umsatz (TEUR)", "Umsatz", "EUR", 1e3),
        ("Market cap, US$ bn", "Market cap", "USD", 1e9), ("Omzet (miljard EUR)", "Omzet", "EUR", 1e9),
        ("Total assets ('000 EUR)", "Total assets", "EUR", 1e3), ("Revenue in EUR m", "Revenue", "EUR", 1e6),
        ("company m", "company m", "", 1), ("Total debt", "Total debt", "", 1),
    ],
)  # fmt: skip
def test_currency_and_scale_of_a_header(header: str, rest: str, currency: str, scale: float) -> None:
    assert take_money(header) == (rest, currency, scale)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("EUR 1.2 m", ("1.2", "EUR", 1e6)), ("€ 1 000,34", ("1 000,34", "EUR", 1.0)),
        ("5,3 Mrd. USD", ("5,3", "USD", 1e9)), ("(1,000.34)", ("(1,000.34)", "", 1.0)),
        ("250 GBp", ("250", "GBP", 0.01)), ("12 apples", None), ("about 5", None),
    ],
)  # fmt: skip
def test_money_in_a_cell(text: str, parts: tuple[str, str, float] | None) -> None:
    assert split_money(text) == parts


def test_the_column_decides_the_decimal_mark() -> None:
    column = pd.Series(["1,000.34", "2,500", "n/a", "abc", None], dtype=object)
    amounts = read_amounts(column, 1e6)
    assert amounts.value[:2].tolist() == [1000.34e6, 2500e6]
    assert amounts.fault.tolist() == ["", "", "amount-missing", "amount-text", "amount-missing"]
    assert read_amounts(pd.Series(["1.234"], dtype=object)).fault.tolist() == ["amount-ambiguous"]
    assert read_amounts(pd.Series(["1.234"], dtype=object), decimal=",").value.tolist() == [1234.0]
    assert read_amounts(pd.Series(["1.234"], dtype=object), shown=[","]).value.tolist() == [1234.0]


def test_a_scale_in_the_cell_is_not_taken_twice() -> None:
    assert read_amounts(pd.Series(["3 m", "3"], dtype=object), 1e6).value.tolist() == [3e6, 3e6]


@pytest.mark.parametrize(
    "text",
    ["2023-12-31", "31/12/2023", "12/31/2023", "31.12.23", "31 Dec 2023", "Dec-23", "Q4 2023", "FY2023",
    "31 décembre 2023",
     "December 31, 2023", 20231231, 45291, 2023, datetime.datetime(2023, 12, 31, 5), np.float64(45291.0)],
)  # fmt: skip
def test_dates_as_people_write_them(text: object) -> None:
    assert read_date(text) == (datetime.date(2023, 12, 31), "")


def test_a_day_that_may_be_a_month_is_asked() -> None:
    assert read_date("03/04/2023") == (None, "date-ambiguous")
    assert shown_order(["03/04/2023", "25/04/2023"]) == "day"
    assert read_date("03/04/2023", "day")[0] == datetime.date(2023, 4, 3)
    assert read_date("03/04/2023", "month")[0] == datetime.date(2023, 3, 4)
    assert read_date("soon") == (None, "date-text")
    assert read_date("30/02/2023") == (None, "date-text")


def test_months_between_month_ends() -> None:
    assert months_between(datetime.date(2022, 6, 30), datetime.date(2023, 12, 31)) == 18
    assert months_between(datetime.date(2023, 12, 31), datetime.date(2022, 5, 31)) == 19
    assert months_between(datetime.date(2023, 1, 1), datetime.date(2023, 1, 16)) == pytest.approx(15 / 31)


@pytest.mark.parametrize(
    ("headers", "wanted"),
    [
        (["Société", "Classe d'actifs", "Encours (M€)", "Devise", "Date d'arrêté"], "fr"),
        (["Bedrijf", "Beleggingscategorie", "Uitstaand bedrag", "Valuta", "Peildatum"], "nl"),
        (["Unternehmen", "Anlageklasse", "Marktwert (TEUR)", "Währung", "Stichtag"], "de"),
        (["issuer_id", "asset_class", "MarketValue", "CCY", "as_of_date"], "en"),
    ],
)
def test_headers_of_holdings_in_four_languages(headers: list[str], wanted: str) -> None:
    targets = match_columns(headers, HOLDINGS, {})[0].targets
    assert targets == {"company_id": 0, "asset_class": 1, "outstanding": 2, "currency": 3, "date": 4}


def test_headers_of_companies_in_four_languages() -> None:
    headers = [
        "Capitalisation boursière",
        "Eigen vermogen",
        "Bilanzsumme",
        "Chiffre d'affaires",
        "Minderheidsbelangen",
    ]
    targets = match_columns(headers, COMPANIES, {})[0].targets
    assert targets == {"market_cap": 0, "equity": 1, "total_assets": 2, "revenue": 3, "minority_interests": 4}


def test_asset_classes_in_four_languages() -> None:
    words = ["Aktien", "obligations", "zakelijke lening", "Private Equity", "financement de projet", "Hypothek",
             "staatsobligatie", "corporate_bond", "ETF", "nonsense"]  # fmt: skip
    assert [match_asset_class(word) for word in words] == [
        "listed_equity", "corporate_bond", "business_loan", "unlisted_equity", "project_finance", "mortgage",
        "sovereign_debt", "corporate_bond", "fund", "",
    ]  # fmt: skip


def test_a_csv_with_decimal_commas_is_read_with_its_cells(tmp_path: Path) -> None:
    path = tmp_path / "portefeuille.csv"
    path.write_text(
        "Société;Type d'actif;Encours "
        "(EUR);Date\nA;Actions;1.234,50;31.12.2023\nB;Prêt;2.000;31.12.2023\nC;Machin;x;\n",
        encoding="utf-8",
    )
    read = read_holdings(path)
    assert read.frame["outstanding"].tolist()[:2] == [1234.5, 2000.0]
    assert read.frame["asset_class"].fillna("").tolist() == ["listed_equity", "business_loan", ""]
    found = {(issue["code"], issue["cell"]) for issue in read.issues}
    assert {("amount-text", "C4"), ("asset-class-unknown", "B4")} <= found


def test_a_row_of_totals_is_left_out_and_a_company_called_total_is_not() -> None:
    frame = pd.DataFrame({
        "name": ["A", "Total", "Total"], "isin": ["", "FR0000120271", ""], "outstanding": [5.0, 7.0, 12.0],
        "currency": "EUR", "asset class": "equity",
    })  # fmt: skip
    read = read_holdings(frame)
    assert read.frame["outstanding"].tolist() == [5.0, 7.0]
    assert "rows-subtotal" in {issue["code"] for issue in read.issues}


def test_a_table_is_not_changed_and_its_index_stays(screen) -> None:
    holdings = pd.DataFrame([holding(), holding("c2")], index=["x", "y"])
    kept = holdings.copy(deep=True)
    result = screen(holdings, [company(EVIC=200.0)], [ready()])
    pd.testing.assert_frame_equal(holdings, kept)
    assert result.to_frame().index.tolist() == ["x", "y"]


def test_identifiers_stand_once_and_wrong_ones_are_said(screen) -> None:
    rows = [holding(**{"holding id": "H"}), holding(**{"holding id": "H"}), holding(isin="US0378331006")]
    result = screen(rows, [company(EVIC=200.0)], [ready()])
    assert result.holdings["holding_id"].tolist() == ["H", "H#2", "2"]
    assert {"holding-id-duplicate", "isin-invalid"} <= set(result.issues["code"])


def test_a_table_without_amounts_is_refused_in_words(screen) -> None:
    with pytest.raises(MissingColumnError, match="outstanding"):
        screen([{"company": "c1"}], [company()])
    with pytest.raises(InputError, match="no file"):
        screen(Path("nowhere.xlsx"), [company()])
    with pytest.raises(UsageError, match="asset class"):
        screen([holding()], [company()], asset_class="nonsense")
    with pytest.raises(UsageError, match="currency"):
        screen([holding()], [company()], currency="dollars")
    assert issubclass(MissingColumnError, bba.BBAFootprintError)
