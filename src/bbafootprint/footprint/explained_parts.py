"""What an explanation says of factors, and of the parts of a line that was split over traced origins."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

SHOWN = 5
"""Parts that are explained one by one; the smaller ones are summed up."""


def said_number(value: float) -> str:
    """Return a number as explanations write it."""
    return "?" if not np.isfinite(value) else f"{value:,.6g}"


def said_of_conversion(conversion: Mapping[str, Any]) -> Iterator[str]:
    """Say how a product leads to its primary commodity: the chain, content times equivalent, and how sure it is.

    Parameters
    ----------
    conversion : mapping
        The step of that name of an :class:`~bbafootprint.footprint.explanation.Explanation`.

    Yields
    ------
    str
        Lines of text; none for a primary commodity in its own unit.
    """
    factor, content, path = conversion["factor"], conversion["content"], conversion["path"]
    unit = f"{conversion['primary_unit']} per {conversion['amount_unit']}"
    if " > " in path:
        yield f"      {path}"
    if content != 1 and content > 0:
        given = "given on the line" if conversion["content_given"] else "default"
        yield f"      content {said_number(content)} ({given}) x {said_number(factor / content)} {unit}"
    if conversion["high"] > conversion["low"]:
        density = ", with a default density" if conversion["density_assumed"] else ""
        low, high = said_number(conversion["low"]), said_number(conversion["high"])
        yield f"      range {low} to {high} {unit} (95 %{density})"
    if conversion["note"]:
        yield f"      {conversion['note']}"


def said_of_factor(entry: Mapping[str, Any]) -> str:
    """Say which factor answered, from where, of which years and how good.

    Parameters
    ----------
    entry : mapping
        As :func:`bbafootprint.footprint.explain_line.indicator_entries` returns it, with a factor.

    Returns
    -------
    str
    """
    place = ", ".join(part for part in (entry["region"], entry["origin_name"]) if part)
    return (
        f"factor of {place} ({entry['match_level']} rung), {entry['set']} {entry['set_version']} row "
        f"{entry['row']}, {entry['years']}, quality {entry['quality']}; {entry['source']}"
        + (f"; {entry['note']}" if entry["note"] else "")
        + (f" [{entry['flag']}]" if entry["flag"] else "")
    )


def said_of_parts(steps: Mapping[str, Any]) -> Iterator[str]:
    """Say into which parts a line was split, and what each indicator sums over them, so that it can be redone by hand.

    Parameters
    ----------
    steps : mapping
        Of an :class:`~bbafootprint.footprint.explanation.Explanation` with parts.

    Yields
    ------
    str
        Lines of text. The largest parts stand one by one, the smaller ones as their number and sum.
    """
    parts, conversion = steps["parts"], steps["conversion"]
    unit = conversion["primary_unit"]
    whole = conversion["primary_quantity"]
    yield (
        f"  grown in    {len(parts)} countr{'ies' if len(parts) > 1 else 'y'} by the mix of what "
        f"{steps['consignment']['name']} ships on (origin quality {said_number(steps['origin']['quality'])}):"
    )
    for part in parts[:SHOWN]:
        yield (
            f"      {part['origin_name']}: {said_number(whole)} x {said_number(part['share'])} = "
            f"{said_number(part['primary_quantity'])} {unit}"
        )
    rest = parts[SHOWN:]
    if rest:
        share = sum(part["share"] for part in rest)
        summed = said_number(_sum(rest))
        yield f"      {len(rest)} smaller: {said_number(whole)} x {said_number(share)} = {summed} {unit}"
    for column, total in enumerate(steps["indicators"]):
        yield from _said_of_total(column, total, parts, unit)


def _said_of_total(column: int, total: Mapping[str, Any], parts: list[Any], unit: str) -> Iterator[str]:
    name, unit_of = total["indicator"], total["unit"]
    answered = [part for part in parts if part["indicators"][column]["factor"] is not None]
    silent = [part for part in parts if part["indicators"][column]["factor"] is None]
    if not answered:
        yield f"  {name}: not assessed, because {parts[0]['indicators'][column]['why']}"
        return
    yield f"  {name}: {said_number(total['value'])} {unit_of}, the sum of"
    for part in answered[:SHOWN]:
        entry = part["indicators"][column]
        yield (
            f"      {part['origin_name']}: {said_number(part['primary_quantity'])} x {said_number(entry['factor'])} = "
            f"{said_number(entry['value'])}; {said_of_factor(entry)}"
        )
    rest = answered[SHOWN:]
    if rest:
        value = sum(part["indicators"][column]["value"] for part in rest)
        yield f"      {len(rest)} smaller: {said_number(_sum(rest))} {unit} = {said_number(value)}"
    if silent:
        names = ", ".join(part["origin_name"] for part in silent[:SHOWN])
        more = f" and {len(silent) - SHOWN} more" if len(silent) > SHOWN else ""
        yield (
            f"      not assessed: {said_number(_sum(silent))} {unit} from {names}{more}, because "
            f"{silent[0]['indicators'][column]['why']}"
        )


def _sum(parts: list[Any]) -> float:
    return float(sum(part["primary_quantity"] for part in parts))
