"""Numbers with a comma in a file whose cells are divided by commas, and no quotation marks around them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from pathlib import Path

from bbafootprint.errors import UnreadableFileError
from bbafootprint.ingest.files.grid import Cell

_YEAR = re.compile("(?:19|20)[0-9]{2}")


def refuse_cut_numbers(path: Path, rows: list[list[Cell]]) -> None:
    """Raise where commas cut numbers in two: 1,5 without quotation marks is two cells.

    Parameters
    ----------
    path : pathlib.Path
        The file, for messages.
    rows : list of list of Cell
        Its cells, divided at commas.

    Raises
    ------
    UnreadableFileError
        If most rows are wider than the header, each with digits beside digits.
    """
    head = next((at for at, row in enumerate(rows) if _width(row) > 1), None)
    if head is None or any(
        _is_digits(cell) and not _YEAR.fullmatch(str(cell).strip()) for cell in rows[head]
    ):
        return
    width = len(rows[head])
    body = [row for row in rows[head + 1 :] if _width(row) > 1]
    wide = [row for row in body if _width(row) > width]
    if not body or len(wide) <= 0.5 * len(body):
        return
    for row in wide:
        digits = [_is_digits(cell) for cell in row]
        if all(digits) or not any(cut and before for before, cut in itertools.pairwise(digits)):
            return
    example = next(
        f"{before},{cut}"
        for before, cut in itertools.pairwise(wide[0])
        if _is_digits(before) and _is_digits(cut)
    )
    raise UnreadableFileError(
        f"{path.name}: {len(wide):,} of {len(body):,} rows have more cells than the header has ({width}). The commas"
        f" that divide the cells seem to stand in numbers as well ('{example}'), so that it cannot be said what is a"
        " number. Export the file with semicolons or tabs between the cells, with quotation marks around the numbers,"
        " or as .xlsx.",
        path=path,
    )


def _is_digits(cell: Cell) -> bool:
    """Tell whether a cell is a text of digits."""
    return isinstance(cell, str) and cell.strip().isdigit()


def _width(row: Sequence[Cell]) -> int:
    """Return the width of a row without the blank cells at its end."""
    return max((at for at, cell in enumerate(row, 1) if cell is not None), default=0)
