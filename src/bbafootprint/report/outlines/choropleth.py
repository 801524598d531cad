"""A map of a number by country, as HTML with inline SVG: classes by quantiles, a legend, a title on each country.

What is not a number has a look of its own: not assessed is hatched, where nothing is grown is blank, a mean of
the sub-region is dotted. Nothing is told by colour alone: the legend numbers the classes, and every country names
its value and its class.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Literal, NamedTuple

from bbafootprint.report.outlines import world_outlines
from bbafootprint.vocabulary.places import name

COLOURS: tuple[str, ...] = ("#fdf3b4", "#a5d8a0", "#45aeb4", "#2a6fa8", "#1f2a6b")
"""From low to high; lightness falls in even steps, so that they stay apart in grey and to colour-blind eyes."""

STYLE = """
.bba-map path, .bba-map use, .bba-map circle { stroke: #777; stroke-width: 1; }
.bba-map .land { fill: #f1f1f1; } .bba-map .zero { fill: #fff; } .bba-map .hatched { fill: url(#bba-hatched); }
.bba-map .dotted { fill: url(#bba-dotted); } .bba-map circle { stroke: #222; stroke-width: 2; }
""" + "\n".join(f".bba-map .c{i} {{ fill: {colour}; }}" for i, colour in enumerate(COLOURS, start=1))

Answer = Literal["own", "subregion", "none"]


class Mark(NamedTuple):
    """What a map shows of a country that grows the commodity.

    `answer` is ``"own"`` (a factor of the country), ``"subregion"`` (its sub-region's mean answers) or ``"none"``
    (not assessed); `value` is NaN for the last.
    """

    value: float
    answer: Answer


def class_bounds(values: Iterable[float], classes: int = len(COLOURS)) -> tuple[float, ...]:
    """Return the bounds between classes that hold about equally many values.

    Parameters
    ----------
    values : iterable of float
        One number a country. NaN and 0 are left out: a reported 0 has a class of its own.
    classes : int
        Number of classes, where there are enough different values.

    Returns
    -------
    tuple of float
        Rising quantiles, rounded to two significant digits so that a legend can show them as they are; fewer than
        `classes` - 1 where rounding makes some equal, none where there are no values. A class holds its lower
        bound.
    """
    known = sorted(value for value in values if value > 0)
    if not known:
        return ()
    bounds = {round_to(known[len(known) * i // classes], 2) for i in range(1, classes)}
    return tuple(sorted(bound for bound in bounds if known[0] < bound <= known[-1]))


def class_of(value: float, bounds: Sequence[float]) -> int:
    """Return the class of a value, 1 the lowest; 0 for a value of 0.

    Parameters
    ----------
    value : float
        A number of 0 or more.
    bounds : sequence of float
        From :func:`class_bounds`.

    Returns
    -------
    int

    Raises
    ------
    ValueError
        If `value` is NaN or negative: it has no class.
    """
    if not value >= 0:
        raise ValueError(
            f"{value} has no class: leave countries without a value out, or mark them not assessed."
        )
    return 0 if value == 0 else 1 + sum(value >= bound for bound in bounds)


def definitions() -> str:
    """Return what all maps of a page share: outlines, patterns and style. Put it into the page once, before them.

    Returns
    -------
    str
        An invisible SVG element.
    """
    paths = "".join(
        f'<path id="bba-{code}" d="{path}"/>' for code, path in world_outlines().countries.items()
    )
    rest = world_outlines().no_country
    return (
        '<svg class="bba-map" xmlns="http://www.w3.org/2000/svg" width="0" height="0" style="position:absolute" '
        f'aria-hidden="true"><style>{STYLE}</style><defs>'
        '<pattern id="bba-hatched" width="12" height="12" patternUnits="userSpaceOnUse">'
        '<rect width="12" height="12" fill="#fff" stroke="none"/>'
        '<path d="M-3 3 3-3M0 12 12 0M9 15 15 9" style="stroke:#555;stroke-width:2.5"/></pattern>'
        '<pattern id="bba-dotted" width="14" height="14" patternUnits="userSpaceOnUse">'
        '<circle cx="7" cy="7" r="3" style="fill:#fff;stroke:#222;stroke-width:1.5"/></pattern>'
        f'{paths}<path id="bba-rest" d="{rest}"/></defs></svg>'
    )


def draw_map(marks: Mapping[str, Mark], heading: str, unit: str, identifier: str) -> str:
    """Return a figure: the map of a number by country, and its legend.

    Parameters
    ----------
    marks : mapping of str to Mark
        ISO alpha-3 to what is known there; a country that is not in it is blank.
    heading : str
        What the map shows, as its title.
    unit : str
        Unit of the values, for the legend and the titles.
    identifier : str
        A word that no other map of the page has, for the addresses inside the drawing.

    Returns
    -------
    str
        A ``figure`` element. It needs :func:`definitions` before it on the page.

    Raises
    ------
    KeyError
        If a code has neither an outline nor a dot.
    """
    outlines = world_outlines()
    bounds = class_bounds(mark.value for mark in marks.values() if mark.answer == "own")
    shapes, dots = [], []
    for code in [*outlines.countries, *(code for code in outlines.dots if code not in outlines.countries)]:
        mark = marks.get(code)
        looks = ["land"] if mark is None else _looks(mark, bounds)
        title = "" if mark is None else f"<title>{escape(_words(code, mark, unit, bounds))}</title>"
        shown = [f'<use href="#bba-{code}" class="{look}"/>' for look in looks if code in outlines.countries]
        if mark is not None and code in outlines.dots:
            x, y = outlines.dots[code]
            dots.append(
                "<g>"
                + title
                + "".join(f'<circle cx="{x}" cy="{y}" r="9" class="{look}"/>' for look in looks)
                + "</g>"
            )
        elif title:
            shown = ["<g>", title, *shown, "</g>"]
        shapes += shown
    for code in marks:
        if code not in outlines.countries and code not in outlines.dots:
            raise KeyError(code)
    return (
        '<figure class="bba-map" style="margin:1em 0;width:100%;max-width:none">'
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{outlines.view_box}" style="width:100%;height:auto" '
        f'role="img" aria-labelledby="{identifier}-title {identifier}-desc">'
        f'<title id="{identifier}-title">{escape(heading)}</title>'
        f'<desc id="{identifier}-desc">{escape(_description(marks, unit, bounds))}</desc>'
        f'<use href="#bba-rest" class="land"/>{"".join(shapes)}{"".join(dots)}</svg>'
        f"{_legend(marks, heading, unit, bounds)}</figure>"
    )


def round_to(value: float, digits: int) -> float:
    """Return a number rounded to that many significant digits."""
    return float(f"{value:.{digits - 1}e}")


def number(value: float, digits: int = 3) -> str:
    """Return a number of that many significant digits as a person writes it; ``0`` for 0.

    Parameters
    ----------
    value : float
        Any finite number.
    digits : int
        Significant digits.

    Returns
    -------
    str
        From 0.0001 to a million without an exponent.
    """
    if value == 0:
        return "0"
    if not 1e-4 <= abs(value) < 1e6:
        return f"{value:.{digits - 1}e}".replace("e-0", "e-").replace("e+0", "e")
    decimals = max(0, digits - 1 - math.floor(math.log10(abs(round_to(value, digits)))))
    return f"{round_to(value, digits):,.{decimals}f}"


def _looks(mark: Mark, bounds: Sequence[float]) -> list[str]:
    """Return the classes of style of the layers that a country is drawn in, lowest first."""
    if mark.answer == "none":
        return ["hatched"]
    place = class_of(mark.value, bounds)
    return [f"c{place}" if place else "zero", *(["dotted"] if mark.answer == "subregion" else [])]


def _words(code: str, mark: Mark, unit: str, bounds: Sequence[float]) -> str:
    """Return what a country's title says."""
    if mark.answer == "none":
        return f"{name(code)}: not assessed"
    place = class_of(mark.value, bounds)
    words = f"{name(code)}: {number(mark.value)} {unit}, " + (f"class {place}" if place else "reported 0")
    return words + (", mean of its sub-region" if mark.answer == "subregion" else "")


def _description(marks: Mapping[str, Mark], unit: str, bounds: Sequence[float]) -> str:
    """Return the map in words, for who cannot see it."""
    known = sorted((mark.value, code) for code, mark in marks.items() if mark.answer == "own")
    count = {
        answer: sum(mark.answer == answer for mark in marks.values()) for answer in ("subregion", "none")
    }
    if not known:
        return f"No country has a factor of its own; {count['none']} are not assessed."
    (least, lowest), (most, highest) = known[0], known[-1]
    return (
        f"World map in {len(bounds) + 1} classes. {len(known)} countries have a factor of their own, from "
        f"{number(least)} ({name(lowest)}) to {number(most)} {unit} ({name(highest)}); {count['subregion']} take "
        f"the mean of their sub-region; {count['none']} are not assessed."
    )


def _legend(marks: Mapping[str, Mark], heading: str, unit: str, bounds: Sequence[float]) -> str:
    """Return the caption: what each look means, with numbers and the count of countries."""
    own = [class_of(mark.value, bounds) for mark in marks.values() if mark.answer == "own"]
    items = []
    if own.count(0):
        items.append((["zero"], f"reported 0 ({own.count(0)})"))
    ends = [number(bound, 2) for bound in bounds]
    for place in range(1, len(bounds) + 2):
        low, high = ends[place - 2 : place - 1], ends[place - 1 : place]
        words = (
            f"{low[0]} to {high[0]}"
            if low and high
            else f"under {high[0]}"
            if high
            else f"{low[0]} and more"
            if low
            else "all"
        )
        if any(own):
            items.append(([f"c{place}"], f"{place}: {words} ({own.count(place)})"))
    for answer, looks, words in (
        ("subregion", ["land", "dotted"], "dotted: mean of its sub-region"),
        ("none", ["hatched"], "hatched: not assessed"),
    ):
        if count := sum(mark.answer == answer for mark in marks.values()):
            items.append((looks, f"{words} ({count})"))
    items.append((["land"], "no production listed"))
    keys = "".join(
        '<span style="white-space:nowrap;margin-right:1.2em"><svg width="26" height="14" viewBox="0 0 52 28" '
        'aria-hidden="true" style="vertical-align:-2px">'
        + "".join(
            f'<rect x="1" y="1" width="50" height="26" class="{look}" stroke="#777"/>' for look in looks
        )
        + f"</svg> {escape(words)}</span> "
        for looks, words in items
    )
    return (
        f'<figcaption style="max-width:none;font-style:normal;text-align:left"><strong>{escape(heading)}</strong>, '
        f"{escape(unit)} (countries in brackets)<br>{keys}</figcaption>"
    )
