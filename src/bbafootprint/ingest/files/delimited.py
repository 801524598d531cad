"""Delimited text (CSV and its kin) to a grid: encoding and delimiter by evidence, no type guessed."""

from __future__ import annotations

import codecs
import csv
import itertools
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from bbafootprint.errors import UnreadableFileError
from bbafootprint.ingest.files.bounds import MAX_AREA
from bbafootprint.ingest.files.cutnumbers import refuse_cut_numbers
from bbafootprint.ingest.files.grid import LAST_COLUMN, Cell, Grid

DELIMITERS = ("\t", ";", "|", ",")
"""What may separate cells; where the evidence is equal the first wins, since a comma is also a decimal
mark."""

SAMPLE_ROWS = 200
"""Rows from which the delimiter is found."""

SAMPLE_CHARACTERS = 2**18
"""Largest number of characters that is looked at for the delimiter."""

MEMO_TEXTS = 100_000
"""Distinct texts that are held once however often they occur, which keeps columns of names small."""

LONG_TEXT_LINES = 50
"""Lines of one quoted text beyond which a missing quotation mark is likelier than so long a text."""

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_END_OF_FILE = "\x1a"  # with which CP/M and DOS ended a text, and some systems still do
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x19\x1b-\x1f]|\x1a(?!\Z)")
_SEP_LINE = re.compile(r'\A"?sep=(.)"?[ \t]*(?:\r\n|\r|\n|\Z)', re.IGNORECASE)

Note = tuple[str, str, str]


def read_delimited(path: Path) -> Grid:
    """Read delimited text.

    Parameters
    ----------
    path : pathlib.Path
        The file. Its encoding is that of its byte order mark, else UTF-8, else Windows-1252 (with a note).
        The delimiter is that of a first line ``sep=;`` as Excel writes it, else the one of comma, semicolon,
        tab and bar that cuts the first rows most evenly.

    Returns
    -------
    Grid
        Every cell text as it stands (leading zeros, spaces and ``NA`` kept; ``="0901"`` without its shell) or None
        where empty. Rows are
        numbered as a spreadsheet shows them: a quoted line break does not start a row, a blank line is a row,
        and a ``sep=`` line is none.

    Raises
    ------
    UnreadableFileError
        If it is not text, or a quote is not closed or is followed by text.
    """
    encoding, notes = _encoding(path)
    # newline="" leaves line ends to csv, which alone knows which of them are inside quotes.
    with path.open(encoding=encoding, newline="") as file:
        sample = file.read(SAMPLE_CHARACTERS)
        declared = _SEP_LINE.match(sample)
        start = declared.end() if declared else 0
        delimiter = declared[1] if declared else find_delimiter(sample)
        file.seek(0)
        file.read(start)
        rows = list(_rows(path, file, delimiter, notes))
    if rows and rows[-1] and isinstance(last := rows[-1][-1], str) and last.endswith(_END_OF_FILE):
        rows[-1][-1] = last.rstrip(_END_OF_FILE) or None
    if delimiter == ",":
        refuse_cut_numbers(path, rows)
    return _cut(path, rows, notes)


def layout_of(path: Path) -> tuple[str, str, int]:
    """Return how a delimited text is written, from its beginning alone, for readers that take it in pieces.

    Parameters
    ----------
    path : pathlib.Path

    Returns
    -------
    encoding : str
    delimiter : str
    skipped : int
        Lines before the header: 1 where the first says ``sep=;``, as Excel writes it.
    """
    with path.open("rb") as file:
        head = file.read(SAMPLE_CHARACTERS)
    encoding = next((name for mark, name in _BOMS if head.startswith(mark)), "") or _wide_encoding(path)
    if not encoding:
        try:
            codecs.getincrementaldecoder("utf-8")().decode(
                head
            )  # a character that is cut at the end is none wrong
            encoding = "utf-8"
        except UnicodeDecodeError:
            encoding = "cp1252"
    sample = codecs.getincrementaldecoder(encoding)(errors="replace").decode(head)
    declared = _SEP_LINE.match(sample)
    return encoding, declared[1] if declared else find_delimiter(sample), int(declared is not None)


def _encoding(path: Path) -> tuple[str, list[Note]]:
    """Find the encoding by decoding all of the file, a piece at a time, and refuse what is not text."""
    with path.open("rb") as file:
        head = file.read(4)
    for mark, encoding in _BOMS:
        if head.startswith(mark):
            try:
                return _try(path, encoding), []
            except UnicodeDecodeError as error:
                raise UnreadableFileError(
                    f"{path.name} says that it is UTF-8 and is not (byte {error.start:,} is the first that does not"
                    ' fit). Open it in the program that made it and save it as "CSV UTF-8", or as .xlsx.',
                    path=path,
                ) from None
    wide = _wide_encoding(path)
    if wide:
        message = f"{path.name} has no byte order mark and was read as UTF-16, which its bytes look like."
        return _try(path, wide), [("info", "encoding-guessed", message)]
    try:
        return _try(path, "utf-8"), []
    except UnicodeDecodeError as error:
        offset = error.start
    try:
        encoding = _try(path, "cp1252")
    except UnicodeDecodeError:
        raise UnreadableFileError(
            f"{path.name} is text in an encoding that is neither UTF-8 nor Windows-1252 (byte {offset:,} "
            "is the "
            'first that does not fit). Open it in Excel and save it as "CSV UTF-8", or as .xlsx.',
            path=path,
        ) from None
    message = (
        f"{path.name} is not UTF-8 and was read as Windows-1252, as older Excel saves it. Look whether "
        "accented "
        'names read well; if not, save it as "CSV UTF-8".'
    )
    return encoding, [("info", "encoding-guessed", message)]


def _wide_encoding(path: Path) -> str:
    """Return which UTF-16 a text without a byte order mark is, most of whose characters are Latin; else nothing."""
    with path.open("rb") as file:
        head = file.read(4096)
    low, high = head[::2], head[1::2]
    if high and high.count(0) > 0.7 * len(high) and not low.count(0):
        return "utf-16-le"
    return "utf-16-be" if low.count(0) > 0.7 * len(low) and not high.count(0) else ""


def _try(path: Path, encoding: str) -> str:
    """Decode all of the file; return the encoding, or pass on why it is another (never for UTF-16)."""
    decoder = codecs.getincrementaldecoder(encoding)()
    lines = 1
    with path.open("rb") as file:
        while True:
            chunk = file.read(2**20)
            try:
                text = decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                if not encoding.startswith("utf-16"):
                    error.start += file.tell() - len(error.object)
                    raise
                raise _not_text(
                    path, lines, "it is cut short or not the UTF-16 that it says it is"
                ) from error
            if (control := _CONTROL.search(text)) is not None:
                lines += text.count("\n", 0, control.start())
                what = "a NUL byte" if control[0] == "\0" else f"the control character {ord(control[0]):#04x}"
                raise _not_text(path, lines, f"it holds {what}")
            if not chunk:
                return encoding
            lines += text.count("\n")


def _not_text(path: Path, line: int, what: str) -> UnreadableFileError:
    return UnreadableFileError(
        f"{path.name} is not a text file, or is damaged: in line {line:,} {what}. If it is a workbook "
        "under another "
        'name, open it in Excel and save it as .xlsx; if it is UTF-16, save it as "CSV UTF-8".',
        path=path,
    )


def find_delimiter(sample: str) -> str:
    """Find what separates the cells, from the beginning of a file.

    Parameters
    ----------
    sample : str
        The beginning of the file.

    Returns
    -------
    str
        One of :data:`DELIMITERS`: the one with the most cells a row, counting rows of unlike width against
        it. A comma between two digits counts for nothing where another delimiter divides most rows: it is a
        decimal mark, or stands between thousands. A comma where there is no evidence (one column).
    """
    scores: dict[str, float] = {}
    rival = False
    for delimiter in DELIMITERS:  # the comma is last, when it is known whether it has a rival
        text = re.sub(r"(?<=\d),(?=\d)", "", sample) if delimiter == "," and rival else sample
        share, width = _evenness(text, delimiter, len(sample) == SAMPLE_CHARACTERS)
        scores[delimiter] = share**2 * (width - 1)
        rival = rival or (width > 1 and share >= 0.8)
    best = max(scores, key=lambda delimiter: scores[delimiter])  # the first of equals
    return best if scores[best] > 0 else ","


def _evenness(sample: str, delimiter: str, cut: bool) -> tuple[float, int]:
    """Return the share of rows that have the commonest width, and that width."""
    # csv decides what is quoted; where it stumbles, the rows before are the evidence.
    widths: list[int] = []
    reader = csv.reader(sample.splitlines(keepends=True), delimiter=delimiter)
    try:
        for record in itertools.islice(reader, SAMPLE_ROWS + 1):
            if any(record):
                widths.append(len(record))
    except csv.Error:
        pass
    if cut and 1 < len(widths) <= SAMPLE_ROWS:
        widths.pop()
    if not widths:
        return 0.0, 1
    width, number = max(Counter(widths).items(), key=lambda item: (item[1], item[0]))
    return number / len(widths), width


def _rows(path: Path, file: TextIO, delimiter: str, notes: list[Note]) -> Iterator[list[Cell]]:
    reader = csv.reader(file, delimiter=delimiter, strict=True)
    memo: dict[str, str] = {}
    number = line = 0
    long: list[str] = []
    try:
        for record in reader:
            number += 1
            if reader.line_num - line > LONG_TEXT_LINES:
                long.append(f"row {number:,} (lines {line + 1:,} to {reader.line_num:,})")
            line = reader.line_num
            for at, text in enumerate(record):
                if text[:2] == '="' and text[-1:] == '"' and len(text) > 2:
                    record[at] = text[2:-1]  # as systems write a code for Excel to keep it a text: ="0901"
            if len(memo) < MEMO_TEXTS:
                yield [memo.setdefault(text, text) if text else None for text in record]
            else:
                yield [memo.get(text, text) if text else None for text in record]
    except csv.Error as error:
        where = f"{path.name}, row {number + 1:,} (line {line + 1:,} of the text)"
        if "field limit" in str(error) and reader.line_num - line <= LONG_TEXT_LINES:
            raise UnreadableFileError(
                f"{where}: a cell holds a text of more than {csv.field_size_limit():,} characters, the most that is"
                " read. Shorten the text or leave its column out; if it should end sooner, a quotation mark that"
                " opens it is not closed.",
                path=path,
            ) from error
        closed = not ("unexpected end" in str(error) or "field limit" in str(error))
        raise quotation_fault(path, where, closed=closed) from error
    if long:
        message = (
            f"A quoted text runs over more than {LONG_TEXT_LINES} lines in {', '.join(long[:3])}. If a "
            "quotation mark "
            "is missing there, rows have been swallowed: check the row and those after it."
        )
        notes.append(("warning", "long-quoted-text", message))


def quotation_fault(path: Path, where: str, *, closed: bool) -> UnreadableFileError:
    """Return the error about a quotation mark that is astray.

    Parameters
    ----------
    path : pathlib.Path
    where : str
        The place, in words.
    closed : bool
        Whether the text that it opens has an end at all.

    Returns
    -------
    UnreadableFileError
    """
    if closed:
        what = "a quotation mark stands inside a quoted text, or a quoted text is not closed"
    else:
        what = "a quotation mark opens a text and is never closed"
    return UnreadableFileError(
        f'{where}: {what}. Close the text, or write "" for a quotation mark inside it; or save the table as .xlsx.',
        path=path,
    )


def _cut(path: Path, rows: list[list[Cell]], notes: list[Note]) -> Grid:
    """Cut blank rows and columns off the edges, and say which rows are unlike the others in width."""
    filled = [_filled(row) for row in rows]  # width of each row without the blank cells at its end
    used = [i for i, width in enumerate(filled) if width]
    if used and (max(filled) > LAST_COLUMN or max(filled) * (used[-1] - used[0] + 1) > MAX_AREA):
        raise UnreadableFileError(
            f"{path.name} is too large, or its delimiter is not what it seems: {used[-1] - used[0] + 1:,} rows of up to"
            f" {max(filled):,} cells; at most {LAST_COLUMN:,} columns and {MAX_AREA:,} cells are read. Check the"
            " rows with the most cells, or save the table as Parquet and leave out what is not needed.",
            path=path,
        )
    if not used:
        return Grid("", [], notes=tuple(notes))
    usual = Counter(len(rows[i]) for i in used).most_common(1)[0][0]
    # A row with more cells than the others, all of them empty, loses and shifts nothing.
    uneven = [i for i in used if len(rows[i]) < usual or filled[i] > usual]
    if uneven:
        shown = ", ".join(f"row {i + 1:,} ({len(rows[i]):,} cells)" for i in uneven[:5])
        more = f" and {len(uneven) - 5:,} more" if len(uneven) > 5 else ""
        message = (
            f"Most rows have {usual:,} cells, but {shown}{more}. Look whether a cell with a delimiter in it "
            "lacks its quotation marks, which shifts the cells after it."
        )
        notes.append(("warning", "ragged-rows", message))
    kept = rows[used[0] : used[-1] + 1]
    last_column = max(filled)
    first_column = 0
    if all(rows[i][0] is None for i in used):
        first_column = min(next(c for c, cell in enumerate(rows[i]) if cell is not None) for i in used)
    if first_column or any(len(row) > last_column for row in kept):
        kept = [row[first_column:last_column] for row in kept]
    return Grid("", kept, used[0] + 1, first_column + 1, notes=tuple(notes))


def _filled(row: list[Cell]) -> int:
    """Return the width of a row without the blank cells at its end."""
    width = len(row)
    while width and row[width - 1] is None:
        width -= 1
    return width
