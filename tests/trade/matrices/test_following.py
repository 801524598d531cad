"""Trade followed back by hand: every odd case of docs/method.md, section 5."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from bbafootprint.errors import UsageError
from bbafootprint.trade.matrices import REPORT_COLUMNS, follow_trade, trace_matrix
from bbafootprint.trade.matrices.aggregates import find_aggregates


def matrix(routes: dict[str, float], names: str = "ABC") -> pd.DataFrame:
    table = pd.DataFrame(0.0, index=list(names), columns=list(names))
    for route, tonnes in routes.items():
        table.loc[route[0], route[1]] = tonnes
    return table


def grown(**tonnes: float) -> pd.Series:
    return pd.Series(tonnes, dtype="float64")


def test_a_port_that_grows_nothing_ships_what_it_was_shipped() -> None:
    # 60 of A and 30 of B go through P, all of it on to C.
    traced = follow_trade(grown(A=100, B=40), matrix({"AP": 60, "BP": 30, "PC": 90}, "ABPC"))
    assert traced.consumption["P"].tolist() == [0, 0, 0, 0]
    assert traced.mixes.loc["P"].to_dict() == pytest.approx({"A": 2 / 3, "B": 1 / 3})
    assert traced.consumption.loc[["A", "B"], "C"].tolist() == pytest.approx([60, 30])
    assert list(traced.mixes.columns) == ["A", "B"]


def test_stocks_are_not_traced_and_the_cut_is_reported() -> None:
    # B has 10 + 20 and ships 60: half of it comes out of stocks.
    traced = follow_trade(grown(A=100, B=10), matrix({"AB": 20, "BC": 60}))
    assert traced.consumption["C"].to_dict() == pytest.approx({"A": 20, "B": 10, "C": 0})
    assert traced.report.to_dict("records") == [
        {
            "place": "B", "what": "cut", "reported": 60.0, "used": 30.0, "share_cut": 0.5,
            "note": "Ships more than it produced and imported: stocks.",
        }
    ]  # fmt: skip
    assert traced.supply.loc["B"].to_dict() == pytest.approx(
        {"production": 10, "imports": 20, "exports": 30, "consumption": 0, "cut": 0.5}
    )


def test_a_small_cut_is_made_and_not_reported() -> None:
    traced = follow_trade(grown(A=96), matrix({"AB": 100}))
    assert traced.report.empty
    assert tuple(traced.report.columns) == REPORT_COLUMNS
    assert traced.consumption.loc["A", "B"] == pytest.approx(96)
    assert traced.supply.loc["A", "cut"] == pytest.approx(0.04)


def test_cuts_run_on_to_customers() -> None:
    # A can ship 50 of 100; so B, which ships on all 100 that it was promised, has 50.
    traced = follow_trade(grown(A=50), matrix({"AB": 100, "BC": 100}))
    assert traced.consumption.loc["A"].tolist() == pytest.approx([0, 0, 50])
    assert set(traced.report["place"]) == {"A", "B"}


def test_cuts_in_a_loop_are_the_limit_of_the_published_rounds() -> None:
    # A (2) and B (0) pass 1000 to each other, and B ships 12 a year out: rounds would end after thousands.
    production, trade = grown(A=2), matrix({"AB": 1000, "BA": 1000, "BC": 12})
    p, z = np.array([2.0, 0.0, 0.0]), trade.to_numpy(copy=True)
    rounds = 0
    while ((over := p + z.sum(axis=0) - z.sum(axis=1)) < -1e-9).any():
        i = int(over.argmin())
        z[i] *= (p[i] + z[:, i].sum()) / z[i].sum()
        rounds += 1
    assert rounds > 1000
    supply = follow_trade(production, trade).supply
    np.testing.assert_allclose(supply["exports"], z.sum(axis=1), rtol=1e-5, atol=1e-9)


def test_a_loop_that_no_production_reaches_is_removed_and_reported() -> None:
    traced = follow_trade(grown(A=10), matrix({"AC": 5, "XY": 7, "YX": 7, "YC": 3}, "ACXY"))
    assert traced.consumption["C"].to_dict() == pytest.approx({"A": 5, "C": 0, "X": 0, "Y": 0})
    assert traced.report[["place", "what", "reported", "used"]].values.tolist() == [
        ["X", "unreached", 7.0, 0.0],
        ["Y", "unreached", 10.0, 0.0],
    ]
    assert "X" not in traced.mixes.index
    assert (traced.consumption[["X", "Y"]] == 0).all(axis=None)


def test_a_place_without_supply_has_an_empty_column_and_no_mix() -> None:
    traced = follow_trade(grown(A=10, B=0), matrix({"AC": 4}))
    assert (traced.consumption["B"] == 0).all()
    assert list(traced.mixes.index) == ["A", "C"]
    assert np.isnan(traced.supply.loc["B", "cut"])


def test_trade_with_itself_moves_nothing_and_is_reported() -> None:
    routes = {"AB": 5, "BC": 2}
    plain = follow_trade(grown(A=10, B=1), matrix(routes))
    traced = follow_trade(grown(A=10, B=1), matrix(routes | {"BB": 50}))
    pd.testing.assert_frame_equal(traced.consumption, plain.consumption)
    assert traced.report[["place", "what", "reported"]].values.tolist() == [["B", "self_trade", 50.0]]


def test_an_exporter_without_a_production_given_is_reported() -> None:
    traced = follow_trade(grown(A=10), matrix({"AB": 5, "BC": 5}))
    assert traced.report[["place", "what", "used"]].values.tolist() == [["B", "no_production_given", 5.0]]


def test_a_grower_outside_all_trade_eats_its_own() -> None:
    traced = follow_trade(grown(A=10, Z=3), matrix({"AB": 5}, "AB"))
    assert traced.consumption.loc["Z"].to_dict() == {"A": 0, "B": 0, "Z": 3}
    assert traced.mixes.loc["Z", "Z"] == 1


def test_without_any_trade_everyone_eats_its_own() -> None:
    assert trace_matrix(grown(A=2, B=3), pd.DataFrame()).to_numpy().tolist() == [[2, 0], [0, 3]]


def test_labels_are_joined_whatever_their_order_and_type() -> None:
    trade = pd.DataFrame([[4.0, 0.0], [0.0, 0.0]], index=[21, 41], columns=["41", "21"])
    table = trace_matrix(pd.Series({41: 1.0, 21: 9.0}), trade)
    assert list(table.index) == [21, 41]
    assert table.loc[21].to_dict() == {21: 5.0, 41: 4.0}
    assert (table.index.name, table.columns.name) == ("origin", "consumer")


def test_rows_and_columns_may_be_other_places() -> None:
    trade = pd.DataFrame([[4.0, 2.0]], index=["A"], columns=["B", "C"])
    assert trace_matrix(grown(A=10), trade).loc["A"].to_dict() == {"A": 4.0, "B": 4.0, "C": 2.0}


def test_the_input_stays_as_it_was() -> None:
    production, trade = grown(A=10, B=1), matrix({"AB": 50, "BB": 3})
    before = production.copy(), trade.copy()
    follow_trade(production, trade)
    pd.testing.assert_series_equal(production, before[0])
    pd.testing.assert_frame_equal(trade, before[1])


@pytest.mark.parametrize(
    ("production", "routes", "said"),
    [
        ({"A": np.nan}, {"AB": 1}, r"production holds 1 missing number\(s\), the first at A\..*fillna\(0\)"),
        ({"A": -1.0}, {"AB": 1}, "production holds 1 negative"),
        ({"A": 1.0}, {"AB": -2}, "trade holds 1 negative number.*A -> B"),
        ({"A": 1.0}, {"AB": np.inf}, "trade holds 1 infinite"),
        ({"BRA": 1.0}, {"AB": 1}, "No place of production.*labelled in two ways"),
    ],
)
def test_numbers_and_labels_that_cannot_be_are_refused(
    production: dict[str, float], routes: dict[str, float], said: str
) -> None:
    with pytest.raises(UsageError, match=said):
        follow_trade(pd.Series(production), matrix(routes))


def test_a_label_that_stands_twice_is_refused() -> None:
    trade = pd.DataFrame([[1.0, 2.0]], index=["A"], columns=["B", "B"])
    with pytest.raises(UsageError, match="columns of trade has more than once: B"):
        follow_trade(grown(A=1), trade)
    with pytest.raises(UsageError, match="production has more than once: A"):
        follow_trade(pd.Series([1.0, 2.0], index=["A", "A"]), matrix({}))


def test_a_place_without_a_name_is_refused() -> None:
    with pytest.raises(UsageError, match="production has 1 place"):
        follow_trade(pd.Series([1.0, 2.0], index=["A", None]), matrix({}))


def test_tables_of_another_kind_are_refused() -> None:
    with pytest.raises(UsageError, match="production is dict"):
        follow_trade({"A": 1.0}, matrix({}))  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="no number"):
        follow_trade(pd.Series({"A": "many"}), matrix({}))


@pytest.mark.parametrize(
    ("labels", "found"),
    [
        (["351", "41", "214"], ("351", ["214", "41"])),
        (["15", "255"], ("15", ["255"])),
        (["206", "276"], ("206", ["276"])),
        (["5000", "21"], ("5000", ["others"])),
        (["WLD", "BRA"], ("WLD", ["others"])),
        (["EU27_2020", "BRA"], ("EU27_2020", ["others"])),
        (["SCG", "SRB"], ("SCG", ["SRB"])),
        (["China", "China, mainland"], ("China", ["China, mainland"])),
    ],
)
def test_aggregates_beside_their_parts_are_found(labels: list[str], found: tuple[str, list[str]]) -> None:
    assert [(label, parts) for label, _, parts in find_aggregates(labels)] == [found]


@pytest.mark.parametrize(
    "labels", [["351", "21"], ["15", "21"], ["BLX", "DEU"], ["WLD"], ["BEL", "LUX", "ROW"], ["51"]]
)
def test_aggregates_without_their_parts_are_left_alone(labels: list[str]) -> None:
    assert find_aggregates(labels) == []


def test_china_beside_its_parts_is_refused_before_tracing() -> None:
    trade = pd.DataFrame(0.0, index=[41, 351], columns=[41, 351])
    with pytest.raises(UsageError, match=r"counted twice: 351 \(China.*\) beside 41"):
        follow_trade(pd.Series({41: 1.0}), trade)
