"""Each kind of step by hand, what stays as it was, and what is said of a scenario that cannot be used."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import bbafootprint as bba
from bbafootprint.errors import InputError, UsageError
from bbafootprint.planning import apply_scenario, read_scenario
from bbafootprint.planning.outcome import changed_lines, scenario_totals
from bbafootprint.report.lines import write_lines
from tests.planning.conftest import sheet, shown, steps

BUYS = (
    ("a", "soybeans", "Brazil", 100.0),
    ("b", "soybeans", "Argentina", 40.0),
    ("c", "cocoa beans", "unknown", 20.0),
    ("d", "chocolate", "Ghana", 8.0),
)


@pytest.fixture
def lines() -> bba.Lines:
    return sheet(*BUYS, supplier=["North", "South", "North", "South"])


def test_move_splits_the_line_and_keeps_the_tonnes(lines: bba.Lines) -> None:
    step = {"do": "move", "commodity": "sojabonen", "share": "30 %", "from": "Brésil", "to": "Argentina"}
    moved = apply_scenario(lines, steps(step))
    assert shown(moved, "scenario_of", "scenario_step")[:3] == [
        ("a", "soybeans", "BRA", 70.0, "a", "1"),
        ("a~1", "soybeans", "ARG", 30.0, "a", "1"),
        ("b", "soybeans", "ARG", 40.0, None, None),
    ]
    assert moved.frame["quantity"].tolist()[:2] == [70.0, 30.0]
    assert moved.frame["origin_as_given"].tolist()[:2] == ["Brazil", "Argentina"]
    assert moved.frame["origin_match"].tolist()[:2] == ["name", "scenario"]
    assert moved.frame.index.tolist() == [0, 0, 1, 2, 3]


def test_move_as_a_whole_keeps_the_line_and_its_identifier(lines: bba.Lines) -> None:
    moved = apply_scenario(lines, steps({"do": "move", "share": 1, "from": "unknown", "to": "Ghana"}))
    assert shown(moved)[2] == ("c", "cocoa_beans", "GHA", 20.0)
    assert len(moved) == len(lines)
    back = apply_scenario(moved, steps({"do": "move", "share": 1, "from": "Ghana", "to": "unknown"}))
    assert back.frame["origin"].tolist()[2:] == ["unknown", "unknown"]
    assert back.frame["origin_match"].tolist()[2] == "unknown origin"
    assert back.frame["scenario_step"].tolist()[2] == "1, 1"
    assert [entry["steps"][0]["lines"] for entry in back.reading["scenario"]] == [1, 2]


def test_move_to_a_region_and_a_supplier(lines: bba.Lines) -> None:
    to = {"origin": "Brazil", "region": "Mato Grosso", "supplier": "West"}
    moved = apply_scenario(
        lines, steps({"do": "move", "commodity": "soybeans", "share": 0.5, "from": "Brazil", "to": to})
    )
    assert shown(moved, "region", "supplier")[:2] == [
        ("a", "soybeans", "BRA", 50.0, None, "North"),
        ("a~1", "soybeans", "BRA", 50.0, "Mato Grosso", "West"),
    ]
    again = apply_scenario(
        moved,
        steps({"do": "move", "share": 1, "from": {"region": "mato grosso"}, "to": {"supplier": "North"}}),
    )
    assert shown(again, "region", "supplier")[1][-2:] == ("Mato Grosso", "North")


def test_move_of_tonnes_takes_from_each_line_in_proportion(lines: bba.Lines) -> None:
    moved = apply_scenario(
        lines, steps({"do": "move", "commodity": "soybeans", "tonnes": 14, "to": "Ukraine"})
    )
    assert [row[3] for row in shown(moved)[:4]] == [90.0, 10.0, 36.0, 4.0]
    assert {row[2] for row in shown(moved)[1:4:2]} == {"UKR"}


def test_what_is_at_its_place_already_is_not_moved(lines: bba.Lines) -> None:
    moved = apply_scenario(
        lines, steps({"do": "move", "commodity": "soybeans", "tonnes": 50, "to": "Argentina"})
    )
    assert [row[:4] for row in shown(moved)[:3]] == [
        ("a", "soybeans", "BRA", 50.0), ("a~1", "soybeans", "ARG", 50.0), ("b", "soybeans", "ARG", 40.0),
    ]  # fmt: skip


def test_replace_by_mass_with_a_ratio_and_an_origin(lines: bba.Lines) -> None:
    step = {
        "do": "replace",
        "commodity": "soybeans",
        "share": 0.25,
        "by": "dry peas",
        "ratio": 1.2,
        "origin": "France",
    }
    replaced = apply_scenario(lines, steps({**step, "where": {"origin": "Brazil"}}))
    assert shown(replaced, "commodity_as_given", "hs_code_as_given")[:2] == [
        ("a", "soybeans", "BRA", 75.0, "soybeans", None),
        ("a~1", "peas_dry", "FRA", 30.0, "peas_dry", None),
    ]
    kept = apply_scenario(
        lines, steps({"do": "replace", "commodity": "cocoa beans", "share": 1, "by": "coffee"})
    )
    assert shown(kept)[2] == ("c", "coffee_green", "unknown", 20.0)


def test_replace_of_cubic_metres_counts_tonnes() -> None:
    table = pd.DataFrame({"commodity": ["plywood"], "origin": ["China"], "quantity": [10.0], "unit": ["m3"]})
    lines = bba.read_lines(table)
    mass = bba.convert_to_primary(lines).frame["mass_t"].iloc[0]
    step = {"do": "replace", "commodity": "plywood", "share": 0.5, "by": "sawnwood_coniferous"}
    replaced = apply_scenario(lines, steps(step)).frame
    assert replaced["amount"].tolist() == [5.0, pytest.approx(mass / 2)]
    assert replaced["amount_unit"].tolist() == replaced["unit_as_given"].tolist() == ["m3", "t"]


def test_content_of_a_mixed_product(lines: bba.Lines) -> None:
    changed = apply_scenario(lines, steps({"do": "content", "commodity": "chocolate", "to": "30 %"}))
    assert changed.frame["content"].tolist()[3] == 0.3
    assert shown(changed)[3] == ("d", "chocolate", "GHA", 8.0)
    before, after = (bba.convert_to_primary(each).frame["primary_quantity"] for each in (lines, changed))
    assert after.iloc[3] / before.iloc[3] == pytest.approx(0.30 / 0.375)


def test_certify_marks_a_share_and_changes_no_number(lines: bba.Lines, factors: bba.FactorSet) -> None:
    step = {
        "do": "certify", "primary_commodity": "cocoa beans", "share": "40 %", "claim": "conversion_free",
        "evidence": "Certified segregated", "scheme": "Scheme A", "cut_off": "2020-12-31",
    }  # fmt: skip
    marked = apply_scenario(lines, steps(step))
    assert shown(marked, "evidence", "claim", "certification", "cut_off")[2:] == [
        ("c", "cocoa_beans", "unknown", 12.0, None, None, None, None),
        ("c~1", "cocoa_beans", "unknown", 8.0, "segregated", "conversion_free", "Scheme A", "2020-12-31"),
        ("d", "chocolate", "GHA", 4.8, None, None, None, None),
        ("d~1", "chocolate", "GHA", 3.2, "segregated", "conversion_free", "Scheme A", "2020-12-31"),
    ]
    before, after = (bba.calculate_footprint(each, factors).total() for each in (lines, marked))
    pd.testing.assert_series_equal(before["value"], after["value"])


def test_cut_takes_away_and_loses_no_line(lines: bba.Lines) -> None:
    cut = apply_scenario(
        lines,
        steps(
            {"do": "cut", "commodity": "soybeans", "share": "10 %", "where": {"supplier": " north "}},
            {"do": "cut", "commodity": "chocolate", "share": 1},
            {"do": "cut", "commodity": "cocoa beans", "tonnes": 5},
        ),
    )
    assert [row[3] for row in shown(cut)] == [90.0, 40.0, 15.0, 0.0]
    assert cut.frame["scenario_step"].astype(object).tolist()[0] == "1"


def test_steps_work_on_what_the_one_before_left(lines: bba.Lines) -> None:
    first = {"do": "move", "commodity": "soybeans", "share": 0.5, "from": "Brazil", "to": "Ukraine"}
    second = {"do": "move", "commodity": "soybeans", "share": 0.5, "from": "Ukraine", "to": "France"}
    moved = apply_scenario(lines, steps(first, second))
    assert shown(moved, "scenario_of", "scenario_step")[:3] == [
        ("a", "soybeans", "BRA", 50.0, "a", "1"),
        ("a~1", "soybeans", "UKR", 25.0, "a", "1, 2"),
        ("a~1~2", "soybeans", "FRA", 25.0, "a", "1, 2"),
    ]


def test_an_identifier_that_is_taken_gets_a_number() -> None:
    lines = sheet(("a", "soybeans", "Brazil", 1.0), ("a~1", "wheat", "France", 1.0))
    moved = apply_scenario(
        lines, steps({"do": "move", "commodity": "soybeans", "share": 0.5, "to": "Argentina"})
    )
    assert moved.frame["line_id"].tolist() == ["a", "a~1.2", "a~1"]


def test_units_follow() -> None:
    lines = sheet(("a", "soybeans", "Brazil", 500.0), unit="kg")
    moved = apply_scenario(
        lines, steps({"do": "move", "commodity": "soybeans", "tonnes": 0.1, "to": "Argentina"})
    )
    assert moved.frame["quantity"].tolist() == [400.0, 100.0]
    assert moved.frame["amount"].tolist() == pytest.approx([0.4, 0.1])
    assert moved.frame["unit_as_given"].tolist() == ["kg", "kg"]


def test_lines_with_a_problem_pass_untouched_and_are_said() -> None:
    table = pd.DataFrame(
        {
            "line id": ["a", "b", "c"], "commodity": ["soybeans", "soybeans", "soybeans"],
            "origin": ["Brazil", "Atlantis", "Brazil"], "quantity": ["1", "2", "many"], "unit": "t",
        }
    )  # fmt: skip
    lines = bba.read_lines(table)
    moved = apply_scenario(lines, steps({"do": "move", "commodity": "soybeans", "share": 1, "to": "France"}))
    after = moved.frame[lines.frame.columns].astype(object)
    pd.testing.assert_frame_equal(after.iloc[1:], lines.frame.astype(object).iloc[1:])
    said = moved.issues[moved.issues["code"] == "scenario-unusable"]
    assert said["message"].tolist() == [
        "step 1 (move): 2 lines that it matches cannot be used and stay as they are (the first: b, origin-unknown)."
    ]


def test_a_step_that_matches_no_line_is_said(lines: bba.Lines) -> None:
    same = apply_scenario(lines, steps({"do": "cut", "commodity": "wheat", "share": 0.5}))
    assert same.frame is lines.frame
    assert same.issues["code"].tolist()[-1] == "scenario-no-match"
    there = apply_scenario(
        lines, steps({"do": "move", "commodity": "chocolate", "share": 1, "from": "Ghana", "to": "Ghana"})
    )
    assert "is so already" in there.issues["message"].tolist()[-1]


def test_a_remark_on_a_name_is_an_issue(lines: bba.Lines) -> None:
    cut = apply_scenario(lines, steps({"do": "cut", "commodity": "cocoa", "share": 0.5}))
    (said,) = cut.issues.loc[cut.issues["code"] == "scenario-note", "message"]
    assert said.startswith('step 1 (cut): commodity: "cocoa" alone is read as cocoa beans')


def test_without_steps_nothing_changes(lines: bba.Lines, factors: bba.FactorSet) -> None:
    same = apply_scenario(lines, {"name": "nothing"})
    assert same.frame is lines.frame
    one, two = (bba.calculate_footprint(each, factors) for each in (lines, same))
    pd.testing.assert_frame_equal(one.total(), two.total())
    assert one.provenance["lines_sha256"] == two.provenance["lines_sha256"]
    assert two.provenance["input"]["scenario"][0]["name"] == "nothing"


def test_inputs_are_not_changed(lines: bba.Lines) -> None:
    before, issues = lines.frame.copy(deep=True), lines.issues.copy(deep=True)
    everything = [
        {"do": "move", "commodity": "soybeans", "share": 0.5, "from": "Brazil", "to": {"supplier": "West"}},
        {"do": "replace", "commodity": "soybeans", "share": 0.5, "by": "wheat"},
        {"do": "content", "commodity": "chocolate", "to": 0.2},
        {"do": "certify", "evidence": "claimed", "share": 0.5},
        {"do": "cut", "share": 0.5},
    ]
    apply_scenario(lines, steps(*everything))
    pd.testing.assert_frame_equal(lines.frame, before)
    pd.testing.assert_frame_equal(lines.issues, issues)
    assert "scenario" not in lines.reading


def test_everything_works_on_what_would_be(lines: bba.Lines, factors: bba.FactorSet, tmp_path: Path) -> None:
    step = {"do": "move", "commodity": "soybeans", "share": 0.3, "from": "Brazil", "to": "Argentina"}
    after = bba.calculate_footprint(apply_scenario(lines, steps(step)), factors)
    # 100 t of Brazil at 0.3 and 40 t of Argentina at 0.4 were 46 ha yr; 30 t move
    by = after.by("commodity").set_index(["commodity", "indicator"])["value"]
    assert by["soybeans", "land_occupation"] == pytest.approx(70 * 0.3 + 70 * 0.4)
    assert "Argentina" in str(after.explain("a~1"))
    bba.write_workbook(after, tmp_path / "out.xlsx")
    totals = scenario_totals(bba.calculate_footprint(lines, factors), after).set_index("indicator")
    assert totals.loc["land_occupation", "difference"] == pytest.approx(30 * 0.1)
    assert totals.loc["land_occupation", "newly_not_assessed_t"] == 0


def test_written_lines_read_back_to_the_same(
    lines: bba.Lines, factors: bba.FactorSet, tmp_path: Path
) -> None:
    after = apply_scenario(
        lines,
        steps(
            {"do": "move", "commodity": "soybeans", "share": 0.3, "from": "Brazil", "to": "unknown"},
            {"do": "replace", "commodity": "soybeans", "share": 0.3, "by": "wheat", "origin": "France"},
            {"do": "content", "commodity": "chocolate", "to": 0.3},
        ),
    )
    back = bba.read_lines(write_lines(after, tmp_path / "lines.csv"))
    one, two = (bba.calculate_footprint(each, factors) for each in (after, back))
    pd.testing.assert_frame_equal(one.total(), two.total())
    assert one.lines is not None
    assert two.lines is not None
    assert two.lines.frame["line_id"].tolist() == one.lines.frame["line_id"].tolist()


def test_goods_that_are_not_assessed_in_place_of_goods_that_were(factors: bba.FactorSet) -> None:
    lines = sheet(("a", "soybeans", "Brazil", 100.0))
    step = {"do": "replace", "commodity": "soybeans", "share": 0.4, "by": "wheat", "origin": "France"}
    after = apply_scenario(lines, steps(step))
    totals = scenario_totals(*(bba.calculate_footprint(each, factors) for each in (lines, after))).set_index(
        "indicator"
    )
    assert totals.loc["habitat_loss", "newly_not_assessed_t"] == 40
    assert totals.loc["land_occupation", "newly_not_assessed_t"] == 0
    assert totals.loc["habitat_loss", "after_assessed_mass_share"] == pytest.approx(0.6)
    assert len(changed_lines(after)) == 2
    assert len(changed_lines(lines)) == 0


MIX = pd.DataFrame(
    {"commodity": "soybeans", "consignment": "NLD", "year": 2022, "origin": ["BRA", "ARG", "USA"],
     "share": [0.5, 0.3, 0.2]}
)  # fmt: skip


def test_what_leaves_a_traced_line_is_a_line_and_the_parts_are_whole_again(factors: bba.FactorSet) -> None:
    traced = bba.trace_origins(sheet(("a", "soybeans", "Netherlands", 100.0)), MIX)
    moved = apply_scenario(traced, steps({"do": "move", "share": 0.6, "from": "Brazil", "to": "France"}))
    assert shown(moved, "part", "share", "scenario_of") == [
        ("a", "soybeans", "BRA", 20.0, 2, pytest.approx(2 / 7), "a"),
        ("a~1", "soybeans", "FRA", 30.0, 0, 1.0, "a"),
        ("a", "soybeans", "ARG", 30.0, 1, pytest.approx(3 / 7), None),
        ("a", "soybeans", "USA", 20.0, 3, pytest.approx(2 / 7), None),
    ]
    result = bba.calculate_footprint(moved, factors)
    assert result.counts()["read"] == 2
    assert "30 t" in str(result.explain("a~1"))
    whole = apply_scenario(traced, steps({"do": "move", "share": 1, "from": "Brazil", "to": "France"}))
    assert [row[0] for row in shown(whole)] == ["a~1", "a", "a"]
    cut = apply_scenario(traced, steps({"do": "cut", "share": 0.5}))
    assert shown(cut, "part", "share") == [
        ("a", "soybeans", "BRA", 25.0, 1, 0.5), ("a", "soybeans", "ARG", 15.0, 2, 0.3),
        ("a", "soybeans", "USA", 10.0, 3, 0.2),
    ]  # fmt: skip


def test_an_own_product_is_known_by_its_name() -> None:
    own = pd.DataFrame(
        {"product": ["house blend"], "primary_commodity": ["soybeans"], "pe": [0.5], "source": "ours"}
    )
    table = pd.DataFrame(
        {"commodity": ["house blend"], "origin": ["Brazil"], "quantity": [10.0], "unit": ["t"]}
    )
    lines = bba.read_lines(table, products=own)
    cut = apply_scenario(
        lines, steps({"do": "cut", "primary_commodity": "soybeans", "share": 0.5}), products=own
    )
    assert cut.frame["amount"].tolist() == [5.0]
    back = apply_scenario(
        sheet(BUYS[0]), steps({"do": "replace", "commodity": "soybeans", "share": 1, "by": "house blend"}), products=own
    )  # fmt: skip
    assert back.frame["commodity"].tolist() == lines.frame["commodity"].tolist()


def test_a_file_in_toml_and_in_json_say_the_same(root: Path, tmp_path: Path) -> None:
    toml = read_scenario(root / "examples" / "scenario.toml")
    path = tmp_path / "scenario.json"
    path.write_text(toml.model_dump_json(by_alias=True, exclude_defaults=True), encoding="utf-8")
    again = read_scenario(str(path))
    one, two = toml.record(), again.record()
    assert one["sha256"] == two["sha256"]
    assert one["file"]["source"] == "scenario.toml"
    assert one["file"]["sha256"] != two["file"]["sha256"]
    assert read_scenario(toml) is toml


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"do": "fly"}, "step 1: do 'fly' is not known; write one of move, replace, content, certify, cut"),
    ({"share": 1}, "step 1: do is missing; write one of move"),
    ({"do": "cut"}, "step 1 (cut): share is missing: how much of the matching lines"),
    (
        {"do": "cut", "share": 30},
        "step 1 (cut): share: 30 is not from 0 to 1; write a number from 0 to 1, or a percent",
    ),
    ({"do": "cut", "share": "much"}, "step 1 (cut): share: 'much' is not a share"),
    ({"do": "cut", "share": True}, "share: True is not a share"),
    ({"do": "cut", "share": 0.1, "tonnes": 5}, "step 1 (cut): both share and tonnes are given"),
    ({"do": "cut", "tonnes": -5}, "step 1 (cut): tonnes: Input should be greater than 0, not -5"),
    ({"do": "cut", "shares": 0.1}, "shares is not known. Did you mean 'share'?"),
    ({"do": "cut", "share": 0.1, "commodity": 5}, "step 1 (cut): commodity: Input should be a list, not 5"),
    ({"do": "cut", "share": 0.1, "where": "x"}, "step 1 (cut): where: Input should be a valid dict"),
    ({"do": "move", "share": 0.1}, "step 1 (move): to is missing: where the goods then come from"),
    ({"do": "move", "share": 0.1, "to": {"orgin": "x"}}, "orgin is not known. Did you mean 'origin'?"),
    ({"do": "move", "share": 0.1, "to": {}}, "step 1 (move): to: name an origin, a region or a supplier"),
    (
        {"do": "replace", "share": 0.1},
        "step 1 (replace): by is missing: the commodity that is bought instead",
    ),
    (
        {"do": "replace", "share": 0.1, "by": "wheat", "ratio": 0},
        "ratio: Input should be greater than 0, not 0",
    ),
    ({"do": "content", "to": 0.3}, "step 1 (content): commodity is missing"),
    ({"do": "content", "commodity": "chocolate", "to": 3}, "step 1 (content): to: 3 is not from 0 to 1"),
    (
        {"do": "certify"},
        "step 1 (certify): evidence is missing: how well the claim is backed: claimed, mass_balance",
    ),
    ({"do": "certify", "evidence": "good"}, "evidence: 'good' is no level of evidence; write one of claimed"),
    (
        {"do": "certify", "evidence": "sg", "claim": "conversion_free"},
        "cut_off is missing: conversion_free says",
    ),
    (
        {"do": "certify", "evidence": "sg", "cut_off": "soon"},
        "cut_off: 'soon' is not a date; write it as 2020-12-31",
    ),
    (
        {"do": "certify", "evidence": "sg", "claim": "green"},
        "step 1 (certify): claim: Input should be 'certified'",
    ),
]


@pytest.mark.parametrize(("step", "said"), WRONG, ids=range(len(WRONG)))
def test_what_is_wrong_with_a_step_is_said(step: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError) as raised:
        read_scenario(steps(step))
    assert said in str(raised.value)


NAMES: list[tuple[dict[str, Any], str]] = [
    ({"do": "cut", "share": 1, "commodity": "sugar"}, "commodity: 'sugar' may be raw_cane_sugar (Raw cane sugar), b"),
    ({"do": "cut", "share": 1, "commodity": "soyabeens"}, "commodity: 'soyabeens' is not a commodity that is known"),
    ({"do": "cut", "share": 1, "primary_commodity": "moon dust"}, "primary_commodity: 'moon dust' is not a commodity"),
    ({"do": "cut", "share": 1, "where": {"colour": "red"}}, "where: colour: the lines have no such column; they have"),
    ({"do": "cut", "share": 1, "where": {"origin": "Congo"}}, "where: origin: 'Congo' may be COD"),
    ({"do": "move", "share": 1, "to": "Africa"}, "to: 'Africa' is a region of several countries"),
    ({"do": "move", "share": 1, "to": "Rotterdam"}, "to: 'Rotterdam' is a port, where nothing grows"),
    ({"do": "move", "share": 1, "from": "Brasilia X", "to": "Ghana"}, "from: 'Brasilia X' is not a place that is"),
    ({"do": "move", "share": 1, "to": {"region": "Pará"}}, "to: region 'Pará' is given without its country"),
    ({"do": "replace", "share": 1, "by": "timber"}, "by: 'timber' may be roundwood"),
    ({"do": "replace", "share": 1, "by": "wheat", "content": 0.3}, "wheat is no mixed product; leave content out"),
    ({"do": "content", "commodity": "wheat", "to": 0.3}, "'wheat' is no mixed product, it has no content"),
    ({"do": "cut", "commodity": "soybeans", "tonnes": 141}, "tonnes: 141 t are more than the 140 t that its lines"),
]  # fmt: skip


@pytest.mark.parametrize(("step", "said"), NAMES, ids=range(len(NAMES)))
def test_names_that_cannot_be_read_are_said(step: dict[str, Any], said: str, lines: bba.Lines) -> None:
    with pytest.raises(InputError) as raised:
        apply_scenario(lines, steps(step))
    assert f"step 1 ({step['do']}): {said}" in str(raised.value) or said in str(raised.value)


def test_every_fault_is_said_at_once(lines: bba.Lines) -> None:
    with pytest.raises(InputError) as raised:
        apply_scenario(lines, steps(*(step for step, _ in NAMES)))
    text = str(raised.value)
    assert text.startswith("The scenario cannot be used:")
    assert {f"step {number}" for number in range(1, len(NAMES) + 1)} <= set(_steps_named(text))


def _steps_named(text: str) -> list[str]:
    return [" ".join(line.split()[1:3]) for line in text.splitlines()[1:]]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("s.toml", "steps = [", "is not a scenario in TOML"),
        ("s.json", '{"name": "a", "name": "b"}', "the key 'name' stands twice"),
        ("s.json", "[]", "holds no scenario"),
        ("s.yaml", "steps:", "must end in .toml or .json"),
        ("s.toml", "version = 2", "version: Input should be 1, not 2"),
        ("s.toml", 'nam = "x"', "nam is not known. Did you mean 'name'?"),
    ],
)
def test_files_that_cannot_be_read(tmp_path: Path, name: str, text: str, said: str) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as raised:
        read_scenario(path)
    assert said in str(raised.value)
    assert name in str(raised.value)
    assert raised.value.path == path


def test_what_is_no_scenario_at_all(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="There is no scenario file"):
        read_scenario(tmp_path / "none.toml")
    with pytest.raises(UsageError, match="cannot be read from a int"):
        read_scenario(5)  # type: ignore[arg-type]
    big = tmp_path / "big.json"
    big.write_text(json.dumps({"name": "x" * 1_000_001}), encoding="utf-8")
    with pytest.raises(InputError, match="too large"):
        read_scenario(big)


def test_a_scenario_of_converted_lines_drops_what_no_longer_holds(
    lines: bba.Lines, factors: bba.FactorSet
) -> None:
    done = bba.calculate_footprint(lines, factors).lines
    assert done is not None
    moved = apply_scenario(done, steps({"do": "cut", "commodity": "soybeans", "share": 0.5}))
    assert "primary_quantity" not in moved.frame
    total = bba.calculate_footprint(moved, factors).total()["value"]["land_occupation"]
    straight = apply_scenario(lines, steps({"do": "cut", "commodity": "soybeans", "share": 0.5}))
    assert total == bba.calculate_footprint(straight, factors).total()["value"]["land_occupation"]
    assert np.isfinite(total)


def test_what_is_no_table_of_lines_is_said(lines: bba.Lines, factors: bba.FactorSet) -> None:
    with pytest.raises(UsageError, match=r"not to a Footprint: give read_lines.* result\.lines"):
        apply_scenario(bba.calculate_footprint(lines, factors), steps())  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="not to a DataFrame: give read_lines"):
        apply_scenario(lines.frame, steps())  # type: ignore[arg-type]


def test_what_changes_nothing_is_said(lines: bba.Lines) -> None:
    for nothing, said in (
        (steps(), "The scenario has no steps: nothing changes."),
        (steps({"do": "cut", "share": 0}), "step 1 (cut): share is 0: the step changes nothing."),
    ):
        same = apply_scenario(lines, nothing)
        assert same.frame is lines.frame
        assert same.issues.loc[same.issues["code"] == "scenario-empty", "message"].tolist() == [said]


def test_nobody_can_claim_what_is_still_to_come() -> None:
    step = {"do": "certify", "evidence": "mb", "claim": "conversion_free", "cut_off": "2190-12-31"}
    with pytest.raises(InputError, match=r"step 1 \(certify\): cut_off: 2190-12-31 is still to come"):
        read_scenario(steps(step))
