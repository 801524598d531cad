"""What holds for every table, whatever stands in it."""

import math

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bbafootprint.ingest import read_lines
from bbafootprint.ingest.issues import PROBLEMS, REJECTING
from bbafootprint.ingest.leftout import is_total
from bbafootprint.ingest.numbers import parse_number, plain_number, read_number
from bbafootprint.schema import ISSUE_COLUMNS, LINE_COLUMNS

from ..laws import examples

QUANTITIES = st.one_of(
    st.none(),
    st.booleans(),
    st.floats(),
    st.integers(-10, 10**18),
    st.text(max_size=8),
    st.sampled_from(["1.234", "0,5", "60 kg", "1 000,5", "5 pallets", "-", "n/a"]),
)
TEXTS = st.one_of(
    st.none(),
    st.text(max_size=12),
    st.sampled_from(["Soybeans", "Sojabonen", "1801", "cocoa", "Brazil", "Congo", "NA", "=1+1", "Total"]),
)
UNITS = st.one_of(st.none(), st.sampled_from(["t", "kg", "ton", "m3", "pallets", "EUR", ""]))
ROWS = st.lists(st.tuples(TEXTS, TEXTS, QUANTITIES, UNITS), max_size=8)


def table(rows):
    return pd.DataFrame(rows, columns=["commodity", "origin", "quantity", "unit"], dtype=object)


@settings(max_examples=examples(200), deadline=None)
@given(ROWS)
def test_no_row_is_lost_and_no_line_without_a_number_passes(rows):
    lines = read_lines(table(rows))
    frame = lines.frame
    left_out = sum(map(len, lines.reading["left_out"].values()))
    assert len(frame) + left_out == len(rows)
    assert frame["line_id"].is_unique
    assert list(frame.columns) == list(LINE_COLUMNS)
    assert list(lines.issues.columns) == list(ISSUE_COLUMNS)
    problem = frame["problem"].astype(str)
    assert set(problem) <= {"", *PROBLEMS}
    assert (frame["rejected"] == problem.isin(REJECTING)).all()
    assert (frame["amount"].isna() == frame["rejected"]).all()
    assert not (frame["amount"] < 0).any()
    readable = frame[problem == ""]
    assert readable[["commodity", "origin"]].notna().all().all()
    # Every problem on a line is an issue, and an error.
    errors = set(lines.issues.loc[lines.issues["severity"] == "error", "code"])
    assert set(problem) - {""} <= errors


def says_it_alone(row):
    """Tell whether a row means what it means whatever stands beside it: no bare number, short code or total."""
    goods, origin, *_ = row
    number = (
        goods is not None and goods.strip().replace(".", "").replace(" ", "").isdigit() and goods != "1801"
    )
    short = origin is not None and len(origin.strip()) == 2 and not origin.isupper()
    return not number and not short and not (origin is not None and is_total(origin))


@settings(max_examples=examples(50), deadline=None)
@given(st.lists(st.tuples(TEXTS, TEXTS, QUANTITIES, UNITS).filter(says_it_alone), max_size=8))
def test_a_line_means_the_same_in_any_company(rows):
    # Decimal marks are a matter of the column, so that they are given here.
    together = read_lines(table(rows), decimal=".").frame
    alone = [read_lines(table([row]), decimal=".").frame for row in rows]
    columns = ["commodity", "origin", "amount", "rejected", "problem"]
    parts = [part[columns].astype(object) for part in alone if len(part)]
    expected = pd.concat(parts, ignore_index=True) if parts else together[columns].astype(object)
    pd.testing.assert_frame_equal(
        together[columns].astype(object).reset_index(drop=True), expected, check_dtype=False
    )


@settings(max_examples=examples(50), deadline=None)
@given(st.lists(st.floats(0, 1e9), min_size=1, max_size=5))
def test_a_quantity_means_the_same_in_every_unit(values):
    frame = {"commodity": ["Soybeans"] * len(values), "origin": ["BRA"] * len(values)}
    tonnes = read_lines(pd.DataFrame({**frame, "quantity (t)": values})).frame["amount"]
    kilos = read_lines(pd.DataFrame({**frame, "quantity": [v * 1000 for v in values], "unit": "kg"})).frame[
        "amount"
    ]
    option = read_lines(pd.DataFrame({**frame, "quantity": values}), unit="t").frame["amount"]
    assert kilos.tolist() == pytest.approx(tonnes.tolist(), rel=1e-12)
    assert option.tolist() == tonnes.tolist() == values


@settings(max_examples=examples(50), deadline=None)
@given(
    st.lists(
        st.lists(st.one_of(st.none(), st.floats(0, 1e9)), min_size=3, max_size=3), min_size=1, max_size=6
    )
)
def test_a_wide_table_is_its_long_one(cells):
    years = ["2020", "2021", "2022"]
    wide = pd.DataFrame(
        [["Soybeans", "BRA", *row] for row in cells],
        columns=["commodity", "origin", *[f"{y} t" for y in years]],
    )
    long = [(year, cell) for row in cells for year, cell in zip(years, row, strict=True) if cell is not None]
    frame = read_lines(wide).frame
    assert list(zip(frame["period"], frame["amount"], strict=True)) == long


@given(st.floats(0, 1e12), st.sampled_from([(",", "."), (" ", ","), (".", ","), ("'", "."), ("\u00a0", ",")]))
def test_a_number_written_with_groups_reads_back(value, marks):
    group, decimal = marks
    written = f"{value:,.2f}".replace(",", "\0").replace(".", decimal).replace("\0", group)
    assert parse_number(written, decimal) == float(f"{value:.2f}")
    assert read_number(written, None) == (float(f"{value:.2f}"), "")


@given(st.text(alphabet="0123456789.,' -+eE()", max_size=12))
def test_two_readings_are_never_chosen_between(text):
    point, comma = parse_number(text, "."), parse_number(text, ",")
    value, fault = read_number(text, None)
    if point is not None and comma is not None and point != comma:
        assert (value, fault) == (None, "decimal-ambiguous")
    elif fault == "":
        assert value in (point, comma)
        assert value is not None
        assert not math.isnan(value)


@settings(max_examples=examples(500))
@given(st.text(alphabet="0123456789.,- ", max_size=9))
def test_the_fast_way_to_a_number_is_the_long_one(text):
    plain = plain_number(text)
    if plain is not None:
        value, mark = plain
        assert read_number(text, None) == (value, "")
        for each in (mark,) if mark else (".", ","):
            assert read_number(text, each) == (value, "")
