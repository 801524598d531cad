"""The headers of the sheet Lines of our own results workbook, by which it is known again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

GIVEN_HEADERS: Mapping[str, str] = {
    "line_id": "Line ID", "period": "Period", "supplier": "Supplier", "commodity": "Commodity",
    "hs_code": "HS code", "origin": "Origin", "region": "Region", "consignment": "Shipped from",
    "quantity": "Quantity", "unit": "Unit", "content": "Content", "stage": "Stage",
}  # fmt: skip
"""Column that a person may bring to the header under which the sheet Lines says what was given for it."""

MARKS: Mapping[str, str] = {
    "sheet": "Read from sheet", "cell": "Read from cell", "commodity": "Read as", "commodity_match": "Read how",
}  # fmt: skip
"""Columns of the lines to the headers that only our own sheet Lines has."""


TRACED_HEADERS: Mapping[str, str] = {
    "part": "Part of line", "share": "Share of line", "origin": "Grown in", "consignment": "Read as shipped from",
    "traced_with": "Traced with", "origin_quality": "Quality of traced origin",
}  # fmt: skip
"""Columns of traced lines to the headers under which the sheet Lines holds them."""

STANDS_FOR = "Stands for"
"""Header under which the sheet Lines says how many lines a row stands for, where rows are groups of lines."""


def is_lines_sheet(headers: Sequence[str]) -> bool:
    """Tell whether headers are those of the sheet Lines of our own results workbook.

    Parameters
    ----------
    headers : sequence of str

    Returns
    -------
    bool
    """
    return {GIVEN_HEADERS["line_id"], GIVEN_HEADERS["quantity"], *MARKS.values()} <= set(headers)


def given_headers(headers: Sequence[str]) -> list[str]:
    """Return headers as their meaning is to be looked for.

    In our own sheet Lines the person's other columns come last, under the headers that they had, and some of them
    read as well as ours ("2023 (t)", "Net weight"): there only our own headers mean something.

    Parameters
    ----------
    headers : sequence of str

    Returns
    -------
    list of str
        In our own sheet Lines those of :data:`GIVEN_HEADERS`, each once, and an empty text for every other; in any
        other sheet the headers.
    """
    if not is_lines_sheet(headers):
        return list(headers)
    first = {header: at for at, header in reversed(list(enumerate(headers)))}
    ours = {first[header] for header in GIVEN_HEADERS.values() if header in first}
    return [header if at in ours else "" for at, header in enumerate(headers)]
