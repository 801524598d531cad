"""Totals, groups, coverage and lines, against arithmetic done by hand."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

import bbafootprint as bba
from bbafootprint.errors import IncompatibleFactorSetsError, UsageError
from tests.conftest import ROOT
from tests.footprint.conftest import purchases


@pytest.fixture
def result(factors: bba.FactorSet) -> bba.Footprint:
    table = purchases(
        ("soybeans", "Brazil", 100.0),
        ("soybeans", "Argentina", 50.0),
        ("soybeans", "unknown", 10.0),
        ("soybeans", "Netherlands", 20.0),  # does not grow it: consignment
        ("cocoa_beans", "Côte d'Ivoire", 5.0),
        ("wheat", "France", 30.0),
        ("eggs", "France", 7.0),
        ("moon dust", "France", 3.0),
    )
    return bba.calculate_footprint(table, factors)


def test_totals_are_quantity_times_factor(result: bba.Footprint) -> None:
    total = result.total()
    land = 100 * 0.3 + 50 * 0.4 + (10 + 20) * 0.5 + 5 * 2.0 + 30 * 0.14
    assert total.loc["land_occupation", "value"] == pytest.approx(land, rel=1e-12)
    loss = 100 * 0.001 + 50 * 0.0 + (10 + 20) * 0.0005 + 5 * 0.02
    assert total.loc["habitat_loss", "value"] == pytest.approx(loss, rel=1e-12)


def test_shares_say_what_is_not_in_the_total(result: bba.Footprint) -> None:
    total = result.total()
    assert total.loc["land_occupation", "assessed_lines"] == 6
    assert total.loc["land_occupation", "lines"] == 8
    assert total.loc["land_occupation", "assessed_mass_share"] == pytest.approx(215 / 225)
    assert total.loc["habitat_loss", "assessed_mass_share"] == pytest.approx(185 / 225)


def test_no_line_and_no_tonne_is_lost(result: bba.Footprint) -> None:
    counts, masses = result.counts(), result.masses()
    assert counts == {"read": 8, "assessed": 6, "not_assessed": 2, "rejected": 0}
    assert masses["assessed"] == 215
    assert masses["not_assessed"] == 10
    coverage = result.coverage()
    for _, part in coverage.groupby("indicator"):
        assert part["lines"].sum() == 8
        assert part["mass_t"].sum() == 225


def test_match_levels_follow_what_is_known_of_the_origin(result: bba.Footprint) -> None:
    frame = result.to_frame()
    assert list(frame["origin_status"].astype(object))[:5] == [
        "declared", "declared", "unknown", "consignment", "declared",
    ]  # fmt: skip
    assert list(frame["land_occupation_match_level"].astype(object)) == [
        "country", "country", "world", "world", "country", "country", "not assessed", "not assessed",
    ]  # fmt: skip


def test_a_consignment_is_said(result: bba.Footprint) -> None:
    said = result.issues[result.issues["code"] == "origin-consignment"]
    assert list(said["line_id"].astype(object)) == [result.to_frame()["line_id"].iloc[3]]
    assert "Netherlands is not known to grow Soybeans" in said["message"].iloc[0]


def test_more_than_an_origin_grows_is_said() -> None:
    table = purchases(("maize", "Luxembourg", 5e6), ("maize", "Luxembourg", 5e6), ("wheat", "France", 10.0))
    said = bba.calculate_footprint(table).issues
    (issue,) = said[said["code"] == "origin-exceeds-production"].itertuples()
    assert "10,000,000 t of Maize were bought from Luxembourg" in issue.message


def test_a_commodity_that_the_set_does_not_hold_has_no_consignments(factors: bba.FactorSet) -> None:
    result = bba.calculate_footprint(purchases(("maize", "France", 1.0), ("eggs", "France", 1.0)), factors)
    assert list(result.to_frame()["origin_status"].astype(object)) == ["declared", "declared"]
    assert list(result.not_assessed()["reason"]) == ["commodity-not-in-set", "no-primary-equivalent"]


def test_a_known_producer_without_loss_factor_does_not_inherit_the_world(factor_frame: pd.DataFrame) -> None:
    # Uruguay grows soybeans (it has land), lies in South America, has no loss factor and no sub-region factor of loss
    uruguay = factor_frame.iloc[[0]].assign(origin="URY")
    factors = bba.load_factors(pd.concat([factor_frame, uruguay], ignore_index=True))
    result = bba.calculate_footprint(purchases(("soybeans", "Uruguay", 1.0)), factors)
    assert math.isnan(result.total().loc["habitat_loss", "value"])
    listed = result.not_assessed("habitat_loss")
    assert list(listed["reason"]) == ["origin-not-covered"]


def test_a_producer_without_own_factor_takes_its_subregion(factor_frame: pd.DataFrame) -> None:
    uruguay = factor_frame[factor_frame["indicator"] == "habitat_loss"].iloc[[0]].assign(origin="URY")
    factors = bba.load_factors(pd.concat([factor_frame, uruguay], ignore_index=True))
    result = bba.calculate_footprint(purchases(("soybeans", "Uruguay", 2.0)), factors)
    assert result.total().loc["land_occupation", "value"] == pytest.approx(0.7)
    assert result.to_frame()["land_occupation_match_level"].iloc[0] == "subregion"


def test_groups_add_up_to_the_total(result: bba.Footprint) -> None:
    total = result.total()["value"]
    for columns in (["commodity"], ["origin"], ["commodity", "origin"], ["line_id"]):
        summed = result.by(*columns).groupby("indicator")["value"].sum()
        for indicator in total.index:
            assert summed[indicator] == pytest.approx(total[indicator], rel=1e-12)
        assert result.by(*columns).groupby("indicator")["lines"].sum().eq(8).all()


def test_a_group_without_an_assessed_line_is_blank_and_never_zero(result: bba.Footprint) -> None:
    eggs = result.by("commodity").set_index(["commodity", "indicator"]).loc[("eggs", "land_occupation")]
    assert math.isnan(eggs["value"])
    assert eggs["assessed_lines"] == 0
    assert eggs["lines"] == 1


def test_lines_add_up_to_the_total(result: bba.Footprint) -> None:
    frame = result.to_frame()
    assert frame["land_occupation"].sum() == pytest.approx(
        result.total().loc["land_occupation", "value"], rel=1e-12
    )
    assert frame["land_occupation"].isna().tolist() == [False] * 6 + [True] * 2


def test_relative_score_is_against_the_same_goods_at_world_mean(result: bba.Footprint) -> None:
    land = 100 * 0.3 + 50 * 0.4 + 30 * 0.5 + 5 * 2.0 + 30 * 0.14
    world = (100 + 50 + 30) * 0.5 + 5 * 1.6 + 30 * 0.28
    assert result.total().loc["land_occupation", "relative"] == pytest.approx(land / world)
    # cocoa has a loss but no world mean of loss: its amount is in neither side
    assert result.total().loc["habitat_loss", "relative"] == pytest.approx(0.115 / (180 * 0.0005))


def test_a_flag_keeps_a_factor_out_of_the_relative_score(factor_frame: pd.DataFrame) -> None:
    flag = np.where(factor_frame["origin"] == "BRA", "upper_bound|no_relative_score", "")
    factors = bba.load_factors(factor_frame.assign(flag=flag))
    table = purchases(("soybeans", "Brazil", 10.0), ("soybeans", "Argentina", 10.0))
    relative = bba.calculate_footprint(table, factors).total().loc["land_occupation", "relative"]
    assert relative == pytest.approx(0.4 / 0.5)


def test_intensity_is_per_tonne_as_bought_of_assessed_lines(result: bba.Footprint) -> None:
    total = result.total()
    assert total.loc["habitat_loss", "intensity"] == pytest.approx(total.loc["habitat_loss", "value"] / 185)


def test_one_factor_is_lognormal_with_its_value_as_the_mean(factors: bba.FactorSet) -> None:
    total = bba.calculate_footprint(purchases(("soybeans", "Brazil", 10.0)), factors).total()
    spread, median = 1.1**1.959963984540054, 3 * math.exp(-(math.log(1.1) ** 2) / 2)
    assert total.loc["land_occupation", "low"] == pytest.approx(median / spread)
    assert total.loc["land_occupation", "high"] == pytest.approx(median * spread)


def test_a_reported_zero_keeps_its_upper_bound(factors: bba.FactorSet) -> None:
    total = bba.calculate_footprint(purchases(("soybeans", "Argentina", 10.0)), factors).total()
    assert total.loc["habitat_loss", "value"] == 0
    assert total.loc["habitat_loss", "high"] == pytest.approx(0.004)


def test_lines_with_the_same_factor_share_its_error(factors: bba.FactorSet) -> None:
    whole = bba.calculate_footprint(purchases(("soybeans", "Brazil", 10.0)), factors).total()
    halves = [("soybeans", "Brazil", 5.0), ("soybeans", "Brazil", 5.0)]
    split = bba.calculate_footprint(purchases(*halves), factors).total()
    pd.testing.assert_frame_equal(
        whole.drop(columns=["lines", "assessed_lines"]), split.drop(columns=["lines", "assessed_lines"])
    )


def test_different_factors_are_independent(factors: bba.FactorSet) -> None:
    total = bba.calculate_footprint(
        purchases(("soybeans", "Brazil", 10.0), ("wheat", "France", 10 * 0.3 / 0.14)), factors
    ).total()
    # two equal amounts: the third moment of the mean of two lognormals, and the curve that has all three
    variance = math.expm1(math.log(1.1) ** 2)
    skewness = (variance**2 * (variance + 3) / 4) / (variance / 2) ** 1.5
    root = (1 + skewness**2 / 2 + skewness * math.sqrt(1 + skewness**2 / 4)) ** (1 / 3)
    omega = root + 1 / root - 1
    spread = math.sqrt(math.log(omega))
    far = math.expm1(1.959963984540054 * spread - spread**2 / 2) / math.sqrt(omega - 1)
    assert total.loc["land_occupation", "high"] == pytest.approx(6 * (1 + math.sqrt(variance / 2) * far))
    alone = bba.calculate_footprint(purchases(("soybeans", "Brazil", 20.0)), factors).total()
    assert total.loc["land_occupation", "high"] < alone.loc["land_occupation", "high"]


def test_a_factor_without_uncertainty_makes_the_interval_unknown(factor_frame: pd.DataFrame) -> None:
    frame = factor_frame.assign(low=np.nan, high=np.nan, gsd=np.nan)
    total = bba.calculate_footprint(purchases(("soybeans", "Brazil", 10.0)), bba.load_factors(frame)).total()
    assert total.loc["land_occupation", "value"] == pytest.approx(3.0)
    assert math.isnan(total.loc["land_occupation", "low"])
    assert math.isnan(total.loc["land_occupation", "high"])


def test_quality_is_the_mass_weighted_mean(factors: bba.FactorSet) -> None:
    total = bba.calculate_footprint(
        purchases(("soybeans", "Brazil", 30.0), ("soybeans", "unknown", 10.0)), factors
    ).total()
    assert total.loc["land_occupation", "quality"] == pytest.approx((30 * 2 + 10 * 5) / 40)


def test_zero_is_a_line_with_a_zero(factors: bba.FactorSet) -> None:
    result = bba.calculate_footprint(purchases(("soybeans", "Brazil", 0.0)), factors)
    assert result.counts()["assessed"] == 1
    assert result.total().loc["land_occupation", "value"] == 0
    assert result.total().loc["land_occupation", "high"] == 0


def test_an_empty_table_gives_an_empty_result_with_its_columns(factors: bba.FactorSet) -> None:
    empty = purchases(("soybeans", "Brazil", 1.0)).iloc[:0]
    result = bba.calculate_footprint(empty, factors)
    assert result.counts() == {"read": 0, "assessed": 0, "not_assessed": 0, "rejected": 0}
    assert list(result.total().index) == ["land_occupation", "habitat_loss"]
    assert result.total()["value"].isna().all()
    full = bba.calculate_footprint(purchases(("soybeans", "Brazil", 1.0)), factors)
    assert list(result.to_frame().columns) == list(full.to_frame().columns)
    assert list(result.by("origin").columns) == list(full.by("origin").columns)
    assert list(result.not_assessed().columns) == list(full.not_assessed().columns)
    assert len(result.to_frame()) == len(result.not_assessed()) == 0


def test_the_result_keeps_index_and_order(factors: bba.FactorSet) -> None:
    table = purchases(("soybeans", "Brazil", 1.0), ("wheat", "France", 2.0), ("soybeans", "Brazil", 3.0))
    table.index = pd.Index([30, 10, 20], name="mine")
    before = table.copy(deep=True)
    frame = bba.calculate_footprint(table, factors).to_frame()
    assert list(frame.index) == [30, 10, 20]
    assert frame["land_occupation"].tolist() == pytest.approx([0.3, 0.28, 0.9])
    pd.testing.assert_frame_equal(table, before)


def test_explain_shows_the_arithmetic(result: bba.Footprint) -> None:
    line = result.to_frame()["line_id"].iloc[0]
    explanation = result.explain(line)
    land = explanation.steps["indicators"][0]
    assert land["factor"] * explanation.steps["conversion"]["primary_quantity"] == pytest.approx(
        land["value"]
    )
    assert land["match_level"] == "country"
    text = str(explanation)
    assert "100 x 0.3 = 30 ha yr" in text
    assert "hand-made" in text


def test_explain_says_why_there_is_no_number(result: bba.Footprint) -> None:
    wheat = result.to_frame()["line_id"].iloc[5]
    assert "no factor of this indicator" in str(result.explain(wheat))


def test_an_unknown_line_or_column_is_answered_with_what_there_is(result: bba.Footprint) -> None:
    with pytest.raises(UsageError, match="there is no line 'nothing'"):
        result.explain("nothing")
    with pytest.raises(UsageError, match="supplier"):
        result.by("colour")
    with pytest.raises(UsageError, match="land_occupation, habitat_loss"):
        result.not_assessed("beauty")


def test_addition_equals_one_run_over_both(factors: bba.FactorSet) -> None:
    one = purchases(("soybeans", "Brazil", 10.0), ("wheat", "France", 1.0))
    two = purchases(("soybeans", "Brazil", 5.0), ("cocoa_beans", "Ghana", 2.0), ("nonsense", "France", 4.0))
    both = pd.concat([one, two], ignore_index=True)
    by = ["commodity"]
    added = bba.calculate_footprint(one, factors, by=by, keep_lines=False) + bba.calculate_footprint(
        two, factors, by=by, keep_lines=False
    )
    whole = bba.calculate_footprint(both, factors, by=by)
    pd.testing.assert_frame_equal(added.total(), whole.total())
    assert added.counts() == whole.counts()
    key = ["commodity", "indicator"]
    pd.testing.assert_frame_equal(
        added.by("commodity").sort_values(key).reset_index(drop=True),
        whole.by("commodity").sort_values(key).reset_index(drop=True),
        check_dtype=False,
    )


def test_unlike_footprints_are_not_added(factors: bba.FactorSet, factor_frame: pd.DataFrame) -> None:
    table = purchases(("soybeans", "Brazil", 10.0))
    other = bba.load_factors(
        factor_frame.assign(value=factor_frame["value"] * 1.0001, high=factor_frame["high"] * 1.1)
    )
    with pytest.raises(IncompatibleFactorSetsError):
        bba.calculate_footprint(table, factors) + bba.calculate_footprint(table, other)
    with pytest.raises(IncompatibleFactorSetsError):
        bba.calculate_footprint(table, factors) + bba.calculate_footprint(table, factors, allocation="mass")
    with pytest.raises(UsageError):
        bba.calculate_footprint(table, factors, by=["origin"]) + bba.calculate_footprint(table, factors)


def test_without_lines_tables_per_line_name_the_way(factors: bba.FactorSet) -> None:
    result = bba.calculate_footprint(purchases(("soybeans", "Brazil", 10.0)), factors, keep_lines=False)
    assert result.total().loc["land_occupation", "value"] == pytest.approx(3.0)
    with pytest.raises(UsageError, match=r"by=\[\.\.\.\]"):
        result.by("origin")
    with pytest.raises(UsageError, match="not kept"):
        result.to_frame()


def test_a_company_factor_overrides_rung_by_rung_or_set_by_set(factors: bba.FactorSet) -> None:
    own = bba.load_factors(
        pd.DataFrame(
            {
                "commodity": ["soybeans"],
                "origin": ["WLD"],
                "indicator": ["land_occupation"],
                "value": [9.0],
                "unit": ["ha yr"],
            }
        )
    )
    table = purchases(("soybeans", "Brazil", 1.0), ("soybeans", "unknown", 1.0))
    by_rung = bba.calculate_footprint(table, bba.load_factors(own, factors, layering="rung")).to_frame()
    by_set = bba.calculate_footprint(table, bba.load_factors(own, factors, layering="set")).to_frame()
    assert by_rung["land_occupation"].tolist() == [0.3, 9.0]  # a better place beats a preferred set
    assert by_set["land_occupation"].tolist() == [9.0, 9.0]


def test_provenance_is_the_same_for_the_same_run(factors: bba.FactorSet) -> None:
    table = purchases(("soybeans", "Brazil", 1.0))
    one, two = bba.calculate_footprint(table, factors), bba.calculate_footprint(table, factors)
    assert one.provenance == two.provenance
    assert one.provenance["factor_sets"][0]["sha256"] == factors.layers[0][2]
    assert one.provenance["options"]["allocation"] == "economic"
    other = bba.calculate_footprint(purchases(("soybeans", "Brazil", 1.5)), factors)
    assert one.provenance["lines_sha256"] != other.provenance["lines_sha256"]
    assert len(one.provenance["lines_sha256"]) == 64


def test_gaps_list_what_each_indicator_leaves_out(result: bba.Footprint) -> None:
    gaps = result.gaps().set_index("indicator")
    wheat = gaps[gaps["reason"] == "indicator-not-covered"]
    assert wheat["mass_t"].to_dict() == {"habitat_loss": 30.0}
    for indicator, total in result.total().iterrows():
        part = gaps.loc[indicator]
        assert part["lines"].sum() == total["lines"] - total["assessed_lines"]
        assert part["mass_t"].sum() == pytest.approx(total["mass_t"] - total["assessed_mass_t"])


def test_a_region_that_no_factor_knows_is_said(factors: bba.FactorSet) -> None:
    table = purchases(("soybeans", "Brazil", 1.0)).assign(region="Mato Grosso")
    (said,) = bba.calculate_footprint(table, factors).issues.query("code == 'region-not-used'").itertuples()
    assert "Mato Grosso" in said.message


def test_the_result_answers_as_a_value_should(result: bba.Footprint) -> None:
    pd.testing.assert_frame_equal(result.by(["commodity", "origin"]), result.by("commodity", "origin"))
    assert "8 lines (6 assessed, 2 not assessed, 0 rejected)" in repr(result)
    assert sum([result, result]).counts()["read"] == 16
    with pytest.raises(TypeError):
        result + 1
    with pytest.raises(UsageError, match="is a measure"):
        result.by("mass_t")


def test_the_row_that_is_named_is_the_row_of_the_file() -> None:
    result = bba.calculate_footprint(purchases(("soybeans", "Brazil", 1.0)))
    land = result.explain(result.to_frame()["line_id"].iloc[0]).steps["indicators"][0]
    folder = next(path for path in (ROOT / "factors").iterdir() if path.name == land["set"])
    line = (folder / "factors.csv").read_text(encoding="utf-8").splitlines()[land["row"] - 1]
    assert line.startswith("soybeans,BRA,,,land_occupation,")
