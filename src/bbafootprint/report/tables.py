"""Tables as they are: a workbook with a sheet a table, and the same as data for machines."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from bbafootprint.footprint.plain import plain, records
from bbafootprint.report.cell_texts import cell_text
from bbafootprint.report.number_formats import digits_shown, format_of
from bbafootprint.targets import check_target, replacing, target_of

Tables = Mapping[str, tuple[pd.DataFrame, str]]
"""Name of a sheet to its table and a sentence about it."""

_WIDEST = 60


def write_tables(
    tables: Tables, path: str | Path, record: Mapping[str, Any], *, overwrite: bool = True
) -> Path:
    """Write tables as an Excel workbook.

    Parameters
    ----------
    tables : mapping of str to (pandas.DataFrame, str)
        Name of each sheet, its table, and a sentence that stands above it.
    path : str or pathlib.Path
        Target, ending in ``.xlsx``; replaced as a whole or not at all.
    record : mapping
        What made the numbers: written to a last sheet, Method.
    overwrite : bool
        Replace an existing file.

    Returns
    -------
    pathlib.Path
        The file written.

    Raises
    ------
    UsageError
        If the target has another ending, lies in no folder, or exists and `overwrite` is False.

    Notes
    -----
    No text becomes a formula or a link; a missing number is a blank cell, never 0.
    """
    import xlsxwriter

    target = target_of(path)
    check_target(target, None, suffix=".xlsx", overwrite=overwrite)
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    method = pd.DataFrame(_flat(plain(dict(record))), columns=["What", "Value"], dtype=object)
    with replacing(target) as scratch, xlsxwriter.Workbook(str(scratch), options) as book:
        bold, note = book.add_format({"bold": True}), book.add_format({"italic": True})
        numbers: dict[int, Any] = {}
        for name, (frame, said) in {**tables, "Method": (method, "What made these numbers.")}.items():
            sheet = book.add_worksheet(name)
            sheet.write_string(0, 0, said, note)
            sheet.freeze_panes(3, 1)
            for at, header in enumerate(map(str, frame.columns)):
                cells = [plain(cell) for cell in frame.iloc[:, at].astype(object)]
                longest = max((len(cell) for cell in cells if isinstance(cell, str)), default=0)
                sheet.set_column(at, at, min(max(longest, len(header), 10) + 2, _WIDEST))
                sheet.write_string(2, at, header, bold)
                for down, cell in enumerate(cells, start=3):
                    if isinstance(cell, bool):
                        sheet.write_boolean(down, at, cell)
                    elif isinstance(cell, int):
                        sheet.write_number(down, at, cell)
                    elif isinstance(cell, float):
                        digits = int(digits_shown(np.array([cell]))[0])
                        if digits not in numbers:
                            numbers[digits] = book.add_format({"num_format": format_of(digits)})
                        sheet.write_number(down, at, cell, numbers[digits])
                    elif cell is not None:
                        sheet.write_string(down, at, cell_text(str(cell)))
            sheet.autofilter(2, 0, 2 + max(len(frame), 1), max(frame.shape[1] - 1, 0))
    return target


def tables_to_records(tables: Tables) -> dict[str, list[dict[str, Any]]]:
    """Return tables as JSON-ready data.

    Parameters
    ----------
    tables : mapping of str to (pandas.DataFrame, str)

    Returns
    -------
    dict
        The names in lower case, words joined by underscores, each to its rows; a missing number is None.
    """
    return {
        name.lower().replace(" ", "_").replace("-", "_"): records(frame)
        for name, (frame, _) in tables.items()
    }


def _flat(value: Any, prefix: str = "") -> list[tuple[str, str]]:
    """Return nested data as pairs of a path and a text."""
    if isinstance(value, dict):
        return [pair for key, item in value.items() for pair in _flat(item, f"{prefix}{key}: ")]
    if isinstance(value, list) and value and isinstance(value[0], dict | list):
        return [pair for at, item in enumerate(value, start=1) for pair in _flat(item, f"{prefix}{at}: ")]
    text = ", ".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)
    return [(prefix.removesuffix(": "), text)]
