"""The example: its files are what its program makes, and a person gets what its page says."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bbafootprint.ingest.files import read_grids
from bbafootprint.portfolio.inputs.holdings import read_holdings
from bbafootprint.portfolio.inputs.identifiers import isin_is_valid, lei_is_valid


@pytest.fixture(scope="module")
def folder(root: Path) -> Path:
    return root / "examples" / "portfolio"


def test_the_files_are_what_the_program_makes(folder: Path, tmp_path: Path) -> None:
    subprocess.run([sys.executable, str(folder / "build.py"), str(tmp_path)], check=True)
    names = {path.name for path in folder.iterdir() if path.suffix in (".csv", ".xlsx")}
    assert names == {path.name for path in tmp_path.iterdir()}
    for name in names:
        if name.endswith(".csv"):
            assert (folder / name).read_bytes() == (tmp_path / name).read_bytes()
        else:
            kept, made = read_grids(folder / name), read_grids(tmp_path / name)
            assert [grid.rows for grid in kept] == [grid.rows for grid in made]


def test_its_identifiers_are_well_formed_and_of_nobody(folder: Path) -> None:
    ids = [text for row in read_holdings(folder / "holdings.xlsx").ids["company_id"] for text in row]
    assert ids
    for text in ids:
        assert (isin_is_valid(text) and text.startswith("ZZ")) or (
            lei_is_valid(text) and text.startswith("EXAMPLE")
        )


def test_it_shows_each_kind_of_holding(screen, folder: Path) -> None:
    result = screen(
        folder / "holdings.xlsx", folder / "companies.xlsx", lines=folder / "lines.csv", fx=folder / "fx.csv"
    )
    assert result.counts() == {"read": 14, "assessed": 8, "not_assessed": 3, "out_of_scope": 2, "rejected": 1}
    assert set(result.not_assessed()["reason"]) == {
        "company-unknown", "denominator-stale", "derivative", "short_position", "amount-missing",
    }  # fmt: skip
    assert result.holdings.set_index("holding_id")["factor"]["H-001"] == pytest.approx(12.6 / 4200)
