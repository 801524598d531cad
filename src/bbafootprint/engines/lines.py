"""Any table that an engine holds becomes lines, grouped where it lies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from bbafootprint.engines.columns import Wanted, find_wanted
from bbafootprint.engines.groups import FAULT, LINES, STANDS_FOR, SUM, group_frame, limits_of
from bbafootprint.engines.native import group_native, headers_of, in_memory
from bbafootprint.ingest import read_lines
from bbafootprint.ingest.groupedlines import of_groups
from bbafootprint.ingest.own_products import read_products
from bbafootprint.schema import Lines
from bbafootprint.vocabulary.own_products import OwnProducts


def group_lines(
    table: Any,
    *,
    by: str | Sequence[str] = (),
    columns: Mapping[str, str | None] | None = None,
    unit: str | None = None,
    strict_units: bool = False,
    answers: str | Path | pd.DataFrame | Mapping[Any, str] | None = None,
    products: str | Path | pd.DataFrame | OwnProducts | None = None,
) -> Lines:
    """Sum lines that are alike in all but their quantity, in the engine that holds them, and read the sums as lines.

    Parameters
    ----------
    table : pandas.DataFrame, pyarrow.Table, DuckDB relation, Polars DataFrame or LazyFrame, Dask or PySpark DataFrame
        One row a line, its quantities numbers in one column, units in another, in the header or in `unit`. It is
        not changed. Its engine does two aggregations, of the distinct units and of the groups; nothing is done in
        Python for a row.
    by : str or sequence of str
        Columns that change no number and are to be grouped by later: ``"supplier"``, any of the table's own.
        Commodity, customs code, origin, region, consignment, unit, content, stage and period are always kept apart.
    columns : mapping of str to str, optional
        Column of ours to the header that means it, as :func:`bbafootprint.read_lines` takes it; others are found from
        their headers.
    unit : str, optional
        Unit of quantities for which the table itself says none.
    strict_units : bool
        Refuse `ton`, `tons` and `mt`.
    answers, products
        As :func:`bbafootprint.read_lines` takes them. Give the same products to
        :func:`bbafootprint.calculate_footprint`.

    Returns
    -------
    Lines
        One row a group: `quantity` is the sum, and the column `stands_for` says of how many lines. Totals, tables,
        coverage and counts of its footprint are those of all lines. Lines without a usable quantity are groups of
        their own, by what is wrong with it. Issues name and count groups, by their position.

    Raises
    ------
    MissingColumnError
        If there is no quantity, or neither a commodity nor a customs code.
    InputError
        If quantities are no numbers, another column fits as well, or there is a column a period.
    UsageError
        If the engine is not known, a column of `by` is not there, or nothing can be grouped by it.

    Notes
    -----
    The footprint of the groups is that of the lines but for the order of the sums (docs/method.md, section 1: impacts
    are linear in the quantity). An error of each line's own quantity (`simulate(quantities=...)`) cannot be told from a
    sum, and is refused.
    """
    asked = [by] if isinstance(by, str) else list(by)
    own = read_products(products)
    wanted = find_wanted(headers_of(table), asked, columns)
    limits = partial(limits_of, wanted=wanted, unit=unit, strict=strict_units)
    frame = in_memory(table, wanted.headers)
    groups = group_native(table, wanted, limits) if frame is None else group_frame(frame, wanted, limits)
    return lines_of(groups, wanted, unit=unit, strict_units=strict_units, answers=answers, products=own)


def lines_of(groups: pd.DataFrame, wanted: Wanted, **options: Any) -> Lines:
    """Read groups as lines.

    Parameters
    ----------
    groups : pandas.DataFrame
        As :func:`bbafootprint.engines.groups.group_frame` returns them.
    wanted : Wanted
    **options
        Of :func:`bbafootprint.read_lines`.

    Returns
    -------
    Lines
        With the column `stands_for`.
    """
    fault = groups[FAULT].to_numpy(np.int64)
    quantity = np.where(fault == 0, groups[SUM].to_numpy(np.float64), np.array([0.0, *STANDS_FOR])[fault])
    texts = {name: groups[name].set_axis(pd.RangeIndex(len(groups))) for name in wanted.texts}
    frame = pd.DataFrame({**texts, wanted.quantity: quantity}, copy=False)
    lines = read_lines(frame, columns=wanted.as_said(), **options)
    stands_for = groups[LINES].to_numpy(np.int64)[lines.frame.index.to_numpy()]
    reading = {**lines.reading, "groups": len(lines.frame), "lines": int(stands_for.sum())}
    issues = lines.issues
    if len(issues):
        issues = issues.assign(message=issues["message"].map(of_groups).astype(object))
    result = lines.frame.copy(deep=False)
    result["stands_for"] = stands_for
    return Lines(result, issues, reading)
