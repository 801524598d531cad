"""Every issue that reading can raise: its stable code, its severity and what it means."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from bbafootprint.schema import ISSUE_COLUMNS, empty_issues

ISSUE_CODES: Mapping[str, tuple[str, str]] = {
    # What makes a line unreadable: no number can be had from it, so it is rejected.
    "cell-error": ("error", "The quantity's cell holds an error of the spreadsheet, such as #N/A."),
    "formula-uncached": ("error", "The quantity is a formula whose result was never saved in the file."),
    "quantity-missing": ("error", "The quantity of a line is blank."),
    "quantity-text": ("error", "The quantity is text that is not a number."),
    "decimal-ambiguous": ("error", "Nothing shows whether 1.234 is one and a bit or more than a thousand."),
    "quantity-date": ("error", "The quantity is a date."),
    "quantity-boolean": ("error", "The quantity is TRUE or FALSE."),
    "quantity-infinite": ("error", "The quantity is infinite."),
    "quantity-negative": ("error", "The quantity is below zero."),
    "quantity-implausible": ("error", "The quantity is larger than any purchase can be."),
    "share-unreadable": (
        "error",
        "The quantity is that of a product, and the ingredient's share in it is not clear.",
    ),
    "unit-missing": ("error", "No unit in the cell, in a unit column, in the header or as an option."),
    "unit-unknown": ("error", "The unit is not a known unit of mass or volume."),
    # What keeps a readable line from being assessed.
    "commodity-missing": ("error", "Neither a commodity nor a customs code is given."),
    "commodity-unknown": ("error", "The commodity or customs code is not known."),
    "commodity-ambiguous": ("error", "The commodity can mean several things; the choices are named."),
    "origin-unknown": ("error", "An origin is given and is not a place that is known."),
    "origin-ambiguous": ("error", "The origin can mean several countries; the choices are named."),
    "counted-elsewhere": (
        "info",
        "Lines are marked as contained in another line: they are not counted again.",
    ),
    # What keeps rows from being read at all.
    "table-below": (
        "error",
        "Another table stands below the first, with other columns, units or years: not read.",
    ),
    # What was read, and should be looked at.
    "commodity-note": ("warning", "The commodity was understood, with a remark."),
    "origin-note": ("warning", "The origin was understood, with a remark."),
    "origin-port": ("warning", "A port of entry is given as origin: the goods were shipped from there."),
    "unit-note": ("warning", "The unit was understood, with a remark, such as ton read as metric tonne."),
    "unit-conflict": ("warning", "Two units are given for one quantity; the one nearer to it was taken."),
    "origin-column-missing": ("warning", "No column of origins: every line is of unknown origin."),
    "content-unreadable": ("warning", "The content is not a share; the product's default is used."),
    "content-mixed": ("warning", "A column of contents holds both shares up to 1 and percentages."),
    "part-damaged": ("error", "A part of a large file cannot be read; its lines are left out."),
    "column-second": ("warning", "Two columns fit one meaning; the better one was taken."),
    "quantity-share": (
        "warning",
        "Quantities of products with the share of an ingredient: the line's quantity is the one times the other.",
    ),
    "content-share": ("warning", "A column is headed share and no more; it was not used as content."),
    "content-percent": (
        "warning",
        "A header says percent and no content is above 1: not used, the default is.",
    ),
    "content-of-other-crop": (
        "warning",
        "A content of one crop is given for products of another; it was not used for them.",
    ),
    "content-unread": (
        "warning",
        "A column of percentages was not read, and mixed products have no content of their own.",
    ),
    "column-total": (
        "warning",
        "A column of a period holds others, or says so: left out where its parts are there.",
    ),
    "column-unread": ("warning", "A column of numbers names a period and was not read as quantities."),
    "column-duplicate": (
        "warning",
        "Two columns have the same header; the first one was taken. For commodity, customs code, origin,"
        " quantity, unit and content nothing is chosen: reading stops.",
    ),
    "line-id-duplicate": ("warning", "Several lines have the same identifier; they were numbered."),
    "origin-or-consignment": (
        "warning",
        "A header was read as the origin that may mean the country that the goods were shipped from.",
    ),
    "consignment-unknown": ("warning", "A place of shipment is given and is not known; it was not used."),
    "consignment-ambiguous": ("warning", "A place of shipment can mean several countries; it was not used."),
    "stage-unknown": ("warning", "A stage of processing is given and is not understood; it was not used."),
    "text-cell-error": ("warning", "A cell of text holds an error of the spreadsheet."),
    "ragged-rows": ("warning", "Rows of a delimited file are wider or narrower than the others."),
    "long-quoted-text": ("warning", "A quoted text runs over many lines: a quotation mark may be missing."),
    "stray-cell": ("warning", "Cells far from the rest of the sheet were ignored."),
    # What is worth knowing.
    "origin-empty": ("info", "No origin is given on some lines: they are of unknown origin."),
    "answer-applied": ("info", "Answers that a person gave were applied."),
    "answer-unused": ("info", "Answers that a person gave match nothing in the sheet."),
    "unit-option-unused": ("info", "The unit given as an option was not needed: the input says its own."),
    "rows-blank": ("info", "Rows without any value were left out."),
    "rows-subtotal": ("info", "Rows of totals were left out, because their lines are already there."),
    "rows-header": ("info", "Rows that repeat the header were left out."),
    "rows-note": (
        "info",
        "Rows that hold one text and nothing else were left out: notes, titles of sections.",
    ),
    "rows-under-header": ("info", "Rows under the header number the columns or say their units: no lines."),
    "period-serial": (
        "info",
        "Numbers in a column of dates are days as a spreadsheet counts them: read as dates.",
    ),
    "label-filled": (
        "info",
        "A label was read for the rows below it that leave it out, as in a pivot table.",
    ),
    "merged-filled": ("info", "The text of a merged cell was read for each of its rows."),
    "sheet-not-read": (
        "info",
        "Another sheet of the workbook was not read; a warning where it could have been read as lines.",
    ),
    "encoding-guessed": ("info", "A delimited file is not UTF-8 and was read as Windows-1252."),
    "hidden-cells": ("info", "Hidden or filtered rows and columns were read all the same."),
}
"""Issue code to (severity, meaning)."""

REJECTING: tuple[str, ...] = (
    "cell-error", "formula-uncached", "quantity-missing", "quantity-text", "decimal-ambiguous",
    "quantity-date", "quantity-boolean", "quantity-infinite", "quantity-negative",
    "quantity-implausible", "share-unreadable", "unit-missing", "unit-unknown",
)  # fmt: skip
"""Codes that make a line rejected."""

PROBLEMS: tuple[str, ...] = (
    *REJECTING,
    "commodity-missing", "commodity-unknown", "commodity-ambiguous", "origin-unknown", "origin-ambiguous",
    "counted-elsewhere",
)  # fmt: skip
"""Codes that may stand in the column `problem`, the one that wins first."""


LONGEST_QUOTED, QUOTED = 200, 60
"""Characters up to which a message repeats what was found, and of which it repeats the first where it is longer."""


LONGEST_MESSAGE = 2_000
"""Characters of a message."""


def make_issue(
    code: str,
    message: str,
    *,
    found: str = "",
    suggestion: str = "",
    sheet: str = "",
    cell: str = "",
    line_id: str = "",
    severity: str | None = None,
) -> dict[str, Any]:
    """Return one issue as a row of :data:`bbafootprint.schema.ISSUE_COLUMNS`.

    Parameters
    ----------
    code : str
        A code of :data:`ISSUE_CODES`.
    message : str
        What was found and why it is wrong.
    found, suggestion, sheet, cell, line_id : str
        The other columns; empty where they do not apply.
    severity : str, optional
        Where it is not that of :data:`ISSUE_CODES`.

    Returns
    -------
    dict of str to str

    Raises
    ------
    KeyError
        If the code is not in :data:`ISSUE_CODES`.
    """
    usual = ISSUE_CODES[code][0]
    if len(found) > LONGEST_QUOTED:  # kept whole under `found`; a message is to be read
        message = message.replace(found, f"{found[:QUOTED]} …")
    if len(message) > LONGEST_MESSAGE:
        message = f"{message[:LONGEST_MESSAGE]} …"
    return {
        "severity": usual if severity is None else severity,
        "code": code,
        "sheet": sheet,
        "cell": cell,
        "found": found,
        "message": message,
        "suggestion": suggestion,
        "line_id": line_id,
    }


def issues_frame(issues: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """Return issues as a table, the gravest first and otherwise in the order in which they were found.

    Parameters
    ----------
    issues : iterable of mapping
        Rows made by :func:`make_issue`.

    Returns
    -------
    pandas.DataFrame
        Columns :data:`bbafootprint.schema.ISSUE_COLUMNS`.
    """
    rank = {"error": 0, "warning": 1, "info": 2}
    rows = sorted(issues, key=lambda row: rank[row["severity"]])
    if not rows:
        return empty_issues()
    return pd.DataFrame(rows, columns=list(ISSUE_COLUMNS), dtype=object)


def issue_rows(issues: pd.DataFrame) -> list[dict[str, Any]]:
    """Return a table of issues row by row, as :func:`issues_frame` takes them.

    Parameters
    ----------
    issues : pandas.DataFrame

    Returns
    -------
    list of dict
    """
    return [{str(name): value for name, value in row.items()} for row in issues.to_dict("records")]
