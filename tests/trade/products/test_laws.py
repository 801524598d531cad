"""Laws of conversion: what enters the mill leaves it, and lines scale, split and keep their mass."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bbafootprint.trade.products import Allocation, convert_to_primary, load_processes, primary_equivalents

from .lines import make_lines

ALLOCATIONS = st.sampled_from(["economic", "mass"])
PRODUCTS = st.sampled_from(sorted(primary_equivalents().index))
WITH_DENSITY = st.sampled_from(sorted(primary_equivalents().query("density_t_per_m3 > 0").index))
AMOUNTS = st.floats(0, 1e9, allow_nan=False)


@pytest.mark.parametrize("allocation", ["economic", "mass"])
def test_law_every_process_conserves_its_input(allocation: Allocation) -> None:
    equivalents = primary_equivalents(allocation)["pe"]
    processes = load_processes()
    pe = processes["output"].map(equivalents)
    # An output in brackets has no code: its equivalent follows from a named one by price, or is the same by mass.
    unnamed = processes["output"].str.startswith("(")
    price = processes["price"] if allocation == "economic" else (processes["price"] > 0).astype(float)
    per_price = (pe / price).where(price > 0).groupby(processes["process"]).transform("first")
    out = processes["yield"] * pe.where(~unnamed, per_price * price)
    assert out.notna().all()
    total = out.groupby(processes["process"]).sum()
    entered = processes.groupby("process")["input"].first().map(equivalents)
    np.testing.assert_allclose(total, entered, rtol=1e-12)


@pytest.mark.parametrize("allocation", ["economic", "mass"])
def test_law_chains_conserve_the_primary_commodity(allocation: Allocation) -> None:
    pe = primary_equivalents(allocation)["pe"]
    # One tonne of fruit, milled and its kernels crushed: 0.21 oil, 0.05 x 0.45 kernel oil, 0.05 x 0.53 cake.
    left = 0.21 * pe["palm_oil"] + 0.05 * (0.45 * pe["palm_kernel_oil"] + 0.53 * pe["palm_kernel_cake"])
    assert left == pytest.approx(1, rel=1e-12)
    # One tonne of beans, ground and pressed.
    assert 0.8 * (0.47 * pe["cocoa_butter"] + 0.53 * pe["cocoa_powder"]) == pytest.approx(1, rel=1e-12)
    # One tonne of maize in a wet mill, its germ pressed; germ cake is worth 150 / 870 of the oil, or its mass.
    cake = pe["maize_oil"] * (150 / 870 if allocation == "economic" else 1)
    germ = 0.44 * pe["maize_oil"] + 0.48 * cake
    left = 0.56 * pe["maize_starch"] + 0.243 * pe["maize_gluten"] + 0.068 * germ
    assert left == pytest.approx(1, rel=1e-12)
    # One tonne of malt mashed and brewed: 7 t of beer, and the grains.
    left = 7 * pe["beer"] + 0.28 * pe["brewers_and_distillers_grains"]
    assert left == pytest.approx(pe["malt"], rel=1e-12)
    # One tonne of milk as cheese and whey, and one as butter, buttermilk powder and skimmed milk powder.
    assert 0.1 * pe["cheese"] + 0.058 * pe["whey"] == pytest.approx(1, rel=1e-12)
    economic = allocation == "economic"
    buttermilk = pe["butter"] * (2100 / 3700 if economic else 1)
    skimmed = pe["cream"] * (2200 / 1800 if economic else 1)
    left = 0.1 * (0.48 * pe["butter"] + 0.05 * buttermilk) + 0.085 * skimmed
    assert left == pytest.approx(1, rel=1e-12)


@given(
    st.lists(st.tuples(st.floats(0.01, 2), st.floats(0, 1e4)), min_size=2, max_size=4).filter(
        lambda rows: any(price > 0.01 for _, price in rows)
    ),
    ALLOCATIONS,
    st.integers(0, 3),
)
def test_law_any_process_conserves(
    rows: list[tuple[float, float]], allocation: Allocation, unnamed: int
) -> None:
    outputs = ["soybean_meal", "soybean_oil", "malt", "leather"][: len(rows)]
    table = pd.DataFrame(rows, columns=["yield", "price"]).assign(
        process="p", input="soybeans", output=outputs
    )
    pe = primary_equivalents(allocation, table)["pe"]
    out = table["yield"].to_numpy() * pe[outputs].to_numpy()
    assert out.sum() == pytest.approx(1, rel=1e-9)
    assert (pe >= 0).all()
    # Taking its code from an output changes nothing for the others.
    hidden = [f"({code})" if i == unnamed else code for i, code in enumerate(outputs)]
    left = primary_equivalents(allocation, table.assign(output=hidden))["pe"]
    pd.testing.assert_series_equal(left, pe[left.index], check_exact=True)
    assert set(pe.index) - set(left.index) == {code for i, code in enumerate(outputs) if i == unnamed}


@given(PRODUCTS, AMOUNTS, st.floats(0, 1000), ALLOCATIONS)
def test_law_linear_in_the_amount(product: str, amount: float, factor: float, allocation: Allocation) -> None:
    lines = make_lines(
        [product] * 2, [amount, amount * factor], primary_equivalents().loc[product, "base_unit"]
    )
    result = convert_to_primary(lines, allocation=allocation).frame
    for column in ("mass_t", "primary_quantity"):
        assert result[column].iloc[1] == pytest.approx(result[column].iloc[0] * factor, rel=1e-9, abs=1e-300)


@given(PRODUCTS, AMOUNTS, st.floats(0, 1))
def test_law_additive_over_a_split_line(product: str, amount: float, share: float) -> None:
    parts = [amount, amount * share, amount - amount * share]
    result = convert_to_primary(make_lines([product] * 3, parts)).frame
    for column in ("mass_t", "primary_quantity"):
        whole, *split = result[column]
        assert sum(split) == pytest.approx(whole, rel=1e-9, abs=1e-9)


@given(WITH_DENSITY, AMOUNTS)
def test_law_tonnes_and_cubic_metres_give_the_same(product: str, tonnes: float) -> None:
    density = primary_equivalents().loc[product, "density_t_per_m3"]
    result = convert_to_primary(make_lines([product] * 2, [tonnes, tonnes / density], ["t", "m3"])).frame
    for column in ("mass_t", "primary_quantity"):
        assert result[column].iloc[0] == pytest.approx(result[column].iloc[1], rel=1e-12, abs=1e-300)


LINES = st.lists(
    st.tuples(
        st.one_of(st.none(), PRODUCTS, st.sampled_from(["honey", "eggs", "maize_silage"])),
        st.one_of(AMOUNTS, st.just(float("nan"))),
        st.sampled_from(["t", "m3"]),
        st.one_of(st.just(float("nan")), st.floats(0, 1)),
        st.booleans(),
    ),
    max_size=12,
)
Row = tuple[str | None, float, str, float, bool]


def _convert(rows: list[Row]) -> pd.DataFrame:
    columns: list[list[object]] = [list(column) for column in zip(*rows, strict=True)] or [[], [], [], [], []]
    commodity, amount, unit, content, rejected = columns
    return convert_to_primary(make_lines(commodity, amount, unit, content, rejected)).frame  # type: ignore[arg-type]


@given(LINES)
def test_law_no_tonne_and_no_line_is_lost(rows: list[Row]) -> None:
    result = _convert(rows)
    assert len(result) == len(rows)
    tonnes = [
        amount for _, amount, unit, _, rejected in rows if unit == "t" and not rejected and amount == amount
    ]
    weighed = result.loc[(result["amount_unit"] == "t") & ~result["rejected"], "mass_t"]
    assert weighed.sum() == pytest.approx(sum(tonnes), rel=1e-12)
    assert result.loc[result["rejected"], ["mass_t", "primary_quantity", "conversion"]].isna().all().all()


@given(LINES)
def test_law_what_is_not_known_stays_nan_and_zero_stays_zero(rows: list[Row]) -> None:
    result = _convert(rows)
    known = result["commodity"].isin(primary_equivalents().index)
    assert result.loc[~known, ["primary_quantity", "conversion", "conversion_quality"]].isna().all().all()
    assert result.loc[~known, "primary_commodity"].isna().all()
    answered = result["primary_quantity"].notna()
    assert (result.loc[answered & (result["amount"] == 0), "primary_quantity"] == 0).all()
    assert (result["primary_commodity"].notna() == result["conversion"].notna()).all()
    assert result.loc[answered, "conversion_quality"].between(1, 5).all()


@given(LINES, st.randoms())
def test_law_the_order_of_lines_does_not_matter(rows: list[Row], random: object) -> None:
    order = list(range(len(rows)))
    random.shuffle(order)  # type: ignore[attr-defined]
    straight, shuffled = _convert(rows), _convert([rows[i] for i in order])
    columns: list[tuple[str, Callable[[pd.Series], list[object]]]] = [
        ("mass_t", list), ("primary_quantity", list), ("conversion_quality", list),
    ]  # fmt: skip
    for column, values in columns:
        np.testing.assert_array_equal(values(straight[column].iloc[order]), values(shuffled[column]))
