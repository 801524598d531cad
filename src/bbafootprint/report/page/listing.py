"""The purchases as a table that can be searched and sorted: line by line, or in groups where there are many."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from bbafootprint.report.page.figures import cell, count_cell, header_row, scroller
from bbafootprint.report.page.markup import Markup, el, join
from bbafootprint.report.page.view import COMMODITY, ORIGIN, Measure, View, measure, of_indicators, records

LISTED = 1000
"""Lines up to which each has a row; then groups, the largest so many."""

_GROUP = [COMMODITY, ORIGIN, "supplier"]


def listing(view: View) -> Markup:
    """Return the table of purchases, with what it holds and where the rest is.

    Parameters
    ----------
    view : View

    Returns
    -------
    Markup
        Up to :data:`LISTED` lines each line, a traced one by its origins; else groups of commodity, origin and
        supplier, the largest of them, and one row for all others.
    """
    words, result = view.words, view.result
    assert result.lines is not None
    count = result.counts()["read"]
    single = len(result.lines) <= LISTED
    columns = ["line_id", *_GROUP] if single else _GROUP
    indicators = view.main()
    table = of_indicators(result, indicators).by(*columns)
    every = [table[table["indicator"] == indicator.id].reset_index(drop=True) for indicator in indicators]
    groups = every[0] if every else table
    share = _largest_share(every) if every else np.zeros(len(groups))
    kept = np.arange(len(groups)) if single else np.argsort(-share, kind="stable")[:LISTED]
    if single:
        said = words("list.lines_said", count=words.whole(count))
    else:
        numbers = {"lines": count, "count": len(kept), "rest": len(groups) - len(kept)}
        key = "list.largest_said" if numbers["rest"] else "list.groups_said"
        said = words(key, **{name: words.whole(number) for name, number in numbers.items()})
    first = [words("list.line"), words("list.given")] if single else []
    head = header_row(
        *first, words("list.goods"), words("where.origin"), words("list.supplier"),
        *([] if single else [words("list.count")]), words("list.mass"),
        *(f"{view.indicator(indicator)}, {view.unit(indicator.unit)}" for indicator in indicators),
        numbers=len(indicators) + (1 if single else 2),
    )  # fmt: skip
    given = _as_given(result.lines.frame) if single else {}
    body = [
        el("tr", _names(view, group, given), _counts(view, group, single), join(measures))
        for group, measures in zip(
            records(groups.iloc[kept]),
            zip(
                *([cell(measure(row), words) for row in records(part.iloc[kept])] for part in every),
                strict=True,
            )
            if every
            else [()] * len(kept),
            strict=True,
        )
    ]
    rest = np.setdiff1d(np.arange(len(groups)), kept)
    foot = el("tfoot", _rest(view, [part.iloc[rest] for part in every])) if len(rest) else None
    named = words("list.caption")
    shown = el(
        "table", head, el("tbody", join(body)), foot,
        class_="list", id="purchases", data_sort=words("list.sort", column="{column}"),
        data_up=words("list.sorted_up", column="{column}"), data_down=words("list.sorted_down", column="{column}"),
    )  # fmt: skip
    search = el(
        "p",
        el("label", words("list.search"), for_="search"),
        el("input", type="search", id="search", autocomplete="off", aria_controls="purchases"),
        el("output", "", id="found", for_="search", data_found=words("list.found", found="{found}", all="{all}")),
        class_="search", hidden=True,
    )  # fmt: skip
    status = el("p", "", role="status", id="sorted", class_="unseen")
    return join(
        el("p", said),
        None if single else el("p", words("list.elsewhere")),
        search,
        status,
        scroller(shown, named),
    )


def _largest_share(every: list[pd.DataFrame]) -> np.ndarray:
    """Return for each group its largest share in the total of any indicator; by tonnes where nothing is assessed."""
    shares = [
        part["mass_t"].to_numpy(float) / max(float(part["mass_t"].sum()), 1e-300) * 1e-9 for part in every[:1]
    ]
    for part in every:
        value = part["value"].to_numpy(float)
        total = np.nansum(value)
        shares.append(np.nan_to_num(value / total) if total else np.zeros(len(value)))
    most: np.ndarray = np.max(shares, axis=0)
    return most


def _as_given(frame: pd.DataFrame) -> dict[str, str]:
    """Return what each line called its goods: the words, and the customs code."""
    texts = frame[["commodity_as_given", "hs_code_as_given"]].astype(object).fillna("").astype(str)
    said = (
        texts["commodity_as_given"]
        + np.where(texts["hs_code_as_given"] == "", "", " · ")
        + texts["hs_code_as_given"]
    )
    return dict(zip(frame["line_id"].astype(str), said.str.strip(" ·"), strict=True))


def _names(view: View, group: dict[str, Any], given: dict[str, str]) -> Markup:
    words = view.words
    cells = []
    if "line_id" in group:
        line = str(group["line_id"])
        cells = [el("th", words.own(line), scope="row"), el("td", words.own(given.get(line, "")))]
    supplier = group["supplier"]
    cells += [
        el(
            "td" if cells else "th",
            el("bdi", view.commodity(str(group[COMMODITY]))),
            scope=None if cells else "row",
        ),
        el("td", view.origin(str(group[ORIGIN]))),
        el(
            "td",
            el("span", words("list.none"), class_="na") if pd.isna(supplier) else words.own(str(supplier)),
        ),
    ]
    return join(cells)


def _counts(view: View, group: dict[str, Any], single: bool) -> Markup:
    lines, mass = float(group["lines"]), float(group["mass_t"])
    weight = count_cell(mass if mass > 0 else float("nan"), view.words)
    return weight if single else join(count_cell(lines, view.words), weight)


def _rest(view: View, every: list[pd.DataFrame]) -> Markup:
    """Return the row of all groups that are not listed: their sums; an interval of them is not worked out here."""
    words = view.words
    cells = [
        el("th", words("list.rest", count=words.whole(len(every[0]))), scope="row", colspan="3"),
        count_cell(float(every[0]["lines"].sum()), words),
        count_cell(float(every[0]["mass_t"].sum()), words),
    ]
    for part in every:
        mass, assessed = float(part["mass_t"].sum()), part["assessed_mass_t"]
        weight = float(assessed[part["quality"].notna()].sum())
        quality = float((part["quality"] * assessed).sum()) / weight if weight else float("nan")
        covered = float(assessed.sum()) / mass if mass else float("nan")
        value = float(part["value"].sum(min_count=1))
        cells.append(cell(Measure(value, float("nan"), float("nan"), covered, quality), words))
    return el("tr", join(cells))
