"""What a company's value is divided by: EVIC, equity and debt, assets, GDP; and whether a figure can be right."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

DENOMINATORS: Mapping[str, str] = {
    "evic": "enterprise value including cash",
    "equity_debt": "total equity + debt",
    "total_assets": "balance sheet total",
    "property_value": "property value at origination",
    "gdp_ppp": "PPP-adjusted GDP",
}
"""Denominator to its words."""

LEAST_SHARE = 1e-3
"""A value of a company under this share of its assets or revenue is a slip (another unit, a placeholder)."""

ASSETS_TIMES = 100.0
"""A value of a company over this many times its assets is a slip too: it would make the footprint too small.
Companies with few assets are valued at 20 to 50 times these; a slip of a thousand turns the usual 0.2 to 5 times
into 200 and more. Assets over this many times equity and debt are one as well: banks and insurers have 10 to 30
times."""

REVENUE_TIMES = 200.0
"""A value, or assets, over this many times the revenue is a slip where nothing nearer to it (for a value the assets,
for assets equity) is given: software is valued at up to 100 times, a trader or a wholesaler at 0.2 to 0.5 times, a
slip of a thousand away from 200 to 500. A revenue of 0 (a fund, a project that is being built) says nothing."""

DEBT_TIMES = 5.0
"""Debt, and equity and debt together, over this many times the assets are a slip: they are parts of the balance
sheet. Franchises that borrowed to buy their shares back owe 2 to 3 times their assets."""

CAP_TIMES = 20.0
"""An EVIC over this many times the market capitalisation, where the debt is not given, is a slip: companies with
much debt, banks among them, have up to 10 times."""

DEBT_OF_CAP = 100.0
"""Debt over this many times the market capitalisation, where the assets are not given, is a slip."""

PARTS_TIMES = 3.0
"""An EVIC over this many times market capitalisation and debt is another company's, currency's or unit's. The parts
move with the share price between two dates, hardly threefold. No source prescribes these numbers."""

ROUNDING = 0.005
"""Share by which an EVIC may be under the market capitalisation that is part of it."""

MISSING, IMPLAUSIBLE = "denominator-missing", "denominator-implausible"


def company_denominators(figures: pd.DataFrame) -> pd.DataFrame:
    """Return every denominator of every row of figures.

    Parameters
    ----------
    figures : pandas.DataFrame
        As in :class:`~bbafootprint.portfolio.inputs.companies.Companies`.

    Returns
    -------
    pandas.DataFrame
        Per name of :data:`DENOMINATORS`: the value (whole units of the row's currency; NaN where it cannot be used),
        ``<name>_fault`` (a code of :data:`~bbafootprint.portfolio.inputs.issues.PORTFOLIO_ISSUES`, or empty) and
        ``<name>_how`` in words. Negative equity counts as 0.

    Notes
    -----
    PCAF (2022), The Global GHG Accounting and Reporting Standard Part A: Financed Emissions, second edition, sections
    5.1 to 5.8 (no DOI). EVIC is the market capitalisation of ordinary and preferred shares, the book value of total
    debt and minority interests, without deduction of cash. Where it is not given it is added up from these; preferred
    shares and minority interests that are not given are counted as none, which makes the factor higher, and is said.
    """
    table = {
        name: figures[name].to_numpy(np.float64)
        for name in figures.columns
        if figures[name].dtype.kind == "f"
    }
    size = len(figures)
    largest = np.fmax(np.nan_to_num(table["total_assets"]), np.nan_to_num(table["revenue"]))
    result: dict[str, Any] = {}

    def keep(
        name: str, value: npt.NDArray[np.float64], how: npt.NDArray[Any], odd: npt.NDArray[np.bool_]
    ) -> None:
        with np.errstate(invalid="ignore"):
            odd = odd | (value <= 0)
        fault = np.where(np.isnan(value), MISSING, np.where(odd, IMPLAUSIBLE, ""))
        result[name] = np.where(fault == "", value, np.nan)
        result[f"{name}_given"] = value
        result[f"{name}_fault"] = fault.astype(object)
        result[f"{name}_how"] = how

    none = np.zeros(size, dtype=bool)
    with np.errstate(invalid="ignore"):
        cap, debt = table["market_cap"], table["debt"]
        parts = cap + np.nan_to_num(table["preferred"]) + debt + np.nan_to_num(table["minority_interests"])
        given = ~np.isnan(table["evic"])
        evic = np.where(given, table["evic"], parts)
        under = given & (table["evic"] < (1 - ROUNDING) * cap)
        assets, revenue, equity = table["total_assets"], table["revenue"], table["equity"]
        both = np.maximum(equity, 0.0) + debt
        unknown = ~(assets > 0)
        over = given & (evic > PARTS_TIMES * parts) | given & np.isnan(debt) & (cap > 0) & (
            evic > CAP_TIMES * cap
        )
        over |= ~given & ((debt > DEBT_TIMES * assets) | unknown & (debt > DEBT_OF_CAP * cap))
        over |= _too_large(evic, assets, np.fmax(revenue, both))
        how = np.where(given, "as given", _parts_in_words(table))
        keep(
            "evic",
            evic,
            how.astype(object),
            under | over | (cap <= 0) & ~given | (evic < LEAST_SHARE * largest),
        )
        how = np.where(
            equity < 0, "debt alone: equity is negative and counts as 0", "equity and debt added up"
        )
        keep(
            "equity_debt",
            both,
            how.astype(object),
            (debt < 0)
            | (both < LEAST_SHARE * largest)
            | (both > DEBT_TIMES * assets)
            | _too_large(both, assets, revenue),
        )
        keep(
            "total_assets",
            assets,
            _said(size, "as given"),
            (assets < LEAST_SHARE * np.nan_to_num(revenue))
            | (cap < LEAST_SHARE * assets)
            | (both > DEBT_TIMES * assets)
            | _too_large(assets, np.where(equity > 0, equity + np.nan_to_num(debt), np.nan), revenue),
        )
    keep("property_value", table["property_value"], _said(size, "as given"), none)
    international = (figures["gdp_currency"] == "USD").to_numpy(bool)
    keep("gdp_ppp", table["gdp_ppp"], _said(size, "as given, international dollars"), ~international)
    result["negative_equity"] = equity < 0
    result["listed"] = _listed(figures)
    return pd.DataFrame(result, index=figures.index)


def _too_large(
    value: npt.NDArray[np.float64], near: npt.NDArray[np.float64], far: npt.NDArray[np.float64]
) -> npt.NDArray[np.bool_]:
    """Tell where a value is far too large beside a near figure, or where that is not given beside a far one."""
    return np.where(near > 0, value > ASSETS_TIMES * near, (far > 0) & (value > REVENUE_TIMES * far))


def _parts_in_words(table: Mapping[str, npt.NDArray[np.float64]]) -> npt.NDArray[np.object_]:
    """Say what an EVIC was added up from, and which parts were not given."""
    lacks = {name: np.isnan(table[name]) for name in ("preferred", "minority_interests")}
    words = {"preferred": "preferred shares", "minority_interests": "minority interests"}
    texts = {}
    for preferred in (False, True):
        for minority in (False, True):
            missing = [words[name] for name, no in zip(lacks, (preferred, minority), strict=True) if no]
            parts = ["market capitalisation", *(["preferred shares"] * (not preferred)), "debt",
                     *(["minority interests"] * (not minority))]  # fmt: skip
            text = f"added up from {', '.join(parts[:-1])} and {parts[-1]}"
            texts[preferred, minority] = text + (
                f"; not given, none counted: {', '.join(missing)}" if missing else ""
            )
    keys = zip(lacks["preferred"].tolist(), lacks["minority_interests"].tolist(), strict=True)
    return np.array([texts[key] for key in keys], dtype=object)


def _said(size: int, words: str) -> npt.NDArray[np.object_]:
    return np.full(size, words, dtype=object)


def _listed(figures: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Tell which companies are listed: as they say, else those with an EVIC or a market capitalisation."""
    said = figures["listed"].to_numpy(object)
    valued = (figures["evic"].notna() | figures["market_cap"].notna()).to_numpy(bool)
    return np.array(
        [bool(has) if says is None else bool(says) for says, has in zip(said, valued, strict=True)],
        dtype=bool,
    )
