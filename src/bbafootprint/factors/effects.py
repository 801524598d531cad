"""What a change of a factor would do: what answers instead of it, and how much it answers for."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from bbafootprint.factors.factor_set import FactorSet
from bbafootprint.factors.metadata import RUNGS
from bbafootprint.schema import WORLD
from bbafootprint.vocabulary import places

_CELL = ["commodity", "indicator", "unit"]

Floats = npt.NDArray[np.float64]


def united_producers(first: FactorSet, second: FactorSet) -> pd.DataFrame:
    """Return who grows what, by the first set where it knows, else by the second.

    Parameters
    ----------
    first, second : FactorSet

    Returns
    -------
    pandas.DataFrame
        `commodity`, `origin`, `production` (a year, t or m3), one row a commodity and country.
    """
    tables = [each.producers[["commodity", "origin", "production"]] for each in (first, second)]
    texts = [table.astype({"commodity": object, "origin": object}) for table in tables if len(table)]
    both = pd.concat(texts) if texts else tables[0].astype({"commodity": object, "origin": object})
    return both.drop_duplicates(["commodity", "origin"], ignore_index=True)


def answers(
    keys: pd.DataFrame, own: Floats, factors: FactorSet, rows: pd.DataFrame
) -> tuple[Floats, npt.NDArray[np.object_]]:
    """Return what a set answers for each key: its own factor, else that of the next rung of its ladder.

    Parameters
    ----------
    keys : pandas.DataFrame
        Text columns `commodity`, `origin`, `region`, `practice`, `indicator`, `unit`.
    own : ndarray of float, shape (keys,)
        Value of the set's own factor, NaN where it has none.
    factors : FactorSet
        Its ladder and its producers: a country that does not grow the commodity is answered as a place of
        shipment, by the world only.
    rows : pandas.DataFrame
        Its factors, with the columns of `keys` and `value`; one row a key.

    Returns
    -------
    value : ndarray of float, shape (keys,)
        NaN where no rung answers.
    rung : ndarray of object, shape (keys,)
        Name of the rung; empty where none answers.
    """
    origin = keys["origin"]
    level = np.select(
        [keys["region"] != "", origin == WORLD, origin.str.isdigit()],
        ["region", "world", "subregion"],
        "country",
    )
    value, rung = own.copy(), np.where(np.isnan(own), "", level).astype(object)
    if not np.isnan(own).any():
        return value, rung
    general = rows[rows["practice"] == ""].set_index([*_CELL, "origin", "region"])["value"]
    wider = {
        code: places.subregion(code) or "" for code in origin.unique() if code != WORLD and not code.isdigit()
    }
    around = pd.Series([wider.get(code, "") for code in origin], index=keys.index, dtype=object)
    declared = _declared(keys, level, factors, rows)
    for name in RUNGS:
        steps = {
            indicator: step.origins
            for indicator, ladder in factors.metadata.ladder.items()
            for step in ladder
            if step.rung == name
        }
        place = {"subregion": around, "world": pd.Series(WORLD, index=keys.index)}
        region = keys["region"] if name == "region" else pd.Series("", index=keys.index)
        address = pd.MultiIndex.from_arrays(
            [*(keys[column] for column in _CELL), place.get(name, origin), region]
        )
        found = general.reindex(address).to_numpy(np.float64)
        for_all = keys["indicator"].isin([key for key, origins in steps.items() if origins == "all"])
        may = for_all.to_numpy(bool) & declared
        if name == "world":
            may = for_all.to_numpy(bool) | (keys["indicator"].isin(list(steps)).to_numpy(bool) & ~declared)
        if name == "region":
            may &= (region != "").to_numpy(bool)
        may &= (rung == "") & ~np.isnan(found)
        value[may], rung[may] = found[may], name
    return value, rung


def _declared(
    keys: pd.DataFrame, level: npt.NDArray[np.str_], factors: FactorSet, rows: pd.DataFrame
) -> npt.NDArray[np.bool_]:
    """Tell origins that grow the commodity, as far as the set knows, from places of shipment."""
    own = rows.loc[rows["origin"] != WORLD, ["commodity", "origin"]]
    listed = factors.producers[["commodity", "origin"]].astype(object)
    grown = pd.concat([own, listed]).drop_duplicates() if len(listed) else own.drop_duplicates()
    known = pd.MultiIndex.from_frame(keys[["commodity", "origin"]]).isin(pd.MultiIndex.from_frame(grown))
    # Where no producers are listed nobody can say who does not grow it; a sub-region is no place of shipment.
    silent = ~keys["commodity"].isin(listed["commodity"]).to_numpy(bool)
    return np.asarray(known | silent | (level == "subregion"))


def yearly_production(keys: pd.DataFrame, grown: pd.DataFrame, *sets: FactorSet) -> Floats:
    """Return what stands behind each factor: production a year.

    Parameters
    ----------
    keys : pandas.DataFrame
        Text columns `commodity`, `origin`, `region`, `practice`.
    grown : pandas.DataFrame
        From :func:`united_producers`.
    *sets : FactorSet
        Their tables of regions give shares of area, the first that knows wins.

    Returns
    -------
    ndarray of float, shape (keys,)
        In t or m3. A sub-region's and the world's is that of all producers there; a region's is its country's
        times its share of the country's area. NaN where not known, and for a practice.
    """
    whole = grown.set_index(["commodity", "origin"])["production"]
    codes = {code: places.subregion(code) for code in grown["origin"].unique()}
    parts = [grown.assign(origin=grown["origin"].map(codes)), grown.assign(origin=WORLD)]
    known: pd.Series[float] = pd.concat(
        [whole, *(part.groupby(["commodity", "origin"])["production"].sum() for part in parts)]
    )
    address = pd.MultiIndex.from_frame(keys[["commodity", "origin"]])
    amount = np.array(known.reindex(address), dtype=np.float64)
    inside = (keys["region"] != "").to_numpy(bool)
    amount[inside] *= _area_shares(keys[inside], sets)
    amount[(keys["practice"] != "").to_numpy(bool)] = np.nan
    return amount


def _area_shares(keys: pd.DataFrame, sets: tuple[FactorSet, ...]) -> Floats:
    """Return each region's share of its country's area, by the first set that knows; NaN where none does."""
    shares = np.full(len(keys), np.nan)
    for factors in sets:
        regions = factors.regions
        listed = regions.astype({"origin": object, "region": object}).set_index(["origin", "region"])[
            "area_share"
        ]
        found = listed.reindex(pd.MultiIndex.from_frame(keys[["origin", "region"]])).to_numpy(np.float64)
        shares = np.where(np.isnan(shares), found, shares)
    return shares


def world_totals(
    rows: pd.DataFrame, grown: pd.DataFrame, factors: FactorSet, indicators: Sequence[str]
) -> pd.Series[float]:
    """Return what the whole production of the world is answered with, summed over countries and commodities.

    Parameters
    ----------
    rows : pandas.DataFrame
        Factors, one row a key.
    grown : pandas.DataFrame
        From :func:`united_producers`: countries only, so that means are not counted again.
    factors : FactorSet
        The set of these factors: its ladder says what answers for a country without a factor of its own.
    indicators : sequence of str
        Ids of the indicators.

    Returns
    -------
    pandas.Series
        By `indicator` and `unit`, in that unit a year. Countries that no rung answers for are not in it.
    """
    whole = rows[(rows["region"] == "") & (rows["practice"] == "") & rows["indicator"].isin(list(indicators))]
    held = whole[_CELL].drop_duplicates()
    keys = held.merge(grown, on="commodity").assign(region="", practice="")
    own = whole.set_index([*_CELL, "origin"])["value"]
    wanted = pd.MultiIndex.from_frame(keys[[*_CELL, "origin"]])
    value, _ = answers(keys, own.reindex(wanted).to_numpy(np.float64, copy=True), factors, rows)
    weighed = keys.assign(total=value * keys["production"].to_numpy(np.float64))
    return weighed.groupby(["indicator", "unit"])["total"].sum(min_count=1)
