"""The examples of pipelines do what they say, and can be run again. That of Spark is run where the clusters are."""

from __future__ import annotations

import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest

import bbafootprint as bba

GROUPS = ["supplier", "period"]


@pytest.fixture(scope="module")
def pipelines(root: Path) -> Path:
    return root / "examples" / "pipelines"


@pytest.fixture(scope="module")
def whole(root: Path) -> bba.Footprint:
    return bba.calculate_footprint(bba.group_files(root / "examples" / "purchases", by=GROUPS))


@pytest.fixture(scope="module")
def task(pipelines: Path) -> dict[str, Any]:
    return runpy.run_path(str(pipelines / "task.py"))


def run(script: Path, out: Path) -> str:
    words = [sys.executable, "-W", "error", str(script), str(out)]
    done = subprocess.run(words, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_task_writes_the_same_again_by_contract(
    pipelines: Path, whole: bba.Footprint, tmp_path: Path
) -> None:
    first = run(pipelines / "task.py", tmp_path)
    assert first.startswith("10 lines, 100% of the mass")
    held = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert set(held) == {"totals.parquet", "by.parquet", "coverage.parquet", "gaps.parquet", "issues.parquet"}
    assert run(pipelines / "task.py", tmp_path) == first
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == held
    for name in ("totals", "coverage", "gaps", "issues"):
        assert pq.read_schema(tmp_path / f"{name}.parquet").equals(bba.arrow_schema(name))
    by = pq.read_table(tmp_path / "by.parquet")
    assert by.equals(bba.to_arrow(whole.by(*GROUPS), "by"))


def test_the_task_raises_under_coverage_and_writes_nothing(
    task: dict[str, Any], root: Path, tmp_path: Path
) -> None:
    purchases = tmp_path / "purchases.csv"
    purchases.write_text(
        "commodity,origin,quantity,unit,supplier,period\nsoybeans,Brazil,1,t,A,2024\nmoon rock,Brazil,3,t,A,2024\n",
        encoding="utf-8",
    )
    out = tmp_path / "out"
    with pytest.raises(
        task["UnderCoverageError"], match=r"habitat_loss is assessed for 25\.0% of the mass, 50\.0%"
    ):
        task["footprint_task"](purchases, out, least_coverage={"habitat_loss": 0.5})
    assert not out.exists()
    done = task["footprint_task"](purchases, out, least_coverage={"habitat_loss": 0.25})
    assert done["coverage"]["habitat_loss"] == 0.25
    assert done["lines"] == 2


def test_duckdb_keeps_tables_by_contract(pipelines: Path, whole: bba.Footprint, tmp_path: Path) -> None:
    for _ in range(2):
        assert "10 lines with their impacts" in run(pipelines / "duckdb_parquet.py", tmp_path)
    with duckdb.connect(str(tmp_path / "footprint.duckdb"), read_only=True) as connection:
        types = {row[0]: row[1] for row in connection.execute('describe "by"').fetchall()}
        assert list(types) == bba.arrow_schema("by", further=GROUPS).names
        assert types["supplier"] == "VARCHAR"
        assert types["lines"] == "BIGINT"
        assert types["value"] == "DOUBLE"
        total = connection.execute("select value from totals where indicator = 'habitat_loss'").fetchone()
    assert total is not None
    assert total[0] == pytest.approx(whole.total().loc["habitat_loss", "value"], rel=1e-12)
    impacts = pq.read_table(tmp_path / "purchases_with_impacts.parquet").to_pandas()
    assert impacts["habitat_loss"].sum() == pytest.approx(total[0], rel=1e-9)
