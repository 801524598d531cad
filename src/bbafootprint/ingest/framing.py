"""The columns of the frame of lines that are carried over as they are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from bbafootprint.ingest.issues import make_issue
from bbafootprint.ingest.ownsheet import STANDS_FOR, TRACED_HEADERS, is_lines_sheet
from bbafootprint.ingest.table import IntArray, Table, Texts, as_text, count_lines
from bbafootprint.schema import LINE_COLUMNS, TRACING_COLUMNS

_INDICATORS = (
    "land_occupation", "habitat_loss", "habitat_degradation", "habitat_fragmentation",
    "species_loss_occupation", "species_loss_conversion",
)  # fmt: skip

# The rooms above put these columns beside the person's own; a name that is added there is added here.
RESERVED_NAMES = frozenset(
    (
        *LINE_COLUMNS,
        "mass_t", "density_assumed", "primary_commodity", "primary_quantity", "primary_unit", "conversion",
        "conversion_quality", "conversion_low", "conversion_high", "conversion_note", "conversion_path",
        "content_used", "conversion_basis", "stands_for",
        *TRACING_COLUMNS, "status", "reason", "origin_status", "region_match",
        "ecosystem", "get_code",
        "basis", "value_at_share_low", "value_at_share_high", "indicator", "account", "value", "low", "high",
        "intensity", "relative", "quality",
        "assessed_lines", "lines", "assessed_mass_t", "assessed_line_share", "assessed_mass_share",
        *_INDICATORS,
        *(f"{indicator}_match_level" for indicator in _INDICATORS),
    )
)  # fmt: skip
"""Names of columns that the library itself puts on lines and results; a person's own column of such a name
gets `` (2)``, so that no result writes over it."""


def make_line_ids(
    table: Table,
    rows: IntArray,
    periods: Sequence[str],
    which: IntArray,
    is_part: npt.NDArray[np.bool_] | None = None,
) -> tuple[pd.Series[Any], list[dict[str, Any]]]:
    """Return an identifier for each line, unique, and what there is to say about it.

    Parameters
    ----------
    table : Table
    rows : numpy.ndarray of int
        For each line, the position of its row.
    periods : sequence of str
        Periods of a wide table; empty texts else.
    which : numpy.ndarray of int
        For each line, the position of its period.
    is_part : ndarray of bool, optional
        For each row, whether it is a part of a traced line: these share the identifier of the line.

    Returns
    -------
    line_ids : pandas.Series of str
        The person's own, else ``sheet!row``, ``row5`` in a delimited file, the position in memory; with
        ``@period`` in a wide table; with ``#2`` where it is the second of its name.
    issues : list of dict
    """
    numbers = pd.Series(table.rows).astype(str)
    prefix = {"sheet": f"{table.sheet}!", "delimited": "row", "memory": ""}[table.kind]
    names = prefix + numbers if prefix else numbers
    if "line_id" in table.match.targets:
        column = table.columns[table.match.targets["line_id"]]
        own = column.astype(str) if pd.api.types.is_integer_dtype(column.dtype) else column.map(as_text)
        own = own.astype(names.dtype)
        names = own.where(own != "", names)
    line_ids = (
        names if len(rows) == len(names) and (rows == np.arange(len(names))).all() else names.iloc[rows]
    )
    line_ids = line_ids.reset_index(drop=True)
    if any(periods):
        line_ids = line_ids + pd.Series([f"@{period}" for period in periods]).iloc[which].reset_index(
            drop=True
        )

    if "line_id" not in table.match.targets:  # made from rows and periods, they are unique
        return line_ids, []
    again = line_ids.duplicated()
    if is_part is not None:
        again &= ~is_part[rows]
    if not again.any():
        return line_ids, []
    first = line_ids[again].iloc[0]
    issue = make_issue(
        "line-id-duplicate",
        f"{count_lines(int(again.sum()))} with an identifier that stands before, '{first}' first:"
        f" numbered '{first}#2' and so on.",
        found=first,
        suggestion="Give each line an identifier of its own, or leave the column out.",
        sheet=table.sheet,
    )
    taken = set(line_ids)
    unique = line_ids.tolist()
    count: dict[str, int] = {}
    for at in np.flatnonzero(again.to_numpy()).tolist():
        name = unique[at]
        number = count.get(name, 1) + 1
        while f"{name}#{number}" in taken:
            number += 1
        count[name] = number
        unique[at] = f"{name}#{number}"
        taken.add(unique[at])
    return pd.Series(unique, dtype=line_ids.dtype), [issue]


def as_categorical(texts: Texts | None, take: IntArray | slice, size: int) -> pd.Categorical:
    """Return coded texts of rows as a categorical of lines.

    Parameters
    ----------
    texts : Texts or None
        None: a column that is not there.
    take : numpy.ndarray of int or slice
        The row of each line.
    size : int
        Number of lines.

    Returns
    -------
    pandas.Categorical
        Missing where blank.
    """
    if texts is None:
        return pd.Categorical.from_codes(
            np.full(size, -1, dtype=np.int8), categories=pd.Index([], dtype=object)
        )
    return pd.Categorical.from_codes(texts.codes[take], categories=pd.Index(texts.values, dtype=object))


def coded(keys: IntArray, values: Sequence[str | None], blank: str | None) -> pd.Categorical:
    """Return a categorical from keys into values that may repeat.

    Parameters
    ----------
    keys : numpy.ndarray of int
        Position in `values`; -1 where there is none.
    values : sequence of str or None
        None: missing.
    blank : str or None
        What -1 means.

    Returns
    -------
    pandas.Categorical
    """
    categories: dict[str, int] = {}
    codes = [
        -1 if value is None else categories.setdefault(value, len(categories)) for value in (*values, blank)
    ]
    return pd.Categorical.from_codes(
        np.array(codes, dtype=np.int64)[keys], categories=pd.Index(list(categories), dtype=object)
    )


def other_columns(table: Table) -> dict[str, int]:
    """Return the person's other columns by a name that nothing else has.

    Parameters
    ----------
    table : Table

    Returns
    -------
    dict of str to int
        Name to position. A header that is taken gets `` (2)``; a column without header and without values is
        left out; our own table of lines brings no second copy of what is worked out anew.
    """
    ours = is_own(table.headers)
    used = {*table.match.targets.values(), *table.match.periods}
    if is_lines_sheet(table.headers):
        ours_again = {*TRACED_HEADERS.values(), STANDS_FOR}
        used |= {at for at, header in enumerate(table.headers) if header in ours_again}
    taken = set(RESERVED_NAMES)
    found: dict[str, int] = {}
    for at, header in enumerate(table.headers):
        if at in used or (ours and (header in LINE_COLUMNS or header in TRACING_COLUMNS)):
            continue
        name = header
        if not name:
            if table.columns[at].isna().all():
                continue
            name = f"column {table.address(-1, at).rstrip('0123456789') or at + 1}"
        number = 1
        unique = name
        while unique in taken:
            number += 1
            unique = f"{name} ({number})"
        taken.add(unique)
        found[unique] = at
    return found


def is_own(headers: Sequence[str]) -> bool:
    """Tell whether headers are those of our own table of lines."""
    return {"commodity_as_given", "unit_as_given", "amount_unit"} <= set(headers)
