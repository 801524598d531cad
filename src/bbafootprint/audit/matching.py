"""Inputs that are given beside a pack, known by their hash."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from bbafootprint.audit.folder import sha256_of_file
from bbafootprint.audit.manifest import Manifest, Part
from bbafootprint.audit.typed_tables import write_table
from bbafootprint.audit.verification import AuditCheck
from bbafootprint.errors import UsageError
from bbafootprint.ingest.reading import ArrowTable

Input = str | Path | pd.DataFrame | ArrowTable


def match_inputs(
    manifest: Manifest, inputs: Sequence[Input], scratch: Path
) -> tuple[dict[str, Path], list[AuditCheck]]:
    """Find out which parts the inputs that were given are, by their hash.

    Parameters
    ----------
    manifest : Manifest
    inputs : sequence
        Files and tables.
    scratch : pathlib.Path
        Where tables are written, to know their hash.

    Returns
    -------
    tuple of dict of str to pathlib.Path and list of AuditCheck
        Where parts are that were left out of the pack; and a check an input.

    Raises
    ------
    UsageError
        If an input is no file that is there, and no table.
    """
    candidates = [part for part in manifest.parts if part.what not in ("about", "result")]
    candidates += [part for part in manifest.parts if part.what == "result" and not part.kept]
    found: dict[str, Path] = {}
    checks = []
    for at, given in enumerate(inputs):
        if isinstance(given, str | Path):
            path, name = Path(given), Path(given).name
            if not path.is_file():
                raise UsageError(f"{path} is no file: give the input that was left out of the pack")
        elif isinstance(given, pd.DataFrame) or hasattr(given, "to_pandas"):
            frame = given if isinstance(given, pd.DataFrame) else given.to_pandas()
            path, name = scratch / f"{at}.csv", "the table given"
            path.write_bytes(write_table(frame)[0])
        else:
            raise UsageError(
                f"an input is {given!r}: give a file or table that was left out of the pack, or a list of them"
            )
        digest = sha256_of_file(path)
        parts = [part for part in candidates if part.sha256 == digest]
        if parts:
            found |= {part.path: path for part in parts if not part.kept}
            checks.append(AuditCheck(parts[0].path, "input", True, digest, digest))
        else:
            checks.append(AuditCheck(name, "input", False, digest, *_not_of(manifest, name, digest)))
    return found, checks


def _not_of(manifest: Manifest, name: str, digest: str) -> tuple[str, str]:
    """Return what an input should have been, and say that it is not."""
    wanted: list[Part] = [part for part in manifest.parts if part.what == "input"]
    if not wanted:
        return "", f"is not of this pack (sha256 {digest}), which knows no input."
    same = next((part for part in wanted if name in (part.path.split("/")[-1], part.given_as)), wanted[0])
    message = (
        f"is not the file that the result was made from: its sha256 is {digest}; {same.path} had {same.sha256}. Get "
        "the very file, unchanged: opening and saving it is enough to change it."
    )
    return same.sha256, message
