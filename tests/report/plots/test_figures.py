"""What is drawn are the numbers of the result, and what has no number is said in words."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import matplotlib
import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

import bbafootprint as bba
from bbafootprint.comparison.parts import PARTS
from bbafootprint.report.page.view import SHIPPED
from bbafootprint.report.plots import palette
from bbafootprint.report.plots.groups import OTHERS, shown
from bbafootprint.report.plots.lettering import lettered
from bbafootprint.schema import LANGUAGES


def written(ax: Axes) -> str:
    """All that stands on the axes and on the panels in them."""
    parts = [ax.get_title(loc="left"), ax.get_xlabel(), ax.get_ylabel()]
    parts += [text.get_text() for text in ax.texts]
    parts += [label.get_text() for label in (*ax.get_xticklabels(), *ax.get_yticklabels())]
    if legend := ax.get_legend():
        parts += [legend.get_title().get_text(), *(text.get_text() for text in legend.get_texts())]
    return "\n".join([*parts, *(written(panel) for panel in ax.child_axes)])


def words(ax: Axes) -> str:
    """The same, with no line broken."""
    return " ".join(written(ax).split())


def bars(ax: Axes) -> list[Rectangle]:
    return [patch for patch in ax.patches if isinstance(patch, Rectangle)]


def whiskers(ax: Axes) -> list[tuple[float, float]]:
    """The ends of the intervals, from the top."""
    (lines,) = (each for each in ax.collections if isinstance(each, LineCollection))
    return [(float(segment[0][0]), float(segment[1][0])) for segment in lines.get_segments()]


@pytest.fixture(scope="module")
def progress(root: Path, example: bba.Footprint, next_year: bba.Footprint) -> bba.CommitmentProgress:
    targets = [
        {"kind": "indicator", "indicator": "habitat_loss", "reduction": 0.3, "year": 2030},
        {"kind": "traced", "name": "All traced", "share": 1.0, "year": 2027},
    ]
    commitment = {"version": 1, "name": "Less", "baseline": 2024, "targets": targets}
    return bba.track_commitment(commitment, {2024: example, 2025: next_year}, draws=500)


@pytest.fixture(scope="module")
def draw(
    example: bba.Footprint, next_year: bba.Footprint, progress: bba.CommitmentProgress
) -> dict[str, Callable[..., Axes]]:
    """Every figure of the example."""
    simulation, comparison = bba.simulate(example, 500), bba.compare(example, next_year, draws=200)
    return {
        "ranking": lambda **how: bba.plot_ranking(example, **how),
        "heatmap": lambda **how: bba.plot_heatmap(example, **how),
        "map": lambda **how: bba.plot_map(example, **how),
        "flow": lambda **how: bba.plot_flow(example, **how),
        "totals": lambda **how: bba.plot_totals(example, **how),
        "simulation": lambda **how: bba.plot_simulation(simulation, **how),
        "comparison": lambda **how: bba.plot_comparison(comparison, **how),
        "commitment": lambda **how: bba.plot_commitment(progress, **how),
    }


FIGURES = ("ranking", "heatmap", "map", "flow", "totals", "simulation", "comparison", "commitment")


# ---- every figure ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FIGURES)
@pytest.mark.parametrize("suffix", ["svg", "png"])
def test_a_figure_is_saved(
    name: str, suffix: str, draw: dict[str, Callable[..., Axes]], tmp_path: Path
) -> None:
    ax = draw[name]()
    path = tmp_path / f"figure.{suffix}"
    ax.figure.savefig(path)
    begins = b"\x89PNG" if suffix == "png" else b"<?xml"
    assert path.read_bytes().startswith(begins)
    assert path.stat().st_size > 10_000


@pytest.mark.parametrize("name", FIGURES)
def test_nothing_is_cut_off(name: str, draw: dict[str, Callable[..., Axes]]) -> None:
    ax = draw[name]()
    figure = ax.figure
    figure.draw_without_rendering()
    box = figure.get_tightbbox()
    width, height = figure.get_size_inches()
    assert box.x0 >= 0
    assert box.y0 >= 0
    assert box.x1 <= width
    assert box.y1 <= height


@pytest.mark.parametrize("name", FIGURES)
def test_given_axes_are_drawn_on_and_pyplot_is_left_alone(
    name: str, draw: dict[str, Callable[..., Axes]]
) -> None:
    before, settings = pyplot.get_fignums(), dict(matplotlib.rcParams)
    mine = Figure(figsize=(9, 6), layout="constrained").subplots()
    assert draw[name](ax=mine) is mine
    assert pyplot.get_fignums() == before
    assert dict(matplotlib.rcParams) == settings


@pytest.mark.once
@pytest.mark.parametrize("name", FIGURES)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_figure_speaks_four_languages(
    name: str, lang: str, draw: dict[str, Callable[..., Axes]], root: Path
) -> None:
    said = words(draw[name](ax=Figure().subplots(), lang=lang))
    assert "{" not in said
    other = "en" if lang != "en" else "nl"
    assert said != words(draw[name](ax=Figure().subplots(), lang=other))


def test_results_are_not_changed(example: bba.Footprint) -> None:
    def state() -> str:
        assert example.lines is not None
        frame = example.to_frame()
        return json.dumps(example.provenance, default=str) + str(pd.util.hash_pandas_object(frame).sum())

    before = state()
    for function in (bba.plot_ranking, bba.plot_heatmap, bba.plot_map, bba.plot_flow, bba.plot_totals):
        function(example)  # type: ignore[operator]
    assert state() == before


def test_many_figures_on_given_axes_do_not_warn(example: bba.Footprint) -> None:
    for _ in range(25):
        bba.plot_ranking(example, most=2, ax=Figure().subplots())


@pytest.mark.parametrize(
    "function", [bba.plot_ranking, bba.plot_heatmap, bba.plot_map, bba.plot_flow, bba.plot_totals]
)
def test_what_has_no_number_is_a_sentence(
    function: Any, nothing: bba.Footprint, empty: bba.Footprint
) -> None:
    if function is not bba.plot_totals:
        ax = function(nothing)
        assert "Nothing is assessed for this indicator. That is not zero." in words(ax)
        assert not ax.patches
    assert "There are no lines." in words(function(empty))


def test_a_total_that_is_not_assessed_has_no_bar(nothing: bba.Footprint) -> None:
    ax = bba.plot_totals(nothing)
    unknown = nothing.total()["value"].isna()
    assert unknown.any()
    silent = [panel for panel in ax.child_axes if "That is not zero" in written(panel)]
    assert len(silent) == unknown.sum()
    assert not any(bars(panel) for panel in silent)


# ---- ranking ---------------------------------------------------------------------------------------------------


def test_bars_are_the_amounts_and_whiskers_the_intervals(example: bba.Footprint) -> None:
    ax = bba.plot_ranking(example, "commodity", "habitat_degradation", most=100)
    table = example.by("commodity")
    table = table[(table["indicator"] == "habitat_degradation") & table["value"].notna()]
    table = table.sort_values("value", ascending=False)
    np.testing.assert_allclose([bar.get_width() for bar in bars(ax)], table["value"])
    end = 2 * table["value"].max()
    np.testing.assert_allclose(whiskers(ax), table[["low", "high"]].clip(upper=end))


def test_the_others_are_one_bar_with_the_interval_of_their_sum(example: bba.Footprint) -> None:
    ax = bba.plot_ranking(example, "supplier", most=3)
    table = example.by("supplier")
    table = table[(table["indicator"] == "habitat_loss") & table["value"].notna()].sort_values("value")
    others = table["supplier"].iloc[:-3]
    drawn = bars(ax)
    assert len(drawn) == 4
    assert drawn[-1].get_width() == pytest.approx(table["value"].iloc[:-3].sum())
    assert example.lines is not None
    frame = example.lines.frame
    named = frame["supplier"].astype(object)
    merged = frame.assign(supplier=named.where(~named.isin(others), "the rest"))
    again = bba.calculate_footprint(bba.Lines(merged, example.lines.issues, example.lines.reading))
    rest = again.by("supplier").query("supplier == 'the rest' and indicator == 'habitat_loss'").iloc[0]
    assert whiskers(ax)[-1] == pytest.approx((rest["low"], rest["high"]))
    assert f"{len(others)} others" in written(ax)


def test_one_more_than_asked_for_stands_for_itself(example: bba.Footprint) -> None:
    assert example.by("period").query("indicator == 'habitat_loss'").shape[0] == 1
    count = sum(example.by("supplier").query("indicator == 'habitat_loss'")["value"].notna())
    assert "others" not in written(bba.plot_ranking(example, "supplier", most=count - 1))


def test_groups_without_a_number_are_named(example: bba.Footprint) -> None:
    said = words(bba.plot_ranking(example))
    assert "Not assessed, which is not zero: Wheat, (not read)." in said
    assert "84% of tonnes assessed" in said


def test_an_origin_is_where_the_goods_grew(example: bba.Footprint) -> None:
    assert "Unknown (via Netherlands)" in written(bba.plot_ranking(example, "origin", most=30))
    figures = shown(example, "habitat_loss", "en")
    table = figures.measures(figures.ledger(["origin"]))
    total = sum(each.value for each in table.values() if not math.isnan(each.value))
    assert total == pytest.approx(example.total().loc["habitat_loss", "value"])
    assert any(str(origin).startswith(SHIPPED) for (origin,) in table)


def test_a_footprint_without_lines_is_drawn_by_what_it_was_grouped_by(
    root: Path, example: bba.Footprint
) -> None:
    sheet = root / "examples" / "procurement.xlsx"
    light = bba.calculate_footprint(sheet, by=["commodity", "origin"], keep_lines=False)
    dark = bba.calculate_footprint(sheet, by=["origin"], keep_lines=False)
    heat = bba.plot_heatmap(light)
    assert written(heat) == written(bba.plot_heatmap(example))
    assert written(bba.plot_map(dark)) == written(bba.plot_map(example))
    with pytest.raises(bba.BBAFootprintError, match="by="):
        bba.plot_ranking(dark, "supplier")


def test_a_long_interval_ends_with_an_arrow(example: bba.Footprint) -> None:
    ax = bba.plot_ranking(example, "supplier", "habitat_fragmentation")
    assert "Arrow: the interval goes on" in words(ax)
    assert any(line.get_marker() == ">" for line in ax.lines)
    assert max(high for _, high in whiskers(ax)) <= 2.0001 * max(bar.get_width() for bar in bars(ax))


# ---- heat map --------------------------------------------------------------------------------------------------


def test_cells_are_the_amounts_and_what_is_not_assessed_is_hatched(example: bba.Footprint) -> None:
    ax = bba.plot_heatmap(example, "commodity", "supplier", most=50)
    table = example.by("commodity", "supplier").query("indicator == 'habitat_loss'")
    known = table.groupby("commodity")["value"].transform(lambda v: v.notna().any())
    known &= table.groupby("supplier")["value"].transform(lambda v: v.notna().any())
    table = table[known]
    assert len(bars(ax)) == len(table)
    numbers = {text.get_text() for text in ax.texts}
    assert {f"{value:.2g}" for value in table["value"] if 1 <= value < 100} <= {
        number.removesuffix("*").removesuffix(".0") for number in numbers
    }
    ax = bba.plot_heatmap(example, "commodity", "origin", most=50)
    hatched = [cell for cell in bars(ax) if cell.get_hatch()]
    assert len(hatched) == 1  # cocoa beans from Indonesia
    assert "Hatched: not assessed." in words(ax)


def test_a_heat_map_needs_two_columns(example: bba.Footprint) -> None:
    with pytest.raises(bba.BBAFootprintError, match="two columns"):
        bba.plot_heatmap(example, "origin", "origin")


# ---- map -------------------------------------------------------------------------------------------------------


def test_countries_where_goods_grew_are_drawn_and_the_rest_is_said(example: bba.Footprint) -> None:
    ax = bba.plot_map(example)
    drawn = {patch.get_gid(): patch for patch in ax.patches}
    assert {"BRA", "CIV", "IDN", "land"} <= set(drawn)
    assert drawn["FRA"].get_hatch()
    assert "NLD" not in drawn  # it only shipped
    shades = {patch.get_facecolor() for code, patch in drawn.items() if code != "land"}
    assert len(shades) >= 5
    assert "On the map: 500 ha of 573 ha" in words(ax)
    assert "not assessed (1)" in written(ax)


# ---- flow ------------------------------------------------------------------------------------------------------


def test_ribbons_are_as_wide_as_their_amounts(example: bba.Footprint) -> None:
    ax = bba.plot_flow(example)
    total = example.total().loc["habitat_loss", "value"]
    ribbons = [patch for patch in ax.patches if patch.get_gid() == "ribbon"]
    starts = [patch.get_path().vertices[[0, 7]] for patch in ribbons]  # type: ignore[attr-defined]
    wide: dict[float, float] = {}
    for (x, top), (_, bottom) in starts:
        wide[x] = wide.get(x, 0.0) + bottom - top
    for (
        sum_of
    ) in wide.values():  # every column passes on the whole of it; the thinnest are drawn a little wider
        assert sum_of == pytest.approx(330.0, rel=0.06)
    assert total > 0
    assert "Côte d’Ivoire" in written(ax)
    assert "not assessed: freshwater" in words(ax)


def test_what_no_set_splits_is_said(example: bba.Footprint) -> None:
    assert "No factor set splits this indicator" in words(bba.plot_flow(example, "land_occupation"))


# ---- totals ----------------------------------------------------------------------------------------------------


def test_every_indicator_has_its_own_scale(example: bba.Footprint) -> None:
    ax = bba.plot_totals(example)
    total = example.total()
    assert len(ax.child_axes) == len(total)
    found = sorted(bars(panel)[0].get_width() for panel in ax.child_axes)
    np.testing.assert_allclose(found, np.sort(total["value"]))
    assert len({panel.get_xlim() for panel in ax.child_axes}) == len(total)
    for panel in ax.child_axes:
        (row,) = total[np.isclose(total["value"], bars(panel)[0].get_width())].to_dict("records")
        low, high = whiskers(panel)[0]
        assert low == pytest.approx(row["low"])
        assert high == pytest.approx(min(row["high"], 2 * row["value"]))
        assert row["unit"] in written(panel)


# ---- simulation ------------------------------------------------------------------------------------------------


def test_the_bars_count_the_draws(example: bba.Footprint) -> None:
    simulation = bba.simulate(example, 1_000, seed=5)
    ax = bba.plot_simulation(simulation, "habitat_loss")
    counted = sum(bar.get_height() for bar in ax.containers[0])
    beyond = 1_000 - counted
    assert 0 <= beyond <= 5
    assert (f"{beyond:.0f} draws lie beyond" in words(ax)) == (beyond > 0)
    row = simulation.total().loc["habitat_loss"]
    assert ax.lines[0].get_xdata()[0] == pytest.approx(row["value"])  # type: ignore[index]
    (span,) = (patch for patch in ax.patches if patch not in list(ax.containers[0]))
    assert span.get_extents().transformed(ax.transData.inverted()).x0 == pytest.approx(row["low"])
    assert span.get_extents().transformed(ax.transData.inverted()).x1 == pytest.approx(row["high"])


def test_a_total_without_draws_is_a_sentence(nothing: bba.Footprint) -> None:
    assert "That is not zero" in words(bba.plot_simulation(bba.simulate(nothing, 100)))


# ---- comparison ------------------------------------------------------------------------------------------------


def test_steps_lead_from_one_total_to_the_other(example: bba.Footprint, next_year: bba.Footprint) -> None:
    comparison = bba.compare(example, next_year)
    row = comparison.total().loc["habitat_loss"]
    ax = bba.plot_comparison(comparison)
    drawn = list(ax.containers[0])
    sizes = [bar.get_height() for bar in drawn]
    assert sizes[0] == pytest.approx(row["before"])
    assert sizes[-1] == pytest.approx(row["after"])
    assert sizes[0] + sum(sizes[1:-1]) == pytest.approx(sizes[-1])
    assert len(sizes) == 2 + sum(row[name] != 0 for name in PARTS)
    colours = {bar.get_facecolor() for bar in drawn[1:-1] if bar.get_height() > 0}
    assert colours == {matplotlib.colors.to_rgba(palette.MORE)}
    assert "Without a part in it: conversion, factors, method." in words(ax)


def test_what_cannot_be_compared_says_why(example: bba.Footprint, nothing: bba.Footprint) -> None:
    ax = bba.plot_comparison(bba.compare(example, nothing, on=["commodity", "origin"]))
    assert "no difference can be stated" in words(ax)
    assert not ax.patches


# ---- commitment ------------------------------------------------------------------------------------------------


def test_a_panel_a_target_with_its_path_and_years(progress: bba.CommitmentProgress) -> None:
    ax = bba.plot_commitment(progress)
    table = progress.table()
    assert len(ax.child_axes) == table["target"].nunique() == 2
    loss = ax.child_axes[0]
    rows = table[table["indicator"] == "habitat_loss"]
    path = next(line for line in loss.lines if line.get_label() == "path")
    np.testing.assert_allclose(path.get_xdata(), [2024, 2030, 2030])
    np.testing.assert_allclose(path.get_ydata()[0], rows["baseline"].iloc[0])  # type: ignore[index]
    np.testing.assert_allclose(path.get_ydata()[1], 0.7 * rows["baseline"].iloc[0])  # type: ignore[index]
    years = [line for line in loss.lines if line.get_gid() == "year"]
    np.testing.assert_allclose([line.get_ydata()[0] for line in years], rows["value"])  # type: ignore[index]
    segments = [bar.get_segments()[0] for bar in loss.collections if isinstance(bar, LineCollection)]
    np.testing.assert_allclose([(each[0][1], each[1][1]) for each in segments], rows[["low", "high"]])
    assert "target: 401 ha by 2030" in words(loss)


# ---- what cannot be drawn --------------------------------------------------------------------------------------


def test_without_matplotlib_the_message_names_the_extra(
    example: bba.Footprint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "matplotlib.axes", None)
    with pytest.raises(bba.BBAFootprintError, match=r"pip install 'bbafootprint\[plot\]'"):
        bba.plot_ranking(example)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda r: bba.plot_ranking(r, indicator="loss"), "there is no indicator 'loss'"),
        (lambda r: bba.plot_ranking(r, "buyer"), "no column 'buyer'"),
        (lambda r: bba.plot_ranking(r, "ecosystem"), "plot_flow"),
        (lambda r: bba.plot_ranking(r, most=0), "most is 0"),
        (lambda r: bba.plot_ranking(r, lang="xx"), "language 'xx'"),
        (lambda r: bba.plot_ranking(r, ax=Figure()), "ax is a Figure"),
        (lambda r: bba.plot_ranking(r.lines), "result is a Lines"),
        (lambda r: bba.plot_simulation(r), "bbafootprint.simulate"),
        (lambda r: bba.plot_comparison(r), "bbafootprint.compare"),
        (lambda r: bba.plot_comparison(bba.compare(r, r), "loss"), "no indicator 'loss'"),
        (lambda r: bba.plot_commitment(r), "track_commitment"),
        (lambda r: bba.plot_totals(None), "calculate_footprint"),
    ],
)
def test_a_call_that_cannot_be_answered_says_what_can(
    call: Callable[[bba.Footprint], Axes], said: str, example: bba.Footprint
) -> None:
    with pytest.raises(bba.BBAFootprintError, match=said):
        call(example)


# ---- people's own text -----------------------------------------------------------------------------------------

HOSTILE = [
    "$\\frac{1}{0}$ & Sons",
    "\u202eevil\u202c right to left",
    "株式会社サンプル",
    "مثال",
    "100 % _under_ {brace} ^hat~",
    "a\nb\tc\x00d",
    "x" * 5_000,
    "(others)",
    "",
]


@pytest.mark.parametrize("suffix", ["svg", "png", "pdf"])
def test_any_name_can_be_drawn(suffix: str, tmp_path: Path) -> None:
    table = pd.DataFrame({"supplier": HOSTILE, "commodity": "cocoa_beans", "origin": "CIV", "unit": "t"})
    result = bba.calculate_footprint(table.assign(quantity=np.arange(len(HOSTILE)) + 1.0))
    for ax in (
        bba.plot_ranking(result, "supplier", most=20),
        bba.plot_heatmap(result, "supplier", "commodity", most=20),
    ):
        ax.figure.savefig(tmp_path / f"figure.{suffix}", metadata={} if suffix == "png" else None)
        names = [label.get_text() for label in ax.get_yticklabels()]
        assert "$\\frac{1}{0}$ & Sons" in names
        assert "evil right to left" in names
        assert max(map(len, names)) <= 34


def test_halves_of_characters_and_letters_without_a_font_are_drawn() -> None:
    text, how = lettered("\ud800 half, \U000f0000 private, $x$")
    assert text == "half, □ private, $x$"
    assert how["parse_math"] is False
    assert how["usetex"] is False


def test_the_name_and_unit_of_a_set_are_no_formula(example: bba.Footprint, tmp_path: Path) -> None:
    told = {"id": "own", "title": "$\\frac{", "unit": "$ha_$"}
    metadata = example.factors.metadata
    indicators = tuple(each.model_copy(update=told) for each in metadata.indicators[:1])
    factors = replace(example.factors, metadata=metadata.model_copy(update={"indicators": indicators}))
    result = replace(example, factors=factors)
    drawn = {
        "totals": bba.plot_totals(result),
        "ranking": bba.plot_ranking(result, indicator="own"),
        "map": bba.plot_map(result, "own"),
        "simulation": bba.plot_simulation(bba.simulate(result, 100), "own"),
    }
    for name, ax in drawn.items():
        ax.figure.savefig(tmp_path / f"{name}.png")
        assert "$\\frac{" in written(ax), name


def test_fifty_thousand_groups_are_drawn_at_once() -> None:
    count = 50_000
    table = pd.DataFrame({"supplier": [f"Supplier {n}" for n in range(count)], "commodity": "soybeans"})
    draw = np.random.default_rng(3)
    table = table.assign(
        origin=draw.choice(["BRA", "ARG", "USA"], count), quantity=draw.lognormal(0, 2, count), unit="t"
    )
    result = bba.calculate_footprint(table)
    ax = bba.plot_ranking(result, "supplier")
    assert len(bars(ax)) == 16
    assert "49,985 others" in written(ax)
    widths = sum(bar.get_width() for bar in bars(ax))
    assert widths == pytest.approx(result.total().loc["habitat_loss", "value"])
    bba.plot_heatmap(result, "supplier", "origin")


def test_others_are_no_name_of_a_person() -> None:
    assert OTHERS != "(others)"


# ---- colours ---------------------------------------------------------------------------------------------------


def test_the_colours_are_those_of_the_page(root: Path) -> None:
    style = (root / "src" / "bbafootprint" / "report" / "page" / "page.css").read_text(encoding="utf-8")
    colours = (palette.BAR, palette.INK, palette.SOFT, palette.LINE, palette.LAND, palette.HATCH)
    for colour in (*colours, *palette.CLASSES, *palette.ON_CLASSES, *palette.FLOWS):
        assert colour in style


def test_letters_follow_a_dark_style(example: bba.Footprint) -> None:
    with pyplot.style.context("dark_background"):
        ax = bba.plot_ranking(example)
        assert matplotlib.colors.to_rgb(ax.texts[0].get_color()) == (1.0, 1.0, 1.0)
