"""The share of a company's impact that a holding answers for: PCAF's rules, one an asset class."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from bbafootprint.portfolio.denominators import DENOMINATORS, MISSING, company_denominators
from bbafootprint.portfolio.inputs.asset_classes import OUT_OF_SCOPE
from bbafootprint.portfolio.inputs.companies import Companies
from bbafootprint.portfolio.inputs.dates import months_between
from bbafootprint.portfolio.inputs.rates import RateBook
from bbafootprint.portfolio.matching import CONFLICT, Matching

STALE_MONTHS = 18.0
"""Months between the date of a holding and that of its company's figures, over which these are stale."""

RULES: Mapping[str, tuple[str, ...]] = {
    "listed_equity": ("evic", "equity_debt", "total_assets"),
    "corporate_bond": ("evic", "equity_debt", "total_assets"),
    "business_loan": ("evic", "equity_debt", "total_assets"),
    "unlisted_equity": ("equity_debt", "total_assets"),
    "project_finance": ("equity_debt", "total_assets"),
    "commercial_real_estate": ("property_value",),
    "mortgage": ("property_value",),
    "sovereign_debt": ("gdp_ppp",),
}
"""Asset class to its denominator, then the alternatives in PCAF's order. Bonds of and loans to a company that is not
listed go by equity and debt."""

BY_LISTING = ("corporate_bond", "business_loan")
"""Classes whose rule depends on whether the company is listed."""

ASSESSED, NOT_ASSESSED, REJECTED, OUT = "assessed", "not assessed", "rejected", "out of scope"

_REJECTING = ("amount-missing", "amount-text", "amount-ambiguous", "amount-fault")


@dataclass(frozen=True)
class Options:
    """What is asked of the attribution.

    Attributes
    ----------
    stale_months : float
        As :data:`STALE_MONTHS`.
    use_alternatives : bool
        Where the rule's own figures are missing (not where they are stale or implausible), take the first alternative
        that is given; where that is implausible, none.
    """

    stale_months: float = STALE_MONTHS
    use_alternatives: bool = False


def attribute(
    frame: pd.DataFrame, matching: Matching, companies: Companies, book: RateBook, options: Options
) -> pd.DataFrame:
    """Attribute every holding.

    Parameters
    ----------
    frame : pandas.DataFrame
        Holdings, as read.
    matching : Matching
    companies : Companies
    book : RateBook
    options : Options

    Returns
    -------
    pandas.DataFrame
        One row a holding, in order: `status` (before anything is known of impacts), `reason`, `company` (position, -1
        for none), `rule` (denominator), `denominator` (in `denominator_currency`), `denominator_how`, `report_date`,
        `figures` (row of the figures, -1 for none), `rate`, `rate_how`, `factor` (share of the company, may be above
        1), and ``factor_by_<denominator>``, what each rule would give where its figures are there. NaN where not
        attributed.

    Notes
    -----
    factor = outstanding, in the currency of the figures at the date of the holding, / denominator. PCAF (2022), Part A,
    second edition, sections 5.1 (listed equity, corporate bonds), 5.2 (business loans, unlisted equity), 5.3 (project
    finance), 5.4 and 5.5 (real estate, mortgages), 5.7 (sovereign debt). No DOI.
    """
    size = len(frame)
    classes = frame["asset_class"].astype(object).where(frame["asset_class"].notna(), "").to_numpy(object)
    outstanding = frame["outstanding"].to_numpy(np.float64)
    problem = frame["problem"].to_numpy(object)
    reason = np.full(size, "", dtype=object)
    rejected = np.isin(problem.astype(str), _REJECTING)
    with np.errstate(invalid="ignore"):
        outside = ~rejected & (np.isin(classes.astype(str), list(OUT_OF_SCOPE)) | (outstanding < 0))
    reason[outside] = np.where(outstanding < 0, "short_position", classes)[outside]
    reason[rejected] = problem[rejected]
    live = ~rejected & ~outside

    def stop(where: npt.NDArray[np.bool_], code: Any) -> None:
        here = where & live & (reason == "")
        reason[here] = np.broadcast_to(np.asarray(code, dtype=object), (size,))[here]

    stop(problem != "", problem)
    stop(matching.company == CONFLICT, "company-conflict")
    named = (frame[["company_id", "isin", "lei", "name"]] != "").any(axis=1).to_numpy(bool)
    stop(matching.company < 0, np.where(named, "company-unknown", "company-missing"))

    dates = frame["date"].to_numpy(object)
    figures = companies.figures
    at, several = _nearest(matching.company, dates, figures)
    stop((at < 0) & several, "company-duplicate")
    known = company_denominators(figures)
    own_property = frame["property_value"].to_numpy(np.float64)
    rule = _rules(classes, at, known)
    result: dict[str, Any] = {}
    currency = frame["currency"].to_numpy(object)
    values = {name: _denominator(name, at, known, figures, own_property, currency) for name in DENOMINATORS}
    rates: dict[str, tuple[npt.NDArray[np.float64], npt.NDArray[np.object_]]] = {}
    for name, (value, money, _, _) in values.items():
        rates[name] = _rates(currency, money, dates, book)
        with np.errstate(invalid="ignore", divide="ignore"):
            result[f"factor_by_{name}"] = np.where(live, outstanding * rates[name][0] / value, np.nan)
    report = np.full(size, None, dtype=object)
    report[at >= 0] = figures["report_date"].to_numpy(object)[at[at >= 0]]
    stale = _stale(dates, report, options.stale_months)
    if options.use_alternatives:
        rule = _alternatives(classes, rule, values)
    chosen = {key: np.full(size, empty, dtype=kind) for key, empty, kind in (
        ("denominator", np.nan, float), ("denominator_currency", "", object), ("denominator_how", "", object),
        ("rate", np.nan, float), ("rate_how", "", object), ("factor", np.nan, float), ("fault", "", object),
    )}  # fmt: skip
    for name, (value, money, how, fault) in values.items():
        here = rule == name
        for key, source in (
            ("denominator", value), ("denominator_currency", money), ("denominator_how", how), ("fault", fault),
            ("rate", rates[name][0]), ("rate_how", rates[name][1]), ("factor", result[f"factor_by_{name}"]),
        ):  # fmt: skip
            chosen[key][here] = source[here]
    timeless = (rule == "property_value") & ~np.isnan(
        own_property
    )  # of the day of the loan, and beside the holding
    stop(stale & ~timeless, "denominator-stale")
    stop(chosen["fault"] != "", chosen["fault"])
    stop(chosen["denominator_currency"] == "", "currency-missing")
    stop(np.isnan(chosen["rate"]), _without_rate(currency, chosen["denominator_currency"], dates, book))
    attributed = live & (reason == "")
    chosen["factor"] = np.where(attributed, chosen["factor"], np.nan)
    del chosen["fault"]
    status = np.where(
        rejected, REJECTED, np.where(outside, OUT, np.where(attributed, ASSESSED, NOT_ASSESSED))
    )
    return pd.DataFrame({
        "status": status.astype(object), "reason": reason, "company": np.maximum(matching.company, -1),
        "rule": np.where(live, rule, ""), **chosen, "report_date": report, "figures": at, **result,
    }, index=frame.index)  # fmt: skip


def _nearest(
    company: npt.NDArray[np.int64], dates: npt.NDArray[np.object_], figures: pd.DataFrame
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    """Return the row of figures nearest in time to each holding, -1 where none; and where rows contradict."""
    rows: dict[int, list[int]] = {}
    for row, at in enumerate(figures["company"].tolist()):
        rows.setdefault(at, []).append(row)
    reported, conflict = figures["report_date"].tolist(), figures["conflict"].tolist()
    known: dict[tuple[int, Any], tuple[int, bool]] = {}

    def find(at: int, date: datetime.date | None) -> tuple[int, bool]:
        choices = rows.get(at, [])
        if len(choices) > 1:
            dated = [row for row in choices if reported[row] is not None]
            if dated and date is not None:
                choices = [min(dated, key=lambda row: (abs((reported[row] - date).days), reported[row]))]
            elif dated:  # an undated holding: the latest figures
                choices = [max(dated, key=lambda row: reported[row])]
            choices = choices[:1]
        if not choices:
            return -1, False
        return (-1, True) if conflict[choices[0]] else (choices[0], False)

    found = []
    for key in zip(company.tolist(), dates.tolist(), strict=True):
        if key not in known:
            known[key] = find(*key)
        found.append(known[key])
    pairs = np.array(found, dtype=np.int64).reshape(-1, 2)
    return pairs[:, 0], pairs[:, 1].astype(bool)


def _rules(
    classes: npt.NDArray[np.object_], at: npt.NDArray[np.int64], known: pd.DataFrame
) -> npt.NDArray[np.object_]:
    """Return the denominator that each holding's class asks for; empty where the class has none."""
    first = {code: names[0] for code, names in RULES.items()}
    rule = np.array([first.get(code, "") for code in classes], dtype=object)
    listed = np.append(known["listed"].to_numpy(bool), True)[at]
    rule[np.isin(classes.astype(str), BY_LISTING) & ~listed] = "equity_debt"
    return rule


_Values = tuple[
    npt.NDArray[np.float64], npt.NDArray[np.object_], npt.NDArray[np.object_], npt.NDArray[np.object_]
]


def _denominator(
    name: str, at: npt.NDArray[np.int64], known: pd.DataFrame, figures: pd.DataFrame,
    own_property: npt.NDArray[np.float64], currency: npt.NDArray[np.object_],
) -> _Values:  # fmt: skip
    """Return value, currency, words and fault of one denominator for every holding."""
    value = np.append(known[name].to_numpy(np.float64), np.nan)[at]
    fault = np.append(known[f"{name}_fault"].to_numpy(object), "denominator-missing")[at]
    how = np.append(known[f"{name}_how"].to_numpy(object), "")[at]
    code = figures["gdp_currency" if name == "gdp_ppp" else "currency"].to_numpy(object)
    money = np.append(code, "")[at]
    if name == "property_value":
        own = ~np.isnan(own_property)
        value, money = np.where(own, own_property, value), np.where(own, currency, money)
        fault = np.where(own, np.where(own_property > 0, "", "denominator-implausible"), fault)
        how = np.where(own, "given with the holding", how)
        value = np.where(fault == "", value, np.nan)
    return value, money, how, fault


def _rates(
    base: npt.NDArray[np.object_],
    quote: npt.NDArray[np.object_],
    dates: npt.NDArray[np.object_],
    book: RateBook,
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.object_]]:
    """Return the rate from the currency of each holding to that of its figures; NaN where none is known."""
    rate, how = np.where((base == quote) & (base != ""), 1.0, np.nan), np.full(len(base), "", dtype=object)
    for row in np.flatnonzero((base != quote) & (base != "") & (quote != "")).tolist():
        if (found := book.find(base[row], quote[row], dates[row])) is not None:
            rate[row], how[row] = found
    return rate, how


def _without_rate(
    base: npt.NDArray[np.object_],
    quote: npt.NDArray[np.object_],
    dates: npt.NDArray[np.object_],
    book: RateBook,
) -> npt.NDArray[np.object_]:
    """Return why no rate answers: there is none, or those that are given contradict each other."""
    known = zip(base.tolist(), quote.tolist(), dates.tolist(), strict=True)
    codes = [
        "rate-conflict" if one and other and book.contradicts(one, other, date) else "rate-missing"
        for one, other, date in known
    ]
    return np.array(codes, dtype=object)


def _stale(
    dates: npt.NDArray[np.object_], report: npt.NDArray[np.object_], months: float
) -> npt.NDArray[np.bool_]:
    """Tell where two dates lie too far apart; False where one is not known."""
    known: dict[tuple[Any, Any], bool] = {}
    stale = np.zeros(len(dates), dtype=bool)
    for row, key in enumerate(zip(dates.tolist(), report.tolist(), strict=True)):
        if key not in known:
            known[key] = None not in key and months_between(*key) > months
        stale[row] = known[key]
    return stale


def _alternatives(
    classes: npt.NDArray[np.object_], rule: npt.NDArray[np.object_], values: Mapping[str, _Values]
) -> npt.NDArray[np.object_]:
    """Return the rule of each holding, the first alternative where the figures of the rule itself are missing.

    An alternative that is given and cannot be right is kept, with its fault: which of the figures that contradict it is
    wrong is not known, so that no further one answers instead.
    """
    rule = rule.copy()
    for row, (code, name) in enumerate(zip(classes.tolist(), rule.tolist(), strict=True)):
        if name and values[name][3][row] == MISSING:
            rule[row] = next((other for other in RULES[code] if values[other][3][row] != MISSING), name)
    return rule
