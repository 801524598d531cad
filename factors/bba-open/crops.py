"""Land occupation of crops: L = sum(area harvested) / sum(production) over the last three common years.

README.md, "Method in short". Source: FAOSTAT QCL, release of 2020-12. Numbers of it that cannot be of their
commodity (whole plants under the name of seed) stand in ``corrections.csv`` with what is done and why.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import sources as src
import uncertainty as un

YEARS = (2017, 2018, 2019)
SERIES = tuple(range(2010, 2020))
"""The last ten years of the file, for the variation of yield."""

DISAGREE = 2.0
"""Releases that differ by more than this factor are flagged."""


def land_occupation(
    sources: Path,
    commodities: pd.DataFrame,
    corrections: pd.DataFrame,
    ceilings: pd.DataFrame,
    residue: src.Residue,
) -> pd.DataFrame:
    """Return one row a producer of the crop file or of the file 2010-22.

    Parameters
    ----------
    sources : pathlib.Path
        Folder of the sources.
    commodities : pandas.DataFrame
        Rows of ``land_use.csv`` that have a `fao_item`.
    corrections : pandas.DataFrame
        ``corrections.csv``: :func:`corrected`.
    ceilings : pandas.DataFrame
        ``ceilings.csv``: greatest yields that are believed.
    residue : list
        Receives places without ISO code.

    Returns
    -------
    pandas.DataFrame
        `commodity`, `origin`, `value` (ha yr/t), `spread`, `ratio` (production of the file 2010-22 over that
        of the crop file), `mean_production` (t a year) and `mean_area` (ha), `reported` (production of a year that
        has one), `years` (that have both), `first`, `last` (of them), `corrected` (what was done about a number that
        is not believed, or empty), `rejected` (why there is no value although there is an area, or empty),
        `from_file` (``crops`` or ``2010-22``).
        Without area or production the value is NaN: such a producer falls to its sub-region.

    Notes
    -----
    The yearly means are sums over the years that have both area and production, divided by all three: a year
    without a number counts nothing, neither above nor below. So mean_area / mean_production is the factor, and the
    sum of mean_area over producers is the world's harvested area a year.
    """
    items = {int(code): str(name) for code, name in commodities[["fao_item", "commodity"]].to_numpy()}
    series = src.crops(sources, items, SERIES, residue).rename(columns={"item": "commodity"})
    key = ["commodity", "origin"]
    newer = _other_file(sources, commodities)
    ratio = _ratio(series[series["year"].isin(YEARS)], newer)
    copied = same_series(series[series["year"].isin(YEARS)])
    known = set(corrections[key].itertuples(index=False, name=None))
    if unexplained := [pair for pair in copied if not {(pair[0], one) for one in pair[1:]} & known]:
        raise ValueError(f"the same series in two countries, add one to corrections.csv: {unexplained}")
    series = corrected(series, newer, corrections)
    recent = series[series["year"].isin(YEARS)]
    both = recent.dropna(subset=["area", "production"])
    sums = both.groupby(key)[["area", "production"]].sum()
    sums["years"] = both.groupby(key).size()
    sums["first"], sums["last"] = both.groupby(key)["year"].min(), both.groupby(key)["year"].max()
    grown = recent.dropna(subset="production").groupby(key)["production"].agg(["mean", "sum"])
    table = recent.groupby(key)[[]].first().join(sums).join(grown.rename(columns={"mean": "reported"}))
    valid = (table["area"] > 0) & (table["production"] > 0)
    table["value"] = (table["area"] / table["production"]).where(valid)
    table["mean_area"] = (table["area"] / len(YEARS)).where(valid)
    table["mean_production"] = table["production"].where(valid, table["sum"]) / len(YEARS)
    table[["first", "last"]] = table[["first", "last"]].where(valid)
    yields = series.assign(value=series["area"] / series["production"].where(series["production"] > 0))
    table = table.join(src.log_variation(yields.dropna(subset="value"), key))
    table = table.join(newer.groupby(key)["other"].sum() / len(YEARS), how="outer").join(ratio).reset_index()
    table = table.merge(corrections[[*key, "use"]].rename(columns={"use": "corrected"}), how="left", on=key)
    table["corrected"] = table["corrected"].fillna("")
    far = table["ratio"].gt(DISAGREE) | table["ratio"].lt(1 / DISAGREE)
    gap = table["ratio"].where(far, 1.0).fillna(1.0)
    table["spread"] = un.quadrature(
        un.of_one_year(table["variation"], table["years"]), un.DISAGREEMENT * np.log(gap).abs()
    )
    table["from_file"] = "crops"
    other = table["mean_production"].isna() | (table["mean_production"] == 0)
    table.loc[other, "from_file"] = "2010-22"
    table.loc[other, "mean_production"] = table.loc[other, "other"]
    table = table[table["mean_production"] > 0].reset_index(drop=True)
    table["rejected"] = table["corrected"].map({"none": "corrections.csv"}).fillna("")
    return _under_ceiling(
        table.drop(columns=["variation", "other", "area", "production", "sum"]), ceilings, commodities
    )


def _under_ceiling(table: pd.DataFrame, ceilings: pd.DataFrame, commodities: pd.DataFrame) -> pd.DataFrame:
    """Take the value from producers whose yield no field of their crop gives: whole plants, fresh weight, an error.

    Parameters
    ----------
    table : pandas.DataFrame
        `commodity`, `value`, `mean_area`, `rejected`.
    ceilings : pandas.DataFrame
        ``ceilings.csv``: `group` or `commodity` (which goes before its group), `most` (t/ha), `reason`.
    commodities : pandas.DataFrame
        ``land_use.csv``: `commodity`, `group`.

    Raises
    ------
    ValueError
        If a ceiling is of no commodity and no group.
    """
    of_group = ceilings[ceilings["group"] != ""].set_index("group")["most"].astype(float)
    of_one = ceilings[ceilings["commodity"] != ""].set_index("commodity")["most"].astype(float)
    stale = sorted({*of_group.index, *of_one.index} - {*commodities["group"], *commodities["commodity"]})
    if stale:
        raise ValueError(f"ceilings.csv: {stale} are no commodities or groups of land_use.csv")
    group = table["commodity"].map(commodities.set_index("commodity")["group"])
    most = table["commodity"].map(of_one).fillna(group.map(of_group))
    over = (1 / table["value"]).gt(most)
    table = table.assign(
        over=(1 / table["value"]).where(over), rejected=table["rejected"].mask(over, "ceilings.csv")
    )
    table[["value", "mean_area"]] = table[["value", "mean_area"]].mask(over)
    return table


def same_series(series: pd.DataFrame) -> list[tuple[str, ...]]:
    """Return (commodity, origin, origin ...) whose area or production is the same in every year, and varies.

    Parameters
    ----------
    series : pandas.DataFrame
        `commodity`, `origin`, `year`, `area`, `production`. Origins without a number in one of the years, or with
        the same in all of them, prove nothing.
    """
    found = set()
    for name in ("area", "production"):
        wide = series.pivot_table(index=["commodity", "origin"], columns="year", values=name).dropna()
        wide = wide[(wide.max(axis=1) > wide.min(axis=1)) & (wide.min(axis=1) > 0)].reset_index()
        for key, some in wide.groupby(["commodity", *sorted(series["year"].unique())]):
            if len(some) > 1:
                found.add((str(key[0]), *(str(origin) for origin in some["origin"])))
    return sorted(found)


def corrected(series: pd.DataFrame, other: pd.DataFrame, corrections: pd.DataFrame) -> pd.DataFrame:
    """Return the series with the numbers replaced or left out that are not of their commodity.

    Parameters
    ----------
    series : pandas.DataFrame
        `commodity`, `origin`, `year`, `area`, `production` of the crop file.
    other : pandas.DataFrame
        `commodity`, `origin`, `year`, `other`: production of the newer release.
    corrections : pandas.DataFrame
        `commodity`, `origin`, `use`: ``production_2010_2022`` (the area over the production of the newer
        release, in the years that it has), ``none`` (no area of its own: the sub-region answers) or ``not_grown``
        (neither area nor production: no producer).

    Raises
    ------
    ValueError
        If a correction names a producer without area, or another use.
    """
    key = ["commodity", "origin"]
    table = series.merge(corrections[[*key, "use"]], how="left", on=key).merge(
        other, how="left", on=[*key, "year"]
    )
    found = set(table.loc[table["use"].notna() & table["area"].gt(0), key].itertuples(index=False, name=None))
    stale = sorted(set(corrections[key].itertuples(index=False, name=None)) - found)
    unknown = set(corrections["use"]) - {"none", "not_grown", "production_2010_2022"}
    if stale or unknown:
        raise ValueError(f"corrections.csv: {stale or sorted(unknown)} correct nothing; look at the sources")
    table["production"] = table["production"].where(table["use"] != "production_2010_2022", table["other"])
    table["area"] = table["area"].mask(table["use"].isin(["none", "not_grown"]))
    table["production"] = table["production"].mask(table["use"] == "not_grown")
    return table[[*key, "year", "area", "production"]]


def _other_file(sources: Path, commodities: pd.DataFrame) -> pd.DataFrame:
    """Production 2017-19 in the file 2010-22: `commodity`, `origin`, `year`, `other`."""
    listed = commodities[commodities["fao_item_2010_2022"] != ""]
    items = {int(code): str(name) for code, name in listed[["fao_item_2010_2022", "commodity"]].to_numpy()}
    unlisted: src.Residue = []
    table = src.production_2010_2022(sources, items, YEARS, unlisted)
    return table.rename(columns={"item": "commodity", "value": "other"})


def _ratio(crops: pd.DataFrame, other: pd.DataFrame) -> pd.Series:
    """Production of the file 2010-22 over that of the crop file, in the years that both have."""
    key = ["commodity", "origin"]
    common = crops.merge(other, on=[*key, "year"]).dropna(subset=["production", "other"])
    sums = common.groupby(key)[["production", "other"]].sum()
    return (sums["other"] / sums["production"].where(sums["production"] > 0)).rename("ratio")
