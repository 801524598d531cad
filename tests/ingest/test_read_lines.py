"""Files as they come: the sheet, the header and the columns are found, and what is wrong has its cell."""

import datetime
import sys

import pandas as pd
import pyarrow as pa
import pytest
import xlsxwriter

from bbafootprint.errors import (
    InputError,
    MissingColumnError,
    NoUsableLinesError,
    UnreadableFileError,
    UsageError,
)
from bbafootprint.ingest import read_lines
from bbafootprint.ingest.issues import ISSUE_CODES
from bbafootprint.schema import LINE_COLUMNS

HEAD = ["Product", "Country of origin", "Quantity (t)"]


def write(path, sheets, hidden=()):
    """Write rows to sheets; a tuple (formula, result) is a formula."""
    with xlsxwriter.Workbook(path) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            if name in hidden:
                sheet.hide()
            for at, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if isinstance(cell, tuple):
                        sheet.write_formula(at, column, cell[0], value=cell[1])
                    elif isinstance(cell, datetime.datetime):
                        sheet.write_datetime(at, column, cell, book.add_format({"num_format": "yyyy-mm-dd"}))
                    elif isinstance(cell, str):
                        sheet.write_string(at, column, cell)
                    elif cell is not None:
                        sheet.write(at, column, cell)
    return path


def by_code(lines):
    return lines.issues.set_index("code")


def test_the_real_sheet_with_no_option(shared):
    path = shared / "corpora" / "procurement" / "purchases_1042_lines.xlsx"
    lines = read_lines(path)
    assert len(lines) == 4168
    assert lines.reading["rows"] == 1042
    assert lines.reading["header_row"] == 4
    assert lines.reading["columns"] == {
        "Material": "commodity",
        "Tier 1 Supplier": "supplier",
        "Country": "origin",
        "Admin region": "region",
    }
    notes = lines.issues[lines.issues["code"] == "unit-note"]
    assert notes["cell"].tolist() == ["K4", "L4", "M4", "N4"]
    assert lines.frame["line_id"].is_unique
    assert lines.frame["line_id"].iloc[0] == "Data sheet!5@2020"
    assert not lines.frame["rejected"].any()
    # The sum of K5:N1046 by pandas, which knows nothing of lines.
    with pd.ExcelFile(path, engine="calamine") as book:
        plain = pd.read_excel(book, header=None, skiprows=4).iloc[:, 10:14]
    assert lines.frame["amount"].sum() == pytest.approx(plain.sum().sum(), rel=1e-12)
    assert lines.frame["quantity"].tolist() == plain.to_numpy().ravel().tolist()


def test_every_fault_has_its_cell(tmp_path):
    path = write(
        tmp_path / "in.xlsx",
        {
            "Aankopen": [
                ["My purchases"],
                HEAD,
                ["Soybeans", "Brazil", 5.0],
                ["Soybeans", "Brazil", "five"],
                ["Xyzzy", "Brazil", 5.0],
                ["Soybeans", "Congo", -5.0],
                ["Soybeans", "Brazil", ("=1/0", "#DIV/0!")],
                ["Soybeans", "Brazil", datetime.datetime(2024, 1, 2)],
                ["Soybeans", "Brazil", True],
                ["Soybeans", "Brazil", None],
                ["Soybeans", "Brazil", 0.0],
            ]
        },
    )
    lines = read_lines(path)
    assert lines.frame["problem"].tolist() == [
        "", "quantity-text", "commodity-unknown", "quantity-negative", "cell-error", "quantity-date",
        "quantity-boolean", "quantity-missing", "",
    ]  # fmt: skip
    cells = {code: issue["cell"] for code, issue in by_code(lines).iterrows()}
    assert cells == {
        "quantity-text": "C4",
        "commodity-unknown": "A5",
        "quantity-negative": "C6",
        "origin-ambiguous": "B6",
        "cell-error": "C7",
        "quantity-date": "C8",
        "quantity-boolean": "C9",
        "quantity-missing": "C10",
    }
    assert set(lines.issues["sheet"]) == {"Aankopen"}
    assert lines.frame["line_id"].tolist()[:2] == ["Aankopen!3", "Aankopen!4"]
    assert lines.frame["cell"].tolist()[0] == "C3"
    assert lines.frame["row"].tolist() == list(range(3, 12))


def test_a_year_cell_that_is_blank_is_no_line_and_text_in_it_is_a_rejected_one(tmp_path):
    rows = [
        ["Product", "Origin", "2020 kg", "2021 kg"],
        ["Soybeans", "BRA", 1000.0, None],
        ["Soybeans", "BRA", "?", 0.0],
    ]
    lines = read_lines(write(tmp_path / "in.xlsx", {"S": rows}))
    assert lines.frame["line_id"].tolist() == ["S!2@2020", "S!3@2020", "S!3@2021"]
    assert lines.frame["amount"].tolist()[::2] == [1.0, 0.0]
    assert lines.frame["problem"].tolist() == ["", "quantity-text", ""]
    assert by_code(lines).loc["quantity-text", "cell"] == "C3"


def test_the_sheet_that_is_understood_best_is_read_and_the_others_are_said(tmp_path):
    path = write(
        tmp_path / "in.xlsx",
        {
            "Notes": [["Product", "Remark"], ["Soybeans", "much"]],
            "Data": [HEAD, ["Soybeans", "BRA", 5.0]],
            "Old": [HEAD, ["Soybeans", "BRA", 7.0], ["Soybeans", "BRA", 8.0]],
        },
        hidden=("Old",),
    )
    lines = read_lines(path)
    assert lines.reading["sheet"] == "Data"
    others = lines.issues[lines.issues["code"] == "sheet-not-read"].set_index("sheet")["message"]
    assert set(others.index) == {"Notes", "Old"}
    assert "hidden" in others["Old"]
    assert len(read_lines(path, sheet="old")) == 2
    with pytest.raises(UsageError, match="Notes, Data, Old"):
        read_lines(path, sheet="New")


def test_a_hidden_sheet_is_pointed_at_and_never_read_unasked(tmp_path):
    sheets = {"Front": [["Our imports", "2024"]], "Data": [HEAD, ["Soybeans", "BRA", 5.0]]}
    path = write(tmp_path / "in.xlsx", sheets, hidden=("Data",))
    with pytest.raises(MissingColumnError, match=r'hidden sheet .Data. has them: --sheet "Data"'):
        read_lines(path)
    assert len(read_lines(path, sheet="Data")) == 1


def test_a_delimited_file_has_no_sheets(tmp_path):
    path = tmp_path / "in.csv"
    path.write_text("Product,Quantity (t)\nSoybeans,5\n", "utf-8")
    with pytest.raises(UsageError, match="no sheets"):
        read_lines(path, sheet="Data")


def test_a_delimited_file(tmp_path):
    path = tmp_path / "in.csv"
    path.write_text(
        "Grondstof;Land van oorsprong;Hoeveelheid (kg)\nSojabonen;Brazilië;1.234,5\n;;\nCacaobonen;NA;60\n",
        "utf-8",
    )
    lines = read_lines(path)
    assert lines.frame["line_id"].tolist() == ["row2", "row4"]
    assert lines.frame["amount"].tolist() == pytest.approx([1.2345, 0.06])
    assert lines.frame["origin"].tolist() == ["BRA", "NAM"]
    assert lines.frame["commodity"].tolist() == ["soybeans", "cocoa_beans"]
    assert lines.reading["decimal"] == ","
    assert len(lines.reading["sha256"]) == 64


def test_units_in_cells_and_a_repeated_header(tmp_path):
    rows = [
        ["Product", "Origin", "Qty"],
        ["Soybeans", "BRA", "60 kg"],
        ["Product", "Origin", "Qty"],
        ["Soybeans", "BRA", "2 t"],
    ]
    lines = read_lines(write(tmp_path / "in.xlsx", {"S": rows}))
    assert lines.frame["amount"].tolist() == [0.06, 2.0]
    assert lines.frame["unit_as_given"].tolist() == ["kg", "t"]
    assert lines.reading["left_out"]["header"] == [3]


def test_columns_that_the_person_names(tmp_path):
    rows = [["Waare", "Ort", "Netto 23", "Netto 24"], ["Soybeans", "BRA", 5.0, 6.0]]
    path = write(tmp_path / "in.xlsx", {"S": rows})
    named = {"commodity": "waare", "origin": "Ort", "quantity": "Netto 24"}
    assert read_lines(path, columns=named, unit="t").frame["amount"].tolist() == [6.0]
    assert read_lines(path, columns={**named, "quantity": "C"}, unit="t").frame["amount"].tolist() == [5.0]
    with pytest.raises(MissingColumnError, match="Netto 24") as caught:
        read_lines(path, columns={**named, "quantity": "Netto 25"}, unit="t")
    assert caught.value.path == path
    with pytest.raises(UsageError, match="Did you mean 'quantity'"):
        read_lines(path, columns={"quantty": "Netto 24"})


def test_no_known_column(tmp_path):
    path = write(tmp_path / "in.xlsx", {"S": [["Foo", "Bar"], ["x", 1.0]]})
    with pytest.raises(MissingColumnError, match=r"'Foo', 'Bar'.*--column") as caught:
        read_lines(path)
    assert caught.value.missing == ("quantity", "commodity")
    with pytest.raises(MissingColumnError, match=r"a quantity.*'Product'.*--column quantity=HEADER"):
        read_lines(write(tmp_path / "in2.xlsx", {"S": [["Product", "Bar"], ["x", 1.0]]}))


def test_duplicate_headers(tmp_path):
    rows = [["Product", "Origin", "Quantity", "Quantity", "Unit"], ["Soybeans", "BRA", 5.0, 6.0, "t"]]
    path = write(tmp_path / "in.xlsx", {"S": rows})
    with pytest.raises(InputError, match=r"C1, D1.*--column quantity=D"):
        read_lines(path)
    assert read_lines(path, columns={"quantity": "D"}).frame["amount"].tolist() == [6.0]
    rows = [
        ["Product", "Origin", "Quantity", "Supplier", "Supplier", "Quantity", "Unit"],
        ["Soybeans", "BRA", 5.0, "A", "B", None, "t"],
    ]
    lines = read_lines(write(tmp_path / "in2.xlsx", {"S": rows}))
    assert lines.frame["supplier"].tolist() == ["A"]
    assert "column-duplicate" in set(lines.issues["code"])
    twice = pd.DataFrame([["Soybeans", 1.0, 2.0]], columns=["Product", "2020 t", "Volume 2020 (t)"])
    with pytest.raises(InputError, match="only one can be the quantity"):
        read_lines(twice)


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([HEAD], "header in row 1 and no rows under it"),
        ([HEAD, ["Total", None, 5.0]], "no lines under it"),
        ([["Product", "2020 t"], ["Soybeans", None]], "no filled cell under its years"),
    ],
)
def test_a_file_without_lines(tmp_path, rows, words):
    with pytest.raises(NoUsableLinesError, match=words):
        read_lines(write(tmp_path / "in.xlsx", {"S": rows}))


def test_a_file_whose_lines_are_all_rejected_is_read(tmp_path):
    lines = read_lines(write(tmp_path / "in.xlsx", {"S": [["Product", "Quantity"], ["Soybeans", 5.0]]}))
    assert lines.frame["problem"].tolist() == ["unit-missing"]
    assert by_code(lines).loc["unit-missing", "cell"] == "B1"


def test_what_cannot_be_opened(tmp_path):
    with pytest.raises(UnreadableFileError, match="no file"):
        read_lines(tmp_path / "none.xlsx")
    with pytest.raises(UnreadableFileError, match="folder"):
        read_lines(tmp_path)
    bad = tmp_path / "bad.parquet"
    bad.write_bytes(b"no parquet")
    with pytest.raises(UnreadableFileError, match="Parquet"):
        read_lines(bad)
    with pytest.raises(UsageError, match="list"):
        read_lines([1, 2])
    with pytest.raises(UsageError, match="decimal"):
        read_lines(tmp_path / "none.xlsx", decimal=";")
    with pytest.raises(UsageError, match="'pallets'"):
        read_lines(tmp_path / "none.xlsx", unit="pallets")


def test_parquet_and_arrow(tmp_path, monkeypatch):
    frame = pd.DataFrame(
        {"product": ["Soybeans", "Cocoa beans"], "origin": ["BRA", "GHA"], "quantity (t)": [1.5, 2.0]}
    )
    path = tmp_path / "in.parquet"
    frame.to_parquet(path)
    for source in (path, pa.Table.from_pandas(frame)):
        lines = read_lines(source)
        assert lines.frame["amount"].tolist() == [1.5, 2.0]
        assert set(lines.frame["cell"]) == {""}
    frame.iloc[:0].to_parquet(path)
    with pytest.raises(NoUsableLinesError, match="no rows"):
        read_lines(path)

    def no_pyarrow(*_):
        raise ImportError("no pyarrow")

    monkeypatch.setattr(pd, "read_parquet", no_pyarrow)
    with pytest.raises(UnreadableFileError, match=r"pip install bbafootprint\[parquet\]"):
        read_lines(path)


def test_a_frame_without_columns_is_an_error_and_one_without_rows_is_not():
    with pytest.raises(MissingColumnError):
        read_lines(pd.DataFrame())
    lines = read_lines(pd.DataFrame(columns=["Product", "Quantity", "Unit"]))
    assert list(lines.frame.columns) == list(LINE_COLUMNS)
    assert lines.issues.empty


def test_uncached_formulas(tmp_path):
    import openpyxl

    book = openpyxl.Workbook()
    book.active.append(HEAD)
    book.active.append(["Soybeans", "BRA", "=2+3"])
    book.active.append(["Soybeans", "BRA", 5])
    book.save(tmp_path / "in.xlsx")
    lines = read_lines(tmp_path / "in.xlsx")
    assert lines.frame["problem"].tolist() == ["formula-uncached", ""]
    assert "save it" in by_code(lines).loc["formula-uncached", "suggestion"]


def test_error_cells_in_texts_are_told_apart_from_blank_ones(tmp_path):
    rows = [
        ["Product", "Country of origin", "Supplier", "Quantity (t)"],
        ["Soybeans", ("=NA()", "#N/A"), ("=NA()", "#N/A"), 5.0],
    ]
    lines = read_lines(write(tmp_path / "in.xlsx", {"S": rows}))
    assert lines.frame["problem"].tolist() == ["origin-unknown"]
    assert lines.frame["supplier"].tolist() == ["#N/A"]
    assert by_code(lines).loc["text-cell-error", "cell"] == "C2"


def test_reading_a_frame_loads_no_reader_of_workbooks():
    import subprocess

    code = (
        "import sys, pandas as pd; from bbafootprint.ingest import read_lines;"
        "read_lines(pd.DataFrame({'product': ['Soybeans'], 'quantity (t)': [1.0]}));"
        "print([m for m in ('openpyxl', 'python_calamine', 'xlsxwriter', 'pyarrow.parquet') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_another_sheet_that_could_be_read_is_a_warning(tmp_path):
    sheets = {
        "2024": [HEAD, ["Soybeans", "BRA", 5.0], ["Soybeans", "BRA", 6.0], ["Soybeans", "BRA", 6.5]],
        "2023": [HEAD, ["Soybeans", "BRA", 7.0], [None, None, None], ["Soybeans", "BRA", 8.0]],
        "Notes": [["Product", "Remark"], ["Soybeans", "much"]],
        "Empty": [HEAD],
    }
    path = write(tmp_path / "in.xlsx", sheets)
    lines = read_lines(path)
    others = lines.issues[lines.issues["code"] == "sheet-not-read"].set_index("sheet")
    assert others["severity"].to_dict() == {"2023": "warning", "Notes": "info", "Empty": "info"}
    assert "2 rows" in others.loc["2023", "message"]
    assert '--sheet "2023"' in others.loc["2023", "suggestion"]
    # Who names a sheet has chosen.
    named = read_lines(path, sheet="2024").issues
    assert set(named.loc[named["code"] == "sheet-not-read", "severity"]) == {"info"}


def test_a_header_row_that_is_empty_or_none(tmp_path):
    path = write(tmp_path / "in.xlsx", {"S": [HEAD, ["Soybeans", "BRA", 5.0]]})
    with pytest.raises(UsageError, match=r"Row 99.*is empty.*last filled row is 2"):
        read_lines(path, header_row=99)
    for row in (0, -3):
        with pytest.raises(UsageError, match="1 is the first"):
            read_lines(path, header_row=row)
    assert len(read_lines(path, header_row=1)) == 1


def test_notes_of_files_have_codes_that_are_known(tmp_path):
    path = tmp_path / "in.csv"
    path.write_bytes("Product,Origin,Quantity (t)\nSoybeans,Bénin,5,9\nSoybeans,BRA,5\n".encode("cp1252"))
    lines = read_lines(path)
    assert {"encoding-guessed", "ragged-rows"} <= set(lines.issues["code"])
    assert set(lines.issues["code"]) <= set(ISSUE_CODES)
