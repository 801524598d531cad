"""Which row of a sheet is the header: at any depth, merged and stacked as it may be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from bbafootprint.ingest.files.grid import Grid
from bbafootprint.ingest.header_rows import is_numbering, is_quantity, row_texts, units_in_row
from bbafootprint.ingest.header_words import score_header, split_header
from bbafootprint.ingest.matching import HeaderMatch, locate, match_headers

SCAN_ROWS = 200
"""Rows of a sheet among which its header is looked for."""

_ENOUGH = 30  # rows looked at below a usable header for a better one
_DEEP = 10  # rows among which a header is believed that does not name all that is needed
_UNDER = 3  # rows of numbers of columns and of units that may stand under the header
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
    depth : int
        Rows of group headers above, that were joined with it.
    under : int
        Rows that belong to it and stand under what names the columns: numbers of columns, units. They count in
        `row`.
    """

    row: int
    texts: tuple[str, ...]
    match: HeaderMatch
    score: float
    depth: int = 0
    under: int = 0


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
    texts = header_texts(grid, scan)
    rows = range(scan) if header_row is None else [header_row - grid.first_row]
    best = _best(grid, texts, rows, given or {}, header_row is not None)
    if best is None or not best.match.usable:
        return best
    while header_row is None and (above := _best(grid, texts, range(best.row - best.depth), given or {})):
        # Two tables, one below the other: what was bought may stand in the first as well as in the second.
        if not above.match.usable or not _has_lines(grid, above, best.row - best.depth):
            break
        best = above
    return with_rows_under(grid, best, given or {})


def _best(
    grid: Grid, texts: list[list[str]], rows: Iterable[int], given: Mapping[str, str], named: bool = False
) -> Header | None:
    """Return the row that is understood best as a header."""
    best: Header | None = None
    for row in rows:
        if best is not None and best.match.usable and row > best.row + _ENOUGH:
            break
        for depth in range(min(_STACK, row) + 1):
            header = candidate(grid, texts, row, depth, given)
            if header is None or (not header.match.usable and row >= _DEEP and not named):
                continue
            if best is None or _rank(header) > _rank(best):
                best = header
    return best


def with_rows_under(grid: Grid, header: Header, given: Mapping[str, str]) -> Header:
    """Return a header with the rows under it that number its columns or say their units.

    Parameters
    ----------
    grid : Grid
    header : Header
    given : mapping of str to str
        Column name to header, as the person said.

    Returns
    -------
    Header
    """
    texts, row = list(header.texts), header.row
    while row + 1 < len(grid.rows) and row - header.row < _UNDER:
        cells = grid.rows[row + 1]
        quantities = [*header.match.periods, header.match.targets.get("quantity", -1)]
        units = units_in_row(cells, [at for at in quantities if at >= 0])
        if not units and not is_numbering(cells):
            break
        for at, unit in units.items():
            if at < len(texts) and not split_header(texts[at]).unit:
                texts[at] = f"{texts[at]} ({unit.strip('()[] ')})".strip()
        row += 1
    if row == header.row:
        return header
    match = match_headers(texts, locate(header.texts, given, grid.first_column))
    return replace(header, row=row, texts=tuple(texts), match=match, under=row - header.row)


def _has_lines(grid: Grid, header: Header, end: int) -> bool:
    """Tell whether a row between a header and another has a number in a column of quantities and a text."""
    at_quantity = [*header.match.periods, header.match.targets.get("quantity", -1)]
    for cells in grid.rows[header.row + 1 : end]:
        numbers = any(0 <= at < len(cells) and is_quantity(cells[at]) for at in at_quantity)
        if numbers and any(
            isinstance(cell, str) and not is_quantity(cell) and cell.strip() for cell in cells
        ):
            return True
    return False


def _rank(header: Header) -> tuple[bool, float]:
    """Return what orders headers: usable ones first."""
    return header.match.usable, header.score


def header_texts(grid: Grid, scan: int) -> list[list[str]]:
    """Return the texts of the first rows, each merged range filled with the text of its first cell.

    Parameters
    ----------
    grid : Grid
    scan : int
        Number of rows.

    Returns
    -------
    list of list of str
        All rows of one width.
    """
    width = max((len(row) for row in grid.rows[:scan]), default=0)
    texts = [row_texts(row) + [""] * (width - len(row)) for row in grid.rows[:scan]]
    for top, left, bottom, right in grid.merged:
        top, left = top - grid.first_row, left - grid.first_column
        bottom, right = bottom - grid.first_row, right - grid.first_column
        if not (0 <= top < scan and 0 <= left < width):
            continue
        for row in range(top, min(bottom, scan - 1) + 1):
            for column in range(left, min(right, width - 1) + 1):
                texts[row][column] = texts[row][column] or texts[top][left]
    return texts


def candidate(
    grid: Grid, texts: list[list[str]], row: int, depth: int, given: Mapping[str, str]
) -> Header | None:
    """Return a row, joined with rows above it, as a header; None where it cannot be one.

    Parameters
    ----------
    grid : Grid
    texts : list of list of str
        As made by :func:`header_texts`.
    row : int
        Position of the last row of the header.
    depth : int
        Rows above to join it with.
    given : mapping of str to str
        Column name to header, as the person said.

    Returns
    -------
    Header or None
    """
    own = texts[row]
    if sum(bool(text) for text in own) < 2 - bool(depth):
        return None
    numbers = sum(is_quantity(cell) and not text for cell, text in zip(grid.rows[row], own, strict=False))
    if depth:
        years = {text for text in own if split_header(text).period and not split_header(text).core}
        if numbers or len(years) == 1:
            return None
        headers = [
            _join([above[at] for above in [*_bands(texts[row - depth : row], own), own]])
            for at in range(len(own))
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
    filled = any(is_quantity(cells[at]) for cells in below for at in quantities if at < len(cells))
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
    return Header(row, tuple(headers), match, score, depth)


def _bands(above: list[list[str]], own: list[str]) -> list[list[str]]:
    """Return rows of group headers, each filled to the right where the groups under it repeat and no cell is merged."""
    named = [text for text in own if text]
    if len(set(named)) == len(named):
        return above
    filled = []
    for row in above:
        groups = [at for at, text in enumerate(row) if text]
        row = list(row)
        for start, end in zip(groups, [*groups, len(row)][1:], strict=True):
            if own.count(own[start]) > 1:
                for at in range(start + 1, end):
                    if not own[at]:
                        break
                    row[at] = row[start]
        filled.append(row)
    return filled


def _join(texts: Sequence[str]) -> str:
    """Join the texts of one column, top to bottom, each once; a lower one that suffices keeps the period above."""
    distinct = list(dict.fromkeys(text for text in texts if text))
    last = distinct[-1] if distinct else ""
    if len(distinct) > 1 and (means := score_header(last)) and not _only_unit_or_period(last):
        periods = [text for text in distinct[:-1] if _only_unit_or_period(text) and split_header(text).period]
        distinct = [*(periods[-1:] if "quantity" in means and not split_header(last).period else []), last]
    return " ".join(distinct)


def _only_unit_or_period(text: str) -> bool:
    """Tell whether a text is no more than a unit or a period."""
    parts = split_header(text)
    return not parts.core and bool(parts.unit or parts.period)
