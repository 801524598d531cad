"""From values of producers to the rows of ``factors.csv``: flags, quality, means, bounds, sources, notes."""

from __future__ import annotations

import numpy as np
import pandas as pd
import uncertainty as un
from means import weighted_means

from bbafootprint.schema import WORLD
from bbafootprint.vocabulary import places

SMALL, OWN_ROW = 1000.0, 100.0
"""Production a year (t, m3) under which a producer is flagged, and under which it has no rows of its own."""
ODD_OCCUPATION = 5.0
"""Times the world's mean land occupation over which a producer is flagged."""
ODD_CONVERSION = 0.1
"""Habitat loss over land occupation above which a producer is flagged."""
NO_RELATIVE_SCORE = 5.0
"""Cattle's land occupation (ha yr/t) under which feed crops matter more than grazing land."""

UNITS = {
    "land_occupation": "ha yr",
    "habitat_loss": "ha",
    "habitat_degradation": "MSA-loss ha yr",
    "habitat_fragmentation": "MSA-loss ha yr",
    "species_loss_occupation": "PDF yr (global)",
    "species_loss_conversion": "PDF yr (global)",
}
"""Indicators of the set and the units of their numerators."""

CONVERSION = ("habitat_loss", "species_loss_conversion")

_LAND = {
    "annual": "FAOSTAT QCL 2020-12", "perennial": "FAOSTAT QCL 2020-12",
    "timber": "FRA 2025; FAOSTAT FO 2023-12", "grazing": "FAOSTAT RL; QCL 2024-10; PP 2024-01",
}  # fmt: skip
_LOST = {"timber": "DeDuCE 1.0.0; FAOSTAT FO 2023-12"}
_DENOMINATORS = {
    "prim_prod": "area: production as primary objective",
    "tot_prod": "area: production as any objective",
    "prim_prod_multi": "area: production or multiple use as primary objective",
    "forest_not_primary": "area: forest less primary forest",
}


def odd_producers(occupation: pd.DataFrame, loss: pd.DataFrame) -> pd.DataFrame:
    """Return the flags of producers: `commodity`, `origin`, `production`, `flag`, `own_row`.

    Small (under 1,000), land occupation over 5 times the world's mean, habitat loss over a tenth of land
    occupation: kept in every total, flagged, quality 4. Under 100: no rows of its own, so that the ladder
    falls to the sub-region and says so.
    """
    key = ["commodity", "origin"]
    land = occupation.set_index(key)
    lost = loss.set_index(key)
    table = pd.DataFrame({"production": land["weight"], "land": land["value"]})
    table = table.join(lost[["value", "weight"]].add_prefix("loss_"), how="outer")
    table["production"] = table["production"].fillna(table["loss_weight"])
    valid = table[table["land"].notna()]
    world = (valid["land"] * valid["production"]).groupby("commodity").sum() / valid["production"].groupby(
        "commodity"
    ).sum()
    mean = table.index.get_level_values("commodity").map(world.to_dict())
    tokens = {
        "small_producer": table["production"] < SMALL,
        "high_occupation": table["land"] > ODD_OCCUPATION * mean,
        "high_conversion": table["loss_value"] / table["land"] > ODD_CONVERSION,
    }
    table["flag"] = _tokens(tokens, table.index)
    table["own_row"] = table["production"] >= OWN_ROW
    return table.reset_index()[["commodity", "origin", "production", "flag", "own_row"]]


def _tokens(tokens: dict[str, pd.Series], index: pd.Index) -> pd.Series:
    """Join the names of the tokens that hold, by ``|``."""
    joined = pd.Series("", index=index)
    for name, holds in tokens.items():
        joined = joined + np.where(holds, f"|{name}", "")
    return joined.str.lstrip("|")


def factor_rows(
    indicator: str, producers: pd.DataFrame, odd: pd.DataFrame, commodities: pd.DataFrame, base_quality: int
) -> pd.DataFrame:
    """Return the rows of one indicator: producers, sub-regions, world.

    Parameters
    ----------
    indicator : str
        A key of :data:`UNITS`.
    producers : pandas.DataFrame
        `commodity`, `origin`, `value`, `spread`, `weight`, and where they apply `low`, `high` (bounds that
        come from the source), `tokens`, `worse` (quality 4 whatever the producer), `quality`, `note` and
        `other_years` (production of 2017-19 under deforestation of 2020-21).
    odd : pandas.DataFrame
        :func:`odd_producers`.
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
    own = producers.dropna(subset="value").merge(odd[[*key, "flag", "own_row"]], how="left", on=key)
    means = weighted_means(own)
    country = own[own["own_row"].eq(True)].copy()
    low, high = un.bounds(country["value"], country["spread"])
    for name, bound in (("low", low), ("high", high)):
        given = country[name] if name in country else pd.Series(np.nan, index=country.index)
        country[name] = given.fillna(bound)
    tokens = country["tokens"] if "tokens" in country else pd.Series("", index=country.index)
    country["flag"] = (country["flag"] + "|" + tokens).str.strip("|")
    worse = country["flag"].str.contains("small_producer|high_occupation|high_conversion")
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
    means["flag"] = ""
    if indicator in CONVERSION:
        # Zeros that nobody scored do not prove that a whole region loses nothing.
        zero = means["value"] == 0
        world = means[means["origin"] == WORLD].set_index("commodity")["value"]
        means["flag"] = means["flag"].mask(zero, "reported_zero")
        means["high"] = means["high"].mask(zero, means["commodity"].map(world))
    elif indicator == "habitat_fragmentation":
        # The mean of reported zeros is one too, and its bound the mean of their bounds.
        bound = weighted_means(own.assign(value=own["high"])).set_index(key)["value"]
        reported = bound.reindex(pd.MultiIndex.from_frame(means[key])).to_numpy()
        zero = (means["value"] == 0) & ~np.isnan(reported)
        means["flag"] = means["flag"].mask(zero, "reported_zero")
        means["high"] = means["high"].mask(zero, reported)
    means["note"] = "mean of " + means["producers"].astype(str) + " producers"
    columns = [
        "commodity",
        "origin",
        "value",
        "low",
        "high",
        "spread",
        "quality",
        "flag",
        "note",
        "other_years",
    ]
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
        years = {
            "annual": (2017, 2019),
            "perennial": (2017, 2019),
            "timber": (2020, 2022),
            "grazing": (2020, 2022),
        }
    rows["year_from"] = use.map({name: first for name, (first, _) in years.items()})
    rows["year_to"] = use.map({name: last for name, (_, last) in years.items()})
    fallback = rows["other_years"].eq(True)
    rows["source"] = rows["source"].mask(fallback, "DeDuCE 1.0.0; FAOSTAT QCL 2020-12")
    rows["year_from"] = rows["year_from"].mask(fallback, 2017)
    if indicator in {"habitat_degradation", "habitat_fragmentation"}:
        rows["source"] += "; IBIF 2"
    if indicator.startswith("species_"):
        rows["source"] += "; GLAM 3"
    common = use.map({"grazing": "grazing land only, feed crops missing"}).fillna("")
    if indicator in {"land_occupation", "habitat_degradation", "species_loss_occupation"}:
        common = common.mask(
            use == "timber", "industrial wood carries all of the area, fuelwood is not known"
        )
    common = common.mask(rows["commodity"] == "tea_leaves", "per t of made tea")
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


def no_relative_score(rows: pd.DataFrame) -> pd.DataFrame:
    """Flag cattle of origins whose land occupation, or their sub-region's, is under 5 ha yr/t."""
    cattle = rows["commodity"] == "cattle_meat"
    land = rows[cattle & (rows["indicator"] == "land_occupation")].set_index("origin")["value"]
    level = rows.loc[cattle, "origin"].map(
        lambda origin: land.get(origin, land.get(places.subregion(origin) or "", land.get(WORLD)))
    )
    flagged = level.index[level < NO_RELATIVE_SCORE]
    rows = rows.copy()
    rows.loc[flagged, "flag"] = (rows.loc[flagged, "flag"] + "|no_relative_score").str.strip("|")
    return rows


def occupation_details(occupation: pd.DataFrame) -> pd.DataFrame:
    """Add to producers' land occupation what their rows say: `tokens`, `worse`, `quality`, `note`."""
    table = occupation.copy()
    ratio = table["ratio"]
    differ = ratio.gt(2) | ratio.lt(0.5)
    area = table["denominator"].fillna("")
    proxy = area.isin(["tot_prod", "prim_prod_multi", "forest_not_primary"]) | table["commodity"].eq(
        "cattle_meat"
    )
    tokens = {
        "releases_differ": differ,
        "proxy_area": proxy,
        "dairy_unknown": table["commodity"].eq("cattle_meat") & ~table["dairy_known"].eq(True),
    }
    table["tokens"] = _tokens(tokens, table.index)
    table["worse"] = differ
    table["quality"] = np.where(proxy, 3, 2)
    table["note"] = area.map(_DENOMINATORS).fillna("")
    return table


def derived_details(factors: pd.DataFrame, occupation: pd.DataFrame, indicator: str) -> pd.DataFrame:
    """Add what rows computed from land occupation say; condition of timber and pasture is of quality 4."""
    key = ["commodity", "origin"]
    table = factors.merge(occupation[[*key, "tokens", "worse"]], how="left", on=key)
    if indicator == "habitat_degradation":
        table["worse"] |= table["commodity"].isin(["roundwood", "cattle_meat"])
    elif indicator == "habitat_fragmentation":
        zero = table["commodity"] == "roundwood"
        table["worse"] |= zero
        table["tokens"] = (table["tokens"] + np.where(zero, "|reported_zero", "")).str.strip("|")
    return table


def loss_details(loss: pd.DataFrame, means: pd.DataFrame) -> pd.DataFrame:
    """Add what rows of habitat loss say, and the upper bound of a reported zero: its sub-region's mean.

    Where the sub-region's mean is 0 or there is none, the world's mean is the bound: a region of zeros that
    nobody scored does not prove that nothing is lost.
    """
    table = loss.copy()
    mean = means.set_index(["commodity", "origin"])["value"]
    zero = table["reported_zero"]
    region = pd.Series(
        [
            mean.get((c, places.subregion(o) or ""), 0.0)
            for c, o in zip(table["commodity"], table["origin"], strict=True)
        ],
        index=table.index,
    )
    world = table["commodity"].map(lambda commodity: mean.get((commodity, WORLD), 0.0))
    table["low"] = pd.Series(0.0, index=table.index).where(zero)
    table["high"] = region.where(region > 0, world).where(zero)
    table["tokens"] = _tokens(
        {
            "reported_zero": zero,
            "unscored": table["unscored"] & ~zero,
            "production_2017_2019": table["other_years"],
        },
        table.index,
    )
    table["worse"] = table["unscored"] | table["other_years"]
    return table
