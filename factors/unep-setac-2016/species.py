"""Species loss S = 1e4 x land x CF, with the bounds of both: of countries and regions, sub-regions and the world.

README.md, "Method" and "Bounds". Land (ha yr, ha) and its spread are bba-open's; CF is the source's median with
its own 95 % bounds (Chaudhary et al. 2015, https://doi.org/10.1021/acs.est.5b02507).
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from bbafootprint.schema import WORLD
from bbafootprint.vocabulary import places

M2_PER_HA = 1e4
Z95 = 1.96

FLOOR = 0.1
"""A producer under this share of the mean counts as this share in the spread between producers, as in bba-open."""


def species_loss(land: pd.DataFrame) -> pd.DataFrame:
    """Add `value`, `low`, `high` and `gsd` to land and characterisation side by side.

    Parameters
    ----------
    land : pandas.DataFrame
        `land` (ha yr or ha per unit of commodity), `land_high` (its upper bound), `spread` (standard
        deviation of ln(land); NaN where there is none), `median`, `lower`, `upper` (PDF or PDF yr per m2;
        lower may be under 0).

    Returns
    -------
    pandas.DataFrame
        `land` and `value` = 1e4 x land x median, with :func:`interval`. Where land is 0, the bound is 1e4 x its
        upper bound x upper.
    """
    scale = M2_PER_HA * land["land"]
    table = land.assign(value=scale * land["median"])
    bound = M2_PER_HA * land["land_high"] * land["upper"]
    return interval(table, scale * land["lower"], scale * land["upper"], bound)


def interval(table: pd.DataFrame, lower: pd.Series, upper: pd.Series, bound: pd.Series) -> pd.DataFrame:
    """Add the 95 % interval: the bounds of the source and the spread of land, in quadrature on the log scale.

    Parameters
    ----------
    table : pandas.DataFrame
        `value` and `spread`.
    lower, upper : pandas.Series
        The value at the source's bounds; `lower` may be under 0.
    bound : pandas.Series
        The upper bound of a value of 0.

    Returns
    -------
    pandas.DataFrame
        `table` with `low`, `high`, `gsd` = (high / value)^(1 / 1.96), and `positive`. Where `lower` is not
        above 0, a lognormal has no lower side: `low` is 0, `positive` False, and the spread is that of the
        upper side. A value of 0 has `low` 0 and no `gsd`.
    """
    value = table["value"]
    some = value.where(value > 0)
    of_land = Z95 * table["spread"].fillna(0.0)
    up = np.hypot(np.log(upper / some), of_land)
    positive = lower > 0
    down = np.hypot(np.log(some / lower.where(positive)), of_land)
    return table.assign(
        low=(value * np.exp(-down)).fillna(0.0),
        high=(value * np.exp(up)).fillna(bound),
        gsd=np.exp(up / Z95),
        positive=positive | (value == 0),
    )


def means(producers: pd.DataFrame) -> pd.DataFrame:
    """Return production-weighted means of M49 sub-regions and of the world.

    Parameters
    ----------
    producers : pandas.DataFrame
        Rows of countries: `commodity`, `origin`, `weight` (production), and what :func:`species_loss` takes
        and gives.

    Returns
    -------
    pandas.DataFrame
        `commodity`, `origin` (M49 code or ``WLD``), `value`, `low`, `high`, `gsd`, `positive`, `producers`
        (their number). The bounds of the source are taken to err together, since one model made them all: the
        mean of the upper bounds is the upper bound of the mean. With them, in quadrature, go the producers'
        mean spread of land and the spread between producers, since the producer of a line is not known. Where
        all producers are zeros, `high` is the mean of their bounds.
    """
    regions = {iso3: places.subregion(iso3) for iso3 in producers["origin"].unique()}
    table = pd.concat(
        [
            producers.assign(origin=producers["origin"].map(regions)).dropna(subset="origin"),
            producers.assign(origin=WORLD),
        ],
        ignore_index=True,
    )
    key = ["commodity", "origin"]
    share = table["weight"] / table.groupby(key)["weight"].transform("sum")
    scale = share * M2_PER_HA * table["land"]
    parts = table[key].assign(
        value=share * table["value"],
        lower=scale * table["lower"],
        upper=scale * table["upper"],
        bound=share * table["high"],
        own=share * table["spread"].fillna(0.0) ** 2,
    )
    mean = parts.groupby(key)["value"].transform("sum")
    log = np.log(table["value"].clip(lower=FLOOR * mean).where(mean > 0, 1.0))
    parts["log"], parts["square"] = share * log, share * log**2
    sums = parts.groupby(key)[["value", "lower", "upper", "bound", "own", "log", "square"]].sum()
    between = (sums["square"] - sums["log"] ** 2).clip(lower=0)
    result = sums[["value"]].assign(
        spread=np.sqrt(between + sums["own"]), producers=table.groupby(key).size()
    )
    return interval(result, sums["lower"], sums["upper"], sums["bound"]).reset_index()
