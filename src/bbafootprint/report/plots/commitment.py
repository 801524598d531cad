"""A commitment over the years: the path to each target, and where the years are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from bbafootprint.planning import CommitmentProgress
from bbafootprint.planning.judging import BASELINE, BEFORE, OFF, ON, UNSAID
from bbafootprint.report.page.words import Words
from bbafootprint.report.page.words import words as words_of
from bbafootprint.report.plots import palette
from bbafootprint.report.plots.canvas import (
    NAME,
    SMALL,
    foot,
    halo,
    head,
    number_ticks,
    plain_frame,
    prepare,
    put,
    say_nothing,
)
from bbafootprint.report.plots.groups import check_kind
from bbafootprint.report.plots.lettering import lettered, short

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Rows = Sequence[Mapping[str, Any]]

PANEL = 2.4
"""Height of the panel of a target in a new figure, in inches."""

SHARE = "share of t"
"""The unit of targets that are a share of tonnes."""

MARKS: Mapping[str, Mapping[str, Any]] = {
    BASELINE: {"marker": "s", "color": palette.PATH, "markersize": 7},
    ON: {"marker": "o", "color": palette.ON_TRACK, "markersize": 8},
    OFF: {"marker": "D", "color": palette.OFF_TRACK, "markersize": 7.5},
    UNSAID: {
        "marker": "o", "color": palette.PATH, "markersize": 8, "markerfacecolor": palette.PAPER, "markeredgewidth": 1.8,
    },
}  # fmt: skip
"""How a year is marked, by what can be said of it: the shape tells it as well as the colour."""


def plot_commitment(progress: CommitmentProgress, *, ax: Axes | None = None, lang: str = "en") -> Axes:
    """Draw how far a commitment is kept: a panel a target.

    Parameters
    ----------
    progress : CommitmentProgress
        From :func:`bbafootprint.track_commitment`.
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
        If matplotlib is not installed, `progress` is none, or there is no such language.

    Notes
    -----
    The dashed line is the straight path from the baseline to the target, the cross the target. Years stand with the
    95 % interval of an indicator's value; shares of tonnes are counted and have none. The marker says what can be said
    of a year. A year without a value is named and not drawn.
    """
    check_kind(progress, CommitmentProgress, "progress", "what bbafootprint.track_commitment returns")
    words = words_of(lang)
    targets = list(dict.fromkeys(row["target"] for row in progress.rows))
    ax = prepare(ax, 7.5, 1.3 + PANEL * max(len(targets), 1))
    name = short(progress.commitment.name, 60) or words.text("plot.no_name")
    title = words.text("plot.progress", name=name)
    if not targets:
        return say_nothing(ax, title, words.text("plot.empty"))
    ax.set_axis_off()
    step, room = 1 / len(targets), 0.36 / (PANEL * len(targets))
    for at, target in enumerate(targets):
        panel = ax.inset_axes((0.0, 1 - (at + 0.86) * step, 1.0, 0.86 * step - room))
        _panel(panel, target, [row for row in progress.rows if row["target"] == target], words)
    head(ax, title)
    _legend(ax, progress.rows, words)
    return ax


def _panel(panel: Axes, name: str, rows: Rows, words: Words) -> None:
    last = rows[-1]
    unit, start, end = last["unit"], int(last["baseline_year"]), int(last["target_year"])
    share = unit == SHARE

    def said(value: float) -> str:
        return words.percent(value) if share else f"{words.number(value)} {words.of('unit', unit) or unit}"

    plain_frame(panel, along="y")
    goal, baseline = float(last["target_value"]), float(last["baseline"])
    known = (
        words.texts["indicator"].get(name) if name == last["indicator"] else None
    )  # a target without a name
    heading = str(known["name"]) if known else short(name, 60)
    heading += "" if share else f", {words.of('unit', unit) or short(unit, 20)}"
    put(
        panel, heading, (0, 1), by=(0, 7), xycoords="axes fraction", va="bottom", fontsize=NAME, fontweight="bold"
    )  # fmt: skip
    if goal == goal:
        aim = f"{words.text('plot.target')}: {words.text('plot.aim', value=said(goal), year=str(end))}"
        put(panel, aim, (1, 1), by=(0, 7), xycoords="axes fraction", ha="right", va="bottom", fontsize=SMALL)
        panel.plot(
            [end], [goal], marker="P", markersize=10, color=palette.ink(), linestyle="none", clip_on=False
        )
        if baseline == baseline:
            final = max([end, *(int(row["year"]) for row in rows)])
            panel.plot(
                [start, end, final], [baseline, goal, goal], color=palette.PATH, linestyle=(0, (5, 3)), linewidth=1.4,
                zorder=1, label="path",
            )  # fmt: skip
    for row in rows:
        _year(panel, row, said)
    years = sorted({start, end, *(int(row["year"]) for row in rows)})
    every = max(1, (years[-1] - years[0]) // 10)
    pad = 0.06 * max(years[-1] - years[0], 1)
    panel.set_xlim(years[0] - pad, years[-1] + pad)
    panel.set_xticks(range(years[0], years[-1] + 1, every))
    values = [
        row[key]
        for row in rows
        for key in ("value", "high", "baseline", "target_value")
        if row[key] == row[key]
    ]
    panel.set_ylim(0, 1.0 if share else 1.08 * max([*values, 0.0]) or 1.0)
    number_ticks(panel, words, along="y", most=4)
    panel.tick_params(axis="x", pad=7)
    if share:
        panel.yaxis.set_major_formatter(lambda value, _: words.percent(value))
    unknown = [str(row["year"]) for row in rows if row["value"] != row["value"]]
    foot(panel, words.text("plot.no_value", years=", ".join(unknown)) if unknown else "", below=24)


def _year(panel: Axes, row: Mapping[str, Any], said: Any) -> None:
    value, year = float(row["value"]), int(row["year"])
    if value != value:
        return
    look = MARKS[_status(row)]
    if row["low"] == row["low"]:
        panel.errorbar(
            year, value, yerr=[[max(value - row["low"], 0.0)], [max(row["high"] - value, 0.0)]], fmt="none",
            ecolor=look["color"], elinewidth=1.3, capsize=4,
        )  # fmt: skip
    panel.plot([year], [value], linestyle="none", clip_on=False, zorder=3, gid="year", **look)
    put(panel, said(value), (year, value), by=(8, 5), va="bottom", path_effects=halo())


def _status(row: Mapping[str, Any]) -> str:
    return BASELINE if row["status"] in (BASELINE, BEFORE) else str(row["status"])


def _legend(ax: Axes, rows: Rows, words: Words) -> None:
    from matplotlib.lines import Line2D

    found = {_status(row) for row in rows}
    handles = [Line2D([], [], linestyle="none", **look) for status, look in MARKS.items() if status in found]
    labels = [words.text(f"plot.status.{status}") for status in MARKS if status in found]
    handles += [
        Line2D([], [], linestyle="none", marker="P", markersize=9, color=palette.ink()),
        Line2D([], [], linestyle=(0, (5, 3)), linewidth=1.4, color=palette.PATH),
    ]
    labels += [words.text("plot.target"), words.text("plot.path")]
    legend = ax.legend(
        handles, labels, loc="upper left", bbox_to_anchor=(0, -0.01), ncols=len(labels), frameon=False, fontsize=SMALL,
        borderaxespad=0, columnspacing=1.4, handletextpad=0.5,
    )  # fmt: skip
    for text in legend.get_texts():
        shown, letters = lettered(text.get_text())
        text.set(text=shown, **letters)
