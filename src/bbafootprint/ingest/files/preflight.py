"""What a file is: by its content, and never by its name.

Nothing is read for its numbers here. What cannot be a table is refused with what it looks like and what to
do.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from bbafootprint.errors import UnreadableFileError
from bbafootprint.ingest.files.package import open_archive, part_chunks, part_key

_MAGIC = (
    (b"PAR1", "parquet"),
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"{\\rtf", "an RTF document"),
    (b"SQLite format 3", "an SQLite database"),
    (b"ARROW1", "an Arrow file"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HTML = ("<html", "<!doctype html", "<table", "<head", "<meta", "<body", "<div", "<style", "<!--")
_JSON = re.compile(r'\A\s*(?:\{\s*["}]|\[\s*[\[{"\]])')


def kind_of(path: Path) -> str:
    """Say what a file is, from its bytes and never from its name.

    Parameters
    ----------
    path : pathlib.Path
        The file.

    Returns
    -------
    str
        ``"xlsx"``, ``"xlsb"``, ``"xls"``, ``"ods"``, ``"parquet"`` or ``"delimited"``.

    Raises
    ------
    UnreadableFileError
        If there is no such file, it cannot be opened, is empty, protected by a password, or is something
        else.
    """
    head = _head(path)
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            if kind == "parquet":
                return kind
            raise _looks_like(path, kind)
    if head.startswith(_OLE):
        return _ole_kind(path)
    if head.startswith(b"PK\x03\x04") or head.startswith(b"PK\x05\x06"):
        return _zip_kind(path)
    text = head.decode("utf-16" if head[:2] in (b"\xff\xfe", b"\xfe\xff") else "latin-1", "replace")
    text = text.removeprefix("\xef\xbb\xbf").lstrip().lower()
    if text.startswith(_HTML):
        raise _looks_like(path, "a web page (HTML)")
    if text.startswith("<?xml") or text.startswith("<workbook"):
        what = "an XML document"
        if "urn:schemas-microsoft-com:office:spreadsheet" in text or "excel.sheet" in text:
            what = "an XML spreadsheet of Excel 2003"
        raise _looks_like(path, what)
    if _JSON.match(text):
        raise _looks_like(path, "a JSON document")
    return "delimited"


def _head(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise UnreadableFileError(
                f"{path} is a folder, not a file. Name one workbook or CSV file in it.", path=path
            )
        if path.exists() and not path.is_file():  # a pipe or a device, which might never end
            raise UnreadableFileError(
                f"{path} is not a regular file. Save the table to a file first.", path=path
            )
        with path.open("rb") as file:
            head = file.read(4096)
    except FileNotFoundError:
        raise UnreadableFileError(
            f"There is no file {path}. Check the spelling and the folder (this is {os.getcwd()}).", path=path
        ) from None
    except PermissionError:
        raise UnreadableFileError(
            f"{path} may not be read by you. Ask for permission, or close it where another program holds it.",
            path=path,
        ) from None
    except OSError as error:
        raise UnreadableFileError(f"{path} cannot be read: {error.strerror}.", path=path) from error
    if not head:
        raise UnreadableFileError(
            f"{path} is empty (0 bytes). Export or download it again; the last time nothing was written.",
            path=path,
        )
    return head


def _looks_like(path: Path, what: str) -> UnreadableFileError:
    suffix = path.suffix.lower()
    supposed = "an Excel workbook" if suffix.startswith(".xl") else "a table that can be read"
    return UnreadableFileError(
        f"{path.name} is not {supposed}: it looks like {what}, whatever its name says. Open it in the "
        "program "
        "that made it and save or export it as an Excel workbook (.xlsx) or as CSV UTF-8.",
        path=path,
    )


def _ole_kind(path: Path) -> str:
    """Tell old workbooks from encrypted new ones: both are OLE2 containers with named streams."""
    wanted = {
        name: name.encode("utf-16-le") for name in ("EncryptedPackage", "Workbook", "Book", "WordDocument")
    }
    found = set()
    tail = b""
    with path.open("rb") as file:
        while chunk := file.read(2**20):
            window = tail + chunk
            found |= {name for name, mark in wanted.items() if mark in window}
            tail = window[-64:]
    if "EncryptedPackage" in found:
        raise UnreadableFileError(
            f"{path.name} is password protected, so nothing in it can be read. Open it in Excel, remove the "
            "password (File, Info, Protect Workbook, Encrypt with Password, empty the box), and save it.",
            path=path,
        )
    if "Workbook" in found or "Book" in found:
        return "xls"
    raise _looks_like(path, "an older Office document that is not a workbook")


def _zip_kind(path: Path) -> str:
    with open_archive(path) as archive:
        names = {part_key(name) for name in archive.namelist()}
        if "xl/workbook.bin" in names:
            return "xlsb"
        if any(name.startswith("xl/") for name in names):
            return "xlsx"
        if "content.xml" in names and "mimetype" in names:
            mimetype = b"".join(part_chunks(path, archive, "mimetype"))
            if b"opendocument.spreadsheet" in mimetype:
                return "ods"
            raise _looks_like(path, "an OpenDocument file that is not a spreadsheet")
        if any(name.startswith("word/") for name in names):
            raise _looks_like(path, "a Word document")
        if any(name.startswith("ppt/") for name in names):
            raise _looks_like(path, "a PowerPoint presentation")
        if "index/document.iwa" in names:
            raise _looks_like(path, "an Apple Numbers document")
        if {"[content_types].xml", "_rels/.rels"} & names:
            return "xlsx"  # an Office package with its parts in unusual folders: the relationships tell
    raise _looks_like(path, "a zip archive (unpack it first)")
