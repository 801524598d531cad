"""Every customs code of Annex I and of the goods that are traded most converts, or is listed with the reason."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd
import pytest

import bbafootprint as bba
from bbafootprint.trade.products.data import load_not_converted
from bbafootprint.trade.products.equivalents import primary_equivalents
from bbafootprint.vocabulary.commodities import commodities, match_commodity
from bbafootprint.vocabulary.customs_codes import hs_codes, read_code

# What is made of the 30 commodities that are traded most (factors/bba-open/traded.csv), by heading.
HEADINGS = """
0102 0201 0202 0206 0401 0402 0403 0404 0405 0406 0701 0702 0703 0801 0802 0803 0804 0805 0806 0808 0813 0901 0902
1001 1003 1004 1005 1006 1007 1101 1102 1103 1104 1105 1107 1108 1109 1201 1202 1203 1205 1206 1207 1208
1507 1508 1509 1510 1511 1512 1513 1514 1515 1516 1517 1518 1520 1701 1702 1703 1704 1801 1802 1803 1804 1805 1806
1901 1902 1903 1904 1905 2001 2002 2003 2004 2005 2006 2007 2008 2009 2101 2105 2203 2204 2207 2208 2302 2303 2304
2305 2306 2401 2402 2403 3401 3501 3502 3503 3823 3826 4001 4002 4003 4004 4005 4006 4007 4008 4009 4010 4011 4012
4013 4014 4015 4016 4017 4101 4104 4107 4401 4402 4403 4404 4405 4406 4407 4408 4409 4410 4411 4412 4413 4414 4415
4416 4417 4418 4419 4420 4421 4701 4702 4703 4704 4705 4706 4707 48 49 5201 5202 5203 5204 5205 5206 5207 5208 5209
5210 5211 5212 9401 9403 9406
""".split()  # noqa: SIM905


def converts(code: str | None) -> bool:
    """Whether a commodity has a primary equivalent."""
    return code is not None and code in primary_equivalents().index


def reason(digits: str) -> str:
    """Why a customs code does not convert, by the longest code of the table or the commodity that it means."""
    table = load_not_converted()
    by_code = dict(zip(table["hs"], table["reason"], strict=True))
    by_code.pop("", None)
    for size in range(len(digits), 1, -1):
        if digits[:size] in by_code:
            return by_code[digits[:size]]
    by_commodity = dict(zip(table["commodity"], table["reason"], strict=True))
    return by_commodity.get(match_commodity("", digits).code or "-", "")


def test_every_code_of_annex_i_converts_or_is_listed_with_the_reason(shared: Path) -> None:
    with (shared / "sources" / "eudr" / "eudr_annex_i.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert len({row["list_version"] for row in rows}) == 2
    codes = list(dict.fromkeys(row["code_digits"] for row in rows))
    sheet = pd.DataFrame({"hs code": codes, "quantity": 1.0, "unit": "t"})
    frame = bba.convert_to_primary(bba.read_lines(sheet)).frame
    nothing = [
        code
        for code, commodity, quantity in zip(
            codes, frame["commodity"].astype(object), frame["primary_quantity"], strict=True
        )
        if not (converts(commodity) and quantity >= 0) and not reason(code)
    ]
    assert nothing == []
    assert len(codes) > 100
    assert sum(frame["primary_quantity"].notna()) >= 80  # listing is no way out for what could convert


def test_what_is_listed_does_not_convert_and_exists() -> None:
    table = load_not_converted()
    known = commodities()
    for row in table.to_dict("records"):
        if row["hs"]:
            assert row["hs"] in hs_codes() or any(code.startswith(row["hs"]) for code in hs_codes()), row[
                "hs"
            ]
            assert not converts(match_commodity("", row["hs"]).code), row["hs"]
        if row["commodity"]:
            assert known.loc[row["commodity"], "primary_commodity"] is None, row["commodity"]
    listed = set(table["commodity"]) - {""}
    assert listed == set(
        known.index[known["primary_commodity"].isna()]
    )  # each known commodity has its reason


@pytest.mark.parametrize("heading", HEADINGS)
def test_what_is_made_of_the_most_traded_commodities_converts_or_is_listed(heading: str) -> None:
    codes = [code for code in hs_codes() if len(code) == 6 and code.startswith(heading)]
    assert codes
    nothing = []
    for code in codes:
        match = match_commodity("", code)
        both = match.code is None and match.candidates and all(map(converts, match.candidates))
        if not converts(match.code) and not both and not reason(code):
            nothing.append(code)
    assert nothing == []


def test_an_eight_digit_code_is_read_as_its_six() -> None:
    code = read_code("4012 90 30")
    assert code is not None
    assert match_commodity("", "4012 90 30").code == "tyres_retreaded"


@pytest.mark.parametrize(
    ("text", "hs", "commodity", "primary", "pe"),
    [
        # pe by hand, content included
        ("", "3401 11", "soap", "oil_palm_fruit", 0.6 * 700 / (0.21 * 700 + 0.05 * 450)),
        ("", "4015 12", "rubber_gloves", "natural_rubber", 0.5),
        ("", "2203", "beer", "barley", 1 / 0.78 * 57.1 / (7 * 57.1 + 0.28 * 180)),
        ("wine", "", "wine", "grapes", 1 / 0.75),
        ("OSB", "", "osb", "roundwood", 1 / 0.6),
        ("", "4702", "wood_pulp_dissolving", "roundwood", 1 / 0.19),
        ("", "4801", "newsprint", "roundwood", 0.4 * 2.5),
        ("", "9403 60", "wooden_furniture", "roundwood", 2.8),
        ("almonds, shelled", "", "almonds_shelled", "almonds", 2.0),
        ("", "2009 11", "orange_juice_concentrated", "oranges", 1 / 0.095),
        ("cotton yarn", "", "cotton_yarn", "seed_cotton", 0.95 / 0.87 * 1700 / (0.34 * 1700 + 0.54 * 250)),
        ("wet blue", "", "hides_wet_blue", "cattle_meat", 0.4 / 0.55),
        ("meranti sawnwood", "4407 26", "sawnwood_non_coniferous_tropical", "roundwood", 450 / (450 / 1.82 + 6)),
    ],
)  # fmt: skip
def test_new_products_convert_to_what_hand_gives(
    text: str, hs: str, commodity: str, primary: str, pe: float
) -> None:
    assert match_commodity(text, hs).code == commodity
    row = primary_equivalents().loc[commodity]
    share = 1.0 if pd.isna(row["content_default"]) else row["content_default"]
    assert row["primary_commodity"] == primary
    assert row["pe"] * share == pytest.approx(pe, rel=1e-6)
