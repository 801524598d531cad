"""From names to codes, once per distinct text, and what to say of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from bbafootprint.ingest.explaining import MOST_CHOICES, explain_name
from bbafootprint.ingest.issues import make_issue
from bbafootprint.ingest.table import IntArray, Table, cell_issues, count_lines, first_of_each
from bbafootprint.ingest.template import is_template
from bbafootprint.schema import LANGUAGES
from bbafootprint.vocabulary import commodities
from bbafootprint.vocabulary.match import Match
from bbafootprint.vocabulary.places import PORT

NO_ORIGIN = "unknown origin"
"""How an origin was found that was not given."""


TRACED = " From where they were shipped, --perspective traced follows them back."
"""What can be done about unknown origins where a column of consignments is there."""


@dataclass(frozen=True)
class Named:
    """A name for each row, understood.

    Attributes
    ----------
    keys : numpy.ndarray of int
        For each row, the position of its distinct name in the lists; -1 where none is given.
    found : list of str
        The distinct names, as a person reads them.
    matches : list of Match
    kind : {"commodity", "origin"}
    parts : list of tuple of str
        What each distinct name is put together from; empty where from nothing but itself.
    regions : list of str
        The region that each distinct origin names beside its country, or whose country it is; empty where none.
    """

    keys: IntArray
    found: list[str]
    matches: list[Match]
    kind: str
    parts: Sequence[tuple[str, ...]] = ()
    regions: Sequence[str] = ()

    def problems(self) -> list[str]:
        """Return the issue code of each distinct name; empty where it has a code."""
        return [
            ""
            if match.code is not None
            else f"{self.kind}-{'ambiguous' if match.how == 'ambiguous' else 'unknown'}"
            for match in self.matches
        ]

    def lines_with_problems(self, keys: IntArray) -> dict[str, IntArray]:
        """Return issue code to the lines that have it, where each line's name is `keys`."""
        problems = self.problems()
        return {
            code: np.flatnonzero(np.array([*(each == code for each in problems), False], dtype=bool)[keys])
            for code in dict.fromkeys(problems)
            if code
        }

    def lines_with(self, code: str, take: IntArray | slice) -> IntArray:
        """Return the lines whose name has a code, where `take` is the row of each line."""
        has = np.array([*(match.code == code for match in self.matches), False], dtype=bool)
        return np.flatnonzero(has[self.keys[take]])


def name_issues(
    table: Table,
    named: Named,
    column: int,
    keys: IntArray,
    rows: IntArray,
    line_ids: Callable[[int], str],
    label: Callable[[str], str],
) -> list[dict[str, Any]]:
    """Report names that have no code, cell by cell, and remarks on names that have one, once a name.

    Parameters
    ----------
    table : Table
    named : Named
    column : int
        Position of the column of names.
    keys, rows : numpy.ndarray of int
        For each line, its key in `named` and its row in the table.
    line_ids : callable
        From the position of a line to its identifier.
    label : callable
        From a code to its name.

    Returns
    -------
    list of dict
        Rows of issues.
    """
    issues: list[dict[str, Any]] = []
    for code, lines in sorted(named.lines_with_problems(keys).items()):
        by_name = dict(zip(named.found, named.matches, strict=True))
        counts = None
        if table.kind == "memory":
            first, number = first_of_each(keys[lines])
            lines, counts = lines[first], number.tolist()
        issues += cell_issues(
            table,
            code,
            rows[lines],
            column,
            [named.found[key] for key in keys[lines].tolist()],
            [line_ids(line) for line in lines.tolist()],
            lambda found, by_name=by_name: explain_name(named.kind, found, by_name[found], label),  # type: ignore[misc]
            counts,
        )
    number = np.bincount(keys[keys >= 0], minlength=len(named.found))
    listed = named.kind == "commodity" and is_template(table.headers)
    alike: dict[str, list[int]] = {}  # names of which the same is to be said: once, at the first
    for key, match in enumerate(named.matches):
        if match.code is not None and match.note and number[key]:
            alike.setdefault(match.note, []).append(key)
    for same in alike.values():
        if len(same) > 1 and named.kind == "commodity":
            key, match = same[0], named.matches[same[0]]
            line = int(np.argmax(keys == key))
            read = [f"'{named.found[each]}' as {named.matches[each].code}" for each in same[:MOST_CHOICES]]
            more = f" and {len(same) - MOST_CHOICES} more" if len(same) > MOST_CHOICES else ""
            issues.append(
                make_issue(
                    f"{named.kind}-note",
                    f"{match.note} {len(same)} names are read so: {', '.join(read)}{more}. "
                    f"({count_lines(int(number[same].sum()))})",
                    found=f"{named.found[key]} and {len(same) - 1} more",
                    suggestion="Nothing, if these are right; else write the commodity's name or code.",
                    sheet=table.sheet,
                    cell=table.address(int(rows[line]), column),
                    line_id=line_ids(line),
                )
            )
            continue
        for key in same:
            match = named.matches[key]
            line = int(np.argmax(keys == key))
            issues.append(
                make_issue(
                    "origin-port" if match.how == PORT else f"{named.kind}-note",
                    f"{match.note} ({count_lines(int(number[key]))})",
                    found=named.found[key],
                    suggestion="Write the country where it grew; the world mean answers where it is not known."
                    if match.how == PORT
                    else f"Nothing, if {match.code} ({label(str(match.code))}) is right.",
                    sheet=table.sheet,
                    cell=table.address(int(rows[line]), column),
                    line_id=line_ids(line),
                    severity="info" if listed and _is_shown(named.found[key], str(match.code)) else None,
                )
            )
    return issues


def _is_shown(found: str, code: str) -> bool:
    """Tell whether a text is the name of a commodity in the list of the template, where it was chosen among all."""
    return any(found == commodities.name(code, lang) for lang in LANGUAGES)


def missing_issues(
    table: Table,
    commodity_missing: IntArray,
    rows: IntArray,
    no_origin: IntArray,
    line_id: Callable[[int], str],
) -> list[dict[str, Any]]:
    """Report lines without a commodity, cell by cell, and lines without an origin, once.

    Parameters
    ----------
    table : Table
    commodity_missing : numpy.ndarray of int
        Lines without commodity and customs code.
    rows : numpy.ndarray of int
        For each line, the position of its row.
    no_origin : numpy.ndarray of int
        Lines without an origin.
    line_id : callable
        From the position of a line to its identifier.

    Returns
    -------
    list of dict
        Rows of issues.
    """
    targets = table.match.targets
    lines, counts = commodity_missing, None
    if table.kind == "memory" and len(lines):
        lines, counts = lines[:1], [len(lines)]
    issues = cell_issues(
        table,
        "commodity-missing",
        rows[lines],
        targets.get("commodity", targets.get("hs_code", 0)),
        [""] * len(lines),
        [line_id(line) for line in lines.tolist()],
        lambda found: (
            "No commodity is given, and no customs code either.",
            "Write what was bought: a name, a commodity code, or an HS or CN code.",
        ),
        counts,
    )
    if "origin" not in targets and len(rows):
        issues.append(
            make_issue(
                "origin-column-missing",
                f"No column of origins was found: all {count_lines(len(rows))} are of unknown origin.",
                suggestion="Add a column headed 'Country of origin', or name yours: --column origin=HEADER."
                + (TRACED if "consignment" in targets else ""),
                sheet=table.sheet,
            )
        )
    elif len(no_origin):
        issues.append(
            make_issue(
                "origin-empty",
                f"{count_lines(len(no_origin))} without an origin: read as of unknown origin.",
                suggestion="Fill in the country where the goods grew, where it is known."
                + (TRACED if "consignment" in targets else ""),
                sheet=table.sheet,
                cell=table.address(int(rows[no_origin[0]]), targets["origin"]),
                line_id=line_id(int(no_origin[0])),
            )
        )
    return issues
