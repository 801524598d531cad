"""What limits tracing is said: years that cannot be read, origins given as regions, gaps of the trade data."""

from __future__ import annotations

import pandas as pd
import pytest

import bbafootprint as bba
from bbafootprint.trade.tracing.origins import NOT_TRACED, REGIONAL
from tests.trade.tracing.test_origins import TRADE, mixes, read


def test_periods_that_name_no_year_are_one_warning() -> None:
    lines = read(
        ("soybeans", "", "NLD", 1, "some day"), ("soybeans", "", "NLD", 1, "43281"),
        ("soybeans", "", "NLD", 1, "2020"), ("soybeans", "BRA", "", 1, "some day"),
    )  # fmt: skip
    said = bba.trace_origins(lines, TRADE).issues
    (row,) = said[said["code"] == "period-without-year"].to_dict("records")
    assert row["message"].startswith("2 lines name no year that can be read ('some day', '43281')")
    assert row["severity"] == "warning"
    nothing = bba.trace_origins(read(("soybeans", "", "NLD", 1, "")), TRADE).issues
    assert "period-without-year" not in set(nothing["code"])


@pytest.mark.parametrize("origin", ["Africa", "EU", "non-EU", "Europe"])
def test_a_region_given_as_origin_is_not_traced_against(origin: str) -> None:
    traced = bba.trace_origins(read(("soybeans", origin, "NLD", 10, "2022")), TRADE)
    assert traced.frame["origin"].tolist() == ["unknown"]
    assert traced.frame["traced_with"].tolist() == [REGIONAL]
    (row,) = traced.issues[traced.issues["code"] == "origin-region"].to_dict("records")
    assert repr(origin) in row["message"]
    assert bba.trace_origins(traced, TRADE).frame["traced_with"].tolist() == [REGIONAL]


def test_an_origin_without_trade_data_that_grows_none_is_said_in_the_same_words() -> None:
    lines = read(("cocoa_beans", "NLD", "", 10, "2022"), ("cocoa_beans", "CIV", "", 10, "2022"))
    growers = pd.DataFrame({"commodity": ["cocoa_beans"], "origin": ["CIV"]})
    traced = bba.trace_origins(lines, TRADE, producers=growers)
    assert traced.frame["traced_with"].tolist() == [NOT_TRACED, ""]
    assert "origin-not-traced" in set(traced.issues["code"])
    result = bba.calculate_footprint(lines, perspective="traced")
    assert "not traced" in str(result.explain("0"))


def test_production_decides_whether_an_origin_is_believed_and_not_the_cut_mix() -> None:
    flows = pd.DataFrame(
        [("soybeans", "BRA", "NLD", 2022, 1e6)],
        columns=["commodity", "exporter", "importer", "year", "tonnes"],
    )
    production = pd.DataFrame(
        [("soybeans", "BRA", 2022, 2e6), ("soybeans", "NLD", 2022, 9.0)],
        columns=["commodity", "origin", "year", "tonnes"],
    )
    trade = bba.load_trade(flows, production)
    assert "NLD" not in trade.mix_of("soybeans", "NLD", 2022).index
    frame = bba.trace_origins(read(("soybeans", "NLD", "", 10, "2022")), trade).frame
    assert frame["origin"].tolist() == ["NLD"]


def test_the_shares_that_an_issue_names_are_those_of_the_tonnes() -> None:
    trade = mixes(("soybeans", "NLD", 2020, "BRA", 1.0), ("soybeans", "NLD", 2022, "USA", 1.0))
    lines = read(("soybeans", "", "NLD", 90, "2020"), ("soybeans", "", "NLD", 10, "2022"))
    said = bba.trace_origins(lines, trade).issues
    (message,) = said[said["code"] == "origin-traced"]["message"]
    assert "Brazil 90 %, United States 10 %" in message


def test_a_gap_of_the_trade_data_is_said_by_a_run() -> None:
    columns = ["commodity", "exporter", "importer", "year", "tonnes"]
    flows = pd.DataFrame(
        [("cocoa_beans", "ECU", "NLD", 2023, 60.0), ("cocoa_beans", "CIV", "NLD", 2023, 60.0)],
        columns=columns,
    )
    production = pd.DataFrame(
        [("cocoa_beans", "CIV", 2023, 100.0)], columns=["commodity", "origin", "year", "tonnes"]
    )
    trade = bba.load_trade(flows, production)
    traced = bba.trace_origins(read(("cocoa_butter", "", "NLD", 10, "2023")), trade)
    (row,) = traced.issues[traced.issues["code"] == "trade-not-followed"].to_dict("records")
    assert "60 t (50 % of NLD's imports of cocoa_beans 2023) could not be followed: ECU" in row["message"]
    other = bba.trace_origins(read(("soybeans", "", "NLD", 10, "2023")), trade).issues
    assert "trade-not-followed" not in set(other["code"])
