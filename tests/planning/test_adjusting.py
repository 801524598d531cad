"""What is claimed stands beside the total: by hand, by level of evidence, and never in its place."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

import bbafootprint as bba
from bbafootprint.errors import UsageError
from bbafootprint.planning import adjusted_totals, adjusting, evidence_levels
from bbafootprint.planning.adjusting import ADJUSTED_COLUMNS, conversion_years
from bbafootprint.planning.evidence import read_claim, read_date, read_level
from tests.planning.conftest import sheet

FIVE = {"habitat_loss": 5.0}


def claimed(factors: bba.FactorSet, *marks: tuple[Any, ...], **more: Any) -> bba.Footprint:
    """Brazilian soybeans, 1,000 t a line, so 1 ha of loss and 300 ha yr of land each, with what is claimed."""
    rows = [(f"l{number}", "soybeans", "Brazil", 1000.0) for number in range(len(marks))]
    evidence, claim, cut_off = zip(*marks, strict=True)
    lines = sheet(*rows, evidence=list(evidence), claim=list(claim), cut_off=list(cut_off), **more)
    return bba.calculate_footprint(lines, factors)


def row(table: pd.DataFrame, indicator: str, evidence: str = "all") -> Any:
    return table.set_index(["indicator", "evidence"]).loc[(indicator, evidence)]


def test_the_share_after_the_cut_off_date_is_claimed_absent(factors: bba.FactorSet) -> None:
    result = claimed(factors, ("SG", "conversion-free", "2020-12-31"), (None, None, None))
    table = adjusted_totals(result, years=FIVE)
    assert list(table.columns) == list(ADJUSTED_COLUMNS)
    loss = row(table, "habitat_loss")
    # a purchase of 2024 answers for 2020 to 2024; the cut-off leaves 2021 to 2024: 4/5 of 1 ha
    assert loss["unadjusted"] == pytest.approx(2.0)
    assert loss["marked_value"] == pytest.approx(1.0)
    assert loss["claimed_absent"] == pytest.approx(0.8)
    assert loss["adjusted"] == pytest.approx(1.2)
    assert (loss["marked_lines"], loss["marked_mass_t"], loss["marked_mass_share"]) == (1, 1000.0, 0.5)


@pytest.mark.parametrize(
    ("cut_off", "year", "absent"),
    [
        ("2019-12-31", 2024, 1.0),
        ("2008-01-01", 2024, 1.0),
        ("2020-06-30", 2024, 1 - 182 / 366 / 5),
        ("2020-12-31", 2021, 0.2),
        ("2025-12-31", 2024, 0.0),
        (2020, 2024, 0.8),
    ],
)
def test_the_span_by_hand(factors: bba.FactorSet, cut_off: Any, year: int, absent: float) -> None:
    result = claimed(factors, ("verified", "deforestation_free", cut_off), year=year)
    loss = row(adjusted_totals(result, years=FIVE), "habitat_loss", "traced_verified")
    assert loss["claimed_absent"] == pytest.approx(absent)
    assert "deforestation-free speaks of forest alone" in loss["why"]


def test_land_in_use_is_not_adjusted_and_says_so(factors: bba.FactorSet) -> None:
    table = adjusted_totals(claimed(factors, ("SG", "conversion_free", "2010-01-01")), years=FIVE)
    land = row(table, "land_occupation")
    assert land["adjusted"] == land["unadjusted"] == pytest.approx(300.0)
    assert "land is still used" in land["why"]
    assert row(table, "habitat_loss")["adjusted"] == 0.0


def test_the_total_does_not_know_of_claims(factors: bba.FactorSet) -> None:
    with_claims = claimed(factors, ("SG", "conversion_free", "2010-01-01"))
    without = claimed(factors, (None, None, None))
    adjusted_totals(with_claims, years=FIVE)
    pd.testing.assert_frame_equal(with_claims.total(), without.total())


def test_levels_stand_apart_and_all_holds_them(factors: bba.FactorSet) -> None:
    day = "2019-12-31"
    result = claimed(
        factors, ("mass balance", "conversion_free", day), ("claimed", "conversion_free", day),
        ("gold star", "conversion_free", day), ("", "conversion_free", day),
    )  # fmt: skip
    table = adjusted_totals(result, years=FIVE)
    of = table[table["indicator"] == "habitat_loss"].set_index("evidence")
    assert of.index.tolist() == ["claimed", "mass_balance", "not understood", "all"]
    assert of["adjusted"].tolist() == pytest.approx([3.0, 3.0, 4.0, 2.0])
    assert of["marked_lines"].tolist() == [1, 1, 1, 2]
    assert "no level that is known" in of.loc["not understood", "why"]


@pytest.mark.parametrize(
    ("mark", "year", "said"),
    [
        (("SG", None, "2020-12-31"), 2024, "claim nothing of conversion, and not adjusted: 1 line"),
        (("SG", "green", "2020-12-31"), 2024, "claim nothing of conversion, and not adjusted: 1 line"),
        (("SG", "conversion_free", None), 2024, "without cut-off date or year, and not adjusted: 1 line"),
        (("SG", "conversion_free", "soon"), 2024, "without cut-off date or year, and not adjusted: 1 line"),
        (
            ("SG", "conversion_free", "2020-12-31"),
            "later",
            "without cut-off date or year, and not adjusted: 1 line",
        ),
        (("SG", "conversion_free", "2024-12-31"), 2024, "with a cut-off date after their year"),
        (("SG", "conversion_free", "2090-12-31"), 2024, "with a cut-off date after their year"),
    ],
)
def test_what_says_too_little_is_counted_and_not_adjusted(
    factors: bba.FactorSet, mark: tuple[Any, ...], year: Any, said: str
) -> None:
    loss = row(adjusted_totals(claimed(factors, mark, year=year), years=FIVE), "habitat_loss")
    assert loss["adjusted"] == loss["unadjusted"] == pytest.approx(1.0)
    assert loss["marked_lines"] == 1
    assert said in loss["why"]


def test_what_is_claimed_absent_of_everything_leaves_nothing(factors: bba.FactorSet) -> None:
    tonnes = [0.1, 0.2, 0.3, 1234.56789, 1e-3, 7.7, 3.3]
    lines = sheet(
        *((f"l{at}", "soybeans", "Brazil", each) for at, each in enumerate(tonnes)),
        evidence="SG", claim="conversion_free", cut_off="2010-12-31", supplier=[*"abcdefg"],
    )  # fmt: skip
    loss = row(adjusted_totals(bba.calculate_footprint(lines, factors), years=FIVE), "habitat_loss")
    assert loss["adjusted"] == 0


@pytest.mark.parametrize(("absent", "left"), [(1 + 2e-16, 0), (1 - 2e-14, 0), (1 - 1e-6, 1e-6), (3, 0)])
def test_what_the_arithmetic_of_floats_leaves_is_nothing(absent: float, left: float) -> None:
    assert adjusting._left(1.0, absent) == pytest.approx(left, abs=0 if left == 0 else 1e-12)


def test_a_set_that_does_not_say_its_years_is_not_adjusted(factors: bba.FactorSet) -> None:
    loss = row(adjusted_totals(claimed(factors, ("SG", "conversion_free", "2020-12-31"))), "habitat_loss")
    assert loss["claimed_absent"] == 0
    assert "does not say over which years" in loss["why"]


def test_the_years_of_a_set() -> None:
    indicators = {each.id: each for each in bba.load_factors("bba-open").indicators}
    assert conversion_years(indicators["habitat_loss"]) == 5
    assert np.isnan(conversion_years(indicators["land_occupation"]))
    said = indicators["habitat_loss"].model_copy(update={"amortisation": "mean of 20 years"})
    assert conversion_years(said) == 20


def test_without_claims_nothing_is_marked(factors: bba.FactorSet) -> None:
    result = bba.calculate_footprint(sheet(("a", "soybeans", "Brazil", 1000.0)), factors)
    table = adjusted_totals(result, years=FIVE)
    assert set(table["evidence"]) == {"all"}
    assert table["marked_lines"].tolist() == [0] * len(table)
    assert table["marked_value"].isna().all()
    assert (table["adjusted"] == table["unadjusted"]).all()


def test_what_is_not_assessed_stays_so(factors: bba.FactorSet) -> None:
    lines = sheet(
        ("a", "wheat", "France", 10.0), evidence="SG", claim="conversion_free", cut_off="2020-12-31"
    )
    loss = row(adjusted_totals(bba.calculate_footprint(lines, factors), years=FIVE), "habitat_loss")
    assert np.isnan(loss["unadjusted"])
    assert np.isnan(loss["adjusted"])
    assert np.isnan(loss["marked_value"])


def test_columns_of_a_sheet_by_their_own_names(factors: bba.FactorSet) -> None:
    lines = sheet(
        ("a", "soybeans", "Brazil", 1000.0), Bewijs="Verified", Claim="Conversion free", Datum=["2019-12-31"]
    )
    result = bba.calculate_footprint(lines, factors)
    columns = {"evidence": "Bewijs", "claim": "Claim", "cut_off": "Datum"}
    assert row(adjusted_totals(result, columns, years=FIVE), "habitat_loss")["adjusted"] == 0
    with pytest.raises(UsageError, match="no column 'Beweis'"):
        adjusted_totals(result, {"evidence": "Beweis"})
    with pytest.raises(UsageError, match="'proof' is no column of claims"):
        adjusted_totals(result, {"proof": "Bewijs"})
    with pytest.raises(UsageError, match="years: there is no indicator habitat_los"):
        adjusted_totals(result, years={"habitat_los": 5})
    with pytest.raises(UsageError, match="not kept"):
        adjusted_totals(bba.calculate_footprint(lines, factors, keep_lines=False))


def test_the_levels_of_evidence_are_ordered_and_defined() -> None:
    table = evidence_levels()
    assert table.index.tolist() == ["claimed", "mass_balance", "segregated", "traced_verified"]
    assert table["rank"].tolist() == [1, 2, 3, 4]
    assert (table["meaning"].str.len() > 30).all()
    spellings = [text for texts in table["spellings"] for text in texts.split("|")]
    assert len(set(spellings)) == len(spellings)
    assert [read_level(text) for text in ("MB", "Certified Mass-Balance", "identity preserved", "x")] == [
        "mass_balance", "mass_balance", "segregated", None,
    ]  # fmt: skip
    assert read_claim("Deforestation-Free") == "deforestation_free"
    assert str(read_date(pd.Timestamp("2020-12-31 10:00"))) == "2020-12-31"
    assert [str(read_date(text)) for text in ("31/12/2020", "01.01.2021", "2020", "5/6/2020", "31-31-2020")] == [
        "2020-12-31", "2021-01-01", "2020-12-31", "None", "None",
    ]  # fmt: skip
