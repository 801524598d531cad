"""Where a unit stands in a person's text: behind a number in a cell, or inside a column's header."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

_SPACES = " \u00a0\u2007\u2009\u202f"
_DIGITS = rf"(?:\d{{1,3}}(?:[{_SPACES}'’]\d{{3}})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)*[.,]?|[.,]\d+)"
_QUANTITY = re.compile(
    rf"(?P<number>[-+−–]?\s*{_DIGITS}(?:[eE][-+]?\d+(?![^\W\d]))?-?|\(\s*{_DIGITS}\s*\))(?P<unit>.*)",
    re.DOTALL,
)

_YEAR = re.compile(r"[(\[]?(?:fy|cy)?(?:19|20)\d\d(?:[-/–](?:\d\d|\d{4}))?[)\]]?", re.IGNORECASE)
_RATE = frozenset({"/", "per", "par", "pro", "je", "au", "à"})
_NOT_GOODS = frozenset({"co2", "co2e", "co2eq", "co₂", "co₂e", "ch4", "n2o"})
_LONGEST = 5  # words of the longest unit: "1000 bags of 60 kg"

_MEASURED = r"(?:netto?|bruto|brutto|gross|net|brute?)"
_MEASURE = (
    r"(?:weight|mass|quantity|qty|volume|tonnage|poids|masse|quantité|quantite|qté|gewicht|massa|hoeveelheid|menge"
    r"|volumen)"
)
_PER_WORD = re.compile(
    rf"\b({_MEASURED}?{_MEASURE})\s*/\s*(?=(?:kgs?|t|tons?|tonnes?|g|lbs?|mt|m3|m³|cbm)$)", re.IGNORECASE
)  # "Nettogewicht/kg"
_IN_BRACKET = re.compile(rf"^(?:(?:{_MEASURED}|{_MEASURE})[\s,:]+)+", re.IGNORECASE)  # "(net mass kg)"
_AFTER = re.compile(r"\s+(?:solid|solides?|vast|fest)$", re.IGNORECASE)  # "(m3 solid)"

_NOT_ALONE = frozenset({
    "g", "q", "l", "m", "no", "to", "tm", "tn", "tns", "fm", "rm", "st", "gt", "nt", "lt",
    "cm", "mm", "ha", "gr", "ea", "hd", "pc", "us", "dz", "each", "unit", "units", "unite", "unites",
    "number", "cum", "cord", "cords", "standard", "stone", "stones", "pond", "livre", "livres", "head",
    "heads", "pair", "pairs", "log", "logs", "dozen", "truck", "trucks", "container", "containers",
    "vat", "vaten", "box", "bag", "sac", "sack", "drum", "bale", "doos",
})  # fmt: skip
"""Spellings that are a unit in brackets or after "in", and elsewhere in a header too often another word."""


def split_quantity(text: str) -> tuple[str, str]:
    """Split a cell such as ``60 m3`` into its number and what stands behind it.

    Parameters
    ----------
    text : str
        Text of a cell.

    Returns
    -------
    tuple of str
        The number as it was written, with its sign and marks, and the rest, empty where there is none. A text
        that does not begin with a number comes back whole, as a number that cannot be read.
    """
    found = _QUANTITY.fullmatch(text.strip())
    if found is None:
        return text.strip(), ""
    return found["number"].strip(), found["unit"].strip()


def find_unit(header: str, is_unit: Callable[[str], bool]) -> str:
    """Return the words of a header that are a unit.

    Parameters
    ----------
    header : str
        Header of a column of quantities, such as ``2020 tons``, ``Quantity (kg)`` or ``Hoeveelheid in ton``.
    is_unit : callable
        Whether a text is a spelling of a unit, usable or not.

    Returns
    -------
    str
        The words without brackets; empty where there is no unit, where the unit belongs to a rate (``EUR/t``,
        ``price per kg``, ``kg CO2e``) or where two brackets hold different ones.
    """
    words = _words(header)
    bracketed = {_bare(unit) for _, unit in _spans(words) if unit[0] in "([" and is_unit(_bare(unit))}
    # "tons (US)" and "tonnes ('000)" are units with a bracket of their own: the longest reading stands.
    for start, unit in _spans(words):
        if _belongs_to_rate(words, start, len(unit.split())) or not is_unit(_bare(unit)):
            continue
        if unit[0] in "([":
            return _bare(unit) if len(bracketed) == 1 else ""
        if _may_stand_alone(words, start, unit):
            return _bare(unit)
    return ""


def _words(header: str) -> list[str]:
    """Return the words of a header, years left out, brackets kept on their words."""
    text = re.sub(r"([(\[])\s*", r" \1", re.sub(r"\s*([)\]])", r"\1 ", header.replace("_", " ")))
    text = _PER_WORD.sub(r"\1 in ", text)
    text = re.sub(r"(?<=[^\W\d])[-–](?=[^\W\d])", " ", text)
    text = re.sub(r"[:;,](?!\d)|[*†]+(?=\s|$)", " ", text)
    return [word for word in text.split() if not _YEAR.fullmatch(word)]


def _spans(words: list[str]) -> list[tuple[int, str]]:
    """Return every run of words that breaks no bracket, with its place, the longest first."""
    runs = [
        (start, " ".join(words[start : start + length]))
        for length in range(min(_LONGEST, len(words)), 0, -1)
        for start in range(len(words) - length + 1)
    ]
    return [
        (start, run)
        for start, run in runs
        if len(re.findall(r"[(\[]", run)) == len(re.findall(r"[)\]]", run))
    ]


def _bare(unit: str) -> str:
    """Take the brackets around a unit and the "in" before it away."""
    inside = re.sub(r"^[(\[]\s*([^()\[\]]*?)\s*[)\]]$", r"\1", unit)
    if inside != unit:
        inside = _AFTER.sub("", _IN_BRACKET.sub("", inside))
    return re.sub(r"^(?:in|en)\s+", "", inside, flags=re.IGNORECASE)


def _belongs_to_rate(words: list[str], start: int, length: int) -> bool:
    before = words[start - 1].casefold() if start else ""
    after = words[start + length].casefold() if start + length < len(words) else ""
    return before in _RATE or before.endswith("/") or after in _RATE | _NOT_GOODS or after.startswith("/")


def _may_stand_alone(words: list[str], start: int, unit: str) -> bool:
    """Whether a unit without brackets is one: short spellings only at the end or after "in"."""
    word = "".join(c for c in unicodedata.normalize("NFKD", unit.casefold()) if c.isalnum() or c == " ")
    if re.match(r"(?:in|en)\s", word) or (start and words[start - 1].casefold() in ("in", "en")):
        return True
    if word == "t":
        return start == len(words) - 1
    return word not in _NOT_ALONE


def tidy(text: str) -> str:
    """Fold accents, spaces, apostrophes, brackets and powers of ten; keep case (Mt is not MT) and signs.

    Parameters
    ----------
    text : str
        A unit as a person wrote it.

    Returns
    -------
    str
    """
    powers = re.sub(r"10\s*(?:³|\^\s*3|\*\*\s*3)(?!\d)", "1000", text)
    powers = re.sub(r"10\s*(?:⁶|\^\s*6|\*\*\s*6)(?!\d)", "1000000", powers)
    spaced = unicodedata.normalize("NFKC", powers).replace("_", " ")
    plain = "".join(c for c in unicodedata.normalize("NFKD", spaced) if not unicodedata.combining(c))
    plain = re.sub(r"['’‘ʼ`´′]", "'", " ".join(plain.split()))
    plain = re.sub(r"^[\[({]\s*(.*?)\s*[\])}]$", r"\1", plain)
    return re.sub(r"^(?:in|en)\s+", "", plain, flags=re.I)
