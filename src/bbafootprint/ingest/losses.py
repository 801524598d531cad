"""What a workbook holds that a copy made outside its own program would lose.

The parts that a copy keeps are listed, and every other part is named: what is not known is taken to be lost.
"""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

MERGED = 1_000_000
"""Cells inside merged areas above which a workbook is not marked itself: each would take memory."""

LARGEST = 40_000_000
"""Bytes of sheets, unpacked, above which a workbook is not marked itself: it would take minutes and gigabytes."""

# What is written back, or made anew by the next program that saves the file.
_KEPT = re.compile(
    r"\[content_types\]\.xml|_rels/\.rels|(?:xl/|docprops/)(?:.+/)?_rels/[^/]+\.rels"
    r"|docprops/(?:core|app|custom)\.xml|docprops/thumbnail\.\w+"
    r"|xl/(?:workbook|styles|sharedstrings|calcchain)\.xml|xl/theme/[^/]+\.xml"
    r"|xl/worksheets/[^/]+\.xml|xl/tables/[^/]+\.xml|xl/comments/?\w*\.xml|xl/printersettings/[^/]+"
    r"|xl/drawings/[^/]*vml[^/]*|xl/externallinks/[^/]+\.xml"
)

# What a document library or a writer of files adds for itself: left out of a copy, and said so.
_PROPERTIES = re.compile(r"customxml/.+|package/services/metadata/core-properties/.+")

# The first that fits names a part that is lost.
_NAMES = (
    ("xl/vbaproject", "macros"),
    ("xl/vbadata", "macros"),
    ("xl/macrosheets/", "macros"),
    ("xl/pivottables/", "pivot tables"),
    ("xl/pivotcache/", "pivot tables"),
    ("xl/charts", "charts"),
    ("xl/drawings/", "drawings, pictures or text boxes"),
    ("xl/media/", "drawings, pictures or text boxes"),
    ("xl/diagrams/", "drawings, pictures or text boxes"),
    ("xl/ink/", "drawings, pictures or text boxes"),
    ("xl/slicers/", "slicers"),
    ("xl/slicercaches/", "slicers"),
    ("xl/timelines/", "timelines"),
    ("xl/timelinecaches/", "timelines"),
    ("xl/ctrlprops/", "form controls"),
    ("xl/activex/", "form controls"),
    ("xl/embeddings/", "embedded files"),
    ("xl/threadedcomments/", "threaded comments"),
    ("xl/persons/", "threaded comments"),
    ("xl/querytables/", "queries"),
    ("xl/connections.xml", "connections to data"),
    ("xl/model/", "a data model"),
    ("xl/metadata.xml", "dynamic arrays or linked data types"),
    ("xl/richdata/", "linked data types or pictures in cells"),
    ("xl/dialogsheets/", "dialog sheets"),
    ("xl/webextensions/", "web extensions"),
    ("xl/revisions/", "tracked changes"),
    ("xl/usernames.xml", "tracked changes"),
    ("xl/namedsheetviews/", "views of a sheet"),
    ("xl/xmlmaps.xml", "maps to XML"),
    ("xl/tables/tablesinglecells", "maps to XML"),
    ("xl/featurepropertybag/", "checkboxes in cells"),
    ("docmetadata/", "a sensitivity label"),
    ("_xmlsignatures/", "a digital signature"),
)

# Elements of a sheet that are not written back.
_ELEMENTS = {
    b"extLst": "sparklines or newer rules of formatting and validation",
    b"protectedRanges": "ranges that only some may edit",
    b"customSheetViews": "custom views",
    b"picture": "a picture behind a sheet",
    b"legacyDrawingHF": "pictures in the header or footer",
    b"oleObjects": "embedded files",
    b"controls": "form controls",
    b"dataConsolidate": "consolidations",
    b"webPublishItems": "web publishing",
}
_ELEMENT = re.compile(rb"<(?:\w+:)?(" + b"|".join(_ELEMENTS) + rb")[\s/>]")
_MASHUP = re.compile(rb"D\x00?a\x00?t\x00?a\x00?M\x00?a\x00?s\x00?h\x00?u\x00?p")
# What a copy says of itself anew: the company and so on are not carried over.
_OF_FILE = {
    b"Company": "the company", b"Manager": "the manager", b"HyperlinkBase": "the base of its links",
}  # fmt: skip
_ABOUT = re.compile(rb"<(?:\w+:)?(" + b"|".join(_OF_FILE) + rb")>[^<]")
_IGNORED = re.compile(rb"<(?:\w+:)?(ignoredErrors)[\s/>]")
_MERGED = re.compile(rb"""<(?:\w+:)?mergeCell\s+ref=["']([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})["']""")
_SHAPE = re.compile(rb"""ObjectType=["'](\w+)""")


def why_not(source: Path) -> str:
    """Return why a file cannot be copied with marks and nothing lost; empty where it can.

    Parameters
    ----------
    source : pathlib.Path

    Returns
    -------
    str
        A clause that names the parts at stake.
    """
    if not zipfile.is_zipfile(source):
        return f"{source.name} is not an .xlsx workbook, and only those can hold marks"
    with zipfile.ZipFile(source) as archive:
        entries = [(entry.filename.lower(), entry) for entry in archive.infolist() if not entry.is_dir()]
        sheets = [entry for name, entry in entries if re.fullmatch(r"xl/worksheets/[^/]+\.xml", name)]
        if not sheets:
            return f"{source.name} is not an .xlsx workbook, and only those can hold marks"
        size = sum(entry.file_size for entry in sheets)
        if size > LARGEST:
            return f"{source.name} is very large ({size / 1e6:.0f} MB of sheets)"
        parts = {_name_of(name) for name, _ in entries} - {""}
        merged = 0
        for name, entry in entries:
            if name.startswith("customxml/") and _found(archive, entry, _MASHUP):
                parts.add("queries")
            if entry in sheets:
                merged += sum(map(_size, _found(archive, entry, _MERGED)))
                parts |= {_ELEMENTS[found] for found in _found(archive, entry, _ELEMENT)}
            elif name.startswith("xl/drawings/") and "vml" in name:
                # Notes and form controls stand in the same kind of drawing.
                others = _found(archive, entry, _SHAPE) - {b"Note"}
                parts |= {"form controls"} if others else set()
    if parts:
        return f"{source.name} holds {', '.join(sorted(parts))}, which a marked copy would lose"
    if merged > MERGED:
        return f"{source.name} holds merged areas of {merged:,} cells, which would take too long to mark"
    return ""


def changed(source: Path) -> list[str]:
    """Return what a marked copy leaves out or changes beside the cells, in sentences.

    Parameters
    ----------
    source : pathlib.Path
        A workbook for which :func:`why_not` has no reason.

    Returns
    -------
    list of str
        Empty where nothing is.
    """
    gone: list[str] = []
    ignored = False
    with zipfile.ZipFile(source) as archive:
        for entry in archive.infolist():
            name = entry.filename.lower()
            if _PROPERTIES.fullmatch(name):
                gone.append("document properties of a library or program")
            elif name == "docprops/app.xml":
                held = _found(archive, entry, _ABOUT)
                gone += [words for tag, words in _OF_FILE.items() if tag in held]
            elif re.fullmatch(r"xl/worksheets/[^/]+\.xml", name):
                ignored = ignored or bool(_found(archive, entry, _IGNORED))
    said = [f"Left out: {', '.join(dict.fromkeys(gone))}."] if gone else []
    if ignored:
        said.append("The green corners of errors that you chose to ignore are shown again.")
    return said


def _name_of(part: str) -> str:
    """Return the name of a part that is lost, in words where it is known; empty where it is kept."""
    for start, words in _NAMES:
        if (
            part.startswith(start)
            and "/_rels/" not in part
            and not (words.startswith("draw") and "vml" in part)
        ):
            return words
    if _KEPT.fullmatch(part) or _PROPERTIES.fullmatch(part) or "/_rels/" in part:
        return ""
    return f"a part that is not known ({part})"


def _size(area: bytes) -> int:
    """Return how many cells an area such as A1:C3 has."""
    from openpyxl.worksheet.cell_range import CellRange

    size = CellRange(area.decode()).size
    return int(size["rows"]) * int(size["columns"])


def _found(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, pattern: re.Pattern[bytes]) -> set[bytes]:
    """Return what a pattern finds in a part, read piece by piece."""
    found: set[bytes] = set()
    tail = b""
    with archive.open(entry) as part:
        while piece := part.read(1 << 20):
            found.update(pattern.findall(tail + piece))
            tail = piece[-96:]
    return found
