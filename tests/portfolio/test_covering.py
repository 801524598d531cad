"""How much of a portfolio a number is of: volumes without a number, holdings out of scope, means and demos."""

from __future__ import annotations

import pandas as pd
import pytest

import bbafootprint as bba
from bbafootprint.portfolio import screen_portfolio
from bbafootprint.portfolio.inputs.issues import counted, exact_percent
from tests.portfolio.conftest import LAND, company, holding, ready
from tests.portfolio.test_screening import COMPANIES, LINES, intensity


def mostly_unknown(share: float) -> pd.DataFrame:
    """Lines of c1 of which a share of 1000 t has a factor."""
    return pd.DataFrame({
        "company": "c1", "commodity": ["soybeans", "unobtainium"], "origin": "Brazil",
        "quantity": [1000 * share, 1000 * (1 - share)], "unit": "t", "year": 2023,
    })  # fmt: skip


def test_a_company_of_which_little_is_assessed_covers_little(screen) -> None:
    result = screen(
        [holding("c1"), holding("c2", amount=30.0)], COMPANIES, [ready("c2")], lines=mostly_unknown(0.001)
    )
    row = result.total().loc[LAND]
    assert row["assessed_holdings"] == 2
    assert row["assessed_outstanding"] == pytest.approx(10 * 0.001 + 30)
    assert row["assessed_outstanding_share"] == pytest.approx(30.01 / 40)
    assert row["intensity"] == pytest.approx(row["value"] / 30.01 * 1e6)
    by_company = result.by("company").query("indicator == @LAND").set_index("company")
    assert by_company["assessed_volume_share"].to_dict() == pytest.approx({"C1": 0.001, "C2": 1.0})
    assert result.to_frame()[f"{LAND}_assessed_share"].tolist() == pytest.approx([0.001, 1.0])
    covered = result.coverage().query("indicator == @LAND and basis == 'lines'").iloc[0]
    assert (covered["outstanding"], covered["assessed_outstanding"]) == pytest.approx((10.0, 0.01))
    said = result.issues[result.issues["code"] == "impact-partly-assessed"]
    assert said["message"].tolist() == [
        "C1: of its volumes a part alone has a number (0.1 % for every indicator); the rest is in no total, and its "
        "holdings count as covered for that part."
    ]
    shown = result.summary().set_index("metric").loc["Land occupation"]
    assert shown["covered_share"] == pytest.approx(30.01 / 40)
    assert "of 75 % of the volumes" in shown["remark"]


@pytest.mark.parametrize(("share", "said"), [(0.94, True), (0.96, False), (1.0, False)])
def test_a_gap_is_said_from_a_twentieth_on(screen, share: float, said: bool) -> None:
    result = screen([holding("c1")], COMPANIES, lines=mostly_unknown(share))
    assert ("impact-partly-assessed" in set(result.issues["code"])) is said


def test_lines_without_tonnes_count_by_their_number(screen) -> None:
    lines = pd.concat([LINES.head(1), LINES.head(1).assign(quantity="x")])
    row = screen([holding("c1")], COMPANIES, lines=lines).total().loc[LAND]
    assert row["assessed_volume_share"] == pytest.approx(0.5)


def test_what_has_no_number_is_named_in_an_explanation_and_never_nan(screen) -> None:
    lines = pd.concat([mostly_unknown(0.5), mostly_unknown(0.5).tail(1).assign(quantity="x", origin="")])
    text = str(screen([holding("c1", **{"holding id": "H"})], COMPANIES, lines=lines).explain("H"))
    assert "nan" not in text
    assert "Without a number: commodity not known from BRA, 500 t: habitat_degradation not assessed." in text
    assert "% of the company's volumes" in text


def test_out_of_scope_is_in_no_covered_share(screen) -> None:
    rows = [holding("c1"), holding("nobody", amount=30.0), holding("c1", "swap", 60.0)]
    result = screen(rows, COMPANIES, [ready()])
    row = result.total().loc[LAND]
    assert (row["outstanding"], row["in_scope_outstanding"]) == (100.0, 40.0)
    assert row["assessed_outstanding_share"] == pytest.approx(0.25)
    assert result.amounts()["in_scope"] == 40.0
    of = result.coverage().query("indicator == @LAND").set_index(["status", "basis"])["in_scope_share"]
    assert of["assessed", "footprint"] == pytest.approx(0.25)
    assert of.isna()["out of scope", ""]
    table = result.summary().set_index("metric")
    assert table.loc["Outstanding amount in scope", "value"] == 40.0
    assert table.loc["Outstanding amount in scope", "remark"].startswith("2 holdings;")
    assert table.loc["  of it assessed for any indicator", "covered_share"] == pytest.approx(0.25)


def test_the_disclosure_names_means_demos_and_given_numbers(screen) -> None:
    companies = [company("c1", EVIC=100e6), company("c2", EVIC=100e6, sector="food", revenue=50e6)]
    held = [holding("c1", amount="10m"), holding("c2", amount="10m")]
    result = screen(held, companies, [ready("c1", 450.0)], intensities=pd.DataFrame([intensity()]))
    remark = result.summary().set_index("metric").loc["Land occupation", "remark"]
    assert "75 % of the value is of ready footprints, taken as given" in remark
    assert (
        "25 % of the value is of sector intensities, data quality 5 (DataFrame, demo: invented numbers)"
        in remark
    )
    real = screen(held, companies, intensities=pd.DataFrame([intensity(flag="")]))
    assert "demo" not in real.summary().set_index("metric").loc["Land occupation", "remark"]


def test_a_demo_factor_set_is_called_demo() -> None:
    lines = LINES.head(1).assign(commodity="cocoa beans", origin="Ghana")
    result = screen_portfolio(
        pd.DataFrame([holding("c1")]),
        pd.DataFrame(COMPANIES),
        lines,
        factors=bba.load_factors("demo-company", "bba-open"),
    )
    table = result.summary().set_index("metric")
    assert (
        "100 % of the value is of a factor set (demo-company, demo: invented numbers)"
        in table.loc["Habitat loss", "remark"]
    )
    assert "demo" not in table.loc["Habitat degradation", "remark"]
    assert "demo-numbers" in set(result.issues["code"])


def test_a_zero_of_timber_is_said_to_be_a_lower_bound(screen) -> None:
    lines = LINES.head(1).assign(commodity="sawnwood, coniferous", origin="Sweden")
    table = screen([holding("c1")], COMPANIES, lines=lines).summary().set_index("metric")
    assert table.loc["Habitat fragmentation", "value"] == 0.0
    assert (
        "roundwood: reported as zero, which can only be more" in table.loc["Habitat fragmentation", "remark"]
    )
    assert "reported as zero" not in table.loc["Habitat degradation", "remark"]


def test_numbers_in_words() -> None:
    assert (counted(1, "holding"), counted(2, "company")) == ("1 holding", "2 companies")
    assert (exact_percent(0.001), exact_percent(0.99999), exact_percent(1.0)) == (
        "0.1 %",
        "over 99.9 %",
        "100 %",
    )


def test_land_upstream_never_stands_where_controlled_land_is_asked_for(screen) -> None:
    table = screen([holding("c1")], COMPANIES, lines=LINES).summary()
    asked = table[table["framework"].str.contains("C1.0", regex=False)]
    assert len(asked) == 1
    assert asked["value"].isna().all()
    assert asked["remark"].str.startswith("not covered").all()
