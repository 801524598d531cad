"""Run examples/footprint.ipynb anew and keep its outputs: python docs/build_notebook.py [OUT.ipynb].

The cells of the notebook are its source. It is run in a folder of its own, and keeps no times and no paths.
"""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
from pathlib import Path

import nbformat
from nbclient import NotebookClient

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
NOTEBOOK = EXAMPLES / "footprint.ipynb"
INPUTS = ("procurement.xlsx", "procurement_2025.xlsx", "commitment.toml")


def run(path: Path) -> nbformat.NotebookNode:
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        cell.metadata.clear()
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    with tempfile.TemporaryDirectory() as desk:
        for name in INPUTS:
            shutil.copy(EXAMPLES / name, desk)
        client = NotebookClient(
            notebook,
            timeout=300,
            kernel_name="python3",
            record_timing=False,
            resources={"metadata": {"path": desk}},
        )
        client.execute()
    notebook.metadata = nbformat.from_dict(
        {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        }
    )
    return notebook


def texts(notebook: nbformat.NotebookNode) -> list[list[str]]:
    """Return what each cell of code says; of its figures the size, and no more."""
    return [[said(output) for output in cell.outputs] for cell in notebook.cells if cell.cell_type == "code"]


def said(output: nbformat.NotebookNode) -> str:
    text = output.get("text") or output.get("data", {}).get("text/plain", "")
    return re.sub(r"<Figure size .*>", "<Figure>", text)


if __name__ == "__main__":
    nbformat.write(run(NOTEBOOK), sys.argv[1] if len(sys.argv) > 1 else NOTEBOOK)
