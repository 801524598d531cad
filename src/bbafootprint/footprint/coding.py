"""Rows that are alike in some columns get one number, without a Python step per row.

Each column is coded, the codes of a row make one integer, and the integers that occur are numbered.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import numpy.typing as npt
import pandas as pd

from bbafootprint.footprint.calculate import Floats, compact

LINES_WORTH_THREADS = 200_000
"""Lines whose texts take longer to code than threads take to start."""

LINES_WORTH_COMPARING = 2**16
"""Texts that are compared with the first of them before they are coded."""

Coded = tuple[npt.NDArray[np.integer], npt.NDArray[np.object_]]
"""Codes of a column, and the plain values that they stand for; the last, None, stands for a missing one."""


def distinct_rows(frame: pd.DataFrame, columns: Sequence[str]) -> tuple[pd.DataFrame, npt.NDArray[np.int64]]:
    """Give the distinct rows of some columns numbers.

    Parameters
    ----------
    frame : pandas.DataFrame
    columns : sequence of str
        At least one; missing values are a value of their own.

    Returns
    -------
    distinct : pandas.DataFrame
        The rows that occur, as plain objects, None where missing; RangeIndex.
    number : ndarray of int, shape (rows,)
        Position in it of each row.
    """
    coded = _code_all(frame, columns)
    occurring, number = number_rows(coded, len(frame))
    texts = {name: as_objects(each) for name, each in zip(columns, occurring, strict=True)}
    return pd.DataFrame(texts, index=pd.RangeIndex(len(occurring[0][0])), copy=False), number


def code_column(column: pd.Series) -> Coded:
    """Code a column.

    Parameters
    ----------
    column : pandas.Series
        Texts, categories, numbers or anything that can be hashed.

    Returns
    -------
    codes : ndarray of int, shape of `column`
    values : ndarray of object
        The distinct values in the order of their first appearance (categories in their own), and None.
    """
    if isinstance(column.dtype, pd.CategoricalDtype):
        codes, values = column.array.codes, np.asarray(column.dtype.categories, dtype=object)
    elif column.dtype == bool:
        codes, values = column.to_numpy(), np.array([False, True], dtype=object)
    elif _is_one_text(column):
        codes, values = np.zeros(len(column), dtype=np.int8), np.array([column.iloc[0]], dtype=object)
    else:
        codes, distinct = pd.factorize(column, use_na_sentinel=True)
        values = np.asarray(distinct, dtype=object)
        if pd.isna(values).any():  # an Arrow dictionary may hold a null among its values
            codes, distinct = pd.factorize(column.astype(object), use_na_sentinel=True)
            values = np.asarray(distinct, dtype=object)
    small = np.int16 if len(values) < np.iinfo(np.int16).max else np.int64  # a column of codes is held a line
    codes = codes.astype(small)
    codes[codes < 0] = len(values)
    plain = np.full(len(values) + 1, None, dtype=object)
    plain[:-1] = values
    return codes, plain


def as_objects(coded: Coded) -> pd.Series:
    """Return a column that is coded as plain objects, None where missing."""
    codes, values = coded
    return pd.Series(values[codes], dtype=object, copy=False)


def code_together(parts: Sequence[Coded]) -> Coded:
    """Return parts of one column, each coded by values of its own, as one column.

    Parameters
    ----------
    parts : sequence of Coded
        At least one.

    Returns
    -------
    Coded
        Values in the order of their first appearance.
    """
    number, values = pd.factorize(np.concatenate([values[:-1] for _, values in parts]))
    codes = []
    start = 0
    for of_part, own in parts:
        end = start + len(own) - 1
        codes.append(np.append(number[start:end], len(values))[of_part])
        start = end
    return np.concatenate(codes), np.append(values, np.array([None], dtype=object))


def _is_one_text(column: pd.Series) -> bool:
    """Tell whether a column of many texts is one text throughout, as a unit often is: comparing costs less."""
    if len(column) < LINES_WORTH_COMPARING or not isinstance(column.dtype, pd.StringDtype | pd.ArrowDtype):
        return False
    first = column.iloc[0]
    if not isinstance(first, str):  # also where it is missing: a comparison would be neither true nor false
        return False
    ends = column.iloc[[len(column) // 2, -1]].tolist()
    return all(isinstance(end, str) and end == first for end in ends) and bool(
        (column == first).fillna(False).all()
    )


def _code_all(frame: pd.DataFrame, columns: Sequence[str]) -> list[Coded]:
    """Code columns, several at once where there is much to do: Arrow and numpy let other threads run meanwhile."""
    if len(frame) < LINES_WORTH_THREADS or len(columns) < 2:
        return [code_column(frame[name]) for name in columns]
    with ThreadPoolExecutor() as pool:
        return list(pool.map(code_column, [frame[name] for name in columns]))


def number_rows(coded: Sequence[Coded], rows: int) -> tuple[list[Coded], npt.NDArray[np.int64]]:
    """Give the distinct rows of columns that are coded numbers.

    Parameters
    ----------
    coded : sequence of Coded
        At least one.
    rows : int

    Returns
    -------
    occurring : list of Coded
        The rows that occur, column by column.
    number : ndarray of int, shape (rows,)
        Position among them of each row.
    """
    code, space = _one_code(coded, rows)
    distinct, number = compact(code, space)
    one_of = np.empty(distinct.size, dtype=np.int64)
    one_of[number] = np.arange(rows)  # any row of each number will do: they are alike
    return [(codes[one_of], values) for codes, values in coded], number


def add_up_rows(coded: Sequence[Coded], amounts: Floats) -> tuple[list[Coded], npt.NDArray[np.int64], Floats]:
    """Count the rows that are alike in columns that are coded, and sum their amounts.

    Parameters
    ----------
    coded : sequence of Coded
        At least one.
    amounts : ndarray of float, shape (rows,)

    Returns
    -------
    occurring : list of Coded
        The rows that occur, column by column.
    lines : ndarray of int, shape (occurring,)
    sums : ndarray of float, shape (occurring,)
    """
    rows = len(amounts)
    sizes = [len(values) for _, values in coded]
    space = int(np.prod(sizes, dtype=object))
    if space > max(rows, 2**16):
        occurring, number = number_rows(coded, rows)
        size = len(occurring[0][0])
        return occurring, np.bincount(number, minlength=size), _summed(number, amounts, size)
    code, _ = _one_code(coded, rows)  # so few that each can have a place of its own, whether it occurs or not
    lines = np.bincount(code, minlength=space)
    there = np.flatnonzero(lines)
    places = np.unravel_index(there, sizes)
    keys: list[Coded] = [(place, values) for place, (_, values) in zip(places, coded, strict=True)]
    return keys, lines[there], _summed(code, amounts, space)[there]


def _summed(number: npt.NDArray[np.integer], amounts: Floats, size: int) -> Floats:
    return np.bincount(number, amounts, size).astype(np.float64, copy=False)


def _one_code(coded: Sequence[Coded], rows: int) -> tuple[npt.NDArray[np.int32 | np.int64], int]:
    """Return an integer for each row, alike where all columns are alike, and how many integers there could be."""
    sizes = [len(values) for _, values in coded]
    narrow = float(np.prod(sizes, dtype=np.float64)) < 2**31
    code: npt.NDArray[np.int32 | np.int64] = np.zeros(rows, dtype=np.int32 if narrow else np.int64)
    space = 1
    for (codes, _), size in zip(coded, sizes, strict=True):
        if space * size > 2**62:  # renumber what occurs before the codes would overflow
            distinct, code = compact(code, space)
            space = distinct.size
        if space > 1:
            code *= size
        code += codes
        space *= size
    return code, space
