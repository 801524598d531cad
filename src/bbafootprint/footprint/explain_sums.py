"""How the interval, the relative score and the quality of a sum are made up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from bbafootprint.footprint import aggregate
from bbafootprint.footprint.aggregate import NO_RELATIVE_SCORE
from bbafootprint.footprint.calculate import gather, sum_by
from bbafootprint.footprint.uncertainty.importance import assessed_cells, variance_shares

if TYPE_CHECKING:
    from bbafootprint.footprint.result import Footprint

LARGEST = 3
"""How many of those that make an interval wide are named."""


def interval_steps(part: Footprint, column: int) -> dict[str, Any]:
    """Say what factors and conversions add to the interval of a sum (docs/method.md, section 4).

    Parameters
    ----------
    part : Footprint
        In one group.
    column : int
        Position of the indicator.

    Returns
    -------
    dict
        `factors`, how many distinct ones answer; `lognormal` of them carry a geometric standard deviation, `bounded`
        bounds alone, `unknown` neither; `mean`, standard `deviation` and `skewness` of the sum as drawn, of which the
        interval is made; `of_conversions`, the share of its variance that conversions give; and `largest`, what has the
        largest shares: `kind` (factor, yield, price, content, density), `name`, `gsd`, `amount` that rests on it,
        `share_of_variance`.
    """
    frame = part.factors.frame
    cells = assessed_cells(part, column)
    rows = np.unique(cells.row[cells.quantity > 0])
    value, gsd, low, high = (
        frame[name].to_numpy(np.float64)[rows] for name in ("value", "gsd", "low", "high")
    )
    lognormal = ~np.isnan(gsd) & (value > 0)
    unknown = ~lognormal & (np.isnan(low) | np.isnan(high))
    made = aggregate.interval_of(part.ledger, part.resolution, part.factors, column, part.conversions)
    unsure = variance_shares(part, part.factors.indicators[column].id)
    conversions = unsure.loc[(unsure["kind"] != "factor").to_numpy(bool), "variance_share"]
    largest = unsure[(unsure["variance_share"] > 0).to_numpy(bool)].head(LARGEST).to_dict("records")
    return {
        "factors": int(rows.size),
        "lognormal": int(lognormal.sum()),
        "bounded": int((~lognormal & ~unknown).sum()),
        "unknown": int(unknown.sum()),
        **{name: float(getattr(made, name)[0]) for name in ("mean", "deviation", "skewness")},
        "of_conversions": float(conversions.sum()),
        "largest": [
            {
                "kind": str(each["kind"]), "name": str(each["name"]), "gsd": float(each["gsd"]),
                "amount": float(each["value"]), "share_of_variance": float(each["variance_share"]),
            }
            for each in largest
        ],
    }  # fmt: skip


def relative_steps(part: Footprint, column: int) -> dict[str, Any]:
    """Return what the relative score of a sum divides.

    Parameters
    ----------
    part : Footprint
        In one group.
    column : int
        Position of the indicator.

    Returns
    -------
    dict
        `amount` over `at_world`, the amount of the same primary equivalents at world-mean factors, both over the
        `lines` where both are known and neither is flagged as not comparable; `lines_without`, the assessed lines that
        are not in it. NaN where there is none.
    """
    cells, resolution, frame = part.ledger.cells, part.resolution, part.factors.frame
    key = cells["key"].to_numpy()
    row, world = resolution.rows[key, column], resolution.world_rows[key, column]
    quantity, lines = cells["primary_quantity"].to_numpy(np.float64), cells["lines"].to_numpy()
    value = frame["value"].to_numpy(np.float64)
    flags = frame["flag"].cat
    marked = np.array([NO_RELATIVE_SCORE in str(flag).split("|") for flag in flags.categories], dtype=bool)
    codes = flags.codes.to_numpy()[row]
    comparable = (row >= 0) & (world >= 0)
    comparable &= ~np.append(marked, False)[codes]  # the last is for no flag, -1
    one = np.zeros(int(comparable.sum()), dtype=np.int64)
    amount, at_world = (
        float(sum_by(one, (quantity * gather(value, which))[comparable], 1)[0]) for which in (row, world)
    )
    return {
        "amount": amount,
        "at_world": at_world,
        "lines": int(lines[comparable].sum()),
        "lines_without": int(lines[(row >= 0) & ~comparable].sum()),
    }


def quality_steps(part: Footprint, column: int) -> list[dict[str, float]]:
    """Return the tonnes of each quality, of which the quality of a sum is the mean.

    Parameters
    ----------
    part : Footprint
        In one group.
    column : int
        Position of the indicator.

    Returns
    -------
    list of dict
        `quality` (1 to 5) and `mass_t` of the assessed lines whose worst quality, of factor, conversion and traced
        origin, it is.
    """
    cells, resolution = part.ledger.cells, part.resolution
    key = cells["key"].to_numpy()
    row = resolution.rows[key, column]
    quality = gather(part.factors.frame["quality"].to_numpy(np.float64), row)
    for name in ("conversion_quality", "origin_quality"):
        quality = np.fmax(quality, part.ledger.keys[name].to_numpy(np.float64)[key])
    mass = np.where((row >= 0) & ~np.isnan(quality), cells["mass_t"].to_numpy(np.float64), 0.0)
    return [
        {"quality": float(each), "mass_t": float(mass[quality == each].sum())}
        for each in np.unique(quality[mass > 0])
    ]
