"""What a build found, as the lines of ``build_report.md``; it stops where a check fails."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import psl
from document import INDICATORS

from bbafootprint.schema import WORLD
from bbafootprint.vocabulary import places

MOST_ROWS = 60_000
ROUNDING = 1e-9


def report(
    base: tuple[str, str],
    taxa: Mapping[str, tuple[int, float]],
    rows: pd.DataFrame,
    land: pd.DataFrame,
    country: pd.DataFrame,
    unmatched: psl.Unmatched,
) -> list[str]:
    """Return the sections on rows, coverage and residue.

    Parameters
    ----------
    base : tuple of str
        Version and hash of bba-open.
    taxa : mapping
        Kind to number and greatest error of the aggregates reproduced.
    rows : pandas.DataFrame
        The factors of the set.
    land, country : pandas.DataFrame
        Land of bba-open, and the part of it that has a characterisation.
    unmatched : list
        Names of the source that are not used, with the reason.
    """
    text = [
        "# Build report", "",
        "Written by build.py: a check after each step, with the numbers of this build.", "",
        f"Land: bba-open {base[0]}, factors.csv sha256 {base[1]}", "",
        "## Checks",
        "",
    ]  # fmt: skip
    for kind, (number, error) in taxa.items():
        limit = f"{1e-12:.0e}" if error < 1e-12 else f"{error:.0e}"
        text.append(
            f"- taxa aggregation, {psl.KINDS[kind].lower()}: {number} aggregates of the source follow from its own "
            f"five groups of species, greatest relative error under {limit}"
        )
    text += [*_means_within(rows), *_counts(rows), *_uncharacterised(land, country)]
    text += ["", "## Names of the source that are not used", ""]
    return text + [f"- {name}: {reason}" for name, reason in sorted(set(unmatched))]


def of_regions(
    factors: Mapping[str, pd.DataFrame],
    of_region: Mapping[str, pd.DataFrame],
    members: pd.DataFrame,
    listed: pd.DataFrame,
) -> list[str]:
    """Return the section on regions: how many, and how their mean compares with the country's factor."""
    text = [
        "", "## Regions", "",
        f"Regions with a factor: {len(listed)}, of "
        + ", ".join(f"{count} {kind}" for kind, count in listed["kind"].value_counts().items()) + ".", "",
        "The mean of a country's ecoregions by area, those without a factor left out, over the source's country",
        "factor (the workbook does not say how it weighs):", "",
        "| kind | use | countries | 5 % | median | 95 % |", "|---|---|---|---|---|---|",
    ]  # fmt: skip
    ecoregions = listed.loc[listed["kind"] == "ecoregion", ["origin", "region"]]
    shares = members.merge(ecoregions)[["origin", "region", "share"]]
    for kind, table in of_region.items():
        own = table.merge(shares, on=["origin", "region"])
        own["weighted"] = own["median"] * own["share"]
        sums = own.groupby(["origin", "use"])[["weighted", "share"]].sum()
        mean = (sums["weighted"] / sums["share"]).rename("mean").reset_index()
        both = mean.merge(factors[kind], on=["origin", "use"])
        ratio = (both["mean"] / both["median"]).groupby(both["use"])
        for use, part in ratio:
            low, middle, high = part.quantile([0.05, 0.5, 0.95])
            text.append(
                f"| {psl.KINDS[kind].lower()} | {use} | {len(part)} | {low:.2f} | {middle:.2f} | {high:.2f} |"
            )
    return text


def beside_bba_open(country: pd.DataFrame, theirs: pd.DataFrame) -> list[str]:
    """Return the section that compares this set's factors of countries with bba-open's, which are GLAM's.

    Land is the same in both, so the ratio is that of the characterisations. Rank: Spearman's correlation of the
    origins of a commodity, the median over commodities with ten origins or more.
    """
    text = [
        "", "## Beside bba-open (GLAM 3)", "",
        "Factor of this set over bba-open's `species_loss_*`, countries with both; rank correlation of origins.", "",
        "| kind | land use | factors | 5 % | median | 95 % | rank |", "|---|---|---|---|---|---|---|",
    ]  # fmt: skip
    both = country.merge(theirs, on=["commodity", "origin", "kind"])
    both = both[(both["value"] > 0) & (both["theirs"] > 0)]
    for (kind, use), part in both.groupby(["kind", "land_use"]):
        low, middle, high = (part["value"] / part["theirs"]).quantile([0.05, 0.5, 0.95])
        ranks = part.groupby("commodity")[["value", "theirs"]].rank()
        size = part.groupby("commodity")["value"].transform("size")
        each = [
            group["value"].corr(group["theirs"])
            for _, group in ranks[size >= 10].groupby(part.loc[size >= 10, "commodity"])
        ]
        rank = f"{pd.Series(each).median():.2f}" if each else ""
        text.append(
            f"| {psl.KINDS[str(kind)].lower()} | {use} | {len(part)} | {low:.2f} | {middle:.2f} | {high:.2f} | {rank} |"
        )
    return text


def _counts(rows: pd.DataFrame) -> list[str]:
    """Count rows by indicator and level; the set stays small enough to be shipped."""
    if len(rows) > MOST_ROWS:
        raise ValueError(f"{len(rows)} rows; more than {MOST_ROWS} are too many to ship")
    level = pd.Series("sub-region", index=rows.index)
    level = level.mask(rows["origin"].isin(list(places.countries())), "country")
    level = level.mask(rows["region"] != "", "region").mask(rows["origin"] == WORLD, "world")
    zero = rows["flag"].str.contains("lower_bound_not_positive")
    text = [
        "", "## Rows", "", "| indicator | level | rows | commodities | lower bound not positive |",
        "|---|---|---|---|---|",
    ]  # fmt: skip
    for (indicator, name), part in rows.groupby([rows["indicator"], level]):
        text.append(
            f"| {indicator} | {name} | {len(part)} | {part['commodity'].nunique()} | {zero[part.index].mean():.0%} |"
        )
    return text


def _uncharacterised(land: pd.DataFrame, country: pd.DataFrame) -> list[str]:
    """List producers whose land has no characterisation: their sub-region answers."""
    key = ["commodity", "origin", "kind"]
    missing = land.merge(country[key].assign(known=True), how="left", on=key)
    missing = missing[missing["known"].isna()]
    text = [
        "", "## Producers without characterisation", "",
        "No row: the ladder answers with the sub-region. Share is of bba-open's land (ha) of that indicator.", "",
        "| indicator | class | origin | commodities | share |", "|---|---|---|---|---|",
    ]  # fmt: skip
    for kind, indicator in INDICATORS.items():
        all_land = land[land["kind"] == kind]
        total = (all_land["land"] * all_land["weight"]).groupby(all_land["land_use"]).sum().to_dict()
        part = missing[missing["kind"] == kind]
        for (use, origin), rows in part.groupby(["land_use", "origin"]):
            share = (rows["land"] * rows["weight"]).sum() / total[str(use)]
            text.append(f"| {indicator} | {use} | {origin} | {len(rows)} | {share:.2%} |")
    return text


def _means_within(rows: pd.DataFrame) -> list[str]:
    """Check that each mean lies within the range of its producers."""
    own = rows[(rows["region"] == "") & rows["origin"].isin(list(places.countries()))]
    regions = {iso3: places.subregion(iso3) for iso3 in own["origin"].unique()}
    both = pd.concat([own.assign(origin=own["origin"].map(regions)), own.assign(origin=WORLD)])
    key = ["commodity", "origin", "indicator"]
    extent = both.dropna(subset="origin").groupby(key)["value"].agg(["min", "max"]).reset_index()
    found = rows[rows["region"] == ""].merge(extent, on=key)
    low, high = found["min"] * (1 - ROUNDING), found["max"] * (1 + ROUNDING)
    outside = found[(found["value"] < low) | (found["value"] > high)]
    if len(outside):
        raise ValueError(f"means outside the range of their producers:\n{outside[key]}")
    return [f"- {len(found)} means of sub-regions and the world lie within the range of their producers"]
