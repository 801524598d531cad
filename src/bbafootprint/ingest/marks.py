"""What is put on the cells at fault, and the list of issues as a sheet shows it: grouped and capped."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bbafootprint.ingest.issues import issue_rows
from bbafootprint.schema import ISSUE_COLUMNS, Lines

COLOURS = {"error": "FFC7CE", "warning": "FFEB9C", "info": "DDEBF7"}
"""Fill of a marked cell, by severity."""

NOTES = 1_000
"""Cells that get a note; the others at fault are coloured. More notes make a workbook slow to open."""

LISTED = 2_000
"""Issues up to which each has a row of its own; above, equal ones share a row."""

LISTED_OF_A_KIND = 500
"""Rows of one code in a list that is grouped; a last row counts the rest."""

ADDRESSES = 30
"""Cells named in a row of equal issues."""

HEADERS = (*ISSUE_COLUMNS, "cells", "also in")
"""Columns of the sheet of issues: those of every list of issues, how many share the row, and where."""

WIDTHS = (9, 20, 16, 8, 26, 56, 48, 14, 7, 26)
"""Widths of these columns."""

WRAPPED = ("found", "message", "suggestion", "also in")
"""Columns whose text runs over several lines."""

READING_HEADERS = ("What", "Read as", "To change it")
"""Columns of the sheet that says how the file was read."""

READING_WIDTHS = (24, 70, 60)
"""Widths of these columns."""

LONGEST_NOTE = 1_500
"""Characters of a note."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A cell at fault.

    Attributes
    ----------
    severity : str
        The gravest of its issues.
    note : str
        What is wrong and what to do; empty for the cells above :data:`NOTES`.
    """

    severity: str
    note: str


def mark_cells(lines: Lines) -> dict[tuple[str, str], Mark]:
    """Return the cells at fault.

    Parameters
    ----------
    lines : Lines

    Returns
    -------
    dict of (sheet, address) to Mark
        The gravest first; the first :data:`NOTES` carry a note.
    """
    issues = lines.issues
    texts: dict[tuple[str, str], list[str]] = {}
    severities: dict[tuple[str, str], str] = {}
    columns = (issues[name].tolist() for name in ("sheet", "cell", "severity", "message", "suggestion"))
    for sheet, cell, severity, message, suggestion in zip(*columns, strict=True):
        if not cell:
            continue
        severities.setdefault((sheet, cell), severity)  # issues come with the gravest first
        if (sheet, cell) in texts or len(texts) < NOTES:
            texts.setdefault((sheet, cell), []).append(f"{message} {suggestion}".strip())
    return {
        place: Mark(severity, _note(texts[place]) if place in texts else "")
        for place, severity in severities.items()
    }


def list_issues(lines: Lines) -> list[dict[str, Any]]:
    """Return the rows of a sheet of issues.

    Parameters
    ----------
    lines : Lines

    Returns
    -------
    list of dict
        By :data:`HEADERS`. Up to :data:`LISTED` issues, one row an issue. Above, issues with the same text
        share a row, which names the first cell, counts all and names some more; of each code at most
        :data:`LISTED_OF_A_KIND` rows, the last of which counts what is not listed.
    """
    rows = issue_rows(lines.issues)
    if len(rows) <= LISTED:
        return [{**row, "cells": 1, "also in": ""} for row in rows]
    same = ("severity", "code", "sheet", "found", "message", "suggestion")
    groups: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for row in rows:
        groups.setdefault(tuple(str(row[name]) for name in same), []).append(row)
    kinds: dict[str, list[list[dict[str, Any]]]] = {}
    for group in groups.values():
        kinds.setdefault(group[0]["code"], []).append(group)
    listed: list[dict[str, Any]] = []
    for code, found in kinds.items():
        # Where not all fit, those that mend most cells are shown.
        shown = found
        if len(found) > LISTED_OF_A_KIND:
            shown = sorted(found, key=len, reverse=True)[: LISTED_OF_A_KIND - 1]
        listed += [_group_row(group) for group in shown]
        rest = sum(map(len, found)) - sum(map(len, shown))
        if rest:
            listed.append(
                dict.fromkeys(HEADERS, "")
                | {
                    "severity": found[-1][0]["severity"],
                    "code": code,
                    "message": f"{rest:,} more issues of this kind are not listed here.",
                    "suggestion": "Their cells are coloured. Mend those listed and check again, or write all of"
                    " them with --json.",
                    "cells": rest,
                }
            )
    return listed


def _group_row(group: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the row of equal issues."""
    others = [str(row["cell"]) for row in group[1:] if row["cell"]]
    more = f" and {len(others) - ADDRESSES:,} more" if len(others) > ADDRESSES else ""
    return {**group[0], "cells": len(group), "also in": ", ".join(others[:ADDRESSES]) + more}


def _note(texts: list[str]) -> str:
    """Return the note of a cell, each issue once."""
    text = printable("\n\n".join(dict.fromkeys(texts)))
    return text if len(text) <= LONGEST_NOTE else text[: LONGEST_NOTE - 2] + " …"


def headers_of(listed: list[dict[str, Any]]) -> tuple[str, ...]:
    """Return the columns of a sheet of issues.

    Parameters
    ----------
    listed : list of dict
        As made by :func:`list_issues`.

    Returns
    -------
    tuple of str
        :data:`HEADERS`; without the last two where each issue has a row of its own.
    """
    grouped = any(row["cells"] != 1 for row in listed)
    return HEADERS if grouped else ISSUE_COLUMNS


def row_height(row: dict[str, Any]) -> int:
    """Return the height in points of a row of issues that shows its wrapped texts.

    Not every program fits rows to their text when it opens a file.

    Parameters
    ----------
    row : dict

    Returns
    -------
    int
    """
    lines = [
        sum(1 + len(line) // (width - 2) for line in str(row[head]).split("\n"))
        for head, width in zip(HEADERS, WIDTHS, strict=True)
        if head in WRAPPED
    ]
    return 15 * min(max(lines), 12)


def note_size(text: str) -> tuple[int, int]:
    """Return the width and height in pixels of a note that shows its whole text.

    Parameters
    ----------
    text : str

    Returns
    -------
    width, height : int
    """
    lines = sum(1 + len(line) // 44 for line in text.split("\n"))
    return 320, min(max(60, 22 + 17 * lines), 480)


def printable(text: str) -> str:
    """Return a text without the control characters that no cell can hold, cut to what one can.

    Parameters
    ----------
    text : str

    Returns
    -------
    str
    """
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "�", text)[:32_767]


def is_added_sheet(name: str, rows: Sequence[Sequence[object]]) -> bool:
    """Tell whether a sheet is one that an earlier check added to a workbook.

    Parameters
    ----------
    name : str
        Name of the sheet.
    rows : sequence of sequence
        Its first rows.

    Returns
    -------
    bool
        Whether it is called Issues or Reading (or so with a number) and has the columns of ours, and no other.
    """
    own = {"Issues": (HEADERS, ISSUE_COLUMNS), "Reading": (READING_HEADERS,)}
    kinds = next((kinds for start, kinds in own.items() if re.fullmatch(rf"{start}( \(\d+\))?", name)), ())
    for at, row in enumerate(rows[:4]):
        texts = tuple(cell for cell in row if cell is not None)
        if texts in kinds and (at == 0 or str(next(iter(rows[0]), "")).startswith("Issues of ")):
            return True
    return False


def looks_like_formula(text: str) -> bool:
    """Tell whether a spreadsheet program may take a text for a formula when its cell is edited.

    Parameters
    ----------
    text : str

    Returns
    -------
    bool
    """
    return text.startswith(("=", "+", "-", "@", "\t", "\r"))


def place_of(sheet: str, address: str) -> str:
    """Return a cell as it stands in a link, such as ``'It''s data'!C3``.

    Parameters
    ----------
    sheet, address : str

    Returns
    -------
    str
    """
    return "'" + sheet.replace("'", "''") + f"'!{address}"


def free_name(name: str, taken: set[str]) -> str:
    """Return a name of a sheet that no other has.

    Parameters
    ----------
    name : str
    taken : set of str
        Names of the other sheets.

    Returns
    -------
    str
        The name, or the name with ``(2)``, ``(3)`` ...
    """
    folded = {each.casefold() for each in taken}
    number, free = 1, name
    while free.casefold() in folded:
        number += 1
        free = f"{name} ({number})"
    return free
