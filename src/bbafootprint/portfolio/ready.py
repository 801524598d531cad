"""Ready footprints of companies: numbers that somebody else made, taken as they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from bbafootprint.factors import Indicator
from bbafootprint.portfolio.inputs.columns import FOOTPRINTS
from bbafootprint.portfolio.inputs.common import ID_COLUMNS, read_dates, read_ids, read_money
from bbafootprint.portfolio.inputs.companies import Companies
from bbafootprint.portfolio.inputs.identifiers import tidy_id
from bbafootprint.portfolio.inputs.issues import make
from bbafootprint.portfolio.inputs.tables import Source, read_table

NEEDED = (("company_id", "isin", "lei", "name"), ("indicator",), ("value",), ("unit",))
"""Columns without which a table is none of ready footprints."""


class ReadyRow(NamedTuple):
    """The impact of one company on one indicator."""

    company: int
    indicator: str
    value: float
    low: float
    high: float
    quality: float
    source: str


def read_ready(
    source: Source | None,
    companies: Companies,
    answers: Mapping[str, str],
    indicators: Sequence[Indicator],
    *,
    year: int | None = None,
    decimal: str | None = None,
) -> tuple[list[ReadyRow], list[dict[str, Any]], dict[str, Any]]:
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
    year : int, optional
        Rows of a later year are not used; of several the latest is.
    decimal : {".", ","}, optional

    Returns
    -------
    rows : list of ReadyRow
        A quality that is not given is NaN, and so is a bound.
    issues : list of dict
        One for each row that cannot be used: its company or indicator is not known, its unit another, its value none.
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
    best: dict[tuple[int, str], tuple[int, ReadyRow]] = {}
    doubles: set[tuple[int, str]] = set()
    for row in range(len(given)):
        called = [text for name in ID_COLUMNS for text in ids[name][row]]
        told = [answers[key] for text in (*called, texts["name"][row]) if (key := text.casefold()) in answers]
        found = {
            companies.of_id[key] for text in (*told, *called) if (key := tidy_id(text)) in companies.of_id
        }
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
        if year is not None and moment > year:
            continue
        (company,) = found
        one = ReadyRow(company, indicator, number["value"], number["low"], number["high"], number["quality"],
                       texts["source"][row])  # fmt: skip
        key = (company, indicator)
        if key in best and best[key][0] == moment and best[key][1] != one:
            doubles.add(key)
        if key not in best or moment > best[key][0]:
            doubles.discard(key)
            best[key] = (moment, one)
    for company, indicator in sorted(doubles):
        issues.append(make(
            "impact-unusable", f"{indicator} of {companies.names['company'].iloc[company]} stands twice with different "
            "values: none is used.", found=indicator, suggestion="Leave one row a company, indicator and year.",
        ))  # fmt: skip
    return [one for key, (_, one) in best.items() if key not in doubles], issues, dict(given.reading)
