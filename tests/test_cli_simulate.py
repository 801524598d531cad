"""``simulate`` at the command line, on the example."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import openpyxl
import pytest

from tests.command import bbafootprint

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    return Path(shutil.copy(ROOT / "examples" / "procurement.xlsx", tmp_path))


def test_a_person_sees_how_sure_and_what_to_do(sheet: Path) -> None:
    done = bbafootprint("simulate", sheet, "--draws", "500", "--rank", "origin", "--by", "commodity")
    assert done.returncode == 0, done.stderr
    for said in (
        "500 draws, seed 0", "The interval covers factors and conversions.", "hotspots, the fewest that hold 80 %",
        "what makes the total unsure", "lines to trace first", "how often the row is worse", "A017",
    ):  # fmt: skip
        assert said in done.stdout


def test_the_same_call_writes_the_same_json_and_workbook_has_its_sheets(sheet: Path, tmp_path: Path) -> None:
    one = bbafootprint("simulate", sheet, "--draws", "300", "--json", "-", "--quantities", "0.05")
    book = tmp_path / "out.xlsx"
    two = bbafootprint(
        "simulate",
        sheet,
        "--draws",
        "300",
        "--quantities",
        "0.05",
        "-o",
        book,
        "--json",
        tmp_path / "two.json",
    )
    assert two.returncode == 0, two.stderr
    data = json.loads(one.stdout)
    assert data == json.loads((tmp_path / "two.json").read_text(encoding="utf-8"))
    assert data["provenance"]["simulation"] == {"draws": 300, "seed": 0, "quantities": 0.05}
    assert {row["indicator"] for row in data["totals"]} >= {"habitat_loss", "habitat_degradation"}
    assert all(row["low"] <= row["value"] <= row["high"] for row in data["totals"])
    assert data["tracing"][0]["line_id"] == "A017"
    with_sheets = openpyxl.load_workbook(book, read_only=True)
    names = with_sheets.sheetnames
    with_sheets.close()
    assert {"Uncertainty", "Hotspots", "Variance", "Trace first"} <= set(names)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--draws", "5"), "whole number of 100 or more"),
        (("--quantities", "1.5"), "share of 0 to 1"),
        (("--quantities", "nowhere"), "no column 'nowhere'"),
        (("--indicator", "beauty"), "there is no indicator 'beauty'"),
        (("--by", "colour"), "colour"),
        (("--rank", "colour"), "colour"),
        (("-o", "out.csv"), ".xlsx"),
    ],
)
def test_what_cannot_be_done_ends_in_words(sheet: Path, options: tuple[str, ...], said: str) -> None:
    done = bbafootprint("simulate", sheet, *options)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_an_input_is_never_written_over(sheet: Path) -> None:
    before = sheet.read_bytes()
    done = bbafootprint("simulate", sheet, "-o", sheet)
    assert done.returncode == 2
    assert sheet.read_bytes() == before
