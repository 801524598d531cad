"""A small factor set with round numbers, and lines to go with it."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

import bbafootprint as bba

# commodity, origin, indicator, value, low, high, gsd, quality
ROWS = [
    ("soybeans", "BRA", "land_occupation", 0.3, None, None, 1.1, 2),
    ("soybeans", "ARG", "land_occupation", 0.4, None, None, 1.1, 2),
    ("soybeans", "005", "land_occupation", 0.35, None, None, 1.3, 4),
    ("soybeans", "WLD", "land_occupation", 0.5, None, None, 1.5, 5),
    ("soybeans", "BRA", "habitat_loss", 0.001, None, None, 1.4, 3),
    ("soybeans", "ARG", "habitat_loss", 0.0, 0.0, 0.0004, None, 4),
    ("soybeans", "WLD", "habitat_loss", 0.0005, None, None, 2.0, 5),
    ("cocoa_beans", "CIV", "land_occupation", 2.0, None, None, 1.2, 2),
    ("cocoa_beans", "CIV", "habitat_loss", 0.02, None, None, 1.4, 3),
    ("cocoa_beans", "WLD", "land_occupation", 1.6, None, None, 1.5, 5),
    ("wheat", "FRA", "land_occupation", 0.14, None, None, 1.1, 2),
    ("wheat", "WLD", "land_occupation", 0.28, None, None, 1.4, 5),
]
UNITS = {"land_occupation": "ha yr", "habitat_loss": "ha"}


@pytest.fixture
def factor_frame() -> pd.DataFrame:
    frame = pd.DataFrame(
        ROWS, columns=["commodity", "origin", "indicator", "value", "low", "high", "gsd", "quality"]
    ).assign(source="hand-made", year_from=2020, year_to=2020)
    z = 1.959963984540054
    frame["low"] = frame["low"].astype(float).fillna(frame["value"] / frame["gsd"].astype(float) ** z)
    frame["high"] = frame["high"].astype(float).fillna(frame["value"] * frame["gsd"].astype(float) ** z)
    return frame.assign(unit=frame["indicator"].map(UNITS))


@pytest.fixture
def factors(factor_frame: pd.DataFrame) -> bba.FactorSet:
    """A table with producers: what only ships a good is told from what grows it."""
    return with_producers(factor_frame)


def with_producers(table: pd.DataFrame) -> bba.FactorSet:
    """The set of a table whose countries are listed as producers."""
    grown = table.loc[table["origin"].str.isalpha(), ["commodity", "origin"]].drop_duplicates()
    grown = grown[grown["origin"] != "WLD"].assign(production=1e9, unit="t")
    return replace(bba.load_factors(table), producers=grown.reset_index(drop=True))


def purchases(*rows: tuple[object, ...]) -> pd.DataFrame:
    """A table of purchases: (commodity, origin, quantity[, unit])."""
    filled = [(*row, "t") if len(row) == 3 else row for row in rows]
    return pd.DataFrame(filled, columns=["commodity", "origin", "quantity", "unit"]).astype(
        {"quantity": float}
    )
