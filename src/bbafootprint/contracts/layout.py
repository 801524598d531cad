"""A contract with all its columns: those of its own, of the indicators, and those that a person adds."""

from __future__ import annotations

from collections.abc import Sequence

from bbafootprint.contracts.fields import Contract, Field, Further, further_fields
from bbafootprint.contracts.tables import CONTRACTS, KNOWN, indicator_fields
from bbafootprint.errors import UsageError


def contract_of(name: str) -> Contract:
    """Return a contract.

    Parameters
    ----------
    name : str
        Name of a table.

    Returns
    -------
    Contract

    Raises
    ------
    UsageError
        If there is none of that name.
    """
    if name not in CONTRACTS:
        raise UsageError(f"there is no table {name!r}; the tables are: {', '.join(CONTRACTS)}")
    return CONTRACTS[name]


def fields_of(contract: Contract, further: Further, indicators: Sequence[str]) -> list[Field]:
    """Return all columns of a table, in order.

    Parameters
    ----------
    contract : Contract
    further : mapping of str to str, or sequence of str
        Columns beside those of the contract.
    indicators : sequence of str
        Indicators that a table per line has columns of.

    Returns
    -------
    list of Field

    Raises
    ------
    UsageError
        If the table has no such columns.
    """
    if indicators and not contract.per_indicator:
        raise UsageError(f"the table {contract.name} has no columns of indicators; leave indicators out")
    of_indicators = [field for each in indicators for field in indicator_fields(each)]
    added = further_fields(contract, further, KNOWN)
    if twice := {field.name for field in added} & {field.name for field in of_indicators}:
        raise UsageError(f"{sorted(twice)[0]!r} is a column of an indicator; leave it out of further")
    before, after = (added, []) if contract.further == "first" else ([], added)
    return [*before, *contract.fields, *of_indicators, *after]
