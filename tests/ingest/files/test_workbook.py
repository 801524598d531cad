"""Workbooks as they come: every file of the corpus, and those that no corpus holds."""

from __future__ import annotations

import base64
import contextlib
import datetime
import struct
import subprocess
import sys
import time
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bbafootprint.errors import InputError, UnreadableFileError
from bbafootprint.ingest.files.cellvalues import format_kind, moment, unescape
from bbafootprint.ingest.files.grid import CellFault, Grid
from bbafootprint.ingest.files.sheet import MAX_CELLS
from bbafootprint.ingest.files.workbook import read_grids

from ...laws import examples
from .makefiles import MAIN, wide, worksheet, write_ods, write_xlsb, write_xlsx, xlsb_record

# A workbook of Excel 97 with two sheets, the second hidden: in B2:D2, merged, "Soja 2023"; in row 3 Land, Datum, Ton;
# then BRA, 2023-05-01, 12.5; NA, TRUE, 7; ARG, blank, #DIV/0!.
OLD_XLS = (
    r"c-rk)OGs2<6#oAEn1}e7@eyb+4MJ8XSh{JW(}*QOidpm`s4<5qYeoixYEhQWDuSR@(MGUE8>>wZdfBQLfl-SfD70wRDkx~7-"
    r"p)DqUVJox11Tu?yZq<=|9RZ=-~XKdaqru)@c7XEstL?PGjvQ_LHK6z6qTUc2!Z65#Z~tnpkjGgRtN?tkUkSnir)A+h8*t+Xt-"
    r"y*Bno_?atM9sNT-"
    r"s~B}9w#A)&YrP0FC$({PJQF)F2Br9zJiEfacIbe{^{Dx9lAn@D$D9mH6yqjrmv$NRNvkrfkFcqld>g|itIc+Giy;hM5_O~f<D6DO"
    r"CMAYv3^7!=aBWGb2Ab_s5y0BCKkZ*Q+ZKp00kg?kvktSIo)o!6sLkH55h1>*mn%lH3-"
    r"AD|%4=U>+hU;x$;#mStdq;59ssk|fAn@;y-"
    r"5ymSY=SC2FlbP;x=2$W{Nh^H7S+gl~&d|EPJAEP%ZP?V%NY*<OsUDM(CDDKSln(4kr--"
    r"(6#c7Ik#HkwZYAfK~Kvs{?oYkX9=2Rik9+XHuEHf)az9#Sdc-"
    r"P+D89OYT0r76{D{J{BVBsQLka4ka{UT*atypXndP$zTTIy9o%PH;YUej6ORJIR_&SjC-ke^1u``Ef!_4QQGe&6*dlKmRnK=qNfiF"
    r"4&6A7VqOrlIN~d%gxyr|Q(r8;r*>_pY23=#$XOzgDAw7LqqGU^$y-38rZNDH#uzJeQV6tuXDitgq$JpBX>9rHQuN(y3)Q-t-"
    r"*Sx>!>n@r?SblSL^$zu;$FDTCwH$YE!Q9Y@pD0@Tu^&*wFku+NC&)68LOiml(VHAUaASlc&G+lMt&bmxuu>|l$6Xw{*QMl_h;oFU"
    r"^&N3&Ln2Rs(Ez|UZ@6Va8}bU7xX-S@d+VubCZ9*-"
    r"(=jj9I^9z1yP;9*6Ak2HKtuuqSW6P?dFdGmjrDJs+6Z;};@E~M$|r%%dlNYOomvw7vuDwxWBmRg{V`@fK}kGyBli*D&hZ{GP!hhH"
    r"`OeHLsO`hQa>U;oqj^mCE@{{g%{6q*"
)


def cells(grid: Grid) -> dict[str, object]:
    """Return what is filled, by address."""
    return {
        grid.address(i, j): value
        for i, row in enumerate(grid.rows)
        for j, value in enumerate(row)
        if value is not None
    }


def in_bounds(path: Path, megabytes: int, seconds: int = 60) -> str:
    """Read a file in another process that may take so much more memory, and return what it prints.

    A reader that takes more is ended by the limit, and one that aborts takes only that process along.
    """
    program = f"""
import resource, sys
from pathlib import Path
from bbafootprint.errors import UnreadableFileError
from bbafootprint.ingest.files.workbook import read_grids
held = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (held + {megabytes} * 2**20,) * 2)
try:
    for grid in read_grids(Path(sys.argv[1])):
        print(len(grid.rows), max(map(len, grid.rows), default=0), [code for _, code, _ in grid.notes])
except UnreadableFileError as error:
    print("unreadable:", error)
"""
    done = subprocess.run(
        [sys.executable, "-c", program, str(path)], capture_output=True, text=True, timeout=seconds
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.strip()


needs_limits = pytest.mark.skipif(sys.platform != "linux", reason="limits of memory are set as Linux does")

# --- the corpus: what a good reader does with each file, as its README says ---------------------------------------


def _errors(grids: list[Grid]) -> None:
    texts = ["#DIV/0!", "#NAME?", "#VALUE!", "#NULL!", "#REF!", "#NUM!", "#N/A"]
    assert cells(grids[0]) == {f"A{i}": CellFault("error", text) for i, text in enumerate(texts, 1)}


def _lookup(grids: list[Grid]) -> None:
    filled = cells(grids[0])
    assert filled["B5"] == filled["B8"] == CellFault("error", "#N/A")
    assert filled["D1"] == "Key1"
    assert "C1" not in filled  # blank is not an error


def _date_1904(grids: list[Grid]) -> None:
    filled = cells(grids[0])
    assert filled["A1"] == datetime.datetime(2021, 1, 1)
    assert filled["A2"] == datetime.datetime(2021, 1, 2)
    assert filled["A3"] == datetime.timedelta(hours=255, minutes=10, seconds=10)
    assert filled["B1"] == 15.0


def _date_iso(grids: list[Grid]) -> None:
    filled = cells(grids[0])
    assert filled["A1"] == datetime.datetime(2021, 1, 1)
    assert filled["A2"] == datetime.datetime(2021, 1, 1, 10, 10, 10)
    assert filled["A3"] == datetime.time(10, 10, 10)


def _merged(grids: list[Grid]) -> None:
    assert (1, 3, 2, 4) in grids[0].merged  # C1:D2
    assert (4, 3, 4, 4) in grids[0].merged  # C4:D4
    assert len(grids[0].merged) == 9
    assert cells(grids[0])["C1"] == "C1"
    assert "D1" not in cells(grids[0])


def _many_merges(grids: list[Grid]) -> None:
    assert [cells(grid) for grid in grids] == [{}]  # 50,000 merges of blank cells


def _hidden(grids: list[Grid]) -> None:
    assert [(grid.name, grid.hidden, grid.rows) for grid in grids] == [
        ("Sheet1", True, [["Sheet1A1"]]),
        ("Sheet2", False, [["Sheet2A1"]]),
    ]


def _strict(grids: list[Grid]) -> None:
    assert [grid.name for grid in grids] == ["First Sheet", "Sheet Number 2", "Sheet3"]
    assert cells(grids[0])["A1"] == "Test spreadsheet"
    assert cells(grids[0])["B2"] == "2nd row 2nd column"
    assert cells(grids[1])["A1"] == "Start of 2nd sheet"


def _backslashes(grids: list[Grid]) -> None:
    assert grids[0].name == "出勤分类组织汇总表"
    assert cells(grids[0])["B2"] == "2023年03月04日"


def _case_of_names(grids: list[Grid]) -> None:
    assert cells(grids[0]) == {"A1": "Hello"}


def _no_strings(grids: list[Grid]) -> None:
    assert cells(grids[0]) == {"A1": datetime.datetime(2006, 4, 12), "B1": 123.0}


def _no_row_numbers(grids: list[Grid]) -> None:
    filled = cells(grids[0])
    assert [filled[f"{letter}1"] for letter in "ABCD"] == ["Checked", "Ion", "Charge", "Molecular Weight"]
    assert filled["A2"] is True
    assert filled["D2"] == 644.24222
    assert "A3" not in filled  # an empty text is blank
    assert filled["B3"] == "Checked"
    assert len(grids[0].rows) == 71
    assert "hidden-cells" in [code for _, code, _ in grids[0].notes]


def _cdata(grids: list[Grid]) -> None:
    assert cells(grids[0]) == {"A1": "Hello CDATA", "B1": "World", "A2": "12345", "B2": "NormalText"}


def _escaped(grids: list[Grid]) -> None:
    assert cells(grids[0]) == {"A1": "ABC\r\nDEF"}


def _pivots(grids: list[Grid]) -> None:
    assert [grid.name for grid in grids][-2:] == ["DataSheet", "DataSheet2"]
    filled = cells(grids[4])
    assert filled["F2"] == datetime.datetime(2024, 11, 1)
    assert filled["E2"] == 1.78
    assert filled["H2"] is True


def _declares_everything(grids: list[Grid]) -> None:
    assert len(grids[0].rows) == 2
    assert cells(grids[0])["K2"] == "My Company?"
    assert cells(grids[0])["H2"] == 1.201


def _schema(grids: list[Grid]) -> None:
    assert cells(grids[0]) == {"C9": "/Test/Test", "D9": "Column1", "E9": "Column2", "C10": "1"}
    assert (grids[0].first_row, grids[0].first_column) == (9, 3)


READABLE: dict[str, Callable[[list[Grid]], None]] = {
    "errors.xlsx": _errors,
    "VLookupFullColumn.xlsx": _lookup,
    "date_1904.xlsx": _date_1904,
    "date_iso.xlsx": _date_iso,
    "merged_range.xlsx": _merged,
    "57893-many-merges.xlsx": _many_merges,
    "TwoSheetsOneHidden.xlsx": _hidden,
    "SampleSS.strict.xlsx": _strict,
    "issue_530.xlsx": _backslashes,
    "issue_419.xlsx": _case_of_names,
    "noSharedStringTable.xlsx": _no_strings,
    "59746_NoRowNums.xlsx": _no_row_numbers,
    "inlineStr_cdata.xlsx": _cdata,
    "has_x000D_.xlsx": _escaped,
    "pivots.xlsx": _pivots,
    "issue_174.xlsx": _declares_everything,
    "xxe_in_schema.xlsx": _schema,
}
REFUSED = {
    "poc-xmlbomb.xlsx": "document type",
    "54764.xlsx": "document type",
    "pass_protected.xlsx": "password protected",
    "duplicate-filename.xlsx": "twice",
    "xlsx-corrupted.xlsx": "damaged",
}


@pytest.mark.parametrize("name", READABLE)
def test_a_workbook_of_the_corpus_is_read(shared: Path, name: str) -> None:
    began = time.process_time()
    READABLE[name](read_grids(shared / "corpora" / "xlsx" / name))
    assert time.process_time() - began < 10


@pytest.mark.parametrize("name", REFUSED)
def test_a_workbook_of_the_corpus_is_refused(shared: Path, name: str) -> None:
    path = shared / "corpora" / "xlsx" / name
    began = time.process_time()
    with pytest.raises(UnreadableFileError, match=REFUSED[name]) as caught:
        read_grids(path)
    assert time.process_time() - began < 2
    assert caught.value.path == path
    assert isinstance(caught.value, InputError)
    assert "zip file" not in str(caught.value)


def test_every_workbook_of_the_corpus_is_tried(shared: Path) -> None:
    present = {path.name for path in (shared / "corpora" / "xlsx").iterdir() if path.suffix == ".xlsx"}
    assert present == READABLE.keys() | REFUSED.keys()


@pytest.mark.once
@needs_limits
@pytest.mark.parametrize(
    "name", ["issue_174.xlsx", "57893-many-merges.xlsx", "poc-xmlbomb.xlsx", "54764.xlsx"]
)
def test_memory_is_bounded(shared: Path, name: str) -> None:
    assert in_bounds(shared / "corpora" / "xlsx" / name, 150)


@pytest.mark.parametrize("name", sorted(READABLE.keys() - {"issue_174.xlsx", "issue_419.xlsx"}))
def test_calamine_reads_the_same(shared: Path, name: str) -> None:
    import python_calamine

    path = shared / "corpora" / "xlsx" / name
    with python_calamine.load_workbook(str(path)) as workbook:
        for grid in read_grids(path):
            sheet = workbook.get_sheet_by_name(grid.name)
            theirs = {}
            for i, row in enumerate(sheet.to_python() if sheet.start else []):
                for j, value in enumerate(row):
                    if value != "":
                        top, left = sheet.start or (0, 0)
                        theirs[Grid("", [], top + 1, left + 1).address(i, j)] = value
            ours = {k: v for k, v in cells(grid).items() if not isinstance(v, CellFault)}
            assert ours.keys() == theirs.keys()
            for address, value in theirs.items():
                own = ours[address]
                if type(value) is datetime.date:
                    value = datetime.datetime(value.year, value.month, value.day)
                assert own == value or str(own) == str(value).replace("_x000D_", "\r"), address


# --- what no corpus holds ----------------------------------------------------------------------------------------


def one(path: Path, sheet: str, **options: object) -> Grid:
    (grid,) = read_grids(write_xlsx(path, {"Data": sheet}, **options))  # type: ignore[arg-type]
    return grid


@needs_limits
@pytest.mark.parametrize("reference", ["XFD1048576", "A1048576", "XFD1"])
def test_a_stray_cell_is_named_and_costs_nothing(tmp_path: Path, reference: str) -> None:
    far_row = reference.lstrip("XFDA")
    table = "".join(
        f'<row r="{i}"><c r="A{i}"><v>{i}</v></c><c r="B{i}"><v>2</v></c><c r="C{i}"><v>3</v></c>'
        + (f'<c r="{reference}"><v>9</v></c>' if far_row == str(i) else "")
        + "</row>"
        for i in range(1, 6)
    )
    if far_row == "1048576":
        table += f'<row r="{far_row}"><c r="{reference}"><v>9</v></c></row>'
    path = write_xlsx(tmp_path / "stray.xlsx", {"Data": worksheet(table)})
    assert path.stat().st_size < 5_000
    assert in_bounds(path, 100) == "5 3 ['stray-cell']"
    (grid,) = read_grids(path)
    ((severity, _, message),) = grid.notes
    assert severity == "warning"
    assert f"{reference} (9.0)" in message


def test_far_rows_that_may_be_lines_are_kept(tmp_path: Path) -> None:
    near = '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c><c r="C1"><v>3</v></c></row>'
    far = near.replace('r="1"', 'r="5000"').replace('1">', '5000">')
    grid = one(tmp_path / "far.xlsx", worksheet(near + far))
    assert cells(grid)["C5000"] == 3.0
    assert len(grid.rows) == 5000
    assert grid.notes == ()


@needs_limits
def test_cells_spread_over_all_of_a_sheet_are_refused(tmp_path: Path) -> None:
    rows = "".join(
        f'<row r="{i}"><c r="A{i}"><v>1</v></c><c r="XFD{i}"><v>1</v></c></row>' for i in range(1, 9000)
    )
    path = write_xlsx(tmp_path / "wide.xlsx", {"Data": worksheet(rows)})
    assert "spread from A1 to XFD8999" in in_bounds(path, 150)


def test_a_formula_without_a_result_is_a_fault(tmp_path: Path) -> None:
    row = (
        '<row r="1"><c r="A1"><f>B1*2</f></c><c r="B1"><f>1+1</f><v></v></c><c r="C1" '
        't="str"><f>""</f><v></v></c>'
        '<c r="D1"><f t="shared" si="0" ref="D1:E1">A1</f></c><c r="E1"><f t="shared" si="0"/></c>'
        '<c r="F1"><f>0*1</f><v>0</v></c><c r="G1"><f>2*2</f><v>4</v></c><c r="H1" s="3"/></row>'
    )
    assert cells(one(tmp_path / "uncached.xlsx", worksheet(row))) == {
        "A1": CellFault("uncached", "=B1*2"),
        "B1": CellFault("uncached", "=1+1"),
        "D1": CellFault("uncached", "=A1"),
        "E1": CellFault("uncached", "=A1"),
        "F1": 0.0,
        "G1": 4.0,
    }


def test_a_zero_that_its_writer_never_calculated_is_a_fault(tmp_path: Path) -> None:
    row = '<row r="1"><c r="A1"><f>B1*2</f><v>0</v></c><c r="B1"><v>0</v></c><c r="C1"><f>1+1</f><v>2</v></c></row>'
    grid = one(
        tmp_path / "stale.xlsx", worksheet(row), workbook_extra='<calcPr calcId="1" fullCalcOnLoad="1"/>'
    )
    assert cells(grid) == {"A1": CellFault("uncached", "=B1*2"), "B1": 0.0, "C1": 2.0}


def test_openpyxl_and_xlsxwriter_leave_formulas_uncalculated(tmp_path: Path) -> None:
    import openpyxl
    import xlsxwriter

    with xlsxwriter.Workbook(str(tmp_path / "x.xlsx")) as written:
        sheet = written.add_worksheet()
        sheet.write_number(0, 0, 3)
        sheet.write_formula(0, 1, "=A1*2")
    assert read_grids(tmp_path / "x.xlsx")[0].rows == [[3.0, CellFault("uncached", "=A1*2")]]
    book = openpyxl.load_workbook(tmp_path / "x.xlsx")
    book.save(tmp_path / "o.xlsx")
    assert read_grids(tmp_path / "o.xlsx")[0].rows == [[3.0, CellFault("uncached", "=A1*2")]]


@pytest.mark.once
@needs_limits
def test_a_deflate_bomb_is_refused_at_once(tmp_path: Path) -> None:
    bomb = worksheet("<row/>" * 20_000_000)
    path = write_xlsx(tmp_path / "bomb.xlsx", {"Data": bomb})
    assert path.stat().st_size < 500_000 < 100_000_000 < len(bomb)
    assert in_bounds(path, 50, seconds=30).startswith("unreadable: bomb.xlsx is refused for safety")


@pytest.mark.once
@needs_limits
def test_a_long_text_is_bounded(tmp_path: Path) -> None:
    text = "".join(f"{i:07d}" for i in range(2_000_000))
    row = f'<row r="1"><c r="A1" t="inlineStr"><is><t>{text}</t></is></c></row>'
    path = write_xlsx(tmp_path / "long.xlsx", {"Data": worksheet(row)})
    assert "cell A1 holds a text of millions" in in_bounds(path, 60)


@pytest.mark.parametrize(
    ("sheets", "kind", "words"),
    [
        ({}, "worksheet", "no sheet"),
        ({"Chart": "<chartsheet/>"}, "chartsheet", "only 1 sheet"),
    ],
)
def test_a_workbook_without_cells_is_refused(
    tmp_path: Path, sheets: dict[str, str], kind: str, words: str
) -> None:
    with pytest.raises(UnreadableFileError, match=words):
        read_grids(write_xlsx(tmp_path / "none.xlsx", sheets, kind=kind))


def test_an_empty_sheet_is_an_empty_grid(tmp_path: Path) -> None:
    grid = one(tmp_path / "empty.xlsx", worksheet("", before='<dimension ref="A1:XFD1048576"/>'))
    assert (grid.rows, grid.merged, grid.notes) == ([], (), ())


@pytest.mark.parametrize("dropped", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "_rels/.rels"])
def test_a_part_that_is_missing_is_damage(tmp_path: Path, dropped: str) -> None:
    path = write_xlsx(tmp_path / "missing.xlsx", {"Data": worksheet("")}, drop=[dropped])
    with pytest.raises(UnreadableFileError, match="damaged"):
        read_grids(path)


def test_a_missing_table_of_texts_makes_faults(tmp_path: Path) -> None:
    row = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>-1</v></c></row>'
    grid = one(tmp_path / "strings.xlsx", worksheet(row), drop=["xl/sharedStrings.xml"])
    assert [cell.kind for cell in grid.rows[0] if isinstance(cell, CellFault)] == ["error", "error"]


def test_merged_headers_keep_their_ranges_within_the_cells(tmp_path: Path) -> None:
    rows = (
        '<row r="3"><c r="B3" t="inlineStr"><is><t>Where</t></is></c><c r="D3" '
        't="inlineStr"><is><t>Tonnes</t></is>'
        '</c></row><row r="4"><c r="B4"><v>1</v></c><c r="C4"><v>2</v></c><c r="D4"><v>2023</v></c>'
        '<c r="E4"><v>2024</v></c></row>'
    )
    merges = (
        '<mergeCells><mergeCell ref="B3:C3"/><mergeCell ref="D3:XFD3"/><mergeCell ref="A1:A2"/></mergeCells>'
    )
    grid = one(tmp_path / "merged.xlsx", worksheet(rows, merges))
    assert (grid.first_row, grid.first_column) == (3, 2)
    assert grid.merged == ((3, 2, 3, 3), (3, 4, 3, 5))
    assert grid.address(1, 3) == "E4"


def test_fifty_thousand_merges_of_filled_cells_are_quick(tmp_path: Path) -> None:
    rows = "".join(
        f'<row r="{i}"><c r="A{i}"><v>{i}</v></c><c r="C{i}"><v>1</v></c></row>' for i in range(1, 50_001)
    )
    merges = "".join(f'<mergeCell ref="A{i}:B{i}"/>' for i in range(1, 50_001))
    path = write_xlsx(
        tmp_path / "merges.xlsx", {"Data": worksheet(rows, f"<mergeCells>{merges}</mergeCells>")}
    )
    began = time.process_time()
    (grid,) = read_grids(path)
    assert time.process_time() - began < 10
    assert len(grid.merged) == 50_000
    assert grid.merged[-1] == (50_000, 1, 50_000, 2)


def test_rows_and_cells_without_references_follow_each_other(tmp_path: Path) -> None:
    rows = (
        "<row><c><v>1</v></c><c><v>2</v></c></row><row/><row><c/><c><v>3</v></c></row>"
        '<row><c r="B9"><v>4</v></c><c><v>5</v></c></row><row r="12"><c><v>6</v></c></row>'
    )
    expected = {"A1": 1.0, "B1": 2.0, "B3": 3.0, "B9": 4.0, "C9": 5.0, "A12": 6.0}
    assert cells(one(tmp_path / "bare.xlsx", worksheet(rows))) == expected


def test_rows_out_of_order_and_in_halves_are_put_together(tmp_path: Path) -> None:
    rows = (
        '<row r="2"><c r="B2"><v>4</v></c><c r="A2"><v>3</v></c></row><row r="1"><c r="A1"><v>1</v></c></row>'
        '<row r="2"><c r="C2"><v>5</v></c></row>'
    )
    assert one(tmp_path / "order.xlsx", worksheet(rows)).rows == [[1.0], [3.0, 4.0, 5.0]]


def test_rich_text_is_joined_and_pronunciation_left_out(tmp_path: Path) -> None:
    texts = [
        "<si><r><t>Palm</t></r><r><rPr><b/></rPr><t xml:space='preserve'> oil</t></r></si>",
        "<si><t>大豆</t><rPh sb='0' eb='2'><t>ダイズ</t></rPh></si>",
        "<si><t/></si>",
        "<si><t>a_x000A_b_x005F_x000A_</t></si>",
    ]
    row = "".join(f'<c t="s"><v>{i}</v></c>' for i in range(4))
    grid = one(tmp_path / "rich.xlsx", worksheet(f"<row>{row}</row>"), strings=texts)
    assert grid.rows == [["Palm oil", "大豆", None, "a\nb_x000A_"]]


def test_hidden_rows_and_columns_are_read_and_said(tmp_path: Path) -> None:
    rows = (
        '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row>'
        '<row r="2" hidden="1"><c r="A2"><v>3</v></c></row>'
    )
    columns = '<cols><col min="2" max="16384" hidden="1"/></cols>'
    grid = one(tmp_path / "hidden.xlsx", worksheet(rows, before=columns))
    assert grid.rows == [[1.0, 2.0], [3.0]]
    ((severity, code, message),) = grid.notes
    assert (severity, code) == ("info", "hidden-cells")
    assert "row 2, column B" in message


def test_very_hidden_sheets_are_hidden(tmp_path: Path) -> None:
    sheets = {"Eén & twee": worksheet(""), "Deux": worksheet("")}
    sheets = {name.replace("&", "&amp;"): xml for name, xml in sheets.items()}
    path = write_xlsx(tmp_path / "h.xlsx", sheets, states={"Deux": "veryHidden"})
    assert [(grid.name, grid.hidden) for grid in read_grids(path)] == [("Eén & twee", False), ("Deux", True)]


@pytest.mark.parametrize(
    "sheet",
    [
        worksheet('<row r="1048577"><c><v>1</v></c></row>'),
        worksheet('<row r="0"><c><v>1</v></c></row>'),
        worksheet('<row r="1e9"><c><v>1</v></c></row>'),
        worksheet('<row r="1"><c r="XFE1"><v>1</v></c></row>'),
        worksheet('<row r="1"><c r="R1C1"><v>1</v></c></row>'),
        worksheet("<row><c><v>1</v></c></row>")[:-20],
        "<html/>",
        "",
    ],
)
def test_a_damaged_sheet_is_said_to_be_damaged(tmp_path: Path, sheet: str) -> None:
    with pytest.raises(UnreadableFileError, match="damaged"):
        one(tmp_path / "damaged.xlsx", sheet)


def test_too_many_cells_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bbafootprint.ingest.files.workbook.MAX_CELLS", 10)
    rows = "<row><c><v>1</v></c><c><v>1</v></c></row>" * 8
    with pytest.raises(UnreadableFileError, match=f"more than {MAX_CELLS:,} filled cells"):
        one(tmp_path / "many.xlsx", worksheet(rows))


def test_a_long_sheet_is_read_to_its_last_row(tmp_path: Path) -> None:
    rows = "".join(
        f'<row r="{i}">'
        + "".join(f'<c r="{letter}{i}"><v>{i}.25</v></c>' for letter in "ABCDEFGHIJ")
        + "</row>"
        for i in range(1, 20_001)
    )
    (grid,) = read_grids(write_xlsx(tmp_path / "large.xlsx", {"Data": worksheet(rows)}))
    assert sum(map(len, grid.rows)) == 200_000
    assert grid.rows[-1] == [20_000.25] * 10


# --- values ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "code", "kind"),
    [
        (0, None, None),
        (2, None, None),
        (14, None, "date"),
        (22, None, "date"),
        (20, None, "time"),
        (46, None, "duration"),
        (49, None, None),
        (164, "General", None),
        (164, "dd/mm/yyyy", "date"),
        (164, "[$-413]d mmmm yyyy;@", "date"),
        (164, "mmm", "date"),
        (164, "h:mm AM/PM", "time"),
        (164, "mm:ss.000", "time"),
        (164, "[h]:mm", "duration"),
        (164, '#,##0.0 "days"', None),
        (164, "#,##0 \\d", None),
        (164, '"dd/mm/yyyy"0', None),
        (164, "[Red]0.00;[Blue]-0.00", None),
        (164, "0.00E+00", None),
        (164, "[$USD] #,##0", "money:USD"),
        (164, "@", None),
    ],
)
def test_number_formats_that_show_dates(number: int, code: str | None, kind: str | None) -> None:
    assert format_kind(number, code) == kind


@pytest.mark.parametrize(
    ("serial", "kind", "epoch_1904", "expected"),
    [
        (45047.0, "date", False, datetime.datetime(2023, 5, 1)),
        (43585.0, "date", True, datetime.datetime(2023, 5, 1)),
        (45047.75, "date", False, datetime.datetime(2023, 5, 1, 18)),
        (1.0, "date", False, datetime.datetime(1900, 1, 1)),
        (59.0, "date", False, datetime.datetime(1900, 2, 28)),
        (61.0, "date", False, datetime.datetime(1900, 3, 1)),
        (0.0, "date", True, datetime.datetime(1904, 1, 1)),
        (0.5, "time", False, datetime.time(12)),
        (1.5, "duration", False, datetime.timedelta(hours=36)),
        (2958465.0, "date", False, datetime.datetime(9999, 12, 31)),
        (2958466.0, "date", False, 2958466.0),
        (-1.0, "date", False, -1.0),
    ],
)
def test_serial_numbers_become_moments(serial: float, kind: str, epoch_1904: bool, expected: object) -> None:
    assert moment(serial, kind, epoch_1904) == expected


@given(day=st.dates(datetime.date(1900, 3, 1)), epoch_1904=st.booleans())
def test_every_day_survives(day: datetime.date, epoch_1904: bool) -> None:
    first = datetime.date(1904, 1, 1) if epoch_1904 else datetime.date(1899, 12, 30)
    serial = (day - first).days
    if serial >= 0 and (epoch_1904 or serial > 60):
        assert moment(float(serial), "date", epoch_1904) == datetime.datetime(day.year, day.month, day.day)


def test_cells_with_date_styles(tmp_path: Path) -> None:
    styles = (
        f'<styleSheet xmlns="{MAIN}"><numFmts><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/></numFmts>'
        '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/>'
        '<xf numFmtId="14"/></cellXfs></styleSheet>'
    )
    row = "".join(f'<c s="{i}"><v>45047</v></c>' for i in range(4)) + "<c><v>nan</v></c><c><v> 1 2 </v></c>"
    grid = one(tmp_path / "dates.xlsx", worksheet(f"<row>{row}</row>"), styles=styles)
    day = datetime.datetime(2023, 5, 1)
    assert grid.rows == [[45047.0, day, day, 45047.0, CellFault("error", "nan"), "1 2"]]


@given(st.text())
def test_escapes_never_fail(text: str) -> None:
    assert unescape(text.replace("_x", "")) == text.replace("_x", "")
    unescape(text + "_xD83D_").encode()


# --- other kinds of workbook -------------------------------------------------------------------------------------


def test_an_old_workbook(tmp_path: Path) -> None:
    path = tmp_path / "old.xls"
    path.write_bytes(zlib.decompress(base64.b85decode(OLD_XLS)))
    first, second = read_grids(path)
    assert (first.name, first.hidden, second.name, second.hidden) == ("Inkoop", False, "Verborgen", True)
    assert first.rows == [
        ["Soja 2023"],
        ["Land", "Datum", "Ton"],
        ["BRA", datetime.datetime(2023, 5, 1), 12.5],
        ["NA", True, 7.0],
        ["ARG", None, CellFault("error", "#DIV/0!")],
    ]
    assert first.address(4, 2) == "D6"
    assert first.merged == ((2, 2, 2, 4),)  # B2:D2


def test_a_binary_workbook_keeps_its_errors(tmp_path: Path) -> None:
    path = write_xlsb(
        tmp_path / "b.xlsb", [(1, 1, 5.0), (1, 2, "#N/A"), (3, 1, 2.5), (9, 0, "#DIV/0!")], "Aankoop"
    )
    (grid,) = read_grids(path)
    assert grid.name == "Aankoop"
    assert cells(grid) == {
        "B2": 5.0,
        "C2": CellFault("error", "#N/A"),
        "B4": 2.5,
        "A10": CellFault("error", "#DIV/0!"),
    }


@needs_limits
def test_a_stray_cell_in_a_binary_workbook_is_named_and_costs_nothing(tmp_path: Path) -> None:
    path = write_xlsb(tmp_path / "b.xlsb", [(0, 0, 5.0), (0, 1, 6.0), (1_048_575, 16_383, 2.5)])
    assert in_bounds(path, 100) == "1 2 ['stray-cell']"


def test_every_kind_of_cell_of_a_binary_workbook(tmp_path: Path) -> None:
    def short(bits: int) -> bytes:
        return struct.pack("<I", bits)

    half = struct.unpack("<Q", struct.pack("<d", 0.5))[0] >> 32
    values = [
        (2, short(7 << 2 | 2), 0),  # the integer 7
        (2, short((-7 & 0x3FFFFFFF) << 2 | 3), 0),  # the integer -7 in hundredths
        (2, short(half), 0),
        (4, b"\x01", 0),
        (6, wide("soja"), 0),
        (7, struct.pack("<I", 0), 0),
        (7, struct.pack("<I", 9), 0),
        (8, wide(""), 0),
        (9, struct.pack("<d", 45047.0), 1),
        (10, b"\x00", 0),
        (11, b"\x2a", 0),
        (62, b"\x00" + wide("rijk"), 0),
        (5, struct.pack("<d", float("inf")), 0),
        (1, b"", 0),
    ]
    sheet = xlsb_record(145) + xlsb_record(0, struct.pack("<II", 0, 0))
    for column, (record, value, style) in enumerate(values):
        sheet += xlsb_record(record, struct.pack("<II", column, style) + value)
    sheet += xlsb_record(146) + xlsb_record(176, struct.pack("<4I", 0, 1, 4, 5))
    styles = xlsb_record(47, struct.pack("<HH", 0, 14))  # outside the styles of cells
    styles += (
        xlsb_record(617)
        + xlsb_record(47, bytes(4))
        + xlsb_record(47, struct.pack("<HH", 0, 14))
        + xlsb_record(618)
    )
    strings = xlsb_record(159) + xlsb_record(19, b"\x00" + wide("cacao")) + xlsb_record(160)
    (grid,) = read_grids(write_xlsb(tmp_path / "b.xlsb", [], sheet=sheet, styles=styles, strings=strings))
    missing = CellFault("error", "text number 9, which the workbook's table of texts lacks")
    assert grid.rows == [
        [7.0, -0.07, 0.5, True, "soja", "cacao", missing, None, datetime.datetime(2023, 5, 1), False,
         CellFault("error", "#N/A"), "rijk", CellFault("error", "inf")]
    ]  # fmt: skip
    assert grid.merged == ((1, 5, 1, 6),)


@pytest.mark.parametrize("number", [0.0, 1.5, 1e300, -0.07])
def test_calamine_reads_the_same_binary_numbers(tmp_path: Path, number: float) -> None:
    import python_calamine

    path = write_xlsb(tmp_path / "b.xlsb", [(2, 1, number), (3, 2, 1.0)])
    with python_calamine.load_workbook(str(path)) as workbook:
        sheet = workbook.get_sheet_by_index(0)
        assert sheet.start == (2, 1)
        assert sheet.to_python()[0][0] == read_grids(path)[0].rows[0][0] == number


def cell(kind: str, value: str, text: str, more: str = "") -> str:
    attribute = {"float": "value", "string": "string-value"}.get(kind, f"{kind}-value")
    return (
        f'<table:table-cell office:value-type="{kind}" office:{attribute}="{value}" {more}>'
        f"<text:p>{text}</text:p></table:table-cell>"
    )


def test_an_opendocument_spreadsheet(tmp_path: Path) -> None:
    rows = (
        "<table:table-row table:number-rows-repeated='2'><table:table-cell/></table:table-row>"
        "<table:table-row><table:table-cell table:number-columns-repeated='1'/>"
        "<table:table-cell office:value-type='string' table:number-columns-spanned='2'>"
        "<office:annotation><text:p>not this</text:p></office:annotation>"
        "<text:p>Palm<text:s "
        "text:c='2'/><text:span>oil</text:span></text:p><text:p>RSPO</text:p></table:table-cell>"
        "<table:covered-table-cell/>"
        + cell("date", "2023-05-01", "01/05/23")
        + cell("time", "PT10H30M00S", "10:30")
        + cell("boolean", "true", "TRUE")
        + "</table:table-row><table:table-row table:number-rows-repeated='2'><table:table-cell/>"
        + cell("float", "2.5", "2,5", "table:number-columns-repeated='2'")
        + cell("string", "", "#N/A", "calcext:value-type='error' table:formula='of:=NA()'")
        + cell("float", "0", "#DIV/0!", "table:formula='of:=1/0'")
        + "<table:table-cell table:formula='of:=1+1'/></table:table-row>"
        "<table:table-row table:number-rows-repeated='1048571'>"
        "<table:table-cell table:number-columns-repeated='16384'/></table:table-row>"
    )
    tables = (
        f"<table:table table:name='Inkoop' table:style-name='ta1'>{rows}</table:table>"
        "<table:table table:name='Weg' table:style-name='ta2'/>"
    )
    styles = "<style:style style:name='ta2'><style:table-properties table:display='false'/></style:style>"
    first, second = read_grids(write_ods(tmp_path / "t.ods", tables, styles))
    numbers = [
        2.5,
        2.5,
        CellFault("error", "#N/A"),
        CellFault("error", "#DIV/0!"),
        CellFault("uncached", "=1+1"),
    ]
    assert first.rows == [
        ["Palm  oil\nRSPO", None, datetime.datetime(2023, 5, 1), datetime.time(10, 30), True],
        numbers,
        numbers,
    ]
    assert (first.first_row, first.first_column, first.merged) == (3, 2, ((3, 2, 3, 3),))
    assert (second.name, second.hidden, second.rows) == ("Weg", True, [])


@needs_limits
def test_a_filled_cell_repeated_over_an_opendocument_sheet_is_refused(tmp_path: Path) -> None:
    full = cell("float", "1", "1", "table:number-columns-repeated='16384'")
    rows = f"<table:table-row table:number-rows-repeated='1048576'>{full}</table:table-row>"
    path = write_ods(tmp_path / "t.ods", f"<table:table table:name='A'>{rows}</table:table>")
    assert "too large" in in_bounds(path, 100)


def test_a_protected_opendocument_spreadsheet(tmp_path: Path) -> None:
    path = write_ods(tmp_path / "t.ods", "", manifest="<manifest><encryption-data/></manifest>")
    with pytest.raises(UnreadableFileError, match="password protected"):
        read_grids(path)


# --- laws --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["xlsx", "xls", "xlsb", "ods"])
def test_damage_is_never_worse_than_an_unreadable_file(kind: str, tmp_path: Path) -> None:
    sound = tmp_path / f"sound.{kind}"
    row = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1"><f>1</f><v>1</v></c><c r="C1" t="e"><v>#N/A</v></c></row>'
    if kind == "xlsx":
        write_xlsx(sound, {"Data": worksheet(row * 20)}, strings=["<si><t>soy</t></si>"])
    elif kind == "xls":
        sound.write_bytes(zlib.decompress(base64.b85decode(OLD_XLS)))
    elif kind == "xlsb":
        write_xlsb(sound, [(i, j, float(i)) for i in range(9) for j in range(9)])
    else:
        line = f"<table:table-row>{cell('float', '1', '1')}</table:table-row>"
        write_ods(sound, f"<table:table table:name='A'>{line * 9}</table:table>")
    data = sound.read_bytes()
    broken = tmp_path / f"broken.{kind}"

    @settings(max_examples=examples(150), deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(
        st.lists(st.tuples(st.integers(0, len(data) - 1), st.integers(0, 255)), min_size=1, max_size=8),
        st.integers(len(data) // 2, len(data)),
    )
    def law(changes: list[tuple[int, int]], length: int) -> None:
        changed = bytearray(data)
        for place, byte in changes:
            changed[place] = byte
        broken.write_bytes(changed[:length])
        with contextlib.suppress(UnreadableFileError):
            read_grids(broken)

    law()


@pytest.mark.parametrize("kind", ["xlsx", "xlsb", "ods"])
def test_damage_inside_a_sound_container_is_never_worse_either(kind: str, tmp_path: Path) -> None:
    sound = tmp_path / f"sound.{kind}"
    if kind == "xlsx":
        row = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="1"><f>1</f><v>1</v></c></row>'
        write_xlsx(sound, {"Data": worksheet(row * 3)}, strings=["<si><t>soy</t></si>"])
    elif kind == "xlsb":
        write_xlsb(sound, [(i, j, float(i)) for i in range(4) for j in range(3)])
    else:
        line = f"<table:table-row>{cell('float', '1', '1')}</table:table-row>"
        write_ods(sound, f"<table:table table:name='A'>{line * 3}</table:table>")
    with zipfile.ZipFile(sound) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    broken = tmp_path / f"broken.{kind}"

    @settings(max_examples=examples(150), deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(
        st.sampled_from(sorted(parts)),
        st.lists(st.tuples(st.integers(0, 10_000), st.binary(max_size=4)), min_size=1, max_size=4),
    )
    def law(name: str, changes: list[tuple[int, bytes]]) -> None:
        changed = bytearray(parts[name])
        for place, data in changes:
            place %= len(changed) or 1
            changed[place : place + len(data)] = data
        with zipfile.ZipFile(broken, "w") as archive:
            for other, content in parts.items():
                archive.writestr(other, bytes(changed) if other == name else content)
        with contextlib.suppress(UnreadableFileError):
            read_grids(broken)

    law()
