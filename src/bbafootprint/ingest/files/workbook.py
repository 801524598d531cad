"""Files to grids: the door of this half of the room, and the .xlsx and .xlsm workbook behind it.

A workbook is a zip container of XML parts that point at each other by relationships. It is read here in one
stream; what that stream must look at for safety (bounds, errors, results that were never saved) is all of the
sheet, so that a second reader would only read it again.
"""

from __future__ import annotations

import gc
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bbafootprint.errors import UnreadableFileError
from bbafootprint.ingest.files.binaryworkbook import read_binary_workbook
from bbafootprint.ingest.files.cellvalues import Shared, format_kind, unescape
from bbafootprint.ingest.files.delimited import read_delimited
from bbafootprint.ingest.files.grid import Grid
from bbafootprint.ingest.files.oldworkbook import read_old_workbook
from bbafootprint.ingest.files.opendocument import read_opendocument
from bbafootprint.ingest.files.package import (
    Attributes,
    Target,
    local_name,
    open_archive,
    parse_part,
    part_key,
    relationships,
)
from bbafootprint.ingest.files.preflight import kind_of
from bbafootprint.ingest.files.sharedtexts import read_texts
from bbafootprint.ingest.files.sheet import MAX_CELLS, read_sheet

_NUMBER = re.compile(r"[0-9]{1,9}")
_SUFFIXES = {
    "xlsx": {".xlsx", ".xlsm", ".xltx", ".xltm"},
    "xlsb": {".xlsb"},
    "xls": {".xls", ".xlt"},
    "ods": {".ods"},
    "delimited": {".csv", ".tsv", ".txt", ".tab", ""},
}
_USUAL = {"xlsx": ".xlsx", "xlsb": ".xlsb", "xls": ".xls", "ods": ".ods", "delimited": ".csv"}
_PLAIN = {"xlsx": "an Excel workbook", "xlsb": "a binary Excel workbook", "xls": "an old Excel workbook",
          "ods": "an OpenDocument spreadsheet", "delimited": "a delimited text file"}  # fmt: skip


def read_grids(path: str | Path) -> list[Grid]:
    """Read every sheet of a workbook, or a delimited file, as grids of cells.

    What a file is, its bytes say; where its extension says otherwise it is read all the same, with a note.

    Parameters
    ----------
    path : str or pathlib.Path
        An .xlsx, .xlsm, .xls, .xlsb or .ods workbook, or delimited text (.csv, .tsv, .txt).

    Returns
    -------
    list of Grid
        In the order of the workbook, hidden sheets included, sheets of charts left out; one for a delimited
        file. Numbers are floats, dates are datetimes (in either date system), blank cells None; an error or
        an uncalculated formula is a :class:`~bbafootprint.ingest.files.grid.CellFault`. In a delimited file every
        cell is text or None.

    Raises
    ------
    UnreadableFileError
        If the file is missing, empty, damaged, protected by a password, not a table, of another kind than its
        name says, or refused for safety;
        its ``path`` names the file and its message the next step.
    """
    path = Path(path)
    kind = kind_of(path)
    if kind == "parquet":
        raise UnreadableFileError(
            f"{path.name} is a Parquet table, which has no sheets or cells. Read it as a table (read_lines "
            "does).",
            path=path,
        )
    if path.suffix.lower() not in _SUFFIXES[kind]:
        raise UnreadableFileError(
            f"{path.name} is {_PLAIN[kind]} by its content, and its name says otherwise. If it is the right file, "
            f"rename it to {path.stem}{_USUAL[kind]}.",
            path=path,
        )
    with without_collector():
        if kind == "delimited":
            return [read_delimited(path)]
        if kind == "xlsx":
            return _read_workbook(path)
        if kind == "ods":
            return read_opendocument(path)
        if kind == "xlsb":
            return read_binary_workbook(path)
        return read_old_workbook(path)


@contextmanager
def without_collector() -> Iterator[None]:
    """Pause the collector of reference cycles: rows are many containers in no cycle, and it would look at all.

    Yields
    ------
    None
    """
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


@dataclass
class _Contents:
    """What the workbook part says: its sheets as (name, relationship, hidden), and two properties."""

    sheets: list[tuple[str, str, bool]]
    epoch_1904: bool = False
    stale: bool = False


def _read_workbook(path: Path) -> list[Grid]:
    with open_archive(path) as archive:
        names = {
            part_key(member.filename): member.filename
            for member in archive.infolist()
            if not member.filename.endswith("/")
        }
        root = relationships(path, archive, names, "")
        book = next((target.part for target in root.values() if target.kind == "officeDocument"), None)
        if book is None:
            raise UnreadableFileError(
                f"{path.name} is damaged: it does not say where its workbook is. Open it in Excel, let it "
                "repair "
                "the file, and save it under a new name.",
                path=path,
            )
        targets = relationships(path, archive, names, book)
        contents = _contents(path, archive, book)
        worksheets = [sheet for sheet in contents.sheets if _kind(targets, sheet[1]) == "worksheet"]
        if not worksheets:
            held = (
                f"only {len(contents.sheets)} sheet(s) of charts or macros" if contents.sheets else "no sheet"
            )
            raise UnreadableFileError(
                f"{path.name} holds {held} and so no cells. Save the workbook with the sheet that has the "
                "table.",
                path=path,
            )
        parts = {target.kind: target.part for target in targets.values() if target.part is not None}
        shared = Shared(
            read_texts(path, archive, parts.get("sharedStrings")),
            _formats(path, archive, parts.get("styles")),
            contents.epoch_1904,
            contents.stale,
        )
        grids = []
        budget = MAX_CELLS
        read: set[str] = set()
        for name, relationship, hidden in worksheets:
            part = targets[relationship].part
            if part is None:
                raise UnreadableFileError(
                    f"{path.name} is damaged: its sheet {name!r} is missing from the file. Download or "
                    "copy it "
                    "again, or open it in Excel, let it repair the file, and save it under a new name.",
                    path=path,
                )
            if part in read:  # a file of a few kilobytes could have itself read for hours
                raise UnreadableFileError(
                    f"{path.name} is damaged: its sheet {name!r} is another sheet at the same time. Open it in Excel,"
                    " let it repair the file, and save it under a new name.",
                    path=path,
                )
            read.add(part)
            grid, count = read_sheet(path, archive, part, name, hidden, shared, budget)
            budget -= count
            grids.append(grid)
        return grids


def _kind(targets: dict[str, Target], relationship: str) -> str:
    # A relationship that is not there is damage, and is reported as a missing sheet rather than left out.
    target = targets.setdefault(relationship, Target("worksheet", None))
    return target.kind


def _contents(path: Path, archive: zipfile.ZipFile, part: str) -> _Contents:
    contents = _Contents([])

    def start(tag: str, attributes: Attributes) -> None:
        match local_name(tag):
            case "sheet":
                relationship = next((v for k, v in attributes.items() if k.endswith(":id")), "")
                hidden = attributes.get("state", "visible") != "visible"
                contents.sheets.append((unescape(attributes.get("name", "")), relationship, hidden))
            case "workbookPr" if "date1904" in attributes:
                contents.epoch_1904 = attributes["date1904"] in ("1", "true", "on")
            case "calcPr":
                contents.stale = attributes.get("fullCalcOnLoad") in ("1", "true")
            case _:
                pass

    parse_part(path, archive, part, start)
    return contents


def _formats(path: Path, archive: zipfile.ZipFile, part: str | None) -> dict[str, str]:
    """Return what each cell style shows if it is no plain number (:attr:`.cellvalues.Shared.formats`)."""
    if part is None:
        return {}
    codes: dict[int, str] = {}
    styles: list[int] = []
    inside = False

    def start(tag: str, attributes: Attributes) -> None:
        nonlocal inside
        match local_name(tag):
            case "numFmt" if _NUMBER.fullmatch(attributes.get("numFmtId", "")):
                codes.setdefault(int(attributes["numFmtId"]), attributes.get("formatCode", ""))
            case "cellXfs":
                inside = True
            case "xf" if inside:
                number = attributes.get("numFmtId", "0")
                styles.append(int(number) if _NUMBER.fullmatch(number) else 0)
            case _:
                pass

    def end(tag: str) -> None:
        nonlocal inside
        if local_name(tag) == "cellXfs":
            inside = False

    parse_part(path, archive, part, start, end)
    kinds = {number: format_kind(number, codes.get(number)) for number in set(styles)}
    return {str(i): kind for i, number in enumerate(styles) if (kind := kinds[number]) is not None}
