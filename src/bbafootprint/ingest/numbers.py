"""Numbers that are written as text: which mark is the decimal mark is decided by what a column shows.

A text is read twice, once with the point and once with the comma as its decimal mark. Where only one reading
is possible ("1 000,34", "0.500", "1.234.567") the text *shows* its mark; where both are possible and differ
("1.234") it is ambiguous, and the rest of the column decides. Nothing is guessed from the locale.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal, TypeAlias

Mark: TypeAlias = Literal[".", ","]

MARKS: tuple[Mark, Mark] = (".", ",")
"""The decimal marks that are understood."""

# No-break, figure, thin and narrow no-break spaces and tabs all serve as thousands separators.
_SPACES = re.compile(r"[\s\u00a0\u2000-\u200a\u202f\u205f\u3000]+")
_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "´": "'", "`": "'", "ʼ": "'", "−": "-", "–": "-"})
_BODY = re.compile(r"([+-]?) ?([0-9][0-9., ']*|[.,][0-9]+)(?:[eE]([+-]?[0-9]{1,3}))?")
_WESTERN = r"[1-9][0-9]{0,2}(?:%s[0-9]{3})+"
_INDIAN = r"[1-9][0-9]?(?:%s[0-9]{2})+%s[0-9]{3}"


_PLAIN = re.compile(r"-?(?:0|[1-9][0-9]*)(?:([.,])[0-9]+)?")
_GROUPED = re.compile(r"-?[1-9][0-9]{0,2}[.,][0-9]{3}")


def plain_number(text: str) -> tuple[float, str] | None:
    """Return a number in its plainest writing, fast; most texts are no more than that.

    Parameters
    ----------
    text : str

    Returns
    -------
    value : float
        What :func:`read_number` gives under every mark, or under the one that the text shows.
    mark : {"", ".", ","}
        The decimal mark that it shows; empty where it has none.
        None instead of both where the text needs to be looked at.
    """
    found = _PLAIN.fullmatch(text)
    if found is None or _GROUPED.fullmatch(text):
        return None
    return float(text.replace(",", ".")), found.group(1) or ""


def parse_number(text: str, decimal: Mark) -> float | None:
    """Return the number that a text is under one decimal mark.

    Parameters
    ----------
    text : str
        The text: digits, grouped by spaces, apostrophes or the other mark or not at all, perhaps a fraction,
        an exponent, a sign before or after it, or brackets for a negative number. No unit.
    decimal : {".", ","}
        The decimal mark.

    Returns
    -------
    float or None
        None where the text is not a number under that mark. A number too large for a float is infinite.
    """
    clean = _SPACES.sub(" ", text.translate(_APOSTROPHES)).strip()
    if clean[:1] == "'":  # the mark with which spreadsheets force a text
        clean = clean[1:].lstrip()
    negative = False
    if clean[:1] == "(" and clean[-1:] == ")":
        clean, negative = clean[1:-1].strip(), True
    elif clean[-1:] == "-" and clean[:1] not in "+-":  # SAP writes 12.50-
        clean, negative = clean[:-1].rstrip(), True
    match = _BODY.fullmatch(clean)
    if match is None:
        return None
    sign, body, exponent = match.groups()
    whole, point, fraction = body.strip().partition(decimal)
    if point and not fraction.isdigit() and fraction:
        return None
    if not whole.isdigit() and whole:
        whole = _ungroup(whole, "," if decimal == "." else ".")
        if not whole:
            return None
    if not whole and not fraction:
        return None
    value = float(f"{whole or '0'}.{fraction or '0'}e{exponent or '0'}")
    return -value if (sign == "-") != negative else value


def _ungroup(whole: str, other: str) -> str:
    """Return the digits of a whole number in groups of one separator; empty where it is not one."""
    for separator in (other, " ", "'"):
        if separator in whole:
            mark = re.escape(separator)
            patterns = (_WESTERN % mark, _INDIAN % (mark, mark))
            proper = any(re.fullmatch(pattern, whole) for pattern in patterns)
            return whole.replace(separator, "") if proper else ""
    return ""


def shown_marks(texts: Iterable[str]) -> frozenset[Mark]:
    """Return the decimal marks that texts show, because no other reading of some text is possible.

    Parameters
    ----------
    texts : iterable of str
        Texts of one column (or of all columns of quantities), units taken off.

    Returns
    -------
    frozenset of {".", ","}
        One mark: the column's. Empty: nothing shows it. Both: the column contradicts itself.
    """
    shown: set[Mark] = set()
    for text in texts:
        point, comma = parse_number(text, "."), parse_number(text, ",")
        if comma is None and point is not None:
            shown.add(".")
        elif point is None and comma is not None:
            shown.add(",")
    return frozenset(shown)


def decide_mark(
    texts: Iterable[str], given: str | None = None, shown: Iterable[str] = ()
) -> tuple[Mark | None, str]:
    """Decide the decimal mark of texts.

    Parameters
    ----------
    texts : iterable of str
        Texts of one column, units taken off.
    given : {".", ","}, optional
        What the person said; it wins.
    shown : iterable of {".", ","}
        Marks that other texts of the column are known to show.

    Returns
    -------
    mark : {".", ","} or None
        None where nothing decides.
    how : {"given", "shown", "contradictory", "not shown"}
    """
    if given is not None:
        return ("." if given == "." else ","), "given"
    marks = shown_marks(texts).union(mark for mark in MARKS if mark in set(shown))
    if len(marks) == 1:
        return next(iter(marks)), "shown"
    return None, "contradictory" if marks else "not shown"


def read_number(text: str, mark: Mark | None) -> tuple[float | None, str]:
    """Return the number that a text is, or why it is none.

    Parameters
    ----------
    text : str
        The text, its unit taken off.
    mark : {".", ","} or None
        The decimal mark of the column; None: only texts with one possible reading are numbers.

    Returns
    -------
    value : float or None
    fault : {"", "quantity-text", "decimal-ambiguous"}
        Empty where the text is a number.
    """
    if mark is not None:
        value = parse_number(text, mark)
        return value, "quantity-text" if value is None else ""
    point, comma = parse_number(text, "."), parse_number(text, ",")
    if point is None or comma is None:
        value = comma if point is None else point
        return value, "quantity-text" if value is None else ""
    return (point, "") if point == comma else (None, "decimal-ambiguous")
