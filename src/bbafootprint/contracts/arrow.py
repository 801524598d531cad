"""A contract as Arrow schema, and tables of exactly that schema: what is appended never changes a type."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from bbafootprint.contracts.fields import Contract, Field, Further, Kind, named_kinds
from bbafootprint.contracts.layout import contract_of, fields_of
from bbafootprint.contracts.tables import CONTRACT_VERSION, KNOWN
from bbafootprint.errors import InputError, MissingColumnError, UsageError

if TYPE_CHECKING:
    import pyarrow as pa

_MATCH_LEVEL = "_match_level"


def arrow_schema(name: str, *, further: Further = (), indicators: Sequence[str] = ()) -> pa.Schema:
    """Return the contract of a table as Arrow schema.

    Parameters
    ----------
    name, further, indicators
        As :func:`bbafootprint.table_schema` takes them.

    Returns
    -------
    pyarrow.Schema
        Text is `string`, numbers are `double`, whole numbers `int64`, flags `bool`; what may not be missing is not
        nullable. Fields have the metadata ``meaning`` and, where there is one, ``unit``; the schema has
        ``bbafootprint``: the name of the table and the version of the contract.

    Raises
    ------
    UsageError
        If there is no such table, it has no such columns, or pyarrow is not installed.
    """
    contract = contract_of(name)
    return _schema(contract, fields_of(contract, further, indicators))


def to_arrow(
    frame: pd.DataFrame, name: str, *, further: Further = (), indicators: Sequence[str] = ()
) -> pa.Table:
    """Return a table by its contract: exactly its columns, in order, of its types, also where there is no row.

    Parameters
    ----------
    frame : pandas.DataFrame
        Such as ``result.total()``; an index that is named as a column of the contract is that column, any other is
        dropped. Optional columns may be absent.
    name : str
        As :func:`bbafootprint.table_schema` takes it.
    further : mapping of str to str, or sequence of str
        Columns beside those of the contract, as :func:`bbafootprint.table_schema` takes them. Group columns of ``by``
        that are columns of lines need not be named.
    indicators : sequence of str
        For ``per_line``; by default those of the frame.

    Returns
    -------
    pyarrow.Table
        Of the schema :func:`arrow_schema`. NaN becomes null. Rows are in the order of the frame; those of ``by`` and
        ``by_ecosystem`` are sorted by their groups, missing last, so that the order of the lines does not matter.

    Raises
    ------
    MissingColumnError
        If a column of the contract is absent.
    InputError
        If a column is in no contract, or a cell is not what its column holds; column, row and value are said.
    UsageError
        If there is no such table, or pyarrow is not installed.

    Examples
    --------
    >>> import bbafootprint as bba
    >>> result = bba.calculate_footprint(bba.read_lines("procurement.xlsx"))
    >>> bba.to_arrow(result.by("origin"), "by").schema.names[:3]
    ['origin', 'indicator', 'account']
    """
    contract = contract_of(name)
    frame = _with_index(frame, contract)
    if twice := frame.columns[frame.columns.duplicated()].tolist():
        raise InputError(f"{name}: there are two columns {twice[0]!r}; drop or rename one")
    present = list(map(str, frame.columns))
    named = indicators or (_indicators_in(present) if contract.per_indicator else [])
    if contract.further == "first":
        further = _with_groups(further, present, contract)
    fields = fields_of(contract, further, named)
    _check_columns(contract, fields, present)
    if contract.further == "first":
        groups = [field.name for field in fields if field not in contract.fields]
        if groups:
            frame = frame.sort_values(groups, kind="stable", key=_sortable, na_position="last")
    pa = _pyarrow()
    schema = _schema(contract, fields)
    arrays = [
        pa.array(_cells(frame, contract, field), type=schema.field(at).type, from_pandas=True)
        for at, field in enumerate(fields)
    ]
    return pa.Table.from_arrays(arrays, schema=schema)


def _pyarrow() -> Any:
    try:
        import pyarrow
    except ImportError as error:
        raise UsageError("Arrow tables need pyarrow: pip install 'bbafootprint[parquet]'") from error
    return pyarrow


def _schema(contract: Contract, fields: Sequence[Field]) -> pa.Schema:
    pa = _pyarrow()
    types = {"text": pa.string(), "number": pa.float64(), "integer": pa.int64(), "flag": pa.bool_()}
    about = json.dumps({"table": contract.name, "contract": CONTRACT_VERSION})
    return pa.schema(
        [
            pa.field(
                field.name,
                types[field.kind],
                nullable=field.nullable,
                metadata={"meaning": field.meaning, **({} if field.unit is None else {"unit": field.unit})},
            )
            for field in fields
        ],
        metadata={"bbafootprint": about},
    )


# ---- does the frame fit? -------------------------------------------------------------------------------------------


def _with_index(frame: pd.DataFrame, contract: Contract) -> pd.DataFrame:
    """Return a frame whose named index is a column, where the contract has such a column."""
    own = {field.name for field in contract.fields}
    names = [name for name in frame.index.names if name in own and name not in frame.columns]
    return frame.reset_index(level=names) if names else frame


def _indicators_in(present: Sequence[str]) -> list[str]:
    """Return the indicators of a table per line: each has its amount and its match level."""
    return [
        name.removesuffix(_MATCH_LEVEL)
        for name in present
        if name.endswith(_MATCH_LEVEL) and name.removesuffix(_MATCH_LEVEL) in present
    ]


def _with_groups(further: Further, present: Sequence[str], contract: Contract) -> dict[str, Kind]:
    """Return the further columns of a table by groups, in the order of the frame: those named, and columns of lines."""
    named, own = named_kinds(further), {field.name for field in contract.fields}
    groups = [name for name in present if name not in own and (name in named or name in KNOWN)]
    ours = {name: field.kind for name, field in KNOWN.items()}
    return {name: named.get(name) or ours.get(name) or "text" for name in dict.fromkeys([*groups, *named])}


def _check_columns(contract: Contract, fields: Sequence[Field], present: Sequence[str]) -> None:
    known = {field.name for field in fields}
    if others := [name for name in present if name not in known]:
        way = (
            f"name what it holds: further={{{others[0]!r}: 'text'}} (or number, integer, flag), or drop it"
            if contract.further != "none"
            else "drop it"
        )
        raise InputError(f"{contract.name}: the column {others[0]!r} is in no contract; {way}")
    missing = [field.name for field in fields if not field.optional and field.name not in present]
    if missing:
        raise MissingColumnError(
            f"{contract.name}: the column{'s' * (len(missing) > 1)} {', '.join(map(repr, missing))} "
            f"{'are' if len(missing) > 1 else 'is'} not there; the table has {', '.join(known)}",
            missing=missing,
        )
    if contract.needs_one_of and not set(contract.needs_one_of) & set(present):
        raise MissingColumnError(
            f"{contract.name}: there is neither {' nor '.join(map(repr, contract.needs_one_of))}; bring one of them",
            missing=contract.needs_one_of,
        )


# ---- cells ---------------------------------------------------------------------------------------------------------


def _sortable(column: pd.Series) -> pd.Series:
    """Return what a column is sorted by: categories by their texts, not by the order in which they were met."""
    return column.astype(object) if isinstance(column.dtype, pd.CategoricalDtype) else column


def _cells(frame: pd.DataFrame, contract: Contract, field: Field) -> Any:
    """Return the cells of a column as Arrow takes them: plain values, None where missing."""
    if field.name not in frame.columns:
        return np.full(len(frame), field.absent, dtype=object)
    column = frame[field.name]
    absent = column.isna().to_numpy(bool)
    if absent.any() and not field.nullable:
        raise _refused(contract, field, absent, column, "fill it, or leave the row out")
    if field.kind in ("text", "flag"):
        return _distinct_cells(column, contract, field)
    return _numbers(column, absent, contract, field)


def _distinct_cells(column: pd.Series, contract: Contract, field: Field) -> Any:
    """Return texts or flags; looked at is each distinct one, not each row."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        codes, values = column.cat.codes.to_numpy(), column.cat.categories.tolist()
    else:
        codes, distinct = pd.factorize(column.astype(object))
        values = list(distinct)
    fits = str if field.kind == "text" else (bool, np.bool_)
    unfit = np.array([not isinstance(value, fits) for value in values], dtype=bool)
    way = "write true or false"
    if field.kind == "text":
        unknown = field not in contract.fields
        way = f"say what it holds: further={{{field.name!r}: 'number'}}" if unknown else "write it as text"
    if not unfit.any() and field.values:
        unfit = np.array([value not in field.values for value in values], dtype=bool)
        way = f"write one of {', '.join(field.values)}"
    wrong = np.append(unfit, np.zeros(1, dtype=bool))[codes]  # the last is for a missing one, -1
    if wrong.any():
        raise _refused(contract, field, wrong, column, way)
    cells = np.array([*values, None], dtype=object)
    return cells[codes]


def _numbers(column: pd.Series, absent: np.ndarray, contract: Contract, field: Field) -> Any:
    """Return numbers as floats, NaN where missing; whole ones as integers."""
    plain = pd.api.types.is_numeric_dtype(column.dtype) and not pd.api.types.is_bool_dtype(column.dtype)
    if not plain:
        numbers = [
            isinstance(cell, _NUMBERS) and not isinstance(cell, bool) for cell in column.astype(object)
        ]
        wrong = ~absent & ~np.array(numbers, dtype=bool)
        if wrong.any():
            raise _refused(contract, field, wrong, column, "write a number, such as 1250.5")
    if field.kind == "integer" and pd.api.types.is_integer_dtype(column.dtype) and not absent.any():
        return column.to_numpy(np.int64)
    values = column.to_numpy(np.float64, na_value=np.nan)
    if field.finite and np.isinf(values).any():
        raise _refused(
            contract, field, np.isinf(values), column, "write a finite number, or leave the row out"
        )
    if field.kind == "number":
        return values
    wrong = ~absent & ~(np.isfinite(values) & (np.floor(values) == values))
    if wrong.any():
        raise _refused(contract, field, wrong, column, "write a whole number")
    cells = column.astype(object)
    return np.array(
        [None if gone else int(cell) for cell, gone in zip(cells, absent, strict=True)], dtype=object
    )


_NUMBERS = (int, float, np.number)


def _refused(contract: Contract, field: Field, wrong: np.ndarray, column: pd.Series, way: str) -> InputError:
    at = int(np.flatnonzero(wrong)[0])
    value = column.iloc[at]
    value = value.item() if isinstance(value, np.generic) else value
    found = "nothing" if pd.isna(value) else repr(value)
    more = int(wrong.sum()) - 1
    others = f" and {more:,} more" if more else ""
    return InputError(
        f"{contract.name}: the column {field.name!r} holds {found} in row {at + 1}{others}, "
        f"where {_SAID[field.kind]}{' or nothing' if field.nullable else ''} belongs; {way}"
    )


_SAID = {"text": "text", "number": "a number", "integer": "a whole number", "flag": "true or false"}
