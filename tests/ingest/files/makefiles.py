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


def xls_record(number: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", number, len(body)) + body


def xls_text(text: str) -> bytes:
    """Return a text of Excel 97 as it stands in most records: length, flags, characters."""
    return struct.pack("<HB", len(text), 1) + text.encode("utf-16-le")


def xls_stream(
    sheets: Mapping[str, bytes], book: bytes = b"", *, version: int = 0x0600, states: Sequence[int] = ()
) -> bytes:
    """Return the stream of an old workbook from the records of its sheets."""
    begin = xls_record(0x0809, struct.pack("<HHHH", version, 5, 0, 0))

    def bound(name: str, offset: int, state: int) -> bytes:
        flags = b"\0" if version >= 0x0600 else b""
        return xls_record(
            0x0085, struct.pack("<IBBB", offset, state, 0, len(name)) + flags + name.encode("latin-1")
        )

    visible = [*states, *[0] * len(sheets)]
    head = begin + book + b"".join(bound(name, 0, 0) for name in sheets) + xls_record(0x000A)
    offsets, body = [], b""
    for records in sheets.values():
        offsets.append(len(head) + len(body))
        body += xls_record(0x0809, struct.pack("<HHHH", version, 0x10, 0, 0)) + records + xls_record(0x000A)
    places = zip(sheets, offsets, visible, strict=False)
    return begin + book + b"".join(bound(*place) for place in places) + xls_record(0x000A) + body


def write_xls(path: Path, stream: bytes) -> Path:
    """Write the container of an old workbook around its stream: header, table of sectors, directory, stream."""
    stream = stream.ljust(4096, b"\0")
    count = -(-len(stream) // 512)
    stream = stream.ljust(count * 512, b"\0")
    tables = -(-(count + 1) // 126)  # sectors of the table itself included
    chain = [0xFFFFFFFD] * tables + [0xFFFFFFFE] + [*range(tables + 2, tables + 1 + count), 0xFFFFFFFE]
    chain += [0xFFFFFFFF] * (tables * 128 - len(chain))
    header = (
        bytes.fromhex("d0cf11e0a1b11ae1")
        + bytes(16)
        + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
        + bytes(10)
    )
    header += struct.pack("<IIIIIIIII", tables, tables, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0, 0)[:-4]
    header += struct.pack("<109I", *range(tables), *[0xFFFFFFFF] * (109 - tables))

    def entry(name: str, kind: int, start: int, size: int) -> bytes:
        text = (name + "\0").encode("utf-16-le")
        links = struct.pack("<III", 0xFFFFFFFF, 0xFFFFFFFF, 1 if kind == 5 else 0xFFFFFFFF)
        return (
            text.ljust(64, b"\0")
            + struct.pack("<HBB", len(text), kind, 1)
            + links
            + bytes(36)
            + struct.pack("<IQ", start, size)
        )

    directory = entry("Root Entry", 5, 0xFFFFFFFE, 0) + entry("Workbook", 2, tables + 1, len(stream))
    table = struct.pack(f"<{len(chain)}I", *chain)
    path.write_bytes(header.ljust(512, b"\0") + table + directory.ljust(512, b"\0") + stream)
    return path
