"""Uncertainty as tables for a workbook and for machines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from bbafootprint.footprint.plain import plain, records
from bbafootprint.footprint.uncertainty.importance import hotspots, variance_shares
from bbafootprint.footprint.uncertainty.simulation import Simulation
from bbafootprint.footprint.uncertainty.tracing_value import value_of_tracing
from bbafootprint.report.machine import issues_to_records

TOTALS, GROUPS, RANKS = "Uncertainty", "Uncertainty by group", "Ranks"
HOTSPOTS, VARIANCE, TRACE = "Hotspots", "Variance", "Trace first"

_KEYS = {
    TOTALS: "totals",
    GROUPS: "by",
    RANKS: "ranks",
    HOTSPOTS: "hotspots",
    VARIANCE: "variance",
    TRACE: "tracing",
}


def uncertainty_tables(
    drawn: Simulation, groups: Sequence[str] = (), *, indicator: str = "habitat_loss", rank: str | None = None
) -> dict[str, pd.DataFrame]:
    """Return what a simulation says, as tables under the names of their sheets.

    Parameters
    ----------
    drawn : Simulation
        Of a result with its lines.
    groups : sequence of str
        Columns to group by; none leaves that table out.
    indicator : str
        Of hotspots, shares in the variance, lines to trace, and ranks.
    rank : str, optional
        Column whose groups are ranked.

    Returns
    -------
    dict of str to pandas.DataFrame
        `Uncertainty`, perhaps `Uncertainty by group`, `Hotspots`, `Variance`, `Trace first`, perhaps `Ranks`.
    """
    result = drawn.result
    tables = {TOTALS: drawn.total().reset_index()}
    if groups:
        tables[GROUPS] = drawn.by(list(groups))
    tables[HOTSPOTS] = hotspots(result, indicator=indicator)
    tables[VARIANCE] = variance_shares(result, indicator)
    tables[TRACE] = value_of_tracing(result, indicator).reset_index(drop=True)
    if rank is not None:
        tables[RANKS] = drawn.rank_stability(rank, indicator).reset_index()
    return tables


def uncertainty_to_dict(drawn: Simulation, tables: Mapping[str, pd.DataFrame]) -> dict[str, Any]:
    """Return a simulation as JSON-ready data.

    Parameters
    ----------
    drawn : Simulation
    tables : mapping
        As :func:`uncertainty_tables` returns them.

    Returns
    -------
    dict
        ``totals``, perhaps ``by``, ``hotspots``, ``variance``, ``tracing``, perhaps ``ranks`` (each a list of
        mappings), and, as in the JSON of a run, ``lines``, ``mass``, ``coverage``, ``issues`` and ``provenance``. A
        missing number is None.
    """
    return {
        **{_KEYS[name]: records(table) for name, table in tables.items()},
        "lines": drawn.result.counts(),
        "mass": drawn.result.masses(),
        "coverage": records(drawn.result.coverage()),
        "issues": issues_to_records(drawn.result.issues),
        "provenance": plain(drawn.provenance),
    }
