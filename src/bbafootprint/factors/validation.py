"""Everything that is wrong with a factor set, at once.

A person who makes a set corrects it in one go: each problem names its file, its rows and its remedy, and the
first problem never hides the next, except where a file cannot be read at all.
"""

from __future__ import annotations

import difflib
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from bbafootprint.factors import cells, checks, reading, tables
from bbafootprint.factors.metadata import Resource, SetMetadata, parse_metadata
from bbafootprint.factors.tables import TABLES, Table

METADATA_FILE = "datapackage.json"
"""A folder is a factor set if and only if it holds this file."""

_ID = re.compile(r"[a-z0-9]([a-z0-9._-]*[a-z0-9])?")
_SEMVER = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}(T[0-9:.]+(Z|[+-]\d{2}:\d{2}))?")


@dataclass(frozen=True)
class Inspection:
    """A folder, read and checked.

    Attributes
    ----------
    metadata : SetMetadata or None
        None where ``datapackage.json`` cannot be used.
    tables : mapping of str to pandas.DataFrame
        By name; only the tables that could be read. Types are final only where there are no problems.
    lines : mapping of str to array of int
        By name of a table: the line of its file on which each row begins (the header is line 1).
    hashes : mapping of str to str
        Path of each file of the set to its sha256 (hexadecimal).
    problems : tuple of str
        What forbids the set to be used.
    warnings : tuple of str
        What should be put right but does no harm to numbers.
    """

    metadata: SetMetadata | None
    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    lines: Mapping[str, NDArray[np.int64]] = field(default_factory=dict)
    hashes: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def validate_folder(path: str | Path) -> list[str]:
    """Say everything that is wrong with a factor set in a folder.

    Parameters
    ----------
    path : str or pathlib.Path
        The folder that holds ``datapackage.json``.

    Returns
    -------
    list of str
        One sentence a problem with file, rows (the first five) and remedy; empty where the set is valid. What
        begins with ``warning:`` does not keep the set from loading.
    """
    inspection = inspect_folder(Path(path))
    return [*inspection.problems, *(f"warning: {warning}" for warning in inspection.warnings)]


def inspect_folder(folder: Path) -> Inspection:
    """Read a factor set from a folder and check it.

    Parameters
    ----------
    folder : pathlib.Path
        The folder that holds ``datapackage.json``.

    Returns
    -------
    Inspection
    """
    if not folder.is_dir():
        return Inspection(None, problems=(f"{folder}: is not a folder. Name the folder of a factor set.",))
    file = folder / METADATA_FILE
    if not file.is_file():
        return Inspection(
            None,
            problems=(f"{METADATA_FILE}: is missing in {folder}. Every set has one (docs/factor-sets.md).",),
        )
    data = file.read_bytes()
    hashes = {METADATA_FILE: hashlib.sha256(data).hexdigest()}
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = data.count(b"\n", 0, error.start) + 1
        return Inspection(
            None,
            problems=(f"{METADATA_FILE}, line {row}: is not UTF-8. Save it again with the encoding UTF-8.",),
        )
    metadata, problems = parse_metadata(text)
    if metadata is None:
        return Inspection(None, hashes=hashes, problems=tuple(problems))
    problems += check_metadata(metadata)
    contents, found = _read_resources(folder, metadata)
    problems += found
    hashes |= {path: hashlib.sha256(content).hexdigest() for path, content in contents.items()}
    frames: dict[str, pd.DataFrame] = {}
    lines: dict[str, NDArray[np.int64]] = {}
    for resource in metadata.resources:
        table = TABLES.get(resource.name)
        if table is not None and resource.path in contents and table.name not in frames:
            given, found = reading.read_csv(contents[resource.path], resource.path, table)
            problems += found
            if given is not None:
                lines[table.name] = given.index.to_numpy(dtype="int64")
                found = check_table(given, table, resource.path, metadata, frames)
                problems += found
    warnings = []
    if metadata.name != folder.resolve().name:
        warnings.append(
            f"{METADATA_FILE}: the set is named {metadata.name!r} and its folder {folder.resolve().name!r}. "
            "Give both the same name, so that people find it."
        )
    return Inspection(metadata, frames, lines, hashes, tuple(problems), tuple(warnings))


def check_table(
    given: pd.DataFrame,
    table: Table,
    file: str,
    metadata: SetMetadata,
    frames: dict[str, pd.DataFrame],
    *,
    needed: tuple[str, ...] | None = None,
    first_row: int = 2,
) -> list[str]:
    """Check one table and put it, typed, into `frames`.

    Parameters
    ----------
    given : pandas.DataFrame
        The table as read.
    table : Table
        Which table it is.
    file : str
        Its name in messages.
    metadata : SetMetadata
        Declares indicators and ladder.
    frames : dict
        Gets the typed table under its name.
    needed : tuple of str, optional
        Columns that must be there; default all of the format's.
    first_row : int
        Number of the first row in messages.

    Returns
    -------
    list of str
        Problems, one sentence each.
    """
    problems = cells.check_columns(given, table, file, table.columns if needed is None else needed)
    if given.columns.has_duplicates:
        return problems
    typed = reading.typed(given, table, first_row)
    problems += cells.check_cells(typed, table, file)
    if not typed.frame.empty:
        if table is tables.FACTORS:
            problems += checks.check_factors(typed, metadata, file)
        elif table is tables.ECOSYSTEMS:
            problems += checks.check_ecosystems(typed, file)
        else:
            problems += checks.check_producers(typed, file)
    frames[table.name] = typed.frame if problems else reading.finished(typed.frame, table)
    return problems


def check_metadata(metadata: SetMetadata) -> list[str]:
    """Say what the models let through and the format does not: names, version, date, ladders."""
    file, problems = METADATA_FILE, []
    if not _ID.fullmatch(metadata.name):
        problems.append(
            f"{file}, name: {metadata.name!r} is no id. Use lower-case letters, digits, hyphens and points."
        )
    if not _SEMVER.fullmatch(metadata.version):
        problems.append(
            f"{file}, version: {metadata.version!r} is no version. Write three numbers, such as '1.0.0'; "
            "raise it when a number of the set changes."
        )
    if metadata.created and not _DATE.fullmatch(metadata.created):
        problems.append(f"{file}, created: {metadata.created!r} is no date. Write it as '2025-01-31'.")
    ids = [indicator.id for indicator in metadata.indicators]
    problems += [
        f"{file}, indicators: {name!r} is declared more than once. Keep one."
        for name in dict.fromkeys(ids)
        if ids.count(name) > 1
    ]
    problems += [
        f"{file}, ladder: {name!r} has no ladder, so that none of its factors would answer. "
        'Add its rungs, for instance [{"rung": "country"}, {"rung": "world", "origins": "unknown"}].'
        for name in dict.fromkeys(ids)
        if name not in metadata.ladder
    ]
    for name in metadata.ladder:
        if name not in ids:
            near = difflib.get_close_matches(name, ids, n=1)
            guess = f" Did you mean {near[0]!r}?" if near else ""
            problems.append(
                f"{file}, ladder: {name!r} is no indicator of the set.{guess} Correct or remove it."
            )
    names = [resource.name for resource in metadata.resources]
    problems += [
        f"{file}, resources: the name {name!r} stands there more than once. Keep one."
        for name in dict.fromkeys(names)
        if names.count(name) > 1
    ]
    return problems


def _read_resources(folder: Path, metadata: SetMetadata) -> tuple[dict[str, bytes], list[str]]:
    """Read the listed files, by path, and say what is wrong with the list."""
    contents: dict[str, bytes] = {}
    problems = []
    names = {resource.name for resource in metadata.resources}
    if "factors" not in names:
        problems.append(
            f"{METADATA_FILE}, resources: no resource is named 'factors'. List factors.csv under that name."
        )
    for position, resource in enumerate(metadata.resources):
        where = f"{METADATA_FILE}, resources[{position}]"
        refused = _refused_path(folder, resource)
        if refused:
            problems.append(f"{where}.path: {resource.path!r} {refused}")
            continue
        file = folder / resource.path
        if not file.is_file():
            problems.append(f"{where}: {resource.path} is not in the folder. Add it or remove the entry.")
            continue
        data = contents[resource.path] = file.read_bytes()
        if f"sha256:{hashlib.sha256(data).hexdigest()}" != resource.hash or len(data) != resource.bytes:
            problems.append(
                f"{resource.path}: is not the file that {METADATA_FILE} describes "
                f"({len(data)} bytes with sha256:{hashlib.sha256(data).hexdigest()}, listed "
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
    return contents, problems


def _refused_path(folder: Path, resource: Resource) -> str:
    """Why a path of a resource is not followed, as the rest of a sentence; empty where it is."""
    path = PurePosixPath(resource.path)
    # A colon is a drive or an address, a backslash a separator on one system only.
    if path.is_absolute() or "\\" in resource.path or ":" in resource.path:
        return "is not a path inside the folder. Write it relative to the folder, with forward slashes."
    if ".." in path.parts or not (folder / path).resolve().is_relative_to(folder.resolve()):
        return "leads out of the folder. Move the file into the folder of the set."
    if resource.name in TABLES and not resource.path.endswith((".csv", ".csv.gz")):
        return "is neither .csv nor .csv.gz. Save the table as CSV."
    return ""
