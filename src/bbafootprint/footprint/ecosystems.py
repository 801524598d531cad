"""How amounts fall on ecosystems, by the shares that a factor set gives."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from bbafootprint.factors import FactorSet
from bbafootprint.footprint.aggregate import TEXT_GROUPS
from bbafootprint.footprint.calculate import gather
from bbafootprint.footprint.ledger import Ledger
from bbafootprint.footprint.plain import as_texts
from bbafootprint.footprint.resolve import NOT_ASSESSED, RUNGS, Resolution

UNCOVERED_ECOSYSTEMS: tuple[str, ...] = ("freshwater",)
"""Ecosystems without any factor yet: they stand in every table by ecosystem as not assessed."""

OF_COUNTRY = " of the country, not of the region"
"""Added to the basis of shares where a region was given: no table of ecosystems knows shares of regions yet."""

_TEXTS = ("ecosystem", "get_code", "indicator", "account", "unit", "basis")

_SPLIT = ("value", "value_at_share_low", "value_at_share_high")


def by_ecosystem(ledger: Ledger, resolution: Resolution, factors: FactorSet) -> pd.DataFrame:
    """Split the loss and the degradation of every group over ecosystems.

    Parameters
    ----------
    ledger, resolution, factors
        As in :func:`totals`.

    Returns
    -------
    pandas.DataFrame
        One row a (group, ecosystem, indicator): group columns, `ecosystem`, `get_code`, `indicator`, `account`,
        `unit`, `value`, `value_at_share_low`, `value_at_share_high`, `basis`. The last two numbers are the amount if
        every share with a range were at its lower or its upper end, and NaN where none has a range; they say how
        well the share is known, not the factor. Shares of a commodity go before those of its origin.
        The shares are those of whole countries: where a region inside one was given, `basis` says so.
        Amounts of an origin without shares, of a sub-region's or the world's factor, stand under ``unspecified``;
        the `value` of a group's parts add up to its total. Ecosystems that no factor covers have a row with a NaN
        value and the basis ``not assessed``.
    """
    cells = ledger.cells
    group, key = cells["group"].to_numpy(), cells["key"].to_numpy()
    quantity = cells["primary_quantity"].to_numpy(np.float64)
    value = factors.frame["value"].to_numpy(np.float64)
    parts = []
    for column, indicator in enumerate(factors.indicators):
        shares = factors.ecosystems[factors.ecosystems["account"] == indicator.account]
        if shares.empty:
            continue
        level = resolution.levels[:, column]
        local = (level >= 0) & (level <= RUNGS.index("country"))
        which, lookup = _shares_of_keys(resolution.keys, local, shares)
        amounts = pd.DataFrame(
            {
                "group": group,
                "which": which[key],
                "amount": quantity * gather(value, resolution.rows[key, column]),
            }
        ).dropna(subset=["amount"])  # fmt: skip
        split = amounts.groupby(["group", "which"], as_index=False)["amount"].sum().merge(lookup, on="which")
        for name, share in zip(_SPLIT, ("share", "share_low", "share_high"), strict=True):
            split[name] = split["amount"] * split[share]
        names = ["group", "ecosystem", "get_code", "basis"]
        split = split.astype(dict.fromkeys(names[1:], object))
        summed = split.groupby(names, as_index=False, sort=True)[[*_SPLIT, "ranged"]].sum()
        summed.loc[summed.pop("ranged") == 0, list(_SPLIT[1:])] = np.nan
        missing = pd.DataFrame(
            [
                (at, name, "", NOT_ASSESSED, np.nan, np.nan, np.nan)
                for at in summed["group"].unique()
                for name in UNCOVERED_ECOSYSTEMS
            ],
            columns=summed.columns,
        ).astype(dict.fromkeys(_SPLIT, float))
        whole = pd.concat([summed, missing] if len(missing) else [summed])
        parts.append(whole.assign(indicator=indicator.id, account=indicator.account, unit=indicator.unit))
    columns = ["ecosystem", "get_code", "indicator", "account", "unit", *_SPLIT, "basis"]
    if not parts:
        return pd.DataFrame(columns=[*ledger.by, *columns])
    table = pd.concat(parts, ignore_index=True).sort_values("group", kind="stable")
    groups = ledger.groups.take(table["group"].to_numpy(np.int64)).reset_index(drop=True)
    by_group: pd.DataFrame = pd.concat([groups, table[columns].reset_index(drop=True)], axis=1)
    return as_texts(by_group, [*_TEXTS, *TEXT_GROUPS.intersection(ledger.by)])


def _shares_of_keys(
    keys: pd.DataFrame, local: npt.NDArray[np.bool_], shares: pd.DataFrame
) -> tuple[npt.NDArray[np.int64], pd.DataFrame]:
    """Say which shares of ecosystems split each key: the commodity's, else the origin's, else none (-1).

    A key with a region has the shares of its country under numbers of their own, with another basis.
    The second table has the shares with their number in `which`, both ends (the share itself where no range is
    given) and 1 in `ranged` where one is; -1 stands in it as one ecosystem, ``unspecified``.
    """
    names = ["ecosystem", "get_code", "basis"]
    lookup = shares[[*names, "share", "share_low", "share_high"]].astype(dict.fromkeys(names, object))
    places = list(shares[["origin", "commodity"]].astype(object).itertuples(index=False, name=None))
    numbers: dict[tuple[str, str], int] = {}
    lookup["which"] = [numbers.setdefault(place, len(numbers)) for place in places]
    lookup["ranged"] = lookup["share_low"].notna().astype(float)
    nowhere = {
        "ecosystem": "unspecified", "get_code": "", "basis": "none",
        "share": 1.0, "share_low": np.nan, "share_high": np.nan, "which": -1, "ranged": 0.0,
    }  # fmt: skip
    many = len(numbers)
    of_country = lookup.assign(which=lookup["which"] + many, basis=lookup["basis"] + OF_COUNTRY)
    of_country.loc[lookup["ecosystem"] == "unspecified", "basis"] = lookup["basis"]  # no share, of no place
    lookup = pd.concat(
        [lookup, of_country, pd.DataFrame([nowhere]).astype({"share_low": float})], ignore_index=True
    )
    for end in ("share_low", "share_high"):
        lookup[end] = lookup[end].fillna(lookup["share"])
    found = [
        numbers.get((origin, primary), numbers.get((origin, ""), -1)) if here else -1
        for origin, primary, here in zip(keys["origin"], keys["primary_commodity"], local, strict=True)
    ]
    which = np.array(found, dtype=np.int64)
    inside = (keys["region_match"] != "").to_numpy(bool)
    return np.where(inside & (which >= 0), which + many, which), lookup
