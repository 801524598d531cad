"""Options of the wrong kind, answers of the wrong kind, and texts that are no names."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
import pandas as pd
import pytest

from bbafootprint.errors import InputError, UsageError
from bbafootprint.ingest import read_lines
from bbafootprint.vocabulary.commodities import match_commodity

TABLE = pd.DataFrame(
    {
        "commodity": ["soybeans", "palm oil"],
        "origin": ["Congo", "Brazil"],
        "quantity": [1.0, 2.0],
        "unit": "t",
    }
)


@pytest.mark.parametrize(
    "wrong",
    [
        {"header_row": "x"}, {"header_row": True}, {"sheet": 3}, {"columns": ["quantity"]}, {"columns": {"unit": 3}},
        {"columns": {3: "unit"}}, {"answers": 5}, {"answers": {5: "COD"}}, {"unit": 3}, {"decimal": 1},
        {"mapping": 5}, {"strict_units": "yes"},
    ],
)  # fmt: skip
def test_an_option_of_the_wrong_kind_is_named(wrong: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match=f"^{next(iter(wrong))} ") as error:
        read_lines(TABLE, **wrong)
    assert "such as" in str(error.value) or " or " in str(error.value) or "mapping" in str(error.value)


def test_a_mapping_may_be_given_as_it_is(tmp_path: Any) -> None:
    TABLE.to_csv(tmp_path / "a.csv", index=False)
    lines = read_lines(
        tmp_path / "a.csv", mapping={"unit": "kg", "columns": {"unit": ""}}, header_row=np.int64(1)
    )
    assert lines.frame["amount"].tolist() == [0.001, 0.002]
    assert lines.reading["mapping"] == {"source": "a mapping in memory", "sha256": None}
    with pytest.raises(InputError, match=r"'unitt' is not known\. Did you mean 'unit'"):
        read_lines(TABLE, mapping={"unitt": "kg"})


def test_an_answer_of_the_wrong_kind_says_where_its_value_stands() -> None:
    issues = read_lines(TABLE, answers={"Congo": "palm_oil"}).issues
    warning = issues[(issues["code"] == "answer-unused") & (issues["severity"] == "warning")].iloc[0]
    assert (
        "'Congo' stands in the sheet as origin, and palm_oil is the code of a commodity" in warning["message"]
    )
    right = read_lines(TABLE, answers={"Congo": "COD", "nowhere": "GHA"}).issues
    assert set(right.loc[right["code"] == "answer-unused", "severity"]) == {"info"}


def test_an_answer_that_is_none_is_no_answer() -> None:
    assert read_lines(TABLE, answers={"Congo": None}).frame["origin"].isna().iloc[0]


@pytest.mark.parametrize("column", ["commodity", "hs_code", "origin", "region", "unit", "supplier", "header"])
@pytest.mark.parametrize("text", ["Cocoa ", "xyz ", "12 kg ", "palm oil and "])
def test_a_very_long_text_takes_no_time_and_is_not_repeated(column: str, text: str) -> None:
    long = text * (60_000 // len(text))
    row = {"commodity": "soybeans", "origin": "BRA", "quantity": 1.0, "unit": "t"}
    match_commodity("soybeans")
    table = pd.DataFrame([{**row, column: long} if column != "header" else {**row, long: "x"}])
    start = time.process_time()
    issues = read_lines(table).issues
    assert time.process_time() - start < 5
    assert issues["message"].map(len).max() < 3_000 if len(issues) else True


def test_a_text_too_long_for_a_name_is_said_to_be_that() -> None:
    row = {"commodity": "cocoa " * 200, "origin": "GHA", "quantity": 1.0, "unit": "t"}
    issue = read_lines(pd.DataFrame([row])).issues.iloc[0]
    assert issue["code"] == "commodity-unknown"
    assert "has 1,199 characters: no name of a commodity" in issue["message"]
    beside = match_commodity("description " * 100, hs="1801")
    assert beside.code == "cocoa_beans"
    assert "was not read" in beside.note
