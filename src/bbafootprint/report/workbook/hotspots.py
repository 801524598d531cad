"""The sheet Hotspots: the few groups that most of an impact comes from, and which lines to trace first."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from bbafootprint.factors import Indicator
from bbafootprint.footprint import Footprint
from bbafootprint.footprint.uncertainty.importance import hotspots
from bbafootprint.footprint.uncertainty.tracing_value import value_of_tracing
from bbafootprint.report.column_notes import notes_of
from bbafootprint.report.number_formats import half_width
from bbafootprint.report.sheets import Sheets
from bbafootprint.report.wording import commodity_title, title, titled
from bbafootprint.vocabulary import places

ACCOUNTS = ("loss", "degradation")
"""Accounts that have hotspots here; ``bbafootprint.hotspots`` gives those of any indicator."""

SHARE = 0.8
"""Share of the total that the hotspots hold together."""

FEWEST, MOST = 10, 60
"""Groups that are listed, hotspots or not, and hotspots that are listed at most."""

TRACED_FIRST = 20
"""Lines to trace that are listed."""

SHOWN = (
    "rank", "commodity", "origin", "value", "low", "high", "unit", "impact_share", "cumulative_share", "hotspot",
    "own_factor_share", "intensity", "relative", "quality", "lines", "mass_t",
)  # fmt: skip
TO_TRACE = (
    "rank", "commodity", "line_id", "value_now", "if_known_low", "if_known_high", "unit", "narrowing", "step",
    "origin_status", "supplier", "origin_as_given", "producers", "mass_t",
)  # fmt: skip
"""Columns, in an order that keeps numbers of one kind under each other."""

_NOTE = (
    f"The fewest pairs of commodity and origin that hold {SHARE:.0%} of the total together. Accounts are not added up; "
    "what is not assessed is in no share."
)
_TRACE_NOTE = (
    "Lines of unknown origin, by how much surer the total would be if each were traced with those above it."
)


def write_hotspots(sheets: Sheets, result: Footprint) -> None:
    """Write the groups that habitat loss and degradation come from, and the lines to trace first.

    Parameters
    ----------
    sheets : Sheets
    result : Footprint
        With its lines.
    """
    sheet = sheets.sheet("Hotspots", _NOTE)
    row = 3
    indicators = [each for each in result.factors.indicators if each.account in ACCOUNTS]
    widths: dict[int, float] = {}
    for indicator in indicators:
        row = _pareto(sheets, sheet, result, indicator, row, widths)
    for indicator in indicators:
        row = _to_trace(sheets, sheet, result, indicator, row, widths)
    for at, width in widths.items():
        sheet.set_column(at, at, width)
    if not indicators:
        sheet.write_string(row, 0, "The factor set has no indicator of loss or degradation.")
    sheet.freeze_panes(3, 3)
    sheet.fit_to_pages(1, 0)


def _pareto(
    sheets: Sheets, sheet: Any, result: Footprint, indicator: Indicator, row: int, widths: dict[int, float]
) -> int:
    name = title(indicator.id)
    table = hotspots(result, indicator=indicator.id, share=SHARE)
    hot = int(table["hotspot"].sum())
    listed = table.head(max(min(hot, MOST), FEWEST))
    rest = f", {len(listed):,} listed" if len(listed) < len(table) else ""
    said = f"{name} [{indicator.unit}]: {hot:,} of {len(table):,} pairs hold {SHARE:.0%}{rest}"
    sheet.write_string(row, 0, said if len(table) else f"{name}: nothing is assessed", sheets.section)
    if table.empty:
        return row + 2
    shown = listed.assign(
        rank=np.arange(1, len(listed) + 1),
        commodity=_named(listed["commodity"], partial(commodity_title, result)),
        origin=_named(listed["origin"], places.name),
        hotspot=np.where(listed["hotspot"], "yes", ""),
    )[list(SHOWN)]
    half = half_width(listed["low"].to_numpy(np.float64), listed["high"].to_numpy(np.float64))
    return _put(sheets, sheet, shown, row + 1, f"Hotspots {indicator.id}", widths, half)


def _to_trace(
    sheets: Sheets, sheet: Any, result: Footprint, indicator: Indicator, row: int, widths: dict[int, float]
) -> int:
    table = value_of_tracing(result, indicator.id)
    listed = table[table["step"] > 0].head(TRACED_FIRST)
    name = f"{title(indicator.id)} [{indicator.unit}]: lines to trace first"
    if listed.empty:
        many = f"none of the {len(table):,} lines of unknown origin would make the total surer"
        sheet.write_string(
            row, 0, f"{name}: {many if len(table) else 'no origin is unknown'}", sheets.section
        )
        return row + 2
    sheet.write_string(row, 0, name, sheets.section)
    sheet.write_string(row + 1, 0, _TRACE_NOTE, sheets.note)
    shown = listed.assign(
        rank=np.arange(1, len(listed) + 1),
        commodity=_named(listed["commodity"], partial(commodity_title, result)),
        value_now=listed["value"],
        unit=indicator.unit,
    )
    shown = shown[[name for name in TO_TRACE if name in shown.columns]]
    return _put(sheets, sheet, shown, row + 2, f"Trace {indicator.id}", widths, None)


def _put(
    sheets: Sheets, sheet: Any, shown: pd.DataFrame, row: int, name: str, widths: dict[int, float], half: Any
) -> int:
    """Put a table under the others; a column is as wide as the widest of them needs."""
    table = titled(shown.reset_index(drop=True))
    halves = {} if half is None else dict.fromkeys((title(each) for each in ("value", "low", "high")), half)
    below = sheets.put(sheet, table, row, name, notes=notes_of(shown.columns), half=halves, held=widths)
    return below + 1


def _named(codes: pd.Series, name: Any) -> list[str]:
    return ["(not read)" if pd.isna(code) else name(str(code)) for code in codes.astype(object)]
