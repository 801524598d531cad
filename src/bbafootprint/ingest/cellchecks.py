"""Cells that cannot be read as what their column holds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from bbafootprint.ingest.files.grid import CellFault
from bbafootprint.ingest.layout import Layout
from bbafootprint.ingest.quantityfaults import explain_quantity
from bbafootprint.ingest.table import IntArray, as_text, cell_issues


def quantity_issues(
    layout: Layout, code: str, lines: IntArray, line_id: Callable[[int], str]
) -> list[dict[str, Any]]:
    """Report quantities with one kind of fault.

    Parameters
    ----------
    layout : Layout
    code : str
        One of :data:`bbafootprint.ingest.quantityfaults.FAULTS`.
    lines : numpy.ndarray of int
        Lines that have it.
    line_id : callable
        From the position of a line to its identifier.

    Returns
    -------
    list of dict
        Rows of issues.
    """
    table, rows, columns = layout.table, layout.rows, layout.columns
    some = lines[:1] if table.kind == "memory" else lines
    cells = {at: table.columns[at].array for at in np.unique(columns[some]).tolist()}
    return cell_issues(
        table,
        code,
        rows[some],
        columns[some],
        [as_text(cells[columns[line]][rows[line]]) for line in some.tolist()],
        [line_id(line) for line in some.tolist()],
        lambda found: explain_quantity(code, found),
        [len(lines)] if table.kind == "memory" else None,
    )


def error_text_issues(layout: Layout) -> list[dict[str, Any]]:
    """Report error cells in columns of text that no other check looks at.

    Parameters
    ----------
    layout : Layout

    Returns
    -------
    list of dict
        Rows of issues.
    """
    table, texts = layout.table, layout.texts
    used = np.zeros(len(table), dtype=bool)
    used[layout.rows] = True
    checked = {table.match.targets.get(name) for name in ("commodity", "hs_code", "origin", "unit")}
    issues: list[dict[str, Any]] = []
    for at in texts:
        column = table.columns[at]
        if at in checked or table.kind != "sheet":
            continue
        if CellFault not in set(map(type, column)):
            continue
        rows = np.array(
            [row for row, cell in enumerate(column) if isinstance(cell, CellFault) and used[row]],
            dtype=np.int64,
        )
        issues += cell_issues(
            table,
            "text-cell-error",
            rows,
            at,
            [as_text(column.iloc[row]) for row in rows.tolist()],
            [""] * len(rows),
            lambda found: (
                f"The cell holds {found}, which has no value; it is kept as that text.",
                "Mend the formula, or open the file in a spreadsheet program and save it.",
            ),
        )
    return issues
