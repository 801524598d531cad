"""Simulation: closed forms, scipy, and the laws that make it believable."""

from __future__ import annotations

import math
import threading
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

import bbafootprint as bba
from bbafootprint.errors import UsageError

from ...laws import examples
from ..conftest import purchases, with_producers

Z = 1.959963984540054
MIXED = purchases(
    ("soybeans", "Brazil", 100.0), ("soybeans", "Argentina", 50.0), ("soybean meal", "Brazil", 40.0),
    ("soybean oil", "Brazil", 10.0), ("chocolate", "Ivory Coast", 8.0), ("cocoa beans", "Ivory Coast", 5.0),
    ("soybeans", "unknown", 20.0), ("wheat", "France", 30.0), ("moon rock", "Brazil", 1.0),
)  # fmt: skip


def quantiles(s: float, mean: float) -> np.ndarray:
    return stats.lognorm(s, scale=mean * math.exp(-(s**2) / 2)).ppf([0.025, 0.5, 0.975])


def test_one_factor_is_lognormal_with_its_value_as_the_mean(factors: bba.FactorSet) -> None:
    result = bba.calculate_footprint(purchases(("soybeans", "Brazil", 10.0)), factors)
    drawn = bba.simulate(result, draws=100_000).samples()["land_occupation"]
    s = math.log(1.1)
    assert stats.kstest(drawn, stats.lognorm(s, scale=3 * math.exp(-(s**2) / 2)).cdf).pvalue > 0.001
    row = bba.simulate(result, draws=100_000).total().loc["land_occupation"]
    np.testing.assert_allclose(row[["low", "median", "high"]].to_numpy(float), quantiles(s, 3.0), rtol=0.005)
    assert row["mean"] == pytest.approx(3.0, rel=0.002)
    assert row["sd"] == pytest.approx(3 * math.sqrt(math.expm1(s**2)), rel=0.02)


def test_a_product_of_lognormals_against_its_closed_form(factors: bba.FactorSet) -> None:
    # chocolate: default content times two steps times a factor, in logarithms a sum of normals but for the cap at 1
    result = bba.calculate_footprint(purchases(("cocoa paste", "Ivory Coast", 10.0)), factors)
    line = result.to_frame().iloc[0]
    of_conversion = math.log(line["conversion_high"] / line["conversion_low"]) / (2 * Z)
    row = bba.simulate(result, draws=100_000).total().loc["land_occupation"]
    s = math.hypot(of_conversion, math.log(1.2))
    expected = quantiles(s, float(line["land_occupation"]))
    np.testing.assert_allclose(row[["low", "median", "high"]].to_numpy(float), expected, rtol=0.01)


def test_what_enters_the_mill_leaves_it_in_every_draw(factors: bba.FactorSet) -> None:
    # 0.79 t of meal and 0.18 t of oil are one tonne of beans, however yields and prices are drawn; yields are drawn too
    frame = factors.frame.astype({"commodity": object}).assign(gsd=1.0)
    sure = with_producers(
        frame[["commodity", "origin", "indicator", "value", "unit", "low", "high", "gsd", "quality"]]
    )
    whole = bba.calculate_footprint(purchases(("soybeans", "Brazil", 100.0)), sure)
    parts = bba.calculate_footprint(
        purchases(("soybean meal", "Brazil", 79.0), ("soybean oil", "Brazil", 18.0)), sure
    )
    one, two = (bba.simulate(each, draws=2_000).samples()["land_occupation"] for each in (whole, parts))
    assert one.std() == pytest.approx(0, abs=1e-12)
    meal = bba.simulate(
        bba.calculate_footprint(purchases(("soybean meal", "Brazil", 79.0)), sure), draws=2_000
    )
    # prices move meal by 5 %; together only the yields are left, which are known to 1 or 2 %
    assert meal.samples()["land_occupation"].std() / (0.3 * 79 * 0.8353) > 0.05
    assert two.std() / 30 < 0.01


def test_the_approximation_of_ordinary_runs_against_the_simulation(factors: bba.FactorSet) -> None:
    result = bba.calculate_footprint(MIXED, factors)
    for groups in ((), ("commodity",), ("commodity", "origin")):
        quick = result.by(*groups) if groups else result.total().reset_index()
        drawn = bba.simulate(result, draws=40_000).by(*groups) if groups else bba.simulate(
            result, draws=40_000
        ).total().reset_index()  # fmt: skip
        assert quick["low"].isna().tolist() == drawn["low"].isna().tolist()
        answered = quick["value"] > 0
        np.testing.assert_allclose(quick.loc[answered, "high"], drawn.loc[answered, "high"], rtol=0.06)
        np.testing.assert_allclose(quick.loc[answered, "low"], drawn.loc[answered, "low"], rtol=0.12)


def test_intervals_hold_the_value_and_nothing_is_nothing(factors: bba.FactorSet) -> None:
    table = bba.simulate(bba.calculate_footprint(MIXED, factors), draws=500).by("commodity", "origin")
    known = table["value"].notna()
    assert (table.loc[known, "low"] <= table.loc[known, "value"]).all()
    assert (table.loc[known, "high"] >= table.loc[known, "value"]).all()
    assert table.loc[~known, ["mean", "median", "sd", "low", "high"]].isna().all(axis=None)
    wheat = table[(table["commodity"] == "wheat") & (table["indicator"] == "habitat_loss")]
    assert wheat["value"].isna().all()


def test_a_factor_without_uncertainty_has_no_interval(factor_frame: pd.DataFrame) -> None:
    unsure = factor_frame.assign(
        **{name: factor_frame[name].where(factor_frame["origin"] != "BRA") for name in ("low", "high", "gsd")}
    )
    result = bba.calculate_footprint(
        purchases(("soybeans", "Brazil", 10.0), ("cocoa_beans", "Ivory Coast", 1.0)), bba.load_factors(unsure)
    )
    total = bba.simulate(result, draws=200).total()
    assert total.loc["land_occupation", "value"] == pytest.approx(5.0)
    assert total.loc["land_occupation", ["mean", "low", "high"]].isna().all()


def test_a_factor_without_uncertainty_spoils_no_other_group() -> None:
    rows = [("BRA", 1.0, None), ("ARG", 0.1, 1.5), ("USA", 0.01, 1.5)]
    table = pd.DataFrame(rows, columns=["origin", "value", "gsd"]).assign(
        commodity="soybeans", indicator="habitat_loss", unit="ha", quality=3, source="hand-made"
    )
    lines = purchases(*[("soybeans", origin, 100.0) for origin, _, _ in rows])
    result = bba.calculate_footprint(lines, bba.load_factors(table))
    quick, drawn = result.by("origin"), bba.simulate(result, draws=200).by("origin")
    assert drawn["low"].isna().tolist() == quick["low"].isna().tolist() == [True, False, False]
    ranks = bba.simulate(result, draws=200).rank_stability("origin", "habitat_loss")
    assert ranks.loc["ARG", "USA"] > 0.95
    assert ranks.loc["BRA"].isna().all()


def test_bounds_without_a_deviation_are_reached_and_no_draw_is_negative() -> None:
    table = pd.DataFrame(
        {"commodity": "soybeans", "origin": ["BRA", "ARG"], "indicator": "habitat_loss", "unit": "ha", "value": 1.0,
         "low": [0.25, 0.0], "high": [4.0, 3.0], "quality": 3, "source": "hand-made"}
    )  # fmt: skip
    factors = bba.load_factors(table)
    one, two = (
        bba.calculate_footprint(purchases(("soybeans", each, 1.0)), factors)
        for each in ("Brazil", "Argentina")
    )
    row = bba.simulate(one, draws=100_000).total().loc["habitat_loss"]
    assert (row["low"], row["high"]) == pytest.approx((0.25, 4.0), rel=0.03)
    quick = one.total().loc["habitat_loss"]
    assert (quick["low"], quick["high"]) == pytest.approx((0.25, 4.0))
    assert (bba.simulate(two, draws=20_000).samples()["habitat_loss"] >= 0).all()


def test_a_conversion_keeps_its_mean(factor_frame: pd.DataFrame) -> None:
    sure = pd.DataFrame(
        {"commodity": ["tomatoes"], "origin": "ITA", "indicator": "land_occupation", "unit": "ha yr", "value": 1.0,
         "low": 1.0, "high": 1.0, "gsd": 1.0, "quality": 3, "source": "hand-made"}
    )  # fmt: skip
    result = bba.calculate_footprint(purchases(("tomato_products", "Italy", 10.0)), bba.load_factors(sure))
    row = bba.simulate(result, draws=100_000).total().loc["land_occupation"]
    assert row["sd"] > 0.1 * row["value"]
    assert row["mean"] == pytest.approx(row["value"], rel=0.01)


def test_groups_that_are_written_alike_are_told_apart_in_errors_of_quantities(
    factor_frame: pd.DataFrame,
) -> None:
    sure = bba.load_factors(
        factor_frame.assign(gsd=1.0, low=factor_frame["value"], high=factor_frame["value"])
    )
    one = purchases(("soybeans", "Brazil", 1000.0)).assign(lot=[None])
    many = purchases(*[("soybeans", "Brazil", 10.0)] * 100).assign(lot="")
    lines = pd.concat([one, many], ignore_index=True).astype({"lot": object})
    drawn = bba.simulate(bba.calculate_footprint(lines, sure), draws=4_000, quantities=0.5).by("lot")
    land = drawn[drawn["indicator"] == "land_occupation"]
    assert len(land) == 2
    alone = land["lot"].isna()  # one line of 1,000 t; the others are 100 of 10 t
    spread = land["sd"] / land["value"]
    assert spread[~alone].item() == pytest.approx(spread[alone].item() / 10, rel=0.1)


def test_two_years_have_errors_of_quantities_of_their_own(factors: bba.FactorSet) -> None:
    one, two = (
        bba.calculate_footprint(purchases(("soybeans", "Brazil", 10.0)).assign(period=year), factors)
        for year in ("2023", "2024")
    )
    drawn = [
        bba.simulate(each, draws=2_000, quantities=0.5).samples()["land_occupation"] for each in (one, two)
    ]
    assert np.corrcoef(*drawn)[0, 1] < 0.5  # the factor is shared, the quantities are not


def test_shared_factors_do_not_shrink_and_independent_ones_do_by_the_square_root() -> None:
    codes = [
        code
        for code in sorted(set(bba.load_factors("bba-open").frame["origin"].astype(str)))
        if code.isalpha()
    ][:100]
    rows = [("cocoa_beans", code, "land_occupation", 1.0, "ha yr", 1.3, 2) for code in codes if code != "WLD"]
    table = pd.DataFrame(
        rows, columns=["commodity", "origin", "indicator", "value", "unit", "gsd", "quality"]
    )
    factors = bba.load_factors(table.assign(source="hand-made"))

    def width(origins: list[str]) -> float:
        lines = pd.DataFrame({"commodity": "cocoa_beans", "origin": origins, "quantity": 1.0, "unit": "t"})
        row = (
            bba.simulate(bba.calculate_footprint(lines, factors), draws=20_000).total().loc["land_occupation"]
        )
        return float(row["sd"] / row["value"])

    one = width([rows[0][1]])
    assert width([rows[0][1]] * 64) == pytest.approx(one, rel=1e-12)
    apart = [row[1] for row in rows[:64]]
    assert len(set(apart)) == 64
    assert width(apart) == pytest.approx(one / 8, rel=0.05)


@settings(max_examples=examples(15))
@given(st.permutations(range(len(MIXED))), st.integers(1, len(MIXED) - 1), st.integers(0, 2**40))
def test_law_order_and_partition_change_no_draw(order: list[int], cut: int, seed: int) -> None:
    factors = FACTORS
    whole = bba.simulate(bba.calculate_footprint(MIXED, factors), draws=100, seed=seed).samples()
    mixed = MIXED.iloc[order]
    permuted = bba.simulate(bba.calculate_footprint(mixed, factors), draws=100, seed=seed).samples()
    np.testing.assert_allclose(permuted, whole, rtol=1e-12)
    parts = [
        bba.simulate(bba.calculate_footprint(part, factors), draws=100, seed=seed).samples()
        for part in (mixed.iloc[:cut], mixed.iloc[cut:])
    ]
    together = parts[0].fillna(0) + parts[1].fillna(0)
    np.testing.assert_allclose(together, whole, rtol=1e-12)


@settings(max_examples=examples(15))
@given(st.lists(st.sampled_from(["commodity", "origin", "line_id"]), unique=True, min_size=1))
def test_law_groups_add_up_to_the_total_in_every_draw(columns: list[str]) -> None:
    simulation = bba.simulate(bba.calculate_footprint(MIXED, FACTORS), draws=100, seed=3)
    groups = simulation.by(columns).groupby("indicator")["mean"].sum(min_count=1)
    whole = simulation.total()["mean"]
    np.testing.assert_allclose(groups[whole.index], whole, rtol=1e-12)


def test_the_same_seed_gives_the_same_numbers_and_another_gives_others(factors: bba.FactorSet) -> None:
    result = bba.calculate_footprint(MIXED, factors)
    one, again, other = (bba.simulate(result, draws=500, seed=seed) for seed in (1, 1, 2))
    pd.testing.assert_frame_equal(one.by("commodity"), again.by("commodity"), check_exact=True)
    assert not np.allclose(one.samples()["land_occupation"], other.samples()["land_occupation"])
    assert one.provenance["simulation"] == {"draws": 500, "seed": 1, "quantities": None}


def test_blocks_and_the_whole_are_the_same(factors: bba.FactorSet, monkeypatch: pytest.MonkeyPatch) -> None:
    from bbafootprint.footprint.uncertainty import sampling

    result = bba.calculate_footprint(MIXED, factors)
    whole = bba.simulate(result, draws=300).by("commodity", "origin")
    monkeypatch.setattr(sampling, "BLOCK_BYTES", 2 * 8 * 300)
    monkeypatch.setattr(sampling, "COLUMNS_AT_ONCE", 2)
    pd.testing.assert_frame_equal(
        bba.simulate(result, draws=300).by("commodity", "origin"), whole, rtol=1e-12
    )


@pytest.mark.parametrize("processors", [2, 3, 7])
def test_law_the_number_of_processors_changes_no_draw(
    factors: bba.FactorSet, monkeypatch: pytest.MonkeyPatch, processors: int
) -> None:
    from bbafootprint.footprint.uncertainty import sampling

    result = bba.calculate_footprint(MIXED, factors)
    monkeypatch.setattr(sampling, "NUMBERS_WORTH_A_THREAD", 1)
    tables = {}
    for count in (1, processors):
        drawing: set[int] = set()
        fill = sampling._fill

        def noted(*given: object, fill: Any = fill, drawing: set[int] = drawing) -> None:
            drawing.add(threading.get_ident())
            fill(*given)

        with monkeypatch.context() as patched:
            patched.setattr(sampling, "_fill", noted)
            patched.setattr(sampling, "_processors", lambda count=count: count)
            tables[count] = bba.simulate(result, draws=300, quantities=0.05).by("commodity")
        assert (len(drawing) > 1) == (count > 1)
    pd.testing.assert_frame_equal(tables[1], tables[processors], check_exact=True)


def test_an_error_in_a_thread_is_the_caller_s(
    factors: bba.FactorSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bbafootprint.footprint.uncertainty import drawing, sampling

    monkeypatch.setattr(sampling, "NUMBERS_WORTH_A_THREAD", 1)
    monkeypatch.setattr(sampling, "_processors", lambda: 2)

    def fail(*given: object) -> None:
        if threading.current_thread() is not threading.main_thread():
            raise MemoryError("no room for draws")

    monkeypatch.setattr(drawing.FactorDraws, "fill", fail)
    with pytest.raises(MemoryError, match="no room"):
        bba.simulate(bba.calculate_footprint(MIXED, factors), draws=300).total()


def test_lines_that_differ_by_a_multiple_are_drawn_once(
    factors: bba.FactorSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bbafootprint.footprint.uncertainty import drawing, sampling, simulation

    many = pd.concat([MIXED.assign(quantity=MIXED["quantity"] * at) for at in range(40)], ignore_index=True)
    result = bba.calculate_footprint(many, factors)
    filled: list[int] = []
    fill = drawing.FactorDraws.fill
    monkeypatch.setattr(
        drawing.FactorDraws, "fill", lambda self, rows, out: (filled.append(len(rows)), fill(self, rows, out))
    )
    table = bba.simulate(result, draws=300, seed=5).by("line_id")
    assert sum(filled) <= len(MIXED) * len(factors.indicators)
    monkeypatch.setattr(
        simulation,
        "merge_alike",
        lambda cells, size: sampling.Alike(cells, size, np.arange(size), np.ones(size)),
    )
    pd.testing.assert_frame_equal(table, bba.simulate(result, draws=300, seed=5).by("line_id"), rtol=1e-12)


# ---- quantities --------------------------------------------------------------------------------------------


def test_errors_of_quantities_are_independent_and_moment_matched(factor_frame: pd.DataFrame) -> None:
    sure = bba.load_factors(
        factor_frame.assign(gsd=1.0, low=factor_frame["value"], high=factor_frame["value"])
    )
    ten = purchases(*[("soybeans", "Brazil", 10.0)] * 25)
    result = bba.calculate_footprint(ten, sure)
    row = bba.simulate(result, draws=40_000, quantities=0.2).total().loc["land_occupation"]
    of_line = math.sqrt(math.expm1((math.log(1.2) / Z) ** 2))
    assert row["sd"] / row["value"] == pytest.approx(of_line / 5, rel=0.03)
    assert row["mean"] == pytest.approx(row["value"], rel=0.002)


def test_errors_of_quantities_by_a_column(factors: bba.FactorSet) -> None:
    table = purchases(("soybeans", "Brazil", 10.0), ("soybeans", "Argentina", 10.0)).assign(error=["0.3", ""])
    simulation = bba.simulate(bba.calculate_footprint(table, factors), draws=20_000, quantities="error")
    drawn = simulation.by("origin")
    land = drawn[drawn["indicator"] == "land_occupation"].set_index("origin")
    s = math.log(1.1)
    assert land.loc["ARG", "sd"] / 4 == pytest.approx(math.sqrt(math.expm1(s**2)), rel=0.03)
    both = math.sqrt(math.expm1(s**2 + (math.log(1.3) / Z) ** 2))
    assert land.loc["BRA", "sd"] / 3 == pytest.approx(both, rel=0.03)


def split(factor_frame: pd.DataFrame, lines: pd.DataFrame) -> bba.Footprint:
    """Lines of certain factors, of which tracing splits those that the Netherlands shipped."""
    mix = [("BRA", 0.5), ("ARG", 0.3), ("USA", 0.2)]
    trade = pd.DataFrame(
        [("soybeans", "NLD", 2024, *each) for each in mix],
        columns=["commodity", "consignment", "year", "origin", "share"],
    )
    sure = with_producers(factor_frame.assign(gsd=1.0, low=factor_frame["value"], high=factor_frame["value"]))
    return bba.calculate_footprint(lines, sure, perspective="traced", trade=bba.load_trade(trade))


def shipped(*tonnes: float, **more: object) -> pd.DataFrame:
    return pd.DataFrame(
        {"commodity": "soybeans", "origin": "", "shipped from": "NLD", "t": tonnes, "year": 2024} | more
    )


def test_the_parts_of_a_traced_line_share_its_error(factor_frame: pd.DataFrame) -> None:
    result = split(factor_frame, shipped(100.0))
    assert len(result.to_frame()) == 3
    error = math.sqrt(math.expm1((math.log(1.3) / Z) ** 2))
    row = bba.simulate(result, 40_000, quantities=0.3).total().loc["land_occupation"]
    assert row["sd"] / row["value"] == pytest.approx(
        error, rel=0.03
    )  # not as three lines, of 0.62 times that
    by = bba.simulate(result, 4_000, quantities=0.3).by("origin")
    land = by[(by["indicator"] == "land_occupation") & by["value"].notna()]
    ratio = land[["mean", "median", "low", "high"]].div(land["value"], axis=0)
    assert len(land) == 3
    np.testing.assert_allclose(
        ratio, np.broadcast_to(ratio.iloc[0], ratio.shape), rtol=1e-12
    )  # the same draws
    ranks = bba.simulate(result, 200, quantities=0.3).rank_stability(
        "origin", "land_occupation", intensity=False
    )
    assert set(np.unique(ranks.to_numpy()[~np.eye(3, dtype=bool)])) == {0.0, 1.0}


def test_traced_lines_are_independent_of_one_another(factor_frame: pd.DataFrame) -> None:
    many = split(factor_frame, shipped(*[10.0] * 25))
    error = math.sqrt(math.expm1((math.log(1.3) / Z) ** 2))
    row = bba.simulate(many, 40_000, quantities=0.3).total().loc["land_occupation"]
    assert row["sd"] / row["value"] == pytest.approx(error / 5, rel=0.03)
    suppliers = split(factor_frame, shipped(10.0, 20.0, supplier=["A", "B"]))
    ranks = bba.simulate(suppliers, 4_000, quantities=1.0).rank_stability(
        "supplier", "land_occupation", intensity=False
    )
    assert 0.8 < ranks.loc["B", "A"] < 1
    turned = split(factor_frame, shipped(20.0, 10.0, supplier=["B", "A"]))
    one, two = (bba.simulate(each, 200, quantities=0.3).samples() for each in (suppliers, turned))
    np.testing.assert_allclose(one, two, rtol=1e-12)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        ({"draws": 10}, "whole number of 100 or more"),
        ({"draws": 1e4}, "10000.0"),
        ({"seed": "x"}, "seed is 'x'"),
        ({"quantities": 2.0}, "share of 0 to 1"),
        ({"quantities": "nowhere"}, "no column 'nowhere'"),
        ({"quantities": "supplier"}, "is no relative error"),
    ],
)
def test_what_cannot_be_asked_is_said(factors: bba.FactorSet, call: dict[str, object], said: str) -> None:
    result = bba.calculate_footprint(MIXED.assign(supplier="A"), factors)
    with pytest.raises(UsageError, match=said):
        bba.simulate(result, **call)


def test_ecosystems_cannot_be_drawn_and_lines_are_needed_for_new_groups(factors: bba.FactorSet) -> None:
    result = bba.calculate_footprint(MIXED, factors, by="origin", keep_lines=False)
    simulation = bba.simulate(result, draws=100)
    assert len(simulation.by("origin")) == len(result.by("origin"))
    with pytest.raises(UsageError, match="no distribution"):
        simulation.by("ecosystem")
    with pytest.raises(UsageError, match="by="):
        simulation.by("commodity")
    with pytest.raises(UsageError, match="not kept"):
        bba.simulate(result, quantities=0.1)


# ---- ranks -------------------------------------------------------------------------------------------------


def test_how_often_one_origin_is_worse_is_the_normal_probability(factors: bba.FactorSet) -> None:
    table = purchases(("soybeans", "Brazil", 10.0), ("soybeans", "Argentina", 20.0))
    simulation = bba.simulate(bba.calculate_footprint(table, factors), draws=50_000)
    ranks = simulation.rank_stability("origin", "land_occupation")
    assert list(ranks.index) == ["ARG", "BRA"]
    s = math.log(1.1)
    expected = stats.norm.cdf(math.log(0.4 / 0.3) / (s * math.sqrt(2)))
    assert ranks.loc["ARG", "BRA"] == pytest.approx(expected, abs=0.005)
    assert ranks.loc["ARG", "BRA"] + ranks.loc["BRA", "ARG"] == pytest.approx(1)
    amounts = simulation.rank_stability("origin", "land_occupation", intensity=False)
    assert amounts.loc["ARG", "BRA"] == pytest.approx(
        stats.norm.cdf(math.log(8 / 3) / (s * math.sqrt(2))), abs=0.005
    )


def test_ranks_say_what_there_is(factors: bba.FactorSet) -> None:
    simulation = bba.simulate(bba.calculate_footprint(MIXED, factors), draws=100)
    with pytest.raises(UsageError, match="land_occupation, habitat_loss"):
        simulation.rank_stability("origin", "beauty")
    with pytest.raises(UsageError, match="colour"):
        simulation.rank_stability("colour")
    for most in (-1, 0, 1, True, 2.0):
        with pytest.raises(UsageError, match=f"most is {most}; give 2 or more"):
            simulation.rank_stability(most=most)


def _factors() -> bba.FactorSet:
    from ..conftest import ROWS, UNITS

    frame = pd.DataFrame(
        ROWS, columns=["commodity", "origin", "indicator", "value", "low", "high", "gsd", "quality"]
    )
    frame["low"] = frame["low"].astype(float).fillna(frame["value"] / frame["gsd"].astype(float) ** Z)
    frame["high"] = frame["high"].astype(float).fillna(frame["value"] * frame["gsd"].astype(float) ** Z)
    return with_producers(
        frame.assign(source="hand-made", year_from=2020, year_to=2020, unit=frame["indicator"].map(UNITS))
    )


FACTORS = _factors()
