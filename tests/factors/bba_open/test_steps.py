"""The steps of the build on small tables, with numbers worked out by hand."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytestmark = pytest.mark.once

Step = Callable[[str], ModuleType]


def test_weighted_mean_is_sum_over_sum(step: Step) -> None:
    # 300 ha on 100 t and 100 ha on 300 t: 400 ha / 400 t = 1 in the sub-region; the world adds Kenya's 2,000.
    table = pd.DataFrame(
        {"commodity": "tea", "origin": ["CIV", "GHA", "KEN"], "value": [3.0, 1 / 3, 2.0],
         "weight": [100.0, 300.0, 1000.0], "spread": 0.1}
    )  # fmt: skip
    means = step("means").weighted_means(table).set_index("origin")
    assert means.loc["011", "value"] == pytest.approx(1)
    assert means.loc["014", "value"] == pytest.approx(2)
    assert means.loc["WLD", "value"] == pytest.approx(2400 / 1400)
    assert means.loc["011", "producers"] == 2
    # Logs are +-ln 3, weights 1/4 and 3/4: variance 4 x 3/16 x ln(3)^2; one producer has its own spread only.
    between = 4 * 3 / 16 * np.log(3) ** 2
    assert means.loc["011", "spread"] == pytest.approx(np.sqrt(between + 0.01))
    assert means.loc["014", "spread"] == pytest.approx(0.1)


def test_a_zero_counts_in_the_mean_and_does_not_break_the_spread(step: Step) -> None:
    table = pd.DataFrame(
        {"commodity": "tea", "origin": ["CIV", "GHA"], "value": [0.0, 2.0], "weight": 1.0, "spread": 0.0}
    )
    means = step("means").weighted_means(table).set_index("origin")
    assert means.loc["011", "value"] == pytest.approx(1)
    # The zero counts as a tenth of the mean: half of ln(2 / 0.1).
    assert means.loc["011", "spread"] == pytest.approx(np.log(20) / 2)


_positive = st.floats(1e-6, 1e6)


@settings(deadline=None)
@given(st.lists(st.tuples(_positive, _positive), min_size=2, max_size=6), st.floats(1e-3, 1e3))
def test_means_lie_between_and_scale(step: Step, pairs: list[tuple[float, float]], k: float) -> None:
    codes = ["CIV", "GHA", "KEN", "BRA", "IDN", "FRA"][: len(pairs)]
    values, weights = zip(*pairs, strict=True)
    table = pd.DataFrame(
        {"commodity": "tea", "origin": codes, "value": values, "weight": weights, "spread": 0.1}
    )
    world = step("means").weighted_means(table).set_index("origin").loc["WLD"]
    assert min(values) * (1 - 1e-9) <= world["value"] <= max(values) * (1 + 1e-9)
    assert world["spread"] >= 0.1 - 1e-9
    turned = table.iloc[::-1].assign(value=lambda t: t["value"] * k, weight=lambda t: t["weight"] / k)
    again = step("means").weighted_means(turned).set_index("origin").loc["WLD"]
    assert again["value"] == pytest.approx(k * world["value"], rel=1e-9)
    assert again["spread"] == pytest.approx(world["spread"], rel=1e-6, abs=1e-6)


def test_taiwan_counts_to_eastern_asia(step: Step) -> None:
    table = pd.DataFrame(
        {"commodity": "tea", "origin": ["TWN"], "value": [1.0], "weight": 1000.0, "spread": 0.1}
    )
    assert set(step("means").weighted_means(table)["origin"]) == {"030", "WLD"}


def test_timber_tries_areas_in_order(step: Step) -> None:
    forest = pd.DataFrame(
        {"prim_prod": [10.0, np.nan], "tot_prod": [20.0, np.nan], "prim_multi": [5.0, 1.0],
         "forest": [100.0, 50.0], "primary": [40.0, np.nan]}
    )  # fmt: skip
    areas = step("timber").candidate_areas(forest)
    assert list(areas.columns) == ["prim_prod", "tot_prod", "prim_prod_multi", "forest_not_primary"]
    assert list(areas.loc[0]) == [10, 20, 15, 60]
    assert areas.loc[1].isna().all(), "forest without primary forest reported is no area"


def _heads(rows: dict[tuple[str, str], float]) -> pd.DataFrame:
    table = pd.DataFrame([(item, origin, 2020, value) for (item, origin), value in rows.items()])
    return table.set_axis(["item", "origin", "year", "value"], axis=1)


def test_pasture_is_shared_out_whole(step: Step) -> None:
    heads = _heads(
        {("866", "BRA"): 80.0, ("976", "BRA"): 100.0, ("1096", "BRA"): 12.5, ("866", "URY"): 50.0,
         ("1016", "MRT"): 100.0, ("1126", "MRT"): 100.0}
    )  # fmt: skip
    milked = _heads({("882", "BRA"): 20.0, ("982", "BRA"): 30.0, ("1020", "MRT"): 150.0})
    shares = step("livestock").pasture_shares(heads, milked).set_index("origin")
    # 80 of 80 + 10 + 10 livestock units, a quarter of the cattle dairy cows, three sheep in ten for milk.
    brazil = shares.loc["BRA"]
    assert brazil["beef_cattle"] == pytest.approx(0.6)
    assert brazil["dairy_cows"] == pytest.approx(0.2)
    assert brazil["meat_sheep"] == pytest.approx(0.07)
    assert brazil["milk_sheep"] == pytest.approx(0.03)
    assert brazil["others"] == pytest.approx(0.1), "horses"
    assert np.isnan(brazil["meat_goats"])
    # Dairy cows are not known: all of the cattle's pasture is meat's, and the row says so.
    assert shares.loc["URY", "beef_cattle"] == pytest.approx(1)
    assert list(shares["known_866"]) == [True, False, False]
    # More milk goats than goats take all of them; 10 of 10 + 110 units.
    assert shares.loc["MRT", "milk_goats"] == pytest.approx(10 / 120)
    assert shares.loc["MRT", "meat_goats"] == 0
    assert shares.loc["MRT", "others"] == pytest.approx(110 / 120)


_animals = st.one_of(st.just(0.0), st.floats(1, 1e8))


@settings(deadline=None)
@given(st.lists(_animals, min_size=8, max_size=8), st.lists(_animals, min_size=3, max_size=3))
def test_shares_of_pasture_add_up_to_one(step: Step, animals: list[float], milked: list[float]) -> None:
    livestock = step("livestock")
    heads = _heads({(str(code), "BRA"): value for code, value in zip(livestock.UNITS, animals, strict=True)})
    cows = _heads(
        {(str(code), "BRA"): value for code, value in zip(livestock.DAIRY.values(), milked, strict=True)}
    )
    shares = livestock.pasture_shares(heads, cows).iloc[0]
    parts = ["beef_cattle", "dairy_cows", "meat_sheep", "milk_sheep", "meat_goats", "milk_goats", "others"]
    total = shares[parts].astype(float).sum()
    if sum(animals) > 0:
        assert total == pytest.approx(1)
        assert shares[parts].astype(float).dropna().between(0, 1 + 1e-12).all()


def test_land_of_milk_is_the_cows_part_of_pasture(step: Step) -> None:
    # 1,000 ha of pasture, a fifth of it for cows that give 10,000 t; 0.005 is not believed.
    livestock = step("livestock")
    years = pd.DataFrame({"origin": "BRA", "year": [2020, 2021, 2022], "dairy_known": True})
    believed = years.assign(area=200.0, production=10_000.0)
    row = livestock._producers(believed, livestock.HERDS["milk"]).iloc[0]
    assert row["value"] == pytest.approx(0.02)
    assert (row["mean_area"], row["mean_production"]) == (200, 10_000)
    barn = livestock._producers(believed.assign(area=50.0), livestock.HERDS["milk"]).iloc[0]
    assert np.isnan(barn["value"])
    assert np.isnan(barn["mean_area"])
    assert barn["rejected_value"] == pytest.approx(0.005)


def test_keepers_without_production_are_listed(step: Step) -> None:
    cattle = pd.Series({"KEN": 100.0, "UGA": 50.0, "BRA": 10.0, "ATG": 0.0})
    carcass = pd.Series({"KEN": 20.0, "BRA": 1.0})
    table = step("livestock").without_production(cattle, carcass)
    # Uganda takes Kenya's 0.2 t a head (Eastern Africa); Antigua keeps none.
    assert list(table["origin"]) == ["UGA"]
    assert table["mean_production"].item() == pytest.approx(10)


def test_numbers_of_another_thing_are_replaced_or_left_out(step: Step) -> None:
    series = pd.DataFrame(
        {"commodity": "hempseed", "origin": ["FRA", "ESP", "RUS"], "year": 2018, "area": [10.0, 2.0, 4.0],
         "production": [70.0, 12.0, 2.0]}
    )  # fmt: skip
    newer = pd.DataFrame({"commodity": "hempseed", "origin": ["FRA"], "year": 2018, "other": [6.0]})
    table = pd.DataFrame(
        {"commodity": "hempseed", "origin": ["FRA", "ESP"], "use": ["production_2010_2022", "none"]}
    )
    made = step("crops").corrected(series, newer, table).set_index("origin")
    assert made.loc["FRA", ["area", "production"]].tolist() == [10, 6]
    assert np.isnan(made.loc["ESP", "area"])
    assert made.loc["ESP", "production"] == 12, "it stays a producer, and its sub-region answers"
    assert made.loc["RUS", ["area", "production"]].tolist() == [4, 2]
    with pytest.raises(ValueError, match="ITA"):
        step("crops").corrected(series, newer, table.assign(origin=["FRA", "ITA"]))
    with pytest.raises(ValueError, match="guess"):
        step("crops").corrected(series, newer, table.assign(use=["guess", "none"]))


def test_deduce_rows_are_summed_to_our_commodities(step: Step) -> None:
    deduce = pd.DataFrame(
        {"place": "BRA", "year": [2020] * 3 + [2021],
         "commodity": ["Cattle meat", "Leather", "Soya beans", "Soya beans"],
         "amortised": [95.0, 5.0, 10.0, 0.0], "score": [0.5, 0.5, 0.25, np.nan]}
    )  # fmt: skip
    ours = pd.DataFrame(
        {"commodity": ["cattle_meat", "soybeans"], "deduce": ["Cattle meat|Leather", "Soya beans"]}
    )
    table = step("conversion").attributed(deduce, ours).set_index(["commodity", "year"])
    assert table.loc[("cattle_meat", 2020), "ha"] == 100
    assert table.loc[("cattle_meat", 2020), "score"] == pytest.approx(0.5)
    assert bool(table.loc[("soybeans", 2021), "unscored"])
    assert not bool(table.loc[("soybeans", 2020), "unscored"])
    with pytest.raises(ValueError, match="Leather"):
        step("conversion").attributed(deduce, ours.assign(deduce=["Cattle meat", "Soya beans"]))


def test_spread_of_deforestation_falls_with_its_score(step: Step) -> None:
    spread = step("uncertainty").of_score(pd.Series([1.0, 0.0, np.nan, 0.5]))
    assert np.exp(spread).tolist() == pytest.approx([1.2, 3.0, 3.0, np.sqrt(3.6)])


def test_spread_of_a_year_about_a_mean_of_years(step: Step) -> None:
    un = step("uncertainty")
    spread = un.of_one_year(pd.Series([0.009, 0.3, np.nan, 0.01]), 3.0)
    expected = [
        np.sqrt(0.09 * 4 / 3 + 0.0025),
        np.sqrt(0.09 * 4 / 3 + 0.0025),
        np.sqrt(0.09 * 4 / 3 + 0.0025),
        np.sqrt(1e-4 * 4 / 3 + 0.0025),
    ]
    assert spread.tolist() == pytest.approx(expected)
    low, high = un.bounds(pd.Series([10.0]), pd.Series([np.log(2.0)]))
    assert low.item() == pytest.approx(10 / 2**1.96)
    assert high.item() == pytest.approx(10 * 2**1.96)


def test_variation_is_about_the_trend(step: Step) -> None:
    years = np.arange(2010, 2020)
    steady = pd.DataFrame({"origin": "BRA", "year": years, "value": np.exp(0.1 * (years - 2010))})
    jagged = pd.DataFrame({"origin": "ARG", "year": years, "value": np.exp(np.tile([0.1, -0.1], 5))})
    short = pd.DataFrame({"origin": "URY", "year": years[:4], "value": 1.0})
    variation = step("sources").log_variation(pd.concat([steady, jagged, short]), ["origin"])
    assert variation["BRA"] == pytest.approx(0, abs=1e-7)
    residuals = np.polyfit(years - 2014.5, np.tile([0.1, -0.1], 5), 1, full=True)[1][0]
    assert variation["ARG"] == pytest.approx(np.sqrt(residuals / 8))
    assert np.isnan(variation["URY"])


def test_shares_are_renormalised_over_the_biomes_of_the_account(step: Step) -> None:
    biomes = pd.DataFrame(
        {"origin": ["BRA", "BRA", "BRA", "ARE"], "biome": [1, 7, 13, 13], "share": [0.4, 0.4, 0.1, 1.0]}
    )
    table = (
        step("ecosystems").shares(biomes, ["BRA", "ARE", "BEL"]).set_index(["origin", "account", "ecosystem"])
    )
    share = table["share"]
    assert share["BRA", "loss", "savannah and grassland"] == pytest.approx(0.5)
    assert share["BRA", "degradation", "desert"] == pytest.approx(1 / 9)
    assert share["ARE", "loss", "unspecified"] == 1
    assert share["BEL", "degradation", "unspecified"] == 1
    assert table["get_code"]["BRA", "loss", "savannah and grassland"] == "T4"


def test_odd_producers(step: Step) -> None:
    occupation = pd.DataFrame(
        {"commodity": "tea", "origin": ["CIV", "GHA", "KEN", "MLI"], "value": [1.0, 1.0, 9.0, 1.0],
         "weight": [1e6, 500.0, 2000.0, 50.0], "kind": "perennial", "over_growth": np.nan}
    )  # fmt: skip
    loss = pd.DataFrame(
        {"commodity": "tea", "origin": ["CIV", "UGA"], "value": [0.2, 0.1], "weight": [1e6, 40.0]}
    )
    table = step("details").odd_producers(occupation, loss).set_index("origin")
    assert table["flag"].to_dict() == {
        "CIV": "high_conversion", "GHA": "small_producer", "KEN": "high_occupation", "MLI": "small_producer",
        "UGA": "small_producer",
    }  # fmt: skip


def test_a_yield_far_over_the_world_s_is_odd_for_crops_only(step: Step) -> None:
    # The mean is a little over 1; 0.1 is under a fifth of it.
    table = pd.DataFrame(
        {"commodity": ["tea", "tea", "milk", "milk"], "origin": ["CIV", "GHA", "CIV", "GHA"],
         "value": [0.1, 1.2] * 2, "weight": [2000.0, 1e6] * 2,
         "kind": ["perennial", "perennial", "grazing", "grazing"], "over_growth": np.nan}
    )  # fmt: skip
    odd = step("details").odd_producers(table, table.assign(value=0.0))
    assert odd.set_index(["commodity", "origin"])["flag"].to_dict() == {
        ("tea", "CIV"): "low_occupation", ("tea", "GHA"): "", ("milk", "CIV"): "", ("milk", "GHA"): "",
    }  # fmt: skip


def test_no_relative_score_where_feed_matters_more_than_grazing(step: Step) -> None:
    rows = pd.DataFrame(
        {"commodity": ["milk", "milk", "milk", "cattle_meat", "wheat"],
         "origin": ["NLD", "155", "NOR", "BRA", "BRA"],
         "indicator": ["land_occupation", "land_occupation", "habitat_degradation"] + ["land_occupation"] * 2,
         "value": [0.02, 0.2, 0.01, 4.9, 0.1], "flag": ["", "", "", "proxy_area", ""]}
    )  # fmt: skip
    flags = step("details").no_relative_score(rows)["flag"].tolist()
    # Norway has no land occupation of its own nor a sub-region's here: there is nothing to go by.
    assert flags == ["no_relative_score", "", "", "proxy_area|no_relative_score", ""]


def test_what_is_gathered_in_forest_has_land_but_no_condition(step: Step) -> None:
    land = pd.DataFrame(
        {"commodity": ["brazil_nuts"], "origin": ["PER"], "value": 2.0, "spread": 0.1, "weight": 1.0}
    )
    ours = pd.DataFrame({"commodity": ["brazil_nuts"], "ibif_class": [""]})
    loss = pd.DataFrame({"origin": ["PER"], "Cr": 0.6, "Pa": 0.5, "Pl": 0.4, "HF": 0.02})
    made = step("condition").condition_factors(land, ours, loss)
    assert made["habitat_degradation"]["value"].isna().all()
    assert made["habitat_fragmentation"]["value"].isna().all()


def test_species_bounds_join_intensity_and_land(step: Step) -> None:
    land = pd.DataFrame(
        {"commodity": ["tea"], "origin": ["KEN"], "value": [2.0], "spread": [0.0], "weight": [1.0]}
    )
    ours = pd.DataFrame({"commodity": ["tea"], "glam_class": ["Plantation"]})
    cfs = pd.DataFrame({"origin": ["KEN"], "glam_class": ["Plantation"], "occ": [3e-15], "occ_low": [1e-15],
                        "occ_high": [6e-15]})  # fmt: skip
    row = step("condition").species_factors(land, ours, cfs, "occ").iloc[0]
    assert row["value"] == pytest.approx(6e-11)
    assert row["low"] == pytest.approx(2e-11)
    assert row["high"] == pytest.approx(12e-11)
    wider = step("condition").species_factors(land.assign(spread=0.5), ours, cfs, "occ").iloc[0]
    assert np.log(wider["high"] / wider["value"]) == pytest.approx(np.hypot(np.log(2), 1.96 * 0.5))


def test_timber_without_plantation_in_ibif_is_not_assessed(step: Step) -> None:
    land = pd.DataFrame(
        {"commodity": ["roundwood"] * 2, "origin": ["BRA", "AFG"], "value": 2.0, "spread": 0.1, "weight": 1.0}
    )
    ours = pd.DataFrame({"commodity": ["roundwood"], "ibif_class": ["Pl"]})
    loss = pd.DataFrame({"origin": ["BRA", "AFG"], "Cr": 0.6, "Pa": 0.5, "Pl": [0.4, np.nan], "HF": 0.02})
    made = step("condition").condition_factors(land, ours, loss)
    degraded = made["habitat_degradation"].set_index("origin")["value"]
    cut = made["habitat_fragmentation"].set_index("origin")["value"]
    assert degraded["BRA"] == pytest.approx(0.8)
    assert cut["BRA"] == 0
    bounds = made["habitat_fragmentation"].set_index("origin")[["low", "high"]]
    assert bounds.loc["BRA"].tolist() == [0, pytest.approx(2 * 0.02)], "cropland's fragmentation on that land"
    assert bounds.loc["AFG"].isna().all()
    assert np.isnan(degraded["AFG"])
    assert np.isnan(cut["AFG"]), "0 only where IBIF knows the class"


def test_one_small_producer_is_no_sub_region(step: Step) -> None:
    table = pd.DataFrame(
        {"commodity": "tea", "origin": ["KEN", "CIV", "GHA"], "value": 1.0, "weight": [999.0, 100.0, 100.0],
         "spread": 0.1}
    )  # fmt: skip
    assert set(step("means").weighted_means(table)["origin"]) == {"011", "WLD"}
    table["weight"] = [1000.0, 100.0, 100.0]
    assert set(step("means").weighted_means(table)["origin"]) == {"011", "014", "WLD"}


def test_what_has_no_row_is_in_no_mean(step: Step) -> None:
    land = pd.DataFrame(
        {"commodity": "tea", "origin": ["KEN", "UGA"], "value": 1.0, "weight": [100.0, 99.0], "mean_area": 1.0,
         "rejected": ""}
    )  # fmt: skip
    lost = pd.DataFrame(
        {
            "commodity": "tea",
            "origin": ["KEN", "UGA", "RWA", "TZA"],
            "value": 1.0,
            "production": [5.0, 500.0, 99.0, 100.0],
        }
    )
    land, lost = step("details").with_own_rows(land, lost)
    assert land["value"].notna().tolist() == [True, False]
    assert land["mean_area"].notna().tolist() == [True, False]
    assert land["rejected"].tolist() == ["", "under 100 t"]
    # Land's production decides; without land, that of the loss.
    assert lost["value"].notna().tolist() == [True, False, False, True]


def test_land_of_which_nothing_is_known(step: Step) -> None:
    table = pd.DataFrame(
        {"value": 1.0, "mean_area": 2.0, "spread": [np.log(4.9), np.log(5.1)], "rejected": ""}
    )
    made = step("details").known_enough(table)
    assert made["value"].notna().tolist() == [True, False]
    assert made["mean_area"].notna().tolist() == [True, False]
    assert made["rejected"].tolist() == ["", "spread"]


def test_a_yield_over_the_ceiling_is_not_believed(step: Step) -> None:
    # 12 t/ha in the group, 18 for maize, which goes before its group; fruit has none.
    ceilings = pd.DataFrame({"group": ["cereals", ""], "commodity": ["", "maize"], "most": ["12", "18"]})
    ours = pd.DataFrame({"commodity": ["rye", "maize", "figs"], "group": ["cereals", "cereals", "fruit"]})
    table = pd.DataFrame(
        {"commodity": ["rye", "rye", "maize", "maize", "figs"], "value": [1 / 11, 1 / 13, 1 / 17, 1 / 19, 1 / 99],
         "mean_area": 1.0, "rejected": ""}
    )  # fmt: skip
    made = step("crops")._under_ceiling(table, ceilings, ours)
    assert made["value"].notna().tolist() == [True, False, True, False, True]
    assert made["mean_area"].notna().tolist() == [True, False, True, False, True]
    assert made["over"].dropna().tolist() == pytest.approx([13, 19])
    with pytest.raises(ValueError, match="oats"):
        step("crops")._under_ceiling(table, ceilings.assign(commodity=["", "oats"]), ours)


def test_the_same_series_in_two_countries_is_found(step: Step) -> None:
    rows = [("BDI", (3.0, 4.0, 5.0)), ("VNM", (3.0, 4.0, 5.0)), ("KEN", (3.0, 4.0, 6.0)), ("UGA", (2.0, 2.0, 2.0)),
            ("RWA", (2.0, 2.0, 2.0))]  # fmt: skip
    series = pd.DataFrame(
        [("tea", o, 2017 + i, a, 10.0 * i + len(rows)) for o, areas in rows for i, a in enumerate(areas)],
        columns=["commodity", "origin", "year", "area", "production"],
    )
    own = series.assign(production=series["production"] * series.groupby("origin").ngroup().add(1))
    # Constant series prove nothing; those of Burundi and Viet Nam do.
    assert step("crops").same_series(own) == [("tea", "BDI", "VNM")]


def test_desert_of_cattle_is_desert_of_sheep(step: Step) -> None:
    table = pd.DataFrame(
        {"commodity": ["cattle_meat", "sheep_meat"] * 3, "origin": ["CIV", "CIV", "PAK", "PAK", "KEN", "KEN"],
         "value": [np.nan, 133.0, np.nan, 0.6, 20.0, 30.0], "rejected_value": [358.0, np.nan, 1.4] + [np.nan] * 3,
         "mean_area": 1.0}
    )  # fmt: skip
    made = step("livestock").on_believed_pasture(table).set_index(["commodity", "origin"])
    assert np.isnan(made.loc[("sheep_meat", "CIV"), "value"])
    assert np.isnan(made.loc[("sheep_meat", "CIV"), "mean_area"])
    assert made.loc[("sheep_meat", "CIV"), "rejected_value"] == 133
    assert made.loc[("sheep_meat", "PAK"), "value"] == 0.6, "too little pasture says nothing of sheep"
    assert made.loc[("sheep_meat", "KEN"), "value"] == 30


def test_places_that_the_files_leave_out(step: Step) -> None:
    known = pd.DataFrame({"commodity": ["maize"], "origin": ["ZAF"]})
    ours = pd.DataFrame({"commodity": ["maize"], "origin": ["SWZ"], "production": ["90000"]})
    made = step("producers").uncounted(ours, known)
    assert made[["origin", "mean_production", "from_file"]].to_numpy().tolist() == [
        ["SWZ", 90000.0, "estimate"]
    ]
    assert "value" not in made, "no factor uses it"
    with pytest.raises(ValueError, match="ZAF"):
        step("producers").uncounted(ours.assign(origin="ZAF"), known)


def test_sub_regions_far_from_the_world_are_flagged(step: Step) -> None:
    means = pd.DataFrame(
        {"commodity": ["tea"] * 4 + ["milk"] * 2, "origin": ["WLD", "014", "030", "005", "WLD", "155"],
         "value": [1.0, 5.1, 0.19, 1.0, 1.0, 0.1], "weight": 1.0}
    )  # fmt: skip
    kinds = pd.Series({"tea": "perennial", "milk": "grazing"})
    flags = step("details").odd_means(means, kinds).set_index(["commodity", "origin"])["flag"]
    assert flags.to_dict() == {("tea", "014"): "high_occupation", ("tea", "030"): "low_occupation", ("tea", "005"): "",
                               ("milk", "155"): ""}  # fmt: skip
