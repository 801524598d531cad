"""Which header of a portfolio's table means which column, and what it says of currency and scale."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from bbafootprint.ingest.header_words import fold
from bbafootprint.ingest.matching import HeaderMatch
from bbafootprint.portfolio.inputs.columns import PortfolioColumn
from bbafootprint.portfolio.inputs.words import take_money

_CAMEL = re.compile(r"(?<=[a-z]{2})(?=[A-Z])")
_FILLERS = frozenset(
    [
        "the",
        "of",
        "a",
        "at",
        "as",
        "on",
        "per",
        "de",
        "du",
        "des",
        "la",
        "le",
        "les",
        "l",
        "van",
        "het",
        "der",
        "die",
        "das",
        "den",
        "in",
        "zum",
        "am",
        "au",
        "op",
        "of",
    ]
)
_SHARE = re.compile("[%‰％]")
"""Signs of a share: under a header with one stands no amount."""

_NUMBER = re.compile(r"\b\d[\d./-]*\b")


@cache
def _index(columns: tuple[PortfolioColumn, ...]) -> Mapping[str, tuple[str, int]]:
    """Return every folded header to its column and its place in the list of synonyms."""
    index: dict[str, tuple[str, int]] = {}
    for column in columns:
        for place, text in enumerate((column.name, *column.synonyms)):
            key = fold(text)
            if key not in index or place < index[key][1]:
                index[key] = (column.name, place)
    return index


def match_columns(
    headers: Sequence[str], columns: Iterable[PortfolioColumn], given: Mapping[str, str]
) -> tuple[HeaderMatch, Mapping[str, tuple[str, float]]]:
    """Find which header means which column.

    Parameters
    ----------
    headers : sequence of str
    columns : iterable of PortfolioColumn
    given : mapping of str to str
        Column name to header, as the person said; these win.

    Returns
    -------
    match : HeaderMatch
        Whole headers only are matched, without currency, scale and numbers; nothing is guessed from a part. A header
        of an amount or a number with a sign of a share (``Market value %``) is none.
    money : mapping of str to (currency, scale)
        What the headers of columns of amounts say.
    """
    known = tuple(columns)
    kinds = {column.name: column.kind for column in known}
    index = _index(known)
    folded = [fold(header) for header in headers]
    targets = {name: folded.index(fold(header)) for name, header in given.items() if fold(header) in folded}
    said = {name: take_money(headers[at])[1:] for name, at in targets.items() if kinds[name] == "money"}
    fits: list[tuple[int, int, str, tuple[str, float]]] = []
    for at, header in enumerate(headers):
        if not header or at in targets.values() or len(header) > 80:
            continue
        rest, currency, scale = take_money(_CAMEL.sub(" ", header))
        for handicap, text in enumerate((header, _CAMEL.sub(" ", header), rest, _bare(rest))):
            found = index.get(fold(text))
            if found is not None and kinds[found[0]] in ("money", "number") and _SHARE.search(header):
                break
            if found is not None:
                fits.append((found[1] + 100 * (handicap == 3), at, found[0], (currency, scale)))
                break
    second: list[tuple[str, int, int]] = []
    for _, at, name, money in sorted(fits, key=lambda fit: fit[:2]):
        if name in given:  # what the person said is that header or none
            continue
        if name in targets:
            second.append((name, targets[name], at))
            continue
        targets[name] = at
        if kinds[name] == "money":
            said[name] = money
    return HeaderMatch(targets, {}, second, float(len(targets))), said


def _bare(header: str) -> str:
    """Return a header without numbers, dates and small words."""
    return " ".join(word for word in fold(_NUMBER.sub(" ", header)).split() if word not in _FILLERS)
