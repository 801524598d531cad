"""How a person's notes look in a workbook: what a copy made by openpyxl does not read, and partly cannot keep."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from bbafootprint.ingest.files.grid import column_letters
from bbafootprint.ingest.files.package import (
    Attributes,
    local_name,
    open_archive,
    parse_part,
    part_chunks,
    part_key,
    relationships,
)

LARGEST = 20_000_000
"""Bytes of the notes of a sheet above which their look is not looked at."""

_SHAPE = re.compile(r"<v:shape\s.*?</v:shape>", re.DOTALL)
_PLACE = re.compile(r"<x:Row>\s*(\d+)\s*</x:Row>\s*<x:Column>\s*(\d+)\s*</x:Column>")
_SIZE = re.compile(r"(?<![\w-])(width|height)\s*:\s*([\d.]+)(pt|px)")
_FILL = re.compile(r"""<v:shape\s[^>]*?fillcolor=["']([^"']*)""")
_COMMENT = re.compile(r"""<(?:\w+:)?comment\s[^>]*?ref=["'](\w+)["'].*?</(?:\w+:)?comment>""", re.DOTALL)
# Bold, italic ...; a size or colour other than those that programs give every note.
_STYLED = re.compile(
    r"""<(?:\w+:)?(?:[biu]|strike|vertAlign)(?:\s|/|>)|<(?:\w+:)?sz\s+val=["'](?!(?:8|9|10)(?:\.0)?["'])"""
    r"""|<(?:\w+:)?color\s+(?!indexed=["']81|rgb=["']FF000000|auto=)"""
)


class NoteLook(NamedTuple):
    """How one note looks.

    Attributes
    ----------
    width, height : int
        In pixels; 0 where not said.
    plain : bool
        Whether nothing but its size sets it apart: hidden until pointed at, of the usual fill and font.
    """

    width: int
    height: int
    plain: bool


def note_looks(source: Path) -> dict[tuple[str, str], NoteLook]:
    """Return how the notes of a workbook look.

    Parameters
    ----------
    source : pathlib.Path
        An .xlsx workbook.

    Returns
    -------
    dict of (sheet, address) to NoteLook
    """
    found: dict[tuple[str, str], NoteLook] = {}
    with open_archive(source) as archive:
        names = {part_key(member.filename): member.filename for member in archive.infolist()}
        for name, part in _sheets(source, archive, names):
            targets = [each for each in relationships(source, archive, names, part).values() if each.part]
            styled: set[str] = set()
            for target in targets:
                if target.kind == "comments":
                    text = _text(source, archive, target.part)
                    styled |= {note[1] for note in _COMMENT.finditer(text) if _STYLED.search(note[0])}
            for target in targets:
                if target.kind == "vmlDrawing":
                    for address, look in _shapes(_text(source, archive, target.part)):
                        found[name, address] = look._replace(plain=look.plain and address not in styled)
    return found


def _sheets(source: Path, archive: zipfile.ZipFile, names: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Give name and part of each sheet."""
    root = relationships(source, archive, names, "")
    book = next((target.part for target in root.values() if target.kind == "officeDocument"), None)
    if book is None:
        return
    sheets: list[tuple[str, str]] = []

    def start(tag: str, attributes: Attributes) -> None:
        if local_name(tag) == "sheet":
            key = next((value for name, value in attributes.items() if name.endswith(":id")), "")
            sheets.append((attributes.get("name", ""), key))

    parse_part(source, archive, book, start)
    targets = relationships(source, archive, names, book)
    for name, key in sheets:
        if key in targets and targets[key].part is not None:
            yield name, str(targets[key].part)


def _text(source: Path, archive: zipfile.ZipFile, part: str | None) -> str:
    """Return a part as text; empty where it is too large to be looked at."""
    if part is None or archive.getinfo(part).file_size > LARGEST:
        return ""
    return b"".join(part_chunks(source, archive, part)).decode("utf-8", "replace")


def _shapes(text: str) -> Iterator[tuple[str, NoteLook]]:
    """Give address and look of the notes in a drawing."""
    for shape in _SHAPE.findall(text):
        place = _PLACE.search(shape)
        if place is None:
            continue
        sizes = {
            which: round(float(size) * (4 / 3 if unit == "pt" else 1))
            for which, size, unit in reversed(_SIZE.findall(shape))
        }
        fill = _FILL.search(shape)
        usual = fill is None or fill[1].lower().startswith(("#ffffe1", "infobackground"))
        plain = usual and "<x:Visible" not in shape
        address = f"{column_letters(int(place[2]) + 1)}{int(place[1]) + 1}"
        yield address, NoteLook(sizes.get("width", 0), sizes.get("height", 0), plain)
