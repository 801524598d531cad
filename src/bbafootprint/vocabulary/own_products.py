"""A person's own products: names and customs codes that are asked before the vocabulary, and what they are made of.

A small table adds products or overwrites shipped ones; :func:`check_products` reads it and names every fault at
once. What the numbers mean for a footprint is worked out in :mod:`bbafootprint.trade.products.equivalents`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from bbafootprint.errors import InputError
from bbafootprint.vocabulary import commodities
from bbafootprint.vocabulary.commodity_tables import commodity_rows, fold
from bbafootprint.vocabulary.match import Match
from bbafootprint.vocabulary.own_product_checks import checked_rows, hash_of_table, is_unnamed
from bbafootprint.vocabulary.own_product_remarks import remarks_on

OWN = "own"
"""How a commodity was found that a person's own products name."""


@dataclass(frozen=True)
class OwnProducts:
    """Products that a person added or overwrote.

    Attributes
    ----------
    products : pandas.DataFrame
        Index `product`; columns `name`, `base_unit`, `primary_commodity` (of the vocabulary), `input`, `pe`,
        `pe_low`, `pe_high` (units of `input` per unit of product; NaN where a process says it), `content`,
        `content_low`, `content_high` (share; NaN: not given), `density` (t/m3), `density_low`, `density_high`,
        `quality` (1 to 5; NaN: not given), `source`, `note`.
    processes : pandas.DataFrame
        Columns as :func:`bbafootprint.trade.products.load_processes` has them, of the rows that give a yield.
    spellings, prefixes : mapping of str to str
        Folded spelling, or digits of a customs code, to the product.
    source, sha256 : str
        Where the table came from, and the hash of its content.
    remarks : tuple of str
        What in the table is likely to be a slip, one sentence each.
    """

    products: pd.DataFrame
    processes: pd.DataFrame
    spellings: Mapping[str, str]
    prefixes: Mapping[str, str]
    source: str
    sha256: str
    remarks: tuple[str, ...] = ()

    def match(self, text: str, hs: str = "") -> Match | None:
        """Return the own product that a name or a customs code means.

        Parameters
        ----------
        text, hs : str
            As :func:`bbafootprint.vocabulary.commodities.match_commodity` takes them.

        Returns
        -------
        Match or None
            `how` is ``"own"``: by name, else by the longest customs code of the table that begins `hs`. None where
            the table says nothing and the vocabulary is to be asked.
        """
        found = self.spellings.get(spelling_of(text)) if text else None
        if found is None and hs and self.prefixes:
            digits = re.sub(r"\D", "", hs)
            digits = f"0{digits}" if len(digits) % 2 else digits  # a spreadsheet lost the zero
            found = next(
                (self.prefixes[digits[:size]] for size in range(10, 1, -2) if digits[:size] in self.prefixes),
                None,
            )
        return None if found is None else Match(found, OWN)

    def name(self, code: str, lang: str = "en") -> str:
        """Return the name of a commodity to show, the person's own where there is one.

        Parameters
        ----------
        code : str
        lang : {"en", "fr", "nl", "de"}

        Returns
        -------
        str
        """
        if code in self.products.index and (code not in commodity_rows() or self.products.loc[code, "name"]):
            return str(self.products.loc[code, "name"])
        return commodities.name(code, lang)

    def base_unit(self, code: str) -> str:
        """Return the unit in which a commodity is accounted, ``t`` or ``m3``.

        Parameters
        ----------
        code : str

        Returns
        -------
        str
        """
        if code in self.products.index:
            return str(self.products.loc[code, "base_unit"])
        return commodities.base_unit(code)

    def record(self) -> dict[str, Any]:
        """Return what a run records: `source`, `sha256` and `products`, code to the name to show.

        Returns
        -------
        dict
        """
        return {
            "source": self.source,
            "sha256": self.sha256,
            "products": {str(code): self.name(str(code)) for code in self.products.index},
        }


def check_products(table: pd.DataFrame, source: str = "DataFrame", first_row: int = 0) -> OwnProducts:
    """Read a table of own products.

    Parameters
    ----------
    table : pandas.DataFrame
        One row a product. Columns: `product` (a code of the vocabulary or its name to overwrite it, else a name of
        your own); optional `name` (what to show, then other spellings, joined by ``|``), `hs` (customs codes joined
        by ``|``), `unit` (``t`` or ``m3``), `input` (what it is made of: a commodity or another product of the
        table; `primary_commodity` is read alike), and either `pe` (units of input per unit of product) or `process`,
        `yield` (units of product per unit of input) and `price` (where a process has several products; 0 is waste);
        `content` (share of the input in a mixed product), `density` (t/m3), `quality` (1 to 5), `source`, `note`.
        `yield`, `price`, `pe`, `content` and `density` may have ranges (95 %): `yield_low`, `yield_high` and so on.
    source : str
        Where the table came from, for messages and the record.
    first_row : int
        Number of the first row in messages: 2 in a file, 0 in memory.

    Returns
    -------
    OwnProducts

    Raises
    ------
    InputError
        If the table cannot be used; every fault is named with its row.
    """
    if "product" not in table.columns and table.index.name == "product":
        table = table.reset_index()
    rows, faults = checked_rows(table, first_row)
    if faults:
        listed = "".join(f"\n  - {fault}" for fault in faults)
        raise InputError(f"The table of own products ({source}) cannot be used:{listed}")
    named = rows[~rows["product"].map(is_unnamed)]
    spellings: dict[str, str] = {}
    prefixes: dict[str, str] = {}
    for row in named.to_dict("records"):
        code = str(row["product"])
        for spelling in (code, *row["spellings"]):
            spellings[spelling_of(spelling)] = code
        for prefix in row["hs"]:
            prefixes[prefix] = code
    processes = rows[rows["yield"].notna()]
    processes = processes.rename(columns={"product": "output"}).assign(
        yield_source=processes["source"], price_source=processes["source"]
    )
    columns = [
        "process", "input", "output", "yield", "yield_low", "yield_high", "price", "price_low", "price_high",
        "price_source", "yield_source", "quality", "note",
    ]  # fmt: skip
    shown = [
        "name", "base_unit", "primary_commodity", "input", "pe", "pe_low", "pe_high", "content", "content_low",
        "content_high", "density", "density_low", "density_high", "quality", "source", "note",
    ]  # fmt: skip
    return OwnProducts(
        named.set_index("product")[shown], processes[columns].reset_index(drop=True), spellings, prefixes,
        source, hash_of_table(table),
        remarks_on(named, processes, prefixes),
    )  # fmt: skip


def name_recorded(code: str, record: Mapping[str, Any] | None, lang: str = "en") -> str:
    """Return the name of a commodity of a result, whose record may hold own products.

    Parameters
    ----------
    code : str
    record : mapping or None
        What :meth:`OwnProducts.record` returned for the run; None where there were none.
    lang : {"en", "fr", "nl", "de"}

    Returns
    -------
    str
        The person's own name, else the vocabulary's.
    """
    own = {} if record is None else record["products"]
    return str(own[code]) if code in own else commodities.name(code, lang)


def spelling_of(text: str) -> str:
    """Return the key under which a spelling is found: words without case, accents and plural s.

    Parameters
    ----------
    text : str

    Returns
    -------
    str
    """
    return "".join(fold(text.replace("_", " ")))
