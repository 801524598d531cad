"""Merged cells below the header."""

import xlsxwriter

from bbafootprint.ingest import read_lines

HEAD = ["Product", "Country of origin", "Supplier", "Quantity (t)"]


def write(path, rows, merges):
    """Write rows under the header; merges are (first row, column, last row, text), 0 the first."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("S")
        sheet.write_row(0, 0, HEAD)
        for at, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                if cell is not None:
                    sheet.write(at, column, cell)
        for first, column, last, text in merges:
            sheet.merge_range(first, column, last, column, text)
    return path


def test_texts_are_filled_down_and_quantities_are_not(tmp_path):
    rows = [[None, None, "A", None], [None, "BRA", "B", None], [None, "ARG", "C", 7.0]]
    merges = [(1, 0, 3, "Soybeans"), (1, 1, 2, "BRA"), (1, 3, 2, 5.0)]
    rows[1][1] = None
    lines = read_lines(write(tmp_path / "in.xlsx", rows, merges))
    assert lines.frame["commodity"].tolist() == ["soybeans"] * 3
    assert lines.frame["origin"].tolist() == ["BRA", "BRA", "ARG"]
    assert lines.frame["problem"].tolist() == ["", "quantity-missing", ""]
    assert lines.frame["amount"].sum() == 12.0
    said = lines.issues[lines.issues["code"] == "merged-filled"]
    assert said["cell"].tolist() == ["A2", "B2"]
    assert "A2:A4" in said["message"].iloc[0]
    assert "3 rows" in said["message"].iloc[0]


def test_blank_rows_and_totals_in_a_merge_stay_what_they_are(tmp_path):
    rows = [
        [None, "BRA", "A", 5.0],
        [None, "ARG", "B", 7.0],
        [None, "Total soy", None, 12.0],
        [None, None, None, None],
        ["Maize", "BRA", "C", 1.0],
    ]
    lines = read_lines(write(tmp_path / "in.xlsx", rows, [(1, 0, 4, "Soybeans")]))
    assert lines.frame["amount"].tolist() == [5.0, 7.0, 1.0]
    assert lines.reading["left_out"]["subtotal"] == [4]
    assert lines.reading["left_out"]["blank"] == [5]


def test_other_columns_are_not_filled(tmp_path):
    path = tmp_path / "in.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("S")
        sheet.write_row(0, 0, ["Product", "Cost centre", "Quantity (t)"])
        sheet.write_column(1, 0, ["Soybeans", "Soybeans"])
        sheet.write_column(1, 2, [1.0, 2.0])
        sheet.merge_range(1, 1, 2, 1, "K1")
    lines = read_lines(path)
    assert lines.frame["Cost centre"].isna().tolist() == [False, True]
    assert "merged-filled" not in set(lines.issues["code"])
