"""What is not guessed: names, contradicting rates, percentages, dollars, figures that are far too large."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
import xlsxwriter

from bbafootprint.errors import MissingColumnError
from bbafootprint.portfolio.inputs.amounts import split_money
from bbafootprint.portfolio.inputs.asset_classes import OUT_OF_SCOPE, match_asset_class
from bbafootprint.portfolio.inputs.columns import COMPANIES as COMPANY_COLUMNS
from bbafootprint.portfolio.inputs.columns import HOLDINGS
from bbafootprint.portfolio.inputs.headers import match_columns
from bbafootprint.portfolio.inputs.holdings import read_holdings
from bbafootprint.portfolio.inputs.identifiers import reads_as_name, split_ids, tidy_id
from bbafootprint.portfolio.inputs.words import take_money
from tests.portfolio.conftest import LAND, company, holding, ready
from tests.portfolio.test_screening import LINES

FIGURES = {"EVIC": 100.0, "currency": "EUR", "report date": "2023-12-31"}


def codes(result: Any) -> set[str]:
    return set(result.issues["code"])


# ---- figures that are far too large ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("figures", "status"),
    [
        ({"EVIC": 601.0, "market cap": 120.0, "debt": 80.0}, "not assessed"),
        ({"EVIC": 599.0, "market cap": 120.0, "debt": 80.0}, "assessed"),
        ({"EVIC": 610.0, "market cap": 120.0, "debt": 80.0, "minority interests": 5.0}, "assessed"),
        ({"EVIC": 601e5, "total assets": 600e3, "revenue": 1e3}, "not assessed"),
        ({"EVIC": 599e5, "total assets": 600e3, "revenue": 1e3}, "assessed"),
        ({"EVIC": 4.2e12, "market cap": 2.6e9}, "not assessed"),
        ({"EVIC": 4.2e12, "total assets": 5.1e9}, "not assessed"),
        ({"EVIC": 4.2e12, "revenue": 6.3e9}, "not assessed"),
        ({"EVIC": 4.2e12, "equity": 1.9e9, "debt": 1.5e9}, "not assessed"),
        ({"market cap": 2.6e9, "debt": 1.5e12, "total assets": 5.1e9}, "not assessed"),
        ({"market cap": 2.6e9, "debt": 1.5e12, "revenue": 6.3e9}, "not assessed"),
        ({"market cap": 2.6e12, "debt": 1.5e9, "total assets": 5.1e9}, "not assessed"),
        # a bank, software without debt, a franchise that owes thrice its assets, a fund, a company before its sales
        ({"EVIC": 260e9, "market cap": 25e9}, "assessed"),
        ({"EVIC": 3e12, "total assets": 65e9, "revenue": 61e9}, "assessed"),
        ({"EVIC": 50e9, "revenue": 1e9}, "assessed"),
        ({"market cap": 17e9, "debt": 5e9, "total assets": 1.7e9}, "assessed"),
        ({"EVIC": 3e9, "revenue": 0.0}, "assessed"),
        ({"EVIC": 3e9, "revenue": 1e6, "total assets": 1e9}, "assessed"),
        ({"EVIC": 4e9}, "assessed"),  # nothing to compare it with
    ],
)
def test_an_enterprise_value_that_is_far_too_large_is_questioned(
    screen, figures: dict[str, float], status: str
) -> None:
    result = screen([holding()], [company(**figures)], [ready()])
    assert result.holdings["status"].tolist() == [status]
    assert ("denominator-implausible" in codes(result)) is (status != "assessed")
    if status != "assessed":
        assert "cannot be right beside" in result.issues["message"].iloc[0]


@pytest.mark.parametrize(
    ("figures", "status"),
    [
        ({"debt": 30e6, "equity": 50e6, "total assets": 70e3}, "not assessed"),
        ({"debt": 310e9, "equity": 145e6, "total assets": 620e6}, "not assessed"),
        ({"debt": 310e6, "equity": 145e9, "total assets": 620e6}, "not assessed"),
        ({"debt": 455e9, "equity": 145e6, "revenue": 1.9e9}, "not assessed"),
        ({"debt": 5e9, "equity": -4e9, "total assets": 1.7e9}, "assessed"),
        ({"debt": 90e6, "equity": 30e6, "revenue": 0.0}, "assessed"),
    ],
)
def test_equity_and_debt_far_over_the_assets_are_questioned(
    screen, figures: dict[str, float], status: str
) -> None:
    result = screen([holding("c1", "business loan")], [company(**figures)], [ready()])
    assert result.holdings["status"].tolist() == [status]
    assert ("denominator-implausible" in codes(result)) is (status != "assessed")


@pytest.mark.parametrize(
    ("figures", "status"),
    [
        ({"total assets": 5.1e12, "revenue": 6.3e9}, "not assessed"),
        ({"total assets": 5.1e12, "equity": 1.9e9}, "not assessed"),
        ({"total assets": 5.1e12, "market cap": 2.6e9}, "not assessed"),
        ({"total assets": 5.1e12, "equity": 1.9e9, "debt": 1.5e9}, "not assessed"),
        ({"total assets": 5.1e9, "equity": 1.9e12, "debt": 1.5e9}, "not assessed"),
        ({"total assets": 900e9, "revenue": 30e9, "equity": 40e9}, "assessed"),
        ({"total assets": 5.1e9, "revenue": 6.3e9}, "assessed"),
    ],
)
def test_an_alternative_that_cannot_be_right_is_refused_and_said(
    screen, figures: dict[str, float], status: str
) -> None:
    result = screen([holding()], [company(**figures)], [ready()], use_alternatives=True)
    assert result.holdings["status"].tolist() == [status]
    if status != "assessed":
        assert result.not_assessed()["reason"].tolist() == ["denominator-implausible"]
        assert "cannot be right" in " ".join(result.issues["message"])
        assert "is given" not in " ".join(result.issues["message"])


@pytest.mark.parametrize(
    ("more", "words", "code"),
    [
        ({}, "market capitalisation and debt; not given, none counted: preferred shares, minority interests",
         "evic-without-minority"),
        ({"minority interests": 1.0}, "market capitalisation, debt and minority interests; not given, none counted: "
         "preferred shares", "evic-from-parts"),
        ({"minority interests": 1.0, "preferred shares": 1.0},
         "market capitalisation, preferred shares, debt and minority interests", "evic-from-parts"),
    ],
)  # fmt: skip
def test_an_enterprise_value_says_what_it_was_added_up_from(
    screen, more: dict, words: str, code: str
) -> None:
    result = screen([holding()], [company(**{"market cap": 120.0, "debt": 70.0}, **more)], [ready()])
    assert result.holdings["denominator_how"].iloc[0] == f"added up from {words}"
    assert {"evic-without-minority", "evic-from-parts"} & codes(result) == {code}


# ---- rates ----------------------------------------------------------------------------------------------------------


def rates(*rows: tuple[str, str, float, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["from", "to", "rate", "date"])


def test_rates_that_contradict_each_other_are_not_used(screen, tmp_path) -> None:
    path = tmp_path / "fx.csv"
    rates(("EUR", "USD", 1.1, "2023-12-31"), ("EUR", "USD", 1.2, "2023-12-31")).to_csv(path, index=False)
    result = screen([holding(currency="USD", amount=11.0)], [company(EVIC=200.0)], [ready()], fx=path)
    assert result.not_assessed()["reason"].tolist() == ["rate-conflict"]
    said, why = result.issues[result.issues["code"] == "rate-conflict"].to_dict("records")
    assert why["message"].startswith(
        "C1: the holding is in USD and the enterprise value including cash in EUR, and the rates near 2023-12-31 "
        "contradict each other"
    )
    assert said["message"] == (
        "Exchange rates of EUR and USD on 2023-12-31 contradict each other: 1 EUR = 1.1 USD (C2); 1 EUR = 1.2 USD (C3)."
        " None of them is used."
    )
    assert (said["severity"], said["cell"]) == ("error", "C2")


@pytest.mark.parametrize(("inverse", "fine"), [(0.909, True), (0.89, False), (1.1, False)])
def test_the_inverse_of_a_rate_may_not_contradict_it(screen, inverse: float, fine: bool) -> None:
    fx = rates(("EUR", "USD", 1.1, "2023-12-31"), ("USD", "EUR", inverse, "2023-12-31"))
    result = screen([holding(currency="USD", amount=11.0)], [company(EVIC=200.0)], [ready()], fx=fx)
    assert result.counts()["assessed"] == int(fine)
    assert ("rate-conflict" in codes(result)) is not fine


def test_another_rate_near_the_date_answers_and_a_rate_may_stand_twice(screen) -> None:
    fx = rates(
        ("EUR", "USD", 1.2, "2023-12-31"), ("EUR", "USD", 1.3, "2023-12-31"), ("EUR", "USD", 1.1, "2023-12-29"),
        ("EUR", "USD", 1.1, "2023-12-29"),
    )  # fmt: skip
    result = screen([holding(currency="USD", amount=11.0)], [company(EVIC=200.0)], [ready()], fx=fx)
    assert result.holdings["factor"].tolist() == pytest.approx([10 / 200])


def test_a_holding_without_a_date_is_told_why_no_rate_answers(screen) -> None:
    fx = rates(("EUR", "USD", 1.1, "2023-12-31"))
    result = screen([holding(currency="USD", date=None)], [company(EVIC=200.0)], [ready()], fx=fx)
    said = result.issues.set_index("code")["message"]["rate-missing"]
    assert "the holding has no date, which a rate is chosen by" in said
    assert "None" not in " ".join(result.issues["message"])


@pytest.mark.parametrize(
    ("given", "rate"),
    [(("EUR", "GBX", 87.0), 1 / 0.87), (("GBX", "EUR", 0.0115), 1.15), (("GBp", "EUR", 0.0115), 1.15)],
)
def test_a_rate_in_pence_is_no_rate_of_pounds(screen, given: tuple[str, str, float], rate: float) -> None:
    result = screen(
        [holding(currency="GBP")], [company(EVIC=200.0)], [ready()], fx=rates((*given, "2023-12-31"))
    )
    assert result.holdings["factor"].tolist() == pytest.approx([10 * rate / 200])


def test_a_currency_is_one_of_itself(screen, tmp_path) -> None:
    path = tmp_path / "fx.csv"
    rates(("EUR", "EUR", 2.0, "2023-12-31"), ("EUR", "EUR", 1.0, "2023-12-31"), ("GBP", "GBX", 100.0, "2023-12-31"),
          ("GBP", "GBX", 10.0, "2023-12-31")).to_csv(path, index=False)  # fmt: skip
    result = screen([holding()], [company(EVIC=200.0)], [ready()], fx=path)
    said = result.issues[result.issues["code"] == "rate-unusable"]
    assert said["cell"].tolist() == ["C2", "C5"]
    assert "one EUR is 2 EUR, and a currency is 1 of itself" in said["message"].iloc[0]


DAY, EVE = "2023-12-31", "2023-12-29"


@pytest.mark.parametrize(
    ("rows", "cells"),
    [
        ([("EUR", "USD", 1.10, EVE), ("EUR", "USD", 11.0, "2023-12-30")], {"C2", "C3"}),
        ([("USD", "EUR", 1.10, DAY), ("EUR", "USD", 1.10, EVE)], {"C2", "C3"}),
        ([("EUR", "GBP", 0.87, EVE), ("GBP", "USD", 1.26, EVE), ("EUR", "CHF", 0.93, EVE), ("CHF", "USD", 3.0, EVE)],
         {"C2", "C3", "C4", "C5"}),
        ([("EUR", "USD", 1.10, EVE), ("EUR", "GBP", 0.87, EVE), ("GBP", "USD", 2.5, EVE)], {"C2", "C3", "C4"}),
    ],
    ids=["digit", "direction", "two ways", "triangle"],
)  # fmt: skip
def test_rates_of_other_dates_and_ways_may_not_contradict_each_other(screen, tmp_path, rows, cells) -> None:
    path = tmp_path / "fx.csv"
    rates(*rows).to_csv(path, index=False)
    held = [holding(currency="USD", amount=11.0), holding()]
    result = screen(held, [company(EVIC=200.0)], [ready()], fx=path)
    assert result.holdings["reason"].tolist() == ["rate-conflict", ""]
    said = result.issues[result.issues["code"] == "rate-conflict"].iloc[0]
    assert all(cell in said["message"] for cell in cells)
    assert said["severity"] == "error"
    assert said["cell"] in cells
    assert "none of them is used" in said["message"]
    assert "there is no rate" not in " ".join(result.issues["message"])


def test_rates_that_moved_or_lie_far_apart_contradict_nothing(screen) -> None:
    fx = rates(
        ("EUR", "USD", 1.10, DAY), ("EUR", "USD", 0.95, "2023-12-01"), ("EUR", "USD", 2.0, "2023-06-30"),
        ("EUR", "GBP", 0.87, EVE), ("EUR", "GBP", 87.0, "2023-12-30"), ("GBP", "USD", 1.26, EVE),
    )  # fmt: skip
    result = screen([holding(currency="USD", amount=11.0)], [company(EVIC=200.0)], [ready()], fx=fx)
    assert result.holdings["factor"].tolist() == pytest.approx([10 / 200])
    assert "rate-conflict" not in codes(result)
    one = screen([holding(currency="GBP")], [company(EVIC=200.0)], [ready()], fx=fx)
    assert one.holdings["reason"].tolist() == ["rate-conflict"]


def test_what_is_missing_is_asked_where_it_belongs(screen) -> None:
    rows = [holding(currency="USD"), holding(currency="USD", date=None), holding("c1", "mortgage")]
    said = screen(rows, [company(EVIC=200.0)], [ready()]).issues
    dated, undated = said[said["code"] == "rate-missing"]["suggestion"]
    assert dated == "Add a rate of USD and EUR near 2023-12-31 to fx (from, to, rate, date)."
    assert undated.startswith("Give the holding a date")
    (value,) = said[said["code"] == "denominator-missing"]["suggestion"]
    assert "to the holdings" in value
    assert "companies" not in value


# ---- amounts and currencies -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["12%", "12 %", "12,5 ‰", "EUR 12%"])
def test_a_percentage_is_no_amount(screen, text: str) -> None:
    assert split_money(text) is None
    result = screen([holding(amount=text), holding()], [company(EVIC=200.0)], [ready()])
    assert result.holdings["reason"].tolist() == ["amount-text", ""]
    assert "A share (%) is no amount" in result.issues["suggestion"].iloc[0]


@pytest.mark.parametrize(
    ("amount", "currency", "found"),
    [("$ 5", "", ""), ("$ 5", "USD", "USD"), ("$ 5", "CAD", "CAD"), ("US$ 5", "", "USD"), ("$ 5", "EUR", ""),
     (5.0, "$", ""), (5.0, "US$", "USD"), ("$5", "US$", "USD")],
)  # fmt: skip
def test_a_dollar_sign_alone_is_asked(screen, amount: object, currency: str, found: str) -> None:
    read = read_holdings(pd.DataFrame([holding(amount=amount, currency=currency)]))
    assert read.frame["currency"].tolist() == [found]
    assert read.frame["outstanding"].tolist() == [5.0]
    assert ("currency-unknown" in {issue["code"] for issue in read.issues}) is (found == "")


@pytest.mark.parametrize(
    ("shown", "currency", "found"),
    [("[$$-409]#,##0.00", "EUR", ""), ('"$"#,##0', "EUR", ""), ("$#,##0", "EUR", ""), ("[$USD] #,##0", "EUR", ""),
     ("[$$-409]#,##0.00", "USD", "USD"), ('#,##0.00 "€"', "EUR", "EUR"), ('#,##0.00 "€"', "", "EUR"),
     ("#,##0.00_$", "EUR", "EUR"), ("[$-409]#,##0", "EUR", "EUR"), ('#,##0 "pcs"', "EUR", "EUR")],
)  # fmt: skip
def test_a_currency_that_a_cell_shows_is_not_passed_over(
    tmp_path, shown: str, currency: str, found: str
) -> None:
    with xlsxwriter.Workbook(tmp_path / "holdings.xlsx") as book:
        sheet = book.add_worksheet("Holdings")
        sheet.write_row(0, 0, ["company", "asset class", "outstanding", "currency", "date"])
        sheet.write_row(1, 0, ["c1", "listed equity", None, currency, "2023-12-31"])
        sheet.write_number(1, 2, 12.0, book.add_format({"num_format": shown}))
    read = read_holdings(tmp_path / "holdings.xlsx")
    assert read.frame["currency"].tolist() == [found]
    assert read.frame["outstanding"].tolist() == [12.0]
    said = [issue for issue in read.issues if issue["code"] == "currency-unknown"]
    assert [(issue["sheet"], issue["cell"]) for issue in said] == [("Holdings", "D2")] * (found == "")


def test_a_dollar_sign_in_a_header_is_asked_unless_a_column_says_which() -> None:
    assert take_money("Market value ($ m)") == ("Market value", "$", 1e6)
    assert take_money("Market value ($m)") == ("Market value", "$", 1e6)
    assert take_money("Outstanding, US$m") == ("Outstanding", "USD", 1e6)
    frame = pd.DataFrame([{"company": "c1", "asset class": "equity", "Market value ($ m)": 5}])
    alone, said = read_holdings(frame), read_holdings(frame.assign(currency="USD"))
    assert alone.frame["currency"].tolist() == [""]
    assert "'$' may be several currencies" in " ".join(issue["message"] for issue in alone.issues)
    assert said.frame[["currency", "outstanding"]].to_numpy().tolist() == [["USD", 5e6]]


@pytest.mark.parametrize(
    ("text", "code"),
    [("Onbeursgenoteerde aandelen", "unlisted_equity"), ("Green bond", "corporate_bond"),
     ("Convertible bond", "corporate_bond"), ("equity option", "derivative"), ("Private credit", "business_loan"),
     ("Guarantee", "guarantee"), ("Bürgschaft", "guarantee")],
)  # fmt: skip
def test_more_words_for_asset_classes(text: str, code: str) -> None:
    assert match_asset_class(text) == code


def test_options_and_guarantees_are_out_of_scope(screen) -> None:
    assert {"derivative", "guarantee"} <= set(OUT_OF_SCOPE)
    result = screen(
        [holding("c1", "equity option"), holding("c1", "guarantee")], [company(EVIC=9.0)], [ready()]
    )
    assert result.counts()["out_of_scope"] == 2
    assert "1 holding (guarantee): a guarantee finances nothing" in " ".join(result.issues["message"])


@pytest.mark.parametrize(
    "header", ["Market value %", "Market value (%)", "Marktwert in %", "valeur de marché (%)", "MarketValue%"]
)
def test_a_share_in_a_header_is_no_amount(header: str) -> None:
    match, money = match_columns([header, "Outstanding (EUR m)"], HOLDINGS, {})
    assert (match.targets, match.second) == ({"outstanding": 1}, [])
    assert money == {"outstanding": ("EUR", 1e6)}
    frame = pd.DataFrame([holding() | {header: 12.0}]).drop(columns="outstanding")
    with pytest.raises(MissingColumnError, match="outstanding"):
        read_holdings(frame)
    read = read_holdings(frame.assign(amount=7.0))
    assert read.frame["outstanding"].tolist() == [7.0]
    assert header in " ".join(issue["message"] for issue in read.issues if issue["code"] == "column-unread")


def test_more_headers() -> None:
    assert match_columns(["Bestand in Mrd. EUR"], HOLDINGS, {})[1] == {"outstanding": ("EUR", 1e9)}
    assert match_columns(["Anteile Dritter"], COMPANY_COLUMNS, {})[0].targets == {"minority_interests": 0}


# ---- names ----------------------------------------------------------------------------------------------------------


def test_a_name_in_the_column_of_companies_is_no_identifier(screen) -> None:
    rows = [holding("Alpha Foods NV"), holding("", name="Alpha Foods NV")]
    lines = LINES.head(1).assign(company="Alpha Foods NV")
    for header in ("company name", "company"):
        result = screen(rows, [{header: "Alpha Foods NV"} | FIGURES], lines=lines)
        assert result.not_assessed()["reason"].tolist() == ["company-unknown"] * 2
        assert result.open_matches["suggestion"].tolist() == ["Alpha Foods NV"] * 2
        assert "lines-of-unknown-company" in codes(result)
        assert ("name-no-identifier" in codes(result)) is (header == "company")
    answered = screen(
        rows,
        [{"company name": "Alpha Foods NV"} | FIGURES],
        lines=lines,
        matches={"Alpha Foods NV": "Alpha Foods NV"},
    )
    assert answered.counts()["assessed"] == 2


def test_a_text_that_is_given_as_an_identifier_is_matched_exactly(screen) -> None:
    rows = [holding("Alpha Foods NV"), holding("ALPHA FOODS NV"), holding("AlphaFoodsNV")]
    result = screen(rows, [{"company id": "Alpha Foods NV"} | FIGURES], [ready("Alpha Foods NV")])
    assert result.holdings["status"].tolist() == ["assessed", "not assessed", "not assessed"]


def test_a_comma_in_a_name_joins_no_companies(screen) -> None:
    assert split_ids("Alpha, Inc") == ["Alpha, Inc"]
    assert split_ids("C1, C2; c3|US 0378331005") == ["C1", "C2", "C3", "US0378331005"]
    assert [reads_as_name(text) for text in ("Alpha Foods", "C1", "AB 123", "US 0378331005", "Alpha")] == [
        True, False, False, False, False,
    ]  # fmt: skip
    assert (tidy_id(" ab 12 "), tidy_id(" Alpha  Foods ")) == ("AB12", "Alpha Foods")
    companies = [{"company id": name} | FIGURES for name in ("Alpha, Inc", "Beta, Inc")]
    result = screen([holding("Alpha, Inc")], companies, [ready("Alpha, Inc"), ready("Beta, Inc", 7.0)])
    assert result.holdings[["company", "status"]].to_numpy().tolist() == [["Alpha, Inc", "assessed"]]


def test_lines_that_name_their_company_wait_for_an_answer(screen) -> None:
    lines = LINES.head(1).drop(columns="company").assign(**{"company name": "Alpha Foods NV"})
    companies = [company(EVIC=100.0, name="Alpha Foods")]
    result = screen([holding()], companies, lines=lines)
    assert result.counts()["assessed"] == 0
    said = result.issues[result.issues["code"] == "lines-of-unknown-company"].iloc[0]
    assert said["message"] == "1 company line of 'Alpha Foods NV', a name, and a name is no match: not used."
    assert "Near names: Alpha Foods (C1)" in said["suggestion"]
    assert (
        screen([holding()], companies, lines=lines, matches={"Alpha Foods NV": "c1"}).counts()["assessed"]
        == 1
    )


def test_a_sector_that_holdings_and_companies_disagree_on_is_said(screen) -> None:
    rows = [holding(sector="FOOD"), holding(sector="Feed"), holding(sector="Feed")]
    result = screen(rows, [company(EVIC=100.0, sector="Food")], [ready()])
    said = result.issues[result.issues["code"] == "sector-conflict"]
    assert said["message"].tolist() == [
        "C1: holdings say sector 'Feed', the table of companies 'Food', which was taken."
    ]
    assert set(result.holdings["sector"]) == {"Food"}


def test_one_is_written_in_the_singular(screen) -> None:
    result = screen([holding(date=None)], [company(EVIC=100.0)], [ready()])
    assert "1 holding without a date" in " ".join(result.issues["message"])
    assert not np.isnan(result.total()["value"][LAND])
    assert not any(
        f"1 {word}" in " ".join(result.issues["message"]) for word in ("holdings", "companies", "rows")
    )
