"""Land occupation of grazing animals: permanent pasture, shared out by livestock units.

README.md, "Method in short". Per t carcass of cattle, sheep and goats, and per t raw milk of cows. Grazing land
only: the cropland of feed is missing. The shares of a country add up to 1 over everything that grazes there,
so that no pasture is counted twice; what buffalo, horses, camels and milk sheep take belongs to no commodity.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pandas as pd
import sources as src
import uncertainty as un

from bbafootprint.vocabulary import places

YEARS = (2020, 2021, 2022)
SERIES = tuple(range(2013, 2023))
SMALL = 1000.0
"""Producers under this, t a year, take their sub-region's value."""

UNITS = {866: 1.0, 946: 1.0, 976: 0.1, 1016: 0.1, 1096: 0.8, 1107: 0.5, 1110: 0.6, 1126: 1.1}
"""Livestock units a head of cattle, buffalo, sheep, goats, horses, asses, mules and camels."""
DAIRY = {866: 882, 976: 982, 1016: 1020}
"""FAO code of the milk animals of cattle, sheep and goats, by that of the animals."""


class Herd(NamedTuple):
    """What makes a commodity: its share of the pasture, FAO's codes, and the land per t that is believed.

    The codes are of the product, of the animals that its share was split from, and of those of them that make it.
    """

    share: str
    production: int
    animals: int
    counted: int
    least: float
    most: float


HERDS = {
    "cattle_meat": Herd("beef_cattle", 867, 866, 866, 2.0, 150.0),
    "milk": Herd("dairy_cows", 882, 866, 882, 0.01, 15.0),
    "sheep_meat": Herd("meat_sheep", 977, 976, 976, 0.5, 150.0),
    "goat_meat": Herd("meat_goats", 1017, 1016, 1016, 0.5, 150.0),
}
"""Ranges of belief, ha yr per t; our choice. At the upper end a country's "pasture" is desert that hardly anything
grazes: 150 per t carcass is a cow of 0.2 t on 30 ha, 15 per t milk a cow of 0.4 t a year on 6 ha. At the lower end
the animals live in the barn or on fields, and pasture says nothing of them: cattle under 2; milk under 0.01, a cow of
8 t on 0.08 ha. Sheep and goats are believed down to 0.5, because in India and Pakistan, where a sixth of the world's
goat meat comes from, they live on stubble and waysides: those countries' own 0.6 to 0.9 is too low, but their
sub-region without them is the rangeland of Iran and Afghanistan, some forty times more. All of them are lower bounds:
feed crops are missing."""


def land_occupation(sources: Path, residue: src.Residue) -> pd.DataFrame:
    """Return one row a producer of each commodity in :data:`HERDS`.

    Returns
    -------
    pandas.DataFrame
        As :func:`crops.land_occupation`. Production is of carcasses or raw milk, t; area is pasture times the
        commodity's share of the grazing livestock units; `dairy_known` says whether milk animals were told
        apart; `rejected_value` is a value outside the range of belief, of a small producer, or on pasture that is
        not believed for cattle (:func:`on_believed_pasture`).
    """
    heads = src.stocks(sources, {code: str(code) for code in UNITS}, SERIES, "Stocks")
    milked = src.stocks(sources, {code: str(code) for code in DAIRY.values()}, SERIES, "Milk Animals")
    shares = pasture_shares(heads, milked)
    pasture = src.pasture(sources, SERIES, residue).rename(columns={"value": "pasture"})
    items = {herd.production: name for name, herd in HERDS.items()}
    produced = src.production_2010_2022(sources, items, SERIES, residue).rename(
        columns={"value": "production"}
    )
    kept = pd.concat([heads, milked])
    parts = []
    for name, herd in HERDS.items():
        yearly = produced[produced["item"] == name].drop(columns="item")
        known = shares[["origin", "year", f"known_{herd.animals}"]].set_axis(
            ["origin", "year", "dairy_known"], axis=1
        )
        share = known.assign(share=shares[herd.share])
        yearly = yearly.merge(share, how="left", on=["origin", "year"]).merge(pasture, how="left")
        table = _producers(yearly.assign(area=yearly["pasture"] * yearly["share"]), herd)
        of_kind = kept[(kept["item"] == str(herd.counted)) & kept["year"].isin(YEARS)]
        keepers = without_production(
            of_kind.groupby("origin")["value"].mean(), table.set_index("origin")["mean_production"]
        ).assign(from_file="stocks")
        parts.append(pd.concat([table, keepers], ignore_index=True).assign(commodity=name))
    return on_believed_pasture(pd.concat(parts, ignore_index=True))


def on_believed_pasture(table: pd.DataFrame) -> pd.DataFrame:
    """Take the value from every animal of a country whose cattle have more pasture than is believed.

    Over the upper end of cattle's range the country's "pasture" is desert or bush that hardly anything grazes, for
    sheep, goats and cows no less than for cattle. Under the lower end the pasture is believed, but the cattle do not
    live on it: that says nothing of sheep and goats, which have lower ends of their own.

    Parameters
    ----------
    table : pandas.DataFrame
        `commodity`, `origin`, `value`, `rejected_value`, `mean_area`.
    """
    cattle = table[table["commodity"] == "cattle_meat"]
    desert = cattle.loc[cattle["rejected_value"] > HERDS["cattle_meat"].most, "origin"]
    falls = table["origin"].isin(list(desert)) & table["value"].notna()
    table = table.assign(rejected_value=table["rejected_value"].mask(falls, table["value"]))
    table[["value", "mean_area"]] = table[["value", "mean_area"]].mask(falls)
    return table


def _producers(yearly: pd.DataFrame, herd: Herd) -> pd.DataFrame:
    """Return the producers of one commodity from its `production`, `area` and `dairy_known` of each year."""
    recent = yearly[yearly["year"].isin(YEARS)]
    common = recent.dropna(subset=["area", "production"])
    sums = common.groupby("origin")[["area", "production"]].sum()
    counts = common.groupby("origin").size()
    table = recent.groupby("origin")[["production"]].mean().add_prefix("mean_").join(sums)
    table["dairy_known"] = common["dairy_known"].eq(True).groupby(common["origin"]).all()
    table["value"] = table["area"] / table["production"].where(table["production"] > 0)
    a_year = yearly.assign(value=yearly["area"] / yearly["production"].where(yearly["production"] > 0))
    variation = src.log_variation(a_year.dropna(subset="value"), ["origin"]).reindex(table.index)
    table["spread"] = un.quadrature(un.of_one_year(variation, counts.reindex(table.index)), un.GRAZING_SHARE)
    believed = table["value"].between(herd.least, herd.most) & (table["mean_production"] >= SMALL)
    table["rejected_value"] = table["value"].mask(believed)
    table["value"] = table["value"].where(believed)
    # As for crops: sums of the factor's own years over all of them, and no area where there is no factor.
    table["years"] = counts
    table["first"], table["last"] = (
        common.groupby("origin")["year"].min(),
        common.groupby("origin")["year"].max(),
    )
    table["mean_production"] = (table["production"] / len(YEARS)).where(believed, table["mean_production"])
    table["mean_area"] = (table["area"] / len(YEARS)).where(believed)
    table = table[table["mean_production"] > 0].reset_index()
    return table.drop(columns=["area", "production"]).assign(from_file="livestock")


def pasture_shares(heads: pd.DataFrame, milked: pd.DataFrame) -> pd.DataFrame:
    """Return how a country's grazing livestock units are shared out; the shares add up to 1.

    Parameters
    ----------
    heads : pandas.DataFrame
        `item` (FAO code as text), `origin`, `year`, `value` (heads). A kind without a row is not kept there.
    milked : pandas.DataFrame
        The same of milk animals: cows (882), sheep (982) and goats (1020).

    Returns
    -------
    pandas.DataFrame
        `origin`, `year`; `beef_cattle`, `dairy_cows`, `meat_sheep`, `milk_sheep`, `meat_goats`, `milk_goats`
        (NaN where the animals, or the milk animals, are not known) and `others` (0 where there are none);
        `known_866`, `known_976`, `known_1016`: whether milk animals are known.

    Raises
    ------
    ValueError
        If the shares of a country do not add up to 1.

    Notes
    -----
    The animals' share is units(animals) / sum(units); milk animals take their part of it, at most all, and
    where they are not known all of it is meat's.
    """
    wide = heads.pivot_table(index=["origin", "year"], columns="item", values="value", aggfunc="sum")
    dairy = milked.pivot_table(index=["origin", "year"], columns="item", values="value", aggfunc="sum")
    wide = wide.reindex(columns=[str(code) for code in UNITS])
    dairy = dairy.reindex(index=wide.index, columns=[str(code) for code in DAIRY.values()])
    units = pd.Series(0.0, index=wide.index)
    for code, unit in UNITS.items():
        units += wide[str(code)].fillna(0.0) * unit
    result = pd.DataFrame(index=wide.index)
    split = {866: ("beef_cattle", "dairy_cows"), 976: ("meat_sheep", "milk_sheep"),
             1016: ("meat_goats", "milk_goats")}  # fmt: skip
    for code, (meat, milk) in split.items():
        animals, cows = wide[str(code)], dairy[str(DAIRY[code])]
        share = (animals * UNITS[code] / units).where(animals > 0)
        part = (cows / animals.where(animals > 0)).clip(upper=1)
        result[meat] = share * (1 - part).fillna(1.0)
        result[milk] = share * part
        result[f"known_{code}"] = cows.notna()
    result["others"] = 0.0
    for code in (code for code in UNITS if code not in DAIRY):
        result["others"] += (wide[str(code)] * UNITS[code] / units).fillna(0.0)
    names = [name for pair in split.values() for name in pair]
    total = result[[*names, "others"]].fillna(0.0).sum(axis=1)[units > 0]
    if (total - 1).abs().gt(1e-9).any():
        raise ValueError(f"pasture: the shares of {total.sub(1).abs().idxmax()} do not add up to 1")
    return result.reset_index()


def without_production(animals: pd.Series, produced: pd.Series) -> pd.DataFrame:
    """Return countries that keep the animals but are missing in the production file.

    That file lists priced items only. They must not pass for countries without the animals: their meat would
    be taken for a consignment. Their production is a guess that is listed and never used: it
    enters no mean and no factor.

    Parameters
    ----------
    animals : pandas.Series
        Heads by origin.
    produced : pandas.Series
        Carcasses or milk, t a year, by origin.

    Returns
    -------
    pandas.DataFrame
        `origin`, `mean_production`: heads times production a head of the sub-region, else of the world.
    """
    table = pd.DataFrame({"animals": animals, "produced": produced.reindex(animals.index)})
    table["region"] = [places.subregion(str(origin)) or "" for origin in table.index]
    known = table.dropna().query("animals > 0")
    sums = known.groupby("region")[["produced", "animals"]].sum()
    world = known["produced"].sum() / known["animals"].sum()
    a_head = table["region"].map(sums["produced"] / sums["animals"]).fillna(world)
    missing = table[table["produced"].isna() & table["animals"].gt(0)]
    result = (missing["animals"] * a_head.reindex(missing.index)).rename("mean_production")
    return result.rename_axis("origin").reset_index()
