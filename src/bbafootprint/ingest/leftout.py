"""The rows of a table that are no lines: blank ones, rows of totals, repeated headers."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from bbafootprint.ingest.header_words import fold
from bbafootprint.ingest.issues import make_issue
from bbafootprint.ingest.sums import labelled_totals
from bbafootprint.ingest.table import IntArray, Table, Texts, as_text

_TOTAL = re.compile(
    r"((?:grand |sub ?)?totals?|totaal|subtotaal|eindtotaal|algemeen totaal|sous total|total general|totaux"
    r"|s total|gesamtergebnis|zwischenergebnis|gesamt|gesamtsumme|zwischensumme|endsumme|summe|insgesamt)( .*)?"
)
_HINT = re.compile("tota|sum|som|gesamt|ergebnis", re.IGNORECASE)  # each of them holds one of these
_SUM = frozenset(("sum", "som", "somme"))  # alone only: what follows may well be a name


def is_total(text: str) -> bool:
    """Tell whether a text names a row of totals, in four languages.

    Parameters
    ----------
    text : str

    Returns
    -------
    bool
    """
    if text.isascii() and not _HINT.search(text):
        return False  # most texts; folding takes ten times as long
    folded = fold(text)
    return folded in _SUM or _TOTAL.fullmatch(folded) is not None


def is_bare_total(text: str) -> bool:
    """Tell whether a text is a word for a total and nothing else but perhaps a number.

    Parameters
    ----------
    text : str

    Returns
    -------
    bool
    """
    return is_total(re.sub(r"[0-9]+", "", text)) and len(fold(re.sub(r"[0-9]+", "", text)).split()) <= 2


def rows_left_out(table: Table, texts: dict[int, Texts]) -> dict[str, IntArray]:
    """Find the rows that are no lines: blank ones, rows of totals, repeated headers.

    Parameters
    ----------
    table : Table
    texts : dict of int to Texts
        Coded columns of text by position; the columns that may name a total.

    Returns
    -------
    dict of str to numpy.ndarray of int
        Issue code (``rows-blank``, ``rows-subtotal``, ``rows-header``, ``rows-note``, ``table-below``) to positions
        of rows.
    """
    size = len(table)
    blank = np.ones(size, dtype=bool)
    # Quantities first: where every row has one no row is blank, and the other columns need no look.
    quantities = set(table.match.periods) | {table.match.targets.get("quantity", -1)}
    for at in sorted(range(len(table.columns)), key=lambda at: at not in quantities):
        if not blank.any():
            break
        column = table.columns[at]
        empty = column.isna().to_numpy()
        if column.dtype == object or isinstance(column.dtype, pd.StringDtype):
            empty = empty | np.fromiter((isinstance(v, str) and not v.strip() for v in column), bool, size)
        blank &= empty

    def hits(at: int, test: Callable[[str], bool]) -> npt.NDArray[np.bool_]:
        coded = texts[at]
        return np.array([*map(test, coded.values), False], dtype=bool)[coded.codes]

    targets = table.match.targets
    named = np.zeros(size, dtype=bool)
    for name in ("commodity", "hs_code"):
        if name in targets:
            named |= texts[targets[name]].codes >= 0
    placed = texts[targets["origin"]].codes >= 0 if "origin" in targets else np.zeros(size, dtype=bool)
    total = np.zeros(size, dtype=bool)
    for at in texts:
        of_label = np.array([*labelled_totals(texts[at]), False], dtype=bool)[texts[at].codes]
        total |= of_label & ~placed if at == targets.get("commodity") else of_label
        if at == targets.get("commodity"):
            total |= hits(at, is_bare_total) | (hits(at, is_total) & ~placed)
        elif at == targets.get("origin"):
            bare = hits(at, is_bare_total)
            total |= (bare & ~_alone(table, texts, bare)) | (hits(at, is_total) & ~named)
        else:
            total |= hits(at, is_total) & ~named

    known = {code: np.isin(np.arange(size), rows) for code, rows in table.left_out.items()}
    gone = np.logical_or.reduce([blank, *known.values()])
    note = _notes(table) & ~gone
    found = {
        "rows-blank": blank & ~known.get("table-below", blank & False),
        "rows-subtotal": total & ~gone & ~note,
        "rows-header": known.get("rows-header", blank & False),
        **({"rows-note": note} if note.any() else {}),
        **({"table-below": known["table-below"]} if "table-below" in known else {}),
    }
    return {code: np.flatnonzero(mask) for code, mask in found.items()}


def _alone(table: Table, texts: dict[int, Texts], total: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Tell which rows of totals are the only ones of their goods, and so may be no total of other rows."""
    at = table.match.targets.get("commodity", table.match.targets.get("hs_code", -1))
    if at not in texts or not total.any():
        return np.zeros(len(table), dtype=bool)
    goods = texts[at].codes
    others = np.bincount(goods[~total & (goods >= 0)], minlength=len(texts[at].values) + 1)
    alone: npt.NDArray[np.bool_] = (goods >= 0) & (others[goods] == 0)
    return alone


def _notes(table: Table) -> npt.NDArray[np.bool_]:
    """Tell which rows of a file hold one text and nothing else: a note, or the title of a section."""
    size = len(table)
    none = np.zeros(size, dtype=bool)
    if table.kind == "memory":
        return none
    quantities = set(table.match.periods) or {table.match.targets["quantity"]}
    alone = ~np.logical_or.reduce([_filled(table.columns[at]) for at in quantities])
    if not alone.any():  # most tables: nothing else is looked at
        return none
    rows = np.flatnonzero(alone)
    count = np.zeros(len(rows), dtype=np.int64)
    texts = np.zeros(len(rows), dtype=np.int64)
    used = 0
    for column in table.columns:
        if column.isna().all():
            continue
        used += 1
        some = column.iloc[rows]
        count += _filled(some)
        texts += np.fromiter((isinstance(cell, str) and bool(cell.strip()) for cell in some), bool, len(rows))
    if used < 3:  # goods and quantities only: a row without a quantity lacks it
        return none
    none[rows[(count == 1) & (texts == 1)]] = True
    return none


def _filled(column: pd.Series[Any]) -> npt.NDArray[np.bool_]:
    """Tell which cells hold anything but blanks."""
    filled: npt.NDArray[np.bool_] = column.notna().to_numpy(dtype=bool)
    if str in set(map(type, column.tolist())):
        filled = filled & np.fromiter(
            (not isinstance(cell, str) or bool(cell.strip()) for cell in column), bool, len(column)
        )
    return filled


def left_out_issues(
    table: Table, left_out: dict[str, IntArray], sums: Mapping[str, float]
) -> list[dict[str, Any]]:
    """Say which rows were left out, once a kind.

    Parameters
    ----------
    table : Table
    left_out : dict of str to numpy.ndarray of int
        As made by :func:`rows_left_out`.
    sums : mapping of str to float
        Unit as given (empty where none) to the sum of the quantities in the rows of totals.

    Returns
    -------
    list of dict
        Rows of issues.
    """
    amounts = " and ".join(f"{value:,.6g} {unit}".strip() for unit, value in sums.items())
    kinds = {
        "rows-blank": ("blank", "Nothing to do, unless a row was meant to hold something."),
        "rows-subtotal": (
            "of totals",
            "Check that each is a total of lines above it and no line of its own.",
        ),
        "rows-header": ("that repeat the header", "Nothing to do."),
        "rows-note": (
            "with one text and nothing else",
            "Nothing, if they are notes or titles of sections; else fill in the quantity.",
        ),
    }
    held = f", holding {amounts}" if amounts else ""
    issues = []
    for code, positions in left_out.items():
        if len(positions) and code in kinds:
            kind, advice = kinds[code]
            rows = table.rows[positions]
            count = f"{len(rows)} row{'s' * (len(rows) > 1)}"
            named = [str(row) for row in rows[:20]]
            if code == "rows-note":
                named = [
                    f"{row} '{_text_of(table, at)}'"
                    for row, at in zip(named, positions.tolist(), strict=False)
                ]
            where = ", ".join(named) + (" ..." if len(rows) > 20 else "")
            issues.append(
                make_issue(
                    code,
                    f"{count} {kind} left out{held if code == 'rows-subtotal' else ''}: {where}.",
                    suggestion=advice,
                    sheet=table.sheet,
                    found=count,
                    cell="" if code == "rows-blank" else table.address(int(positions[0]), 0),
                )
            )
    return issues


def _text_of(table: Table, row: int) -> str:
    """Return the first text of a row, cut short."""
    text = next((as_text(column.iloc[row]) for column in table.columns if as_text(column.iloc[row])), "")
    return text if len(text) <= 40 else f"{text[:39]}…"
