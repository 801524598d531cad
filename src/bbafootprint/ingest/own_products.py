"""A person's own products from a file or a frame: a small table that adds products or overwrites shipped ones."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd

from bbafootprint.errors import InputError, UsageError
from bbafootprint.ingest.files import read_grids, sha256_of
from bbafootprint.ingest.table import as_text
from bbafootprint.vocabulary.own_products import OwnProducts, check_products


def read_products(source: str | Path | pd.DataFrame | OwnProducts | None) -> OwnProducts | None:
    """Read a table of own products.

    Parameters
    ----------
    source : str, pathlib.Path, pandas.DataFrame, OwnProducts or None
        A CSV file or workbook (its sheet ``products``, else its first visible one), or a frame, with the columns that
        :func:`bbafootprint.vocabulary.own_products.check_products` describes; or products that are read already.

    Returns
    -------
    OwnProducts or None
        None where `source` is None.

    Raises
    ------
    InputError
        If the file cannot be read, lacks the column ``product``, or holds rows that are wrong; every fault is named
        with its row.
    UsageError
        If `source` is none of these.
    """
    if source is None or isinstance(source, OwnProducts):
        return source
    if isinstance(source, pd.DataFrame):
        return check_products(source)
    if not isinstance(source, str | Path):
        raise UsageError(
            f"Own products cannot be read from a {type(source).__name__}. Give a file, a pandas DataFrame, or what"
            " read_products returned."
        )
    path = Path(source)
    if not path.is_file():
        raise InputError(f"There is no file of own products {path}. Check the path.", path=path)
    grids = [each for each in read_grids(path) if not each.hidden]
    grid = next((each for each in grids if each.name.casefold() == "products"), grids[0] if grids else None)
    rows = [[as_text(cell) for cell in row] for row in grid.rows] if grid is not None else []
    top = next((at for at, row in enumerate(rows) if "product" in [text.casefold() for text in row]), None)
    if grid is None or top is None:
        seen = ", ".join(f"'{text}'" for text in (rows[0] if rows else ()) if text)
        raise InputError(
            f"{path} has no column 'product'; seen: {seen or 'nothing'}. Write one row a product under a header with"
            " product, input and pe (or process, yield and price).",
            path=path,
        )
    width = max(len(row) for row in rows[top:])
    head = [*rows[top], *[""] * (width - len(rows[top]))]
    header = [text or f"unnamed {at}" for at, text in enumerate(head)]
    body = [[*row, *[""] * (width - len(row))] for row in rows[top + 1 :]]
    table = pd.DataFrame(body, columns=pd.Index(header), dtype=object)
    found = check_products(table, str(path.name), grid.first_row + top + 1)
    return replace(found, sha256=f"sha256:{sha256_of(path)}")
