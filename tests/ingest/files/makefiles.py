"""Workbooks made by hand, part by part, for what no program would write."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def relationships(*targets: tuple[str, str, str]) -> str:
    inside = "".join(
        f'<Relationship Id="{i}" Type="{OFFICE}/{kind}" Target="{target}"/>' for i, kind, target in targets
    )
    return f'<Relationships xmlns="{PACKAGE}">{inside}</Relationships>'


def worksheet(sheet_data: str, after: str = "", before: str = "") -> str:
    return f'<worksheet xmlns="{MAIN}">{before}<sheetData>{sheet_data}</sheetData>{after}</worksheet>'


def write_xlsx(
    path: Path,
    sheets: Mapping[str, str],
    *,
    states: Mapping[str, str] | None = None,
    strings: Sequence[str] = (),
    styles: str | None = None,
    workbook_extra: str = "",
    kind: str = "worksheet",
    other: Mapping[str, str | bytes] | None = None,
    drop: Sequence[str] = (),
) -> Path:
    """Write a workbook; `sheets` maps a name to the whole XML of its part."""
    entries = "".join(
        f'<sheet name="{name}" sheetId="{i}" r:id="r{i}" state="{(states or {}).get(name, "visible")}"/>'
        for i, name in enumerate(sheets, 1)
    )
    targets = [(f"r{i}", kind, f"worksheets/sheet{i}.xml") for i in range(1, len(sheets) + 1)]
    parts: dict[str, str | bytes] = {
        "_rels/.rels": relationships(("r1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{workbook_extra}'
        f"<sheets>{entries}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": relationships(
            *targets, ("s", "sharedStrings", "sharedStrings.xml"), ("f", "styles", "styles.xml")
        ),
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{"".join(strings)}</sst>',
        "xl/styles.xml": styles or f'<styleSheet xmlns="{MAIN}"/>',
        **{f"xl/worksheets/sheet{i}.xml": xml for i, xml in enumerate(sheets.values(), 1)},
        **(other or {}),
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            if name not in drop:
                archive.writestr(name, content)
    return path


def xlsb_record(number: int, body: bytes = b"") -> bytes:
    head = bytes([number]) if number < 128 else bytes([number & 0x7F | 0x80, number >> 7])
    size = len(body)
    length = b""
    while True:
        length += bytes([size & 0x7F | (0x80 if size > 0x7F else 0)])
        size >>= 7
        if not size:
            return head + length + body


def wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def write_xlsb(
    path: Path,
    cells: Sequence[tuple[int, int, float | str]],
    name: str = "Data",
    *,
    sheet: bytes | None = None,
    styles: bytes | None = None,
    strings: bytes | None = None,
) -> Path:
    """Write a binary workbook of one sheet; a text in `cells` is an error such as #N/A."""
    codes = {"#N/A": 0x2A, "#DIV/0!": 0x07}
    data = xlsb_record(129) + xlsb_record(148, struct.pack("<4I", 0, 0, 0, 0)) + xlsb_record(145)
    last = -1
    for row, column, value in sorted(cells, key=lambda cell: cell[:2]):
        if row != last:
            data += xlsb_record(0, struct.pack("<II", row, 0) + bytes(9))
            last = row
        start = struct.pack("<II", column, 0)
        if isinstance(value, str):
            data += xlsb_record(3, start + bytes([codes[value]]))
        else:
            data += xlsb_record(5, start + struct.pack("<d", value))
    data += xlsb_record(146) + xlsb_record(130)
    no_styles = xlsb_record(617, bytes(4)) + xlsb_record(618)
    no_strings = xlsb_record(159, bytes(8)) + xlsb_record(160)
    book = xlsb_record(131) + xlsb_record(143)
    book += (
        xlsb_record(156, struct.pack("<II", 0, 1) + wide("r1") + wide(name))
        + xlsb_record(144)
        + xlsb_record(132)
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("_rels/.rels", relationships(("r1", "officeDocument", "xl/workbook.bin")))
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.bin", book)
        targets = (
            ("r1", "worksheet", "worksheets/sheet1.bin"),
            ("r2", "styles", "styles.bin"),
            ("r3", "sharedStrings", "sharedStrings.bin"),
        )
        archive.writestr("xl/_rels/workbook.bin.rels", relationships(*targets))
        archive.writestr("xl/worksheets/sheet1.bin", data if sheet is None else sheet)
        archive.writestr("xl/styles.bin", styles if styles is not None else no_styles)
        archive.writestr("xl/sharedStrings.bin", strings if strings is not None else no_strings)
    return path


def write_ods(path: Path, tables: str, styles: str = "", manifest: str = "<manifest/>") -> Path:
    spaces = " ".join(
        f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{prefix}:1.0"'
        for prefix in ("office", "table", "text", "style", "draw")
    )
    content = (
        f'<office:document-content {spaces} xmlns:calcext="urn:calcext">'
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", manifest)
        archive.writestr("content.xml", content)
    return path
