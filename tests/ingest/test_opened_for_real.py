"""The template and an annotated workbook in a spreadsheet program: LibreOffice opens and saves them."""

from __future__ import annotations

import shutil
import subprocess

import openpyxl
import pytest
import xlsxwriter

from bbafootprint.ingest import annotate, read_lines, write_template
from bbafootprint.ingest.template import ORDER, REQUIRED, UNITS
from bbafootprint.schema import LANGUAGES
from bbafootprint.vocabulary import commodities, places

pytestmark = pytest.mark.once


@pytest.fixture
def saved_again(tmp_path, tmp_path_factory):
    """Return a function that lets LibreOffice open a workbook and save it under another name."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        pytest.skip("LibreOffice (soffice) is not installed")

    # one profile of its own for all tests: making it takes longer than opening a workbook
    profile = tmp_path_factory.getbasetemp() / "soffice"

    def convert(path, kind="xlsx"):
        folder = tmp_path / "saved"
        command = [program, "--headless", f"-env:UserInstallation={profile.as_uri()}",
                   "--convert-to", kind, "--outdir", str(folder), str(path)]  # fmt: skip
        subprocess.run(command, check=True, capture_output=True, timeout=180)
        return folder / f"{path.stem}.{kind}"

    return convert


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_template_shows_lists_messages_and_colours(saved_again, tmp_path, lang):
    book = openpyxl.load_workbook(saved_again(write_template(tmp_path / "template.xlsx", lang)))
    sheet = book["Imports"]
    rules = {str(rule.sqref)[0]: rule for rule in sheet.data_validations.dataValidation}
    letters = {name: "ABCDEFGHIJKL"[at] for at, name in enumerate(ORDER)}
    assert set(rules) == set(letters.values())
    assert all(rule.prompt and rule.promptTitle for rule in rules.values())
    counts = {
        "commodity": len(commodities.commodities())
        - 4,  # saffron, truffles and two cheeses: no factor answers
        "origin": len(places.countries()),
        "unit": len(UNITS),
    }
    for name in counts:
        rule = rules[letters[name]]
        assert rule.type == "list"
        top, bottom = rule.formula1.removeprefix("Lists!").replace("$", "").split(":")
        offered = [cell.value for (cell,) in book["Lists"][f"{top}:{bottom}"]]
        assert all(offered)
        assert len(offered) == counts[name]
        assert not rule.showErrorMessage  # what is typed counts as well
    assert rules[letters["region"]].type == "list"
    assert "OFFSET" in rules[letters["region"]].formula1
    fills = {name: sheet[f"{letter}1"].fill.fgColor.rgb for name, letter in letters.items()}
    assert {fills[name] for name in REQUIRED} == {"FF1F6B4F"}
    assert {fills[name] for name in ORDER if name not in REQUIRED} == {"FFD5EBDF"}
    assert "Imports" in sheet.tables
    protected = {name: book[name].protection.sheet for name in book.sheetnames}
    assert protected == {"README": True, "Imports": False, "Lists": True}


def test_the_annotated_workbook_shows_colours_notes_and_links(saved_again, tmp_path):
    source = tmp_path / "bought.xlsx"
    with xlsxwriter.Workbook(source) as book:
        sheet = book.add_worksheet("Mine")
        sheet.write_row(0, 0, ["Product", "Origin", "Quantity (t)"])
        sheet.write_row(1, 0, ["Soybeans", "Congo", "five"])
        sheet.write_row(2, 0, ["Soybeans", "BRA", 5])
        sheet.data_validation("B2:B9", {"validate": "list", "source": ["BRA", "Congo"]})
    annotate(source, read_lines(source), tmp_path / "annotated.xlsx")
    csv = tmp_path / "bought.csv"
    csv.write_text("Product,Origin,Quantity (t)\nSoybeans,Congo,five\nSoybeans,BRA,5\n", "utf-8")
    annotate(csv, read_lines(csv), tmp_path / "values.xlsx")
    for name, title in (("annotated", "Mine"), ("values", "Rows")):
        book = openpyxl.load_workbook(saved_again(tmp_path / f"{name}.xlsx"))
        sheet = book[title]
        for address in ("B2", "C2"):
            assert sheet[address].fill.fgColor.rgb == "FFFFC7CE"
            assert sheet[address].comment is not None
        assert "five" in sheet["C2"].comment.text
        assert sheet["C3"].comment is None
        links = [cell.hyperlink.location for row in book["Issues"] for cell in row if cell.hyperlink]
        assert any(link.replace("'", "") in (f"{title}!C2", f"#{title}!C2") for link in links)
    kept = openpyxl.load_workbook(saved_again(tmp_path / "annotated.xlsx"))["Mine"].data_validations
    assert [rule.formula1 for rule in kept.dataValidation] == ['"BRA,Congo"']


def test_a_template_saved_by_the_program_reads_back(saved_again, tmp_path):
    path = write_template(tmp_path / "template.xlsx", "nl")
    book = openpyxl.load_workbook(path)
    sheet = book["Imports"]
    given = {"commodity": "Sojabonen", "hs_code": "1201", "origin": "Brazilië", "quantity": 12.5, "unit": "t"}
    for name, value in (given | {"period": "2024"}).items():
        sheet.cell(2, ORDER.index(name) + 1).value = value
    book.save(path)
    for kind in ("xlsx", "ods", "xls"):
        frame = read_lines(saved_again(path, kind)).frame
        assert frame["commodity"].tolist() == ["soybeans"], kind
        assert frame["origin"].tolist() == ["BRA"]
        assert frame["amount"].tolist() == [12.5]
        assert frame["period"].tolist() == ["2024"]
        assert frame["hs_code_as_given"].tolist() == ["1201"]
