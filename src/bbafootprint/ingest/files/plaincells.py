"""The XML of a sheet as nearly every program writes it, taken apart many rows at a time.

Of a large sheet nearly all is ``<row r="2"><c r="A2" t="s"><v>7</v></c>...</row>``, over and over. Such text is
taken apart with numpy, some ten times faster than by an XML parser. Only what is exactly of this form is: a piece
with anything else in it (formulas, texts in cells, comments, white space, a row out of order) goes to the XML
parser as it is, and so does everything outside of the rows.

Form of rows and cells: ECMA-376 part 1, 18.3.1.4 (c), 18.3.1.73 (row), 18.18.11 (types of cells).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

IntArray = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]

# Tags by number, and which may follow which.
_TAGS = ("row", "row/", "/row", "c", "c/", "/c", "v", "/v", "is", "/is", "t", "/t")
_FOLLOW = {
    "row": ("/row", "c", "c/"),
    "row/": ("row", "row/"),
    "/row": ("row", "row/"),
    "c": ("v", "is", "/c"),
    "c/": ("c", "c/", "/row"),
    "/c": ("c", "c/", "/row"),
    "v": ("/v",),
    "/v": ("/c",),
    "is": ("t",),
    "t": ("/t",),
    "/t": ("/is",),
    "/is": ("/c",),
}
_MAY_FOLLOW = np.array([[after in _FOLLOW[tag] for after in _TAGS] for tag in _TAGS])
_SPACED, _INLINE = b'<t xml:space="preserve">', b"inlineStr"
_NUMBER_BYTES = b"0123456789+-.eE"


class PlainCells(NamedTuple):
    """The cells of some rows, in order.

    Attributes
    ----------
    rows, columns : numpy.ndarray of int
        Where each cell with a value stands; row by row, and columns ascending within a row.
    kinds : numpy.ndarray of int
        Its type: the byte ``n``, ``s``, ``b`` or ``e``, and ``i`` for a text in the cell.
    styles : numpy.ndarray of int
        Its style; -1 where it has none.
    numbers : numpy.ndarray of float
        Value of a cell of type ``n``, ``s`` or ``b``; NaN for another.
    starts, ends : numpy.ndarray of int
        Where its value stands in the block.
    first, last : int
        Number of the first and last row, those without a value included.
    """

    rows: IntArray
    columns: IntArray
    kinds: Bytes
    styles: IntArray
    numbers: npt.NDArray[np.float64]
    starts: IntArray
    ends: IntArray
    first: int
    last: int


def take_apart(block: bytes) -> PlainCells | None:
    """Take some whole rows apart.

    Parameters
    ----------
    block : bytes
        From the beginning of a row to the end of one.

    Returns
    -------
    PlainCells or None
        None where anything in it is not plain.
    """
    if block.count(b"hidden") != block.count(b'hidden="false"') + block.count(b'hidden="0"'):
        return None
    data = np.frombuffer(block, dtype=np.uint8)
    tags = np.flatnonzero(data == ord("<"))
    closes = np.flatnonzero(data == ord(">"))
    if len(tags) != len(closes) or not (tags < closes).all():
        return None
    kind = _tag_kinds(data, tags, closes)
    if kind is None or kind[0] > 1 or kind[-1] not in (1, 2) or not _MAY_FOLLOW[kind[:-1], kind[1:]].all():
        return None
    is_value = (kind == _TAGS.index("v")) | (kind == _TAGS.index("t"))
    if not ((tags[1:] == closes[:-1] + 1) | is_value[:-1]).all():
        return None

    is_row = kind <= 1
    row_numbers = _row_numbers(data, tags[is_row])
    if row_numbers is None:
        return None
    is_cell = (kind == _TAGS.index("c")) | (kind == _TAGS.index("c/"))
    cells = np.flatnonzero(is_cell)
    read = _cell_tags(data, tags[cells], closes[cells] - (kind[cells] == _TAGS.index("c/")))
    if read is None:
        return None
    columns, styles, types = read
    row_of = np.cumsum(is_row)[cells] - 1
    if ((np.diff(columns) <= 0) & (np.diff(row_of) == 0)).any():
        return None

    # A cell has a value where the tag after it opens one, or holds one.
    inside = kind[np.minimum(cells + 1, len(kind) - 1)]
    texts = inside == _TAGS.index("is")
    filled = texts | (inside == _TAGS.index("v"))
    if ((types == ord("i")) != texts)[filled].any():
        return None
    at = cells[filled] + 1 + texts[filled]
    starts, ends, types = closes[at] + 1, tags[at + 1], types[filled]
    numbers = _values(block, data, starts, ends, types)
    if numbers is None:
        return None
    rows = row_numbers[row_of[filled]]
    first, last = int(row_numbers[0]), int(row_numbers[-1])
    return PlainCells(rows, columns[filled], types, styles[filled], numbers, starts, ends, first, last)


def _tag_kinds(data: Bytes, tags: IntArray, closes: IntArray) -> IntArray | None:
    """Return the number of each tag in :data:`_TAGS`; None where one is another."""
    # The shortest tag that is looked at is <v>; three bytes after its < are there, as </row> ends the block.
    one, two, three = (data[np.minimum(tags + i, len(data) - 1)] for i in (1, 2, 3))
    kind = np.full(len(tags), -1, dtype=np.int64)
    closed = data[closes - 1] == ord("/")
    cell = (one == ord("c")) & (two == ord(" "))
    row = (one == ord("r")) & (two == ord("o")) & (three == ord("w"))
    ending = (one == ord("/")) & (three == ord(">"))
    kind[cell] = 3
    kind[cell & closed] = 4
    kind[row] = 0
    kind[row & closed] = 1
    kind[(one == ord("v")) & (two == ord(">"))] = 6
    kind[ending & (two == ord("c"))] = 5
    kind[ending & (two == ord("v"))] = 7
    kind[(one == ord("i")) & (two == ord("s")) & (three == ord(">"))] = 8
    text_end = (
        (one == ord("/")) & (two == ord("i")) & (three == ord("s")) & (closes - tags == len("</is>") - 1)
    )
    kind[text_end] = 9
    kind[(one == ord("t")) & (two == ord(">"))] = 10
    kind[ending & (two == ord("t"))] = 11
    spaced = np.flatnonzero((one == ord("t")) & (two == ord(" ")) & (closes - tags == len(_SPACED) - 1))
    if len(spaced) and all((data[tags[spaced] + i] == byte).all() for i, byte in enumerate(_SPACED)):
        kind[spaced] = 10
    row_end = (one == ord("/")) & (two == ord("r")) & (three == ord("o"))
    row_end &= closes - tags == len("</row>") - 1
    kind[row_end] = 2
    return kind if (kind >= 0).all() else None


def _row_numbers(data: Bytes, tags: IntArray) -> IntArray | None:
    """Return the numbers of rows, which must come first in their tags and ascend."""
    for i, byte in enumerate(b'<row r="'):
        if not (data[tags + i] == byte).all():
            return None
    numbers = np.zeros(len(tags), dtype=np.int64)
    open_ = np.ones(len(tags), dtype=bool)
    for i in range(8, 16):
        digit = data[np.minimum(tags + i, len(data) - 1)]
        open_ &= digit != ord('"')
        if not open_.any():
            break
        if i == 15 or not ((digit[open_] >= 48) & (digit[open_] <= 57)).all():
            return None
        numbers[open_] = numbers[open_] * 10 + digit[open_] - 48
    return numbers if numbers[0] > 0 and (np.diff(numbers) > 0).all() else None


def _cell_tags(data: Bytes, tags: IntArray, ends: IntArray) -> tuple[IntArray, IntArray, Bytes] | None:
    """Return column, style and type of cells; None where a tag holds anything else."""
    for i, byte in enumerate(b'<c r="'):
        if not (data[tags + i] == byte).all():
            return None
    quotes = np.flatnonzero(data == ord('"'))
    column = np.zeros(len(tags), dtype=np.int64)
    open_ = np.ones(len(tags), dtype=bool)
    for i in range(6, 9):
        letter = data[tags + i]
        open_ &= (letter >= 65) & (letter <= 90)
        column = np.where(open_, column * 26 + letter - 64, column)
    # Then the row, which is that of the row's tag, and the end of the reference.
    width = 6 + (column > 0) + (column > 26).astype(np.int64) + (column > 26 * 27)
    first = width
    open_ = np.ones(len(tags), dtype=bool)
    for _ in range(8):
        digit = data[tags + width]
        open_ &= (digit >= 48) & (digit <= 57)
        width = width + open_
    if not ((column > 0) & (width > first) & (data[tags + width] == ord('"'))).all():
        return None
    length = width + 1

    style = np.full(len(tags), -1, dtype=np.int64)
    types = np.full(len(tags), ord("n"), dtype=np.uint8)
    for name in b"st":
        marks = quotes[(data[quotes - 1] == ord("=")) & (data[quotes - 2] == name) & (data[quotes - 3] == 32)]
        owner = np.searchsorted(tags, marks, side="right") - 1
        inside = (owner >= 0) & (marks < ends[owner])
        marks, owner = marks[inside], owner[inside]
        if len(owner) > 1 and not (np.diff(owner) > 0).all():
            return None  # an attribute twice
        stop = quotes[np.minimum(np.searchsorted(quotes, marks, side="right"), len(quotes) - 1)]
        length[owner] += stop - marks + 4
        if name == ord("t"):
            types[owner] = data[marks + 1]
            inline = marks[types[owner] == ord("i")]
            size = np.where(types[owner] == ord("i"), len(_INLINE) + 1, 2)
            if not (stop - marks == size).all():
                return None
            if not all((data[inline + i] == byte).all() for i, byte in enumerate(_INLINE, 1)):
                return None
        else:
            numbers = _digits(data, marks + 1, stop, 6)
            if numbers is None:
                return None
            style[owner] = numbers
    return (column, style, types) if (tags + length == ends).all() else None


def _digits(data: Bytes, starts: IntArray, ends: IntArray, most: int) -> IntArray | None:
    """Return whole numbers of one to some digits; None where one is not."""
    lengths = ends - starts
    if len(lengths) and not (1 <= lengths.min() <= lengths.max() <= most):
        return None
    numbers = np.zeros(len(starts), dtype=np.int64)
    for i in range(int(lengths.max(initial=0))):
        more = lengths > i
        byte = data[np.where(more, starts + i, starts)].astype(np.int64) - 48
        if ((byte < 0) | (byte > 9)).any():
            return None
        numbers = np.where(more, numbers * 10 + byte, numbers)
    return numbers


def _values(
    block: bytes, data: Bytes, starts: IntArray, ends: IntArray, types: Bytes
) -> npt.NDArray[np.float64] | None:
    """Return the values of cells as numbers; None where one is not of its type."""
    known = types == ord("i")
    if not ((ends > starts) | known).all():
        return None
    numbers = np.full(len(starts), np.nan)
    known |= types == ord("e")
    counted = (types == ord("s")) | (types == ord("b"))
    if counted.any():
        whole = _digits(data, starts[counted], ends[counted], 9)
        if whole is None:
            return None
        numbers[counted] = whole
    plain = types == ord("n")
    if plain.any():
        texts = [block[a:b] for a, b in zip(starts[plain].tolist(), ends[plain].tolist(), strict=True)]
        if b"".join(texts).translate(None, _NUMBER_BYTES):
            return None
        try:
            numbers[plain] = [*map(float, texts)]
        except ValueError:
            return None
        if not np.isfinite(numbers[plain]).all():
            return None
    return numbers if (known | counted | plain).all() else None
