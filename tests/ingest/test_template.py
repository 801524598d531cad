import openpyxl
import pytest

from bbafootprint.errors import NoUsableLinesError, UsageError
from bbafootprint.ingest import read_lines, write_template
from bbafootprint.ingest.matching import match_headers
from bbafootprint.ingest.template import ORDER, REQUIRED, template_headers
from bbafootprint.schema import COLUMNS, LANGUAGES
from bbafootprint.vocabulary import commodities, places
from bbafootprint.vocabulary.commodities import match_commodity
from bbafootprint.vocabulary.places import match_place
from bbafootprint.vocabulary.units import match_unit


def test_it_has_every_column_that_a_person_may_bring():
    assert sorted(ORDER) == sorted(column.name for column in COLUMNS)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_header_reads_back_as_its_column(lang):
    headers = template_headers(lang)
    match = match_headers(list(headers.values()))
    assert match.targets == {name: at for at, name in enumerate(ORDER)}
    assert match.second == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_filled_template_reads_back_to_the_same_lines(tmp_path, lang):
    path = write_template(tmp_path / "template.xlsx", lang)
    with pytest.raises(NoUsableLinesError, match="no rows under it"):
        read_lines(path)
    given = [
        ("cocoa_beans", "CIV", 12.5, "t", 2023, 0.7, "0042", "1801"),
        ("palm_oil", "IDN", 1000, "kg", 2024, None, "0043", None),
        ("soybeans", "BRA", 0, "long_ton", 2024, None, "0044", None),
    ]
    book = openpyxl.load_workbook(path)
    sheet = book["Imports"]
    for row, (code, origin, quantity, unit, year, content, own, hs) in enumerate(given, start=2):
        cells = {
            "commodity": commodities.name(code, lang),
            "origin": places.name(origin, lang),
            "quantity": quantity,
            "unit": unit,
            "period": year,
            "content": content,
            "line_id": own,
            "hs_code": hs,
        }
        for name, cell in cells.items():
            sheet.cell(row, ORDER.index(name) + 1).value = cell
    book.save(path)
    frame = read_lines(path).frame
    assert frame["commodity"].tolist() == [row[0] for row in given]
    assert frame["origin"].tolist() == [row[1] for row in given]
    assert frame["amount"].tolist() == pytest.approx([12.5, 1.0, 0.0])
    assert frame["period"].tolist() == ["2023", "2024", "2024"]
    assert frame["line_id"].tolist() == ["0042", "0043", "0044"]
    assert frame["content"].tolist()[0] == 0.7
    assert frame["problem"].tolist() == [""] * 3


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_name_offered_is_understood(tmp_path, lang):
    book = openpyxl.load_workbook(write_template(tmp_path / "template.xlsx", lang))
    lists = {
        column[0].value: [cell.value for cell in column[1:] if cell.value] for column in book["Lists"].columns
    }
    headers = template_headers(lang)
    goods = {match_commodity(text).code for text in lists[headers["commodity"]]}
    assert goods == set(commodities.commodities().index)
    assert {match_place(text).code for text in lists[headers["origin"]]} == set(places.countries())
    assert all(match_unit(text, strict=True).code for text in lists[headers["unit"]])


def test_it_is_a_table_with_lists_messages_and_colours(tmp_path):
    book = openpyxl.load_workbook(write_template(tmp_path / "template.xlsx"))
    assert book.sheetnames == ["README", "Imports", "Lists"]
    sheet = book["Imports"]
    assert "Imports" in sheet.tables
    rules = sheet.data_validations.dataValidation
    lists = {str(rule.sqref).split(":")[0][0]: rule.formula1 for rule in rules if rule.type == "list"}
    letters = {"ABCDEFGHIJ"[ORDER.index(name)] for name in ("commodity", "origin", "unit")}
    assert set(lists) == letters
    assert all("Lists!" in formula for formula in lists.values())
    assert len(rules) == len(ORDER)
    assert all(rule.prompt for rule in rules)
    fills = {name: sheet.cell(1, at).fill.fgColor.rgb for at, name in enumerate(ORDER, start=1)}
    assert len({fills[name] for name in REQUIRED}) == 1
    assert fills["commodity"] != fills["supplier"]


def test_it_does_not_overwrite_unless_asked(tmp_path):
    path = tmp_path / "mine.xlsx"
    path.write_bytes(b"precious")
    with pytest.raises(UsageError, match="exists"):
        write_template(path)
    assert path.read_bytes() == b"precious"
    write_template(path, overwrite=True)
    assert path.read_bytes() != b"precious"
    assert [file.name for file in tmp_path.iterdir()] == ["mine.xlsx"]


def test_what_it_cannot_do(tmp_path):
    with pytest.raises(UsageError, match="en, fr, nl, de"):
        write_template(tmp_path / "a.xlsx", "es")
    with pytest.raises(UsageError, match=r"\.xlsx"):
        write_template(tmp_path / "a.csv")
    with pytest.raises(UsageError, match="no folder"):
        write_template(tmp_path / "none" / "a.xlsx")
