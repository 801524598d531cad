"""Matching, company lines, ready footprints, intensities, intervals and groups of a screened portfolio."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import bbafootprint as bba
from bbafootprint.errors import (
    IncompatibleFactorSetsError,
    InvalidFactorSetError,
    MissingColumnError,
    UsageError,
)
from bbafootprint.portfolio import screen_portfolio
from bbafootprint.portfolio.comparing import beside_benchmark, compare_portfolios
from tests.portfolio.conftest import LAND, LOSS, company, holding, ready

LINES = pd.DataFrame({
    "company": ["c1", "c1", "c2", "nobody"],
    "commodity": ["soybeans", "cocoa beans", "palm oil", "soybeans"],
    "origin": ["Brazil", "Ghana", "Indonesia", "Brazil"],
    "quantity": [1000.0, 200.0, 50.0, 9.0], "unit": "t", "year": 2023,
})  # fmt: skip
COMPANIES = [company("c1", EVIC=100.0, name="Alpha Foods NV"), company("c2", EVIC=50.0, name="Beta Oils plc")]


def alone(factors: bba.FactorSet, name: str) -> pd.DataFrame:
    """The footprint of one company by the ordinary way."""
    return bba.calculate_footprint(LINES[LINES["company"] == name].drop(columns="company"), factors).total()


# ---- whose a holding is ---------------------------------------------------------------------------------------------


def test_ids_match_exactly_and_names_are_only_suggested(screen) -> None:
    rows = [holding(""), holding("C1 "), holding("", name="ALPHA FOODS"), holding("", name="Alpha Foods NV")]
    result = screen(rows, COMPANIES, [ready()])
    assert result.holdings["status"].tolist() == ["not assessed", "assessed", "not assessed", "not assessed"]
    assert result.not_assessed()["reason"].tolist() == [
        "company-missing",
        "company-unknown",
        "company-unknown",
    ]
    waiting = result.open_matches
    assert waiting["suggestion"].tolist() == ["", "C1", "C1"]
    assert waiting["code"].tolist() == ["", "", ""]
    said = result.issues[result.issues["code"] == "company-unknown"]
    assert said["suggestion"].str.contains("Alpha Foods NV").all()


def test_an_answer_wins_and_a_wrong_one_is_said(screen) -> None:
    rows = [holding("", name="Alpha Foods"), holding("c2", **{"holding id": "H2"}), holding("", name="x")]
    answers = {"alpha foods": "c1", "H2": "c1", "x": "nowhere"}
    result = screen(rows, COMPANIES, [ready(), ready("c2")], matches=answers)
    assert result.holdings["company"].tolist()[:2] == ["C1", "C1"]
    assert result.holdings["company_match"].tolist()[:2] == ["answer", "answer"]
    assert result.holdings["status"].tolist()[2] == "not assessed"
    assert "match-unusable" in set(result.issues["code"])


def test_what_waits_for_an_answer_is_a_table_of_answers_once_filled(screen) -> None:
    rows = [holding("", name="Alpha Foods"), holding("nobody")]
    waiting = screen(rows, COMPANIES, [ready()]).open_matches
    assert waiting["found"].tolist() == ["Alpha Foods", "NOBODY"]
    answered = screen(rows, COMPANIES, [ready()], matches=waiting.assign(code=["c1", ""]))
    assert answered.holdings["status"].tolist() == ["assessed", "not assessed"]


def test_a_named_header_wins_and_a_wrong_one_is_refused(screen) -> None:
    rows = [holding(**{"what we gave": 20.0})]
    result = screen(rows, COMPANIES, [ready()], holdings_columns={"outstanding": "What we gave"})
    assert result.holdings["factor"].tolist() == [0.2]
    with pytest.raises(MissingColumnError, match="no column headed 'Nope'"):
        screen(rows, COMPANIES, [ready()], holdings_columns={"outstanding": "Nope"})
    with pytest.raises(UsageError, match="have no column colour"):
        screen(rows, COMPANIES, [ready()], holdings_columns={"colour": "Nope"})


def test_a_column_of_the_person_with_our_name_is_kept_beside(screen) -> None:
    result = screen([holding(status="mine")], COMPANIES, [ready()])
    assert result.to_frame()[["status", "status (given)"]].iloc[0].tolist() == ["assessed", "mine"]
    assert result.by("status (given)").query("indicator == 'land_occupation'")["value"].tolist() == [100.0]


def test_an_empty_portfolio_has_nothing_and_no_zero(screen) -> None:
    result = screen(pd.DataFrame({"company": [], "outstanding": []}), COMPANIES, [ready()])
    assert result.counts()["read"] == 0
    assert result.total()["value"].isna().all()
    assert set(result.tables()) >= {"Disclosure", "Holdings"}


def test_identifiers_of_two_companies_are_a_conflict(screen) -> None:
    companies = [company("a", EVIC=100.0, ISIN="US0378331005"), company("b", EVIC=100.0, ISIN="GB0002634946")]
    result = screen([holding("a", ISIN="GB0002634946")], companies, [ready("a")])
    assert result.not_assessed()["reason"].tolist() == ["company-conflict"]


def test_an_amount_without_a_currency_is_not_guessed(screen) -> None:
    result = screen([holding("c1", currency="")], COMPANIES, [ready()])
    assert result.not_assessed()["reason"].tolist() == ["currency-missing"]
    assert result.amounts()["holdings_without_amount"] == 1
    assert "the holding has no currency" in result.issues["message"].iloc[0]
    of_company = screen([holding("c1")], [company("c1", EVIC=100.0) | {"currency": ""}], [ready()])
    assert of_company.not_assessed()["reason"].tolist() == ["currency-missing"]
    assert "of the enterprise value including cash is not named" in of_company.issues["message"].iloc[0]


def test_a_company_may_have_several_isins(screen) -> None:
    companies = [company("", EVIC=100.0, ISIN="US0378331005; GB0002634946", name="A")]
    result = screen([holding("GB0002634946"), holding("US0378331005")], companies, [ready("US0378331005")])
    assert result.counts()["assessed"] == 2
    assert set(result.holdings["company"]) == {"US0378331005"}


# ---- impacts --------------------------------------------------------------------------------------------------------


def test_lines_give_what_the_ordinary_way_gives_times_the_factor(screen, factors) -> None:
    result = screen([holding("c1"), holding("c2")], COMPANIES, lines=LINES)
    by_company = result.by("company").set_index(["company", "indicator"])
    for name, factor in (("c1", 0.1), ("c2", 0.2)):
        expected = alone(factors, name)
        for column in ("value", "low", "high"):
            got = by_company.loc[name.upper()][column]
            assert got.tolist() == pytest.approx((expected[column] * factor).tolist(), rel=1e-12)
        assert by_company.loc[name.upper()]["quality"].tolist() == pytest.approx(expected["quality"].tolist())
    assert "lines-of-unknown-company" in set(result.issues["code"])


def test_commodities_origins_and_ecosystems_add_up(screen) -> None:
    result = screen([holding("c1"), holding("c2")], COMPANIES, [ready("c3")], lines=LINES)
    total = result.total()["value"]
    for group in ("commodity", "primary_commodity", "origin"):
        sums = result.by(group).groupby("indicator")["value"].sum()
        assert sums.reindex(total.index).tolist() == pytest.approx(total.tolist(), rel=1e-12)
    tonnes = result.by("commodity").drop_duplicates("commodity").set_index("commodity")["mass_t"]
    assert tonnes.to_dict() == pytest.approx({"soybeans": 100.0, "cocoa_beans": 20.0, "palm_oil": 10.0})
    split = result.by("ecosystem")
    for indicator, value in split.groupby("indicator")["value"].sum().items():
        assert value == pytest.approx(total[indicator], rel=1e-9)
    assert split.loc[split["ecosystem"] == "freshwater", "value"].isna().all()


def test_ready_numbers_are_unspecified_by_ecosystem_and_missing_by_commodity(screen) -> None:
    result = screen([holding("c1")], COMPANIES, [ready("c1", 100.0, LOSS)])
    split = result.by("ecosystem")
    assert split["ecosystem"].tolist() == ["unspecified"]
    assert split["value"].tolist() == pytest.approx([10.0])
    assert result.by("commodity")["commodity"].isna().all()


def test_companies_that_share_a_factor_share_its_error(screen) -> None:
    """Two companies buy the same: the interval of both is twice that of one, not root two of it."""
    lines = pd.concat([LINES.head(1), LINES.head(1).assign(company="c2")])
    companies = [company("c1", EVIC=100.0), company("c2", EVIC=100.0)]
    one = screen([holding("c1")], companies, lines=lines).total()
    both = screen([holding("c1"), holding("c2")], companies, lines=lines).total()
    for column in ("value", "low", "high"):
        assert both[column].tolist() == pytest.approx((2 * one[column]).tolist(), rel=1e-12)


def test_independent_companies_have_a_narrower_interval_together(screen) -> None:
    numbers = [ready("c1", 100.0, low=50.0, high=150.0), ready("c2", 50.0, low=25.0, high=75.0)]
    total = screen([holding("c1"), holding("c2")], COMPANIES, numbers).total()
    # 0.1 x 100 and 0.2 x 50 with half-widths of 5 each: together 20, root of 50
    assert (total["low"][LAND], total["high"][LAND]) == pytest.approx((20 - 50**0.5, 20 + 50**0.5))


def test_the_quality_of_volumes_is_in_the_quality(screen) -> None:
    result = screen([holding("c1")], COMPANIES, lines=LINES.assign(**{"data quality": [4, 4, 1, 1]}))
    assert result.total()["quality"].tolist() == [4.0] * 6


def test_quality_is_weighted_by_outstanding_amount(screen) -> None:
    numbers = [ready("c1", 1.0, quality=2), ready("c2", 1.0, quality=5)]
    result = screen([holding("c1", amount=30.0), holding("c2", amount=10.0)], COMPANIES, numbers)
    assert result.total()["quality"][LAND] == pytest.approx((30 * 2 + 10 * 5) / 40)
    assert result.total()["intensity"][LAND] == pytest.approx((0.3 + 0.2) / 40 * 1e6)


def test_lines_win_over_a_ready_number_and_it_is_said(screen, factors) -> None:
    result = screen([holding("c1")], COMPANIES, [ready("c1", 1e12)], lines=LINES)
    assert result.total()["value"][LAND] == pytest.approx(0.1 * alone(factors, "c1")["value"][LAND])
    assert "impact-given-twice" in set(result.issues["code"])


@pytest.mark.parametrize(
    "row",
    [
        {"unit": "ha"},
        {"indicator": "carbon"},
        {"company": "nobody"},
        {"value": -1.0},
        {"low": 2000.0},
        {"quality": 9.0},
    ],
    ids=str,
)
def test_a_ready_number_that_cannot_be_used_is_an_issue(screen, row: dict) -> None:
    result = screen([holding("c1")], COMPANIES, [ready("c1") | row])
    assert "impact-unusable" in set(result.issues["code"])
    assert result.not_assessed()["reason"].tolist() == ["impact-missing"]


def test_lines_of_one_year_stand_beside_holdings_of_that_year(screen) -> None:
    lines = pd.concat(
        [LINES, LINES.assign(year=2022, quantity=LINES["quantity"] * 7), LINES.assign(year=2024)]
    )
    lines = lines[~((lines["company"] == "c2") & (lines["year"] > 2022))]
    result = screen([holding("c1"), holding("c2")], COMPANIES, lines=lines)
    plain = screen([holding("c1")], COMPANIES, lines=LINES).total()["value"]
    assert result.by("company").query("company == 'C1'")["value"].tolist() == pytest.approx(plain.tolist())
    assert {"lines-of-other-years", "lines-of-earlier-year"} <= set(result.issues["code"])
    old = screen(
        [holding("c2", date="2025-12-31")], [company("c2", EVIC=50.0) | {"report date": 2025}], lines=lines
    )
    assert old.not_assessed()["reason"].tolist() == ["impact-missing"]


def test_lines_that_cannot_be_assessed_are_not_a_zero(screen) -> None:
    lines = LINES.head(1).assign(commodity="unobtainium")
    result = screen([holding("c1")], COMPANIES, lines=lines)
    assert result.not_assessed()["reason"].tolist() == ["impact-not-assessed"]
    assert result.total()["value"].isna().all()


def test_lines_without_a_company_are_refused(screen) -> None:
    with pytest.raises(MissingColumnError, match="whose they are"):
        screen([holding()], COMPANIES, lines=LINES.drop(columns="company"))


# ---- sector intensities ---------------------------------------------------------------------------------------------


def intensity(**more: object) -> dict[str, object]:
    return {
        "sector": "Food", "country": "", "indicator": LAND, "value": 3.0, "unit": "ha yr", "currency": "EUR",
        "source": "invented", "flag": "demo",
    } | more  # fmt: skip


def test_a_sector_mean_answers_where_nothing_else_is_known_with_quality_5(screen) -> None:
    companies = [
        company("c1", EVIC=100e6, sector="food", revenue=50e6),
        company("c2", EVIC=100e6, sector="Food", country="Ghana", revenue=10e6),
        company("c3", EVIC=100e6, sector="Steel", revenue=10e6),
    ]
    sets = pd.DataFrame([intensity(), intensity(country="GHA", value=7.0)])
    held = [holding("c1", amount="10m"), holding("c2", amount="10m"), holding("c3", amount="10m")]
    result = screen(held, companies, intensities=sets)
    assert result.financed()[:, 0].tolist() == pytest.approx(
        [0.1 * 50 * 3, 0.1 * 10 * 7, np.nan], nan_ok=True
    )
    assert result.total()["quality"][LAND] == 5.0
    assert {"intensity-used", "demo-numbers", "intensity-missing"} <= set(result.issues["code"])
    assert screen(held, companies).counts()["assessed"] == 0  # none is shipped


def test_a_set_of_intensities_says_everything_that_is_wrong_at_once(screen) -> None:
    bad = [intensity(unit="ha"), intensity(indicator="carbon"), intensity(country="Atlantis"), intensity(value=-1.0),
           intensity(currency="shells"), intensity(source=
           ""), intensity(low=5.0), intensity(), intensity()]  # fmt: skip
    with pytest.raises(InvalidFactorSetError) as caught:
        screen([holding()], COMPANIES, intensities=pd.DataFrame(bad))
    assert len(caught.value.problems) >= 8


# ---- the result -----------------------------------------------------------------------------------------------------


def test_an_explanation_shows_each_step(screen) -> None:
    result = screen([holding("c1", **{"holding id": "H"}), holding("c9")], COMPANIES, lines=LINES)
    text = str(result.explain("H"))
    for part in (
        "10 EUR on 2023-12-31",
        "enterprise value including cash (100 EUR, as given",
        "= 0.1",
        "soybeans from BRA",
    ):
        assert part in text
    assert "Not assessed" in str(result.explain("1"))
    with pytest.raises(UsageError, match="there is no holding"):
        result.explain("nothing")


def test_overlap_is_told_and_nothing_is_taken_out(screen) -> None:
    lines = LINES.assign(commodity="soybeans", origin="Brazil", supplier=["c2", "", "", ""])
    result = screen([holding("c1"), holding("c2")], COMPANIES, lines=lines)
    table = result.overlap()
    assert table["companies"].tolist() == [2]
    assert table["financed_quantity"].tolist() == pytest.approx([0.1 * 1200 + 0.2 * 50])
    assert table["bought_from_each_other"].tolist() == [1]
    assert "overlap" in set(result.issues["code"])


def test_the_disclosure_says_what_is_not_covered(screen) -> None:
    table = screen([holding("c1")], COMPANIES, [ready()]).summary()
    land = table[table["metric"] == "Land occupation"].iloc[0]
    assert (land["value"], land["covered_share"]) == (pytest.approx(100.0), 1.0)
    loss = table[table["metric"] == "Habitat loss"].iloc[0]
    assert np.isnan(loss["value"])
    assert loss["remark"].startswith("not assessed")
    silent = table[table["remark"].str.startswith("not covered")]
    assert len(silent) >= 6
    assert silent["value"].isna().all()


def test_groups_that_do_not_exist_are_refused(screen) -> None:
    result = screen([holding("c1")], COMPANIES, [ready()])
    for wrong in ("colour", "value"):
        with pytest.raises(UsageError, match="cannot be grouped"):
            result.by(wrong)
    with pytest.raises(UsageError, match="not split"):
        result.by("ecosystem", "origin")


def test_the_record_names_inputs_factors_and_options(screen) -> None:
    record = screen([holding("c1")], COMPANIES, [ready()], lines=LINES).provenance
    assert record["factor_sets"][0]["id"] == "bba-open"
    assert record["options"]["stale_months"] == 18.0
    assert record["inputs"]["lines"]["of_unknown_company"] == 1
    assert record["inputs"]["holdings"]["columns"]["outstanding"] == "outstanding"


# ---- comparing ------------------------------------------------------------------------------------------------------


def test_a_market_move_is_told_from_a_purchase_by_units(screen) -> None:
    one = screen([holding(amount=10.0, shares=5)], [company(EVIC=100.0)], [ready(value=100.0)])
    two = screen([holding(amount=20.0, shares=5)], [company(EVIC=200.0)], [ready(value=100.0)])
    row = compare_portfolios(one, two).total().loc[LAND]
    # the price doubled, the share of the company did not move: no effect of anything
    assert [
        row[name] for name in ("change", "holdings_effect", "attribution_effect", "impact_effect")
    ] == pytest.approx([0, 0, 0, 0], abs=1e-12)
    more = screen([holding(amount=40.0, shares=10)], [company(EVIC=200.0)], [ready(value=50.0)])
    row = compare_portfolios(one, more).total().loc[LAND]
    assert row["holdings_effect"] == pytest.approx((10 - 5) * 0.02 * 75)
    assert row["impact_effect"] == pytest.approx(7.5 * 0.02 * (50 - 100))
    assert row["attribution_effect"] == pytest.approx(0.0, abs=1e-12)


def test_bought_sold_and_coverage_are_apart(screen) -> None:
    one = screen([holding("c1"), holding("c2")], COMPANIES, [ready("c1", 100.0), ready("c2", 50.0)])
    two = screen([holding("c1"), holding("c3")], [*COMPANIES, company("c3", EVIC=10.0)], [ready("c3", 9.0)])
    row = compare_portfolios(one, two).total().loc[LAND]
    assert (row["bought"], row["sold"], row["coverage_effect"]) == pytest.approx((9.0, -10.0, -10.0))


def test_what_is_not_comparable_is_refused(screen, factors) -> None:
    one = screen([holding("c1")], COMPANIES, [ready()])
    fx = pd.DataFrame({"from": ["EUR"], "to": ["USD"], "rate": [1.1], "date": ["2023-12-31"]})
    with pytest.raises(UsageError, match="EUR and USD"):
        compare_portfolios(one, screen([holding("c1")], COMPANIES, [ready()], fx=fx, currency="USD"))
    other = screen_portfolio(
        pd.DataFrame([holding("c1")]), pd.DataFrame(COMPANIES), footprints=pd.DataFrame([ready()]),
        factors=bba.load_factors("demo-company", "bba-open"),
    )  # fmt: skip
    for compare in (compare_portfolios, beside_benchmark):
        with pytest.raises(IncompatibleFactorSetsError):
            compare(one, other)


def test_a_benchmark_stands_beside(screen) -> None:
    one = screen([holding("c1")], COMPANIES, [ready("c1", 100.0), ready("c2", 25.0)])
    two = screen([holding("c2")], COMPANIES, [ready("c1", 100.0), ready("c2", 25.0)])
    table = beside_benchmark(one, two)
    assert table["value_portfolio"][LAND] == pytest.approx(10.0)
    assert table["value_benchmark"][LAND] == pytest.approx(5.0)
    assert table["relative"][LAND] == pytest.approx(2.0)
    assert np.isnan(table["relative"][LOSS])
