"""What the raw value of a workbook's cell means: numbers, dates in two systems, errors, escaped text.

Rules from ECMA-376 part 1 (Office Open XML), 18.17.4 (dates), 18.8.30 (number formats), 22.9.2.19 (escapes).
"""

from __future__ import annotations

import datetime
import math
import re
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bbafootprint.ingest.files.grid import Cell, CellFault, Measured, Money, Percentage
from bbafootprint.vocabulary.units import match_unit

ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!",
           0x2A: "#N/A", 0x2B: "#GETTING_DATA"}  # fmt: skip
"""Errors by their code in binary workbooks (MS-XLS 2.5.10)."""

_DATE_FORMATS = {14, 15, 16, 17, 22, 27, 28, 29, 30, 31, 36, *range(50, 59)}
_TIME_FORMATS = {18, 19, 20, 21, 32, 33, 34, 35, 45, 47}
_DURATION_FORMATS = {46}
_PERCENT_FORMATS = {9, 10}

_LITERAL = re.compile(r'"[^"]*"?|\\.|_.|\*.')
_SHOWN = re.compile(r'"([^"]*)"|\\(.)')
_UNIT = "unit:"
_MONEY = "money:"
_SIGN = re.compile(r'\[\$([^\]-]+)[^\]]*\]|"([^"]*)"|\\(.)|\[[^\]]*\]|([$€£])|[_*].')
_SIGN_FORM = re.compile(r"[A-Z]{0,3}[$€£]|[A-Z]{3}")
_ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_BRACKETS = re.compile(r"\[[^\]]*\]")
_FRACTION_OF_SECOND = re.compile(r"s[.,]0+")
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")

_MILLISECONDS_PER_DAY = 86_400_000
_LAST_DAY = 2_958_466
"""Day after 9999-12-31 in the 1900 system; beyond it a spreadsheet shows ##### and there is no date."""


@dataclass(frozen=True)
class Shared:
    """What the sheets of one workbook share.

    Attributes
    ----------
    strings : sequence of str or None
        The table of texts; None for an empty one.
    formats : mapping of str to str
        Cell style to what :func:`format_kind` says of it; other styles show plain numbers.
    epoch_1904 : bool
        Whether days are counted from 1904-01-01.
    stale : bool
        Whether the workbook asks to be calculated anew when opened: its writer did not calculate, and
        a result of 0 is a placeholder.
    """

    strings: Sequence[str | None] = ()
    formats: Mapping[str, str] = field(default_factory=dict)
    epoch_1904: bool = False
    stale: bool = False


def format_kind(number: int, code: str | None) -> str | None:
    """Say whether a number format shows dates, percentages or a unit.

    Parameters
    ----------
    number : int
        Identifier of the format (numFmtId).
    code : str or None
        Its code where the workbook defines it, such as ``dd/mm/yyyy``; None for a built-in format.

    Returns
    -------
    str or None
        ``"date"`` (with or without a time), ``"time"``, ``"duration"`` (elapsed hours), ``"percentage"``,
        ``"unit:"`` and a unit of mass or volume, ``"money:"`` and what may be a currency, or None: a plain number.
    """
    if code is None:
        if number in _DATE_FORMATS:
            return "date"
        if number in _TIME_FORMATS:
            return "time"
        if number in _PERCENT_FORMATS:
            return "percentage"
        return "duration" if number in _DURATION_FORMATS else None
    shown = code
    code = _LITERAL.sub("", code).split(";")[0]
    if _ELAPSED.search(code):
        return "duration"
    code = _FRACTION_OF_SECOND.sub("s", _BRACKETS.sub("", code).lower().replace("general", ""))
    if any(placeholder in code for placeholder in "0#?@"):
        return "percentage" if "%" in code else _unit_kind(shown, code) or _money_kind(shown)
    if "y" in code or "d" in code:
        return "date"
    if "h" in code or "s" in code:
        return "time"
    return "date" if "m" in code else None


def _money_kind(shown: str) -> str | None:
    """Return the kind of a format that shows the sign or code of a currency: `[$$-409]#,##0`, `0.00 "€"`."""
    first = re.split(r';(?=(?:[^"]*"[^"]*")*[^"]*$)', shown)[0]
    sign = "".join("".join(parts) for parts in _SIGN.findall(first)).strip()
    return f"{_MONEY}{sign}" if _SIGN_FORM.fullmatch(sign) else None


def _unit_kind(shown: str, code: str) -> str | None:
    """Return the kind of a format with a unit in it, such as `0 "kg"`; None for `0.0 "days"` or a currency."""
    if code.rstrip(" )").endswith(
        ","
    ):  # it shows thousands of what is stored: of which the unit is, is not said
        return None
    first = re.split(r';(?=(?:[^"]*"[^"]*")*[^"]*$)', shown)[0]
    unit = "".join(quoted or escaped for quoted, escaped in _SHOWN.findall(first)).strip()
    match = match_unit(unit) if unit else None
    return f"{_UNIT}{unit}" if match is not None and match.base else None


def number_cell(text: str, kind: str | None, epoch_1904: bool) -> Cell:
    """Return the value of a cell of numbers.

    Parameters
    ----------
    text : str
        The number as stored.
    kind : str or None
        As :func:`format_kind` says.
    epoch_1904 : bool
        Whether days are counted from 1904-01-01 rather than 1899-12-31.

    Returns
    -------
    Cell
        A float, or a datetime, time or timedelta; the text itself where it is no number, and a fault where it
        is not finite.
    """
    try:
        number = float(text)
    except ValueError:
        return text.strip() or None
    if not math.isfinite(number):
        return CellFault("error", text)
    if kind is None:
        return number
    return moment(number, kind, epoch_1904)


def moment(serial: float, kind: str, epoch_1904: bool) -> Cell:
    """Turn a number into the date, time, duration or percentage that it is shown as.

    Parameters
    ----------
    serial : float
        Days since the epoch.
    kind : str
        One of those that :func:`format_kind` names. How the cell shows it.
    epoch_1904 : bool
        Whether days are counted from 1904-01-01.

    Returns
    -------
    datetime.datetime, datetime.time, datetime.timedelta, Percentage, Measured, Money or float
        Rounded to a millisecond, the resolution of a spreadsheet. A serial that no date answers to (negative,
        or after the year 9999) stays a number.

    Notes
    -----
    The 1900 system counts a 29 February 1900 that never was, so days before it are one off the rest.
    """
    if kind == "percentage":
        return Percentage(serial)
    if kind.startswith(_UNIT):
        return Measured(serial, kind.removeprefix(_UNIT))
    if kind.startswith(_MONEY):
        return Money(serial, kind.removeprefix(_MONEY))
    if not 0 <= serial < _LAST_DAY - (1462 if epoch_1904 else 0):
        return serial
    since = datetime.timedelta(milliseconds=round(serial * _MILLISECONDS_PER_DAY))
    if kind == "duration":
        return since
    if serial < 1 and not (epoch_1904 and kind == "date"):
        return (datetime.datetime(1900, 1, 1) + since).time()
    if epoch_1904:
        return datetime.datetime(1904, 1, 1) + since
    epoch = datetime.datetime(1899, 12, 31) if serial < 60 else datetime.datetime(1899, 12, 30)
    return epoch + since


def short_number(bits: int) -> float:
    """Return a number of a binary workbook in 30 bits: an integer or the upper part of a double, or hundredths."""
    if bits & 2:
        number = float(struct.unpack("<i", struct.pack("<I", bits))[0] >> 2)
    else:
        (number,) = struct.unpack("<d", struct.pack("<Q", (bits & ~3) << 32))
    return number / 100 if bits & 1 else number


def iso_cell(text: str) -> Cell:
    """Return the value of a cell that holds a date as ISO 8601 text; the text where it is none."""
    try:
        if "T" not in text and ":" in text and "-" not in text:
            return datetime.time.fromisoformat(text)
        return datetime.datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return text


def unescape(text: str) -> str:
    """Undo the escapes ``_xHHHH_`` with which workbooks store characters that XML cannot hold."""
    if "_x" not in text:
        return text
    text = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
    # Two escapes may be the halves of one character beyond the basic plane; a half alone is no character.
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
