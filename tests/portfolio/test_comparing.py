"""What of a change between two portfolios is of coverage, and no change in the world."""

from __future__ import annotations

import pandas as pd
import pytest

from bbafootprint.portfolio.comparing import EFFECTS, compare_portfolios
from tests.portfolio.conftest import LAND, LOSS, company, holding, ready
from tests.portfolio.test_screening import COMPANIES

FIGURES = [company(EVIC=100.0) | {"report date": date} for date in ("2022-12-31", "2023-12-31")]
OLD = "2022-12-31"


def cocoa(year: int, known: float, unknown: float) -> pd.DataFrame:
    return pd.DataFrame({
        "company": "c1", "commodity": ["cocoa beans", "unobtainium"], "origin": "Ghana", "quantity": [known, unknown],
        "unit": "t", "year": year,
    })  # fmt: skip


def codes(frame: pd.DataFrame) -> list[str]:
    return frame["code"].tolist()


def test_volumes_that_lose_their_number_are_no_effect_of_impact(screen) -> None:
    lines = pd.concat([cocoa(2022, 10_000.0, 0.0).head(1), cocoa(2023, 1_000.0, 9_000.0)])
    one = screen([holding(date=OLD)], FIGURES, lines=lines)
    two = screen([holding()], FIGURES, lines=lines)
    change = compare_portfolios(one, two)
    row = change.total().loc[LOSS]
    assert row["change"] == pytest.approx(-0.9 * row["before"])
    assert row["coverage_effect"] == pytest.approx(row["change"])
    assert row["impact_effect"] == pytest.approx(0.0, abs=1e-9 * row["before"])
    assert change.frame[["share_before", "share_after"]].iloc[0].tolist() == pytest.approx([1.0, 0.1])
    said = change.issues[change.issues["code"] == "coverage-changed"]
    assert said["message"].tolist() == [
        f"C1: another share of its volumes has a number than before, for {change.frame['indicator'].iloc[0]} (and 5 "
        "more indicators): 100 % before, 10 % after. What that explains of the change is in the coverage effect."
    ]


def test_growth_and_coverage_are_told_apart_and_add_up(screen) -> None:
    lines = pd.concat([cocoa(2022, 500.0, 500.0), cocoa(2023, 2_000.0, 0.0).head(1)])
    one = screen([holding(date=OLD, amount=20.0)], FIGURES, lines=lines)
    two = screen([holding()], FIGURES, lines=lines)
    table = compare_portfolios(one, two).total()
    assert table[list(EFFECTS)].sum(axis=1).tolist() == pytest.approx(table["change"].tolist(), rel=1e-9)
    assert (table["impact_effect"] > 0).all()
    assert (table["coverage_effect"] > 0).all()
    same = compare_portfolios(one, one)
    assert same.total()["change"].tolist() == pytest.approx([0.0] * 6)
    assert same.issues.empty


def test_holdings_of_a_position_without_a_number_carry_none(screen) -> None:
    numbers = [ready(value=100.0, indicator=LOSS, year=2023), ready(value=9.0, year=2022)]
    one = screen([holding(date=OLD), holding()], FIGURES, numbers)
    assert compare_portfolios(one, one).total()["before"].tolist()[:2] == pytest.approx(
        one.total()["value"].tolist()[:2], rel=1e-9
    )


@pytest.mark.parametrize(
    "earlier",
    [
        holding("c1", amount="x"),
        holding("c1", asset_class="thing"),
        holding("c1", asset_class=""),
        holding("c1", currency=""),
        holding("old", name="Alpha Foods NV"),
        holding("old", **{"holding id": "P-1"}),
    ],
    ids=str,
)
def test_a_position_whose_earlier_row_cannot_be_used_was_not_bought(screen, earlier: dict) -> None:
    later = holding("c1", name="Alpha Foods NV", **{"holding id": "P-1"})
    one, two = (screen([row, holding("c2")], COMPANIES, [ready(), ready("c2")]) for row in (earlier, later))
    for table, name, sign in (
        (compare_portfolios(one, two), "bought", 1.0),
        (compare_portfolios(two, one), "sold", -1.0),
    ):
        row = table.total().loc[LAND]
        assert row[name] == 0.0
        assert row["coverage_effect"] == pytest.approx(sign * 100.0)
    assert compare_portfolios(two, two).issues.empty


def test_a_position_in_an_unreadable_row_is_named(screen) -> None:
    one = screen([holding("c1", amount="x"), holding("c2")], COMPANIES, [ready(), ready("c2")])
    two = screen([holding("c1"), holding("c2")], COMPANIES, [ready(), ready("c2")])
    said = compare_portfolios(one, two).issues
    assert codes(said) == ["position-unread"]
    assert (
        "the earlier portfolio has it in the holding 0, which is rejected (amount-text)"
        in said["message"].iloc[0]
    )
    assert codes(compare_portfolios(screen([holding("c2")], COMPANIES, [ready("c2")]), two).issues) == []
