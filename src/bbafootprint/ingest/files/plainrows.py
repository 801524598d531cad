"""Rows of a sheet from its XML as nearly every program writes it; what is written otherwise goes to the XML parser."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from bbafootprint.ingest.files.bounds import SparseRows
from bbafootprint.ingest.files.cellvalues import Shared, moment
from bbafootprint.ingest.files.grid import LAST_COLUMN, CellFault
from bbafootprint.ingest.files.pieces import plain_text
from bbafootprint.ingest.files.plaincells import IntArray, take_apart


class PlainRows(NamedTuple):
    """Some rows as cells.

    Attributes
    ----------
    rows : dict of int to (list of int, list of Cell)
        As :data:`bbafootprint.ingest.files.bounds.SparseRows`; rows filled alike share their list of columns.
    cells : int
        Their number.
    first, last : int
        Number of the first and last row, those without a value included.
    """

    rows: SparseRows
    cells: int
    first: int
    last: int


def plain_rows(block: bytes, shared: Shared) -> PlainRows | None:
    """Read some whole rows.

    Parameters
    ----------
    block : bytes
        From the beginning of a row to the end of one.
    shared : Shared
        What the sheets of the workbook share.

    Returns
    -------
    PlainRows or None
        None where anything in it is not plain, or is damaged: the XML parser then says what.
    """
    cells = take_apart(block)
    if cells is None or (cells.columns > LAST_COLUMN).any():
        return None
    values = cells.numbers.astype(object)
    blanks = False
    texts = np.flatnonzero(cells.kinds == ord("s"))
    if len(texts):
        numbers = cells.numbers[texts].astype(np.int64)
        if int(numbers.max()) >= len(shared.strings):
            return None
        taken = [*map(shared.strings.__getitem__, numbers.tolist())]
        values[texts], blanks = taken, None in taken
    for at in np.flatnonzero(cells.kinds == ord("b")).tolist():
        values[at] = values[at] == 1
    for at in np.flatnonzero(cells.kinds == ord("e")).tolist():
        text = block[cells.starts[at] : cells.ends[at]]
        if not text.isascii() or b"&" in text:
            return None
        values[at] = CellFault("error", text.decode("ascii"))
    for at in np.flatnonzero(cells.kinds == ord("i")).tolist():
        inline = plain_text(block[cells.starts[at] : cells.ends[at]])
        if inline is None:
            return None
        values[at] = inline or None
        blanks = blanks or not inline
    if shared.formats:
        numeric = cells.kinds == ord("n")
        for style in np.unique(cells.styles[numeric]).tolist():
            kind = shared.formats.get(str(style))
            if kind is not None:
                places = np.flatnonzero(numeric & (cells.styles == style)).tolist()
                made = {v: moment(v, kind, shared.epoch_1904) for v in {*cells.numbers[places].tolist()}}
                for at in places:
                    values[at] = made[cells.numbers[at]]
    if blanks:  # an empty text is blank
        filled = np.fromiter((value is not None for value in values), bool, len(values))
        values, kept = values[filled], cells.rows[filled]
        return PlainRows(_by_row(kept, cells.columns[filled], values), len(values), cells.first, cells.last)
    return PlainRows(_by_row(cells.rows, cells.columns, values), len(values), cells.first, cells.last)


def _by_row(rows: IntArray, columns: IntArray, values: npt.NDArray[np.object_]) -> SparseRows:
    """Gather cells in order into rows, all rows with the same columns at once."""
    found: SparseRows = {}
    if not len(rows):
        return found
    starts = np.flatnonzero(np.diff(rows, prepend=-1))
    stops = np.append(starts[1:], len(rows))
    least = int(columns.min())
    if int(columns.max()) - least >= 62:
        for a, b in zip(starts.tolist(), stops.tolist(), strict=True):
            found[int(rows[a])] = (columns[a:b].tolist(), values[a:b].tolist())
        return found
    patterns = np.bitwise_or.reduceat(np.int64(1) << (columns - least), starts)
    for pattern in np.unique(patterns).tolist():
        alike = starts[patterns == pattern]
        width = pattern.bit_count()
        filled = columns[alike[0] : alike[0] + width].tolist()
        lists = values[alike[:, None] + np.arange(width)].tolist()
        found.update(zip(rows[alike].tolist(), ((filled, cells) for cells in lists), strict=True))
    return found
