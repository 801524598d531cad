"""Contracts of tables: what goes in and what comes out, as data, as JSON Schema and as Arrow schema.

:mod:`tables` says every column once; :func:`table_schema` and :func:`arrow_schema` are made from it, and
:func:`to_arrow` gives tables of exactly that schema.
"""

from bbafootprint.contracts.arrow import arrow_schema, to_arrow
from bbafootprint.contracts.json_schema import table_schema
from bbafootprint.contracts.tables import CONTRACTS

__all__ = ["CONTRACTS", "arrow_schema", "table_schema", "to_arrow"]
