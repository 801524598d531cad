"""What every test may use."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

from .laws import LAWS, TRIED, examples, one_case_of_each

settings.register_profile("steady", deadline=None)  # a slow machine is no broken law
settings.register_profile("brief", deadline=None, max_examples=examples(100))
settings.load_profile("steady" if LAWS == "whole" else "brief")

os.environ.setdefault("MPLBACKEND", "agg")  # figures are drawn, no window is opened


def pytest_configure() -> None:
    if LAWS not in TRIED:
        raise pytest.UsageError(f"BBAFOOTPRINT_LAWS is {LAWS!r}; it is one of {', '.join(TRIED)}, or not set")


@pytest.hookimpl(
    trylast=True
)  # once what the command line left out is gone: the first that is left is the one
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if LAWS == "one":
        items[:], others = one_case_of_each(items)
        config.hook.pytest_deselected(items=others)


ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder of the project."""
    return ROOT


@pytest.fixture(scope="session")
def shared(request: pytest.FixtureRequest) -> Path:
    """The folder of real sources, corpora and published results, named by BBAFOOTPRINT_SHARED."""
    folder = Path(os.environ.get("BBAFOOTPRINT_SHARED", ROOT.parent / "shared"))
    if not (folder / "sources").is_dir():
        pytest.skip(f"no shared data at {folder} (set BBAFOOTPRINT_SHARED)")
    return folder
