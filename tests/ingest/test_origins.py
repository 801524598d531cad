"""Codes of two letters among other origins: a country where codes are what the column holds, else asked."""

from __future__ import annotations

import pandas as pd

from bbafootprint import read_lines
from bbafootprint.ingest.questions import open_questions


def origins(*texts: str | None) -> list[str | None]:
    frame = pd.DataFrame({"Product": "Palm oil", "Origin": list(texts), "Quantity (t)": 1.0})
    return [None if pd.isna(code) else str(code) for code in read_lines(frame).frame["origin"]]


def test_small_letters_are_codes_in_a_column_of_codes() -> None:
    assert origins("br", "id", "my") == ["BRA", "IDN", "MYS"]
    assert origins("BR", "ID", "my") == ["BRA", "IDN", "MYS"]
    assert origins("br") == ["BRA"]


def test_small_letters_among_names_are_asked() -> None:
    assert origins("Brazil", "Ghana", "Indonesia", "de", "US") == ["BRA", "GHA", "IDN", None, "USA"]
    frame = pd.DataFrame(
        {"Product": "Palm oil", "Origin": ["Brazil", "Ghana", "Togo", "de"], "Quantity (t)": 1.0}
    )
    questions = open_questions(read_lines(frame))
    assert questions[["found", "choices"]].to_numpy().tolist() == [["de", "DEU (Germany)"]]
    assert read_lines(frame, answers={"de": "DEU"}).frame["origin"].tolist() == ["BRA", "GHA", "TGO", "DEU"]


def test_what_may_be_no_answer_is_asked_in_a_column_of_codes_too() -> None:
    assert origins("br", "id", "nc", "n.e.") == ["BRA", "IDN", None, None]
