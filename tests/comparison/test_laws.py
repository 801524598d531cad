"""Laws of a comparison that hold whatever was bought."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

import bbafootprint as bba
from bbafootprint.comparison import PARTS, compare
from bbafootprint.comparison.purchases import shapley
from bbafootprint.footprint.splitting import split_change
from tests.comparison.conftest import make_set

from ..laws import examples

goods = st.sampled_from(
    ["soybeans", "soybean_meal", "cocoa_beans", "chocolate", "wheat", "eggs", "moon dust"]
)
places = st.sampled_from(["BRA", "ARG", "CIV", "GHA", "FRA", "NLD", "unknown", "Atlantis"])
# A part may pass the totals as far as what is not assessed does, and takes its rounding with it.
quantity = st.one_of(st.just(0.0), st.floats(min_value=0.1, max_value=1e4))
line = st.tuples(goods, places, quantity, st.sampled_from(["X", "Y"]))
lines = st.lists(line, min_size=1, max_size=7)
SETS = [
    make_set(),
    make_set({("soybeans", "BRA", "land_occupation"): 0.35, ("cocoa_beans", "WLD", "land_occupation"): None,
              ("cocoa_beans", "GHA", "habitat_loss"): 0.5, ("wheat", "FRA", "land_occupation"): None}),
]  # fmt: skip
factors = st.sampled_from(SETS)
options = st.sampled_from(["economic", "mass"])
law = settings(max_examples=examples(10), deadline=None)

Rows = list[tuple[str, str, float, str]]


def run(rows: Rows, chosen: bba.FactorSet, allocation: str = "economic", start: int = 0) -> bba.Footprint:
    table = pd.DataFrame(rows, columns=["commodity", "origin", "quantity", "supplier"]).assign(unit="t")
    table.insert(0, "line_id", [f"L{start + at}" for at in range(len(rows))])
    return bba.calculate_footprint(table, chosen, allocation=allocation)  # type: ignore[arg-type]


def sizes(total: pd.DataFrame) -> np.ndarray:
    return np.nan_to_num(total[["before", "after"]].to_numpy(float)).max(axis=1)


@law
@given(one=lines, two=lines, first=factors, second=factors, allocations=st.tuples(options, options))
def test_law_the_parts_add_up_over_the_whole_and_over_groups(
    one: Rows, two: Rows, first: bba.FactorSet, second: bba.FactorSet, allocations: tuple[str, str]
) -> None:
    found = compare(run(one, first, allocations[0]), run(two, second, allocations[1]))
    total = found.total()
    assert total["difference"].isna().tolist() == total[["before", "after"]].isna().any(axis=1).tolist()
    stated = total["difference"].notna()  # what a run assesses nothing of has no difference
    left = total[list(PARTS)].sum(axis=1) - total["difference"].fillna(0.0)
    assert (left.abs() <= 1e-9 * sizes(total)).all()
    for column in ("commodity", "origin", "supplier"):
        groups = found.by(column)
        summed = groups.groupby("indicator", sort=False)[["difference", *PARTS]].sum().reindex(total.index)
        left = summed - total[summed.columns].fillna(0.0)
        assert (left.abs().max(axis=1) <= 1e-9 * sizes(total))[stated].all(), column


@law
@given(rows=lines, chosen=factors)
def test_law_a_run_beside_itself_has_no_change(rows: Rows, chosen: bba.FactorSet) -> None:
    found = compare(run(rows, chosen), run(rows, chosen))
    total = found.total()
    assert not total[["difference", *PARTS]].fillna(0.0).to_numpy().any()
    assert set(found.lines()["status"]) == {"same"}
    assert found.factors().empty


@law
@given(one=lines, two=lines, first=factors, second=factors, allocations=st.tuples(options, options))
def test_law_swapping_changes_signs(
    one: Rows, two: Rows, first: bba.FactorSet, second: bba.FactorSet, allocations: tuple[str, str]
) -> None:
    before, after = run(one, first, allocations[0]), run(two, second, allocations[1])
    there, back = compare(before, after).total(), compare(after, before).total()
    for name in ("difference", *PARTS):
        left = (there[name] + back[name]).fillna(0.0)
        assert (left.abs() <= 1e-9 * sizes(there)).all(), name


@law
@given(rows=lines, scale=st.floats(min_value=0.1, max_value=10.0), chosen=factors)
def test_law_more_of_the_same_is_volume(rows: Rows, scale: float, chosen: bba.FactorSet) -> None:
    more = [(what, where, amount * scale, who) for what, where, amount, who in rows]
    total = compare(run(rows, chosen), run(more, chosen)).total()
    others = total[[part for part in PARTS if part != "volume"]].fillna(0.0)
    assert (others.abs().max(axis=1) <= 1e-9 * sizes(total)).all()


@law
@given(rows=lines, second=st.sampled_from(SETS[1:]))
def test_law_the_same_lines_have_neither_volume_nor_mix(rows: Rows, second: bba.FactorSet) -> None:
    total = compare(run(rows, SETS[0]), run(rows, second)).total()
    bought = total[["volume", "commodity_mix", "origin_mix", "conversion", "method"]].fillna(0.0)
    assert (bought.abs().max(axis=1) <= 1e-9 * sizes(total)).all()


@law
@given(one=lines, two=lines, shared=lines, chosen=factors)
def test_law_lines_in_both_leave_the_difference_as_it_is(
    one: Rows, two: Rows, shared: Rows, chosen: bba.FactorSet
) -> None:
    alone = compare(run(one, chosen), run(two, chosen)).total()
    beside = compare(run(one + shared, chosen), run(two + shared, chosen)).total()
    left = (alone["difference"] - beside["difference"]).dropna()
    assert (left.abs() <= 1e-9 * sizes(beside.loc[left.index])).all()


@law
@given(one=lines, two=lines, chosen=factors)
def test_law_what_is_not_assessed_is_nan_and_never_zero(one: Rows, two: Rows, chosen: bba.FactorSet) -> None:
    before, after = run(one, chosen), run(two, chosen)
    shown = compare(before, after, on="line_id").lines().set_index("line_id")
    for side, result in (("before", before), ("after", after)):
        frame = result.to_frame().set_index("line_id")
        for indicator in ("land_occupation", "habitat_loss"):
            known = frame[indicator].dropna().index
            values = shown[f"{indicator}_{side}"]
            assert set(values.dropna().index) == set(known)
            both = shown["status"].isin(["changed", "same"])
            blind = both & shown[[f"{indicator}_before", f"{indicator}_after"]].isna().any(axis=1)
            assert shown.loc[blind, f"{indicator}_difference"].isna().all()


numbers = st.lists(
    st.tuples(*[st.one_of(st.just(0.0), st.floats(min_value=1e-3, max_value=1e3))] * 2),
    min_size=1,
    max_size=7,
)


@law
@given(pairs=numbers)
def test_law_the_split_is_the_shapley_value(pairs: list[tuple[float, float]]) -> None:
    before, after = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    split = split_change([np.array([a]) for a in before], [np.array([b]) for b in after])
    size = max(
        float(np.prod(before)), float(np.prod(after)), *(abs(each) for each in shapley(before, after)), 1e-300
    )
    np.testing.assert_allclose(
        [part[0] for part in split], shapley(before, after), rtol=1e-9, atol=1e-11 * size
    )
