"""The factors that changed between two runs, by what their change does to these very lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from bbafootprint.comparison.cells import Cells, Side
from bbafootprint.comparison.decomposing import DRIVERS, split_cells
from bbafootprint.comparison.parts import RESIDUE, Leg
from bbafootprint.footprint import Footprint
from bbafootprint.footprint.resolve import NOT_ASSESSED, RUNGS

COLUMNS: tuple[str, ...] = (
    "indicator", "primary_commodity", "origin", "region", "unit", "before", "after", "ratio", "before_rung",
    "after_rung", "before_set", "after_set", "contribution", "share",
)  # fmt: skip
"""Columns of the table of factors that changed."""

_KEY = ["indicator", "primary_commodity", "origin", "region"]


def factor_changes(
    legs: Sequence[Leg], wholes: Sequence[Cells], indicators: Sequence[str], total: pd.DataFrame
) -> pd.DataFrame:
    """List the factors that changed, the largest effect on the lines first.

    Parameters
    ----------
    legs : sequence of Leg
        The changes under one method.
    wholes : sequence of Cells
        The cells of each.
    indicators : sequence of str
        Ids that are compared.
    total : pandas.DataFrame
        The totals by indicator: `unit`, `before`, `after`.

    Returns
    -------
    pandas.DataFrame
        Columns :data:`COLUMNS`: `before` and `after` in the unit of the indicator per unit of the primary commodity;
        `ratio` = after / before (NaN where before is 0); the rung of the ladder and the set and version that
        answered; `contribution` to the difference, in the unit of the indicator; `share` = contribution / the larger
        of the two totals, by whose size the list is ordered. No rows where no factor changed.
    """
    driver = DRIVERS.index("factors")
    rows: list[dict[str, Any]] = []
    for leg, cells in zip(legs, wholes, strict=True):
        parts = split_cells(cells)[driver] * leg.weight
        sides = (cells.before, cells.after)
        factors = [np.where(side.primary > 0, side.amount / np.where(side.primary > 0, side.primary, 1.0), side.value)
                   for side in sides]  # fmt: skip
        labels = [_labels(run, side) for run, side in zip((leg.start, leg.end), sides, strict=True)]
        for cell, at in zip(*np.nonzero(parts), strict=True):
            rows.append({
                "indicator": indicators[at],
                "primary_commodity": cells.keys["primary_commodity"].iloc[cell],
                "origin": cells.keys["origin"].iloc[cell],
                "region": cells.keys["region"].iloc[cell],
                "before": factors[0][cell, at], "after": factors[1][cell, at],
                "before_rung": labels[0][0][cell, at], "after_rung": labels[1][0][cell, at],
                "before_set": labels[0][1][cell, at], "after_set": labels[1][1][cell, at],
                "contribution": parts[cell, at],
            })  # fmt: skip
    if not rows:
        return pd.DataFrame(columns=list(COLUMNS))
    table = pd.DataFrame(rows)
    grouped = table.groupby(_KEY, sort=False, dropna=False, as_index=False)
    found = grouped.agg({name: "first" for name in table.columns if name not in (*_KEY, "contribution")})
    found["contribution"] = grouped["contribution"].sum()["contribution"]
    larger = total[["before", "after"]].max(axis=1).reindex(found["indicator"]).to_numpy(np.float64)
    found["share"] = found["contribution"] / np.where(larger > 0, larger, np.nan)
    found["unit"] = total["unit"].reindex(found["indicator"]).to_numpy(object)
    found["ratio"] = found["after"] / found["before"].where(found["before"] > 0)
    size = found["share"].abs()
    found = found[~(size <= RESIDUE).to_numpy(bool)]
    order = size[found.index].sort_values(ascending=False, kind="stable").index
    return found.loc[order, list(COLUMNS)].reset_index(drop=True)


def _labels(run: Footprint, side: Side) -> tuple[npt.NDArray[np.object_], npt.NDArray[np.object_]]:
    """Return the rung that answered for each cell and indicator, and the set with its version."""
    rungs = np.array([*RUNGS, NOT_ASSESSED], dtype=object)[side.level]
    names = np.array([*(f"{layer.id} {layer.version}" for layer in run.factors.layers), ""], dtype=object)
    layer = run.factors.frame["layer"].to_numpy(np.int64)
    at = np.where(side.row >= 0, layer[np.maximum(side.row, 0)] if layer.size else -1, -1)
    return rungs, names[at]
