"""The product dataset: a versioned folder of plain files, read once and believed only where its hashes agree.

It comes with the library as :file:`products/products-open/`: processes with yields and prices, contents and
densities of products, and the goods that are not converted with the reason.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from bbafootprint.errors import InputError
from bbafootprint.vocabulary.own_products import OwnProducts

DEFAULT_PRODUCTS = "products-open"
"""The product dataset that is used."""

_METADATA = "datapackage.json"
_PROCESS_NUMBERS = ("yield", "yield_low", "yield_high", "price", "price_low", "price_high", "quality")
_PRODUCT_NUMBERS = (
    "content_default", "content_low", "content_high", "content_quality", "density_t_per_m3", "density_low",
    "density_high", "quality",
)  # fmt: skip


@dataclass(frozen=True)
class ProductData:
    """A product dataset.

    Attributes
    ----------
    id, version : str
    metadata : mapping
        What :file:`datapackage.json` says: title, licence, sources.
    hashes : mapping of str to str
        SHA-256 of each file.
    processes, products, not_converted : pandas.DataFrame
        The tables; see :func:`load_processes`, :func:`load_contents` and :func:`load_not_converted`.
    """

    id: str
    version: str
    metadata: Mapping[str, Any]
    hashes: Mapping[str, str]
    processes: pd.DataFrame
    products: pd.DataFrame
    not_converted: pd.DataFrame


def load_processes() -> pd.DataFrame:
    """Return the processes that turn one commodity into others.

    Returns
    -------
    pandas.DataFrame
        Columns `process`, `input`, `output` (a code, or a text in brackets: a co-product that the vocabulary does
        not name), `yield` (t or m3 of output per t or m3 of input), `yield_low` and `yield_high` (95 %; NaN: by the
        rule of the quality), `price` (of a unit of output; only ratios inside a process matter; 0 is waste, which
        carries no burden), `price_low`, `price_high`, `price_source`, `yield_source`, `quality` (1 to 5), `note`.
        A product has one process. A new table at each call.
    """
    return _default().processes.copy()


def load_contents() -> pd.DataFrame:
    """Return default contents and densities of products.

    Returns
    -------
    pandas.DataFrame
        Columns `product`, `content_default` (share; NaN: not a mixed product), `content_low`, `content_high`,
        `content_quality` (1 to 5), `density_t_per_m3` (NaN: not known), `density_low`, `density_high`,
        `density_source`, `quality` (of the density, 1 to 5), `note`. A new table at each call.
    """
    return _default().products.copy()


def load_not_converted() -> pd.DataFrame:
    """Return goods that have no primary equivalent, and why.

    Returns
    -------
    pandas.DataFrame
        Columns `hs` (customs code of 2 to 8 digits; empty where none is meant), `commodity` (code of the
        vocabulary; empty where it has none), `goods` and `reason`. A new table at each call.
    """
    return _default().not_converted.copy()


def describe_products(own: OwnProducts | None = None) -> dict[str, Any]:
    """Return what a run records of the products that it used.

    Parameters
    ----------
    own : OwnProducts, optional
        A person's own products.

    Returns
    -------
    dict
        `id`, `version`, `hashes` (file name to ``sha256:`` and 64 hexadecimal digits) of the product dataset, and
        `own`: None, or source, hash and codes of the person's own products.
    """
    data = _default()
    return {
        "id": data.id,
        "version": data.version,
        "hashes": dict(data.hashes),
        "own": None if own is None else own.record(),
    }


def read_product_data(folder: Path) -> ProductData:
    """Read a product dataset from its folder.

    Parameters
    ----------
    folder : pathlib.Path

    Returns
    -------
    ProductData

    Raises
    ------
    InputError
        If the folder is not a product dataset, or a file is not the one that its metadata describe.
    """
    file = folder / _METADATA
    if not file.is_file():
        raise InputError(f"{folder} has no {_METADATA}, so that it is no product dataset.", path=folder)
    metadata = json.loads(file.read_text(encoding="utf-8"))
    tables, hashes = {}, {}
    for resource in metadata["resources"]:
        path = folder / resource["path"]
        data = path.read_bytes() if path.is_file() else b""
        found = f"sha256:{hashlib.sha256(data).hexdigest()}"
        if found != resource["hash"]:
            raise InputError(
                f"{path}: is not the file that {_METADATA} describes ({found}, listed {resource['hash']}). Restore"
                " the file; for numbers of your own give a table of own products instead.",
                path=path,
            )
        hashes[resource["path"]] = found
        tables[resource["name"]] = pd.read_csv(io.BytesIO(data), dtype=str, keep_default_na=False)
    return ProductData(
        str(metadata["name"]), str(metadata["version"]), metadata, hashes,
        _with_numbers(tables["processes"], _PROCESS_NUMBERS),
        _with_numbers(tables["products"], _PRODUCT_NUMBERS),
        tables["not_converted"],
    )  # fmt: skip


@cache
def _default() -> ProductData:
    return read_product_data(shipped_products() / DEFAULT_PRODUCTS)


def shipped_products() -> Path:
    """Return the folder of the product datasets that come with the library.

    Returns
    -------
    pathlib.Path
        In the package where it was installed from a wheel; ``products/`` at the top of the project in a source
        checkout or an editable install.
    """
    package = Path(__file__).resolve().parents[2]
    home = package / "shipped_products"
    return home if home.is_dir() or package.parent.name != "src" else package.parents[1] / "products"


def _with_numbers(table: pd.DataFrame, numbers: tuple[str, ...]) -> pd.DataFrame:
    return table.assign(**{column: pd.to_numeric(table[column]).astype("float64") for column in numbers})
