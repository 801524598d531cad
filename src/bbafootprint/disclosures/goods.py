"""Metrics of goods: tonnes of high-risk commodities, and their shares that are certified, claimed or traced."""

from __future__ import annotations

import numpy as np
import pandas as pd

from bbafootprint.disclosures.amounts import CUT_OFF_YEAR
from bbafootprint.disclosures.case import ALL, Case, Flags, NotCoveredError, Row
from bbafootprint.planning.evidence import read_claim
from bbafootprint.vocabulary import commodities

_UNCERTIFIED = frozenset(
    ["no", "none", "n/a", "na", "-", "not certified", "uncertified", "nee", "non", "nein"]
)
_CERTIFIED_LEVELS = ("mass_balance", "segregated")


def high_risk_mass(case: Case) -> list[Row]:
    """Return tonnes of high-risk goods by commodity."""
    return [_tonnes(case, name, value) for name, value in case.by_commodity().items()]


def high_risk_share(case: Case) -> list[Row]:
    """Return what part of the tonnes of all goods is high-risk."""
    whole = float(np.nansum(case.mass))
    return [_percent(case, name, value, whole) for name, value in case.by_commodity().items()]


def certified_mass(case: Case) -> list[Row]:
    """Return tonnes of high-risk goods that are certified as the lines say."""
    flags, entry, remark = _certified(case)
    rows = [_tonnes(case, name, value) for name, value in case.by_commodity(flags).items()]
    return _as_told(case, rows, entry, remark)


def certified_share(case: Case) -> list[Row]:
    """Return what part of the tonnes of high-risk goods is certified."""
    flags, entry, remark = _certified(case)
    return _as_told(case, _shares(case, flags), entry, remark)


def _certified(case: Case) -> tuple[Flags, Flags, str]:
    """Return which lines are certified, which say anything of it, and what to know."""
    held = [name for name in ("certification", "claim", "evidence") if name in case.lines]
    if not held:
        raise NotCoveredError("the lines have no column certification, claim or evidence")
    flags, entry = np.zeros(len(case.lines), dtype=bool), np.zeros(len(case.lines), dtype=bool)
    for name in held:
        cells = _texts(case, name)
        entry |= np.array([cell != "" for cell in cells], dtype=bool)
        if name == "certification":
            named = [cell != "" and cell.casefold() not in _UNCERTIFIED for cell in cells]
            flags |= np.array(named, dtype=bool)
        elif name == "claim":
            flags |= np.array([read_claim(cell) == "certified" for cell in cells], dtype=bool)
        else:
            flags |= np.isin(case.claims.level.astype(str), _CERTIFIED_LEVELS)
    silent = _risky_tonnes(case, ~entry)
    return flags, entry, f"{silent:,.6g} t without an entry count as not certified." if silent else ""


def conversion_free_share(case: Case) -> list[Row]:
    """Return the share of high-risk tonnes that are claimed free of conversion."""
    flags, entry, remark = _claimed(case, "conversion_free")
    return _as_told(case, _shares(case, flags), entry, remark)


def deforestation_free_share(case: Case) -> list[Row]:
    """Return the share of high-risk tonnes that are claimed free of deforestation, and not of other conversion."""
    flags, entry, remark = _claimed(case, "deforestation_free")
    return _as_told(case, _shares(case, flags), entry, remark)


def verified_conversion_free_share(case: Case) -> list[Row]:
    """Return the share of high-risk tonnes whose claim of no conversion was verified on the plot."""
    flags, entry, remark = _claimed(case, "conversion_free")
    return _as_told(case, _shares(case, flags & (case.claims.level == "traced_verified")), entry, remark)


def _claimed(case: Case, kind: str) -> tuple[Flags, Flags, str]:
    """Return which lines are claimed so with evidence and in time, which claim anything, and what to know."""
    if "claim" not in case.lines or "evidence" not in case.lines:
        raise NotCoveredError("the lines have no columns claim and evidence")
    said = (case.claims.claim.astype(str) == kind) & (case.claims.rank > 0)
    in_time = case.claims.cut_off <= CUT_OFF_YEAR + 1  # the end of that year; False where no date is given
    late = _risky_tonnes(case, said & ~in_time)
    remark = f"{late:,.6g} t with a later cut-off date, or none, do not count." if late else ""
    entry = np.array([cell != "" for cell in _texts(case, "claim")], dtype=bool)
    return said & in_time, entry, remark


def _as_told(case: Case, rows: list[Row], entry: Flags, remark: str) -> list[Row]:
    """Set beside each row the share of tonnes that say anything, and leave out the number where none does."""
    whole, told = case.by_commodity(), case.by_commodity(entry)
    return [
        row
        | {
            "covered_share": told[name] / whole[name] if whole[name] else np.nan,
            "value": row["value"] if told[name] else np.nan,
            "remark": (remark if name == ALL else "") if told[name] else "Not covered: no line has an entry.",
        }
        for name, row in zip(whole, rows, strict=True)
    ]


def _risky_tonnes(case: Case, flags: Flags) -> float:
    return float(np.nansum(np.where(flags & (case.risky != ""), case.mass, 0.0)))


def _texts(case: Case, column: str) -> list[str]:
    return ["" if pd.isna(cell) else str(cell).strip() for cell in case.lines[column].astype(object)]


def known_country_share(case: Case) -> list[Row]:
    """Return the share of high-risk tonnes whose country is declared and grows the goods."""
    return _shares(case, (case.lines["origin_status"] == "declared").to_numpy(bool))


def known_region_share(case: Case) -> list[Row]:
    """Return the share of high-risk tonnes of which a region inside the country is given as well."""
    declared = (case.lines["origin_status"] == "declared").to_numpy(bool)
    return _shares(case, declared & case.lines["region"].notna().to_numpy(bool))


def unknown_origin_share(case: Case) -> list[Row]:
    """Return the share of high-risk tonnes of which it is not known where they grew."""
    return _shares(case, (case.lines["origin_status"] != "declared").to_numpy(bool))


def _name(code: str) -> str:
    if code == ALL:
        return "all high-risk commodities"
    return commodities.name(code)


def _tonnes(case: Case, name: str, value: float) -> Row:
    return {"item": _name(name), "value": value, "unit": "t", "covered_share": case.known_share}


def _percent(case: Case, name: str, value: float, whole: float) -> Row:
    share = 100 * value / whole if whole else float("nan")
    return {"item": _name(name), "value": share, "unit": "%", "covered_share": case.known_share}


def _shares(case: Case, flags: Flags) -> list[Row]:
    whole = case.by_commodity()
    return [_percent(case, name, value, whole[name]) for name, value in case.by_commodity(flags).items()]
