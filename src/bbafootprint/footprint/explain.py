"""One line explained, from the quantity in the sheet to the impact."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from bbafootprint.factors import FactorSet
from bbafootprint.footprint.explained_parts import (
    said_number,
    said_of_conversion,
    said_of_factor,
    said_of_parts,
)
from bbafootprint.footprint.reasons import words
from bbafootprint.footprint.resolve import RUNGS, Resolution
from bbafootprint.vocabulary import places


@dataclass(frozen=True)
class Explanation:
    """How one line became its numbers.

    Attributes
    ----------
    steps : mapping
        ``line`` (what was given), ``commodity``, ``origin``, ``consignment``, ``region``, ``conversion`` and
        ``indicators`` (one mapping each, with factor, source, years, rung, arithmetic or the reason why there is none).
        Of a line that was split over traced origins also ``parts`` (one mapping each: `origin`, `share`, `amount`,
        `primary_quantity`, and its own `indicators`); its ``indicators`` then hold the sums over the parts.
    """

    steps: Mapping[str, Any]

    def __str__(self) -> str:
        """Return the explanation as text."""
        text = self._head()
        if "parts" in self.steps:
            return "\n".join([*text, *said_of_parts(self.steps)])
        conversion = self.steps["conversion"]
        for entry in self.steps["indicators"]:
            if entry["factor"] is None:
                text.append(f"  {entry['indicator']}: not assessed, because {entry['why']}")
                continue
            quantity, factor = said_number(conversion["primary_quantity"]), said_number(entry["factor"])
            value = said_number(entry["value"])
            text.append(f"  {entry['indicator']}: {quantity} x {factor} = {value} {entry['unit']}")
            text.append(f"      {said_of_factor(entry)}")
        return "\n".join(text)

    def _head(self) -> list[str]:
        """Return what was given, how it was read, and its conversion, as lines of text."""
        line, conversion, shipped = self.steps["line"], self.steps["conversion"], self.steps["consignment"]
        where = " ".join(part for part in (line["sheet"], line["cell"]) if part)
        text = [
            f"Line {line['line_id']}" + (f" ({where})" if where else ""),
            f"  given       {_or(line['commodity'], line['hs_code'])} from {_or(line['origin'], '(no origin)')}"
            + (f", shipped from {line['consignment']}" if line["consignment"] else "")
            + f": {said_number(line['quantity'])} {_or(line['unit'], '(no unit)')}",
            f"  commodity   {self.steps['commodity']['code'] or 'not known'} ({self.steps['commodity']['how']})",
        ]
        if "parts" not in self.steps:
            text.append(
                f"  origin      {self.steps['origin']['name']} ({self.steps['origin']['how']}; "
                f"{self.steps['origin']['status']})"
            )
        if shipped["name"]:
            text.append(
                f"  consigned   from {shipped['name']}" + (f" ({shipped['said']})" if shipped["said"] else "")
            )
        elif shipped["said"]:
            text.append(f"  consigned   from {self.steps['origin']['name']} ({shipped['said']})")
        if said := _said_of_region(self.steps["region"]):
            text.append(f"  region      {said}")
        if np.isfinite(conversion["primary_quantity"]):
            text.append(
                f"  conversion  {said_number(conversion['amount'])} {conversion['amount_unit']} x "
                f"{said_number(conversion['factor'])} = {said_number(conversion['primary_quantity'])} "
                f"{conversion['primary_unit']} of {conversion['primary_commodity']}"
                f" (mass as bought {said_number(conversion['mass_t'])} t, quality {said_number(conversion['quality'])})"
            )
            text += said_of_conversion(conversion)
        else:
            text.append("  conversion  none: the line has no primary equivalent")
        return text


def explain_line(
    line: pd.Series, key: int, resolution: Resolution, factors: FactorSet, reasons: npt.NDArray[np.object_]
) -> Explanation:
    """Explain one converted line.

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

    Returns
    -------
    Explanation
    """
    origin, consignment = _text(line["origin"]), _text(line.get("consignment"))
    return Explanation(
        {
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
                "content_given": bool(pd.notna(line["content"])),
                "path": _text(line.get("conversion_path")),
                "density_assumed": bool(line["density_assumed"]),
                "quality": float(line["conversion_quality"]),
                "note": _text(line.get("conversion_note")),
            },
            "indicators": indicator_entries(
                key, float(line["primary_quantity"]), resolution, factors, reasons
            ),
        }
    )


def explain_parts(
    parts: pd.DataFrame,
    keys: npt.NDArray[np.int64],
    resolution: Resolution,
    factors: FactorSet,
    reasons: npt.NDArray[np.object_],
) -> Explanation:
    """Explain a line that tracing split: what was given as a whole, its parts, and the sums over them.

    Parameters
    ----------
    parts : pandas.DataFrame
        The rows of one line in the converted lines, the largest part first.
    keys : ndarray of int, shape (parts,)
        Their keys.
    resolution, factors, reasons
        As in :func:`explain_line`.

    Returns
    -------
    Explanation
    """
    sums = {
        name: parts[name].sum(min_count=1) for name in ("quantity", "amount", "mass_t", "primary_quantity")
    }
    first = parts.iloc[0].copy()
    for name, value in sums.items():
        first[name] = value
    whole = explain_line(first, int(keys[0]), resolution, factors, reasons)
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
    return Explanation({**whole.steps, "origin": origin, "indicators": totals, "parts": listed})


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
            factor: dict[Any, Any] = factors.frame.iloc[[row]].to_dict("records")[0]
            entry |= {
                "factor": float(factor["value"]),
                "value": float(factor["value"]) * quantity,
                "match_level": RUNGS[int(resolution.levels[key, column])],
                "row": int(factor["row"]),
                "set": _text(factor["set"]),
                "origin": _text(factor["origin"]),
                "origin_name": places.name(_text(factor["origin"])),
                "region": _text(factor["region"]),
                "years": f"{_year(factor['year_from'])}-{_year(factor['year_to'])}",
                "quality": int(factor["quality"]) if pd.notna(factor["quality"]) else None,
                **{name: _text(factor[name]) for name in ("source", "note", "flag")},
            }
        entries.append(entry)
    return entries


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


def _or(text: str, other: str) -> str:
    return text if text else other


def _year(value: Any) -> str:
    return "?" if pd.isna(value) else str(int(value))
