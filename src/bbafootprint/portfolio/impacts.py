"""The impact of every company in a year: from its lines, from a ready footprint, or from the mean of its sector.

All three become the same cells: a quantity times a row of factors. A ready number is a factor with the quantity 1, a
sector intensity a factor with the revenue as its quantity, so that one arithmetic serves all, and companies that share
a factor share its error.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from bbafootprint.factors import FactorSet, Indicator
from bbafootprint.footprint import Footprint
from bbafootprint.footprint.calculate import Floats, Ints, gather
from bbafootprint.footprint.intervals import Sensitivity
from bbafootprint.footprint.uncertainty.conversions import code_bases, sensitivities
from bbafootprint.portfolio.company_lines import COMPANY, QUALITY, YEAR
from bbafootprint.portfolio.company_run import LinesRun
from bbafootprint.portfolio.entries import SPAN, Entries, first_year, years_in_words
from bbafootprint.portfolio.inputs.companies import Companies
from bbafootprint.portfolio.inputs.issues import counted, make
from bbafootprint.portfolio.inputs.rates import RateBook
from bbafootprint.portfolio.intensities import QUALITY as SECTOR_QUALITY
from bbafootprint.portfolio.intensities import IntensitySet
from bbafootprint.portfolio.ready import ReadyRow
from bbafootprint.vocabulary.places import match_place

BASES: tuple[str, ...] = ("", "lines", "footprint", "intensity")
"""What a company's impact stands on; empty: nothing is known."""

MILLION = 1e6

DEMO_SETS = re.compile(r"(?:^|[-_])demo(?:[-_]|$)")
"""What the id of a factor set of invented numbers holds."""


class NumberSource(NamedTuple):
    """Where numbers came from: `kind` is ``lines`` (a factor set), ``footprint`` or ``intensity``."""

    kind: str
    name: str
    demo: bool


@dataclass(frozen=True)
class Impacts:
    """The impacts of companies as cells.

    Attributes
    ----------
    indicators : tuple of Indicator
    cells : pandas.DataFrame
        Sorted by `entry` (position): `commodity` (as bought), `primary_commodity`, `origin` (codes; missing where the
        impact is not of lines), `key` (position in the ledger's keys; -1), `conversion` (what its conversion rests on,
        by its place in `sensitivity`; -1 where nothing of it is uncertain), `quantity`, `mass_t`, `lines`,
        `lines_without_mass`.
    rows : ndarray of int, shape (cells, indicators)
        Row of the factor arrays; -1 where not assessed.
    quality : ndarray of float, shape (cells, indicators)
        Data quality 1 to 5; NaN where not assessed or not known.
    value, low, high, gsd : ndarray of float
        The factors, then the ready numbers and intensities.
    source : ndarray of int
        Of each of these the position in `sources`.
    sources : tuple of NumberSource
    zero : ndarray of bool
        Where a set reports zero and it can only be more.
    sensitivity : Sensitivity
        Of the conversions of lines.
    basis : ndarray of object, shape (entries,)
        One of :data:`BASES`.
    year : ndarray of int, shape (entries,)
        Year of what is known, the latest where its indicators differ; 0 where it names none.
    footprint : Footprint or None
        Of the company lines, without the lines.
    """

    indicators: tuple[Indicator, ...]
    cells: pd.DataFrame
    rows: Ints
    quality: Floats
    value: Floats
    low: Floats
    high: Floats
    gsd: Floats
    source: Ints
    sources: tuple[NumberSource, ...]
    zero: npt.NDArray[np.bool_]
    sensitivity: Sensitivity
    basis: npt.NDArray[np.object_]
    year: Ints
    footprint: Footprint | None


def gather_impacts(
    run: LinesRun,
    ready: Sequence[tuple[int, ReadyRow]],
    intensities: IntensitySet | None,
    companies: Companies,
    entries: Entries,
    figure_of: Mapping[int, int],
    factors: FactorSet,
    book: RateBook,
    stale_months: float,
) -> tuple[Impacts, list[dict[str, Any]]]:
    """Bring together what is known of every company.

    Parameters
    ----------
    run : LinesRun
        The footprint of the company lines, and which year each entry takes.
    ready : sequence of (int, ReadyRow)
        Entries with their ready footprints; used where there are no lines.
    intensities : IntensitySet or None
        Used for entries in `figure_of` without either.
    companies : Companies
    entries : Entries
    figure_of : mapping of int to int
        Entries that are held to the row of their company's figures.
    factors : FactorSet
    book : RateBook
    stale_months : float
        How far a sector intensity may be from the year of the holdings.

    Returns
    -------
    impacts : Impacts
    issues : list of dict
    """
    indicators = tuple(factors.indicators)
    table = factors.frame
    arrays = {name: table[name].to_numpy(np.float64) for name in ("value", "low", "high", "gsd")}
    footprint = run.footprint
    size = len(entries.company)
    basis, years = np.full(size, "", dtype=object), np.zeros(size, dtype=np.int64)
    parts: list[tuple[pd.DataFrame, Ints, Floats]] = []
    issues: list[dict[str, Any]] = []
    if footprint is not None and run.company_lines is not None:
        parts.append(
            _of_lines(footprint, table["quality"].to_numpy(np.float64), entries, run.company_lines.year_of)
        )
        basis[np.unique(parts[0][0]["entry"].to_numpy())] = "lines"
        years = np.where(basis == "lines", run.company_lines.year_of, 0)
    extra: dict[str, list[float]] = {name: [] for name in arrays}
    layers = table["set"].astype("category")
    sources = [
        NumberSource("lines", str(one), bool(DEMO_SETS.search(str(one)))) for one in layers.cat.categories
    ]
    source = layers.cat.codes.to_numpy().astype(np.int64)
    of_extra: list[int] = []

    def note(one: NumberSource) -> None:
        if one not in sources:
            sources.append(one)
        of_extra.append(sources.index(one))

    place = {indicator.id: at for at, indicator in enumerate(indicators)}
    start = len(table)
    taken: list[tuple[int, int, float, float]] = []  # entry, indicator, quantity, quality
    row_of: list[int] = []
    twice = sorted({row.company for entry, row in ready if basis[entry] == "lines"})
    for at in twice:
        issues.append(make(
            "impact-given-twice", f"{companies.names['company'].iloc[at]} has lines and a ready footprint: the lines, "
            "which can be explained, were taken.", found=str(companies.names["company"].iloc[at]),
        ))  # fmt: skip
    given: dict[int, int] = {}  # a number that answers for two years is one number, with one error
    for entry, one in ready:
        if basis[entry] == "lines":
            continue
        basis[entry], years[entry] = "footprint", max(years[entry], one.year)
        if one.row not in given:
            given[one.row] = start + len(extra["value"])
            for name, number in (("value", one.value), ("low", one.low), ("high", one.high), ("gsd", np.nan)):
                extra[name].append(number)
            note(NumberSource("footprint", one.source, False))
        row_of.append(given[one.row])
        taken.append((entry, place[one.indicator], 1.0, one.quality))
    if intensities is not None:
        used: dict[int, int] = {}
        for at, figure in sorted(figure_of.items()):
            if basis[at]:
                continue
            answers, problem = _sector(entries, at, figure, intensities, companies, book, stale_months)
            if problem:
                issues.append(problem)
            for indicator, (row, revenue) in answers.items():
                if row not in used:
                    used[row] = start + len(extra["value"])
                    chosen = intensities.frame.iloc[row]
                    for name in ("value", "low", "high"):
                        extra[name].append(float(chosen[name]))
                    extra["gsd"].append(np.nan)
                    note(
                        NumberSource(
                            "intensity", str(intensities.reading.get("source", "")), bool(chosen["demo"])
                        )
                    )
                basis[at] = "intensity"
                years[at] = max(years[at], int(intensities.frame["year"].iloc[row]))
                row_of.append(used[row])
                taken.append((at, place[indicator], revenue, SECTOR_QUALITY))
        issues += _intensity_issues(basis, entries, intensities, used)
    issues += [
        make("demo-numbers", f"The factor set {one.name} is a demo: its numbers are invented, and so is "
             "what they give.",
             found=one.name, suggestion="Use it to try things out, for nothing else.")
        for one in sources if one.kind == "lines" and one.demo
    ]  # fmt: skip
    if taken:
        parts.append(_of_numbers(taken, row_of, len(indicators)))
    cells, rows, quality = _joined(parts, len(indicators))
    full = {name: np.concatenate([arrays[name], np.array(extra[name], dtype=np.float64)]) for name in arrays}
    of = sensitivities(_conversions(footprint)[1], footprint.conversions if footprint is not None else None)[
        0
    ]
    return Impacts(
        indicators,
        cells,
        rows,
        quality,
        **full,
        source=np.concatenate([source, np.array(of_extra, dtype=np.int64)]),
        sources=tuple(sources),
        zero=np.append(_reported_zero(table["flag"]), np.zeros(len(of_extra), dtype=bool)),
        sensitivity=of,
        basis=basis,
        year=years,
        footprint=footprint,
    ), issues


def _reported_zero(flags: pd.Series[Any]) -> npt.NDArray[np.bool_]:
    coded = flags.astype("category").cat
    says = np.array(
        ["reported_zero" in str(text).split("|") for text in coded.categories] + [False], dtype=bool
    )
    return np.asarray(says[coded.codes.to_numpy()], dtype=bool)


def _conversions(footprint: Footprint | None) -> tuple[Ints, list[str]]:
    """Return what the conversion of each key of the ledger rests on, and the distinct ones."""
    if footprint is None:
        return np.zeros(0, dtype=np.int64), []
    return code_bases(footprint.ledger.keys["conversion_basis"], footprint.conversions)


def _of_lines(
    footprint: Footprint, factor_quality: Floats, entries: Entries, year_of: Ints
) -> tuple[pd.DataFrame, Ints, Floats]:
    """Return the cells of company lines: those of an entry's year, and those without a year."""
    ledger, resolution = footprint.ledger, footprint.resolution
    cells, groups = ledger.cells, ledger.groups
    group, key = cells["group"].to_numpy(), cells["key"].to_numpy()
    code = (groups[COMPANY].to_numpy(np.int64) * SPAN + groups[YEAR].to_numpy(np.int64))[group]
    entry, order = _cells_of(entries, year_of, code)
    group, key = group[order], key[order]
    volume = groups[QUALITY].to_numpy(np.float64)[group] if QUALITY in groups else np.full(len(key), np.nan)
    of_line = np.fmax(
        *(ledger.keys[name].to_numpy(np.float64)[key] for name in ("conversion_quality", "origin_quality"))
    )
    rows = resolution.rows[key]
    quality = np.fmax(np.fmax(gather(factor_quality, rows), of_line[:, None]), volume[:, None])
    frame = pd.DataFrame({
        "entry": entry,
        "commodity": _categories(groups["commodity"].to_numpy(object), group),
        "primary_commodity": _categories(ledger.keys["primary_commodity"].to_numpy(object), key),
        "origin": _categories(resolution.keys["origin"].to_numpy(object), key),
        "key": key,
        "conversion": _conversions(footprint)[0][key],
        "quantity": cells["primary_quantity"].to_numpy(np.float64)[order],
        "mass_t": cells["mass_t"].to_numpy(np.float64)[order],
        "lines": cells["lines"].to_numpy(np.int64)[order],
        "lines_without_mass": cells["lines_without_mass"].to_numpy(np.int64)[order],
    })  # fmt: skip
    return frame, rows, np.where(rows >= 0, quality, np.nan)


def _cells_of(entries: Entries, year_of: Ints, code: Ints) -> tuple[Ints, Ints]:
    """Return entries and the positions of their cells, whose code is company x SPAN + year; entries ascend."""
    order = np.argsort(code, kind="stable")
    # two ranges an entry: its year, and no year; of an entry without a year they are one
    wanted = (entries.company * SPAN)[:, None] + np.column_stack([np.zeros_like(year_of), year_of])
    first = np.searchsorted(code[order], wanted, side="left")
    count = np.searchsorted(code[order], wanted, side="right") - first
    count[year_of == 0, 1] = 0
    first, count = first.ravel(), count.ravel()
    entry = np.repeat(np.repeat(np.arange(len(year_of), dtype=np.int64), 2), count)
    within = np.arange(entry.size, dtype=np.int64) - np.repeat(np.cumsum(count) - count, count)
    return entry, order[np.repeat(first, count) + within]


def _categories(values: npt.NDArray[np.object_], at: npt.NDArray[np.integer[Any]]) -> pd.Categorical:
    codes, distinct = pd.factorize(values)
    coded: pd.Categorical = pd.Categorical.from_codes(
        codes.astype(np.int64)[at], categories=pd.Index(distinct)
    )
    return coded


def _of_numbers(
    taken: Sequence[tuple[int, int, float, float]], row_of: Sequence[int], width: int
) -> tuple[pd.DataFrame, Ints, Floats]:
    """Return cells of ready numbers and intensities, one an entry and indicator."""
    size = len(taken)
    rows, quality = np.full((size, width), -1, dtype=np.int64), np.full((size, width), np.nan)
    for at, ((_, column, _, score), row) in enumerate(zip(taken, row_of, strict=True)):
        rows[at, column], quality[at, column] = row, score
    frame = pd.DataFrame({
        "entry": np.array([one[0] for one in taken], dtype=np.int64),
        **{name: pd.Categorical([None] * size, categories=[]) for name in ("commodity", "primary_commodity", "origin")},
        "key": -1, "conversion": -1, "quantity": [one[2] for one in taken], "mass_t": 0.0, "lines": 0,
        "lines_without_mass": 0,
    })  # fmt: skip
    return frame, rows, quality


def _joined(
    parts: Sequence[tuple[pd.DataFrame, Ints, Floats]], width: int
) -> tuple[pd.DataFrame, Ints, Floats]:
    """Return all cells, sorted by entry."""
    if not parts:
        return _of_numbers([], [], width)
    if len(parts) == 1:
        frame, rows, quality = parts[0]
        if frame["entry"].is_monotonic_increasing:
            return frame.reset_index(drop=True), rows, quality
    columns: dict[str, Any] = {}
    for name in parts[0][0].columns:
        pieces = [part[0][name] for part in parts]
        if isinstance(pieces[0].dtype, pd.CategoricalDtype):
            columns[name] = pd.Categorical(
                np.concatenate([piece.astype(object).to_numpy() for piece in pieces]),
                categories=pieces[0].cat.categories,
            )
        else:
            columns[name] = np.concatenate([piece.to_numpy() for piece in pieces])
    frame = pd.DataFrame(columns)
    order = np.argsort(frame["entry"].to_numpy(), kind="stable")
    return (
        frame.iloc[order].reset_index(drop=True),
        np.concatenate([part[1] for part in parts])[order],
        np.concatenate([part[2] for part in parts])[order],
    )


def _sector(
    entries: Entries,
    entry: int,
    figure: int,
    intensities: IntensitySet,
    companies: Companies,
    book: RateBook,
    stale_months: float,
) -> tuple[dict[str, tuple[int, float]], dict[str, Any] | None]:
    """Return, per indicator, the intensity that answers for an entry and the revenue in millions; or why none."""
    at, year = int(entries.company[entry]), int(entries.year[entry])
    name, sector = str(companies.names["company"].iloc[at]), str(companies.names["sector"].iloc[at])
    country = match_place(str(companies.names["country"].iloc[at])).code or ""

    def why(text: str, remedy: str) -> dict[str, Any]:
        return make("intensity-missing", f"No sector intensity answers for {name}: {text}.", found=sector,
                    suggestion=remedy)  # fmt: skip

    rows = intensities.find(sector, country) if sector else {}
    if not rows:
        known = ", ".join(intensities.sectors[:8])
        return {}, why(f"the set has no sector '{sector}'", f"Name the sector as the set does: {known}.")
    of = intensities.frame["year"]
    reach = year - first_year(year, stale_months)
    near = {
        indicator: row for indicator, row in rows.items()
        if not year or not of.iloc[row] or abs(year - int(of.iloc[row])) <= reach
    }  # fmt: skip
    if not near:
        theirs = years_in_words([int(of.iloc[row]) for row in rows.values()])
        return {}, why(
            f"the set's numbers of '{sector}' are of {theirs}, over {stale_months:g} months from {year}, as asked for",
            "Bring numbers nearer to the date of the holdings, or allow older ones: --stale-months.",
        )
    rows = near
    money: pd.Series[Any] = companies.figures.iloc[figure]
    revenue = float(money["revenue"]) if figure >= 0 else float("nan")
    if not revenue >= 0:
        return {}, why("its revenue is not given", "Add the revenue of the company.")
    found: dict[str, tuple[int, float]] = {}
    for indicator, row in rows.items():
        rate = book.find(
            str(money["currency"]), str(intensities.frame["currency"].iloc[row]), money["report_date"]
        )
        if rate is None:
            return {}, why(
                "its revenue is in another currency, without a rate near its date", "Add the rate to fx."
            )
        found[indicator] = (row, revenue / MILLION * rate[0])
    return found, None


def _intensity_issues(
    basis: npt.NDArray[np.object_], entries: Entries, intensities: IntensitySet, used: Mapping[int, int]
) -> list[dict[str, Any]]:
    count = np.unique(entries.company[basis == "intensity"]).size
    if not count:
        return []
    issues = [make(
        "intensity-used", f"{counted(count, 'company')} assessed by a mean of a sector: data quality 5.",
        suggestion="Volumes that a company discloses, or trader-level volumes, are better.",
    )]  # fmt: skip
    if (intensities.frame["year"].to_numpy(np.int64)[list(used)] == 0).any():
        issues.append(make(
            "date-missing", "Sector intensities without a year were used: their age cannot be told.",
            found=str(intensities.reading.get("source", "")), suggestion="Add a column 'year' to the intensities.",
        ))  # fmt: skip
    if intensities.frame["demo"].to_numpy(bool)[list(used)].any():
        issues.append(make(
            "demo-numbers", "The sector intensities are marked as a demo: the numbers are invented, and so is "
            "what they give.",
            found=str(intensities.reading.get("source", "")), suggestion="Use them to try the format out, for "
            "nothing else.",
        ))  # fmt: skip
    return issues
