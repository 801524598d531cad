"""Habitat loss of regions inside a country: the pattern of Trase on the level of the country's factor.

    H_region = H_country x (Trase intensity of the region / Trase intensity of the country)
    intensity = deforestation exposure / years that it covers / volume

Trase (Stockholm Environment Institute and Global Canopy, https://trase.earth): Paraguay soy and beef 2019,
Bolivia soy 2021, Indonesia wood pulp 2022. Choices:

- Only the ratio is used, because Trase and DeDuCE differ in what they count as deforestation and over which
  years; Trase's own level is kept in the note of each row.
- Volume and exposure of the country are sums over the rows whose exposure is known, the place UNKNOWN included,
  so that the mean of the regions weighted by their volume is the country's factor.
- Identical rows are separate shipments and are kept: with all of them Bolivia's soybeans are FAOSTAT's production.
- Paraguayan beef: exposure is spread over all products of a carcass, offal included, so all of them are weighed;
  with carcass meat alone the ratios would mix two allocations.
- Indonesian wood: plantations only. Trase gives wood of natural forest and of communities no exposure because it
  links loss to plantation concessions, and imported wood did not grow there: none of these is a measured 0.
- An exposure of 0 is a *reported zero*: value 0, the country's value as upper bound, quality 4. Under
  :data:`LEAST_VOLUME` there is no row, and no exposure is no row either.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import uncertainty as un

LEAST_VOLUME, SMALL_VOLUME = 100.0, 1000.0
"""Volume (t; m3) under which a region has no row, and under which it is flagged, as for countries."""

PATTERN = 0.30
"""Spread of the ratio of a region to its country. Our choice: Trase maps exposure of a municipality or department
from satellite and assigns shipments to it by a model of logistics; it publishes no uncertainty."""

PATTERN_PULPWOOD = 0.50
"""The same where the pattern is of pulpwood plantations, about half of Indonesia's industrial roundwood."""

SOUND = 3
"""Quality of a country's factor up to which nothing speaks against it."""


class Dataset(NamedTuple):
    """One dataset of Trase: what it is about and where its columns are."""

    commodity: str
    origin: str
    title: str
    file: str
    volume: str
    exposure: str
    years: int
    region: str
    code: str
    kind: str
    unit: str = "t"


_SOY, _CATTLE = "soy_deforestation_5_year_total_exposure", "cattle_deforestation_5_year_total_exposure"
_WOOD, _WOOD_M3 = "wood_pulp_deforestation_10_year_total_exposure", "wood_pulp_production_volume_m3"

DATASETS = (
    Dataset("soybeans", "PRY", "Trase Paraguay soy 2019", "trase/paraguay_soy_2023.csv.gz", "volume", _SOY, 5,
            "department", "department_trase_id", "department"),
    Dataset("cattle_meat", "PRY", "Trase Paraguay beef 2019", "trase/paraguay_beef_2023.csv.gz", "volume",
            _CATTLE, 5, "department", "department_trase_id", "department"),
    Dataset("soybeans", "BOL", "Trase Bolivia soy 2021", "trase/bolivia_soy_2023.csv.gz", "volume", _SOY, 5,
            "municipality_of_production", "municipality_of_production_trase_id", "municipality"),
    Dataset("soybeans", "BOL", "Trase Bolivia soy 2021", "trase/bolivia_soy_2023.csv.gz", "volume", _SOY, 5,
            "biome", "", "ecoregion"),
    Dataset("roundwood", "IDN", "Trase Indonesia wood pulp 2022", "trase/indonesia_wood_2023.csv.gz", _WOOD_M3,
            _WOOD, 10, "province_of_wood_production", "province_of_wood_production_trase_id", "province", "m3"),
)  # fmt: skip

_WORDS = {
    "ALONSO": "Alonso", "ANDRES": "Andrés", "ASCENCION": "Ascensión", "BOQUERON": "Boquerón",
    "CAAGUAZU": "Caaguazú", "CAAZAPA": "Caazapá", "CANADAS": "Cañadas", "CANINDEYU": "Canindeyú",
    "CARAPARI": "Caraparí", "CONCEPCION": "Concepción", "FERNANDEZ": "Fernández", "GUAIRA": "Guairá",
    "GUTIERREZ": "Gutiérrez", "ITAPUA": "Itapúa", "JOSE": "José", "JULIAN": "Julián", "MACHARETI": "Macharetí",
    "NEEMBUCU": "Ñeembucú", "PAILON": "Pailón", "PARAGUARI": "Paraguarí", "PARANA": "Paraná", "RAMON": "Ramón",
    "RIOS": "Ríos", "YAPACANI": "Yapacaní", "DE": "de", "DEL": "del", "LA": "la",
}  # fmt: skip
"""Words that a title case alone would misspell: Trase writes capitals without accents."""

_ALIASES = {
    # ISO 3166-2:PY and Trase agree for 1 to 15, and part after it: ISO's PY-16 is Alto Paraguay and Trase's is
    # Boquerón. PY-16 is nobody's alias, so that neither reader gets the other's department.
    "PY-01": "PY-1", "PY-02": "PY-2", "PY-03": "PY-3", "PY-04": "PY-4", "PY-05": "PY-5", "PY-06": "PY-6",
    "PY-07": "PY-7", "PY-08": "PY-8", "PY-09": "PY-9", "PY-16": "PY-19",
    # ISO 3166-2:ID by letters, and the English names.
    "ID-12": "ID-SU|North Sumatra", "ID-13": "ID-SB|West Sumatra", "ID-14": "ID-RI",
    "ID-15": "ID-JA", "ID-16": "ID-SS|South Sumatra", "ID-61": "ID-KB|West Kalimantan",
    "ID-62": "ID-KT|Central Kalimantan", "ID-64": "ID-KI|East Kalimantan",
    "ID-65": "ID-KU|North Kalimantan",
    "BO-071501": "Ascención de Guarayos", "BO-031206": "Entre Ríos|Bulo Bulo", "BO-070202": "Okinawa",
}  # fmt: skip


def intensities(sources: Path) -> pd.DataFrame:
    """Return the intensity of every region of every dataset.

    Parameters
    ----------
    sources : pathlib.Path
        Folder of the sources.

    Returns
    -------
    pandas.DataFrame
        Columns of :func:`regional_intensity`, and `commodity`, `origin`, `kind`, `title`, `unit`.
    """
    parts = []
    for dataset in DATASETS:
        columns = [dataset.region, dataset.volume, dataset.exposure]
        columns += [dataset.code] if dataset.code else []
        table = pd.read_csv(
            sources / dataset.file, keep_default_na=False,
            na_values={dataset.volume: [""], dataset.exposure: [""]},
        )  # fmt: skip
        if "pulp_wood_source" in table:
            table = table[table["pulp_wood_source"] == "PLANTATION"]
        names = {dataset.region: "place", dataset.volume: "volume", dataset.exposure: "exposure"}
        if dataset.code:
            names[dataset.code] = "code"
        table = table[columns].rename(columns=names)
        if (table[["volume", "exposure"]] < 0).any(axis=None) or table["volume"].isna().any():
            raise ValueError(f"{dataset.file}: a volume that is missing or negative, or a negative exposure")
        if "code" not in table:
            table["code"] = ""
        parts.append(
            regional_intensity(table, dataset.years).assign(
                commodity=dataset.commodity, origin=dataset.origin, kind=dataset.kind, title=dataset.title,
                unit=dataset.unit,
            )
        )  # fmt: skip
    return pd.concat(parts, ignore_index=True)


def regional_intensity(shipments: pd.DataFrame, years: int) -> pd.DataFrame:
    """Return deforestation a year per unit of volume, of each place and of the country.

    Parameters
    ----------
    shipments : pandas.DataFrame
        `place`, `code`, `volume`, `exposure` (ha over `years` years; NaN where not known). Rows may be identical.
    years : int
        Years that the exposure covers.

    Returns
    -------
    pandas.DataFrame
        `place`, `code`, `volume` (with known exposure), `intensity` (ha per unit and year; NaN where no exposure
        is known), `country_intensity`, the same number on every row. The place UNKNOWN is one of the rows.
    """
    known = shipments["exposure"].notna()
    table = shipments.assign(volume=shipments["volume"].where(known, 0.0))
    sums = table.groupby(["place", "code"], as_index=False).agg(
        volume=("volume", "sum"), exposure=("exposure", lambda ha: ha.sum(min_count=1))
    )
    volume = sums["volume"].where(sums["volume"] > 0)
    sums["intensity"] = sums["exposure"] / years / volume
    sums["country_intensity"] = sums["exposure"].sum() / years / sums["volume"].sum()
    return sums.drop(columns="exposure")


def loss_rows(regions: pd.DataFrame, country_rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of habitat loss and of conversion's species loss of regions.

    Parameters
    ----------
    regions : pandas.DataFrame
        :func:`intensities`, with `region`, the name to give.
    country_rows : pandas.DataFrame
        Rows of countries as in ``factors.csv``. A country without the factor, or with a factor of 0, has no level
        to put the pattern on: no rows.

    Returns
    -------
    pandas.DataFrame
        The columns of `country_rows` with `region`. The bounds take the country's and :data:`PATTERN` in
        quadrature (and other years' spread where the dataset's year is not one of the factor's); quality is 1
        where the country's is sound, 2 for pulpwood, 4 for a reported zero or a small volume.
    """
    kept = regions[
        (regions["place"] != "UNKNOWN") & (regions["volume"] >= LEAST_VOLUME) & regions["intensity"].notna()
    ]
    wanted = country_rows["indicator"].isin(["habitat_loss", "species_loss_conversion"])
    country = country_rows[wanted & (country_rows["value"] > 0)].drop(
        columns=["unit", "region"], errors="ignore"
    )
    units = country_rows.drop_duplicates("indicator").set_index("indicator")["unit"]
    table = kept.drop(columns="unit").merge(country, on=["commodity", "origin"])
    ratio = table["intensity"] / table["country_intensity"]
    said_year = table["title"].str[-4:].astype(int)
    other = ~said_year.between(table["year_from"], table["year_to"])
    pulp = table["commodity"] == "roundwood"
    own = pulp.map({True: PATTERN_PULPWOOD, False: PATTERN})
    pattern = un.Z95 * un.quadrature(own, other * un.OTHER_YEARS)
    down = un.quadrature(pd.Series(np.log(table["value"] / table["low"])), pattern)
    up = un.quadrature(pd.Series(np.log(table["high"] / table["value"])), pattern)
    value, zero = ratio * table["value"], ratio == 0
    small = table["volume"] < SMALL_VOLUME
    quality = table["quality"].where(table["quality"] > SOUND, pulp.map({True: 2, False: 1}))
    flag = table["flag"] + small.map({True: "|small_producer", False: ""})
    flag += zero.map({True: "|reported_zero", False: ""})
    per = pulp.map({True: "m3", False: "t"})
    said = [
        f"{title}: {here:.4g} ha/{unit} a year, country {mean:.4g}"
        for title, here, mean, unit in zip(
            table["title"], table["intensity"], table["country_intensity"], per, strict=True
        )
    ]
    result = table.assign(
        unit=table["indicator"].map(units),
        low=(value * np.exp(-down)).mask(zero, 0.0),
        high=(value * np.exp(up)).mask(zero, table["value"]),
        gsd=np.exp((down + up) / (2 * un.Z95)).mask(zero),
        value=value,
        quality=quality.mask(zero | small, 4),
        flag=flag.str.strip("|"),
        source=table["source"] + "; " + table["title"],
        note=(pd.Series(said, index=table.index) + "; " + table["note"]).str.strip("; "),
    )
    return result[["region", *[name for name in country_rows.columns if name != "region"]]]


def natural_case(place: str) -> str:
    """Return a place of Trase in natural case: ``ALTO PARANA`` as ``Alto Paraná``."""
    words = [_WORDS.get(word, word.capitalize()) for word in place.replace("(", "( ").split()]
    name = " ".join(words).replace("( ", "(")
    return name[0].upper() + name[1:]


def region_table(regions: pd.DataFrame) -> pd.DataFrame:
    """Return the regions that Trase names: `origin`, `place`, `region`, `kind`, `code`, `aliases`, `source`.

    The code of a Paraguayan department is written ``Trase PY-17``, because ISO 3166-2 gives the number 16 to another
    department; where the two lists cannot be mistaken for each other the bare code is an alias.
    """
    table = regions[regions["code"] != ""].drop_duplicates(["origin", "code"])
    paraguay = table["origin"] == "PRY"
    bare = paraguay & table["code"].ne("PY-16")
    aliases = table["code"].map(_ALIASES).fillna("").str.cat(table["code"].where(bare, ""), sep="|")
    return table.assign(
        region=table["place"].map(natural_case),
        aliases=aliases.str.strip("|"),
        code=table["code"].where(~paraguay, "Trase " + table["code"]),
        source=table["title"],
    )[["origin", "place", "region", "kind", "code", "aliases", "source"]]
