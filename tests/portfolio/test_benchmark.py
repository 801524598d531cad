"""The benchmark's two ways give the same numbers, on a small portfolio."""

from __future__ import annotations

from benchmarks.harness import check_equal
from benchmarks.inventory import KEYS, indicators, shipped, wide_factors
from benchmarks.portfolio import amounts, make_portfolio, of_ours, ours, plain_pandas


def test_the_plain_joins_give_the_same() -> None:
    held, known, bought = make_portfolio(300, 40, 3_000)
    wide = wide_factors(shipped(), bought)[[*KEYS, *indicators()]]
    result = ours((held, known, bought))
    assert result.counts()["assessed"] == 300
    check_equal("portfolio", of_ours(result), amounts(plain_pandas((held, known, bought, wide))))
