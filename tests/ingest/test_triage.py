import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from bbafootprint.errors import UsageError
from bbafootprint.ingest import annotate, read_lines
from bbafootprint.ingest import triage as triage_module

ROWS = [
    ["Product", "Origin", "Quantity (t)", "Note"],
    ["Soybeans", "BRA", 5.0, "=1+1"],
    ["=cmd|'/C calc'!A0", "Congo", "five", "@sum"],
]


@pytest.fixture
def source(tmp_path):
    return write(tmp_path / "in.xlsx")


def write(path, decorate=lambda book, sheet: None, name="It's data"):
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as book:
        sheet = book.add_worksheet(name)
        for at, row in enumerate(ROWS):
            for column, cell in enumerate(row):
                sheet.write(at, column, cell)
        decorate(book, sheet)
    return path


def test_the_cells_at_fault_are_marked_in_a_copy(source, tmp_path):
    before = source.read_bytes()
    target = tmp_path / "out.xlsx"
    said = annotate(source, read_lines(source), target)
    assert source.read_bytes() == before
    assert "3 cells marked" in said
    book = openpyxl.load_workbook(target)
    sheet = book["It's data"]
    for address in ("A3", "B3", "C3"):
        assert sheet[address].comment is not None
        assert sheet[address].fill.fgColor.rgb == "00FFC7CE"
    assert sheet["C2"].comment is None
    assert "five" in sheet["C3"].comment.text
    assert sheet["A2"].value == "Soybeans"
    # Texts of the person that look like formulas are still texts.
    assert (sheet["A3"].value, sheet["A3"].data_type) == ("=cmd|'/C calc'!A0", "s")
    assert (sheet["D2"].value, sheet["D2"].data_type) == ("=1+1", "s")


def test_every_issue_is_listed_with_a_link_to_its_cell(source, tmp_path):
    lines = read_lines(source)
    annotate(source, lines, tmp_path / "out.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx")["Issues"]
    rows = list(sheet.iter_rows(min_row=2))
    assert [row[1].value for row in rows] == lines.issues["code"].tolist()
    links = {row[3].value: row[3].hyperlink.location for row in rows if row[3].value}
    assert links["C3"] == "'It''s data'!C3"
    found = next(row[4] for row in rows if row[1].value == "commodity-unknown")
    assert (found.value, found.data_type, found.quotePrefix) == ("=cmd|'/C calc'!A0", "s", True)
    with zipfile.ZipFile(tmp_path / "out.xlsx") as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/sheet"):
                assert b"<f>" not in archive.read(name)


def test_a_note_that_is_there_is_kept_and_a_sheet_of_that_name_too(tmp_path):
    def decorate(book, sheet):
        sheet.write_comment("C3", "ask Jan")
        book.add_worksheet("Issues").write(0, 0, "mine")

    source = write(tmp_path / "in.xlsx", decorate)
    annotate(source, read_lines(source), tmp_path / "out.xlsx")
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    assert book["It's data"]["C3"].comment.text.startswith("ask Jan")
    assert book["Issues"]["A1"].value == "mine"
    assert book["Issues (2)"]["A1"].value == "severity"


def text_box(book, sheet):
    sheet.insert_textbox("F2", "a remark")


def chart(book, sheet):
    made = book.add_chart({"type": "column"})
    made.add_series({"values": "='It''s data'!$C$2:$C$3"})
    sheet.insert_chart("F2", made)


def sparkline(book, sheet):
    sheet.add_sparkline("F2", {"range": "'It''s data'!A2:C2"})


@pytest.mark.parametrize(
    ("decorate", "named"), [(text_box, "text boxes"), (chart, "charts"), (sparkline, "sparklines")]
)
def test_parts_that_would_be_lost_keep_the_issues_apart(tmp_path, decorate, named):
    source = write(tmp_path / "in.xlsx", decorate)
    said = annotate(source, read_lines(source), tmp_path / "out.xlsx")
    assert named in said
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    assert book.sheetnames == ["Issues"]
    sheet = book["Issues"]
    assert named in sheet["A2"].value
    texts = [cell for row in sheet.iter_rows(min_row=5) for cell in row if cell.value]
    assert any(cell.value == "=cmd|'/C calc'!A0" for cell in texts)
    assert all(cell.data_type != "f" for cell in texts)


def test_a_pivot_table_keeps_the_issues_apart(shared):
    assert "pivot tables" in triage_module.why_not(shared / "corpora" / "xlsx" / "pivots.xlsx")


def test_large_and_foreign_files_keep_the_issues_apart(tmp_path, source, monkeypatch):
    csv = tmp_path / "in.csv"
    csv.write_text("Product,Origin,Quantity (t)\nSoybeans,Congo,five\n", "utf-8")
    assert "not an .xlsx" in annotate(csv, read_lines(csv), tmp_path / "a.xlsx")
    lines = read_lines(source)
    monkeypatch.setattr(triage_module, "LARGEST", 10)
    assert "very large" in annotate(source, lines, tmp_path / "b.xlsx")
    for name in ("a.xlsx", "b.xlsx"):
        assert openpyxl.load_workbook(tmp_path / name).sheetnames == ["Issues"]


def test_the_input_is_never_the_target(source, tmp_path):
    lines = read_lines(source)
    before = source.read_bytes()
    (tmp_path / "link.xlsx").symlink_to(source)
    for target in (source, tmp_path / "." / "in.xlsx", tmp_path / "link.xlsx"):
        with pytest.raises(UsageError, match="is the input"):
            annotate(source, lines, target)
    assert source.read_bytes() == before
    with pytest.raises(UsageError, match=r"\.xlsx"):
        annotate(source, lines, tmp_path / "out.xls")


def test_formulas_are_said(tmp_path):
    source = write(tmp_path / "in.xlsx", lambda book, sheet: sheet.write_formula("C2", "=2+3", value=5))
    assert "formulas" in annotate(source, read_lines(source), tmp_path / "out.xlsx")
    assert openpyxl.load_workbook(tmp_path / "out.xlsx")["It's data"]["C2"].value == "=2+3"


def test_a_failure_leaves_no_half_of_a_file(source, tmp_path, monkeypatch):
    lines = read_lines(source)

    def fail(*_):
        raise OSError("disk full")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="disk full"):
        annotate(source, lines, tmp_path / "out.xlsx")
    assert [file.name for file in tmp_path.iterdir()] == ["in.xlsx"]
