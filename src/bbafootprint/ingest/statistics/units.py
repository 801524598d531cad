"""Units as statistics write them: masses of FAOSTAT, numbers of units of UN Comtrade."""

from __future__ import annotations

from bbafootprint.vocabulary.units import match_unit

_MASSES = {1.0: "mass_t", 1e-3: "mass_kg", 0.1: "mass_100kg", 1000.0: "mass_1000t"}

_CUBIC_METRES = {"12": "m3"}  # UN Comtrade's number of the unit; others stay as given


def mass_field(unit: str) -> str:
    """Return the field of a mass in a unit, t where it is blank; empty where the unit is no mass that is known."""
    if not unit.strip():
        return "mass_t"
    match = match_unit(unit)
    return _MASSES.get(match.factor, "") if match.base == "t" else ""


def unit_text(text: str) -> str:
    """Return a supplementary unit to be understood: UN Comtrade's 12 is m3."""
    return _CUBIC_METRES.get(text.strip(), text.strip())
