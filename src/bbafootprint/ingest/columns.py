"""Columns that are missing, that are there twice, or that fit as well as the one taken."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from bbafootprint.errors import InputError, MissingColumnError
from bbafootprint.ingest.crop_contents import crop_of_header
from bbafootprint.ingest.framing import is_own
from bbafootprint.ingest.header_words import fold
from bbafootprint.ingest.issues import make_issue
from bbafootprint.ingest.matching import HeaderMatch
from bbafootprint.ingest.table import Table

NEEDED = ("commodity", "hs_code", "origin", "consignment", "quantity", "unit", "content", "stage")
"""Columns that change numbers: two with the same header are never chosen between."""


def quote_headers(headers: Iterable[str]) -> str:
    """Return the first headers in quotes.

    Parameters
    ----------
    headers : iterable of str

    Returns
    -------
    str
    """
    texts = [" ".join(text.split())[:60] for text in headers if text]
    more = f" and {len(texts) - 20} more" if len(texts) > 20 else ""
    return (", ".join(f"'{text}'" for text in texts[:20]) + more) or "none"


def near_headers(header: str, headers: Iterable[str]) -> list[str]:
    """Return the headers that are spelled like one, the most alike first.

    Parameters
    ----------
    header : str
        What was looked for.
    headers : iterable of str
        What is there.

    Returns
    -------
    list of str
        At most three.
    """
    by_fold: dict[str, str] = {}
    for text in headers:
        by_fold.setdefault(fold(text), text)
    wanted = fold(header)
    near = difflib.get_close_matches(wanted, [key for key in by_fold if key], n=3, cutoff=0.6)
    # "Menge" for "Menge (netto)": a part of a header is no near spelling of it, and is what people type.
    parts = [key for key in by_fold if wanted and key and (wanted in key or key in wanted)]
    return [by_fold[key] for key in dict.fromkeys([*near, *parts])][:3]


def _did_you_mean(names: Sequence[str]) -> str:
    """Return a question with names to choose from; empty where there is none."""
    return f" Did you mean {' or '.join(map(repr, names))}?" if names else ""


def check_columns(
    where: str,
    headers: Sequence[str],
    match: HeaderMatch,
    given: Mapping[str, str],
    positions: Mapping[str, int],
    path: Path | None,
) -> None:
    """Make sure that the columns that were named, and those that are needed, are there.

    Parameters
    ----------
    where : str
        The table in words.
    headers : sequence of str
    match : HeaderMatch
    given : mapping of str to str
        Column name to header, as the person said.
    positions : mapping of str to int
        Those of them that were found.
    path : pathlib.Path or None
        The file.

    Raises
    ------
    MissingColumnError
        Saying what was looked for, what is there and what to do.
    """
    absent = [name for name in given if name not in positions]
    if absent:
        lacks = " And no ".join(
            f"column headed '{given[name]}', which was named for '{name}'."
            + _did_you_mean(near_headers(given[name], headers))
            for name in absent
        )
        raise MissingColumnError(
            f"{where} has no {lacks} Seen: {quote_headers(headers)}.", missing=absent, path=path
        )
    if match.usable:
        return
    missing = [] if match.periods or "quantity" in match.targets else ["quantity"]
    if {"commodity", "hs_code"}.isdisjoint(match.targets):
        missing.append("commodity")
    words = {
        "quantity": "a quantity (such as 'Quantity', 'Net weight', 'Volume (t)' or a column a year)",
        "commodity": "a commodity or customs code (such as 'Commodity', 'Product' or 'HS code')",
    }
    understood = [f"'{headers[at]}' as {name}" for name, at in match.targets.items()]
    raise MissingColumnError(
        f"{where} has no column for {' and none for '.join(words[name] for name in missing)}. Seen:"
        f" {quote_headers(headers)}{'; understood: ' + ', '.join(understood) if understood else ''}. Name the"
        f" column: {' '.join(f'--column {name}=HEADER' for name in missing)}"
        f" (columns={{'{missing[0]}': 'HEADER'}} in Python).",
        missing=missing,
        path=path,
    )


def settle_duplicates(
    table: Table, given: Mapping[str, str], where: Callable[[int], str], path: Path | None
) -> tuple[Table, list[dict[str, Any]]]:
    """Choose between columns with one header where that can be done, else ask.

    Parameters
    ----------
    table : Table
    given : mapping of str to str
        Column name to header, as the person said: nothing is chosen there.
    where : callable
        From the position of a column to its place in words.
    path : pathlib.Path or None
        The file.

    Returns
    -------
    table : Table
        With the columns chosen.
    issues : list of dict

    Raises
    ------
    InputError
        If two filled columns have the same header and either would change numbers.
    """
    targets = dict(table.match.targets)
    issues: list[dict[str, Any]] = []
    used = {**{name: at for name, at in targets.items() if name not in given}}
    for name, at in used.items():
        same = [other for other, header in enumerate(table.headers) if header == table.headers[at]]
        if len(same) < 2:
            continue
        filled = [other for other in same if _filled(table.columns[other])]
        if len(filled) > 1 and name in NEEDED:
            raise _duplicate(table, name, filled, where, path)
        targets[name] = filled[0] if filled else at
        if len(filled) > 1:
            issues.append(
                make_issue(
                    "column-duplicate",
                    f"{len(filled)} columns are headed '{table.headers[at]}'"
                    f" ({', '.join(map(where, filled))}); the first was taken as {name}.",
                    found=table.headers[at],
                    suggestion=f"Rename the others, or say which one: --column {name}=HEADER.",
                    sheet=table.sheet,
                    cell=table.address(-1, filled[0]),
                )
            )
    by_period: dict[str, list[int]] = {}
    for at, period in table.match.periods.items():
        if _filled(table.columns[at]):
            by_period.setdefault(period, []).append(at)
    for period, same in by_period.items():
        if len(same) > 1:
            raise _duplicate(table, f"quantity@{period}", same, where, path)
    return replace(table, match=replace(table.match, targets=targets)), issues


def _filled(column: pd.Series[Any]) -> bool:
    """Tell whether a column holds anything."""
    return bool(column.notna().any())


def _duplicate(
    table: Table, name: str, same: Sequence[int], where: Callable[[int], str], path: Path | None
) -> InputError:
    """Return the error about columns that cannot be told apart."""
    headers = " and ".join(dict.fromkeys(f"'{table.headers[at]}'" for at in same))
    letter = where(same[-1]).rstrip("0123456789")
    remedy = (
        "" if table.kind == "memory" else f", or name the one to use by its letter: --column {name}={letter}"
    )
    what = name.replace("@", " of ")
    return InputError(
        f"{len(same)} columns are headed {headers} ({', '.join(map(where, same))}), and only one can be the"
        f" {what}. Rename the others{remedy}.",
        path=path,
    )


def second_issues(table: Table) -> list[dict[str, Any]]:
    """Say which columns would have fitted as well.

    Parameters
    ----------
    table : Table

    Returns
    -------
    list of dict
        Rows of issues; none for our own table of lines, which holds texts and codes side by side.
    """
    if is_own(table.headers):
        return []
    issues = []
    for name, taken, left in table.match.second:
        header = table.headers[left]
        if header == table.headers[taken]:
            continue
        if name == "content" and crop_of_header(header):
            continue  # one column a crop: each is read for the products of its own
        message = (
            f"'{table.headers[taken]}' was read as {name}; '{header}' fits as well and was kept as an other"
            " column."
        )
        if name == "quantity" and table.match.periods:
            message = (
                f"The quantities were read from the columns of periods"
                f" ({quote_headers(table.headers[at] for at in table.match.periods)}); '{header}' was not added to"
                " them and was kept as an other column."
            )
        issues.append(
            make_issue(
                "column-second",
                message,
                found=header,
                suggestion=f'If it is the right one instead: --column {name}="{header}".',
                sheet=table.sheet,
                cell=table.address(-1, left),
            )
        )
    return issues
