"""Columns of periods that hold others: a year beside its months, a total beside its years."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from bbafootprint.ingest.header_words import fold
from bbafootprint.ingest.issues import make_issue
from bbafootprint.ingest.table import Table

_TOTALS = """total totals totaal totale totaux sum som summe somme gesamt gesamtsumme gesamtmenge insgesamt
    cumulative cumul cumule"""
TOTAL_WORDS = frozenset(_TOTALS.split())
"""Words in a header that say that the column adds others up."""

_PERIOD = re.compile(r"([0-9]{4})(?:-Q([1-4])|-H([12])|([-/])([0-9]{4}|[0-9]{2}))?")


def period_span(period: str) -> tuple[int, int]:
    """Return the months that a period covers.

    Parameters
    ----------
    period : str
        As :func:`bbafootprint.ingest.header_words.split_header` writes it: ``2020``, ``2020/21``,
        ``2020-2022``, ``2020-H1``, ``2020-Q1`` or ``2020-03``.

    Returns
    -------
    first, after : int
        Months since the year 0: the first one, and the first one after the period. ``2020/21`` covers both
        years, since it may be a year of accounts or a range.

    Raises
    ------
    ValueError
        If it is not a period.
    """
    found = _PERIOD.fullmatch(period)
    if found is None:
        raise ValueError(f"{period!r} is not a period")
    year, quarter, half, sign, second = found.groups()
    start = int(year) * 12
    if quarter:
        return start + 3 * int(quarter) - 3, start + 3 * int(quarter)
    if half:
        return start + 6 * int(half) - 6, start + 6 * int(half)
    if second is None:
        return start, start + 12
    if sign == "-" and len(second) == 2 and 1 <= int(second) <= 12:
        return start + int(second) - 1, start + int(second)
    last = int(second) if len(second) == 4 else int(year) // 100 * 100 + int(second)
    return start, max(last, int(year)) * 12 + 12


def leave_totals_out(table: Table) -> tuple[Table, list[dict[str, Any]]]:
    """Leave out the columns of periods whose parts are columns of their own, so that nothing counts twice.

    Parameters
    ----------
    table : Table

    Returns
    -------
    table : Table
        Without the periods that contain another filled one in time, and without those whose header says that
        they are a total of another; they become other columns.
    issues : list of dict
        A warning for each.
    """
    filled = {at: mask for at in table.match.periods if (mask := _filled(table.columns[at])).any()}
    spans = {at: period_span(table.match.periods[at]) for at in filled}
    says_total = {at: not TOTAL_WORDS.isdisjoint(fold(table.headers[at]).split()) for at in filled}

    def holds(whole: int, part: int) -> bool:
        """Tell whether a span lies in another and is shorter."""
        (start, end), (first, last) = spans[whole], spans[part]
        return start <= first and last <= end and (start, end) != (first, last)

    parts: dict[int, list[int]] = {}
    for at, (start, end) in spans.items():
        inside = [
            other
            for other, (first, last) in spans.items()
            if holds(at, other)
            or (
                says_total[at]
                and not says_total[other]
                and first < end
                and start < last
                and not holds(other, at)
            )
        ]
        if inside:
            parts[at] = inside
    issues = []
    for at, inside in parts.items():
        named = ", ".join(f"'{table.headers[other]}'" for other in inside[:3])
        more = f" and {len(inside) - 3} more" if len(inside) > 3 else ""
        alone = filled[at] & ~np.logical_or.reduce([filled[other] for other in inside])
        count = int(alone.sum())
        lost = ""
        if count:
            where = ", ".join(str(row) for row in table.rows[alone][:5]) + (" ..." if count > 5 else "")
            lost = (
                f" In {count:,} row{'s' * (count > 1)} only this column is filled and gives no line: {where}."
            )
        issues.append(
            make_issue(
                "column-total",
                f"'{table.headers[at]}' was left out, because its parts are there ({named}{more}) and would"
                f" count twice.{lost}",
                found=table.headers[at],
                suggestion=f'To read it instead of its parts: --column quantity="{table.headers[at]}".',
                sheet=table.sheet,
                cell=table.address(-1, at),
            )
        )
    mixed = any(says_total.values()) and not all(says_total.values())
    for at in filled:
        if mixed and says_total[at] and at not in parts:
            issues.append(
                make_issue(
                    "column-total",
                    f"'{table.headers[at]}' says that it is a total, and no column holds a part of it: it was"
                    f" read as the quantity of {table.match.periods[at]}.",
                    found=table.headers[at],
                    suggestion="If it adds up other columns, delete it from a copy.",
                    sheet=table.sheet,
                    cell=table.address(-1, at),
                )
            )
    periods = {at: period for at, period in table.match.periods.items() if at not in parts}
    return replace(table, match=replace(table.match, periods=periods)), issues


def _filled(column: pd.Series[Any]) -> npt.NDArray[np.bool_]:
    """Tell which cells hold anything but blanks."""
    filled: npt.NDArray[np.bool_] = column.notna().to_numpy(dtype=bool)
    if column.dtype == object or isinstance(column.dtype, pd.StringDtype):
        filled = filled & np.fromiter(
            (not isinstance(cell, str) or bool(cell.strip()) for cell in column), bool, len(column)
        )
    return filled
