"""Headers among the rows of a table: repeated ones are left out, others begin a table of their own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from bbafootprint.ingest.files.grid import Grid
from bbafootprint.ingest.header_rows import is_quantity, row_texts
from bbafootprint.ingest.header_words import PHRASE, fold, header_synonyms, score_header, split_header
from bbafootprint.ingest.headers import Header, candidate
from bbafootprint.ingest.issues import make_issue
from bbafootprint.ingest.table import Table, as_text
from bbafootprint.vocabulary.units import match_unit

_MOST = 2_000
"""Rows that are looked at for a header among the rows of a table."""


def leave_tables_below_out(
    table: Table, grid: Grid, header: Header, given: Mapping[str, str]
) -> tuple[Table, list[dict[str, Any]]]:
    """Find the headers among the rows of a table, and leave out what stands under a header that differs.

    Parameters
    ----------
    table : Table
        Made from `grid` and `header`.
    grid : Grid
    header : Header
    given : mapping of str to str
        Column name to header, as the person said.

    Returns
    -------
    table : Table
        Its :attr:`Table.left_out` names the rows of repeated headers (``rows-header``) and those of other tables
        (``table-below``).
    issues : list of dict
        An error for each table that is not read. A header repeats the first only where it means the same: the
        same columns, words, units and periods.
    """
    found = _headers_below(table, grid, header, given)
    if not found:
        return table, []
    repeats: list[int] = []
    outside = np.zeros(len(table), dtype=bool)
    issues = []
    for place, other in enumerate(found):
        start = other.row - header.row - 1
        end = (
            found[place + 1].row - found[place + 1].depth - header.row - 1
            if place + 1 < len(found)
            else len(table)
        )
        if _same(header, other):
            repeats += range(start - other.depth, start + 1)
            continue
        outside[start - other.depth : end] = True
        rows = [
            cells for cells in grid.rows[other.row + 1 : header.row + 1 + end] if any(map(is_quantity, cells))
        ]
        row = grid.first_row + other.row
        issues.append(
            make_issue(
                "table-below",
                f"Row {row} is the header of another table ({_differs(header, other)}): not read, {len(rows):,}"
                f" row{'s' * (len(rows) != 1)} with numbers under it.",
                found=", ".join(text for text in other.texts if text)[:200],
                suggestion="Move it to a sheet of its own, or give both tables the same columns, units and years; to"
                f" read it instead of the first: --header-row {row}.",
                sheet=grid.name,
                cell=grid.address(other.row, next(at for at, text in enumerate(other.texts) if text)),
            )
        )
    left = {
        "rows-header": np.array(sorted(set(repeats)), dtype=np.int64),
        "table-below": np.flatnonzero(outside),
    }
    return replace(table, left_out=left), issues


def under_header_issues(grid: Grid, header: Header) -> list[dict[str, Any]]:
    """Say which rows under the header belong to it.

    Parameters
    ----------
    grid : Grid
    header : Header

    Returns
    -------
    list of dict
    """
    if not header.under:
        return []
    last = grid.first_row + header.row
    first = last - header.under + 1
    where = f"row {last}" if first == last else f"rows {first} to {last}"
    return [
        make_issue(
            "rows-under-header",
            f"Under the header, {where} number{'s' * (first == last)} the columns or say{'s' * (first == last)} their"
            " units: left out.",
            found=", ".join(as_text(cell) for cell in grid.rows[header.row] if cell is not None)[:200],
            suggestion="Nothing to do.",
            sheet=grid.name,
            cell=grid.address(header.row, 0),
        )
    ]


def _headers_below(table: Table, grid: Grid, header: Header, given: Mapping[str, str]) -> list[Header]:
    """Return the headers among the rows of a table, top to bottom."""
    known = header_synonyms() | {text.casefold() for text in header.texts if text}
    targets = header.match.targets
    names = [targets[name] for name in ("commodity", "hs_code", "origin") if name in targets]
    quantities = list(header.match.periods) or [targets["quantity"]]
    rows: set[int] = set()
    for at in names:
        rows |= _rows_with(table, at, lambda text: text.strip().casefold() in known)
    rows |= _rows_with(table, quantities[0], lambda text: text[:1].isalpha() and _is_quantity_header(text))
    found: list[Header] = []
    for row in sorted(rows)[:_MOST]:
        at = header.row + 1 + row
        texts = [row_texts(cells) for cells in grid.rows[max(at - 2, header.row + 1) : at + 1]]
        width = max(map(len, texts))
        texts = [each + [""] * (width - len(each)) for each in texts]
        own = len(texts) - 1
        if sum(_says(text) for text in texts[-1]) < 2 or (found and at <= found[-1].row):
            continue
        piece = replace(
            grid, rows=grid.rows[at - own : at + 16], first_row=grid.first_row + at - own, merged=()
        )
        options = [candidate(piece, texts, own, depth, given) for depth in range(own + 1)]
        good = [each for each in options if each is not None and each.match.usable]
        if good:
            best = max(good, key=lambda each: each.score)
            found.append(replace(best, row=at))
    return found


def _rows_with(table: Table, at: int, test: Callable[[str], bool]) -> set[int]:
    """Return the rows in which a column has a text of a kind; each distinct text is looked at once."""
    cells = table.columns[at].tolist()
    if str not in set(map(type, cells)):
        return set()
    texts = {cell for cell in set(cells) if isinstance(cell, str) and test(cell)}
    return {row for row, cell in enumerate(cells) if cell in texts} if texts else set()


def _is_quantity_header(text: str) -> bool:
    """Tell whether a text may head a column of quantities."""
    return len(text) <= 60 and score_header(text).get("quantity", 0.0) >= 0.5


def _says(text: str) -> bool:
    """Tell whether a text, and no number, heads a column that we know."""
    return bool(text) and not text.isdigit() and max(score_header(text).values(), default=0.0) >= PHRASE


def _same(first: Header, other: Header) -> bool:
    """Tell whether a header means what another means, column by column."""
    return not _differs(first, other)


def _differs(first: Header, other: Header) -> str:
    """Return in what a header differs from another, in words; empty where it means the same."""
    if first.match.periods != other.match.periods:
        return "its columns of periods are others"
    quantity = [*first.match.periods, first.match.targets.get("quantity", -1)]
    for at in quantity:
        if not 0 <= at < len(first.texts):
            continue
        if at >= len(other.texts):
            return "its quantities stand elsewhere"
        mine, theirs = split_header(first.texts[at]), split_header(other.texts[at])
        if mine.unit != theirs.unit and _code(mine.unit) != _code(theirs.unit):
            return f"its unit is {theirs.unit or 'not said'}, that of the first {mine.unit or 'not said'}"
        if fold(mine.core) != fold(theirs.core):
            return f"'{other.texts[at]}' instead of '{first.texts[at]}'"
    if first.match.targets != other.match.targets:
        return "its columns are others"
    return ""


def _code(unit: str | None) -> str:
    """Return the code of a unit, or how it is written where it is not known; empty where there is none."""
    return match_unit(unit).code or unit if unit else ""
