"""How sure a conversion is: against hand-worked numbers, against drawn ones, and by law."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bbafootprint.trade.products import convert_to_primary
from bbafootprint.trade.products.bounds import PRICE_SPREAD_BY_QUALITY, SPREAD_BY_QUALITY, log_spread
from bbafootprint.trade.products.equivalents import Allocation, primary_equivalents

from .lines import make_lines

ALLOCATIONS = st.sampled_from(["economic", "mass"])
PRODUCTS = st.sampled_from(sorted(primary_equivalents().index))


def one(**columns: object) -> pd.DataFrame:
    """A process of soybeans to meal with these cells."""
    row = {"process": "a", "input": "soybeans", "output": "soybean_meal", "yield": 0.8, "price": 1.0}
    return pd.DataFrame([row | columns])


def test_a_single_product_has_the_range_of_its_yield_turned_round() -> None:
    table = primary_equivalents(processes=one(yield_low=0.64, yield_high=1.0, price_low=0.1, price_high=10.0))
    found = table.loc["soybean_meal"]
    assert found["pe"] == pytest.approx(1.25)
    # 0.8 is the geometric middle of 0.64 and 1.0; prices of a single product do not matter.
    assert (found["pe_low"], found["pe_high"]) == (pytest.approx(1.0), pytest.approx(1 / 0.64))


@pytest.mark.parametrize("quality", [1, 2, 3, 4, 5])
def test_without_a_range_the_quality_decides(quality: int) -> None:
    found = primary_equivalents(processes=one(quality=quality)).loc["soybean_meal"]
    factor = (1.0, 1.05, 1.1, 1.2, 1.5)[quality - 1]
    assert found["pe_high"] / found["pe"] == pytest.approx(factor)
    assert found["pe"] / found["pe_low"] == pytest.approx(factor)


def test_independent_steps_add_their_variances() -> None:
    table = pd.concat(
        [one(quality=4), one(process="b", input="soybean_meal", output="soybean_hulls", quality=5)]
    )
    found = primary_equivalents(processes=table).loc["soybean_hulls"]
    expected = math.exp(math.hypot(math.log(1.2), math.log(1.5)))
    assert found["pe_high"] / found["pe"] == pytest.approx(expected)


@pytest.mark.parametrize("allocation", ["economic", "mass"])
def test_drawn_yields_and_prices_give_the_same_interval(allocation: Allocation) -> None:
    # Soy, drawn from the ranges that the dataset has: meal 0.78 to 0.80, oil 0.175 to 0.19, prices by quality 4.
    random, size, z = np.random.default_rng(7), 400_000, 1.96

    def draw(value: float, low: float, high: float) -> np.ndarray:
        return np.asarray(value * np.exp(math.log(high / low) / (2 * z) * random.standard_normal(size)))

    meal, oil = draw(0.79, 0.78, 0.80), draw(0.18, 0.175, 0.19)
    factor = PRICE_SPREAD_BY_QUALITY[3]
    prices = [draw(price, price / factor, price * factor) for price in (420.0, 950.0)]
    if allocation == "mass":
        prices = [np.ones(size), np.ones(size)]
    carried = meal * prices[0] + oil * prices[1]
    table = primary_equivalents(allocation)
    for product, price in zip(("soybean_meal", "soybean_oil"), prices, strict=True):
        low, high = np.quantile(price / carried, [0.025, 0.975])
        assert table.loc[product, "pe_low"] == pytest.approx(low, rel=0.02)
        assert table.loc[product, "pe_high"] == pytest.approx(high, rel=0.02)


@given(PRODUCTS, ALLOCATIONS)
def test_law_the_value_lies_in_its_interval_and_primaries_are_certain(
    product: str, allocation: Allocation
) -> None:
    row = primary_equivalents(allocation).loc[product]
    assert 0 <= row["pe_low"] <= row["pe"] <= row["pe_high"]
    if product == row["primary_commodity"]:
        assert row["pe_low"] == row["pe_high"] == 1
    if row["pe"] > 0:
        assert row["pe"] ** 2 == pytest.approx(row["pe_low"] * row["pe_high"])


@given(
    st.lists(st.tuples(st.floats(0.05, 1), st.floats(1, 1000)), min_size=2, max_size=4),
    st.floats(1.01, 3),
    ALLOCATIONS,
)
def test_law_prices_matter_only_by_their_ratio_and_wider_ranges_never_narrow(
    rows: list[tuple[float, float]], wider: float, allocation: Allocation
) -> None:
    outputs = ["soybean_meal", "soybean_oil", "(a)", "(b)"][: len(rows)]
    table = pd.DataFrame(
        [
            {"process": "a", "input": "soybeans", "output": output, "yield": each[0], "price": each[1]}
            for output, each in zip(outputs, rows, strict=True)
        ]
    )
    narrow = table.assign(yield_low=table["yield"] / 1.005, yield_high=table["yield"] * 1.005)
    wide = table.assign(yield_low=table["yield"] / wider, yield_high=table["yield"] * wider)
    products = ["soybean_meal", "soybean_oil"]
    first = primary_equivalents(allocation, narrow).loc[products]
    second = primary_equivalents(allocation, wide).loc[products]
    assert (second["pe_high"] >= first["pe_high"]).all()
    assert (second["pe_low"] <= first["pe_low"]).all()
    dear = primary_equivalents(allocation, narrow.assign(price=7 * table["price"])).loc[products]
    np.testing.assert_allclose(dear["pe_high"], first["pe_high"])


@given(PRODUCTS, st.sampled_from(["t", "m3"]), st.floats(0.01, 1e6))
def test_law_a_conversion_lies_in_its_interval_and_a_content_given_narrows_it(
    product: str, unit: str, amount: float
) -> None:
    lines = make_lines([product] * 2, [amount] * 2, unit, content=[np.nan, 0.5])
    frame = convert_to_primary(lines).frame
    low, value, high = (frame[f"conversion{end}"].to_numpy() for end in ("_low", "", "_high"))
    assert (np.isnan(low) == np.isnan(value)).all()
    assert (np.isnan(high) == np.isnan(value)).all()
    if np.isnan(value).any():
        return
    assert (low <= value * (1 + 1e-12)).all()
    assert (value <= high * (1 + 1e-12)).all()
    if value[0] > 0:
        assert high[1] / value[1] <= high[0] / value[0] * (1 + 1e-12)
    table = primary_equivalents()
    if unit == table.loc[product, "base_unit"]:  # no density in between: the range of pe alone, content given
        assert high[1] * table.loc[product, "pe"] == pytest.approx(value[1] * table.loc[product, "pe_high"])


def test_a_density_in_between_and_a_default_content_widen_the_interval() -> None:
    frame = convert_to_primary(make_lines(["plywood", "plywood", "tyres"], [1.0] * 3, ["m3", "t", "t"])).frame
    factor = frame["conversion_high"] / frame["conversion"]
    spread = [math.log(1.2), math.log(0.7 / 0.5) / 2]  # yield by quality 4; density 0.5 to 0.7
    assert factor.iloc[0] == pytest.approx(1.2)
    assert factor.iloc[1] == pytest.approx(math.exp(math.hypot(*spread)))
    assert factor.iloc[2] == pytest.approx(math.sqrt(0.30 / 0.18))  # the yield is 1 by definition


def test_what_is_not_known_has_no_spread_and_zero_is_certain() -> None:
    value = np.array([np.nan, 0.0, 2.0, 2.0])
    none = np.full(4, np.nan)
    spread = log_spread(value, none, none, np.array([1.0, 5.0, 5.0, np.nan]))
    assert np.isnan(spread[0])
    assert spread[1] == 0
    assert spread[2] == spread[3] == pytest.approx(math.log(SPREAD_BY_QUALITY[4]) / 1.96, rel=1e-4)
    cocoa = primary_equivalents().loc["cocoa_shells"]  # waste carries nothing, and surely so
    assert cocoa["pe_low"] == cocoa["pe_high"] == 0
