"""``compare`` at the command line."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from bbafootprint.cli import cli
from bbafootprint.errors import BBAFootprintError
from tests.command import bbafootprint

BEFORE = """PO number,Product,Country of origin,Quantity (t),Supplier,Year
P1,cocoa beans,Côte d'Ivoire,100,A,2023
P2,soybeans,Brazil,500,B,2023
P3,soybeans,Brazil,50,B,2022
"""
AFTER = """Ref;Materiaal;Land van oorsprong;Hoeveelheid (t);Leverancier
P1;cocoa beans;Ghana;120;A
P2;soybeans;Brazil;500;B
"""


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    (tmp_path / "before.csv").write_text(BEFORE, encoding="utf-8")
    (tmp_path / "after.csv").write_text(AFTER, encoding="utf-8")
    return tmp_path


@pytest.fixture
def shown(capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Run the command in this process, which need not start anew, and return what it prints."""

    def run(*words: object) -> str:
        cli(["compare", *map(str, words)], standalone_mode=False)
        return capsys.readouterr().out

    return run


def test_two_sheets_of_unlike_layout(desk: Path) -> None:
    note, target = desk / "note.md", desk / "out.json"
    note.write_text("an older note", encoding="utf-8")
    done = bbafootprint(
        "compare",
        desk / "before.csv",
        desk / "after.csv",
        "--by",
        "supplier",
        "--note",
        note,
        "--json",
        target,
    )
    assert done.returncode == 0, done.stderr
    assert "before: before.csv: 3 lines read = 3 assessed" in done.stdout
    for words in (
        "Why: parts that add up",
        "origin mix",
        "By supplier",
        "lines: 0 new, 1 gone, 1 changed, 1 same",
    ):
        assert words in done.stdout
    assert note.read_text("utf-8").startswith("# What changed\n")
    data = json.loads(target.read_text("utf-8"))
    assert data["provenance"]["matched_on"] == ["line_id"]
    assert {row["supplier"] for row in data["by_supplier"]} == {"A", "B"}
    for row in data["totals"]:
        sums = sum(row[part] for part in ("volume", "commodity_mix", "origin_mix", "conversion", "factors", "method",
                                          "coverage"))  # fmt: skip
        assert sums == pytest.approx(row["difference"], rel=1e-9)


def test_two_periods_of_one_sheet(desk: Path, shown: Callable[..., str]) -> None:
    data = json.loads(shown(desk / "before.csv", "--periods", "2022", "2023", "--json", "-"))
    land = data["totals"][0]
    assert land["before"] < land["after"]
    assert data["provenance"]["before"]["input"]["selected"] == {"period": "2022"}
    assert "supplier B" in shown(desk / "before.csv", "--periods", "A", "B", "--period-column", "supplier")


def test_one_sheet_under_other_factors_and_methods(desk: Path, shown: Callable[..., str]) -> None:
    said = shown(desk / "after.csv", "--factors-after", "demo-company", "--factors-after", "bba-open")
    assert "Factors that changed, largest effect first" in said
    assert "cocoa_beans   GHA" in said
    said = shown(desk / "after.csv", "--allocation-after", "mass")
    assert "method: allocation economic -> mass" in said
    assert "nothing changed" in said  # beans are no co-product


def test_several_sets_side_by_side(desk: Path, shown: Callable[..., str]) -> None:
    sets = ("--factors", "bba-open", "--factors", "unep-setac-2016", "--factors", "demo-company+bba-open")
    said = shown(desk / "before.csv", "--methods", *sets, "--json", desk / "m.json")
    assert "Rank correlation (Spearman) over commodity, origin" in said
    assert "demo-company+bba-open" in said
    data = json.loads((desk / "m.json").read_text("utf-8"))
    assert len(data["agreement"]) == 10  # three pairs for species twice, one for the other four


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["before.csv"], "nothing to compare with"),
        (["before.csv", "after.csv", "--periods", "1", "2"], "leave AFTER out"),
        (["before.csv", "after.csv", "--methods", "--factors", "bba-open"], "leave out AFTER"),
        (["before.csv", "--methods", "--factors", "bba-open"], "two --factors or more"),
        (["before.csv", "--methods", "--factors", "bba-open", "--factors", "bba-open"], "named twice"),
        (["before.csv", "after.csv", "--note", "before.csv"], "must end in .md"),
        (["before.csv", "after.csv", "--json", "after.csv"], "must end in .json"),
        (["before.csv", "after.csv", "--on", "plant"], "no column 'plant'"),
        (["before.csv", "after.csv", "--by", "plant"], "no column 'plant'"),
        (["before.csv", "--periods", "2022", "2021"], "no line has period '2021'; there are: 2023, 2022"),
        (["before.csv", "absent.csv"], "absent.csv"),
        (["before.csv", "bad.csv"], "every one of its lines is rejected"),
    ],
)
def test_what_cannot_be_answered_is_said(
    arguments: list[str], words: str, desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (desk / "bad.csv").write_text("Product,Origin,Quantity (t)\nsoybeans,Brazil,much\n", encoding="utf-8")
    monkeypatch.chdir(desk)
    with pytest.raises(BBAFootprintError, match=re.escape(words)):
        cli(["compare", *arguments], standalone_mode=False)
    assert (desk / "before.csv").read_text("utf-8") == BEFORE


def test_a_refusal_is_words_and_the_exit_code_of_the_others(desk: Path) -> None:
    done = bbafootprint("compare", desk / "before.csv")
    assert (done.returncode, done.stdout) == (2, "")
    assert "nothing to compare with" in done.stderr
    assert "Traceback" not in done.stderr


def test_sides_may_be_read_otherwise(desk: Path, shown: Callable[..., str]) -> None:
    (desk / "odd.csv").write_text(AFTER.replace("Hoeveelheid (t)", "Zoveel"), encoding="utf-8")
    mapping = desk / "odd.toml"
    mapping.write_text('unit = "t"\n\n[columns]\nquantity = "Zoveel"\n', encoding="utf-8")
    said = shown(desk / "before.csv", desk / "odd.csv", "--mapping-after", mapping)
    assert "after: odd.csv: 2 lines read = 2 assessed" in said


def test_one_line_is_a_line_and_what_is_nothing_has_no_sign(
    tmp_path: Path, shown: Callable[..., str]
) -> None:
    for name, tonnes in (("a.csv", "1000000"), ("b.csv", "999999.9")):
        (tmp_path / name).write_text(f"id,commodity,origin,t\nA,soybeans,BRA,{tonnes}\n", encoding="utf-8")
    said = shown(tmp_path / "a.csv", tmp_path / "b.csv", "--note", tmp_path / "n.md")
    assert "a.csv: 1 line read = 1 assessed" in said
    for text in (said, (tmp_path / "n.md").read_text("utf-8")):
        assert "-0.0 %" not in text
        assert "0.0 %" in text
    assert "100 %" in said
    assert "100 % -> 100 %" not in said
