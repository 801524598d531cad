"""What a person may say about how to read: columns that there can be, units that can be used."""

from __future__ import annotations

import difflib
from collections.abc import Mapping

from bbafootprint.errors import UsageError
from bbafootprint.ingest.periods import period_span
from bbafootprint.schema import COLUMNS
from bbafootprint.vocabulary.units import match_unit


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
                " (quantity@2020), a year of accounts (quantity@2020/21), a half (2020-H1), a quarter (2020-Q1) or a"
                " month (2020-03)."
            )
        if plain == "quantity" and not header.strip():
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
