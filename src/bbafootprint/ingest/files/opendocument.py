"""An OpenDocument spreadsheet (.ods) read in one stream into bounded grids.

ISO/IEC 26300: cells and rows carry repeat counts, and programs fill a sheet to its last row with repeated
blank ones; only cells that hold something are laid out. Errors are recognised by the text that they show,
since the format has no type for them.
"""

from __future__ import annotations

import datetime
import re
import zipfile
from pathlib import Path

from bbafootprint.errors import UnreadableFileError
from bbafootprint.ingest.files.bounds import SparseRows, lay_out
from bbafootprint.ingest.files.cellvalues import iso_cell, number_cell
from bbafootprint.ingest.files.grid import LAST_COLUMN, LAST_ROW, Cell, CellFault, Grid
from bbafootprint.ingest.files.package import Attributes, open_archive, parse_part, part_chunks
from bbafootprint.ingest.files.sheet import MAX_CELLS

MAX_PIECES = 10_000
"""Largest number of runs of text in one cell."""

MAX_REPEATED = 1_000_000
"""Largest number of cells that are said in the file to be as the ones above: it costs nothing to say so."""

_DURATION = re.compile(r"P(?:(\d+)D)?T?(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:[.,]\d+)?)S)?\Z")
_ERROR = re.compile(r"(?:#(?:N/A|NULL!|DIV/0!|VALUE!|REF!|NAME\?|NUM!)|Err:[0-9]+)\Z")


def read_opendocument(path: Path) -> list[Grid]:
    """Read every sheet of an OpenDocument spreadsheet.

    Parameters
    ----------
    path : pathlib.Path
        The file.

    Returns
    -------
    list of Grid
        In the order of the document.

    Raises
    ------
    UnreadableFileError
        If it is damaged, protected by a password, too large, or holds no sheet.
    """
    with open_archive(path) as archive:
        if "META-INF/manifest.xml" in archive.namelist():
            manifest = b"".join(part_chunks(path, archive, "META-INF/manifest.xml"))
            if b"encryption-data" in manifest:
                raise UnreadableFileError(
                    f"{path.name} is password protected, so nothing in it can be read. Save it without a "
                    "password (File, Save As, clear the box).",
                    path=path,
                )
        grids = _read(path, archive)
    if not grids:
        raise UnreadableFileError(
            f"{path.name} holds no sheet and so no cells. Save the spreadsheet with the sheet that has the "
            "table.",
            path=path,
        )
    return grids


def _read(path: Path, archive: zipfile.ZipFile) -> list[Grid]:
    grids: list[Grid] = []
    hidden_styles: set[str] = set()
    rows: SparseRows = {}
    merged: list[tuple[int, int, int, int]] = []
    hidden_rows: list[int] = []
    name = table_style = style = ""
    row = column = repeat = row_repeat = count = repeated = tables = 0
    row_hidden = False
    in_cell = in_paragraph = False
    pieces = 0
    aside = 0  # depth inside a comment or a drawing, whose text is not the cell's
    row_columns: list[int] = []
    row_values: list[Cell] = []
    cell: Attributes = {}
    paragraphs: list[list[str]] = []

    def number(attributes: Attributes, key: str) -> int:
        text = attributes.get(key, "1")
        return int(text) if text.isdecimal() and len(text) < 9 else 1

    def start(tag: str, attributes: Attributes) -> None:
        nonlocal name, table_style, style, rows, merged, hidden_rows, row, column, repeat, row_repeat, tables
        nonlocal row_hidden, in_cell, in_paragraph, pieces, aside, row_columns, row_values, cell, paragraphs
        if aside or tag in ("office:annotation", "draw:frame", "table:shapes", "draw:custom-shape"):
            aside += 1
        elif tag == "table:table":
            tables += 1
            if tables == 1:
                name, table_style = attributes.get("table:name", ""), attributes.get("table:style-name", "")
                rows, merged, hidden_rows, row = {}, [], [], 0
        elif tables > 1:
            return  # a table inside a cell is not the sheet's
        elif tag == "table:table-row":
            row_repeat = number(attributes, "table:number-rows-repeated")
            row_hidden = attributes.get("table:visibility", "visible") != "visible"
            column, row_columns, row_values = 0, [], []
        elif tag in ("table:table-cell", "table:covered-table-cell"):
            in_cell, in_paragraph, pieces, cell, paragraphs = True, False, 0, attributes, []
            repeat = number(attributes, "table:number-columns-repeated")
            across = number(attributes, "table:number-columns-spanned")
            down = number(attributes, "table:number-rows-spanned")
            if across > 1 or down > 1:
                merged.append((row + 1, column + 1, row + down, column + across))
        elif tag == "text:p" and in_cell:
            in_paragraph = True
            paragraphs.append([])
        elif in_paragraph and tag == "text:s":
            paragraphs[-1].append(" " * min(number(attributes, "text:c"), 1000))
        elif in_paragraph and tag in ("text:tab", "text:line-break"):
            paragraphs[-1].append("\t" if tag == "text:tab" else "\n")
        elif tag == "style:style":
            style = attributes.get("style:name", "")
        elif tag == "style:table-properties" and attributes.get("table:display") == "false":
            hidden_styles.add(style)

    def characters(text: str) -> None:
        nonlocal pieces
        if in_paragraph and not aside:
            paragraphs[-1].append(text)
            pieces += 1
            if pieces > MAX_PIECES:
                raise UnreadableFileError(
                    f"{path.name} is damaged: a cell in row {row + 1} of sheet {name!r} holds a text of "
                    "thousands "
                    "of pieces. Copy the table to a new spreadsheet.",
                    path=path,
                )

    def end(tag: str) -> None:
        nonlocal row, column, count, repeated, tables, in_cell, in_paragraph, aside
        if aside:
            aside -= 1
        elif tag == "table:table":
            tables -= 1
            if not tables:
                hidden = table_style in hidden_styles
                grids.append(lay_out(path, name, rows, merged, hidden, (hidden_rows, ())))
        elif tables > 1:
            return
        elif tag == "text:p":
            in_paragraph = False
        elif tag in ("table:table-cell", "table:covered-table-cell"):
            in_cell = False
            value = _content(cell, "\n".join("".join(pieces) for pieces in paragraphs))
            if value is not None:
                if column + repeat > LAST_COLUMN:
                    raise _too_large(path, name)
                row_columns.extend(range(column + 1, column + repeat + 1))
                row_values.extend([value] * repeat)
            column += repeat
        elif tag == "table:table-row":
            if row_columns:
                count += len(row_columns) * row_repeat
                repeated += len(row_columns) * (row_repeat - 1)
                if max(count - MAX_CELLS, repeated - MAX_REPEATED) > 0 or row + row_repeat > LAST_ROW:
                    raise _too_large(path, name)
                for again in range(row_repeat):
                    rows[row + 1 + again] = (row_columns, list(row_values))
                if row_hidden:
                    hidden_rows.extend(range(row + 1, row + row_repeat + 1))
            row += row_repeat

    parse_part(path, archive, "content.xml", start, end, characters)
    return grids


def _too_large(path: Path, name: str) -> UnreadableFileError:
    return UnreadableFileError(
        f"{path.name} is too large: more than {MAX_CELLS:,} filled cells, or cells beyond XFD{LAST_ROW}, "
        "by sheet "
        f"{name!r}. Export the sheet as CSV or Parquet, or split it.",
        path=path,
    )


def _content(cell: Attributes, text: str) -> Cell:
    """Return the value of a cell from its attributes and the text that it shows."""
    kind = cell.get("office:value-type")
    formula = cell.get("table:formula")
    if cell.get("calcext:value-type") == "error" or (formula is not None and _ERROR.match(text)):
        return CellFault("error", text)
    match kind:
        case None:
            return (
                CellFault("uncached", formula.partition(":")[2] or formula)
                if formula and not text
                else text or None
            )
        case "float" | "percentage" | "currency":
            return (
                number_cell(cell.get("office:value", ""), kind if kind == "percentage" else None, False)
                if "office:value" in cell
                else text or None
            )
        case "date":
            return iso_cell(cell.get("office:date-value", text)) or None
        case "time":
            return _time(cell.get("office:time-value", text))
        case "boolean":
            return cell.get("office:boolean-value") == "true"
        case _:
            return cell.get("office:string-value", text) or None


def _time(text: str) -> Cell:
    """Return a time of the day, or a duration of a day or more; the text where it is neither."""
    match = _DURATION.match(text)
    if match is None:
        return text or None
    days, hours, minutes, seconds = (float((part or "0").replace(",", ".")) for part in match.groups())
    duration = datetime.timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    if duration < datetime.timedelta(days=1):
        return (datetime.datetime(1900, 1, 1) + duration).time()
    return duration
