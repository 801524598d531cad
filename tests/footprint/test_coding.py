"""Rows that are alike get one number, whatever their columns are made of."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bbafootprint.footprint.coding import (
    add_up_rows,
    as_objects,
    code_column,
    code_together,
    distinct_rows,
    number_rows,
)

from ..laws import examples

cell = st.one_of(st.none(), st.sampled_from(["soy", "cocoa", "", "soja"]))


@settings(max_examples=examples(60))
@given(rows=st.lists(st.tuples(cell, cell), max_size=30))
def test_rows_have_one_number_exactly_where_they_are_alike(rows: list[tuple[Any, Any]]) -> None:
    frame = pd.DataFrame(rows, columns=["one", "other"], dtype=object)
    distinct, number = distinct_rows(frame, ["one", "other"])
    for name in frame.columns:
        back = distinct[name].to_numpy(object)[number]
        assert [None if pd.isna(value) else value for value in back] == frame[name].tolist()
    assert len(distinct) == len(set(rows))


@pytest.mark.parametrize("dtype", ["object", "category", "string[pyarrow]"])
def test_columns_of_any_kind_are_coded_alike(dtype: str) -> None:
    column = pd.Series(["b", None, "a", "b"], dtype=dtype)
    back = as_objects(code_column(column))
    assert back.tolist() == ["b", None, "a", "b"]


def test_a_long_column_of_one_text_is_as_any_other() -> None:
    long = pd.Series(["t"] * 2**16, dtype="string[pyarrow]")
    codes, values = code_column(long)
    assert values.tolist() == ["t", None]
    assert not codes.any()
    with_a_gap = long.copy()
    with_a_gap[5] = None
    codes, values = code_column(with_a_gap)
    assert values.tolist() == ["t", None]
    assert np.flatnonzero(codes == 1).tolist() == [5]
    for end in (0, len(long) - 1):  # a comparison with what is missing is neither true nor false
        at_the_end = long.copy()
        at_the_end[end] = None
        assert as_objects(code_column(at_the_end)).isna().sum() == 1
    other = long.copy()
    other[7] = "kg"
    assert code_column(other)[1].tolist() == ["t", "kg", None]


def test_integers_do_not_overflow_where_columns_are_many_and_wide() -> None:
    wide = [pd.Series(range(1000)).astype(str).sample(frac=1, random_state=at) for at in range(9)]
    frame = pd.concat(
        [each.reset_index(drop=True) for each in wide], axis=1, keys=[str(at) for at in range(9)]
    )
    twice = pd.concat([frame, frame], ignore_index=True)
    distinct, number = distinct_rows(twice, list(frame.columns))  # 1001 ** 9 is over 2 ** 62
    assert len(distinct) == 1000
    assert (number[:1000] == number[1000:]).all()
    pd.testing.assert_frame_equal(
        distinct.take(number[:1000]).reset_index(drop=True).astype(object), frame.astype(object)
    )


@settings(max_examples=examples(60))
@given(
    rows=st.lists(st.tuples(cell, cell, st.floats(-1e6, 1e6)), min_size=1, max_size=30),
    few=st.booleans(),
)
def test_sums_of_alike_rows_are_those_of_a_loop(rows: list[tuple[Any, Any, float]], few: bool) -> None:
    frame = pd.DataFrame(rows, columns=["one", "other", "amount"]).astype({"one": object, "other": object})
    coded = [code_column(frame[name]) for name in ("one", "other")]
    if not few:  # so many values that a place for each that could be is too many
        coded = [(codes + 400, np.append(np.arange(400).astype(object), values)) for codes, values in coded]
    keys, lines, sums = add_up_rows(coded, frame["amount"].to_numpy())
    found = {
        key: (count, total)
        for *key_list, count, total in zip(*(as_objects(key) for key in keys), lines, sums, strict=True)
        for key in [tuple(None if pd.isna(part) else part for part in key_list)]
    }
    expected: dict[tuple[Any, Any], list[float]] = {}
    for one, other, amount in rows:
        expected.setdefault((one, other), []).append(amount)
    assert {key: count for key, (count, _) in found.items()} == {
        key: len(each) for key, each in expected.items()
    }
    for key, amounts in expected.items():
        assert found[key][1] == pytest.approx(sum(amounts), abs=1e-6)


@settings(max_examples=examples(40))
@given(cells=st.lists(cell, min_size=1, max_size=20), cuts=st.lists(st.integers(0, 20), max_size=3))
def test_a_column_cut_anywhere_is_coded_as_the_whole(cells: list[Any], cuts: list[int]) -> None:
    column = pd.Series(cells, dtype=object)
    edges = [0, *sorted(min(cut, len(cells)) for cut in cuts), len(cells)]
    parts = [code_column(column.iloc[start:end]) for start, end in itertools.pairwise(edges)]
    together, whole = code_together(parts), code_column(column)
    assert as_objects(together).tolist() == as_objects(whole).tolist()
    assert together[1].tolist() == whole[1].tolist()
    (_,), number = number_rows([together], len(cells))
    assert number.max() + 1 == len(set(cells))
