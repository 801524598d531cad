"""What only a factor set can say about the origins of lines; no number depends on it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pandas as pd

from bbafootprint.factors import FactorSet, near_regions
from bbafootprint.footprint.resolve import RUNGS, Resolution
from bbafootprint.schema import ISSUE_COLUMNS
from bbafootprint.vocabulary import commodities, places

ORIGIN_ISSUES = {
    "origin-consignment": "The origin is not known to grow the commodity: the goods were shipped from there.",
    "origin-exceeds-production": "More was bought from the origin in a period than it grows in a year.",
    "region-not-used": "A region is given, and no factor of it answered: the set does not know it, or has none for "
    "the commodity.",
}
"""Code to meaning. The last is a warning where the region may be misspelt, else an info; the others are warnings."""

SHOWN = 3
"""Regions that an issue names before it counts the rest."""


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
        *_regions_not_used(frame, key, resolution, factors),
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


def _regions_not_used(
    frame: pd.DataFrame, key: npt.NDArray[np.int64], resolution: Resolution, factors: FactorSet
) -> Iterator[dict[str, object]]:
    """One issue a country for regions that the set does not know, and one for those without the factor.

    A line that a region answered for at least one indicator is not among them: a municipality may have its
    conversions only, an ecoregion its species only.
    """
    match = resolution.keys["region_match"].to_numpy(object)
    answered = (resolution.rows >= 0).any(axis=1)
    by_region = (resolution.levels == RUNGS.index("region")).any(axis=1)
    unused = (match != "") & answered & ~by_region
    columns = ["primary_commodity", "origin", "region", "region_name"]
    listed = resolution.keys.loc[unused, columns].astype(object)
    listed = listed.assign(key=np.flatnonzero(unused), known=match[unused] != "not known")
    for (origin, known), keys in listed.groupby(["origin", "known"], sort=False):
        at = np.flatnonzero(np.isin(key, keys["key"].to_numpy()))
        if not at.size:
            continue
        first = frame.iloc[int(at[0])]
        lines = f"{at.size:,} line{'s' if at.size > 1 else ''} name{'' if at.size > 1 else 's'}"
        said = _known_but_without if known else _not_known
        severity, message, suggestion = said(lines, str(origin), keys, factors)
        yield _issue(
            first,
            "region-not-used",
            message,
            severity=severity,
            found=first["region"],
            suggestion=suggestion,
        )


def _known_but_without(
    lines: str, origin: str, keys: pd.DataFrame, factors: FactorSet
) -> tuple[str, str, str]:
    pairs = keys[["region_name", "primary_commodity"]].drop_duplicates().itertuples(index=False, name=None)
    some = _some([f"{region} for {commodities.name(str(primary))}" for region, primary in pairs])
    return (
        "info",
        f"{lines} a region of {places.name(origin)} that the factor set knows, but of which it has no factor for the "
        f"commodity ({some}): a wider rung answers.",
        "Nothing, or layer a factor set that has it.",
    )


def _not_known(lines: str, origin: str, keys: pd.DataFrame, factors: FactorSet) -> tuple[str, str, str]:
    texts = [str(text) for text in keys["region"].unique()]
    guesses, known = [], 0
    for text in texts[:SHOWN]:
        near, known = near_regions(origin, text, factors)
        if near:
            guesses.append(f"{' or '.join(map(repr, near))} for {text!r}")
    country = places.name(origin)
    message = (
        f"{lines} a region of {country} that the factor set does not know ({_some(texts)}): a wider rung answers. "
        f"It knows {f'{known:,} region' + 's' * (known > 1) if known else 'no region'} of {country}."
    )
    if guesses:
        return "warning", message, f"Did you mean {', '.join(guesses)}? Correct it where you did."
    if known:
        return (
            "info",
            message,
            "Nothing, or write a region that the set knows: its name, or its code in regions.csv.",
        )
    return "info", message, "Nothing, or layer a factor set that has the region."


def _some(names: list[str]) -> str:
    """Return the first names, and how many more there are."""
    more = f" and {len(names) - SHOWN:,} more" if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + more


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
