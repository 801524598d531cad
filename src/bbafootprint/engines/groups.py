"""Groups of lines that are alike in all but their quantity: how many there are, and the sum of their quantities.

Quantities that cannot be counted (missing, infinite, negative, far too large) are groups of their own, by what is wrong
with them, so that reading says of them what it says of such a line.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from bbafootprint.engines.columns import Wanted
from bbafootprint.errors import InputError
from bbafootprint.footprint.calculate import sum_by
from bbafootprint.footprint.ledger import distinct_rows
from bbafootprint.ingest import read_lines
from bbafootprint.ingest.quantityfaults import LARGEST_AMOUNT, LARGEST_QUANTITY

LINES, SUM, FAULT = "__lines", "__sum", "__fault"
"""Columns of groups besides those that they are grouped by: how many lines, their quantities, what is wrong."""

STANDS_FOR = (np.nan, np.inf, -1.0, 10 * LARGEST_QUANTITY)
"""The quantity that a group with a fault is read with: 1 missing, 2 infinite, 3 negative, 4 too large."""


def limits_of(units: Sequence[object], wanted: Wanted, unit: str | None, strict: bool) -> dict[object, float]:
    """Return the largest quantity that a line may have in each unit.

    Parameters
    ----------
    units : sequence
        Distinct units as given, a missing one left out.
    wanted : Wanted
    unit : str or None
        Unit where none is given.
    strict : bool
        Refuse `ton`, `tons` and `mt`.

    Returns
    -------
    dict
        Unit as given to the quantity of :data:`~bbafootprint.ingest.quantityfaults.LARGEST_AMOUNT` tonnes or cubic
        metres of it; the key None is for lines without one. Units that are not understood have
        :data:`~bbafootprint.ingest.quantityfaults.LARGEST_QUANTITY`.
    """
    column = wanted.targets.get("unit")
    asked: list[object] = [*units, None]
    goods = wanted.targets.get("commodity", "commodity")
    frame = pd.DataFrame({goods: "soybeans", wanted.quantity: np.ones(len(asked))})
    if column is not None:
        frame[column] = pd.Series(asked, dtype=object)
    said = {name: header for name, header in wanted.as_said().items() if header in frame.columns}
    said["commodity"] = goods
    amount = read_lines(frame, columns=said, unit=unit, strict_units=strict).frame["amount"]
    per_unit = amount.reindex(frame.index).to_numpy(np.float64)
    with np.errstate(divide="ignore"):
        most = np.fmin(LARGEST_AMOUNT / per_unit, LARGEST_QUANTITY)
    return dict(zip(asked, most.tolist(), strict=True))


def faults_of(
    quantity: npt.NDArray[np.float64], limit: npt.NDArray[np.float64] | float
) -> npt.NDArray[np.int64]:
    """Return what is wrong with quantities: 0 nothing, else the position in :data:`STANDS_FOR` plus 1."""
    with np.errstate(invalid="ignore"):
        wrong = [np.isnan(quantity), np.isinf(quantity), quantity < 0, quantity > limit]
    return np.select(wrong, [1, 2, 3, 4], default=0).astype(np.int64)


def group_frame(
    frame: pd.DataFrame, wanted: Wanted, limits: Callable[[Sequence[object]], dict[object, float]]
) -> pd.DataFrame:
    """Group the lines of a frame in memory.

    Parameters
    ----------
    frame : pandas.DataFrame
        With the columns of `wanted`, once each.
    wanted : Wanted
    limits : callable
        From distinct units to the largest quantity of each, as :func:`limits_of`.

    Returns
    -------
    pandas.DataFrame
        One row a group: the columns that are grouped by, :data:`FAULT`, :data:`LINES`, :data:`SUM`.
    """
    column = frame[wanted.quantity]
    if not pd.api.types.is_numeric_dtype(column.dtype) or pd.api.types.is_bool_dtype(column.dtype):
        raise not_numeric(wanted.quantity, column.dtype)
    quantity = column.to_numpy(dtype=np.float64, na_value=np.nan)
    table, number = distinct_rows(frame, wanted.texts)
    of_unit = limits(_units(table, wanted))
    units = table[wanted.targets["unit"]] if "unit" in wanted.targets else [None] * len(table)
    most = np.array(
        [of_unit.get(None if pd.isna(unit) else unit, np.nan) for unit in units], dtype=np.float64
    )
    kinds = len(STANDS_FOR) + 1
    if quantity.size and quantity.min() >= 0 and quantity.max() <= most.min(initial=LARGEST_QUANTITY):
        counts = np.bincount(number, minlength=len(table))
        return _grouped(table, np.zeros(len(table)), counts, np.bincount(number, quantity, len(table)))
    fault = faults_of(quantity, most[number])
    cell = number * kinds + fault
    lines = np.bincount(cell, minlength=len(table) * kinds)
    sums = sum_by(cell, np.where(fault == 0, quantity, 0.0), len(table) * kinds)
    there = np.flatnonzero(lines)
    group, wrong = np.divmod(there, kinds)
    return _grouped(table.iloc[group].reset_index(drop=True), wrong, lines[there], sums[there])


def merge_groups(parts: Sequence[pd.DataFrame], wanted: Wanted) -> pd.DataFrame:
    """Add up the groups of parts of one table.

    Parameters
    ----------
    parts : sequence of pandas.DataFrame
        As :func:`group_frame` returns them, at least one.
    wanted : Wanted

    Returns
    -------
    pandas.DataFrame
    """
    every = pd.concat([part.astype(dict.fromkeys(wanted.texts, object)) for part in parts], ignore_index=True)
    table, number = distinct_rows(every, [*wanted.texts, FAULT])
    counts, sums = (
        np.bincount(number, every[name].to_numpy(np.float64), len(table)) for name in (LINES, SUM)
    )
    return _grouped(table[wanted.texts], table[FAULT].to_numpy(), counts, sums)


def _grouped(table: pd.DataFrame, fault: Any, lines: Any, sums: Any) -> pd.DataFrame:
    columns = {FAULT: np.asarray(fault, np.int64), LINES: np.asarray(lines, np.int64), SUM: sums}
    return pd.concat([table, pd.DataFrame(columns, index=table.index)], axis=1)


def not_numeric(header: str, kind: object) -> InputError:
    """Return the error about quantities that are no numbers."""
    return InputError(
        f"'{header}' holds {kind}, and quantities of a table that is grouped must be numbers. Cast the column to a "
        "number and put units in a column of their own; read_lines reads texts such as '1.250,5 kg'."
    )


def _units(table: pd.DataFrame, wanted: Wanted) -> list[object]:
    if "unit" not in wanted.targets:
        return []
    return list(table[wanted.targets["unit"]].dropna().unique())
