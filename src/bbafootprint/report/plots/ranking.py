"""Groups of lines, the largest first."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from bbafootprint.errors import UsageError
from bbafootprint.footprint import Footprint
from bbafootprint.report.page.bars import BEYOND
from bbafootprint.report.page.view import Measure
from bbafootprint.report.plots import palette
from bbafootprint.report.plots.canvas import (
    NAME,
    foot,
    head,
    name_axis,
    number_ticks,
    plain_frame,
    prepare,
    put,
    say_nothing,
    width_of,
)
from bbafootprint.report.plots.groups import (
    OTHERS,
    Group,
    check_most,
    keep_largest,
    listed,
    ranked,
    shown,
)
from bbafootprint.report.plots.lettering import IN_NOTES, lettered, short

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def plot_ranking(
    result: Footprint,
    by: str = "commodity",
    indicator: str = "habitat_loss",
    *,
    most: int = 15,
    ax: Axes | None = None,
    lang: str = "en",
) -> Axes:
    """Draw the groups of an indicator as bars, the largest first.

    Parameters
    ----------
    result : Footprint
    by : str
        A column of the lines, such as ``"commodity"``, ``"origin"``, ``"supplier"``, ``"period"``, or one of your own.
    indicator : str
    most : int
        Draw so many groups by themselves; the others are one bar, in a lighter colour.
    ax : matplotlib.axes.Axes, optional
        Draw on these. By default on a new figure of pyplot, so that a notebook shows it: who draws many in a loop
        closes each (``plt.close(ax.figure)``) or gives axes.
    lang : {"en", "fr", "nl", "de"}

    Returns
    -------
    matplotlib.axes.Axes
        ``ax.figure.savefig("ranking.svg")`` saves it; PNG and PDF too.

    Raises
    ------
    UsageError
        If matplotlib is not installed, there is no such column, indicator or language, or `most` is under 1.

    Notes
    -----
    A bar is as long as its amount; the line on it is the 95 % interval, and ends with an arrow where it would be more
    than twice as long as the longest bar. Beside each bar stand the amount and the share of the tonnes of the group
    that it covers (of its lines, where no tonnes are known). Groups without a number are named under the bars and
    are never drawn as 0.

    An origin is where the goods grew: what was only shipped from a country stands under *Unknown (via ...)*, as on the
    page of :func:`bbafootprint.write_report`. ``result.by("origin")`` groups by the country in the line.
    """
    check_most(most)
    if not isinstance(by, str):
        raise UsageError(f"by is {by!r}; give the name of one column, such as 'commodity'")
    if by == "ecosystem":
        raise UsageError("ecosystems are no groups of lines: plot_flow shows them")
    figures = shown(result, indicator, lang)
    words, unit = figures.words, figures.unit
    ledger = figures.ledger([by])
    every = figures.measures(ledger)
    order = [group[0] for group in ranked(every)]
    without = [group for group, each in every.items() if math.isnan(each.value)]
    ledger, rest = keep_largest(ledger, by, order, most)
    measures = figures.measures(ledger) if rest else every
    drawn: list[Group] = [(name,) for name in order[: len(order) - rest]]
    drawn += [(OTHERS,)] if rest else []

    ax = prepare(ax, 8.0, 1.9 + 0.3 * max(len(drawn), 3))
    title = figures.by(by)
    if not drawn:
        why = "numbers.nothing" if every else "plot.empty"
        return say_nothing(ax, title, words.text(why))
    names = [figures.label(by, group[0], rest) for group in drawn]
    values = [measures[group].value for group in drawn]
    colours = [palette.REST if group[0] is OTHERS else palette.BAR for group in drawn]
    places = list(range(len(drawn)))
    ax.barh(places, values, height=0.62, color=colours)
    beyond = draw_intervals(ax, [measures[group] for group in drawn])
    _, letters = lettered("\n".join(names))
    ax.set_yticks(places, labels=[lettered(name)[0] for name in names], fontsize=NAME, **letters)
    ax.set_ylim(len(drawn) - 0.4, -0.6)
    plain_frame(ax)
    number_ticks(ax, words)
    name_axis(ax, unit)
    ax.tick_params(axis="y", labelsize=NAME)
    for place, group in zip(places, drawn, strict=True):
        each = measures[group]
        for text, right, colour in (
            (words.number(each.value), 66, palette.ink()),
            (words.percent(each.covered), 112, palette.ink(palette.NOTE)),
        ):
            put(
                ax, text, (1, place), by=(right, 0), xycoords=("axes fraction", "data"), ha="right", va="center",
                color=colour,
            )  # fmt: skip
    for key, right in (("where.amount", 66), ("numbers.covers", 112)):
        put(
            ax, words.text(key), (1, 1), by=(right, 4), xycoords="axes fraction", ha="right", va="bottom",
            color=palette.ink(palette.NOTE),
        )  # fmt: skip
    said = words.text("plot.bars", total=figures.total_said())
    head(ax, title, above=18)
    left_out = listed([short(figures.label(by, group[0]), IN_NOTES) for group in without], words)
    foot(
        ax,
        said,
        words.text("plot.beyond") if beyond else "",
        words.text("plot.no_interval") if any(math.isnan(measures[each].low) for each in drawn) else "",
        words.text("plot.left_out", names=left_out) if without else "",
        left=width_of(names),
    )
    return ax


def draw_intervals(ax: Axes, measures: list[Measure]) -> bool:
    """Draw the intervals of bars that lie one under the other, and set how far the axis goes.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    measures : list of Measure
        From the top, at 0, 1, 2.

    Returns
    -------
    bool
        Whether an interval goes on beyond the axis.
    """
    longest = max(each.value for each in measures)
    farthest = max((each.high for each in measures if not math.isnan(each.high)), default=longest)
    end = (min(max(longest, farthest), BEYOND * longest) if longest > 0 else farthest) or 1.0
    known = [(place, each) for place, each in enumerate(measures) if not math.isnan(each.low)]
    places = [place for place, _ in known]
    lows = [min(each.low, end) for _, each in known]
    highs = [min(each.high, end) for _, each in known]
    cut = [each.high > end for _, each in known]
    ax.hlines(places, lows, highs, color=palette.ink(), linewidth=1.3, zorder=3, label="interval")
    look: dict[str, Any] = {"color": palette.ink(), "linestyle": "none", "zorder": 3, "clip_on": False}
    ends = [(low, place) for low, place in zip(lows, places, strict=True)]
    ends += [(high, place) for high, place, gone in zip(highs, places, cut, strict=True) if not gone]
    if ends:
        ax.plot(
            [x for x, _ in ends], [y for _, y in ends], marker="|", markersize=7, markeredgewidth=1.3, **look
        )
    gone_on = [place for place, gone in zip(places, cut, strict=True) if gone]
    if gone_on:
        ax.plot([end] * len(gone_on), gone_on, marker=">", markersize=5, **look)
    ax.set_xlim(0, end * 1.02)
    return bool(gone_on)
