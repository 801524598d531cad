"""A workbook being written: its formats, and how a text, a table and a page are put on a sheet."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from bbafootprint.footprint.calculate import Floats
from bbafootprint.footprint.plain import plain
from bbafootprint.ingest.marks import looks_like_formula
from bbafootprint.report.cell_texts import cell_text, headers_of, lines_of, page_text, still, still_line
from bbafootprint.report.number_formats import EXACT, digits_shown, exact_where_short, format_of, shown_widths

ROWS_IN_TABLE = 100_000
"""A longer table is cut, and says so: a workbook with more rows is slow to open."""

COLUMNS_ON_A_PAGE = 16
"""A wider table is printed over several pages side by side, its first column on each."""

WIDEST, WRAPPED_WIDTH = 48, 80
"""Widths of a column at most, in characters: of one line of text, and of texts that take several."""

LINE_HEIGHT = 15
"""Height of a line of text, in points."""

MOST_LINES = 20
"""Lines of the highest row; a longer text is cut by its cell, and there in full when the cell is entered."""

HEAD_FILL, HEAD_TEXT = "#e6edf4", "#1f3b57"
"""Colours of the headers of tables; programs without styles of tables show them too."""

_SHARES = frozenset(("share", "narrowing", "step"))
"""Words in headers of shares, which are shown in percent."""
_NO_AMOUNT = frozenset(("row", "year", "period", "part", "rank", "from", "to"))
"""Words in headers of whole numbers that are no amounts: they are not grouped in thousands."""
_GIVEN = frozenset(("Quantity", "Quantity read", "Mass as bought [t]"))
"""Headers of quantities as they were given, and of these in another unit: shown with the decimals that they have."""
_MASSES = frozenset(("Mass [t]", "Assessed mass [t]", "Supplementary quantity"))
"""Headers of such quantities and of their sums: shown so where the decimals are few."""


class Sheets:
    """One workbook with its formats, and how a table is put on a sheet."""

    def __init__(self, book: Any, title: str = "") -> None:
        self.book = book
        self.title = title
        self._formats: dict[tuple[tuple[str, object], ...], Any] = {}
        self._properties: dict[int, dict[str, object]] = {}
        self.bold = self.format(bold=True)
        self.heading = self.format(bold=True, font_size=14, font_color=HEAD_TEXT)
        self.section = self.format(bold=True, font_size=11, font_color=HEAD_TEXT)
        self.note = self.format(italic=True, font_color="#555555")
        self.unit = self.format(align="left", indent=1)  # apart from the number on its left
        self.wrapped = self.format(text_wrap=True, valign="top", align="left", indent=1)
        self.names: set[str] = set()

    def format(self, **properties: object) -> Any:
        """Return a format, made once."""
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self.book.add_format(properties)
            self._properties[id(self._formats[key])] = properties
        return self._formats[key]

    def number(self, digits: int, **look: object) -> Any:
        """Return the format of numbers that are shown so, see :func:`digits_shown`."""
        return self.format(num_format=format_of(digits), **look)

    def quoted(self, form: Any = None) -> Any:
        """Return a format whose text stays one when a person edits its cell, or saves the sheet as CSV."""
        return self.format(**self._properties.get(id(form), {}), quote_prefix=True)

    # ---- a sheet -----------------------------------------------------------------------------------------------

    def sheet(self, name: str, note: str = "", heading: str | None = None, note_at: int = 0) -> Any:
        """Add a sheet with its title and a remark under it, in a column of choice, set up to be printed."""
        sheet = self.book.add_worksheet(name)
        sheet.write_string(0, 0, still(cell_text(heading or name)), self.heading)
        sheet.set_row(0, 21)
        if note:
            sheet.write_string(1, note_at, still(note), self.note)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.set_margins(left=0.5, right=0.5, top=0.7, bottom=0.7)
        sheet.set_header(f"&L&9{page_text(self.title)}&R&9&A")
        sheet.set_footer("&L&9Written by bbafootprint&R&9Page &P of &N")
        return sheet

    def table(
        self,
        name: str,
        frame: pd.DataFrame,
        note: str = "",
        wrapped: Collection[str] = (),
        notes: Mapping[str, str] | None = None,
        half: Mapping[str, Floats] | None = None,
        widths: Mapping[str, float] | None = None,
        names: int = 1,
        verbatim: Collection[str] = (),
    ) -> Any:
        """Add a sheet with one Excel table under its title, see :meth:`put`; the first `names` columns stay in view."""
        if len(frame) > ROWS_IN_TABLE:
            note = f"The first {ROWS_IN_TABLE:,} of {len(frame):,} rows. {note}"
        wide = frame.shape[1] > COLUMNS_ON_A_PAGE
        sheet = self.sheet(name, note, note_at=names if wide else 0)
        self.put(
            sheet, frame, 3, name, wrapped=wrapped, notes=notes, half=half, widths=widths, verbatim=verbatim
        )
        sheet.freeze_panes(4, names)
        sheet.repeat_rows(3)
        if wide:  # legible over several pages rather than tiny on one
            sheet.repeat_columns(0, names - 1)
            sheet.set_print_scale(70)
        else:
            sheet.fit_to_pages(1, 0)
        return sheet

    # ---- a table -----------------------------------------------------------------------------------------------

    def put(
        self,
        sheet: Any,
        frame: pd.DataFrame,
        row: int,
        name: str,
        *,
        wrapped: Collection[str] = (),
        notes: Mapping[str, str] | None = None,
        half: Mapping[str, Floats] | None = None,
        widths: Mapping[str, float] | None = None,
        held: dict[int, float] | None = None,
        verbatim: Collection[str] = (),
    ) -> int:
        """Write a frame as a real table with filters, columns as wide as what they hold.

        Parameters
        ----------
        sheet : xlsxwriter.worksheet.Worksheet
        frame : pandas.DataFrame
            The first :data:`ROWS_IN_TABLE` rows are written.
        row : int
            Of the header.
        name : str
            Of the table.
        wrapped : collection of str
            Headers of columns whose texts take several lines.
        notes : mapping of str to str, optional
            Header to what its column means: a note on the header.
        half : mapping of str to ndarray, optional
            Header to half the width of the interval of each number, which decides its digits; 0 where it is exact.
            Given quantities and masses are exact where nothing is said of them.
        widths : mapping of str to float, optional
            Header to the width of its column, where it is not that of what it holds.
        held : dict of int to float, optional
            Widths of the columns of the sheet so far, where several tables share them; widened in place.
        verbatim : collection of str
            Headers of columns that are read back: they and their texts keep signs of direction, see :func:`still`.

        Returns
        -------
        int
            The row under the table.
        """
        frame = frame.head(ROWS_IN_TABLE)
        headers = headers_of(list(frame.columns), verbatim)
        end = self._add_table(sheet, frame, headers, row, name)
        lines, heights = 1, np.ones(len(frame), dtype=np.int64)
        # where no row is higher than a line, most cells need no format, which is faster
        look: dict[str, object] = {"valign": "top"} if wrapped else {}
        base = self.format(**look) if look else None
        numbers = [pd.api.types.is_numeric_dtype(kind) for kind in frame.dtypes]
        for at, header in enumerate(headers):
            wrap, cells = header in wrapped, frame.iloc[:, at]
            beside = self.format(align="left", indent=1, **look)  # apart from the number on its left
            form = self.wrapped if wrap else beside if at and numbers[at - 1] else base
            shown = str if header in verbatim else still if wrap else still_line
            of_header = (half or {}).get(header)
            longest = self._column(sheet, cells, header, row + 1, at, of_header, form, shown)
            word = max(map(len, header.split()), default=0)
            least = max(word + 5, len(header) // 3 + 5, longest + 2, 9)
            width = (widths or {}).get(header, min(least, WRAPPED_WIDTH if wrap else WIDEST))
            if held is not None:
                width = held[at] = max(held.get(at, 0), width)
            sheet.set_column(at, at, width)
            lines = max(lines, lines_of(header, width - 3))
            if wrap:
                texts, kinds = pd.factorize(cells.astype(object).fillna(""))
                needed = np.array([lines_of(str(kind), width - 2) for kind in kinds], dtype=np.int64)
                heights = np.maximum(heights, needed[texts])
            elif header in verbatim and not numbers[at]:  # some programs break what no format wraps
                heights = np.maximum(heights, _lines_as_given(cells))
            if notes and (said := notes.get(header)):
                size = {"width": 280, "height": 26 + 17 * lines_of(said, 44)}
                sheet.write_comment(row, at, still(said), {**size, "author": "bbafootprint", "font_size": 9})
        sheet.set_row(row, LINE_HEIGHT * lines + 4)
        for down in np.flatnonzero(heights > 1).tolist():  # not every program makes a row as high as its text
            sheet.set_row(row + 1 + down, LINE_HEIGHT * min(int(heights[down]), MOST_LINES))
        return end + 1

    def _add_table(self, sheet: Any, frame: pd.DataFrame, headers: Sequence[str], row: int, name: str) -> int:
        """Add the table with its headers, before its cells; return its last row."""
        columns = [
            {"header": header, "header_format": self._head(frame.iloc[:, at], header, at)}
            for at, header in enumerate(headers)
        ]
        # a table needs one row of data; a blank one stands for none
        end = row + max(len(frame), 1)
        sheet.add_table(
            row, 0, end, max(len(headers) - 1, 0),
            {"columns": columns, "name": self._table_name(name), "style": "Table Style Light 1"},
        )  # fmt: skip
        # xlsxwriter remembers each cell of each table, to find tables that overlap: half of the memory of a large one
        getattr(sheet, "table_cells", {}).clear()
        return end

    def _head(self, values: pd.Series, header: str, at: int) -> Any:
        """Return the format of a header: over numbers on the right, with room for the button of the filter."""
        right = pd.api.types.is_numeric_dtype(values.dtype) and not pd.api.types.is_bool_dtype(values.dtype)
        aligned = {"align": "right", "indent": 2} if right else {"align": "left", "indent": int(at > 0)}
        quoted = {"quote_prefix": True} if looks_like_formula(header) else {}
        look = {"bg_color": HEAD_FILL, "font_color": HEAD_TEXT, "bottom": 1, "bottom_color": HEAD_TEXT}
        return self.format(bold=True, text_wrap=True, valign="top", **look, **aligned, **quoted)

    def _column(
        self,
        sheet: Any,
        values: pd.Series,
        header: str,
        row: int,
        at: int,
        half: Floats | None,
        form: Any,
        shown: Callable[[str], str],
    ) -> int:
        """Write the cells of a column, texts as `shown` gives them; return the longest. A missing one is no cell."""
        aligned = self._properties.get(id(form), {})
        look = {"valign": aligned["valign"]} if "valign" in aligned else {}
        if isinstance(values.dtype, pd.CategoricalDtype):
            kinds = [plain(kind) for kind in values.cat.categories]
            if all(isinstance(kind, str) for kind in kinds):
                return self._texts(sheet, list(map(shown, kinds)), values.cat.codes.to_numpy(), row, at, form)
        kind = values.dtype
        if isinstance(kind, np.dtype) and kind.kind == "f":
            return self._numbers(sheet, values.to_numpy(), header, row, at, half, look)
        cells = [plain(cell) for cell in values.astype(object).tolist()]
        cells = [str(cell) if _is_long(cell) else cell for cell in cells]
        if all(
            cell is None or (isinstance(cell, int | float) and not isinstance(cell, bool)) for cell in cells
        ):
            numbers = np.array([np.nan if cell is None else cell for cell in cells], dtype=np.float64)
            return self._numbers(sheet, numbers, header, row, at, half, look)
        longest, exact = 0, np.array([EXACT]) if header in _GIVEN else None
        for down, cell in enumerate(cells, start=row):
            if isinstance(cell, bool):
                sheet.write_boolean(down, at, cell, form)
            elif isinstance(cell, str):
                longest = max(longest, len(cell))
                self.text(sheet, down, at, shown(cell), form, verbatim=True)
            elif cell is not None:
                number = self.number(int(digits_shown(np.array([float(cell)]), exact)[0]), **look)
                longest = max(longest, len(f"{cell:,}"))
                sheet.write_number(down, at, cell, number)
        return longest

    def _texts(
        self, sheet: Any, kinds: Sequence[str], codes: np.ndarray, row: int, at: int, form: Any
    ) -> int:
        """Write coded texts: what each distinct one needs is done once."""
        texts = [cell_text(kind) for kind in kinds]
        forms = [self.quoted(form) if looks_like_formula(text) else form for text in texts]
        write = sheet.write_string
        for down, code in enumerate(codes.tolist(), start=row):
            if code >= 0:
                write(down, at, texts[code], forms[code])
        used = np.unique(codes)
        return max((len(texts[code]) for code in used.tolist() if code >= 0), default=0)

    def _numbers(
        self,
        sheet: Any,
        values: np.ndarray,
        header: str,
        row: int,
        at: int,
        half: Floats | None,
        look: Mapping[str, object],
    ) -> int:
        """Write numbers with the digits that they bear."""
        numbers = values.astype(np.float64)
        known = np.isfinite(numbers)
        if not known.any():
            return 0
        write = sheet.write_number
        if half is None and header in _GIVEN:
            half = np.full(len(numbers), EXACT)
        elif half is None and header in _MASSES:
            half = exact_where_short(numbers)
        where = np.flatnonzero(known)
        cells: list[float] = values[known].tolist()
        words = set(header.lower().replace("[", " ").split())
        if words & _SHARES and bool((np.abs(numbers[known]) <= 1 + 1e-9).all()):
            share = self.format(num_format="0.0%", **look)
            for down, cell in zip((where + row).tolist(), cells, strict=True):
                write(down, at, cell, share)
            return 7
        digits = digits_shown(numbers[known], None if half is None else half[known])
        if half is None and bool((numbers[known] == np.floor(numbers[known])).all()):
            digits = np.where(np.abs(numbers[known]) < 1e15, 0, digits)
            if words & _NO_AMOUNT:
                plainly = self.format(**look) if look else None
                for down, cell in zip((where + row).tolist(), cells, strict=True):
                    write(down, at, cell, plainly)
                return int(max(len(f"{cell:.0f}") for cell in cells))
        forms = {each: self.number(each, **look) for each in np.unique(digits).tolist()}
        if len(forms) == 1:
            (form,) = forms.values()
            for down, cell in zip((where + row).tolist(), cells, strict=True):
                write(down, at, cell, form)
        else:
            for down, cell, each in zip((where + row).tolist(), cells, digits.tolist(), strict=True):
                write(down, at, cell, forms[each])
        return int(shown_widths(numbers[known], digits).max()) + 1

    def text(
        self, sheet: Any, row: int, column: int, text: str, form: Any = None, verbatim: bool = False
    ) -> None:
        """Write a text as a text, see :func:`cell_text`; signs of direction are kept in a verbatim one alone."""
        text = text if verbatim else still(text)
        form = self.quoted(form) if looks_like_formula(text) else form
        sheet.write_string(row, column, cell_text(text), form)

    def _table_name(self, name: str) -> str:
        base = "T_" + "".join(c if c.isalnum() else "_" for c in name)
        while base.casefold() in self.names:
            base += "_"
        self.names.add(base.casefold())
        return base


def _is_long(cell: object) -> bool:
    """Tell whether a whole number has more digits than a cell keeps: it is written as a text, not rounded."""
    return isinstance(cell, int) and abs(cell) > 2**53


def _lines_as_given(cells: pd.Series) -> np.ndarray:
    """Return how many lines the text of each cell has."""
    if isinstance(cells.dtype, pd.CategoricalDtype):
        lines = [_count_lines(kind) for kind in cells.cat.categories]
        return np.array([*lines, 1], dtype=np.int64)[
            cells.cat.codes.to_numpy()
        ]  # the last is for a missing one, -1
    return np.array([_count_lines(cell) for cell in cells], dtype=np.int64)


def _count_lines(cell: object) -> int:
    return max(len(cell.splitlines()), 1) if isinstance(cell, str) else 1
