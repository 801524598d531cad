"""Lines with everything that can be wrong with them, in each engine."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import bbafootprint as bba

NAMES = ["soybeans", "cocoa beans", "Weizen", "palm oil", "moon rock", None]
UNITS = ["t", "kg", "60 kg bags", "parsecs", None]


def purchases(lines: int, seed: int = 0) -> pd.DataFrame:
    """Lines with misses, a consignment, units and every fault of a quantity."""
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {
            "Product": rng.choice(np.array(NAMES, dtype=object), lines),
            "Country of origin": rng.choice(np.array(["Brazil", "CIV", "??", None], dtype=object), lines),
            "Shipped from": rng.choice(np.array(["Netherlands", None], dtype=object), lines),
            "Quantity": rng.lognormal(2, 2, lines),
            "Unit": rng.choice(np.array(UNITS, dtype=object), lines),
            "Supplier": rng.choice(np.array(["North", "South", None], dtype=object), lines),
            "company": rng.choice(np.array(["A", "B"], dtype=object), lines),
        }
    )
    for at, wrong in enumerate((np.nan, np.inf, -np.inf, -3.0, 0.0, 5e13, 5e17)):
        frame.loc[at :: 97 + at, "Quantity"] = wrong
    return frame


@pytest.fixture(scope="session")
def frame() -> pd.DataFrame:
    return purchases(4_000)


@pytest.fixture(scope="session")
def factors() -> bba.FactorSet:
    return bba.load_factors("bba-open")


def assert_same(one: bba.Footprint, other: bba.Footprint, *groups: list[str]) -> None:
    """Two footprints are the same in every table that both have."""
    pd.testing.assert_frame_equal(one.total(), other.total(), rtol=1e-9)
    pd.testing.assert_frame_equal(one.coverage(), other.coverage(), rtol=1e-9)
    assert one.counts() == other.counts()
    assert one.masses() == pytest.approx(other.masses())
    pd.testing.assert_frame_equal(one.origins(), other.origins(), rtol=1e-9)
    names = ["indicator", "primary_commodity", "status", "reason"]
    pd.testing.assert_frame_equal(in_order(one.gaps(), names), in_order(other.gaps(), names), rtol=1e-9)
    for by in groups:
        keys = [*by, "indicator"]
        pd.testing.assert_frame_equal(in_order(one.by(by), keys), in_order(other.by(by), keys), rtol=1e-9)


def in_order(table: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    return table.astype(dict.fromkeys(keys, object)).sort_values(keys).reset_index(drop=True)
