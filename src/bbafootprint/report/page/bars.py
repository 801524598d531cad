"""Ranked bars with whiskers, as a table: a bar is drawn beside the number that it stands for."""

from __future__ import annotations

import math
from collections.abc import Sequence

from bbafootprint.report.page.figures import cell, header_row
from bbafootprint.report.page.markup import Markup, el, join
from bbafootprint.report.page.view import Measure
from bbafootprint.report.page.words import Words

BEYOND = 2.0
"""A whisker ends, with an arrow, at so many times the longest bar: else one wide interval makes all bars tiny."""

WIDTH, HEIGHT = 100, 16


def bars(rows: Sequence[tuple[str, Measure]], heading: str, unit: str, words: Words) -> Markup:
    """Return a table of bars.

    Parameters
    ----------
    rows : sequence of (str, Measure)
        Names and assessed measures, in the order shown.
    heading : str
        Of the column of names.
    unit : str
    words : Words

    Returns
    -------
    Markup
    """
    longest = max((shown.value for _, shown in rows), default=0.0)
    farthest = max((shown.high for _, shown in rows if not math.isnan(shown.high)), default=longest)
    end = min(max(longest, farthest), BEYOND * longest) or 1.0
    body = [
        el(
            "tr",
            el("th", name, scope="row"),
            el("td", _bar(name, shown, end, unit, words), class_="bar"),
            cell(shown, words),
        )
        for name, shown in rows
    ]
    names = (heading, words("where.bar"), f"{words('where.amount')}, {unit}")
    head = header_row(names[0], "", names[2], numbers=1).replace(
        '<th scope="col"></th>', el("th", el("span", names[1], class_="unseen"), scope="col")
    )
    return el("table", Markup(head), el("tbody", join(body)), class_="bars")


def _bar(name: str, shown: Measure, end: float, unit: str, words: Words) -> Markup:
    said = words(
        "where.bar_said", name=name, value=words.number(shown.value), unit=unit,
        interval=words.interval(shown.low, shown.high),
    )  # fmt: skip
    parts = [
        el("title", said),
        _line("axis", 0, 0, 0, HEIGHT),
        el("rect", x="0", y="3", width=_x(shown.value, end), height="10", class_="amount"),
    ]
    if not math.isnan(shown.low):
        low, high = _x(shown.low, end), _x(min(shown.high, end), end)
        parts += [_line("whisker", low, 8, high, 8), _line("whisker", low, 4, low, 12)]
        if shown.high > end:
            parts.append(el("path", d=f"M{WIDTH - 2} 4L{WIDTH} 8L{WIDTH - 2} 12", class_="whisker"))
        else:
            parts.append(_line("whisker", high, 4, high, 12))
    return el(
        "svg",
        join(parts),
        viewBox=f"-0.5 0 {WIDTH + 1} {HEIGHT}",
        preserveAspectRatio="none",
        role="img",
        aria_label=said,
    )


def _x(value: float, end: float) -> str:
    return f"{max(0.0, WIDTH * value / end):.2f}".rstrip("0").rstrip(".")


def _line(look: str, x1: object, y1: object, x2: object, y2: object) -> Markup:
    return el("line", x1=x1, y1=y1, x2=x2, y2=y2, class_=look)
