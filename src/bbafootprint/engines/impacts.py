"""Impacts of every line, as a join that the engine of the lines does."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from bbafootprint.engines.columns import Wanted, find_wanted
from bbafootprint.engines.groups import FAULT, SUM, limits_of, number_lines
from bbafootprint.engines.lines import lines_of
from bbafootprint.engines.native import (
    AMOUNT,
    MISSING,
    fault_of,
    group_keyed,
    headers_of,
    in_memory,
    keyed,
    lazy,
)
from bbafootprint.errors import UsageError
from bbafootprint.factors import FactorSet, load_factors
from bbafootprint.footprint.resolve import NOT_ASSESSED, RUNGS
from bbafootprint.ingest.own_products import read_products
from bbafootprint.pipeline import calculate_footprint
from bbafootprint.trade.tracing.origins import Perspective
from bbafootprint.vocabulary.own_products import OwnProducts

if TYPE_CHECKING:
    import narwhals as nw


def add_impacts(
    table: Any,
    factors: FactorSet | str | Path | pd.DataFrame | None = None,
    *,
    columns: Mapping[str, str | None] | None = None,
    unit: str | None = None,
    strict_units: bool = False,
    answers: str | Path | pd.DataFrame | Mapping[Any, str] | None = None,
    products: str | Path | pd.DataFrame | OwnProducts | None = None,
    allocation: Literal["economic", "mass"] = "economic",
    perspective: Perspective = "direct",
) -> Any:
    """Give every line of a table its impacts, in the engine that holds it.

    Parameters
    ----------
    table : DuckDB relation, Polars DataFrame or LazyFrame, Dask or PySpark DataFrame, pandas.DataFrame
        As :func:`bbafootprint.engines.group_lines` takes it.
    factors, allocation, products, perspective
        As :func:`bbafootprint.calculate_footprint` takes them.
    columns, unit, strict_units, answers
        As :func:`bbafootprint.engines.group_lines` takes them.

    Returns
    -------
    table of the same engine, lazy where that is
        The columns of `table`, then for each indicator its amount [its unit] and ``<indicator>_match_level``. The
        amount is missing where the line is not assessed; the level then says ``not assessed``, or ``rejected``
        for a line without a usable quantity. Of a line that was split over traced origins, the sum over its parts,
        and the weakest of their levels. Lines are in the order in which the engine joins; those of a pandas or Arrow
        table in their own, with levels as categories.

    Raises
    ------
    UsageError
        If the table has a column of such a name already, or as :func:`bbafootprint.engines.group_lines` does.
    InputError, FactorSetError
        As :func:`bbafootprint.calculate_footprint` does.
    """
    import narwhals as nw

    headers = headers_of(table)
    own = read_products(products)
    factors = (
        factors if isinstance(factors, FactorSet) else load_factors(*([] if factors is None else [factors]))
    )
    named = [each.id for each in factors.indicators]
    if taken := [name for name in (*named, *map(level_name, named)) if name in headers]:
        raise UsageError(f"the table has a column {taken[0]!r} already; drop or rename it, to add another")
    wanted = find_wanted(headers, (), columns)
    limits = partial(limits_of, wanted=wanted, unit=unit, strict=strict_units)

    def answers_of(groups: pd.DataFrame) -> dict[str, Any]:
        """Return what a unit of the quantity of each group answers, column by column."""
        reading = {"unit": unit, "strict_units": strict_units, "answers": answers, "products": own}
        read = lines_of(groups.assign(**{SUM: 1.0}), wanted, **reading)
        result = calculate_footprint(
            read, factors, allocation=allocation, perspective=perspective, products=own
        ).to_frame()
        return _per_unit(result, len(groups), named)

    frame = in_memory(table, wanted.headers)
    if frame is not None:
        return _gathered(table, frame, wanted, limits, answers_of)
    lines = keyed(table, wanted, beside=True)
    keys = [f"__{at}" for at in range(len(wanted.texts))]
    unit_key = keys[list(wanted.targets).index("unit")] if "unit" in wanted.targets else None
    lines = lines.with_columns(fault_of(lines, unit_key, limits).alias(FAULT))
    groups = group_keyed(lines, keys).rename(columns=dict(zip(keys, wanted.texts, strict=True)))
    lookup = pd.concat([_keys_again(groups, wanted, keys), pd.DataFrame(answers_of(groups))], axis=1)
    lookup = lookup.astype(dict.fromkeys(map(level_name, named), object))
    joined = lines.join(_beside(lines, lookup), on=[*keys, FAULT], how="left")
    return (
        joined.select(
            *headers,
            *(nw.col(name) * nw.col(AMOUNT) for name in named),
            *map(level_name, named),
        )
        .select(*headers, *(name for each in named for name in (each, level_name(each))))
        .to_native()
    )


def level_name(indicator: str) -> str:
    """Return the name of the column of match levels of an indicator."""
    return f"{indicator}_match_level"


def _gathered(
    table: Any,
    frame: pd.DataFrame,
    wanted: Wanted,
    limits: Callable[[Sequence[object]], dict[object, float]],
    answers_of: Callable[[pd.DataFrame], dict[str, Any]],
) -> Any:
    """Return a table that lies in memory with its impacts: what its groups answer is gathered, nothing is joined."""
    groups, number = number_lines(frame, wanted, limits)
    quantity = frame[wanted.quantity].to_numpy(dtype=np.float64, na_value=np.nan)
    answers = answers_of(groups)

    def gather(name: str) -> Any:
        answer = answers[name]
        return answer[number] * quantity if isinstance(answer, np.ndarray) else answer.take(number)

    with ThreadPoolExecutor() as pool:
        columns = dict(zip(answers, pool.map(gather, answers), strict=True))
    if isinstance(table, pd.DataFrame):
        result: dict[Any, Any] = dict(table.items())
        result |= {name: pd.Series(column, table.index, copy=False) for name, column in columns.items()}
        return pd.DataFrame(result, index=table.index, copy=False)
    for name, column in columns.items():
        table = table.append_column(name, [_arrow(column)])
    return table


def _arrow(column: Any) -> Any:
    """Return a column as one of Arrow, NaN as missing."""
    import pyarrow as pa

    return pa.array(column, from_pandas=True)


def _per_unit(frame: pd.DataFrame, groups: int, named: list[str]) -> dict[str, Any]:
    """Return what each group answers for one unit of its quantity: amounts as arrays, match levels as categories.

    Parts of one group are summed.
    """
    at = frame.index.to_numpy(np.int64)
    ranks = {level: rank for rank, level in enumerate((*RUNGS, NOT_ASSESSED, "rejected"))}
    levels = pd.Index(list(ranks), dtype=object)
    columns: dict[str, Any] = {}
    rejected = frame["rejected"].to_numpy(bool)
    for name in named:
        amount = pd.Series(frame[name].to_numpy(np.float64)).groupby(at).sum(min_count=1)
        columns[name] = amount.reindex(range(groups)).to_numpy()
        rank = frame[level_name(name)].astype(object).map(ranks).to_numpy(np.int64)
        rank = np.where(rejected, ranks["rejected"], rank)
        weakest = pd.Series(rank).groupby(at).max().reindex(range(groups), fill_value=ranks[NOT_ASSESSED])
        columns[level_name(name)] = pd.Categorical.from_codes(weakest.to_numpy(), categories=levels)
    return columns


def _keys_again(groups: pd.DataFrame, wanted: Wanted, keys: list[str]) -> pd.DataFrame:
    """Return what lines are joined by, filled as they are filled."""
    filled = {
        key: groups[header].astype(object).where(groups[header].notna(), MISSING)
        for key, header in zip(keys, wanted.texts, strict=True)
    }
    return pd.DataFrame({**filled, FAULT: groups[FAULT].to_numpy(np.int32)})


def _beside(lines: nw.LazyFrame[Any], lookup: pd.DataFrame) -> nw.LazyFrame[Any]:
    """Return a small table as one of the engine, and of the session or connection, that holds the lines."""
    import narwhals as nw

    implementation, native = lines.implementation, lines.to_native()
    if implementation.is_duckdb():  # narwhals would take the default connection
        __bbafootprint_lookup = lookup  # found by its name: a table of the connection would win
        return lazy(native.query("__bbafootprint_lines", "select * from __bbafootprint_lookup"))
    if implementation.is_spark_like():
        return lazy(native.sparkSession.createDataFrame(lookup))
    if implementation.is_dask():
        from dask import dataframe

        return lazy(dataframe.from_pandas(lookup, npartitions=1))  # type: ignore[no-untyped-call]
    return lazy(nw.from_native(lookup).lazy(backend="polars") if implementation.is_polars() else lookup)
