"""Production and trade of the same places in the same order, or why they cannot be joined."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from bbafootprint.errors import UsageError
from bbafootprint.trade.matrices.aggregates import refuse_aggregates

Floats = npt.NDArray[np.float64]


def align(production: pd.Series[Any], trade: pd.DataFrame) -> tuple[list[Hashable], Floats, Floats]:
    """Join production and trade by label, and refuse what cannot be right.

    Parameters
    ----------
    production : pandas.Series
        Tonnes by place.
    trade : pandas.DataFrame
        Tonnes; rows export, columns import.

    Returns
    -------
    tuple of list and two numpy.ndarray
        Labels of all places (in the order of the rows of `trade`, its columns, `production`); production; a square
        table of trade. What is absent is 0. New arrays: the input is not changed.

    Raises
    ------
    UsageError
        See :func:`bbafootprint.trade.tracing.follow_trade`.
    """
    if not isinstance(production, pd.Series) or not isinstance(trade, pd.DataFrame):
        raise UsageError(
            f"production is {type(production).__name__} and trade is {type(trade).__name__}; give a pandas Series of "
            "tonnes by place, and a DataFrame of tonnes whose rows export and whose columns import."
        )
    axes = {
        "production": production.index, "the rows of trade": trade.index, "the columns of trade": trade.columns
    }  # fmt: skip
    for what, axis in axes.items():
        _check_labels(axis, what)
    amounts = {"production": _numbers(production, "production"), "trade": _numbers(trade, "trade")}
    by_text: dict[str, Hashable] = {}
    for axis in (trade.index, trade.columns, production.index):
        for label in axis:
            by_text.setdefault(str(label).strip(), label)
    traders = {str(label).strip() for label in (*trade.index, *trade.columns)}
    if traders and len(production) and not traders & {str(label).strip() for label in production.index}:
        raise UsageError(
            f"No place of production ({some_of(production.index)}) is in the trade ({some_of(trade.index)}): they are "
            "labelled in two ways. Give both the same codes."
        )
    refuse_aggregates(by_text)
    position = {text: i for i, text in enumerate(by_text)}
    p = np.zeros(len(position))
    p[[position[str(label).strip()] for label in production.index]] = amounts["production"]
    z = np.zeros((len(position), len(position)))
    exporters = [position[str(label).strip()] for label in trade.index]
    importers = [position[str(label).strip()] for label in trade.columns]
    z[np.ix_(exporters, importers)] = amounts["trade"]
    return list(by_text.values()), p, z


def _check_labels(axis: pd.Index[Any], what: str) -> None:
    if isinstance(axis, pd.MultiIndex):
        raise UsageError(f"{what} has an index of several levels; give one label a place.")
    texts = pd.Series([str(label).strip() for label in axis], dtype=object)
    missing = axis.isna() | (texts == "").to_numpy(dtype=bool)
    if missing.any():
        raise UsageError(
            f"{what} has {int(missing.sum())} place(s) without a label, the first at position "
            f"{int(np.flatnonzero(missing)[0])}. Name each place, or drop it."
        )
    twice = texts[texts.duplicated()].unique()
    if len(twice):
        raise UsageError(
            f"{what} has more than once: {some_of(twice)}. Add up what belongs together, and keep one entry a place."
        )


def _numbers(given: pd.Series[Any] | pd.DataFrame, what: str) -> Floats:
    """Return the tonnes as float64; refuse what is none."""
    try:
        values: Floats = np.array(given.to_numpy(dtype="float64", na_value=np.nan), dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise UsageError(f"{what} holds something that is no number ({error}). Give tonnes.") from error
    for faulty, name, remedy in (
        (
            np.isnan(values),
            "missing",
            "Write 0 where nothing was produced or shipped (fillna(0)); else find it.",
        ),
        (np.isinf(values), "infinite", "Look where it was divided by zero."),
        (values < 0, "negative", "Tonnes are 0 or more: book a correction on the flow that it corrects."),
    ):
        if faulty.any():
            at = tuple(int(axis[0]) for axis in np.nonzero(faulty))
            where = " -> ".join(str(axis[i]) for axis, i in zip(given.axes, at, strict=True))
            raise UsageError(
                f"{what} holds {int(faulty.sum())} {name} number(s), the first at {where}. {remedy}"
            )
    return values


def some_of(labels: Iterable[object]) -> str:
    """Return the first five labels, and how many more there are, for a message."""
    texts = [str(label) for label in labels]
    return ", ".join(texts[:5]) + (f" and {len(texts) - 5} more" if len(texts) > 5 else "")
