"""The steps of one line, from the quantity in the sheet to the impact, and of one that tracing split."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from bbafootprint.factors import FactorSet
from bbafootprint.footprint.conversion_steps import conversion_steps
from bbafootprint.footprint.reasons import words
from bbafootprint.footprint.resolve import RUNGS, Resolution
from bbafootprint.schema import Conversions
from bbafootprint.vocabulary import places


def explain_line(
    line: pd.Series,
    key: int,
    resolution: Resolution,
    factors: FactorSet,
    reasons: npt.NDArray[np.object_],
    conversions: Conversions | None = None,
    allocation: str = "economic",
) -> dict[str, Any]:
    """Return the steps of one converted line.

    Parameters
    ----------
    line : pandas.Series
        A row of the converted lines.
    key : int
        Its key.
    resolution : Resolution
    factors : FactorSet
    reasons : ndarray of object, shape (keys, indicators)
        Reason codes of the keys.
    conversions : Conversions, optional
        What the conversions rest on.
    allocation : str
        The allocation of the run.

    Returns
    -------
    dict
        See :attr:`bbafootprint.footprint.explanation.Explanation.steps`.
    """
    given = bool(pd.notna(line["content"]))
    steps = conversion_steps(conversions, _text(line["commodity"]), density=bool(line["density_assumed"]))
    origin, consignment = _text(line["origin"]), _text(line.get("consignment"))
    return {
        "line": {
            "line_id": line["line_id"],
            "sheet": _text(line["sheet"]),
            "cell": _text(line["cell"]),
            "commodity": _text(line["commodity_as_given"]),
            "hs_code": _text(line["hs_code_as_given"]),
            "origin": _text(line["origin_as_given"]),
            "consignment": _text(line.get("consignment_as_given")),
            "quantity": float(line["quantity"]),
            "unit": _text(line["unit_as_given"]),
        },
        "commodity": {"code": _text(line["commodity"]), "how": _text(line["commodity_match"])},
        "origin": {
            "code": origin,
            "name": places.name(origin) if origin else "not known",
            "how": _text(line["origin_match"]),
            "status": resolution.keys["origin_status"].iloc[key],
        },
        "consignment": {
            "code": consignment,
            "name": places.name(consignment) if consignment else "",
            "said": _text(line.get("traced_with")),
        },
        "region": _region(resolution.keys.iloc[key], factors),
        "conversion": {
            "amount": float(line["amount"]),
            "amount_unit": _text(line["amount_unit"]),
            "mass_t": float(line["mass_t"]),
            "factor": float(line["conversion"]),
            "primary_quantity": float(line["primary_quantity"]),
            "primary_unit": _text(line["primary_unit"]),
            "primary_commodity": _text(line["primary_commodity"]),
            "low": float(line["conversion_low"]),
            "high": float(line["conversion_high"]),
            "content": float(line["content_used"]),
            "content_given": given,
            "path": _text(line.get("conversion_path")),
            "density_assumed": bool(line["density_assumed"]),
            "quality": float(line["conversion_quality"]),
            "note": _text(line.get("conversion_note")),
            "allocation": allocation,
            "steps": [step for step in steps if not (given and step["kind"] == "content")],
        },
        "indicators": indicator_entries(key, float(line["primary_quantity"]), resolution, factors, reasons),
    }


def explain_parts(
    parts: pd.DataFrame,
    keys: npt.NDArray[np.int64],
    resolution: Resolution,
    factors: FactorSet,
    reasons: npt.NDArray[np.object_],
    conversions: Conversions | None = None,
    allocation: str = "economic",
) -> dict[str, Any]:
    """Return the steps of a line that tracing split: as given, its parts, and the sums over them.

    Parameters
    ----------
    parts : pandas.DataFrame
        The rows of one line in the converted lines, the largest part first.
    keys : ndarray of int, shape (parts,)
        Their keys.
    resolution, factors, reasons, conversions, allocation
        As in :func:`explain_line`.

    Returns
    -------
    dict
    """
    sums = {
        name: parts[name].sum(min_count=1) for name in ("quantity", "amount", "mass_t", "primary_quantity")
    }
    first = parts.iloc[0].copy()
    for name, value in sums.items():
        first[name] = value
    whole = explain_line(first, int(keys[0]), resolution, factors, reasons, conversions, allocation)
    listed: list[dict[str, Any]] = [
        {
            "origin": _text(part["origin"]),
            "origin_name": places.name(_text(part["origin"])),
            **{name: float(part[name]) for name in ("share", "amount", "mass_t", "primary_quantity")},
            "indicators": indicator_entries(
                int(key), float(part["primary_quantity"]), resolution, factors, reasons
            ),
        }
        for key, (_, part) in zip(keys, parts.iterrows(), strict=True)
    ]
    totals = []
    for column, indicator in enumerate(factors.indicators):
        entries = [part["indicators"][column] for part in listed]
        known = [entry["value"] for entry in entries if entry["factor"] is not None]
        value = float(np.sum(known)) if known else np.nan
        totals.append(
            {"indicator": indicator.id, "unit": indicator.unit, "value": value, "parts_assessed": len(known)}
        )
    origin: dict[str, Any] = {
        "code": "", "name": "several, by the parts", "how": _text(first["origin_match"]), "status": "traced",
        "quality": float(parts["origin_quality"].iloc[0]),
    }  # fmt: skip
    return {**whole, "origin": origin, "indicators": totals, "parts": listed}


def indicator_entries(
    key: int,
    quantity: float,
    resolution: Resolution,
    factors: FactorSet,
    reasons: npt.NDArray[np.object_],
) -> list[dict[str, Any]]:
    """Return, per indicator, the factor of a key and what it makes of a quantity, or why there is none.

    Parameters
    ----------
    key : int
    quantity : float
        Units of primary commodity.
    resolution, factors, reasons
        As in :func:`explain_line`.

    Returns
    -------
    list of dict
    """
    entries = []
    for column, indicator in enumerate(factors.indicators):
        row = int(resolution.rows[key, column])
        entry: dict[str, Any] = {"indicator": indicator.id, "unit": indicator.unit, "factor": None}
        if row < 0:
            entry |= {"reason": reasons[key, column], "why": words(reasons[key, column])}
        else:
            entry |= factor_entry(row, int(resolution.levels[key, column]), factors)
            entry["value"] = entry["factor"] * quantity
        entries.append(entry)
    return entries


def factor_entry(row: int, level: int, factors: FactorSet) -> dict[str, Any]:
    """Return where a factor stands and what it says.

    Parameters
    ----------
    row : int
        Position in the factor table.
    level : int
        Match level, a position in :data:`~bbafootprint.footprint.resolve.RUNGS`.
    factors : FactorSet

    Returns
    -------
    dict
        `factor` (its value), `match_level`, `set`, `set_version` and `row` (line of the file, the header is 1),
        `origin`, `origin_name`, `region`, `years`, `quality`, `source`, `note`, `flag`.
    """
    factor: dict[Any, Any] = factors.frame.iloc[[row]].to_dict("records")[0]
    return {
        "factor": float(factor["value"]),
        "match_level": RUNGS[level],
        "row": int(factor["row"]),
        "set": _text(factor["set"]),
        "set_version": factors.layers[int(factor["layer"])].version,
        "origin": _text(factor["origin"]),
        "origin_name": places.name(_text(factor["origin"])),
        "region": _text(factor["region"]),
        "years": f"{_year(factor['year_from'])}-{_year(factor['year_to'])}",
        "quality": int(factor["quality"]) if pd.notna(factor["quality"]) else None,
        **{name: _text(factor[name]) for name in ("source", "note", "flag")},
    }


def _region(key: pd.Series, factors: FactorSet) -> dict[str, str]:
    """Say what was given as region, which region of the set it is, and how that was found."""
    listed = factors.regions
    row = listed[(listed["origin"] == key["origin"]) & (listed["region"] == key["region_name"])]
    about = {name: _text(row[name].iloc[0]) if len(row) else "" for name in ("kind", "code")}
    return {
        "given": _text(key["region"]),
        "name": _text(key["region_name"]),
        "how": _text(key["region_match"]),
        **about,
    }


def _text(value: Any) -> str:
    return "" if value is None or (not isinstance(value, str) and pd.isna(value)) else str(value)


def _year(value: Any) -> str:
    return "?" if pd.isna(value) else str(int(value))
