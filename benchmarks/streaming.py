"""Parquet files of any size in pieces, beside DuckDB's own aggregate of the same files, checked equal.

``python benchmarks/streaming.py [LINES] [FILES]`` (by default 10^7 lines in 10 files): the files are made first, in a
folder that is removed. Each of the two runs in a process of its own, whose peak memory is stated; DuckDB sums
quantities by commodity, origin and unit, which is the least that an answer needs, on as many threads as there are
processors.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import bbafootprint as bba
from benchmarks.inventory import make_purchases

OURS = """
import sys, time, json, resource
import bbafootprint as bba
start = time.perf_counter()
result = bba.calculate_footprint(bba.group_files(sys.argv[1]), keep_lines=False)
total = result.total()["value"]
seconds = time.perf_counter() - start
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
mass = result.masses()["read"]
print(json.dumps([seconds, peak, mass, result.counts()["read"]]))
"""
THEIRS = """
import sys, time, json, resource
import duckdb
duckdb.sql("set enable_progress_bar = false")
start = time.perf_counter()
rows = duckdb.sql(
    f"select commodity, origin, unit, sum(quantity), count(*) from read_parquet('{sys.argv[1]}/*.parquet') group by all"
).fetchall()
seconds = time.perf_counter() - start
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps([seconds, peak, sum(row[3] for row in rows), sum(row[4] for row in rows)]))
"""


def run(code: str, folder: Path) -> list[float]:
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder)], capture_output=True, text=True, check=True
    )
    found: list[float] = json.loads(done.stdout)
    return found


def main(lines: int, files: int) -> None:
    factors = bba.load_factors("bba-open")
    with tempfile.TemporaryDirectory() as name:
        folder, each = Path(name), lines // files
        for at in range(files):
            table = pa.Table.from_pandas(make_purchases(each, factors, seed=at), preserve_index=False)
            pq.write_table(table, folder / f"part-{at:04}.parquet", row_group_size=min(each, 2**20))
        held = sum(path.stat().st_size for path in folder.iterdir()) / 1e6
        ours, theirs = run(OURS, folder), run(THEIRS, folder)
    assert ours[3] == theirs[3] == each * files
    assert abs(ours[2] / theirs[2] - 1) < 1e-9
    print(
        f"{each * files:,} lines in {files} Parquet files of {held:,.0f} MB together; {os.cpu_count()} processors, "
        f"Python {platform.python_version()}, pyarrow {pa.__version__}, DuckDB {duckdb.__version__}"
    )
    print(f"{'':44}{'time [s]':>10}{'lines / s':>14}{'peak [MB]':>11}")
    for what, (seconds, peak, _, count) in (
        ("group_files and the footprint", ours),
        ("DuckDB, sums alone", theirs),
    ):
        print(f"{what:44}{seconds:10.2f}{count / seconds:14,.0f}{peak:11,.0f}")
    print(f"ratio {ours[0] / theirs[0]:.2f}")


if __name__ == "__main__":
    given = [int(text) for text in sys.argv[1:3]]
    start = time.perf_counter()
    main(*given, *(10**7, 10)[len(given) :])
