"""Two tables beside each other: keys exactly, numbers to a billionth."""

from __future__ import annotations

import pandas as pd

from bbafootprint.audit.comparing import SHOWN, compare_tables
from bbafootprint.audit.typed_tables import write_table

TABLE = pd.DataFrame({"key": ["a", "b", "c"], "value": [1.0, 0.0, float("nan")], "word": ["x", None, "z"]})


def _compared(found: pd.DataFrame, keys: tuple[str, ...] = ("key",)) -> tuple[int, list[str]]:
    count, differences = compare_tables(*write_table(TABLE), found, keys)
    return count, [str(difference) for difference in differences]


def test_the_same_is_the_same_in_any_order() -> None:
    assert _compared(TABLE) == (0, [])
    assert _compared(TABLE.iloc[::-1]) == (0, [])


def test_a_number_may_differ_by_a_billionth_and_no_more() -> None:
    assert _compared(TABLE.assign(value=[1 + 5e-10, 0.0, float("nan")])) == (0, [])
    count, said = _compared(TABLE.assign(value=[1 + 2e-9, 1e-300, 0.0]))
    assert count == 3
    assert said[0] == "row 2 (a), column value: 1.0 in the pack, 1.000000002 when it is recomputed"
    assert said[2] == "row 4 (c), column value: (empty) in the pack, 0.0 when it is recomputed"


def test_rows_and_columns_that_lack_are_named() -> None:
    count, said = _compared(TABLE.assign(key=["a", "b", "d"]))
    assert (count, said) == (2, ["row 4 (c): only in the pack", "row 4 (d): only when it is recomputed"])
    assert _compared(TABLE.drop(columns="word"))[0] == 1
    assert "column word" in _compared(TABLE.drop(columns="word"))[1][0]


def test_words_differ_exactly() -> None:
    count, said = _compared(TABLE.assign(word=["x", "y", "z"]))
    assert (count, said) == (1, ["row 3 (b), column word: (empty) in the pack, y when it is recomputed"])


def test_keys_that_repeat_are_told_apart_by_their_order() -> None:
    twice = pd.concat([TABLE, TABLE])
    count, differences = compare_tables(*write_table(twice), twice.iloc[:5], ("key",))
    assert count == 1
    assert str(differences[0]) == "row 7 (c): only in the pack"


def test_only_the_first_are_named_and_all_are_counted() -> None:
    many = pd.DataFrame({"key": range(100), "value": 1.0})
    count, differences = compare_tables(*write_table(many), many.assign(value=2.0), ("key",))
    assert (count, len(differences)) == (100, SHOWN)
