"""Species loss of ecoregions, biomes and named regions: the country's land times the region's characterisation.

    S_occ = 1e4 x L(country) x CF_occ(region, class)      S_conv = 1e4 x H x CF_tra(region, class)

H is the region's own where Trase gives it (ecoregions of Bolivia for soybeans), else the country's. Land per
tonne is the country's: yields inside a country differ too, and that is not in it.

Sources: GLAM characterisation factors of 825 ecoregions (Scherer et al. 2023, doi:10.1021/acs.est.3c04191, data
doi:10.5281/zenodo.10114492), intensity Light as the central value, the least and greatest of the three intensities
as bounds; shares of a country's area by WWF ecoregion (Olson et al. 2001,
doi:10.1641/0006-3568(2001)051[0933:TEOTWA]2.0.CO;2). A biome, or a region of ``named_regions.csv``, is the mean over
its ecoregions in that country, weighted by their share of the country's area.

Factors that GLAM *borrows* are left out. Where it found none of a land use in an ecoregion, it puts the factor of the
biome there (``proxy_type``, ``proxy_gep`` of its column ``quality_glo``: one regional number for all moist tropical
forests, from small islands to the central Amazon), and where it found the use but not the intensity, one made from
another intensity (``proxy_intensity``). A regional factor per m2 falls with the size of the ecoregion, so that one
borrowed from the biome is many times too high where the ecoregion is large (Brazilian cropland: 10 to 30 times).
Without borrowed factors the area-weighted mean over a country's ecoregions is GLAM's own factor of the country within
2 % in 92 to 97 % of the countries of each class (Brazil's cropland 0.998; with them 4.7): the country's factors are
made without them too, and the two rungs of the ladder agree.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import uncertainty as un

from bbafootprint.vocabulary import places

CFS = "glam3/CF_domain_ecoregion.csv.gz"
SHARES = "ecoregion-shares/country_ecoregion_area_shares.csv"
NAMED = Path(__file__).with_name("named_regions.csv")

M2_PER_HA = 1e4
LEAST_AREA = 1e-3
"""Share of a country's area under which an ecoregion or biome has no rows of its own: a map's sliver. Our choice."""

SHORT_NAMES = {
    1: "tropical moist forest|tropical rainforest", 2: "tropical dry forest", 3: "tropical conifer forest",
    4: "temperate broadleaf forest|temperate forest", 5: "temperate conifer forest", 6: "boreal forest|taiga",
    7: "tropical savanna|tropical grassland|savanna", 8: "temperate grassland|steppe",
    9: "flooded grassland|flooded savanna", 10: "montane grassland", 11: "tundra biome", 12: "mediterranean",
    13: "desert|xeric shrubland", 14: "mangrove",
}  # fmt: skip
"""Short names of the 14 biomes of WWF, as aliases."""

LEAST_COVERED = 0.5
"""Share of the area of a biome or named region whose ecoregions have a factor, under which the region has none: the
mean of a corner is not the region's. Our choice."""

BORROWED = ("proxy_type", "proxy_gep", "proxy_intensity")
"""GLAM's marks of a factor that is not the ecoregion's own (module docstring)."""

SOURCE = "WWF ecoregions (Olson et al. 2001)"

WITHIN = 0.20
"""Spread of land per tonne between regions of one country, whose mean stands for each of them. Our choice: no source
here has yields of regions."""

NATIONAL_LOSS = "national_loss"
"""Flag of species loss by conversion where the loss per tonne is the country's mean: at a frontier it is higher, so
that a region of few endemic species must not look good by it. Quality 4."""


def characterisation(sources: Path) -> pd.DataFrame:
    """Read GLAM's factors of ecoregions (global PDF, or PDF yr, per m2), average approach.

    Columns `eco_id`, `glam_class`, and for `occ` and `tra` the central value (Light) and the least and greatest of
    the three intensities. NaN where GLAM has none (plantations in 62 ecoregions) or a borrowed one (:data:`BORROWED`).
    """
    table = pd.read_csv(
        sources / CFS, encoding="latin-1", keep_default_na=False,
        na_values={"CF_occ_avg_glo": ["NA"], "CF_tra_avg_glo": ["NA"]},
        usecols=["eco_id", "species_group", "habitat", "CF_occ_avg_glo", "CF_tra_avg_glo",
                 "quality_glo"],
    )  # fmt: skip
    table = table[(table["species_group"] == "Eukaryota") & ~table["quality_glo"].isin(list(BORROWED))]
    table["glam_class"] = table["habitat"].str.rsplit("_", n=1).str[0]
    table["intensity"] = table["habitat"].str.rsplit("_", n=1).str[1]
    if table.duplicated(["eco_id", "habitat"]).any():
        raise ValueError("GLAM, ecoregions: a factor stands twice")
    result = pd.DataFrame()
    for short, column in (("occ", "CF_occ_avg_glo"), ("tra", "CF_tra_avg_glo")):
        wide = table.pivot_table(index=["eco_id", "glam_class"], columns="intensity", values=column)
        if (wide < 0).any(axis=None):
            raise ValueError(f"GLAM, ecoregions: negative {column}")
        result[short] = wide["Light"]
        result[f"{short}_low"] = wide.min(axis=1)
        result[f"{short}_high"] = wide.max(axis=1)
    return result.reset_index()


def membership(sources: Path) -> pd.DataFrame:
    """Return which ecoregions make up each region of a country.

    Returns
    -------
    pandas.DataFrame
        One row a (region, ecoregion in it): `origin`, `region`, `kind` (ecoregion, biome, named), `code`, `aliases`,
        `eco_id`, `share` of the country's area, `source`. An ecoregion or biome under :data:`LEAST_AREA` is left
        out as a region, not as a part of another.
    """
    table = pd.read_csv(sources / SHARES, keep_default_na=False)
    table = table.rename(columns={"iso3": "origin", "area_share": "share"})
    table = table[table["origin"].isin(list(places.countries())) & (table["share"] > 0)]
    named = pd.read_csv(NAMED, dtype=str, keep_default_na=False)
    return members(table, named)


def members(shares: pd.DataFrame, named: pd.DataFrame) -> pd.DataFrame:
    """Build :func:`membership` from a table of shares and one of named regions.

    Parameters
    ----------
    shares : pandas.DataFrame
        `origin`, `eco_id`, `eco_name`, `biome`, `biome_name`, `share`.
    named : pandas.DataFrame
        ``named_regions.csv``: `origin`, `region`, `aliases`, `eco_ids` (joined by ``|``), `reason`.

    Raises
    ------
    ValueError
        Where a named region lists an ecoregion that its country does not have.
    """
    base = shares[["origin", "eco_id", "share"]]
    eco = base.assign(
        region=shares["eco_name"],
        kind="ecoregion",
        code=shares["eco_id"].astype(str),
        aliases="",
        source=SOURCE,
    )
    biome_name = shares["biome_name"]
    biome = base.assign(
        region=biome_name, kind="biome", code=shares["biome"].astype(str), source=SOURCE,
        aliases=biome_name.str.replace("&", "and") + "|" + shares["biome"].map(SHORT_NAMES),
    )  # fmt: skip
    both = pd.concat([eco, biome], ignore_index=True)
    area = both.groupby(["origin", "kind", "code"])["share"].transform("sum")
    listed = named.assign(eco_id=named["eco_ids"].str.split("|")).explode("eco_id")
    listed = listed.assign(eco_id=listed["eco_id"].astype(int), kind="named", code="")
    joined = listed.merge(base, how="left", on=["origin", "eco_id"])
    if joined["share"].isna().any():
        first = joined[joined["share"].isna()].iloc[0]
        raise ValueError(f"named_regions.csv: {first['origin']} {first['region']} has no {first['eco_id']}")
    joined["source"] = SOURCE + "; this project's list: " + joined["reason"]
    columns = ["origin", "region", "kind", "code", "aliases", "eco_id", "share", "source"]
    return pd.concat([both.loc[area >= LEAST_AREA, columns], joined[columns]], ignore_index=True)


def region_factors(parts: pd.DataFrame, factors: pd.DataFrame, least: float = LEAST_COVERED) -> pd.DataFrame:
    """Return the characterisation of every region: the mean over its ecoregions, weighted by area.

    Parameters
    ----------
    parts : pandas.DataFrame
        :func:`membership`.
    factors : pandas.DataFrame
        :func:`characterisation`.
    least : float
        Share of a region's area whose ecoregions have a factor, under which the region has none.

    Returns
    -------
    pandas.DataFrame
        `origin`, `region`, `glam_class`, and for `occ` and `tra` the means of the central value and of the bounds,
        per m2, and `occ_between`, `tra_between`: the area-weighted standard deviation of the logarithm between the
        ecoregions (0 for one), since a line does not say in which of them the goods grew.
        Ecoregions without a factor have no part in the mean; a region where the others hold less than `least` of the
        area has no row.
    """
    key = ["origin", "region", "glam_class"]
    area = parts.groupby(key[:2])["share"].sum().rename("area").reset_index()
    table = parts[["origin", "region", "eco_id", "share"]].merge(factors, on="eco_id")
    result = pd.DataFrame()
    for short in ("occ", "tra"):
        known = table[table[short] > 0].merge(area, on=key[:2])
        covered = known.groupby(key)["share"].transform("sum") / known["area"]
        known = known[covered >= least]
        weight = known["share"] / known.groupby(key)["share"].transform("sum")
        log = np.log(known[short])
        cells = known[key].assign(
            **{name: weight * known[name] for name in (short, f"{short}_low", f"{short}_high")},
            log=weight * log,
            square=weight * log**2,
        )
        sums = cells.groupby(key)[[short, f"{short}_low", f"{short}_high", "log", "square"]].sum()
        for name in (short, f"{short}_low", f"{short}_high"):
            result[name] = sums[name]
        result[f"{short}_between"] = (sums["square"] - sums["log"] ** 2).clip(lower=0) ** 0.5
    return result.reset_index()


def species_rows(
    land: pd.DataFrame, country: pd.DataFrame, factors: pd.DataFrame, classes: pd.Series, kind: str
) -> pd.DataFrame:
    """Return the species loss of regions.

    Parameters
    ----------
    land : pandas.DataFrame
        L or H of regions or countries: `commodity`, `origin`, `region` (empty: all regions of the country),
        `value`, `low`, `high`, `gsd`, `quality`.
    country : pandas.DataFrame
        The country's rows of the same species indicator, as in ``factors.csv``: what they say is said here too.
    factors : pandas.DataFrame
        :func:`region_factors`.
    classes : pandas.Series
        GLAM's land-use class by commodity.
    kind : {"occ", "tra"}
        Occupation or transformation.

    Returns
    -------
    pandas.DataFrame
        The columns of `country` with `region`. The bounds take in quadrature the distance to the least and greatest
        intensity, the spread between the ecoregions, that of the land, and :data:`WITHIN` where the land is the
        country's. Quality is 3, that of the loss where it is the region's own (1 Trase), 4 with the flag
        ``national_loss`` for conversion at the country's mean loss, and the country's where it is worse.
    """
    column = "region_land"
    land = land[["commodity", "origin", "region", "value", "low", "high", "gsd", "quality"]]
    regional = land[land["region"] != ""].rename(columns={"region": column})
    general = land[land["region"] == ""].drop(columns="region")
    general = general.assign(glam_class=general["commodity"].map(classes))
    wide = general.merge(factors, on=["origin", "glam_class"])
    own = regional.assign(glam_class=regional["commodity"].map(classes)).merge(
        factors, left_on=["origin", "glam_class", column], right_on=["origin", "glam_class", "region"]
    )
    own = own.drop(columns=column)
    # A region's own land replaces the country's.
    table = pd.concat([own.assign(measured=True), wide.assign(measured=False)], ignore_index=True)
    table = table.drop_duplicates(["commodity", "origin", "region"])
    said = country.drop(columns=["region", "value", "low", "high", "gsd"], errors="ignore")
    table = table.rename(columns={"quality": "land_quality"}).merge(said, on=["commodity", "origin"])
    value = M2_PER_HA * table["value"] * table[kind]
    of_land = un.Z95 * np.log(table["gsd"].fillna(1.0))
    between = un.Z95 * table[f"{kind}_between"]
    of_land = np.hypot(of_land, (un.Z95 * WITHIN) * ~table["measured"])
    down = np.sqrt(np.log(table[kind] / table[f"{kind}_low"]) ** 2 + between**2 + of_land**2)
    up = np.sqrt(np.log(table[f"{kind}_high"] / table[kind]) ** 2 + between**2 + of_land**2)
    zero = table["value"] == 0
    unsound = table["quality"] > 3
    note = table["measured"].map(
        {
            True: "loss and characterisation of the region",
            False: {"occ": "land", "tra": "loss"}[kind] + " of the country, characterisation of the region",
        }
    )
    flag = table["flag"].mask(
        zero & ~table["flag"].str.contains("reported_zero"), table["flag"] + "|reported_zero"
    )
    national = ~table["measured"] & (kind == "tra")
    flag = flag.mask(national, flag + f"|{NATIONAL_LOSS}")
    quality = table["land_quality"].where(table["measured"], 4 if kind == "tra" else 3)
    result = table.assign(
        value=value,
        low=(value * np.exp(-down)).mask(zero, 0.0),
        high=(value * np.exp(up)).mask(zero, M2_PER_HA * table["high"] * table[f"{kind}_high"]),
        gsd=np.exp((down + up) / (2 * un.Z95)).mask(zero),
        quality=table["quality"].where(unsound, quality).mask(zero, 4),
        flag=flag.str.strip("|"),
        note=(note + "; " + table["note"]).str.strip("; "),
        source=table["source"] + "; WWF ecoregions",
    )
    return result[["region", *[name for name in country.columns if name != "region"]]]
