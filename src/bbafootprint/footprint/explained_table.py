"""An explanation as a small table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

TABLE_COLUMNS: tuple[str, ...] = (
    "indicator", "kind", "commodity", "origin", "region", "lines", "mass_t", "amount", "amount_unit", "conversion",
    "primary_quantity", "primary_unit", "primary_commodity", "factor", "value", "unit", "share", "match_level",
    "factor_quality", "set", "set_version", "row", "why",
)  # fmt: skip
"""Columns of :meth:`bbafootprint.footprint.explanation.Explanation.table`."""

_NUMBERS = (
    "mass_t",
    "amount",
    "conversion",
    "primary_quantity",
    "factor",
    "value",
    "share",
    "factor_quality",
)


def table_of(steps: Mapping[str, Any]) -> pd.DataFrame:
    """Return the steps of an explanation as a table.

    Parameters
    ----------
    steps : mapping

    Returns
    -------
    pandas.DataFrame
        See :meth:`bbafootprint.footprint.explanation.Explanation.table`.
    """
    rows = _of_group(steps) if "group" in steps else _of_line(steps)
    table = pd.DataFrame(list(rows), columns=list(TABLE_COLUMNS))
    texts = [name for name in TABLE_COLUMNS if name not in (*_NUMBERS, "lines", "row")]
    table = table.astype(dict.fromkeys(texts, object))
    table[texts] = table[texts].where(table[texts].notna(), "")
    return table.astype({**dict.fromkeys(_NUMBERS, "float64"), "lines": "Int64", "row": "Int64"})


def _of_group(steps: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for entry in steps["indicators"]:
        same = {"indicator": entry["indicator"], "unit": entry["unit"]}
        for part in entry["contributions"]:
            yield {**part, **same, "kind": "contribution"}
        if (rest := entry["smaller"]) is not None:
            number = rest["contributions"]
            summed = {name: rest[name] for name in ("lines", "mass_t", "value", "share")}
            yield {**summed, **same, "kind": "smaller", "why": f"{number} contributions"}
        for left in entry["left_out"]:
            status = "rejected" if left["status"] == "rejected" else "not assessed"
            about = {name: left[name] for name in ("primary_commodity", "lines", "mass_t", "why")}
            yield {**about, **same, "kind": status, "value": np.nan}


def _of_line(steps: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    conversion = steps["conversion"]
    for column, total in enumerate(steps["indicators"]):
        for part in steps.get("parts", [None]):
            entry = total if part is None else part["indicators"][column]
            found = {
                **{name: conversion[name] for name in ("amount", "mass_t", "primary_quantity")},
                "origin": steps["origin"]["code"],
            }
            if part is not None:
                found = {name: part[name] for name in found}
            row = {
                **found,
                **{name: conversion[name] for name in ("amount_unit", "primary_unit", "primary_commodity")},
                "indicator": entry["indicator"],
                "unit": entry["unit"],
                "commodity": steps["commodity"]["code"],
                "region": steps["region"]["name"],
                "conversion": conversion["factor"],
                "lines": 1,
            }
            if entry["factor"] is None:
                yield {**row, "kind": "not assessed", "value": np.nan, "why": entry["why"]}
                continue
            whole = total["value"]
            factor = {
                name: entry[name] for name in ("factor", "value", "match_level", "set", "set_version", "row")
            }
            share = entry["value"] / whole if whole > 0 else np.nan
            yield {
                **row,
                **factor,
                "kind": "contribution",
                "factor_quality": entry["quality"],
                "share": share,
            }
