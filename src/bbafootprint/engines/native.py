"""What is asked of an engine: its columns, its distinct units, its groups; in words that narwhals has for all.

Null keys are filled before anything is joined by them: in most engines a null matches nothing, not even a null.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from bbafootprint.engines.columns import Wanted
from bbafootprint.engines.groups import FAULT, LINES, SUM, not_numeric
from bbafootprint.errors import InputError, UsageError
from bbafootprint.ingest.quantityfaults import LARGEST_QUANTITY

if TYPE_CHECKING:
    import narwhals as nw

MOST_UNITS = 500
"""Distinct units of a table; more are no units but a column of something else."""

AMOUNT = "__amount"
"""Column of quantities as floats."""


def headers_of(table: Any) -> list[str]:
    """Return the names of the columns of a table of any engine.

    Parameters
    ----------
    table : object
        As :func:`bbafootprint.engines.group_lines` takes it.

    Returns
    -------
    list of str

    Raises
    ------
    UsageError
        If it is no table of an engine that is known.
    """
    names = (
        list(table.columns) if isinstance(table, pd.DataFrame) else list(lazy(table).collect_schema().names())
    )
    if other := [name for name in names if not isinstance(name, str)]:
        raise InputError(f"A column is named {other[0]!r}; names of columns are texts here. Rename it.")
    if len(set(names)) < len(names):
        twice = sorted({name for name in names if names.count(name) > 1})
        raise InputError(f"{len(twice)} names of columns occur twice ({', '.join(twice[:5])}). Rename them.")
    return names


def in_memory(table: Any, headers: Sequence[str]) -> pd.DataFrame | None:
    """Return the columns of a table that lies in memory as pandas or Arrow columns; None for one of another engine.

    Parameters
    ----------
    table : object
    headers : sequence of str

    Returns
    -------
    pandas.DataFrame or None
        Without copies.
    """
    if isinstance(table, pd.DataFrame):
        return table[list(headers)]
    if type(table).__module__.startswith("pyarrow.") and hasattr(table, "select"):
        frame: pd.DataFrame = table.select(list(headers)).to_pandas(types_mapper=pd.ArrowDtype)
        return frame
    return None


def group_native(
    table: Any, wanted: Wanted, limits: Callable[[Sequence[object]], dict[object, float]]
) -> pd.DataFrame:
    """Group the lines of a table where it lies.

    Parameters
    ----------
    table : object
    wanted : Wanted
    limits : callable
        From distinct units to the largest quantity of each.

    Returns
    -------
    pandas.DataFrame
        As :func:`bbafootprint.engines.groups.group_frame`.
    """
    lines = keyed(table, wanted)
    lines = lines.with_columns(fault_of(lines, wanted.targets.get("unit"), limits).alias(FAULT))
    return group_keyed(lines, wanted.texts)


def group_keyed(lines: nw.LazyFrame[Any], keys: Sequence[str]) -> pd.DataFrame:
    """Group lines by their keys and what is wrong with their quantities.

    Parameters
    ----------
    lines : narwhals.LazyFrame
        As :func:`keyed` returns it, with the column :data:`FAULT`.
    keys : sequence of str
        Names of the columns of keys.

    Returns
    -------
    pandas.DataFrame
        The keys, None where missing, :data:`FAULT`, :data:`LINES`, :data:`SUM`.
    """
    import narwhals as nw

    counted = nw.when(nw.col(FAULT) == 0).then(nw.col(AMOUNT)).otherwise(0.0)
    grouped = (
        lines.with_columns(counted.alias(SUM))
        .group_by(*keys, FAULT)
        .agg(nw.col(FAULT).count().alias(LINES), nw.col(SUM).sum())
    )
    frame = to_pandas(grouped).sort_values([*keys, FAULT], ignore_index=True)  # engines have no order
    texts = {name: frame[name].astype(object) for name in keys}
    return pd.DataFrame(
        {
            **{name: text.where(text != MISSING, None) for name, text in texts.items()},
            **{name: frame[name].to_numpy(np.int64) for name in (FAULT, LINES)},
            SUM: frame[SUM].to_numpy(np.float64),
        }
    )


def keyed(table: Any, wanted: Wanted, beside: bool = False) -> nw.LazyFrame[Any]:
    """Return a lazy table with what it is grouped by as texts, filled where null, and its quantities as floats.

    Parameters
    ----------
    table : object
    wanted : Wanted
    beside : bool
        Keep the columns of the table beside those, which are then named ``__0``, ``__1`` and so on.

    Returns
    -------
    narwhals.LazyFrame
    """
    import narwhals as nw

    frame = lazy(table)
    schema = frame.collect_schema()
    if not schema[wanted.quantity].is_numeric():
        raise not_numeric(wanted.quantity, schema[wanted.quantity])
    names = [f"__{at}" for at in range(len(wanted.texts))] if beside else wanted.texts
    texts = [
        nw.col(header).cast(nw.String).fill_null(MISSING).alias(name)
        for name, header in zip(names, wanted.texts, strict=True)
    ]
    amount = nw.col(wanted.quantity).cast(nw.Float64).alias(AMOUNT)
    return frame.with_columns(*texts, amount) if beside else frame.select(*texts, amount)


def fault_of(
    lines: nw.LazyFrame[Any],
    unit: str | None,
    limits: Callable[[Sequence[object]], dict[object, float]],
) -> nw.Expr:
    """Return the expression that says what is wrong with a quantity, as `faults_of` numbers it.

    Parameters
    ----------
    lines : narwhals.LazyFrame
        As :func:`keyed` returns it.
    unit : str or None
        Name in `lines` of the column of units; None where there is none.
    limits : callable
        From distinct units to the largest quantity of each.

    Returns
    -------
    narwhals.Expr
    """
    import narwhals as nw

    amount = nw.col(AMOUNT)
    limit = nw.lit(LARGEST_QUANTITY)
    if unit is not None:
        distinct = to_pandas(lines.select(unit).unique())[unit].tolist()
        if len(distinct) > MOST_UNITS:
            raise InputError(
                f"The column that was read as the unit holds {len(distinct):,} distinct values, such as "
                f"{distinct[0]!r}, so that it is none. Say which one it is: columns={{'unit': 'HEADER'}} (None: none)."
            )
        of_unit = limits([text for text in distinct if text != MISSING])
        for text in distinct:
            most = of_unit[None if text == MISSING else text]
            if most < LARGEST_QUANTITY:
                limit = nw.when(nw.col(unit) == text).then(most).otherwise(limit)
    elif (most := limits([])[None]) < LARGEST_QUANTITY:
        limit = nw.lit(most)
    missing = amount.is_null() | amount.is_nan()
    fault = nw.lit(0, nw.Int32)
    for wrong, number in (
        (amount > limit, 4),
        (amount < 0, 3),
        (amount.abs() == float("inf"), 2),
        (missing, 1),
    ):
        fault = nw.when(wrong).then(nw.lit(number, nw.Int32)).otherwise(fault)
    return fault


MISSING = "\x1a"
"""What stands for a null in keys: a control character that no sheet or export writes."""


def lazy(table: Any) -> nw.LazyFrame[Any]:
    """Return a table of any engine as narwhals sees it.

    Parameters
    ----------
    table : object

    Returns
    -------
    narwhals.LazyFrame

    Raises
    ------
    UsageError
        If narwhals is not installed, or the table is of no engine that is known.
    """
    try:
        import narwhals as nw
    except ImportError as error:
        raise UsageError(
            f"a {type(table).__name__} is grouped by its own engine, and that needs narwhals: "
            "pip install bbafootprint[engines]"
        ) from error
    try:
        with (
            warnings.catch_warnings()
        ):  # what narwhals will want for Dask one day is no matter of the caller's
            warnings.filterwarnings("ignore", message="Dask support is moving", category=FutureWarning)
            frame: nw.LazyFrame[Any] = nw.from_native(table).lazy()
            return frame
    except TypeError as error:
        kind = f"{type(table).__module__}.{type(table).__qualname__}"
        raise UsageError(
            f"{kind} is no table that can be grouped; give a pandas, Polars, Dask or PySpark DataFrame, a DuckDB "
            "relation, a pyarrow Table, or read a file with read_lines"
        ) from error


def to_pandas(table: nw.LazyFrame[Any]) -> pd.DataFrame:
    """Run a query and return its result, which is small."""
    frame: pd.DataFrame = table.collect().to_pandas().reset_index(drop=True)
    return frame
