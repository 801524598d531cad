"""Laws of units: what must hold for any spelling of any unit."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from bbafootprint.vocabulary.tables import read_table
from bbafootprint.vocabulary.units import match_unit, split_quantity, unit_in_header

ROWS = read_table("units.csv")
CASE_MATTERS = {"mt", "mg", "dt"}  # Mt, MT, mt; Mg, mg; DT, dt
FREE = [row["spelling"] for row in ROWS if row["spelling"].casefold() not in CASE_MATTERS]
READ = [row["spelling"] for row in ROWS if match_unit(row["spelling"]).code]
SPACES = ["", " ", "  ", "\u00a0", "\u202f", "\t"]


@given(st.sampled_from(FREE), st.sampled_from([str.upper, str.lower, str.title, str.casefold]))
def test_case_changes_no_unit(spelling: str, change: object) -> None:
    assert callable(change)
    assert match_unit(change(spelling)).code == match_unit(spelling).code


@given(st.sampled_from([row["spelling"] for row in ROWS]), st.sampled_from(SPACES), st.sampled_from(SPACES))
def test_spaces_around_change_nothing(spelling: str, before: str, after: str) -> None:
    assert match_unit(before + spelling + after).code == match_unit(spelling).code


@given(st.sampled_from(READ))
def test_the_code_of_a_unit_is_a_spelling_of_it(spelling: str) -> None:
    match = match_unit(spelling)
    again = match_unit(match.code or "")
    assert (again.code, again.factor, again.base) == (match.code, match.factor, match.base)


@given(
    st.integers(1, 500),
    st.sampled_from(["bags of {} kg", "{} kg bags", "sacs de {}kg", "Säcke à {} kg", "bag_{}kg"]),
)
def test_a_bag_weighs_what_is_said(kilograms: int, phrase: str) -> None:
    match = match_unit(phrase.format(kilograms))
    assert match.code == f"bag_{kilograms}kg"
    assert match.factor == kilograms / 1000


@given(
    st.sampled_from(READ),
    st.sampled_from([("1000 ", 1e3), ("'000 ", 1e3), ("x1000 ", 1e3), ("million ", 1e6)]),
)
def test_thousands_and_millions_multiply(spelling: str, multiple: tuple[str, float]) -> None:
    word, power = multiple
    match, single = match_unit(word + spelling), match_unit(spelling)
    assert match.code is not None
    assert math.isclose(match.factor, power * single.factor, rel_tol=1e-12)
    assert match.base == single.base


@given(st.text(max_size=40))
def test_any_text_is_answered_and_never_with_half_a_unit(text: str) -> None:
    match = match_unit(text)
    if match.code is None:
        assert math.isnan(match.factor)
        assert match.base == ""
    else:
        assert match.factor > 0
        assert match.base in ("t", "m3")
    assert match_unit(text, strict=True).factor == match.factor or match.note or match.code is None


@given(st.text(max_size=60))
def test_any_header_is_answered_and_what_is_found_is_a_unit(text: str) -> None:
    unit = unit_in_header(text)
    assert unit == "" or match_unit(unit).how != "not known"


@given(st.integers(0, 10**9), st.sampled_from(READ), st.sampled_from([" ", "\u00a0"]))
def test_a_quantity_splits_into_what_it_was_made_of(number: int, spelling: str, space: str) -> None:
    quantity, unit = split_quantity(f"{number}{space}{spelling}")
    assert (int(quantity), unit) == (number, spelling)


@given(st.text(max_size=40))
def test_splitting_loses_nothing(text: str) -> None:
    number, unit = split_quantity(text)
    assert "".join((number + unit).split()) == "".join(text.split())
