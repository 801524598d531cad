"""Any spelling of a country to its ISO 3166-1 alpha-3 code, or the choices.

The words of :attr:`Match.how`: ``"code"`` (ISO alpha-2 or alpha-3), ``"M49"``, ``"FAO"``, ``"name"`` (CLDR,
United Nations and FAO names), ``"alias"`` (:file:`tables/place_aliases.csv`), ``"unknown origin"``,
``"ambiguous"`` and ``"not known"``. A text is folded (case, accents, punctuation, articles, order of words)
and looked up in a dictionary; what is not in it is never guessed, only suggested.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import NamedTuple

from bbafootprint.schema import UNKNOWN_ORIGIN
from bbafootprint.vocabulary.match import Match
from bbafootprint.vocabulary.near_spellings import Spellings, index_spellings, near_spellings
from bbafootprint.vocabulary.place_tables import (
    by_m49,
    countries,
    from_fao,
    name,
    place_names,
    places,
    subregion,
    subregions,
)
from bbafootprint.vocabulary.tables import read_table

__all__ = ["countries", "from_fao", "match_place", "name", "subregion", "subregions"]

# Letters that Unicode does not take apart.
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "ß": "ss", "ð": "d"})
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_APOSTROPHES = re.compile(r"['’‘ʼʻ`´′]")
_ELISION = re.compile(r"\b[dl]['’‘ʼʻ`´′]", re.IGNORECASE)

# Words that carry no meaning in a country's name, in the four languages.
_STOP = frozenset(
    "the of and la le les l d de du des et het el der die das den und van von en".split()  # noqa: SIM905
)

# One spelling for words that are abbreviated or translated inside names.
_WORDS = {
    "rep": "republic", "republique": "republic", "republiek": "republic", "republik": "republic",
    "dem": "democratic", "democratique": "democratic", "democratische": "democratic",
    "demokratische": "democratic", "st": "saint", "ste": "saint", "sainte": "saint", "sint": "saint",
    "sankt": "saint", "isl": "islands", "island": "islands", "is": "islands", "fed": "federated",
    "utd": "united", "terr": "territory", "peoples": "people", "populaire": "people",
}  # fmt: skip

_PARTS = re.compile(r"[(),;:/+&\[\]|]|\s[-–—]\s|\s(?:and|or|et|ou|en|of|und|oder)\s", re.IGNORECASE)
_NUMBER = re.compile(r"(\d+)(?:\.0+)?")
_PREFIXED = re.compile(r"(M49|UN|FAO|FAOSTAT)[\s:#_-]*(\d+)", re.IGNORECASE)
_NOT_AVAILABLE = re.compile(r"n\s*[./\\]\s*a\s*\.?", re.IGNORECASE)

# In small letters these two are more often words ("not available", "no") than Namibia and Norway.
_WORDS_THAT_ARE_CODES = {"na": "NAM", "no": "NOR"}


class _Entry(NamedTuple):
    codes: tuple[str, ...]
    how: str
    region: bool


def match_place(text: str) -> Match:
    """Return the country that a text names.

    Parameters
    ----------
    text : str
        A name in English, French, Dutch or German, an ISO code, a prefixed or zero-padded number
        (``M49 076``, ``076``, ``FAO 21``) or a way to say that the origin is not known.

    Returns
    -------
    Match
        `code` is ISO alpha-3, or :data:`~bbafootprint.schema.UNKNOWN_ORIGIN`, or None. Blank text, the
        world, regions of several countries and the customs codes for unstated countries are unknown origin.
        "Congo", "Korea" and other names of more than one country are ambiguous, with all of them as
        candidates.

    Notes
    -----
    Names and codes: Unicode CLDR (ISO 3166-1, M49), FAO's table of country groups.
    """
    given = " ".join(unicodedata.normalize("NFKC", text).split())
    if not any(character.isalnum() for character in given) or _NOT_AVAILABLE.fullmatch(given):
        return Match(UNKNOWN_ORIGIN, "unknown origin")
    return _match_code(given) or _match_number(given) or _match_name(given) or _match_part(given)


def _match_code(given: str) -> Match | None:
    """ISO codes, in any case, with or without dots."""
    letters = given.replace(".", "")
    if not re.fullmatch(r"[A-Za-z]{2,3}", letters):
        return None
    if letters.lower() in _WORDS_THAT_ARE_CODES and letters != letters.upper():
        code = _WORDS_THAT_ARE_CODES[letters.lower()]
        note = f"{given!r} may be {name(code)} or no answer: write {code}, or leave the cell empty."
        return Match(None, "ambiguous", (code, UNKNOWN_ORIGIN), note)
    iso3 = _codes().get(letters.upper())
    if iso3 is None:
        return None
    note = ""
    if letters == "NA":
        note = (
            "NA is read as Namibia, its ISO code: where the origin is not known write n/a or leave it empty."
        )
    return Match(iso3, "code", (), note)


def _match_number(given: str) -> Match | None:
    """M49 and FAO codes: a bare number is read only where it cannot be the other."""
    if prefixed := _PREFIXED.fullmatch(given):
        system, digits = prefixed[1].upper(), prefixed[2]
        return _match_fao(digits) if system.startswith("FAO") else _match_m49(digits.zfill(3))
    if not (bare := _NUMBER.fullmatch(given)):
        return None
    digits = bare[1]
    if len(digits) == 3 and (digits.startswith("0") or int(digits) > _LAST_FAO_COUNTRY):
        return _match_m49(digits)
    readings = {
        f"M49 {digits.zfill(3)}": by_m49().get(digits.zfill(3)),
        f"FAO {digits}": from_fao(int(digits)),
    }
    read = {way: code for way, code in readings.items() if code}
    if not read:
        return Match(None, "not known")
    may_be = " or ".join(f"{name(code)} ({way.split()[0]})" for way, code in read.items())
    note = f"{digits} may mean {may_be}; write {', '.join(read)} or the name."
    return Match(None, "ambiguous", tuple(sorted(set(read.values()))), note)


_LAST_FAO_COUNTRY = 299  # FAO numbers countries from 1 to 299; what follows are aggregates


def _match_m49(digits: str) -> Match:
    if digits in by_m49():
        return Match(by_m49()[digits], "M49")
    if digits in place_names():
        return _region(name(digits))
    if digits == "001":
        return Match(UNKNOWN_ORIGIN, "unknown origin")
    return Match(None, "not known")


def _match_fao(digits: str) -> Match:
    iso3 = from_fao(int(digits))
    if iso3:
        return Match(iso3, "FAO")
    return Match(None, "not known", (), f"FAO area {digits} is not one country of today: give the country.")


def _match_name(given: str) -> Match | None:
    entry = _index().get(_letters(given)) or _index().get(_bag_of_words(given))
    if entry is None:
        return None
    if len(entry.codes) > 1:
        return _ambiguous(given, entry.codes)
    if entry.region:
        return _region(given)
    return Match(entry.codes[0], entry.how)


def _match_part(given: str) -> Match:
    """Read a country with something beside it, such as "Brazil (Mato Grosso)" or "BR - Brazil"."""
    code_first = re.fullmatch(r"([A-Z]{2,3})[\s-]+(.+)", given)
    parts = [part.strip() for part in _PARTS.split(given) if part.strip()]
    if len(parts) < 2 and code_first and code_first[1] in _codes() and _match_name(code_first[2]):
        parts = [code_first[1], code_first[2]]
    found = [_match_name(part) or _match_iso(part) for part in parts]
    codes = tuple(sorted({code for match in found if match for code in _all_codes(match)}))
    if len(parts) < 2 or not codes:
        return Match(None, "not known", _suggest(given))
    if found[0] is None:
        # "Atlanta, Georgia": what follows a comma is as often a state as a country.
        return Match(None, "not known", tuple(code for code in codes if code != UNKNOWN_ORIGIN))
    if len(codes) > 1:
        return _ambiguous(given, codes)
    rest = ", ".join(part for part, match in zip(parts, found, strict=True) if match is None)
    if others := _could_be(parts[0], rest):
        return _ambiguous(given, tuple(sorted({*codes, *others})))
    if not rest or codes[0] == UNKNOWN_ORIGIN:
        return found[0]
    note = f"Of {given!r} only the country {name(codes[0])} is read, not {rest!r}."
    return Match(codes[0], found[0].how, (), note)


def _all_codes(match: Match) -> tuple[str, ...]:
    return (match.code,) if match.code else match.candidates


def _match_iso(part: str) -> Match | None:
    """Read a code in capitals, beside other words."""
    iso3 = _codes().get(part) if part.isupper() else None
    return Match(iso3, "code") if iso3 else None


def _could_be(head: str, rest: str) -> set[str]:
    """Return other countries that head and rest may name together: "Guinea (Eq.)", "Sudan (S.)"."""
    words, rest_words = set(_bag_of_words(head).split()), _bag_of_words(rest).split()
    codes: set[str] = set()
    for key in _by_word().get(min(words, default=""), ()):
        entry, more = _index()[key], set(key.split())
        if words < more and any(extra.startswith(word) for word in rest_words for extra in more - words):
            codes.update(entry.codes)
    itself = _index().get(_bag_of_words(head))
    return codes - set(itself.codes if itself else ())


def _region(given: str) -> Match:
    return Match(
        UNKNOWN_ORIGIN,
        "unknown origin",
        (),
        f"{given!r} is a region of several countries and is not used: the origin is taken as not known.",
    )


def _ambiguous(given: str, codes: tuple[str, ...]) -> Match:
    choices = ", ".join(f"{name(code)} ({code})" for code in codes)
    return Match(None, "ambiguous", codes, f"{given!r} may be {choices}: write which.")


def _suggest(given: str) -> tuple[str, ...]:
    """Return up to three codes whose names are spelled like the text."""
    key = _letters(given)
    if not 3 <= len(key) <= 80:
        return ()
    near = near_spellings(key, _spellings(), n=6, cutoff=0.75)
    codes = dict.fromkeys(code for match in near for code in _index()[match].codes if code != UNKNOWN_ORIGIN)
    return tuple(codes)[:3]


def _plain(text: str) -> str:
    """Fold case and accents."""
    folded = unicodedata.normalize("NFKC", text).casefold().translate(_LETTERS)
    return "".join(
        letter for letter in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(letter)
    )


def _letters(text: str) -> str:
    """Fold to letters and digits only, so that spaces, hyphens and apostrophes do not count."""
    return "".join(character for character in _plain(text) if character.isalnum())


def _bag_of_words(text: str) -> str:
    """Fold to the words that carry meaning, in alphabetical order, so that "Korea, Republic of" is found."""
    words = re.findall(r"\w+", _APOSTROPHES.sub("", _plain(_ELISION.sub(" ", text))).replace("_", " "))
    return " ".join(sorted(_WORDS.get(word, word) for word in words if word not in _STOP))


@cache
def _codes() -> dict[str, str]:
    return {code: place.iso3 for place in places().values() for code in (place.iso2, place.iso3)}


@cache
def _spellings() -> Spellings:
    return index_spellings(key for key in _index() if " " not in key)


@cache
def _by_word() -> dict[str, tuple[str, ...]]:
    keys: dict[str, list[str]] = {}
    for key in _index():
        for word in set(key.split()):
            keys.setdefault(word, []).append(key)
    return {word: tuple(found) for word, found in keys.items()}


@cache
def _index() -> dict[str, _Entry]:
    """Return folded spelling to what it means; an alias that a person wrote comes before a name."""
    spellings: dict[str, set[str]] = {}
    for code, names in place_names().items():
        for spelling in names.values():
            for key in _keys(spelling):
                spellings.setdefault(key, set()).add(code)
    index = {key: _name_entry(tuple(sorted(codes))) for key, codes in spellings.items()}
    for row in read_table("place_aliases.csv"):
        codes = tuple(row["code"].split("|"))
        how = "unknown origin" if codes == (UNKNOWN_ORIGIN,) else "alias"
        for key in _keys(row["alias"]):
            if index.get(key) != _Entry(codes, "name", False):
                index[key] = _Entry(codes, how, row["note"] == "region")
    return index


def _name_entry(codes: tuple[str, ...]) -> _Entry:
    countries_only = tuple(code for code in codes if code in places())
    if countries_only:
        return _Entry(countries_only, "name", False)
    return _Entry((UNKNOWN_ORIGIN,), "unknown origin", not {"WLD", UNKNOWN_ORIGIN} & set(codes))


def _keys(spelling: str) -> set[str]:
    """Return every key of a spelling, German ones also with ae, oe, ue for the umlauts."""
    variants = {spelling, spelling.casefold().translate(_UMLAUTS)}
    bags = {_bag_of_words(variant) for variant in variants}
    # Of an abbreviation the bag may be a single letter: "n.d." without its article is "n".
    return {key for key in map(_letters, variants) if key} | {bag for bag in bags if len(bag) > 3}
