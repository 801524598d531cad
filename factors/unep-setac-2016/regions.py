"""Regions inside a country: WWF ecoregions as the source has them, biomes and named regions as their means.

The regions, their names and aliases are those of bba-open (``regions.csv``, ``named_regions.csv``), so that one
name of a line means the same land in both sets. Shares of a country's area: overlay of Olson et al. 2001
(https://doi.org/10.1641/0006-3568(2001)051[0933:TEOTWA]2.0.CO;2) with Natural Earth.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

SHARES = "ecoregion-shares/country_ecoregion_area_shares.csv"

KINDS = ("ecoregion", "biome", "named")

COVERED = 0.5
"""Least share of a region's area that must have a factor for the region to have one. Our choice."""


def area_shares(sources: Path) -> pd.DataFrame:
    """Read shares of a country's area: `origin`, `eco_id`, `biome`, `share`."""
    table = pd.read_csv(sources / SHARES, keep_default_na=False)
    table = table.rename(columns={"iso3": "origin", "area_share": "share"})
    table = table[["origin", "eco_id", "biome", "share"]]
    if table.duplicated(["origin", "eco_id"]).any() or not table["share"].between(0, 1).all():
        raise ValueError(f"{SHARES}: an ecoregion twice in one country, or a share that is not 0 to 1")
    return table


def members(base: Path, listed: pd.DataFrame, shares: pd.DataFrame) -> pd.DataFrame:
    """Return the ecoregions that each region is made of: `origin`, `region`, `eco_id`, `share`.

    Parameters
    ----------
    base : pathlib.Path
        Folder of bba-open.
    listed : pandas.DataFrame
        :func:`listed_regions`.
    shares : pandas.DataFrame
        :func:`area_shares`.

    Raises
    ------
    ValueError
        If a named region has no list of ecoregions.
    """
    parts = []
    for kind, column in (("ecoregion", "eco_id"), ("biome", "biome")):
        own = listed[listed["kind"] == kind]
        own = own.assign(**{column: own["code"].astype("int64")})
        parts.append(own.merge(shares, on=["origin", column]))
    named = pd.read_csv(base / "named_regions.csv", dtype=str, keep_default_na=False)
    named = named.assign(eco_id=named["eco_ids"].str.split("|")).explode("eco_id")
    named = named.assign(eco_id=named["eco_id"].astype("int64"))[["origin", "region", "eco_id"]]
    own = listed.loc[listed["kind"] == "named", ["origin", "region"]]
    unknown = own.merge(named, how="left").query("eco_id.isna()")
    if len(unknown):
        raise ValueError(f"named_regions.csv of bba-open lists no ecoregions of {sorted(unknown['region'])}")
    parts.append(own.merge(named).merge(shares, on=["origin", "eco_id"]))
    return pd.concat([part[["origin", "region", "eco_id", "share"]] for part in parts], ignore_index=True)


def listed_regions(base: Path) -> pd.DataFrame:
    """Return the rows of bba-open's ``regions.csv`` that are made of ecoregions."""
    table = pd.read_csv(base / "regions.csv", dtype=str, keep_default_na=False)
    return table[table["kind"].isin(KINDS)].reset_index(drop=True)


def region_factors(parts: pd.DataFrame, ecoregions: pd.DataFrame) -> pd.DataFrame:
    """Return the characterisation of regions: the mean of their ecoregions by area in that country.

    Parameters
    ----------
    parts : pandas.DataFrame
        :func:`members`.
    ecoregions : pandas.DataFrame
        `eco_id`, `use`, `median`, `lower`, `upper` (:func:`psl.ecoregion_factors`).

    Returns
    -------
    pandas.DataFrame
        `origin`, `region`, `use`, `median`, `lower`, `upper`: an ecoregion's own numbers, and the mean of
        several; bounds are averaged as the median is, because one model made them all. No row where under half
        of the region's area has a factor of that use; the area without one is left out of the mean.
    """
    key = ["origin", "region"]
    area = parts.groupby(key)["share"].sum().rename("area")
    table = parts.merge(ecoregions, on="eco_id")
    table[["median", "lower", "upper"]] = table[["median", "lower", "upper"]].mul(table["share"], axis=0)
    sums = table.groupby([*key, "use"])[["median", "lower", "upper", "share"]].sum().join(area)
    sums = sums[sums["share"] >= COVERED * sums["area"]]
    factors = sums[["median", "lower", "upper"]].div(sums["share"], axis=0)
    return factors.reset_index()
