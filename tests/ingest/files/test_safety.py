"""Files made to do harm, and a short run of the fuzzer; the long one is benchmarks/fuzz_files.py."""

from __future__ import annotations

import sys
import time
import zipfile
from pathlib import Path

import pytest

from bbafootprint.errors import UnreadableFileError
from bbafootprint.ingest.files import bounds, sharedtexts
from bbafootprint.ingest.files.workbook import read_grids
from bbafootprint.ingest.reading import read_lines

from .makefiles import worksheet, write_ods, write_xlsx, xlsb_record


def test_many_parts_that_unpack_to_more_than_their_share_are_refused(tmp_path: Path) -> None:
    blank = worksheet(" " * (8 * 2**20))  # each on its own is small enough
    path = write_xlsx(tmp_path / "a.xlsx", {f"S{i}": blank for i in range(12)})
    began = time.process_time()
    with pytest.raises(UnreadableFileError, match="its parts unpack to 96 MiB, more than 250 times its size"):
        read_grids(path)
    assert time.process_time() - began < 1


def test_one_part_for_many_sheets_is_damage(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", {"A": worksheet(""), "B": worksheet("")})
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b'"r2"', b'"r1"')
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    with pytest.raises(UnreadableFileError, match="'B' is another sheet at the same time"):
        read_grids(path)


def test_more_texts_than_a_workbook_has_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sharedtexts, "MAX_TEXTS", 3)
    sheets = {"A": worksheet("")}
    assert len(read_grids(write_xlsx(tmp_path / "a.xlsx", sheets, strings=["<si><t>a</t></si>"] * 3))) == 1
    for item in ("<si><t>a</t></si>", "<si><r><t>a</t></r></si>"):
        with pytest.raises(UnreadableFileError, match="more than 3 different texts"):
            read_grids(write_xlsx(tmp_path / "a.xlsx", sheets, strings=[item] * 4))


def test_more_characters_than_a_workbook_has_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sharedtexts, "MAX_CHARACTERS", 200)
    for item in ("<si><t>{}</t></si>", "<si><r><t>{}</t></r></si>"):
        with pytest.raises(UnreadableFileError, match="more than 200 characters"):
            read_grids(
                write_xlsx(tmp_path / "a.xlsx", {"A": worksheet("")}, strings=[item.format("a" * 300)])
            )


def test_cells_that_are_repeated_a_million_times_are_refused(tmp_path: Path) -> None:
    cell = (
        "<table:table-cell office:value-type='float' office:value='1'><text:p>1</text:p></table:table-cell>"
    )
    rows = f"<table:table-row table:number-rows-repeated='600000'>{cell * 2}</table:table-row>"
    path = write_ods(tmp_path / "a.ods", f"<table:table table:name='A'>{rows}</table:table>")
    assert path.stat().st_size < 2_000
    with pytest.raises(UnreadableFileError, match="too large"):
        read_grids(path)


def test_a_row_of_too_many_cells_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a,b\n" + "1," * 16_384 + "1\n")
    with pytest.raises(UnreadableFileError, match="2 rows of up to 16,385 cells; at most 16,384 columns"):
        read_grids(path)


def test_a_wide_row_in_a_long_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bbafootprint.ingest.files.delimited.MAX_AREA", 1_000)
    path = tmp_path / "a.csv"
    path.write_text("a,b\n" + "1,2\n" * 98 + "1," * 9 + "1\n")  # 100 rows, the last of 10 cells
    assert len(read_grids(path)[0].rows) == 100
    path.write_text("a,b\n" + "1,2\n" * 99 + "1," * 9 + "1\n")
    with pytest.raises(UnreadableFileError, match="101 rows of up to 10 cells"):
        read_grids(path)
    assert bounds.MAX_AREA >= 1_048_576 * 20  # a full sheet of 20 columns is read


@pytest.mark.parametrize("encoding", ["A1TF-8", "big5"])
def test_an_encoding_that_the_parser_lacks_is_damage(tmp_path: Path, encoding: str) -> None:
    xml = f'<?xml version="1.0" encoding="{encoding}"?>{worksheet("")}'
    with pytest.raises(UnreadableFileError, match="in no encoding that is known"):
        read_grids(write_xlsx(tmp_path / "a.xlsx", {"A": xml}))


def test_names_and_offsets_that_are_none_are_damage(tmp_path: Path) -> None:
    sound = write_xlsx(tmp_path / "a.xlsx", {"A": worksheet("")}).read_bytes()
    path = tmp_path / "b.xlsx"
    end = sound.rindex(b"PK\5\6")
    path.write_bytes(
        sound[: end + 16] + b"\xff\xff\xff\x7f" + sound[end + 20 :]
    )  # the directory, before the file
    with pytest.raises(UnreadableFileError, match="damaged"):
        read_grids(path)
    central = sound.index(b"PK\1\2")
    name = sound.index(b"_rels/.rels", central)
    flagged = bytearray(sound)
    flagged[central + 9] |= 0x08  # names are UTF-8
    flagged[name] = 0xFF
    path.write_bytes(flagged)
    with pytest.raises(UnreadableFileError, match="damaged"):
        read_grids(path)


def test_a_binary_text_without_end_is_damage(tmp_path: Path) -> None:
    from .makefiles import write_xlsb

    sheet = xlsb_record(0, bytes(17)) + xlsb_record(6, bytes(8) + b"\xff\xff\xff\x7f")
    with pytest.raises(UnreadableFileError, match="damaged"):
        read_grids(write_xlsb(tmp_path / "a.xlsb", [], sheet=sheet))


def test_twenty_thousand_bad_cells_are_each_reported_and_quick(tmp_path: Path) -> None:
    rows = "".join(
        f'<row r="{i}"><c r="A{i}" t="s"><v>2</v></c><c r="B{i}" t="e"><v>#N/A</v></c></row>'
        for i in range(2, 20_002)
    )
    head = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>'
    strings = [f"<si><t>{text}</t></si>" for text in ("Commodity", "Quantity (t)", "Cocoa beans")]
    path = write_xlsx(tmp_path / "a.xlsx", {"A": worksheet(head + rows)}, strings=strings)
    began = time.process_time()
    lines = read_lines(path)
    assert time.process_time() - began < 5  # of which the vocabulary takes half a second
    bad = lines.issues[lines.issues["code"] == "cell-error"]
    assert len(bad) == 20_000
    assert list(bad["cell"].iloc[[0, -1]]) == ["B2", "B20001"]
    assert lines.frame["rejected"].all()


@pytest.mark.once
@pytest.mark.skipif(sys.platform == "win32", reason="bounds memory with the limits of POSIX")
def test_a_short_run_of_the_fuzzer_finds_no_harm(tmp_path: Path) -> None:
    from benchmarks.fuzz_files import load_seeds, own_seeds, run

    own_seeds(tmp_path)
    said: list[str] = []
    harm = run(200, 4, load_seeds([tmp_path]), tell=said.append)
    assert harm == []
    assert said[0] == "200 inputs with seed 4: 0 did harm"


@pytest.mark.skipif(sys.platform == "win32", reason="bounds memory with the limits of POSIX")
def test_the_fuzzer_sees_harm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from benchmarks import fuzz_files

    monkeypatch.setattr(fuzz_files.sys, "executable", "/bin/false")  # a worker that dies
    harm = fuzz_files.run(1, 1, [("a.csv", b"a,b\n")], tell=lambda text: None)
    assert len(harm) == 1
    assert "the process died" in harm[0]


def test_a_part_without_a_name_harms_nothing(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", {"A": worksheet("")}, other={"Q": "x"})
    data = bytearray(path.read_bytes())
    central = data.rindex(b"PK\1\2")  # of the last part, Q
    data[central + 28 : central + 30] = b"\0\0"  # its name has no letters
    del data[central + 46]
    end = data.rindex(b"PK\5\6")
    data[end + 12 : end + 16] = (int.from_bytes(data[end + 12 : end + 16], "little") - 1).to_bytes(
        4, "little"
    )
    path.write_bytes(data)
    assert [grid.name for grid in read_grids(path)] == ["A"]
