"""The tables of places: codes, parents and names of countries, from :file:`tables/`.

Written by :file:`tables/build_places.py` from Unicode CLDR and FAO's table of country groups; nothing is read
before the first question.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from bbafootprint.errors import UsageError
from bbafootprint.schema import LANGUAGES
from bbafootprint.vocabulary.tables import read_table


class Place(NamedTuple):
    """A country or territory: ISO alpha-3, alpha-2, M49, FAO area code, M49 sub-region; empty where none."""

    iso3: str
    iso2: str
    m49: str
    fao: str
    subregion: str


@cache
def places() -> dict[str, Place]:
    """Return ISO alpha-3 to :class:`Place`, in order of the code.

    Returns
    -------
    dict
    """
    return {row["iso3"]: Place(**row) for row in read_table("places.csv")}


@cache
def place_names() -> dict[str, dict[str, str]]:
    """Return code to column to name: four languages, ``fao`` and ``short`` (FAO), ``formal`` (full, English).

    Returns
    -------
    dict
        Codes are ISO alpha-3, M49 codes of regions, ``WLD`` and ``unknown``.
    """
    return {row.pop("code"): row for row in read_table("place_names.csv")}


@cache
def _by_fao() -> dict[int, str]:
    return {int(place.fao): iso3 for iso3, place in places().items() if place.fao}


@cache
def by_m49() -> dict[str, str]:
    """Return M49 code, three digits, to ISO alpha-3.

    Returns
    -------
    dict
    """
    return {place.m49: iso3 for iso3, place in places().items() if place.m49}


def from_fao(code: int) -> str | None:
    """Return the ISO alpha-3 code of an FAO area.

    Parameters
    ----------
    code : int
        FAO area code, as in FAOSTAT.

    Returns
    -------
    str or None
        None for aggregates (351, China with Hong Kong, Macao and Taiwan) and for areas that no longer exist
        (206, Sudan before 2011; 15, Belgium-Luxembourg), which are not one country of today.

    Notes
    -----
    FAO's 41 is China's mainland and becomes ``CHN``; 276 is Sudan; 214 is ``TWN``; 275 is Kosovo, ``XKX``.
    """
    return _by_fao().get(code)


def subregion(iso3: str) -> str | None:
    """Return the M49 region that a country's factors fall back to.

    Parameters
    ----------
    iso3 : str
        ISO alpha-3.

    Returns
    -------
    str or None
        Three digits: the M49 intermediate region where one exists (``011`` Western Africa), else the
        sub-region (``030`` Eastern Asia). None for Antarctica and for what is not a country.

    Notes
    -----
    M49 lists neither Taiwan nor Kosovo: ``TWN`` counts to Eastern Asia, ``XKX`` to Southern Europe. M49's
    Channel Islands (830) stay in Northern Europe.
    """
    place = places().get(iso3)
    return (place.subregion or None) if place else None


def name(code: str, lang: str = "en") -> str:
    """Return the name of a place.

    Parameters
    ----------
    code : str
        ISO alpha-3, an M49 region in three digits, ``WLD`` or ``unknown``.
    lang : {"en", "fr", "nl", "de"}
        Language of the name.

    Returns
    -------
    str
        Name as Unicode CLDR gives it.

    Raises
    ------
    UsageError
        For a code or a language that there is not.
    """
    if lang not in LANGUAGES:
        raise UsageError(f"no names of places in language {lang!r}: choose one of {', '.join(LANGUAGES)}")
    names = place_names().get(code)
    if names is None:
        raise UsageError(
            f"no place has the code {code!r}: use ISO 3166-1 alpha-3 in capitals, an M49 region in three "
            "digits, 'WLD' or 'unknown' (match_place turns any spelling into a code)"
        )
    return names[lang]


def countries() -> tuple[str, ...]:
    """Return the ISO alpha-3 code of every country and territory, in order.

    Returns
    -------
    tuple of str
        All of ISO 3166-1, and ``XKX`` for Kosovo (user-assigned, as the World Bank has it).
    """
    return tuple(places())


def subregions() -> tuple[str, ...]:
    """Return the M49 regions that :func:`subregion` answers with, in order.

    Returns
    -------
    tuple of str
        Three digits each.
    """
    return tuple(sorted({place.subregion for place in places().values() if place.subregion}))
