"""Few digits, rounded the right way, and back to the last bit."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bbafootprint.factors.decimals import BOUND_DIGITS, as_texts, pack, unpack

POSITIVE = st.floats(0, 1e300, allow_subnormal=False)


@pytest.mark.parametrize(
    ("number", "down", "up"),
    [
        (0.123456, "0.1234", "0.1235"),
        (0.1, "0.1", "0.1"),  # the float is a little over 0.1, and means 0.1
        (0.3, "0.3", "0.3"),  # the float is a little under 0.3
        (12345.6, "12340", "12350"),
        (99999, "99990", "100000"),
        (5.98935494e-18, "5.989e-18", "5.99e-18"),
        (0.0, "0", "0"),
        (float("nan"), "", ""),
    ],
)
def test_down_and_up(number: float, down: str, up: str) -> None:
    assert as_texts([number], BOUND_DIGITS, "down") == [down]
    assert as_texts([number], BOUND_DIGITS, "up") == [up]


@given(POSITIVE)
def test_law_rounded_bounds_hold_what_they_bounded(number: float) -> None:
    nine = Decimal(as_texts([number])[0])
    down, up = (Decimal(as_texts([number], BOUND_DIGITS, way)[0]) for way in ("down", "up"))  # type: ignore[arg-type]
    assert down <= nine <= up
    assert up - down <= nine / 1000  # one step of the fourth digit at most
    again = [float(down)], BOUND_DIGITS, "down"
    assert Decimal(as_texts(*again)[0]) == down  # type: ignore[arg-type]


@given(st.lists(st.floats(allow_nan=True, allow_infinity=True), max_size=30))
def test_law_any_float_comes_back_to_the_last_bit(numbers: list[float]) -> None:
    values = np.array(numbers, dtype=np.float64)
    back = unpack(pack(values, 9))
    same = (back.view(np.int64) == values.view(np.int64)) | (np.isnan(back) & np.isnan(values))
    assert same.all()


@given(st.lists(st.tuples(st.integers(0, 9999), st.integers(-22, 19)), min_size=1, max_size=50))
def test_law_short_decimals_need_no_float(parts: list[tuple[int, int]]) -> None:
    """Digits and a power of ten to 22 are enough: the independent value is Python's own reading of the text."""
    values = np.array([float(f"{digits}e{power}") for digits, power in parts])
    packed = pack(values, BOUND_DIGITS)
    assert packed.digits.dtype == np.uint16
    assert len(packed.at) == 0
    assert unpack(packed).tolist() == values.tolist()


def test_what_needs_a_larger_power_is_kept_as_it_is() -> None:
    values = np.array([1.234e-24, 0.5, np.nan, 123456.0])
    packed = pack(values, BOUND_DIGITS)
    assert packed.at.tolist() == [0, 3]  # the last has six digits
    assert np.array_equal(unpack(packed), values, equal_nan=True)
