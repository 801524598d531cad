"""What a pack says about itself: its parts with their hashes, and all that a recomputation needs to know.

Two lists name every part: :data:`MANIFEST_FILE` and :data:`SUMS_FILE`. So that a change in one of the lists is told
from a change in what it lists, the manifest carries a seal (a hash of its own text with the seal left blank) and has
one way only to be written, and the list of sums has one way only to follow from the manifest.
"""

from __future__ import annotations

import hashlib
import json
import platform
import re
from importlib.metadata import version
from typing import Annotated, Any, Literal

import numpy as np
import pandas as pd
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from bbafootprint.audit.typed_tables import TypedColumn

MANIFEST_FILE = "manifest.json"
SUMS_FILE = "SHA256SUMS"
README_FILE = "README.txt"

FORMAT: Literal["bbafootprint audit pack"] = "bbafootprint audit pack"
FORMAT_VERSION = 1

MAX_MANIFEST_BYTES = 16 << 20
"""A longer manifest, or list of sums, is refused: a pack has tens of parts."""

MAX_PART_BYTES = 4 << 30

Role = Literal[
    "input",
    "mapping",
    "answers",
    "own products",
    "factor set",
    "trade data",
    "product data",
    "result",
    "about",
]
"""What a part is."""

Basis = Literal["input", "lines"]
"""Where a recomputation starts: at the input as it was given, or at the lines as they were read."""

_SEGMENT = r"[A-Za-z0-9_(\[][A-Za-z0-9 ._()+,&@=~\[\]-]*(?<![ .])"
SAFE_PATH = re.compile(rf"(?=.{{1,240}}$){_SEGMENT}(/{_SEGMENT})*")
"""A path that means the same file inside the folder on every system, and never one outside it."""

BLANK_SEAL = "0" * 64
_Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class _Document(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Part(_Document):
    """A file of the pack, or one that was left out of it.

    Attributes
    ----------
    path : str
        Inside the folder, with forward slashes.
    what : str
        A :data:`Role`.
    bytes, sha256
        Of the file.
    kept : bool
        False: only the hash was kept, the file is not in the pack.
    given_as : str
        Name of the file as it was given, where the pack could not take it over; a kind of object for a table in memory.
    columns : tuple of TypedColumn, or None
        For a table that the library wrote: how its cells are read.
    """

    path: str
    what: Role
    bytes: Annotated[int, Field(ge=0, le=MAX_PART_BYTES)]
    sha256: _Sha256
    kept: bool = True
    given_as: str = ""
    columns: tuple[TypedColumn, ...] | None = None

    @model_validator(mode="after")
    def _stays_inside(self) -> Part:
        if not SAFE_PATH.fullmatch(self.path):
            raise ValueError(f"{self.path!r} is not a plain path inside the folder")
        if self.path in (MANIFEST_FILE, SUMS_FILE):
            raise ValueError(f"{self.path} is a list and cannot be listed as a part")
        return self


class DataRecord(_Document):
    """A factor set or trade data: a folder of the pack, or a table of it."""

    id: str
    version: str
    sha256: str = ""
    path: str
    kind: Literal["folder", "table"]


class ReadingOptions(_Document):
    """How the inputs were read; as :func:`bbafootprint.read_lines` takes it."""

    sheet: str | None = None
    header_row: int | None = None
    unit: str | None = None
    decimal: Literal[".", ","] | None = None
    strict_units: bool = False
    columns: dict[str, str] = Field(default_factory=dict)


class Options(_Document):
    """What changes numbers besides the files."""

    allocation: Literal["economic", "mass"]
    perspective: Literal["direct", "traced"]
    layering: Literal["rung", "set"]
    reading: ReadingOptions


class Manifest(_Document):
    """Everything that a pack says about itself.

    Attributes
    ----------
    seal : str
        SHA-256 of the text of the manifest with 64 zeros in its place.
    versions : dict of str to str
        Of the library, Python and what computes.
    recomputed_from : {"input", "lines"}
        Where a recomputation starts. It was done once when the pack was written, and gave the same.
    not_redone : tuple of str
        What a recomputation from there does not redo, a sentence each.
    inputs : tuple of str
        Paths of the inputs, in the order in which they were read.
    mapping, answers, own_products : str or None
        Paths of what options named.
    factors, trade : tuple of DataRecord
        In the order in which they are asked.
    line_columns : tuple of str
        Columns of the table of lines that were there before anything was calculated.
    provenance : dict
        The record of the run (:attr:`bbafootprint.Footprint.provenance`): columns and answers as they were read.
    parts : tuple of Part
        Every file but the two lists.
    """

    format: Literal["bbafootprint audit pack"]
    format_version: Literal[1]
    seal: _Sha256
    versions: dict[str, str]
    recomputed_from: Basis
    not_redone: tuple[str, ...]
    options: Options
    inputs: tuple[str, ...]
    mapping: str | None
    answers: str | None
    own_products: str | None
    factors: Annotated[tuple[DataRecord, ...], Field(min_length=1)]
    trade: tuple[DataRecord, ...]
    line_columns: tuple[str, ...]
    provenance: dict[str, Any]
    parts: Annotated[tuple[Part, ...], Field(max_length=20_000)]

    @model_validator(mode="after")
    def _holds_together(self) -> Manifest:
        paths = [part.path for part in self.parts]
        if len({path.casefold() for path in paths}) < len(paths):
            raise ValueError("a part is listed twice")
        files = [*self.inputs, self.mapping, self.answers, self.own_products]
        data = [*self.factors, *self.trade]
        files += [record.path for record in data if record.kind == "table"]
        known = set(paths)
        if missing := [path for path in files if path is not None and path not in known]:
            raise ValueError(f"{missing[0]!r} is used and is no part")
        folders = [record.path for record in data if record.kind == "folder"]
        if missing := [path for path in folders if f"{path}/datapackage.json" not in known]:
            raise ValueError(f"{missing[0]!r} is used and no part is in it")
        return self

    def part(self, path: str) -> Part:
        """Return the part of that path.

        Parameters
        ----------
        path : str

        Returns
        -------
        Part

        Raises
        ------
        KeyError
            If there is none.
        """
        for part in self.parts:
            if part.path == path:
                return part
        raise KeyError(path)


def versions_here() -> dict[str, str]:
    """Return the versions of the library, Python and what computes.

    Returns
    -------
    dict of str to str
    """
    return {
        "bbafootprint": version("bbafootprint"),
        "python": platform.python_version(),
        "numpy": np.__version__,
        "pandas": pd.__version__,
    }


def sealed(manifest: Manifest) -> tuple[Manifest, bytes]:
    """Return a manifest with its seal, and its text.

    Parameters
    ----------
    manifest : Manifest
        With any seal.

    Returns
    -------
    tuple of Manifest and bytes
    """
    blank = manifest.model_copy(update={"seal": BLANK_SEAL})
    seal = hashlib.sha256(canonical(blank.model_dump(mode="json"))).hexdigest()
    done = blank.model_copy(update={"seal": seal})
    return done, canonical(done.model_dump(mode="json"))


def canonical(document: Any) -> bytes:
    """Return a document as JSON in the one way that a manifest is written.

    Parameters
    ----------
    document : object

    Returns
    -------
    bytes
    """
    text = json.dumps(document, ensure_ascii=True, indent=1, sort_keys=True, allow_nan=False)
    return (text + "\n").encode("ascii")


def is_sealed(data: bytes, document: Any) -> bool:
    """Tell whether the text of a manifest is as it was sealed.

    Parameters
    ----------
    data : bytes
        The file.
    document : object
        What it holds.

    Returns
    -------
    bool
    """
    if not isinstance(document, dict) or not isinstance(document.get("seal"), str):
        return False
    try:
        blank = canonical({**document, "seal": BLANK_SEAL})
        return hashlib.sha256(blank).hexdigest() == document["seal"] and canonical(document) == data
    except ValueError:  # NaN is none of JSON's numbers
        return False


def sums_text(manifest: Manifest, data: bytes) -> bytes:
    """Return the list of sums of a pack, as ``sha256sum -c`` takes it.

    Parameters
    ----------
    manifest : Manifest
    data : bytes
        Text of the manifest.

    Returns
    -------
    bytes
    """
    sums = {part.path: part.sha256 for part in manifest.parts if part.kept}
    sums[MANIFEST_FILE] = hashlib.sha256(data).hexdigest()
    return "".join(f"{sums[path]}  {path}\n" for path in sorted(sums)).encode("ascii")


def read_sums(data: bytes) -> dict[str, str]:
    """Return path to hash of the lines of a list of sums that can be read; others are passed over.

    Parameters
    ----------
    data : bytes

    Returns
    -------
    dict of str to str
        Plain paths inside the folder only.
    """
    found = {}
    for line in data.decode("ascii", "replace").splitlines():
        match = re.fullmatch(r"([0-9a-f]{64})  (.+)", line)
        if match and SAFE_PATH.fullmatch(match[2]):
            found[match[2]] = match[1]
    return found
