"""Write places.csv and place_names.csv; run by hand: ``python build_places.py --sources ../shared/sources``.

Codes and names come from two places:

- Unicode CLDR, through babel: ISO 3166-1 alpha-2, alpha-3 and numeric (which is M49) codes, and the names
  of countries and M49 regions in English, French, Dutch and German (Unicode Licence V3,
  unicode.org/license.txt).
- The country table of FAO, ``hs-fao/faostat_country_groups.csv``: FAO area codes, the names that FAO and the
  United Nations use, and the M49 sub-region by name.

FAO's own column of UN codes is not used: it holds customs variants (699 for India, 842 for the United States,
251, 579 and 757) that are not M49. Sub-regions are M49 intermediate regions where they exist, else
sub-regions (unstats.un.org/unsd/methodology/m49); FAO leaves a few territories out, they are given here.
``place_aliases.csv`` is written by people and is not touched.
"""

from __future__ import annotations

import argparse
import csv
from pathlib import Path

from babel import Locale
from babel.core import get_global

LANGUAGES = ("en", "fr", "nl", "de")

M49_BY_NAME = {
    "Eastern Africa": "014", "Middle Africa": "017", "Northern Africa": "015", "Southern Africa": "018",
    "Western Africa": "011", "Caribbean": "029", "Central America": "013", "South America": "005",
    "Northern America": "021", "Central Asia": "143", "Eastern Asia": "030", "South-Eastern Asia": "035",
    "Southern Asia": "034", "Western Asia": "145", "Eastern Europe": "151", "Northern Europe": "154",
    "Southern Europe": "039", "Western Europe": "155", "Australia and New Zealand": "053", "Melanesia": "054",
    "Micronesia": "057", "Polynesia": "061",
}  # fmt: skip
"""FAO's name of a sub-region to its M49 code."""

M49_NOT_IN_FAO = {
    "BVT": "005", "SGS": "005", "IOT": "014", "ATF": "014", "CXR": "053", "CCK": "053", "HMD": "053",
    "UMI": "057",
    "XKX": "039",  # M49 does not list Kosovo: its neighbours are Southern Europe
    "ATA": "",  # in no sub-region
}  # fmt: skip
"""Sub-region of the territories that FAO places nowhere."""

FORMER_M49 = {"230", "249", "278", "280", "720", "736", "886"}
"""Numbers of former states that CLDR still reads as a country: Ethiopia and Sudan before they were divided,
metropolitan France, the two Germanies, the two Yemens."""

REGIONS = (
    "002", "003", "005", "009", "011", "013", "014", "015", "017", "018", "019", "021", "029", "030", "034",
    "035", "039", "053", "054", "057", "061", "142", "143", "145", "150", "151", "154", "155", "202", "419",
)  # fmt: skip
"""M49 codes of continents and regions."""

UNKNOWN = {
    "en": "unknown origin",
    "fr": "origine inconnue",
    "nl": "onbekende oorsprong",
    "de": "Ursprung unbekannt",
}


def read_places(sources: Path) -> list[tuple[tuple[str, ...], dict[str, str]]]:
    """Return (row of places.csv, FAO's row) for every code of ISO 3166-1, and Kosovo, in order of alpha-3."""
    path = sources / "hs-fao" / "faostat_country_groups.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        # Areas that no longer exist share some codes with those that took their place.
        fao = {row["iso2_code"]: row for row in csv.DictReader(file) if row["fao_status_info"] != "old"}
    cldr: dict[str, set[str]] = {}
    for old, new in get_global("territory_aliases").items():
        if len(new) == 1:
            cldr.setdefault(new[0], set()).add(old)
    places: list[tuple[tuple[str, ...], dict[str, str]]] = []
    for two, codes in cldr.items():
        row = fao.get(two)
        if row is None:
            continue  # what ISO only reserves (Ascension, the European Union) or CLDR invents
        numbers = sorted(code for code in codes - FORMER_M49 if code.isdigit())
        three = "XKX" if two == "XK" else row["iso3_code"]
        m49 = "" if two == "XK" else numbers[0]
        if two != "XK" and (three not in codes or len(numbers) != 1):
            raise ValueError(f"CLDR and FAO disagree on {two}: {three}, {sorted(codes)}")
        region = M49_NOT_IN_FAO[three] if three in M49_NOT_IN_FAO else M49_BY_NAME[row["sub_continent"]]
        places.append(((three, two, m49, row["faost_code"], region), row))
    return sorted(places, key=lambda place: place[0])


def build(sources: Path, folder: Path) -> None:
    """Write both tables to `folder`."""
    territories = {lang: Locale(lang).territories for lang in LANGUAGES}
    rows = read_places(sources)
    places = [place for place, _ in rows]
    names: list[tuple[str, ...]] = [
        (
            place[0],
            *(territories[lang][place[1]] for lang in LANGUAGES),
            row["fao_table_name"],
            row["short_name"],
            row["official_fao_name"].removeprefix("the "),
        )
        for place, row in rows
    ]
    names.extend((code, *(territories[lang][code] for lang in LANGUAGES), "", "", "") for code in REGIONS)
    names.append(("WLD", *(territories[lang]["001"] for lang in LANGUAGES), "", "", ""))
    names.append(("unknown", *(UNKNOWN[lang] for lang in LANGUAGES), "", "", ""))

    write(folder / "places.csv", ("iso3", "iso2", "m49", "fao", "subregion"), places)
    write(folder / "place_names.csv", ("code", *LANGUAGES, "fao", "short", "formal"), names)


def write(path: Path, header: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    """Write one table, the same bytes on every system."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sources", type=Path, required=True, help="folder that holds hs-fao/")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent, help="where the tables go")
    arguments = parser.parse_args()
    build(arguments.sources, arguments.out)
