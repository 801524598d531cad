"""What may be wrong in the conversions of a run, as data for whoever works out how sure a total is."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd

from bbafootprint.schema import Conversions
from bbafootprint.trade.products.bounds import (
    PRICE_SPREAD_BY_QUALITY,
    SPREAD_BY_QUALITY,
    spread_of,
)
from bbafootprint.trade.products.data import load_processes
from bbafootprint.trade.products.equivalents import Allocation, allocation_shares, primary_equivalents
from bbafootprint.trade.products.layers import base_units, processes_of
from bbafootprint.trade.products.rates import basis_name
from bbafootprint.vocabulary.own_products import OwnProducts

_STEPS = (
    "process", "input", "output", "yield", "yield_spread", "weight", "weight_spread", "share", "quality",
    "yield_source", "weight_source", "note", "row",
)  # fmt: skip


def uncertain_conversions(allocation: Allocation = "economic", own: OwnProducts | None = None) -> Conversions:
    """Return what conversions rest on: yields, prices, contents and densities, each with its spread.

    Parameters
    ----------
    allocation : {"economic", "mass"}
        By mass, prices do not matter and have no spread.
    own : OwnProducts, optional
        A person's own products.

    Returns
    -------
    Conversions
        Of every product, whether a line is of it or not. Ranges become spreads by the rules of
        :mod:`bbafootprint.trade.products.bounds`. Treat it as read-only: it is shared between runs.
    """
    return _default(allocation) if own is None else _made(allocation, own)


@cache
def _default(allocation: Allocation) -> Conversions:
    return _made(allocation, None)


def _made(allocation: Allocation, own: OwnProducts | None) -> Conversions:
    return Conversions(_bases(primary_equivalents(allocation, own=own)), _steps(allocation, own))


def _bases(products: pd.DataFrame) -> pd.DataFrame:
    """Return every way to convert a product: with or without its density, with its default content or the line's."""
    rows = {}
    for code, product in zip(products.index.astype(str), products.to_dict("records"), strict=True):
        mixed, dense = pd.notna(product["content_default"]), pd.notna(product["density_t_per_m3"])
        for by_density in (False, True) if dense else (False,):
            for given in (False, True) if mixed else (False,):
                default = mixed and not given
                power = (-1 if product["base_unit"] == "m3" else 1) if by_density else 0
                rows[basis_name(code, by_density, given)] = {
                    "commodity": code,
                    "content": product["content_default"] if default else np.nan,
                    "content_spread": product["content_spread"] if default else 0.0,
                    "density": product["density_t_per_m3"] if by_density else np.nan,
                    "density_spread": product["density_spread"] if by_density else 0.0,
                    "density_power": power,
                }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("conversion_basis")


def _steps(allocation: Allocation, own: OwnProducts | None) -> pd.DataFrame:
    units = base_units(own)
    shipped = load_processes()
    line_of = dict(
        zip(zip(shipped["process"], shipped["output"], strict=True), range(2, len(shipped) + 2), strict=True)
    )
    parts = []
    for process, rows in processes_of(own).groupby("process", sort=False):
        found = rows.reset_index(drop=True)
        by_value = allocation == "economic"
        price = found["price"].to_numpy(dtype="float64")
        if len(found) == 1 and np.isnan(price[0]):
            price = np.ones(1)
        weight = price if by_value else (price > 0).astype("float64")
        spread = spread_of(found, "price", PRICE_SPREAD_BY_QUALITY)
        uncertain = by_value and len(found) > 1  # the price of a single product divides itself out
        parts.append(
            found.assign(
                yield_spread=spread_of(found, "yield", SPREAD_BY_QUALITY),
                weight=weight,
                weight_spread=np.where(weight > 0, np.nan_to_num(spread), 0.0) if uncertain else 0.0,
                share=allocation_shares(str(process), found, allocation, units),
                weight_source=found["price_source"] if by_value else "",
                row=[line_of.get((process, output), -1) for output in found["output"]],
            )
        )
    table = pd.concat(parts, ignore_index=True)
    return table[list(_STEPS)].reset_index(drop=True)
