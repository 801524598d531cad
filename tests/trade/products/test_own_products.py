"""A person's own products: read from a table, found in sheets, converted, and refused with every fault named."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import bbafootprint as bba
from bbafootprint.errors import InputError, UsageError
from bbafootprint.ingest import read_products
from bbafootprint.trade.products import convert_to_primary
from bbafootprint.trade.products.equivalents import Allocation, primary_equivalents
from bbafootprint.vocabulary.own_products import check_products, name_recorded

from .lines import make_lines

SPREAD = """product;name;hs;input;pe;content;quality;source
Choco spread;Choco spread|hazelnut spread;1806 90 60;cocoa_powder;1;8 %;2;recipe of 2025
;;;;;;;
biscuit mix;;19053100;wheat flour;1;0,55;;
"""
CRUSH = {
    "product": ["soybean_meal", "soybean_oil", "(lecithin)"], "process": "own crush", "input": "soybeans",
    "yield": [0.78, 0.19, 0.005], "price": [400.0, 1000.0, 900.0],
}  # fmt: skip


def sheet(**columns: object) -> pd.DataFrame:
    """A sheet of purchases in tonnes."""
    return pd.DataFrame({"quantity": 10.0, "unit": "t", "origin": "Ghana", **columns})  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", ["csv", "xlsx", "frame"])
def test_own_products_are_found_in_a_sheet_and_converted(tmp_path: Path, kind: str) -> None:
    source: Path | pd.DataFrame = tmp_path / f"own.{kind}"
    (tmp_path / "own.csv").write_text(SPREAD, encoding="utf-8")
    table = pd.read_csv(tmp_path / "own.csv", sep=";", dtype=str, keep_default_na=False)
    if kind == "xlsx":
        with pd.ExcelWriter(tmp_path / "own.xlsx") as book:
            pd.DataFrame({"a note": ["nothing"]}).to_excel(book, sheet_name="Read me", index=False)
            table.to_excel(book, sheet_name="Products", index=False)
    elif kind == "frame":
        source = table
    own = read_products(source)
    assert own is not None
    lines = bba.read_lines(
        sheet(
            commodity=["Hazelnut spreads", "item 4711", "palm oil"], hs_code=["", "18069060", "1511"]
        ),
        products=own,
    )  # fmt: skip
    assert lines.frame["commodity"].tolist() == ["choco_spread", "choco_spread", "palm_oil"]
    assert lines.frame["commodity_match"].tolist()[:2] == ["own", "own"]
    frame = convert_to_primary(lines, own).frame
    powder = 1.25 / (0.47 * 2.3 + 0.53)
    assert frame["primary_quantity"].iloc[:2].tolist() == pytest.approx([10 * 0.08 * powder] * 2)
    assert frame["content_used"].iloc[0] == 0.08
    assert frame["conversion_quality"].iloc[0] == 4  # the powder's own
    assert frame["primary_commodity"].tolist() == ["cocoa_beans", "cocoa_beans", "oil_palm_fruit"]
    assert own.name("choco_spread") == "Choco spread"
    assert own.name("palm_oil") == "Palm oil"
    assert own.record()["products"] == {"choco_spread": "Choco spread", "biscuit_mix": "biscuit mix"}
    assert name_recorded("choco_spread", own.record()) == "Choco spread"
    assert name_recorded("palm_oil", own.record()) == name_recorded("palm_oil", None) == "Palm oil"
    assert len(own.record()["sha256"]) == 71


def test_a_content_of_the_line_wins_over_the_own_default() -> None:
    own = pd.DataFrame({"product": ["spread"], "input": ["cocoa_paste"], "pe": [1.0], "content": [0.1]})
    frame = convert_to_primary(
        make_lines(["spread"] * 2, [1.0] * 2, content=[np.nan, 0.4]), products=own
    ).frame
    assert frame["conversion"].tolist() == pytest.approx([0.125, 0.5])


def test_a_process_of_ones_own_takes_the_place_of_the_shipped_one_and_conserves() -> None:
    table = primary_equivalents(own=check_products(pd.DataFrame(CRUSH)))
    value = 0.78 * 400 + 0.19 * 1000 + 0.005 * 900
    assert table.loc["soybean_meal", "pe"] == pytest.approx(400 / value)
    assert table.loc["soybean_oil", "pe"] == pytest.approx(1000 / value)
    assert table.loc["soybean_hulls", "pe"] == pytest.approx(400 / value * 190 / (0.07 * 190 + 0.93 * 440))
    assert table.loc["palm_oil", "pe"] == primary_equivalents().loc["palm_oil", "pe"]


def test_a_process_that_leaves_a_co_product_out_is_refused_and_a_pe_is_not() -> None:
    own = pd.DataFrame({"product": ["soybean_meal"], "input": ["soybeans"], "yield": [0.8]})
    with pytest.raises(UsageError, match="soybean_oil is made beside it in 'soybean crushing'"):
        convert_to_primary(make_lines([], []), own)
    own = own.assign(pe=0.7).drop(columns="yield")
    frame = convert_to_primary(make_lines(["soybean_meal", "soybean_oil"], [1.0, 1.0]), own).frame
    assert frame["conversion"].tolist() == pytest.approx([0.7, 950 / 502.8])
    assert "Own figure" in frame["conversion_note"].iloc[0]


def test_a_new_product_of_a_new_product_and_ranges() -> None:
    own = pd.DataFrame(
        {
            "product": ["pressed cake", "cake feed"], "input": ["sunflower_seed", "pressed cake"], "pe": [0.5, 2.0],
            "pe_low": [0.4, np.nan], "pe_high": [0.625, np.nan], "quality": [2, 1], "unit": ["t", "m3"],
            "density": [np.nan, 0.5],
        }
    )  # fmt: skip
    found = convert_to_primary(make_lines(["cake_feed"] * 2, [1.0, 1.0], ["m3", "t"]), own).frame
    assert found["conversion"].tolist() == pytest.approx([1.0, 2.0])
    assert found["mass_t"].tolist() == pytest.approx([0.5, 1.0])
    assert found["conversion_high"].iloc[0] == pytest.approx(1.25)  # the second step is of quality 1
    assert found["primary_commodity"].tolist() == ["sunflower_seed"] * 2


def test_only_a_density_or_a_content_may_be_overwritten() -> None:
    own = pd.DataFrame({"product": ["Chocolate", "plywood"], "content": [0.5, None], "density": [None, 0.5]})
    frame = convert_to_primary(make_lines(["chocolate", "plywood"], [1.0, 1.0]), own).frame
    assert frame["conversion"].tolist() == pytest.approx([0.5 * 1.25, 2.3 / 0.5])
    assert frame["conversion_quality"].tolist() == [3.0, 4.0]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"product": ""}, "row 0: The product is blank"),
        ({"pe": "x"}, "row 0: pe is 'x', which is no number"),
        ({"pe": -1}, "pe of 'mix' is -1; it must be 0 or more"),
        ({"content": 2}, "content of 'mix' is 2; it must be from 0 to 1"),
        ({"density": 0}, "density of 'mix' is 0; it must be above 0"),
        ({"quality": 9}, "quality of 'mix' is 9"),
        ({"pe": 1, "pe_low": 2, "pe_high": 3}, "does not lie in its range"),
        ({"pe_low": 0.5}, "one end of a range only"),
        ({"unit": "kg"}, "write t or m3"),
        ({"hs": "18.06x"}, "is no customs code"),
        ({"input": "cacao powdr"}, "made of 'cacao_powdr', which is no commodity"),
        ({"input": "eggs"}, "made of 'eggs', which is not converted"),
        ({"input": ""}, "does not say what it is made of"),
        ({"pe": ""}, "'mix' is new: give pe"),
        ({"yield": 0.5}, "both pe and yield"),
        ({"product": "soybeans", "input": "soybeans"}, "is a primary commodity"),
        ({"product": "(gas)"}, "in brackets is a co-product"),
        ({"product": "plywood", "unit": "t"}, "is accounted in m3, not t"),
        ({"input": "mix"}, "made of itself"),
        ({"yeild": 1}, "The column 'yeild' is not known"),
    ],
)
def test_faults_are_named_with_their_row(row: dict[str, object], said: str) -> None:
    whole = {"product": "mix", "input": "cocoa_paste", "pe": 1, **row}
    with pytest.raises(InputError) as caught:
        check_products(pd.DataFrame([whole], dtype=object))
    assert said in str(caught.value)


def test_all_faults_are_said_at_once_and_processes_are_checked() -> None:
    table = pd.DataFrame(CRUSH).assign(price=[400.0, np.nan, -1.0], input=["soybeans", "maize", "soybeans"])
    with pytest.raises(InputError) as caught:
        check_products(table)
    for said in ("several inputs", "price of soybean_oil is missing", "price of '(lecithin)' is -1"):
        assert said in str(caught.value)
    with pytest.raises(InputError, match="row 5"):  # the row of the file
        check_products(pd.DataFrame({"product": ["a"]}), first_row=5)
    with pytest.raises(InputError, match="'product' is missing"):
        check_products(pd.DataFrame({"pe": [1.0]}))
    with pytest.raises(InputError, match="no row"):
        check_products(pd.DataFrame({"product": [""]}))


def test_files_that_are_no_table_of_products_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no file"):
        read_products(tmp_path / "none.csv")
    (tmp_path / "other.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(InputError, match="no column 'product'; seen: 'a', 'b'"):
        read_products(tmp_path / "other.csv")
    with pytest.raises(UsageError, match="dict"):
        read_products({"product": "x"})  # type: ignore[arg-type]
    assert read_products(None) is None


def test_a_row_of_a_file_is_named_as_the_file_counts_it(tmp_path: Path) -> None:
    (tmp_path / "own.csv").write_text(
        "product,input,pe\nmix,cocoa_paste,1\nmax,cocoa_paste,x\n", encoding="utf-8"
    )
    with pytest.raises(InputError, match="row 3: pe"):
        read_products(tmp_path / "own.csv")


def test_nothing_changes_without_own_products() -> None:
    lines = make_lines(["palm_oil", "chocolate"], [1.0, 2.0])
    other = pd.DataFrame({"product": ["mix"], "input": ["maize"], "pe": [1.0]})
    without, beside = convert_to_primary(lines).frame, convert_to_primary(lines, other).frame
    pd.testing.assert_frame_equal(without, beside, check_categorical=False)  # what the texts could be differs
    pd.testing.assert_frame_equal(convert_to_primary(lines).frame, convert_to_primary(lines).frame)


_STEP = st.lists(st.tuples(st.floats(0.05, 1.0), st.floats(0.0, 100.0)), min_size=1, max_size=4)


@given(st.lists(_STEP, min_size=1, max_size=4), st.sampled_from(["economic", "mass"]))
def test_law_random_chains_of_own_processes_conserve_their_crop(
    chain: list[list[tuple[float, float]]], allocation: Allocation
) -> None:
    rows, source = [], "maize"
    for level, outputs in enumerate(chain):
        for at, (share, price) in enumerate(outputs):
            rows.append(
                {
                    "product": f"good {level} {at}", "process": f"step {level}", "input": source, "yield": share,
                    "price": price + (at == 0),
                }
            )  # fmt: skip
        source = f"good {level} 0"
    pe = primary_equivalents(allocation, own=check_products(pd.DataFrame(rows)))["pe"]
    carried = 0.0
    left = 1.0  # of a tonne of maize, what reaches the level
    for level, outputs in enumerate(chain):
        parts = [share * float(pe[f"good_{level}_{at}"]) for at, (share, _) in enumerate(outputs)]
        assert left * sum(parts) == pytest.approx(
            left * (1.0 if level == 0 else float(pe[f"good_{level - 1}_0"]))
        )
        carried += left * sum(parts[1:])
        left *= outputs[0][0]
    assert carried + left * float(pe[f"good_{len(chain) - 1}_0"]) == pytest.approx(1.0)
