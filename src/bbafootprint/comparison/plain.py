"""Tables as plain data for machines."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd


def plain(value: Any) -> Any:
    """Return a value with only what JSON knows: NaN, infinite and missing become None."""
    if isinstance(value, dict):
        return {str(name): plain(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value if isinstance(value, bool | int | str) else str(value)


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return a table as one mapping a row."""
    names = [str(name) for name in frame.columns]
    columns = [frame.iloc[:, at].astype(object).tolist() for at in range(len(names))]
    return [dict(zip(names, map(plain, row), strict=True)) for row in zip(*columns, strict=True)]
