"""The colours of figures: those of the page, by day; letters and lines follow a dark style of matplotlib."""

from __future__ import annotations

from typing import Any

from bbafootprint.report.outlines.choropleth import COLOURS

BAR, REST = "#3f8f74", "#a9cdbf"
"""Amounts; what is summed up as others."""

INK, SOFT, LINE, LAND, PAPER, HATCH = "#1c2722", "#55615b", "#d9deda", "#e6e9e5", "#ffffff", "#6d7772"
"""Letters and intervals; notes; grids; a country or interval of no amount; what is 0; what is not assessed."""

CLASSES = COLOURS
"""Amounts on a map and in a heat map, from low to high."""

ON_CLASSES = ("#1c2722", "#1c2722", "#0c1c1d", "#ffffff", "#ffffff")
"""Text that can be read on each of the classes."""

FLOWS = (
    "#4477aa", "#cc6677", "#ddaa33", "#228833", "#66ccee", "#aa4499", "#999933", "#8c8cc8", "#44aa99", "#b5764a",
    "#999999",
)  # fmt: skip
"""Commodities in a flow: mostly Paul Tol's colours (personal.sron.nl/~pault)."""

MORE, LESS, WHOLE = "#c8702a", "#2a6fa8", "#6d7772"
"""What adds, what takes away, what is before and after: orange and blue stay apart to colour-blind eyes."""

ON_TRACK, OFF_TRACK, PATH = "#0b6e4f", "#a8323e", "#52606d"
"""Of commitments; what can be said is told by the marker too."""


def ink(strength: float = 1.0) -> Any:
    """Return the colour of letters and intervals: ours, or that of the style where it has one of its own.

    Parameters
    ----------
    strength : float
        From 0, not to be seen, to 1.

    Returns
    -------
    colour of matplotlib
    """
    import matplotlib

    own = matplotlib.rcParams["text.color"]
    return (INK if own in ("black", "k", "#000000") else own, strength)


def paper() -> Any:
    """Return the colour behind a figure."""
    import matplotlib

    return matplotlib.rcParams["axes.facecolor"]


NOTE, GRID, SHADE = 0.75, 0.15, 0.1
"""Strengths of ink: of notes, of the lines of a grid, of what lies behind."""
