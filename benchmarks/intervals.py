"""How near the intervals of ordinary runs come to draws: random sums of unlike factors, as relative errors.

Sums of 2 to 30 factors with geometric deviations of 1.05 to 5.5, each beside draws of its own. Beside the library's
interval stands what two moments alone give.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np

from bbafootprint.footprint.calculate import Z95
from bbafootprint.footprint.intervals import interval
from benchmarks.harness import Fact, Options, Work


def works(options: Options) -> Iterator[Work]:
    """Yield the one work, which has no times."""
    sums, draws = options.sized(20, 300), options.sized(5_000, 60_000)
    yield Work(section="intervals", name="relative errors of intervals, beside draws", size=sums, unit="sums",
               facts=partial(errors, sums, draws))  # fmt: skip


def errors(sums: int, draws: int) -> Iterator[Fact]:
    """Yield mean and 90 % quantile of the errors of both ends, in percent."""
    rng = np.random.default_rng(1)
    found: dict[str, list[tuple[float, float]]] = {"ours": [], "two moments alone": []}
    for _ in range(sums):
        size = int(rng.choice([2, 3, 5, 10, 30]))
        share = np.maximum(rng.dirichlet(np.full(size, rng.choice([0.3, 1, 3]))), 1e-6)
        share /= share.sum()
        spread = rng.uniform(0.05, rng.choice([0.5, 1, 1.7]), size)
        normal = rng.standard_normal((size, draws))
        drawn = share @ np.exp(spread[:, None] * normal - spread[:, None] ** 2 / 2)
        low, high = np.quantile(drawn, [0.025, 0.975])
        for name, made in (("ours", ours), ("two moments alone", two_moments)):
            one, two = made(share, spread)
            found[name].append((abs(one / low - 1), abs(two / high - 1)))
    for name, each in found.items():
        table = 100 * np.array(each)
        for at, end in enumerate(("lower end", "upper end")):
            yield Fact(name=f"{name}: {end}, mean", figure=float(table[:, at].mean()), unit="%")
            yield Fact(
                name=f"{name}: {end}, 90 % quantile", figure=float(np.quantile(table[:, at], 0.9)), unit="%"
            )


def two_moments(share: np.ndarray, spread: np.ndarray) -> tuple[float, float]:
    variance = np.log1p((share**2 * np.expm1(spread**2)).sum())
    low, high = (np.exp(-variance / 2 + sign * Z95 * np.sqrt(variance)) for sign in (-1, 1))
    return float(low), float(high)


def ours(share: np.ndarray, spread: np.ndarray) -> tuple[float, float]:
    gsd = np.exp(spread)
    found = interval(
        np.zeros(share.size, dtype=np.int64), np.arange(share.size), np.ones(share.size), 1,
        value=share, low=share / gsd**Z95, high=share * gsd**Z95, gsd=gsd,
    )  # fmt: skip
    return float(found.low[0]), float(found.high[0])
