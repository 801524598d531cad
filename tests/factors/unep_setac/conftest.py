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
NUMBERS = {name: [""] for name in ("value", "low", "high", "gsd", "year_from", "year_to")}


def read(path: Path) -> pd.DataFrame:
    """Read a ``factors.csv`` as a person would, without the library."""
    return pd.read_csv(path, dtype=dict.fromkeys(TEXT, str), keep_default_na=False, na_values=NUMBERS)


@pytest.fixture(scope="session")
def folder(root: Path) -> Path:
    return root / "factors" / "unep-setac-2016"


@pytest.fixture(scope="session")
def factors(folder: Path) -> pd.DataFrame:
    return read(folder / "factors.csv")


@pytest.fixture(scope="session")
def base(root: Path) -> pd.DataFrame:
    """The factors of bba-open, whose land this set takes."""
    return read(root / "factors" / "bba-open" / "factors.csv")


@pytest.fixture(scope="package")
def step(folder: Path) -> Iterator[Callable[[str], ModuleType]]:
    """Import a module of the build, which lives in the set's folder and not in the package."""
    names = {path.stem for path in folder.glob("*.py")}
    kept = {name: sys.modules.pop(name) for name in names if name in sys.modules}
    sys.path.insert(0, str(folder))
    yield importlib.import_module
    sys.path.remove(str(folder))
    for name in names:
        sys.modules.pop(name, None)
    sys.modules.update(kept)
