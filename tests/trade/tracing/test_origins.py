"""Lines shipped from elsewhere, split over where they grew: cases by hand, and laws."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import bbafootprint as bba
from bbafootprint.errors import UsageError
from bbafootprint.schema import LINE_COLUMNS, TRACING_COLUMNS, Lines

from ...laws import examples

# commodity, consignment, year, origin, share
MIXES = [
    ("soybeans", "NLD", 2020, "BRA", 0.75),
    ("soybeans", "NLD", 2020, "USA", 0.25),
    ("soybeans", "NLD", 2022, "USA", 0.6),
    ("soybeans", "NLD", 2022, "BRA", 0.3),
    ("soybeans", "NLD", 2022, "CAN", 0.1),
    ("soybeans", "DEU", 2022, "BRA", 0.98),
    ("soybeans", "DEU", 2022, "DEU", 0.02),
    ("soybeans", "BEL", 2022, "BRA", 1.0),
    ("wheat", "NLD", 2022, "FRA", 0.9),
    ("wheat", "NLD", 2022, "NLD", 0.1),
]


def mixes(*rows: tuple[object, ...]) -> bba.TradeData:
    columns = ["commodity", "consignment", "year", "origin", "share"]
    return bba.load_trade(pd.DataFrame(list(rows), columns=columns))


TRADE = mixes(*MIXES)


def read(*rows: tuple[object, ...]) -> Lines:
    """Lines of (commodity, origin, consignment, t, year)."""
    names = ["commodity", "country of origin", "shipped from", "t", "year"]
    return bba.read_lines(pd.DataFrame(list(rows), columns=names).astype({"t": float}))


def parts_of(lines: Lines) -> list[tuple[str, int, str, float]]:
    frame = lines.frame
    return list(zip(frame["line_id"], frame["part"], frame["origin"], frame["amount"], strict=True))


def test_a_consignment_without_an_origin_is_split_over_the_mix_the_largest_part_first() -> None:
    lines = read(("soybeans", "", "Netherlands", 200, "2022"))
    traced = bba.trace_origins(lines, TRADE)
    assert parts_of(traced) == [
        ("0", 1, "USA", pytest.approx(120)),
        ("0", 2, "BRA", pytest.approx(60)),
        ("0", 3, "CAN", pytest.approx(20)),
    ]
    frame = traced.frame
    assert frame["quantity"].tolist() == pytest.approx([120, 60, 20])
    assert frame["share"].tolist() == pytest.approx([0.6, 0.3, 0.1])
    assert set(frame["origin_match"]) == {"traced"}
    assert set(frame["consignment"]) == {"NLD"}
    assert set(frame["traced_with"]) == {"dataframe 0.0.0, soybeans 2022"}
    assert frame["origin_quality"].tolist() == [3, 3, 3]
    assert frame.index.tolist() == [0, 0, 0]
    assert list(frame.columns) == [*LINE_COLUMNS, *TRACING_COLUMNS]


def test_direct_returns_the_lines_unchanged_and_tracing_changes_nothing_in_place() -> None:
    lines = read(("soybeans", "", "NLD", 200, "2022"), ("soybeans", "BRA", "", 1, ""))
    before = lines.frame.copy(deep=True)
    assert bba.trace_origins(lines, TRADE, perspective="direct") is lines
    bba.trace_origins(lines, TRADE)
    pd.testing.assert_frame_equal(lines.frame, before)
    with pytest.raises(UsageError, match="consumption"):
        bba.trace_origins(lines, TRADE, perspective="consumption")  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="trade-open"):
        bba.trace_origins(lines, [])


@pytest.mark.parametrize(
    ("origin", "consignment", "place"),
    [
        ("", "Netherlands", "NLD"),
        ("unknown", "Rotterdam", "NLD"),
        ("Rotterdam", "", "NLD"),  # a port of entry is no origin, and carries its country
        ("Rotterdam", "Belgium", "BEL"),  # it came through Rotterdam, from Belgium
        ("Netherlands", "", "NLD"),  # nothing of what it ships grew there
        ("Netherlands", "Belgium", "NLD"),  # what was declared as origin lies further back
    ],
)
def test_what_is_consigned(origin: str, consignment: str, place: str) -> None:
    traced = bba.trace_origins(read(("soybeans", origin, consignment, 10, "2022")), TRADE).frame
    assert set(traced["origin_match"]) == {"traced"}
    assert set(traced["consignment"]) == {place}
    assert len(traced) == {"NLD": 3, "BEL": 1}[place]
    assert traced["amount"].sum() == pytest.approx(10)


@pytest.mark.parametrize(
    ("commodity", "origin", "consignment"),
    [
        ("soybeans", "BRA", "NLD"),  # an origin wins over the consignment
        ("soybeans", "DEU", ""),  # it grows some: believed
        ("wheat", "NLD", ""),
        ("soybeans", "FRA", ""),  # the data do not know France: nobody can say
        ("soybeans", "", ""),
        ("soybeans", "Atlantis", "NLD"),  # a problem of its own
        ("nonsense", "", "NLD"),
    ],
)
def test_what_stays_as_it_is(commodity: str, origin: str, consignment: str) -> None:
    lines = read((commodity, origin, consignment, 10, "2022"))
    traced = bba.trace_origins(lines, TRADE).frame
    pd.testing.assert_frame_equal(traced[list(LINE_COLUMNS)], lines.frame[list(LINE_COLUMNS)])
    assert traced["part"].tolist() == [0]
    assert traced["share"].tolist() == [1.0]
    assert traced["traced_with"].tolist() == [""]
    assert traced["origin_quality"].isna().all()


def test_a_negative_or_unreadable_quantity_is_no_part_of_anything() -> None:
    lines = read(("soybeans", "", "NLD", -10, "2022"), ("soybeans", "", "NLD", 10, "2022"))
    frame = bba.trace_origins(lines, TRADE).frame
    assert frame["part"].tolist() == [0, 1, 2, 3]
    assert frame["rejected"].tolist() == [True, False, False, False]


@pytest.mark.parametrize(
    ("period", "said", "largest"),
    [
        ("2022", "soybeans 2022", "USA"),
        ("2020", "soybeans 2020", "BRA"),
        ("", "soybeans 2022 for no year", "USA"),  # the latest
        ("some day", "soybeans 2022 for no year", "USA"),
        ("20200630", "soybeans 2020", "BRA"),
        ("30/06/20", "soybeans 2020", "BRA"),
        ("FY20", "soybeans 2020", "BRA"),
        ("2019", "soybeans 2020 for 2019", "BRA"),
        ("2021", "soybeans 2022 for 2021", "USA"),  # of two as near the later
        ("2030-Q1", "soybeans 2022 for 2030", "USA"),
        ("2020/21", "soybeans 2020", "BRA"),
    ],
)
def test_the_year_is_the_lines_own_or_the_nearest_and_said(period: str, said: str, largest: str) -> None:
    frame = bba.trace_origins(read(("soybeans", "", "NLD", 10, period)), TRADE).frame
    assert set(frame["traced_with"]) == {f"dataframe 0.0.0, {said}"}
    assert frame["origin"].iloc[0] == largest


def test_a_product_goes_by_the_mix_of_its_crop_and_is_of_lower_quality() -> None:
    traced = bba.trace_origins(read(("soybean_meal", "", "NLD", 10, "2022")), TRADE)
    assert traced.frame["origin"].tolist() == ["USA", "BRA", "CAN"]
    assert traced.frame["origin_quality"].tolist() == [4, 4, 4]
    assert set(traced.frame["traced_with"]) == {"dataframe 0.0.0, soybeans 2022, as proxy of soybean_meal"}
    own = mixes(*MIXES, ("soybean_meal", "NLD", 2022, "ARG", 1.0))
    traced = bba.trace_origins(read(("soybean_meal", "", "NLD", 10, "2022")), own)
    assert traced.frame["origin"].tolist() == ["ARG"]
    assert traced.frame["origin_quality"].tolist() == [3]


def test_several_data_are_asked_in_order_and_the_goods_own_mix_comes_first() -> None:
    other = mixes(
        ("soybeans", "NLD", 2022, "PRY", 1.0),
        ("soybeans", "FRA", 2022, "ARG", 1.0),
        ("soybean_meal", "NLD", 2022, "BOL", 1.0),
    )
    lines = read(
        ("soybeans", "", "NLD", 1, "2022"), ("soybeans", "", "FRA", 1, "2022"),
        ("soybean_meal", "", "NLD", 1, "2022"),
    )  # fmt: skip
    both = bba.trace_origins(lines, [TRADE, other])
    assert both.frame["origin"].tolist() == ["USA", "BRA", "CAN", "ARG", "BOL"]
    assert [entry["id"] for entry in both.reading["trade"]] == ["dataframe", "dataframe"]
    assert bba.trace_origins(lines, [other, TRADE]).frame["origin"].tolist() == ["PRY", "ARG", "BOL"]


def test_without_a_mix_the_line_stays_whole_and_says_so() -> None:
    lines = read(("cocoa butter", "", "NLD", 100, "2022"), ("cocoa butter", "", "NLD", 50, "2022"))
    traced = bba.trace_origins(lines, TRADE)
    assert traced.frame["part"].tolist() == [0, 0]
    assert traced.frame["origin"].tolist() == ["unknown", "unknown"]
    assert set(traced.frame["traced_with"]) == {"not traced: no trade data"}
    (issue,) = traced.issues[traced.issues["code"] == "origin-not-traced"].to_dict("records")
    assert issue["severity"] == "info"
    assert issue["found"] == "cocoa_butter from NLD"
    assert "2 lines, 150 t" in issue["message"]
    assert "--trade" in issue["suggestion"]


def test_one_issue_a_commodity_and_consignment_with_lines_and_tonnes() -> None:
    lines = read(
        ("soybeans", "", "NLD", 100, "2022"), ("soybeans", "", "NLD", 50, "2020"),
        ("soybeans", "", "BEL", 7, "2022"), ("wheat", "", "NLD", 3, "2022"),
    )  # fmt: skip
    said = bba.trace_origins(lines, TRADE).issues
    said = said[said["code"] == "origin-traced"]
    assert said["found"].tolist() == ["soybeans from NLD", "soybeans from BEL", "wheat from NLD"]
    assert "2 lines, 150 t" in said["message"].iloc[0]
    assert "soybeans 2022; dataframe 0.0.0, soybeans 2020" in said["message"].iloc[0]
    assert said["line_id"].tolist() == ["0", "2", "3"]


def test_the_region_given_is_not_in_the_country_that_was_traced() -> None:
    table = pd.DataFrame(
        {
            "commodity": ["soybeans"],
            "origin": ["NLD"],
            "region": ["Limburg"],
            "quantity": [10.0],
            "unit": ["t"],
        }
    )
    traced = bba.trace_origins(bba.read_lines(table), TRADE).frame
    assert traced["region"].isna().all()
    assert set(traced["region_as_given"]) == {"Limburg"}


def test_tracing_again_changes_nothing_and_more_data_trace_what_was_left() -> None:
    lines = read(
        ("soybeans", "", "NLD", 10, "2022"),
        ("cocoa_beans", "", "NLD", 4, "2022"),
        ("wheat", "FRA", "", 1, ""),
    )
    once = bba.trace_origins(lines, TRADE)
    twice = bba.trace_origins(once, TRADE)
    pd.testing.assert_frame_equal(twice.frame, once.frame, check_categorical=False)
    assert twice.reading["trade"] == once.reading["trade"]
    cocoa = mixes(("cocoa_beans", "NLD", 2022, "CIV", 0.5), ("cocoa_beans", "NLD", 2022, "GHA", 0.5))
    more = bba.trace_origins(once, cocoa)
    assert more.frame["origin"].tolist() == ["USA", "BRA", "CAN", "CIV", "GHA", "FRA"]
    assert more.frame["part"].tolist() == [1, 2, 3, 1, 2, 0]
    assert more.frame["share"].tolist() == pytest.approx([0.6, 0.3, 0.1, 0.5, 0.5, 1.0])
    assert more.frame["traced_with"].tolist()[:4] == ["dataframe 0.0.0, soybeans 2022"] * 3 + [
        "dataframe 0.0.0, cocoa_beans 2022"
    ]
    assert len(more.reading["trade"]) == 2


def test_an_own_product_is_traced_by_what_it_is_made_of() -> None:
    own = pd.DataFrame(
        {"product": ["house_blend"], "primary_commodity": ["soybeans"], "pe": [0.5], "source": ["ours"]}
    )
    products = bba.read_products(own)
    table = pd.DataFrame(
        {"commodity": ["house_blend"], "shipped from": ["NLD"], "t": [10.0], "year": ["2022"]}
    )
    traced = bba.trace_origins(bba.read_lines(table, products=products), TRADE, products=products)
    assert traced.frame["origin"].tolist() == ["USA", "BRA", "CAN"]
    assert traced.frame["origin_quality"].tolist() == [4, 4, 4]


GOODS = st.sampled_from(["soybeans", "wheat", "soybean_meal", "cocoa_beans", "nonsense"])
PLACES = st.sampled_from(["", "NLD", "DEU", "BEL", "BRA", "Rotterdam", "Atlantis"])
YEARS = st.sampled_from(["", "2018", "2020", "2022", "2024"])
ROWS = st.lists(
    st.tuples(GOODS, PLACES, PLACES, st.floats(-10, 1e9, allow_nan=False), YEARS), min_size=1, max_size=12
)


@settings(max_examples=examples(60))
@given(ROWS)
def test_tonnes_are_conserved_line_by_line(rows: list[tuple[object, ...]]) -> None:
    lines = read(*rows)
    traced = bba.trace_origins(lines, TRADE).frame
    assert (
        traced["line_id"].drop_duplicates().tolist() == lines.frame["line_id"].tolist()
    )  # none lost, in order
    assert traced["line_id"].tolist() == sorted(traced["line_id"], key=int)
    for name in ("amount", "quantity"):
        sums = traced.groupby("line_id", sort=False)[name].sum(min_count=1)
        assert sums.to_numpy() == pytest.approx(lines.frame[name].to_numpy(), rel=1e-12, nan_ok=True)
    shares = traced.groupby("line_id", sort=False)["share"].sum()
    assert shares.to_numpy() == pytest.approx(np.ones(len(lines)), rel=1e-12)
    assert (traced.groupby("line_id")["part"].max() == traced[traced["part"] > 0].groupby("line_id").size().reindex(
        traced["line_id"].unique(), fill_value=0).sort_index()).all()  # fmt: skip


@settings(max_examples=examples(40))
@given(ROWS, st.randoms())
def test_the_order_of_lines_changes_no_part(rows: list[tuple[object, ...]], random: object) -> None:
    lines = read(*rows)
    order = list(range(len(rows)))
    random.shuffle(order)  # type: ignore[attr-defined]
    shuffled = Lines(lines.frame.iloc[order], lines.issues, lines.reading)
    one, two = (bba.trace_origins(each, TRADE).frame for each in (lines, shuffled))
    names = ["line_id", "part", "origin", "amount"]
    order_of = ["line_id", "part"]
    one, two = (each[names].astype({"origin": object}).sort_values(order_of) for each in (one, two))
    pd.testing.assert_frame_equal(one.reset_index(drop=True), two.reset_index(drop=True))


def test_no_lines_are_traced_to_no_lines() -> None:
    empty = bba.read_lines(pd.DataFrame({"commodity": [], "shipped from": [], "t": []}))
    traced = bba.trace_origins(empty, TRADE)
    assert len(traced) == 0
    assert set(TRACING_COLUMNS) <= set(traced.frame.columns)


def test_beyond_many_pairs_the_rest_is_counted_in_one_issue(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bbafootprint.trade.tracing.issues.MOST", 2)
    lines = read(
        ("soybeans", "", "BEL", 1, ""), ("cocoa_beans", "", "NLD", 2, ""), ("soybeans", "", "NLD", 4, ""),
        ("soybeans", "", "NLD", 8, ""), ("wheat", "", "NLD", 16, ""), ("cocoa_beans", "", "BEL", 32, ""),
    )  # fmt: skip
    said = bba.trace_origins(lines, TRADE).issues
    said = said[said["code"].isin(["origin-traced", "origin-not-traced"])]
    assert said["found"].tolist() == ["soybeans from BEL", "soybeans from NLD", "1 more", "2 more"]
    assert said["code"].tolist() == ["origin-traced"] * 3 + ["origin-not-traced"]
    assert "1 line, 16 t" in said["message"].iloc[2]
    assert "2 lines, 34 t" in said["message"].iloc[3]


def test_lines_without_a_column_of_consignments_are_traced_by_their_ports() -> None:
    lines = read(("soybeans", "Rotterdam", "", 10, ""))
    frame = lines.frame.drop(columns=["consignment", "consignment_as_given"])
    traced = bba.trace_origins(Lines(frame), TRADE).frame
    assert traced["origin"].tolist() == ["USA", "BRA", "CAN"]
    assert traced["consignment"].tolist() == ["NLD"] * 3
