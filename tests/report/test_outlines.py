"""Outlines of countries and the maps drawn with them."""

from __future__ import annotations

import json
import math
import re
from importlib.resources import files
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

import bbafootprint as bba
from bbafootprint.report.outlines import build_outlines, world_outlines
from bbafootprint.report.outlines.choropleth import (
    COLOURS,
    Mark,
    class_bounds,
    class_of,
    definitions,
    draw_map,
    number,
)
from bbafootprint.vocabulary.places import countries

NUMBER = re.compile(r"-?\d+")
values = st.floats(1e-9, 1e9)


def rings(path: str) -> list[list[tuple[int, int]]]:
    """The corners of a path of our own kind, which begins each ring with a relative move and ends it with z."""
    x = y = 0
    result = []
    for part in filter(None, path.split("z")):
        steps = [int(text) for text in NUMBER.findall(part)]
        ring = []
        for dx, dy in zip(steps[::2], steps[1::2], strict=True):
            x, y = x + dx, y + dy
            ring.append((x, y))
        result.append(ring)
        x, y = ring[0]
    return result


def test_every_producer_can_be_drawn() -> None:
    outlines = world_outlines()
    drawn = set(outlines.countries) | set(outlines.dots)
    assert drawn <= set(countries())
    assert set(bba.load_factors("bba-open").producers["origin"].astype(str)) <= drawn


def test_the_file_is_small() -> None:
    assert len((files("bbafootprint.report.outlines") / "world.json").read_bytes()) < 150_000


def test_all_corners_lie_in_the_view_and_no_ring_spans_the_world() -> None:
    _, _, width, height = (int(text) for text in world_outlines().view_box.split())
    for code, path in world_outlines().countries.items():
        for ring in rings(path):
            xs, ys = zip(*ring, strict=True)
            assert 0 <= min(xs) <= max(xs) <= width, code
            assert 0 <= min(ys) <= max(ys) <= height, code
            assert max(xs) - min(xs) < width / 2, code


@pytest.mark.parametrize(
    ("code", "km2"),
    [
        ("BRA", 8.51e6),
        ("COD", 2.34e6),
        ("FRA", 5.5e5),
        ("IDN", 1.9e6),
        ("GUF", 8.4e4),
        ("RUS", 1.71e7),
        ("UKR", 6.04e5),
    ],
)
def test_areas_are_true_since_the_projection_is_equal_in_area(code: str, km2: float) -> None:
    # One unit: Equal Earth keeps the area of a sphere of radius 6371.007 km (the authalic radius of WGS 84).
    unit = 6371.007 / build_outlines.SCALE
    area = sum(build_outlines.area(ring) for ring in rings(world_outlines().countries[code])) * unit**2
    assert area == pytest.approx(km2, rel=0.05)


@pytest.mark.parametrize(
    ("place", "code"),
    [
        ((-55, -10), "BRA"),
        ((34.2, 45.2), "UKR"),
        ((-53, 4), "GUF"),
        ((45, 9.5), "SOM"),
        ((21, 42.6), "XKX"),
        ((16, 78.5), "SJM"),
    ],
)
def test_a_place_lies_in_its_country(place: tuple[float, float], code: str) -> None:
    x, y = build_outlines.place(*place)
    inside = False
    for ring in rings(world_outlines().countries[code]):
        for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
            if (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
                inside = not inside
    assert inside


def test_the_projection_is_equal_earth() -> None:
    # Savric et al. 2018: the equator is 2.70663 radii long to each side, the pole 1.31734 high, and it is 0.59247 times
    # as long as the equator.
    assert build_outlines.project(180, 0)[0] == pytest.approx(2.70663, abs=1e-5)
    assert build_outlines.project(0, 90)[1] == pytest.approx(1.31736, abs=3e-5)
    assert build_outlines.project(180, 90)[0] / build_outlines.project(180, 0)[0] == pytest.approx(
        0.592, abs=2e-3
    )


def test_merge_takes_out_the_border_between_two_squares() -> None:
    # Arc 0 is the border between the squares, 1 and 2 the rest of each.
    arcs = [[(1, 0), (1, 1)], [(1, 1), (0, 1), (0, 0), (1, 0)], [(1, 0), (2, 0), (2, 1), (1, 1)]]
    (ring,) = build_outlines.merge([[0, 1], [2, ~0]], arcs)
    assert build_outlines.area(build_outlines.walk(ring, arcs)) == 2.0


def test_class_bounds_by_hand() -> None:
    assert class_bounds(range(1, 11)) == (3.0, 5.0, 7.0, 9.0)
    assert class_bounds([math.nan, 0.0]) == ()
    assert class_bounds([2.0, 2.0, 2.0]) == ()


@given(st.lists(values, min_size=1, max_size=60))
def test_bounds_rise_and_every_value_has_a_class(numbers: list[float]) -> None:
    bounds = class_bounds(numbers)
    assert list(bounds) == sorted(set(bounds))
    assert len(bounds) < len(COLOURS)
    for low in numbers:
        place = class_of(low, bounds)
        assert 1 <= place <= len(bounds) + 1
        assert all(bound <= low for bound in bounds[: place - 1])
        assert all(bound > low for bound in bounds[place - 1 :])


def test_what_is_not_assessed_has_no_class() -> None:
    assert class_of(0.0, (1.0,)) == 0
    with pytest.raises(ValueError, match="not assessed"):
        class_of(math.nan, (1.0,))


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (0.30249, "0.302"), (1.0, "1.00"), (1234.6, "1,230"), (0.000904, "0.000904"), (2.07e-5, "2.07e-5"),
     (9.999, "10.0"), (3.2e7, "3.20e7")],
)  # fmt: skip
def test_numbers_as_people_write_them(value: float, text: str) -> None:
    assert number(value) == text


@given(values)
def test_a_number_reads_back_within_its_digits(value: float) -> None:
    assert float(number(value).replace(",", "")) == pytest.approx(value, rel=5.1e-3)


def figure(marks: dict[str, Mark]) -> ElementTree.Element:
    text = draw_map(marks, "Soy & <land>", "ha yr per t", "land").replace("<br>", "<br/>")
    return ElementTree.fromstring(f"<div>{definitions()}{text}</div>")


def looks(drawing: ElementTree.Element, code: str) -> list[str]:
    return [element.get("class", "") for element in drawing.iter() if element.get("href") == f"#bba-{code}"]


def test_a_map_tells_low_from_zero_from_not_assessed_from_not_grown() -> None:
    marks = {
        "BRA": Mark(0.3, "own"), "ARG": Mark(0.5, "own"), "PRY": Mark(0.0, "own"), "BOL": Mark(0.4, "subregion"),
        "FRA": Mark(math.nan, "none"), "STP": Mark(0.9, "own"),
    }  # fmt: skip
    drawing = figure(marks)
    assert looks(drawing, "BRA") == ["c1"]
    assert looks(drawing, "ARG") == ["c2"]
    assert looks(drawing, "PRY") == ["zero"]
    assert looks(drawing, "BOL")[1:] == ["dotted"]
    assert looks(drawing, "FRA") == ["hatched"]
    assert looks(drawing, "DEU") == ["land"]
    titles = [element.text for element in drawing.iter() if element.tag.endswith("title")]
    assert "Brazil: 0.300 ha yr per t, class 1" in titles
    assert "Paraguay: 0 ha yr per t, reported 0" in titles
    assert "France: not assessed" in titles
    assert not any((title or "").startswith("Germany") for title in titles)
    assert "Soy & <land>" in titles
    legend = "".join(drawing.find(".//figcaption").itertext())  # type: ignore[union-attr]
    assert "hatched: not assessed (1)" in legend
    assert "reported 0 (1)" in legend


def test_a_small_country_is_a_dot_with_a_title() -> None:
    drawing = figure({"STP": Mark(0.9, "own"), "TUV": Mark(0.1, "own")})
    dots = [
        element for element in drawing.iter() if element.tag.endswith("circle") and element.get("r") == "9"
    ]
    assert len(dots) == 2


def test_a_country_that_cannot_be_drawn_is_refused() -> None:
    with pytest.raises(KeyError, match="QQQ"):
        draw_map({"QQQ": Mark(1.0, "own")}, "x", "ha", "x")


def test_the_file_names_its_source_and_licence() -> None:
    document = json.loads((files("bbafootprint.report.outlines") / "world.json").read_text(encoding="utf-8"))
    assert "Natural Earth" in document["source"]
    assert "Equal Earth" in document["projection"]
    assert "ISC" in document["source"]
    assert (
        (files("bbafootprint.report.outlines") / "LICENSE")
        .read_text(encoding="utf-8")
        .startswith("Copyright")
    )
