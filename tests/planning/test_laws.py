"""Laws of scenarios, whatever the purchases and the steps are."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

import bbafootprint as bba
from bbafootprint.planning import apply_scenario
from tests.planning.conftest import steps

from ..laws import examples

COMMODITIES = ["soybeans", "cocoa_beans", "wheat", "chocolate", "moon dust"]
ORIGINS = ["BRA", "ARG", "CIV", "unknown", "Atlantis"]
SUPPLIERS = ["North", "South"]
line = st.tuples(
    st.sampled_from(COMMODITIES), st.sampled_from(ORIGINS), st.floats(min_value=0, max_value=1e7),
    st.sampled_from(SUPPLIERS), st.sampled_from(["t", "kg", "pounds of it"]),
)  # fmt: skip
purchases = st.lists(line, min_size=1, max_size=8)
share = st.floats(min_value=0, max_value=1)
known = st.sampled_from(COMMODITIES[:4])
place = st.sampled_from(["BRA", "ARG", "CIV", "unknown"])
move = st.fixed_dictionaries(
    {"do": st.just("move"), "commodity": known, "share": share, "from": place, "to": place}
)
certify = st.fixed_dictionaries(
    {"do": st.just("certify"), "commodity": known, "share": share, "evidence": st.just("mb")}
)
cut = st.fixed_dictionaries({"do": st.just("cut"), "commodity": known, "share": share})
replace = st.fixed_dictionaries({"do": st.just("replace"), "commodity": known, "share": share, "by": known})
any_step = st.one_of(move, certify, cut, replace)
law = settings(max_examples=examples(15), deadline=None)


def read(rows: list[tuple[Any, ...]]) -> bba.Lines:
    table = pd.DataFrame(rows, columns=["commodity", "origin", "quantity", "supplier", "unit"])
    table.insert(0, "line id", [f"L{number}" for number in range(len(table))])
    return bba.read_lines(table)


def exactly(lines: bba.Lines, column: str) -> dict[str, Fraction]:
    """The sum of each line over what came of it, without any rounding."""
    frame = lines.frame
    root = frame["line_id"].astype(object)
    if "scenario_of" in frame:
        root = frame["scenario_of"].where(frame["scenario_of"].notna(), root)
    sums: dict[str, Fraction] = {}
    for of, value in zip(root, frame[column], strict=True):
        sums[of] = sums.get(of, Fraction(0)) + (Fraction(0) if math.isnan(value) else Fraction(float(value)))
    return sums


@law
@given(rows=purchases, step=any_step)
def test_law_a_scenario_of_nothing_changes_nothing(rows: list[tuple[Any, ...]], step: dict[str, Any]) -> None:
    lines = read(rows)
    assert apply_scenario(lines, steps()).frame is lines.frame
    assert apply_scenario(lines, steps({**step, "share": 0})).frame is lines.frame


@law
@given(rows=purchases, each=st.lists(st.one_of(move, certify), max_size=3))
def test_law_moving_and_certifying_keep_every_line_exactly(
    rows: list[tuple[Any, ...]], each: list[dict[str, Any]]
) -> None:
    lines = read(rows)
    after = apply_scenario(lines, steps(*each))
    # one split is exact; a piece that is split again may differ from its line by a rounding of the sum
    for column in ("amount", "quantity"):
        one, two = exactly(lines, column), exactly(after, column)
        assert one.keys() == two.keys()
        assert all(math.isclose(one[name], two[name], rel_tol=1e-15) for name in one)
        if len(each) == 1:
            assert all(float(one[name]) == float(two[name]) for name in one)


@law
@given(rows=purchases, each=st.lists(any_step, max_size=3))
def test_law_identifiers_are_unique_and_point_back(
    rows: list[tuple[Any, ...]], each: list[dict[str, Any]]
) -> None:
    lines = read(rows)
    after = apply_scenario(lines, steps(*each)).frame
    assert after["line_id"].is_unique
    assert set(lines.frame["line_id"]) <= set(after["line_id"])
    if "scenario_of" in after:
        changed = after[after["scenario_of"].notna()]
        assert set(changed["scenario_of"]) <= set(lines.frame["line_id"])
        assert changed["scenario_step"].notna().all()
        assert after["rejected"].sum() == lines.frame["rejected"].sum()
        assert (after.loc[after["problem"] != "", "scenario_of"].isna()).all()


@law
@given(rows=purchases, each=st.lists(any_step, max_size=3), seed=st.randoms(use_true_random=False))
def test_law_the_order_of_lines_does_not_matter(
    rows: list[tuple[Any, ...]], each: list[dict[str, Any]], seed: Any
) -> None:
    lines = read(rows)
    order = list(range(len(rows)))
    seed.shuffle(order)
    shuffled = bba.Lines(lines.frame.iloc[order], lines.issues, lines.reading)
    names = ["line_id", "commodity", "origin", "amount", "quantity"]
    one, two = (apply_scenario(each_lines, steps(*each)).frame[names] for each_lines in (lines, shuffled))
    frames = [frame.astype(object).sort_values("line_id").reset_index(drop=True) for frame in (one, two)]
    pd.testing.assert_frame_equal(*frames)


@law
@given(rows=purchases, take=st.floats(min_value=0, max_value=1), goods=known)
def test_law_tonnes_do_not_depend_on_the_order(rows: list[tuple[Any, ...]], take: float, goods: str) -> None:
    lines = read(rows)
    frame = lines.frame
    sound = (frame["commodity"] == goods) & ~frame["rejected"] & (frame["problem"] == "")
    there = math.fsum(frame.loc[sound, "amount"])
    if not there * take > 0:
        return
    step = {"do": "cut", "commodity": goods, "tonnes": there * take}
    one, two = (
        apply_scenario(bba.Lines(frame.iloc[at]), steps(step)).frame.set_index("line_id")["amount"]
        for at in (slice(None), slice(None, None, -1))
    )
    pd.testing.assert_series_equal(one, two.loc[one.index])
    np.testing.assert_allclose(one[sound.to_numpy()].sum(), there * (1 - take), rtol=1e-9, atol=1e-9 * there)


@law
@given(rows=purchases, goods=known, where=place, to=place)
def test_law_moving_all_is_moving_each_line(
    rows: list[tuple[Any, ...]], goods: str, where: str, to: str
) -> None:
    lines = read(rows)
    after = apply_scenario(
        lines, steps({"do": "move", "commodity": goods, "share": "100 %", "from": where, "to": to})
    )
    assert len(after) == len(lines)
    sound = ~lines.frame["rejected"] & (lines.frame["problem"] == "")
    matched = (sound & (lines.frame["commodity"] == goods) & (lines.frame["origin"] == where)).to_numpy(bool)
    assert (after.frame["origin"].astype(object)[matched] == to).all()
    same = lines.frame["origin"].astype(object)[~matched]
    pd.testing.assert_series_equal(after.frame["origin"].astype(object)[~matched], same)
