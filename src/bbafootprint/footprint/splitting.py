"""The change of a product split over its factors, for whole columns of products at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def split_change(before: Sequence[Floats], after: Sequence[Floats]) -> list[Floats]:
    r"""Split the change of products over their factors by the Shapley value.

    Parameters
    ----------
    before, after : sequence of ndarray of float
        The factors of the products, in one order; arrays that broadcast together, one entry a product. Zeros are
        allowed, NaN stays NaN.

    Returns
    -------
    list of ndarray of float
        One part a factor, in the order given; over the factors they add up to ``prod(after) - prod(before)``, to
        rounding.

    Notes
    -----
    The part of a factor is the mean, over all orders in which the factors can be replaced, of what its own
    replacement changes. A product is linear in each factor, so this mean is the integral of its derivative along the
    straight line from before to after (Owen 1972, doi:10.1287/mnsc.18.5.64):

    .. math:: \text{part}_i = (b_i - a_i) \int_0^1 \prod_{j \ne i} \left((1 - t)\,a_j + t\,b_j\right) dt

    a polynomial of degree n - 1, which Gauss and Legendre's rule integrates exactly with n / 2 points: no world is
    listed, and n factors cost n\ :sup:`2` products instead of 2\ :sup:`n`.
    """
    count = len(before)
    points, weights = np.polynomial.legendre.leggauss((count + 1) // 2)
    means: list[Floats | float] = [0.0] * count
    for point, weight in zip((points + 1) / 2, weights / 2, strict=True):
        along = [(1 - point) * one + point * two for one, two in zip(before, after, strict=True)]
        behind: list[Floats | float] = [1.0]  # products of the factors after each, without a division by zero
        for factor in along[:0:-1]:
            behind.append(behind[-1] * factor)
        ahead: Floats | float = weight
        for at, factor in enumerate(along):
            means[at] = means[at] + ahead * behind[count - 1 - at]
            ahead = ahead * factor
    return [np.asarray((two - one) * mean) for one, two, mean in zip(before, after, means, strict=True)]
