"""The regions that a factor set knows, and which of them a text means.

A text is compared within its country with the names, aliases and codes of ``regions.csv`` and with the names that
the factors themselves carry (a table in memory has no ``regions.csv``), without accents, case, spaces and marks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd

from bbafootprint.factors.factor_set import FactorSet
from bbafootprint.factors.region_names import calls, fold_region
from bbafootprint.vocabulary.near_spellings import index_spellings, near_spellings

NEAR = 0.75
"""Least likeness of a name that is suggested for a text (see :func:`near_spellings`)."""


class RegionMatch(NamedTuple):
    """A region that a text calls: its name in the set, and how it was found (``name``, ``alias`` or ``code``)."""

    region: str
    how: str


def list_regions(factors: FactorSet, origin: str | None = None) -> pd.DataFrame:
    """List the regions that a factor set knows.

    Parameters
    ----------
    factors : FactorSet
    origin : str, optional
        ISO 3166-1 alpha-3 of one country; by default of all.

    Returns
    -------
    pandas.DataFrame
        One row a region, sorted by origin, kind and name: `origin`, `region`, `kind`, `code`, `aliases` (empty
        text where the set does not say), `area_share` (NaN where not known), `factors`, `commodities` (how many of
        each it has; 0 where it is only named) and `indicators` (ids joined by a comma).
    """
    frame = _factors_of_regions(factors.frame, None if origin is None else [origin])
    counts = frame.groupby(["origin", "region"], as_index=False, sort=False).agg(
        factors=("indicator", "size"),
        commodities=("commodity", "nunique"),
        indicators=("indicator", lambda names: ", ".join(dict.fromkeys(names))),
    )
    about = ["origin", "region", "kind", "code", "aliases", "area_share"]
    listed = factors.regions if origin is None else factors.regions[factors.regions["origin"] == origin]
    texts = dict.fromkeys(about[:-1], object)
    table = listed[about].astype(texts).merge(
        counts.astype({"origin": object, "region": object, "indicators": object}), on=["origin", "region"], how="outer"
    )  # fmt: skip
    table = table.fillna({"factors": 0, "commodities": 0} | dict.fromkeys([*about[2:-1], "indicators"], ""))
    table = table.astype({"factors": "int64", "commodities": "int64"})
    return table.sort_values(["origin", "kind", "region"], kind="stable", ignore_index=True)


def match_regions(
    asked: Iterable[tuple[str, str]], factors: FactorSet
) -> dict[tuple[str, str], tuple[RegionMatch, ...]]:
    """Find the regions that texts call.

    Parameters
    ----------
    asked : iterable of (str, str)
        Origin and text.
    factors : FactorSet

    Returns
    -------
    dict of (str, str) to tuple of RegionMatch
        Every pair that was asked for, in order. Nothing where no region of the origin is called so. One set gives
        one at most; layered sets may know a region by different names, and then give each once.
    """
    pairs = list(dict.fromkeys(asked))
    known = _known(factors, {origin for origin, _ in pairs})
    return {(origin, text): tuple(known.get(origin, {}).get(fold_region(text), ())) for origin, text in pairs}


def near_regions(origin: str, text: str, factors: FactorSet, n: int = 2) -> tuple[list[str], int]:
    """Return the regions whose names, aliases or codes are spelled like a text, and how many the set knows.

    Parameters
    ----------
    origin : str
        ISO 3166-1 alpha-3.
    text : str
    factors : FactorSet
    n : int
        At most so many.

    Returns
    -------
    tuple of list of str and int
        Names in the set, the most alike first; and the number of regions of the origin that the set knows.
    """
    known = _known(factors, {origin}).get(origin, {})
    found = near_spellings(fold_region(text), index_spellings(known), n=n, cutoff=NEAR)
    near = dict.fromkeys(match.region for name in found for match in known[name])
    return list(near)[:n], len({match.region for matches in known.values() for match in matches})


def _known(factors: FactorSet, origins: set[str]) -> Mapping[str, dict[str, list[RegionMatch]]]:
    """Origin to folded text to the regions that it calls; a name goes before an alias or a code."""
    known: dict[str, dict[str, list[RegionMatch]]] = {}

    def add(origin: str, text: str, match: RegionMatch) -> None:
        matches = known.setdefault(origin, {}).setdefault(text, [])
        # Factors are looked up by the folded name: another spelling of it finds nothing more.
        if fold_region(match.region) not in [fold_region(other.region) for other in matches]:
            matches.append(match)

    listed = factors.regions[factors.regions["origin"].isin(list(origins))]
    columns = [listed[name].astype(object) for name in ("origin", "region", "code", "aliases")]
    rows = list(zip(*columns, strict=True))
    named = _factors_of_regions(factors.frame, origins)[["origin", "region"]].drop_duplicates()
    for origin, region, _, _ in rows:
        add(origin, fold_region(region), RegionMatch(region, "name"))
    for origin, region in named.itertuples(index=False, name=None):
        add(origin, fold_region(region), RegionMatch(region, "name"))
    for origin, region, code, aliases in rows:
        for text, how in calls(region, code, aliases).items():
            add(origin, text, RegionMatch(region, how))
    return known


def _factors_of_regions(frame: pd.DataFrame, origins: Iterable[str] | None) -> pd.DataFrame:
    """Factors of regions, of some origins or all, with plain text."""
    regions, places = frame["region"].cat, frame["origin"].cat
    wanted = np.array([text != "" for text in regions.categories], dtype=bool)[regions.codes]
    if origins is not None:
        wanted &= np.isin(places.categories.to_numpy(dtype=object), list(origins))[places.codes]
    return frame.loc[wanted, ["commodity", "origin", "region", "indicator"]].astype(object)
