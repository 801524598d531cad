"""The table of products to look at: what each is made of, its shares by value and by mass, and how sure they are."""

from __future__ import annotations

from typing import Any

import pandas as pd

from bbafootprint.trade.products.equivalents import Allocation, allocation_shares, primary_equivalents
from bbafootprint.trade.products.layers import base_units, contents_of, processes_of
from bbafootprint.vocabulary import commodities
from bbafootprint.vocabulary.own_products import OwnProducts, check_products

_ALLOCATIONS: tuple[Allocation, ...] = ("economic", "mass")


def load_products(products: OwnProducts | pd.DataFrame | None = None) -> pd.DataFrame:
    """Return every product that converts, with what stands behind its conversion.

    Parameters
    ----------
    products : OwnProducts or pandas.DataFrame, optional
        Own products that add to the dataset's or take their place.

    Returns
    -------
    pandas.DataFrame
        One row a product, in order of the vocabulary: `product`, `name` (English), `hs` (prefixes, joined by ``|``),
        `unit`, `primary_commodity`, `primary_unit`, `process`, `input`, `yield`, `yield_low`, `yield_high` (product
        per unit of input), `price`, `price_low`, `price_high` (only ratios inside a process matter), `co_products`
        (with their yields), `share_economic`, `share_mass` (of the burden of the process), `pe_economic`,
        `pe_economic_low`, `pe_economic_high`, `pe_mass`, `pe_mass_low`, `pe_mass_high` (primary units per unit of
        product along the whole chain, before content; 95 %), `content`, `content_low`, `content_high`,
        `content_quality`, `density`, `density_low`, `density_high` (t/m3), `density_quality`, `quality` (the worst of
        the chain), `path`, `yield_source`, `price_source`, `density_source`, `note`. NaN or empty where there is
        none: a primary commodity has no process. A new table at each call.
    """
    own = check_products(products) if isinstance(products, pd.DataFrame) else products
    tables = {each: primary_equivalents(each, own=own) for each in _ALLOCATIONS}
    first = tables["economic"]
    steps = _steps(own)
    prefixes = {
        str(code): "|".join(found) for code, found in commodities.commodities()["hs_prefixes"].items()
    }
    if own is not None:
        for digits, code in own.prefixes.items():
            prefixes[code] = "|".join(filter(None, (prefixes.get(code, ""), digits)))
    vocabulary: Any = commodities if own is None else own
    contents = contents_of(own).reindex(first.index)
    made = steps.reindex(first.index)
    columns: dict[str, Any] = {
        "product": first.index.astype(object),
        "name": [vocabulary.name(str(code)) for code in first.index],
        "hs": [prefixes.get(str(code), "") for code in first.index],
        "unit": first["base_unit"].array,
        "primary_commodity": first["primary_commodity"].array,
        "primary_unit": first["primary_unit"].array,
    }
    columns |= {name: made[name].array for name in _STEP_COLUMNS}
    for allocation, table in tables.items():
        columns[f"pe_{allocation}"] = table["pe"].array
        columns[f"pe_{allocation}_low"] = table["pe_low"].array
        columns[f"pe_{allocation}_high"] = table["pe_high"].array
    columns |= {
        "content": first["content_default"].array,
        "content_low": contents["content_low"].array,
        "content_high": contents["content_high"].array,
        "content_quality": first["content_quality"].array,
        "density": first["density_t_per_m3"].array,
        "density_low": contents["density_low"].array,
        "density_high": contents["density_high"].array,
        "density_quality": first["density_quality"].array,
        "quality": first["quality"].array,
        "path": first["path"].array,
        "yield_source": made["yield_source"].fillna("").array,
        "price_source": made["price_source"].fillna("").array,
        "density_source": contents["density_source"].fillna("").array,
        "note": first["note"].array,
    }
    return pd.DataFrame(columns)


_STEP_COLUMNS = (
    "process", "input", "yield", "yield_low", "yield_high", "price", "price_low", "price_high", "co_products",
    "share_economic", "share_mass",
)  # fmt: skip


def _steps(own: OwnProducts | None) -> pd.DataFrame:
    """Return, per product, the process that makes it, with shares and co-products."""
    units = base_units(own)
    processes = processes_of(own)
    shares = {f"share_{each}": allocation_shares(processes, each, units) for each in _ALLOCATIONS}
    found = []
    for _, rows in processes.assign(**shares).groupby("process", sort=False):
        outputs = [f"{row['output']} ({row['yield']:g})" for row in rows.to_dict("records")]
        for at, (_, row) in enumerate(rows.iterrows()):
            others = "; ".join(each for other, each in enumerate(outputs) if other != at)
            found.append({**row.to_dict(), "co_products": others})
    table = pd.DataFrame(found)
    table = table[~table["output"].str.startswith("(")]
    table = table[~table["output"].duplicated(keep="last")]  # a person's own pe stands last
    return table.set_index("output")[[*_STEP_COLUMNS, "yield_source", "price_source"]]
