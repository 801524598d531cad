"""The source as published, and what follows from it: against printed numbers and against the workbook itself."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pandas as pd
import pytest

Step = Callable[[str], ModuleType]
ISO = {
    "Argentina": "ARG", "Belgium": "BEL", "Brazil": "BRA", "Colombia": "COL", "Ghana": "GHA",
    "Indonesia": "IDN", "Malaysia": "MYS", "Vietnam": "VNM",
}  # fmt: skip


@pytest.fixture(scope="module")
def case(shared: Path) -> Callable[[str], dict[str, Any]]:
    cases = json.loads((shared / "reference" / "cases" / "reference_cases.json").read_text(encoding="utf-8"))
    return lambda name: next(each for each in cases if each["id"] == name)


@pytest.mark.parametrize(("kind", "word"), [("occ", "occupation"), ("tra", "transformation")])
def test_country_factors_are_those_published(
    shared: Path, step: Step, case: Callable[[str], dict[str, Any]], kind: str, word: str
) -> None:
    found = step("psl").country_factors(shared / "sources", kind, []).set_index(["origin", "use"])["median"]
    expected = case("chaudhary_country_cfs_global")[word]
    assert set(expected) == set(ISO)
    for name, uses in expected.items():
        assert len(uses) == 6
        for use, number in uses.items():
            assert found[ISO[name], use] == pytest.approx(number, rel=1e-12), (name, use)


def test_the_world_average_is_that_published(
    shared: Path, step: Step, case: Callable[[str], dict[str, Any]]
) -> None:
    world = step("psl").world_average(shared / "sources", "occ")
    for use, number in case("chaudhary_country_cfs_global")["world_avg_occupation"].items():
        assert world[use] == pytest.approx(number, rel=1e-12)


@pytest.mark.parametrize("kind", ["occ", "tra"])
def test_the_global_rule_gives_the_published_aggregates(
    shared: Path, step: Step, case: Callable[[str], dict[str, Any]], kind: str
) -> None:
    number, error = step("taxa").reproduced(shared / "sources", kind)
    assert number > 700 * 6
    assert error <= 1.1 * case("chaudhary_global_taxa_aggregation")["max_rel_err"]


def test_the_aggregates_are_those_of_the_other_sheet(shared: Path, step: Step) -> None:
    # The sheet that the factors come from, and the one that the rule was tried on, hold the same numbers.
    by_group = step("taxa").by_group(shared / "sources", "occ")["aggregate"].dropna()
    cerrado = by_group["NT0704", "Annual crops"]
    table = step("psl").ecoregion_factors(shared / "sources", "occ").set_index(["eco_id", "use"])["median"]
    assert table[60704, "Annual crops"] == pytest.approx(cerrado, rel=1e-9)


def test_the_rule_is_not_any_other(shared: Path, step: Step) -> None:
    # Were the rule without effect on the result, the test above would prove nothing.
    taxa = step("taxa")
    table = taxa.by_group(shared / "sources", "occ").dropna()
    wrong = taxa.regional_rule(table) / table["aggregate"] - 1
    assert wrong.abs().min() > 0.01


def test_a_factor_is_land_times_the_published_number(
    factors: pd.DataFrame, base: pd.DataFrame, case: Callable[[str], dict[str, Any]]
) -> None:
    ours = factors.set_index(["commodity", "origin", "region", "indicator"])["value"]
    land = base.set_index(["commodity", "origin", "region", "indicator"])["value"]
    published = case("chaudhary_country_cfs_global")
    for commodity, origin, name, use in [
        ("soybeans", "BRA", "Brazil", "Annual crops"), ("soybeans", "ARG", "Argentina", "Annual crops"),
        ("oil_palm_fruit", "IDN", "Indonesia", "Permanent crops"), ("cocoa_beans", "GHA", "Ghana", "Permanent crops"),
        ("cattle_meat", "COL", "Colombia", "Pasture"), ("roundwood", "BRA", "Brazil", "Extensive forestry"),
    ]:  # fmt: skip
        expected = 1e4 * land[commodity, origin, "", "land_occupation"] * published["occupation"][name][use]
        found = ours[commodity, origin, "", "species_loss_occupation_psl"]
        assert found == pytest.approx(expected, rel=1e-8), (commodity, origin)
    for commodity, origin, name, use in [
        ("soybeans", "BRA", "Brazil", "Annual crops"), ("roundwood", "BRA", "Brazil", "Intensive forestry"),
    ]:  # fmt: skip
        expected = 1e4 * land[commodity, origin, "", "habitat_loss"] * published["transformation"][name][use]
        found = ours[commodity, origin, "", "species_loss_conversion_psl"]
        assert found == pytest.approx(expected, rel=1e-8), (commodity, origin)


def test_an_ecoregion_s_factor_is_the_country_s_land_times_the_ecoregion_s_number(
    shared: Path, factors: pd.DataFrame, base: pd.DataFrame
) -> None:
    sheet = pd.read_excel(
        shared / "sources" / "unep-setac" / "Ch6_PSLglobal_v01.xlsx",
        sheet_name="Occupation_Ecoregion", header=None, engine="calamine",
    ).set_index(0)  # fmt: skip
    ours = factors.set_index(["commodity", "origin", "region", "indicator"])["value"]
    land = base.set_index(["commodity", "origin", "region", "indicator"])["value"]
    hectares = land["soybeans", "BRA", "", "land_occupation"]
    for code, name in [("NT0704", "Cerrado"), ("NT0140", "Mato Grosso seasonal forests")]:
        expected = 1e4 * hectares * sheet.loc[code, 1]
        found = ours["soybeans", "BRA", name, "species_loss_occupation_psl"]
        assert found == pytest.approx(expected, rel=1e-8)
