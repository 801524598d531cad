"""Rows that are alike in some columns get one number, without a Python step per row.

Each column is coded, the codes of a row make one integer, and the integers that occur are numbered.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import numpy.typing as npt
import pandas as pd

from bbafootprint.footprint.calculate import compact

LINES_WORTH_THREADS = 200_000
"""Lines whose texts take longer to code than threads take to start."""

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
    occurring, number = _number(coded, len(frame))
    texts = {
        name: pd.Series(values[codes], dtype=object, copy=False)
        for name, codes, (_, values) in zip(columns, occurring, coded, strict=True)
    }
    return pd.DataFrame(texts, index=pd.RangeIndex(len(occurring[0])), copy=False), number


def distinct_coded(frame: pd.DataFrame, columns: Sequence[str]) -> tuple[pd.DataFrame, npt.NDArray[np.int64]]:
    """Give the distinct rows of some columns numbers, and leave them coded, for tables that are to be joined.

    Parameters
    ----------
    frame, columns
        As :func:`distinct_rows`.

    Returns
    -------
    distinct : pandas.DataFrame
        The rows that occur, as categories; RangeIndex.
    number : ndarray of int, shape (rows,)
    """
    coded = [code_column(frame[name]) for name in columns]
    occurring, number = _number(coded, len(frame))
    kept = {
        name: _categories(codes, values)
        for name, codes, (_, values) in zip(columns, occurring, coded, strict=True)
    }
    return pd.DataFrame(kept, index=pd.RangeIndex(len(occurring[0])), copy=False), number


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
    small = np.int16 if len(values) < np.iinfo(np.int16).max else np.int64  # a column of codes is held a line
    codes = codes.astype(small)
    codes[codes < 0] = len(values)
    plain = np.full(len(values) + 1, None, dtype=object)
    plain[:-1] = values
    return codes, plain


def as_categories(column: pd.Series) -> pd.Categorical:
    """Return a column as categories of plain objects, in the order of their first appearance."""
    return _categories(*code_column(column))


def _categories(codes: npt.NDArray[np.integer], values: npt.NDArray[np.object_]) -> pd.Categorical:
    missing = len(values) - 1
    coded: pd.Categorical = pd.Categorical.from_codes(
        np.where(codes == missing, -1, codes), categories=pd.Index(values[:-1], dtype=object)
    )
    return coded


def _is_one_text(column: pd.Series) -> bool:
    """Tell whether a column of many texts is one text throughout, as a unit often is: comparing costs less."""
    if len(column) < 2**16 or not isinstance(column.dtype, pd.StringDtype | pd.ArrowDtype):
        return False
    first, last = column.iloc[0], column.iloc[-1]
    return isinstance(first, str) and first == last and bool((column == first).fillna(False).all())


def _code_all(frame: pd.DataFrame, columns: Sequence[str]) -> list[Coded]:
    """Code columns, several at once where there is much to do: Arrow and numpy let other threads run meanwhile."""
    if len(frame) < LINES_WORTH_THREADS or len(columns) < 2:
        return [code_column(frame[name]) for name in columns]
    with ThreadPoolExecutor() as pool:
        return list(pool.map(code_column, [frame[name] for name in columns]))


def _number(coded: Sequence[Coded], rows: int) -> tuple[list[npt.NDArray[np.integer]], npt.NDArray[np.int64]]:
    """Return the codes, column by column, of the rows that occur, and the number of each row."""
    sizes = [len(values) for _, values in coded]
    narrow = float(np.prod(sizes, dtype=np.float64)) < 2**31
    code: npt.NDArray[np.int32 | np.int64] = np.zeros(rows, dtype=np.int32 if narrow else np.int64)
    space = 1
    for (codes, _), size in zip(coded, sizes, strict=True):
        if space * size > 2**62:  # renumber what occurs before the codes would overflow
            distinct, code = compact(code, space)
            space = distinct.size
        code *= size
        code += codes
        space *= size
    distinct, number = compact(code, space)
    one_of = np.empty(distinct.size, dtype=np.int64)
    one_of[number] = np.arange(rows)  # any row of each number will do: they are alike
    return [codes[one_of] for codes, _ in coded], number
