"""Hostile texts in every text column of the input are inert in the workbook, in CSV and on the page."""

from __future__ import annotations

import csv
import re
import zipfile
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pandas as pd
import pytest

import bbafootprint as bba
from bbafootprint.ingest.ownsheet import GIVEN_HEADERS
from bbafootprint.report.cell_texts import CELL_HOLDS, cell_text
from bbafootprint.report.lines import write_csv, write_lines
from bbafootprint.report.workbook.lines import lines_table

LONG = "x" * 32_768
HOSTILE = (
    '=HYPERLINK("http://example.invalid","click")', "<script>alert(1)</script>", "</style><img src=x onerror=alert(1)>",
    "\u202egnp.exe\u202c \u200f\u2067abc", LONG, "@SUM(1+1)*cmd|' /C calc'!A0", "+1+1", "-2+3", "\t=1+1", "\r=1", "http://a.b",
    "internal:Sheet1!A1", "{=1+1}", "a\x01b\x0bc", "_x0041_", "\U0001f33e" * 20_000,
)  # fmt: skip
TEXT_COLUMNS = (
    "line_id", "commodity", "hs_code", "origin", "region", "consignment", "unit", "period", "supplier", "stage",
)  # fmt: skip
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def purchases() -> pd.DataFrame:
    """Return a table in which every text column holds every hostile text, and a header of its own each."""
    count = len(HOSTILE)
    frame = pd.DataFrame(
        {"commodity": ["soybeans"] * 3 * count, "origin": "BRA", "quantity": 1.0, "unit": "t"}
    )
    for at, name in enumerate(TEXT_COLUMNS):
        cells = frame[name].astype(object).tolist() if name in frame else [None] * len(frame)
        for down, text in enumerate(HOSTILE):
            cells[(down + at) % count + (count if name in ("commodity", "unit") else 0)] = text
        frame[name] = cells
    frame["line_id"] = [
        text if isinstance(text, str) else f"L{at}" for at, text in enumerate(frame["line_id"])
    ]
    for at, text in enumerate(HOSTILE):
        frame[f"{text[:100]}{at}"] = [text] * len(frame)
    return frame


def hostile_set() -> pd.DataFrame:
    """Return a factor set of a person's own whose every text is hostile."""
    return pd.DataFrame(
        {
            "commodity": "soybeans", "origin": ["BRA", "WLD"], "indicator": "habitat_loss", "value": [0.5, 0.2],
            "unit": "ha", "source": HOSTILE[0], "note": HOSTILE[1],
        }
    )  # fmt: skip


@pytest.fixture(scope="module")
def result() -> bba.Footprint:
    lines = bba.read_lines(purchases(), columns={name: name for name in (*TEXT_COLUMNS, "quantity")})
    factors = bba.load_factors(hostile_set(), "bba-open")
    return bba.calculate_footprint(lines, factors)


@pytest.fixture(scope="module")
def path(result: bba.Footprint, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return bba.write_workbook(result, tmp_path_factory.mktemp("hostile") / "out.xlsx")


def test_the_input_is_hostile_everywhere(result: bba.Footprint) -> None:
    frame = result.to_frame()
    for name in ("commodity_as_given", "hs_code_as_given", "origin_as_given", "region_as_given", "supplier",
                 "consignment_as_given", "unit_as_given", "stage_as_given"):  # fmt: skip
        held = set(frame[name].astype(object).dropna())
        assert sum(any(text.strip()[:10] in each for each in held) for text in HOSTILE) >= 12, name


def test_no_cell_of_the_workbook_is_a_formula_or_a_link(path: Path) -> None:
    with zipfile.ZipFile(path) as package:
        for name in package.namelist():
            assert "externalLink" not in name
            if not name.endswith((".xml", ".rels")):
                continue
            tree = ElementTree.fromstring(package.read(name))  # well-formed, whatever the texts are
            if name.startswith("xl/worksheets/sheet"):
                assert not list(tree.iter(f"{MAIN}f")), name
                assert not list(tree.iter(f"{MAIN}hyperlink")), name
            for relation in tree.iter(
                "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
            ):
                assert relation.get("TargetMode") != "External", name


def test_every_text_is_there_or_cut_with_a_remark(path: Path, result: bba.Footprint) -> None:
    calamine = pytest.importorskip("python_calamine")  # openpyxl takes a text for a control character in it
    cells = calamine.load_workbook(str(path)).get_sheet_by_name("Lines").to_python()[3:]
    quoted = list(openpyxl.load_workbook(path)["Lines"].iter_rows(min_row=5))
    expected, _ = lines_table(result)
    assert len(cells[0]) == len({header.casefold() for header in cells[0]}) == expected.shape[1]
    for at, header in enumerate(cells[0]):
        for down, given in enumerate(expected.iloc[:, at].astype(object)):
            if not isinstance(given, str):
                continue
            shown = cells[down + 1][at]
            assert len(shown.encode("utf-16-le")) <= 2 * CELL_HOLDS
            assert shown.replace("\r", "\n") == cell_text(given).replace("\r", "\n"), header
            if given.startswith(("=", "+", "-", "@", "\t", "\r")):
                assert quoted[down][at].quotePrefix, header


def test_a_text_that_no_cell_holds_is_cut_and_says_so() -> None:
    assert cell_text("x" * CELL_HOLDS) == "x" * CELL_HOLDS
    assert cell_text(LONG).endswith("x [cut: 32,768 characters]")
    assert cell_text("\ud83c half") == "\ufffd half"
    wide = cell_text("\U0001f33e" * 20_000)
    assert wide.endswith("[cut: 20,000 characters]")
    assert len(wide.encode("utf-16-le")) <= 2 * CELL_HOLDS


def test_names_of_sheets_and_files_are_inert(tmp_path: Path) -> None:
    source = tmp_path / "=1+1 & <b>&A.xlsx"
    with pd.ExcelWriter(source, engine="xlsxwriter") as writer:
        frame = pd.DataFrame({"commodity": ["soybeans"], "origin": "BRA", "quantity": 1.0, "unit": "t"})
        frame.to_excel(writer, sheet_name="=SUM(A1) <b>", index=False)
    target = bba.write_workbook(bba.calculate_footprint(source), tmp_path / "out.xlsx")
    with zipfile.ZipFile(target) as package:
        for name in package.namelist():
            if name.startswith("xl/worksheets/sheet"):
                tree = ElementTree.fromstring(package.read(name))
                assert not list(tree.iter(f"{MAIN}f"))
                (head,) = (each.text for each in tree.iter(f"{MAIN}oddHeader"))
                assert "=1+1 && <b>&&A.xlsx" in str(head)
    assert openpyxl.load_workbook(target)["Summary"]["A1"].value == f"Habitat footprint of {source.name}"


def test_csv_of_lines_and_of_tables_is_inert(result: bba.Footprint, tmp_path: Path) -> None:
    assert result.lines is not None
    text_lines = bba.Lines(result.lines.frame.assign(**{"=own": "@x"}))
    written = [write_lines(text_lines, tmp_path / "lines.csv"), tmp_path / "table.csv"]
    write_csv(lines_table(result)[0], written[1])
    for file in written:
        with file.open(encoding="utf-8-sig", newline="") as opened:
            for row in csv.reader(opened):
                for cell in row:
                    number = re.fullmatch(r"-?\d+(\.\d+)?(e[+-]?\d+)?", cell, re.IGNORECASE)
                    assert number or not cell.startswith(("=", "+", "-", "@", "\t", "\r")), cell[:40]


class Elements(HTMLParser):
    """Counts elements and keeps what could run or load."""

    def __init__(self) -> None:
        super().__init__()
        self.scripts, self.loading, self.handlers, self.text = 0, [], [], []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.scripts += tag == "script"
        if tag in ("img", "iframe", "object", "embed", "form", "base"):
            self.loading.append(tag)
        for name, value in attrs:
            if name.startswith("on"):
                self.handlers.append(name)
            if name in ("href", "src") and value and not value.startswith(("#", "data:,")):
                self.loading.append(f"{name}={value[:60]}")

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def test_the_page_is_inert(result: bba.Footprint, tmp_path: Path) -> None:
    plain = bba.calculate_footprint(
        pd.DataFrame({"commodity": ["soybeans"], "origin": "BRA", "quantity": 1.0, "unit": "t"})
    )
    found = {}
    for name, each in {"plain": plain, "hostile": result}.items():
        page = bba.write_report(each, tmp_path / f"{name}.html")
        found[name] = Elements()
        found[name].feed(page.read_text(encoding="utf-8"))
    assert found["hostile"].scripts == found["plain"].scripts
    assert found["hostile"].loading == found["plain"].loading
    assert found["hostile"].handlers == []
    text = "".join(found["hostile"].text)
    assert not re.search("[\u200f\u202a-\u202e\u2066-\u2069]", text)
    assert max(map(len, re.findall("x+", text))) < 1000


def test_signs_of_direction_turn_nothing_and_the_lines_read_back(tmp_path: Path) -> None:
    turning = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
    text = "\u202egnp.exe\u202c \u200f\u2067abc"
    purchases = pd.DataFrame(
        {
            "line_id": ["a", "b\u202e", "c", "d"],
            "commodity": ["soybeans", "\u202esoy\u202c", text, "cocoa"],
            "origin": ["BRA", "\u2067Brazil\u2069", text, "\u202aGhana"],
            "quantity": ["1", "2\u200e", text, "4"],
            "unit": ["t", "t", text, "t\u200e"],
            "supplier": text,
            "period": ["20\u200f20", "2021", None, text],
            f"own {text}": text,
        }
    )
    source = tmp_path / "\u202eabc.csv"
    purchases.to_csv(source, index=False, encoding="utf-8")
    lines = bba.read_lines(source)
    target = bba.write_workbook(bba.calculate_footprint(lines), tmp_path / "out.xlsx")
    book = openpyxl.load_workbook(target)
    for sheet in book.worksheets:
        assert not turning.search(str(sheet.oddHeader.left.text))
        headers = [cell.value for cell in sheet[4]]
        for row in sheet.iter_rows():
            for cell in row:
                if cell.comment is not None:
                    assert not turning.search(cell.comment.text)
                if isinstance(cell.value, str) and turning.search(cell.value):
                    of = str(headers[cell.column - 1])
                    assert sheet.title == "Lines", (sheet.title, cell.coordinate)
                    assert of in GIVEN_HEADERS.values() or of.startswith("own"), of
    assert any("\ufffd" in str(cell.value) for row in book["Issues"].iter_rows() for cell in row)
    again, before = bba.read_lines(target, sheet="Lines").frame, lines.frame
    for name in (*before.columns.difference(["sheet", "row", "cell"]),):
        one, two = (frame[name].astype(object) for frame in (again, before))
        assert one.where(one.notna(), None).tolist() == two.where(two.notna(), None).tolist(), name
