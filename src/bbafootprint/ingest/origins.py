"""Where goods grew: the country and the region of each row, from its columns of origins and regions."""

from __future__ import annotations

import numpy as np

from bbafootprint.ingest.naming import Named
from bbafootprint.ingest.table import Texts
from bbafootprint.schema import UNKNOWN_ORIGIN
from bbafootprint.vocabulary.places import PlaceMatch, match_place, name


def name_origins(origin: Texts | None, region: Texts | None, size: int) -> Named:
    """Look up the distinct origins.

    Parameters
    ----------
    origin, region : Texts or None
        The columns; None where there is none.
    size : int
        Number of rows.

    Returns
    -------
    Named
        Rows without an origin have key -1: their origin is :data:`bbafootprint.schema.UNKNOWN_ORIGIN`. A row
        without an origin whose region lies in one country only has that country, by the name of the region.
    """
    keys = np.full(size, -1, dtype=np.int64) if origin is None else origin.codes
    found = [] if origin is None else list(origin.values)
    matches = _codes_in_place(found, [match_place(text) for text in found])
    if region is not None and (keys < 0).any():
        inside = {at: match_place(text) for at, text in enumerate(region.values)}
        inside = {at: match for at, match in inside.items() if match.how in ("region", "region code")}
        key_of = np.full(len(region.values) + 1, -1, dtype=np.int64)
        key_of[list(inside)] = np.arange(len(inside)) + len(found)
        keys = np.where(keys < 0, key_of[region.codes], keys)
        found += [region.values[at] for at in inside]
        matches += inside.values()
    return Named(keys, found, list(matches), "origin", regions=[match.region for match in matches])


def _codes_in_place(found: list[str], matches: list[PlaceMatch]) -> list[PlaceMatch]:
    """Ask about two letters that are not in capitals ("my", "de"), unless codes are what the column holds."""
    short = {at for at, text in enumerate(found) if len(text) == 2 and matches[at].how == "code"}
    told = sum(match.code not in (None, UNKNOWN_ORIGIN) for match in matches)
    if 2 * len(short) >= told:
        return matches
    for at in short:
        if not found[at].isupper():
            code = str(matches[at].code)
            note = f"{found[at]!r} may be {name(code)} or another abbreviation: write {code} or the name."
            matches[at] = PlaceMatch(None, "ambiguous", (code, UNKNOWN_ORIGIN), note)
    return matches


def regions_of(named: Named, region: Texts | None) -> Texts:
    """Return the region of each row: that of its own column, else the one named beside the origin.

    Parameters
    ----------
    named : Named
        Origins, with what a person answered.
    region : Texts or None
        The column; None where there is none.

    Returns
    -------
    Texts
        As given; a subdivision whose code stands for the origin (``BR-MT``) by its name.
    """
    values: dict[str, int] = {}
    beside = [text and values.setdefault(text, len(values)) for text in named.regions]
    codes = np.array([*(-1 if at == "" else at for at in beside), -1], dtype=np.int64)[named.keys]
    if region is not None:
        own = [values.setdefault(text, len(values)) for text in region.values]
        given = np.array([*own, -1], dtype=np.int64)[region.codes]
        codes = np.where(given >= 0, given, codes)
    return Texts(codes, list(values))
