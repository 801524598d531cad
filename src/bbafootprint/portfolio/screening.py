"""From holdings, companies and what is known of their impacts to a financed footprint: the page to read first.

::

    read -> match companies -> attribute -> impacts of companies -> holdings x companies -> tables
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from bbafootprint.errors import UsageError
from bbafootprint.factors import FactorSet, load_factors
from bbafootprint.ingest.issues import issues_frame
from bbafootprint.ingest.own_products import read_products
from bbafootprint.portfolio import totals
from bbafootprint.portfolio.alike import holdings_alike, several_dates
from bbafootprint.portfolio.attribution import ASSESSED, NOT_ASSESSED, STALE_MONTHS, Options, attribute
from bbafootprint.portfolio.company_lines import LineSource
from bbafootprint.portfolio.company_run import run_lines
from bbafootprint.portfolio.comparing import company_keys
from bbafootprint.portfolio.entries import Entries, entries_of, first_year, years_in_words
from bbafootprint.portfolio.findings import findings, partly_assessed, sector_conflicts
from bbafootprint.portfolio.impacts import Impacts, gather_impacts
from bbafootprint.portfolio.inputs.companies import Companies, read_companies
from bbafootprint.portfolio.inputs.dates import read_date
from bbafootprint.portfolio.inputs.holdings import HOLDING_COLUMNS, Holdings, read_holdings
from bbafootprint.portfolio.inputs.issues import counted, make
from bbafootprint.portfolio.inputs.rates import RATE_DAYS, RateBook, read_matches, read_rates
from bbafootprint.portfolio.inputs.tables import Source
from bbafootprint.portfolio.inputs.words import match_currency
from bbafootprint.portfolio.intensities import IntensitySet, read_intensities
from bbafootprint.portfolio.matching import Answers, match_holdings, unused_answers
from bbafootprint.portfolio.ready import read_ready
from bbafootprint.portfolio.refusals import refusals
from bbafootprint.portfolio.result import PortfolioFootprint
from bbafootprint.schema import ISSUE_COLUMNS
from bbafootprint.trade.tracing.origins import Perspective, TradeSource
from bbafootprint.vocabulary.own_products import OwnProducts


def screen_portfolio(
    holdings: Source | Holdings,
    companies: Source | Companies,
    lines: LineSource | None = None,
    footprints: Source | None = None,
    fx: Source | None = None,
    *,
    factors: FactorSet | str | Path | pd.DataFrame | None = None,
    intensities: Source | IntensitySet | None = None,
    matches: Source | Mapping[str, str] | None = None,
    currency: str | None = None,
    date: datetime.date | str | None = None,
    asset_class: str | None = None,
    year: int | None = None,
    stale_months: float = STALE_MONTHS,
    rate_days: int = RATE_DAYS,
    use_alternatives: bool = False,
    decimal: str | None = None,
    holdings_sheet: str | None = None,
    companies_sheet: str | None = None,
    holdings_columns: Mapping[str, str] | None = None,
    companies_columns: Mapping[str, str] | None = None,
    allocation: Literal["economic", "mass"] = "economic",
    perspective: Perspective = "direct",
    trade: TradeSource | Sequence[TradeSource] | None = None,
    products: OwnProducts | pd.DataFrame | str | Path | None = None,
) -> PortfolioFootprint:
    """Attribute the impact of companies to the holdings in them.

    Parameters
    ----------
    holdings : str, pathlib.Path or pandas.DataFrame
        One row a holding: an identifier of its company, asset class, outstanding amount, currency, date
        (:data:`~bbafootprint.portfolio.inputs.columns.HOLDINGS`). Found by what the headers mean, in English, French,
        Dutch and German.
    companies : str, pathlib.Path or pandas.DataFrame
        One row a company (project, property, country) and date: identifiers, and the figures that the rules divide by
        (:data:`~bbafootprint.portfolio.inputs.columns.COMPANIES`). May be the same workbook.
    lines : Lines, pandas.DataFrame, str or pathlib.Path, optional
        Volumes of the companies, as :func:`bbafootprint.read_lines` reads purchases, with a column of companies, and
        perhaps one of the quality of the volumes, 1 to 5. Volumes that a company discloses and trader-level volumes of
        supply-chain data have the same shape.
    footprints : str, pathlib.Path or pandas.DataFrame, optional
        Ready impacts, one row a company and indicator; used for companies without lines.
    fx : str, pathlib.Path or pandas.DataFrame, optional
        Exchange rates with dates: ``from``, ``to``, ``rate``, ``date``. Without them nothing is converted.
    factors : FactorSet, str, pathlib.Path or pandas.DataFrame, optional
        By default ``"bba-open"``.
    intensities : str, pathlib.Path or pandas.DataFrame, optional
        Sector intensities (:func:`~bbafootprint.portfolio.intensities.read_intensities`); none by default. For
        companies that are held and of which nothing else is known; data quality 5.
    matches : mapping, str, pathlib.Path or pandas.DataFrame, optional
        Answers: ``found`` (a holding's id, an id or a name) and ``code`` (the company). They win.
    currency : str, optional
        Currency of the amounts of the result; by default the one that most holdings are in.
    date : datetime.date or str, optional
        Of holdings that do not say theirs.
    asset_class : str, optional
        Of holdings that do not say theirs.
    year : int, optional
        Year of the companies' impacts for all holdings. By default each holding meets the impact of the year of its own
        date: of that year, else the latest before it that is not stale; a holding without a date that of the latest
        date, and without any dates the latest of the lines.
    stale_months : float
        Months between a holding and its company's figures over which it is not assessed. Default 18: figures of a year
        earlier, published half a year later. No source prescribes it. Impacts are of calendar years: 18 months allow
        those of the year before.
    rate_days : int
        Days that a rate may lie from the date of a holding.
    use_alternatives : bool
        Where the figures of the rule are missing, divide by PCAF's next: equity and debt, the balance sheet total. Off
        by default; what was used is said on each row.
    decimal : {".", ","}, optional
        Decimal mark of numbers that are written as text.
    holdings_sheet, companies_sheet : str, optional
        Names of the sheets.
    holdings_columns, companies_columns : mapping of str to str, optional
        Column name to header, where it is not found.
    allocation, perspective, trade, products
        As in :func:`bbafootprint.calculate_footprint`, for the company lines.

    Returns
    -------
    PortfolioFootprint
        No holding is lost: read = assessed + not assessed + out of scope + rejected, in number and in amount.

    Raises
    ------
    InputError
        If a table cannot be used at all.
    FactorSetError
        If a factor set or a set of intensities breaks its format.
    UsageError
        If an option names what is not known.

    Notes
    -----
    financed impact = attribution factor x impact of the company. PCAF (2022), The Global GHG Accounting and Reporting
    Standard Part A: Financed Emissions, second edition (no DOI), applied to habitats in the manner of PBAF (2022),
    Standard v 2022 (no DOI).
    """
    moment = _date(date)
    wanted = match_currency(currency)[0] if currency else ""
    if currency and not wanted:
        raise UsageError(f"currency {currency!r} is no code of ISO 4217")
    if not stale_months >= 0:
        raise UsageError(f"stale_months is {stale_months}; give a number of months, 0 or more")
    own = read_products(products)
    factors = (
        factors if isinstance(factors, FactorSet) else load_factors(*([] if factors is None else [factors]))
    )
    held = holdings if isinstance(holdings, Holdings) else read_holdings(
        holdings, sheet=holdings_sheet, columns=holdings_columns, decimal=decimal, asset_class=asset_class, date=moment
    )  # fmt: skip
    known = companies if isinstance(companies, Companies) else read_companies(
        companies, sheet=companies_sheet, columns=companies_columns, decimal=decimal
    )  # fmt: skip
    book = RateBook(read_rates(fx, decimal=decimal, days=rate_days))
    given, answer_issues, answers_read = read_matches(matches)
    answers = Answers(given)
    matching = match_holdings(held, known, answers)
    attributed = attribute(held.frame, matching, known, book, Options(stale_months, use_alternatives))
    wanted = wanted or _usual_currency(held.frame)
    amount = _amounts(held.frame, wanted, book)

    entries = entries_of(
        attributed["company"].to_numpy(np.int64), held.frame["date"].to_numpy(object), len(known.names), year
    )
    run = run_lines(
        lines, known, answers, factors, entries, stale_months, own,
        {"allocation": allocation, "perspective": perspective, "trade": trade, "products": own},
    )  # fmt: skip
    ready, ready_issues, ready_read = read_ready(
        footprints, known, answers, factors.indicators, entries, stale_months=stale_months, decimal=decimal
    )
    sectors = None if intensities is None else read_intensities(intensities, factors.indicators)
    here = (attributed["status"] == ASSESSED).to_numpy(bool)
    figure_of = dict(
        zip(entries.of_holding[here].tolist(), attributed["figures"][here].tolist(), strict=True)
    )
    impacts, impact_issues = gather_impacts(
        run, ready, sectors, known, entries, figure_of, factors, book, stale_months
    )

    size = len(entries.company)
    sums = totals.entry_sums(impacts, size)
    frame = _finish(held.frame, attributed, amount, known, entries, sums, impacts, matching.how)
    share = totals.assessed_share(impacts, size)
    told, found = refusals(frame)
    found += findings(
        frame[~told], known, stale_months=stale_months, years=entries.year, lines=run.company_lines
    )
    found += sector_conflicts(frame, held.frame["sector"].to_numpy(object), known)
    found += _year_asked(frame, year)
    found += partly_assessed(frame, impacts.indicators, share)
    sheet = str(held.reading.get("sheet", "") or "")
    found += holdings_alike(held.frame, sheet) + several_dates(frame, company_keys(frame), sheet)
    found += _without_rate(frame, wanted) + _of_another_time(frame, stale_months)
    found += unused_answers(answers, matching.used | answers.used)
    several = [*held.issues, *known.issues, *book.rates.issues, *book.issues, *answer_issues, *matching.issues,
               *ready_issues, *impact_issues, *found]  # fmt: skip
    issues = issues_frame([*several, *_rows(run.issues)])
    return PortfolioFootprint(
        holdings=frame,
        companies=known.names.assign(basis=_bases(entries, impacts)),
        entries=pd.DataFrame({
            "company": entries.company, "year": entries.year, "impact_year": impacts.year, "basis": impacts.basis,
        }),
        impacts=impacts,
        entry_sums=sums,
        entry_quality=totals.entry_quality(impacts, size),
        entry_share=share,
        currency=wanted,
        open_matches=matching.open,
        issues=issues[list(ISSUE_COLUMNS)],
        provenance={
            "library": {"name": "bbafootprint", "version": version("bbafootprint")},
            "inputs": {
                "holdings": dict(held.reading), "companies": dict(known.reading), "lines": dict(run.record),
                "footprints": ready_read, "fx": dict(book.rates.reading), "matches": answers_read,
                "intensities": dict(sectors.reading) if sectors is not None else {},
            },
            "factor_sets": [{"id": one[0], "version": one[1], "sha256": one[2]} for one in factors.layers],
            "layering": factors.layering,
            "options": {
                "currency": wanted, "date": None if moment is None else moment.isoformat(), "asset_class": asset_class,
                "year": year, "years": sorted({int(one) for one in entries.year if one}),
                "stale_months": stale_months, "rate_days": rate_days,
                "use_alternatives": use_alternatives, "allocation": allocation, "perspective": perspective,
            },
        },
        suppliers=run.suppliers(),
    )  # fmt: skip


def _rows(issues: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): value for name, value in row.items()} for row in issues.to_dict("records")]


def _date(date: datetime.date | str | None) -> datetime.date | None:
    if date is None or isinstance(date, datetime.date):
        return date
    found, fault = read_date(date)
    if found is None or fault:
        raise UsageError(f"date {date!r} is not understood; write it as 2023-12-31")
    return found


def _usual_currency(frame: pd.DataFrame) -> str:
    """Return the currency that most holdings are in, the first of the alphabet where as many are in two."""
    named = frame.loc[frame["currency"] != "", "currency"].value_counts()
    return min(str(code) for code in named.index[named == named.max()]) if len(named) else ""


def _year_asked(frame: pd.DataFrame, year: int | None) -> list[dict[str, Any]]:
    """Say that a year that was asked for wins over the dates of holdings."""
    if year is None:
        return []
    others = [date for date in frame["date"].tolist() if date is not None and date.year != year]
    if not others:
        return []
    text = f"The impacts of {year} were asked for and stand beside all holdings; {counted(len(others), 'holding')} of "
    text += f"other years ({years_in_words([date.year for date in others])})."
    return [
        make(
            "year-asked", text, found=str(year), suggestion="Without --year each holding meets its own year."
        )
    ]


def _without_rate(frame: pd.DataFrame, currency: str) -> list[dict[str, Any]]:
    """Say of each currency which holdings have an amount that is in no total of amounts."""
    lost = frame["amount"].isna() & frame["outstanding"].notna() & (frame["currency"] != "")
    issues = []
    for code, rows in frame[lost.to_numpy(bool)].groupby("currency", sort=False):
        first: pd.Series[Any] = rows.iloc[0]
        total = float(rows["outstanding"].abs().sum())
        when = "it has no date" if first["date"] is None else f"none near {first['date']}"
        issues.append(make(
            "amount-unconverted",
            f"{counted(len(rows), 'holding')} in {code} without a usable rate to {currency} "
            f"({first['holding_id']} the first: {when}): {total:,.10g} {code} in no total of amounts "
            f"and in no share of them.",
            found=str(code), cell=str(first["cell"]), line_id=str(first["holding_id"]),
            suggestion=f"Add the rate of {code} and {currency} near the date to fx (from, to, rate, date).",
        ))  # fmt: skip
    return issues


def _of_another_time(frame: pd.DataFrame, stale_months: float) -> list[dict[str, Any]]:
    """Say where an undated holding takes an impact and figures of its company that are of different times."""
    undated = frame["date"].isna() & (frame["status"] == ASSESSED)
    undated &= frame["impact_year"].notna() & frame["report_date"].notna()
    issues = []
    keys = ["company", "impact_year", "report_date"]
    for _, rows in frame[undated.to_numpy(bool)].groupby(keys, sort=False):
        company, year, report = (rows[name].iloc[0] for name in keys)
        early, late = sorted((int(year), report.year))
        if early >= first_year(late, stale_months):
            continue
        issues.append(make(
            "date-missing",
            f"{company}: {counted(len(rows), 'holding')} without a date, {rows['holding_id'].iloc[0]} the first: an "
            f"impact of {year} stands beside figures of {report}, over {stale_months:g} months apart.",
            found=str(year), line_id=str(rows["holding_id"].iloc[0]), cell=str(rows["cell"].iloc[0]),
            suggestion="Give the holding a date, or the date of the portfolio: --date 2023-12-31 (date= in Python).",
        ))  # fmt: skip
    return issues


def _bases(entries: Entries, impacts: Impacts) -> list[str]:
    """Return what the impact of each company stands on, over its years."""
    bases: dict[int, dict[str, None]] = {}
    for at, basis in zip(entries.company.tolist(), impacts.basis.tolist(), strict=True):
        bases.setdefault(at, {}).update({basis: None} if basis else {})
    return ["; ".join(one) for _, one in sorted(bases.items())]


def _amounts(frame: pd.DataFrame, currency: str, book: RateBook) -> npt.NDArray[np.float64]:
    """Return the size of every outstanding amount in one currency; NaN where no rate is known."""
    rows = zip(frame["currency"].tolist(), frame["date"].tolist(), strict=True)
    rates = [book.find(code, currency, date) if code else None for code, date in rows]
    rate = np.array([np.nan if one is None else one[0] for one in rates], dtype=np.float64)
    return np.asarray(np.abs(frame["outstanding"].to_numpy(np.float64)) * rate)


def _finish(
    frame: pd.DataFrame, attributed: pd.DataFrame, amount: npt.NDArray[np.float64], companies: Companies,
    entries: Entries, sums: totals.Sums, impacts: Impacts, how: npt.NDArray[np.object_],
) -> pd.DataFrame:  # fmt: skip
    """Return the holdings with their company, attribution and status; without an impact none is assessed."""
    at, entry = attributed["company"].to_numpy(np.int64), entries.of_holding
    basis = np.append(impacts.basis, "")[entry]
    year = np.append(impacts.year, 0)[entry]
    status, reason = (
        attributed["status"].to_numpy(object).copy(),
        attributed["reason"].to_numpy(object).copy(),
    )
    answered = np.append(~np.isnan(sums.value).all(axis=1), False)[entry]
    silent = (status == ASSESSED) & ~answered
    status[silent] = NOT_ASSESSED
    reason[silent] = np.where(basis == "", "impact-missing", "impact-not-assessed")[silent]
    names = companies.names
    sector = np.append(names["sector"].to_numpy(object), "")[at]
    given = frame["sector"].to_numpy(object)
    columns = {
        "company": pd.Series([*names["company"], None], dtype=object).to_numpy()[at],
        "company_match": how, "sector": np.where(sector == "", given, sector), "amount": amount,
        "status": status, "reason": reason, "basis": basis,
        "impact_year": np.array([one or None for one in year.tolist()], dtype=object),
        **{name: attributed[name].to_numpy() for name in (
            "rule", "denominator", "denominator_currency", "denominator_how", "report_date", "rate", "rate_how",
            "factor", *(str(name) for name in attributed.columns if str(name).startswith("factor_by_")))},
        "company_at": at, "entry_at": entry,
    }  # fmt: skip
    theirs = [name for name in frame.columns if name in columns and name not in HOLDING_COLUMNS]
    kept = frame.drop(columns=["problem", "sector"]).rename(
        columns={name: f"{name} (given)" for name in theirs}
    )
    whole = pd.concat([kept, pd.DataFrame(columns, index=frame.index)], axis=1)
    for name in ("asset_class", "company", "sector", "basis", "rule", "status", "reason"):
        text = whole[name].astype(object)
        whole[name] = text.where(text.notna(), None)
    return whole
