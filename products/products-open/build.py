"""Describe the product dataset: check its tables and write :file:`datapackage.json` with their hashes.

Run it after a change of a table, and raise the version where a number changes::

    python products/products-open/build.py
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pandas as pd

FOLDER = Path(__file__).resolve().parent

METADATA: dict[str, Any] = {
    "name": "products-open",
    "title": "From products to the crops, trees and animals behind them: yields, prices, contents, densities",
    "version": "0.1.0",
    "description": (
        "Processes with yields and prices of co-products, default contents of mixed products, densities, and the goods "
        "that are not converted with the reason. Read README.md for what the numbers mean and how sure they are."
    ),
    "created": "2026-11-22",
    "keywords": ["primary equivalent", "allocation", "co-products", "roundwood equivalent", "commodities"],
    "licenses": [
        {
            "name": "CC0-1.0",
            "title": (
                "Compiled by this project, free for any use; single figures are facts with their source in each row"
            ),
        }
    ],
    "sources": [
        {
            "title": "FAO, supply utilisation accounts: extraction rates, through gcamfaostat",
            "reference": "https://www.fao.org/faostat/en/#data/SCL",
            "licence": "FAOSTAT terms: confirm; gcamfaostat BSD-2",
        },
        {
            "title": "FAO, FAOSTAT, forestry: production and export prices 2018-2022, through gcamfaostat",
            "reference": "https://www.fao.org/faostat/en/#data/FO",
            "licence": "FAOSTAT terms: confirm; gcamfaostat BSD-2",
        },
        {
            "title": "UNECE/FAO 2010, Forest product conversion factors for the UNECE region (DP-49)",
            "reference": "https://unece.org/DAM/timber/publications/DP-49.pdf",
            "licence": "single figures cited",
        },
        {
            "title": "International Coffee Organization: conversion factors to green bean equivalent",
            "reference": "https://www.ico.org",
            "licence": "single figures cited",
        },
        {
            "title": "International Cocoa Organization: conversion factors to bean equivalent",
            "reference": "https://www.icco.org",
            "licence": "single figures cited",
        },
        {
            "title": "Mumm et al. 2014, Land usage attributed to corn ethanol production in the United States",
            "reference": "https://doi.org/10.1186/1754-6834-7-61",
            "licence": "CC BY 4.0; single figures cited",
        },
        {
            "title": "Frischknecht et al. 2005, The ecoinvent database: uncertainty factors by quality",
            "reference": "https://doi.org/10.1065/lca2004.10.181.1",
            "licence": "single figures cited",
        },
    ],
}

TABLES = {
    "processes": (
        "processes.csv",
        ["process", "output"],
        ["input", "yield", "price", "price_source", "yield_source", "quality"],
    ),
    "products": ("products.csv", ["product"], []),
    "not_converted": ("not_converted.csv", ["hs", "commodity"], ["goods", "reason"]),
}
NUMBERS = {
    "yield", "yield_low", "yield_high", "price", "price_low", "price_high", "quality", "content_default",
    "content_low", "content_high", "content_quality", "density_t_per_m3", "density_low", "density_high",
}  # fmt: skip


def check(table: pd.DataFrame, name: str, key: list[str], required: list[str]) -> list[str]:
    """Return what is wrong with a table, one sentence each."""
    faults = []
    if table.duplicated(key).any():
        faults.append(f"{name}: the key {key} is there twice: {table.loc[table.duplicated(key), key].values}")
    for column in required:
        blank = table[column] == ""
        faults += [f"{name}, row {at + 2}: {column} is blank" for at in table.index[blank]]
    for column in set(table.columns) & NUMBERS:
        given = table[column][table[column] != ""]
        faults += [
            f"{name}, row {at + 2}: {column} is {cell!r}, no number"
            for at, cell in zip(given.index.tolist(), given.tolist(), strict=True)
            if pd.isna(pd.to_numeric(cell, errors="coerce"))
        ]
    for column in ("yield", "price", "content_default", "density_t_per_m3"):
        stem = column.split("_")[0]
        if column not in table:
            continue
        value, low, high = (
            pd.to_numeric(table[each], errors="coerce") for each in (column, f"{stem}_low", f"{stem}_high")
        )
        faults += [
            f"{name}, row {at + 2}: {column} lies outside its range"
            for at in table.index[(low > value) | (value > high) | (low.isna() != high.isna())]
        ]
    return faults


def main() -> None:
    """Check the tables and write the metadata."""
    faults, resources = [], []
    for name, (path, key, required) in TABLES.items():
        data = (FOLDER / path).read_bytes()
        table = pd.read_csv(FOLDER / path, dtype=str, keep_default_na=False)
        faults += check(table, path, key, required)
        resources.append(
            {
                "name": name,
                "path": path,
                "profile": "tabular-data-resource",
                "format": "csv",
                "encoding": "utf-8",
                "bytes": len(data),
                "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
                "schema": {
                    "fields": [
                        {"name": column, "type": "number" if column in NUMBERS else "string"}
                        for column in table.columns
                    ],
                    "primaryKey": key,
                    "missingValues": [""],
                },
            }
        )
    if faults:
        raise SystemExit("\n".join(faults))
    text = json.dumps({**METADATA, "resources": resources}, indent=2, ensure_ascii=False)
    (FOLDER / "datapackage.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
