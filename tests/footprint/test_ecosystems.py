"""Loss and degradation split over ecosystems."""

from __future__ import annotations

import dataclasses
import math

import pandas as pd
import pytest

import bbafootprint as bba
from tests.footprint.conftest import purchases


@pytest.fixture
def factors_with_ecosystems(factors: bba.FactorSet) -> bba.FactorSet:
    return with_shares(
        factors, ("BRA", "loss", "", "forest", "T1", 0.75), ("BRA", "loss", "", "savannah", "T4", 0.25)
    )


def with_shares(factors: bba.FactorSet, *rows: tuple[object, ...]) -> bba.FactorSet:
    """Give a set shares: origin, account, commodity, ecosystem, code, share, and both ends where known."""
    filled = [(*row, None, None) if len(row) == 6 else row for row in rows]
    columns = [
        "origin", "account", "commodity", "ecosystem", "get_code", "share", "share_low", "share_high",
    ]  # fmt: skip
    table = pd.DataFrame(filled, columns=columns).assign(basis="area_share", source="hand-made")
    return dataclasses.replace(factors, ecosystems=table.astype({"share_low": float, "share_high": float}))


def test_parts_add_up_and_what_has_no_share_is_unspecified(factors_with_ecosystems: bba.FactorSet) -> None:
    table = purchases(
        ("soybeans", "Brazil", 100.0), ("soybeans", "unknown", 10.0), ("cocoa_beans", "Côte d'Ivoire", 5.0)
    )
    result = bba.calculate_footprint(table, factors_with_ecosystems)
    split = result.by("ecosystem").set_index("ecosystem")["value"]
    assert split["forest"] == pytest.approx(0.075)
    assert split["savannah"] == pytest.approx(0.025)
    assert split["unspecified"] == pytest.approx(10 * 0.0005 + 5 * 0.02)
    assert split.sum() == pytest.approx(result.total().loc["habitat_loss", "value"])


def test_freshwater_stands_as_not_assessed(factors_with_ecosystems: bba.FactorSet) -> None:
    result = bba.calculate_footprint(purchases(("soybeans", "Brazil", 1.0)), factors_with_ecosystems)
    row = result.by("ecosystem").set_index("ecosystem").loc["freshwater"]
    assert math.isnan(row["value"])
    assert row["basis"] == "not assessed"


def test_groups_and_ecosystems_together(factors_with_ecosystems: bba.FactorSet) -> None:
    table = purchases(("soybeans", "Brazil", 100.0), ("cocoa_beans", "Côte d'Ivoire", 5.0))
    by = bba.calculate_footprint(table, factors_with_ecosystems).by("commodity", "ecosystem")
    sums = by.groupby("commodity")["value"].sum()
    assert sums["soybeans"] == pytest.approx(0.1)
    assert sums["cocoa_beans"] == pytest.approx(0.1)


def test_the_commodity_s_own_shares_go_before_those_of_its_origin(factors: bba.FactorSet) -> None:
    wheat = {"commodity": "wheat", "origin": "BRA", "indicator": "habitat_loss", "value": 0.002, "unit": "ha"}
    more = bba.load_factors(pd.concat([factors.to_frame(), pd.DataFrame([wheat | {"quality": 3}])]))
    shared = with_shares(
        more,
        ("BRA", "loss", "", "forest", "T1", 1.0),
        ("BRA", "loss", "wheat", "savannah", "T4", 0.4),
        ("BRA", "loss", "wheat", "forest", "T1", 0.6),
    )
    table = purchases(("soybeans", "Brazil", 100.0), ("wheat", "Brazil", 100.0))
    split = bba.calculate_footprint(table, shared).by("commodity", "ecosystem")
    found = split.dropna(subset="value").set_index(["commodity", "ecosystem"])["value"].to_dict()
    assert found == pytest.approx(
        {("soybeans", "forest"): 0.1, ("wheat", "forest"): 0.12, ("wheat", "savannah"): 0.08}
    )


def test_a_range_of_a_share_is_a_range_of_the_amount_and_of_no_other(factors: bba.FactorSet) -> None:
    shared = with_shares(
        factors,
        ("BRA", "loss", "", "peat", "TF1", 0.2, 0.1, 0.5),
        ("BRA", "loss", "", "forest", "T1", 0.8),
        ("ARG", "loss", "", "peat", "TF1", 1.0),
        ("CIV", "loss", "", "peat", "TF1", 1.0),
    )
    # 100 t x 0.001 ha/t = 0.1 ha in Brazil; 1 t x 0.02 ha/t = 0.02 ha in Côte d'Ivoire, whose share has no range.
    table = purchases(("soybeans", "Brazil", 100.0), ("cocoa_beans", "Côte d'Ivoire", 1.0))
    split = bba.calculate_footprint(table, shared).by("ecosystem").set_index("ecosystem")
    numbers = ["value", "value_at_share_low", "value_at_share_high"]
    assert split.loc["peat", numbers].tolist() == pytest.approx([0.04, 0.03, 0.07])
    assert split.loc["forest", "value"] == pytest.approx(0.08)
    assert split.loc["forest", numbers[1:]].isna().all()
