"""What the cells say about the meaning of columns, against what their headers alone would."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from bbafootprint import read_lines
from bbafootprint.errors import InputError
from bbafootprint.ingest.choosing import is_number_of_own
from bbafootprint.schema import Lines


def read(cells: dict[str, list[Any]], **options: Any) -> Lines:
    size = len(next(iter(cells.values())))
    rest = {"Country of origin": ["Indonesia"] * size, "Quantity (t)": [10.0] * size}
    return read_lines(pd.DataFrame({**cells, **{k: v for k, v in rest.items() if k not in cells}}), **options)


def codes_of(lines: Lines) -> list[str]:
    return lines.issues["code"].tolist()


def goods(lines: Lines) -> list[Any]:
    return [None if pd.isna(code) else code for code in lines.frame["commodity"]]


@pytest.mark.parametrize("text", ["180100", "A-7781", "4711.22", "SKU-1001", "MAT_77"])
def test_a_number_of_a_list_is_told(text: str) -> None:
    assert is_number_of_own(text)


@pytest.mark.parametrize("text", ["Palm oil", "180100 Palm oil", "Soybean meal 48%", "Rye"])
def test_a_name_is_no_number_of_a_list(text: str) -> None:
    assert not is_number_of_own(text)


@pytest.mark.parametrize(
    ("number", "name"),
    [
        ("Material", "Material description"),
        ("Artikel", "Artikelomschrijving"),
        ("Product", "Description"),
        ("Material", "Short Text"),
        ("Item", "What it is"),
    ],
)
def test_the_name_beside_a_material_number_names_the_goods(number: str, name: str) -> None:
    lines = read(
        {number: ["180100", "A-7781", "120110"], name: ["Palm oil RBD", "Cocoa butter", "Rapeseed oil"]}
    )
    assert goods(lines) == ["palm_oil", "cocoa_butter", "rapeseed_oil"]
    (issue,) = lines.issues.loc[lines.issues["code"] == "column-second"].to_dict("records")
    assert f"'{number}' holds numbers and '{name}' names" in issue["message"]


def test_numbers_that_are_the_codes_of_the_names_are_customs_codes() -> None:
    lines = read({"Product": ["18010000", "15111090"], "Description": ["Cocoa beans", "Palm oil, crude"]})
    assert lines.frame["hs_code_as_given"].tolist() == ["18010000", "15111090"]
    assert goods(lines) == ["cocoa_beans", "palm_oil"]


def test_a_header_that_says_customs_code_is_believed() -> None:
    lines = read({"HS code": [120110, 180100], "Description": ["Packaging film", "Palm oil"]})
    assert goods(lines) == ["soybeans", "cocoa_beans"]


def test_numbers_alone_are_customs_codes_where_nearly_all_are() -> None:
    assert goods(read({"Product": [180100, 151110, 9011100]})) == ["cocoa_beans", "palm_oil", "coffee_green"]
    lines = read({"Product": [180100, 400100, 120110, 100234]})
    assert goods(lines) == [None] * 4
    assert "a number of your own list" in lines.issues["message"][0]
    assert goods(read({"Product": [180100, 400100]}, answers={"180100": "palm_oil"})) == ["palm_oil", None]


def test_the_second_column_of_goods_settles_what_the_first_leaves_open() -> None:
    lines = read(
        {
            "Commodity": ["Cocoa", "Cocoa", "Palm oil"],
            "Description": ["Cocoa butter deodorised", "bags", "Soy"],
        }
    )
    assert goods(lines) == ["cocoa_butter", "cocoa_beans", "palm_oil"]
    assert any("says more than 'Cocoa'" in message for message in lines.issues["message"])


@pytest.mark.parametrize("header", ["Share", "Share (%)", "Aandeel", "Part (%)", "Anteil", "%"])
def test_a_bare_share_is_no_content_and_is_named(header: str) -> None:
    columns = {"Product": ["Chocolate"] * 2, header: [60, 40], "Country of origin": ["Ghana", "Ecuador"]}
    lines = read(columns)
    assert lines.frame["content"].isna().all()
    (issue,) = lines.issues.loc[lines.issues["code"] == "content-share"].to_dict("records")
    assert f'--column content="{header}"' in issue["suggestion"]
    assert read(columns, columns={"content": header}).frame["content"].tolist() == [0.6, 0.4]


@pytest.mark.parametrize("header", ["Cocoa content (%)", "Teneur", "Gehalte", "% cocoa content"])
def test_a_word_of_content_means_content(header: str) -> None:
    assert read({"Product": ["Chocolate"], header: ["30 %"]}).frame["content"].tolist() == [0.3]


def test_a_share_in_product_of_an_ingredient_scales_the_products_quantity() -> None:
    columns = {
        "Ingredient": ["Palm oil", "Cocoa butter"],
        "% in product": ["20%", "10 %"],
        "Product weight (t)": ["50", "40"],
    }
    lines = read_lines(pd.DataFrame(columns))
    assert lines.frame["amount"].tolist() == [10.0, 4.0]
    assert lines.frame["quantity"].tolist() == [10.0, 4.0]
    assert "quantity-share" in codes_of(lines)


def test_a_share_that_may_be_a_percentage_is_asked() -> None:
    columns = {
        "Ingredient": ["Palm oil", "Cocoa butter", "Soybeans"],
        "% in product": ["20%", 0.1, None],
        "Product weight (t)": [50.0, 50.0, 50.0],
    }
    lines = read_lines(pd.DataFrame(columns))
    assert lines.frame["problem"].tolist() == ["", "share-unreadable", "share-unreadable"]
    assert lines.frame["rejected"].tolist() == [False, True, True]


def test_a_share_beside_a_quantity_that_is_not_said_to_be_the_products_is_a_warning() -> None:
    lines = read({"Ingredient": ["Palm oil"], "Share of product (%)": [20]})
    assert lines.frame["amount"].tolist() == [10.0]
    assert "content-share" in codes_of(lines)


def test_a_content_in_a_product_of_which_the_product_is_the_line_is_its_content() -> None:
    assert read({"Product": ["Chocolate"], "Cocoa % in product": ["30 %"]}).frame["content"].tolist() == [0.3]


def test_days_in_a_column_of_dates_are_dates() -> None:
    lines = read({"Product": ["Palm oil"] * 3, "Date": [45000, 2023, "2023-05-01"]})
    assert lines.frame["period"].tolist() == ["2023-03-15", "2023", "2023-05-01"]
    assert "period-serial" in codes_of(lines)
    assert read({"Product": ["Palm oil"], "Period": [45000]}).frame["period"].tolist() == ["45000"]


def test_a_pivot_table_with_goods_and_countries_in_one_column_is_refused() -> None:
    columns = {"Row Labels": ["Palm oil", "Indonesia", "Malaysia"], "Sum of Quantity (t)": [300, 200, 100]}
    with pytest.raises(InputError, match="tabular form"):
        read_lines(pd.DataFrame(columns))


def test_formulas_and_errors_in_columns_of_text_are_said(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Product,Origin,Quantity,Unit\n#N/A,ID,10,t\nPalm oil,=Z9,10,t\nPalm oil,ID,10,#NV\n")
    messages = read_lines(path).issues["message"].tolist()
    assert "The cell holds #N/A, an error of the spreadsheet and no value." in messages
    assert "The cell holds #NV, an error of the spreadsheet and no value." in messages
    assert any("holds the formula =Z9, and its result was never saved" in message for message in messages)


def test_a_unit_in_the_title_above_is_proposed(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Purchases 2023 (in tonnes),,\n,,\nProduct,Origin,Quantity\nPalm oil,ID,10\n")
    issues = read_lines(path).issues
    (issue,) = issues.loc[issues["code"] == "unit-missing"].to_dict("records")
    assert "Above the table stands 'Purchases 2023 (in tonnes)'" in issue["message"]
    assert '--unit "tonnes"' in issue["suggestion"]
