"""What groups are told apart by, as texts in a checkpoint that come back as what they were."""

from __future__ import annotations

import datetime
import decimal
import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

_READ: dict[str, Callable[[Any], Any]] = {
    "timestamp": lambda held: pd.Timestamp(held[0], unit="ns", tz=held[2]).as_unit(held[1]),
    "timedelta": lambda held: pd.Timedelta(held[0], unit="ns").as_unit(held[1]),
    "datetime": datetime.datetime.fromisoformat,
    "date": datetime.date.fromisoformat,
    "time": datetime.time.fromisoformat,
    "seconds": lambda held: datetime.timedelta(*held),
    "decimal": decimal.Decimal,
    "bytes": bytes.fromhex,
}
"""From the name of a type, and what JSON holds of a value of it, to the value."""


def written(column: pd.Series[Any]) -> pd.Series[Any]:
    """Return keys as texts that keep what they are: 0.5 and "0.5" are read in different ways.

    Parameters
    ----------
    column : pandas.Series

    Returns
    -------
    pandas.Series
        JSON texts; None where there is no key.

    Raises
    ------
    TypeError
        If a key would not come back as what it is.
    """

    def text(value: Any) -> str:
        held = _held(value)
        if held is None:
            raise TypeError(
                f"the column '{column.name}' holds values of type {type(value).__name__} ({value!r:.60}), which a "
                "checkpoint cannot keep as they are"
            )
        return json.dumps(held)

    codes, values = pd.factorize(column.astype(object), use_na_sentinel=True)
    texts = np.array([*map(text, values), None], dtype=object)
    return pd.Series(texts[codes], index=column.index, dtype=object)


def read_back(column: pd.Series[Any]) -> pd.Series[Any]:
    """Return keys as they were before :func:`written`.

    Parameters
    ----------
    column : pandas.Series
        JSON texts, None where there is no key.

    Returns
    -------
    pandas.Series
        Of type object.
    """

    def value(text: str) -> Any:
        held = json.loads(text)
        if not isinstance(held, dict):
            return held
        ((kind, what),) = held.items()
        return _READ[kind](what)

    codes, texts = pd.factorize(column.astype(object), use_na_sentinel=True)
    values = np.empty(len(texts) + 1, dtype=object)
    values[: len(texts)] = [value(text) for text in texts]
    return pd.Series(values[codes], index=column.index, dtype=object)


def _held(value: Any) -> Any:
    """Return what JSON holds of a value, or None if it would not come back the same."""
    if isinstance(value, np.bool_ | np.integer | np.floating):
        value = value.item()
    kind = type(value)
    if kind in (str, bool, int, float):
        return value
    if kind is pd.Timestamp:
        zone = None if value.tz is None else str(value.tz)
        held: tuple[str, Any] = ("timestamp", [value.as_unit("ns").value, value.unit, zone])
    elif kind is pd.Timedelta:
        held = ("timedelta", [value.as_unit("ns").value, value.unit])
    elif kind is datetime.timedelta:
        held = ("seconds", [value.days, value.seconds, value.microseconds])
    elif kind in (datetime.datetime, datetime.date, datetime.time):
        held = (kind.__name__, value.isoformat())
    elif kind is decimal.Decimal:
        held = ("decimal", str(value))
    elif kind is bytes:
        held = ("bytes", value.hex())
    else:
        return None
    try:
        same = _READ[held[0]](held[1])
    except ValueError:  # a zone without a name, for one
        return None
    return {held[0]: held[1]} if same == value and str(same) == str(value) else None
