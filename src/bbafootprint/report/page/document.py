"""The page as a whole: one HTML file that loads nothing."""

from __future__ import annotations

import base64
import hashlib
import math
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

from bbafootprint.errors import UsageError
from bbafootprint.factors import Indicator
from bbafootprint.footprint import Footprint
from bbafootprint.report.page.headline import headline
from bbafootprint.report.page.leftout import gaps, issues
from bbafootprint.report.page.listing import listing
from bbafootprint.report.page.markup import Markup, el, join
from bbafootprint.report.page.method import method
from bbafootprint.report.page.panel import panel
from bbafootprint.report.page.view import View, view_of
from bbafootprint.report.page.words import words as words_of
from bbafootprint.report.page.worldmap import outlines
from bbafootprint.targets import check_not_input, check_target, replacing, target_of

SECTIONS = ("numbers", "where", "list", "gaps", "issues", "method")


def write_report(result: Footprint, path: str | Path, lang: str = "en", *, overwrite: bool = True) -> Path:
    """Write a result as a page: one HTML file to look at, to print and to pass on.

    Headline numbers with what they mean and do not mean, ranked bars, a map of origins, commodity by origin, the
    flow to ecosystems, the purchases, what is not assessed, issues, method and provenance. Beside every amount stand
    its coverage and quality, and its interval where one is known. The file loads nothing and sends nothing, can be read
    without JavaScript, and is replaced as a whole or not at all; no text of the input becomes markup.

    Parameters
    ----------
    result : Footprint
        With its lines.
    path : str or pathlib.Path
        Target, ending in ``.html``; never the input itself.
    lang : {"en", "fr", "nl", "de"}
        Language of the page. Issues, and texts of a factor set that the library does not know, stay as they are.
    overwrite : bool
        Replace an existing file.

    Returns
    -------
    pathlib.Path
        The file written.

    Raises
    ------
    UsageError
        If the target is the input, has another ending, lies in no folder, or exists and `overwrite` is False; the
        language is none of the four; or the lines are not kept.

    Notes
    -----
    Up to 1,000 lines are listed one by one; of more, the 1,000 largest groups of commodity, origin and supplier, and
    the sum of the others. The workbook (:func:`bbafootprint.write_workbook`) has every line.
    """
    target = target_of(path)
    if not isinstance(result, Footprint):
        raise UsageError(
            f"result is a {type(result).__name__}; give a Footprint, as calculate_footprint returns it"
        )
    check_target(target, None, suffix=".html", overwrite=overwrite)
    check_not_input(target, result.provenance["input"].get("sha256"))
    text = page(result, lang)
    with replacing(target) as scratch:
        scratch.write_text(text, encoding="utf-8", newline="\n")
    return target


def page(result: Footprint, lang: str = "en") -> str:
    """Return the page as text.

    Parameters
    ----------
    result : Footprint
        With its lines.
    lang : {"en", "fr", "nl", "de"}

    Returns
    -------
    str

    Raises
    ------
    UsageError
        If the language is none of the four, or the lines are not kept.
    """
    words = words_of(lang)
    view = view_of(result, words)
    assert result.lines is not None
    source = str(result.lines.reading.get("source") or words("page.table_in_memory"))
    style, script = (_own_file(name) for name in ("page.css", "page.js"))
    policy = (
        f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    head = el(
        "head",
        el("meta", charset="utf-8"),
        el("meta", http_equiv="Content-Security-Policy", content=Markup(policy)),
        el("meta", name="viewport", content="width=device-width, initial-scale=1"),
        el("meta", name="color-scheme", content="light dark"),
        el("meta", name="referrer", content="no-referrer"),
        el("link", rel="icon", href="data:,"),
        el("title", words("page.of", source=source)),
        el("style", Markup(style)),
    )
    bodies = {
        "numbers": headline(view),
        "where": _where(view),
        "list": listing(view),
        "gaps": gaps(view),
        "issues": issues(view),
        "method": method(view),
    }
    links = [el("li", el("a", words(f"{name}.heading"), href=f"#{name}")) for name in SECTIONS]
    sections = [
        el(
            "section",
            el("h2", words(f"{name}.heading"), id=f"{name}-heading"),
            bodies[name],
            id=name,
            aria_labelledby=f"{name}-heading",
        )
        for name in SECTIONS
    ]
    body = el(
        "body",
        el("a", words("page.skip"), href="#numbers", class_="skip"),
        _header(view, source),
        el("nav", el("ul", join(links)), aria_label=words("page.contents")),
        outlines(),
        el("main", join(sections), id="main"),
        el("footer", el("p", words("page.footer", version=version("bbafootprint")))),
        el("script", Markup(script)),
    )
    return f"<!DOCTYPE html>\n{el('html', head, body, lang=lang)}\n"


def _header(view: View, source: str) -> Markup:
    words, result = view.words, view.result
    counts, masses = result.counts(), result.masses()
    sets = ", ".join(f"{name} {number}" for name, number, *_ in result.factors.layers)
    assert result.lines is not None
    periods = sorted(map(str, result.lines.frame["period"].dropna().unique()))
    facts = [
        (
            words("page.lines"),
            words("page.lines_said", **{name: words.whole(n) for name, n in counts.items()}),
        ),
        (
            words("page.tonnes"),
            words(
                "page.tonnes_said",
                **{
                    name: words.whole(masses[name])
                    for name in ("read", "assessed", "not_assessed", "rejected")
                },
            ),
        ),
        (words("page.origins"), _origins(view)),
        (words("page.factors"), el("bdi", sets)),
    ]
    if masses["lines_without_mass"]:
        known, said = facts[1]
        more = words("page.without_mass", lines=words.whole(masses["lines_without_mass"]))
        facts[1] = (known, join(said, ". ", more))
    if periods:
        facts.insert(2, (words("page.period"), words.own(", ".join(periods))))
    return el(
        "header",
        el("h1", words("page.title"), el("span", words.own(source), class_="source")),
        el("p", words("page.lead"), class_="lead"),
        el("dl", join([el("div", el("dt", name), el("dd", said)) for name, said in facts]), class_="facts"),
    )


def _origins(view: View) -> Markup:
    """Return whose origins the numbers are of."""
    words, result = view.words, view.result
    origins = result.origins()["mass_t"]
    world = words.whole(float(origins[["consignment", "unknown"]].sum()))
    if result.options.get("perspective") != "traced":
        return words("page.direct", tonnes=world)
    data = ", ".join(f"{entry['id']} {entry['version']}" for entry in result.options["trade"])
    return words("page.traced", data=data, traced=words.whole(float(origins["traced"])), tonnes=world)


def _where(view: View) -> Markup:
    """Return the panels of all indicators that have a number, and what chooses between them."""
    words = view.words
    shown = [indicator for indicator in view.indicators() if not math.isnan(view.whole(indicator).value)]
    if not shown:
        return el("p", words("numbers.nothing"))
    choices = [
        el(
            "label",
            el("input", type="radio", name="indicator", value=indicator.id, checked=at == 0),
            el("span", view.indicator(indicator)),
        )
        for at, indicator in enumerate(shown)
    ]
    chooser = el(
        "fieldset", el("legend", words("where.choose")), join(choices), class_="chooser", hidden=True
    )
    main = view.main()
    panels = [_paper(panel(view, indicator), indicator, indicator in main) for indicator in shown]
    return join(el("p", words("where.intro")), chooser, join(panels))


def _paper(body: Markup, indicator: Indicator, printed: bool) -> Markup:
    """Return a panel; on paper only those of the main accounts are shown."""
    return el(
        "article", body, class_="panel" if printed else "panel further", data_indicator=indicator.id,
        aria_labelledby=f"panel-{indicator.id}",
    )  # fmt: skip


def _own_file(name: str) -> str:
    return (files(__package__ or "") / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    """Return the hash by which the policy of the page allows a text that stands in it."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
