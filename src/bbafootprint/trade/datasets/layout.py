"""The format of a trade dataset: its tables, its metadata, and the reading of both.

A trade dataset is a folder: ``datapackage.json``, and ``mixes.csv`` or ``flows.csv`` with ``production.csv``; beside
them ``supply.csv`` where its makers want a reader to judge the mixes. The cells are read as those of a factor set.
"""

from __future__ import annotations

import json
from pathlib import Path, PurePosixPath
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from bbafootprint.factors.metadata import Licence, Resource, Source, describe
from bbafootprint.factors.resources import METADATA_FILE, hash_of
from bbafootprint.factors.tables import Field as Column
from bbafootprint.factors.tables import Table

_Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
_Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]([a-z0-9._-]*[a-z0-9])?$")]
_Version = Annotated[str, StringConstraints(pattern=r"^\d+\.\d+\.\d+([-+][0-9A-Za-z.+-]+)?$")]

_COMMODITY = Column("commodity", "text", True, "Code of the commodity that was traded, such as soybeans.")
_YEAR = Column("year", "integer", True, "Calendar year.")
_CONSIGNMENT = Column("consignment", "text", True, "ISO 3166-1 alpha-3 of the country shipped from.")

MIXES = Table(
    "mixes",
    (
        _COMMODITY,
        _CONSIGNMENT,
        _YEAR,
        Column("origin", "text", True, "ISO 3166-1 alpha-3 of the country where it grew."),
        Column("share", "number", True, "Share of the supply of the country shipped from, over 0 to 1."),
    ),
    ("commodity", "consignment", "year", "origin"),
)
"""``mixes.csv``: what a country's supply, and so whatever it ships on, is made of. Shares sum to 1."""

FLOWS = Table(
    "flows",
    (
        _COMMODITY,
        Column("exporter", "text", True, "ISO 3166-1 alpha-3."),
        Column("importer", "text", True, "ISO 3166-1 alpha-3."),
        _YEAR,
        Column("tonnes", "number", True, "Tonnes shipped in the year, 0 or more."),
    ),
    ("commodity", "exporter", "importer", "year"),
)
"""``flows.csv``: who shipped how much to whom."""

PRODUCTION = Table(
    "production",
    (
        _COMMODITY,
        Column("origin", "text", True, "ISO 3166-1 alpha-3."),
        _YEAR,
        Column(
            "tonnes", "number", True, "Tonnes produced in the year, 0 or more, as the flows measure them."
        ),
    ),
    ("commodity", "origin", "year"),
)
"""``production.csv``: who grew how much."""

SUPPLY = Table(
    "supply",
    (
        _COMMODITY,
        _CONSIGNMENT,
        _YEAR,
        Column("production", "number", True, "Tonnes grown in the country."),
        Column("imports", "number", True, "Tonnes imported, as used."),
        Column("exports", "number", True, "Tonnes exported, as used: no more than production + imports."),
        Column("consumption", "number", True, "production + imports - exports, t."),
        Column(
            "cut", "number", False, "Share of the reported exports that was not used; empty where none are."
        ),
    ),
    ("commodity", "consignment", "year"),
)
"""``supply.csv``: what stands behind each mix."""

TABLES = {table.name: table for table in (MIXES, FLOWS, PRODUCTION, SUPPLY)}
"""The tables of a trade dataset, by name of their resource."""


class _Document(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Goods(_Document):
    """What the numbers of one commodity are of: the goods counted, and the measure."""

    commodity: _Text
    goods: _Text
    unit: _Text = "t"
    note: str = ""


class TradeMetadata(_Document):
    """Everything that a trade dataset says about itself.

    `least_share`: origins under this share of a mix were left out and the others scaled up to 1 (None: none were).
    """

    name: _Id
    title: _Text
    version: _Version
    description: str = ""
    created: str = ""
    profile: str | None = None
    homepage: str | None = None
    keywords: tuple[str, ...] = ()
    licenses: Annotated[tuple[Licence, ...], Field(min_length=1)]
    sources: tuple[Source, ...] = ()
    method: str = ""
    commodities: tuple[Goods, ...] = ()
    least_share: Annotated[float, Field(ge=0.0, lt=0.1)] | None = None
    resources: tuple[Resource, ...] = ()


def parse_trade_metadata(data: bytes) -> tuple[TradeMetadata | None, list[str]]:
    """Read ``datapackage.json`` and say everything that is wrong with it.

    Parameters
    ----------
    data : bytes
        Content of the file.

    Returns
    -------
    tuple of TradeMetadata or None, and list of str
        None where it cannot be used; problems, one sentence each.
    """
    try:
        document = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        row = data.count(b"\n", 0, error.start) + 1
        return None, [f"{METADATA_FILE}, line {row}: is not UTF-8. Save it again with the encoding UTF-8."]
    except json.JSONDecodeError as error:
        return None, [
            f"{METADATA_FILE}, line {error.lineno}, column {error.colno}: this is not JSON ({error.msg}). "
            "Correct the text there: often a comma or a quotation mark is missing or too many."
        ]
    if not isinstance(document, dict):
        return None, [
            f"{METADATA_FILE}: holds {type(document).__name__}, no object. Begin it with a curly bracket."
        ]
    try:
        return TradeMetadata.model_validate(document), []
    except ValidationError as error:
        return None, describe(error)


def read_listed(folder: Path, metadata: TradeMetadata) -> tuple[dict[str, bytes], dict[str, str], list[str]]:
    """Read the files that the metadata lists, and say what is wrong with the list.

    Parameters
    ----------
    folder : pathlib.Path
    metadata : TradeMetadata

    Returns
    -------
    tuple of dict, dict and list of str
        Contents by name of the resource, hashes by path, problems.
    """
    contents: dict[str, bytes] = {}
    hashes: dict[str, str] = {}
    problems = []
    for i, resource in enumerate(metadata.resources):
        where = f"{METADATA_FILE}, resources[{i}]"
        path = PurePosixPath(resource.path)
        if path.is_absolute() or ".." in path.parts or "\\" in resource.path or ":" in resource.path:
            problems.append(
                f"{where}.path: {resource.path!r} leads out of the folder. Move the file into it."
            )
            continue
        if resource.name in contents:
            problems.append(f"{where}.name: {resource.name!r} is listed twice. Keep one.")
            continue
        file = folder / path
        if not file.is_file():
            problems.append(f"{where}: {resource.path} is not in the folder. Add it or remove the entry.")
            continue
        data = contents[resource.name] = file.read_bytes()
        found = hashes[resource.path] = hash_of(data)
        if found != resource.hash or len(data) != resource.bytes:
            problems.append(
                f"{resource.path}: is not the file that {METADATA_FILE} describes ({len(data)} bytes with {found}, "
                f"listed {resource.bytes} bytes with {resource.hash}). Run the build again or update the hash; if you "
                "changed a number, raise the version."
            )
    listed = {str(PurePosixPath(resource.path)) for resource in metadata.resources}
    for name in TABLES:
        for path_ in (f"{name}.csv", f"{name}.csv.gz"):
            if path_ not in listed and (folder / path_).is_file():
                problems.append(
                    f"{path_}: is in the folder and not in the resources of {METADATA_FILE}, so that it would not be "
                    "read. List it or remove it."
                )
    return contents, hashes, problems


def table_schema(table: Table) -> dict[str, Any]:
    """Return the Frictionless table schema of a table."""
    types = {"text": "string", "number": "number", "integer": "integer"}
    return {
        "fields": [
            {"name": column.name, "type": types[column.kind], "description": column.meaning}
            | ({"constraints": {"required": True}} if column.needed else {})
            for column in table.fields
        ],
        "primaryKey": list(table.key),
        "missingValues": [""],
    }
