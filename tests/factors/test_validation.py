"""Everything that can be wrong with a folder is said, with file, rows and remedy, and all at once."""

# ruff: noqa: E501 (tables of cases read best as one line a case)
from __future__ import annotations

import gzip
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from bbafootprint.factors import validate_folder

from .conftest import rehash

# Rows of factors.csv: 2 soybeans 005, 3 BRA, 4 BRA Pará, 5 NAM, 6 WLD (habitat loss).
ROW_BREAKERS = [
    (",0.5,ha yr", ",x,ha yr", "factors.csv, row 5: value is not a number ('x')"),
    (",0.5,ha yr", ',"0,5",ha yr', "factors.csv, row 5: value is not a number ('0,5')"),
    (",0.5,ha yr", ",1_0,ha yr", "factors.csv, row 5: value is not a number ('1_0')"),
    (",0.5,ha yr", ",inf,ha yr", "factors.csv, row 5: value is not a number ('inf')"),
    (",0.5,ha yr", ",nan,ha yr", "factors.csv, row 5: value is not a number ('nan')"),
    (",0.5,ha yr,0.25,1,", ",1e999,ha yr,,,", "factors.csv, row 5: value is infinite ('1e999')"),
    (",0.5,ha yr", ",,ha yr", "factors.csv, row 5: value is empty"),
    (",0.5,ha yr,0.25,1,", ",-0.5,ha yr,,,", "factors.csv, row 5: value is negative ('-0.5')"),
    (",0.5,ha yr,0.25", ",0.5,ha yr,0.75", "factors.csv, row 5: low is above value ('0.75')"),
    (",0.5,ha yr,0.25", ",0.5,ha yr,-1", "factors.csv, row 5: low is negative ('-1')"),
    (",0.5,ha yr,0.25,1,", ",0.5,ha yr,0.25,0.4,", "factors.csv, row 5: value is above high ('0.4')"),
    (",0.5,ha yr,0.25,1,1.4", ",0.5,ha yr,0.25,1,0.9", "factors.csv, row 5: gsd is under 1 ('0.9')"),
    (",2019,2021,3,", ",2022,2021,3,", "factors.csv, row 5: year_from is after year_to ('2022')"),
    (",2019,2021,3,", ",19,2021,3,", "factors.csv, row 5: a year that is none ('19')"),
    (",2019,2021,3,", ",2019.5,2021,3,", "factors.csv, row 5: year_from is not a whole number ('2019.5')"),
    (",2019,2021,3,", ",2019,2021,6,", "factors.csv, row 5: quality is not 1 to 5 ('6')"),
    (",2019,2021,3,", ",2019,2021,0,", "factors.csv, row 5: quality is not 1 to 5 ('0')"),
    (",2019,2021,3,", ",2019,2021,,", "factors.csv, row 5: quality is empty"),
    (",2019,2021,3,,", ",2019,2021,3,Small one,", "factors.csv, row 5: flag is not a list of tokens ('Small one')"),
    ("soybeans,NAM", ",NAM", "factors.csv, row 5: commodity is empty"),
    ("soybeans,NAM", "soybeans,", "factors.csv, row 5: origin is empty"),
    ("soybeans,NAM", "soybeans,NA", "factors.csv, row 5: origin is no code that we know ('NA')"),
    ("soybeans,005", "soybeans,5", "5 is 005"),
    ("soybeans,WLD,", "soybeans,WLD,Pará", "factors.csv, row 6: a region inside something that is no country"),
    ("NAM,,,land_occupation", "NAM,,,land_ocupation", "row 5: indicator is not declared ('land_ocupation')"),
    ("NAM,,,land_occupation", "NAM,,,", "factors.csv, row 5: indicator is empty"),
    (",0.5,ha yr", ",0.5,m2 yr", "factors.csv, row 5: unit is not the unit of land_occupation ('m2 yr')"),
    (",0.5,ha yr", ",0.5,", "factors.csv, row 5: unit is empty"),
    ("soybeans,BRA,Pará", "soybeans,BRA,", "factors.csv, rows 3, 4: more than one row for a commodity"),
    ("soybeans,NAM", "soybeans,NAM,extra", "factors.csv, row 5: has 17 cells where the header has 16"),
    ("commodity,", "commodities,", "factors.csv: lacks the column commodity."),
    ("commodity,", "commodities,", "factors.csv: has the unknown column 'commodities'"),
    ("practice,", "region,", "factors.csv: has the column 'region' more than once"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "said"), ROW_BREAKERS, ids=[said[:60] for _, _, said in ROW_BREAKERS])
def test_a_broken_row_is_said(edit, old: str, new: str, said: str) -> None:
    problems = validate_folder(edit("factors.csv", old, new))
    assert [problem for problem in problems if said in problem], problems
    # A missing column is two faults (missing, unknown); everything else is one, said once.
    assert len(problems) == (2 if "commodities" in new or "region," in new else 1), problems


OTHER_BREAKERS = [
    ("ecosystems.csv", "T1,0.25", "T1,0.26", "do not sum to 1 (BRA loss: 1.01)"),
    ("ecosystems.csv", "NAM,loss", "NAM,losses", "ecosystems.csv, row 4: account is not known ('losses')"),
    ("ecosystems.csv", "T1,0.25", "T1,25", "ecosystems.csv, row 2: share is not 0 to 1 ('25')"),
    ("ecosystems.csv", "BRA,loss,savannah", "BRA,loss,forest", "ecosystems.csv, rows 2, 3: more than one row"),
    ("producers.csv", "NAM,2.5,t", "NAM,-2.5,t", "producers.csv, row 3: production is negative ('-2.5')"),
    ("producers.csv", "NAM,2.5,t", "NAM,2.5,kg", "producers.csv, row 3: unit is not known ('kg')"),
    ("producers.csv", "NAM,2.5,t", "NAM,2.5,m3", "production of soybeans is given in more than one unit"),
    ("producers.csv", "soybeans,NAM", "soybeans,WLD", "producers.csv, row 3: origin is no code"),
    ("producers.csv", "soybeans,NAM", "soybeans,BRA", "producers.csv, rows 2, 3: more than one row"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "said"), OTHER_BREAKERS)
def test_a_broken_row_of_another_table_is_said(edit, file: str, old: str, new: str, said: str) -> None:
    problems = validate_folder(edit(file, old, new))
    assert [problem for problem in problems if said in problem], problems


def test_rounding_of_shares_is_no_problem(edit) -> None:
    assert validate_folder(edit("ecosystems.csv", "T1,0.25", "T1,0.2500009")) == []
    assert len(validate_folder(edit("ecosystems.csv", "T1,0.2500009", "T1,0.2500011"))) == 1


def test_all_problems_at_once_and_the_first_five_rows(acme: Path, edit) -> None:
    header, *rows = (acme / "factors.csv").read_text(encoding="utf-8").splitlines()
    many = [
        row.replace("soybeans", f"crop{i}").replace(",0.5,", ",-1,")
        for i in range(7)
        for row in rows
        if "NAM" in row
    ]
    (acme / "factors.csv").write_text("\n".join([header, *rows, *many]) + "\n", encoding="utf-8")
    rehash(acme, "factors.csv")
    edit("producers.csv", "NAM", "XXX")
    edit("ecosystems.csv", "0.25", "0.3")
    problems = validate_folder(acme)
    negative = next(problem for problem in problems if "value is negative" in problem)
    assert negative.startswith("factors.csv, rows 7, 8, 9, 10, 11 and 2 more: value is negative ('-1').")
    assert {problem.split(".csv")[0] for problem in problems} == {"factors", "producers", "ecosystems"}


def test_every_row_problem_has_a_remedy(edit) -> None:
    for problem in validate_folder(edit("factors.csv", ",0.5,ha yr,0.25,1,1.4", ",-0.5,m2,9,x,0.2")):
        assert problem.endswith(".")
        assert problem.count(". ") >= 1, problem


def drop(document: dict, *keys: str) -> None:
    for key in keys:
        del document[key]


METADATA_BREAKERS = [
    (lambda d: drop(d, "version"), "datapackage.json, version: 'version' is missing"),
    (lambda d: d.update(version="1.0"), "version: '1.0' is no version"),
    (lambda d: d.update(version="01.0.0"), "version: '01.0.0' is no version"),
    (lambda d: d.update(name="Acme Ltd"), "name: 'Acme Ltd' is no id"),
    (lambda d: d.update(created="yesterday"), "created: 'yesterday' is no date"),
    (lambda d: d.update(licenses=[]), "licenses: is empty"),
    (lambda d: d.update(licences=[]), "'licences' is not a field of the format. Did you mean 'licence'?"),
    (lambda d: d["indicators"][0].update(amortization="x"), "indicators[0].amortization: 'amortization' is not a field of the format. Did you mean 'amortisation'?"),
    (lambda d: d["indicators"][0].update(account="forest"), "indicators[0].account: 'forest' is not allowed. Write 'loss', 'degradation'"),
    (lambda d: d["indicators"][0].update(kind="both"), "indicators[0].kind: 'both' is not allowed. Write 'stock' or 'flow'"),
    (lambda d: d["indicators"][0].update(id="Land Use"), "'Land Use' does not have the form of an identifier"),
    (lambda d: d["indicators"].append(d["indicators"][0]), "indicators: 'land_occupation' is declared more than once"),
    (lambda d: drop(d["ladder"], "habitat_loss"), "ladder: 'habitat_loss' has no ladder"),
    (lambda d: d["ladder"].update(habitat_los=d["ladder"]["habitat_loss"]), "ladder: 'habitat_los' is no indicator of the set. Did you mean 'habitat_loss'?"),
    (lambda d: d["ladder"]["habitat_loss"].append({"rung": "galaxy"}), "ladder.habitat_loss[4].rung: 'galaxy' is not allowed. Write 'region', 'country', 'subregion' or 'world'"),
    (lambda d: d["ladder"].update(habitat_loss=[{"rung": "world"}, {"rung": "country"}]), "goes world, country; list each rung once, from narrow to wide"),
    (lambda d: d["ladder"].update(habitat_loss=[]), "the ladder of 'habitat_loss' has no rung"),
    (lambda d: d["ladder"].update(land_occupation=[{"rung": "country"}]), "factors.csv, rows 2, 4: the ladder of land_occupation has no rung for these origins ('005', 'BRA')"),
    (lambda d: d["resources"].pop(0), "no resource is named 'factors'"),
    (lambda d: d["resources"].pop(0), "factors.csv: is in the folder and not in the resources"),
    (lambda d: d["resources"].append(d["resources"][0]), "resources: the name 'factors' stands there more than once"),
    (lambda d: d["resources"][0].update(hash="sha256:" + "0" * 64), "factors.csv: is not the file that datapackage.json describes"),
    (lambda d: d["resources"][0].update(hash="sha256:" + "0" * 64), "Run the build again or update the hash"),
    (lambda d: d["resources"][0].update(bytes=1), "listed 1 bytes"),
    (lambda d: d["resources"][0].update(hash="md5:1"), "resources[0].hash: 'md5:1' does not have the form 'sha256:' followed by 64"),
    (lambda d: d["resources"][0].update(path="gone.csv"), "resources[0]: gone.csv is not in the folder"),
    (lambda d: d["resources"][0].update(path="/etc/factors.csv"), "'/etc/factors.csv' is not a path inside the folder"),
    (lambda d: d["resources"][0].update(path="C:/factors.csv"), "'C:/factors.csv' is not a path inside the folder"),
    (lambda d: d["resources"][0].update(path="a\\factors.csv"), "is not a path inside the folder"),
    (lambda d: d["resources"][0].update(path="https://example.org/factors.csv"), "is not a path inside the folder"),
    (lambda d: d["resources"][0].update(path="../acme/factors.csv"), "leads out of the folder"),
    (lambda d: d["resources"][0].update(path="factors.parquet"), "is neither .csv nor .csv.gz"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "said"), METADATA_BREAKERS, ids=[said[:60] for _, said in METADATA_BREAKERS]
)
def test_broken_metadata_is_said(redeclare, change, said: str) -> None:
    problems = validate_folder(redeclare(change))
    assert [problem for problem in problems if said in problem], problems


def test_bad_json_is_said_with_line_and_column(acme: Path) -> None:
    (acme / "datapackage.json").write_text('{\n  "name": "acme",\n  oops\n}', encoding="utf-8")
    [problem] = validate_folder(acme)
    assert problem.startswith("datapackage.json, line 3, column 3: this is not JSON")


@pytest.mark.parametrize("text", ["[]", "3", '"acme"', "null"])
def test_json_that_is_no_object(acme: Path, text: str) -> None:
    (acme / "datapackage.json").write_text(text, encoding="utf-8")
    [problem] = validate_folder(acme)
    assert "no object" in problem


def test_a_key_that_stands_twice(acme: Path) -> None:
    text = (acme / "datapackage.json").read_text(encoding="utf-8")
    (acme / "datapackage.json").write_text(text.replace("{", '{"version": "9.9.9",', 1), encoding="utf-8")
    assert (
        "datapackage.json: the key 'version' stands twice in one object. Keep one of them."
        in validate_folder(acme)
    )


def test_files_that_are_no_table(acme: Path) -> None:
    def said(data: bytes) -> list[str]:
        (acme / "factors.csv").write_bytes(data)
        rehash(acme, "factors.csv")
        return validate_folder(acme)

    whole = (acme / "factors.csv").read_bytes()
    assert "factors.csv, row 4: is not UTF-8 (byte 0xe1)" in said(whole.decode().encode("latin-1"))[0]
    assert "factors.csv: is empty" in said(b"")[0]
    assert "factors.csv: has no rows" in said(whole.split(b"\n")[0] + b"\n")[0]
    assert "separated by ';'" in said(whole.replace(b",", b";"))[0]
    assert "NUL" in said(whole + b"\x00")[0]
    assert "row 1: is blank" in said(b"\n" + whole)[0]
    assert said(whole.replace(b"\n", b"\r\n")) == said(whole.replace(b"\n", b"\r")) == []
    assert len(said(whole)) == 0


def test_a_damaged_gzip_file(redeclare, acme: Path) -> None:
    data = gzip.compress((acme / "factors.csv").read_bytes())
    (acme / "factors.csv").unlink()
    redeclare(lambda d: d["resources"][0].update(path="factors.csv.gz"))
    (acme / "factors.csv.gz").write_bytes(data)
    rehash(acme, "factors.csv.gz")
    assert validate_folder(acme) == []
    for damaged in (data[:-20], b"no gzip", data[:20] + b"\xff\xff\xff\xff" + data[24:]):
        (acme / "factors.csv.gz").write_bytes(damaged)
        rehash(acme, "factors.csv.gz")
        [problem] = validate_folder(acme)
        assert problem.startswith("factors.csv.gz: is not a whole gzip file")


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="no symbolic links here")
def test_a_link_out_of_the_folder_is_not_followed(acme: Path, tmp_path: Path) -> None:
    outside = tmp_path / "secret.csv"
    (acme / "factors.csv").rename(outside)
    (acme / "factors.csv").symlink_to(outside)
    assert any("leads out of the folder" in problem for problem in validate_folder(acme))


def test_folders_that_are_none(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert "datapackage.json: is missing" in validate_folder(tmp_path / "empty")[0]
    assert "is not a folder" in validate_folder(tmp_path / "gone")[0]


def test_metadata_that_is_not_utf8(acme: Path) -> None:
    (acme / "datapackage.json").write_bytes(json.dumps({"name": "x"}).encode() + b"\n\xff")
    [problem] = validate_folder(acme)
    assert problem.startswith("datapackage.json, line 2: is not UTF-8")


def test_producers_are_of_primary_commodities(acme: Path, edit: Callable[..., Path]) -> None:
    [problem] = validate_folder(edit("producers.csv", "soybeans,NAM", "soybean_oil,NAM"))
    assert problem == (
        "producers.csv, row 3: commodity is no primary commodity ('soybean_oil'). Production is of primary "
        "commodities; soybean_oil is converted to soybeans: give the production of soybeans."
    )


def test_a_wrong_commodity_of_a_file_names_its_rows(acme: Path, edit: Callable[..., Path]) -> None:
    [problem] = validate_folder(edit("factors.csv", "soybeans,NAM", "Sojabohnen,NAM"))
    assert problem.startswith("factors.csv, row ")
    assert problem.endswith("commodity is no code of the vocabulary ('Sojabohnen'). Write 'soybeans'.")
