"""How long reading a large workbook takes, against the least that any reader must do.

The least is calamine, which is compiled, and a frame of its rows: no headers found, no units, no codes, no
issues, errors lost. Each measurement runs in a process of its own, in turn, so that neither warms the other up
and the peak memory is its own; seconds are those of the processor, which the load of the machine
changes least::

    python benchmarks/reading.py                # 200,000 rows x 8 columns: ratio and peak memory
    python benchmarks/reading.py --bad 20000    # the same with that many bad cells
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TARGET_RATIO = 1.6
TARGET_MEBIBYTES = 600

HEADERS = (
    "PO number",
    "Supplier",
    "Commodity",
    "HS code",
    "Country of origin",
    "Year",
    "Net weight (t)",
    "Buyer",
)
GOODS = (("Cocoa beans", "1801"), ("Palm oil", "1511"), ("Soya beans", "1201"), ("Coffee", "0901"),
         ("Natural rubber", "4001"))  # fmt: skip
ORIGINS = ("Brazil", "Ghana", "Côte d'Ivoire", "Indonesia", "Viet Nam", "Malaysia", "Colombia")


def write_workbook(path: Path, rows: int, bad: int, seed: int = 1) -> None:
    """Write purchases as a company's system exports them: mixed texts, numbers and a few blanks."""
    import xlsxwriter

    rng = random.Random(seed)
    bad_rows = set(rng.sample(range(rows), bad))
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet("Purchases")
        sheet.write_row(0, 0, HEADERS)
        for row in range(rows):
            name, code = rng.choice(GOODS)
            quantity = f"see note {row}" if row in bad_rows else round(rng.uniform(0.1, 900), 3)
            cells = (f"PO-{row:07d}", f"Supplier {rng.randrange(400)} Ltd", name, code, rng.choice(ORIGINS),
                     rng.randrange(2019, 2025), quantity, f"Buyer {rng.randrange(30)}")  # fmt: skip
            sheet.write_row(row + 1, 0, cells)


def read_bare(path: Path) -> dict[str, object]:
    import pandas as pd
    import python_calamine

    start = time.process_time()
    rows = python_calamine.load_workbook(str(path)).get_sheet_by_index(0).to_python()
    frame = pd.DataFrame(rows[1:], columns=rows[0])
    return {"seconds": time.process_time() - start, "rows": len(frame)}


def read_whole(path: Path) -> dict[str, object]:
    import bbafootprint

    start = time.process_time()
    lines = bbafootprint.read_lines(path)
    seconds = time.process_time() - start
    return {
        "seconds": seconds,
        "rows": len(lines),
        "rejected": int(lines.frame["rejected"].sum()),
        "issues": len(lines.issues),
    }


READERS = {"bare": read_bare, "whole": read_whole}


def measure(how: str, path: Path) -> dict[str, float]:
    """Read in a process of its own; seconds of the reading alone (imports excluded), peak memory of it all."""
    command = [sys.executable, str(Path(__file__).resolve()), "--child", how, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--bad", type=int, default=0, help="rows whose quantity is no number")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--keep", type=Path, help="keep the workbook at this path, or use the one there")
    parser.add_argument("--child", nargs=2, metavar=("HOW", "FILE"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        how, file = options.child
        found = READERS[how](Path(file))
        # Kilobytes on Linux, bytes on macOS.
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (
            2**20 if sys.platform == "darwin" else 2**10
        )
        print(json.dumps({**found, "mebibytes": peak}))
        return
    with tempfile.TemporaryDirectory() as folder:
        path = options.keep or Path(folder) / "purchases.xlsx"
        if not path.exists():
            write_workbook(path, options.rows, options.bad)
        print(
            f"{path.name}: {options.rows:,} rows x {len(HEADERS)} columns, {path.stat().st_size / 2**20:.1f} MiB"
        )
        rounds = [(measure("bare", path), measure("whole", path)) for _ in range(options.rounds)]
    bare, whole = (min((pair[i] for pair in rounds), key=lambda found: found["seconds"]) for i in (0, 1))
    ratio = whole["seconds"] / bare["seconds"]
    print(
        f"calamine and a frame  {bare['seconds']:6.2f} s  {bare['mebibytes']:6.0f} MiB  {bare['rows']:,} rows"
    )
    print(
        f"read_lines            {whole['seconds']:6.2f} s  {whole['mebibytes']:6.0f} MiB  {whole['rows']:,} lines,"
        f" {whole['rejected']:,} rejected, {whole['issues']:,} issues"
    )
    print(f"ratio {ratio:.2f} (target {TARGET_RATIO}), memory target {TARGET_MEBIBYTES} MiB")


if __name__ == "__main__":
    main()
