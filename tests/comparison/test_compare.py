"""What changed from one run to another: hand-computed cases, one for every part."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

import bbafootprint as bba
from bbafootprint.comparison import PARTS, Comparison, compare, select_lines
from bbafootprint.comparison.intervals import difference_interval
from bbafootprint.errors import IncompatibleFactorSetsError, UsageError
from tests.comparison.conftest import make_set, table

LAND = "land_occupation"


def run(frame: pd.DataFrame, factors: bba.FactorSet | None = None, **options: object) -> bba.Footprint:
    return bba.calculate_footprint(frame, factors or make_set(), **options)  # type: ignore[arg-type]


def parts(found: Comparison, indicator: str = LAND) -> dict[str, float]:
    """The parts that are not 0, after a check that they add up."""
    row = found.total().loc[indicator]
    assert row[list(PARTS)].sum() == pytest.approx(row["difference"], rel=1e-9, abs=1e-12)
    return {name: row[name] for name in PARTS if row[name] != 0}


def test_only_the_volume_changes() -> None:
    before = run(table(("soybeans", "BRA", 100.0), ("cocoa_beans", "CIV", 10.0)))
    after = run(table(("soybeans", "BRA", 200.0), ("cocoa_beans", "CIV", 20.0)))
    assert parts(compare(before, after)) == pytest.approx({"volume": 50.0})  # 30 + 20 ha yr, doubled


def test_only_the_commodities_change() -> None:
    before = run(table(("soybeans", "BRA", 100.0), ("cocoa_beans", "CIV", 100.0)))
    after = run(table(("soybeans", "BRA", 50.0), ("cocoa_beans", "CIV", 150.0)))
    assert parts(compare(before, after)) == pytest.approx({"commodity_mix": -50 * 0.3 + 50 * 2.0})


def test_only_the_origins_change() -> None:
    before = run(table(("soybeans", "BRA", 100.0), ("soybeans", "ARG", 100.0)))
    after = run(table(("soybeans", "BRA", 50.0), ("soybeans", "ARG", 150.0)))
    found = compare(before, after)
    assert parts(found) == pytest.approx({"origin_mix": 50 * (0.4 - 0.3)})
    assert parts(found, "habitat_loss") == pytest.approx(
        {"origin_mix": -50 * 0.001}
    )  # Argentina's is a reported 0


def test_volume_and_origin_together_share_what_they_do_jointly() -> None:
    # 100 t all of BRA to 200 t half of ARG: with V = 100 -> 200 and shares 1, 0 -> 0.5, 0.5
    found = parts(compare(run(table(("soybeans", "BRA", 100.0))),
                          run(table(("soybeans", "BRA", 100.0), ("soybeans", "ARG", 100.0)))))  # fmt: skip
    mean_factor = (0.3 * 1.5 + 0.4 * 0.5) / 2
    assert found == pytest.approx({"volume": 100 * mean_factor, "origin_mix": 150 * 0.5 * (0.4 - 0.3)})


def test_only_a_factor_changes() -> None:
    lines = table(("soybeans", "BRA", 100.0), ("cocoa_beans", "CIV", 10.0))
    found = compare(run(lines), run(lines, make_set({("cocoa_beans", "CIV", LAND): 2.5})))
    assert parts(found) == pytest.approx({"factors": 5.0})
    assert parts(found, "habitat_loss") == {}
    (row,) = found.factors().to_dict("records")
    assert (row["primary_commodity"], row["origin"], row["before"], row["after"]) == (
        "cocoa_beans",
        "CIV",
        2.0,
        2.5,
    )
    assert (row["contribution"], row["ratio"]) == (pytest.approx(5.0), pytest.approx(1.25))
    assert row["share"] == pytest.approx(5 / 55)
    assert (row["before_rung"], row["after_rung"]) == ("country", "country")


def test_a_factor_from_another_rung_is_a_change_of_factors() -> None:
    lines = table(("cocoa_beans", "GHA", 10.0))
    found = compare(run(lines, make_set({("cocoa_beans", "GHA", LAND): None})), run(lines))
    assert parts(found) == pytest.approx({"factors": 10 * (1.5 - 1.6)})
    (row,) = found.factors().to_dict("records")
    assert (row["before_rung"], row["after_rung"]) == ("world", "country")


def test_only_the_allocation_changes() -> None:
    lines = table(("soybean_meal", "BRA", 100.0), ("soybeans", "BRA", 100.0))
    one, two = run(lines), run(lines, allocation="mass")
    found = compare(one, two)
    difference = two.total().loc[LAND, "value"] - one.total().loc[LAND, "value"]
    assert abs(difference) > 0.1
    assert parts(found) == pytest.approx({"method": difference})
    assert found.method == {"allocation": ("economic", "mass")}
    assert "allocation economic -> mass" in found.note()


def test_allocation_and_volume_are_told_apart() -> None:
    one = run(table(("soybean_meal", "BRA", 100.0)))
    two = run(table(("soybean_meal", "BRA", 200.0)), allocation="mass")
    a, b = (
        bba.convert_to_primary(bba.read_lines(table(("soybean_meal", "BRA", 1.0))), allocation=name)
        .frame["primary_quantity"].iloc[0] * 0.3
        for name in ("economic", "mass")
    )  # fmt: skip
    assert parts(compare(one, two)) == pytest.approx({"method": 150 * (b - a), "volume": 100 * (a + b) / 2})


def test_a_line_that_is_newly_assessed_is_coverage() -> None:
    lines = table(("soybeans", "BRA", 100.0), ("wheat", "FRA", 50.0))
    found = compare(run(lines, make_set({("wheat", "FRA", LAND): None})), run(lines))
    assert parts(found) == pytest.approx({"coverage": 7.0})
    assert found.lines().set_index("line_id").loc["L1", "changed"] == "coverage"
    assert parts(compare(run(lines), run(lines, make_set({("wheat", "FRA", LAND): None})))) == pytest.approx(
        {"coverage": -7.0}
    )


def test_a_line_that_was_not_understood_and_now_is_is_coverage() -> None:
    good = ("soybeans", "BRA", 100.0)
    for bad in (
        ("moon dust", "CIV", 10.0),
        ("cocoa_beans", "Atlantis", 10.0),
        ("cocoa_beans", "CIV", np.nan),
    ):
        before, after = run(table(good, bad)), run(table(good, ("cocoa_beans", "CIV", 10.0)))
        assert parts(compare(before, after)) == pytest.approx({"coverage": 20.0}), bad
        assert parts(compare(after, before)) == pytest.approx({"coverage": -20.0}), bad


def test_what_nobody_can_place_lowers_coverage_and_not_the_purchases() -> None:
    before = run(table(("soybeans", "BRA", 100.0), ids=False))
    after = run(table(("soybeans", "BRA", 100.0), ("moon dust", "BRA", 100.0), ids=False))
    # twice as much was bought, half of it is assessed
    assert parts(compare(before, after)) == pytest.approx({"volume": 22.5, "coverage": -22.5})


def test_goods_that_no_set_knows_lower_coverage_and_are_no_better_mix() -> None:
    no_wheat = make_set({("wheat", "FRA", LAND): None})
    before = run(table(("soybeans", "BRA", 80.0), ("cocoa_beans", "CIV", 20.0)), no_wheat)
    after = run(
        table(("soybeans", "BRA", 40.0), ("cocoa_beans", "CIV", 10.0), ("wheat", "FRA", 50.0)), no_wheat
    )
    found = compare(before, after)
    assert parts(found) == pytest.approx({"coverage": -32.0})  # as much was bought; half of it is assessed
    by = found.by("commodity").set_index(["commodity", "indicator"])
    assert by.loc[("cocoa_beans", LAND), "coverage"] == pytest.approx(-20.0)
    assert by.loc[("wheat", LAND), ["after", "difference", "coverage"]].isna().all()
    assert by.loc[("wheat", LAND), "before"] == 0  # none was bought; what was bought after is not assessed


def test_a_new_commodity_is_mix_at_its_own_conversion_and_factor() -> None:
    before = run(table(("soybeans", "BRA", 100.0)))
    after = run(table(("soybeans", "BRA", 100.0), ("cocoa_beans", "CIV", 100.0)))
    found = parts(compare(before, after))
    assert set(found) == {"volume", "commodity_mix"}
    assert sum(found.values()) == pytest.approx(200.0)


def test_a_new_origin_is_asked_of_the_old_set() -> None:
    old = make_set({("cocoa_beans", "GHA", LAND): 1.0})
    before = run(table(("cocoa_beans", "CIV", 100.0)), old)
    after = run(table(("cocoa_beans", "GHA", 100.0)))
    # the old set would have said 1.0 of Ghana: the mix at the mean factor, and half of the change of Ghana's
    assert parts(compare(before, after)) == pytest.approx(
        {"origin_mix": 100 * (1.25 - 2.0), "factors": 100 * 0.25}
    )


def test_a_new_origin_that_the_old_set_does_not_know_is_mix_alone() -> None:
    old = make_set({("wheat", "FRA", LAND): None})
    before = run(table(("soybeans", "BRA", 100.0)), old)
    after = run(table(("soybeans", "BRA", 50.0), ("wheat", "FRA", 50.0)))
    assert parts(compare(before, after)) == pytest.approx({"commodity_mix": 50 * 0.14 - 50 * 0.3})


def test_conversion_is_how_much_crop_stands_behind_a_tonne() -> None:
    one = run(table(("chocolate", "CIV", 100.0), content=0.3))
    two = run(table(("chocolate", "CIV", 100.0), content=0.6))
    change = two.total().loc[LAND, "value"] - one.total().loc[LAND, "value"]
    assert change == pytest.approx(one.total().loc[LAND, "value"])
    assert parts(compare(one, two)) == pytest.approx({"conversion": change})


def test_wood_of_unknown_density_is_a_stratum_of_its_own() -> None:
    factors = bba.load_factors(pd.DataFrame({
        "commodity": ["roundwood", "soybeans"], "origin": ["SWE", "BRA"], "indicator": LAND, "value": [0.2, 0.3],
        "unit": "ha yr",
    }))  # fmt: skip
    lines = pd.DataFrame({
        "line_id": ["a", "b"], "commodity": ["roundwood", "soybeans"], "origin": ["SWE", "BRA"],
        "quantity": [100.0, 100.0], "unit": ["m3", "t"],
    })  # fmt: skip
    before = bba.calculate_footprint(lines, factors)
    assert before.lines is not None
    # as if no density were known: cubic metres still have a primary quantity
    blind = before.lines.frame.assign(mass_t=[np.nan, 100.0])
    blind_run = bba.calculate_footprint(lines, factors)
    object.__setattr__(blind_run, "lines", bba.Lines(blind, before.lines.issues, before.lines.reading))
    doubled = bba.calculate_footprint(lines.assign(quantity=[200.0, 100.0]), factors)
    assert doubled.lines is not None
    blind = doubled.lines.frame.assign(mass_t=[np.nan, 100.0])
    object.__setattr__(doubled, "lines", bba.Lines(blind, doubled.lines.issues, doubled.lines.reading))
    wood = before.total().loc[LAND, "value"] - 30.0
    assert parts(compare(blind_run, doubled)) == pytest.approx({"volume": wood})


def test_lines_of_no_mass_are_no_error() -> None:
    before = run(table(("soybeans", "BRA", 0.0), ("cocoa_beans", "CIV", 0.0)))
    after = run(table(("soybeans", "BRA", 0.0), ("cocoa_beans", "CIV", 10.0)))
    assert before.total().loc[LAND, "value"] == 0
    assert parts(compare(before, after)) == pytest.approx({"volume": 20.0})
    assert parts(compare(before, before)) == {}


def test_goods_that_another_line_holds_are_no_volume() -> None:
    one = table(("chocolate", "CIV", 10.0))
    two = table(("chocolate", "CIV", 10.0), ("cocoa_beans", "CIV", 500.0), stage=["finished", "contained"])
    assert parts(compare(run(one), run(two))) == {}


def test_what_is_not_assessed_is_nan_and_said() -> None:
    lines = table(("wheat", "FRA", 50.0))
    found = compare(run(lines, make_set({("wheat", "FRA", LAND): None})), run(lines))
    row = found.total().loc[LAND]
    assert np.isnan(row["before"])
    assert row["after"] == pytest.approx(7.0)
    assert row["note"] == "nothing is assessed before: no difference can be stated"
    assert row[["difference", *PARTS]].isna().all()  # what is not assessed is no fall to zero
    loss = found.total().loc["habitat_loss"]
    assert loss[["before", "after", "difference", *PARTS]].isna().all()
    assert found.total()["before_assessed_mass_share"].tolist() == [0.0, 0.0]
    assert "not assessed" in found.note()
    record = found.to_dict()["totals"][0]
    assert record["before"] is None
    assert record["after"] == pytest.approx(7.0)


def test_indicators_that_mean_something_else_are_listed_and_not_subtracted() -> None:
    frame = make_set().to_frame()
    other = frame.assign(
        amortisation=np.where(frame["indicator"] == "habitat_loss", "20 years", ""), method="another survey"
    )
    one = bba.load_factors(frame.assign(method="survey of 2020"))
    two = bba.load_factors(
        other.assign(method=np.where(frame["indicator"] == LAND, "survey of 2020", "another"))
    )
    lines = table(("soybeans", "BRA", 100.0))
    found = compare(run(lines, one), run(lines, two))
    assert list(found.not_comparable) == ["habitat_loss"]
    assert "method" in found.not_comparable["habitat_loss"]
    row = found.total().loc["habitat_loss"]
    assert row[["before", "after"]].notna().all()
    assert row[["difference", *PARTS]].isna().all()
    assert "habitat_loss" not in set(found.by("origin")["indicator"])
    assert "## Not compared" in found.note()
    with pytest.raises(IncompatibleFactorSetsError, match="compare_methods"):
        compare(run(lines, one), run(lines, bba.load_factors(frame.assign(method="all other"))))


def test_groups_add_up_to_the_whole_and_have_their_own_mix() -> None:
    before = run(table(("soybeans", "BRA", 100.0), ("chocolate", "CIV", 30.0), ("chocolate", "CIV", 10.0),
                       supplier=["X", "X", "Y"], content=[np.nan, 0.3, 0.8]))  # fmt: skip
    after = run(table(("soybeans", "ARG", 150.0), ("chocolate", "CIV", 10.0), ("chocolate", "CIV", 40.0),
                      supplier=["X", "X", "Y"], content=[np.nan, 0.3, 0.8]))  # fmt: skip
    found = compare(before, after)
    total = found.total()
    for columns in (["supplier"], ["commodity"], ["origin", "supplier"], ["period"]):
        groups = found.by(*columns)
        summed = groups.groupby("indicator", sort=False)[["difference", *PARTS]].sum()
        np.testing.assert_allclose(
            summed, total.loc[summed.index, ["difference", *PARTS]], rtol=1e-9, atol=1e-9
        )
        np.testing.assert_allclose(
            groups[list(PARTS)].sum(axis=1), groups["difference"].fillna(0.0), atol=1e-9
        )
    by = found.by("supplier").set_index(["supplier", "indicator"])
    assert by.loc[("Y", LAND), "origin_mix"] > 0  # Y sells more of the same chocolate than X does


def test_a_group_that_was_not_bought_is_zero_on_that_side() -> None:
    found = compare(run(table(("soybeans", "BRA", 100.0))), run(table(("cocoa_beans", "CIV", 10.0))))
    by = found.by("commodity").set_index(["commodity", "indicator"])
    assert by.loc[("cocoa_beans", LAND), "before"] == 0
    assert by.loc[("cocoa_beans", LAND), "difference"] == pytest.approx(20.0)
    assert by.loc[("soybeans", LAND), "after"] == 0
    assert by.loc[("soybeans", LAND), "difference"] == pytest.approx(-30.0)


def test_a_group_that_was_bought_and_not_understood_is_not_zero() -> None:
    # the commodity of L1 is not understood before; by its name it is the cocoa of the other run
    before = run(table(("soybeans", "BRA", 100.0), ("moon rock", "CIV", 10.0)))
    after = run(table(("soybeans", "BRA", 100.0), ("cocoa_beans", "CIV", 10.0)))
    by = compare(before, after).by("commodity").set_index(["commodity", "indicator"])
    assert np.isnan(by.loc[("cocoa_beans", LAND), "before"])
    assert by.loc[("cocoa_beans", LAND), "difference"] == pytest.approx(20.0)
    assert by.loc[("cocoa_beans", LAND), "coverage"] == pytest.approx(20.0)


def test_what_cannot_be_grouped_is_refused() -> None:
    found = compare(run(table(("soybeans", "BRA", 1.0))), run(table(("soybeans", "BRA", 2.0), plant="P")))
    for columns, words in ((["value"], "columns of the lines"), (["ecosystem"], "side by side"),
                           (["plant"], "lines before have no column 'plant'"), ([], "name a column")):  # fmt: skip
        with pytest.raises(UsageError, match=words):
            found.by(*columns)


def test_lines_are_new_gone_changed_and_the_same() -> None:
    before = run(table(("soybeans", "BRA", 100.0), ("cocoa_beans", "CIV", 10.0), ("wheat", "FRA", 5.0)))
    frame = table(("soybeans", "BRA", 100.0), ("cocoa_beans", "GHA", 20.0), ("soybeans", "ARG", 1.0))
    after = run(frame.assign(line_id=["L0", "L1", "L9"]))
    lines = compare(before, after).lines()
    assert lines["line_id"].tolist() == ["L9", "L2", "L1", "L0"]
    assert lines["status"].tolist() == ["new", "gone", "changed", "same"]
    assert (
        lines["changed"].tolist()[2] == "amount, origin, factor, coverage"
    )  # Ghana has no habitat loss here
    shown = lines.set_index("line_id")
    assert shown[f"{LAND}_difference"].to_dict() == pytest.approx(
        {"L9": 0.4, "L2": -0.7, "L1": 10.0, "L0": 0.0}
    )
    assert np.isnan(shown.loc["L9", f"{LAND}_before"])
    assert np.isnan(shown.loc["L1", "habitat_loss_difference"])


def test_without_names_of_their_own_lines_are_matched_by_what_they_are_of() -> None:
    before = run(table(("soybeans", "BRA", 100.0), ("soybeans", "BRA", 50.0), ids=False))
    after = run(table(("soybeans", "BRA", 150.0), ("soybeans", "ARG", 1.0), ids=False))
    found = compare(before, after)
    assert found.on == ("commodity", "origin")
    lines = found.lines()
    assert lines[["origin", "status", "changed"]].to_numpy().tolist() == [
        ["ARG", "new", ""], ["BRA", "changed", "lines"],
    ]  # fmt: skip
    assert compare(before, after, on="commodity").lines()["lines_after"].tolist() == [2]
    with pytest.raises(UsageError, match="no column 'plant'"):
        compare(before, after, on=["plant"])


def test_names_that_start_again_every_year_name_nothing() -> None:
    before = run(table(("soybeans", "BRA", 100.0), ("cocoa_beans", "CIV", 10.0)))
    after = run(table(("cocoa_beans", "CIV", 10.0), ("soybeans", "BRA", 100.0)))
    found = compare(before, after)
    assert found.on == ("commodity", "origin")
    assert found.lines()["status"].tolist() == ["same", "same"]


def test_two_periods_of_one_run() -> None:
    both = run(table(("soybeans", "BRA", 100.0), ("soybeans", "BRA", 120.0), period=["2023", "2024"]))
    one, two = select_lines(both, period="2023"), select_lines(both, period=2024)
    assert one.total().loc[LAND, "value"] == pytest.approx(30.0)
    found = compare(one, two)
    assert parts(found) == pytest.approx({"volume": 6.0})
    assert one.counts()["read"] == 1
    assert one.provenance["input"]["selected"] == {"period": "2023"}
    assert "period 2023" in found.note()
    assert select_lines(both, period=["2023", "2024"]).counts() == both.counts()
    assert select_lines(both, supplier=None).counts() == both.counts()
    with pytest.raises(UsageError, match="there are: 2023, 2024"):
        select_lines(both, period="2022")
    with pytest.raises(UsageError, match="no column 'year'"):
        select_lines(both, year="2022")


def test_perspectives_are_a_part_of_their_own() -> None:
    lines = table(("soybeans", "NLD", 100.0), ("soybeans", "BRA", 50.0))
    direct = bba.calculate_footprint(lines, "bba-open")
    traced = bba.calculate_footprint(lines, "bba-open", perspective="traced")
    for one, two in ((direct, traced), (traced, direct)):
        found = compare(one, two)
        difference = found.total()["difference"]
        assert (difference.abs() > 0).any()
        np.testing.assert_allclose(found.total()["method"], difference, rtol=1e-9)
        np.testing.assert_allclose(
            found.by("origin").groupby("indicator", sort=False)["method"].sum(), difference
        )
        assert set(found.method) == {"perspective", "trade"}


def test_own_products_are_asked_for_where_the_method_needs_them(root: object) -> None:
    own = pd.read_csv(f"{root}/examples/own-products.csv")
    lines = table(("soybean_meal", "BRA", 100.0))
    one = run(lines, products=own)
    two = run(lines, allocation="mass")
    with pytest.raises(UsageError, match="products="):
        compare(one, two)
    assert set(parts(compare(one, two, products=[own]))) <= {"method", "conversion"}
    assert "method" not in parts(compare(one, run(lines)))


def test_trade_data_that_are_not_shipped_are_asked_for() -> None:
    mixes = pd.DataFrame({
        "commodity": ["soybeans"] * 2, "consignment": ["NLD"] * 2, "year": [2022] * 2, "origin": ["BRA", "ARG"],
        "share": [0.5, 0.5],
    })  # fmt: skip
    lines = table(("soybeans", "NLD", 100.0))
    one = run(lines, perspective="traced", trade=mixes)
    two = run(lines)
    with pytest.raises(UsageError, match="trade="):
        compare(two, one)
    found = compare(two, one, trade=mixes)
    assert parts(found) == pytest.approx({"method": 100 * (0.35 - 0.5)})  # the world's factor answered before
    assert parts(compare(one, two, trade=mixes)) == pytest.approx({"method": 100 * (0.5 - 0.35)})


def test_runs_without_lines_are_refused() -> None:
    lines = table(("soybeans", "BRA", 100.0))
    with pytest.raises(UsageError, match="keep_lines=True"):
        compare(run(lines, keep_lines=False), run(lines))
    with pytest.raises(UsageError, match="keep_lines=True"):
        select_lines(run(lines, keep_lines=False), period="2023")


class Drawn:
    """A stand-in for what ``simulate`` gives."""

    def __init__(self, draws: dict[str, list[float]]) -> None:
        self.draws = draws

    def samples(self) -> pd.DataFrame:
        return pd.DataFrame(self.draws)


def test_the_interval_of_the_difference_is_of_paired_draws() -> None:
    one = Drawn({LAND: [20.0, 30.0, 40.0], "habitat_loss": [np.nan] * 3})
    two = Drawn({LAND: [21.0, 31.0, 41.0], "habitat_loss": [1.0, 2.0, 3.0]})
    found = difference_interval(one, two)
    assert found.loc[LAND].tolist() == [1.0, 1.0]  # the errors are shared
    assert found.loc["habitat_loss"].isna().all()
    with pytest.raises(UsageError, match="same draws"):
        difference_interval(one, Drawn({LAND: [1.0]}))


def test_a_comparison_draws_both_runs_with_one_seed() -> None:
    less, more = (bba.calculate_footprint(table(("soybeans", "BRA", each))) for each in (100.0, 110.0))
    total = compare(less, more, draws=400, seed=5).total().loc[LAND]
    # the same factor: the difference is a tenth of it, draw by draw
    drawn = bba.simulate(less, 400, 5).samples()[LAND] * 0.1
    assert [total["difference_low"], total["difference_high"]] == pytest.approx(
        np.percentile(drawn, [2.5, 97.5]).tolist()
    )
    assert compare(less, more).total()["difference_low"].isna().all()
    same = compare(less, less, draws=200).total().loc[LAND]
    assert (same["difference_low"], same["difference_high"]) == (0, 0)


def test_the_note_says_what_an_auditor_asks_for() -> None:
    lines = table(("soybeans", "BRA", 100.0), ("cocoa_beans", "CIV", 10.0))
    one = run(lines)
    two = run(lines.assign(quantity=[120.0, 10.0]), make_set({("cocoa_beans", "CIV", LAND): 2.5}))
    found = compare(one, two)
    note = found.note("Restatement of 2023")
    assert note.startswith("# Restatement of 2023\n")
    for heading in ("From what to what", "Why", "What each figure was made with", "Coverage", "Factors that changed",
                    "Lines", "How the difference is split"):  # fmt: skip
        assert f"\n## {heading}\n" in note
    for run_of in (one, two):
        assert run_of.provenance["lines_sha256"] in note
        assert run_of.provenance["factor_sets"][0]["sha256"] in note
    assert "| land_occupation | ha yr | 50 | 61 | +11 |" in note
    assert "0 new, 0 gone, 2 changed, 0 same" in note
    assert note == compare(one, two).note("Restatement of 2023")


def test_a_comparison_is_plain_data_for_machines() -> None:
    found = compare(run(table(("soybeans", "BRA", 100.0))), run(table(("moon dust", "BRA", 100.0))))
    data = json.loads(json.dumps(found.to_dict(), allow_nan=False))
    assert [row["indicator"] for row in data["totals"]] == [LAND, "habitat_loss"]
    assert data["totals"][0]["after"] is None
    assert set(data["provenance"]) >= {"before", "after", "matched_on"}
    assert "1 lines" in repr(found)


def test_nothing_given_is_changed() -> None:
    one, two = run(table(("soybeans", "BRA", 100.0))), run(table(("moon dust", "BRA", 10.0)))
    assert one.lines is not None
    kept = one.lines.frame.copy()
    found = compare(one, two)
    given = found.total()
    given["before"] = 0.0
    found.by("origin"), found.lines(), found.note()
    pd.testing.assert_frame_equal(one.lines.frame, kept)
    assert found.total().loc[LAND, "before"] == pytest.approx(30.0)
