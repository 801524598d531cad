"""The ways in which people write a period in a header."""

import pytest

from bbafootprint.ingest.header_words import score_header, split_header
from bbafootprint.ingest.period_words import yearless_period


@pytest.mark.parametrize(
    ("header", "period"),
    [
        ("2023Q1", "2023-Q1"), ("2023-Q2", "2023-Q2"), ("Q3/2023", "2023-Q3"), ("Q4'23", "2023-Q4"),
        ("1Q23", "2023-Q1"),
        ("1. Quartal 2023", "2023-Q1"), ("1e kwartaal 2023", "2023-Q1"), ("H2 2024 (t)", "2024-H2"),
        ("2023 (t) prelim.", "2023"), ("2023 (t) revised", "2023"), ("2023 actual (t)", "2023"), ("2022A", "2022"),
        ("2022*", "2022"), ("2023 1)", "2023"), ("2023\u00b9", "2023"), ("2024(p)", "2024"), ("'25 (t)", "2025"),
        ("FY21/22 (t)", "2021/22"), ("FY2023", "2023"), ("2022/23", "2022/23"), ("2019\u20132021 (t)", "2019-2021"),
        ("202303", "2023-03"), ("03.2023", "2023-03"), ("01/2023", "2023-01"), ("Jan-23", "2023-01"),
        ("Jan 2023", "2023-01"), ("Ao\u00fbt 2023", "2023-08"), ("2023-01-01", "2023-01"),
        ("2024 YTD (t)", "2024 YTD"), ("YTD 2024 (t)", "2024 YTD"), ("Volume 2024 Jan-Sep (t)", "2024-01..2024-09"),
        ("2023 Jan-Dec (t)", "2023"),
    ],
)  # fmt: skip
def test_periods_that_are_read(header, period):
    assert split_header(header).period == period
    assert score_header(header)["quantity"] > 0.9


@pytest.mark.parametrize(
    "header", ["2024F", "2023 plan (t)", "Market 2023", "2023-01-15", "Price 2023", "1806/20"]
)
def test_headers_that_are_no_quantity_of_a_period(header):
    assert "quantity" not in score_header(header)


def test_periods_without_a_year():
    assert [yearless_period(text) for text in ("jan", "mai", "q3", "h1", "market")] == [
        "Jan",
        "May",
        "Q3",
        "H1",
        None,
    ]
