"""Commitments by hand: paths, what can be said, coverage, draws, and what stands beside and is never netted."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest

import bbafootprint as bba
from bbafootprint.errors import IncompatibleFactorSetsError, InputError, UsageError
from bbafootprint.planning import apply_scenario, chart, judging, progress, read_commitment, track_commitment
from bbafootprint.planning.judging import Path as Way
from bbafootprint.planning.judging import chance_on_path, interval_of_change, judge
from bbafootprint.planning.progress import CONTEXT_COLUMNS, PROGRESS_COLUMNS
from tests.planning.conftest import sheet, steps

LAND = {"kind": "indicator", "indicator": "land_occupation", "reduction": "30 %", "year": 2027}
TRACED = {"kind": "traced", "primary_commodity": "cocoa beans", "share": 1, "year": 2027}


def promise(*targets: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"name": "Ours", "baseline": 2024, "targets": list(targets), **more}


def years(factors: bba.FactorSet, **rows: list[tuple[Any, ...]]) -> dict[int, bba.Footprint]:
    """Footprints of y2024=[(commodity, origin, tonnes)] and so on."""
    return {
        int(year[1:]): bba.calculate_footprint(
            sheet(*((f"{year}-{at}", *row) for at, row in enumerate(bought)), year=int(year[1:])), factors
        )
        for year, bought in rows.items()
    }


def track(document: dict[str, Any], results: Any, **options: Any) -> pd.DataFrame:
    return track_commitment(document, results, **{"draws": 0} | options).table().set_index(["target", "year"])


def soy(*tonnes: float) -> dict[str, list[tuple[Any, ...]]]:
    return {f"y{2024 + at}": [("soybeans", "Brazil", each)] for at, each in enumerate(tonnes)}


def test_an_amount_on_its_path_by_hand(factors: bba.FactorSet) -> None:
    # 0.3 ha yr a tonne: 300, then 270 and 250 where 270 and 240 are asked for
    table = track(promise(LAND), years(factors, **soy(1000, 900, 2500 / 3, 700)))
    assert list(table.reset_index().columns[:1]) == ["target"]
    mine = table.loc["land_occupation"]
    assert mine["value"].tolist() == pytest.approx([300, 270, 250, 210])
    assert mine["required"].tolist() == pytest.approx([300, 270, 240, 210])
    assert mine["gap"].tolist() == pytest.approx([0, 0, 10, 0], abs=1e-9)
    assert mine["status"].tolist() == ["baseline", "on track", "not on track", "on track"]
    assert mine["change"].tolist() == pytest.approx([0, -0.1, -1 / 6, -0.3])
    assert mine["target_value"].tolist() == pytest.approx([210] * 4)
    assert mine["coverage"].tolist() == [1, 1, 1, 1]


def test_after_its_year_the_target_itself_is_asked_for(factors: bba.FactorSet) -> None:
    results = years(factors, y2023=[("soybeans", "Brazil", 900.0)], **soy(1000))
    results |= years(factors, y2030=[("soybeans", "Brazil", 800.0)])
    mine = track(promise(LAND), results).loc["land_occupation"]
    assert mine["status"].tolist() == ["before the baseline", "baseline", "not on track"]
    assert np.isnan(mine["required"].iloc[0])
    assert mine["required"].tolist()[1:] == pytest.approx([300, 210])


def test_an_intensity_to_a_value(factors: bba.FactorSet) -> None:
    target = {
        "kind": "intensity",
        "indicator": "land_occupation",
        "to": 0.27,
        "year": 2027,
        "commodity": "soybeans",
    }
    results = years(
        factors, y2024=[("soybeans", "Argentina", 1000.0), ("wheat", "France", 9e9)],
        y2025=[("soybeans", "Argentina", 500.0), ("soybeans", "Brazil", 500.0)],
    )  # fmt: skip
    mine = track(promise(target), results).loc["land_occupation per tonne, soybeans"]
    assert mine["value"].tolist() == pytest.approx([0.4, 0.35])
    assert mine["required"].tolist() == pytest.approx([0.4, 0.4 - 0.13 / 3])
    assert mine["unit"].tolist() == ["ha yr per t"] * 2
    assert mine["status"].tolist() == ["baseline", "on track"]


def test_a_share_traced_by_hand(factors: bba.FactorSet) -> None:
    results = years(
        factors,
        y2024=[("cocoa beans", "Ivory Coast", 40.0), ("cocoa beans", "unknown", 50.0), ("cocoa beans", "Belgium", 10.0),
               ("soybeans", "unknown", 1e6)],
        y2025=[("cocoa beans", "Ivory Coast", 70.0), ("cocoa beans", "unknown", 30.0)],
    )  # fmt: skip
    done = track_commitment(promise(TRACED), results)
    mine = done.table().set_index("year")
    assert mine["value"].tolist() == pytest.approx([0.4, 0.7])
    assert mine["required"].tolist() == pytest.approx([0.4, 0.6])
    assert mine["gap"].tolist() == pytest.approx([0, -0.1])
    assert mine["status"].tolist() == ["baseline", "on track"]
    assert mine["mass_t"].tolist() == [100, 100]
    beside = done.context().set_index(["year", "what"])["value"]
    assert beside[2024, "only shipped from the country given"] == pytest.approx(0.1)
    assert beside[2025, "origin not known"] == pytest.approx(0.3)
    assert mine["chance"].isna().all()  # a share is counted, not drawn


def test_trade_statistics_are_no_tracing_unless_the_commitment_says_so(factors: bba.FactorSet) -> None:
    mix = pd.DataFrame(
        {"commodity": "soybeans", "consignment": "NLD", "year": 2022, "origin": ["BRA"], "share": [1.0]}
    )
    lines = sheet(("a", "soybeans", "Netherlands", 60.0), ("b", "soybeans", "Brazil", 40.0))
    result = bba.calculate_footprint(lines, factors, perspective="traced", trade=mix)
    target = {"kind": "traced", "share": 1, "year": 2027}
    plain = track_commitment(promise(target), {2024: result})
    assert plain.table()["value"].tolist() == pytest.approx([0.4])
    assert plain.table()["lines"].tolist() == [2]
    assert plain.context()["value"].tolist() == pytest.approx([0.6])
    loose = track_commitment(promise({**target, "by_trade_data": True}), {2024: result})
    assert loose.table()["value"].tolist() == pytest.approx([1.0])


def test_traced_to_a_region(factors: bba.FactorSet) -> None:
    lines = sheet(("a", "soybeans", "Mato Grosso, Brazil", 60.0), ("b", "soybeans", "Brazil", 40.0))
    target = {"kind": "traced", "share": 1, "year": 2027, "level": "region"}
    done = track_commitment(promise(target), {2024: bba.calculate_footprint(lines, factors)}).table()
    assert done["value"].tolist() == pytest.approx([0.6])


MARKED = {
    "evidence": ["mass balance", "SG", "verified", "verified", None],
    "claim": ["conversion_free", "conversion_free", "deforestation_free", "conversion_free", None],
    "cut_off": ["2020-12-31", "2020-12-31", "2018-12-31", "2021-12-31", None],
    "certification": ["A", "A", "B", " b ", None],
}


@pytest.mark.parametrize(
    ("target", "share"),
    [
        ({"kind": "certified", "evidence": "claimed", "share": 0.5}, 0.8),
        ({"kind": "certified", "evidence": "SG", "share": 0.5}, 0.6),
        ({"kind": "certified", "evidence": "SG", "share": 0.5, "schemes": ["B"]}, 0.4),
        ({"kind": "no_conversion", "evidence": "mb", "cut_off": "2020-12-31"}, 0.4),
        ({"kind": "no_conversion", "evidence": "SG", "cut_off": "2020-12-31"}, 0.2),
        ({"kind": "no_conversion", "evidence": "SG", "cut_off": 2021}, 0.4),
        ({"kind": "no_conversion", "evidence": "SG", "cut_off": "2020-12-31", "claim": "deforestation_free"}, 0.4),
    ],
)  # fmt: skip
def test_shares_by_evidence_by_hand(factors: bba.FactorSet, target: dict[str, Any], share: float) -> None:
    lines = sheet(*((f"l{at}", "soybeans", "Brazil", 10.0) for at in range(5)), **MARKED)
    results = {2024: bba.calculate_footprint(lines, factors)}
    assert track(promise({**target, "year": 2027}), results)["value"].tolist() == pytest.approx([share])


def test_loss_is_context_of_a_target_of_no_conversion_and_never_its_measure(factors: bba.FactorSet) -> None:
    target = {"kind": "no_conversion", "evidence": "mb", "cut_off": "2020-12-31", "year": 2027}
    # soybeans of Argentina have no loss in the set, and nothing is claimed of them
    done = track_commitment(promise(target), years(factors, y2024=[("soybeans", "Argentina", 10.0)]))
    assert done.table()["value"].tolist() == [0.0]
    (context,) = done.context().to_dict("records")
    assert (context["what"], context["value"]) == ("habitat_loss", 0.0)
    assert context["note"].startswith("context, not the measure")


def test_under_the_coverage_asked_for_it_cannot_be_said(factors: bba.FactorSet) -> None:
    results = years(
        factors,
        y2024=[("soybeans", "Brazil", 1000.0)],
        y2025=[("soybeans", "Brazil", 100.0), ("moon dust", "Brazil", 100.0)],
    )
    mine = track(promise(LAND), results).iloc[1]
    assert mine["status"] == "cannot be said"
    assert mine["why"] == "50 % is known, the commitment asks for 90 %"
    assert mine["coverage_change"] == pytest.approx(-0.5)
    lower = track(promise({**LAND, "coverage": 0.4}), results).iloc[1]
    assert lower["status"] == "on track"  # 30 of 300, and at full coverage 60: far under 270


def test_a_fall_because_less_is_assessed_is_no_progress(factors: bba.FactorSet) -> None:
    results = years(
        factors,
        y2024=[("soybeans", "Brazil", 1000.0)],
        y2025=[("soybeans", "Brazil", 600.0), ("moon dust", "Brazil", 400.0)],
    )
    mine = track(promise(LAND, coverage=0.5), results).iloc[1]
    assert mine["value"] == pytest.approx(180)
    assert mine["status"] == "cannot be said"
    said = "only because less was assessed (60 %, baseline 100 %): at the baseline's coverage it would be 300"
    assert said in mine["why"]


def test_a_baseline_that_is_hardly_known_judges_nothing(factors: bba.FactorSet) -> None:
    results = years(
        factors,
        y2024=[("soybeans", "Brazil", 100.0), ("moon dust", "Brazil", 900.0)],
        y2025=[("soybeans", "Brazil", 1.0)],
    )
    table = track(promise(LAND), results)
    assert table["status"].tolist() == ["baseline", "cannot be said"]
    assert table["why"].iloc[0] == "10 % is known, the commitment asks for 90 %"
    assert "of the baseline is known" in table["why"].iloc[1]


def test_masses_that_are_not_known_are_not_covered(factors: bba.FactorSet) -> None:
    table = pd.DataFrame(
        {
            "commodity": "cocoa beans",
            "origin": "Ivory Coast",
            "quantity": ["10", "to be told"],
            "unit": "t",
            "year": 2025,
        }
    )
    results = years(factors, y2024=[("cocoa beans", "unknown", 10.0)])
    results[2025] = bba.calculate_footprint(bba.read_lines(table), factors)
    mine = track(promise(TRACED), results).iloc[1]
    assert (mine["lines"], mine["lines_without_mass"], mine["value"]) == (2, 1, 1.0)
    assert mine["status"] == "cannot be said"
    table["quantity"] = ["10", "20"]
    table["commodity"] = ["cocoa beans", "cacaou"]
    results[2025] = bba.calculate_footprint(bba.read_lines(table), factors)
    mine = track(promise(TRACED), results).iloc[1]
    assert (mine["lines"], mine["unplaced_lines"], mine["status"]) == (1, 1, "on track")


def test_nothing_in_scope_is_not_zero(factors: bba.FactorSet) -> None:
    results = years(factors, y2024=[("cocoa beans", "unknown", 10.0)], y2025=[("soybeans", "Brazil", 10.0)])
    target = {**LAND, "commodity": "cocoa beans", "name": "cocoa"}
    for table in (track(promise(TRACED), results), track(promise(target), results)):
        assert np.isnan(table["value"].iloc[1])
        assert table["status"].iloc[1] == "cannot be said"
        assert table["why"].iloc[1] == "nothing in scope is assessed"


def test_splitting_lines_changes_no_measure(factors: bba.FactorSet) -> None:
    lines = sheet(("a", "cocoa beans", "Ivory Coast", 60.0), ("b", "cocoa beans", "unknown", 40.0))
    split = apply_scenario(lines, steps({"do": "certify", "share": 0.3, "evidence": "mb"}))
    one, two = (
        track(promise(TRACED), {2024: bba.calculate_footprint(each, factors)}) for each in (lines, split)
    )
    pd.testing.assert_frame_equal(one, two)


def test_a_stated_baseline_needs_no_footprint_of_its_year(factors: bba.FactorSet) -> None:
    target = {**LAND, "baseline": 400, "baseline_source": "our report of 2024"}
    mine = track(promise(target), years(factors, y2025=[("soybeans", "Brazil", 1000.0)])).iloc[0]
    assert (mine["baseline"], mine["required"], mine["status"]) == (400, pytest.approx(360), "on track")
    assert np.isnan(mine["coverage_change"])
    with pytest.raises(UsageError, match="baseline year 2024 is not among the years 2025"):
        track(promise(LAND), years(factors, y2025=[("soybeans", "Brazil", 1.0)]))


def test_a_baseline_better_than_the_target_may_not_get_worse_than_it(factors: bba.FactorSet) -> None:
    target = {"kind": "traced", "share": 0.5, "year": 2027}
    results = years(
        factors,
        y2024=[("soybeans", "Brazil", 1.0)],
        y2025=[("soybeans", "Brazil", 4.0), ("soybeans", "unknown", 6.0)],
    )
    mine = track(promise(target), results)
    assert mine["required"].tolist() == [0.5, 0.5]
    assert mine["status"].tolist() == ["baseline", "not on track"]


def test_one_footprint_with_periods_is_split_by_year(factors: bba.FactorSet) -> None:
    rows = [("a", "soybeans", "Brazil", 1000.0), ("b", "soybeans", "Brazil", 900.0)]
    whole = bba.calculate_footprint(sheet(*rows, year=["2024", "FY25"]), factors)
    assert track(promise(LAND), whole)["value"].tolist() == pytest.approx([300, 270])
    unsaid = bba.calculate_footprint(sheet(*rows, year=["2024", "later"]), factors)
    with pytest.raises(UsageError, match=r"1 lines have no period that names a year \(the first: b\)"):
        track(promise(LAND), unsaid)
    with pytest.raises(UsageError, match="keep_lines"):
        track(promise(LAND), bba.calculate_footprint(sheet(*rows), factors, keep_lines=False))
    with pytest.raises(UsageError, match="no footprint is given"):
        track(promise(LAND), {})


def test_another_method_is_no_progress(factors: bba.FactorSet, factor_frame: pd.DataFrame) -> None:
    results = years(factors, **soy(1000))
    other = bba.load_factors(factor_frame.assign(quality=3))
    results |= years(other, y2025=[("soybeans", "Brazil", 1000.0)])
    with pytest.raises(IncompatibleFactorSetsError, match="2024 and 2025 were made with"):
        track(promise(LAND), results)
    assert track(promise(TRACED), results).shape[0] == 2  # a share does not depend on factors
    lines = sheet(("a", "soybeans", "Brazil", 1.0))
    by_mass = {
        2024: bba.calculate_footprint(lines, factors),
        2025: bba.calculate_footprint(lines, factors, allocation="mass"),
    }
    with pytest.raises(IncompatibleFactorSetsError, match="different options"):
        track(promise(LAND), by_mass)


# ---- draws ---------------------------------------------------------------------------------------------------------


def test_the_chance_comes_from_paired_draws(factors: bba.FactorSet, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def samples(result: bba.Footprint, draws: int, seed: int) -> pd.DataFrame:
        asked.append((draws, seed))
        shared = np.linspace(0.5, 1.5, draws)  # the same error in both years: it cancels in their ratio
        return pd.DataFrame({name: value * shared for name, value in result.total()["value"].items()})

    monkeypatch.setattr(progress, "samples_of", samples)
    results = years(factors, **soy(1000, 890))
    again = {**LAND, "name": "the same goods"}
    mine = track(promise(LAND, again), results, draws=1000, seed=7).iloc[1]
    assert asked == [(1000, 7)] * 2  # once a year for all targets of the same goods
    assert mine["chance"] == 1.0
    assert (mine["change_low"], mine["change_high"]) == pytest.approx((-0.11, -0.11))
    # against a value, the error of the year does not cancel: 267 x [0.5, 1.5] is under 240 in about 40 % of draws
    target = {**LAND, "to": 200, "baseline": 320, "baseline_source": "stated"}
    del target["reduction"]
    stated = track(promise(target), results, draws=1000).loc["land_occupation"].loc[2025]
    assert stated["required"] == pytest.approx(280)
    assert stated["chance"] == pytest.approx((280 / 267 - 0.5), abs=0.002)
    sure = track(promise(target, confidence=0.8), results, draws=1000).loc["land_occupation"].loc[2025]
    assert sure["status"] == "cannot be said"
    assert sure["why"] == "the chance of being on the path is 54.9 %, 80 % was asked for"


def test_an_error_that_both_years_share_does_not_look_like_a_change(factors: bba.FactorSet) -> None:
    results = years(
        factors,
        y2024=[("soybeans", "Brazil", 1000.0), ("wheat", "France", 1000.0)],
        y2025=[("soybeans", "Brazil", 890.0), ("wheat", "France", 890.0)],
    )
    mine = track(promise(LAND), results, draws=500).iloc[1]
    assert (mine["change_low"], mine["change_high"]) == pytest.approx((-0.11, -0.11))
    assert mine["chance"] == 1.0
    assert mine["low"] < mine["value"] < mine["high"]
    switched = years(factors, y2024=[("soybeans", "Brazil", 100.0)], y2025=[("soybeans", "Argentina", 70.0)])
    mine = track(promise(LAND), switched, draws=500).iloc[1]  # other factors: 30 to 28, 27 is asked for
    assert mine["change_low"] < -1 / 15 < mine["change_high"]
    assert 0 < mine["chance"] < 0.5
    one, two = (track(promise(LAND), switched, draws=500, seed=3).iloc[1]["chance"] for _ in range(2))
    assert one == two


def test_chance_and_interval_by_hand() -> None:
    way = Way(2024, 2028, 0.4, float("nan"), falls=True)
    baseline, value = np.array([100.0, 100.0, 200.0]), np.array([90.0, 91.0, 180.0])
    assert chance_on_path(way, baseline, value, 2025) == pytest.approx(2 / 3)
    low, high = interval_of_change(np.full(3, 100.0), np.array([90.0, 95.0, 100.0]))
    assert (low, high) == pytest.approx((-0.0975, -0.0025))
    assert np.isnan(interval_of_change(np.zeros(3), np.ones(3))).all()
    # a factor that says nothing of its uncertainty: no chance over the draws that happen to be known
    assert np.isnan(chance_on_path(way, np.append(baseline, np.nan), np.append(value, 1.0), 2025))
    assert np.isnan(interval_of_change(np.full(2, 100.0), np.array([90.0, np.nan]))).all()


@pytest.mark.parametrize(
    ("chance", "status"),
    [(0.95, "on track"), (0.5, "cannot be said"), (0.05, "not on track"), (np.nan, "cannot be said")],
)
def test_judged_by_confidence(chance: float, status: str) -> None:
    way = Way(2024, 2028, 0.4, float("nan"), falls=True)
    said, _ = judge(
        way,
        80.0,
        90.0,
        coverage=1.0,
        least=0.9,
        baseline_coverage=1.0,
        amount=True,
        chance=chance,
        confidence=0.9,
    )
    assert said == status


def test_an_amount_per_tonne_does_not_fall_with_coverage() -> None:
    way = Way(2024, 2028, 0.5, float("nan"), falls=True)
    known = {"coverage": 0.7, "least": 0.5, "baseline_coverage": 0.8, "chance": np.nan, "confidence": None}
    assert judge(way, 0.714, 0.75, amount=False, **known)[0] == "on track"
    said, why = judge(way, 0.714, 0.75, amount=True, **known)
    assert said == "cannot be said"
    assert "0.816" in why


# ---- beside, shown, written ----------------------------------------------------------------------------------------


def test_nothing_is_netted(factors: bba.FactorSet) -> None:
    results = years(factors, **soy(1000, 900))
    beside = [{"year": 2025, "what": "Forest restored", "amount": 1e9, "unit": "ha", "source": "programme"}]
    bare, with_it = (
        track_commitment(promise(LAND, **more), results, draws=0) for more in ({}, {"beside": beside})
    )
    pd.testing.assert_frame_equal(bare.table(), with_it.table())
    (entry,) = with_it.context().to_dict("records")
    assert (entry["what"], entry["value"], entry["unit"]) == ("Forest restored", 1e9, "ha")
    assert entry["note"] == "beside the progress, subtracted from nothing; programme"
    assert "Beside the progress, subtracted from nothing:" in str(with_it)


def test_table_words_and_json(factors: bba.FactorSet) -> None:
    done = track_commitment(promise(LAND, TRACED), years(factors, **soy(1000, 950)), draws=0)
    assert list(done.table().columns) == list(PROGRESS_COLUMNS)
    assert list(done.context().columns) == list(CONTEXT_COLUMNS)
    data = json.loads(json.dumps(done.to_dict(), allow_nan=False))
    assert data["commitment"]["baseline"] == 2024
    assert data["progress"][1]["status"] == "not on track"
    assert data["progress"][1]["chance"] is None
    assert set(data["provenance"]["years"]) == {"2024", "2025"}
    assert (
        data["provenance"]["commitment"]["sha256"]
        == read_commitment(promise(LAND, TRACED)).record()["sha256"]
    )
    text = str(done)
    assert "land_occupation: from 300 ha yr to 210 ha yr by 2027" in text
    assert "2025: 285 ha yr, asked for 270 ha yr: not on track; since 2024 -5 %; 100 % known" in text
    assert "2025: not assessed: cannot be said; nothing in scope is assessed" in text


def test_the_drawing_stands_alone_and_says_what_it_shows(factors: bba.FactorSet) -> None:
    name = '<b>"Ours" & theirs'
    results = years(factors, **soy(1000, 950, 700))
    drawing = track_commitment(promise({**LAND, "name": name}, name=name), results, draws=0).chart()
    tree = ElementTree.fromstring(drawing)
    assert tree.attrib["role"] == "img"
    space = "{http://www.w3.org/2000/svg}"
    title, said = tree.find(f"{space}title"), tree.find(f"{space}desc")
    assert title is not None
    assert said is not None
    assert name in str(title.text)
    assert "300 ha yr to 210 ha yr by 2027: 2024 300 ha yr (baseline), 2025 285 ha yr (not on track)" in str(
        said.text
    )
    assert tree.attrib["aria-labelledby"] == "title desc"
    assert not re.search(r"href|url\(|<script|<image|@import", drawing)
    whiskers = [path for path in tree.iter(f"{space}path") if "V" in path.attrib["d"]]
    assert len(whiskers) == 3
    assert "nan" not in drawing


def test_the_drawing_has_a_marker_of_its_own_for_each_thing_that_is_said() -> None:
    said = (judging.BASELINE, judging.ON, judging.OFF, judging.UNSAID)
    shapes = [re.sub(r"[\d.-]+", "", chart._mark(status, 0, 0)) for status in said]
    assert len(set(shapes)) == len(said)
    assert chart._mark(judging.BEFORE, 0, 0) == chart._mark(judging.BASELINE, 0, 0)
    legend = "".join(chart._legend(0))
    for word in ("baseline", "on track", "not on track", "cannot be said", "target", "path"):
        assert f">{word}</text>" in legend


def test_no_marker_can_lie_on_the_words_of_the_target(factors: bba.FactorSet) -> None:
    results = years(factors, y2024=[("cocoa beans", "Ghana", 1.0)], y2027=[("cocoa beans", "Ghana", 1.0)])
    tree = ElementTree.fromstring(track_commitment(promise(TRACED), results, draws=0).chart())
    space = "{http://www.w3.org/2000/svg}"
    (words,) = [each for each in tree.iter(f"{space}text") if str(each.text).startswith("target 100 %")]
    marks = [float(each.attrib["cy"]) for each in tree.iter(f"{space}circle")]
    assert float(words.attrib["y"]) < min(marks) - 10


def test_the_drawing_of_what_is_not_known(factors: bba.FactorSet) -> None:
    results = years(factors, y2024=[("wheat", "France", 1.0)], y2025=[("wheat", "France", 1.0)])
    target = {"kind": "indicator", "indicator": "habitat_loss", "reduction": 0.1, "year": 2027}
    drawing = track_commitment(promise(target), results, draws=0).chart()
    assert "nan" not in drawing.replace("cannot", "")
    assert "2025 not assessed (cannot be said)" in drawing


# ---- documents -----------------------------------------------------------------------------------------------------

WRONG: list[tuple[dict[str, Any], str]] = [
    ({"baseline": 2024, "targets": []}, "targets holds nothing; write at least one"),
    ({"targets": [LAND]}, "baseline is missing: the year that progress is counted from"),
    (
        promise({**LAND, "year": 2024}),
        "target 1: year 2024 is not after the baseline year 2024; write a later one",
    ),
    (
        promise({**LAND, "kind": "hope"}),
        "target 1: kind 'hope' is not known; write one of indicator, intensity, traced",
    ),
    (promise({**LAND, "to": 5}), "target 1 (indicator): write either reduction"),
    (promise({**LAND, "reduction": 30}), "target 1 (indicator): reduction: 30 is not from 0 to 1"),
    (promise({**LAND, "baseline": 5}), "baseline_source is missing: where the stated baseline is from"),
    (
        promise({"kind": "traced", "year": 2027}),
        "target 1 (traced): share is missing: the share of tonnes to reach",
    ),
    (
        promise({**TRACED, "level": "plot"}),
        "target 1 (traced): level: Input should be 'country' or 'region', not 'plot'",
    ),
    (
        promise({"kind": "certified", "share": 1, "year": 2027}),
        "evidence is missing: the least level of evidence",
    ),
    (
        promise({"kind": "no_conversion", "year": 2027, "evidence": "mb"}),
        "cut_off is missing: the latest cut-off date",
    ),
    (promise(LAND, LAND), "two targets are called 'land_occupation'; give each a name of its own"),
    (promise(LAND, confidence=0.2), "confidence: Input should be greater than or equal to 0.5, not 0.2"),
    (promise(LAND, beside=[{"year": 2025}]), "beside 1: what is missing: what was done, in words"),
    (promise(LAND, beside=[{"year": 2025, "what": "x", "net": 1}]), "beside 1: net is not known"),
]


@pytest.mark.parametrize(("document", "said"), WRONG, ids=range(len(WRONG)))
def test_what_is_wrong_with_a_commitment_is_said(document: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError) as raised:
        read_commitment(document)
    assert said in str(raised.value)


def test_names_that_cannot_be_read_are_said_at_once(factors: bba.FactorSet) -> None:
    targets = [
        {**LAND, "indicator": "habitat_los", "name": "one"},
        {**TRACED, "primary_commodity": "sugar"},
        {**LAND, "where": {"colour": "red"}},
        {**LAND, "where": {"origin": "Congo"}},
    ]
    with pytest.raises(InputError) as raised:
        track(promise(*targets), years(factors, **soy(1)))
    text = str(raised.value)
    assert (
        "target 1 (indicator): indicator: 'habitat_los' is not known; the factor set has land_occupation"
        in text
    )
    assert "target 2 (traced): primary_commodity: 'sugar' may be raw_cane_sugar" in text
    assert "target 3 (indicator): where: colour: the lines have no such column" in text
    assert "target 4 (indicator): where: origin: 'Congo' may be COD" in text


def test_the_example_is_read(root: Path) -> None:
    example = read_commitment(root / "examples" / "commitment.toml")
    assert example.baseline == 2024
    assert [getattr(target, "kind", "") for target in example.targets] == ["traced", "no_conversion"]
    assert example.where() == "commitment.toml"


def test_results_that_are_no_footprints_by_year_are_said(factors: bba.FactorSet) -> None:
    of_years = years(factors, **soy(1000))
    (result,) = of_years.values()
    for wrong, said in (
        ([result], "results is a list, which does not say the years"),
        (result.lines, "results is a Lines"),
        ({"2024": result}, "'2024' is no year"),
        ({True: result}, "True is no year"),
        ({2024: result.lines}, "2024 is a Lines and no footprint"),
        ({}, "no footprint is given"),
    ):
        with pytest.raises(UsageError, match=f"{said}.*give one a year, as {{2024: footprint}}"):
            track_commitment(promise(LAND), wrong)
    assert track(promise(LAND), {np.int64(2024): result})["status"].tolist() == ["baseline"]
    for draws in (-1, 1.5, True):
        with pytest.raises(UsageError, match="draws is"):
            track_commitment(promise(LAND), of_years, draws=draws)  # type: ignore[arg-type]


def test_a_target_that_is_worse_than_its_baseline_is_an_issue(factors: bba.FactorSet) -> None:
    of_years = years(
        factors, y2024=[("cocoa beans", "Ivory Coast", 10.0)], y2025=[("cocoa beans", "Ghana", 9.0)]
    )
    grows = {"kind": "indicator", "indicator": "land_occupation", "to": 5000, "year": 2027}
    falls = {"kind": "traced", "share": "50 %", "year": 2027, "name": "half"}
    found = track_commitment(promise(grows, falls, LAND | {"name": "good"}), of_years, draws=0)
    assert found.issues["code"].tolist() == ["commitment-target-behind"] * 2
    assert found.issues["found"].tolist() == ["5,000 ha yr", "50 %"]
    assert "the target, 5,000 ha yr, is worse than the baseline" in str(found)
    assert [issue["code"] for issue in found.to_dict()["issues"]] == ["commitment-target-behind"] * 2


def test_a_column_of_evidence_that_is_missing_is_an_issue(factors: bba.FactorSet) -> None:
    of_years = years(factors, y2024=[("cocoa beans", "Ghana", 10.0)], y2025=[("cocoa beans", "Ghana", 9.0)])
    target = {"kind": "certified", "share": 1, "evidence": "mb", "year": 2027}
    (issue,) = track_commitment(promise(target), of_years, draws=0).issues.to_dict("records")
    assert issue["code"] == "commitment-no-evidence"
    assert "The lines of 2024, 2025 have no column 'evidence'" in issue["message"]
    of_years[2025] = bba.calculate_footprint(
        sheet(("l1", "cocoa beans", "Ghana", 9.0), year=2025, evidence="SG"), factors
    )
    (issue,) = track_commitment(promise(target), of_years, draws=0).issues.to_dict("records")
    assert "The lines of 2024 have no column" in issue["message"]
    assert track_commitment(promise(LAND), of_years, draws=0).issues.empty


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ({"kind": "traced", "share": 0, "year": 2027}, "a share of 0 is reached by every year"),
        (
            {"kind": "no_conversion", "share": "0 %", "evidence": "mb", "cut_off": 2020, "year": 2027},
            "share of 0",
        ),
        (
            {"kind": "no_conversion", "evidence": "mb", "cut_off": "2190-12-31", "year": 2195},
            "is still to come",
        ),
    ],
)
def test_a_target_that_asks_for_nothing_is_refused(target: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=said):
        read_commitment(promise(target))


def test_a_baseline_that_is_not_assessed_asks_for_nothing(factors: bba.FactorSet) -> None:
    rows = {"y2024": [("wheat", "France", 10.0)], "y2025": [("wheat", "France", 9.0)]}
    loss = {"kind": "indicator", "indicator": "habitat_loss", "reduction": "30 %", "year": 2027}
    text = str(track_commitment(promise(loss), years(factors, **rows), draws=0))
    assert "habitat_loss: target year 2027; the baseline is not assessed" in text
    assert "asked for" not in text
