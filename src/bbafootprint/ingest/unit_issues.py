"""What a person is told of units: missing, not known, read with a remark, or said twice."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from bbafootprint.ingest.explaining import explain_fault
from bbafootprint.ingest.header_words import split_header
from bbafootprint.ingest.issues import make_issue
from bbafootprint.ingest.quantities import Units
from bbafootprint.ingest.table import IntArray, Table, cell_issues, count_lines, first_of_each
from bbafootprint.vocabulary.units import match_unit

SOURCES = ("cell", "column", "header", "option")
"""Where the unit of a line may be said; the first that says one wins."""


def unit_above(table: Table) -> tuple[str, str] | None:
    """Return the title above a table that says a unit, and the unit: "Purchases 2023 (in tonnes)".

    Parameters
    ----------
    table : Table

    Returns
    -------
    title, unit : str
        None instead where no title says one, or where two say different ones.
    """
    said = {unit: text for text in table.above if (unit := split_header(text).unit)}
    said = {unit: text for unit, text in said.items() if match_unit(unit).code}
    return next(((text, unit) for unit, text in said.items()), None) if len(said) == 1 else None


def missing_units(
    table: Table,
    lines: IntArray,
    rows: IntArray,
    columns: IntArray,
    size: int,
    unit_column: int,
    line_id: Callable[[int], str],
) -> list[dict[str, Any]]:
    """Report lines without a unit: once where none has one, else cell by cell.

    Parameters
    ----------
    table : Table
    lines : numpy.ndarray of int
        Those that it concerns.
    rows, columns : numpy.ndarray of int
        For each line, the position of its row and of its column of quantities.
    size : int
        Number of lines.
    unit_column : int
        Position of the column of units; -1 where there is none.
    line_id : callable
        From the position of a line to its identifier.

    Returns
    -------
    list of dict
        Rows of issues.
    """
    if not len(lines):
        return []
    remedy = "Say which it is: --unit t (unit='t' in Python), a unit in the header, or a column of units."
    said = ""
    if above := unit_above(table):
        said = f" Above the table stands '{above[0]}'."
        remedy = f"If that is the unit of all of them: --unit \"{above[1]}\" (unit='{above[1]}' in Python)."
    if len(lines) == size or table.kind == "memory":
        headers = " and ".join(f"'{table.headers[at]}'" for at in np.unique(columns[lines]).tolist()[:3])
        message = f"Nothing says the unit of {headers}: {count_lines(len(lines))} rejected.{said}"
        cell = table.address(-1, int(columns[lines[0]]))
        return [make_issue("unit-missing", message, suggestion=remedy, sheet=table.sheet, cell=cell)]
    message = "No unit is given for this quantity, neither in the cell nor in a column nor in the header."
    message += said
    return cell_issues(
        table,
        "unit-missing",
        rows[lines],
        columns[lines] if unit_column < 0 else unit_column,
        [""] * len(lines),
        [line_id(line) for line in lines.tolist()],
        lambda found: (message, remedy),
    )


def unknown_units(
    table: Table,
    lines: IntArray,
    keys: IntArray,
    columns: IntArray,
    units: Units,
    cell_of: Callable[[int], tuple[int, int]],
    line_id: Callable[[int], str],
) -> list[dict[str, Any]]:
    """Report units that are not known.

    Parameters
    ----------
    table : Table
    lines : numpy.ndarray of int
        Those that it concerns.
    keys : numpy.ndarray of int
        For each line, the position of its unit; -1 where none.
    columns : numpy.ndarray of int
        For each line, the position of its column of quantities.
    units : Units
    cell_of : callable
        From a line to the row and column of the cell that says its unit.
    line_id : callable
        From the position of a line to its identifier.

    Returns
    -------
    list of dict
        Rows of issues.
    """
    counts = None
    if table.kind == "memory":
        first, number = first_of_each(keys[lines])
        lines, counts = lines[first], number.tolist()
    cells = np.array([cell_of(line) for line in lines.tolist()], dtype=np.int64).reshape(-1, 2)

    def explain(found: str) -> tuple[str, str]:
        if fault := explain_fault(found):
            return fault
        key = units.texts.index(found)
        note = units.notes[key]
        if note:  # it holds the reason and the remedy: near spellings would only mislead
            reason, _, remedy = note.partition(": ")
            if remedy and reason.strip("'\"") == found:
                reason, _, remedy = remedy.partition(": ")
            remedy = remedy.strip() or "write a unit such as t, kg, lb or m3."
            return (
                f"'{found}' is not a unit of mass or volume that can be used. {note}",
                remedy[0].upper() + remedy[1:],
            )
        near = f"Did you mean {' or '.join(units.candidates[key])}? " if units.candidates[key] else ""
        return (
            f"'{found}' is not a unit of mass or volume that can be used.",
            f"{near}Write a unit such as t, kg, lb or m3.",
        )

    return cell_issues(
        table,
        "unit-unknown",
        cells[:, 0],
        cells[:, 1],
        [units.texts[key] for key in keys[lines].tolist()],
        [line_id(line) for line in lines.tolist()],
        explain,
        counts,
    )


def unit_notes(
    table: Table,
    keys: IntArray,
    columns: IntArray,
    source: IntArray,
    units: Units,
    cell_of: Callable[[int], tuple[int, int]],
    line_id: Callable[[int], str],
) -> list[dict[str, Any]]:
    """Report remarks on units that were understood, once a column and unit.

    Parameters
    ----------
    table : Table
    keys : numpy.ndarray of int
        For each line, the position of its unit; -1 where none.
    columns : numpy.ndarray of int
        For each line, the position of its column of quantities.
    source : numpy.ndarray of int
        For each line, the position in :data:`SOURCES`; -1 where none.
    units : Units
    cell_of : callable
        From a line to the row and column of the cell that says its unit.
    line_id : callable
        From the position of a line to its identifier.

    Returns
    -------
    list of dict
        Rows of issues.
    """
    noted = np.array(
        [bool(note) and bool(code) for note, code in zip(units.notes, units.codes, strict=True)] + [False]
    )
    lines = np.flatnonzero(noted[keys])
    if not len(lines):
        return []
    # A unit in a header concerns its column; one in cells or in a column of units is said once for all.
    header = source[lines] == SOURCES.index("header")
    where = np.where(header, columns[lines], -1) * len(units.texts) + keys[lines]
    issues = []
    first, counts = first_of_each(where)
    for line, count in zip(lines[first].tolist(), counts.tolist(), strict=True):
        key = int(keys[line])
        row, column = cell_of(line)
        option = SOURCES[source[line]] == "option"
        issues.append(
            make_issue(
                "unit-note",
                f"{units.notes[key]} ({count_lines(count)})",
                found=table.headers[column] if row < 0 else units.texts[key],
                suggestion="Nothing, if that is right; else write the unit out, such as 't' or 'short ton'.",
                sheet=table.sheet,
                cell="" if option else table.address(row, column),
                line_id="" if row < 0 or option else line_id(line),
            )
        )
    return issues


def unit_conflicts(
    table: Table,
    found: Mapping[str, IntArray],
    keys: IntArray,
    units: Units,
    cell_of: Callable[[int], tuple[int, int]],
    line_id: Callable[[int], str],
) -> list[dict[str, Any]]:
    """Report lines for which two places say different units, once a pair of units.

    Parameters
    ----------
    table : Table
    found : mapping of str to numpy.ndarray of int
        Source to the unit of each line.
    keys : numpy.ndarray of int
        For each line, the position of its unit; -1 where none.
    units : Units
    cell_of : callable
        From a line to the row and column of the cell that says its unit.
    line_id : callable
        From the position of a line to its identifier.

    Returns
    -------
    list of dict
        Rows of issues.
    """
    code = np.array([*units.codes, ""], dtype=object)
    issues = []
    for name in ("column", "header"):
        own = found.get(name)
        if own is None:
            continue
        lines = np.flatnonzero((own >= 0) & (own != keys) & (code[own] != code[keys]))
        first, counts = first_of_each(keys[lines] * (len(units.texts) + 1) + own[lines])
        for line, count in zip(lines[first].tolist(), counts.tolist(), strict=True):
            taken, other = units.texts[keys[line]], units.texts[own[line]]
            row, column = cell_of(line)
            issues.append(
                make_issue(
                    "unit-conflict",
                    f"The unit is '{taken}', and the {name} says '{other}': '{taken}' was taken, as"
                    f" it is nearer to the number ({count_lines(count)}).",
                    found=f"{taken}, {other}",
                    suggestion="Leave one of the two.",
                    sheet=table.sheet,
                    cell=table.address(row, column),
                    line_id=line_id(line),
                )
            )
    return issues
