"""The Lines sheet of a result reads back to the lines that it was made of."""

from __future__ import annotations

import datetime

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bbafootprint import calculate_footprint, load_factors, read_lines, write_workbook
from bbafootprint.report.given import given_quantities
from bbafootprint.schema import LINE_COLUMNS

from ..laws import examples

WHERE = ("sheet", "row", "cell")
"""Columns that say where a line stands, which is another place in another workbook."""

GOODS = {
    "en": ["Soybeans", "Cocoa beans", "Palm oil", "Chocolate", "Ruwe pallmolie", "coffee"],
    "fr": ["Fèves de soja", "Fèves de cacao", "Huile de palme", "Chocolat", "Totale", "café"],
    "nl": ["Sojabonen", "Cacaobonen", "Palmolie", "Chocolade", "=1+1", "koffie"],
    "de": ["Sojabohnen", "Kakaobohnen", "Palmöl", "Schokolade", "@x", "Kaffee"],
}
HEADERS = {
    "en": ["Ref", "Product", "HS code", "Origin", "Region", "Content", "Supplier", "Year", "Quantity", "Unit"],
    "fr": ["Réf", "Produit", "Code SH", "Origine", "Région", "Teneur", "Fournisseur", "Année", "Quantité", "Unité"],
    "nl": ["Ref", "Product", "GN-code", "Herkomst", "Regio", "Gehalte", "Leverancier", "Jaar", "Hoeveelheid",
           "Eenheid"],
    "de": ["Nr", "Produkt", "KN-Code", "Herkunft", "Region", "Gehalt", "Lieferant", "Jahr", "Menge", "Einheit"],
}  # fmt: skip


def assert_reads_back(lines, path):
    """Write a result of lines and read it again."""
    result = calculate_footprint(lines, load_factors())
    again = read_lines(write_workbook(result, path))
    assert again.reading["sheet"] == "Lines"
    names = [name for name in LINE_COLUMNS if name not in WHERE]
    before = lines.frame[names].astype(object).where(lines.frame[names].notna(), None)
    after = again.frame[names].astype(object).where(again.frame[names].notna(), None)
    for name in names:
        assert after[name].tolist() == before[name].tolist(), name


@pytest.mark.once
@pytest.mark.parametrize("lang", sorted(GOODS))
@settings(max_examples=examples(3))
@given(data=st.data())
def test_the_lines_sheet_reads_back_to_identical_lines(lang, data, tmp_path_factory):
    cells = [
        st.none() | st.sampled_from(["0042", "PO 7", "=A1"]),
        st.sampled_from(GOODS[lang]),
        st.none() | st.sampled_from(["1801", "0901 11 00", "901"]),
        st.none() | st.sampled_from(["BRA", "Ivoorkust", "Congo", "Indonesien", "Rotterdam"]),
        st.none() | st.sampled_from(["Sumatra", "Amazon", "-x", "12"]),
        st.none() | st.sampled_from([0.7, 1, "55 %", "much"]),
        st.none() | st.sampled_from(["+32 2", "Agro", "1.5"]),
        st.none() | st.sampled_from([2023, "2024", "2023/24", datetime.date(2024, 5, 1)]),
        st.none()
        | st.decimals(0, 10**6, places=3).map(float)
        | st.sampled_from(["five", "-3", True, "7 kg"]),
        st.none() | st.sampled_from(["t", "kg", "ton", "stuks", "m3"]),
    ]
    rows = data.draw(st.lists(st.tuples(*cells), min_size=1, max_size=10))
    rows.append((None, GOODS[lang][0], None, "BRA", None, None, None, 2024, 10.0, "t"))
    folder = tmp_path_factory.getbasetemp()
    source = folder / f"bought_{lang}.xlsx"
    pd.DataFrame(rows, columns=HEADERS[lang], dtype=object).to_excel(source, index=False)
    assert_reads_back(read_lines(source), folder / f"result_{lang}.xlsx")


def test_a_wide_sheet_reads_back(tmp_path):
    source = tmp_path / "wide.xlsx"
    table = {"Product": ["Soybeans", "Cocoa beans"], "Origin": ["BRA", "CIV"], "2022 (t)": [1.5, None],
             "2023 (t)": ["bad", 0.25]}  # fmt: skip
    pd.DataFrame(table).to_excel(source, index=False)
    lines = read_lines(source)
    assert lines.frame["line_id"].tolist() == ["Sheet1!2@2022", "Sheet1!2@2023", "Sheet1!3@2023"]
    assert_reads_back(lines, tmp_path / "out.xlsx")


def test_a_quantity_that_is_no_number_is_given_as_it_stood(tmp_path):
    source = tmp_path / "in.csv"
    source.write_text("Product,Quantity (t)\nSoybeans,5\nSoybeans,five\nSoybeans,\nSoybeans,TRUE\n", "utf-8")
    given_ = given_quantities(read_lines(source))
    assert given_.iloc[0] == 5.0
    assert given_.iloc[1] == "five"
    assert pd.isna(given_.iloc[2])
