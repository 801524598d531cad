"""Where the bars and ribbons of a flow diagram lie, whoever draws them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

Path = tuple[str, str, str]
"""Origin, commodity and ecosystem."""

WIDTH, TOP = 1000, 30
COLUMNS = (216.0, 470.0, 704.0)
BAR = 12.0
AMOUNTS, GAP, LEAST = 330.0, 8.0, 9.0
"""Height of all amounts of a column; space between two bars; least height of the space of a bar, for its label."""

LABELS = (30, 30, 40)
"""Characters of the labels of a column."""


@dataclass
class Bar:
    """What stands in a column: its name, its amount, and its upper end.

    `left` and `right` say how much of its height is already taken by ribbons.
    """

    name: str
    amount: float
    top: float = 0.0
    left: float = 0.0
    right: float = 0.0


class Ribbon(NamedTuple):
    """What flows from a bar to one of the next column; `y1` and `y2` are the middles of its ends."""

    at: int
    source: str
    target: str
    amount: float
    y1: float
    y2: float
    width: float

    @property
    def goods(self) -> str:
        """The commodity that flows."""
        return self.source if self.at else self.target


@dataclass(frozen=True)
class FlowLayout:
    """A flow diagram before it is drawn; down is positive.

    Attributes
    ----------
    columns : list of dict
        Name to bar, of origins, commodities and ecosystems.
    ribbons : list of Ribbon
    scale : float
        Height of an amount of 1.
    height : float
    """

    columns: list[dict[str, Bar]]
    ribbons: list[Ribbon]
    scale: float
    height: float


def lay_out(paths: Mapping[Path, float], order: Sequence[Sequence[str]]) -> FlowLayout:
    """Place the bars and ribbons of a flow.

    Parameters
    ----------
    paths : mapping of (origin, commodity, ecosystem) to float
        Amounts above 0; at least one.
    order : sequence of three sequences of str
        The names of each column, from the top.

    Returns
    -------
    FlowLayout
    """
    scale = AMOUNTS / sum(paths.values())
    columns = [_place(names, paths, at, scale) for at, names in enumerate(order)]
    height = max(_bottom(column, scale) for column in columns) + 8
    for column in columns:
        down = (height - 8 - _bottom(column, scale)) / 2
        for bar in column.values():
            bar.top += down
    ribbons = []
    for at in (0, 1):
        amounts = sum_pairs(paths, at)
        for source in order[at]:
            for target in order[at + 1]:
                if amount := amounts.get((source, target)):
                    left, right = columns[at][source], columns[at + 1][target]
                    ribbons.append(_ribbon(at, left, right, amount, scale))
    return FlowLayout(columns, ribbons, scale, height)


def sum_pairs(paths: Mapping[Path, float], at: int) -> dict[tuple[str, str], float]:
    """Return what flows from each name of a column to each of the next.

    Parameters
    ----------
    paths : mapping of (origin, commodity, ecosystem) to float
    at : {0, 1}

    Returns
    -------
    dict of (str, str) to float
    """
    sums: dict[tuple[str, str], float] = {}
    for path, amount in paths.items():
        pair = (path[at], path[at + 1])
        sums[pair] = sums.get(pair, 0.0) + amount
    return sums


def _place(names: Sequence[str], paths: Mapping[Path, float], at: int, scale: float) -> dict[str, Bar]:
    """Return the bars of a column, one under the other, none nearer than its label needs."""
    amounts = dict.fromkeys(names, 0.0)
    for path, amount in paths.items():
        amounts[path[at]] += amount
    top = float(TOP)
    bars = {}
    for name, amount in amounts.items():
        space = max(amount * scale, LEAST)
        bars[name] = Bar(name, amount, top + (space - amount * scale) / 2)
        top += space + GAP
    return bars


def _bottom(bars: Mapping[str, Bar], scale: float) -> float:
    last = list(bars.values())[-1]
    return last.top + max(last.amount * scale, LEAST)


def _ribbon(at: int, source: Bar, target: Bar, amount: float, scale: float) -> Ribbon:
    width = amount * scale
    y1, y2 = source.top + source.right + width / 2, target.top + target.left + width / 2
    source.right += width
    target.left += width
    return Ribbon(at, source.name, target.name, amount, y1, y2, width)
