"""Two portfolios: year on year, with what moved set apart; and beside a benchmark."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from bbafootprint.errors import IncompatibleFactorSetsError, UsageError
from bbafootprint.footprint.splitting import split_change
from bbafootprint.ingest.header_words import fold
from bbafootprint.ingest.issues import issues_frame
from bbafootprint.portfolio.attribution import ASSESSED, NOT_ASSESSED, REJECTED
from bbafootprint.portfolio.inputs.identifiers import tidy_id
from bbafootprint.portfolio.inputs.issues import counted, exact_percent, make
from bbafootprint.portfolio.result import PortfolioFootprint

EFFECTS: tuple[str, ...] = (
    "bought", "sold", "holdings_effect", "attribution_effect", "impact_effect", "coverage_effect",
)  # fmt: skip
"""What a change is made of; the parts add up to it."""

POSITION = ("company", "asset_class", "isin")
"""What identifies a position in both years: identifiers of holdings often change."""

COVERAGE_STEP = 0.05
"""Change of the share of a company's volumes that has a number, from which on it is said; any change is split off."""


@dataclass(frozen=True, eq=False, repr=False)
class PortfolioComparison:
    """The change between two portfolios, split.

    Attributes
    ----------
    frame : pandas.DataFrame
        One row a (position, indicator): `company`, `asset_class`, `isin`, `indicator`, `account`, `unit`, `before`,
        `after` (NaN where not assessed), `change`, and :data:`EFFECTS`; `by_units` tells whether the size of the
        position is its number of units (True) or its outstanding amount; `share_before` and `share_after` are the
        shares of the company's volumes that have a number (NaN where not assessed).
    issues : pandas.DataFrame
        Where the years cover different shares of a company's volumes, or a position of one year cannot be used.
    """

    frame: pd.DataFrame
    issues: pd.DataFrame

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
    and the impact I of the company, which is itself the share s of its volumes that has a number times its impact per
    such share, I / s. The change of each product is split by Shapley value (Sun 1998,
    doi:10.1016/S0140-9883(97)00012-1): *holdings effect* (x), *attribution effect* (a / x: share prices, debt, rates;
    what the market moved), *impact effect* (I / s: what the company did), *coverage effect* (s: what more or less of
    its volumes has a number, no change in the world). The parts are exact: they add up to the change. A company that
    grows and one of which more can be assessed look alike in tonnes; the share tells them apart where the volumes left
    out are like those assessed.
    Without units a price rise raises the outstanding amount as well as the company's value: it is in the holdings
    effect with one sign and in the attribution effect with the other. Positions of one year alone are *bought* or
    *sold*; where only one year is assessed, or the other has a row of the position that is rejected or names no known
    company, the difference is a *coverage effect* too.
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
    held = [both[f"held_{year}"].notna().to_numpy(bool).copy() for year in (0, 1)]
    issues = _held_unseen(both, held, (before, after))
    size, by_units = _sizes(both)
    parts = []
    for indicator in before.impacts.indicators:
        impact = [both[f"{indicator.id}_{year}"].to_numpy(np.float64) for year in (0, 1)]
        share = [both[f"factor_{year}"].to_numpy(np.float64) for year in (0, 1)]
        value = [share[year] * impact[year] for year in (0, 1)]
        covered = [both[f"{indicator.id} share_{year}"].to_numpy(np.float64) for year in (0, 1)]
        parts.append(pd.DataFrame({
            **{name: both[name].to_numpy(object) for name in POSITION},
            "indicator": indicator.id, "account": indicator.account, "unit": indicator.unit,
            "before": value[0], "after": value[1], **_effects(held, value, share, impact, size, covered),
            "by_units": by_units, "share_before": covered[0], "share_after": covered[1],
        }))  # fmt: skip
    columns = [*POSITION, "indicator", "account", "unit", "before", "after", "change", *EFFECTS, "by_units",
               "share_before", "share_after"]  # fmt: skip
    frame = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)
    return PortfolioComparison(frame[columns], issues_frame([*_coverage_changes(frame), *issues]))


Floats = npt.NDArray[np.float64]


def _positions(portfolio: PortfolioFootprint) -> pd.DataFrame:
    """Return what is held, a row a position: factor, amount, units, and by indicator the impact of its company.

    NaN where not assessed or not known. The impact of a position that is held at dates of several years is the mean,
    weighted by factor, so that factor x impact is what is financed.
    """
    frame = portfolio.holdings
    live = frame["status"].isin([ASSESSED, NOT_ASSESSED]).to_numpy(bool)
    assessed = (frame["status"] == ASSESSED).to_numpy(bool)
    table = pd.DataFrame({
        "company": company_keys(frame), "asset_class": frame["asset_class"].astype(object).to_numpy(),
        "isin": frame["isin"].to_numpy(object), "held": 1.0,
        "factor": np.where(assessed, frame["factor"].to_numpy(np.float64), np.nan),
        "amount": frame["amount"].to_numpy(np.float64), "units": frame["units"].to_numpy(np.float64),
    })[live]  # fmt: skip
    groups = table.groupby(list(POSITION), sort=False, dropna=False)
    sums = groups[["held", "factor", "amount", "units"]].sum(min_count=1)
    known = groups[["amount", "units", "factor"]].count()
    for name in ("amount", "units"):  # a sum over some of the holdings is no size of the position
        sums[name] = sums[name].where(known[name] == sums["held"])
    at, factor = portfolio.held()
    impact = np.where(at[:, None] >= 0, portfolio.entry_sums.value[at], np.nan)[live]
    financed = portfolio.financed()[live]
    covered = np.where(np.isnan(financed), np.nan, portfolio.entry_share[at][live] * factor[live, None])
    for column, indicator in enumerate(portfolio.impacts.indicators):
        of = groups.ngroup()
        least, most = (
            pd.Series(impact[:, column], index=of.index).groupby(of).agg(how) for how in ("min", "max")
        )
        whole, part = (
            pd.Series(one[:, column], index=of.index).groupby(of).sum(min_count=1).to_numpy(np.float64)
            for one in (financed, covered)
        )
        share = sums["factor"].to_numpy(np.float64)
        answers = pd.Series(financed[:, column], index=of.index).groupby(of).count().to_numpy()
        alike = (least == most).to_numpy(bool) & (answers == known["factor"].to_numpy())
        same = alike | ~(share > 0)
        with np.errstate(invalid="ignore", divide="ignore"):
            sums[indicator.id] = np.where(same, least.to_numpy(np.float64), whole / share)
            sums[f"{indicator.id} share"] = np.where(share > 0, part / share, np.nan)
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
    size: Sequence[Floats], covered: Sequence[Floats],
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
        shared = (covered[0] > 0) & (covered[1] > 0)
        of = [np.where(shared, covered[year], 1.0) for year in (0, 1)]
        split = split_change(
            *((np.nan_to_num(size[year]), per[year], impact[year] / of[year], of[year]) for year in (0, 1))
        )
    names = ("holdings_effect", "attribution_effect", "impact_effect", "coverage_effect")
    for name, part in zip(names, split, strict=True):
        effects[name] = np.where(told, part, none)
    whole = np.where(in_both & ~told, plain[1] - plain[0] + none, none)
    effects["coverage_effect"] = np.where(told, effects["coverage_effect"], whole)
    return effects


def company_keys(frame: pd.DataFrame) -> npt.NDArray[np.object_]:
    """Return the company of every holding, or what was given of it where it was not found.

    Parameters
    ----------
    frame : pandas.DataFrame
        Holdings of a portfolio.

    Returns
    -------
    ndarray of object
    """
    given = frame[["company_id", "lei", "isin", "name"]].astype(object)
    rows = zip(frame["company"].tolist(), given.itertuples(index=False, name=None), strict=True)
    return np.array(
        [known if isinstance(known, str) else next((tidy_id(text) for text in row if text), "")
         for known, row in rows], dtype=object,
    )  # fmt: skip


def _held_unseen(
    both: pd.DataFrame,
    held: Sequence[npt.NDArray[np.bool_]],
    portfolios: Sequence[PortfolioFootprint],
) -> list[dict[str, Any]]:
    """Count as held what the other year has in a row that cannot be used; say which.

    A row that is rejected, or whose company or asset class is not known, is of a position of the other year
    where they share an identifier or a name, and the asset class as far as both say it. `held` is written to.
    """
    issues = []
    for year, which in ((0, "earlier"), (1, "later")):
        frame = portfolios[year].holdings
        unknown = (frame["company_at"] < 0) | frame["asset_class"].isna()
        unknown &= frame["status"] == NOT_ASSESSED
        doubtful = frame[((frame["status"] == REJECTED) | unknown).to_numpy(bool)]
        if doubtful.empty:
            continue
        rows: dict[tuple[str, str], int] = {}
        for at, (kind, marks) in enumerate(
            zip(doubtful["asset_class"], _marks(doubtful, portfolios[year]), strict=True)
        ):
            for mark in marks:
                rows.setdefault((mark, kind if isinstance(kind, str) else ""), at)
        other = portfolios[1 - year].holdings
        other = other[(other["status"] == ASSESSED).to_numpy(bool)]
        keys = zip(company_keys(other), other["asset_class"], other["isin"], strict=True)
        hit: dict[tuple[Any, ...], int] = {}
        for key, marks in zip(keys, _marks(other, portfolios[1 - year]), strict=True):
            for known in ((mark, kind) for mark in sorted(marks) for kind in (key[1], "")):
                if known in rows:
                    hit.setdefault(key, rows[known])
        missed = np.flatnonzero(~held[year] & held[1 - year])
        for at in missed.tolist():
            key = tuple(both[name].iloc[at] for name in POSITION)
            if key in hit:
                held[year][at] = True
                row: pd.Series[Any] = doubtful.iloc[hit[key]]
                effect = "bought" if year == 0 else "sold"
                issues.append(make(
                    "position-unread",
                    f"{key[0]} ({key[1]}): the {which} portfolio has it in the holding {row['holding_id']}, which is "
                    f"{row['status']} ({row['reason']}): its change is a coverage effect, and it was not {effect}.",
                    found=str(key[0]), cell=str(row["cell"]), line_id=str(row["holding_id"]),
                    suggestion=f"Mend the holding in the {which} portfolio.",
                ))  # fmt: skip
    return issues


def _marks(frame: pd.DataFrame, portfolio: PortfolioFootprint) -> list[set[str]]:
    """Return what tells each holding's position: its company, identifiers, name and, where a person gave it, id."""
    own = "holding_id" in (portfolio.provenance["inputs"]["holdings"].get("columns") or {})
    marks = []
    columns = ["company", "company_id", "lei", "isin", "name", "holding_id"]
    for company, code, lei, isin, name, holding in frame[columns].itertuples(index=False, name=None):
        ids = {tidy_id(text) for text in (company, code, lei, isin) if isinstance(text, str) and text}
        ids |= {f"name {fold(text)}" for text in (name,) if text}
        ids |= {f"holding {holding}"} if own and "!" not in holding and not holding.isdecimal() else set()
        marks.append(ids)
    return marks


def _coverage_changes(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Say of which companies another share of the volumes has a number than before."""
    if frame.empty:
        return []
    step = (frame["share_after"] - frame["share_before"]).abs()
    there = frame.assign(step=step)[(step > COVERAGE_STEP).to_numpy(bool)]
    issues = []
    for company, rows in there.groupby("company", sort=False):
        most: pd.Series[Any] = rows.iloc[int(rows["step"].to_numpy().argmax())]
        others = rows["indicator"].nunique() - 1
        more = f" (and {counted(others, 'more indicator')})" if others else ""
        shares = f"{exact_percent(most['share_before'])} before, {exact_percent(most['share_after'])} after"
        issues.append(make(
            "coverage-changed",
            f"{company}: another share of its volumes has a number than before, for {most['indicator']}{more}: "
            f"{shares}. What that explains of the change is in the coverage effect.",
            found=shares, suggestion="Mend the lines that have no number, in both years.",
        ))  # fmt: skip
    return issues


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
