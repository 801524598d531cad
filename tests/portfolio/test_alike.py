"""What must be said: rows that stand twice, several dates, amounts without a rate, answers and qualities of no use."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.portfolio.conftest import LAND, company, holding, ready
from tests.portfolio.test_screening import COMPANIES, LINES


def said(result: Any, code: str) -> pd.DataFrame:
    return result.issues[result.issues["code"] == code]


def test_holdings_that_are_the_same_in_all_fields_are_said_and_count(screen, tmp_path) -> None:
    rows = [holding(**{"holding id": name}) for name in ("A", "B", "C")] + [holding("c2")]
    path = tmp_path / "h.csv"
    pd.DataFrame(rows).to_csv(path, index=False)
    result = screen(path, COMPANIES, [ready()])
    issue = said(result, "holdings-alike").iloc[0]
    assert issue["message"] == (
        "3 holdings are the same in all fields (A, B, C): each counts, 20 EUR beside the first."
    )
    assert (issue["cell"], issue["severity"]) == ("C2, C3, C4", "warning")
    assert result.financed()[:3, 0].tolist() == pytest.approx([100.0] * 3)
    other = [holding(), holding(note="x"), holding(amount="?"), holding(amount="?")]
    assert said(screen(other, COMPANIES, [ready()]), "holdings-alike").empty


def test_many_groups_of_holdings_alike_are_counted_together(screen) -> None:
    rows = [holding(amount=float(at), own=[at]) for at in range(1, 31) for _ in range(2)]
    issues = said(screen(rows, COMPANIES, [ready()]), "holdings-alike")
    assert len(issues) == 21
    assert (
        issues["message"]
        .iloc[-1]
        .startswith("10 more groups of holdings are the same in all fields: 10 rows")
    )


def test_company_lines_that_are_the_same_in_all_fields_are_said(screen, tmp_path) -> None:
    path = tmp_path / "l.csv"
    pd.concat([LINES, LINES.head(1)]).to_csv(path, index=False)
    issue = said(screen([holding()], COMPANIES, lines=path), "lines-alike").iloc[0]
    assert issue["message"] == (
        "2 lines of c1 (soybeans) are the same in all fields (row2, row6): each counts, 1,000 t beside the first."
    )
    assert issue["cell"] == "D2, D6"
    assert said(screen([holding()], COMPANIES, lines=LINES), "lines-alike").empty


def test_one_position_at_several_dates_is_said(screen) -> None:
    rows = [holding(), holding(date="2023-06-30"), holding("c2"), holding("c2", "swap", date="2023-06-30")]
    issues = said(screen(rows, COMPANIES, [ready()]), "holdings-of-several-dates")
    assert issues["message"].tolist() == [
        "1 position (company and asset class) at several dates, C1 (listed_equity) the first, at 2023-06-30, "
        "2023-12-31: amounts at several dates are added."
    ]
    assert issues["suggestion"].iloc[0] == "Screen each date apart, or use --before."
    unknown = [holding("", name="Alpha"), holding("", name="Alpha", date="2023-06-30")]
    assert len(said(screen(unknown, COMPANIES, [ready()]), "holdings-of-several-dates")) == 1
    assert said(screen([holding(), holding()], COMPANIES, [ready()]), "holdings-of-several-dates").empty


def test_an_amount_without_a_rate_is_said_and_is_no_zero(screen) -> None:
    companies = [company("c1", EVIC=100.0) | {"currency": "USD"}, company("c2", EVIC=50.0)]
    rows = [holding("c1", amount=7.0, currency="USD"), holding("c2"), holding("c2")]
    result = screen(rows, companies, [ready(), ready("c2")])
    assert result.counts()["assessed"] == 3
    issue = said(result, "amount-unconverted").iloc[0]
    assert issue["message"] == (
        "1 holding in USD without a usable rate to EUR (0 the first: none near 2023-12-31): 7 USD in no total of "
        "amounts and in no share of them."
    )
    table = result.by("company").query("indicator == @LAND").set_index("company")
    for name in ("outstanding", "in_scope_outstanding", "assessed_outstanding"):
        assert np.isnan(table[name]["C1"])
        assert table[name]["C2"] == 20.0
    assert result.total()["outstanding"][LAND] == 20.0
    none = result.by("company").query("indicator == 'habitat_loss'").set_index("company")
    assert none["assessed_outstanding"]["C2"] == 0.0


def test_an_indicator_without_any_number_is_said(screen) -> None:
    lines = LINES.head(1).assign(commodity="wheat", origin="France")
    result = screen([holding()], COMPANIES, lines=lines)
    total = result.total()
    silent = total.index[total["value"].isna()].tolist()
    assert result.counts()["assessed"] == 1
    assert silent
    message = said(result, "impact-partly-assessed")["message"].iloc[0]
    assert all(f"{name} 0 %" in message for name in silent)
    assert said(screen([holding()], COMPANIES, [ready()]), "impact-partly-assessed").empty


def test_a_quality_that_is_none_is_said_with_its_cell(screen, tmp_path) -> None:
    path = tmp_path / "l.csv"
    LINES.assign(**{"data quality": [9, "high", "", 2]}).to_csv(path, index=False)
    issues = said(screen([holding()], COMPANIES, lines=path), "quality-invalid")
    assert issues["message"].tolist() == [
        "'9' in 'data quality' is no data quality (1 line, row 2, the line of D2 the first): it counts as not given.",
        "'high' in 'data quality' is no data quality (1 line, row 3, the line of D3 the first): it counts as not "
        "given.",
    ]
    assert issues["cell"].tolist() == ["D2", "D3"]


def test_an_undated_holding_with_an_impact_of_another_time_is_said(screen) -> None:
    row = holding() | {"date": None}
    result = screen([row], COMPANIES, [ready(year=2018)])
    messages = said(result, "date-missing")["message"].tolist()
    assert (
        "C1: 1 holding without a date, 0 the first: an impact of 2018 stands beside figures of 2023-12-31, "
        "over 18 months apart."
    ) in messages
    near = screen([row], COMPANIES, [ready(year=2022)])
    assert not said(near, "date-missing")["message"].str.contains("stands beside").any()


def test_answers_that_stand_nowhere_are_said(screen) -> None:
    lines = LINES.assign(company=["Alpha", "c1", "c2", "c2"])
    answers = {"alpha": "c1", "H-1": "c1", "nowhere": "c2", "ready name": "c2", "both": "c1"}
    rows = [holding("x", name="both", **{"holding id": "H-1"})]
    result = screen(rows, COMPANIES, [ready("ready name")], lines=lines, matches=answers)
    assert said(result, "match-unused")["found"].tolist() == ["nowhere"]
