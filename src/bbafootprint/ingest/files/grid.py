"""One sheet as cells: what every reader of files makes, and all that the rest of ingest sees of a file."""

from __future__ import annotations

import datetime
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

LAST_ROW = 1_048_576
"""Rows of a sheet (ECMA-376; Excel specifications and limits)."""

LAST_COLUMN = 16_384
"""Columns of a sheet, A to XFD."""


class Percentage(float):
    """A number whose cell shows it as a percentage: 0.7, shown as 70 %."""

    __slots__ = ()


class Money(float):
    """A number whose cell shows it with the sign or code of a currency: 60, shown as $60.

    Attributes
    ----------
    sign : str
        As shown.
    """

    __slots__ = ("sign",)
    sign: str

    def __new__(cls, value: float, sign: str) -> Money:
        """Return the number with its sign."""
        number = super().__new__(cls, value)
        number.sign = sign
        return number

    def __getnewargs__(self) -> tuple[float, str]:  # type: ignore[override]
        """Return what a copy is made of."""
        return float(self), self.sign


class Measured(float):
    """A number whose cell shows it with a unit: 60, shown as 60 kg.

    Attributes
    ----------
    unit : str
        The unit as shown.
    """

    __slots__ = ("unit",)
    unit: str

    def __new__(cls, value: float, unit: str) -> Measured:
        """Return the number with its unit."""
        number = super().__new__(cls, value)
        number.unit = unit
        return number

    def __getnewargs__(self) -> tuple[float, str]:  # type: ignore[override]
        """Return what a copy is made of."""
        return float(self), self.unit


@dataclass(frozen=True, slots=True)
class CellFault:
    """A cell that is not blank and yet holds no value that can be used.

    Attributes
    ----------
    kind : str
        ``"error"`` (a spreadsheet error such as #N/A) or ``"uncached"`` (a formula whose result was never
        saved, because no spreadsheet program has opened the file since it was written).
    text : str
        The error, such as ``#N/A``, or the formula with its equals sign.
    """

    kind: str
    text: str


Cell: TypeAlias = (
    str
    | float
    | int
    | bool
    | datetime.datetime
    | datetime.date
    | datetime.time
    | datetime.timedelta
    | CellFault
    | None
)
"""What a cell holds; None where it is blank (an empty text is blank too)."""


def column_letters(column: int) -> str:
    """Return the letters of a column number: 1 is A, 28 is AB.

    Parameters
    ----------
    column : int
        Column number, 1 or more.

    Returns
    -------
    str

    Raises
    ------
    ValueError
        If `column` is less than 1.
    """
    if column < 1:
        raise ValueError(f"columns are numbered from 1, not {column}")
    letters = ""
    while column:
        column, remainder = divmod(column - 1, 26)
        letters = chr(65 + remainder) + letters
    return letters


@dataclass(frozen=True)
class Grid:
    """One sheet, or one delimited file, cut to the cells that are used.

    Attributes
    ----------
    name : str
        Name of the sheet; empty for a delimited file.
    rows : list of list of Cell
        The cells. Rows may differ in length (what is missing at the end of a row is blank) and a blank row in
        between is kept, so that ``rows[i]`` is always row ``first_row + i`` of the sheet.
    first_row : int
        Row of the sheet that ``rows[0]`` is; 1 is the first.
    first_column : int
        Column of the sheet that ``rows[i][0]`` is; 1 is A.
    merged : tuple of (row, column, last row, last column)
        Merged ranges in sheet numbers, cut to the cells that are used. The value is in the first cell.
    hidden : bool
        Whether the sheet is hidden in the workbook.
    notes : tuple of (severity, code, message)
        What is worth saying about how it was read; severity as in :data:`bbafootprint.schema.ISSUE_COLUMNS`.
    """

    name: str
    rows: list[list[Cell]]
    first_row: int = 1
    first_column: int = 1
    merged: tuple[tuple[int, int, int, int], ...] = ()
    hidden: bool = False
    notes: tuple[tuple[str, str, str], ...] = ()

    def address(self, row: int, column: int) -> str:
        """Return the address in the sheet of ``rows[row][column]``, such as ``D7``."""
        return f"{column_letters(self.first_column + column)}{self.first_row + row}"


def sha256_of(path: str | Path) -> str:
    """Return the SHA-256 of a file's bytes.

    Parameters
    ----------
    path : str or pathlib.Path
        The file.

    Returns
    -------
    str
        64 hexadecimal digits.

    Raises
    ------
    OSError
        If the file cannot be read.
    """
    with Path(path).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
