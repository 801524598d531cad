"""Lines that are too many for a sheet stand in a file beside the workbook."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from click.testing import CliRunner

import bbafootprint as bba
from bbafootprint.cli import cli
from bbafootprint.errors import UsageError
from bbafootprint.report.workbook import beside

GIVEN = ["line_id", "commodity", "origin", "amount", "amount_unit", "supplier", "rejected"]


@pytest.fixture
def result(monkeypatch: pytest.MonkeyPatch) -> bba.Footprint:
    monkeypatch.setattr(beside, "LINES_IN_SHEET", 3)
    purchases = pd.DataFrame(
        {
            "commodity": ["soybeans", "cocoa beans", "=1+1", "palm oil"],
            "origin": ["BRA", "GHA", "CIV", "IDN"],
            "quantity": [1.5, 2.0, 3.0, "see note"],
            "unit": "t",
            "supplier": ["@A", "B", None, "D"],
            "Own": [1, "two", None, pd.Timestamp("2024-01-02")],
        }
    )
    return bba.calculate_footprint(purchases)


def read_back(path: Path) -> pd.DataFrame:
    frame = bba.read_lines(path).frame
    return frame[GIVEN].astype(dict.fromkeys(("commodity", "origin", "amount_unit", "supplier"), object))


def test_the_sheet_names_the_file_and_the_file_reads_back(result: bba.Footprint, tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    target = bba.write_workbook(result, tmp_path / "out.xlsx")
    assert sorted(each.name for each in tmp_path.iterdir()) == ["out.xlsx", "out_lines.parquet"]
    said = [row[0] for row in openpyxl.load_workbook(target)["Lines"].values if row[0]]
    assert "out_lines.parquet" in said
    assert said[1].startswith("4 lines are more")
    held = pd.read_parquet(tmp_path / "out_lines.parquet")
    assert held["Quantity, unreadable"].tolist()[3] == "see note"
    assert held["Own"].tolist()[:2] == ["1", "two"]
    total = result.total().loc["habitat_loss", "value"]
    assert held["Habitat loss [ha]"].sum() == pytest.approx(total)
    again = read_back(tmp_path / "out_lines.parquet")
    before = result.to_frame()
    for name in GIVEN:
        one, other = (frame[name].astype(object) for frame in (again, before))
        assert (
            one.where(one.notna(), None).map(str).tolist()
            == other.where(other.notna(), None).map(str).tolist()
        )


def test_without_pyarrow_it_is_a_csv_without_formulas(
    result: bba.Footprint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(beside, "find_spec", lambda name: None)
    target = bba.write_workbook(result, tmp_path / "out.xlsx")
    assert "out_lines.csv" in [row[0] for row in openpyxl.load_workbook(target)["Lines"].values]
    text = (tmp_path / "out_lines.csv").read_text(encoding="utf-8-sig")
    assert "'=1+1" in text
    assert ",=1+1" not in text
    assert len(bba.read_lines(tmp_path / "out_lines.csv")) == 4


def test_neither_file_is_written_over_another(
    result: bba.Footprint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(beside, "find_spec", lambda name: None)
    mine = tmp_path / "out_lines.csv"
    mine.write_text("mine")
    with pytest.raises(UsageError, match="exists"):
        bba.write_workbook(result, tmp_path / "out.xlsx", overwrite=False)
    assert mine.read_text() == "mine"
    assert not (tmp_path / "out.xlsx").exists()
    result.to_frame()[["commodity_as_given", "origin_as_given", "quantity", "unit_as_given"]].to_csv(
        mine, index=False
    )
    kept = mine.read_bytes()
    own = bba.calculate_footprint(mine)
    with pytest.raises(UsageError, match="is the input"):
        bba.write_workbook(own, tmp_path / "out.xlsx")
    assert mine.read_bytes() == kept


def test_both_files_are_there_or_neither(
    result: bba.Footprint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bbafootprint.report.workbook import book

    def fail(*_: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(book, "write_method", fail)
    with pytest.raises(OSError, match="full"):
        bba.write_workbook(result, tmp_path / "out.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_nobody_named_is_replaced_only_if_it_is_ours(
    result: bba.Footprint, tmp_path: Path
) -> None:
    pytest.importorskip("pyarrow")
    mine, target = tmp_path / "out_lines.parquet", tmp_path / "out.xlsx"
    for content in (b"mine", None):
        if content is None:
            pd.DataFrame({"mine": [1]}).to_parquet(mine)
        else:
            mine.write_bytes(content)
        kept = mine.read_bytes()
        with pytest.raises(UsageError, match=r"out_lines\.parquet is in the way.*Move or rename"):
            bba.write_workbook(result, target)
        assert mine.read_bytes() == kept
        assert not target.exists()
    mine.unlink()
    bba.write_workbook(result, target)
    bba.write_workbook(result, target)
    assert len(bba.read_lines(mine)) == 4


def test_a_csv_is_replaced_only_if_its_header_is_ours(
    result: bba.Footprint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(beside, "find_spec", lambda name: None)
    mine, target = tmp_path / "out_lines.csv", tmp_path / "out.xlsx"
    bba.write_workbook(result, target)
    bba.write_workbook(result, target)
    target.unlink()
    for text in ("mine", "", "Line ID,Quantity\n1,2\n", "\xff"):
        mine.write_text(text, encoding="latin-1")
        with pytest.raises(UsageError, match=r"out_lines\.csv is in the way"):
            bba.write_workbook(result, target)
        assert mine.read_text(encoding="latin-1") == text
        assert not target.exists()


def test_what_an_earlier_run_left_is_said_and_kept(
    result: bba.Footprint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("pyarrow")
    target = bba.write_workbook(result, tmp_path / "big.xlsx")
    source = tmp_path / "few.csv"
    source.write_text("commodity,origin,quantity,unit\nsoybeans,BRA,1,t\n")
    run = ["run", str(source), "-o", str(target)]
    done = CliRunner().invoke(cli, run)
    assert done.exit_code == 0, done.output
    assert "big_lines.parquet beside it is of an earlier run\n" in done.output
    assert (tmp_path / "big_lines.parquet").exists()
    pd.DataFrame({"mine": [1]}).to_parquet(tmp_path / "big_lines.parquet")
    assert "earlier run" not in CliRunner().invoke(cli, run).output
    monkeypatch.setattr(beside, "find_spec", lambda name: None)
    bba.write_workbook(result, target)
    monkeypatch.undo()
    assert [path.name for path in beside.left_beside(result, target)] == ["big_lines.csv"]


def test_the_file_has_the_same_columns_and_types_whatever_came_in(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    pq = pytest.importorskip("pyarrow.parquet")
    monkeypatch.setattr(beside, "LINES_IN_SHEET", 0)
    plain = pd.DataFrame({"commodity": ["soybeans", "moon rock"], "quantity": [1.0, 2.0], "unit": "t"})
    schemas = []
    for at, frame in enumerate(
        (
            plain,
            plain.iloc[:1],
            plain.assign(quantity=["much", 2.0]),
            plain.astype({"commodity": "category", "unit": "category"}),
            plain.assign(origin=None, supplier=["A", None]),
        )
    ):
        bba.write_workbook(bba.calculate_footprint(frame), tmp_path / f"{at}.xlsx")
        schemas.append(pq.read_schema(tmp_path / f"{at}_lines.parquet"))
    assert schemas.count(schemas[0]) == len(schemas)
    assert not [field for field in schemas[0] if str(field.type).startswith(("dictionary", "null"))]
