"""Monte Carlo beside brightway's on the same inventory, and beside what the random numbers alone cost.

Lines of 30 commodities from 120 origins (3,600 distinct pairs), 6 indicators, a lognormal factor for each. Brightway
gets the inventory summed to the pairs, one characterisation, and fewer draws; its time grows in proportion to both,
and is scaled to all draws of all six. That both spread alike is checked, within what its draws wander by. The floor
is numpy's generation of as many normal numbers. A footprint's own draws are seeded: no sums are equal between the
two.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

import bbafootprint as bba
from benchmarks import other_tools
from benchmarks.harness import Contender, Options, UnequalError, Work
from benchmarks.inventory import KEYS, make_inventory, shipped

CHECKED = "habitat_loss"


def works(options: Options) -> Iterator[Work]:
    """Yield the one work."""
    lines, draws, theirs = options.sized(10_000, 100_000), options.sized(500, 10_000), options.sized(60, 500)
    result = partial(footprint, lines, options)
    simulate = "ours, simulate(...).total()"
    contenders = [
        Contender(name=simulate, load=result, run=partial(ours, draws), answer=lambda found: found),
        Contender(name="floor: as many normal numbers", against=simulate,
                  load=lambda: draws * len(result().factors.frame), run=partial(normal_numbers, draws)),
    ]  # fmt: skip
    if other_tools.has_brightway():
        scale = draws / theirs * len(shipped().indicators)
        contenders.append(
            Contender(name=f"brightway, {theirs:,} draws of one, scaled", against=simulate, scale=scale, rounds=1,
                      load=lambda: brightway_lca(result()), run=partial(drawn, theirs), answer=lambda found: found)
        )  # fmt: skip
    yield Work(section="uncertainty", name="draws of six indicators, 3,600 pairs", size=draws, unit="draws", rounds=3,
               contenders=contenders, check=same_spread)  # fmt: skip


def footprint(lines: int, options: Options, seed: int = 1) -> bba.Footprint:
    """Return a footprint whose every pair and indicator has a lognormal factor of its own."""
    purchases = make_inventory(lines, kept=options.folder / "names.json").table()
    rng = np.random.default_rng(seed)
    pairs = purchases[KEYS].drop_duplicates()
    units = {each.id: each.unit for each in shipped().indicators}
    table = pd.concat([pairs.assign(indicator=name, unit=unit) for name, unit in units.items()])
    value = rng.lognormal(-2, 1, len(table))
    gsd = np.exp(rng.uniform(0.05, 0.9, len(table)))
    band = gsd**1.959963984540054
    made = table.assign(
        value=value, low=value / band, high=value * band, gsd=gsd, quality=3, source="made up"
    )
    return bba.calculate_footprint(purchases, bba.load_factors(made))


def ours(draws: int, result: bba.Footprint) -> Any:
    simulation = bba.simulate(result, draws)
    simulation.total()
    return simulation


def normal_numbers(draws: int, numbers: int) -> None:
    generator, block = np.random.default_rng(1), np.empty((64, draws))
    for _ in range(0, numbers, block.size):
        generator.standard_normal(out=block)


def brightway_lca(result: bba.Footprint, seed: int = 1) -> Any:
    """Return a calculation that is ready to draw, its first one done."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import bw2calc
        import bw_processing

        column = [each.id for each in result.factors.indicators].index(CHECKED)
        cells, frame = result.ledger.cells, result.factors.frame
        row = result.resolution.rows[cells["key"].to_numpy(), column]
        value, gsd = (frame[name].to_numpy(np.float64)[row] for name in ("value", "gsd"))
        flow = np.arange(row.size) + 10
        unsure = np.zeros(row.size, dtype=bw_processing.UNCERTAINTY_DTYPE)
        unsure["uncertainty_type"] = 2  # lognormal, here with the value as the mean
        unsure["loc"], unsure["scale"] = np.log(value) - np.log(gsd) ** 2 / 2, np.log(gsd)
        for name in ("shape", "minimum", "maximum"):
            unsure[name] = np.nan
        pairs, vector = other_tools.pairs_of, other_tools.vector
        packages = [
            vector("technosphere_matrix", pairs(np.array([1]), 1), np.ones(1)),
            vector("biosphere_matrix", pairs(flow, 1), cells["primary_quantity"].to_numpy(np.float64)),
            vector("characterization_matrix", pairs(flow, flow), value, distributions_array=unsure),
        ]
        lca = bw2calc.LCA(demand={1: 1.0}, data_objs=packages, use_distributions=True, seed_override=seed)
        lca.lci()
        lca.lcia()
    return lca


def drawn(draws: int, lca: Any) -> np.ndarray:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        scores = []
        for _ in range(draws):
            next(lca)
            scores.append(float(lca.score))
    return np.array(scores)


def same_spread(answers: dict[str, Any]) -> None:
    """Stop unless brightway's draws have the mean and the deviation of ours, within what so few wander by."""
    simulation, *others = answers.values()
    row = simulation.total().loc[CHECKED]
    samples = simulation.samples()[CHECKED].to_numpy()
    kurtosis = np.mean((samples - samples.mean()) ** 4) / samples.var() ** 2  # a normal has 3
    for scores in others:
        wandering = np.sqrt((kurtosis - 1) / 4 * (1 / len(scores) + 1 / len(samples)))
        off = scores.std(ddof=1) / row["sd"] - 1
        if abs(off) > 4 * wandering:
            raise UnequalError(f"uncertainty: deviations differ by {off:.1%}, where {wandering:.1%} is usual")
        if abs(scores.mean() / row["value"] - 1) > 5 * row["sd"] / row["value"] / np.sqrt(len(scores)):
            raise UnequalError(f"uncertainty: means are {scores.mean():.6g} and {row['value']:.6g}")
