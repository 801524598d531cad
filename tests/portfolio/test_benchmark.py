"""The benchmark's two ways give the same numbers, on a small portfolio."""

from __future__ import annotations

import bbafootprint as bba
from benchmarks.inventory import wide_factors
from benchmarks.portfolio import check_equal, make_portfolio, ours, plain_pandas


def test_the_plain_joins_give_the_same(factors: bba.FactorSet) -> None:
    held, known, bought = make_portfolio(300, 40, 3_000, factors)
    names = [indicator.id for indicator in factors.indicators]
    wide = wide_factors(factors, bought)[["commodity", "origin", *names]]
    result = ours(held, known, bought, factors)
    assert result.counts()["assessed"] == 300
    assert check_equal(result, plain_pandas(held, known, bought, wide, names), names) < 1e-9
