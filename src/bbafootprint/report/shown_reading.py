"""How a file was read, in words: the same for the terminal, the workbook and the JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

NAMES_SHOWN = 12
"""Units, sheets, rows or other columns that are named; the others are counted."""

LONGEST_NAME = 80
"""Characters of such a name that are shown."""

_DECIMAL = {
    "given": "as given",
    "shown": "shown by the numbers",
    "contradictory": "the numbers contradict each other",
    "not shown": "no number shows it",
}


class Reading(NamedTuple):
    """One choice that reading made.

    Attributes
    ----------
    what : str
        What was chosen.
    read_as : str
        The choice.
    to_change : str
        The option that makes another; empty where there is none.
    """

    what: str
    read_as: str
    to_change: str


def reading_rows(reading: Mapping[str, Any]) -> list[Reading]:
    """Return how an input was read, choice by choice.

    Parameters
    ----------
    reading : mapping
        :attr:`bbafootprint.schema.Lines.reading`.

    Returns
    -------
    list of Reading
        File, sheet, header, one row a column, units, decimal mark, rows left out, mapping, answers; what does not
        apply is left out. Empty for lines that do not say how they were read.
    """
    if "targets" not in reading:
        return []
    rows = [Reading("File", str(reading["source"]), "")]
    if reading.get("sheet"):
        others = [
            f"{each['name']}{' (hidden)' if each['hidden'] else ''}"
            for each in reading.get("sheets", ())
            if not each["read"]
        ]
        rest = f"; not read: {named(others)}" if others else ""
        rows.append(Reading("Sheet", f"{reading['sheet']}{rest}", "--sheet NAME"))
    if reading.get("header_row"):
        rows.append(Reading("Header", f"row {reading['header_row']}", "--header-row N"))
    labels = {name: label for label, name in reading.get("columns", {}).items()}
    labels |= {f"quantity@{period}": label for label, period in reading.get("periods", {}).items()}
    for name, header in reading["targets"].items():
        target, _, period = name.partition("@")
        what = f"{target} of {period}" if period else target
        rows.append(Reading(f"Column of {what}", str(labels.get(name, header)), f"--column {name}=HEADER"))
    if others := list(reading.get("other_columns", ())):
        rows.append(Reading("Other columns", f"kept as they are: {named(others)}", "--column TARGET=HEADER"))
    rows.append(Reading("Unit", unit_in_words(reading), "--unit UNIT, or an answer"))
    rows.append(Reading("Decimal mark", decimal_in_words(reading), "--decimal"))
    rows.append(Reading("Rows", rows_in_words(reading), ""))
    if reading.get("mapping"):
        rows.append(Reading("Mapping", reading["mapping"]["source"], "--mapping FILE.toml"))
    if answers := reading.get("answers"):
        applied = f"{len(answers['applied'])} applied, {len(answers['unused'])} without use"
        rows.append(Reading("Answers", f"{answers['source']}: {applied}", "--answers FILE.csv"))
        rows += [
            Reading(
                f"Answer: {each['column']}", f"{each['found']} -> {each['code']} ({_count(each['lines'], 'line')})", ""
            )
            for each in answers["applied"]
        ]  # fmt: skip
    return rows


def unit_in_words(reading: Mapping[str, Any]) -> str:
    """Return where the units of quantities come from, and which they are.

    Parameters
    ----------
    reading : mapping

    Returns
    -------
    str
    """
    places = {
        "cell": "the cells",
        "column": "the column of units",
        "header": "the header",
        "option": "your option",
    }
    said = " and ".join(places.get(part, part) for part in str(reading["unit"]).split(" and "))
    if said == "none":
        return "none is given"
    return f"{named(reading.get('units', ()))}, from {said}".lstrip(", ")


def decimal_in_words(reading: Mapping[str, Any]) -> str:
    """Return the decimal mark of numbers that are written as text, and how it was decided.

    Parameters
    ----------
    reading : mapping

    Returns
    -------
    str
    """
    how = str(reading["decimal_from"])
    if how == "no text":
        return "no number is written as text"
    marks = {".": "point", ",": "comma"}
    mark = marks.get(str(reading["decimal"]))
    return f"{mark}, {_DECIMAL.get(how, how)}" if mark else _DECIMAL.get(how, how)


def rows_in_words(reading: Mapping[str, Any]) -> str:
    """Return how many rows became how many lines, or groups of them, and which were left out.

    Parameters
    ----------
    reading : mapping

    Returns
    -------
    str
    """
    kinds = {
        "blank": "blank",
        "subtotal": "of totals",
        "header": "that repeat the header",
        "note": "with one text and nothing else",
        "table-below": "of another table",
    }
    parts = []
    for code, rows in reading.get("left_out", {}).items():
        if len(rows):
            where = "" if code == "blank" else f" ({named([str(row) for row in rows])})"
            parts.append(f"{_count(len(rows), 'row')} {kinds.get(code, code)}{where}")
    rest = f"; left out: {', '.join(parts)}" if parts else ""
    if "groups" in reading:
        return f"{_count(reading['lines'], 'line')} in {_count(reading['groups'], 'group')}{rest}"
    return f"{_count(reading['rows'], 'row')}, {_count(reading['lines'], 'line')}{rest}"


def _count(number: int, noun: str) -> str:
    """Return a number of things in words."""
    return f"{number:,} {noun}{'s' * (number != 1)}"


def named(names: Iterable[str]) -> str:
    """Return the first names, and how many follow.

    Parameters
    ----------
    names : iterable of str

    Returns
    -------
    str
    """
    every = [name if len(name) <= LONGEST_NAME else f"{name[:LONGEST_NAME]} …" for name in names]
    more = f" and {len(every) - NAMES_SHOWN:,} more" if len(every) > NAMES_SHOWN else ""
    return ", ".join(every[:NAMES_SHOWN]) + more
