"""Tables as text that anybody can read, with their types beside them: what is read back is what was written.

CSV with commas, UTF-8, a line feed after each row. A float is the shortest text that is that very float. What begins
with ``=``, ``+``, ``-`` or ``@`` in a column of text gets an apostrophe in front, so that no spreadsheet takes it for
a formula; reading takes it away again.
"""

from __future__ import annotations

import datetime
import io
import json
import math
import re
from collections.abc import Callable, Sequence
from typing import Any, Literal

import numpy as np
import pandas as pd
from pydantic import BaseModel, ConfigDict

Kind = Literal["float", "integer", "flag", "time", "text", "category", "mixed"]


class TypedColumn(BaseModel):
    """A column of a table, and how its cells are read.

    Attributes
    ----------
    name : str
        Header.
    kind : str
        ``float``, ``integer``, ``flag`` (true, false), ``time`` (ISO 8601, without a zone), ``text``, ``category``
        (text that repeats), or ``mixed`` (a JSON value in each cell).
    missing : bool
        Whether an empty cell is a missing value. In text without missing values it is the empty text.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    kind: Kind
    missing: bool = False


_FORMULA_MARKS = ("=", "+", "-", "@", "\t", "\r", "'")
_TO_QUOTE = re.compile(r'[",\r\n]')
_UNWRITABLE = re.compile("[\\x00\\ud800-\\udfff]")
_TIME = "time"


def write_table(frame: pd.DataFrame) -> tuple[bytes, tuple[TypedColumn, ...]]:
    """Return a table as CSV, and the types of its columns.

    Parameters
    ----------
    frame : pandas.DataFrame
        Its index is not kept.

    Returns
    -------
    tuple of bytes and tuple of TypedColumn
    """
    columns, cells = [], []
    for at, label in enumerate(frame.columns):
        kind, missing, texts = _encoded(frame.iloc[:, at])
        name = " ".join(str(part) for part in label if str(part)) if isinstance(label, tuple) else str(label)
        columns.append(TypedColumn(name=name, kind=kind, missing=missing))
        cells.append(texts)
    header = ",".join(_quoted(_header(column.name)) for column in columns)
    lines = [header, *map(",".join, zip(*cells, strict=True))]
    return ("\n".join(lines) + "\n").encode("utf-8", "replace"), tuple(columns)


def read_table(data: bytes, columns: Sequence[TypedColumn]) -> pd.DataFrame:
    """Read a table that :func:`write_table` wrote.

    Parameters
    ----------
    data : bytes
    columns : sequence of TypedColumn

    Returns
    -------
    pandas.DataFrame
        With a default index. Text is of type object, None where missing.

    Raises
    ------
    ValueError
        If the text is no such table; the message says where.
    """
    text = data.decode("utf-8")
    if not columns:
        return pd.DataFrame(index=pd.RangeIndex(max(text.count("\n") - 1, 0)))
    given = pd.read_csv(
        io.StringIO(text), header=None, dtype=str, keep_default_na=False, na_filter=False,
        skip_blank_lines=False, lineterminator="\n", quotechar='"',
    )  # fmt: skip
    header = given.iloc[0].astype(object).tolist()
    if header != [_header(column.name) for column in columns]:
        raise ValueError(f"its header is {header[:5]}..., not that of the manifest")
    decoded = {}
    for at, column in enumerate(columns):
        cells = given.iloc[1:, at].astype(object).tolist()
        try:
            decoded[at] = _decoded(cells, column)
        except (ValueError, TypeError, OverflowError, RecursionError) as error:
            raise ValueError(
                f"column {column.name!r} holds a cell that is no {column.kind}: {error}"
            ) from error
    frame = pd.DataFrame(decoded, index=pd.RangeIndex(len(given) - 1), copy=False)
    return frame.set_axis(pd.Index([column.name for column in columns], dtype=object), axis=1)


def _encoded(series: pd.Series[Any]) -> tuple[Kind, bool, list[str]]:
    """Return the kind of a column, whether it has missing values, and its cells as the file has them."""
    dtype = series.dtype
    if isinstance(dtype, pd.CategoricalDtype):
        categories = series.cat.categories.tolist()
        if all(isinstance(text, str) and _writable(text) for text in categories):
            codes = series.cat.codes.to_numpy()
            missing = bool((codes < 0).any())
            texts = np.array([*(_quoted(_text_cell(text, missing)) for text in categories), ""], dtype=object)
            return "category", missing, texts[codes].tolist()
        series = series.astype(object)
        dtype = series.dtype
    absent = series.isna().to_numpy(bool)
    missing = bool(absent.any())
    write: Callable[[Any], str]
    if pd.api.types.is_bool_dtype(dtype) and not pd.api.types.is_object_dtype(dtype):
        kind: Kind = "flag"
        write = _flag
    elif pd.api.types.is_integer_dtype(dtype):
        kind, write = "integer", _integer
    elif pd.api.types.is_float_dtype(dtype):
        kind, write = "float", _float
    elif pd.api.types.is_datetime64_dtype(dtype):
        kind, write = "time", lambda value: str(value.isoformat())
    elif all(
        gone or (isinstance(value, str) and _writable(value))
        for value, gone in zip(series.tolist(), absent.tolist(), strict=True)
    ):
        kind, write = "text", lambda value: _quoted(_text_cell(value, missing))
    else:
        kind, write = "mixed", lambda value: _quoted(_unformula(json.dumps(_as_json(value))))
    values = series.astype(object).tolist() if kind in ("flag", "integer", "mixed") else series.tolist()
    return kind, missing, ["" if gone else write(value) for value, gone in zip(values, absent, strict=True)]


def _decoded(cells: list[str], column: TypedColumn) -> Any:
    """Return cells as what they were."""
    kind = column.kind
    if kind == "float":
        return np.array([float(cell) if cell else math.nan for cell in cells], dtype=np.float64)
    if kind == "integer":
        if column.missing:
            return pd.Series([int(cell) if cell else pd.NA for cell in cells], dtype="Int64")
        return np.array([int(cell) for cell in cells], dtype=np.int64)
    if kind == "flag":
        flags = [{"true": True, "false": False, "": None}.get(cell, cell) for cell in cells]
        if column.missing:
            return pd.Series(flags, dtype="boolean")
        if any(not isinstance(flag, bool) for flag in flags):
            raise ValueError("neither true nor false")
        return np.array(flags, dtype=bool)
    if kind == "time":
        return pd.to_datetime(pd.Series(cells, dtype=object).replace("", None), format="ISO8601").array
    if kind == "mixed":
        values = [None if not cell else _from_json(json.loads(_formula(cell))) for cell in cells]
        return pd.Series(_objects(values), dtype=object)
    codes, distinct = pd.factorize(np.array(cells, dtype=object))
    texts: list[str | None] = [None if not cell and column.missing else _formula(cell) for cell in distinct]
    taken = _objects([*texts, None])[codes]
    return pd.Categorical(taken) if kind == "category" else pd.Series(taken, dtype=object)


def _objects(values: Sequence[Any]) -> Any:
    """Return values as an array of objects, whatever they are."""
    array = np.empty(len(values), dtype=object)
    for at, value in enumerate(values):
        array[at] = value
    return array


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if _TO_QUOTE.search(cell) else cell


def _writable(text: str) -> bool:
    """Tell whether a text can stand in a file of text as it is."""
    return not _UNWRITABLE.search(text)


def _header(name: str) -> str:
    """Return a name as the file has it; the manifest has it as it is."""
    return _unformula(_UNWRITABLE.sub("\ufffd", name))


def _text_cell(text: str, missing: bool) -> str:
    return ("'" if missing else "") if text == "" else _unformula(text)


def _unformula(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA_MARKS) else text


def _formula(cell: str) -> str:
    return cell.removeprefix("'")


def _flag(value: Any) -> str:
    return "true" if value else "false"


def _integer(value: Any) -> str:
    return str(int(value))


def _float(value: Any) -> str:
    return repr(float(value))


def _as_json(value: Any) -> Any:
    """Return a cell of a column of all sorts as JSON: a time by its name, what JSON does not know by its text."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, datetime.datetime | datetime.date):
        return {_TIME: value.isoformat()}
    return str(value)


def _from_json(value: Any) -> Any:
    if isinstance(value, dict):
        text = str(value[_TIME]) if set(value) == {_TIME} else ""
        return datetime.datetime.fromisoformat(text) if "T" in text else datetime.date.fromisoformat(text)
    if isinstance(value, list):
        raise ValueError("a list is no cell")
    return value
