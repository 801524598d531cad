"""Names of countries, and of all that is said instead of one: aliases, "unknown", regions of several countries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from bbafootprint.schema import UNKNOWN_ORIGIN
from bbafootprint.vocabulary.match import Match
from bbafootprint.vocabulary.near_spellings import Spellings, index_spellings, near_spellings
from bbafootprint.vocabulary.place_spellings import fold_letters, fold_words, keys_of
from bbafootprint.vocabulary.place_tables import name, place_names, places
from bbafootprint.vocabulary.tables import read_table


@dataclass(frozen=True, slots=True)
class PlaceMatch(Match):
    """The answer to "where is this?": a country, and the region inside it where the text names one.

    Attributes
    ----------
    region : str
        The region as given, or its name where its code is given; empty where there is none. Whether a factor set
        knows it is another question.
    """

    region: str = ""


class Entry(NamedTuple):
    """What a folded name means: codes, how it was found; ``region`` or ``biome`` where it is one of many countries."""

    codes: tuple[str, ...]
    how: str
    kind: str


def match_name(given: str) -> PlaceMatch | None:
    """Return the country, or the way to say that it is not known, that a text is the whole name of.

    Parameters
    ----------
    given : str

    Returns
    -------
    PlaceMatch or None
        None where the text is no such name.
    """
    entry = index_of_names().get(fold_letters(given)) or index_of_names().get(fold_words(given))
    if entry is None:
        return None
    if len(entry.codes) > 1:
        return ambiguous(given, entry.codes)
    if entry.kind:
        return several_countries(given)
    return PlaceMatch(entry.codes[0], entry.how)


def is_biome(given: str) -> bool:
    """Return whether a text is the name of a biome."""
    entry = index_of_names().get(fold_letters(given))
    return entry is not None and entry.kind == "biome"


def several_countries(given: str) -> PlaceMatch:
    """Return the unknown origin for a region of several countries, and say so."""
    return PlaceMatch(
        UNKNOWN_ORIGIN,
        "unknown origin",
        (),
        f"{given!r} is a region of several countries and is not used: the origin is taken as not known.",
    )


def ambiguous(given: str, codes: tuple[str, ...]) -> PlaceMatch:
    """Return no country, with the choices."""
    choices = ", ".join(f"{name(code)} ({code})" for code in codes)
    return PlaceMatch(None, "ambiguous", codes, f"{given!r} may be {choices}: write which.")


def suggest(given: str) -> tuple[str, ...]:
    """Return up to three codes whose names are spelled like the text."""
    key = fold_letters(given)
    if not 3 <= len(key) <= 80:
        return ()
    near = near_spellings(key, _spellings(), n=6, cutoff=0.75)
    codes = dict.fromkeys(
        code for match in near for code in index_of_names()[match].codes if code != UNKNOWN_ORIGIN
    )
    return tuple(codes)[:3]


def could_be(head: str, rest: str) -> set[str]:
    """Return other countries that head and rest may name together: "Guinea (Eq.)", "Sudan (S.)"."""
    words, rest_words = set(fold_words(head).split()), fold_words(rest).split()
    codes: set[str] = set()
    for key in _by_word().get(min(words, default=""), ()):
        entry, more = index_of_names()[key], set(key.split())
        if words < more and any(extra.startswith(word) for word in rest_words for extra in more - words):
            codes.update(entry.codes)
    itself = index_of_names().get(fold_words(head))
    return codes - set(itself.codes if itself else ())


@cache
def _spellings() -> Spellings:
    return index_spellings(key for key in index_of_names() if " " not in key)


@cache
def _by_word() -> dict[str, tuple[str, ...]]:
    keys: dict[str, list[str]] = {}
    for key in index_of_names():
        for word in set(key.split()):
            keys.setdefault(word, []).append(key)
    return {word: tuple(found) for word, found in keys.items()}


@cache
def index_of_names() -> Mapping[str, Entry]:
    """Return folded spelling to what it means; an alias that a person wrote comes before a name."""
    spellings: dict[str, set[str]] = {}
    for code, names in place_names().items():
        for spelling in names.values():
            for key in keys_of(spelling):
                spellings.setdefault(key, set()).add(code)
    index = {key: _name_entry(tuple(sorted(codes))) for key, codes in spellings.items()}
    for row in read_table("place_aliases.csv"):
        codes = tuple(row["code"].split("|"))
        how = "unknown origin" if codes == (UNKNOWN_ORIGIN,) else "alias"
        for key in keys_of(row["alias"]):
            if index.get(key) != Entry(codes, "name", ""):
                index[key] = Entry(codes, how, row["note"])
    return index


def _name_entry(codes: tuple[str, ...]) -> Entry:
    countries_only = tuple(code for code in codes if code in places())
    if countries_only:
        return Entry(countries_only, "name", "")
    kind = "" if {"WLD", UNKNOWN_ORIGIN} & set(codes) else "region"
    return Entry((UNKNOWN_ORIGIN,), "unknown origin", kind)
