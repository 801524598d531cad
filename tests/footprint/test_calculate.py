"""The arithmetic on its own."""

from __future__ import annotations

import numpy as np
import pytest

from bbafootprint.footprint.calculate import Z95, compact, count_by, gather, interval, sum_by


def test_gather_takes_nan_for_no_row() -> None:
    np.testing.assert_array_equal(gather(np.array([1.0, 2.0]), np.array([1, -1, 0])), [2.0, np.nan, 1.0])
    assert np.isnan(gather(np.array([]), np.array([-1, -1]))).all()


def test_sum_by_leaves_nan_out_and_blanks_an_empty_group() -> None:
    group = np.array([0, 0, 2, 2])
    weights = np.array([1.0, np.nan, np.nan, np.nan])
    np.testing.assert_array_equal(sum_by(group, weights, 3), [1.0, np.nan, np.nan])
    np.testing.assert_array_equal(count_by(group, weights, 3), [1.0, 0.0, 0.0])


@pytest.mark.parametrize("space", [10, 10**12])
def test_compact_numbers_the_codes_that_occur(space: int) -> None:
    distinct, number = compact(np.array([7, 3, 7, 0]), space)
    np.testing.assert_array_equal(distinct, [0, 3, 7])
    np.testing.assert_array_equal(number, [2, 1, 2, 0])


def test_interval_against_a_simulation() -> None:
    # two lognormal factors of unequal size: the width of the moment-matched interval against 400,000 draws;
    # its centre is the value by definition
    rng = np.random.default_rng(7)
    value, gsd, quantity = np.array([2.0, 0.5]), np.array([1.3, 1.8]), np.array([10.0, 30.0])
    spread = np.log(gsd)
    draws = np.exp(np.log(value) + spread * rng.standard_normal((400_000, 2)))
    simulated = np.quantile(draws @ quantity, [0.025, 0.975])
    bounds = interval(
        np.array([0, 0]), np.array([0, 1]), quantity, 1,
        value=value, low=value / gsd**Z95, high=value * gsd**Z95, gsd=gsd,
    )  # fmt: skip
    assert bounds.high[0] / bounds.low[0] == pytest.approx(simulated[1] / simulated[0], rel=0.05)
    assert np.sqrt(bounds.high[0] * bounds.low[0]) == pytest.approx(value @ quantity)


def test_interval_of_nothing_is_nan() -> None:
    none = np.array([np.nan])
    bounds = interval(
        np.array([0]), np.array([-1]), np.array([1.0]), 2, value=none, low=none, high=none, gsd=none
    )
    assert np.isnan(bounds.low).all()
    assert np.isnan(bounds.high).all()
