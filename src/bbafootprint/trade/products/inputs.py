"""What stands behind each conversion: the rows of the product dataset, so that it can be redone by hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from bbafootprint.trade.products.data import (
    DEFAULT_PRODUCTS,
    describe_products,
    load_contents,
    load_processes,
)
from bbafootprint.trade.products.equivalents import Allocation, allocation_shares
from bbafootprint.trade.products.layers import base_units, without_replaced
from bbafootprint.vocabulary.commodities import commodities
from bbafootprint.vocabulary.own_products import OwnProducts

INPUT_COLUMNS: tuple[str, ...] = (
    "product", "step", "kind", "process", "input", "output", "on_path", "yield", "price", "share", "value", "quality",
    "set", "file", "row", "source", "note",
)  # fmt: skip
"""Columns of :func:`conversion_inputs`."""

_FIRST_ROW = 2  # of a file: the header is row 1

_OWN_FIGURE = "own: "

_Rows = list[dict[str, Any]]


def conversion_inputs(
    products: Iterable[str], allocation: Allocation = "economic", own: OwnProducts | None = None
) -> pd.DataFrame:
    """Return the rows of data that the conversion of each product was made with.

    Parameters
    ----------
    products : iterable of str
        Codes of commodities; those without a way to a primary commodity are left out.
    allocation : {"economic", "mass"}
    own : OwnProducts, optional
        A person's own products, which add to the dataset's or take their place.

    Returns
    -------
    pandas.DataFrame
        Columns :data:`INPUT_COLUMNS`. Of each product: one row an output of each process on its way, in the order of
        `step` from the primary commodity, co-products included (`kind` ``process``; `on_path` tells the output that
        leads to the product; `yield` in units of output per unit of input, `price`, `share` of the burden, of which
        those of a process sum to 1, and `value`, the primary equivalent share / yield, NaN beside the path); or a row
        ``own figure`` with the equivalent that a person gave. Then at most one row ``content`` (default share) and
        one ``density`` (t/m3), each in `value`. `set` (id and version, or the person's table), `file` and `row` (from
        1, with the header; missing for a person's own) say where it stands.

    Notes
    -----
    The product of the values of `kind` ``process`` and ``own figure`` on the path is the column `pe` of
    :func:`bbafootprint.trade.products.primary_equivalents`.
    """
    makers = _makers() if own is None else _makers_with(own)
    rates = _contents() if own is None else _contents_with(own)
    known = commodities()["primary_commodity"]
    records: list[dict[str, Any]] = []
    for product in dict.fromkeys(map(str, products)):
        chain, at = [], product
        while at in makers:  # no circle: the equivalents were worked out before
            rows = (
                _default_rows(makers[at], allocation) if own is None else _rows(makers[at], allocation, own)
            )
            chain.append([row if row["output"] != at else _on_path(row) for row in rows])
            at = str(rows[0]["input"])
        if known.get(at) != at:
            continue
        for number, rows in enumerate(reversed(chain), start=1):
            records += [{"product": product, "step": number, **row} for row in rows]
        records += [{"product": product, "step": len(chain) + 1, **row} for row in rates.get(product, [])]
    table = pd.DataFrame(records, columns=list(INPUT_COLUMNS))
    numbers = dict.fromkeys(("yield", "price", "share", "value", "quality"), "float64")
    return table.astype({**numbers, "row": "Int64"})


@cache
def _makers() -> dict[str, str]:
    """Return, per product, the process that makes it."""
    table = load_processes()
    return dict(zip(table["output"], table["process"], strict=True))


def _makers_with(own: OwnProducts) -> dict[str, str]:
    """Return the makers of the dataset and of a person, whose own win; a figure of one's own is a maker too."""
    kept = without_replaced(load_processes(), own)
    makers = dict(zip(kept["output"], kept["process"], strict=True))
    makers |= dict(zip(own.processes["output"], own.processes["process"], strict=True))
    return makers | {code: f"{_OWN_FIGURE}{code}" for code in own.products.index[own.products["pe"].notna()]}


@cache
def _default_rows(process: str, allocation: Allocation) -> _Rows:
    return _rows(process, allocation, None)


def _rows(process: str, allocation: Allocation, own: OwnProducts | None) -> _Rows:
    """Return the outputs of a process, each with its share, or the figure that a person gave."""
    if own is not None and process.startswith(_OWN_FIGURE):
        code = process.removeprefix(_OWN_FIGURE)
        figure = own.products.loc[[code]].to_dict("records")[0]
        about = {"input": figure["input"], "output": code, "value": figure["pe"]}
        return [_own("own figure", figure, own) | about]
    mine = own is not None and process in set(own.processes["process"])
    table = own.processes if own is not None and mine else load_processes()
    rows = table[table["process"] == process]
    shares = allocation_shares(process, rows, allocation, base_units(own))
    same = ("process", "input", "output", "yield", "price", "quality", "note")
    listed = []
    for at, row, share in zip(rows.index, rows.to_dict("records"), shares, strict=True):
        place: dict[str, Any] = {"set": _name_of_set(), "file": "processes.csv", "row": at + _FIRST_ROW}
        if mine and own is not None:
            place = {"set": own.source, "file": "", "row": pd.NA}
        listed.append(
            {
                "kind": "process", **{name: row[name] for name in same}, **place, "on_path": False,
                "share": float(share), "source": _sources(row, allocation),
            }
        )  # fmt: skip
    return listed


def _on_path(row: dict[str, Any]) -> dict[str, Any]:
    return row if row["kind"] != "process" else {**row, "on_path": True, "value": row["share"] / row["yield"]}


@cache
def _name_of_set() -> str:
    return f"{DEFAULT_PRODUCTS} {describe_products()['version']}"


def _sources(row: dict[Any, Any], allocation: Allocation) -> str:
    said = {"yield": row["yield_source"], "price": row["price_source"] if allocation == "economic" else ""}
    return "; ".join(f"{name}: {text}" for name, text in said.items() if isinstance(text, str) and text)


@cache
def _contents() -> dict[str, _Rows]:
    """Return, per product, the rows of its default content and density."""
    found: dict[str, _Rows] = {}
    for at, row in enumerate(load_contents().to_dict("records"), start=_FIRST_ROW):
        place = {"set": _name_of_set(), "file": "products.csv", "row": at, "on_path": True}
        if not np.isnan(row["content_default"]):
            content = {
                "value": row["content_default"],
                "quality": row["content_quality"],
                "note": row["note"],
            }
            found.setdefault(str(row["product"]), []).append({"kind": "content", **place, **content})
        if not np.isnan(row["density_t_per_m3"]):
            density = {"value": row["density_t_per_m3"], "quality": row["quality"]}
            said = {"source": row["density_source"]}
            found.setdefault(str(row["product"]), []).append({"kind": "density", **place, **density, **said})
    return found


def _contents_with(own: OwnProducts) -> dict[str, _Rows]:
    found = dict(_contents())
    for code, row in zip(own.products.index, own.products.to_dict("records"), strict=True):
        given = [kind for kind in ("content", "density") if not np.isnan(row[kind])]
        kept = [old for old in found.get(str(code), []) if old["kind"] not in given]
        found[str(code)] = kept + [_own(kind, row, own) | {"value": row[kind]} for kind in given]
    return found


def _own(kind: str, row: Mapping[Any, Any], own: OwnProducts) -> dict[str, Any]:
    about = {name: row[name] for name in ("quality", "source", "note")}
    return {"kind": kind, "on_path": True, "set": own.source, "file": "", "row": pd.NA, **about}
