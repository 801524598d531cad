"""Quantities and their units: from cells to numbers of tonnes or cubic metres."""

from __future__ import annotations

import datetime
import math
import numbers
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from bbafootprint.ingest.files.grid import CellFault, Measured, Percentage
from bbafootprint.ingest.numbers import Mark, decide_mark, plain_number, read_number
from bbafootprint.ingest.quantityfaults import FAULTS, LARGEST_QUANTITY, text_fault
from bbafootprint.ingest.table import IntArray
from bbafootprint.vocabulary.units import match_unit, split_quantity

# They come with texts that were copied from elsewhere.
_NO_CENTS = re.compile(r"(?<=[0-9])[.,] ?[-–—]+$")
_DASHES = ("-", "–", "—", "−")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Quantities:
    """The cells of one or several columns of quantities, read.

    Attributes
    ----------
    values : numpy.ndarray of float, rows x columns
        NaN where unreadable or above :data:`LARGEST_QUANTITY`; a negative number stays and has a fault.
    faults : numpy.ndarray of int, rows x columns
        Position in :data:`FAULTS`; 0 where there is none.
    units : numpy.ndarray of int, rows x columns
        Position in `unit_texts` of the unit in the cell; -1 where none.
    unit_texts : list of str
    mark : {".", ","} or None
        The decimal mark of the texts.
    how : str
        How it was decided (see :func:`bbafootprint.ingest.numbers.decide_mark`), ``"no text"``, or
        ``"shown, by column"`` where columns differ.
    """

    values: FloatArray
    faults: npt.NDArray[np.int8]
    units: IntArray
    unit_texts: list[str]
    mark: Mark | None
    how: str


def read_quantities(
    columns: Sequence[pd.Series[Any]], decimal: str | None = None, blank_dash: bool = False
) -> Quantities:
    """Read columns of quantities; the decimal mark is decided for each, and from the others where it shows none.

    Parameters
    ----------
    columns : sequence of pandas.Series
        Of one length: the column of quantities, or one a period.
    decimal : {".", ","}, optional
        The decimal mark of texts, as the person said.
    blank_dash : bool, default False
        Whether a dash alone says that nothing was bought, as in a column a year.

    Returns
    -------
    Quantities
    """
    size = len(columns[0])
    values = np.full((size, len(columns)), np.nan)
    faults = np.zeros((size, len(columns)), dtype=np.int8)
    units = np.full((size, len(columns)), -1, dtype=np.int64)
    unit_texts: dict[str, int] = {}
    texts: list[_TextsAt] = []
    for at, column in enumerate(columns):
        texts.append({})
        if is_numeric(column):
            values[:, at] = column.to_numpy(dtype=np.float64, na_value=np.nan)
            faults[np.isnan(values[:, at]), at] = FAULTS.index("quantity-missing")
            continue
        cells = column.tolist()
        if set(map(type, cells)) <= {float, type(None)}:  # a column of a workbook, nearly always
            values[:, at] = np.array(cells, dtype=np.float64)
            faults[np.isnan(values[:, at]), at] = FAULTS.index("quantity-missing")
            continue
        for row, cell in enumerate(cells):
            value, fault = (cell, "") if type(cell) is float and cell == cell else read_cell(cell)
            values[row, at] = value
            if type(cell) is Measured:
                units[row, at] = unit_texts.setdefault(cell.unit, len(unit_texts))
            if fault:
                faults[row, at] = FAULTS.index(fault)
            elif value != value:
                texts[at].setdefault(_tidy(str(cell)), []).append((row, at))

    mark, how = _read_texts(texts, decimal, blank_dash, values, faults, units, unit_texts)
    with np.errstate(invalid="ignore"):
        faults[np.isinf(values)] = FAULTS.index("quantity-infinite")
        values[np.isinf(values)] = np.nan
        faults[values < 0] = FAULTS.index("quantity-negative")
        large = np.abs(values) > LARGEST_QUANTITY
        faults[large & (faults == 0)] = FAULTS.index("quantity-implausible")
        values[large] = np.nan
    return Quantities(values, faults, units, list(unit_texts), mark, how)


_TextsAt: TypeAlias = dict[str, list[tuple[int, int]]]


def _tidy(text: str) -> str:
    """Return a text without invisible characters, and "1.234,-" as "1.234", as prices are written."""
    return _NO_CENTS.sub("", _INVISIBLE.sub("", text))


def _read_texts(
    texts: Sequence[_TextsAt],
    decimal: str | None,
    blank_dash: bool,
    values: FloatArray,
    faults: npt.NDArray[np.int8],
    units: IntArray,
    unit_texts: dict[str, int],
) -> tuple[Mark | None, str]:
    """Read the texts of each column by its own decimal mark into these arrays; return the mark and how it was found."""
    distinct = list(dict.fromkeys(text for column in texts for text in column))
    if not distinct:
        return decide_mark([], decimal)[0], "no text"
    plain = {text: easy for text in distinct if (easy := plain_number(text)) is not None}
    odd = {text: fault for text in distinct if text not in plain and (fault := text_fault(text))}
    odd |= {text: "quantity-missing" for text in distinct if blank_dash and text.strip() in _DASHES}
    split = {text: split_quantity(text.strip()) for text in distinct if text not in plain and text not in odd}

    def decide(column: Iterable[str]) -> tuple[Mark | None, str]:
        numbers = (split[text][0] for text in column if text in split)
        return decide_mark(numbers, decimal, {plain[text][1] for text in column if text in plain})

    together = decide(distinct)
    # A column that shows nothing is read like the others, where these agree.
    own = [found if (found := decide(column))[1] != "not shown" else together for column in texts]
    for column, (mark, _) in zip(texts, own, strict=True):
        for text, places in column.items():
            read: float | None
            if text in odd:
                read, fault, unit = None, odd[text], ""
            elif text in plain and (mark is None or plain[text][1] in ("", mark)):
                read, fault, unit = plain[text][0], "", ""
            else:
                number, unit = split.get(text, (text, ""))
                read, fault = read_number(number, mark)
            code = unit_texts.setdefault(unit, len(unit_texts)) if unit and not fault else -1
            for place in places:
                values[place] = math.nan if read is None else read
                faults[place] = FAULTS.index(fault)
                units[place] = code
    marks = {mark for column, (mark, _) in zip(texts, own, strict=True) if column and mark}
    if len(marks) > 1:
        return None, "shown, by column"
    return next(iter(marks), together[0]), together[1]


def is_numeric(column: pd.Series[Any]) -> bool:
    """Tell whether a column holds numbers and nothing else."""
    return pd.api.types.is_numeric_dtype(column.dtype) and not pd.api.types.is_bool_dtype(column.dtype)


def read_cell(cell: object) -> tuple[float, str]:
    """Return a cell as (number, fault); NaN without a fault means a text that is still to be read."""
    if isinstance(cell, str):
        return (math.nan, "") if cell.strip() else (math.nan, "quantity-missing")
    if cell is None or cell is pd.NA or cell is pd.NaT:
        return math.nan, "quantity-missing"
    if isinstance(cell, CellFault):
        return math.nan, "formula-uncached" if cell.kind == "uncached" else "cell-error"
    if isinstance(cell, bool | np.bool_):
        return math.nan, "quantity-boolean"
    if isinstance(cell, datetime.date | datetime.time | datetime.timedelta | np.datetime64 | np.timedelta64):
        return math.nan, "quantity-date"
    if isinstance(cell, Percentage):
        return math.nan, "quantity-text"
    if isinstance(cell, numbers.Number):
        try:
            value = float(cell)  # type: ignore[arg-type]
        except OverflowError:
            return math.inf, "quantity-infinite"
        except TypeError:  # a complex number
            return math.nan, "quantity-text"
        return value, "quantity-missing" if math.isnan(value) else ""
    return math.nan, "quantity-text"


@dataclass(frozen=True)
class Units:
    """Distinct units, understood.

    Attributes
    ----------
    texts : list of str
        As given.
    factor : numpy.ndarray of float
        To the base; NaN where not known.
    base : numpy.ndarray of int
        0: t, 1: m3, -1: not known.
    codes, notes : list of str
        Code (empty where not known) and remark of each; of one not known, why it cannot be used.
    candidates : list of tuple of str
        Near spellings of those not known.
    """

    texts: list[str]
    factor: FloatArray
    base: IntArray
    codes: list[str]
    notes: list[str]
    candidates: list[tuple[str, ...]]


BASES = ("t", "m3")
"""Units of amounts."""


def understand_units(texts: Sequence[str], strict: bool) -> Units:
    """Look distinct units up.

    Parameters
    ----------
    texts : sequence of str
    strict : bool
        Refuse `ton`, `tons` and `mt`, which mean several units.

    Returns
    -------
    Units
    """
    matches = [match_unit(text, strict=strict) for text in texts]
    known = [match.code is not None and match.base in BASES for match in matches]
    return Units(
        list(texts),
        np.array([m.factor if k else np.nan for m, k in zip(matches, known, strict=True)], dtype=np.float64),
        np.array(
            [BASES.index(m.base) if k else -1 for m, k in zip(matches, known, strict=True)], dtype=np.int64
        ),
        [m.code or "" if k else "" for m, k in zip(matches, known, strict=True)],
        [m.note for m in matches],
        [m.candidates for m in matches],
    )
