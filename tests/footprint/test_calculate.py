"""The arithmetic on its own."""

from __future__ import annotations

import numpy as np
import pytest

from bbafootprint.footprint.calculate import compact, count_by, gather, sum_by


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
