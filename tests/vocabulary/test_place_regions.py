"""Regions and ports: the country that a text names by one of them."""

from __future__ import annotations

import csv
import time
from pathlib import Path

import pytest

from bbafootprint.schema import UNKNOWN_ORIGIN
from bbafootprint.vocabulary.place_regions import near_subdivisions
from bbafootprint.vocabulary.place_tables import countries, places
from bbafootprint.vocabulary.places import match_place
from bbafootprint.vocabulary.ports import find_ports
from bbafootprint.vocabulary.tables import read_table


@pytest.mark.parametrize(
    ("text", "code", "region"),
    [
        ("Mato Grosso, Brazil", "BRA", "Mato Grosso"),
        ("Brazil - Mato Grosso", "BRA", "Mato Grosso"),
        ("Brazil (Mato Grosso)", "BRA", "Mato Grosso"),
        ("Brazil, Mato Grosso", "BRA", "Mato Grosso"),
        ("Brazil-Mato Grosso", "BRA", "Mato Grosso"),
        ("Brazil Mato Grosso", "BRA", "Mato Grosso"),
        ("Mato Grosso Brésil", "BRA", "Mato Grosso"),
        ("BR-MT", "BRA", "Mato Grosso"),
        ("br-mt", "BRA", "Mato Grosso"),
        ("Brazil (BR-MT)", "BRA", "Mato Grosso"),
        ("BR-MT Mato Grosso", "BRA", "Mato Grosso"),
        ("PY-16", "PRY", "Alto Paraguay"),  # ISO 3166-2; Trase numbers the departments otherwise
        ("Sumatra (Indonesia)", "IDN", "Sumatra"),
        ("Kalimantan Tengah, Indonesië", "IDN", "Kalimantan Tengah"),
        ("Cerrado, Brazil", "BRA", "Cerrado"),
        ("Brazil, 60704", "BRA", "60704"),
        ("Boquerón, Paraguay", "PRY", "Boquerón"),
        ("Amazonas (Brazil)", "BRA", "Amazonas"),
        ("Amazonas, Colombia", "COL", "Amazonas"),
        ("San Pedro, Paraguay", "PRY", "San Pedro"),
        ("Ghana, Western Region", "GHA", "Western Region"),
        ("Tropical moist forest, Peru", "PER", "Tropical moist forest"),
        (
            "Brazil - Tropical & Subtropical Grasslands, Savannas & Shrublands",
            "BRA",
            "Tropical & Subtropical Grasslands, Savannas & Shrublands",
        ),
        ("Georgia (USA)", "USA", "Georgia"),
        ("Congo (Katanga)", "COD", "Katanga"),
    ],
)
def test_a_region_beside_its_country(text: str, code: str, region: str) -> None:
    match = match_place(text)
    assert (match.code, match.region) == (code, region)
    assert match.note == ""


@pytest.mark.parametrize(
    ("text", "code", "region"),
    [
        ("São Paulo", "BRA", "São Paulo"),
        ("SAO PAULO", "BRA", "SAO PAULO"),
        ("Pará", "BRA", "Pará"),  # with its accent it is not Para, Suriname
        ("Riau province", "IDN", "Riau province"),
        ("State of Bahia", "BRA", "State of Bahia"),
        ("Cerrado", "BRA", "Cerrado"),
        ("Sorriso, Mato Grosso", "BRA", "Mato Grosso"),
        ("Mato Grosso / Goiás", "BRA", ""),
    ],
)
def test_a_region_alone_is_said(text: str, code: str, region: str) -> None:
    match = match_place(text)
    assert (match.code, match.how, match.region) == (code, "region", region)
    assert "Brazil" in match.note or "Indonesia" in match.note


@pytest.mark.parametrize(
    ("text", "candidates"),
    [
        ("Amazonas", {"BRA", "COL", "PER", "VEN"}),
        ("Para", {"BRA", "SUR"}),
        ("Limburg", {"BEL", "NLD"}),
        ("Borneo", {"BRN", "IDN", "MYS"}),
        ("Chaco", {"ARG", "BOL", "PRY"}),
        ("New Guinea mangroves", {"IDN", "PNG"}),
        ("San Pedro", {"CIV", "PRY"}),  # a port and a department
        ("Cartagena", {"COL", "ESP"}),
        ("Lebanon, Ohio", {"LBN", "USA"}),
        ("Brazil, Indiana", {"BRA", "USA"}),
        ("Georgia, USA", {"GEO", "USA"}),
        ("Luxembourg, Belgium", {"BEL", "LUX"}),
        ("Brazil / Rotterdam", {"BRA", "NLD"}),
        ("Antwerp / Rotterdam", {"BEL", "NLD"}),
    ],
)
def test_what_lies_in_several_countries_is_asked(text: str, candidates: set[str]) -> None:
    match = match_place(text)
    assert (match.code, match.how, set(match.candidates)) == (None, "ambiguous", candidates)


def test_a_name_of_regions_of_many_countries_asks_for_the_country() -> None:
    match = match_place("Central")
    assert match.how == "ambiguous"
    assert {"GHA", "PRY"} < set(match.candidates)
    assert match.note == "Regions of 12 countries are called 'Central': write the country beside it."


def test_what_no_table_knows_is_a_region_of_its_country_and_said() -> None:
    match = match_place("Sorriso, Brazil")
    assert (match.code, match.region) == ("BRA", "Sorriso")
    assert "'Sorriso' is taken as a region" in match.note
    assert match_place("Springfield, IN").code is None  # India, or a state


def test_every_subdivision_by_code_and_beside_its_country() -> None:
    iso3 = {place.iso2: place.iso3 for place in places().values()}
    rows = read_table("subdivisions.csv")
    assert len(rows) == 5395
    wrong = []
    for row in rows:
        code = iso3[row["code"][:2]]
        if (match := match_place(row["code"])).code != code or not match.region:
            wrong.append((row, match))
        match = match_place(row["name"])
        if match.code not in (code, None) and match.code != _country_called(row["name"]):
            wrong.append((row, match))
    assert wrong == []


def _country_called(name: str) -> str | None:
    """Return the country whose name a subdivision shares, or the one whose code it is."""
    from bbafootprint.vocabulary.place_codes import match_code
    from bbafootprint.vocabulary.place_names import match_name

    match = match_name(name) or match_code(name)  # "Est" is also Estonia's code
    return match.code if match else None


def test_ecoregions_lie_where_the_source_says(shared: Path) -> None:
    path = shared / "sources" / "ecoregion-shares" / "country_ecoregion_area_shares.csv"
    held: dict[str, set[str]] = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            held.setdefault(row["eco_name"], set()).add(row["iso3"])
    assert len(held) == 785
    # Two names are of subdivisions elsewhere, too; the overlay of the source leaves PNG, GBR and PRT out.
    for name, inside in held.items():
        match = match_place(name)
        assert match.how in ("region", "ambiguous", "alias", "unknown origin"), name
        if match.how == "region":
            assert match.code in inside, name


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Rotterdam", "NLD"), ("ROTTERDAM", "NLD"), ("NLRTM", "NLD"), ("NL RTM", "NLD"),
        ("Rotterdam / Amsterdam harbor", "NLD"), ("Rotterdam, Netherlands", "NLD"), ("Rotterdam (NL)", "NLD"),
        ("CIF Rotterdam", "NLD"), ("via Rotterdam", "NLD"), ("Amsterdam harbour", "NLD"),
        ("Antwerp", "BEL"), ("Antwerpen", "BEL"), ("Anvers", "BEL"), ("port d'Anvers", "BEL"), ("BEANR", "BEL"),
        ("Haven van Gent", "BEL"), ("Ghent", "BEL"), ("Gand", "BEL"), ("Zeebrugge", "BEL"),
        ("Hafen Hamburg", "DEU"), ("Hamburg, Germany", "DEU"), ("Le Havre", "FRA"), ("Duinkerke", "FRA"),
        ("Port of Singapore", "SGP"),
    ],
)  # fmt: skip
def test_a_port_of_entry_is_where_goods_were_shipped_from(text: str, code: str) -> None:
    match = match_place(text)
    assert (match.code, match.how, match.region) == (code, "port", "")
    assert "shipped from" in match.note


@pytest.mark.parametrize(("text", "code"), [("Santos", "BRA"), ("Abidjan", "CIV"), ("GHTEM", "GHA")])
def test_a_port_of_export_gives_its_country_and_says_so(text: str, code: str) -> None:
    match = match_place(text)
    assert (match.code, match.how) == (code, "port of export")
    assert "is taken as the origin" in match.note


def test_a_port_beside_a_country_is_no_origin() -> None:
    assert match_place("Brazil via Rotterdam").code == "BRA"
    assert "shipped" in match_place("Brazil via Rotterdam").note
    assert match_place("Santos, Brazil").code == "BRA"
    assert match_place("unknown (Rotterdam)").code == UNKNOWN_ORIGIN
    assert match_place("Singapore").how == "name"


def test_ports_are_of_countries_and_named_once() -> None:
    rows = read_table("ports.csv")
    assert len({row["locode"] for row in rows}) == len(rows)
    for row in rows:
        assert row["kind"] in ("hub", "export")
        for name in (row["locode"], *row["names"].split("|")):
            assert row["locode"] in {port.locode for port in find_ports(name)}, name


def test_labels_are_not_read() -> None:
    for text in ("Country of origin: Brazil", "Product of Brazil", "BRAZIL ORIGIN", "Herkomst: Brazilië"):
        assert (match_place(text).code, match_place(text).region) == ("BRA", "")


def test_aliases_name_places_that_there_are() -> None:
    codes = {row["code"] for row in read_table("subdivisions.csv")} | set(countries())
    for row in read_table("region_aliases.csv"):
        assert set(row["places"].split("|")) <= codes, row
        assert match_place(row["name"]).how in ("region", "ambiguous", "alias"), row


def test_misspelt_names_cost_little() -> None:
    match_place("the tables are read at the first question")
    start = time.process_time()
    for number in range(1500):
        match_place(f"Braziil {number} Mato Groso")
    assert time.process_time() - start < 15  # some 2 s


def test_a_misspelt_subdivision_has_near_spellings_in_its_country() -> None:
    assert near_subdivisions("Mato Groso", "BRA")[0] == "Mato Grosso"
    assert near_subdivisions("Mato Grosso", "BRA") == []
    assert near_subdivisions("Mato Groso", "GHA") == []
    assert near_subdivisions("x" * 100_000, "BRA") == []
