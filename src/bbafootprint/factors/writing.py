"""Write a factor set: the same numbers always give the same bytes.

Rows are sorted by their key, numbers have nine significant digits and bounds four, lines end in a line feed, and
a packed file carries no time. What is on disk is then checked as any other set is.
"""

from __future__ import annotations

import gzip
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
from bbafootprint.factors.decimals import Rounding, as_texts
from bbafootprint.factors.metadata import SetMetadata, describe
from bbafootprint.factors.resources import METADATA_FILE, hash_of
from bbafootprint.factors.tables import TABLES, Table
from bbafootprint.factors.twin import TWIN_FILE, digits_of, write_twin
from bbafootprint.factors.validation import Inspection, inspect_folder

_ROUNDING: Mapping[str, Rounding] = {"low": "down", "high": "up"}


def write_set(
    folder: Path,
    metadata: Mapping[str, Any],
    factors: pd.DataFrame,
    *,
    ecosystems: pd.DataFrame | None = None,
    producers: pd.DataFrame | None = None,
    regions: pd.DataFrame | None = None,
    twin: bool = False,
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
        `value` is written with nine significant digits, `gsd` with four, `low` with four rounded down and `high` with
        four rounded up, so that low <= value <= high stays true.
    ecosystems, producers, regions : pandas.DataFrame, optional
        The other tables of the set.
    twin : bool
        Whether to write beside the tables their binary twin ``factors.npz``, from which a set of many rows loads in
        a fraction of the time.
    compress : bool
        Whether to pack ``factors.csv`` as ``factors.csv.gz``, without time stamp.

    Raises
    ------
    InvalidFactorSetError
        If what was written is not valid; it stays on disk, so that the rows named can be looked at. Nothing
        is written where the metadata or the columns cannot be used at all.
    """
    given = {
        "factors": factors, "ecosystems": ecosystems, "producers": producers, "regions": regions,
    }  # fmt: skip
    document = {key: value for key, value in metadata.items() if key not in ("resources", "twin")}
    try:
        model = SetMetadata.model_validate(document)
    except ValidationError as error:
        raise _refused(folder, describe(error)) from error
    problems: list[str] = []
    contents: dict[str, bytes] = {}
    resources: list[dict[str, Any]] = []
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
        path = f"{name}.csv.gz" if packed else f"{name}.csv"
        contents[path] = _gzip(data) if packed else data
        resources.append(_resource(path, table, contents[path], frozenset(_lacking(frame, table))))
    if problems:
        raise _refused(folder, problems)
    folder.mkdir(parents=True, exist_ok=True)
    for path in (*(f"{name}.csv{end}" for name in TABLES for end in ("", ".gz")), TWIN_FILE):
        if path not in contents:
            (folder / path).unlink(missing_ok=True)
    for path, data in contents.items():
        (folder / path).write_bytes(data)
    written = model.model_dump(mode="json", by_alias=True, exclude_unset=True) | {"resources": resources}
    inspection = _described(folder, written)
    if twin:
        # Made of what the files give when they are read, and so only of what was checked.
        of = {resource["path"]: resource["hash"] for resource in resources}
        data = write_twin(inspection.tables, inspection.lines, model, of)
        (folder / TWIN_FILE).write_bytes(data)
        written["twin"] = {"path": TWIN_FILE, "bytes": len(data), "hash": hash_of(data), "of": of}
        _described(folder, written)


def _described(folder: Path, document: Mapping[str, Any]) -> Inspection:
    """Write ``datapackage.json`` and check the folder; raise where anything is wrong with it."""
    text = json.dumps(document, indent=2, ensure_ascii=False) + "\n"
    (folder / METADATA_FILE).write_bytes(text.encode("utf-8"))
    inspection = inspect_folder(folder, thorough=True)
    if inspection.problems:
        raise _refused(folder, list(inspection.problems))
    return inspection


def _csv(frame: pd.DataFrame, table: Table, problems: list[str]) -> bytes:
    """Return the table as CSV bytes: sorted by key, numbers with few digits."""
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
        rounding: Rounding = _ROUNDING.get(name, "nearest") if table is tables.FACTORS else "nearest"
        plain[name] = as_texts(plain[name], digits_of(table, name), rounding)
    plain = plain.drop(columns=_lacking(frame, table))
    text = plain.to_csv(index=False, lineterminator="\n")
    return text.encode("utf-8")


def _lacking(frame: pd.DataFrame, table: Table) -> list[str]:
    """Columns that a file may do without, and does because the frame has none of them."""
    return [field.name for field in table.fields if field.may_lack and field.name not in frame.columns]


def _gzip(data: bytes) -> bytes:
    """Packed bytes without file name and time, and so without the moment of the build."""
    buffer = io.BytesIO()
    # Not gzip.compress: its header names the operating system in some versions of Python.
    with gzip.GzipFile(filename="", mode="wb", compresslevel=9, fileobj=buffer, mtime=0) as packed:
        packed.write(data)
    return buffer.getvalue()


def _resource(path: str, table: Table, data: bytes, lacking: frozenset[str]) -> dict[str, Any]:
    return {
        "name": table.name,
        "path": path,
        "profile": "tabular-data-resource",
        "format": "csv",
        "encoding": "utf-8",
        **({"compression": "gz"} if path.endswith(".gz") else {}),
        "bytes": len(data),
        "hash": hash_of(data),
        "schema": tables.table_schema(table.name, lacking),
    }


def _refused(folder: Path, problems: list[str]) -> InvalidFactorSetError:
    return InvalidFactorSetError(
        f"The factor set for {folder} is not valid; {len(problems)} problem(s), each with its remedy:",
        problems=problems,
    )
