"""What is in no total, and what was found in the input: shown as plainly as the numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from bbafootprint.footprint.reasons import words as reason_in_english
from bbafootprint.report.page.figures import count_cell, header_row, scroller
from bbafootprint.report.page.markup import Markup, el, join
from bbafootprint.report.page.view import View
from bbafootprint.report.page.words import Words

LISTED = 200
"""Kinds of gaps, of lines without a number, and of issues that are listed."""

CELLS = 5
"""Cells of an issue that are named."""

EMPTY = ("", "<bdi></bdi>")
"""Nothing, as markup."""

SEVERITIES = ("error", "warning", "info")


def gaps(view: View) -> Markup:
    """Return what each indicator leaves out, and the lines without any number.

    Parameters
    ----------
    view : View

    Returns
    -------
    Markup
    """
    words = view.words
    table = view.result.gaps()
    if table.empty:
        return el("p", words("gaps.nothing"))
    return join(
        el("p", words("gaps.intro")),
        el("h3", words("gaps.by_reason")),
        _by_reason(view, table),
        _lines(view),
    )


def _by_reason(view: View, table: pd.DataFrame) -> Markup:
    words = view.words
    names = {indicator.id: view.indicator(indicator) for indicator in view.indicators()}
    same = ["primary_commodity", "status", "reason", "lines", "mass_t"]
    kinds = table.groupby(same, dropna=False, sort=False)["indicator"].agg(list).reset_index()
    kinds = kinds.sort_values("lines", ascending=False, kind="stable")
    rows = []
    for kind in kinds.head(LISTED).to_dict("records"):
        of_all = len(kind["indicator"]) == len(names)
        said = (
            words("gaps.all_indicators") if of_all else ", ".join(names[name] for name in kind["indicator"])
        )
        primary = kind["primary_commodity"]
        rows.append(
            el(
                "tr",
                el("th", said, scope="row"),
                el("td", "–" if pd.isna(primary) else view.commodity(str(primary))),
                el("td", words.of("status", kind["status"])),
                el("td", _reason(kind["reason"], words)),
                count_cell(kind["lines"], words),
                _mass(kind["mass_t"], words),
            )
        )
    head = header_row(
        *(words(f"gaps.{name}") for name in ("indicators", "primary", "status", "because", "lines", "mass")),
        numbers=2,
    )
    return join(
        _cut_note("gaps.cut", kinds, words),
        scroller(el("table", head, el("tbody", join(rows))), words("gaps.by_reason")),
    )


def _lines(view: View) -> Markup | None:
    words = view.words
    lines = view.result.not_assessed()
    if lines.empty:
        return None
    same = ["commodity_as_given", "hs_code_as_given", "origin_as_given", "status", "reason"]
    texts = lines.assign(
        **{name: lines[name].astype(object).fillna("").astype(str) for name in same},
        where=_where(lines["sheet"], lines["cell"], lines["line_id"]),
    )
    kinds = texts.groupby(same, sort=False).agg(
        where=("where", "first"),
        lines=("line_id", "nunique"),
        mass_t=("mass_t", lambda known: known.sum(min_count=1)),
    )
    kinds = kinds.reset_index().sort_values(["mass_t", "lines"], ascending=False, kind="stable")
    rows = [
        el(
            "tr",
            el(
                "th",
                words.own(" · ".join(filter(None, (kind["commodity_as_given"], kind["hs_code_as_given"])))),
                scope="row",
            ),
            el("td", words.own(kind["origin_as_given"])),
            el("td", words.own(kind["where"])),
            el("td", words.of("status", kind["status"])),
            el("td", _reason(kind["reason"], words)),
            count_cell(kind["lines"], words),
            _mass(kind["mass_t"], words),
        )
        for kind in kinds.head(LISTED).to_dict("records")
    ]
    names = [words("list.given"), words("where.origin"), words("gaps.where")]
    names += [words(f"gaps.{name}") for name in ("status", "because", "lines", "mass")]
    return join(
        el("h3", words("gaps.listed")),
        _cut_note("gaps.cut", kinds, words),
        scroller(el("table", header_row(*names, numbers=2), el("tbody", join(rows))), words("gaps.listed")),
    )


def issues(view: View) -> Markup:
    """Return what was found in the input: those alike in one row, worst first, then the frequent ones.

    Parameters
    ----------
    view : View

    Returns
    -------
    Markup
    """
    words = view.words
    table = view.result.issues
    if table.empty:
        return el("p", words("issues.none"))
    texts = table.astype(object).fillna("").astype(str)
    same = ["severity", "code", "message", "suggestion"]
    texts = texts.assign(where=_where(texts["sheet"], texts["cell"], texts["line_id"]))
    kinds = texts.groupby(same, sort=False).agg(where=("where", list), found=("found", "first")).reset_index()
    kinds["worst"] = kinds["severity"].map({name: at for at, name in enumerate(SEVERITIES)})
    kinds["count"] = -kinds["where"].map(len)
    kinds = kinds.sort_values(["worst", "count"], kind="stable")
    rows = [
        el(
            "tr",
            el("th", words(f"issues.{kind['severity']}"), scope="row", class_=kind["severity"]),
            el("td", _place_of_issue(kind["where"], kind["found"], words), _said(kind, words)),
        )
        for kind in kinds.head(LISTED).to_dict("records")
    ]
    head = header_row(*(words(f"issues.{name}") for name in ("severity", "message")))
    return join(
        el("p", words("issues.intro")),
        _cut_note("issues.cut", kinds, words),
        scroller(el("table", head, el("tbody", join(rows)), class_="issues"), words("issues.message")),
    )


def _where(sheet: pd.Series, cell: pd.Series, line: pd.Series) -> pd.Series:
    """Return where a line stands: its cell where it has one, else its identifier."""
    sheet, cell, line = (part.astype(object).fillna("").astype(str) for part in (sheet, cell, line))
    placed = (sheet + "!" + cell).where(sheet != "", cell)
    return placed.where(cell != "", line)


def _place_of_issue(where: list[str], found: str, words: Words) -> Markup:
    """Return where issues that are alike stand, and what the first of them is about."""
    named = [words.own(place, 60) for place in list(dict.fromkeys(where))[:CELLS] if place]
    if more := len(where) - min(len(where), CELLS):
        named.append(words("issues.more", count=words.whole(more)))
    places = join(*(join(", " if at else "", place) for at, place in enumerate(named)))
    parts = [(words("issues.where"), places), (words("issues.found"), words.own(found))]
    said = [
        join(" · " if at else "", f"{name}: ", part)
        for at, (name, part) in enumerate(parts)
        if part not in EMPTY
    ]
    return el("p", join(said), class_="where")


def _said(kind: Mapping[Any, Any], words: Words) -> Markup:
    """Return what is wrong and what to do, in the language in which the library says it."""
    return el(
        "p", words.own(kind["message"], 600), " ", el("em", words.own(kind["suggestion"], 600)), lang="en"
    )


def _reason(code: str, words: Words) -> str:
    return words.of("reason", code) or reason_in_english(code)


def _mass(tonnes: float, words: Words) -> Markup:
    return el("td", words("gaps.unknown_mass"), class_="n") if pd.isna(tonnes) else count_cell(tonnes, words)


def _cut_note(key: str, kinds: pd.DataFrame, words: Words) -> Markup | None:
    if len(kinds) <= LISTED:
        return None
    return el("p", words(key, count=words.whole(LISTED), all=words.whole(len(kinds))))
