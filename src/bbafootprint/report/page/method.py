"""How the numbers were made, and the record that makes them again."""

from __future__ import annotations

from collections.abc import Iterator

from bbafootprint.footprint.plain import plain
from bbafootprint.footprint.resolve import NOT_ASSESSED, RUNGS
from bbafootprint.report.page.figures import header_row, scroller
from bbafootprint.report.page.markup import Markup, el, join
from bbafootprint.report.page.view import View


def method(view: View) -> Markup:
    """Return the section on method and provenance.

    Parameters
    ----------
    view : View

    Returns
    -------
    Markup
    """
    words = view.words
    rows = [
        el("tr", el("th", name, scope="row"), el("td", words.own(value, 400)))
        for name, value in _record(view)
    ]
    record = el(
        "table",
        header_row(words("method.what"), words("method.value")),
        el("tbody", join(rows)),
        class_="record",
    )
    return join(
        el("h3", words("method.how")),
        el("p", words("method.how_said")),
        el("p", words("method.not_said")),
        el("h3", words("method.levels")),
        scroller(_levels(view), words("method.levels")),
        el("h3", words("method.scale")),
        el("p", words("method.scale_said")),
        el("h3", words("method.record")),
        scroller(record, words("method.record")),
        el("p", words("method.print"), class_="on-paper"),
    )


def _levels(view: View) -> Markup:
    """Return which match levels the tonnes of each indicator are at."""
    words = view.words
    coverage = view.result.coverage()
    levels = [*RUNGS, NOT_ASSESSED, "rejected"]
    names = [words(f"method.{rung}") for rung in RUNGS] + [
        words("page.not_assessed"),
        words.of("status", "rejected"),
    ]
    rows = []
    for indicator in view.indicators():
        of_it = coverage[coverage["indicator"] == indicator.id].set_index("match_level")["mass_share"]
        shares = [el("td", words.percent(float(of_it[level])), class_="n") for level in levels]
        rows.append(el("tr", el("th", view.indicator(indicator), scope="row"), join(shares)))
    head = header_row(words("gaps.indicators"), *map(str, names), numbers=len(levels))
    return el("table", head, el("tbody", join(rows)))


def _record(view: View) -> Iterator[tuple[str, str]]:
    words, result = view.words, view.result
    record = plain(result.provenance)
    library, given, options = record["library"], record["input"], record["options"]
    yield words("method.library"), f"{library['name']} {library['version']}"
    for key, name in (("source", "input"), ("sha256", "input_hash"), ("sheet", "sheet")):
        if given.get(key):
            yield words(f"method.{name}"), str(given[key])
    if record["lines_sha256"]:
        yield words("method.lines_hash"), record["lines_sha256"]
    for entry in record["factor_sets"]:
        yield words("method.set"), f"{entry['id']} {entry['version']}"
        yield words("method.set_hash"), str(entry["sha256"])
    if len(record["factor_sets"]) > 1:
        yield words("method.layering"), words(f"method.by_{record['layering']}")
    how = {"economic": "method.economic", "mass": "method.by_mass"}
    if options.get("allocation") in how:
        yield words("method.allocation"), words(how[options["allocation"]])
    if products := options.get("products"):
        yield words("method.products"), f"{products['id']} {products['version']}"
        if own := products.get("own"):
            yield words("method.own_products"), ", ".join(map(str, own.get("products", {}).values()))
    for entry in options.get("trade") or []:
        yield words("method.trade"), f"{entry['id']} {entry['version']}"
    metadata = result.factors.metadata
    for licence in metadata.licenses:
        said = [licence.title or licence.name, licence.path]
        yield words("method.licence"), " ".join(filter(None, said))
    for source in metadata.sources:
        said = [source.title, source.reference or source.path, source.licence]
        yield words("method.source"), "; ".join(filter(None, said))
    yield words("method.map"), words("method.map_said")
