"""Outlines of the world's countries, and maps drawn with them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class Outlines:
    """The world in one drawing.

    Attributes
    ----------
    view_box : str
        The ``viewBox`` of an SVG that shows it.
    countries : mapping of str to str
        ISO alpha-3 to the data of an SVG path.
    dots : mapping of str to tuple of (int, int)
        Countries too small to be seen, and some that have no outline: the centre of a dot.
    no_country : str
        The data of a path of land under no code.
    """

    view_box: str
    countries: Mapping[str, str]
    dots: Mapping[str, tuple[int, int]]
    no_country: str


@cache
def world_outlines() -> Outlines:
    """Return the outlines of countries.

    Returns
    -------
    Outlines
        Every place of the vocabulary that grows anything has an outline or a dot.

    Notes
    -----
    Natural Earth 1:50 million (public domain) through world-atlas 2.0.2 (ISC), in Equal Earth projection
    (doi:10.1080/13658816.2018.1504949): see README.md in this folder.
    """
    document = json.loads((files(__name__) / "world.json").read_text(encoding="utf-8"))
    return Outlines(
        document["view_box"],
        document["countries"],
        {code: (x, y) for code, (x, y) in document["dots"].items()},
        document["no_country"],
    )
