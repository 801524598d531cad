"""What a factor set answers for every producer: the table behind the pages of sets and their maps."""

from __future__ import annotations

import csv
from functools import cache

import numpy as np
import pandas as pd

import bbafootprint as bba
from bbafootprint.factors import FactorSet, shipped_folders
from bbafootprint.footprint.resolve import RUNGS, resolve


@cache
def factor_set(name: str) -> FactorSet:
    """Return a shipped set, read once a build."""
    return bba.load_factors(name)


@cache
def traded(name: str = "bba-open") -> tuple[str, ...]:
    """Return the commodities of the set's traded.csv, in its order."""
    path = shipped_folders()[name] / "traded.csv"
    return tuple(row["commodity"] for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


@cache
def answers(name: str = "bba-open") -> pd.DataFrame:
    """Return what the ladder answers for the whole of each producing country.

    One row a commodity, producer and indicator: `production` a year and its `share` of the world's; `answer`
    (``country``, ``subregion``, ``world``, or ``none`` where not assessed); `value`, `low`, `high` (NaN where not
    assessed), `quality`, `flag`. The ladder is the library's own.
    """
    factors = factor_set(name)
    keys = factors.producers[["commodity", "origin", "production", "unit"]].reset_index(drop=True)
    keys = keys.astype({"commodity": object, "origin": object, "unit": object})
    keys["share"] = keys["production"] / keys.groupby("commodity")["production"].transform("sum")
    asked = (
        keys[["commodity", "origin"]].rename(columns={"commodity": "primary_commodity"}).assign(region=None)
    )
    resolution = resolve(asked, factors)
    tables = []
    for column, indicator in enumerate(factors.indicators):
        rows = resolution.rows[:, column]
        levels = np.array([*RUNGS, "none"], dtype=object)[resolution.levels[:, column]]
        found = factors.frame[["value", "low", "high", "quality", "flag"]].take(np.maximum(rows, 0))
        found = found.astype({"flag": object, "quality": float}).reset_index(drop=True)
        found.loc[rows < 0, ["value", "low", "high", "quality"]] = np.nan
        found.loc[rows < 0, "flag"] = ""
        tables.append(pd.concat([keys, found], axis=1).assign(indicator=indicator.id, answer=levels))
    return pd.concat(tables, ignore_index=True)


def indicator_unit(name: str, indicator: str, base: str) -> str:
    """Return the unit of a factor as a person reads it, such as ``ha yr per t``."""
    (unit,) = [i.unit for i in factor_set(name).indicators if i.id == indicator]
    return f"{unit} per {'m³' if base == 'm3' else base}"
