"""The product dataset with a person's own products over it: processes, contents and densities, units."""

from __future__ import annotations

import pandas as pd

from bbafootprint.errors import UsageError
from bbafootprint.trade.products.data import load_contents, load_processes
from bbafootprint.vocabulary.commodities import commodities
from bbafootprint.vocabulary.own_product_checks import is_unnamed
from bbafootprint.vocabulary.own_products import OwnProducts

QUALITY_NOT_STATED = 3.0
"""Quality of a number of which the person stated none."""


def base_units(own: OwnProducts | None = None) -> dict[str, str]:
    """Return code to base unit (t or m3), a person's own products included.

    Parameters
    ----------
    own : OwnProducts, optional

    Returns
    -------
    dict of str to str
    """
    units = {str(code): str(unit) for code, unit in commodities()["base_unit"].items()}
    if own is not None:
        units |= {str(code): str(unit) for code, unit in own.products["base_unit"].items()}
    return units


def contents_of(own: OwnProducts | None = None) -> pd.DataFrame:
    """Return contents and densities by product; what a person gives takes the place of the default.

    Parameters
    ----------
    own : OwnProducts, optional

    Returns
    -------
    pandas.DataFrame
        Index `product`; columns as :func:`bbafootprint.trade.products.data.load_contents` has them.
    """
    table = load_contents().set_index("product")
    if own is None:
        return table
    given = own.products
    table = table.reindex(table.index.union(given.index, sort=False))
    stated = given["quality"].fillna(QUALITY_NOT_STATED)
    for name, column, quality in (
        ("content", "content_default", "content_quality"),
        ("density", "density_t_per_m3", "quality"),
    ):
        here = given.index[given[name].notna()]
        if not len(here):
            continue
        table.loc[here, column] = given.loc[here, name]
        table.loc[here, quality] = stated[here]
        for end in ("low", "high"):
            table.loc[here, f"{name}_{end}"] = given.loc[here, f"{name}_{end}"]
        table.loc[here, "note"] = ""  # what the dataset says of its own number
    return table


def processes_of(own: OwnProducts | None = None) -> pd.DataFrame:
    """Return the processes of the dataset and of a person; a pe of one's own stands as a process of one product.

    Parameters
    ----------
    own : OwnProducts, optional

    Returns
    -------
    pandas.DataFrame
        Columns as :func:`bbafootprint.trade.products.data.load_processes` has them.
    """
    processes = load_processes()
    if own is None:
        return processes
    given = own.products[own.products["pe"] > 0]
    direct = pd.DataFrame(
        {
            "process": [f"own: {code}" for code in given.index], "input": given["input"].array,
            "output": given.index.astype(object), "yield": 1 / given["pe"].to_numpy(dtype="float64"),
            "yield_low": 1 / given["pe_high"].to_numpy(dtype="float64"),
            "yield_high": 1 / given["pe_low"].to_numpy(dtype="float64"),
            "yield_source": given["source"].array, "quality": given["quality"].fillna(QUALITY_NOT_STATED).array,
            "note": "Own figure.",
        }
    )  # fmt: skip
    kept = without_replaced(processes, own)
    parts = [part for part in (kept, own.processes, direct) if len(part)]
    return pd.concat([part.dropna(axis="columns", how="all") for part in parts], ignore_index=True).reindex(
        columns=processes.columns
    )


def without_replaced(processes: pd.DataFrame, own: OwnProducts) -> pd.DataFrame:
    """Return the processes less those that a person replaces; none of their products may be left without a share.

    Parameters
    ----------
    processes : pandas.DataFrame
    own : OwnProducts

    Returns
    -------
    pandas.DataFrame

    Raises
    ------
    UsageError
        If the person's rows leave out a product of a process that they replace.
    """
    made = set(own.processes["output"])
    replaced = processes["process"].isin(processes.loc[processes["output"].isin(made), "process"])
    named = ~processes["output"].map(is_unnamed)
    left = processes[replaced & named & ~processes["output"].isin(set(own.products.index))]
    if len(left):
        said = "; ".join(
            f"{row['output']} is made beside it in {row['process']!r}" for row in left.to_dict("records")
        )
        raise UsageError(
            f"The own products change a process and leave out what else it makes: {said}. Give a row with yield and "
            "price for each product of the process, so that their shares sum to 1, or give pe instead of a yield."
        )
    return processes[~replaced]
