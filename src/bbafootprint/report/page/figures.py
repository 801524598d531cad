"""A number on the page, and what always stands beside it: interval, coverage, quality."""

from __future__ import annotations

import math

from bbafootprint.report.page.markup import Markup, el, html, join
from bbafootprint.report.page.view import Measure
from bbafootprint.report.page.words import Words


def amount(value: float, words: Words) -> Markup:
    """Return a number as it is read, with the number as it is for machines.

    Parameters
    ----------
    value : float
    words : Words

    Returns
    -------
    Markup
    """
    return el("data", words.number(value), value=repr(float(value)))


def interval_of(shown: Measure, words: Words) -> Markup:
    """Return the interval of a measure.

    Parameters
    ----------
    shown : Measure
    words : Words

    Returns
    -------
    Markup
    """
    return el("span", words.interval(shown.low, shown.high), class_="interval")


def trust(shown: Measure, words: Words) -> Markup:
    """Return coverage and quality of a measure, in brief.

    Parameters
    ----------
    shown : Measure
    words : Words

    Returns
    -------
    Markup
    """
    return el("span", words.percent(shown.covered), " · ", words.graded(shown.quality), class_="trust")


def cell(shown: Measure | None, words: Words, *, with_interval: bool = True) -> Markup:
    """Return the cell of a table with a measure.

    Parameters
    ----------
    shown : Measure or None
        None where nothing was bought: an empty cell.
    words : Words
    with_interval : bool
        Whether the interval stands in it too.

    Returns
    -------
    Markup
        What is not assessed is said in words, and sorts as nothing does.
    """
    if shown is None:
        return el("td", class_="n")
    if math.isnan(shown.value):
        return el("td", el("span", words("page.not_assessed"), class_="na"), class_="n", data_v="")
    return el(
        "td",
        amount(shown.value, words),
        interval_of(shown, words) if with_interval else None,
        trust(shown, words),
        class_="n",
        data_v=repr(shown.value),
    )


def count_cell(value: float, words: Words) -> Markup:
    """Return the cell of a table with a count or with tonnes; a dash where it is not known.

    Parameters
    ----------
    value : float
    words : Words

    Returns
    -------
    Markup
    """
    if math.isnan(value):
        return el("td", "–", class_="n", data_v="")
    text = words.whole(value) if value >= 100 or float(value).is_integer() else words.number(value)
    return el("td", text, class_="n", data_v=repr(float(value)))


def scroller(table: Markup, label: str) -> Markup:
    """Return a table that scrolls sideways where the screen is narrow, also by the keyboard.

    Parameters
    ----------
    table : Markup
    label : str
        What it is, for who cannot see it.

    Returns
    -------
    Markup
    """
    return el("div", table, class_="scroll", role="region", tabindex="0", aria_label=label)


def header_row(*names: str, numbers: int = 0) -> Markup:
    """Return the head of a table; the last columns, so many, hold numbers.

    Parameters
    ----------
    *names : str
    numbers : int

    Returns
    -------
    Markup
    """
    cells = [
        el("th", html(name), scope="col", class_="n" if at >= len(names) - numbers else None)
        for at, name in enumerate(names)
    ]
    return el("thead", el("tr", join(cells)))
