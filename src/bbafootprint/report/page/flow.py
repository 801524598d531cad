"""A flow diagram (Sankey): from origin through commodity to ecosystem, in the width of the amounts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bbafootprint.report.page.markup import Markup, cut, el, join
from bbafootprint.report.page.words import Words

Path = tuple[str, str, str]
"""Origin, commodity and ecosystem, by their names."""

WIDTH, TOP = 1000, 30
COLUMNS = (216.0, 470.0, 704.0)
BAR = 12.0
AMOUNTS, GAP, LEAST = 330.0, 8.0, 9.0
"""Height of all amounts of a column; space between two bars; least height of the space of a bar, for its label."""

LABELS = (30, 30, 40)
"""Characters of the labels of a column."""

COLOURS = 11
"""Colours of commodities in the style of the page, after which they begin anew."""


@dataclass
class _Bar:
    name: str
    amount: float
    top: float = 0.0
    left: float = 0.0
    right: float = 0.0
    """How much of it is already taken by ribbons on its left and on its right."""


def flow(
    paths: Mapping[Path, float],
    order: Sequence[Sequence[str]],
    title: str,
    unit: str,
    identifier: str,
    words: Words,
) -> Markup:
    """Return the diagram.

    Parameters
    ----------
    paths : mapping of (origin, commodity, ecosystem) to float
        Amounts above 0.
    order : sequence of three sequences of str
        The names of each column, from the top.
    title : str
    unit : str
    identifier : str
        A word that no other diagram of the page has.
    words : Words

    Returns
    -------
    Markup
    """
    whole = sum(paths.values())
    scale = AMOUNTS / whole
    columns = [_place(names, paths, at, scale) for at, names in enumerate(order)]
    height = max(_bottom(column, scale) for column in columns) + 8
    for column in columns:
        down = (height - 8 - _bottom(column, scale)) / 2
        for bar in column.values():
            bar.top += down
    colour = {name: f"f{at % COLOURS}" for at, name in enumerate(order[1])}
    ribbons = []
    pairs = {at: _pairs(paths, at) for at in (0, 1)}
    for at in (0, 1):
        for source in order[at]:
            for target in order[at + 1]:
                if amount := pairs[at].get((source, target)):
                    goods = source if at else target
                    said = f"{source} → {target}: {words.number(amount)} {unit}"
                    left, right = columns[at][source], columns[at + 1][target]
                    ribbons.append(_ribbon(at, left, right, amount * scale, said, colour[goods]))
    bars = [
        _drawn(
            at,
            bar,
            scale,
            f"{bar.name}: {words.number(bar.amount)} {unit} ({words.percent(bar.amount / whole)})",
        )
        for at, column in enumerate(columns)
        for bar in column.values()
    ]
    heads = [
        el("text", words(f"flow.{name}"), x=x, y="14", text_anchor=anchor, class_="head")
        for name, x, anchor in zip(
            ("origin", "commodity", "ecosystem"),
            (COLUMNS[0] - 8, COLUMNS[1] + BAR / 2, COLUMNS[2] + BAR + 8),
            ("end", "middle", "start"),
            strict=True,
        )
    ]
    largest = sorted(pairs[0].items(), key=lambda item: -item[1])[:5]
    said = "; ".join(
        f"{source} → {target} ({words.number(amount)} {unit})" for (source, target), amount in largest
    )
    return el(
        "svg",
        el("title", title, id=f"{identifier}-title"),
        el("desc", words("flow.described", largest=said), id=f"{identifier}-desc"),
        join(heads, ribbons, bars),
        viewBox=f"0 0 {WIDTH} {height:.0f}", role="img", class_="flow",
        aria_labelledby=f"{identifier}-title {identifier}-desc",
    )  # fmt: skip


def _place(names: Sequence[str], paths: Mapping[Path, float], at: int, scale: float) -> dict[str, _Bar]:
    """Return the bars of a column, one under the other, none nearer than its label needs."""
    amounts = dict.fromkeys(names, 0.0)
    for path, amount in paths.items():
        amounts[path[at]] += amount
    top = float(TOP)
    bars = {}
    for name, amount in amounts.items():
        space = max(amount * scale, LEAST)
        bars[name] = _Bar(name, amount, top + (space - amount * scale) / 2)
        top += space + GAP
    return bars


def _bottom(bars: Mapping[str, _Bar], scale: float) -> float:
    last = list(bars.values())[-1]
    return last.top + max(last.amount * scale, LEAST)


def _pairs(paths: Mapping[Path, float], at: int) -> dict[tuple[str, str], float]:
    sums: dict[tuple[str, str], float] = {}
    for path, amount in paths.items():
        pair = (path[at], path[at + 1])
        sums[pair] = sums.get(pair, 0.0) + amount
    return sums


def _ribbon(at: int, source: _Bar, target: _Bar, width: float, said: str, look: str) -> Markup:
    y1, y2 = source.top + source.right + width / 2, target.top + target.left + width / 2
    source.right += width
    target.left += width
    x1, x2 = COLUMNS[at] + BAR, COLUMNS[at + 1]
    middle = (x1 + x2) / 2
    return el(
        "path",
        el("title", said),
        d=f"M{x1:.0f} {y1:.1f}C{middle:.0f} {y1:.1f} {middle:.0f} {y2:.1f} {x2:.0f} {y2:.1f}",
        stroke_width=f"{max(width, 0.5):.1f}",
        class_=f"ribbon {look}",
    )


def _drawn(at: int, bar: _Bar, scale: float, said: str) -> Markup:
    x, height = COLUMNS[at], max(bar.amount * scale, 1.0)
    middle = bar.top + height / 2 + 4
    beside = {0: (x - 8, "end"), 1: (x + BAR + 6, "start"), 2: (x + BAR + 8, "start")}[at]
    return el(
        "g",
        el("title", said),
        el(
            "rect",
            x=f"{x:.0f}",
            y=f"{bar.top:.1f}",
            width=f"{BAR:.0f}",
            height=f"{height:.1f}",
            class_="node",
        ),
        el("text", cut(bar.name, LABELS[at]), x=f"{beside[0]:.0f}", y=f"{middle:.1f}", text_anchor=beside[1]),
    )
