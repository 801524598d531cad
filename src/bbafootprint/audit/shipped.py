"""Factor sets of a pack that have the name of a set of the library, and are not that set."""

from __future__ import annotations

import json
from pathlib import Path

from bbafootprint.audit.folder import DESCRIPTION, sha256_of_file
from bbafootprint.audit.manifest import DataRecord, Manifest
from bbafootprint.factors import shipped_folders


def unlike_shipped(manifest: Manifest) -> dict[str, str]:
    """Name the factor sets of a pack that are not the files that the library ships under their name.

    Parameters
    ----------
    manifest : Manifest

    Returns
    -------
    dict of str to str
        Path of the set in the pack to a sentence; empty where each set is the shipped one or has a name of its own.
    """
    shipped = shipped_folders()
    said = {}
    for record in manifest.factors:
        if record.id in shipped and (sentence := _unlike(manifest, record, shipped[record.id])):
            said[record.path] = sentence
    return said


def _unlike(manifest: Manifest, record: DataRecord, home: Path) -> str:
    """Say that a set is not the shipped one of its name; empty where it is."""
    description = json.loads((home / DESCRIPTION).read_text(encoding="utf-8-sig"))
    named = f"{record.path} is named {record.id} {record.version}"
    if record.version != description["version"]:
        return (
            f"{named}, a version that this library does not ship (it ships {description['version']}), so that it is "
            "not known whether these are the files that were published as it"
        )
    sums = {part.path: part.sha256 for part in manifest.parts}
    listed = [DESCRIPTION, *(str(resource["path"]) for resource in description["resources"])]
    other = [name for name in listed if sums.get(f"{record.path}/{name}") != sha256_of_file(home / name)]
    if not other:
        return ""
    return f"{named}, but not the files that the library ships under that name ({', '.join(other)})"
