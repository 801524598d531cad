"""Quotation marks of delimited text, looked at while it is read: a stray one would swallow lines without a word."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import numpy as np

from bbafootprint.ingest.files.delimited import quotation_fault

QUOTE, NEWLINES = ord('"'), (ord("\n"), ord("\r"))


class QuotesChecked(io.RawIOBase):
    """A text that is handed on as it is read, and refused where a quotation mark is astray.

    Held is what was read last, and the row that it ends in.

    Parameters
    ----------
    path : pathlib.Path
        The file, for what is said.
    file : binary file
        Opened at its beginning, in an encoding that has ASCII as it is.
    delimiter : str
        One character of ASCII.
    longest : int
        Bytes of a row beyond which it is taken for one whose text is not closed.
    """

    def __init__(self, path: Path, file: BinaryIO, delimiter: str, longest: int) -> None:
        super().__init__()
        self._path, self._file, self._delimiter, self._longest = path, file, delimiter, longest
        self._row = b""  # the row that was not at its end
        self._lines = 0  # before that row

    def readable(self) -> bool:
        """Return True."""
        return True

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes.

        Raises
        ------
        UnreadableFileError
            If a quotation mark stands inside a quoted text, or a text is not closed.
        """
        read = self._file.read(size)
        text = self._row + read
        last = not read
        if QUOTE not in text:
            end = max(text.rfind(b"\n"), text.rfind(b"\r")) + 1
        else:
            plain = self._plain_end(text, last)
            end = self._end_by_rows(text, last) if plain is None else plain
        self._lines += text.count(b"\n", 0, end)
        self._row = text[end:]
        if len(self._row) > self._longest:
            raise self._fault(0, closed=False)
        return read

    def _plain_end(self, text: bytes, last: bool) -> int | None:
        """Return where the last row begins that is not complete; None where quotation marks need a closer look.

        In plain text marks open and close by turns: before one that opens stands a delimiter or the end of a row,
        behind one that closes too; two in a row are one inside a text.
        """
        marks = np.flatnonzero(np.frombuffer(text, dtype=np.uint8) == QUOTE)
        edges = np.frombuffer(b"\n" + text + b"\n", dtype=np.uint8)
        edge = np.zeros(256, dtype=bool)
        edge[[QUOTE, *NEWLINES, ord(self._delimiter)]] = True
        opening, closing = marks[::2], marks[1::2]
        if not (edge[edges[opening]].all() and edge[edges[closing + 2]].all()):
            return None
        if last:
            return None if len(marks) % 2 else len(text)
        before = len(text)
        while at := max(text.rfind(b"\n", 0, before), text.rfind(b"\r", 0, before)) + 1:
            marks_before = int(np.searchsorted(marks, at))
            if marks_before % 2 == 0:
                return at
            before = int(
                marks[marks_before - 1]
            )  # the end of that line stands inside a text, which opens here
        return 0

    def _end_by_rows(self, text: bytes, last: bool) -> int:
        """Return the same, row by row, as sheets of text are read."""
        start = end = lines = 0

        def lines_of() -> Iterator[str]:
            nonlocal end, lines
            for line in io.StringIO(text.decode("latin-1"), newline=""):
                end += len(line)
                lines += 1
                yield line

        reader = csv.reader(lines_of(), delimiter=self._delimiter, strict=True)
        try:
            for _ in reader:
                if end < len(text):
                    start = end
        except csv.Error as error:
            # What is cut off may go on well; only what stands before the last bytes is at fault now.
            if last or end < len(text):
                unclosed = "unexpected end" in str(error) or "field limit" in str(error)
                raise self._fault(text.count(b"\n", 0, start), closed=not unclosed) from error
        return len(text) if last else start

    def _fault(self, line: int, *, closed: bool) -> Exception:
        where = f"{self._path.name}, line {self._lines + line + 1:,} of the text"
        return quotation_fault(self._path, where, closed=closed)
