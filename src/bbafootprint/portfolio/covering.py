"""What a portfolio covers and what not: in holdings, in outstanding amounts, in companies; and what may overlap."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from bbafootprint.footprint.calculate import count_by
from bbafootprint.portfolio import totals
from bbafootprint.portfolio.attribution import ASSESSED, NOT_ASSESSED, OUT, REJECTED
from bbafootprint.portfolio.impacts import BASES
from bbafootprint.portfolio.inputs.asset_classes import OUT_OF_SCOPE
from bbafootprint.portfolio.inputs.issues import PORTFOLIO_ISSUES

if TYPE_CHECKING:
    from bbafootprint.portfolio.result import PortfolioFootprint

REASONS: Mapping[str, str] = {
    **{code: meaning for code, (_, meaning) in PORTFOLIO_ISSUES.items()},
    **OUT_OF_SCOPE,
    "": "",
}
"""Reason of a holding without a number, in words."""

OVERLAP_NOTE = (
    "Gross: where a trader and a processor, or a buyer and its supplier, are both held, the same tonnes count "
    "at each of "
    "them. Nothing is taken out."
)


def coverage(portfolio: PortfolioFootprint) -> pd.DataFrame:
    """Count holdings, outstanding amounts and companies by indicator and what became of them.

    Parameters
    ----------
    portfolio : PortfolioFootprint

    Returns
    -------
    pandas.DataFrame
        One row an (indicator, status, basis): `status` as of the holding, but an assessed holding is not assessed for
        an indicator without a number; `basis` of the impact (``lines``, ``footprint``, ``intensity``; empty where not
        assessed); `holdings`, `holding_share`, `outstanding` (in the portfolio's currency), `outstanding_share` (of
        all), `in_scope_share` (of the amount in scope; NaN for what is out of scope), `assessed_volume_share` (of the
        companies' volumes, weighted by amount; NaN where not assessed), `assessed_outstanding` (amount times that
        share), `companies` (that are held so; a company may stand under two statuses), `company_share` (of the
        companies that are held). Over the rows of an indicator holdings and amounts add up to what was read.
    """
    frame = portfolio.holdings
    at, _ = portfolio.held()
    status = frame["status"].to_numpy(object)
    amount = frame["amount"].to_numpy(np.float64)
    company = frame["company_at"].to_numpy(np.int64)
    kinds = [(ASSESSED, basis) for basis in BASES[1:]] + [
        (name, "") for name in (NOT_ASSESSED, OUT, REJECTED)
    ]
    named = {name: number for number, name in enumerate(kinds)}
    held = np.unique(company[company >= 0]).size
    basis = np.append(portfolio.impacts.basis, "")[at]
    rows: list[dict[str, Any]] = []
    for column, indicator in enumerate(portfolio.impacts.indicators):
        answered = (at >= 0) & ~np.isnan(portfolio.entry_sums.value[at, column])
        kind = np.array([
            named[ASSESSED, how] if yes else named[NOT_ASSESSED if was == ASSESSED else was, ""]
            for yes, how, was in zip(answered.tolist(), basis.tolist(), status.tolist(), strict=True)
        ], dtype=np.int64)  # fmt: skip
        counts = np.bincount(kind, minlength=len(kinds))
        covered = amount * np.where(answered, portfolio.entry_share[at, column], np.nan)
        sums, parts = (
            count_by(kind, one, len(kinds)) if len(kind) else np.zeros(len(kinds))
            for one in (amount, covered)
        )
        for number, (name, how) in enumerate(kinds):
            here = (kind == number) & (company >= 0)
            rows.append({
                "indicator": indicator.id, "status": name, "basis": how, "holdings": int(counts[number]),
                "outstanding": float(sums[number]), "companies": int(np.unique(company[here]).size),
                "assessed_outstanding": float(parts[number]),
            })  # fmt: skip
    names = ["indicator", "status", "basis", "holdings", "holding_share", "outstanding", "outstanding_share",
             "in_scope_share", "assessed_outstanding", "assessed_volume_share", "companies",
             "company_share"]  # fmt: skip
    table = pd.DataFrame(rows, columns=[name for name in names if not name.endswith("_share")])
    whole = float(np.nansum(amount))
    table["holding_share"] = table["holdings"] / len(frame) if len(frame) else np.nan
    table["outstanding_share"] = table["outstanding"] / whole if whole else np.nan
    inside = float(portfolio.amounts()["in_scope"])
    table["in_scope_share"] = (
        (table["outstanding"] / inside).where(table["status"] != OUT) if inside else np.nan
    )
    of = table["outstanding"].where((table["status"] == ASSESSED) & (table["outstanding"] > 0))
    table["assessed_volume_share"] = table["assessed_outstanding"] / of
    table["company_share"] = table["companies"] / held if held else np.nan
    return table[names]


def rests_on(portfolio: PortfolioFootprint) -> pd.DataFrame:
    """Say of every indicator which part of the financed value is of which factor set, file or sector intensities.

    Parameters
    ----------
    portfolio : PortfolioFootprint

    Returns
    -------
    pandas.DataFrame
        One row an (indicator, source): `indicator`, `kind` (``lines``, ``footprint``, ``intensity``), `source`, `demo`
        (invented numbers), `value`, `value_share` (NaN where the whole is 0), `reported_zero` (commodities whose factor
        a set gives as zero where it can only be more; empty where there are none).
    """
    impacts = portfolio.impacts
    at, factor = portfolio.held()
    weight = np.bincount(at[at >= 0], weights=factor[at >= 0], minlength=len(impacts.basis))
    held = np.zeros(len(weight), dtype=bool)
    held[at[at >= 0]] = True
    entry = impacts.cells["entry"].to_numpy(np.int64)
    cells = np.flatnonzero(held[entry])
    quantity = impacts.cells["quantity"].to_numpy(np.float64)[cells] * weight[entry[cells]]
    goods = impacts.cells["primary_commodity"].astype(object).to_numpy()[cells]
    rows = []
    for column, indicator in enumerate(impacts.indicators):
        row = impacts.rows[cells, column]
        known = row >= 0
        value, source = quantity[known] * impacts.value[row[known]], impacts.source[row[known]]
        zero = impacts.zero[row[known]]
        sums = np.bincount(source, weights=value, minlength=len(impacts.sources))
        for number in np.unique(source).tolist():
            one = impacts.sources[number]
            bounded = goods[known][zero & (source == number)]
            rows.append({
                "indicator": indicator.id, "kind": one.kind, "source": one.name, "demo": one.demo,
                "value": float(sums[number]), "value_share": float(sums[number] / sums.sum()) if sums.sum() else np.nan,
                "reported_zero": ", ".join(sorted({str(name) for name in bounded})),
            })  # fmt: skip
    columns = ["indicator", "kind", "source", "demo", "value", "value_share", "reported_zero"]
    return pd.DataFrame(rows, columns=columns)


def not_assessed(portfolio: PortfolioFootprint) -> pd.DataFrame:
    """List the holdings without a number, with the reason.

    Parameters
    ----------
    portfolio : PortfolioFootprint

    Returns
    -------
    pandas.DataFrame
        See :meth:`bbafootprint.portfolio.PortfolioFootprint.not_assessed`.
    """
    frame = portfolio.holdings
    shown = ["holding_id", "cell", "company", "company_id", "isin", "lei", "name", "asset_class", "outstanding",
             "currency", "amount", "status", "reason"]  # fmt: skip
    listed: pd.DataFrame = frame.loc[(frame["status"] != ASSESSED).to_numpy(bool), shown].copy()
    listed["why"] = [REASONS[code] for code in listed["reason"]]
    return listed


def overlap(portfolio: PortfolioFootprint) -> pd.DataFrame:
    """List primary commodities that several held companies handle.

    Parameters
    ----------
    portfolio : PortfolioFootprint

    Returns
    -------
    pandas.DataFrame
        One row a primary commodity and origin that the lines of two or more held companies share: `companies`, their
        number, `financed_quantity` (attributed, in units of the primary commodity), `largest_share` (of one company in
        it), `bought_from_each_other` (pairs of these companies of which one names the other as its supplier, of
        whatever goods). The largest first.
    """
    at, factor = portfolio.held()
    size = len(portfolio.entries)
    held = at >= 0
    weight = np.bincount(at[held], weights=factor[held], minlength=size)
    pairs = np.flatnonzero(np.bincount(at[held], minlength=size) > 0).astype(np.int64)
    names = ["primary_commodity", "origin"]
    table, new, cell, weights = totals.cell_groups(
        portfolio.impacts,
        names,
        portfolio.entries["company"].to_numpy(np.int64)[pairs],
        pairs,
        weight[pairs].astype(np.float64),
        size,
    )
    quantity = portfolio.impacts.cells["quantity"].to_numpy(np.float64)[cell] * weights
    table["quantity"] = count_by(new, quantity, len(table)) if len(table) else 0.0
    table = table[table["primary_commodity"].notna() & (table["quantity"] > 0)]
    sold = set(zip(portfolio.suppliers["buyer"], portfolio.suppliers["seller"], strict=True))
    rows = []
    for key, part in table.groupby(names, dropna=False, sort=False):
        if len(part) > 1:
            company, amounts = set(part["_group"].tolist()), part["quantity"]
            rows.append((
                *key, len(part), float(amounts.sum()), float(amounts.max() / amounts.sum()),
                sum(buyer in company and seller in company for buyer, seller in sold),
            ))  # fmt: skip
    columns = [*names, "companies", "financed_quantity", "largest_share", "bought_from_each_other"]
    result = pd.DataFrame(rows, columns=columns)
    return result.sort_values("financed_quantity", ascending=False, kind="stable").reset_index(drop=True)
