"""From values of producers to the rows of ``factors.csv``: means, bounds, quality, sources, notes.

What the rows of producers say beside their number comes from :mod:`details`.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import uncertainty as un
from means import weighted_means

from bbafootprint.schema import WORLD

UNITS = {
    "land_occupation": "ha yr",
    "habitat_loss": "ha",
    "habitat_degradation": "MSA-loss ha yr",
    "habitat_fragmentation": "MSA-loss ha yr",
    "species_loss_occupation": "PDF yr (global)",
    "species_loss_conversion": "PDF yr (global)",
}
"""Indicators of the set and the units of their numerators."""

FEW = 2
"""Producers up to which a sub-region's row is flagged `few_producers`: it is hardly a mean."""

CONVERSION = ("habitat_loss", "species_loss_conversion")

_LAND = {
    "annual": "FAOSTAT QCL 2020-12", "perennial": "FAOSTAT QCL 2020-12",
    "gathered": "FAOSTAT QCL 2020-12", "indoor": "FAOSTAT QCL 2020-12",
    "timber": "FRA 2025; FAOSTAT FO 2023-12", "grazing": "FAOSTAT RL; QCL 2024-10; PP 2024-01",
}  # fmt: skip
_LOST = {"timber": "DeDuCE 1.0.0; FAOSTAT FO 2023-12"}


def factor_rows(
    indicator: str, producers: pd.DataFrame, odd: pd.DataFrame, commodities: pd.DataFrame, base_quality: int
) -> pd.DataFrame:
    """Return the rows of one indicator: producers, sub-regions, world.

    Parameters
    ----------
    indicator : str
        A key of :data:`UNITS`.
    producers : pandas.DataFrame
        `commodity`, `origin`, `value`, `spread`, `weight`, `first`, `last` (years, where they are not the
        indicator's), and where they apply `low`, `high` (bounds that
        come from the source), `tokens`, `worse` (quality 4 whatever the producer), `quality`, `note` and
        `other_years` (production of 2017-19 under deforestation of 2020-21).
    odd : pandas.DataFrame
        :func:`details.odd_producers` and :func:`details.odd_means`.
    commodities : pandas.DataFrame
        ``land_use.csv``.
    base_quality : int
        Quality of a country's factor that nothing speaks against: 2 measured, 3 modelled.

    Returns
    -------
    pandas.DataFrame
        The columns of ``factors.csv`` except region and practice.
    """
    key = ["commodity", "origin"]
    own = producers.dropna(subset="value").merge(odd[[*key, "flag"]], how="left", on=key)
    means = weighted_means(own)
    country = own.copy()
    low, high = un.bounds(country["value"], country["spread"])
    for name, bound in (("low", low), ("high", high)):
        given = country[name] if name in country else pd.Series(np.nan, index=country.index)
        country[name] = given.fillna(bound)
    tokens = country["tokens"] if "tokens" in country else pd.Series("", index=country.index)
    country["flag"] = (country["flag"] + "|" + tokens).str.strip("|")
    worse = country["flag"].str.contains("small_producer|high_occupation|low_occupation|high_conversion")
    if "worse" in country:
        worse |= country["worse"].eq(True)
    country["quality"] = np.where(worse, 4, country.get("quality", base_quality))
    if "note" not in country:
        country["note"] = ""
    if "other_years" not in country:
        country["other_years"] = False
    means["other_years"] = False
    means["low"], means["high"] = un.bounds(means["value"], means["spread"])
    means["quality"] = np.where(means["origin"] == WORLD, 5, 4)
    flags = odd.set_index(key)["flag"].reindex(pd.MultiIndex.from_frame(means[key])).fillna("")
    few = (means["producers"] <= FEW) & (means["origin"] != WORLD)
    means["flag"] = pd.Series(flags.to_numpy(), index=means.index, dtype=object) + few.map(
        {True: "|few_producers", False: ""}
    )
    means["flag"] = means["flag"].str.strip("|")
    means["first"] = means["last"] = np.nan
    if indicator in CONVERSION:
        # Zeros that nobody scored do not prove that a whole region loses nothing.
        zero = means["value"] == 0
        world = means[means["origin"] == WORLD].set_index("commodity")["value"]
        means["flag"] = means["flag"].mask(zero, (means["flag"] + "|reported_zero").str.strip("|"))
        means["high"] = means["high"].mask(zero, means["commodity"].map(world))
    elif indicator == "habitat_fragmentation":
        # The mean of reported zeros is one too, and its bound the mean of their bounds.
        bound = weighted_means(own.assign(value=own["high"])).set_index(key)["value"]
        reported = bound.reindex(pd.MultiIndex.from_frame(means[key])).to_numpy()
        zero = (means["value"] == 0) & ~np.isnan(reported)
        means["flag"] = means["flag"].mask(zero, (means["flag"] + "|reported_zero").str.strip("|"))
        means["high"] = means["high"].mask(zero, reported)
    number = means["producers"].astype(str)
    means["note"] = ("mean of " + number + " producers").mask(means["producers"] == 1, "one producer")
    columns = [
        "commodity", "origin", "value", "low", "high", "spread", "quality", "flag", "note", "other_years", "first",
        "last",
    ]  # fmt: skip
    rows = pd.concat([country[columns], means[columns]], ignore_index=True)
    # A 0 has no lognormal spread; its bounds stand as they are.
    rows["gsd"] = np.exp(rows["spread"]).where(rows["value"] > 0)
    rows["indicator"], rows["unit"] = indicator, UNITS[indicator]
    return _said(rows, commodities)


def _said(rows: pd.DataFrame, commodities: pd.DataFrame) -> pd.DataFrame:
    """Add source, years and the notes that every row of a commodity carries."""
    use = rows["commodity"].map(commodities.set_index("commodity")["land_use"])
    indicator = rows["indicator"].iloc[0]
    if indicator in CONVERSION:
        rows["source"] = use.map(_LOST).fillna("DeDuCE 1.0.0; FAOSTAT PP 2024-01")
        years = dict.fromkeys(_LAND, (2020, 2021))
    else:
        rows["source"] = use.map(_LAND)
        years = dict.fromkeys(_LAND, (2017, 2019)) | dict.fromkeys(("timber", "grazing"), (2020, 2022))
    rows["year_from"] = use.map({name: first for name, (first, _) in years.items()})
    rows["year_to"] = use.map({name: last for name, (_, last) in years.items()})
    for name, own in (("year_from", "first"), ("year_to", "last")):
        rows[name] = rows[own].fillna(rows[name]).astype(int)
    fallback = rows["other_years"].eq(True)
    rows["source"] = rows["source"].mask(fallback, "DeDuCE 1.0.0; FAOSTAT QCL 2020-12")
    rows["year_from"] = rows["year_from"].mask(fallback, 2017)
    if indicator in {"habitat_degradation", "habitat_fragmentation"}:
        rows["source"] += "; IBIF 2"
    if indicator.startswith("species_"):
        rows["source"] += "; GLAM 3"
    common = rows["commodity"].map(commodities.set_index("commodity")["note"])
    if indicator in {"land_occupation", "habitat_degradation", "species_loss_occupation"}:
        common = common.mask(
            use == "timber", "industrial wood carries all of the area, fuelwood is not known"
        )
    if indicator == "habitat_degradation":
        classes = use.map(
            {"timber": "condition of plantation forest", "grazing": "condition of sown pasture"}
        )
        rows["note"] = (rows["note"] + "; " + classes.fillna("")).str.strip("; ")
        bound = rows["flag"] + "|upper_bound"
        rows["flag"] = rows["flag"].mask(classes.notna(), bound.str.strip("|"))
    if indicator == "habitat_fragmentation":
        said = (
            "a reported 0 and a lower bound: IBIF's factor of plantation forest holds habitat loss only, "
            "roads and logging are not in it; high is cropland's fragmentation"
        )
        common = common.mask(use == "timber", said)
    rows["note"] = (rows["note"] + "; " + common).str.strip("; ")
    return rows
