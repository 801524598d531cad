"""Identifiers of companies and securities, and their check digits."""

from __future__ import annotations

import re

_ISIN = re.compile(r"[A-Z]{2}[A-Z0-9]{9}[0-9]")
_LEI = re.compile(r"[A-Z0-9]{18}[0-9]{2}")
_LIKE_ISIN = re.compile(r"[A-Z]{2}[A-Z0-9]{10}")
_LIKE_LEI = re.compile(r"(?=.*[0-9])[A-Z0-9]{20}")


def _values(text: str) -> str:
    """Return letters as the numbers 10 to 35 and digits as they are, in one string of digits."""
    return "".join(str(int(sign, 36)) for sign in text)


def isin_is_valid(text: str) -> bool:
    """Tell whether a text is an ISIN with the right check digit.

    Parameters
    ----------
    text : str
        Twelve characters, capital letters.

    Returns
    -------
    bool

    Notes
    -----
    ISO 6166: two letters, nine letters or digits, and a check digit by the double-add-double formula (Luhn, modulus
    10) over the digits with A = 10 to Z = 35. No DOI.
    """
    if not _ISIN.fullmatch(text):
        return False
    total = 0
    for place, digit in enumerate(reversed(_values(text))):
        number = int(digit) * (1 + place % 2)
        total += number - 9 * (number > 9)
    return total % 10 == 0


def lei_is_valid(text: str) -> bool:
    """Tell whether a text is a legal entity identifier with the right check digits.

    Parameters
    ----------
    text : str
        Twenty characters, capital letters.

    Returns
    -------
    bool

    Notes
    -----
    ISO 17442: 18 letters or digits and two check digits by ISO 7064 MOD 97-10: read as a number with A = 10 to
    Z = 35, the remainder on division by 97 is 1. No DOI.
    """
    return bool(_LEI.fullmatch(text)) and int(_values(text)) % 97 == 1


def tidy_id(text: str) -> str:
    """Return an identifier as it is compared.

    Parameters
    ----------
    text : str

    Returns
    -------
    str
        A code in capitals and without white space, so that a spaced ISIN is the same. A text of several words stays as
        it is written, but for white space at its ends and doubled: only exactly the same text is the same.
    """
    tidy = "".join(text.split()).upper()
    return " ".join(text.split()) if reads_as_name(text) else tidy


def reads_as_name(text: str) -> bool:
    """Tell whether a text reads as a name and not as a code: several words, none of them a number.

    Parameters
    ----------
    text : str

    Returns
    -------
    bool
        A single word may be a code or a name: False. So is an ISIN or LEI that is written with spaces.
    """
    words = text.split()
    long = any(sum(sign.isalpha() for sign in word) > 2 for word in words)
    return (
        len(words) > 1
        and long
        and not any(word.isdigit() for word in words)
        and not kind_of_id("".join(words).upper())
    )


def kind_of_id(text: str) -> str:
    """Return what an identifier looks like: ``isin``, ``lei``, or empty for one of somebody's own.

    Parameters
    ----------
    text : str
        Tidied.

    Returns
    -------
    str
    """
    if _LIKE_ISIN.fullmatch(text) and sum(sign.isdigit() for sign in text) >= 3:
        return "isin"
    return "lei" if _LIKE_LEI.fullmatch(text) else ""


def split_ids(text: str) -> list[str]:
    """Return the identifiers of a cell, tidied: several are set apart by ; or |, codes with digits by , and / as well.

    Parameters
    ----------
    text : str

    Returns
    -------
    list of str
        A comma or a slash inside a name (``Alpha, Inc``) sets nothing apart.
    """
    parts: list[str] = []
    for part in re.split(r"[;|\n]", text):
        codes = re.split(r"[,/]", part)
        several = all(any(sign.isdigit() for sign in code) and not reads_as_name(code) for code in codes)
        parts += codes if several else [part]
    return [tidy for part in parts if (tidy := tidy_id(part))]
