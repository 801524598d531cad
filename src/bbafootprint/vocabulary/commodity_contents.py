"""The share that a description states of a mixture: "Chocolate 70% cocoa"."""

from __future__ import annotations

import re

from bbafootprint.vocabulary.commodity_tables import fold, role_words

_CROP_WORDS = {
    "cocoa_beans": frozenset(["cocoa", "cacao", "kakao", "kakaoanteil", "cacaogehalte", "cocoamass"]),
    "natural_rubber": frozenset(["natural", "naturel", "natuurrubber", "naturkautschuk"]),
}
_PLAIN = re.compile(r"\d+(?:[.,]\d+)?")


def content_of_crop(share: str, beside: tuple[str, ...], crop: str) -> float | None:
    """Return the share of a crop that a text states in plain words: "70 % cocoa", not "70 %" of something.

    Parameters
    ----------
    share : str
        The percentage as written.
    beside : tuple of str
        The folded words that stand beside it and belong to it.
    crop : str
        The primary commodity of the product.

    Returns
    -------
    float or None
        0 to 1; None where it is a range, no share, or not said of which it is.
    """
    if not _PLAIN.fullmatch(share) or _CROP_WORDS.get(crop, frozenset()).isdisjoint(beside):
        return None
    value = float(share.replace(",", ".")) / 100
    return value if 0 < value <= 1 else None


def without_content(text: str) -> tuple[str, str, tuple[str, ...]]:
    """Return the percentage that a text states, and the text without it and the words that belong to it.

    Parameters
    ----------
    text : str
        A description, such as ``Chocolate 70% cocoa``.

    Returns
    -------
    share : str
        ``70``, as written; empty where no percentage is stated.
    rest : str
        ``Chocolate``; the text itself where no percentage is stated.
    beside : tuple of str
        ``cocoa``: the folded words that belong to the percentage.
    """
    found = _PERCENTAGE.search(text)
    if found is None:
        return "", text, ()
    beside: list[str] = []
    before, after = text[: found.start()].split(), text[found.end() :].split()
    while len(before) > 1 and _says_content(before[-1]):  # what stands first is the product
        beside += fold(before.pop())
    while after and _says_content(after[0]):
        beside += fold(after.pop(0))
    rest = " ".join([*before, *after]).strip(" ,;:/-–—()[]")
    return found[1], rest, tuple(beside)


def _says_content(word: str) -> bool:
    folded = fold(word)
    return all(part in role_words("content") for part in folded)  # also "-" and "of"


_PERCENTAGE = re.compile(
    r"(?<![\w.,])(\d+(?:[.,]\d+)?(?:\s*[-–]\s*\d+(?:[.,]\d+)?)?)"
    r"\s*(?:%|(?:percent|per cent|pct|pour ?cent|procent|prozent)\b)",
    re.IGNORECASE,
)
