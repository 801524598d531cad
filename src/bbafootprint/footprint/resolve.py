"""Climb the ladder: which factor answers for each distinct (commodity, origin, region), per indicator.

Only distinct keys are resolved, so the cost does not depend on the number of lines.
"""

from __future__ import annotations

from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt
import pandas as pd

from bbafootprint.factors import FactorSet, RegionMatch, match_regions
from bbafootprint.factors.region_names import fold_region, names_no_region
from bbafootprint.footprint.calculate import compact
from bbafootprint.schema import UNKNOWN_ORIGIN, WORLD
from bbafootprint.vocabulary import places

RUNGS: tuple[str, ...] = ("region", "country", "subregion", "world")
"""Rungs of the ladder, best first; their names are the match levels."""

NOT_ASSESSED = "not assessed"
"""Match level where no rung answers."""

ORIGIN_STATUS: tuple[str, ...] = ("declared", "traced", "consignment", "unknown", "unreadable")
"""What is known of an origin: it grows the commodity; trade data say that the goods, shipped from elsewhere, grew
there; it does not grow it, so the goods were shipped from there; it is not known; or a name was given that nobody can
read."""

REGION_MATCH: tuple[str, ...] = ("name", "alias", "code", "part", "not known", "no country")
"""How a region was found: by its name, an alias, its code, its name beside other words; not at all; or not looked for,
since the origin is not known."""

Codes = npt.NDArray[np.integer]

KEY_COLUMNS: tuple[str, ...] = ("primary_commodity", "origin", "region")


@dataclass(frozen=True)
class Resolution:
    """The factor of every key.

    Attributes
    ----------
    keys : pandas.DataFrame
        Distinct keys: :data:`KEY_COLUMNS`, `origin_status`, and what the text in `region` means: `region_name`, the
        region as the set names it (empty where it knows none by that text), and `region_match`, how it was found
        (:data:`REGION_MATCH`; empty where no region is given, or a text that says so, such as ``n/a`` or the
        country's own name).
    rows : ndarray of int, shape (keys, indicators)
        Row numbers into the factor table, -1 where not assessed.
    levels : ndarray of int, shape (keys, indicators)
        Match level as a position in :data:`RUNGS`, -1 where not assessed.
    world_rows : ndarray of int, shape (keys, indicators)
        Row of the world mean of the same commodity, -1 where there is none: what the relative score divides by.
    """

    keys: pd.DataFrame
    rows: npt.NDArray[np.int64]
    levels: npt.NDArray[np.int64]
    world_rows: npt.NDArray[np.int64]


def resolve(keys: pd.DataFrame, factors: FactorSet, layer: int | None = None) -> Resolution:
    """Find the factor of every key and indicator.

    Parameters
    ----------
    keys : pandas.DataFrame
        Distinct keys with the columns :data:`KEY_COLUMNS`; a missing `primary_commodity` or `origin` is never
        answered, a missing `region` asks no region rung. Where there is a column `from_port` and it is True, the
        origin is a consignment country, even if it grows the commodity. Where there is a column `origin_quality` and
        it is a number, the origin was traced and is asked for as a declared one.
    factors : FactorSet
        One set, or several layered: with ``layering="rung"`` every set is asked on a rung before the next rung,
        with ``"set"`` a set's whole ladder before the next set.
    layer : int, optional
        Ask this layer only; by default all in their order.

    Returns
    -------
    Resolution
    """
    commodity, whats = _distinct(keys["primary_commodity"])
    origin, places_named = _distinct(keys["origin"])
    region, texts = _distinct(keys["region"])
    status = _origin_status(commodity, whats, origin, places_named, factors)
    if "from_port" in keys.columns:
        status[keys["from_port"].to_numpy(bool) & (status == "declared")] = "consignment"
    if "origin_quality" in keys.columns:
        status[keys["origin_quality"].notna().to_numpy(bool)] = "traced"
    grown_there = (status == "declared") | (status == "traced")
    allowed = {
        "region": grown_there,
        "country": grown_there,
        "subregion": grown_there,
        "world": status != "unreadable",
    }
    addresses = _index_of(factors).addresses
    pair, of_pair = compact(origin * len(texts) + region, len(places_named) * len(texts))[::-1]
    pair_place, pair_text = places_named[of_pair // len(texts)], texts[of_pair % len(texts)]
    called = _regions_called(pair_place, pair_text, factors)
    what = addresses.commodities(whats)[commodity]
    country = addresses.places(places_named)[origin]
    whole = addresses.regions(np.array([""], dtype=object))
    above = np.array([_subregion(code) for code in places_named], dtype=object)
    subregion = addresses.places(above)[origin]
    world = addresses.places(np.array([WORLD], dtype=object))
    where = {
        "region": [
            addresses.local(what, country, addresses.regions(names)[pair]) for names in _folded_names(called)
        ],
        "country": [addresses.local(what, country, whole)],
        "subregion": [addresses.local(what, subregion, whole)],
        "world": [addresses.local(what, world, whole)],
    }

    shape = (len(keys), len(factors.indicators))
    rows = np.full(shape, -1, dtype=np.int64)
    levels = np.full(shape, -1, dtype=np.int64)
    world_rows = np.full(shape, -1, dtype=np.int64)
    layers = range(len(factors.layers)) if layer is None else (layer,)
    for column, indicator in enumerate(factors.indicators):
        ladder = factors.metadata.ladder[indicator.id]
        steps = (
            [(rung, each) for rung in ladder for each in layers]
            if factors.layering == "rung"
            else [(rung, each) for each in layers for rung in ladder]
        )
        for rung, asked in steps:
            may = allowed[rung.rung] & (rows[:, column] < 0)
            if rung.origins == "unknown":
                may &= ~grown_there
            if not may.any() or not where[rung.rung]:
                continue
            found = addresses.find_first(column, asked, where[rung.rung])
            hit = may & (found >= 0)
            rows[hit, column] = found[hit]
            levels[hit, column] = RUNGS.index(rung.rung)
        for asked in layers:
            found = addresses.find_first(column, asked, where["world"])
            missing = world_rows[:, column] < 0
            world_rows[missing, column] = found[missing]
    named = keys.assign(
        origin_status=status,
        region_name=np.array([ms[0].region if ms else "" for ms in called], dtype=object)[pair],
        region_match=_how_found(pair_place, pair_text, called)[pair],
    )
    return Resolution(named, rows, levels, world_rows)


def _distinct(column: pd.Series) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.object_]]:
    """Return the position of each cell among the distinct ones, and these; a missing one is None and stands last."""
    codes, values = pd.factorize(column.to_numpy(dtype=object), use_na_sentinel=True)
    return np.where(codes < 0, len(values), codes), np.append(values, np.array([None], dtype=object))


def _origin_status(
    commodity: Codes,
    whats: npt.NDArray[np.object_],
    origin: Codes,
    places_named: npt.NDArray[np.object_],
    factors: FactorSet,
) -> npt.NDArray[np.object_]:
    """Tell growing origins from those that goods were only shipped from: entries of :data:`ORIGIN_STATUS`.

    The set's table of producers, and every origin with a factor of its own, say who grows what. Of a commodity that no
    table of producers lists nobody can say who does not grow it: its origins are as declared.
    """  # fmt: skip
    index = _index_of(factors)
    number = {status: at for at, status in enumerate(ORIGIN_STATUS)}
    found = np.full((len(whats), len(places_named)), number["consignment"])
    for at, what in enumerate(whats):
        if what not in index.growers:
            found[at] = number["declared"]
        else:
            found[at, [place in index.growers[what] for place in places_named]] = number["declared"]
    for at, place in enumerate(places_named):
        if not isinstance(place, str):
            found[:, at] = number["unreadable"]
        elif place == UNKNOWN_ORIGIN:
            found[:, at] = number["unknown"]
    return np.asarray(np.array(ORIGIN_STATUS, dtype=object)[found[commodity, origin]])


@dataclass(frozen=True)
class _Index:
    """What is looked up in a set, worked out once a set."""

    addresses: _Addresses
    growers: dict[str, set[str]]
    """Commodity to those who grow it, where a table of producers lists it."""


_INDICES: WeakKeyDictionary[FactorSet, _Index] = WeakKeyDictionary()
"""A factor set never changes, and its index goes with it."""


def _index_of(factors: FactorSet) -> _Index:
    if factors not in _INDICES:
        growers: dict[str, set[str]] = {}
        for what, where in _pairs(factors.producers):
            growers.setdefault(what, set()).add(where)
        for what, where in _pairs(factors.frame):
            if what in growers:
                growers[what].add(where)
        addresses = _Addresses(factors.frame, [indicator.id for indicator in factors.indicators])
        _INDICES[factors] = _Index(addresses, growers)
    return _INDICES[factors]


def _subregion(code: object) -> str | None:
    return places.subregion(code) if isinstance(code, str) and code != UNKNOWN_ORIGIN else None


def _pairs(frame: pd.DataFrame) -> set[tuple[str, str]]:
    """Distinct (commodity, origin), without a text per row."""
    commodity, origin = (frame[name].astype("category").cat for name in ("commodity", "origin"))
    wide = max(len(origin.categories), 1)
    codes = np.unique(commodity.codes.to_numpy(np.int64) * wide + origin.codes.to_numpy(np.int64))
    names = (list(commodity.categories), list(origin.categories))
    return {(names[0][code // wide], names[1][code % wide]) for code in codes.tolist()}


def _how_found(
    origin: npt.NDArray[np.object_],
    region: npt.NDArray[np.object_],
    called: list[tuple[RegionMatch, ...] | None],
) -> npt.NDArray[np.object_]:
    """Return the entry of :data:`REGION_MATCH` of every key; empty where no region is given."""
    return np.array(
        [
            matches[0].how
            if matches
            else ""
            if not isinstance(text, str) or names_no_region(text, where if isinstance(where, str) else "")
            else "not known"
            if matches is not None
            else "no country"
            for where, text, matches in zip(origin, region, called, strict=True)
        ],
        dtype=object,
    )


def _regions_called(
    origin: npt.NDArray[np.object_], region: npt.NDArray[np.object_], factors: FactorSet
) -> list[tuple[RegionMatch, ...] | None]:
    """Return the regions that each key's text calls; None where no region inside a country is given."""
    asked = [
        (where, text)
        if isinstance(where, str) and where != UNKNOWN_ORIGIN and isinstance(text, str) and text.strip()
        else None
        for where, text in zip(origin, region, strict=True)
    ]
    found = match_regions([pair for pair in asked if pair], factors) if any(asked) else {}
    return [None if pair is None else found[pair] for pair in asked]


def _folded_names(called: list[tuple[RegionMatch, ...] | None]) -> list[npt.NDArray[np.object_]]:
    """Return the folded names of the first region that each key calls, of the second, and so on."""
    most = max((len(matches) for matches in called if matches), default=0)
    return [
        np.array([fold_region(ms[at].region) if ms and len(ms) > at else None for ms in called], dtype=object)
        for at in range(most)
    ]


def _coded(column: pd.Series) -> tuple[pd.Index, npt.NDArray[np.int64]]:
    """Return the texts of a column of categories, and the position of each cell's."""
    return pd.Index(column.cat.categories, dtype=object), column.cat.codes.to_numpy().astype(np.int64)


class _Addresses:
    """Row numbers of factors by (indicator, layer, commodity, place, region), as one sorted array of integers."""

    def __init__(self, frame: pd.DataFrame, indicators: list[str]) -> None:
        frame = frame[(frame["practice"] == "").to_numpy(bool)]
        self._commodities, commodity = _coded(frame["commodity"])
        self._places, place = _coded(frame["origin"])
        named, indicator = _coded(frame["indicator"])
        written, region = _coded(frame["region"])
        # Spellings of a region that are read alike are one region.
        folded = np.array([fold_region(name) for name in written], dtype=object)
        same, names = pd.factorize(folded)
        self._regions = pd.Index(names, dtype=object)
        self._layers = int(frame["layer"].max()) + 1 if len(frame) else 1
        start = self._start(
            pd.Index(indicators, dtype=object).get_indexer(named)[indicator], frame["layer"].to_numpy()
        )
        address = start + self.local(commodity, place, same[region])
        order = np.argsort(address)
        self._sorted, self._rows = address[order], frame.index.to_numpy()[order]

    def commodities(self, names: npt.NDArray[np.object_]) -> Codes:
        return np.asarray(self._commodities.get_indexer(pd.Index(names, dtype=object)))

    def places(self, names: npt.NDArray[np.object_]) -> Codes:
        return np.asarray(self._places.get_indexer(pd.Index(names, dtype=object)))

    def regions(self, names: npt.NDArray[np.object_]) -> Codes:
        return np.asarray(self._regions.get_indexer(pd.Index(names, dtype=object)))

    def local(self, commodity: Codes, place: Codes, region: Codes) -> npt.NDArray[np.int64]:
        """Return addresses within an indicator and layer, -1 where the set knows one of the three not."""
        address = (commodity.astype(np.int64) * len(self._places) + place) * len(self._regions) + region
        return np.where((commodity < 0) | (place < 0) | (region < 0), -1, address)

    def _start(self, indicator: Codes | int, layer: Codes | int) -> npt.NDArray[np.int64]:
        """Return where the addresses of an indicator and layer begin."""
        number = np.asarray(indicator, dtype=np.int64) * self._layers + np.asarray(layer, dtype=np.int64)
        return number * (len(self._commodities) * len(self._places) * len(self._regions))

    def find_first(
        self, indicator: int, layer: int, where: list[npt.NDArray[np.int64]]
    ) -> npt.NDArray[np.int64]:
        """Return the row number at the first of several local addresses that has a factor, -1 where none has."""
        found = self._find(indicator, layer, where[0])
        for local in where[1:]:
            found = np.where(found < 0, self._find(indicator, layer, local), found)
        return found

    def _find(self, indicator: int, layer: int, local: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Return the row number of each address, -1 where there is no such factor."""
        if self._sorted.size == 0:
            return np.full(local.shape, -1, dtype=np.int64)
        wanted = local + self._start(indicator, layer)
        at = np.minimum(np.searchsorted(self._sorted, wanted), self._sorted.size - 1)
        return np.where((local >= 0) & (self._sorted[at] == wanted), self._rows[at], -1)
