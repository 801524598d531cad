"""Cells that cannot be read as what their column holds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from bbafootprint.ingest.contents import is_percent_header, read_content
from bbafootprint.ingest.files.grid import CellFault
from bbafootprint.ingest.issues import make_issue
from bbafootprint.ingest.layout import Layout
from bbafootprint.ingest.quantities import FloatArray
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


def line_contents(
    layout: Layout, decimal: str | None, line_id: Callable[[int], str]
) -> tuple[FloatArray, list[dict[str, Any]]]:
    """Return the content of each line.

    Parameters
    ----------
    layout : Layout
    decimal : {".", ","} or None
        The decimal mark of texts, as the person said.
    line_id : callable
        From the position of a line to its identifier.

    Returns
    -------
    contents : numpy.ndarray of float
        Shares; NaN where not given or not readable.
    issues : list of dict
    """
    table, rows = layout.table, layout.rows
    if "content" not in table.match.targets:
        return np.full(len(layout), np.nan), []
    at = table.match.targets["content"]
    percent = is_percent_header(table.headers[at])
    shares, unreadable, mixed = read_content(table.columns[at], decimal, percent)
    bad = np.array(unreadable, dtype=np.int64)
    bad = bad[np.isin(bad, rows)]  # a row that is left out has nothing to be told
    counts = [len(bad)] if table.kind == "memory" and len(bad) else None
    bad = bad[:1] if counts else bad
    issues = cell_issues(
        table,
        "content-unreadable",
        bad,
        at,
        [as_text(table.columns[at].iloc[row]) for row in bad.tolist()],
        [line_id(int(np.searchsorted(rows, row))) for row in bad.tolist()],
        lambda found: (
            f"The content '{found}' is not a share; the product's default is used.",
            "Write a share such as 0.7, or a percentage such as 70 %.",
        ),
        counts,
    )
    if mixed and percent:
        issues.append(
            make_issue(
                "content-percent",
                f"'{table.headers[at]}' says percent, and no number under it is above 1: they were read as"
                " percentages, 0.5 as half a percent.",
                found=table.headers[at],
                suggestion="If they are shares, take the percent sign out of the header.",
                sheet=table.sheet,
                cell=table.address(-1, at),
            )
        )
    elif mixed:
        issues.append(
            make_issue(
                "content-mixed",
                f"'{table.headers[at]}' holds numbers up to 1 and above 1: up to 1 is read as a share, above"
                " 1 as a percentage.",
                found=table.headers[at],
                suggestion="Write all of them as shares, or all as percentages with their sign.",
                sheet=table.sheet,
                cell=table.address(-1, at),
            )
        )
    return shares[layout.take], issues


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
