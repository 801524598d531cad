"""Lines of companies: whose each is, of which year, and how good its volume is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from bbafootprint.errors import MissingColumnError
from bbafootprint.footprint.calculate import Ints
from bbafootprint.ingest import read_lines
from bbafootprint.ingest.columns import quote_headers
from bbafootprint.portfolio.alike import lines_alike
from bbafootprint.portfolio.entries import SPAN, Entries, latest_years, years_in_words
from bbafootprint.portfolio.inputs.columns import LINE_COMPANY, LINE_COMPANY_NAME, LINE_QUALITY
from bbafootprint.portfolio.inputs.companies import Companies
from bbafootprint.portfolio.inputs.headers import match_columns
from bbafootprint.portfolio.inputs.identifiers import tidy_id
from bbafootprint.portfolio.inputs.issues import counted, make
from bbafootprint.portfolio.matching import NearNames
from bbafootprint.schema import LINE_COLUMNS, Lines
from bbafootprint.vocabulary.own_products import OwnProducts
from bbafootprint.vocabulary.years import year_of_period

COMPANY, YEAR, QUALITY = "company", "line_year", "volume_quality"
"""Columns that the lines get: position of the company, year (0 where the period names none), and quality of the volume
(NaN where not given)."""

NEAR_NAMES_FOR = 200
"""Unknown companies for which near names are looked up."""

LineSource = Lines | pd.DataFrame | str | Path


@dataclass(frozen=True)
class CompanyLines:
    """Lines of companies, each with its company.

    Attributes
    ----------
    lines : Lines
        Lines of known companies and of the years taken, with the columns :data:`COMPANY`, :data:`YEAR` and
        :data:`QUALITY`.
    year_of : ndarray of int, shape (entries,)
        Year of the lines of each entry; 0 where there are none that name a year. Lines without a year are of every
        entry of their company.
    years_of : mapping of int to list of int
        Company to the years that its lines name.
    suppliers : pandas.DataFrame
        Lines that a company bought from another company of the table: `buyer`, `seller` (positions), `lines`.
    counts : mapping
        ``read``, ``taken``, ``of_unknown_company``, ``of_other_years``.
    issues : list of dict
    """

    lines: Lines
    year_of: Ints
    years_of: Mapping[int, list[int]]
    suppliers: pd.DataFrame
    counts: Mapping[str, int]
    issues: list[dict[str, Any]]


def read_company_lines(
    source: LineSource,
    companies: Companies,
    answers: Mapping[str, str],
    entries: Entries,
    *,
    stale_months: float,
    products: OwnProducts | None = None,
    options: Mapping[str, Any] | None = None,
) -> CompanyLines:
    """Read the lines of companies.

    Parameters
    ----------
    source : Lines, pandas.DataFrame, str or pathlib.Path
        As :func:`bbafootprint.read_lines` reads it, with a column of companies.
    companies : Companies
    answers : mapping of str to str
        As in :func:`~bbafootprint.portfolio.matching.match_holdings`.
    entries : Entries
        Each is given the lines of its year, else the latest earlier ones, where they are not stale; without a year the
        latest that the lines name.
    stale_months : float
        How much earlier they may be.
    products : OwnProducts, optional
    options : mapping, optional
        Other options of :func:`bbafootprint.read_lines`.

    Returns
    -------
    CompanyLines

    Raises
    ------
    MissingColumnError
        If no column says whose the lines are.
    InputError
        As :func:`bbafootprint.read_lines` raises it.
    """
    lines = source if isinstance(source, Lines) else read_lines(source, products=products, **(options or {}))
    frame = lines.frame
    others = [str(name) for name in frame.columns if name not in LINE_COLUMNS]
    found = match_columns(others, (*LINE_COMPANY.values(), LINE_COMPANY_NAME, LINE_QUALITY), {})[0].targets
    name = next((others[found[key]] for key in (*LINE_COMPANY, LINE_COMPANY_NAME.name) if key in found), None)
    if name is None:
        raise MissingColumnError(
            f"The company lines have no column that says whose they are (such as 'company', 'ISIN' or 'LEI'). Beside "
            f"the columns of lines there are: {quote_headers(others)}.",
            missing=["company"],
        )
    by_name = not found.keys() & set(LINE_COMPANY)
    codes, values = pd.factorize(frame[name].astype(object), use_na_sentinel=True)
    texts = [" ".join(str(value).split()) for value in values]
    positions = np.array(
        [*(_position(text, companies, answers, by_name) for text in texts), -1], dtype=np.int64
    )
    company = positions[codes]
    issues = _unknown(codes, texts, positions, companies, by_name)
    years = _years(frame)
    taken, year_of, years_of, more = _of_years(company, years, entries, stale_months, companies)
    issues += more
    quality = None
    if LINE_QUALITY.name in found:
        header = others[found[LINE_QUALITY.name]]
        quality = _quality(frame[header])
        issues += _wrong_quality(frame, header, quality)
    issues += lines_alike(frame[company >= 0], name)
    kept = frame if taken.all() else frame[taken]
    more_columns = {YEAR: years[taken], QUALITY: np.nan if quality is None else quality[taken]}
    kept = kept.assign(**{COMPANY: company[taken], **more_columns})
    counts = {
        "read": len(frame), "taken": int(taken.sum()), "of_unknown_company": int((company < 0).sum()),
        "of_other_years": int((~taken & (company >= 0)).sum()),
    }  # fmt: skip
    suppliers = _suppliers(kept, companies)
    return CompanyLines(replace(lines, frame=kept), year_of, years_of, suppliers, counts, issues)


def _position(text: str, companies: Companies, answers: Mapping[str, str], by_name: bool) -> int:
    """Return the company of a text: by a person's answer, else by identifier; a name is no match."""
    if (key := text.casefold()) in answers:
        return companies.of_answer.get(tidy_id(answers[key]), -1)
    return -1 if by_name else companies.of_id.get(tidy_id(text), -1)


def _unknown(
    codes: npt.NDArray[Any], texts: list[str], positions: npt.NDArray[np.int64], companies: Companies,
    by_name: bool,
) -> list[dict[str, Any]]:  # fmt: skip
    """Say which companies of the lines are not in the table of companies."""
    counts = np.bincount(codes[codes >= 0], minlength=len(texts))
    unknown = np.flatnonzero(positions[:-1] < 0)
    why = "a name, and a name is no match" if by_name else "which is no identifier in the table of companies"
    near = NearNames(companies) if unknown.size else None
    issues: list[dict[str, Any]] = []
    for at in unknown.tolist():
        found = near.find(texts[at]) if near is not None and len(issues) < NEAR_NAMES_FOR else []
        hint = ", ".join(
            f"{companies.names['name'].iloc[i]} ({companies.names['company'].iloc[i]})" for i in found
        )
        issues.append(make(
            "lines-of-unknown-company",
            f"{counted(int(counts[at]), 'company line')} of '{texts[at]}', {why}: not used.", found=texts[at],
            suggestion=f"{f'Near names: {hint}. ' if hint else ''}Add the company, or answer it in a table of matches.",
        ))  # fmt: skip
    blank = int((codes < 0).sum())
    if blank:
        issues.append(make(
            "lines-of-unknown-company", f"{counted(blank, 'company line')} without a company: not used.",
            suggestion="Fill the column of companies.",
        ))  # fmt: skip
    return issues


def _years(frame: pd.DataFrame) -> npt.NDArray[np.int64]:
    """Return the year of every line; 0 where its period names none."""
    codes, texts = pd.factorize(frame["period"].astype(object))
    years = np.array([*(year_of_period(str(text)) or 0 for text in texts), 0], dtype=np.int64)
    return years[codes]


def _of_years(
    company: npt.NDArray[np.int64], years: npt.NDArray[np.int64], entries: Entries, stale_months: float,
    companies: Companies,
) -> tuple[npt.NDArray[np.bool_], Ints, dict[int, list[int]], list[dict[str, Any]]]:  # fmt: skip
    """Choose the lines of each entry: which lines are taken, their year, the years that companies have, and issues."""
    known = company >= 0
    dated = known & (years > 0)
    issues = _undated(company[known & (years == 0)], company[dated])
    codes = company * SPAN + years
    there = np.unique(codes[dated])
    latest = int((there % SPAN).max(initial=0))
    asked = np.where(entries.year > 0, entries.year, latest)
    chosen = latest_years(entries, there, asked, stale_months)
    wanted = np.unique(entries.company[chosen > 0] * SPAN + chosen[chosen > 0])
    taken = known & ((years == 0) | np.isin(codes, wanted))
    years_of: dict[int, list[int]] = {}
    for at, year in zip((there // SPAN).tolist(), (there % SPAN).tolist(), strict=True):
        years_of.setdefault(at, []).append(year)
    if left := int((known & ~taken).sum()):
        issues.append(make(
            "lines-of-other-years",
            f"{counted(left, 'company line')} of other years left out: a year's impact stands beside a year's "
            "holdings.",
            suggestion=f"Asked for: {years_in_words(asked.tolist())}. By default that is when the holdings are of; one "
            "year for all holdings is asked for with --year (year= in Python).",
        ))  # fmt: skip
    held = np.unique(entries.of_holding[entries.of_holding >= 0])
    for at in held[(chosen[held] > 0) & (chosen[held] < asked[held])].tolist():
        issues.append(make(
            "lines-of-earlier-year",
            f"{companies.names['company'].iloc[entries.company[at]]} has no lines of {asked[at]}; those of "
            f"{chosen[at]} were taken.", found=str(chosen[at]),
        ))  # fmt: skip
    return taken, chosen, years_of, issues


def _undated(undated: Ints, dated: Ints) -> list[dict[str, Any]]:
    """Say that lines without a year are of every year."""
    if not undated.size:
        return []
    of = np.unique(undated)
    both = int(np.isin(of, dated).sum())
    beside = f", for {counted(both, 'company')} beside lines that do" if both else ""
    return [make(
        "lines-without-year",
        f"{counted(undated.size, 'company line')} of {counted(of.size, 'company')} without a year: counted for every "
        f"year of holdings{beside}. Their age cannot be told.",
        suggestion="Add a column 'year' to the company lines.",
    )]  # fmt: skip


def _quality(column: pd.Series[Any]) -> npt.NDArray[np.float64]:
    """Return qualities from 1 to 5; anything else is not known."""
    numbers = pd.to_numeric(column.astype(object), errors="coerce").to_numpy(np.float64, na_value=np.nan)
    with np.errstate(invalid="ignore"):
        return np.where((numbers >= 1) & (numbers <= 5), numbers, np.nan)


def _wrong_quality(
    frame: pd.DataFrame, header: str, quality: npt.NDArray[np.float64]
) -> list[dict[str, Any]]:
    """Say of each text that is no quality where it stands first; a blank is none."""
    given = frame[header].astype(object)
    texts = given.where(given.notna(), "").map(lambda value: " ".join(str(value).split())).to_numpy(object)
    wrong = np.isnan(quality) & (texts != "")
    issues = []
    for text in dict.fromkeys(texts[wrong].tolist()):
        rows = np.flatnonzero(wrong & (texts == text))
        first: pd.Series[Any] = frame.iloc[int(rows[0])]
        cell, row = str(first["cell"]), int(first["row"])
        beside = f"row {row}" + (f", the line of {cell}" if cell else "")
        issues.append(make(
            "quality-invalid",
            f"'{text}' in '{header}' is no data quality ({counted(len(rows), 'line')}, {beside} the first): it counts "
            "as not given.", found=text, sheet=str(first["sheet"]), cell=cell, line_id=str(first["line_id"]),
            suggestion="Write 1 (best) to 5, or leave it blank.",
        ))  # fmt: skip
    return issues


def _suppliers(frame: pd.DataFrame, companies: Companies) -> pd.DataFrame:
    """Return which companies bought from other companies of the table."""
    codes, values = pd.factorize(frame["supplier"].astype(object))
    seller = np.array(
        [*(companies.of_id.get(tidy_id(str(value)), -1) for value in values), -1], dtype=np.int64
    )[codes]
    buyer = frame[COMPANY].to_numpy(np.int64)
    pairs = pd.DataFrame({"buyer": buyer, "seller": seller})[(seller >= 0) & (seller != buyer)]
    counted: pd.DataFrame = pairs.groupby(["buyer", "seller"]).size().rename("lines").reset_index()
    return counted
