"""One line explained, from the quantity in the sheet to the impact."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from bbafootprint.factors import FactorSet
from bbafootprint.footprint.reasons import words
from bbafootprint.footprint.resolve import RUNGS, Resolution
from bbafootprint.vocabulary import places


@dataclass(frozen=True)
class Explanation:
    """How one line became its numbers.

    Attributes
    ----------
    steps : mapping
        ``line`` (what was given), ``commodity``, ``origin``, ``region``, ``conversion`` and
        ``indicators`` (one mapping each, with factor, source, years, rung, arithmetic or the reason why there is none).
    """

    steps: Mapping[str, Any]

    def __str__(self) -> str:
        """Return the explanation as text."""
        line, conversion = self.steps["line"], self.steps["conversion"]
        where = " ".join(part for part in (line["sheet"], line["cell"]) if part)
        text = [
            f"Line {line['line_id']}" + (f" ({where})" if where else ""),
            f"  given       {_or(line['commodity'], line['hs_code'])} from {_or(line['origin'], '(no origin)')}: "
            f"{_number(line['quantity'])} {_or(line['unit'], '(no unit)')}",
            f"  commodity   {self.steps['commodity']['code'] or 'not known'} ({self.steps['commodity']['how']})",
            f"  origin      {self.steps['origin']['name']} ({self.steps['origin']['how']}; "
            f"{self.steps['origin']['status']})",
        ]
        if said := _said_of_region(self.steps["region"]):
            text.append(f"  region      {said}")
        if np.isfinite(conversion["primary_quantity"]):
            text.append(
                f"  conversion  {_number(conversion['amount'])} {conversion['amount_unit']} x "
                f"{_number(conversion['factor'])} = {_number(conversion['primary_quantity'])} "
                f"{conversion['primary_unit']} of {conversion['primary_commodity']}"
                f" (mass as bought {_number(conversion['mass_t'])} t, quality {_number(conversion['quality'])})"
            )
            if conversion["note"]:
                text.append(f"      {conversion['note']}")
        else:
            text.append("  conversion  none: the line has no primary equivalent")
        for entry in self.steps["indicators"]:
            if entry["factor"] is None:
                text.append(f"  {entry['indicator']}: not assessed, because {entry['why']}")
                continue
            text.append(
                f"  {entry['indicator']}: {_number(conversion['primary_quantity'])} x {_number(entry['factor'])} = "
                f"{_number(entry['value'])} {entry['unit']}"
            )
            place = ", ".join(part for part in (entry["region"], entry["origin_name"]) if part)
            text.append(
                f"      factor of {place} ({entry['match_level']} rung), {entry['set']} row "
                f"{entry['row']}, {entry['years']}, quality {entry['quality']}; {entry['source']}"
                + (f"; {entry['note']}" if entry["note"] else "")
                + (f" [{entry['flag']}]" if entry["flag"] else "")
            )
        return "\n".join(text)


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
    origin = _text(line["origin"])
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
                "value": float(factor["value"]) * float(line["primary_quantity"]),
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
    return Explanation(
        {
            "line": {
                "line_id": line["line_id"],
                "sheet": _text(line["sheet"]),
                "cell": _text(line["cell"]),
                "commodity": _text(line["commodity_as_given"]),
                "hs_code": _text(line["hs_code_as_given"]),
                "origin": _text(line["origin_as_given"]),
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
            "region": _region(resolution.keys.iloc[key], factors),
            "conversion": {
                "amount": float(line["amount"]),
                "amount_unit": _text(line["amount_unit"]),
                "mass_t": float(line["mass_t"]),
                "factor": float(line["conversion"]),
                "primary_quantity": float(line["primary_quantity"]),
                "primary_unit": _text(line["primary_unit"]),
                "primary_commodity": _text(line["primary_commodity"]),
                "quality": float(line["conversion_quality"]),
                "note": _text(line.get("conversion_note")),
            },
            "indicators": entries,
        }
    )


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


def _number(value: float) -> str:
    return "?" if not np.isfinite(value) else f"{value:,.6g}"
