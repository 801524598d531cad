"""A folder that may be a pack, opened with care: nothing in it is believed before it was looked at."""

from __future__ import annotations

import json
import os
import stat
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from bbafootprint.audit.manifest import (
    FORMAT,
    FORMAT_VERSION,
    MANIFEST_FILE,
    MAX_MANIFEST_BYTES,
    SUMS_FILE,
    Manifest,
    is_sealed,
)
from bbafootprint.errors import AuditError

MAX_ENTRIES = 100_000
"""A folder with more files than this is no pack."""


@dataclass(frozen=True)
class Opened:
    """The two lists of a folder that may be a pack.

    Attributes
    ----------
    data, sums : bytes or None
        Text of the manifest and of the list of sums; None where there is none.
    manifest : Manifest or None
        Where it is whole: as it was sealed, and understood.
    fault : str
        Why it is not.
    is_sealed : bool
        Whether the text is as it was sealed, understood or not.
    """

    data: bytes | None
    sums: bytes | None
    manifest: Manifest | None
    fault: str
    is_sealed: bool


def open_lists(folder: Path) -> Opened:
    """Read the two lists of a folder.

    Parameters
    ----------
    folder : pathlib.Path

    Returns
    -------
    Opened

    Raises
    ------
    AuditError
        If there is no such folder, or a list is no plain file of bounded size.
    """
    if not folder.is_dir():
        what = "is a file" if folder.exists() else "is not there"
        raise AuditError(f"{folder} {what}; name the folder of an audit pack", folder=folder)
    data, sums = (_list(folder, name) for name in (MANIFEST_FILE, SUMS_FILE))
    if data is None:
        return Opened(None, sums, None, f"there is no {MANIFEST_FILE}", False)
    try:
        document = json.loads(data.decode("utf-8"))
    except RecursionError:
        return Opened(data, sums, None, "it is nested too deeply to be a manifest", False)
    except json.JSONDecodeError as error:
        return Opened(
            data,
            sums,
            None,
            f"it is not JSON ({error.msg}, line {error.lineno}, column {error.colno})",
            False,
        )
    except ValueError as error:  # no UTF-8, or a number of thousands of digits
        return Opened(data, sums, None, f"it is not JSON ({error})", False)
    whole = is_sealed(data, document)
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        return Opened(data, sums, None, f"it is no manifest of a {FORMAT}", whole)
    if document.get("format_version") != FORMAT_VERSION:
        return Opened(
            data, sums, None,
            f"it is of version {document.get('format_version')!r} of the format, and this version of bbafootprint "
            f"reads {FORMAT_VERSION}: install the version that wrote it",
            whole,
        )  # fmt: skip
    if not whole:
        return Opened(data, sums, None, "it is not as it was written: its seal is broken", False)
    try:
        return Opened(data, sums, Manifest.model_validate(document), "", True)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        place = ".".join(str(step) for step in first["loc"])
        said = str(first["msg"]).removeprefix("Value error, ")
        return Opened(data, sums, None, f"{place or 'it'}: {said}", True)


def read_manifest(folder: Path) -> Manifest:
    """Read the manifest of a pack.

    Parameters
    ----------
    folder : pathlib.Path

    Returns
    -------
    Manifest

    Raises
    ------
    AuditError
        If the folder is no pack, or its manifest is not whole.
    """
    opened = open_lists(folder)
    if opened.manifest is None:
        raise AuditError(f"{folder / MANIFEST_FILE}: {opened.fault}", folder=folder)
    return opened.manifest


def files_there(folder: Path) -> tuple[set[str], set[str]]:
    """Return what is in a folder, at any depth; no link is followed.

    Parameters
    ----------
    folder : pathlib.Path

    Returns
    -------
    tuple of set of str and set of str
        Paths of plain files, and of links and whatever else is neither file nor folder.

    Raises
    ------
    AuditError
        If there are too many to be a pack.
    """
    files: set[str] = set()
    odd: set[str] = set()
    pending = [(folder, "")]
    while pending:
        place, before = pending.pop()
        with os.scandir(place) as entries:
            for entry in entries:
                path = f"{before}{entry.name}"
                if entry.is_dir(follow_symlinks=False):
                    pending.append((Path(entry.path), f"{path}/"))
                else:
                    (files if entry.is_file(follow_symlinks=False) else odd).add(path)
        if len(files) + len(odd) + len(pending) > MAX_ENTRIES:
            raise AuditError(f"{folder} holds over {MAX_ENTRIES:,} files and is no audit pack", folder=folder)
    return files, odd


def _list(folder: Path, name: str) -> bytes | None:
    """Return a list of the folder; None where there is none."""
    path = folder / name
    try:
        found = path.lstat()
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(found.st_mode):
        raise AuditError(f"{path} is no plain file, and so {folder} is no audit pack", folder=folder)
    if found.st_size > MAX_MANIFEST_BYTES:
        raise AuditError(
            f"{path} has {found.st_size:,} bytes, more than a list of a pack can have ({MAX_MANIFEST_BYTES:,})",
            folder=folder,
        )
    return path.read_bytes()
