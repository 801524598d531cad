"""Regions inside countries: their table, and the texts that find them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bbafootprint.errors import InvalidFactorSetError
from bbafootprint.factors import list_regions, load_factors, match_regions, near_regions, write_set
from bbafootprint.factors.region_names import fold_region

from .conftest import factors, metadata


def regions() -> pd.DataFrame:
    return pd.DataFrame(
        [
            ("BRA", "Pará", "named", "BR-15", "Para State|Grão-Pará", 0.147),
            ("BRA", "Cerrado", "ecoregion", "60704", "Brazilian savanna", 0.22),
            ("NAM", "Namib Desert", "ecoregion", "61315", "", 0.09),
        ],
        columns=["origin", "region", "kind", "code", "aliases", "area_share"],
    ).assign(source="hand-made")


@pytest.fixture
def placed(tmp_path: Path) -> Path:
    folder = tmp_path / "acme"
    write_set(folder, metadata(), factors(), regions=regions())
    return folder


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Alto Paraná", " ALTO-PARANA "), ("Amazônia", "amazonia"), ("PY-17", "py 17"), ("Ｃｅｒｒａｄｏ", "cerrado"),
        ("São Tomé", "Sa\u0303o Tome\u0301"), ("Straße", "STRASSE"), ("İzmir", "izmir"), ("Пара", "пАРА"),
        ("Tropical & Subtropical", "tropical subtropical"),
    ],
)  # fmt: skip
def test_spellings_that_are_one(one: str, other: str) -> None:
    assert fold_region(one) == fold_region(other)


@given(st.text(min_size=1))
def test_law_only_the_empty_text_is_the_whole_country(text: str) -> None:
    assert fold_region(text) != ""
    assert fold_region(fold_region(text)) == fold_region(text)


@pytest.mark.parametrize(
    ("text", "region", "how"),
    [
        ("para", "Pará", "name"), ("grao para", "Pará", "alias"), ("br 15", "Pará", "code"),
        ("60704", "Cerrado", "code"), ("CERRADO ", "Cerrado", "name"), ("brazilian-savanna", "Cerrado", "alias"),
    ],
)  # fmt: skip
def test_a_text_finds_its_region(placed: Path, text: str, region: str, how: str) -> None:
    assert match_regions([("BRA", text)], load_factors(placed)) == {("BRA", text): ((region, how),)}


def test_a_region_is_looked_for_in_its_origin_only(placed: Path) -> None:
    loaded = load_factors(placed)
    assert match_regions([("NAM", "Cerrado"), ("ARG", "Cerrado")], loaded) == {
        ("NAM", "Cerrado"): (), ("ARG", "Cerrado"): (),
    }  # fmt: skip


def test_a_set_without_the_table_knows_the_regions_of_its_factors(acme: Path) -> None:
    assert match_regions([("BRA", "PARA")], load_factors(acme)) == {("BRA", "PARA"): (("Pará", "name"),)}


def test_near_names_and_how_many_are_known(placed: Path) -> None:
    loaded = load_factors(placed)
    assert near_regions("BRA", "Cerado", loaded) == (["Cerrado"], 2)
    assert near_regions("BRA", "Patagonia", loaded) == ([], 2)
    assert near_regions("ARG", "Cerrado", loaded) == ([], 0)


def test_the_list_of_regions(placed: Path) -> None:
    table = list_regions(load_factors(placed))
    assert table[
        ["origin", "region", "kind", "factors", "commodities", "indicators"]
    ].to_numpy().tolist() == [
        ["BRA", "Cerrado", "ecoregion", 0, 0, ""],
        ["BRA", "Pará", "named", 1, 1, "land_occupation"],
        ["NAM", "Namib Desert", "ecoregion", 0, 0, ""],
    ]
    assert list_regions(load_factors(placed), "NAM")["code"].tolist() == ["61315"]


def test_regions_that_are_only_named_are_listed(tmp_path: Path) -> None:
    write_set(tmp_path / "acme", metadata(), factors().query("region == ''"), regions=regions())
    table = list_regions(load_factors(tmp_path / "acme"))
    assert table[["region", "factors", "indicators"]].to_numpy().tolist() == [
        ["Cerrado", 0, ""], ["Pará", 0, ""], ["Namib Desert", 0, ""],
    ]  # fmt: skip


def test_the_list_of_a_set_without_regions_keeps_its_columns(tmp_path: Path) -> None:
    write_set(tmp_path / "acme", metadata(), factors().query("region == ''"))
    table = list_regions(load_factors(tmp_path / "acme"))
    assert table.empty
    assert list(table.columns) == [
        "origin", "region", "kind", "code", "aliases", "area_share", "factors", "commodities", "indicators",
    ]  # fmt: skip


PROBLEMS: list[tuple[Callable[[pd.DataFrame], pd.DataFrame], str]] = [
    (lambda t: t.assign(kind="state"), "regions.csv, rows 2, 3, 4: kind is not known ('state')"),
    (lambda t: t.assign(area_share=[0.1, 22, 0.1]), "area_share is not 0 to 1 ('22')"),
    (lambda t: t.assign(origin="005"), "origin is no code that we know"),
    (lambda t: t[t["region"] != "Pará"], "regions.csv: lacks regions that factors.csv names ('Pará' of BRA)"),
    (
        lambda t: t.replace("60704", "br 15"),
        "one text calls two regions of a country ('br15' is Cerrado and Pará",
    ),
    (lambda t: t.replace("Brazilian savanna", "PARÁ"), "one text calls two regions of a country"),
    (lambda t: pd.concat([t, t.iloc[[1]]]), "more than one row for a origin x region"),
    (lambda t: t.replace("Pará", "Para"), "lacks regions that factors.csv names ('Pará' of BRA)"),
]


@pytest.mark.parametrize(("change", "said"), PROBLEMS)
def test_what_is_wrong_with_a_table_of_regions(
    tmp_path: Path, change: Callable[[pd.DataFrame], pd.DataFrame], said: str
) -> None:
    with pytest.raises(InvalidFactorSetError) as caught:
        write_set(tmp_path / "acme", metadata(), factors(), regions=change(regions()))
    assert any(said in problem for problem in caught.value.problems), caught.value.problems


def test_a_region_s_own_names_may_repeat_each_other(tmp_path: Path) -> None:
    table = regions().replace("Brazilian savanna", "cerrado|CERRADO|60704")
    write_set(tmp_path / "acme", metadata(), factors(), regions=table)


def test_the_same_name_in_two_countries_is_no_clash(tmp_path: Path) -> None:
    table = regions().assign(code="1").replace("Namib Desert", "Cerrado").iloc[1:]
    rows = factors().query("region == ''")
    write_set(tmp_path / "acme", metadata(), rows, regions=table)


def test_factors_that_spell_a_region_in_two_ways_are_refused(tmp_path: Path) -> None:
    rows = pd.concat([factors(), factors().iloc[[1]].assign(region="PARA")])
    with pytest.raises(
        InvalidFactorSetError, match=r"one region is written in several ways \('PARA' in BRA, 'Pará'"
    ):
        write_set(tmp_path / "acme", metadata(), rows)


def test_layers_know_the_regions_of_each(placed: Path, tmp_path: Path) -> None:
    theirs = pd.DataFrame(
        [("BRA", "Cerrado", "biome", "7", "", 0.2), ("BRA", "Savannas", "named", "60704", "", 0.2)],
        columns=["origin", "region", "kind", "code", "aliases", "area_share"],
    )
    write_set(tmp_path / "other", metadata(name="other"), factors().query("region == ''"), regions=theirs)
    both = load_factors(placed, tmp_path / "other")
    assert both.regions.set_index(["origin", "region"])["kind"].to_dict() == {
        ("BRA", "Cerrado"): "ecoregion", ("BRA", "Pará"): "named", ("NAM", "Namib Desert"): "ecoregion",
        ("BRA", "Savannas"): "named",
    }  # fmt: skip
    found = match_regions([("BRA", "60704")], both)[("BRA", "60704")]
    assert [match.region for match in found] == ["Cerrado", "Savannas"]
