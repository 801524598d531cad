"""From a ledger and its factors to tables: totals, coverage, gaps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt
import pandas as pd

from bbafootprint.factors import FactorSet
from bbafootprint.footprint.calculate import Floats, count_by, gather, sum_by
from bbafootprint.footprint.intervals import Interval, interval
from bbafootprint.footprint.ledger import Ledger
from bbafootprint.footprint.plain import as_texts
from bbafootprint.footprint.reasons import words
from bbafootprint.footprint.resolve import NOT_ASSESSED, RUNGS, Resolution
from bbafootprint.footprint.uncertainty.conversions import code_bases, sensitivities
from bbafootprint.schema import LINE_COLUMNS, Conversions

MEASURES: tuple[str, ...] = (
    "indicator", "account", "unit", "value", "low", "high", "intensity", "relative", "quality",
    "assessed_lines", "lines", "assessed_mass_t", "mass_t", "assessed_line_share", "assessed_mass_share",
)  # fmt: skip
"""Columns of a table of totals, after its group columns."""

TEXT_GROUPS = frozenset(LINE_COLUMNS) - {"row", "quantity", "amount", "content", "rejected"}
"""Columns of lines that hold texts, also where every one of them is missing."""

NO_RELATIVE_SCORE = "no_relative_score"
"""Flag of a factor that must not be set against the world mean."""


def totals(
    ledger: Ledger, resolution: Resolution, factors: FactorSet, conversions: Conversions | None = None
) -> pd.DataFrame:
    """Sum every indicator over every group of a ledger.

    Parameters
    ----------
    ledger : Ledger
    resolution : Resolution
        Of ``ledger.keys``.
    factors : FactorSet
    conversions : Conversions, optional
        What the conversions rest on; without it they are taken as certain.

    Returns
    -------
    pandas.DataFrame
        One row a (group, indicator): the group columns, then :data:`MEASURES`. `value` [unit of the indicator]
        is NaN where no line is assessed; `low` and `high` are the 95 % interval from factors and conversions
        (:func:`~bbafootprint.footprint.intervals.interval`); `intensity` is the
        value per tonne as bought of the assessed lines of known mass; `relative` is the value over that of the
        same primary equivalents at world-mean factors, over lines where both are assessed; `quality` is the
        mass-weighted data quality, 1 (best) to 5.
    """
    cells = ledger.cells
    group, key = cells["group"].to_numpy(), cells["key"].to_numpy()
    quantity, mass, lines = (
        cells[name].to_numpy(np.float64) for name in ("primary_quantity", "mass_t", "lines")
    )
    size = len(ledger.groups)
    table = _columns_of(factors)
    line_quality = np.fmax(
        *(ledger.keys[name].to_numpy(np.float64)[key] for name in ("conversion_quality", "origin_quality"))
    )
    every = {"lines": count_by(group, lines, size), "mass_t": count_by(group, mass, size)}
    if not factors.indicators:
        return pd.DataFrame(columns=[*ledger.by, *MEASURES])
    bounds_of = _interval_maker(ledger, resolution, table, conversions)
    parts: list[dict[str, npt.NDArray[Any]]] = []
    for column in range(len(factors.indicators)):
        row, world = resolution.rows[key, column], resolution.world_rows[key, column]
        answered = row >= 0
        amount = quantity * gather(table.value, row)
        at_world = quantity * gather(table.value, world)
        comparable = answered & (world >= 0) & ~gather(table.no_relative, row).astype(bool)
        bounds = bounds_of(column)
        value = sum_by(group, amount, size)
        assessed_lines = count_by(group, np.where(answered, lines, 0.0), size)
        assessed_mass = count_by(group, np.where(answered, mass, 0.0), size)
        of_known_mass = sum_by(group, np.where(mass > 0, amount, np.nan), size)
        quality = np.fmax(gather(table.quality, row), line_quality)
        weight = np.where(answered & ~np.isnan(quality), mass, np.nan)
        with np.errstate(invalid="ignore", divide="ignore"):
            part = {
                "value": value,
                "low": bounds.low,
                "high": bounds.high,
                "intensity": np.where(assessed_mass > 0, of_known_mass / assessed_mass, np.nan),
                "relative": _ratio(
                    sum_by(group, np.where(comparable, amount, np.nan), size),
                    sum_by(group, np.where(comparable, at_world, np.nan), size),
                ),
                "quality": _ratio(sum_by(group, weight * quality, size), sum_by(group, weight, size)),
                "assessed_lines": assessed_lines.astype(np.int64),
                "lines": every["lines"].astype(np.int64),
                "assessed_mass_t": assessed_mass,
                "mass_t": every["mass_t"],
                "assessed_line_share": _ratio(assessed_lines, every["lines"]),
                "assessed_mass_share": _ratio(assessed_mass, every["mass_t"]),
            }
        parts.append(part)
    each, at = np.tile(np.arange(len(parts)), size), np.repeat(np.arange(size), len(parts))
    groups = as_texts(ledger.groups, TEXT_GROUPS.intersection(ledger.by))
    columns: dict[str, Any] = {
        name: groups[name].take(at).set_axis(pd.RangeIndex(at.size)) for name in ledger.by
    }
    columns |= {name: said.take(each) for name, said in table.said.items()}
    columns |= {name: np.column_stack([part[name] for part in parts]).ravel() for name in parts[0]}
    return pd.DataFrame({name: columns[name] for name in (*ledger.by, *MEASURES)}, copy=False)


def interval_of(
    ledger: Ledger,
    resolution: Resolution,
    factors: FactorSet,
    column: int,
    conversions: Conversions | None = None,
) -> Interval:
    """Return the interval of one indicator over every group of a ledger.

    Parameters
    ----------
    ledger, resolution, factors, conversions
        As in :func:`totals`.
    column : int
        Position of the indicator.

    Returns
    -------
    Interval
    """
    return _interval_maker(ledger, resolution, _columns_of(factors), conversions)(column)


def _interval_maker(
    ledger: Ledger, resolution: Resolution, table: _FactorColumns, conversions: Conversions | None
) -> Callable[[int], Interval]:
    """Return what gives the interval of each indicator; what these share is worked out once."""
    cells = ledger.cells
    group, key = cells["group"].to_numpy(), cells["key"].to_numpy()
    quantity = cells["primary_quantity"].to_numpy(np.float64)
    basis, bases = code_bases(ledger.keys["conversion_basis"], conversions)
    of, basis_of_cell = sensitivities(bases, conversions)[0], basis[key]

    def make(column: int) -> Interval:
        return interval(
            group, resolution.rows[key, column], quantity, len(ledger.groups),
            value=table.value, low=table.low, high=table.high, gsd=table.gsd, basis=basis_of_cell, of=of,
        )  # fmt: skip

    return make


def coverage(ledger: Ledger, resolution: Resolution, factors: FactorSet) -> pd.DataFrame:
    """Count lines and tonnes by indicator and match level.

    Parameters
    ----------
    ledger, resolution, factors
        As in :func:`totals`; groups are ignored.

    Returns
    -------
    pandas.DataFrame
        One row an (indicator, match level): `lines`, `line_share`, `mass_t` [t], `mass_share`,
        `lines_without_mass`. The match levels are :data:`~bbafootprint.footprint.resolve.RUNGS`, ``not assessed``
        and ``rejected``; over them the lines add up to all lines and the tonnes to all known tonnes.
    """
    cells = ledger.cells
    key = cells["key"].to_numpy()
    rejected = ledger.keys["rejected"].to_numpy(bool)[key]
    names = [*RUNGS, NOT_ASSESSED, "rejected"]
    tallies = {name: cells[name].to_numpy(np.float64) for name in ("lines", "mass_t", "lines_without_mass")}
    size, width = len(names), len(factors.indicators)
    counts = {name: np.zeros(width * size) for name in tallies}
    for column in range(width):
        level = resolution.levels[key, column]
        level = np.where(rejected, len(RUNGS) + 1, np.where(level < 0, len(RUNGS), level))
        for name, tally in tallies.items():
            counts[name][column * size : (column + 1) * size] = count_by(level, tally, size)
    total_lines, total_mass = tallies["lines"].sum(), tallies["mass_t"].sum()
    return pd.DataFrame(
        {
            "indicator": np.repeat(np.array([each.id for each in factors.indicators], dtype=object), size),
            "match_level": np.tile(np.array(names, dtype=object), width),
            "lines": counts["lines"].astype(np.int64),
            "line_share": counts["lines"] / (total_lines if total_lines else np.nan),
            "mass_t": counts["mass_t"],
            "mass_share": counts["mass_t"] / (total_mass if total_mass else np.nan),
            "lines_without_mass": counts["lines_without_mass"].astype(np.int64),
        }
    )


def gaps(
    ledger: Ledger, reasons: npt.NDArray[np.object_], status: npt.NDArray[np.object_], factors: FactorSet
) -> pd.DataFrame:
    """List what each indicator leaves out, and why.

    Parameters
    ----------
    ledger : Ledger
    reasons : ndarray of object, shape (keys, indicators)
        Codes of :data:`~bbafootprint.footprint.reasons.REASONS`, empty where a factor answered.
    status : ndarray of object, shape (keys,)
        What became of the lines of each key.
    factors : FactorSet

    Returns
    -------
    pandas.DataFrame
        See :meth:`bbafootprint.Footprint.gaps`.
    """
    cells = ledger.cells
    key = cells["key"].to_numpy()
    primary = ledger.keys["primary_commodity"].to_numpy(object)
    lines, mass = cells["lines"].to_numpy(), cells["mass_t"].to_numpy()
    names = ["indicator", "primary_commodity", "status", "reason"]
    parts = []
    for column, indicator in enumerate(factors.indicators):
        out = reasons[key, column] != ""
        part = pd.DataFrame(
            {
                "indicator": indicator.id,
                "primary_commodity": primary[key[out]],
                "status": status[key[out]],
                "reason": reasons[key[out], column],
                "lines": lines[out],
                "mass_t": np.where(mass > 0, mass, np.nan)[out],
            }
        )
        groups = part.groupby(names, dropna=False, sort=False)
        parts.append(
            groups.agg(
                lines=("lines", "sum"), mass_t=("mass_t", lambda known: known.sum(min_count=1))
            ).reset_index()
        )
    if not parts:
        return pd.DataFrame(columns=[*names, "why", "lines", "mass_t"])
    table = pd.concat(parts, ignore_index=True)
    table.insert(4, "why", [words(code) for code in table["reason"]])
    return as_texts(table, [*names, "why"])


def _ratio(top: Floats, bottom: Floats) -> Floats:
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio: Floats = np.where(bottom > 0, top / bottom, np.nan)
    return ratio


class _FactorColumns:
    """The numbers of the factor table as arrays, and what is said of its indicators."""

    def __init__(self, factors: FactorSet) -> None:
        frame = factors.frame
        self.value: Floats = frame["value"].to_numpy(np.float64)
        self.low: Floats = frame["low"].to_numpy(np.float64)
        self.high: Floats = frame["high"].to_numpy(np.float64)
        self.gsd: Floats = frame["gsd"].to_numpy(np.float64)
        self.quality: Floats = frame["quality"].to_numpy(np.float64)
        flags = frame["flag"].cat
        marked = [float(NO_RELATIVE_SCORE in flag.split("|")) for flag in flags.categories]
        self.no_relative: Floats = np.array(marked, dtype=np.float64)[flags.codes.to_numpy()]
        self.said = {
            name: pd.Series([getattr(indicator, of) for indicator in factors.indicators]).array
            for name, of in (("indicator", "id"), ("account", "account"), ("unit", "unit"))
        }


_COLUMNS: WeakKeyDictionary[FactorSet, _FactorColumns] = WeakKeyDictionary()
"""A factor set never changes, and its columns go with it."""


def _columns_of(factors: FactorSet) -> _FactorColumns:
    if factors not in _COLUMNS:
        _COLUMNS[factors] = _FactorColumns(factors)
    return _COLUMNS[factors]
