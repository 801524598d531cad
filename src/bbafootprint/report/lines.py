"""Lines as a table for people and their programs: a workbook of one sheet, or a CSV file."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd

from bbafootprint.errors import UsageError
from bbafootprint.footprint.plain import plain
from bbafootprint.schema import Lines
from bbafootprint.targets import check_target, replacing, target_of
from bbafootprint.vocabulary import places

ROWS_IN_SHEET = 1_048_575
"""Rows that a sheet holds below its header."""

_MARKS = ("=", "+", "-", "@", "\t", "\r")


def write_lines(lines: Lines, path: str | Path, *, overwrite: bool = True) -> Path:
    """Write lines as a table, one row a line or a part of a line that tracing split.

    Parameters
    ----------
    lines : Lines
        Read, traced or converted.
    path : str or pathlib.Path
        Target, ending in ``.xlsx`` or ``.csv`` (UTF-8, comma, decimal point). No text becomes a formula: in CSV one
        that begins with ``=``, ``+``, ``-`` or ``@`` gets an apostrophe before it.
    overwrite : bool
        Replace an existing file, as a whole or not at all.

    Returns
    -------
    pathlib.Path
        The file written.

    Raises
    ------
    UsageError
        If the target has another ending, lies in no folder, exists and `overwrite` is False, or is a sheet for more
        rows than one holds.
    """
    target = target_of(path)
    suffix = ".csv" if target.suffix.lower() == ".csv" else ".xlsx"
    check_target(target, None, suffix=suffix, overwrite=overwrite)
    if suffix == ".xlsx" and len(lines) > ROWS_IN_SHEET:
        raise UsageError(
            f"{len(lines):,} rows are more than the {ROWS_IN_SHEET:,} of a sheet: write to a .csv file"
        )
    with replacing(target) as scratch:
        if suffix == ".csv":
            write_csv_to(lines.frame, scratch)
        else:
            _write_sheet(lines.frame, scratch)
    return target


def origins_of_parts(traced: Lines) -> pd.DataFrame:
    """Return what was traced, by commodity and origin.

    Parameters
    ----------
    traced : Lines
        As :func:`bbafootprint.trace_origins` returns them.

    Returns
    -------
    pandas.DataFrame
        Columns `commodity`, `origin`, `origin_name`, `amount`, `amount_unit`, the largest amount first.
    """
    frame = traced.frame
    names = ["commodity", "origin", "amount_unit"]
    if "part" not in frame:
        return pd.DataFrame(columns=["commodity", "origin", "origin_name", "amount", "amount_unit"])
    parts = frame.loc[frame["part"].to_numpy() > 0, [*names, "amount"]].astype(dict.fromkeys(names, object))
    table: pd.DataFrame = parts.groupby(names, as_index=False)[["amount"]].sum()
    table.insert(2, "origin_name", [places.name(str(code)) for code in table["origin"]])
    columns = ["commodity", "origin", "origin_name", "amount", "amount_unit"]
    return table[columns].sort_values(["amount", "origin"], ascending=[False, True], ignore_index=True)


def write_csv(frame: pd.DataFrame, path: Path) -> None:
    """Write a table as CSV that spreadsheet programs open as it is: UTF-8 with a mark, comma, decimal point.

    Parameters
    ----------
    frame : pandas.DataFrame
        Its index is not written. A missing value is an empty cell; no text becomes a formula.
    path : pathlib.Path
        Replaced as a whole or not at all.
    """
    with replacing(path) as scratch:
        write_csv_to(frame, scratch)


def write_csv_to(frame: pd.DataFrame, path: Path) -> None:
    """Write a table as :func:`write_csv` does, in place.

    Parameters
    ----------
    frame : pandas.DataFrame
    path : pathlib.Path
    """
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow([_harmless(str(name)) for name in frame.columns])
        columns = [frame.iloc[:, at].astype(object).tolist() for at in range(frame.shape[1])]
        for row in zip(*columns, strict=True):
            writer.writerow([_harmless(plain(cell)) for cell in row])


def _harmless(cell: object) -> object:
    """Return a text that no spreadsheet program takes for a formula; empty where missing."""
    if cell is None:
        return ""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in _MARKS else cell


def _write_sheet(frame: pd.DataFrame, path: Path) -> None:
    import xlsxwriter

    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(path), {**options, "constant_memory": True}) as book:
        sheet, bold = book.add_worksheet("Lines"), book.add_format({"bold": True})
        sheet.freeze_panes(1, 1)
        for at, name in enumerate(frame.columns):
            sheet.write_string(0, at, str(name), bold)
        columns = [frame.iloc[:, at].astype(object).tolist() for at in range(frame.shape[1])]
        for down, row in enumerate(zip(*columns, strict=True), start=1):
            for at, cell in enumerate(map(plain, row)):
                if isinstance(cell, bool):
                    sheet.write_boolean(down, at, cell)
                elif isinstance(cell, int | float):
                    sheet.write_number(down, at, cell)
                elif cell is not None:
                    sheet.write_string(down, at, str(cell)[:32_767])
