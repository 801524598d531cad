"""Our own tables of traced lines read back: the parts of a line, where each grew, and by which trade data."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from bbafootprint.ingest.framing import is_own
from bbafootprint.ingest.naming import Named
from bbafootprint.ingest.ownsheet import TRACED_HEADERS, is_lines_sheet
from bbafootprint.ingest.table import IntArray, Table, Texts, as_text
from bbafootprint.schema import TRACED, TRACING_COLUMNS
from bbafootprint.vocabulary.match import Match
from bbafootprint.vocabulary.places import countries

_DATA = re.compile(r"(\S+) (\d+\.\d+\.\d+\S*), ")
_WEAKEST = 4.0
"""Quality of a traced origin whose own is not in the table: that of a proxy."""


@dataclass(frozen=True)
class Parts:
    """What tracing said of each row of a table that it wrote.

    Attributes
    ----------
    is_part : ndarray of bool, shape (rows,)
        Rows that are parts of a line, with an origin that tracing gave.
    origin, consignment, said : list of str
        The cells of these columns.
    quality : ndarray of float
    """

    is_part: npt.NDArray[np.bool_]
    origin: list[str]
    consignment: list[str]
    said: list[str]
    quality: npt.NDArray[np.float64]

    def data(self) -> list[dict[str, Any]]:
        """Return the trade data that the parts name, as the record of a run keeps them; their files are not here."""
        texts = dict.fromkeys(text for text, part in zip(self.said, self.is_part, strict=True) if part)
        found = dict.fromkeys(match.groups() for text in texts if (match := _DATA.match(text)))
        return [{"id": name, "version": version, "hashes": {}} for name, version in found]


def read_parts(table: Table) -> Parts | None:
    """Read the columns that tracing adds, in a table that we wrote.

    Parameters
    ----------
    table : Table

    Returns
    -------
    Parts or None
        None in any other table, and where no row is a part.
    """
    at = traced_columns(table.headers)
    if not at:
        return None

    def texts(name: str) -> list[str]:
        return [as_text(cell) for cell in table.columns[at[name]]] if name in at else [""] * len(table)

    origin, known = texts("origin"), set(countries())
    number = pd.to_numeric(pd.Series(texts("part"), dtype=object), errors="coerce").to_numpy(np.float64)
    grown = np.fromiter((code in known for code in origin), bool, len(origin))
    is_part = (number > 0) & grown
    if not is_part.any():
        return None
    quality = pd.to_numeric(pd.Series(texts("origin_quality"), dtype=object), errors="coerce")
    shipped = [code if code in known else "" for code in texts("consignment")]
    values = quality.fillna(_WEAKEST).to_numpy(np.float64)
    return Parts(is_part, origin, shipped, texts("traced_with"), values)


def traced_columns(headers: Sequence[str]) -> dict[str, int]:
    """Return where a table that we wrote holds what tracing said.

    Parameters
    ----------
    headers : sequence of str

    Returns
    -------
    dict of str to int
        Column of the lines to position; empty in a table that is not ours, and in one that was not traced.
    """
    names = dict(TRACED_HEADERS) if is_lines_sheet(headers) else {name: name for name in TRACED_HEADERS}
    if not (is_own(headers) or is_lines_sheet(headers)) or not {names["part"], names["origin"]} <= set(
        headers
    ):
        return {}
    return {name: list(headers).index(header) for name, header in names.items() if header in headers}


def name_parts(named: Named, parts: Parts | None) -> Named:
    """Return places with those that tracing gave in the rows that are parts.

    Parameters
    ----------
    named : Named
        Origins or consignments.
    parts : Parts or None

    Returns
    -------
    Named
    """
    if parts is None:
        return named
    cells = parts.origin if named.kind == "origin" else parts.consignment
    codes = list(
        dict.fromkeys(code for code, part in zip(cells, parts.is_part, strict=True) if part and code)
    )
    position = {code: len(named.found) + at for at, code in enumerate(codes)}
    keys = named.keys.copy()
    for row in np.flatnonzero(parts.is_part).tolist():
        keys[row] = position.get(cells[row], -1)
    matches = [*named.matches, *(Match(code, TRACED) for code in codes)]
    more: dict[str, Any] = {}
    if len(named.regions) == len(named.found):  # none of either where all places are those of parts
        more["regions"] = [*named.regions, *("" for _ in codes)]
    if named.parts:
        more["parts"] = [*named.parts, *(() for _ in codes)]
    return replace(named, keys=keys, found=[*named.found, *codes], matches=matches, **more)


def without_parts(texts: Texts | None, parts: Parts | None) -> Texts | None:
    """Return texts without those of rows that are parts: a region as given is not in the country of a part."""
    if texts is None or parts is None:
        return texts
    return Texts(np.where(parts.is_part, -1, texts.codes), texts.values)


def tracing_columns(
    parts: Parts, line_ids: pd.Series[Any], quantity: npt.NDArray[np.float64], rows: IntArray
) -> dict[str, Any]:
    """Return the columns that tracing adds, of lines.

    Parameters
    ----------
    parts : Parts
    line_ids : pandas.Series of str
        The same for all parts of a line.
    quantity : ndarray of float
    rows : ndarray of int
        The row of each line.

    Returns
    -------
    dict
        The parts of a line numbered as they stand, so that each line has a first one and counts once; their shares
        are those of the quantities that are there.
    """
    is_part = parts.is_part[rows]
    ids = line_ids[is_part].astype(object)
    part = np.zeros(len(line_ids), dtype=np.int16)
    part[is_part] = ids.groupby(ids).cumcount().to_numpy() + 1
    share = np.ones(len(line_ids))
    of_parts = pd.Series(quantity[is_part])
    total = of_parts.groupby(ids.to_numpy()).transform("sum").to_numpy()
    share[is_part] = np.divide(of_parts.to_numpy(), total, out=np.ones(total.size), where=total > 0)
    said = pd.Categorical([parts.said[row] for row in rows.tolist()])
    quality = np.where(is_part, parts.quality[rows], np.nan)
    return dict(zip(TRACING_COLUMNS, (part, share, said, quality), strict=True))
