"""What the rows of producers say beside their number: flags, quality, notes, bounds that come from a source."""

from __future__ import annotations

import numpy as np
import pandas as pd
import uncertainty as un

from bbafootprint.schema import WORLD
from bbafootprint.vocabulary import places

LAND_YEARS, LOSS_YEARS = 3, 2
"""Years that a factor of land, and of loss, stands on; fewer are flagged `few_years`."""
SMALL, OWN_ROW = 1000.0, 100.0
"""Production a year (t, m3) under which a producer is flagged, and under which it has no rows of its own."""
ODD_OCCUPATION = 5.0
"""Times the world's mean land occupation over which a producer is flagged, and under a fifth of which too."""
ODD_CONVERSION = 0.1
"""Habitat loss over land occupation above which a producer is flagged."""
NO_RELATIVE_SCORE = {"cattle_meat": 5.0, "sheep_meat": 5.0, "goat_meat": 5.0, "milk": 0.1}
"""Land occupation (ha yr/t) of grazing animals under which feed crops matter more than grazing land. Milk's is in
the same ratio to its world mean as cattle's, a fifth. Our choice."""

_KEY = ["commodity", "origin"]
_DENOMINATORS = {
    "prim_prod": "area: production as primary objective",
    "tot_prod": "area: production as any objective",
    "prim_prod_multi": "area: production or multiple use as primary objective",
    "forest_not_primary": "area: forest less primary forest",
}
_CORRECTED = {"production_2010_2022": "production of the newer release: see corrections.csv"}
"""What a row says whose production was replaced."""


def known_enough(occupation: pd.DataFrame) -> pd.DataFrame:
    """Take the value from producers of whose land nothing is known: a spread over :data:`uncertainty.WIDEST`.

    Two releases that are far apart, or a series without order. They stay producers; the sub-region answers.

    Parameters
    ----------
    occupation : pandas.DataFrame
        `value`, `spread`, `mean_area`, `rejected`.
    """
    wide = occupation["value"].notna() & occupation["spread"].gt(un.WIDEST)
    table = occupation.assign(rejected=occupation["rejected"].fillna("").mask(wide, "spread"))
    table[["value", "mean_area"]] = table[["value", "mean_area"]].mask(wide)
    return table


def with_own_rows(occupation: pd.DataFrame, loss: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Take the values from producers under :data:`OWN_ROW`: no row, and no part in a mean.

    They stay in ``producers.csv``, so that the ladder falls to the sub-region and says so. What has no row is in no
    mean either: a sub-region's row then lies within the rows of its countries.

    Parameters
    ----------
    occupation : pandas.DataFrame
        `commodity`, `origin`, `value`, `weight`, `mean_area`, `rejected`.
    loss : pandas.DataFrame
        `commodity`, `origin`, `value`, `production`; of a producer that has no land, its own production counts.
    """
    small = occupation["weight"] < OWN_ROW
    land = occupation.assign(
        rejected=occupation["rejected"].mask(small & occupation["value"].notna(), "under 100 t")
    )
    land[["value", "mean_area"]] = land[["value", "mean_area"]].mask(small)
    grown = occupation.set_index(_KEY)["weight"].reindex(pd.MultiIndex.from_frame(loss[_KEY])).to_numpy()
    production = pd.Series(grown, index=loss.index).fillna(loss["production"])
    return land, loss.assign(value=loss["value"].mask(production < OWN_ROW))


def odd_producers(occupation: pd.DataFrame, loss: pd.DataFrame) -> pd.DataFrame:
    """Return the flags of producers: `commodity`, `origin`, `production`, `flag`.

    Small (under 1,000), land occupation over 5 times the world's mean or, for crops, under a fifth of it (glass,
    irrigation, or an error; pasture has a range of belief), for timber more wood than grows, habitat loss over a tenth
    of land occupation: kept in every total, flagged, quality 4.

    Parameters
    ----------
    occupation : pandas.DataFrame
        `commodity`, `origin`, `kind` (land use), `value`, `weight`, `over_growth`.
    loss : pandas.DataFrame
        `commodity`, `origin`, `value`, `weight`.
    """
    land = occupation.set_index(_KEY)
    lost = loss.set_index(_KEY)
    table = land[["weight", "value", "kind", "over_growth"]].rename(
        columns={"weight": "production", "value": "land"}
    )
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
        "low_occupation": table["over_growth"].eq(True)
        | ((table["land"] < mean / ODD_OCCUPATION) & ~table["kind"].isin(["grazing", "timber"])),
        "high_conversion": table["loss_value"] / table["land"] > ODD_CONVERSION,
    }
    table["flag"] = joined(tokens, table.index)
    return table.reset_index()[["commodity", "origin", "production", "flag"]]


def odd_means(means: pd.DataFrame, kinds: pd.Series) -> pd.DataFrame:
    """Return the flags of sub-regions whose land is far from the world's, as :func:`odd_producers` does.

    Parameters
    ----------
    means : pandas.DataFrame
        Means of land occupation: `commodity`, `origin`, `value`, `weight`.
    kinds : pandas.Series
        Land use by commodity.
    """
    world = means[means["origin"] == WORLD].set_index("commodity")["value"]
    table = means[means["origin"] != WORLD].reset_index(drop=True)
    mean = table["commodity"].map(world)
    crop = ~table["commodity"].map(kinds).isin(["grazing", "timber"])
    tokens = {
        "high_occupation": table["value"] > ODD_OCCUPATION * mean,
        "low_occupation": (table["value"] < mean / ODD_OCCUPATION) & crop,
    }
    table["flag"] = joined(tokens, table.index)
    return table.rename(columns={"weight": "production"})[[*_KEY, "production", "flag"]]


def joined(tokens: dict[str, pd.Series], index: pd.Index) -> pd.Series:
    """Join the names of the tokens that hold, by ``|``."""
    text = pd.Series("", index=index)
    for name, holds in tokens.items():
        text = text + np.where(holds, f"|{name}", "")
    return text.str.lstrip("|")


def of_occupation(occupation: pd.DataFrame, commodities: pd.DataFrame) -> pd.DataFrame:
    """Add to producers' land occupation what their rows say: `tokens`, `worse`, `quality`, `note`.

    The quality that nothing speaks against is the commodity's, in ``land_use.csv``; timber on another area than
    that designated for wood is of quality 3.
    """
    table = occupation.copy()
    own = commodities.set_index("commodity")
    use = table["commodity"].map(own["land_use"])
    base = table["commodity"].map(own["quality"]).astype(int)
    mixed = table["commodity"].map(own["note"]).str.startswith("a mixed group")
    ratio = table["ratio"]
    differ = ratio.gt(2) | ratio.lt(0.5)
    few = table["years"] < LAND_YEARS
    area = table["denominator"].fillna("")
    other_area = area.isin(["tot_prod", "prim_prod_multi", "forest_not_primary"])
    tokens = {
        "few_years": few,
        "releases_differ": differ,
        "proxy_area": other_area | use.isin(["grazing", "indoor"]),
        "mixed_group": mixed,
        "dairy_unknown": use.eq("grazing") & ~table["dairy_known"].eq(True),
    }
    table["tokens"] = joined(tokens, table.index)
    table["quality"] = base.where(base > 2, base.mask(other_area | few, 3))
    table["worse"] = differ | table["quality"].eq(4)
    said = table["corrected"].map(_CORRECTED).fillna("")
    table["note"] = area.map(_DENOMINATORS).fillna("").mask(said != "", said)
    table["years_note"] = _few_years(few, table["years"], LAND_YEARS)
    table["note"] = (table["note"] + "; " + table["years_note"]).str.strip("; ")
    return table


def _few_years(few: pd.Series, years: pd.Series, all_years: int) -> pd.Series:
    """Say how many of the years the number stands on, where they are not all."""
    said = years.fillna(0).astype(int).astype(str) + f" of {all_years} years"
    return said.where(few, "")


def of_derived(factors: pd.DataFrame, occupation: pd.DataFrame, indicator: str) -> pd.DataFrame:
    """Add what rows computed from land occupation say; condition of timber and pasture is of quality 4."""
    table = factors.merge(
        occupation[[*_KEY, "tokens", "worse", "kind", "first", "last", "years_note"]], how="left", on=_KEY
    ).rename(columns={"years_note": "note"})
    if indicator == "habitat_degradation":
        table["worse"] |= table["kind"].isin(["timber", "grazing"])
    elif indicator == "habitat_fragmentation":
        zero = table["kind"] == "timber"
        table["worse"] |= zero
        table["tokens"] = (table["tokens"] + np.where(zero, "|reported_zero", "")).str.strip("|")
    return table.drop(columns="kind")


def of_loss(loss: pd.DataFrame, means: pd.DataFrame) -> pd.DataFrame:
    """Add what rows of habitat loss say, and the upper bound of a reported zero: its sub-region's mean.

    Where the sub-region's mean is 0 or there is none, the world's mean is the bound: a region of zeros that
    nobody scored does not prove that nothing is lost.
    """
    table = loss.copy()
    mean = means.set_index(_KEY)["value"]
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
    few = (table["years"] < LOSS_YEARS) & ~table["other_years"]
    tokens = {
        "reported_zero": zero,
        "unscored": table["unscored"] & ~zero,
        "production_2017_2019": table["other_years"],
        "few_years": few,
    }
    table["tokens"] = joined(tokens, table.index)
    table["note"] = _few_years(few, table["years"], LOSS_YEARS)
    table["worse"] = table["unscored"] | table["other_years"]
    return table


def no_relative_score(rows: pd.DataFrame) -> pd.DataFrame:
    """Flag grazing animals of origins whose land occupation, or their sub-region's, is under the least.

    The least is in :data:`NO_RELATIVE_SCORE`.
    """
    rows = rows.copy()
    for commodity, least in NO_RELATIVE_SCORE.items():
        of_herd = rows["commodity"] == commodity
        land = rows[of_herd & (rows["indicator"] == "land_occupation")].set_index("origin")["value"].to_dict()
        level = pd.Series(
            [
                land.get(origin, land.get(places.subregion(origin) or "", land.get(WORLD)))
                for origin in rows.loc[of_herd, "origin"]
            ],
            index=rows.index[of_herd],
            dtype=float,
        )
        flagged = level.index[level < least]
        rows.loc[flagged, "flag"] = (rows.loc[flagged, "flag"] + "|no_relative_score").str.strip("|")
    return rows
