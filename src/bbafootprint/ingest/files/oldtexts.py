"""Texts in the records of old workbooks: Unicode, perhaps cut by the length of a record.

Layouts: Microsoft open specification MS-XLS, 2.4 (SST, Continue) and 2.5
(XLUnicodeRichExtendedString).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator


def text_of(parts: list[bytes], offset: int) -> str:
    """Return a text of Excel 97: its length in two bytes, then flags, then its characters."""
    (length,) = struct.unpack_from("<H", parts[0], offset)
    return Texts(parts, offset + 2).characters(length)


def shared_texts(parts: list[bytes]) -> Iterator[str | None]:
    """Yield the texts of the table of texts; what its head claims to hold is not believed."""
    texts = Texts(parts, 8)
    (count,) = struct.unpack_from("<I", parts[0], 4)
    for _ in range(count):
        if texts.ended():
            return
        length, flags = struct.unpack("<HB", texts.take(3))
        runs = struct.unpack("<H", texts.take(2))[0] if flags & 8 else 0
        extra = struct.unpack("<I", texts.take(4))[0] if flags & 4 else 0
        yield texts.characters(length, flags) or None
        texts.skip(4 * runs + extra)


class Texts:
    """A place in a record and those that continue it, where a text that is cut begins with its flags anew."""

    def __init__(self, parts: list[bytes], offset: int) -> None:
        self.parts, self.at, self.offset = parts, 0, offset

    def ended(self) -> bool:
        """Move on to the next record where this one is read; tell whether there is none."""
        while self.at < len(self.parts) and self.offset >= len(self.parts[self.at]):
            self.at, self.offset = self.at + 1, self.offset - len(self.parts[self.at])
        return self.at >= len(self.parts)

    def take(self, size: int) -> bytes:
        """Return bytes that no record cuts."""
        if self.ended():
            raise IndexError("a text is longer than its record")
        self.offset += size
        return self.parts[self.at][self.offset - size : self.offset]

    def skip(self, size: int) -> None:
        """Leave bytes out, over the ends of records."""
        self.offset += size

    def characters(self, length: int, flags: int | None = None) -> str:
        """Return so many characters, wide or narrow as the flags of each record say."""
        if flags is None:
            flags = self.take(1)[0]
        pieces = []
        while length:
            part = self.parts[self.at] if self.at < len(self.parts) else b""
            width = 1 + (flags & 1)
            fits = min(length, (len(part) - self.offset) // width)
            if fits > 0:
                piece = part[self.offset : self.offset + fits * width]
                pieces.append(piece.decode("utf-16-le", "replace") if width == 2 else piece.decode("latin-1"))
                self.offset += fits * width
                length -= fits
            if length:
                self.at, self.offset = self.at + 1, 0
                flags = self.take(1)[0]
        return "".join(pieces)
