"""Lines of products to primary commodities, and their mass as bought.

``m = q * unit(u) * content(p) * PE(p)``: the equivalents come from :mod:`bbafootprint.trade.products.equivalents`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from bbafootprint.schema import Lines
from bbafootprint.trade.products.bounds import Z95
from bbafootprint.trade.products.data import load_processes
from bbafootprint.trade.products.equivalents import Allocation, primary_equivalents
from bbafootprint.trade.products.issues import (
    CONVERSION_ISSUES,
    append_issues,
    conversion_issues,
    own_product_issues,
)
from bbafootprint.vocabulary import commodities
from bbafootprint.vocabulary.own_products import OwnProducts, check_products

__all__ = [
    "CONVERSION_COLUMNS",
    "CONVERSION_ISSUES",
    "convert_to_primary",
    "load_processes",
    "primary_equivalents",
]

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.integer[Any]]
Positions = npt.NDArray[np.int8 | np.int16]
Flags = npt.NDArray[np.bool_]

CONVERSION_COLUMNS = (
    "mass_t", "density_assumed", "primary_commodity", "primary_quantity", "primary_unit", "conversion",
    "conversion_low", "conversion_high", "conversion_quality", "conversion_note", "conversion_path", "content_used",
)  # fmt: skip
"""Columns that :func:`convert_to_primary` adds to the lines."""

_UNITS = ("t", "m3")
_LOWEST_QUALITY = 5.0


def convert_to_primary(
    lines: Lines, products: OwnProducts | pd.DataFrame | None = None, allocation: Allocation = "economic"
) -> Lines:
    """Add to lines their mass as bought and their primary equivalent.

    Parameters
    ----------
    lines : Lines
        Read and coded lines; not changed.
    products : OwnProducts or pandas.DataFrame, optional
        Own products that add to the dataset's or take their place: read, or a table as
        :func:`bbafootprint.vocabulary.own_products.check_products` reads it.
    allocation : {"economic", "mass"}
        Allocation to co-products of the default table.

    Returns
    -------
    Lines
        The same lines in the same order and index, with :data:`CONVERSION_COLUMNS` added: `mass_t` (t as bought;
        m3 times density; NaN where unknown), `density_assumed` (a default density stands behind the mass or the
        primary quantity), `primary_commodity` (missing where no factor can answer), `primary_quantity` (in
        `primary_unit`), `conversion` (primary quantity per unit of amount, content included),
        `conversion_low` and `conversion_high` (its 95 % interval: yields, prices, default content and density),
        `conversion_quality` (1 to 5), `conversion_note` (what it assumes; missing where there is nothing to say),
        `conversion_path` (the chain from the primary commodity to the product) and
        `content_used` (share; 1 for products that are not mixtures). Rejected lines have none of it. A line of
        unknown commodity in tonnes keeps its mass.

        `problem`, where it was empty, says ``content-out-of-range`` or ``density-unknown`` on lines that these
        leave without a primary quantity.

    Notes
    -----
    A content given on a line wins over the default and takes its place in the quality. It is used only for
    products that declare a content (chocolate, tyres, paper); elsewhere it is ignored, with an issue
    ``content-ignored``, because a number of another meaning (a protein content) must not shrink a footprint.

    The interval of a conversion is of the conversion alone. It is not yet part of the interval of a total, which is
    that of the factors.

    A conversion of quality 5 gives one issue ``conversion-assumed`` per commodity, with what it assumes.
    """
    own_products = check_products(products) if isinstance(products, pd.DataFrame) else products
    table = primary_equivalents(allocation, own=own_products)
    frame = lines.frame
    codes, values = _factorize(frame["commodity"])
    rejected = frame["rejected"].to_numpy(dtype=bool)
    amount = frame["amount"].to_numpy(dtype="float64")
    read = ~(rejected | np.isnan(amount))
    primaries = sorted({str(code) for code in table["primary_commodity"]})
    rates = _rates(values, table, primaries, own_products)
    cells = _cells(codes, frame["amount_unit"], rejected)

    mass = rates.mass.ravel()[cells]
    mass *= amount
    conversion = rates.conversion.ravel()[cells]
    quality = rates.quality.ravel()[cells]
    content = rates.content_used.ravel()[cells]
    note = rates.note.ravel()[cells]
    primary = rates.primary.ravel()[cells]
    primary_unit = rates.primary_unit.ravel()[cells]
    # Few lines bring a content of their own: only these are worked out one by one.
    given = frame["content"].to_numpy(dtype="float64")
    own = np.flatnonzero(~np.isnan(given) & ~rejected)
    mixed = ~np.isnan(rates.content[codes[own]])
    ignored = own[~mixed & (given[own] != 1.0) & ~np.isnan(conversion[own])]
    own = own[mixed]
    wrong = own[(given[own] < 0) | (given[own] > 1)]
    low, high = rates.low.ravel()[cells], rates.high.ravel()[cells]
    conversion[own] = rates.before_content.ravel()[cells[own]] * given[own]
    # The content is known: only the rest may be wrong.
    certain = rates.factor_before_content.ravel()[cells[own]]
    low[own], high[own] = conversion[own] / certain, conversion[own] * certain
    quality[own] = rates.quality_before_content.ravel()[cells[own]]
    content[own] = np.where(np.isnan(conversion[own]), np.nan, given[own])
    note[own] = rates.path_note.ravel()[cells[own]]
    for answer in (conversion, low, high, quality, content):
        answer[wrong] = np.nan
    primary[wrong] = primary_unit[wrong] = note[wrong] = -1

    added: dict[str, Floats | Flags | pd.Categorical[str]] = {
        "mass_t": mass,
        "density_assumed": rates.density_used.ravel()[cells] & read,
        "primary_commodity": _categorical(primary, primaries),
        "primary_quantity": amount * conversion,
        "primary_unit": _categorical(primary_unit, list(_UNITS)),
        "conversion": conversion,
        "conversion_low": low,
        "conversion_high": high,
        "conversion_quality": quality,
        "conversion_note": _categorical(note, rates.notes),
        "conversion_path": _categorical(np.where(primary < 0, -1, rates.path[codes]), rates.paths),
        "content_used": content,
    }
    found = {
        "content-out-of-range": wrong,
        "content-ignored": ignored,
        "density-unknown": np.flatnonzero(rates.no_density.ravel()[cells] & read),
        "conversion-assumed": np.flatnonzero((quality >= _LOWEST_QUALITY) & read),
    }
    faults = {
        "content-out-of-range": wrong,
        "density-unknown": np.flatnonzero(rates.unanswered.ravel()[cells] & read),
    }
    # A shallow copy shares the person's columns, which are never written to.
    stale = [column for column in added if column in frame]
    result = (frame.drop(columns=stale) if stale else frame).copy(deep=False)
    for column, values_of in added.items():
        result[column] = pd.Series(values_of, index=frame.index, copy=False)  # an array would be copied
    if any(len(faulty) for faulty in faults.values()):
        result["problem"] = _with_faults(frame["problem"], faults).array
    said = dict(zip(table.index.tolist(), table["note"].tolist(), strict=True))
    vocabulary: Any = commodities if own_products is None else own_products
    issues = [
        issue
        for code, at in found.items()
        for issue in conversion_issues(frame, codes, values, said, at, code, vocabulary)
    ]
    issues += own_product_issues(frame, own_products)
    return Lines(result, append_issues(lines.issues, issues), lines.reading)


class _Rates(NamedTuple):
    """Per distinct commodity (last row: none known) and unit: t, m3, other or none (nothing to be had)."""

    mass: Floats  # t per unit of amount
    conversion: Floats  # primary units per unit of amount, with the default content
    low: Floats
    high: Floats
    before_content: Floats
    factor_before_content: Floats  # by which `before_content` may be too high or too low
    quality: Floats
    quality_before_content: Floats
    density_used: Flags
    no_density: Flags
    unanswered: Flags  # no conversion for want of a density
    content: Floats  # per commodity: default content, NaN where the product is not a mixture
    content_used: Floats
    primary: Positions  # position in `primaries`, -1 where none
    primary_unit: Positions
    note: Positions  # position in `notes`, -1 where there is nothing to say
    path_note: Positions  # the same, where a line brings its own content
    notes: list[str]
    path: Positions  # per commodity: position in `paths`
    paths: list[str]


def _rates(values: list[str], table: pd.DataFrame, primaries: list[str], own: OwnProducts | None) -> _Rates:
    """Work out the few distinct commodities, so that lines need only a gather."""
    rows = table.reindex(pd.Index(values, dtype=object))
    size = len(values) + 1  # the last row answers for lines without a commodity
    (
        pe, quality, density, density_quality, content, content_quality, pe_spread, content_spread, density_spread
    ) = (
        np.append(rows[column].to_numpy(dtype="float64"), np.nan)
        for column in (
            "pe",
            "quality",
            "density_t_per_m3",
            "density_quality",
            "content_default",
            "content_quality",
            "pe_spread",
            "content_spread",
            "density_spread",
        )
    )  # fmt: skip
    units = rows["base_unit"].tolist()  # without an equivalent there is nothing to convert, in whatever unit
    has_primary = np.append(rows["primary_commodity"].notna().to_numpy(dtype=bool), False)
    in_m3 = np.array([unit == "m3" for unit in units] + [False])
    mass = np.full((size, 3), np.nan)
    mass[:, 0], mass[:, 1] = 1.0, density
    conversion = np.full((size, 3), np.nan)
    conversion[:, 0] = np.where(in_m3, pe / density, pe)
    conversion[:, 1] = np.where(in_m3, pe, pe * density)
    by_density = np.maximum(quality, density_quality)
    graded = np.full((size, 3), np.nan)
    graded[:, 0] = np.where(in_m3, by_density, quality)
    graded[:, 1] = np.where(in_m3, quality, by_density)
    has_density = ~np.isnan(density)
    used = np.zeros((size, 3), dtype=bool)
    used[:, 0], used[:, 1] = in_m3 & has_density, has_density
    lacking = np.zeros((size, 3), dtype=bool)
    lacking[:-1, 0], lacking[:-1, 1] = (in_m3 & ~has_density)[:-1], ~has_density[:-1]
    share = np.where(np.isnan(content), 1.0, content)[:, None]
    with_content = conversion * share
    none = np.isnan(with_content)
    # Independent steps: variances of logarithms add; a density counts only where it stood between m3 and t.
    variance = np.repeat((pe_spread**2)[:, None], 3, axis=1)
    variance[:, 0] += np.where(in_m3, density_spread**2, 0.0)
    variance[:, 1] += np.where(in_m3, 0.0, density_spread**2)
    all_spread = np.sqrt(variance + np.nan_to_num(content_spread**2)[:, None])
    factor = np.exp(Z95 * all_spread)
    penalty = np.where(np.isnan(content), 1.0, content_quality)[:, None]
    graded[none] = np.nan
    primary = _positions([*rows["primary_commodity"], None], primaries)[:, None]
    unit = _positions([*rows["primary_unit"], None], list(_UNITS))[:, None]
    said = [*rows["note"], *rows["path_note"]]
    notes = list(dict.fromkeys(str(text) for text in said if isinstance(text, str) and text))
    note, path_note = (_positions([*rows[column], None], notes)[:, None] for column in ("note", "path_note"))
    paths = [str(path) for path in rows["path"].dropna()]
    return _Rates(
        mass, with_content, with_content / factor, with_content * factor, conversion,
        np.exp(Z95 * np.sqrt(variance)), np.maximum(graded, penalty), graded, used, lacking,
        lacking & none & has_primary[:, None], content, np.where(none, np.nan, share),
        np.where(none, -1, primary).astype(primary.dtype), np.where(none, -1, unit).astype(unit.dtype),
        np.where(none, -1, note).astype(note.dtype), np.where(none, -1, path_note).astype(path_note.dtype),
        notes, _positions([*rows["path"], None], paths), paths,
    )  # fmt: skip


def _cells(codes: Integers, unit: pd.Series[str], rejected: Flags) -> Integers:
    """Return the place of each line's commodity and unit in the tables of :class:`_Rates`, row after row."""
    units = _unit_codes(unit)
    units[rejected] = len(_UNITS)
    cells = codes.astype(np.intp)
    cells *= len(_UNITS) + 1  # no commodity, -1, counts from the end: the last row, which answers for it
    cells += units
    return cells


def _with_faults(problem: pd.Series[Any], faults: Mapping[str, Integers]) -> pd.Series[Any]:
    """Return the problem of each line, with faults where there was none; the first fault stands."""
    blank = (problem.isna() | (problem == "")).to_numpy(dtype=bool, copy=True)
    result = problem.copy()
    if isinstance(problem.dtype, pd.CategoricalDtype):
        new = [code for code in faults if len(faults[code]) and code not in problem.cat.categories]
        result = result.cat.add_categories(new)
    for code, lines in faults.items():
        here = lines[blank[lines]]
        if len(here):
            result.iloc[here] = code
            blank[here] = False
    return result


def _positions(values: list[object], categories: list[str]) -> Positions:
    """Return the place of each value among the categories; -1 where it is none of them."""
    where = {category: position for position, category in enumerate(categories)}
    smallest: type[np.int8] | type[np.int16] = np.int8 if len(categories) < 127 else np.int16
    return np.array([where.get(value, -1) if isinstance(value, str) else -1 for value in values], smallest)


def _factorize(commodity: pd.Series[str]) -> tuple[Integers, list[str]]:
    """Return the position of each line's commodity among the distinct ones; -1 where it has none."""
    if isinstance(commodity.dtype, pd.CategoricalDtype):
        return commodity.cat.codes.to_numpy(), [str(code) for code in commodity.cat.categories]
    codes, values = pd.factorize(commodity)
    return codes, [str(code) for code in values]


def _unit_codes(unit: pd.Series[str]) -> Positions:
    codes, values = _factorize(unit)
    position = _positions([*values, None], list(_UNITS))
    return np.where(position < 0, len(_UNITS), position).astype(position.dtype)[codes]


def _categorical(codes: Positions, categories: list[str]) -> pd.Categorical[str]:
    return pd.Categorical.from_codes(codes, categories=pd.Index(categories, dtype=object))
