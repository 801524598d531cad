"""Any spelling of a place to the ISO 3166-1 alpha-3 code of its country, and the region in it, or the choices.

The words of :attr:`Match.how`: ``"code"`` (ISO alpha-2 or alpha-3), ``"M49"``, ``"FAO"``, ``"name"`` (CLDR,
United Nations and FAO names), ``"alias"`` (:file:`tables/place_aliases.csv`), ``"region"`` and ``"region code"``
(a region inside the country is named, and the country is not), ``"port"`` (goods were shipped from there, and did
not grow there), ``"port of export"`` (of a country that is then taken as the origin), ``"unknown origin"``,
``"ambiguous"`` and ``"not known"``. A text is folded (case, accents, punctuation, articles, order of words)
and looked up in a dictionary; what is not in it is never guessed, only suggested.
"""

from __future__ import annotations

import re
import unicodedata

from bbafootprint.schema import UNKNOWN_ORIGIN
from bbafootprint.vocabulary.place_codes import match_code, match_number
from bbafootprint.vocabulary.place_names import PlaceMatch, match_name
from bbafootprint.vocabulary.place_parts import match_inside, match_parts
from bbafootprint.vocabulary.place_tables import countries, from_fao, name, subregion, subregions

__all__ = [
    "PORT", "PlaceMatch", "countries", "from_fao", "is_several_countries", "match_place", "name", "subregion",
    "subregions",
]  # fmt: skip

PORT = "port"
"""How a place was found that goods were only shipped from: never an origin, whatever its country grows."""

_NOT_AVAILABLE = re.compile(r"n\s*[./\\]\s*a\s*\.?", re.IGNORECASE)
_LABEL = re.compile(
    r"^(?:(?:country|pays|land)\s+(?:of|van|d['’])\s*)?(?:origin|origine|herkomst|oorsprong|ursprung|herkunft)"
    r"(?:sland)?\s*[:=\-–]?\s+|^(?:product|produce|produit|goods)\s+(?:of|du|de|from)\s+|^(?:grown|made|produced)\s+in\s+"
    r"|\s+(?:origin|origine|oorsprong|herkomst|ursprung|herkunft)$",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"\s*\((?:the|la|le|les|l['’]|het|de|der|die|das)\)$", re.IGNORECASE)
_LONGEST = 200  # characters: what is longer is no place


def is_several_countries(text: str) -> bool:
    """Tell whether a text names a region of several countries: ``Africa``, ``EU``, ``non-EU``, ``Benelux``.

    Parameters
    ----------
    text : str

    Returns
    -------
    bool
        False for the world, and for ways to say that a place is not known.
    """
    match = match_place(text)
    return match.code == UNKNOWN_ORIGIN and bool(match.note)


def match_place(text: str) -> PlaceMatch:
    """Return the country that a text names, and the region inside it.

    Parameters
    ----------
    text : str
        A name in English, French, Dutch or German, an ISO code, a prefixed or zero-padded number
        (``M49 076``, ``076``, ``FAO 21``), a region beside its country or alone (``Mato Grosso, Brazil``,
        ``BR-MT``, ``São Paulo``), a port, or a way to say that the origin is not known.

    Returns
    -------
    PlaceMatch
        `code` is ISO alpha-3, or :data:`~bbafootprint.schema.UNKNOWN_ORIGIN`, or None. Blank text, the
        world, regions of several countries and the customs codes for unstated countries are unknown origin.
        "Congo", "Korea", "Amazonas" and other names in more than one country are ambiguous, with all of them as
        candidates.

    Notes
    -----
    Names and codes: Unicode CLDR (ISO 3166-1, ISO 3166-2, M49), FAO's table of country groups; ecoregions of
    Olson et al. 2001 (doi:10.1641/0006-3568(2001)051[0933:TEOTWA]2.0.CO;2); ports of UN/LOCODE.
    """
    given = " ".join(unicodedata.normalize("NFKC", text).split())
    if not any(character.isalnum() for character in given) or _NOT_AVAILABLE.fullmatch(given):
        return PlaceMatch(UNKNOWN_ORIGIN, "unknown origin")
    if len(given) > _LONGEST:
        return PlaceMatch(None, "not known")
    given = _LABEL.sub("", given) or given
    given = _ARTICLE.sub("", given) or given
    if re.fullmatch(r"\d{5}", given) and (inside := match_inside(given)):
        return inside  # the code of an ecoregion
    return (
        match_code(given)
        or match_number(given)
        or match_name(given)
        or match_inside(given)
        or match_parts(given)
    )
