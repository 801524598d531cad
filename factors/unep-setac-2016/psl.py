"""Read the characterisation factors: Chaudhary et al. 2015, as recommended by UNEP-SETAC 2016.

Potential species loss, global (PSL), of six land uses by ecoregion and by country, median and 95 % bounds.
Source: https://doi.org/10.1021/acs.est.5b02507, workbook ``Ch6_PSLglobal_v01.xlsx``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from bbafootprint.vocabulary import places

WORKBOOK = "unep-setac/Ch6_PSLglobal_v01.xlsx"

KINDS = {"occ": "Occupation", "tra": "Transformation"}
"""Occupation (PDF per m2 of land in use) and transformation (PDF yr per m2 converted), by name of sheet."""

USES = (
    "Annual crops", "Permanent crops", "Pasture", "Urban", "Extensive forestry", "Intensive forestry",
)  # fmt: skip
"""Land uses of the source, in the order of its columns, three columns each: median, lower, upper 95 %."""

ESTIMATES = ("median", "lower", "upper")

NAMES = {"Congo": "COG"}
"""A name that is ambiguous for a person but not in this source, which calls the other one Congo DRC."""

PARTS = frozenset({"Azores", "Bonaire", "Canarias", "Madeira", "Saba", "Saint Eustatius"})
"""Rows for islands that ISO 3166-1 counts to a country, which has a row of its own or (BES) has none."""

REALMS = {"AA": 1, "AN": 2, "AT": 3, "IM": 4, "NA": 5, "NT": 6, "OC": 7, "PA": 8}
"""First digit of WWF's numeric ecoregion id, by the letters of its text code: NT0704 is 60704."""

Unmatched = list[tuple[str, str]]


def country_factors(sources: Path, kind: str, unmatched: Unmatched) -> pd.DataFrame:
    """Read the factors of countries.

    Parameters
    ----------
    sources : pathlib.Path
        Folder of the sources.
    kind : {"occ", "tra"}
        Occupation (global PDF per m2) or transformation (global PDF yr per m2).
    unmatched : list
        Receives the name and the reason of each row that is not used.

    Returns
    -------
    pandas.DataFrame
        `origin`, `use`, `median`, `lower`, `upper`. No row where the source has 0 for median and bounds: it
        writes 0, with bounds of 0, for a country in none of whose ecoregions it knows the land use, where its
        sheet of ecoregions is empty.
    """
    table = _sheet(sources, f"{KINDS[kind]}_Country", first_row=3)
    codes: dict[str, str] = {}
    for name in table["place"].unique():
        code = NAMES.get(name) or places.match_place(name).code
        if name in PARTS:
            unmatched.append((name, f"an island of {code}, not the whole of it"))
        elif code not in places.countries():
            unmatched.append((name, "no ISO 3166-1 code"))
        else:
            codes[name] = str(code)
    table["origin"] = table["place"].map(codes)
    table = table.dropna(subset="origin")
    if table.duplicated(["origin", "use"]).any():
        raise ValueError(
            f"{WORKBOOK}: two rows for one country: {sorted(table['origin'][table.duplicated()])}"
        )
    table = table[table["median"] > 0]
    return table[["origin", "use", *ESTIMATES]].reset_index(drop=True)


def ecoregion_factors(sources: Path, kind: str) -> pd.DataFrame:
    """Read the factors of ecoregions.

    Parameters
    ----------
    sources, kind
        As in :func:`country_factors`.

    Returns
    -------
    pandas.DataFrame
        `eco_id` (WWF's number), `use`, `median`, `lower`, `upper`; no row where the source has no number.
    """
    table = _sheet(sources, f"{KINDS[kind]}_Ecoregion", first_row=4)
    table = table[table["place"] != "World average"].dropna(subset="median")
    table = table[table["median"] > 0]
    table["eco_id"] = [eco_id(code) for code in table["place"]]
    return table[["eco_id", "use", *ESTIMATES]].reset_index(drop=True)


def world_average(sources: Path, kind: str) -> pd.Series:
    """Read the source's world average by land use: the median, global PDF (yr) per m2."""
    table = _sheet(sources, f"{KINDS[kind]}_Ecoregion", first_row=4)
    return table[table["place"] == "World average"].set_index("use")["median"]


def eco_id(code: str) -> int:
    """Return WWF's numeric id of an ecoregion from its text code.

    Raises
    ------
    ValueError
        If the code is not two letters of a realm and four digits.
    """
    realm, digits = REALMS.get(code[:2]), code[2:]
    if realm is None or len(digits) != 4 or not digits.isdigit():
        raise ValueError(f"{code!r} is no code of a WWF ecoregion, such as NT0704.")
    return realm * 10_000 + int(digits)


def long_format(table: pd.DataFrame, uses: Sequence[str] = USES) -> pd.DataFrame:
    """Turn a place and three columns a land use into `place`, `use`, `median`, `lower`, `upper`."""
    parts = []
    for number, use in enumerate(uses):
        columns = {1 + 3 * number + k: name for k, name in enumerate(ESTIMATES)}
        part = table[[0, *columns]].rename(columns={0: "place"} | columns)
        parts.append(part.assign(use=use))
    return pd.concat(parts, ignore_index=True)


def _sheet(sources: Path, name: str, first_row: int) -> pd.DataFrame:
    """Read a sheet of aggregated factors, and check that its columns and bounds are what they should be."""
    raw = pd.read_excel(
        sources / WORKBOOK, sheet_name=name, header=None, engine="calamine", keep_default_na=False,
        na_values=["", "NaN"],
    )  # fmt: skip
    titles = {str(text) for row in raw.iloc[:3].to_numpy() for text in row}
    if not set(USES) <= titles or raw.shape[1] != 1 + 3 * len(USES):
        raise ValueError(f"{WORKBOOK}, sheet {name!r}: not a place and three columns for each of {USES}.")
    table = long_format(raw.iloc[first_row:].dropna(subset=0))
    table["place"] = table["place"].astype(str)
    numbers: Mapping[str, pd.Series] = {each: pd.to_numeric(table[each]) for each in ESTIMATES}
    table = table.assign(**numbers)
    wrong = (table["median"] < 0) | (table["lower"] > table["median"]) | (table["upper"] < table["median"])
    if wrong.any():
        raise ValueError(
            f"{WORKBOOK}, sheet {name!r}: bounds not about the median, or a negative median, at "
            f"{sorted(set(table.loc[wrong, 'place']))}"
        )
    return table
