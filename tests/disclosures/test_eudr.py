"""Lines beside the EU regulation on deforestation."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import bbafootprint as bba
from bbafootprint.disclosures import build_eudr
from bbafootprint.disclosures.data import rows
from bbafootprint.disclosures.eudr import (
    LIKELY,
    LINE_COLUMNS,
    LISTED,
    NOT_LISTED,
    QUESTION,
    UNKNOWN,
    list_at,
    tier,
)
from bbafootprint.disclosures.filling import EUDR_LINES
from bbafootprint.errors import UsageError


def line(commodity: str = "", code: str = "", day: Any = None, **more: Any) -> dict[str, Any] | None:
    given = {
        "commodity": commodity or np.nan,
        "hs_code": code or np.nan,
        "origin": "BRA",
        "quantity": 1.0,
        "unit": "t",
    }
    frame = pd.DataFrame([given | more])
    found = bba.disclosure_tables(bba.calculate_footprint(frame), day)[EUDR_LINES].to_dict("records")
    return found[0] if found else None


@pytest.mark.parametrize(
    ("commodity", "code", "day", "says", "list_code"),
    [
        ("soybeans", "1201 90 00", None, LISTED, "12019000"),
        ("soybeans", "12019000", "2026-01-01", LISTED, "1201"),
        ("soybeans", "1201", None, QUESTION, "12019000"),  # the amended list names beans that are no seed
        ("soybeans", "1201 10 00", "2026-01-01", LISTED, "1201"),
        ("soybeans", "1201 10 00", None, None, None),
        ("palm oil", "1511 10 90", "2026-01-01", LISTED, "1511"),
        ("palm oil", "1511 10 90", None, QUESTION, "1511"),  # ex since the amendment
        ("coffee", "901 11 00", None, LISTED, "0901"),  # a lost zero
        ("palm oil", "15.11", None, QUESTION, "1511"),
        ("soap", "3401 11 00", "2026-01-01", None, None),
        ("soap", "3401 11 00", "2027-12-30", QUESTION, "34011100"),
        ("octanol", "2905 16", "2026-12-31", None, None),  # applies a year later
        ("octanol", "2905 16", "2027-12-30", QUESTION, "290516"),
        ("paper", "4802 55 00", None, QUESTION, "48"),
        ("wheat", "1001 99 00", None, None, None),
        ("1801 cocoa beans", "", None, LISTED, "1801"),  # the code begins the description
        ("cocoa beans", "", None, LIKELY, "1801"),
        ("cocoa beans", "77 77 77", None, LIKELY, "1801"),  # no code that exists
        ("flim flam", "", None, UNKNOWN, ""),
        ("natural rubber", "", None, LIKELY, "4001"),
        ("wheat", "", None, None, None),
        ("milk", "", None, None, None),
    ],
)  # fmt: skip
def test_what_the_list_says(
    commodity: str, code: str, day: str | None, says: str | None, list_code: str | None
) -> None:
    found = line(commodity, code, day)
    assert (found and found["annex_i"], found and found["list_code"]) == (says, list_code)
    if found and says != LISTED:
        assert found["question"], "what is not certain asks"


def test_the_date_decides_which_list() -> None:
    assert list_at(date(2026, 9, 17))[0] == "as adopted"
    assert list_at(date(2026, 9, 18))[0] == "as amended by 2026/2102"
    assert len(list_at(date(2027, 12, 30))[1]) > len(list_at(date(2027, 12, 29))[1])


@pytest.mark.parametrize("wrong", ["soon", "2026-13-01", "2020-01-01"])
def test_dates_that_cannot_be_used(wrong: str) -> None:
    with pytest.raises(UsageError, match="date"):
        line("soybeans", "1201", wrong)


def test_tiers_by_country_and_day() -> None:
    day = date(2026, 12, 30)
    assert (tier("BRA", day), tier("GHA", day), tier("MMR", day)) == ("standard", "low", "high")
    assert tier("BEL", date(2024, 1, 1)) == "standard", "no country had another tier then"
    assert tier("unknown", day) == tier(None, day) == ""


def test_a_place_of_shipment_has_no_tier() -> None:
    found = line("soybeans", "12019000", origin="NLD")
    assert found is not None
    assert found["country_tier"] is None or pd.isna(found["country_tier"])
    assert "country of production" in found["missing"]


def test_what_a_line_lacks() -> None:
    bare = line("sawnwood", "4407 29", quantity=2.0, unit="m3", origin="unknown")
    assert bare is not None
    lacks = bare["missing"].split("; ")
    assert lacks == [
        "country of production", "net mass", "supplier", "geolocation of plots", "date or period of production",
        "scientific name", "evidence free of deforestation", "evidence of lawful production",
    ]  # fmt: skip
    full = line(
        "soybeans", "1201 90 00", supplier="S", Geolocation="plots.geojson", year="2026", production_date="2026-03",
        legality_evidence="permit", deforestation_evidence="report",
    )  # fmt: skip
    assert full is not None
    assert full["missing"] == ""
    assert full["annex_i"] == LISTED, "nothing missing is no verdict"


def test_supplementary_units() -> None:
    plywood = line("plywood", "4412 31", quantity=3.0, unit="m3")
    assert plywood is not None
    assert (plywood["supplementary_unit"], plywood["supplementary_quantity"]) == ("cubic metre", 3)
    tyres = line("plywood", "4412 31", quantity=3.0, unit="t")
    assert tyres is not None
    assert np.isnan(tyres["supplementary_quantity"])
    assert tyres["missing"].endswith("supplementary quantity")


def test_a_product_of_ones_own_is_judged_by_what_it_is_made_of() -> None:
    own = pd.DataFrame({"product": ["Choco spread"], "input": ["cocoa_powder"], "pe": [1.0]})
    frame = pd.DataFrame({"commodity": ["Choco spread"], "origin": ["CIV"], "quantity": [1.0], "unit": ["t"]})
    filled = bba.disclosure_tables(bba.calculate_footprint(frame, products=own))
    assert filled[EUDR_LINES][["annex_i", "list_commodity"]].to_numpy().tolist() == [[LIKELY, "cocoa"]]


def test_columns_stay_without_lines() -> None:
    frame = pd.DataFrame({"commodity": ["wheat"], "origin": ["FRA"], "quantity": [1.0], "unit": ["t"]})
    found = bba.disclosure_tables(bba.calculate_footprint(frame))[EUDR_LINES]
    assert tuple(found.columns) == LINE_COLUMNS
    assert found.empty


def test_counts_lead_back_to_all_lines(root: Path) -> None:
    filled = bba.disclosure_tables(bba.calculate_footprint(root / "examples" / "procurement.xlsx"))
    eudr = filled["EUDR"]
    by_verdict = eudr[eudr["datapoint"] == "Lines in the list of goods"].set_index("item")["remark"]
    lines = {item: int(remark.split()[0]) for item, remark in by_verdict.items()}
    assert sum(lines.values()) == 41, "all lines but the rejected one"
    assert sum(lines.values()) - lines[NOT_LISTED] == len(filled[EUDR_LINES])


@pytest.mark.parametrize(
    "table", ["eudr_annex_i.csv", "eudr_countries.csv", "eudr_units.csv", "eudr_information.csv"]
)
def test_facts_have_a_source_and_say_how_they_were_confirmed(table: str) -> None:
    assert rows(table)
    for row in rows(table):
        assert row["source"]
        assert row["confirmed"]


def test_the_facts_are_what_their_build_makes(shared: Path) -> None:
    for name, text in build_eudr.build(shared / "sources").items():
        assert (Path(build_eudr.__file__).with_name(name)).read_text(encoding="utf-8") == text
