"""Merged cells below the header: what the first cell of a merged range says holds for each of its rows."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd

from bbafootprint.ingest.files.grid import Grid, column_letters
from bbafootprint.ingest.issues import make_issue
from bbafootprint.ingest.leftout import is_bare_total, is_total
from bbafootprint.ingest.table import Table, as_text

FILLED = ("commodity", "hs_code", "origin", "region", "supplier", "unit", "period")
"""Columns that are filled down. A quantity never is: one number over several rows may be their sum."""


def fill_merged(table: Table, grid: Grid) -> tuple[Table, list[dict[str, Any]]]:
    """Fill texts down from the first cell of a vertical merge.

    Parameters
    ----------
    table : Table
        Made from `grid`.
    grid : Grid

    Returns
    -------
    table : Table
        Rows that are blank but for the merge stay blank, and a row of totals takes no name: both would become
        lines else.
    issues : list of dict
        One a merged range in which a cell was filled.
    """
    if not grid.merged or not len(table):
        return table, []
    names = {table.match.targets[name]: name for name in FILLED if name in table.match.targets}
    columns = list(table.columns)
    given = [column.tolist() for column in columns]
    cells: dict[int, list[Any]] = {}
    first_row = int(table.rows[0])
    issues = []
    for top, left, bottom, right in grid.merged:
        at, start = left - grid.first_column, top - first_row
        if bottom <= top or at not in names or start < 0 or start >= len(table):
            continue
        value = given[at][start]
        if not as_text(value):
            continue
        own = cells.setdefault(at, list(given[at]))
        count = 1
        for row in range(start + 1, min(bottom - first_row + 1, len(table))):
            if not as_text(own[row]) and _may_take([column[row] for column in given], names):
                own[row] = value
                count += 1
        if count > 1:
            place = f"{column_letters(left)}{top}:{column_letters(right)}{bottom}"
            issues.append(
                make_issue(
                    "merged-filled",
                    f"'{as_text(value)}' stands in the merged cells {place} and was read as the {names[at]} of"
                    f" {count} rows.",
                    found=as_text(value),
                    suggestion="Nothing, if it holds for each of the rows; else unmerge the cells and fill them.",
                    sheet=table.sheet,
                    cell=table.address(start, at),
                )
            )
    for at, own in cells.items():
        columns[at] = pd.Series(own, dtype=object)
    return replace(table, columns=tuple(columns)), issues


def _may_take(cells: list[Any], names: dict[int, str]) -> bool:
    """Tell whether a row holds something of its own and names no total."""
    filled = False
    for at, cell in enumerate(cells):
        text = as_text(cell)
        filled = filled or bool(text)
        if isinstance(cell, str) and text:
            test = is_total if names.get(at) in ("commodity", "origin") else is_bare_total
            if test(text):
                return False
    return filled
