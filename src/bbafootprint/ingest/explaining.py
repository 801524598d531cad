"""What a person is told of a text that is no name that is known, and of cells that hold no text at all."""

from __future__ import annotations

from collections.abc import Callable

from bbafootprint.ingest.quantityfaults import is_error
from bbafootprint.schema import UNKNOWN_ORIGIN
from bbafootprint.vocabulary.commodities import LONGEST
from bbafootprint.vocabulary.match import Match

SHOWN = 60
"""Characters of a text too long to be a name that a message repeats."""

MOST_CHOICES = 8
"""Choices that an issue names before it counts the rest."""


def explain_fault(found: str) -> tuple[str, str] | None:
    """Say of a cell that should hold a text why it holds none.

    Parameters
    ----------
    found : str
        What stands in the cell.

    Returns
    -------
    message, suggestion : str
        None instead where it is a text like any other.
    """
    if is_error(found):
        return (
            f"The cell holds {found}, an error of the spreadsheet and no value.",
            "Mend the formula in the cell, or write the value itself.",
        )
    if found[:1] == "=" and len(found) > 1:
        return (
            f"The cell holds the formula {found}, and its result was never saved in the file.",
            "Open the file in a spreadsheet program, save it, and read it again.",
        )
    return None


def explain_name(kind: str, found: str, match: Match, label: Callable[[str], str]) -> tuple[str, str]:
    """Say why a name has no code, and what to do.

    Parameters
    ----------
    kind : {"commodity", "origin"}
    found : str
        The name.
    match : Match
    label : callable
        From a candidate's code to its name.

    Returns
    -------
    message, suggestion : str
    """
    if fault := explain_fault(found):
        return fault
    what = "commodity or customs code" if kind == "commodity" else "country"
    if len(found) > LONGEST:
        return (
            f"'{found[:SHOWN]} …' has {len(found):,} characters: no name of a {what} is so long, and it was not read.",
            "Write the name alone; a longer description can stand in a column of its own.",
        )
    named = [
        f"{code} ({label(code)})" if label(code) not in ("", code) else code
        for code in match.candidates[:MOST_CHOICES]
    ]
    if more := len(match.candidates) - len(named):
        named.append(f"{more} more")
    # A note that only repeats the choices or that the name is not known adds nothing.
    repeats = match.how == "ambiguous" or "not known" in match.note
    remark = f" {match.note}" if match.note and not repeats else ""
    if match.how == "ambiguous" and match.candidates == (UNKNOWN_ORIGIN,):
        return match.note, f"Delete the row if it is a total; else write '{UNKNOWN_ORIGIN}', or the country."
    if match.how == "ambiguous" and len(named) == 1:
        return f"'{found}' may mean {named[0]}; write it out.", f"If it does, write {match.candidates[0]}."
    if match.how == "ambiguous":
        return (
            f"'{found}' can mean {' or '.join(named)}, and it is not for the library to choose.",
            f"Write the one that is meant, by name or code, such as {match.candidates[0]}.",
        )
    if kind == "origin":
        otherwise = "Write the country's name or ISO code; leave the cell empty if the origin is not known."
    else:
        otherwise = "Write a commodity's name or code, or add a column with its customs code (HS or CN)."
    near = f"Did you mean {' or '.join(named)}? " if named else ""
    return f"'{found}' is not a {what} that is known.{remark}", f"{near}{otherwise}"
