"""The year that a period names."""

from __future__ import annotations

import pytest

from bbafootprint.vocabulary.years import year_of_period


@pytest.mark.parametrize(
    "text",
    ["2018", "20180630", "201806", "201852", "2018-06-30", "30.06.2018", "30/06/18", "30.06.18", "06/30/18", "FY18",
     "FY2018", "fy18/19", "2018/19", "Jun-18", "Q1 18", "1Q18", "\u201918", "2018-06-30 00:00:00", "boekjaar 2018"],
)  # fmt: skip
def test_a_year_in_every_way_that_people_and_programs_write_it(text: str) -> None:
    assert year_of_period(text) == 2018


@pytest.mark.parametrize("text", ["", "43281", "Jan", "Q1", "18-06-30", "06/18", "some day", "12345678"])
def test_what_names_no_year_or_may_name_two(text: str) -> None:
    assert year_of_period(text) is None
