"""Codes of countries: ISO 3166-1, M49 and FAO, and of the regions inside them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from bbafootprint.schema import UNKNOWN_ORIGIN
from bbafootprint.vocabulary.place_names import PlaceMatch, several_countries
from bbafootprint.vocabulary.place_regions import region_of_code
from bbafootprint.vocabulary.place_tables import by_m49, from_fao, name, place_names, places

_NUMBER = re.compile(r"(\d+)(?:\.0+)?")
_PREFIXED = re.compile(r"(M49|UN|FAO|FAOSTAT)[\s:#_-]*(\d+)", re.IGNORECASE)

# In small letters these are more often no answer at all ("not available", "no", "non communiqué", "sans objet",
# "no information", "non renseigné", "nog te bepalen", "sans détail") than a country.
_NO_ANSWER = frozenset(("bd", "na", "nc", "ne", "ni", "no", "nr", "pm", "sd", "so"))
# "Sans objet", "non communiqué", "non renseigné", "no information", as they are written.
_NOT_SAID = frozenset(("so", "nc", "nr", "ni"))
# With dots or in letters of both sizes only these are a country for sure; "b.r." may be anything.
_SAFE_WITH_DOTS = frozenset(("US", "GB", "AE", "NZ"))

_LAST_FAO_COUNTRY = 299  # FAO numbers countries from 1 to 299; what follows are aggregates


def match_code(given: str) -> PlaceMatch | None:
    """Read ISO codes, in any case, with or without dots, and codes of subdivisions.

    Parameters
    ----------
    given : str

    Returns
    -------
    PlaceMatch or None
        None where the text is no code.
    """
    if inside := region_of_code(given):
        return PlaceMatch(inside[0], "region code", region=inside[1])
    letters = given.replace(".", "")
    if not re.fullmatch(r"[A-Za-z]{2,3}", letters):
        return None
    iso3 = _codes().get(letters.upper())
    if iso3 is None:
        return None
    short, dotted = len(letters) == 2, letters != given
    if dotted and letters in _NOT_SAID:
        return PlaceMatch(UNKNOWN_ORIGIN, "unknown origin")
    doubtful = letters.lower() in _NO_ANSWER and (dotted or letters != letters.upper())
    if short and (doubtful or (dotted and letters.upper() not in _SAFE_WITH_DOTS)):
        note = f"{given!r} may be {name(iso3)} or no answer: write {iso3}, or leave the cell empty."
        return PlaceMatch(None, "ambiguous", (iso3, UNKNOWN_ORIGIN), note)
    note = ""
    if letters == "NA":
        note = (
            "NA is read as Namibia, its ISO code: where the origin is not known write n/a or leave it empty."
        )
    return PlaceMatch(iso3, "code", (), note)


def match_iso(part: str) -> PlaceMatch | None:
    """Read a code in capitals, beside other words.

    Parameters
    ----------
    part : str

    Returns
    -------
    PlaceMatch or None
    """
    iso3 = _codes().get(part) if part.isupper() else None
    return PlaceMatch(iso3, "code") if iso3 else None


def match_number(given: str) -> PlaceMatch | None:
    """Read M49 and FAO codes: a bare number only where it cannot be the other.

    Parameters
    ----------
    given : str

    Returns
    -------
    PlaceMatch or None
        None where the text is no number.
    """
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
        return PlaceMatch(None, "not known")
    may_be = " or ".join(f"{name(code)} ({way.split()[0]})" for way, code in read.items())
    note = f"{digits} may mean {may_be}; write {', '.join(read)} or the name."
    return PlaceMatch(None, "ambiguous", tuple(sorted(set(read.values()))), note)


def _match_m49(digits: str) -> PlaceMatch:
    if digits in by_m49():
        return PlaceMatch(by_m49()[digits], "M49")
    if digits in place_names():
        return several_countries(name(digits))
    if digits == "001":
        return PlaceMatch(UNKNOWN_ORIGIN, "unknown origin")
    return PlaceMatch(None, "not known")


def _match_fao(digits: str) -> PlaceMatch:
    iso3 = from_fao(int(digits))
    if iso3:
        return PlaceMatch(iso3, "FAO")
    return PlaceMatch(
        None, "not known", (), f"FAO area {digits} is not one country of today: give the country."
    )


@cache
def _codes() -> Mapping[str, str]:
    return {code: place.iso3 for place in places().values() for code in (place.iso2, place.iso3)}
