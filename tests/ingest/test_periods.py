"""Columns of periods that hold others are never added up with their parts."""

import pandas as pd
import pytest

from bbafootprint.ingest import read_lines
from bbafootprint.ingest.periods import period_span


def table(*columns):
    """Return one purchase of soybeans with columns of (header, quantity)."""
    names = ["Product", "Origin", *(header for header, _ in columns)]
    return pd.DataFrame([["Soybeans", "BRA", *(quantity for _, quantity in columns)]], columns=names)


@pytest.mark.parametrize(
    ("columns", "left_out", "tonnes"),
    [
        (
            [("Jan 2024 (t)", 100.0), ("Feb 2024 (t)", 200.0), ("Total 2024 (t)", 300.0)],
            ["Total 2024 (t)"],
            300,
        ),
        ([("2021 (t)", 1.0), ("2022 (t)", 2.0), ("Total 2021-2022 (t)", 3.0)], ["Total 2021-2022 (t)"], 3),
        ([("2021 (t)", 1.0), ("2022 (t)", 2.0), ("2021-2022 (t)", 3.0)], ["2021-2022 (t)"], 3),
        ([("2021 (t)", 1.0), ("2023 (t)", 2.0), ("2021-2023 (t)", 3.0)], ["2021-2023 (t)"], 3),
        ([("Q1 2024 (t)", 1.0), ("Q2 2024 (t)", 2.0), ("2024 (t)", 3.0)], ["2024 (t)"], 3),
        ([("H1 2024 (t)", 1.0), ("H2 2024 (t)", 2.0), ("2024 (t)", 3.0)], ["2024 (t)"], 3),
        ([("2024 (t)", 5.0), ("Total 2024 (t)", 5.0)], ["Total 2024 (t)"], 5),
        ([("Gesamt 2024 (t)", 5.0), ("2024 (t)", 5.0)], ["Gesamt 2024 (t)"], 5),
        ([("2024 (t)", 5.0), ("Somme 2024 (t)", 5.0)], ["Somme 2024 (t)"], 5),
    ],
)
def test_a_column_that_holds_others_is_left_out_and_said(columns, left_out, tonnes):
    lines = read_lines(table(*columns))
    assert lines.frame["amount"].sum() == tonnes
    warned = lines.issues[lines.issues["code"] == "column-total"]
    assert warned["found"].tolist() == left_out
    assert set(warned["severity"]) == {"warning"}
    assert all(header in message for header, message in zip(left_out, warned["message"], strict=True))
    assert warned["message"].str.contains("left out, because its parts are there").all()
    assert set(left_out) <= set(lines.frame.columns)  # kept, as an other column


@pytest.mark.parametrize(
    "columns",
    [
        [("2021/22 (t)", 1.0), ("2022/23 (t)", 2.0)],
        [("Total 2021 (t)", 1.0), ("Total 2022 (t)", 2.0)],
        [("Q1 2024 (t)", 1.0), ("Q2 2024 (t)", 2.0)],
        [("2023 (t)", 1.0), ("Jan 2024 (t)", 2.0)],
    ],
)
def test_columns_beside_each_other_are_all_read(columns):
    lines = read_lines(table(*columns))
    assert lines.frame["amount"].tolist() == [1.0, 2.0]
    assert "column-total" not in set(lines.issues["code"])


def test_a_total_without_its_parts_is_read_and_said():
    lines = read_lines(table(("2023 (t)", 1.0), ("Total 2024 (t)", 2.0)))
    assert lines.frame["amount"].tolist() == [1.0, 2.0]
    assert "no column holds a part of it" in lines.issues.set_index("code").loc["column-total", "message"]


def test_rows_that_have_a_total_only_are_named():
    parts = [("H1 2024 (t)", 1.0), ("H2 2024 (t)", 8.0), ("2024 (t)", 9.0)]
    empty = [("H1 2024 (t)", float("nan")), ("H2 2024 (t)", float("nan")), ("2024 (t)", 9.0)]
    lines = read_lines(pd.concat([table(*parts), table(*empty)], ignore_index=True))
    assert lines.frame["amount"].tolist() == [1.0, 8.0]
    message = lines.issues.set_index("code").loc["column-total", "message"]
    assert "In 1 row only this column is filled and gives no line: 1." in message


@pytest.mark.parametrize(
    ("columns", "amounts"),
    [
        ([("2022 (t)", 90.0), ("2023 (t)", 100.0), ("Q1 2023 (t)", 30.0)], [90.0, 100.0]),
        ([("2023 (t)", 100.0), ("Dec 2023 (t)", 9.0)], [100.0]),
        ([("Jan 2024 (t)", 1.0), ("Q1 2024 (t)", 2.0), ("2024 (t)", 3.0)], [3.0]),
        ([("2024 (t)", 100.0), ("2024 YTD (t)", 80.0)], [100.0]),
    ],
)
def test_a_whole_is_read_where_only_some_of_its_parts_are_there(columns, amounts):
    lines = read_lines(table(*columns))
    assert lines.frame["amount"].tolist() == amounts
    issue = lines.issues.set_index("code").loc["column-total"]
    assert "are not all of it" in issue["message"]
    assert "quantity@202" in issue["suggestion"]


def test_parts_that_are_empty_are_no_parts():
    lines = read_lines(table(("Jan 2024 (t)", None), ("2024 (t)", 9.0)))
    assert lines.frame["amount"].tolist() == [9.0]


def test_a_total_without_a_period_is_worded_for_periods():
    lines = read_lines(table(("2021 (t)", 1.0), ("2022 (t)", 2.0), ("Total (t)", 3.0)))
    assert lines.frame["amount"].sum() == 3.0
    message = lines.issues.set_index("code").loc["column-second", "message"]
    assert "'2021 (t)', '2022 (t)'" in message
    assert "'Total (t)' was not added" in message


def test_spans_of_periods():
    year = 2020 * 12
    assert period_span("2020") == (year, year + 12)
    assert period_span("2020/21") == period_span("2020-2021") == (year, year + 24)
    assert period_span("2020-25") == (year, year + 72)
    assert period_span("1999/00") == (1999 * 12, 2000 * 12)
    assert period_span("2020-Q2") == (year + 3, year + 6)
    assert period_span("2020-H2") == (year + 6, year + 12)
    assert period_span("2020-03") == (year + 2, year + 3)
    assert period_span("2020-02..2020-09") == (year + 1, year + 9)
    assert period_span("2020 YTD") == (year, year + 11)
    assert period_span("Mar") == (2, 3)
    assert period_span("Q4") == (9, 12)
    with pytest.raises(ValueError, match="not a period"):
        period_span("spring")
