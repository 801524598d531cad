"""Why two origins differ: exact, symmetric, safe with zeros, by hand and as laws."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import permutations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import bbafootprint as bba
from bbafootprint.comparison.purchases import PARTS, shapley
from bbafootprint.errors import UsageError
from bbafootprint.trade.products.equivalents import primary_equivalents

from ..laws import examples

FROM = [f"from_{part}" for part in PARTS]
UNITS = {
    "land_occupation": "ha yr", "habitat_loss": "ha", "habitat_degradation": "MSA-loss ha yr",
    "habitat_fragmentation": "MSA-loss ha yr", "species_loss_occupation": "PDF yr (global)",
    "species_loss_conversion": "PDF yr (global)",
}  # fmt: skip


def factor_set(**cells: dict[str, float]) -> bba.FactorSet:
    """A set from ``commodity_ORIGIN={indicator: value}``; a region after a double underscore."""
    rows = []
    for name, values in cells.items():
        whole, _, region = name.partition("__")
        commodity, _, origin = whole.rpartition("_")
        rows += [(commodity, origin, region, indicator, value) for indicator, value in values.items()]
    table = pd.DataFrame(rows, columns=["commodity", "origin", "region", "indicator", "value"])
    return bba.load_factors(table.assign(unit=table["indicator"].map(UNITS)))


@pytest.fixture
def small() -> bba.FactorSet:
    """Yield, conversion and characterisation are 0.5, 0.02, 0.5 in Brazil and 0.25, 0.08, 0.75 in Argentina."""
    return factor_set(
        soybeans_BRA={
            "land_occupation": 0.5, "habitat_loss": 0.01, "habitat_degradation": 0.25,
            "habitat_fragmentation": 0.05, "species_loss_occupation": 1e-11, "species_loss_conversion": 1e-12,
        },
        soybeans_ARG={
            "land_occupation": 0.25, "habitat_loss": 0.02, "habitat_degradation": 0.1875,
            "habitat_fragmentation": 0.0, "species_loss_occupation": 2e-11, "species_loss_conversion": 4e-12,
        },
        oil_palm_fruit_IDN={"land_occupation": 0.06, "habitat_loss": 0.0008, "habitat_degradation": 0.04},
        soybeans_PRY={"land_occupation": 0.4, "habitat_loss": 0.0, "species_loss_conversion": 0.0},
        soybeans_URY={"habitat_loss": 0.001, "land_occupation": 0.3},
        roundwood_SWE={"land_occupation": 0.3, "habitat_degradation": 0.1},
    )  # fmt: skip


def test_by_hand(small: bba.FactorSet) -> None:
    table = bba.decompose(("soybeans", "BRA"), ("soybeans", "ARG"), small)
    loss = table.loc["habitat_loss"]
    assert (loss["impact_a"], loss["impact_b"]) == (0.01, 0.02)
    assert loss["difference"] == pytest.approx(0.01)
    # two factors: change of one x mean of the other; L 0.5 -> 0.25, H/L 0.02 -> 0.08
    assert loss["from_yield"] == pytest.approx(-0.25 * 0.05)
    assert loss["from_conversion"] == pytest.approx(0.06 * 0.375)
    assert loss["from_equivalent"] == pytest.approx(0.0)
    assert math.isnan(loss["from_characterisation"])  # it does not enter habitat loss
    degradation = table.loc["habitat_degradation"]
    assert degradation["from_yield"] == pytest.approx(-0.25 * 0.625)  # D/L 0.5 -> 0.75
    assert degradation["from_characterisation"] == pytest.approx(0.25 * 0.375)
    land = table.loc["land_occupation"]
    assert land["from_yield"] == pytest.approx(land["difference"]) == pytest.approx(-0.25)
    assert (land["yield_a"], land["yield_b"], land["equivalent_a"]) == (0.5, 0.25, 1.0)
    assert (table["note"] == "").all()


def test_three_factors_by_hand(small: bba.FactorSet) -> None:
    """L 0.5 -> 0.25, H/L 0.02 -> 0.08, S/H 1e-10 -> 2e-10: Sun's formula for three factors."""
    row = bba.decompose(("soybeans", "BRA"), ("soybeans", "ARG"), small).loc["species_loss_conversion"]
    x, y, z = 0.5, 0.02, 1e-10
    dx, dy, dz = -0.25, 0.06, 1e-10
    assert row["from_yield"] == pytest.approx(dx * y * z + dx * (dy * z + y * dz) / 2 + dx * dy * dz / 3)
    assert row["from_conversion"] == pytest.approx(dy * x * z + dy * (dx * z + x * dz) / 2 + dx * dy * dz / 3)
    assert row["from_characterisation"] == pytest.approx(
        dz * x * y + dz * (dx * y + x * dy) / 2 + dx * dy * dz / 3
    )


@pytest.mark.parametrize("allocation", ["economic", "mass"])
def test_products_bring_their_primary_equivalents(small: bba.FactorSet, allocation: str) -> None:
    table = bba.decompose(("palm_oil", "IDN"), ("soybean_oil", "BRA"), small, allocation=allocation)
    pe = primary_equivalents(allocation)["pe"]
    land = table.loc["land_occupation"]
    assert (land["equivalent_a"], land["equivalent_b"]) == (pe["palm_oil"], pe["soybean_oil"])
    assert land["impact_a"] == pytest.approx(pe["palm_oil"] * 0.06)
    assert land["from_equivalent"] == pytest.approx((pe["soybean_oil"] - pe["palm_oil"]) * (0.06 + 0.5) / 2)
    assert table.loc["habitat_fragmentation", "note"].startswith("a is not assessed: ")
    assert table.loc["habitat_fragmentation", [*FROM, "impact_a", "difference"]].isna().all()
    assert table.loc["habitat_fragmentation", "match_level_a"] == "not assessed"
    assert table.loc["habitat_fragmentation", "impact_b"] > 0


def test_zeros_are_numbers(small: bba.FactorSet) -> None:
    table = bba.decompose(("soybeans", "BRA"), ("soybeans", "ARG"), small)
    fragmentation = table.loc["habitat_fragmentation"]  # 0 in Argentina: the characterisation is 0
    assert fragmentation["from_characterisation"] == pytest.approx(-0.1 * 0.375)
    assert fragmentation["from_yield"] == pytest.approx(-0.25 * 0.05)
    table = bba.decompose(("soybeans", "BRA"), ("soybeans", "PRY"), small)
    species = table.loc["species_loss_conversion"]  # nothing converted: no characterisation to compare
    assert species["impact_b"] == 0
    assert math.isnan(species["from_characterisation"])
    assert math.isnan(species["characterisation_b"])
    assert species["note"] == "from_conversion holds characterisation too"
    assert species[FROM].sum() == pytest.approx(species["difference"])
    # the same as if both had one characterisation, for what does not differ changes nothing
    assert species["from_yield"] == pytest.approx(-0.1 * (2e-12 + 0) / 2)


def test_loss_without_land_cannot_be_told_from_yield() -> None:
    factors = factor_set(
        soybeans_BRA={"land_occupation": 0.5, "habitat_loss": 0.01, "species_loss_conversion": 1e-12},
        soybeans_ARG={"habitat_loss": 0.02, "species_loss_conversion": 4e-12},
    )
    table = bba.decompose(("soybeans", "BRA"), ("soybeans", "ARG"), factors)
    assert table.loc["land_occupation", "difference"] != table.loc["land_occupation", "difference"]
    loss = table.loc["habitat_loss"]
    assert math.isnan(loss["from_yield"])
    assert loss["from_conversion"] == pytest.approx(loss["difference"]) == pytest.approx(0.01)
    assert "from_conversion holds yield too" in loss["note"]
    species = table.loc["species_loss_conversion"]
    assert species["from_conversion"] == pytest.approx(0.01 * 1.5e-10)
    assert species["from_characterisation"] == pytest.approx(1e-10 * 0.015)


def test_cubic_metres_and_tonnes_are_not_compared_one_by_one(small: bba.FactorSet) -> None:
    table = bba.decompose(("roundwood", "SWE"), ("soybeans", "BRA"), small)
    row = table.loc["habitat_degradation"]
    assert math.isnan(row["from_equivalent"])
    assert "counted in different units" in row["note"]
    assert "from_yield holds equivalent too" in row["note"]
    assert row[FROM].sum() == pytest.approx(row["difference"])
    # land per tonne bought is what is compared: PE x L of each
    land_a = row["equivalent_a"] * 0.3
    assert row["from_yield"] == pytest.approx((0.5 - land_a) * (1 / 3 + 0.5) / 2)


def test_wood_is_compared_by_the_cubic_metre(small: bba.FactorSet) -> None:
    by_volume = bba.decompose(("roundwood", "SWE"), ("sawnwood_non_coniferous", "SWE"), small, unit="m3")
    assert by_volume.loc["land_occupation", "equivalent_a"] == 1.0
    assert by_volume.loc["land_occupation", "from_yield"] == pytest.approx(0.0)
    with pytest.raises(UsageError, match="density"):
        bba.decompose(("soybeans", "BRA"), ("soybeans", "ARG"), small, unit="m3")


def test_a_region_and_the_rungs_that_answer() -> None:
    factors = factor_set(
        soybeans_BRA={"land_occupation": 0.5, "species_loss_occupation": 1e-11},
        soybeans_BRA__Cerrado={"species_loss_occupation": 3e-11},
        soybeans_ARG={"land_occupation": 0.4},
    )
    table = bba.decompose(("soybeans", "BRA"), ("soybeans", "BRA", "Cerrado"), factors)
    row = table.loc["species_loss_occupation"]
    assert (row["match_level_a"], row["match_level_b"]) == ("country", "region")
    assert row["from_characterisation"] == pytest.approx(2e-11)
    assert row["from_yield"] == pytest.approx(0.0)
    assert row["note"] == "b: the region answers, and the country for land"
    assert (
        table.loc["land_occupation", "note"] == "b: the country answers, for there is no factor of 'Cerrado'"
    )
    with pytest.raises(UsageError, match="Did you mean Cerrado"):
        bba.decompose(("soybeans", "BRA"), ("soybeans", "BRA", "Cerado"), factors)
    with pytest.raises(UsageError, match="it knows 0 of ARG"):
        bba.decompose(("soybeans", "BRA"), ("soybeans", "ARG", "Pampas"), factors)


def test_each_set_is_divided_by_its_own_land() -> None:
    """Own land and loss over a set with both and a species factor: the species row is that set's, to the digit."""
    below = factor_set(
        soybeans_BRA={"land_occupation": 0.5, "habitat_loss": 0.01, "species_loss_conversion": 1e-12},
        soybeans_ARG={"land_occupation": 0.25, "habitat_loss": 0.02, "species_loss_conversion": 4e-12},
    )
    own = factor_set(soybeans_ARG={"land_occupation": 0.1, "habitat_loss": 0.001})
    both = bba.load_factors(own, replace(below, metadata=below.metadata.model_copy(update={"name": "below"}),
                                         layers=(below.layers[0]._replace(id="below"),)))  # fmt: skip
    there = (("soybeans", "BRA"), ("soybeans", "ARG"))
    table, plain = bba.decompose(*there, both), bba.decompose(*there, below)
    species = table.loc["species_loss_conversion"]
    numbers = [*FROM, "yield_b", "conversion_b", "characterisation_b"]
    expected = plain.loc["species_loss_conversion", numbers].astype(float)
    pd.testing.assert_series_equal(species[numbers].astype(float), expected)
    assert species["note"] == "b: below answers, and is divided by its own land, not by that of dataframe"
    assert table.loc["habitat_loss", ["yield_b", "conversion_b"]].tolist() == pytest.approx([0.1, 0.01])
    assert table.loc["habitat_loss", "note"] == ""


@pytest.mark.parametrize(("basis", "divided"), [("land_occupation of below", True), ("", False)])
def test_a_set_without_land_is_divided_by_its_basis_or_not_at_all(basis: str, divided: bool) -> None:
    cells = {"land_occupation": 0.5, "species_loss_occupation": 9e-11}
    below = factor_set(soybeans_BRA=cells, soybeans_ARG=cells)
    below = replace(below, layers=(below.layers[0]._replace(id="below"),))
    own = factor_set(
        soybeans_BRA={"species_loss_occupation": 1e-11}, soybeans_ARG={"species_loss_occupation": 2e-11}
    )
    both = bba.load_factors(own, below)
    stated = [each.model_copy(update={"basis": basis}) for each in both.indicators]
    both = replace(both, metadata=both.metadata.model_copy(update={"indicators": tuple(stated)}))
    row = bba.decompose(("soybeans", "BRA"), ("soybeans", "ARG"), both).loc["species_loss_occupation"]
    assert row["from_characterisation"] == pytest.approx(1e-11)
    assert math.isnan(row["from_yield"]) is not divided
    said = "divided by the land of below, its basis" if divided else "has no land of its own to divide by"
    assert f"b: dataframe answers, and {'is ' * divided}{said}" in row["note"]


def test_it_says_what_a_run_would_say() -> None:
    table = bba.decompose(("soybeans", "NLD"), ("soy", "unknown"))
    note = table.loc["land_occupation", "note"]
    assert "a: world mean, for Netherlands ships the goods and is not known to grow them" in note
    assert "b: world mean, for the origin is not known" in note
    assert 'b: "soy" alone is read as soybeans' in note
    sub_region = bba.decompose(("soybeans", "005"), ("soybeans", "BRA")).loc["habitat_loss", "note"]
    assert "'South America' is a region of several countries" in sub_region


def test_what_floats_leave_of_zero_is_zero() -> None:
    table = bba.decompose(("soybeans", "BRA"), ("soybeans", "BRA", "Cerrado"))
    parts = table[FROM].to_numpy().ravel()
    assert table.loc["species_loss_occupation", "from_yield"] == 0
    assert not any(part == 0 and math.copysign(1, part) < 0 for part in parts)
    largest = table[["impact_a", "impact_b"]].max(axis=1)
    small = table[FROM].abs().lt(1e-12 * largest, axis=0) & table[FROM].ne(0)
    assert not small.to_numpy().any()


@pytest.mark.parametrize(
    ("goods", "said"),
    [
        (("soybaens", "BRA"), "soybeans"),
        (("soybeans", "Brasilia Land"), "Brasilia Land"),
        (("soybeans",), "commodity, origin"),
        ("soybeans", "commodity, origin"),
    ],
)
def test_what_cannot_be_read_is_said(small: bba.FactorSet, goods: tuple[str, ...], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        bba.decompose(goods, ("soybeans", "BRA"), small)


def test_a_set_without_land_is_refused_with_the_way_that_works() -> None:
    factors = factor_set(soybeans_BRA={"species_loss_occupation": 1e-11})
    with pytest.raises(UsageError, match=r"no indicator 'land_occupation'.*Layer"):
        bba.decompose(("soybeans", "BRA"), ("soybeans", "BRA"), factors)


def test_only_what_the_set_has_is_a_row() -> None:
    factors = factor_set(soybeans_BRA={"land_occupation": 0.5, "habitat_loss": 0.1})
    table = bba.decompose(("soybeans", "BRA"), ("soybeans", "BRA"), factors)
    assert table.index.tolist() == ["land_occupation", "habitat_loss"]
    assert (table["difference"] == 0).all()


def test_indicators_of_another_set_are_split_as_their_kind_says() -> None:
    table = pd.DataFrame(
        [
            ("BRA", "land_occupation", 0.5, "ha yr", "pressure", "stock"),
            ("BRA", "habitat_loss", 0.01, "ha", "loss", "flow"),
            ("BRA", "risk_in_use", 2.0, "score", "species", "stock"),
            ("BRA", "risk_converted", 3.0, "score", "species", "flow"),
            ("BRA", "water", 1.0, "m3", "pressure", "stock"),
        ],
        columns=["origin", "indicator", "value", "unit", "account", "kind"],
    )
    doubled = table.assign(origin="ARG", value=table["value"] * [1, 2, 1, 2, 1])
    factors = bba.load_factors(pd.concat([table, doubled]).assign(commodity="soybeans"))
    found = bba.decompose(("soybeans", "BRA"), ("soybeans", "ARG"), factors)
    assert set(found.index) == {"land_occupation", "habitat_loss", "risk_in_use", "risk_converted"}
    assert found.loc["risk_in_use", "characterisation_a"] == 4.0
    assert found.loc["risk_converted", "characterisation_a"] == pytest.approx(300.0)
    assert found.loc["risk_converted", "from_conversion"] == pytest.approx(3.0)


# ---- laws ------------------------------------------------------------------------------------------------------

FACTORS = st.one_of(st.just(0.0), st.floats(1e-6, 1e6))
PAIRS = st.lists(st.tuples(FACTORS, FACTORS), min_size=1, max_size=4)


@given(PAIRS)
def test_law_parts_add_up(pairs: list[tuple[float, float]]) -> None:
    before, after = ([pair[side] for pair in pairs] for side in (0, 1))
    whole = max(math.prod(before), math.prod(after), *map(abs, shapley(before, after)))
    assert math.fsum(shapley(before, after)) == pytest.approx(
        math.prod(after) - math.prod(before), abs=1e-12 * whole
    )


@given(PAIRS)
def test_law_swapping_flips_signs(pairs: list[tuple[float, float]]) -> None:
    before, after = ([pair[side] for pair in pairs] for side in (0, 1))
    there, back = shapley(before, after), shapley(after, before)
    assert there == pytest.approx([-part for part in back], rel=1e-12)


@given(PAIRS)
def test_law_it_is_the_mean_over_all_orders(pairs: list[tuple[float, float]]) -> None:
    """The definition itself, order by order, against the formula."""
    before, after = ([pair[side] for pair in pairs] for side in (0, 1))
    total = [0.0] * len(pairs)
    orders = list(permutations(range(len(pairs))))
    for order in orders:
        now = list(before)
        for at in order:
            was = math.prod(now)
            now[at] = after[at]
            total[at] += math.prod(now) - was
    scale = math.prod(max(pair) for pair in pairs)
    assert shapley(before, after) == pytest.approx(
        [part / len(orders) for part in total], rel=1e-9, abs=1e-12 * scale
    )


@given(PAIRS)
def test_law_what_does_not_differ_has_no_part(pairs: list[tuple[float, float]]) -> None:
    before = [pair[0] for pair in pairs]
    after = [before[0], *(pair[1] for pair in pairs[1:])]
    assert shapley(before, after)[0] == 0


@settings(max_examples=examples(25))
@given(a=st.lists(FACTORS, min_size=6, max_size=6), b=st.lists(FACTORS, min_size=6, max_size=6))
def test_law_every_table_is_exact_and_symmetric(a: list[float], b: list[float]) -> None:
    """Land, then ratios: any set whose numbers hang together, zeros included."""

    def cell(
        land: float, lost: float, msa: float, cut: float, pdf: float, converted: float
    ) -> dict[str, float]:
        loss = land * lost
        return dict(
            zip(UNITS, (land, loss, land * msa, land * cut, land * pdf, loss * converted), strict=True)
        )

    factors = factor_set(soybeans_BRA=cell(*a), soybeans_ARG=cell(*b))
    there = bba.decompose(("soybeans", "BRA"), ("soybeans", "ARG"), factors)
    back = bba.decompose(("soybeans", "ARG"), ("soybeans", "BRA"), factors)
    for name, row in there.iterrows():
        size = max(row[FROM].abs().max(), row["impact_a"], row["impact_b"])
        assert row[FROM].sum() == pytest.approx(row["difference"], abs=1e-9 * size)
        assert row[FROM].astype(float).fillna(0).tolist() == pytest.approx(
            (-back.loc[name, FROM].astype(float)).fillna(0).tolist(), abs=1e-9 * size
        )
