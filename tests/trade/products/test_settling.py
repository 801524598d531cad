"""Sugar of cane or of beet, settled by what the origin grows; nothing else is."""

from __future__ import annotations

import pandas as pd
import pytest

import bbafootprint as bba
from bbafootprint.schema import Lines
from bbafootprint.trade.products.settling import settle_by_origin

PRODUCERS = pd.DataFrame(
    [
        ("sugar_cane", "BRA", 700e6),
        ("sugar_cane", "USA", 30e6),
        ("sugar_beet", "USA", 30e6),
        ("sugar_beet", "BEL", 5e6),
        ("sugar_cane", "BEL", 0.0),  # known, and none grown
        ("sugar_beet", "FRA", 33e6),
        ("sugar_cane", "FRA", 0.3e6),  # overseas: 1 % of both
        ("sugar_beet", "EGY", 9e6),
        ("sugar_cane", "EGY", 1e6),  # 10 %
        ("cashew_nuts", "BRA", 1e5),
    ],
    columns=["commodity", "origin", "production"],
)


def read(*rows: tuple[str, str | None]) -> Lines:
    table = pd.DataFrame(rows, columns=["commodity", "origin"]).assign(quantity=10.0, unit="t")
    return bba.read_lines(table)


def codes(lines: Lines) -> list[str | None]:
    column = lines.frame["commodity"].astype(object)
    return list(column.where(column.notna(), None))


@pytest.mark.parametrize(
    ("text", "origin", "code"),
    [
        ("sugar", "Brazil", "raw_cane_sugar"),
        ("Zucker", "Belgium", "beet_sugar"),
        ("17 Sugars and sugar confectionery", "Brazil", "raw_cane_sugar"),
        ("molasses", "Belgium", "beet_molasses"),
        ("sugar", "United States", None),  # grows both
        ("sugar", "Kenya", None),  # grows neither, as far as these producers say
        ("sugar", "France", "beet_sugar"),  # what little cane it grows does not count
        ("sugar", "Egypt", None),
        ("sugar", None, None),  # of unknown origin
        ("sugar", "Atlantis", None),
        ("beet sugar", "Brazil", "beet_sugar"),  # a word that says it is believed
    ],
)
def test_what_the_origin_grows_settles_sugar_and_only_that(
    text: str, origin: str | None, code: str | None
) -> None:
    assert codes(settle_by_origin(read((text, origin)), PRODUCERS)) == [code]


def test_other_choices_are_left_to_the_person() -> None:
    lines = read(("1801 1511", "Brazil"), ("oil", "Brazil"), ("nuts", "Brazil"), ("gold", "Brazil"))
    assert settle_by_origin(lines, PRODUCERS) is lines


def test_producers_that_lack_a_crop_altogether_settle_nothing() -> None:
    lines = read(("sugar", "Brazil"))
    cane_only = PRODUCERS[PRODUCERS["commodity"] != "sugar_beet"]
    assert settle_by_origin(lines, cane_only) is lines


def test_a_settled_line_says_so_and_its_question_is_gone() -> None:
    lines = read(("sugar", "Brazil"), ("cocoa beans", "Ghana"), ("sugar", "Brazil"))
    before, asked = lines.frame.copy(deep=True), lines.issues.copy(deep=True)
    result = settle_by_origin(lines, PRODUCERS)
    pd.testing.assert_frame_equal(lines.frame, before)
    pd.testing.assert_frame_equal(lines.issues, asked)
    assert "commodity-ambiguous" in set(asked["code"])
    assert "commodity-ambiguous" not in set(result.issues["code"])
    (note,) = result.issues[result.issues["code"] == "commodity-note"].itertuples()
    assert note.severity == "warning"
    assert "only Sugar cane grows there" in note.message
    assert "(2 lines)" in note.message
    assert list(result.frame["commodity_match"])[::2] == ["origin", "origin"]
    assert list(result.frame["problem"]) == ["", "", ""]
    untouched = [c for c in before.columns if c not in ("commodity", "commodity_match", "problem")]
    pd.testing.assert_frame_equal(result.frame[untouched], before[untouched])
    assert settle_by_origin(result, PRODUCERS) is result


def test_a_question_that_others_still_have_stays() -> None:
    lines = read(("sugar", "Brazil"), ("sugar", "United States"), ("sugar", None))
    result = settle_by_origin(lines, PRODUCERS)
    assert codes(result) == ["raw_cane_sugar", None, None]
    assert sorted(result.issues["code"]) == ["commodity-ambiguous", "commodity-note", "origin-empty"]
    assert list(result.frame["problem"]) == ["", "commodity-ambiguous", "commodity-ambiguous"]


def test_rejected_lines_are_left_and_the_index_and_text_columns_may_be_any() -> None:
    lines = read(("sugar", "Brazil"), ("sugar", "Brazil"))
    frame = lines.frame.astype({"commodity": object, "commodity_match": object, "problem": object})
    frame = frame.assign(rejected=[True, False]).set_axis(["x", "x"])
    result = settle_by_origin(Lines(frame, lines.issues), PRODUCERS)
    assert list(result.frame.index) == ["x", "x"]
    assert codes(result) == [None, "raw_cane_sugar"]


@pytest.mark.parametrize("text", ["sugar", "Zucker", "sucre", "suiker", ""])
@pytest.mark.parametrize(
    ("origin", "code"),
    [("Brazil", "refined_cane_sugar"), ("France", "beet_sugar"), ("United States", None), ("Kenya", None)],
)
def test_the_code_of_refined_sugar_is_settled_by_the_origin_as_the_word_is(
    text: str, origin: str, code: str | None
) -> None:
    table = pd.DataFrame(
        {"commodity": [text], "hs code": ["170199"], "origin": [origin], "quantity": [10.0], "unit": ["t"]}
    )
    assert codes(settle_by_origin(bba.read_lines(table), PRODUCERS)) == [code]
