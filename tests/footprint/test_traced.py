"""A traced run: a split line counts once, its tonnes are exact, its numbers can be redone by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import bbafootprint as bba
from bbafootprint.errors import IncompatibleFactorSetsError, UsageError
from bbafootprint.footprint.explained_parts import SHOWN

from ..laws import examples

MIXES = pd.DataFrame(
    [
        ("soybeans", "NLD", 2022, "BRA", 0.6),
        ("soybeans", "NLD", 2022, "ARG", 0.3),
        ("soybeans", "NLD", 2022, "PRY", 0.08),
        ("soybeans", "NLD", 2022, "UKR", 0.02),
        ("wheat", "NLD", 2022, "UKR", 1.0),
    ],
    columns=["commodity", "consignment", "year", "origin", "share"],
)
TRADE = bba.load_trade(MIXES)


def table(*rows: tuple[object, ...]) -> pd.DataFrame:
    """Purchases of (commodity, origin, shipped from, quantity)."""
    return pd.DataFrame(list(rows), columns=["commodity", "origin", "shipped from", "t"]).astype({"t": float})


def traced(factors: bba.FactorSet, *rows: tuple[object, ...], **more: object) -> bba.Footprint:
    return bba.calculate_footprint(table(*rows), factors, perspective="traced", trade=TRADE, **more)  # type: ignore[arg-type]


def test_totals_by_hand(factors: bba.FactorSet) -> None:
    result = traced(factors, ("soybeans", "", "NLD", 1000))
    land = 600 * 0.3 + 300 * 0.4 + 80 * 0.35 + 20 * 0.5  # Paraguay by South America, Ukraine by the world
    total = result.total()
    assert total["value"]["land_occupation"] == pytest.approx(land)
    # Loss: Argentina's is a reported 0; a traced origin does not fall to the world's mean, as a declared one does not
    assert total["value"]["habitat_loss"] == pytest.approx(
        600 * 0.001 + (100 * 0.0005 if _world_answers(factors) else 0)
    )
    assert result.counts() == {"read": 1, "assessed": 1, "not_assessed": 0, "rejected": 0}
    assert result.masses()["read"] == pytest.approx(1000, rel=1e-12)
    frame = result.to_frame()
    assert frame.index.tolist() == [0, 0, 0, 0]
    assert frame["origin_status"].tolist() == ["traced"] * 4
    assert frame["land_occupation"].tolist() == pytest.approx([180, 120, 28, 10])
    assert frame["land_occupation_match_level"].tolist() == ["country", "country", "subregion", "world"]


def _world_answers(factors: bba.FactorSet) -> bool:
    """Whether the ladder of loss of this set lets the world answer for known origins."""
    return any(
        rung.rung == "world" and rung.origins != "unknown" for rung in factors.metadata.ladder["habitat_loss"]
    )


def test_a_traced_origin_is_never_better_than_three_and_by_proxy_than_four(factors: bba.FactorSet) -> None:
    own = traced(factors, ("soybeans", "", "NLD", 1000)).total()["quality"]["land_occupation"]
    assert own == pytest.approx(0.6 * 3 + 0.3 * 3 + 0.08 * 4 + 0.02 * 5)
    proxy = traced(factors, ("soybean_meal", "", "NLD", 1000))
    assert proxy.to_frame()["origin_quality"].tolist() == [4] * 4
    quality = proxy.total()["quality"]["land_occupation"]
    assert quality == pytest.approx(0.98 * 4 + 0.02 * 5)
    declared = bba.calculate_footprint(table(("soybeans", "BRA", "", 1)), factors).total()["quality"]
    assert declared["land_occupation"] < 3


def test_by_origin_and_by_consignment(factors: bba.FactorSet) -> None:
    result = traced(
        factors, ("soybeans", "", "NLD", 1000), ("soybeans", "BRA", "", 10), ("wheat", "", "BEL", 5)
    )
    land = result.by("origin")
    land = land[land["indicator"] == "land_occupation"].set_index("origin")
    assert land["mass_t"].to_dict() == pytest.approx(
        {"BRA": 610, "ARG": 300, "PRY": 80, "UKR": 20, "unknown": 5}
    )
    assert land["lines"].to_dict() == {"BRA": 2, "ARG": 0, "PRY": 0, "UKR": 0, "unknown": 1}
    assert land["value"].sum() == pytest.approx(result.total()["value"]["land_occupation"])
    shipped = result.by("consignment")
    shipped = shipped[shipped["indicator"] == "land_occupation"]
    assert shipped["lines"].tolist() == [1, 1, 1]
    assert sorted(shipped["mass_t"]) == pytest.approx([5, 10, 1000])
    origins = result.origins()
    assert origins["lines"].to_dict() == {
        "declared": 1, "traced": 1, "consignment": 0, "unknown": 1, "unreadable": 0
    }  # fmt: skip
    assert origins["mass_t"]["traced"] == pytest.approx(1000)


def test_parts_without_a_factor_are_listed_with_their_tonnes(factors: bba.FactorSet) -> None:
    only = factors.frame["origin"].astype(object)
    kept = factors.frame[~only.isin(["WLD", "005"])].reset_index(drop=True)
    result = traced(replace(factors, frame=kept), ("soybeans", "", "NLD", 1000), ("wheat", "", "NLD", 7))
    listed = result.not_assessed()
    assert listed["line_id"].tolist() == ["0", "0", "1"]
    assert listed["origin"].tolist() == ["PRY", "UKR", "UKR"]
    assert listed["part"].tolist() == [3, 4, 1]
    assert listed["mass_t"].tolist() == pytest.approx([80, 20, 7])
    counts, masses = result.counts(), result.masses()
    assert counts == {
        "read": 2,
        "assessed": 1,
        "not_assessed": 1,
        "rejected": 0,
    }  # the first is assessed by its part 1
    assert masses["assessed"] == pytest.approx(900)
    assert masses["not_assessed"] == pytest.approx(107)
    gaps = result.gaps()
    assert gaps[gaps["indicator"] == "land_occupation"]["mass_t"].sum() == pytest.approx(107)
    coverage = result.coverage()
    land = coverage[coverage["indicator"] == "land_occupation"].set_index("match_level")
    assert land["mass_t"]["not assessed"] == pytest.approx(107)
    assert land["lines"].sum() == 2


def test_the_record_names_perspective_data_and_products(factors: bba.FactorSet) -> None:
    result = traced(factors, ("soybeans", "", "NLD", 1000))
    options = result.provenance["options"]
    assert options["perspective"] == "traced"
    assert options["trade"] == [{"id": "dataframe", "version": "0.0.0", "hashes": dict(TRADE.hashes)}]
    assert options["products"]["id"] == "products-open"
    direct = bba.calculate_footprint(table(("soybeans", "", "NLD", 1000)), factors)
    assert direct.provenance["options"]["perspective"] == "direct"
    assert "trade" not in direct.provenance["options"]
    assert direct.lines is not None
    assert "part" not in direct.lines.frame
    with pytest.raises(IncompatibleFactorSetsError):
        result + direct
    again = traced(factors, ("soybeans", "", "NLD", 1000))
    assert again.provenance == result.provenance
    # lines that were traced before are recorded as such
    lines = bba.trace_origins(bba.read_lines(table(("soybeans", "", "NLD", 1000))), TRADE)
    assert bba.calculate_footprint(lines, factors).options == result.options


def test_trade_data_that_nothing_uses_are_refused(factors: bba.FactorSet) -> None:
    with pytest.raises(UsageError, match="perspective='traced'"):
        bba.calculate_footprint(table(("soybeans", "", "NLD", 1)), factors, trade=TRADE)
    with pytest.raises(UsageError, match="direct"):
        bba.calculate_footprint(table(("soybeans", "", "NLD", 1)), factors, perspective="both")  # type: ignore[arg-type]


def test_a_split_line_explains_its_mix_and_sums_that_can_be_redone(factors: bba.FactorSet) -> None:
    result = traced(factors, ("soybeans", "", "Netherlands", 1000), ("cocoa butter", "", "NLD", 3))
    explanation = result.explain("0")
    parts = explanation.steps["parts"]
    assert [part["origin"] for part in parts] == ["BRA", "ARG", "PRY", "UKR"]
    assert sum(part["primary_quantity"] for part in parts) == pytest.approx(1000)
    assert explanation.steps["line"]["quantity"] == pytest.approx(1000)
    land = explanation.steps["indicators"][0]
    assert land["value"] == pytest.approx(338)
    assert land["value"] == pytest.approx(result.total()["value"]["land_occupation"] - _land(result, "1"))
    text = str(explanation)
    for said in (
        "soybeans from (no origin), shipped from Netherlands: 1,000 t",
        "consigned   from Netherlands (dataframe 0.0.0, soybeans 2022 for no year)",
        "1,000 t x 1 = 1,000 t of soybeans",
        "4 countries by the mix",
        "origin quality 3",
        "Brazil: 1,000 x 0.6 = 600 t",
        "land_occupation: 338 ha yr, the sum of",
        "Brazil: 600 x 0.3 = 180; factor of Brazil (country rung)",
        "Paraguay: 80 x 0.35 = 28",
    ):
        assert said in text
    whole = str(result.explain("1"))
    assert "consigned   from Netherlands (not traced: no trade data)" in whole
    assert "unknown" in whole


def _land(result: bba.Footprint, line_id: str) -> float:
    frame = result.to_frame()
    return float(frame.loc[frame["line_id"] == line_id, "land_occupation"].sum())


def test_many_parts_are_summed_up_and_what_has_no_factor_is_said(factors: bba.FactorSet) -> None:
    places = ["BRA", "ARG", "CIV", "FRA", "USA", "CAN", "IND", "CHN"]
    rows = [("soybeans", "NLD", 2022, place, 1 / 8) for place in places]
    trade = bba.load_trade(pd.DataFrame(rows, columns=MIXES.columns))
    result = bba.calculate_footprint(
        table(("soybeans", "", "NLD", 80)), factors, perspective="traced", trade=trade
    )
    text = str(result.explain("0"))
    assert f"{8 - SHOWN} smaller: 80 x 0.375 = 30 t" in text
    land = text.split("land_occupation: ")[1].split("\n  habitat_loss")[0]
    numbers = [line.split(" = ")[1].split(";")[0] for line in land.splitlines()[1:]]
    assert sum(map(float, numbers)) == pytest.approx(float(land.split(" ")[0]))
    loss = text.split("habitat_loss: ")[1]
    if not _world_answers(factors):
        assert "not assessed: 60 t from " in loss


GOODS = st.sampled_from(["soybeans", "soybean_meal", "wheat", "cocoa_beans", "nonsense", "barley"])
PLACES = st.sampled_from(["", "NLD", "BRA", "Rotterdam", "Atlantis", "CIV"])
ROWS = st.lists(st.tuples(GOODS, PLACES, PLACES, st.floats(-5, 1e6)), min_size=1, max_size=15)


@settings(max_examples=examples(40), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ROWS)
def test_read_is_assessed_not_assessed_and_rejected(
    factors: bba.FactorSet, rows: list[tuple[object, ...]]
) -> None:
    result = traced(factors, *rows, by="commodity")
    direct = bba.calculate_footprint(table(*rows), factors)
    counts, masses = result.counts(), result.masses()
    assert counts["read"] == len(rows) == counts["assessed"] + counts["not_assessed"] + counts["rejected"]
    assert counts["rejected"] == direct.counts()["rejected"]
    for name in ("read", "rejected"):
        assert masses[name] == pytest.approx(direct.masses()[name], rel=1e-12)
    assert masses["lines_without_mass"] == direct.masses()["lines_without_mass"]
    assert masses["read"] == pytest.approx(
        sum(masses[each] for each in ("assessed", "not_assessed", "rejected"))
    )
    for columns in (["commodity"], ["origin"], ["consignment", "origin"]):
        groups = result.by(columns)
        summed = groups.groupby("indicator", sort=False)[["value", "lines", "mass_t"]].sum(min_count=1)
        total = result.total()
        np.testing.assert_allclose(summed.loc[total.index, "value"], total["value"])
        assert summed["lines"].tolist() == [len(rows)] * len(total)
    coverage = result.coverage().groupby("indicator")[["lines", "mass_t"]].sum()
    assert coverage["lines"].tolist() == [len(rows)] * len(coverage)
    np.testing.assert_allclose(coverage["mass_t"], masses["read"])
    np.testing.assert_allclose(
        result.to_frame()[["land_occupation", "habitat_loss"]].sum(min_count=1),
        result.total()["value"][["land_occupation", "habitat_loss"]],
    )


@settings(max_examples=examples(25), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ROWS, ROWS)
def test_results_of_parts_add_up(
    factors: bba.FactorSet, one: list[tuple[object, ...]], two: list[tuple[object, ...]]
) -> None:
    both = traced(factors, *one, *two)
    added = traced(factors, *one) + traced(factors, *two)
    assert added.counts() == both.counts()
    np.testing.assert_allclose(added.total()["value"], both.total()["value"])


def test_lines_need_not_be_kept(factors: bba.FactorSet) -> None:
    rows = (("soybeans", "", "NLD", 1000), ("wheat", "", "BEL", 5))
    small = traced(factors, *rows, keep_lines=False, by=["origin"])
    kept = traced(factors, *rows)
    pd.testing.assert_frame_equal(small.total(), kept.total())
    assert small.counts() == kept.counts()
