"""The page to read first: how purchases become a footprint.

::

    read -> normalise -> settle -> trace -> convert -> resolve -> calculate -> aggregate -> report

Reading and normalising are one verb, :func:`bbafootprint.read_lines`: a person's table becomes coded lines, and
everything wrong with it becomes issues. What no word tells apart (cane or beet sugar) is settled by what the
origin grows; what was shipped from a country that did not grow it is followed back, where that is asked for. The rest
is the function below; tables and files are made from its result.
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
from bbafootprint.ingest.own_products import read_products
from bbafootprint.schema import Lines
from bbafootprint.trade.products import convert_to_primary
from bbafootprint.trade.products.conversion_basis import conversion_basis
from bbafootprint.trade.products.data import describe_products
from bbafootprint.trade.products.double_counting import find_double_counting
from bbafootprint.trade.products.settling import settle_by_origin
from bbafootprint.trade.products.unconverted import UNCONVERTED, explain_unconverted
from bbafootprint.trade.tracing.origins import Perspective, TradeSource, trace_origins
from bbafootprint.vocabulary.own_products import OwnProducts


def calculate_footprint(
    lines: Lines | pd.DataFrame | str | Path,
    factors: FactorSet | str | Path | pd.DataFrame | None = None,
    *,
    allocation: Literal["economic", "mass"] = "economic",
    perspective: Perspective = "direct",
    trade: TradeSource | Sequence[TradeSource] | None = None,
    products: OwnProducts | pd.DataFrame | str | Path | None = None,
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
    perspective : {"direct", "traced"}
        Origins as declared; or lines that were shipped from a country that did not grow the goods split over those
        that did (:func:`bbafootprint.trace_origins`).
    trade : TradeData, str, pathlib.Path, pandas.DataFrame or sequence of these, optional
        The trade data to trace with, by default ``"trade-open"``.
    products : pandas.DataFrame, str or pathlib.Path, optional
        A table of own products, which adds to the library's or takes their place (docs/how-to/own-products.md).
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
        If a column of `by` does not exist, the perspective is not known, or trade data are given and not used.
    """
    if trade is not None and perspective == "direct":
        raise UsageError("trade data are used by perspective='traced' alone: ask for it, or leave trade out")
    by = [by] if isinstance(by, str) else list(by)
    own = read_products(products)
    lines = lines if isinstance(lines, Lines) else read_lines(lines, products=own)
    factors = (
        factors if isinstance(factors, FactorSet) else load_factors(*([] if factors is None else [factors]))
    )

    lines = settle_by_origin(lines, factors.producers)
    growers = _growers(factors) if perspective == "traced" else None
    lines = trace_origins(lines, trade, perspective, products=own, producers=growers)
    converted = _flag_unconverted(convert_to_primary(lines, own, allocation))
    converted = find_double_counting(explain_unconverted(converted, own), own)
    options = _options(allocation, converted, own)
    keys, key = code_keys(converted.frame)
    resolution = resolve_keys(keys, factors)
    converted = replace(converted, frame=name_regions(converted.frame, key, keys, resolution))
    if missing := [name for name in by if name not in converted.frame.columns]:
        raise UsageError(f"the lines have no column {missing}; they have {list(converted.frame.columns)}")
    ledger = tally(converted.frame, keys, key, by)
    conversions = conversion_basis(allocation, own)

    lines_kept, key_kept = (converted, key) if keep_lines else (None, None)
    return Footprint(ledger, factors, resolution, options, lines_kept, key_kept, conversions)


def _options(allocation: str, lines: Lines, own: OwnProducts | None) -> dict[str, Any]:
    """Return what changes numbers besides the lines and the factors."""
    trade = lines.reading.get("trade", [])  # also of lines that were traced before they came here
    perspective = {"perspective": "traced", "trade": trade} if trade else {"perspective": "direct"}
    return {"allocation": allocation, **perspective, "products": describe_products(own)}


def _growers(factors: FactorSet) -> pd.DataFrame:
    """Return who grows what: the producers, and every origin with a factor of its own for what they list."""
    names = ["commodity", "origin"]
    listed = factors.producers[names].astype(object)
    own = factors.frame[names].astype(object)
    own = own[own["commodity"].isin(listed["commodity"]).to_numpy(bool)]
    return pd.concat([listed, own], ignore_index=True).drop_duplicates()


def _flag_unconverted(lines: Lines) -> Lines:
    """Give lines without a primary equivalent their reason, so that nothing is left out unsaid."""
    frame = lines.frame
    problem = frame["problem"].astype("category")
    unsaid = frame["primary_quantity"].isna() & ~frame["rejected"] & (problem == "")
    if not unsaid.any():
        return lines
    if UNCONVERTED not in problem.cat.categories:
        problem = problem.cat.add_categories([UNCONVERTED])
    return replace(lines, frame=frame.assign(problem=problem.where(~unsaid, UNCONVERTED)))
