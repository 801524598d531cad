"""A million lines, beside the plain pandas merge and groupby of the same numbers."""

from __future__ import annotations

import pandas as pd
import pytest

import bbafootprint as bba
from benchmarks.inventory import check_equal, make_purchases, ours, plain_pandas, wide_factors

LINES = 1_000_000


@pytest.fixture(scope="module")
def work():
    factors = bba.load_factors("bba-open")
    purchases = make_purchases(LINES, factors)
    wide = wide_factors(factors, purchases)
    names = [indicator.id for indicator in factors.indicators]
    return factors, purchases, wide, names


@pytest.mark.benchmark(group="million lines", warmup=True)
def test_bbafootprint(benchmark, work):
    factors, purchases, wide, names = work
    lines = bba.read_lines(purchases)
    totals, coverage = benchmark.pedantic(ours, (lines, factors), rounds=5, warmup_rounds=1)
    check_equal(totals, plain_pandas(purchases, wide, names)[0])
    assert coverage.groupby("indicator")["lines"].sum().eq(LINES).all()


@pytest.mark.benchmark(group="million lines", warmup=True)
@pytest.mark.parametrize("kind", ["text", "categorical"])
def test_plain_pandas(benchmark, work, kind):
    _, purchases, wide, names = work
    if kind == "categorical":
        types = {c: pd.CategoricalDtype(sorted(wide[c].unique())) for c in ("commodity", "origin")}
        purchases, wide = purchases.astype(types), wide.astype(types)
    totals, _ = benchmark.pedantic(plain_pandas, (purchases, wide, names), rounds=5, warmup_rounds=1)
    assert len(totals) == 30
