"""Totals beside which stands what would remain of them if the claims about some lines hold. Never instead of them."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from bbafootprint.errors import UsageError
from bbafootprint.factors import Indicator
from bbafootprint.footprint import Footprint
from bbafootprint.footprint.ledger import counted_lines
from bbafootprint.planning.claims import NOT_UNDERSTOOD, Claims, Floats, absent_share, read_claims
from bbafootprint.planning.evidence import evidence_levels

ADJUSTED_COLUMNS: tuple[str, ...] = (
    "indicator", "account", "unit", "evidence", "unadjusted", "marked_lines", "marked_mass_t", "marked_mass_share",
    "marked_value", "claimed_absent", "adjusted", "why",
)  # fmt: skip
"""Columns of :func:`adjusted_totals`."""

ALL = "all"
"""Stands for every level of evidence together."""

_SPAN = re.compile(r"\bt\s*-\s*(\d+)\s*\.\.\s*t\b")
_YEARS = re.compile(r"\b(\d+) years\b")
_LAND_IN_USE = "not adjusted: the land is still used, whatever it was before"


def adjusted_totals(
    result: Footprint,
    columns: Mapping[str, str] | None = None,
    *,
    years: Mapping[str, float] | None = None,
) -> pd.DataFrame:
    """Return, beside each total, what would remain of it if what is claimed of some lines holds.

    Parameters
    ----------
    result : Footprint
        With its lines. `Footprint.total` does not know of claims, and this does not change it.
    columns : mapping of str to str, optional
        Columns of the lines that hold `certification`, `claim`, `evidence` and `cut_off`
        (:data:`~bbafootprint.planning.evidence.CLAIM_COLUMNS`), where they have other names.
    years : mapping of str to float, optional
        Indicator to the years over which its conversion is spread, where the factor set does not say it as
        ``t-4..t`` or ``5 years``.

    Returns
    -------
    pandas.DataFrame
        One row an (indicator, level of evidence), and one of all levels together (``"all"``); levels that no line
        has are left out. Columns :data:`ADJUSTED_COLUMNS`: `unadjusted` (the total), `marked_lines`, `marked_mass_t`
        [t] and `marked_mass_share` (of the tonnes of all lines) of the lines with this evidence, `marked_value`
        (their part of the total; NaN where none of them is assessed), `claimed_absent` (what of it is claimed not to
        have happened), `adjusted` = `unadjusted` - `claimed_absent`, never below 0, and `why`. Levels are adjusted one
        by one: only ``"all"`` holds every claim. A row ``"not understood"`` counts lines whose evidence is no known
        level: they are not adjusted.

    Raises
    ------
    UsageError
        If the lines are not kept, or a column is not there.

    Notes
    -----
    Adjusted are indicators of conversion alone (kind ``flow``), by lines that are claimed to be free of deforestation
    or conversion since a cut-off date. A factor spreads conversion over some years up to the year of the purchase; the
    share of these years that lies after the cut-off date is claimed absent (:func:`claims.absent_share`), so that a
    claim from the end of 2020 takes 4/5 off a purchase of 2024 and a factor of five years. Goods only certified, or
    with a claim that lacks its date, or of no known year, are counted and not adjusted. Land in use stays in use:
    occupation, degradation and fragmentation are never adjusted. A claim is not a measurement:
    the adjusted figure is no footprint.
    """
    frame = result.to_frame()
    claims = read_claims(frame, columns)
    total = result.total()
    mass = frame["mass_t"].to_numpy(np.float64)
    known_mass = float(np.nansum(mass))
    given = dict(years or {})
    names = [indicator.id for indicator in result.factors.indicators]
    if wrong := [name for name in given if name not in names]:
        raise UsageError(
            f"years: there is no indicator {', '.join(wrong)}; the factor set has {', '.join(names)}"
        )
    counts = counted_lines(frame)
    levels = [level for level in (*evidence_levels().index, NOT_UNDERSTOOD) if (claims.level == level).any()]
    groups: dict[str, npt.NDArray[np.bool_]] = {level: claims.level == level for level in levels}
    groups[ALL] = (claims.level != "") & (claims.level != NOT_UNDERSTOOD)
    rows = []
    for indicator in result.factors.indicators:
        amount = frame[indicator.id].to_numpy(np.float64)
        unadjusted = float(total["value"][indicator.id])
        window = given.get(indicator.id, conversion_years(indicator))
        for level, marked in groups.items():
            assessed = marked & ~np.isnan(amount)
            absent, why = _absent(indicator, claims, assessed, amount, window)
            weighed = float(np.nansum(mass[marked]))
            rows.append({
                "indicator": indicator.id, "account": indicator.account, "unit": indicator.unit, "evidence": level,
                "unadjusted": unadjusted, "marked_lines": int(counts[marked].sum()), "marked_mass_t": weighed,
                "marked_mass_share": weighed / known_mass if known_mass > 0 else np.nan,
                "marked_value": float(amount[assessed].sum()) if assessed.any() else np.nan,
                "claimed_absent": absent,
                "adjusted": _left(unadjusted, absent),
                "why": why,
            })  # fmt: skip
    return pd.DataFrame(rows, columns=list(ADJUSTED_COLUMNS))


def conversion_years(indicator: Indicator) -> float:
    """Return the years over which an indicator spreads conversion, as its set says it; NaN where it does not.

    Parameters
    ----------
    indicator : Indicator
        Its `amortisation` says ``t-4..t`` or ``5 years``.

    Returns
    -------
    float
    """
    said = indicator.amortisation or ""
    if found := _SPAN.search(said):
        return float(found[1]) + 1
    return float(found[1]) if (found := _YEARS.search(said)) else float("nan")


def _left(unadjusted: float, absent: float) -> float:
    """Return what is left of a total; what the arithmetic of floats leaves of nothing is 0."""
    left = unadjusted - absent
    return 0.0 if left < 1e-12 * unadjusted else left


def _absent(
    indicator: Indicator, claims: Claims, marked: npt.NDArray[np.bool_], amount: Floats, window: float
) -> tuple[float, str]:
    """Return what is claimed absent of marked lines, and what to know about it."""
    if indicator.kind != "flow":
        return 0.0, _LAND_IN_USE
    if not marked.any():
        return 0.0, "not adjusted: no line that is marked is assessed"
    if (claims.level[marked] == NOT_UNDERSTOOD).all():
        return 0.0, "not adjusted: the evidence is no level that is known"
    if window != window:
        return 0.0, "not adjusted: the factor set does not say over which years conversion is spread"
    share = absent_share(claims, window)
    undated = marked & np.isnan(share)
    silent = marked & (claims.claim == "certified")
    late = marked & ~undated & ~silent & (claims.cut_off >= claims.year + 1)
    said = [f"what is spread over {window:.4g} years, from the cut-off date on"]
    if undated.any():
        said.append(f"without cut-off date or year, and not adjusted: {_lines(undated)}")
    if late.any():
        said.append(
            f"with a cut-off date after their year, which says nothing of it, and not adjusted: {_lines(late)}"
        )
    if silent.any():
        said.append(f"claim nothing of conversion, and not adjusted: {_lines(silent)}")
    if (marked & (claims.claim == "deforestation_free")).any():
        said.append("deforestation-free speaks of forest alone")
    taken = amount[marked] * np.nan_to_num(share[marked], nan=0.0)
    return float(taken.sum()), "; ".join(said)


def _lines(marked: npt.NDArray[np.bool_]) -> str:
    count = int(marked.sum())
    return f"{count:,} line{'s' * (count != 1)}"
