"""Rows of ``factors.csv`` for regions inside countries, and the table ``regions.csv`` that lists them.

README.md, "Regions". Loss by department, municipality and province comes from Trase (:mod:`trase`), species loss by
ecoregion, biome and named region from GLAM (:mod:`ecoregions`). Other indicators have no regional source: a line
with a region takes the country's factor for them, and says so.
"""

from __future__ import annotations

from pathlib import Path

import ecoregions
import pandas as pd
import sources as src
import trase
from report import head, table_lines

OFF = 0.01
"""Share by which the mean of Trase's regions that have a row may differ from the country's factor: the place UNKNOWN
and tiny volumes have none."""

REGION_COLUMNS = ["origin", "region", "kind", "code", "aliases", "area_share", "source"]


def rows(
    sources: Path, country_rows: pd.DataFrame, commodities: pd.DataFrame, traded: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the regional rows of the set and the table of its regions.

    Parameters
    ----------
    sources : pathlib.Path
        Folder of the sources.
    country_rows : pandas.DataFrame
        The finished rows of countries, sub-regions and the world, columns as in ``factors.csv`` (region and
        practice may be missing). Rows that are no country's take no part.
    commodities : pandas.DataFrame
        ``land_use.csv``: `commodity`, `glam_class`.
    traded : pandas.DataFrame
        ``traded.csv``: `commodity`. Only these have rows of ecoregions.

    Returns
    -------
    rows : pandas.DataFrame
        The columns of `country_rows` and `region`.
    regions : pandas.DataFrame
        ``regions.csv``: every region that has a row, sorted.
    """
    country = country_rows[
        country_rows["origin"].str.fullmatch("[A-Z]{3}") & country_rows["origin"].ne("WLD")
    ]
    shares = ecoregions.membership(sources)
    names = _names(shares)
    intensity = trase.intensities(sources)
    departments = trase.region_table(intensity)
    loss = trase.loss_rows(_named(intensity, departments, names), country)

    factors = ecoregions.region_factors(shares, ecoregions.characterisation(sources))
    classes = commodities.set_index("commodity")["glam_class"]
    kept = country[country["commodity"].isin(list(traded["commodity"]))]
    ecoregion = pd.MultiIndex.from_frame(names[["origin", "region"]])
    of_ecoregion = pd.MultiIndex.from_frame(loss[["origin", "region"]]).isin(ecoregion)
    parts = [loss[~(loss["indicator"].eq("species_loss_conversion") & of_ecoregion)]]
    for kind, measure, species in (
        ("occ", "land_occupation", "species_loss_occupation"),
        ("tra", "habitat_loss", "species_loss_conversion"),
    ):
        land = kept[kept["indicator"] == measure].assign(region="")
        if kind == "tra":
            land = pd.concat([land, loss[loss["indicator"].eq(measure) & of_ecoregion]], ignore_index=True)
        said = country[country["indicator"] == species]
        parts.append(ecoregions.species_rows(land, said, factors, classes, kind))
    result = pd.concat(parts, ignore_index=True)
    key = ["commodity", "origin", "region", "indicator"]
    result = result.sort_values(key, ignore_index=True)
    if result.duplicated(key).any() or result["value"].isna().any():
        raise ValueError("regional rows: the same key twice, or a value that is missing")
    return result, region_table(shares, departments, result)


def region_table(shares: pd.DataFrame, departments: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """Return ``regions.csv``: the regions that `rows` name.

    `area_share` is the share of the country's area that its ecoregions make up; empty for Trase's regions.
    """
    columns = ["origin", "region", "kind", "code", "aliases", "source"]
    area = shares.groupby(columns, as_index=False, sort=False).agg(area_share=("share", "sum"))
    table = pd.concat([area, departments.assign(area_share=float("nan"))[[*columns, "area_share"]]])
    used = rows[["origin", "region"]].drop_duplicates()
    table = table.merge(used, on=["origin", "region"])[REGION_COLUMNS]
    if len(table) != len(used):
        raise ValueError("regions.csv: a region without a description, or with two")
    return table.sort_values(["origin", "kind", "region"], ignore_index=True)


def _names(shares: pd.DataFrame) -> pd.DataFrame:
    """Ecoregions by country: `origin`, `region` as WWF writes it, `place` as Trase does (capitals)."""
    eco = shares.loc[shares["kind"] == "ecoregion", ["origin", "region"]]
    return eco.assign(place=eco["region"].str.upper())


def _named(intensity: pd.DataFrame, departments: pd.DataFrame, names: pd.DataFrame) -> pd.DataFrame:
    """Add `region` to the intensities: Trase's place in natural case, or WWF's ecoregion of the same name."""
    both = pd.concat(
        [
            departments[["origin", "kind", "place", "region"]],
            names.assign(kind="ecoregion")[["origin", "kind", "place", "region"]],
        ]
    )
    table = intensity.merge(both, how="left", on=["origin", "kind", "place"])
    lost = table[table["region"].isna() & (table["place"] != "UNKNOWN")]
    if not lost.empty:
        raise ValueError(f"Trase: no ecoregion of that name: {sorted(lost['place'])}")
    return table


def lines(sources: Path, country_rows: pd.DataFrame, rows: pd.DataFrame, regions: pd.DataFrame) -> list[str]:
    """Return the part of ``build_report.md`` on regions.

    Parameters
    ----------
    sources, country_rows
        As for :func:`rows`.
    rows, regions : pandas.DataFrame
        What it returned.

    Raises
    ------
    ValueError
        If the mean of Trase's regions, weighted by volume, differs from the country's factor by more than :data:`OFF`.
    """
    counts = [f"{number:,} {name}" for name, number in rows["indicator"].value_counts().sort_index().items()]
    kinds = [f"{number:,} {name}" for name, number in regions["kind"].value_counts().sort_index().items()]
    report = [
        *head("Regions"),
        f"- {len(rows):,} rows: {', '.join(counts)}",
        f"- regions: {', '.join(kinds)}",
        "",
    ]
    table = []
    for (title, kind), some in trase.intensities(sources).groupby(["title", "kind"], sort=True):
        commodity, origin = some["commodity"].iloc[0], some["origin"].iloc[0]
        named = some[some["place"] != "UNKNOWN"]
        kept = named[(named["volume"] >= trase.LEAST_VOLUME) & named["intensity"].notna()]
        mean = (
            (kept["volume"] * kept["intensity"]).sum()
            / kept["volume"].sum()
            / kept["country_intensity"].iloc[0]
        )
        own = country_rows[
            country_rows["commodity"].eq(commodity)
            & country_rows["origin"].eq(origin)
            & country_rows["indicator"].eq("habitat_loss")
        ]["value"]
        if abs(mean - 1) > OFF:
            raise ValueError(f"{title}: the mean of the regions is {mean:.4f} times the country's factor")
        level = f"{own.iloc[0]:.4g}" if len(own) else "none: no rows"
        table.append(
            (
                f"{title}, {kind}", len(kept), f"{some['volume'].sum():,.1f}",
                f"{kept['volume'].sum() / some['volume'].sum():.4%}", f"{mean:.5f}",
                f"{some['country_intensity'].iloc[0]:.4g}", level,
            )
        )  # fmt: skip
    header = (
        "Trase|regions|volume with exposure|in regions|mean of regions / country|country: Trase|H of the set"
    )
    report += table_lines("Trase: pattern and level", header, table)
    return [*report, *_of_characterisation(sources)]


def _of_characterisation(sources: Path) -> list[str]:
    """Compare GLAM's factor of a country with the area-weighted mean of its ecoregions."""
    parts = ecoregions.membership(sources)
    parts = parts[parts["kind"] == "ecoregion"].assign(region="")
    means = ecoregions.region_factors(parts, ecoregions.characterisation(sources), 0.0)
    both = means.merge(src.characterisation(sources), on=["origin", "glam_class"], suffixes=("", "_country"))
    both = both[both["occ_country"] > 0]
    both["ratio"] = both["occ"] / both["occ_country"]
    rows = []
    for name, ratio in both.groupby("glam_class")["ratio"]:
        rows.append((name, len(ratio), *[f"{ratio.quantile(q):.3f}" for q in (0.05, 0.25, 0.5, 0.75, 0.95)]))
    header = "land use|countries|5 %|25 %|median|75 %|95 %"
    return table_lines("GLAM: area-weighted mean of ecoregions over the country's own factor", header, rows)
