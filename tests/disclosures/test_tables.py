"""Tables filled from a result: numbers by hand, what is not covered, and laws."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import bbafootprint as bba
from bbafootprint.disclosures.filling import EUDR_LINES, NOT_COVERED, PRODUCTS, TABLE_COLUMNS
from bbafootprint.errors import UsageError

from ..laws import examples

ALL = "all high-risk commodities"


def purchases(**columns: Any) -> pd.DataFrame:
    return pd.DataFrame({"unit": "t", **columns})


def tables(frame: pd.DataFrame, **options: Any) -> dict[str, pd.DataFrame]:
    return bba.disclosure_tables(bba.calculate_footprint(frame), **options)


def of(table: pd.DataFrame, datapoint: str) -> pd.DataFrame:
    found = table[table["datapoint"].str.startswith(datapoint)]
    assert len(found)
    return found.set_index("item")


@pytest.fixture(scope="module")
def example(root: Any) -> bba.Footprint:
    return bba.calculate_footprint(root / "examples" / "procurement.xlsx")


@pytest.fixture(scope="module")
def filled(example: bba.Footprint) -> dict[str, pd.DataFrame]:
    return bba.disclosure_tables(example)


MIXED = purchases(
    commodity=["soybean meal", "palm oil", "palm oil", "apples", "soybeans", "soybeans"],
    origin=["BRA", "IDN", "unknown", "FRA", "BRA", "BRA"],
    quantity=[60.0, 30.0, 10.0, 100.0, np.nan, 500.0],
    stage=["", "", "", "", "", "contained"],
    certification=["", "RSPO", "no", "organic", "RTRS", "RTRS"],
    claim=["conversion_free", "", "deforestation_free", "", "", ""],
    evidence=["traced_verified", "segregated", "claimed", "", "", ""],
    cut_off=["2020-12-31", "", "2022-12-31", "", "", ""],
)


def test_every_table_has_its_columns_and_every_number_its_coverage(filled: dict[str, pd.DataFrame]) -> None:
    for name in ("TNFD", "ESRS E4", "GRI 101", "SBTN Land", "EUDR", "AFi and CDP"):
        table = filled[name]
        assert tuple(table.columns) == TABLE_COLUMNS
        assert (table["value"].isna() == (table["covered"] == NOT_COVERED)).all(), "a blank is never a zero"
        assert table.loc[table["covered"] == NOT_COVERED, "remark"].str.len().gt(0).all()
        amounts = table[table["low"].notna()]
        assert amounts["covered_share"].between(0, 1).all()
        assert amounts["quality"].between(1, 5).all()


def test_amounts_are_those_of_the_result(filled: dict[str, pd.DataFrame], example: bba.Footprint) -> None:
    total = example.total()
    loss = of(filled["TNFD"], "Extent of land use change, upstream").iloc[0]
    for name in ("value", "low", "high", "quality"):
        assert loss[name] == total.loc["habitat_loss", name]
    assert loss["covered_share"] == total.loc["habitat_loss", "assessed_mass_share"]
    land = of(filled["SBTN Land"], "Land footprint").iloc[0]
    wood = example.by("primary_commodity").set_index(["primary_commodity", "indicator"])["value"]
    assert land["value"] == pytest.approx(
        total.loc["land_occupation", "value"] - wood["roundwood", "land_occupation"]
    )


def test_high_risk_tonnes_and_shares_by_hand() -> None:
    tnfd = tables(MIXED)["TNFD"]
    mass = of(tnfd, "High-risk natural commodities sourced")
    assert mass["value"].to_dict() == {ALL: 100, "Soybeans": 60, "Oil palm fruit": 40}
    assert mass["covered_share"].iloc[0] == 4 / 4, (
        "a line without a quantity is rejected, a contained one is no good"
    )
    share = of(tnfd, "High-risk share")
    assert share["value"].to_dict() == {ALL: 50, "Soybeans": 30, "Oil palm fruit": 20}
    certified = of(tnfd, "High-risk commodities under")
    assert certified["value"].to_dict() == {ALL: 30, "Soybeans": 0, "Oil palm fruit": 30}
    assert certified["covered_share"].iloc[0] == 1
    assert of(tnfd, "Certified share").loc["Oil palm fruit", "value"] == 75


def test_claims_count_with_a_cut_off_date_in_time() -> None:
    afi = tables(MIXED)["AFi and CDP"]
    assert of(afi, "Share deforestation- and")["value"].to_dict() == {
        ALL: 60,
        "Soybeans": 100,
        "Oil palm fruit": 0,
    }
    assert of(afi, "Of it verified").loc[ALL, "value"] == 60
    late = of(afi, "Share deforestation-free only").loc[ALL]
    assert late["value"] == 0
    assert late["remark"].startswith("10 t with a later cut-off date")
    assert of(afi, "Share traceable to the country").loc[ALL, "value"] == 90
    assert of(afi, "Share of unknown origin").loc[ALL, "value"] == 10


def test_no_entry_is_no_zero() -> None:
    frame = MIXED.assign(certification=["", "RSPO", "", "", "", ""]).drop(
        columns=["claim", "evidence", "cut_off"]
    )
    certified = of(tables(frame)["TNFD"], "Certified share")
    assert certified["covered"].to_dict() == {
        ALL: "partly",
        "Soybeans": NOT_COVERED,
        "Oil palm fruit": "partly",
    }
    assert certified["value"][ALL] == 30
    assert certified["covered_share"].to_dict() == {ALL: 0.3, "Soybeans": 0, "Oil palm fruit": 0.75}
    assert certified["remark"][ALL].startswith("70 t without an entry")


def test_without_columns_of_claims_they_are_not_covered(filled: dict[str, pd.DataFrame]) -> None:
    row = of(filled["TNFD"], "Certified share").iloc[0]
    assert (row["covered"], np.isnan(row["value"])) == (NOT_COVERED, True)
    assert "no column certification" in row["remark"]


def test_a_list_of_ones_own() -> None:
    mass = of(tables(MIXED, high_risk=["apples"])["TNFD"], "High-risk natural commodities sourced")
    assert mass["value"].to_dict() == {ALL: 100, "Apples": 100}
    with pytest.raises(UsageError, match="'soybean' is no code of a primary commodity"):
        tables(MIXED, high_risk=["soybean"])


def test_what_no_factor_answers_is_not_covered() -> None:
    wheat = tables(purchases(commodity=["wheat"], origin=["FRA"], quantity=[5.0]))
    loss = of(wheat["TNFD"], "Extent of land use change, upstream").iloc[0]
    assert (loss["covered"], np.isnan(loss["value"])) == (NOT_COVERED, True)
    (row,) = wheat[PRODUCTS].to_dict("records")
    assert (row["commodity"], row["covered"], np.isnan(row["value"])) == ("wheat", NOT_COVERED, True)


def test_products_add_up_and_shipping_is_no_growing(
    filled: dict[str, pd.DataFrame], example: bba.Footprint
) -> None:
    table = filled[PRODUCTS]
    assert table["value"].sum() == pytest.approx(example.total().loc["habitat_loss", "value"])
    shipped = table[table["origin"] == "NLD"]
    assert shipped["country"].str.startswith("not known; shipped from").all()
    by_ecosystem = of(filled["TNFD"], "Extent of land use change by type")
    assert by_ecosystem["value"].sum() == pytest.approx(table["value"].sum())
    assert by_ecosystem.loc["freshwater", "covered"] == NOT_COVERED


def test_traced_lines_are_listed_by_part_and_say_so(root: Any) -> None:
    result = bba.calculate_footprint(root / "examples" / "consigned.csv", perspective="traced")
    filled = bba.disclosure_tables(result)
    assert {"traced", "consignment"} <= set(filled[PRODUCTS]["origin_status"])
    assert filled[PRODUCTS]["value"].sum() == pytest.approx(result.total().loc["habitat_loss", "value"])
    assert of(filled["TNFD"], "High-risk natural commodities sourced").loc[
        ALL, "covered_share"
    ] == pytest.approx(1)
    soy = filled[EUDR_LINES].query("list_commodity == 'soya'")
    assert len(soy) > soy["line_id"].nunique()
    assert soy["country_tier"].isna().all(), "an origin from trade statistics is not known of these goods"


def test_conversion_since_2020_is_not_read_off_factors_that_spread_it(
    filled: dict[str, pd.DataFrame],
) -> None:
    row = of(filled["SBTN Land"], "No conversion").iloc[0]
    assert row["covered"] == NOT_COVERED
    assert "spreads conversion over years" in row["remark"]


@pytest.mark.parametrize(("year", "covered"), [(2021, "partly"), (2020, NOT_COVERED)])
def test_conversion_since_2020_needs_factors_of_later_years(year: int, covered: str) -> None:
    factors = pd.DataFrame({
        "commodity": ["soybeans"], "origin": ["BRA"], "indicator": ["habitat_loss"], "value": [0.01], "unit": ["ha"],
        "account": ["loss"], "kind": ["flow"], "year_from": [year], "year_to": [2023],
    })  # fmt: skip
    bought = purchases(commodity=["soybeans"], origin=["BRA"], quantity=[100.0])
    result = bba.calculate_footprint(bought, bba.load_factors(factors))
    row = of(bba.disclosure_tables(result)["SBTN Land"], "No conversion").iloc[0]
    assert row["covered"] == covered
    assert np.isnan(row["value"]) if covered == NOT_COVERED else row["value"] == pytest.approx(1)


def test_nothing_bought_is_nothing_covered() -> None:
    empty = pd.DataFrame({"commodity": [], "origin": [], "quantity": [], "unit": []})
    for name, table in tables(empty).items():
        assert (table["covered"] == NOT_COVERED).all() if "covered" in table else table.empty, name


def test_lines_must_be_kept() -> None:
    result = bba.calculate_footprint(MIXED, keep_lines=False)
    with pytest.raises(UsageError, match="not kept"):
        bba.disclosure_tables(result)


GOODS = st.sampled_from(["soybeans", "palm oil", "cocoa beans", "apples", "sawnwood", "no such thing"])
PLACES = st.sampled_from(["BRA", "IDN", "NLD", "FRA", "unknown"])
LINE = st.tuples(
    GOODS, PLACES, st.floats(0, 1e6), st.sampled_from(["", "no", "FSC"]), st.sampled_from(["", "1201"])
)


@settings(max_examples=examples(15))
@given(st.lists(LINE, min_size=1, max_size=6))
def test_laws_of_the_tables(lines: list[tuple[str, str, float, str, str]]) -> None:
    commodity, origin, quantity, certification, code = map(list, zip(*lines, strict=True))
    frame = purchases(
        commodity=commodity, origin=origin, quantity=quantity, certification=certification, hs_code=code
    )
    result = bba.calculate_footprint(frame)
    filled = bba.disclosure_tables(result)
    tnfd = filled["TNFD"]
    mass = of(tnfd, "High-risk natural commodities sourced")["value"]
    if mass.notna().any():
        certified = of(tnfd, "High-risk commodities under")["value"]
        assert mass.drop(ALL).sum() == pytest.approx(mass[ALL])
        assert certified.drop(ALL).sum(min_count=1) == pytest.approx(certified[ALL], nan_ok=True)
        assert (certified.isna() | (certified <= mass * (1 + 1e-12))).all(), "certified is a part of all"
        known = (
            of(filled["AFi and CDP"], part)["value"][ALL]
            for part in ("Share traceable to the country", "Share of")
        )
        assert sum(known) == pytest.approx(100) or mass[ALL] == 0
    loss, total = filled[PRODUCTS]["value"], result.total().loc["habitat_loss", "value"]
    assert loss.sum(min_count=1) == pytest.approx(total, nan_ok=True)
    listed = of(filled["EUDR"], "Lines in the list")["value"]
    assert listed.sum() == pytest.approx(result.masses()["read"]), (
        "every tonne is listed, asked about, or not listed"
    )
    assert len(filled[EUDR_LINES]) <= len(lines)
