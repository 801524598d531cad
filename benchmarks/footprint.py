"""The footprint of a raw table beside other ways to the same numbers, and impacts per line.

*Totals*: ours is ``calculate_footprint(group_lines(table), factors)`` with ``total()``, ``coverage()`` and
``by("commodity", "origin")``: it reads names and units, climbs the ladder, keeps match levels, intervals, quality, what
is not assessed and why. The others know none of this and start from a ready table of factors, one row a pair:

- pandas merges, multiplies and sums by commodity and origin; in a line of its own it counts lines and tonnes by match
  level too;
- Polars and DuckDB join, multiply and sum, on all processors, without match levels or coverage; DuckDB from a table of
  its own, and from the Arrow table that ours reads;
- brightway gets integers instead of texts (coded beforehand): it builds the matrices of the arrays, solves a 1 x 1
  technosphere, and characterises six times;
- pymrio gets lines summed beforehand to stressors by region and sector, and a long table of factors;
- the floor is numpy's gather, multiply and bincount of codes that are ready, and reading the same table from Parquet.

*Impacts per line*: ours is ``add_impacts``, six amounts and six match levels on every line; pandas merges the same
columns and multiplies; Polars joins the amounts alone; the floor gathers and multiplies.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow.parquet as pq

import bbafootprint as bba
from benchmarks import other_tools
from benchmarks.harness import Contender, Options, Work
from benchmarks.inventory import KEYS, Inventory, indicators, make_inventory, shipped

ASKED_AT = 10**6  # below, what is loaded once weighs more than the lines


def sizes(options: Options) -> list[int]:
    """Return the numbers of lines."""
    if options.lines:
        return list(options.lines)
    return [10**5] if options.quick else [10**at for at in range(3, 8 if options.large else 7)]


def works(options: Options) -> Iterator[Work]:
    """Yield both works at each size."""
    for lines in sizes(options):
        inventory = partial(
            make_inventory,
            lines,
            misses=options.misses,
            skew=options.skew,
            kept=options.folder / "names.json",
        )
        rounds = 9 if lines <= 10**5 else 5 if lines <= 10**6 else 3
        yield Work(section="footprint", name="totals, coverage, by commodity and origin", size=lines, rounds=rounds,
                   contenders=totals(inventory, lines, options))  # fmt: skip
        yield Work(section="footprint", name="impacts per line", size=lines, rounds=rounds,
                   contenders=per_line(inventory, lines))  # fmt: skip


def totals(inventory: Any, lines: int, options: Options) -> list[Contender]:
    """Return the ways to totals."""
    asked = (lambda most: most) if lines >= ASKED_AT else (lambda most: None)
    whole = 1.5 if lines >= 10**7 else None
    arrow, categories = "ours, Arrow strings", "ours, categories"
    mine: dict[str, Any] = {"run": ours, "answer": answer_of_ours}
    wide = partial(by_pair, inventory)
    found = [
        Contender(name=arrow, load=lambda: inventory().table("arrow"), held=bytes_of, whole=whole, **mine),
        Contender(name=categories, load=lambda: inventory().table("category"), held=bytes_of, **mine),
        Contender(name="ours, object strings", load=lambda: inventory().table("object"), held=bytes_of, **mine),
        Contender(name="ours, from Polars", load=lambda: pl.from_arrow(inventory().arrow()), held=bytes_of, **mine),
        Contender(name="ours, from DuckDB", load=lambda: connect(inventory())[0].table("lines"), **mine),
        Contender(name="pandas merge + groupby, Arrow strings", against=arrow, asked=asked(0.4), held=bytes_first,
                  load=lambda: (inventory().table("arrow"), keyed(inventory(), "arrow")[[*KEYS, *indicators()]]),
                  run=with_pandas, answer=wide),
        Contender(name="the same, with match levels and coverage", against=arrow, held=bytes_first,
                  load=lambda: (inventory().table("arrow"), keyed(inventory(), "arrow")), run=with_coverage,
                  answer=lambda found: wide(found[0])),
        Contender(name="pandas merge + groupby, categories", against=categories, held=bytes_first,
                  load=lambda: (inventory().table("category"), keyed(inventory(), "category")[[*KEYS, *indicators()]]),
                  run=with_pandas, answer=wide),
        Contender(name="Polars join, strings", against=arrow, asked=asked(1.2), held=bytes_first,
                  load=lambda: polars_tables(inventory()), run=with_polars,
                  answer=lambda found: wide(of_polars(found))),
        Contender(name="Polars join, categories", against=categories, asked=asked(0.2), held=bytes_first,
                  load=lambda: [each.with_columns(pl.col(*KEYS).cast(pl.Categorical))
                                for each in polars_tables(inventory())],
                  run=with_polars, answer=lambda found: wide(of_polars(found))),
        Contender(name="DuckDB join, its own table", against=arrow, asked=asked(1.0),
                  load=lambda: connect(inventory()), run=with_duckdb, answer=lambda found: wide(of_duckdb(found))),
        Contender(name="DuckDB join, the Arrow table", against=arrow, asked=asked(1.0),
                  load=lambda: connect(inventory(), copied=False), run=with_duckdb,
                  answer=lambda found: wide(of_duckdb(found))),
        Contender(name="floor: numpy, codes ready", against=categories, asked=asked(3.0),
                  load=lambda: (inventory().pair, inventory().quantity, inventory().values), run=with_numpy,
                  answer=lambda found: wide(pd.DataFrame(found, columns=indicators(),
                                                         index=pd.MultiIndex.from_frame(inventory().wide[KEYS])))),
        Contender(name="floor: reading its Parquet", against=arrow, load=lambda: parquet(inventory(), options),
                  run=pq.read_table),
    ]  # fmt: skip
    if other_tools.has_brightway() and lines <= 10**6:
        found.append(
            Contender(name="brightway, coded arrays", against=categories,
                      load=lambda: other_tools.brightway_package(inventory()), run=other_tools.run_brightway,
                      answer=lambda found: wide(other_tools.answer_of_brightway(found, inventory())))
        )  # fmt: skip
    if other_tools.has_pymrio() and not options.quick and lines == max(sizes(options)):
        found.append(
            Contender(name="pymrio characterize, summed beforehand", against=categories, rounds=1,
                      load=lambda: other_tools.pymrio_extension(inventory()), run=other_tools.run_pymrio,
                      answer=lambda found: wide(other_tools.answer_of_pymrio(found)))
        )  # fmt: skip
    return found


def per_line(inventory: Any, lines: int) -> list[Contender]:
    """Return the ways to impacts of every line; the check sums them by pair, and weighted with tonnes."""
    arrow, categories = "ours, Arrow strings", "ours, categories"
    asked = 0.5 if lines >= ASKED_AT else None
    add = partial(bba.add_impacts, factors=shipped())
    summed = partial(sums_of_lines, inventory)
    return [
        Contender(name=arrow, load=lambda: inventory().table("arrow"), run=add, answer=summed, held=bytes_of),
        Contender(name=categories, load=lambda: inventory().table("category"), run=add, answer=summed, held=bytes_of),
        Contender(name="ours, from Polars", load=lambda: pl.from_arrow(inventory().arrow()),
                  run=lambda table: add(table).lazy().collect(), answer=lambda found: summed(of_polars(found)),
                  held=bytes_of),
        Contender(name="pandas merge and multiply, Arrow strings", against=arrow, asked=asked, held=bytes_first,
                  load=lambda: (inventory().table("arrow"), keyed(inventory(), "arrow")), run=merged, answer=summed),
        Contender(name="pandas merge and multiply, categories", against=categories, held=bytes_first,
                  load=lambda: (inventory().table("category"), keyed(inventory(), "category")), run=merged,
                  answer=summed),
        Contender(name="Polars join and multiply, strings", against="ours, from Polars", held=bytes_first,
                  load=lambda: polars_tables(inventory()),
                  run=lambda tables: multiplied(*tables).collect(), answer=lambda found: summed(of_polars(found))),
        Contender(name="floor: numpy, codes ready", against=categories,
                  load=lambda: (inventory().pair, inventory().quantity, inventory().values),
                  run=lambda given: given[2][given[0]] * given[1][:, None],
                  answer=lambda found: summed(pd.concat([inventory().table("object"), pd.DataFrame(
                      found, columns=indicators())], axis=1))),
    ]  # fmt: skip


def ours(table: Any) -> bba.Footprint:
    """Ask for all that a report shows."""
    result = bba.calculate_footprint(bba.group_lines(table), shipped())
    result.total()
    result.coverage()
    result.by("commodity", "origin")
    return result


def answer_of_ours(result: bba.Footprint) -> pd.DataFrame:
    """Return a row a pair that has a number, and check that total and coverage go with it."""
    by = result.by(*KEYS).astype(dict.fromkeys(KEYS, object))
    wide = by.set_index([*KEYS, "indicator"])["value"].astype(float).dropna().unstack().fillna(0.0)  # noqa: PD010
    wide = wide[indicators()]
    pd.testing.assert_series_equal(
        wide.sum(),
        result.total()["value"].astype(float)[wide.columns],
        check_names=False,
        rtol=1e-9,
        check_index=False,
    )
    assert (result.coverage().groupby("indicator")["lines"].sum() == result.counts()["read"]).all()
    return wide[(wide != 0).any(axis=1)]


def by_pair(inventory: Any, frame: pd.DataFrame) -> pd.DataFrame:
    """Return a table by pair without the pairs that have no number, with plain texts as labels."""
    frame = frame.set_axis(pd.MultiIndex.from_tuples([(str(a), str(b)) for a, b in frame.index], names=KEYS))
    frame = frame[indicators()].astype(float).fillna(0.0)
    return frame[(frame != 0).any(axis=1)]


def sums_of_lines(inventory: Any, frame: pd.DataFrame) -> pd.DataFrame:
    """Return impacts and impacts times tonnes by pair: equal only if the numbers stand on the right lines."""
    weighted = (
        frame[indicators()].astype(float).mul(frame["quantity"].astype(float), axis=0).add_suffix(" x tonnes")
    )
    both = pd.concat([frame[KEYS].astype(object), frame[indicators()].astype(float), weighted], axis=1)
    sums = both.groupby(KEYS).sum()
    return sums[(sums != 0).any(axis=1)]


def keyed(inventory: Inventory, kind: str) -> pd.DataFrame:
    """Return the table of factors with keys of the type of the lines'."""
    if kind == "arrow":
        import pyarrow as pa

        return inventory.wide.astype({name: pd.ArrowDtype(pa.string()) for name in KEYS})
    labels = {"commodity": inventory.goods, "origin": inventory.places}
    return inventory.wide.astype({name: pd.CategoricalDtype(list(labels[name])) for name in KEYS})


def merged(given: tuple[pd.DataFrame, pd.DataFrame]) -> pd.DataFrame:
    joined = given[0].merge(given[1], on=KEYS, how="left")
    for name in indicators():
        joined[name] = joined[name] * joined["quantity"]
    return joined


def with_pandas(given: tuple[pd.DataFrame, pd.DataFrame]) -> pd.DataFrame:
    """Merge, multiply and group: totals by commodity and origin."""
    return merged(given).groupby(KEYS, observed=True)[indicators()].sum(min_count=1)


def with_coverage(given: tuple[pd.DataFrame, pd.DataFrame]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Merge, multiply and group: totals by commodity and origin, and coverage by match level."""
    joined, names = merged(given), indicators()
    sums = joined.groupby(KEYS, observed=True)[names].sum(min_count=1)
    levels = {name: joined.groupby(f"{name}_match_level", observed=True) for name in names}
    return sums, pd.concat({name: each["quantity"].agg(["size", "sum"]) for name, each in levels.items()})


def polars_tables(inventory: Inventory) -> list[pl.DataFrame]:
    return [
        pl.from_arrow(inventory.arrow()),
        pl.from_pandas(inventory.wide[[*KEYS, *indicators()]].fillna(0.0)),
    ]


def multiplied(lines: pl.DataFrame, wide: pl.DataFrame) -> pl.LazyFrame:
    joined = lines.lazy().join(wide.lazy(), on=KEYS, how="left")
    return joined.with_columns([pl.col(name) * pl.col("quantity") for name in indicators()])


def with_polars(tables: list[pl.DataFrame]) -> pl.DataFrame:
    return multiplied(*tables).group_by(KEYS).agg([pl.col(name).sum() for name in indicators()]).collect()


def of_polars(found: pl.DataFrame) -> pd.DataFrame:
    frame = pd.DataFrame({name: found[name].cast(pl.String).to_list() for name in KEYS})
    frame = frame.assign(
        **{name: found[name].to_numpy() for name in (*indicators(), "quantity") if name in found}
    )
    return frame if "quantity" in found else frame.set_index(KEYS)


def connect(inventory: Inventory, copied: bool = True) -> tuple[duckdb.DuckDBPyConnection]:
    """Return a connection that has `lines` and `wide`: tables of its own, or the lines as the Arrow table."""
    connection = duckdb.connect()
    connection.register("given_wide", inventory.wide[[*KEYS, *indicators()]])
    connection.execute("create table wide as from given_wide")
    table = inventory.arrow()
    if copied:
        connection.register("given", table)
        connection.execute("create table lines as from given")
        connection.unregister("given")
    else:
        connection.register("lines", table)
    return (connection,)


def with_duckdb(given: tuple[duckdb.DuckDBPyConnection]) -> list[tuple[Any, ...]]:
    sums = ", ".join(f"sum(l.quantity * w.{name})" for name in indicators())
    joined = "lines l left join wide w using (commodity, origin)"
    return given[0].sql(f"select l.commodity, l.origin, {sums} from {joined} group by 1, 2").fetchall()


def of_duckdb(found: list[tuple[Any, ...]]) -> pd.DataFrame:
    return pd.DataFrame(found, columns=[*KEYS, *indicators()]).set_index(KEYS)


def with_numpy(given: tuple[np.ndarray, np.ndarray, np.ndarray]) -> np.ndarray:
    """Return impacts summed by pair: what cannot be left out once texts are codes."""
    code, quantity, values = given
    return np.column_stack([
        np.bincount(code, weights=quantity * values[code, at], minlength=len(values)) for at in range(values.shape[1])
    ])  # fmt: skip


def parquet(inventory: Inventory, options: Options) -> str:
    path = options.folder / f"lines-{len(inventory)}.parquet"
    if not path.exists():
        pq.write_table(inventory.arrow(), path)
    return str(path)


def bytes_of(table: Any) -> int:
    """Return the bytes of a table; of object strings the pointers and each distinct text once, as they are shared."""
    if isinstance(table, pl.DataFrame):
        return int(table.estimated_size())
    texts = sum(
        len(text) + 49 for name in table for text in table[name].unique() if table[name].dtype == object
    )
    return int(table.memory_usage(index=False, deep=False).sum() + texts)


def bytes_first(given: Any) -> int:
    return bytes_of(given[0])
