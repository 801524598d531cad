"""Everything that is wrong with a factor set, at once.

A person who makes a set corrects it in one go: each problem names its file, its rows and its remedy, and the
first problem never hides the next, except where a file cannot be read at all.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from bbafootprint.factors import cells, checks, reading, tables
from bbafootprint.factors.ecosystem_checks import check_ecosystems
from bbafootprint.factors.metadata import SetMetadata, parse_metadata
from bbafootprint.factors.region_checks import check_region_names, check_regions, check_regions_listed
from bbafootprint.factors.resources import METADATA_FILE, believed_twin, hash_of, read_resources
from bbafootprint.factors.tables import TABLES, Table
from bbafootprint.factors.twin import Lines, Tables

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
        Path of ``datapackage.json`` and of each listed file to its hash (``sha256:...``). The twin is none of
        them: it holds nothing of its own.
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

    The CSV files are read and checked even where the set has a binary twin, and the twin is compared with them: a
    twin that is not theirs is a problem here, though loading only passes over it.

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
    inspection = inspect_folder(Path(path), thorough=True)
    return [*inspection.problems, *(f"warning: {warning}" for warning in inspection.warnings)]


def inspect_folder(folder: Path, *, thorough: bool = False) -> Inspection:
    """Read a factor set from a folder and check it.

    Parameters
    ----------
    folder : pathlib.Path
        The folder that holds ``datapackage.json``.
    thorough : bool
        Check the CSV files and the twin against each other. Otherwise the twin stands for the checked files
        where it is theirs, and is passed over without a word where it is not.

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
    hashes = {METADATA_FILE: hash_of(data)}
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
    contents, found_hashes, found = read_resources(folder, metadata)
    problems += found
    hashes |= found_hashes
    twin = None if problems and not thorough else believed_twin(folder, metadata, found_hashes)
    if isinstance(twin, tuple) and not thorough:
        return Inspection(metadata, *twin, hashes, (), _warnings(folder, metadata))
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
    if not problems:
        problems += check_regions_listed(frames, {each.name: each.path for each in metadata.resources})
    if thorough and isinstance(twin, str):
        problems.append(twin)
    elif thorough and isinstance(twin, tuple) and not problems:
        problems += _check_twin(twin, frames, lines, metadata)
    return Inspection(metadata, frames, lines, hashes, tuple(problems), _warnings(folder, metadata))


def _warnings(folder: Path, metadata: SetMetadata) -> tuple[str, ...]:
    if metadata.name == folder.resolve().name:
        return ()
    return (
        f"{METADATA_FILE}: the set is named {metadata.name!r} and its folder {folder.resolve().name!r}. "
        "Give both the same name, so that people find it.",
    )


def _check_twin(twin: tuple[Tables, Lines], frames: Tables, lines: Lines, metadata: SetMetadata) -> list[str]:
    """Say which tables of a twin are not those of the files that it claims to be made from."""
    named = metadata.twin.path if metadata.twin else ""
    tables, rows = twin
    other = [
        name
        for name in sorted({*tables, *frames})
        if name not in tables
        or name not in frames
        or not tables[name].dtypes.equals(frames[name].dtypes)
        or not tables[name].equals(frames[name])
        or not np.array_equal(rows[name], lines[name])
    ]
    return [
        f"{named}: does not hold the numbers of the tables that it names ({', '.join(other)}), though its hashes are "
        "right: do not use this set until its makers have written it again with write_set(..., twin=True)."
    ] * bool(other)


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
        Columns that must be there; default all that the format does not let a file do without.
    first_row : int
        Number of the first row in messages.

    Returns
    -------
    list of str
        Problems, one sentence each.
    """
    problems = cells.check_columns(given, table, file, table.in_every_file if needed is None else needed)
    if given.columns.has_duplicates:
        return problems
    typed = reading.typed(given, table, first_row)
    problems += cells.check_cells(typed, table, file)
    if not typed.frame.empty:
        if table is tables.FACTORS:
            problems += checks.check_factors(typed, metadata, file)
            problems += check_region_names(typed, file)
        elif table is tables.ECOSYSTEMS:
            problems += check_ecosystems(typed, file)
        elif table is tables.REGIONS:
            problems += check_regions(typed, file)
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
