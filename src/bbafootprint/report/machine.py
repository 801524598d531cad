"""A result as plain data for machines: the JSON of the command line."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd

from bbafootprint.footprint import Footprint
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
        ``not_assessed``, ``gaps`` (what each indicator leaves out), ``issues``, ``reading`` (how the
        input was read), ``provenance``. A missing number is None.
    """
    total = result.total().reset_index()
    return {
        "totals": _records(total),
        "rows": rows_read(result),
        "lines": result.counts(),
        "mass": result.masses(),
        "by_commodity": _records(result.by("commodity")),
        "by_origin": _records(result.by("origin")),
        "coverage": _records(result.coverage()),
        "not_assessed": _records(result.not_assessed()),
        "gaps": _records(result.gaps()),
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


def rows_read(result: Footprint) -> int | None:
    """Return the rows of the input, None where the lines are not kept."""
    if result.lines is None:
        return None
    return int(result.lines.reading.get("rows", len(result.lines)))


def issues_to_records(issues: pd.DataFrame) -> list[dict[str, Any]]:
    """Return issues as a list of mappings."""
    return _records(issues[list(ISSUE_COLUMNS)])


def plain(value: Any) -> Any:
    """Return `value` with only what JSON knows; NaN and missing become None."""
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, bool | int | str):
        return value
    return str(value)


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    names = [str(name) for name in frame.columns]
    columns = [frame.iloc[:, at].astype(object).tolist() for at in range(len(names))]
    return [dict(zip(names, map(plain, row), strict=True)) for row in zip(*columns, strict=True)]
