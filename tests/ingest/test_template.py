import re

import openpyxl
import pandas as pd
import pytest

from bbafootprint.errors import NoUsableLinesError, UsageError
from bbafootprint.factors import list_regions, load_factors
from bbafootprint.factors.regions import match_regions
from bbafootprint.ingest import read_lines, write_template
from bbafootprint.ingest.matching import match_headers
from bbafootprint.ingest.template import ORDER, REQUIRED, offered_commodities, template_headers
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
    assert goods == set(offered_commodities())
    assert {match_place(text).code for text in lists[headers["origin"]]} == set(places.countries())
    assert all(match_unit(text, strict=True).code for text in lists[headers["unit"]])


def test_it_is_a_table_with_lists_messages_and_colours(tmp_path):
    book = openpyxl.load_workbook(write_template(tmp_path / "template.xlsx"))
    assert book.sheetnames == ["README", "Imports", "Lists"]
    sheet = book["Imports"]
    assert "Imports" in sheet.tables
    rules = sheet.data_validations.dataValidation
    lists = {str(rule.sqref).split(":")[0][0]: rule.formula1 for rule in rules if rule.type == "list"}
    listed = ("commodity", "origin", "region", "consignment", "unit", "stage")
    letters = {"ABCDEFGHIJKL"[ORDER.index(name)] for name in listed}
    assert set(lists) == letters
    assert all("Lists!" in formula for formula in lists.values())
    assert len(rules) == len(ORDER)
    assert all(rule.prompt for rule in rules)
    fills = {name: sheet.cell(1, at).fill.fgColor.rgb for at, name in enumerate(ORDER, start=1)}
    assert len({fills[name] for name in REQUIRED}) == 1
    assert fills["commodity"] != fills["supplier"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_regions_offered_are_those_of_the_origin(tmp_path, lang):
    factors = load_factors()
    book = openpyxl.load_workbook(write_template(tmp_path / "template.xlsx", lang))
    formula = next(
        rule.formula1
        for rule in book["Imports"].data_validations.dataValidation
        if str(rule.sqref).startswith("D2")
    )
    # OFFSET(first region, row of the first one of the origin, 0, how many, 1), with the origin in C2
    first, origins, column = re.fullmatch(
        r"OFFSET\(Lists!(\$F\$2),MATCH\(\$C2,Lists!(\S+),0\)-1,0,COUNTIF\(Lists!(\S+),\$C2\),1\)", formula
    ).groups()
    assert first == "$F$2"
    assert origins == column
    names = [cell.value for (cell,) in book["Lists"][origins.replace("$", "")]]
    regions = [cell.value for (cell,) in book["Lists"][origins.replace("$E", "F").replace("$", "")]]
    listed = list_regions(factors)
    assert len(regions) == len(listed)
    for code in ("BRA", "CIV", "IDN"):
        name = places.name(code, lang)
        start, count = names.index(name), names.count(name)
        assert set(names[start : start + count]) == {name}
        offered = regions[start : start + count]
        assert sorted(offered) == sorted(listed.loc[listed["origin"] == code, "region"])
        for region in offered:
            assert match_regions([(code, region)], factors)[code, region] == ((region, "name"),)
    assert regions[names.index(places.name("BRA", lang))] == "Amazon"  # the larger kinds first


def test_another_set_offers_its_own_regions_or_none(tmp_path):
    table = pd.DataFrame(
        {
            "commodity": ["soybeans"],
            "origin": ["BRA"],
            "indicator": ["habitat_loss"],
            "value": [1.0],
            "unit": ["ha"],
        }
    )
    book = openpyxl.load_workbook(write_template(tmp_path / "a.xlsx", factors=load_factors(table)))
    rules = {str(rule.sqref)[0]: rule for rule in book["Imports"].data_validations.dataValidation}
    assert rules["D"].type is None
    assert rules["D"].prompt
    table = table.assign(region="Somewhere")
    book = openpyxl.load_workbook(write_template(tmp_path / "b.xlsx", factors=load_factors(table)))
    assert book["Lists"]["F2"].value == "Somewhere"
    assert book["Lists"]["F3"].value is None


def test_names_are_sorted_as_in_a_dictionary(tmp_path):
    book = openpyxl.load_workbook(write_template(tmp_path / "template.xlsx", "fr"))
    goods = [cell.value for cell in book["Lists"]["A"][1:] if cell.value]
    assert goods.index("Épinards") < goods.index("Fèves de soja")
    assert goods.index("Épinards") > goods.index("Dattes")


def test_readme_and_lists_are_protected_and_the_table_can_grow(tmp_path):
    book = openpyxl.load_workbook(write_template(tmp_path / "template.xlsx"))
    assert {sheet.title: sheet.protection.sheet for sheet in book} == {
        "README": True, "Imports": False, "Lists": True
    }  # fmt: skip


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


def test_a_name_chosen_from_the_list_is_not_warned_of(tmp_path):
    listed = offered_commodities()
    assert not {"saffron", "truffles"} & set(listed)
    headers = list(template_headers("en").values())
    for name in ("Tea", "Pepper", "Coconuts", "Pistachios"):
        row = dict.fromkeys(headers) | {headers[0]: name, headers[4]: 1.0, headers[5]: "t"}
        issues = read_lines(pd.DataFrame([row])).issues
        assert set(issues.loc[issues["code"] == "commodity-note", "severity"]) == {"info"}, name
        plain = read_lines(pd.DataFrame({"commodity": [name], "quantity": [1.0], "unit": ["t"]})).issues
        assert "warning" in set(plain.loc[plain["code"] == "commodity-note", "severity"]), name
