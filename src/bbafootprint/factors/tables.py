"""The tables of a factor set as data: their columns, their keys, their published schema."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Field:
    """A column of a table of a factor set.

    `needed` means that no cell of it may be empty, `may_lack` that a file may do without the column.
    """

    name: str
    kind: Literal["text", "number", "integer"]
    needed: bool
    meaning: str
    may_lack: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a factor set: its columns in order, and the columns that make a row unique."""

    name: str
    fields: tuple[Field, ...]
    key: tuple[str, ...]

    @property
    def columns(self) -> list[str]:
        """Names of the columns, in order."""
        return [field_.name for field_ in self.fields]

    @property
    def in_every_file(self) -> list[str]:
        """Names of the columns that every file has, in order."""
        return [field_.name for field_ in self.fields if not field_.may_lack]

    def of_kind(self, *kinds: str) -> list[str]:
        """Names of the columns of these kinds, in order."""
        return [field_.name for field_ in self.fields if field_.kind in kinds]


FACTORS = Table(
    "factors",
    (
        Field("commodity", "text", True, "Code of the primary commodity, such as soybeans."),
        Field("origin", "text", True, "ISO 3166-1 alpha-3, three-digit M49 code of a sub-region, or WLD."),
        Field("region", "text", False, "Region inside the country; empty for the whole country."),
        Field("practice", "text", False, "Practice or certification scheme; empty for all."),
        Field("indicator", "text", True, "Id of an indicator of the set."),
        Field("value", "number", True, "Impact per unit of primary commodity, 0 or more."),
        Field("unit", "text", True, "Unit of the indicator, as the set declares it."),
        Field("low", "number", False, "Lower bound of the 95 % interval, in the same unit."),
        Field("high", "number", False, "Upper bound of the 95 % interval, in the same unit."),
        Field("gsd", "number", False, "Lognormal geometric standard deviation, 1 or more."),
        Field("year_from", "integer", False, "First year of the data."),
        Field("year_to", "integer", False, "Last year of the data."),
        Field("quality", "integer", True, "Data quality, 1 (best) to 5."),
        Field("flag", "text", False, "Tokens joined by |, such as small_producer|upper_bound."),
        Field("source", "text", False, "Where the number came from."),
        Field("note", "text", False, "What a reader must know."),
    ),
    ("commodity", "origin", "region", "practice", "indicator"),
)
"""``factors.csv``: one row a factor."""

ECOSYSTEMS = Table(
    "ecosystems",
    (
        Field("origin", "text", True, "ISO 3166-1 alpha-3, M49 code of a sub-region, or WLD."),
        Field("account", "text", True, "Account that the shares split."),
        Field("commodity", "text", False, "Primary commodity that the shares are of; empty for all.", True),
        Field("ecosystem", "text", True, "Name of the ecosystem."),
        Field("get_code", "text", False, "Code in the IUCN Global Ecosystem Typology."),
        Field("share", "number", True, "Share of the account's amount, 0 to 1."),
        Field("share_low", "number", False, "Lower end of what the share may be.", True),
        Field("share_high", "number", False, "Upper end of what the share may be.", True),
        Field("basis", "text", False, "What the share was measured on, such as area_share."),
        Field("source", "text", False, "Where the share came from."),
    ),
    ("origin", "account", "commodity", "ecosystem"),
)
"""``ecosystems.csv``: how the amount of an origin, or of one commodity there, falls on ecosystems."""

PRODUCERS = Table(
    "producers",
    (
        Field("commodity", "text", True, "Code of the primary commodity."),
        Field("origin", "text", True, "ISO 3166-1 alpha-3."),
        Field("production", "number", True, "Production a year."),
        Field("unit", "text", True, "Unit of the production: t or m3."),
        Field("area_ha", "number", False, "Area harvested, ha."),
        Field("year_from", "integer", False, "First year of the data."),
        Field("year_to", "integer", False, "Last year of the data."),
        Field("source", "text", False, "Where the number came from."),
    ),
    ("commodity", "origin"),
)
"""``producers.csv``: who grows what."""

REGIONS = Table(
    "regions",
    (
        Field("origin", "text", True, "ISO 3166-1 alpha-3."),
        Field("region", "text", True, "Name of the region, as factors.csv writes it."),
        Field("kind", "text", True, "ecoregion, biome, named, department, province or municipality."),
        Field("code", "text", False, "Code in the source of the regions, such as 60704 or PY-17."),
        Field("aliases", "text", False, "Other names of it, joined by |."),
        Field("area_share", "number", False, "Share of the country's area, 0 to 1."),
        Field("source", "text", False, "Where the region came from."),
    ),
    ("origin", "region"),
)
"""``regions.csv``: the regions inside countries, and every name by which a line may call them."""

REGION_KINDS: tuple[str, ...] = ("ecoregion", "biome", "named", "department", "province", "municipality")
"""What a region may be."""

TABLES: Mapping[str, Table] = {table.name: table for table in (FACTORS, ECOSYSTEMS, PRODUCERS, REGIONS)}
"""The tables of a factor set, by name of their resource."""


@functools.cache
def table_schema(name: str, lacking: frozenset[str] = frozenset()) -> dict[str, Any]:
    """Return the Frictionless table schema of a table of a factor set.

    Parameters
    ----------
    name : str
        ``"factors"``, ``"ecosystems"``, ``"producers"`` or ``"regions"``.
    lacking : frozenset of str
        Columns that the file does without.

    Returns
    -------
    dict
        Fields, primary key and missing values, as the Table Schema specification writes them.
    """
    table = TABLES[name]
    types = {"text": "string", "number": "number", "integer": "integer"}
    return {
        "fields": [
            {"name": field_.name, "type": types[field_.kind], "description": field_.meaning}
            | ({"constraints": {"required": True}} if field_.needed else {})
            for field_ in table.fields
            if field_.name not in lacking
        ],
        "primaryKey": [column for column in table.key if column not in lacking],
        "missingValues": [""],
    }
