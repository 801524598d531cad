"""Which lines belong to a group: columns and their values, as a person names them."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from bbafootprint.errors import UsageError
from bbafootprint.vocabulary import commodities, places

_NEAR = 5
_PLACES, _GOODS = ("origin", "consignment"), ("commodity", "primary_commodity")


def select(frame: pd.DataFrame, group: Mapping[str, Any]) -> npt.NDArray[np.bool_]:
    """Tell which rows have the values of a group.

    Parameters
    ----------
    frame : pandas.DataFrame
        Lines, or the groups of a ledger, with the columns of `group`.
    group : mapping of str to object
        Column to value, compared as text, so that ``2024`` finds ``"2024"``; None and an empty text are those
        without a value.

    Returns
    -------
    ndarray of bool, shape (rows,)

    Raises
    ------
    UsageError
        If there is no such column, with those there are; if no row has a value, with the values near it; or if each
        value occurs and no row has all.
    """
    chosen = np.ones(len(frame), dtype=bool)
    if not group:
        return chosen
    if missing := [name for name in group if name not in frame.columns]:
        raise UsageError(
            f"the lines have no column {', '.join(map(repr, missing))}; they have: "
            f"{', '.join(map(str, frame.columns))}"
        )
    for column, wanted in group.items():
        codes, values = _coded(frame[column])
        written = [as_text(value) for value in values]
        asked = as_text(wanted)
        hits = [at for at, text in enumerate(written) if text == asked]
        here = np.isin(codes, hits) if hits else np.zeros(len(frame), dtype=bool)
        if asked == "":
            here |= codes < 0
        if not here.any():
            raise UsageError(_not_found(column, asked, [text for text in written if text]))
        chosen &= here
    if not chosen.any():
        named = " and ".join(f"{column} {as_text(value)!r}" for column, value in group.items())
        raise UsageError(f"no line has {named} together; ask for one of them to see what there is")
    return chosen


def as_text(value: Any) -> str:
    """Return a value as a person writes it: 2024.0 is 2024, and what is missing is empty.

    Parameters
    ----------
    value : object

    Returns
    -------
    str
    """
    if value is None or (not isinstance(value, str) and pd.isna(value)):
        return ""
    if isinstance(value, float | np.floating) and float(value).is_integer():
        return str(int(value))
    return str(value)


def _coded(column: pd.Series) -> tuple[npt.NDArray[np.integer], list[Any]]:
    """Return the code of each row, -1 where missing, and the values that the codes stand for and that occur."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        used = column.cat.remove_unused_categories()
        return used.cat.codes.to_numpy(), used.cat.categories.tolist()
    codes, values = pd.factorize(column, use_na_sentinel=True)
    return codes, list(values)


def _not_found(column: str, asked: str, written: list[str]) -> str:
    """Say what is near a value that does not occur, by code or by name."""
    if not asked:
        return f"every line has a value in {column}; name one of them"
    if not written:
        return f"no line has a value in {column}"
    called = {text.casefold(): text for text in written}
    if column in _PLACES or column in _GOODS:
        name_of = places.name if column in _PLACES else commodities.name
        called |= {name_of(text).casefold(): text for text in written}
    near = difflib.get_close_matches(asked.casefold(), list(called), n=_NEAR, cutoff=0.5)
    found = list(dict.fromkeys(called[each] for each in near)) or sorted(set(written))[:_NEAR]
    more = f" (of {len(set(written))} values)" if len(set(written)) > len(found) else ""
    what = "near it are" if near else "there are"
    return f"no line has {column} {asked!r}; {what}: {', '.join(found)}{more}"
