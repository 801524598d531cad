"""How long the results workbook of many lines takes to write, beside a bare dump of the same cells by xlsxwriter.

The dump has no formats, tables, notes, charts or widths; it writes the cells that the workbook holds, sheet by sheet,
row by row. Each runs in a process of its own; seconds are those of the processor, which the load of the machine changes
least; memory is the peak of the process, and what it held before it began to write::

    python benchmarks/workbook.py                     # 100,000 lines
    python benchmarks/workbook.py --lines 250000      # the lines go to a file beside the workbook
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

TARGET_RATIO = 1.6


def peak() -> float:
    """Return the most memory that the process has held, in MiB."""
    scale = 2**20 if sys.platform == "darwin" else 2**10  # kilobytes on Linux, bytes on macOS
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / scale


def write_whole(path: Path, lines: int) -> dict[str, float]:
    import bbafootprint as bba
    from benchmarks.inventory import make_purchases

    factors = bba.load_factors("bba-open")
    purchases = make_purchases(lines, factors)
    purchases["supplier"] = [f"Supplier {at % 400} Ltd" for at in range(lines)]
    result = bba.calculate_footprint(purchases, factors)
    bba.write_workbook(bba.calculate_footprint(purchases.head(10), factors), path)  # what is loaded once
    before, start = peak(), time.process_time()
    bba.write_workbook(result, path)
    return {"seconds": time.process_time() - start, "before": before, "peak": peak()}


def write_bare(path: Path, target: Path) -> dict[str, float]:
    import python_calamine
    import xlsxwriter

    read = python_calamine.load_workbook(str(path))
    sheets = {name: read.get_sheet_by_name(name).to_python() for name in read.sheet_names}
    before, start = peak(), time.process_time()
    cells = 0
    with xlsxwriter.Workbook(str(target), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for down, row in enumerate(rows):
                for at, cell in enumerate(row):
                    if isinstance(cell, str):
                        if cell:
                            sheet.write_string(down, at, cell)
                            cells += 1
                    elif isinstance(cell, bool):
                        sheet.write_boolean(down, at, cell)
                    elif isinstance(cell, int | float):
                        sheet.write_number(down, at, cell)
                        cells += 1
    return {"seconds": time.process_time() - start, "before": before, "peak": peak(), "cells": cells}


def measure(*words: str) -> dict[str, float]:
    """Run one of the two in a process of its own."""
    command = [sys.executable, str(Path(__file__).resolve()), "--child", *words]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--lines", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--child", nargs=3, metavar=("HOW", "FILE", "ARGUMENT"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        how, file, argument = options.child
        found = (
            write_whole(Path(file), int(argument))
            if how == "whole"
            else write_bare(Path(file), Path(argument))
        )
        print(json.dumps(found))
        return
    with tempfile.TemporaryDirectory() as folder:
        path, dump = Path(folder) / "out.xlsx", Path(folder) / "bare.xlsx"
        rounds = [
            (measure("whole", str(path), str(options.lines)), measure("bare", str(path), str(dump)))
            for _ in range(options.rounds)
        ]
        written = sorted(Path(folder).glob("out*"))
        sizes = ", ".join(f"{each.name} {each.stat().st_size / 2**20:.1f} MiB" for each in written)
    whole, bare = (min((pair[i] for pair in rounds), key=lambda found: found["seconds"]) for i in (0, 1))
    print(f"{options.lines:,} lines, {bare['cells']:,.0f} cells: {sizes}")
    for name, found in (("write_workbook", whole), ("bare dump", bare)):
        print(
            f"{name:16}{found['seconds']:7.2f} s   peak {found['peak']:6.0f} MiB, {found['before']:.0f} before"
        )
    print(f"ratio {whole['seconds'] / bare['seconds']:.2f} (target {TARGET_RATIO})")


if __name__ == "__main__":
    main()
