"""Where files are written: what cannot be a target is said with its own name."""

from __future__ import annotations

import errno
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import bbafootprint as bba
from bbafootprint.errors import UsageError
from bbafootprint.targets import replacing
from tests.command import bbafootprint

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def result() -> bba.Footprint:
    return bba.calculate_footprint(
        pd.DataFrame({"commodity": ["soybeans"], "origin": ["BRA"], "quantity": [1.0], "unit": ["t"]})
    )


@pytest.mark.parametrize("path", [None, 7, ""])
@pytest.mark.parametrize(
    "write", [bba.write_report, bba.write_workbook, bba.write_template], ids=lambda f: f.__name__
)
def test_what_is_no_path_is_said(result: bba.Footprint, write: Callable[..., Any], path: object) -> None:
    given = (path,) if write is bba.write_template else (result, path)
    with pytest.raises(UsageError, match="is no path"):
        write(*given)


def test_a_report_of_what_is_no_result_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="give a Footprint"):
        bba.write_report(None, tmp_path / "page.html")  # type: ignore[arg-type]
    assert not list(tmp_path.iterdir())


def test_a_folder_that_refuses_names_the_file_that_was_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**given: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", "/some/.out-1234.xlsx")

    monkeypatch.setattr(tempfile, "mkstemp", refuse)
    with (
        pytest.raises(UsageError, match=r"out\.xlsx cannot be written \(Permission denied\)") as raised,
        replacing(tmp_path / "out.xlsx"),
    ):
        pass
    assert ".out-1234" not in str(raised.value)


def test_a_language_without_a_page_is_said(tmp_path: Path) -> None:
    done = bbafootprint("run", ROOT / "examples" / "procurement.xlsx", "--lang", "nl")
    assert done.returncode == 2
    assert "give --html OUT.html as well" in done.stderr


def test_a_ranking_is_by_one_column(result: bba.Footprint) -> None:
    with pytest.raises(UsageError, match="one column"):
        bba.plot_ranking(result, ["commodity", "origin"])  # type: ignore[arg-type]
