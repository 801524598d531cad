"""Small results and their packs, for the tests of the room."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd

import bbafootprint as bba
from bbafootprint.audit.manifest import BLANK_SEAL, MANIFEST_FILE, SUMS_FILE, canonical

FACTORS = pd.DataFrame(
    {
        "commodity": ["soybeans", "soybeans", "wheat", "cocoa_beans"],
        "origin": ["BRA", "WLD", "WLD", "GHA"],
        "indicator": ["habitat_loss"] * 4,
        "value": [1 / 3, 0.1, 1e-9 / 7, 2.5],
        "unit": ["ha"] * 4,
    }
)
"""A set that loads in no time, with numbers that have no short decimal."""

PURCHASES = pd.DataFrame(
    {
        "id": ["a", "=b", "c", "d"],
        "commodity": ["soybeans", "wheat", "cocoa beans", "stones"],
        "origin": ["BRA", "unknown", "GHA", "FRA"],
        "quantity": [1.1, "2 t", 3, None],
        "unit": "t",
        "buyer": pd.Categorical(["x", None, "y", "x"]),
        "day": pd.to_datetime(["2024-01-01", None, "2024-03-01", "2024-03-02"]),
    }
)
"""Cells of all sorts: numbers and texts in one column, missing ones, what a spreadsheet would take for a formula."""


def small_result() -> bba.Footprint:
    """A result that takes no time."""
    return bba.calculate_footprint(PURCHASES, FACTORS)


def write_small(folder: Path, **options: Any) -> Path:
    """A pack of it."""
    return bba.write_audit_pack(small_result(), folder, PURCHASES, **options)


def files_of(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def failed_parts(found: bba.AuditVerification) -> set[str]:
    return {check.part for check in found.failed}


def reseal(folder: Path, change: Any) -> None:
    """Change a manifest as a forger would: with a seal and a list of sums that fit it."""
    import hashlib

    document = json.loads((folder / MANIFEST_FILE).read_bytes())
    change(document)
    document["seal"] = BLANK_SEAL
    document["seal"] = hashlib.sha256(canonical(document)).hexdigest()
    data = canonical(document)
    (folder / MANIFEST_FILE).write_bytes(data)
    parts = document.get("parts")
    sums = {part["path"]: part["sha256"] for part in parts if part["kept"]} if isinstance(parts, list) else {}
    sums[MANIFEST_FILE] = hashlib.sha256(data).hexdigest()
    text = "".join(f"{sums[path]}  {path}\n" for path in sorted(sums))
    (folder / SUMS_FILE).write_bytes(text.encode())


def forge(folder: Path, path: str, data: bytes) -> None:
    """Change a file as a forger would: with hashes that fit it."""
    import hashlib

    (folder / path).write_bytes(data)

    def change(document: Any) -> None:
        part = next(part for part in document["parts"] if part["path"] == path)
        part["bytes"], part["sha256"] = len(data), hashlib.sha256(data).hexdigest()

    reseal(folder, change)
