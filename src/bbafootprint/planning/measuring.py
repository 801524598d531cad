"""What a target measures in the footprint of one year, and how much of it is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from bbafootprint.errors import UsageError
from bbafootprint.footprint import Footprint, tally
from bbafootprint.planning.adjusting import conversion_years
from bbafootprint.planning.claims import Claims, Floats, read_claims
from bbafootprint.planning.commitment import Certified, NoConversion, Reduction, Target, Traced
from bbafootprint.planning.evidence import rank_of
from bbafootprint.planning.names import Names
from bbafootprint.planning.selecting import Flags, as_said, is_any, select

SHARE = "share of t"
"""Unit of the share of tonnes that fulfil a practice."""


@dataclass(frozen=True)
class Measured:
    """What a target measures in one year.

    Attributes
    ----------
    value : float
        In `unit`; NaN where nothing is assessed or no line is in scope.
    unit : str
    coverage : float
        Share of tonnes in scope that are assessed (practices: of lines, whose mass is known); where some mass is not
        known, the share of lines if that is smaller. NaN without lines.
    lines, lines_without_mass : int
        Lines in scope, and those of them whose mass is not known.
    mass_t : float
        Tonnes in scope, of lines of known mass.
    unplaced_lines : int
        Lines of which it cannot be told whether they are in scope, because their commodity is not known.
    scoped : Footprint
        Of the lines in scope.
    per_tonne : float
        What an amount of the indicator is multiplied by to give `value`: 1, or 1 / tonnes for an intensity.
    context : list of dict
        What to see beside the value: `what`, `value`, `unit`, `note`.
    """

    value: float
    unit: str
    coverage: float
    lines: int
    lines_without_mass: int
    mass_t: float
    unplaced_lines: int
    scoped: Footprint
    per_tonne: float = 1.0
    context: list[dict[str, Any]] = field(default_factory=list)


def measure(
    target: Target, result: Footprint, names: Names, place: str, columns: Mapping[str, str] | None
) -> Measured | None:
    """Measure a target in a footprint.

    Parameters
    ----------
    target : Target
    result : Footprint
        Of one year, with its lines.
    names : Names
        How names are read; takes what is wrong with them.
    place : str
        Of the target, for messages.
    columns : mapping of str to str, optional
        Columns of the lines that hold claims, as :func:`bbafootprint.adjusted_totals` takes them.

    Returns
    -------
    Measured or None
        None where a name cannot be used; `names` then has the fault.
    """
    frame, _ = kept(result)
    before = len(names.faults)
    others = select(frame, names, place, where=target.where)
    goods = select(
        frame, names, place, commodity=target.commodity, primary_commodity=target.primary_commodity
    )
    if isinstance(target, Reduction) and target.indicator not in result.total().index:
        known = ", ".join(map(str, result.total().index))
        names.faults.append(
            f"{place}: indicator: {target.indicator!r} is not known; the factor set has {known}"
        )
    if len(names.faults) > before:
        return None
    restricted = bool(target.commodity or target.primary_commodity)
    unplaced = others & frame["commodity"].isna().to_numpy(bool) & restricted
    scoped = subset(result, others & goods)
    part, _ = kept(scoped)
    mass = part["mass_t"].to_numpy(np.float64)
    line = _lines_as_read(part)
    base = Measured(
        float("nan"), SHARE, float("nan"), len(set(line)), len(set(line[np.isnan(mass)])),
        float(np.nansum(mass)), len(set(_lines_as_read(frame[unplaced]))), scoped,
    )  # fmt: skip
    if isinstance(target, Reduction):
        return _reduced(target, base)
    weighed = 1 - base.lines_without_mass / base.lines if base.lines else float("nan")
    claims = read_claims(part, columns)
    if isinstance(target, Traced):
        fulfils, context = _traced(target, scoped, mass)
    else:
        fulfils, context = _claimed(target, part, claims, columns), _as_context(target, scoped)
    return replace(base, value=_share(mass, fulfils), coverage=weighed, context=context)


def kept(result: Footprint) -> tuple[pd.DataFrame, npt.NDArray[np.int64]]:
    """Return the converted lines of a result and the key of each; `UsageError` where they are not kept."""
    if result.lines is None or result.line_key is None:
        raise UsageError(
            "a commitment is tracked by lines, and a footprint has none; run it with keep_lines=True"
        )
    return result.lines.frame, result.line_key


def subset(result: Footprint, at: Flags) -> Footprint:
    """Return the footprint of some of the lines of a footprint.

    Parameters
    ----------
    result : Footprint
        With its lines.
    at : ndarray of bool, shape (lines,)

    Returns
    -------
    Footprint
        With the same keys, factors and options.
    """
    frame, key = kept(result)
    chosen, keys = frame[at], key[at]
    lines = replace(result.lines, frame=chosen)  # type: ignore[type-var]  # kept() has refused None
    return replace(result, ledger=tally(chosen, result.ledger.keys, keys), lines=lines, line_key=keys)


def _lines_as_read(frame: pd.DataFrame) -> npt.NDArray[np.object_]:
    """Return the line that each row comes of: splitting lines must not change what is known of them."""
    ids = frame["line_id"].astype(object)
    if "scenario_of" in frame.columns:
        ids = frame["scenario_of"].astype(object).where(frame["scenario_of"].notna(), ids)
    return ids.to_numpy()


def _reduced(target: Reduction, base: Measured) -> Measured:
    """Return the amount or intensity of an indicator, with its coverage."""
    if not base.lines:
        return base
    row: dict[str, Any] = base.scoped.total().loc[target.indicator].to_dict()  # type: ignore[assignment]
    coverage = float(row["assessed_mass_share"])
    if base.lines_without_mass or np.isnan(coverage):  # tonnes that nobody knows cannot have been assessed
        coverage = float(np.nanmin([coverage, float(row["assessed_line_share"])]))
    value, intensity, unit = float(row["value"]), float(row["intensity"]), str(row["unit"])
    if target.kind == "indicator":
        return replace(base, value=value, unit=unit, coverage=coverage)
    per_tonne = intensity / value if value > 0 else float("nan")
    return replace(base, value=intensity, unit=f"{unit} per t", coverage=coverage, per_tonne=per_tonne)


def _traced(target: Traced, scoped: Footprint, mass: Floats) -> tuple[Flags, list[dict[str, Any]]]:
    """Return of which lines it is known where they grew, and what is known of the others."""
    part, key = kept(scoped)
    status = scoped.resolution.keys["origin_status"].to_numpy(object)[key]
    fulfils: Flags = status == "declared"
    if target.by_trade_data:
        fulfils |= status == "traced"
    if target.level == "region":
        fulfils &= part["region"].notna().to_numpy(bool)  # whether the factors know it is another question
    words = {
        "traced": "origin from trade statistics: a mix of what a country ships, not known of these goods",
        "consignment": "only shipped from the country given",
        "unknown": "origin not known",
        "unreadable": "an origin is given that nobody can read",
    }
    context = [
        _context(said, _share(mass, status == code), SHARE, "")
        for code, said in words.items()
        if (status == code).any()
    ]
    return fulfils, context


def _claimed(target: Target, part: pd.DataFrame, claims: Claims, columns: Mapping[str, str] | None) -> Flags:
    """Return which lines are certified, or claimed free of conversion, with the evidence that the target asks for."""
    if isinstance(target, Certified):
        fulfils: Flags = claims.rank >= rank_of(target.evidence)
        if target.schemes:
            column = (columns or {}).get("certification", "certification")
            wanted = {as_said(scheme) for scheme in target.schemes}
            fulfils &= (
                is_any(part[column], lambda text: as_said(text) in wanted)
                if column in part.columns
                else np.zeros(len(part), dtype=bool)
            )
        return fulfils
    if not isinstance(target, NoConversion):
        raise TypeError(f"no measure for {type(target).__name__}")
    counts: Flags = claims.claim == "conversion_free"
    if target.claim == "deforestation_free":
        counts |= claims.claim == "deforestation_free"
    latest = target.cut_off.year + target.cut_off.timetuple().tm_yday / _days(target.cut_off.year)
    return counts & (claims.rank >= rank_of(target.evidence)) & (claims.cut_off <= latest + 1e-9)


def _days(year: int) -> int:
    return 366 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 365


def _as_context(target: Target, scoped: Footprint) -> list[dict[str, Any]]:
    """Return the conversion that the factors see, which is never the measure of a target of no conversion."""
    if not isinstance(target, NoConversion):
        return []
    total = scoped.total()
    rows = []
    for indicator in scoped.factors.indicators:
        if indicator.kind == "flow" and indicator.account == "loss":
            years = conversion_years(indicator)
            over = f"spread over {years:.4g} years" if years == years else "spread over years"
            note = (
                f"context, not the measure: it is {over} and a mean of the origin, while the target asks for none "
                f"since {target.cut_off.isoformat()}, cumulative and on the plots themselves"
            )
            value = float(total["value"][indicator.id])
            rows.append(_context(indicator.id, value, indicator.unit, note))
    return rows


def _context(what: str, value: float, unit: str, note: str) -> dict[str, Any]:
    return {"what": what, "value": value, "unit": unit, "note": note}


def _share(mass: Floats, at: Flags) -> float:
    """Return the share of known tonnes; NaN where there are none."""
    whole = float(np.nansum(mass))
    return float(np.nansum(mass[at])) / whole if whole > 0 else float("nan")
