"""What an explanation says of a group of lines or of a total."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from bbafootprint.footprint.conversion_steps import said_of_steps
from bbafootprint.footprint.explained_parts import said_number, said_of_factor

INTERVALS = (
    "An interval covers factors and conversions; quantities are taken as given. Lines with the same factor share its "
    "error, lines that rest on the same yield, price, content or density share that one's, and all of these are "
    "independent of one another. A factor with the amount A in the sum adds A^2 (e^(ln^2 g) - 1) to the variance, g "
    "being its geometric standard deviation."
)
"""How an interval is made (docs/method.md, section 4)."""


def said_of_group(steps: Mapping[str, Any]) -> Iterator[str]:
    """Say what each indicator is the sum of.

    Parameters
    ----------
    steps : mapping
        As :func:`bbafootprint.footprint.explain_group.explain_group` returns them.

    Yields
    ------
    str
        Lines of text.
    """
    counts, masses = steps["counts"], steps["masses"]
    named = ", ".join(f"{column} {value or '(none)'}" for column, value in steps["group"].items())
    yield f"Lines of {named}" if named else "Total of all lines"
    unknown = masses["lines_without_mass"]
    yield (
        f"  {_count(counts['read'], 'line')} = {counts['assessed']:,} assessed + {counts['not_assessed']:,} "
        f"not assessed + {counts['rejected']:,} rejected; {said_number(masses['read'])} t"
        + (f" (lines of unknown mass: {unknown:,})" if unknown else "")
    )
    for entry in steps["indicators"]:
        yield from _said_of_indicator(entry)
    if any(entry["interval"]["factors"] for entry in steps["indicators"]):
        yield f"  {INTERVALS}"
    made = [conversion for conversion in steps["conversions"] if conversion["steps"]]
    if made:
        yield f"  conversions, allocation {steps['allocation']}"
    for conversion in made:
        yield from _said_of_product(conversion, steps["allocation"])


def _said_of_indicator(entry: Mapping[str, Any]) -> Iterator[str]:
    unit = entry["unit"]
    if not entry["contributions"] and entry["smaller"] is None:
        yield f"  {entry['indicator']}: not assessed for any line, so that there is no number"
        yield from _said_of_left_out(entry["left_out"])
        return
    parts = len(entry["contributions"]) + (entry["smaller"] or {"contributions": 0})["contributions"]
    yield (
        f"  {entry['indicator']}: {said_number(entry['value'])} {unit}, the sum of {_count(parts, 'contribution')}; "
        f"{_count(entry['assessed_lines'], 'line')}, {said_number(entry['assessed_mass_t'])} t"
    )
    for part in entry["contributions"]:
        yield from _said_of_contribution(part, unit)
    if (rest := entry["smaller"]) is not None:
        yield (
            f"      {_percent(rest['share'])}  {rest['contributions']:,} smaller: {said_number(rest['value'])} {unit} "
            f"({_count(rest['lines'], 'line')}, {said_number(rest['mass_t'])} t)"
        )
    yield from _said_of_interval(entry)
    yield from _said_of_scores(entry)
    levels = "; ".join(
        f"{level['match_level']}: {_count(level['lines'], 'line')}, {said_number(level['mass_t'])} t"
        for level in entry["match_levels"]
    )
    yield f"      match level   {levels}"
    yield from _said_of_left_out(entry["left_out"])


def _said_of_contribution(part: Mapping[str, Any], unit: str) -> Iterator[str]:
    place = ", ".join(text for text in (part["region"], part["origin_name"]) if text)
    status = "" if part["origin_status"] in ("declared", "unknown") else f" ({part['origin_status']})"
    quantity = f"{said_number(part['primary_quantity'])} {part['primary_unit']}"
    if part["commodity"]:
        before = (
            f"{said_number(part['amount'])} {part['amount_unit']} x {said_number(part['conversion'])} = {quantity}"
            f" of {part['primary_commodity']}"
        )
    else:  # the lines were not kept
        before = f"{quantity} of {part['primary_commodity']}"
    what = part["commodity"] or part["primary_commodity"]
    yield (
        f"      {_percent(part['share'])}  {what} from {place}{status}: {before}"
        f" x {said_number(part['factor'])} = {said_number(part['value'])} {unit} ({_count(part['lines'], 'line')}, "
        f"{said_number(part['mass_t'])} t)"
    )
    own = {"region": part["factor_region"], "origin_name": part["factor_origin_name"]}
    yield f"            {said_of_factor({**part, **own, 'quality': part['factor_quality']})}"


def _said_of_interval(entry: Mapping[str, Any]) -> Iterator[str]:
    made = entry["interval"]
    if made["factors"] == 0:  # nothing was bought
        return
    if not np.isfinite(entry["low"]):
        yield (
            f"      interval      not known: {_count(made['unknown'], 'factor')} of {made['factors']:,} "
            "without bounds and deviation"
        )
        return
    text = (
        f"{said_number(entry['low'])} to {said_number(entry['high'])} {entry['unit']} (95 %), of "
        f"{_count(made['factors'], 'factor')}"
    )
    if np.isfinite(made["deviation"]):
        text += f"; mean {said_number(made['mean'])}, standard deviation {said_number(made['deviation'])}"
        if made["of_conversions"] > 0:
            text += f", {_percent(made['of_conversions'])} of its square by conversions"
    if made["bounded"]:
        text += f"; {made['bounded']:,} of them reported as zero, which can only be more"
    yield f"      interval      {text}"
    for each in made["largest"]:
        yield (
            f"            {_percent(each['share_of_variance'])} of the variance: {each['kind']} {each['name']}, "
            f"A {said_number(each['amount'])}, g {said_number(each['gsd'])}"
        )


def _said_of_scores(entry: Mapping[str, Any]) -> Iterator[str]:
    score = entry["relative_score"]
    if np.isfinite(entry["relative"]):
        without = f"; {score['lines_without']:,} more are not comparable" if score["lines_without"] else ""
        yield (
            f"      relative      {said_number(entry['relative'])} = {said_number(score['amount'])} / "
            f"{said_number(score['at_world'])} {entry['unit']}, the same goods at world-mean factors "
            f"({_count(score['lines'], 'line')}{without})"
        )
    if np.isfinite(entry["intensity"]):
        yield f"      intensity     {said_number(entry['intensity'])} {entry['unit']} per t as bought"
    if np.isfinite(entry["quality"]):
        classes = entry["quality_mean"]
        top = " + ".join(f"{said_number(each['mass_t'])} x {each['quality']:g}" for each in classes)
        bottom = said_number(sum(each["mass_t"] for each in classes))
        yield f"      quality       {said_number(entry['quality'])} = ({top}) / {bottom} (t x quality, 1 best to 5)"


def _said_of_left_out(left_out: list[Mapping[str, Any]]) -> Iterator[str]:
    for entry in left_out:
        what = f" of {entry['primary_commodity']}" if entry["primary_commodity"] else ""
        status = "rejected" if entry["status"] == "rejected" else "not assessed"
        tonnes = f"{_count(entry['lines'], 'line')}, {said_number(entry['mass_t'])} t{what}"
        yield f"      {status:<13} {tonnes}, in no sum, because {entry['why']}"


def _said_of_product(conversion: Mapping[str, Any], allocation: str) -> Iterator[str]:
    content = conversion["content"]
    given = conversion["content_given"] and content != 1
    own = f", content {said_number(content)} given on the line" if given else ""
    yield (
        f"      {conversion['commodity']}: {said_number(conversion['conversion'])} per {conversion['amount_unit']}{own}"
    )
    for text in said_of_steps(conversion["steps"], allocation):
        yield f"          {text}"


def _percent(share: float) -> str:
    if not np.isfinite(share):
        return "   ?"
    return f"{100 * share:3.0f} %" if share >= 0.01 or share == 0 else "<1 %"


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'s' * (number != 1)}"
