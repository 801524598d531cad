"""Quantities and their units: from cells to numbers of tonnes or cubic metres."""

from __future__ import annotations

import datetime
import math
import numbers
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from bbafootprint.ingest.files.grid import CellFault
from bbafootprint.ingest.numbers import Mark, decide_mark, plain_number, read_number
from bbafootprint.ingest.table import IntArray
from bbafootprint.vocabulary.units import match_unit, split_quantity

FAULTS = (
    "", "quantity-missing", "cell-error", "formula-uncached", "quantity-text", "decimal-ambiguous",
    "quantity-date", "quantity-boolean", "quantity-infinite", "quantity-negative", "quantity-implausible",
)  # fmt: skip
"""Issue codes by the number that stands for them in :attr:`Quantities.faults`."""

LARGEST_QUANTITY = 1e15
"""Largest quantity in any unit: of grams, it is a billion tonnes. A larger one is a slip, and would overflow
sums."""

LARGEST_AMOUNT = 1e12
"""Largest amount of a line in t or m3: far more than the world harvests in a year."""

_NUMBER = r"[0-9][0-9.,' ]*"
_RANGE = re.compile(rf"{_NUMBER} ?(?:[-–—]|to|bis|tot|à|a) ?{_NUMBER}(?:[^0-9].*)?", re.IGNORECASE)
_DATE = re.compile(
    r"(?:[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}|[0-9]{1,2}[-/.][0-9]{1,2}[-/.](?:[0-9]{4}|[0-9]{2}))"
    r"(?:[T ][0-9:.]+Z?)?"
)
_MARKED = re.compile(r"[*†‡#?^~/+].*")  # what stands behind a number and is no unit

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
        How it was decided (see :func:`bbafootprint.ingest.numbers.decide_mark`), or ``"no text"``.
    """

    values: FloatArray
    faults: npt.NDArray[np.int8]
    units: IntArray
    unit_texts: list[str]
    mark: Mark | None
    how: str


def read_quantities(columns: Sequence[pd.Series[Any]], decimal: str | None = None) -> Quantities:
    """Read columns of quantities; the decimal mark is decided for all of them together.

    Parameters
    ----------
    columns : sequence of pandas.Series
        Of one length: the column of quantities, or one a period.
    decimal : {".", ","}, optional
        The decimal mark of texts, as the person said.

    Returns
    -------
    Quantities
    """
    size = len(columns[0])
    values = np.full((size, len(columns)), np.nan)
    faults = np.zeros((size, len(columns)), dtype=np.int8)
    units = np.full((size, len(columns)), -1, dtype=np.int64)
    texts: dict[str, list[tuple[int, int]]] = {}
    for at, column in enumerate(columns):
        if is_numeric(column):
            values[:, at] = column.to_numpy(dtype=np.float64, na_value=np.nan)
            faults[np.isnan(values[:, at]), at] = FAULTS.index("quantity-missing")
            continue
        for row, cell in enumerate(column):
            value, fault = read_cell(cell)
            values[row, at] = value
            if fault:
                faults[row, at] = FAULTS.index(fault)
            elif value != value:
                texts.setdefault(str(cell), []).append((row, at))

    plain = {text: easy for text in texts if (easy := plain_number(text)) is not None}
    odd = {text: fault for text in texts if text not in plain and (fault := text_fault(text))}
    split = {text: split_quantity(text.strip()) for text in texts if text not in plain and text not in odd}
    shown = {shown for _, shown in plain.values()}
    mark, how = decide_mark((number for number, _ in split.values()), decimal, shown)
    unit_texts: dict[str, int] = {}
    for text, places in texts.items():
        read: float | None
        if text in plain and (mark is None or plain[text][1] in ("", mark)):
            read, fault, unit = plain[text][0], "", ""
        elif text in odd:
            read, fault, unit = None, odd[text], ""
        else:
            number, unit = split.get(text, (text, ""))
            read, fault = read_number(number, mark)
        code = unit_texts.setdefault(unit, len(unit_texts)) if unit and not fault else -1
        for place in places:
            values[place] = math.nan if read is None else read
            faults[place] = FAULTS.index(fault)
            units[place] = code
    with np.errstate(invalid="ignore"):
        faults[np.isinf(values)] = FAULTS.index("quantity-infinite")
        values[np.isinf(values)] = np.nan
        faults[values < 0] = FAULTS.index("quantity-negative")
        large = np.abs(values) > LARGEST_QUANTITY
        faults[large & (faults == 0)] = FAULTS.index("quantity-implausible")
        values[large] = np.nan
    return Quantities(values, faults, units, list(unit_texts), mark, how if texts else "no text")


def text_fault(text: str) -> str:
    """Return what is wrong with a text that looks like a number with a unit and is none.

    Parameters
    ----------
    text : str
        Text of a cell of quantities.

    Returns
    -------
    {"", "quantity-date", "quantity-text"}
        A date; a range, a fraction, a number with a mark of a note, or one with a minus between it and what
        follows (a trailing minus is a sign only at the very end). Empty for any other text.
    """
    clean = text.strip()
    if _DATE.fullmatch(clean):
        return "quantity-date"
    number, unit = split_quantity(clean)
    marked = bool(unit) and (_MARKED.fullmatch(unit) is not None or number.endswith(("-", "−", "–")))
    return "quantity-text" if marked or _RANGE.fullmatch(clean) else ""


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
    if isinstance(cell, numbers.Number):
        try:
            value = float(cell)  # type: ignore[arg-type]
        except OverflowError:
            return math.inf, "quantity-infinite"
        except TypeError:  # a complex number
            return math.nan, "quantity-text"
        return value, "quantity-missing" if math.isnan(value) else ""
    return math.nan, "quantity-text"


def explain_quantity(code: str, found: str) -> tuple[str, str]:
    """Say what is wrong with a quantity.

    Parameters
    ----------
    code : str
        One of :data:`FAULTS`.
    found : str
        What stands in the cell.

    Returns
    -------
    message, suggestion : str
    """
    number = "Write a number, such as 1250.5."
    what = "a range and no number" if _RANGE.fullmatch(found.strip()) else "not a number"
    either = f"{read_number(found, '.')[0]!r} or {read_number(found, ',')[0]!r}"
    return {
        "quantity-missing": (
            "The quantity is blank, so that the line has no amount.",
            "Fill in the quantity, 0 if nothing was bought, or delete the row.",
        ),
        "cell-error": (
            f"The quantity is {found}, an error of the spreadsheet and no number.",
            "Mend the formula in the cell.",
        ),
        "formula-uncached": (
            f"The quantity is the formula {found}, and its result was never saved in the file.",
            "Open the file in a spreadsheet program, save it, and read it again.",
        ),
        "quantity-text": (
            f"The quantity is '{found}', which is {what}.",
            f"{number} Leave a year's cell empty where nothing was bought.",
        ),
        "decimal-ambiguous": (
            f"'{found}' can be {either}, and nothing in the sheet shows its decimal mark.",
            "Say which it is: --decimal . or --decimal , (decimal='.' or decimal=',' in Python).",
        ),
        "quantity-date": (
            f"The quantity is the date {found} and no number.",
            f"{number} Check the cell format.",
        ),
        "quantity-boolean": (f"The quantity is {found} and no number.", number),
        "quantity-infinite": ("The quantity is infinite, or too large for a number.", number),
        "quantity-negative": (
            f"The quantity is {found}; a negative amount is no purchase.",
            "Correct it, or net a credit note with the purchase that it belongs to.",
        ),
        "quantity-implausible": (
            f"The quantity is {found}: more than {LARGEST_QUANTITY:g} in any unit, or than {LARGEST_AMOUNT:g} t"
            " or m3, is no purchase.",
            "Check the number and its unit; a code or a telephone number may stand in its place.",
        ),
    }[code]


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
