"""The order of land uses: annual crops, permanent crops, pasture, forest, from most to least species lost.

ReCiPe 2016 has it as midpoints 1, 0.7, 0.55 and 0.3 (Huijbregts et al. 2017,
https://doi.org/10.1007/s11367-016-1246-y). Does each country of the two sources used here keep it?
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import psl

from bbafootprint.vocabulary import places

GLAM = "glam3/CF_domain_country.csv.gz"
BIOMES = "ecoregion-shares/country_biome_area_shares.csv"

RECIPE: Mapping[str, float] = {"annual": 1.0, "permanent": 0.7, "pasture": 0.55, "forest": 0.3}
"""Midpoint of each land use, relative to annual crops."""

SOURCES: Mapping[str, Mapping[str, str]] = {
    "UNEP-SETAC 2016, extensive forestry": {
        "annual": "Annual crops", "permanent": "Permanent crops", "pasture": "Pasture",
        "forest": "Extensive forestry",
    },
    "UNEP-SETAC 2016, intensive forestry": {
        "annual": "Annual crops", "permanent": "Permanent crops", "pasture": "Pasture",
        "forest": "Intensive forestry",
    },
    "GLAM 3, intensity Light": {
        "annual": "Cropland", "permanent": "Plantation", "pasture": "Pasture", "forest": "Managed_forest",
    },
}  # fmt: skip
"""Land uses of each source that stand for the four of ReCiPe."""

OPEN = frozenset({7, 8, 9, 10, 11, 13})
"""WWF biomes of open land: grasslands and savannahs of all kinds, tundra, desert and shrubland."""


def factors(sources: Path, source: str, kind: str) -> pd.DataFrame:
    """Return a source's country factors, one column a land use of ReCiPe, countries that have all four."""
    names = {theirs: ours for ours, theirs in SOURCES[source].items()}
    table = _glam(sources, kind) if source.startswith("GLAM") else psl.country_factors(sources, kind, [])
    table = table[table["use"].isin(list(names))].assign(use=lambda frame: frame["use"].map(names))
    return table.pivot_table(index="origin", columns="use", values="median")[list(RECIPE)].dropna()


def breaks(table: pd.DataFrame) -> dict[str, list[str]]:
    """Return the countries that break the order, by the pair that does (``pasture > permanent``).

    Parameters
    ----------
    table : pandas.DataFrame
        One row a country, columns of :data:`RECIPE` in its order.
    """
    uses = list(RECIPE)
    return {
        f"{lower} > {higher}": sorted(table.index[table[lower] > table[higher]])
        for higher, lower in itertools.pairwise(uses)
    }


def lines(sources: Path) -> list[str]:
    """Return the section of the build report."""
    text = [
        "", "## Order of land uses", "",
        "ReCiPe 2016: annual 1 > permanent 0.7 > pasture 0.55 > forest 0.3. Countries that have all four; ISO",
        "codes of those that break it, by the neighbours in the order that change places. A country may stand in",
        "several lists.", "",
        "| source | kind | countries | keep the order | world: annual, permanent, pasture, forest |",
        "|---|---|---|---|---|",
    ]  # fmt: skip
    exceptions = ["", "| source | kind | breaks | countries | which |", "|---|---|---|---|---|"]
    reasons = []
    open_land = _open_land(sources)
    for source in SOURCES:
        for kind, word in psl.KINDS.items():
            table = factors(sources, source, kind)
            found = breaks(table)
            broken = sorted({code for codes in found.values() for code in codes})
            kept = len(table) - len(broken)
            world = _world(sources, source, kind, table)
            shown = ", ".join(f"{world[use] / world['annual']:.2f}" for use in RECIPE)
            text.append(f"| {source} | {word.lower()} | {len(table)} | {kept} | {shown} |")
            for pair, codes in found.items():
                row = f"| {source} | {word.lower()} | {pair} | {len(codes)} | {' '.join(codes)} |"
                exceptions.append(row)
                if codes:
                    inside, outside = (
                        open_land.reindex(codes),
                        open_land.reindex(table.index.difference(codes)),
                    )
                    reasons.append(
                        f"- {source}, {word.lower()}, {pair}: open land is {inside.median():.0%} of the median "
                        f"country that breaks the order, {outside.median():.0%} of the others."
                    )
    return [
        *text, "",
        "World: the source's own world average (UNEP-SETAC); GLAM publishes none, so the plain mean of its",
        "countries. There the median country has plantation above cropland.",
        *exceptions, "",
        "What is visible of the reason: the share of open land (WWF biomes 7 to 11 without mangrove, and 13).", "",
        *reasons,
    ]  # fmt: skip


def _world(sources: Path, source: str, kind: str, table: pd.DataFrame) -> pd.Series:
    if source.startswith("GLAM"):
        return table.mean()
    world = psl.world_average(sources, kind)
    return pd.Series({use: float(world[theirs]) for use, theirs in SOURCES[source].items()})


def _glam(sources: Path, kind: str) -> pd.DataFrame:
    """Read GLAM's average global factors at intensity Light: `origin`, `use`, `median`."""
    column = f"CF_{kind}_avg_glo"
    table = pd.read_csv(
        sources / GLAM, encoding="latin-1", keep_default_na=False, na_values={column: ["NA"]},
        usecols=["iso3cd", "species_group", "habitat", column],
    )  # fmt: skip
    table = table[(table["species_group"] == "Eukaryota") & table["iso3cd"].isin(list(places.countries()))]
    table = table[table["habitat"].str.endswith("_Light")]
    use = table["habitat"].str.removesuffix("_Light")
    return table.assign(use=use).rename(columns={"iso3cd": "origin", column: "median"})[
        ["origin", "use", "median"]
    ]


def _open_land(sources: Path) -> pd.Series:
    table = pd.read_csv(sources / BIOMES, keep_default_na=False)
    return table["area_share"].where(table["biome"].isin(list(OPEN)), 0.0).groupby(table["iso3"]).sum()
