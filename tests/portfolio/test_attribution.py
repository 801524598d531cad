"""PCAF's rules on cases computed by hand, one a class; and what makes a figure unusable."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.portfolio.conftest import LAND, company, holding, ready

LISTED = {"EVIC": 200.0, "market cap": 120.0, "debt": 70.0, "equity": 90.0, "total assets": 250.0}
PRIVATE = {"debt": 30.0, "equity": 50.0, "total assets": 160.0}

CASES: dict[str, tuple[dict[str, Any], dict[str, Any], str, float]] = {
    # asset class: what the holding adds, the company's figures, the rule, the factor of 10 outstanding
    "listed equity": ({}, LISTED, "evic", 10 / 200),
    "corporate bond": ({}, LISTED, "evic", 10 / 200),
    "corporate bond of a private company": ({}, PRIVATE, "equity_debt", 10 / 80),
    "business loan": ({}, PRIVATE, "equity_debt", 10 / 80),
    "business loan of a listed company": ({}, LISTED, "evic", 10 / 200),
    "unlisted equity": ({}, PRIVATE, "equity_debt", 10 / 80),
    "project finance": ({}, {"debt": 60.0, "equity": 20.0}, "equity_debt", 10 / 80),
    "commercial real estate": ({"property value at origination": 25.0}, {}, "property_value", 10 / 25),
    "mortgage": ({}, {"property value": 40.0}, "property_value", 10 / 40),
    "sovereign debt": ({"currency": "USD"}, {"GDP PPP": 5000.0}, "gdp_ppp", 10 / 5000),
}


@pytest.mark.parametrize("name", CASES)
def test_every_class_by_hand(screen, name: str) -> None:
    more, figures, rule, factor = CASES[name]
    result = screen([holding("c1", name.split(" of ")[0], **more)], [company(**figures)], [ready()])
    row = result.to_frame().iloc[0]
    assert (row["status"], row["rule"]) == ("assessed", rule)
    assert row["factor"] == pytest.approx(factor, rel=1e-12)
    assert row[LAND] == pytest.approx(1000 * factor, rel=1e-12)
    assert result.total()["value"][LAND] == pytest.approx(1000 * factor, rel=1e-12)
    assert np.isnan(row["habitat_loss"])


def test_evic_is_added_up_from_its_parts_and_says_so(screen) -> None:
    figures = {"market cap": 120.0, "preferred shares": 5.0, "debt": 70.0, "minority interests": 5.0}
    result = screen([holding()], [company(**figures)], [ready()])
    assert result.holdings["factor"].iloc[0] == pytest.approx(10 / 200)
    assert "evic-from-parts" in set(result.issues["code"])
    del figures["minority interests"]
    result = screen([holding()], [company(**figures)], [ready()])
    assert result.holdings["factor"].iloc[0] == pytest.approx(10 / 195)
    assert "evic-without-minority" in set(result.issues["code"])


def test_negative_equity_counts_as_none(screen) -> None:
    result = screen([holding("c1", "business loan")], [company(debt=50.0, equity=-20.0)], [ready()])
    assert result.holdings["factor"].iloc[0] == pytest.approx(10 / 50)
    assert "negative-equity" in set(result.issues["code"])


def test_the_alternatives_stand_on_the_row_and_are_not_used(screen) -> None:
    row = screen([holding()], [company(**LISTED)], [ready()]).to_frame().iloc[0]
    assert row["factor_by_equity_debt"] == pytest.approx(10 / 160)
    assert row["factor_by_total_assets"] == pytest.approx(10 / 250)
    result = screen([holding()], [company(**PRIVATE)], [ready()])
    assert result.not_assessed()["reason"].tolist() == ["denominator-missing"]
    assert np.isnan(result.total()["value"][LAND])


def test_an_alternative_answers_only_where_it_is_allowed(screen) -> None:
    result = screen([holding()], [company(**PRIVATE)], [ready()], use_alternatives=True)
    row = result.holdings.iloc[0]
    assert (row["rule"], row["factor"]) == ("equity_debt", pytest.approx(10 / 80))
    assert "alternative-used" in set(result.issues["code"])


@pytest.mark.parametrize(
    ("figures", "what"),
    [
        ({"EVIC": 1.0, "market cap": 2e9, "total assets": 3e9}, "a placeholder"),
        ({"EVIC": 90.0, "market cap": 120.0}, "less than its own part"),
        ({"EVIC": 1.0, "total assets": 76e9}, "under a thousandth of the assets"),
        ({"EVIC": 0.0}, "nothing"),
        ({"EVIC": -5.0}, "negative"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_figure_that_cannot_be_right_is_never_divided_by(
    screen, figures: dict[str, float], what: str
) -> None:
    result = screen([holding()], [company(**figures)], [ready()])
    assert result.not_assessed()["reason"].tolist() == ["denominator-implausible"]
    assert result.counts()["not_assessed"] == 1


@pytest.mark.parametrize(("reported", "status"), [("2022-06-30", "assessed"), ("2022-05-31", "not assessed")])
def test_figures_of_over_18_months_are_stale(screen, reported: str, status: str) -> None:
    result = screen([holding()], [company(EVIC=200.0) | {"report date": reported}], [ready()])
    assert result.holdings["status"].tolist() == [status]
    assert ("denominator-stale" in set(result.issues["code"])) == (status != "assessed")
    assert screen(
        [holding()], [company(EVIC=200.0) | {"report date": reported}], [ready()], stale_months=24
    ).counts()["assessed"]  # fmt: skip


def test_the_figures_nearest_in_time_are_taken(screen) -> None:
    rows = [company(EVIC=100.0) | {"report date": "2022-12-31"}, company(EVIC=200.0)]
    result = screen([holding(), holding(date="31/12/2022")], rows, [ready()])
    assert result.holdings["factor"].tolist() == pytest.approx([10 / 200, 10 / 100])


def test_one_company_twice_with_different_figures_is_not_chosen_between(screen) -> None:
    result = screen([holding()], [company(EVIC=100.0), company(EVIC=200.0)], [ready()])
    assert result.not_assessed()["reason"].tolist() == ["company-duplicate"]
    again = screen([holding()], [company(EVIC=100.0), company(EVIC=100.0)], [ready()])
    assert again.counts()["assessed"] == 1


def test_more_than_the_whole_is_flagged_and_kept(screen) -> None:
    result = screen([holding(amount=300.0)], [company(EVIC=200.0)], [ready()])
    assert result.holdings["factor"].tolist() == [1.5]
    assert result.total()["value"][LAND] == pytest.approx(1500)
    assert "factor-above-one" in set(result.issues["code"])
    several = screen([holding(amount=120.0), holding(amount=90.0)], [company(EVIC=200.0)], [ready()])
    assert "sum-above-one" in set(several.issues["code"])
    assert "factor-above-one" not in set(several.issues["code"])


def test_short_positions_and_derivatives_are_listed_and_net_nothing(screen) -> None:
    rows = [holding(), holding(amount=-10.0), holding("c1", "swap", 4.0), holding("c1", "cash", 2.0)]
    result = screen(rows, [company(EVIC=200.0)], [ready()])
    assert result.counts() == {"read": 4, "assessed": 1, "not_assessed": 0, "out_of_scope": 3, "rejected": 0}
    assert result.total()["value"][LAND] == pytest.approx(50)
    assert result.amounts()["out_of_scope"] == pytest.approx(16)
    assert result.not_assessed()["reason"].tolist() == ["short_position", "derivative", "cash"]


def test_currencies_meet_only_by_a_rate_near_the_date(screen) -> None:
    rows, companies = [holding(currency="USD", amount=11.0)], [company(EVIC=200.0)]
    fx = pd.DataFrame({"from": ["EUR"], "to": ["USD"], "rate": [1.1], "date": ["2023-12-29"]})
    result = screen(rows, companies, [ready()], fx=fx)
    assert result.holdings["factor"].iloc[0] == pytest.approx(10 / 200)
    for table in (None, fx.assign(date="2023-10-31"), fx.assign(date="")):
        lacking = screen(rows, companies, [ready()], fx=table)
        assert lacking.not_assessed()["reason"].tolist() == ["rate-missing"]


def test_a_rate_may_go_over_a_third_currency(screen) -> None:
    fx = pd.DataFrame(
        {"from": ["EUR", "EUR"], "to": ["USD", "GBP"], "rate": [1.25, 0.8], "date": "2023-12-31"}
    )
    rows, companies = [holding(currency="USD", amount=12.5)], [company(EVIC=200.0, currency="GBP")]
    assert screen(rows, companies, [ready()], fx=fx).holdings["factor"].iloc[0] == pytest.approx(8 / 200)


def test_gdp_is_of_international_dollars_alone(screen) -> None:
    gdp = [{"company": "BEL", "GDP PPP (EUR m)": 700.0, "report date": "2023-12-31"}]
    result = screen([holding("BEL", "sovereign bond")], gdp, [ready("BEL")])
    assert result.not_assessed()["reason"].tolist() == ["denominator-implausible"]
