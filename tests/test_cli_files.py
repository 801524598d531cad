"""``run-files``: files of any size from the command line."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pandas as pd
import pytest

import bbafootprint as bba
from bbafootprint import engines
from bbafootprint.cli import run
from tests.command import bbafootprint


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    inside = tmp_path / "purchases"
    inside.mkdir()
    for year in (2023, 2024):
        pd.DataFrame(
            {
                "commodity": ["soybeans", "cocoa beans", "moon rock"], "origin": ["BRA", "CIV", "FRA"],
                "quantity": [100.0, 50.0, 1.0], "unit": "t", "supplier": ["north", "south", "south"], "year": year,
            }
        ).to_parquet(inside / f"{year}.parquet")  # fmt: skip
    return inside


def test_a_folder_gives_totals_a_workbook_and_json(folder: Path, tmp_path: Path) -> None:
    book, data = tmp_path / "out.xlsx", tmp_path / "out.json"
    done = bbafootprint("run-files", folder, "--by", "supplier", "-o", book, "--json", data)
    assert done.returncode == 0, done.stderr
    assert "read: 2 files, the first 2023.parquet" in done.stdout
    assert "6 lines read = 4 assessed + 2 not assessed + 0 rejected" in done.stdout
    assert not done.stderr, "nothing is drawn where nobody watches"
    whole = pd.concat([pd.read_parquet(path) for path in sorted(folder.iterdir())], ignore_index=True)
    expected = bba.calculate_footprint(whole).total()["value"]
    for row in json.loads(data.read_text("utf-8"))["totals"]:
        assert row["value"] == pytest.approx(expected[row["indicator"]], rel=1e-9)
    lines = pd.read_excel(book, sheet_name="Lines", header=3, engine="openpyxl")
    assert len(lines) == len(whole)  # each year is kept apart


def test_too_little_assessed_ends_with_3_and_bad_input_with_2(folder: Path, tmp_path: Path) -> None:
    done = bbafootprint("run-files", folder, "--strict", "99.9")
    assert done.returncode == 3
    assert "under --strict: land_occupation" in done.stderr
    for words, said in (
        ([tmp_path / "absent.parquet"], "no file or folder"),
        ([folder, "--by", "buyer"], "'buyer'"),
        ([folder, "--column", "quantity=Netto"], "'Netto'"),
        ([folder, "--checkpoint", folder / "2023.parquet"], "is an input"),
        ([folder / "2023.parquet", "-o", tmp_path / "out.csv"], "must end in .xlsx"),
    ):
        done = bbafootprint("run-files", *words)
        assert done.returncode == 2, words
        assert said in done.stderr
        assert "Traceback" not in done.stderr


def test_a_damaged_file_is_left_out_where_asked(folder: Path) -> None:
    (folder / "2025.csv").write_text("commodity,origin,quantity,unit,supplier,year\nsoybeans,BRA,1,t,north\n")
    done = bbafootprint("run-files", folder)
    assert done.returncode == 2
    assert "2025.csv" in done.stderr
    done = bbafootprint("run-files", folder, "--skip-damaged")
    assert done.returncode == 0, done.stderr
    assert "part-damaged" in done.stdout


def test_a_page_and_an_audit_pack_of_sums(folder: Path, tmp_path: Path) -> None:
    page, pack = tmp_path / "out.html", tmp_path / "pack"
    done = bbafootprint("run-files", folder, "--html", page, "--lang", "nl", "--audit", pack)
    assert done.returncode == 0, done.stderr
    assert f"wrote {page}" in done.stdout
    assert '<html lang="nl"' in page.read_text("utf-8")
    record = (pack / "manifest.json").read_text("utf-8")
    for path in folder.iterdir():
        assert hashlib.sha256(path.read_bytes()).hexdigest() in record
    assert not list(pack.rglob("*.parquet")), "the files are not in it"
    done = bbafootprint("verify", pack)
    assert done.returncode == 0, done.stdout
    assert "VERIFIED from the lines on" in done.stdout
    for words, said in (
        (["--audit", pack], "--overwrite"), (["--overwrite"], "give --audit"), (["--lang", "fr"], "give --html"),
        (["--eudr-date", "2026-12-30"], "give -o"), (["--audit", folder], "purchases"),
    ):  # fmt: skip
        done = bbafootprint("run-files", folder, *words)
        assert done.returncode == 2, words
        assert said in done.stderr


def test_run_names_the_way_for_what_it_cannot_read(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = folder / "2023.parquet"
    for words in ([folder], [one, folder / "2024.parquet"]):
        done = bbafootprint("run", *words)
        assert done.returncode == 2
        assert "bbafootprint run-files" in done.stderr
    assert "run-files" not in bbafootprint("run", one).stderr
    monkeypatch.setattr(run, "LARGE", 100)
    done = bbafootprint("run", one)
    assert done.returncode == 0
    assert "note: 2023.parquet has" in done.stderr
    assert f"bbafootprint run-files {one}" in done.stderr


def test_who_stops_it_is_told_what_is_kept(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    checkpoint, plain = tmp_path / "so-far.parquet", engines.group_files

    def stop(_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(engines, "group_files", lambda *a, **k: plain(*a, **(k | {"progress": stop})))
    done = bbafootprint("run-files", folder, "--checkpoint", checkpoint)
    assert done.returncode == 130
    assert f"kept in {checkpoint}" in done.stderr
    assert checkpoint.exists()
    monkeypatch.undo()
    done = bbafootprint("run-files", folder, "--checkpoint", checkpoint)
    assert done.returncode == 0, done.stderr
    assert "6 lines read" in done.stdout
    assert not checkpoint.exists()
