"""Numbers of a set as decimals: rounded when written, and packed so that they come back to the last bit.

A number of few digits is ``digits x 10**power``. Where the power is at most 22 in size, both factors are exact in
float64, and one multiplication or division, which IEEE 754 rounds correctly, gives the float that reading the
decimal text gives (Clinger 1990, How to Read Floating Point Numbers Accurately, doi:10.1145/93542.93557).
"""

from __future__ import annotations

import decimal
import functools
from collections.abc import Iterable
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

DIGITS = 9
"""Significant digits of a number in a set: more than any source has, few enough to be the same everywhere."""

BOUND_DIGITS = 4
"""Significant digits of bounds and spreads: no interval is known better."""

LARGEST_POWER = 22
"""Largest power of ten that float64 holds exactly."""

_MISSING = -128  # the power of what is not a number


Rounding = Literal["nearest", "down", "up"]


class Packed(NamedTuple):
    """Numbers as decimals, with those that no decimal of few digits gives back kept as they are.

    Attributes
    ----------
    digits : array of unsigned integer
    power : array of int8
        ``value = digits x 10**power``; -128 for NaN.
    at : array of uint32
        Positions of the numbers that are kept as they are.
    floats : array of float64
        These numbers.
    """

    digits: NDArray[np.unsignedinteger]
    power: NDArray[np.int8]
    at: NDArray[np.uint32]
    floats: NDArray[np.float64]


def as_texts(numbers: Iterable[float], digits: int = DIGITS, rounding: Rounding = "nearest") -> list[str]:
    """Write numbers as decimals of a few significant digits.

    Parameters
    ----------
    numbers : iterable of float
    digits : int
        Significant digits, :data:`DIGITS` at most.
    rounding : {"nearest", "down", "up"}
        Down and up start from the number of nine digits, so that 0.1 stays 0.1 either way; down never gives more
        and up never less than that.

    Returns
    -------
    list of str
        Empty text for NaN; no minus sign before a zero.
    """
    # %.9g writes a whole number without a point; adding 0 turns -0 into 0.
    texts = ["" if number != number else f"%.{DIGITS}g" % (number + 0.0) for number in numbers]
    if digits == DIGITS:
        return texts
    modes = {"nearest": "ROUND_HALF_EVEN", "down": "ROUND_FLOOR", "up": "ROUND_CEILING"}
    few = decimal.Context(prec=digits, rounding=modes[rounding])
    return [text and f"%.{DIGITS}g" % float(few.create_decimal(text)) for text in texts]


def pack(values: NDArray[np.float64], digits: int) -> Packed:
    """Pack numbers that are decimals of at most so many digits; others are kept as they are.

    Parameters
    ----------
    values : array of float64
        NaN where not known.
    digits : int
        From 1 to :data:`DIGITS`.

    Returns
    -------
    Packed
    """
    whole: NDArray[np.unsignedinteger] = np.zeros(
        len(values), dtype=np.uint16 if digits <= BOUND_DIGITS else np.uint32
    )
    power = np.full(len(values), _MISSING, dtype=np.int8)
    form = f"%.{digits - 1}e"
    for at in np.flatnonzero(np.isfinite(values)):
        mantissa, _, exponent = (form % values[at]).partition("e")
        shown = mantissa.replace(".", "").rstrip("0") or "0"
        scale = int(exponent) - (len(shown) - 1) if shown != "0" else 0
        if shown.isdigit() and abs(scale) <= LARGEST_POWER:
            whole[at], power[at] = int(shown), scale
    none = np.zeros(0)
    back = unpack(Packed(whole, power, none.astype(np.uint32), none))
    # As bits: 0 and -0 are equal numbers, and NaN equals nothing.
    other = (back.view(np.int64) != values.view(np.int64)) & ~(np.isnan(back) & np.isnan(values))
    whole[other], power[other] = 0, _MISSING
    return Packed(whole, power, np.flatnonzero(other).astype(np.uint32), values[other])


def unpack(packed: Packed) -> NDArray[np.float64]:
    """Return packed numbers as they were.

    Parameters
    ----------
    packed : Packed

    Returns
    -------
    array of float64

    Raises
    ------
    IndexError
        If a power or a position is out of range.
    """
    times, over = _powers()
    step = packed.power.astype(np.int64) - _MISSING
    values: NDArray[np.float64] = packed.digits * times[step] / over[step]
    values[packed.at] = packed.floats
    return values


@functools.cache
def _powers() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return what digits of each power are multiplied by (NaN where there is no such power) and divided by."""
    times = np.full(1 - _MISSING + LARGEST_POWER, np.nan)
    over = np.ones(len(times))
    for power in range(-LARGEST_POWER, LARGEST_POWER + 1):
        times[power - _MISSING] = float(f"1e{max(power, 0)}")
        over[power - _MISSING] = float(f"1e{max(-power, 0)}")
    return times, over
