"""Some of the lines of a footprint, as a footprint of their own: one period of a ledger, one supplier."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from bbafootprint.errors import UsageError
from bbafootprint.footprint import Footprint, tally

SHOWN = 8
"""Values that a message names before it stops."""


def select_lines(result: Footprint, **columns: Any) -> Footprint:
    """Return the footprint of the lines that have given values in some columns.

    Parameters
    ----------
    result : Footprint
        With its lines.
    **columns
        Column of the lines to the value, or to a list of values, of the lines to keep, such as ``period="2023"``. A
        value is compared as text, so that ``period=2023`` is the same; None keeps lines without a value.

    Returns
    -------
    Footprint
        Of these lines alone, with the factors and options of `result`; nothing is calculated anew. Its record says
        what was selected.

    Raises
    ------
    UsageError
        If the lines are not kept, there is no such column, or no line has such a value.
    """
    if result.lines is None or result.line_key is None:
        raise UsageError(
            "the lines were not kept in this footprint, so none can be selected; keep_lines=True does"
        )
    frame = result.lines.frame
    kept = np.ones(len(frame), dtype=bool)
    for name, wanted in columns.items():
        if name not in frame.columns:
            raise UsageError(
                f"the lines have no column {name!r}; they have: {', '.join(map(str, frame.columns))}"
            )
        values = list(wanted) if isinstance(wanted, list | tuple | set) else [wanted]
        found = _has(frame[name], values)
        if not found.any():
            there = frame[name].dropna().astype(str).drop_duplicates()
            more = f" and {len(there) - SHOWN} more" if len(there) > SHOWN else ""
            raise UsageError(
                f"no line has {name} {' or '.join(map(repr, values))}; there are: "
                f"{', '.join(there.head(SHOWN)) or 'lines without a value only'}{more}"
            )
        kept &= found
    lines, key = result.lines, result.line_key[kept]
    chosen = frame[kept]
    named = lines.issues["line_id"].astype(object)
    # An issue of the whole table names no line, and stays.
    concerns = (named.isna() | (named == "") | named.isin(chosen["line_id"].astype(object))).to_numpy(bool)
    said = {
        name: wanted if isinstance(wanted, list | tuple) else str(wanted) for name, wanted in columns.items()
    }
    return replace(
        result,
        ledger=tally(chosen, result.ledger.keys, key, result.ledger.by),
        lines=replace(
            lines,
            frame=chosen,
            issues=lines.issues[concerns].reset_index(drop=True),
            reading={**lines.reading, "selected": {**lines.reading.get("selected", {}), **said}},
        ),
        line_key=key,
    )


def _has(column: pd.Series[Any], values: list[Any]) -> npt.NDArray[np.bool_]:
    texts = [str(value) for value in values if value is not None]
    found = column.astype(object).map(str).isin(texts) & column.notna()
    if None in values:
        found |= column.isna()
    return found.to_numpy(bool)
