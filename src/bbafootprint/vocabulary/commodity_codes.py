"""Commodities by customs code: the longest declared prefix, and what a code holds beside its own goods.

:file:`tables/commodities.csv` declares prefixes of the Harmonized System in `hs_prefixes`; in `hs_within` it names
the code that holds a commodity among others, as that of other vegetables holds okra.
"""

from __future__ import annotations

from functools import cache

from bbafootprint.vocabulary.commodity_forms import forms_of
from bbafootprint.vocabulary.commodity_tables import commodity_rows, primaries, shown_names
from bbafootprint.vocabulary.customs_codes import hs_codes
from bbafootprint.vocabulary.match import Match

# Headings whose text says "fresh or dried" (Harmonized System 2022).
_FRESH_OR_DRIED = frozenset(["0714", "0803", "0804", "0805"])

# Headings whose text says what was done with the crop (Harmonized System 2022), as a role of words.
_STATE_OF_HEADING = {
    "0402": "drying", "0710": "freezing", "0711": "preserving", "0712": "drying", "0811": "freezing",
    "0812": "preserving", "0813": "drying", "0903": "drying", "2001": "preserving", "2002": "preserving",
    "2003": "preserving", "2004": "preserving", "2005": "preserving", "2006": "preserving", "2007": "preserving",
    "2008": "preserving",
}  # fmt: skip
_JUICES = "2009"

# Codes that are read as goods of one crop and hold those of others as well; where crops are named, words for these
# alone count: butter and chocolate in biscuits say nothing of their cereal.
_CEREALS = frozenset(
    ["rye", "maize", "rice_paddy", "oats", "buckwheat", "millet", "sorghum", "quinoa", "cassava", "barley"]
)
_SEVERAL_CROPS: dict[str, frozenset[str]] = {
    "210610": frozenset(), "292320": frozenset(), "230320": frozenset(), "230330": frozenset(),
    "190510": _CEREALS, "190590": _CEREALS, "190230": _CEREALS, "190219": _CEREALS, "1902": _CEREALS, "1905": _CEREALS,
    "340130": frozenset(),
}  # fmt: skip


def is_dried_within(code: str, fresh: str | None, digits: str) -> bool:
    """Return whether a customs code holds the dried goods with the fresh: dried mango is 0804 50 too."""
    return fresh is not None and digits[:4] in _FRESH_OR_DRIED and code in forms_of(fresh).values()


def stands_within(code: str, digits: str) -> bool:
    """Return whether a customs code holds a commodity among others, as that of other vegetables holds okra."""
    within = filter(None, commodity_rows()[code]["hs_within"].split("|"))
    return any(holds.startswith(digits) or digits.startswith(holds) for holds in within)


def other_crops(code: str, inside: tuple[str, ...], digits: str) -> tuple[str, ...]:
    """Return goods of other crops that words name, where a customs code holds goods of several crops.

    Parameters
    ----------
    code : str
        What the customs code is read as.
    inside : tuple of str
        Commodities whose names stand in the text.
    digits : str
        The customs code.

    Returns
    -------
    tuple of str
        Empty where the words name the crop of `code` as well, or nothing that tells.
    """
    if digits not in _SEVERAL_CROPS:
        return ()
    telling = _SEVERAL_CROPS[digits]
    crops = {each: primaries()[each] for each in inside if each != code}
    if primaries()[code] in crops.values():
        return ()
    return tuple(each for each, crop in crops.items() if not telling or crop in telling)


def held_by(digits: str) -> tuple[str, ...]:
    """Return the commodities of the subheadings of a customs code of 2 or 4 digits."""
    return _inside(digits)


def form_by_code(code: str, by_code: Match, digits: str) -> str:
    """Return what a customs code of dried, frozen, preserved or pressed goods makes of a crop.

    Parameters
    ----------
    code : str
        The crop that words name.
    by_code : Match
        What the customs code is by itself.
    digits : str
        The customs code.

    Returns
    -------
    str
        Frozen fruit for strawberries with 0811; empty where the code says nothing of the kind.
    """
    forms = forms_of(code)
    if by_code.code is None or by_code.how != "hs":
        return ""
    if by_code.code in forms.values():
        return by_code.code
    if digits[:4] == _JUICES and commodity_rows()[code]["produce"] in ("fruit", "vegetables"):
        return by_code.code
    role = _STATE_OF_HEADING.get(digits[:4], "")
    if role not in forms:
        return ""
    return forms[role] if forms[role] in _inside(digits) else by_code.code


def match_code(digits: str) -> Match:
    """Return the commodity of a valid HS code: the longest declared prefix, else what its subheadings are."""
    size = next((size for size in (6, 4, 2) if digits[:size] in _by_prefix()), 0)
    found = _by_prefix().get(digits[:size], ())
    if len(found) > 1 and size == 2 < len(digits):
        found = ()  # the choices of a whole chapter are none of its other headings: lactose is no sugar of cane
    shown = " ".join((digits[:4], digits[4:])).strip()
    inside = _inside(digits)
    if len(found) == 1:
        others = [_shown(code) for code in inside if code not in found]
        note = ""
        if others:
            more = ", ".join(others[:4]) + (" and others" if len(others) > 4 else "")
            note = (
                f"{shown} also holds {more}; it is read as {_shown(found[0])}, its default. Give six digits."
            )
        elif digits in _SEVERAL_CROPS:
            more = ", ".join(_shown(code) for code in _within(digits))
            note = f"{shown} also holds {more}; it is read as {_shown(found[0])}. Write which it is." * bool(
                more
            )
        return Match(found[0], "hs chapter" if len(digits) == 2 else "hs", (), note)
    choices = found or inside
    if len(choices) > 1:
        names = ", ".join(_shown(code) for code in choices)
        ask = "Write which." if len(digits) == 6 else "Give a longer code or write which."
        return Match(None, "ambiguous", choices, f"{shown} may be: {names}. {ask}")
    note = f"Customs code {shown} is not, or not as a whole, a commodity of this edition."
    return Match(None, "not known", choices, note)


@cache
def _within(digits: str) -> tuple[str, ...]:
    """Return the commodities that a customs code holds beside its own."""
    return tuple(
        code
        for code, row in commodity_rows().items()
        if any(digits.startswith(holds) for holds in filter(None, row["hs_within"].split("|")))
    )


@cache
def _inside(digits: str) -> tuple[str, ...]:
    """Return the commodities of the subheadings of a code, in order of the table."""
    declared = _by_prefix()
    found: set[str] = set()
    for leaf in hs_codes():
        if len(leaf) == 6 and leaf.startswith(digits):
            for size in range(6, len(digits), -2):
                if leaf[:size] in declared:
                    found.update(declared[leaf[:size]])
                    break
    return tuple(code for code in commodity_rows() if code in found)


@cache
def _by_prefix() -> dict[str, tuple[str, ...]]:
    prefixes: dict[str, tuple[str, ...]] = {}
    for code, row in commodity_rows().items():
        for prefix in filter(None, row["hs_prefixes"].split("|")):
            prefixes[prefix] = (*prefixes.get(prefix, ()), code)
    return prefixes


def _shown(code: str) -> str:
    return shown_names()[code, "en"]
