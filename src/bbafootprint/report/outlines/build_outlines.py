"""Write world.json; run by hand: ``python build_outlines.py countries-50m.json``.

The input is ``countries-50m.json`` of the npm package world-atlas 2.0.2 (``npm pack world-atlas@2.0.2``): the
countries of Natural Earth 4.1 at 1:50 million as TopoJSON, in which neighbours share the arcs of their border. So do
ours: arcs are projected, simplified and rounded once each, and neighbours keep fitting together.

Projection: Equal Earth (Savric, Patterson and Jenny 2018, doi:10.1080/13658816.2018.1504949), equal in area. Its
central meridian is 11.6 E, so that the edge of the map passes through Bering Strait; it cuts one island (Umnak), which
is left out. Simplification: Visvalingam and Whyatt 1993 (doi:10.1179/000870493786962263): points whose triangle with
their neighbours is small are taken out, smallest first.
"""

from __future__ import annotations

import argparse
import json
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from bbafootprint.vocabulary.place_tables import by_m49
from bbafootprint.vocabulary.places import name

Point = tuple[float, float]
Cell = tuple[int, int]
T = TypeVar("T")

CENTRE = 11.6
"""Central meridian, degrees east."""

WIDTH = 2000
"""Units across the world at the equator; coordinates are whole units, about 17 km."""

NORTH, SOUTH = 84.0, -57.0
"""Latitudes where the drawing ends; Antarctica is left out."""

LEAST_TRIANGLE = 1.2
"""Square units under which a point is taken out of a border."""

LEAST_ISLAND = 3.0
"""Square units under which an island is left out, unless it is its country's largest part."""

SMALL = 60.0
"""Square units (about 15,000 km2) under which a country also gets a dot, because its outline cannot be seen."""

MARGIN = 4

PARTS: tuple[tuple[str, tuple[float, float, float, float], str], ...] = (
    ("FRA", (-55.0, 2.0, -51.0, 6.0), "GUF"),
    ("FRA", (-62.0, 15.7, -61.0, 16.6), "GLP"),
    ("FRA", (-61.4, 14.2, -60.7, 15.0), "MTQ"),
    ("FRA", (55.0, -21.6, 56.0, -20.7), "REU"),
    ("FRA", (44.9, -13.2, 45.4, -12.5), "MYT"),
    ("NOR", (10.0, 74.0, 35.0, 81.5), "SJM"),
    ("NOR", (-10.0, 70.0, -7.0, 72.0), "SJM"),
    ("NLD", (-70.0, 11.0, -62.0, 18.0), "BES"),
    ("RUS", (32.4, 44.3, 36.7, 46.3), "UKR"),
)
"""Parts of a Natural Earth country, by the box (west, south, east, north) that holds them, that stand under an ISO code
of their own in ISO 3166-1 and in statistics, or under another country's in the maps of the United Nations (Crimea:
A/RES/68/262)."""

NAMED: dict[str, str] = {"Somaliland": "SOM", "N. Cyprus": "CYP", "Kosovo": "XKX"}
"""Areas without a number in Natural Earth to the code under which statistics count them; the others are drawn as land
of no country."""

POINTS: dict[str, Point] = {
    "TUV": (179.2, -8.5),
    "TKL": (-171.8, -9.2),
    "CXR": (105.6, -10.5),
    "CCK": (96.9, -12.2),
}
"""Longitude and latitude (degrees) of islands that 1:50 million does not draw, for their dots."""


def project(longitude: float, latitude: float) -> Point:
    """Return Equal Earth x and y (radius 1, y northwards) of a place in degrees."""
    a1, a2, a3, a4 = 1.340264, -0.081106, 0.000893, 0.003796
    theta = math.asin(math.sqrt(3) / 2 * math.sin(math.radians(latitude)))
    slope = 9 * a4 * theta**8 + 7 * a3 * theta**6 + 3 * a2 * theta**2 + a1
    x = 2 * math.sqrt(3) * math.radians(longitude) * math.cos(theta) / (3 * slope)
    return x, theta * (a1 + a2 * theta**2 + a3 * theta**6 + a4 * theta**8)


SCALE = WIDTH / 2 / project(180, 0)[0]
TOP = project(0, NORTH)[1]


def place(longitude: float, latitude: float) -> Point:
    """Return the place in the drawing, in units from its upper left corner."""
    x, y = project((longitude - CENTRE + 180) % 360 - 180, latitude)
    return MARGIN + WIDTH / 2 + x * SCALE, MARGIN + (TOP - y) * SCALE


def area(ring: Sequence[Point] | Sequence[Cell]) -> float:
    """Return the area of a ring in square units, whatever its direction."""
    pairs = zip(ring, [*ring[1:], ring[0]], strict=True)
    doubled: float = sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs)
    return abs(doubled) / 2


def simplify(line: Sequence[Point]) -> list[Cell]:
    """Return the line without its small triangles, in whole units; its ends stay."""
    kept = list(line)
    while len(kept) > 2:
        triangles = [(area(kept[i - 1 : i + 2]), i) for i in range(1, len(kept) - 1)]
        least, _ = min(triangles)
        if least >= LEAST_TRIANGLE:
            break
        # All points under the bound that are the least of their neighbourhood go at once.
        sizes = [math.inf, *(size for size, _ in triangles), math.inf]
        kept = [
            point
            for i, point in enumerate(kept)
            if not (sizes[i] < LEAST_TRIANGLE and sizes[i] <= sizes[i - 1] and sizes[i] < sizes[i + 1])
        ]
    cells = [(round(x), round(y)) for x, y in kept]
    return [cell for i, cell in enumerate(cells) if i in (0, len(cells) - 1) or cell != cells[i - 1]]


def decode(topology: dict[str, Any]) -> list[list[Point]]:
    """Return the arcs in degrees (TopoJSON: whole steps from the point before, scaled and moved)."""
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for steps in topology["arcs"]:
        x = y = 0
        arc = []
        for dx, dy in steps:
            x, y = x + dx, y + dy
            arc.append((x * sx + tx, y * sy + ty))
        arcs.append(arc)
    return arcs


def walk(ring: Iterable[int], arcs: Sequence[Sequence[T]]) -> list[T]:
    """Return the points of a ring of arcs; the arc ``~i`` is arc i backwards."""
    points: list[T] = []
    for i in ring:
        arc = arcs[i] if i >= 0 else arcs[~i][::-1]
        points += arc[1:] if points else arc
    return points


def merge(rings: list[list[int]], arcs: Sequence[Sequence[Cell]]) -> list[list[int]]:
    """Return the rings without the borders between them: arcs that are run both ways."""
    count = Counter(i for ring in rings for i in ring)
    inner = {i for i in count if ~i in count}
    if not inner:
        return rings
    merged = [ring for ring in rings if not inner.intersection(ring)]
    start = {walk([i], arcs)[0]: i for ring in rings if ring not in merged for i in ring if i not in inner}
    while start:
        first = next(iter(start))
        ring, here = [], first
        while here in start:
            ring.append(start.pop(here))
            here = walk(ring[-1:], arcs)[-1]
        merged.append(ring)
    return merged


def code_of(country: dict[str, Any], ring: list[int], arcs: Sequence[Sequence[Point]]) -> str:
    """Return the ISO alpha-3 code under which a polygon is drawn; empty for land of no country."""
    named = NAMED.get(country["properties"]["name"], "")
    code = by_m49().get(country.get("id", ""), named)
    outline = walk(ring, arcs)
    for whole, (west, south, east, north), part in PARTS:
        if code == whole and all(west <= x <= east and south <= y <= north for x, y in outline):
            return part
    return code


def path(rings: Iterable[Sequence[Cell]]) -> str:
    """Return the SVG path of the rings: one ``m`` to each start, then steps from point to point."""
    text, x, y = "", 0, 0
    for ring in rings:
        for i, (column, row) in enumerate(ring[:-1]):
            step = f"{column - x}{'' if row - y < 0 else ' '}{row - y}"
            text += ("m" if i == 0 else "" if step[0] == "-" else " ") + step
            x, y = column, row
        text += "z"
        x, y = ring[0]
    return text


def build(topology: dict[str, Any]) -> dict[str, Any]:
    """Return the document that world.json holds."""
    degrees = decode(topology)
    arcs = [simplify([place(*point) for point in arc]) for arc in degrees]
    polygons: dict[str, list[list[int]]] = {}
    for country in topology["objects"]["countries"]["geometries"]:
        parts = country["arcs"] if country["type"] == "MultiPolygon" else [country["arcs"]]
        for part in parts:
            polygons.setdefault(code_of(country, part[0], degrees), []).extend(part)
    polygons.pop("ATA")

    countries: dict[str, str] = {}
    dots: dict[str, list[int]] = {}
    for code, parts in sorted(polygons.items()):
        rings = sorted((walk(ring, arcs) for ring in merge(parts, arcs)), key=area, reverse=True)
        rings = [ring for ring in rings if max(x for x, _ in ring) - min(x for x, _ in ring) < WIDTH / 2]
        shown = [ring for ring in rings if len(ring) > 3 and area(ring) >= LEAST_ISLAND]
        shown = shown or [ring for ring in rings[:1] if len(ring) > 3]
        if code and sum(map(area, shown)) < SMALL:
            dots[code] = middle(max(([place(*p) for p in walk(ring, degrees)] for ring in parts), key=area))
        if shown:
            countries[code] = path(shown)
    dots |= {code: [round(v) for v in place(*point)] for code, point in POINTS.items()}
    height = math.ceil((TOP - project(0, SOUTH)[1]) * SCALE) + 2 * MARGIN
    return {
        "title": "Outlines of countries by ISO 3166-1 alpha-3 code, Kosovo as XKX",
        "projection": f"Equal Earth, central meridian {CENTRE} E, y downwards",
        "source": "Natural Earth 1:50 million (public domain), through world-atlas 2.0.2 (ISC)",
        "view_box": f"0 0 {WIDTH + 2 * MARGIN} {height}",
        "no_country": countries.pop("", ""),
        "countries": countries,
        "dots": dict(sorted(dots.items())),
    }


def middle(ring: Sequence[Point]) -> list[int]:
    """Return the middle of the box around a ring."""
    xs, ys = zip(*ring, strict=True)
    return [round((min(xs) + max(xs)) / 2), round((min(ys) + max(ys)) / 2)]


def main() -> None:
    """Write world.json beside this file."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("topology", type=Path, help="countries-50m.json of world-atlas 2.0.2")
    topology = json.loads(parser.parse_args().topology.read_text(encoding="utf-8"))
    document = build(topology)
    for code in [*document["countries"], *document["dots"]]:
        name(code)  # a code that we do not know raises here
    text = json.dumps(document, ensure_ascii=False, indent=1).replace("[\n   ", "[").replace("\n  ]", "]")
    Path(__file__).with_name("world.json").write_text(text.replace(",\n   ", ", ") + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
