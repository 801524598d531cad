"""The colours of figures: those of the page, by day."""

from __future__ import annotations

from bbafootprint.report.outlines.choropleth import COLOURS as CLASSES

BAR, REST, WHISKER = "#3f8f74", "#a9cdbf", "#1c2722"
"""Amounts; what is summed up as others, or stands beside; intervals."""

SOFT, LINE, LAND, PAPER, HATCH = "#55615b", "#d9deda", "#e6e9e5", "#ffffff", "#6d7772"

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

__all__ = [
    "BAR", "CLASSES", "FLOWS", "HATCH", "LAND", "LESS", "LINE", "MORE", "OFF_TRACK", "ON_CLASSES", "ON_TRACK", "PAPER",
    "PATH", "REST", "SOFT", "WHISKER", "WHOLE",
]  # fmt: skip
