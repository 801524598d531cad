"""How a sheet is read, kept in a small file: written from one reading, used for the next.

A mapping is TOML, so that a person can read it and change it::

    version = 1
    sheet = "Aankopen 2024"
    header_row = 4
    decimal = ","

    [columns]
    commodity = "Product"
    origin = "Land van herkomst"
    quantity = "Hoeveelheid"

What a mapping leaves out is found in the sheet as always.
"""

from __future__ import annotations

import difflib
import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from bbafootprint.errors import InputError, UsageError
from bbafootprint.ingest.files.grid import sha256_of
from bbafootprint.ingest.optionchecks import check_targets, check_unit
from bbafootprint.schema import Lines
from bbafootprint.targets import check_target, replacing, target_of

LARGEST = 1_000_000
"""Bytes of a mapping file; a larger one is another file by mistake."""


class SheetMapping(BaseModel):
    """How a sheet is to be read; what is None is found.

    Attributes
    ----------
    version : int
        Version of the format; 1 is the only one.
    sheet : str or None
        Name of the sheet.
    header_row : int or None
        Row of the sheet (1 is the first) in which the header ends.
    unit : str or None
        Unit of quantities for which the sheet itself says none.
    decimal : {".", ","} or None
        Decimal mark of numbers that are written as text.
    strict_units : bool or None
        Refuse `ton`, `tons` and `mt`.
    columns : dict of str to str
        Column name (of :data:`bbafootprint.schema.COLUMNS`, or ``quantity@2020``) to its header, or to the
        letter of the column; empty: no column of the sheet means this.
    """

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    version: Literal[1] = 1
    sheet: str | None = None
    header_row: int | None = Field(default=None, ge=1)
    unit: str | None = None
    decimal: Literal[".", ","] | None = None
    strict_units: bool | None = None
    columns: dict[str, str] = Field(default_factory=dict)

    @field_validator("columns")
    @classmethod
    def _known_columns(cls, columns: dict[str, str]) -> dict[str, str]:
        """Refuse what no column can be."""
        try:
            check_targets(columns)
        except UsageError as error:
            raise ValueError(str(error)) from error
        return columns

    @field_validator("unit")
    @classmethod
    def _known_unit(cls, unit: str | None) -> str | None:
        """Refuse what is no unit."""
        if unit is None:
            return None
        try:
            check_unit(unit, strict=False)
        except UsageError as error:
            raise ValueError(str(error)) from error
        return unit


def load_mapping(
    source: str | Path | Mapping[str, Any],
) -> tuple[SheetMapping, dict[str, str | None]]:
    """Read a mapping file, or what one holds.

    Parameters
    ----------
    source : str, pathlib.Path or mapping

    Returns
    -------
    mapping : SheetMapping
    record : dict
        Name and sha256 of the file, for the record of the run; no sha256 where there is no file.

    Raises
    ------
    InputError
        If the file is not there, is no TOML, or holds what a mapping cannot; every fault is named.
    """
    if isinstance(source, Mapping):
        return _validated(source, "The mapping", None), {"source": "a mapping in memory", "sha256": None}
    path = Path(source)
    again = "check INPUT --save-mapping FILE.toml writes one that fits."
    if not path.is_file():
        raise InputError(f"There is no mapping file {path}. Check the path; {again}", path=path)
    if path.stat().st_size > LARGEST:
        raise InputError(f"{path} is too large to be a mapping file; {again}", path=path)
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{path} is not a mapping file in TOML: {error}. {again}", path=path) from error
    return _validated(data, str(path), path), {"source": path.name, "sha256": sha256_of(path)}


def _validated(data: Mapping[str, Any], where: str, path: Path | None) -> SheetMapping:
    """Return a mapping that can be used, or say every fault of it."""
    try:
        return SheetMapping.model_validate(dict(data))
    except ValidationError as error:
        faults = "\n".join(f"  - {_fault(each)}" for each in error.errors())
        raise InputError(f"{where} is not a mapping that can be used:\n{faults}", path=path) from error


def _fault(error: Any) -> str:
    """Return one fault that pydantic found, in our words."""
    place = ".".join(str(part) for part in error["loc"])
    if error["type"] == "extra_forbidden":
        known = list(SheetMapping.model_fields)
        near = difflib.get_close_matches(place, known, n=1)
        hint = f" Did you mean '{near[0]}'?" if near else ""
        return f"'{place}' is not known.{hint} Known: {', '.join(known)}."
    message = str(error["msg"]).removeprefix("Value error, ")
    found = "" if error["type"] == "value_error" else f", not {error['input']!r}"
    return f"{place}: {message}{found}"


def merge_columns(mapping: Mapping[str, str], given: Mapping[str, str]) -> dict[str, str]:
    """Return the headers of a mapping, those that were given as options in their place.

    Parameters
    ----------
    mapping, given : mapping of str to str
        Column name to header.

    Returns
    -------
    dict of str to str
        One column of quantities that is given takes the place of those of periods, and the other way round; one
        of a period is added to the others. A header that is given for one column is taken from any other.
    """
    single, wide = "quantity" in given, any(name.startswith("quantity@") for name in given)
    headers = {" ".join(header.split()) for header in given.values()} - {""}
    kept = {
        name: header
        for name, header in mapping.items()
        if not (single and name.partition("@")[0] == "quantity")
        and not (wide and name == "quantity")
        and " ".join(header.split()) not in headers
    }
    return {**kept, **given}


def write_mapping(lines: Lines, path: str | Path, *, source: str | Path | None = None) -> Path:
    """Write how lines were read to a mapping file, so that the next file is read in the same way.

    Parameters
    ----------
    lines : Lines
        As :func:`bbafootprint.read_lines` returned them.
    path : str or pathlib.Path
        Target, ending in ``.toml``. A file that is there is replaced as a whole or not at all.
    source : str or pathlib.Path, optional
        The input, so that it is never overwritten.

    Returns
    -------
    pathlib.Path
        The file written.

    Raises
    ------
    UsageError
        If the target has another ending, lies in no folder or is the input, or if lines do not say how they were
        read.
    """
    target = target_of(path)
    check_target(target, None if source is None else Path(source), suffix=".toml")
    if "targets" not in lines.reading:
        raise UsageError("These lines do not say how they were read: read them with read_lines.")
    text = mapping_text(lines.reading)
    with replacing(target) as scratch:
        scratch.write_text(text, encoding="utf-8")
    return target


def mapping_text(reading: Mapping[str, Any]) -> str:
    """Return a reading as the text of a mapping file.

    Parameters
    ----------
    reading : mapping
        :attr:`bbafootprint.schema.Lines.reading`.

    Returns
    -------
    str
    """
    options = reading.get("options") or {}
    entries = {
        "version": 1,
        "sheet": reading.get("sheet") or None,
        "header_row": reading.get("header_row"),
        "unit": options.get("unit"),
        "decimal": reading.get("decimal"),
        "strict_units": True if options.get("strict_units") else None,
    }
    says = {
        "sheet": "leave out to have the sheet found",
        "header_row": "row of the sheet in which the header ends; leave out to have it found",
        "unit": "of quantities for which the sheet itself says none",
        "decimal": "decimal mark of numbers that are written as text",
        "strict_units": "refuse ton, tons and mt",
    }
    rows = [
        f"# How bbafootprint read {_toml(str(reading.get('source', 'a table')))}. An option that is given wins.",
        *(
            f"{name} = {_toml(value)}" + (f"  # {says[name]}" if name in says else "")
            for name, value in entries.items()
            if value is not None
        ),
        "",
        '# What is bought, from where, how much: the header of its column, or its letter; "" for no column.',
        "[columns]",
        *(
            f"{name if '@' not in name else _toml(name)} = {_toml(header)}"
            for name, header in {**_excluded(options), **reading["targets"]}.items()
        ),
    ]
    return "\n".join(rows) + "\n"


def _excluded(options: Mapping[str, Any]) -> dict[str, str]:
    """Return the columns that the person said are not there."""
    return {name: header for name, header in (options.get("columns") or {}).items() if not header.strip()}


def _toml(value: object) -> str:
    """Return a value as TOML writes it: a basic string is a JSON string in which DEL is escaped too."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value)
    text = str(value).encode("utf-8", "replace").decode("utf-8")
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
