"""Print time and peak memory of the library and of plain pandas on the same lines, in one run.

Memory is the peak of what Python and numpy allocate during the call (tracemalloc), measured in a run of its own.
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

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import bbafootprint as bba
from benchmarks.inventory import check_equal, make_purchases, ours, plain_pandas, wide_factors


def measure(call: Callable[[], Any], rounds: int = 5) -> tuple[float, float]:
    """Return the median time [s] of some rounds, and the peak memory [MB] of one more."""
    call()
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    tracemalloc.start()
    call()
    peak = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    return median(times), peak


def main(lines: int) -> None:
    factors = bba.load_factors("bba-open")
    purchases = make_purchases(lines, factors)
    names = [indicator.id for indicator in factors.indicators]
    wide = wide_factors(factors, purchases)
    coded = bba.read_lines(purchases)
    types = {c: pd.CategoricalDtype(sorted(wide[c].unique())) for c in ("commodity", "origin")}
    purchases_cat, wide_cat = purchases.astype(types), wide.astype(types)

    worst = check_equal(ours(coded, factors)[0], plain_pandas(purchases, wide, names)[0])
    rows = [
        ("calculate_footprint on lines", *measure(lambda: ours(coded, factors))),
        ("pandas merge + groupby, text keys", *measure(lambda: plain_pandas(purchases, wide, names))),
        (
            "pandas merge + groupby, categorical keys",
            *measure(lambda: plain_pandas(purchases_cat, wide_cat, names)),
        ),
        (
            "read_lines of the DataFrame (not in the first row)",
            *measure(lambda: bba.read_lines(purchases), rounds=3),
        ),
    ]
    print(
        f"{lines:,} lines, 30 commodities x 120 origins, {len(names)} indicators, with match levels and coverage; "
        f"largest relative difference {worst:.1e}"
    )
    print(
        f"Python {platform.python_version()}, pandas {pd.__version__}, numpy {np.__version__}, {platform.machine()}"
    )
    print(f"{'':52}{'time [s]':>10}{'ratio':>8}{'peak [MB]':>11}")
    for name, seconds, peak in rows:
        print(f"{name:52}{seconds:10.3f}{seconds / rows[0][1]:8.2f}{peak:11.0f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
