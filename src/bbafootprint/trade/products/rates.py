"""What a unit of each product answers for, worked out once, so that lines need only a gather."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from bbafootprint.trade.products.bounds import Z95
from bbafootprint.trade.products.equivalents import Allocation, primary_equivalents
from bbafootprint.vocabulary.own_products import OwnProducts

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.integer[Any]]
Positions = npt.NDArray[np.int8 | np.int16 | np.int32]
Flags = npt.NDArray[np.bool_]

UNITS = ("t", "m3")

_NOT_IN_TABLE = ""


class Rates(NamedTuple):
    """Per product and unit: t, m3, other or none (nothing to be had).

    Rows are those of `table`, then one for commodities that it does not have, then one for none known.
    """

    table: pd.DataFrame  # the primary equivalents

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
    primaries: pd.CategoricalDtype
    primary_unit: Positions
    units: pd.CategoricalDtype
    note: Positions  # position in `notes`, -1 where there is nothing to say
    path_note: Positions  # the same, where a line brings its own content
    notes: pd.CategoricalDtype
    path: Positions  # per commodity: position in `paths`
    paths: pd.CategoricalDtype
    basis: Positions  # position in `bases`, -1 where nothing of the conversion is uncertain
    basis_given: Positions  # the same, where a line brings its own content
    bases: pd.CategoricalDtype


def rates_by(allocation: Allocation, own: OwnProducts | None) -> Rates:
    """Return the rates of all products, the library's own and, where there are any, a person's."""
    return _default(allocation) if own is None else _rates_of(primary_equivalents(allocation, own=own))


@cache
def _default(allocation: Allocation) -> Rates:
    return _rates_of(primary_equivalents(allocation))


def _rates_of(table: pd.DataFrame) -> Rates:
    values = [*table.index, _NOT_IN_TABLE]
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
    primaries = sorted({str(code) for code in table["primary_commodity"]})
    primary = positions([*rows["primary_commodity"], None], primaries)[:, None]
    unit = positions([*rows["primary_unit"], None], list(UNITS))[:, None]
    said = [*rows["note"], *rows["path_note"]]
    notes = list(dict.fromkeys(str(text) for text in said if isinstance(text, str) and text))
    note, path_note = (positions([*rows[column], None], notes)[:, None] for column in ("note", "path_note"))
    paths = [str(path) for path in table["path"].dropna()]
    basis, basis_given, bases = _bases(values, rows, none, in_m3)
    return Rates(
        table, mass, with_content, with_content / factor, with_content * factor, conversion,
        np.exp(Z95 * np.sqrt(variance)), np.maximum(graded, penalty), graded, used, lacking,
        lacking & none & has_primary[:, None], content, np.where(none, np.nan, share),
        np.where(none, -1, primary).astype(primary.dtype), _categories(primaries),
        np.where(none, -1, unit).astype(unit.dtype), _categories(UNITS),
        np.where(none, -1, note).astype(note.dtype), np.where(none, -1, path_note).astype(path_note.dtype),
        _categories(notes), positions([*rows["path"], None], paths), _categories(paths), basis, basis_given,
        _categories(bases),
    )  # fmt: skip


def _categories(values: Sequence[str]) -> pd.CategoricalDtype:
    return pd.CategoricalDtype(pd.Index(values, dtype=object))


def basis_name(code: str, by_density: bool, content_given: bool) -> str:
    """Return the text that stands for all that is uncertain in a conversion; lines with the same text share it.

    Parameters
    ----------
    code : str
        The product.
    by_density : bool
        A density stands between the unit bought and that of the product.
    content_given : bool
        The line brings its own content.

    Returns
    -------
    str
    """
    return code + (", by density" if by_density else "") + (", content given" if content_given else "")


def _bases(
    values: list[str], rows: pd.DataFrame, none: Flags, in_m3: Flags
) -> tuple[Positions, Positions, list[str]]:
    """Return the basis of each cell, with the default content and with one of the line, and their texts."""
    bases: dict[str, int] = {}
    found: Positions = np.full((2, *none.shape), -1, dtype=np.int32)
    chained = rows["path"].astype(object).fillna("").str.contains(" > ", regex=False).tolist()
    mixed = rows["content_default"].notna().tolist()
    for at, code in enumerate(values):
        for unit, name in enumerate(UNITS):
            by_density = (name == "m3") != bool(in_m3[at])
            for given in (False, True):
                if none[at, unit] or not (chained[at] or by_density or (mixed[at] and not given)):
                    continue
                text = basis_name(code, by_density, given and mixed[at])
                found[int(given), at, unit] = bases.setdefault(text, len(bases))
    return found[0], found[1], list(bases)


def products_of(codes: Integers, values: list[str], rates: Rates) -> Integers:
    """Return the row in the tables of :class:`Rates` of each line's commodity, given by its position in `values`."""
    known = rates.table.index.get_indexer(pd.Index(values, dtype=object))
    row = np.append(np.where(known < 0, len(rates.table), known), len(rates.table) + 1)
    return row[codes]


def cells_of(product: Integers, unit: pd.Series[str], rejected: Flags) -> Integers:
    """Return the place of each line's product and unit in the tables of :class:`Rates`, row after row."""
    units = _unit_codes(unit)
    units[rejected] = len(UNITS)
    cells = product.astype(np.intp)
    cells *= len(UNITS) + 1
    cells += units
    return cells


def positions(values: list[object], categories: list[str]) -> Positions:
    """Return the place of each value among the categories; -1 where it is none of them."""
    where = {category: position for position, category in enumerate(categories)}
    smallest: type[np.int8] | type[np.int16] = np.int8 if len(categories) < 127 else np.int16
    return np.array([where.get(value, -1) if isinstance(value, str) else -1 for value in values], smallest)


def _unit_codes(unit: pd.Series[str]) -> Positions:
    codes, values = factorize(unit)
    position = positions([*values, None], list(UNITS))
    return np.where(position < 0, len(UNITS), position).astype(position.dtype)[codes]


def factorize(commodity: pd.Series[str]) -> tuple[Integers, list[str]]:
    """Return the position of each line's commodity among the distinct ones; -1 where it has none."""
    if isinstance(commodity.dtype, pd.CategoricalDtype):
        return commodity.cat.codes.to_numpy(), [str(code) for code in commodity.cat.categories]
    codes, values = pd.factorize(commodity)
    return codes, [str(code) for code in values]
