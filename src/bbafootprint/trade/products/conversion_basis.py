"""What the conversions of a run rest on: the rows of the product dataset and of a person, with how sure each is.

As data for whoever explains a conversion to its source, or works out how sure a total is.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from bbafootprint.schema import OWN_FIGURE, Conversions
from bbafootprint.trade.products.bounds import PRICE_SPREAD_BY_QUALITY, SPREAD_BY_QUALITY, spread_of
from bbafootprint.trade.products.data import (
    DEFAULT_PRODUCTS,
    describe_products,
    load_contents,
    load_processes,
)
from bbafootprint.trade.products.equivalents import Allocation, allocation_shares, primary_equivalents
from bbafootprint.trade.products.layers import base_units, processes_of
from bbafootprint.trade.products.rates import basis_name
from bbafootprint.vocabulary.own_products import OwnProducts

_ABOUT = ("quality", "set", "file", "row", "source", "note")
_STEPS = (
    "process", "input", "output", "yield", "yield_spread", "price", "weight", "weight_spread", "share", *_ABOUT,
)  # fmt: skip
_RATES = ("commodity", "kind", "value", "spread", *_ABOUT)

_FIRST_ROW = 2  # of a file: the header is row 1
_OWN = -1  # the row of what a person gave


def conversion_basis(allocation: Allocation = "economic", own: OwnProducts | None = None) -> Conversions:
    """Return what conversions rest on: yields, prices, contents and densities, where each stands and how sure it is.

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
    products = primary_equivalents(allocation, own=own)
    return Conversions(_bases(products), _steps(allocation, own), _rates(products, own))


def _bases(products: pd.DataFrame) -> pd.DataFrame:
    """Return every way to convert a product: with or without its density, with its default content or the line's."""
    rows = {}
    for code, product in zip(products.index.astype(str), products.to_dict("records"), strict=True):
        mixed, dense = pd.notna(product["content_default"]), pd.notna(product["density_t_per_m3"])
        for by_density in (False, True) if dense else (False,):
            for given in (False, True) if mixed else (False,):
                power = (-1 if product["base_unit"] == "m3" else 1) if by_density else 0
                rows[basis_name(code, by_density, given)] = {
                    "commodity": code, "content": mixed and not given, "density_power": power,
                }  # fmt: skip
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("conversion_basis")


def _steps(allocation: Allocation, own: OwnProducts | None) -> pd.DataFrame:
    table = processes_of(own).reset_index(drop=True)
    shipped = load_processes()
    addresses = zip(shipped["process"], shipped["output"], strict=True)
    row_of = {address: at for at, address in enumerate(addresses, start=_FIRST_ROW)}
    by_value = allocation == "economic"
    process, _ = pd.factorize(table["process"])
    alone = np.bincount(process)[process] == 1
    price = table["price"].to_numpy(dtype="float64")
    price = np.where(alone & np.isnan(price), 1.0, price)  # a single product needs no price
    weight = price if by_value else (price > 0).astype("float64")
    spread = np.nan_to_num(spread_of(table, "price", PRICE_SPREAD_BY_QUALITY))
    moves = by_value & ~alone & (weight > 0)  # the price of a single product divides itself out
    mine = set() if own is None else set(own.processes["process"])
    is_own = np.array(
        [name in mine or str(name).startswith(OWN_FIGURE) for name in table["process"]], dtype=bool
    )
    return table.assign(
        yield_spread=spread_of(table, "yield", SPREAD_BY_QUALITY),
        weight=weight,
        weight_spread=np.where(moves, spread, 0.0),
        share=allocation_shares(table, allocation, base_units(own)),
        set=np.where(is_own, own.source if own is not None else "", _name_of_set()),
        file=np.where(is_own, "", "processes.csv"),
        row=[
            _OWN if own_row else row_of[address]
            for own_row, address in zip(
                is_own, zip(table["process"], table["output"], strict=True), strict=True
            )
        ],
        source=[_sources(row, by_value) for row in table.to_dict("records")],
    )[list(_STEPS)]


def _sources(row: dict[Any, Any], by_value: bool) -> str:
    said = {"yield": row["yield_source"], "price": row["price_source"] if by_value else ""}
    if str(row["process"]).startswith(OWN_FIGURE):
        return str(row["yield_source"])
    return "; ".join(f"{name}: {text}" for name, text in said.items() if isinstance(text, str) and text)


def _rates(products: pd.DataFrame, own: OwnProducts | None) -> pd.DataFrame:
    """Return default contents and densities, a person's own in the place of those of the dataset."""
    shipped = {
        str(row["product"]): (at, row)
        for at, row in enumerate(load_contents().to_dict("records"), start=_FIRST_ROW)
    }
    given: dict[str, dict[Any, Any]] = {}
    if own is not None:
        given = dict(zip(own.products.index.astype(str), own.products.to_dict("records"), strict=True))
    rows: list[dict[str, Any]] = []
    for code, product in zip(products.index.astype(str), products.to_dict("records"), strict=True):
        for kind, column in (("content", "content_default"), ("density", "density_t_per_m3")):
            if pd.isna(product[column]):
                continue
            if own is not None and code in given and pd.notna(given[code][kind]):
                about = {"set": own.source, "file": "", "row": _OWN, "source": given[code]["source"]}
                note = given[code]["note"]
            else:
                at, row = shipped[code]
                about = {"set": _name_of_set(), "file": "products.csv", "row": at}
                about["source"] = row["density_source"] if kind == "density" else ""
                note = row["note"] if kind == "content" else ""
            rows.append(
                {
                    "commodity": code, "kind": kind, "value": product[column], "spread": product[f"{kind}_spread"],
                    "quality": product[f"{kind}_quality"], "note": note, **about,
                }
            )  # fmt: skip
    return pd.DataFrame(rows, columns=list(_RATES))


@cache
def _name_of_set() -> str:
    return f"{DEFAULT_PRODUCTS} {describe_products()['version']}"
