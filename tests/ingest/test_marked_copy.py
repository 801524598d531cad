"""The marked copy of a person's own workbook: what is kept, what is said, and how long it takes."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from bbafootprint.ingest import annotate, read_lines
from bbafootprint.ingest.losses import why_not

ROWS: list[list[Any]] = [
    ["Ref", "Product", "Origin", "Quantity (t)"],
    ["1", "Cocoa beans", "Ghana", 5.0],
    ["2", "Palmm oil x", "Indonesia", 5.0],
]


def write(path: Path, decorate: Any = lambda book, sheet: None) -> Path:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Mine")
        for at, row in enumerate(ROWS):
            sheet.write_row(at, 0, row)
        decorate(book, sheet)
    return path


def with_cell(source: Path, target: Path, row: int, cell: str) -> Path:
    """Copy a workbook with one more row in its first sheet."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                part = part.replace(b"</sheetData>", f'<row r="{row}">{cell}</row></sheetData>'.encode())
            new.writestr(name, part)
    return target


@pytest.mark.once
@pytest.mark.parametrize(
    ("row", "cell"),
    [
        (1_048_576, '<c r="XFD1048576" s="1"/>'),
        (1_048_576, '<c r="D1048576"><v>1</v></c>'),
        (60_000, '<c r="ZZ60000"><v>1</v></c>'),
    ],
)
def test_a_far_cell_costs_neither_time_nor_memory(tmp_path: Path, row: int, cell: str) -> None:
    plain = write(
        tmp_path / "in.xlsx", lambda book, sheet: sheet.write(5, 0, None, book.add_format({"bold": True}))
    )
    source = with_cell(plain, tmp_path / "far.xlsx", row, cell)
    program = (
        "import re, sys, resource\n"
        "from pathlib import Path\n"
        "from bbafootprint.ingest import annotate, read_lines\n"
        "annotate(sys.argv[1], read_lines(sys.argv[1]), sys.argv[2])\n"
        "status = Path('/proc/self/status')  # getrusage counts what held the process that started this one\n"
        "most = re.search(r'VmHWM:\\s*(\\d+)', status.read_text()) if status.exists() else None\n"
        "print(most[1] if most else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    )
    command = [sys.executable, "-c", program, str(source), str(tmp_path / "out.xlsx")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    unit = 1 if sys.platform == "darwin" else 1024
    assert int(done.stdout) * unit < 1_000_000_000


def test_a_merged_area_as_large_as_a_sheet_is_not_walked(tmp_path: Path) -> None:
    plain, source = write(tmp_path / "in.xlsx"), tmp_path / "merged.xlsx"
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(source, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            merged = b'</sheetData><mergeCells count="1"><mergeCell ref="H1:XFD100000"/></mergeCells>'
            new.writestr(name, old.read(name).replace(b"</sheetData>", merged))
    assert "merged areas of" in why_not(source)
    assert "not a copy of merged.xlsx itself" in annotate(source, read_lines(source), tmp_path / "out.xlsx")


def notes(book: Any, sheet: Any) -> None:
    look = {"author": "Ann", "visible": True, "color": "#00ff00", "font_size": 14, "x_scale": 3}
    sheet.write_comment("A2", "Keep this open", look)
    sheet.write_comment("B3", "mine", {"author": "Ann"})
    sheet.ignore_errors({"number_stored_as_text": "A1:A9"})
    book.set_properties({"company": "ACME", "manager": "Bob", "hyperlink_base": "https://b"})


def test_a_note_stays_the_persons_and_what_is_lost_is_said(tmp_path: Path) -> None:
    source = write(tmp_path / "in.xlsx", notes)
    said = annotate(source, read_lines(source), tmp_path / "out.xlsx")
    assert "1 note of yours kept words and size, not the look" in said
    assert "the company" in said
    assert "the manager" in said
    assert "errors that you chose to ignore" in said
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    kept, mixed = book["Mine"]["A2"].comment, book["Mine"]["B3"].comment
    assert (kept.text, kept.author) == ("Keep this open", "Ann")
    assert mixed.author == "Ann"
    assert mixed.text.startswith("mine\n\nbbafootprint: 'Palmm oil x' is not")
    with zipfile.ZipFile(tmp_path / "out.xlsx") as archive:
        drawing = next(name for name in archive.namelist() if name.endswith(".vml"))
        assert b"width:384px" in archive.read(drawing)  # 288 pt
    listed = [str(cell.value) for cell in book["Issues"]["A"]]
    assert any(text.startswith("About this copy: 1 note of yours") for text in listed)


def test_a_copy_that_is_checked_again_does_not_stack(tmp_path: Path) -> None:
    source = write(tmp_path / "in.xlsx", notes)
    reading = [("File", "in.xlsx", "")]
    annotate(source, read_lines(source), tmp_path / "once.xlsx", reading=reading)
    once = read_lines(tmp_path / "once.xlsx")
    assert "sheet-not-read" not in set(once.issues["code"])
    annotate(tmp_path / "once.xlsx", once, tmp_path / "twice.xlsx", reading=reading)
    first, second = (openpyxl.load_workbook(tmp_path / f"{name}.xlsx") for name in ("once", "twice"))
    assert first.sheetnames == second.sheetnames == ["Mine", "Issues", "Reading"]
    assert first["Mine"]["B3"].comment.text == second["Mine"]["B3"].comment.text

    first["Mine"]["B3"].value = "Palm oil"  # mended: the mark goes
    first.save(tmp_path / "mended.xlsx")
    annotate(tmp_path / "mended.xlsx", read_lines(tmp_path / "mended.xlsx"), tmp_path / "clean.xlsx")
    cell = openpyxl.load_workbook(tmp_path / "clean.xlsx")["Mine"]["B3"]
    assert (cell.comment.text, cell.comment.author) == ("mine", "Ann")
    assert cell.fill.fill_type is None


def test_a_sheet_of_the_person_with_that_name_is_not_taken_for_ours(tmp_path: Path) -> None:
    def decorate(book: Any, sheet: Any) -> None:
        book.add_worksheet("Issues").write_row(0, 0, ["severity", "code", "sheet", "cell", "mine"])

    source = write(tmp_path / "in.xlsx", decorate)
    assert "sheet-not-read" in set(read_lines(source).issues["code"])
    annotate(source, read_lines(source), tmp_path / "out.xlsx")
    assert openpyxl.load_workbook(tmp_path / "out.xlsx").sheetnames == ["Mine", "Issues", "Issues (2)"]


def test_a_cell_under_a_colour_rule_has_a_frame(tmp_path: Path) -> None:
    def decorate(book: Any, sheet: Any) -> None:
        green = book.add_format({"bg_color": "#00FF00"})
        sheet.conditional_format("B1:B9", {"type": "no_blanks", "format": green})

    source = write(tmp_path / "in.xlsx", decorate)
    assert "1 marked cell may look otherwise" in annotate(source, read_lines(source), tmp_path / "out.xlsx")
    assert openpyxl.load_workbook(tmp_path / "out.xlsx")["Mine"]["B3"].border.left.style == "medium"


def test_every_added_sheet_prints_on_one_page_across(tmp_path: Path) -> None:
    source = write(tmp_path / "in.xlsx")
    annotate(source, read_lines(source), tmp_path / "out.xlsx", reading=[("File", "in.xlsx", "")])
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    for name in ("Issues", "Reading"):
        assert book[name].sheet_properties.pageSetUpPr.fitToPage
        assert book[name].page_setup.fitToHeight == 0
