"""The sheets for disclosures, read back by another program."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pandas as pd
import pytest

import bbafootprint as bba
from bbafootprint.errors import UsageError

HOSTILE = ['=HYPERLINK("http://x")', "@SUM(A1)", "<script>alert(1)</script>", "\u202eelif", "x" * 32_768]


@pytest.fixture(scope="module")
def book(root: Path, tmp_path_factory: pytest.TempPathFactory) -> openpyxl.Workbook:
    result = bba.calculate_footprint(root / "examples" / "procurement.xlsx")
    return openpyxl.load_workbook(bba.write_workbook(result, tmp_path_factory.mktemp("out") / "out.xlsx"))


def test_a_block_a_framework_and_version_each_a_real_table(book: openpyxl.Workbook) -> None:
    sheet = book["Disclosures"]
    crosswalk = bba.load_crosswalk()
    assert len(sheet.tables) == len(crosswalk.drop_duplicates(["framework", "version"]))
    headings = {f"{row.framework}: {row.version}" for row in crosswalk.itertuples()}
    assert headings <= {row[0] for row in sheet.iter_rows(max_col=1, values_only=True)}
    assert len(book["GRI 101 products"].tables) == len(book["EUDR lines"].tables) == 1


def test_a_blank_value_stands_beside_not_covered_alone(book: openpyxl.Workbook) -> None:
    for table in book["Disclosures"].tables.values():
        header, *rows = ([cell.value for cell in row] for row in book["Disclosures"][table.ref])
        value, covered = header.index("Value"), header.index("Covered")
        for row in rows:
            assert (row[value] is None) == (row[covered] == "not covered"), row


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:12]))
def test_hostile_names_are_inert(text: str, tmp_path: Path) -> None:
    frame = pd.DataFrame({
        "commodity": [text, "soybeans"], "hs_code": ["1201", text], "origin": ["BRA", text], "quantity": 1.0,
        "unit": "t", "supplier": text, "certification": text, "claim": text, "evidence": text, "cut_off": text,
    })  # fmt: skip
    book = openpyxl.load_workbook(bba.write_workbook(bba.calculate_footprint(frame), tmp_path / "out.xlsx"))
    shown = text.replace("\u202e", "\ufffd")  # a sign of direction turns nothing
    seen = 0
    for name in ("Disclosures", "GRI 101 products", "EUDR lines"):
        for row in book[name].iter_rows():
            for cell in row:
                assert cell.data_type != "f"
                assert cell.hyperlink is None
                seen += isinstance(cell.value, str) and cell.value[:5] == shown[:5]
                if isinstance(cell.value, str) and cell.value.startswith(("=", "+", "-", "@")):
                    assert cell.quotePrefix
    assert seen, "the text is shown as it was given, but for signs of direction"


def test_the_date_of_the_list(root: Path, tmp_path: Path) -> None:
    result = bba.calculate_footprint(root / "examples" / "procurement.xlsx")
    path = bba.write_workbook(result, tmp_path / "out.xlsx", eudr_date="2026-01-01")
    assert "List as adopted" in openpyxl.load_workbook(path)["EUDR lines"]["A2"].value
    with pytest.raises(UsageError, match="is no date"):
        bba.write_workbook(result, tmp_path / "other.xlsx", eudr_date="tomorrow")
    assert not (tmp_path / "other.xlsx").exists()
