"""What of the imports leaves the country again: the arithmetic of the balance, per pool of one commodity and year.

All quantities are primary equivalents of one commodity, so that beans that were imported and meal that leaves are
of one pool. Transit comes first, out of the imports that it was; all other exports are of the mix of what is left
and of what was grown at home; what does not leave stays.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]

POOL: tuple[str, ...] = ("commodity", "year")
"""What one pool is of: a primary commodity, in a year (0: of all years together)."""

BALANCE_COLUMNS: tuple[str, ...] = (
    "imported", "produced", "exports", "transit", "passed_on_transit", "passed_on_reexported", "exported_of_production",
    "beyond_supply", "transit_elsewhere", "consumed", "consumed_of_production",
)  # fmt: skip
"""Columns of :attr:`PassedOn.pools`, all in primary units."""

ROUNDING = 1e-9
"""Exports over supply by less than this share of them are a rounding error, not a stock release."""


@dataclass(frozen=True, eq=False)
class PassedOn:
    """What became of imports.

    Attributes
    ----------
    transit, reexported : ndarray of float, shape (imports,)
        Share of each import that was passed on in transit, and as other exports; with what was consumed they sum
        to 1, and none is below 0.
    pools : pandas.DataFrame
        Index :data:`POOL`, columns :data:`BALANCE_COLUMNS`: `exports` and `transit` as given, which are the sum of
        `passed_on_transit`, `passed_on_reexported`, `exported_of_production` and `beyond_supply`; `transit_elsewhere`
        is the part of `passed_on_transit` that the imports of the origin named did not hold and others gave;
        `imported` is the sum of what was passed on and `consumed`.
    """

    transit: Floats
    reexported: Floats
    pools: pd.DataFrame

    @property
    def consumed(self) -> Floats:
        """Share of each import that stayed."""
        return np.clip(1.0 - self.transit - self.reexported, 0.0, 1.0)


def pass_on(
    imports: pd.DataFrame, exports: pd.DataFrame, transit: pd.DataFrame, production: pd.DataFrame
) -> PassedOn:
    """Split imports into what was passed on and what stayed.

    Parameters
    ----------
    imports : pandas.DataFrame
        Columns `commodity`, `year`, `origin`, `consignment` (codes; missing values allowed) and `quantity` (primary
        units, 0 or more); perhaps `transit` (bool): imports that pass through whole, and are not in `transit`.
    exports, production : pandas.DataFrame
        Columns `commodity`, `year`, `quantity`. Exports without transit.
    transit : pandas.DataFrame
        Columns as of `imports`. Goods that came in and left as they were.

    Returns
    -------
    PassedOn

    Notes
    -----
    Transit takes its quantity out of the imports of its pool that have its origin and consignment country; where
    those do not hold so much, or one of the two is not given, out of those of the origin; else of those shipped
    from the country; and at last out of all, each time every import by the same share. So the answer does not depend
    on the order of rows, nor on how an import is divided into rows.

    Of supply S = imports left + production, other exports X take the share r = min(1, X / S) of every import and of
    production alike: the assumption of one mix of Kastner et al. 2011, doi:10.1016/j.ecolecon.2011.01.012. What is
    beyond supply came out of stocks, or of production that was not given, and is subtracted from nothing.
    """
    pools = pd.MultiIndex.from_frame(
        pd.concat([table[list(POOL)] for table in (imports, exports, transit, production)])
        .drop_duplicates()
        .sort_values(list(POOL), ignore_index=True)
    )
    at = pools.get_indexer(pd.MultiIndex.from_frame(imports[list(POOL)]))
    quantity = imports["quantity"].to_numpy(dtype=np.float64)
    origin, shipped = _texts(imports["origin"]), _texts(imports["consignment"])

    marked = (
        imports["transit"].to_numpy(dtype=bool)
        if "transit" in imports
        else np.zeros(len(imports), dtype=bool)
    )
    left, beyond, elsewhere = _take_transit(
        pools, at, quantity, np.where(marked, 0.0, 1.0), origin, shipped, transit
    )

    def of_pools(table: pd.DataFrame) -> Floats:
        codes = pools.get_indexer(pd.MultiIndex.from_frame(table[list(POOL)]))
        return _sum(codes, table["quantity"].to_numpy(dtype=np.float64), len(pools))

    imported, held = _sum(at, quantity, len(pools)), _sum(at, quantity * left, len(pools))
    exported, produced, in_transit = (of_pools(each) for each in (exports, production, transit))
    in_transit = in_transit + _sum(at, quantity * marked, len(pools))
    supply = held + produced
    rate = np.minimum(1.0, np.divide(exported, supply, out=np.zeros_like(supply), where=supply > 0))
    lacking = exported - rate * supply
    beyond = beyond + np.where(lacking > ROUNDING * exported, lacking, 0.0)
    reexported = left * rate[at]
    went, stays = (
        _sum(at, quantity * reexported, len(pools)),
        _sum(at, quantity * (left - reexported), len(pools)),
    )
    columns = {
        "imported": imported,
        "produced": produced,
        "exports": exported,
        "transit": in_transit,
        "passed_on_transit": _sum(at, quantity * (1.0 - left), len(pools)),
        "passed_on_reexported": went,
        "exported_of_production": produced * rate,
        "beyond_supply": beyond,
        "transit_elsewhere": elsewhere,
        "consumed": stays,
        "consumed_of_production": produced * (1.0 - rate),
    }
    return PassedOn(1.0 - left, reexported, pd.DataFrame(columns, index=pools)[list(BALANCE_COLUMNS)])


def _take_transit(
    pools: pd.MultiIndex,
    at: npt.NDArray[np.intp],
    quantity: Floats,
    left: Floats,
    origin: npt.NDArray[np.object_],
    shipped: npt.NDArray[np.object_],
    transit: pd.DataFrame,
) -> tuple[Floats, Floats, Floats]:
    """Return the share of each import that transit leaves, and by pool what it found nowhere, and elsewhere."""
    pool = pools.get_indexer(pd.MultiIndex.from_frame(transit[list(POOL)]))
    amount = transit["quantity"].to_numpy(dtype=np.float64)
    came, via = _texts(transit["origin"]), _texts(transit["consignment"])
    # An origin of which nothing was imported may be the country that the goods were shipped from.
    grown = set(zip(at.tolist(), origin.tolist(), strict=True))
    shipper = [
        p >= 0 and o != "" and v == "" and (p, o) not in grown
        for p, o, v in zip(pool.tolist(), came, via, strict=True)
    ]
    via = np.where(shipper, came, via)
    came = np.where(shipper, "", came)

    # Each stage: the imports' address, and the address that what is left of transit has there.
    wanted: dict[tuple[int, str, str], float] = {}
    for key, each in zip(
        zip(pool.tolist(), came.tolist(), via.tolist(), strict=True), amount.tolist(), strict=True
    ):
        wanted[key] = wanted.get(key, 0.0) + each
    beyond, elsewhere = np.zeros(len(pools)), np.zeros(len(pools))
    everywhere = np.full(len(quantity), "", dtype=object)
    for o, v, takes in (
        (origin, shipped, lambda key: key[1] != "" and key[2] != ""),
        (origin, everywhere, lambda key: key[1] != "" and key[2] == ""),
        (everywhere, shipped, lambda key: key[1] == "" and key[2] != ""),
        (everywhere, everywhere, lambda key: True),
    ):
        now = {key: wanted.pop(key) for key in sorted(wanted) if takes(key)}
        if not now:
            continue
        number, address = pd.factorize(pd.MultiIndex.from_arrays([at, o, v]))
        known = {key: code for code, key in enumerate(address.tolist())}
        held = _sum(number, quantity * left, len(address))
        rate = np.zeros(len(address))
        for key, asked in now.items():
            code = known.get(key, -1)
            have = held[code] if code >= 0 else 0.0
            if have > 0:
                rate[code] = min(1.0, asked / have)
            lacking = asked - min(asked, have)
            if lacking <= ROUNDING * asked:
                continue
            if key[1:] == ("", ""):
                beyond[key[0]] += lacking
                elsewhere[key[0]] -= lacking  # it was not taken from anywhere
                continue
            if key[1] == "" or key[2] == "":
                elsewhere[key[0]] += lacking
            further = (key[0], key[1] if key[2] else "", "")
            wanted[further] = wanted.get(further, 0.0) + lacking
        left = left * (1.0 - rate[number])
    return left, beyond, np.clip(elsewhere, 0.0, None)


def _sum(codes: npt.NDArray[np.intp], weights: Floats, size: int) -> Floats:
    sums: Floats = np.bincount(codes, weights=weights, minlength=size).astype(np.float64)
    return sums


def _texts(column: pd.Series) -> npt.NDArray[np.object_]:
    """Return texts, the empty one where missing."""
    plain = column.astype(object)
    return plain.where(plain.notna(), "").to_numpy(dtype=object)
