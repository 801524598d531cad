"""Lines of products to primary commodities, and their mass as bought.

``m = q * unit(u) * content(p) * PE(p)``: the primary equivalents come from :mod:`bbafootprint.trade.equivalents`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from bbafootprint.errors import UsageError
from bbafootprint.schema import ISSUE_COLUMNS, Lines
from bbafootprint.trade.equivalents import Allocation, load_processes, load_products, primary_equivalents
from bbafootprint.vocabulary.commodities import base_unit, commodities, name

__all__ = [
    "CONVERSION_COLUMNS",
    "CONVERSION_ISSUES",
    "convert_to_primary",
    "load_processes",
    "load_products",
    "primary_equivalents",
]

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.integer[Any]]
Positions = npt.NDArray[np.int8 | np.int16]
Flags = npt.NDArray[np.bool_]

CONVERSION_COLUMNS = (
    "mass_t", "density_assumed", "primary_commodity", "primary_quantity", "primary_unit", "conversion",
    "conversion_quality", "conversion_note", "content_used",
)  # fmt: skip
"""Columns that :func:`convert_to_primary` adds to the lines."""

CONVERSION_ISSUES = {
    "content-out-of-range": ("error", "A content outside 0 to 1."),
    "content-ignored": ("warning", "A content given for a product that is no mixture; it was not used."),
    "density-unknown": ("warning", "A unit that needs a density where none is known."),
    "conversion-assumed": (
        "info",
        "A conversion of the lowest quality decided lines; what it assumes is said.",
    ),
}
"""Code to severity and meaning of the issues that conversion adds; ``content-out-of-range`` and
``density-unknown`` are also the `problem` of the lines that they leave without a primary quantity."""

_UNITS = ("t", "m3")
_LOWEST_QUALITY = 5.0
_QUALITY_OF_OWN_ROWS = 3.0  # a person's own primary equivalent of which no quality was stated


def convert_to_primary(
    lines: Lines, products: pd.DataFrame | None = None, allocation: Allocation = "economic"
) -> Lines:
    """Add to lines their mass as bought and their primary equivalent.

    Parameters
    ----------
    lines : Lines
        Read and coded lines; not changed.
    products : pandas.DataFrame, optional
        Rows of a table such as :func:`primary_equivalents` returns (index `product`; `primary_commodity` and `pe`
        at least) that replace or extend the default's rows of the same products.
    allocation : {"economic", "mass"}
        Allocation to co-products of the default table.

    Returns
    -------
    Lines
        The same lines in the same order and index, with :data:`CONVERSION_COLUMNS` added: `mass_t` (t as bought;
        m3 times density; NaN where unknown), `density_assumed` (a default density stands behind the mass or the
        primary quantity), `primary_commodity` (missing where no factor can answer), `primary_quantity` (in
        `primary_unit`), `conversion` (primary quantity per unit of amount, content included),
        `conversion_quality` (1 to 5), `conversion_note` (what it assumes; missing where there is nothing to say) and
        `content_used` (share; 1 for products that are not mixtures). Rejected lines have none of it. A line of
        unknown commodity in tonnes keeps its mass.

        `problem`, where it was empty, says ``content-out-of-range`` or ``density-unknown`` on lines that these
        leave without a primary quantity.

    Notes
    -----
    A content given on a line wins over the default and takes its place in the quality. It is used only for
    products that declare a content (chocolate, tyres, paper); elsewhere it is ignored, with an issue
    ``content-ignored``, because a number of another meaning (a protein content) must not shrink a footprint.

    A conversion of quality 5 gives one issue ``conversion-assumed`` per commodity, with what it assumes.
    """
    table = _with_rows(primary_equivalents(allocation), products)
    frame = lines.frame
    codes, values = _factorize(frame["commodity"])
    rejected = frame["rejected"].to_numpy(dtype=bool)
    amount = frame["amount"].to_numpy(dtype="float64")
    read = ~(rejected | np.isnan(amount))
    primaries = sorted({str(code) for code in table["primary_commodity"]})
    rates = _rates(values, table, primaries)
    cells = _cells(codes, frame["amount_unit"], rejected, len(values))

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
    conversion[own] = rates.before_content.ravel()[cells[own]] * given[own]
    quality[own] = rates.quality_before_content.ravel()[cells[own]]
    content[own] = np.where(np.isnan(conversion[own]), np.nan, given[own])
    conversion[wrong] = quality[wrong] = content[wrong] = np.nan
    primary[wrong] = primary_unit[wrong] = note[wrong] = -1

    added: dict[str, Floats | Flags | pd.Categorical[str]] = {
        "mass_t": mass,
        "density_assumed": rates.density_used.ravel()[cells] & read,
        "primary_commodity": _categorical(primary, primaries),
        "primary_quantity": amount * conversion,
        "primary_unit": _categorical(primary_unit, list(_UNITS)),
        "conversion": conversion,
        "conversion_quality": quality,
        "conversion_note": _categorical(note, rates.notes),
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
    said = {str(commodity): str(row) for commodity, row in table["note"].items() if isinstance(row, str)}
    issues = [issue for code, at in found.items() for issue in _issues(frame, codes, values, said, at, code)]
    return Lines(result, _append(lines.issues, issues), lines.reading)


class _Rates(NamedTuple):
    """Per distinct commodity (last row: none known) and unit: t, m3, other or none (nothing to be had)."""

    mass: Floats  # t per unit of amount
    conversion: Floats  # primary units per unit of amount, with the default content
    before_content: Floats
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
    notes: list[str]


def _rates(values: list[str], table: pd.DataFrame, primaries: list[str]) -> _Rates:
    """Work out the few distinct commodities, so that lines need only a gather."""
    rows = table.reindex(pd.Index(values, dtype=object))
    size = len(values) + 1  # the last row answers for lines without a commodity
    pe, quality, density, density_quality, content, content_quality = (
        np.append(rows[column].to_numpy(dtype="float64"), np.nan)
        for column in (
            "pe",
            "quality",
            "density_t_per_m3",
            "density_quality",
            "content_default",
            "content_quality",
        )
    )
    units = commodities()["base_unit"].to_dict()
    has_primary = np.append(rows["primary_commodity"].notna().to_numpy(dtype=bool), False)
    in_m3 = np.array([units.get(code) == "m3" for code in values] + [False])
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
    penalty = np.where(np.isnan(content), 1.0, content_quality)[:, None]
    graded[none] = np.nan
    primary = _positions([*rows["primary_commodity"], None], primaries)[:, None]
    unit = _positions([*rows["primary_unit"], None], list(_UNITS))[:, None]
    notes = list(dict.fromkeys(str(said) for said in rows["note"] if isinstance(said, str) and said))
    note = _positions([*rows["note"], None], notes)[:, None]
    return _Rates(
        mass, with_content, conversion, np.maximum(graded, penalty), graded, used, lacking,
        lacking & none & has_primary[:, None], content, np.where(none, np.nan, share),
        np.where(none, -1, primary).astype(primary.dtype), np.where(none, -1, unit).astype(unit.dtype),
        np.where(none, -1, note).astype(note.dtype), notes,
    )  # fmt: skip


def _cells(codes: Integers, unit: pd.Series[str], rejected: Flags, none: int) -> Integers:
    """Return the place of each line's commodity and unit in the tables of :class:`_Rates`, row after row."""
    units = _unit_codes(unit)
    units[rejected] = len(_UNITS)
    cells = np.where(codes < 0, none, codes).astype(np.intp)
    cells *= len(_UNITS) + 1
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


def _with_rows(table: pd.DataFrame, rows: pd.DataFrame | None) -> pd.DataFrame:
    """Return the default table with a person's rows in place of its own."""
    if rows is None:
        return table
    own = rows.set_index("product") if "product" in rows else rows
    missing = [column for column in ("primary_commodity", "pe") if column not in own]
    if missing:
        raise UsageError(f"The table of products lacks the columns {', '.join(missing)}.")
    if not own.index.is_unique:
        raise UsageError("The table of products has a product more than once: keep one row for each.")
    own = own.reindex(columns=table.columns)
    for column, default in (("base_unit", own.index), ("primary_unit", own["primary_commodity"])):
        own[column] = [
            given if isinstance(given, str) else base_unit(str(code))
            for given, code in zip(own[column], default, strict=True)
        ]
    own["quality"] = own["quality"].astype("float64").fillna(_QUALITY_OF_OWN_ROWS)
    kept = table.drop(index=table.index.intersection(own.index))
    return pd.concat([kept, own.astype(kept.dtypes.to_dict())])


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


_MESSAGES = {
    "content-out-of-range": (
        "A content is a share of the product: {name} cannot hold less than none or more than all of it.",
        "Write the content as a share from 0 to 1, or as a percentage with its sign.",
    ),
    "content-ignored": (
        "{name} is not a mixed product: the content given was not used, the whole quantity counts.",
        "Leave the content empty, or name the mixed product (chocolate, tyres, paper).",
    ),
    "density-unknown": (
        "{name} was given in a unit that needs a density, and none is known.",
        "Give the quantity in {unit}.",
    ),
    "conversion-assumed": (
        "{name}: the quantity of its crop is a rough figure. {note}",
        "Nothing, if that fits; else name the goods more closely (a code of six digits), or give your own conversion.",
    ),
}  # fmt: skip


def _issues(
    frame: pd.DataFrame,
    codes: Integers,
    values: list[str],
    notes: Mapping[str, str],
    here: Integers,
    code: str,
) -> list[dict[str, object]]:
    """Return one issue per commodity, at the first line that has it."""
    found = []
    severity, (message, suggestion) = CONVERSION_ISSUES[code][0], _MESSAGES[code]
    positions, firsts, counts = np.unique(codes[here], return_index=True, return_counts=True)
    for position, where, count in zip(positions, here[firsts], counts, strict=True):
        first = frame.iloc[int(where)]
        commodity = values[position]
        found.append(
            {
                "severity": severity,
                "code": code,
                "sheet": first.get("sheet", ""),
                "cell": first.get("cell", ""),
                "found": f"{commodity}, {count} line{'s' if count > 1 else ''}",
                "message": message.format(name=name(commodity), note=notes.get(commodity, "")).strip(),
                "suggestion": suggestion.format(unit=base_unit(commodity)),
                "line_id": first.get("line_id", ""),
            }
        )
    return found


def _append(issues: pd.DataFrame, more: list[dict[str, object]]) -> pd.DataFrame:
    if not more:
        return issues
    new = pd.DataFrame(more, columns=list(ISSUE_COLUMNS), dtype=object)
    return pd.concat([issues, new], ignore_index=True) if len(issues) else new
