"""A long table in memory becomes a factor set."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from bbafootprint.errors import InvalidFactorSetError
from bbafootprint.factors import load_factors, standard_indicators
from bbafootprint.vocabulary import commodities
from bbafootprint.vocabulary.match import Match


def table(**changes: object) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "commodity": "cocoa_beans",
            "origin": ["CIV", "011", "WLD"],
            "indicator": "habitat_loss",
            "value": [0.02, 0.018, 0.015],
            "unit": "ha",
            **changes,
        }
    )


def problems_of(frame: pd.DataFrame) -> tuple[str, ...]:
    with pytest.raises(InvalidFactorSetError) as caught:
        load_factors(frame)
    return caught.value.problems


def test_the_minimal_table() -> None:
    loaded = load_factors(table())
    assert (loaded.id, loaded.version) == ("dataframe", "0")
    [indicator] = loaded.indicators
    assert (indicator.account, indicator.kind, indicator.method) == ("loss", "flow", "not stated")
    assert loaded.frame["value"].tolist() == [0.02, 0.018, 0.015]
    # Without a quality it follows the place: country, sub-region, world (docs/method.md, section 4).
    assert loaded.frame["quality"].tolist() == [3, 4, 5]
    assert loaded.frame["low"].isna().all()


def test_the_ladder_of_a_conversion_ends_at_the_world_for_unknown_origins_only() -> None:
    both = pd.concat([table(), table(indicator="land_occupation", unit="ha yr")])
    ladder = load_factors(both).metadata.ladder
    assert [(step.rung, step.origins) for step in ladder["habitat_loss"]][-1] == ("world", "unknown")
    assert [(step.rung, step.origins) for step in ladder["land_occupation"]][-1] == ("world", "all")


def test_the_standard_indicators_are_those_of_the_method() -> None:
    assert {(i.id, i.account, i.unit, i.kind) for i in standard_indicators().values()} == {
        ("land_occupation", "pressure", "ha yr", "stock"),
        ("habitat_loss", "loss", "ha", "flow"),
        ("habitat_degradation", "degradation", "MSA-loss ha yr", "stock"),
        ("habitat_fragmentation", "fragmentation", "MSA-loss ha yr", "stock"),
        ("species_loss_occupation", "species", "PDF yr (global)", "stock"),
        ("species_loss_conversion", "species", "PDF yr (global)", "flow"),
    }


def test_an_indicator_of_ones_own_needs_its_account() -> None:
    own = table(indicator="water_use", unit="m3")
    assert "say in a column 'account'" in problems_of(own)[0]
    [indicator] = load_factors(own.assign(account="pressure", kind="flow", method="metered")).indicators
    assert (indicator.account, indicator.unit, indicator.kind, indicator.method) == (
        "pressure", "m3", "flow", "metered",
    )  # fmt: skip


def test_a_standard_indicator_cannot_be_redefined() -> None:
    assert "the method defines it as 'loss'" in problems_of(table(account="species"))[0]
    assert "unit is not the unit of habitat_loss ('m2')" in problems_of(table(unit="m2"))[0]


def test_rows_of_a_table_in_memory_are_positions() -> None:
    [problem] = problems_of(table(value=[0.02, -0.018, 0.015]))
    assert problem.startswith("the DataFrame, row 1: value is negative (-0.018).")
    [problem] = problems_of(table(value=[0.02, np.nan, 0.015]))
    assert problem.startswith("the DataFrame, row 1: value is empty.")
    [problem] = problems_of(table(value=[0.02, "much", 0.015]))
    assert problem.startswith("the DataFrame, row 1: value is not a number ('much').")
    [problem] = problems_of(table(value=[1j, 1 + 2j, 0j]))
    assert problem.startswith("the DataFrame, rows 0, 1, 2: value is not a number (1j, (1+2j), 0j).")
    [problem] = problems_of(table(value=[0.02, True, 0.015]))
    assert problem.startswith("the DataFrame, row 1: value is not a number (True).")


def test_missing_and_unknown_columns() -> None:
    assert problems_of(table().drop(columns=["unit", "value"])) == (
        "the DataFrame: lacks the column 'value'. The least is commodity, origin, indicator, value, unit.",
        "the DataFrame: lacks the column 'unit'. The least is commodity, origin, indicator, value, unit.",
    )
    assert "unknown column 'weight'" in problems_of(table(weight=1))[0]
    twice = pd.concat([table(), table()[["unit"]]], axis=1)
    assert "more than once" in problems_of(twice)[0]


def test_a_table_without_rows() -> None:
    assert "has no rows" in problems_of(table().iloc[:0])[0]


def test_empty_texts_about_an_indicator_say_nothing() -> None:
    [indicator] = load_factors(table(account=None, method="", amortisation=" ")).indicators
    assert (indicator.account, indicator.method, indicator.amortisation) == ("loss", "not stated", None)


def test_a_table_that_names_no_indicator() -> None:
    assert problems_of(table(indicator=None)) == (
        "the DataFrame: names no indicator. A set has at least one factor.",
    )


def test_the_table_is_not_changed_and_its_index_does_not_matter() -> None:
    given = table().set_index(pd.Index([7, 7, 9]))
    before = given.copy()
    loaded = load_factors(given)
    pd.testing.assert_frame_equal(given, before)
    assert list(loaded.frame.index) == [0, 1, 2]
    assert loaded.sha256 == load_factors(table()).sha256


def test_the_hash_follows_the_numbers() -> None:
    assert load_factors(table()).sha256 == load_factors(table()).sha256
    other = table(value=[0.02, 0.018, np.nextafter(0.015, 1)])
    assert load_factors(other).sha256 != load_factors(table()).sha256


@pytest.mark.parametrize("dtype", ["object", "string", "category"])
def test_any_kind_of_text_column(dtype: str) -> None:
    given = table().astype({"commodity": dtype, "origin": dtype, "indicator": dtype, "unit": dtype})
    assert load_factors(given).sha256 == load_factors(table()).sha256


def test_numbers_as_text_and_nullable_numbers() -> None:
    for value in (["0.02", "0.018", "0.015"], pd.array([0.02, 0.018, 0.015], dtype="Float64")):
        assert load_factors(table(value=value)).sha256 == load_factors(table()).sha256


def test_the_row_is_the_position() -> None:
    loaded = load_factors(table().set_index(pd.Index([7, 7, 9])))
    assert loaded.frame["row"].tolist() == [0, 1, 2]
    assert str(loaded.frame["row"].dtype) == "int64"


def test_the_columns_that_to_frame_adds_are_made_anew() -> None:
    loaded = load_factors(table())
    again = load_factors(loaded.to_frame().iloc[1:])
    assert again.frame["row"].tolist() == [0, 1]
    assert again.frame["value"].tolist() == [0.018, 0.015]
    assert load_factors(loaded.to_frame()).sha256 == loaded.sha256


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("soy", "commodity is no code of the vocabulary ('soy'). Write 'soybeans'."),
        ("Soybeans", "commodity is no code of the vocabulary ('Soybeans'). Write 'soybeans'."),
        (
            "soybean_meal",
            "commodity is no primary commodity ('soybean_meal'). Factors are per unit of primary commodity; "
            "soybean_meal is converted to soybeans: give the factor of soybeans.",
        ),
        (
            "Palmöl",
            "commodity is no code of the vocabulary ('Palmöl'). Factors are per unit of primary commodity; "
            "palm_oil is converted to oil_palm_fruit: give the factor of oil_palm_fruit.",
        ),
        (
            "eggs",
            "commodity is no primary commodity ('eggs'). Factors are per unit of primary commodity; eggs has "
            "none in this edition, so that nothing asks for it: leave the rows out.",
        ),
        (
            "zzqqxx",
            "commodity is no code of the vocabulary ('zzqqxx'). Write a code that the vocabulary lists as primary, "
            "such as 'soybeans'.",
        ),
    ],
)
def test_a_commodity_that_nothing_would_ask_for(given: str, said: str) -> None:
    frame = table(commodity=["cocoa_beans", given, given])
    assert problems_of(frame) == (f"the DataFrame, rows 1, 2: {said}",)


def test_a_commodity_that_may_be_several_is_answered_with_primary_commodities(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    several = Match(None, "ambiguous", ("oil_palm_fruit", "palm_oil", "cocoa_butter", "eggs"))
    monkeypatch.setattr(commodities, "match_commodity", lambda text: several)
    [problem] = problems_of(table(commodity="palm"))
    # Palm oil is converted to oil palm fruit, cocoa butter to cocoa beans; for eggs nothing can answer.
    assert "Did you mean 'oil_palm_fruit' or 'cocoa_beans'? Write a code" in problem


def test_the_lookup_of_wrong_commodities_ends() -> None:
    frame = pd.concat([table(commodity=f"thing {i:02}").iloc[[0]] for i in range(23)])
    problems = problems_of(frame)
    assert len(problems) == 21
    assert problems[-1] == (
        "the DataFrame, rows 20, 21, 22: 3 more commodities are no codes of primary commodities "
        "('thing 20', 'thing 21', 'thing 22'). Correct them likewise."
    )
