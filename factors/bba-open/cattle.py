"""Land occupation of cattle, per t carcass: permanent pasture, shared out by livestock units.

README.md, "Method in short". Grazing land only: the cropland of feed is missing.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import sources as src
import uncertainty as un

from bbafootprint.vocabulary import places

YEARS = (2020, 2021, 2022)
SERIES = tuple(range(2013, 2023))
LEAST, MOST = 2.0, 150.0
"""Land occupation that is believed, ha yr per t carcass."""
SMALL = 1000.0
"""Producers under this, t a year, take their sub-region's value."""

UNITS = {866: 1.0, 946: 1.0, 976: 0.1, 1016: 0.1, 1096: 0.8, 1107: 0.5, 1110: 0.6, 1126: 1.1}
"""Livestock units a head of cattle, buffalo, sheep, goats, horses, asses, mules and camels."""


def land_occupation(sources: Path, residue: src.Residue) -> pd.DataFrame:
    """Return one row a producer of cattle meat.

    Returns
    -------
    pandas.DataFrame
        As :func:`crops.land_occupation`. Production is of carcasses, t; area is pasture times the share of
        grazing livestock units that are beef cattle; `dairy_known` says whether dairy cows were taken off.
    """
    carcass = src.production_2010_2022(sources, {867: "cattle_meat"}, SERIES, residue)
    heads = src.stocks(sources, {code: str(code) for code in UNITS}, SERIES, "Stocks")
    share = grazing_share(heads, src.stocks(sources, {882: "882"}, SERIES, "Milk Animals"))
    yearly = (
        carcass.drop(columns="item")
        .rename(columns={"value": "production"})
        .merge(share, how="left", on=["origin", "year"])
        .merge(src.pasture(sources, SERIES, residue).rename(columns={"value": "pasture"}), how="left")
    )
    yearly["area"] = yearly["pasture"] * yearly["share"]
    recent = yearly[yearly["year"].isin(YEARS)]
    common = recent.dropna(subset=["area", "production"])
    sums = common.groupby("origin")[["area", "production"]].sum()
    counts = common.groupby("origin").size()
    table = recent.groupby("origin")[["production"]].mean().add_prefix("mean_").join(sums)
    table["dairy_known"] = common["dairy_known"].eq(True).groupby(common["origin"]).all()
    table["value"] = table["area"] / table["production"].where(table["production"] > 0)
    yearly["value"] = yearly["area"] / yearly["production"].where(yearly["production"] > 0)
    variation = src.log_variation(yearly.dropna(subset="value"), ["origin"]).reindex(table.index)
    table["spread"] = un.quadrature(un.of_one_year(variation, counts.reindex(table.index)), un.GRAZING_SHARE)
    believed = table["value"].between(LEAST, MOST) & (table["mean_production"] >= SMALL)
    table["rejected_value"] = table["value"].mask(believed)
    table["value"] = table["value"].where(believed)
    # As for crops: yearly means of the factor's own years, and no area where there is no factor.
    table["mean_production"] = (table["production"] / counts).where(believed, table["mean_production"])
    table["mean_area"] = (table["area"] / counts).where(believed)
    table = table[table["mean_production"] > 0].reset_index()
    table = table.drop(columns=["area", "production"]).assign(from_file="cattle")
    cattle = heads[(heads["item"] == "866") & heads["year"].isin(YEARS)].groupby("origin")["value"].mean()
    keepers = without_production(cattle, table.set_index("origin")["mean_production"]).assign(
        from_file="stocks"
    )
    return pd.concat([table, keepers], ignore_index=True).assign(commodity="cattle_meat")


def without_production(cattle: pd.Series, carcass: pd.Series) -> pd.DataFrame:
    """Return countries that keep cattle but are missing in the production file.

    That file lists priced items only. They must not pass for countries without cattle: their meat would be
    taken for a consignment. Their production is a guess that is listed and never used: it
    enters no mean and no factor.

    Parameters
    ----------
    cattle : pandas.Series
        Heads by origin.
    carcass : pandas.Series
        Carcasses, t a year, by origin.

    Returns
    -------
    pandas.DataFrame
        `origin`, `mean_production`: heads times carcass a head of the sub-region, else of the world.
    """
    table = pd.DataFrame({"cattle": cattle, "carcass": carcass.reindex(cattle.index)})
    table["region"] = [places.subregion(str(origin)) or "" for origin in table.index]
    known = table.dropna().query("cattle > 0")
    sums = known.groupby("region")[["carcass", "cattle"]].sum()
    world = known["carcass"].sum() / known["cattle"].sum()
    a_head = table["region"].map(sums["carcass"] / sums["cattle"]).fillna(world)
    missing = table[table["carcass"].isna() & table["cattle"].gt(0)]
    result = (missing["cattle"] * a_head.reindex(missing.index)).rename("mean_production")
    return result.rename_axis("origin").reset_index()


def grazing_share(heads: pd.DataFrame, dairy_cows: pd.DataFrame) -> pd.DataFrame:
    """Return the share of grazing livestock units that are beef cattle.

    Columns `origin`, `year`, `share`, `dairy_known`.

    Parameters
    ----------
    heads : pandas.DataFrame
        `item` (FAO code as text), `origin`, `year`, `value` (heads). A kind without a row is not kept there.
    dairy_cows : pandas.DataFrame
        `origin`, `year`, `value` (heads).

    Notes
    -----
    share = LU(cattle) / sum(LU) x (1 - dairy cows / cattle); the last factor is 1 where dairy cows are not
    known, and at least 0.
    """
    wide = heads.pivot_table(index=["origin", "year"], columns="item", values="value", aggfunc="sum")
    units = sum(wide[str(code)].fillna(0.0) * unit for code, unit in UNITS.items() if str(code) in wide)
    cattle = wide["866"]
    cows = dairy_cows.set_index(["origin", "year"])["value"].reindex(wide.index)
    beef = (1 - cows / cattle.where(cattle > 0)).clip(lower=0)
    share = (cattle * UNITS[866] / units * beef.fillna(1.0)).where(cattle > 0)
    return pd.DataFrame({"share": share, "dairy_known": cows.notna()}).reset_index()
