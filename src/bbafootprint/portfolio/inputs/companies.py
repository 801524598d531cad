"""Companies (and projects, properties, countries) and their figures, read into one row a company and date."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from bbafootprint.ingest.header_words import fold
from bbafootprint.portfolio.inputs.columns import COMPANIES
from bbafootprint.portfolio.inputs.common import ID_COLUMNS, read_currencies, read_dates, read_ids, read_money
from bbafootprint.portfolio.inputs.identifiers import reads_as_name, tidy_id
from bbafootprint.portfolio.inputs.issues import counted, make
from bbafootprint.portfolio.inputs.tables import Given, Source, read_table

NEEDED = (("company_id", "isin", "lei", "name"),)
"""Columns without which a table is none of companies."""

FIGURES = (
    "evic", "market_cap", "preferred", "debt", "equity", "minority_interests", "total_assets", "revenue", "gdp_ppp",
    "property_value",
)  # fmt: skip
"""Columns of money of a company."""

_ID_WORDS = frozenset(
    ("id", "ids", "code", "codes", "identifier", "identifiant", "nr", "no", "number", "key", "ref")
)
"""Words of a header that say that its column holds identifiers."""

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")

_YES = frozenset(
    ("yes", "y", "true", "1", "1.0", "x", "oui", "o", "ja", "j", "listed", "public", "vrai", "waar", "wahr")
)
_NO = frozenset(
    ("no", "n", "false", "0", "0.0", "non", "nee", "nein", "unlisted", "private", "faux", "onwaar", "falsch")
)


@dataclass(frozen=True)
class Companies:
    """Companies, read.

    Attributes
    ----------
    names : pandas.DataFrame
        One row a company: `company` (the name it has in results), `name`, `sector`, `country`.
    figures : pandas.DataFrame
        One row a company and date: `company` (position in `names`), `currency`, `report_date`, `listed` (True, False
        or None), :data:`FIGURES` in whole units of the currency, `conflict`, `row_name`, `cell_of` (a mapping of a
        figure to its address).
    of_id : mapping of str to int
        Identifier, tidied, to the position of its company. A name is none.
    of_answer : mapping of str to int
        What a person may answer with: `of_id`, and what companies without an identifier are called.
    issues : list of dict
    reading : mapping
    """

    names: pd.DataFrame
    figures: pd.DataFrame
    of_id: Mapping[str, int]
    of_answer: Mapping[str, int]
    issues: list[dict[str, Any]]
    reading: Mapping[str, Any]


def read_companies(
    source: Source,
    *,
    sheet: str | None = None,
    columns: Mapping[str, str] | None = None,
    decimal: str | None = None,
    currency: str | None = None,
) -> Companies:
    """Read a table of companies.

    Parameters
    ----------
    source : str, pathlib.Path or pandas.DataFrame
    sheet, columns, decimal, currency
        As in :func:`~bbafootprint.portfolio.inputs.holdings.read_holdings`.

    Returns
    -------
    Companies

    Raises
    ------
    InputError
        As :func:`~bbafootprint.portfolio.inputs.tables.read_table` raises it.

    Notes
    -----
    Rows that share an identifier are one company, perhaps at several dates. A company without any identifier is called
    by its name, which answers can name and nothing else matches. Names under a header that does not say that it holds
    identifiers (``Company``, ``Issuer``) are names. Where one row holds the identifiers of two companies, these are
    one.
    """
    given = read_table(source, "companies", COMPANIES, NEEDED, sheet=sheet, given=columns)
    issues = list(given.issues)
    ids = read_ids(given, issues)
    amounts = read_money(given, COMPANIES, decimal, issues)
    moneys = {name: amounts[name] for name in FIGURES if name in amounts and name != "gdp_ppp"}
    code, share = read_currencies(given, moneys, currency, issues)
    names = _names(given, ids, issues)
    rows_of, company = _companies(given, ids, names)
    first = np.array([rows[0] for rows in rows_of], dtype=np.int64)
    texts = {name: given.texts(name) for name in ("sector", "country")}
    table = pd.DataFrame({
        "company": [_called(ids, names, rows) for rows in rows_of],
        "name": [_first(names, rows) for rows in rows_of],
        **{name: [_first(values, rows) for rows in rows_of] for name, values in texts.items()},
    }, index=pd.RangeIndex(len(first)))  # fmt: skip
    of_id: dict[str, int] = {}
    for row, at in enumerate(company.tolist()):
        for text in {text for name in ID_COLUMNS for text in ids[name][row]}:
            of_id[text] = at
    of_answer = dict(of_id)
    for at, called in enumerate(table["company"]):
        of_answer.setdefault(tidy_id(called), at)
    figures = pd.DataFrame({
        "company": company,
        "currency": code,
        "report_date": read_dates(given, "report_date", issues),
        "listed": _listed(given),
        **{name: amounts[name].value * (share if name != "gdp_ppp" else 1.0) if name in amounts
           else np.full(len(given), np.nan) for name in FIGURES},
        "gdp_currency": given.money.get("gdp_ppp", ("", 1.0))[0] or "USD",
        "row_name": [given.row_name(row) for row in range(len(given))],
        "evic_cell": [given.address(row, "evic") for row in range(len(given))],
    }, index=pd.RangeIndex(len(given)))  # fmt: skip
    figures = _settle_doubles(figures, table, given, issues)
    return Companies(table, figures, of_id, of_answer, issues, given.reading)


def _names(
    given: Given, ids: dict[str, list[tuple[str, ...]]], issues: list[dict[str, Any]]
) -> npt.NDArray[np.object_]:
    """Return the names of companies; take those that stand among the identifiers, under a header that says neither."""
    names = np.array(given.texts("name"), dtype=object)
    if "company_id" not in given.targets:
        return names
    header = given.table.headers[given.targets["company_id"]]
    if set(fold(_CAMEL.sub(" ", header)).split()) & _ID_WORDS:
        return names
    texts = given.texts("company_id")
    found = [row for row, text in enumerate(texts) if reads_as_name(text)]
    for row in found:
        names[row] = names[row] or " ".join(texts[row].split())
        ids["company_id"][row] = ()
    if found:
        issues.append(make(
            "name-no-identifier",
            f"Column '{header}' of companies holds names ({counted(len(found), 'row')}, such as '{texts[found[0]]}'). "
            "A name is no identifier: it is suggested, and never matched.",
            found=texts[found[0]], sheet=given.table.sheet, cell=given.address(found[0], "company_id"),
            suggestion="Add ISIN, LEI or your own code; head the column 'company id' if these texts are your "
            "identifiers.",
        ))  # fmt: skip
    return names


def _companies(
    given: Given, ids: Mapping[str, list[tuple[str, ...]]], names: npt.NDArray[Any]
) -> tuple[list[list[int]], npt.NDArray[np.int64]]:
    """Return the rows of each company: those that share an identifier; where a row has none, its name."""
    parent = list(range(len(given)))

    def root(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    seen: dict[str, int] = {}
    for row in range(len(given)):
        keys = [text for name in ID_COLUMNS for text in ids[name][row]] or [f"name {tidy_id(names[row])}"]
        for key in keys:
            if key in seen:
                parent[max(root(seen[key]), root(row))] = min(root(seen[key]), root(row))
            else:
                seen[key] = row
    groups: dict[int, list[int]] = {}
    for row in range(len(given)):
        groups.setdefault(root(row), []).append(row)
    company = np.empty(len(given), dtype=np.int64)
    for at, rows in enumerate(groups.values()):
        company[rows] = at
    return list(groups.values()), company


def _called(ids: Mapping[str, list[tuple[str, ...]]], names: npt.NDArray[Any], rows: list[int]) -> str:
    """Return what a company is called in results: its own id, else LEI, ISIN or name."""
    for name in ("company_id", "lei", "isin"):
        for row in rows:
            if ids[name][row]:
                return ids[name][row][0]
    return str(names[rows[0]]) or "(no name)"


def _first(texts: npt.NDArray[Any], rows: list[int]) -> str:
    return next((str(texts[row]) for row in rows if texts[row]), "")


def _listed(given: Given) -> npt.NDArray[np.object_]:
    """Return whether a company says that it is listed; None where it does not."""
    texts = [text.casefold() for text in given.texts("listed")]
    return np.array(
        [True if text in _YES else False if text in _NO else None for text in texts], dtype=object
    )


def _settle_doubles(
    figures: pd.DataFrame, names: pd.DataFrame, given: Given, issues: list[dict[str, Any]]
) -> pd.DataFrame:
    """Drop rows that repeat another; mark those of one company and date whose figures differ."""
    same = ["company", "report_date"]
    text = figures.assign(report_date=figures["report_date"].astype(str))
    values = text[["company", "report_date", "currency", *FIGURES]]
    kept = figures[~values.duplicated().to_numpy()]
    double = text.loc[kept.index].duplicated(same, keep=False).to_numpy()
    for at in sorted(set(kept.loc[double, "company"].tolist())):
        rows = kept.loc[double & (kept["company"] == at).to_numpy(), "row_name"].tolist()
        issues.append(make(
            "company-duplicate",
            f"{names['company'].iloc[at]} stands on several rows of one date with different figures "
            f"({', '.join(rows[:5])}): none was taken.",
            found=str(names["company"].iloc[at]), sheet=given.table.sheet,
            suggestion="Leave one row a company and date, or give the rows their dates.",
        ))  # fmt: skip
    return kept.assign(conflict=double).reset_index(drop=True)
