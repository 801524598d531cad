"""Totals beside their parts, coarser codes beside finer ones: each tonne once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]


def group_of(frame: pd.DataFrame, columns: Sequence[str]) -> IntArray:
    """Return the number of the group of each row, by columns; missing values are a value of their own.

    Parameters
    ----------
    frame : pandas.DataFrame
    columns : sequence of str

    Returns
    -------
    numpy.ndarray of int
    """
    group = np.zeros(len(frame), dtype=np.int64)
    for name in columns:
        codes, distinct = pd.factorize(frame[name], use_na_sentinel=False)
        group = group * len(distinct) + codes
        group = pd.factorize(group)[0].astype(np.int64)  # keeps the numbers small
    return group


def beside(group: IntArray, rows: BoolArray, others: BoolArray) -> BoolArray:
    """Return which of `rows` have one of `others` in their group."""
    if not rows.any() or not others.any():
        return np.zeros(len(group), dtype=np.bool_)
    return rows & np.isin(group, group[others])


def holds_finer(
    group: IntArray, codes: pd.Series[Any], rows: BoolArray, others: BoolArray, *, equal: bool
) -> BoolArray:
    """Return which of `rows` have a code that one of `others` in their group begins with.

    Parameters
    ----------
    group : numpy.ndarray of int
    codes : pandas.Series of str
        Customs codes; missing ones hold nothing.
    rows, others : numpy.ndarray of bool
    equal : bool
        Whether the same code counts too.

    Returns
    -------
    numpy.ndarray of bool
    """
    numbers, distinct = pd.factorize(codes)  # -1: missing
    texts = [str(text) for text in distinct]
    index = {text: at for at, text in enumerate(texts)}
    found = np.zeros(len(group), dtype=np.bool_)
    known = numbers >= 0
    size = max(len(texts), 1)
    for length in sorted({len(text) for text in texts}):
        prefix = np.array(
            [
                index.get(text[:length], -1) if len(text) > length or (equal and len(text) == length) else -1
                for text in texts
            ]
            + [-1],
            dtype=np.int64,
        )[numbers]
        by = others & (prefix >= 0)
        here = (
            np.array([len(text) == length for text in texts] + [False], dtype=np.bool_)[numbers]
            & rows
            & known
        )
        found |= here & np.isin(group * size + numbers, (group * size + prefix)[by])
    return found


def under_coarser(group: IntArray, codes: pd.Series[Any], rows: BoolArray, others: BoolArray) -> BoolArray:
    """Return which of `rows` have a code that begins with the shorter code of one of `others` in their group."""
    numbers, distinct = pd.factorize(codes)
    texts = [str(text) for text in distinct]
    index = {text: at for at, text in enumerate(texts)}
    found = np.zeros(len(group), dtype=np.bool_)
    size = max(len(texts), 1)
    known = numbers >= 0
    taken = (group * size + numbers)[others & known]
    for length in sorted({len(text) for text in texts}):
        prefix = np.array(
            [index.get(text[:length], -1) if len(text) > length else -1 for text in texts] + [-1],
            dtype=np.int64,
        )[numbers]
        valid = rows & (prefix >= 0)
        found |= valid & np.isin(group * size + prefix, taken)
    return found


def remainder(
    group: IntArray,
    codes: pd.Series[Any],
    tonnes: npt.NDArray[np.float64],
    coarse: BoolArray,
    leaves: BoolArray,
) -> float:
    """Return by how many tonnes coarser codes that are left out pass the finer ones that stay.

    Parameters
    ----------
    group : numpy.ndarray of int
    codes : pandas.Series of str
    tonnes : numpy.ndarray of float
    coarse, leaves : numpy.ndarray of bool
        Records that are left out, and those that stay.

    Returns
    -------
    float
        Sum over the coarsest codes of what the finer ones lack, where they lack more than half a percent; t.
    """
    top = coarse & ~under_coarser(group, codes, coarse, coarse)
    if not top.any():
        return 0.0
    texts = codes.astype(object).to_numpy()
    mass = np.nan_to_num(tonnes)
    total = 0.0
    lengths = {len(str(text)) for text in set(texts[top].tolist())}
    for length in sorted(lengths):
        here = top & np.array(
            [isinstance(text, str) and len(text) == length for text in texts], dtype=np.bool_
        )
        table = pd.DataFrame(
            {
                "group": group,
                "code": [str(text)[:length] for text in texts],
                "tonnes": mass,
                "leaf": leaves,
                "here": here,
            }
        )
        finer = table[table["leaf"]].groupby(["group", "code"])["tonnes"].sum()
        whole = table[table["here"]].groupby(["group", "code"])["tonnes"].sum()
        lacking = whole - finer.reindex(whole.index).fillna(0.0)
        total += float(lacking[lacking > 0.005 * whole].sum())
    return total
