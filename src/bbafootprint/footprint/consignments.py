"""Origins where the goods cannot have grown, or not all of them: said, one warning a (commodity, origin)."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pandas as pd

from bbafootprint.factors import FactorSet
from bbafootprint.footprint.resolve import Resolution
from bbafootprint.schema import ISSUE_COLUMNS
from bbafootprint.vocabulary import commodities, places

ORIGIN_ISSUES = {
    "origin-consignment": "The origin is not known to grow the commodity: the goods were shipped from there.",
    "origin-exceeds-production": "More was bought from the origin in a period than it grows in a year.",
}
"""Code to meaning of the warnings about origins that only a factor set can give."""


def origin_issues(
    frame: pd.DataFrame, key: npt.NDArray[np.int64], resolution: Resolution, factors: FactorSet
) -> pd.DataFrame:
    """Return a warning for every origin that the goods cannot, or cannot all, have grown in.

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
    bought = bought.groupby(["key", "period"], as_index=False)["quantity"].sum()
    bought = bought[status[bought["key"].to_numpy()] == "declared"]
    bought[names] = resolution.keys[names].astype(object).to_numpy()[bought["key"].to_numpy()]
    in_period = bought.groupby([*names, "period"])["quantity"].sum()
    most = in_period.groupby(level=names).max().reset_index()
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


def _issue(line: pd.Series, code: str, message: str) -> dict[str, object]:
    return {
        "severity": "warning",
        "code": code,
        "sheet": line["sheet"],
        "cell": line["cell"],
        "found": line["origin_as_given"],
        "message": message,
        "suggestion": "Give the country where it grew, where it is known.",
        "line_id": line["line_id"],
    }
