"""How much of a real sheet of purchases is assessed, by mass, and that nothing is left out unsaid.

The share of "goods that FAOSTAT names as crops, and their products" must not rise by leaving a product out. So every
line counts as such a good unless its commodity is listed here as something else: forage, of an animal, of wood, or not
grown. What could not be read counts where its choices do; texts that were not read at all are named one by one.
"""

from __future__ import annotations

import gzip
from pathlib import Path

import pandas as pd
import pytest

import bbafootprint as bba
from bbafootprint.trade.products.settling import settle_by_origin
from bbafootprint.vocabulary.commodities import commodities, match_commodity

FORAGE = {"grass", "grass_silage", "hay", "alfalfa", "maize_silage", "straw"}
ANIMAL = {"cattle_meat", "milk", "sheep_meat", "goat_meat"}  # and their products
NOT_GROWN_AS_CROPS = {
    "eggs", "honey", "poultry_meat", "pig_meat", "beef_offal", "tallow", "pigs_live", "fish",
    "roundwood", "cork", "wood_waste", "non_wood_fibre_products", "non_wood_pulp", "recovered_paper",
    "synthetic_rubber",
}  # fmt: skip
NOT_READ = {"12.14.c.e Other concentrates"}  # mixed feed of no stated composition
MEASURED = ("land_occupation", "habitat_degradation")


def is_of_crops(code: str, primary: str | None) -> bool:
    """Return whether a commodity is a crop or made of one, converted or only known."""
    return code not in FORAGE | NOT_GROWN_AS_CROPS and (primary or code) not in ANIMAL | NOT_GROWN_AS_CROPS


def meaning(text: str) -> bool:
    """Return whether a text that was not settled can mean goods of crops; near spellings are no meaning."""
    known, match = commodities()["primary_commodity"], match_commodity(text)
    return match.how == "ambiguous" and any(is_of_crops(code, known[code]) for code in match.candidates)


@pytest.fixture(scope="module")
def assessed(shared: Path) -> pd.DataFrame:
    """The lines of the sheet: mass, whether they are of crops, which indicators answered, and why not."""
    sheet = shared / "corpora" / "procurement" / "purchases_1042_lines.xlsx"
    factors = bba.load_factors("bba-open")
    frame = bba.calculate_footprint(
        settle_by_origin(bba.read_lines(sheet), factors.producers), factors
    ).to_frame()
    known = commodities()["primary_commodity"]
    by_code = {code: is_of_crops(code, primary) for code, primary in known.items()}
    code = frame["commodity"].astype(object)
    text = frame["commodity_as_given"].astype(object)
    by_text = {each: meaning(each) for each in text[code.isna()].unique()}
    return frame.assign(
        of_crops=code.map(by_code).where(code.notna(), text.map(by_text)).astype(bool),
        both=frame[list(MEASURED)].notna().all(axis=1),
    )


def test_every_line_is_assessed_or_explained(assessed: pd.DataFrame) -> None:
    assert assessed["mass_t"].notna().all()
    status = assessed["status"].astype(object)
    assert set(status) <= {"assessed", "not assessed"}
    unsaid = (status == "not assessed") & (assessed["reason"].astype(object).fillna("") == "")
    assert not unsaid.any()
    nothing = assessed["commodity"].isna() & ~assessed["of_crops"]
    assert set(assessed.loc[nothing, "commodity_as_given"]) <= NOT_READ


def test_crops_and_their_products_are_assessed_for_at_least_97_percent_of_their_mass(
    assessed: pd.DataFrame,
) -> None:
    crops = assessed[assessed["of_crops"]]
    # The sheet's own words for crops and what is made of them, and their tonnes as written in it.
    words = crops.groupby(crops["commodity_as_given"].astype(object))["mass_t"].sum()
    assert len(words) == 11
    assert words["17 Sugars and sugar confectionery"] == pytest.approx(140_514.996)
    assert words["12.14.c.g By-products (wheat)"] == pytest.approx(58_644)
    assert words.sum() == pytest.approx(339_689, abs=1)
    share = crops.loc[crops["both"], "mass_t"].sum() / crops["mass_t"].sum()
    assert share >= 0.97


def test_the_rule_counts_what_is_known_and_not_converted() -> None:
    known = commodities()["primary_commodity"]
    unconverted = [code for code in known.index[known.isna()] if is_of_crops(code, None)]
    assert {"margarine", "sugar_confectionery", "cigarettes", "juices", "fruit_dried"} <= set(unconverted)
    assert not is_of_crops("butter", "milk")
    assert not is_of_crops("leather", "cattle_meat")
    assert not is_of_crops("paper", "roundwood")
    assert is_of_crops("maize_ddgs", "maize")


def test_every_primary_commodity_that_counts_is_a_crop_of_faostat(shared: Path) -> None:
    path = shared / "sources" / "faostat-crops" / "production_t_1961_2019.csv.gz"
    with gzip.open(path, "rt", encoding="latin-1") as text:
        items = set(pd.read_csv(text, comment="#", usecols=["item codes"])["item codes"].astype(int))
    table = commodities()
    primaries = table[table["primary_commodity"] == table.index]
    for code, item in primaries["fao_item"].items():
        if is_of_crops(str(code), str(code)):
            number = int(str(item).rpartition("(")[2].rstrip(")"))
            assert number in items, code
