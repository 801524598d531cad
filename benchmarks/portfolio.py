"""A screened portfolio beside the plain pandas joins of the same numbers.

Both give the financed amount of every holding and the totals, checked equal. The plain way takes clean tables: codes,
one currency, factors looked up beforehand by the library's ladder; it has no intervals, coverage, quality, reasons or
issues.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

import bbafootprint as bba
from bbafootprint.portfolio import PortfolioFootprint, screen_portfolio
from benchmarks.harness import Contender, Options, Work
from benchmarks.inventory import KEYS, indicators, shipped, wide_factors

CLASSES = ("listed equity", "corporate bond", "business loan")
Tables = tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]


def works(options: Options) -> Iterator[Work]:
    """Yield screening, and tables of what was screened."""
    sizes = (500, 100, 20_000) if options.quick else (50_000, 5_000, 2_000_000)
    holdings, companies, lines = sizes
    name = f"{holdings:,} holdings x {companies:,} companies"
    read, tables = "ours, company lines read before", "ours, from tables to totals"

    def made() -> Tables:
        return make_portfolio(*sizes)

    def coded() -> Any:
        held, known, bought = made()
        return held, known, bba.read_lines(bought)

    def joined() -> Any:
        held, known, bought = made()
        return held, known, bought, wide_factors(shipped(), bought)[[*KEYS, *indicators()]]

    yield Work(
        section="portfolio", name=name, size=lines, unit="company lines", rounds=3,
        contenders=[
            Contender(name=read, load=coded, run=ours, answer=of_ours),
            Contender(name=tables, load=made, run=ours, answer=of_ours),
            Contender(name="plain pandas joins", load=joined, run=plain_pandas, against=read, answer=amounts),
            Contender(name="plain pandas joins, by ours from tables", load=joined, run=plain_pandas, against=tables,
                      answer=amounts),
        ],
    )  # fmt: skip
    yield Work(
        section="portfolio", name=f"tables of {name}", size=lines, unit="company lines", rounds=2,
        contenders=[
            Contender(name=f"ours, by {by}, with intervals", load=lambda: ours(coded()),
                      run=lambda result, by=by: result.by(by))
            for by in ("company", "commodity", "holding")
        ],
    )  # fmt: skip


def make_portfolio(holdings: int, companies: int, lines: int, seed: int = 1) -> Tables:
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
    producers = shipped().producers
    grown = producers[(producers["unit"] == "t").to_numpy(bool)]
    share = grown["production"].to_numpy(float) / grown["production"].sum()  # as much as grows there
    pairs = grown[KEYS].to_numpy(object)[rng.choice(len(grown), lines, p=share)]
    bought = pd.DataFrame({
        "company": names[rng.integers(0, companies, lines)], "commodity": pairs[:, 0], "origin": pairs[:, 1],
        "quantity": rng.lognormal(3, 2, lines), "unit": "t",
    })  # fmt: skip
    return held, known, bought


def plain_pandas(given: tuple[pd.DataFrame, ...]) -> pd.DataFrame:
    """Join, multiply and group: the financed amount of every holding."""
    held, known, bought, wide = given
    names = indicators()
    merged = bought.merge(wide, on=KEYS, how="left")
    for name in names:
        merged[name] = merged[name] * merged["quantity"]
    impact = merged.groupby("company")[names].sum(min_count=1)
    joined = held.merge(known[["company", "evic"]], on="company", how="left")
    joined = joined.merge(impact, left_on="company", right_index=True, how="left")
    factor = joined["outstanding"] / joined["evic"]
    for name in names:
        joined[name] = joined[name] * factor
    return joined


def ours(given: tuple[Any, ...]) -> PortfolioFootprint:
    """Screen, and ask for the totals with their intervals."""
    held, known, lines = given
    result = screen_portfolio(held, known, lines, factors=shipped())
    result.total()
    return result


def amounts(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a row a holding, and the totals."""
    each = frame[indicators()].astype(float).reset_index(drop=True)
    return pd.concat(
        [each.set_axis([str(at) for at in each.index]), each.sum(min_count=1).to_frame("total").T]
    )


def of_ours(result: PortfolioFootprint) -> pd.DataFrame:
    found = amounts(result.to_frame())
    found.loc["total"] = result.total()["value"].astype(float)[found.columns]
    return found
