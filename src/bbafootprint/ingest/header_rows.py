"""Single rows at the top of a sheet: their texts, and those that number columns or say their units."""

from __future__ import annotations

import datetime
import itertools
import re
from collections.abc import Sequence

from bbafootprint.ingest.files.grid import Cell
from bbafootprint.ingest.numbers import parse_number
from bbafootprint.vocabulary.units import match_unit, split_quantity

_NUMBERED = re.compile(r"[(\[]?([0-9]{1,3})[)\].]?")
_DAY_FIRST = re.compile(r"([0-3]?[0-9])[.-]([01]?[0-9])[.-]((?:19|20)[0-9]{2})")
_NOT_UNITS = frozenset(
    ("iso", "iso2", "iso3", "code", "text", "eur", "usd", "gbp", "chf", "%", "€", "$", "£")
)


def header_text(cell: Cell) -> str:
    """Return a cell as the text of a header; empty for what heads no column.

    Parameters
    ----------
    cell : Cell

    Returns
    -------
    str
        White space made single; a year that is a number becomes its digits, any other number is empty.
    """
    if isinstance(cell, str):
        return " ".join(cell.split())
    if isinstance(cell, int | float) and not isinstance(cell, bool) and cell == cell // 1:
        return str(int(cell)) if 1900 <= cell <= 2100 else ""
    if isinstance(cell, datetime.date):
        return cell.isoformat()[:10]
    return ""


def row_texts(cells: Sequence[Cell]) -> list[str]:
    """Return the cells of a row as texts of headers; dates and numbers are read as years or months together.

    Parameters
    ----------
    cells : sequence of Cell

    Returns
    -------
    list of str
        As of :func:`header_text`; dates at the ends (or the beginnings) of different years are the years, and
        numbers such as 202301 and 202302 beside each other are months.
    """
    texts = [header_text(cell) for cell in cells]
    dates = {at: date for at, cell in enumerate(cells) if (date := _date_of(cell)) is not None}
    for at, date in dates.items():
        texts[at] = date.isoformat()[:10]
    days = {(date.month, date.day) for date in dates.values()}
    distinct = len({date.year for date in dates.values()}) == len(dates)
    if distinct and (days == {(12, 31)} or (days == {(1, 1)} and len(dates) > 1)):
        for at, date in dates.items():
            texts[at] = str(date.year)
    months = {at: month for at, cell in enumerate(cells) if (month := _month_of(cell))}
    numbers = list(months.values())
    if len(numbers) > 1 and all(after - before in (1, 89) for before, after in itertools.pairwise(numbers)):
        for at, number in months.items():
            texts[at] = f"{number // 100}-{number % 100:02d}"
    return texts


def _date_of(cell: Cell) -> datetime.date | None:
    """Return the date that a cell is, or that its text says with the day first."""
    if isinstance(cell, datetime.date):
        return cell
    found = _DAY_FIRST.fullmatch(cell.strip()) if isinstance(cell, str) else None
    if found is None:
        return None
    try:
        return datetime.date(int(found[3]), int(found[2]), int(found[1]))
    except ValueError:
        return None


def _month_of(cell: Cell) -> int:
    """Return a number that is a year and a month, such as 202301; 0 where it is none."""
    if isinstance(cell, bool) or not isinstance(cell, int | float) or not 190001 <= cell <= 210012:
        return 0
    return int(cell) if cell == cell // 1 and 1 <= cell % 100 <= 12 else 0


def is_numbering(cells: Sequence[Cell]) -> bool:
    """Tell whether a row numbers the columns: (1), (2), (3) and so on.

    Parameters
    ----------
    cells : sequence of Cell

    Returns
    -------
    bool
    """
    numbers = []
    for cell in cells:
        text = f"{cell:g}" if isinstance(cell, float) else str(cell).strip()
        if cell is None or not text:
            continue
        found = _NUMBERED.fullmatch(text)
        if isinstance(cell, bool) or found is None:
            return False
        numbers.append(int(found[1]))
    return (
        len(numbers) > 2 and numbers == list(range(numbers[0], numbers[0] + len(numbers))) and numbers[0] < 2
    )


def units_in_row(cells: Sequence[Cell], quantities: Sequence[int]) -> dict[int, str]:
    """Return the units that a row under the header says for its columns.

    Parameters
    ----------
    cells : sequence of Cell
    quantities : sequence of int
        Positions of the columns of quantities.

    Returns
    -------
    dict of int to str
        Position of a column of quantities to its unit; empty where the row is none of units.
    """
    filled = {at: cell for at, cell in enumerate(cells) if cell is not None and str(cell).strip()}
    found = {}
    for at, cell in filled.items():
        if not isinstance(cell, str) or len(cell) > 30 or any(sign.isdigit() for sign in cell[:1]):
            return {}
        text = cell.strip("()[] \t\n")
        if match_unit(text).base and at in quantities:
            found[at] = text
        elif at in quantities or not (
            match_unit(text).base or match_unit(text).how != "not known" or text.casefold() in _NOT_UNITS
        ):
            return {}
    return found


def is_quantity(cell: Cell) -> bool:
    """Tell whether a cell is a quantity, as a number or as text; a year is none.

    Parameters
    ----------
    cell : Cell

    Returns
    -------
    bool
    """
    if isinstance(cell, bool):
        return False
    if isinstance(cell, int | float):
        return not header_text(cell)
    if (
        not isinstance(cell, str)
        or len(cell) > 40
        or (header_text(cell)[:4].isdigit() and len(cell.strip()) == 4)
    ):
        return False
    number = split_quantity(cell)[0]
    return parse_number(number, ".") is not None or parse_number(number, ",") is not None
