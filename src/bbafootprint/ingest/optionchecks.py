"""What a person may say about how to read: columns that there can be, units that can be used."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from bbafootprint.errors import UsageError
from bbafootprint.ingest.periods import period_span
from bbafootprint.schema import COLUMNS
from bbafootprint.vocabulary.units import match_unit


def check_kinds(given: Mapping[str, Any]) -> None:
    """Make sure that options are of the kind that they must be.

    Parameters
    ----------
    given : mapping of str to object
        Name of the option to its value; None where it was not given.

    Raises
    ------
    UsageError
        Saying which is not, and what is right.
    """
    for name, value in given.items():
        kinds, right = _KINDS[name]
        if value is None or (
            isinstance(value, kinds) and (name == "strict_units" or not isinstance(value, bool))
        ):
            continue
        raise UsageError(f"{name} is {right}, not {value!r} (a {type(value).__name__}).")
    for column, header in (given.get("columns") or {}).items():
        if not isinstance(column, str) or not isinstance(header, str | None):
            raise UsageError(
                f"columns names a header, a text, for a column of ours, such as {{'quantity': 'Net mass'}}; not"
                f" {header!r} for {column!r}."
            )


_KINDS: Mapping[str, tuple[tuple[type, ...], str]] = {
    "sheet": ((str,), "the name of a sheet, such as 'Purchases'"),
    "header_row": ((int, np.integer), "the number of a row, such as 4 (1 is the first)"),
    "columns": ((Mapping,), "a mapping of column to header, such as {'quantity': 'Net mass'}"),
    "unit": ((str,), "the name of a unit, such as 'kg'"),
    "decimal": ((str,), "'.' or ','"),
    "strict_units": ((bool, np.bool_), "True or False"),
    "mapping": ((str, Path, Mapping), "the path of a mapping file, or what it holds as a mapping"),
    "answers": (
        (str, Path, pd.DataFrame, Mapping),
        "a path, a pandas DataFrame or a mapping of value to code",
    ),
}


def check_targets(columns: Mapping[str, str]) -> None:
    """Make sure that headers are named for columns that there can be.

    Parameters
    ----------
    columns : mapping of str to str
        Column name to header.

    Raises
    ------
    UsageError
        Saying which name is wrong, and what it may have meant.
    """
    names = [column.name for column in COLUMNS]
    for name, header in columns.items():
        plain, at, period = name.partition("@")
        if plain not in names:
            near = difflib.get_close_matches(plain, names, n=1)
            hint = f" Did you mean '{near[0]}'?" if near else ""
            raise UsageError(
                f"There is no column '{name}' to name a header for.{hint} Known: {', '.join(names)}."
            )
        if at and (plain != "quantity" or not _is_period(period)):
            raise UsageError(
                f"'{name}' is not a column of quantities of a period. Write quantity@ and the period: a year"
                " (quantity@2020), a year of accounts (quantity@2020/21), a half (2020-H1), a quarter (2020-Q1), a"
                " month (2020-03), some months (2020-01..2020-09) or a year to date (2020 YTD)."
            )
        if name == "quantity" and not header.strip():
            raise UsageError(f"'{name}' needs a header: no line can be read without its quantity.")
    if "quantity" in columns and any(name.startswith("quantity@") for name in columns):
        raise UsageError(
            "Both one column of quantities (quantity) and columns of periods (quantity@2020) are named, and lines"
            " have one of the two. Leave one out."
        )
    headers: dict[str, str] = {}
    for name, header in columns.items():
        key = " ".join(header.split())
        if key and headers.setdefault(key, name) != name:
            raise UsageError(
                f"'{key}' is named for both '{headers[key]}' and '{name}', and a column means one of them. Leave"
                " one out."
            )


def _is_period(text: str) -> bool:
    """Tell whether a text is a period."""
    try:
        period_span(text)
    except ValueError:
        return False
    return True


def check_unit(unit: str, *, strict: bool) -> None:
    """Make sure that a unit that was given as an option can be used.

    Parameters
    ----------
    unit : str
    strict : bool
        Refuse `ton`, `tons` and `mt`.

    Raises
    ------
    UsageError
        Saying why it cannot be used, and near units.
    """
    match = match_unit(unit, strict=strict)
    if match.code is None:
        choices = f" Did you mean {' or '.join(match.candidates)}?" if match.candidates else ""
        remark = f" ({match.note})" if match.note else ""
        raise UsageError(f"'{unit}' is not a unit of mass or volume that can be used{remark}.{choices}")


def check_in_memory(options: Mapping[str, Any], what: str) -> None:
    """Refuse options that only a sheet can follow.

    Parameters
    ----------
    options : mapping
        Name of the option to what was given.
    what : str
        What is read, as a message begins.

    Raises
    ------
    UsageError
        If a sheet or a row of headers was named.
    """
    for name, said in (("sheet", "sheets"), ("header_row", "rows above its header")):
        if options[name] is not None:
            raise UsageError(
                f"{what} has no {said}: '{options[name]}' was given for {name}. Leave it out; columns are named by"
                " their headers."
            )
