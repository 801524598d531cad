"""Following trade of 200 countries and 100 commodities, and splitting consigned lines over where they grew.

`follow_trade` checks, pre-balances, labels and reports; beside it stand numpy's inverse and a bare
`numpy.linalg.solve` of equations that are balanced already, on one thread all. `trace_origins` with the shipped data
stands beside a pandas merge of the same table of mixes; tonnes by origin and by consignment are checked equal.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

import bbafootprint as bba
from bbafootprint.trade.datasets import load_trade
from bbafootprint.trade.matrices import follow_trade
from bbafootprint.trade.tracing.origins import trace_origins
from benchmarks.harness import Contender, Options, UnequalError, Work

COUNTRIES = 200
World = tuple[pd.Series, pd.DataFrame]
GOODS = ("soybeans", "maize", "wheat", "rice_paddy")
PLACES = ("NLD", "BEL", "DEU", "FRA", "GBR", "ITA", "ESP", "POL", "CHE", "SGP", "ARE", "TUR")


def works(options: Options) -> Iterator[Work]:
    """Yield following trade, loading the shipped trade, and tracing lines."""
    commodities, lines = options.sized(3, 100), options.sized(10_000, 1_000_000)

    def bare() -> list[tuple[np.ndarray, np.ndarray]]:
        return [balanced(world) for world in worlds(commodities)]

    follow = "ours, follow_trade"
    yield Work(
        section="tracing", name="trade of 200 countries followed", size=commodities, unit="commodities", rounds=3,
        check=same_consumption, contenders=[
            Contender(name=follow, load=partial(worlds, commodities), run=lambda made: [follow_trade(*each)
                      for each in made], answer=lambda found: [each.consumption.to_numpy() for each in found]),
            Contender(name="numpy.linalg.inv, bare", load=bare, against=follow, answer=lambda found: found,
                      run=lambda made: [by_inverse(*each) for each in made]),
            Contender(name="numpy.linalg.solve, bare", load=bare, against=follow, answer=lambda found: found,
                      run=lambda made: [by_solve(*each) for each in made]),
        ],
    )  # fmt: skip
    yield Work(section="tracing", name="loading the shipped trade", size=1, unit="sets", rounds=5,
               contenders=[Contender(name="ours, load_trade", load=lambda: None,
                                     run=lambda _: load_trade())])  # fmt: skip
    trace = "ours, trace_origins"
    yield Work(
        section="tracing", name="consigned lines traced", size=lines, rounds=3,
        contenders=[
            Contender(name=trace, load=lambda: (bba.read_lines(consigned(lines)), load_trade()),
                      run=lambda given: trace_origins(*given), answer=lambda found: by_place(found.frame, "amount")),
            Contender(name="pandas merge of the mixes, texts", load=lambda: merged_tables(lines), run=plain_merge,
                      against=trace, answer=lambda found: by_place(found, "quantity")),
            Contender(name="pandas merge of the mixes, categories", load=lambda: merged_tables(lines, True),
                      run=plain_merge, against=trace, answer=lambda found: by_place(found, "quantity")),
        ],
    )  # fmt: skip


def same_consumption(answers: dict[str, Any]) -> None:
    """Stop unless all consume the same, to 1e-9 of what the world of a commodity produces."""
    first = next(iter(answers.values()))
    for name, found in answers.items():
        off = max(np.abs(one - two).max() / two.sum() for one, two in zip(found, first, strict=True))
        if not off < 1e-9:
            raise UnequalError(f"tracing, {name}: off by {off:.1e} of what is produced")


def worlds(commodities: int, seed: int = 1) -> list[World]:
    """Return production and trade as dense as the real ones: half of the countries grow, a tenth of the routes run."""
    random = np.random.default_rng(seed)
    names = [f"C{at:03d}" for at in range(COUNTRIES)]
    made = []
    for _ in range(commodities):
        grown = random.lognormal(10, 3, COUNTRIES) * (random.random(COUNTRIES) < 0.5)
        routes = random.random((COUNTRIES, COUNTRIES)) < 0.1
        shipped = random.lognormal(5, 3, (COUNTRIES, COUNTRIES)) * routes
        np.fill_diagonal(shipped, 0.0)
        shipped[grown == 0] *= 0.01  # some of these still ship more than they have
        made.append((pd.Series(grown, index=names), pd.DataFrame(shipped, index=names, columns=names)))
    return made


def balanced(world: World) -> tuple[np.ndarray, np.ndarray]:
    """Return production and pre-balanced trade as bare arrays, for the two that do no more than solve."""
    production, trade = world
    exports = follow_trade(production, trade).supply["exports"].to_numpy()
    z = trade.to_numpy()
    sent = z.sum(axis=1)
    return production.to_numpy(), z * np.divide(exports, sent, out=np.zeros_like(sent), where=sent > 0)[
        :, None
    ]


def by_inverse(p: np.ndarray, z: np.ndarray) -> np.ndarray:
    """Return origin x consumer as published: (I - A)^-1 diag(p), by the inverse."""
    x = p + z.sum(axis=0)
    share = np.divide(1.0, x, out=np.zeros_like(x), where=x > 0)
    held = np.linalg.inv(np.eye(len(p)) - z.T * share) * p
    return (((x - z.sum(axis=1)) * share)[:, None] * held).T


def by_solve(p: np.ndarray, z: np.ndarray) -> np.ndarray:
    x = p + z.sum(axis=0)
    share = np.divide(1.0, x, out=np.zeros_like(x), where=x > 0)
    held = np.linalg.solve(np.eye(len(p)) - z.T * share, np.diag(p))
    return (((x - z.sum(axis=1)) * share)[:, None] * held).T


def consigned(lines: int, seed: int = 2) -> pd.DataFrame:
    """Return lines of four commodities, consigned from twelve countries in four years."""
    random = np.random.default_rng(seed)
    return pd.DataFrame({
        "commodity": random.choice(GOODS, lines), "consignment": random.choice(PLACES, lines),
        "period": random.choice(["2018", "2020", "2021", "2022"], lines), "quantity": random.lognormal(2, 1, lines),
        "unit": "t",
    })  # fmt: skip


def merged_tables(lines: int, categories: bool = False) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return lines and mixes with keys of one type: texts, or categories of the names that the lines have."""
    table, keys = consigned(lines), ("commodity", "consignment")
    texts = load_trade().mixes.astype(dict.fromkeys((*keys, "origin"), object))
    if not categories:
        return table, texts
    types = {name: pd.CategoricalDtype(sorted(table[name].unique())) for name in keys}
    known = texts["commodity"].isin(set(GOODS)) & texts["consignment"].isin(set(PLACES))
    return table.astype(types), texts[known].astype(types)


def plain_merge(given: tuple[pd.DataFrame, pd.DataFrame]) -> pd.DataFrame:
    """Return the parts as an analyst would make them."""
    table, mixes = given
    lines = table.reset_index(names="line").assign(year=table["period"].astype("int64"))
    parts = lines.merge(mixes, on=["commodity", "consignment", "year"])
    return parts.assign(quantity=parts["quantity"] * parts["share"])


def by_place(parts: pd.DataFrame, amount: str) -> pd.DataFrame:
    sums = {
        f"{column} {place}": value
        for column in ("consignment", "origin")
        for place, value in parts.groupby(column, observed=True)[amount].sum().items()
        if value
    }
    return pd.DataFrame({"tonnes": {**sums, "parts": float(len(parts))}})
