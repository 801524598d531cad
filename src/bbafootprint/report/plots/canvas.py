"""The axes that a figure is drawn on, and the words around them."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from bbafootprint.errors import UsageError
from bbafootprint.report.page.words import Words
from bbafootprint.report.plots import palette
from bbafootprint.report.plots.lettering import lettered

if TYPE_CHECKING:
    from matplotlib.axes import Axes

NAME, SMALL, TITLE = 9.0, 8.0, 11.0
"""Sizes of letters, in points."""

LEADING = 1.3
"""Height of a line of text, in sizes of its letters."""


def prepare(ax: Axes | None, width: float, height: float) -> Axes:
    """Return the axes to draw on.

    Parameters
    ----------
    ax : matplotlib.axes.Axes or None
        None: axes of a new figure of pyplot, which is what a notebook shows and ``plt.show()`` knows.
    width, height : float
        Of a new figure, in inches.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    UsageError
        If matplotlib is not there, or `ax` is something else.
    """
    try:
        from matplotlib.axes import Axes
    except ImportError as error:
        raise UsageError("figures need matplotlib: pip install 'bbafootprint[plot]'") from error
    if ax is None:
        from matplotlib import pyplot

        figure = pyplot.figure(figsize=(width, height), layout="constrained")
        figure.get_layout_engine().set(w_pad=0.12, h_pad=0.12)  # type: ignore[union-attr, call-arg]
        return figure.add_subplot()
    if not isinstance(ax, Axes):
        raise UsageError(
            f"ax is a {type(ax).__name__}; give Axes of matplotlib, such as ax=figure.subplots()"
        )
    return ax


def put(ax: Axes, text: str, xy: tuple[float, float], *, by: tuple[float, float] = (0, 0), **how: Any) -> Any:
    """Write a text on the axes.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    text : str
    xy : tuple of float
        In data, or what `xycoords` says.
    by : tuple of float
        Moved from there, in points.
    **how
        As ``Axes.annotate`` takes them.

    Returns
    -------
    matplotlib.text.Annotation
    """
    shown, letters = lettered(text)
    given = {"fontsize": SMALL, "color": palette.ink(), "annotation_clip": False} | how | letters
    return ax.annotate(shown, xy, xytext=by, textcoords="offset points", **given)


def head(ax: Axes, title: str, *, above: float = 8.0) -> None:
    """Write a title over the axes; ``ax.set_title(..., loc="left")`` replaces it.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    title : str
    above : float
        Room between the axes and the title, in points.
    """
    shown, letters = lettered("\n".join(wrap(ax, title, TITLE * 1.1)))
    ax.set_title(shown, loc="left", fontsize=TITLE, fontweight="bold", pad=above, **letters)


def foot(ax: Axes, *notes: str, below: float = 34.0, left: float = 0.0) -> None:
    """Write notes under the axes.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    *notes : str
        Empty ones are left out.
    below : float
        Room that is left for ticks and label, in points.
    left : float
        What names take beside the axes, in points.
    """
    lines = [line for note in notes if note for line in wrap(ax, note, SMALL, left)]
    if lines:
        put(
            ax, "\n".join(lines), (0, 0), by=(0, -below), xycoords="axes fraction", va="top",
            color=palette.ink(palette.NOTE), linespacing=LEADING - 0.1,
        )  # fmt: skip


def wrap(ax: Axes, text: str, size: float, left: float = 0.0) -> list[str]:
    """Return a text in lines that have room, from the left end of the axes.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Alone on their figure, they have its width; else the lines are about as long as the axes are wide.
    text : str
    size : float
        Of the letters, in points.
    left : float
        What names take beside the axes, in points.

    Returns
    -------
    list of str
    """
    figure = ax.figure
    if ax.figure.axes == [ax] and figure.get_layout_engine() is not None:
        wide = figure.bbox.width / figure.dpi * 72 - left - 24
    else:
        wide = ax.get_window_extent().width / figure.dpi * 72
    return textwrap.wrap(text, max(20, int(wide / (0.56 * size))))


def say_nothing(ax: Axes, title: str, why: str) -> Axes:
    """Draw that there is nothing to draw, in words.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    title, why : str

    Returns
    -------
    matplotlib.axes.Axes
    """
    ax.set_axis_off()
    head(ax, title)
    put(
        ax, "\n".join(wrap(ax, why, NAME * 1.3)), (0.5, 0.5), xycoords="axes fraction", ha="center", va="center",
        fontsize=NAME, color=palette.ink(palette.NOTE),
    )  # fmt: skip
    return ax


def plain_frame(ax: Axes, *, along: str = "x") -> None:
    """Leave only the lines that help to read a value: those across the axis of amounts.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    along : {"x", "y"}
        The axis of amounts.
    """
    kept = "left" if along == "x" else "bottom"
    for side, spine in ax.spines.items():
        spine.set_visible(side == kept)
        spine.set_color(palette.ink(palette.NOTE))
    ax.set_axisbelow(True)
    ax.grid(axis="x" if along == "x" else "y", color=palette.ink(palette.GRID), linewidth=0.8)
    ax.tick_params(length=0, labelsize=SMALL)


def number_ticks(ax: Axes, words: Words, *, along: str = "x", most: int = 5) -> None:
    """Write the numbers of an axis as the language does.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    words : Words
    along : {"x", "y"}
    most : int
        So many steps, or fewer.
    """
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    axis = ax.xaxis if along == "x" else ax.yaxis
    axis.set_major_locator(MaxNLocator(most, steps=[1, 2, 2.5, 5, 10]))
    axis.set_major_formatter(FuncFormatter(lambda value, _: round_number(value, words)))


def halo() -> list[Any]:
    """Return what keeps a text readable over what is drawn: an edge of the colour of the paper."""
    from matplotlib.patheffects import withStroke

    return [withStroke(linewidth=2.5, foreground=palette.paper())]


def width_of(names: Iterable[str], size: float = NAME) -> float:
    """Return about how wide the longest of some names is, in points."""
    return max((len(line) for name in names for line in name.splitlines()), default=0) * size * 0.58


def round_number(value: float, words: Words) -> str:
    """Return a number that is round, with as few digits as it has."""
    few = next((n for n in range(1, 5) if abs(float(f"{value:.{n - 1}e}") - value) <= 1e-9 * abs(value)), 5)
    return words.number(value, few)


def name_axis(ax: Axes, text: str, *, along: str = "x") -> None:
    """Write what an axis measures."""
    shown, letters = lettered(text)
    label = ax.set_xlabel if along == "x" else ax.set_ylabel
    label(shown, fontsize=SMALL, color=palette.ink(palette.NOTE), **letters)
