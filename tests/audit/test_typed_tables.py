"""A table that is written reads back as what it was."""

from __future__ import annotations

import datetime
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bbafootprint.audit.typed_tables import TypedColumn, read_table, write_table

_cells = st.one_of(
    st.none(),
    st.text(),
    st.integers(min_value=-(10**15), max_value=10**15),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
)


def _again(frame: pd.DataFrame) -> pd.DataFrame:
    return read_table(*write_table(frame))


@given(st.lists(st.floats(), min_size=1))
def test_a_float_is_that_very_float(values: list[float]) -> None:
    again = _again(pd.DataFrame({"x": values}))["x"].to_numpy()
    np.testing.assert_array_equal(again, np.array(values))


@given(st.lists(_cells, min_size=1), st.text())
def test_cells_of_all_sorts_come_back(values: list[object], name: str) -> None:
    column = pd.Series(values, dtype=object)
    frame = pd.DataFrame({"x": column, "y": column.astype(str).astype("category")})
    again = _again(frame.set_axis([name, "y"], axis=1))
    if "\ud800" <= max(name, default="") <= "\udfff":
        return  # no text file can hold it
    for one, two in zip(values, again.iloc[:, 0].tolist(), strict=True):
        gone = one is None or (isinstance(one, float) and math.isnan(one))
        assert (
            (two is None or two != two)
            if gone
            else (two == one and isinstance(two, str) == isinstance(one, str))
        )


@given(st.lists(st.one_of(st.none(), st.text(st.characters(exclude_categories=["Cs"]))), min_size=1))
def test_text_comes_back_and_is_no_formula(values: list[str | None]) -> None:
    frame = pd.DataFrame({"x": pd.Series(values, dtype=object), "n": range(len(values))})
    data, columns = write_table(frame)
    assert read_table(data, columns)["x"].tolist() == values
    if columns[0].kind == "text" and not any(mark in "".join(filter(None, values)) for mark in '"\n,'):
        assert not any(row.startswith(("=", "+", "-", "@")) for row in data.decode().split("\n"))


def test_types_come_back() -> None:
    frame = pd.DataFrame(
        {
            "whole": [1, 2],
            "whole or none": pd.array([1, None], dtype="Int64"),
            "flag": [True, False],
            "flag or none": pd.array([True, None], dtype="boolean"),
            "when": pd.to_datetime(["2024-01-01", None]),
            "words": pd.Categorical(["b", None]),
            "dates": pd.Series([datetime.date(2024, 1, 1), datetime.datetime(2024, 1, 1, 5)], dtype=object),
        }
    )
    again = _again(frame)
    assert again["whole"].dtype == "int64"
    assert again["whole or none"].dtype == "Int64"
    assert again["flag"].dtype == bool
    assert again["flag or none"].dtype == "boolean"
    assert pd.api.types.is_datetime64_dtype(again["when"].dtype)
    assert again["words"].dtype == "category"
    assert again["dates"].tolist() == frame["dates"].tolist()
    assert write_table(again) == write_table(frame)


@pytest.mark.parametrize(
    "frame", [pd.DataFrame({"x": ["", "a", ""]}), pd.DataFrame({"x": []}), pd.DataFrame()]
)
def test_small_tables_come_back(frame: pd.DataFrame) -> None:
    assert _again(frame).shape == frame.shape


@pytest.mark.parametrize(
    ("cell", "kind"),
    [("x", "float"), ("1.5", "integer"), ("9" * 40, "integer"), ("yes", "flag"), ("soon", "time"), ("{", "mixed"),
     ("[1]", "mixed"), ("[" * 5000, "mixed")],
)  # fmt: skip
def test_a_cell_that_is_none_of_its_kind_is_named(cell: str, kind: str) -> None:
    column = TypedColumn.model_validate({"name": "n", "kind": kind})
    with pytest.raises(ValueError, match=f"column 'n' holds a cell that is no {kind}"):
        read_table(f"n\n{cell}\n".encode(), [column])


def test_another_header_is_refused() -> None:
    with pytest.raises(ValueError, match="header"):
        read_table(b"m\n1\n", [TypedColumn(name="n", kind="integer")])
