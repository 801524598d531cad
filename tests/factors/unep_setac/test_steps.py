"""The steps of the build on small tables, with numbers worked out by hand."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

pytestmark = pytest.mark.once

Step = Callable[[str], ModuleType]


def land(**changes: float) -> pd.DataFrame:
    row = {"land": 0.5, "land_high": 1.0, "spread": 0.0, "median": 2e-15, "lower": 1e-15, "upper": 4e-15}
    return pd.DataFrame([row | changes])


def test_species_loss_is_hectares_in_square_metres_times_the_factor(step: Step) -> None:
    row = step("species").species_loss(land()).iloc[0]
    assert row["value"] == pytest.approx(1e-11)  # 1e4 m2/ha x 0.5 ha yr x 2e-15 PDF/m2
    assert row["low"] == pytest.approx(5e-12)
    assert row["high"] == pytest.approx(2e-11)
    assert row["gsd"] == pytest.approx(2 ** (1 / 1.96))
    assert row["positive"]


def test_the_spread_of_land_goes_in_in_quadrature(step: Step) -> None:
    row = step("species").species_loss(land(spread=math.log(2) / 1.96)).iloc[0]
    assert row["high"] == pytest.approx(1e-11 * 2 ** math.sqrt(2))
    assert row["low"] == pytest.approx(1e-11 / 2 ** math.sqrt(2))


@pytest.mark.parametrize("lower", [0.0, -1e-15])
def test_a_lower_bound_that_is_not_positive_gives_zero_and_says_so(step: Step, lower: float) -> None:
    row = step("species").species_loss(land(lower=lower)).iloc[0]
    assert row["low"] == 0
    assert not row["positive"]
    assert row["gsd"] == pytest.approx(2 ** (1 / 1.96)), "the spread is that of the upper side"


def test_a_reported_zero_keeps_its_upper_bound(step: Step) -> None:
    row = step("species").species_loss(land(land=0.0, land_high=0.1, lower=-1e-15)).iloc[0]
    assert (row["value"], row["low"]) == (0, 0)
    assert row["high"] == pytest.approx(4e-12)  # 1e4 x 0.1 x 4e-15
    assert math.isnan(row["gsd"])


@given(
    hectares=st.floats(1e-6, 1e3), factor=st.floats(0.1, 10.0), spread=st.floats(0, 2),
    down=st.floats(-2, 1), up=st.floats(1, 50),
)  # fmt: skip
def test_laws_of_species_loss(
    step: Step, hectares: float, factor: float, spread: float, down: float, up: float
) -> None:
    species = step("species")
    table = land(land=hectares, spread=spread, lower=2e-15 * down, upper=2e-15 * up)
    row = species.species_loss(table).iloc[0]
    assert 0 <= row["low"] <= row["value"] <= row["high"]
    more = species.species_loss(table.assign(land=factor * hectares)).iloc[0]
    for name in ("value", "low", "high"):
        assert more[name] == pytest.approx(factor * row[name]), "linear in land"


def producers() -> pd.DataFrame:
    """Two producers of South America (005), three quarters from BRA."""
    return pd.DataFrame(
        {
            "commodity": "soybeans", "origin": ["BRA", "ARG"], "weight": [30.0, 10.0],
            "land": [0.2, 0.4], "land_high": 1.0, "spread": 0.0,
            "median": [1e-15, 2e-15], "lower": [-1e-15, 1e-15], "upper": [2e-15, 6e-15],
        }
    )  # fmt: skip


def test_means_are_weighted_by_production(step: Step) -> None:
    species = step("species")
    means = species.means(species.species_loss(producers())).set_index("origin")
    assert list(means.index) == ["005", "WLD"]
    row = means.loc["005"]
    assert row["value"] == pytest.approx(0.75 * 2e-12 + 0.25 * 8e-12)
    assert row["producers"] == 2
    # Bounds of the source err together: 1e4 x (0.75 x 0.2 x 2e-15 + 0.25 x 0.4 x 6e-15) = 9e-12. Between
    # producers: two values a factor of 4 apart, 3 : 1, have a standard deviation of ln of sqrt(3/16) x ln 4.
    between = math.sqrt(3 / 16) * math.log(4)
    assert row["high"] == pytest.approx(3.5e-12 * math.exp(math.hypot(math.log(9 / 3.5), 1.96 * between)))
    assert row["low"] == 0, "1e4 x (-0.15 + 0.1) x 1e-15 is under 0"
    assert not row["positive"]


def test_a_mean_of_reported_zeros_is_one_with_the_mean_of_their_bounds(step: Step) -> None:
    species = step("species")
    table = producers().assign(land=0.0, land_high=[0.1, 0.2])
    row = species.means(species.species_loss(table)).set_index("origin").loc["005"]
    assert (row["value"], row["low"]) == (0, 0)
    # 1e4 x land_high x upper: 2e-12 and 1.2e-11, three to one.
    assert row["high"] == pytest.approx(0.75 * 2e-12 + 0.25 * 1.2e-11)


def test_codes_of_ecoregions(step: Step) -> None:
    eco_id = step("psl").eco_id
    # Cerrado, Borneo lowland rain forests, Registan: as in the overlay of Olson et al. 2001.
    assert [eco_id("NT0704"), eco_id("IM0102"), eco_id("PA1326"), eco_id("NA0401")] == [
        60704, 40102, 81326, 50401,
    ]  # fmt: skip
    for wrong in ("XX0101", "NT07", "World average"):
        with pytest.raises(ValueError, match="no code of a WWF ecoregion"):
            eco_id(wrong)


def test_region_factors_are_means_by_area(step: Step) -> None:
    parts = pd.DataFrame(
        {
            "origin": "BRA", "region": ["A", "A", "B", "B"], "eco_id": [1, 2, 1, 3],
            "share": [0.3, 0.1, 0.2, 0.3],
        }
    )  # fmt: skip
    known = pd.DataFrame(
        {
            "eco_id": [1, 2], "use": "Pasture", "median": [1e-15, 5e-15], "lower": [-1e-15, 1e-15],
            "upper": [4e-15, 8e-15],
        }
    )  # fmt: skip
    table = step("regions").region_factors(parts, known)
    assert list(table["region"]) == ["A"], "two fifths of B have a factor: too little"
    row = table.iloc[0]
    assert row["median"] == pytest.approx((0.3 * 1e-15 + 0.1 * 5e-15) / 0.4)
    assert row["lower"] == pytest.approx((0.3 * -1e-15 + 0.1 * 1e-15) / 0.4)
    assert row["upper"] == pytest.approx((0.3 * 4e-15 + 0.1 * 8e-15) / 0.4)


def test_members_of_regions(step: Step, tmp_path: Path) -> None:
    (tmp_path / "regions.csv").write_text(
        "origin,region,kind,code,aliases,area_share,source\n"
        "BRA,Cerrado,ecoregion,60704,,0.2,x\nBRA,Wet forests,biome,1,,0.5,x\nBRA,Amazon,named,,,,x\n"
        "BRA,Some town,municipality,BR-1,,,x\n",
        encoding="utf-8",
    )
    (tmp_path / "named_regions.csv").write_text(
        "origin,region,aliases,eco_ids,reason\nBRA,Amazon,,60133|60135,x\nPER,Amazon,,60133,x\n",
        encoding="utf-8",
    )
    shares = pd.DataFrame(
        [("BRA", 60704, 7, 0.2), ("BRA", 60133, 1, 0.3), ("BRA", 60135, 1, 0.2), ("PER", 60133, 1, 0.4)],
        columns=["origin", "eco_id", "biome", "share"],
    )
    regions = step("regions")
    listed = regions.listed_regions(tmp_path)
    assert "Some town" not in set(listed["region"])
    found = regions.members(tmp_path, listed, shares)
    assert sorted(found.itertuples(index=False, name=None)) == [
        ("BRA", "Amazon", 60133, 0.3), ("BRA", "Amazon", 60135, 0.2), ("BRA", "Cerrado", 60704, 0.2),
        ("BRA", "Wet forests", 60133, 0.3), ("BRA", "Wet forests", 60135, 0.2),
    ]  # fmt: skip


def test_breaks_of_the_order(step: Step) -> None:
    table = pd.DataFrame(
        {
            "annual": [4.0, 4.0, 1.0],
            "permanent": [3.0, 2.0, 2.0],
            "pasture": [2.0, 3.0, 1.5],
            "forest": [1.0] * 3,
        },
        index=["AAA", "BBB", "CCC"],
    )
    assert step("order").breaks(table) == {
        "permanent > annual": ["CCC"], "pasture > permanent": ["BBB"], "forest > pasture": [],
    }  # fmt: skip


def test_taxa_rules(step: Step) -> None:
    # As many species lost as there are of each group, scaled by vulnerability: all of them, 1.
    taxa = step("taxa")
    everything = pd.DataFrame({name: [number] for name, number in taxa.SPECIES.items()}, dtype=float)
    assert taxa.regional_rule(everything).tolist() == pytest.approx([1.0])
    scaled = everything.assign(**{name: everything[name] * taxa.VULNERABILITY[name] for name in taxa.SPECIES})
    assert taxa.global_rule(scaled).tolist() == pytest.approx([1.0])
    # Plants alone: half of the global factor, a fifth of the regional one.
    plants = everything.assign(**dict.fromkeys(taxa.ANIMALS, 0.0))
    assert taxa.global_rule(plants).tolist() == pytest.approx([0.5])
    assert taxa.regional_rule(plants).tolist() == pytest.approx([0.2])
    assert taxa.global_rule(everything.assign(Birds=float("nan"))).isna().all()
