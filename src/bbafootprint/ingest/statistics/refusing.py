"""A trade statistic that is given as a sheet of purchases is recognised and refused, with the way that can read it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bbafootprint.errors import InputError, MissingColumnError
from bbafootprint.ingest.files.grid import Grid
from bbafootprint.ingest.statistics.layouts import Layout, recognise

_TEXTS = (".csv", ".dat", ".tsv", ".txt", ".tab", ".gz")
_FIRST_ROWS = 5
"""Rows in which the header of a statistic may stand."""


def refuse_statistic(headers: Sequence[Any], path: Path | None) -> None:
    """Refuse a table whose headers are those of a trade statistic.

    Parameters
    ----------
    headers : sequence
        Of a table in memory or a row of a file; blanks are None.
    path : pathlib.Path or None

    Raises
    ------
    InputError
        Imports, exports, totals and their parts stand in such a table below each other: as purchases they would be
        added up. The message says what reads it.
    """
    texts = ["" if header is None else str(header) for header in headers]
    while texts and not texts[-1].strip():
        texts.pop()
    if len(texts) < 3:
        return
    name = path.name if path is not None else ""
    try:
        layout = recognise(texts, name)
    except MissingColumnError:
        return
    raise InputError(_refusal(layout, path), path=path)


def refuse_statistic_in(grids: Sequence[Grid], sheet: str | None, path: Path) -> None:
    """Refuse a file, a sheet of which is a trade statistic.

    Parameters
    ----------
    grids : sequence of Grid
    sheet : str or None
        The sheet that was asked for; else the first that holds anything is looked at.
    path : pathlib.Path

    Raises
    ------
    InputError
        As :func:`refuse_statistic`.
    """
    named = [
        grid for grid in grids if (grid.name == sheet if sheet is not None else not grid.hidden) and grid.rows
    ]
    for grid in named[:1]:
        for row in grid.rows[:_FIRST_ROWS]:
            refuse_statistic(row, path)


def _refusal(layout: Layout, path: Path | None) -> str:
    what = "The table" if path is None else str(path)
    text = path is None or path.suffix.lower() in _TEXTS
    name = path.name if path is not None else "FILE"
    given = "table" if path is None else f"'{name}'"
    saved = "" if text else " Save it as CSV first."
    return (
        f"{what} is a trade statistic ({layout.publisher}), not a sheet of purchases: imports and exports, totals and"
        " their parts, stand below each other and must not be added up."
        f"{saved} What a country imported, passed on and consumed: bbafootprint ledger {name} --exports {name}"
        f" --reporter COUNTRY. Its imports as lines, in Python: to_lines(read_trade_statistics({given},"
        " reporter='COUNTRY', flow='import')), to_lines from bbafootprint.ingest.statistics."
    )
