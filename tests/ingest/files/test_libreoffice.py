"""Workbooks that LibreOffice itself writes, in each of its kinds; skipped where it is not installed."""

from __future__ import annotations

import datetime
import shutil
import subprocess
from pathlib import Path

import pytest

from bbafootprint.ingest.files.grid import CellFault, Percentage
from bbafootprint.ingest.files.workbook import read_grids

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
pytestmark = [
    pytest.mark.once,
    pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed"),
]


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    import xlsxwriter

    path = tmp_path_factory.mktemp("office") / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Inkoop 2024")
        sheet.write_row(1, 1, ["Grondstof", "Côte d'Ivoire & co", "Hoeveelheid (t)", "Datum"])
        sheet.write_row(2, 1, ["Cacao", "  ruimte ", 12.5])
        sheet.write_datetime(
            2, 4, datetime.datetime(2024, 2, 29), book.add_format({"num_format": "dd/mm/yyyy"})
        )
        sheet.write(3, 1, 0.7, book.add_format({"num_format": "0.0%"}))
        sheet.write(3, 2, True)
        sheet.write_formula(3, 3, "=1/0", None, "#DIV/0!")
        sheet.write_formula(4, 3, "=SUM(D3,1)", None, 13.5)
        sheet.merge_range("B7:D7", "samengevoegd")
        book.add_worksheet("Verborgen").hide()
    return path


@pytest.mark.parametrize("kind", ["xlsx", "ods", "xls"])
def test_what_libreoffice_writes_is_read(source: Path, kind: str, tmp_path: Path) -> None:
    assert OFFICE is not None
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [OFFICE, profile, "--headless", "--convert-to", kind, "--outdir", str(tmp_path), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    first, second = read_grids(tmp_path / f"a.{kind}")
    assert (first.name, second.name, first.hidden, second.hidden) == ("Inkoop 2024", "Verborgen", False, True)
    assert (first.first_row, first.first_column) == (2, 2)
    assert [[*row, None, None, None, None][:4] for row in first.rows] == [
        ["Grondstof", "Côte d'Ivoire & co", "Hoeveelheid (t)", "Datum"],
        ["Cacao", "  ruimte ", 12.5, datetime.datetime(2024, 2, 29)],
        [0.7, True, CellFault("error", "#DIV/0!"), None],
        [None, None, 13.5, None],
        [None] * 4,
        ["samengevoegd", None, None, None],
    ]
    assert isinstance(first.rows[2][0], Percentage)
    assert first.merged == ((7, 2, 7, 4),)
