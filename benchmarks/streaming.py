"""Parquet files of any size in pieces, beside DuckDB's own aggregate of the same files and their bare reading.

Ours is ``calculate_footprint(group_files(folder), keep_lines=False)`` with its total. DuckDB sums quantities by
commodity, origin and unit, which is the least that an answer needs, on all processors. The floor reads the files with
pyarrow, one after the other, and keeps nothing. Sums of tonnes and counts are checked equal.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow.parquet as pq

import bbafootprint as bba
from benchmarks.harness import Contender, Options, Work
from benchmarks.inventory import make_inventory

ASKED_MB = 2_000.0  # of the process, at 10^8 lines; smaller files must not need more


def works(options: Options) -> Iterator[Work]:
    """Yield the one work at each size."""
    for lines in [10**5] if options.quick else [10**7, 10**8] if options.large else [10**6, 10**7]:
        each = min(lines, 10**6)

        def folder(lines: int = lines, each: int = each) -> Path:
            return make_files(options, lines, each)

        yield Work(
            section="streaming", name="Parquet files summed in pieces", size=lines, rounds=3 if lines < 10**8 else 1,
            contenders=[
                Contender(name="ours, group_files and the footprint", load=folder, run=ours, answer=of_ours,
                          process=ASKED_MB),
                Contender(name="DuckDB, sums alone", load=folder, run=with_duckdb, answer=of_duckdb,
                          against="ours, group_files and the footprint"),
                Contender(name="floor: reading the files", load=folder, run=read, answer=of_reading,
                          against="ours, group_files and the footprint"),
            ],
        )  # fmt: skip


def make_files(options: Options, lines: int, each: int) -> Path:
    """Return the folder of the files, made once for all processes."""
    folder = options.folder / f"parquet-{lines}"
    if not folder.exists():
        folder.mkdir()
        for at in range(lines // each):
            made = make_inventory(each, skew=options.skew, seed=at, kept=options.folder / "names.json")
            pq.write_table(made.arrow(), folder / f"part-{at:04}.parquet", row_group_size=min(each, 2**20))
    return folder


def ours(folder: Path) -> bba.Footprint:
    result = bba.calculate_footprint(bba.group_files(folder), keep_lines=False)
    result.total()
    return result


def of_ours(result: bba.Footprint) -> pd.DataFrame:
    return answer(result.masses()["read"], result.counts()["read"])


def with_duckdb(folder: Path) -> list[tuple[Any, ...]]:
    connection = duckdb.connect()
    connection.execute("set enable_progress_bar = false")
    files = f"read_parquet('{folder}/*.parquet')"
    columns = "commodity, origin, unit, sum(quantity), count(*)"
    return connection.sql(f"select {columns} from {files} group by all").fetchall()


def of_duckdb(rows: list[tuple[Any, ...]]) -> pd.DataFrame:
    return answer(sum(row[3] for row in rows), sum(row[4] for row in rows))


def read(folder: Path) -> tuple[float, int]:
    import pyarrow.compute as pc

    tonnes, count = 0.0, 0
    for path in sorted(folder.iterdir()):
        for piece in pq.ParquetFile(path).iter_batches(2**18):
            tonnes += pc.sum(piece["quantity"]).as_py()
            count += piece.num_rows
    return tonnes, count


def of_reading(found: tuple[float, int]) -> pd.DataFrame:
    return answer(*found)


def answer(tonnes: float, count: int) -> pd.DataFrame:
    return pd.DataFrame({"tonnes": [tonnes], "lines": [float(count)]})
