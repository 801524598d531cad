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
    sources: Path, commodities: pd.DataFrame, corrections: pd.DataFrame, residue: src.Residue
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
    residue : list
        Receives places without ISO code.

    Returns
    -------
    pandas.DataFrame
        `commodity`, `origin`, `value` (ha yr/t), `spread`, `ratio` (production of the file 2010-22 over that
        of the crop file), `mean_production` (t a year), `mean_area` (ha), `years` (that have both), `corrected`
        (what was done about a number that is not believed, or empty), `from_file` (``crops`` or ``2010-22``).
        Without area or production the value is NaN: such a producer falls to its sub-region.
    """
    items = {int(code): str(name) for code, name in commodities[["fao_item", "commodity"]].to_numpy()}
    series = src.crops(sources, items, SERIES, residue).rename(columns={"item": "commodity"})
    key = ["commodity", "origin"]
    newer = _other_file(sources, commodities)
    ratio = _ratio(series[series["year"].isin(YEARS)], newer)
    series = corrected(series, newer, corrections)
    recent = series[series["year"].isin(YEARS)]
    both = recent.dropna(subset=["area", "production"])
    sums = both.groupby(key)[["area", "production"]].sum()
    sums["years"] = both.groupby(key).size()
    means = recent.groupby(key)[["area", "production"]].mean().add_prefix("mean_")
    table = means.join(sums)
    valid = (table["area"] > 0) & (table["production"] > 0)
    table["value"] = (table["area"] / table["production"]).where(valid)
    # Where a factor exists, the yearly means are of its own years, so that area / production gives it back.
    for name in ("area", "production"):
        table[f"mean_{name}"] = (table[name] / table["years"]).where(valid, table[f"mean_{name}"])
    table["mean_area"] = table["mean_area"].where(valid)
    yields = series.assign(value=series["area"] / series["production"].where(series["production"] > 0))
    table = table.join(src.log_variation(yields.dropna(subset="value"), key))
    table = table.join(newer.groupby(key)["other"].mean(), how="outer").join(ratio).reset_index()
    table = table.merge(corrections[[*key, "use"]].rename(columns={"use": "corrected"}), how="left", on=key)
    table["corrected"] = table["corrected"].fillna("")
    far = table["ratio"].gt(DISAGREE) | table["ratio"].lt(1 / DISAGREE)
    gap = table["ratio"].where(far, 1.0).fillna(1.0)
    table["spread"] = un.quadrature(
        un.of_one_year(table["variation"], table["years"]), un.DISAGREEMENT * np.log(gap).abs()
    ).clip(upper=un.WIDEST)
    table["from_file"] = "crops"
    other = table["mean_production"].isna() | (table["mean_production"] == 0)
    table.loc[other, "from_file"] = "2010-22"
    table.loc[other, "mean_production"] = table.loc[other, "other"]
    table = table[table["mean_production"] > 0].reset_index(drop=True)
    return table.drop(columns=["variation", "other", "area", "production"])


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
        release, in the years that it has) or ``none`` (no area of its own: the sub-region answers).

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
    unknown = set(corrections["use"]) - {"none", "production_2010_2022"}
    if stale or unknown:
        raise ValueError(f"corrections.csv: {stale or sorted(unknown)} correct nothing; look at the sources")
    table["production"] = table["production"].where(table["use"] != "production_2010_2022", table["other"])
    table["area"] = table["area"].mask(table["use"] == "none")
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
