"""Tables of a portfolio: its holdings grouped, or the cells of its companies, each with its numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from bbafootprint.footprint import Ledger
from bbafootprint.footprint.calculate import Floats, Ints, count_by, gather, sum_by
from bbafootprint.footprint.ecosystems import by_ecosystem
from bbafootprint.portfolio import totals
from bbafootprint.portfolio.attribution import OUT

if TYPE_CHECKING:
    from bbafootprint.portfolio.result import PortfolioFootprint

MILLION = 1e6

PORTFOLIO_MEASURES: tuple[str, ...] = (
    "indicator", "account", "unit", "value", "low", "high", "intensity", "quality", "assessed_holdings", "holdings",
    "assessed_outstanding", "in_scope_outstanding", "outstanding", "assessed_outstanding_share",
    "assessed_volume_share",
)  # fmt: skip
"""Columns of a table of totals, after its group columns."""

CELL_COLUMNS = ("commodity", "primary_commodity", "origin")
"""What groups the impact of a company: the goods as bought, what the land yields, where it grew."""


def groups_of(portfolio: PortfolioFootprint, names: Sequence[str]) -> tuple[pd.DataFrame, Ints]:
    """Return the distinct groups of holdings by some of their columns, and the group of each holding."""
    if not names:
        return pd.DataFrame(index=pd.RangeIndex(1)), np.zeros(len(portfolio.holdings), dtype=np.int64)
    columns = {}
    for name in names:
        column = portfolio.holdings["holding_id" if name == "holding" else name].astype(object)
        columns[name] = column.where(column.notna() & (column != ""), None).to_numpy(object)
    frame = pd.DataFrame(columns, dtype=object)
    numbers = frame.groupby(list(names), sort=False, dropna=False).ngroup().to_numpy().astype(np.int64)
    return frame[~pd.Series(numbers).duplicated().to_numpy()].reset_index(drop=True), numbers


def _pairs(portfolio: PortfolioFootprint, group: Ints, size: int) -> tuple[Ints, Ints, Floats]:
    at, factor = portfolio.held()
    here = at >= 0
    return totals.merge_pairs(group[here], at[here], factor[here], size, len(portfolio.entries))


def by_holdings(portfolio: PortfolioFootprint, names: Sequence[str]) -> pd.DataFrame:
    """Sum every indicator over groups of holdings.

    Parameters
    ----------
    portfolio : PortfolioFootprint
    names : sequence of str
        Columns of the holdings, or ``holding``; none: all together.

    Returns
    -------
    pandas.DataFrame
        One row a (group, indicator): the group columns, then :data:`PORTFOLIO_MEASURES`. `value`, `low` and `high` are
        gross; NaN where nothing is assessed.
    """
    table, group = groups_of(portfolio, names)
    size = len(table)
    sums = totals.group_sums(portfolio.impacts, portfolio.entry_sums, *_pairs(portfolio, group, size), size)
    at, _ = portfolio.held()
    financed = portfolio.financed()
    amount = portfolio.holdings["amount"].to_numpy(np.float64)
    inside = (portfolio.holdings["status"] != OUT).to_numpy(bool)
    every = count_by(group, np.ones(len(group)), size), _amounts(group, amount, np.ones_like(inside), size)
    in_scope = _amounts(group, amount, inside, size)
    parts = []
    for column, indicator in enumerate(portfolio.impacts.indicators):
        answered = (at >= 0) & ~np.isnan(portfolio.entry_sums.value[at, column])
        share = portfolio.entry_share[at, column]
        full = count_by(group, np.where(answered, amount, np.nan), size)
        assessed = _amounts(group, amount * share, answered, size)
        # of the holdings whose amount is known: the numerator must be of what is divided by
        over = sum_by(group, np.where(answered & ~np.isnan(amount), financed[:, column], np.nan), size)
        quality = portfolio.entry_quality[at, column]
        weight = np.where(answered & ~np.isnan(quality), amount, np.nan)
        with np.errstate(invalid="ignore", divide="ignore"):
            parts.append(pd.concat([table, pd.DataFrame({
                "indicator": indicator.id, "account": indicator.account, "unit": indicator.unit,
                "value": sums.value[:, column], "low": sums.low[:, column], "high": sums.high[:, column],
                "intensity": np.where(assessed > 0, over / assessed * MILLION, np.nan),
                "quality": sum_by(group, weight * quality, size) / sum_by(group, weight, size),
                "assessed_holdings": count_by(group, answered.astype(float), size).astype(np.int64),
                "holdings": every[0].astype(np.int64), "assessed_outstanding": assessed,
                "in_scope_outstanding": in_scope, "outstanding": every[1],
                "assessed_outstanding_share": np.where(in_scope > 0, assessed / in_scope, np.nan),
                "assessed_volume_share": np.where(full > 0, assessed / full, np.nan),
            })], axis=1).assign(_group=np.arange(size), _at=column))  # fmt: skip
    if not parts:
        return pd.DataFrame(columns=[*names, *PORTFOLIO_MEASURES])
    whole = pd.concat(parts, ignore_index=True).sort_values(["_group", "_at"], kind="stable")
    return whole[[*names, *PORTFOLIO_MEASURES]].reset_index(drop=True)


def _amounts(group: Ints, amount: Floats, here: npt.NDArray[np.bool_], size: int) -> Floats:
    """Return the sum of some of the amounts of each group; NaN where it has such holdings and knows no amount."""
    known = count_by(group, (here & ~np.isnan(amount)).astype(float), size)
    unknown = count_by(group, (here & np.isnan(amount)).astype(float), size)
    sums = count_by(group, np.where(here, amount, np.nan), size)
    return np.where((known == 0) & (unknown > 0), np.nan, sums)


def by_cells(portfolio: PortfolioFootprint, own: Sequence[str], cells: list[str]) -> pd.DataFrame:
    """Sum every indicator over goods and origins.

    Parameters
    ----------
    portfolio : PortfolioFootprint
    own : sequence of str
        Columns of the holdings.
    cells : list of str
        Of :data:`CELL_COLUMNS`.

    Returns
    -------
    pandas.DataFrame
        One row a (group, indicator): `value`, `low`, `high`, and `mass_t`, the tonnes as bought that are attributed.
    """
    table, group = groups_of(portfolio, own)
    pairs = _pairs(portfolio, group, len(table))
    new, at, cell, weights = totals.cell_groups(portfolio.impacts, cells, *pairs, len(portfolio.entries))
    size = len(new)
    sums = totals.sums_of_cells(portfolio.impacts, at, cell, weights, size)
    mass = count_by(at, portfolio.impacts.cells["mass_t"].to_numpy(np.float64)[cell] * weights, size)
    head = pd.concat([table.take(new["_group"].to_numpy()).reset_index(drop=True), new[cells]], axis=1)
    parts = [
        pd.concat([head, pd.DataFrame({
            "indicator": indicator.id, "account": indicator.account, "unit": indicator.unit,
            "value": sums.value[:, column], "low": sums.low[:, column], "high": sums.high[:, column], "mass_t": mass,
        })], axis=1).assign(_group=np.arange(size), _at=column)
        for column, indicator in enumerate(portfolio.impacts.indicators)
    ]  # fmt: skip
    names = [*own, *cells, "indicator", "account", "unit", "value", "low", "high", "mass_t"]
    if not parts:
        return pd.DataFrame(columns=names)
    whole = pd.concat(parts, ignore_index=True).sort_values(["_group", "_at"], kind="stable")
    return whole[names].reset_index(drop=True)


def by_ecosystem_of(portfolio: PortfolioFootprint, own: Sequence[str]) -> pd.DataFrame:
    """Split the financed impact of lines over ecosystems; what is not of lines is unspecified."""
    table, group = groups_of(portfolio, own)
    of_group, company, weight = _pairs(portfolio, group, len(table))
    pair, cell = totals.expand(portfolio.impacts, company, len(portfolio.entries))
    columns = ["ecosystem", "get_code", "indicator", "account", "unit", "value", "value_at_share_low",
               "value_at_share_high", "basis"]  # fmt: skip
    parts: list[pd.DataFrame] = []
    key = portfolio.impacts.cells["key"].to_numpy(np.int64)[cell]
    quantity = portfolio.impacts.cells["quantity"].to_numpy(np.float64)[cell] * weight[pair]
    groups = of_group[pair]
    footprint = portfolio.impacts.footprint
    if footprint is not None:
        cells = pd.DataFrame({"group": groups, "key": key, "primary_quantity": quantity})[key >= 0]
        ledger = Ledger(footprint.ledger.keys, table, cells.reset_index(drop=True))
        parts.append(by_ecosystem(ledger, footprint.resolution, footprint.factors))
    accounts = {"loss", "degradation"} if not parts else set(parts[0]["account"])
    for column, indicator in enumerate(portfolio.impacts.indicators):
        here = (key < 0) & (portfolio.impacts.rows[cell, column] >= 0)
        if indicator.account not in accounts or not here.any():
            continue
        amount = sum_by(
            groups[here],
            (quantity * gather(portfolio.impacts.value, portfolio.impacts.rows[cell, column]))[here],
            len(table),
        )
        kept = np.flatnonzero(~np.isnan(amount))
        parts.append(pd.concat([table.take(kept).reset_index(drop=True), pd.DataFrame({
            "ecosystem": "unspecified", "get_code": "", "indicator": indicator.id, "account": indicator.account,
            "unit": indicator.unit, "value": amount[kept], "value_at_share_low": np.nan,
            "value_at_share_high": np.nan, "basis": "not of lines",
        })], axis=1))  # fmt: skip
    parts = [part for part in parts if len(part)]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=[*own, *columns])
