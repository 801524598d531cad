"""The footprint of a table beside bare joins of it, in one run, checked equal.

``python benchmarks/engines.py [LINES ...]`` (by default 10^3 to 10^6): lines of 30 commodities from 120 origins. Ours
is `group_lines` and `calculate_footprint` on the raw table, with totals, coverage by match level and a table by
commodity and origin. The others join a ready table of factors (one row a pair, six indicators), multiply, and sum by
commodity and origin; pandas counts match levels too. The floor is numpy's gather, multiply and bincount of codes that
are ready.

Memory is the peak of what Python, numpy and Arrow allocate during the call, over what the table holds.
"""

from __future__ import annotations

import platform
import sys
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import bbafootprint as bba
from benchmarks.inventory import make_purchases, plain_pandas, wide_factors

KEYS = ["commodity", "origin"]
TEXTS = [*KEYS, "unit"]


def ours(table: Any, factors: bba.FactorSet) -> pd.DataFrame:
    result = bba.calculate_footprint(bba.group_lines(table), factors)
    result.total()
    result.coverage()
    by = result.by("commodity", "origin")
    return by.set_index([*KEYS, "indicator"])["value"].unstack()  # noqa: PD010 - unique


def with_polars(table: pl.DataFrame, wide: pl.DataFrame, names: list[str]) -> pd.DataFrame:
    joined = table.lazy().join(wide.lazy(), on=KEYS, how="left")
    sums = joined.with_columns([pl.col(name) * pl.col("quantity") for name in names]).group_by(KEYS)
    return sums.agg([pl.col(name).sum() for name in names]).collect().to_pandas().set_index(KEYS)


def with_duckdb(connection: duckdb.DuckDBPyConnection, names: list[str]) -> pd.DataFrame:
    sums = ", ".join(f"sum(l.quantity * w.{name}) as {name}" for name in names)
    joined = "lines l left join wide w using (commodity, origin)"
    return (
        connection.sql(f"select l.commodity, l.origin, {sums} from {joined} group by 1, 2")
        .df()
        .set_index(KEYS)
    )


def with_numpy(code: np.ndarray, quantity: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Return impacts summed by pair: what cannot be left out once texts are codes."""
    return np.column_stack([
        np.bincount(code, weights=quantity * values[code, at], minlength=len(values)) for at in range(values.shape[1])
    ])  # fmt: skip


def timed(call: Callable[[], Any], rounds: int) -> float:
    call()
    seconds = []
    for _ in range(rounds):
        start = time.perf_counter()
        call()
        seconds.append(time.perf_counter() - start)
    return median(seconds)


def peak(call: Callable[[], Any]) -> float:
    """Return the peak of allocations of Python and numpy, and of Arrow, in MB."""
    pool = pa.default_memory_pool()
    before = pool.bytes_allocated()
    tracemalloc.start()
    call()
    of_numpy = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return (of_numpy + max(pool.max_memory() - before, 0)) / 1e6


def check_equal(name: str, found: pd.DataFrame, expected: pd.DataFrame) -> None:
    found = found.set_axis(found.index.set_levels([level.astype(object) for level in found.index.levels]))
    found = found.reindex(expected.index)[expected.columns].fillna(0.0).astype(float)
    worst = float((found - expected).abs().max(axis=None) / expected.abs().max(axis=None))
    assert worst < 1e-9, (name, worst)


def main(lines: int, factors: bba.FactorSet) -> None:
    purchases = make_purchases(lines, factors)
    names = [indicator.id for indicator in factors.indicators]
    wide = wide_factors(factors, purchases)
    arrow = {name: pd.ArrowDtype(pa.string()) for name in TEXTS}
    tables = {
        "Arrow strings": purchases.astype(arrow),
        "objects": purchases.astype(dict.fromkeys(TEXTS, object)),
        "categories": purchases.astype(dict.fromkeys(TEXTS, "category")),
    }
    in_arrow = wide.astype({name: arrow[name] for name in KEYS})
    polars_wide = pl.from_pandas(wide[[*KEYS, *names]])
    in_polars = pl.from_pandas(purchases)
    coded = [frame.with_columns(pl.col(*KEYS).cast(pl.Categorical)) for frame in (in_polars, polars_wide)]
    connection = duckdb.connect()
    connection.register("given", pa.Table.from_pandas(purchases))
    connection.register("given_wide", pa.Table.from_pandas(wide[[*KEYS, *names]]))
    connection.execute("create table lines as from given; create table wide as from given_wide")
    pairs = pd.MultiIndex.from_frame(wide[KEYS].astype(object))
    code = pairs.get_indexer(pd.MultiIndex.from_frame(purchases[KEYS].astype(object)))
    values, quantity = wide[names].fillna(0.0).to_numpy(np.float64), purchases["quantity"].to_numpy()

    expected = pd.DataFrame(with_numpy(code, quantity, values), index=pairs, columns=names)
    for kind, table in tables.items():
        check_equal(f"ours, {kind}", ours(table, factors), expected)
    check_equal("Polars", with_polars(in_polars, polars_wide, names), expected)
    check_equal("DuckDB", with_duckdb(connection, names), expected)

    calls: list[tuple[str, Callable[[], Any]]] = [
        *((f"ours, {kind}", lambda table=table: ours(table, factors)) for kind, table in tables.items()),
        (
            "pandas merge + groupby, Arrow strings",
            lambda: plain_pandas(tables["Arrow strings"], in_arrow, names),
        ),
        ("Polars join, strings", lambda: with_polars(in_polars, polars_wide, names)),
        ("Polars join, categories", lambda: with_polars(*coded, names)),
        ("DuckDB join", lambda: with_duckdb(connection, names)),
        ("floor: numpy, codes ready", lambda: with_numpy(code, quantity, values)),
    ]
    rounds = 7 if lines <= 1_000_000 else 3
    seconds = {name: timed(call, rounds) for name, call in calls}
    first = seconds["ours, Arrow strings"]
    print(
        f"\n{lines:,} lines; the table holds {tables['Arrow strings'].memory_usage(deep=True).sum() / 1e6:,.0f} MB"
    )
    print(f"{'':44}{'time [s]':>10}{'ours / it':>11}")
    for name, took in seconds.items():
        print(f"{name:44}{took:10.4f}{first / took:11.2f}")
    print(f"categories: ours / Polars {seconds['ours, categories'] / seconds['Polars join, categories']:.2f}")
    print(f"peak of ours, Arrow strings: {peak(lambda: ours(tables['Arrow strings'], factors)):,.0f} MB")


if __name__ == "__main__":
    print(
        f"Python {platform.python_version()}, pandas {pd.__version__}, numpy {np.__version__}, "
        f"Polars {pl.__version__}, DuckDB {duckdb.__version__}, pyarrow {pa.__version__}, {platform.machine()}"
    )
    shipped = bba.load_factors("bba-open")
    for size in [int(text) for text in sys.argv[1:]] or [10**3, 10**4, 10**5, 10**6]:
        main(size, shipped)
