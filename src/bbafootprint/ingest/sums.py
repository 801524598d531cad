"""Rows that add others up under a label of their own: "Palm oil Total", and "World" among countries."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from bbafootprint.ingest.header_words import fold
from bbafootprint.ingest.issues import make_issue
from bbafootprint.ingest.naming import Named
from bbafootprint.ingest.table import IntArray, Table, Texts, code_texts
from bbafootprint.schema import UNKNOWN_ORIGIN
from bbafootprint.vocabulary.match import Match

_HINTS = ("tota", "summe", "ergebnis")
_HINT = re.compile("|".join(_HINTS), re.IGNORECASE)
_WORD = r"(?:grand |sub ?|sous |s |zwischen|gesamt)?(?:totals?|totaal|totale|summe|ergebnis)"
_BEFORE = re.compile(rf"{_WORD} (?:(?:for|of|de|du|van|voor|von|fur|pour) )?(?P<label>.+)")
_AFTER = re.compile(rf"(?P<label>.+) {_WORD}")
_WORLD = """world total all_origins all_countries welt weltweit monde wereld mondial toutes_origines tous_pays
    alle_herkomsten alle_landen alle_herkunfte alle_lander global worldwide wld"""
_WORLDS = frozenset(word.replace("_", " ") for word in _WORLD.split())
_ALIKE = 1e-3  # a sum of rounded numbers


def label_of_total(text: str) -> str:
    """Return the label whose total a text says to be, folded; empty where it is no such text.

    Parameters
    ----------
    text : str
        Such as ``"Palm oil Total"``, ``"Totaal palmolie"`` or ``"Palmöl Ergebnis"``.

    Returns
    -------
    str
    """
    if _HINT.search(text) is None:
        return ""
    folded = fold(text)
    found = _AFTER.fullmatch(folded) or _BEFORE.fullmatch(folded)
    return found["label"] if found else ""


def labelled_totals(texts: Texts) -> npt.NDArray[np.bool_]:
    """Tell which of the distinct texts of a column are the total of another one.

    Parameters
    ----------
    texts : Texts

    Returns
    -------
    numpy.ndarray of bool
        One for each of `texts.values`.
    """
    # There may be very many, and most columns have no such text.
    together = "\n".join(texts.values).casefold()
    if not any(hint in together for hint in _HINTS):
        return np.zeros(len(texts.values), dtype=bool)
    labels = [label_of_total(text) for text in texts.values]
    known = {fold(text) for text in texts.values}
    return np.array([bool(label) and label in known for label in labels], dtype=bool)


def fill_labels(table: Table) -> tuple[Table, list[dict[str, Any]]]:
    """Read a label for the rows below it that leave it out, where a row of its total closes them.

    That is how a pivot table in tabular form is written: "Palm oil", two blank cells, "Palm oil Total".

    Parameters
    ----------
    table : Table

    Returns
    -------
    table : Table
    issues : list of dict
        One for each column that was filled.
    """
    if table.kind == "memory" and not len(table):
        return table, []
    quantities = [*table.match.periods, table.match.targets.get("quantity", -1)]
    columns, issues = list(table.columns), []
    for name in ("commodity", "hs_code", "origin", "region", "supplier"):
        at = table.match.targets.get(name, -1)
        if at < 0 or not table.columns[at].isna().any():
            continue
        texts = code_texts(table.columns[at])
        closing = labelled_totals(texts)
        if not closing.any():
            continue
        filled = np.logical_or.reduce(
            [table.columns[q].notna().to_numpy(dtype=bool) for q in quantities if q >= 0]
        )
        labels = _labels_above(texts, closing, filled)
        rows = np.flatnonzero(labels >= 0)
        if not len(rows):
            continue
        cells = table.columns[at].astype(object).to_numpy(copy=True)
        cells[rows] = [texts.values[label] for label in labels[rows].tolist()]
        columns[at] = pd.Series(cells, dtype=object)
        issues.append(
            make_issue(
                "label-filled",
                f"In {len(rows):,} row{'s' * (len(rows) > 1)} '{table.headers[at]}' is blank below a label whose total"
                " follows, as in a pivot table: the label was read for them.",
                found=texts.values[labels[rows[0]]],
                suggestion="Nothing, if that is right; else write the label in each row.",
                sheet=table.sheet,
                cell=table.address(int(rows[0]), at),
            )
        )
    return replace(table, columns=tuple(columns)), issues


def _labels_above(texts: Texts, closing: npt.NDArray[np.bool_], filled: npt.NDArray[np.bool_]) -> IntArray:
    """Return for each blank row the label that a row of its total closes; -1 elsewhere."""
    labels = np.full(len(texts.codes), -1, dtype=np.int64)
    above, blank = -1, []
    for row, code in enumerate(texts.codes.tolist()):
        if code < 0:
            blank += [row] if filled[row] else []
            continue
        if above >= 0 and closing[code] and label_of_total(texts.values[code]) == fold(texts.values[above]):
            labels[blank] = above
        above, blank = (-1 if closing[code] else code), []
    return labels


def world_rows(
    table: Table, texts: Mapping[int, Texts], keep: npt.NDArray[np.bool_], values: npt.NDArray[np.float64]
) -> tuple[IntArray, IntArray]:
    """Find rows of the whole world that stand beside rows of countries for the same goods.

    Parameters
    ----------
    table : Table
    texts : mapping of int to Texts
        Coded columns of text by position.
    keep : numpy.ndarray of bool
        Rows that are not left out.
    values : numpy.ndarray of float, rows x columns
        Quantities.

    Returns
    -------
    totals, doubtful : numpy.ndarray of int
        Positions of rows that are the sum of the others, and of rows that are not.
    """
    none = np.zeros(0, dtype=np.int64)
    targets = table.match.targets
    origin = texts.get(targets.get("origin", -1))
    if origin is None or not any(worlds := [fold(text) in _WORLDS for text in origin.values]):
        return none, none
    world = np.array([*worlds, False], dtype=bool)[origin.codes] & keep
    others = keep & ~world & (origin.codes >= 0)
    if not world.any() or not others.any():
        return none, none
    names = ("commodity", "hs_code", "period", "supplier", "unit")
    keys = pd.DataFrame(
        {name: texts[targets[name]].codes for name in names if targets.get(name, -1) in texts}
    )
    group = keys.groupby(list(keys.columns), sort=False).ngroup().to_numpy()
    size = int(group.max()) + 1
    number = np.bincount(group[others], minlength=size)
    sums = np.stack(
        [
            np.bincount(group[others], weights=column[others], minlength=size)
            for column in np.nan_to_num(values).T
        ]
    ).T
    rows = np.flatnonzero(world)
    rows = rows[number[group[rows]] > 0]
    same = np.isclose(np.nan_to_num(values[rows]), sums[group[rows]], rtol=_ALIKE, atol=0).all(axis=1)
    return rows[same], rows[~same]


def doubt_rows(origin: Named, rows: IntArray) -> Named:
    """Ask about the origin of rows that :func:`world_rows` found doubtful.

    Parameters
    ----------
    origin : Named
    rows : numpy.ndarray of int

    Returns
    -------
    Named
    """
    if not len(rows):
        return origin
    keys, found, matches = origin.keys.copy(), list(origin.found), list(origin.matches)
    regions = list(origin.regions)
    for key in dict.fromkeys(origin.keys[rows].tolist()):
        text = origin.found[key]
        keys[rows[origin.keys[rows] == key]] = len(found)
        note = (
            f"'{text}' stands beside rows of countries for the same goods and is not their sum: it may be a total, or"
            " more goods whose origin is not known."
        )
        found.append(text)
        matches.append(Match(None, "ambiguous", (UNKNOWN_ORIGIN,), note))
        regions.append("")
    return replace(origin, keys=keys, found=found, matches=matches, regions=regions)
