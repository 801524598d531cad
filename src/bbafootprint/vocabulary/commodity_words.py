"""The words of a description: which commodity they name, when every word of a part is explained.

A word that merely occurs is no answer ("cocoa-free", "soy sauce", "maize silage" name no cocoa, soy or maize).
A part of the text (between commas, brackets, slashes) names a commodity when all its words are one name of it
and neutral words (organic, refined, certified ...). The words are data: :file:`tables/commodity_names.csv` and
:file:`tables/commodity_words.csv`.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from functools import cache
from itertools import combinations
from typing import NamedTuple

from bbafootprint.schema import LANGUAGES
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
_PART = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]|((?:(?!\s[-–—]\s)[^(),;:/|\[\]+])+)")
_MOST_NEUTRAL = 6  # more optional words than this are dropped together, not tried one by one


class Named(NamedTuple):
    """What a text names: several `codes` where it is ambiguous, none where nothing is named.

    `note` is not empty where a bare word was decided ("cocoa" is read as cocoa beans); `exact` where the text is
    a name as it stands; `near` are codes to suggest where nothing is named.
    """

    codes: tuple[str, ...] = ()
    note: str = ""
    exact: bool = False
    near: tuple[str, ...] = ()


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


def match_words(text: str) -> Named:
    """Return what the words of a description name.

    Parameters
    ----------
    text : str
        A description without customs code.

    Returns
    -------
    Named
    """
    pieces = [
        _Piece(_without_phrases(fold(_inside(part))), bool(part[1] or part[2]))
        for part in _PART.finditer(text)
    ]
    pieces = [piece for piece in pieces if piece.words]
    if (entry := _index().get("".join(fold(text)))) is not None:
        turned = _index().get("".join(word for piece in pieces[::-1] for word in piece.words))
        if len(pieces) == 2 and turned is not None and turned.codes != entry.codes:
            # "Sugar (beet)": the root, or the sugar made of it?
            return Named(tuple(dict.fromkeys(entry.codes + turned.codes)))
        return Named(entry.codes, entry.note, exact=True)
    return _as_one_name(pieces) or _by_part(pieces) or Named(near=_near(text))


class _Piece(NamedTuple):
    words: tuple[str, ...]
    bracketed: bool


class _Entry(NamedTuple):
    codes: tuple[str, ...]
    note: str


def _inside(part: re.Match[str]) -> str:
    return part[1] or part[2] or part[3] or ""


def _as_one_name(pieces: list[_Piece]) -> Named | None:
    """Return what all parts name together: "Oil, palm, crude" is one name, cut by commas and turned round."""
    if not 1 < len(pieces) < 5:
        return None
    orders = [
        tuple(word for piece in order for word in piece.words)
        for order in (pieces, [pieces[-1], *pieces[:-1]], pieces[::-1])
    ]
    for whole in (True, False):
        for words in orders:
            named = _lookup(words, whole=whole)
            if named is not None and named.codes:
                return named
    return None


def _by_part(pieces: list[_Piece]) -> Named | None:
    """Return what the first part that names something names, if no other part says that it is another thing."""
    found: list[tuple[int, Named]] = []
    for position, piece in enumerate(pieces):
        named = _lookup(piece.words)
        if named is None or (found and piece.bracketed):
            continue
        if not named.codes:  # a dried fruit: the factor is per fresh tonne
            return named
        found.append((position, named))
    if not found:
        return None
    first = found[0][0]
    parts_that_name = {position for position, _ in found}
    before = any(not _is_head(piece.words) for piece in pieces[:first])
    after = any(
        _changes_the_thing(piece)
        for position, piece in enumerate(pieces)
        if position > first and position not in parts_that_name
    )
    codes = tuple(dict.fromkeys(code for _, named in found for code in named.codes))
    if before or after:
        return Named(near=codes[:3])
    return _settle([named for _, named in found], codes)


def _settle(found: list[Named], codes: tuple[str, ...]) -> Named:
    """Return what several parts mean: the exact one of a kind ("Cocoa, cocoa butter"), else all as choices."""
    specific = {named.codes[0]: named for named in found if not named.note and len(named.codes) == 1}
    of_one_kind = len({_primaries()[code] for code in codes}) == 1
    if of_one_kind and len(specific) == 1:
        return next(iter(specific.values()))
    if (of_one_kind and not specific) or len(codes) == 1:
        return found[0]
    return Named(codes)


def _is_head(words: tuple[str, ...]) -> bool:
    """Return whether the words only say which shelf ("Feed", "Raw material", "Lot 12")."""
    heads = _words("head") | _words("neutral") | _places()[0]
    return all(word in heads or any(letter.isdigit() for letter in word) for word in words)


def _changes_the_thing(piece: _Piece) -> bool:
    """Tell "Cocoa (shells)", which is not cocoa, from "Sunflower oil (palm oil free)", which is sunflower oil."""
    words = set(piece.words)
    return bool(words & _words("blocking")) and not words & _words("negating")


def _lookup(words: tuple[str, ...], *, whole: bool = False) -> Named | None:
    """Return the commodity whose name is these words, leaving out as few neutral words as will do."""
    optional = [] if whole else [i for i, word in enumerate(words) if _is_optional(word)]
    if len(optional) > _MOST_NEUTRAL:
        sizes: tuple[int, ...] = (0, len(optional))
    else:
        sizes = tuple(range(len(optional) + 1))
    for size in sizes:
        for left_out in combinations(optional, size):
            entry = _index().get("".join(word for i, word in enumerate(words) if i not in left_out))
            if entry is None:
                continue
            dried = any(words[i] in _words("drying") for i in left_out)
            if dried and any(code in _fresh() for code in entry.codes):
                return Named(near=entry.codes[:3])
            return Named(entry.codes, entry.note)
    return None


def _is_optional(word: str) -> bool:
    """Return whether a name may do without the word: a neutral one, a country, a grade (W320)."""
    return (
        word in _words("neutral")
        or word in _words("drying")
        or word in _places()[0]
        or any(letter.isdigit() for letter in word)
    )


def _without_phrases(words: tuple[str, ...]) -> tuple[str, ...]:
    """Leave out "GMO free", "fair trade", "Ivory Coast", whose single words would mean something."""
    text = f" {' '.join(words)} "
    for phrase in (*_phrases(), *_places()[1]):
        text = text.replace(f" {phrase} ", " ")
    return tuple(text.split())


def _near(text: str) -> tuple[str, ...]:
    """Return up to three codes to suggest: names inside the text, longest first, then near spellings."""
    words = fold(text)
    codes: dict[str, None] = {}
    for size in range(min(len(words), 5), 0, -1):
        for start in range(len(words) - size + 1):
            entry = _index().get("".join(words[start : start + size]))
            if entry is not None:
                codes.update(dict.fromkeys(entry.codes))
    if not codes and len("".join(words)) > 3:
        telling = [word for word in words if not _is_optional(word)]
        for given in dict.fromkeys(("".join(words), "".join(telling))):
            alike = [key for key in _index() if abs(len(key) - len(given)) <= len(given) // 3]
            for key in difflib.get_close_matches(given, alike, n=6, cutoff=0.8):
                codes.update(dict.fromkeys(_index()[key].codes))
    return tuple(codes)[:3]


@cache
def _index() -> dict[str, _Entry]:
    """Folded name, spaces out ("soy bean meal" is "soybean meal"), to its commodities and its note."""
    codes: dict[str, dict[str, None]] = {}
    notes: dict[str, str] = {}
    for row in read_table("commodity_names.csv"):
        spellings = {row["name"], row["name"].casefold().translate(_UMLAUTS)}
        for key in filter(None, {"".join(fold(spelling)) for spelling in spellings}):
            codes.setdefault(key, {})[row["code"]] = None
            notes[key] = notes.get(key) or row["note"]
    return {key: _Entry(tuple(found), notes[key] if len(found) == 1 else "") for key, found in codes.items()}


@cache
def _places() -> tuple[frozenset[str], tuple[str, ...]]:
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
def _fresh() -> frozenset[str]:
    return frozenset(row["code"] for row in read_table("commodities.csv") if row["fresh"] == "yes")


@cache
def _primaries() -> dict[str, str]:
    """Return code to primary commodity, or to itself where it has none."""
    return {row["code"]: row["primary_commodity"] or row["code"] for row in read_table("commodities.csv")}


@cache
def _words(role: str) -> frozenset[str]:
    rows = read_table("commodity_words.csv")
    return frozenset(word for row in rows if row["role"] == role for word in fold(row["word"]))


@cache
def _phrases() -> tuple[str, ...]:
    rows = read_table("commodity_words.csv")
    found = (" ".join(fold(row["word"])) for row in rows if row["role"] == "phrase")
    return tuple(sorted(found, key=len, reverse=True))
