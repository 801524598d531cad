"""How many digits of a number a sheet shows: as many as its interval bears. The cell keeps the number.

The rule, and why:

- The last digit shown is the second one of half the width of the 95 % interval: 573.32 with 381 to 981 is shown as 573,
  and 0.0412 with 0.031 to 0.052 as 0.041. More would promise what no factor keeps; with one digit of the half width,
  two numbers whose intervals hardly touch could look alike.
- A format of a spreadsheet cannot round left of the decimal mark, so where the half width is 10 or more whole units are
  shown. Rounding the number itself would break its sums.
- No number that is not zero is shown as zero: at least its first digit is shown, and at most :data:`MOST_DIGITS`.
- Without an interval, :data:`DIGITS` significant digits, as on the page. Whole numbers stay whole.
- Under 0.001 and from 10^15, a power of ten.
- A quantity as it was given has no error that we know of: it is shown with the decimals that it has, at most
  :data:`DECIMALS`. So is what is exactly that quantity in another unit, and a sum of such masses that ends within
  these decimals.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from bbafootprint.footprint.calculate import Floats, Ints

DIGITS, MOST_DIGITS = 3, 6
"""Significant digits of a number without an interval, and of any number at most."""

DECIMALS = 6
"""Decimals of an exact number at most."""

EXACT = 0.0
"""Half the width of the interval of a number that is exact."""

SMALLEST, LARGEST = 1e-3, 1e15
"""Numbers outside are shown with a power of ten."""


def half_width(low: Floats, high: Floats) -> Floats:
    """Return half the width of intervals, NaN where there is none.

    Parameters
    ----------
    low, high : ndarray of float

    Returns
    -------
    ndarray of float
    """
    half = (high - low) / 2
    return np.where(half > 0, half, np.nan)


def decimals_of(values: Floats) -> Ints:
    """Return how many decimals numbers have.

    Parameters
    ----------
    values : ndarray of float

    Returns
    -------
    ndarray of int
        At most :data:`DECIMALS`, and -1 where a number has more. The 14th digit and those after it do not count: sums
        and changes of unit leave some there.
    """
    sizes = np.where(np.isfinite(values), values, 0.0)
    decimals = np.full(sizes.shape, -1, dtype=np.int64)
    for each in range(DECIMALS, -1, -1):
        decimals[np.abs(np.round(sizes, each) - sizes) <= np.abs(sizes) * 1e-13] = each
    return decimals


def exact_where_short(values: Floats) -> Floats:
    """Return half the widths of the intervals of masses: exact where they have few decimals, else not known.

    Parameters
    ----------
    values : ndarray of float

    Returns
    -------
    ndarray of float
        :data:`EXACT`, or NaN for a number with more than :data:`DECIMALS` decimals: it was worked out.
    """
    return np.where(decimals_of(values) >= 0, EXACT, np.nan)


def digits_shown(values: Floats, half: Floats | None = None) -> Ints:
    """Return how numbers are shown.

    Parameters
    ----------
    values : ndarray of float, shape (n,)
    half : ndarray of float, shape (n,), optional
        Half the width of the interval of each; NaN where none is known, :data:`EXACT` where the number is exact.

    Returns
    -------
    ndarray of int, shape (n,)
        From 0 up, the decimals; from -1 down, a power of ten after a number with ``-1 - k`` decimals. 0 for NaN.
    """
    size = np.abs(values)
    some = np.isfinite(size) & (size > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        first = np.where(some, np.floor(np.log10(size)), 0).astype(np.int64)
        last = first - (DIGITS - 1)
        if half is not None:
            known = some & np.isfinite(half) & (half > 0)
            second = np.where(known, np.floor(np.log10(np.where(known, half, 1.0))) - 1, last)
            last = second.astype(np.int64)
    last = np.clip(last, first - (MOST_DIGITS - 1), first)  # no digit too many, and never a zero that is none
    decimals = np.maximum(-last, 0)
    power = some & ((size < SMALLEST) | (size >= LARGEST))
    digits = np.where(some, np.where(power, -1 - (first - last), decimals), 0)
    if half is None or not (half == EXACT).any():
        return digits
    own = decimals_of(values)
    exact = some & (half == EXACT) & (size < LARGEST) & ((own >= 0) | (size >= SMALLEST))
    return np.where(exact, np.where(own >= 0, own, DECIMALS), digits)


def half_width_alike(values: Floats, ends: Floats, half: Floats) -> Floats:
    """Return half the widths by which the ends of intervals are shown with as many digits as their values.

    Parameters
    ----------
    values : ndarray of float
    ends : ndarray of float
        The lower or the upper end of the interval of each.
    half : ndarray of float
        Half the width of the interval of each.

    Returns
    -------
    ndarray of float
        Those given but where both are shown with a power of ten: beside 9.0E-06 then stands
        1.8E-05, not 1.75E-05.
    """
    of_value, of_end = digits_shown(values, half), digits_shown(ends, half)
    both = (of_value < 0) & (of_end < 0)
    first = np.floor(np.log10(np.where(both, np.abs(ends), 1.0)))
    return np.where(both, 3 * 10.0 ** (first + of_value + 2), half)


def format_of(digits: int) -> str:
    """Return the number format for what :func:`digits_shown` says.

    Parameters
    ----------
    digits : int

    Returns
    -------
    str
        With a part for negative numbers and one for zero: a condition would cost negative numbers their sign in some
        programs.
    """
    if digits < 0:
        decimals = -1 - digits
        return f"0.{'0' * decimals}E+00" if decimals else "0E+00"
    shown = f"#,##0.{'0' * digits}" if digits else "#,##0"
    return f"{shown};-{shown};0"


def shown_widths(values: Floats, digits: Ints) -> npt.NDArray[np.int64]:
    """Return how many signs numbers take as they are shown.

    Parameters
    ----------
    values : ndarray of float
    digits : ndarray of int
        As :func:`digits_shown` returns them.

    Returns
    -------
    ndarray of int
    """
    size = np.nan_to_num(np.abs(values), posinf=0.0)
    whole = np.floor(np.log10(np.maximum(size, 1.0))).astype(np.int64) + 1
    plain = whole + (whole - 1) // 3 + np.where(digits > 0, digits + 1, 0)
    return np.where(digits < 0, 5 - digits, plain) + (values < 0)
