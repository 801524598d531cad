"""A person's answers apply to every line with the value, are recorded, and never guess."""

import csv

import pandas as pd
import pytest
import xlsxwriter

from bbafootprint.errors import InputError, UsageError
from bbafootprint.ingest import open_questions, read_lines, write_answers_template
from bbafootprint.ingest.questions import QUESTION_COLUMNS

FRAME = pd.DataFrame(
    {
        "Product": ["Xyzzy", "xyzzy ", "Palm", "Soybeans", "Soybeans"],
        "HS code": ["", "", "", "", ""],
        "Origin": ["Congo", "BRA", "Guayabal", "Congo", "=1+1"],
        "Quantity": [1.0, 2.0, 3.0, 4.0, 5.0],
        "Unit": ["t", "kg", "quarters", "quarters", "t"],
    }
)


def test_an_answer_applies_to_every_line_with_the_value():
    answers = {"XYZZY": "palm_oil", "Congo": "COD", "quarters": "kg", "Palm": "Palm kernel oil"}
    before, lines = read_lines(FRAME), read_lines(FRAME, answers=answers)
    frame = lines.frame
    assert before.frame["commodity"].isna().tolist() == [True, True, True, False, False]
    assert frame["commodity"].tolist() == ["palm_oil", "palm_oil", "palm_kernel_oil", "soybeans", "soybeans"]
    assert frame["commodity_match"].tolist() == ["answer", "answer", "answer", "code", "code"]
    assert frame["origin"].astype(object).where(frame["origin"].notna(), None).tolist() == [
        "COD", "BRA", None, "COD", None,
    ]  # fmt: skip
    assert frame["origin_match"].tolist()[0] == "answer"
    assert frame["amount"].tolist() == pytest.approx([1.0, 0.002, 0.003, 0.004, 5.0])
    assert frame["unit_as_given"].tolist() == FRAME["Unit"].tolist()
    assert lines.reading["answers"] == {
        "source": "dict",
        "sha256": None,
        "applied": [
            {"column": "commodity", "found": "XYZZY", "code": "palm_oil", "lines": 2},
            {"column": "origin", "found": "Congo", "code": "COD", "lines": 2},
            {"column": "unit", "found": "quarters", "code": "kg", "lines": 2},
            {"column": "commodity", "found": "Palm", "code": "palm_kernel_oil", "lines": 1},
        ],
        "unused": [],
    }
    assert "answer-applied" in set(lines.issues["code"])
    assert read_lines(FRAME).reading["answers"] is None


def test_an_answer_overwrites_a_match_and_is_kept_to_its_column():
    frame = pd.DataFrame({"Product": ["Congo", "Soybeans"], "Origin": ["Congo", "BRA"], "2020 t": [1.0, 2.0]})
    lines = read_lines(frame, answers={("origin", "congo"): "COG", ("commodity", "Soybeans"): "soybean_meal"})
    assert lines.frame["origin"].tolist() == ["COG", "BRA"]
    assert lines.frame["commodity"].isna().tolist() == [True, False]
    assert lines.frame["commodity"].tolist()[1] == "soybean_meal"


def test_a_pair_of_text_and_code_is_answered_as_shown_or_by_either():
    frame = pd.DataFrame(
        {"Product": ["Qqq"] * 2, "HS code": ["9999", "8888"], "Origin": "BRA", "2020 t": 1.0}
    )
    for found, expected in (
        ("Qqq (9999)", ["palm_oil", None]),
        ("Qqq", ["palm_oil"] * 2),
        ("8888", [None, "palm_oil"]),
    ):
        read = read_lines(frame, answers={found: "palm_oil"}).frame["commodity"]
        assert read.astype(object).where(read.notna(), None).tolist() == expected


def test_the_unit_of_a_header_can_be_answered():
    frame = pd.DataFrame({"Product": ["Soybeans"], "Origin": ["BRA"], "Quantity (tons)": [1.0]})
    lines = read_lines(frame, answers={"tons": "short_ton"})
    assert lines.frame["amount"].tolist() == pytest.approx([0.90718474])  # NIST SP 811: 2000 lb
    assert "unit-note" not in set(lines.issues["code"])


def test_answers_without_use_are_said():
    lines = read_lines(FRAME, answers={"nowhere": "BRA", ("unit", "Congo"): "t"})
    issues = lines.issues[lines.issues["code"] == "answer-unused"].set_index("severity")["message"]
    assert "'nowhere' -> BRA." in issues["info"]
    assert "'Congo' stands in the sheet as origin, and t is the code of a unit" in issues["warning"]
    assert len(lines.reading["answers"]["unused"]) == 2
    assert lines.frame["problem"].tolist() == read_lines(FRAME).frame["problem"].tolist()


def test_every_answer_that_is_no_code_is_an_error_with_near_codes():
    with pytest.raises(InputError) as caught:
        read_lines(
            FRAME,
            answers={
                ("commodity", "Palm"): "palm_oill",
                ("origin", "Congo"): "BRAZ",
                ("unit", "quarters"): "pallets",
                ("origin", "Guayabal"): "Latin America",
                ("supplier", "Smith"): "x",
                "": "BRA",
            },
        )
    for words in ("palm_oil", "mean BRA", "'pallets'", "'Latin America'", "'supplier'", "without a value"):
        assert words in str(caught.value)
    with pytest.raises(InputError, match="answered twice"):
        read_lines(FRAME, answers={"Congo": "COD", "congo ": "COG"})


def test_an_answer_without_column_that_fits_two_is_asked():
    frame = pd.DataFrame({"Product": ["KG"], "Origin": ["KG"], "Quantity": [1.0], "Unit": ["KG"]})
    with pytest.raises(UsageError, match="origin and a unit"):
        read_lines(frame, answers={"KG": "kg"})  # Kyrgyzstan, or kilograms
    assert read_lines(frame, answers={("origin", "KG"): "BRA"}).frame["origin"].tolist() == ["BRA"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
def test_a_file_of_answers_as_spreadsheet_programs_save_it(tmp_path, encoding):
    path = tmp_path / "answers.csv"
    path.write_bytes(
        "sep=;\r\nColumn;Found;Code;Note\r\norigin;Congo;COD;é\r\n;Palm;;not yet\r\n".encode(encoding)
    )
    lines = read_lines(FRAME, answers=path)
    assert lines.frame["origin"].tolist()[0] == "COD"
    assert lines.reading["answers"]["source"] == "answers.csv"
    assert len(lines.reading["answers"]["sha256"]) == 64


def test_answers_in_a_workbook_and_in_a_frame(tmp_path):
    path = tmp_path / "answers.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate([["My answers"], ["found", "code"], ["Congo", "COD"]]):
            sheet.write_row(at, 0, row)
    table = pd.DataFrame({"code": ["COD", None], "found": ["Congo", "Palm"], "why": [1, 2]})
    for answers in (path, table):
        assert read_lines(FRAME, answers=answers).frame["origin"].tolist()[0] == "COD"


def test_answers_that_cannot_be_read(tmp_path):
    path = tmp_path / "answers.csv"
    path.write_text("value,meaning\nCongo,COD\n")
    with pytest.raises(InputError, match=r"no columns 'found' and 'code'; seen: 'value', 'meaning'"):
        read_lines(FRAME, answers=path)
    with pytest.raises(InputError, match="no file of answers"):
        read_lines(FRAME, answers=tmp_path / "none.csv")
    path.write_text("found,code\nCongo,XYZ\nPalm,palm_oil\nx,y\n")
    with pytest.raises(InputError, match=r"(?s)answers.csv.*row 2: 'XYZ'.*row 4: 'y'"):
        read_lines(FRAME, answers=path)


def test_the_open_questions_come_back_as_answers(tmp_path):
    questions = open_questions(read_lines(FRAME))
    assert tuple(questions.columns) == QUESTION_COLUMNS
    asked = {(row.column, row.found): (row.choices, row.lines) for row in questions.itertuples()}
    choices, count = asked["origin", "Congo"]
    assert {choice.split()[0] for choice in choices.split("; ")} == {"COD", "COG"}
    assert count == 2
    assert asked["commodity", "Xyzzy"] == ("", 2)
    assert asked["unit", "quarters"][1] == 2
    assert ("origin", "=1+1") in asked
    assert questions["lines"].tolist() == sorted(questions["lines"], reverse=True)

    path = tmp_path / "answers.csv"
    assert write_answers_template(read_lines(FRAME), path) == len(questions)
    text = path.read_bytes().decode("utf-8-sig")
    assert "'=1+1" in text  # a spreadsheet program must not run it
    filled = list(csv.DictReader(text.splitlines()))
    answer = {"commodity": "palm_oil", "origin": "COD", "unit": "kg"}
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, QUESTION_COLUMNS)
        writer.writeheader()
        writer.writerows({**row, "code": answer[row["column"]]} for row in filled)
    lines = read_lines(FRAME, answers=path)
    assert (lines.frame["problem"] == "").all()
    assert open_questions(lines).empty
    assert lines.reading["answers"]["unused"] == []


def test_a_port_is_asked_too_and_can_be_answered_with_the_country_of_growth():
    frame = pd.DataFrame({"Product": ["Palm oil"], "Origin": ["Rotterdam"], "2020 t": [1.0]})
    lines = read_lines(frame)
    assert lines.frame["origin_match"].tolist() == ["port"]
    assert open_questions(lines)["found"].tolist() == ["Rotterdam"]
    lines = read_lines(frame, answers={"Rotterdam": "MYS"})
    assert (lines.frame["origin"].tolist(), lines.frame["origin_match"].tolist()) == (["MYS"], ["answer"])
    assert open_questions(lines).empty


def test_a_region_beside_the_origin_goes_with_the_country_that_was_answered():
    frame = pd.DataFrame({"Product": ["Soybeans"], "Origin": ["Brazil (Mato Grosso)"], "2020 t": [1.0]})
    assert read_lines(frame).frame["region"].notna().all()
    assert read_lines(frame, answers={"Brazil (Mato Grosso)": "PRY"}).frame["region"].isna().all()
    same = read_lines(frame, answers={"Brazil (Mato Grosso)": "BRA"}).frame
    assert same["region"].tolist() == read_lines(frame).frame["region"].tolist()


def test_a_template_is_never_written_over_the_input(tmp_path):
    path = tmp_path / "in.csv"
    path.write_text("Product,Quantity (t)\nQqq,1\n")
    with pytest.raises(UsageError, match="is the input"):
        write_answers_template(read_lines(path), path, source=path)
