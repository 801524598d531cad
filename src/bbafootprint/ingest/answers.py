"""A person's answers: a small table of what was found and the code that it means, applied to every such line.

Columns ``found``, ``code`` and, where a value stands in several columns, ``column`` (commodity, origin or unit).
Any match can be answered, a wrong one too; nothing else is changed by it.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from bbafootprint.errors import InputError, UsageError
from bbafootprint.ingest.files.grid import sha256_of
from bbafootprint.ingest.files.workbook import read_grids
from bbafootprint.ingest.quantities import BASES
from bbafootprint.ingest.table import as_text
from bbafootprint.schema import UNKNOWN_ORIGIN
from bbafootprint.vocabulary import commodities, places
from bbafootprint.vocabulary.units import match_unit

KINDS = ("commodity", "origin", "unit")
"""Columns whose values can be answered."""

_FORMULA_MARKS = ("=", "+", "-", "@")


@dataclass(frozen=True)
class Answers:
    """What a person answered.

    Attributes
    ----------
    codes : mapping of (str, str) to str
        Column and folded value to code.
    given : sequence of (str, str, str)
        Column (empty: any), value and code as written, in order.
    record : mapping
        Name and sha256 of the file, None for a table in memory.
    used : dict of (str, str) to int
        Column and folded value to the lines that it was applied to.
    elsewhere : set of (str, str)
        Column and folded value of those that stand in a column in which their code means nothing.
    """

    codes: Mapping[tuple[str, str], str] = field(default_factory=dict)
    given: Sequence[tuple[str, str, str]] = ()
    record: Mapping[str, str | None] | None = None
    used: dict[tuple[str, str], int] = field(default_factory=dict)
    elsewhere: set[tuple[str, str]] = field(default_factory=set)

    def note_elsewhere(self, kind: str, text: str) -> None:
        """Note that a value stands in a column, where another kind of code is given for it."""
        key = fold_value(text)
        if (kind, key) not in self.codes and any((other, key) in self.codes for other in KINDS):
            self.elsewhere.add((kind, key))


def fold_value(text: str) -> str:
    """Return a value as answers are compared: white space and case do not count.

    Parameters
    ----------
    text : str

    Returns
    -------
    str
        Without the apostrophe that keeps a text from being a formula.
    """
    clean = " ".join(text.split())
    if clean[:1] == "'" and clean[1:2] in _FORMULA_MARKS:
        clean = clean[1:]
    return clean.casefold()


def load_answers(
    source: str | Path | pd.DataFrame | Mapping[Any, str] | None, *, strict_units: bool = False
) -> Answers:
    """Read a person's answers and make sure that each has a code that exists.

    Parameters
    ----------
    source : str, pathlib.Path, pandas.DataFrame, mapping or None
        A CSV file or workbook with the columns ``found``, ``code`` and perhaps ``column``; such a frame; or a
        mapping of value, or of (column, value), to code. Other columns are not looked at, and neither are rows
        without a code.
    strict_units : bool
        Refuse `ton`, `tons` and `mt` as answers too.

    Returns
    -------
    Answers

    Raises
    ------
    InputError
        If the file cannot be read, lacks a column, or holds answers that are wrong; every one is named, with near
        codes.
    """
    if source is None:
        return Answers()
    path = None
    record: dict[str, str | None] = {"source": type(source).__name__, "sha256": None}
    if isinstance(source, Mapping):
        rows = [
            (at, *_key(found), "" if code is None else str(code))
            for at, (found, code) in enumerate(source.items(), start=1)
        ]
    elif isinstance(source, pd.DataFrame):
        cells = [[as_text(cell) for cell in row] for row in source.itertuples(index=False, name=None)]
        rows = _rows([[str(name) for name in source.columns], *cells], 0, "The table of answers", None)
    else:
        path = Path(source)
        if not path.is_file():
            raise InputError(f"There is no file of answers {path}. Check the path.", path=path)
        grid = next((each for each in read_grids(path) if not each.hidden), None)
        texts = [[as_text(cell) for cell in row] for row in grid.rows] if grid is not None else []
        rows = _rows(texts, grid.first_row if grid is not None else 1, str(path), path)
        record = {"source": path.name, "sha256": sha256_of(path)}
    return _checked(rows, record, path, strict_units)


def _key(found: object) -> tuple[str, str]:
    """Return column (empty: any) and value of an answer of a mapping."""
    if isinstance(found, str):
        return "", found
    if isinstance(found, tuple) and len(found) == 2:
        return str(found[0]), str(found[1])
    raise UsageError(
        f"answers names a value, or (column, value), for each code, such as {{('origin', 'Congo'): 'COD'}}; not"
        f" {found!r}."
    )


def _rows(
    texts: Sequence[Sequence[str]], first_row: int, where: str, path: Path | None
) -> list[tuple[int, str, str, str]]:
    """Return (row, column, found, code) of each answer."""
    heads = [[" ".join(text.split()).casefold() for text in row] for row in texts[:20]]
    top = next((at for at, head in enumerate(heads) if {"found", "code"} <= set(head)), None)
    if top is None:
        seen = ", ".join(f"'{text}'" for text in (texts[0] if texts else ()) if text)
        raise InputError(
            f"{where} has no columns 'found' and 'code'; seen: {seen or 'nothing'}. Write one row an answer: the value"
            " as it stands in the sheet, and the code that it means; check INPUT --answers-template FILE.csv writes"
            " the open questions.",
            path=path,
        )
    at = {name: heads[top].index(name) for name in ("column", "found", "code") if name in heads[top]}

    def cell(row: Sequence[str], name: str) -> str:
        return row[at[name]].strip() if name in at and at[name] < len(row) else ""

    return [
        (first_row + top + 1 + down, cell(row, "column"), cell(row, "found"), cell(row, "code"))
        for down, row in enumerate(texts[top + 1 :])
    ]


def _checked(
    rows: Sequence[tuple[int, str, str, str]],
    record: Mapping[str, str | None],
    path: Path | None,
    strict_units: bool,
) -> Answers:
    """Return answers whose codes exist, or say what is wrong with all the others."""
    codes: dict[tuple[str, str], str] = {}
    given: list[tuple[str, str, str]] = []
    faults = []
    for row, column, found, written in rows:
        if not written:
            continue
        kind = {"hs_code": "commodity"}.get(column.casefold(), column.casefold())
        if kind and kind not in KINDS:
            faults.append(
                f"row {row}: '{column}' is not a column that can be answered: {', '.join(KINDS)} can."
            )
            continue
        if not found:
            faults.append(
                f"row {row}: code '{written}' without a value in 'found'. A blank cell has no answer: --unit gives a"
                " unit to all, and any other is to be filled in."
            )
            continue
        kinds = (kind,) if kind else KINDS
        fitting = {each: code for each in kinds if (code := _code(each, written, strict_units))}
        if not fitting:
            faults.append(f"row {row}: {_no_code(kinds, written)}")
        for each, code in fitting.items():
            key = (each, fold_value(found))
            if codes.setdefault(key, code) != code:
                faults.append(f"row {row}: '{found}' is answered twice, as '{codes[key]}' and as '{code}'.")
        if fitting:
            given.append((kind, found, written))
    if faults:
        where = "The answers" if path is None else str(path)
        more = f"\n  ... and {len(faults) - 50:,} more" if len(faults) > 50 else ""
        listed = "\n".join(f"  - {fault}" for fault in faults[:50])
        raise InputError(f"{where} cannot be used; nothing was read:\n{listed}{more}", path=path)
    return Answers(codes, given, record)


def _code(kind: str, written: str, strict_units: bool) -> str:
    """Return the code that an answer means; empty where it is none. A name stands for its code, never a guess."""
    if kind == "unit":
        unit = match_unit(written, strict=strict_units)
        return written if unit.code is not None and unit.base in BASES else ""
    if kind == "origin" and written.casefold() == UNKNOWN_ORIGIN:
        return UNKNOWN_ORIGIN
    match = places.match_place(written) if kind == "origin" else commodities.match_commodity(written)
    sure = ("code", "name", "alias") if kind == "origin" else ("code", "name", "hs")
    return match.code if match.code is not None and match.how in sure else ""


def _no_code(kinds: Sequence[str], written: str) -> str:
    """Say that an answer is no code, and name near ones."""
    near: list[str] = []
    for kind in kinds:
        if kind == "commodity":
            known = list(commodities.commodities().index)
            match = commodities.match_commodity(written)
            near += [*match.candidates, *difflib.get_close_matches(written.casefold(), known, n=3)]
        elif kind == "origin":
            match = places.match_place(written)
            near += [code for code in (match.code, *match.candidates) if code]
        else:
            near += match_unit(written).candidates
    what = {"commodity": "commodity", "origin": "country", "unit": "unit"}
    hint = f" Did you mean {' or '.join(dict.fromkeys(near[:4]))}?" if near else ""
    return f"'{written}' is no code of a {' or '.join(what[kind] for kind in kinds)}.{hint}"
