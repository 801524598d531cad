"""Land occupation of industrial roundwood, per m3: the forest area that stands behind a country's harvest.

README.md, "Method in short". Sources: FAO Global Forest Resources Assessment (area designated, 2020) and
FAOSTAT forestry (industrial roundwood, 2020-22). Fuelwood is in neither, so industrial wood carries all of
the area.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import sources as src
import uncertainty as un

YEARS = (2020, 2021, 2022)
FOREST_YEAR = 2020
SERIES = tuple(range(2013, 2023))
LEAST, MOST = 0.1, 20.0
"""Harvest that is believed, m3 per ha and year."""
FOREST_GROWS, PLANTATIONS_GROW = 8.0, 18.0
"""Harvest (m3 per ha and year) over which a row is flagged `low_occupation`: more than a forest grows, on the mean of a
country (Central Europe 5 to 9), and than plantations do (New Zealand's pine 17). Then other forest was cut too, and
the area taken is too small. Our choice, from general knowledge; the value stays as the written order gives it."""
PLANTED = 0.5
"""Plantation forest over the area taken, from which the higher bound holds. Our choice."""


def land_occupation(sources: Path, residue: src.Residue) -> pd.DataFrame:
    """Return one row a producer of industrial roundwood.

    Returns
    -------
    pandas.DataFrame
        As :func:`crops.land_occupation`, with `denominator`: the area taken, empty where none gives a harvest
        between 0.1 and 20 m3/ha/yr (the producer then falls to its sub-region), and `over_growth`: whether the
        harvest is more than grows there (:data:`FOREST_GROWS`).
    """
    series = src.roundwood(sources, SERIES, residue).rename(columns={"item": "commodity"})
    wood = series[series["year"].isin(YEARS)].groupby("origin")["value"].mean()
    table = src.forest_resources(sources, FOREST_YEAR).set_index("origin").reindex(wood.index)
    table["production"] = wood
    candidates = candidate_areas(table)
    harvest = candidates.rdiv(table["production"], axis=0)
    believed = harvest.ge(LEAST) & harvest.le(MOST)
    first = believed.to_numpy().argmax(axis=1)
    found = believed.any(axis=1)
    table["denominator"] = np.where(found, candidates.columns.to_numpy()[first], "")
    table["area"] = np.where(found, candidates.to_numpy()[np.arange(len(table)), first], np.nan)
    table["value"] = table["area"] / table["production"]
    variation = src.log_variation(series, ["origin"]).reindex(table.index)
    table["spread"] = un.quadrature(
        un.of_one_year(variation, float(len(YEARS))), table["denominator"].map(un.TIMBER_AREA)
    )
    table = table[table["production"] > 0].reset_index()
    table = table.rename(columns={"area": "mean_area", "production": "mean_production"})
    planted = table["plantation"].fillna(0.0) >= PLANTED * table["mean_area"]
    grows = planted.map({True: PLANTATIONS_GROW, False: FOREST_GROWS})
    table["over_growth"] = (table["mean_production"] / table["mean_area"]).gt(grows)
    columns = ["origin", "mean_area", "mean_production", "value", "spread", "denominator", "over_growth"]
    return table[columns].assign(commodity="roundwood", from_file="forestry")


def candidate_areas(forest: pd.DataFrame) -> pd.DataFrame:
    """Return the areas that may stand behind the harvest, ha, in the order in which they are tried.

    Parameters
    ----------
    forest : pandas.DataFrame
        Columns of :func:`sources.forest_resources`. Forest less primary forest needs both to be reported.
    """
    return pd.DataFrame(
        {
            "prim_prod": forest["prim_prod"],
            "tot_prod": forest["tot_prod"],
            "prim_prod_multi": forest["prim_prod"] + forest["prim_multi"],
            "forest_not_primary": forest["forest"] - forest["primary"],
        }
    )
