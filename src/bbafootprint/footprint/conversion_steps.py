"""How a product's conversion was made, from the table of inputs that a run keeps: as data and as text.

This is the one place that reads :attr:`bbafootprint.Footprint.conversion_inputs`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from bbafootprint.footprint.explained_parts import said_number

_ABOUT = ("set", "file", "quality", "source", "note")


def conversion_steps(inputs: pd.DataFrame | None, product: str, *, density: bool) -> list[dict[str, Any]]:
    """Return the steps from a primary commodity to a product, each with the row of data that it stands on.

    Parameters
    ----------
    inputs : pandas.DataFrame or None
        As :func:`bbafootprint.trade.products.inputs.conversion_inputs` returns it; None where the run kept none.
    product : str
    density : bool
        Whether a density was used.

    Returns
    -------
    list of dict
        `kind` (``process``, ``own figure``, ``content``, ``density``), `value` (primary equivalent of the step, share,
        t/m3), `set`, `file`, `row`, `quality`, `source`, `note`; of a process also `process`, `input`, `output`,
        `yield`, `price`, `share` and `outputs`, which lists yield, price and share of every output, of which the
        shares sum to 1. Empty for a primary commodity in its own unit, and where `inputs` is None.
    """
    if inputs is None:
        return []
    rows = inputs[(inputs["product"] == product).to_numpy(bool)].to_dict("records")
    steps = []
    for row in rows:
        if not row["on_path"] or (row["kind"] == "density" and not density):
            continue
        step: dict[str, Any] = {"kind": row["kind"], "value": float(row["value"])}
        if row["kind"] in ("process", "own figure"):
            step |= {name: _text(row[name]) for name in ("process", "input", "output")}
        if row["kind"] == "process":
            step |= {name: float(row[name]) for name in ("yield", "price", "share")}
            step["outputs"] = [
                {
                    "output": other["output"],
                    **{name: float(other[name]) for name in ("yield", "price", "share")},
                }
                for other in rows
                if other["step"] == row["step"]
            ]
        step |= {name: row[name] if name == "quality" else _text(row[name]) for name in _ABOUT}
        step["row"] = None if pd.isna(row["row"]) else int(row["row"])
        steps.append(step)
    return steps


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
