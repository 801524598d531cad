"""Sheets laid out as people lay them out: several tables, bands of years, notes, sections, other columns."""

import datetime

import pytest
import xlsxwriter

from bbafootprint.errors import MissingColumnError, UnreadableFileError
from bbafootprint.ingest import read_lines, write_mapping
from bbafootprint.ingest.mapping import load_mapping

HEAD = ["Commodity", "Origin", "Quantity (t)"]
PALM = ["Palm oil", "Indonesia", 10.0]


def write(path, **sheets):
    """Write rows of cells as sheets of a workbook."""
    with xlsxwriter.Workbook(path) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for at, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    if isinstance(cell, datetime.date):
                        sheet.write_datetime(at, column, cell, book.add_format({"num_format": "yyyy"}))
                    elif cell is not None:
                        sheet.write(at, column, cell)
    return path


def read(tmp_path, *rows, **options):
    """Read rows of cells as the only sheet of a workbook."""
    return read_lines(write(tmp_path / "in.xlsx", S=rows), **options)


def said(lines, code):
    """Return the one issue of a code."""
    [row] = lines.issues[lines.issues["code"] == code].to_dict("records")
    return row


@pytest.mark.parametrize(
    ("second", "why"),
    [
        (["Commodity", "Origin", "Quantity (kg)"], "its unit is kg"),
        (["Raw material", "Origin", "Net weight (kg)"], "its unit is kg"),
        (["Product", "Customer", "Quantity (t)"], "its columns are others"),
        (["Commodity", "Origin", "2024 (t)"], "columns of periods"),
        (["Commodity", "Origin", "Sold quantity (t)"], "instead of"),
    ],
)
@pytest.mark.parametrize("blank", [[[]], []])
def test_a_second_table_is_never_read_as_the_first(tmp_path, second, why, blank):
    lines = read(tmp_path, HEAD, PALM, *blank, second, ["Rubber", "Thailand", 6000.0])
    assert lines.frame["amount"].tolist() == [10.0]
    issue = said(lines, "table-below")
    assert (issue["severity"], why in issue["message"]) == ("error", True)
    assert f"--header-row {3 + len(blank)}" in issue["suggestion"]
    again = read_lines(tmp_path / "in.xlsx", header_row=3 + len(blank))
    assert again.frame["commodity"].tolist() == ["natural_rubber"]


def test_a_second_table_in_a_delimited_file(tmp_path):
    path = tmp_path / "in.csv"
    path.write_text(
        "Commodity,Origin,Quantity (t)\nPalm oil,ID,10\nCommodity,Origin,Quantity (kg)\nTea,KE,11000\n"
    )
    lines = read_lines(path)
    assert lines.frame["amount"].tolist() == [10.0]
    assert said(lines, "table-below")["cell"] == "A3"


def test_other_years_below_are_another_table(tmp_path):
    years = ["Commodity", "Origin", "2021 (t)", "2022 (t)"]
    more = ["Commodity", "Origin", "2023 (t)", "2024 (t)"]
    lines = read(tmp_path, years, [*PALM, 11.0], [], more, [*PALM, 13.0])
    assert lines.frame["period"].tolist() == ["2021", "2022"]
    assert "1 row with numbers" in said(lines, "table-below")["message"]


def test_a_header_that_says_the_same_is_a_repeat(tmp_path):
    lines = read(
        tmp_path, HEAD, PALM, HEAD, PALM, ["Raw material", "Country of origin", "Quantity (tonnes)"], PALM
    )
    assert lines.frame["amount"].tolist() == [10.0] * 3
    assert lines.reading["left_out"]["header"] == [3, 5]
    assert "table-below" not in set(lines.issues["code"])


@pytest.mark.parametrize("years", [["2022", None, "2023", None], [2022, None, 2023, None]])
def test_years_above_volumes_and_values(tmp_path, years):
    pairs = ["Volume (t)", "Value (EUR)"] * 2
    rows = [["Palm oil", "Indonesia", 1.0, 900.0, 2.0, 950.0]]
    lines = read(tmp_path, [None, None, *years], ["Commodity", "Origin", *pairs], *rows)
    assert lines.frame[["period", "amount"]].to_numpy().tolist() == [["2022", 1.0], ["2023", 2.0]]
    assert lines.reading["other_columns"] == ["2022 Value (EUR)", "2023 Value (EUR)"]


def test_values_and_volumes_above_years(tmp_path):
    top = [None, None, "Value EUR", None, "Volume t", None]
    lines = read(
        tmp_path, top, ["Product", "Origin", *["2022", "2023"] * 2], ["Palm oil", "ID", 1e3, 2e3, 3.0, 4.0]
    )
    assert lines.frame["amount"].tolist() == [3.0, 4.0]


def test_months_without_a_year_and_dates_of_years(tmp_path):
    lines = read(tmp_path, ["Product", "Origin", "Unit", "Jan", "Feb"], ["Palm oil", "ID", "t", 1.0, 2.0])
    assert lines.frame["period"].tolist() == ["Jan", "Feb"]
    ends = [datetime.date(2022, 12, 31), datetime.date(2023, 12, 31)]
    lines = read(tmp_path, ["Product", "Origin", "Unit", *ends], ["Palm oil", "ID", "t", 1.0, 2.0])
    assert lines.frame["period"].tolist() == ["2022", "2023"]


def test_columns_of_a_period_that_are_not_read_are_named(tmp_path):
    head = [
        "Product",
        "Origin",
        "2022 (t)",
        "2023 plan (t)",
        "Returned 2023 (t)",
        "Price 2023",
        "Budget volume 2024 (t)",
    ]
    lines = read(tmp_path, head, ["Palm oil", "ID", 1.0, 2.0, 3.0, 4.0, 5.0])
    assert lines.frame["amount"].tolist() == [1.0]
    unread = lines.issues[lines.issues["code"] == "column-unread"]
    assert unread["found"].tolist() == ["2023 plan (t)", "Returned 2023 (t)", "Budget volume 2024 (t)"]


def test_a_column_of_a_period_is_added_to_those_found(tmp_path):
    rows = [["Product", "Origin", "2022 (t)", "Vol. A", "2023 (t)"], ["Palm oil", "ID", 1.0, 2.0, 3.0]]
    path = write(tmp_path / "in.xlsx", S=rows)
    lines = read_lines(path, columns={"quantity@2021": "Vol. A"}, unit="t")
    assert lines.frame["period"].tolist() == ["2022", "2021", "2023"]
    lines = read_lines(path, columns={"quantity@2023": "Vol. A"}, unit="t")
    assert lines.frame["amount"].tolist() == [1.0, 2.0]
    lines = read_lines(path, columns={"quantity@2022": None}, unit="t")
    assert lines.frame["amount"].tolist() == [3.0]


def test_a_mapping_keeps_what_is_no_column(tmp_path):
    rows = [[*HEAD, "Cocoa content"], [*PALM, 0.2]]
    path = write(tmp_path / "in.xlsx", S=rows)
    target = write_mapping(read_lines(path, columns={"content": None}), tmp_path / "map.toml")
    assert load_mapping(target)[0].columns["content"] == ""
    assert "content" not in read_lines(path, mapping=target).reading["targets"]


@pytest.mark.parametrize(
    ("head", "row", "tonnes"),
    [
        (["Quantity", "Unit", "Weight (kg)"], [4.0, "drums", 800.0], 0.8),
        (["Quantity", "Net weight (t)"], [4.0, 0.8], 0.8),
        (["Quantity", "Unit", "Weight", "Weight unit"], [10.0, "bag", 250.0, "kg"], 0.25),
    ],
)
def test_a_mass_is_read_beside_a_number_of_things(tmp_path, head, row, tonnes):
    lines = read(tmp_path, ["Product", "Origin", *head], ["Palm oil", "ID", *row])
    assert lines.frame["amount"].tolist() == pytest.approx([tonnes])
    assert "'Quantity'" in said(lines, "column-second")["message"]


def test_a_quantity_with_a_mass_stays(tmp_path):
    lines = read(
        tmp_path,
        ["Product", "Origin", "Quantity", "Unit", "Weight (kg)"],
        ["Palm oil", "ID", 4.0, "t", 800.0],
    )
    assert lines.frame["amount"].tolist() == [4.0]


def test_notes_and_titles_of_sections_are_left_out_and_said_once(tmp_path):
    lines = read(tmp_path, HEAD, ["OILS"], PALM, [], ["* incl. Togo"], ["Source: SAP"])
    assert lines.frame["amount"].tolist() == [10.0]
    assert not (lines.issues["severity"] == "error").any()
    assert "2 'OILS', 5 '* incl. Togo', 6 'Source: SAP'" in said(lines, "rows-note")["message"]


def test_a_row_of_goods_and_quantities_only_lacks_its_quantity(tmp_path):
    lines = read(tmp_path, ["Commodity", "Quantity (t)"], ["Palm oil", 1.0], ["Rubber"])
    assert "quantity-missing" in set(lines.issues["code"])


def test_rows_of_numbers_and_units_under_the_header(tmp_path):
    lines = read(
        tmp_path, ["Nr", "Product", "Origin", "Quantity", "Value"], [f"({number})" for number in range(1, 6)],
        [None, None, None, "tonnes", "EUR"], [1.0, "Palm oil", "ID", 1000.0, 900.0],
    )  # fmt: skip
    assert lines.frame["amount"].tolist() == [1000.0]
    assert lines.reading["header_row"] == 1
    assert not (lines.issues["severity"] == "error").any()
    assert "rows 2 to 3" in said(lines, "rows-under-header")["message"]


def test_numbers_cut_by_commas_are_refused(tmp_path):
    path = tmp_path / "in.csv"
    path.write_text("Product,Origin,Quantity (t)\nPalm oil,ID,1,5\nCocoa beans,GH,2,25\n")
    with pytest.raises(UnreadableFileError, match=r"'1,5'.*semicolons"):
        read_lines(path)


@pytest.mark.parametrize("end", ["\x1a", "\r\n\x1a"])
def test_the_mark_at_the_end_of_an_old_text_is_dropped(tmp_path, end):
    path = tmp_path / "in.csv"
    path.write_bytes(f"Product,Origin,Quantity (t)\r\nPalm oil,ID,10{end}".encode())
    assert read_lines(path).frame["amount"].tolist() == [10.0]


def test_a_header_row_that_fits_no_sheet_is_said_of_the_best_one(tmp_path):
    path = write(
        tmp_path / "in.xlsx", **{"2023": [HEAD, PALM], "Lookup": [["Code", "Country"], ["ID", "Indonesia"]]}
    )
    with pytest.raises(MissingColumnError, match=r"Sheet '2023'.*row 1 looks like it"):
        read_lines(path, header_row=2)


def test_headers_that_repeat_are_told_apart_by_their_letters(tmp_path):
    head = ["Product", "Origin", "Volume", "Volume", "Unit"]
    lines = read(tmp_path, head, ["Palm oil", "ID", 1.0, 2.0, "t"], columns={"quantity": "D"})
    assert lines.reading["columns"]["Volume (column D)"] == "quantity"


def test_rows_of_equal_numbers_are_no_groups(tmp_path):
    lines = read(tmp_path, ["commodity", "quantity (t)"], [1.0, 1.0], ["1,5", "1,5"])
    assert lines.frame["amount"].tolist() == [1.0, 1.5]
