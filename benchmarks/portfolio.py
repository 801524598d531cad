"""Print time and peak memory of a screened portfolio and of the plain pandas joins, in one run.

    python benchmarks/portfolio.py [HOLDINGS COMPANIES LINES]

By default 50,000 holdings x 5,000 companies x 2,000,000 company lines. Both ways give the financed amount of every
holding and the totals, checked equal to 1e-9. The plain way takes clean tables: codes, one currency, factors looked up
beforehand by the library's ladder; it has no intervals, coverage, quality, reasons or issues. Memory is the peak of
what Python and numpy allocate during the call (tracemalloc), measured in a run of its own.
"""

from __future__ import annotations

import platform
import sys
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import bbafootprint as bba
from bbafootprint.portfolio import PortfolioFootprint, screen_portfolio
from benchmarks.inventory import wide_factors

CLASSES = ("listed equity", "corporate bond", "business loan")
SIZES = (50_000, 5_000, 2_000_000)


def make_portfolio(
    holdings: int, companies: int, lines: int, factors: bba.FactorSet, seed: int = 1
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Make holdings, companies and company lines: clean tables, so that the plain way can read them too."""
    rng = np.random.default_rng(seed)
    names = np.array([f"C{number:06d}" for number in range(companies)], dtype=object)
    held = pd.DataFrame({
        "holding_id": [f"H{number:07d}" for number in range(holdings)],
        "company": names[rng.integers(0, companies, holdings)],
        "asset_class": np.array(CLASSES, dtype=object)[rng.integers(0, 3, holdings)],
        "outstanding": rng.lognormal(13, 2, holdings), "currency": "EUR", "date": "2023-12-31",
    })  # fmt: skip
    known = pd.DataFrame({
        "company": names, "name": [f"Company {number}" for number in range(companies)],
        "sector": np.array(["food", "feed", "trade", "paper"], dtype=object)[rng.integers(0, 4, companies)],
        "evic": rng.lognormal(22, 1, companies), "currency": "EUR", "report_date": "2023-12-31",
    })  # fmt: skip
    grown = factors.producers[(factors.producers["unit"] == "t").to_numpy(bool)]
    share = grown["production"].to_numpy(float) / grown["production"].sum()  # as much as grows there
    pairs = grown[["commodity", "origin"]].to_numpy(object)[rng.choice(len(grown), lines, p=share)]
    bought = pd.DataFrame({
        "company": names[rng.integers(0, companies, lines)], "commodity": pairs[:, 0], "origin": pairs[:, 1],
        "quantity": rng.lognormal(3, 2, lines), "unit": "t",
    })  # fmt: skip
    return held, known, bought


def plain_pandas(
    held: pd.DataFrame, known: pd.DataFrame, bought: pd.DataFrame, wide: pd.DataFrame, names: list[str]
) -> pd.DataFrame:
    """Join, multiply and group: the financed amount of every holding."""
    merged = bought.merge(wide, on=["commodity", "origin"], how="left")
    for name in names:
        merged[name] = merged[name] * merged["quantity"]
    impact = merged.groupby("company")[names].sum(min_count=1)
    joined = held.merge(known[["company", "evic"]], on="company", how="left").merge(
        impact, left_on="company", right_index=True, how="left"
    )
    factor = joined["outstanding"] / joined["evic"]
    for name in names:
        joined[name] = joined[name] * factor
    return joined


def ours(held: pd.DataFrame, known: pd.DataFrame, lines: Any, factors: bba.FactorSet) -> PortfolioFootprint:
    """Screen, and ask for the totals with their intervals."""
    result = screen_portfolio(held, known, lines, factors=factors)
    result.total()
    return result


def measure(call: Callable[[], Any]) -> tuple[float, float]:
    """Return the time [s] of a run, and the peak memory [MB] of one more."""
    start = time.perf_counter()
    call()
    seconds = time.perf_counter() - start
    tracemalloc.start()
    call()
    peak = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    return seconds, peak


def check_equal(result: PortfolioFootprint, plain: pd.DataFrame, names: list[str]) -> float:
    """Return the largest relative difference of any holding or total; stop if it is over 1e-9."""
    mine, other = result.to_frame()[names].to_numpy(float), plain[names].to_numpy(float)
    assert (np.isnan(mine) == np.isnan(other)).all()
    pairs = [
        (mine, other),
        (result.total()["value"].to_numpy(float), plain[names].sum(min_count=1).to_numpy(float)),
    ]
    worst = max(
        float(np.nanmax(np.where(two == 0, np.abs(one), np.abs(one / np.where(two == 0, 1, two) - 1))))
        for one, two in pairs
    )
    assert worst < 1e-9, worst
    return worst


def main(holdings: int, companies: int, lines: int) -> None:
    factors = bba.load_factors("bba-open")
    names = [indicator.id for indicator in factors.indicators]
    held, known, bought = make_portfolio(holdings, companies, lines, factors)
    wide = wide_factors(factors, bought)[["commodity", "origin", *names]]
    coded = bba.read_lines(bought)

    result = ours(held, known, coded, factors)
    worst = check_equal(result, plain_pandas(held, known, bought, wide, names), names)
    rows = [
        ("screen_portfolio, company lines read before", *measure(lambda: ours(held, known, coded, factors))),
        ("plain pandas joins", *measure(lambda: plain_pandas(held, known, bought, wide, names))),
        ("screen_portfolio, from tables to totals", *measure(lambda: ours(held, known, bought, factors))),
        ("by company, with intervals", *measure(lambda: result.by("company"))),
        ("by commodity, with intervals", *measure(lambda: result.by("commodity"))),
        ("by holding, with intervals", *measure(lambda: result.by("holding"))),
    ]
    print(
        f"{holdings:,} holdings x {companies:,} companies x {lines:,} company lines, {len(names)} indicators; "
        f"largest relative difference {worst:.1e}"
    )
    print(
        f"Python {platform.python_version()}, pandas {pd.__version__}, numpy {np.__version__}, {platform.machine()}"
    )
    print(f"{'':52}{'time [s]':>10}{'ratio':>8}{'peak [MB]':>11}")
    for name, seconds, peak in rows:
        print(f"{name:52}{seconds:10.3f}{seconds / rows[1][1]:8.2f}{peak:11.0f}")


if __name__ == "__main__":
    main(*(int(text) for text in sys.argv[1:4])) if len(sys.argv) == 4 else main(*SIZES)
