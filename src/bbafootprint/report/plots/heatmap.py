"""Two columns of the lines against each other, shaded by amount."""

from __future__ import annotations

import math
import textwrap
from typing import TYPE_CHECKING

from bbafootprint.errors import UsageError
from bbafootprint.footprint import Footprint
from bbafootprint.report.outlines.choropleth import class_bounds, class_of
from bbafootprint.report.page.view import Measure
from bbafootprint.report.plots import palette
from bbafootprint.report.plots.canvas import NAME, SMALL, foot, head, prepare, put, say_nothing, width_of
from bbafootprint.report.plots.groups import OTHERS, Shown, check_most, keep_largest, listed, ranked, shown
from bbafootprint.report.plots.lettering import IN_NOTES, lettered, short

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from matplotlib.axes import Axes


def plot_heatmap(
    result: Footprint,
    rows: str = "commodity",
    columns: str = "origin",
    indicator: str = "habitat_loss",
    *,
    most: int = 10,
    ax: Axes | None = None,
    lang: str = "en",
) -> Axes:
    """Draw an indicator by two columns of the lines, as shaded cells with their amounts.

    Parameters
    ----------
    result : Footprint
    rows, columns : str
        Two columns of the lines.
    indicator : str
    most : int
        Draw so many rows and so many columns by themselves, the largest; the others are one more.
    ax : matplotlib.axes.Axes, optional
        As in :func:`bbafootprint.plot_ranking`.
    lang : {"en", "fr", "nl", "de"}

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    UsageError
        If matplotlib is not installed, there is no such column, indicator or language, `rows` and `columns` are the
        same, or `most` is under 1.

    Notes
    -----
    A cell where nothing was bought is blank; one where nothing is assessed is hatched, and never 0. A star marks a cell
    of which only a part is assessed. Shades are classes that hold about equally many cells. There is no room for
    intervals: ``result.by(rows, columns)`` has them. Rows and columns of which nothing is assessed are named below.
    """
    check_most(most)
    if rows == columns:
        raise UsageError(f"rows and columns are both {rows!r}; give two columns of the lines")
    figures = shown(result, indicator, lang)
    words = figures.words
    ledger = figures.ledger([rows, columns])
    orders: dict[str, list[Hashable]] = {}
    rests, missing = {}, []
    for name in (rows, columns):
        measures = figures.measures(figures.ledger([name]))
        orders[name] = [group[0] for group in ranked(measures)]
        missing += [
            short(figures.label(name, group[0]), IN_NOTES)
            for group, each in measures.items()
            if math.isnan(each.value)
        ]
        ledger, rests[name] = keep_largest(ledger, name, orders[name], most)
        orders[name] = orders[name][: len(orders[name]) - rests[name]] + ([OTHERS] if rests[name] else [])
    down, across = orders[rows], orders[columns]

    ax = prepare(ax, 3.0 + 0.72 * max(len(across), 6), 2.2 + 0.42 * max(len(down), 3))
    title = f"{figures.name}: {figures.column(rows)} × {figures.column(columns)}"
    if not down:
        return say_nothing(ax, title, words.text("numbers.nothing" if len(ledger.cells) else "plot.empty"))
    cells = figures.measures(ledger)
    bounds = class_bounds(each.value for each in cells.values())
    drawn: list[Measure] = []
    for place, row in enumerate(down):
        for beside, column in enumerate(across):
            if (row, column) in cells:
                drawn.append(cells[row, column])
                _draw_cell(ax, beside, place, drawn[-1], bounds, figures)
    for lines, ends, draw in ((across, down, ax.vlines), (down, across, ax.hlines)):
        at = [place - 0.5 for place in range(len(lines) + 1)]
        draw(at, -0.5, len(ends) - 0.5, color=palette.ink(palette.GRID), linewidth=0.6, zorder=0)
    _name(ax, "x", across, columns, rests[columns], figures)
    _name(ax, "y", down, rows, rests[rows], figures)
    ax.set_xlim(-0.5, len(across) - 0.5)
    ax.set_ylim(len(down) - 0.5, -0.5)
    for spine in ax.spines.values():
        spine.set_visible(False)
    left = width_of(figures.label(rows, group, rests[rows]) for group in down)
    head(ax, title)
    notes = [words.text("plot.blank")] if len(drawn) < len(down) * len(across) else []
    if any(math.isnan(each.value) for each in drawn):
        notes.append(words.text("plot.hatched"))
    if any(each.covered < 1 and not math.isnan(each.value) for each in drawn):
        notes.append(words.text("plot.partly"))
    left_out = words.text("plot.left_out", names=listed(missing, words)) if missing else ""
    foot(ax, figures.total_said(), " ".join(notes), left_out, below=_depth(ax), left=left)
    return ax


def _draw_cell(ax: Axes, x: int, y: int, each: Measure, bounds: Sequence[float], figures: Shown) -> None:
    from matplotlib.patches import Rectangle

    corner, words = (x - 0.5, y - 0.5), figures.words
    if math.isnan(each.value):
        cell = Rectangle(
            corner, 1, 1, facecolor=palette.PAPER, edgecolor=palette.HATCH, hatch="////", linewidth=0, label="hatched"
        )  # fmt: skip
        ax.add_patch(cell)
        return
    place = class_of(max(each.value, 0.0), bounds)
    colour = palette.CLASSES[place - 1] if place else palette.PAPER
    ax.add_patch(
        Rectangle(
            corner,
            1,
            1,
            facecolor=colour,
            edgecolor=palette.PAPER if place else palette.ink(palette.GRID),
            linewidth=1,
        )
    )
    ink = palette.ON_CLASSES[place - 1] if place else palette.ink()
    star = "*" if each.covered < 1 else ""
    put(ax, words.number(each.value, 2) + star, (x, y), ha="center", va="center", color=ink, fontsize=SMALL)


def _name(ax: Axes, side: str, order: Sequence[Hashable], column: str, rest: int, figures: Shown) -> None:
    """Write the names of rows, or of columns, which lean where they are long."""
    names = [figures.label(column, group, rest) for group in order]
    if side == "x":
        names = ["\n".join(textwrap.wrap(name, 18)) for name in names]
    _, letters = lettered("\n".join(names))
    names = [lettered(name)[0] for name in names]
    if side == "y":
        ax.set_yticks(range(len(names)), labels=names, fontsize=NAME, **letters)
    else:
        ax.set_xticks(range(len(names)), labels=names, fontsize=SMALL, **letters)
        ax.tick_params(axis="x", rotation=45)
        for label in ax.get_xticklabels():
            label.set(ha="right", va="top", rotation_mode="anchor", linespacing=0.95)
    ax.tick_params(length=0)


def _depth(ax: Axes) -> float:
    """Return how far the names of columns reach under the axes, in points."""
    longest = max(
        (
            len(line) + 2.0 * text.count("\n")
            for text in (label.get_text() for label in ax.get_xticklabels())
            for line in text.splitlines()
        ),
        default=0,
    )
    return 16 + longest * SMALL * 0.55 * 0.71
