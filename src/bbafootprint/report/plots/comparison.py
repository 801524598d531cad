"""What changed between two runs, as steps from one total to the other."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from bbafootprint.comparison import Comparison
from bbafootprint.comparison.parts import PARTS
from bbafootprint.errors import UsageError
from bbafootprint.footprint import Footprint
from bbafootprint.report.page.view import View
from bbafootprint.report.page.words import Words
from bbafootprint.report.page.words import words as words_of
from bbafootprint.report.plots import palette
from bbafootprint.report.plots.canvas import (
    SMALL,
    foot,
    head,
    name_axis,
    number_ticks,
    plain_frame,
    prepare,
    put,
    say_nothing,
)
from bbafootprint.report.plots.groups import check_kind
from bbafootprint.report.plots.lettering import lettered

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def plot_comparison(
    comparison: Comparison,
    indicator: str = "habitat_loss",
    *,
    ax: Axes | None = None,
    lang: str = "en",
) -> Axes:
    """Draw the change of a total as a waterfall: before, the parts of the change, after.

    Parameters
    ----------
    comparison : Comparison
        From :func:`bbafootprint.compare`.
    indicator : str
    ax : matplotlib.axes.Axes, optional
        As in :func:`bbafootprint.plot_ranking`.
    lang : {"en", "fr", "nl", "de"}
        A remark on the comparison stays in English.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    UsageError
        If matplotlib is not installed, `comparison` is none, or there is no such indicator or language.

    Notes
    -----
    The parts add up to the difference exactly; parts that are 0 are named below and have no bar. A part has no
    interval; the lines on the totals are theirs. Where two runs cannot be compared, the figure says why.
    """
    check_kind(comparison, Comparison, "comparison", "what bbafootprint.compare returns")
    words = words_of(lang)
    table = comparison.total()
    if indicator not in table.index:
        raise UsageError(f"there is no indicator {indicator!r}; the runs have: {', '.join(table.index)}")
    row: dict[str, Any] = table.loc[indicator].to_dict()  # type: ignore[assignment]
    view, found = _named(comparison, indicator, words)
    unit = view.unit(str(row["unit"]))
    title = words.text("plot.changed", indicator=found)
    ax = prepare(ax, 8.0, 4.4)
    before, after, difference = (float(row[name]) for name in ("before", "after", "difference"))
    if math.isnan(difference):
        return say_nothing(ax, title, str(row["note"]) or words.text("numbers.nothing"))
    parts = {name: float(row[name]) for name in PARTS}
    shown = {name: size for name, size in parts.items() if size != 0}
    bars = _steps(before, after, shown, words)
    _draw(
        ax,
        bars,
        [(float(row[f"{side}_low"]), float(row[f"{side}_high"])) for side in ("before", "after")],
        words,
    )
    names = ["\n".join(textwrap.wrap(name, 12)) for name, _, _ in bars]
    _, letters = lettered("\n".join(names))
    plain_frame(ax, along="y")
    number_ticks(ax, words, along="y")
    ax.set_xticks(range(len(bars)), labels=names, fontsize=SMALL, **letters)
    ax.set_xlim(-0.5, len(bars) - 0.5)
    name_axis(ax, unit, along="y")
    low, high = float(row["difference_low"]), float(row["difference_high"])
    interval = (
        ""
        if math.isnan(low)
        else f" ({words.text('numbers.interval')} {_signed(low, words)} … {_signed(high, words)})"
    )
    said = words.text(
        "plot.changed_said", before=words.number(before), after=words.number(after), unit=unit,
        difference=_signed(difference, words), interval=interval,
    )  # fmt: skip
    head(ax, title)
    nil = [words.text(f"plot.part.{name}") for name, size in parts.items() if size == 0]
    foot(
        ax, said, words.text("plot.no_part", names=", ".join(nil)) if nil else "", str(row["note"]), below=36
    )
    return ax


class Step(NamedTuple):
    """A bar of the waterfall: where it begins, and how far it goes."""

    name: str
    start: float
    size: float


def _named(comparison: Comparison, indicator: str, words: Words) -> tuple[View, str]:
    """Return the view of the run that has an indicator, and its name."""
    runs: list[Footprint] = [comparison.before, comparison.after]
    for run in runs:
        for each in run.factors.indicators:
            if each.id == indicator:
                view = View(run, words)
                return view, view.indicator(each)
    raise KeyError(indicator)


def _steps(before: float, after: float, parts: Mapping[str, float], words: Words) -> list[Step]:
    """Return the bars: the total before, the parts one upon the other, the total after."""
    steps = [Step(words.text("plot.before"), 0.0, before)]
    at = before
    for name, size in parts.items():
        steps.append(Step(words.text(f"plot.part.{name}"), at, size))
        at += size
    return [*steps, Step(words.text("plot.after"), 0.0, after)]


def _draw(ax: Axes, steps: Sequence[Step], intervals: Sequence[tuple[float, float]], words: Words) -> None:
    """Draw the bars, the intervals of the first and the last, and what each is."""
    whole = {0: intervals[0], len(steps) - 1: intervals[1]}
    colours = [
        palette.WHOLE if place in whole else palette.MORE if step.size > 0 else palette.LESS
        for place, step in enumerate(steps)
    ]
    starts, sizes = [step.start for step in steps], [step.size for step in steps]
    ax.bar(
        range(len(steps)), sizes, bottom=starts, width=0.62, color=colours, edgecolor=colours, linewidth=0.8
    )
    highest, lowest = 0.0, 0.0
    for place, step in enumerate(steps):
        top = max(step.start, step.start + step.size)
        low, high = whole.get(place, (math.nan, math.nan))
        bare = math.isnan(low)
        if not bare:
            ax.errorbar(
                place, top, yerr=[[max(top - low, 0.0)], [max(high - top, 0.0)]], fmt="none", ecolor=palette.ink(),
                elinewidth=1.3, capsize=4,
            )  # fmt: skip
        said = words.number(step.size) if place in whole else _signed(step.size, words)
        side = (
            {"ha": "center"} if bare else {"ha": "right"}
        )  # beside the interval, which stands in the middle
        put(ax, said, (place, top), by=(0 if bare else -4, 3), va="bottom", **side)
        if place + 1 < len(steps):
            end = step.start + step.size
            ax.hlines(end, place + 0.31, place + 0.69, color=palette.ink(palette.NOTE), linewidth=0.8)
        highest = max(highest, top, 0.0 if bare else high)
        lowest = min(lowest, step.start, step.start + step.size)
    ax.set_ylim(lowest, (highest or 1.0) * 1.1)


def _signed(size: float, words: Words) -> str:
    return f"+{words.number(size)}" if size > 0 else words.number(size)
