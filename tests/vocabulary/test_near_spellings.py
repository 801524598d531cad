"""Near spellings: the same suggestions as a comparison with every name, at a fraction of its time."""

from __future__ import annotations

import difflib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bbafootprint.vocabulary.commodities import match_commodity
from bbafootprint.vocabulary.near_spellings import index_spellings, near_spellings
from bbafootprint.vocabulary.tables import read_table

NAMES = sorted({"".join(row["name"].casefold().split()) for row in read_table("commodity_names.csv")})
SPELLINGS = index_spellings(NAMES)
CUTOFFS = st.sampled_from([0.67, 0.75, 0.8, 0.95, 1.0])


@given(st.sampled_from(NAMES), st.data(), CUTOFFS)
def test_law_a_misspelt_name_finds_what_a_full_comparison_finds(
    name: str, data: st.DataObject, cutoff: float
) -> None:
    text = list(name)
    for _ in range(data.draw(st.integers(0, 4))):
        at = data.draw(st.integers(0, len(text)))
        text[at : at + data.draw(st.integers(0, 1))] = data.draw(st.sampled_from(["", "a", "z", "é", "oo"]))
    given_text = "".join(text)
    full = difflib.get_close_matches(given_text, NAMES, n=6, cutoff=cutoff)
    assert near_spellings(given_text, SPELLINGS, n=6, cutoff=cutoff) == full


@given(
    st.lists(st.text("abc", max_size=8), max_size=12, unique=True),
    st.text("abc", max_size=12),
    CUTOFFS,
)
def test_law_any_names_are_found_as_by_a_full_comparison(names: list[str], text: str, cutoff: float) -> None:
    full = difflib.get_close_matches(text, [name for name in names if text], n=20, cutoff=cutoff)
    assert near_spellings(text, index_spellings(names), n=20, cutoff=cutoff) == full


@pytest.mark.parametrize(
    ("text", "code"),
    [("Ruwe pallmolie", "palm_oil"), ("cacaobotre", "cocoa_butter"), ("soybaens", "soybeans")],
)
def test_misspelt_commodities_are_suggested(text: str, code: str) -> None:
    assert code in match_commodity(text).candidates
