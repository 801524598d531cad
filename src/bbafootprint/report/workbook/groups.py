"""The sheets of groups: By commodity, By origin, By period, By ecosystem."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import numpy as np
import pandas as pd

from bbafootprint.footprint import Footprint
from bbafootprint.footprint.calculate import Floats
from bbafootprint.report.column_notes import COLUMN_NOTES, notes_of
from bbafootprint.report.number_formats import half_width
from bbafootprint.report.sheets import Sheets
from bbafootprint.report.wording import commodity_title, title, titled
from bbafootprint.report.workbook.period_order import period_key
from bbafootprint.vocabulary import places

_ADDS_UP = "Groups add up to the Summary. A blank is not assessed, never 0."
_INTERVALS = ("loss", "degradation", "fragmentation")
"""Accounts whose interval, intensity, relative score and quality stand beside the value."""


def write_groups(sheets: Sheets, result: Footprint, groups: Mapping[str, pd.DataFrame]) -> None:
    """Write the sheets By commodity and By origin, and By period where there are several.

    Parameters
    ----------
    sheets : Sheets
    result : Footprint
    groups : mapping of str to pandas.DataFrame
        Its totals by commodity and by origin.
    """
    _by(sheets, result, "commodity", groups["commodity"], partial(commodity_title, result))
    _by(sheets, result, "origin", groups["origin"], places.name)
    if result.lines is not None and len(result.lines.frame["period"].dropna().unique()) > 1:
        _by(sheets, result, "period", result.by("period"), str)


def _by(
    sheets: Sheets, result: Footprint, column: str, long: pd.DataFrame, name: Callable[[str], str]
) -> None:
    """Write one row a group, the largest or the earliest first; indicators side by side, each with its coverage."""
    wide, notes, half = wide_table(result, column, long, name)
    sheets.table(f"By {column}", wide, _ADDS_UP, notes=notes, half=half)


def wide_table(
    result: Footprint, column: str, long: pd.DataFrame, name: Callable[[str], str]
) -> tuple[pd.DataFrame, dict[str, str], dict[str, Floats]]:
    """Return totals by the groups of a column, indicators side by side.

    Parameters
    ----------
    result : Footprint
    column : str
        Of the lines.
    long : pandas.DataFrame
        The totals by that column.
    name : callable
        Gives the name of a group from its code.

    Returns
    -------
    table : pandas.DataFrame
        One row a group, largest habitat degradation first; periods in the order of time.
    notes : dict of str to str
        What the columns mean.
    half : dict of str to ndarray
        Half the widths of the intervals of the columns that have one.
    """
    groups = long[column].astype(object).where(long[column].notna(), None)
    labels = {g: ("(not read)" if g is None else name(g)) for g in groups.unique()}
    notes = {
        "Code": f"Code of the {column}.",
        "Lines": COLUMN_NOTES["lines"],
        "Mass [t]": COLUMN_NOTES["mass_t"],
    }
    blocks: list[pd.DataFrame] = []
    order: pd.Series | None = None
    for indicator in result.factors.indicators:
        part = long[long["indicator"] == indicator.id].reset_index(drop=True)
        if not blocks:
            head = part[[column, "lines", "mass_t"]].copy()
            head.insert(0, "label", [labels[None if pd.isna(g) else g] for g in part[column]])
            blocks.append(head.set_axis([title(column), "Code", "Lines", "Mass [t]"], axis=1))
            order = head["mass_t"]
        named = title(indicator.id)
        block = {f"{named} [{indicator.unit}]": "value"}
        if indicator.account in _INTERVALS:
            shown = ("low", "high", "intensity", "relative", "quality")
            block |= {f"{named} {'per t' if each == 'intensity' else each}": each for each in shown}
        block[f"{named} assessed share of mass"] = "assessed_mass_share"
        notes |= {
            header: f"{named}, {indicator.unit}. {COLUMN_NOTES[each]}" for header, each in block.items()
        }
        blocks.append(pd.DataFrame({header: part[each] for header, each in block.items()}))
        if indicator.id == "habitat_degradation":
            order = part["value"]
    if not blocks or order is None:
        return pd.DataFrame(columns=[title(column), "Code", "Lines", "Mass [t]"]), notes, {}
    wide = pd.concat(blocks, axis=1)
    by = pd.DataFrame({"first": order.to_numpy(), "mass": wide["Mass [t]"].to_numpy()})
    if column == "period":
        periods = [None if pd.isna(code) else str(code) for code in wide["Code"]]
        in_order = sorted(range(len(periods)), key=lambda at: period_key(periods[at]))
    else:
        by = by.sort_values(["first", "mass"], ascending=False, na_position="last", kind="stable")
        in_order = by.index.tolist()
    wide = wide.loc[in_order].reset_index(drop=True)
    half: dict[str, Floats] = {}
    for indicator in result.factors.indicators:
        of_value = f"{title(indicator.id)} [{indicator.unit}]"
        low, high = (f"{title(indicator.id)} {end}" for end in ("low", "high"))
        if low in wide.columns:
            width = half_width(wide[low].to_numpy(np.float64), wide[high].to_numpy(np.float64))
            half |= dict.fromkeys((of_value, low, high), width)
    return wide, notes, half


def write_ecosystems(sheets: Sheets, result: Footprint) -> None:
    """Write the sheet By ecosystem: one row an (indicator, ecosystem), largest first, those without a factor last.

    Parameters
    ----------
    sheets : Sheets
    result : Footprint
    """
    table = result.by("ecosystem")
    names = {indicator.id: title(indicator.id) for indicator in result.factors.indicators}
    order = {indicator: at for at, indicator in enumerate(names)}
    table = table.assign(_at=table["indicator"].map(order)).sort_values(
        ["_at", "value"], ascending=[True, False], na_position="last", kind="stable"
    )
    whole = table.groupby("indicator")["value"].transform("sum")
    table["share_of_total"] = table["value"] / whole.where(whole > 0)
    table["indicator"] = table["indicator"].map(names)
    table["basis"] = table["basis"].astype(object).str.replace("_", " ")
    shown = [
        "indicator", "ecosystem", "get_code", "value", "unit", "share_of_total", "value_at_share_low",
        "value_at_share_high", "basis",
    ]  # fmt: skip
    sheets.table(
        "By ecosystem",
        titled(table[shown].reset_index(drop=True)),
        "By the shares of each origin's land, not of the fields where the goods grew: context, no location. Of each "
        "indicator the ecosystems add up to the Summary. A blank value is not assessed, never 0.",
        notes=notes_of(shown),
    )
