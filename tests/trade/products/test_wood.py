"""Wood: cubic metres and tonnes, groups of species, roundwood equivalents of published figures; contents of lines."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import bbafootprint as bba
from bbafootprint.trade.products import convert_to_primary
from bbafootprint.trade.products.data import load_processes
from bbafootprint.trade.products.equivalents import primary_equivalents

from .lines import make_lines

# m3 of roundwood under bark per m3 (boards) or per t (pulp, charcoal), as the draft of published factors has them.
INPUT_PER_UNIT = {
    "sawnwood_coniferous": "4407 conif", "sawnwood_non_coniferous": "4407 non-con", "veneer": "4408",
    "plywood": "4412", "particle_board": "4410", "fibreboard": "4411", "charcoal": "4402", "wood_pellets": "440131",
    "wood_pulp_mechanical": "4701", "wood_pulp_chemical": "4703,4704", "wood_joinery": "4418",
}  # fmt: skip


def test_inputs_of_mills_are_the_published_roundwood_equivalents(shared: Path) -> None:
    draft = pd.read_csv(shared / "sources" / "conversions" / "product_conversion_draft.csv", dtype=str)
    published = draft.set_index("hs")["pe_factor"]
    made = load_processes().set_index("output")["yield"]
    for product, hs in INPUT_PER_UNIT.items():
        assert 1 / made[product] == pytest.approx(float(published[hs]), rel=1e-6), product
    itto = draft.set_index("hs").loc["4407 non-con", "source"]
    assert "ITTO 1.82" in itto
    assert 1 / made["sawnwood_non_coniferous_tropical"] == pytest.approx(1.82)


def test_sawnwood_and_its_chips_carry_exactly_the_log() -> None:
    made = load_processes().set_index("output")["yield"]
    for allocation in ("economic", "mass"):
        pe = primary_equivalents(allocation)["pe"]  # type: ignore[arg-type]
        parts = ["sawnwood_unspecified", "wood_chips_residues"]
        assert sum(made[part] * pe[part] for part in parts) == pytest.approx(1, abs=1e-12)


@pytest.mark.parametrize("code", ["wood_chips", "wood_chips_coniferous", "wood_chips_non_coniferous"])
def test_the_interval_of_chips_not_told_apart_holds_residues_and_whole_logs(code: str) -> None:
    table = primary_equivalents()
    row = table.loc[code]
    assert row["pe_low"] < 0.225
    assert row["pe_high"] > 0.99
    assert row["quality"] == 5
    assert row["pe_low"] < table.loc["wood_chips_residues", "pe"] < row["pe_high"]
    assert table.loc["wood_chips_pulpwood", "pe"] == pytest.approx(1)


def test_m3_and_t_of_boards_meet_at_the_density_and_pulp_needs_none() -> None:
    # 320 m3 of plywood: 736 m3 of logs; the same as 192 t at 0.6 t/m3.
    frame = convert_to_primary(
        make_lines(["plywood", "plywood", "wood_pulp_chemical"], [320.0, 192.0, 10.0], ["m3", "t", "t"])
    ).frame
    assert frame["primary_quantity"].tolist() == pytest.approx([736.0, 736.0, 45.0])
    assert frame["mass_t"].tolist() == pytest.approx([192.0, 192.0, 10.0])
    assert frame["density_assumed"].tolist() == [True, True, False]
    assert frame["primary_unit"].tolist() == ["m3"] * 3


@pytest.mark.parametrize(
    ("header", "cell"),
    [
        ("cocoa_content", 0.7), ("cocoa content", "70 %"), ("Kakaogehalt (%)", 70), ("Kakaogehalt", "70%"),
        ("teneur en cacao", "0,7"), ("cacaogehalte", 0.7), ("content", 0.7), ("palm content %", 70),
    ],
)  # fmt: skip
def test_a_content_in_the_sheet_wins_over_the_default(header: str, cell: object) -> None:
    goods = "soap" if "palm" in header else "chocolate"
    table = pd.DataFrame(
        {"commodity": [goods] * 2, "origin": "Ghana", "quantity": 10.0, "unit": "t", header: [cell, None]}
    )
    frame = bba.convert_to_primary(bba.read_lines(table)).frame
    per_share, default = (1.25, 0.375) if goods == "chocolate" else (700 / (0.21 * 700 + 0.05 * 450), 0.6)
    assert frame["primary_quantity"].tolist() == pytest.approx(
        [10 * 0.7 * per_share, 10 * default * per_share]
    )
    assert frame["content_used"].tolist() == pytest.approx([0.7, default])
    assert frame["conversion_quality"].iloc[0] < frame["conversion_quality"].iloc[1]
