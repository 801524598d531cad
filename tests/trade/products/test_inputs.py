"""The rows behind a conversion: their product is the conversion, and each stands where it says."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import bbafootprint as bba
from bbafootprint.ingest.own_products import read_products
from bbafootprint.trade.products import Allocation, primary_equivalents
from bbafootprint.trade.products.data import load_contents
from bbafootprint.trade.products.inputs import INPUT_COLUMNS, conversion_inputs

ROOT = Path(__file__).resolve().parents[3]
DATA = ROOT / "products" / "products-open"


@pytest.mark.parametrize("allocation", ["economic", "mass"])
def test_law_the_steps_multiply_to_the_equivalent(allocation: Allocation) -> None:
    table = primary_equivalents(allocation)
    rows = conversion_inputs(table.index, allocation)
    assert tuple(rows.columns) == INPUT_COLUMNS
    steps = rows[(rows["kind"] == "process").to_numpy(bool) & rows["on_path"].to_numpy(bool)]
    found = steps.groupby("product")["value"].prod()
    assert set(table.index) - set(found.index) == set(table.index[table.index == table["primary_commodity"]])
    np.testing.assert_allclose(found, table["pe"].reindex(found.index), rtol=1e-12)


def test_law_the_shares_of_a_process_sum_to_one() -> None:
    rows = conversion_inputs(primary_equivalents().index)
    shares = rows[(rows["kind"] == "process").to_numpy(bool)].groupby(["product", "step"])["share"].sum()
    np.testing.assert_allclose(shares, 1, rtol=1e-12)


def test_every_row_stands_where_it_says() -> None:
    rows = conversion_inputs(primary_equivalents().index)
    files = {}
    for name in ("processes.csv", "products.csv"):
        with (DATA / name).open(encoding="utf-8", newline="") as file:
            files[name] = list(csv.DictReader(file))
    for row in rows.to_dict("records"):
        written = files[row["file"]][row["row"] - 2]
        if row["kind"] == "process":
            assert (written["process"], written["output"]) == (row["process"], row["output"])
            assert float(written["yield"]) == row["yield"]
        else:
            column = "content_default" if row["kind"] == "content" else "density_t_per_m3"
            assert (written["product"], float(written[column])) == (row["product"], row["value"])
    given = load_contents()
    assert (rows["kind"] == "content").sum() == given["content_default"].notna().sum()


def test_soybean_meal_by_hand() -> None:
    rows = conversion_inputs(["soybean_meal", "soybeans", "nonsense"])
    assert rows["output"].tolist() == ["soybean_meal", "soybean_oil"]
    meal, oil = rows.to_dict("records")
    worth = (0.79 * 420, 0.18 * 950)
    assert meal["share"] == pytest.approx(worth[0] / sum(worth))
    assert meal["value"] == pytest.approx(meal["share"] / 0.79)
    assert np.isnan(oil["value"])
    by_mass = conversion_inputs(["soybean_meal"], "mass")
    assert by_mass["share"].tolist() == pytest.approx([0.79 / 0.97, 0.18 / 0.97])
    assert "price" not in by_mass["source"].iloc[0]


def test_own_products_take_the_place_of_the_dataset() -> None:
    own = read_products(ROOT / "examples" / "own-products.csv")
    assert own is not None
    rows = conversion_inputs(["chocolate", "palm_oil", *own.products.index], own=own)
    (palm,) = rows[(rows["product"] == "palm_oil") & (rows["kind"] == "own figure")].to_dict("records")
    assert (palm["value"], palm["set"], palm["input"]) == (4.5, "own-products.csv", "oil_palm_fruit")
    assert pd.isna(palm["row"])
    content = rows[(rows["product"] == "chocolate") & (rows["kind"] == "content")]
    assert content["value"].tolist() == [0.55]
    table = primary_equivalents(own=own)
    for product in own.products.index:
        steps = rows[(rows["product"] == product) & rows["kind"].isin(["process", "own figure"])]
        assert steps.loc[steps["on_path"].astype(bool), "value"].prod() == pytest.approx(
            table.loc[product, "pe"]
        )


def test_a_process_of_ones_own_is_explained_from_the_table() -> None:
    table = pd.DataFrame(
        {
            "product": ["soybean_meal", "soybean_oil"], "input": "soybeans", "process": "our mill",
            "yield": [0.8, 0.2], "price": [1.0, 4.0], "source": "mill 2025",
        }
    )  # fmt: skip
    lines = pd.DataFrame({"commodity": ["soybean_meal"], "origin": ["BRA"], "t": [10.0]})
    text = str(bba.calculate_footprint(lines, products=table).explain("0"))
    assert "our mill, soybeans to soybean_meal: share 0.5 / yield 0.8 = 0.625 (DataFrame" in text
    assert "share 0.5 = 0.8 x 1 / (0.8 x 1 + 0.2 x 4)" in text
