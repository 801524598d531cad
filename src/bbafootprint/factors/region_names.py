"""By which texts a region is called: its name, its aliases and its code, folded; and which texts call none."""

from __future__ import annotations

import functools
import re
import unicodedata

from bbafootprint.schema import LANGUAGES
from bbafootprint.vocabulary import places

SHORT_CODE = 3
"""A number of fewer digits is no code by itself: a 7 in a sheet is more often a person's own numbering than a biome."""

# Folded words, in four languages and Spanish and Portuguese.
_NO_REGION = frozenset(
    """
    all alle allregions country countrywide divers diverse diverses inconnu inconnue keine
    keineangabe landelijk landesweit mixed na nan national nationwide nb nd nichtbekannt nietbekend
    nil none nonprecise nonspecifie notapplicable notavailable notknown notspecified nr nsp null
    nvt onbekend paysentier tbc tbd toutes unbekannt unclassified undefined undetermined unknown
    unspecified various verschiedene wholecountry
    """.split()  # noqa: SIM905
)
_MARKS = re.compile(r"[,;/|()\[\]:]|\s[-–—>]+\s")
_ARTICLES = frozenset(
    """
    a d da das de den der des die do dos du el het in l la las le les los o of the van von
    """.split()  # noqa: SIM905
)
_NATURAL = frozenset(
    """
    biom bioma biome biomes bioom ecoregio ecoregion ecoregions ecorregion ecozone okoregion
    """.split()  # noqa: SIM905
)
_ADMINISTRATIVE = frozenset(
    """
    bundesland bundesstaat deelstaat departamento departement department district estado etat
    gemeente gemeinde municipalite municipality municipio province provinces provincia provincie
    provinz staat state states
    """.split()  # noqa: SIM905
)
_EITHER = frozenset(
    """
    area regiao regio region regions zone
    """.split()  # noqa: SIM905
)


@functools.lru_cache(maxsize=1 << 16)
def fold_region(text: str) -> str:
    """Return a region's name as it is compared: letters and digits only, without accents and case.

    Parameters
    ----------
    text : str

    Returns
    -------
    str
        ``"Alto Paraná "`` and ``"alto-parana"`` give the same. A text without letters and digits is itself,
        without spaces about it: only the empty text, which is the whole country, gives the empty text.
    """
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    # Casefold may leave marks of its own (İ), so they go last.
    return "".join(letter for letter in apart if letter.isalnum()) or text.strip() or text


def calls(region: str, code: str, aliases: str, kind: str = "") -> dict[str, str]:
    """Return every folded text by which a region may be called, and what kind of name it is.

    Parameters
    ----------
    region, code, aliases, kind : str
        Cells of ``regions.csv``; aliases joined by ``|``.

    Returns
    -------
    dict of str to str
        Folded text to ``"name"``, ``"alias"`` or ``"code"``; the first that fits. A code that is a number under 100
        calls a region only behind its kind, as ``biome 7``.
    """
    named = {fold_region(region): "name"}
    for alias in aliases.split("|"):
        if alias.strip():
            named.setdefault(fold_region(alias), "alias")
    if code.strip():
        short = code.strip().isdigit() and len(code.strip()) < SHORT_CODE
        named.setdefault(fold_region(f"{kind} {code}" if short else code), "code")
    return named


def names_no_region(text: str, origin: str) -> bool:
    """Tell whether a text that no region is called by says that none is known, or names the whole country.

    Parameters
    ----------
    text : str
    origin : str
        ISO 3166-1 alpha-3, or empty where it is not known.

    Returns
    -------
    bool
        True of blank text, ``-``, ``n/a``, ``unknown`` in four languages and the origin's own name or code.
    """
    folded = fold_region(text)
    return not any(map(str.isalnum, folded)) or folded in _NO_REGION or folded in _own_names(origin)


def plainer(text: str, origin: str) -> tuple[str, str]:
    """Return what remains of a text without its country, articles and words for a kind of region.

    Parameters
    ----------
    text : str
        Such as ``Brazil, Cerrado``, ``the Cerrado`` or ``Cerrado biome``.
    origin : str
        ISO 3166-1 alpha-3.

    Returns
    -------
    tuple of str and str
        The folded rest, empty where nothing was taken away or several names remain; and the kind that was taken
        away: ``natural``, ``administrative`` or empty.
    """
    kinds: set[str] = set()
    rests = []
    for piece in _MARKS.split(text):
        words = [word for word in re.split(r"[\s_.'’]+", piece) if fold_region(word)]
        words = _without_country(words, origin)
        while words and (taken := _taken(words)) is not None:
            at, kind = taken
            kinds.add(kind)
            words = words[1:] if at == 0 else words[:-1]
        rests.append(fold_region(" ".join(words)))
    rest = {each for each in rests if each}
    kind = "natural" if "natural" in kinds else "administrative" if "administrative" in kinds else ""
    return (rest.pop() if len(rest) == 1 and rest != {fold_region(text)} else ""), kind


def _taken(words: list[str]) -> tuple[int, str] | None:
    """Return which end is an article or a kind of region, and of what kind; None where neither is."""
    for at in (0, -1):
        word = fold_region(words[at])
        if word in _NATURAL:
            return at, "natural"
        if word in _ADMINISTRATIVE:
            return at, "administrative"
        if word in _EITHER or (at == 0 and word in _ARTICLES):
            return at, ""
    return None


def _without_country(words: list[str], origin: str) -> list[str]:
    """Take the country's own name from either end."""
    own = _own_names(origin)
    for many in range(len(words), 0, -1):
        if fold_region(" ".join(words[:many])) in own:
            return words[many:]
        if fold_region(" ".join(words[-many:])) in own:
            return words[:-many]
    return words


@functools.lru_cache(maxsize=512)
def _own_names(origin: str) -> frozenset[str]:
    """Return the folded names of a country in all languages, and its code; nothing for what is no country."""
    if origin not in places.countries():
        return frozenset()
    return frozenset({fold_region(origin), *(fold_region(places.name(origin, lang)) for lang in LANGUAGES)})
