"""The world, with the countries where the goods grew shaded by their amount."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from bbafootprint.footprint import Footprint
from bbafootprint.report.outlines import world_outlines
from bbafootprint.report.outlines.choropleth import class_bounds, class_of
from bbafootprint.report.page.words import Words
from bbafootprint.report.plots import palette
from bbafootprint.report.plots.canvas import SMALL, foot, head, prepare, say_nothing
from bbafootprint.report.plots.groups import listed, shown
from bbafootprint.report.plots.lettering import IN_NOTES, lettered, short

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.path import Path

Floats = npt.NDArray[np.float64]

INCHES = 9.0
"""Width of a new figure."""

COLUMNS = 4
"""Of the legend."""

DOT = 9
"""Radius of a country that is too small to be seen, in units of the outlines."""


def plot_map(
    result: Footprint, indicator: str = "habitat_loss", *, ax: Axes | None = None, lang: str = "en"
) -> Axes:
    """Draw the countries where the goods grew on a map of the world.

    Parameters
    ----------
    result : Footprint
        With lines, or grouped by origin.
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
        If matplotlib is not installed, there is no such indicator or language, or origins are not known of the result.

    Notes
    -----
    Classes hold about equally many countries; their colours differ in lightness in even steps, and the legend counts
    the countries of each. Not assessed is hatched. What has no known origin is on no map: the caption says how much
    of the total is. A country that only shipped the goods is not drawn as if they had grown there. Equal Earth
    projection; outlines of Natural Earth (public domain). No opinion on any border is meant.
    """
    figures = shown(result, indicator, lang)
    words, unit = figures.words, figures.unit
    world = world_outlines()
    every = {str(group[0]): each for group, each in figures.measures(figures.ledger(["origin"])).items()}
    amounts = {
        code: each.value for code, each in every.items() if code in world.countries or code in world.dots
    }
    title = words.text("map.title", indicator=figures.name, unit=unit)
    if all(math.isnan(each.value) for each in every.values()):
        ax = prepare(ax, INCHES, 3.0)
        return say_nothing(ax, title, words.text("numbers.nothing" if every else "plot.empty"))
    bounds = class_bounds(amounts.values())
    looks = {code: _look(value, bounds) for code, value in amounts.items()}
    known = [value for value in amounts.values() if not math.isnan(value)]
    missing = [
        short(figures.label("origin", code), IN_NOTES)
        for code in every
        if math.isnan(every[code].value) and code not in looks
    ]
    notes = [
        figures.total_said(),
        words.text(
            "map.on_map",
            mapped=words.number(sum(known)),
            total=words.number(figures.whole().value),
            unit=unit,
        ),
        words.text("plot.left_out", names=listed(missing, words)) if missing else "",
    ]
    rows = math.ceil((len(set(looks.values())) + 1) / COLUMNS)
    lines = sum(math.ceil(len(note) / 120) for note in notes)
    ax = prepare(ax, INCHES, 4.55 + 0.19 * rows + 0.15 * lines)  # the map keeps its shape and gives no room
    _draw_world(ax, looks)
    head(ax, title)
    _legend(ax, looks, bounds, words, unit)
    foot(ax, *notes, below=20 + 14 * rows)
    return ax


def _look(value: float, bounds: Sequence[float]) -> str:
    if math.isnan(value):
        return "hatched"
    place = class_of(max(value, 0.0), bounds)
    return str(place) if place else "zero"


def _style(look: str) -> dict[str, Any]:
    if look == "hatched":
        return {"facecolor": palette.PAPER, "edgecolor": palette.HATCH, "hatch": "//////"}
    if look == "land":
        return {"facecolor": palette.LAND, "edgecolor": palette.PAPER}
    colour = palette.PAPER if look == "zero" else palette.CLASSES[int(look) - 1]
    return {"facecolor": colour, "edgecolor": palette.SOFT}


def _draw_world(ax: Axes, looks: Mapping[str, str]) -> None:
    from matplotlib.patches import Circle, PathPatch
    from matplotlib.path import Path

    world = world_outlines()
    rest = [world.no_country, *(path for code, path in world.countries.items() if code not in looks)]
    land = Path.make_compound_path(*map(_outline, rest))
    ax.add_patch(PathPatch(land, linewidth=0.4, gid="land", **_style("land")))
    for code, look in looks.items():
        if code in world.countries:
            outline = _outline(world.countries[code])
            ax.add_patch(PathPatch(outline, linewidth=0.5, gid=code, **_style(look)))
    for code, look in looks.items():
        if code in world.dots:
            ax.add_patch(
                Circle(
                    world.dots[code],
                    DOT,
                    linewidth=0.9,
                    gid=code,
                    **_style(look) | {"edgecolor": palette.ink()},
                )
            )
    _, _, width, height = map(float, world.view_box.split())
    ax.set_xlim(0, width)
    ax.set_ylim(height, 0)
    ax.set_aspect("equal", anchor="N")
    ax.set_axis_off()


@cache
def _outline(data: str) -> Path:
    """Return an outline as a path: rings, each a relative move, relative lines, and its end."""
    from matplotlib.path import Path

    start = np.zeros(2)
    corners: list[Floats] = []
    codes: list[int] = []
    for ring in filter(None, data.split("z")):
        steps = np.array([float(text) for text in re.findall(r"-?\d+", ring)]).reshape(-1, 2)
        points = start + np.cumsum(steps, axis=0)
        start = points[0]
        corners += [points, points[:1]]
        codes += [int(Path.MOVETO), *[int(Path.LINETO)] * (len(points) - 1), int(Path.CLOSEPOLY)]
    return Path(np.concatenate(corners), codes)


def _legend(ax: Axes, looks: Mapping[str, str], bounds: Sequence[float], words: Words, unit: str) -> None:
    """Draw what each look means, and how many countries have it."""
    from matplotlib.patches import Patch

    found = list(looks.values())
    ends = [words.number(bound, 2) for bound in bounds]
    said = {}
    for place in range(1, len(bounds) + 2):
        low, high = ends[place - 2 : place - 1], ends[place - 1 : place]
        if low and high:
            said[str(place)] = words.text("map.range", low=low[0], high=high[0])
        elif high:
            said[str(place)] = words.text("map.under", high=high[0])
        else:
            said[str(place)] = words.text("map.over", low=low[0]) if low else words.text("map.all")
    said |= {"zero": words.text("map.reported_zero"), "hatched": words.text("map.hatched")}
    shown_looks = [look for look in said if look in found]
    labels = [f"{said[look]} ({words.whole(found.count(look))})" for look in shown_looks]
    handles = [Patch(linewidth=0.5, **_style(look)) for look in [*shown_looks, "land"]]
    legend = ax.legend(
        handles, [*labels, words.text("map.nothing")], loc="upper left", bbox_to_anchor=(0, -0.01), ncols=COLUMNS,
        alignment="left", frameon=False, fontsize=SMALL, borderaxespad=0, borderpad=0, handlelength=1.6,
        columnspacing=1.4,
    )  # fmt: skip
    legend.set_title(words.text("map.classes", unit=unit))
    legend.get_title().set_fontsize(SMALL)
    legend.get_title().set_color(palette.ink(palette.NOTE))
    for text in [legend.get_title(), *legend.get_texts()]:
        shown_text, letters = lettered(text.get_text())
        text.set(text=shown_text, **letters)
