"""The keys of a ledger: asked of the factors, and the regions that these know written back to the lines."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from bbafootprint.factors import FactorSet
from bbafootprint.footprint.resolve import Resolution, resolve


def resolve_keys(keys: pd.DataFrame, factors: FactorSet, layer: int | None = None) -> Resolution:
    """Resolve the keys of a ledger; keys with a problem of their own are not asked for.

    Parameters
    ----------
    keys : pandas.DataFrame
        Columns :data:`~bbafootprint.footprint.ledger.LINE_KEY_COLUMNS`.
    factors : FactorSet
    layer : int, optional
        Ask this layer of the set only.

    Returns
    -------
    Resolution
        One row a key.
    """
    sound = (keys["problem"].to_numpy(object) == "") & ~keys["rejected"].to_numpy(bool)
    asked = keys.assign(primary_commodity=keys["primary_commodity"].where(sound, None))
    return resolve(asked, factors, layer)


def name_regions(
    frame: pd.DataFrame, key: npt.NDArray[np.int64], keys: pd.DataFrame, resolution: Resolution
) -> pd.DataFrame:
    """Give every region the name that the factor set has for it, and say how it was found.

    Parameters
    ----------
    frame : pandas.DataFrame
        Converted lines.
    key : ndarray of int, shape (lines,)
        Their keys.
    keys : pandas.DataFrame
        The keys, with `region` as it was read.
    resolution : Resolution
        Of these keys.

    Returns
    -------
    pandas.DataFrame
        The lines with `region` as the set names it, so that spellings of one region are one group; the text as
        read where the set knows none by it; missing where none is given. `region_match` says which
        (:data:`~bbafootprint.footprint.resolve.REGION_MATCH`; empty where none is given).
    """
    match, known = (resolution.keys[name].to_numpy(object) for name in ("region_match", "region_name"))
    named = np.where(match != "", keys["region"].to_numpy(object), np.full(len(keys), None, dtype=object))
    named = np.where(known != "", known, named)
    result = frame.copy(deep=False)
    result["region"] = spread_over_lines(named, key)
    how = pd.Series(spread_over_lines(match, key), index=frame.index)
    if "region_match" in result.columns:
        result["region_match"] = how
    else:  # inserting copies nothing, choosing an order would
        result.insert(list(result.columns).index("region") + 1, "region_match", how)
    return result


def spread_over_lines(of_keys: npt.NDArray[np.object_], key: npt.NDArray[np.int64]) -> pd.Categorical:
    """Spread a text per key over the lines without a text per line."""
    codes, values = pd.factorize(of_keys)
    coded: pd.Categorical = pd.Categorical.from_codes(
        codes.astype(np.int64)[key], categories=pd.Index(values, dtype=object)
    )
    return coded
