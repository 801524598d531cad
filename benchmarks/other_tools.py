"""brightway and pymrio on the lines of the inventory, where they are installed (``pip install --group compared``).

brightway gets integers: a flow for each pair, one row of its arrays for each line, which it sums into its biosphere
matrix, and a package of factors for each indicator. It does no reading of texts, no match levels, no coverage.

pymrio gets tonnes summed beforehand, one stressor by region (origin) and sector (commodity), and a long table of
factors by region and sector; `characterize` checks units and labels, multiplies and pivots.
"""

from __future__ import annotations

import importlib.util
import warnings
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.inventory import KEYS, Inventory, indicators, shipped


def has_brightway() -> bool:
    return all(importlib.util.find_spec(name) for name in ("bw2calc", "bw_processing"))


def has_pymrio() -> bool:
    return importlib.util.find_spec("pymrio") is not None


def vector(matrix: str, indices: np.ndarray, data: np.ndarray, **more: Any) -> Any:
    import bw_processing

    package = bw_processing.create_datapackage()
    package.add_persistent_vector(matrix=matrix, indices_array=indices, data_array=data, **more)
    return package


def pairs_of(flows: np.ndarray, columns: Any) -> np.ndarray:
    """Return row and column numbers as brightway wants them."""
    import bw_processing

    indices = np.empty(len(flows), dtype=bw_processing.INDICES_DTYPE)
    indices["row"], indices["col"] = flows, columns
    return indices


def brightway_package(inventory: Inventory) -> tuple[list[Any], list[Any]]:
    """Return the packages of the inventory, and one of factors for each indicator."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        one = vector("technosphere_matrix", pairs_of(np.array([1]), 1), np.ones(1))
        flows = vector("biosphere_matrix", pairs_of(inventory.pair + 10, 1), inventory.quantity)
        there = np.unique(inventory.pair)  # a flow that no line has is no row of the matrix
        factors = [
            vector("characterization_matrix", pairs_of(there + 10, there + 10), inventory.values[there, at])
            for at in range(len(indicators()))
        ]
    return [one, flows], factors


def run_brightway(given: tuple[list[Any], list[Any]]) -> tuple[np.ndarray, dict[int, int]]:
    """Build the matrices, solve, and characterise once an indicator: a row a flow, a column an indicator."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import bw2calc

        packages, factors = given
        lca = bw2calc.LCA(demand={1: 1.0}, data_objs=[*packages, factors[0]])
        lca.lci()
        found = []
        for each in factors:
            lca.load_lcia_data([each])
            lca.lcia_calculation()
            found.append(np.asarray(lca.characterized_inventory.sum(axis=1)).ravel())
    return np.column_stack(found), dict(lca.dicts.biosphere)


def answer_of_brightway(found: tuple[np.ndarray, dict[int, int]], inventory: Inventory) -> pd.DataFrame:
    values, rows = found
    flow = np.array(list(rows)) - 10
    index = pd.MultiIndex.from_frame(inventory.wide[KEYS].iloc[flow])
    return pd.DataFrame(values[np.array(list(rows.values()))], index=index, columns=indicators())


def pymrio_extension(inventory: Inventory) -> tuple[Any, pd.DataFrame]:
    """Return an extension of tonnes by region and sector, and factors as `characterize` takes them."""
    import pymrio

    wide = inventory.wide
    columns = pd.MultiIndex.from_arrays([wide["origin"], wide["commodity"]], names=["region", "sector"])
    tonnes = np.bincount(inventory.pair, weights=inventory.quantity, minlength=len(wide))
    rows = pd.Index(["purchases"], name="stressor")
    extension = pymrio.Extension(
        name="lines", F=pd.DataFrame(tonnes[None, :], index=rows, columns=columns),
        unit=pd.DataFrame({"unit": ["t"]}, index=rows),
    )  # fmt: skip
    units = {each.id: each.unit for each in shipped().indicators}
    factors = pd.concat(
        [
            pd.DataFrame({
                "stressor": "purchases", "region": wide["origin"], "sector": wide["commodity"], "impact": name,
                "factor": wide[name].fillna(0.0), "impact_unit": unit, "stressor_unit": "t",
            }) for name, unit in units.items()
        ],
        ignore_index=True,
    )  # fmt: skip
    return extension, factors


def run_pymrio(given: tuple[Any, pd.DataFrame]) -> Any:
    return given[0].characterize(given[1])


def answer_of_pymrio(found: Any) -> pd.DataFrame:
    return found.extension.F.T.swaplevel()
