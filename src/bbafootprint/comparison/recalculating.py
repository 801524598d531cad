"""The lines of one run under the options of another: what the method alone changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal, TypeVar, cast

import numpy as np
import pandas as pd

from bbafootprint.comparison.placing import kept_lines
from bbafootprint.errors import InputError, UsageError
from bbafootprint.footprint import Footprint
from bbafootprint.ingest.own_products import read_products
from bbafootprint.pipeline import calculate_footprint
from bbafootprint.schema import TRACED, TRACING_COLUMNS, UNKNOWN_ORIGIN, Lines
from bbafootprint.trade.datasets import load_trade
from bbafootprint.trade.products.data import describe_products
from bbafootprint.trade.tracing.origins import TradeSource, load_all_trade, trade_record
from bbafootprint.vocabulary import places
from bbafootprint.vocabulary.own_products import OwnProducts

ProductSource = OwnProducts | pd.DataFrame | str | Path
_T = TypeVar("_T")


def method_of(result: Footprint) -> dict[str, Any]:
    """Return what of a run is method: allocation, perspective with its trade data, layering.

    Own products are not: how much crop stands behind a tonne is data, and its change is one of conversion.
    """
    options = result.options
    return {
        "allocation": options["allocation"],
        "perspective": options.get("perspective", "direct"),
        "trade": options.get("trade", []),
        "layering": result.factors.layering if len(result.factors.layers) > 1 else "rung",
    }


def method_change(before: Footprint, after: Footprint) -> dict[str, tuple[str, str]]:
    """Return what differs in the method of two runs: name to its two values in words."""
    one, two = method_of(before), method_of(after)
    several = min(len(run.factors.layers) for run in (before, after)) > 1
    changed = {}
    for name in one:
        if one[name] == two[name] or (name == "layering" and not several):
            continue
        changed[name] = (_in_words(one[name]), _in_words(two[name]))
    return changed


def recalculate(
    result: Footprint,
    like: Footprint,
    trade: TradeSource | Sequence[TradeSource] | None = None,
    products: ProductSource | Sequence[ProductSource] | None = None,
) -> Footprint:
    """Return a footprint of the lines and factors of one run, made as another was made.

    Parameters
    ----------
    result : Footprint
        The run whose lines, factors and own products are used.
    like : Footprint
        The run whose allocation, perspective, trade data and layering are used.
    trade : TradeData, str, pathlib.Path, pandas.DataFrame or sequence of these, optional
        The trade data that `like` was traced with, where they are not shipped or installed by their name.
    products : OwnProducts, pandas.DataFrame, str, pathlib.Path or sequence of these, optional
        The own products of `result`, where it has any.

    Returns
    -------
    Footprint

    Raises
    ------
    UsageError
        If trade data or own products that the runs used are not given, or are not those that are given.
    """
    method, lines = method_of(like), kept_lines(result)[0]
    if (method["perspective"], method["trade"]) != (
        result.options.get("perspective", "direct"), result.options.get("trade", []),
    ):  # fmt: skip
        lines = undo_tracing(lines)
        retraced = method["perspective"]
    else:
        retraced = "direct"  # as they are, traced or not
    factors = result.factors
    if len(factors.layers) > 1 and len(like.factors.layers) > 1:
        factors = replace(factors, layering=like.factors.layering)
    return calculate_footprint(
        lines,
        factors,
        allocation=method["allocation"],
        perspective=cast(Literal["direct", "traced"], retraced),
        trade=_trade_of(method["trade"], trade) if retraced == "traced" else None,
        products=_products_of(result, products),
    )


def undo_tracing(lines: Lines) -> Lines:
    """Return lines as they were before trade data split them.

    Parameters
    ----------
    lines : Lines
        Traced or not.

    Returns
    -------
    Lines
        A row a line. The origin of a line that was split is the one that was declared: the country that the goods were
        shipped from where one was given as the origin, else unknown.
    """
    frame = lines.frame
    if "part" not in frame.columns:
        return lines
    part = frame["part"].to_numpy()
    number, _ = pd.factorize(frame["line_id"].astype(object))
    is_part = part > 0
    kept = part <= 1
    whole = frame[kept].copy()
    first = number[kept]
    for name in ("quantity", "amount"):
        values = frame[name].to_numpy(np.float64)
        sums = np.bincount(number[is_part], weights=values[is_part], minlength=number.max(initial=-1) + 1)
        whole[name] = np.where(is_part[kept], sums[first], whole[name].to_numpy(np.float64))
    split = is_part[kept] & (whole["origin_match"].astype(object) == TRACED).to_numpy(bool)
    given = whole["origin_as_given"].astype(object).to_numpy()
    shipped = whole["consignment"].astype(object).to_numpy()
    origin, match = (whole[name].astype(object).to_numpy(copy=True) for name in ("origin", "origin_match"))
    region = whole["region"].astype(object).to_numpy(copy=True)
    declared = {
        text: places.match_place(text) for text in {text for text in given[split] if isinstance(text, str)}
    }
    for at in np.flatnonzero(split):
        found = declared.get(given[at])
        if found is None or found.code == UNKNOWN_ORIGIN:
            origin[at], match[at] = UNKNOWN_ORIGIN, "unknown origin"
        else:
            # A code that a person gave for a text nobody knows: it was the place that the goods were shipped from.
            origin[at], match[at] = found.code or shipped[at], found.how
        region[at] = whole["region_as_given"].iloc[at]
    whole["origin"], whole["origin_match"], whole["region"] = (
        pd.Categorical(values) for values in (origin, match, region)
    )
    reading = {name: what for name, what in lines.reading.items() if name != "trade"}
    return replace(
        lines, frame=whole.drop(columns=[name for name in TRACING_COLUMNS if name in whole]), reading=reading
    )


def _trade_of(
    record: Sequence[Mapping[str, Any]], given: TradeSource | Sequence[TradeSource] | None
) -> list[TradeSource]:
    """Return the trade data of a record: those given, else those known by name."""
    known = [] if given is None else load_all_trade(given)
    found: list[TradeSource] = []
    for entry in record:
        candidates = [data for data in known if data.id == entry["id"]]
        if not candidates:
            with suppress(InputError):  # not known by name either: said below
                candidates = [load_trade(entry["id"])]
        fitting = [data for data in candidates if not entry["hashes"] or trade_record(data) == dict(entry)]
        if not fitting:
            raise UsageError(
                f"one run was traced with the trade data {entry['id']} {entry['version']}, which are needed to tell "
                "the part of the method from the rest; give these very data as trade=..."
            )
        found.append(fitting[0])
    return found


def _products_of(result: Footprint, given: Any) -> OwnProducts | None:
    """Return the own products that a run was made with."""
    record = result.options.get("products")
    if record is None or record.get("own") is None:
        return None
    sources = list(given) if isinstance(given, list | tuple) else [] if given is None else [given]
    for source in sources:
        own = read_products(source)
        if describe_products(own) == record:
            return own
    raise UsageError(
        "a run was made with own products, which are needed to tell the part of the method from the rest; give the "
        "same table as products=..."
    )


def _in_words(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(f"{entry['id']} {entry['version']}" for entry in value) or "none"
    return str(value)
