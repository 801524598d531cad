"""The interval of a sum without draws: against closed forms, and against draws made here with scipy."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from bbafootprint.footprint.calculate import Z95
from bbafootprint.footprint.intervals import Interval, Sensitivity, factor_variances, interval

NONE = np.array([np.nan])


def of_sum(value: np.ndarray, gsd: np.ndarray, quantity: np.ndarray, **more: object) -> Interval:
    rows = np.arange(len(value))
    band = gsd**Z95
    return interval(
        np.zeros(len(value), dtype=np.int64), rows, quantity, 1,
        value=value, low=value / band, high=value * band, gsd=gsd, **more,
    )  # fmt: skip


def test_one_factor_is_the_closed_form_of_a_lognormal_with_that_mean() -> None:
    bounds = of_sum(np.array([2.0]), np.array([1.8]), np.array([10.0]))
    s = np.log(1.8)
    expected = stats.lognorm(s, scale=20 * np.exp(-(s**2) / 2)).ppf([0.025, 0.975])
    np.testing.assert_allclose([bounds.low[0], bounds.high[0]], expected, rtol=1e-9)


def test_a_factor_times_its_conversion_is_the_closed_form_of_a_product_of_lognormals() -> None:
    of = Sensitivity(np.array([0, 1]), np.array([0]), np.array([1.0]), np.array([0.3]))
    bounds = of_sum(np.array([2.0]), np.array([1.8]), np.array([10.0]), basis=np.array([0]), of=of)
    s = np.hypot(np.log(1.8), 0.3)
    expected = stats.lognorm(s, scale=20 * np.exp(-(s**2) / 2)).ppf([0.025, 0.975])
    np.testing.assert_allclose([bounds.low[0], bounds.high[0]], expected, rtol=1e-9)


def test_inputs_that_go_against_each_other_take_their_share_out() -> None:
    # meal and oil of one mill: what one carries more, the other carries less; in equal amounts nothing is left
    of = Sensitivity(np.array([0, 1, 2]), np.array([0, 0]), np.array([1.0, -1.0]), np.array([0.3]))
    sure = np.array([1.0, 1.0])
    bounds = of_sum(np.array([1.0, 1.0]), sure, np.array([5.0, 5.0]), basis=np.array([0, 1]), of=of)
    assert (bounds.low[0], bounds.high[0]) == pytest.approx((10.0, 10.0))
    apart = of_sum(np.array([1.0, 1.0]), sure, np.array([5.0, 5.0]), basis=np.array([0, 0]), of=of)
    assert apart.high[0] > 15


@pytest.mark.parametrize("seed", range(12))
def test_sums_of_unlike_factors_against_draws(seed: int) -> None:
    rng = np.random.default_rng(seed)
    size = int(rng.integers(2, 30))
    value, quantity = rng.lognormal(0, 1, size), rng.lognormal(0, 1, size)
    gsd = np.exp(rng.uniform(0.05, 0.9, size))
    bounds = of_sum(value, gsd, quantity)
    s = np.log(gsd)
    drawn = (value * quantity) @ np.exp(
        s[:, None] * rng.standard_normal((size, 40_000)) - s[:, None] ** 2 / 2
    )
    low, high = np.quantile(drawn, [0.025, 0.975])
    assert bounds.high[0] == pytest.approx(high, rel=0.06)
    assert bounds.low[0] == pytest.approx(low, rel=0.12)


def test_many_reported_zeros_pull_the_interval_up_and_hold_the_value() -> None:
    # 40 factors of 0 that may be as high as 1: their sum is not 0, and 0 stays inside
    zero, one = np.zeros(40), np.ones(40)
    bounds = interval(
        np.zeros(40, dtype=np.int64), np.arange(40), one, 1, value=zero, low=zero, high=one, gsd=zero * np.nan
    )
    rng = np.random.default_rng(1)
    drawn = np.maximum(rng.standard_normal((40, 100_000)), 0).sum(axis=0) / Z95
    assert bounds.low[0] == 0
    assert bounds.high[0] == pytest.approx(np.quantile(drawn, 0.975), rel=0.02)


def test_a_single_reported_zero_has_its_own_bounds() -> None:
    zero = np.zeros(1)
    bounds = interval(
        np.zeros(1, dtype=np.int64), np.zeros(1, dtype=np.int64), np.array([10.0]), 1,
        value=zero, low=zero, high=np.array([0.3]), gsd=NONE,
    )  # fmt: skip
    assert (bounds.low[0], bounds.high[0]) == pytest.approx((0.0, 3.0))


def test_interval_of_nothing_is_nan() -> None:
    bounds = interval(
        np.array([0]), np.array([-1]), np.array([1.0]), 2, value=NONE, low=NONE, high=NONE, gsd=NONE
    )
    assert np.isnan(bounds.low).all()
    assert np.isnan(bounds.high).all()


positive = st.floats(1e-6, 1e6)


@given(
    arrays(np.float64, 4, elements=positive),
    arrays(np.float64, 4, elements=st.floats(1.0, 6.0)),
    st.floats(1e-12, 1e12),
)
def test_law_the_interval_holds_the_value_and_scales_with_it(
    value: np.ndarray, gsd: np.ndarray, scale: float
) -> None:
    bounds = of_sum(value, gsd, np.ones(4))
    assert 0 <= bounds.low[0] <= value.sum() <= bounds.high[0]
    scaled = of_sum(value, gsd, np.full(4, scale))
    np.testing.assert_allclose(scaled.high, bounds.high * scale, rtol=1e-9)
    np.testing.assert_allclose(scaled.low, bounds.low * scale, rtol=1e-6, atol=1e-12 * scale * value.sum())


@given(arrays(np.float64, 5, elements=positive), st.floats(1.0, 4.0))
def test_law_cells_of_one_factor_are_one_cell(quantity: np.ndarray, gsd: float) -> None:
    numbers = {
        "value": np.array([2.0]),
        "low": np.array([1.0]),
        "high": np.array([4.0]),
        "gsd": np.array([gsd]),
    }
    zeros = np.zeros(5, dtype=np.int64)
    parts = interval(zeros, zeros, quantity, 1, **numbers)
    whole = interval(zeros[:1], zeros[:1], quantity.sum(keepdims=True), 1, **numbers)
    np.testing.assert_allclose([parts.low, parts.high], [whole.low, whole.high], rtol=1e-9)


def test_variance_of_two_halves_is_that_of_draws() -> None:
    z = np.random.default_rng(3).standard_normal(400_000)
    drawn = np.where(z > 0, z * 3 / Z95, z * 1 / Z95)
    found = factor_variances(
        np.array([2.0]), value=np.array([1.0]), low=np.array([0.0]), high=np.array([4.0]), gsd=NONE
    )
    assert found[0] == pytest.approx(4 * drawn.var(), rel=0.01)
