"""How sure sums are, without drawing: the first three moments of a sum, and the interval of a curve that has them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bbafootprint.footprint.calculate import Z95, Floats, Ints, compact

HALF_NORMAL_MEAN = 0.3989422804014327
"""Mean of the positive half of a standard normal quantity, 1 / sqrt(2 pi)."""


@dataclass(frozen=True)
class Sensitivity:
    """How the conversions of some cells depend on what may be wrong in them (*inputs*: a yield, a price ...).

    Attributes
    ----------
    start : ndarray of int, shape (bases + 1,)
        Entries of basis b stand at ``start[b]`` to ``start[b + 1]``.
    entry_input : ndarray of int, shape (entries,)
        The input of each entry.
    elasticity : ndarray of float, shape (entries,)
        By how many percent the conversion changes where the input is one percent larger.
    spread : ndarray of float, shape (inputs,)
        Standard deviation of the logarithm of each input.
    """

    start: Ints
    entry_input: Ints
    elasticity: Floats
    spread: Floats


def input_variances(group: Ints, share: Floats, basis: Ints, of: Sensitivity) -> tuple[Ints, Ints, Floats]:
    r"""Return what each input of conversions adds to the variance of the logarithm of a group's sum.

    To first order an input v with spread :math:`s_v` adds :math:`s_v^2 (\sum_c w_c e_{cv})^2`, with the share
    :math:`w_c` of cell c in the sum and its elasticity :math:`e_{cv}`: cells with the same input move together.

    Parameters
    ----------
    group : ndarray of int, shape (cells,)
    share : ndarray of float, shape (cells,)
        Of the cell in the sum of its group.
    basis : ndarray of int, shape (cells,)
        -1 where nothing of the conversion is uncertain.
    of : Sensitivity

    Returns
    -------
    group, input : ndarray of int, shape (pairs,)
    variance : ndarray of float, shape (pairs,)
    """
    inputs = max(of.spread.size, 1)
    known = basis >= 0
    group, share, basis = group[known], share[known], basis[known]
    count = of.start[basis + 1] - of.start[basis]
    total = int(count.sum())
    within = np.arange(total) - np.repeat(np.cumsum(count) - count, count)
    entry = np.repeat(of.start[basis], count) + within
    code = np.repeat(group, count) * np.int64(inputs) + of.entry_input[entry]
    pairs, pair = compact(code, int(code.max()) + 1 if total else 1) if total else (code, code)
    moved = np.bincount(pair, weights=np.repeat(share, count) * of.elasticity[entry], minlength=pairs.size)
    pair_group, pair_input = np.divmod(pairs, np.int64(inputs))
    variance: Floats = (moved * of.spread[pair_input]) ** 2 if total else np.zeros(0)
    return pair_group, pair_input, variance


@dataclass(frozen=True)
class Interval:
    """The 95 % interval of sums, and the moments that it was made of; one entry a group."""

    low: Floats
    high: Floats
    mean: Floats
    deviation: Floats
    skewness: Floats


def interval(
    group: Ints,
    factor_row: Ints,
    quantity: Floats,
    size: int,
    *,
    value: Floats,
    low: Floats,
    high: Floats,
    gsd: Floats,
    basis: Ints | None = None,
    of: Sensitivity | None = None,
) -> Interval:
    r"""Return the 95 % interval of the sum of quantity times factor, per group.

    Cells with the same factor share its error, and cells whose conversions rest on the same input share that one's;
    different factors and inputs are independent. Factors with a geometric standard deviation are lognormal with
    their value as the mean; those with bounds alone (a reported zero, a range that a person gave) are two halves of a
    normal that reach these bounds. The first three moments of the sum are those of its factors, summed, times those of
    its conversions, taken as one lognormal quantity with the variance

    .. math:: \sum_v s_v^2 \left(\sum_c w_c e_{cv}\right)^2

    of its logarithm, :math:`w_c` being shares in the sum. The interval is that of the shifted lognormal curve with
    these moments. Where one factor is much less sure than the others, its lower end lies too high, above that of the
    plain lognormal curve with the first two moments, which lies too low: there it is the geometric middle of the two.
    One factor, and its product with conversions, are exact. A value outside (the draws of many reported zeros lie above
    it) is taken in.

    Parameters
    ----------
    group : ndarray of int, shape (n,)
        Group of each cell.
    factor_row : ndarray of int, shape (n,)
        Factor of each cell, -1 where not assessed (such cells are left out).
    quantity : ndarray of float, shape (n,)
        Quantity of each cell, in units of primary commodity.
    size : int
        Number of groups.
    value, low, high, gsd : ndarray of float, shape (factors,)
        Columns of the factor table; NaN where absent.
    basis : ndarray of int, shape (n,), optional
        What the conversion of each cell rests on, -1 where it is certain.
    of : Sensitivity, optional
        Of these bases.

    Returns
    -------
    Interval
        NaN for a group with no assessed cell, or with a factor that carries neither bounds nor deviation. `mean` and
        `deviation` (standard) are in the unit of the sum. Uncertainty of quantities is not part of it.

    Notes
    -----
    Moments of sums of lognormals: Fenton 1960, doi:10.1109/TCOM.1960.1097606, who matches two. The simulation that this
    is tested against, and how near it comes: :mod:`bbafootprint.footprint.uncertainty`, docs/decisions.
    """
    assessed = (factor_row >= 0) & ~np.isnan(quantity)
    group, factor_row, quantity = group[assessed], factor_row[assessed], quantity[assessed]
    basis = basis[assessed] if basis is not None else None
    pairs, pair_of = compact(group * np.int64(value.size) + factor_row, int(size * value.size))
    summed = np.bincount(pair_of, weights=quantity, minlength=pairs.size)
    pair_group, row = np.divmod(pairs, np.int64(max(value.size, 1)))

    def total(weights: Floats) -> Floats:
        sums: Floats = np.bincount(pair_group, weights=weights, minlength=size).astype(np.float64)
        return sums

    value_each, low, high = value[row], low[row], high[row]
    gsd = deviation_of(value_each, gsd[row])
    amount = summed * value_each
    sure = summed == 0.0  # a zero line answers 0, whatever its factor carries
    has_gsd = ~np.isnan(gsd) & (amount > 0)
    bounded = ~has_gsd & ~sure
    below = np.where(bounded, summed * (value_each - low), 0.0)
    above = np.where(bounded, summed * (high - value_each), 0.0)
    whole = total(amount)
    unit = np.maximum(whole, total(below + above))  # moments are of shares: squares of amounts underflow
    unit = np.where(unit > 0, unit, 1.0)
    share, down, up = (each / unit[pair_group] for each in (np.where(has_gsd, amount, 0.0), below, above))
    of_lognormal = _lognormal_moments(np.log(np.where(has_gsd, gsd, 1.0)) ** 2)
    of_halves = _halves_moments(down / Z95, up / Z95)
    mean = total(amount / unit[pair_group] + of_halves[0])
    variance = total(share**2 * of_lognormal[0] + of_halves[1])
    third = total(share * share**2 * of_lognormal[1] + of_halves[2])
    if basis is not None and of is not None and of.spread.size:
        part = quantity * value[factor_row] / np.where(whole > 0, whole, 1.0)[group]
        into, _, added = input_variances(group, part, basis, of)
        log_variance: Floats = np.bincount(into, weights=added, minlength=size).astype(np.float64)
        variance, third = _times_lognormal(mean, variance, third, log_variance)
    deviation = np.sqrt(np.maximum(variance, 0.0))
    with np.errstate(divide="ignore", invalid="ignore"):
        skewness: Floats = np.where(deviation > 0, third / (deviation * deviation**2), 0.0)
    lowest, highest = _shifted_lognormal(mean, deviation, skewness)
    lowest = _below_the_heavy(_plain_lognormal_low(mean, variance), lowest)
    alone = np.bincount(pair_group, weights=~sure, minlength=size) == 1  # a single factor has its own bounds
    own = alone & (total(bounded.astype(np.float64)) == 1)
    lowest = np.where(own, whole / unit - total(down), lowest)
    highest = np.where(own, whole / unit + total(up), highest)
    answered = np.bincount(pair_group, minlength=size) > 0
    return Interval(
        low=np.where(answered, np.clip(lowest * unit, 0.0, whole), np.nan),
        high=np.where(answered, np.maximum(highest * unit, whole), np.nan),
        mean=np.where(answered, mean * unit, np.nan),
        deviation=np.where(answered, deviation * unit, np.nan),
        skewness=np.where(answered, skewness, np.nan),
    )


def deviation_of(value: Floats, gsd: Floats) -> Floats:
    """Return the geometric standard deviation of factors that are lognormal; NaN where they are not.

    Parameters
    ----------
    value, gsd : ndarray of float, shape (factors,)

    Returns
    -------
    ndarray of float, shape (factors,)
        NaN for a value of 0 and where no deviation is given: those have two halves of a normal that reach their bounds.
    """
    return np.where(value > 0, gsd, np.nan)


def factor_variances(quantity: Floats, *, value: Floats, low: Floats, high: Floats, gsd: Floats) -> Floats:
    """Return the variance of quantities times their factor.

    Parameters
    ----------
    quantity : ndarray of float, shape (factors,)
        All that a factor answers for.
    value, low, high, gsd : ndarray of float, shape (factors,)
        Of the factors; a `value` without `gsd` has two halves of a normal, as in :func:`interval`.

    Returns
    -------
    ndarray of float, shape (factors,)
        NaN where there are neither bounds nor a deviation, but for a quantity of 0.
    """
    gsd = deviation_of(value, gsd)
    has_gsd = ~np.isnan(gsd)
    of_lognormal = value**2 * np.expm1(np.log(np.where(has_gsd, gsd, 1.0)) ** 2)
    of_halves = _halves_moments((value - low) / Z95, (high - value) / Z95)[1]
    return np.where(quantity == 0, 0.0, quantity**2 * np.where(has_gsd, of_lognormal, of_halves))


def _lognormal_moments(log_variance: Floats) -> tuple[Floats, Floats]:
    """Return variance and third central moment of lognormal quantities with the mean 1."""
    variance = np.expm1(log_variance)
    return variance, variance**2 * (variance + 3)


def _halves_moments(down: Floats, up: Floats) -> tuple[Floats, Floats, Floats]:
    """Return mean, variance and third central moment of two halves of a normal, by the deviation of each half."""
    first = HALF_NORMAL_MEAN * (up - down)
    second = (up**2 + down**2) / 2
    third = 2 * HALF_NORMAL_MEAN * (up * up**2 - down * down**2)
    return first, second - first**2, third - 3 * first * second + 2 * first * first**2


def _times_lognormal(
    mean: Floats, variance: Floats, third: Floats, log_variance: Floats
) -> tuple[Floats, Floats]:
    """Return variance and third central moment of a quantity times an independent lognormal one with the mean 1."""
    relative, skewed = _lognormal_moments(log_variance)
    squared = mean**2
    new_variance = variance + relative * (squared + variance)
    new_third = (
        third * (1 + 3 * relative + skewed)
        + skewed * (mean * squared + 3 * mean * variance)
        + 6 * mean * variance * relative
    )
    return new_variance, new_third


def _plain_lognormal_low(mean: Floats, variance: Floats) -> Floats:
    """Return the 2.5 % quantile of the lognormal with these two moments."""
    with np.errstate(divide="ignore", invalid="ignore"):
        log_variance = np.log1p(np.where(mean > 0, variance / mean**2, 0.0))
    low: Floats = mean * np.exp(-log_variance / 2 - Z95 * np.sqrt(log_variance))
    return low


def _below_the_heavy(plain: Floats, shifted: Floats) -> Floats:
    """Return the geometric middle where the shifted curve starts above the plain one, else the shifted one."""
    return np.where(shifted > plain, np.sqrt(plain * np.maximum(shifted, plain)), shifted)


def _shifted_lognormal(mean: Floats, deviation: Floats, skewness: Floats) -> tuple[Floats, Floats]:
    r"""Return the 2.5 % and 97.5 % quantiles of the shifted lognormal with that mean, standard deviation and skewness.

    Its skewness :math:`(\omega + 2)\sqrt{\omega - 1}` gives :math:`\omega = e^{s^2}` in closed form; a sum without
    skewness is normal, and one skewed to the left is the mirror image.
    """
    size = np.abs(skewness)
    root = np.cbrt(1 + size**2 / 2 + size * np.sqrt(1 + size**2 / 4))
    omega = root + 1 / root - 1
    skewed = omega - 1 > 1e-10  # else the curve is a normal one to ten digits
    spread = np.sqrt(np.log(np.where(skewed, omega, 2.0)))
    scale = 1 / np.sqrt(np.where(skewed, omega - 1, 1.0))
    near, far = (
        np.where(skewed, scale * np.expm1(sign * Z95 * spread - spread**2 / 2), sign * Z95)
        for sign in (-1, 1)
    )
    left = skewness < 0
    return mean + deviation * np.where(left, -far, near), mean + deviation * np.where(left, -near, far)
