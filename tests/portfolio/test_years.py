"""A holding meets the impact of its own time: lines, ready footprints and sector intensities of several years."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from bbafootprint.portfolio.comparing import EFFECTS, compare_portfolios
from bbafootprint.portfolio.entries import entries_of, years_in_words
from tests.portfolio.conftest import LAND, company, holding, ready
from tests.portfolio.test_screening import COMPANIES, LINES, intensity

FIGURES = [
    company(name, EVIC=100.0, sector="Food", revenue=50.0) | {"report date": date}
    for name in ("c1", "c2") for date in ("2021-12-31", "2022-12-31", "2023-12-31")
]  # fmt: skip
OLD, NEW = "2022-06-30", "2023-12-31"


def of_year(year: int, times: float = 1.0) -> pd.DataFrame:
    return LINES.assign(year=year, quantity=LINES["quantity"] * times)


def test_each_holding_meets_the_lines_of_its_own_year(screen) -> None:
    lines = pd.concat([of_year(2022, 10), of_year(2023)])
    rows = [holding("c1", date=OLD), holding("c1", date=NEW), holding("c2", date=NEW)]
    result = screen(rows, FIGURES, lines=lines)
    values = result.to_frame()
    assert values[LAND].iloc[0] == pytest.approx(10 * values[LAND].iloc[1])
    assert values["impact_year"].tolist() == [2022, 2023, 2023]
    for at, row in enumerate(rows):  # as if each stood alone
        alone = screen([row], FIGURES, lines=lines)
        assert alone.financed()[0].tolist() == pytest.approx(result.financed()[at].tolist(), rel=1e-12)
    assert result.total()["value"].tolist() == pytest.approx(
        result.financed().sum(axis=0).tolist(), rel=1e-12
    )
    assert "of 2022" in str(result.explain("0"))
    entries = result.entries[["company", "year", "impact_year"]]
    assert entries.to_numpy().tolist() == [[0, 2022, 2022], [0, 2023, 2023], [1, 2023, 2023]]
    left = result.issues[result.issues["code"] == "lines-of-other-years"]
    assert left["message"].iloc[0].startswith("1 company line of other years left out")  # that of c2 in 2022
    for group in ("company", "holding", "commodity", "origin"):
        sums = result.by(group).groupby("indicator")["value"].sum()
        assert sums.reindex(result.total().index).tolist() == pytest.approx(
            result.total()["value"].tolist(), rel=1e-12
        )
    split = result.by("ecosystem").groupby("indicator")["value"].sum()
    assert split["habitat_loss"] == pytest.approx(result.total()["value"]["habitat_loss"], rel=1e-9)


def test_the_same_factor_in_two_years_has_one_error(screen) -> None:
    lines = pd.concat([of_year(2022), of_year(2023)])
    one = screen([holding("c1", date=NEW)], FIGURES, lines=lines).total()
    both = screen([holding("c1", date=OLD), holding("c1", date=NEW)], FIGURES, lines=lines).total()
    for column in ("value", "low", "high"):
        assert both[column].tolist() == pytest.approx((2 * one[column]).tolist(), rel=1e-12)


def test_overlap_counts_companies_and_not_years(screen) -> None:
    lines = pd.concat([of_year(2022), of_year(2023)])
    lines = lines[lines["company"] == "c1"]
    result = screen([holding("c1", date=OLD), holding("c1", date=NEW)], FIGURES, lines=lines)
    assert result.overlap().empty
    coverage = result.coverage().query("indicator == @LAND and basis == 'lines'").iloc[0]
    assert (coverage["holdings"], coverage["companies"]) == (2, 1)


def test_a_year_that_is_asked_for_wins_and_is_said(screen) -> None:
    lines = pd.concat([of_year(2022, 10), of_year(2023)])
    rows = [holding("c1", date=OLD), holding("c1", date=NEW)]
    result = screen(rows, FIGURES, lines=lines, year=2022)
    assert result.holdings["impact_year"].tolist() == [2022, 2022]
    said = result.issues[result.issues["code"] == "year-asked"]["message"].iloc[0]
    assert said == (
        "The impacts of 2022 were asked for and stand beside all holdings; 1 holding of other years (2023)."
    )
    assert "year-asked" not in set(screen(rows[:1], FIGURES, lines=lines, year=2022).issues["code"])


def test_lines_of_a_later_year_or_too_old_are_not_taken_and_it_is_said(screen) -> None:
    rows = [holding("c1", date="2021-12-31"), holding("c1", date=NEW)]
    result = screen(rows, FIGURES, lines=of_year(2022))
    assert result.holdings["reason"].tolist() == ["impact-missing", ""]
    said = result.issues.set_index("code")["message"]
    assert "its lines are of 2022; asked for is 2021, or at most 18 months earlier" in said["impact-missing"]
    assert said["lines-of-earlier-year"] == "C1 has no lines of 2023; those of 2022 were taken."
    strict = screen(rows, FIGURES, lines=of_year(2022), stale_months=11)
    assert strict.counts()["assessed"] == 0


def test_lines_without_a_year_are_said(screen) -> None:
    lines = pd.concat([of_year(2023), LINES.head(1).drop(columns="year")])
    result = screen([holding("c1")], COMPANIES, lines=lines)
    double = screen([holding("c1")], COMPANIES, lines=pd.concat([of_year(2023), of_year(2023).head(1)]))
    assert result.total()["value"].tolist() == pytest.approx(double.total()["value"].tolist())
    said = result.issues[result.issues["code"] == "lines-without-year"]["message"].iloc[0]
    assert said.startswith(
        "1 company line of 1 company without a year: counted for every year of holdings, for 1 company"
    )
    none = screen([holding("c1")], COMPANIES, lines=LINES.drop(columns="year"))
    assert none.counts()["assessed"] == 1
    assert "beside lines" not in none.issues.set_index("code")["message"]["lines-without-year"]


def test_ready_footprints_meet_holdings_of_their_year_and_grow_stale(screen) -> None:
    numbers = [ready("c1", 100.0, year=2021), ready("c1", 700.0, year=2023), ready("c2", 50.0, year=2010)]
    rows = [holding("c1", date=OLD), holding("c1", date=NEW), holding("c2", date=NEW)]
    result = screen(rows, FIGURES, numbers)
    assert result.financed()[:, 0].tolist() == pytest.approx([10.0, 70.0, np.nan], nan_ok=True)
    assert result.holdings["reason"].tolist() == ["", "", "impact-missing"]
    said = result.issues[result.issues["code"] == "impact-of-other-year"]["message"].tolist()
    assert said == [
        "C2: its ready footprints of 2010 are not used: asked for is 2023, and they are later, or over 18 months "
        "earlier."
    ]
    assert screen(rows, FIGURES, numbers, stale_months=160).counts()["assessed"] == 3
    later = screen([holding("c1", date="2021-12-31")], FIGURES, [ready("c1", year=2022)])
    assert later.counts()["assessed"] == 0
    assert "impact-of-other-year" in set(later.issues["code"])


def test_a_ready_footprint_without_a_year_is_used_and_said(screen) -> None:
    result = screen([holding("c1")], FIGURES, [ready("c1")])
    assert result.counts()["assessed"] == 1
    assert "Ready footprints of 1 company without a year: their age cannot be told." in set(
        result.issues["message"]
    )
    twice = screen([holding("c1")], FIGURES, [ready("c1", 1.0), ready("c1", 2.0)])
    assert twice.not_assessed()["reason"].tolist() == ["impact-missing"]
    assert "impact-unusable" in set(twice.issues["code"])


@pytest.mark.parametrize(("year", "used"), [(2023, True), (2022, True), (2010, False), ("", True)])
def test_sector_intensities_grow_stale(screen, year: object, used: bool) -> None:
    result = screen([holding("c1")], FIGURES, intensities=pd.DataFrame([intensity(year=year)]))
    assert result.counts()["assessed"] == int(used)
    codes = set(result.issues["code"])
    assert ("intensity-missing" in codes) is not used
    assert ("Sector intensities without a year" in " ".join(result.issues["message"])) is (year == "")
    if not used:
        said = result.issues.set_index("code")["message"]["intensity-missing"]
        assert "are of 2010, over 18 months from 2023, as asked for" in said


def test_a_change_of_positions_of_several_years_adds_up(screen) -> None:
    lines = pd.concat([of_year(2022, 10), of_year(2023)])
    one = screen([holding("c1", date=OLD), holding("c1", date=NEW, amount=30.0)], FIGURES, lines=lines)
    two = screen([holding("c1", date=NEW)], FIGURES, lines=lines)
    table = compare_portfolios(one, two).total()
    assert table["before"].tolist() == pytest.approx(one.total()["value"].tolist(), rel=1e-9)
    assert table["after"].tolist() == pytest.approx(two.total()["value"].tolist(), rel=1e-9)
    assert table[list(EFFECTS)].sum(axis=1).tolist() == pytest.approx(table["change"].tolist(), rel=1e-9)


def test_entries_are_companies_in_the_years_of_their_holdings() -> None:
    dates = np.array([pd.Timestamp(OLD).date(), None, pd.Timestamp(NEW).date(), None], dtype=object)
    entries = entries_of(np.array([2, 2, 0, -1]), dates, 3)
    assert list(zip(entries.company.tolist(), entries.year.tolist(), strict=True)) == [
        (0, 2023), (1, 2023), (2, 2022), (2, 2023),
    ]  # fmt: skip
    assert entries.of_holding.tolist() == [2, 3, 0, -1]
    undated = entries_of(np.array([0, 1]), np.array([None, None], dtype=object), 2)
    assert (undated.year.tolist(), undated.of_holding.tolist()) == ([0, 0], [0, 1])
    assert years_in_words([2023, 2021, 2022]) == "2021, 2022 and 2023"
