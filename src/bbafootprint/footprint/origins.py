"""What only a factor set can say about the origins of lines; no number depends on it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pandas as pd

from bbafootprint.factors import FactorSet
from bbafootprint.footprint.resolve import RUNGS, Resolution
from bbafootprint.schema import ISSUE_COLUMNS
from bbafootprint.vocabulary import commodities, places

ORIGIN_ISSUES = {
    "origin-consignment": "The origin is not known to grow the commodity: the goods were shipped from there.",
    "origin-exceeds-production": "More was bought from the origin in a period than it grows in a year.",
    "region-not-used": "A region is given, and the factor set has no factor of it.",
}
"""Code to meaning; the last is an info, the others are warnings."""


def origin_issues(
    frame: pd.DataFrame, key: npt.NDArray[np.int64], resolution: Resolution, factors: FactorSet
) -> pd.DataFrame:
    """Say where the goods cannot, or cannot all, have grown, and where a region was of no use.

    Parameters
    ----------
    frame : pandas.DataFrame
        Converted lines.
    key : ndarray of int, shape (lines,)
        Their keys.
    resolution : Resolution
        Of these keys.
    factors : FactorSet
        Its table of producers says how much each grows.

    Returns
    -------
    pandas.DataFrame
        Columns :data:`bbafootprint.schema.ISSUE_COLUMNS`; cell and line are those of the first line. No number
        depends on it.
    """
    rows = [
        *_consigned(frame, key, resolution),
        *_more_than_grows_there(frame, key, resolution, factors.producers),
        *_regions_without_factor(frame, key, resolution),
    ]
    return pd.DataFrame(rows, columns=list(ISSUE_COLUMNS), dtype=object)


def _consigned(
    frame: pd.DataFrame, key: npt.NDArray[np.int64], resolution: Resolution
) -> Iterator[dict[str, object]]:
    consigned = resolution.keys["origin_status"].to_numpy(object) == "consignment"
    at = np.flatnonzero(consigned[key])
    found = resolution.keys.iloc[key[at]][["primary_commodity", "origin"]].astype(object).assign(at=at)
    for (primary, origin), where in found.groupby(["primary_commodity", "origin"], sort=False)["at"]:
        yield _issue(
            frame.iloc[int(where.iloc[0])],
            "origin-consignment",
            f"{places.name(str(origin))} is not known to grow {commodities.name(str(primary))}: it is read as the "
            f"country that the goods were shipped from, and the world mean answers "
            f"({len(where):,} line{'s' if len(where) > 1 else ''}).",
        )


def _more_than_grows_there(
    frame: pd.DataFrame, key: npt.NDArray[np.int64], resolution: Resolution, producers: pd.DataFrame
) -> Iterator[dict[str, object]]:
    periods, _ = pd.factorize(frame["period"].astype(object))
    status = resolution.keys["origin_status"].to_numpy(object)
    names = ["primary_commodity", "origin"]
    bought = pd.DataFrame(
        {"key": key, "period": periods, "quantity": frame["primary_quantity"].to_numpy(np.float64)}
    )
    bought = bought.groupby(["key", "period"], as_index=False).agg({"quantity": "sum"})
    bought = bought[status[bought["key"].to_numpy()] == "declared"]
    bought[names] = resolution.keys[names].astype(object).to_numpy()[bought["key"].to_numpy()]
    in_period = bought.groupby([*names, "period"], as_index=False).agg({"quantity": "sum"})
    most = in_period.sort_values("quantity").drop_duplicates(names, keep="last")
    grown = producers[["commodity", "origin", "production", "unit"]].astype(
        {"commodity": object, "origin": object}
    )
    both = most.merge(grown, left_on=names, right_on=["commodity", "origin"])
    for row in both[both["quantity"] > both["production"]].itertuples():
        of_it = (resolution.keys["primary_commodity"] == row.primary_commodity) & (
            resolution.keys["origin"] == row.origin
        )
        yield _issue(
            frame.iloc[int(np.flatnonzero(of_it.to_numpy(bool)[key])[0])],
            "origin-exceeds-production",
            f"{row.quantity:,.0f} {row.unit} of {commodities.name(str(row.primary_commodity))} were bought from "
            f"{places.name(str(row.origin))} in a period, which grows {row.production:,.0f} {row.unit} a year: at "
            f"least a part was only shipped from there.",
        )


def _regions_without_factor(
    frame: pd.DataFrame, key: npt.NDArray[np.int64], resolution: Resolution
) -> Iterator[dict[str, object]]:
    named = resolution.keys["region"].notna().to_numpy()
    answered = (resolution.rows >= 0).any(axis=1)
    by_region = (resolution.levels == RUNGS.index("region")).any(axis=1)
    at = np.flatnonzero((named & answered & ~by_region)[key])
    if at.size:
        regions = frame["region"].iloc[at].astype(object).unique()
        some = ", ".join(map(str, regions[:3])) + (
            f" and {len(regions) - 3} more" if len(regions) > 3 else ""
        )
        first = frame.iloc[int(at[0])]
        yield _issue(
            first,
            "region-not-used",
            f"{at.size:,} line{'s' if at.size > 1 else ''} name a region ({some}) of which the factor set has no "
            f"factor: a wider rung answers.",
            severity="info",
            found=first["region"],
            suggestion="Nothing, or layer a factor set that has the region.",
        )


def _issue(
    line: pd.Series,
    code: str,
    message: str,
    *,
    severity: str = "warning",
    found: object = None,
    suggestion: str = "Give the country where it grew, where it is known.",
) -> dict[str, object]:
    return {
        "severity": severity,
        "code": code,
        "sheet": line["sheet"],
        "cell": line["cell"],
        "found": line["origin_as_given"] if found is None else found,
        "message": message,
        "suggestion": suggestion,
        "line_id": line["line_id"],
    }
