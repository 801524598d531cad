"""The order of land uses of ReCiPe 2016, and the exceptions that the report lists."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from types import ModuleType

import pandas as pd
import pytest

from bbafootprint.vocabulary import places

Step = Callable[[str], ModuleType]
WORKBOOK = "unep-setac/Ch6_PSLglobal_v01.xlsx"
COLUMN = {"annual": 1, "permanent": 4, "pasture": 7, "extensive": 13, "intensive": 16}
PAIRS = ("permanent > annual", "pasture > permanent", "forest > pasture")


@pytest.fixture(scope="module")
def listed(folder: Path) -> dict[tuple[str, str, str], set[str]]:
    """The table of exceptions of the report: source, kind and pair to country codes."""
    text = (folder / "build_report.md").read_text(encoding="utf-8")
    rows = re.findall(
        r"^\| (\S[^|]*) \| (\w+) \| (\w+ > \w+) \| (\d+) \| ?([A-Z ]*?) ?\|$", text, re.MULTILINE
    )
    table = {(source, kind, pair): set(codes.split()) for source, kind, pair, _, codes in rows}
    for source, kind, pair, count, _ in rows:
        assert len(table[source, kind, pair]) == int(count), (source, kind, pair)
    assert len(table) == 3 * 2 * 3
    return table


def test_recipe_s_endpoints_follow_from_its_midpoints(shared: Path, step: Step) -> None:
    cases = json.loads((shared / "reference" / "cases" / "reference_cases.json").read_text(encoding="utf-8"))
    case = next(each for each in cases if each["id"] == "recipe2016_land_occupation")
    names = {"annual": "annual crop", "permanent": "permanent crop", "pasture": "pasture", "forest": "forest"}
    assert {ours: case["midpoint"][theirs] for ours, theirs in names.items()} == step("order").RECIPE
    for use, endpoint in case["endpoint_H_species_yr_per_m2a"].items():
        assert float(f"{8.88e-9 * case['midpoint'][use]:.3g}") == endpoint, use


@pytest.mark.parametrize("kind", ["Occupation", "Transformation"])
@pytest.mark.parametrize("forest", ["extensive", "intensive"])
def test_the_world_average_keeps_the_order(shared: Path, kind: str, forest: str) -> None:
    sheet = pd.read_excel(
        shared / "sources" / WORKBOOK, sheet_name=f"{kind}_Ecoregion", header=None, engine="calamine"
    ).set_index(0)
    world = [sheet.loc["World average", COLUMN[use]] for use in ("annual", "permanent", "pasture", forest)]
    assert world == sorted(world, reverse=True)


@pytest.mark.parametrize("kind", ["occ", "tra"])
def test_the_mean_country_of_glam_keeps_the_order(shared: Path, step: Step, kind: str) -> None:
    mean = step("order").factors(shared / "sources", "GLAM 3, intensity Light", kind).mean()
    assert list(mean.sort_values(ascending=False).index) == ["annual", "permanent", "pasture", "forest"]


@pytest.mark.parametrize("kind", ["Occupation", "Transformation"])
@pytest.mark.parametrize("forest", ["extensive", "intensive"])
def test_the_exceptions_listed_are_those_of_the_workbook(
    shared: Path, listed: dict[tuple[str, str, str], set[str]], kind: str, forest: str
) -> None:
    sheet = pd.read_excel(
        shared / "sources" / WORKBOOK, sheet_name=f"{kind}_Country", header=None, engine="calamine"
    ).iloc[3:].set_index(0)  # fmt: skip
    islands = ["Azores", "Bonaire", "Canarias", "Madeira", "Saba", "Saint Eustatius"]
    sheet = sheet.drop(index=islands).rename(index={"Congo": "Congo-Brazzaville"})
    table = sheet[[COLUMN[use] for use in ("annual", "permanent", "pasture", forest)]].astype(float)
    table = table[(table > 0).all(axis=1)]
    table.index = pd.Index([places.match_place(str(name)).code for name in table.index])
    for pair, (higher, lower) in zip(PAIRS, pairwise(table.columns), strict=True):
        found = set(table.index[table[lower] > table[higher]])
        assert listed[f"UNEP-SETAC 2016, {forest} forestry", kind.lower(), pair] == found


@pytest.mark.parametrize(("kind", "word"), [("occ", "occupation"), ("tra", "transformation")])
def test_the_exceptions_listed_are_those_of_glam(
    shared: Path, listed: dict[tuple[str, str, str], set[str]], kind: str, word: str
) -> None:
    column = f"CF_{kind}_avg_glo"
    table = pd.read_csv(
        shared / "sources" / "glam3" / "CF_domain_country.csv.gz", encoding="latin-1", keep_default_na=False,
        na_values={column: ["NA"]},
    )  # fmt: skip
    table = table[table["iso3cd"].str.fullmatch("[A-Z]{3}")]
    wide = table.pivot_table(index="iso3cd", columns="habitat", values=column)
    uses = [f"{use}_Light" for use in ("Cropland", "Plantation", "Pasture", "Managed_forest")]
    wide = wide[uses].dropna()
    for pair, (higher, lower) in zip(PAIRS, pairwise(uses), strict=True):
        found = set(wide.index[wide[lower] > wide[higher]])
        assert listed["GLAM 3, intensity Light", word, pair] == found
