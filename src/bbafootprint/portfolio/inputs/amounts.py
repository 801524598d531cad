"""Amounts of money and plain numbers as people write them, a column at a time."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from bbafootprint.ingest.files import CellFault
from bbafootprint.ingest.files.grid import Measured, Money, Percentage
from bbafootprint.ingest.header_words import fold
from bbafootprint.ingest.numbers import Mark, decide_mark, read_number, shown_marks
from bbafootprint.portfolio.inputs.words import DOLLAR, SCALES, match_currency

_MONEY = re.compile(
    r"(?P<before>[^\d(+\-.,'’−]*)(?P<number>[(+\-−]?[^A-Za-z€£$¥%]*\d[^A-Za-z€£$¥%]*(?:[eE][+-]?\d{1,3})?)(?P<after>\D*)"
)
_LONGEST = 60


@dataclass(frozen=True)
class Amounts:
    """A column of amounts.

    Attributes
    ----------
    value : ndarray of float
        In whole units of their currency; NaN where blank or not readable.
    currency : ndarray of object
        Currency that the cell itself names, or ``$``; empty where it names none.
    fault : ndarray of object
        ``amount-missing``, ``amount-text``, ``amount-ambiguous``, ``amount-fault``, or empty.
    """

    value: npt.NDArray[np.float64]
    currency: npt.NDArray[np.object_]
    fault: npt.NDArray[np.object_]


def split_money(text: str) -> tuple[str, str, float] | None:
    """Take a text of money apart.

    Parameters
    ----------
    text : str
        Not a percentage. Such as ``EUR 1.2 m``, ``(1,000.34)``, ``€ 1 000,34``, ``5,3 Mrd. USD``.

    Returns
    -------
    number : str
        The digits with their marks.
    currency : str
        ISO 4217; empty where none is named; ``$`` alone may be several and stays as it is.
    scale : float
        What the number is multiplied by.
        None instead of all three where other words stand in it.
    """
    text = " ".join(text.split())
    found = _MONEY.fullmatch(text) if len(text) <= _LONGEST else None
    if found is None:
        return None
    if set(text) & set("%‰"):  # a share is no amount
        return None
    currency, scale = "", 1.0
    after = found["after"].strip()
    closing = ")" if after.startswith(")") else ""
    for word in re.findall(r"[A-Za-z]*[$€£]|[^\W\d]+", f"{found['before']} {after[len(closing) :]}"):
        code, share = (DOLLAR, 1.0) if word == DOLLAR else match_currency(word)
        if code:
            currency, scale = code, scale * share
        elif fold(word) in SCALES:
            scale *= SCALES[fold(word)]
        else:
            return None
    return found["number"].strip() + closing, currency, scale


def column_marks(columns: Iterable[pd.Series[Any]]) -> frozenset[Mark]:
    """Return the decimal marks that the texts of several columns of numbers show.

    Parameters
    ----------
    columns : iterable of pandas.Series

    Returns
    -------
    frozenset of {".", ","}
    """
    shown: set[Mark] = set()
    for column in columns:
        if column.dtype.kind in "iufbM":
            continue
        shown |= shown_marks(
            parts[0] for cell in column.unique() if isinstance(cell, str) and (parts := split_money(cell))
        )
    return frozenset(shown)


def read_amounts(
    column: pd.Series[Any], scale: float = 1.0, decimal: str | None = None, shown: Iterable[Mark] = ()
) -> Amounts:
    """Read a column of amounts.

    Parameters
    ----------
    column : pandas.Series
        Cells as they came.
    scale : float
        What numbers without a scale of their own are multiplied by: the header's million.
    decimal : {".", ","}, optional
        Decimal mark, as the person said.
    shown : iterable of {".", ","}
        Marks that the other columns of the table show; they decide where this column shows none.

    Returns
    -------
    Amounts
    """
    size = len(column)
    value, currency, fault = (
        np.full(size, np.nan),
        np.full(size, "", dtype=object),
        np.full(size, "", dtype=object),
    )
    if column.dtype.kind in "iuf":
        value = column.to_numpy(np.float64, na_value=np.nan) * scale
        fault[np.isnan(value)] = "amount-missing"
        value, fault = _finite(value, fault)
        return Amounts(value, currency, fault)
    own = column_marks([column])
    mark, how = decide_mark([], decimal, own)
    if mark is None and how == "not shown":
        mark, _ = decide_mark([], None, shown)
    for at, cell in enumerate(column.tolist()):
        if isinstance(cell, str):
            parts = split_money(cell)
            if not cell.strip() or cell.strip() in ("-", "–", "n/a", "N/A", "NA", "n.a."):
                fault[at] = "amount-missing"
            elif parts is None:
                fault[at] = "amount-text"
            else:
                number, problem = read_number(parts[0], mark)
                currency[at] = parts[1]
                if number is None:
                    fault[at] = "amount-ambiguous" if problem == "decimal-ambiguous" else "amount-text"
                else:
                    value[at] = number * (parts[2] if parts[2] not in (1.0, 0.01) else parts[2] * scale)
        elif isinstance(cell, Money):
            code, share = (DOLLAR, 1.0) if cell.sign == DOLLAR else match_currency(cell.sign)
            currency[at], value[at] = code, float(cell) * scale * share
        elif isinstance(cell, Measured):
            code, share = match_currency(cell.unit)
            currency[at], value[at] = code, float(cell) * scale * share
        elif isinstance(
            cell,
            CellFault | bool | np.bool_ | datetime.date | datetime.time | datetime.timedelta | Percentage,
        ):
            fault[at] = "amount-fault"
        elif cell is None or cell is pd.NA or cell is pd.NaT or cell != cell:
            fault[at] = "amount-missing"
        elif isinstance(cell, int | float | np.number):
            value[at] = float(cell) * scale
        else:
            fault[at] = "amount-text"
    value, fault = _finite(value, fault)
    return Amounts(value, currency, fault)


def _finite(
    value: npt.NDArray[np.float64], fault: npt.NDArray[np.object_]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.object_]]:
    """Make infinite numbers unreadable."""
    endless = np.isinf(value)
    if endless.any():
        value, fault = np.where(endless, np.nan, value), np.where(endless, "amount-fault", fault)
    return value, fault
