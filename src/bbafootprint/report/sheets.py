"""A workbook being written: its formats, and how a text, a table and a page are put on a sheet."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import pandas as pd

from bbafootprint.footprint.plain import plain
from bbafootprint.ingest.marks import looks_like_formula

COLUMNS_ON_A_PAGE = 16
"""A wider table is printed over several pages side by side, its first column on each."""


WRAPPED_WIDTH, WRAPPED_SIGNS = 80, 84
"""Width of a column whose texts take several lines, and the signs that surely fit on one of them."""

LINE_HEIGHT = 15
"""Height of a line of text, in points."""

NUMBER, SMALL_NUMBER = "#,##0.00;-#,##0.00;0", "0.00E+00"
"""Formats of numbers. A condition in one format would cost negative numbers their sign in some programs."""


def is_small(number: float) -> bool:
    """Tell whether two decimals would show a number as a zero that it is not."""
    return 0 < abs(number) < 0.01


def shown_width(number: float, *, whole: bool) -> int:
    """Return how many signs a number takes as it is shown; `whole` where its column has no decimals."""
    if not whole and is_small(number):
        return len(f"{number:.2E}")
    return len(f"{number:,.0f}" if whole else f"{number:,.2f}")


class Sheets:
    """One workbook with its formats, and how a table is put on a sheet."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.bold = book.add_format({"bold": True})
        self.heading = book.add_format({"bold": True, "font_size": 14})
        self.note = book.add_format({"italic": True, "font_color": "#555555"})
        self.header = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        self.number = book.add_format({"num_format": NUMBER, "valign": "top"})
        self.small = book.add_format({"num_format": SMALL_NUMBER, "valign": "top"})
        self.share = book.add_format({"num_format": "0.0%", "valign": "top"})
        # a text that looks like a formula stays a text when a person edits its cell, or saves the sheet as CSV
        self.quoted = book.add_format({"quote_prefix": True, "valign": "top"})
        self.quoted_header = book.add_format(
            {"bold": True, "text_wrap": True, "valign": "top", "quote_prefix": True}
        )
        self.top = book.add_format({"valign": "top"})
        self.wrapped = book.add_format({"text_wrap": True, "valign": "top", "align": "left", "indent": 1})
        self.names: set[str] = set()

    def sheet(self, name: str, note: str = "") -> Any:
        """Add a sheet with its title and a remark under it."""
        sheet = self.book.add_worksheet(name)
        sheet.write_string(0, 0, name, self.heading)
        if note:
            sheet.write_string(1, 0, note, self.note)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        return sheet

    def table(self, name: str, frame: pd.DataFrame, note: str = "", wrapped: Collection[str] = ()) -> Any:
        """Add a sheet with one Excel table under its title; long texts of the columns `wrapped` take several lines."""
        sheet = self.sheet(name, note)
        self.put(sheet, frame, 3, name, wrapped=wrapped)
        sheet.freeze_panes(4, 1)
        sheet.repeat_rows(3)
        if frame.shape[1] <= COLUMNS_ON_A_PAGE:
            sheet.fit_to_pages(1, 0)
        else:  # legible over several pages rather than tiny on one
            sheet.repeat_columns(0)
        return sheet

    def put(
        self, sheet: Any, frame: pd.DataFrame, row: int, name: str, header_height: int = 62,
        wrapped: Collection[str] = (),
    ) -> None:  # fmt: skip
        """Write a frame as a real table with filters, columns as wide as what they hold."""
        for at in range(frame.shape[1]):
            header, values = str(frame.columns[at]), frame.iloc[:, at]
            cells = [plain(value) for value in values.astype(object)]
            numbers = [abs(c) for c in cells if isinstance(c, int | float) and not isinstance(c, bool) and c]
            form = self._format(header, numbers)
            longest = max((len(c) for c in cells if isinstance(c, str)), default=0)
            word = max((len(part) for part in header.split()), default=0)
            if form is not self.share:  # a number that is wider than its column is shown as ###
                widths = (shown_width(number, whole=form is None) for number in numbers)
                longest = max(longest, max(widths, default=0) + 1)
            wrap = self.wrapped if header in wrapped else None
            sheet.set_column(at, at, min(max(word + 4, longest + 1, 12), WRAPPED_WIDTH if wrap else 48))
            for down, cell in enumerate(cells, start=row + 1):
                if isinstance(cell, bool):
                    sheet.write_boolean(down, at, cell)
                elif isinstance(cell, int | float):
                    sheet.write_number(
                        down,
                        at,
                        cell,
                        self.small if form is self.number and is_small(cell) else form or self.top,
                    )
                elif cell is not None:
                    self.text(sheet, down, at, str(cell), wrap or self.top)
                    if (
                        wrap and len(str(cell)) > WRAPPED_SIGNS
                    ):  # not every program makes a row as high as its text
                        sheet.set_row(down, LINE_HEIGHT * -(-len(str(cell)) // WRAPPED_SIGNS))
        sheet.set_row(row, header_height)
        headers = [
            {
                "header": str(header),
                "header_format": self.quoted_header if looks_like_formula(str(header)) else self.header,
            }
            for header in frame.columns
        ]
        # a table needs one row of data; a blank one stands for none
        sheet.add_table(
            row, 0, row + max(len(frame), 1), frame.shape[1] - 1,
            {"columns": headers, "name": self._table_name(name), "style": "Table Style Light 9"},
        )  # fmt: skip

    def text(self, sheet: Any, row: int, column: int, text: str, form: Any = None) -> None:
        """Write a text as a text, cut to what a cell can hold: a longer one would be no text at all."""
        form = self.quoted if looks_like_formula(text) else form
        sheet.write_string(row, column, text[:32_767], form)

    def _table_name(self, name: str) -> str:
        base = "T_" + "".join(c if c.isalnum() else "_" for c in name)
        while base in self.names:
            base += "_"
        self.names.add(base)
        return base

    def _format(self, header: str, numbers: Sequence[float]) -> Any:
        if "share" in header.lower():
            return self.share
        return None if all(float(number).is_integer() for number in numbers) else self.number
