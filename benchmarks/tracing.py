"""Print what following trade costs, and what splitting consigned lines costs beside a plain pandas merge, in one run.

    python benchmarks/tracing.py [LINES]

First 200 countries x 100 commodities are solved for, beside numpy's inverse of the same equations and beside a bare
loop of `numpy.linalg.solve` without any check, label or report. Then consigned lines are traced with the shipped data,
beside a merge of the same mix table. Memory is the peak of what Python and numpy allocate (tracemalloc), in a run of
its own.
"""

from __future__ import annotations

import os
import platform
import sys
import time
import tracemalloc
from collections.abc import Callable
from statistics import median
from typing import Any

# Matrices of 200 rows gain nothing by threads, and on a busy machine these would measure each other.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
import pandas as pd

import bbafootprint as bba
from bbafootprint.trade.datasets import load_trade
from bbafootprint.trade.matrices import follow_trade
from bbafootprint.trade.tracing.origins import trace_origins

COUNTRIES, COMMODITIES = 200, 100


def measure(call: Callable[[], Any], rounds: int = 3) -> tuple[float, float]:
    """Return the median time [s] of some rounds, and the peak memory [MB] of one more."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    tracemalloc.start()
    call()
    peak = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    return median(times), peak


def worlds(seed: int = 1) -> list[tuple[pd.Series, pd.DataFrame]]:
    """Return production and trade as dense as the real ones: half of the countries grow, a tenth of the routes run."""
    random = np.random.default_rng(seed)
    names = [f"C{i:03d}" for i in range(COUNTRIES)]
    made = []
    for _ in range(COMMODITIES):
        grown = random.lognormal(10, 3, COUNTRIES) * (random.random(COUNTRIES) < 0.5)
        shipped = random.lognormal(5, 3, (COUNTRIES, COUNTRIES)) * (
            random.random((COUNTRIES, COUNTRIES)) < 0.1
        )
        np.fill_diagonal(shipped, 0.0)
        shipped[grown == 0] *= 0.01  # some of these still ship more than they have
        made.append((pd.Series(grown, index=names), pd.DataFrame(shipped, index=names, columns=names)))
    return made


def balanced(world: tuple[pd.Series, pd.DataFrame]) -> tuple[np.ndarray, np.ndarray]:
    """Return production and pre-balanced trade as bare arrays, for the two that do no more than solve."""
    production, trade = world
    exports = follow_trade(production, trade).supply["exports"].to_numpy()
    z = trade.to_numpy()
    reported = z.sum(axis=1)
    return production.to_numpy(), z * np.divide(
        exports, reported, out=np.zeros_like(reported), where=reported > 0
    )[:, None]


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


def purchases(lines: int, seed: int = 2) -> pd.DataFrame:
    """Return lines of four commodities, consigned from twelve countries in four years."""
    random = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "commodity": random.choice(["soybeans", "maize", "wheat", "rice_paddy"], lines),
            "consignment": random.choice(
                ["NLD", "BEL", "DEU", "FRA", "GBR", "ITA", "ESP", "POL", "CHE", "SGP", "ARE", "TUR"], lines
            ),
            "period": random.choice(["2018", "2020", "2021", "2022"], lines),
            "quantity": random.lognormal(2, 1, lines),
            "unit": "t",
        }
    )


def plain_merge(table: pd.DataFrame, mixes: pd.DataFrame) -> pd.DataFrame:
    """Return the parts as an analyst would make them."""
    lines = table.reset_index(names="line").assign(year=table["period"].astype("int64"))
    parts = lines.merge(mixes, on=["commodity", "consignment", "year"])
    return parts.assign(quantity=parts["quantity"] * parts["share"])


def show(title: str, rows: list[tuple[str, float, float]]) -> None:
    print(f"\n{title}")
    first = rows[0][1]
    for name, seconds, peak in rows:
        print(f"  {name:<58} {seconds:8.3f} s  x {seconds / first:5.2f}  peak {peak:8.1f} MB")


def main(lines: int) -> None:
    print(f"Python {platform.python_version()}, numpy {np.__version__}, pandas {pd.__version__}")
    made = worlds()
    bare = [balanced(world) for world in made]
    off = max(
        np.abs(follow_trade(*world).consumption.to_numpy() - by_inverse(*arrays)).max() / world[0].sum()
        for world, arrays in zip(made, bare, strict=True)
    )
    show(
        f"{COUNTRIES} countries x {COMMODITIES} commodities (from the inverse: at most {off:.0e} of all production)",
        [
            (
                "follow_trade: checked, pre-balanced, labelled",
                *measure(lambda: [follow_trade(*each) for each in made]),
            ),
            (
                "numpy.linalg.inv of the pre-balanced, bare",
                *measure(lambda: [by_inverse(*each) for each in bare]),
            ),
            (
                "numpy.linalg.solve of the pre-balanced, bare",
                *measure(lambda: [by_solve(*each) for each in bare]),
            ),
        ],
    )
    show("Loading", [("load_trade('trade-open')", *measure(load_trade, rounds=9))])

    trade = load_trade()
    table = purchases(lines)
    coded = bba.read_lines(table)
    texts = trade.mixes.astype(dict.fromkeys(("commodity", "consignment", "origin"), object))
    types = {name: pd.CategoricalDtype(sorted(table[name].unique())) for name in ("commodity", "consignment")}
    rows = texts[
        texts["commodity"].isin(set(table["commodity"]))
        & texts["consignment"].isin(set(table["consignment"]))
    ]
    keyed, mixes = table.astype(types), rows.astype(types)
    parts = trace_origins(coded, trade).frame
    plain = plain_merge(table, texts)
    assert len(parts) == len(plain), (len(parts), len(plain))
    for column in ("consignment", "origin"):
        ours = parts.groupby(column, observed=True)["amount"].sum()
        theirs = plain.groupby(column)["quantity"].sum()
        np.testing.assert_allclose(ours[theirs.index], theirs, rtol=1e-9)
    show(
        f"{lines:,} consigned lines into {len(parts):,} parts (tonnes by origin equal to 1e-9)",
        [
            ("trace_origins", *measure(lambda: trace_origins(coded, trade))),
            ("pandas merge of the mixes, text keys", *measure(lambda: plain_merge(table, texts))),
            ("pandas merge of the mixes, categorical keys", *measure(lambda: plain_merge(keyed, mixes))),
        ],
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
