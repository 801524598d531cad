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
from bbafootprint.ingest.quantities import FloatArray, understand_units
from bbafootprint.ingest.table import IntArray
from bbafootprint.ingest.unit_issues import SOURCES, missing_units, unit_conflicts, unit_notes, unknown_units


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
        source[fresh] = SOURCES.index(name)
    read_as = answer_units(list(texts), keys, answers or Answers())
    units = replace(understand_units(read_as, strict), texts=list(texts))
    base = np.array([*units.base, -1], dtype=np.int64)[keys]
    factor = np.array([*units.factor, np.nan], dtype=np.float64)[keys]

    unit_column = table.match.targets.get("unit", -1)

    def cell_of(line: int) -> tuple[int, int]:
        """Return row and column of the cell that says the unit of a line."""
        name = SOURCES[source[line]] if source[line] >= 0 else ""
        row = -1 if name == "header" else int(rows[line])
        return row, unit_column if name == "column" else int(columns[line])

    issues: list[dict[str, Any]] = []
    missing = np.flatnonzero(keys < 0)
    issues += missing_units(table, missing, rows, columns, len(keys), unit_column, line_id)
    unknown = np.flatnonzero((keys >= 0) & (base < 0))
    issues += unknown_units(table, unknown, keys, columns, units, cell_of, line_id)
    issues += unit_notes(table, keys, columns, source, units, cell_of, line_id)
    issues += unit_conflicts(table, found, keys, units, cell_of, line_id)
    if option is not None and len(keys) and not (source == SOURCES.index("option")).any():
        issues.append(
            make_issue(
                "unit-option-unused",
                f"The unit '{option}' was given and not needed: every line has a unit of its own.",
                found=option,
                sheet=table.sheet,
            )
        )
    problems = {"unit-missing": missing, "unit-unknown": unknown}
    says = " and ".join(name for place, name in enumerate(SOURCES) if (source == place).any())
    return LineUnits(keys, units.texts, factor, base, problems, issues, says or "none")
