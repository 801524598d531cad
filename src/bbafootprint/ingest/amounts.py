"""The unit of each line: from the cell, else the column of units, else the header, else the option."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from bbafootprint.ingest.answering import answer_units
from bbafootprint.ingest.answers import Answers
from bbafootprint.ingest.header_words import split_header
from bbafootprint.ingest.issues import make_issue
from bbafootprint.ingest.layout import Layout
from bbafootprint.ingest.quantities import FloatArray, Units, understand_units
from bbafootprint.ingest.table import IntArray, Table, cell_issues, count_lines, first_of_each

_SOURCES = ("cell", "column", "header", "option")


@dataclass(frozen=True)
class LineUnits:
    """The unit of each line.

    Attributes
    ----------
    keys : numpy.ndarray of int
        Position in `texts`; -1 where no unit is given.
    texts : list of str
        Distinct units as given.
    factor : numpy.ndarray of float
        To `base`; NaN where not known.
    base : numpy.ndarray of int
        Position in :data:`bbafootprint.ingest.quantities.BASES`; -1 where not known.
    problems : mapping of str to numpy.ndarray of int
        Issue code to the lines that have it.
    issues : list of dict
    says : str
        Where the units came from, for the record.
    """

    keys: IntArray
    texts: list[str]
    factor: FloatArray
    base: IntArray
    problems: Mapping[str, IntArray]
    issues: list[dict[str, Any]]
    says: str


def line_units(
    layout: Layout,
    option: str | None,
    strict: bool,
    line_id: Callable[[int], str],
    answers: Answers | None = None,
) -> LineUnits:
    """Find the unit of each line.

    Parameters
    ----------
    layout : Layout
    option : str or None
        The unit that the person gave.
    strict : bool
        Refuse `ton`, `tons` and `mt`.
    line_id : callable
        From the position of a line to its identifier.
    answers : Answers, optional
        What a person said that units mean.

    Returns
    -------
    LineUnits
    """
    table, rows, columns, quantities = layout.table, layout.rows, layout.columns, layout.quantities
    unit_texts = layout.given("unit")
    texts: dict[str, int] = {}

    def number(text: str) -> int:
        return texts.setdefault(text, len(texts))

    # For each source, the unit of each line; the first source that has one wins.
    found: dict[str, IntArray] = {}
    if quantities.unit_texts:
        found["cell"] = np.array([*map(number, quantities.unit_texts), -1], dtype=np.int64)[
            quantities.units[layout.filled]
        ]
    if unit_texts is not None:
        found["column"] = np.array([*map(number, unit_texts.values), -1], dtype=np.int64)[
            unit_texts.codes[rows]
        ]
    headed = {at: split_header(table.headers[at]).unit for at in np.unique(columns).tolist()}
    if any(headed.values()):
        found["header"] = np.full(len(rows), -1, dtype=np.int64)
        for at, unit in headed.items():
            if unit:
                found["header"][columns == at] = number(unit)
    if option is not None:
        found["option"] = np.full(len(rows), number(option), dtype=np.int64)

    keys = np.full(len(rows), -1, dtype=np.int64)
    source = np.full(len(rows), -1, dtype=np.int64)
    for name, own in found.items():
        fresh = (keys < 0) & (own >= 0)
        keys[fresh] = own[fresh]
        source[fresh] = _SOURCES.index(name)
    read_as = answer_units(list(texts), keys, answers or Answers())
    units = replace(understand_units(read_as, strict), texts=list(texts))
    base = np.array([*units.base, -1], dtype=np.int64)[keys]
    factor = np.array([*units.factor, np.nan], dtype=np.float64)[keys]

    unit_column = table.match.targets.get("unit", -1)

    def cell_of(line: int) -> tuple[int, int]:
        """Return row and column of the cell that says the unit of a line."""
        name = _SOURCES[source[line]] if source[line] >= 0 else ""
        row = -1 if name == "header" else int(rows[line])
        return row, unit_column if name == "column" else int(columns[line])

    issues: list[dict[str, Any]] = []
    missing = np.flatnonzero(keys < 0)
    issues += _missing(table, missing, rows, columns, len(keys), unit_column, line_id)
    unknown = np.flatnonzero((keys >= 0) & (base < 0))
    issues += _unknown(table, unknown, keys, columns, units, cell_of, line_id)
    issues += _notes(table, keys, columns, source, units, cell_of, line_id)
    issues += _conflicts(table, found, keys, units, cell_of, line_id)
    if option is not None and len(keys) and not (source == _SOURCES.index("option")).any():
        issues.append(
            make_issue(
                "unit-option-unused",
                f"The unit '{option}' was given and not needed: every line has a unit of its own.",
                found=option,
                sheet=table.sheet,
            )
        )
    problems = {"unit-missing": missing, "unit-unknown": unknown}
    says = " and ".join(name for place, name in enumerate(_SOURCES) if (source == place).any())
    return LineUnits(keys, units.texts, factor, base, problems, issues, says or "none")


def _missing(
    table: Table,
    lines: IntArray,
    rows: IntArray,
    columns: IntArray,
    size: int,
    unit_column: int,
    line_id: Callable[[int], str],
) -> list[dict[str, Any]]:
    """Report lines without a unit: once where none has one, else cell by cell."""
    if not len(lines):
        return []
    remedy = "Say which it is: --unit t (unit='t' in Python), a unit in the header, or a column of units."
    if len(lines) == size or table.kind == "memory":
        headers = " and ".join(f"'{table.headers[at]}'" for at in np.unique(columns[lines]).tolist()[:3])
        message = f"Nothing says the unit of {headers}: {count_lines(len(lines))} rejected."
        cell = table.address(-1, int(columns[lines[0]]))
        return [make_issue("unit-missing", message, suggestion=remedy, sheet=table.sheet, cell=cell)]
    message = "No unit is given for this quantity, neither in the cell nor in a column nor in the header."
    return cell_issues(
        table,
        "unit-missing",
        rows[lines],
        columns[lines] if unit_column < 0 else unit_column,
        [""] * len(lines),
        [line_id(line) for line in lines.tolist()],
        lambda found: (message, remedy),
    )


def _unknown(
    table: Table,
    lines: IntArray,
    keys: IntArray,
    columns: IntArray,
    units: Units,
    cell_of: Callable[[int], tuple[int, int]],
    line_id: Callable[[int], str],
) -> list[dict[str, Any]]:
    """Report units that are not known."""
    counts = None
    if table.kind == "memory":
        first, number = first_of_each(keys[lines])
        lines, counts = lines[first], number.tolist()
    cells = np.array([cell_of(line) for line in lines.tolist()], dtype=np.int64).reshape(-1, 2)

    def explain(found: str) -> tuple[str, str]:
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


def _notes(
    table: Table,
    keys: IntArray,
    columns: IntArray,
    source: IntArray,
    units: Units,
    cell_of: Callable[[int], tuple[int, int]],
    line_id: Callable[[int], str],
) -> list[dict[str, Any]]:
    """Report remarks on units that were understood, once a column and unit."""
    noted = np.array(
        [bool(note) and bool(code) for note, code in zip(units.notes, units.codes, strict=True)] + [False]
    )
    lines = np.flatnonzero(noted[keys])
    if not len(lines):
        return []
    # A unit in a header concerns its column; one in cells or in a column of units is said once for all.
    header = source[lines] == _SOURCES.index("header")
    where = np.where(header, columns[lines], -1) * len(units.texts) + keys[lines]
    issues = []
    first, counts = first_of_each(where)
    for line, count in zip(lines[first].tolist(), counts.tolist(), strict=True):
        key = int(keys[line])
        row, column = cell_of(line)
        option = _SOURCES[source[line]] == "option"
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


def _conflicts(
    table: Table,
    found: Mapping[str, IntArray],
    keys: IntArray,
    units: Units,
    cell_of: Callable[[int], tuple[int, int]],
    line_id: Callable[[int], str],
) -> list[dict[str, Any]]:
    """Report lines for which two places say different units, once a pair of units."""
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
