"""Writing the results workbook of many lines, beside a bare dump of the same cells by xlsxwriter.

The dump has no formats, tables, notes, charts or widths; it writes the cells that the workbook holds, sheet by sheet,
row by row. That both hold as many cells, and numbers of the same sum, is checked.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

import bbafootprint as bba
from benchmarks.harness import Contender, Options, Work
from benchmarks.inventory import make_inventory, shipped

ASKED = 1.6


def works(options: Options) -> Iterator[Work]:
    """Yield the one work."""
    lines = options.sized(1_000, 100_000)

    def result() -> tuple[bba.Footprint, Path]:
        purchases = make_inventory(lines, kept=options.folder / "names.json").table()
        purchases["supplier"] = [f"Supplier {at % 400} Ltd" for at in range(lines)]
        return bba.calculate_footprint(purchases, shipped()), options.folder / f"results-{lines}.xlsx"

    def cells() -> tuple[dict[str, list[list[Any]]], Path]:
        made = options.folder / f"results-{lines}.xlsx"
        if not made.exists():
            write(result())
        return sheets_of(made), options.folder / f"dump-{lines}.xlsx"

    yield Work(
        section="workbook", name="the results workbook", size=lines, rounds=2,
        contenders=[
            Contender(name="ours, write_workbook", load=result, run=write, answer=counted),
            Contender(name="bare dump by xlsxwriter", load=cells, run=dump, answer=counted,
                      against="ours, write_workbook", asked=None if options.quick else ASKED),
        ],
    )  # fmt: skip


def write(given: tuple[bba.Footprint, Path]) -> Path:
    bba.write_workbook(*given)
    return given[1]


def sheets_of(path: Path) -> dict[str, list[list[Any]]]:
    import python_calamine

    read = python_calamine.load_workbook(str(path))
    return {name: read.get_sheet_by_name(name).to_python() for name in read.sheet_names}


def dump(given: tuple[dict[str, list[list[Any]]], Path]) -> Path:
    import xlsxwriter

    sheets, path = given
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for down, row in enumerate(rows):
                for at, cell in enumerate(row):
                    if isinstance(cell, bool):
                        sheet.write_boolean(down, at, cell)
                    elif isinstance(cell, int | float):
                        sheet.write_number(down, at, cell)
                    elif isinstance(cell, str) and cell:
                        sheet.write_string(down, at, cell)
    return path


def counted(path: Path) -> pd.DataFrame:
    flat = [cell for rows in sheets_of(path).values() for row in rows for cell in row]
    numbers = [cell for cell in flat if isinstance(cell, int | float) and not isinstance(cell, bool)]
    texts = sum(isinstance(cell, str) and bool(cell) for cell in flat)
    return pd.DataFrame({"texts": [texts], "numbers": [len(numbers)], "sum": [float(sum(numbers))]})
