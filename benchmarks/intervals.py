"""How near the intervals of ordinary runs come to draws: random sums of unlike factors, printed as relative errors.

``python benchmarks/intervals.py [SUMS] [DRAWS]``. Beside the library's interval stands what two moments alone give.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bbafootprint.footprint.calculate import Z95
from bbafootprint.footprint.intervals import interval


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


def main(sums: int, draws: int) -> None:
    rng = np.random.default_rng(1)
    errors: dict[str, list[tuple[float, float]]] = {"the library": [], "two moments alone": []}
    for _ in range(sums):
        size = int(rng.choice([2, 3, 5, 10, 30]))
        share = np.maximum(rng.dirichlet(np.full(size, rng.choice([0.3, 1, 3]))), 1e-6)
        share /= share.sum()
        spread = rng.uniform(0.05, rng.choice([0.5, 1, 1.7]), size)
        drawn = share @ np.exp(
            spread[:, None] * rng.standard_normal((size, draws)) - spread[:, None] ** 2 / 2
        )
        low, high = np.quantile(drawn, [0.025, 0.975])
        for name, made in (("the library", ours), ("two moments alone", two_moments)):
            one, two = made(share, spread)
            errors[name].append((abs(one / low - 1), abs(two / high - 1)))
    print(
        f"{sums} sums of 2 to 30 factors, geometric deviations 1.05 to {np.exp(1.7):.1f}, {draws:,} draws each"
    )
    print(f"{'relative error of the':22}{'lower end: mean':>18}{'90 %':>8}{'upper end: mean':>18}{'90 %':>8}")
    for name, found in errors.items():
        table = np.array(found)
        mean, most = table.mean(axis=0), np.quantile(table, 0.9, axis=0)
        print(f"{name:22}{mean[0]:18.1%}{most[0]:8.1%}{mean[1]:18.1%}{most[1]:8.1%}")


if __name__ == "__main__":
    numbers = [int(text) for text in sys.argv[1:3]]
    main(*numbers, *(300, 60_000)[len(numbers) :])
