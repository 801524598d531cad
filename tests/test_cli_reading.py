"""The command line reads a sheet as it was told, says how it read it, and keeps that for the next one."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import openpyxl
import pytest

import bbafootprint as bba
from bbafootprint.report.shown_reading import reading_rows
from tests.command import bbafootprint
from tests.test_cli import ROOT


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    return Path(shutil.copy(ROOT / "examples" / "procurement.xlsx", tmp_path))


def test_check_saves_how_it_read_and_what_it_asks_and_both_come_back(sheet: Path) -> None:
    folder = sheet.parent
    done = bbafootprint(
        "check", sheet, "--save-mapping", folder / "map.toml", "--answers-template", folder / "answers.csv"
    )
    assert done.returncode == 0, done.stderr
    assert "sheet Aankopen 2024, header in row 4" in done.stdout
    assert "from the cells and the column of units; decimal mark: comma, shown by the numbers" in done.stdout
    assert "rows: 42 rows, 42 lines" in done.stdout
    answers = (folder / "answers.csv").read_text("utf-8-sig")
    assert "commodity,Ruwe pallmolie,," in answers
    (folder / "answers.csv").write_text(answers.replace("pallmolie,,", "pallmolie,palm_oil,"), "utf-8")

    options = ("--mapping", folder / "map.toml", "--answers", folder / "answers.csv")
    out = folder / "out.xlsx"
    done = bbafootprint("run", sheet, *options, "-o", out, "--json", folder / "out.json")
    assert done.returncode == 0, done.stderr
    assert "mapping: map.toml\nanswers: answers.csv" in done.stdout
    data = json.loads((folder / "out.json").read_text("utf-8"))
    assert data["lines"] == {"read": 42, "assessed": 41, "not_assessed": 0, "rejected": 1}
    for record in (data["reading"], data["provenance"]["input"]):
        assert record["mapping"]["source"] == "map.toml"
        assert record["answers"]["applied"] == [
            {"column": "commodity", "found": "Ruwe pallmolie", "code": "palm_oil", "lines": 1}
        ]
    book = openpyxl.load_workbook(out)
    told = [tuple(row) for row in book["Reading"].iter_rows(min_row=5, values_only=True) if row[0]]
    assert told[0][:2] == ("File", "procurement.xlsx")
    assert told[1:3] == [("Sheet", "Aankopen 2024", "--sheet NAME"), ("Header", "row 4", "--header-row N")]
    assert ("Column of quantity", "Hoeveelheid", "--column quantity=HEADER") in told
    assert ("Mapping", "map.toml", "--mapping FILE.toml") in told
    assert "palm_oil (answer)" in bbafootprint("explain", sheet, "--line", "A029", *options).stdout


def test_every_door_shows_the_same_issues(sheet: Path) -> None:
    lines = bba.read_lines(sheet)
    expected = lines.issues.astype(object).fillna("").astype(str).to_numpy().tolist()
    checked = json.loads(bbafootprint("check", sheet, "--json", "-").stdout)["issues"]
    assert [[str(value or "") for value in row.values()] for row in checked] == expected
    assert list(checked[0]) == list(lines.issues.columns)

    out = sheet.parent / "out.xlsx"
    data = json.loads(bbafootprint("run", sheet, "-o", out, "--json", "-").stdout)
    of_run = [[str(value or "") for value in row.values()] for row in data["issues"]]
    rows = openpyxl.load_workbook(out)["Issues"].iter_rows(min_row=5, values_only=True)
    in_book = [[str(value or "") for value in row[: len(expected[0])]] for row in rows if row[0]]
    assert in_book == of_run
    assert [row for row in expected if row not in of_run] == []  # the run adds what conversion has to say


def test_check_hands_back_a_workbook_that_says_how_it_was_read(sheet: Path) -> None:
    marked = sheet.parent / "marked.xlsx"
    assert bbafootprint("check", sheet, "-o", marked).returncode == 0
    book = openpyxl.load_workbook(marked)
    cells = {str(row[0]) for name in book.sheetnames for row in book[name].iter_rows(values_only=True)}
    assert {row.what for row in reading_rows(bba.read_lines(sheet).reading)} <= cells


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--column", "quantity=Hoeveelheden"), "Did you mean 'Hoeveelheid'?"),
        (("--column", "quantity=Jaar", "--column", "quantity=Hoeveelheid"), "two headers for quantity"),
        (("--column", "quantity"), "is not TARGET=HEADER"),
        (("--column", "quantity="), "needs a header"),
        (("--header-row", "99"), "its last filled row is 46"),
        (("--header-row", "6"), "row 4 looks like the header"),
        (("--sheet", "Aankopen"), "Did you mean 'Aankopen 2024'?"),
        (("--unit", "pallets"), "'pallets' is not a unit"),
        (("--mapping", "none.toml"), "no mapping file"),
        (("--answers", "none.csv"), "no file of answers"),
    ],
)
@pytest.mark.parametrize("command", ["run", "check", "explain"])
def test_what_cannot_be_followed_is_exit_2_with_the_way_out(
    sheet: Path, command: str, words: tuple[str, ...], said: str
) -> None:
    done = bbafootprint(command, sheet, *words, *(("--line", "A001") if command == "explain" else ()))
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_column_can_be_taken_away(sheet: Path) -> None:
    done = bbafootprint("check", sheet, "--column", "supplier=", "--json", "-")
    reading = json.loads(done.stdout)["reading"]
    assert "supplier" not in reading["targets"]
    assert "Leverancier" in reading["other_columns"]


def test_nothing_that_was_given_is_written_over(sheet: Path) -> None:
    folder = sheet.parent
    assert bbafootprint("check", sheet, "--save-mapping", folder / "map.toml").returncode == 0
    answers = folder / "answers.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["found", "code"])
    book.save(answers)
    before = {path: path.read_bytes() for path in folder.iterdir()}
    for words in (
        ("check", sheet, "--mapping", folder / "map.toml", "--save-mapping", folder / "map.toml"),
        ("check", sheet, "--answers", answers, "-o", answers),
        ("run", sheet, "--answers", answers, "-o", answers),
        ("check", sheet, "--save-mapping", folder / "map.txt"),
        ("check", sheet, "--answers-template", folder / "answers.txt"),
    ):
        done = bbafootprint(*words)
        assert done.returncode == 2, words
        assert {path: path.read_bytes() for path in folder.iterdir()} == before


def test_an_ambiguous_decimal_mark_is_answered_by_the_option_or_the_mapping(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_text("Product;Origin;Quantity (kg)\nSoybeans;BRA;1.234\n", "utf-8")
    asked = bbafootprint("check", path, "--save-mapping", tmp_path / "map.toml")
    assert asked.returncode == 2
    assert "--decimal" in asked.stdout
    with_option = bbafootprint("check", path, "--decimal", ",", "--save-mapping", tmp_path / "map.toml")
    assert with_option.returncode == 0, with_option.stderr
    assert 'decimal = ","' in (tmp_path / "map.toml").read_text("utf-8")
    assert bba.read_lines(path, mapping=tmp_path / "map.toml").frame["quantity"].tolist() == [1234.0]
