"""Primary equivalents and conversion of lines, against numbers worked out by hand."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import bbafootprint as bba
from bbafootprint.errors import InputError, UsageError
from bbafootprint.trade.products import (
    CONVERSION_COLUMNS,
    convert_to_primary,
    load_processes,
    primary_equivalents,
)
from bbafootprint.trade.products.data import load_contents
from bbafootprint.vocabulary.commodities import base_unit, commodities, primary_commodity
from bbafootprint.vocabulary.tables import read_table

from .lines import make_lines

ECONOMIC = {
    "soybeans": 1.0,
    "soybean_meal": 420 / (0.79 * 420 + 0.18 * 950),  # price / sum(yield x price)
    "soybean_oil": 950 / (0.79 * 420 + 0.18 * 950),
    "cocoa_paste": 1.25,  # ICCO
    "cocoa_shells": 0.0,
    "cocoa_butter": 1.25 * 2.3 / (0.47 * 2.3 + 0.53),
    "palm_kernel_oil": 450 / (0.21 * 700 + 0.05 * 450) * 1000 / (0.45 * 1000 + 0.53 * 130),
    "coffee_roasted": 1.19,  # ICO
    "coffee_soluble": 2.6,  # ICO
    "rubber_latex": 0.6,
    "cattle_live": 0.52,
    "cattle_meat": 1.0,
    "beef_bone_in": 0.95,
    "beef_boneless": 0.95 / 0.71,
    "hides_raw": 0.05 / 0.125,
    "roundwood_coniferous": 1.0,
    "sawnwood_coniferous": 292 / (292 / 1.99 + 0.42 * 50),
    "wood_pulp_chemical": 4.5,
    "charcoal": 6.0,
    "raw_cane_sugar": 350 / (0.115 * 350 + 0.035 * 130),
    "rice_milled": 1 / 0.785 * 450 / (0.85 * 450 + 0.1 * 150),
    # By-products and dairy; an output without a code (ethanol, germ cake, milk powder) carries its share too.
    "soybean_hulls": 420 / (0.79 * 420 + 0.18 * 950) * 190 / (0.07 * 190 + 0.93 * 440),
    "wheat_byproducts": 150 / (0.76 * 400 + 0.18 * 150),
    "wheat_gluten": 400 / (0.76 * 400 + 0.18 * 150) * 1300 / (0.6 * 400 + 0.1 * 1300 + 0.24 * 180),
    "maize_flour": 300 / (0.66 * 300 + 0.1 * 250 + 0.15 * 150),
    "maize_gluten": 235 / (0.56 * 380 + 0.243 * 235 + 0.068 * 450),
    "maize_germ": 450 / (0.56 * 380 + 0.243 * 235 + 0.068 * 450),
    "maize_oil": 450 / (0.56 * 380 + 0.243 * 235 + 0.068 * 450) * 870 / (0.44 * 870 + 0.48 * 150),
    "maize_ddgs": 180 / (0.327 * 600 + 0.312 * 180),
    "brewers_and_distillers_grains": 1 / 0.78 * 180 / (0.7 * 571 + 0.28 * 180),
    "milk": 1.0,
    "cream": 1800 / (0.1 * 1800 + 0.085 * 2200),
    "butter": 1800 / (0.1 * 1800 + 0.085 * 2200) * 3700 / (0.48 * 3700 + 0.05 * 2100),
    "cheese": 3200 / (0.1 * 3200 + 0.058 * 900),
    "whey": 900 / (0.1 * 3200 + 0.058 * 900),
    "yogurt": 1.0,
    "milk_concentrated": 1 / 0.15,
    "walnuts_shelled": 1 / 0.45,
}

MASS = {
    "soybean_meal": 1 / 0.97,
    "soybean_oil": 1 / 0.97,
    "cocoa_shells": 0.0,  # waste carries nothing, however it is allocated
    "cocoa_butter": 1.25,
    "cocoa_powder": 1.25,
    "palm_oil": 1 / 0.26,
    "palm_kernel_cake": 1 / 0.26 / 0.98,
    "hides_raw": 1 / 1.125,
    "sawnwood_coniferous": 1 / (1 / 1.99 + 0.42),
    "wood_chips_residues": 1 / (0.5 + 0.42),
    "soybean_hulls": 1 / 0.97,  # as the meal that they are taken from
    "maize_ddgs": 1 / 0.639,
    "maize_oil": 1 / 0.871 / 0.92,
    "butter": 1 / 0.185 / 0.53,
    "whey": 1 / 0.158,
}


@pytest.mark.parametrize(("product", "pe"), ECONOMIC.items())
def test_primary_equivalents_by_value(product: str, pe: float) -> None:
    assert primary_equivalents().loc[product, "pe"] == pytest.approx(pe, rel=1e-9)


@pytest.mark.parametrize(("product", "pe"), MASS.items())
def test_primary_equivalents_by_mass(product: str, pe: float) -> None:
    assert primary_equivalents("mass").loc[product, "pe"] == pytest.approx(pe, rel=1e-9)


def test_every_commodity_with_a_primary_commodity_has_an_equivalent() -> None:
    known = commodities()
    table = primary_equivalents()
    assert set(table.index) == set(known.index[known["primary_commodity"].notna()])
    for product, row in table.iterrows():
        assert row["primary_commodity"] == primary_commodity(str(product))
        assert row["base_unit"] == base_unit(str(product))
        assert row["primary_unit"] == base_unit(row["primary_commodity"])
        assert row["path"].endswith(str(product))
    assert table["quality"].between(1, 5).all()
    primaries = table[table.index == table["primary_commodity"]]
    assert (primaries["pe"] == 1).all()
    assert (primaries["quality"] == 1).all()
    wood = table[(table["base_unit"] == "m3")]
    assert wood["density_t_per_m3"].between(0.2, 1.2).all()  # every m3 has a mass
    assert table.loc["palm_kernel_oil", "path"] == "oil_palm_fruit > palm_kernels > palm_kernel_oil"


def test_what_is_not_confirmed_has_low_quality_and_says_so() -> None:
    processes = load_processes()
    unconfirmed = "from general knowledge, not confirmed"
    doubtful = processes["yield_source"].str.contains(unconfirmed)
    assert doubtful.any()
    waste = processes["price"] == 0
    assert (processes.loc[doubtful & ~waste, "quality"] >= 4).all()
    assert (processes.loc[processes["price_source"].str.contains(unconfirmed), "quality"] >= 3).all()
    table = primary_equivalents()
    named = ~processes["output"].str.startswith("(")
    assert (table.loc[processes.loc[doubtful & ~waste & named, "output"], "quality"] >= 4).all()
    assert table.loc["soybean_meal", "note"].endswith("not confirmed.")
    assert "not confirmed" not in table.loc["coffee_roasted", "note"]
    assert (processes["yield_source"] != "").all()
    assert (processes["price_source"] != "").all()


def test_lines_become_primary_commodities() -> None:
    lines = make_lines(
        [
            "soybeans",
            "soybean_meal",
            "sawnwood_coniferous",
            "sawnwood_coniferous",
            "eggs",
            None,
            "beef_boneless",
            "cocoa_beans",
        ],
        [100.0, 50.0, 10.0, 10.0, 7.0, 3.0, 0.0, 9.0],
        ["t", "t", "m3", "t", "t", "t", "t", "t"],
        rejected=[False] * 7 + [True],
        index=[9, 8, 7, 6, 5, 4, 3, 3],
    )
    before = lines.frame.copy()
    result = convert_to_primary(lines).frame
    pd.testing.assert_frame_equal(lines.frame, before)
    assert list(result.index) == [9, 8, 7, 6, 5, 4, 3, 3]
    assert list(result.columns) == [*before.columns, *CONVERSION_COLUMNS]
    sawn = 292 / (292 / 1.99 + 0.42 * 50)
    expected = [100, 50 * 420 / 502.8, 10 * sawn, 10 / 0.5 * sawn, np.nan, np.nan, 0, np.nan]
    np.testing.assert_allclose(result["primary_quantity"], expected, rtol=1e-9)
    np.testing.assert_allclose(result["mass_t"], [100, 50, 5, 10, 7, 3, 0, np.nan])
    assert result["density_assumed"].tolist() == [False, False, True, True, False, False, False, False]
    assert result["primary_commodity"].astype(object).where(result["primary_commodity"].notna(), None).tolist() == [
        "soybeans", "soybeans", "roundwood", "roundwood", None, None, "cattle_meat", None,
    ]  # fmt: skip
    assert result["primary_unit"].astype(object).where(result["primary_unit"].notna(), None).tolist() == [
        "t", "t", "m3", "m3", None, None, "t", None,
    ]  # fmt: skip
    assert result["conversion_quality"].iloc[[0, 1, 2]].tolist() == [1, 4, 3]
    assert result["conversion_quality"].iloc[3] == 4  # the density is a default
    assert result["conversion"].iloc[4:6].isna().all()


def test_a_given_content_wins_and_takes_the_place_of_the_default_in_the_quality() -> None:
    lines = make_lines(["chocolate"] * 3, [10.0, 10.0, 10.0], content=[np.nan, 0.7, 0.0])
    result = convert_to_primary(lines).frame
    np.testing.assert_allclose(result["primary_quantity"], [10 * 0.375 * 1.25, 10 * 0.7 * 1.25, 0.0])
    assert result["content_used"].tolist() == [0.375, 0.7, 0.0]
    assert result["conversion_quality"].tolist() == [5, 3, 3]
    assert result["mass_t"].tolist() == [10, 10, 10]
    default, *given = result["conversion_note"].astype(str)
    assert "give yours as content" in default
    assert not any("give yours as content" in note for note in given)


def test_a_content_where_nothing_is_mixed_is_ignored_and_said() -> None:
    result = convert_to_primary(
        make_lines(["soybeans", "soybeans", "palm_oil"], [1.0, 1.0, 1.0], content=[0.46, 1.0, np.nan])
    )
    assert result.frame["primary_quantity"].iloc[0] == 1.0
    assert result.issues["code"].tolist() == ["content-ignored"]
    assert result.issues["line_id"].tolist() == ["line 0"]
    assert "1 line" in result.issues["found"].iloc[0]


def test_a_content_that_is_no_share_gives_no_number() -> None:
    result = convert_to_primary(make_lines(["chocolate", "chocolate"], [1.0, 1.0], content=[70.0, -0.1]))
    assert result.frame["primary_quantity"].isna().all()
    assert result.frame["mass_t"].tolist() == [1.0, 1.0]
    assert result.issues[["severity", "code"]].to_numpy().tolist() == [["error", "content-out-of-range"]]


def test_a_conversion_of_the_lowest_quality_is_said_once_a_commodity() -> None:
    lines = make_lines(
        ["milk_concentrated", "milk_concentrated", "milk_powder", "chocolate", "chocolate", None], [1.0] * 6,
        content=[np.nan, np.nan, np.nan, 0.7, 0.5, np.nan],
    )  # fmt: skip
    result = convert_to_primary(lines)
    assert result.issues[["severity", "code", "found"]].to_numpy().tolist() == [
        ["info", "conversion-assumed", "milk_concentrated, 2 lines"]  # the content of the chocolate was given
    ]
    assert "condensed milk (2 to 3 t" in result.issues["message"].iloc[0]
    notes = result.frame["conversion_note"].astype(object)
    assert notes.iloc[0] in result.issues["message"].iloc[0]
    assert "7.6 t of milk" in notes.iloc[2]
    assert notes.isna().tolist() == [False, False, False, False, False, True]
    assert convert_to_primary(make_lines(["soybeans"], [1.0])).frame["conversion_note"].isna().all()


@pytest.mark.parametrize(
    ("product", "pe"),
    [
        ("sheep_meat_boneless", 1.67), ("milk_powder", 1 / 0.15), ("milk_condensed", 1 / 0.365), ("mate_dried", 2.6),
        ("cocoa_nibs", 1.25), ("sunflower_seed_shelled", 1 / 0.65),
        ("flax_scutched", 2000 / (0.22 * 2000 + 0.12 * 400 + 0.45 * 60)),
        ("flax_tow", 400 / (0.22 * 2000 + 0.12 * 400 + 0.45 * 60)),
        ("hemp_scutched", 650 / (0.27 * 650 + 0.55 * 150)),
        ("whey_liquid", 900 / (0.1 * 3200 + 0.058 * 900) / 15.2),
    ],
)  # fmt: skip
def test_goods_that_stand_apart_have_their_own_equivalent(product: str, pe: float) -> None:
    assert primary_equivalents().loc[product, "pe"] == pytest.approx(pe, rel=1e-9)


def test_the_note_of_a_conversion_is_part_of_its_explanation() -> None:
    table = pd.DataFrame(
        {"commodity": ["Lait concentré", "0402"], "origin": "France", "quantity": 1.0, "unit": "t"}
    )
    result = bba.calculate_footprint(bba.read_lines(table.assign(line_id=["a", "b"])))
    assert "Sweetened and unsweetened" in str(result.explain("a"))
    assert "it is counted as powder" in str(result.explain("b"))
    assert "quality 5" in str(result.explain("b"))


def test_a_volume_without_density_gives_no_number_and_says_so() -> None:
    result = convert_to_primary(make_lines(["soybeans", "palm_oil"], [10.0, 10.0], "m3"))
    assert np.isnan(result.frame["mass_t"].iloc[0])
    assert np.isnan(result.frame["primary_quantity"].iloc[0])
    assert result.frame["mass_t"].iloc[1] == pytest.approx(9.0)
    assert result.issues["code"].tolist() == ["density-unknown"]
    assert result.issues["suggestion"].iloc[0] == "Give the quantity in t."


def test_no_lines_give_no_lines_with_the_columns() -> None:
    result = convert_to_primary(make_lines([], []))
    assert len(result) == 0
    assert set(CONVERSION_COLUMNS) <= set(result.frame.columns)
    assert result.issues.empty


def test_categories_give_the_same_as_text_and_a_second_run_changes_nothing() -> None:
    lines = make_lines(["palm_oil", None, "plywood"], [1.0, 2.0, 3.0], ["t", "t", "m3"])
    text = convert_to_primary(lines)
    coded = lines.frame.astype({"commodity": "category", "amount_unit": "category"})
    result = convert_to_primary(type(lines)(coded)).frame
    pd.testing.assert_frame_equal(result[list(CONVERSION_COLUMNS)], text.frame[list(CONVERSION_COLUMNS)])
    pd.testing.assert_frame_equal(convert_to_primary(text).frame, text.frame)


def test_a_person_may_bring_own_equivalents() -> None:
    own = pd.DataFrame({"product": ["soybean_meal"], "primary_commodity": ["soybeans"], "pe": [0.7]})
    result = convert_to_primary(make_lines(["soybean_meal", "soybean_oil"], [10.0, 10.0]), products=own).frame
    assert result["primary_quantity"].tolist() == pytest.approx([7.0, 10 * 950 / 502.8])
    with pytest.raises(InputError, match="more than once"):
        convert_to_primary(make_lines([], []), products=pd.concat([own, own]))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"output": "gold"}, "gold"),
        ({"yield": 0.0}, "yield"),
        ({"yield": np.nan}, "yield"),
        ({"price": 0.0}, "price"),
        ({"output": "plywood"}, "in t and in m3|m3"),
        ({"input": "soybean_meal", "output": "soybean_meal"}, "circle|several inputs"),
    ],
)
def test_processes_that_cannot_be_used_are_refused(change: dict[str, object], message: str) -> None:
    rows = [
        {"process": "a", "input": "soybeans", "output": "soybean_meal", "yield": 0.8, "price": 1.0},
        {"process": "a", "input": "soybeans", "output": "soybean_oil", "yield": 0.2, "price": 0.0},
    ]
    rows[0] |= change
    with pytest.raises(UsageError, match=message):
        primary_equivalents(processes=pd.DataFrame(rows))


def test_a_co_product_without_a_code_carries_its_share_and_has_no_equivalent() -> None:
    rows = [
        {"process": "a", "input": "maize", "output": "(ethanol)", "yield": 0.3, "price": 600.0},
        {"process": "a", "input": "maize", "output": "maize_ddgs", "yield": 0.3, "price": 200.0},
    ]
    table = primary_equivalents(processes=pd.DataFrame(rows))
    assert table.loc["maize_ddgs", "pe"] == pytest.approx(0.25 / 0.3)
    assert primary_equivalents("mass", pd.DataFrame(rows)).loc["maize_ddgs", "pe"] == pytest.approx(0.5 / 0.3)
    assert "(ethanol)" not in table.index
    with pytest.raises(UsageError, match="ethanol"):  # it cannot be processed further
        primary_equivalents(processes=pd.DataFrame([rows[1] | {"input": "(ethanol)"}]))
    with pytest.raises(UsageError, match="gold"):  # a code that is not known is no co-product without a code
        primary_equivalents(processes=pd.DataFrame([rows[0] | {"output": "gold"}, rows[1]]))


def test_meal_and_oil_of_soy_do_not_change_because_hulls_have_an_equivalent() -> None:
    with_hulls, table = primary_equivalents(), load_processes()
    without = primary_equivalents(processes=table[table["process"] != "soybean dehulling"])
    for product in ("soybean_meal", "soybean_oil"):
        assert with_hulls.loc[product, "pe"] == without.loc[product, "pe"]


MORE_THAN_ITS_INPUT = {
    "latex tapping",  # water
    "live weight",  # the rest of the animal
    "slaughter",  # the hide is no part of the carcass
    "whey, liquid",  # water
    "brewing",
    "tofu making",
    "soy milk making",  # water
    "softboard pressing",  # m3 of a light board
}


def test_no_process_yields_more_than_goes_in() -> None:
    table = load_processes()
    sums = table[~table["process"].isin(MORE_THAN_ITS_INPUT)].groupby("process")["yield"].sum()
    assert sums[sums > 1 + 1e-9].empty
    assert sums.min() > 0.09


def test_fat_of_milk_is_not_multiplied_by_separating_and_churning() -> None:
    made = load_processes().set_index("output")["yield"]
    assert 0.9 * 0.041 <= 0.40 * made["cream"] <= 0.041  # raw milk of 4.1 % fat, cream of 40 %
    assert 0.9 * 0.40 <= 0.82 * made["butter"] <= 0.40


def test_a_circle_a_second_process_a_lacking_column_and_another_allocation_are_refused() -> None:
    circle = pd.DataFrame(
        {
            "process": ["a", "b"],
            "input": ["malt", "barley"],
            "output": ["barley", "malt"],
            "yield": 1.0,
            "price": 1.0,
        }
    )
    with pytest.raises(UsageError, match="circle"):
        primary_equivalents(processes=circle)
    with pytest.raises(UsageError, match="malt"):
        primary_equivalents(processes=pd.concat([circle.iloc[[1]], circle.iloc[[1]].assign(process="c")]))
    with pytest.raises(UsageError, match="yield"):
        primary_equivalents(processes=circle.drop(columns="yield"))
    with pytest.raises(UsageError, match="economic"):
        primary_equivalents("energy")  # type: ignore[arg-type]


def test_tables_name_only_known_commodities() -> None:
    known = set(commodities().index)
    products = load_contents()
    assert set(products["product"]) <= known
    assert products["product"].is_unique
    assert products["content_default"].dropna().between(0, 1, inclusive="neither").all()
    assert products.loc[products["content_default"].notna(), "content_quality"].between(4, 5).all()


# Reference: published rates and the sources that the tables name

EXTRACTION = {
    # process: (nest, level) of FAO's mapping of supply-utilisation accounts
    "soybean crushing": ("Soybean", 1), "palm oil milling": ("OilPalm", 1), "palm kernel crushing": ("OilPalm", 2),
    "ginning": ("Seed cotton", 1), "rapeseed crushing": ("Rapeseed", 1), "sunflower crushing": ("Sunflower seed", 1),
    "copra crushing": ("Coconuts", 2), "wheat milling": ("Wheat", 1), "cocoa pressing": ("Cocoa, beans", 2),
    "sugar refining": ("SugarCrop", 2), "groundnut shelling": ("Groundnuts, with shell", 1),
    "wheat starch making": ("Wheat", 2), "maize dry milling": ("Corn", 1), "maize germ pressing": ("Corn", 4),
    "walnut shelling": ("NutsSeedsNES", 1),
}  # fmt: skip


def test_yields_stay_near_the_extraction_rates_of_fao(shared: Path) -> None:
    path = shared / "sources" / "conversions" / "Mapping_SUA_PrimaryEquivalent.csv"
    mapping = pd.read_csv(path, comment="#")
    rates = mapping.groupby(["APE_comm", "nest_level"])[
        ["extraction_rate_Q25", "extraction_rate_world2019"]
    ].first()
    sums = load_processes().groupby("process")["yield"].sum()
    for process, nest in EXTRACTION.items():
        low, high = sorted(rates.loc[nest])
        assert 0.95 * low <= sums[process] <= 1.05 * high, process


def test_dried_milk_is_made_at_the_rates_of_fao(shared: Path) -> None:
    path = shared / "sources" / "conversions" / "Mapping_SUA_PrimaryEquivalent.csv"
    mapping = pd.read_csv(path, comment="#")
    cow = mapping[mapping["APE_comm"] == "Milk, whole fresh cow"].set_index("sink_item")
    made = load_processes().set_index("output")["yield"]
    assert made["milk_concentrated"] == cow.loc["Milk, whole dried", "output_specific_extraction_rate"]
    skimmed = cow.loc["Milk, skimmed dried", ["extraction_rate_Q25", "extraction_rate_world2019"]]
    assert skimmed.min() <= made["(skimmed milk powder)"] / 0.9 <= skimmed.max()  # 0.9 of the milk is skimmed


def test_prices_of_wood_and_the_content_of_paper_are_those_of_faostat(shared: Path) -> None:
    years = [str(year) for year in range(2018, 2023)]
    folder = shared / "sources" / "faostat-forestry"

    def totals(file: str) -> pd.Series:
        with gzip.open(folder / file, "rt", encoding="utf-8") as text:
            table = pd.read_csv(text, comment="#")
        return table.groupby(["item", "element"])[years].sum().sum(axis=1)

    prices = totals("forest_products_export_price.csv.gz")
    sawnwood = 1000 * prices["Sawnwood", "Export Value"] / prices["Sawnwood", "Export Quantity"]
    processes = load_processes().set_index("output")
    assert processes.loc["sawnwood_coniferous", "price"] == round(sawnwood)
    made = totals("forest_products_production_trade_1973_2022.csv.gz")
    share = made["Wood pulp", "Production"] / made["Paper and paperboard", "Production"]
    content = load_contents().set_index("product").loc["paper", "content_default"]
    assert content == pytest.approx(share, abs=0.005)


@pytest.mark.parametrize("kind", [object, "category", "str"])
def test_a_line_without_an_answer_has_its_reason_where_it_had_none(kind: str) -> None:
    lines = make_lines(
        [
            "cocoa_beans",
            "chocolate",
            "cocoa_beans",
            "eggs",
            "cocoa_beans",
            "soybeans",
            "chocolate",
            "cocoa_beans",
        ],
        [1.0] * 8,
        ["m3", "t", "m3", "m3", "t", "m3", "t", "m3"],
        content=[np.nan, 1.5, np.nan, np.nan, np.nan, np.nan, 0.5, np.nan],
        rejected=[False] * 7 + [True],
        index=[3, 3, 1, 0, "x", 5, 6, 7],
    )
    lines.frame["problem"] = lines.frame["problem"].where(np.arange(8) != 2, "origin-unknown").astype(kind)
    before = lines.frame.copy(deep=True)
    frame = convert_to_primary(lines).frame
    # Eggs have no primary commodity at all: that is another reason, and not said here.
    assert list(frame["problem"]) == [
        "density-unknown", "content-out-of-range", "origin-unknown", "", "", "density-unknown", "", "",
    ]  # fmt: skip
    assert list(frame.columns[: len(before.columns)]) == list(before.columns)
    pd.testing.assert_frame_equal(lines.frame, before)


def test_a_volume_that_is_accounted_in_m3_needs_no_density() -> None:
    products = pd.DataFrame({"product": ["cork tiles"], "unit": ["m3"], "input": ["roundwood"], "pe": [2.0]})
    frame = convert_to_primary(
        make_lines(["cork_tiles", "cork_tiles"], [3.0, 3.0], ["m3", "t"]), products
    ).frame
    assert frame["primary_quantity"].iloc[0] == 6
    assert list(frame["problem"]) == ["", "density-unknown"]


def test_the_mixtures_of_the_vocabulary_are_those_with_a_default_content() -> None:
    products = load_contents()
    mixed = {row["code"] for row in read_table("commodities.csv") if row["mixed"] == "yes"}
    assert mixed == set(products.loc[products["content_default"].notna(), "product"])
