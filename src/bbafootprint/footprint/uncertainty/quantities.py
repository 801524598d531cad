"""How wrong quantities may be: independent errors of lines, as one moment-matched error of all lines that are alike."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from bbafootprint.errors import UsageError
from bbafootprint.footprint.calculate import Z95, Floats, Ints
from bbafootprint.footprint.ledger import LINE_KEY_COLUMNS, Ledger, number_groups
from bbafootprint.footprint.result import Footprint


class QuantityCells(NamedTuple):
    """What is summed, so that each entry has one error of its quantity.

    Attributes
    ----------
    group, key : ndarray of int, shape (entries,)
        Positions in the tables of the ledger. A (group, key) whose lines were split by tracing in several ways stands
        once for each.
    quantity : ndarray of float, shape (entries,)
        Units of primary commodity.
    spread : ndarray of float, shape (entries,), or None
        Standard deviation of the logarithm of the error; None where quantities are certain.
    name : list of str or None
        What names the error; entries of one name share its draws.
    """

    group: Ints
    key: Ints
    quantity: Floats
    spread: Floats | None = None
    name: list[str] | None = None


def quantity_cells(result: Footprint, ledger: Ledger, relative: float | str) -> QuantityCells:
    r"""Return what is summed, with the spread of the quantity of every entry, and what names its error.

    Parameters
    ----------
    result : Footprint
        With its lines.
    ledger : Ledger
        Of the result, by any columns.
    relative : float or str
        95 % error, relative, of all lines, or the column of the lines that holds it (a missing one is 0).

    Returns
    -------
    QuantityCells

    Raises
    ------
    UsageError
        If `relative` is not a number of 0 to 1 or a column of such, or the lines are not kept.

    Notes
    -----
    A line with the relative error u has :math:`s = \ln(1 + u) / 1.96`. The lognormal with the variance of the sum of
    independent lines has :math:`s^2 = \ln(1 + \sum q^2 (e^{s_l^2} - 1) / (\sum q)^2)` (Fenton 1960,
    doi:10.1109/TCOM.1960.1097606). Summed are the lines of one group that have one key, or that tracing split over
    the same keys in the same shares: all parts of a line move together.
    """
    lines = result.lines
    if lines is None or result.line_key is None:
        raise UsageError(
            "errors of quantities are those of lines, and the lines were not kept in this footprint"
        )
    frame = lines.frame
    if "stands_for" in frame.columns:
        raise UsageError(
            "errors of quantities are those of lines, and these are sums of several; simulate the lines as they are"
        )
    quantity = frame["primary_quantity"].to_numpy(np.float64)
    error = _errors(frame, relative)
    known = np.flatnonzero(~np.isnan(quantity) & ~np.isnan(error))
    quantity, key, group = quantity[known], result.line_key[known], number_groups(frame, ledger.by)[known]
    line, source = _sources(frame.iloc[known], key)
    owner, at_owner = np.unique(group * np.int64(source.max(initial=0) + 1) + source, return_inverse=True)
    of_line, at_line = np.unique(at_owner * np.int64(line.max(initial=0) + 1) + line, return_inverse=True)
    whole = np.bincount(at_line, weights=quantity, minlength=of_line.size)
    first = np.unique(at_line, return_index=True)[1]
    variance = whole**2 * np.expm1((np.log1p(error[known][first]) / Z95) ** 2)
    squares = np.bincount(at_owner[first], weights=variance, minlength=owner.size)
    sums = np.bincount(at_owner[first], weights=whole, minlength=owner.size)
    with np.errstate(invalid="ignore", divide="ignore"):
        spread = np.sqrt(np.log1p(np.where(sums > 0, squares / sums**2, 0.0)))
    names = _names(ledger, frame, known, key, group, line, at_owner, owner.size)
    entry, at_entry = np.unique(at_owner * np.int64(max(len(ledger.keys), 1)) + key, return_inverse=True)
    shown = np.unique(at_entry, return_index=True)[1]
    return QuantityCells(
        group[shown], key[shown], np.bincount(at_entry, weights=quantity, minlength=entry.size).astype(np.float64),
        spread[at_owner[shown]], [names[at] for at in at_owner[shown].tolist()],
    )  # fmt: skip


def _sources(frame: pd.DataFrame, key: Ints) -> tuple[Ints, Ints]:
    """Give numbers to the lines that rows are of, and to lines alike: of one key, or split over the same in one way."""
    size = len(frame)
    part = frame["part"].to_numpy() > 0 if "part" in frame.columns else np.zeros(size, dtype=bool)
    line = np.arange(size, dtype=np.int64)
    if not part.any():
        return line, key
    codes = pd.factorize(frame["line_id"].to_numpy(object)[part])[0]
    line[part] = size + codes
    # a line's parts as one number: the sum of hashes does not depend on their order
    shares = pd.DataFrame({"key": key[part], "share": frame["share"].to_numpy(np.float64)[part].round(12)})
    mixed = np.zeros(int(codes.max()) + 1, dtype=np.uint64)
    np.add.at(mixed, codes, pd.util.hash_pandas_object(shares, index=False).to_numpy(np.uint64))
    source = key.copy()
    source[part] = int(key.max()) + 1 + pd.factorize(mixed)[0][codes]
    return line, source


def _names(
    ledger: Ledger,
    frame: pd.DataFrame,
    known: Ints,
    key: Ints,
    group: Ints,
    line: Ints,
    owner: Ints,
    size: int,
) -> list[str]:
    """Name the error of each owner: by its group, its keys and the periods of all lines, for another year has others.

    Columns in which the parts of a line differ, such as the origin, name no error: it is one for all parts.
    """
    periods = "|".join(sorted(map(str, frame["period"].dropna().unique())))
    listed = ledger.keys[list(LINE_KEY_COLUMNS)].itertuples(index=False, name=None)
    keys = ["|".join(map(_text, row)) for row in listed]
    first = np.unique(owner, return_index=True)[1]
    rows, start = np.unique(line, return_index=True)
    head = start[np.searchsorted(rows, line)]
    values = list(ledger.groups.itertuples(index=False, name=None))
    differs = [
        (number != number[head]).any()
        for number in (number_groups(frame, [name])[known] for name in ledger.by)
    ]
    shares = frame["share"].to_numpy(np.float64)[known] if "share" in frame.columns else np.ones(line.size)
    order = np.argsort(line, kind="stable")
    bounds = np.searchsorted(line[order], [line[first], line[first] + 1])
    names = []
    for at in range(size):
        row = values[group[first[at]]] if values else ()
        parts = order[bounds[0, at] : bounds[1, at]].tolist()
        if line[first[at]] < len(known):  # a line as a whole
            of, which = keys[key[first[at]]], [repr(each) for each in row]
        else:
            of = "&".join(sorted(f"{keys[key[each]]}|{shares[each]:.12g}" for each in parts))
            which = [repr(each) for each, other in zip(row, differs, strict=True) if not other]
        names.append(f"{periods}||{'|'.join(which)}||{of}")
    return names


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


def _text(value: object) -> str:
    return "" if value is None or value is pd.NA or value != value else str(value)
