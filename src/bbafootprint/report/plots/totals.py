"""The totals of a result, each on a scale of its own."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from bbafootprint.factors import Indicator
from bbafootprint.footprint import Footprint
from bbafootprint.report.page.view import View
from bbafootprint.report.page.words import words as words_of
from bbafootprint.report.plots import palette
from bbafootprint.report.plots.canvas import (
    NAME,
    foot,
    head,
    number_ticks,
    plain_frame,
    prepare,
    put,
    say_nothing,
)
from bbafootprint.report.plots.groups import check_kind
from bbafootprint.report.plots.ranking import draw_intervals

if TYPE_CHECKING:
    from matplotlib.axes import Axes

PANEL = 1.0
"""Height of the panel of an indicator in a new figure, in inches."""

LOW = 0.75
"""A panel that is lower than this has no room for the numbers of its axis."""


def plot_totals(result: Footprint, *, ax: Axes | None = None, lang: str = "en") -> Axes:
    """Draw the totals: a panel an indicator, each with its own scale and unit.

    Parameters
    ----------
    result : Footprint
    ax : matplotlib.axes.Axes, optional
        As in :func:`bbafootprint.plot_ranking`; the panels are put into them.
    lang : {"en", "fr", "nl", "de"}

    Returns
    -------
    matplotlib.axes.Axes
        The axes that hold the panels, which are its ``child_axes``, from the top.

    Raises
    ------
    UsageError
        If matplotlib is not installed, `result` is no footprint, or there is no such language.

    Notes
    -----
    Units differ, so there is no common axis: lengths of two panels must not be compared. Each panel has the amount, its
    95 % interval and the share of tonnes that it covers. What is not assessed says so, and has no bar.
    """
    check_kind(result, Footprint, "result", "a Footprint, as calculate_footprint returns it")
    words = words_of(lang)
    view = View(result, words)
    indicators = view.indicators()
    ax = prepare(ax, 7.5, 1.2 + PANEL * max(len(indicators), 2))
    title = words.text("plot.totals")
    if not indicators:
        return say_nothing(ax, title, words.text("numbers.no_indicators"))
    if not result.counts()["read"]:
        return say_nothing(ax, title, words.text("plot.empty"))
    ax.set_axis_off()
    step = 1 / len(indicators)
    low = ax.get_window_extent().height / ax.figure.dpi * step < LOW
    beyond = [
        _panel(ax.inset_axes((0.0, 1 - (at + 0.78) * step, 1.0, 0.22 * step)), view, indicator, ticks=not low)
        for at, indicator in enumerate(indicators)
    ]
    head(ax, title)
    foot(ax, words.text("plot.totals_note"), words.text("plot.beyond") if any(beyond) else "", below=6)
    return ax


def _panel(panel: Axes, view: View, indicator: Indicator, *, ticks: bool) -> bool:
    """Draw one indicator; return whether its interval goes on beyond the panel."""
    words, whole, unit = view.words, view.whole(indicator), view.unit(indicator.unit)
    put(
        panel, view.indicator(indicator), (0, 1), by=(0, 16), xycoords="axes fraction", va="bottom", fontsize=NAME,
        fontweight="bold",
    )  # fmt: skip
    if math.isnan(whole.value):
        panel.set_axis_off()
        put(
            panel, words.text("numbers.nothing"), (0, 1), by=(0, 4), xycoords="axes fraction", va="bottom",
            color=palette.ink(palette.NOTE),
        )  # fmt: skip
        return False
    said = f"{words.number(whole.value)} {unit} ({words.interval(whole.low, whole.high)})"
    said += f" · {words.text('plot.covers_said', covered=words.percent(whole.covered))}"
    put(panel, said, (0, 1), by=(0, 4), xycoords="axes fraction", va="bottom")
    panel.barh([0], [whole.value], height=0.8, color=palette.BAR)
    beyond = draw_intervals(panel, [whole])
    panel.set_ylim(0.6, -0.6)
    panel.set_yticks([])
    plain_frame(panel)
    number_ticks(panel, words, most=6)
    panel.tick_params(labelbottom=ticks)
    return beyond
