"""Monte Carlo beside brightway's on the same inventory, and beside what the random numbers alone cost.

``python benchmarks/uncertainty.py [LINES] [DRAWS] [DRAWS OF BRIGHTWAY]``: lines of 30 commodities from 120 origins
(3,600 distinct pairs), 6 indicators, a lognormal factor for each. Brightway gets the inventory summed to the 3,600
pairs, one characterisation at a time, and as many draws as are asked for; its time grows in proportion to draws, and
the ratio is taken per draw. It needs ``pip install bw2calc bw_processing`` (group compared); without it that row is
left out. The floor is numpy's generation of as many normal numbers.
"""

from __future__ import annotations

import platform
import resource
import sys
import time
import warnings
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import bbafootprint as bba
from benchmarks.inventory import COMMODITIES, ORIGINS, make_purchases

UNITS = {
    "land_occupation": "ha yr", "habitat_loss": "ha", "habitat_degradation": "MSA-loss ha yr",
    "habitat_fragmentation": "MSA-loss ha yr", "species_loss_occupation": "PDF yr (global)",
    "species_loss_conversion": "PDF yr (global)",
}  # fmt: skip


def make_factors(purchases: pd.DataFrame, seed: int = 1) -> bba.FactorSet:
    """Return a set with a lognormal factor of its own for every pair and indicator."""
    rng = np.random.default_rng(seed)
    pairs = purchases[["commodity", "origin"]].drop_duplicates()
    table = pd.concat([pairs.assign(indicator=name, unit=unit) for name, unit in UNITS.items()])
    value = rng.lognormal(-2, 1, len(table))
    gsd = np.exp(rng.uniform(0.05, 0.9, len(table)))
    band = gsd**1.959963984540054
    return bba.load_factors(
        table.assign(value=value, low=value / band, high=value * band, gsd=gsd, quality=3, source="made up")
    )


def brightway(
    result: bba.Footprint, indicator: str, draws: int, seed: int = 1
) -> tuple[float, np.ndarray] | None:
    """Return the seconds and the scores of some draws, the first calculation left out; None without brightway."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import bw2calc
            import bw_processing
    except ImportError:
        return None
    column = [each.id for each in result.factors.indicators].index(indicator)
    cells, frame = result.ledger.cells, result.factors.frame
    row = result.resolution.rows[cells["key"].to_numpy(), column]
    value, gsd = (frame[name].to_numpy(np.float64)[row] for name in ("value", "gsd"))
    flow = np.arange(row.size) + 10
    package = bw_processing.create_datapackage()
    type_of = bw_processing.INDICES_DTYPE
    package.add_persistent_vector(
        matrix="technosphere_matrix", indices_array=np.array([(1, 1)], dtype=type_of), data_array=np.ones(1)
    )
    package.add_persistent_vector(
        matrix="biosphere_matrix", indices_array=np.array([(each, 1) for each in flow], dtype=type_of),
        data_array=cells["primary_quantity"].to_numpy(np.float64),
    )  # fmt: skip
    unsure = np.zeros(row.size, dtype=bw_processing.UNCERTAINTY_DTYPE)
    unsure["uncertainty_type"] = 2  # lognormal, here with the value as the mean
    unsure["loc"], unsure["scale"] = np.log(value) - np.log(gsd) ** 2 / 2, np.log(gsd)
    for name in ("shape", "minimum", "maximum"):
        unsure[name] = np.nan
    package.add_persistent_vector(
        matrix="characterization_matrix", indices_array=np.array([(each, each) for each in flow], dtype=type_of),
        data_array=value, distributions_array=unsure,
    )  # fmt: skip
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        lca = bw2calc.LCA(demand={1: 1.0}, data_objs=[package], use_distributions=True, seed_override=seed)
        lca.lci()
        lca.lcia()
        start = time.perf_counter()
        scores = []
        for _ in range(draws):
            next(lca)
            scores.append(float(lca.score))
    return time.perf_counter() - start, np.array(scores)


def main(lines: int, draws: int, draws_of_brightway: int) -> None:
    purchases = make_purchases(lines, bba.load_factors("bba-open"))
    factors = make_factors(purchases)
    result = bba.calculate_footprint(purchases, factors)
    numbers = draws * len(factors.frame)
    start = time.perf_counter()
    total = bba.simulate(result, draws).total()
    ours = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

    generator, block = np.random.default_rng(1), np.empty((64, draws))
    start = time.perf_counter()
    for _ in range(0, numbers, block.size):
        generator.standard_normal(out=block)
    floor = time.perf_counter() - start

    print(
        f"{lines:,} lines, {COMMODITIES} x {ORIGINS} pairs, {len(UNITS)} indicators, {len(factors.frame):,} factors, "
        f"{draws:,} draws\nPython {platform.python_version()}, numpy {np.__version__}, {platform.machine()}"
    )
    print(f"{'simulate(...).total()':44}{ours:9.2f} s   peak of the whole process {peak:,.0f} MB")
    print(f"{f'numpy: {numbers:,} normal numbers':44}{floor:9.2f} s   ratio ours / floor {ours / floor:.2f}")
    other = brightway(result, "habitat_loss", draws_of_brightway)
    if other is None:
        print("brightway: not installed (pip install bw2calc bw_processing), not run")
        return
    seconds, scores = other
    whole = seconds / draws_of_brightway * draws * len(UNITS)
    print(
        f"{f'brightway: {draws_of_brightway:,} draws of one indicator':44}{seconds:9.2f} s   "
        f"at that pace {whole:,.0f} s, {whole / ours:,.0f} times ours"
    )
    row = total.loc["habitat_loss"]
    drawn = bba.simulate(result, draws).samples()["habitat_loss"].to_numpy()
    kurtosis = np.mean((drawn - drawn.mean()) ** 4) / drawn.var() ** 2  # a normal has 3
    wandering = np.sqrt((kurtosis - 1) / 4 / draws_of_brightway)
    error = scores.std(ddof=1) / row["sd"] - 1
    print(
        f"the same spread: standard deviation {scores.std(ddof=1):.4g} against {row['sd']:.4g} ({error:+.1%}, where "
        f"{draws_of_brightway:,} draws of these tails wander by {wandering:.1%})"
    )
    assert abs(error) < 4 * wandering, "the two do not draw the same"
    assert abs(scores.mean() / row["value"] - 1) < 5 * row["sd"] / row["value"] / np.sqrt(draws_of_brightway)


if __name__ == "__main__":
    given = [int(text) for text in sys.argv[1:4]]
    main(*given, *(100_000, 10_000, 500)[len(given) :])
