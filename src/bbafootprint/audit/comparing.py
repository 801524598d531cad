"""A table as a pack holds it beside the same table recomputed: keys exactly, numbers to a billionth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from bbafootprint.audit.typed_tables import TypedColumn, read_table, write_table

TOLERANCE = 1e-9
"""Largest difference of two numbers, as a share of the larger, that is none: sums in another order differ by less."""

SHOWN = 5
"""Differences that are named of each table."""

_Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Difference:
    """A place where two tables differ.

    Attributes
    ----------
    row : str
        Which row, by its keys and its number in the file (the header is row 1).
    column : str
        Which column; empty where the row or the table as a whole differs.
    found, expected : str
        What was recomputed, and what the pack holds.
    """

    row: str
    column: str
    found: str
    expected: str

    def __str__(self) -> str:
        """Return where the tables differ, and how."""
        if self.row and not self.column:
            return f"{self.row}: only {'in the pack' if self.expected else 'when it is recomputed'}"
        place = ", ".join(text for text in (self.row, f"column {self.column}") if text)
        return f"{place}: {self.expected or '(empty)'} in the pack, {self.found or '(empty)'} when it is recomputed"


def compare_tables(
    data: bytes, columns: Sequence[TypedColumn], found: pd.DataFrame, keys: Sequence[str]
) -> tuple[int, list[Difference]]:
    """Compare a table of a pack with the same table recomputed.

    Parameters
    ----------
    data : bytes
        The table as the pack holds it.
    columns : sequence of TypedColumn
        How it is read.
    found : pandas.DataFrame
        The table recomputed.
    keys : sequence of str
        Columns that tell rows apart, as far as there are.

    Returns
    -------
    tuple of int and list of Difference
        How many differences there are, and the first :data:`SHOWN`.

    Raises
    ------
    ValueError
        If the table of the pack cannot be read.
    """
    written = write_table(found)
    if written == (data, tuple(columns)):
        return 0, []
    pack = read_table(data, columns)
    again = read_table(*written)  # what writing does to a table, it does to both
    names, others = [str(name) for name in pack.columns], [str(name) for name in again.columns]
    if names != others:
        odd = [name for name in names if name not in others] or [name for name in others if name not in names]
        what = Difference("", ", ".join(odd[:SHOWN]), f"{len(others)} columns", f"{len(names)} columns")
        return 1, [what]
    positions = [names.index(key) for key in keys if key in names]
    differences: list[Difference] = []
    rows, partners = _paired(pack, again, positions)
    count = 0
    for row in np.flatnonzero(partners < 0).tolist():
        count += 1
        if len(differences) < SHOWN:
            differences.append(Difference(_named(pack, row, positions), "", "", "a row"))
    extra = np.setdiff1d(np.arange(len(again)), partners[partners >= 0])
    for row in extra.tolist():
        count += 1
        if len(differences) < SHOWN:
            differences.append(Difference(_named(again, row, positions), "", "a row", ""))
    rows, partners = rows[partners >= 0], partners[partners >= 0]
    for at, name in enumerate(names):
        one, two = pack.iloc[rows, at], again.iloc[partners, at]
        unlike = _unlike(one, two)
        count += int(unlike.sum())
        for place in np.flatnonzero(unlike)[: max(SHOWN - len(differences), 0)].tolist():
            row = int(rows[place])
            differences.append(
                Difference(_named(pack, row, positions), name, _said(two.iloc[place]), _said(one.iloc[place]))
            )
    return count, differences


def _paired(
    pack: pd.DataFrame, again: pd.DataFrame, positions: Sequence[int]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return the rows of the one table and the row of the other that stands for each; -1: none does."""
    rows = np.arange(len(pack), dtype=np.int64)
    one, two = (_keys(table, positions) for table in (pack, again))
    if len(one) == len(two) and one == two:
        return rows, rows
    where = {key: at for at, key in enumerate(two)}
    return rows, np.array([where.get(key, -1) for key in one], dtype=np.int64)


def _keys(table: pd.DataFrame, positions: Sequence[int]) -> list[tuple[str, ...]]:
    """Return the key of each row as text, with the how-manieth of its kind it is."""
    texts = [[_said(cell) for cell in table.iloc[:, at].astype(object).tolist()] for at in positions]
    plain = list(zip(*texts, strict=True)) if texts else [()] * len(table)
    seen: dict[tuple[str, ...], int] = {}
    keys = []
    for key in plain:
        seen[key] = seen.get(key, 0) + 1
        keys.append((*key, str(seen[key])))
    return keys


def _unlike(one: pd.Series, two: pd.Series) -> _Flags:
    """Tell where two columns differ."""
    if all(pd.api.types.is_numeric_dtype(each.dtype) for each in (one, two)):
        left, right = (each.to_numpy(dtype=np.float64, na_value=np.nan) for each in (one, two))
        with np.errstate(invalid="ignore", over="ignore"):
            near = np.abs(left - right) <= TOLERANCE * np.maximum(np.abs(left), np.abs(right))
        same: _Flags = near | (left == right) | (np.isnan(left) & np.isnan(right))
        return ~same
    left_texts, right_texts = ([_said(cell) for cell in each.astype(object).tolist()] for each in (one, two))
    return np.array([a != b for a, b in zip(left_texts, right_texts, strict=True)], dtype=bool)


def _named(table: pd.DataFrame, row: int, positions: Sequence[int]) -> str:
    keys = ", ".join(text for at in positions[:3] if (text := _said(table.iloc[row, at])))
    return f"row {row + 2} ({keys})" if keys else f"row {row + 2}"


def _said(cell: object) -> str:
    """Return a cell as text; empty where it is missing."""
    if cell is None or cell is pd.NA or cell is pd.NaT or (isinstance(cell, float) and cell != cell):
        return ""
    return repr(float(cell)) if isinstance(cell, float | np.floating) else str(cell)
