"""``run-files``: files of any size from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

import bbafootprint as bba
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
    assert len(lines) == 3


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
