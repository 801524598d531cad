"""Goods at two stages of one chain: found, named with the quantity that may count twice, never removed."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import bbafootprint as bba
from bbafootprint.trade.products.chains import MADE_OF, made_from, most_shared
from bbafootprint.trade.products.double_counting import DOUBLE_COUNTING_ISSUES, find_double_counting
from bbafootprint.trade.products.equivalents import primary_equivalents

from ...laws import examples

PE = primary_equivalents()["pe"]


def issues_of(*rows: tuple[object, ...], columns: str = "commodity t stage") -> pd.DataFrame:
    """Issues of double counting of lines of these columns."""
    table = pd.DataFrame(list(rows), columns=columns.split()).astype({"t": float})
    lines = find_double_counting(bba.convert_to_primary(bba.read_lines(table)))
    return lines.issues[lines.issues["code"].isin(DOUBLE_COUNTING_ISSUES)].reset_index(drop=True)


def test_a_crop_and_what_is_made_of_it_without_a_stage_is_one_warning_a_chain() -> None:
    said = issues_of(
        ("cocoa_beans", 100, ""), ("cocoa_butter", 10, ""), ("soybeans", 10, ""), ("soybean_meal", 500, ""),
        ("cocoa_butter", 5, ""), ("wheat", 1, ""),
    )  # fmt: skip
    assert said["code"].tolist() == ["double-counting-possible"] * 2
    assert said["severity"].tolist() == ["warning"] * 2
    assert said["found"].tolist() == ["cocoa_beans and cocoa_butter", "soybeans and soybean_meal"]
    twice = 15 * PE["cocoa_butter"]  # less than the beans
    assert f"at most {twice:,.6g} t of Cocoa beans" in said["message"].iloc[0]
    assert "at most 10 t of Soybeans" in said["message"].iloc[1]  # more meal than these beans can give
    assert "'Stage'" in said["suggestion"].iloc[0]
    assert said["line_id"].tolist() == ["0", "2"]


def test_siblings_are_none() -> None:
    assert issues_of(("soybean_meal", 79, ""), ("soybean_oil", 18, "")).empty
    assert issues_of(("cocoa_beans", 10, ""), ("cocoa_beans", 10, "")).empty
    assert issues_of(("cocoa_beans", 10, ""), ("soybean_oil", 10, "")).empty


def test_a_crop_and_what_is_made_of_it_are_said_though_both_are_marked_with_one_stage() -> None:
    (code,) = issues_of(("cocoa_beans", 10, "raw"), ("cocoa_butter", 10, "raw"))["code"]
    assert code == "double-counting-stages"


@pytest.mark.parametrize(
    ("used", "made"),
    [
        ("cattle_live", "beef_bone_in"), ("cattle_live", "hides_raw"), ("rubber_latex", "tyres"),
        ("veneer", "plywood"), ("cocoa_butter", "chocolate"), ("wood_pulp_chemical", "paper"),
    ],
)  # fmt: skip
def test_what_is_made_of_another_product_is_found_though_the_processes_go_another_way(
    used: str, made: str
) -> None:
    table = pd.DataFrame({"commodity": [used, made], "quantity": [10.0, 4.0], "unit": "t"})
    lines = find_double_counting(bba.convert_to_primary(bba.read_lines(table)))
    (row,) = lines.issues[lines.issues["code"] == "double-counting-possible"].to_dict("records")
    assert row["found"] == f"{used} and {made}"
    twice = lines.frame["primary_quantity"].min()
    assert f"at most {twice:,.6g} " in row["message"]


def test_what_can_be_made_of_what_has_no_circle_and_stays_in_one_chain() -> None:
    table = primary_equivalents()
    made = made_from(table.index, table["path"].to_dict())
    for code, of in MADE_OF.items():
        assert {table.loc[each, "primary_commodity"] for each in (code, *of)} == {
            table.loc[code, "primary_commodity"]
        }
    assert not [(one, other) for one in made for other in made[one] if one in made[other]]


def test_goods_made_of_two_others_share_with_both() -> None:
    made = {"butter": frozenset(), "powder": frozenset(), "chocolate": frozenset({"butter", "powder"})}
    assert most_shared({"butter": 3.0, "powder": 2.0, "chocolate": 9.0}, made) == pytest.approx(5)
    assert most_shared({"butter": 3.0, "powder": 2.0, "chocolate": 4.0}, made) == pytest.approx(4)


def test_siblings_are_added_before_they_are_set_against_their_crop() -> None:
    (message,) = issues_of(("soybeans", 50, ""), ("soybean_meal", 10, ""), ("soybean_oil", 10, ""))["message"]
    twice = 10 * PE["soybean_meal"] + 10 * PE["soybean_oil"]
    assert twice < 50
    assert f"at most {twice:,.6g} t" in message


def test_along_three_stages_only_the_largest_is_counted_once() -> None:
    rows = [("cocoa_beans", 100.0), ("cocoa_paste", 20.0), ("cocoa_butter", 5.0)]
    (message,) = issues_of(*((*row, "") for row in rows))["message"]
    equivalents = [quantity * PE[code] for code, quantity in rows]
    assert max(equivalents) == equivalents[0]
    assert f"at most {sum(equivalents) - max(equivalents):,.6g} t" in message


def test_stages_name_both_with_tonnes() -> None:
    (row,) = issues_of(("cocoa_beans", 100, "raw material"), ("chocolate", 12, "finished product")).to_dict(
        "records"
    )
    assert row["code"] == "double-counting-stages"
    assert "Cocoa beans (raw) 100 t" in row["message"]
    assert "(finished) 12 t" in row["message"]
    assert "contained" in row["suggestion"]


def test_lines_that_another_line_holds_are_not_looked_at() -> None:
    assert issues_of(("cocoa_beans", 100, "contained"), ("chocolate", 12, "finished")).empty


def test_a_company_makes_only_of_what_it_bought() -> None:
    columns = "commodity t company"
    assert issues_of(("cocoa_beans", 9, "A"), ("cocoa_butter", 1, "B"), columns=columns).empty
    said = issues_of(
        ("cocoa_beans", 9, "A"), ("cocoa_butter", 1, "A"), ("cocoa_butter", 100, "B"), ("cocoa_beans", 2, "C"),
        ("cocoa_butter", 1, "C"), columns=columns,
    )  # fmt: skip
    (message,) = said["message"]
    assert "of A, C hold" in message
    assert f"at most {2 * PE['cocoa_butter']:,.6g} t" in message


def test_a_run_says_it_and_no_number_depends_on_it() -> None:
    table = pd.DataFrame(
        {"commodity": ["cocoa_beans", "chocolate"], "t": [100.0, 12.0], "origin": ["CIV", "CIV"]}
    )
    result = bba.calculate_footprint(table)
    assert "double-counting-possible" in set(result.issues["code"])
    alone = [bba.calculate_footprint(table.iloc[[at]]).total()["value"] for at in (0, 1)]
    assert result.total()["value"].to_numpy() == pytest.approx((alone[0] + alone[1]).to_numpy())


@settings(max_examples=examples(60))
@given(
    st.dictionaries(
        st.sampled_from(["cocoa_beans", "cocoa_paste", "cocoa_butter", "cocoa_powder", "chocolate"]),
        st.floats(0.001, 1e6),
        min_size=2,
    )
)
def test_the_overlap_is_never_more_than_all_but_the_largest(goods: dict[str, float]) -> None:
    said = issues_of(*((code, tonnes, "") for code, tonnes in goods.items()))
    table = pd.DataFrame({"commodity": list(goods), "t": list(goods.values())})
    quantity = bba.convert_to_primary(bba.read_lines(table)).frame["primary_quantity"]
    for message in said["message"]:
        twice = float(message.split("at most ")[1].split(" t of ")[0].replace(",", ""))
        assert 0 < twice <= (quantity.sum() - quantity.max()) * (1 + 1e-5)
