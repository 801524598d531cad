"""Oil palm on drained peat: shares, their range, and what they do to the ecosystems of a country."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

pytestmark = pytest.mark.once

Step = Callable[[str], ModuleType]


def test_a_share_is_emission_over_emission_of_a_hectare_over_area(step: Step) -> None:
    # 44 Mt / (11 x 44 / 12 t/ha) = 1.0909 Mha of 10 Mha.
    one = step("peat").shares_of(pd.Series({"IDN": 44.0}), pd.Series({"IDN": 1e7})).iloc[0]
    assert one["share"] == pytest.approx(12 / 11 / 10)
    assert one["low"] == pytest.approx(12 / 17 / 10)
    assert one["high"] == pytest.approx(12 / 5.6 / 10)


def test_neighbours_take_in_the_share_of_both(step: Step) -> None:
    table = step("peat").shares_of(
        pd.Series({"IDN": 110.0, "MYS": 11.0}), pd.Series({"IDN": 1e7, "MYS": 1e7})
    )
    both = 121e6 / (11 * 44 / 12) / 2e7
    table = table.set_index("origin")
    assert table.loc["MYS", "high"] == pytest.approx(both)
    assert table.loc["MYS", "share"] == pytest.approx(0.3 / 11)
    assert table.loc["IDN", "low"] == pytest.approx(both)
    assert table.loc["IDN", "high"] == pytest.approx(110e6 / (5.6 * 44 / 12) / 1e7)


def test_what_is_not_material_has_no_share(step: Step) -> None:
    emission = pd.Series({"LBR": 0.09, "NGA": 0.5, "BRN": 0.5})
    # Liberia emits too little in all, Nigeria on too small a share, and Brunei has no area.
    assert step("peat").shares_of(emission, pd.Series({"LBR": 1e3, "NGA": 4e6})).empty


def _country() -> pd.DataFrame:
    rows = [
        ("IDN", "degradation", "forest", "T1", 0.75), ("IDN", "degradation", "mangrove", "MFT1", 0.25),
        ("MYS", "degradation", "forest", "T1", 0.5), ("MYS", "degradation", "wetland", "TF1", 0.5),
        ("IDN", "loss", "forest", "T1", 1.0), ("BRA", "degradation", "forest", "T1", 1.0),
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=["origin", "account", "ecosystem", "get_code", "share"])
    return table.assign(basis="area_share", source="WWF")


def _peat() -> pd.DataFrame:
    return pd.DataFrame(
        {"origin": ["IDN", "MYS"], "share": [0.2, 0.1], "low": [0.1, 0.05], "high": [0.4, 0.3]}
    )


def test_wetland_takes_the_share_and_the_rest_keeps_its_proportions(step: Step) -> None:
    rows = step("peat").oil_palm_rows(_country(), _peat()).set_index(["origin", "ecosystem"])
    assert set(rows["account"]) == {"degradation"}
    assert set(rows["commodity"]) == {"oil_palm_fruit"}
    assert rows.loc[("IDN", "wetland"), ["share", "share_low", "share_high"]].tolist() == [0.2, 0.1, 0.4]
    # Forest: 0.75 of what is not peat, 0.75 x (1 - 0.4) to 0.75 x (1 - 0.1).
    assert rows.loc[("IDN", "forest"), ["share", "share_low", "share_high"]].tolist() == pytest.approx(
        [0.6, 0.45, 0.675]
    )
    assert rows.loc[("IDN", "wetland"), "get_code"] == "TF1.1"
    assert rows.loc[("IDN", "forest"), "basis"] == "area_share"
    assert rows.loc[("IDN", "wetland"), "basis"] == "peat_emissions"


def test_wetland_that_the_country_has_is_kept_on_the_rest(step: Step) -> None:
    rows = step("peat").oil_palm_rows(_country(), _peat()).set_index(["origin", "ecosystem"])
    assert rows.loc[("MYS", "wetland"), ["share", "share_low", "share_high"]].tolist() == pytest.approx(
        [0.1 + 0.9 * 0.5, 0.05 + 0.95 * 0.5, 0.3 + 0.7 * 0.5]
    )
    assert rows.loc[("MYS", "wetland"), "get_code"] == "TF1"
    assert "BRA" not in rows.index.get_level_values(0)


_share = st.floats(0, 1)


@given(
    st.lists(_share, min_size=3, max_size=3).map(sorted), st.lists(st.floats(1e-3, 1), min_size=1, max_size=4)
)
def test_shares_sum_to_one_within_their_range(step: Step, range_: list[float], parts: list[float]) -> None:
    low, share, high = range_
    names = ["forest", "wetland", "mangrove", "montane"][: len(parts)]
    country = pd.DataFrame({"ecosystem": names, "share": [part / sum(parts) for part in parts]})
    country = country.assign(origin="IDN", account="degradation", get_code="", basis="area_share", source="")
    peat = pd.DataFrame({"origin": ["IDN"], "share": [share], "low": [low], "high": [high]})
    rows = step("peat").oil_palm_rows(country, peat)
    assert rows["share"].sum() == pytest.approx(1)
    assert (rows["share_low"] <= rows["share"] + 1e-12).all()
    assert (rows["share"] <= rows["share_high"] + 1e-12).all()


def test_loss_is_never_moved_and_other_commodities_keep_the_countrys_rows(step: Step, shared: Path) -> None:
    ecosystems, sources = step("ecosystems"), step("sources")
    biomes = sources.biomes(shared / "sources")
    plain = ecosystems.shares(biomes, ["IDN", "MYS", "BRA", "BEL"])
    palm = ecosystems.shares(
        biomes, ["IDN", "MYS", "BRA", "BEL"], step("peat").peat_shares(shared / "sources")
    )
    own = palm["commodity"] == "oil_palm_fruit"
    assert set(palm.loc[own, "account"]) == {"degradation"}
    pd.testing.assert_frame_equal(palm[~own].reset_index(drop=True), plain)
    sums = palm.groupby(["origin", "account", "commodity"])["share"].sum()
    assert (sums - 1).abs().max() < 1e-12


def test_the_share_agrees_with_mapped_oil_palm_on_peat(step: Step, shared: Path) -> None:
    """3.1 Mha in 2015 on the peat of the two countries' islands (doi:10.1016/j.gecco.2016.02.004)."""
    peat, sources = step("peat"), step("sources")
    table = peat.peat_shares(shared / "sources").set_index("origin")
    assert sorted(table.index) == ["IDN", "MYS"]
    area = sources.crops(shared / "sources", {254: "oil_palm_fruit"}, (2017, 2018, 2019), [])
    area = area.groupby("origin")["area"].mean()
    assert (table["share"] * area.reindex(table.index)).sum() == pytest.approx(3.1e6, rel=0.1)
    # 18 to 20 % of oil palm on peat is what is usually given for Indonesia: inside the range of both.
    assert (table["low"] <= 0.16316).all()
    assert table.loc["IDN", "low"] < 0.19 < table.loc["IDN", "high"]
