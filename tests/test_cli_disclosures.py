"""``run --eudr-date``."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from tests.command import bbafootprint


def test_the_date_reaches_the_workbook(root: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.xlsx"
    done = bbafootprint("run", root / "examples" / "procurement.xlsx", "-o", out, "--eudr-date", "2026-01-01")
    assert done.returncode == 0, done.stderr
    assert "List as adopted" in openpyxl.load_workbook(out)["EUDR lines"]["A2"].value


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--eudr-date", "2026-12-30"], "give -o OUT.xlsx"),
        (["-o", "out.xlsx", "--eudr-date", "soon"], "YYYY-MM-DD"),
    ],
)
def test_a_date_that_cannot_be_used_is_refused(
    options: list[str], said: str, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = bbafootprint("run", root / "examples" / "procurement.xlsx", *options)
    assert done.returncode == 2
    assert said in done.stderr
    assert not list(tmp_path.iterdir())
