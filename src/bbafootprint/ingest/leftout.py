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
from bbafootprint.ingest.table import IntArray, Table, Texts

_TOTAL = re.compile(
    r"((?:grand |sub ?)?totals?|totaal|subtotaal|eindtotaal|algemeen totaal|sous total|total general|totaux"
    r"|gesamt|gesamtsumme|zwischensumme|endsumme|summe|insgesamt)( .*)?"
)
_HINT = re.compile("tota|sum|som|gesamt", re.IGNORECASE)  # each of them holds one of these
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
        Issue code (``rows-blank``, ``rows-subtotal``, ``rows-header``) to positions of rows.
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
        if at == targets.get("commodity"):
            total |= hits(at, is_bare_total) | (hits(at, is_total) & ~placed)
        elif at == targets.get("origin"):
            total |= hits(at, is_bare_total) | (hits(at, is_total) & ~named)
        else:
            total |= hits(at, is_total) & ~named

    header = np.zeros(size, dtype=bool)
    if table.kind != "memory":
        own = [at for at in texts if at in targets.values() and table.headers[at]]
        same = [hits(at, lambda text, at=at: " ".join(text.split()) == table.headers[at]) for at in own]  # type: ignore[misc]
        header = np.logical_and.reduce(same) if len(same) > 1 else header
    found = {"rows-blank": blank, "rows-subtotal": total & ~header, "rows-header": header}
    return {code: np.flatnonzero(mask) for code, mask in found.items()}


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
    }
    held = f", holding {amounts}" if amounts else ""
    issues = []
    for code, positions in left_out.items():
        if len(positions):
            kind, advice = kinds[code]
            rows = table.rows[positions]
            count = f"{len(rows)} row{'s' * (len(rows) > 1)}"
            where = ", ".join(str(row) for row in rows[:20]) + (" ..." if len(rows) > 20 else "")
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
