"""From the cells of a sheet, wherever they lie, to a grid that can be held in memory.

The size that a sheet declares is never believed, and a cell that strayed to the far corner of a sheet must
not cost a billion blank ones.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

import numpy as np

from bbafootprint.errors import UnreadableFileError
from bbafootprint.ingest.files.grid import Cell, Grid, column_letters

MAX_AREA = 22_000_000
"""Largest area in cells, blank ones included, of the rectangle around a table: that of a full sheet of 20 columns."""

FAR_ROWS = 1_000
"""Blank rows after which what follows is far from the table."""

FAR_COLUMNS = 200
"""Blank columns after which what follows is far from the table."""

STRAY_CELLS = 2
"""Far cells up to this number are stray and ignored with a warning: a line needs three cells at least (what,
whence, how much), so that no line is lost by it."""

SparseRows: TypeAlias = dict[int, tuple[list[int], list[Cell]]]
"""Filled cells: row number to column numbers and values."""


def lay_out(
    path: Path,
    name: str,
    rows: SparseRows,
    merged: Sequence[tuple[int, int, int, int]],
    hidden: bool,
    out_of_sight: tuple[Sequence[int], Sequence[tuple[int, int]]] = ((), ()),
) -> Grid:
    """Find the bounds of the cells that were read and lay them out as rows.

    Parameters
    ----------
    path : pathlib.Path
        The workbook, for messages.
    name : str
        Name of the sheet.
    rows : dict of int to (list of int, list of Cell)
        Filled cells: row number to column numbers and values.
    merged : sequence of (row, column, last row, last column)
        Merged ranges.
    hidden : bool
        Whether the sheet is hidden.
    out_of_sight : (sequence of int, sequence of (int, int)), optional
        Rows and ranges of columns that are hidden though the sheet is not.

    Returns
    -------
    Grid

    Raises
    ------
    UnreadableFileError
        If the filled cells are spread over more than :data:`MAX_AREA`.
    """
    notes: list[tuple[str, str, str]] = []
    rows, stray = _without_stray(rows)
    if stray:
        shown = ", ".join(f"{address} ({value!r})" for address, value in stray[:5])
        more = f" and {len(stray) - 5} more" if len(stray) > 5 else ""
        notes.append(
            (
                "warning", "stray-cell",
                f"Ignored, because far from the rest of the sheet: {shown}{more}. "
                "If it belongs to the table, move it there; if not, delete it.",
            )
        )  # fmt: skip
    if not rows:
        return Grid(name, [], hidden=hidden, notes=tuple(notes))
    first_row, last_row = min(rows), max(rows)
    # Rows that are filled alike often share one list of columns, which is then looked at once.
    patterns = {id(columns): columns for columns, _ in rows.values()}
    first_column = min(map(min, patterns.values()))
    last_column = max(map(max, patterns.values()))
    unbroken = {
        key for key, columns in patterns.items()
        if columns == [*range(first_column, first_column + len(columns))]
    }  # fmt: skip
    if (last_row - first_row + 1) * (last_column - first_column + 1) > MAX_AREA:
        raise UnreadableFileError(
            f"{path.name}: the filled cells of sheet {name!r} are spread from "
            f"{column_letters(first_column)}{first_row} to {column_letters(last_column)}{last_row}, more "
            "than can "
            "be read. Delete the cells far from the table, or copy the table to a new workbook.",
            path=path,
        )
    laid_out: list[list[Cell]] = []
    for number in range(first_row, last_row + 1):
        if number not in rows:
            laid_out.append([])
            continue
        columns, values = rows[number]
        if id(columns) in unbroken:
            laid_out.append(values)
            continue
        line: list[Cell] = [None] * (max(columns) - first_column + 1)
        for column, value in zip(columns, values, strict=True):
            line[column - first_column] = value
        laid_out.append(line)
    hidden_rows, hidden_columns = out_of_sight
    concealed = [f"row {number}" for number in hidden_rows if number in rows]
    concealed += [
        f"column {column_letters(low)}"
        if low == high
        else f"columns {column_letters(low)} to {column_letters(high)}"
        for low, high in ((max(low, first_column), min(high, last_column)) for low, high in hidden_columns)
        if low <= high
    ]
    if concealed:
        more = f" and {len(concealed) - 5} more" if len(concealed) > 5 else ""
        notes.append(
            (
                "info", "hidden-cells",
                "Hidden or filtered out on the sheet, and read all the same: "
                f"{', '.join(concealed[:5])}{more}. "
                "If they do not count, delete them from a copy.",
            )
        )  # fmt: skip
    inside = tuple(
        (top, left, min(bottom, last_row), min(right, last_column))
        for top, left, bottom, right in merged
        if first_row <= top <= last_row and first_column <= left <= last_column
    )
    return Grid(name, laid_out, first_row, first_column, inside, hidden, tuple(notes))


def _without_stray(rows: SparseRows) -> tuple[SparseRows, list[tuple[str, Cell]]]:
    """Part the cells from the few that lie far from all others; the far ones with their address."""
    stray: list[tuple[str, Cell]] = []

    def setting_aside(numbers: set[int], by_row: bool) -> SparseRows:
        kept: SparseRows = {}
        for row, (columns, values) in rows.items():
            if by_row and row not in numbers:
                kept[row] = (columns, values)
                continue
            if by_row or not numbers.isdisjoint(columns):
                pairs = list(zip(columns, values, strict=True))
                far = [(c, v) for c, v in pairs if by_row or c in numbers]
                near = [(c, v) for c, v in pairs if not by_row and c not in numbers]
                stray.extend((f"{column_letters(c)}{row}", v) for c, v in far)
                if near:
                    kept[row] = ([c for c, _ in near], [v for _, v in near])
            else:
                kept[row] = (columns, values)
        return kept

    far_rows = _far({row: len(columns) for row, (columns, _) in rows.items()}, FAR_ROWS)
    if far_rows:
        rows = setting_aside(far_rows, True)
    patterns = {id(columns): columns for columns, _ in rows.values()}
    in_column: Counter[int] = Counter()
    for key, times in Counter(id(columns) for columns, _ in rows.values()).items():
        for column in patterns[key]:
            in_column[column] += times
    far_columns = _far(in_column, FAR_COLUMNS)
    if far_columns:
        rows = setting_aside(far_columns, False)
    return rows, stray


def _far(filled: Mapping[int, int], gap: int) -> set[int]:
    """Return the rows (or columns) in groups of few cells, a wide gap away from the fullest group."""
    numbers = np.sort(np.fromiter(filled, np.int64, len(filled)))
    if not len(numbers) or np.diff(numbers).max(initial=0) <= gap:
        return set()
    groups: list[list[int]] = []
    for number in numbers.tolist():
        if groups and number - groups[-1][-1] <= gap:
            groups[-1].append(number)
        else:
            groups.append([number])
    cells = [sum(filled[number] for number in group) for group in groups]
    fullest = max(range(len(groups)), key=lambda index: (cells[index], -index), default=-1)
    return {
        number
        for index, group in enumerate(groups)
        if index != fullest and cells[index] <= STRAY_CELLS
        for number in group
    }
