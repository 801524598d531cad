"""Laws of the committed set, and how it stands beside bba-open."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import bbafootprint as bba
from bbafootprint.schema import WORLD
from bbafootprint.vocabulary import places

OCCUPATION, CONVERSION = "species_loss_occupation_psl", "species_loss_conversion_psl"


def test_rows_are_few_and_bounds_lie_about_the_value(factors: pd.DataFrame) -> None:
    assert 10_000 < len(factors) <= 60_000
    assert set(factors["indicator"]) == {OCCUPATION, CONVERSION}
    assert (factors["low"] <= factors["value"]).all()
    assert (factors["value"] <= factors["high"]).all()
    assert factors["gsd"].isna().equals(factors["value"].eq(0))


def test_a_lower_bound_of_zero_says_why(factors: pd.DataFrame) -> None:
    some = factors[factors["value"] > 0]
    flagged = some["flag"].str.split("|").map(lambda tokens: "lower_bound_not_positive" in tokens)
    assert flagged.equals(some["low"].eq(0))
    zero = factors[factors["value"] == 0]
    assert zero["flag"].str.contains("reported_zero").all()
    assert (zero["high"] > 0).all()


def test_quality_by_level(factors: pd.DataFrame) -> None:
    country = factors["origin"].isin(list(places.countries()))
    region = factors["region"] != ""
    assert set(factors.loc[region, "quality"]) == {2, 3, 4}
    assert set(factors.loc[country & ~region, "quality"]) == {3, 4}
    assert set(factors.loc[~country & (factors["origin"] != WORLD), "quality"]) == {4}
    assert set(factors.loc[factors["origin"] == WORLD, "quality"]) == {5}


def test_conversion_has_the_commodities_of_bba_open_s_habitat_loss(
    factors: pd.DataFrame, base: pd.DataFrame
) -> None:
    lost = set(base.loc[base["indicator"] == "habitat_loss", "commodity"])
    assert set(factors.loc[factors["indicator"] == CONVERSION, "commodity"]) == lost
    grown = set(base.loc[base["indicator"] == "species_loss_occupation", "commodity"])
    assert set(factors.loc[factors["indicator"] == OCCUPATION, "commodity"]) == grown


def test_world_means_by_independent_arithmetic(root: Path, factors: pd.DataFrame) -> None:
    produced = pd.read_csv(root / "factors" / "bba-open" / "producers.csv", keep_default_na=False)
    weight = produced.set_index(["commodity", "origin"])["production"]
    own = factors[(factors["region"] == "") & (factors["indicator"] == OCCUPATION)]
    for commodity in ("soybeans", "cocoa_beans", "roundwood", "cattle_meat"):
        values = own[own["commodity"] == commodity].set_index("origin")["value"]
        countries = [code for code in values.index if code in places.countries()]
        mean = np.average(values[countries], weights=weight[commodity][countries])
        assert values[WORLD] == pytest.approx(mean, rel=1e-7), commodity


def test_regions_are_those_of_bba_open(
    root: Path, folder: Path, factors: pd.DataFrame, base: pd.DataFrame
) -> None:
    columns = dict.fromkeys(("origin", "region", "kind", "code", "aliases", "area_share", "source"), str)
    ours, theirs = (
        pd.read_csv(path / "regions.csv", dtype=columns, keep_default_na=False)
        for path in (folder, root / "factors" / "bba-open")
    )
    assert set(ours.itertuples(index=False)) <= set(theirs.itertuples(index=False)), (
        "same names, codes, aliases"
    )
    key = ["commodity", "origin", "region"]
    named = set(ours[["origin", "region"]].itertuples(index=False, name=None))
    found = factors[factors["region"] != ""]
    assert named == set(found[["origin", "region"]].itertuples(index=False, name=None))
    rows = set(
        base.loc[base["indicator"] == "species_loss_occupation", key].itertuples(index=False, name=None)
    )
    assert set(found.loc[found["indicator"] == OCCUPATION, key].itertuples(index=False, name=None)) <= rows


def test_it_stands_beside_bba_open_and_no_line_is_lost() -> None:
    both = bba.load_factors("bba-open", "unep-setac-2016")
    assert {OCCUPATION, CONVERSION, "species_loss_occupation"} <= {each.id for each in both.indicators}
    table = pd.DataFrame(
        {
            "line_id": ["country", "region", "unknown"], "commodity": "soybeans",
            "origin": ["BRA", "BRA", "unknown"], "region": ["", "Cerrado", ""], "quantity": 100.0, "unit": "t",
        }
    )  # fmt: skip
    lines = bba.read_lines(table)
    result = bba.calculate_footprint(lines, both)
    found = result.to_frame().set_index("line_id")
    alone = bba.calculate_footprint(lines, bba.load_factors("bba-open")).to_frame().set_index("line_id")
    values = [
        name
        for name in alone.columns
        if name in ("land_occupation", "habitat_loss", "species_loss_occupation")
    ]
    assert values, "columns of indicators"
    pd.testing.assert_frame_equal(found[values], alone[values])
    frame = both.to_frame()
    own = frame[(frame["indicator"] == OCCUPATION) & (frame["commodity"] == "soybeans")]
    value = own.set_index(["origin", "region"])["value"]
    for line, place in {"country": ("BRA", ""), "region": ("BRA", "Cerrado"), "unknown": (WORLD, "")}.items():
        assert found.loc[line, OCCUPATION] == pytest.approx(100 * value[place]), line
