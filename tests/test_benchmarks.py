"""The benchmarks run, hold every contender, and stop where one of them is wrong."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pandas as pd
import pytest

from benchmarks import commits, footprint
from benchmarks.__main__ import main
from benchmarks.child import STATUS, in_a_child
from benchmarks.harness import Contender, Options, Row, UnequalError, Work, measure, slopes
from benchmarks.inventory import UNKNOWN, make_inventory
from benchmarks.page import page
from benchmarks.scoreboard import SECTIONS, Board


def test_the_scoreboard_holds_every_contender(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kept, made = tmp_path / "figures.json", tmp_path / "page.md"
    words = ["footprint", "loading", "--quick", "--rounds", "1", "--lines", "1000", "--json", str(kept)]
    assert main([*words, "--page", str(made)]) == 0
    rows = json.loads(kept.read_text("utf-8"))["rows"]
    names = {row["contender"] for row in rows if row["work"].startswith("totals")}
    assert {
        "ours, Arrow strings", "ours, categories", "ours, object strings", "ours, from Polars", "ours, from DuckDB",
        "pandas merge + groupby, Arrow strings", "pandas merge + groupby, categories", "Polars join, strings",
        "Polars join, categories", "DuckDB join, its own table", "DuckDB join, the Arrow table",
        "floor: numpy, codes ready", "floor: reading its Parquet",
    } <= names  # fmt: skip
    assert all(row["fastest"] > 0 for row in rows if row["section"] == "footprint")
    text = made.read_text("utf-8")
    assert all(name in text for name in names)
    assert str(tmp_path) not in text
    assert "Ratio" in text
    assert "missed" in capsys.readouterr().out


def wrong(error: float) -> Work:
    def contender(name: str, value: float) -> Contender:
        return Contender(
            name=name,
            load=lambda: value,
            run=lambda state: state,
            answer=lambda v: pd.DataFrame({"x": [v, 1.0]}),
        )

    return Work(
        section="footprint", name="w", size=1, contenders=[contender("a", 2.0), contender("b", 2.0 + error)]
    )


def test_a_wrong_contender_stops_the_run(tmp_path: Path) -> None:
    options = Options(memory=False, rounds=1, scratch=str(tmp_path))
    assert len(list(measure(wrong(0.0), options))) == 2
    with pytest.raises(UnequalError, match="b: x of 0"):
        list(measure(wrong(1e-8), options))


def test_a_wrong_answer_of_the_table_stops_the_command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    right = footprint.with_numpy
    monkeypatch.setattr(footprint, "with_numpy", lambda given: right(given) * (1 + 1e-7))
    assert main(["footprint", "--quick", "--rounds", "1", "--lines", "1000"]) == 1
    assert "not equal: footprint" in capsys.readouterr().err


def test_an_unknown_section_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["nonsense"]) == 2
    assert "no section 'nonsense'" in capsys.readouterr().err
    assert commits.main(["HEAD", "HEAD", "nonsense"]) == 2


def test_every_kind_of_text_holds_the_same_lines() -> None:
    made = make_inventory(2_000, misses=0.3, skew=1.0, seed=3)
    tables = [made.table(kind) for kind in ("object", "arrow", "category")]
    rows = [table.astype(dict.fromkeys(("commodity", "origin", "unit"), object)) for table in tables]
    assert rows[0].equals(rows[1])
    assert rows[0].equals(rows[2])
    missed = rows[0]["commodity"].isin(UNKNOWN).mean()
    assert 0.25 < missed < 0.35
    known = rows[0].loc[~rows[0]["commodity"].isin(UNKNOWN), "commodity"].value_counts(normalize=True)
    assert known.iloc[0] > 3 * known.iloc[-1]  # alike, none would be twice another
    assert rows[0].equals(make_inventory.__wrapped__(2_000, misses=0.3, skew=1.0, seed=3).table("object"))


def test_figures_come_back_and_the_missed_are_said() -> None:
    row = Row(
        section="footprint", work="w", size=10**7, unit="lines", contender="ours", middle=1.0, fastest=12.0
    )
    smaller = dataclasses.replace(row, size=10**6, fastest=1.0)
    slope = slopes([smaller, row])
    assert [each.met for each in slope] == [False]
    board = Board("python -m benchmarks", {"cores": 1, "cpu": "c", "memory_gb": None, "system": "s",
                  "architecture": "a"}, {}, "", "2024-01-01", [smaller, row, *slope])  # fmt: skip
    again = Board.from_json(board.to_json())
    assert again.rows == board.rows
    assert "asked: 1, met: 0, missed: 1" in again.verdict()
    assert "**missed**" in page(again)


@pytest.mark.parametrize("section", SECTIONS)
def test_every_section_has_works_of_its_own_name(section: str, tmp_path: Path) -> None:
    import importlib

    works = list(
        importlib.import_module(f"benchmarks.{section}").works(Options(quick=True, scratch=str(tmp_path)))
    )
    assert works
    for work in works:
        names = [each.name for each in work.contenders]
        assert work.section == section
        assert len(set(names)) == len(names)
        assert {each.against for each in work.contenders} - {None} <= set(names)


def test_two_commits_are_compared_and_their_worktrees_removed(tmp_path: Path, root: Path) -> None:
    if not (root / ".git").exists():
        pytest.skip("no clone with its history")
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    options = Options(lines=(1_000,), quick=True, scratch=str(scratch))
    work = next(iter(footprint.works(options)))
    with commits.checked_out("HEAD", tmp_path / "A") as checkout:
        row = commits.compare(work, work.contenders[0], {"A": checkout, "B": root}, options, rounds=1, runs=1)
    assert row.startswith("ours, Arrow strings")
    assert row.endswith("the same numbers")
    assert not (tmp_path / "A").exists()
    with (
        pytest.raises(SystemExit, match="no worktree of 'nonsense'"),
        commits.checked_out("nonsense", tmp_path / "B"),
    ):
        pass


def test_other_numbers_of_two_commits_are_said() -> None:
    one = pd.DataFrame({"x": [1.0, 2.0]})
    assert commits.same({"A": one, "B": one}) == "the same numbers"
    assert "NOT the same numbers: B: x of 1" in commits.same(
        {"A": one, "B": one.mul([1.0, 1 + 1e-8], axis=0)}
    )
    assert commits.same({"A": one}) == "not compared"


def test_a_process_of_its_own_measures_memory(tmp_path: Path) -> None:
    options = Options(lines=(200_000,), scratch=str(tmp_path))
    work = next(iter(footprint.works(options)))
    floor = next(each for each in work.contenders if each.name == "floor: numpy, codes ready")
    found = in_a_child(work, floor, options)
    if not STATUS.exists():
        assert "peak" not in found
        return
    # gathered values, 8 bytes a line, which numpy multiplies in place; not the lines themselves, nor the libraries
    assert 200_000 * 8 / 1e6 <= found["peak"] < 40
    assert found["process"] > found["peak"]
