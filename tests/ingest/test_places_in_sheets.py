"""Places as a sheet has them: regions beside countries, ports, regions without a country, codes with words."""

from __future__ import annotations

from typing import Any

import pandas as pd

import bbafootprint as bba


def read(origins: list[str], **more: Any) -> bba.Lines:
    sheet = {"commodity": ["wheat"] * len(origins), "origin": origins, "quantity": 100, "unit": "t"}
    return bba.read_lines(pd.DataFrame({**sheet, **more}))


def test_a_region_beside_the_origin_has_its_own_column() -> None:
    lines = read(["Mato Grosso, Brazil", "BR-MT", "São Paulo", "Brazil", "Amazonas", "Sorriso, Brazil"])
    assert lines.frame["origin"].astype(object).tolist()[:4] == ["BRA"] * 4
    regions = ["Mato Grosso", "Mato Grosso", "São Paulo", None, "Amazonas", "Sorriso"]
    assert lines.frame["region"].astype(object).where(lambda r: r.notna(), None).tolist() == regions
    codes = lines.issues.set_index("found")["code"].to_dict()
    assert codes == {
        "Amazonas": "origin-ambiguous",
        "São Paulo": "origin-note",
        "Sorriso, Brazil": "origin-note",
    }


def test_the_column_of_regions_goes_before_what_stands_beside_the_origin() -> None:
    lines = read(["Mato Grosso, Brazil", "Brazil", "Bahia, Brazil"], region=["Cerrado", "Pampa", ""])
    assert lines.frame["region"].astype(object).tolist() == ["Cerrado", "Pampa", "Bahia"]


def test_a_region_without_an_origin_gives_its_country() -> None:
    lines = read(["", "", "", "France"], region=["Mato Grosso", "Amazonas", "north", "Mato Grosso"])
    assert lines.frame["origin"].astype(object).tolist() == ["BRA", "unknown", "unknown", "FRA"]
    assert lines.frame["region"].astype(object).tolist() == [
        "Mato Grosso",
        "Amazonas",
        "north",
        "Mato Grosso",
    ]
    assert "origin-note" in set(lines.issues["code"])


def test_a_port_of_entry_is_a_consignment_even_where_its_country_grows_the_goods() -> None:
    lines = read(["Rotterdam / Amsterdam harbor", "Netherlands"])
    assert lines.frame["origin"].astype(object).tolist() == ["NLD", "NLD"]
    (issue,) = lines.issues.to_dict("records")
    assert (issue["code"], issue["severity"]) == ("origin-port", "warning")
    frame = bba.calculate_footprint(lines).to_frame()
    assert frame["origin_status"].astype(object).tolist() == ["consignment", "declared"]


def test_a_port_settles_no_crop() -> None:
    """The Netherlands grow beet and no cane: sugar from there is beet's; sugar from a port may be either."""
    frame = pd.DataFrame(
        {"commodity": "sugar", "origin": ["Rotterdam", "Netherlands"], "quantity": 1, "unit": "t"}
    )
    assert bba.calculate_footprint(frame).to_frame()["commodity_match"].astype(object).tolist()[1] == "origin"
    assert (
        bba.calculate_footprint(frame).to_frame()["problem"].astype(object).tolist()[0]
        == "commodity-ambiguous"
    )


def test_customs_codes_as_columns_hold_them() -> None:
    codes = [
        "18 Cocoa and cocoa preparations",
        "ex 1511 90",
        "15.11 Palm oil",
        "1511-90",
        "'1801",
        "1801/1805",
    ]
    frame = bba.read_lines(pd.DataFrame({"hs code": codes, "quantity": 1, "unit": "t"})).frame
    expected = ["cocoa_unspecified", "palm_oil", "palm_oil", "palm_oil", "cocoa_beans", None]
    assert frame["commodity"].astype(object).where(frame["commodity"].notna(), None).tolist() == expected
    assert frame["commodity_match"].astype(object).tolist()[0] == "hs chapter"
