"""Regions inside countries by name or code: subdivisions of ISO 3166-2, ecoregions and other regions with a name.

Which of them a factor set knows is the set's to say; here a text only finds the countries that it may lie in.
:file:`tables/subdivisions.csv` is Unicode CLDR's, :file:`tables/ecoregions.csv` that of Olson et al. 2001
(doi:10.1641/0006-3568(2001)051[0933:TEOTWA]2.0.CO;2), :file:`tables/region_aliases.csv` is kept by hand.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Mapping
from functools import cache

from bbafootprint.vocabulary.place_spellings import fold_letters, keys_of
from bbafootprint.vocabulary.place_tables import places
from bbafootprint.vocabulary.tables import read_table

_SUBDIVISION = re.compile(r"([A-Za-z]{2})\s*[-_.–]\s*([A-Za-z0-9]{1,3})")
_LONGEST = 100  # characters: what is longer is no name of a region
_ECOREGION = re.compile(r"\d{5}")
# What people put around a name: "Mato Grosso State", "Province of Riau", "état du Pará", "Dept. Boquerón".
_KIND = (
    r"(?:federal\s+)?(?:states?|provinces?|departments?|dept\.?|districts?|regions?|biomes?|ecoregions?|counties|county"
    r"|état|etat|département|departement|région|provincie|regio|staat|deelstaat|bioom|bundesstaat|bundesland|provinz"
    r"|departamento|estado|provincia|región|região|provinsi|island|islands)"
)
_AROUND = re.compile(
    rf"(?:{_KIND}\s+(?:of\s+|de\s+|du\s+|do\s+|da\s+|van\s+)?(?P<after>.+)|(?P<before>.+?)\s+{_KIND})", re.I
)


def region_of_code(text: str) -> tuple[str, str] | None:
    """Return the country and the name of a subdivision that is given by its code.

    Parameters
    ----------
    text : str
        Code of ISO 3166-2 in any case, such as ``BR-MT``.

    Returns
    -------
    tuple of str or None
        ISO alpha-3 and the English name of Unicode CLDR; None where there is no such code.
    """
    found = _SUBDIVISION.fullmatch(text.strip())
    return _subdivisions().get(f"{found[1]}-{found[2]}".upper()) if found else None


def is_region_code(text: str) -> bool:
    """Return whether a text is the code of a subdivision or an ecoregion."""
    return region_of_code(text) is not None or text.strip() in _ecoregions()


def countries_of_region(text: str) -> tuple[str, ...]:
    """Return the countries in which a region of that name or code lies.

    Parameters
    ----------
    text : str
        Name of a subdivision, an ecoregion or another region, its kind beside it or not (``Riau province``), or
        the code of a subdivision (``BR-MT``) or an ecoregion (``60704``).

    Returns
    -------
    tuple of str
        ISO alpha-3, in order; empty where no region is called so.
    """
    text = text.strip()
    if coded := region_of_code(text):
        return coded[:1]
    if _ECOREGION.fullmatch(text):
        return _ecoregions().get(text, ("", ()))[1]
    if not text.isascii() and (exact := _accented().get(unicodedata.normalize("NFC", text).casefold())):
        return exact  # Pará is not Suriname's Para
    found = _index().get(fold_letters(text))
    if found is None and (named := _AROUND.fullmatch(text)):
        found = _index().get(fold_letters(named["after"] or named["before"]))
    return found or ()


def region_as_named(text: str) -> str:
    """Return a subdivision's name for its code, and any other text as it is.

    Parameters
    ----------
    text : str

    Returns
    -------
    str
        ``"Mato Grosso"`` for ``"BR-MT"``; factor sets carry the codes of ecoregions themselves.
    """
    coded = region_of_code(text)
    return coded[1] if coded else text


def near_subdivisions(text: str, country: str) -> list[str]:
    """Return the subdivisions of a country that are spelled like a text.

    Parameters
    ----------
    text : str
        Such as ``"Mato Groso"``.
    country : str
        ISO alpha-3.

    Returns
    -------
    list of str
        At most three names, the most alike first; empty where the text is the name of a region there.
    """
    if country in countries_of_region(text) or len(text) > _LONGEST:
        return []
    names = {fold_letters(name): name for iso3, name in _subdivisions().values() if iso3 == country}
    return [names[key] for key in difflib.get_close_matches(fold_letters(text), names, n=3, cutoff=0.8)]


@cache
def _subdivisions() -> Mapping[str, tuple[str, str]]:
    """Return the code of a subdivision to its country and its name."""
    iso3 = {place.iso2: place.iso3 for place in places().values()}
    rows = read_table("subdivisions.csv")
    return {row["code"]: (iso3[row["code"][:2]], row["name"]) for row in rows}


@cache
def _ecoregions() -> Mapping[str, tuple[str, tuple[str, ...]]]:
    """Return the code of an ecoregion to its name and its countries."""
    rows = read_table("ecoregions.csv")
    return {row["code"]: (row["name"], tuple(row["countries"].split("|"))) for row in rows}


@cache
def _index() -> Mapping[str, tuple[str, ...]]:
    """Return folded name to countries; all of them, whichever kinds of region share the name."""
    index: dict[str, set[str]] = {}
    for iso3, name in _subdivisions().values():
        index.setdefault(fold_letters(name), set()).add(iso3)
    for name, held in _ecoregions().values():
        index.setdefault(fold_letters(name), set()).update(held)
    for row in read_table("region_aliases.csv"):
        held = tuple(
            _subdivisions()[place][0] if "-" in place else place for place in row["places"].split("|")
        )
        for key in keys_of(row["name"]):
            if " " not in key:
                index.setdefault(key, set()).update(held)
    return {key: tuple(sorted(held)) for key, held in index.items() if key}


@cache
def _accented() -> Mapping[str, tuple[str, ...]]:
    """Return each name that is not plain ASCII, in small letters, to its countries."""
    index: dict[str, set[str]] = {}
    named = [*((name, {iso3}) for iso3, name in _subdivisions().values())]
    named += [(name, set(held)) for name, held in _ecoregions().values()]
    named += [
        (row["name"], set(_index()[fold_letters(row["name"])])) for row in read_table("region_aliases.csv")
    ]
    for name, held in named:
        if not name.isascii():
            index.setdefault(unicodedata.normalize("NFC", name).casefold(), set()).update(held)
    return {key: tuple(sorted(held)) for key, held in index.items()}
