"""The page to read first: how purchases become a footprint.

::

    read -> normalise -> settle -> convert -> resolve -> calculate -> aggregate -> report

Reading and normalising are one verb, :func:`bbafootprint.read_lines`: a person's table becomes coded lines, and
everything wrong with it becomes issues. What no word tells apart (cane or beet sugar) is settled by what the
origin grows. The rest is the function below; tables and files are made from its result.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from bbafootprint.errors import UsageError
from bbafootprint.factors import FactorSet, load_factors
from bbafootprint.footprint import Footprint, code_keys, name_regions, resolve_keys, tally
from bbafootprint.ingest import read_lines
from bbafootprint.schema import Lines
from bbafootprint.trade.products import convert_to_primary
from bbafootprint.trade.settling import settle_by_origin


def calculate_footprint(
    lines: Lines | pd.DataFrame | str | Path,
    factors: FactorSet | str | Path | pd.DataFrame | None = None,
    *,
    allocation: Literal["economic", "mass"] = "economic",
    by: str | Sequence[str] = (),
    keep_lines: bool = True,
) -> Footprint:
    """Turn lines into their footprint.

    Parameters
    ----------
    lines : Lines, pandas.DataFrame, str or pathlib.Path
        Lines, or anything that :func:`bbafootprint.read_lines` reads.
    factors : FactorSet, str, pathlib.Path or pandas.DataFrame, optional
        A factor set, or anything that :func:`bbafootprint.load_factors` loads; by default ``"bba-open"``.
    allocation : {"economic", "mass"}
        How the burden of a primary commodity is shared among co-products (docs/method.md, section 1).
    by : str or sequence of str
        Columns to group by that must survive when the lines are not kept.
    keep_lines : bool
        Keep the lines in the result. Without them the result is as small as its distinct keys, and has totals,
        coverage and the groups of `by`, but no tables per line.

    Returns
    -------
    Footprint
        Lines with a problem, or without a factor on any rung, are in it as not assessed: counted, listed, and in
        no total.

    Raises
    ------
    InputError
        If `lines` is a file or table that cannot be used at all.
    FactorSetError
        If the factor set is not found or breaks its format.
    UsageError
        If a column of `by` does not exist.
    """
    by = [by] if isinstance(by, str) else list(by)
    lines = lines if isinstance(lines, Lines) else read_lines(lines)
    factors = (
        factors if isinstance(factors, FactorSet) else load_factors(*([] if factors is None else [factors]))
    )
    options: dict[str, Any] = {"allocation": allocation, "perspective": "direct"}

    lines = settle_by_origin(lines, factors.producers)
    converted = _flag_unconverted(convert_to_primary(lines, allocation=allocation))
    keys, key = code_keys(converted.frame)
    resolution = resolve_keys(keys, factors)
    converted = replace(converted, frame=name_regions(converted.frame, key, keys, resolution))
    if missing := [name for name in by if name not in converted.frame.columns]:
        raise UsageError(f"the lines have no column {missing}; they have {list(converted.frame.columns)}")
    ledger = tally(converted.frame, keys, key, by)

    if keep_lines:
        return Footprint(ledger, factors, resolution, options, converted, key)
    return Footprint(ledger, factors, resolution, options)


def _flag_unconverted(lines: Lines) -> Lines:
    """Give lines without a primary equivalent their reason, so that nothing is left out unsaid."""
    frame = lines.frame
    problem = frame["problem"].astype("category")
    unsaid = frame["primary_quantity"].isna() & ~frame["rejected"] & (problem == "")
    reason = "no-primary-equivalent"
    if reason not in problem.cat.categories:
        problem = problem.cat.add_categories([reason])
    return replace(lines, frame=frame.assign(problem=problem.where(~unsaid, reason)))
