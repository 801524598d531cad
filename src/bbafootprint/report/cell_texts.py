"""Texts as cells, headers and pages of a workbook hold them: cut with a remark, counted in lines, each header once."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Sequence

from bbafootprint.ingest.marks import printable

LONGEST_HEADER = 200
"""Characters of a header; a table can hold no more than 255."""

CELL_HOLDS = 32_767
"""UTF-16 units that a cell holds."""

_TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_BREAK = re.compile("[ \t]*[\n\r\v\f\x85\u2028\u2029]+[ \t]*")
_UNWRITABLE = re.compile("[\ud800-\udfff\ufffe\uffff]")


def cell_text(text: str) -> str:
    """Return a text as a cell holds it: a longer one is cut and says so at its end.

    Parameters
    ----------
    text : str

    Returns
    -------
    str
    """
    if not text.isascii():
        text = _UNWRITABLE.sub("\ufffd", text)
    if len(text) <= CELL_HOLDS // 2:
        return text
    units = text.encode("utf-16-le")
    if len(units) <= 2 * CELL_HOLDS:
        return text
    remark = f" [cut: {len(text):,} characters]"
    return units[: 2 * (CELL_HOLDS - len(remark))].decode("utf-16-le", "ignore") + remark


def still(text: str) -> str:
    """Return a text without signs that turn the direction of what stands around them: ``\ufffd`` in the place of each.

    Parameters
    ----------
    text : str

    Returns
    -------
    str
        Letters of scripts that run from right to left are kept: they turn nothing but themselves.
    """
    return text if text.isascii() else _TURNING.sub("\ufffd", text)


def still_line(text: str) -> str:
    """Return a text as :func:`still` does, in one line: some programs let others run over the row above.

    Parameters
    ----------
    text : str

    Returns
    -------
    str
        A space in the place of line breaks.
    """
    return _BREAK.sub(" ", still(text))


def page_text(text: str, most: int = 90) -> str:
    """Return a text for the head or foot of a printed page, where ``&`` begins a code.

    Parameters
    ----------
    text : str
    most : int
        Characters at most: a head can hold 255 with its codes.

    Returns
    -------
    str
    """
    shown = " ".join(still(printable(text)).split())
    return (shown if len(shown) <= most else f"{shown[: most - 1]}…").replace("&", "&&")


def headers_of(names: Sequence[object], verbatim: Collection[str] = ()) -> list[str]:
    """Return headers of which a table of Excel can hold each: none blank, no two alike, whatever the case.

    Parameters
    ----------
    names : sequence
    verbatim : collection of str
        Names whose signs of direction are kept, see :func:`still`.

    Returns
    -------
    list of str
        The second of a name gets `` (2)``, and so on.
    """
    taken: set[str] = set()
    headers = []
    for at, given in enumerate(names):
        said = str(given) if given in verbatim else still(str(given))
        name = base = printable(said)[:LONGEST_HEADER].strip() or f"column {at + 1}"
        number = 1
        while name.casefold() in taken:
            number += 1
            name = f"{base} ({number})"
        taken.add(name.casefold())
        headers.append(name)
    return headers


def lines_of(text: str, width: float) -> int:
    """Return how many lines a text takes in a column, words kept whole where they fit.

    Parameters
    ----------
    text : str
    width : float
        In characters.

    Returns
    -------
    int
    """
    wide = max(int(width), 1)
    return sum(_lines_of_paragraph(part, wide) for part in text.split("\n")) if text else 1


def _lines_of_paragraph(text: str, width: int) -> int:
    lines, used = 1, 0
    for word in text.split():
        size = len(word)
        if used and used + 1 + size <= width:
            used += 1 + size
            continue
        lines += math.ceil(size / width) - (0 if used else 1)
        used = size % width or width
    return max(lines, 1)
