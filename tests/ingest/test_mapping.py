"""How a sheet is read is shown, can be overridden, and is kept in a file that reads the next one."""

import tomllib

import pandas as pd
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bbafootprint.errors import BBAFootprintError, InputError, MissingColumnError, UsageError
from bbafootprint.ingest import read_lines, write_mapping
from bbafootprint.ingest.mapping import SheetMapping, load_mapping, mapping_text
from bbafootprint.report.shown_reading import reading_rows
from bbafootprint.schema import COLUMNS, Lines

from ..laws import examples


def write(path, sheets, hidden=()):
    with xlsxwriter.Workbook(path) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            if name in hidden:
                sheet.hide()
            for at, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if cell is not None:
                        sheet.write(at, column, cell)
    return path


ROWS = [
    ["Aankopen 2024"],
    [],
    ["Product", "Land van herkomst", "Hoeveelheid", "Eenheid", "Remark"],
    ["Sojabonen", "BRA", "1,5", "t", "a"],
    ["Total", None, "1,5", None, None],
    [],
    ["Palmolie", "IDN", "2", "t", "b"],
]


@pytest.fixture
def sheet(tmp_path):
    return write(
        tmp_path / "in.xlsx", {"Aankopen": ROWS, "Notes": [["x", "y"]], "Old": ROWS}, hidden=("Old",)
    )


def test_the_reading_says_every_choice_and_how_to_change_it(sheet):
    reading = read_lines(sheet).reading
    assert reading_rows(reading) == [
        ("File", "in.xlsx", ""),
        ("Sheet", "Aankopen; not read: Notes, Old (hidden)", "--sheet NAME"),
        ("Header", "row 3", "--header-row N"),
        ("Column of commodity", "Product", "--column commodity=HEADER"),
        ("Column of origin", "Land van herkomst", "--column origin=HEADER"),
        ("Column of quantity", "Hoeveelheid", "--column quantity=HEADER"),
        ("Column of unit", "Eenheid", "--column unit=HEADER"),
        ("Other columns", "kept as they are: Remark", "--column TARGET=HEADER"),
        ("Unit", "t, from the column of units", "--unit UNIT, or an answer"),
        ("Decimal mark", "comma, shown by the numbers", "--decimal"),
        ("Rows", "4 rows, 2 lines; left out: 1 row blank, 1 row of totals (5)", ""),
    ]
    assert reading_rows({}) == []


def test_a_mapping_holds_what_was_read_and_reads_it_again(sheet, tmp_path):
    lines = read_lines(sheet)
    target = write_mapping(lines, tmp_path / "map.toml", source=sheet)
    assert tomllib.loads(target.read_text("utf-8")) == {
        "version": 1,
        "sheet": "Aankopen",
        "header_row": 3,
        "decimal": ",",
        "columns": {
            "commodity": "Product",
            "origin": "Land van herkomst",
            "quantity": "Hoeveelheid",
            "unit": "Eenheid",
        },
    }
    again = read_lines(sheet, mapping=target)
    pd.testing.assert_frame_equal(again.frame, lines.frame)
    assert again.reading["mapping"]["source"] == "map.toml"
    assert len(again.reading["mapping"]["sha256"]) == 64
    assert again.reading["options"]["sheet"] == "Aankopen"
    assert ("Mapping", "map.toml", "--mapping FILE.toml") in reading_rows(again.reading)


def test_a_mapping_reads_a_sheet_that_nobody_could_understand(tmp_path):
    odd = write(tmp_path / "odd.xlsx", {"S": [["K1", "K2", "K3"], ["Soybeans", "BRA", 5.0]]})
    with pytest.raises(MissingColumnError):
        read_lines(odd)
    named = {"commodity": "K1", "origin": "B", "quantity": "k3"}
    target = write_mapping(read_lines(odd, columns=named, unit="kg"), tmp_path / "map.toml")
    lines = read_lines(odd, mapping=target)
    assert lines.frame["amount"].tolist() == [0.005]
    assert lines.frame["origin"].tolist() == ["BRA"]


def test_an_option_that_is_given_wins_over_the_mapping(tmp_path):
    rows = [["Product", "Origin", "2020 t", "2021 t", "Sum"], ["Soybeans", "BRA", 1.0, 2.0, 9.0]]
    path = write(tmp_path / "in.xlsx", {"S": rows, "T": [rows[0], ["Soybeans", "BRA", 4.0, 5.0, 6.0]]})
    target = write_mapping(read_lines(path, sheet="S"), tmp_path / "map.toml")
    assert read_lines(path, mapping=target).frame["amount"].tolist() == [1.0, 2.0]
    assert read_lines(path, mapping=target, sheet="T").frame["amount"].tolist() == [4.0, 5.0]
    one = read_lines(path, mapping=target, columns={"quantity": "Sum"}, unit="kg")
    assert one.frame["amount"].tolist() == pytest.approx([0.009])
    two = read_lines(path, mapping=target, columns={"quantity@2019": "Sum"}, unit="kg")
    assert two.frame["line_id"].tolist() == ["S!2@2020", "S!2@2021", "S!2@2019"]
    other = read_lines(path, mapping=target, columns={"origin": None})
    assert other.frame["origin"].tolist() == ["unknown", "unknown"]
    assert other.frame["Origin"].tolist() == ["BRA", "BRA"]


def test_columns_of_periods_are_named_with_theirs(tmp_path):
    rows = [["Product", "a", "b", "2020 t"], ["Soybeans", 1.0, 2.0, 3.0]]
    path = write(tmp_path / "in.xlsx", {"S": rows})
    lines = read_lines(path, columns={"quantity@2021": "a", "quantity@2022/23": "C"}, unit="t")
    assert lines.frame["line_id"].tolist() == ["S!2@2021", "S!2@2022/23", "S!2@2020"]
    assert lines.frame["amount"].tolist() == [1.0, 2.0, 3.0]
    assert lines.reading["targets"]["quantity@2021"] == "a"
    assert not (lines.issues["code"] == "column-second").any()


def test_columns_that_share_a_header_are_kept_by_their_letter(tmp_path):
    rows = [["Product", "Origin", "Quantity", "Quantity", "Unit"], ["Soybeans", "BRA", 5.0, 6.0, "t"]]
    path = write(tmp_path / "in.xlsx", {"S": rows})
    lines = read_lines(path, columns={"quantity": "D"})
    assert lines.reading["targets"]["quantity"] == "D"
    target = write_mapping(lines, tmp_path / "map.toml")
    assert read_lines(path, mapping=target).frame["amount"].tolist() == [6.0]


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"quantity@20": "a"}, "quantity@2020"),
        ({"origin@2020": "a"}, "not a column of quantities"),
        ({"quantity": "a", "quantity@2020": "b"}, "Leave one out"),
        ({"quantity": ""}, "needs a header"),
        ({"quantity": "a", "unit": "a"}, "for both 'quantity' and 'unit'"),
        ({"orign": "a"}, "Did you mean 'origin'"),
    ],
)
def test_columns_that_cannot_be(sheet, columns, words):
    with pytest.raises(UsageError, match=words):
        read_lines(sheet, columns=columns)


def test_every_column_that_is_not_there_is_named_with_near_headers(sheet):
    with pytest.raises(MissingColumnError) as caught:
        read_lines(sheet, columns={"quantity": "Hoeveelheden", "unit": "Eenhed", "supplier": "Qqq"})
    assert caught.value.missing == ("quantity", "unit", "supplier")
    for words in ("'Hoeveelheden'", "mean 'Hoeveelheid'", "mean 'Eenheid'", "'Qqq'", "Seen: 'Product'"):
        assert words in str(caught.value)


@pytest.mark.parametrize(
    ("options", "error", "words"),
    [
        ({"sheet": "Aankoop"}, UsageError, "Did you mean 'Aankopen'"),
        ({"header_row": 99}, UsageError, "Row 99.*last filled row is 7"),
        ({"header_row": 2}, UsageError, "Row 2.*empty"),
        ({"header_row": 0}, UsageError, "1 is the first"),
        ({"header_row": 1}, MissingColumnError, r"row 1, .*\(row 3 looks like it\).*seen: 'Aankopen 2024'"),
        ({"unit": "pallets"}, UsageError, "'pallets'"),
        ({"decimal": ";"}, UsageError, "decimal mark"),
    ],
)
def test_overrides_that_cannot_be_followed(tmp_path, options, error, words):
    path = write(tmp_path / "in.xlsx", {"Aankopen": ROWS})
    with pytest.raises(error, match=words):
        read_lines(path, **options)


def test_a_table_in_memory_has_neither_sheets_nor_rows_above_its_header():
    frame = pd.DataFrame({"Product": ["Soybeans"], "Quantity (t)": [1.0]})
    for option in ({"sheet": "S"}, {"header_row": 2}):
        with pytest.raises(UsageError, match=next(iter(option))):
            read_lines(frame, **option)


def test_every_fault_of_a_mapping_is_named(tmp_path, sheet):
    target = tmp_path / "map.toml"
    target.write_text(
        'version = 2\nshet = "x"\nheader_row = "4"\ndecimal = ";"\nunit = "pallets"\n[columns]\nquantty = "x"\n'
    )
    with pytest.raises(InputError) as caught:
        read_lines(sheet, mapping=target)
    for words in ("version", "Did you mean 'sheet'", "header_row", "decimal", "'pallets'", "mean 'quantity'"):
        assert words in str(caught.value)
    for text in ("a = = 1", "\x00"):
        target.write_text(text)
        with pytest.raises(InputError, match="not a mapping file in TOML"):
            load_mapping(target)
    target.write_bytes(b"\xff\xfe\xfa")
    with pytest.raises(InputError, match="TOML"):
        load_mapping(target)
    with pytest.raises(InputError, match="no mapping file"):
        load_mapping(tmp_path / "none.toml")


def test_a_mapping_that_does_not_fit_is_named(tmp_path, sheet):
    target = tmp_path / "map.toml"
    target.write_text('sheet = "Aankopen 2025"\n')
    with pytest.raises(UsageError, match=r"no sheet 'Aankopen 2025'.*The mapping map.toml was used"):
        read_lines(sheet, mapping=target)
    target.write_text('[columns]\nquantity = "Massa"\n')
    with pytest.raises(MissingColumnError, match=r"'Massa'.*map.toml"):
        read_lines(sheet, mapping=target)
    # An error that has nothing to do with it is not put at its door.
    with pytest.raises(UsageError) as caught:
        read_lines(sheet, mapping=target, columns={"nothing": "x"})
    assert "map.toml" not in str(caught.value)


def test_a_mapping_is_never_written_over_the_input_or_as_another_kind(sheet, tmp_path):
    lines = read_lines(sheet)
    for bad in (tmp_path / "map.json", tmp_path / "none" / "map.toml", sheet):
        with pytest.raises(UsageError):
            write_mapping(lines, bad, source=sheet)
    with pytest.raises(UsageError, match="do not say how they were read"):
        write_mapping(Lines(lines.frame), tmp_path / "map.toml")


@given(st.text(max_size=30), st.text(st.characters(exclude_categories=("Cs",)), max_size=30))
def test_any_name_of_a_sheet_and_header_survives_the_file(sheet, header):
    reading = {"source": header, "sheet": sheet, "header_row": 1, "targets": {"quantity@2020": header}}
    data = tomllib.loads(mapping_text(reading))
    assert data["columns"] == {"quantity@2020": header}
    assert data.get("sheet", "").encode("utf-8", "replace") == sheet.encode("utf-8", "replace")


OPTIONAL = ("line_id", "origin", "region", "supplier", "unit", "period", "content")
HEADERS = {column.name: [s for row in column.synonyms.values() for s in row] for column in COLUMNS}


@st.composite
def tables(draw):
    """Tables with headers in any language, a column a year or one of quantities, and columns of no meaning."""
    names = ["commodity", *draw(st.lists(st.sampled_from(OPTIONAL), unique=True, max_size=4))]
    headers = [draw(st.sampled_from(HEADERS[name])) for name in names]
    years = draw(st.lists(st.sampled_from(["2020", "2021", "2022"]), unique=True, max_size=3))
    headers += [f"{year} t" for year in years] or [draw(st.sampled_from(HEADERS["quantity"])) + " (t)"]
    headers += draw(st.lists(st.sampled_from(["x", "Remark", "Buyer", "total", "origin"]), max_size=2))
    order = draw(st.permutations(range(len(headers))))
    cells = st.sampled_from([1.0, 2.5, "1,5", "3", "Soybeans", "BRA", None])
    rows = draw(
        st.lists(st.lists(cells, min_size=len(headers), max_size=len(headers)), min_size=1, max_size=4)
    )
    return [["Title"]] * draw(st.integers(0, 2)) + [[headers[at] for at in order], *rows]


@settings(max_examples=examples(60), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tables())
def test_a_sheet_read_by_its_own_mapping_gives_the_same_lines(tmp_path, table):
    path = write(tmp_path / "in.xlsx", {"S": table})
    try:
        lines = read_lines(path)
    except BBAFootprintError:
        return
    again = read_lines(path, mapping=write_mapping(lines, tmp_path / "map.toml"))
    pd.testing.assert_frame_equal(again.frame, lines.frame)


def test_the_real_sheet_by_its_own_mapping(shared, tmp_path):
    path = shared / "corpora" / "procurement" / "purchases_1042_lines.xlsx"
    lines = read_lines(path)
    again = read_lines(path, mapping=write_mapping(lines, tmp_path / "map.toml"))
    pd.testing.assert_frame_equal(again.frame, lines.frame)


def test_the_model_knows_no_other_fields():
    assert set(SheetMapping.model_fields) == {
        "version", "sheet", "header_row", "unit", "decimal", "strict_units", "columns",
    }  # fmt: skip
