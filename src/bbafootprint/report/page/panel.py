"""Where an indicator falls: on the map, by commodity and origin, and on ecosystems."""

from __future__ import annotations

import math
from typing import Any

from bbafootprint.factors import Indicator
from bbafootprint.footprint.resolve import NOT_ASSESSED
from bbafootprint.report.outlines import world_outlines
from bbafootprint.report.page.bars import bars
from bbafootprint.report.page.figures import amount, header_row, interval_of, scroller, trust
from bbafootprint.report.page.flow import flow
from bbafootprint.report.page.heatmap import heat_map
from bbafootprint.report.page.markup import Markup, el, join
from bbafootprint.report.page.view import COMMODITY, ORIGIN, OTHERS, Largest, Measure, View, measure
from bbafootprint.report.page.worldmap import world_map

NAMED = 8
"""Groups without a number that are named under a chart."""


def panel(view: View, indicator: Indicator) -> Markup:
    """Return all drawings of one indicator.

    Parameters
    ----------
    view : View
    indicator : Indicator
        One with a total.

    Returns
    -------
    Markup
    """
    words, unit, name = view.words, view.unit(indicator.unit), view.indicator(indicator)
    largest = view.largest(indicator)
    by_commodity, by_origin = (_measures(largest, indicator, column) for column in (COMMODITY, ORIGIN))
    whole = view.whole(indicator)
    heading = el("h3", el("bdi", name), id=f"panel-{indicator.id}")
    line = el(
        "p", amount(whole.value, words), f" {unit} · ", interval_of(whole, words), " · ", trust(whole, words),
        class_="total",
    )  # fmt: skip
    lists = [
        el(
            "div",
            el("h4", words(f"where.by_{what}")),
            bars(_ranked(measures, named), words(f"where.{what}"), unit, words),
            _without(measures, named, words),
        )
        for what, measures, named in (
            ("commodity", by_commodity, largest.commodity),
            ("origin", by_origin, largest.origin),
        )
    ]
    return join(
        heading,
        line,
        el("h4", words("map.heading")),
        _map(view, indicator, whole, unit, name),
        el("div", join(lists), class_="pair"),
        el("h4", words("heat.heading")),
        _heat(largest, indicator, by_commodity, by_origin, whole),
        _flow(largest, indicator),
    )


def _measures(view: View, indicator: Indicator, column: str) -> dict[str, Measure]:
    return {str(row[column]): measure(row) for row in view.table(indicator, column)}


def _order(measures: dict[str, Measure]) -> list[str]:
    """Return the groups with a number, the largest first and the others last."""
    known = [code for code, shown in measures.items() if not math.isnan(shown.value)]
    return sorted(known, key=lambda code: (code == OTHERS, -measures[code].value))


def _ranked(measures: dict[str, Measure], named: Any) -> list[tuple[str, Measure]]:
    return [(named(code), measures[code]) for code in _order(measures)]


def _without(measures: dict[str, Measure], named: Any, words: Any) -> Markup:
    """Return which groups have no number."""
    names = [named(code) for code, shown in measures.items() if math.isnan(shown.value)]
    if not names:
        partly = any(shown.covered < 1 for shown in measures.values())
        return join() if partly else el("p", words("where.all_assessed"), class_="note")
    more = [words("issues.more", count=words.whole(len(names) - NAMED))] if len(names) > NAMED else []
    return el("p", words("where.left_out", names=", ".join([*names[:NAMED], *more])), class_="note")


def _map(view: View, indicator: Indicator, whole: Measure, unit: str, name: str) -> Markup:
    words, world = view.words, world_outlines()
    measures = _measures(view, indicator, ORIGIN)
    drawn = {
        code: shown.value for code, shown in measures.items() if code in world.countries or code in world.dots
    }
    names = {code: view.origin(code) for code in drawn}
    title = words("map.title", indicator=name, unit=unit)
    mapped = sum(value for value in drawn.values() if not math.isnan(value))
    note = words("map.on_map", mapped=words.number(mapped), total=words.number(whole.value), unit=unit)
    return join(
        world_map(drawn, names, title, unit, f"map-{indicator.id}", words), el("p", note, class_="note")
    )


def _heat(
    largest: Largest,
    indicator: Indicator,
    by_commodity: dict[str, Measure],
    by_origin: dict[str, Measure],
    whole: Measure,
) -> Markup:
    words = largest.words
    rows = largest.table(indicator, COMMODITY, ORIGIN)
    cells = {(str(row[COMMODITY]), str(row[ORIGIN])): measure(row) for row in rows}
    caption = words("heat.caption", indicator=largest.indicator(indicator), unit=largest.unit(indicator.unit))
    shown = heat_map(
        cells,
        [(code, largest.commodity(code)) for code in _order(by_commodity)],
        [(code, largest.origin(code)) for code in _order(by_origin)],
        (by_commodity, by_origin, whole),
        words,
    )
    return join(
        el("p", caption, class_="note"),
        scroller(shown, f"{words('heat.heading')}: {largest.indicator(indicator)}"),
    )


def _flow(largest: Largest, indicator: Indicator) -> Markup:
    """Return the flow to ecosystems; nothing for an indicator that no factor set splits over them."""
    words, unit = largest.words, largest.unit(indicator.unit)
    paths: dict[tuple[str, str, str], float] = {}
    unknown: dict[str, None] = {}
    for row in largest.table(indicator, COMMODITY, ORIGIN, "ecosystem"):
        ecosystem = largest.ecosystem(row["ecosystem"])
        named = (largest.origin(row[ORIGIN]), largest.commodity(row[COMMODITY]), ecosystem)
        if row["value"] > 0:
            paths[named] = paths.get(named, 0.0) + float(row["value"])
        elif math.isnan(row["value"]) and row["basis"] == NOT_ASSESSED:
            unknown[ecosystem] = None
    if not paths:
        return join()
    order = [_by_amount(paths, at, largest) for at in range(3)]
    name = largest.indicator(indicator)
    drawing = flow(
        paths, order, words("flow.title", indicator=name, unit=unit), unit, f"flow-{indicator.id}", words
    )
    missing = ", ".join(unknown)
    return join(
        el("h4", words("flow.heading")),
        el("figure", scroller(drawing, f"{words('flow.heading')}: {name}")),
        el(
            "p",
            words("flow.note"),
            f" {words('flow.not_covered', names=missing)}" if missing else "",
            class_="note",
        ),
        _as_table(paths, indicator, largest),
    )


def _by_amount(paths: dict[tuple[str, str, str], float], at: int, largest: Largest) -> list[str]:
    last = {largest.commodity(OTHERS), largest.origin(OTHERS)}
    sums: dict[str, float] = {}
    for path, amount_of in paths.items():
        sums[path[at]] = sums.get(path[at], 0.0) + amount_of
    return sorted(sums, key=lambda name: (name in last, -sums[name]))


def _as_table(paths: dict[tuple[str, str, str], float], indicator: Indicator, largest: Largest) -> Markup:
    """Return the flow as a table, folded: for who cannot see the drawing, and to copy."""
    words = largest.words
    whole = sum(paths.values())
    rows = [
        el(
            "tr",
            el("th", origin, scope="row"),
            el("td", commodity),
            el("td", ecosystem),
            el("td", amount(value, words), class_="n"),
            el("td", words.percent(value / whole), class_="n"),
        )
        for (origin, commodity, ecosystem), value in sorted(paths.items(), key=lambda item: -item[1])
    ]
    head = header_row(
        words("flow.origin"), words("flow.commodity"), words("flow.ecosystem"),
        largest.unit(indicator.unit), words("flow.share"), numbers=2,
    )  # fmt: skip
    return el(
        "details",
        el("summary", words("flow.table")),
        scroller(
            el("table", head, el("tbody", join(rows))),
            f"{words('flow.table')}: {largest.indicator(indicator)}",
        ),
    )
