"""A contract as JSON Schema (draft 2020-12): one row of the table is one object."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bbafootprint.contracts.fields import Field, Further
from bbafootprint.contracts.layout import contract_of, fields_of
from bbafootprint.contracts.tables import CONTRACT_VERSION

_TYPES = {"text": "string", "number": "number", "integer": "integer", "flag": "boolean"}


def table_schema(name: str, *, further: Further = (), indicators: Sequence[str] = ()) -> dict[str, Any]:
    """Return the contract of a table as JSON Schema, one row an object.

    Parameters
    ----------
    name : str
        ``purchases``, ``lines``, ``issues``, ``totals``, ``by``, ``by_ecosystem``, ``coverage``, ``gaps``, ``origins``,
        ``not_assessed`` or ``per_line``.
    further : mapping of str to str, or sequence of str
        Columns beside those of the contract, such as the groups of ``by``: their names with ``text``, ``number``,
        ``integer`` or ``flag``. Of names alone, ours hold what they hold in the lines, others text.
    indicators : sequence of str
        For ``per_line``: indicators of the factor set.

    Returns
    -------
    dict
        Of draft 2020-12. The order of `properties` is that of the columns; ``x-unit`` gives a unit. Missing values are
        null. Where the table may have further columns and none are named, any are allowed; else no others are.

    Raises
    ------
    UsageError
        If there is no such table, or it has no such columns.

    Examples
    --------
    >>> table_schema("totals")["properties"]["assessed_lines"]["type"]
    'integer'
    """
    contract = contract_of(name)
    fields = fields_of(contract, further, indicators)
    schema: dict[str, Any] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": name,
        "description": contract.meaning,
        "x-contract": CONTRACT_VERSION,
        "type": "object",
        "properties": {field.name: _property(field) for field in fields},
        "required": [field.name for field in fields if not field.optional],
    }
    if contract.needs_one_of:
        schema["anyOf"] = [
            {"required": [column], "properties": {column: {"type": _TYPES["text"]}}}
            for column in contract.needs_one_of
        ]
    is_open = contract.further != "none" and not len(further)
    schema["additionalProperties"] = is_open or (contract.per_indicator and not indicators)
    return schema


def _property(field: Field) -> dict[str, Any]:
    kind = _TYPES[field.kind]
    said: dict[str, Any] = {"type": [kind, "null"] if field.nullable else kind, "description": field.meaning}
    if field.values:
        said["enum"] = [*field.values, None] if field.nullable else list(field.values)
    if field.unit is not None:
        said["x-unit"] = field.unit
    if field.optional and field.absent is not None:
        said["default"] = field.absent
    return said
