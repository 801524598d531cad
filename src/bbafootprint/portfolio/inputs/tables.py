"""A person's table of a portfolio: the sheet, the header and the columns found by what they mean.

Files are read by the readers of :mod:`bbafootprint.ingest`; what differs from purchases is what the columns are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from bbafootprint.errors import MissingColumnError, NoUsableLinesError, UnreadableFileError, UsageError
from bbafootprint.ingest.columns import near_headers, quote_headers
from bbafootprint.ingest.files import Grid, read_grids, sha256_of
from bbafootprint.ingest.files.parquet import read_parquet
from bbafootprint.ingest.headers import Header, header_texts
from bbafootprint.ingest.matching import HeaderMatch
from bbafootprint.ingest.table import Table, as_text, code_texts, table_of_frame, table_of_grid
from bbafootprint.portfolio.inputs.columns import PortfolioColumn
from bbafootprint.portfolio.inputs.headers import match_columns
from bbafootprint.portfolio.inputs.issues import make

Source = str | Path | pd.DataFrame
"""What a table of a portfolio can be given as."""

SCAN_ROWS = 60
"""Rows of a sheet among which its header is looked for."""


@dataclass(frozen=True)
class Given:
    """A person's table with what its columns mean.

    Attributes
    ----------
    what : str
        What it is to the person (``holdings``), for messages.
    table : Table
        Its cells, with their addresses.
    targets : mapping of str to int
        Column name to position.
    money : mapping of str to (currency, scale)
        What the header of a column of amounts says.
    issues : list of dict
        What was said about its columns and sheets.
    reading : mapping
        Source, sha256, sheet, header row, columns: for the record.
    known_texts : dict of str to ndarray of object
        Texts of columns that were asked for before.
    """

    what: str
    table: Table
    targets: Mapping[str, int]
    money: Mapping[str, tuple[str, float]]
    issues: list[dict[str, Any]]
    reading: Mapping[str, Any]
    known_texts: dict[str, np.ndarray[Any, Any]] = field(default_factory=dict, repr=False, compare=False)

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.table)

    def cells(self, name: str) -> pd.Series[Any]:
        """Return the cells of a column; blank ones where there is no such column."""
        if name not in self.targets:
            return pd.Series([None] * len(self.table), dtype=object)
        return self.table.columns[self.targets[name]]

    def texts(self, name: str) -> np.ndarray[Any, Any]:
        """Return the texts of a column, empty where blank."""
        if name not in self.known_texts:
            texts = code_texts(self.cells(name))
            self.known_texts[name] = np.array([*texts.values, ""], dtype=object)[texts.codes]
        return self.known_texts[name]

    def address(self, row: int, name: str) -> str:
        """Return the address of a cell; empty in memory, or where there is no such column."""
        return self.table.address(row, self.targets[name]) if name in self.targets else ""

    def row_name(self, row: int) -> str:
        """Return what a row is called: ``sheet!row``, or its number."""
        number = int(self.table.rows[row])
        return f"{self.table.sheet}!{number}" if self.table.sheet else str(number)


def read_table(
    source: Source,
    what: str,
    columns: Sequence[PortfolioColumn],
    needed: Sequence[Sequence[str]],
    *,
    sheet: str | None = None,
    given: Mapping[str, str] | None = None,
) -> Given:
    """Find a table and what its columns mean.

    Parameters
    ----------
    source : str, pathlib.Path or pandas.DataFrame
        A workbook, delimited text, a Parquet file, or a table in memory.
    what : str
        What it is to the person, for messages.
    columns : sequence of PortfolioColumn
    needed : sequence of sequence of str
        Of each group one column at least must be there.
    sheet : str, optional
        Name of the sheet; the visible one that is understood best where not given.
    given : mapping of str to str, optional
        Column name to header, as the person said.

    Returns
    -------
    Given

    Raises
    ------
    UnreadableFileError
        If the file is not there or cannot be opened as what it is.
    MissingColumnError
        If a needed column is not found.
    NoUsableLinesError
        If there is no row under the header.
    UsageError
        If the sheet does not exist, or `source` is of another kind.
    """
    names = {column.name for column in columns}
    if wrong := sorted(set(given or {}) - names):
        raise UsageError(f"{what} have no column {', '.join(wrong)}; there are: {', '.join(sorted(names))}")
    if isinstance(source, pd.DataFrame):
        return _of_frame(source, what, columns, needed, given or {}, {"source": "DataFrame", "sha256": None})
    if not isinstance(source, str | Path):
        raise UsageError(
            f"{what} cannot be read from a {type(source).__name__}. Give the path of a file or a DataFrame."
        )
    path = Path(source)
    if not path.is_file():
        raise UnreadableFileError(
            f"{path} is {'a folder' if path.is_dir() else 'no file'}. Check the path.", path=path
        )
    record: dict[str, Any] = {"source": path.name, "sha256": sha256_of(path)}
    if path.suffix.lower() in (".parquet", ".pq"):
        return _of_frame(read_parquet(path), what, columns, needed, given or {}, record)
    grids = read_grids(path)
    grid, header, money = _choose(path, what, grids, sheet, columns, needed, given or {})
    table = _without_blank_rows(table_of_grid(grid, header))
    if not len(table):
        raise NoUsableLinesError(f"{path} has a header of {what} and no rows under it. Add them.", path=path)
    issues = [
        make("sheet-not-read", f"Sheet '{other.name}' was not read for {what}: they were read from '{grid.name}'.",
             found=other.name, sheet=other.name)
        for other in grids
        if other is not grid
    ]  # fmt: skip
    record |= {"sheet": grid.name, "header_row": grid.first_row + header.row}
    return _finish(what, table, header.match, money, issues, record)


def _of_frame(
    frame: pd.DataFrame,
    what: str,
    columns: Sequence[PortfolioColumn],
    needed: Sequence[Sequence[str]],
    given: Mapping[str, str],
    record: dict[str, Any],
) -> Given:
    headers = [" ".join(str(name).split()) for name in frame.columns]
    match, money = match_columns(headers, columns, given)
    _check(str(record["source"]), what, headers, match, columns, needed, given, None)
    return _finish(what, table_of_frame(frame, headers, match), match, money, [], record)


def _finish(
    what: str,
    table: Table,
    match: HeaderMatch,
    money: Mapping[str, tuple[str, float]],
    issues: list[dict[str, Any]],
    record: dict[str, Any],
) -> Given:
    for name, taken, left in match.second:
        issues.append(make(
            "column-second",
            f"'{table.headers[taken]}' was read as {name} of {what}; '{table.headers[left]}' fits as well and was not.",
            found=table.headers[left], sheet=table.sheet, cell=table.address(-1, left),
            suggestion="Rename it, or delete it from a copy, if the other is the right one.",
        ))  # fmt: skip
    used = set(match.targets.values())
    unread = [header for at, header in enumerate(table.headers) if header and at not in used]
    if unread:
        issues.append(make(
            "column-unread", f"Columns of {what} that mean nothing here: {quote_headers(unread)}.",
            found=unread[0], sheet=table.sheet,
        ))  # fmt: skip
    record["columns"] = {name: table.headers[at] for name, at in match.targets.items()}
    record["rows"] = len(table)
    return Given(what, table, match.targets, money, issues, record)


def _without_blank_rows(table: Table) -> Table:
    """Return the rows that hold anything."""
    filled = np.zeros(len(table), dtype=bool)
    for column in table.columns:
        filled |= column.notna().to_numpy(bool) & (column.astype(object).map(as_text) != "").to_numpy(bool)
    if filled.all():
        return table
    kept = np.flatnonzero(filled)
    address = table.address
    return replace(
        table,
        columns=tuple(column.iloc[kept].reset_index(drop=True) for column in table.columns),
        rows=table.rows[kept],
        address=lambda row, column: address(int(kept[row]) if row >= 0 else row, column),
    )


def _choose(
    path: Path,
    what: str,
    grids: Sequence[Grid],
    sheet: str | None,
    columns: Sequence[PortfolioColumn],
    needed: Sequence[Sequence[str]],
    given: Mapping[str, str],
) -> tuple[Grid, Header, Mapping[str, tuple[str, float]]]:
    """Return the sheet and the header that are understood best."""
    choices = [grid for grid in grids if not grid.hidden] or list(grids)
    if sheet is not None:
        choices = [grid for grid in grids if grid.name.casefold() == sheet.casefold()]
        if not choices:
            raise UsageError(
                f"{path} has no sheet '{sheet}'; it has: {', '.join(grid.name for grid in grids)}."
            )
    best: tuple[float, Grid, Header, Mapping[str, tuple[str, float]]] | None = None
    for grid in choices:
        scan = min(len(grid.rows), SCAN_ROWS)
        texts = header_texts(grid, scan)
        for row in range(scan):
            for headers in (texts[row], *([_joined(texts[row - 1], texts[row])] if row else [])):
                match, money = match_columns(headers, columns, given)
                held = sum(bool(match.targets.keys() & set(group)) for group in needed)
                score = held * 10 + len(match.targets) - 0.01 * row
                if len(match.targets) and (best is None or score > best[0]):
                    best = (score, grid, Header(row, tuple(headers), match, score), money)
    if best is None:
        seen = next((row for grid in choices for row in header_texts(grid, 5) if any(row)), [])
        _check(str(path), what, seen, HeaderMatch(), columns, needed, given, path)
        raise NoUsableLinesError(f"{path} holds no table of {what}.", path=path)
    _, grid, header, money = best
    where = f"sheet '{grid.name}' of {path}" if grid.name else str(path)
    _check(where, what, header.texts, header.match, columns, needed, given, path)
    return grid, header, money


def _joined(above: Sequence[str], below: Sequence[str]) -> list[str]:
    return [f"{one} {two}".strip() if one != two else two for one, two in zip(above, below, strict=True)]


def _check(
    where: str,
    what: str,
    headers: Sequence[str],
    match: HeaderMatch,
    columns: Sequence[PortfolioColumn],
    needed: Sequence[Sequence[str]],
    given: Mapping[str, str],
    path: Path | None,
) -> None:
    """Make sure that the columns that were named are there, and of each group of needed columns one."""
    lacking = [name for name in given if name not in match.targets]
    if lacking:
        near = near_headers(given[lacking[0]], headers)
        hint = f" Did you mean {' or '.join(map(repr, near))}?" if near else ""
        raise MissingColumnError(
            f"The table of {what} ({where}) has no column headed '{given[lacking[0]]}', which was named for "
            f"{lacking[0]}.{hint} Seen: {quote_headers(headers)}.",
            missing=lacking,
            path=path,
        )
    absent = [group for group in needed if not match.targets.keys() & set(group)]
    if not absent:
        return
    by_name = {column.name: column for column in columns}
    wants = "; and ".join(
        f"{' or '.join(group[:4])} (such as '{by_name[group[0]].synonyms[0]}')" for group in absent
    )
    near = near_headers(by_name[absent[0][0]].synonyms[0], headers)
    hint = f" Did you mean {' or '.join(map(repr, near))}?" if near else ""
    raise MissingColumnError(
        f"The table of {what} ({where}) has no column for {wants}. Seen: {quote_headers(headers)}.{hint} Rename the "
        f"column, or say which it is.",
        missing=[group[0] for group in absent], path=path,
    )  # fmt: skip
