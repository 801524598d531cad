"""The file of lines beside a workbook, where they are too many for a sheet: Parquet, or CSV without pyarrow."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from bbafootprint.footprint import Footprint
from bbafootprint.ingest.ownsheet import GIVEN_HEADERS
from bbafootprint.report.lines import write_csv_to
from bbafootprint.report.workbook.lines import lines_table

LINES_IN_SHEET = 100_000
"""More lines than this stand in a file beside the workbook; the sheet Lines says its name."""

UNREADABLE = "Quantity, unreadable"
"""Column of the texts that stood where a quantity should have been: a column of Parquet is of one kind."""


def path_beside(result: Footprint, workbook: Path) -> Path | None:
    """Return where the lines of a result stand beside its workbook; None where its sheet Lines holds them.

    Parameters
    ----------
    result : Footprint
    workbook : pathlib.Path

    Returns
    -------
    pathlib.Path or None
        ``NAME_lines.parquet``, or ``NAME_lines.csv`` where pyarrow is not installed.
    """
    if result.lines is None or len(result.lines) <= LINES_IN_SHEET:
        return None
    suffix = "parquet" if find_spec("pyarrow") is not None else "csv"
    return workbook.with_name(f"{workbook.stem}_lines.{suffix}")


def write_beside(result: Footprint, path: Path) -> None:
    """Write the lines as the sheet Lines would hold them.

    Parameters
    ----------
    result : Footprint
        With its lines.
    path : pathlib.Path
        Ending in ``.parquet`` or ``.csv``. In CSV no text becomes a formula.
    """
    table, _ = lines_table(result)
    if path.suffix == ".csv":
        write_csv_to(table, path)
        return
    quantity = table[GIVEN_HEADERS["quantity"]]
    if quantity.dtype == object:
        number = quantity.map(lambda cell: isinstance(cell, int | float) and not isinstance(cell, bool))
        at = list(table.columns).index(GIVEN_HEADERS["quantity"])
        table[GIVEN_HEADERS["quantity"]] = quantity.where(number, np.nan).astype(np.float64)
        table.insert(at + 1, UNREADABLE, quantity.where(~number, None).map(_text))
    mixed = [name for name in table.columns if table[name].dtype == object]
    table = table.assign(**{name: table[name].map(_text) for name in mixed if _is_mixed(table[name])})
    table.to_parquet(path, engine="pyarrow", index=False)


def _is_mixed(cells: pd.Series) -> bool:
    return len({type(cell) for cell in cells if cell is not None and not pd.isna(cell)} - {str}) > 0


def _text(cell: Any) -> str | None:
    return cell if isinstance(cell, str) else None if cell is None or pd.isna(cell) else str(cell)
