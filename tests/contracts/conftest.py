"""Purchases of every sort, and the tables of their footprints."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
import pytest

import bbafootprint as bba

TEXTS = ["commodity", "origin", "unit", "supplier", "period"]
BASE = pd.DataFrame(
    {
        "commodity": ["soybeans", "cocoa beans", "moon rock", "Weizen", "palm oil"],
        "origin": ["Brazil", None, "unknown", "France", "??"],
        "quantity": [1200.0, 80.0, 5.0, 3.0, np.nan],
        "unit": ["t", "kg", "t", "t", None],
        "supplier": ["North", None, "South", "South", "East"],
        "period": ["2023", None, "2024", "2024", "2023"],
        "own": [1, 2, 3, 4, 5],
    }
)
CASES = {
    "plain": BASE,
    "no line": BASE.iloc[:0],
    "one line": BASE.iloc[:1],
    "all rejected": BASE.iloc[4:],
    "none assessed": BASE.iloc[2:3],
    "categories": BASE.astype(dict.fromkeys(TEXTS, "category")),
    "objects": BASE.astype(dict.fromkeys(TEXTS, object)),
    "arrow texts": BASE.astype(dict.fromkeys(TEXTS, "string[pyarrow]")),
    "arrow": BASE.convert_dtypes(dtype_backend="pyarrow"),
    "few columns": BASE[["commodity", "quantity"]],
    "shipped": BASE.assign(consignment="Netherlands", origin=None),
}
WAYS = ("direct", "traced", "grouped")


@pytest.fixture(scope="session")
def factors() -> bba.FactorSet:
    return bba.load_factors("bba-open")


_FOUND: dict[tuple[int, str], bba.Footprint] = {}


def footprint(frame: pd.DataFrame, factors: bba.FactorSet, way: str = "direct") -> bba.Footprint:
    """The footprint of purchases in one of the ways; of those above it is made once."""
    if not any(frame is case for case in CASES.values()):
        return _footprint(frame, factors, way)
    at = (id(frame), way)
    if at not in _FOUND:
        _FOUND[at] = _footprint(frame, factors, way)
    return _FOUND[at]


def _footprint(frame: pd.DataFrame, factors: bba.FactorSet, way: str) -> bba.Footprint:
    if way == "grouped":
        by = [name for name in ("supplier", "period") if name in frame.columns]
        return bba.calculate_footprint(bba.group_lines(frame, by=by), factors)
    return bba.calculate_footprint(frame, factors, perspective="traced" if way == "traced" else "direct")


def tables(result: bba.Footprint) -> Iterator[tuple[str, pd.DataFrame, Any]]:
    """Every table that has a contract, with the further columns that it has."""
    assert result.lines is not None
    own = {"own": "integer"}
    lines = result.lines.frame
    yield "lines", with_own(lines[[name for name in lines.columns if name in line_columns()]]), own
    yield "issues", result.issues, ()
    yield "totals", result.total(), ()
    yield "by", result.by("origin", "supplier"), ()
    yield "by_ecosystem", result.by("commodity", "ecosystem"), ()
    yield "coverage", result.coverage(), ()
    yield "gaps", result.gaps(), ()
    yield "origins", result.origins(), ()
    yield "not_assessed", result.not_assessed(), ()
    yield "per_line", with_own(result.to_frame()), own


def with_own(frame: pd.DataFrame) -> pd.DataFrame:
    """A table with the person's own column, also where it did not come or was not kept."""
    return frame if "own" in frame.columns else frame.assign(own=1)


def line_columns() -> set[str]:
    """Columns of lines before conversion, and the person's own."""
    return {field.name for field in bba.contracts.CONTRACTS["lines"].fields} | {"own"}
