"""The work: lines of 30 commodities from 120 origins, and the plain pandas way to the same numbers."""

from __future__ import annotations

import numpy as np
import pandas as pd

import bbafootprint as bba

COMMODITIES, ORIGINS = 30, 120


def make_purchases(lines: int, factors: bba.FactorSet, seed: int = 1) -> pd.DataFrame:
    """Purchases of the primary commodities of a set, in tonnes, from the countries that it knows."""
    rng = np.random.default_rng(seed)
    frame = factors.frame.astype({"commodity": object, "origin": object})
    tonnes = sorted(set(frame["commodity"]) - {"roundwood"})[:COMMODITIES]
    countries = frame.loc[frame["origin"].str.fullmatch("[A-Z]{3}") & (frame["origin"] != "WLD"), "origin"]
    places = sorted(countries.value_counts().index[:ORIGINS])
    assert (len(tonnes), len(places)) == (COMMODITIES, ORIGINS)
    return pd.DataFrame(
        {
            "commodity": np.array(tonnes, dtype=object)[rng.integers(0, COMMODITIES, lines)],
            "origin": np.array(places, dtype=object)[rng.integers(0, ORIGINS, lines)],
            "quantity": rng.lognormal(3, 2, lines),
            "unit": "t",
        }
    )


def wide_factors(factors: bba.FactorSet, purchases: pd.DataFrame) -> pd.DataFrame:
    """Return what a person would join: one row a (commodity, origin), a value and a match level an indicator.

    The ladder is climbed beforehand by the library, so that both ways give the same numbers.
    """
    pairs = purchases[["commodity", "origin"]].drop_duplicates().assign(quantity=1.0, unit="t")
    frame = bba.calculate_footprint(pairs, factors).to_frame()
    names = [indicator.id for indicator in factors.indicators]
    wide = frame[[*names, *(f"{name}_match_level" for name in names)]].astype(
        {f"{name}_match_level": str for name in names}
    )
    return pd.concat([pairs[["commodity", "origin"]], wide], axis=1).reset_index(drop=True)


def plain_pandas(
    purchases: pd.DataFrame, wide: pd.DataFrame, names: list[str]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Merge, multiply and group: totals by commodity, and coverage by match level."""
    merged = purchases.merge(wide, on=["commodity", "origin"], how="left")
    for name in names:
        merged[name] = merged[name] * merged["quantity"]
    totals = merged.groupby("commodity", observed=True)[names].sum(min_count=1)
    coverage = pd.concat(
        {
            name: merged.groupby(f"{name}_match_level", observed=True)["quantity"].agg(["size", "sum"])
            for name in names
        }
    )
    return totals, coverage


def ours(lines: bba.Lines, factors: bba.FactorSet) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the same two tables from the library."""
    result = bba.calculate_footprint(lines, factors)
    return result.by("commodity"), result.coverage()


def check_equal(ours: pd.DataFrame, plain: pd.DataFrame) -> float:
    """Return the largest relative difference of the totals; stop if it is over 1e-9."""
    mine = ours.set_index(["commodity", "indicator"])["value"].unstack().astype(float)  # noqa: PD010 - unique
    mine.index = mine.index.astype(object)
    other = plain.set_axis(plain.index.astype(object), axis=0).loc[mine.index, mine.columns].astype(float)
    assert (mine.isna() == other.isna()).all(axis=None)
    worst = float((mine / other - 1).abs().max(axis=None))
    assert worst < 1e-9, worst
    return worst
