"""The same lines under several factor sets."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

import bbafootprint as bba
from bbafootprint.comparison import compare_methods
from bbafootprint.comparison.ranks import rank_down, spearman
from bbafootprint.errors import UsageError
from tests.comparison.conftest import make_set, table

from ..laws import examples

LAND = "land_occupation"
LINES = table(
    ("soybeans", "BRA", 100.0),
    ("soybeans", "ARG", 100.0),
    ("cocoa_beans", "CIV", 10.0),
    ("wheat", "FRA", 1.0),
)


def other_set(**changes: float) -> bba.FactorSet:
    """A set of one indicator of its own: another model of the same account and kind."""
    values = {"BRA": 5.0, "ARG": 1.0, "CIV": 3.0} | changes
    frame = pd.DataFrame({
        "commodity": ["soybeans", "soybeans", "cocoa_beans"], "origin": list(values), "indicator": "land_by_another",
        "value": list(values.values()), "unit": "points", "account": "pressure",
    })  # fmt: skip
    return bba.load_factors(frame)


def test_indicators_of_one_id_stand_side_by_side() -> None:
    changed = make_set({("cocoa_beans", "CIV", LAND): 8.0, ("wheat", "FRA", LAND): None})
    found = compare_methods(LINES, {"old": make_set(), "new": changed})
    assert found.measures == {
        LAND: {"old": LAND, "new": LAND}, "habitat_loss": {"old": "habitat_loss", "new": "habitat_loss"},
    }  # fmt: skip
    totals = found.totals().set_index(["measure", "set"])
    assert totals.loc[(LAND, "old"), "value"] == pytest.approx(30 + 40 + 20 + 0.14)
    assert totals.loc[(LAND, "new"), "assessed_line_share"] == pytest.approx(0.75)
    agreement = found.agreement().set_index("measure")
    assert agreement.loc[LAND, "groups"] == 3
    assert agreement.loc[LAND, "spearman"] == pytest.approx(
        stats.spearmanr([30, 40, 20], [30, 40, 80]).statistic
    )
    assert agreement.loc[LAND, "ratio"] == pytest.approx(150 / 90)  # of what both assess
    worst = found.disagreements(top=1).set_index("measure").loc[LAND]
    assert (worst["commodity"], worst["rank_a"], worst["rank_b"]) == ("cocoa_beans", 3.0, 1.0)
    assert worst["ratio"] == pytest.approx(4.0)
    alone = found.disagreements().query("assessed == 'old' and measure == @LAND")
    assert alone["commodity"].tolist() == ["wheat"]
    assert alone[["rank_a", "rank_b", "ratio"]].isna().all(axis=None)


def test_unlike_units_are_ranked_and_never_divided() -> None:
    found = compare_methods(LINES, {"ours": make_set(), "theirs": other_set()})
    assert found.measures == {LAND: {"ours": LAND, "theirs": "land_by_another"}}
    row = found.agreement().iloc[0]
    assert np.isnan(row["ratio"])
    assert row["groups"] == 3
    assert row["spearman"] == pytest.approx(stats.spearmanr([30, 40, 20], [500, 100, 30]).statistic)
    assert row["spearman_intensity"] == pytest.approx(
        stats.spearmanr([0.3, 0.4, 2.0], [5.0, 1.0, 3.0]).statistic
    )
    assert found.disagreements()["ratio"].isna().all()
    assert found.unpaired() == {"ours": ["habitat_loss"]}


def test_other_ids_are_paired_on_request_and_accounts_stay_apart() -> None:
    sets = {"ours": make_set(), "theirs": other_set()}
    found = compare_methods(LINES, sets, by="line_id", indicators=[(LAND, "land_by_another")])
    assert found.disagreements()["line_id"].nunique() == 4
    with pytest.raises(UsageError, match="accounts"):
        compare_methods(LINES, sets, indicators=[("habitat_loss", "land_by_another")])
    with pytest.raises(UsageError, match="only 1 of the sets"):
        compare_methods(LINES, sets, indicators=["habitat_loss"])


def test_the_shipped_sets_are_paired_by_what_they_measure() -> None:
    found = compare_methods(LINES, ["bba-open", ["unep-setac-2016"]])
    assert found.measures["species_loss_occupation"]["unep-setac-2016"] == "species_loss_occupation_psl"
    assert set(found.measures) == {"species_loss_occupation", "species_loss_conversion"}
    assert "land_occupation" in found.unpaired()["bba-open"]
    data = json.loads(json.dumps(found.to_dict(), allow_nan=False))
    assert set(data["provenance"]["sets"]) == {"bba-open", "unep-setac-2016"}


def test_what_cannot_be_compared_is_refused() -> None:
    for sets, words in ((["bba-open"], "two factor sets or more"), ("bba-open", "two factor sets or more"),
                        ([make_set(), make_set()], "mapping of names")):  # fmt: skip
        with pytest.raises(UsageError, match=words):
            compare_methods(LINES, sets)
    two = {"a": make_set(), "b": make_set()}
    with pytest.raises(UsageError, match="no column"):
        compare_methods(LINES, two, by="plant")
    with pytest.raises(UsageError, match="names no column"):
        compare_methods(LINES, two, by=())
    with pytest.raises(UsageError, match="ecosystems"):
        compare_methods(LINES, two, by="ecosystem")
    loss = make_set().to_frame().query("indicator == 'habitat_loss'")
    with pytest.raises(UsageError, match="indicators="):
        compare_methods(LINES, {"a": bba.load_factors(loss), "b": other_set()})


def test_groups_without_a_name_are_groups() -> None:
    frame = LINES.assign(supplier=["X", None, "Y", None])
    found = compare_methods(frame, {"a": make_set(), "b": make_set()}, by="supplier")
    land = found.disagreements().query("measure == @LAND")
    assert land["supplier"].isna().sum() == 1
    assert len(land) == 3
    assert found.agreement()["spearman"].iloc[0] == pytest.approx(1.0)


values = st.lists(
    st.tuples(st.sampled_from([0.0, 1.0, 2.5, 7.0]), st.floats(min_value=0, max_value=1e6)),
    min_size=2,
    max_size=30,
)


@settings(max_examples=examples(60), deadline=None)
@given(pairs=values)
def test_law_ranks_and_correlation_are_those_of_scipy(pairs: list[tuple[float, float]]) -> None:
    one, two = (np.round(np.array(side), 3) for side in zip(*pairs, strict=True))
    np.testing.assert_array_equal(rank_down(one), stats.rankdata(-one))
    if len(set(one)) > 1 and len(set(two)) > 1:
        assert spearman(one, two) == float(np.clip(spearman(two, one), -1, 1))
        assert spearman(one, two) == pytest.approx(stats.spearmanr(one, two).statistic, abs=1e-12)
    else:
        assert np.isnan(spearman(one, two))
    assert np.isnan(spearman(one[:1], two[:1]))
