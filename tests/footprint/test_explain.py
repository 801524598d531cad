"""A group or a total explained: contributions that add up, what is left out, and the arithmetic behind each number."""

from __future__ import annotations

import json
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import bbafootprint as bba
from bbafootprint.errors import UsageError
from tests.footprint.conftest import purchases

from ..laws import examples

COMMODITIES = ["soybeans", "soybean_meal", "cocoa_beans", "cocoa_butter", "wheat", "eggs", "moon dust"]
ORIGINS = ["BRA", "ARG", "CIV", "FRA", "NLD", "unknown", "URY", "Atlantis"]
quantity = st.one_of(st.floats(min_value=0, max_value=1e7, allow_nan=False), st.just(math.nan))
lines = st.lists(
    st.tuples(st.sampled_from(COMMODITIES), st.sampled_from(ORIGINS), quantity), min_size=1, max_size=12
)
law = settings(
    max_examples=examples(15), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def run(rows: list[tuple[str, str, float]], factors: bba.FactorSet, **options: object) -> bba.Footprint:
    return bba.calculate_footprint(purchases(*rows), factors, **options)  # type: ignore[arg-type]


@pytest.fixture
def result(factors: bba.FactorSet) -> bba.Footprint:
    return run(
        [
            ("soybeans", "Brazil", 100.0),
            ("soybeans", "Brazil", 50.0),
            ("soybeans", "Argentina", 200.0),
            ("soybean_meal", "Brazil", 10.0),
            ("cocoa_beans", "unknown", 30.0),
            ("wheat", "France", 500.0),
            ("moon dust", "Brazil", 7.0),
            ("soybeans", "Brazil", math.nan),
        ],
        factors,
    )


def entry(explanation: bba.Explanation, indicator: str) -> dict:
    (found,) = (each for each in explanation.steps["indicators"] if each["indicator"] == indicator)
    return found


def test_a_total_by_hand(result: bba.Footprint) -> None:
    loss = entry(result.explain(), "habitat_loss")
    meal = 10 * (0.79 * 420 / (0.79 * 420 + 0.18 * 950)) / 0.79 * 0.001
    values = [
        (part["commodity"], part["origin"], part["lines"], part["value"]) for part in loss["contributions"]
    ]
    assert values == [
        ("soybeans", "BRA", 2, pytest.approx(0.15)),
        ("soybean_meal", "BRA", 1, pytest.approx(meal)),
        ("soybeans", "ARG", 1, 0.0),  # a reported zero is a number
    ]
    assert loss["value"] == pytest.approx(0.15 + meal)
    assert loss["smaller"] is None
    left_out = {(left["primary_commodity"], left["reason"]): left for left in loss["left_out"]}
    assert {key: (left["lines"], left["status"]) for key, left in left_out.items()} == {
        ("cocoa_beans", "origin-not-in-set"): (1, "assessed"),  # by other indicators
        ("wheat", "indicator-not-covered"): (1, "assessed"),
        ("", "quantity-missing"): (1, "rejected"),
        ("", "commodity-unknown"): (1, "not assessed"),
    }
    assert all(left["value"] is None for left in loss["left_out"])


def test_scores_and_quality_by_hand(result: bba.Footprint) -> None:
    land = entry(result.explain(commodity="soybeans"), "land_occupation")
    assert land["value"] == pytest.approx(150 * 0.3 + 200 * 0.4)
    score = land["relative_score"]
    assert (score["amount"], score["at_world"]) == (pytest.approx(125), pytest.approx(350 * 0.5))
    assert land["relative"] == pytest.approx(score["amount"] / score["at_world"])
    assert land["quality_mean"] == [{"quality": 2.0, "mass_t": 350.0}]
    assert land["match_levels"] == [{"match_level": "country", "lines": 3, "mass_t": 350.0}]
    made = land["interval"]
    variance = (45**2 + 80**2) * math.expm1(math.log(1.1) ** 2)
    assert made["deviation"] == pytest.approx(math.sqrt(variance))
    assert made["mean"] == pytest.approx(125)
    assert made["of_conversions"] == 0
    shares = [each["share_of_variance"] for each in made["largest"]]
    assert shares == pytest.approx([80**2 / (45**2 + 80**2), 45**2 / (45**2 + 80**2)])


def test_bounds_alone_and_none_are_counted(factor_frame: pd.DataFrame) -> None:
    bare = factor_frame.copy()
    bare.loc[bare["indicator"] == "land_occupation", ["low", "high", "gsd"]] = np.nan
    zero = entry(run([("soybeans", "ARG", 1.0)], bba.load_factors(factor_frame)).explain(), "habitat_loss")
    assert (zero["interval"]["bounded"], zero["interval"]["lognormal"]) == (1, 0)
    explained = run([("soybeans", "ARG", 1.0)], bba.load_factors(bare)).explain()
    assert entry(explained, "land_occupation")["interval"]["unknown"] == 1
    assert "interval      not known: 1 factor of 1 without" in str(explained)


def test_the_text_can_be_redone(result: bba.Footprint) -> None:
    text = str(result.explain(indicator="habitat_loss"))
    for said in (
        "Total of all lines",
        "8 lines = 6 assessed + 1 not assessed + 1 rejected; 897 t (lines of unknown mass: 1)",
        "soybeans from Brazil: 150 t x 1 = 150 t of soybeans x 0.001 = 0.15 ha (2 lines, 150 t)",
        "factor of Brazil (country rung), dataframe",
        "soybean crushing, soybeans to soybean_meal: share 0.659905 / yield 0.79 = 0.835322 (products-open ",
        "processes.csv row 2, quality 4)",
        "share 0.659905 = 0.79 x 420 / (0.79 x 420 + 0.18 x 950), yield x price of soybean_meal, soybean_oil",
        "rejected      1 line, ? t, in no sum, because the quantity is blank",
        "not assessed  1 line, 7 t, in no sum, because the commodity is not known",
    ):
        assert said in text, said
    assert "land_occupation" not in text


def test_small_contributions_are_summed_up(result: bba.Footprint) -> None:
    whole, short = result.explain(), result.explain(top=1)
    for one, two in zip(whole.steps["indicators"], short.steps["indicators"], strict=True):
        rest = one["contributions"][1:]
        assert two["contributions"] == one["contributions"][:1]
        assert two["smaller"]["contributions"] == len(rest)
        assert two["smaller"]["value"] == pytest.approx(sum(part["value"] for part in rest), rel=1e-12)
        assert two["smaller"]["lines"] == sum(part["lines"] for part in rest)
    assert "smaller: " in str(short)
    with pytest.raises(UsageError, match="top is 0"):
        result.explain(top=0)


def test_nothing_assessed_is_no_zero(result: bba.Footprint) -> None:
    explained = result.explain(commodity_as_given="moon dust")
    assert all(math.isnan(each["value"]) for each in explained.steps["indicators"])
    assert "there is no number" in str(explained)
    assert explained.to_dict()["indicators"][0]["value"] is None
    assert explained.table()["value"].isna().all()
    unknown_mass = run([("soybeans", "BRA", math.nan)], result.factors).explain()
    assert unknown_mass.to_dict()["indicators"][0]["left_out"][0]["mass_t"] is None


def test_a_group_that_matches_nothing_names_what_is_near(result: bba.Footprint) -> None:
    for group, said in (
        ({"origin": "Brazil"}, "near it are: BRA"),
        ({"commodity": "soybean"}, "near it are: soybeans"),
        ({"commodity": "soybeans", "origin": "FRA"}, "together"),
        ({"colour": "red"}, "no column 'colour'"),
        ({"period": "2024"}, "no line has a value in period"),
        ({"origin": ""}, "every line has a value in origin"),
        ({"ecosystem": "wetland"}, "share of lines"),
    ):
        with pytest.raises(UsageError, match=said):
            result.explain(**group)  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="a line, or columns"):
        result.explain("0", origin="BRA")
    with pytest.raises(UsageError, match="no indicator 'beauty'"):
        result.explain(indicator="beauty")


def test_values_are_compared_as_text_and_missing_ones_asked_for(factors: bba.FactorSet) -> None:
    table = purchases(("soybeans", "BRA", 1.0), ("soybeans", "BRA", 2.0), ("soybeans", "BRA", 4.0))
    result = bba.calculate_footprint(table.assign(plant=[7.0, 7.0, None], year=[2024, 2025, 2025]), factors)
    assert entry(result.explain(plant="7"), "land_occupation")["value"] == pytest.approx(0.9)
    assert entry(result.explain(plant=7), "land_occupation")["value"] == pytest.approx(0.9)
    assert entry(result.explain(plant=None), "land_occupation")["value"] == pytest.approx(1.2)
    assert entry(result.explain(period=2025), "land_occupation")["value"] == pytest.approx(1.8)


def test_without_lines_declared_groups_are_explained(factors: bba.FactorSet) -> None:
    rows = [("soybeans", "BRA", 10.0), ("soybean_meal", "ARG", 20.0), ("cocoa_beans", "CIV", 3.0)]
    kept, small = run(rows, factors), run(rows, factors, by=["commodity", "origin"], keep_lines=False)
    for group in ({}, {"origin": "BRA"}, {"commodity": "soybean_meal", "origin": "ARG"}):
        one, two = kept.explain(**group), small.explain(**group)  # type: ignore[arg-type]
        for held, summed in zip(one.steps["indicators"], two.steps["indicators"], strict=True):
            assert summed["value"] == pytest.approx(held["value"], rel=1e-12)
            assert [part["value"] for part in summed["contributions"]] == pytest.approx(
                [part["value"] for part in held["contributions"]], rel=1e-12
            )
    assert "10 t of soybeans x 0.3 = 3 ha yr" in str(small.explain(origin="BRA"))
    with pytest.raises(UsageError, match="supplier cannot be explained"):
        small.explain(supplier="x")


def test_bought_nothing_is_a_zero_without_shares(factors: bba.FactorSet) -> None:
    explained = run([("soybeans", "BRA", 0.0)], factors).explain()
    land = entry(explained, "land_occupation")
    assert land["value"] == 0
    assert explained.to_dict()["indicators"][0]["contributions"][0]["share"] is None
    assert "0 t x 1 = 0 t of soybeans x 0.3 = 0 ha yr" in str(explained)
    assert "interval" not in str(explained)


def test_a_line_takes_one_indicator_and_gives_a_table(result: bba.Footprint) -> None:
    line = result.explain("3", indicator="habitat_loss")
    assert [each["indicator"] for each in line.steps["indicators"]] == ["habitat_loss"]
    (row,) = line.table().to_dict("records")
    assert row["value"] == pytest.approx(row["amount"] * row["conversion"] * row["factor"])
    assert (row["kind"], row["set"], row["lines"]) == ("contribution", "dataframe", 1)
    assert json.loads(json.dumps(line.to_dict(), allow_nan=False))["conversion"]["steps"][0]["row"] == 2


@law
@given(rows=lines, top=st.integers(min_value=1, max_value=4), data=st.data())
def test_law_contributions_add_up_to_the_total(
    rows: list[tuple[str, str, float]], top: int, data: st.DataObject, factors: bba.FactorSet
) -> None:
    result = run(rows, factors)
    assert result.lines is not None
    column = data.draw(st.sampled_from(["commodity_as_given", "origin_as_given", None]))
    group = (
        {column: data.draw(st.sampled_from([row[column == "origin_as_given"] for row in rows]))}
        if column
        else {}
    )
    explained = result.explain(top=top, **group)  # type: ignore[arg-type]
    totals = result.by(*group) if group else result.total().reset_index()
    for name, value in group.items():
        totals = totals[(totals[name] == value).to_numpy(bool)]
    table = explained.table()
    for found, (_, total) in zip(explained.steps["indicators"], totals.iterrows(), strict=True):
        for measure in ("value", "low", "high", "relative", "quality", "lines", "assessed_lines"):
            np.testing.assert_allclose(found[measure], total[measure], rtol=1e-12)
        parts = [part["value"] for part in found["contributions"]]
        assert parts == sorted(parts, reverse=True)
        rest = found["smaller"] or {"value": 0.0, "lines": 0}
        rows_of = table[(table["indicator"] == found["indicator"]).to_numpy(bool)]
        if parts:
            assert math.fsum([*parts, rest["value"]]) == pytest.approx(found["value"], rel=1e-12, abs=0)
            assert rows_of["value"].sum() == pytest.approx(found["value"], rel=1e-12, abs=0)
        else:
            assert math.isnan(found["value"])
        # no line is lost: those behind contributions and those left out are all
        left = sum(each["lines"] for each in found["left_out"])
        assert sum(part["lines"] for part in found["contributions"]) + rest["lines"] + left == found["lines"]
        assert all(each["value"] is None for each in found["left_out"])
        for part in found["contributions"]:
            redone = part["amount"] * part["conversion"] * part["factor"]
            assert redone == pytest.approx(part["value"], rel=1e-12, abs=0)
    json.dumps(explained.to_dict(), allow_nan=False)


@law
@given(rows=lines, at=st.integers(min_value=0, max_value=11))
def test_law_a_group_of_one_line_is_that_line(
    rows: list[tuple[str, str, float]], at: int, factors: bba.FactorSet
) -> None:
    table = purchases(*rows)
    mine = [f"line {number}" for number in range(len(rows))]
    result = bba.calculate_footprint(table.assign(mine=mine), factors)
    frame = result.to_frame()
    name = mine[at % len(rows)]
    line_id = frame.loc[frame["mine"] == name, "line_id"].iloc[0]
    line, group = result.explain(str(line_id)), result.explain(mine=name)
    one, two = line.table(), group.table()
    assert (one["value"].isna() == two["value"].isna()).all()
    same = [
        "indicator",
        "commodity",
        "unit",
        "amount",
        "conversion",
        "primary_quantity",
        "factor",
        "row",
        "match_level",
    ]
    answered = one["value"].notna().to_numpy()
    pd.testing.assert_frame_equal(one.loc[answered, [*same, "value"]], two.loc[answered, [*same, "value"]])
    assert one.loc[~answered, "why"].tolist() == two.loc[~answered, "why"].tolist()
    json.dumps(line.to_dict(), allow_nan=False)


def test_a_traced_group_counts_a_split_line_once(factors: bba.FactorSet) -> None:
    mixes = [("soybeans", "NLD", 2022, "BRA", 0.6), ("soybeans", "NLD", 2022, "ARG", 0.4)]
    trade = bba.load_trade(
        pd.DataFrame(mixes, columns=["commodity", "consignment", "year", "origin", "share"])
    )
    table = pd.DataFrame({"commodity": ["soybeans"], "shipped from": ["NLD"], "origin": [""], "t": [1000.0]})
    result = bba.calculate_footprint(table, factors, perspective="traced", trade=trade)
    land = entry(result.explain(), "land_occupation")
    assert [(part["origin"], part["value"]) for part in land["contributions"]] == [
        ("BRA", pytest.approx(180)),
        ("ARG", pytest.approx(160)),
    ]
    assert land["assessed_lines"] == 1
    line_id = str(result.to_frame()["line_id"].iloc[0])
    parts = result.explain(line_id, indicator="land_occupation").table()
    assert parts["value"].tolist() == pytest.approx([180, 160])
    assert parts["share"].sum() == pytest.approx(1)
