"""Amounts of an indicator by group, as figures show them: the largest by themselves, the others summed up."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from html import unescape
from typing import Any, cast

import numpy as np
import numpy.typing as npt
import pandas as pd

from bbafootprint.errors import UsageError
from bbafootprint.factors import Indicator
from bbafootprint.footprint import Footprint, aggregate
from bbafootprint.footprint.ecosystems import by_ecosystem
from bbafootprint.footprint.ledger import TALLIES, Ledger
from bbafootprint.footprint.uncertainty.importance import position_of
from bbafootprint.report.page.markup import Markup
from bbafootprint.report.page.view import (
    NOT_READ,
    SHIPPED,
    UNREADABLE,
    Measure,
    View,
    measure,
    of_indicators,
)
from bbafootprint.report.page.words import Words, words
from bbafootprint.report.plots.lettering import short
from bbafootprint.report.wording import title
from bbafootprint.schema import UNKNOWN_ORIGIN


class _Others:
    """What the groups that are not drawn by themselves are called inside: nothing that a person writes."""


OTHERS = _Others()

Group = tuple[Hashable, ...]


@dataclass(frozen=True)
class Shown:
    """One indicator of a result, and the names of what is in it.

    Attributes
    ----------
    result : Footprint
        With this indicator alone.
    indicator : Indicator
    view : View
    """

    result: Footprint
    indicator: Indicator
    view: View

    @property
    def words(self) -> Words:
        """The language."""
        return self.view.words

    @property
    def name(self) -> str:
        """The name of the indicator."""
        return self.view.indicator(self.indicator)

    @property
    def unit(self) -> str:
        """The unit, in words."""
        return self.view.unit(self.indicator.unit)

    def whole(self) -> Measure:
        """Return the total."""
        return self.view.whole(self.indicator)

    def total_said(self) -> str:
        """Return the total in words, with its interval and what it covers."""
        whole, words = self.whole(), self.words
        return words.text(
            "plot.total_said", value=words.number(whole.value), unit=self.unit,
            interval=words.interval(whole.low, whole.high), covered=words.percent(whole.covered),
        )  # fmt: skip

    def ledger(self, columns: Sequence[str]) -> Ledger:
        """Return the ledger by columns, an origin being where goods grew and not where they were shipped from."""
        kept = self.result.ledger
        ledger = kept if set(columns) <= set(kept.by) else self.result.ledger_by(columns)
        labels = {
            name: ledger.groups[name].to_numpy(object)[ledger.cells["group"].to_numpy()] for name in columns
        }
        if "commodity" in labels:
            labels["commodity"] = _filled(labels["commodity"], NOT_READ)
        if "origin" in labels:
            status = self.result.resolution.keys["origin_status"].to_numpy(object)
            origin = _filled(labels["origin"], UNREADABLE)
            shipped = (status[ledger.cells["key"].to_numpy()] == "consignment") & (origin != UNKNOWN_ORIGIN)
            labels["origin"] = np.where(shipped, SHIPPED + origin.astype(str).astype(object), origin)
        return _regroup(ledger, labels)

    def measures(self, ledger: Ledger) -> dict[Group, Measure]:
        """Return the measure of each group."""
        table = aggregate.totals(ledger, self.result.resolution, self.result.factors, self.result.conversions)
        groups = zip(
            *(ledger.groups[name] for name in ledger.by), strict=True
        )  # the table has texts for them
        rows = cast("list[dict[str, Any]]", table.to_dict("records"))
        return {group: measure(row) for group, row in zip(groups, rows, strict=True)}

    def paths(self, ledger: Ledger) -> pd.DataFrame:
        """Return the amounts of a ledger by group and ecosystem."""
        return by_ecosystem(ledger, self.result.resolution, self.result.factors)

    def label(self, column: str, group: Hashable, rest: int = 0) -> str:
        """Return the name of a group; `rest` is how many the others are."""
        if group is OTHERS:
            return self.words.text("where.others", count=self.words.whole(rest))
        if group is None or group != group:
            return self.words.text("list.none")
        named: Mapping[str, Callable[[str], str]] = {
            "commodity": self.view.commodity, "primary_commodity": self.view.commodity, "origin": self.view.origin,
        }  # fmt: skip
        text = named.get(column, str)(str(group))
        return short(unescape(text) if isinstance(text, Markup) else text)

    def column(self, name: str) -> str:
        """Return the name of a column."""
        if name in ("commodity", "origin"):
            return self.words.text(f"where.{name}")
        if name == "supplier":
            return self.words.text("list.supplier")
        return short(title(name))

    def by(self, name: str) -> str:
        """Return what a figure by a column is called."""
        if name in ("commodity", "origin"):
            said = self.words.text(f"where.by_{name}")
            return f"{self.name}, {said[0].lower()}{said[1:]}"
        column = self.column(name)
        own = name not in ("supplier", "period", "region")  # a column of the person's own keeps its letters
        return f"{self.name}, {self.words.text('plot.by', column=column if own else column.lower())}"


def shown(result: Footprint, indicator: str, lang: str) -> Shown:
    """Return an indicator of a result with its names.

    Parameters
    ----------
    result : Footprint
    indicator : str
    lang : {"en", "fr", "nl", "de"}

    Returns
    -------
    Shown

    Raises
    ------
    UsageError
        If `result` is no footprint, or has no such indicator, or there is no such language.
    """
    check_kind(result, Footprint, "result", "a Footprint, as calculate_footprint returns it")
    found = result.factors.indicators[position_of(result, indicator)]
    only = of_indicators(result, [found])
    return Shown(only, found, View(only, words(lang)))


def check_kind(given: object, kind: type, name: str, right: str) -> None:
    """Raise `UsageError` where an argument is of another kind."""
    if not isinstance(given, kind):
        raise UsageError(f"{name} is a {type(given).__name__}; give {right}")


def check_most(most: object) -> None:
    """Raise `UsageError` where `most` is no number of groups."""
    if isinstance(most, bool) or not isinstance(most, int) or most < 1:
        raise UsageError(f"most is {most!r}; give 1 group to show or more, such as 15")


def ranked(measures: Mapping[Group, Measure]) -> list[Group]:
    """Return the groups that have a number, the largest first."""
    known = [group for group, each in measures.items() if not math.isnan(each.value)]
    return sorted(known, key=lambda group: -measures[group].value)


def keep_largest(ledger: Ledger, column: str, order: Sequence[Hashable], most: int) -> tuple[Ledger, int]:
    """Return the ledger in which only the largest groups of a column stand for themselves.

    Parameters
    ----------
    ledger : Ledger
    column : str
    order : sequence
        The groups of the column that have a number, the largest first.
    most : int
        So many are kept; one more where it would be the only other.

    Returns
    -------
    ledger : Ledger
    rest : int
        How many are summed up.
    """
    kept = len(order) if len(order) <= most + 1 else most
    rest = set(order[kept:])
    if not rest:
        return ledger, 0
    at = ledger.cells["group"].to_numpy()
    labels = {name: ledger.groups[name].to_numpy(object)[at] for name in ledger.by}
    dropped = np.fromiter((label in rest for label in ledger.groups[column]), dtype=bool)
    labels[column] = np.where(dropped[at], OTHERS, labels[column])  # type: ignore[call-overload]
    return _regroup(ledger, labels), len(rest)


def listed(names: Sequence[str], words: Words, most: int = 6) -> str:
    """Return names as a text, at most so many of them.

    Parameters
    ----------
    names : sequence of str
    words : Words
    most : int

    Returns
    -------
    str
    """
    more = [words.text("issues.more", count=words.whole(len(names) - most))] if len(names) > most else []
    return ", ".join([*names[:most], *more])


def _filled(labels: npt.NDArray[np.object_], empty: str) -> npt.NDArray[np.object_]:
    return np.where(pd.isna(labels), empty, labels)


def _regroup(ledger: Ledger, labels: Mapping[str, npt.NDArray[np.object_]]) -> Ledger:
    """Return the ledger by other labels of its cells."""
    table = pd.DataFrame(dict(labels), dtype=object)
    number = table.groupby(list(labels), sort=False, dropna=False).ngroup().to_numpy()
    first = np.unique(number, return_index=True)[1]
    cells = ledger.cells.assign(group=number).groupby(["group", "key"], as_index=False)[list(TALLIES)].sum()
    return replace(ledger, groups=table.iloc[first].reset_index(drop=True), cells=cells)
