"""Rows that may stand twice: the same holding or company line again, or one position at several dates."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from bbafootprint.footprint.calculate import Ints
from bbafootprint.portfolio.attribution import OUT, REJECTED
from bbafootprint.portfolio.inputs.issues import counted, make

GROUPS_SHOWN = 20
"""Groups of rows alike that are named one by one; the others are counted together."""

CELLS_SHOWN = 10

_OWN_OF_HOLDING = ("holding_id", "cell", "problem")
_OWN_OF_LINE = ("line_id", "row", "cell")


def holdings_alike(frame: pd.DataFrame, sheet: str) -> list[dict[str, Any]]:
    """Say which holdings are the same in all fields but their own identifier: each counts.

    Parameters
    ----------
    frame : pandas.DataFrame
        Holdings, as read.
    sheet : str

    Returns
    -------
    list of dict
    """
    here = frame[frame["outstanding"].notna().to_numpy(bool)]
    amount = here["outstanding"].to_numpy(np.float64)
    issues = []
    groups = _groups(here, _OWN_OF_HOLDING)
    for at in groups[:GROUPS_SHOWN]:
        first: pd.Series[Any] = here.iloc[int(at[0])]
        beside = float(amount[at[1:]].sum())
        issues.append(make(
            "holdings-alike",
            f"{counted(len(at), 'holding')} are the same in all fields ({_named(here['holding_id'], at)}): each "
            f"counts, {beside:,.10g} {first['currency']} beside the first.",
            found=str(first["holding_id"]), sheet=sheet, cell=_cells(here["cell"], at),
            line_id=str(first["holding_id"]),
            suggestion="Delete what stands twice by mistake; separate trades are right as they are.",
        ))  # fmt: skip
    if rest := groups[GROUPS_SHOWN:]:
        rows = sum(len(at) - 1 for at in rest)
        issues.append(make(
            "holdings-alike",
            f"{len(rest):,} more groups of holdings are the same in all fields: {counted(rows, 'row')} beside the "
            "first of each. Each counts.", sheet=sheet, line_id=str(here["holding_id"].iloc[int(rest[0][0])]),
            suggestion="Delete what stands twice by mistake; separate trades are right as they are.",
        ))  # fmt: skip
    return issues


def lines_alike(frame: pd.DataFrame, company: str) -> list[dict[str, Any]]:
    """Say which company lines are the same in all fields but their own identifier: each counts.

    Parameters
    ----------
    frame : pandas.DataFrame
        Lines, as read.
    company : str
        Column that names the company.

    Returns
    -------
    list of dict
    """
    here = frame[frame["amount"].notna().to_numpy(bool)]
    own = (*_OWN_OF_LINE, *(name for name in ("part", "share") if name in here))
    amount = here["amount"].to_numpy(np.float64)
    issues = []
    groups = _groups(here, own)
    for at in groups[:GROUPS_SHOWN]:
        first: pd.Series[Any] = here.iloc[int(at[0])]
        beside = float(amount[at[1:]].sum())
        what = (
            first["commodity_as_given"]
            if isinstance(first["commodity_as_given"], str)
            else first["commodity"]
        )
        issues.append(make(
            "lines-alike",
            f"{counted(len(at), 'line')} of {first[company]} ({what}) are the same in all fields "
            f"({_named(here['line_id'], at)}): each counts, {beside:,.10g} {first['amount_unit']} beside the first.",
            found=str(first["line_id"]), sheet=str(first["sheet"]), cell=_cells(here["cell"], at),
            line_id=str(first["line_id"]),
            suggestion="Delete what stands twice by mistake; separate shipments are right as they are.",
        ))  # fmt: skip
    if rest := groups[GROUPS_SHOWN:]:
        rows = sum(len(at) - 1 for at in rest)
        issues.append(make(
            "lines-alike",
            f"{len(rest):,} more groups of lines are the same in all fields: {counted(rows, 'line')} beside the first "
            "of each. Each counts.", line_id=str(here["line_id"].iloc[int(rest[0][0])]),
            suggestion="Delete what stands twice by mistake; separate shipments are right as they are.",
        ))  # fmt: skip
    return issues


def several_dates(frame: pd.DataFrame, keys: npt.NDArray[np.object_], sheet: str) -> list[dict[str, Any]]:
    """Say that the same position stands at several dates.

    Parameters
    ----------
    frame : pandas.DataFrame
        Holdings with their status.
    keys : ndarray of object, shape (holdings,)
        Company of each holding, or what was given of it.
    sheet : str

    Returns
    -------
    list of dict
    """
    table = frame[["asset_class", "date", "holding_id", "cell"]].assign(company=keys)
    inside = ~frame["status"].isin([OUT, REJECTED]) & frame["date"].notna() & (table["company"] != "")
    table = table[inside.to_numpy(bool)]
    groups = table.groupby(["company", "asset_class"], sort=False, dropna=False)
    table = table[(groups["date"].transform("nunique") > 1).to_numpy(bool)]
    if table.empty:
        return []
    positions = table[["company", "asset_class"]].drop_duplicates()
    first: pd.Series[Any] = table.iloc[0]
    same = (table["company"] == first["company"]) & (table["asset_class"] == first["asset_class"])
    dates = sorted({str(date) for date in table.loc[same.to_numpy(bool), "date"]})
    shown = f"{', '.join(dates[:5])}{f' and {len(dates) - 5:,} more' if len(dates) > 5 else ''}"
    return [make(
        "holdings-of-several-dates",
        f"{counted(len(positions), 'position')} (company and asset class) at several dates, {first['company']} "
        f"({first['asset_class']}) the first, at {shown}: amounts at several dates are added.",
        found=str(first["company"]), sheet=sheet, cell=str(first["cell"]), line_id=str(first["holding_id"]),
        suggestion="Screen each date apart, or use --before.",
    )]  # fmt: skip


def _groups(frame: pd.DataFrame, own: tuple[str, ...]) -> list[Ints]:
    """Return the positions of rows that are the same in all columns but their own, by group.

    Numbers first, and of the next column only the rows that are still like another: few are, of millions.
    """
    columns = [name for name in frame.columns if name not in own]
    columns.sort(key=lambda name: not pd.api.types.is_float_dtype(frame[name].dtype))
    rows = np.arange(len(frame), dtype=np.int64)
    group = np.zeros(len(frame), dtype=np.int64)
    for name in columns:
        codes = _codes(frame[name].iloc[rows])
        group = pd.factorize(group * (int(codes.max(initial=-1)) + 2) + codes + 1)[0]
        alike = np.bincount(group)[group] > 1 if rows.size else np.zeros(0, dtype=bool)
        rows, group = rows[alike], group[alike]
    order = np.argsort(group, kind="stable")
    starts = np.flatnonzero(np.diff(group[order], prepend=-1))
    return sorted(np.split(rows[order], starts[1:]), key=lambda at: int(at[0])) if rows.size else []


def _codes(column: pd.Series[Any]) -> Ints:
    """Return a number for each distinct value, -1 for a missing one."""
    try:
        return pd.factorize(column)[0]
    except TypeError:  # what a person's own column holds need not be hashable
        return pd.factorize(np.array([repr(value) for value in column], dtype=object))[0]


def _named(column: pd.Series[Any], at: Ints) -> str:
    names = [str(column.iloc[one]) for one in at[:CELLS_SHOWN].tolist()]
    return ", ".join(names) + (f" and {len(at) - CELLS_SHOWN:,} more" if len(at) > CELLS_SHOWN else "")


def _cells(column: pd.Series[Any], at: Ints) -> str:
    return ", ".join(str(column.iloc[one]) for one in at[:CELLS_SHOWN].tolist() if column.iloc[one])
