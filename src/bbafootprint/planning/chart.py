"""The progress of a commitment as a drawing: SVG text that stands alone, with a title and a description."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from bbafootprint.planning.commitment import Commitment, target_name
from bbafootprint.planning.judging import BASELINE, BEFORE, OFF, ON, UNSAID
from bbafootprint.planning.telling import said_value

Rows = Sequence[Mapping[str, Any]]

WIDTH, PANEL, HEAD = 720, 260, 56
LEFT, RIGHT, TOP, BOTTOM = 96, 24, 44, 40
INK, FAINT, PATH = "#1f2933", "#d5dbe1", "#52606d"
_ON, _OFF, _OTHER = "#0b6e4f", "#a8323e", "#52606d"


def progress_chart(commitment: Commitment, rows: Rows) -> str:
    """Draw the progress, a panel a target.

    Parameters
    ----------
    commitment : Commitment
    rows : sequence of mapping
        Of a :class:`~bbafootprint.planning.progress.CommitmentProgress`.

    Returns
    -------
    str
        An SVG document: the straight path from the baseline to the target (dashed), the observed values with their 95 %
        interval, and what can be said of each as its shape: a disc (on track), a diamond (not on track), a ring (cannot
        be said), a square (the baseline, or a year before it). It loads nothing and runs nothing.
    """
    panels = [
        (target_name(target), [row for row in rows if row["target"] == target_name(target)])
        for target in commitment.targets
    ]
    panels = [(name, mine) for name, mine in panels if mine]
    height = HEAD + PANEL * len(panels) + 34
    title = f"Progress of the commitment {commitment.name or '(no name)'}"
    said = "; ".join(_described(name, mine) for name, mine in panels)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        'role="img" aria-labelledby="title desc" font-family="sans-serif" font-size="13">',
        f'<title id="title">{_text(title)}</title>',
        f'<desc id="desc">{_text(said)}</desc>',
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
        _words(16, 32, _cut(title, 62), size=16, weight="bold"),
    ]
    for number, (name, mine) in enumerate(panels):
        parts += _panel(HEAD + PANEL * number, name, mine)
    parts += _legend(height - 14)
    return "\n".join([*parts, "</svg>"]) + "\n"


def _panel(top: float, name: str, rows: Rows) -> list[str]:
    """Draw one target."""
    last = rows[-1]
    unit, start, end = last["unit"], last["baseline_year"], last["target_year"]
    years = [row["year"] for row in rows]
    first, final = min([start, *years]), max([end, *years])
    values = [
        row[key]
        for row in rows
        for key in ("value", "high", "baseline", "target_value")
        if row[key] == row[key]
    ]
    ceiling = 1.0 if unit == "share of t" else _round_up(max(values, default=1.0))

    def x(year: float) -> float:
        return float(LEFT + (WIDTH - LEFT - RIGHT) * (year - first) / max(final - first, 1))

    def y(value: float) -> float:
        return top + PANEL - BOTTOM - (PANEL - TOP - BOTTOM) * value / ceiling

    goal = last["target_value"]
    parts = [_words(16, top + 24, _cut(f"{name} [{unit}]", 52), size=14, weight="bold")]
    if goal == goal:  # above the panel, where no marker can lie on it
        said = f"target {said_value(goal, unit)} by {end}"
        parts.append(_words(WIDTH - RIGHT, top + 24, said, anchor="end"))
    for step in range(5):
        value = ceiling * step / 4
        parts += [
            f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y(value):.1f}" y2="{y(value):.1f}" stroke="{FAINT}"/>',
            _words(LEFT - 8, y(value) + 4, said_value(value, unit).removesuffix(unit).strip(), anchor="end"),
        ]
    every = max(1, math.ceil((final - first) / 12))
    parts += [
        _words(x(year), top + PANEL - BOTTOM + 18, str(year), anchor="middle")
        for year in range(first, final + 1, every)
    ]
    baseline = last["baseline"]
    if baseline == baseline and goal == goal:
        parts.append(
            f'<polyline points="{x(start):.1f},{y(baseline):.1f} {x(end):.1f},{y(goal):.1f} '
            f'{x(final):.1f},{y(goal):.1f}" '
            f'fill="none" stroke="{PATH}" stroke-width="1.5" stroke-dasharray="6 4"/>'
        )
        parts.append(_goal(x(end), y(goal)))
    for row in rows:
        parts += _observed(row, x(row["year"]), y)
    return parts


def _observed(row: Mapping[str, Any], x: float, y: Any) -> list[str]:
    """Draw one value with its interval."""
    value = row["value"]
    if value != value:
        return []
    parts = [f"<g><title>{_text(_described_year(row))}</title>"]
    colour = {ON: _ON, OFF: _OFF}.get(row["status"], _OTHER)
    if row["low"] == row["low"]:
        low, high = y(row["low"]), y(row["high"])
        parts.append(
            f'<path d="M{x:.1f} {low:.1f}V{high:.1f}M{x - 5:.1f} {low:.1f}h10M{x - 5:.1f} {high:.1f}h10" '
            f'stroke="{colour}" stroke-width="1.5" fill="none"/>'
        )
    parts.append(_mark(row["status"], x, y(value)))
    return [*parts, "</g>"]


def _mark(status: str, x: float, y: float) -> str:
    if status == ON:
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="6" fill="{_ON}"/>'
    if status == OFF:
        return f'<path d="M{x:.1f} {y - 7:.1f}l7 7l-7 7l-7 -7z" fill="{_OFF}"/>'
    if status in (BASELINE, BEFORE):
        return f'<rect x="{x - 5:.1f}" y="{y - 5:.1f}" width="10" height="10" fill="{_OTHER}"/>'
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5.5" fill="#ffffff" stroke="{_OTHER}" stroke-width="2"/>'


def _goal(x: float, y: float) -> str:
    """Draw the target: a cross, wider than what may lie on it."""
    return f'<path d="M{x - 10:.1f} {y:.1f}h20M{x:.1f} {y - 10:.1f}v20" stroke="{INK}" stroke-width="1.5"/>'


def _legend(y: float) -> list[str]:
    marks = ((BASELINE, "baseline"), (ON, "on track"), (OFF, "not on track"), (UNSAID, "cannot be said"))
    parts, at = list[str](), float(LEFT)
    for status, said in marks:
        parts += [_mark(status, at, y - 4), _words(at + 12, y, said)]
        at += 34 + 7 * len(said)
    parts += [_goal(at + 4, y - 4), _words(at + 20, y, "target")]
    at += 84
    parts.append(
        f'<line x1="{at:.1f}" x2="{at + 28:.1f}" y1="{y - 4}" y2="{y - 4}" stroke="{PATH}" stroke-width="1.5" '
        'stroke-dasharray="6 4"/>'
    )
    return [*parts, _words(at + 36, y, "path")]


def _described(name: str, rows: Rows) -> str:
    last = rows[-1]
    unit = last["unit"]
    goal = f"{said_value(last['baseline'], unit)} to {said_value(last['target_value'], unit)} by {last['target_year']}"
    return f"{name}, {goal}: " + ", ".join(map(_described_year, rows))


def _described_year(row: Mapping[str, Any]) -> str:
    return f"{row['year']} {said_value(row['value'], row['unit'])} ({row['status']})"


def _words(
    x: float, y: float, text: str, *, anchor: str = "start", size: int = 12, weight: str = "normal"
) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}" font-weight="{weight}" '
        f'fill="{INK}">{_text(text)}</text>'
    )


def _text(text: str) -> str:
    """Return a text as it stands in XML: escaped, without characters that XML does not know."""
    return escape("".join(letter for letter in text if letter.isprintable() or letter == " "), quote=False)


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[: width - 1]}…"


def _round_up(value: float) -> float:
    """Return the next of 1, 2, 2.5, 5 times a power of ten, so that an axis has readable steps."""
    if not value > 0 or not math.isfinite(value):
        return 1.0
    power = 10.0 ** math.floor(math.log10(value))
    return next(step * power for step in (1, 2, 2.5, 5, 10) if step * power >= value * (1 - 1e-12))
