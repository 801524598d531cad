"""The content of each line: from the columns that say one of its crop, else from the words of what was bought."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from bbafootprint.ingest.contents import is_percent_header, read_content
from bbafootprint.ingest.crop_contents import content_columns, crops_of, mixtures_of, percent_columns
from bbafootprint.ingest.issues import make_issue
from bbafootprint.ingest.layout import Layout
from bbafootprint.ingest.naming import Named
from bbafootprint.ingest.quantities import FloatArray
from bbafootprint.ingest.table import IntArray, as_text, cell_issues, count_lines
from bbafootprint.vocabulary import commodities
from bbafootprint.vocabulary.own_products import OwnProducts


def line_contents(
    layout: Layout,
    decimal: str | None,
    line_id: Callable[[int], str],
    commodity: Named,
    products: OwnProducts | None = None,
) -> tuple[FloatArray, list[dict[str, Any]]]:
    """Return the content of each line.

    Parameters
    ----------
    layout : Layout
    decimal : {".", ","} or None
        The decimal mark of texts, as the person said.
    line_id : callable
        From the position of a line to its identifier.
    commodity : Named
        What was bought.
    products : OwnProducts, optional
        A person's own products.

    Returns
    -------
    contents : numpy.ndarray of float
        Shares; NaN where not given, not readable, or of another crop than the product is made of.
    issues : list of dict
    """
    table, keys = layout.table, commodity.keys[layout.take]
    contents = np.full(len(layout), np.nan)
    issues: list[dict[str, Any]] = []
    columns = content_columns(table)
    unread = percent_columns(table)
    stated = [np.nan if match.content is None else match.content for match in commodity.matches]
    if not (columns or unread or np.isfinite(stated).any()):
        return contents, []
    crops = np.array(crops_of(commodity, products), dtype=object)[keys]
    mixed = np.array(mixtures_of(commodity, products), dtype=bool)[keys]
    for at, crop in columns.items():
        shares, found = _read(layout, at, decimal, line_id)
        issues += found
        given = shares[layout.take]
        fits = np.full(len(layout), True) if crop is None else crops == crop
        if crop is not None:
            other = np.flatnonzero(~fits & mixed & (given > 0))
            issues += _of_another_crop(layout, at, crop, other, line_id)
        contents = np.where(np.isnan(contents) & fits, given, contents)
    contents = np.where(np.isnan(contents), np.array([*stated, np.nan])[keys], contents)
    lacking = np.flatnonzero(mixed & np.isnan(contents))
    if len(lacking):
        issues += [_not_read(layout, at, len(lacking)) for at in unread]
    return contents, issues


def _read(
    layout: Layout, at: int, decimal: str | None, line_id: Callable[[int], str]
) -> tuple[FloatArray, list[dict[str, Any]]]:
    """Return the shares of a column by row, and what is wrong with them."""
    table, rows = layout.table, layout.rows
    percent = is_percent_header(table.headers[at])
    shares, unreadable, mixed = read_content(table.columns[at], decimal, percent)
    bad = np.array(unreadable, dtype=np.int64)
    bad = bad[np.isin(bad, rows)]  # a row that is left out has nothing to be told
    counts = [len(bad)] if table.kind == "memory" and len(bad) else None
    bad = bad[:1] if counts else bad
    issues = cell_issues(
        table,
        "content-unreadable",
        bad,
        at,
        [as_text(table.columns[at].iloc[row]) for row in bad.tolist()],
        [line_id(int(np.searchsorted(rows, row))) for row in bad.tolist()],
        lambda found: (
            f"The content '{found}' is not a share; the product's default is used.",
            "Write a share such as 0.7, or a percentage such as 70 %.",
        ),
        counts,
    )
    if mixed and percent:
        issues.append(
            make_issue(
                "content-percent",
                f"'{table.headers[at]}' says percent, and no number under it is above 1: 0.45 may be 45 % or"
                " less than half a percent. They were not used; the product's default is.",
                found=table.headers[at],
                suggestion="Write percentages with their sign (45 %), or take the percent out of the header.",
                sheet=table.sheet,
                cell=table.address(-1, at),
            )
        )
    elif mixed:
        issues.append(
            make_issue(
                "content-mixed",
                f"'{table.headers[at]}' holds numbers up to 1 and above 1: up to 1 is read as a share, above"
                " 1 as a percentage.",
                found=table.headers[at],
                suggestion="Write all of them as shares, or all as percentages with their sign.",
                sheet=table.sheet,
                cell=table.address(-1, at),
            )
        )
    return shares, issues


def _of_another_crop(
    layout: Layout, at: int, crop: str, lines: IntArray, line_id: Callable[[int], str]
) -> list[dict[str, Any]]:
    if not len(lines):
        return []
    table, first = layout.table, int(lines[0])
    return [
        make_issue(
            "content-of-other-crop",
            f"'{table.headers[at]}' is a share of {commodities.name(crop)}; {count_lines(len(lines))} with a number in"
            " it hold another crop, and it was not used for them.",
            found=table.headers[at],
            suggestion="Give the share of their own crop in a column of its own, such as 'Palm content'.",
            sheet=table.sheet,
            cell=table.address(int(layout.rows[first]), at),
            line_id=line_id(first),
        )
    ]


def _not_read(layout: Layout, at: int, lines: int) -> dict[str, Any]:
    table = layout.table
    header = table.headers[at]
    return make_issue(
        "content-unread",
        f"'{header}' holds percentages and was not read, while {count_lines(lines)} of mixed products have no content"
        " of their own: the default is used.",
        found=header,
        suggestion=f'If it is what the products hold of their commodity: --column content="{header}".',
        sheet=table.sheet,
        cell=table.address(-1, at),
    )
