"""Lines of products to primary commodities, and their mass as bought.

``m = q * unit(u) * content(p) * PE(p)``: the equivalents come from :mod:`bbafootprint.trade.products.equivalents`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from bbafootprint.schema import Lines
from bbafootprint.trade.products.data import load_processes
from bbafootprint.trade.products.equivalents import Allocation, primary_equivalents
from bbafootprint.trade.products.issues import (
    CONVERSION_ISSUES,
    append_issues,
    conversion_issues,
    own_product_issues,
)
from bbafootprint.trade.products.rates import (
    Flags,
    Floats,
    Integers,
    Positions,
    cells_of,
    factorize,
    products_of,
    rates_by,
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


CONVERSION_COLUMNS = (
    "mass_t", "density_assumed", "primary_commodity", "primary_quantity", "primary_unit", "conversion",
    "conversion_low", "conversion_high", "conversion_quality", "conversion_note", "conversion_path", "content_used",
    "conversion_basis",
)  # fmt: skip
"""Columns that :func:`convert_to_primary` adds to the lines."""

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
        `conversion_path` (the chain from the primary commodity to the product),
        `content_used` (share; 1 for products that are not mixtures) and `conversion_basis` (what in the conversion is
        uncertain: an entry of :attr:`bbafootprint.schema.Conversions.bases`; missing where nothing is). Rejected lines
        have none of it. A line of unknown commodity in tonnes keeps its mass.

        `problem`, where it was empty, says ``content-out-of-range`` or ``density-unknown`` on lines that these
        leave without a primary quantity.

    Notes
    -----
    A content given on a line wins over the default and takes its place in the quality. It is used only for
    products that declare a content (chocolate, tyres, paper); elsewhere it is ignored, with an issue
    ``content-ignored``, because a number of another meaning (a protein content) must not shrink a footprint.

    The interval of a conversion is of the conversion alone. How it enters that of a total:
    :func:`bbafootprint.footprint.intervals.interval`.

    A conversion of quality 5 gives one issue ``conversion-assumed`` per commodity, with what it assumes.
    """
    own_products = check_products(products) if isinstance(products, pd.DataFrame) else products
    rates = rates_by(allocation, own_products)
    frame = lines.frame
    codes, values = factorize(frame["commodity"])
    rejected = frame["rejected"].to_numpy(dtype=bool)
    amount = frame["amount"].to_numpy(dtype="float64")
    read = ~(rejected | np.isnan(amount))
    product = products_of(codes, values, rates)
    cells = cells_of(product, frame["amount_unit"], rejected)

    mass = rates.mass.ravel()[cells]
    mass *= amount
    conversion = rates.conversion.ravel()[cells]
    quality = rates.quality.ravel()[cells]
    content = rates.content_used.ravel()[cells]
    note = rates.note.ravel()[cells]
    basis = rates.basis.ravel()[cells]
    primary = rates.primary.ravel()[cells]
    primary_unit = rates.primary_unit.ravel()[cells]
    # Few lines bring a content of their own: only these are worked out one by one.
    given = frame["content"].to_numpy(dtype="float64")
    own = np.flatnonzero(~np.isnan(given) & ~rejected)
    mixed = ~np.isnan(rates.content[product[own]])
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
    basis[own] = rates.basis_given.ravel()[cells[own]]
    for answer in (conversion, low, high, quality, content):
        answer[wrong] = np.nan
    primary[wrong] = primary_unit[wrong] = note[wrong] = basis[wrong] = -1

    added: dict[str, Floats | Flags | pd.Categorical[Any]] = {
        "mass_t": mass,
        "density_assumed": rates.density_used.ravel()[cells] & read,
        "primary_commodity": _coded(primary, rates.primaries),
        "primary_quantity": amount * conversion,
        "primary_unit": _coded(primary_unit, rates.units),
        "conversion": conversion,
        "conversion_low": low,
        "conversion_high": high,
        "conversion_quality": quality,
        "conversion_note": _coded(note, rates.notes),
        "conversion_path": _coded(np.where(primary < 0, -1, rates.path[product]), rates.paths),
        "content_used": content,
        "conversion_basis": _coded(basis, rates.bases),
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
    # The person's columns are shared, not copied; they are never written to.
    columns = {name: column for name, column in frame.items() if name not in added}
    for name, answers in added.items():
        columns[name] = pd.Series(answers, index=frame.index, copy=False)  # an array would be copied
    result = pd.DataFrame(columns, index=frame.index, copy=False)
    if any(len(faulty) for faulty in faults.values()):
        result["problem"] = _with_faults(frame["problem"], faults).array
    said = dict(zip(rates.table.index.tolist(), rates.table["note"].tolist(), strict=True))
    vocabulary: Any = commodities if own_products is None else own_products
    issues = [
        issue
        for code, at in found.items()
        for issue in conversion_issues(frame, codes, values, said, at, code, vocabulary)
    ]
    issues += own_product_issues(frame, own_products)
    return Lines(result, append_issues(lines.issues, issues), lines.reading)


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


def _coded(codes: Positions, categories: pd.CategoricalDtype[Any]) -> pd.Categorical[Any]:
    return pd.Categorical.from_codes(codes, dtype=categories)
