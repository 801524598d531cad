"""Whether rows that were left out as totals add anything up."""

from __future__ import annotations

from typing import Any

import numpy as np

from bbafootprint.ingest.issues import make_issue
from bbafootprint.ingest.layout import Layout
from bbafootprint.ingest.leftout import is_total
from bbafootprint.ingest.table import IntArray

_ALIKE = 1e-3  # a sum of rounded numbers
_NAMED = 10  # rows that a message names


def total_issues(layout: Layout) -> list[dict[str, Any]]:
    """Warn of rows left out as totals that look like lines: of their own supplier or number, and the sum of nothing.

    Parameters
    ----------
    layout : Layout

    Returns
    -------
    list of dict
        One warning, or none.
    """
    rows = layout.left_out.get("rows-subtotal", np.zeros(0, dtype=np.int64))
    rows = rows[_like_lines(layout, rows)] if len(rows) else rows
    rows = rows[~_adds_up(layout, rows)] if len(rows) else rows
    if not len(rows):
        return []
    table = layout.table
    numbers = table.rows[rows].tolist()
    more = f" and {len(numbers) - _NAMED:,} more" if len(numbers) > _NAMED else ""
    where = ", ".join(map(str, numbers[:_NAMED])) + more
    if len(numbers) == 1:
        said = (
            f"Row {where} was left out as a total by its words, but has a supplier or number of its own and is no"
            " sum of the lines above or below."
        )
    else:
        said = (
            f"Rows {where} were left out as totals by their words, but have a supplier or number of their own and are"
            " no sums of the lines above or below."
        )
    return [
        make_issue(
            "rows-subtotal",
            said,
            found=f"{len(numbers):,} row{'s' * (len(numbers) > 1)}",
            suggestion="If it is a purchase, write its commodity and origin in words that name no total.",
            sheet=table.sheet,
            cell=table.address(int(rows[0]), 0),
            severity="warning",
        )
    ]


def _like_lines(layout: Layout, rows: IntArray) -> np.typing.NDArray[np.bool_]:
    """Tell which rows have an identifier or a supplier that is not itself a word for a total."""
    own = np.zeros(len(rows), dtype=bool)
    for name in ("line_id", "supplier"):
        column = layout.table.match.targets.get(name, -1)
        if column >= 0:
            cells = layout.table.columns[column].iloc[rows].tolist()
            own |= np.array(
                [cell == cell and cell is not None and _is_own(str(cell)) for cell in cells], dtype=bool
            )
    return own


def _is_own(text: str) -> bool:
    return bool(text.strip()) and not is_total(text)


def _adds_up(layout: Layout, rows: IntArray) -> np.typing.NDArray[np.bool_]:
    """Tell which rows hold the sum of two lines or more next to them, above or below."""
    amounts = np.nan_to_num(layout.quantities.values).clip(min=0).sum(axis=1)
    lines = np.zeros(len(amounts), dtype=bool)
    lines[layout.rows] = True
    running = np.concatenate(([0.0], np.cumsum(np.where(lines, amounts, 0.0))))
    held, before, after = amounts[rows], running[rows], running[rows + 1]

    def is_reached(wanted: np.typing.NDArray[np.float64]) -> np.typing.NDArray[np.bool_]:
        near = np.searchsorted(running, wanted)
        sides = (running[np.clip(near - 1, 0, None)], running[np.clip(near, None, len(running) - 1)])
        reached: np.typing.NDArray[np.bool_] = np.logical_or.reduce(
            [np.abs(side - wanted) <= _ALIKE * held for side in sides]
        )
        return reached

    places = np.flatnonzero(lines)
    nearest = np.concatenate((amounts[places], [-1.0]))  # -1: there is none
    at = np.searchsorted(places, rows)
    single = np.isclose(nearest[at - 1], held, rtol=_ALIKE) | np.isclose(nearest[at], held, rtol=_ALIKE)
    above = (held <= before * (1 + _ALIKE)) & is_reached(before - held)
    found: np.typing.NDArray[np.bool_] = (held == 0) | (~single & (above | is_reached(after + held)))
    return found
