"""Commodities: names in four languages, customs codes, and descriptions as people write them."""

from __future__ import annotations

import csv
import gzip
import re
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bbafootprint.errors import UsageError
from bbafootprint.schema import LANGUAGES
from bbafootprint.vocabulary.commodities import (
    base_unit,
    commodities,
    match_commodity,
    name,
    primary_commodity,
)
from bbafootprint.vocabulary.customs_codes import hs_codes, leading_code, read_code
from bbafootprint.vocabulary.tables import read_table
from bbafootprint.vocabulary.tables.build_hs import SOURCE
from bbafootprint.vocabulary.tables.build_hs import hs_codes as build_hs_codes

PRIMARIES = {
    "soybeans", "cocoa_beans", "oil_palm_fruit", "coffee_green", "natural_rubber", "roundwood", "cattle_meat",
    "maize", "wheat", "rice_paddy", "sugar_cane", "seed_cotton", "barley", "oats", "rye", "triticale", "sorghum",
    "millet", "rapeseed", "sunflower_seed", "groundnuts", "sesame_seed", "linseed", "coconuts", "olives",
    "sugar_beet", "potatoes", "cassava", "bananas", "tea_leaves", "tobacco", "cashew_nuts", "almonds", "hazelnuts",
    "oranges", "pineapples", "avocados", "mangoes", "grapes", "apples", "pepper", "vanilla", "peas_dry",
    "beans_dry", "lentils", "chick_peas", "tomatoes", "jute", "sisal",
    # cereals, roots, pulses, nuts, oilseeds
    "buckwheat", "quinoa", "fonio", "canary_seed", "grain_mixed", "cereals_other", "sweet_potatoes", "yautia", "taro",
    "yams", "roots_and_tubers_other", "sugar_crops_other", "broad_beans", "cow_peas_dry", "pigeon_peas",
    "bambara_beans", "vetches", "lupins", "pulses_other", "brazil_nuts", "chestnuts", "walnuts", "pistachios",
    "kola_nuts", "areca_nuts", "nuts_other", "shea", "castor_oil_seed", "tung_nuts", "jojoba_seed", "safflower_seed",
    "mustard_seed", "poppy_seed", "melonseed", "tallowtree_seed", "kapok_fruit", "hempseed", "oilseeds_other",
    # vegetables
    "cabbages", "artichokes", "asparagus", "lettuce_and_chicory", "spinach", "cassava_leaves",
    "cauliflowers_and_broccoli", "pumpkins", "cucumbers", "eggplants", "chillies_and_peppers_green", "onions_green",
    "onions_dry", "garlic", "leeks", "green_beans", "green_peas", "vegetables_leguminous_other", "string_beans",
    "carrots_and_turnips", "okra", "sweet_corn", "mushrooms", "chicory_roots", "carobs", "vegetables_other",
    # fruit
    "plantains", "tangerines", "lemons_and_limes", "grapefruit", "citrus_other", "pears", "quinces", "apricots",
    "sour_cherries", "cherries", "peaches_and_nectarines", "plums", "stone_fruit_other", "pome_fruit_other",
    "strawberries", "raspberries", "gooseberries", "currants", "blueberries", "cranberries", "berries_other",
    "watermelons", "melons", "figs", "dates", "persimmons", "cashew_apples", "kiwi_fruit", "papayas",
    "tropical_fruit_other", "fruit_other",
    # stimulants, spices, fibres, livestock
    "mate", "hops", "chillies_dry", "cinnamon", "cloves", "nutmeg_mace_cardamoms", "anise_and_coriander", "ginger",
    "spices_other", "peppermint", "pyrethrum", "flax_fibre", "hemp_fibre", "bast_fibres_other", "ramie",
    "agave_fibres", "abaca", "fibre_crops_other", "milk", "sheep_meat", "goat_meat",
}  # fmt: skip

# Every distinct material of the real purchase sheet, and what it must become.
PURCHASED = {
    "04.02 Milk and cream; concentrated or containing added sugar or other sweetening matter":
        ("milk_concentrated", "hs"),  # with a note: powder or condensed
    "12.14.c.a Grass silage": ("grass_silage", "words"),
    "12.14.c.b Fresh grass": ("grass", "words"),
    "12.14.c.d Maize silage (corn)": ("maize_silage", "words"),
    "12.14.c.e Other concentrates": (None, "not known"),
    "15.11 Palm oil and its fractions; whether or not refined, but not chemically modified": ("palm_oil", "hs"),
    "12.14.c.f Protein (soy meal), soy meal": ("soybean_meal", "words"),
    "12.14.c.g By-products (wheat)": ("wheat_byproducts", "words"),
    "12.14.c.h Alfalfa": ("alfalfa", "words"),
    "04.07 Birds' eggs, in shell; fresh, preserved or cooked": ("eggs", "hs"),
    "12.14.c.k Grounded soy": ("soybeans", "words"),
    "12.14.c.i Grounded maize": ("maize", "words"),
    "12.14.c.j Grounded Wheat": ("wheat", "words"),
    "12.14.c.l Grounded triticale (hybrid between wheat and rye)": ("triticale", "words"),
    "12.14.c.m Corn dried distillers": ("maize_ddgs", "words"),
    "12.14.c.n Corn germ": ("maize_germ", "words"),
    "47 Pulp of wood or other fibrous cellulosic material; recovered (waste and scrap) paper or paperboard":
        ("wood_pulp_unspecified", "hs chapter"),
    "17 Sugars and sugar confectionery": (None, "ambiguous"),
    "18 Cocoa and cocoa preparations": ("cocoa_unspecified", "hs chapter"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "code", "how"), [(text, *answer) for text, answer in PURCHASED.items()])
def test_materials_of_a_real_purchase_sheet(text: str, code: str | None, how: str) -> None:
    match = match_commodity(text)
    assert (match.code, match.how) == (code, how)


def test_every_material_of_the_real_sheet_has_an_outcome(shared: Path) -> None:
    from python_calamine import CalamineWorkbook

    path = shared / "corpora" / "procurement" / "purchases_1042_lines.xlsx"
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    assert {row[0] for row in rows[4:]} == set(PURCHASED)


def test_the_words_of_the_real_sheet_disagree_with_their_heading_and_it_is_said() -> None:
    match = match_commodity("12.14.c.f Protein (soy meal), soy meal")
    assert "1214" in match.note
    assert primary_commodity("soybean_meal") == "soybeans"
    # Alfalfa shares its heading, and no more.
    assert "alfalfa" not in match_commodity("12.14.c.e Other concentrates").candidates
    assert match_commodity("17 Sugars and sugar confectionery").candidates == ("raw_cane_sugar", "beet_sugar")
    for feed in ("maize_silage", "grass_silage", "alfalfa", "eggs"):
        assert primary_commodity(feed) is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("soybeans", "soybeans"),
        ("Soya-beans", "soybeans"),
        ("Sojabonen", "soybeans"),
        ("Fèves de soja", "soybeans"),
        ("FEVES DE CACAO", "cocoa_beans"),
        ("Kakaobohnen", "cocoa_beans"),
        ("huile de palme", "palm_oil"),
        ("Palmöl", "palm_oil"),
        ("Palmoel", "palm_oil"),
        ("Oil, palm, crude", "palm_oil"),
        ("Crude Palm Oil (CPO)", "palm_oil"),
        ("Palm olein RSPO MB", "palm_oil"),
        ("Palmpitolie", "palm_kernel_oil"),
        ("Palm kernel expeller", "palm_kernel_cake"),
        ("Sojaschroot (non-GMO)", "soybean_meal"),
        ("Tourteaux de soja", "soybean_meal"),
        ("Sojaextraktionsschrot", "soybean_meal"),
        ("Beans, cocoa", "cocoa_beans"),
        ("Cacaobonen Fairtrade/Organic", "cocoa_beans"),
        ("Cocoa beans, Ghana", "cocoa_beans"),
        ("Beurre de cacao désodorisé", "cocoa_butter"),
        ("Koffie, gebrand", "coffee_roasted"),
        ("Café, non torréfié", "coffee_green"),
        ("18 mm plywood", "plywood"),
        ("Spaanplaat, gemelamineerd", "particle_board"),
        ("Sawn timber (softwood)", "sawnwood_coniferous"),
        ("Sunflower oil (palm oil free)", "sunflower_oil"),
        ("Cocoa (shells)", "cocoa_shells"),
        ("Rietsuiker, ruw", "raw_cane_sugar"),
        ("Thé vert", "tea_leaves"),
        ("2023 soybeans", "soybeans"),
        ("3 palm oil", "palm_oil"),
        ("palm_oil", "palm_oil"),
    ],
)
def test_descriptions(text: str, code: str) -> None:
    assert match_commodity(text).code == code


@pytest.mark.parametrize(
    "text",
    [
        "soy sauce", "cocoa-free spread", "chocolate milk", "coffee machine", "rubber boots", "cotton shirts",
        "corn flakes", "palm tree", "coconut water", "oat milk", "butter beans", "cocoa butter substitute",
        "palm-free margarine", "wheat beer", "vanilla flavour", "beef flavour", "Biscuits (palm oil)",
        "Chocolate spread (palm oil)", "Coffee, substitutes", "Sauce (soy)", "Wheat straw", "rubber, synthetic",
        "dried mango", "recycled paper", "oak", "teak", "the", "", "  ", "???", "Rotterdam", "pumpkin seeds",
        "celery seed", "mint oil", "lemon oil", "strawberry jam", "garlic sauce", "mushroom soup", "orange peel",
        "mustard", "Senf", "moutarde", "fruit tea", "vegetable oil", "cherry wood", "kapok", "hop extract",
        "Vegetables; mushrooms of the genus Agaricus", "Fruit, edible; lucuma, fresh", "cereals", "Getreide",
    ],
)  # fmt: skip
def test_a_word_that_merely_occurs_is_no_answer(text: str) -> None:
    code = match_commodity(text).code
    assert code is None or primary_commodity(code) is None


@pytest.mark.parametrize(
    ("text", "candidates"),
    [
        ("sugar", {"raw_cane_sugar", "beet_sugar"}),
        ("suiker", {"raw_cane_sugar", "beet_sugar"}),
        ("White sugar", {"refined_cane_sugar", "beet_sugar"}),
        ("Sugar (beet)", {"sugar_beet", "beet_sugar"}),
        ("palm", {"oil_palm_fruit", "palm_oil"}),
        ("timber", {"roundwood", "sawnwood_coniferous", "sawnwood_non_coniferous"}),
        ("Hout", {"roundwood", "sawnwood_coniferous", "sawnwood_non_coniferous"}),
        ("bois", {"roundwood", "sawnwood_coniferous", "sawnwood_non_coniferous"}),
        ("Holz", {"roundwood", "sawnwood_coniferous", "sawnwood_non_coniferous"}),
        ("Soja, tarwe", {"soybeans", "wheat"}),
        ("Kakaomasse/Kakaobutter", {"cocoa_paste", "cocoa_butter"}),
    ],
)
def test_what_is_ambiguous_is_asked(text: str, candidates: set[str]) -> None:
    match = match_commodity(text)
    assert match.code is None
    assert match.how == "ambiguous"
    assert set(match.candidates) == candidates
    assert all(name(code) in match.note for code in candidates)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("soy", "soybeans"), ("Soja", "soybeans"), ("cacao", "cocoa_beans"), ("Kakao", "cocoa_beans"),
        ("coffee", "coffee_green"), ("koffie", "coffee_green"), ("café", "coffee_green"), ("Kaffee", "coffee_green"),
        ("rubber", "natural_rubber"), ("beef", "beef_boneless"), ("rundvlees", "beef_boneless"),
        ("boeuf", "beef_boneless"), ("Rindfleisch", "beef_boneless"), ("rice", "rice_milled"),
    ],
)  # fmt: skip
def test_a_bare_word_is_decided_and_the_decision_is_said(text: str, code: str) -> None:
    match = match_commodity(text)
    assert match.code == code
    assert text in match.note


def test_a_near_spelling_is_suggested_and_never_applied() -> None:
    match = match_commodity("soybens")
    assert match.code is None
    assert match.how == "not known"
    assert "soybeans" in match.candidates


@pytest.mark.parametrize(
    ("hs", "code", "how"),
    [
        ("1201", "soybeans", "hs"),
        ("HS 1201", "soybeans", "hs"),
        ("1201 90 00", "soybeans", "hs"),
        ("CN 4407 29 15", "sawnwood_non_coniferous_tropical", "hs"),
        ("4407 11", "sawnwood_coniferous", "hs"),
        ("1511.10", "palm_oil", "hs"),
        ("15.11", "palm_oil", "hs"),
        ("151321", "palm_kernel_oil", "hs"),
        ("2304", "soybean_meal", "hs"),
        ("120810", "soy_flour", "hs"),
        ("18010000", "cocoa_beans", "hs"),
        ("1801.0", "cocoa_beans", "hs"),
        ("9011100", "coffee_green", "hs"),
        ("901.11", "coffee_green", "hs"),
        ("90121", "coffee_roasted", "hs"),
        ("20230", "beef_boneless", "hs"),
        ("02022090", "beef_bone_in", "hs"),
        ("4702", "wood_pulp_dissolving", "hs"),
        ("4705", "wood_pulp_mechanical", "hs"),
        ("18", "cocoa_unspecified", "hs chapter"),
        ("47", "wood_pulp_unspecified", "hs chapter"),
        ("4819", "packaging_paper", "hs"),
        ("0407", "eggs", "hs"),
        ("901110", None, "not known"),
        ("8703", None, "not known"),
        ("9999", None, "not known"),
        ("abc", None, "not known"),
        ("1513", None, "ambiguous"),
        ("17", None, "ambiguous"),
        ("170199", None, "ambiguous"),
        ("0802", None, "ambiguous"),
        ("44", None, "ambiguous"),
    ],
)
def test_customs_codes(hs: str, code: str | None, how: str) -> None:
    match = match_commodity("", hs)
    assert (match.code, match.how) == (code, how)
    assert match_commodity(hs).code == code  # the same code in the text


def test_a_lost_zero_is_restored_only_where_the_code_does_not_exist_as_it_stands() -> None:
    restored = match_commodity("", "9011100")
    assert restored.code == "coffee_green"
    assert "leading zero" in restored.note
    microscopes = match_commodity("coffee", "901110")
    assert microscopes.code is None
    assert microscopes.candidates == ("coffee_green",)
    assert read_code("9.01") == (*("0901", "9.01"), read_code("9.01").note)  # type: ignore[union-attr]


def test_a_code_of_an_older_edition_is_matched_by_its_heading() -> None:
    assert "440310" not in hs_codes()  # HS 2012: treated wood in the rough
    match = match_commodity("", "4403 10")
    assert match.code == "roundwood"
    assert "4403" in match.note


# Subheadings that the editions of 2007 to 2022 split or moved, and the goods that they held.
OLD_EDITIONS = {
    "440710": "sawnwood_coniferous", "440724": "sawnwood_non_coniferous", "440320": "roundwood_coniferous",
    "440392": "roundwood_non_coniferous", "440920": "wood_joinery", "120210": "groundnuts",
    "120220": "groundnuts_shelled", "120720": "cottonseed", "170111": "raw_cane_sugar", "100820": "millet",
    "070910": "artichokes", "070990": "vegetables_other", "080240": "chestnuts", "080250": "pistachios",
    "080260": "nuts_other", "080520": "tangerines", "080820": "pears", "080920": "cherries", "090420": "chillies_dry",
    "090810": "nutmeg_mace_cardamoms", "090820": "nutmeg_mace_cardamoms", "090830": "nutmeg_mace_cardamoms",
    "090910": "anise_and_coriander", "090920": "anise_and_coriander", "090930": "anise_and_coriander",
    "440140": "wood_waste",
    "090940": "anise_and_coriander", "090950": "anise_and_coriander", "091010": "ginger", "121210": "carobs",
}  # fmt: skip


@pytest.mark.parametrize(("hs", "code"), OLD_EDITIONS.items())
def test_a_subheading_of_an_older_edition_is_read_as_it_was_defined(hs: str, code: str) -> None:
    assert hs not in hs_codes()
    for written in (hs, f"{hs[:4]} {hs[4:]} 10"):
        match = match_commodity("", written)
        assert (match.code, match.how) == (code, "hs")
        assert "older edition" in match.note


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Pine sawnwood", "sawnwood_coniferous"),
        ("Grenen planken", "sawnwood_coniferous"),
        ("ceder zaaghout", "sawnwood_coniferous"),
        ("Fichte, Schnittholz", "sawnwood_coniferous"),
        ("Bois rond d'épicéa", "roundwood_coniferous"),
        ("Douglas logs", "roundwood_coniferous"),
        ("Spruce wood chips", "wood_chips_coniferous"),
        ("Teak sawnwood", "sawnwood_non_coniferous"),
        ("Sciages de chêne", "sawnwood_non_coniferous"),
        ("Schnittholz Eichenholz", "sawnwood_non_coniferous"),
        ("Sawnwood, FSC, sapelli", "sawnwood_non_coniferous"),
        ("Grumes d'okoumé", "roundwood_non_coniferous"),
        ("birch wood chips", "wood_chips_non_coniferous"),
    ],
)
def test_a_species_of_tree_says_which_wood(text: str, code: str) -> None:
    match = match_commodity(text)
    assert (match.code, match.how, match.note) == (code, "words", "")


def test_a_species_is_no_wood_by_itself_and_makes_no_other_goods() -> None:
    for text, kind in (("teak", "non_coniferous"), ("oak", "non_coniferous"), ("Kiefernholz", "coniferous")):
        match = match_commodity(text)
        assert (match.code, match.how) == (None, "not known")
        assert match.candidates == (f"roundwood_{kind}", f"sawnwood_{kind}")
    assert match_commodity("oak timber").candidates == ("roundwood_non_coniferous", "sawnwood_non_coniferous")
    assert match_commodity("oak softwood lumber").how == "ambiguous"
    for text in ("maple sugar", "walnut oil", "coffee ash"):
        assert (match_commodity(text).code, match_commodity(text).how) == (None, "not known")
    assert match_commodity("Birch plywood").code == "plywood"
    assert match_commodity("pine wood waste").code == "wood_waste"
    assert "softwood or hardwood" in match_commodity("Sawnwood (not pine)").note
    assert "softwood or hardwood" in match_commodity("sawnwood").note


def test_a_species_says_more_than_a_heading_and_less_than_six_digits() -> None:
    heading = match_commodity("Pine sawnwood", "4407")
    assert (heading.code, heading.how, heading.note) == ("sawnwood_coniferous", "words", "")
    six = match_commodity("Pine sawnwood", "4407 91")
    assert six.code == "sawnwood_non_coniferous"
    assert "words say" in six.note


@pytest.mark.parametrize(
    ("text", "code", "share"),
    [
        ("dark chocolate 70%", "chocolate", "70 %"),
        ("Milk chocolate 35%", "chocolate", "35 %"),
        ("Chocolat noir 72 %", "chocolate", "72 %"),
        ("70% dark chocolate", "chocolate", "70 %"),
        ("chocolate 40-50 % cocoa", "chocolate", "40-50 %"),
    ],
)
def test_a_stated_share_of_a_mixture_is_said_and_not_used(text: str, code: str, share: str) -> None:
    match = match_commodity(text)
    assert (match.code, match.how) == (code, "words")
    assert match.note.startswith(f"The text states {share}; give it as content in a column of its own")
    assert match.content is None


@pytest.mark.parametrize(
    ("text", "code", "content"),
    [
        ("Chocolate 70% cocoa", "chocolate", 0.7),
        ("dark chocolate (min. 70 % cacao)", "chocolate", 0.7),
        ("Zartbitterschokolade mit 70% Kakao", "chocolate", 0.7),
        ("puur chocolade 54,5 procent cacao", "chocolate", 0.545),
        ("Tyres 30% natural rubber", "tyres", 0.3),
    ],
)
def test_a_share_of_the_crop_in_the_text_is_its_content(text: str, code: str, content: float) -> None:
    match = match_commodity(text)
    assert (match.code, match.content) == (code, pytest.approx(content))
    assert "is the content where the line gives none" in match.note


@pytest.mark.parametrize("text", ["sugar", "Zucker", "sucre", "suiker"])
@pytest.mark.parametrize("hs", ["170199", "1701 91", "17019910"])
def test_sugar_with_the_code_of_refined_sugar_keeps_both_crops(text: str, hs: str) -> None:
    match = match_commodity(text, hs)
    assert (match.code, match.candidates) == (None, ("refined_cane_sugar", "beet_sugar"))


def test_words_that_say_the_crop_settle_the_code_of_refined_sugar() -> None:
    assert match_commodity("cane sugar", "170199").code == "refined_cane_sugar"
    assert match_commodity("beet sugar", "170199").code == "beet_sugar"


@pytest.mark.parametrize(
    ("text", "hs", "code"),
    [
        ("pea protein", "210610", "protein_other"),
        ("whey protein concentrate", "210610", "protein_other"),
        ("chickpea protein concentrate", "210610", None),
        ("sunflower lecithin", "292320", "lecithin_other"),
        ("shower gel", "340130", "detergents"),
        ("rye bread", "190510", "bakery_other"),
        ("corn tortilla", "190590", "bakery_other"),
        ("rice noodles", "190230", "noodles_other"),
        ("bagasse", "230320", "bagasse"),
        ("buttermilk powder", "040390", "buttermilk_powder"),
        ("butter croissant", "190590", "bakery_products"),
        ("rye and wheat bread", "190590", "bakery_products"),
        ("soy protein concentrate", "210610", "soy_protein"),
        ("eucalyptus chips", "440122", "wood_chips_pulpwood"),
        ("sawmill chips", "4401", "wood_chips_residues"),
        ("tall oil fatty acids", "382313", "tall_oil_fatty_acids"),
        ("rubber", "400280", "mixed_rubber"),
        ("used tyres", "401220", "used_tyres"),
        ("cotton yarn", "520611", "cotton_yarn_blended"),
    ],
)
def test_words_of_another_crop_defeat_a_code_of_several(text: str, hs: str, code: str | None) -> None:
    assert match_commodity(text, hs).code == code


def test_a_code_of_several_crops_alone_says_what_else_it_holds() -> None:
    assert "also holds Protein, not of soy" in match_commodity("", "210610").note
    assert match_commodity("soy protein concentrate", "210610").note == ""


def test_a_share_is_said_of_mixtures_only() -> None:
    assert "states" in match_commodity("Chocolate 70% cocoa", "1806 32").note
    assert match_commodity("chocolate").note == ""
    assert match_commodity("cocoa powder 10-12%") == match_commodity("cocoa powder 10-12")
    assert match_commodity("Paper 30% recycled").code is None  # 30 % of it is the share that does not count


def test_code_and_words_that_disagree() -> None:
    six = match_commodity("palm kernel oil", "1511 10 90")
    assert six.code == "palm_oil"
    assert six.note
    four = match_commodity("palm kernel oil", "1511")
    assert four.code == "palm_kernel_oil"
    assert four.note
    assert (
        match_commodity("palm kernel oil", "1513").code == "palm_kernel_oil"
    )  # the words narrow the heading
    assert match_commodity("cocoa", "1804").code == "cocoa_butter"  # a bare word says less than the heading
    assert match_commodity("44.07 Timber").code == "sawnwood_unspecified"
    assert match_commodity("cacao", "1803 10 00") == match_commodity("", "1803 10 00")


def test_numbers_that_are_no_codes_stay_in_the_text() -> None:
    assert leading_code("18 mm plywood") == (None, "18 mm plywood")
    assert leading_code("25 kg bags") == (None, "25 kg bags")
    code, rest = leading_code("12.14.c.d Maize silage (corn)")
    assert code is not None
    assert (code.digits, rest) == ("1214", "Maize silage (corn)")


def test_every_displayed_name_is_read_back_as_its_own_code() -> None:
    wrong = [
        (code, lang)
        for code in commodities().index
        for lang in LANGUAGES
        if match_commodity(name(code, lang)).code != code
    ]
    assert wrong == []
    shown = [(lang, name(code, lang)) for code in commodities().index for lang in LANGUAGES]
    assert len(set(shown)) == len(shown)


def test_the_table_is_consistent() -> None:
    table = commodities()
    assert table.index.is_unique
    assert set(table["base_unit"]) == {"t", "m3"}
    own = table[table["primary_commodity"] == table.index]
    assert set(own.index) == PRIMARIES
    assert set(table["primary_commodity"].dropna()) == PRIMARIES
    assert set(own["kind"]) == {"primary"}
    assert set(table.loc[table["primary_commodity"].isna(), "kind"]) == {"known"}
    assert set(table.loc[table["kind"] == "product", "primary_commodity"]) <= PRIMARIES
    assert {base_unit(code) for code in PRIMARIES - {"roundwood"}} == {"t"}
    assert base_unit("roundwood") == "m3"
    prefixes = [prefix for found in table["hs_prefixes"] for prefix in found]
    assert set(prefixes) - hs_codes() == OLD_EDITIONS.keys()
    shared_prefixes = {prefix for prefix in prefixes if prefixes.count(prefix) > 1}
    assert shared_prefixes == {
        "17", "1701", "170191", "170199",  # cane or beet
        "071410", "080420",  # fresh or dried
        "081020", "081030", "081040", "081090",  # raspberries or blackberries, ...
        "530500",  # abaca, ramie, sisal, coir, agave
    }  # fmt: skip
    table.loc["soybeans", "kind"] = "changed"
    assert commodities().loc["soybeans", "kind"] == "primary"


# What names more than one thing: a code where the words say which, else the choices.
PAIRS: dict[str, str | set[str]] = {
    "pepper": "pepper", "peper": "pepper", "Pfeffer": "pepper", "poivre": "pepper", "black pepper": "pepper",
    "green peppers": {"pepper", "chillies_and_peppers_green"}, "bell pepper": "chillies_and_peppers_green",
    "poivrons": "chillies_and_peppers_green", "rode paprika": "chillies_and_peppers_green",
    "paprika": {"chillies_dry", "chillies_and_peppers_green"}, "Paprikapulver": "chillies_dry",
    "Paprika, gemahlen": "chillies_dry", "ground paprika": "chillies_dry",
    "piment": {"chillies_dry", "chillies_and_peppers_green"},
    "chillies": {"chillies_dry", "chillies_and_peppers_green"},
    "dried chillies": "chillies_dry", "chillies, dried, India": "chillies_dry",
    "fresh chillies": "chillies_and_peppers_green", "Chile peppers": {"chillies_dry", "chillies_and_peppers_green"},
    "beans": "beans_dry", "bonen": "beans_dry", "haricots": "beans_dry", "Bohnen": "beans_dry",
    "haricots verts": "green_beans", "sperziebonen": "green_beans", "string beans": "string_beans",
    "tuinbonen": "broad_beans", "verse tuinbonen": "vegetables_leguminous_other",
    "peas": {"peas_dry", "green_peas"}, "pois": {"peas_dry", "green_peas"}, "erwten": {"peas_dry", "green_peas"},
    "Erbsen": {"peas_dry", "green_peas"}, "peas, dried": "peas_dry", "petits pois": "green_peas",
    "pois chiches": "chick_peas", "dried green peas": "peas_dry",
    "maize": "maize", "corn": "maize", "sweet corn": "sweet_corn", "maïs doux": "sweet_corn", "maïs": "maize",
    "onions": "onions_dry", "uien": "onions_dry", "spring onions": "onions_green", "shallots": "onions_dry",
    "plums": "plums", "pruimen": "plums", "prunes": {"plums", "plums_dried"}, "pruneaux": "plums_dried",
    "dried plums": "plums_dried", "Trockenpflaumen": "plums_dried",
    "dried currants": "raisins", "Corinthian raisins": "raisins", "krenten": "raisins", "blackcurrants": "currants",
    "raisins secs": "raisins", "raisins frais": "grapes", "grapes, dried": "raisins", "cassis": "currants",
    "lemons": "lemons_and_limes", "limes": "lemons_and_limes", "citrons verts": "lemons_and_limes",
    "melons": "melons", "pastèques": "watermelons", "Wassermelonen": "watermelons", "melon seeds": "melonseed",
    "mustard seed": "mustard_seed", "mint": "peppermint", "Pfefferminze": "peppermint",
    "flax": {"linseed", "flax_scutched"}, "lin": {"linseed", "flax_scutched"},
    "vlas": "flax_fibre", "Flachs": "flax_fibre",
    "flaxseed": "linseed", "graines de lin": "linseed", "lin textile": "flax_fibre",
    "hemp": {"hemp_scutched", "hempseed"}, "Hanf": {"hemp_scutched", "hempseed"}, "hemp seed": "hempseed",
    "Manila hemp": "abaca", "nutmeg": "nutmeg_mace_cardamoms", "mace": "nutmeg_mace_cardamoms",
    "cardamome": "nutmeg_mace_cardamoms", "noix de muscade": "nutmeg_mace_cardamoms",
    "walnut": {"walnuts", "walnuts_shelled"}, "Walnusskerne": "walnuts_shelled", "noix de pécan": "nuts_other",
    "noix de coco": "coconuts", "noix de cajou": "cashew_kernels", "pine nuts": "nuts_other_shelled",
    "macadamia nuts": "nuts_other_shelled", "walnoten in de dop": "walnuts", "Brazil nuts": "brazil_nuts_shelled",
    "noix": {"walnuts", "walnuts_shelled", "nuts_other", "cashew_kernels", "almonds_shelled", "hazelnuts_shelled"},
    "noten": {"walnuts", "nuts_other", "cashew_kernels", "almonds_shelled", "hazelnuts_shelled"},
    "nuts": {"walnuts", "nuts_other", "cashew_kernels", "almonds_shelled", "hazelnuts_shelled"},
    "Korn": {"wheat", "rye", "barley"}, "Kürbis": "pumpkins", "kool": "cabbages", "chou": "cabbages",
    "chou-fleur": "cauliflowers_and_broccoli", "chou caraïbe": "yautia", "houtskool": "charcoal",
    "Rüben": {"sugar_beet", "carrots_and_turnips", "vegetables_other"}, "Zuckerrüben": "sugar_beet",
    "betteraves": {"sugar_beet", "vegetables_other"}, "rode bieten": "vegetables_other",
    "chicory": {"chicory_roots", "lettuce_and_chicory"}, "witloof": "lettuce_and_chicory",
    "roasted chicory": "coffee_substitutes", "fennel": {"anise_and_coriander", "vegetables_other"},
    "fennel seed": "anise_and_coriander", "shea butter": "shea_butter", "sheanoten": "shea",
    "potatoes": "potatoes", "sweet potatoes": "sweet_potatoes", "patate douce": "sweet_potatoes",
    "cocoyam": {"taro", "yautia"}, "bananes plantains": "plantains", "pamplemousse": "grapefruit",
    "grape": "grapes", "Jerusalem artichokes": "roots_and_tubers_other", "cashew apples": "cashew_apples",
    "wheat DDGS": "wheat_ddgs", "Biertreber": "brewers_and_distillers_grains",
    "goat meat": "goat_meat", "lamb": "sheep_meat", "sheep and goat meat": {"sheep_meat", "goat_meat"},
}  # fmt: skip


@pytest.mark.parametrize(("text", "meant"), PAIRS.items())
def test_names_that_are_easily_confused(text: str, meant: str | set[str]) -> None:
    match = match_commodity(text)
    assert (match.code or set(match.candidates)) == meant
    assert match.how == ("ambiguous" if isinstance(meant, set) else match.how)


# Goods that are no longer the fresh crop: never a tonne of it.
FORMS = {
    "frozen strawberries": "fruit_frozen", "Strawberries, IQF, frozen": "fruit_frozen", "frozen mango": "fruit_frozen",
    "fraises surgelées": "fruit_frozen", "frozen peas": "vegetables_frozen", "uien, diepvries": "vegetables_frozen",
    "Tiefkühlerbsen": "vegetables_frozen", "frozen sweet corn": "vegetables_frozen",
    "frozen potatoes": "potato_products", "tomato paste": "tomato_products", "tomatoes, canned": "tomato_products",
    "canned pineapple": "fruit_preserved", "Ananas in Dosen": "fruit_preserved", "candied oranges": "fruit_preserved",
    "pickled cucumbers": "vegetables_preserved", "canned kidney beans": "vegetables_preserved",
    "canned chickpeas": "vegetables_preserved", "dried mushrooms": "vegetables_dried",
    "onion powder": "vegetables_dried", "garlic powder": "vegetables_dried", "ground garlic": "vegetables_dried",
    "dried onions": "vegetables_dried", "ginger, ground": "ginger_dried", "Ingwerpulver": "ginger_dried",
    "lemon juice": "juices", "jus de pamplemousse": "juices", "orange juice": "orange_juice",
    "dried apricots": "apricots_dried", "figues sèches": "figs_dried", "dried apples": "apples_dried",
    "Apples, rings, dried": None, "dried mango": "fruit_dried", "Mango (dried)": "fruit_dried",
    "dried sweet potatoes": "roots_dried", "cassava, dried": "cassava_dried", "dried milk": "milk_powder",
    "shelled pistachios": "pistachios_shelled", "Walnuts, shelled": "walnuts_shelled",
    "Nuts; walnuts, shelled": "walnuts_shelled", "dried coconut": None, "candied ginger": None,
}  # fmt: skip


@pytest.mark.parametrize(("text", "code"), FORMS.items())
def test_a_processed_form_is_not_the_fresh_crop(text: str, code: str | None) -> None:
    match = match_commodity(text)
    if code is None:
        assert match.code is None or commodities().loc[match.code, "kind"] != "primary"
    else:
        assert match.code == code


def test_what_is_not_changed_by_its_state_stays_what_it_is() -> None:
    for text, code in {
        "frozen beef": "beef_boneless", "frozen lamb": "sheep_meat", "frozen cassava": "cassava",
        "dried dates": "dates", "fresh strawberries": "strawberries", "cinnamon, ground": "cinnamon",
        "Strawberries, fresh or frozen": "strawberries",
        "Onions, dry, Netherlands, 25 kg, lot 4": "onions_dry", "Peas, dry, 25 kg, lot 4, organic": "peas_dry",
        "Strawberries (not frozen)": "strawberries", "dried thyme": "spices_other", "ground maize": "maize",
    }.items():  # fmt: skip
        assert match_commodity(text).code == code, text
    assert match_commodity("shelled rice").code is None
    assert match_commodity("Onions, dry (frozen), lot 4").code == "vegetables_frozen"


def test_a_shelf_says_less_than_the_goods_on_it() -> None:
    for text, code in {
        "Fruit; grapes": "grapes", "Fruit, apples": "apples", "Vegetables: carrots": "carrots_and_turnips",
        "Nuts (cashew)": "cashew_kernels", "Nuts, almonds": "almonds_shelled", "Spices - vanilla": "vanilla",
        "Spices; pepper (of the genus piper)": "pepper", "Ground-nuts; not roasted": "groundnuts_shelled",
    }.items():  # fmt: skip
        assert match_commodity(text).code == code, text
    assert match_commodity("Vegetables; edible, n.e.c. of chapter 07").code is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("vegetables", "vegetables_other"), ("Gemüse", "vegetables_other"), ("groenten", "vegetables_other"),
        ("fruit", "fruit_other"), ("Obst", "fruit_other"), ("mixed nuts", "nuts_other"), ("spices", "spices_other"),
        ("celery", "vegetables_other"), ("pomegranates", "fruit_other"), ("lychees", "tropical_fruit_other"),
        ("blackberries", "berries_other"), ("turmeric", "spices_other"), ("chia seeds", "oilseeds_other"),
    ],
)  # fmt: skip
def test_what_stands_in_a_group_of_others_is_said(text: str, code: str) -> None:
    match = match_commodity(text)
    assert match.code == code
    assert text in match.note
    assert "group" in match.note


@pytest.mark.parametrize(
    ("text", "hs", "code"),
    [
        ("mango", "080450", "mangoes"),
        ("dried mango", "0804 50 00", "fruit_dried"),  # the code holds fresh and dried
        ("dried sweet potatoes", "071420", "roots_dried"),
        ("dried figs", "080420", "figs_dried"),
        ("okra", "070999", "okra"),  # without a code of its own
        ("Sweet corn", "0709 99 60", "sweet_corn"),
        ("kenaf", "5303 10", "bast_fibres_other"),
        ("spring onions", "0703 10 19", "onions_green"),
        ("shea nuts", "1207 99", "shea"),
        ("corn DDGS", "2303 30", "maize_ddgs"),
        ("strawberries", "0811 10", "fruit_frozen"),  # the code says more than a word that is a code too
        ("mushrooms", "0712", "vegetables_dried"),
        ("almonds", "0802 12", "almonds_shelled"),
        ("walnuts", "080232", "walnuts_shelled"),
        ("peas", "071310", "peas_dry"),
        ("peas", "070810", "green_peas"),
        ("blackberries", "081020", "berries_other"),
    ],
)
def test_code_and_words_of_crops_together(text: str, hs: str, code: str) -> None:
    match = match_commodity(text, hs)
    assert match.code == code
    assert "words say" not in match.note


def test_frozen_goods_with_the_code_of_fresh_ones_disagree_and_it_is_said() -> None:
    assert "words say" in match_commodity("frozen strawberries", "0810 10").note
    assert "words say" in match_commodity("sesame", "1207 99").note


def test_a_code_that_is_also_a_word_for_other_goods_is_said() -> None:
    for text, other in {
        "almonds": "shelled",
        "walnuts": "shelled",
        "currants": "Raisins",
        "shea": "butter",
    }.items():
        match = match_commodity(text)
        assert (match.code, match.how) == (text, "code")
        assert other in match.note
    assert "shelled" in match_commodity("pistachios").note
    assert match_commodity("wheat").note == ""


# An English word that is a code of the vocabulary, and the German word for the same: a customs code weighs alike.
TWINS = [
    ("olives", "Oliven", "1509", "olives", True), ("butter", "Butter", "1804", "butter", True),
    ("soybeans", "Sojabohnen", "1507", "soybeans", True), ("wheat", "Weizen", "1101", "wheat", True),
    ("oranges", "Orangen", "2009", "juices", False), ("oranges", "Orangen", "200912", "orange_juice", False),
    ("maize", "Mais", "110812", "maize_starch", True),
    ("pepper", "Pfeffer", "070960", "chillies_and_peppers_green", True),
    ("strawberries", "Erdbeeren", "0811", "fruit_frozen", False),
    ("strawberries", "aardbeien", "081110", "fruit_frozen", False),
    ("tomatoes", "Tomaten", "2002", "tomato_products", False),
    ("mushrooms", "champignons", "0712", "vegetables_dried", False),
    ("pineapples", "ananas", "2008", "fruit_preserved", False),
    ("spinach", "Spinat", "0710", "vegetables_frozen", False),
    ("potatoes", "Kartoffeln", "0710", "potato_products", False), ("cheese", "Käse", "0401", "cheese", True),
    ("tobacco", "Tabak", "2401", "tobacco", False), ("oranges", "Orangen", "0805", "oranges", False),
]  # fmt: skip


@pytest.mark.parametrize(("english", "other", "hs", "code", "said"), TWINS)
def test_a_word_that_is_a_code_is_a_word_where_a_customs_code_stands_beside_it(
    english: str, other: str, hs: str, code: str, said: bool
) -> None:
    for text in (english, other, english.upper()):
        match = match_commodity(text, hs)
        assert match.code == code, text
        assert ("words say" in match.note) is said, text


def test_a_code_that_is_no_word_beats_a_customs_code_and_it_is_said() -> None:
    match = match_commodity("palm_oil", "1507")
    assert (match.code, match.how) == ("palm_oil", "code")
    assert "1507" in match.note
    assert match_commodity("beef_bone_in", "0201") == match_commodity("beef_bone_in", "020120")
    assert match_commodity("beef_bone_in", "0201").note == ""


def test_words_choose_among_the_goods_of_a_heading_without_a_reproach() -> None:
    for text, hs, code in [
        ("goat meat", "0204", "goat_meat"), ("beef carcasses", "0201", "beef_bone_in"),
        ("peanut butter", "2008", "peanut_butter"), ("wood chips", "4401", "wood_chips"),
        ("goat cheese", "0406", "cheese_other_milk"), ("cocoa nibs", "1801", "cocoa_nibs"),
        ("sunflower kernels", "1206", "sunflower_seed_shelled"), ("currants", "0806", "raisins"),
        ("shea", "1515", "shea_butter"), ("condensed milk", "0402", "milk_condensed"),
        ("saffron", "0910", "saffron"), ("liquid whey", "0404", "whey_liquid"), ("Nelken", "0603", "cut_flowers"),
        ("Nelken", "0907", "cloves"),
    ]:  # fmt: skip
        match = match_commodity(text, hs)
        assert match.code == code, text
        assert "words" not in match.note, text
    assert match_commodity("wood chips", "440122").code == "wood_chips_non_coniferous"
    assert match_commodity("fresh strawberries", "0811").code == "strawberries"
    assert "words say" in match_commodity("fresh strawberries", "0811").note


# Goods that stand apart because a tonne of them answers for another amount, or for another crop.
APART = {
    "skimmed milk powder": "milk_powder", "lait en poudre écrémé": "milk_powder", "evaporated milk": "milk_condensed",
    "UHT milk": "milk", "liquid whey": "whey_liquid", "Gouda": "cheese", "parmesan": "cheese", "Reibekäse": "cheese",
    "smeltkaas": "cheese", "feta": "cheese_other_milk", "goat cheese": "cheese_other_milk",
    "lamb leg boneless": "sheep_meat_boneless", "agneau désossé": "sheep_meat_boneless",
    "gigot d'agneau": "sheep_meat", "lamsbout": "sheep_meat", "lamb chops": "sheep_meat",
    "sunflower kernels": "sunflower_seed_shelled", "Sonnenblumenkerne, geschält": "sunflower_seed_shelled",
    "Sonnenblumenkerne": "sunflower_seed", "cocoa nibs": "cocoa_nibs", "yerba mate": "mate_dried", "Maté": "mate_dried",
    "scutched flax": "flax_scutched", "lin teillé": "flax_scutched", "flax tow": "flax_tow",
    "hemp fibre": "hemp_scutched",
    "mustard": "mustard_prepared", "Senf": "mustard_prepared", "Senfsaat": "mustard_seed",
    "saffron": "saffron", "Safran": "saffron", "truffels": "truffles", "champignons": "mushrooms",
    "sawdust": "wood_waste", "sciure": "wood_waste", "zaagsel": "wood_waste", "Sägemehl": "wood_waste",
    "coffee cherries": "coffee_cherries", "coffee husks": "coffee_husks", "roasted peanuts": "groundnuts_prepared",
    "peanut butter": "peanut_butter", "roasted almonds": "nuts_prepared", "salted cashews": "nuts_prepared",
    "Gewürznelken": "cloves", "carnations": "cut_flowers",
}  # fmt: skip


@pytest.mark.parametrize(("text", "code"), APART.items())
def test_goods_that_answer_for_another_amount_stand_apart(text: str, code: str) -> None:
    assert match_commodity(text).code == code


@pytest.mark.parametrize(
    ("hs", "code"),
    [
        ("0402", "milk_concentrated"), ("0402 10", "milk_powder"), ("040229", "milk_powder"),
        ("0402 99", "milk_condensed"), ("020423", "sheep_meat_boneless"), ("020443", "sheep_meat_boneless"),
        ("020422", "sheep_meat"), ("0903", "mate_dried"), ("530110", "flax_fibre"), ("530121", "flax_scutched"),
        ("530130", "flax_tow"), ("530290", "hemp_scutched"), ("091020", "saffron"), ("070956", "truffles"),
        ("440141", "wood_waste"), ("0201", "beef_boneless"), ("0202", "beef_boneless"), ("0201 20", "beef_bone_in"),
        ("0102", "cattle_live"), ("010231", "bovines_other_live"), ("210330", "mustard_prepared"),
        ("200811", "groundnuts_prepared"), ("0603", "cut_flowers"),
    ],
)  # fmt: skip
def test_customs_codes_of_goods_that_stand_apart(hs: str, code: str) -> None:
    match = match_commodity("", hs)
    assert match.code == code
    if hs in ("0402", "0201", "0202", "0102"):
        assert "its default" in match.note


def test_what_is_assumed_or_left_out_is_said() -> None:
    for text in ("concentrated milk", "whey", "Molke", "macadamia", "vlas"):
        assert "alone" in match_commodity(text).note, text
    for text in ("saffron", "Trüffel", "feta", "coffee cherries"):
        assert "not assessed" in match_commodity(text).note, text
    assert match_commodity("Nelken").how == "ambiguous"
    assert "longer code" not in match_commodity("", "081040").note


def test_a_shelf_without_goods_suggests_nothing() -> None:
    assert match_commodity("Other concentrates").candidates == ()
    assert match_commodity("Ruwe pallmolie").candidates[0] == "palm_oil"


def test_a_code_of_the_same_foreign_heading_gives_the_same_sentence() -> None:
    notes = {match_commodity(text).note for text in ("12.14.c.a Grass silage", "12.14.c.n Corn germ")}
    assert len(notes) == 1
    assert len(notes.pop()) < 90


def _has_a_number(row: dict[str, str]) -> bool:
    return any(float(value or 0) > 0 for year, value in row.items() if year.isdigit())


def test_every_item_of_the_crop_file_is_a_commodity(shared: Path) -> None:
    folder = shared / "sources" / "faostat-crops"
    items: dict[str, set[int]] = {}
    for file in ("area_harvested_ha_1961_2019.csv.gz", "production_t_1961_2019.csv.gz"):
        with gzip.open(folder / file, "rt", encoding="latin-1", newline="") as lines:
            rows = csv.DictReader(line for line in lines if not line.startswith("#"))
            items[file] = {int(row["item codes"]) for row in rows if _has_a_number(row)}
    grown = {item for item in set.intersection(*items.values()) if item < 1700}
    table = commodities()
    known = {
        int(item)
        for names in table.loc[table["kind"] == "primary", "fao_item"]
        for item in re.findall(r"\d+(?=[,)])", names)
    }
    assert len(grown) > 150
    assert grown - known == set()


def test_customs_codes_agree_with_the_mapping_to_fao_items(shared: Path) -> None:
    table = commodities()
    crops = table[(table["kind"] == "primary") & (table["base_unit"] == "t")]
    by_item = {
        found[-1]: str(code)
        for code, named in crops["fao_item"].items()
        if (found := re.findall(r"\d+(?=\))", str(named)))
    }
    # What FAO counts as the animal or the tree's yield and the vocabulary as a product of it.
    products = {
        "020110", "020120", "020210", "020220", "400110", "020423", "020443", "090300",
        "530121", "530129", "530130", "530290",
    }  # fmt: skip
    # What FAO counts in a group whose factor is not that of the goods.
    products |= {"091020", "070956"}
    checked = 0
    path = shared / "sources" / "hs-fao" / "comtrade_faostat_product_mapping.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            hs, crop = row["comtrade_code"].zfill(6), by_item.get(row["faostat_code"])
            if crop is None or hs in products:
                continue
            match = match_commodity("", hs)
            assert crop in (match.code, *match.candidates), hs
            checked += 1
    assert checked > 100


def test_every_name_is_read_as_its_commodity_or_asked() -> None:
    stolen = set()
    for row in read_table("commodity_names.csv"):
        match = match_commodity(row["name"])
        if row["code"] not in (match.code, *match.candidates):
            stolen.add((row["name"], row["code"], match.code))
            assert match.how == "code"
            assert name(row["code"]) in match.note
    # Words that are the code of other goods, which a note says.
    assert {code for _, _, code in stolen} == {
        "raisins", "groundnuts", "almonds", "hazelnuts", "walnuts", "currants", "shea", "mate",
    }  # fmt: skip


def test_where_customs_codes_hold_a_commodity_among_others_the_code_exists() -> None:
    for row in read_table("commodities.csv"):
        for code in filter(None, row["hs_within"].split("|")):
            assert code in hs_codes()
            assert row["primary_commodity"] or row["kind"] == "known"
            assert code not in row["hs_prefixes"].split("|")


def test_every_crop_has_a_customs_code_or_a_heading_that_holds_it() -> None:
    without = {
        row["code"]
        for row in read_table("commodities.csv")
        if row["kind"] == "primary" and not row["hs_prefixes"] and not row["hs_within"]
    }
    # Traded only as something else: oil and kernels, beef, lint.
    assert without == {"oil_palm_fruit", "cattle_meat", "seed_cotton"}


def test_unknown_codes_and_languages_are_refused_with_the_way() -> None:
    for question in (name, base_unit, primary_commodity):
        with pytest.raises(UsageError, match="match_commodity"):
            question("soy beans")
    with pytest.raises(UsageError, match="en, fr, nl, de"):
        name("soybeans", "it")


def test_the_table_of_codes_rebuilds_from_its_source(shared: Path) -> None:
    assert (shared / "sources" / SOURCE).exists()
    assert set(build_hs_codes(shared / "sources")) == hs_codes()


def test_the_generator_keeps_codes_of_2_4_and_6_digits(tmp_path: Path) -> None:
    (tmp_path / SOURCE).parent.mkdir()
    with gzip.open(tmp_path / SOURCE, "wt", encoding="utf-8") as file:
        file.write(
            "section,hscode,description,parent,level\nI,TOTAL,All,,0\nI,0101,Horses,01,4\nI,01,Animals,TOTAL,2\n"
        )
    assert build_hs_codes(tmp_path) == ["01", "0101"]


# Laws

_SUBHEADINGS = sorted(code for code in hs_codes() if len(code) == 6)
_NAMES = st.sampled_from([(code, lang) for code in sorted(PRIMARIES) for lang in LANGUAGES])


@given(_NAMES, st.sampled_from([str.upper, str.lower, str.title, lambda text: f"  {text}. "]))
def test_law_spelling_does_not_matter(case: tuple[str, str], change: object) -> None:
    code, lang = case
    assert match_commodity(change(name(code, lang))).code == code  # type: ignore[operator]


_FRESH = [  # the groups of others are called "fresh" by name
    row["code"]
    for row in read_table("commodities.csv")
    if row["fresh"] and row["produce"] in ("fruit", "vegetables") and not row["code"].endswith("_other")
]
_NOT_FRESH = [
    "frozen", "surgelés", "diepvries", "gefroren", "canned", "pickled", "konserviert", "gemarineerd",
]  # fmt: skip


@given(
    st.sampled_from(_FRESH),
    st.sampled_from(LANGUAGES),
    st.sampled_from(_NOT_FRESH),
    st.sampled_from([0, 1, 2]),
)
def test_law_what_is_frozen_or_preserved_is_never_a_crop(
    code: str, lang: str, state: str, place: int
) -> None:
    shown = name(code, lang)
    text = (f"{state} {shown}", f"{shown}, {state}", f"{shown} ({state}), lot 4, 25 kg, organic")[place]
    found = match_commodity(text)
    assert found.code is None or commodities().loc[found.code, "kind"] != "primary"


@given(
    _NAMES, st.lists(st.sampled_from(["organic", "bio", "RSPO", "FSC", "gecertificeerd", "bulk"]), max_size=3)
)
def test_law_neutral_words_do_not_matter(case: tuple[str, str], words: list[str]) -> None:
    code, lang = case
    assert match_commodity(" ".join([*words, name(code, lang)])).code == code


@given(st.text(max_size=40), st.text(max_size=12))
def test_law_any_text_has_an_answer(text: str, hs: str) -> None:
    match = match_commodity(text, hs)
    assert (match.code is None) == (match.how in {"ambiguous", "not known"})
    assert {match.code, *match.candidates} - {None} <= set(commodities().index)


@given(
    st.sampled_from(_SUBHEADINGS),
    st.sampled_from(["", "00", "90", "0010"]),
)
def test_law_a_valid_code_is_never_changed_and_dots_do_not_matter(code: str, tail: str) -> None:
    found = read_code(code + tail)
    assert found is not None
    assert found.digits == code
    assert found.note == ""
    dotted = read_code(f"{code[:4]}.{code[4:]}" + (f".{tail}" if tail else ""))
    assert dotted is not None
    assert dotted.digits == code
    assert match_commodity("", code) == match_commodity("", code + tail)


@given(st.sampled_from([code for code in _SUBHEADINGS if code.startswith("0")]))
def test_law_eight_digits_less_their_zero_are_read_as_eight_digits(code: str) -> None:
    found = read_code(code[1:] + "00")
    assert found is not None
    assert found.digits == code
    assert "leading zero" in found.note


@pytest.mark.parametrize(
    ("text", "hs", "code"),
    [
        ("Rondhout", "4403 49 85", "roundwood_non_coniferous"),
        ("Wood pulp", "4703 29 00", "wood_pulp_chemical"),
        ("Sawnwood", "4407 11 00", "sawnwood_coniferous"),
    ],
)
def test_a_code_that_says_more_than_the_words_is_no_conflict(text: str, hs: str, code: str) -> None:
    found = match_commodity(text, hs)
    assert (found.code, found.how, found.note) == (code, "hs", "")


def test_roundwood_with_the_code_of_sawnwood_is_one() -> None:
    assert "words say" in match_commodity("Rondhout", "4407 11 00").note


def test_a_misspelling_beside_a_neutral_word_is_suggested() -> None:
    found = match_commodity("Ruwe pallmolie")
    assert found.code is None
    assert "palm_oil" in found.candidates


@pytest.mark.parametrize(
    ("words", "hs", "code"),
    [
        ("Paper and paperboard", "4802 55", "printing_paper"),
        ("Fibreboard", "441192", "hardboard"),
        ("Leather", "410411", "hides_wet_blue"),
    ],
)
def test_a_code_within_the_heading_of_the_words_decides_without_a_remark(
    words: str, hs: str, code: str
) -> None:
    match = match_commodity(words, hs=hs)
    assert (match.code, match.note) == (code, "")


@pytest.mark.parametrize("part", ["a", "1 ", " ", "HS "])
def test_a_text_of_any_length_is_no_hang(part: str) -> None:
    long = "HS " + part * 32_000
    began = time.process_time()
    assert read_code(long) is None
    assert leading_code(long) == (None, long)
    assert time.process_time() - began < 1
