"""Which row of a sheet is the header: at any depth, merged and stacked as it may be."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bbafootprint.ingest.files.grid import Cell, Grid
from bbafootprint.ingest.header_words import score_header, split_header
from bbafootprint.ingest.matching import HeaderMatch, locate, match_headers
from bbafootprint.ingest.numbers import parse_number
from bbafootprint.vocabulary.units import split_quantity

SCAN_ROWS = 200
"""Rows of a sheet among which its header is looked for."""

_ENOUGH = 30  # rows looked at below a usable header for a better one
_DEEP = 10  # rows among which a header is believed that does not name all that is needed
_STACK = 2  # rows of group headers that may stand above the last header row


@dataclass(frozen=True)
class Header:
    """The header of a sheet.

    Attributes
    ----------
    row : int
        Position in :attr:`Grid.rows` of its last row.
    texts : tuple of str
        The header of each column; stacked headers joined, merged ones spread.
    match : HeaderMatch
    score : float
        Compares sheets: what was understood, and whether numbers stand under it.
    """

    row: int
    texts: tuple[str, ...]
    match: HeaderMatch
    score: float


def header_text(cell: Cell) -> str:
    """Return a cell as the text of a header; empty for what heads no column.

    Parameters
    ----------
    cell : Cell

    Returns
    -------
    str
        White space made single; a year that is a number becomes its digits, any other number is empty.
    """
    if isinstance(cell, str):
        return " ".join(cell.split())
    if isinstance(cell, int | float) and not isinstance(cell, bool) and cell == cell // 1:
        return str(int(cell)) if 1900 <= cell <= 2100 else ""
    if isinstance(cell, datetime.date):
        return cell.isoformat()[:10]
    return ""


def find_header(
    grid: Grid, given: Mapping[str, str] | None = None, header_row: int | None = None
) -> Header | None:
    """Find the header of a sheet, at any depth, merged and stacked as it may be.

    Parameters
    ----------
    grid : Grid
        The sheet.
    given : mapping of str to str, optional
        Column name to header, as the person said.
    header_row : int, optional
        Row of the sheet (1 is the first) in which the last row of the header is.

    Returns
    -------
    Header or None
        The best row, usable or not (see :attr:`HeaderMatch.usable`); None where no row has a text that means
        anything.
    """
    scan = min(len(grid.rows), SCAN_ROWS)
    if header_row is not None:
        at = header_row - grid.first_row
        if not 0 <= at < len(grid.rows):
            return None
        scan = max(scan, at + 1)
    texts = _spread(grid, scan)
    rows = range(scan) if header_row is None else [header_row - grid.first_row]
    best: Header | None = None
    for row in rows:
        if best is not None and best.match.usable and row > best.row + _ENOUGH:
            break
        for depth in range(min(_STACK, row) + 1):
            header = _candidate(grid, texts, row, depth, given or {})
            if header is None or (not header.match.usable and row >= _DEEP and header_row is None):
                continue
            if best is None or _rank(header) > _rank(best):
                best = header
    return best


def _rank(header: Header) -> tuple[bool, float]:
    """Return what orders headers: usable ones first."""
    return header.match.usable, header.score


def _spread(grid: Grid, scan: int) -> list[list[str]]:
    """Return the texts of the first rows, each merged range filled with the text of its first cell."""
    width = max((len(row) for row in grid.rows[:scan]), default=0)
    texts = [[header_text(cell) for cell in row] + [""] * (width - len(row)) for row in grid.rows[:scan]]
    for top, left, bottom, right in grid.merged:
        top, left = top - grid.first_row, left - grid.first_column
        bottom, right = bottom - grid.first_row, right - grid.first_column
        if not (0 <= top < scan and 0 <= left < width):
            continue
        for row in range(top, min(bottom, scan - 1) + 1):
            for column in range(left, min(right, width - 1) + 1):
                texts[row][column] = texts[row][column] or texts[top][left]
    return texts


def _candidate(
    grid: Grid, texts: list[list[str]], row: int, depth: int, given: Mapping[str, str]
) -> Header | None:
    """Return a row, joined with rows above it, as a header; None where it cannot be one."""
    own = texts[row]
    if sum(bool(text) for text in own) < 2 - bool(depth):
        return None
    numbers = sum(_is_number(cell) for cell in grid.rows[row])
    if depth:
        years = {text for text in own if split_header(text).period and not split_header(text).core}
        if numbers or len(years) == 1:
            return None
        headers = [
            _join([texts[above][at] for above in range(row - depth, row + 1)]) for at in range(len(own))
        ]
    else:
        headers = list(own)
    positions = locate(headers, given, grid.first_column)
    match = match_headers(headers, positions)
    if not match.targets and not match.periods:
        return None
    quantities = list(match.periods) or [
        match.targets[name] for name in ("quantity",) if name in match.targets
    ]
    units = any(split_header(headers[at]).unit for at in quantities)
    below = grid.rows[row + 1 : row + 16]
    filled = any(_is_number(cells[at]) for cells in below for at in quantities if at < len(cells))
    repeated = len(headers) - len(set(headers) - {""}) - headers.count("")
    score = (
        match.score
        + 2.0 * len(positions)
        + 0.2 * units
        + 0.5 * filled
        - 0.1 * depth
        - 0.5 * numbers
        - 0.1 * min(repeated, 5)
    )
    return Header(row, tuple(headers), match, score)


def _join(texts: Sequence[str]) -> str:
    """Join the texts of one column, top to bottom, each once; a lower one that suffices stands alone."""
    distinct = list(dict.fromkeys(text for text in texts if text))
    while len(distinct) > 1 and score_header(distinct[-1]) and not _only_unit_or_period(distinct[-1]):
        distinct = distinct[-1:]
    return " ".join(distinct)


def _only_unit_or_period(text: str) -> bool:
    """Tell whether a text is no more than a unit or a period."""
    parts = split_header(text)
    return not parts.core and bool(parts.unit or parts.period)


def _is_number(cell: Cell) -> bool:
    """Tell whether a cell is a quantity, as a number or as text; a year is none."""
    if isinstance(cell, bool):
        return False
    if isinstance(cell, int | float):
        return not header_text(cell)
    if (
        not isinstance(cell, str)
        or len(cell) > 40
        or (header_text(cell)[:4].isdigit() and len(cell.strip()) == 4)
    ):
        return False
    number = split_quantity(cell)[0]
    return parse_number(number, ".") is not None or parse_number(number, ",") is not None
