"""Trade statistics as they are published: every value here is invented, every layout is the publisher's."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import bbafootprint as bba
from bbafootprint.errors import (
    InputError,
    MissingColumnError,
    NoUsableLinesError,
    UnreadableFileError,
    UsageError,
)
from bbafootprint.ingest.statistics import (
    FLOW_COLUMNS,
    TradeFlows,
    read_trade_statistics,
    recognise,
    to_bilateral,
    to_lines,
)
from bbafootprint.ingest.statistics.flows import STATISTICS_ISSUES
from bbafootprint.ingest.statistics.goods import commodity_of, restore_zeros
from bbafootprint.ingest.statistics.places import comext_place, fao_m49_place, fao_place, in_union, un_place
from bbafootprint.schema import ISSUE_COLUMNS, LINE_COLUMNS

COMEXT = (
    "REPORTER,PARTNER,TRADE_TYPE,PRODUCT_NC,PRODUCT_SITC,PRODUCT_CPA21,PRODUCT_CPA22,PRODUCT_BEC,PRODUCT_BEC5,"
    "PRODUCT_SECTION,FLOW,STAT_PROCEDURE,SUPPL_UNIT,PERIOD,VALUE_EUR,VALUE_NAC,QUANTITY_KG,QUANTITY_SUPPL_UNIT\n"
)
OLD_COMEXT = (
    "DECLARANT,DECLARANT_ISO,PARTNER,PARTNER_ISO,TRADE_TYPE,PRODUCT_NC,PRODUCT_SITC,PRODUCT_cpa2002,PRODUCT_cpa2008,"
    "PRODUCT_CPA2_1,PRODUCT_BEC,PRODUCT_SECTION,FLOW,STAT_REGIME,SUPP_UNIT,PERIOD,VALUE_IN_EUROS,QUANTITY_IN_KG,"
    "SUP_QUANTITY\n"
)
SDMX = "DATAFLOW,LAST UPDATE,freq,reporter,partner,product,flow,indicators,TIME_PERIOD,OBS_VALUE,OBS_FLAG\n"
FAOSTAT = (
    '"Reporter Country Code","Reporter Country Code (M49)","Reporter Countries","Partner Country Code",'
    '"Partner Country Code (M49)","Partner Countries","Item Code","Item Code (CPC)","Item","Element Code","Element",'
    '"Year Code","Year","Unit","Value","Flag"\n'
)


def comext(
    reporter: str, partner: str, kind: str, code: str, flow: int, period: str, kg: object, **more: object
) -> str:
    procedure, unit = more.get("procedure", 1), more.get("unit", "NO_SU")
    value, supplementary = more.get("value", 1000), more.get("supplementary", 0)
    return (
        f"{reporter},{partner},{kind},{code},22220,0111,0111,111,111010,02,{flow},{procedure},{unit},{period},{value},"
        f"{value},{kg},{supplementary}\n"
    )


def sdmx(
    reporter: str, partner: str, product: str, measure: str, period: str, value: object, flag: str = ""
) -> str:
    start = "ESTAT:DS-045409(1.0),15/09/26 11:00:00,A"
    return f"{start},{reporter},{partner},{product},1,{measure},{period},{value},{flag}\n"


def faostat(
    reporter: int, partner: int, name: str, item: tuple[int, str], element: str, unit: str, value: object
) -> str:
    return (
        f'"{reporter}","\'056","Belgium","{partner}","\'076","{name}","{item[0]}","\'01","{item[1]}","5610","{element}",'
        f'"2022","2022","{unit}","{value}","A"\n'
    )


def written(folder: Path, text: str, name: str = "statistics.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def codes(flows: TradeFlows) -> list[str]:
    return list(flows.issues["code"])


def message(flows: TradeFlows, code: str) -> str:
    return " ".join(flows.issues.loc[flows.issues["code"] == code, "message"])


def accounted(flows: TradeFlows) -> bool:
    records = flows.reading["records"]
    return bool(records["read"] == records["kept"] + sum(records["left_out"].values()))


# Comext -----------------------------------------------------------------------------------------------------------


def test_an_import_has_its_origin_from_outside_the_union_and_its_consignment_from_inside(
    tmp_path: Path,
) -> None:
    text = COMEXT + comext("BE", "BR", "E", "12019000", 1, "202203", 1_000_000)
    text += comext("BE", "NL", "I", "12019000", 1, "202203", 400_000)
    text += comext("BE", "FR", "I", "12019000", 2, "202203", 150_000)
    flows = read_trade_statistics(written(tmp_path, text))
    assert list(flows.frame.columns) == list(FLOW_COLUMNS)
    assert list(flows.issues.columns) == list(ISSUE_COLUMNS)
    assert flows.frame["reporter"].tolist() == ["BEL"] * 3
    assert flows.frame["partner"].tolist() == ["BRA", "NLD", "FRA"]
    assert flows.frame["partner_meaning"].tolist() == ["origin", "consignment", "destination"]
    assert flows.frame["tonnes"].tolist() == [1000.0, 400.0, 150.0]
    assert flows.frame["commodity"].tolist() == ["soybeans"] * 3
    assert flows.frame["period"].tolist() == ["2022-03"] * 3
    assert "400 t" in message(flows, "partner-meaning")
    assert accounted(flows)


def test_the_files_before_2024_name_their_columns_otherwise_and_hold_a_total_of_procedures(
    tmp_path: Path,
) -> None:
    row = "017,BE,0508,BR,E,12010090,00151,0122,0143,.....,111,01,1,{},A,200552,2580,{},0\n"
    text = OLD_COMEXT + row.format(1, 600) + row.format(4, 1000) + row.format(2, 400)
    flows = read_trade_statistics(written(tmp_path, text, "full200552.dat"))
    assert flows.frame["tonnes"].tolist() == [1.0]
    assert flows.frame["partner"].tolist() == ["BRA"]
    assert flows.frame["period"].tolist() == ["2005"]
    assert flows.reading["records"]["left_out"] == {"part-of-total": 2}


def test_numbers_of_countries_are_read_where_a_file_has_no_letters() -> None:
    table = pd.DataFrame(
        {"DECLARANT": [17], "PARTNER": [508], "PRODUCT_NC": [18010000], "FLOW": [1], "PERIOD": [199952],
         "QUANTITY_IN_100KG": [25.0]}
    )  # fmt: skip
    flows = read_trade_statistics(table)
    assert flows.frame[["reporter", "partner", "tonnes"]].to_numpy().tolist() == [["BEL", "BRA", 2.5]]


def test_the_total_of_a_year_and_its_months_are_never_added(tmp_path: Path) -> None:
    rows = [comext("BE", "BR", "E", "12019000", 1, f"2022{month:02d}", 1000) for month in range(1, 13)]
    rows.append(comext("BE", "BR", "E", "12019000", 1, "202252", 12_000))
    flows = read_trade_statistics(written(tmp_path, COMEXT + "".join(rows)))
    assert flows.frame["tonnes"].sum() == pytest.approx(12.0)
    assert flows.reading["records"]["left_out"] == {"months-left-out": 12}
    months = read_trade_statistics(written(tmp_path, COMEXT + "".join(rows[:12])))
    assert len(months) == 12
    assert "months-left-out" not in codes(months)


def test_months_of_partners_that_the_year_does_not_name_are_said(tmp_path: Path) -> None:
    text = COMEXT + comext("BE", "BR", "E", "12019000", 1, "202203", 5_000_000)
    text += comext("BE", "NL", "I", "12019000", 1, "202252", 4_000_000)
    flows = read_trade_statistics(written(tmp_path, text))
    assert flows.frame["tonnes"].tolist() == [4000.0]
    assert "5,000 t" in message(flows, "level-remainder")


def test_secret_partners_and_goods_stay_and_are_said(tmp_path: Path) -> None:
    text = COMEXT + comext("BE", "QY", "I", "18010000", 1, "202252", 7000)
    text += comext("BE", "QZ", "E", "18SSS100", 1, "202252", 9000)
    flows = read_trade_statistics(written(tmp_path, text))
    assert flows.frame["partner"].isna().all()
    assert flows.frame["partner_as_given"].tolist() == ["QY", "QZ"]
    assert flows.frame["partner_meaning"].tolist() == ["consignment", "origin"]
    assert flows.frame["confidential"].tolist() == [True, True]
    assert flows.frame["commodity"].isna().tolist() == [False, True]
    assert "16 t" in message(flows, "partner-hidden")
    assert "9 t" in message(flows, "goods-hidden")
    lines = to_lines(flows).frame
    assert lines["origin"].tolist() == ["unknown", "unknown"]
    assert lines["consignment"].isna().all()


def test_the_united_kingdom_beside_its_parts_is_counted_once(tmp_path: Path) -> None:
    text = COMEXT + comext("BE", "GB", "E", "9011100", 1, "202252", 3000)
    text += comext("BE", "XI", "I", "9011100", 1, "202252", 1000)
    text += comext("BE", "XU", "E", "9011100", 1, "202252", 2000)
    flows = read_trade_statistics(written(tmp_path, text))
    assert flows.frame["tonnes"].tolist() == [1.0, 2.0]
    assert flows.frame["partner"].tolist() == ["GBR", "GBR"]
    assert flows.frame["partner_meaning"].tolist() == ["consignment", "origin"]
    assert flows.frame["hs_code"].tolist() == ["09011100", "09011100"]
    assert "9011100 is 09011100" in message(flows, "code-zero")
    assert "3 t" in message(flows, "part-of-total")


def test_wood_without_a_mass_has_its_volume_and_nothing_becomes_zero(tmp_path: Path) -> None:
    text = COMEXT + comext("BE", "FI", "I", "44071110", 1, "202252", 0, unit="MTQ", supplementary=320)
    text += comext("BE", "CI", "E", "18010000", 1, "202252", 0, value=77)
    text += comext("BE", "GH", "E", "18010000", 1, "202252", 0, value=0)
    flows = read_trade_statistics(written(tmp_path, text))
    assert flows.frame["m3"].tolist()[0] == 320.0
    assert np.isnan(flows.frame["tonnes"].tolist()[0])
    assert np.isnan(flows.frame["tonnes"].tolist()[1])
    assert flows.frame["tonnes"].tolist()[2] == 0.0
    assert "1 record without a mass, of 77 together" in message(flows, "mass-missing")
    lines = to_lines(flows).frame
    assert lines["amount_unit"].tolist() == ["m3", "t", "t"]
    assert lines["rejected"].tolist() == [False, True, False]
    assert lines["problem"].tolist() == ["", "quantity-missing", ""]


def test_sdmx_joins_mass_and_value_counts_the_finest_code_and_leaves_groups_out(tmp_path: Path) -> None:
    text = SDMX + sdmx("BE", "BR", "1201", "QUANTITY_IN_100KG", "2022", 1000)
    text += sdmx("BE", "BR", "120190", "QUANTITY_IN_100KG", "2022", 700)
    text += sdmx("BE", "BR", "120190", "VALUE_IN_EUROS", "2022", 5000)
    text += sdmx("BE", "NL", "120190", "QUANTITY_IN_100KG", "2022", 434.95)
    text += sdmx("BE", "WORLD", "120190", "QUANTITY_IN_100KG", "2022", 1334.95)
    text += sdmx("BE", "EXTRA_EU27_2020", "120190", "QUANTITY_IN_100KG", "2022", 700)
    text += sdmx("EU27_2020", "BR", "120190", "QUANTITY_IN_100KG", "2022", 9700)
    text += sdmx("BE", "FR", "120190", "QUANTITY_IN_100KG", "2022", "", "C")
    flows = read_trade_statistics(written(tmp_path, text))
    assert flows.reading["layout"] == "comext-sdmx"
    assert flows.frame["partner"].tolist() == ["BRA", "NLD"]
    assert flows.frame["tonnes"].tolist() == pytest.approx([70.0, 43.495])
    assert flows.frame["value"].tolist()[0] == 5000.0
    assert "30 t" in message(flows, "level-remainder")  # 1201 less 120190
    assert "20 t" in message(
        flows, "level-remainder"
    )  # World less Brazil and the Netherlands: France is secret
    assert {"quantity-hidden", "aggregate-left-out", "level-left-out"} <= set(codes(flows))
    assert accounted(flows)


def test_tsv_unfolds_periods_reads_flags_and_keeps_secret_values_out(tmp_path: Path) -> None:
    text = "freq,reporter,partner,product,flow,indicators\\TIME_PERIOD\t2021 \t2022 \n"
    text += "A,BE,BR,120190,1,QUANTITY_IN_100KG\t100 p\t700 \n"
    text += "A,BE,BR,120190,1,VALUE_IN_EUROS\t5\t: \n"
    text += "A,BE,NL,120190,1,QUANTITY_IN_100KG\t: c\t434.95 e\n"
    flows = read_trade_statistics(written(tmp_path, text, "estat_ds-045409.tsv"))
    got = flows.frame[["partner", "year", "tonnes"]].to_numpy().tolist()
    assert got == [["BRA", 2021, 10.0], ["BRA", 2022, 70.0], ["NLD", 2022, pytest.approx(43.495)]]
    assert "1 record without a published value" in message(flows, "quantity-hidden")
    only = read_trade_statistics(written(tmp_path, text, "estat_ds-045409.tsv"), years=2022)
    assert only.frame["tonnes"].sum() == pytest.approx(113.495)


def test_the_same_table_from_a_client_library_has_its_dimensions_apart() -> None:
    table = pd.DataFrame(
        {"freq": ["A"], "reporter": ["BE"], "partner": ["BR"], "product": ["120190"], "flow": ["1"],
         "indicators\\TIME_PERIOD": ["QUANTITY_KG"], "2021": [2500.0], "2022": [np.nan]}
    )  # fmt: skip
    flows = read_trade_statistics(table)
    assert flows.frame[["year", "tonnes"]].to_numpy().tolist() == [[2021, 2.5]]


# UN Comtrade ------------------------------------------------------------------------------------------------------

COMTRADE = (
    "typeCode,freqCode,refPeriodId,refYear,refMonth,period,reporterCode,reporterISO,reporterDesc,flowCode,flowDesc,"
    "partnerCode,partnerISO,partnerDesc,partner2Code,partner2ISO,partner2Desc,classificationCode,cmdCode,cmdDesc,"
    "aggrLevel,isLeaf,customsCode,motCode,qtyUnitCode,qtyUnitAbbr,qty,netWgt,primaryValue,isAggregate\n"
)


def comtrade(flow: str, partner: int, code: str, kg: object, **more: object) -> str:
    second, unit, quantity = more.get("second", 0), more.get("unit", 8), more.get("quantity", kg)
    return (
        f"C,A,20220101,2022,52,2022,56,BEL,Belgium,{flow},x,{partner},AAA,x,{second},W00,World,H6,{code},x,6,1,C00,0,{unit},"
        f"kg,{quantity},{kg},10,1,\n"  # the files end their rows with a comma, their header not
    )


def test_comtrade_counts_each_tonne_once(tmp_path: Path) -> None:
    text = COMTRADE + comtrade("M", 76, "901", 5000)
    text += comtrade("M", 76, "90111", 0, quantity=5000)  # the mass stands in the quantity only
    text += comtrade("M", 76, "90111", 2000, second=528)
    text += comtrade("M", 0, "90111", 9000)
    text += comtrade("M", 528, "90111", 4000)
    text += comtrade("M", 899, "90111", 150)
    text += comtrade("X", 251, "90111", 3000)
    text += comtrade("RX", 251, "90111", 1000)
    text += comtrade("M", 246, "440711", 150_000, unit=12, quantity=320)
    text += comtrade("M", 76, "TOTAL", 1)
    flows = read_trade_statistics(written(tmp_path, text))
    assert flows.frame["partner_as_given"].tolist() == ["76", "528", "899", "251", "246"]
    assert flows.frame["partner"].astype(object).fillna("").tolist() == ["BRA", "NLD", "", "FRA", "FIN"]
    assert flows.frame["tonnes"].tolist() == pytest.approx([5.0, 4.0, 0.15, 3.0, 150.0])
    assert flows.frame["partner_meaning"].tolist()[:2] == ["origin", "consignment"]
    assert flows.frame["reexport_tonnes"].fillna(-1).tolist() == [-1, -1, -1, 1.0, -1]
    assert flows.frame["m3"].tolist()[4] == 320.0
    assert "level-remainder" not in codes(flows)
    assert accounted(flows)


def test_comtrade_of_the_legacy_site(tmp_path: Path) -> None:
    text = (
        "Classification,Year,Period,Period Desc.,Aggregate Level,Is Leaf Code,Trade Flow Code,Trade Flow,Reporter Code,"
        "Reporter,Reporter ISO,Partner Code,Partner,Partner ISO,Commodity Code,Commodity,Qty Unit Code,Qty Unit,Qty,"
        "Netweight (kg),Trade Value (US$),Flag\n"
        "H4,2016,2016,2016,6,0,1,Import,56,Belgium,BEL,76,Brazil,BRA,090111,Coffee,8,Weight in kilograms,,4000,9,0\n"
        "H4,2016,2016,2016,6,0,2,Export,56,Belgium,BEL,699,India,IND,090111,Coffee,8,Weight in kilograms,,1500,9,0\n"
        "H4,2016,2016,2016,6,0,3,Re-Export,56,Belgium,BEL,699,India,IND,090111,Coffee,8,Weight in kilograms,,500,9,0\n"
    )
    flows = read_trade_statistics(written(tmp_path, text))
    assert flows.reading["layout"] == "comtrade"
    assert flows.frame["flow"].tolist() == ["import", "export"]
    assert flows.frame["partner"].tolist() == ["BRA", "IND"]
    assert flows.frame["tonnes"].tolist() == [4.0, 1.5]
    assert flows.frame["reexport_tonnes"].tolist()[1] == 0.5


def test_reexports_without_their_exports_stay(tmp_path: Path) -> None:
    flows = read_trade_statistics(written(tmp_path, COMTRADE + comtrade("RX", 251, "90111", 1000)))
    assert flows.frame[["flow", "procedure", "tonnes"]].to_numpy().tolist() == [["export", "re-export", 1.0]]
    assert flows.frame["reexport_tonnes"].tolist() == [1.0]


def test_a_total_over_all_partners_alone_stays_of_unknown_country(tmp_path: Path) -> None:
    flows = read_trade_statistics(written(tmp_path, COMTRADE + comtrade("M", 0, "90111", 9000)))
    assert flows.frame["tonnes"].tolist() == [9.0]
    assert flows.frame["partner"].isna().all()
    assert "world-only" in codes(flows)


def test_comtrade_counts_one_classification_of_each_flow(tmp_path: Path) -> None:
    newest = comtrade("M", 76, "120190", 5000)
    older, sitc = newest.replace(",H6,", ",H5,"), newest.replace(",H6,120190", ",S4,2222")
    alone = comtrade("M", 528, "120190", 7000).replace(",H6,", ",H5,")
    flows = read_trade_statistics(written(tmp_path, COMTRADE + newest + older + sitc + alone))
    assert flows.frame["tonnes"].tolist() == [5.0, 7.0]
    assert flows.reading["records"]["left_out"] == {"classification-left-out": 2}
    assert "S4 (SITC)" in message(flows, "classification-left-out")
    assert accounted(flows)
    with pytest.raises(InputError, match=r"S4 \(SITC\) and none by the Harmonized System"):
        read_trade_statistics(written(tmp_path, COMTRADE + sitc))


# BACI -------------------------------------------------------------------------------------------------------------

BACI = (
    "t,i,j,k,v,q\n2022, 76, 56, 90111,     10.5,     5.25\n2022,528,56,120190,20,NA\n2022,56,251,120190,20,  33.5\n"
    "2022,490,757,180400,20,  3.5\n"
)


def test_baci_is_seen_from_its_importers(tmp_path: Path) -> None:
    flows = read_trade_statistics(written(tmp_path, BACI, "BACI_HS17_Y2022_V202401.csv"))
    assert flows.frame["reporter"].tolist() == ["BEL", "BEL", "FRA", "CHE"]
    assert flows.frame["partner"].tolist() == ["BRA", "NLD", "BEL", "TWN"]
    assert flows.frame["tonnes"].fillna(-1).tolist() == [5.25, -1, 33.5, 3.5]
    assert flows.frame["hs_code"].tolist()[0] == "090111"
    assert flows.frame["row"].tolist() == [2, 3, 4, 5]
    assert "Taiwan" in message(flows, "place-note")


def test_baci_of_one_country_has_both_its_flows(tmp_path: Path) -> None:
    flows = read_trade_statistics(written(tmp_path, BACI), reporter="Belgium")
    assert flows.frame["flow"].tolist() == ["import", "import", "export"]
    assert flows.frame["partner"].tolist() == ["BRA", "NLD", "FRA"]
    exports = read_trade_statistics(written(tmp_path, BACI), reporter="BE", flow="export")
    assert exports.frame["tonnes"].tolist() == [33.5]


# FAOSTAT ----------------------------------------------------------------------------------------------------------


def test_faostat_leaves_china_as_a_whole_out_and_values_too(tmp_path: Path) -> None:
    soy, cocoa, cattle = (236, "Soya beans"), (661, "Cocoa beans"), (866, "Cattle")
    text = FAOSTAT + faostat(255, 21, "Brazil", soy, "Import quantity", "t", 100.5)
    text += faostat(255, 21, "Brazil", soy, "Import value", "1000 USD", 50)
    text += faostat(255, 351, "China", soy, "Import quantity", "t", 10)
    text += faostat(255, 41, "China, mainland", soy, "Import quantity", "t", 9)
    text += faostat(255, 107, "Côte d'Ivoire", cocoa, "Export quantity", "t", 9)
    text += faostat(255, 150, "Netherlands", cattle, "Import quantity", "An", 300)
    path = tmp_path / "Trade_DetailedTradeMatrix.csv"
    path.write_bytes(text.encode("latin-1"))
    flows = read_trade_statistics(path)
    assert flows.frame["partner"].tolist() == ["BRA", "CHN", "CIV", "NLD"]
    assert flows.frame["flow"].tolist() == ["import", "import", "export", "import"]
    assert flows.frame["tonnes"].fillna(-1).tolist() == [100.5, 9.0, 9.0, -1]
    assert flows.frame["commodity"].tolist() == ["soybeans", "soybeans", "cocoa_beans", "cattle_live"]
    assert flows.frame["hs_code"].isna().all()
    assert "351" in message(flows, "aggregate-left-out")
    assert "in An" in message(flows, "unit-not-mass")
    assert accounted(flows)


def test_faostat_by_names_alone_knows_china_beside_its_mainland() -> None:
    table = pd.DataFrame(
        {"Reporter Countries": ["Belgium"] * 2, "Partner Countries": ["China", "China, mainland"], "Item": "Soya beans",
         "Element": "Import Quantity", "Year": 2019, "Unit": "tonnes", "Value": [10.0, 9.0]}
    )  # fmt: skip
    assert read_trade_statistics(table).frame["tonnes"].tolist() == [9.0]
    alone = read_trade_statistics(table.iloc[:1])
    assert alone.frame["partner"].tolist() == ["CHN"]


def test_china_as_a_whole_without_its_parts_is_kept_and_a_remainder_is_said() -> None:
    def table(*rows: tuple[str, int, float]) -> pd.DataFrame:
        return pd.DataFrame(
            {"Reporter Country Code": "255", "Partner Country Code": [row[0] for row in rows], "Item": "Soya beans",
             "Reporter Countries": "Belgium", "Element": "Import Quantity", "Year": [row[1] for row in rows],
             "Unit": "t", "Value": [row[2] for row in rows]}
        )  # fmt: skip

    alone = read_trade_statistics(table(("351", 2021, 70.0), ("41", 2022, 50.0)))
    assert alone.frame[["partner", "year", "tonnes"]].to_numpy().tolist() == [
        ["CHN", 2021, 70],
        ["CHN", 2022, 50],
    ]
    assert "70 t" in message(alone, "group-alone")
    assert "aggregate-left-out" not in codes(alone)
    beside = read_trade_statistics(table(("351", 2022, 100.0), ("41", 2022, 50.0)))
    assert beside.frame["tonnes"].tolist() == [50.0]
    assert "50 t more than their members" in message(beside, "level-remainder")
    regions = read_trade_statistics(table(("5100", 2022, 10.0), ("5300", 2022, 20.0), ("5100", 2021, 5.0)))
    assert regions.frame[["partner_as_given", "year"]].to_numpy().tolist() == [["5100", 2021]]
    assert "cannot be added" in message(regions, "aggregate-left-out")


def test_groups_of_the_union_are_kept_where_their_members_are_not_there(tmp_path: Path) -> None:
    text = COMEXT + comext("BE", "EU27_2020_EXTRA", "E", "12019000", 1, "202252", 100_000)
    text += comext("BE", "NL", "I", "12019000", 1, "202252", 40_000)
    flows = read_trade_statistics(written(tmp_path, text))
    assert flows.frame["tonnes"].tolist() == [100.0, 40.0]
    assert flows.frame["partner"].astype(object).fillna("").tolist() == ["", "NLD"]
    assert flows.frame["partner_meaning"].tolist() == ["origin", "consignment"]
    assert "100 t" in message(flows, "group-alone")
    more = text + comext("BE", "EU28_EXTRA", "E", "12019000", 1, "202252", 90_000)
    assert read_trade_statistics(written(tmp_path, more)).frame["tonnes"].tolist() == [100.0, 40.0]
    world = COMEXT + comext("BE", "WORLD", "E", "12019000", 1, "202252", 150_000)
    world += comext("BE", "EU27_2020_EXTRA", "E", "12019000", 1, "202252", 100_000)
    only = read_trade_statistics(written(tmp_path, world))
    assert only.frame["tonnes"].tolist() == [150.0]
    assert "world-only" in codes(only)
    assert accounted(only)


def test_the_united_kingdom_beside_one_part_alone_is_said(tmp_path: Path) -> None:
    text = COMEXT + comext("BE", "GB", "E", "12019000", 1, "202252", 100_000)
    text += comext("BE", "XI", "I", "12019000", 1, "202252", 40_000)
    flows = read_trade_statistics(written(tmp_path, text))
    assert flows.frame["tonnes"].tolist() == [100.0, 40.0]
    assert "100 t" in message(flows, "part-ambiguous")
    assert "40 t" in message(flows, "part-ambiguous")


def test_masses_of_faostat_are_read_in_their_units(tmp_path: Path) -> None:
    soy = (236, "Soya beans")
    units = {"1000 t": 5000.0, "kg": 0.005, "tonnes": 5.0, "": 5.0}
    partners = (21, 33, 9, 231)
    text = FAOSTAT + "".join(
        faostat(255, partner, "x", soy, "Import quantity", unit, 5)
        for partner, unit in zip(partners, units, strict=True)
    )
    flows = read_trade_statistics(written(tmp_path, text))
    assert flows.frame["tonnes"].tolist() == pytest.approx(list(units.values()))
    assert "1 record (5 t) without a unit" in message(flows, "unit-assumed")


def test_what_a_partner_is_can_be_said_and_a_matrix_is_of_shipments(tmp_path: Path) -> None:
    path = written(
        tmp_path, ",Belgium,France\nBrazil,5,\nNetherlands,3,\n", "Soya_beans_Y2022_Belgium_trade.csv"
    )
    matrix = read_trade_statistics(path)
    assert matrix.frame["partner_meaning"].tolist() == ["consignment", "consignment"]
    believed = read_trade_statistics(path, partner="origin")
    assert believed.frame["partner_meaning"].tolist() == ["origin", "origin"]
    baci = written(tmp_path, BACI)
    assert set(read_trade_statistics(baci).frame["partner_meaning"]) == {"origin", "consignment"}
    shipped = read_trade_statistics(baci, partner="consignment")
    assert set(shipped.frame["partner_meaning"]) == {"consignment"}
    assert to_lines(shipped).frame["consignment"].tolist() == ["BRA", "NLD", "BEL", "TWN"]
    with pytest.raises(UsageError, match="partner is"):
        read_trade_statistics(baci, partner="seller")  # type: ignore[arg-type]


@pytest.mark.parametrize("text", [COMEXT, COMTRADE, SDMX, FAOSTAT, "t,i,j,k,v,q\n"])
@pytest.mark.parametrize("columns", [None, {"commodity": "PRODUCT_NC"}])
def test_a_statistic_is_no_sheet_of_purchases(
    tmp_path: Path, text: str, columns: dict[str, str] | None
) -> None:
    path = written(tmp_path, text + "1,2,3,4,5,6\n")
    for source in (path, pd.DataFrame(columns=next(iter(text.splitlines())).replace('"', "").split(","))):
        with pytest.raises(InputError, match="is a trade statistic") as caught:
            bba.read_lines(source, columns=columns)
        assert "bbafootprint ledger" in str(caught.value)
        assert "read_trade_statistics" in str(caught.value)
        assert "--column" not in str(caught.value)


def test_a_statistic_in_a_workbook_is_recognised_too(tmp_path: Path) -> None:
    table = pd.DataFrame(
        [["BE", "BR", "12019000", 1, "202252", 5]],
        columns=["REPORTER", "PARTNER", "PRODUCT_NC", "FLOW", "PERIOD", "QUANTITY_KG"],
    )
    table.to_excel(tmp_path / "comext.xlsx", index=False)
    with pytest.raises(InputError, match="Save it as CSV first"):
        bba.read_lines(tmp_path / "comext.xlsx")


def test_faostat_with_a_column_a_year(tmp_path: Path) -> None:
    text = (
        "Reporter Country Code,Reporter Countries,Partner Country Code,Partner Countries,Item Code,Item,Element Code,"
        "Element,Unit,Y2018,Y2018F,Y2019,Y2019F\n"
        "255,Belgium,21,Brazil,236,Soya beans,5610,Import Quantity,tonnes,100,,200,A\n"
        "255,Belgium,33,Canada,236,Soya beans,5610,Import Quantity,tonnes,,,7,A\n"
    )
    flows = read_trade_statistics(written(tmp_path, text))
    assert flows.reading["layout"] == "faostat-wide"
    got = flows.frame[["partner", "year", "tonnes"]].to_numpy().tolist()
    assert got == [["BRA", 2018, 100.0], ["BRA", 2019, 200.0], ["CAN", 2019, 7.0]]
    assert to_lines(flows).frame["line_id"].tolist() == ["row2@2018", "row2@2019", "row3@2019"]


@pytest.mark.parametrize("name", ["Soya_beans_Y2022", "Maize_Y2021"])
def test_the_matrix_of_an_item_is_the_same_in_every_layout(shared: Path, tmp_path: Path, name: str) -> None:
    path = shared / "sources" / "trade-matrix" / f"{name}_Global_trade.csv.gz"
    flows = read_trade_statistics(path)
    matrix = pd.read_csv(path, index_col=0)
    assert len(flows) == int((matrix.to_numpy() > 0).sum())
    assert flows.frame["tonnes"].sum() == pytest.approx(matrix.to_numpy().sum(), rel=1e-12)
    assert flows.frame["partner"].notna().all()
    assert flows.frame["reporter"].notna().all()

    rows, columns = np.nonzero(matrix.to_numpy() > 0)
    item = {"Soya": "Soya beans", "Maiz": "Maize (corn)"}[name[:4]]
    long = pd.DataFrame(
        {"Reporter Countries": matrix.columns[columns], "Partner Countries": matrix.index[rows], "Item": item,
         "Element": "Import quantity",
         "Year": int(name[-4:]), "Unit": "t", "Value": matrix.to_numpy()[rows, columns]}
    )  # fmt: skip
    long.to_csv(tmp_path / "long.csv", index=False)
    by_rows = read_trade_statistics(tmp_path / "long.csv")
    wide = long.drop(columns=["Year", "Value"]).assign(**{f"Y{name[-4:]}": long["Value"]})
    wide.to_csv(tmp_path / "wide.csv", index=False)
    by_years = read_trade_statistics(tmp_path / "wide.csv")
    for other in (by_rows, by_years):
        pd.testing.assert_frame_equal(to_bilateral(other), to_bilateral(flows))
    belgium = matrix["Belgium"].sum()
    assert read_trade_statistics(path, reporter="BEL").frame["tonnes"].sum() == pytest.approx(
        belgium + matrix.loc["Belgium"].sum()
    )
    assert read_trade_statistics(path, reporter="BEL", flow="import").frame["tonnes"].sum() == pytest.approx(
        belgium
    )


# What is asked for, and what cannot be read -----------------------------------------------------------------------


def test_only_what_is_asked_for_is_kept_and_the_rest_is_counted(tmp_path: Path) -> None:
    text = COMEXT
    for reporter in ("BE", "EL"):
        for code in ("12019000", "18010000", "87032319"):
            for year in (2021, 2022):
                for flow in (1, 2):
                    text += comext(reporter, "BR", "E", code, flow, f"{year}52", 1000)
    path = written(tmp_path, text)
    asked = read_trade_statistics(
        path, reporter="Greece", flow="import", years=[2022], products=["1801", "soybeans"]
    )
    assert asked.frame["commodity"].tolist() == ["soybeans", "cocoa_beans"]
    assert asked.frame["reporter"].tolist() == ["GRC", "GRC"]
    assert asked.reading["records"] == {"read": 24, "kept": 2, "left_out": {"not-asked-for": 22}}
    known = read_trade_statistics(path, products="known")
    assert set(known.frame["commodity"]) == {"soybeans", "cocoa_beans"}
    everything = read_trade_statistics(path)
    assert "87032319" in message(everything, "commodity-unknown")
    assert (to_lines(everything).frame["problem"] == "commodity-unknown").sum() == 4


def test_the_months_of_a_year_are_read_together_and_gz_as_it_is(tmp_path: Path) -> None:
    first = written(tmp_path, COMEXT + comext("BE", "BR", "E", "12019000", 1, "202201", 1000), "a.dat")
    second = tmp_path / "b.dat.gz"
    second.write_bytes(
        gzip.compress((COMEXT + comext("BE", "BR", "E", "12019000", 1, "202202", 500)).encode())
    )
    flows = read_trade_statistics([first, second])
    assert flows.frame["tonnes"].tolist() == [1.0, 0.5]
    assert to_lines(flows).frame["line_id"].tolist() == ["a.dat!row2", "b.dat.gz!row2"]
    with pytest.raises(UnreadableFileError, match="given twice"):
        read_trade_statistics([first, first])


def test_records_that_stand_twice_are_said_and_counted(tmp_path: Path) -> None:
    row = comext("BE", "BR", "E", "12019000", 1, "202252", 1000)
    flows = read_trade_statistics(written(tmp_path, COMEXT + row + row))
    assert flows.frame["tonnes"].sum() == 2.0
    assert "row 3" in message(flows, "records-repeated")


def test_numbers_that_are_none_are_said(tmp_path: Path) -> None:
    text = COMEXT + comext("BE", "BR", "E", "12019000", 1, "202252", "many")
    text += comext("BE", "AR", "E", "12019000", 1, "202252", -5)
    flows = read_trade_statistics(written(tmp_path, text))
    assert flows.frame["tonnes"].isna().all()
    assert {"number-unreadable", "quantity-below-zero", "mass-missing"} <= set(codes(flows))
    assert set(codes(flows)) <= set(STATISTICS_ISSUES)


def test_records_without_a_flow_or_period_are_left_out_and_said(tmp_path: Path) -> None:
    text = COMEXT + comext("BE", "BR", "E", "12019000", 1, "202252", 1000)
    text += comext("BE", "BR", "E", "12019000", 7, "202252", 1000)
    text += comext("BE", "BR", "E", "12019000", 1, "soon", 1000)
    flows = read_trade_statistics(written(tmp_path, text))
    assert len(flows) == 1
    assert "2 records (2 t)" in message(flows, "record-unreadable")
    assert accounted(flows)


def test_a_decimal_comma_is_refused(tmp_path: Path) -> None:
    text = (
        (COMEXT + comext("BE", "BR", "E", "12019000", 1, "202252", "KG"))
        .replace(",", ";")
        .replace(";KG;", ";1234,5;")
    )
    with pytest.raises(InputError, match="decimal comma"):
        read_trade_statistics(written(tmp_path, text), layout="comext")


@pytest.mark.parametrize(
    ("name", "content", "error", "says"),
    [
        ("full.7z", b"7z", UnreadableFileError, "Unpack it"),
        ("table.csv", b"Country,Quantity\nBelgium,5\n", MissingColumnError, "no layout of trade statistics"),
        ("workbook.csv", b"PK\x03\x04\0\0\0", UnreadableFileError, "is not text"),
        ("empty.csv", COMEXT.encode(), NoUsableLinesError, "no records under them"),
        ("broken.csv.gz", b"\x1f\x8b\x08\x00broken", UnreadableFileError, "damaged"),
    ],
)
def test_what_cannot_be_read_is_said(
    tmp_path: Path, name: str, content: bytes, error: type[Exception], says: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(error, match=says):
        read_trade_statistics(path)


def test_arguments_that_mean_nothing_are_refused(tmp_path: Path) -> None:
    path = written(tmp_path, BACI)
    with pytest.raises(UsageError, match="no country"):
        read_trade_statistics(path, reporter="Atlantis")
    with pytest.raises(UsageError, match="neither a customs code"):
        read_trade_statistics(path, products="soja beans")
    with pytest.raises(UsageError, match="choose one of"):
        read_trade_statistics(path, layout="intrastat")
    with pytest.raises(MissingColumnError, match="lacks"):
        read_trade_statistics(path, layout="comext")
    with pytest.raises(NoUsableLinesError, match="not asked for"):
        read_trade_statistics(path, years=1999)
    with pytest.raises(UnreadableFileError, match="no file"):
        read_trade_statistics(tmp_path / "none.csv")
    with pytest.raises(UsageError, match="item nor its year"):
        read_trade_statistics(pd.DataFrame({"": ["Brazil"], "Belgium": [1.0]}), layout="faostat-matrix")


def test_the_nearest_layout_is_named() -> None:
    with pytest.raises(MissingColumnError, match="Nearest is comtrade"):
        recognise(["reporterCode", "partnerCode", "cmdCode", "period", "netWgt"])


# Places, goods ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "iso3", "kind"),
    [
        ("EL", "GRC", "country"), ("GR", "GRC", "country"), ("XS", "SRB", "country"), ("XK", "XKX", "country"),
        ("XI", "GBR", "country"), ("NA", "NAM", "country"), ("0003", "NLD", "country"), ("400", "USA", "country"),
        ("720", "CHN", "country"), ("QP", None, "not stated"), ("QZ", None, "hidden"), ("WORLD", None, "world"),
        ("EU27_2020", None, "aggregate"), ("EXT_EU27_2020", None, "aggregate"), ("1011", None, "aggregate"),
        ("BE:Belgium", "BEL", "country"), ("SU", None, "unknown"),
    ],
)  # fmt: skip
def test_places_of_eurostat(text: str, iso3: str | None, kind: str) -> None:
    assert comext_place(text)[:2] == (iso3, kind)


@pytest.mark.parametrize(
    ("text", "iso3", "kind"),
    [
        ("251", "FRA", "country"), ("757", "CHE", "country"), ("699", "IND", "country"), ("842", "USA", "country"),
        ("490", "TWN", "country"), ("579", "NOR", "country"), (" 56", "BEL", "country"), ("58", "BEL", "country"),
        ("381", "ITA", "country"), ("4", "AFG", "country"), ("76.0", "BRA", "country"), ("0", None, "world"),
        ("899", None, "not stated"), ("97", None, "aggregate"), ("Areas, nes", None, "not stated"),
        ("Other Asia, nes", "TWN", "country"), ("BEL", "BEL", "country"), ("998", None, "unknown"),
    ],
)  # fmt: skip
def test_places_of_the_united_nations_and_cepii(text: str, iso3: str | None, kind: str) -> None:
    assert un_place(text)[:2] == (iso3, kind)


def test_places_of_fao() -> None:
    assert fao_place("41").iso3 == "CHN"
    assert fao_place("351").kind == "aggregate"
    assert fao_place("5000").kind == "world"
    assert fao_place("231").iso3 == "USA"
    assert fao_m49_place("'159").kind == "aggregate"
    assert fao_m49_place("'004").iso3 == "AFG"


def test_the_union_of_a_month() -> None:
    countries = np.array(["HRV", "HRV", "GBR", "GBR", "NLD", "CHE", None], dtype=object)
    months = np.array([201306, 201307, 202012, 202101, 199001, 202201, 202201])
    assert in_union(countries, months).tolist() == [False, True, True, False, True, False, False]


@pytest.mark.parametrize(
    ("text", "code"),
    [("12019000", "12019000"), ("9011100", "09011100"), ("10121.0", "010121"), (" 90111", "090111"), ("901", "0901"),
     ("TOTAL", "TOTAL"), ("12SSS100", "12SSS100"), ("0901.11", "090111"), ("1: Live animals", "01")],
)  # fmt: skip
def test_zeros_of_customs_codes(text: str, code: str) -> None:
    assert restore_zeros(text) == code


def test_an_item_of_faostat_is_found_by_its_code_and_by_its_name() -> None:
    assert commodity_of("236\x1f").code == "soybeans"
    assert commodity_of("\x1fSoya beans").code == "soybeans"
    assert commodity_of("1882\x1fCereals").code is None


# Lines ------------------------------------------------------------------------------------------------------------


def test_lines_of_a_statistic_are_lines(tmp_path: Path) -> None:
    text = COMEXT + comext("BE", "CI", "E", "18010000", 1, "202252", 50_000)
    text += comext("BE", "NL", "I", "18040000", 1, "202252", 100_000)
    text += comext("BE", "FR", "I", "18040000", 2, "202252", 40_000)
    flows = read_trade_statistics(written(tmp_path, text))
    before = flows.frame.copy()
    lines = to_lines(flows)
    assert list(lines.frame.columns)[: len(LINE_COLUMNS)] == list(LINE_COLUMNS)
    assert lines.frame["origin"].tolist() == ["CIV", "unknown"]
    assert lines.frame["consignment"].astype(object).fillna("").tolist() == ["", "NLD"]
    assert lines.frame["line_id"].is_unique
    result = bba.calculate_footprint(lines)
    total = result.total()
    assert total.loc["land_occupation", "assessed_lines"] == 2
    assert total.loc["land_occupation", "mass_t"] == pytest.approx(150.0)
    exports = to_lines(flows, "export").frame
    assert exports["consignment"].tolist() == ["BEL"]
    assert exports["destination"].tolist() == ["FRA"]
    assert exports["origin"].tolist() == ["unknown"]
    pd.testing.assert_frame_equal(flows.frame, before)
    with pytest.raises(UsageError):
        to_lines(flows, "transit")  # type: ignore[arg-type]


def test_a_workbook_is_written_of_them(tmp_path: Path) -> None:
    text = COMEXT + comext("BE", "CI", "E", "18010000", 1, "202252", 50_000)
    lines = to_lines(read_trade_statistics(written(tmp_path, text)))
    bba.write_workbook(bba.calculate_footprint(lines), tmp_path / "out.xlsx")
    assert (tmp_path / "out.xlsx").stat().st_size > 0


def test_no_record_of_a_flow_is_said(tmp_path: Path) -> None:
    flows = read_trade_statistics(written(tmp_path, BACI))
    with pytest.raises(NoUsableLinesError, match="no record of exports"):
        to_lines(flows, "export")
