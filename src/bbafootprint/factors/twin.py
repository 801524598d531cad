"""The binary twin of a set's tables: what checked CSV files gave, in a form that loads many times faster.

A twin is an ``.npz`` file that numpy opens without pickle. It says which files it was made from and what the set
declared then. It is believed only where both are still so; else the CSV files are read and checked as ever.
The CSV files are the set: nothing is in a twin that is not in them.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import struct
import zipfile
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from bbafootprint.factors.decimals import BOUND_DIGITS, DIGITS, Packed, pack, unpack
from bbafootprint.factors.metadata import SetMetadata
from bbafootprint.factors.tables import FACTORS, TABLES, Table

TWIN_FILE = "factors.npz"
"""Name of the twin in the folder of a set."""

LAYOUT = 1
"""Number of the layout; another library's other layout is not believed."""

FEW_DIGITS = ("low", "high", "gsd")
"""Columns of factors that are written with :data:`~bbafootprint.factors.decimals.BOUND_DIGITS` digits."""

_HEADER = re.compile(rb"\{'descr': '([<|][iuf]\d)', 'fortran_order': False, 'shape': \((\d{1,9}),\), \} *\n")
_MAGIC = b"\x93NUMPY\x01\x00"

Tables = Mapping[str, pd.DataFrame]
Lines = Mapping[str, NDArray[np.int64]]


def digits_of(table: Table, column: str) -> int:
    """Return with how many significant digits a number of a table is written."""
    return BOUND_DIGITS if table is FACTORS and column in FEW_DIGITS else DIGITS


def write_twin(tables: Tables, lines: Lines, metadata: SetMetadata, of: Mapping[str, str]) -> bytes:
    """Return the twin of tables that were read and found valid.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
        By name, with final types.
    lines : mapping of str to array of int
        The line of its file on which each row begins.
    metadata : SetMetadata
        What the tables were checked against.
    of : mapping of str to str
        Path of each table's file to its hash (``sha256:...``).

    Returns
    -------
    bytes
        The same on every machine and version of numpy.
    """
    texts: dict[str, dict[str, list[str]]] = {}
    arrays: dict[str, NDArray[Any]] = {}
    for name, frame in sorted(tables.items()):
        table = TABLES[name]
        texts[name] = {}
        for field in table.fields:
            column, label = frame[field.name], f"{name}/{field.name}"
            if field.kind == "text":
                texts[name][field.name] = [str(text) for text in column.cat.categories]
                arrays[f"{label}.codes"] = column.cat.codes.to_numpy()
            elif field.kind == "integer":
                arrays[f"{label}.whole"] = column.to_numpy(dtype="int32", na_value=np.iinfo(np.int32).min)
            else:
                packed = pack(column.to_numpy(dtype="float64"), digits_of(table, field.name))
                arrays |= {f"{label}.{part}": array for part, array in packed._asdict().items()}
        if not np.array_equal(lines[name], _plain_lines(len(frame))):
            arrays[f"{name}/lines"] = lines[name]
    about = {
        "layout": LAYOUT,
        "of": dict(sorted(of.items())),
        "declared": _declared(metadata),
        "rows": {name: len(frame) for name, frame in sorted(tables.items())},
        "texts": texts,
    }
    document = json.dumps(about, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
    return _zip({"about": np.frombuffer(document, dtype=np.uint8)} | arrays)


def read_twin(
    data: bytes, metadata: SetMetadata, of: Mapping[str, str]
) -> tuple[dict[str, pd.DataFrame], dict[str, NDArray[np.int64]]] | str:
    """Return the tables of a twin and their lines, or why it is not believed.

    Parameters
    ----------
    data : bytes
        Content of the file; anything at all.
    metadata : SetMetadata
        What the set declares now.
    of : mapping of str to str
        Path of each table's file to the hash that it has now.

    Returns
    -------
    tuple of dict and dict, or str
        Equal in every bit to what the files give; or the end of a sentence that begins with the file's name.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            arrays = {info.filename: _array(archive, info) for info in archive.infolist()}
        about = json.loads(arrays["about.npy"].tobytes())
        if about["layout"] != LAYOUT:
            return f"has the layout {about['layout']!r}, and this version of the library knows {LAYOUT}"
        if about["of"] != dict(of):
            return "was made from other files than the tables beside it"
        if about["declared"] != _declared(metadata):
            return "was made when the set declared other indicators, units or ladders"
        rows = about["rows"]
        tables = {name: _frame(TABLES[name], rows[name], arrays, about["texts"][name]) for name in rows}
        lines = {name: _lines_of(arrays, name, rows[name]) for name in rows}
    # What a damaged or made-up archive may lead to; any of it means that it is no twin.
    except (
        zipfile.BadZipFile, struct.error, EOFError, KeyError, IndexError, AttributeError, TypeError, ValueError,
        OverflowError, NotImplementedError, RuntimeError, OSError, MemoryError,
    ) as error:  # fmt: skip
        return f"is no twin that can be read ({type(error).__name__}: {error})"
    return tables, lines


def _declared(metadata: SetMetadata) -> str:
    """Hash of everything in the metadata that rows are checked against."""
    said = {
        "indicators": [[indicator.id, indicator.unit] for indicator in metadata.indicators],
        "ladder": {
            name: [[step.rung, step.origins] for step in metadata.ladder[name]]
            for name in sorted(metadata.ladder)
        },
    }
    return hashlib.sha256(json.dumps(said).encode("utf-8")).hexdigest()


def _frame(
    table: Table, rows: int, arrays: Mapping[str, NDArray[Any]], texts: Mapping[str, list[str]]
) -> pd.DataFrame:
    """Return one table with the types of :func:`bbafootprint.factors.reading.finished`."""
    columns: dict[str, Any] = {}
    for field in table.fields:
        label = f"{table.name}/{field.name}"
        if field.kind == "text":
            codes = arrays[f"{label}.codes.npy"]
            if len(codes) and codes.min() < 0:
                raise ValueError(f"a code of {field.name} is negative")
            categories = pd.Index(np.array(texts[field.name], dtype=object))
            columns[field.name] = pd.Categorical.from_codes(codes, categories=categories)
        elif field.kind == "integer":
            whole = arrays[f"{label}.whole.npy"].astype(np.int64)
            missing = whole == np.iinfo(np.int32).min
            if field.name == "quality":
                columns[field.name] = whole
            else:
                columns[field.name] = pd.arrays.IntegerArray(np.where(missing, 1, whole), missing)
        else:
            parts = (arrays[f"{label}.{part}.npy"] for part in Packed._fields)
            columns[field.name] = unpack(Packed(*parts))
        if len(columns[field.name]) != rows:
            raise ValueError(f"{field.name} has not {rows} rows")
    return pd.DataFrame(columns, index=pd.RangeIndex(rows), copy=False)


def _lines_of(arrays: Mapping[str, NDArray[Any]], name: str, rows: int) -> NDArray[np.int64]:
    lines = arrays.get(f"{name}/lines.npy")
    return _plain_lines(rows) if lines is None else lines.astype(np.int64)


def _plain_lines(rows: int) -> NDArray[np.int64]:
    """Lines of a file in which each row is one line; the header is line 1."""
    return np.arange(2, rows + 2, dtype=np.int64)


def _zip(arrays: Mapping[str, NDArray[Any]]) -> bytes:
    """Return arrays as an archive that is not packed and carries no time: a wheel packs it anyway."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, array in arrays.items():
            info = zipfile.ZipInfo(f"{name}.npy", date_time=(1980, 1, 1, 0, 0, 0))
            info.create_system, info.external_attr = 3, 0o644 << 16  # alike on every system
            little = array.astype(array.dtype.newbyteorder("<"))
            # Our own header: numpy's differs between versions in its padding.
            said = f"{{'descr': '{little.dtype.str}', 'fortran_order': False, 'shape': ({len(little)},), }}"
            head = said.ljust(-(-(len(said) + 11) // 64) * 64 - 11).encode("ascii") + b"\n"
            archive.writestr(info, _MAGIC + struct.pack("<H", len(head)) + head + little.tobytes())
    return buffer.getvalue()


def _array(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> NDArray[Any]:
    """Return one array of an archive; only the plain form that :func:`_zip` writes is taken."""
    if info.compress_type != zipfile.ZIP_STORED:
        raise ValueError(f"{info.filename} is packed")
    content = archive.read(info)
    start = len(_MAGIC) + 2
    if content[: len(_MAGIC)] != _MAGIC:
        raise ValueError(f"{info.filename} is no array")
    (size,) = struct.unpack("<H", content[len(_MAGIC) : start])
    head = _HEADER.fullmatch(content[start : start + size])
    if head is None:
        raise ValueError(f"{info.filename} is no plain array of numbers")
    kind = np.dtype(head[1].decode("ascii"))
    # A copy in the order of this machine: what is read from a buffer cannot be written to.
    return np.frombuffer(content, kind, int(head[2]), start + size).astype(kind.newbyteorder("="))
