"""The table of products to look at, and a person's own in it."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

from bbafootprint.trade.products.equivalents import primary_equivalents
from bbafootprint.trade.products.table import load_products


def test_shares_of_soy_by_value_and_by_mass_stand_side_by_side() -> None:
    table = load_products().set_index("product")
    meal, oil = table.loc["soybean_meal"], table.loc["soybean_oil"]
    assert meal["share_economic"] == pytest.approx(0.79 * 420 / (0.79 * 420 + 0.18 * 950))
    assert meal["share_mass"] == pytest.approx(0.79 / 0.97)
    assert meal["share_economic"] + oil["share_economic"] == pytest.approx(1)
    assert 0.79 * meal["pe_economic"] + 0.18 * oil["pe_economic"] == pytest.approx(1)
    assert 0.79 * meal["pe_mass"] + 0.18 * oil["pe_mass"] == pytest.approx(1)
    assert meal["co_products"] == "soybean_oil (0.18)"
    assert meal["hs"] == "2304"
    assert (meal["yield_low"], meal["yield_high"]) == (0.78, 0.80)
    assert "crush" in meal["yield_source"]


def test_every_product_that_converts_is_there_once() -> None:
    table, found = load_products(), primary_equivalents()
    assert list(table["product"]) == list(found.index)
    made = table[table["product"] != table["primary_commodity"]]
    assert (made[["process", "input", "yield_source", "price_source"]] != "").all(axis=None)
    assert made[["share_economic", "share_mass"]].notna().all(axis=None)
    primaries = table[table["product"] == table["primary_commodity"]]
    assert (primaries[["pe_economic", "pe_mass"]] == 1).all(axis=None)
    assert table["name"].is_unique


def test_shares_of_a_process_sum_to_one_less_what_stands_in_brackets() -> None:
    table = load_products()
    made = table[table["process"].notna()]
    closed = ~made["co_products"].str.contains("(", regex=False) | (
        made["co_products"].str.count(r"\(\d") == made["co_products"].str.count(r"\(")
    )
    sums = made[closed].groupby("process")[["share_economic", "share_mass"]].sum()
    assert len(sums) > 50
    assert sums["share_economic"].to_numpy() == pytest.approx(1)
    assert sums["share_mass"].to_numpy() == pytest.approx(1)


def test_own_products_stand_in_the_table() -> None:
    own = pd.DataFrame(
        {
            "product": ["Choco spread", "palm_oil"], "hs": ["18069060", ""],
            "input": ["cocoa_powder", "oil_palm_fruit"], "pe": [1.0, 4.5], "content": [0.08, None],
        }
    )  # fmt: skip
    table = load_products(own).set_index("product")
    assert table.loc["palm_oil", "pe_economic"] == table.loc["palm_oil", "pe_mass"] == 4.5
    assert table.loc["palm_kernels", "pe_economic"] == pytest.approx(450 / (0.21 * 700 + 0.05 * 450))
    assert table.loc["palm_kernels", "share_economic"] < 0.2  # its process is as it was
    spread = table.loc["choco_spread"]
    assert (spread["name"], spread["hs"], spread["content"]) == ("Choco spread", "18069060", 0.08)
    assert spread["pe_mass"] == pytest.approx(1.25)
    assert table.loc["soybean_meal", "pe_economic"] == pytest.approx(420 / 502.8)


def test_the_page_on_products_shows_the_numbers_of_the_table(root: Path) -> None:
    text = (root / "docs" / "products.md").read_text(encoding="utf-8")
    table = load_products().set_index("name")
    rows = re.findall(
        r"^\| (.+?) \| ([\d.]+) \| ([\d.]+) \| ([\d.]+) \(([\d.]+) to ([\d.]+)\) \| ([\d.]+) \|$", text, re.M
    )
    assert len(rows) >= 14
    for name, share_yield, *numbers in rows:
        found = table.loc[name]
        assert float(share_yield) == pytest.approx(found["yield"], rel=5e-3)
        columns = ["share_economic", "pe_economic", "pe_economic_low", "pe_economic_high", "pe_mass"]
        assert [float(each) for each in numbers] == pytest.approx(found[columns].tolist(), abs=0.0051)
