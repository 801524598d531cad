"""The file of lines beside a workbook, where they are too many for a sheet: Parquet, or CSV without pyarrow."""

from __future__ import annotations

import csv
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from bbafootprint.errors import UsageError
from bbafootprint.footprint import Footprint
from bbafootprint.ingest.ownsheet import GIVEN_HEADERS, is_lines_sheet
from bbafootprint.report.lines import write_csv_to
from bbafootprint.report.workbook.lines import lines_table

LINES_IN_SHEET = 100_000
"""More lines than this stand in a file beside the workbook; the sheet Lines says its name."""

UNREADABLE = "Quantity, unreadable"
"""Column of the texts that stood where a quantity should have been: a column of Parquet is of one kind."""

MARK = (b"bbafootprint", b"lines of a results workbook")
"""Key and value in the metadata of the schema, by which a Parquet file of ours is known."""


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


def check_beside(result: Footprint, path: Path) -> None:
    """Refuse to replace a file beside the workbook that an earlier run has not written: nobody named it.

    Parameters
    ----------
    result : Footprint
        With its lines.
    path : pathlib.Path
        As :func:`path_beside` returns it.

    Raises
    ------
    UsageError
        If a Parquet file is there without our mark, or a CSV file with other columns than would be written.
    """
    if not path.exists():
        return
    if path.suffix == ".csv":  # no place for a mark
        ours = _csv_headers(path) == [str(name).removeprefix("'") for name in lines_table(result)[0].columns]
    else:
        ours = _is_marked(path)
    if not ours:
        raise UsageError(
            f"{path} is in the way: the lines are too many for a sheet and are written to this file beside the "
            "workbook, and the one that is there is not known to be of an earlier run. Move or rename it, or choose "
            "another name for the workbook"
        )


def left_beside(result: Footprint, workbook: Path) -> list[Path]:
    """Return files of lines beside a workbook that an earlier run of it has left.

    Parameters
    ----------
    result : Footprint
        What the workbook holds now.
    workbook : pathlib.Path

    Returns
    -------
    list of pathlib.Path
        Files of ours under the names that this workbook gives, without the one that belongs to it now.
    """
    of_this = path_beside(result, workbook)
    parquet, text = (workbook.with_name(f"{workbook.stem}_lines.{suffix}") for suffix in ("parquet", "csv"))
    left = [parquet] if parquet != of_this and _is_marked(parquet) else []
    return [*left, text] if text != of_this and is_lines_sheet(_csv_headers(text)) else left


def _is_marked(path: Path) -> bool:
    """Tell whether a Parquet file has our mark; False where it cannot be read."""
    if not path.is_file() or find_spec("pyarrow") is None:
        return False
    import pyarrow
    import pyarrow.parquet

    key, mark = MARK
    try:
        metadata = pyarrow.parquet.read_schema(path).metadata or {}
    except (OSError, pyarrow.ArrowException):
        return False
    return bool(metadata.get(key) == mark)


def _csv_headers(path: Path) -> list[str]:
    """Return the headers of a CSV file as they were before formulas were made harmless; none where there is no such."""
    if not path.is_file():
        return []
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return [cell.removeprefix("'") for cell in next(csv.reader(file), [])]
    except (OSError, UnicodeDecodeError, csv.Error):
        return []


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
    unreadable = pd.Series(None, index=table.index, dtype=object)
    if quantity.dtype == object:
        number = quantity.map(lambda cell: isinstance(cell, int | float) and not isinstance(cell, bool))
        unreadable = quantity.where(~number.astype(bool), None).map(_text).astype(object)
        quantity = quantity.where(number.astype(bool), np.nan)
    at = list(table.columns).index(GIVEN_HEADERS["quantity"])
    table[GIVEN_HEADERS["quantity"]] = quantity.astype(np.float64)
    table.insert(at + 1, UNREADABLE, unreadable)  # also where all were read: the file has the same columns
    mixed = [name for name in table.columns if table[name].dtype == object]
    table = table.assign(**{name: table[name].map(_text) for name in mixed if _is_mixed(table[name])})
    _write_marked(table, path)


def _write_marked(table: pd.DataFrame, path: Path) -> None:
    """Write a Parquet file with our mark."""
    import pyarrow
    import pyarrow.parquet

    held = pyarrow.Table.from_pandas(table, preserve_index=False)
    key, mark = MARK
    schema = pyarrow.schema([_settled(field) for field in held.schema], metadata={key: mark})
    held = held.replace_schema_metadata(None).cast(schema)
    pyarrow.parquet.write_table(held, path)


def _settled(field: Any) -> Any:
    """Return a field as it is in every file: codes of texts, and a column that is empty today, are texts."""
    import pyarrow

    is_text = any(
        test(field.type)
        for test in (pyarrow.types.is_dictionary, pyarrow.types.is_null, pyarrow.types.is_large_string)
    )
    return field.with_type(pyarrow.string()) if is_text else field


def _is_mixed(cells: pd.Series) -> bool:
    return len({type(cell) for cell in cells if cell is not None and not pd.isna(cell)} - {str}) > 0


def _text(cell: Any) -> str | None:
    return cell if isinstance(cell, str) else None if cell is None or pd.isna(cell) else str(cell)
