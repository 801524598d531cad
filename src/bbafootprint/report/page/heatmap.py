"""Commodity by origin as a table whose cells are shaded by their amount."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from bbafootprint.report.outlines.choropleth import class_bounds, class_of
from bbafootprint.report.page.figures import amount, trust
from bbafootprint.report.page.markup import Markup, el, join
from bbafootprint.report.page.view import Measure
from bbafootprint.report.page.words import Words

Named = Sequence[tuple[str, str]]
"""Codes and names, in the order shown."""


def heat_map(
    cells: Mapping[tuple[str, str], Measure],
    commodities: Named,
    origins: Named,
    sums: tuple[Mapping[str, Measure], Mapping[str, Measure], Measure],
    words: Words,
) -> Markup:
    """Return the table.

    Parameters
    ----------
    cells : mapping of (commodity, origin) to Measure
    commodities, origins : sequence of (str, str)
        Rows and columns.
    sums : tuple
        The measures of the commodities, of the origins, and of all.
    words : Words

    Returns
    -------
    Markup
        Every amount stands in its cell as a number: the shade repeats it.
    """
    bounds = class_bounds(shown.value for shown in cells.values())
    by_commodity, by_origin, whole = sums
    total = words("heat.total")
    head = [
        el("td"),
        *(el("th", name, scope="col") for _, name in origins),
        el("th", total, scope="col", class_="sum"),
    ]
    body = []
    for code, name in commodities:
        row = [_cell(cells.get((code, origin)), bounds, words) for origin, _ in origins]
        body.append(el("tr", el("th", name, scope="row"), join(row), _sum(by_commodity.get(code), words)))
    foot = [_sum(by_origin.get(origin), words) for origin, _ in origins]
    return el(
        "table",
        el("thead", el("tr", join(head))),
        el("tbody", join(body)),
        el("tfoot", el("tr", el("th", total, scope="row"), join(foot), _sum(whole, words))),
        class_="heat",
    )


def _cell(shown: Measure | None, bounds: Sequence[float], words: Words) -> Markup:
    if shown is None:
        return el("td")
    if math.isnan(shown.value):
        return el("td", el("span", words("page.not_assessed"), class_="na"), class_="hatched")
    place = class_of(max(shown.value, 0.0), bounds)
    return el("td", amount(shown.value, words), trust(shown, words), class_=f"c{place}" if place else "zero")


def _sum(shown: Measure | None, words: Words) -> Markup:
    if shown is None or math.isnan(shown.value):
        return el("td", "–", class_="sum")
    return el("td", amount(shown.value, words), trust(shown, words), class_="sum")
