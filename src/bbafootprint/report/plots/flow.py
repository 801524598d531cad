"""From origin through commodity to ecosystem, in the width of the amounts."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping
from typing import TYPE_CHECKING

from bbafootprint.footprint import Footprint
from bbafootprint.footprint.ecosystems import UNCOVERED_ECOSYSTEMS
from bbafootprint.report.page.flow_layout import BAR, COLUMNS, LABELS, WIDTH, FlowLayout, Ribbon, lay_out
from bbafootprint.report.plots import palette
from bbafootprint.report.plots.canvas import SMALL, foot, halo, head, prepare, put, say_nothing
from bbafootprint.report.plots.groups import OTHERS, Shown, check_most, keep_largest, ranked, shown
from bbafootprint.report.plots.lettering import short

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Paths = dict[tuple[str, str, str], float]

INCHES = 9.5
"""Width of a new figure; its height follows from how many bars stand in a column."""


def plot_flow(
    result: Footprint,
    indicator: str = "habitat_loss",
    *,
    most: int = 10,
    ax: Axes | None = None,
    lang: str = "en",
) -> Axes:
    """Draw the flow of an indicator from origin through commodity to ecosystem.

    Parameters
    ----------
    result : Footprint
        With lines, or grouped by commodity and origin.
    indicator : str
        One that the factor set splits over ecosystems: habitat loss or degradation.
    most : int
        Draw so many origins and commodities by themselves, the largest; the others are one more.
    ax : matplotlib.axes.Axes, optional
        As in :func:`bbafootprint.plot_ranking`.
    lang : {"en", "fr", "nl", "de"}

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    UsageError
        If matplotlib is not installed, there is no such indicator or language, the lines are not kept, or `most` is
        under 1.

    Notes
    -----
    Widths are amounts. Ecosystems are shares of the land of each country, not of the fields where the goods grew; an
    interval of a flow is not known. What is not assessed is in no flow.
    """
    check_most(most)
    figures = shown(result, indicator, lang)
    words, unit = figures.words, figures.unit
    ledger = figures.ledger(["origin", "commodity"])
    rests = {}
    for name in ("origin", "commodity"):
        order = [group[0] for group in ranked(figures.measures(figures.ledger([name])))]
        ledger, rests[name] = keep_largest(ledger, name, order, most)
    table = figures.paths(ledger)
    paths: Paths = {}
    labels: dict[int, dict[str, str]] = {0: {}, 1: {}, 2: {}}
    for row in table.to_dict("records"):
        if row["value"] > 0:
            path = _keys(labels, row["origin"], row["commodity"], row["ecosystem"], rests, figures)
            paths[path] = paths.get(path, 0.0) + float(row["value"])
    title = words.text("flow.title", indicator=figures.name, unit=unit)
    whole = figures.whole()
    if not paths:
        ax = prepare(ax, INCHES, 3.0)
        nothing = "numbers.nothing" if len(ledger.cells) else "plot.empty"
        known = whole.value == 0 and not math.isnan(whole.value)
        why = "plot.not_split" if whole.value > 0 else "plot.all_zero" if known else nothing
        return say_nothing(ax, title, words.text(why))
    layout = lay_out(paths, [_by_amount(paths, at) for at in range(3)])
    ax = prepare(ax, INCHES, 1.4 + layout.height * INCHES / WIDTH)
    colours = {name: palette.FLOWS[at % len(palette.FLOWS)] for at, name in enumerate(layout.columns[1])}
    colours["others"] = palette.FLOWS[-1]
    for ribbon in layout.ribbons:
        _draw_ribbon(ax, ribbon, colours[ribbon.goods])
    _draw_bars(ax, layout, labels)
    for name, x, side in (
        ("origin", COLUMNS[0] - 8, "right"),
        ("commodity", COLUMNS[1] + BAR / 2, "center"),
        ("ecosystem", COLUMNS[2] + BAR + 8, "left"),
    ):
        put(
            ax,
            words.text(f"flow.{name}"),
            (x, 14),
            ha=side,
            va="center",
            color=palette.ink(palette.NOTE),
            fontweight="bold",
        )
    ax.set_xlim(0, WIDTH)
    ax.set_ylim(layout.height, 0)
    ax.set_axis_off()
    head(ax, title)
    missing = ", ".join(figures.view.ecosystem(name) for name in UNCOVERED_ECOSYSTEMS)
    foot(
        ax,
        figures.total_said(),
        words.text("flow.note"),
        words.text("flow.not_covered", names=missing),
        below=6,
    )
    return ax


def _keys(
    labels: dict[int, dict[str, str]],
    origin: Hashable,
    commodity: Hashable,
    ecosystem: str,
    rests: Mapping[str, int],
    figures: Shown,
) -> tuple[str, str, str]:
    """Return what a flow goes through, by keys that two groups never share, and note their names."""
    keys = []
    for at, (column, group) in enumerate((("origin", origin), ("commodity", commodity))):
        key = "others" if group is OTHERS else f"={group}"
        labels[at].setdefault(key, figures.label(column, group, rests[column]))
        keys.append(key)
    labels[2].setdefault(ecosystem, figures.view.ecosystem(ecosystem))
    return keys[0], keys[1], ecosystem


def _by_amount(paths: Paths, at: int) -> list[str]:
    sums: dict[str, float] = {}
    for path, amount in paths.items():
        sums[path[at]] = sums.get(path[at], 0.0) + amount
    return sorted(sums, key=lambda name: (name == "others", -sums[name]))


def _draw_ribbon(ax: Axes, ribbon: Ribbon, colour: str) -> None:
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    x1, x2 = COLUMNS[ribbon.at] + BAR, COLUMNS[ribbon.at + 1]
    middle, half = (x1 + x2) / 2, max(ribbon.width, 0.4) / 2
    y1, y2 = ribbon.y1, ribbon.y2
    corners = [
        (x1, y1 - half), (middle, y1 - half), (middle, y2 - half), (x2, y2 - half),
        (x2, y2 + half), (middle, y2 + half), (middle, y1 + half), (x1, y1 + half), (x1, y1 - half),
    ]  # fmt: skip
    curve = [Path.CURVE4] * 3
    codes = [Path.MOVETO, *curve, Path.LINETO, *curve, Path.CLOSEPOLY]
    ax.add_patch(PathPatch(Path(corners, codes), facecolor=colour, alpha=0.5, linewidth=0, gid="ribbon"))


def _draw_bars(ax: Axes, layout: FlowLayout, labels: Mapping[int, Mapping[str, str]]) -> None:
    from matplotlib.patches import Rectangle

    for at, column in enumerate(layout.columns):
        beside, side = ((-8, "right"), (BAR + 6, "left"), (BAR + 8, "left"))[at]
        for name, bar in column.items():
            height = max(bar.amount * layout.scale, 1.0)
            ax.add_patch(
                Rectangle(
                    (COLUMNS[at], bar.top), BAR, height, facecolor=palette.ink(), linewidth=0, gid="bar"
                )
            )
            put(
                ax, short(labels[at][name], LABELS[at]), (COLUMNS[at] + beside, bar.top + height / 2), ha=side,
                va="center_baseline", fontsize=SMALL, color=palette.ink(), path_effects=halo(),
            )  # fmt: skip
