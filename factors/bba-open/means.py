"""Factors of sub-regions and of the world: production-weighted means over the producers that have one.

For land occupation the mean weighted by production is sum(area) / sum(production), and for habitat loss
sum(ha) / sum(production): one function serves all indicators.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from bbafootprint.schema import WORLD
from bbafootprint.vocabulary import places

FLOOR = 0.1
"""A producer under this share of the mean counts as this share in the spread: 0 has no logarithm, and between
a tenth of the mean and nothing there is no more than a tenth of the mean. Our choice."""


LEAST = 1000.0
"""Production a year (t, m3) from which one producer alone makes a sub-region's row. Our choice."""


def weighted_means(factors: pd.DataFrame) -> pd.DataFrame:
    """Return the factors of M49 sub-regions and of the world.

    Parameters
    ----------
    factors : pandas.DataFrame
        One row a producer: `commodity`, `origin` (ISO alpha-3), `value`, `weight` (production), `spread`.
        Rows with a missing value are left out.

    Returns
    -------
    pandas.DataFrame
        `commodity`, `origin` (M49 code or ``WLD``), `value`, `weight`, `spread`, `producers` (their number).
        The spread is that of the producers among themselves and the mean of their own, in quadrature: a line
        from an unnamed producer has both. A sub-region of one producer under :data:`LEAST` has no row: it is no
        mean, and too little to answer for its neighbours.
    """
    known = factors.dropna(subset=["value", "weight"])
    known = known[known["weight"] > 0]
    regions = {iso3: places.subregion(iso3) for iso3 in known["origin"].unique()}
    table = pd.concat(
        [
            known.assign(origin=known["origin"].map(regions)).dropna(subset="origin"),
            known.assign(origin=WORLD),
        ],
        ignore_index=True,
    )
    key = ["commodity", "origin"]
    groups = table.groupby(key)
    share = table["weight"] / groups["weight"].transform("sum")
    parts = table[key].assign(value=share * table["value"], own=share * table["spread"] ** 2)
    mean = parts.groupby(key)["value"].transform("sum")
    log = np.log(table["value"].clip(lower=FLOOR * mean).where(mean > 0, 1.0))
    parts["log"] = share * log
    parts["square"] = share * log**2
    sums = parts.groupby(key)[["value", "own", "log", "square"]].sum()
    between = (sums["square"] - sums["log"] ** 2).clip(lower=0)
    result = pd.DataFrame(
        {
            "value": sums["value"],
            "weight": groups["weight"].sum(),
            "spread": np.sqrt(between + sums["own"]),
            "producers": groups.size(),
        }
    )
    result = result.reset_index()
    enough = (result["origin"] == WORLD) | (result["producers"] > 1) | (result["weight"] >= LEAST)
    return result[enough].reset_index(drop=True)
