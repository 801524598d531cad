"""A flow diagram (Sankey): from origin through commodity to ecosystem, in the width of the amounts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bbafootprint.report.page.flow_layout import (
    BAR,
    COLUMNS,
    LABELS,
    WIDTH,
    Bar,
    Path,
    Ribbon,
    lay_out,
    sum_pairs,
)
from bbafootprint.report.page.markup import Markup, cut, el, join
from bbafootprint.report.page.words import Words

COLOURS = 11
"""Colours of commodities in the style of the page, after which they begin anew."""


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
    placed = lay_out(paths, order)
    colour = {name: f"f{at % COLOURS}" for at, name in enumerate(order[1])}
    ribbons = [
        _ribbon(
            each, f"{each.source} → {each.target}: {words.number(each.amount)} {unit}", colour[each.goods]
        )
        for each in placed.ribbons
    ]
    bars = [
        _drawn(
            at,
            bar,
            placed.scale,
            f"{bar.name}: {words.number(bar.amount)} {unit} ({words.percent(bar.amount / whole)})",
        )
        for at, column in enumerate(placed.columns)
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
    largest = sorted(sum_pairs(paths, 0).items(), key=lambda item: -item[1])[:5]
    said = "; ".join(
        f"{source} → {target} ({words.number(amount)} {unit})" for (source, target), amount in largest
    )
    return el(
        "svg",
        el("title", title, id=f"{identifier}-title"),
        el("desc", words("flow.described", largest=said), id=f"{identifier}-desc"),
        join(heads, ribbons, bars),
        viewBox=f"0 0 {WIDTH} {placed.height:.0f}", role="img", class_="flow",
        aria_labelledby=f"{identifier}-title {identifier}-desc",
    )  # fmt: skip


def _ribbon(ribbon: Ribbon, said: str, look: str) -> Markup:
    x1, x2 = COLUMNS[ribbon.at] + BAR, COLUMNS[ribbon.at + 1]
    y1, y2 = ribbon.y1, ribbon.y2
    middle = (x1 + x2) / 2
    return el(
        "path",
        el("title", said),
        d=f"M{x1:.0f} {y1:.1f}C{middle:.0f} {y1:.1f} {middle:.0f} {y2:.1f} {x2:.0f} {y2:.1f}",
        stroke_width=f"{max(ribbon.width, 0.5):.1f}",
        class_=f"ribbon {look}",
    )


def _drawn(at: int, bar: Bar, scale: float, said: str) -> Markup:
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
