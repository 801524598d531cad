"""The totals, each with its interval, coverage and quality, and in plain words what it means and does not mean."""

from __future__ import annotations

import math
from typing import Any

from bbafootprint.factors import Indicator
from bbafootprint.report.page.figures import amount
from bbafootprint.report.page.markup import Markup, el, join
from bbafootprint.report.page.view import Measure, View, measure

LOW_COVERAGE = 0.5
"""Share of tonnes under which a card says that its total is too low."""


def headline(view: View) -> Markup:
    """Return the cards of all indicators.

    Parameters
    ----------
    view : View

    Returns
    -------
    Markup
    """
    words = view.words
    main = view.main()
    further = [indicator for indicator in view.indicators() if indicator not in main]
    if not main:
        return el("p", words("numbers.no_indicators"))
    cards = [_card(view, indicator) for indicator in main]
    more = [_card(view, indicator) for indicator in further]
    return join(
        el("p", words("numbers.intro")),
        el("div", join(cards), class_="cards"),
        join(el("h3", words("numbers.further")), el("div", join(more), class_="cards small"))
        if more
        else None,
    )


def _card(view: View, indicator: Indicator) -> Markup:
    (row,) = view.table(indicator)
    words, shown = view.words, measure(row)
    known = words.texts["indicator"].get(indicator.id)
    means = (
        [("numbers.means", known["means"]), ("numbers.means_not", known["means_not"])]
        if known
        else [("numbers.own_words", el("bdi", indicator.description or indicator.basis or indicator.title))]
    )
    heading = f"card-{indicator.id}"
    tag = "h3" if indicator in view.main() else "h4"
    return el(
        "article",
        el(tag, el("bdi", view.indicator(indicator)), id=heading),
        _number(view, indicator, shown),
        el(
            "dl",
            join(
                [
                    el("div", el("dt", name), el("dd", said))
                    for name, said in _facts(view, indicator, row, shown)
                ]
            ),
        ),
        el("p", words("numbers.under_covered"), class_="warning")
        if 0 < shown.covered < LOW_COVERAGE
        else None,
        join([el("p", el("b", words(key)), " ", text, class_="meaning") for key, text in means]),
        class_="card",
        aria_labelledby=heading,
    )


def _number(view: View, indicator: Indicator, shown: Measure) -> Markup:
    if math.isnan(shown.value):
        return el("p", view.words("numbers.nothing"), class_="warning")
    unit = el("span", view.unit(indicator.unit), class_="unit")
    return el("p", amount(shown.value, view.words), " ", unit, class_="amount")


def _facts(view: View, indicator: Indicator, row: dict[str, Any], shown: Measure) -> list[tuple[str, Markup]]:
    words, unit = view.words, view.unit(indicator.unit)
    facts: list[tuple[str, Markup]] = []
    if not math.isnan(shown.value):
        facts.append((words("numbers.interval"), join(words.interval(shown.low, shown.high))))
    mass, lines = (float(row[name]) for name in ("assessed_mass_share", "assessed_line_share"))
    covers = words("numbers.covers_said", mass=words.percent(mass), lines=words.percent(lines))
    facts.append((words("numbers.covers"), join(covers, _share_bar(shown.covered))))
    if not math.isnan(shown.quality):
        quality = words("numbers.quality_said", quality=words.decimal(shown.quality))
        facts.append((words("numbers.quality"), join(quality, _scale(shown.quality))))
    if not math.isnan(float(row["intensity"])):
        facts.append((words("numbers.per_tonne"), join(amount(float(row["intensity"]), words), f" {unit}")))
    if not math.isnan(float(row["relative"])):
        relative = words("numbers.relative_said", relative=words.number(float(row["relative"]), 2))
        facts.append((words("numbers.relative"), relative))
    return facts


def _share_bar(share: float) -> Markup | None:
    """Return a bar that is filled as far as a share; the text beside it says the same."""
    if math.isnan(share):
        return None
    return el(
        "svg",
        el("rect", width="100", height="6", class_="track"),
        el("rect", width=f"{100 * share:.1f}", height="6", class_="amount"),
        viewBox="0 0 100 6", preserveAspectRatio="none", class_="share", aria_hidden="true",
    )  # fmt: skip


def _scale(quality: float) -> Markup:
    """Return the scale from 1 to 5 with a mark on it; the text beside it says the same."""
    at = 100 * (min(max(quality, 1.0), 5.0) - 1) / 4
    ticks = [
        el("rect", x=f"{25 * i - (i == 4)}", y="1", width="1", height="4", class_="tick") for i in range(5)
    ]
    return el(
        "svg",
        el("rect", y="2.5", width="100", height="1", class_="tick"),
        join(ticks),
        el("rect", x=f"{min(max(at - 1.5, 0), 97):.1f}", width="3", height="6", class_="amount"),
        viewBox="0 0 100 6", preserveAspectRatio="none", class_="share", aria_hidden="true",
    )  # fmt: skip
