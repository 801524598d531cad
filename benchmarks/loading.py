"""Print how long the shipped factor sets take to load, beside pandas.read_csv of the same files, and their sizes.

All are timed in one run: `load_factors` (hashes of all files, all tables), `read_csv` of factors.csv alone, and
`validate_folder` (CSV files parsed, every check, the twin compared). Memory is the peak of what Python and numpy
allocate during the call (tracemalloc), measured in a run of its own. Deflated is the size that a file takes in a wheel.
"""

from __future__ import annotations

import platform
import sys
import time
import tracemalloc
import zlib
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import pandas as pd

import bbafootprint as bba
from bbafootprint.factors import shipped_folders, validate_folder
from bbafootprint.factors.validation import inspect_folder

TABLES = ("*.csv", "*.csv.gz", "*.npz", "datapackage.json")


def measure(call: Callable[[], Any], rounds: int = 7) -> tuple[float, float]:
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


def check_equal(folder: Path) -> None:
    """Stop if what loads fast is not what the CSV files hold."""
    loaded = bba.load_factors(folder)
    checked = inspect_folder(folder, thorough=True)
    assert checked.problems == (), checked.problems
    columns = list(checked.tables["factors"].columns)
    pd.testing.assert_frame_equal(loaded.frame[columns], checked.tables["factors"], check_exact=True)


def sizes(folder: Path) -> dict[str, tuple[float, float]]:
    """Return the size of each file of a set on disk and deflated [MB]."""
    files = {file for pattern in TABLES for file in folder.glob(pattern)}
    contents = {file.name: file.read_bytes() for file in sorted(files)}
    return {name: (len(data) / 1e6, len(zlib.compress(data, 6)) / 1e6) for name, data in contents.items()}


def main(folders: list[Path]) -> None:
    rows = []
    for folder in folders:
        check_equal(folder)
        csv = next(folder.glob("factors.csv*"))
        twin = "twin" if (folder / "factors.npz").is_file() else "no twin"
        factors = len(bba.load_factors(folder).frame)
        ours = measure(lambda folder=folder: bba.load_factors(folder))
        plain = measure(lambda csv=csv: pd.read_csv(csv, low_memory=False), rounds=3)
        checked = measure(lambda folder=folder: validate_folder(folder), rounds=1)
        rows.append((f"{folder.name} ({twin})", factors, *ours, *plain, *checked))
    every = measure(lambda: [bba.load_factors(folder) for folder in folders])
    read = measure(lambda: [pd.read_csv(next(f.glob("factors.csv*")), low_memory=False) for f in folders], 3)
    checked = measure(lambda: [validate_folder(folder) for folder in folders], rounds=1)
    rows.append(("all, one after the other", sum(row[1] for row in rows), *every, *read, *checked))

    print(
        f"Python {platform.python_version()}, pandas {pd.__version__}, numpy {np.__version__}, {platform.machine()}"
    )
    calls = ("load_factors", "read_csv", "validate_folder")
    print(f"{'':30}{'factors':>10}" + "".join(f"{f'{call} [s]':>22}{'peak [MB]':>10}" for call in calls))
    for name, factors, *numbers in rows:
        pairs = zip(numbers[::2], numbers[1::2], strict=True)
        print(f"{name:30}{factors:10,}" + "".join(f"{took:22.3f}{peak:10.0f}" for took, peak in pairs))
    ratio = rows[-1][4] / rows[-1][2]
    print(f"load_factors of all takes {1 / ratio:.2f} times what read_csv of their factors.csv takes")
    print(f"\n{'file':48}{'on disk [MB]':>14}{'deflated [MB]':>14}")
    totals = np.zeros(2)
    for folder in folders:
        for name, size in sizes(folder).items():
            totals += size
            print(f"{f'{folder.name}/{name}':48}{size[0]:14.2f}{size[1]:14.2f}")
    print(f"{'all':48}{totals[0]:14.2f}{totals[1]:14.2f}")


if __name__ == "__main__":
    main([Path(name) for name in sys.argv[1:]] or list(shipped_folders().values()))
