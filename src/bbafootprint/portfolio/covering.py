"""What a portfolio covers and what not: in holdings, in outstanding amounts, in companies; and what may overlap."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

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
        assessed); `holdings`, `holding_share`, `outstanding` (in the portfolio's currency), `outstanding_share`,
        `companies` (that are held so; a company may stand under two statuses), `company_share` (of the companies that
        are held). Over the rows of an indicator holdings and amounts add up to what was read.
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
    rows = []
    for column, indicator in enumerate(portfolio.impacts.indicators):
        answered = (at >= 0) & ~np.isnan(portfolio.company_sums.value[at, column])
        kind = np.array([
            named[ASSESSED, how] if yes else named[NOT_ASSESSED if was == ASSESSED else was, ""]
            for yes, how, was in zip(answered.tolist(), basis.tolist(), status.tolist(), strict=True)
        ], dtype=np.int64)  # fmt: skip
        counts = np.bincount(kind, minlength=len(kinds))
        sums = count_by(kind, amount, len(kinds)) if len(kind) else np.zeros(len(kinds))
        for number, (name, how) in enumerate(kinds):
            here = (kind == number) & (company >= 0)
            rows.append({
                "indicator": indicator.id, "status": name, "basis": how, "holdings": int(counts[number]),
                "outstanding": float(sums[number]), "companies": int(np.unique(company[here]).size),
            })  # fmt: skip
    names = ["indicator", "status", "basis", "holdings", "holding_share", "outstanding", "outstanding_share",
             "companies", "company_share"]  # fmt: skip
    table = pd.DataFrame(rows, columns=[name for name in names if not name.endswith("_share")])
    whole = float(np.nansum(amount))
    table["holding_share"] = table["holdings"] / len(frame) if len(frame) else np.nan
    table["outstanding_share"] = table["outstanding"] / whole if whole else np.nan
    table["company_share"] = table["companies"] / held if held else np.nan
    return table[names]


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
    size = len(portfolio.companies)
    held = at >= 0
    weight = np.bincount(at[held], weights=factor[held], minlength=size)
    pairs = np.flatnonzero(np.bincount(at[held], minlength=size) > 0).astype(np.int64)
    names = ["primary_commodity", "origin"]
    table, new, cell, weights = totals.cell_groups(
        portfolio.impacts, names, pairs, pairs, weight[pairs].astype(np.float64), size
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
