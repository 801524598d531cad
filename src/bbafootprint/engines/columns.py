"""Which columns of a large table are needed, found from their headers alone: no engine is asked for that."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bbafootprint.errors import InputError, UsageError
from bbafootprint.ingest.columns import NEEDED, check_columns, quote_headers
from bbafootprint.ingest.matching import locate, match_headers
from bbafootprint.ingest.optionchecks import check_kinds, check_targets
from bbafootprint.schema import COLUMNS, LINE_COLUMNS

READ: tuple[str, ...] = (
    "commodity", "hs_code", "origin", "region", "consignment", "unit", "content", "stage", "period",
)  # fmt: skip
"""Columns that the answer to a line depends on, besides its quantity; each is read where it is there.

The period is one of them: tracing takes the mix of its year.
"""

ON_REQUEST: tuple[str, ...] = ("supplier",)
"""Columns that change no number: read where lines are to be grouped by them."""

OF_ONE_LINE: tuple[str, ...] = (
    "line_id",
    "sheet",
    "row",
    "cell",
    "quantity",
    "amount",
    "rejected",
    "stands_for",
)
"""Columns of lines by which nothing can be grouped: each says something of one line, or of the group itself."""


@dataclass(frozen=True)
class Wanted:
    """The columns of a table that are read.

    Attributes
    ----------
    quantity : str
        Header of the quantities.
    targets : dict of str to str
        Column of ours (:data:`READ`, :data:`ON_REQUEST`) to the header that means it.
    own : tuple of str
        Headers of further columns to group by.
    """

    quantity: str
    targets: dict[str, str]
    own: tuple[str, ...]

    @property
    def texts(self) -> list[str]:
        """Headers of what lines are grouped by."""
        return [*self.targets.values(), *self.own]

    @property
    def headers(self) -> list[str]:
        """Headers of all that is read."""
        return [*self.texts, self.quantity]

    def as_said(self) -> dict[str, str | None]:
        """Return what :func:`bbafootprint.read_lines` takes as `columns`, so that it finds these and no others."""
        return {column.name: self.targets.get(column.name) for column in COLUMNS} | {
            "quantity": self.quantity
        }


def find_wanted(
    headers: Sequence[str], by: Sequence[str], columns: Mapping[str, str | None] | None = None
) -> Wanted:
    """Find the columns that are needed.

    Parameters
    ----------
    headers : sequence of str
        Names of all columns.
    by : sequence of str
        Columns to group by.
    columns : mapping of str to str, optional
        As :func:`bbafootprint.read_lines` takes it.

    Returns
    -------
    Wanted

    Raises
    ------
    MissingColumnError
        If there is no quantity, or neither a commodity nor a customs code.
    InputError
        If another column fits as well as one that changes numbers, or there is a column a period.
    UsageError
        If a column of `by` is not there, or nothing can be grouped by it.
    """
    check_kinds({"columns": columns})
    said = {name: header or "" for name, header in (columns or {}).items()}
    check_targets(said)
    if periods := [name for name in said if "@" in name]:
        raise UsageError(f"columns: {periods[0]!r} is a column a period; {_LONG}")
    plain = [" ".join(str(header).split()) for header in headers]
    positions = locate(plain, said)
    match = match_headers(plain, positions)
    check_columns("The table", plain, match, said, positions, None)
    if match.periods:
        found = quote_headers(plain[at] for at in match.periods)
        raise InputError(f"The table has a column of quantities a period ({found}); {_LONG}")
    for name, first, other in match.second:
        if name in (*NEEDED, "region"):
            raise InputError(
                f"'{plain[first]}' and '{plain[other]}' both fit {name}. Say which one it is: "
                f"columns={{'{name}': '{plain[first]}'}} (None: neither)."
            )
    at_of = match.targets
    if twice := [plain[at] for at in at_of.values() if plain.count(plain[at]) > 1]:
        raise InputError(
            f"{plain.count(twice[0])} columns are headed '{twice[0]}' but for spaces. Rename all but one."
        )
    asked = dict.fromkeys(by)
    targets = {
        name: headers[at_of[name]]
        for name in (*READ, *ON_REQUEST)
        if name in at_of and (name in READ or name in asked)
    }
    read_as = {headers[at]: name for name, at in at_of.items()}
    _check_by(asked, headers, read_as)
    own = [name for name in asked if name not in ON_REQUEST and name not in LINE_COLUMNS]
    missing = [name for name in own if name not in headers]
    missing += [name for name in asked if name in (*ON_REQUEST, "period") and name not in targets]
    if missing:
        raise UsageError(
            f"by: the table has no column {', '.join(map(repr, missing))}; it has {quote_headers(plain)}"
        )
    return Wanted(headers[at_of["quantity"]], targets, tuple(own))


def _check_by(asked: Iterable[str], headers: Sequence[str], read_as: Mapping[str, str]) -> None:
    """Refuse to group by what a group does not have, or has under another name."""
    for name in asked:
        target = read_as.get(name, name)
        if target in OF_ONE_LINE:
            said = f"{name!r}" if target == name else f"{name!r} is read as {target}, which"
            mine = name in headers and name not in read_as
            way = f"rename the table's column {name!r} to group by it" if mine else "leave it out"
            raise UsageError(f"by: {said} is of one line, and a group has none; {way}")
        if name in LINE_COLUMNS and name in headers and name not in read_as:
            raise UsageError(
                f"by: {name!r} is the name of a column that every line gets in reading; rename the table's column "
                "to group by it"
            )
        if name in read_as and (name != target or name not in LINE_COLUMNS):
            known = target if target in LINE_COLUMNS else f"{target}_as_given"
            raise UsageError(f"by: {name!r} is read as {target}; group by that name: {known!r}")


_LONG = "put quantities in one column and the period in another (melt, unpivot), and group by the period"
