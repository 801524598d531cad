"""What only a factor set can say about the origins of lines; no number depends on it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pandas as pd

from bbafootprint.factors import FactorSet, near_regions_of, origins_of_region, unlisted_regions
from bbafootprint.footprint.ledger import counted_lines
from bbafootprint.footprint.resolve import RUNGS, Resolution
from bbafootprint.schema import ISSUE_COLUMNS
from bbafootprint.vocabulary import commodities, places
from bbafootprint.vocabulary.place_regions import near_subdivisions

ORIGIN_ISSUES = {
    "origin-consignment": "The origin is not known to grow the commodity: the goods were shipped from there.",
    "origin-exceeds-production": "More was bought from the origin in a period than it grows in a year.",
    "region-not-used": "A region is given, and no factor of it answered: the set does not know it, or has none for "
    "the commodity, or the country that it is in is not known.",
    "factor-region-not-listed": "A factor set has factors of a region that no table of regions lists: it may be "
    "misspelt, and then never answers.",
}
"""Code to meaning. `region-not-used` is a warning where something can be done, else an info; the others warn."""

SHOWN = 3
"""Names that an issue gives before it counts the rest."""


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
    counts = counted_lines(frame)
    of_no_period = "stands_for" in frame.columns and bool(
        frame["period"].isna().all()
    )  # sums over who knows how many periods
    frame = frame[["sheet", "cell", "origin_as_given", "line_id", "period", "primary_quantity"]]
    rows = [
        *_consigned(frame, key, resolution, counts),
        *([] if of_no_period else _more_than_grows_there(frame, key, resolution, factors.producers)),
        *_regions_not_used(frame, key, resolution, factors, counts),
        *_factors_of_no_region(factors),
    ]
    return pd.DataFrame(rows, columns=list(ISSUE_COLUMNS), dtype=object)


def _consigned(
    frame: pd.DataFrame, key: npt.NDArray[np.int64], resolution: Resolution, counts: npt.NDArray[np.float64]
) -> Iterator[dict[str, object]]:
    of_port = resolution.keys["from_port"].to_numpy(bool)  # reading has said so: origin-port
    shipped = resolution.keys["origin_status"] == "consignment"
    consigned = np.flatnonzero(shipped.to_numpy(bool) & ~of_port)
    answered = np.asarray((resolution.rows >= 0).any(axis=1))
    at = np.flatnonzero(np.isin(key, consigned))
    found = resolution.keys.iloc[key[at]][["primary_commodity", "origin"]].astype(object)
    found = found.assign(at=at, answered=answered[key[at]], lines=counts[at])
    for (primary, origin), where in found.groupby(["primary_commodity", "origin"], sort=False):
        then = (
            "the world mean answers" if where["answered"].any() else "this set has no world mean that answers"
        )
        many = max(int(where["lines"].sum()), 1)
        yield _issue(
            frame.iloc[int(where["at"].iloc[0])],
            "origin-consignment",
            f"{places.name(str(origin))} is not known to grow {commodities.name(str(primary))}: it is read as the "
            f"country that the goods were shipped from, and {then} "
            f"({many:,} line{'s' if many > 1 else ''}).",
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
    first = np.full(len(resolution.keys), key.size, dtype=np.int64)  # line of each key, looked up once
    first[key[::-1]] = np.arange(key.size, dtype=np.int64)[::-1]
    for row in both[both["quantity"] > both["production"]].itertuples():
        of_it = (resolution.keys["primary_commodity"] == row.primary_commodity) & (
            resolution.keys["origin"] == row.origin
        )
        yield _issue(
            frame.iloc[int(first[of_it.to_numpy(bool)].min())],
            "origin-exceeds-production",
            f"{row.quantity:,.0f} {row.unit} of {commodities.name(str(row.primary_commodity))} were bought from "
            f"{places.name(str(row.origin))} in a period, which grows {row.production:,.0f} {row.unit} a year: at "
            f"least a part was only shipped from there.",
        )


def _regions_not_used(
    frame: pd.DataFrame,
    key: npt.NDArray[np.int64],
    resolution: Resolution,
    factors: FactorSet,
    counts: npt.NDArray[np.float64],
) -> Iterator[dict[str, object]]:
    """One issue a region text: not known in its country, without a country, or without a factor for the goods.

    A line that a region answered for at least one indicator is not among them: a municipality may have its
    conversions only, an ecoregion its species only.
    """
    match = resolution.keys["region_match"].to_numpy(object)
    answered = (resolution.rows >= 0).any(axis=1)
    by_region = (resolution.levels == RUNGS.index("region")).any(axis=1)
    unused = (match != "") & answered & ~by_region
    columns = ["primary_commodity", "origin", "region", "region_name"]
    listed = resolution.keys.loc[unused, columns].astype(object)
    listed = listed.assign(key=np.flatnonzero(unused), match=match[unused])
    found = listed["region_name"] != ""  # spellings of one region are one issue
    listed["called"] = listed["region_name"].where(found, listed["region"])
    first_of = pd.Series(np.arange(key.size)).groupby(key).first()
    count_of = pd.Series(counts).groupby(key).sum()
    unknown = listed[listed["match"] == "not known"]
    near = {
        origin: near_regions_of(str(origin), texts.unique(), factors)
        for origin, texts in unknown.groupby("origin", sort=False)["called"]
    }
    for (origin, called, known), keys in listed.groupby(["origin", "called", found], sort=False):
        here = keys["key"][keys["key"].isin(first_of.index)]
        if here.empty:
            continue
        first, many = frame.iloc[int(first_of[here].min())], max(int(count_of[here].sum()), 1)
        lines = f"{many:,} line{'s' if many > 1 else ''} name{'' if many > 1 else 's'}"
        if known:
            said = _known_but_without(lines, str(origin), keys)
        elif (keys["match"] == "no country").any():
            said = _without_country(lines, str(called), factors)
        else:
            guesses, count = near[origin]
            said = _not_known(lines, str(origin), str(called), guesses[called], count)
        severity, message, suggestion = said
        yield _issue(
            first,
            "region-not-used",
            message,
            severity=severity,
            found=resolution.keys["region"].iloc[int(_first_key(here, first_of))],
            suggestion=suggestion,
        )


def _first_key(keys: pd.Series[int], first_of: pd.Series[int]) -> int:
    """Return the key whose first line comes first."""
    return int(keys.iloc[int(np.argmin(first_of[keys].to_numpy()))])


def _known_but_without(lines: str, origin: str, keys: pd.DataFrame) -> tuple[str, str, str]:
    region = str(keys["region_name"].iloc[0])
    some = _some([commodities.name(str(primary)) for primary in keys["primary_commodity"].unique()])
    return (
        "info",
        f"{lines} {region} ({places.name(origin)}), a region that the factor set knows, but of which it has no factor "
        f"for {some}: a wider rung answers.",
        "Nothing, or layer a factor set that has it.",
    )


def _without_country(lines: str, text: str, factors: FactorSet) -> tuple[str, str, str]:
    where = [places.name(origin) for origin in origins_of_region(text, factors)]
    message = f"{lines} the region {text!r}, and the country of origin is not known: the region is not used."
    if not where:
        return (
            "warning",
            message,
            "Give the country that it is in; the factor set knows no region of that name.",
        )
    return (
        "warning",
        message,
        f"Give the country of origin: the factor set knows such a region of {_some(where, most=6)}.",
    )


def _not_known(lines: str, origin: str, text: str, near: list[str], known: int) -> tuple[str, str, str]:
    country = places.name(origin)
    message = (
        f"{lines} a region of {country} that the factor set does not know ({text}): a wider rung answers. "
        f"It knows {f'{known:,} region' + 's' * (known > 1) if known else 'no region'} of {country}."
    )
    if near:
        return "warning", message, f"Did you mean {' or '.join(map(repr, near))}? Write it so if you did."
    if spelled := near_subdivisions(text, origin):
        meant = f"Did you mean {' or '.join(map(repr, spelled))}?"
        return "info", message, f"{meant} Write it so if you did; the set does not know it either."
    if known:
        return (
            "info",
            message,
            "Nothing, or write a region that the set knows: its name, or its code in regions.csv.",
        )
    return "info", message, "Nothing, or layer a factor set that has the region."


def _factors_of_no_region(factors: FactorSet) -> Iterator[dict[str, object]]:
    """One issue a region that a set's factors name and no set lists: a misspelt one would never answer."""
    for row in unlisted_regions(factors).itertuples():
        country = places.name(str(row.origin))
        meant = f"Did you mean {row.near!s}? Else nothing" if row.near else "Nothing"
        yield {
            "severity": "warning",
            "code": "factor-region-not-listed",
            "sheet": "",
            "cell": "",
            "found": row.region,
            "message": f"The set {row.set!r} has factors of {row.region!r} in {country}, which is not among the "
            f"regions that are listed of {country}: only a line that writes it in the same way is answered by them.",
            "suggestion": f"{meant}, if your lines write the region so.",
            "line_id": "",
        }


def _some(names: list[str], most: int = SHOWN) -> str:
    """Return the first names, and how many more there are."""
    more = f" and {len(names) - most:,} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


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
