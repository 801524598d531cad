"""How wrong quantities may be: independent errors of lines, as one moment-matched error a cell of the ledger."""

from __future__ import annotations

import numpy as np
import pandas as pd

from bbafootprint.errors import UsageError
from bbafootprint.footprint.calculate import Z95, Floats, compact
from bbafootprint.footprint.ledger import LINE_KEY_COLUMNS, Ledger, number_groups
from bbafootprint.footprint.result import Footprint


def spread_of_cells(result: Footprint, ledger: Ledger, relative: float | str) -> tuple[Floats, list[str]]:
    r"""Return the spread of the quantity of every cell, and what names its error.

    Parameters
    ----------
    result : Footprint
        With its lines where `relative` is a column.
    ledger : Ledger
        Of the result, by any columns.
    relative : float or str
        95 % error, relative, of all lines, or the column of the lines that holds it (a missing one is 0).

    Returns
    -------
    spread : ndarray of float, shape (cells,)
        Standard deviation of the logarithm.
    name : list of str
        Group and key of each cell.

    Raises
    ------
    UsageError
        If `relative` is not a number of 0 to 1 or a column of such, or the lines are not kept.

    Notes
    -----
    A line with the relative error u has :math:`s = \ln(1 + u) / 1.96`. The lognormal with the variance of the sum
    of the lines of a cell has :math:`s^2 = \ln(1 + \sum q^2 (e^{s_l^2} - 1) / (\sum q)^2)` (Fenton 1960,
    doi:10.1109/TCOM.1960.1097606). Parts of a line that tracing split count as lines of their own.
    """
    lines = result.lines
    if lines is None or result.line_key is None:
        raise UsageError(
            "errors of quantities are those of lines, and the lines were not kept in this footprint"
        )
    quantity = lines.frame["primary_quantity"].to_numpy(np.float64)
    error = _errors(lines.frame, relative)
    of_line = quantity**2 * np.expm1((np.log1p(error) / Z95) ** 2)
    group = number_groups(lines.frame, ledger.by)
    keys = np.int64(max(len(ledger.keys), 1))
    cell_code = ledger.cells["group"].to_numpy() * keys + ledger.cells["key"].to_numpy()
    pairs, pair = compact(group * keys + result.line_key, int(len(ledger.groups) * keys))
    known = ~np.isnan(of_line)
    variance = np.bincount(pair[known], weights=of_line[known], minlength=pairs.size)
    summed = np.bincount(pair[known], weights=quantity[known], minlength=pairs.size)
    at = np.searchsorted(pairs, cell_code)
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = np.where(summed > 0, variance / summed**2, 0.0)
    return np.sqrt(np.log1p(ratio[at])), _cell_names(ledger, lines.frame)


def _errors(frame: pd.DataFrame, relative: float | str) -> Floats:
    if isinstance(relative, str):
        if relative not in frame.columns:
            raise UsageError(
                f"the lines have no column {relative!r}; they have: {', '.join(map(str, frame.columns))}"
            )
        numbers = pd.to_numeric(frame[relative].astype(object), errors="coerce")
        blank = frame[relative].isna() | (frame[relative].astype(object).astype(str).str.strip() == "")
        wrong = ~blank & ~numbers.between(0, 1)
        if wrong.any():
            at = int(np.flatnonzero(wrong)[0])
            line, found = frame["line_id"].iloc[at], frame[relative].iloc[at]
            raise UsageError(
                f"column {relative!r}, line {line}: {found!r} is no relative error; write a share of 0 to 1, such as "
                f"0.05 for 5 % ({int(wrong.sum()):,} such lines)"
            )
        errors: Floats = numbers.fillna(0.0).to_numpy(np.float64)
        return errors
    if isinstance(relative, bool) or not isinstance(relative, int | float) or not 0 <= relative <= 1:
        raise UsageError(
            f"quantities is {relative!r}; give a share of 0 to 1, such as 0.05 for 5 %, or a column"
        )
    return np.full(len(frame), float(relative))


def _cell_names(ledger: Ledger, frame: pd.DataFrame) -> list[str]:
    """Name the error of each cell: by its group, its key and the periods of all lines, for another year has others."""
    periods = "|".join(sorted(map(str, frame["period"].dropna().unique())))
    groups = ["|".join(map(repr, row)) for row in ledger.groups.itertuples(index=False, name=None)]
    groups = groups or [""]
    listed = ledger.keys[list(LINE_KEY_COLUMNS)].itertuples(index=False, name=None)
    keys = ["|".join(map(_text, row)) for row in listed]
    return [
        f"{periods}||{groups[group]}||{keys[key]}"
        for group, key in zip(ledger.cells["group"].tolist(), ledger.cells["key"].tolist(), strict=True)
    ]


def _text(value: object) -> str:
    return "" if value is None or value is pd.NA or value != value else str(value)
