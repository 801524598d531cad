"""What a contract says, what it refuses, and the command that shows it."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import bbafootprint as bba
from bbafootprint.contracts import CONTRACTS
from bbafootprint.errors import InputError, MissingColumnError, UsageError
from bbafootprint.schema import COLUMNS, LINE_COLUMNS
from tests.command import bbafootprint

from .conftest import BASE, footprint


def test_contracts_of_what_goes_in_are_those_of_the_schema() -> None:
    properties = bba.table_schema("purchases")["properties"]
    assert list(properties) == [column.name for column in COLUMNS]
    assert all(properties[column.name]["description"] == column.meaning for column in COLUMNS)
    assert bba.arrow_schema("lines").names[: len(LINE_COLUMNS)] == list(LINE_COLUMNS)
    assert bba.arrow_schema("purchases").field("content").metadata[b"unit"].startswith(b"share")


@pytest.mark.parametrize("name", CONTRACTS)
def test_every_column_has_a_meaning(name: str) -> None:
    contract = CONTRACTS[name]
    assert contract.meaning
    assert all(field.meaning for field in contract.fields)
    names = [field.name for field in contract.fields]
    assert len(set(names)) == len(names)
    about = json.loads(bba.arrow_schema(name).metadata[b"bbafootprint"])
    assert about["table"] == name


def test_purchases_are_checked_before_they_are_sent() -> None:
    validator = jsonschema.Draft202012Validator(bba.table_schema("purchases"))
    validator.validate({"commodity": "soybeans", "quantity": 5.0, "our own": 1})
    validator.validate({"hs_code": "1201", "quantity": 5})
    for wrong in (
        {"commodity": "soybeans"},
        {"quantity": 5.0},
        {"commodity": None, "quantity": 5.0},
        {"commodity": "soybeans", "quantity": "5"},
        {"commodity": "soybeans", "quantity": None},
    ):
        assert not validator.is_valid(wrong), wrong
    table = bba.to_arrow(BASE.drop(columns="own").dropna(subset=["quantity"]), "purchases")
    assert table.schema.equals(bba.arrow_schema("purchases"))
    assert table["content"].null_count == table.num_rows
    assert len(bba.group_lines(table).frame) == 4


def test_a_line_that_is_whole_says_so(factors: bba.FactorSet) -> None:
    table = bba.to_arrow(footprint(BASE, factors).not_assessed(), "not_assessed").to_pydict()
    assert set(table["part"]) == {0}
    assert set(table["share"]) == {1.0}
    assert set(table["stands_for"]) == {1}


def test_values_are_those_of_the_frame(factors: bba.FactorSet) -> None:
    total = footprint(BASE, factors).total()
    table = bba.to_arrow(total, "totals").to_pandas().set_index("indicator")
    np.testing.assert_array_equal(table["value"].to_numpy(), total["value"].to_numpy())
    assert table["lines"].tolist() == total["lines"].tolist()


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ({"value": "much"}, InputError, ["'value'", "'much'", "row 1", "a number"]),
        ({"lines": 1.5}, InputError, ["'lines'", "1.5", "a whole number"]),
        ({"lines": np.nan}, InputError, ["'lines'", "nothing", "a whole number"]),
        ({"lines": np.inf}, InputError, ["'lines'", "inf in row 1", "a whole number"]),
        ({"unit": 7}, InputError, ["'unit'", "7", "text"]),
        ({"extra": 7}, InputError, ["'extra'", "drop it"]),
        ({"value": True}, InputError, ["'value'", "True", "a number"]),
    ],
)
def test_a_frame_that_does_not_fit_is_refused(
    change: dict[str, object], error: type[Exception], words: list[str], factors: bba.FactorSet
) -> None:
    frame = footprint(BASE, factors).total().assign(**change)
    with pytest.raises(error) as refused:
        bba.to_arrow(frame, "totals")
    assert all(word in str(refused.value) for word in words), refused.value


def test_a_text_that_is_none_of_the_words_is_refused(factors: bba.FactorSet) -> None:
    frame = footprint(BASE, factors).coverage().replace({"match_level": {"world": "planet"}})
    with pytest.raises(
        InputError, match=r"'match_level' holds 'planet' in row 4 and 5 more.*write one of region, "
    ):
        bba.to_arrow(frame, "coverage")


@pytest.mark.parametrize("column", ["quantity", "content"])
@pytest.mark.parametrize("kind", ["float64", "object", "Float64"])
def test_purchases_have_finite_numbers(column: str, kind: str) -> None:
    frame = pd.DataFrame({"commodity": ["soybeans"] * 3, "quantity": 1.0, "content": 1.0})
    assert bba.to_arrow(frame.astype({column: kind}), "purchases").num_rows == 3
    frame.loc[1:, column] = [-np.inf, np.inf]
    with pytest.raises(
        InputError,
        match=rf"'{column}' holds -inf in row 2 and 1 more, where a number.* write a finite number",
    ):
        bba.to_arrow(frame.astype({column: kind}), "purchases")


def test_missing_and_further_columns(factors: bba.FactorSet) -> None:
    result = footprint(BASE, factors)
    with pytest.raises(MissingColumnError, match="'low', 'high' are not there"):
        bba.to_arrow(result.total().drop(columns=["low", "high"]), "totals")
    with pytest.raises(MissingColumnError, match="neither 'commodity' nor 'hs_code'"):
        bba.to_arrow(pd.DataFrame({"quantity": [1.0]}), "purchases")
    with pytest.raises(InputError, match=r"further=\{'own': 'text'\}"):
        bba.to_arrow(result.by("own"), "by")
    with pytest.raises(InputError, match="'own' holds"):
        bba.to_arrow(result.by("own"), "by", further=["own"])
    table = bba.to_arrow(result.by("own"), "by", further={"own": "integer"})
    assert table["own"].unique().to_pylist() == [1, 2, 3, 4, 5]
    with pytest.raises(UsageError, match="no columns beside its own"):
        bba.table_schema("totals", further=["own"])
    with pytest.raises(UsageError, match="say one of text, number"):
        bba.table_schema("by", further={"own": "string"})  # type: ignore[dict-item]
    with pytest.raises(UsageError, match="there is no table 'total'; the tables are: purchases, lines"):
        bba.arrow_schema("total")
    twice = pd.concat([result.coverage(), result.coverage()[["lines"]]], axis=1)
    with pytest.raises(InputError, match="two columns 'lines'"):
        bba.to_arrow(twice, "coverage")


def test_the_command_shows_contracts(tmp_path: Path) -> None:
    listed = bbafootprint("schema").stdout
    assert all(name in listed for name in CONTRACTS)
    shown = bbafootprint("schema", "by", "--further", "supplier", "--further", "plant=integer")
    assert json.loads(shown.stdout) == bba.table_schema("by", further={"supplier": None, "plant": "integer"})
    assert "value: double\n" in bbafootprint("schema", "totals", "--arrow").stdout
    assert "lines: int64 not null\n" in bbafootprint("schema", "totals", "--arrow").stdout
    done = bbafootprint(
        "schema", "per_line", "--factors", "bba-open", "--arrow", "-o", tmp_path / "p.parquet"
    )
    assert done.returncode == 0, done.stderr
    empty = pq.read_table(tmp_path / "p.parquet")
    assert empty.num_rows == 0
    assert empty.schema.field("habitat_loss").type == pa.float64()
    assert bbafootprint("schema", "totals", "-o", tmp_path / "t.json").returncode == 0
    assert json.loads((tmp_path / "t.json").read_text("utf-8")) == bba.table_schema("totals")
    for wrong in (["nothing"], ["totals", "--further", "x"], ["by", "--further", "x=y"], ["--arrow"],
                  ["totals", "-o", tmp_path / "t.csv"]):  # fmt: skip
        done = bbafootprint("schema", *wrong)
        assert done.returncode == 2
        assert "Traceback" not in done.stderr
