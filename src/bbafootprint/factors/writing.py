"""Write a factor set: the same numbers always give the same bytes.

Rows are sorted by their key, numbers have nine significant digits, lines end in a line feed, and a packed
file carries no time. What is on disk is then checked as any other set is.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
from pydantic import ValidationError

from bbafootprint.errors import InvalidFactorSetError
from bbafootprint.factors import reading, tables
from bbafootprint.factors.cells import check_columns
from bbafootprint.factors.metadata import SetMetadata, describe
from bbafootprint.factors.tables import TABLES, Table
from bbafootprint.factors.validation import METADATA_FILE, inspect_folder

DIGITS = 9
"""Significant digits of a number in a set: more than any source has, few enough to be the same everywhere."""


def write_set(
    folder: Path,
    metadata: Mapping[str, Any],
    factors: pd.DataFrame,
    *,
    ecosystems: pd.DataFrame | None = None,
    producers: pd.DataFrame | None = None,
    compress: bool = False,
) -> None:
    """Write a factor set to a folder and check it.

    Parameters
    ----------
    folder : pathlib.Path
        Made where it does not exist. Tables of an earlier build are replaced or removed; other files stay.
    metadata : mapping
        The content of ``datapackage.json`` without `resources`, which is computed.
    factors : pandas.DataFrame
        Columns of ``factors.csv``; optional columns may be absent. Order of rows and columns is of no matter.
    ecosystems, producers : pandas.DataFrame, optional
        The other tables of the set.
    compress : bool
        Whether to pack ``factors.csv`` as ``factors.csv.gz``, without time stamp.

    Raises
    ------
    InvalidFactorSetError
        If what was written is not valid; it stays on disk, so that the rows named can be looked at. Nothing
        is written where the metadata or the columns cannot be used at all.
    """
    given = {"factors": factors, "ecosystems": ecosystems, "producers": producers}
    document = {key: value for key, value in metadata.items() if key != "resources"}
    try:
        model = SetMetadata.model_validate(document)
    except ValidationError as error:
        raise _refused(folder, describe(error)) from error
    problems: list[str] = []
    contents: dict[str, tuple[Table, bytes]] = {}
    for name, frame in given.items():
        if frame is None:
            continue
        table = TABLES[name]
        needed = [field.name for field in table.fields if field.needed]
        found = check_columns(frame, table, f"the table {name!r}", needed)
        problems += found
        if found:
            continue
        packed = compress and name == "factors"
        data = _csv(frame, table, problems)
        contents[f"{name}.csv.gz" if packed else f"{name}.csv"] = (table, _gzip(data) if packed else data)
    if problems:
        raise _refused(folder, problems)
    folder.mkdir(parents=True, exist_ok=True)
    for name in TABLES:
        for path in (f"{name}.csv", f"{name}.csv.gz"):
            if path not in contents:
                (folder / path).unlink(missing_ok=True)
    for path, (_, data) in contents.items():
        (folder / path).write_bytes(data)
    written = model.model_dump(mode="json", by_alias=True, exclude_unset=True)
    written["resources"] = [_resource(path, table, data) for path, (table, data) in contents.items()]
    text = json.dumps(written, indent=2, ensure_ascii=False) + "\n"
    (folder / METADATA_FILE).write_bytes(text.encode("utf-8"))
    inspection = inspect_folder(folder)
    if inspection.problems:
        raise _refused(folder, list(inspection.problems))


def _csv(frame: pd.DataFrame, table: Table, problems: list[str]) -> bytes:
    """Return the table as CSV bytes: sorted by key, numbers with nine digits."""
    typed = reading.typed(frame, table, first_row=0)
    for name, bad in typed.unreadable.items():
        if bad.any():
            row = int(bad.argmax())
            problems.append(
                f"the table {table.name!r}, row {row}: {name} is "
                f"{frame[name].iloc[row]!r}, not a number. Correct it."
            )
    # Text is sorted as text: the order of categories is an accident of reading.
    plain = typed.frame.astype(dict.fromkeys(table.of_kind("text"), str))
    plain = plain.sort_values(list(table.key), kind="stable", ignore_index=True)
    for name in table.of_kind("number", "integer"):
        # %.9g writes a whole number without a point; adding 0 turns -0 into 0.
        plain[name] = ["" if value != value else f"%.{DIGITS}g" % (value + 0.0) for value in plain[name]]
    text = plain.to_csv(index=False, lineterminator="\n")
    return text.encode("utf-8")


def _gzip(data: bytes) -> bytes:
    """Packed bytes without file name and time, and so without the moment of the build."""
    buffer = io.BytesIO()
    # Not gzip.compress: its header names the operating system in some versions of Python.
    with gzip.GzipFile(filename="", mode="wb", compresslevel=9, fileobj=buffer, mtime=0) as packed:
        packed.write(data)
    return buffer.getvalue()


def _resource(path: str, table: Table, data: bytes) -> dict[str, Any]:
    return {
        "name": table.name,
        "path": path,
        "profile": "tabular-data-resource",
        "format": "csv",
        "encoding": "utf-8",
        **({"compression": "gz"} if path.endswith(".gz") else {}),
        "bytes": len(data),
        "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
        "schema": tables.table_schema(table.name),
    }


def _refused(folder: Path, problems: list[str]) -> InvalidFactorSetError:
    return InvalidFactorSetError(
        f"The factor set for {folder} is not valid; {len(problems)} problem(s), each with its remedy:",
        problems=problems,
    )
