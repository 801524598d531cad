"""How much of a country's oil palm stands on drained peat: a range, for the occupation of land only.

    share = (peat drainage emission of oil palm / emission of a hectare of drained peat) / area of oil palm

Emission: DeDuCE v1.0.0 (doi:10.5281/zenodo.10674962), MtCO2 a year, mean 2020-21. A hectare: 2013 Supplement to the
2006 IPCC Guidelines: Wetlands, chapter 2, table 2.1, plantations of oil palm on drained tropical organic soil: 11 t
CO2-C a year, 95 % interval 5.6 to 17; times 44/12. Area: FAOSTAT harvested area, mean 2017-19. The interval gives the
range: a high emission a hectare needs few hectares for the same emission.

Why for occupation (the account degradation) only: the emission of a year comes from all peat that is drained, most of
it long ago. It tells where plantations stand and not where this year's were cut from forest.

Why oil palm only: it is three fifths of the drainage emission in DeDuCE's table, and the one crop in it for which the
supplement gives an emission factor of its own. Elsewhere the share is noise: used only where the emission is at least
0.1 MtCO2 a year and the central share at least 1 %, which leaves Indonesia and Malaysia.

Against published maps: the two give 3.19 Mha together, and mapping found 3.1 Mha of industrial oil palm on the peat of
Peninsular Malaysia, Sumatra and Borneo in 2015 (Miettinen et al. 2016, doi:10.1016/j.gecco.2016.02.004). Indonesia's
20 % fits the 18 to 20 % usually given for the region; Malaysia's 5 % is low, so that what is weak is how the emission
is divided between the two neighbours. The range of each therefore also takes in the share of both together, 16 %.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import sources as src

COMMODITY, DEDUCE_NAME, FAO_ITEM = "oil_palm_fruit", "Oil palm fruit", 254
EMISSION_YEARS, AREA_YEARS = (2020, 2021), (2017, 2018, 2019)

CO2_PER_C = 44 / 12
T_C_PER_HA, T_C_LOW, T_C_HIGH = 11.0, 5.6, 17.0
"""Emission of a hectare of drained tropical peat under oil palm, t CO2-C a year: mean and 95 % interval (IPCC 2013)."""

LEAST_EMISSION, LEAST_SHARE = 0.1, 0.01
"""MtCO2 a year, and share of the area, under which no share is given. Our choice."""

BASIS, SOURCE = "peat_emissions", "DeDuCE 1.0.0; IPCC 2013 Wetlands Supplement; FAOSTAT QCL 2020-12"
WETLAND, PEAT_FOREST = "wetland", "TF1.1"
"""Our group, and the functional group of the IUCN typology: tropical flooded forests and peat forests."""


def peat_shares(sources: Path) -> pd.DataFrame:
    """Return the share of oil palm on drained peat: `origin`, `share`, `low`, `high`, of countries where it counts.

    Parameters
    ----------
    sources : pathlib.Path
        Folder of the sources.
    """
    emission = pd.read_excel(
        sources / src.DEDUCE, engine="calamine", keep_default_na=False, na_values=[""],
        usecols=["ISO", "Year", "Commodity", "Peatland drainage emissions (MtCO2)"],
    ).set_axis(["origin", "year", "commodity", "mt"], axis=1)  # fmt: skip
    palm = emission[(emission["commodity"] == DEDUCE_NAME) & emission["year"].isin(EMISSION_YEARS)]
    table = src.crops(sources, {FAO_ITEM: COMMODITY}, AREA_YEARS, [])
    return shares_of(palm.groupby("origin")["mt"].mean(), table.groupby("origin")["area"].mean())


def shares_of(emission: pd.Series, area: pd.Series) -> pd.DataFrame:
    """Return shares on peat from emissions and areas.

    Parameters
    ----------
    emission : pandas.Series
        MtCO2 a year by origin.
    area : pandas.Series
        Hectares by origin; an origin without area has no share.

    Returns
    -------
    pandas.DataFrame
        `origin`, `share`, `low`, `high`, at most 1 each, sorted by origin.
    """
    table = pd.DataFrame({"t": emission * 1e6, "area": area}).dropna()
    table = table[(table["area"] > 0) & (table["t"] >= LEAST_EMISSION * 1e6)]
    for name, carbon in (("share", T_C_PER_HA), ("low", T_C_HIGH), ("high", T_C_LOW)):
        table[name] = (table["t"] / (carbon * CO2_PER_C) / table["area"]).clip(upper=1.0)
    table = table[table["share"] >= LEAST_SHARE]
    together = (
        min(1.0, table["t"].sum() / (T_C_PER_HA * CO2_PER_C) / table["area"].sum()) if len(table) else 0.0
    )
    table["low"] = table["low"].clip(upper=together)
    table["high"] = table["high"].clip(lower=together)
    return table.rename_axis("origin").reset_index()[["origin", "share", "low", "high"]]


def oil_palm_rows(country: pd.DataFrame, peat: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of ``ecosystems.csv`` for the occupation of oil palm.

    Parameters
    ----------
    country : pandas.DataFrame
        The country's general rows of the account degradation: `origin`, `account`, `ecosystem`, `get_code`,
        `share` (summing to 1), `basis`, `source`.
    peat : pandas.DataFrame
        :func:`peat_shares`.

    Returns
    -------
    pandas.DataFrame
        The same columns, `commodity`, `share_low`, `share_high`: wetland has the share on peat and what the country's
        area has of it on the rest; every other ecosystem the rest in the proportion of the country's area.
    """
    rows = country[country["account"] == "degradation"].merge(
        peat.rename(columns={"share": "peat", "low": "peat_low", "high": "peat_high"}), on="origin"
    )
    none = pd.DataFrame(
        {"origin": sorted(set(rows["origin"]) - set(rows.loc[rows["ecosystem"] == WETLAND, "origin"]))}
    )
    wet = none.merge(
        peat.rename(columns={"share": "peat", "low": "peat_low", "high": "peat_high"}), on="origin"
    )
    wet = wet.assign(account="degradation", ecosystem=WETLAND, get_code=PEAT_FOREST, share=0.0)
    rows = pd.concat([rows, wet], ignore_index=True)
    wetland = rows["ecosystem"] == WETLAND
    # More peat raises the share of wetland and lowers all others.
    on_peat = {"share": "peat", "share_low": "peat_low", "share_high": "peat_high"}
    on_rest = {"share": "peat", "share_low": "peat_high", "share_high": "peat_low"}
    result = rows[["origin", "account", "ecosystem", "get_code"]].assign(commodity=COMMODITY)
    for name in on_peat:
        wet_part = rows[on_peat[name]] + (1 - rows[on_peat[name]]) * rows["share"]
        dry_part = (1 - rows[on_rest[name]]) * rows["share"]
        result[name] = dry_part.where(~wetland, wet_part)
    source = rows["source"].fillna("")
    return result.assign(
        basis=rows["basis"].mask(wetland, BASIS), source=source.mask(wetland, SOURCE).mask(~wetland, source)
    )
