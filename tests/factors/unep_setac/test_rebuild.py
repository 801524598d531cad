"""The same sources and the same bba-open give the same bytes; a changed source ends the build with a message."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.once


def build(folder: Path, sources: Path, out: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "error", str(folder / "build.py"), "--sources", str(sources), "--out", str(out)],
        capture_output=True, text=True, encoding="utf-8", check=False,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip


def test_a_rebuild_gives_the_committed_bytes(shared: Path, folder: Path, tmp_path: Path) -> None:
    run = build(folder, shared / "sources", tmp_path)
    assert run.returncode == 0, run.stderr
    committed = {path.name for path in folder.iterdir() if path.is_file() and path.suffix != ".py"}
    assert {path.name for path in tmp_path.iterdir()} == committed
    for name in sorted(committed):
        same = (tmp_path / name).read_bytes() == (folder / name).read_bytes()
        assert same, (
            f"{name} is not what build.py makes of this bba-open: run factors/unep-setac-2016/build.py"
        )


def test_a_changed_source_is_named(shared: Path, folder: Path, tmp_path: Path) -> None:
    sources = tmp_path / "sources"
    for line in (folder / "sources.sha256").read_text(encoding="utf-8").splitlines():
        path = line.split("  ", 1)[1]
        (sources / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(shared / "sources" / path, sources / path)
    changed = sources / "unep-setac" / "Ch6_PSLglobal_v01.xlsx"
    changed.write_bytes(changed.read_bytes() + b" ")
    (sources / "glam3" / "CF_domain_country.csv.gz").unlink()
    run = build(folder, sources, tmp_path / "out")
    assert run.returncode == 1
    assert "Traceback" not in run.stderr
    assert "Ch6_PSLglobal_v01.xlsx" in run.stderr
    assert "CF_domain_country.csv.gz: sha256 no such file" in run.stderr
    assert "country_biome" not in run.stderr, "what is right is not complained of"
    assert not (tmp_path / "out").exists()
