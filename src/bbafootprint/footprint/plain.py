"""Values and tables as JSON knows them."""

from __future__ import annotations

import math
from collections.abc import Collection
from typing import Any

import numpy as np
import pandas as pd


def plain(value: Any) -> Any:
    """Return a value with only what JSON knows.

    Parameters
    ----------
    value : object
        A number, text, mapping or list of these, nested.

    Returns
    -------
    object
        NaN, infinity and what is missing become None; what JSON does not know becomes its text.
    """
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, bool | int | str):
        return value
    return str(value)


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return a table as plain data.

    Parameters
    ----------
    frame : pandas.DataFrame

    Returns
    -------
    list of dict
        A mapping a row, with only what JSON knows.
    """
    names = [str(name) for name in frame.columns]
    columns = [frame.iloc[:, at].astype(object).tolist() for at in range(len(names))]
    return [dict(zip(names, map(plain, row), strict=True)) for row in zip(*columns, strict=True)]


def as_texts(frame: pd.DataFrame, names: Collection[str]) -> pd.DataFrame:
    """Return a table whose columns of texts are of one type, whatever is in them: also where nothing is.

    Parameters
    ----------
    frame : pandas.DataFrame
    names : collection of str
        Columns of texts; those that the table does not have are passed over, and those that hold something else.

    Returns
    -------
    pandas.DataFrame
        They are of the type that this version of pandas gives to texts; missing cells stay missing.
    """
    text = pd.Series([""]).dtype
    columns = {
        name: frame[name].astype(object)
        for name in names
        if name in frame.columns and frame[name].dtype != text
    }
    texts = {
        name: column.astype(text)
        for name, column in columns.items()
        if pd.api.types.infer_dtype(column, skipna=True) in ("string", "empty")
    }
    return frame.assign(**texts) if texts else frame
