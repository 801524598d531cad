"""The regions that a factor set knows, and which of them a text means.

A text is compared within its country with the names, aliases and codes of ``regions.csv`` and with the names that
the factors themselves carry (a table in memory has no ``regions.csv``), without accents, case, spaces and marks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd

from bbafootprint.factors.factor_set import FactorSet
from bbafootprint.factors.region_names import calls, fold_region, plainer
from bbafootprint.vocabulary.near_spellings import index_spellings, near_spellings

NEAR = 0.75
"""Least likeness of a name that is suggested for a text (see :func:`near_spellings`)."""


class RegionMatch(NamedTuple):
    """A region that a text calls: its name in the set, and how it was found.

    `how` is ``name``, ``alias``, ``code``, or ``part``: the name without a country, an article or a word such as
    *biome* beside it.
    """

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
    natural = _natural(factors)
    found: dict[tuple[str, str], tuple[RegionMatch, ...]] = {}
    for origin, text in pairs:
        of_origin = known.get(origin, {})
        matches = tuple(of_origin.get(fold_region(text), ()))
        if of_origin and not matches:
            rest, kind = plainer(text, origin)
            matches = tuple(
                RegionMatch(match.region, "part")
                for match in of_origin.get(rest, ())
                if not kind or (natural.get((origin, match.region), kind) == kind)
            )
        found[origin, text] = matches
    return found


def origins_of_region(text: str, factors: FactorSet) -> list[str]:
    """Return the countries in which a set knows a region that a text calls.

    Parameters
    ----------
    text : str
    factors : FactorSet

    Returns
    -------
    list of str
        ISO 3166-1 alpha-3, sorted; empty where no country has such a region.
    """
    return [origin for origin, called in sorted(_all_known(factors).items()) if fold_region(text) in called]


def unlisted_regions(factors: FactorSet) -> pd.DataFrame:
    """List regions that factors name and no table of regions does, in countries of which some table lists regions.

    Parameters
    ----------
    factors : FactorSet
        Layered sets: a single set with a table lists every region of its factors (validation sees to it).

    Returns
    -------
    pandas.DataFrame
        `set`, `origin`, `region`, `near` (listed regions that are spelled alike, joined by `` or ``; empty where
        none is), one row each. A name that is the name, an alias or the code of a listed region is not among them.
    """
    columns = ["set", "origin", "region"]
    inside = (factors.frame["region"] != "").to_numpy(bool)
    named = factors.frame.loc[inside, columns].drop_duplicates().astype(object)
    listed: dict[str, dict[str, list[str]]] = {}
    origins = set(named["origin"])
    for origin, text, region, _ in _listed_calls(factors.regions, origins):
        listed.setdefault(origin, {}).setdefault(text, []).append(region)
    rows = []
    for name, origin, region in named.itertuples(index=False, name=None):
        called = listed.get(origin, {})
        if called and fold_region(region) not in called:
            near = near_spellings(fold_region(region), index_spellings(called), n=2, cutoff=NEAR)
            texts = dict.fromkeys(each for spelling in near for each in called[spelling])
            rows.append((name, origin, region, " or ".join(repr(text) for text in list(texts)[:2])))
    return pd.DataFrame(rows, columns=[*columns, "near"], dtype=object)


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
    near, count = near_regions_of(origin, [text], factors, n)
    return near[text], count


def near_regions_of(
    origin: str, texts: Iterable[str], factors: FactorSet, n: int = 2
) -> tuple[dict[str, list[str]], int]:
    """Return what :func:`near_regions` does for many texts of one country, which costs little more than for one."""
    known = _known(factors, {origin}).get(origin, {})
    index = index_spellings(known)
    near = {}
    for text in texts:
        if number := re.fullmatch(r"\s*(\d{1,2})(?:\.0)?\s*", text):
            found = [name for name in known if re.fullmatch(rf"[a-z]+0?{number[1]}", name)]
        else:
            found = near_spellings(fold_region(text), index, n=n, cutoff=NEAR)
            if not found and (rest := plainer(text, origin)[0]):
                found = near_spellings(rest, index, n=n, cutoff=NEAR)
        near[text] = list(dict.fromkeys(match.region for name in found for match in known[name]))[:n]
    return near, len({match.region for matches in known.values() for match in matches})


def _known(factors: FactorSet, origins: set[str]) -> Mapping[str, dict[str, list[RegionMatch]]]:
    """Origin to folded text to the regions that it calls; a name goes before an alias or a code."""
    known: dict[str, dict[str, list[RegionMatch]]] = {}

    def add(origin: str, text: str, match: RegionMatch) -> None:
        matches = known.setdefault(origin, {}).setdefault(text, [])
        # Factors are looked up by the folded name: another spelling of it finds nothing more.
        if fold_region(match.region) not in [fold_region(other.region) for other in matches]:
            matches.append(match)

    rows = list(_listed_calls(factors.regions, origins))
    named = _factors_of_regions(factors.frame, origins)[["origin", "region"]].drop_duplicates()
    factor_names = {
        (origin, fold_region(region)): region for origin, region in named.itertuples(index=False, name=None)
    }
    for origin, text, region, how in rows:
        if how == "name":
            add(origin, text, RegionMatch(region, how))
    for (origin, text), region in factor_names.items():
        add(origin, text, RegionMatch(region, "name"))
    written: dict[
        tuple[str, str], list[str]
    ] = {}  # names in factors that are an alias or the code of a region
    for origin, text, region, how in rows:
        add(origin, text, RegionMatch(region, how))
        if how != "name" and (origin, text) in factor_names:
            written.setdefault((origin, region), []).append(factor_names[origin, text])
    for origin, text, region, how in rows:
        for other in written.get((origin, region), ()):
            add(origin, text, RegionMatch(other, how))
    return known


def _all_known(factors: FactorSet) -> Mapping[str, dict[str, list[RegionMatch]]]:
    named = _factors_of_regions(factors.frame, None)["origin"].unique()
    return _known(factors, {*named, *factors.regions["origin"].astype(object).unique()})


def _listed_calls(regions: pd.DataFrame, origins: set[str]) -> Iterator[tuple[str, str, str, str]]:
    """Yield origin, folded text, region and how, of every text that calls a listed region of these origins."""
    listed = regions[regions["origin"].isin(list(origins))]
    columns = [listed[name].astype(object) for name in ("origin", "region", "code", "aliases", "kind")]
    for origin, region, code, aliases, kind in zip(*columns, strict=True):
        for text, how in calls(region, code, aliases, kind).items():
            yield origin, text, region, how


def _natural(factors: FactorSet) -> dict[tuple[str, str], str]:
    """Say which listed regions are of nature, and which of an administration."""
    columns = [factors.regions[name].astype(object) for name in ("origin", "region", "kind")]
    return {
        (origin, region): "natural" if kind in ("ecoregion", "biome", "named") else "administrative"
        for origin, region, kind in zip(*columns, strict=True)
    }


def _factors_of_regions(frame: pd.DataFrame, origins: Iterable[str] | None) -> pd.DataFrame:
    """Factors of regions, of some origins or all, with plain text."""
    regions, places = frame["region"].cat, frame["origin"].cat
    wanted = np.array([text != "" for text in regions.categories], dtype=bool)[regions.codes]
    if origins is not None:
        wanted &= np.isin(places.categories.to_numpy(dtype=object), list(origins))[places.codes]
    return frame.loc[wanted, ["commodity", "origin", "region", "indicator"]].astype(object)
