"""The notebook among the examples says what its cells say when they are run."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

nbformat = pytest.importorskip("nbformat")


def test_the_notebook_is_small_and_tells_nothing_of_a_machine(root: Path) -> None:
    path = root / "examples" / "footprint.ipynb"
    text = path.read_text(encoding="utf-8")
    assert path.stat().st_size < 1_000_000
    assert not re.search(r"/home/|/root/|/tmp/|/Users/|[A-Z]:\\\\|iopub|Traceback", text)
    notebook = nbformat.reads(text, as_version=4)
    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    drawn = sum("image/png" in output.get("data", {}) for cell in code for output in cell.outputs)
    assert drawn >= 8


@pytest.mark.once
def test_the_notebook_says_what_it_says_when_it_is_run(root: Path, tmp_path: Path) -> None:
    target = tmp_path / "again.ipynb"
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "docs/build_notebook.py", str(target)],
        cwd=root, capture_output=True, text=True, encoding="utf-8", check=False,
        env={name: value for name, value in os.environ.items() if name != "MPLBACKEND"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    sys.path.insert(0, str(root / "docs"))
    try:
        from build_notebook import texts
    finally:
        sys.path.pop(0)
    kept, made = (
        texts(nbformat.read(path, as_version=4)) for path in (root / "examples" / "footprint.ipynb", target)
    )
    assert made == kept
