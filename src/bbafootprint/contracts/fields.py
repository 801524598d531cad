"""What a column of a table is, and what a table is: the words that the contracts are written in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from bbafootprint.errors import UsageError

Kind = Literal["text", "number", "integer", "flag"]
"""What a cell holds: text, a 64-bit float, a 64-bit whole number, or true and false."""

KINDS: tuple[Kind, ...] = get_args(Kind)

Further = Mapping[str, Kind | None] | Mapping[str, Kind] | Sequence[str]
"""Columns beside those of a contract: their names with what they hold, or names alone."""


@dataclass(frozen=True, slots=True)
class Field:
    """A column of a table that goes in or out.

    Attributes
    ----------
    name : str
    kind : {"text", "number", "integer", "flag"}
    nullable : bool
        Whether a cell may be missing.
    meaning : str
        One sentence.
    unit : str or None
        Unit of its numbers; None where they have none, or where another column says it.
    values : tuple of str
        The only texts that it holds; empty: any.
    optional : bool
        Whether a table may come without it. What is written by the contract has it nevertheless, filled with `absent`.
    absent : float, int, bool or None
        What stands in every row of a column that did not come; None: nothing, the cell is missing.
    finite : bool
        Whether its numbers must be finite. Lines say what was given, which may be infinite.
    """

    name: str
    kind: Kind
    nullable: bool
    meaning: str
    unit: str | None = None
    values: tuple[str, ...] = ()
    optional: bool = False
    absent: float | None = None
    finite: bool = False


@dataclass(frozen=True, slots=True)
class Contract:
    """What a table promises.

    Attributes
    ----------
    name : str
    meaning : str
        What a row is, and where the table comes from.
    fields : tuple of Field
        Its columns, in order.
    further : {"none", "first", "last"}
        Whether it has columns beside those, and where: groups stand first, a person's own columns last.
    needs_one_of : tuple of str
        Optional columns of which one at least must come.
    per_indicator : bool
        Whether two columns an indicator follow the fields: its amount, and ``<indicator>_match_level``.
    """

    name: str
    meaning: str
    fields: tuple[Field, ...]
    further: Literal["none", "first", "last"] = "none"
    needs_one_of: tuple[str, ...] = ()
    per_indicator: bool = False


def named_kinds(further: Further) -> dict[str, Kind | None]:
    """Return further columns and what they are said to hold; None where that is not said."""
    if isinstance(further, str):
        return {further: None}
    return dict(further) if isinstance(further, Mapping) else dict.fromkeys(further)


def further_fields(contract: Contract, further: Further, known: Mapping[str, Field]) -> list[Field]:
    """Return the fields of further columns.

    Parameters
    ----------
    contract : Contract
    further : mapping of str to str, or sequence of str
        What each holds; of names alone, what the column of ours of that name holds, else text.
    known : mapping of str to Field
        Columns of ours.

    Returns
    -------
    list of Field

    Raises
    ------
    UsageError
        If the table has no further columns, one is named as a column of it is, or a kind is not known.
    """
    named = named_kinds(further)
    if named and contract.further == "none":
        raise UsageError(
            f"the table {contract.name} has no columns beside its own; leave out {', '.join(map(repr, named))}"
        )
    own = {field.name for field in contract.fields}
    if taken := [name for name in named if name in own]:
        raise UsageError(
            f"{taken[0]!r} is a column of the table {contract.name} itself; rename yours, or leave it out of further"
        )
    if wrong := [name for name, kind in named.items() if kind is not None and kind not in KINDS]:
        raise UsageError(
            f"further: {wrong[0]!r} is said to hold {named[wrong[0]]!r}; say one of {', '.join(KINDS)}"
        )
    fields = []
    for name, kind in named.items():
        ours = known.get(name)
        if ours is not None and kind in (None, ours.kind):
            fields.append(Field(name, ours.kind, True, ours.meaning, ours.unit))
        else:
            fields.append(Field(str(name), kind or "text", True, "A column of the person's own."))
    return fields
