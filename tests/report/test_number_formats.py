"""The digits of a number follow its interval."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bbafootprint.report.number_formats import (
    EXACT,
    MOST_DIGITS,
    digits_shown,
    format_of,
    half_width,
    half_width_alike,
    shown_widths,
)


@pytest.mark.parametrize(
    ("value", "low", "high", "digits"),
    [
        (573.32, 380.96, 981.46, 0),  # half width 300: tens would do, a format cannot round to them
        (12.53, 6.2, 23.0, 1),  # 8.4
        (0.0412, 0.031, 0.052, 3),  # 0.0105
        (3.2, 3.19, 3.21, 3),  # 0.01
        (0.4, 0.0, 600.0, 1),  # never shown as 0
        (5.4e-6, 4.4e-6, 7.2e-6, -2),  # 1.4e-6: 5.4E-06
        (1234.5678, 1234.5677, 1234.5679, 2),  # six digits at most
        (1234.5678, np.nan, np.nan, 0),  # three significant digits
        (1.23456, np.nan, np.nan, 2),
        (0.0, 0.0, 0.0, 0),
        (np.nan, np.nan, np.nan, 0),
        (2.5e9, np.nan, np.nan, 0),
        (2.5e15, np.nan, np.nan, -3),
    ],
)
def test_digits(value: float, low: float, high: float, digits: int) -> None:
    half = half_width(np.array([low]), np.array([high]))
    assert digits_shown(np.array([value]), half).tolist() == [digits]


def test_formats_keep_the_sign_and_show_a_zero_as_one() -> None:
    assert format_of(0) == "#,##0;-#,##0;0"
    assert format_of(2) == "#,##0.00;-#,##0.00;0"
    assert format_of(-3) == "0.00E+00"
    assert format_of(-1) == "0E+00"


@pytest.mark.parametrize(
    ("value", "digits"),
    [
        (18750.5, 1),
        (1234.567, 3),
        (0.1 + 0.2, 1),
        (1000.0, 0),
        (0.45359237, 6),
        (0.0005, 4),
        (0.00000045359237, -3),
        (2.5e15, -3),
        (np.nan, 0),
    ],
)
def test_an_exact_number_is_shown_with_its_decimals(value: float, digits: int) -> None:
    assert digits_shown(np.array([value]), np.array([EXACT])).tolist() == [digits]


def test_the_ends_of_an_interval_are_shown_with_the_digits_of_their_value() -> None:
    value, low, high = (
        np.array([9.8e-6, 3.2, 0.0]),
        np.array([9.0e-6, 3.19, 0.0]),
        np.array([1.75e-5, 3.21, 0.0]),
    )
    half = half_width(low, high)
    digits = [digits_shown(each, half_width_alike(value, each, half)).tolist() for each in (value, low, high)]
    assert digits == [[-2, 3, 0]] * 3
    assert digits_shown(high, half).tolist() == [-3, 3, 0]


def shown(value: float, digits: int) -> str:
    return f"{value:.{-1 - digits}E}" if digits < 0 else f"{value:,.{digits}f}"


finite = st.floats(-1e12, 1e12, allow_nan=False).filter(lambda x: x == 0 or abs(x) > 1e-200)


@given(value=finite, half=st.one_of(st.none(), st.floats(1e-12, 1e12)))
def test_what_is_shown_is_near_never_a_false_zero_and_as_wide_as_said(
    value: float, half: float | None
) -> None:
    values = np.array([value])
    (digits,) = digits_shown(values, None if half is None else np.array([half])).tolist()
    text = shown(value, digits)
    read = float(text.replace(",", ""))
    assert (read == 0) == (value == 0)
    bound = 0.5 * 10.0 ** np.floor(np.log10(abs(value))) if value else 0.0
    assert abs(read - value) <= bound * (1 + 1e-9)
    if half is not None and value:
        assert abs(read - value) <= max(half, 1e-5 * abs(value)) * (1 + 1e-9)
    assert sum(c.isdigit() for c in text.split("E")[0].lstrip("-0.,")) <= max(
        MOST_DIGITS + 1, len(f"{abs(value):.0f}")
    )
    assert int(shown_widths(values, np.array([digits]))[0]) + 1 >= len(text)
