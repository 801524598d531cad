"""Read the sources of the set: one function a source, each returning a long table with ISO codes.

A source's oddities are dealt with here and nowhere else, and each reader checks what it hands over. What has
no ISO code is kept as *residue*: (source, place, commodity, amount), so that the report can list it.
"""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from bbafootprint.vocabulary import places

CROPS_AREA = "faostat-crops/area_harvested_ha_1961_2019.csv.gz"
CROPS_PRODUCTION = "faostat-crops/production_t_1961_2019.csv.gz"
PRODUCTION_2010_2022 = "faostat-production-2010-2022/production_and_value.csv.gz"
STOCKS = "faostat-production-2010-2022/animal_stocks.csv.gz"
FORESTRY = "faostat-forestry/forest_products_production_trade_1973_2022.csv.gz"
LAND_USE = "faostat-landuse/land_use.csv.gz"
FRA = "fao-fra/fra_years.csv.gz"
DEDUCE = "deduce/commoditybased_deforestation.xlsx"
IBIF = "ibif/IBIF_v2.xlsx"
GLAM = "glam3/CF_domain_country.csv.gz"
BIOMES = "ecoregion-shares/country_biome_area_shares.csv"

CHINA_AGGREGATE = 351
"""FAO's China with Hong Kong, Macao and Taiwan, which are areas of their own beside China mainland (41)."""

AGGREGATES = frozenset(
    {
        "Africa", "Americas", "Asia", "Australia and New Zealand", "Caribbean", "Central America",
        "Central Asia", "Eastern Africa", "Eastern Asia", "Eastern Europe", "Europe", "European Union (27)",
        "Land Locked Developing Countries (LLDCs)", "Latin America and the Caribbean",
        "Least Developed Countries (LDCs)", "Low Income Food Deficit Countries (LIFDCs)", "Melanesia",
        "Micronesia", "Middle Africa", "Net Food Importing Developing Countries (NFIDCs)",
        "Northern Africa", "Northern America", "Northern Europe", "OECD", "Oceania", "Polynesia",
        "Small Island Developing States (SIDS)", "South America", "South-eastern Asia", "Southern Africa",
        "Southern Asia", "Southern Europe", "Sub-Saharan Africa", "Western Africa", "Western Asia",
        "Western Europe", "World",
    }
)  # fmt: skip
"""Names of the land-use file that are no countries; its "Micronesia" is the region, not the state."""

LAND_USE_NAMES = {"Congo": "COG"}
"""Names that are ambiguous for a person but not in a FAO file, which calls the other one by its full name."""

BORROWED = ("proxy_type", "proxy_gep", "proxy_intensity", "proxy_neighbours")
"""GLAM's marks (`quality_glo`) of a country's factor that is not its own: that of the biome, of the group of
ecoregions, of another intensity, of the neighbours. A factor of ``proxy_partial`` is the area-weighted mean of the
country's own ecoregions (within 1 % in 90 % of the countries), as an ``original`` one is, and is kept."""

Residue = list[tuple[str, str, str, float]]


def faostat(
    path: Path, columns: Mapping[str, str], items: Mapping[int, str], years: Sequence[int], *,
    element: str | None = None, encoding: str = "utf-8", residue: Residue | None = None,
) -> pd.DataFrame:  # fmt: skip
    """Read a FAOSTAT file that is wide by year.

    Parameters
    ----------
    path : pathlib.Path
        Packed CSV with comment lines that begin with ``#``.
    columns : mapping
        Name of its columns for ``area`` (FAO area code), ``item`` (FAO item code) and ``element``.
    items : mapping of int to str
        FAO item code to the name wanted for it.
    years : sequence of int
        Years wanted.
    element : str, optional
        Value of the element column wanted, where the file has several.
    residue : list, optional
        Receives what has no ISO code and is not 0.

    Returns
    -------
    pandas.DataFrame
        `item`, `origin`, `year`, `value`; no row where the file has no number.
    """
    wanted = [str(year) for year in years]
    table = pd.read_csv(
        path, comment="#", encoding=encoding, keep_default_na=False, na_values=[""],
        usecols=[columns["area"], columns["item"], *([columns["element"]] if element else []), *wanted],
    )  # fmt: skip
    table = table[table[columns["item"]].isin(list(items)) & (table[columns["area"]] != CHINA_AGGREGATE)]
    if element:
        table = table[table[columns["element"]] == element]
    long = table.melt([columns["area"], columns["item"]], wanted, "year", "value").dropna(subset="value")
    long["year"] = long["year"].astype(int)
    long["item"] = long[columns["item"]].map(dict(items))
    codes = {int(code): places.from_fao(int(code)) for code in long[columns["area"]].unique()}
    long["origin"] = long[columns["area"]].map(codes)
    # Areas that no longer exist (former Sudan) end before the years that factors are made of.
    lost = long[long["origin"].isna() & (long["value"] != 0) & (long["year"] > max(years) - 3)]
    if residue is not None:
        means = lost.groupby([columns["area"], "item"], as_index=False).agg(value=("value", "mean"))
        residue += [
            (path.parent.name, f"FAO area {area}", str(item), float(value))
            for area, item, value in means.itertuples(index=False, name=None)
        ]
    kept = long.dropna(subset="origin")
    if (kept["value"] < 0).any() or kept.empty:
        raise ValueError(f"{path.name}: no rows, or negative numbers, for items {sorted(items)}")
    return kept.groupby(["item", "origin", "year"], as_index=False)[["value"]].sum()


def crops(sources: Path, items: Mapping[int, str], years: Sequence[int], residue: Residue) -> pd.DataFrame:
    """Read area harvested (ha) and production (t) of the crop file.

    Columns `item`, `origin`, `year`, `area`, `production`.
    """
    columns = {"area": "country codes", "item": "item codes"}
    area = faostat(sources / CROPS_AREA, columns, items, years, encoding="latin-1")
    production = faostat(
        sources / CROPS_PRODUCTION, columns, items, years, encoding="latin-1", residue=residue
    )
    key = ["item", "origin", "year"]
    return area.rename(columns={"value": "area"}).merge(
        production.rename(columns={"value": "production"}), how="outer", on=key
    )


def production_2010_2022(
    sources: Path, items: Mapping[int, str], years: Sequence[int], residue: Residue
) -> pd.DataFrame:
    """Read production (t) of items with a producer price: `item`, `origin`, `year`, `value`."""
    columns = {"area": "area_code", "item": "item_code", "element": "element"}
    return faostat(
        sources / PRODUCTION_2010_2022, columns, items, years, element="Production", residue=residue
    )


def stocks(sources: Path, items: Mapping[int, str], years: Sequence[int], element: str) -> pd.DataFrame:
    """Read animals (heads): `item`, `origin`, `year`, `value`. Element: ``Stocks`` or ``Milk Animals``."""
    columns = {"area": "area_code", "item": "item_code", "element": "element"}
    return faostat(sources / STOCKS, columns, items, years, element=element)


def roundwood(sources: Path, years: Sequence[int], residue: Residue) -> pd.DataFrame:
    """Read production of industrial roundwood (m3): `item`, `origin`, `year`, `value`."""
    columns = {"area": "area_code", "item": "item_code", "element": "element"}
    return faostat(
        sources / FORESTRY, columns, {1865: "roundwood"}, years, element="Production", residue=residue
    )


def pasture(sources: Path, years: Sequence[int], residue: Residue) -> pd.DataFrame:
    """Read permanent meadows and pastures: `origin`, `year`, `value` in ha.

    Names hold unquoted commas, so a row is read from its end: the last five cells are year, item, measure,
    unit and value, and what stands before them is the name.
    """
    with gzip.open(sources / LAND_USE, "rt", encoding="utf-8", newline="") as file:
        rows = [
            (",".join(row[:-5]), int(row[-5]), float(row[-1]) * 1000)
            for row in csv.reader(file)
            if row[-4:-1] == ["Permanent meadows and pastures", "Area", "1000 ha"] and row[-1]
        ]
    table = pd.DataFrame(rows, columns=["name", "year", "value"])
    table = table[table["year"].isin(list(years)) & ~table["name"].isin(list(AGGREGATES))]
    codes = {str(name): _land_use_code(str(name)) for name in table["name"].unique()}
    table["origin"] = table["name"].map(codes)
    for name in sorted(name for name, code in codes.items() if code is None):
        mean = float(table.loc[table["name"] == name, "value"].mean())
        if mean:
            residue.append(("faostat-landuse", name, "pasture (ha)", mean))
    return table.dropna(subset="origin").groupby(["origin", "year"], as_index=False)[["value"]].sum()


def _land_use_code(name: str) -> str | None:
    code = LAND_USE_NAMES.get(name) or places.match_place(name).code
    return code if code in places.countries() else None


def forest_resources(sources: Path, year: int) -> pd.DataFrame:
    """Read FRA areas, ha, one row a country.

    Columns `origin`, `prim_prod`, `tot_prod`, `prim_multi`, `forest`, `primary`, `plantation`.
    """
    names = {
        "3a_prim_prod": "prim_prod", "3a_tot_prod": "tot_prod", "3a_prim_multi": "prim_multi",
        "1a_forestArea": "forest", "1c_primary": "primary", "1b_plantationForest": "plantation",
    }  # fmt: skip
    table = pd.read_csv(
        sources / FRA, encoding="utf-8-sig", keep_default_na=False, na_values=[""],
        usecols=["iso3", "year", *names],
    )  # fmt: skip
    table = table[(table["year"] == year) & table["iso3"].isin(list(places.countries()))]
    table = table.rename(columns={"iso3": "origin", **names}).drop(columns="year")
    table[list(names.values())] *= 1000
    if table["origin"].duplicated().any() or not 2e9 < table["forest"].sum() < 5e9:
        raise ValueError(f"FRA {year}: countries twice, or a forest area that is not near 4e9 ha")
    return table.sort_values("origin").reset_index(drop=True)


def deforestation(sources: Path, years: Sequence[int]) -> pd.DataFrame:
    """Read DeDuCE: `place`, `name`, `year`, `commodity`, `unamortised`, `amortised` (ha), `score` (0 to 1).

    `commodity` is DeDuCE's own name, forest plantations of all kinds under one; `score` is NaN where it gives
    none.
    """
    table = pd.read_excel(sources / DEDUCE, engine="calamine", keep_default_na=False, na_values=[""]).rename(
        columns={
            "ISO": "place",
            "Producer country": "name",
            "Year": "year",
            "Commodity": "commodity",
            "Deforestation attribution, unamortized (ha)": "unamortised",
            "Deforestation risk, amortized (ha)": "amortised",
            "Quality Index": "score",
        }
    )
    table = table[table["year"].isin(list(years))]
    unscored = table["score"].isna()
    if (table.loc[unscored, "unamortised"] != 0).any() or (table["amortised"] < 0).any():
        raise ValueError("DeDuCE: an unscored row that is not 0 unamortised, or a negative area")
    kinds = table["commodity"].str.startswith("Forest plantation")
    table["commodity"] = table["commodity"].mask(kinds, "Forest plantation")
    columns = ["place", "name", "year", "commodity", "unamortised", "amortised", "score"]
    return table[columns].reset_index(drop=True)


def condition_loss(sources: Path) -> pd.DataFrame:
    """Read IBIF, MSA-loss ha per ha: `origin`, `Cr`, `Pa`, `Pl` (habitat loss), `HF` (fragmentation).

    Checks what the method says of the source: LU_Cr = HL_Cr + HF and LU_Pa = HL_Pa + HF, but LU_Pl = HL_Pl.
    """
    sheets = pd.read_excel(
        sources / IBIF, engine="calamine", keep_default_na=False, na_values=[""],
        sheet_name=["BIFs per direct driver", "BIFs per pressure"],
    )  # fmt: skip
    driver = sheets["BIFs per direct driver"].set_index("ISO3")
    pressure = sheets["BIFs per pressure"].set_index("ISO3")
    table = pd.DataFrame(
        {
            **{kind: driver[f"HL_{kind}_overall"] for kind in ("Cr", "Pa", "Pl")},
            "HF": driver["HF_LU_overall"],
        }
    )
    for kind, fragmentation in (("Cr", table["HF"]), ("Pa", table["HF"]), ("Pl", 0.0)):
        gap = (pressure[f"LU_{kind}_overall"] - table[kind] - fragmentation).abs()
        if gap.max() > 0.002:
            raise ValueError(f"IBIF: LU_{kind} is not the sum of its drivers at {gap.idxmax()}")
    table = table[table.index.isin(list(places.countries()))]
    return table.rename_axis("origin").reset_index().sort_values("origin").reset_index(drop=True)


def characterisation(sources: Path, *, borrowed: bool = False) -> pd.DataFrame:
    """Read GLAM characterisation factors (global PDF per m2 or PDF yr per m2), average approach.

    Columns `origin`, `glam_class`, and for `occ` and `tra` the central value (intensity Light) and the least
    and greatest of the three intensities: `occ`, `occ_low`, `occ_high`, `tra`, `tra_low`, `tra_high`. The
    West Bank and Gaza share one code: their mean. NaN where GLAM has none of its own for the country, but borrows one
    (:data:`BORROWED`), unless `borrowed` asks for those too: the report shows what they would do.
    """
    table = pd.read_csv(
        sources / GLAM, encoding="latin-1", keep_default_na=False,
        na_values={"CF_occ_avg_glo": ["NA"], "CF_tra_avg_glo": ["NA"]},
        usecols=["iso3cd", "species_group", "habitat", "CF_occ_avg_glo", "CF_tra_avg_glo", "quality_glo"],
    )  # fmt: skip
    table = table[(table["species_group"] == "Eukaryota") & table["iso3cd"].isin(list(places.countries()))]
    if not borrowed:
        table.loc[table["quality_glo"].isin(list(BORROWED)), ["CF_occ_avg_glo", "CF_tra_avg_glo"]] = np.nan
    table["glam_class"] = table["habitat"].str.rsplit("_", n=1).str[0]
    table["intensity"] = table["habitat"].str.rsplit("_", n=1).str[1]
    result = pd.DataFrame()
    for short, column in (("occ", "CF_occ_avg_glo"), ("tra", "CF_tra_avg_glo")):
        wide = table.pivot_table(
            index=["iso3cd", "glam_class"], columns="intensity", values=column, aggfunc="mean"
        )
        if (wide < 0).any(axis=None):
            raise ValueError(f"GLAM: negative {column}")
        result[short] = wide["Light"]
        result[f"{short}_low"] = wide.min(axis=1)
        result[f"{short}_high"] = wide.max(axis=1)
    return result.rename_axis(["origin", "glam_class"]).reset_index()


def biomes(sources: Path) -> pd.DataFrame:
    """Read shares of a country's area by WWF biome: `origin`, `biome` (1 to 14), `share`."""
    table = pd.read_csv(sources / BIOMES, keep_default_na=False)
    table = table.rename(columns={"iso3": "origin", "area_share": "share"})[["origin", "biome", "share"]]
    table = table[table["origin"].isin(list(places.countries()))]
    if not table["biome"].between(1, 14).all() or (table["share"] < 0).any():
        raise ValueError("ecoregion shares: a biome that is not 1 to 14, or a negative share")
    return table.sort_values(["origin", "biome"]).reset_index(drop=True)


def log_variation(values: pd.DataFrame, key: Iterable[str], least: int = 5) -> pd.Series:
    """Return the standard deviation of ln(value) about its linear trend, per key.

    NaN where fewer than `least` years are above 0.

    Parameters
    ----------
    values : pandas.DataFrame
        Columns of `key`, `year` and `value`.
    """
    table = values[values["value"] > 0].assign(
        log=lambda frame: np.log(frame["value"]), t=lambda frame: frame["year"].astype(float)
    )
    groups = table.groupby(list(key))
    x = table["t"] - groups["t"].transform("mean")
    y = table["log"] - groups["log"].transform("mean")
    parts = table[list(key)].assign(xx=x * x, xy=x * y, yy=y * y)
    sums = parts.groupby(list(key))[["xx", "xy", "yy"]].sum()
    count = groups.size()
    residual = (sums["yy"] - (sums["xy"] ** 2 / sums["xx"].where(sums["xx"] > 0)).fillna(0)).clip(lower=0)
    return ((residual / (count - 2).where(count >= least)) ** 0.5).rename("variation")
