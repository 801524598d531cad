"""Two portfolios: year on year, with what moved set apart; and beside a benchmark."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from bbafootprint.errors import IncompatibleFactorSetsError, UsageError
from bbafootprint.footprint.splitting import split_change
from bbafootprint.portfolio.attribution import ASSESSED
from bbafootprint.portfolio.inputs.identifiers import tidy_id
from bbafootprint.portfolio.result import PortfolioFootprint

EFFECTS: tuple[str, ...] = (
    "bought", "sold", "holdings_effect", "attribution_effect", "impact_effect", "coverage_effect",
)  # fmt: skip
"""What a change is made of; the parts add up to it."""

POSITION = ("company", "asset_class", "isin")
"""What identifies a position in both years: identifiers of holdings often change."""


@dataclass(frozen=True, eq=False, repr=False)
class PortfolioComparison:
    """The change between two portfolios, split.

    Attributes
    ----------
    frame : pandas.DataFrame
        One row a (position, indicator): `company`, `asset_class`, `isin`, `indicator`, `account`, `unit`, `before`,
        `after` (NaN where not assessed), `change`, and :data:`EFFECTS`; `by_units` tells whether the size of the
        position is its number of units (True) or its outstanding amount.
    """

    frame: pd.DataFrame

    def total(self) -> pd.DataFrame:
        """Return the sums, one row an indicator.

        Returns
        -------
        pandas.DataFrame
            Index `indicator`: `account`, `unit`, `before`, `after`, `change` and :data:`EFFECTS`.
        """
        return self.by().set_index("indicator")

    def by(self, *columns: str) -> pd.DataFrame:
        """Return the sums grouped by columns of a position.

        Parameters
        ----------
        *columns : str
            ``company``, ``asset_class`` or ``isin``.

        Returns
        -------
        pandas.DataFrame
            One row a (group, indicator); NaN where nothing is assessed.

        Raises
        ------
        UsageError
            If there is no such column.
        """
        if wrong := [name for name in columns if name not in POSITION]:
            raise UsageError(f"a comparison is grouped by {', '.join(POSITION)}, not by {', '.join(wrong)}")
        keys = [*columns, "indicator", "account", "unit"]
        groups = self.frame.groupby(keys, sort=False, dropna=False)
        return groups[["before", "after", "change", *EFFECTS]].sum(min_count=1).reset_index()

    def __repr__(self) -> str:
        """Return what it is of, in a line."""
        positions = self.frame[list(POSITION)].drop_duplicates()
        return f"<PortfolioComparison of {len(positions):,} positions>"


def compare_portfolios(before: PortfolioFootprint, after: PortfolioFootprint) -> PortfolioComparison:
    r"""Say what of a change is of holdings, of the market, and of the companies' impacts.

    Parameters
    ----------
    before, after : PortfolioFootprint
        Made with the same factor sets and in the same currency.

    Returns
    -------
    PortfolioComparison

    Raises
    ------
    IncompatibleFactorSetsError
        If the factor sets differ: a change of factors is no change in the world.
    UsageError
        If the currencies differ.

    Notes
    -----
    A position is (company, asset class, ISIN). Of one that is assessed in both years the financed impact is a product

    .. math:: F = x \cdot (a / x) \cdot I

    of its size x (number of units where both years give it, else outstanding amount), its attribution factor per size,
    and the impact I of the company. The change of each product is split by Shapley value (Sun 1998,
    doi:10.1016/S0140-9883(97)00012-1): *holdings effect* (x), *attribution effect* (a / x: share prices, debt, rates;
    what the market moved), *impact effect* (I: what the company did). The parts are exact: they add up to the change.
    Without units a price rise raises the outstanding amount as well as the company's value: it is in the holdings
    effect with one sign and in the attribution effect with the other. Positions of one year alone are *bought* or
    *sold*; where only one year is assessed the difference is a *coverage effect*, and no change in the world.
    """
    if list(before.provenance["factor_sets"]) != list(after.provenance["factor_sets"]):
        raise IncompatibleFactorSetsError(
            "the two portfolios were screened with different factor sets; screen both with the same, so that a "
            "change is "
            "one of holdings and companies"
        )
    if before.currency != after.currency:
        raise UsageError(
            f"the portfolios are in {before.currency} and {after.currency}; screen both with one currency="
        )
    one, two = _positions(before), _positions(after)
    both = one.merge(two, on=list(POSITION), how="outer", suffixes=("_0", "_1"), sort=False)
    held = [both[f"held_{year}"].notna().to_numpy(bool) for year in (0, 1)]
    size, by_units = _sizes(both)
    parts = []
    for indicator in before.impacts.indicators:
        impact = [both[f"{indicator.id}_{year}"].to_numpy(np.float64) for year in (0, 1)]
        share = [both[f"factor_{year}"].to_numpy(np.float64) for year in (0, 1)]
        value = [share[year] * impact[year] for year in (0, 1)]
        parts.append(pd.DataFrame({
            **{name: both[name].to_numpy(object) for name in POSITION},
            "indicator": indicator.id, "account": indicator.account, "unit": indicator.unit,
            "before": value[0], "after": value[1], **_effects(held, value, share, impact, size), "by_units": by_units,
        }))  # fmt: skip
    columns = [*POSITION, "indicator", "account", "unit", "before", "after", "change", *EFFECTS, "by_units"]
    frame = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)
    return PortfolioComparison(frame[columns])


Floats = npt.NDArray[np.float64]


def _positions(portfolio: PortfolioFootprint) -> pd.DataFrame:
    """Return what is held, a row a position: factor, amount, units, and by indicator the impact of its company.

    NaN where not assessed or not known. The impact of a position that is held at dates of several years is the mean,
    weighted by factor, so that factor x impact is what is financed.
    """
    frame = portfolio.holdings
    live = frame["status"].isin([ASSESSED, "not assessed"]).to_numpy(bool)
    given = frame[["company_id", "lei", "isin", "name"]].astype(object)
    first = [
        next((tidy_id(text) for text in row if text), "") for row in given.itertuples(index=False, name=None)
    ]
    company = (
        frame["company"].astype(object).where(frame["company"].notna(), pd.Series(first, index=frame.index))
    )
    assessed = (frame["status"] == ASSESSED).to_numpy(bool)
    table = pd.DataFrame({
        "company": company.to_numpy(object), "asset_class": frame["asset_class"].astype(object).to_numpy(),
        "isin": frame["isin"].to_numpy(object), "held": 1.0,
        "factor": np.where(assessed, frame["factor"].to_numpy(np.float64), np.nan),
        "amount": frame["amount"].to_numpy(np.float64), "units": frame["units"].to_numpy(np.float64),
    })[live]  # fmt: skip
    groups = table.groupby(list(POSITION), sort=False, dropna=False)
    sums = groups[["held", "factor", "amount", "units"]].sum(min_count=1)
    known = groups[["amount", "units"]].count()
    for name in ("amount", "units"):  # a sum over some of the holdings is no size of the position
        sums[name] = sums[name].where(known[name] == sums["held"])
    at, _ = portfolio.held()
    impact = np.where(at[:, None] >= 0, portfolio.entry_sums.value[at], np.nan)[live]
    financed = portfolio.financed()[live]
    for column, indicator in enumerate(portfolio.impacts.indicators):
        of = groups.ngroup()
        least, most = (
            pd.Series(impact[:, column], index=of.index).groupby(of).agg(how) for how in ("min", "max")
        )
        whole = (
            pd.Series(financed[:, column], index=of.index).groupby(of).sum(min_count=1).to_numpy(np.float64)
        )
        share = sums["factor"].to_numpy(np.float64)
        same = (least == most).to_numpy(bool) | ~(share > 0)
        with np.errstate(invalid="ignore", divide="ignore"):
            sums[indicator.id] = np.where(same, least.to_numpy(np.float64), whole / share)
    return sums.reset_index()


def _sizes(both: pd.DataFrame) -> tuple[list[Floats], npt.NDArray[np.bool_]]:
    """Return the size of every position in both years, and whether it is in units."""
    units = [both[f"units_{year}"].to_numpy(np.float64) for year in (0, 1)]
    amount = [both[f"amount_{year}"].to_numpy(np.float64) for year in (0, 1)]
    with np.errstate(invalid="ignore"):
        by_units = (units[0] > 0) & (units[1] > 0)
        by_amount = (amount[0] > 0) & (amount[1] > 0)
    share = [both[f"factor_{year}"].to_numpy(np.float64) for year in (0, 1)]
    size = [np.where(by_units, units[y], np.where(by_amount, amount[y], share[y])) for y in (0, 1)]
    return size, by_units


def _effects(
    held: Sequence[npt.NDArray[np.bool_]], value: Sequence[Floats], share: Sequence[Floats], impact: Sequence[Floats],
    size: Sequence[Floats],
) -> dict[str, Floats]:  # fmt: skip
    """Return the change and its parts; NaN where no year is assessed."""
    known = [~np.isnan(one) for one in value]
    plain = [np.nan_to_num(one) for one in value]
    none = np.where(known[0] | known[1], 0.0, np.nan)
    in_both = held[0] & held[1]
    told = known[0] & known[1]
    effects = {"change": plain[1] - plain[0] + none}
    effects["bought"] = np.where(~held[0] & known[1], plain[1], none)
    effects["sold"] = np.where(~held[1] & known[0], -plain[0], none)
    with np.errstate(invalid="ignore", divide="ignore"):
        per = [np.where(size[year] > 0, share[year] / size[year], 0.0) for year in (0, 1)]
        split = split_change(
            (np.nan_to_num(size[0]), per[0], impact[0]), (np.nan_to_num(size[1]), per[1], impact[1])
        )
    for name, part in zip(("holdings_effect", "attribution_effect", "impact_effect"), split, strict=True):
        effects[name] = np.where(told, part, none)
    effects["coverage_effect"] = np.where(in_both & ~told, plain[1] - plain[0] + none, none)
    return effects


def beside_benchmark(portfolio: PortfolioFootprint, benchmark: PortfolioFootprint) -> pd.DataFrame:
    """Set a portfolio beside its benchmark.

    Parameters
    ----------
    portfolio, benchmark : PortfolioFootprint
        Made with the same factor sets and in the same currency.

    Returns
    -------
    pandas.DataFrame
        Index `indicator`: `account`, `unit`, and for ``portfolio`` and ``benchmark`` the `value`, the `intensity` per
        million assessed, the `assessed_outstanding_share` and the `quality`, as ``<column>_<which>``; `relative`, the
        intensity over the benchmark's (under 1: less per million). Where the covered shares differ much the intensities
        are of different kinds of companies, and the relative number says little.

    Raises
    ------
    IncompatibleFactorSetsError
        If the factor sets differ.
    UsageError
        If the currencies differ.
    """
    if list(portfolio.provenance["factor_sets"]) != list(benchmark.provenance["factor_sets"]):
        raise IncompatibleFactorSetsError(
            "portfolio and benchmark were screened with different factor sets; use one"
        )
    if portfolio.currency != benchmark.currency:
        raise UsageError(
            f"portfolio and benchmark are in {portfolio.currency} and {benchmark.currency}; screen both with "
            f"one currency="
        )
    one, two = portfolio.total(), benchmark.total()
    table = one[["account", "unit"]].copy()
    for column in ("value", "intensity", "assessed_outstanding_share", "quality"):
        table[f"{column}_portfolio"], table[f"{column}_benchmark"] = one[column], two[column]
    bottom = two["intensity"].to_numpy(np.float64)
    with np.errstate(invalid="ignore", divide="ignore"):
        table["relative"] = np.where(bottom > 0, one["intensity"].to_numpy(np.float64) / bottom, np.nan)
    return table
