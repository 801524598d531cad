"""Reading a large workbook, against the least that any reader must do.

The least is calamine, which is compiled, and a frame of its rows: no headers found, no units, no codes, no issues,
errors lost. Rows and tonnes are checked equal.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

import bbafootprint as bba
from benchmarks.harness import Contender, Options, Work

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
ASKED, ASKED_MB = 1.6, 600 * 2**20 / 1e6


def works(options: Options) -> Iterator[Work]:
    """Yield a clean workbook, and one in which a tenth of the quantities are no numbers."""
    rows = options.sized(5_000, 200_000)
    for name, bad in (("a clean workbook", 0), ("a workbook with a tenth of bad cells", rows // 10)):

        def path(bad: int = bad) -> Path:
            return make_workbook(options.folder / f"purchases-{rows}-{bad}.xlsx", rows, bad)

        asked = None if options.quick or bad else ASKED
        yield Work(
            section="reading", name=name, size=rows, unit="rows", rounds=5 if not bad else 2,
            contenders=[
                Contender(name="ours, read_lines", load=path, run=bba.read_lines, answer=of_ours,
                          process=ASKED_MB if asked else None),
                Contender(name="calamine and a frame", load=path, run=bare, answer=of_bare, against="ours, read_lines",
                          asked=asked),
            ],
        )  # fmt: skip


def make_workbook(path: Path, rows: int, bad: int, seed: int = 1) -> Path:
    """Write purchases as a company's system exports them, once for all processes."""
    if path.exists():
        return path
    import xlsxwriter

    rng = random.Random(seed)
    bad_rows = set(rng.sample(range(rows), bad))
    with xlsxwriter.Workbook(str(path)) as workbook:
        sheet = workbook.add_worksheet("Purchases")
        sheet.write_row(0, 0, HEADERS)
        for row in range(rows):
            name, code = rng.choice(GOODS)
            quantity = f"see note {row}" if row in bad_rows else round(rng.uniform(0.1, 900), 3)
            cells = (f"PO-{row:07d}", f"Supplier {rng.randrange(400)} Ltd", name, code, rng.choice(ORIGINS),
                     rng.randrange(2019, 2025), quantity, f"Buyer {rng.randrange(30)}")  # fmt: skip
            sheet.write_row(row + 1, 0, cells)
    return path


def bare(path: Path) -> pd.DataFrame:
    import python_calamine

    rows = python_calamine.load_workbook(str(path)).get_sheet_by_index(0).to_python()
    return pd.DataFrame(rows[1:], columns=rows[0])


def of_bare(frame: pd.DataFrame) -> pd.DataFrame:
    tonnes = pd.to_numeric(frame["Net weight (t)"], errors="coerce")
    return pd.DataFrame({"rows": [len(frame)], "tonnes": [tonnes.sum()], "rejected": [tonnes.isna().sum()]})


def of_ours(lines: bba.Lines) -> pd.DataFrame:
    frame = lines.frame
    tonnes = frame.loc[~frame["rejected"], "mass"] if "mass" in frame else frame["quantity"]
    return pd.DataFrame(
        {"rows": [len(lines)], "tonnes": [tonnes.sum()], "rejected": [frame["rejected"].sum()]}
    )
