"""What may be wrong in a table of own products, row by row: every fault with its row and the way out."""

from __future__ import annotations

import hashlib
import re
from typing import Any

import numpy as np
import pandas as pd

from bbafootprint.vocabulary.commodities import base_unit, match_commodity, primary_commodity
from bbafootprint.vocabulary.commodity_tables import commodity_rows
from bbafootprint.vocabulary.own_product_remarks import prefix_faults

_ALIASES = {
    "primary_commodity": "input", "commodity": "input", "content_default": "content", "density_t_per_m3": "density",
    "base_unit": "unit", "hs_code": "hs", "hs_prefixes": "hs", "names": "name",
}  # fmt: skip
_RANGED = ("yield", "price", "pe", "content", "density")
_NUMBERS = (*(f"{name}{end}" for name in _RANGED for end in ("", "_low", "_high")), "quality")
_TEXTS = ("product", "name", "hs", "unit", "input", "process", "source", "note")
# Columns of the library's own table of products, which a person may hand back; they say nothing new.
_IGNORED = frozenset(
    ["path", "primary_unit", "density_assumed", "content_quality", "density_quality", "kind", "co_products"]
)


def checked_rows(table: pd.DataFrame, first_row: int) -> tuple[pd.DataFrame, list[str]]:
    """Return the rows of a table of own products with their types, and what is wrong with them.

    Parameters
    ----------
    table : pandas.DataFrame
    first_row : int
        Number of the first row in messages.

    Returns
    -------
    tuple of pandas.DataFrame and list of str
    """
    frame, faults = _typed(table, first_row)
    if faults and "product" not in frame:
        return frame, faults
    frame = frame[(frame[list(_TEXTS)] != "").any(axis=1) | frame[list(_NUMBERS)].notna().any(axis=1)]
    if not len(frame):
        return frame, [*faults, "There is no row. Write a product in each row under the header."]
    where = [f"row {first_row + int(at)}" for at in frame.index]
    frame = frame.reset_index(drop=True)
    frame["given"] = frame["product"]
    frame["product"] = [_code_of(text) for text in frame["product"]]
    frame["input"] = [
        _code_of(text) or _input_of(product)
        for text, product in zip(frame["input"], frame["product"], strict=True)
    ]
    own = set(frame["product"])
    spellings = [[part.strip() for part in name.split("|") if part.strip()] for name in frame["name"]]
    frame["spellings"] = pd.Series(
        [tuple(each) or (given,) for each, given in zip(spellings, frame["given"], strict=True)], dtype=object
    )
    # A commodity that is overwritten keeps its shown name where the table gives none.
    frame["name"] = [
        each[0] if each else ("" if code in commodity_rows() else given)
        for each, code, given in zip(spellings, frame["product"], frame["given"], strict=True)
    ]
    frame["hs"] = pd.Series([_digits(text) for text in frame["hs"]], dtype=object)
    frame["process"] = [
        text or f"own: {code}" for text, code in zip(frame["process"], frame["product"], strict=True)
    ]
    frame["base_unit"] = [
        unit or (base_unit(code) if code in commodity_rows() else "t")
        for unit, code in zip(frame["unit"], frame["product"], strict=True)
    ]
    twice = frame["product"].duplicated() & (frame["product"] != "")
    for at, row in enumerate(frame.to_dict("records")):
        says = [*_row_faults(row, own)]
        if twice[at]:
            says.append(f"{row['given']!r} is in the table more than once. Keep one row for each product.")
        faults += [f"{where[at]}: {each}" for each in says]
    faults += _process_faults(frame) + prefix_faults(frame)
    if not faults:
        frame["primary_commodity"], circles = _primaries(frame)
        faults += circles
    return frame, faults


def is_unnamed(product: object) -> bool:
    """Return whether a product stands in brackets: a co-product that only takes its share of the burden.

    Parameters
    ----------
    product : object

    Returns
    -------
    bool
    """
    text = str(product)
    return text.startswith("(") and text.endswith(")")


def hash_of_table(table: pd.DataFrame) -> str:
    """Return the SHA-256 of a table's cells, the same for a file and a frame of the same content.

    Parameters
    ----------
    table : pandas.DataFrame

    Returns
    -------
    str
        ``sha256:`` and 64 hexadecimal digits.
    """
    rows = [
        [str(name) for name in table.columns],
        *([_text(cell) for cell in row] for row in table.to_numpy()),
    ]
    written = "\n".join("\x1f".join(row) for row in rows)
    return f"sha256:{hashlib.sha256(written.encode('utf-8')).hexdigest()}"


def _typed(table: pd.DataFrame, first_row: int) -> tuple[pd.DataFrame, list[str]]:
    """Return the known columns as texts and numbers, absent ones blank."""
    faults = []
    names: dict[str, Any] = {}
    for column in table.columns:
        plain = re.sub(r"[\s-]+", "_", str(column).strip().casefold())
        name = _ALIASES.get(plain, plain)
        if name in names:
            faults.append(f"Two columns mean {name!r}: {names[name]!r} and {column!r}. Keep one.")
        elif name in (*_TEXTS, *_NUMBERS):
            names[name] = column
        elif name not in _IGNORED and not name.startswith("unnamed"):
            known = ", ".join((*_TEXTS, *_RANGED, "quality"))
            faults.append(f"The column {column!r} is not known. Columns are: {known}.")
    if "product" not in names:
        return pd.DataFrame(), [
            *faults, "The column 'product' is missing. It names what the row is about.",
        ]  # fmt: skip
    frame = pd.DataFrame(index=range(len(table)))
    for name in _TEXTS:
        cells = table[names[name]] if name in names else [""] * len(table)
        frame[name] = pd.Series([_text(cell) for cell in cells], dtype=object)
    for name in _NUMBERS:
        texts = [_text(cell) for cell in table[names[name]]] if name in names else [""] * len(table)
        values = [_number(text) for text in texts]
        frame[name] = pd.Series(values, dtype="float64")
        faults += [
            f"row {first_row + at}: {name} is {text!r}, which is no number. Write it as 0.45, or leave it empty."
            for at, (text, value) in enumerate(zip(texts, values, strict=True))
            if text and np.isnan(value)
        ]
    return frame, faults


def _text(cell: object) -> str:
    if cell is None or cell is pd.NA or (isinstance(cell, float) and np.isnan(cell)):
        return ""
    if isinstance(cell, (list, tuple)):
        return "|".join(map(str, cell))
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))  # a customs code that a spreadsheet holds as a number
    return " ".join(str(cell).split())


def _number(text: str) -> float:
    share = text.endswith("%")
    plain = text.removesuffix("%").strip()
    if "," in plain and "." not in plain:
        plain = plain.replace(",", ".")
    if not re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", plain):
        return np.nan
    return float(plain) / (100 if share else 1)


def _digits(text: str) -> tuple[str, ...]:
    found = [re.sub(r"[\s.]", "", part) for part in re.split(r"[|;,]", text) if part.strip()]
    return tuple(f"0{part}" if len(part) % 2 else part for part in found)


def _code_of(text: str) -> str:
    """Return the code that a text means: one of the vocabulary by code or name, else one made of the text."""
    if is_unnamed(text) or not text or text in commodity_rows():
        return text
    match = match_commodity(text)
    if match.code is not None and match.how in ("code", "name"):
        return match.code
    return re.sub(r"[^\w]+", "_", text.casefold()).strip("_")


def _input_of(product: str) -> str:
    return (primary_commodity(product) or "") if product in commodity_rows() else ""


def _row_faults(row: dict[Any, Any], own: set[str]) -> list[str]:
    """Return what is wrong with one row."""
    if not row["product"]:
        return ["The product is blank. Write its name, or remove the row."]
    faults = []
    shown, known, source = row["given"], row["product"] in commodity_rows(), row["input"]
    for name in _RANGED:
        value, low, high = row[name], row[f"{name}_low"], row[f"{name}_high"]
        limit = {"yield": "above 0", "density": "above 0", "content": "from 0 to 1"}.get(name, "0 or more")
        ends = [each for each in (value, low, high) if not np.isnan(each)]
        wrong = [each for each in ends if each < 0 or (each == 0 and limit == "above 0")]
        if name == "content":
            wrong += [each for each in ends if each > 1]
        faults += [f"{name} of {shown!r} is {each:g}; it must be {limit}." for each in wrong]
        if np.isnan(low) != np.isnan(high):
            faults.append(
                f"{name} of {shown!r} has one end of a range only. Give {name}_low and {name}_high."
            )
        elif not np.isnan(low) and not (not np.isnan(value) and low <= value <= high):
            faults.append(f"{name} of {shown!r} does not lie in its range from {low:g} to {high:g}.")
    if not np.isnan(row["quality"]) and row["quality"] not in (1, 2, 3, 4, 5):
        faults.append(f"quality of {shown!r} is {row['quality']:g}; it must be 1 (best), 2, 3, 4 or 5.")
    if row["base_unit"] not in ("t", "m3"):
        faults.append(f"The unit of {shown!r} is {row['base_unit']!r}; write t or m3.")
    elif known and row["base_unit"] != base_unit(row["product"]):
        faults.append(f"{shown!r} is accounted in {base_unit(row['product'])}, not {row['base_unit']}.")
    faults += [
        f"{prefix!r} is no customs code: 2 to 10 digits, several joined by |."
        for prefix in row["hs"]
        if not re.fullmatch(r"\d{2,10}", prefix, re.ASCII)
    ]
    converts = not np.isnan(row["pe"]) or not np.isnan(row["yield"])
    if not np.isnan(row["pe"]) and not np.isnan(row["yield"]):
        faults.append(f"{shown!r} has both pe and yield. Keep one: pe is what yield and price work out to.")
    if converts and known and primary_commodity(row["product"]) == row["product"]:
        faults.append(f"{shown!r} is a primary commodity: its equivalent is 1. Remove pe and yield.")
    if not np.isnan(row["content"]) and known and primary_commodity(row["product"]) == row["product"]:
        faults.append(
            f"{shown!r} is a primary commodity and no mixture: a content would count a part of it only. Remove it."
        )
    if is_unnamed(row["product"]) and np.isnan(row["yield"]):
        faults.append(f"{shown!r} in brackets is a co-product: give its process, yield and price.")
    elif not converts and not known:
        faults.append(
            f"{shown!r} is new: give pe (units of input per unit of product), or yield and, beside co-products, "
            "price."
        )
    if converts and not source:
        faults.append(f"{shown!r} does not say what it is made of. Write a commodity under input.")
    elif converts and not known and source == row["product"]:
        faults.append(f"{shown!r} is made of itself. Write what it is made of under input.")
    elif converts and source not in own:
        match = match_commodity(source)
        if source not in commodity_rows():
            near = f" Did you mean {' or '.join(match.candidates[:3])}?" if match.candidates else ""
            faults.append(
                f"{shown!r} is made of {source!r}, which is no commodity and not in the table.{near}"
            )
        elif primary_commodity(source) is None:
            faults.append(
                f"{shown!r} is made of {source!r}, which is not converted. Write its crop under input."
            )
    return faults


def _process_faults(frame: pd.DataFrame) -> list[str]:
    """Return what is wrong with processes: several inputs or units, prices that are lacking."""
    faults = []
    for process, rows in frame[frame["yield"].notna()].groupby("process", sort=False):
        if len(set(rows["input"])) > 1:
            inputs = ", ".join(sorted(rows["input"].unique()))
            faults.append(f"process {process!r} has several inputs ({inputs}). Give each its own process.")
        if len(rows) > 1 and rows["price"].isna().any():
            lacking = ", ".join(rows.loc[rows["price"].isna(), "given"])
            faults.append(
                f"process {process!r} has several products; the price of {lacking} is missing (0 for waste)."
            )
        elif len(rows) > 1 and not (rows["price"] > 0).any():
            faults.append(
                f"process {process!r} has no product with a price above 0. One must carry the burden."
            )
        units = rows.loc[~rows["product"].map(is_unnamed), "base_unit"]
        if len(set(units)) > 1:
            faults.append(f"process {process!r} has products in t and in m3, which cannot share a burden.")
    return faults


def _primaries(frame: pd.DataFrame) -> tuple[list[str], list[str]]:
    """Return the primary commodity of each row through the inputs of the table, and circles."""
    inputs = dict(zip(frame["product"], frame["input"], strict=True))
    found, faults = [], []
    for product in frame["product"]:
        at, path = product, [product]
        while inputs.get(at) not in (None, "", at):
            at = inputs[at]
            if at in path:
                faults.append(f"{' < '.join([*path, at])}: made of itself. Correct the inputs.")
                break
            path.append(at)
        primary = "" if at not in commodity_rows() else primary_commodity(at)
        found.append(primary or "")
    return found, list(dict.fromkeys(faults))
