"""Random draws that belong to what they are draws of: same seed, same factor, same numbers, whatever else is drawn.

Every factor and every input of conversions has a stream of its own, seeded by its name. So the order of the lines, a
part of them, or another grouping changes no draw, and two runs with the same seed share the errors of what they share.
"""

from __future__ import annotations

import hashlib

import numpy as np
import pandas as pd

from bbafootprint.footprint.calculate import Z95, Floats, Ints
from bbafootprint.footprint.intervals import deviation_of
from bbafootprint.footprint.uncertainty.conversions import Draw, Input

FACTOR_NAME: tuple[str, ...] = ("set", "commodity", "origin", "region", "practice", "indicator")
"""What names a factor. Not its version: the errors of a value that was revised are taken as those of the old one."""


def generator_of(seed: int, *name: str) -> np.random.Generator:
    """Return the random numbers of one quantity.

    Parameters
    ----------
    seed : int
    *name : str
        What the quantity is.

    Returns
    -------
    numpy.random.Generator
        SFC64, seeded by a hash (BLAKE2b, 128 bits) of seed and name.
    """
    text = "\x1f".join([str(seed), *name]).encode("utf-8")
    return np.random.Generator(
        np.random.SFC64(int.from_bytes(hashlib.blake2b(text, digest_size=16).digest(), "little"))
    )


def lognormal(generator: np.random.Generator, spread: float, draws: int, out: Floats | None = None) -> Floats:
    r"""Draw a lognormal quantity over its mean: :math:`e^{s z - s^2/2}`.

    Parameters
    ----------
    generator : numpy.random.Generator
    spread : float
        Standard deviation of the logarithm; 0 is certain, and its draws are 1.
    draws : int
    out : ndarray of float, shape (draws,), optional
        Where to put them.

    Returns
    -------
    ndarray of float, shape (draws,)
    """
    drawn = np.empty(draws) if out is None else out
    generator.standard_normal(out=drawn)
    drawn *= spread
    drawn -= spread**2 / 2
    np.exp(drawn, out=drawn)
    return drawn


def draw_input(seed: int, draws: int) -> Draw:
    """Return what draws the inputs of conversions, each once.

    Parameters
    ----------
    seed, draws : int

    Returns
    -------
    callable
        As :func:`bbafootprint.footprint.uncertainty.conversions.multipliers` takes it.
    """
    drawn: dict[Input, Floats] = {}

    def draw(each: Input, spread: float) -> Floats:
        if each not in drawn:
            drawn[each] = lognormal(generator_of(seed, "conversion", *each), spread, draws)
        return drawn[each]

    return draw


class FactorDraws:
    """Draws of the factors of a set, row by row of its table.

    A factor with a geometric standard deviation g is lognormal with its value as the mean. One with bounds alone has
    two halves of a normal, which reach them at 95 %, and no draw under 0: its mean lies off a value that is not in the
    middle, above a reported zero. One with neither is NaN, as is every sum with it.

    Parameters
    ----------
    frame : pandas.DataFrame
        Table of factors.
    seed, draws : int
    """

    def __init__(self, frame: pd.DataFrame, seed: int, draws: int) -> None:
        self.seed, self.draws = seed, draws
        parts = (frame[name].astype("category").cat for name in FACTOR_NAME)
        self._names = [(part.codes.to_numpy(), [str(text) for text in part.categories]) for part in parts]
        self._value, self._low, self._high, gsd = (
            frame[name].to_numpy(np.float64) for name in ("value", "low", "high", "gsd")
        )
        with np.errstate(invalid="ignore", divide="ignore"):
            self._spread = np.log(deviation_of(self._value, gsd))

    def fill(self, rows: Ints, out: Floats) -> None:
        """Put the draws of some rows of the table into the rows of `out`."""
        z = out[: len(rows)]
        for at, row in enumerate(rows.tolist()):
            name = [texts[codes[row]] for codes, texts in self._names]
            generator_of(self.seed, "factor", *name).standard_normal(out=z[at])
        with_deviation = ~np.isnan(self._spread[rows])
        if with_deviation.all():
            self._lognormal(rows, z)
            return
        z[with_deviation] = self._lognormal(rows[with_deviation], z[with_deviation])
        bounded = rows[~with_deviation]
        value, low, high = (each[bounded][:, None] for each in (self._value, self._low, self._high))
        halves = z[~with_deviation]
        halves *= np.where(halves > 0, high - value, value - low) / Z95
        z[~with_deviation] = np.maximum(value + halves, 0.0)

    def _lognormal(self, rows: Ints, z: Floats) -> Floats:
        """Turn standard normal numbers, one row each, into the draws of factors with a deviation, in place."""
        spread = self._spread[rows][:, None]
        z *= spread
        z -= spread**2 / 2
        np.exp(z, out=z)
        z *= self._value[rows][:, None]
        return z
