import datetime

import pytest

from bbafootprint.ingest.files.grid import Grid
from bbafootprint.ingest.header_rows import header_text
from bbafootprint.ingest.header_words import fold, score_header, split_header
from bbafootprint.ingest.headers import find_header
from bbafootprint.ingest.matching import locate, match_headers
from bbafootprint.schema import COLUMNS


def best(header):
    scores = score_header(header)
    return max(scores, key=scores.get) if scores else None


@pytest.mark.parametrize("column", COLUMNS, ids=lambda column: column.name)
def test_every_synonym_means_a_column_and_alone_its_own_best(column):
    shared = {"land", "volume", "date", "region", "article", "artikel", "description", "produkt", "material"}
    shared |= {"provenance", "pays de provenance", "herkomst", "land van herkomst", "herkomstland"}
    shared |= {"herkunft", "herkunftsland"}  # alone the origin, beside one the consignment
    for synonyms in column.synonyms.values():
        for synonym in synonyms:
            scores = score_header(synonym)
            assert column.name in scores
            if synonym not in shared:
                assert scores[column.name] == max(scores.values())


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("Hoeveelheid in kg", "quantity"),
        ("QUANTITÉ (tonnes)", "quantity"),
        ("Menge [t]", "quantity"),
        ("2021 tons", "quantity"),
        ("Tonnes", "quantity"),
        ("2022", "quantity"),
        ("Pays d’origine *", "origin"),
        ("Land van oorsprong", "origin"),
        ("Ursprungsland", "origin"),
        ("Country (ISO)", "origin"),
        ("Tier 1 Supplier", "supplier"),
        ("GN-code", "hs_code"),
        ("Quantity unit", "unit"),
        ("commodity_as_given", "commodity"),
        ("Location Type", None),
        ("Business unit", None),
        ("Supplier country", None),
        ("Country of delivery", None),
        ("Unit price", None),
        ("Price 2020 (EUR/t)", None),
        ("EUR 2020", None),
        ("Land use", None),
        ("Product code", None),
        ("2023 kg CO2e", None),
        ("Total", None),
    ],
)
def test_a_header_means_its_column_and_no_other(header, column):
    assert best(header) == column


@pytest.mark.parametrize(
    ("header", "core", "unit", "period"),
    [
        ("Volume 2021 (kg)", "volume", "kg", "2021"),
        ("2020 tons", "", "tons", "2020"),
        ("FY2023/24", "", None, "2023/24"),
        ("Q1 2023", "", None, "2023-Q1"),
        ("März 2023 (t)", "", "t", "2023-03"),
        ("Material", "material", None, None),
    ],
)
def test_a_header_is_taken_apart(header, core, unit, period):
    parts = split_header(header)
    assert (parts.core, parts.unit, parts.period) == (core, unit, period)


def test_folding():
    assert fold("  Côte d’Ivoire_(ÉTAT) ") == "cote d ivoire etat"


def test_a_number_heads_a_column_only_as_a_year():
    assert header_text(2020.0) == "2020"
    assert header_text(250.0) == ""
    assert header_text(datetime.datetime(2020, 1, 1)) == "2020-01-01"
    assert header_text(None) == ""


def test_one_header_goes_to_one_column_and_the_better_wins():
    match = match_headers(["Country", "Country of origin", "Product", "Qty (t)"])
    assert match.targets == {"origin": 1, "commodity": 2, "quantity": 3}
    assert match.second == [("origin", 1, 0)]


def test_what_the_person_names_wins():
    match = match_headers(["Product", "Ware X", "Qty", "Net mass 2023"], {"quantity": 3, "commodity": 1})
    assert match.targets["commodity"] == 1
    assert match.periods == {3: "2023"}


def test_years_are_columns_of_quantities_and_prices_are_not():
    match = match_headers(["Product", "2020 tons", "2021 tons", "2020 EUR", "Total volume"])
    assert match.periods == {1: "2020", 2: "2021"}
    assert match.second == [("quantity", 1, 4)]
    assert match.usable


def test_one_year_beside_a_plain_quantity_is_no_wide_table():
    match = match_headers(["Product", "Quantity", "2020 budget", "2019 tons"])
    assert match.periods == {}
    assert match.targets["quantity"] == 1


def test_the_header_is_found_under_groups_descriptions_and_marks():
    rows = [
        ["Material", None, "Tonnage", None],
        ["What was bought, in your own words", "The country where it grew", "Metric tonnes each year", None],
        ["Required", "Required", "Required", None],
        ["Material", "Country", "2020 tons", "2021 tons"],
        ["Soya", "Brazil", 5.0, None],
    ]
    header = find_header(Grid("S", rows, first_row=3, merged=((3, 3, 3, 4),)))
    assert header.row == 3
    assert header.match.targets == {"commodity": 0, "origin": 1}
    assert header.match.periods == {2: "2020", 3: "2021"}


def test_stacked_headers_are_joined():
    rows = [
        ["Product", "Origin", "Volume (kg)", None],
        [None, None, 2020.0, 2021.0],
        ["Soya", "Brazil", 5.0, 6.0],
    ]
    header = find_header(Grid("S", rows, merged=((1, 3, 1, 4),)))
    assert header.row == 1
    assert header.match.periods == {2: "2020", 3: "2021"}
    assert [split_header(text).unit for text in header.texts[2:]] == ["kg", "kg"]


def test_a_row_of_units_under_the_header_belongs_to_it():
    rows = [["Product", "Origin", "Quantity"], [None, None, "(kg)"], ["Soya", "Brazil", 5.0]]
    header = find_header(Grid("S", rows))
    assert header.row == 1
    assert split_header(header.texts[2]).unit == "kg"


def test_a_row_that_the_person_names_is_taken():
    rows = [["Product", "Quantity"], ["Commodity", "Volume"], ["Soya", 5.0]]
    assert find_header(Grid("S", rows), header_row=2).texts == ("Commodity", "Volume")
    assert find_header(Grid("S", rows), header_row=9) is None


def test_no_header_is_none():
    assert find_header(Grid("S", [["Hello", "World"], [1.0, 2.0]])) is None
    assert find_header(Grid("S", [])) is None


def test_columns_are_located_by_header_spelling_and_letter():
    headers = ["Nett Mass", "Waare"]
    given = {"quantity": "nett  mass", "commodity": "C"}
    assert locate(headers, given, first_column=2) == {"quantity": 0, "commodity": 1}
    assert locate(headers, given) == {"quantity": 0}
