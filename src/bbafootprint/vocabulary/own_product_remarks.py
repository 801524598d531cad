"""What may be a mistake in a table of own products: slips that are remarked on, and codes that stand in two rows."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from bbafootprint.vocabulary.commodities import match_commodity, name
from bbafootprint.vocabulary.commodity_tables import commodity_rows

_SHORTEST_PREFIX = 4
_DILUTED = frozenset(
    ["beer", "soy_milk", "tofu", "wine", "whey_liquid", "rubber_latex"]
)  # hold water that was added


def remarks_on(named: pd.DataFrame, processes: pd.DataFrame, prefixes: Mapping[str, str]) -> tuple[str, ...]:
    """Say what in a table of own products is likely to be a slip.

    Parameters
    ----------
    named : pandas.DataFrame
        Rows with a product: `product`, `given` and `spellings`.
    processes : pandas.DataFrame
        Rows with a yield: `process`, `output`, `yield`, `price`.
    prefixes : mapping of str to str
        Digits of a customs code to the product.

    Returns
    -------
    tuple of str
        One sentence each.
    """
    remarks = []
    for process, rows in processes.groupby("process", sort=False):
        total = float(rows["yield"].sum())
        if len(rows) > 1 and total > 1.0 + 1e-9 and _DILUTED.isdisjoint(rows["output"]):
            remarks.append(
                f"process {process!r} yields {total:g} from 1 of its input: more comes out than goes in. Check the"
                " yields, unless water is added."
            )
    for row in named.to_dict("records"):
        for spelling in row["spellings"]:
            match = match_commodity(spelling)
            if match.code is not None and match.how in ("code", "name") and match.code != row["product"]:
                remarks.append(
                    f"{spelling!r} is a name of {match.code} ({name(match.code)}) in the library: every line that says"
                    f" so is now read as {row['given']!r}. Take the name out if that is not meant."
                )
    for prefix, product in prefixes.items():
        if len(prefix) < _SHORTEST_PREFIX:
            known = [
                code
                for code, row in commodity_rows().items()
                if f"|{row['hs_prefixes']}".find(f"|{prefix}") >= 0
            ]
            remarks.append(
                f"customs code {prefix} of {product!r} is a whole chapter, with {len(known)} commodities of the"
                " library: all of its codes are now read so. Write four digits or more."
            )
    return tuple(remarks)


def prefix_faults(frame: pd.DataFrame) -> list[str]:
    """Return customs codes that stand in two rows: no line could have both products.

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns `given` and `hs` (tuple of str).

    Returns
    -------
    list of str
    """
    taken: dict[str, str] = {}
    faults = []
    for row in frame.to_dict("records"):
        for prefix in dict.fromkeys(row["hs"]):
            if taken.setdefault(prefix, row["given"]) != row["given"]:
                faults.append(
                    f"customs code {prefix} is given for {taken[prefix]!r} and for {row['given']!r}. Keep it in one"
                    " row, or write a longer code in one of them."
                )
    return faults
