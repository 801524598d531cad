"""From the flows of a trade dataset to its mixes: one system of equations a commodity and year."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from bbafootprint.trade.datasets.layout import MIXES, SUPPLY
from bbafootprint.trade.matrices import TracedTrade, follow_trade

LEAST_SHARE = 1e-4
"""Origins under this share of a mix are left out, and the others scaled up to 1: a table of a tenth of the size. On
the shipped data no mix loses more than 0.1 % of its mass so (see the README of ``trade-open`` for what that does to
footprints). A convention of this library."""


def mixes_from_flows(
    flows: pd.DataFrame, production: pd.DataFrame, least_share: float = LEAST_SHARE
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Compute the mixes of every commodity and year.

    Parameters
    ----------
    flows : pandas.DataFrame
        Columns `commodity`, `exporter`, `importer`, `year`, `tonnes`; keys unique.
    production : pandas.DataFrame
        Columns `commodity`, `origin`, `year`, `tonnes`; keys unique.
    least_share : float
        See :data:`LEAST_SHARE`.

    Returns
    -------
    tuple of three pandas.DataFrame
        Mixes, supply, and report (:attr:`~bbafootprint.trade.tracing.TracedTrade.report` with `commodity` and `year`
        before it). A commodity and year without any production has no mixes.

    Raises
    ------
    UsageError
        As :func:`~bbafootprint.trade.tracing.follow_trade`.
    """
    grown: dict[Any, pd.DataFrame] = dict(iter(production.groupby(["commodity", "year"], observed=True)))
    shipped: dict[Any, pd.DataFrame] = dict(iter(flows.groupby(["commodity", "year"], observed=True)))
    mixes, supply, reports = [], [], []
    for key in sorted(grown):
        of_place = grown[key]
        commodity, year = str(key[0]), int(key[1])
        trade = matrix_of(shipped[key]) if key in shipped else pd.DataFrame()
        traced = follow_trade(of_place.set_index(of_place["origin"].astype(object))["tonnes"], trade)
        mixes.append(long_mixes(traced, least_share).assign(commodity=commodity, year=year))
        table = traced.supply.rename_axis("consignment").reset_index()
        table = table[(table[["production", "imports"]] > 0).any(axis="columns") | (table["cut"] > 0)]
        supply.append(table.assign(commodity=commodity, year=year))
        report = traced.report.copy()
        report.insert(0, "commodity", commodity)
        report.insert(1, "year", year)
        reports.append(report)
    if not mixes:
        return pd.DataFrame(columns=MIXES.columns), pd.DataFrame(columns=SUPPLY.columns), pd.DataFrame()
    filled = [report for report in reports if len(report)] or reports[:1]
    return (
        pd.concat(mixes, ignore_index=True)[MIXES.columns],
        pd.concat(supply, ignore_index=True)[SUPPLY.columns],
        pd.concat(filled, ignore_index=True),
    )


def matrix_of(flows: pd.DataFrame) -> pd.DataFrame:
    """Return the flows of one commodity and year as a square table, exporter x importer, 0 where none is listed."""
    places = sorted({*flows["exporter"].astype(str), *flows["importer"].astype(str)})
    position = {place: i for i, place in enumerate(places)}
    exporters = [position[place] for place in flows["exporter"].astype(str)]
    importers = [position[place] for place in flows["importer"].astype(str)]
    tonnes = np.zeros((len(places), len(places)))
    np.add.at(tonnes, (exporters, importers), flows["tonnes"].to_numpy(dtype="float64"))
    labels = pd.Index(places, dtype=object)
    return pd.DataFrame(tonnes, index=labels.rename("exporter"), columns=labels.rename("importer"))


def long_mixes(traced: TracedTrade, least_share: float = LEAST_SHARE) -> pd.DataFrame:
    """Return mixes as rows, without the smallest origins.

    Parameters
    ----------
    traced : TracedTrade
    least_share : float
        Origins under it are left out, and the others scaled up to 1; the largest origin of a mix always stays.

    Returns
    -------
    pandas.DataFrame
        Columns `consignment`, `origin`, `share`, by consignment, the largest share first.
    """
    shares = traced.mixes.to_numpy()
    largest = shares.max(axis=1, keepdims=True, initial=0.0)
    kept = (shares > 0) & (shares >= least_share) | (shares == largest) & (shares > 0)
    place, origin = kept.nonzero()
    table = pd.DataFrame(
        {
            "consignment": traced.mixes.index.astype(str).to_numpy()[place],
            "origin": traced.mixes.columns.astype(str).to_numpy()[origin],
            "share": shares[place, origin],
        }
    )
    table["share"] /= table.groupby("consignment")["share"].transform("sum")
    return table.sort_values(
        ["consignment", "share", "origin"], ascending=[True, False, True], ignore_index=True
    )
