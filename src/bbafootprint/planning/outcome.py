"""What a scenario comes to: totals before and after, side by side with how much of each is known."""

from __future__ import annotations

import pandas as pd

from bbafootprint.footprint import Footprint
from bbafootprint.planning.pieces import SCENARIO_COLUMNS
from bbafootprint.schema import Lines

OUTCOME_COLUMNS: tuple[str, ...] = (
    "indicator", "account", "unit", "before", "before_low", "before_high", "after", "after_low", "after_high",
    "difference", "change", "before_assessed_mass_share", "after_assessed_mass_share", "newly_not_assessed_t",
)  # fmt: skip
"""Columns of :func:`scenario_totals`."""


def scenario_totals(before: Footprint, after: Footprint) -> pd.DataFrame:
    """Set the totals before and after a scenario side by side.

    Parameters
    ----------
    before, after : Footprint
        Made with the same factors and options.

    Returns
    -------
    pandas.DataFrame
        One row an indicator: :data:`OUTCOME_COLUMNS`, `difference` = `after` - `before` in its unit, `change` as a
        share of `before`, the share of tonnes assessed in each, and `newly_not_assessed_t`: tonnes that the scenario
        buys and the indicator does not answer for, in place of goods that it did. What these cost is in no total, so
        that a fall may be no more than that. NaN where one of the two is not assessed, or lines are not kept.
    """
    one, two = before.total(), after.total()
    table = pd.DataFrame({"account": one["account"], "unit": one["unit"]})
    for name, total in (("before", one), ("after", two)):
        table[name] = total["value"]
        table[f"{name}_low"], table[f"{name}_high"] = total["low"], total["high"]
        table[f"{name}_assessed_mass_share"] = total["assessed_mass_share"]
    table["difference"] = table["after"] - table["before"]
    table["change"] = (table["difference"] / table["before"]).where(table["before"] > 0)
    table["newly_not_assessed_t"] = _newly_not_assessed(before, after, list(table.index))
    return table.reset_index()[list(OUTCOME_COLUMNS)]


def _newly_not_assessed(before: Footprint, after: Footprint, indicators: list[str]) -> list[float]:
    """Return the tonnes that an indicator answered for until the scenario changed them."""
    if before.lines is None or after.lines is None:
        return [float("nan")] * len(indicators)
    if "scenario_of" not in after.lines.frame.columns:
        return [0.0] * len(indicators)
    was, now = before.to_frame(), after.to_frame()
    now = now[now["scenario_of"].notna().to_numpy(bool)]
    tonnes = []
    for indicator in indicators:
        answered = set(was.loc[was[indicator].notna(), "line_id"].astype(object))
        lost = now[indicator].isna() & now["scenario_of"].astype(object).isin(answered)
        tonnes.append(float(now.loc[lost, "mass_t"].sum()))
    return tonnes


def changed_lines(lines: Lines) -> pd.DataFrame:
    """Return the lines that a scenario changed or made.

    Parameters
    ----------
    lines : Lines
        As :func:`bbafootprint.apply_scenario` returns them.

    Returns
    -------
    pandas.DataFrame
        All columns of the lines; no rows where nothing changed.
    """
    if not set(SCENARIO_COLUMNS) <= set(lines.frame.columns):
        return lines.frame.iloc[:0]
    return lines.frame[lines.frame["scenario_of"].notna().to_numpy(bool)]
