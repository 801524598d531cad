"""What groups are told apart by, as texts in a checkpoint that come back as what they were."""

from __future__ import annotations

import datetime
import json
from typing import Any

import numpy as np
import pandas as pd

_MOMENTS = {"date": datetime.date, "datetime": datetime.datetime}


def written(column: pd.Series[Any]) -> pd.Series[Any]:
    """Return keys as texts that keep what they are: 0.5 and "0.5" are read in different ways.

    Parameters
    ----------
    column : pandas.Series

    Returns
    -------
    pandas.Series
        JSON texts; None where there is no key.
    """

    def text(value: Any) -> str:
        value = value.item() if isinstance(value, np.generic) else value
        if isinstance(value, datetime.datetime):
            return json.dumps({"datetime": value.isoformat()})
        if isinstance(value, datetime.date):
            return json.dumps({"date": value.isoformat()})
        return json.dumps(value if isinstance(value, str | int | float) else str(value))

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
        ((kind, moment),) = held.items()
        found = _MOMENTS[kind].fromisoformat(moment)
        return pd.Timestamp(found) if kind == "datetime" else found

    codes, texts = pd.factorize(column.astype(object), use_na_sentinel=True)
    values = np.empty(len(texts) + 1, dtype=object)
    values[: len(texts)] = [value(text) for text in texts]
    return pd.Series(values[codes], index=column.index, dtype=object)
