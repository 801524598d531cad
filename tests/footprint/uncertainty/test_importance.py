"""What matters: hand-computed shares, and the laws of the ranking of lines to trace."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

import bbafootprint as bba
from bbafootprint.errors import UsageError

from ..conftest import purchases, with_producers

LINES = purchases(
    ("soybeans", "Brazil", 100.0), ("soybeans", "Argentina", 50.0), ("cocoa_beans", "Ivory Coast", 5.0),
    ("soybeans", "unknown", 20.0), ("wheat", "France", 30.0), ("moon rock", "Brazil", 1.0),
)  # fmt: skip


# ---- hotspots ----------------------------------------------------------------------------------------------


def test_hotspots_are_the_fewest_groups_that_hold_the_share(factors: bba.FactorSet) -> None:
    table = bba.hotspots(bba.calculate_footprint(LINES, factors), indicator="land_occupation", share=0.6)
    # 30, 20, 10, 10, 4.2 of 74.2 ha yr
    assert table["value"].tolist() == pytest.approx([30, 20, 10, 10, 4.2])
    assert table["cumulative_share"].tolist() == pytest.approx(np.cumsum([30, 20, 10, 10, 4.2]) / 74.2)
    assert table["hotspot"].tolist() == [True, True, False, False, False]
    unknown = table[table["origin"] == "unknown"].iloc[0]
    assert unknown["own_factor_share"] == 0
    assert table.loc[table["origin"] == "BRA", "own_factor_share"].item() == 1


def test_hotspots_of_everything_and_of_nothing(factors: bba.FactorSet) -> None:
    result = bba.calculate_footprint(LINES, factors)
    assert bba.hotspots(result, "origin", "land_occupation", share=1)["hotspot"].all()
    nothing = bba.hotspots(bba.calculate_footprint(LINES.iloc[[5]], factors))
    assert nothing.empty
    assert "hotspot" in nothing.columns
    with pytest.raises(UsageError, match="up to 1"):
        bba.hotspots(result, share=80)
    with pytest.raises(UsageError, match="over 0"):
        bba.hotspots(result, share=0)
    with pytest.raises(UsageError, match="by names no column"):
        bba.hotspots(result, by=[])
    with pytest.raises(UsageError, match="there is no indicator 'beauty'"):
        bba.hotspots(result, indicator="beauty")


def test_a_group_that_is_not_assessed_is_no_hotspot_and_no_zero(factors: bba.FactorSet) -> None:
    table = bba.hotspots(bba.calculate_footprint(LINES, factors), "commodity", "habitat_loss")
    assert set(table["commodity"].astype(str)) == {"soybeans", "cocoa_beans"}


# ---- shares in the variance --------------------------------------------------------------------------------


def test_variance_shares_by_hand(factors: bba.FactorSet) -> None:
    result = bba.calculate_footprint(LINES, factors)
    table = bba.variance_shares(result, "land_occupation").set_index("name")["variance_share"]
    amounts = {"soybeans BRA": (30, 1.1), "soybeans ARG": (20, 1.1), "cocoa_beans CIV": (10, 1.2),
               "soybeans WLD": (10, 1.5), "wheat FRA": (4.2, 1.1)}  # fmt: skip
    variance = {name: value**2 * math.expm1(math.log(g) ** 2) for name, (value, g) in amounts.items()}
    whole = sum(variance.values())
    for name, each in variance.items():
        assert table[name] == pytest.approx(each / whole), name
    assert table.sum() == pytest.approx(1)
    assert table.is_monotonic_decreasing


def test_variance_shares_of_inputs_against_the_simulation(factor_frame: pd.DataFrame) -> None:
    sure = with_producers(factor_frame.assign(gsd=1.0, low=factor_frame["value"], high=factor_frame["value"]))
    result = bba.calculate_footprint(purchases(("soybean oil", "Brazil", 10.0)), sure)
    table = bba.variance_shares(result, "land_occupation")
    assert set(table["kind"]) == {"factor", "yield", "price"}
    assert table.loc[table["kind"] == "factor", "variance_share"].item() == 0
    # two prices move only against each other: they share what the ratio gives
    prices = table.loc[table["kind"] == "price", "variance_share"]
    assert prices.iloc[0] == pytest.approx(prices.iloc[1])
    row = bba.simulate(result, draws=40_000).total().loc["land_occupation"]
    spread = 0.0
    for _, each in table[table["kind"] != "factor"].iterrows():
        share = {"yield": {"soybean_meal": 0.659905, "soybean_oil": 0.340095}, "price": {}}
        output = each["name"].split(": ")[1]
        power = share["yield"][output] if each["kind"] == "yield" else 0.659905
        spread += (power * math.log(each["gsd"])) ** 2
    assert row["sd"] / row["value"] == pytest.approx(math.sqrt(math.expm1(spread)), rel=0.03)


def test_variance_shares_sum_to_one_however_they_are_summed(factors: bba.FactorSet) -> None:
    lines = pd.concat([LINES, purchases(("chocolate", "Ivory Coast", 9.0), ("soybean meal", "Brazil", 9.0))])
    result = bba.calculate_footprint(lines, factors)
    for by in ("source", "match_level", "kind"):
        assert bba.variance_shares(result, "land_occupation", by=by)["variance_share"].sum() == pytest.approx(
            1
        )
    by_level = bba.variance_shares(result, "land_occupation", by="match_level").set_index("match_level")
    assert set(by_level.index) == {"country", "world", "conversion"}
    assert by_level["value"].sum() == pytest.approx(result.total().loc["land_occupation", "value"])


def test_a_factor_without_uncertainty_makes_shares_unknown(factor_frame: pd.DataFrame) -> None:
    unsure = bba.load_factors(factor_frame.assign(low=np.nan, high=np.nan, gsd=np.nan))
    table = bba.variance_shares(bba.calculate_footprint(LINES, unsure), "land_occupation")
    assert table["variance_share"].isna().all()


# ---- what to trace first -----------------------------------------------------------------------------------


def test_value_of_tracing_by_hand(factors: bba.FactorSet) -> None:
    lines = purchases(
        ("soybeans", "unknown", 20.0), ("soybeans", "unknown", 5.0), ("soybeans", "Brazil", 100.0)
    )
    result = bba.calculate_footprint(lines, factors)
    table = bba.value_of_tracing(result, "land_occupation")
    world, own = math.expm1(math.log(1.5) ** 2), math.expm1(math.log(1.1) ** 2)
    whole = 12.5**2 * world + 30**2 * own

    def left(rest: float, tonnes: float) -> float:
        # Brazil and Argentina grow as much; 100 t are of Brazil already, and share its error
        brazil = rest + ((100 + tonnes) ** 2 - 100**2) * 0.3**2 * own
        mean = (math.sqrt(brazil) + math.sqrt(rest + (0.4 * tonnes) ** 2 * own)) / 2
        return mean**2 - rest

    first = whole - (12.5**2 - 2.5**2) * world
    second = first + left(first, 20) - 2.5**2 * world + left(whole - (12.5**2 - 10**2) * world, 5)
    first += left(first, 20)
    assert table["value"].tolist() == pytest.approx([10, 2.5])
    expected = [1 - math.sqrt(first / whole), 1 - math.sqrt(second / whole)]
    assert table["narrowing"].tolist() == pytest.approx(expected)
    assert table["step"].tolist() == pytest.approx([expected[0], expected[1] - expected[0]])
    assert table["if_known_low"].tolist() == pytest.approx([6, 1.5])
    assert table["if_known_high"].tolist() == pytest.approx([8, 2])
    assert table["producers"].tolist() == [2, 2]


def test_only_lines_of_unknown_origin_can_be_traced(factors: bba.FactorSet) -> None:
    lines = purchases(
        ("soybeans", "Netherlands", 20.0), ("soybeans", "Brazil", 5.0), ("moon rock", "unknown", 9.0),
        ("wheat", "unknown", 2.0),
    )  # fmt: skip
    result = bba.calculate_footprint(lines, factors)
    table = bba.value_of_tracing(result, "land_occupation")
    assert table["origin_status"].tolist() == ["consignment", "unknown"]
    assert list(table.index) == [0, 3]
    assert bba.value_of_tracing(result, "land_occupation", most=1).shape[0] == 1
    assert bba.value_of_tracing(bba.calculate_footprint(lines.iloc[[1]], factors), "land_occupation").empty


def test_a_commodity_whose_producers_nobody_lists_comes_last_with_nan(factor_frame: pd.DataFrame) -> None:
    lines = purchases(("soybeans", "unknown", 20.0))
    table = bba.value_of_tracing(
        bba.calculate_footprint(lines, bba.load_factors(factor_frame)), "land_occupation"
    )
    assert table["producers"].tolist() == [0]
    assert table[["narrowing", "step", "if_known_low"]].isna().all(axis=None)


def test_lines_are_needed(factors: bba.FactorSet) -> None:
    with pytest.raises(UsageError, match="not kept"):
        bba.value_of_tracing(bba.calculate_footprint(LINES, factors, keep_lines=False))


@pytest.mark.once
def test_tracing_narrows_what_it_says_on_average() -> None:
    # the real thing: cocoa of unknown origin beside coffee, traced to each producer in turn, weighted by production
    factors = bba.load_factors("bba-open")
    coffee = ("coffee_green", "Vietnam", 4000.0)
    before = bba.calculate_footprint(purchases(coffee, ("cocoa_beans", "unknown", 500.0)), factors)
    said = bba.value_of_tracing(before, "habitat_loss").iloc[0]

    def deviation(result: bba.Footprint, draws: int) -> float:
        return float(bba.simulate(result, draws).samples()["habitat_loss"].std())

    grown = factors.producers[factors.producers["commodity"] == "cocoa_beans"].astype({"origin": object})
    grown = grown[grown["production"] > 0]
    after = [
        deviation(bba.calculate_footprint(purchases(coffee, ("cocoa_beans", origin, 500.0)), factors), 4_000)
        for origin in grown["origin"]
    ]
    mean = float(np.average(after, weights=grown["production"]))
    assert said["narrowing"] > 0.2
    assert 1 - mean / deviation(before, 200_000) == pytest.approx(said["narrowing"], abs=0.05)
