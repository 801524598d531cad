"""A result as plain data for machines: the JSON of the command line."""

from __future__ import annotations

from typing import Any

import pandas as pd

from bbafootprint.footprint import Footprint
from bbafootprint.footprint.plain import plain, records
from bbafootprint.schema import ISSUE_COLUMNS, Lines


def result_to_dict(result: Footprint) -> dict[str, Any]:
    """Return a result as JSON-ready data.

    Parameters
    ----------
    result : Footprint
        With its lines.

    Returns
    -------
    dict
        ``totals``, ``rows`` (rows of the input), ``lines`` (read, assessed, not_assessed, rejected), ``mass``
        (the same in tonnes, with the lines of unknown mass), ``by_commodity``, ``by_origin``, ``coverage``,
        ``origins`` (lines and tonnes by what is known of their origin), ``not_assessed``, ``gaps`` (what each
        indicator leaves out), ``conversions`` (commodity, unit and content to primary quantity per unit, with its
        95 % interval, quality, path and lines), ``issues``, ``reading`` (how the input was read), ``provenance``. A
        missing number is None.
    """
    total = result.total().reset_index()
    return {
        "totals": records(total),
        "rows": rows_read(result),
        "lines": result.counts(),
        "mass": result.masses(),
        "by_commodity": records(result.by("commodity")),
        "by_origin": records(result.by("origin")),
        "coverage": records(result.coverage()),
        "origins": records(result.origins().reset_index()),
        "not_assessed": records(result.not_assessed()),
        "gaps": records(result.gaps()),
        "conversions": _conversions(result),
        "issues": issues_to_records(result.issues),
        "reading": None if result.lines is None else plain(dict(result.lines.reading)),
        "provenance": plain(result.provenance),
    }


def lines_to_dict(lines: Lines) -> dict[str, Any]:
    """Return what a check of the input found, as JSON-ready data.

    Parameters
    ----------
    lines : Lines

    Returns
    -------
    dict
        ``rows``, ``lines`` (read, rejected, with a problem), ``issues``, ``reading``.
    """
    problem = (lines.frame["problem"] != "").sum()
    rejected = int(lines.frame["rejected"].sum())
    return {
        "rows": lines.reading.get("rows", len(lines)),
        "lines": {"read": len(lines), "rejected": rejected, "with_problem": int(problem)},
        "issues": issues_to_records(lines.issues),
        "reading": plain(dict(lines.reading)),
    }


def traced_to_dict(lines: Lines) -> dict[str, Any]:
    """Return what tracing made of lines, as JSON-ready data.

    Parameters
    ----------
    lines : Lines
        As :func:`bbafootprint.trace_origins` returns them.

    Returns
    -------
    dict
        ``lines`` (read, traced, not_traced: shipped from a country without trade data), ``parts``, ``trade`` (id,
        version and hashes), ``rows`` (one mapping a line or part: line_id, part, share, commodity, amount, amount_unit,
        consignment, origin, origin_match, traced_with), ``issues``, ``reading``.
    """
    shown = [
        "line_id", "part", "share", "commodity", "amount", "amount_unit", "consignment", "origin", "origin_match",
        "traced_with",
    ]  # fmt: skip
    return {
        **tracing_counts(lines),
        "trade": plain(lines.reading.get("trade", [])),
        "rows": records(lines.frame[shown]),
        "issues": issues_to_records(lines.issues),
        "reading": plain(dict(lines.reading)),
    }


def tracing_counts(lines: Lines) -> dict[str, Any]:
    """Return how many lines were read, traced, and left whole though shipped from somewhere; and the parts."""
    part = lines.frame["part"].to_numpy()
    whole = part == 0
    shipped = (lines.frame["traced_with"] != "").to_numpy(bool)
    return {
        "lines": {
            "read": int((part <= 1).sum()),
            "traced": int((part == 1).sum()),
            "not_traced": int((whole & shipped).sum()),
        },
        "parts": int((~whole).sum()),
    }


def rows_read(result: Footprint) -> int | None:
    """Return the rows of the input, None where the lines are not kept."""
    if result.lines is None:
        return None
    return int(result.lines.reading.get("rows", len(result.lines)))


def issues_to_records(issues: pd.DataFrame) -> list[dict[str, Any]]:
    """Return issues as a list of mappings."""
    return records(issues[list(ISSUE_COLUMNS)])


_CONVERSION = [
    "commodity", "amount_unit", "content_used", "conversion", "conversion_low", "conversion_high",
    "conversion_quality", "conversion_path",
]  # fmt: skip


def _conversions(result: Footprint) -> list[dict[str, Any]]:
    """Return the conversions that were used, each once, with the lines that they are of."""
    if result.lines is None:
        return []
    frame = result.lines.frame
    used = frame.loc[frame["conversion"].notna(), ["line_id", *_CONVERSION]]
    counted = used.groupby(_CONVERSION, observed=True, sort=False, dropna=False)["line_id"].nunique()
    return records(counted.rename("lines").reset_index())
