"""The committed set, and the modules that build it."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pandas as pd
import pytest

TEXT = ["commodity", "origin", "region", "practice", "indicator", "unit", "flag", "source", "note"]


@pytest.fixture(scope="session")
def folder(root: Path) -> Path:
    return root / "factors" / "bba-open"


@pytest.fixture(scope="session")
def factors(folder: Path) -> pd.DataFrame:
    return pd.read_csv(folder / "factors.csv", dtype=dict.fromkeys(TEXT, str), keep_default_na=False,
                       na_values={name: [""] for name in ("value", "low", "high", "gsd")})  # fmt: skip


@pytest.fixture(scope="session")
def wide(factors: pd.DataFrame) -> pd.DataFrame:
    """Rows of countries, sub-regions and the world: without regions inside countries."""
    return factors[factors["region"] == ""].reset_index(drop=True)


@pytest.fixture(scope="session")
def value(wide: pd.DataFrame) -> pd.Series:
    return wide.set_index(["commodity", "origin", "indicator"])["value"]


@pytest.fixture(scope="session")
def producers(folder: Path) -> pd.DataFrame:
    return pd.read_csv(folder / "producers.csv", keep_default_na=False, na_values={"area_ha": [""]})


@pytest.fixture(scope="session")
def ecosystems(folder: Path) -> pd.DataFrame:
    return pd.read_csv(folder / "ecosystems.csv", keep_default_na=False)


@pytest.fixture(scope="session")
def commodities(folder: Path) -> pd.DataFrame:
    return pd.read_csv(folder / "land_use.csv", dtype=str, keep_default_na=False)


@pytest.fixture(scope="session")
def step(folder: Path) -> Iterator[Callable[[str], ModuleType]]:
    """Import a module of the build, which lives in the set's folder and not in the package."""
    names = {path.stem for path in folder.glob("*.py")}
    sys.path.insert(0, str(folder))
    yield importlib.import_module
    sys.path.remove(str(folder))
    for name in names:
        sys.modules.pop(name, None)
