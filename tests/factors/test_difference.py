"""What changed between two sets: small sets with changes made on purpose."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bbafootprint.errors import IncompatibleFactorSetsError
from bbafootprint.factors import FactorSet, load_factors, write_set
from bbafootprint.factors.difference import FactorSetComparison, compare_factor_sets

from ..laws import examples
from .conftest import ALL, CONVERSION, ecosystems, factors, metadata, producers


def made(folder: Path, rows: pd.DataFrame, grown: pd.DataFrame | None = None, **changes: Any) -> FactorSet:
    """A set with these rows; the producers of the small set unless others are given."""
    tables = {"producers": producers() if grown is None else grown, "ecosystems": ecosystems()}
    write_set(folder, metadata(**changes), rows, **tables)
    return load_factors(folder)


@pytest.fixture
def old(tmp_path: Path) -> FactorSet:
    return made(tmp_path / "old", factors())


def row(found: FactorSetComparison, **key: str) -> pd.Series:
    chosen = found.factors
    for name, text in key.items():
        chosen = chosen[chosen[name] == text]
    assert len(chosen) == 1, chosen
    return chosen.iloc[0]


def where(rows: pd.DataFrame, origin: str, region: str = "") -> pd.Series:
    return (rows["origin"] == origin) & (rows["region"] == region)


def test_a_set_against_itself(old: FactorSet, tmp_path: Path) -> None:
    found = compare_factor_sets(old, tmp_path / "old")
    assert found.identical
    assert found.factors.empty
    assert found.metadata.empty
    assert list(found.indicators["unchanged"]) == [1, 4]  # habitat loss, land occupation
    assert found.indicators.loc["land_occupation", "old_total"] == pytest.approx(0.3 * 100 + 0.5 * 2.5)
    assert np.isnan(found.indicators.loc["habitat_loss", "old_total"])  # no country has it


def test_a_changed_value_by_hand(old: FactorSet, tmp_path: Path) -> None:
    rows = factors()
    rows.loc[where(rows, "BRA"), "value"] = 0.36
    found = compare_factor_sets(old, made(tmp_path / "new", rows))
    assert not found.identical
    (changed,) = found.factors.itertuples()
    assert (changed.status, changed.origin, changed.region, changed.details) == ("changed", "BRA", "", "")
    assert (changed.old, changed.new) == (0.3, 0.36)
    assert changed.ratio == pytest.approx(1.2)
    assert changed.production == 100
    assert changed.effect == pytest.approx(6.0)  # ha yr
    assert changed.share == pytest.approx(6.0 / 31.25)
    assert found.indicators.loc["land_occupation", "new_total"] == pytest.approx(37.25)


def test_a_removed_factor_is_compared_with_what_answers_instead(old: FactorSet, tmp_path: Path) -> None:
    rows = factors()
    found = compare_factor_sets(old, made(tmp_path / "new", rows[~where(rows, "BRA")]))
    removed = row(found, origin="BRA")
    assert (removed["status"], removed["old_rung"], removed["new_rung"]) == (
        "removed",
        "country",
        "subregion",
    )
    assert np.isnan(removed["new"])
    assert np.isnan(removed["ratio"])
    assert removed["new_answer"] == 0.31
    assert removed["effect"] == pytest.approx(0.01 * 100)


def test_the_world_total_takes_what_the_ladder_answers(tmp_path: Path) -> None:
    """A grower without a row of its own is answered by the world, where the ladder lets it, and is in the total."""
    rows = factors()
    whole = made(tmp_path / "whole", rows)
    land = rows["indicator"] == "land_occupation"
    origins = rows.loc[land & (rows["region"] == ""), "origin"]
    country = next(each for each in origins if each.isalpha() and each != "WLD")
    less = made(tmp_path / "less", rows[~(land & where(rows, country))])
    found = compare_factor_sets(whole, less)
    (removed,) = found.factors[(found.factors["status"] == "removed")].itertuples()
    moved = (removed.new_answer - removed.old_answer) * removed.production
    totals = found.indicators.loc["land_occupation", ["old_total", "new_total"]]
    assert totals["new_total"] == pytest.approx(totals["old_total"] + moved)
    assert removed.new_rung in ("subregion", "world")


def test_other_numbers_under_one_version_are_remarked_on(old: FactorSet, tmp_path: Path) -> None:
    rows = factors()
    rows["value"] = rows["value"] * 2
    rows[["low", "high"]] = rows[["low", "high"]] * 2
    same = compare_factor_sets(old, made(tmp_path / "same", rows)).metadata.set_index("item")
    assert "same version" in same.loc["remark", "new"]
    raised = compare_factor_sets(old, made(tmp_path / "raised", rows, version="1.3.0")).metadata
    assert "remark" not in set(raised["item"])


def test_a_removed_factor_that_nothing_replaces_counts_whole(old: FactorSet, tmp_path: Path) -> None:
    rows = factors()
    found = compare_factor_sets(old, made(tmp_path / "new", rows[~where(rows, "NAM")]))
    removed = row(found, origin="NAM")
    assert np.isnan(removed["new_answer"])
    assert removed["new_rung"] == ""
    assert removed["effect"] == pytest.approx(0.5 * 2.5)


def conversion(origins: dict[str, float]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "commodity": "soybeans", "origin": list(origins), "region": "", "indicator": "habitat_loss",
            "value": list(origins.values()), "unit": "ha", "quality": 3,
        }
    )  # fmt: skip


def test_the_world_answers_a_grower_only_where_the_ladder_lets_it(tmp_path: Path) -> None:
    """A conversion's world mean is for unknown origins and places of shipment: so it is in the comparison."""
    more = conversion({"BRA": 0.002, "NLD": 0.001, "WLD": 0.0005})
    old = made(tmp_path / "old", conversion({"BRA": 0.002, "WLD": 0.0005}))
    new = made(tmp_path / "new", more)
    shipped = row(compare_factor_sets(old, new), origin="NLD")
    assert (shipped["old_rung"], shipped["old_answer"]) == ("world", 0.0005)
    grown = pd.concat(
        [
            producers(),
            pd.DataFrame({"commodity": ["soybeans"], "origin": "NLD", "production": 7.0, "unit": "t"}),
        ]
    )
    old = made(tmp_path / "older", conversion({"BRA": 0.002, "WLD": 0.0005}), grown)
    grower = row(compare_factor_sets(old, new), origin="NLD")
    assert grower["old_rung"] == ""
    assert grower["effect"] == pytest.approx(0.001 * 7)


def test_sub_regions_and_the_world_stand_for_their_producers(old: FactorSet, tmp_path: Path) -> None:
    rows = factors()
    rows.loc[where(rows, "005"), "value"] *= 2
    rows.loc[where(rows, "WLD"), "value"] *= 2
    found = compare_factor_sets(old, made(tmp_path / "new", rows))
    assert row(found, origin="005")["production"] == 100  # Brazil only; Namibia is in Southern Africa
    assert row(found, origin="WLD")["production"] == 102.5
    assert row(found, origin="005")["old_rung"] == "subregion"
    assert row(found, origin="WLD")["old_rung"] == "world"


def test_a_region_of_unknown_share_has_no_effect_made_up(old: FactorSet, tmp_path: Path) -> None:
    rows = factors()
    rows.loc[where(rows, "BRA", "Pará"), "value"] *= 2
    rows.loc[where(rows, "BRA"), "value"] *= 1.001
    found = compare_factor_sets(old, made(tmp_path / "new", rows)).factors
    assert found["region"].tolist() == ["", "Pará"]  # what is not known comes last, however large the ratio
    assert found["effect"].isna().tolist() == [False, True]
    assert found["production"].isna().tolist() == [False, True]


def test_a_region_counts_by_its_share_of_the_area(old: FactorSet, tmp_path: Path) -> None:
    rows = factors()
    rows.loc[where(rows, "BRA", "Pará"), "value"] = 0.45
    regions = pd.DataFrame({"origin": ["BRA"], "region": "Pará", "kind": "named", "area_share": 0.15})
    folder = tmp_path / "new"
    write_set(folder, metadata(), rows, producers=producers(), ecosystems=ecosystems(), regions=regions)
    found = compare_factor_sets(old, folder)
    changed = row(found, region="Pará")
    assert changed["production"] == pytest.approx(15.0)
    assert changed["effect"] == pytest.approx(0.1 * 15)
    assert changed["basis"] == "area share"
    assert found.metadata["item"].tolist() == ["remark", "table regions"]


def test_a_guess_by_area_comes_after_what_is_known(old: FactorSet, tmp_path: Path) -> None:
    rows = factors()
    rows.loc[where(rows, "BRA", "Pará"), ["value", "high"]] = 35.0
    rows.loc[where(rows, "BRA"), "value"] = 0.301
    rows.loc[where(rows, "NAM"), "value"] = 0.55
    regions = pd.DataFrame({"origin": ["BRA"], "region": "Pará", "kind": "named", "area_share": 0.9})
    write_set(tmp_path / "new", metadata(), rows, producers=producers(), regions=regions)
    found = compare_factor_sets(old, tmp_path / "new").factors
    assert found["origin"].tolist() == ["NAM", "BRA", "BRA"]
    assert found["basis"].tolist() == ["producers", "producers", "area share"]
    assert found["effect"].tolist() == pytest.approx([0.05 * 2.5, 0.001 * 100, 34.65 * 90])


def test_a_practice_has_no_known_production(tmp_path: Path) -> None:
    rows = factors().assign(practice="")
    certified = rows[where(rows, "BRA")].assign(practice="certified", value=0.2)
    found = compare_factor_sets(
        made(tmp_path / "old", rows), made(tmp_path / "new", pd.concat([rows, certified], ignore_index=True))
    )
    added = row(found, practice="certified")
    assert (added["old_rung"], added["old_answer"]) == ("country", 0.3)
    assert np.isnan(added["effect"])


def test_bounds_quality_and_flag_are_counted_apart(old: FactorSet, tmp_path: Path) -> None:
    rows = factors().assign(flag="")
    rows.loc[where(rows, "NAM"), ["quality", "flag", "source"]] = [4, "small_producer", "a survey"]
    rows.loc[where(rows, "BRA"), ["low", "gsd"]] = [0.1, 2.0]
    rows.loc[where(rows, "005"), "value"] = 0.62
    rows.loc[where(rows, "005"), "quality"] = 5
    found = compare_factor_sets(old, made(tmp_path / "new", rows))
    assert row(found, origin="NAM")["details"] == "quality, flag, source"
    assert row(found, origin="BRA")["details"] == "bounds"
    assert set(found.factors.loc[found.factors["origin"] != "005", "status"]) == {"same value"}
    assert (row(found, origin="005")["status"], row(found, origin="005")["details"]) == ("changed", "quality")
    counted = found.indicators.loc[
        "land_occupation", ["added", "removed", "changed", "same_value", "unchanged"]
    ]
    assert counted.tolist() == [0, 0, 1, 2, 1]
    assert row(found, origin="NAM")["effect"] == 0


def test_rounding_is_no_change(old: FactorSet, tmp_path: Path) -> None:
    rows = factors()
    rows["value"] *= 1 + 4e-9  # the tenth digit: it is not even written, or it is rounded
    rows["low"] *= 1 - 4e-4  # four digits, rounded down
    rows["high"] *= 1 + 4e-4
    assert compare_factor_sets(old, load_factors(made(tmp_path / "new", rows))).identical


def test_a_small_number_is_no_rounding() -> None:
    """Species factors are of the order of 1e-11: what is rounding is relative."""
    rows = conversion({"BRA": 2e-11})
    found = compare_factor_sets(rows.drop(columns="region"), rows.assign(value=3e-11))
    assert found.factors["status"].tolist() == ["changed"]


def test_a_sub_region_is_no_place_of_shipment(tmp_path: Path) -> None:
    old = made(tmp_path / "old", conversion({"BRA": 0.002, "WLD": 0.0005}))
    new = made(tmp_path / "new", conversion({"BRA": 0.002, "005": 0.001, "WLD": 0.0005}))
    added = row(compare_factor_sets(old, new), origin="005")
    assert (added["status"], added["old_rung"], added["new_rung"]) == ("added", "", "subregion")


def test_a_value_of_zero_is_no_rounding(old: FactorSet, tmp_path: Path) -> None:
    rows = factors()
    rows.loc[where(rows, "NAM"), ["value", "low"]] = 0.0
    changed = row(compare_factor_sets(old, made(tmp_path / "new", rows)), origin="NAM")
    assert (changed["status"], changed["ratio"]) == ("changed", 0.0)
    back = row(compare_factor_sets(tmp_path / "new", old), origin="NAM")
    assert back["ratio"] == np.inf


def test_what_the_sets_say_of_themselves(old: FactorSet, tmp_path: Path) -> None:
    other = metadata()["indicators"]
    other[1] |= {"amortisation": "mean of 20 years"}
    new = made(
        tmp_path / "new", factors(), version="2.0.0", indicators=other, sources=[{"title": "A new survey"}],
        ladder={"land_occupation": ALL, "habitat_loss": [*CONVERSION[:3], {"rung": "world"}]},
    )  # fmt: skip
    said = compare_factor_sets(old, new).metadata.set_index("item")
    assert said.loc["version"].tolist() == ["1.2.0", "2.0.0"]
    assert said.loc["amortisation of habitat_loss"].tolist() == ["mean of 5 years", "mean of 20 years"]
    assert said.loc["ladder of habitat_loss", "new"] == "region > country > subregion > world"
    assert said.loc["source Acme's own survey", "new"] == ""
    assert said.loc["source A new survey", "old"] == ""
    assert "title" not in said.index


def test_a_change_of_the_other_tables_is_said(old: FactorSet, tmp_path: Path) -> None:
    grown = producers().assign(production=[120.0, 2.5])
    found = compare_factor_sets(old, made(tmp_path / "new", factors(), grown))
    assert found.factors.empty
    assert not found.identical
    assert found.metadata.iloc[0].tolist() == [
        "table producers", "2 rows, 1 of them not in the newer", "2 rows, 1 of them not in the older",
    ]  # fmt: skip
    assert found.indicators.loc["land_occupation", "new_total"] == pytest.approx(0.3 * 120 + 0.5 * 2.5)


def test_another_unit_is_another_factor(tmp_path: Path) -> None:
    rows = factors()
    land = rows["indicator"] == "land_occupation"
    other = metadata()["indicators"]
    other[0] |= {"unit": "m2 yr"}
    scaled = rows.assign(unit=rows["unit"].where(~land, "m2 yr"))
    for name in ("value", "low", "high"):
        scaled[name] = rows[name].where(~land, rows[name] * 1e4)
    found = compare_factor_sets(
        made(tmp_path / "old", rows), made(tmp_path / "new", scaled, indicators=other)
    )
    brazil = found.factors[where(found.factors, "BRA")]
    assert sorted(brazil["status"]) == ["added", "removed"]  # never 0.3 -> 3000
    assert brazil["ratio"].isna().all()
    assert found.metadata["item"].tolist() == ["remark", "unit of land_occupation"]


def test_sets_that_measure_nothing_alike(old: FactorSet) -> None:
    other = load_factors(
        pd.DataFrame(
            {"commodity": ["soybeans"], "origin": "BRA", "indicator": "water", "account": "pressure", "value": 1.0,
             "unit": "m3"}
        )
    )  # fmt: skip
    with pytest.raises(IncompatibleFactorSetsError, match=r"no indicator in common.*land_occupation.*water"):
        compare_factor_sets(old, other)


def test_tables_without_producers_are_ranked_by_how_far_they_are_apart() -> None:
    rows = pd.DataFrame(
        {"commodity": "soybeans", "origin": ["BRA", "ARG", "PRY"], "indicator": "land_occupation",
         "value": [1.0, 1.0, 1.0], "unit": "ha yr"}
    )  # fmt: skip
    found = compare_factor_sets(rows, rows.assign(value=[1.5, 0.25, 3.0]))
    assert found.factors["origin"].tolist() == ["ARG", "PRY", "BRA"]
    assert found.factors["share"].isna().all()


FOUR = st.lists(st.floats(1e-6, 1e3), min_size=4, max_size=4)


@settings(max_examples=examples(25))  # each loads two sets and compares them twice
@given(before=FOUR, after=FOUR)
def test_law_back_and_forth(before: list[float], after: list[float]) -> None:
    """Swapped sets: added is removed, old is new, and the effect is the same."""
    rows = factors().drop(columns=["low", "high"]).query("indicator == 'land_occupation'")
    one, two = (load_factors(rows.assign(value=values)) for values in (before, after))
    forth, back = compare_factor_sets(one, two).factors, compare_factor_sets(two, one).factors
    assert len(forth) == sum(abs(a - b) > 1e-8 * min(a, b) for a, b in zip(before, after, strict=True))
    both = forth.merge(back, on=["commodity", "origin", "region"])
    assert len(both) == len(forth)
    assert (both["old_x"] == both["new_y"]).all()


@settings(max_examples=examples(32))  # as many as there are
@given(gone=st.sets(st.sampled_from(range(5))))
def test_law_every_row_is_counted_once(gone: set[int]) -> None:
    rows = factors()
    kept = rows.drop(index=list(gone))
    if set(kept["indicator"]) == set(rows["indicator"]):
        counted = compare_factor_sets(rows, kept).indicators
        assert counted["removed"].sum() == len(gone)
        assert counted[["added", "removed", "changed", "same_value", "unchanged"]].to_numpy().sum() == len(
            rows
        )
