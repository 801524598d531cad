"""The world, with the countries where the goods grew shaded by their amount."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from bbafootprint.report.outlines import world_outlines
from bbafootprint.report.outlines.choropleth import class_bounds, class_of
from bbafootprint.report.page.markup import Markup, el, join
from bbafootprint.report.page.words import Words


def outlines() -> Markup:
    """Return the outlines of all countries, unseen: the maps of the page use them.

    Returns
    -------
    Markup
    """
    world = world_outlines()
    paths = [el("path", id=f"land-{code}", d=data) for code, data in world.countries.items()]
    hatch = el(
        "pattern",
        el("rect", width="12", height="12", class_="paper"),
        el("path", d="M-3 3 3-3M0 12 12 0M9 15 15 9", class_="hatch"),
        id="hatch", width="12", height="12", patternUnits="userSpaceOnUse",
    )  # fmt: skip
    return el(
        "svg",
        el("defs", hatch, el("g", join(paths), el("path", d=world.no_country), id="land")),
        width="0", height="0", class_="unseen", aria_hidden="true",
    )  # fmt: skip


def world_map(
    amounts: Mapping[str, float],
    names: Mapping[str, str],
    title: str,
    unit: str,
    identifier: str,
    words: Words,
) -> Markup:
    """Return a map and its legend.

    Parameters
    ----------
    amounts : mapping of str to float
        ISO alpha-3 to the amount; NaN where it is not assessed.
    names : mapping of str to str
        ISO alpha-3 to the name of the country.
    title : str
    unit : str
    identifier : str
        A word that no other map of the page has.
    words : Words

    Returns
    -------
    Markup
        It needs :func:`outlines` on the page.
    """
    world = world_outlines()
    bounds = class_bounds(amounts.values())
    shapes, dots = [], []
    for code, value in amounts.items():
        look = _look(value, bounds)
        said = el("title", f"{names[code]}: {_said(value, bounds, unit, words)}")
        if code in world.countries:
            shapes.append(el("g", said, el("use", href=f"#land-{code}", class_=look)))
        if code in world.dots:
            x, y = world.dots[code]
            dots.append(el("g", said, el("circle", cx=x, cy=y, r="9", class_=look)))
    known = sorted((-value, names[code]) for code, value in amounts.items() if value > 0)
    largest = ", ".join(f"{name} ({words.number(-value)} {unit})" for value, name in known[:5])
    described = words("map.described", count=words.whole(len(known)), largest=largest or "–")
    drawing = el(
        "svg",
        el("title", title, id=f"{identifier}-title"),
        el("desc", described, id=f"{identifier}-desc"),
        el("use", href="#land", class_="land"),
        join(shapes, dots),
        viewBox=world.view_box, role="img", aria_labelledby=f"{identifier}-title {identifier}-desc", class_="map",
    )  # fmt: skip
    return el("figure", drawing, el("figcaption", _legend(amounts, bounds, unit, words)))


def _look(value: float, bounds: Sequence[float]) -> str:
    if math.isnan(value):
        return "hatched"
    place = class_of(max(value, 0.0), bounds)
    return f"c{place}" if place else "zero"


def _said(value: float, bounds: Sequence[float], unit: str, words: Words) -> str:
    if math.isnan(value):
        return words("page.not_assessed")
    place = class_of(max(value, 0.0), bounds)
    in_class = f", {words('map.class', number=str(place))}" if place else ""
    return f"{words.number(value)} {unit}{in_class}"


def _legend(amounts: Mapping[str, float], bounds: Sequence[float], unit: str, words: Words) -> Markup:
    looks = [_look(value, bounds) for value in amounts.values()]
    ends = [words.number(bound, 2) for bound in bounds]
    items = []
    for place in range(1, len(bounds) + 2):
        low, high = ends[place - 2 : place - 1], ends[place - 1 : place]
        if low and high:
            said = words("map.range", low=low[0], high=high[0])
        elif high:
            said = words("map.under", high=high[0])
        else:
            said = words("map.over", low=low[0]) if low else words("map.all")
        if f"c{place}" in looks:
            items.append((f"c{place}", f"{place}: {said}", looks.count(f"c{place}")))
    for look, key in (("zero", "map.reported_zero"), ("hatched", "map.hatched")):
        if look in looks:
            items.append((look, words(key), looks.count(look)))
    keys = [el("li", _swatch(look), f"{said} ({words.whole(count)})") for look, said, count in items]
    keys.append(el("li", _swatch("land"), words("map.nothing")))
    return join(el("p", words("map.classes", unit=unit)), el("ul", join(keys), class_="legend"))


def _swatch(look: str) -> Markup:
    return el(
        "svg", el("rect", x="1", y="1", width="50", height="26", class_=look), viewBox="0 0 52 28", class_="swatch",
        aria_hidden="true",
    )  # fmt: skip
