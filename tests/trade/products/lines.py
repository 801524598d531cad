"""Lines made by hand, for tests of trade."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from bbafootprint.schema import LINE_COLUMNS, Lines


def make_lines(
    commodity: Sequence[str | None],
    amount: Sequence[float],
    unit: Sequence[str] | str = "t",
    content: Sequence[float] | None = None,
    rejected: Sequence[bool] | None = None,
    index: Sequence[object] | None = None,
) -> Lines:
    """Return lines with these values and blanks elsewhere."""
    size = len(commodity)
    frame = pd.DataFrame({column: pd.Series([""] * size, dtype=object) for column in LINE_COLUMNS})
    frame["line_id"] = pd.Series([f"line {i}" for i in range(size)], dtype=object)
    frame["commodity"] = pd.Series(list(commodity), dtype=object)
    frame["amount"] = np.asarray(amount, dtype="float64")
    frame["amount_unit"] = pd.Series([unit] * size if isinstance(unit, str) else list(unit), dtype=object)
    frame["content"] = np.nan if content is None else np.asarray(content, dtype="float64")
    frame["rejected"] = np.zeros(size, dtype=bool) if rejected is None else np.asarray(rejected, dtype=bool)
    if index is not None:
        frame.index = pd.Index(index)
    return Lines(frame)
