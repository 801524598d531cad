"""Ports by name or UN/LOCODE: where goods were shipped from, never where they grew.

The table :file:`tables/ports.csv` is kept by hand: the ports of north-west Europe and its neighbours through which
goods come in (``hub``), and the main ports from which cocoa, soy, palm oil, coffee, rubber and timber leave the
countries that grow them (``export``). Names in four languages, codes of UN/LOCODE (UNECE Recommendation 16).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from bbafootprint.vocabulary.place_spellings import fold_letters, keys_of
from bbafootprint.vocabulary.place_tables import places
from bbafootprint.vocabulary.tables import read_table

_WORD = r"(?:sea)?(?:port|harbou?r|haven|hafen|terminal)s?"
_TERMS = r"(?:fob|fca|fas|cif|cfr|c&f|cnf|cip|cpt|exw|dap|dat|dpu|ddp|ex|via|through|over|über|uber)"
_AROUND = re.compile(
    rf"(?:{_TERMS}\.?\s+)?(?:the\s+)?(?:{_WORD}\s+(?:of\s+|de\s+|d['’]|du\s+|van\s+|von\s+)?)?(?P<name>.+?)"
    rf"(?:\s+{_WORD})?",
    re.IGNORECASE,
)
_LOCODE = re.compile(r"([A-Z]{2})[\s-]?([A-Z]{3})")


class Port(NamedTuple):
    """A port: its UN/LOCODE, ISO alpha-3 of its country, ``hub`` or ``export``, and its English name."""

    locode: str
    country: str
    kind: str
    name: str


def find_ports(text: str) -> tuple[Port, ...]:
    """Return the ports that a text names.

    Parameters
    ----------
    text : str
        ``Rotterdam``, ``Anvers``, ``port of Ghent``, ``Amsterdam harbor``, ``CIF Hamburg``, ``NLRTM``.

    Returns
    -------
    tuple of Port
        More than one where ports of several countries are called so; empty where none is.
    """
    text = " ".join(text.split())
    if (code := _LOCODE.fullmatch(text)) and (port := _by_locode().get(code[1] + code[2])):
        return (port,)
    if len(text) > 60:
        return ()
    found = _by_name().get(fold_letters(text))
    if found is None and (named := _AROUND.fullmatch(text)):
        found = _by_name().get(fold_letters(named["name"]))
    return found or ()


@cache
def _by_locode() -> Mapping[str, Port]:
    iso3 = {place.iso2: place.iso3 for place in places().values()}
    return {
        row["locode"]: Port(row["locode"], iso3[row["locode"][:2]], row["kind"], row["names"].split("|")[0])
        for row in read_table("ports.csv")
    }


@cache
def _by_name() -> Mapping[str, tuple[Port, ...]]:
    found: dict[str, list[Port]] = {}
    for row in read_table("ports.csv"):
        port = _by_locode()[row["locode"]]
        for name in row["names"].split("|"):
            for key in keys_of(name):
                if " " not in key and port not in found.setdefault(key, []):
                    found[key].append(port)
    return {key: tuple(ports) for key, ports in found.items()}
