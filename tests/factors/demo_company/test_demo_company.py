"""The demonstration of a company's own set: it replaces two factors, those lines only, and says so."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

import bbafootprint as bba
from bbafootprint.footprint.result import Footprint

OWN = ("land_occupation", "habitat_loss")


@pytest.fixture(scope="module")
def folder(root: Path) -> Path:
    return root / "factors" / "demo-company"


@pytest.fixture(scope="module")
def lines() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "line_id": ["ghana", "ivory coast", "ghana wood", "unknown"],
            "commodity": ["cocoa_beans", "cocoa_beans", "roundwood", "cocoa_beans"],
            "origin": ["GHA", "CIV", "GHA", "unknown"],
            "quantity": [100.0, 100.0, 10.0, 5.0],
            "unit": ["t", "t", "m3", "t"],
        }
    )


def calculated(lines: pd.DataFrame, *sets: str, **options: str) -> Footprint:
    return bba.calculate_footprint(bba.read_lines(lines), bba.load_factors(*sets, **options))  # type: ignore[arg-type]


def test_the_two_factors_by_hand() -> None:
    value = bba.load_factors("demo-company").frame.set_index("indicator")["value"]
    assert set(value.index) == set(OWN)
    # 12,935 ha over 7,630 t in three years.
    assert value["land_occupation"] == pytest.approx(12935 / 7630, rel=1e-8)
    # Cleared in 2016-20 and 2017-21, 59.4 and 47.7 ha over five years each; 2,540 and 2,610 t.
    assert value["habitat_loss"] == pytest.approx((59.4 / 5 + 47.7 / 5) / (2540 + 2610), rel=1e-8)


@pytest.mark.parametrize("layering", ["rung", "set"])
def test_exactly_those_numbers_change(lines: pd.DataFrame, layering: str) -> None:
    alone = calculated(lines, "bba-open").to_frame().set_index("line_id")
    layered = calculated(lines, "demo-company", "bba-open", layering=layering).to_frame().set_index("line_id")
    indicators = [each.id for each in bba.load_factors("bba-open").indicators]
    before, after = alone[indicators], layered[indicators]
    for name in indicators:
        differ = before[name].ne(after[name]) & ~(before[name].isna() & after[name].isna())
        assert list(before.index[differ]) == (["ghana"] if name in OWN else []), name
    assert after.loc["ghana", "land_occupation"] == pytest.approx(100 * 12935 / 7630, rel=1e-8)


def test_the_result_names_the_set_behind_each_number(lines: pd.DataFrame) -> None:
    result = calculated(lines, "demo-company", "bba-open")
    named = {
        line: {entry["indicator"]: entry["set"] for entry in result.explain(line).steps["indicators"]}
        for line in ("ghana", "ivory coast")
    }
    assert {name for name, set_ in named["ghana"].items() if set_ == "demo-company"} == set(OWN)
    assert set(named["ghana"].values()) == {"demo-company", "bba-open"}
    assert set(named["ivory coast"].values()) == {"bba-open"}
    text = str(result.explain("ghana"))
    assert "demo-company 0.1.0 row" in text
    assert "survey of supplier farms" in text
    assert "invented" in text
    provenance = json.dumps(result.provenance, default=str)
    for name in ("demo-company", "bba-open"):
        assert bba.load_factors(name).sha256 in provenance, name


def test_its_indicators_mean_what_bba_open_s_do() -> None:
    own, base = bba.load_factors("demo-company").metadata, bba.load_factors("bba-open").metadata
    for name in OWN:
        assert own.indicator(name) == base.indicator(name)


def test_it_says_on_every_row_that_it_is_invented(folder: Path) -> None:
    frame = bba.load_factors("demo-company").frame
    assert frame["note"].astype(str).str.contains("invented").all()
    assert frame["source"].astype(str).str.contains("invented").all()
    assert "All numbers here are invented" in (folder / "README.md").read_text(encoding="utf-8")


def test_the_readme_s_python_runs_and_its_numbers_are_the_set_s(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (folder / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    assert blocks
    for block in blocks:
        exec(compile(block, "README.md", "exec"), {})
    assert "demo-company" in capsys.readouterr().out
    value = bba.load_factors("demo-company").frame.set_index("indicator")["value"]
    for name, digits in (("land_occupation", 2), ("habitat_loss", 4)):
        assert f"| `{name}` | {value[name]:.{digits}f} " in text


def test_a_rebuild_gives_the_committed_bytes(folder: Path, tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-W", "error", str(folder / "build.py"), "--out", str(tmp_path)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    for name in ("factors.csv", "datapackage.json"):
        same = (tmp_path / name).read_bytes() == (folder / name).read_bytes()
        assert same, f"{name}: run factors/demo-company/build.py again"
