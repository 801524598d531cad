"""Land per unit of commodity, as bba-open has it: the other half of each factor of this set."""

from __future__ import annotations

import functools
import hashlib
import json
from pathlib import Path

import numpy as np
import pandas as pd

from bbafootprint.schema import WORLD
from bbafootprint.vocabulary import places

INDICATORS = {"land_occupation": "occ", "habitat_loss": "tra"}
"""Indicator of bba-open, and the kind of characterisation that goes with it."""

SPECIES = {"species_loss_occupation": "occ", "species_loss_conversion": "tra"}
"""Indicators of bba-open that tell which regions have rows there."""

CLASSES = Path(__file__).with_name("classes.csv")

_KEY = ["commodity", "origin", "region", "kind"]
_LAND = ["land", "land_high", "spread", "quality", "flag", "source", "note", "year_from", "year_to"]
_TEXT = ["commodity", "origin", "region", "practice", "indicator", "unit", "flag", "source", "note"]


def country_land(base: Path) -> pd.DataFrame:
    """Return bba-open's land occupation and habitat loss of countries, with their class and production.

    Parameters
    ----------
    base : pathlib.Path
        Folder of bba-open.

    Returns
    -------
    pandas.DataFrame
        `commodity`, `origin`, `region` (empty), `kind` (``occ``, ``tra``), `land` (ha yr or ha per unit),
        `land_high`, `spread` (of ln(land), NaN where land is 0), `weight` (production), `land_use`, `use` (land
        use of the source), and of the row in bba-open `quality`, `flag`, `source`, `note`, `year_from`, `year_to`.

    Raises
    ------
    ValueError
        If a commodity has no land use or its land use no class of the source, or a producer no production.
    """
    table = _land(base)
    table = table[table["region"] == ""]
    producers = pd.read_csv(base / "producers.csv", keep_default_na=False)
    producers = producers.rename(columns={"production": "weight"})[["commodity", "origin", "weight"]]
    uses = pd.read_csv(base / "land_use.csv", dtype=str, keep_default_na=False)[["commodity", "land_use"]]
    classes = pd.read_csv(CLASSES, dtype=str, keep_default_na=False)
    table = table.merge(uses, how="left", on="commodity").merge(classes, how="left", on="land_use")
    table = table.merge(producers, how="left", on=["commodity", "origin"])
    for column, file in (("occupation_class", "classes.csv"), ("weight", "producers.csv of bba-open")):
        missing = table.loc[table[column].isna(), "commodity"].unique()
        if len(missing):
            raise ValueError(f"{file} has nothing for {sorted(missing)}; add it.")
    table["use"] = table["conversion_class"].where(table["kind"] == "tra", table["occupation_class"])
    return table[[*_KEY, *_LAND, "weight", "land_use", "use"]]


def region_land(base: Path, country: pd.DataFrame, regions: pd.DataFrame) -> pd.DataFrame:
    """Return the land of regions: the region's own where bba-open has it, else the country's.

    Parameters
    ----------
    base : pathlib.Path
        Folder of bba-open.
    country : pandas.DataFrame
        :func:`country_land`.
    regions : pandas.DataFrame
        `origin`, `region`: those wanted.

    Returns
    -------
    pandas.DataFrame
        The columns of `country` and `own_land`. One row for each region, commodity and kind for which
        bba-open has a species factor, so that both sets answer the same lines on the same rung.
    """
    table = _rows(base)
    table = table[table["indicator"].isin(list(SPECIES)) & (table["region"] != "")]
    table = table.assign(kind=table["indicator"].map(SPECIES))[_KEY].merge(regions)
    own = _land(base)
    own = table.merge(own[own["region"] != ""], on=_KEY)
    rest = table.merge(own[_KEY].assign(own=True), how="left", on=_KEY)
    rest = rest[rest["own"].isna()].drop(columns="own")
    of_country = country.drop(columns="region")
    key = ["commodity", "origin", "kind"]
    classes = of_country[[*key, "weight", "land_use", "use"]]
    parts = [
        own.merge(classes, on=key).assign(own_land=True),
        rest.merge(of_country, on=key).assign(own_land=False),
    ]
    return pd.concat(parts, ignore_index=True)[[*country.columns, "own_land"]]


def species_of_countries(base: Path) -> pd.DataFrame:
    """Return bba-open's own species factors of countries: `commodity`, `origin`, `kind`, `theirs`."""
    table = _rows(base)
    own = table["region"].eq("") & table["origin"].isin(list(places.countries()))
    table = table[own & table["indicator"].isin(list(SPECIES))]
    table = table.assign(kind=table["indicator"].map(SPECIES)).rename(columns={"value": "theirs"})
    return table[["commodity", "origin", "kind", "theirs"]]


def said_of_means(base: Path, country: pd.DataFrame) -> pd.DataFrame:
    """Return what bba-open's world rows say: `commodity`, `kind`, `source`, `note`, `year_from`, `year_to`.

    Land use and class are those of :func:`country_land`. The note is without its first part, the number of
    producers, which is not that of this set.
    """
    table = _rows(base)
    table = table[(table["origin"] == WORLD) & table["indicator"].isin(list(INDICATORS))]
    note = table["note"].str.partition("; ")[2]
    table = table.assign(kind=table["indicator"].map(INDICATORS), note=note)
    classes = country[["commodity", "kind", "land_use", "use"]].drop_duplicates()
    return table[["commodity", "kind", "source", "note", "year_from", "year_to"]].merge(classes)


def _land(base: Path) -> pd.DataFrame:
    """Return land of countries and their regions."""
    table = _rows(base)
    own = table["practice"].eq("") & table["origin"].isin(list(places.countries()))
    table = table[own & table["indicator"].isin(list(INDICATORS))]
    table = table.rename(columns={"value": "land", "high": "land_high"})
    return table.assign(kind=table["indicator"].map(INDICATORS), spread=np.log(table["gsd"]))[[*_KEY, *_LAND]]


@functools.cache
def _rows(base: Path) -> pd.DataFrame:
    return pd.read_csv(
        base / "factors.csv", dtype=dict.fromkeys(_TEXT, str), keep_default_na=False,
        na_values={name: [""] for name in ("value", "low", "high", "gsd", "year_from", "year_to")},
    )  # fmt: skip


def identity(base: Path) -> tuple[str, str]:
    """Return version and sha256 of the factors of bba-open, which this set is computed from."""
    version = json.loads((base / "datapackage.json").read_text(encoding="utf-8"))["version"]
    return str(version), hashlib.sha256((base / "factors.csv").read_bytes()).hexdigest()
