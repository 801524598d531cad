"""Ready footprints of companies: numbers that somebody else made, taken as they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from bbafootprint.factors import Indicator
from bbafootprint.portfolio.entries import Entries, first_year, years_in_words
from bbafootprint.portfolio.inputs.columns import FOOTPRINTS
from bbafootprint.portfolio.inputs.common import ID_COLUMNS, read_dates, read_ids, read_money
from bbafootprint.portfolio.inputs.companies import Companies
from bbafootprint.portfolio.inputs.identifiers import tidy_id
from bbafootprint.portfolio.inputs.issues import counted, make
from bbafootprint.portfolio.inputs.tables import Source, read_table

NEEDED = (("company_id", "isin", "lei", "name"), ("indicator",), ("value",), ("unit",))
"""Columns without which a table is none of ready footprints."""


class ReadyRow(NamedTuple):
    """The impact of one company on one indicator; `year` is 0 where not given, `row` its place in the table."""

    company: int
    indicator: str
    value: float
    low: float
    high: float
    quality: float
    source: str
    year: int
    row: int


def read_ready(
    source: Source | None,
    companies: Companies,
    answers: Mapping[str, str],
    indicators: Sequence[Indicator],
    entries: Entries,
    *,
    stale_months: float,
    decimal: str | None = None,
) -> tuple[list[tuple[int, ReadyRow]], list[dict[str, Any]], dict[str, Any]]:
    """Read ready footprints.

    Parameters
    ----------
    source : str, pathlib.Path, pandas.DataFrame or None
        Columns :data:`~bbafootprint.portfolio.inputs.columns.FOOTPRINTS`, one row a company and indicator.
    companies : Companies
    answers : mapping of str to str
        As in :func:`~bbafootprint.portfolio.matching.match_holdings`.
    indicators : sequence of Indicator
        Those of the factor set: a row has the id and the unit of one.
    entries : Entries
        Each is given, indicator by indicator, the row of the latest year that is not after its own; a row without a
        year where there is none.
    stale_months : float
        How much earlier a row may be.
    decimal : {".", ","}, optional

    Returns
    -------
    rows : list of (int, ReadyRow)
        Entries with what answers for them. A quality that is not given is NaN, and so is a bound.
    issues : list of dict
        One for each row that cannot be used: its company or indicator is not known, its unit another, its value none;
        and one for each company in a year that holdings are of whose rows are all of years too far from it.
    reading : dict
    """
    if source is None:
        return [], [], {}
    given = read_table(source, "footprints", FOOTPRINTS, NEEDED)
    issues = list(given.issues)
    ids = read_ids(given, issues)
    numbers = read_money(given, FOOTPRINTS, decimal, issues)
    dates = read_dates(given, "year", issues)
    units = {indicator.id: indicator.unit for indicator in indicators}
    texts = {name: given.texts(name) for name in ("name", "indicator", "unit", "source")}
    known: dict[tuple[int, str], dict[int, ReadyRow]] = {}
    doubles: set[tuple[int, str, int]] = set()
    for row in range(len(given)):
        called = [text for name in ID_COLUMNS for text in ids[name][row]]
        told = [answers[key] for text in (*called, texts["name"][row]) if (key := text.casefold()) in answers]
        found = {companies.of_answer[key] for text in told if (key := tidy_id(text)) in companies.of_answer}
        found = found or {companies.of_id[text] for text in called if text in companies.of_id}
        indicator, unit = texts["indicator"][row], texts["unit"][row]
        number = {
            key: numbers[key].value[row] if key in numbers else np.nan
            for key in ("value", "low", "high", "quality")
        }
        moment = dates[row].year if dates[row] is not None else 0
        faults = []
        if len(found) != 1:
            what = next(iter(called), texts["name"][row])
            faults.append(f"'{what}' is no identifier of one company in the table of companies")
        if indicator not in units:
            faults.append(f"'{indicator}' is no indicator of the factor set ({', '.join(units)})")
        elif unit != units[indicator]:
            faults.append(
                f"{indicator} is in '{units[indicator]}', not '{unit}'; unlike units are never added"
            )
        if not number["value"] >= 0:
            faults.append("the value is no number of 0 or more")
        if number["low"] > number["value"] or number["high"] < number["value"]:
            faults.append("low and high do not enclose the value")
        if not (np.isnan(number["quality"]) or 1 <= number["quality"] <= 5):
            faults.append("the quality is not from 1 to 5")
        if faults:
            issues.append(make(
                "impact-unusable", f"Footprint in {given.row_name(row)}: {'; '.join(faults)}. It is not used.",
                found=indicator, sheet=given.table.sheet, cell=given.address(row, "value"), line_id=given.row_name(row),
                suggestion="Correct the row; the impact is not assessed else.",
            ))  # fmt: skip
            continue
        (company,) = found
        one = ReadyRow(company, indicator, number["value"], number["low"], number["high"], number["quality"],
                       texts["source"][row], moment, row)  # fmt: skip
        first = known.setdefault((company, indicator), {}).setdefault(moment, one)
        if not _same(first, one):
            doubles.add((company, indicator, moment))
    for company, indicator, moment in sorted(doubles):
        del known[company, indicator][moment]
        issues.append(make(
            "impact-unusable", f"{indicator} of {companies.names['company'].iloc[company]} stands twice"
            f"{f' for {moment}' if moment else ''} with different values: none is used.",
            found=indicator, suggestion="Leave one row a company, indicator and year.",
        ))  # fmt: skip
    rows, more = _of_entries(known, companies, entries, stale_months)
    return rows, issues + more, dict(given.reading)


def _same(one: ReadyRow, other: ReadyRow) -> bool:
    """Tell whether two rows of one company, indicator and year give the same numbers."""
    return all(a == b or (a != a and b != b) for a, b in zip(one[2:6], other[2:6], strict=True))


def _of_entries(
    known: Mapping[tuple[int, str], Mapping[int, ReadyRow]],
    companies: Companies,
    entries: Entries,
    stale_months: float,
) -> tuple[list[tuple[int, ReadyRow]], list[dict[str, Any]]]:
    """Give each entry the rows that are nearest before its year; say which have none near enough, or no year."""
    of_company: dict[int, list[Mapping[int, ReadyRow]]] = {}
    for (company, _), by_year in known.items():
        of_company.setdefault(company, []).append(by_year)
    held = set(entries.of_holding.tolist())
    rows: list[tuple[int, ReadyRow]] = []
    issues: list[dict[str, Any]] = []
    undated: set[int] = set()
    for entry, (company, year) in enumerate(
        zip(entries.company.tolist(), entries.year.tolist(), strict=True)
    ):
        far: set[int] = set()
        for by_year in of_company.get(company, []):
            near = [
                at for at in by_year if not at or not year or first_year(year, stale_months) <= at <= year
            ]
            if near:
                rows.append((entry, by_year[max(near)]))
                undated |= {company} if entry in held and not max(near) else set()
            else:
                far |= set(by_year)
        if far and entry in held:
            issues.append(make(
                "impact-of-other-year",
                f"{companies.names['company'].iloc[company]}: its ready footprints of {years_in_words(sorted(far))} "
                f"are not used: asked for is {year}, and they are later, or over {stale_months:g} months earlier.",
                found=years_in_words(sorted(far)),
                suggestion="Bring footprints of the year of the holdings, or allow older ones: --stale-months.",
            ))  # fmt: skip
    if undated:
        issues.append(make(
            "date-missing", f"Ready footprints of {counted(len(undated), 'company')} without a year: their age cannot "
            "be told.", suggestion="Add a column 'year' to the footprints.",
        ))  # fmt: skip
    return rows, issues
