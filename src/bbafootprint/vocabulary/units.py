"""Any spelling of a unit of mass or volume to a code and its factor to tonnes or cubic metres.

The spellings of trade stand in :file:`tables/units.csv` and lead to codes that are ours; pint does the
arithmetic behind them and never reads a person's text (its ``ton`` is a short ton, its ``mt`` a millitonne
and its ``kt`` a knot). The words of :attr:`UnitMatch.how`: ``"code"``, ``"alias"`` (also multiples such as
``1000 kg`` and packages such as ``60 kg bags``), ``"rec20"`` (UN/ECE Recommendation 20), ``"ambiguous"``,
``"refused"``, ``"not a mass or volume"`` and ``"not known"``.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from typing import Any

from bbafootprint.vocabulary.near_spellings import Spellings, index_spellings, near_spellings
from bbafootprint.vocabulary.tables import read_table
from bbafootprint.vocabulary.unit_texts import find_unit, split_quantity, tidy

__all__ = ["UnitMatch", "match_unit", "split_quantity", "unit_in_header"]

_EXPRESSIONS = {
    "t": "metric_ton", "kg": "kilogram", "g": "gram", "mg": "milligram", "kt": "1000 * metric_ton",
    "megatonne": "1000000 * metric_ton", "quintal": "100 * kilogram", "lb": "pound", "oz": "ounce",
    "long_ton": "long_ton", "short_ton": "short_ton", "cwt_us": "100 * pound", "cwt_uk": "112 * pound",
    "stone": "14 * pound",
    "m3": "meter ** 3", "dm3": "decimeter ** 3", "cm3": "centimeter ** 3", "ft3": "foot ** 3",
    "in3": "inch ** 3", "yd3": "yard ** 3", "board_foot": "144 * inch ** 3", "standard": "165 * foot ** 3",
}  # fmt: skip
"""Our code to what it is for pint: international pound and foot (1959); a standard of sawn wood is 165 cubic
feet (UN/ECE Rec 20, WSD), a board foot 144 cubic inches."""

_SIMPLER = {
    (10**3, "g"): "kg", (10**3, "kg"): "t", (100, "kg"): "quintal", (10**6, "kg"): "kt", (10**3, "t"): "kt",
    (10**6, "t"): "megatonne", (10**3, "kt"): "megatonne", (10**3, "dm3"): "m3", (10**3, "cm3"): "dm3",
}  # fmt: skip
"""Multiples that have a name of their own."""

_WHY_NOT = {
    "count": "a number of pieces has no mass: give the mass in t or kg, or the volume of wood in m3",
    "litre": "a volume of liquid or grain is not read: give its mass in t or kg",
    "area": "a length or an area has no mass: give the mass in t or kg, or the volume of wood in m3",
    "money": "an amount of money has no mass: give the mass in t or kg",
    "share": "a share has no mass: give the mass in t or kg",
}
_TONS = ("t", "long_ton", "short_ton")

_POWER_WORDS = {
    "thousand": 10**3, "thousands": 10**3, "mille": 10**3, "milliers": 10**3, "duizend": 10**3,
    "duizenden": 10**3, "tausend": 10**3, "tsd": 10**3, "million": 10**6, "millions": 10**6,
    "miljoen": 10**6, "millionen": 10**6, "mio": 10**6, "mln": 10**6, "'000": 10**3, "000": 10**3,
}  # fmt: skip
_POWER = r"(?P<power>1(?:[ .,']?000)+|100|10|1(?=[\s.x×*])|'?000|[a-z]+)"
_TIMES = r"(?:\.?\s*[x×*]\s*|\.?\s+(?:(?:of|de|van|von)\s+|d')?|(?=[^\W\d]))"
_BEFORE = re.compile(rf"[x×*]?\s*{_POWER}{_TIMES}(?P<unit>.+)", re.I)
_AFTER = re.compile(rf"(?P<unit>.*?[^x×*\s(])\s*[x×*(]+\s*(?:in\s+)?{_POWER}\)?", re.I)

_PACKAGES = {
    "bag": "bag", "bags": "bag", "bigbag": "bag", "bigbags": "bag", "sac": "bag", "sacs": "bag", "zak": "bag",
    "zakken": "bag", "sack": "bag", "sacks": "bag", "sacke": "bag", "saecke": "bag", "saco": "bag",
    "sacos": "bag",
    "bale": "bale", "bales": "bale", "baal": "bale", "balen": "bale", "balle": "bale", "balles": "bale",
    "ballen": "bale", "box": "box", "boxes": "box", "doos": "box", "dozen": "box", "carton": "box",
    "cartons": "box", "karton": "box", "kartons": "box", "drum": "drum", "drums": "drum", "vat": "drum",
    "vaten": "drum", "fut": "drum", "futs": "drum", "fass": "drum",
}  # fmt: skip
_WORD = r"(?:jute\s*|big\s+|jumbo\s+)?(?P<word>[a-z]+)"
_WEIGHT = r"(?P<number>\d+(?:[.,]\d+)?)\s*(?P<unit>[a-z.]+)"
_PACKAGE_OF = re.compile(rf"{_WORD}\s*(?:of|de|van|von|zu|je|per|a|@|x|:|\()?\s*{_WEIGHT}\s*\)?", re.I)
_OF_PACKAGE = re.compile(rf"{_WEIGHT}\s+{_WORD}", re.I)


_PERIOD = (
    r"(?:yr|year|y|a|annum|an|annee|jaar|jahr|j|month|mo|mois|maand|monat|week|wk|semaine|woche|day|d|jour|dag"
    r"|tag)"
)
_PER_TIME = re.compile(
    rf"(?P<unit>[^/]+?)(?:\s*(?:/|\s(?:per|par|pro|je|p\.?))\s*{_PERIOD}\.?|\s*p\.?\s*a\.?)", re.I
)

_LONGEST = 60  # characters: what is longer is a sentence


@dataclass(frozen=True, slots=True)
class UnitMatch:
    """The answer to "what unit does this text mean?".

    Attributes
    ----------
    code : str or None
        ``t``, ``kg``, ``lb``, ``long_ton``, ``m3``, ``bag_60kg``, ``1000_m3`` ...; None if not to be used.
    factor : float
        A quantity times `factor` is in `base`; NaN where `code` is None.
    base : str
        ``t`` or ``m3``; empty where `code` is None.
    how : str
        How the unit was found, see the module.
    candidates : tuple of str
        Codes to choose from. Never applied by the library itself.
    note : str
        One sentence that the person should read; with a code it is a warning.
    """

    code: str | None
    factor: float
    base: str
    how: str
    candidates: tuple[str, ...] = ()
    note: str = ""


def match_unit(text: str, *, strict: bool = False) -> UnitMatch:
    """Return the unit that a text means.

    Parameters
    ----------
    text : str
        A unit without its quantity, such as ``kg``, ``metric tons``, ``'000 t``, ``60 kg bags`` or ``TNE``.
    strict : bool
        Refuse ``ton``, ``tons`` and ``mt``, which are otherwise read as metric tonnes with a note.

    Returns
    -------
    UnitMatch
        `factor` is in t or m3 per unit.

    Notes
    -----
    Codes of trade: UN/ECE Recommendation 20; where trade writes a Rec 20 code for something else (``MT``, a
    mat; ``KGS``, kg per second; ``MMT``, a millimetre) trade is followed. Pound and foot are those of 1959
    (0.453 592 37 kg, 0.3048 m; NIST Special Publication 811, doi:10.6028/NIST.SP.811e2008).
    """
    match = _read(tidy(text), text, strict) or _unused(text)
    if match is not None:
        return match
    near = near_spellings(_key(text)[:40], _spellings(), n=3, cutoff=0.8)
    codes = dict.fromkeys(code for key in near for code in _by_key()[key]["code"].split("|") if code)
    return _none("not known", tuple(codes)[:3])


def _read(spelling: str, text: str, strict: bool) -> UnitMatch | None:
    """Return the match of a spelling, a package or a multiple; None if it is none of them."""
    if len(spelling) > _LONGEST:
        return None
    row = _by_spelling().get(spelling.replace(".", "")) or _by_key().get(_key(spelling))
    if row is not None:
        return _from_row(row, text.strip(), strict)
    return (
        _rate(spelling, strict)
        or _package(spelling, strict)
        or _multiple(spelling, strict)
        or _net(spelling, strict)
    )


def unit_in_header(text: str) -> str:
    """Return the unit that the header of a column of quantities states.

    Parameters
    ----------
    text : str
        Header, such as ``2020 tons``, ``Quantity (kg)``, ``Volume [t]`` or ``Hoeveelheid in ton``.

    Returns
    -------
    str
        The unit as written, for :func:`match_unit` (which may still refuse it); empty where there is none.
    """
    return find_unit(text, lambda words: _read(tidy(words), words, strict=False) is not None)


def _from_row(row: dict[str, str], text: str, strict: bool) -> UnitMatch:
    kind, codes, note = row["kind"], tuple(code for code in row["code"].split("|") if code), row["note"]
    if kind in _WHY_NOT:
        return _none("not a mass or volume", (), f"{text!r}: {_WHY_NOT[kind]}.")
    if kind in ("ambiguous", "refused"):
        return _none(kind, codes, note)
    if kind != "ton":
        return _found(codes[0], kind, note)
    tons = _TONS if codes == ("t",) else codes
    choices = f"write {', '.join(tons[:-1])} or {tons[-1]}" if len(tons) > 1 else f"write {tons[0]}"
    if strict:
        return _none("refused", tons, f"{text!r} may be metric, long or short tons: {choices}.")
    note = f"{text!r} is read as metric tonnes, as customs and trade here use it: {choices} to be sure."
    return _found(codes[0], "alias", note)


def _unused(text: str) -> UnitMatch | None:
    """Name a unit in which goods are not bought: a scruple, a gill. No header is searched for these."""
    row = _unused_units().get(tidy(text)) or _unused_units().get(tidy(text).casefold())
    if row is None:
        return None
    wanted = "the mass in t or kg" + (", or the volume of wood in m3" if row["kind"] == "volume" else "")
    return _none(
        "refused", (), f"{text.strip()!r} is a unit of {row['kind']} ({row['name']}): write {wanted}."
    )


def _package(spelling: str, strict: bool) -> UnitMatch | None:
    """Read bags, bales and boxes of a stated weight; refuse them without one."""
    plain = spelling.replace("-", " ")
    if plain.casefold() in _PACKAGES:
        word = _PACKAGES[plain.casefold()]
        return _none("refused", (), f"A {word} has no weight of its own: write it, as in '{word}s of 60 kg'.")
    found = _PACKAGE_OF.fullmatch(plain) or _OF_PACKAGE.fullmatch(plain)
    if found is None or found["word"].casefold() not in _PACKAGES:
        return None
    word, number = _PACKAGES[found["word"].casefold()], found["number"]
    if re.search(r"[.,]\d{3}$", number):
        note = f"{number!r} may be read with a decimal or a thousands mark: write it without."
        return _none("ambiguous", (), note)
    unit = _read(found["unit"], found["unit"], strict)
    if unit is None or unit.code is None or unit.base != "t":
        return unit if unit is not None and unit.code is None else None
    size = Fraction(number.replace(",", "."))
    if not size:
        return _none("refused", (), f"A {word} of nothing: write its weight.")
    return _times(unit, size, f"{word}_{float(size):g}{unit.code}")


def _multiple(spelling: str, strict: bool) -> UnitMatch | None:
    """Read thousands and millions of a unit."""
    for pattern in (_BEFORE, _AFTER):
        found = pattern.fullmatch(spelling)
        power = _power(found["power"]) if found else None
        if found is None or power is None:
            continue
        unit = _read(found["unit"].strip(), found["unit"].strip(), strict)
        if unit is None or unit.code is None or power == 1:
            return unit
        return _times(unit, Fraction(power), _SIMPLER.get((power, unit.code), f"{power}_{unit.code}"))
    return _quantity(spelling, strict)


def _quantity(spelling: str, strict: bool) -> UnitMatch | None:
    """Refuse "60 kg" as a unit, and ask whether a bag is meant."""
    found = re.fullmatch(rf"[x×*]?\s*{_WEIGHT}", spelling, re.I)
    unit = _read(found["unit"], found["unit"], strict) if found else None
    if found is None or unit is None or unit.base != "t":
        return None
    size = f"{found['number']} {found['unit']}"
    bag = _package(f"bags of {size}", strict)
    candidates = (bag.code,) if bag is not None and bag.code else ()
    note = f"{size!r} is a quantity and no unit: write 'bags of {size}' if that is meant."
    return _none("refused", candidates, note)


def _rate(spelling: str, strict: bool) -> UnitMatch | None:
    """Refuse "t/yr" and "tpa": what was bought is an amount."""
    found = _PER_TIME.fullmatch(spelling)
    unit = _read(found["unit"].strip(), found["unit"].strip(), strict) if found else None
    if unit is None or unit.how in ("not a mass or volume", "not known"):
        return None
    amount = "volume" if unit.base == "m3" else "tonnes"
    return _none("refused", (), f"{spelling!r} is a rate: write the {amount} of the period.")


_SAYS_NOTHING = frozenset(("net", "nett", "netto", "nets", "nette", "(metric)", "(solid)", "solid"))


def _net(spelling: str, strict: bool) -> UnitMatch | None:
    """Read "kg net" as "kg", "m3 (solid)" as "m3": net of packaging and of air is what is wanted."""
    words = spelling.split()
    rest = [word for word in words if word.casefold() not in _SAYS_NOTHING]
    return _read(" ".join(rest), " ".join(rest), strict) if rest and len(rest) < len(words) else None


def _power(text: str) -> int | None:
    digits = re.sub(r"[ .,']", "", text)
    if text.casefold() in _POWER_WORDS:
        return _POWER_WORDS[text.casefold()]
    return int(digits) if digits.isdigit() else None


def _times(unit: UnitMatch, number: Fraction, code: str) -> UnitMatch:
    factor = _factor(code)[0] if code in _EXPRESSIONS else float(number * Fraction(repr(unit.factor)))
    return replace(unit, code=code, factor=factor, how="alias")


def _found(code: str, how: str, note: str) -> UnitMatch:
    if code not in _EXPRESSIONS:  # such as 1000_m3
        power, single = code.split("_", 1)
        return replace(_times(_found(single, how, note), Fraction(int(power)), code), how=how)
    factor, base = _factor(code)
    return UnitMatch(code, factor, base, how, (), note)


def _none(how: str, candidates: tuple[str, ...] = (), note: str = "") -> UnitMatch:
    return UnitMatch(None, math.nan, "", how, candidates, note)


@cache
def _parse() -> Callable[[str], Any]:
    """Return pint's reader of expressions, with exact fractions; slow to make, so made when first needed."""
    import pint

    return pint.UnitRegistry(non_int_type=Fraction).Quantity


@cache
def _factor(code: str) -> tuple[float, str]:
    """Return what one unit is in its base, and the base."""
    quantity = _parse()(_EXPRESSIONS[code])
    base, unit = ("t", "metric_ton") if quantity.check("[mass]") else ("m3", "meter ** 3")
    return float(quantity.to(unit).magnitude), base


def _key(text: str) -> str:
    """Fold to what two spellings of one unit have in common."""
    return re.sub(r"[\s.'()\-]", "", tidy(text)).casefold()


@cache
def _by_spelling() -> dict[str, dict[str, str]]:
    """Return exact spelling to row: Mt, MT and mt differ."""
    return {row["spelling"]: row for row in read_table("units.csv")}


@cache
def _by_key() -> dict[str, dict[str, str]]:
    """Return folded spelling to row; of two with the same letters the first in the table stands."""
    rows: dict[str, dict[str, str]] = {}
    for row in read_table("units.csv"):
        rows.setdefault(_key(row["spelling"]), row)
    return rows


@cache
def _unused_units() -> dict[str, dict[str, str]]:
    """Return exact code, or name in small letters, to row of the units of UN/ECE Rec 20 that trade does not use."""
    rows = read_table("units_unused.csv")
    return {tidy(row["name"]).casefold(): row for row in rows} | {row["spelling"]: row for row in rows}


@cache
def _spellings() -> Spellings:
    return index_spellings(_by_key())
