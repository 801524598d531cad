from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import bbafootprint as bba
from tests.audit.packs import write_small


@pytest.fixture(scope="session")
def kept_small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_small(tmp_path_factory.mktemp("small") / "pack")


@pytest.fixture
def small(kept_small: Path, tmp_path: Path) -> Path:
    """A small pack to spoil."""
    return Path(shutil.copytree(kept_small, tmp_path / "pack"))


@pytest.fixture(scope="session")
def example(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pack of the example; whoever changes it puts it back."""
    source = root / "examples" / "procurement.xlsx"
    folder = tmp_path_factory.mktemp("example") / "pack"
    return bba.write_audit_pack(bba.calculate_footprint(source), folder, source)
