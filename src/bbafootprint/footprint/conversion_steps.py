"""How a product's conversion was made, from what the conversions of a run rest on: as data and as text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from bbafootprint.footprint.explained_parts import said_number
from bbafootprint.footprint.uncertainty.conversions import rate_of, steps_of
from bbafootprint.schema import OWN_FIGURE, Conversions

_ABOUT = ("set", "file", "quality", "source", "note")


def conversion_steps(conversions: Conversions | None, product: str, *, density: bool) -> list[dict[str, Any]]:
    """Return the steps from a primary commodity to a product, each with the row of data that it stands on.

    Parameters
    ----------
    conversions : Conversions or None
        What the conversions of the run rest on; None where it kept none.
    product : str
    density : bool
        Whether a density was used.

    Returns
    -------
    list of dict
        `kind` (``process``, ``own figure``, ``content``, ``density``), `value` (primary equivalent of the step, share,
        t/m3), `set`, `file`, `row` (None for a person's own), `quality`, `source`, `note`; of a process also `process`,
        `input`, `output`, `yield`, `price`, `share` and `outputs`, which lists yield, price and share of every output,
        of which the shares sum to 1. Empty for a primary commodity in its own unit, and without `conversions`.
    """
    if conversions is None:
        return []
    steps = []
    for output, rows in reversed(list(steps_of(product, conversions))):
        made = next(row for row in rows if row["output"] == output)
        own = str(made["process"]).startswith(OWN_FIGURE)
        step: dict[str, Any] = {
            "kind": "own figure" if own else "process",
            "value": float(made["share"] / made["yield"]),
        }
        step |= {name: made[name] for name in ("process", "input", "output")}
        if not own:
            step |= {name: float(made[name]) for name in ("yield", "price", "share")}
            step["outputs"] = [
                {"output": row["output"], **{name: float(row[name]) for name in ("yield", "price", "share")}}
                for row in rows
            ]
        steps.append(step | _about(made))
    for kind in ("content", "density"):
        rate = rate_of(product, kind, conversions)
        if rate is not None and (kind == "content" or density):
            steps.append({"kind": kind, "value": float(rate["value"])} | _about(rate))
    return steps


def _about(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return where a number stands and how good it is."""
    said = {name: row[name] if name == "quality" else _text(row[name]) for name in _ABOUT}
    return said | {"row": int(row["row"]) if row["row"] > 0 else None}


def said_of_steps(steps: Sequence[Mapping[str, Any]], allocation: str) -> Iterator[str]:
    """Say the arithmetic of the steps, so that it can be redone by hand.

    Parameters
    ----------
    steps : sequence of mapping
        As :func:`conversion_steps` returns them.
    allocation : str
        The allocation of the run.

    Yields
    ------
    str
        Lines of text without indentation of their own; what belongs to the line before is set in.
    """
    for step in steps:
        value = said_number(step["value"])
        if step["kind"] == "process":
            how = f"share {said_number(step['share'])} / yield {said_number(step['yield'])} = {value}"
            yield f"{step['process']}, {step['input']} to {step['output']}: {how} ({_place(step)})"
            if len(step["outputs"]) > 1:
                yield f"    {_said_of_share(step, allocation)}"
        elif step["kind"] == "own figure":
            yield f"{step['output']}: {value} of {step['input']} ({_place(step)})"
        elif step["kind"] == "content":
            yield f"default content {value} ({_place(step)})"
        else:
            yield f"density {value} t/m3 ({_place(step)})"
        if step["source"]:
            yield f"    {step['source']}"


def _said_of_share(step: Mapping[str, Any], allocation: str) -> str:
    """Say how the burden was shared; waste, whose price is 0, carries none."""
    bearing = [each for each in step["outputs"] if each["share"] > 0]
    own = [each for each in bearing if each["output"] == step["output"]]
    waste = [each["output"] for each in step["outputs"] if not each["share"] > 0]
    without = f"; {', '.join(waste)}: price 0, no share" if waste else ""
    if len(bearing) == 1 and own:
        return f"share 1: the only output of value{without}"
    terms = " + ".join(_term(each, allocation) for each in bearing)
    top = " + ".join(_term(each, allocation) for each in own) or "0"
    names = ", ".join(each["output"] for each in bearing)
    what = "yield x price" if allocation == "economic" else "yields"
    return f"share {said_number(step['share'])} = {top} / ({terms}), {what} of {names}{without}"


def _term(output: Mapping[str, Any], allocation: str) -> str:
    if allocation != "economic" or not np.isfinite(output["price"]):
        return said_number(output["yield"])
    return f"{said_number(output['yield'])} x {said_number(output['price'])}"


def _place(step: Mapping[str, Any]) -> str:
    row = "" if step["row"] is None else f" {step['file']} row {step['row']}"
    quality = "" if pd.isna(step["quality"]) else f", quality {said_number(step['quality'])}"
    return f"{step['set']}{row}{quality}"


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
