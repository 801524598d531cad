"""How a country's loss and degradation fall on ecosystems: shares of its area by WWF biome.

README.md, "Ecosystems". Basis ``area_share``: not where crops grow, so of low quality. Rows with a `commodity` replace
a country's general rows for that commodity: oil palm on drained peat (:mod:`peat`).
"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd
import peat

from bbafootprint.schema import WORLD

GROUPS = {
    1: ("tropical and subtropical forest", "T1"), 2: ("tropical and subtropical forest", "T1"),
    3: ("tropical and subtropical forest", "T1"), 4: ("temperate, boreal and conifer forest", "T2"),
    5: ("temperate, boreal and conifer forest", "T2"), 6: ("temperate, boreal and conifer forest", "T2"),
    7: ("savannah and grassland", "T4"), 8: ("savannah and grassland", "T4"), 9: ("wetland", "TF1"),
    10: ("montane", "T6"), 11: ("tundra", "T6"), 12: ("mediterranean", "T3"), 13: ("desert", "T5"),
    14: ("mangrove", "MFT1"),
}  # fmt: skip
"""WWF biome to our group and its biome in the IUCN Global Ecosystem Typology 2.0 (Keith et al. 2022,
doi:10.1038/s41586-022-05318-4). A group is a compromise: mediterranean also holds woodland (T2),
montane also grassland (T4)."""

LOSS_BIOMES = (1, 2, 3, 4, 5, 6, 7, 9, 12, 14)
"""Biomes that loss is split over; much cleared woodland (Miombo, Cerrado, Chaco) lies in 7."""

UNSPECIFIED = "unspecified"


def shares(
    biomes: pd.DataFrame, origins: Iterable[str], palm_on_peat: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Return ``ecosystems.csv``.

    Parameters
    ----------
    biomes : pandas.DataFrame
        :func:`sources.biomes`.
    origins : iterable of str
        Countries of the set; the world is added, unspecified.
    palm_on_peat : pandas.DataFrame, optional
        :func:`peat.peat_shares`: adds rows of oil palm for these countries' degradation.

    Returns
    -------
    pandas.DataFrame
        `origin`, `account` (loss or degradation), `ecosystem`, `get_code`, `share`, `basis`, `source`, `commodity`
        (empty: all that have no rows of their own), `share_low`, `share_high` (NaN where no range is known); the shares
        of an origin, account and commodity sum to 1. A country without shares has one row `unspecified` = 1.
    """
    wanted = sorted({*origins})
    parts: list[pd.DataFrame] = []
    for account, kept in (("loss", LOSS_BIOMES), ("degradation", tuple(GROUPS))):
        table = biomes[
            biomes["biome"].isin(list(kept)) & biomes["origin"].isin(wanted) & (biomes["share"] > 0)
        ]
        table = table.assign(
            account=account,
            ecosystem=table["biome"].map({biome: group for biome, (group, _) in GROUPS.items()}),
            get_code=table["biome"].map({biome: code for biome, (_, code) in GROUPS.items()}),
        )
        sums = table.groupby(["origin", "account", "ecosystem", "get_code"], as_index=False)["share"].sum()
        sums["share"] /= sums.groupby("origin")["share"].transform("sum")
        missing = sorted({*wanted, WORLD} - set(sums["origin"]))
        empty = pd.DataFrame(
            {"origin": missing, "account": account, "ecosystem": UNSPECIFIED, "get_code": "", "share": 1.0,
             "basis": "none", "source": ""}
        )  # fmt: skip
        parts += [sums.assign(basis="area_share", source="WWF ecoregions (Olson et al. 2001)"), empty]
    general = pd.concat(parts, ignore_index=True)
    nothing = general.assign(commodity="", share_low=float("nan"), share_high=float("nan"))
    both = [nothing] if palm_on_peat is None else [nothing, peat.oil_palm_rows(general, palm_on_peat)]
    return pd.concat(both, ignore_index=True).sort_values(
        ["origin", "account", "commodity", "ecosystem"], ignore_index=True
    )
