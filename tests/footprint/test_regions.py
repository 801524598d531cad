"""A region inside the origin: found by any of its texts, answered per indicator, and said where it was of no use."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import bbafootprint as bba
from bbafootprint.factors import write_set
from tests.factors.conftest import metadata
from tests.footprint.conftest import purchases

from ..laws import examples

# Paraguay: 0.4 ha yr/t and 0.010 ha/t; Alto Paraguay has conversions only, an ecoregion occupation only.
ROWS = [
    ("soybeans", "PRY", "", "land_occupation", 0.4, "ha yr", 2),
    ("soybeans", "PRY", "", "habitat_loss", 0.010, "ha", 2),
    ("soybeans", "PRY", "Alto Paraguay", "habitat_loss", 0.080, "ha", 1),
    ("soybeans", "PRY", "Dry Chaco", "land_occupation", 0.5, "ha yr", 1),
    ("soybeans", "WLD", "", "land_occupation", 0.45, "ha yr", 5),
    ("soybeans", "WLD", "", "habitat_loss", 0.002, "ha", 5),
    ("wheat", "PRY", "", "land_occupation", 0.6, "ha yr", 2),
]
REGIONS = [
    ("PRY", "Alto Paraguay", "department", "PY-17", "Departamento de Alto Paraguay"),
    ("PRY", "Dry Chaco", "ecoregion", "60210", "Chaco Seco"),
    ("PRY", "Guairá", "department", "PY-04", ""),
]
COLUMNS = ["commodity", "origin", "region", "indicator", "value", "unit", "quality"]


def make(
    folder: Path, name: str = "south", rows: list[tuple] = ROWS, listed: list[tuple] = REGIONS
) -> bba.FactorSet:
    factors = pd.DataFrame(rows, columns=COLUMNS).assign(source="hand-made", year_from=2020, year_to=2020)
    regions = pd.DataFrame(listed, columns=["origin", "region", "kind", "code", "aliases"])
    write_set(folder / name, metadata(name=name), factors, regions=regions)
    return bba.load_factors(folder / name)


@pytest.fixture
def south(tmp_path: Path) -> bba.FactorSet:
    return make(tmp_path)


def bought(region: object, commodity: str = "soybeans", origin: str = "Paraguay") -> pd.DataFrame:
    return purchases((commodity, origin, 100.0)).assign(region=region)


def issues(result: bba.Footprint) -> pd.DataFrame:
    table = result.issues
    return table[table["code"] == "region-not-used"].reset_index(drop=True)


@pytest.mark.parametrize(
    "text",
    ["Alto Paraguay", "alto-paraguay", "ALTO  PARAGUAY ", "PY-17", "py17", "Departamento de Alto Paraguay"],
)
def test_any_text_of_a_region_finds_its_factor(south: bba.FactorSet, text: str) -> None:
    result = bba.calculate_footprint(bought(text), south)
    line = result.to_frame().iloc[0]
    assert line["habitat_loss"] == pytest.approx(8.0)
    assert line["habitat_loss_match_level"] == "region"
    # The department has no land occupation: its country answers, and that is nothing to warn of.
    assert line["land_occupation"] == pytest.approx(40.0)
    assert line["land_occupation_match_level"] == "country"
    assert issues(result).empty
    coverage = result.coverage().set_index(["indicator", "match_level"])["lines"]
    assert coverage["habitat_loss", "region"] == coverage["land_occupation", "country"] == 1


def test_a_code_that_a_sheet_holds_as_a_number(south: bba.FactorSet) -> None:
    result = bba.calculate_footprint(bought(60210), south)
    assert result.to_frame()["land_occupation"].tolist() == pytest.approx([50.0])


@pytest.mark.parametrize("text", ["", None, "   "])
def test_no_region_asks_for_none(south: bba.FactorSet, text: object) -> None:
    result = bba.calculate_footprint(bought(text), south)
    assert result.to_frame()["habitat_loss"].tolist() == pytest.approx([1.0])
    assert issues(result).empty


def test_a_misspelt_region_is_a_warning_with_the_name(south: bba.FactorSet) -> None:
    result = bba.calculate_footprint(bought("Alto Paraguai"), south)
    assert result.to_frame()["habitat_loss"].tolist() == pytest.approx([1.0])
    (said,) = issues(result).itertuples()
    assert said.severity == "warning"
    assert "does not know (Alto Paraguai)" in said.message
    assert "It knows 3 regions of Paraguay." in said.message
    assert "Did you mean 'Alto Paraguay'?" in said.suggestion


def test_a_region_of_a_country_without_regions_is_an_info(south: bba.FactorSet) -> None:
    result = bba.calculate_footprint(bought("Pampa", origin="Argentina"), south)
    (said,) = issues(result).itertuples()
    assert said.severity == "info"
    assert "It knows no region of Argentina." in said.message


def test_a_known_region_without_the_factor_is_told_from_an_unknown_one(south: bba.FactorSet) -> None:
    table = pd.concat([bought("Guaira"), bought("Dry Chaco", "wheat"), bought("Atlantis"), bought("PY-17")])
    result = bba.calculate_footprint(table, south)
    said = issues(result).set_index("found")
    assert list(said["severity"]) == [
        "info",
        "info",
        "info",
    ]  # one an issue a region, none of the one that answered
    assert said.loc["Guaira", "message"].startswith(
        "1 line names Guairá (Paraguay), a region that the factor set knows"
    )
    assert "no factor for Soybeans" in said.loc["Guaira", "message"]
    assert "no factor for Wheat" in said.loc["Dry Chaco", "message"]
    assert (
        "1 line names a region of Paraguay that the factor set does not know (Atlantis)"
        in said.loc["Atlantis", "message"]
    )


def test_explain_says_which_region_and_how(south: bba.FactorSet) -> None:
    result = bba.calculate_footprint(pd.concat([bought("py 17"), bought("Atlantis")]), south)
    one, other = (result.explain(line) for line in result.to_frame()["line_id"])
    assert one.steps["region"] == {
        "given": "py 17", "name": "Alto Paraguay", "how": "code", "kind": "department", "code": "PY-17",
    }  # fmt: skip
    assert "region      Alto Paraguay (department PY-17; read from 'py 17', its code)" in str(one)
    assert "factor of Alto Paraguay, Paraguay (region rung)" in str(one)
    assert "'Atlantis' is not used: the factor set knows no such region of the origin" in str(other)


def test_layers_that_call_a_region_by_different_names_both_answer(tmp_path: Path) -> None:
    """The code is the same in both: what one lacks, the other's region gives."""
    ours = make(
        tmp_path, "ours", [("soybeans", "PRY", "El Chaco", "habitat_loss", 0.02, "ha", 1)],
        [("PRY", "El Chaco", "named", "60210", "")],
    )  # fmt: skip
    both = bba.load_factors(ours, make(tmp_path))
    line = bba.calculate_footprint(bought("60210"), both).to_frame().iloc[0]
    assert (line["habitat_loss"], line["habitat_loss_match_level"]) == (pytest.approx(2.0), "region")
    assert (line["land_occupation"], line["land_occupation_match_level"]) == (pytest.approx(50.0), "region")


def test_a_table_in_memory_may_name_a_region_of_the_set_below_in_its_own_spelling(
    south: bba.FactorSet,
) -> None:
    own = pd.DataFrame(
        [("soybeans", "PRY", "alto paraguay", "habitat_loss", 0.001, "ha", 1)], columns=COLUMNS
    )
    line = bba.calculate_footprint(bought("PY-17"), bba.load_factors(own, south)).to_frame().iloc[0]
    assert line["habitat_loss"] == pytest.approx(0.1)


SPELT = st.sampled_from(["Alto Paraguay", "Dry Chaco", "Guairá", "Chaco Seco", "PY-04", "Atlantis", "?", ""])


@settings(max_examples=examples(40))
@given(st.lists(st.tuples(SPELT, st.floats(0, 1e6)), min_size=1, max_size=8))
def test_law_a_region_changes_only_what_it_answers(
    tmp_path_factory: pytest.TempPathFactory, lines: list[tuple[str, float]]
) -> None:
    """With regions the number is the region's factor or exactly what it is without regions."""
    south = make(tmp_path_factory.mktemp("law"))
    table = pd.DataFrame(lines, columns=["region", "quantity"]).assign(
        commodity="soybeans", origin="PRY", unit="t"
    )
    placed = bba.calculate_footprint(table, south).to_frame()
    plain = bba.calculate_footprint(table.drop(columns="region"), south).to_frame()
    assert len(placed) == len(lines)
    for name in ("land_occupation", "habitat_loss"):
        other = placed[f"{name}_match_level"].astype(str) != "region"
        assert (placed.loc[other, name] == plain.loc[other, name]).all()


def test_law_case_accents_and_marks_do_not_change_a_number(south: bba.FactorSet) -> None:
    spellings = ["Alto Paraguay", "alto_paraguay", "ÁLTO PARAGUÁY", "Alto.Paraguay"]
    table = pd.concat([bought(text) for text in spellings])
    assert bba.calculate_footprint(table, south).to_frame()["habitat_loss"].tolist() == [8.0] * 4


def test_each_text_is_said_once_and_counted(south: bba.FactorSet) -> None:
    table = pd.concat([bought(f"Nowhere {at % 5}") for at in range(10)])
    said = issues(bba.calculate_footprint(table, south))
    assert sorted(said["found"]) == [f"Nowhere {at}" for at in range(5)]
    assert said["message"].str.startswith("2 lines name a region").all()


@pytest.mark.parametrize("text", ["n/a", "-", "Unknown", "onbekend", "Paraguay", "PRY", "paraguay", "?"])
def test_a_text_that_names_no_region_is_none(south: bba.FactorSet, text: str) -> None:
    result = bba.calculate_footprint(bought(text), south)
    line = result.to_frame().iloc[0]
    assert issues(result).empty
    assert line["region_match"] == ""
    assert pd.isna(line["region"])
    assert line["region_as_given"] == text


@pytest.mark.parametrize(
    "text",
    ["Paraguay, Dry Chaco", "Dry Chaco (Paraguay)", "the Dry Chaco", "Dry Chaco ecoregion", "Dry Chaco, PRY",
     "el Chaco Seco", "ecoregion 60210"],
)  # fmt: skip
def test_a_name_beside_its_country_or_kind_is_found(south: bba.FactorSet, text: str) -> None:
    line = bba.calculate_footprint(bought(text), south).to_frame().iloc[0]
    assert line["land_occupation"] == pytest.approx(50.0)
    assert (line["region"], line["region_match"]) == ("Dry Chaco", "part")


@pytest.mark.parametrize("text", ["Dry Chaco department", "Alto Paraguay biome", "Dry Chaco, Alto Paraguay"])
def test_another_kind_or_two_regions_are_not_taken_for_one(south: bba.FactorSet, text: str) -> None:
    assert bba.calculate_footprint(bought(text), south).to_frame()["region_match"].tolist() == ["not known"]


def test_a_bare_number_under_100_is_no_biome(tmp_path: Path) -> None:
    listed = [*REGIONS, ("PRY", "Savannas", "biome", "7", "")]
    rows = [*ROWS, ("soybeans", "PRY", "Savannas", "habitat_loss", 0.5, "ha", 1)]
    factors = make(tmp_path, "biomes", rows, listed)
    result = bba.calculate_footprint(pd.concat([bought(7), bought("biome 7"), bought("Biome-7")]), factors)
    assert result.to_frame()["habitat_loss"].tolist() == pytest.approx([1.0, 50.0, 50.0])
    (said,) = issues(result).itertuples()
    assert (said.severity, said.found) == ("warning", "7")
    assert "Did you mean 'Savannas'?" in said.suggestion


def test_a_region_without_a_country_is_said_with_the_countries_that_have_it(south: bba.FactorSet) -> None:
    table = pd.concat([bought("Dry Chaco", origin="unknown"), bought("Nowhere", origin="")])
    result = bba.calculate_footprint(table, south)
    known, other = issues(result).itertuples()
    assert "the factor set knows such a region of Paraguay." in known.suggestion
    assert "knows no region of that name" in other.suggestion
    assert result.to_frame()["region_match"].tolist() == ["no country"] * 2
    assert result.to_frame()["land_occupation_match_level"].tolist() == ["world"] * 2


def test_spellings_of_a_region_are_one_group(south: bba.FactorSet) -> None:
    table = pd.concat(
        [bought(text) for text in ("Dry Chaco", "DRY CHACO", 60210, "Chaco Seco", "Atlantis", None)]
    )
    kept = bba.calculate_footprint(table, south)
    small = bba.calculate_footprint(table, south, by="region", keep_lines=False)
    for result in (kept, small):
        land = result.by("region").query("indicator == 'land_occupation'").set_index("region")
        assert land.loc["Dry Chaco", ["lines", "value"]].tolist() == pytest.approx([4, 200.0])
        assert land.loc["Atlantis", "lines"] == 1
        assert len(land) == 3
    assert kept.to_frame()["region_as_given"].tolist()[:4] == [
        "Dry Chaco",
        "DRY CHACO",
        "60210",
        "Chaco Seco",
    ]
    assert set(kept.by("region_match")["region_match"]) == {"name", "code", "alias", "not known", ""}


def test_the_record_of_the_lines_does_not_depend_on_what_the_set_calls_a_region(
    south: bba.FactorSet, tmp_path: Path
) -> None:
    other = make(tmp_path, "other", listed=[("PRY", "Alto Paraguay", "department", "", ""),
                                            ("PRY", "Dry Chaco", "ecoregion", "", "")])  # fmt: skip
    one, two = (bba.calculate_footprint(bought("Chaco Seco"), factors) for factors in (south, other))
    assert one.provenance["lines_sha256"] == two.provenance["lines_sha256"]


def test_an_own_factor_of_a_misspelt_region_is_said_and_one_of_a_code_answers(south: bba.FactorSet) -> None:
    own = pd.DataFrame(
        [
            ("soybeans", "PRY", "Alto Paraguai", "habitat_loss", 0.5, "ha", 1),
            ("soybeans", "PRY", "60210", "land_occupation", 0.9, "ha yr", 1),
        ],
        columns=COLUMNS,
    )
    result = bba.calculate_footprint(bought("Chaco Seco"), bba.load_factors(own, south))
    assert result.to_frame()["land_occupation"].tolist() == pytest.approx([90.0])
    said = result.issues[result.issues["code"] == "factor-region-not-listed"]
    assert said["found"].tolist() == ["Alto Paraguai"]
    assert said["suggestion"].iloc[0].startswith("Did you mean 'Alto Paraguay'?")
    plain = bba.calculate_footprint(bought("Chaco Seco"), south).issues
    assert "factor-region-not-listed" not in set(plain["code"])


def test_a_set_without_producers_calls_nobody_a_consignment_country(south: bba.FactorSet) -> None:
    result = bba.calculate_footprint(purchases(("soybeans", "Ghana", 1.0), ("wheat", "Ghana", 1.0)), south)
    assert result.to_frame()["origin_status"].tolist() == ["declared", "declared"]
    assert "origin-consignment" not in set(result.issues["code"])
    listed = result.not_assessed()
    assert listed["reason"].tolist() == ["origin-not-in-set"]  # wheat: Paraguay's only
    assert "layer it over" in listed["why"].iloc[0]
