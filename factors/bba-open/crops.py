"""Land occupation of crops: L = sum(area harvested) / sum(production) over the last three common years.

README.md, "Method in short". Source: FAOSTAT QCL, release of 2020-12.
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


def land_occupation(sources: Path, commodities: pd.DataFrame, residue: src.Residue) -> pd.DataFrame:
    """Return one row a producer of the crop file or of the file 2010-22.

    Parameters
    ----------
    sources : pathlib.Path
        Folder of the sources.
    commodities : pandas.DataFrame
        Rows of ``land_use.csv`` that have a `fao_item`.
    residue : list
        Receives places without ISO code.

    Returns
    -------
    pandas.DataFrame
        `commodity`, `origin`, `value` (ha yr/t), `spread`, `ratio` (production of the file 2010-22 over that
        of the crop file), `mean_production` (t a year), `mean_area` (ha), `from_file` (``crops`` or
        ``2010-22``). Without area or production the value is NaN: such a producer falls to its sub-region.
    """
    items = {int(code): str(name) for code, name in commodities[["fao_item", "commodity"]].to_numpy()}
    series = src.crops(sources, items, SERIES, residue).rename(columns={"item": "commodity"})
    key = ["commodity", "origin"]
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
    table = table.join(_other_file(sources, commodities, recent), how="outer").reset_index()
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
    return table.drop(columns=["variation", "years", "other", "area", "production"])


def _other_file(sources: Path, commodities: pd.DataFrame, crops: pd.DataFrame) -> pd.DataFrame:
    """Mean production 2017-19 of the file 2010-22 and its ratio to the crop file in the years both have."""
    listed = commodities[commodities["fao_item_2010_2022"] != ""]
    items = {int(code): str(name) for code, name in listed[["fao_item_2010_2022", "commodity"]].to_numpy()}
    unlisted: src.Residue = []
    other = src.production_2010_2022(sources, items, YEARS, unlisted).rename(
        columns={"item": "commodity", "value": "other"}
    )
    key = ["commodity", "origin"]
    common = crops.merge(other, on=[*key, "year"]).dropna(subset=["production", "other"])
    sums = common.groupby(key)[["production", "other"]].sum()
    ratio = (sums["other"] / sums["production"].where(sums["production"] > 0)).rename("ratio")
    return other.groupby(key)["other"].mean().to_frame().join(ratio)
