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
from bbafootprint.ingest.period_words import YEARLESS
from bbafootprint.ingest.table import Table

_TOTALS = """total totals totaal totale totaux sum som summe somme gesamt gesamtsumme gesamtmenge insgesamt
    cumulative cumul cumule"""
TOTAL_WORDS = frozenset(_TOTALS.split())
"""Words in a header that say that the column adds others up."""

_PERIOD = re.compile(r"([0-9]{4})(?:-Q([1-4])|-H([12])|([-/])([0-9]{4}|[0-9]{2}))?")
_MONTHS = re.compile(r"([0-9]{4}-(?:0[1-9]|1[0-2]))\.\.([0-9]{4}-(?:0[1-9]|1[0-2]))")
_ADDS_UP = 0.005
"""Share by which a whole and the sum of its parts may differ: rounding."""


def period_span(period: str) -> tuple[int, int]:
    """Return the months that a period covers.

    Parameters
    ----------
    period : str
        As :func:`bbafootprint.ingest.header_words.split_header` writes it: ``2020``, ``2020/21``,
        ``2020-2022``, ``2020-H1``, ``2020-Q1``, ``2020-03``, ``2020-01..2020-09``, ``2020 YTD`` or, in a sheet
        that says no year, ``Jan`` or ``Q1``.

    Returns
    -------
    first, after : int
        Months since the year 0: the first one, and the first one after the period. ``2020/21`` covers both
        years, since it may be a year of accounts or a range; ``2020 YTD`` all of 2020 but its last month.

    Raises
    ------
    ValueError
        If it is not a period.
    """
    if period in YEARLESS:
        place = YEARLESS.index(period)
        if place < 12:
            return place, place + 1
        return period_span(f"2000-{period}")[0] - 24000, period_span(f"2000-{period}")[1] - 24000
    if (months := _MONTHS.fullmatch(period)) is not None:
        return period_span(months[1])[0], period_span(months[2])[1]
    if period.endswith(" YTD"):
        start, after = period_span(period.removesuffix(" YTD"))
        return start, after - 1
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
        Without the periods whose parts are there: all of them in time (the quarters of a year), or as many as add
        up to it in the rows; and without those whose header says that they are a total of another. Where only
        some parts are there, the whole is read and the parts are left out. What is left out becomes an other
        column.
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
    incomplete = {
        at: [other for other in inside if holds(at, other)]
        for at, inside in parts.items()
        if not _complete(table, at, inside, filled, spans)
    }
    dropped = {other: at for at, inside in incomplete.items() for other in inside}
    parts = {at: inside for at, inside in parts.items() if at not in incomplete and at not in dropped}
    issues = [_total_issue(table, at, inside, filled) for at, inside in parts.items()]
    issues += [
        _part_issue(table, at, inside, filled) for at, inside in incomplete.items() if at not in dropped
    ]
    mixed = any(says_total.values()) and not all(says_total.values())
    for at in filled:
        if mixed and says_total[at] and not {at} & {*parts, *incomplete, *dropped}:
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
    gone = {*parts, *dropped}
    periods = {at: period for at, period in table.match.periods.items() if at not in gone}
    return replace(table, match=replace(table.match, periods=periods)), issues


def _complete(
    table: Table,
    whole: int,
    inside: list[int],
    filled: dict[int, npt.NDArray[np.bool_]],
    spans: dict[int, tuple[int, int]],
) -> bool:
    """Tell whether parts make up the whole: in time, or in the numbers of every row."""
    start, end = spans[whole]
    within = [other for other in inside if start <= spans[other][0] and spans[other][1] <= end]
    if len(within) < len(inside):
        return True  # a total beside what it adds up, not around it
    covered = {month for other in within for month in range(*spans[other])}
    if covered >= set(range(start, end)):
        return True
    finest = [other for other in within if not any(_inside(spans[one], spans[other]) for one in within)]
    rows = filled[whole] & np.logical_or.reduce([filled[other] for other in finest])
    if not rows.any():
        return False
    numbers = [_numbers(table.columns[at])[rows] for at in (whole, *finest)]
    total = np.nansum(np.vstack(numbers[1:]), axis=0)
    return bool(np.all(np.abs(numbers[0] - total) <= _ADDS_UP * np.abs(numbers[0]) + 1e-9))


def _inside(part: tuple[int, int], whole: tuple[int, int]) -> bool:
    """Tell whether a span lies in another and is shorter."""
    return whole[0] <= part[0] and part[1] <= whole[1] and part != whole


def _numbers(column: pd.Series[Any]) -> npt.NDArray[np.float64]:
    """Return the plain numbers of a column, NaN for anything else."""
    return pd.to_numeric(column, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)


def _names(table: Table, columns: list[int]) -> str:
    """Return the first headers of columns in quotes, and how many follow."""
    named = ", ".join(f"'{table.headers[other]}'" for other in columns[:3])
    return named + (f" and {len(columns) - 3} more" if len(columns) > 3 else "")


def _lost(table: Table, alone: npt.NDArray[np.bool_], what: str) -> str:
    """Say which rows give no line, because only what was left out is filled there."""
    count = int(alone.sum())
    if not count:
        return ""
    where = ", ".join(str(row) for row in table.rows[alone][:5]) + (" ..." if count > 5 else "")
    return f" In {count:,} row{'s' * (count > 1)} only {what} filled and gives no line: {where}."


def _total_issue(
    table: Table, at: int, inside: list[int], filled: dict[int, npt.NDArray[np.bool_]]
) -> dict[str, Any]:
    """Say that a whole was left out for its parts."""
    alone = filled[at] & ~np.logical_or.reduce([filled[other] for other in inside])
    return make_issue(
        "column-total",
        f"'{table.headers[at]}' was left out, because its parts are there ({_names(table, inside)}) and would"
        f" count twice.{_lost(table, alone, 'this column is')}",
        found=table.headers[at],
        suggestion=f'To read it instead of its parts: --column quantity="{table.headers[at]}".',
        sheet=table.sheet,
        cell=table.address(-1, at),
    )


def _part_issue(
    table: Table, at: int, inside: list[int], filled: dict[int, npt.NDArray[np.bool_]]
) -> dict[str, Any]:
    """Say that parts were left out for their whole."""
    alone = ~filled[at] & np.logical_or.reduce([filled[other] for other in inside])
    period = table.match.periods[at]
    return make_issue(
        "column-total",
        f"'{table.headers[at]}' was read, and {_names(table, inside)} left out: they lie in it, are not all of it,"
        f" and would count twice.{_lost(table, alone, 'what was left out is')}",
        found=table.headers[inside[0]],
        suggestion=f"To read the parts instead, leave the whole out: --column quantity@{period}= (no header).",
        sheet=table.sheet,
        cell=table.address(-1, inside[0]),
    )


def _filled(column: pd.Series[Any]) -> npt.NDArray[np.bool_]:
    """Tell which cells hold anything but blanks."""
    filled: npt.NDArray[np.bool_] = column.notna().to_numpy(dtype=bool)
    if column.dtype == object or isinstance(column.dtype, pd.StringDtype):
        filled = filled & np.fromiter(
            (not isinstance(cell, str) or bool(cell.strip()) for cell in column), bool, len(column)
        )
    return filled
