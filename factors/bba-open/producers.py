"""``producers.csv``: who grows what, the union of the production files, with the area behind each factor."""

from __future__ import annotations

import numpy as np
import pandas as pd

NEGLIGIBLE = 1e-4
"""Share of the world's production under which an origin without harvested area is no producer; our choice."""

_KEY = ["commodity", "origin"]
_FILES = {
    "crops": ("FAOSTAT QCL 2020-12", 2017, 2019),
    "2010-22": ("FAOSTAT PP 2024-01", 2017, 2019),
    "2020-21": ("FAOSTAT PP 2024-01", 2020, 2021),
    "forestry": ("FAOSTAT FO 2023-12", 2020, 2022),
    "livestock": ("FAOSTAT PP 2024-01", 2020, 2022),
    "estimate": ("estimate: general knowledge, not confirmed; no factor uses it", 2017, 2019),
    "stocks": ("estimate: FAOSTAT QCL 2024-10 heads x production a head of the sub-region", 2020, 2022),
}


def only_in_deduce(occupation: pd.DataFrame, loss: pd.DataFrame) -> pd.DataFrame:
    """Return producers with production in 2020-21 but none in 2017-19: they grow the commodity, without L."""
    known = set(occupation[_KEY].itertuples(index=False, name=None))
    new = loss[[pair not in known for pair in loss[_KEY].itertuples(index=False, name=None)]]
    return new[_KEY].assign(mean_production=new["production"], weight=new["production"], from_file="2020-21")


def uncounted(estimates: pd.DataFrame, occupation: pd.DataFrame) -> pd.DataFrame:
    """Return the producers of ``uncounted.csv``: places that the crop files leave out although crops grow there.

    They must not pass for consignment countries. Their production is an estimate that no factor uses.

    Parameters
    ----------
    estimates : pandas.DataFrame
        `commodity`, `origin`, `production`.
    occupation : pandas.DataFrame
        `commodity`, `origin` of the producers that the files have.

    Raises
    ------
    ValueError
        If a file has one of them by now.
    """
    known = set(occupation[_KEY].itertuples(index=False, name=None))
    if stale := sorted(known & set(estimates[_KEY].itertuples(index=False, name=None))):
        raise ValueError(f"uncounted.csv: {stale} are in the sources by now; take them out")
    return estimates[_KEY].assign(
        mean_production=estimates["production"].astype(float), from_file="estimate", corrected="", rejected=""
    )


def producer_table(occupation: pd.DataFrame, loss: pd.DataFrame, commodities: pd.DataFrame) -> pd.DataFrame:
    """Return ``producers.csv``: `commodity`, `origin`, `production`, `area_ha`, `unit`, `source`, years.

    Left out: origins without harvested area, without attributed deforestation, and with under :data:`NEGLIGIBLE` of
    the world's production. What is shipped from there (soybeans from the Netherlands) hardly grew there.

    Parameters
    ----------
    occupation : pandas.DataFrame
        `commodity`, `origin`, `mean_production` (a year), `mean_area` (ha), `from_file`, `corrected`, `first`, `last`.
    loss : pandas.DataFrame
        `commodity`, `origin` of attributed deforestation.
    commodities : pandas.DataFrame
        ``land_use.csv``: `commodity`, `unit`.
    """
    world = occupation.groupby("commodity")["mean_production"].transform("sum")
    negligible = (occupation["from_file"] == "2010-22") & (occupation["mean_production"] < NEGLIGIBLE * world)
    attributed = set(loss[_KEY].itertuples(index=False, name=None))
    pairs = zip(occupation["commodity"], occupation["origin"], strict=True)
    kept = occupation[~negligible | np.array([pair in attributed for pair in pairs])]
    table = kept[[*_KEY, "mean_production", "mean_area"]].rename(
        columns={"mean_production": "production", "mean_area": "area_ha"}
    )
    said = kept["from_file"].map(_FILES)
    table["unit"] = table["commodity"].map(commodities.set_index("commodity")["unit"])
    table["source"] = said.str[0]
    # The area of a corrected producer stands over the production of the newer release.
    newer = kept["corrected"].eq("production_2010_2022")
    table["source"] = table["source"].mask(newer, "FAOSTAT PP 2024-01")
    for name, own, place in (("year_from", "first", 1), ("year_to", "last", 2)):
        table[name] = kept[own].fillna(said.str[place]).astype(int)
    return table.sort_values(_KEY, ignore_index=True)
