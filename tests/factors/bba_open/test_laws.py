"""What must hold over every row of the committed set."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import numpy as np
import pandas as pd
import pytest

from bbafootprint.factors import load_factors, validate_folder
from bbafootprint.vocabulary import places

pytestmark = pytest.mark.once

DEDUCE = {
    "soybeans", "cocoa_beans", "oil_palm_fruit", "coffee_green", "natural_rubber", "roundwood", "cattle_meat",
}  # fmt: skip
CONVERSION = ("habitat_loss", "species_loss_conversion")


def test_the_set_is_valid_and_loads(folder: Path) -> None:
    assert validate_folder(folder) == []
    assert load_factors(folder).metadata.name == "bba-open"


def test_keys_are_unique_and_numbers_are_there(factors: pd.DataFrame) -> None:
    assert not factors.duplicated(["commodity", "origin", "region", "practice", "indicator"]).any()
    assert factors[["value", "low", "high", "quality", "year_from", "year_to"]].notna().all(axis=None)
    assert (factors["source"] != "").all()


def test_values_lie_within_their_bounds(factors: pd.DataFrame) -> None:
    assert (factors["low"] >= 0).all()
    assert (factors["low"] <= factors["value"]).all()
    assert (factors["value"] <= factors["high"]).all()
    zero = factors["value"] == 0
    assert factors.loc[zero, "gsd"].isna().all()
    assert (factors.loc[~zero, "gsd"] > 1).all()


def test_bounds_of_land_occupation_are_lognormal(wide: pd.DataFrame) -> None:
    rows = wide[wide["indicator"] == "land_occupation"]
    # Four digits of gsd, low and high: half a thousandth of gsd to the power of 1.96, and one of the bound.
    np.testing.assert_allclose(rows["low"], rows["value"] / rows["gsd"] ** 1.96, rtol=2.1e-3)
    np.testing.assert_allclose(rows["high"], rows["value"] * rows["gsd"] ** 1.96, rtol=2.1e-3)


def test_loss_is_assessed_for_the_commodities_of_its_source_only(factors: pd.DataFrame) -> None:
    rows = factors[factors["indicator"].isin(CONVERSION)]
    assert set(rows["commodity"]) == DEDUCE
    assert not (rows["year_to"] > 2021).any(), "never 2022: the spatial input of DeDuCE ended in 2021"


def test_conversion_asks_the_world_for_unknown_origins_only(folder: Path) -> None:
    metadata = load_factors(folder).metadata
    for indicator in metadata.indicators:
        last = metadata.ladder[indicator.id][-1]
        assert last.rung == "world"
        assert last.origins == ("unknown" if indicator.id in CONVERSION else "all")
        assert (indicator.amortisation is not None) == (indicator.kind == "flow")


def test_world_land_occupation_is_area_over_production(value: pd.Series, producers: pd.DataFrame) -> None:
    known = producers.dropna(subset="area_ha")
    sums = known.groupby("commodity")[["area_ha", "production"]].sum()
    assert len(sums) == 165
    for commodity, row in sums.iterrows():
        world = row["area_ha"] / row["production"]
        assert value[commodity, "WLD", "land_occupation"] == pytest.approx(world, rel=1e-7)


def test_regions_are_weighted_means_of_their_producers(value: pd.Series, producers: pd.DataFrame) -> None:
    known = producers.dropna(subset="area_ha").assign(
        region=lambda table: [places.subregion(origin) for origin in table["origin"]]
    )
    groups = known.groupby(["commodity", "region"])
    sums = groups[["area_ha", "production"]].sum().assign(producers=groups.size())
    # One producer under 1,000 t makes no sub-region: the world answers.
    few = (sums["producers"] == 1) & (sums["production"] < 1000)
    assert 100 < few.sum() < 250
    for key, row in sums.iterrows():
        name = (*key, "land_occupation")
        assert (name in value.index) != few[key], name
        if not few[key]:
            assert value[name] == pytest.approx(row["area_ha"] / row["production"], rel=1e-7)


def test_production_times_land_is_area(value: pd.Series, producers: pd.DataFrame) -> None:
    known = producers.dropna(subset="area_ha")
    for row in known.itertuples():
        land = value[row.commodity, row.origin, "land_occupation"]
        assert row.production * land == pytest.approx(row.area_ha, rel=1e-7), row
    assert (known["production"] >= 100).all(), "what has no row has no area"


def test_regions_and_world_lie_between_their_countries(wide: pd.DataFrame) -> None:
    country = wide[~wide["origin"].str.fullmatch(r"\d{3}|WLD")].copy()
    country["region"] = [places.subregion(origin) for origin in country["origin"]]
    both = pd.concat([country, country.assign(region="WLD")])
    ends = both.groupby(["commodity", "region", "indicator"])["value"].agg(["min", "max"])
    means = wide[wide["origin"].str.fullmatch(r"\d{3}|WLD")]
    for row in means.itertuples():
        least, greatest = ends.loc[(row.commodity, row.origin, row.indicator)]
        assert least * (1 - 1e-8) <= row.value <= greatest * (1 + 1e-8), row
    assert len(means) > 8000


def test_sub_regions_of_one_or_two_producers_say_so(wide: pd.DataFrame) -> None:
    means = wide[wide["origin"].str.fullmatch(r"\d{3}")]
    country = wide[~wide["origin"].str.fullmatch(r"\d{3}|WLD")]
    region = country["origin"].map(
        {origin: places.subregion(origin) for origin in country["origin"].unique()}
    )
    count = country.groupby(["commodity", region, "indicator"]).size()
    number = count.reindex(pd.MultiIndex.from_frame(means[["commodity", "origin", "indicator"]])).to_numpy()
    assert (means["flag"].str.contains("few_producers").to_numpy() == (number <= 2)).all()
    assert (number <= 2).sum() > 1000


def test_fewer_than_three_years_are_said(wide: pd.DataFrame) -> None:
    land = wide[(wide["indicator"] == "land_occupation") & ~wide["origin"].str.fullmatch(r"\d{3}|WLD")]
    few = land["flag"].str.contains("few_years")
    assert 200 < few.sum() < 400
    assert (land.loc[few, "quality"] >= 3).all()
    assert land.loc[few, "note"].str.contains(r"\b[12] of 3 years").all()
    assert (land.loc[~few, "year_to"] - land.loc[~few, "year_from"] == 2).all()
    one = land["note"].str.contains("1 of 3 years")
    assert (land.loc[one, "year_to"] == land.loc[one, "year_from"]).all()


def test_no_yield_is_over_its_ceiling(wide: pd.DataFrame, folder: Path, commodities: pd.DataFrame) -> None:
    ceilings = pd.read_csv(folder / "ceilings.csv", keep_default_na=False)
    assert len(ceilings) < 20, "a rule, not a list"
    assert ((ceilings["group"] == "") != (ceilings["commodity"] == "")).all()
    of_one = ceilings[ceilings["commodity"] != ""].set_index("commodity")["most"]
    of_group = ceilings[ceilings["group"] != ""].set_index("group")["most"]
    land = wide[(wide["indicator"] == "land_occupation") & ~wide["origin"].str.fullmatch(r"\d{3}|WLD")]
    group = land["commodity"].map(commodities.set_index("commodity")["group"])
    most = land["commodity"].map(of_one).fillna(group.map(of_group))
    assert most.notna().sum() > 1000
    assert not (1 / land["value"] > most).any()


def test_no_species_factor_is_borrowed(shared: Path, wide: pd.DataFrame, commodities: pd.DataFrame) -> None:
    glam = pd.read_csv(shared / "sources" / "glam3" / "CF_domain_country.csv.gz", encoding="latin-1",
                       keep_default_na=False)  # fmt: skip
    light = glam[glam["habitat"].str.endswith("_Light") & (glam["species_group"] == "Eukaryota")]
    light = light[
        light["quality_glo"].isin(["proxy_type", "proxy_gep", "proxy_intensity", "proxy_neighbours"])
    ]
    borrowed = set(zip(light["iso3cd"], light["habitat"].str.removesuffix("_Light"), strict=True))
    assert ("PER", "Plantation") in borrowed
    rows = wide[wide["indicator"].str.startswith("species_") & ~wide["origin"].str.fullmatch(r"\d{3}|WLD")]
    kinds = rows["commodity"].map(commodities.set_index("commodity")["glam_class"])
    assert len(rows) > 5000
    assert not borrowed & set(zip(rows["origin"], kinds, strict=True))


def test_places_without_crops_in_the_files_are_producers(
    wide: pd.DataFrame, producers: pd.DataFrame, folder: Path
) -> None:
    listed = pd.read_csv(folder / "uncounted.csv", keep_default_na=False)
    keys = set(zip(listed["commodity"], listed["origin"], strict=True))
    assert ("sugar_cane", "SWZ") in keys
    rows = producers[producers["source"].str.startswith("estimate: general knowledge")]
    assert set(zip(rows["commodity"], rows["origin"], strict=True)) == keys
    assert rows["area_ha"].isna().all()
    answered = wide[wide["indicator"] == "land_occupation"]
    own = set(zip(answered["commodity"], answered["origin"], strict=True))
    assert not keys & own
    assert {(c, places.subregion(o)) for c, o in keys} <= own, "the sub-region answers"


def test_every_producer_of_100_t_has_land_occupation(value: pd.Series, producers: pd.DataFrame) -> None:
    large = producers[(producers["production"] >= 100) & producers["area_ha"].notna()]
    missing = [key for key in zip(large["commodity"], large["origin"], strict=True)
               if (*key, "land_occupation") not in value.index]  # fmt: skip
    assert missing == []
    # The others have no area in a source: few, and little of what is grown, but for what is gathered or hardly counted.
    crops = producers[
        ~producers["commodity"].isin(["roundwood", "cattle_meat", "milk", "sheep_meat", "goat_meat"])
    ]
    bare = crops[crops["area_ha"].isna()].groupby("commodity")["production"].sum()
    share = (bare / crops.groupby("commodity")["production"].sum()).dropna()
    hardly = {
        "brazil_nuts",
        "fibre_crops_other",
        "oilseeds_other",
        "hempseed",
        "mushrooms",
        "blueberries",
        "taro",
        # Not believed: fresh weight, green plants, gesho, chillies under the name of pepper.
        "chillies_dry",
        "vetches",
        "hops",
        "pepper",
    }
    assert set(share[share > 0.1].index) == hardly
    assert (share > 0.05).sum() < 25


def test_small_producers_have_no_rows(wide: pd.DataFrame, producers: pd.DataFrame) -> None:
    small = producers[producers["production"] < 100]
    assert len(small) > 100
    rows = set(zip(wide["commodity"], wide["origin"], strict=True))
    assert not rows & set(zip(small["commodity"], small["origin"], strict=True))


def test_quality_follows_the_rule(wide: pd.DataFrame) -> None:
    wider = wide["origin"].str.fullmatch(r"\d{3}")
    assert (wide.loc[wider, "quality"] == 4).all()
    assert (wide.loc[wide["origin"] == "WLD", "quality"] == 5).all()
    odd = wide["flag"].str.contains(
        "small_producer|high_|low_|unscored|reported_zero|production_2017|releases_differ"
    )
    assert (wide.loc[odd & (wide["origin"] != "WLD"), "quality"] == 4).all()
    plain = wide[~wider & (wide["origin"] != "WLD") & (wide["flag"] == "")]
    plain = plain[plain["commodity"] != "brazil_nuts"]  # gathered, and counted in one country only
    measured = plain["indicator"] == "land_occupation"
    assert (plain.loc[measured, "quality"] == 2).all()
    assert (plain.loc[~measured, "quality"] >= 3).all()


def test_a_reported_zero_is_bounded_by_its_region(wide: pd.DataFrame, value: pd.Series) -> None:
    rows = wide[
        (wide["indicator"] == "habitat_loss") & wide["flag"].str.contains("reported_zero")
        & ~wide["origin"].str.isdigit()
    ]  # fmt: skip
    assert len(rows) > 20
    assert set(rows["commodity"]) <= DEDUCE - {"roundwood"}, "for roundwood none seen is not none lost"
    for row in rows.itertuples():
        assert row.value == 0
        mean = value.get((row.commodity, places.subregion(row.origin), "habitat_loss"), 0.0)
        expected = mean if mean > 0 else value[row.commodity, "WLD", "habitat_loss"]
        # Four digits, rounded up.
        assert expected <= row.high * (1 + 1e-8)
        assert row.high == pytest.approx(expected, rel=1e-3)


def test_timber_has_no_fragmentation_and_says_so(wide: pd.DataFrame, value: pd.Series) -> None:
    rows = wide[(wide["commodity"] == "roundwood") & (wide["indicator"] == "habitat_fragmentation")]
    assert (rows["value"] == 0).all()
    assert rows["note"].str.contains("a reported 0 and a lower bound").all()
    assert rows["flag"].str.contains("reported_zero").all()
    assert (rows["quality"] == np.where(rows["origin"] == "WLD", 5, 4)).all()
    # The bound is what cropland of the same country does on the same land: F / L of another commodity there.
    bound = rows.set_index("origin")["high"]
    assert (bound > 0).all()
    for origin in ("BRA", "DEU", "CIV", "IDN"):
        of_maize = value["maize", origin, "habitat_fragmentation"] / value["maize", origin, "land_occupation"]
        expected = value["roundwood", origin, "land_occupation"] * of_maize
        assert bound[origin] == pytest.approx(expected, rel=1e-3), origin


def test_the_bound_of_timber_s_fragmentation_is_a_weighted_mean(
    wide: pd.DataFrame, producers: pd.DataFrame
) -> None:
    rows = wide[(wide["commodity"] == "roundwood") & (wide["indicator"] == "habitat_fragmentation")]
    bound = rows.set_index("origin")["high"]
    timber = producers[producers["commodity"] == "roundwood"].set_index("origin")["production"]
    country = bound[bound.index.isin(timber.index)]
    weight = timber[country.index]
    assert bound["WLD"] == pytest.approx((country * weight).sum() / weight.sum(), rel=1.1e-3)
    america = [origin for origin in country.index if places.subregion(origin) == "005"]
    mean = (country[america] * weight[america]).sum() / weight[america].sum()
    assert bound["005"] == pytest.approx(mean, rel=1.1e-3)
    assert country[america].min() < bound["005"] < country[america].max()


def test_the_source_gives_plantation_forest_no_fragmentation(shared: Path) -> None:
    # What README says of IBIF, read here without the build.
    pressure, driver = (
        pd.read_excel(
            shared / "sources" / "ibif" / "IBIF_v2.xlsx", sheet_name=sheet, engine="calamine",
            keep_default_na=False, na_values=[""],
        ).set_index("ISO3")
        for sheet in ("BIFs per pressure", "BIFs per direct driver")
    )  # fmt: skip
    cut = driver["HF_LU_overall"]
    for kind, expected in (("Cr", cut), ("Pa", cut), ("Pl", 0 * cut)):
        part = (pressure[f"LU_{kind}_overall"] - driver[f"HL_{kind}_overall"]).dropna()
        assert (part - expected).abs().max() < 0.001, kind  # three decimals are printed
        assert (len(part) == 174) == (kind == "Pl")
    assert cut.max() > 0.1


def test_cattle_says_what_is_missing(wide: pd.DataFrame, value: pd.Series) -> None:
    rows = wide[wide["commodity"] == "cattle_meat"]
    assert rows["note"].str.contains("feed crops missing").all()
    land = rows[rows["indicator"] == "land_occupation"]
    country = land[~land["origin"].str.fullmatch(r"\d{3}|WLD")]
    assert country["value"].between(2, 150).all()
    flagged = land["flag"].str.contains("no_relative_score")
    assert (flagged == (land["value"] < 5)).all()
    assert 0 < flagged.sum() < len(land)


RANGES = {"cattle_meat": (2, 150), "milk": (0.01, 15), "sheep_meat": (0.5, 150), "goat_meat": (0.5, 150)}


def test_grazing_animals_are_believed_in_their_range_only(wide: pd.DataFrame) -> None:
    rows = wide[wide["commodity"].isin(list(RANGES))]
    assert rows["note"].str.contains("feed crops missing").all()
    assert not rows["indicator"].isin(CONVERSION).loc[rows["commodity"] != "cattle_meat"].any()
    land = rows[rows["indicator"] == "land_occupation"]
    country = land[~land["origin"].str.fullmatch(r"\d{3}|WLD")]
    for commodity, some in country.groupby("commodity"):
        least, most = RANGES[str(commodity)]
        assert some["value"].between(least, most).all(), commodity
        assert len(some) > 60
        assert (some["quality"] >= (3 if commodity == "cattle_meat" else 4)).all()


def test_no_pasture_is_counted_twice(
    shared: Path, producers: pd.DataFrame, step: Callable[[str], ModuleType]
) -> None:
    pasture = step("sources").pasture(shared / "sources", (2020, 2021, 2022), [])
    mean = pasture.groupby("origin")["value"].mean()
    used = producers[producers["commodity"].isin(list(RANGES))].groupby("origin")["area_ha"].sum()
    used = used[used > 0]
    assert len(used) > 100
    assert (used / mean[used.index]).max() <= 1 + 1e-9
    assert used.sum() / mean.sum() > 0.6, "most of the world's pasture is cattle's, sheep's or goats'"


def test_shares_of_ecosystems(ecosystems: pd.DataFrame, producers: pd.DataFrame) -> None:
    by_commodity = ecosystems.groupby(["origin", "account", "commodity"])["share"].sum()
    np.testing.assert_allclose(by_commodity, 1, atol=1e-8)
    sums = ecosystems[ecosystems["commodity"] == ""].groupby(["origin", "account"])["share"].sum()
    assert set(sums.index) == {(o, a) for o in {*producers["origin"], "WLD"} for a in ("loss", "degradation")}
    loss = ecosystems[ecosystems["account"] == "loss"]
    assert not set(loss["ecosystem"]) & {"desert", "tundra", "montane"}
    for origin in ("PNG", "GBR", "BEL", "NLD"):
        rows = ecosystems[ecosystems["origin"] == origin]
        assert list(rows["ecosystem"]) == ["unspecified"] * 2
        assert list(rows["share"]) == [1, 1]


def test_degradation_and_fragmentation_share_their_land(
    shared: Path, value: pd.Series, commodities: pd.DataFrame, producers: pd.DataFrame
) -> None:
    # (D + F) / L is IBIF's loss by land use, which the source gives on another sheet than its two parts.
    sheet = pd.read_excel(
        shared / "sources" / "ibif" / "IBIF_v2.xlsx", sheet_name="BIFs per pressure", engine="calamine",
        keep_default_na=False, na_values=[""],
    ).set_index("ISO3")  # fmt: skip
    kinds = commodities.set_index("commodity")["ibif_class"]
    checked = 0
    for commodity, origin in zip(producers["commodity"], producers["origin"], strict=True):
        if (commodity, origin, "habitat_degradation") not in value.index:
            continue
        land, degraded, cut = (
            value[commodity, origin, f"{name}"]
            for name in ("land_occupation", "habitat_degradation", "habitat_fragmentation")
        )
        expected = sheet.loc[origin, f"LU_{kinds[commodity]}_overall"]
        assert (degraded + cut) / land == pytest.approx(expected, abs=0.002), (commodity, origin)
        checked += 1
    assert checked > 3000


def test_species_follow_land(shared: Path, value: pd.Series) -> None:
    glam = pd.read_csv(shared / "sources" / "glam3" / "CF_domain_country.csv.gz", encoding="latin-1",
                       keep_default_na=False)  # fmt: skip
    glam = glam[glam["iso3cd"] != "PSE"].set_index(["iso3cd", "habitat"]).sort_index()
    for commodity, origin, habitat in (
        ("soybeans", "BRA", "Cropland_Light"), ("cocoa_beans", "CIV", "Plantation_Light"),
        ("cattle_meat", "BRA", "Pasture_Light"), ("roundwood", "BRA", "Managed_forest_Light"),
    ):  # fmt: skip
        occupied = (
            1e4 * value[commodity, origin, "land_occupation"] * float(glam["CF_occ_avg_glo"][origin, habitat])
        )
        assert value[commodity, origin, "species_loss_occupation"] == pytest.approx(occupied, rel=1e-6)
        converted = (
            1e4 * value[commodity, origin, "habitat_loss"] * float(glam["CF_tra_avg_glo"][origin, habitat])
        )
        assert value[commodity, origin, "species_loss_conversion"] == pytest.approx(converted, rel=1e-6)
