"""The files of a large input: which they are, and what must not be passed over in silence."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from bbafootprint.errors import UnreadableFileError, UsageError

BATCH = 2**20
"""Lines of Parquet that are read at once."""

BLOCK = 2**24
"""Bytes of text that are read at once."""

PARQUET, TEXT = (".parquet", ".pq"), (".csv", ".tsv", ".txt")

_PACKED = (".gz", ".bz2", ".xz", ".zst", ".zip")
_WORKBOOKS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
_NO_VALUE = "__HIVE_DEFAULT_PARTITION__"
"""Name of the folder of the rows without a value, as those who write partitions have it."""


@dataclass(frozen=True)
class Source:
    """A file of the input.

    Attributes
    ----------
    path : pathlib.Path
    name : str
        Its path below the folder that was given, with ``/``; from the first folder such as ``year=2023`` on where the
        path that was given has one.
    bytes : int
    modified : int
        When it was last changed, in nanoseconds.
    pieces : int
        How many pieces it has, about.
    partitions : dict of str to str or None
        Columns that names of folders give; None where the name says that there is no value.
    """

    path: Path
    name: str
    bytes: int
    modified: int
    pieces: int
    partitions: Mapping[str, str | None]


def sources_of(given: Sequence[str | Path]) -> list[Source]:
    """Return the files of an input, those of a folder in the order of their names.

    Parameters
    ----------
    given : sequence of str or pathlib.Path
        Files and folders.

    Returns
    -------
    list of Source
        Hidden files, and those of names that begin with ``_``, are no data and left out; so are files of other kinds
        but for what may hold lines. Links to folders are followed, each folder once.

    Raises
    ------
    UsageError
        If there is no such file, none of a kind that can be read, or one is named twice; or a folder holds a workbook
        or a packed file, whose lines would be missing.
    UnreadableFileError
        If pyarrow is not installed, or a file or folder may not be read.
    """
    try:
        import pyarrow  # noqa: F401
    except ImportError as error:
        raise UnreadableFileError(
            "reading files in pieces needs pyarrow: pip install bbafootprint[parquet]"
        ) from error
    found: list[Source] = []
    for each in map(Path, given):
        if not each.exists():
            raise UsageError(f"there is no file or folder {each}")
        if each.is_dir():
            inside = _files_in(each)
            if not inside:
                raise UsageError(f"{each} holds no file ending in {', '.join(PARQUET + TEXT)}")
            below = _partitioned(each)
            found += [_source(path, (below / path.relative_to(each)).as_posix()) for path in inside]
        elif each.suffix.lower() in _PACKED:
            raise UsageError(f"{each} {_UNPACK}")
        elif each.suffix.lower() not in PARQUET + TEXT:
            raise UsageError(
                f"{each} does not end in {', '.join(PARQUET + TEXT)}: only such files are read in pieces"
            )
        else:
            found.append(_source(each, (_partitioned(each.parent) / each.name).as_posix()))
    names = [source.path.resolve() for source in found]
    if twice := [path for path in dict.fromkeys(names) if names.count(path) > 1]:
        raise UsageError(f"{twice[0].name} is given twice; its lines would count twice")
    seen: dict[str, int] = {}
    for source in found:
        seen[source.name] = seen.get(source.name, 0) + 1
    return [
        Source(
            s.path,
            s.path.as_posix() if seen[s.name] > 1 else s.name,
            s.bytes,
            s.modified,
            s.pieces,
            s.partitions,
        )
        for s in found
    ]


_UNPACK = "is packed, and is not read in pieces: unpack it first, or write its lines as Parquet"


def _partitioned(folder: Path) -> Path:
    """Return a folder as it was given from the first part on that is a value of a column; nothing if none is."""
    parts = folder.parts
    at = next((at for at, part in enumerate(parts) if part.partition("=")[0] and "=" in part), len(parts))
    return Path(*parts[at:])


def _files_in(folder: Path) -> list[Path]:
    """Return the files of a folder that hold lines, and refuse what would be missing in silence."""

    def refuse(error: OSError) -> None:
        raise UnreadableFileError(f"{error.filename} {_unread(error)}", path=Path(error.filename)) from error

    found, seen = [], set()
    for at, folders, names in os.walk(folder, onerror=refuse, followlinks=True):
        if (place := os.path.realpath(at)) in seen:  # a link that leads back
            folders.clear()
            continue
        seen.add(place)
        folders[:] = sorted(name for name in folders if not name.startswith((".", "_")))
        for path in (Path(at, name) for name in names if not name.startswith((".", "_"))):
            kind = path.suffix.lower()
            if kind in _PACKED and Path(path.stem).suffix.lower() in PARQUET + TEXT + _WORKBOOKS:
                raise UsageError(f"{path} {_UNPACK}")
            if kind in _WORKBOOKS:
                raise UsageError(
                    f"{path} is a workbook, and is not read in pieces: save its sheet as CSV UTF-8, or take it out of "
                    "the folder and give it to `bbafootprint run`"
                )
            if kind in PARQUET + TEXT:
                found.append(path)
    return sorted(found)


def _unread(error: OSError) -> str:
    if isinstance(error, PermissionError):
        return "may not be read by you. Ask for permission, or close it where another program holds it."
    if isinstance(error, FileNotFoundError):
        return "leads nowhere: the file that it is a link to is not there. Take the link away, or mend it."
    return f"cannot be read: {error.strerror}."


def _source(path: Path, name: str) -> Source:
    """Return a file; of Parquet its footer is read, to know how many lines there are."""
    try:
        stat = path.stat()
        with path.open("rb"):
            pass
    except OSError as error:
        raise UnreadableFileError(f"{path} {_unread(error)}", path=path) from error
    if not stat.st_size:
        raise UnreadableFileError(
            f"{path} is empty: not even a header is in it. Take it away, or write it anew.", path=path
        )
    partitions = {
        key: None if value == _NO_VALUE else unquote(value)
        for part in Path(name).parts[:-1]
        for key, eq, value in [part.partition("=")]
        if key and eq
    }
    if path.suffix.lower() in PARQUET:
        rows = open_parquet(path).metadata.num_rows
        pieces = -(-rows // BATCH)
    else:
        pieces = -(-stat.st_size // BLOCK)
    return Source(path, name, stat.st_size, stat.st_mtime_ns, pieces, partitions)


def open_parquet(path: Path) -> Any:
    """Open a Parquet file: its footer is read.

    Parameters
    ----------
    path : pathlib.Path

    Returns
    -------
    pyarrow.parquet.ParquetFile

    Raises
    ------
    UnreadableFileError
        If it is none.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return pq.ParquetFile(path)
    except (pa.ArrowException, OSError) as error:
        raise UnreadableFileError(
            f"{path} cannot be read as Parquet ({error}). Write it anew, or check its extension.", path=path
        ) from error
