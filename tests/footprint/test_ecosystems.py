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
    rows = [
        ("BRA", "loss", "forest", "T1", 0.75, "area_share", "hand-made"),
        ("BRA", "loss", "savannah", "T4", 0.25, "area_share", "hand-made"),
    ]
    columns = ["origin", "account", "ecosystem", "get_code", "share", "basis", "source"]
    return dataclasses.replace(factors, ecosystems=pd.DataFrame(rows, columns=columns))


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
