"""Laws that hold whatever the purchases are."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import bbafootprint as bba
from tests.footprint.conftest import with_producers

from ..laws import examples

COMMODITIES = ["soybeans", "cocoa_beans", "wheat", "eggs", "moon dust"]
ORIGINS = ["BRA", "ARG", "CIV", "FRA", "NLD", "unknown", "URY", "Atlantis"]
quantity = st.floats(min_value=0, max_value=1e7, allow_nan=False)
line = st.tuples(st.sampled_from(COMMODITIES), st.sampled_from(ORIGINS), quantity)
lines = st.lists(line, min_size=1, max_size=12)

law = settings(
    max_examples=examples(30), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def run(rows: list[tuple[str, str, float]], factors: bba.FactorSet, unit: str = "t") -> bba.Footprint:
    table = pd.DataFrame(rows, columns=["commodity", "origin", "quantity"]).assign(unit=unit)
    return bba.calculate_footprint(table.astype({"quantity": float}), factors)


def close(one: pd.Series, two: pd.Series) -> None:
    np.testing.assert_allclose(one.to_numpy(float), two.to_numpy(float), rtol=1e-9, atol=1e-9, equal_nan=True)


@law
@given(rows=lines, scale=st.floats(min_value=1e-3, max_value=1e3))
def test_law_linear(rows: list[tuple[str, str, float]], scale: float, factors: bba.FactorSet) -> None:
    once = run(rows, factors).total()
    scaled = run([(c, o, q * scale) for c, o, q in rows], factors).total()
    for column in ("value", "low", "high"):
        close(once[column] * scale, scaled[column])


@law
@given(rows=lines, share=st.floats(min_value=0, max_value=1))
def test_law_additive_over_a_split_line(
    rows: list[tuple[str, str, float]], share: float, factors: bba.FactorSet
) -> None:
    first = rows[0]
    parts = [(first[0], first[1], first[2] * share), (first[0], first[1], first[2] * (1 - share))]
    whole, split = run(rows, factors).total(), run(parts + rows[1:], factors).total()
    for column in ("value", "low", "high", "relative", "intensity"):
        close(whole[column], split[column])


@law
@given(rows=lines, seed=st.randoms(use_true_random=False))
def test_law_order_does_not_matter(
    rows: list[tuple[str, str, float]], seed: object, factors: bba.FactorSet
) -> None:
    shuffled = list(rows)
    seed.shuffle(shuffled)  # type: ignore[attr-defined]
    one, two = run(rows, factors), run(shuffled, factors)
    close(one.total()["value"], two.total()["value"])
    assert one.counts() == two.counts()


@law
@given(
    rows=lines,
    spelling=st.sampled_from([("t", 1), ("TNE", 1), ("kg", 1000), ("KGM", 1000), ("g", 1e6), ("dt", 10)]),
)
def test_law_the_spelling_of_the_unit_does_not_matter(
    rows: list[tuple[str, str, float]], spelling: tuple[str, float], factors: bba.FactorSet
) -> None:
    unit, per_tonne = spelling
    close(
        run(rows, factors).total()["value"],
        run([(c, o, q * per_tonne) for c, o, q in rows], factors, unit).total()["value"],
    )


@law
@given(rows=lines)
def test_law_aggregation_conserves(rows: list[tuple[str, str, float]], factors: bba.FactorSet) -> None:
    result = run(rows, factors)
    total = result.total()
    for columns in (["commodity"], ["origin"], ["commodity", "origin"], ["commodity_as_given"]):
        groups = result.by(*columns).groupby("indicator", sort=False)
        close(groups["value"].sum(min_count=1), total["value"])
        close(groups["mass_t"].sum(), total["mass_t"])
        close(groups["assessed_mass_t"].sum(), total["assessed_mass_t"])
        assert groups["lines"].sum().tolist() == total["lines"].tolist()


@law
@given(rows=lines)
def test_law_no_line_and_no_tonne_is_lost(rows: list[tuple[str, str, float]], factors: bba.FactorSet) -> None:
    result = run(rows, factors)
    counts, masses = result.counts(), result.masses()
    assert counts["read"] == len(rows) == counts["assessed"] + counts["not_assessed"] + counts["rejected"]
    assert len(result.not_assessed()) == counts["not_assessed"] + counts["rejected"]
    parts = masses["assessed"] + masses["not_assessed"] + masses["rejected"]
    assert parts == pytest.approx(sum(q for _, _, q in rows), rel=1e-9, abs=1e-9)


@law
@given(rows=lines)
def test_law_what_is_not_known_is_nan_and_never_zero(
    rows: list[tuple[str, str, float]], factors: bba.FactorSet
) -> None:
    frame = run(rows, factors).to_frame()
    for indicator in ("land_occupation", "habitat_loss"):
        silent = frame[f"{indicator}_match_level"].astype(object) == "not assessed"
        assert frame.loc[silent, indicator].isna().all()
        assert frame.loc[~silent, indicator].notna().all()
    unread = frame["commodity"].isna() | frame["origin"].isna()
    assert frame.loc[unread, ["land_occupation", "habitat_loss"]].isna().all(axis=None)


@law
@given(rows=lines, extra=st.floats(min_value=0.01, max_value=10))
def test_law_a_longer_ladder_never_changes_an_answered_line(
    rows: list[tuple[str, str, float]], extra: float, factor_frame: pd.DataFrame
) -> None:
    longer = pd.DataFrame(
        {
            "commodity": ["wheat", "cocoa_beans", "wheat"],
            "origin": ["155", "WLD", "155"],
            "indicator": ["land_occupation", "habitat_loss", "habitat_loss"],
            "value": extra,
            "unit": ["ha yr", "ha", "ha"],
            "quality": 5,
        }
    )
    more = pd.concat([factor_frame, longer], ignore_index=True)
    before = run(rows, with_producers(factor_frame)).to_frame()
    after = run(rows, with_producers(more)).to_frame()
    for indicator in ("land_occupation", "habitat_loss"):
        answered = before[indicator].notna()
        close(before.loc[answered, indicator], after.loc[answered, indicator])
        assert (after[indicator].notna() >= answered).all()


@law
@given(rows=lines)
def test_law_an_unknown_origin_gets_the_world_mean(
    rows: list[tuple[str, str, float]], factors: bba.FactorSet
) -> None:
    hidden = run([(c, "unknown", q) for c, _, q in rows], factors).to_frame()
    answered = hidden["land_occupation"].notna()
    assert (hidden.loc[answered, "land_occupation_match_level"].astype(object) == "world").all()
