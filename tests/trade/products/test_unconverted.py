"""Why goods are not converted reaches the person; and what own products are likely to have wrong."""

from __future__ import annotations

import pandas as pd
import pytest

import bbafootprint as bba
from bbafootprint.errors import InputError
from bbafootprint.report.machine import result_to_dict
from bbafootprint.trade.products.unconverted import why_not_converted


def bought(**columns: object) -> pd.DataFrame:
    return pd.DataFrame({"quantity": [10.0], "unit": ["t"], "origin": ["Brazil"], **columns})


def said(result: bba.Footprint, code: str) -> list[str]:
    issues = result.issues
    return [str(text) for text in issues.loc[issues["code"] == code, "message"]]


def test_the_reason_stands_in_the_issue_of_an_unknown_code_and_of_a_known_commodity() -> None:
    (message,) = said(bba.calculate_footprint(bought(hs_code=["170211"])), "commodity-unknown")
    assert "Lactose (1702 11) is not converted: Made of whey" in message
    (message,) = said(bba.calculate_footprint(bought(commodity=["margarine"])), "no-primary-equivalent")
    assert "Palm, rapeseed, sunflower" in message
    assert "1 line" in message
    assert said(bba.calculate_footprint(bought(commodity=["soybeans"])), "no-primary-equivalent") == []
    assert why_not_converted(hs="99") == ""


def test_explain_and_json_show_path_content_and_range() -> None:
    result = bba.calculate_footprint(bought(commodity=["chocolate"]).assign(id="a"))
    text = str(result.explain("a"))
    assert "cocoa_beans > cocoa_paste > chocolate" in text
    assert "content 0.375 (default) x 1.25 t per t" in text
    assert "(95 %)" in text
    (row,) = result_to_dict(result)["conversions"]
    assert row["conversion_low"] < row["conversion"] < row["conversion_high"]
    assert (row["commodity"], row["lines"]) == ("chocolate", 1)
    given = bba.calculate_footprint(bought(commodity=["chocolate"], content=["45 %"]).assign(id="a"))
    assert "content 0.45 (given on the line)" in str(given.explain("a"))


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        (
            [("A one", "soybeans", 0.9, 1.0, ""), ("B two", "soybeans", 0.9, 1.0, "")],
            "more comes out than goes in",
        ),
        ([("My thing|palm oil", "soybeans", 0.9, 1.0, "")], "'palm oil' is a name of palm_oil"),
        ([("A one", "soybeans", 0.9, 1.0, "15")], "a whole chapter"),
    ],
)
def test_slips_in_own_products_are_said(rows: list[tuple[str, str, float, float, str]], says: str) -> None:
    own = pd.DataFrame(rows, columns=["name", "input", "yield", "price", "hs"])
    own = own.assign(product=own["name"].str.split("|").str[0], process="ours")
    result = bba.calculate_footprint(bought(commodity=[own["product"].iloc[0]]), products=own)
    assert any(says in message for message in said(result, "own-products-doubtful"))


def test_the_same_code_twice_and_a_content_on_a_primary_are_refused() -> None:
    twice = pd.DataFrame({"product": ["a1", "b1"], "input": "soybeans", "pe": 1.0, "hs": "180690"})
    with pytest.raises(InputError, match="180690 is given for 'a1' and for 'b1'"):
        bba.read_lines(bought(commodity=["soy"]), products=twice)
    with pytest.raises(InputError, match="no mixture"):
        bba.read_lines(
            bought(commodity=["soy"]), products=pd.DataFrame({"product": ["soybeans"], "content": ["50 %"]})
        )


def test_lines_read_with_own_products_and_calculated_without_are_said() -> None:
    own = pd.DataFrame({"product": ["Spread"], "input": "cocoa_beans", "pe": 0.1})
    lines = bba.read_lines(bought(commodity=["Spread"]), products=own)
    assert said(bba.calculate_footprint(lines, products=own), "own-products-lacking") == []
    (message,) = said(bba.calculate_footprint(lines), "own-products-lacking")
    assert "1 line were" not in message or "spread" in message
