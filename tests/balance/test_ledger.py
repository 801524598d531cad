"""The ledger from end to end: sheets and statistics in, three perspectives out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import bbafootprint as bba
from bbafootprint.errors import NoUsableLinesError, UsageError
from bbafootprint.ingest.statistics import read_trade_statistics
from bbafootprint.trade.products.equivalents import primary_equivalents

FACTORS = bba.load_factors("bba-open")
MIXES = pd.DataFrame(
    {
        "commodity": "soybeans",
        "consignment": "NLD",
        "year": 2022,
        "origin": ["BRA", "USA"],
        "share": [0.75, 0.25],
    }
)
STAGES = ["imported", "passed_on_transit", "passed_on_reexported", "consumed"]
COMEXT = (
    "REPORTER,PARTNER,TRADE_TYPE,PRODUCT_NC,FLOW,STAT_PROCEDURE,SUPPL_UNIT,PERIOD,VALUE_EUR,QUANTITY_KG,"
    "QUANTITY_SUPPL_UNIT\n"
    "BE,BR,E,12019000,1,1,NO_SU,202252,1,60000,0\n"
    "BE,NL,I,12019000,1,1,NO_SU,202252,1,40000,0\n"
    "BE,FR,I,12019000,2,1,NO_SU,202252,1,25000,0\n"
    "NL,BR,E,12019000,1,1,NO_SU,202252,1,999000,0\n"
)


def goods(*rows: tuple[Any, ...], **more: Any) -> pd.DataFrame:
    """(commodity, origin, tonnes)."""
    return pd.DataFrame(rows, columns=["commodity", "origin", "quantity"]).assign(unit="t", year=2022, **more)


def made(*args: Any, **options: Any) -> bba.TradeLedger:
    return bba.ledger(*args, **{"factors": FACTORS, "trade": MIXES} | options)


def tonnes(ledger: bba.TradeLedger, perspective: Any = "traced") -> dict[str, list[float]]:
    table = ledger.table(perspective)
    table = table[table["measure"] == "primary_quantity"]
    return {row["origin"]: [round(row[stage], 9) for stage in STAGES] for row in table.to_dict("records")}


@pytest.fixture
def comext(tmp_path: Path) -> Path:
    path = tmp_path / "full202252.dat"
    path.write_text(COMEXT, encoding="utf-8")
    return path


def test_the_case_by_hand() -> None:
    # 60 from Brazil and 40 by the Netherlands (30 of Brazil, 10 of the United States); 25 leave: a quarter of each.
    ledger = made(goods(("soybeans", "BR", 60.0), ("soybeans", "NL", 40.0)), goods(("soybeans", "", 25.0)))
    assert tonnes(ledger) == {"BRA": [90.0, 0.0, 22.5, 67.5], "USA": [10.0, 0.0, 2.5, 7.5]}
    assert tonnes(ledger, "direct") == {"BRA": [60.0, 0.0, 15.0, 45.0], "NLD": [40.0, 0.0, 10.0, 30.0]}
    loss = FACTORS.to_frame().query(
        "indicator == 'habitat_loss' and commodity == 'soybeans' and region == ''"
    )
    loss = loss.set_index(loss["origin"].astype(str))["value"]
    shown = ledger.perspectives().loc["habitat_loss"]
    assert shown["direct"] == pytest.approx(60 * loss["BRA"] + 40 * loss["WLD"], rel=1e-12)
    assert shown["traced"] == pytest.approx(90 * loss["BRA"] + 10 * loss["USA"], rel=1e-12)
    assert shown["consumption"] == pytest.approx(67.5 * loss["BRA"] + 7.5 * loss["USA"], rel=1e-12)
    assert shown["consumption_low"] < shown["consumption"] < shown["consumption_high"]
    assert ledger.perspectives().loc["mass_t", ["direct", "traced", "consumption"]].tolist() == pytest.approx(
        [100, 100, 75]
    )


def test_each_tonne_once_in_every_measure() -> None:
    ledger = made(
        goods(
            ("soybeans", "BR", 60.0),
            ("soybean meal", "NL", 40.0),
            ("coffee", "Brazil", 5.0),
            ("coffee", "", 5.0),
        ),
        goods(("soybean meal", "", 25.0), ("coffee", "", 3.0)),
        goods(("soybeans", "BR", 10.0)),
    )
    for table in (
        ledger.table(),
        ledger.table("direct"),
        ledger.by("product", "consignment"),
        ledger.total(),
    ):
        parts = table["passed_on_transit"] + table["passed_on_reexported"] + table["consumed"]
        np.testing.assert_allclose(table["imported"], parts, rtol=1e-9)
    whole = ledger.total()
    by_origin = ledger.by("origin").groupby("measure")[STAGES].sum()
    pd.testing.assert_frame_equal(by_origin, whole.loc[by_origin.index, STAGES], check_names=False, rtol=1e-9)
    run = bba.calculate_footprint(
        goods(
            ("soybeans", "BR", 60.0),
            ("soybean meal", "NL", 40.0),
            ("coffee", "Brazil", 5.0),
            ("coffee", "", 5.0),
        ),
        FACTORS,
    )
    direct = ledger.total("direct").drop("mass_t")["imported"]
    np.testing.assert_allclose(direct, run.total()["value"], rtol=1e-12)


def test_a_product_leaves_as_the_crop_that_it_was() -> None:
    equivalent = primary_equivalents().loc["soybean_meal", "pe"]
    ledger = made(goods(("soybeans", "BR", 100.0)), goods(("soybean meal", "", 50.0)))
    assert tonnes(ledger)["BRA"][2] == pytest.approx(50 * equivalent, rel=1e-9)
    assert ledger.total().loc["mass_t", "passed_on_reexported"] == pytest.approx(50 * equivalent)


def test_transit_in_a_column_beside_the_exports_or_as_part_of_them_is_the_same() -> None:
    imports = goods(("soybeans", "BR", 60.0), ("soybeans", "US", 40.0))
    expected = {"BRA": [60.0, 20.0, 10.0, 30.0], "USA": [40.0, 0.0, 10.0, 30.0]}
    marked = goods(("soybeans", "BR", 20.0), ("soybeans", "", 20.0)).assign(transit=["Yes", "no"])
    assert tonnes(made(imports, marked)) == expected
    beside, transit = goods(("soybeans", "", 20.0)), goods(("soybeans", "BR", 20.0))
    assert tonnes(made(imports, beside, transit)) == expected
    whole = goods(("soybeans", "", 40.0))
    assert tonnes(made(imports, whole, transit, transit_in_exports=True)) == expected
    short = made(imports, goods(("soybeans", "", 15.0)), transit, transit_in_exports=True)
    assert tonnes(short)["BRA"] == [60.0, 20.0, 0.0, 40.0]
    assert "transit-beyond-exports" in set(short.issues["code"])
    with pytest.raises(UsageError, match="column of their own"):
        made(imports, marked, transit, transit_in_exports=True)


def test_a_mark_that_is_neither_yes_nor_no_is_said() -> None:
    marked = goods(("soybeans", "BR", 20.0)).assign(transit=["perhaps"])
    ledger = made(goods(("soybeans", "BR", 60.0)), marked)
    assert tonnes(ledger) == {"BRA": [60.0, 0.0, 20.0, 40.0]}
    assert "'perhaps'" in ledger.issues.set_index("code").loc["transit-flag-unknown", "message"]


def test_production_shares_the_exports_and_is_no_import() -> None:
    # 60 imported and 20 grown: of 40 exported 30 were imported.
    ledger = made(
        goods(("soybeans", "BR", 60.0)),
        goods(("soybeans", "", 40.0)),
        production=goods(("soybeans", "", 20.0)),
        reporter="France",
    )
    assert tonnes(ledger) == {"BRA": [60.0, 0.0, 30.0, 30.0]}
    home = ledger.domestic().set_index("measure")
    assert home.loc["mass_t", ["produced", "exported", "consumed"]].tolist() == pytest.approx([20, 10, 10])
    grown = bba.calculate_footprint(goods(("soybeans", "FR", 20.0)), FACTORS).total()["value"]
    assert home.loc["land_occupation", "produced"] == pytest.approx(grown["land_occupation"], rel=1e-12)
    assert "production-not-given" not in set(ledger.issues["code"])


def test_a_country_that_grows_what_it_exports_is_asked_for_production() -> None:
    ledger = made(goods(("soybeans", "BR", 60.0)), goods(("soybeans", "", 40.0)), reporter="FRA")
    assert "production-not-given" in set(ledger.issues["code"])
    assert len(ledger.domestic()) == 0
    assert "Home-grown" not in ledger.tables()


def test_exports_beyond_supply_are_said_with_their_tonnes() -> None:
    ledger = made(goods(("soybeans", "BR", 60.0)), goods(("soybeans", "", 90.0), ("coffee", "", 7.0)))
    assert tonnes(ledger) == {"BRA": [60.0, 0.0, 60.0, 0.0]}
    said = ledger.issues[ledger.issues["code"] == "exports-beyond-supply"]["message"]
    assert any("30 t" in text and "Soybeans" in text for text in said)
    assert len(said) == 2


def test_what_has_no_equivalent_is_counted_and_in_no_part() -> None:
    imports = goods(("soybeans", "BR", 60.0), ("moon rock", "BR", 5.0), ("soybeans", "Atlantis", 40.0))
    ledger = made(imports, goods(("soybeans", "", 25.0), ("moon rock", "", 1.0)))
    assert (ledger.counts["imports"]["in_balance"], ledger.counts["imports"]["left_out"]) == (2, 1)
    assert ledger.counts["exports"]["left_out"] == 1
    assert ledger.counts["imports"]["mass_t_left_out"] == 5.0
    # goods of an origin that nobody can read are goods: they leave like the others, and are not assessed
    assert ledger.total().loc["mass_t", "imported"] == pytest.approx(100)
    assert tonnes(ledger)["BRA"] == [60.0, 0.0, 15.0, 45.0]
    assert ledger.total().loc["habitat_loss", "assessed_mass_share"] == pytest.approx(0.6)
    assert (ledger.issues["code"] == "not-in-balance").sum() == 2


def test_a_mass_that_is_not_known_is_counted_and_no_tonne() -> None:
    imports = goods(("soybeans", "BR", 60.0), ("moon rock", "BR", 5.0), ("soybeans", "BR", "to come"))
    ledger = made(imports)
    assert ledger.counts["imports"]["lines_without_mass"] == 1
    assert ledger.counts["imports"]["mass_t_left_out"] == 5.0
    (said,) = ledger.issues.loc[ledger.issues["code"] == "not-in-balance", "message"]
    assert "(5 t)" in said
    assert "(of unknown mass)" in said


def test_years_are_balanced_one_by_one_where_all_say_theirs() -> None:
    imports = pd.concat([goods(("soybeans", "BR", 60.0)), goods(("soybeans", "BR", 60.0)).assign(year=2021)])
    exports = goods(("soybeans", "", 90.0))
    apart = made(imports, exports)
    assert tonnes(apart) == {"BRA": [120.0, 0.0, 60.0, 60.0]}
    assert apart.balance()["beyond_supply"].tolist() == [0.0, 30.0]
    together = made(imports, exports.drop(columns="year"))
    assert tonnes(together) == {"BRA": [120.0, 0.0, 90.0, 30.0]}
    assert "years-together" in set(together.issues["code"])
    one = made(imports, exports, year=2022)
    assert one.balance()["year"].tolist() == [2022]
    assert one.counts["imports"]["lines"] == 1


def test_without_exports_all_was_consumed_and_order_changes_nothing() -> None:
    imports = goods(("soybeans", "BR", 60.0), ("soybeans", "NL", 40.0), ("coffee", "BR", 3.0))
    ledger = made(imports)
    total = ledger.total()
    np.testing.assert_allclose(total["consumed"], total["imported"])
    assert (total[["passed_on_transit", "passed_on_reexported"]] == 0).all(axis=None)
    again = made(imports.iloc[::-1])
    pd.testing.assert_frame_equal(again.table(), ledger.table(), rtol=1e-12)


def test_a_commodity_without_trade_data_stays_as_declared() -> None:
    ledger = made(goods(("coffee", "NL", 10.0)), goods(("coffee", "", 4.0)))
    assert tonnes(ledger) == {"NLD": [10.0, 0.0, 4.0, 6.0]}
    shown = ledger.perspectives()
    assert shown["traced"].tolist() == pytest.approx(shown["direct"].tolist(), rel=1e-12)
    assert "origin-not-traced" in set(ledger.issues["code"]) or "origin-consignment" in set(
        ledger.issues["code"]
    )


def test_a_statistic_holds_both_sides(comext: Path) -> None:
    ledger = made(comext, comext, reporter="BE")
    assert {origin: row[3] for origin, row in tonnes(ledger).items()} == {"BRA": 67.5, "USA": 7.5}
    flows = read_trade_statistics(comext)
    assert tonnes(made(flows, flows, reporter="Belgium")) == tonnes(ledger)
    assert ledger.provenance["options"]["reporter"] == "BEL"
    assert len(ledger.provenance["inputs"]["exports"]["input"]["sha256"]) == 64
    with pytest.raises(UsageError, match="reporter='BEL'"):
        made(comext)


def test_groups_and_faults() -> None:
    imports = goods(("soybeans", "BR", 60.0), ("soybeans", "BR", 40.0)).assign(division=["feed", "food"])
    ledger = made(imports, goods(("soybeans", "", 50.0)), by="division")
    shown = ledger.table().query("measure == 'mass_t'").set_index("division")
    assert shown["consumed"].to_dict() == pytest.approx({"feed": 30.0, "food": 20.0})
    with pytest.raises(UsageError, match="no column 'colour'"):
        made(imports, by="colour")
    with pytest.raises(UsageError, match="no perspective 'consumption'"):
        ledger.table("consumption")  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="no country that is known"):
        made(imports, reporter="Atlantis")
    with pytest.raises(NoUsableLinesError, match="none of the 1 lines"):
        made(goods(("moon rock", "BR", 60.0)))
    assert "100 t imported" in repr(ledger)


def test_periods_are_read_however_they_are_written_and_the_others_are_said() -> None:
    imports = goods(("soybeans", "BR", 60.0), ("soybeans", "BR", 30.0)).assign(year=["20210630", "20220630"])
    imports = imports.rename(columns={"year": "date"})
    apart = made(imports, goods(("soybeans", "", 50.0)).assign(year="2021"))
    assert apart.balance()["year"].tolist() == [2021, 2022]
    assert apart.balance()["consumed"].tolist() == pytest.approx([10, 30])
    one = made(imports, year=2021)
    assert one.balance()[["year", "imported"]].to_numpy().tolist() == [[2021, 60.0]]

    odd = goods(("soybeans", "BR", 60.0), ("soybeans", "BR", 30.0)).assign(year=["2021", "later"])
    asked = made(odd, year=2021)
    assert asked.balance()[["year", "imported"]].to_numpy().tolist() == [[2021, 60.0]]
    said = asked.issues.set_index("code")["message"]
    assert (
        "1 lines have a period that names no year ('later' first): left out of 2021"
        in said["period-unreadable"]
    )
    together = made(odd)
    assert together.balance()[["year", "imported"]].to_numpy().tolist() == [[0, 90.0]]
    assert {"period-unreadable", "years-together"} <= set(together.issues["code"])
    assert "year 2021" in together.issues.set_index("code").loc["years-together", "message"]


def test_imports_marked_as_transit_pass_through_once() -> None:
    imports = goods(("soybeans", "BR", 60.0), ("soybeans", "US", 40.0)).assign(transit=["yes", "no"])
    alone = made(imports)
    assert tonnes(alone) == {"BRA": [60.0, 60.0, 0.0, 0.0], "USA": [40.0, 0.0, 0.0, 40.0]}
    assert tonnes(alone, "direct") == tonnes(alone)
    beside = made(imports, goods(("soybeans", "", 30.0)))
    assert tonnes(beside) == {"BRA": [60.0, 60.0, 0.0, 0.0], "USA": [40.0, 0.0, 30.0, 10.0]}
    assert "transit-on-imports" in set(beside.issues["code"])
    within = made(imports, goods(("soybeans", "", 90.0)), transit_in_exports=True)
    assert tonnes(within) == tonnes(beside)
    row = within.balance().iloc[0]
    assert (row["transit"], row["exports"], row["beyond_supply"]) == (60, 30, 0)
    both = goods(("soybeans", "", 60.0), ("soybeans", "", 30.0)).assign(transit=["yes", "no"])
    assert tonnes(made(imports, both)) == tonnes(beside)
    with pytest.raises(UsageError, match="mark transit on one side only"):
        made(imports, both.assign(quantity=[20.0, 30.0]))
    odd = made(imports.assign(transit=["perhaps", ""]))
    assert "transit-flag-unknown" in set(odd.issues["code"])


def test_a_statistic_without_exports_of_the_country_counts_as_none(tmp_path: Path, comext: Path) -> None:
    other = tmp_path / "other.dat"
    other.write_text("\n".join(row for row in COMEXT.split("\n") if "FR,I" not in row), encoding="utf-8")
    ledger = made(comext, other, reporter="BE")
    assert ledger.total().loc["mass_t", "consumed"] == pytest.approx(100)
    assert "exports count as 0" in ledger.issues.set_index("code").loc["exports-none", "message"]
    with pytest.raises(NoUsableLinesError):
        made(other, comext, reporter="FR")


def test_what_the_partner_is_can_be_said(comext: Path) -> None:
    ledger = made(comext, comext, reporter="BE", partner="origin")
    assert tonnes(ledger, "direct")["NLD"][0] == 40.0
    with pytest.raises(UsageError, match="read before"):
        made(read_trade_statistics(comext), reporter="BE", partner="origin")
