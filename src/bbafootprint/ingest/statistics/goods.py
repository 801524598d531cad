"""Goods of statistics: customs codes with their zeros, items of FAOSTAT, and the commodities they are."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from bbafootprint.vocabulary.commodities import commodities, match_commodity
from bbafootprint.vocabulary.match import Match

TOTALS = frozenset(("TOTAL", "ALL", "AG0", "TT"))
"""Codes that stand for all goods."""

ITEM_MARK = "\x1f"
"""Stands between the code and the name of an item of FAOSTAT, which has no customs codes."""

_FIRST_FAO_AGGREGATE = 1700


@lru_cache(maxsize=65_536)
def restore_zeros(text: str) -> str:
    """Return a customs code as text of an even number of digits.

    Parameters
    ----------
    text : str
        As the source has it, perhaps padded, read as a number (``10121``, ``10121.0``) or with dots.

    Returns
    -------
    str
        Codes of the Harmonized System and the Combined Nomenclature have 2, 4, 6, 8 or 10 digits: an odd number
        means that a leading zero was lost. Codes with letters stay as they are.
    """
    code = text.strip().strip("'").split(":")[0].strip()
    code = re.sub(r"^(\d+)\.0$", r"\1", code)
    code = re.sub(r"(?<=\d)[. ](?=\d)", "", code).upper()
    return "0" + code if code.isdigit() and len(code) % 2 else code


def is_hidden_code(code: str) -> bool:
    """Return whether a customs code is one under which goods are hidden: ``12SSS100``, ``1201XXXX``."""
    return bool(re.fullmatch(r"\d{2,}[A-Z]{2,}[0-9A-Z]*", code)) and len(code) >= 8


@lru_cache(maxsize=65_536)
def commodity_of(goods: str) -> Match:
    """Return the commodity of a customs code or of an item of FAOSTAT.

    Parameters
    ----------
    goods : str
        A customs code, or code and name of an item with :data:`ITEM_MARK` between them.

    Returns
    -------
    Match
        As :func:`bbafootprint.vocabulary.commodities.match_commodity`; `how` is ``"FAO item"`` where the code of
        the item is known. Of a code that hides goods only a whole heading (four digits) says something.
    """
    if ITEM_MARK not in goods:
        if goods.isdigit():
            return match_commodity("", goods)
        start = re.match(r"\d*", goods)
        digits = start[0] if start else ""
        return match_commodity("", digits[:4]) if len(digits) >= 4 else Match(None, "not known")
    code, name = goods.split(ITEM_MARK, 1)
    number = code.strip().removesuffix(".0")
    if number.isdigit():
        found = _by_fao_item().get(int(number), ())
        if len(found) == 1:
            return Match(found[0], "FAO item")
        if found:
            return Match(None, "ambiguous", found)
        if int(number) >= _FIRST_FAO_AGGREGATE:
            return Match(None, "not known")
    return match_commodity(name) if name else Match(None, "not known")


@cache
def _by_fao_item() -> dict[int, tuple[str, ...]]:
    """Return the code of an item of FAOSTAT to the commodities it is; the crop itself where it is among them."""
    table = commodities()
    found: dict[int, list[str]] = {}
    for code, text in table["fao_item"].items():
        if match := re.search(r"\((\d+)\)\s*$", str(text or "")):
            found.setdefault(int(match[1]), []).append(str(code))
    primary = {str(code) for code, kind in table["kind"].items() if kind == "primary"}
    return {
        number: tuple(code for code in codes if code in primary) or tuple(codes)
        for number, codes in found.items()
    }
