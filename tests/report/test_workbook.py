"""The results workbook, read back by another program."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

import bbafootprint as bba
from bbafootprint.errors import UsageError
from bbafootprint.report.wording import title
from bbafootprint.report.workbook.period_order import period_key

SHEETS = [
    "Summary", "By commodity", "By origin", "By ecosystem", "Hotspots", "Coverage", "Lines", "Factors", "Not assessed",
    "Issues", "Disclosures", "GRI 101 products", "EUDR lines", "Reading", "Method",
]  # fmt: skip


def table(sheet: openpyxl.worksheet.worksheet.Worksheet, header_row: int = 4) -> pd.DataFrame:
    rows = list(sheet.iter_rows(min_row=header_row, values_only=True))
    return pd.DataFrame(rows[1:], columns=rows[0])


@pytest.fixture(scope="module")
def result(root: Path) -> bba.Footprint:
    return bba.calculate_footprint(root / "examples" / "procurement.xlsx")


@pytest.fixture(scope="module")
def path(result: bba.Footprint, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return bba.write_workbook(result, tmp_path_factory.mktemp("out") / "result.xlsx")


def test_sheets_and_real_tables(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == SHEETS
    assert [each for each in book.sheetnames if not book[each].tables] == ["Method"]
    for name, tables in {
        "By commodity": 1,
        "By origin": 1,
        "Lines": 1,
        "Not assessed": 2,
        "Issues": 1,
    }.items():
        assert len(book[name].tables) == tables
        assert book[name].freeze_panes is not None


def test_totals_in_the_workbook_are_those_of_the_result(path: Path, result: bba.Footprint) -> None:
    cells = [[cell.value for cell in row] for row in openpyxl.load_workbook(path)["Summary"].iter_rows()]
    at = next(down for down, row in enumerate(cells) if row[0] == "Indicator")
    shown = {row[0]: dict(zip(cells[at], row, strict=True)) for row in cells[at + 1 : at + 7]}
    for indicator, row in result.total().iterrows():
        for header, name in {
            "Value": "value", "Low": "low", "High": "high", "Covered share of mass": "assessed_mass_share",
            "Quality, 1 best to 5": "quality",
        }.items():  # fmt: skip
            assert shown[title(indicator)][header] == pytest.approx(row[name])
    wide = table(openpyxl.load_workbook(path)["By commodity"])
    assert wide["Habitat loss [ha]"].sum() == pytest.approx(result.total().loc["habitat_loss", "value"])
    assert wide["Lines"].sum() == 42


def test_every_line_is_in_it(path: Path, result: bba.Footprint) -> None:
    book = openpyxl.load_workbook(path)
    lines = table(book["Lines"])
    assert len(lines) == 42
    assert lines["Habitat loss [ha]"].sum() == pytest.approx(result.total().loc["habitat_loss", "value"])
    summary = book["Summary"]
    counts = [summary.cell(row, 2).value for row in (5, 6, 7, 8)]
    assert counts[0] == counts[1] + counts[2] + counts[3] == 42
    gaps, listed = book["Not assessed"].tables.values()
    first, last = (int("".join(filter(str.isdigit, corner))) for corner in listed.ref.split(":"))
    assert last - first == counts[2] + counts[3]
    assert gaps.displayName == "T_Gaps"


def test_what_one_indicator_leaves_out_is_listed(path: Path) -> None:
    gaps = table(openpyxl.load_workbook(path)["Not assessed"])
    row = gaps[(gaps["Primary commodity"] == "wheat") & (gaps["Indicator"] == "Habitat loss")].iloc[0]
    assert (row["Status"], row["Lines"], row["Mass [t]"]) == ("assessed", 1, 22000)


def test_the_lines_sheet_reads_back_to_the_same_lines(path: Path, result: bba.Footprint) -> None:
    again = bba.read_lines(path, sheet="Lines").frame
    before = result.to_frame()
    assert again["line_id"].tolist() == before["line_id"].tolist()
    for name in ("commodity", "origin", "amount_unit"):
        assert (
            again[name].astype(object).fillna("").tolist() == before[name].astype(object).fillna("").tolist()
        )
    pd.testing.assert_series_equal(again["amount"], before["amount"])
    assert again["rejected"].tolist() == before["rejected"].tolist()


@pytest.mark.parametrize("text", ['=HYPERLINK("http://x")', "+1+1", "-2+3", "@SUM(A1)", "=cmd|' /C calc'!A0"])
def test_no_text_of_the_input_becomes_a_formula(text: str, tmp_path: Path) -> None:
    purchases = pd.DataFrame(
        {
            "commodity": ["soybeans", text],
            "hs_code": [None, "1201"],
            "origin": [text, "BRA"],
            "quantity": [1.0, 2.0],
            "unit": "t",
            "supplier": text,
        }
    )
    target = bba.write_workbook(bba.calculate_footprint(purchases), tmp_path / "out.xlsx")
    for sheet in openpyxl.load_workbook(target).worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f", f"{sheet.title}!{cell.coordinate} {cell.value}"
                assert cell.hyperlink is None


def test_several_periods_have_a_sheet(tmp_path: Path) -> None:
    purchases = pd.DataFrame({"commodity": "soybeans", "origin": "BRA", "2021 (t)": [1.0], "2022 (t)": [2.0]})
    target = bba.write_workbook(bba.calculate_footprint(purchases), tmp_path / "periods.xlsx")
    periods = table(openpyxl.load_workbook(target)["By period"])
    assert sorted(zip(periods["Period"], periods["Mass [t]"], strict=True)) == [("2021", 1), ("2022", 2)]


def test_periods_stand_in_the_order_of_time(tmp_path: Path) -> None:
    purchases = pd.DataFrame(
        {
            "commodity": "soybeans",
            "origin": "BRA",
            "quantity": [3.0, 9.0, 1.0, 5.0, 7.0],
            "unit": "t",
            "period": ["2022", None, "2020", "Q1 2021", "2021"],
        }
    )
    target = bba.write_workbook(bba.calculate_footprint(purchases), tmp_path / "periods.xlsx")
    periods = table(openpyxl.load_workbook(target)["By period"])
    assert periods["Period"].tolist() == ["2020", "2021", "Q1 2021", "2022", "(not read)"]
    assert periods["Mass [t]"].tolist() == [1, 7, 5, 3, 9]


@pytest.mark.parametrize(
    "periods",
    [
        ["2019", "2020", "2020-H1", "2020-Q1", "2020-01", "2020-02", "2020-Q2", "2020-H2", "2021"],
        ["FY17", "2018/19", "2019/20"],
        ["Jan 2020", "February 2020", "10/2020", "Jan 2021"],
        ["2020-03-31", "2020-04-15", "2020-10-01", "2021-01-01 00:00:00"],
        ["202009", "202010", "202101"],
        ["2021", "Jan", "Feb", "Q1", "week 2", "week 10", None],
    ],
)
def test_the_order_of_periods(periods: list[str | None]) -> None:
    backwards = list(reversed(periods))
    assert sorted(backwards, key=period_key) == periods


def test_it_holds_when_nothing_is_there(tmp_path: Path) -> None:
    empty = pd.DataFrame({"commodity": [], "origin": [], "quantity": [], "unit": []})
    target = bba.write_workbook(bba.calculate_footprint(empty), tmp_path / "empty.xlsx")
    assert openpyxl.load_workbook(target).sheetnames == SHEETS


def test_targets_are_guarded(result: bba.Footprint, root: Path, tmp_path: Path) -> None:
    taken = tmp_path / "taken.xlsx"
    taken.write_text("mine")
    with pytest.raises(UsageError, match="exists"):
        bba.write_workbook(result, taken, overwrite=False)
    assert taken.read_text() == "mine"
    with pytest.raises(UsageError, match="is the input"):
        bba.write_workbook(result, shutil.copy(root / "examples" / "procurement.xlsx", tmp_path))
    with pytest.raises(UsageError, match="no folder"):
        bba.write_workbook(result, tmp_path / "no" / "out.xlsx")
    with pytest.raises(UsageError, match=r"\.xlsx"):
        bba.write_workbook(result, tmp_path / "out.ods")


@pytest.mark.once
def test_libreoffice_opens_it(path: Path, tmp_path: Path) -> None:
    soffice = shutil.which("soffice")
    if soffice is None:
        pytest.skip("LibreOffice is not installed here; it is in continuous integration")
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    command = [
        soffice,
        profile,
        "--headless",
        "--convert-to",
        "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1",
    ]
    subprocess.run(
        [*command, "--outdir", str(tmp_path), str(path)], check=True, timeout=180, capture_output=True
    )
    written = {p.stem.split("-", 1)[1] for p in tmp_path.glob("*.csv")}
    assert written == set(SHEETS)
    lines = pd.read_csv(tmp_path / "result-Lines.csv", skiprows=3)
    assert len(lines) == 42
    assert not any("Err:" in p.read_text(encoding="utf-8") for p in tmp_path.glob("*.csv"))


def test_small_and_negative_numbers_keep_their_size_and_sign(result: bba.Footprint, tmp_path: Path) -> None:
    change = pd.DataFrame({"change": [-0.0004, -2.5, 0.0, 3.25]})
    book = openpyxl.load_workbook(
        bba.write_workbook(result, tmp_path / "out.xlsx", tables={"Change": change})
    )
    cells = [book["Change"].cell(row, 1) for row in range(5, 9)]
    assert [cell.value for cell in cells] == [-0.0004, -2.5, 0, 3.25]
    forms = [cell.number_format for cell in cells]
    assert forms[0] == "0.00E+00"
    assert all(form.split(";")[1].startswith("-") for form in forms[1:])  # the sign of a negative number


def test_the_same_result_gives_the_same_bytes(path: Path, result: bba.Footprint, tmp_path: Path) -> None:
    assert bba.write_workbook(result, tmp_path / "again.xlsx").read_bytes() == path.read_bytes()


def test_headers_of_results_have_notes(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    for name in ("By commodity", "By ecosystem", "Lines", "Factors", "Coverage", "Issues"):
        own = {cell.value: cell.comment for cell in book[name][4]}
        without = [header for header, note in own.items() if note is None]
        assert without in ([], ["Commodity"], ["Origin"], ["Sheet", "Cell"]), (name, without)
    (value,) = (cell for cell in book["Summary"][12 + 2] if cell.value == "Value")
    assert "never 0" in value.comment.text


def test_sheets_are_set_up_to_be_printed(path: Path) -> None:
    for sheet in openpyxl.load_workbook(path).worksheets:
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.freeze_panes is not None
        assert "procurement.xlsx" in str(sheet.oddHeader.left.text)
        assert "Page &P of &N" in str(sheet.oddFooter.right.text)
        if len(sheet.tables) == 1 and sheet.title != "Summary":
            assert sheet.print_title_rows == "$4:$4", sheet.title


def test_digits_of_totals_follow_the_interval_and_cells_hold_the_number(
    path: Path, result: bba.Footprint
) -> None:
    sheet = openpyxl.load_workbook(path)["Summary"]
    rows = {row[0].value: row for row in reversed(list(sheet.iter_rows(max_row=24)))}
    loss, species = rows["Habitat loss"], rows["Species loss occupation"]
    assert loss[1].value == result.total().loc["habitat_loss", "value"]
    assert loss[1].number_format == "#,##0;-#,##0;0"
    assert species[1].number_format == "0.0E+00"


def test_charts_show_the_largest_with_their_intervals(path: Path, result: bba.Footprint) -> None:
    sheet = openpyxl.load_workbook(path)["Summary"]
    assert len(sheet._charts) == 4
    for chart in sheet._charts:
        bars = chart.series[0].errBars
        plus, minus, values = (
            [cell.value for row in sheet[each.numRef.f.split("!")[1].replace("$", "")] for cell in row]
            for each in (bars.plus, bars.minus, chart.series[0].val)
        )
        assert values == sorted(values, reverse=True)
        assert 0 < len(values) == len(plus) == len(minus) <= 8
        assert True
    loss = result.by("commodity").query("indicator == 'habitat_loss'").nlargest(8, "value")
    first = next(
        chart
        for chart in sheet._charts
        if "loss by commodity" in str(sheet[chart.series[0].tx.strRef.f.split("!")[1].replace("$", "")].value)
    )
    cells = sheet[first.series[0].val.numRef.f.split("!")[1].replace("$", "")]
    assert [row[0].value for row in cells] == pytest.approx(loss["value"].tolist())


def test_hotspots_are_those_of_the_library(path: Path, result: bba.Footprint) -> None:
    rows = [[cell.value for cell in row] for row in openpyxl.load_workbook(path)["Hotspots"].iter_rows()]
    at = next(down for down, row in enumerate(rows) if row[0] == "Rank")
    spots = bba.hotspots(result, indicator="habitat_loss")
    listed = list(rows[at + 1 : at + 11])
    assert [row[3] for row in listed] == pytest.approx(spots["value"].head(10).tolist())
    assert [row[9] == "yes" for row in listed] == spots["hotspot"].head(10).tolist()
    trace = bba.value_of_tracing(result, "habitat_loss")
    assert trace["line_id"].iloc[0] in [row[2] for row in rows]


def test_a_line_can_be_redone_by_hand(path: Path) -> None:
    lines = table(openpyxl.load_workbook(path)["Lines"])
    factors = table(openpyxl.load_workbook(path)["Factors"])
    done = lines[lines["Habitat loss [ha]"].notna()].astype(
        dict.fromkeys(("Quantity read", "Primary per unit bought", "Habitat loss factor"), float)
    )
    primary = done["Quantity read"] * done["Primary per unit bought"]
    assert (primary * done["Habitat loss factor"]).tolist() == pytest.approx(
        done["Habitat loss [ha]"].tolist()
    )
    of_loss = factors[factors["Indicator"] == "Habitat loss"].set_index("Factor row")
    for row, factor in zip(done["Habitat loss factor row"], done["Habitat loss factor"], strict=True):
        assert of_loss.loc[row, "Factor"] == pytest.approx(factor)
        assert of_loss.loc[row, "Source"]
    assert of_loss["Lines answered"].sum() == len(done)


def test_a_table_called_hotspots_takes_the_place_of_ours(result: bba.Footprint, tmp_path: Path) -> None:
    own = pd.DataFrame({"group": ["a"], "value": [1.0]})
    target = bba.write_workbook(result, tmp_path / "out.xlsx", tables={"Hotspots": own})
    assert openpyxl.load_workbook(target)["Hotspots"]["A5"].value == "a"
    for name in ("Lines", "'x", "a/b", ""):
        with pytest.raises(UsageError, match="cannot be the name"):
            bba.write_workbook(result, tmp_path / "out.xlsx", tables={name: own})


def test_a_footprint_without_lines_says_what_to_do(result: bba.Footprint, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="a workbook of each footprint"):
        bba.write_workbook(result + result, tmp_path / "out.xlsx")


def test_whole_numbers_that_no_cell_keeps_are_texts(result: bba.Footprint, tmp_path: Path) -> None:
    long = pd.DataFrame({"order": [12345678901234567890, 1], "small": [1, 2]})
    book = openpyxl.load_workbook(bba.write_workbook(result, tmp_path / "out.xlsx", tables={"Own": long}))
    assert [book["Own"][f"A{row}"].value for row in (5, 6)] == ["12345678901234567890", 1]


@pytest.mark.once
def test_on_paper_no_number_is_too_wide_for_its_column(path: Path, tmp_path: Path) -> None:
    soffice, pdftotext = shutil.which("soffice"), shutil.which("pdftotext")
    if soffice is None or pdftotext is None:
        pytest.skip("LibreOffice and poppler are not installed here")
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    command = [soffice, profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(path)]
    subprocess.run(command, check=True, timeout=180, capture_output=True)
    done = subprocess.run(
        [pdftotext, "-layout", str(tmp_path / "result.pdf"), "-"], check=True, capture_output=True, text=True
    )
    assert "###" not in done.stdout
    pages = done.stdout.split("\f")
    assert "The 8 largest commodities and origins" in pages[1]  # the charts begin a page
    assert "What the charts show" in pages[2]
    assert 40 < len(pages) < 70


def test_the_method_says_which_digits_are_shown(path: Path) -> None:
    said = {row[0]: row[1] for row in openpyxl.load_workbook(path)["Method"].iter_rows(values_only=True)}
    assert "left of the decimal point are all shown" in said["Digits"]
    assert "agree to the 15th" in said["Digits"]
    assert "in full" not in said["Digits"]
