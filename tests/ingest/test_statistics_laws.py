"""Laws of reading trade statistics: what is read is what stays and what is said to have left."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bbafootprint.errors import NoUsableLinesError
from bbafootprint.ingest.statistics import pieces, read_trade_statistics, to_bilateral, to_lines
from bbafootprint.ingest.statistics.levels import holds_finer

from ..laws import examples

PARTNERS = ("BR", "NL", "CI", "QY", "XS", "EL")
LEAVES = ("12019000", "12011000", "18010000", "09011100", "44071110")
TONNES = st.integers(0, 10**9).map(lambda kg: kg / 1000)


@st.composite
def leaf_tables(draw: st.DrawFn) -> pd.DataFrame:
    """A table of Comext without any total: every combination at most once."""
    keys = draw(
        st.lists(
            st.tuples(
                st.sampled_from(("BE", "NL")), st.sampled_from(PARTNERS), st.sampled_from(LEAVES),
                st.sampled_from((1, 2)), st.integers(1, 12),
            ),
            min_size=1, max_size=30, unique=True,
        )
    )  # fmt: skip
    kg = draw(st.lists(st.integers(0, 10**9), min_size=len(keys), max_size=len(keys)))
    return pd.DataFrame(
        {
            "REPORTER": [key[0] for key in keys],
            "PARTNER": [key[1] for key in keys],
            "PRODUCT_NC": [key[2] for key in keys],
            "FLOW": [key[3] for key in keys],
            "PERIOD": [f"2022{key[4]:02d}" for key in keys],
            "QUANTITY_KG": kg,
        }
    )


@given(leaf_tables())
@settings(max_examples=examples(60))
def test_the_tonnes_of_the_finest_records_are_the_tonnes_read(table: pd.DataFrame) -> None:
    flows = read_trade_statistics(table)
    assert len(flows) == len(table)
    assert flows.frame["tonnes"].sum() == pytest.approx(
        table["QUANTITY_KG"].sum() / 1000, rel=1e-12, abs=1e-9
    )


@given(leaf_tables())
@settings(max_examples=examples(40))
def test_totals_and_headings_beside_them_change_nothing(table: pd.DataFrame) -> None:
    flows = read_trade_statistics(table)
    keys = ["REPORTER", "PARTNER", "FLOW", "PERIOD"]
    headings = table.assign(PRODUCT_NC=table["PRODUCT_NC"].str[:4])
    headings = headings.groupby([*keys, "PRODUCT_NC"], as_index=False)["QUANTITY_KG"].sum()
    world = table.assign(PARTNER="WORLD")
    world = world.groupby([*keys, "PRODUCT_NC"], as_index=False)["QUANTITY_KG"].sum()
    everything = pd.concat([headings, world, table], ignore_index=True)
    again = read_trade_statistics(everything)
    assert again.frame["tonnes"].sum() == pytest.approx(flows.frame["tonnes"].sum(), rel=1e-12, abs=1e-9)
    assert len(again) == len(flows)
    records = again.reading["records"]
    assert records["read"] == len(everything) == records["kept"] + sum(records["left_out"].values())
    assert "level-remainder" not in set(again.issues["code"])


@given(leaf_tables(), st.randoms(use_true_random=False))
@settings(max_examples=examples(40))
def test_the_order_of_the_records_does_not_matter(table: pd.DataFrame, random: Any) -> None:
    order = list(range(len(table)))
    random.shuffle(order)
    one, other = read_trade_statistics(table), read_trade_statistics(table.iloc[order].reset_index(drop=True))
    pd.testing.assert_frame_equal(to_bilateral(one), to_bilateral(other))


@given(leaf_tables(), st.integers(1, 7))
@settings(max_examples=examples(30))
def test_the_size_of_the_pieces_does_not_matter(table: pd.DataFrame, rows: int) -> None:
    whole = read_trade_statistics(table)
    usual = pieces.PIECE_ROWS
    pieces.PIECE_ROWS = rows
    try:
        parts = read_trade_statistics(table)
    finally:
        pieces.PIECE_ROWS = usual
    for name in whole.frame.columns:
        left, right = whole.frame[name].astype(object), parts.frame[name].astype(object)
        assert left.where(left.notna(), "").tolist() == right.where(right.notna(), "").tolist(), name


@given(leaf_tables(), st.sampled_from(("BE", "NL")), st.sampled_from(("import", "export")))
@settings(max_examples=examples(40))
def test_what_is_asked_for_is_that_part_of_the_whole(table: pd.DataFrame, reporter: str, flow: Any) -> None:
    whole = read_trade_statistics(table).frame
    code = {"BE": "BEL", "NL": "NLD"}[reporter]
    expected = whole[(whole["reporter"] == code) & (whole["flow"] == flow)]
    try:
        asked = read_trade_statistics(table, reporter=reporter, flow=flow).frame
    except NoUsableLinesError:
        assert expected.empty
        return
    assert asked["tonnes"].tolist() == expected["tonnes"].tolist()
    assert asked["row"].tolist() == expected["row"].tolist()


@given(leaf_tables())
@settings(max_examples=examples(30))
def test_every_record_of_a_flow_is_a_line_with_its_tonnes(table: pd.DataFrame) -> None:
    flows = read_trade_statistics(table)
    for flow in ("import", "export"):
        records = flows.frame[flows.frame["flow"] == flow]
        if records.empty:
            continue
        lines = to_lines(flows, flow).frame  # type: ignore[arg-type]
        assert len(lines) == len(records)
        assert lines["line_id"].is_unique
        assert np.nansum(lines["amount"]) == pytest.approx(np.nansum(records["tonnes"]), abs=1e-9)


@given(
    st.lists(
        st.tuples(st.integers(0, 3), st.sampled_from(("12", "1201", "120190", "18", "1801", "180100"))),
        max_size=30,
    )
)
@settings(max_examples=examples(100))
def test_a_code_is_coarse_where_a_longer_one_of_its_group_begins_with_it(rows: list[tuple[int, str]]) -> None:
    group = np.array([row[0] for row in rows], dtype=np.int64)
    codes = pd.Series([row[1] for row in rows], dtype=object)
    everything = np.ones(len(rows), dtype=np.bool_)
    found = holds_finer(group, codes, everything, everything, equal=False)
    plain = [
        any(
            other[0] == row[0] and len(other[1]) > len(row[1]) and other[1].startswith(row[1])
            for other in rows
        )
        for row in rows
    ]
    assert found.tolist() == plain
