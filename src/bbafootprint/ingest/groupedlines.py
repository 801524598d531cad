"""Rows that are groups of lines: what reading says of them, and our own sheet of them read back."""

from __future__ import annotations

import re

import numpy as np
import numpy.typing as npt
import pandas as pd

from bbafootprint.ingest.ownsheet import STANDS_FOR, is_lines_sheet
from bbafootprint.ingest.table import Table, as_text


def read_groups(table: Table) -> npt.NDArray[np.int64] | None:
    """Read how many lines each row stands for, in a sheet Lines that we wrote of groups of lines.

    Parameters
    ----------
    table : Table

    Returns
    -------
    ndarray of int, shape (rows,), or None
        1 where the cell is no whole number from 1 up. None in any other table.
    """
    if not is_lines_sheet(table.headers) or STANDS_FOR not in table.headers:
        return None
    cells = table.columns[list(table.headers).index(STANDS_FOR)]
    number = pd.to_numeric(pd.Series([as_text(cell) for cell in cells], dtype=object), errors="coerce")
    counts = number.to_numpy(np.float64)
    known = (counts >= 1) & (counts < 2**53) & (counts == np.floor(counts))
    return np.where(known, counts, 1).astype(np.int64)


def of_groups(message: str) -> str:
    """Return the message of an issue that counts lines as one that counts groups of lines.

    Parameters
    ----------
    message : str

    Returns
    -------
    str
    """
    return re.sub(r"\b(\d[\d,]*) line(s?)\b", r"\1 group\2 of lines", message)
