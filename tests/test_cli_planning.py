"""``scenario`` and ``commitment`` at the command line, on the sheet of the invented importer."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook

from tests.command import bbafootprint

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    for name in ("procurement.xlsx", "scenario.toml", "commitment.toml"):
        shutil.copy(ROOT / "examples" / name, tmp_path)
    return tmp_path


def test_scenario_shows_before_and_after_and_beside_it_what_is_claimed(desk: Path) -> None:
    out = ["-o", "what-if.xlsx", "--lines", "lines.csv", "--json", "what-if.json"]
    done = bbafootprint("scenario", "procurement.xlsx", "scenario.toml", *out, cwd=desk)
    assert done.returncode == 0, done.stderr
    for said in (
        "scenario: Known cocoa, less palm oil",
        "1. move 30 % of soybeans from Brazil to Argentina: 1 line",
        "Footprint before and after",
        "Beside it: if the claims hold",
        "A claim is no measurement",
        "Habitat loss: 2,500 t are bought that it does not answer for",
        "[scenario-unusable]",
        "wrote lines.csv",
    ):
        assert said in done.stdout, said
    data = json.loads((desk / "what-if.json").read_text("utf-8"))
    totals = {row["indicator"]: row for row in data["totals"]}
    land = totals["land_occupation"]
    assert land["difference"] == pytest.approx(land["after"] - land["before"])
    loss = next(
        row for row in data["adjusted"] if (row["indicator"], row["evidence"]) == ("habitat_loss", "all")
    )
    assert loss["unadjusted"] == pytest.approx(totals["habitat_loss"]["after"])
    assert 0 < loss["adjusted"] < loss["unadjusted"]
    assert data["scenario"]["file"]["source"] == "scenario.toml"
    assert data["provenance"]["after"]["input"]["scenario"][0]["sha256"] == data["scenario"]["sha256"]
    book = load_workbook(desk / "what-if.xlsx")
    assert {"Summary", "Scenario", "Adjusted", "Changed lines", "Lines", "Method"} <= set(book.sheetnames)
    again = bbafootprint("run", "lines.csv", "--json", "-", cwd=desk)
    after = {row["indicator"]: row["value"] for row in json.loads(again.stdout)["totals"]}
    assert after == pytest.approx({name: row["after"] for name, row in totals.items()})


def test_scenario_on_traced_lines_splits_after_the_steps(desk: Path) -> None:
    done = bbafootprint(
        "scenario", "procurement.xlsx", "scenario.toml", "--perspective", "traced", "--json", "-", cwd=desk
    )
    assert done.returncode == 0, done.stderr
    data = json.loads(done.stdout)
    assert data["provenance"]["before"]["options"]["perspective"] == "traced"
    assert data["lines"]["after"]["read"] > data["lines"]["before"]["read"]


def test_commitment_from_a_sheet_a_year(desk: Path) -> None:
    bbafootprint(
        "scenario", "procurement.xlsx", "scenario.toml", "--lines", "next.csv", "--json", "n.json", cwd=desk
    )
    out = ["-o", "progress.xlsx", "--chart", "progress.svg", "--json", "progress.json"]
    done = bbafootprint("commitment", "commitment.toml", "procurement.xlsx", "2025=next.csv", *out, cwd=desk)
    assert done.returncode == 0, done.stderr
    for said in (
        "Commitment: Know where our cocoa grew, by Importer X; baseline year 2024",
        "Cocoa traced to its country: from 88.4 % to 100 % by 2027",
        "2025: 88.4 %, asked for 92.2 %: not on track",
        "2025: 50 %, asked for 33.3 %: on track",
        "context, not the measure",
        "Beside the progress, subtracted from nothing:",
        "wrote progress.svg",
    ):
        assert said in done.stdout, said
    data = json.loads((desk / "progress.json").read_text("utf-8"))
    assert [row["status"] for row in data["progress"]] == ["baseline", "not on track", "baseline", "on track"]
    assert [issue["code"] for issue in data["issues"]] == ["commitment-no-evidence"]
    assert (desk / "progress.svg").read_text("utf-8").startswith("<svg ")
    assert load_workbook(desk / "progress.xlsx").sheetnames == ["Progress", "Beside", "Issues", "Method"]


def test_commitment_from_one_sheet_with_periods_and_text_that_looks_like_a_formula(tmp_path: Path) -> None:
    table = pd.DataFrame({"commodity": "soybeans", "origin": "Brazil", "t": [100, 90], "year": [2024, 2025]})
    table.to_csv(tmp_path / "buys.csv", index=False)
    document = {
        "baseline": 2024,
        "targets": [
            {
                "name": "=land",
                "kind": "indicator",
                "indicator": "land_occupation",
                "reduction": "30 %",
                "year": 2027,
            }
        ],
    }
    (tmp_path / "c.json").write_text(json.dumps(document), encoding="utf-8")
    done = bbafootprint("commitment", "c.json", "buys.csv", "--draws", "200", "-o", "out.csv", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "since 2024 -10 %" in done.stdout
    assert "chance of being on the path" in done.stdout
    rows = (tmp_path / "out.csv").read_text("utf-8-sig").splitlines()
    assert [row.split(",")[0] for row in rows] == ["target", "'=land", "'=land"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ["scenario", "procurement.xlsx", "commitment.toml"],
            "commitment.toml cannot be used:\n  - by is not known",
        ),
        (["scenario", "procurement.xlsx", "none.toml"], "There is no scenario file none.toml"),
        (["scenario", "procurement.xlsx", "scenario.toml", "-o", "procurement.xlsx"], "is the input"),
        (["scenario", "procurement.xlsx", "scenario.toml", "--lines", "procurement.xlsx"], "is the input"),
        (["scenario", "procurement.xlsx", "scenario.toml", "--lines", "l.json"], "must end in .csv or .xlsx"),
        (["commitment", "commitment.toml", "procurement.xlsx", "-o", "p.json"], "must end in .csv or .xlsx"),
        (
            ["scenario", "procurement.xlsx", "scenario.toml", "--claim-column", "evidence"],
            "is not TARGET=COLUMN",
        ),
        (["scenario", "procurement.xlsx", "scenario.toml", "--claim-column", "evidence=X"], "no column 'X'"),
        (["commitment", "commitment.toml", "2025=procurement.xlsx"], "2024 is not among the years 2025"),
        (
            ["commitment", "commitment.toml", "procurement.xlsx", "2024=procurement.xlsx"],
            "so does another input",
        ),
        (["commitment", "commitment.toml", "procurement.xlsx", "--chart", "c.png"], "must end in .svg"),
        (["commitment", "commitment.toml", "procurement.xlsx", "--draws", "5"], ""),
        (["commitment", "commitment.toml"], "Missing argument"),
    ],
)
def test_what_cannot_be_asked(desk: Path, words: list[str], said: str) -> None:
    before = {path.name: path.read_bytes() for path in desk.iterdir()}
    done = bbafootprint(*words, cwd=desk)
    assert done.returncode == (2 if said else 0), done.stderr
    assert said in done.stderr.replace("\r", "")
    assert "Traceback" not in done.stderr
    assert {path.name: path.read_bytes() for path in desk.iterdir()} == before
