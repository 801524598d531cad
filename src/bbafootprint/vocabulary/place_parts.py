"""A country with something beside it: "Mato Grosso, Brazil", "Brazil (BR)", "Rotterdam / Amsterdam harbor".

What stands beside a country is a region of it, a port, another country, or words that no table knows. Nothing here
chooses between two countries: where the words allow more than one, all are asked.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import NamedTuple

from bbafootprint.schema import UNKNOWN_ORIGIN
from bbafootprint.vocabulary.place_codes import match_iso
from bbafootprint.vocabulary.place_names import PlaceMatch, ambiguous, could_be, is_biome, match_name, suggest
from bbafootprint.vocabulary.place_regions import countries_of_region, is_region_code, region_as_named
from bbafootprint.vocabulary.place_spellings import fold_letters, fold_words
from bbafootprint.vocabulary.place_tables import name
from bbafootprint.vocabulary.ports import Port, find_ports

_BREAKS = re.compile(
    r"[(),;:/+&\[\]|]|\s[-–—]\s|\s(?:and|or|et|ou|en|of|und|oder)\s|\s(?=via\s)"
    r"|(?<![\d.,])(?=\d+(?:[.,]\d+)?\s*%)|(?<=%)",
    re.IGNORECASE,
)
_APART = re.compile(r"[;/+&|]")
_LIST = re.compile(r"[;/+&|]|\s(?:and|or|et|ou|en|und|oder)\s", re.IGNORECASE)
_AND_OR = re.compile(r"\s+(?:and|et|en|und)\s*/\s*(?:or|ou|of|oder)\s+", re.IGNORECASE)
_GROWN_IN = re.compile(
    r"(?:from|ex|origin|grown in|uit|aus|en provenance d[eu']|herkomst|origine)\s+", re.IGNORECASE
)
_SIDE_WORDS = """north south east west northern southern eastern western northwest northeast southwest southeast
    northwestern northeastern southwestern southeastern centre center central midlands upper lower
    nord sud est ouest noord zuid oost ost sued zentral"""
_SIDES = frozenset(_SIDE_WORDS.split())
_SHORTEST = 3  # letters: Ra, Var, Lae are more often an abbreviation than the region
_EDGE = re.compile(r"[,(:;/]|\s[-–—]\s")
_INSIDE = re.compile(r"[^(,]+\([^(,]+\)")
_GAP = re.compile(r"[\s\-–—]+")
_LONGEST = 80
MOST_CHOICES = 8
"""A name that regions of more countries share is no name to choose by."""


class Part(NamedTuple):
    """A part of a text: the country that it names, or else the countries of regions and the ports called so."""

    text: str
    place: PlaceMatch | None
    regions: tuple[str, ...]
    ports: tuple[Port, ...]

    def countries(self) -> set[str]:
        """Return every country that the part may lie in."""
        if self.place is not None:
            return {self.place.code} if self.place.code else set(self.place.candidates)
        return {*self.regions, *(port.country for port in self.ports)}


def match_inside(given: str) -> PlaceMatch | None:
    """Return the country of a region or a port that a text is the whole name of.

    Parameters
    ----------
    given : str

    Returns
    -------
    PlaceMatch or None
        None where no region and no port is called so.
    """
    part = _part(given)
    countries = part.countries()
    if (
        0 < len(countries) <= MOST_CHOICES
        and not part.ports
        and not is_region_code(given)
        and _says_little(given)
    ):
        codes = (*sorted(countries), UNKNOWN_ORIGIN)
        note = f"{given!r} alone may be a region, a part of the world or an abbreviation: write the country."
        return PlaceMatch(None, "ambiguous", codes, note)
    return _one_place(given, [part]) if countries else None


def _says_little(text: str) -> bool:
    """Tell whether a name of a region is more often something else: "West", "RA", "Central"."""
    words = fold_words(text).split()
    return len(fold_letters(text)) <= _SHORTEST or (bool(words) and all(word in _SIDES for word in words))


def match_parts(given: str) -> PlaceMatch:
    """Return the country of a text of several parts.

    Parameters
    ----------
    given : str

    Returns
    -------
    PlaceMatch
    """
    if inside := _biome_beside(given):
        return inside
    given = _AND_OR.sub(" / ", given)
    parts = [_part(text) for text in map(str.strip, _BREAKS.split(given)) if text]
    if len(parts) < 2:
        parts = _words_apart(given)
    parts = [part for part in parts if part.countries() or fold_words(part.text)]
    named = [part for part in parts if part.place is not None]
    if named:
        return _country_beside(given, parts, named)
    if any(part.countries() for part in parts):
        return _one_place(given, parts)
    return PlaceMatch(None, "not known", suggest(given))


def _part(text: str) -> Part:
    place = match_name(text) or match_iso(text)
    if place is None and (said := _GROWN_IN.match(text)):
        place = match_name(text[said.end() :]) or match_iso(text[said.end() :])
    if place is not None:
        return Part(text, place, (), ())
    return Part(text, None, countries_of_region(text), find_ports(text))


def _biome_beside(given: str) -> PlaceMatch | None:
    """Read "Mangroves (Indonesia)": names of biomes hold the marks that part other texts."""
    for mark in _EDGE.finditer(given):
        one, other = given[: mark.start()].strip(), given[mark.end() :].rstrip(") ").strip()
        for biome, beside in ((one, other), (other, one)):
            place = (match_name(beside) or match_iso(beside)) if is_biome(biome) else None
            if place is not None and place.code not in (None, UNKNOWN_ORIGIN):
                return replace(place, region=biome)
    return None


def _words_apart(given: str) -> list[Part]:
    """Split "Brazil Mato Grosso" and "CI Côte d'Ivoire", where both sides are known and agree."""
    if len(given) > _LONGEST:
        return []
    for gap in _GAP.finditer(given):
        left, right = _part(given[: gap.start()]), _part(given[gap.end() :])
        code_first = (
            left.place is not None
            and left.place.how == "code"
            and right.place is not None
            and right.place.code != UNKNOWN_ORIGIN
        )
        if code_first or (
            left.countries() & right.countries() and (left.place is None) != (right.place is None)
        ):
            return [left, right]
        if left.regions and left.regions == right.regions and "-" in left.text:  # "BR-MT Mato Grosso"
            return [left, right]
    return []


def _one_place(given: str, parts: list[Part]) -> PlaceMatch:
    """Answer where regions and ports are named, and no country."""
    known = [part for part in parts if part.countries()]
    common = set.intersection(*(part.countries() for part in known))
    if len(common) != 1:
        codes = common or {code for part in known for code in part.countries()}
        region = _region([part for part in known if not part.ports])
        if len(codes) <= MOST_CHOICES:
            return replace(ambiguous(given, tuple(sorted(codes))), region=region)
        note = f"Regions of {len(codes)} countries are called {given!r}: write the country beside it."
        return PlaceMatch(None, "ambiguous", tuple(sorted(codes)), note, region)
    code = common.pop()
    ports = [port for part in known for port in part.ports if port.country == code]
    if ports and (ports[0].kind == "hub" or all(part.ports for part in known)):
        return _at_port(ports[0])
    region = _region([part for part in known if not part.ports])
    if region and any(is_region_code(part.text) for part in known):
        return PlaceMatch(code, "region code", (), "", region)
    note = f"{given!r} is read as a region of {name(code)}: write the country beside it."
    if not region:
        note = f"{given!r} names several regions of {name(code)}: only the country is read."
    return PlaceMatch(code, "region", (), note, region)


def _country_beside(given: str, parts: list[Part], named: list[Part]) -> PlaceMatch:
    """Answer where at least one part is a country."""
    codes = set().union(*(part.countries() for part in named))
    beside = [part for part in parts if part.place is None]
    is_list = _LIST.search(given) is not None
    if is_list and (listed := _listed(given, beside, codes)):
        return listed
    said = any(_GROWN_IN.match(part.text) for part in named)  # "Antwerp (from Ghana)"
    for part in beside:
        at = part.countries()
        if said and part.ports and not at & codes:
            continue
        if at & codes:
            codes &= at
        elif len(part.regions) == 1 or (is_list and part.ports):
            codes |= at  # "Lebanon, Ohio", "Brazil / Rotterdam"
    if len(codes) > 1:
        return _one_inside_another(given, named) or ambiguous(given, tuple(sorted(codes)))
    code = codes.pop()
    found = next((part.place for part in named if part.place.code == code), None)  # type: ignore[union-attr]
    how = found.how if found else "name"
    if code == UNKNOWN_ORIGIN:
        if parts[0].place is None:
            return PlaceMatch(None, "not known", suggest(given))
        return found or PlaceMatch(code, how)
    hubs = [port for part in beside for port in part.ports if port.country == code and port.kind == "hub"]
    if hubs:
        return _at_port(hubs[0])
    inside = [part for part in beside if code in part.regions]
    unknown = [
        part
        for part in beside
        if not part.countries()
        or (part.regions and code not in part.countries() and not (said and part.ports))
    ]
    rest = ", ".join(part.text for part in unknown)
    if others := could_be(named[0].text, rest):
        return ambiguous(given, tuple(sorted({code, *others})))
    through = ", ".join(part.text for part in beside if part.ports and code not in part.countries())
    if inside or not any(character.isalpha() for character in rest):
        region = _region(inside)
        several = [] if region else [part.text for part in inside]
        unread = ", ".join(filter(None, [*several, rest, through]))
        note = f"Of {given!r} only {region or name(code)} is read, not {unread!r}." if unread else ""
        if through and not rest:
            note = (
                f"{name(code)} is read as the origin, and {through!r} only as where the goods were shipped."
            )
        return PlaceMatch(code, how, (), note, region)
    if parts[0].place is None and (doubtful := _doubtful(named[0], code)):
        return doubtful
    note = f"Of {given!r} the country {name(code)} is read; {rest!r} is taken as a region of it."
    return PlaceMatch(code, how, (), note, rest)


def _listed(given: str, beside: list[Part], codes: set[str]) -> PlaceMatch | None:
    """Ask where a list holds a country and words that may be another one: "NZ/Aus", "Mali / Burk."."""
    others = [part for part in beside if not part.countries() and part.text.replace(".", "").isalpha()]
    if not others or len(codes) != 1 or not _APART.search(given):
        return None
    near: set[str] = set()
    for part in others:
        found = match_iso(part.text.upper()) if len(part.text) == 3 else None
        near.update({found.code} if found and found.code else suggest(part.text))
    if not near:
        return None
    choices = (*sorted(codes), *sorted(near - codes))
    return ambiguous(given, choices) if len(choices) > 1 else None


def _one_inside_another(given: str, named: list[Part]) -> PlaceMatch | None:
    """Read "Georgia (USA)" and "West Africa (Ghana)", where brackets or a dash say that one lies in the other."""
    if len(named) != 2 or _LIST.search(given) or "," in given or any(part.place is None for part in named):
        return None
    first, matches = named[0], [part.place for part in named if part.place is not None]
    several = [match.how == "unknown origin" and bool(match.note) for match in matches]
    if several[0] != several[1]:
        country = matches[several.index(False)]
        note = f"Of {given!r} only {name(country.code)} is read." if country.code else ""
        return PlaceMatch(country.code, country.how, country.candidates, note or country.note)
    if _INSIDE.fullmatch(given) and matches[1].code in countries_of_region(first.text):
        return PlaceMatch(matches[1].code, matches[1].how, (), "", first.text)
    return None


def _doubtful(country: Part, code: str) -> PlaceMatch | None:
    """Ask where the country after unknown words may be a state: "Atlanta, Georgia", "Springfield, IN"."""
    also = set(countries_of_region(country.text)) - {code}
    if country.place is not None and country.place.how == "code":
        return PlaceMatch(None, "not known", (code,))
    return ambiguous(country.text, tuple(sorted({code, *also}))) if also else None


def _region(parts: list[Part]) -> str:
    """Return the region that all the parts call; empty where they call several."""
    names = {fold_letters(region_as_named(part.text)): region_as_named(part.text) for part in parts}
    return next(iter(names.values())) if len(names) == 1 else ""


def _at_port(port: Port) -> PlaceMatch:
    country = name(port.country)
    if port.kind == "hub":
        note = f"{port.name} ({country}) is a port: the goods were shipped from there, where they grew is not said."
        return PlaceMatch(port.country, "port", (), note)
    note = f"{port.name} is a port: {country} is taken as the origin where it grows the goods."
    return PlaceMatch(port.country, "port of export", (), note)
