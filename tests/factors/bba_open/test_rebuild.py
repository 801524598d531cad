"""The same sources give the same bytes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.once

BUILT = (
    "datapackage.json", "factors.csv", "factors.npz", "producers.csv", "ecosystems.csv", "regions.csv",
    "coverage.csv", "build_report.md",
)  # fmt: skip
BY_HAND = (
    "land_use.csv", "corrections.csv", "ceilings.csv", "uncounted.csv", "traded.csv", "named_regions.csv",
    "sources.sha256", "README.md", "CHANGELOG.md",
)  # fmt: skip


def test_a_rebuild_gives_the_committed_bytes(shared: Path, folder: Path, tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-W", "error", str(folder / "build.py"), "--sources", str(shared / "sources"),
         "--out", str(tmp_path)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    assert "## Residue" in run.stdout
    assert {path.name for path in tmp_path.iterdir()} == {*BUILT, *BY_HAND}
    for name in (*BUILT, *BY_HAND):
        assert (tmp_path / name).read_bytes() == (folder / name).read_bytes(), name
