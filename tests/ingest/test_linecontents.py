"""Contents of several crops in one sheet, percentages that are shares, and contents that words say."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import bbafootprint as bba
from bbafootprint.ingest.crop_contents import crop_of_header


def read(goods: list[str], **columns: list[object]) -> bba.Lines:
    table = pd.DataFrame({"commodity": goods, "origin": "Ghana", "quantity": 10.0, "unit": "t"})
    return bba.read_lines(table.assign(**columns))


def contents(lines: bba.Lines) -> list[float]:
    return lines.frame["content"].to_numpy().tolist()


@pytest.mark.parametrize(
    ("header", "crop"),
    [
        ("cacao %", "cocoa_beans"), ("% cacao", "cocoa_beans"), ("Kakaoanteil", "cocoa_beans"),
        ("Palmölanteil", "oil_palm_fruit"), ("teneur en huile de palme", "oil_palm_fruit"),
        ("Palmoliegehalte (%)", "oil_palm_fruit"), ("palm_content", "oil_palm_fruit"), ("Rubber %", "natural_rubber"),
        ("content", None), ("cocoa", None), ("% certified palm", None), ("cocoa and palm %", None),
    ],
)  # fmt: skip
def test_a_header_that_says_a_share_of_a_crop(header: str, crop: str | None) -> None:
    assert crop_of_header(header) == crop


def test_each_crop_has_its_own_column() -> None:
    lines = read(
        ["chocolate", "soap", "soybeans", "soap"],
        **{"cocoa content": ["45 %", "", "50 %", "10 %"], "palm content": ["", "20 %", "", ""]},
    )
    np.testing.assert_array_equal(contents(lines), [0.45, 0.2, np.nan, np.nan])
    said = lines.issues.loc[lines.issues["code"] == "content-of-other-crop", "message"]
    assert len(said) == 1
    assert "share of Cocoa beans; 1 line" in said.iloc[0]
    assert "column-second" not in set(lines.issues["code"])


def test_a_fraction_under_percent_is_asked_and_never_a_hundredth() -> None:
    lines = read(["chocolate"] * 2, **{"Cocoa content (%)": [0.45, 0.7]})
    assert np.isnan(contents(lines)).all()
    assert "content-percent" in set(lines.issues["code"])
    mixed = read(["chocolate"] * 2, **{"Cocoa content (%)": [0.5, 70]})
    assert contents(mixed) == [0.005, 0.7]


def test_a_column_of_percentages_beside_a_mixture_is_named() -> None:
    lines = read(["chocolate"], **{"Recipe percentage": [45]})
    assert "content-unread" in set(lines.issues["code"])
    assert "content-unread" not in set(read(["soybeans"], **{"Recipe percentage": [45]}).issues["code"])
    assert "content-unread" not in set(read(["chocolate"], **{"% certified": [45]}).issues["code"])


def test_words_give_the_content_where_the_line_has_none() -> None:
    lines = read(
        ["chocolate 45 % cocoa", "Schokolade 45 % Kakao", "chocolate 45 % cocoa"], content=["", "", "60 %"]
    )
    assert contents(lines) == pytest.approx([0.45, 0.45, 0.6])
