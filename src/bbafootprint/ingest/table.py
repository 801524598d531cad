"""A sheet, a delimited file or a frame as one kind of table, its texts coded and its faults told."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from bbafootprint.ingest.files.grid import Cell, CellFault, Grid, Percentage
from bbafootprint.ingest.headers import Header
from bbafootprint.ingest.issues import make_issue
from bbafootprint.ingest.matching import HeaderMatch

_TITLES = 10  # rows above a header that are looked at
IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Table:
    """Columns with their headers and what they mean.

    Attributes
    ----------
    kind : {"sheet", "delimited", "memory"}
    sheet : str
        Name of the sheet; empty where there is none.
    headers : tuple of str
    match : HeaderMatch
        What the columns mean.
    columns : tuple of pandas.Series
        By position, all of one length, with a plain index.
    rows : numpy.ndarray of int
        Row of the sheet (1 is the first) or position in memory (0 is the first).
    index : pandas.Index or None
        Index of the frame that it was; None for a file.
    address : callable
        (position of a row, position of a column) to the address of the cell; row -1 is the header. Empty in
        memory.
    above : tuple of str
        Short texts of the rows above the header of a file: titles and remarks.
    share_of : int
        Position of the column that says which share of the quantity is the commodity; -1 where none does.
    detail : int
        Position of a second column of goods, which may say more than the first; -1 where there is none.
    left_out : mapping of str to numpy.ndarray of int
        Issue code to the positions of rows that are known to be no lines of this table: repeated headers, other
        tables below.
    """

    kind: Literal["sheet", "delimited", "memory"]
    sheet: str
    headers: tuple[str, ...]
    match: HeaderMatch
    columns: tuple[pd.Series[Any], ...]
    rows: IntArray
    index: pd.Index[Any] | None
    address: Callable[[int, int], str]
    left_out: Mapping[str, IntArray] = field(default_factory=dict)
    above: tuple[str, ...] = ()
    share_of: int = -1
    detail: int = -1

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.rows)


def table_of_grid(grid: Grid, header: Header) -> Table:
    """Return the rows of a sheet below its header as a table.

    Parameters
    ----------
    grid : Grid
    header : Header
        As found by :func:`bbafootprint.ingest.headers.find_header`.

    Returns
    -------
    Table
    """
    start = header.row + 1
    body = grid.rows[start:]
    width = max(len(header.texts), max((len(row) for row in body), default=0))
    columns = tuple(_transposed(body, width))
    rows = np.arange(len(body), dtype=np.int64) + grid.first_row + start
    headers = (*header.texts, *[""] * (width - len(header.texts)))
    return Table(
        "sheet" if grid.name else "delimited",
        grid.name,
        headers,
        header.match,
        columns,
        rows,
        None,
        lambda row, column: grid.address(start + row, column),
        above=_above(grid.rows[max(0, start - 1 - _TITLES) : max(0, start - 1)]),
    )


def _above(rows: Sequence[Sequence[Cell]]) -> tuple[str, ...]:
    """Return the texts of rows above a header that hold no more than a title."""
    held = [[cell for cell in row if cell is not None] for row in rows]
    return tuple(str(cells[0]) for cells in held if len(cells) == 1 and isinstance(cells[0], str))


def _transposed(rows: Sequence[Sequence[Cell]], width: int) -> Iterator[pd.Series[Any]]:
    """Yield the columns of rows, which may be shorter than others; blank columns are one and the same."""
    blank = pd.Series([None] * len(rows), dtype=object)
    filled = 0
    for column in itertools.zip_longest(*rows):
        filled += 1
        if column.count(None) == len(rows):
            yield blank
            continue
        cells = np.empty(len(rows), dtype=object)
        cells[:] = column
        yield pd.Series(cells, dtype=object)
    for _ in range(filled, width):
        yield blank


def table_of_frame(frame: pd.DataFrame, headers: Sequence[str], match: HeaderMatch) -> Table:
    """Return a frame as a table; the frame is not changed.

    Parameters
    ----------
    frame : pandas.DataFrame
    headers : sequence of str
        Its column names as text.
    match : HeaderMatch
        What they mean.

    Returns
    -------
    Table
    """
    columns = tuple(frame.iloc[:, at].reset_index(drop=True) for at in range(frame.shape[1]))
    rows = np.arange(len(frame), dtype=np.int64)
    return Table("memory", "", tuple(headers), match, columns, rows, frame.index, lambda row, column: "")


@dataclass(frozen=True)
class Texts:
    """A column of texts, coded.

    Attributes
    ----------
    codes : numpy.ndarray of int
        Position in `values`; -1 where blank.
    values : list of str
        The distinct texts.
    """

    codes: IntArray
    values: list[str]


def as_text(value: object) -> str:
    """Return a cell as text, as a person would read it in the sheet.

    Parameters
    ----------
    value : object

    Returns
    -------
    str
        Empty where blank; a whole number without its ``.0``, a date without a midnight.
    """
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, CellFault):
        return value.text
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or value is pd.NaT or value is pd.NA:
        return ""
    if isinstance(value, Percentage):
        return f"{value * 100:.12g} %"
    if isinstance(value, float):
        if value != value:
            return ""
        return str(int(value)) if value.is_integer() and abs(value) < 1e16 else repr(value)
    if isinstance(value, datetime.datetime):
        return value.isoformat(sep=" ").removesuffix(" 00:00:00")
    return str(value)


def code_texts(column: pd.Series[Any]) -> Texts:
    """Return a column as coded texts; work is done per distinct value.

    Parameters
    ----------
    column : pandas.Series
        Of any type.

    Returns
    -------
    Texts
    """
    raw: Iterable[object]
    if isinstance(column.dtype, pd.CategoricalDtype):
        codes, raw = column.cat.codes.to_numpy(), column.cat.categories
    else:
        try:
            codes, raw = pd.factorize(column, use_na_sentinel=True)
        except TypeError:  # lists and the like have no hash
            codes, raw = pd.factorize(column.map(as_text), use_na_sentinel=True)
    values: dict[str, int] = {"": -1}
    translate = [
        values.setdefault(value.strip() if type(value) is str else as_text(value), len(values) - 1)
        for value in raw
    ]
    # The sentinel -1 picks the last entry, which therefore means blank.
    coded = np.array([*translate, -1], dtype=np.int64)[codes]
    return Texts(coded, list(values)[1:])


def first_of_each(keys: IntArray) -> tuple[IntArray, IntArray]:
    """Return the position of the first of each distinct key, in order of appearance, and their counts."""
    _, first, counts = np.unique(keys, return_index=True, return_counts=True)
    order = np.argsort(first)
    return first[order], counts[order]


def cell_issues(
    table: Table,
    code: str,
    rows: IntArray,
    columns: IntArray | int,
    found: Sequence[str],
    line_ids: Sequence[str],
    explain: Callable[[str], tuple[str, str]],
    counts: Sequence[int] | None = None,
) -> list[dict[str, Any]]:
    """Report cells, each once.

    Parameters
    ----------
    table : Table
    code : str
        A code of :data:`bbafootprint.ingest.issues.ISSUE_CODES`.
    rows, columns : numpy.ndarray of int
        Position of row and column of each occurrence; two lines that share a cell make one issue.
    found : sequence of str
        What stands there.
    line_ids : sequence of str
        The line of each.
    explain : callable
        From what was found to (message, suggestion).
    counts : sequence of int, optional
        Lines that each occurrence stands for; said where more than one (in memory, where there are no cells).

    Returns
    -------
    list of dict
        Rows of issues.
    """
    at = np.broadcast_to(np.asarray(columns), rows.shape)
    seen: set[tuple[int, int]] = set()
    issues = []
    for place, (row, column) in enumerate(zip(rows.tolist(), at.tolist(), strict=True)):
        if (row, column) in seen:
            continue
        seen.add((row, column))
        message, suggestion = explain(found[place])
        if counts is not None and counts[place] > 1:
            message = f"{message} ({counts[place]:,} lines, the first is {line_ids[place]})"
        issues.append(
            make_issue(
                code,
                message,
                found=found[place],
                suggestion=suggestion,
                sheet=table.sheet,
                cell=table.address(row, column),
                line_id=line_ids[place],
            )
        )
    return issues


def count_lines(count: int) -> str:
    """Return a number of lines in words."""
    return f"{count:,} line{'s' * (count != 1)}"
