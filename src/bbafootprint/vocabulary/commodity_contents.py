"""The share that a description states of a mixture: "Chocolate 70% cocoa"."""

from __future__ import annotations

import re

from bbafootprint.vocabulary.commodity_tables import fold, role_words


def without_content(text: str) -> tuple[str, str]:
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
    """
    found = _PERCENTAGE.search(text)
    if found is None:
        return "", text
    before, after = text[: found.start()].split(), text[found.end() :].split()
    while len(before) > 1 and _says_content(before[-1]):  # what stands first is the product
        before.pop()
    while after and _says_content(after[0]):
        after.pop(0)
    return found[1], " ".join([*before, *after]).strip(" ,;:/-–—()[]")


def _says_content(word: str) -> bool:
    folded = fold(word)
    return all(part in role_words("content") for part in folded)  # also "-" and "of"


_PERCENTAGE = re.compile(
    r"(?<![\w.,])(\d+(?:[.,]\d+)?(?:\s*[-–]\s*\d+(?:[.,]\d+)?)?)"
    r"\s*(?:%|(?:percent|per cent|pct|pour ?cent|procent|prozent)\b)",
    re.IGNORECASE,
)
