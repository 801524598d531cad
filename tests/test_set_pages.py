"""The pages of factor sets: tables agree with the sets, and there is a map for each traded commodity."""

from __future__ import annotations

import csv
import math
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from xml.etree import ElementTree

import pandas as pd
import pytest

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parents[1]
SET = ROOT / "factors" / "bba-open"
SVG = "{http://www.w3.org/2000/svg}"

TRADED = [
    row["commodity"] for row in csv.DictReader((SET / "traded.csv").read_text(encoding="utf-8").splitlines())
]


@pytest.fixture(scope="module")
def hooks() -> Iterator[dict[str, ModuleType]]:
    """The modules behind the hook of mkdocs; none of them needs mkdocs."""
    sys.path.insert(0, str(ROOT / "docs" / "hooks"))
    try:
        import commodity_pages
        import set_answers
        import set_tables

        yield {"pages": commodity_pages, "answers": set_answers, "tables": set_tables}
    finally:
        sys.path.pop(0)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The documentation, built strictly: a broken link, or a commodity without a page, ends the build.

    BBAFOOTPRINT_SITE names the folder where it was built so a moment ago.
    """
    if made := os.environ.get("BBAFOOTPRINT_SITE"):
        return Path(made)
    pytest.importorskip("mkdocs", reason="the group docs is not installed")
    pytest.importorskip("latex2mathml", reason="the group docs is not installed")
    folder = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(folder)],
        cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def drawings(html: str) -> list[ElementTree.Element]:
    """The maps of a page, read as XML, so that a drawing that is not well-formed fails."""
    found = re.findall(r"<figure .*?(<svg .*?</svg>)", html, re.DOTALL)
    return [ElementTree.fromstring(text) for text in found]


def test_the_coverage_of_the_page_is_that_of_the_set(hooks: dict[str, ModuleType]) -> None:
    # coverage.csv is computed by the build from rows of factors; the page asks the library's own ladder.
    written = pd.read_csv(SET / "coverage.csv", keep_default_na=False).set_index(["commodity", "indicator"])
    table = hooks["answers"].answers()
    own = table[table["answer"] == "country"].groupby(["commodity", "indicator"])["share"].sum()
    either = (
        table[table["answer"].isin(["country", "subregion"])]
        .groupby(["commodity", "indicator"])["share"]
        .sum()
    )
    for key, row in written.iterrows():
        assert own.get(key, 0.0) == pytest.approx(row["share_own"], abs=1.1e-5), key
        assert either.get(key, 0.0) == pytest.approx(row["share_answered"], abs=1.1e-5), key
    assert len(written) == table.groupby(["commodity", "indicator"]).ngroups


def test_variation_by_hand(hooks: dict[str, ModuleType]) -> None:
    # values 1 and 3 with weights 3 and 1: mean 1.5, variance (3 * 0.25 + 1 * 2.25) / 4 = 0.75
    variation = hooks["tables"].variation
    values, weights = pd.Series([1.0, 3.0, math.nan]), pd.Series([3.0, 1.0, 50.0])
    assert variation(values, weights) == pytest.approx(math.sqrt(0.75) / 1.5)
    assert math.isnan(variation(pd.Series([0.0, 0.0]), pd.Series([1.0, 1.0])))


def test_the_weighted_median_by_hand(hooks: dict[str, ModuleType]) -> None:
    median = hooks["tables"].weighted_median
    assert median(pd.Series([9.0, 1.0, 2.0]), pd.Series([0.4, 0.3, 0.3])) == 2.0
    assert median(pd.Series([9.0, 1.0, 2.0]), pd.Series([0.6, 0.2, 0.2])) == 9.0


def test_condition_varies_less_than_land_as_the_page_says(hooks: dict[str, ModuleType]) -> None:
    table = hooks["tables"].spread_table()
    assert (table["condition"] < 0.1 * table["land"]).all()
    assert (table["ranks"] > 0.99).all()
    assert set(table.index) == set(TRADED)


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (1.0, "100 %"),
        (0.0, "0 %"),
        (0.9999, "99.9 %"),
        (0.00001, "< 0.1 %"),
        (0.333, "33 %"),
        (math.nan, "-"),
    ],
)
def test_percent_never_rounds_to_all_or_nothing(
    hooks: dict[str, ModuleType], share: float, words: str
) -> None:
    assert hooks["tables"].percent(share) == words


def test_every_flag_of_the_set_has_words(hooks: dict[str, ModuleType]) -> None:
    flags = set(hooks["answers"].answers()["flag"].str.split("|").explode()) - {""}
    assert flags <= set(hooks["tables"].FLAGS)


@pytest.mark.parametrize("commodity", ["soybeans", "roundwood", "wheat"])
def test_a_map_shows_each_producer_as_the_set_answers(hooks: dict[str, ModuleType], commodity: str) -> None:
    producers = pd.read_csv(SET / "producers.csv", keep_default_na=False)
    grown = set(producers.loc[producers["commodity"] == commodity, "origin"])
    factors = pd.read_csv(
        SET / "factors.csv", keep_default_na=False, dtype={"region": str}, na_values={"gsd": [""]}
    )
    factors = factors[(factors["commodity"] == commodity) & (factors["region"] == "")]
    own = factors[factors["indicator"] == "habitat_loss"]
    value = dict(zip(own["origin"], own["value"], strict=True))
    marks = hooks["pages"].marks(commodity, "habitat_loss")
    assert set(marks) == grown
    for origin, mark in marks.items():
        assert (mark.answer == "own") == (origin in value), origin
        if mark.answer == "own":
            assert mark.value == value[origin]
        assert math.isnan(mark.value) == (mark.answer == "none")
    assert commodity != "wheat" or {mark.answer for mark in marks.values()} == {"none"}


def test_every_traded_commodity_has_its_maps_in_the_built_pages(
    site: Path, hooks: dict[str, ModuleType]
) -> None:
    index = (site / "sets" / "maps" / "index.html").read_text(encoding="utf-8")
    for commodity in TRADED:
        html = (site / "sets" / "maps" / commodity / "index.html").read_text(encoding="utf-8")
        assert f'href="{commodity}/"' in index
        maps = drawings(html)
        answered = [
            indicator
            for indicator in hooks["pages"].MAPS
            if {mark.answer for mark in hooks["pages"].marks(commodity, indicator).values()} != {"none"}
        ]
        assert len(maps) == len(answered) >= 2
        assert ("Not assessed for any origin" in html) == (len(answered) < len(hooks["pages"].MAPS))
        identifiers = {element.get("id") for element in maps[0].iter() if element.get("id")}
        assert identifiers
        for drawing in maps:
            title, description = drawing.find(f"{SVG}title"), drawing.find(f"{SVG}desc")
            assert title is not None
            assert description is not None
            assert title.text
            assert description.text
            assert drawing.get("aria-labelledby", "").split() == [title.get("id"), description.get("id")]
            used = {element.get("href", "")[1:] for element in drawing.iter(f"{SVG}use")}
            assert all(f'id="{name}"' in html for name in used)
        assert not re.search(r"data-map=|data-all-producers=|<!-- table", html)


def test_no_page_shows_an_unmade_table_or_a_raw_formula(site: Path) -> None:
    for page in site.rglob("index.html"):
        html = page.read_text(encoding="utf-8")
        assert "<!-- table" not in html, page
        assert 'class="arithmatex"' not in html, page


def test_numbers_of_the_maps_are_no_words_to_search(site: Path) -> None:
    text = (site / "search" / "search_index.json").read_text(encoding="utf-8")
    assert "mean of its sub-region (" not in text
