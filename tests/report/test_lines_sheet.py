"""The sheet Lines of the results workbook: nothing that the person brought is lost in it."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import bbafootprint as bba

from ..laws import examples

# Names of ours, names that read as a column of ours, names that differ by case, and plain ones.
NAMES = (
    "Batch", "BATCH", "Note", "Status", "status", "Reason", "Read as", "Grown in", "mass_t", "habitat_loss", "row",
    "Net weight (kg)", "2019 (t)", "Habitat loss [ha]", "=SUM(A1)", "Line ID (2)", "Jahr 1", "Price EUR",
)  # fmt: skip


def lines_sheet(path: Path) -> tuple[list[str], list[tuple[object, ...]]]:
    book = openpyxl.load_workbook(path)
    rows = list(book["Lines"].iter_rows(min_row=4, values_only=True))
    book.close()
    return [str(header) for header in rows[0]], rows[1:]


@settings(max_examples=examples(15), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(names=st.lists(st.sampled_from(NAMES), max_size=9, unique=True))
def test_every_own_column_is_there_and_reads_back(names: list[str], tmp_path: Path) -> None:
    purchases = pd.DataFrame(
        {
            "Product": ["cocoa", "soybeans"],
            "Country of origin": ["Ghana", "Brazil"],
            "Quantity (t)": [1.0, 2.0],
        }
    )
    for at, name in enumerate(names):
        purchases[name] = [f"{at} first", f"{at} second"]
    options = {"commodity": "Product", "origin": "Country of origin", "quantity": "Quantity (t)"}
    lines = bba.read_lines(purchases, columns=options)
    target = bba.write_workbook(bba.calculate_footprint(lines), tmp_path / "out.xlsx")
    headers, rows = lines_sheet(target)
    for at in range(len(names)):
        column = [f"{at} first", f"{at} second"]
        held = [[row[place] for row in rows] for place in range(len(headers))]
        assert held.count(column) == 1, names
    assert len({header.casefold() for header in headers}) == len(headers)
    again = bba.read_lines(target, sheet="Lines").frame
    assert again["amount"].tolist() == lines.frame["amount"].tolist(), names
    assert again["commodity"].tolist() == lines.frame["commodity"].tolist()
    for at in range(len(names)):
        assert any(again[name].tolist() == [f"{at} first", f"{at} second"] for name in again.columns), names


@pytest.mark.parametrize("own", [0, 1, 2, 3, 5])
def test_the_first_own_columns_are_kept(own: int, tmp_path: Path) -> None:
    names = [f"own {at}" for at in range(own)]
    purchases = pd.DataFrame(
        {"commodity": ["soybeans"], "quantity": [1.0], "unit": ["t"]} | {n: [n] for n in names}
    )
    target = bba.write_workbook(bba.calculate_footprint(purchases), tmp_path / "out.xlsx")
    headers, _ = lines_sheet(target)
    assert headers[len(headers) - own :] == names


def test_a_name_that_is_no_text_is_kept(tmp_path: Path) -> None:
    purchases = pd.DataFrame({"commodity": ["soybeans"], "quantity": [1.0], "unit": ["t"], 7: ["seven"]})
    target = bba.write_workbook(bba.calculate_footprint(purchases), tmp_path / "out.xlsx")
    headers, rows = lines_sheet(target)
    assert dict(zip(headers, rows[0], strict=True))["7"] == "seven"


def test_a_text_that_looks_like_a_formula_stays_one_when_edited(tmp_path: Path) -> None:
    texts = ["=1+1", "+1", "-x", "@x", "\t=1"]
    purchases = pd.DataFrame({"commodity": texts, "quantity": 1.0, "unit": "t", "=own": texts})
    target = bba.write_workbook(bba.calculate_footprint(purchases), tmp_path / "out.xlsx")
    book = openpyxl.load_workbook(target)
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and cell.value.startswith(("=", "+", "-", "@", "\t")):
                    assert cell.quotePrefix, f"{sheet.title}!{cell.coordinate} {cell.value!r}"


def test_quantities_are_shown_as_they_were_given(tmp_path: Path) -> None:
    quantities = [18750.5, 1234.567, 1000, 0.25]
    purchases = pd.DataFrame(
        {"commodity": "soybeans", "origin": "BRA", "quantity": [*quantities, "many"], "unit": "t"}
    )
    target = bba.write_workbook(bba.calculate_footprint(purchases), tmp_path / "out.xlsx")
    book = openpyxl.load_workbook(target)
    rows = list(book["Lines"].iter_rows(min_row=4))
    headers = [cell.value for cell in rows[0]]
    for name in ("Quantity", "Quantity read", "Mass as bought [t]", "Primary equivalent"):
        cells = [row[headers.index(name)] for row in rows[1:5]]
        assert [cell.value for cell in cells] == quantities
        forms = [cell.number_format.split(";")[0] for cell in cells]
        assert forms == ["#,##0.0", "#,##0.000", "#,##0", "#,##0.00"], name
    for name in ("Hotspots", "EUDR lines", "By commodity", "By origin"):
        masses = [
            rows[at + 1][column]
            for rows in [list(book[name].iter_rows())]
            for at, row in enumerate(rows)
            for column, cell in enumerate(row)
            if cell.value == "Mass [t]"
        ]
        assert masses, name
        assert {cell.number_format.split(";")[0] for cell in masses} <= {"#,##0.000", "#,##0.0"}, name


def test_parts_of_a_line_and_what_is_converted_keep_the_rule(tmp_path: Path) -> None:
    trade = bba.load_trade(
        pd.DataFrame(
            [("soybeans", "NLD", 2022, "BRA", 2 / 3), ("soybeans", "NLD", 2022, "USA", 1 / 3)],
            columns=["commodity", "consignment", "year", "origin", "share"],
        )
    )
    table = pd.DataFrame(
        {
            "commodity": ["soybeans", "cocoa butter"],
            "origin": ["", "GHA"],
            "shipped from": ["NL", ""],
            "t": [100.0, 12345.75],
        }
    )
    result = bba.calculate_footprint(table, perspective="traced", trade=trade)
    rows = list(
        openpyxl.load_workbook(bba.write_workbook(result, tmp_path / "out.xlsx"))["Lines"].iter_rows(
            min_row=4
        )
    )
    at = {cell.value: column for column, cell in enumerate(rows[0])}
    forms = [row[at["Quantity read"]].number_format.split(";")[0] for row in rows[1:4]]
    assert forms == ["#,##0.0", "#,##0.0", "#,##0.00"]
    assert rows[3][at["Primary equivalent"]].number_format.split(";")[0] == "#,##0"


def test_texts_with_line_breaks_run_over_no_other_row(tmp_path: Path) -> None:
    purchases = pd.DataFrame(
        {
            "commodity": ["soybeans", "no such\ngoods", "cocoa"],
            "origin": ["BRA", "GHA", "GHA"],
            "quantity": [1.0, 2.0, 3.0],
            "unit": "t",
            "supplier": ["one", "two\nthree\nfour", "five"],
            "Note": ["one", "two", "three\nfour"],
        }
    )
    result = bba.calculate_footprint(purchases)
    book = openpyxl.load_workbook(bba.write_workbook(result, tmp_path / "out.xlsx"))
    lines = book["Lines"]
    assert [lines.row_dimensions[row].height for row in (5, 6, 7)] == [None, 45, 30]
    headers, rows = lines_sheet(tmp_path / "out.xlsx")
    assert str(rows[1][headers.index("Supplier")]).splitlines() == ["two", "three", "four"]
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and "\n" in cell.value:
                    assert sheet.title == "Lines" or cell.alignment.wrap_text, (sheet.title, cell.coordinate)
    left = [cell for row in book["Not assessed"].values for cell in row]
    assert "no such goods" in left
