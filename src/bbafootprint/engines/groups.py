"""Groups of lines that are alike in all but their quantity: how many there are, and the sum of their quantities.

Quantities that cannot be counted (missing, infinite, negative, far too large) are groups of their own, by what is wrong
with them, so that reading says of them what it says of such a line.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from pandas.api.types import union_categoricals

from bbafootprint.engines.columns import Wanted
from bbafootprint.errors import InputError
from bbafootprint.footprint.calculate import compact, sum_by
from bbafootprint.footprint.coding import as_categories, code_column, distinct_coded, distinct_rows
from bbafootprint.ingest import read_lines
from bbafootprint.ingest.quantities import understand_units
from bbafootprint.ingest.quantityfaults import LARGEST_AMOUNT, LARGEST_QUANTITY
from bbafootprint.ingest.table import as_text

LINES, SUM, FAULT = "__lines", "__sum", "__fault"
"""Columns of groups besides those that they are grouped by: how many lines, their quantities, what is wrong."""

STANDS_FOR = (np.nan, np.inf, -1.0, 10 * LARGEST_QUANTITY)
"""The quantity that a group with a fault is read with: 1 missing, 2 infinite, 3 negative, 4 too large."""


def limits_of(units: Sequence[object], wanted: Wanted, unit: str | None, strict: bool) -> dict[object, float]:
    """Return the largest quantity that a line may have in each unit.

    Parameters
    ----------
    units : sequence
        Distinct units as given; None where a line has none.
    wanted : Wanted
    unit : str or None
        Unit where none is given.
    strict : bool
        Refuse `ton`, `tons` and `mt`.

    Returns
    -------
    dict
        Unit as given to the quantity of :data:`~bbafootprint.ingest.quantityfaults.LARGEST_AMOUNT` tonnes or cubic
        metres of it. Units that are not understood have
        :data:`~bbafootprint.ingest.quantityfaults.LARGEST_QUANTITY`.
    """
    texts = [as_text(text) for text in units if text is not None]
    per_unit = dict(zip([text for text in units if text is not None], _tonnes_of(texts, strict), strict=True))
    if None in units:
        per_unit[None] = _tonnes_without_unit(wanted, unit, strict)
    with np.errstate(divide="ignore"):
        return {
            text: float(np.fmin(LARGEST_AMOUNT / np.float64(one), LARGEST_QUANTITY))
            for text, one in per_unit.items()
        }


def _tonnes_of(texts: list[str], strict: bool) -> list[float]:
    """Return tonnes or cubic metres a unit; NaN for one that is not understood."""
    understood: list[float] = understand_units(texts, strict).factor.tolist()
    return understood


def _tonnes_without_unit(wanted: Wanted, unit: str | None, strict: bool) -> float:
    """Return tonnes or cubic metres a unit where a line gives none: what the header or the option says."""
    goods = wanted.targets.get("commodity", "commodity")
    frame = pd.DataFrame({goods: ["soybeans"], wanted.quantity: [1.0]})
    said = {name: header for name, header in wanted.as_said().items() if header in frame.columns}
    lines = read_lines(frame, columns=said | {"commodity": goods}, unit=unit, strict_units=strict)
    return float(lines.frame["amount"].iloc[0]) if len(lines) else np.nan


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
    _check_numeric(frame, wanted)

    @cache
    def limits_once(units: tuple[object, ...]) -> dict[object, float]:
        return limits(units)

    blocks = _blocks_of(frame)
    if len(blocks) == 1:
        groups = _group_block(frame, wanted, limits_once)
    else:
        with ThreadPoolExecutor() as pool:
            parts = list(pool.map(lambda block: _group_block(block, wanted, limits_once), blocks))
        groups = _add_up(parts, wanted)
    return _plain(groups, wanted)


def number_lines(
    frame: pd.DataFrame, wanted: Wanted, limits: Callable[[Sequence[object]], dict[object, float]]
) -> tuple[pd.DataFrame, npt.NDArray[np.int64]]:
    """Give each line of a frame in memory the number of its group.

    Parameters
    ----------
    frame, wanted, limits
        As :func:`group_frame` takes them.

    Returns
    -------
    groups : pandas.DataFrame
        As :func:`group_frame` returns them, each with one line and no sum.
    number : ndarray of int, shape (lines,)
    """
    _check_numeric(frame, wanted)
    quantity = frame[wanted.quantity].to_numpy(dtype=np.float64, na_value=np.nan)
    table, number = distinct_rows(frame, wanted.texts)
    of_unit, unit = _units(table, wanted)
    limit_of_unit = limits(of_unit)
    limit = np.array([limit_of_unit[each] for each in of_unit], dtype=np.float64)
    kinds = len(STANDS_FOR) + 1
    cell, number = compact(number * kinds + faults_of(quantity, limit[unit][number]), len(table) * kinds)
    group, fault = np.divmod(cell, kinds)
    ones = np.ones(cell.size)
    return _grouped(table.iloc[group].reset_index(drop=True), fault, ones, ones), number


def _check_numeric(frame: pd.DataFrame, wanted: Wanted) -> None:
    kind = frame[wanted.quantity].dtype
    if not pd.api.types.is_numeric_dtype(kind) or pd.api.types.is_bool_dtype(kind):
        raise not_numeric(wanted.quantity, kind)


BLOCK = 2**18
"""Lines that are grouped at once by one thread; what is held besides the table is that of a block a processor."""

SMALL_BLOCK = 2**17
"""Lines that are still worth a thread of their own."""


def _blocks_of(frame: pd.DataFrame) -> list[pd.DataFrame]:
    """Cut a frame into blocks of about one size, as many as keep every processor busy; nothing is copied."""
    processors = os.process_cpu_count() if hasattr(os, "process_cpu_count") else os.cpu_count()
    rounds = -(-len(frame) // (BLOCK * (processors or 1)))
    count = max(min(rounds * (processors or 1), len(frame) // SMALL_BLOCK), 1)
    edges = np.linspace(0, len(frame), count + 1).astype(int)
    return [frame.iloc[start:end] for start, end in pairwise(edges.tolist())]


def _group_block(
    frame: pd.DataFrame, wanted: Wanted, limits: Callable[[tuple[object, ...]], dict[object, float]]
) -> pd.DataFrame:
    """Group lines; what they are grouped by stays coded."""
    quantity = frame[wanted.quantity].to_numpy(dtype=np.float64, na_value=np.nan)
    table, number = distinct_coded(frame, wanted.texts)
    of_unit, unit = _units(table, wanted)
    limit_of_unit = limits(tuple(of_unit))
    limit = np.array([limit_of_unit[each] for each in of_unit], dtype=np.float64)
    if quantity.size and quantity.min() >= 0 and quantity.max() <= limit.min():
        counts = np.bincount(number, minlength=len(table))
        return _grouped(table, np.zeros(len(table)), counts, np.bincount(number, quantity, len(table)))
    kinds = len(STANDS_FOR) + 1
    fault = faults_of(quantity, limit[unit][number])
    cell = number * kinds + fault
    lines = np.bincount(cell, minlength=len(table) * kinds)
    sums = sum_by(cell, np.where(fault == 0, quantity, 0.0), len(table) * kinds)
    there = np.flatnonzero(lines)
    group, wrong = np.divmod(there, kinds)
    return _grouped(table.iloc[group].reset_index(drop=True), wrong, lines[there], sums[there])


def _add_up(parts: Sequence[pd.DataFrame], wanted: Wanted) -> pd.DataFrame:
    """Add up groups that are coded."""
    every: dict[str, Any] = {
        name: union_categoricals([part[name].array for part in parts]) for name in wanted.texts
    }
    every |= {name: np.concatenate([part[name] for part in parts]) for name in (FAULT, LINES, SUM)}
    table, number = distinct_coded(pd.DataFrame(every, copy=False), [*wanted.texts, FAULT])
    counts, sums = (np.bincount(number, every[name], len(table)) for name in (LINES, SUM))
    return _grouped(table[wanted.texts], table[FAULT].to_numpy(), counts, sums)


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
    coded = [part.assign(**{name: as_categories(part[name]) for name in wanted.texts}) for part in parts]
    return _plain(_add_up(coded, wanted), wanted)


def _plain(groups: pd.DataFrame, wanted: Wanted) -> pd.DataFrame:
    """Return groups with plain objects for categories, None where missing."""
    columns: dict[Any, Any] = dict(groups.items())
    for name in wanted.texts:
        codes, values = code_column(groups[name])
        columns[name] = pd.Series(values[codes], dtype=object, copy=False)
    return pd.DataFrame(columns, copy=False)


def _grouped(table: pd.DataFrame, fault: Any, lines: Any, sums: Any) -> pd.DataFrame:
    columns = {FAULT: np.asarray(fault, np.int64), LINES: np.asarray(lines, np.int64), SUM: sums}
    kept: dict[Any, Any] = dict(table.items())
    return pd.DataFrame(kept | columns, index=table.index, copy=False)


def not_numeric(header: str, kind: object) -> InputError:
    """Return the error about quantities that are no numbers."""
    return InputError(
        f"'{header}' holds {kind}, and quantities of a table that is grouped must be numbers. Cast the column to a "
        "number and put units in a column of their own; read_lines reads texts such as '1.250,5 kg'."
    )


def _units(table: pd.DataFrame, wanted: Wanted) -> tuple[list[object], npt.NDArray[np.intp]]:
    """Return the distinct units of groups, None where there is none, and the position of each group's."""
    if "unit" not in wanted.targets:
        return [None], np.zeros(len(table), dtype=np.intp)
    code, distinct = pd.factorize(table[wanted.targets["unit"]], use_na_sentinel=True)
    missing = code < 0
    units = [*distinct, *([None] if missing.any() or not len(table) else [])]
    return units, np.where(missing, len(distinct), code)
