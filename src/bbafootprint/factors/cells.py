"""What may be wrong in the columns and cells of any table of a factor set, and how a problem is said.

Every function returns sentences; an empty list means that nothing is wrong.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from bbafootprint.factors.reading import Typed
from bbafootprint.factors.tables import Table

SHOWN = 5
"""Rows and values that a problem names before it counts the rest."""

_Mask = NDArray[np.bool_]


def check_columns(given: pd.DataFrame, table: Table, file: str, needed: Iterable[str]) -> list[str]:
    """Say which columns are missing, unknown or there twice."""
    names = [str(name) for name in given.columns]
    problems = []
    missing = [name for name in needed if name not in names]
    if missing:
        problems.append(
            f"{file}: lacks the column{'s' * (len(missing) > 1)} {', '.join(missing)}. "
            "Add what is missing; the cells of a column that does not concern you may be empty where "
            "the format allows it."
        )
    unknown = [name for name in names if name not in table.columns]
    if unknown:
        problems.append(
            f"{file}: has the unknown column{'s' * (len(unknown) > 1)} "
            f"{', '.join(repr(name) for name in unknown)}. "
            f"Remove or rename; the columns are {', '.join(table.columns)}."
        )
    problems += [
        f"{file}: has the column {name!r} more than once. Keep one."
        for name in dict.fromkeys(names)
        if names.count(name) > 1
    ]
    return problems


def check_cells(typed: Typed, table: Table, file: str) -> list[str]:
    """Say which cells are empty where none may be, or hold no number where one must be."""
    frame, problems = typed.frame, []
    if frame.empty:
        return [f"{file}: has no rows. Give it one at least, or leave the file out."]
    for field in table.fields:
        if field.name not in typed.given.columns:
            continue  # said once, as a missing column
        column = frame[field.name]
        if field.kind == "text":
            blank = [not text.strip() for text in column.cat.categories]
            if field.needed and any(blank):
                mask = np.array(blank)[column.cat.codes]
                problems.append(
                    say(file, typed, mask, f"{field.name} is empty", f"Fill it in: {field.meaning}")
                )
            continue
        values = column.to_numpy()
        unreadable = typed.unreadable.get(field.name, np.zeros(len(frame), dtype=bool))
        problems += say_if(
            file, typed, unreadable, f"{field.name} is not a number",
            "Write digits with a decimal point, no thousands mark, no unit.", field.name,
        )  # fmt: skip
        missing = np.isnan(values) & ~unreadable
        if field.needed:
            remedy = "Fill it in: " + field.meaning
            if field.name == "value":
                remedy = "Leave the row out: a missing factor has no row, and a 0 means that none is lost."
            problems += say_if(file, typed, missing, f"{field.name} is empty", remedy)
        problems += say_if(
            file, typed, np.isinf(values), f"{field.name} is infinite", "Write a finite number.", field.name
        )
        if field.kind == "integer":
            with np.errstate(invalid="ignore"):
                broken = np.isfinite(values) & (values != np.floor(values))
            problems += say_if(
                file, typed, broken, f"{field.name} is not a whole number", "Write it whole.", field.name
            )
    return problems


def say_if(
    file: str, typed: Typed, mask: _Mask, what: str, remedy: str, column: str | None = None
) -> list[str]:
    """Say it where the mask is true anywhere; see :func:`say`."""
    return [say(file, typed, mask, what, remedy, column)] if mask.any() else []


def say(file: str, typed: Typed, mask: _Mask, what: str, remedy: str, column: str | None = None) -> str:
    """Say one problem of one file.

    Parameters
    ----------
    file : str
        Name of the file, or what the table is called.
    typed : Typed
        The table; gives the values as they were and the number of the first row.
    mask : array of bool
        True in the rows at fault; at least one is.
    what : str
        What is wrong, without a full stop.
    remedy : str
        One sentence.
    column : str, optional
        Column whose values are shown.

    Returns
    -------
    str
        File, rows (the first five), what, the values, the remedy.
    """
    found = np.flatnonzero(mask)
    rows = ", ".join(str(row + typed.first_row) for row in found[:SHOWN])
    more = f" and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
    values = ""
    if column is not None and column in typed.given.columns:
        cells = dict.fromkeys(repr(_plain(typed.given[column].iloc[row])) for row in found[:SHOWN])
        values = f" ({', '.join(cells)})"
    return f"{file}, row{'s' * (len(found) > 1)} {rows}{more}: {what}{values}. {remedy}"


def _plain(cell: object) -> object:
    return cell.item() if isinstance(cell, np.generic) else cell
