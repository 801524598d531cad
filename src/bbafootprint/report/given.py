"""Quantities as they were given: the number, or what stood where no number was."""

from __future__ import annotations

import pandas as pd

from bbafootprint.schema import Lines


def given_quantities(lines: Lines) -> pd.Series:
    """Return the quantity of each line as it was given.

    Parameters
    ----------
    lines : Lines

    Returns
    -------
    pandas.Series of object
        In the order and index of the lines. The number in its unit; for a line without one the text that the
        issue of that line found, so that the line reads back with the same fault; NaN where nothing was given.
        In a table in memory a fault is reported once, with the text of its first line only.
    """
    quantity = lines.frame["quantity"].astype(object)
    missing = lines.frame["quantity"].isna()
    if not missing.any():
        return quantity
    issues = lines.issues[lines.issues["line_id"] != ""]
    keys = zip(issues["line_id"], issues["code"], strict=True)
    found = dict(zip(keys, issues["found"], strict=True))
    own = lines.frame.loc[missing, ["line_id", "problem"]].astype(object)
    texts = [
        _as_cell(found.get((line_id, problem), ""))
        for line_id, problem in zip(own["line_id"], own["problem"], strict=True)
    ]
    given = quantity.to_numpy(copy=True)
    given[missing.to_numpy()] = texts
    return pd.Series(given, index=quantity.index, dtype=object)


def _as_cell(text: str) -> object:
    """Return what a cell holds for a text: TRUE and FALSE are truths, nothing is missing."""
    truths = {"TRUE": True, "FALSE": False}
    return truths.get(text.upper(), text) if text else float("nan")
