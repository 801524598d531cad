"""What the page shows of a result: its indicators, and lines grouped under names that a person reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from bbafootprint.errors import UsageError
from bbafootprint.factors import Indicator
from bbafootprint.footprint import Footprint
from bbafootprint.report.page.markup import cut
from bbafootprint.report.page.words import Words
from bbafootprint.report.wording import commodity_title
from bbafootprint.schema import UNKNOWN_ORIGIN
from bbafootprint.vocabulary import commodities
from bbafootprint.vocabulary.commodity_tables import commodity_rows
from bbafootprint.vocabulary.place_tables import place_names

COMMODITY, ORIGIN = "(commodity on the page)", "(origin on the page)"
"""Columns that the page adds to the lines: what a purchase is counted under."""

OTHERS, NOT_READ = "(others)", "(not read)"
SHIPPED = "shipped from "
UNREADABLE = "(unreadable)"

KEPT = 10
"""Commodities and origins that stand for themselves in the charts of an indicator; the others are summed up."""

MAIN = ("loss", "degradation", "fragmentation")
"""Accounts that the page is about; the others are further indicators."""


class Measure(NamedTuple):
    """An amount with all that must stand beside it."""

    value: float
    low: float
    high: float
    covered: float
    """Share of tonnes assessed, of lines where no tonnes are known; NaN where there are neither."""
    quality: float


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a table, by the names of its columns.

    Parameters
    ----------
    table : pandas.DataFrame

    Returns
    -------
    list of dict
    """
    return [{str(name): value for name, value in row.items()} for row in table.to_dict("records")]


def measure(row: Mapping[str, Any]) -> Measure:
    """Return the measure of a row of a table of totals.

    Parameters
    ----------
    row : mapping
        With the columns of :data:`bbafootprint.footprint.aggregate.MEASURES`.

    Returns
    -------
    Measure
    """
    share = row["assessed_mass_share"]
    covered = row["assessed_line_share"] if np.isnan(share) else share
    low, high = float(row["low"]), float(row["high"])
    return Measure(float(row["value"]), low, high, float(covered), float(row["quality"]))


@dataclass(frozen=True)
class View:
    """A result, the language in which it is shown, and the names in it.

    Attributes
    ----------
    result : Footprint
        Its lines have the columns :data:`COMMODITY` and :data:`ORIGIN`.
    words : Words
    """

    result: Footprint
    words: Words
    _tables: dict[tuple[str, ...], pd.DataFrame] = field(default_factory=dict, init=False)

    def table(self, indicator: Indicator, *columns: str) -> list[dict[str, Any]]:
        """Return the rows of an indicator grouped by columns; no columns, its total. Done once for all."""
        if columns not in self._tables:
            self._tables[columns] = self.result.by(*columns) if columns else self.result.total().reset_index()
        table = self._tables[columns]
        return records(table[table["indicator"] == indicator.id])

    def whole(self, indicator: Indicator) -> Measure:
        """Return the total of an indicator."""
        (row,) = self.table(indicator)
        return measure(row)

    def indicators(self) -> list[Indicator]:
        """Return the indicators, those of the main accounts first, in their order."""
        order = {account: at for at, account in enumerate(MAIN)}
        return sorted(
            self.result.factors.indicators, key=lambda indicator: order.get(indicator.account, len(order))
        )

    def main(self) -> list[Indicator]:
        """Return the indicators of the main accounts; all of them where there is none."""
        every = self.indicators()
        return [indicator for indicator in every if indicator.account in MAIN] or every

    def indicator(self, indicator: Indicator) -> str:
        """Return the name of an indicator."""
        known = self.words.texts["indicator"].get(indicator.id)
        return str(known["name"]) if known else cut(indicator.title or indicator.id, 80)

    def unit(self, unit: str) -> str:
        """Return a unit as the language writes it."""
        return self.words.of("unit", unit) or cut(unit, 40)

    def commodity(self, code: str) -> str:
        """Return the name of a commodity."""
        if code == NOT_READ:
            return self.words("where.not_read")
        named = commodity_title(self.result, code)
        if code in commodity_rows() and named == commodities.name(code):
            return commodities.name(code, self.words.lang)
        return cut(named, 80)

    def origin(self, code: str) -> str:
        """Return the name of an origin, as :data:`ORIGIN` codes it."""
        if code == UNREADABLE:
            return self.words("where.unreadable")
        if code == UNKNOWN_ORIGIN:
            return self.words("where.unknown")
        if code.startswith(SHIPPED):
            return self.words("where.shipped", place=self._place(code.removeprefix(SHIPPED)))
        return self._place(code)

    def ecosystem(self, name: str) -> str:
        """Return the name of an ecosystem."""
        return self.words.of("ecosystem", name) or cut(name, 60)

    def _place(self, code: str) -> str:
        names = place_names().get(code)
        return names[self.words.lang] if names else cut(code, 40)

    def largest(self, indicator: Indicator) -> Largest:
        """Return the view in which only the largest commodities and origins of an indicator stand for themselves."""
        assert self.result.lines is not None
        frame = self.result.lines.frame
        kept, rest = {}, {}
        for column in (COMMODITY, ORIGIN):
            known = [row for row in self.table(indicator, column) if not np.isnan(row["value"])]
            ranked = [row[column] for row in sorted(known, key=lambda row: -row["value"])]
            names = ranked[: KEPT if len(ranked) > KEPT + 1 else KEPT + 1]
            groups = frame[column].astype(object)
            assessed = groups.isin(ranked)
            kept[column] = groups.where(groups.isin(names) | ~assessed, OTHERS)
            rest[column] = len(ranked) - len(names)
        lines = replace(self.result.lines, frame=frame.assign(**kept))
        result = of_indicators(replace(self.result, lines=lines), [indicator])
        return Largest(result, self.words, rest[COMMODITY], rest[ORIGIN])


@dataclass(frozen=True)
class Largest(View):
    """A view in which the smaller commodities and origins of an indicator are summed up as others.

    Attributes
    ----------
    other_commodities, other_origins : int
        How many are summed up.
    """

    other_commodities: int
    other_origins: int

    def commodity(self, code: str) -> str:
        """Return the name of a commodity, or how many others there are."""
        return self._others(self.other_commodities) if code == OTHERS else super().commodity(code)

    def origin(self, code: str) -> str:
        """Return the name of an origin, or how many others there are."""
        return self._others(self.other_origins) if code == OTHERS else super().origin(code)

    def _others(self, count: int) -> str:
        return self.words("where.others", count=self.words.whole(count))


def of_indicators(result: Footprint, indicators: Sequence[Indicator]) -> Footprint:
    """Return a result with some of its indicators only: its tables are made so much faster.

    Parameters
    ----------
    result : Footprint
    indicators : sequence of Indicator

    Returns
    -------
    Footprint
    """
    at = [result.factors.indicators.index(indicator) for indicator in indicators]
    metadata = result.factors.metadata.model_copy(update={"indicators": tuple(indicators)})
    found = result.resolution
    answers = {name: getattr(found, name)[:, at] for name in ("rows", "levels", "world_rows")}
    return replace(
        result, factors=replace(result.factors, metadata=metadata), resolution=replace(found, **answers)
    )


def view_of(result: Footprint, words: Words) -> View:
    """Return a result under the names of the page.

    A good that was only shipped from a place does not count as grown there: its origin is that it was shipped from
    there.

    Parameters
    ----------
    result : Footprint
        With its lines.
    words : Words

    Returns
    -------
    View

    Raises
    ------
    UsageError
        If the lines are not kept.
    """
    if result.lines is None or result.line_key is None:
        raise UsageError(
            "a page shows the lines, and this footprint has not kept them (a sum of footprints keeps none): "
            "write a page of each footprint, or calculate the lines together"
        )
    frame = result.lines.frame
    commodity = frame["commodity"].astype(object)
    status = result.resolution.keys["origin_status"].to_numpy(object)[result.line_key]
    origin = frame["origin"].astype(object).where(frame["origin"].notna(), UNREADABLE)
    shipped = pd.Series(status == "consignment", index=frame.index) & (origin != UNKNOWN_ORIGIN)
    named = frame.assign(
        **{
            COMMODITY: commodity.where(commodity.notna(), NOT_READ),
            ORIGIN: origin.where(~shipped, SHIPPED + origin.astype(str)),
        }
    )
    return View(replace(result, lines=replace(result.lines, frame=named)), words)
