import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
import xlsxwriter

from bbafootprint.errors import InputError, UsageError
from bbafootprint.ingest import annotate, losses, markedvalues, marks, read_lines
from bbafootprint.ingest.files.workbook import read_grids
from bbafootprint.ingest.issues import issues_frame, make_issue
from bbafootprint.ingest.losses import why_not
from bbafootprint.schema import ISSUE_COLUMNS, Lines

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
    assert "not a copy of in.xlsx itself" in said
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    assert book.sheetnames == ["It's data", "Issues"]
    values = book["It's data"]
    assert [[cell.value for cell in row] for row in values["A1:D3"]] == ROWS
    assert values["C3"].fill.fgColor.rgb == "FFFFC7CE"
    assert "five" in values["C3"].comment.text
    assert values["C2"].comment is None
    assert all(cell.data_type != "f" for row in values.iter_rows() for cell in row)
    sheet = book["Issues"]
    links = {cell.value: cell.hyperlink.location for row in sheet for cell in row if cell.hyperlink}
    assert links["C3"] == "'It''s data'!C3"
    assert named in sheet["A2"].value
    texts = [cell for row in sheet.iter_rows(min_row=5) for cell in row if cell.value]
    assert any(cell.value == "=cmd|'/C calc'!A0" for cell in texts)
    assert all(cell.data_type != "f" for cell in texts)


def test_a_pivot_table_keeps_the_issues_apart(shared):
    assert "pivot tables" in why_not(shared / "corpora" / "xlsx" / "pivots.xlsx")


@pytest.mark.parametrize(
    ("part", "named"),
    [
        ("xl/vbaProject.bin", "macros"),
        ("xl/slicers/slicer1.xml", "slicers"),
        ("xl/timelines/timeline1.xml", "timelines"),
        ("xl/threadedComments/threadedComment1.xml", "threaded comments"),
        ("xl/connections.xml", "connections to data"),
        ("xl/queryTables/queryTable1.xml", "queries"),
        ("xl/media/image1.png", "pictures"),
        ("xl/metadata.xml", "dynamic arrays"),
        ("xl/ctrlProps/ctrlProp1.xml", "form controls"),
        ("docMetadata/LabelInfo.xml", "sensitivity label"),
        ("_xmlsignatures/sig1.xml", "digital signature"),
        ("xl/somethingNew/part7.xml", "xl/somethingnew/part7.xml"),
    ],
)
def test_every_part_that_is_not_written_back_is_named(source, part, named):
    assert why_not(source) == ""
    with zipfile.ZipFile(source, "a") as archive:
        archive.writestr(part, "<x/>")
    assert named in why_not(source)


@pytest.mark.parametrize(
    ("element", "named"),
    [
        ("<protectedRanges/>", "ranges that only some may edit"),
        ("<customSheetViews/>", "custom views"),
        ("<legacyDrawingHF r:id='rId9'/>", "header or footer"),
        ("<x:extLst>", "sparklines"),
    ],
)
def test_elements_of_a_sheet_that_are_not_written_back_are_named(source, tmp_path, element, named):
    changed = tmp_path / "changed.xlsx"
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(changed, "w") as new:
        for entry in old.infolist():
            data = old.read(entry)
            if entry.filename == "xl/worksheets/sheet1.xml":
                data = data.replace(b"</worksheet>", element.encode() + b"</worksheet>")
            new.writestr(entry, data)
    assert named in why_not(changed)


def test_a_delimited_file_comes_back_as_marked_rows(tmp_path):
    csv = tmp_path / "in.csv"
    csv.write_text("Product;Origin;Quantity (t);Code\nSoybeans;Congo;five;007\n=1+1;BRA;1,5;@x\n", "utf-8")
    lines = read_lines(csv)
    said = annotate(csv, lines, tmp_path / "out.xlsx")
    assert "not an .xlsx" in said
    assert f"{len({cell for cell in lines.issues['cell'] if cell})} cells marked" in said
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    assert book.sheetnames == ["Rows", "Issues"]
    rows = [[cell.value for cell in row] for row in book["Rows"].iter_rows()]
    # Texts stay texts: a leading zero, a decimal comma, what looks like a formula.
    assert rows[1:] == [["Soybeans", "Congo", "five", "007"], ["=1+1", "BRA", "1,5", "@x"]]
    for address in ("B2", "C2", "A3"):
        assert book["Rows"][address].comment is not None
        assert book["Rows"][address].fill.fgColor.rgb == "FFFFC7CE"
    assert book["Rows"]["A3"].data_type == "s"
    # The copy reads as the file does.
    again = read_lines(tmp_path / "out.xlsx").frame
    assert again["amount"].tolist()[1] == lines.frame["amount"].tolist()[1] == 1.5


def test_a_table_without_cells_and_a_large_one_give_the_issues_alone(tmp_path, source, monkeypatch):
    lines = read_lines(source)
    monkeypatch.setattr(losses, "LARGEST", 10)
    monkeypatch.setattr(markedvalues, "CELLS", 5)
    said = annotate(source, lines, tmp_path / "b.xlsx")
    assert "very large" in said
    assert "without a copy of the sheets" in said
    book = openpyxl.load_workbook(tmp_path / "b.xlsx")
    assert book.sheetnames == ["Issues"]
    assert "too large" in book["Issues"]["A2"].value
    pytest.importorskip("pyarrow")
    parquet = tmp_path / "in.parquet"
    lines.frame[["line_id", "commodity", "quantity"]].assign(unit="t").astype(
        {"commodity": object, "line_id": object}
    ).to_parquet(parquet)
    assert "without a copy" in annotate(parquet, read_lines(parquet), tmp_path / "c.xlsx")


def test_many_bad_cells_are_coloured_grouped_and_counted(tmp_path, monkeypatch):
    monkeypatch.setattr(marks, "NOTES", 7)
    monkeypatch.setattr(marks, "LISTED", 20)
    monkeypatch.setattr(marks, "LISTED_OF_A_KIND", 5)
    source = tmp_path / "in.xlsx"
    with xlsxwriter.Workbook(source) as book:
        sheet = book.add_worksheet("S")
        sheet.write_row(0, 0, ["Product", "Origin", "Quantity (t)"])
        for row in range(1, 41):
            sheet.write_row(row, 0, ["Soybeans", "Congo", f"bad{row}" if row <= 30 else row])
    lines = read_lines(source)
    assert (lines.issues["code"] == "quantity-text").sum() == 30
    annotate(source, lines, tmp_path / "out.xlsx")
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    cells = [cell for row in book["S"].iter_rows() for cell in row]
    assert sum(cell.comment is not None for cell in cells) == 7
    assert sum(cell.fill.fgColor.rgb == "00FFC7CE" for cell in cells) == 70
    table = [[cell.value for cell in row] for row in book["Issues"].iter_rows()]
    assert table[0] == [*ISSUE_COLUMNS, "cells", "also in"]
    rows = [dict(zip(table[0], row, strict=True)) for row in table[1:]]
    texts = [row for row in rows if row["code"] == "quantity-text"]
    assert [row["cells"] for row in texts] == [1, 1, 1, 1, 26]
    assert "26 more" in texts[-1]["message"]
    congo = [row for row in rows if row["code"] == "origin-ambiguous"]
    assert [(row["cell"], row["cells"]) for row in congo] == [("B2", 40)]
    assert congo[0]["also in"].startswith("B3, B4, ")
    assert congo[0]["also in"].endswith("and 9 more")
    assert sum(row["cells"] for row in rows) == len(lines.issues)


def test_how_the_file_was_read_has_a_sheet(source, tmp_path):
    csv = tmp_path / "in.csv"
    csv.write_text("Product,Quantity (t)\nSoybeans,five\n", "utf-8")
    for file in (source, csv):
        annotate(file, read_lines(file), tmp_path / "out.xlsx", reading=[("Sheet", "=data", "--sheet NAME")])
        sheet = openpyxl.load_workbook(tmp_path / "out.xlsx")["Reading"]
        assert [cell.value for cell in sheet[2]] == ["Sheet", "=data", "--sheet NAME"]
        assert sheet["B2"].data_type == "s"


def rich(book, sheet):
    """Fill a workbook with what a copy must keep."""
    red = book.add_format({"font_color": "#FF0000"})
    odd = book.add_format({"num_format": "#,##0.000", "italic": True})
    sheet.write("C3", "five", odd)
    sheet.write_formula("F2", "=C2*2", odd, 10)
    sheet.write_array_formula("F3", "{=SUM(C2:C3)}", None, 5)
    sheet.write_rich_string("F4", "soy", red, "beans")
    sheet.write_url("F5", "https://example.org/", None, "site")
    sheet.merge_range("F6:G7", "both")
    sheet.conditional_format("C2:C9", {"type": "cell", "criteria": ">", "value": 5, "format": red})
    sheet.data_validation("B2:B9", {"validate": "list", "source": ["BRA", "Congo"]})
    book.define_name("Bought", "='It''s data'!$C$2:$C$9")
    sheet.set_column("A:A", 33)
    sheet.set_row(2, 40)
    sheet.set_landscape()
    sheet.print_area("A1:D9")
    sheet.repeat_rows(0)
    sheet.set_header("&LMine")
    sheet.freeze_panes(1, 0)
    sheet.autofilter("A1:D3")
    sheet.protect("", {"sort": True})
    sheet.write_comment("A2", "a note of mine")
    sheet.set_row(8, None, None, {"hidden": True})
    book.add_worksheet("Secret").hide()


def kept(path):
    """Return what is to be the same in a workbook and its copy."""
    book = openpyxl.load_workbook(path, rich_text=True)
    sheet = book["It's data"]
    cells = {
        cell.coordinate: (
            str(getattr(cell.value, "text", cell.value)),
            cell.number_format,
            cell.font.color.rgb if cell.font.color else None,
            cell.font.italic,
        )
        for row in sheet.iter_rows()
        for cell in row
    }
    return {
        "cells": cells,
        "rules": [
            (str(area.sqref), rule.operator, rule.formula, rule.dxf.font.color.rgb)
            for area in sheet.conditional_formatting
            for rule in area.rules
        ],
        "lists": [(str(rule.sqref), rule.formula1) for rule in sheet.data_validations.dataValidation],
        "names": {name: found.attr_text for name, found in book.defined_names.items()},
        "sizes": (sheet.column_dimensions["A"].width, sheet.row_dimensions[3].height),
        "print": (sheet.page_setup.orientation, sheet.print_area, sheet.print_title_rows),
        "header": sheet.oddHeader.left.text,
        "panes": (
            sheet.freeze_panes,
            sheet.auto_filter.ref,
            [str(area) for area in sheet.merged_cells.ranges],
        ),
        "protected": (sheet.protection.sheet, sheet.protection.sort),
        "hidden": (book["Secret"].sheet_state, sheet.row_dimensions[9].hidden),
        "link": sheet["F5"].hyperlink.target,
        "note": sheet["A2"].comment.text,
    }


def test_what_the_person_made_is_still_there(tmp_path):
    source = write(tmp_path / "in.xlsx", rich)
    assert "Wrote a copy" in annotate(source, read_lines(source), tmp_path / "out.xlsx")
    before, after = kept(source), kept(tmp_path / "out.xlsx")
    assert before["rules"]
    assert before == after


def test_properties_of_a_library_are_left_out_and_queries_keep_the_issues_apart(source, tmp_path):
    labelled, asked = tmp_path / "labelled.xlsx", tmp_path / "asked.xlsx"
    for path, part in ((labelled, b"<properties/>"), (asked, "<DataMashup/>".encode("utf-16"))):
        path.write_bytes(source.read_bytes())
        with zipfile.ZipFile(path, "a") as archive:
            archive.writestr("customXml/item1.xml", part)
    said = annotate(labelled, read_lines(labelled), tmp_path / "out.xlsx")
    assert "Wrote a copy" in said
    assert "Left out: document properties" in said
    assert "queries" in why_not(asked)


def test_every_workbook_of_the_corpora_can_be_annotated(shared, tmp_path):
    """Few of them hold lines: an issue is put on the first cell of each sheet instead."""
    done = set()
    for source in sorted((shared / "corpora" / "xlsx").glob("*.xlsx")):
        try:
            grids = [grid for grid in read_grids(source) if grid.rows]
        except InputError:
            continue
        for grid in grids[:1]:
            cell = grid.address(0, 0)
            issues = issues_frame([make_issue("quantity-text", "Bad.", sheet=grid.name, cell=cell)])
            reading = {"sheet": grid.name, "sheets": [{"name": grid.name}], "header_row": grid.first_row}
            lines = Lines(pd.DataFrame(), issues, reading)
            said = annotate(source, lines, tmp_path / "out.xlsx")
            sheet = openpyxl.load_workbook(tmp_path / "out.xlsx")[grid.name]
            assert sheet[cell].comment is not None, source.name
            done.add((source.name, said.startswith("Wrote a copy")))
    assert len(done) > 10
    assert ("merged_range.xlsx", True) in done
    assert ("SampleSS.strict.xlsx", False) in done
    assert ("pivots.xlsx", False) in done


def test_a_real_sheet_is_copied(shared, tmp_path):
    source = shared / "corpora" / "procurement" / "purchases_1042_lines.xlsx"
    lines = read_lines(source)
    assert annotate(source, lines, tmp_path / "out.xlsx").startswith("Wrote a copy")
    before, after = openpyxl.load_workbook(source), openpyxl.load_workbook(tmp_path / "out.xlsx")
    assert after.sheetnames == [*before.sheetnames, "Issues"]
    for sheet in before.worksheets:
        assert [[c.value for c in row] for row in sheet] == [
            [c.value for c in row] for row in after[sheet.title]
        ]
    again = read_lines(tmp_path / "out.xlsx")
    assert again.frame["amount"].sum() == lines.frame["amount"].sum()
    assert again.reading["sheet"] == lines.reading["sheet"]


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


def test_links_to_other_workbooks_are_kept(source, tmp_path):
    from openpyxl.packaging.relationship import Relationship
    from openpyxl.workbook.external_link import ExternalLink
    from openpyxl.workbook.external_link.external import ExternalBook, ExternalSheetNames

    book = openpyxl.load_workbook(source)
    link = ExternalLink(
        externalBook=ExternalBook(sheetNames=ExternalSheetNames(sheetName=["Prices"]), id="rId1")
    )
    link.file_link = Relationship(
        type="externalLinkPath", Target="prices.xlsx", TargetMode="External", Id="rId1"
    )
    book._external_links.append(link)
    book["It's data"]["F2"] = "=[1]Prices!A1"
    linked = tmp_path / "linked.xlsx"
    book.save(linked)
    assert "Wrote a copy" in annotate(linked, read_lines(linked), tmp_path / "out.xlsx")
    after = openpyxl.load_workbook(tmp_path / "out.xlsx")
    assert after["It's data"]["F2"].value == "=[1]Prices!A1"
    assert [each.file_link.Target for each in after._external_links] == ["prices.xlsx"]
