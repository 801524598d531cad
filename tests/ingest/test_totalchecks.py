"""Rows left out as totals that are the sum of nothing are warned of."""

from __future__ import annotations

import pandas as pd
import pytest

from bbafootprint.ingest import read_lines


def severities(rows: list[list[object]]) -> list[str]:
    table = pd.DataFrame(rows, columns=["Ref", "Product", "Origin", "Volume t", "Supplier"])
    issues = read_lines(table).issues
    return sorted(issues.loc[issues["code"] == "rows-subtotal", "severity"])


LINES: list[list[object]] = [["1", "Cocoa beans", "Ghana", 5.0, "A"], ["2", "Soybeans", "Brazil", 6.0, "B"]]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (["3", "@SUM(1)", "Brazil", 9.0, "C"], ["info", "warning"]),
        (["3", "@SUM(1)", "Brazil", 6.0, "C"], ["info", "warning"]),  # as much as one line, and no sum
        (["3", "Total", None, 11.0, "C"], ["info"]),
        ([None, "Total", None, 17.0, None], ["info"]),  # nothing of its own: a total that is off
    ],
)
def test_a_row_of_its_own_that_adds_nothing_up(row: list[object], expected: list[str]) -> None:
    assert severities([*LINES, row]) == expected


def test_a_total_on_top_of_its_lines_adds_up() -> None:
    assert severities([["0", "Total", None, 11.0, "all"], *LINES]) == ["info"]
