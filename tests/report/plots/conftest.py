"""Results to draw, and no figure left open."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

import bbafootprint as bba


@pytest.fixture(scope="session")
def example(root: Path) -> bba.Footprint:
    return bba.calculate_footprint(root / "examples" / "procurement.xlsx")


@pytest.fixture(scope="session")
def next_year(root: Path) -> bba.Footprint:
    return bba.calculate_footprint(root / "examples" / "procurement_2025.xlsx")


@pytest.fixture(scope="session")
def nothing() -> bba.Footprint:
    """Lines of which habitat loss is assessed for none."""
    table = pd.DataFrame(
        {"commodity": ["wheat", "moon dust"], "origin": ["FRA", "BEL"], "quantity": [3.0, 1.0]}
    )
    return bba.calculate_footprint(table.assign(unit="t"))


@pytest.fixture(scope="session")
def empty() -> bba.Footprint:
    """A footprint of no line at all."""
    table = pd.DataFrame({name: [] for name in ("commodity", "origin", "quantity", "unit")})
    return bba.calculate_footprint(table)


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    from matplotlib import pyplot

    yield
    pyplot.close("all")
