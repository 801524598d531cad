"""A column of contents: shares, or percentages where a sign, the header or the size of a number says so."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from bbafootprint.ingest.files.grid import Percentage
from bbafootprint.ingest.header_words import fold, split_header
from bbafootprint.ingest.numbers import decide_mark, read_number
from bbafootprint.ingest.quantities import FloatArray, is_numeric, read_cell
from bbafootprint.ingest.table import as_text

_PERCENT_WORDS = frozenset(
    ["percent", "percentage", "pct", "procent", "prozent", "pourcent", "pourcentage", "perc"]
)


def is_percent_header(header: str) -> bool:
    """Tell whether the header of a column of contents says that its numbers are percentages.

    Parameters
    ----------
    header : str
        Such as ``"Cocoa content (%)"``.

    Returns
    -------
    bool
    """
    words = {*fold(header).split(), *fold(split_header(header).unit or "").split()}
    return "%" in header or not _PERCENT_WORDS.isdisjoint(words)


def read_content(
    column: pd.Series[Any], decimal: str | None, percent: bool = False
) -> tuple[FloatArray, list[int], bool]:
    """Read a column of contents as shares.

    Parameters
    ----------
    column : pandas.Series
        Shares 0 to 1, percentages above 1 to 100, or texts such as ``"70 %"``.
    decimal : {".", ","}, optional
        The decimal mark of texts, as the person said.
    percent : bool, default False
        Whether the header says that every number is a percentage; 0.5 is then 0.005.

    Returns
    -------
    shares : numpy.ndarray of float
        NaN where blank or unreadable.
    unreadable : list of int
        Positions of cells that are not blank and no share.
    mixed : bool
        Whether numbers without a percent sign stand on both sides of 1; where the header says percent, whether
        none of them is above 1, so that they may be shares: they are NaN then.
    """
    if is_numeric(column):
        values = column.to_numpy(dtype=np.float64, na_value=np.nan).copy()
        signed = shown = np.zeros(len(column), dtype=bool)
        blank = np.isnan(values)
    else:
        texts = [as_text(cell) for cell in column]
        blank = np.array([not text for text in texts], dtype=bool)
        signed = np.array([text.endswith("%") for text in texts], dtype=bool)
        shown = np.array([isinstance(cell, Percentage) for cell in column], dtype=bool)
        bare = [text.removesuffix("%").strip() for text in texts]
        mark, _ = decide_mark(bare, decimal)
        # A share under 1 is not a number of thousands: 0.755 shows its mark, and 1.234 is no content at all.
        values = np.full(len(texts), np.nan)
        for row, (cell, text) in enumerate(zip(column, bare, strict=True)):
            value = read_number(text, mark)[0] if isinstance(cell, str) else read_cell(cell)[0]
            if isinstance(cell, Percentage):
                value = float(cell)
            values[row] = np.nan if value is None else value
    with np.errstate(invalid="ignore"):
        # A cell that is shown as 70 % holds 0.7: it is a share already, whatever the header says.
        divided = ~shown & (signed | percent | ((values > 1) & (values <= 100)))
        plain = ~signed & ~blank & (values > 0)
        low, high = bool((plain & (values <= 1)).any()), bool((plain & (values > 1)).any())
        mixed = low and (not high if percent else high)
        shares = np.where(divided, values / 100, values)
        if percent and mixed:  # 0.45 under "%": not to be told from 45 %, and a hundred times as much
            shares[plain & ~shown] = np.nan
            blank = blank | (plain & ~shown)
        bad = ~blank & ~((shares >= 0) & (shares <= 1))
    shares[bad | blank] = np.nan
    return shares, np.flatnonzero(bad).tolist(), mixed
