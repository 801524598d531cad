"""Where goods were shipped from, and how far they are processed: columns of their own, in four languages."""

from __future__ import annotations

import openpyxl
import pandas as pd
import pytest

import bbafootprint as bba
from bbafootprint.ingest import write_template
from bbafootprint.ingest.header_words import fold
from bbafootprint.ingest.matching import match_headers
from bbafootprint.ingest.stages import _STAGE_OF, CONTAINED, STAGE_WORDS
from bbafootprint.ingest.template import ORDER
from bbafootprint.schema import LANGUAGES


def targets(*headers: str) -> dict[str, str]:
    """What each of these headers was read as."""
    match = match_headers(list(headers))
    return {headers[at]: name for name, at in match.targets.items()}


@pytest.mark.parametrize(
    ("origin", "consignment"),
    [
        ("Country of origin", "Country of consignment"),
        ("Origin", "Shipped from"),
        ("Origin", "Port of loading"),
        ("Pays d'origine", "Pays de provenance"),
        ("Origine", "Pays d'expédition"),
        ("Land van oorsprong", "Land van herkomst"),
        ("Oorsprong", "Verzonden uit"),
        ("Ursprungsland", "Versendungsland"),
        ("Ursprungsland", "Herkunftsland"),
        ("Ursprung", "Verschiffungsland"),
    ],
)
def test_beside_an_origin_the_other_place_is_the_consignment(origin: str, consignment: str) -> None:
    for headers in ((origin, consignment), (consignment, origin)):
        assert targets("Product", *headers, "t") == {
            "Product": "commodity", "t": "quantity", origin: "origin", consignment: "consignment",
        }  # fmt: skip


@pytest.mark.parametrize("header", ["Pays de provenance", "Provenance", "Herkomst", "Land van herkomst"])
def test_alone_such_a_header_may_be_the_origin_and_is_warned_of(header: str) -> None:
    table = pd.DataFrame({"product": ["soja"], header: ["Nederland"], "t": [1.0]})
    lines = bba.read_lines(table)
    assert lines.frame["origin"].tolist() == ["NLD"]
    (issue,) = lines.issues[lines.issues["code"] == "origin-or-consignment"].to_dict("records")
    assert issue["severity"] == "warning"
    assert f'--column consignment="{header}"' in issue["suggestion"]
    shipped = bba.read_lines(table, columns={"consignment": header})
    assert shipped.frame["consignment"].tolist() == ["NLD"]
    assert shipped.frame["origin"].tolist() == ["unknown"]
    said = bba.read_lines(table, columns={"origin": header})
    for lines in (shipped, said):
        assert "origin-or-consignment" not in set(lines.issues["code"])


@pytest.mark.parametrize("header", ["Origin", "Oorsprong", "Herkunftsland", "Ursprungsland", "Land", "Pays"])
def test_other_headers_of_origins_are_not_warned_of(header: str) -> None:
    lines = bba.read_lines(pd.DataFrame({"product": ["soja"], header: ["Brazil"], "t": [1.0]}))
    assert lines.frame["origin"].tolist() == ["BRA"]
    assert "origin-or-consignment" not in set(lines.issues["code"])


@pytest.mark.parametrize(
    "header", ["Consignment number", "Dispatch date", "Shipping cost", "Supplier country"]
)
def test_headers_that_hold_no_place_are_no_consignment(header: str) -> None:
    assert "consignment" not in targets("Product", header, "Origin", "t").values()


def test_a_place_of_shipment_is_a_country_or_a_port_and_never_an_origin() -> None:
    given = ["Nederland", "Port of Antwerp", "Santos", "", "unknown", "EU", "Congo", "Rotterdom"]
    table = pd.DataFrame({"product": ["soybeans"] * 8, "shipped from": given, "t": [1.0] * 8})
    lines = bba.read_lines(table)
    codes = lines.frame["consignment"].astype(object)
    assert codes.where(codes.notna(), None).tolist() == ["NLD", "BEL", "BRA", None, None, None, None, None]
    assert set(lines.frame["origin"]) == {"unknown"}
    assert set(lines.frame["problem"]) == {""}
    said = lines.issues[lines.issues["code"].str.startswith("consignment-")]
    assert list(zip(said["code"], said["found"], strict=True)) == [
        ("consignment-unknown", "EU"), ("consignment-ambiguous", "Congo"), ("consignment-unknown", "Rotterdom"),
    ]  # fmt: skip
    assert set(said["severity"]) == {"warning"}
    assert "COD" in said["message"].iloc[1]


@pytest.mark.parametrize("text", ["EU", "Benelux", "World", "various", "verschillende landen", "Africa"])
def test_a_place_of_shipment_that_is_no_single_country_is_said(text: str) -> None:
    lines = bba.read_lines(pd.DataFrame({"product": ["soybeans"], "shipped from": [text], "t": [1.0]}))
    (row,) = lines.issues[lines.issues["code"] == "consignment-unknown"].to_dict("records")
    assert "names no single country" in row["message"]


@pytest.mark.parametrize("word", sorted(_STAGE_OF))
def test_every_word_of_a_stage_is_written_as_it_is_looked_up(word: str) -> None:
    assert fold(word) == word


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("Raw material", "raw"), ("matière première", "raw"), ("Grondstof", "raw"), ("Rohstoffe", "raw"),
        ("semi-finished", "intermediate"), ("Produit semi-fini", "intermediate"), ("halffabricaat", "intermediate"),
        ("Halbfabrikat", "intermediate"), ("Finished good", "finished"), ("produit fini", "finished"),
        ("Eindproduct", "finished"), ("Fertigware", "finished"), ("contained in", CONTAINED),
        ("contained in PO-17", CONTAINED), ("of which", CONTAINED), ("Dont:", CONTAINED), ("waarvan", CONTAINED),
        ("davon", CONTAINED), ("enthalten in: 12", CONTAINED),
    ],
)  # fmt: skip
def test_stages_in_four_languages(text: str, stage: str) -> None:
    table = pd.DataFrame({"product": ["soja"], "stage": [text], "t": [1.0], "origin": ["BRA"]})
    frame = bba.read_lines(table).frame
    assert frame["stage"].tolist() == [stage]
    assert frame["stage_as_given"].tolist() == [text]
    assert frame["problem"].tolist() == ["counted-elsewhere" if stage == CONTAINED else ""]
    assert frame["rejected"].tolist() == [False]


def test_a_stage_that_is_not_understood_is_said_and_not_used() -> None:
    table = pd.DataFrame({"product": ["soja"] * 3, "fase": ["besteld", "besteld", ""], "t": [1.0] * 3})
    lines = bba.read_lines(table)
    assert lines.frame["stage"].isna().all()
    (issue,) = lines.issues[lines.issues["code"] == "stage-unknown"].to_dict("records")
    assert issue["found"] == "besteld"
    assert "2 lines" in issue["message"]
    assert set(lines.frame["problem"]) == {""}


def test_contained_lines_are_listed_counted_and_in_no_total() -> None:
    table = pd.DataFrame(
        {
            "product": ["soybeans", "soybeans"],
            "origin": ["BRA", "BRA"],
            "stage": ["", "of which"],
            "t": [10.0, 4.0],
        }
    )
    result = bba.calculate_footprint(table)
    assert result.counts() == {"read": 2, "assessed": 1, "not_assessed": 1, "rejected": 0}
    assert result.masses()["not_assessed"] == 4
    (row,) = result.not_assessed().to_dict("records")
    assert row["reason"] == "counted-elsewhere"
    alone = bba.calculate_footprint(table.iloc[[0]])
    assert result.total()["value"].tolist() == alone.total()["value"].tolist()
    assert "counted-elsewhere" in set(result.issues["code"])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_template_has_both_and_its_words_read_back(tmp_path: object, lang: str) -> None:
    path = write_template(f"{tmp_path}/template.xlsx", lang)
    book = openpyxl.load_workbook(path)
    stages = [cell.value for cell in book["Lists"]["H"][1:] if cell.value]
    assert [_STAGE_OF[fold(word)] for word in stages] == list(STAGE_WORDS)
    sheet = book["Imports"]
    for row, stage in enumerate(stages, start=2):
        cells = {
            "commodity": "soybeans",
            "quantity": 1,
            "unit": "t",
            "consignment": "Antwerpen",
            "stage": stage,
        }
        for name, cell in cells.items():
            sheet.cell(row, ORDER.index(name) + 1).value = cell
    book.save(path)
    frame = bba.read_lines(path).frame
    assert frame["stage"].tolist() == list(STAGE_WORDS)
    assert frame["consignment"].tolist() == ["BEL"] * 4
