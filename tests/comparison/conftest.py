"""A small factor set with round numbers, and runs to set beside each other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

import bbafootprint as bba

ROWS = [
    ("soybeans", "BRA", "land_occupation", 0.3),
    ("soybeans", "ARG", "land_occupation", 0.4),
    ("soybeans", "WLD", "land_occupation", 0.5),
    ("soybeans", "BRA", "habitat_loss", 0.001),
    ("soybeans", "ARG", "habitat_loss", 0.0),
    ("cocoa_beans", "CIV", "land_occupation", 2.0),
    ("cocoa_beans", "GHA", "land_occupation", 1.5),
    ("cocoa_beans", "WLD", "land_occupation", 1.6),
    ("cocoa_beans", "CIV", "habitat_loss", 0.02),
    ("wheat", "FRA", "land_occupation", 0.14),
]
UNITS = {"land_occupation": "ha yr", "habitat_loss": "ha"}

Run = Callable[..., bba.Footprint]


def make_set(changes: dict[tuple[str, str, str], float | None] | None = None) -> bba.FactorSet:
    """The set, with some factors changed, added, or (None) left out."""
    values = {tuple(row[:3]): row[3] for row in ROWS} | (changes or {})
    frame = pd.DataFrame(
        [(*key, value) for key, value in values.items() if value is not None],
        columns=["commodity", "origin", "indicator", "value"],
    )
    return bba.load_factors(frame.assign(unit=frame["indicator"].map(UNITS), source="hand-made"))


@pytest.fixture(scope="session")
def small() -> bba.FactorSet:
    return make_set()


def table(*rows: tuple[Any, ...], ids: bool = True, **columns: Any) -> pd.DataFrame:
    """Purchases: (commodity, origin, tonnes)."""
    frame = pd.DataFrame(rows, columns=["commodity", "origin", "quantity"]).assign(unit="t", **columns)
    if ids:
        frame.insert(0, "line_id", [f"L{at}" for at in range(len(rows))])
    return frame
