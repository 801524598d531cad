import datetime
import math

import pandas as pd
import pytest

from bbafootprint.ingest.contents import read_content
from bbafootprint.ingest.files.grid import CellFault, Percentage
from bbafootprint.ingest.numbers import decide_mark, parse_number, read_number, shown_marks
from bbafootprint.ingest.quantities import read_quantities
from bbafootprint.ingest.quantityfaults import FAULTS


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 000,34", 1000.34),
        ("1.000,34", 1000.34),
        ("1,000.34", 1000.34),
        ("1\u00a0000,34", 1000.34),  # no-break space
        ("1\u202f000,34", 1000.34),  # narrow no-break space
        ("1\u2009000\u2009000.5", 1_000_000.5),  # thin space
        ("1'000.5", 1000.5),
        ("1’000’000", 1_000_000.0),
        ("1.08697e+006", 1_086_970.0),
        ("1,5E3", 1500.0),
        ("1.234.567", 1_234_567.0),
        ("12,34,567.5", 1_234_567.5),  # lakh and crore
        ("0.500", 0.5),  # no number of thousands begins with 0
        ("1234,567", 1234.567),  # four digits before the mark are no group
        ("-12.5", -12.5),
        ("12.50-", -12.5),
        ("(12.50)", -12.5),
        ("−12", -12.0),  # a typographic minus
        ("+7", 7.0),
        (".5", 0.5),
        ("60", 60.0),
        ("0", 0.0),
    ],
)
def test_a_text_with_one_reading_is_that_number(text, value):
    assert read_number(text, None) == (value, "")


@pytest.mark.parametrize("text", ["1.234", "12,345", "-1.234", "999,999"])
def test_a_text_with_two_readings_is_asked(text):
    assert read_number(text, None) == (None, "decimal-ambiguous")


@pytest.mark.parametrize(
    "text",
    ["", "-", "abc", "12.03.2023", "1.2.3", "1 00", "1,23,4", "12 34", "1e", "²", "n/a", "--5", "1.234,56.7"],
)
def test_what_is_no_number_is_none(text):
    assert parse_number(text, ".") is None
    assert parse_number(text, ",") is None
    assert read_number(text, None) == (None, "quantity-text")


def test_the_column_decides_what_a_text_alone_does_not():
    assert decide_mark(["1.234", "0,5"]) == (",", "shown")
    assert read_number("1.234", ",") == (1234.0, "")
    assert decide_mark(["1.234", "0.5"]) == (".", "shown")
    assert read_number("1.234", ".") == (1.234, "")


def test_nothing_and_a_contradiction_decide_nothing():
    assert decide_mark(["1.234", "12"]) == (None, "not shown")
    assert decide_mark(["0.5", "0,5", "1.234"]) == (None, "contradictory")
    assert shown_marks(["0.5", "0,5"]) == {".", ","}


def test_what_the_person_says_wins_and_what_breaks_it_is_no_number():
    assert decide_mark(["0.5"], ",") == (",", "given")
    assert read_number("0.5", ",") == (None, "quantity-text")


# --- cells of quantities -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("\ufeff5", 5.0),  # a byte order mark in the middle of a file
        ("5\u200b", 5.0),
        ("\u202d1,234.5\u202c", 1234.5),  # copied from a page that sets the direction of text
        ("1.08697e+006", 1_086_970.0),
        ("\u00a05\u00a0", 5.0),
    ],
)
def test_what_cannot_be_seen_is_no_part_of_a_number(text: str, value: float) -> None:
    read = read_quantities([pd.Series([text], dtype=object)])
    assert read.values.tolist() == [[value]]
    assert FAULTS[read.faults[0, 0]] == ""


@pytest.mark.parametrize(
    ("cell", "fault"),
    [
        ("#N/A", "cell-error"),
        ("#DIV/0!", "cell-error"),
        ("#WERT!", "cell-error"),
        ("Err:502", "cell-error"),
        (CellFault("error", "#REF!"), "cell-error"),
        (CellFault("uncached", "=A1"), "formula-uncached"),
        ("TRUE", "quantity-boolean"),
        ("waar", "quantity-boolean"),
        (True, "quantity-boolean"),
        ("31/12/2023", "quantity-date"),
        (datetime.datetime(2023, 12, 31), "quantity-date"),
        (Percentage(0.5), "quantity-text"),
        ("#5", "quantity-text"),
        ("1e400", "quantity-infinite"),
        (" ", "quantity-missing"),
        (None, "quantity-missing"),
    ],
)
def test_what_is_no_number_has_its_own_fault(cell: object, fault: str) -> None:
    read = read_quantities([pd.Series([cell, 5.0], dtype=object)])
    assert FAULTS[read.faults[0, 0]] == fault
    assert math.isnan(read.values[0, 0])
    assert read.values[1, 0] == 5.0


@pytest.mark.parametrize(("header_says_percent", "plain"), [(False, 0.5), (True, 0.005)])
def test_a_cell_that_is_shown_as_a_percentage_is_a_share(header_says_percent: bool, plain: float) -> None:
    column = pd.Series([Percentage(0.7), Percentage(0.005), 0.5, 70.0, None], dtype=object)
    shares, bad, _ = read_content(column, None, header_says_percent)
    assert shares[:4].tolist() == [0.7, 0.005, plain, 0.7]
    assert math.isnan(shares[4])
    assert bad == []
