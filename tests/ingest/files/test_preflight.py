"""What a file is by its content, and what is refused before it is read."""

from __future__ import annotations

import gzip
import json
import struct
import zipfile
from pathlib import Path

import pytest

from bbafootprint.errors import UnreadableFileError
from bbafootprint.ingest.files.grid import Grid, column_letters, sha256_of
from bbafootprint.ingest.files.package import MAX_RATIO, RATIO_FREE_BYTES, open_archive, part_chunks
from bbafootprint.ingest.files.preflight import kind_of
from bbafootprint.ingest.files.workbook import read_grids

from .makefiles import worksheet, write_ods, write_xlsb, write_xlsx


def test_a_file_is_what_its_content_says(tmp_path: Path) -> None:
    assert kind_of(write_xlsx(tmp_path / "a", {"A": worksheet("")})) == "xlsx"
    assert kind_of(write_xlsb(tmp_path / "b", [])) == "xlsb"
    assert kind_of(write_ods(tmp_path / "c", "")) == "ods"
    (tmp_path / "d").write_bytes(b"PAR1....PAR1")
    assert kind_of(tmp_path / "d") == "parquet"
    (tmp_path / "e").write_text("commodity;origin\nsoja;BRA\n")
    assert kind_of(tmp_path / "e") == "delimited"


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.xlsx", b"%PDF-1.7 ...", "a PDF document"),
        ("a.xls", b"<html><table><tr><td>1</td></tr></table></html>", "a web page"),
        ("a.xls", b"\xef\xbb\xbf\r\n<!DOCTYPE html><html/>", "a web page"),
        ("a.xls", "<html><body/></html>".encode("utf-16"), "a web page"),
        ("a.xml", b"<?xml version='1.0'?><a/>", "an XML document"),
        (
            "a.xls",
            b'<?xml?><?mso-application progid="Excel.Sheet"?><Workbook/>',
            "an XML spreadsheet of Excel 2003",
        ),
        ("a.csv", json.dumps([{"origin": "BRA"}]).encode(), "a JSON document"),
        ("a.json", b'{\n "lines": []}', "a JSON document"),
        ("a.csv.gz", gzip.compress(b"a,b\n1,2\n", mtime=0), "a gzip archive"),
        ("a.xlsx", b"\x89PNG\r\n\x1a\n", "a picture"),
    ],
)
def test_what_is_no_table_is_named_for_what_it_is(
    tmp_path: Path, name: str, content: bytes, words: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(UnreadableFileError, match=f"{name} is not .* it looks like {words}") as caught:
        read_grids(path)
    assert caught.value.path == path
    assert "save" in str(caught.value)


@pytest.mark.parametrize(
    ("member", "words"),
    [("word/document.xml", "a Word document"), ("ppt/a.xml", "a PowerPoint"), ("soy.csv", "a zip archive")],
)
def test_a_zip_that_is_no_workbook(tmp_path: Path, member: str, words: str) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>") if "/" in member else None
        archive.writestr(member, "")
    with pytest.raises(UnreadableFileError, match=words):
        read_grids(tmp_path / "a.xlsx")


def test_a_missing_file_a_folder_and_an_empty_file(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match=r"There is no file .*soy\.xlsx\. Check the spelling"):
        read_grids(tmp_path / "soy.xlsx")
    with pytest.raises(UnreadableFileError, match="is a folder"):
        read_grids(tmp_path)
    (tmp_path / "none.csv").touch()
    with pytest.raises(UnreadableFileError, match="is empty"):
        read_grids(tmp_path / "none.csv")


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "locked.xlsx"
    path.write_bytes(b"PK")

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)  # the superuser may read any file, so that a mode tests nothing
    with pytest.raises(UnreadableFileError, match="may not be read"):
        read_grids(path)


@pytest.mark.parametrize("kept", [30, 300, -1])
def test_a_truncated_workbook_is_damaged(tmp_path: Path, kept: int) -> None:
    path = write_xlsx(tmp_path / "cut.xlsx", {"A": worksheet("<row><c><v>1</v></c></row>")})
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(UnreadableFileError, match=r"damaged.*cut short"):
        read_grids(path)


def test_a_part_whose_bytes_changed_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "crc.xlsx"
    write_xlsx(path, {"A": worksheet("<row><c><v>1</v></c></row>")})
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:  # stored, so that only the checksum can tell
        for name, content in parts.items():
            archive.writestr(name, content)
    path.write_bytes(path.read_bytes().replace(b"<v>1</v>", b"<v>7</v>"))
    with pytest.raises(UnreadableFileError, match="damaged"):
        read_grids(path)


def test_parts_that_differ_only_in_case_are_the_same_part(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "twice.xlsx", {"A": worksheet("")}, other={"XL/Workbook.xml": "<a/>"})
    with pytest.raises(UnreadableFileError, match="twice"):
        read_grids(path)


def test_an_encrypted_zip_is_password_protected(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "zip.xlsx", {"A": worksheet("")})
    data = bytearray(path.read_bytes())
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1  # the flag of encryption in the directory
    path.write_bytes(data)
    with pytest.raises(UnreadableFileError, match="password protected"):
        read_grids(path)


def test_too_many_parts_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bbafootprint.ingest.files.package.MAX_MEMBERS", 3)
    with pytest.raises(UnreadableFileError, match="more than 3 parts"):
        read_grids(write_xlsx(tmp_path / "parts.xlsx", {"A": worksheet("")}))


def test_too_large_a_part_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bbafootprint.ingest.files.package.MAX_PART_BYTES", 100)
    with pytest.raises(UnreadableFileError, match="is too large"):
        read_grids(write_xlsx(tmp_path / "part.xlsx", {"A": worksheet("")}))


def test_the_ratio_is_bounded_only_where_it_matters(tmp_path: Path) -> None:
    path = tmp_path / "ratio.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("small", bytes(RATIO_FREE_BYTES))
        archive.writestr("bomb", bytes(RATIO_FREE_BYTES + 1))
    with open_archive(path) as archive:
        small, bomb = archive.infolist()
        assert min(small.file_size / small.compress_size, bomb.file_size / bomb.compress_size) > MAX_RATIO
        assert sum(map(len, part_chunks(path, archive, "small"))) == RATIO_FREE_BYTES
        with pytest.raises(UnreadableFileError, match="refused for safety"):
            next(part_chunks(path, archive, "bomb"))


def test_a_size_that_lies_is_found_out(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "lie.xlsx", {"A": worksheet("<row/>" * 10_000)})
    data = bytearray(path.read_bytes())
    at = data.index(b"xl/worksheets/sheet1.xml", data.index(b"PK\x01\x02")) - 46
    struct.pack_into("<I", data, at + 24, 500)  # the unpacked size in the directory
    path.write_bytes(data)
    with pytest.raises(UnreadableFileError, match="damaged"):
        read_grids(path)


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE a [<!ENTITY e "x">]>',
        '<!DOCTYPE a SYSTEM "file:///etc/hostname">',
        '<!DOCTYPE a [<!ENTITY % p SYSTEM "http://localhost:9/a"> %p;]>',
    ],
)
@pytest.mark.parametrize(
    "part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml", "_rels/.rels"]
)
def test_a_document_type_is_refused_in_every_part(tmp_path: Path, part: str, doctype: str) -> None:
    path = write_xlsx(tmp_path / "doctype.xlsx", {"A": worksheet("")}, other={part: f"{doctype}<a/>"})
    with pytest.raises(UnreadableFileError, match="document type"):
        read_grids(path)


def test_relationships_to_outside_are_not_followed(tmp_path: Path) -> None:
    rels = (
        '<Relationships><Relationship Id="r1" TargetMode="External" Type="x/worksheet" '
        'Target="http://localhost:9/sheet1.xml"/></Relationships>'
    )
    path = write_xlsx(tmp_path / "out.xlsx", {"A": worksheet("")}, other={"xl/_rels/workbook.xml.rels": rels})
    with pytest.raises(UnreadableFileError, match="sheet 'A' is missing"):
        read_grids(path)


def test_an_old_office_file_that_is_no_workbook(tmp_path: Path) -> None:
    path = tmp_path / "letter.xls"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "WordDocument".encode("utf-16-le"))
    with pytest.raises(UnreadableFileError, match="not a workbook"):
        read_grids(path)


def test_a_wrong_extension_is_said_with_the_right_one(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "lines.csv", {"A": worksheet("<row><c><v>1</v></c></row>")})
    with pytest.raises(UnreadableFileError, match=r"is an Excel workbook .* rename it to lines\.xlsx"):
        read_grids(path)
    (tmp_path / "lines.xlsx").write_text("a;b\n1;2\n")
    with pytest.raises(UnreadableFileError, match=r"is a delimited text file .* rename it to lines\.csv"):
        read_grids(tmp_path / "lines.xlsx")


def test_parquet_belongs_to_another_reader(tmp_path: Path) -> None:
    (tmp_path / "a.parquet").write_bytes(b"PAR1....PAR1")
    with pytest.raises(UnreadableFileError, match="Parquet"):
        read_grids(tmp_path / "a.parquet")


def test_addresses() -> None:
    assert [column_letters(n) for n in (1, 26, 27, 52, 53, 702, 703, 16384)] == [
        "A", "Z", "AA", "AZ", "BA", "ZZ", "AAA", "XFD",
    ]  # fmt: skip
    assert Grid("", [], first_row=5, first_column=3).address(2, 1) == "D7"
    with pytest.raises(ValueError, match="numbered from 1"):
        column_letters(0)


def test_sha256_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "abc").write_bytes(b"abc")  # the example of FIPS 180-2, appendix B.1
    expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert sha256_of(tmp_path / "abc") == sha256_of(str(tmp_path / "abc")) == expected
