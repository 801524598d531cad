"""What an explanation says of one line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from bbafootprint.footprint.conversion_steps import said_of_steps
from bbafootprint.footprint.explained_parts import (
    said_number,
    said_of_conversion,
    said_of_factor,
    said_of_parts,
)


def said_of_line(steps: Mapping[str, Any]) -> list[str]:
    """Say how a line became its numbers.

    Parameters
    ----------
    steps : mapping
        As :func:`bbafootprint.footprint.explain_line.explain_line` or ``explain_parts`` returns them.

    Returns
    -------
    list of str
        Lines of text.
    """
    text = _head(steps)
    if "parts" in steps:
        return [*text, *said_of_parts(steps)]
    conversion = steps["conversion"]
    for entry in steps["indicators"]:
        if entry["factor"] is None:
            text.append(f"  {entry['indicator']}: not assessed, because {entry['why']}")
            continue
        quantity, factor = said_number(conversion["primary_quantity"]), said_number(entry["factor"])
        value = said_number(entry["value"])
        text.append(f"  {entry['indicator']}: {quantity} x {factor} = {value} {entry['unit']}")
        text.append(f"      {said_of_factor(entry)}")
    return text


def _head(steps: Mapping[str, Any]) -> list[str]:
    """Return what was given, how it was read, and its conversion, as lines of text."""
    line, conversion, shipped = steps["line"], steps["conversion"], steps["consignment"]
    where = " ".join(part for part in (line["sheet"], line["cell"]) if part)
    text = [
        f"Line {line['line_id']}" + (f" ({where})" if where else ""),
        f"  given       {_or(line['commodity'], line['hs_code'])} from {_or(line['origin'], '(no origin)')}"
        + (f", shipped from {line['consignment']}" if line["consignment"] else "")
        + f": {said_number(line['quantity'])} {_or(line['unit'], '(no unit)')}",
        f"  commodity   {steps['commodity']['code'] or 'not known'} ({steps['commodity']['how']})",
    ]
    if "parts" not in steps:
        text.append(
            f"  origin      {steps['origin']['name']} ({steps['origin']['how']}; {steps['origin']['status']})"
        )
    if shipped["name"]:
        text.append(
            f"  consigned   from {shipped['name']}" + (f" ({shipped['said']})" if shipped["said"] else "")
        )
    elif shipped["said"]:
        text.append(f"  consigned   from {steps['origin']['name']} ({shipped['said']})")
    if said := _said_of_region(steps["region"]):
        text.append(f"  region      {said}")
    if np.isfinite(conversion["primary_quantity"]):
        text.append(
            f"  conversion  {said_number(conversion['amount'])} {conversion['amount_unit']} x "
            f"{said_number(conversion['factor'])} = {said_number(conversion['primary_quantity'])} "
            f"{conversion['primary_unit']} of {conversion['primary_commodity']}"
            f" (mass as bought {said_number(conversion['mass_t'])} t, quality {said_number(conversion['quality'])})"
        )
        text += said_of_conversion(conversion)
        steps_said = said_of_steps(conversion["steps"], conversion["allocation"])
        text += [f"      {each}" for each in steps_said]
    else:
        text.append("  conversion  none: the line has no primary equivalent")
    return text


def _said_of_region(region: Mapping[str, str]) -> str:
    """Say which region was read, and how; empty text where none was given."""
    if not region["given"]:
        return ""
    if not region["how"]:
        return f"{region['given']!r} names no region inside the country"
    if region["how"] == "no country":
        return f"{region['given']!r} is not used: the country that it is in is not known"
    if not region["name"]:
        return f"{region['given']!r} is not used: the factor set knows no such region of the origin"
    about = " ".join(part for part in (region["kind"], region["code"]) if part)
    read = "" if region["given"] == region["name"] else _read_from(region["given"], region["how"])
    beside = "; ".join(part for part in (about, read) if part)
    return f"{region['name']} ({beside})" if beside else region["name"]


def _read_from(given: str, how: str) -> str:
    return f"read from {given!r}" + (", less words that are no name" if how == "part" else f", its {how}")


def _or(text: str, other: str) -> str:
    return text if text else other
