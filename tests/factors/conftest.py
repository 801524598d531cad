"""A small factor set, and ways to break it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from bbafootprint.factors import write_set

ALL = [{"rung": "region"}, {"rung": "country"}, {"rung": "subregion"}, {"rung": "world"}]
CONVERSION = [*ALL[:3], {"rung": "world", "origins": "unknown"}]


def metadata(**changes: Any) -> dict[str, Any]:
    """Metadata of a small set, without resources."""
    return {
        "name": "acme",
        "title": "Factors of Acme",
        "version": "1.2.0",
        "created": "2025-01-31",
        "licenses": [{"name": "CC0-1.0"}],
        "sources": [{"title": "Acme's own survey", "years": "2019-2021", "licence": "CC0-1.0"}],
        "indicators": [
            {
                "id": "land_occupation", "account": "pressure", "unit": "ha yr", "kind": "stock",
                "method": "area / production", "amortisation": None,
            },
            {
                "id": "habitat_loss", "account": "loss", "unit": "ha", "kind": "flow",
                "method": "attributed ha / production", "amortisation": "mean of 5 years",
            },
        ],
        "ladder": {"land_occupation": ALL, "habitat_loss": CONVERSION},
        **changes,
    }  # fmt: skip


def factors() -> pd.DataFrame:
    """Five factors: two countries, one of them Namibia, a region, a sub-region and the world."""
    return pd.DataFrame(
        [
            ("soybeans", "BRA", "", "land_occupation", 0.3, "ha yr", 2),
            ("soybeans", "BRA", "Pará", "land_occupation", 0.35, "ha yr", 1),
            ("soybeans", "NAM", "", "land_occupation", 0.5, "ha yr", 3),
            ("soybeans", "005", "", "land_occupation", 0.31, "ha yr", 4),
            ("soybeans", "WLD", "", "habitat_loss", 0.0002, "ha", 5),
        ],
        columns=["commodity", "origin", "region", "indicator", "value", "unit", "quality"],
    ).assign(
        low=lambda t: t["value"] / 2, high=lambda t: t["value"] * 2, gsd=1.4, year_from=2019, year_to=2021
    )


def producers() -> pd.DataFrame:
    return pd.DataFrame(
        {"commodity": "soybeans", "origin": ["BRA", "NAM"], "production": [100.0, 2.5], "unit": "t"}
    )


def ecosystems() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "origin": ["BRA", "BRA", "NAM"],
            "account": "loss",
            "ecosystem": ["forest", "savannah", "desert"],
            "get_code": ["T1", "T4", "T5"],
            "share": [0.25, 0.75, 1.0],
        }
    )


@pytest.fixture
def acme(tmp_path: Path) -> Path:
    """The folder of the small set, valid."""
    folder = tmp_path / "acme"
    write_set(folder, metadata(), factors(), ecosystems=ecosystems(), producers=producers())
    return folder


@pytest.fixture
def edit(acme: Path) -> Callable[..., Path]:
    """Rewrite a file of the small set and update its hash, so that only the change itself is wrong."""

    def rewrite(path: str, old: str, new: str) -> Path:
        file = acme / path
        text = file.read_bytes().decode("utf-8")
        assert old in text, f"{old!r} is not in {path}"
        file.write_bytes(text.replace(old, new, 1).encode("utf-8"))
        rehash(acme, path)
        return acme

    return rewrite


@pytest.fixture
def redeclare(acme: Path) -> Callable[..., Path]:
    """Change the content of datapackage.json."""

    def change(function: Callable[[dict[str, Any]], object]) -> Path:
        file = acme / "datapackage.json"
        document = json.loads(file.read_text(encoding="utf-8"))
        function(document)
        file.write_text(json.dumps(document), encoding="utf-8")
        return acme

    return change


def rehash(folder: Path, path: str) -> None:
    """Write the present hash and size of a file into datapackage.json."""
    if path == "datapackage.json":
        return
    data = (folder / path).read_bytes()
    file = folder / "datapackage.json"
    document = json.loads(file.read_text(encoding="utf-8"))
    for resource in document["resources"]:
        if resource["path"] == path:
            resource |= {"hash": "sha256:" + hashlib.sha256(data).hexdigest(), "bytes": len(data)}
    file.write_text(json.dumps(document), encoding="utf-8")
