"""The words of commodities as tables: how a text is folded, and which words have which role.

The words are data: :file:`tables/commodity_names.csv` and :file:`tables/commodity_words.csv`.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import NamedTuple

from bbafootprint.schema import LANGUAGES
from bbafootprint.vocabulary.near_spellings import Spellings, index_spellings
from bbafootprint.vocabulary.place_tables import place_names, places
from bbafootprint.vocabulary.tables import read_table

_CONNECTORS = frozenset(
    [
        "s",
        "d",
        "l",
        "de",
        "du",
        "des",
        "la",
        "le",
        "les",
        "of",
        "the",
        "van",
        "het",
        "von",
        "der",
        "die",
        "das",
        "aus",
    ]
)
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o"})


class Entry(NamedTuple):
    """What a name means: its commodities, and a note where a bare word was decided."""

    codes: tuple[str, ...]
    note: str


@lru_cache(maxsize=4096)  # one text is folded at several steps
def fold(text: str) -> tuple[str, ...]:
    """Return the words of a text without case, accents, punctuation, articles and plural s.

    Parameters
    ----------
    text : str

    Returns
    -------
    tuple of str
    """
    words = re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", text).casefold().translate(_LETTERS))
    kept = [word for word in words if word not in _CONNECTORS]  # before accents go: "thé" is not "the"
    return tuple(_singular(_plain(word)) for word in kept)


def _plain(word: str) -> str:
    if word.isascii():
        return word
    return "".join(
        letter for letter in unicodedata.normalize("NFKD", word) if not unicodedata.combining(letter)
    )


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith("oes"):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith("ss"):
        return word[:-1]
    return word


@cache
def is_wood(code: str) -> bool:
    """Return whether a commodity is wood or made of it (chapter 44, or of the primary commodity roundwood)."""
    return primaries()[code] == "roundwood" or commodity_rows()[code]["hs_prefixes"].startswith("44")


@cache
def name_spellings() -> Spellings:
    """Return the names as an index for near spellings."""
    return index_spellings(names_index())


@cache
def species() -> frozenset[str]:
    """Return the folded words that name a species of tree."""
    return role_words("conifer") | role_words("non-conifer")


@cache
def heads() -> frozenset[str]:
    """Return the folded words that only say which shelf or state: heads, neutral words, species, countries."""
    states = role_words("fresh") | role_words("freezing")
    return role_words("head") | role_words("neutral") | states | species() | country_words()[0]


@cache
def names_index() -> dict[str, Entry]:
    """Folded name, spaces out ("soy bean meal" is "soybean meal"), to its commodities and its note."""
    codes: dict[str, dict[str, None]] = {}
    notes: dict[str, str] = {}
    for row in read_table("commodity_names.csv"):
        spellings = {row["name"], row["name"].casefold().translate(_UMLAUTS)}
        for key in filter(None, {"".join(fold(spelling)) for spelling in spellings}):
            codes.setdefault(key, {})[row["code"]] = None
            notes[key] = notes.get(key) or row["note"]
    return {key: Entry(tuple(found), notes[key] if len(found) == 1 else "") for key, found in codes.items()}


@cache
def country_words() -> tuple[frozenset[str], tuple[str, ...]]:
    """Return names of countries: those of one word, and those of several. An origin in a name is no commodity."""
    names = [
        fold(columns[lang])
        for code, columns in place_names().items()
        if code in places()
        for lang in LANGUAGES
    ]
    one = frozenset(words[0] for words in names if len(words) == 1 and len(words[0]) > 3)
    return one, tuple(sorted({" ".join(words) for words in names if len(words) > 1}, key=len, reverse=True))


@cache
def fresh() -> frozenset[str]:
    """Return the commodities whose factor is per fresh tonne."""
    return frozenset(code for code, row in commodity_rows().items() if row["fresh"] == "yes")


@cache
def commodity_rows() -> dict[str, dict[str, str]]:
    """Return code to row of :file:`tables/commodities.csv`."""
    return {row["code"]: row for row in read_table("commodities.csv")}


@cache
def shown_names() -> dict[tuple[str, str], str]:
    """Return code and language to the name to show, the first of the table."""
    names: dict[tuple[str, str], str] = {}
    for row in read_table("commodity_names.csv"):
        names.setdefault((row["code"], row["lang"]), row["name"])
    return names


@cache
def primaries() -> dict[str, str]:
    """Return code to primary commodity, or to itself where it has none."""
    return {code: row["primary_commodity"] or code for code, row in commodity_rows().items()}


@cache
def role_words(role: str) -> frozenset[str]:
    """Return the folded words of a role of the table."""
    rows = read_table("commodity_words.csv")
    return frozenset(word for row in rows if row["role"] == role for word in fold(row["word"]))


@cache
def phrases() -> dict[str, tuple[tuple[int, str], ...]]:
    """Return first word to phrases with their rank: own ones before places, long ones before short ones."""
    rows = read_table("commodity_words.csv")
    own = (" ".join(fold(row["word"])) for row in rows if row["role"] == "phrase")
    found: dict[str, tuple[tuple[int, str], ...]] = {}
    for rank, phrase in enumerate((*sorted(own, key=len, reverse=True), *country_words()[1])):
        first = phrase.split()[0]
        found[first] = (*found.get(first, ()), (rank, phrase))
    return found
