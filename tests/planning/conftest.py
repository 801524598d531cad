"""Small sheets, and the factor set with round numbers."""

from __future__ import annotations

from typing import Any

import pandas as pd

import bbafootprint as bba
from tests.footprint.conftest import factor_frame, factors

__all__ = ["factor_frame", "factors"]


def sheet(*rows: tuple[Any, ...], **more: Any) -> bba.Lines:
    """Lines of (line, commodity, origin, tonnes) in 2024, with other columns."""
    table = pd.DataFrame(rows, columns=["line id", "commodity", "origin", "quantity"])
    return bba.read_lines(table.assign(**{"unit": "t", "year": 2024, **more}))


def steps(*each: dict[str, Any]) -> dict[str, Any]:
    return {"version": 1, "steps": list(each)}


def shown(lines: bba.Lines, *columns: str) -> list[tuple[Any, ...]]:
    """The lines as (line, commodity, origin, tonnes) and more; missing is None."""
    names = ["line_id", "commodity", "origin", "amount", *columns]
    frame = lines.frame[names].astype(object)
    frame = frame.where(frame.notna(), None)
    return list(frame.itertuples(index=False, name=None))
