"""Degradation, fragmentation and species loss: land times what is lost on it.

README.md, "Method in short" and "CF". Sources: IBIF v2 (doi:10.1038/s41597-025-05946-1) and GLAM
(doi:10.1021/acs.est.3c04191).
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import uncertainty as un

M2_PER_HA = 1e4


def condition_factors(
    occupation: pd.DataFrame, commodities: pd.DataFrame, loss: pd.DataFrame
) -> dict[str, pd.DataFrame]:
    """Return degradation D = L * HL and fragmentation F = L * HF of each producer.

    Parameters
    ----------
    occupation : pandas.DataFrame
        `commodity`, `origin`, `value` (L, ha yr per unit), `spread`, `weight`.
    commodities : pandas.DataFrame
        ``land_use.csv``.
    loss : pandas.DataFrame
        :func:`sources.condition_loss`.

    Returns
    -------
    dict
        ``habitat_degradation`` and ``habitat_fragmentation``: `commodity`, `origin`, `value` (MSA-loss ha yr
        per unit), `spread`, `weight`. NaN where IBIF has no value; 0 fragmentation where the class is
        plantation forest and IBIF knows it. That is a reported zero and a lower bound: IBIF fragments by
        cropland, pasture and urban land, and not by forestry. `low` and `high` are given there only: 0,
        and L times the fragmentation that cropland of the country would cause.
    """
    table = occupation.merge(commodities[["commodity", "ibif_class"]], on="commodity").merge(
        loss, how="left", on="origin"
    )
    kinds = table["ibif_class"]
    lost = pd.Series(np.nan, index=table.index)
    for kind in un.CONDITION:
        lost = lost.where(kinds != kind, table[kind])
    plantation = kinds == "Pl"
    # What is gathered in standing forest has no class, hence no condition lost: not assessed.
    cut = table["HF"].where(kinds.isin(list(un.CONDITION))).mask(plantation, 0.0)
    cut = cut.where(~plantation | table["Pl"].notna())
    spread = table["spread"]
    zero = plantation & cut.eq(0)
    kept = table[["commodity", "origin", "weight"]]
    return {
        "habitat_degradation": kept.assign(
            value=table["value"] * lost, spread=un.quadrature(spread, kinds.map(un.CONDITION))
        ),
        "habitat_fragmentation": kept.assign(
            value=table["value"] * cut,
            low=pd.Series(0.0, index=table.index).where(zero),
            high=(table["value"] * table["HF"]).where(zero),
            spread=un.quadrature(spread, un.FRAGMENTATION),
        ),
    }


def species_factors(
    land: pd.DataFrame, commodities: pd.DataFrame, factors: pd.DataFrame, kind: str
) -> pd.DataFrame:
    """Return potential species loss S = 10^4 * land * CF of each producer.

    Parameters
    ----------
    land : pandas.DataFrame
        `commodity`, `origin`, `value` (L or H), `spread`, `weight`, and optionally `high` where the value is
        a reported zero.
    commodities : pandas.DataFrame
        ``land_use.csv``.
    factors : pandas.DataFrame
        :func:`sources.characterisation`, per m2.
    kind : {"occ", "tra"}
        Occupation or transformation.

    Returns
    -------
    pandas.DataFrame
        `commodity`, `origin`, `value` (PDF yr per unit), `low`, `high`, `spread`, `weight`. The bounds
        take in quadrature the distance to the least and greatest of the three intensities and the 95 %
        interval of the land; the spread is that of the whole interval, ln(high / low) / 3.92.
    """
    table = land.merge(commodities[["commodity", "glam_class"]], on="commodity").merge(
        factors, how="left", on=["origin", "glam_class"]
    )
    central = table[kind].where(table[kind] > 0)
    of_land = un.Z95 * table["spread"]
    down = np.hypot(np.log(central / table[f"{kind}_low"]), of_land)
    up = np.hypot(np.log(table[f"{kind}_high"] / central), of_land)
    value = M2_PER_HA * table["value"] * central
    result = table[["commodity", "origin", "weight"]].assign(
        value=value, low=value * np.exp(-down), high=value * np.exp(up), spread=(down + up) / (2 * un.Z95)
    )
    if "high" in land:
        zero = table["value"] == 0
        result["high"] = result["high"].mask(zero, M2_PER_HA * table["high"] * table[f"{kind}_high"])
    return result
