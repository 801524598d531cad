"""How sure a primary equivalent is: ranges of yields and prices, carried through a chain of processes.

Every range is read as the 95 % interval of a lognormal quantity: ``s = ln(high / low) / (2 x 1.96)``. The steps of
a chain are independent, so that their variances add. The published value stays the central one.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]

Z95 = 1.959963984540054
"""Half width of the 95 % interval of a standard normal quantity."""

SPREAD_BY_QUALITY = (1.0, 1.05, 1.10, 1.20, 1.50)
"""Where no range is known: the factor by which a yield, a content or a density of quality 1 to 5 may be too high or
too low (95 %). These are the additional uncertainty factors of the ecoinvent pedigree for reliability: Frischknecht et
al. 2005, Int. J. Life Cycle Assess. 10, 3-9, doi:10.1065/lca2004.10.181.1."""

PRICE_SPREAD_BY_QUALITY = (1.0, 1.10, 1.20, 1.30, 1.60)
"""The same for the price of a product beside that of its co-products, which moves from year to year more than a yield.
A convention of this library."""


def log_spread(
    value: Floats, low: Floats, high: Floats, quality: Floats, rule: tuple[float, ...] = SPREAD_BY_QUALITY
) -> Floats:
    """Return the standard deviation of the logarithm of each number.

    Parameters
    ----------
    value, low, high : numpy.ndarray of float
        The number and its 95 % range; a range that lacks an end is taken from the rule.
    quality : numpy.ndarray of float
        1 to 5; NaN counts as 5.
    rule : tuple of float
        Factor by quality.

    Returns
    -------
    numpy.ndarray of float
        0 where the number is certain or is 0; NaN where it is not known.
    """
    graded = np.nan_to_num(quality, nan=5.0).astype(np.intp)
    by_rule = np.log(np.asarray(rule, dtype="float64"))[np.clip(graded, 1, 5) - 1] / Z95
    with np.errstate(divide="ignore", invalid="ignore"):
        by_range = np.log(high / low) / (2 * Z95)
    spread = np.where(np.isnan(by_range), by_rule, by_range)
    return np.where(np.isnan(value), np.nan, np.where(value > 0, spread, 0.0))


def step_spread(rows: pd.DataFrame, shares: Floats, by_value: bool) -> Floats:
    """Return the standard deviation of the logarithm of ``a / y`` of each product.

    Parameters
    ----------
    rows : pandas.DataFrame
        The products of any number of processes: `process`, `yield`, `price` and, where there are any, their ranges
        and `quality`.
    shares : numpy.ndarray of float
        a of each product; those of one process sum to 1.
    by_value : bool
        Whether the shares are by value; by mass prices do not matter.

    Returns
    -------
    numpy.ndarray of float

    Notes
    -----
    ``a_p / y_p = w_p / sum(y_q w_q)``, w the price (by mass: 1). Hence, to first order, ln PE_p changes by ``-a_q`` per
    change of ln y_q, by ``1 - a_p`` per change of ln w_p and by ``-a_q`` per change of the others' ln w_q: only the
    ratio of prices matters, and that of a single product not at all.
    """
    process = pd.factorize(rows["process"])[0]

    def summed(each: Floats) -> Floats:
        """Return the sum over the process of each row."""
        return np.asarray(np.bincount(process, weights=each)[process], dtype="float64")

    yields = spread_of(rows, "yield", SPREAD_BY_QUALITY)
    variance = summed(shares**2 * yields**2)
    if by_value:
        prices = np.nan_to_num(spread_of(rows, "price", PRICE_SPREAD_BY_QUALITY))  # one product needs none
        together = shares**2 * prices**2
        variance += summed(together) - together + (1 - shares) ** 2 * prices**2
    return np.asarray(np.sqrt(variance), dtype="float64")


def bounds(value: Floats, spread: Floats) -> tuple[Floats, Floats]:
    """Return the ends of the 95 % interval of lognormal numbers around a central value.

    Parameters
    ----------
    value, spread : numpy.ndarray of float
        The central value and the standard deviation of its logarithm.

    Returns
    -------
    tuple of numpy.ndarray of float
    """
    factor = np.exp(Z95 * spread)
    return value / factor, value * factor


def spread_of(rows: pd.DataFrame, number: str, rule: tuple[float, ...]) -> Floats:
    """Return the standard deviation of the logarithm of a column of numbers, by its range or by its quality.

    Parameters
    ----------
    rows : pandas.DataFrame
        Columns `number` and, where there are any, ``<number>_low``, ``<number>_high`` and `quality`.
    number : str
        ``"yield"`` or ``"price"``.
    rule : tuple of float
        Factor by quality, where no range is given.

    Returns
    -------
    numpy.ndarray of float
        NaN where the number is not known.
    """

    def column(name: str) -> Floats:
        given: Any = rows[name] if name in rows else pd.Series(np.nan, index=rows.index)
        return np.asarray(pd.to_numeric(given), dtype="float64")

    quality = np.nan_to_num(column("quality"), nan=3.0)  # as where none is stated
    return log_spread(column(number), column(f"{number}_low"), column(f"{number}_high"), quality, rule)
