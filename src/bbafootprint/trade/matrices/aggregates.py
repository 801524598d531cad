"""Aggregates of places that must not stand beside their parts, or their goods would count twice.

Codes of FAO areas (as text), alpha codes of former or joint countries in ISO 3166-3, UN Comtrade and Eurostat, and
names as FAOSTAT writes them. Sources: FAO, country groups and former areas of FAOSTAT (https://www.fao.org/faostat);
ISO 3166-3; Eurostat, Standard country codes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from bbafootprint.errors import UsageError

_KNOWN = (
    # FAO area codes
    ("351", "China with Hong Kong, Macao and Taiwan", "41|96|128|214"),
    ("15", "Belgium-Luxembourg", "255|256"),
    ("206", "Sudan (former)", "276|277"),
    ("51", "Czechoslovakia", "167|199"),
    ("62", "Ethiopia PDR", "178|238"),
    ("151", "Netherlands Antilles (former)", "279|280|281"),
    ("164", "Pacific Islands Trust Territory", "127|145|163|180"),
    ("186", "Serbia and Montenegro", "272|273"),
    ("228", "USSR", "1|52|57|63|73|108|113|119|126|146|185|208|213|230|235"),
    ("248", "Yugoslav SFR", "80|98|154|186|198|272|273"),
    # alpha codes
    ("BLX", "Belgium-Luxembourg", "BEL|LUX"),
    ("SCG", "Serbia and Montenegro", "SRB|MNE"),
    ("CSK", "Czechoslovakia", "CZE|SVK"),
    ("ANT", "Netherlands Antilles", "CUW|SXM|BES"),
    ("PCI", "Pacific Islands Trust Territory", "MHL|FSM|MNP|PLW"),
    ("YUG", "Yugoslavia", "BIH|HRV|MKD|SVN|SRB|MNE|SCG|XKX"),
    ("SUN", "USSR", "ARM|AZE|BLR|EST|GEO|KAZ|KGZ|LVA|LTU|MDA|RUS|TJK|TKM|UKR|UZB"),
    # names of FAOSTAT
    (
        "China", "China with Hong Kong, Macao and Taiwan",
        "China, mainland|China, Hong Kong SAR|China, Macao SAR|China, Taiwan Province of",
    ),
    ("Belgium-Luxembourg", "Belgium-Luxembourg", "Belgium|Luxembourg"),
    ("Sudan (former)", "Sudan (former)", "Sudan|South Sudan"),
    ("Serbia and Montenegro", "Serbia and Montenegro", "Serbia|Montenegro"),
    ("Czechoslovakia", "Czechoslovakia", "Czechia|Slovakia"),
    ("Ethiopia PDR", "Ethiopia PDR", "Ethiopia|Eritrea"),
)  # fmt: skip

AGGREGATES: Mapping[str, tuple[str, frozenset[str]]] = MappingProxyType(
    {code: (name, frozenset(parts.split("|"))) for code, name, parts in _KNOWN}
)
"""Code or name of an aggregate to its name and its parts."""

_GROUP = re.compile(
    r"5\d\d\d|W(LD|ORLD|00)|EUU|(EXT_|INTRA_)?(EU|EA)\d\d(_\d{4})?|European Union.*|(Total|World)( .*|\+.*)?",
    re.IGNORECASE,
)
"""The world, continents, unions: FAO's codes from 5000, and codes and names of Eurostat and the World Bank."""


def find_aggregates(labels: Iterable[str]) -> list[tuple[str, str, list[str]]]:
    """Return the aggregates that stand beside their parts.

    Parameters
    ----------
    labels : iterable of str
        Codes or names of places, in one coding.

    Returns
    -------
    list of tuple of str, str and list of str
        Label, name and the parts that are there (``["others"]`` for the world, continents and unions). An aggregate
        without any of its parts is left alone: the old years of a source know no other Belgium-Luxembourg.
    """
    there = list(dict.fromkeys(labels))
    found = []
    groups = [label for label in there if _GROUP.fullmatch(label)]
    for label in groups:
        if len(groups) < len(there):
            found.append((label, "a group of countries", ["others"]))
    known = set(there)
    for label in there:
        if label in AGGREGATES:
            name, parts = AGGREGATES[label]
            beside = sorted(parts & known)
            if beside:
                found.append((label, name, beside))
    return found


def refuse_aggregates(labels: Iterable[str]) -> None:
    """Raise where an aggregate stands beside its parts.

    Raises
    ------
    UsageError
        Naming every such aggregate, its parts, and the remedy.
    """
    found = find_aggregates(labels)
    if found:
        said = "; ".join(
            f"{label} ({name}) beside {', '.join(parts[:4])}{' ...' if len(parts) > 4 else ''}"
            for label, name, parts in found
        )
        raise UsageError(
            f"Goods would be counted twice: {said}. Leave out the aggregate, or its parts, before tracing."
        )
