"""Lines split into what stays and what changes, so that nothing is lost: what is split off and the rest sum exactly."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from bbafootprint.schema import TRACING_COLUMNS

Flags = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]

SCENARIO_COLUMNS: dict[str, str] = {
    "scenario_of": "The line as it was read that this one comes of: its own identifier where it kept it; missing on "
    "lines that no step changed.",
    "scenario_step": "Numbers of the steps that changed it, in their order, such as `1, 3`; missing where none did.",
}
"""Columns that a scenario adds where a step changes a line."""


def split_rows(
    frame: pd.DataFrame, fraction: Floats, step: int, *, detach: bool
) -> tuple[pd.DataFrame, Flags]:
    """Split off a fraction of each line.

    Parameters
    ----------
    frame : pandas.DataFrame
        Coded lines; not changed.
    fraction : ndarray of float, shape (lines,)
        0: the line stays as it is. 1: it changes as a whole. Between: what changes becomes a line of its own, below
        what stays.
    step : int
        Number of the step, for the identifiers and the record.
    detach : bool
        Give a part of a traced line that changes as a whole an identifier of its own too, because it is no longer of
        the mix that its line was split over.

    Returns
    -------
    frame : pandas.DataFrame
        Index and dtypes as before. `quantity` and `amount` of what stays and what changes sum to the line's to the
        last digit: the larger of the two is a product, the smaller a difference, which is exact.
    changed : ndarray of bool, shape (rows,)
        Which rows are what changes.
    """
    is_split = (fraction > 0) & (fraction < 1)
    at = np.repeat(np.arange(len(frame)), 1 + is_split)
    second = np.zeros(at.size, dtype=bool)
    second[1:] = at[1:] == at[:-1]
    taken, apart = fraction[at], is_split[at]
    changed: Flags = second | (taken == 1)
    table = frame.take(at)
    for name in ("quantity", "amount"):
        value = table[name].to_numpy(np.float64)
        larger = taken >= 0.5
        off = np.where(larger, value * taken, value - value * (1 - taken))
        stays = np.where(larger, value - value * taken, value * (1 - taken))
        table[name] = np.where(apart, np.where(second, off, stays), value)
    part = table["part"].to_numpy() if "part" in table else np.zeros(at.size)
    parted = detach & changed & (part > 0)
    table = _identified(table, second | parted, taken > 0, step)
    if "part" in table:
        alone = (second | parted) & (part > 0)
        table["part"] = pd.Series(np.where(alone, 0, part), index=table.index).astype(frame["part"].dtype)
        table["share"] = np.where(alone, 1.0, table["share"].to_numpy(np.float64))
    return table, changed


def _identified(table: pd.DataFrame, new: Flags, touched: Flags, step: int) -> pd.DataFrame:
    """Give new lines identifiers, and every touched one its line and its step."""
    ids = table["line_id"].astype(object).to_numpy(copy=True)
    before = {name: _texts(table, name) for name in SCENARIO_COLUMNS}
    roots, steps = before["scenario_of"], before["scenario_step"]
    taken = set(ids.tolist())
    for row in np.flatnonzero(touched).tolist():
        roots[row] = ids[row] if roots[row] is None else roots[row]
        steps[row] = f"{step}" if steps[row] is None else f"{steps[row]}, {step}"
    for row in np.flatnonzero(new).tolist():
        name, number = f"{ids[row]}~{step}", 1
        while name in taken:
            number += 1
            name = f"{ids[row]}~{step}.{number}"
        taken.add(name)
        ids[row] = name
    table["line_id"] = pd.Series(ids, index=table.index).astype(table["line_id"].dtype)
    table["scenario_of"] = pd.Series(roots, index=table.index, dtype=object)
    table["scenario_step"] = pd.Series(steps, index=table.index, dtype=object)
    return table


def _texts(table: pd.DataFrame, name: str) -> npt.NDArray[np.object_]:
    if name not in table:
        return np.full(len(table), None, dtype=object)
    column = table[name].astype(object)
    return column.where(column.notna(), None).to_numpy(copy=True)


def number_parts(frame: pd.DataFrame) -> pd.DataFrame:
    """Give the parts of traced lines new numbers and shares, which sum to 1 again, after some were changed.

    Parameters
    ----------
    frame : pandas.DataFrame
        Lines; not changed. Those without tracing are returned as they are.

    Returns
    -------
    pandas.DataFrame
        Of the parts of a line the largest is 1. Where nothing of a line is left, its shares stay in proportion.
    """
    if not all(name in frame for name in TRACING_COLUMNS) or not (frame["part"].to_numpy() > 0).any():
        return frame
    at = np.flatnonzero(frame["part"].to_numpy() > 0)
    line, _ = pd.factorize(frame["line_id"].astype(object).to_numpy()[at])
    amount = frame["amount"].to_numpy(np.float64)[at]
    share = frame["share"].to_numpy(np.float64)[at]
    whole = np.bincount(line, weights=amount)[line]
    old = np.bincount(line, weights=share)[line]
    fresh = np.where(whole > 0, amount / np.where(whole > 0, whole, 1.0), share / old)
    ranked = pd.Series(fresh).groupby(line).rank(method="first", ascending=False).to_numpy()
    parts, shares = frame["part"].to_numpy(copy=True), frame["share"].to_numpy(np.float64, copy=True)
    parts[at], shares[at] = ranked.astype(parts.dtype), fresh
    return frame.assign(part=parts, share=shares)


def set_text(frame: pd.DataFrame, name: str, at: Flags, value: str | None) -> None:
    """Write a text into a column of a frame of one's own; categories grow where they must, None is missing.

    Parameters
    ----------
    frame : pandas.DataFrame
        Changed in place; a column that is not there is made.
    name : str
    at : ndarray of bool, shape (lines,)
    value : str or None
    """
    if name not in frame:
        frame[name] = pd.Series(np.full(len(frame), None, dtype=object), index=frame.index, dtype=object)
    column = frame[name]
    if isinstance(column.dtype, pd.CategoricalDtype):
        codes = column.cat.codes.to_numpy(copy=True).astype(np.int64)
        values = list(column.cat.categories)
        if value is not None and value not in values:
            values.append(value)
        codes[at] = -1 if value is None else values.index(value)
        held: Any = pd.Categorical.from_codes(codes, categories=pd.Index(values, dtype=object))
    else:
        texts = column.astype(object).to_numpy(copy=True)
        texts[at] = value
        held = pd.Series(texts, index=frame.index, dtype=object).astype(column.dtype)
    frame[name] = pd.Series(held, index=frame.index)


def set_texts(frame: pd.DataFrame, at: Flags, texts: dict[str, str | None]) -> None:
    """Write several texts as :func:`set_text` does, into columns that are there."""
    for name, value in texts.items():
        if name in frame:
            set_text(frame, name, at, value)
