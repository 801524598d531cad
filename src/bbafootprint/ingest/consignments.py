"""Where goods were shipped from, which says nothing yet of where they grew."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from bbafootprint.ingest.explaining import MOST_CHOICES
from bbafootprint.ingest.header_words import fold, split_header
from bbafootprint.ingest.issues import make_issue
from bbafootprint.ingest.naming import Named
from bbafootprint.ingest.table import IntArray, Table, Texts, count_lines
from bbafootprint.schema import UNKNOWN_ORIGIN
from bbafootprint.vocabulary import places
from bbafootprint.vocabulary.match import Match
from bbafootprint.vocabulary.places import match_place

EITHER = frozenset(("provenance", "pays de provenance", "herkomst", "land van herkomst", "herkomstland"))
"""Headers that customs use for the country of consignment, and people for the origin: beside a column of origins they
mean the first, alone they may mean either. (German *Herkunft* alone is the origin.)"""

SEVERAL = "several countries"
"""How a place was found that is no single country."""

_SEVERAL = (
    "world", "wereld", "monde", "mondial", "welt", "global", "wld", "row", "rest", "reste", "various", "several",
    "multiple", "mix", "melange", "other", "autre", "divers", "verschillende", "verschiedene", "meerdere", "gemengd",
    "gemischt", "overige", "andere", "plusieurs", "pays", "sonstige",
)  # fmt: skip
"""How texts begin, folded, that say that a place is not one, and not only that it is not known."""


def name_consignments(consignment: Texts | None, size: int) -> Named:
    """Look up the distinct countries and ports that goods were shipped from.

    Parameters
    ----------
    consignment : Texts or None
        The column; None where there is none.
    size : int
        Number of rows.

    Returns
    -------
    Named
        Rows without one have key -1. A port is its country; a text that says that the place is not known has no code
        and is no fault; one that names several countries (EU, various) has none, and is said.
    """
    keys = np.full(size, -1, dtype=np.int64) if consignment is None else consignment.codes
    found = [] if consignment is None else list(consignment.values)
    matches: list[Match] = []
    for text in found:
        match: Match = match_place(text)
        if match.code == UNKNOWN_ORIGIN:
            several = bool(match.note) or fold(text).startswith(_SEVERAL)
            match = Match(None, SEVERAL if several else "unknown origin")
        matches.append(match)
    return Named(keys, found, matches, "consignment")


def consignment_issues(
    table: Table, named: Named, keys: IntArray, rows: IntArray, line_id: Callable[[int], str]
) -> list[dict[str, Any]]:
    """Say which places of shipment are not known, once a text, and which header may mean an origin or one of them.

    Parameters
    ----------
    table : Table
    named : Named
        As :func:`name_consignments` returns it.
    keys, rows : numpy.ndarray of int
        For each line, its key in `named` and its row in the table.
    line_id : callable
        From the position of a line to its identifier.

    Returns
    -------
    list of dict
        Rows of issues.
    """
    issues = []
    for at, match in enumerate(named.matches):
        lines = np.flatnonzero(keys == at)
        if match.how not in ("ambiguous", "not known", SEVERAL) or not len(lines):
            continue
        text, several = named.found[at], match.how == "ambiguous"
        choices = [f"{code} ({places.name(code)})" for code in match.candidates[:MOST_CHOICES]]
        said = f"can mean {' or '.join(choices)}" if several else "is not a country or port that is known"
        if match.how == SEVERAL:
            said = "names no single country"
        near = f"Did you mean {' or '.join(choices)}? " if choices and not several else ""
        issues.append(
            make_issue(
                f"consignment-{'ambiguous' if several else 'unknown'}",
                f"'{text}' {said}: where the goods were shipped from is taken as not known "
                f"({count_lines(len(lines))}).",
                found=text,
                suggestion=f"{near}Write the country's name or ISO code, or leave the cell empty.",
                sheet=table.sheet,
                cell=table.address(int(rows[lines[0]]), table.match.targets["consignment"]),
                line_id=line_id(int(lines[0])),
            )
        )
    return issues + _either(table, rows, line_id)


def _either(table: Table, rows: IntArray, line_id: Callable[[int], str]) -> list[dict[str, Any]]:
    """Say where a header was read as the origin that may mean the country of consignment as well."""
    at = table.match.targets.get("origin", -1)
    if at < 0 or "consignment" in table.match.targets or "origin" in table.match.said or not len(rows):
        return []
    header = table.headers[at]
    if split_header(header).core not in EITHER:
        return []
    return [
        make_issue(
            "origin-or-consignment",
            f"'{header}' was read as the country where the goods grew; customs use the word for the country that they "
            "were shipped from.",
            found=header,
            suggestion="Nothing, if they grew there; if they were shipped from there: "
            f'--column consignment="{header}". --column origin="{header}" says that it is the origin.',
            sheet=table.sheet,
            cell=table.address(-1, at),
            line_id=line_id(0),
        )
    ]
