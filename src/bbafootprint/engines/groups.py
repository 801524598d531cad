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
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from bbafootprint.engines.columns import Wanted
from bbafootprint.errors import InputError
from bbafootprint.footprint.coding import (
    Coded,
    add_up_rows,
    as_objects,
    code_column,
    code_together,
    number_rows,
)
from bbafootprint.ingest import read_lines
from bbafootprint.ingest.quantities import understand_units
from bbafootprint.ingest.quantityfaults import LARGEST_AMOUNT, LARGEST_QUANTITY
from bbafootprint.ingest.table import as_text

LINES, SUM, FAULT = "__lines", "__sum", "__fault"
"""Columns of groups besides those that they are grouped by: how many lines, their quantities, what is wrong."""

Limits = Callable[[tuple[object, ...]], dict[object, float]]
"""From distinct units, None where there is none, to the largest quantity of each."""

STANDS_FOR = (np.nan, np.inf, -1.0, 10 * LARGEST_QUANTITY)
"""The quantity that a group with a fault is read with: 1 missing, 2 infinite, 3 negative, 4 too large."""

KINDS = np.array([*range(len(STANDS_FOR) + 1), None], dtype=object)
"""What can be wrong with a quantity, as values that are coded."""


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

    blocks = _blocks_of(frame)
    find_limits = cache(lambda units: limits(units))
    if len(blocks) == 1:
        return _as_frame(_group_block(frame, wanted, find_limits), wanted)
    with ThreadPoolExecutor() as pool:
        parts = list(pool.map(lambda block: _group_block(block, wanted, find_limits), blocks))
    return _as_frame(_add_up(parts), wanted)


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
    find_limits = cache(lambda units: limits(units))
    with ThreadPoolExecutor() as pool:
        parts = list(pool.map(lambda block: _number_block(block, wanted, find_limits), _blocks_of(frame)))
    groups, group = _put_together([groups for groups, _ in parts])
    ends = np.cumsum([len(each.fault) for each, _ in parts])
    of_parts = np.split(group, ends[:-1])
    number = np.concatenate([of_part[local] for of_part, (_, local) in zip(of_parts, parts, strict=True)])
    return _as_frame(groups, wanted), number


def _number_block(
    frame: pd.DataFrame, wanted: Wanted, limits: Limits
) -> tuple[_Groups, npt.NDArray[np.int64]]:
    """Return the groups of a block, and the group of each of its lines."""
    quantity = frame[wanted.quantity].to_numpy(dtype=np.float64, na_value=np.nan)
    coded = [code_column(frame[name]) for name in wanted.texts]
    limit = _limits_by_code(coded, wanted, limits)
    fault = faults_of(quantity, limit[_unit_codes(coded, wanted, len(quantity))])
    (*keys, (wrong, _)), number = number_rows([*coded, (fault, KINDS)], len(quantity))
    ones = np.ones(len(wrong))
    return _Groups(keys, wrong.astype(np.int64), ones.astype(np.int64), ones), number


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


class _Groups(NamedTuple):
    """Groups whose keys are coded, column by column."""

    keys: list[Coded]
    fault: npt.NDArray[np.int64]
    lines: npt.NDArray[np.int64]
    sums: npt.NDArray[np.float64]


def _group_block(frame: pd.DataFrame, wanted: Wanted, limits: Limits) -> _Groups:
    """Group lines in one go."""
    quantity = frame[wanted.quantity].to_numpy(dtype=np.float64, na_value=np.nan)
    coded = [code_column(frame[name]) for name in wanted.texts]
    keys, lines, sums = add_up_rows(coded, quantity)
    limit = _limits_by_code(keys, wanted, limits)
    if quantity.size and quantity.min() >= 0 and quantity.max() <= np.nanmin(limit):
        return _Groups(keys, np.zeros(len(lines), np.int64), lines, sums)
    # Again, with what is wrong with a quantity as one more key.
    fault = faults_of(quantity, limit[_unit_codes(coded, wanted, len(quantity))])
    (*keys, (wrong, _)), lines, sums = add_up_rows(
        [*coded, (fault, KINDS)], np.where(fault == 0, quantity, 0.0)
    )
    return _Groups(keys, wrong.astype(np.int64), lines, sums)


def _unit_codes(coded: Sequence[Coded], wanted: Wanted, rows: int) -> npt.NDArray[np.integer]:
    """Return the code of each row's unit; 0 where there is no column of units."""
    if "unit" not in wanted.targets:
        return np.zeros(rows, dtype=np.int8)
    return coded[wanted.texts.index(wanted.targets["unit"])][0]


def _limits_by_code(keys: Sequence[Coded], wanted: Wanted, limits: Limits) -> npt.NDArray[np.float64]:
    """Return the largest quantity that a line may have, by the code of its unit; NaN where no group has that unit."""
    if "unit" not in wanted.targets:
        return np.array([limits((None,))[None]])
    codes, values = keys[wanted.texts.index(wanted.targets["unit"])]
    used = np.flatnonzero(np.bincount(codes, minlength=len(values)))
    of_unit = limits(tuple(values[used].tolist()))
    limit = np.full(len(values), np.nan)
    limit[used] = [of_unit[values[code]] for code in used.tolist()]
    return limit


def _add_up(parts: Sequence[_Groups]) -> _Groups:
    """Add up groups of parts of one table."""
    groups, group = _put_together(parts)
    size = len(groups.fault)
    lines, sums = (np.concatenate([getattr(part, name) for part in parts]) for name in ("lines", "sums"))
    return groups._replace(
        lines=np.bincount(group, lines, size).astype(np.int64),
        sums=np.bincount(group, sums, size).astype(np.float64, copy=False),
    )


def _put_together(parts: Sequence[_Groups]) -> tuple[_Groups, npt.NDArray[np.int64]]:
    """Return the distinct groups of parts of one table, each with one line, and where each group of the parts went."""
    keys = [code_together(columns) for columns in zip(*(part.keys for part in parts), strict=True)]
    fault = np.concatenate([part.fault for part in parts])
    (*together, (wrong, _)), group = number_rows([*keys, (fault, KINDS)], len(fault))
    ones = np.ones(len(wrong))
    return _Groups(together, wrong.astype(np.int64), ones.astype(np.int64), ones), group


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
    coded = [
        _Groups(
            [code_column(part[name]) for name in wanted.texts],
            part[FAULT].to_numpy(np.int64),
            part[LINES].to_numpy(np.int64),
            part[SUM].to_numpy(np.float64),
        )
        for part in parts
    ]
    return _as_frame(_add_up(coded), wanted)


def _as_frame(groups: _Groups, wanted: Wanted) -> pd.DataFrame:
    """Return groups as a table, with plain objects for keys, None where missing."""
    columns: dict[str, Any] = {
        name: as_objects(each) for name, each in zip(wanted.texts, groups.keys, strict=True)
    }
    columns |= {FAULT: groups.fault, LINES: groups.lines, SUM: groups.sums}
    return pd.DataFrame(columns, copy=False)


def not_numeric(header: str, kind: object) -> InputError:
    """Return the error about quantities that are no numbers."""
    return InputError(
        f"'{header}' holds {kind}, and quantities of a table that is grouped must be numbers. Cast the column to a "
        "number and put units in a column of their own; read_lines reads texts such as '1.250,5 kg'."
    )
