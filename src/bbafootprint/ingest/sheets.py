"""Which sheet of a workbook is read, and what is said about the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bbafootprint.errors import MissingColumnError, NoUsableLinesError, UsageError
from bbafootprint.ingest.columns import near_headers, quote_headers
from bbafootprint.ingest.files.grid import Cell, Grid
from bbafootprint.ingest.headers import Header, find_header
from bbafootprint.ingest.issues import make_issue
from bbafootprint.ingest.marks import is_added_sheet


def choose_sheet(
    path: Path, grids: Sequence[Grid], sheet: str | None, given: Mapping[str, str], header_row: int | None
) -> tuple[Grid, Header]:
    """Find the sheet to read and its header.

    Parameters
    ----------
    path : pathlib.Path
        The file, for messages.
    grids : sequence of Grid
        Its sheets.
    sheet : str or None
        Name of the sheet, as the person said.
    given : mapping of str to str
        Column name to header, as the person said.
    header_row : int or None
        Row of the header, as the person said.

    Returns
    -------
    grid : Grid
    header : Header
        The one that is understood best.

    Raises
    ------
    UsageError
        If there is no such sheet or row.
    MissingColumnError
        If no visible sheet has a row that names a known column.
    NoUsableLinesError
        If the file is empty.
    """
    if header_row is not None and header_row < 1:
        raise UsageError(f"There is no row {header_row} for the header: 1 is the first.")
    if sheet is not None:
        named = [grid for grid in grids if grid.name == sheet] or [
            grid for grid in grids if grid.name.casefold() == sheet.casefold()
        ]
        if not named and not any(grid.name for grid in grids):
            raise UsageError(f"{path} is no workbook and has no sheets. Leave --sheet out.")
        if not named:
            names = [grid.name for grid in grids]
            near = near_headers(sheet, names)
            hint = f" Did you mean {' or '.join(map(repr, near))}?" if near else ""
            raise UsageError(f"{path} has no sheet '{sheet}'.{hint} It has: {', '.join(names)}.")
        choices: list[Grid] = named[:1]
    else:
        choices = [grid for grid in grids if not grid.hidden] or list(grids)
    found = [(grid, find_header(grid, given, header_row)) for grid in choices]
    known = [(grid, header) for grid, header in found if header is not None]
    if header_row is not None and sheet is None and not any(header.match.usable for _, header in known):
        # The row fits no sheet: what is wrong with it is said of the sheet that is understood best.
        free = [(grid, header) for grid in choices if (header := find_header(grid, given)) is not None]
        best = max(
            free, key=lambda pair: (pair[1].match.usable, pair[1].score, len(pair[0].rows)), default=None
        )
        if best is not None:
            choices = [best[0]]
            known = [(grid, header) for grid, header in known if grid is best[0]]
    if sheet is None and not any(header.match.usable for _, header in known):
        _point_at_hidden(path, [grid for grid in grids if grid not in choices], given, header_row)
    if known:
        return max(known, key=lambda pair: (pair[1].match.usable, pair[1].score, len(pair[0].rows)))
    filled = [grid for grid in choices if any(cell is not None for row in grid.rows for cell in row)]
    if not filled:
        raise NoUsableLinesError(
            f"{path} holds no cell with anything in it. Is it the right file?", path=path
        )
    if header_row is not None and all(_is_blank(grid, header_row) for grid in filled):
        last = max(grid.first_row + len(grid.rows) - 1 for grid in filled)
        raise UsageError(
            f"Row {header_row}, which was named for the header, is empty in {path}; its last filled row is {last}."
            " Name the row in which the headers stand (1 is the first), or leave --header-row out."
        )
    grid = max(filled, key=lambda grid: len(grid.rows))
    rows = grid.rows[:30]
    if header_row is not None and not _is_blank(grid, header_row):
        rows = [grid.rows[header_row - grid.first_row]]
    seen = max(([cell for cell in row if isinstance(cell, str) and cell.strip()] for row in rows), key=len)
    hidden = [other.name for other in grids if other.hidden and other not in choices]
    hint = (
        f" Hidden sheets were not looked at ({', '.join(hidden)}); --sheet NAME reads one." if hidden else ""
    )
    where = "no row in which a known column is named"
    if header_row is not None:
        where = f"no known column in row {header_row}, which was named for the header"
        found_row = find_header(grid, given)
        if found_row is not None and found_row.match.usable:
            where += f" (row {grid.first_row + found_row.row} looks like it)"
    raise MissingColumnError(
        f"{_place(path, grid)} has {where}. Looked for a quantity, and a"
        f" commodity or customs code; seen: {quote_headers(seen)}. Name the columns: --column quantity=HEADER"
        f" --column commodity=HEADER, and --header-row N if the header is in an unusual place.{hint}",
        missing=("quantity", "commodity"),
        path=path,
    )


def _point_at_hidden(
    path: Path, hidden: Sequence[Grid], given: Mapping[str, str], header_row: int | None
) -> None:
    """Raise where only a hidden sheet can be read: it is named, and never read unasked."""
    for grid in hidden:
        header = find_header(grid, given, header_row)
        if header is not None and header.match.usable:
            raise MissingColumnError(
                f"{path} has no visible sheet with a quantity and a commodity or customs code. The hidden sheet"
                f" '{grid.name}' has them: --sheet \"{grid.name}\" reads it.",
                missing=("quantity", "commodity"),
                path=path,
            )


def _place(path: Path, grid: Grid) -> str:
    """Return a sheet of a file in words."""
    return f"Sheet '{grid.name}' of {path}" if grid.name else str(path)


def _is_blank(grid: Grid, row: int) -> bool:
    """Tell whether a row of a sheet (1 is the first) holds nothing."""
    at = row - grid.first_row
    return not 0 <= at < len(grid.rows) or not any(map(_holds, grid.rows[at]))


def _holds(cell: Cell) -> bool:
    """Tell whether a cell holds anything but blanks."""
    return cell is not None and (not isinstance(cell, str) or bool(cell.strip()))


def other_sheet_issues(
    grids: Sequence[Grid], read: Grid, given: Mapping[str, str], chosen: bool
) -> list[dict[str, Any]]:
    """Say which sheets were not read.

    Parameters
    ----------
    grids : sequence of Grid
        All sheets.
    read : Grid
        The one that was read.
    given : mapping of str to str
        Column name to header, as the person said.
    chosen : bool
        Whether the person named the sheet; nothing is then to be warned about.

    Returns
    -------
    list of dict
        Rows of issues: a warning for a visible sheet that could have been read as well, else for information.
    """
    issues = []
    for other in grids:
        if other is read or is_added_sheet(other.name, other.rows[:4]):
            continue
        hidden = " is hidden and" if other.hidden else ""
        message = f"Sheet '{other.name}'{hidden} was not read: lines were read from '{read.name}'."
        severity = "info"
        header = None if other.hidden or chosen else find_header(other, given)
        rows = sum(any(map(_holds, row)) for row in other.rows[header.row + 1 :]) if header else 0
        if header is not None and header.match.usable and rows:
            severity = "warning"
            message += f" It has a commodity, a quantity and {rows:,} row{'s' * (rows > 1)} of its own."
        issues.append(
            make_issue(
                "sheet-not-read",
                message,
                found=other.name,
                suggestion=f'To read it instead: --sheet "{other.name}".',
                sheet=other.name,
                severity=severity,
            )
        )
    return issues
