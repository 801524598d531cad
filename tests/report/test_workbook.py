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

SHEETS = [
    "Summary", "By commodity", "By origin", "Lines", "Not assessed", "Issues", "Disclosures", "GRI 101 products",
    "EUDR lines", "Reading", "Method",
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
    summary = table(openpyxl.load_workbook(path)["Summary"], header_row=12).set_index("Indicator")
    for indicator, row in result.total().iterrows():
        assert summary.loc[indicator, "Value"] == pytest.approx(row["value"])
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
    row = gaps[(gaps["Primary commodity"] == "wheat") & (gaps["Indicator"] == "habitat_loss")].iloc[0]
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
