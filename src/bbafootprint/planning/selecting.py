"""Which lines a step, a target or a scope is about: those whose columns hold certain values."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from bbafootprint.factors.region_names import fold_region
from bbafootprint.planning.names import Names, UnreadNameError

Flags = npt.NDArray[np.bool_]


def select(
    frame: pd.DataFrame,
    names: Names,
    place: str,
    *,
    commodity: Sequence[str] = (),
    primary_commodity: Sequence[str] = (),
    where: Mapping[str, Collection[Any]] | None = None,
) -> Flags:
    """Return which lines fulfil every condition.

    Parameters
    ----------
    frame : pandas.DataFrame
        Coded lines.
    names : Names
        How names are read; takes what is wrong with them.
    place : str
        Where the conditions stand, for messages.
    commodity, primary_commodity : sequence of str
        Names of goods, any of which fits; none does not restrict.
    where : mapping of str to collection, optional
        Column of the lines to the values of which any fits. Goods and places are named as in a sheet, other values
        compared as text, without case and outer blanks.

    Returns
    -------
    ndarray of bool, shape (lines,)
        All False where a condition cannot be read; `names` then has the fault.
    """
    kept: Flags = np.ones(len(frame), dtype=bool)
    conditions: dict[str, tuple[Any, ...]] = {name: tuple(values) for name, values in (where or {}).items()}
    for name, given in (("commodity", commodity), ("primary_commodity", primary_commodity)):
        if given:
            kept &= _fits(frame, name, tuple(given), names, f"{place}: {name}")
    for name, values in conditions.items():
        kept &= _fits(frame, name, values, names, f"{place}: where: {name}")
    return kept


def is_any(column: pd.Series[Any], test: Callable[[Any], bool]) -> Flags:
    """Return where the value of a column passes a test, asked once for each distinct value; missing never does."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        codes, values = column.cat.codes.to_numpy(), list(column.cat.categories)
    else:
        codes, uniques = pd.factorize(column, use_na_sentinel=True)
        values = list(uniques)
    return np.array([*(bool(test(value)) for value in values), False], dtype=bool)[codes]


def as_said(value: Any) -> str:
    """Return a value as it is compared: text without case, outer blanks, and the point of a whole number."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return " ".join(str(value).casefold().split())


def _fits(frame: pd.DataFrame, name: str, values: tuple[Any, ...], names: Names, place: str) -> Flags:
    fits: Flags = np.zeros(len(frame), dtype=bool)
    if name == "primary_commodity":
        wanted = set()
        for text in values:
            with names.at(place):
                wanted.add(names.primary_commodity(str(text), place))
        fits = is_any(frame["commodity"], lambda code: names.primary_of(str(code)) in wanted)
        if name in frame.columns:  # converted lines know it of products of the person's own too
            fits |= is_any(frame[name], wanted.__contains__)
        return fits
    if name not in frame.columns:
        columns = ", ".join(str(column) for column in frame.columns)
        with names.at(place):
            raise UnreadNameError(f"the lines have no such column; they have {columns}")
        return fits
    if name == "commodity":
        codes = set()
        for text in values:
            with names.at(place):
                codes.add(names.commodity(str(text), place))
        return is_any(frame[name], codes.__contains__)
    if name == "origin":
        for text in values:
            with names.at(place):
                fits = fits | at_origin(frame, *names.origin(str(text), place))
        return fits
    if name == "region":
        folded = {fold_region(str(text)) for text in values}
        return is_any(frame[name], lambda text: fold_region(str(text)) in folded)
    said = {as_said(value) for value in values}
    return is_any(frame[name], lambda value: as_said(value) in said)


def at_origin(
    frame: pd.DataFrame, origin: str | None, region: str = "", supplier: str | None = None
) -> Flags:
    """Return which lines are from an origin, a region in it, a supplier; what is empty does not restrict."""
    kept: Flags = np.ones(len(frame), dtype=bool)
    if origin:
        kept &= is_any(frame["origin"], lambda code: code == origin)
    if region:
        kept &= is_any(frame["region"], lambda text: fold_region(str(text)) == fold_region(region))
    if supplier:
        kept &= is_any(frame["supplier"], lambda text: as_said(text) == as_said(supplier))
    return kept
