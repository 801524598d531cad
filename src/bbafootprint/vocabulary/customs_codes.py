"""Customs codes as people write them: HS (2, 4, 6 digits), CN (8), TARIC (10), with dots, spaces and lost zeros.

Whether a code exists is asked of :file:`tables/hs2022_codes.csv`, the valid codes of the Harmonized System 2022.
A few subheadings of older editions, which 2022 split, are known from :file:`tables/commodities.csv`.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import NamedTuple

from bbafootprint.vocabulary.tables import read_table

_SYSTEM = (
    r"(?:(?:hs|cn|gn|kn|nc|sh|gs|taric|chapter|chapitre|hoofdstuk|kapitel|chap|ch(?=[.\s])|heading|subheading)"
    r"\s*[-_]?\s*(?:code|heading)?\s*(?:no\.?|nr\.?)?\s*[:#.]?\s*)"
)
_DIGITS = r"\d[\d. \u00a0]*\d|\d"
_PART_OF = r"(?:ex\.?\s*(?=\d))?"  # "ex 1511 90": a part of what the code holds
_WHOLE = re.compile(rf"{_SYSTEM}?{_PART_OF}({_DIGITS})\.?", re.IGNORECASE)
_LEADING = re.compile(
    rf"({_SYSTEM})?{_PART_OF}({_DIGITS})(?![\w%])((?:\.[a-z])*)(?!\w)[\s.:;,\-–—_/|]*", re.IGNORECASE
)
_TRAILING = re.compile(rf"(.*\w.*?)[\s,;:(\[/\-–—]+{_SYSTEM}{_PART_OF}({_DIGITS})\s*[)\]]?", re.IGNORECASE)
_HYPHENS = re.compile(r"(?<=\d)[-_](?=\d\d(?!\d))")
_SEVERAL = re.compile(r"\s*(?:[/;,+&]|-|–|to|bis|tot|en|et|und|and|or|ou|of|oder|à)\s*\d", re.IGNORECASE)
# "18 mm plywood" and "25 kg cocoa" start with a measure, not with a chapter.
_MEASURE = re.compile(
    r"(?:mm|cm|dm|m|m2|m3|kg|g|kt|t|mt|to|tons?|tonnes?|l|lb|lbs|oz|x|ply|inch|in|pcs|bags?|%|°|''|\")(?!\w)",
    re.IGNORECASE,
)
_LONGEST = 10  # TARIC
_LONGEST_NAME = 500  # characters: what is longer is another text by mistake, and has no code


class CustomsCode(NamedTuple):
    """A customs code that was read.

    `digits` is the part that the Harmonized System 2022 or, for six digits, an older edition knows: 2, 4 or 6
    digits; empty where there is none.
    `given` is the code as written, `note` a sentence for the person where it was not taken as written.
    """

    digits: str
    given: str
    note: str = ""


@cache
def hs_codes() -> frozenset[str]:
    """Return the valid codes of the Harmonized System 2022: 2, 4 and 6 digits.

    Returns
    -------
    frozenset of str

    Notes
    -----
    World Customs Organization, Harmonized System 2022, through the public-domain table named in
    :file:`tables/build_hs.py`.
    """
    return frozenset(row["code"] for row in read_table("hs2022_codes.csv"))


def read_code(text: str) -> CustomsCode | None:
    """Return the customs code that a cell of a code column holds.

    Parameters
    ----------
    text : str
        ``"1201"``, ``"1511.10"``, ``"CN 4407 29 15"``, ``"ex 1511 90"``, ``"1801.0"`` (a number read by a
        spreadsheet), ``"18 Cocoa and cocoa preparations"``.

    Returns
    -------
    CustomsCode or None
        None where the text is not a code; a code without `digits` where it is one that does not exist.
    """
    if len(text) > _LONGEST_NAME:
        return None
    text = unicodedata.normalize("NFKC", text).strip().removeprefix("'")
    if re.fullmatch(r"\d{4}([-_]\d\d)+|\d\d[-_]\d\d([-_]\d\d)+", text):
        text = _HYPHENS.sub(".", text)
    whole = _WHOLE.fullmatch(text)
    if whole is None:
        first = _LEADING.match(text)
        if first and _SEVERAL.match(text[first.end(2) :]):
            return CustomsCode("", text, f"{text!r} holds several customs codes: give each its own line.")
        return leading_code(text)[0]  # "18 Cocoa and cocoa preparations": the column says that it is one
    given = whole[1]
    digits = re.sub(r"\D", "", re.sub(r"^(\d+)\.0$", r"\1", given))
    if len(digits) > _LONGEST:
        return CustomsCode("", given, f"{given!r} has {len(digits)} digits, more than any customs code.")
    return _valid(digits, given, zero_lost=len(given.split(".")[0]) in (1, 3) and "." in given)


def exists_as_written(text: str) -> bool:
    """Tell whether digits are a customs code of 4 digits or more that exists, perhaps with a leading zero lost.

    Parameters
    ----------
    text : str

    Returns
    -------
    bool
        False for other numbers: a material number that merely begins like a code, such as ``100234``.
    """
    digits = re.sub(r"[ .\u00a0]", "", text.strip().removeprefix("'"))
    if not digits.isdigit() or not 3 <= len(digits) <= _LONGEST:
        return False
    both = (digits, "0" + digits)
    return any(bool(_exists(code)) or (len(code) in (6, 8) and code[:6] in _old_codes()) for code in both)


def leading_code(text: str) -> tuple[CustomsCode | None, str]:
    """Return the customs code at the start, or after "HS" at the end, of a description, and the rest of it.

    Parameters
    ----------
    text : str
        ``"15.11 Palm oil and its fractions"``, ``"12.14.c.f Protein (soy meal)"``, ``"18 Cocoa"``,
        ``"Palm oil, HS 1511"``.

    Returns
    -------
    code : CustomsCode or None
        None where there is no code that exists, or several.
    rest : str
        The words; all of the text where there is no code.
    """
    if len(text) > _LONGEST_NAME:
        return None, text
    found = _LEADING.match(text)
    if found is None:
        trailing = _TRAILING.fullmatch(text)
        code = read_code(trailing[2]) if trailing else None
        return (code, trailing[1]) if trailing and code is not None and code.digits else (None, text)
    if _SEVERAL.match(text[found.end(2) :]):
        return None, text
    rest = text[found.end() :]
    bare = len(re.sub(r"\D", "", found[2]))
    # Without "HS" before it, 1 or 3 digits ("3 palm oil", "100 soybeans") are a number of something.
    if not found[1] and (_MEASURE.match(rest) or bare == 1 or (bare == 3 and "." not in found[2])):
        return None, text
    if not found[1] and found[2].isdigit() and bare == 4 and found[2] not in hs_codes():
        return None, text  # "2023 soybeans": a year, not 0202 3
    code = read_code(found[2])
    if code is None or not code.digits:
        return None, text
    return code, rest


def _valid(digits: str, given: str, *, zero_lost: bool) -> CustomsCode:
    """Return the code, or the nearest that exists: with its lost zero, or at its heading.

    The order is the policy: a code that exists as it stands is never touched.
    """
    if zero_lost:
        digits = "0" + digits
    restored = "0" + digits
    zero_note = f"{given!r} is read as {_dotted(restored)}: spreadsheets drop a leading zero."
    if zero_lost:
        zero_note = f"{given!r} is read as {_dotted(digits)}: spreadsheets drop a leading zero."
        if exists := _exists(digits):
            return CustomsCode(exists, given, zero_note)
    elif exists := _exists(digits):
        return CustomsCode(exists, given)
    elif exists := _exists(restored):
        return CustomsCode(exists, given, zero_note)
    if len(digits) % 2 and (exists := _exists(digits[:-1])):
        note = f"{given!r} has an odd number of digits; {_dotted(exists)} is used."
        return CustomsCode(exists, given, f"{zero_note} {note}" if zero_lost else note)
    for candidate in (digits, restored):
        if len(candidate) % 2 == 0 and candidate[:6] in _old_codes():
            note = (
                f"{_dotted(candidate[:6])} is of an older edition than the Harmonized System 2022 and is read as "
                "it was defined there."
            )
            return CustomsCode(candidate[:6], given, note)
        if len(candidate) > 4 and len(candidate) % 2 == 0 and candidate[:4] in hs_codes():
            note = (
                f"{_dotted(candidate[:6])} is not in the Harmonized System 2022 (an older edition, or a slip); "
                f"its heading {_dotted(candidate[:4])} is used."
            )
            return CustomsCode(candidate[:4], given, note)
    if len(digits) == 4 and restored[:4] in hs_codes():
        return CustomsCode(restored[:4], given, zero_note)
    return CustomsCode("", given, f"{given!r} is not a code of the Harmonized System 2022.")


def _exists(digits: str) -> str:
    """Return the part of the code that the Harmonized System defines, or nothing."""
    if len(digits) % 2 or not 2 <= len(digits) <= _LONGEST:
        return ""
    return digits[:6] if digits[:6] in hs_codes() else ""


@cache
def _old_codes() -> frozenset[str]:
    """Return declared subheadings that the edition of 2022 does not have: 4407 10 was coniferous sawnwood."""
    declared = (row["hs_prefixes"].split("|") for row in read_table("commodities.csv"))
    return frozenset(code for codes in declared for code in codes if len(code) == 6) - hs_codes()


def _dotted(digits: str) -> str:
    return " ".join(part for part in (digits[:4], digits[4:6], digits[6:8], digits[8:]) if part)
