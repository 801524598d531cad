"""Climb the ladder: which factor answers for each distinct (commodity, origin, region), per indicator.

Only distinct keys are resolved, so the cost does not depend on the number of lines.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from bbafootprint.factors import FactorSet
from bbafootprint.schema import UNKNOWN_ORIGIN, WORLD
from bbafootprint.vocabulary import places

RUNGS: tuple[str, ...] = ("region", "country", "subregion", "world")
"""Rungs of the ladder, best first; their names are the match levels."""

NOT_ASSESSED = "not assessed"
"""Match level where no rung answers."""

ORIGIN_STATUS: tuple[str, ...] = ("declared", "consignment", "unknown", "unreadable")
"""What is known of an origin: it grows the commodity; it does not, so the goods were shipped from there;
it is not known; or a name was given that nobody can read."""

KEY_COLUMNS: tuple[str, ...] = ("primary_commodity", "origin", "region")


@dataclass(frozen=True)
class Resolution:
    """The factor of every key.

    Attributes
    ----------
    keys : pandas.DataFrame
        Distinct keys: :data:`KEY_COLUMNS` and `origin_status`.
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


def resolve(keys: pd.DataFrame, factors: FactorSet) -> Resolution:
    """Find the factor of every key and indicator.

    Parameters
    ----------
    keys : pandas.DataFrame
        Distinct keys with the columns :data:`KEY_COLUMNS`; a missing `primary_commodity` or `origin` is never
        answered, a missing `region` asks no region rung.
    factors : FactorSet
        One set, or several layered: with ``layering="rung"`` every set is asked on a rung before the next rung,
        with ``"set"`` a set's whole ladder before the next set.

    Returns
    -------
    Resolution
    """
    commodity = keys["primary_commodity"].to_numpy(dtype=object)
    origin = keys["origin"].to_numpy(dtype=object)
    region = keys["region"].to_numpy(dtype=object)
    status = origin_status(commodity, origin, factors)
    place_of = {
        "region": origin,
        "country": origin,
        "subregion": np.array([_subregion(code) for code in origin], dtype=object),
        "world": np.full(len(keys), WORLD, dtype=object),
    }
    blank = np.full(len(keys), "", dtype=object)
    named = np.array([r.casefold() if isinstance(r, str) and r else None for r in region], dtype=object)
    allowed = {
        "region": status == "declared",
        "country": status == "declared",
        "subregion": status == "declared",
        "world": status != "unreadable",
    }
    addresses = _Addresses(factors.frame, [indicator.id for indicator in factors.indicators])

    shape = (len(keys), len(factors.indicators))
    rows = np.full(shape, -1, dtype=np.int64)
    levels = np.full(shape, -1, dtype=np.int64)
    world_rows = np.full(shape, -1, dtype=np.int64)
    layers = range(len(factors.layers))
    for column, indicator in enumerate(factors.indicators):
        ladder = factors.metadata.ladder[indicator.id]
        steps = (
            [(rung, layer) for rung in ladder for layer in layers]
            if factors.layering == "rung"
            else [(rung, layer) for layer in layers for rung in ladder]
        )
        for rung, layer in steps:
            may = allowed[rung.rung] & (rows[:, column] < 0)
            if rung.origins == "unknown":
                may &= status != "declared"
            if not may.any():
                continue
            found = addresses.find(
                column, layer, commodity, place_of[rung.rung], named if rung.rung == "region" else blank
            )
            hit = may & (found >= 0)
            rows[hit, column] = found[hit]
            levels[hit, column] = RUNGS.index(rung.rung)
        for layer in layers:
            found = addresses.find(column, layer, commodity, place_of["world"], blank)
            missing = world_rows[:, column] < 0
            world_rows[missing, column] = found[missing]
    return Resolution(keys.assign(origin_status=status), rows, levels, world_rows)


def origin_status(
    commodity: npt.NDArray[np.object_], origin: npt.NDArray[np.object_], factors: FactorSet
) -> npt.NDArray[np.object_]:
    """Tell growing origins from those that goods were only shipped from.

    Parameters
    ----------
    commodity, origin : ndarray of object, shape (keys,)
        Primary commodity and origin codes; missing values allowed.
    factors : FactorSet
        Its table of producers, and every origin with a factor of its own, say who grows what.

    Returns
    -------
    ndarray of object, shape (keys,)
        Entries of :data:`ORIGIN_STATUS`.
    """
    own = factors.frame.loc[~factors.frame["origin"].isin([WORLD]), ["commodity", "origin"]].astype(object)
    listed = factors.producers[["commodity", "origin"]].astype(object)
    growers = set(pd.concat([own, listed]).drop_duplicates().itertuples(index=False, name=None))
    return np.array(
        [
            "unreadable"
            if not isinstance(where, str)
            else "unknown"
            if where == UNKNOWN_ORIGIN
            else "declared"
            if (what, where) in growers
            else "consignment"
            for what, where in zip(commodity, origin, strict=True)
        ],
        dtype=object,
    )


def _subregion(code: object) -> str | None:
    return places.subregion(code) if isinstance(code, str) and code != UNKNOWN_ORIGIN else None


class _Addresses:
    """Row numbers of factors by (indicator, layer, commodity, place, region), as one sorted array of integers."""

    def __init__(self, frame: pd.DataFrame, indicators: list[str]) -> None:
        frame = frame[(frame["practice"].isna()) | (frame["practice"] == "")]
        self._commodities = pd.Index(frame["commodity"].astype(object).unique())
        self._places = pd.Index(frame["origin"].astype(object).unique())
        regions = frame["region"].astype(object).fillna("").str.casefold()
        self._regions = pd.Index(regions.unique())
        self._layers = int(frame["layer"].max()) + 1 if len(frame) else 1
        address = self._address(
            pd.Index(indicators).get_indexer(pd.Index(frame["indicator"].astype(object))),
            frame["layer"].to_numpy(),
            self._commodities.get_indexer(pd.Index(frame["commodity"].astype(object))),
            self._places.get_indexer(pd.Index(frame["origin"].astype(object))),
            self._regions.get_indexer(pd.Index(regions)),
        )
        order = np.argsort(address)
        self._sorted, self._rows = address[order], frame.index.to_numpy()[order]

    def _address(
        self, indicator: npt.ArrayLike, layer: npt.ArrayLike, *codes: npt.ArrayLike
    ) -> npt.NDArray[np.int64]:
        commodity, place, region = (np.asarray(code, dtype=np.int64) for code in codes)
        start = np.asarray(indicator, dtype=np.int64) * self._layers + np.asarray(layer, dtype=np.int64)
        address = ((start * len(self._commodities) + commodity) * len(self._places) + place) * len(
            self._regions
        )
        return np.where((commodity < 0) | (place < 0) | (region < 0), -1, address + region)

    def find(
        self,
        indicator: int,
        layer: int,
        commodity: npt.NDArray[np.object_],
        place: npt.NDArray[np.object_],
        region: npt.NDArray[np.object_],
    ) -> npt.NDArray[np.int64]:
        """Return the row number of each address, -1 where there is no such factor."""
        wanted = self._address(
            indicator,
            layer,
            self._commodities.get_indexer(commodity),
            self._places.get_indexer(place),
            self._regions.get_indexer(region),
        )
        if self._sorted.size == 0:
            return np.full(wanted.shape, -1, dtype=np.int64)
        at = np.minimum(np.searchsorted(self._sorted, wanted), self._sorted.size - 1)
        return np.where((wanted >= 0) & (self._sorted[at] == wanted), self._rows[at], -1)
