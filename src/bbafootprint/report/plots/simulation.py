"""The draws of a total: how sure it is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from bbafootprint.footprint.uncertainty.simulation import Simulation
from bbafootprint.report.plots import palette
from bbafootprint.report.plots.canvas import (
    foot,
    head,
    name_axis,
    number_ticks,
    plain_frame,
    prepare,
    put,
    say_nothing,
)
from bbafootprint.report.plots.groups import check_kind, shown

if TYPE_CHECKING:
    from matplotlib.axes import Axes

BINS = 60

DRAWN = 0.995
"""Share of the draws that the axis spans; a few very large ones would press all others together."""


def plot_simulation(
    simulation: Simulation,
    indicator: str = "habitat_loss",
    *,
    ax: Axes | None = None,
    lang: str = "en",
) -> Axes:
    """Draw the distribution of a simulated total.

    Parameters
    ----------
    simulation : Simulation
        From :func:`bbafootprint.simulate`.
    indicator : str
    ax : matplotlib.axes.Axes, optional
        As in :func:`bbafootprint.plot_ranking`.
    lang : {"en", "fr", "nl", "de"}

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    UsageError
        If matplotlib is not installed, `simulation` is none, or there is no such indicator or language.

    Notes
    -----
    Bars count draws; the line is the published value, the shade the 95 % interval of the draws. The largest draws,
    under 0.5 %, lie beyond the axis where they are far, and are counted below. Where a factor says nothing of its
    uncertainty there are no draws, and the figure says so.
    """
    check_kind(simulation, Simulation, "simulation", "what bbafootprint.simulate returns")
    figures = shown(simulation.result, indicator, lang)
    words, unit = figures.words, figures.unit
    only = replace(simulation, result=figures.result)
    row: dict[str, Any] = only.total().loc[indicator].to_dict()  # type: ignore[assignment]
    value, low, high = (float(row[name]) for name in ("value", "low", "high"))
    draws = only.samples()[indicator].to_numpy(np.float64)
    title = words.text("plot.simulated", indicator=figures.name, draws=words.whole(simulation.draws))
    ax = prepare(ax, 7.0, 3.6)
    if np.isnan(value):
        return say_nothing(ax, title, words.text("numbers.nothing"))
    if np.isnan(draws).any():
        return say_nothing(ax, title, words.text("plot.uncertainty_unknown"))
    first = min(float(draws.min()), low, value)
    last = max(float(np.quantile(draws, DRAWN)), high, value)
    if float(draws.max()) <= last + 0.15 * (last - first):
        last = max(last, float(draws.max()))
    if last - first <= 1e-9 * abs(last):  # certain: one bar, as wide as can be seen
        first, last = first - 0.1 * (abs(first) or 1.0), last + 0.1 * (abs(last) or 1.0)
    counts, edges = np.histogram(draws, bins=BINS, range=(first, last))
    beyond = len(draws) - int(counts.sum())
    ax.axvspan(low, high, color=palette.ink(palette.SHADE), linewidth=0, zorder=0)
    ax.bar(
        edges[:-1],
        counts,
        width=np.diff(edges),
        align="edge",
        color=palette.BAR,
        edgecolor=palette.paper(),
        linewidth=0.4,
    )
    ax.axvline(value, color=palette.ink(), linewidth=1.6)
    ax.set_xlim(first, last)
    ax.set_ylim(0, float(counts.max()) * 1.16)
    plain_frame(ax, along="y")
    number_ticks(ax, words, most=7)
    number_ticks(ax, words, along="y", most=4)
    name_axis(ax, unit)
    name_axis(ax, words.text("plot.draws"), along="y")
    right = value < (first + last) / 2
    put(
        ax, words.text("plot.published"), (value, 1), by=(4 if right else -4, -3), xycoords=("data", "axes fraction"),
        ha="left" if right else "right", va="top",
    )  # fmt: skip
    said = words.text(
        "plot.simulated_said", value=words.number(value), unit=unit, interval=words.interval(low, high)
    )
    head(ax, title)
    foot(ax, said, words.text("plot.cut", count=words.whole(beyond)) if beyond else "")
    return ax
