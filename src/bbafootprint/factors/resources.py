"""The files that a set lists: read, hashed, and refused where they are not what the set says."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from bbafootprint.factors.metadata import Resource, SetMetadata
from bbafootprint.factors.tables import TABLES
from bbafootprint.factors.twin import TWIN_FILE, Lines, Tables, read_twin

METADATA_FILE = "datapackage.json"
"""A folder is a factor set if and only if it holds this file."""

_REMEDY = (
    "It is not believed, and the CSV files are read. Write the set again with write_set(..., twin=True), or "
    f"remove the file and 'twin' from {METADATA_FILE}."
)


def hash_of(data: bytes) -> str:
    """Return the hash of a file as ``datapackage.json`` writes it: ``sha256:`` and 64 hexadecimal digits."""
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def read_resources(folder: Path, metadata: SetMetadata) -> tuple[dict[str, bytes], dict[str, str], list[str]]:
    """Read the listed files, and say what is wrong with the list.

    Parameters
    ----------
    folder : pathlib.Path
    metadata : SetMetadata

    Returns
    -------
    tuple of dict, dict and list of str
        Contents by path, hashes by path (:func:`hash_of`), and problems, one sentence each.
    """
    contents: dict[str, bytes] = {}
    hashes: dict[str, str] = {}
    problems = []
    names = {resource.name for resource in metadata.resources}
    if "factors" not in names:
        problems.append(
            f"{METADATA_FILE}, resources: no resource is named 'factors'. List factors.csv under that name."
        )
    for position, resource in enumerate(metadata.resources):
        where = f"{METADATA_FILE}, resources[{position}]"
        refused = _refused_resource(folder, resource)
        if refused:
            problems.append(f"{where}.path: {resource.path!r} {refused}")
            continue
        file = folder / resource.path
        if not file.is_file():
            problems.append(f"{where}: {resource.path} is not in the folder. Add it or remove the entry.")
            continue
        data = contents[resource.path] = file.read_bytes()
        found = hashes[resource.path] = hash_of(data)
        if found != resource.hash or len(data) != resource.bytes:
            problems.append(
                f"{resource.path}: is not the file that {METADATA_FILE} describes "
                f"({len(data)} bytes with {found}, listed "
                f"{resource.bytes} bytes with {resource.hash}). Run the build again or update the hash; "
                "if you changed a number, raise the version."
            )
    listed = {str(PurePosixPath(resource.path)) for resource in metadata.resources}
    for name in TABLES:
        for path in (f"{name}.csv", f"{name}.csv.gz"):
            if path not in listed and (folder / path).is_file():
                problems.append(
                    f"{path}: is in the folder and not in the resources of {METADATA_FILE}, so that it "
                    "would not be read. List it or remove it."
                )
    return contents, hashes, problems


def believed_twin(
    folder: Path, metadata: SetMetadata, hashes: Mapping[str, str]
) -> tuple[Tables, Lines] | str | None:
    """Return the tables of the set's twin, where it is the twin of these very files.

    Parameters
    ----------
    folder : pathlib.Path
    metadata : SetMetadata
    hashes : mapping of str to str
        Of the tables' files, by path.

    Returns
    -------
    tuple of mapping and mapping, or str, or None
        Tables and lines; or why the twin is not believed, a sentence; or None where the set has no twin.
    """
    record = metadata.twin
    if record is None:
        if (folder / TWIN_FILE).is_file():
            return f"{TWIN_FILE}: is in the folder and {METADATA_FILE} does not say so. {_REMEDY}"
        return None
    refused = _refused_path(folder, record.path)
    if refused:
        return f"{METADATA_FILE}, twin.path: {record.path!r} {refused}"
    file = folder / record.path
    if not file.is_file():
        return f"{record.path}: is not in the folder, though {METADATA_FILE} lists it as the twin. {_REMEDY}"
    tables = {resource.path: hashes.get(resource.path) for resource in metadata.resources}
    if record.of != {path: tables[path] for path in tables if _is_table(metadata, path)}:
        return f"{record.path}: was made from other files than the tables beside it. {_REMEDY}"
    data = file.read_bytes()
    if hash_of(data) != record.hash or len(data) != record.bytes:
        return f"{record.path}: is not the file that {METADATA_FILE} describes. {_REMEDY}"
    found = read_twin(data, metadata, record.of)
    return f"{record.path}: {found}. {_REMEDY}" if isinstance(found, str) else found


def _is_table(metadata: SetMetadata, path: str) -> bool:
    return any(resource.path == path and resource.name in TABLES for resource in metadata.resources)


def _refused_resource(folder: Path, resource: Resource) -> str:
    """Why a resource is not read, as the rest of a sentence; empty where it is."""
    refused = _refused_path(folder, resource.path)
    if not refused and resource.name in TABLES and not resource.path.endswith((".csv", ".csv.gz")):
        return "is neither .csv nor .csv.gz. Save the table as CSV."
    return refused


def _refused_path(folder: Path, given: str) -> str:
    """Why a path is not followed, as the rest of a sentence; empty where it is."""
    path = PurePosixPath(given)
    # A colon is a drive or an address, a backslash a separator on one system only.
    if path.is_absolute() or "\\" in given or ":" in given:
        return "is not a path inside the folder. Write it relative to the folder, with forward slashes."
    if ".." in path.parts or not (folder / path).resolve().is_relative_to(folder.resolve()):
        return "leads out of the folder. Move the file into the folder of the set."
    return ""
