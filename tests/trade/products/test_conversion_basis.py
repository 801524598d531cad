"""What conversions rest on: the rows multiply to the conversion, each stands where it says, spreads are those of it."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import bbafootprint as bba
from bbafootprint.footprint.conversion_steps import conversion_steps
from bbafootprint.footprint.uncertainty.conversions import sensitivities
from bbafootprint.ingest.own_products import read_products
from bbafootprint.trade.products import Allocation, primary_equivalents
from bbafootprint.trade.products.conversion_basis import conversion_basis
from bbafootprint.trade.products.data import load_contents

ROOT = Path(__file__).resolve().parents[3]
DATA = ROOT / "products" / "products-open"


@pytest.mark.parametrize("allocation", ["economic", "mass"])
def test_law_the_steps_multiply_to_the_equivalent(allocation: Allocation) -> None:
    table, conversions = primary_equivalents(allocation), conversion_basis(allocation)
    for product, pe in table["pe"].items():
        steps = conversion_steps(conversions, str(product), density=False)
        found = np.prod([step["value"] for step in steps if step["kind"] == "process"])
        assert found == pytest.approx(pe, rel=1e-12), product


@pytest.mark.parametrize("allocation", ["economic", "mass"])
def test_law_the_sensitivities_give_the_spread_of_the_equivalent(allocation: Allocation) -> None:
    table, conversions = primary_equivalents(allocation), conversion_basis(allocation)
    bases = [str(code) for code in table.index]
    of, _ = sensitivities(bases, conversions)
    for at, product in enumerate(bases):
        entries = slice(of.start[at], of.start[at + 1])
        variance = np.sum((of.elasticity[entries] * of.spread[of.entry_input[entries]]) ** 2)
        row = table.loc[product]
        expected = row["pe_spread"] ** 2 + np.nan_to_num(row["content_spread"]) ** 2
        assert variance == pytest.approx(expected, rel=1e-9, abs=1e-15), product


def test_law_the_shares_of_a_process_sum_to_one() -> None:
    shares = conversion_basis().steps.groupby("process")["share"].sum()
    np.testing.assert_allclose(shares, 1, rtol=1e-12)


def test_every_row_stands_where_it_says() -> None:
    conversions = conversion_basis()
    files = {}
    for name in ("processes.csv", "products.csv"):
        with (DATA / name).open(encoding="utf-8", newline="") as file:
            files[name] = list(csv.DictReader(file))
    for row in conversions.steps.to_dict("records"):
        written = files[row["file"]][row["row"] - 2]
        assert (written["process"], written["output"]) == (row["process"], row["output"])
        assert float(written["yield"]) == row["yield"]
    for row in conversions.rates.to_dict("records"):
        column = "content_default" if row["kind"] == "content" else "density_t_per_m3"
        written = files[row["file"]][row["row"] - 2]
        assert (written["product"], float(written[column])) == (row["commodity"], row["value"])
    assert (conversions.rates["kind"] == "content").sum() == load_contents()["content_default"].notna().sum()


def test_soybean_meal_by_hand() -> None:
    (step,) = conversion_steps(conversion_basis(), "soybean_meal", density=False)
    worth = (0.79 * 420, 0.18 * 950)
    assert step["share"] == pytest.approx(worth[0] / sum(worth))
    assert step["value"] == pytest.approx(step["share"] / 0.79)
    assert [each["output"] for each in step["outputs"]] == ["soybean_meal", "soybean_oil"]
    (by_mass,) = conversion_steps(conversion_basis("mass"), "soybean_meal", density=False)
    assert [each["share"] for each in by_mass["outputs"]] == pytest.approx([0.79 / 0.97, 0.18 / 0.97])
    assert "price" not in by_mass["source"]
    assert conversion_steps(conversion_basis(), "soybeans", density=False) == []
    assert conversion_steps(conversion_basis(), "nonsense", density=True) == []
    assert conversion_steps(None, "soybean_meal", density=True) == []


def test_every_basis_of_lines_is_known() -> None:
    frame = bba.calculate_footprint(ROOT / "examples" / "procurement.xlsx").to_frame()
    used = set(frame["conversion_basis"].dropna())
    assert {"soybean_meal", "chocolate", "plywood"} <= used
    assert used <= set(conversion_basis().bases.index)
    certain = frame["conversion_basis"].isna() & frame["conversion"].notna()
    assert (frame.loc[certain, "conversion_low"] == frame.loc[certain, "conversion_high"]).all()


def test_bases_say_what_is_uncertain() -> None:
    table = pd.DataFrame(
        {
            "commodity": ["plywood", "plywood", "chocolate", "chocolate", "soybeans", "sawdust of the moon"],
            "origin": "FIN", "quantity": 1.0, "unit": ["m3", "t", "t", "t", "t", "t"],
            "content": [None, None, None, 0.5, None, None],
        }
    )  # fmt: skip
    frame = bba.calculate_footprint(table).to_frame()
    found = frame["conversion_basis"].astype(object).where(frame["conversion_basis"].notna(), None)
    assert found.tolist() == [
        "plywood",
        "plywood, by density",
        "chocolate",
        "chocolate, content given",
        None,
        None,
    ]
    bases = conversion_basis().bases
    assert bases.loc["plywood, by density", "density_power"] == -1
    assert not bases.loc["chocolate, content given", "content"]


def test_own_products_take_the_place_of_the_dataset() -> None:
    own = read_products(ROOT / "examples" / "own-products.csv")
    assert own is not None
    conversions = conversion_basis(own=own)
    (palm,) = conversion_steps(conversions, "palm_oil", density=False)
    assert (palm["kind"], palm["set"], palm["input"]) == ("own figure", "own-products.csv", "oil_palm_fruit")
    assert palm["value"] == pytest.approx(4.5)
    assert palm["row"] is None
    (content,) = [
        step
        for step in conversion_steps(conversions, "chocolate", density=False)
        if step["kind"] == "content"
    ]
    assert (content["value"], content["set"]) == (0.55, "own-products.csv")
    table = primary_equivalents(own=own)
    for product in own.products.index:
        steps = conversion_steps(conversions, str(product), density=False)
        found = np.prod([step["value"] for step in steps if step["kind"] in ("process", "own figure")])
        assert found == pytest.approx(table.loc[product, "pe"])


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
