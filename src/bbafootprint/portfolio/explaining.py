"""One holding explained: amount, rule, inputs, factor, the company's impact, the result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from bbafootprint.errors import UsageError
from bbafootprint.footprint.calculate import gather, sum_by
from bbafootprint.portfolio.attribution import ASSESSED
from bbafootprint.portfolio.covering import REASONS
from bbafootprint.portfolio.denominators import DENOMINATORS
from bbafootprint.portfolio.inputs.issues import exact_percent

if TYPE_CHECKING:
    from bbafootprint.portfolio.result import PortfolioFootprint

LARGEST = 5
"""Goods of a company that are listed."""

_BASIS = {
    "lines": "from its lines",
    "footprint": "a ready footprint, taken as given",
    "intensity": "the mean of its sector times its revenue, data quality 5",
    "": "not known",
}


@dataclass(frozen=True)
class HoldingExplanation:
    """How a holding came to its numbers.

    Attributes
    ----------
    steps : mapping
        `holding`, `attribution`, `company`, `impacts` (one entry an indicator), `largest` (goods of the company).
    text : str
        The same in words.
    """

    steps: Mapping[str, Any]
    text: str

    def __str__(self) -> str:
        """Return the text."""
        return self.text


def explain_holding(portfolio: PortfolioFootprint, holding_id: str) -> HoldingExplanation:
    """Explain one holding.

    Parameters
    ----------
    portfolio : PortfolioFootprint
    holding_id : str

    Returns
    -------
    HoldingExplanation

    Raises
    ------
    UsageError
        If there is no such holding.
    """
    frame = portfolio.holdings
    found = np.flatnonzero((frame["holding_id"].astype(str) == str(holding_id)).to_numpy(bool))
    if not found.size:
        some = ", ".join(map(str, frame["holding_id"].head(3)))
        raise UsageError(
            f"there is no holding {holding_id!r}; holdings are called, for instance, {some or '(none)'}"
        )
    row: pd.Series[Any] = frame.iloc[int(found[0])]
    at = int(row["entry_at"])
    assessed = row["status"] == ASSESSED
    holding = {name: row[name] for name in (
        "holding_id", "cell", "asset_class", "outstanding", "currency", "date", "status", "reason")}  # fmt: skip
    attribution = {
        name: row[name]
        for name in (
            "rule",
            "denominator",
            "denominator_currency",
            "denominator_how",
            "report_date",
            "rate",
            "rate_how",
            "factor",
        )
    }
    attribution["alternatives"] = {
        DENOMINATORS[name]: float(row[f"factor_by_{name}"])
        for name in DENOMINATORS
        if name != row["rule"] and row[f"factor_by_{name}"] == row[f"factor_by_{name}"]
    }
    company = {"company": row["company"], "match": row["company_match"], "basis": row["basis"],
               "year": row["impact_year"]}  # fmt: skip
    impacts = portfolio.impacts
    rows = impacts.rows[(impacts.cells["entry"] == at).to_numpy(bool)]
    of_indicators = [
        {
            "indicator": indicator.id, "unit": indicator.unit,
            "of_company": float(portfolio.entry_sums.value[at, column]) if at >= 0 else np.nan,
            "quality": float(portfolio.entry_quality[at, column]) if at >= 0 else np.nan,
            "share": float(portfolio.entry_share[at, column]) if at >= 0 else np.nan,
            "reported_zero": bool(impacts.zero[rows[:, column][rows[:, column] >= 0]].any()),
            "financed": float(row["factor"] * portfolio.entry_sums.value[at, column]) if assessed else np.nan,
        }
        for column, indicator in enumerate(impacts.indicators)
    ]  # fmt: skip
    steps = {
        "holding": holding, "attribution": attribution, "company": company, "impacts": of_indicators,
        "largest": largest_goods(portfolio, at) if at >= 0 else [],
    }  # fmt: skip
    return HoldingExplanation(steps, _text(steps))


def largest_goods(portfolio: PortfolioFootprint, at: int) -> list[dict[str, Any]]:
    """Return the goods and origins of a company that weigh most in habitat degradation, else in the first indicator.

    Parameters
    ----------
    portfolio : PortfolioFootprint
    at : int
        Position of the entry: the company in a year.

    Returns
    -------
    list of dict
        `commodity`, `origin` (missing where not known), `mass_t`, `indicator`, `value`: of the whole company. NaN where
        the tonnes are not known, or nothing is assessed: such goods come last.
    """
    impacts = portfolio.impacts
    cells = np.flatnonzero(
        (impacts.cells["entry"] == at).to_numpy(bool) & (impacts.cells["key"] >= 0).to_numpy(bool)
    )
    names = [indicator.id for indicator in impacts.indicators]
    if not cells.size or not names:
        return []
    column = names.index("habitat_degradation") if "habitat_degradation" in names else 0
    part = impacts.cells.iloc[cells]
    table = part[["commodity", "origin"]].astype(object)
    group = (
        table.groupby(["commodity", "origin"], dropna=False, sort=False).ngroup().to_numpy().astype(np.int64)
    )
    size = int(group.max(initial=-1)) + 1
    value = part["quantity"].to_numpy(np.float64) * gather(impacts.value, impacts.rows[cells, column])
    known = (part["lines"] > part["lines_without_mass"]).to_numpy(bool)
    tonnes = np.where(known, part["mass_t"].to_numpy(np.float64), np.nan)
    sums, mass = sum_by(group, value, size), sum_by(group, tonnes, size)
    first = table[~pd.Series(group).duplicated().to_numpy()].reset_index(drop=True)
    order = np.argsort(-np.nan_to_num(sums), kind="stable")[:LARGEST]
    return [
        {"commodity": first["commodity"].iloc[place], "origin": first["origin"].iloc[place],
         "mass_t": float(mass[place]), "indicator": names[column], "value": float(sums[place])}
        for place in order.tolist()
    ]  # fmt: skip


def _text(steps: Mapping[str, Any]) -> str:
    """Return an explanation in words."""
    holding, by, company = steps["holding"], steps["attribution"], steps["company"]
    dated = f" on {holding['date']}" if holding["date"] is not None else ""
    lines = [
        f"Holding {holding['holding_id']}: {holding['asset_class'] or 'asset class not known'}, "
        f"{_number(holding['outstanding'])} {holding['currency']}{dated}."
    ]
    if company["company"] is not None and company["company"] == company["company"]:
        lines.append(
            f"Company {company['company']}, found by {company['match']}; its impact is {_BASIS[company['basis']]}"
            f"{f', of {year}' if (year := company['year']) is not None else ''}."
        )
    if holding["status"] != ASSESSED:
        lines.append(f"{str(holding['status']).capitalize()}: {REASONS[holding['reason']]}")
    if by["factor"] == by["factor"]:
        converted = f" x {by['rate']:.6g} ({by['rate_how']})" if by["rate_how"] else ""
        reported = (
            f", of {by['report_date']}"
            if by["report_date"] is not None and by["rule"] != "property_value"
            else ""
        )
        lines.append(
            f"Attribution factor = outstanding{converted} / {DENOMINATORS[by['rule']]} "
            f"({_number(by['denominator'])} {by['denominator_currency']}, {by['denominator_how']}{reported}) "
            f"= {by['factor']:.6g}."
        )
    for words, factor in by["alternatives"].items():
        lines.append(f"  Not used: by {words} it would be {factor:.6g}.")
    for one in steps["impacts"]:
        if one["financed"] == one["financed"]:
            lines.append(
                f"{one['indicator']}: {by['factor']:.6g} x {one['of_company']:.6g} {one['unit']} = "
                f"{one['financed']:.6g} {one['unit']} (data quality {_score(one['quality'])}{_part(one['share'])}"
                f"{'; some reported as zero, which can only be more' if one['reported_zero'] else ''})."
            )
        elif holding["status"] == ASSESSED:
            lines.append(f"{one['indicator']}: not assessed for this company.")
    for one in steps["largest"]:
        lines.append(
            f"  {'Largest of the company' if one['value'] == one['value'] else 'Without a number'}: "
            f"{_named(one['commodity'], 'commodity')} from {_named(one['origin'], 'origin')}, "
            f"{_tonnes(one['mass_t'])}: {_amount(one['value'], one['indicator'])}."
        )
    return "\n".join(lines)


def _score(quality: float) -> str:
    return "not known" if quality != quality else f"{quality:.2g}"


def _part(share: float) -> str:
    return f"; of {exact_percent(share)} of the company's volumes" if share < 1 else ""


def _named(text: Any, what: str) -> str:
    return f"{what} not known" if pd.isna(text) or text == "" else str(text)


def _amount(value: float, indicator: str) -> str:
    return f"{indicator} not assessed" if value != value else f"{value:.6g} of {indicator}"


def _tonnes(mass: float) -> str:
    return "tonnes not known" if mass != mass else f"{_number(mass)} t"


def _number(value: float) -> str:
    return "not known" if value != value else f"{value:,.12g}"
