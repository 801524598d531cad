"""How a file or a DataFrame becomes a table of a factor set, with its types.

Text is text: ``NA`` is Namibia or a note, never a missing value, and an empty cell is the empty string.
Numbers become float64 with NaN where the cell is empty; what is not a number is remembered by row, so that
validation can say where.
"""

from __future__ import annotations

import csv
import gzip
import io
import re
import zlib
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from bbafootprint.factors.tables import Table

MAX_TABLE_BYTES = 1 << 30
"""A table that unpacks to more than this is refused: a small gzip file can fill a machine's memory."""


@dataclass(frozen=True)
class Typed:
    """A table with its types, and what could not be read.

    Attributes
    ----------
    frame : pandas.DataFrame
        The table's columns in order: text as categories, numbers as float64.
    unreadable : dict of str to array of bool
        By number column: True where the cell holds something that is not a number.
    given : pandas.DataFrame
        The cells as they were, for messages.
    first_row : int
        Number of the first row in messages: 2 in a file (the header is row 1), 0 in memory.
    """

    frame: pd.DataFrame
    given: pd.DataFrame
    first_row: int
    unreadable: dict[str, NDArray[np.bool_]] = field(default_factory=dict)


def read_csv(data: bytes, file: str, table: Table) -> tuple[pd.DataFrame | None, list[str]]:
    """Read a CSV file of a factor set as text.

    Parameters
    ----------
    data : bytes
        Content of the file; gzip where `file` ends with ``.gz``.
    file : str
        Name of the file, for messages.
    table : Table
        Which table it is.

    Returns
    -------
    tuple of DataFrame or None, and list of str
        Cells as text (categories but for numbers), empty cells as empty text; the index is the line of the
        file on which the row begins (the header is line 1). None and the problems where it is no table.
    """
    if file.endswith(".gz"):
        try:
            with gzip.GzipFile(fileobj=io.BytesIO(data)) as packed:
                data = packed.read(MAX_TABLE_BYTES + 1)
        except (OSError, EOFError, zlib.error) as error:
            return None, [f"{file}: is not a whole gzip file ({error}). Pack it again, or give factors.csv."]
    if len(data) > MAX_TABLE_BYTES:
        return None, [f"{file}: is larger than {MAX_TABLE_BYTES >> 20} MiB. Split the set."]
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = data.count(b"\n", 0, error.start) + 1
        return None, [
            f"{file}, row {row}: is not UTF-8 (byte {data[error.start]:#04x}). "
            "Save it again with the encoding UTF-8."
        ]
    if not text.strip():
        return None, [f"{file}: is empty. It needs a header and at least one row."]
    if "\x00" in text:
        return None, [f"{file}: holds NUL characters. Save it again as plain text, UTF-8."]
    try:
        header = next(csv.reader(io.StringIO(text, newline="")))
    except csv.Error as error:
        return None, [
            f"{file}, row 1: the header cannot be read ({error}). Save it again as CSV with commas."
        ]
    if len(header) == 1 and (mark := next((mark for mark in ";\t|" if mark in header[0]), None)):
        return None, [f"{file}, row 1: the columns are separated by {mark!r}. Separate them by commas."]
    numbers = table.of_kind("number", "integer")
    try:
        # header=None: only so does the parser count the header's own cells and refuse a row with more.
        cells = pd.read_csv(
            io.StringIO(text), header=None, keep_default_na=False, na_filter=False,
            dtype={i: object if name in numbers else "category" for i, name in enumerate(header)},
            skip_blank_lines=False, low_memory=False,
        )  # fmt: skip
    except pd.errors.EmptyDataError:
        return None, [f"{file}, row 1: is blank. The first row is the header."]
    except pd.errors.ParserError as error:
        found = re.search(r"Expected (\d+) fields in line (\d+), saw (\d+)", str(error))
        if found:
            return None, [
                f"{file}, row {found[2]}: has {found[3]} cells where the header has {found[1]}. "
                "Put a text that holds a comma between quotation marks."
            ]
        return None, [f"{file}: cannot be read as CSV ({error}). Save it again as CSV with commas."]
    cells = cells.set_axis(pd.Index(_lines(text, cells)), axis=0).iloc[1:]
    for i in cells.columns[cells.dtypes == "category"]:
        cells[i] = cells[i].cat.remove_unused_categories()
    return cells.set_axis(pd.Index(header), axis=1), []


_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_LINE_BREAK = re.compile(r"\r\n|\r|\n")
_NOT_IN_NUMBERS = re.compile(r"[^0-9.eE+\- ]")


def _lines(text: str, cells: pd.DataFrame) -> NDArray[np.int64]:
    """Return the line of a CSV text on which each row begins, the header's included."""
    lines = np.arange(1, len(cells) + 1, dtype=np.int64)
    if text.count("\n") + (not text.endswith("\n")) == len(cells):
        return lines
    # A line break in a cell moves every row after it.
    breaks = np.zeros(len(cells), dtype=np.int64)
    for _, column in cells.items():
        breaks += [len(_LINE_BREAK.findall(cell)) for cell in column.astype(str)]
    lines[1:] += np.cumsum(breaks)[:-1]
    return lines


def _number(cell: object) -> float | None:
    """Return a cell as a number: NaN where it is empty, None where it is something else."""
    if isinstance(cell, str):
        text = cell.strip()
        if not text:
            return np.nan
        return float(text) if _NUMBER.fullmatch(text) else None
    if isinstance(cell, (int, float, np.integer, np.floating)) and not isinstance(cell, bool):
        return float(cell)
    return np.nan if cell is None or cell is pd.NA else None


def _numbers(column: pd.Series) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return a column as numbers, and where a cell is none."""
    if pd.api.types.is_integer_dtype(column.dtype) or pd.api.types.is_float_dtype(column.dtype):
        return column.to_numpy(dtype="float64", na_value=np.nan), np.zeros(len(column), dtype=bool)
    cells = column.tolist()
    try:
        # The usual column is all plain numbers; float() alone would also take "1_000", "nan" and "inf".
        if not _NOT_IN_NUMBERS.search(" ".join(cells)):
            plain = [float(cell) if cell else np.nan for cell in cells]
            return np.array(plain, dtype="float64"), np.zeros(len(plain), dtype=bool)
    except (TypeError, ValueError):
        pass
    parsed = [_number(cell) for cell in cells]
    values = np.array([np.nan if number is None else number for number in parsed], dtype="float64")
    return values, np.array([number is None for number in parsed], dtype=bool)


def _texts(column: pd.Series) -> pd.Categorical:
    """Return a column as sorted text categories, missing cells as empty text."""
    codes, uniques = pd.factorize(column)
    texts = np.array([*(str(cell) for cell in uniques), ""], dtype=object)
    categories, where = np.unique(texts, return_inverse=True)
    used = where[codes]
    return pd.Categorical.from_codes(used, categories=pd.Index(categories)).remove_unused_categories()


def typed(given: pd.DataFrame, table: Table, first_row: int) -> Typed:
    """Give a table its types.

    Parameters
    ----------
    given : pandas.DataFrame
        Cells as text or numbers; columns that are absent are taken as empty, others are left out.
    table : Table
        Which table it is.
    first_row : int
        Number of the first row in messages.

    Returns
    -------
    Typed
    """
    columns: dict[str, Any] = {}
    unreadable: dict[str, NDArray[np.bool_]] = {}
    for name in table.columns:
        if name not in given.columns:
            columns[name] = (
                pd.Categorical.from_codes([0] * len(given), categories=pd.Index([""]))
                if name in table.of_kind("text")
                else np.full(len(given), np.nan)
            )
        elif name in table.of_kind("text"):
            columns[name] = _texts(given[name])
        else:
            columns[name], unreadable[name] = _numbers(given[name])
    return Typed(pd.DataFrame(columns, index=pd.RangeIndex(len(given))), given, first_row, unreadable)


def finished(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    """Give whole numbers their integer types, once the table is known to be valid.

    Years become ``Int64`` (they may be missing), `quality` becomes ``int64``.
    """
    types = dict.fromkeys(table.of_kind("integer"), "Int64")
    if "quality" in types:
        types["quality"] = "int64"
    return frame.astype(types)


def empty(table: Table) -> pd.DataFrame:
    """Return the table without rows, with its types."""
    return finished(typed(pd.DataFrame(columns=table.columns, dtype=object), table, 0).frame, table)
