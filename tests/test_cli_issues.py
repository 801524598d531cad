"""The terminal shows each kind of issue, and never all of thousands; a template says how to be replaced."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd

from tests.command import bbafootprint


def test_many_issues_of_a_kind_are_counted(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {"commodity": [f"thing {n} of mine" for n in range(3_000)], "quantity": 1.0, "unit": "t"}
    )
    frame.to_csv(tmp_path / "a.csv", index=False)
    done = bbafootprint("check", tmp_path / "a.csv", "--json", tmp_path / "a.json")
    lines = done.stdout.splitlines()
    assert len(lines) < 40
    assert any(
        "[commodity-unknown] ... and 2,990 more texts or causes (2,990 issues)" in line for line in lines
    )
    assert any("-o lists them in the sheet Issues, --json writes all" in line for line in lines)
    assert len(json.loads((tmp_path / "a.json").read_text("utf-8"))["issues"]) > 3_000


def test_what_no_answer_helps_is_said_beside_the_open_questions(tmp_path: Path) -> None:
    rows = [["thing of mine", "1.234", "BRA"], ["soybeans", "five", "BRA"], ["soybeans", "2.345", "BRA"]]
    pd.DataFrame(rows, columns=["commodity", "quantity (t)", "origin"]).to_csv(
        tmp_path / "a.csv", index=False
    )
    done = bbafootprint("check", tmp_path / "a.csv", "--answers-template", tmp_path / "q.csv")
    assert (
        "no answer helps these lines, which wait: 2 for --decimal, 1 for a correction in the sheet"
        in done.stdout
    )


def test_a_template_that_is_there_says_how_to_replace_it(tmp_path: Path) -> None:
    (tmp_path / "t.xlsx").write_text("mine")
    done = bbafootprint("template", tmp_path / "t.xlsx")
    assert done.returncode == 2
    assert "--overwrite" in done.stderr
