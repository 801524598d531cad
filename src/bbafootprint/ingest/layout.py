"""Which rows, and in a wide table which of their cells, are lines."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from bbafootprint.ingest.contents import is_percent_header, read_content
from bbafootprint.ingest.files.grid import Percentage
from bbafootprint.ingest.header_words import split_header
from bbafootprint.ingest.leftout import rows_left_out
from bbafootprint.ingest.quantities import Quantities, read_quantities
from bbafootprint.ingest.quantityfaults import FAULTS
from bbafootprint.ingest.sums import world_rows
from bbafootprint.ingest.table import IntArray, Table, Texts, code_texts


@dataclass(frozen=True)
class Layout:
    """A table and its lines.

    Attributes
    ----------
    table : Table
    texts : dict of int to Texts
        Coded columns of text by position.
    left_out : dict of str to numpy.ndarray of int
        Issue code to the positions of rows that are no lines.
    quantities : Quantities
        Of all rows.
    filled : numpy.ndarray of bool, rows x columns of quantities
        Which cells are lines.
    rows, columns, which : numpy.ndarray of int
        For each line, the position of its row, of its column of quantities, and of its period.
    periods : list of str
        Periods of a wide table; one empty text else.
    take : numpy.ndarray of int or slice
        From values of rows to values of lines; everything where the lines are the rows.
    doubtful : numpy.ndarray of int
        Positions of rows of the whole world that stand beside rows of countries and are not their sum.
    """

    table: Table
    texts: dict[int, Texts]
    left_out: dict[str, IntArray]
    quantities: Quantities
    filled: np.typing.NDArray[np.bool_]
    rows: IntArray
    columns: IntArray
    which: IntArray
    periods: list[str]
    take: IntArray | slice
    doubtful: IntArray

    def __len__(self) -> int:
        """Return the number of lines."""
        return len(self.rows)

    def given(self, name: str) -> Texts | None:
        """Return the texts of one of our columns; None where the table has none."""
        return self.texts.get(self.table.match.targets.get(name, -1))


def sums_left_out(layout: Layout, option: str | None) -> dict[str, float]:
    """Add up the quantities in the rows of totals, by unit as given.

    Parameters
    ----------
    layout : Layout
    option : str or None
        The unit that the person gave.

    Returns
    -------
    dict of str to float
        Unit (empty where none is given) to sum; what is no number counts for nothing.
    """
    table, quantities, units = layout.table, layout.quantities, layout.given("unit")
    sums: dict[str, float] = {}
    columns = list(table.match.periods) or [table.match.targets["quantity"]]
    for row in layout.left_out["rows-subtotal"].tolist():
        for place, at in enumerate(columns):
            if quantities.faults[row, place]:
                continue
            unit = split_header(table.headers[at]).unit or option or ""
            if units is not None and units.codes[row] >= 0:
                unit = units.values[units.codes[row]]
            if quantities.units[row, place] >= 0:
                unit = quantities.unit_texts[quantities.units[row, place]]
            sums[unit] = sums.get(unit, 0.0) + float(quantities.values[row, place])
    return sums


def times_share(
    quantities: Quantities, column: pd.Series[Any], header: str, decimal: str | None
) -> Quantities:
    """Multiply the quantities of products with the share of an ingredient in each.

    Parameters
    ----------
    quantities : Quantities
    column : pandas.Series
        Shares.
    header : str
        Its header.
    decimal : {".", ","} or None
        The decimal mark of texts, as the person said.

    Returns
    -------
    Quantities
        Those whose share is blank, no share or not clear have a fault.
    """
    percent = is_percent_header(header)
    shares, _, mixed = read_content(column, decimal, percent)
    if mixed:  # 0.1 beside 20 %: a tenth, or a thousandth?
        bare = [type(cell) is not Percentage and "%" not in str(cell) for cell in column]
        with np.errstate(invalid="ignore"):
            shares[np.array(bare, dtype=bool) & (shares <= (0.01 if percent else 1))] = np.nan
    faults = quantities.faults.copy()
    faults[np.isnan(shares)[:, None] & (faults == 0)] = FAULTS.index("share-unreadable")
    return replace(quantities, values=quantities.values * shares[:, None], faults=faults)


def lay_out(table: Table, decimal: str | None) -> Layout:
    """Find the lines of a table.

    Parameters
    ----------
    table : Table
        With a usable match of its columns.
    decimal : {".", ","} or None
        The decimal mark of texts, as the person said.

    Returns
    -------
    Layout
    """
    coded: dict[int, Texts] = {}  # blank columns are one and the same
    for at in _text_columns(table):
        if id(table.columns[at]) not in coded:
            coded[id(table.columns[at])] = code_texts(table.columns[at])
    texts = {at: coded[id(table.columns[at])] for at in _text_columns(table)}
    left_out = rows_left_out(table, texts)
    keep = np.ones(len(table), dtype=bool)
    for positions in left_out.values():
        keep[positions] = False
    columns = list(table.match.periods) or [table.match.targets["quantity"]]
    quantities = read_quantities([table.columns[at] for at in columns], decimal, bool(table.match.periods))
    if table.share_of >= 0:
        quantities = times_share(
            quantities, table.columns[table.share_of], table.headers[table.share_of], decimal
        )
    totals, doubtful = world_rows(table, texts, keep, quantities.values)
    left_out["rows-subtotal"] = np.union1d(left_out["rows-subtotal"], totals)
    keep[totals] = False
    filled = np.repeat(keep[:, None], len(columns), axis=1)
    if table.match.periods:  # a blank cell of a year is no line
        filled &= quantities.faults != FAULTS.index("quantity-missing")
    rows, which = np.nonzero(filled)
    return Layout(
        table,
        texts,
        left_out,
        quantities,
        filled,
        rows,
        np.array(columns, dtype=np.int64)[which],
        which,
        [table.match.periods.get(at, "") for at in columns],
        slice(None) if len(columns) == 1 and filled.all() else rows,
        doubtful,
    )


def _text_columns(table: Table) -> list[int]:
    """Return the positions of columns to read as texts: those that we know, and any that may say "Total"."""
    targets = table.match.targets
    known = {table.detail} - {-1}
    known |= {at for name, at in targets.items() if name not in ("line_id", "quantity", "content")}
    if table.kind != "memory":
        used = {*table.match.periods, *targets.values()}
        known |= {at for at in range(len(table.columns)) if at not in used}
        known |= {targets["line_id"]} if "line_id" in targets else set()
    return sorted(known)
