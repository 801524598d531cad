"""Write ecoregions.csv; run by hand: ``python build_ecoregions.py --sources ../shared/sources``.

From ``ecoregion-shares/country_ecoregion_area_shares.csv`` (the ecoregions of Olson et al. 2001,
doi:10.1641/0006-3568(2001)051[0933:TEOTWA]2.0.CO;2, overlaid with the countries of Natural Earth: each country's
share by area) and the land area of the countries in ``fao-fra/fra_years.csv.gz`` (FAO Global Forest Resources
Assessment): which countries an ecoregion lies in, the one with most of it first, and that country alone where it
holds :data:`MOST` of it, so that the Cerrado is Brazil's.
"""

from __future__ import annotations

import argparse
import csv
import gzip
from pathlib import Path

MOST = 0.95
"""Share of an ecoregion from which on it is that country's: what lies beyond is the width of a map's line."""

ALSO = {
    **dict.fromkeys(
        ("10105", "10115", "10116", "10121", "10122", "10708", "11002", "11401"),
        "PNG",  # New Guinea
    ),
    **dict.fromkeys(("80409", "80429"), "GBR"),
    **dict.fromkeys(("81209", "81216", "81221"), "PRT"),
}
"""Countries that the overlay leaves out, by ecoregion: such an ecoregion is never one country's alone."""


def land_areas(path: Path) -> dict[str, float]:
    """Return ISO alpha-3 to land area [1000 ha], of the last year that states one."""
    areas: dict[str, float] = {}
    with gzip.open(path, "rt", encoding="utf-8-sig", newline="") as file:
        for row in sorted(csv.DictReader(file), key=lambda row: row["year"]):
            if row["1a_landArea"]:
                areas[row["iso3"]] = float(row["1a_landArea"])
    return areas


def build(sources: Path, folder: Path) -> None:
    """Write the table to `folder`."""
    areas = land_areas(sources / "fao-fra" / "fra_years.csv.gz")
    names: dict[str, str] = {}
    parts: dict[str, dict[str, float]] = {}
    path = sources / "ecoregion-shares" / "country_ecoregion_area_shares.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            names[row["eco_id"]] = row["eco_name"]
            area = float(row["area_share"]) * areas.get(row["iso3"], 0.0)
            parts.setdefault(row["eco_id"], {})[row["iso3"]] = area
    with (folder / "ecoregions.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("code", "name", "countries"))
        for code, shares in sorted(parts.items()):
            order = sorted(shares, key=lambda iso3: (-shares[iso3], iso3))
            alone = shares[order[0]] >= MOST * sum(shares.values())
            held = order[:1] if alone else order
            writer.writerow((code, names[code], "|".join([*held, *ALSO.get(code, "").split()])))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sources", type=Path, required=True, help="folder that holds the two sources")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent, help="where the table goes")
    arguments = parser.parse_args()
    build(arguments.sources, arguments.out)
