"""Regions inside countries: Trase's pattern on the country's level, ecoregions, biomes and named regions."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bbafootprint.factors.region_names import calls

pytestmark = pytest.mark.once

Step = Callable[[str], ModuleType]
KEY = ["commodity", "origin", "region", "indicator"]


# Trase: by hand.


def _shipments() -> pd.DataFrame:
    """Two regions, one without exposure, the place UNKNOWN, and one shipment that stands twice."""
    return pd.DataFrame(
        [
            ("NORTH", "X-1", 100.0, 50.0),
            ("NORTH", "X-1", 100.0, 50.0),
            ("SOUTH", "X-2", 600.0, 0.0),
            ("EAST", "X-3", 1000.0, np.nan),
            ("UNKNOWN", "X-X", 200.0, 100.0),
        ],
        columns=["place", "code", "volume", "exposure"],
    )


def test_intensity_is_exposure_a_year_over_volume(step: Step) -> None:
    table = step("trase").regional_intensity(_shipments(), 5).set_index("place")
    # Identical rows are two shipments: 100 ha in 5 years on 200 t.
    assert table.loc["NORTH", "intensity"] == pytest.approx(0.1)
    assert table.loc["SOUTH", "intensity"] == 0
    assert np.isnan(table.loc["EAST", "intensity"])
    # Numerator and denominator of the same rows: 200 ha / 5 / 1000 t; the East's 1000 t are not in it.
    assert table["country_intensity"].tolist() == pytest.approx([0.04] * 4)
    assert table["volume"].sum() == 1000


def _country(indicator: str = "habitat_loss", **changes: object) -> pd.DataFrame:
    row = {
        "commodity": "soybeans", "origin": "PRY", "indicator": indicator, "value": 0.02, "unit": "ha",
        "low": 0.01, "high": 0.04, "gsd": 2 ** (1 / 1.96), "year_from": 2020, "year_to": 2021, "quality": 3,
        "flag": "", "source": "DeDuCE", "note": "",
    }  # fmt: skip
    return pd.DataFrame([row | changes])


def _regions(step: Step, **changes: object) -> pd.DataFrame:
    table = step("trase").regional_intensity(_shipments(), 5)
    return table.assign(
        commodity="soybeans", origin="PRY", title="Trase 2021", unit="t", region=table["place"]
    ).assign(**changes)


def test_the_region_has_the_countrys_level_and_trases_pattern(step: Step) -> None:
    trase = step("trase")
    rows = trase.loss_rows(_regions(step), _country()).set_index("region")
    # UNKNOWN is no region, the East has no exposure.
    assert sorted(rows.index) == ["NORTH", "SOUTH"]
    north = rows.loc["NORTH"]
    assert north["value"] == pytest.approx(0.02 * 0.1 / 0.04)
    # A factor of 2 either way, and the pattern's spread, in quadrature.
    wide = np.exp(np.hypot(np.log(2), 1.96 * trase.PATTERN))
    assert (north["low"], north["high"]) == pytest.approx((0.05 / wide, 0.05 * wide))
    assert np.log(north["gsd"]) == pytest.approx(np.log(wide) / 1.96)
    # 200 t: a small producer.
    assert (north["quality"], north["flag"]) == (4, "small_producer")
    assert "0.1 ha/t" in north["note"]
    assert "0.04" in north["note"]


def test_no_exposure_on_a_real_volume_is_a_reported_zero(step: Step) -> None:
    rows = step("trase").loss_rows(_regions(step), _country()).set_index("region")
    south = rows.loc["SOUTH"]
    assert (south["value"], south["low"], south["high"], south["quality"]) == (0, 0, 0.02, 4)
    assert np.isnan(south["gsd"])
    assert "reported_zero" in south["flag"]


@pytest.mark.parametrize(
    ("country", "volume", "expected"), [(3, 5e3, 1), (2, 5e3, 1), (4, 5e3, 4), (3, 500.0, 4)]
)
def test_quality_is_1_on_a_sound_country_factor(
    step: Step, country: int, volume: float, expected: int
) -> None:
    regions = _regions(step)
    regions = regions[regions["place"] == "NORTH"].assign(volume=volume)
    assert step("trase").loss_rows(regions, _country(quality=country))["quality"].tolist() == [expected]


def test_a_tiny_volume_and_a_country_without_level_give_no_row(step: Step) -> None:
    trase = step("trase")
    tiny = _regions(step, volume=trase.LEAST_VOLUME - 1)
    assert trase.loss_rows(tiny, _country()).empty
    assert trase.loss_rows(_regions(step), _country(value=0.0, low=0.0)).empty
    assert trase.loss_rows(_regions(step), _country("land_occupation")).empty


def test_other_years_than_the_factors_widen_the_bounds(step: Step) -> None:
    trase = step("trase")
    same = trase.loss_rows(_regions(step, title="Trase 2020"), _country()).set_index("region").loc["NORTH"]
    other = trase.loss_rows(_regions(step, title="Trase 2019"), _country()).set_index("region").loc["NORTH"]
    assert same["value"] == other["value"]
    assert other["high"] > same["high"]
    assert other["low"] < same["low"]


_amounts = st.floats(100, 1e6)


@given(
    st.lists(st.tuples(_amounts, st.floats(0, 1e5)), min_size=1, max_size=6),
    st.integers(1, 10),
    st.floats(1e-6, 1),
)
def test_the_mean_of_the_regions_is_the_country(
    step: Step, shipments: list[tuple[float, float]], years: int, level: float
) -> None:
    volumes, exposures = zip(*shipments, strict=True)
    if sum(exposures) < 1e-3:
        return
    table = pd.DataFrame({"volume": volumes, "exposure": exposures})
    table["place"] = table["code"] = [f"R{number}" for number in range(len(table))]
    regions = step("trase").regional_intensity(table, years)
    regions = regions.assign(
        commodity="soybeans", origin="PRY", title="Trase 2021", unit="t", region=regions["place"]
    )
    rows = step("trase").loss_rows(regions, _country(value=level, low=level / 2, high=level * 2))
    weight = rows["region"].map(regions.set_index("place")["volume"])
    assert (weight * rows["value"]).sum() / weight.sum() == pytest.approx(level, rel=1e-9)
    assert (rows["low"] <= rows["value"]).all()
    assert (rows["high"] >= rows["value"]).all()


@pytest.mark.parametrize(
    ("place", "name"),
    [("ALTO PARANA", "Alto Paraná"), ("NEEMBUCU", "Ñeembucú"), ("SANTA ROSA DEL SARA", "Santa Rosa del Sara"),
     ("LA GUARDIA", "La Guardia"), ("ENTRE RIOS (BULO BULO)", "Entre Ríos (Bulo Bulo)"), ("RIAU", "Riau")],
)  # fmt: skip
def test_names_are_in_natural_case(step: Step, place: str, name: str) -> None:
    assert step("trase").natural_case(place) == name


def test_a_number_that_iso_gives_another_department_calls_nobody(step: Step) -> None:
    table = pd.DataFrame(
        {"origin": "PRY", "place": ["BOQUERON", "ALTO PARAGUAY", "ITAPUA"], "kind": "department",
         "code": ["PY-16", "PY-17", "PY-07"], "title": "Trase"}
    )  # fmt: skip
    rows = step("trase").region_table(table).set_index("region")
    texts = {name: calls(name, row["code"], row["aliases"]) for name, row in rows.iterrows()}
    called = [text for each in texts.values() for text in each]
    # ISO 3166-2:PY-16 is Alto Paraguay, Trase's PY-16 is Boquerón.
    assert "py16" not in called
    assert "py17" in texts["Alto Paraguay"]
    assert "trasepy16" in texts["Boquerón"]
    assert "py19" in texts["Boquerón"]
    assert {"py7", "py07", "itapua"} <= set(texts["Itapúa"])


# Ecoregions: by hand.


def _shares() -> pd.DataFrame:
    return pd.DataFrame(
        [
            ("BRA", 1, "Wet forest", 1, "Moist & Wet", 0.3),
            ("BRA", 2, "Cloud forest", 1, "Moist & Wet", 0.1),
            ("BRA", 3, "Savanna", 7, "Grass", 0.5995),
            ("BRA", 4, "Sliver", 7, "Grass", 0.0005),
        ],
        columns=["origin", "eco_id", "eco_name", "biome", "biome_name", "share"],
    )


def _named(ids: str = "2|3") -> pd.DataFrame:
    return pd.DataFrame(
        {"origin": ["BRA"], "region": ["Hills"], "aliases": ["Serra"], "eco_ids": [ids], "reason": ["both"]}
    )


def _cfs() -> pd.DataFrame:
    table = pd.DataFrame(
        {"eco_id": [1, 2, 3, 4], "glam_class": "Cropland", "occ": [2e-15, 8e-15, 1e-15, np.nan]}
    )
    for name in ("occ", "tra"):
        table[name] = table["occ"]
        table[f"{name}_low"], table[f"{name}_high"] = table[name] / 2, table[name] * 3
    return table


def test_a_sliver_is_part_of_its_biome_and_no_region(step: Step) -> None:
    parts = step("ecoregions").members(_shares(), _named())
    assert "Sliver" not in set(parts["region"])
    assert parts.groupby(["kind", "region"])["share"].sum().to_dict() == pytest.approx(
        {
            ("ecoregion", "Wet forest"): 0.3, ("ecoregion", "Cloud forest"): 0.1, ("ecoregion", "Savanna"): 0.5995,
            ("biome", "Moist & Wet"): 0.4, ("biome", "Grass"): 0.6, ("named", "Hills"): 0.6995,
        }
    )  # fmt: skip


def test_a_named_region_of_an_ecoregion_that_is_not_there_is_refused(step: Step) -> None:
    with pytest.raises(ValueError, match="BRA Hills has no 9"):
        step("ecoregions").members(_shares(), _named("2|9"))


def test_a_biome_is_the_mean_of_its_ecoregions_by_area(step: Step) -> None:
    eco = step("ecoregions")
    cfs = eco.region_factors(eco.members(_shares(), _named()), _cfs()).set_index("region")
    # (0.3 x 2 + 0.1 x 8) / 0.4 = 3.5; the spread of ln is |ln 4| x sqrt(3/4 x 1/4).
    assert cfs.loc["Moist & Wet", "occ"] == pytest.approx(3.5e-15)
    assert cfs.loc["Moist & Wet", "occ_between"] == pytest.approx(np.log(4) * np.sqrt(3 / 16))
    assert cfs.loc["Moist & Wet", "occ_high"] == pytest.approx(10.5e-15)
    # An ecoregion without a factor has no part in the mean, one alone has no spread.
    assert cfs.loc["Grass", "occ"] == pytest.approx(1e-15)
    assert cfs.loc["Savanna", "occ_between"] == pytest.approx(0, abs=1e-7)


def test_the_mean_of_a_corner_is_not_the_regions(step: Step) -> None:
    eco = step("ecoregions")
    cfs = _cfs()
    cfs.loc[cfs["eco_id"] == 1, ["occ", "tra"]] = np.nan
    parts = eco.members(_shares(), _named())
    # The cloud forest is a quarter of the biome and all of itself.
    assert not {"Moist & Wet", "Wet forest"} & set(eco.region_factors(parts, cfs)["region"])
    assert "Cloud forest" in set(eco.region_factors(parts, cfs)["region"])
    assert "Moist & Wet" in set(eco.region_factors(parts, cfs, 0.25)["region"])


_positive = st.floats(1e-18, 1e-12)


@given(st.lists(st.tuples(_positive, st.floats(1e-3, 1)), min_size=1, max_size=5))
def test_a_regions_factor_lies_between_its_ecoregions(step: Step, members: list[tuple[float, float]]) -> None:
    values, shares = zip(*members, strict=True)
    ids = list(range(len(members)))
    parts = pd.DataFrame({"origin": "BRA", "region": "biome", "eco_id": ids, "share": shares})
    cfs = pd.DataFrame({"eco_id": ids, "glam_class": "Cropland"})
    for short in ("occ", "tra"):
        for name, times in ((short, 1.0), (f"{short}_low", 0.5), (f"{short}_high", 2.0)):
            cfs[name] = np.array(values) * times
    mean = step("ecoregions").region_factors(parts, cfs).iloc[0]
    assert min(values) * (1 - 1e-9) <= mean["occ"] <= max(values) * (1 + 1e-9)
    assert mean["occ_low"] <= mean["occ"] <= mean["occ_high"]


def _land(**changes: object) -> pd.DataFrame:
    land = _country("land_occupation", value=0.4, low=0.2, high=0.8, quality=2, unit="ha yr", origin="BRA")
    return land.assign(region="").assign(**changes)


def _species(**changes: object) -> pd.DataFrame:
    return _country(
        "species_loss_occupation",
        unit="PDF yr (global)",
        origin="BRA",
        value=1e-11,
        low=5e-12,
        high=2e-11,
        **changes,
    )


def _regional_species(step: Step, land: pd.DataFrame, species: pd.DataFrame) -> pd.DataFrame:
    eco = step("ecoregions")
    cfs = eco.region_factors(eco.members(_shares(), _named()), _cfs())
    return eco.species_rows(land, species, cfs, pd.Series({"soybeans": "Cropland"}), "occ").set_index(
        "region"
    )


def test_species_loss_is_the_countrys_land_times_the_regions_factor(step: Step) -> None:
    rows = _regional_species(step, _land(), _species())
    wet = rows.loc["Wet forest"]
    assert wet["value"] == pytest.approx(1e4 * 0.4 * 2e-15)
    # Intensities from a half to three times, land a factor of 2 either way, and 0.20 between regions of a country.
    land = np.hypot(np.log(2), 1.96 * 0.20)
    assert wet["low"] == pytest.approx(8e-12 * np.exp(-np.hypot(np.log(2), land)))
    assert wet["high"] == pytest.approx(8e-12 * np.exp(np.hypot(np.log(3), land)))
    assert (wet["quality"], wet["unit"]) == (3, "PDF yr (global)")
    # The biome holds both forests, and its bounds what lies between them.
    moist = rows.loc["Moist & Wet"]
    assert moist["value"] == pytest.approx(1e4 * 0.4 * 3.5e-15)
    assert moist["high"] / moist["value"] > wet["high"] / wet["value"]


def test_quality_is_3_where_nothing_speaks_against_the_country(step: Step) -> None:
    assert set(_regional_species(step, _land(quality=2), _species())["quality"]) == {3}
    assert set(_regional_species(step, _land(), _species(quality=4, flag="small_producer"))["quality"]) == {4}


def test_conversion_at_the_countrys_mean_loss_says_so(step: Step) -> None:
    eco = step("ecoregions")
    cfs = eco.region_factors(eco.members(_shares(), _named()), _cfs())
    land = pd.concat([_land(), _land(region="Savanna", value=4.0, low=1.0, high=8.0, quality=1)])
    rows = eco.species_rows(land, _species(), cfs, pd.Series({"soybeans": "Cropland"}), "tra").set_index(
        "region"
    )
    assert (rows.loc["Wet forest", "quality"], rows.loc["Wet forest", "flag"]) == (4, "national_loss")
    assert rows.loc["Wet forest", "note"].startswith("loss of the country")
    assert (rows.loc["Savanna", "quality"], rows.loc["Savanna", "flag"]) == (1, "")


def test_a_regions_own_loss_takes_the_place_of_the_countrys(step: Step) -> None:
    land = pd.concat([_land(), _land(region="Savanna", value=4.0, low=1.0, high=8.0, quality=1)])
    rows = _regional_species(step, land, _species())
    assert rows.index.is_unique
    assert rows.loc["Savanna", "value"] == pytest.approx(1e4 * 4 * 1e-15)
    assert rows.loc["Savanna", "quality"] == 1
    assert rows.loc["Wet forest", "value"] == pytest.approx(1e4 * 0.4 * 2e-15)


def test_a_zero_of_the_land_stays_a_zero_with_the_lands_bound(step: Step) -> None:
    land = _land(value=0.0, low=0.0, high=0.5, gsd=np.nan)
    row = _regional_species(step, land, _species(quality=4, flag="reported_zero")).loc["Wet forest"]
    assert (row["value"], row["low"], row["quality"], row["flag"]) == (0, 0, 4, "reported_zero")
    assert row["high"] == pytest.approx(1e4 * 0.5 * 6e-15)
    assert np.isnan(row["gsd"])


# The sources.


@pytest.fixture(scope="session")
def reference(shared: Path) -> dict[str, dict[str, object]]:
    cases = json.loads((shared / "reference" / "cases" / "reference_cases.json").read_text("utf-8"))
    return {case["id"]: case for case in cases}


@pytest.mark.parametrize("case", ["trase_paraguay_soy_2019", "trase_bolivia_soy_2021"])
def test_trases_published_totals_are_read(
    step: Step, shared: Path, reference: dict[str, dict[str, dict[str, float]]], case: str
) -> None:
    title = {
        "trase_paraguay_soy_2019": "Trase Paraguay soy 2019",
        "trase_bolivia_soy_2021": "Trase Bolivia soy 2021",
    }
    table = step("trase").intensities(shared / "sources")
    total = reference[case]["total"]
    for _, some in table[table["title"] == title[case]].groupby("kind"):
        # Volume without known exposure (under 7 t of Bolivia) is no part of an intensity.
        assert some["volume"].sum() == pytest.approx(total["volume"], rel=3e-6)
        exposure = (some["volume"] * some["intensity"]).sum() * 5
        assert exposure == pytest.approx(total["soy_deforestation_5_year_total_exposure"], rel=1e-9)


def test_bolivias_shipments_with_identical_rows_are_faostats_production(
    step: Step, shared: Path, reference: dict[str, dict[str, float]]
) -> None:
    dataset = next(each for each in step("trase").DATASETS if each.origin == "BOL")
    rows = pd.read_csv(shared / "sources" / dataset.file, index_col=0)
    case = reference["trase_bolivia_soy_2021_vs_faostat"]
    assert rows["volume"].sum() == pytest.approx(case["faostat_production_t"], rel=2e-6)
    assert rows.drop_duplicates()["volume"].sum() == pytest.approx(
        case["trase_total_if_exact_duplicates_dropped_t"], rel=1e-9
    )
    read = step("trase").intensities(shared / "sources")
    read = read[(read["origin"] == "BOL") & (read["kind"] == "municipality")]
    assert read["volume"].sum() == pytest.approx(case["faostat_production_t"], rel=2e-6)


def test_glams_country_is_the_mean_of_its_own_ecoregions(step: Step, shared: Path) -> None:
    """Without borrowed factors; with them Brazil's cropland is 4.7 times too high."""
    eco, sources = step("ecoregions"), step("sources")
    parts = eco.membership(shared / "sources")
    parts = parts[parts["kind"] == "ecoregion"].assign(region="country")
    means = eco.region_factors(parts, eco.characterisation(shared / "sources"), 0.0)
    both = means.merge(
        sources.characterisation(shared / "sources"), on=["origin", "glam_class"], suffixes=("", "_country")
    )
    for short in ("occ", "tra"):
        known = both[both[f"{short}_country"] > 0]
        off = (known[short] / known[f"{short}_country"] - 1).abs()
        assert (off < 0.02).groupby(known["glam_class"]).mean().min() > 0.9
        brazil = off[(known["origin"] == "BRA") & (known["glam_class"] == "Cropland")]
        assert brazil.iloc[0] < 0.01


@pytest.fixture(scope="session")
def built(
    step: Step, shared: Path, folder: Path, factors: pd.DataFrame, commodities: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Country rows of the committed set, and the regional rows and regions computed from them."""
    country = factors[factors["region"] == ""].drop(columns=["region", "practice"])
    traded = pd.read_csv(folder / "traded.csv", dtype=str, keep_default_na=False)
    rows, regions = step("regional").rows(shared / "sources", country, commodities, traded)
    return country, rows, regions


Built = tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]


def test_every_row_has_one_region_and_every_region_a_row(built: Built) -> None:
    _, rows, regions = built
    assert not rows.duplicated(KEY).any()
    assert not regions.duplicated(["origin", "region"]).any()
    named = set(rows[["origin", "region"]].itertuples(index=False, name=None))
    assert named == set(regions[["origin", "region"]].itertuples(index=False, name=None))
    assert 10_000 < len(rows) < 45_000
    assert (rows["low"] <= rows["value"]).all()
    assert (rows["value"] <= rows["high"]).all()
    assert rows["quality"].between(1, 4).all()


def test_no_text_calls_two_regions_of_a_country(built: Built) -> None:
    regions = built[2]
    seen: dict[tuple[str, str], str] = {}
    for row in regions.itertuples():
        for text in calls(row.region, row.code, row.aliases):
            assert seen.setdefault((row.origin, text), row.region) == row.region


def test_quality_1_is_trases_alone(built: Built) -> None:
    _, rows, _ = built
    best = rows[rows["quality"] == 1]
    assert set(best["indicator"]) == {"habitat_loss", "species_loss_conversion"}
    own = "loss and characterisation of the region"
    assert (best["source"].str.contains("Trase") | best["note"].str.startswith(own)).all()
    assert set(best["origin"]) == {"PRY", "BOL"}


def test_cerrado_and_amazon_soy_differ(built: Built) -> None:
    country, rows, _ = built
    soy = rows[(rows["commodity"] == "soybeans") & (rows["origin"] == "BRA")].set_index(
        ["indicator", "region"]
    )
    for name in ("species_loss_occupation", "species_loss_conversion"):
        amazon, cerrado = soy.loc[(name, "Amazon"), "value"], soy.loc[(name, "Cerrado"), "value"]
        assert abs(np.log(cerrado / amazon)) > 0.02
    of_country = country[(country["commodity"] == "soybeans") & (country["origin"] == "BRA")]
    land = of_country.set_index("indicator").loc["land_occupation", "value"]
    cerrado = soy.loc[("species_loss_occupation", "Cerrado"), "value"]
    # GLAM, ecoregion 60704, Cropland_Light: 4.831226e-15 PDF per m2.
    assert cerrado == pytest.approx(1e4 * land * 4.831226e-15, rel=1e-6)


def test_chaco_beef_carries_the_loss_of_paraguay(built: Built) -> None:
    country, rows, _ = built
    level = country[
        (country["commodity"] == "cattle_meat")
        & (country["origin"] == "PRY")
        & (country["indicator"] == "habitat_loss")
    ]["value"].iloc[0]
    beef = rows[
        (rows["commodity"] == "cattle_meat")
        & (rows["origin"] == "PRY")
        & (rows["indicator"] == "habitat_loss")
    ]
    value = beef.set_index("region")["value"]
    # Trase 2019: 314,109.85 ha in five years on 70,972.29 t; the country 1,083,010.48 ha on 514,970.92 t.
    alto = (314_109.851068 / 5 / 70_972.285541) / (
        1_083_010.4778658452 / 5 / (549_248.2500024798 - 34_277.334391038385)
    )
    assert value["Alto Paraguay"] == pytest.approx(level * alto, rel=1e-6)
    assert value["Boquerón"] > value["Alto Paraguay"] > level > value["Itapúa"]
    # Canindeyú and Alto Paraná have no exposure: no row.
    assert not {"Canindeyú", "Alto Paraná"} & set(value.index)
