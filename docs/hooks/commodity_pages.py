"""The page of a commodity: three maps, its largest producers, all its producers, its regions."""

from __future__ import annotations

from html import escape

import numpy as np
from set_answers import answers, factor_set, indicator_unit, traded
from set_tables import largest, markdown, percent, value

from bbafootprint.report.outlines.choropleth import (
    Answer,
    Mark,
    class_bounds,
    class_of,
    definitions,
    draw_map,
)
from bbafootprint.vocabulary import commodities, places

NAME = "bba-open"

MAPS = {
    "land_occupation": "Land occupation",
    "habitat_loss": "Habitat loss",
    "habitat_degradation": "Habitat degradation",
}
"""Indicators that have a map, with their titles."""

TABLED = {**MAPS, "habitat_fragmentation": "Habitat fragmentation"}
"""Indicators that stand in the tables of producers."""

LARGEST = 12
"""Rows of the table of the largest producers."""


def marks(commodity: str, indicator: str) -> dict[str, Mark]:
    """Return what the map of an indicator shows of each producer."""
    table = answers(NAME)
    of = table[(table["commodity"] == commodity) & (table["indicator"] == indicator)]
    looks: dict[str, Answer] = {
        "country": "own",
        "subregion": "subregion",
        "world": "subregion",
        "none": "none",
    }
    return {
        str(origin): Mark(float(number), looks[answer])
        for origin, number, answer in zip(of["origin"], of["value"], of["answer"], strict=True)
    }


def page(commodity: str) -> str:
    """Return the page of a commodity as Markdown; :func:`fill` puts the maps into it."""
    title = commodities.name(commodity)
    base = commodities.base_unit(commodity)
    part = answers(NAME)[answers(NAME)["commodity"] == commodity]
    about = (
        f"Factors of `{commodity}` in [{NAME}](../{NAME}.md) for the whole of each producing country, per {base} of "
        f"the primary commodity; {part['origin'].nunique()} producers. "
        f"[All maps](../maps.md), and what they [do not show](../{NAME}.md#known-weaknesses-with-numbers)."
    )
    text = ["---", "hide: [toc]", "---", "", f"# {title}: maps and producers", ""]
    text += [about, "", world(commodity, base), ""]
    if caution := cautions(commodity):
        text += ['!!! warning "Before you compare countries"', "", f"    {caution}", ""]
    for indicator, heading in MAPS.items():
        text += [f"## {heading}", ""]
        if any(mark.answer != "none" for mark in marks(commodity, indicator).values()):
            text += [f'<div data-map="{indicator}"></div>', ""]
        else:
            text += [
                "Not assessed for any origin: the source does not hold this commodity. It is no finding of 0.",
                "",
            ]
    text += [
        "## Largest producers",
        "",
        legend(),
        "",
        producers(commodity, LARGEST),
        "",
        "## All producers",
        "",
    ]
    text += ['<div data-all-producers=""></div>', ""]
    if table := regions(commodity):
        text += ["## Regions inside countries", "", REGIONS, "", table, ""]
    return "\n".join(text)


GENERAL = ("mean of ", "area: ", "condition of ")
"""Beginnings of notes that say how a single row was made, and not what to think of the commodity."""


def cautions(commodity: str) -> str:
    """Return the notes that every country's row of land or degradation of a commodity carries."""
    frame = factor_set(NAME).frame
    of = frame[(frame["commodity"] == commodity) & (frame["region"] == "")]
    of = of[of["indicator"].isin(["land_occupation", "habitat_degradation"]) & (of["origin"].str.len() == 3)]
    said = of["note"].astype(str).str.split("; ").explode()
    said = said[(said != "") & ~said.str.startswith(GENERAL)]
    counts = said.value_counts()
    kept = [str(note) for note, count in counts.items() if count >= 0.4 * len(of)]
    if "no_relative_score" in "|".join(of["flag"].astype(str)):
        kept.append("a low factor means little pasture, not little land")
    text = "; ".join(kept)
    return text[:1].upper() + text[1:] + "." if text else ""


REGIONS = """Factors of regions, where the set has them, for the eight largest producers that have some: the number of
regions, the median of their values and the range, beside the value of the whole country. A line names its region in the
column `region`; `bbafootprint.factors.list_regions` lists them."""


def legend() -> str:
    """Return how to read a cell of the tables of producers."""
    return (
        "Each cell: value, 95 % interval in brackets, quality (q1 best, q5 worst), class on the map. *mean*: no factor "
        "of its own, the mean of its sub-region answers. *Not assessed* is not 0."
    )


def world(commodity: str, base: str) -> str:
    """Return the world means of a commodity in one line."""
    frame = factor_set(NAME).frame
    of = frame[(frame["commodity"] == commodity) & (frame["origin"] == "WLD") & (frame["region"] == "")]
    known = dict(zip(of["indicator"].astype(str), of["value"], strict=True))
    words = [
        f"{heading.lower()} {value(known[i]) + ' ' + indicator_unit(NAME, i, base) if i in known else '*not assessed*'}"
        for i, heading in TABLED.items()
    ]
    return "World mean: " + "; ".join(words) + "."


def cells(commodity: str, wrap: tuple[str, str]) -> list[tuple[str, float, list[str]]]:
    """Return (origin, share of world production, a cell an indicator), greatest producer first."""
    table = answers(NAME)
    of = table[table["commodity"] == commodity]
    wide = {i: part.set_index("origin") for i, part in of.groupby("indicator") if i in TABLED}
    shown = {i: marks(commodity, i).values() for i in TABLED}
    bounds = {i: class_bounds(mark.value for mark in shown[i] if mark.answer == "own") for i in TABLED}
    order = of.drop_duplicates("origin").sort_values(["share", "origin"], ascending=[False, True])
    rows = []
    for origin, share in zip(order["origin"], order["share"], strict=True):
        row = []
        for indicator in TABLED:
            found = wide[indicator].loc[origin]
            if found["answer"] == "none":
                row.append(f"{wrap[0]}not assessed{wrap[1]}")
                continue
            words = value(found["value"])
            if not np.isnan(found["low"]):
                words += f" ({value(found['low'])} to {value(found['high'])})"
            place = class_of(found["value"], bounds[indicator])
            words += f" q{found['quality']:.0f}, " + (f"class {place}" if place else "reported 0")
            row.append(words + (f", {wrap[0]}mean{wrap[1]}" if found["answer"] != "country" else ""))
        rows.append((places.name(str(origin)), float(share), row))
    return rows


def head(commodity: str) -> list[str]:
    """Return the head of the tables of producers, with units."""
    base = commodities.base_unit(commodity)
    units = [f"{heading}, {indicator_unit(NAME, i, base)}" for i, heading in TABLED.items()]
    return ["producer", "share of world production", *units]


def producers(commodity: str, count: int) -> str:
    """Return the table of the largest producers."""
    rows = cells(commodity, ("*", "*"))[:count]
    return markdown(head(commodity), ([origin, percent(share), *row] for origin, share, row in rows))


def all_producers(commodity: str) -> str:
    """Return the table of all producers as HTML that opens on demand."""
    rows = cells(commodity, ("<em>", "</em>"))
    body = "".join(
        "<tr>"
        + "".join(f"<td>{cell}</td>" for cell in [escape(origin), escape(percent(share)), *row])
        + "</tr>"
        for origin, share, row in rows
    )
    title = "".join(f"<th>{escape(cell)}</th>" for cell in head(commodity))
    return (
        f"<details data-search-exclude=''><summary>The table of all {len(rows)} producers</summary>"
        f"<table><thead><tr>{title}</tr></thead><tbody>{body}</tbody></table></details>"
    )


def regions(commodity: str) -> str:
    """Return the table of factors of regions by country and indicator; empty where the set has none."""
    frame = factor_set(NAME).frame
    of = frame.loc[frame["commodity"] == commodity, ["origin", "region", "indicator", "value"]]
    of = of.astype({"origin": str, "region": str, "indicator": str})
    whole = of[of["region"] == ""].set_index(["origin", "indicator"])["value"]
    inside = of[of["region"] != ""].groupby(["indicator", "origin"])["value"]
    summary = inside.agg(["count", "median", "min", "max"])
    share = (
        answers(NAME).query("commodity == @commodity").drop_duplicates("origin").set_index("origin")["share"]
    )
    titles = {i.id: i.title or i.id for i in factor_set(NAME).indicators}
    rows = []
    for indicator in titles:
        if indicator not in summary.index:
            continue
        part = summary.loc[indicator]
        part = part.assign(share=share.reindex(part.index)).sort_values("share", ascending=False).head(8)
        for origin, row in part.iterrows():
            country = whole.get((origin, indicator), np.nan)
            span = f"{value(row['min'])} to {value(row['max'])}"
            cells_ = [f"{row['count']:.0f}", value(country), value(row["median"]), span]
            rows.append([titles[indicator], places.name(str(origin)), *cells_])
    names = ["indicator", "country", "regions", "whole country", "median of regions", "least to greatest"]
    return markdown(names, rows) if rows else ""


def fill(commodity: str, html: str) -> str:
    """Return the page with its maps and its long table in place of their marks."""
    title = commodities.name(commodity)
    base = commodities.base_unit(commodity)
    shared = definitions()
    for indicator, heading in MAPS.items():
        figure = draw_map(
            marks(commodity, indicator),
            f"{title}: {heading.lower()}",
            indicator_unit(NAME, indicator, base),
            indicator,
        )
        figure = figure.replace(
            "<figure ", '<figure data-search-exclude="" ', 1
        )  # numbers are no words to search
        html = html.replace(f'<div data-map="{indicator}"></div>', shared + figure)
        shared = ""
    return html.replace('<div data-all-producers=""></div>', all_producers(commodity))


def index() -> str:
    """Return the list of the commodities that have a page of maps, with their greatest producers."""
    rows = []
    for commodity in traded(NAME):
        first = ", ".join(
            f"{places.name(origin)} {percent(share)}" for origin, share in largest(NAME, commodity, 3)
        )
        rows.append([f"[{commodities.name(commodity)}](maps/{commodity}.md)", first])
    return markdown(["commodity", "largest producers, share of the world's production"], sorted(rows))
