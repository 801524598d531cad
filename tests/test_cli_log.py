"""``--log json``: what is said on stderr, one object a line, to the exit code."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import warnings
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from bbafootprint.cli import exits
from tests.command import Done, bbafootprint

ROOT = Path(__file__).resolve().parents[1]
PURCHASES = "commodity,origin,quantity,unit\nsoybeans,Brazil,1200,t\nmoon rock,unknown,5,t\n"


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    path = tmp_path / "purchases.csv"
    path.write_text(PURCHASES, encoding="utf-8")
    return path


def events(done: Done) -> list[dict[str, Any]]:
    """The events of a run, which begin with its start and end with its exit code."""
    found = [json.loads(line) for line in done.stderr.splitlines()]
    for event in found:
        assert list(event)[:4] == ["time", "level", "event", "message"]
        assert event["time"].endswith("Z")
        assert datetime.fromisoformat(event["time"]).utcoffset() is not None
        assert event["level"] in ("info", "warning", "error")
        assert event["message"]
    assert [each["event"] for each in found].count("ended") == 1
    assert found[0]["event"] == "started"
    assert found[-1]["event"] == "ended"
    assert found[-1]["exit_code"] == done.returncode
    assert found[-1]["seconds"] >= 0
    return found


def named(found: list[dict[str, Any]], name: str) -> list[dict[str, Any]]:
    return [event for event in found if event["event"] == name]


def test_a_run_that_is_done(sheet: Path) -> None:
    target = sheet.with_name("out.xlsx")
    done = bbafootprint("--log", "json", "run", sheet, "--json", "-", "-o", target)
    found = events(done)
    assert done.returncode == exits.DONE
    assert json.loads(done.stdout)["rows"] == 2  # stdout is the result and nothing else
    assert found[0]["command"] == "run"
    assert [(each["of"], each["error"]) for each in named(found, "issues")] == [("input", 1), ("result", 1)]
    (written,) = named(found, "written")
    assert (written["path"], written["bytes"]) == (str(target), target.stat().st_size)
    assert not named(found, "error")


def test_stdout_is_that_of_the_text_log(sheet: Path) -> None:
    text = bbafootprint("run", sheet)
    assert text.stderr == ""
    assert bbafootprint("--log", "text", "run", sheet).stdout == text.stdout
    assert bbafootprint("--log=json", "run", sheet).stdout == text.stdout


def test_the_environment_asks_for_it_too(sheet: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BBAFOOTPRINT_LOG", "json")
    assert events(bbafootprint("template", sheet.with_name("t.xlsx")))[0]["command"] == "template"
    assert bbafootprint("--log", "text", "schema").stderr == ""  # the option wins
    monkeypatch.setenv("BBAFOOTPRINT_LOG", "xml")
    done = bbafootprint("schema")
    assert done.returncode == exits.UNUSABLE
    assert "xml" in done.stderr


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        (("run", "nowhere.xlsx"), "UnreadableFileError"),
        (("nothing",), "NoSuchCommand"),
        (("run",), "MissingParameter"),
        (("--nothing",), "NoSuchOption"),
        (("schema", "totals", "-o", "t.xls"), "UsageError"),
    ],
)
def test_what_cannot_be_used(words: tuple[str, ...], kind: str, tmp_path: Path) -> None:
    done = bbafootprint("--log", "json", *words, cwd=tmp_path)
    found = events(done)
    assert done.returncode == exits.UNUSABLE
    (error,) = named(found, "error")
    assert error["level"] == "error"
    if kind not in ("NoSuchCommand", "NoSuchOption"):  # what these are called is click's matter
        assert error["kind"] == kind


def test_no_usable_line_lists_its_issues(sheet: Path) -> None:
    sheet.write_text("commodity,quantity,unit\nsoybeans,much,t\n", encoding="utf-8")
    found = events(bbafootprint("--log", "json", "run", sheet))
    assert found[-1]["exit_code"] == exits.UNUSABLE
    assert "quantity-text" in {each["code"] for each in named(found, "issue")}
    assert named(found, "error")[0]["kind"] == "NoUsableLinesError"


def test_under_coverage(sheet: Path) -> None:
    found = events(bbafootprint("--log", "json", "run", sheet, "--strict", "100"))
    assert found[-1]["exit_code"] == exits.UNDER_COVERAGE
    assert "land_occupation" in named(found, "under_coverage")[0]["message"]


def test_a_fault_of_the_library(sheet: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fault(*_words: object, **_named: object) -> None:
        raise RuntimeError("a wheel came off")

    monkeypatch.setattr("bbafootprint.pipeline.calculate_footprint", fault)
    found = events(bbafootprint("--log", "json", "run", sheet))
    assert found[-1]["exit_code"] == exits.FAULT
    (error,) = named(found, "error")
    assert error["kind"] == "RuntimeError"
    assert "a wheel came off" in error["traceback"]


def test_a_stop(sheet: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_words: object, **_named: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("bbafootprint.pipeline.calculate_footprint", stop)
    found = events(bbafootprint("--log", "json", "run", sheet))
    assert found[-1]["exit_code"] == exits.STOPPED


TOLD_TO_END = """
import os, signal, sys
from bbafootprint import engines
from bbafootprint.cli import main
plain = engines.group_files
stop = lambda _: os.kill(os.getpid(), signal.SIGTERM)
engines.group_files = lambda *a, **k: plain(*a, **(k | {"progress": stop}))
main()
"""


@pytest.mark.skipif(os.name == "nt", reason="there a process is ended without being told")
def test_a_scheduler_that_ends_it_finds_the_end_in_the_log(tmp_path: Path) -> None:
    for year in (2023, 2024):
        (tmp_path / f"{year}.csv").write_text(PURCHASES, encoding="utf-8")
    words = [
        "--log",
        "json",
        "run-files",
        "2023.csv",
        "2024.csv",
        "--checkpoint",
        "so-far.parquet",
        "-o",
        "out.xlsx",
    ]
    left = subprocess.run(
        [sys.executable, "-c", TOLD_TO_END, *words], capture_output=True, text=True, cwd=tmp_path, check=False
    )
    found = events(Done(left.returncode, left.stdout, left.stderr))
    assert left.returncode == exits.TERMINATED == 128 + signal.SIGTERM
    assert "SIGTERM" in named(found, "error")[0]["message"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["2023.csv", "2024.csv", "so-far.parquet"]
    done = bbafootprint(*words, cwd=tmp_path)
    assert events(done)[-1]["exit_code"] == exits.DONE
    assert not (tmp_path / "so-far.parquet").exists()


def test_a_warning_of_python_is_an_event(sheet: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def warn(*_words: object, **_named: object) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("always")
            warnings.warn("soon gone", DeprecationWarning, stacklevel=1)

    monkeypatch.setattr("bbafootprint.contracts.table_schema", lambda *_words, **_named: warn() or {})
    found = events(bbafootprint("--log", "json", "schema", "totals"))
    assert [(each["kind"], each["message"]) for each in named(found, "message")] == [
        ("DeprecationWarning", "soon gone")
    ]


def test_packs_that_do_not_verify(sheet: Path) -> None:
    pack = sheet.with_name("pack")
    words = ("--log", "json", "run", sheet, "--audit", pack, "--audit-without-inputs")
    found = events(bbafootprint(*words))
    assert str(pack) in {each["path"] for each in named(found, "written")}
    assert events(bbafootprint("--log", "json", "verify", pack))[-1]["exit_code"] == exits.NOT_RECOMPUTED
    (pack / "results" / "totals.csv").write_text("indicator\n", encoding="utf-8")
    assert events(bbafootprint("--log", "json", "verify", pack))[-1]["exit_code"] == exits.NOT_VERIFIED


def test_files_in_pieces_tell_their_progress(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "examples" / "purchases", tmp_path / "purchases")
    words = ("run-files", "purchases", "--checkpoint", "so-far.parquet", "--json", "out.json")
    found = events(bbafootprint("--log", "json", *words, cwd=tmp_path))
    last = named(found, "progress")[-1]
    assert last["done"] == last["whole"] > 0
    assert [each["path"] for each in named(found, "written")] == ["out.json"]  # the checkpoint is gone
