"""The tables of the pages of sets, as Markdown: coverage, quality, spread between origins, flags, sources."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd
from set_answers import answers, factor_set, traded

from bbafootprint.report.outlines.choropleth import number
from bbafootprint.vocabulary import commodities

SHORT = {
    "land_occupation": "land",
    "habitat_loss": "loss",
    "habitat_degradation": "degra\u00addation",
    "habitat_fragmentation": "fragmen\u00adtation",
    "species_loss_occupation": "species (land)",
    "species_loss_conversion": "species (loss)",
}
"""Indicators in the heads of narrow columns, with soft hyphens."""

FLAGS = {
    "small_producer": "under 1,000 t a year",
    "high_occupation": "land over 5 times the world's mean",
    "low_occupation": "land under a fifth of the world's (glass, irrigation, an error); timber cut over what grows",
    "mixed_group": "a group of unlike plants, which have one class",
    "high_conversion": "habitat loss over a tenth of the land in use, a year",
    "releases_differ": "two FAOSTAT releases give production over a factor of 2 apart",
    "proxy_area": "the area is a rule: a share of pasture, or forest that is not designated for wood",
    "upper_bound": "the class is harsher than much of the land (rangeland, managed natural forest)",
    "unscored": "DeDuCE has no quality score, but a number above 0",
    "reported_zero": "the source says 0, which the upper bound doubts",
    "production_2017_2019": "production of other years than the loss",
    "no_relative_score": "grazing animals on little pasture: feed crops, which are missing, matter more",
    "dairy_unknown": "dairy cows could not be taken off",
    "few_years": "fewer than three years of land, or fewer than two of loss",
    "few_producers": "a sub-region of one or two producers",
    "national_loss": "a region's species loss at its country's mean loss: at a frontier it is higher",
}
"""Meaning of the flags of bba-open; a flag that is not here is shown without words."""


NUMBERS = re.compile(r"[-\u2014]|[*<\d][-+*<%., \u00a0\de]*")
"""A cell that holds numbers alone."""


def percent(share: float) -> str:
    """Return a share as a percentage that never rounds up to 100 or down to 0."""
    if share in (0.0, 1.0) or np.isnan(share):
        return {0.0: "0 %", 1.0: "100 %"}.get(share, "-")
    hundredths = 100 * share
    if hundredths < 1:
        return f"{max(hundredths, 0.1):.1f} %" if hundredths >= 0.1 else "< 0.1 %"
    return f"{min(hundredths, 99.9):.1f} %" if hundredths > 99 else f"{hundredths:.0f} %"


def markdown(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table; columns after the first are aligned to the right where they hold numbers."""
    body = [[cell.replace("|", "\\|") for cell in row] for row in rows]
    numeric = [bool(body) and all(NUMBERS.fullmatch(row[i]) for row in body) for i in range(len(head))]
    rule = ["---:" if right else "---" for right in numeric]
    return "\n".join("| " + " | ".join(row) + " |" for row in [list(head), rule, *body])


def coverage(name: str = "bba-open", which: str = "traded") -> str:
    """Return producers, and the share of world production with a factor, a row a commodity.

    `which` is ``traded`` (the commodities of traded.csv) or ``others``.
    """
    table = answers(name)
    rows = []
    for commodity, part in table.groupby("commodity", sort=False):
        if (commodity in traded(name)) != (which == "traded"):
            continue
        cells = []
        for indicator in SHORT:
            of = part[part["indicator"] == indicator]
            if (of["answer"] == "none").all():
                cells.append("\u2014")
                continue
            own = of.loc[of["answer"] == "country", "share"].sum()
            mean = of.loc[of["answer"] == "subregion", "share"].sum()
            words = [percent(round(share, 9)).removesuffix(" %") for share in (own, mean) if share >= 0.001]
            cells.append("\u00a0+\u00a0".join(words) or "0")
        rows.append([commodities.name(str(commodity)), str(part["origin"].nunique()), *cells])
    return markdown(["commodity", "producers", *SHORT.values()], sorted(rows))


def quality(name: str = "bba-open") -> str:
    """Return how production of the traded commodities spreads over qualities, each commodity counting the same.

    The last column is the median over that production of the upper bound over the lower.
    """
    table = answers(name)
    table = table[table["commodity"].isin(traded(name))]
    rows = []
    for indicator, words in SHORT.items():
        of = table[table["indicator"] == indicator]
        share = of.groupby(of["quality"].fillna(0))["share"].sum() / of["commodity"].nunique()
        known = of[of["low"] > 0]
        width = weighted_median(known["high"] / known["low"], known["share"])
        cells = [percent(round(float(share.get(q, 0.0)), 9)) for q in (1, 2, 3, 4, 5, 0)]
        rows.append([words, *cells, number(width, 2)])
    return markdown(["indicator", "1", "2", "3", "4", "5", "not assessed", "high / low"], rows)


def weighted_median(values: pd.Series, weights: pd.Series) -> float:
    """Return the least value that at least half of the weight does not exceed."""
    order = np.argsort(values.to_numpy(), kind="stable")
    weight = np.cumsum(weights.to_numpy()[order])
    return float(values.to_numpy()[order][np.searchsorted(weight, weight[-1] / 2)])


def variation(values: pd.Series, weights: pd.Series) -> float:
    """Return the weighted coefficient of variation: standard deviation over mean; NaN where the mean is 0."""
    known = values.notna()
    if not known.any() or not weights[known].sum():
        return float("nan")
    mean = np.average(values[known], weights=weights[known])
    spread = np.sqrt(np.average((values[known] - mean) ** 2, weights=weights[known]))
    return float(spread / mean) if mean else float("nan")


def spread_table(name: str = "bba-open") -> pd.DataFrame:
    """Return the variation between origins with factors of their own, a row a traded commodity.

    Columns: `land` (L), `condition` (D / L, the share of condition lost), `fragmentation` (F / L) and `loss` (H),
    weighted by production; `ranks`, Spearman's correlation of D and L over countries.
    """
    table = answers(name)
    table = table[table["commodity"].isin(traded(name)) & (table["answer"] == "country")]
    wide = table.set_index(["commodity", "origin", "indicator"])["value"].unstack()  # noqa: PD010  pivot_table would take means
    share = table.drop_duplicates(["commodity", "origin"]).set_index(["commodity", "origin"])["share"]
    wide = wide.assign(
        share=share,
        condition=wide["habitat_degradation"] / wide["land_occupation"],
        cut=wide["habitat_fragmentation"] / wide["land_occupation"],
    )
    columns = {
        "land": "land_occupation",
        "condition": "condition",
        "fragmentation": "cut",
        "loss": "habitat_loss",
    }
    result = pd.DataFrame(
        {
            title: {key: variation(part[column], part["share"]) for key, part in wide.groupby(level=0)}
            for title, column in columns.items()
        }
    )
    both = wide[["habitat_degradation", "land_occupation"]].dropna().groupby(level=0)
    return result.assign(ranks=pd.Series({key: part.rank().corr().iloc[0, 1] for key, part in both}))


def spread(name: str = "bba-open") -> str:
    """Return the table of variation between origins, and its medians."""
    table = spread_table(name)
    rows = [
        [
            commodities.name(str(code)),
            *("-" if np.isnan(value) else number(value, 2) for value in row[:-1]),
            f"{row[-1]:.4f}",
        ]
        for code, row in zip(table.index, table.to_numpy(), strict=True)
    ]
    middle = [f"**{number(value, 2)}**" for value in table.median().iloc[:-1]] + [
        f"**{table['ranks'].median():.4f}**"
    ]
    head = [
        "commodity",
        "land L",
        "condition lost D/L",
        "fragmentation F/L",
        "habitat loss H",
        "rank correlation of D and L",
    ]
    return markdown(head, [*sorted(rows), ["**median**", *middle]])


def flags(name: str = "bba-open") -> str:
    """Return each flag, in how many factors of countries it stands, and the production of traded goods behind it."""
    table = answers(name)
    own = table[(table["answer"] == "country") & (table["flag"] != "")]
    own = own.assign(flag=own["flag"].str.split("|")).explode("flag")
    rows = []
    for flag, part in own.groupby("flag"):
        of = part[part["commodity"].isin(traded(name))].groupby(["commodity", "indicator"])["share"].sum()
        top = str(of.index[int(of.to_numpy().argmax())][0]) if len(of) else ""
        most = f"{percent(of.max())} ({commodities.name(top)})" if top else "-"
        found = [SHORT[i] for i in SHORT if i in set(part["indicator"])]
        touched = "all" if len(found) == len(SHORT) else ", ".join(found)
        rows.append([f"`{flag}`", FLAGS.get(str(flag), ""), touched, f"{len(part):,}", most])
    head = ["flag", "meaning", "indicators", "factors", "greatest share"]
    return markdown(head, rows)


def sources(name: str = "bba-open") -> str:
    """Return the sources of a set, with their years and licences, from its metadata."""
    rows = []
    for source in factor_set(name).metadata.sources:
        link = source.path or source.reference or ""
        title = f"[{source.title}]({link})" if link.startswith("http") else source.title
        rows.append([title, source.years or "", source.licence or ""])
    return markdown(["source", "years", "licence"], rows)


def contents(name: str) -> str:
    """Return the indicators of a set: account, unit, kind and how many factors of each kind of place."""
    factors = factor_set(name)
    frame = factors.frame[["indicator", "origin", "region"]].astype(str)
    place = np.where(
        frame["region"] != "", "region", np.where(frame["origin"].str.isalpha(), "country", "mean")
    )
    place = np.where(frame["origin"] == "WLD", "mean", place)
    count = pd.crosstab(frame["indicator"], place)
    rows = [
        [
            f"`{i.id}`", i.account, i.unit, i.kind,
            *(f"{int(count[kind].get(i.id, 0)) if kind in count else 0:,}" for kind in ("region", "country", "mean")),
        ]
        for i in factors.indicators
    ]  # fmt: skip
    head = ["indicator", "account", "unit", "kind", "regions", "countries", "sub-regions and world"]
    return markdown(head, rows)


def regions(name: str = "bba-open") -> str:
    """Return the regions inside countries: kinds, how many, where, and which indicators have factors there."""
    factors = factor_set(name)
    kinds = factors.regions[["origin", "region", "kind"]].astype(str)
    used = factors.frame.loc[factors.frame["region"] != "", ["commodity", "origin", "region", "indicator"]]
    used = used.astype(str).merge(kinds, on=["origin", "region"])
    rows = []
    for kind, part in kinds.groupby("kind"):
        of = used[used["kind"] == kind]
        found = [SHORT.get(i.id, i.id) for i in factors.indicators if i.id in set(of["indicator"])]
        cells = [len(part), part["origin"].nunique(), of["commodity"].nunique(), len(of)]
        rows.append([str(kind), *(f"{cell:,}" for cell in cells), ", ".join(found)])
    return markdown(["kind", "regions", "countries", "commodities", "factors", "indicators"], rows)


def largest(name: str, commodity: str, count: int = 10) -> list[tuple[str, float]]:
    """Return the greatest producers of a commodity with their share of the world's production."""
    table = answers(name)
    part = (
        table[table["commodity"] == commodity].drop_duplicates("origin").sort_values("share", ascending=False)
    )
    return list(zip(part["origin"].head(count), part["share"].head(count), strict=True))


def value(x: float) -> str:
    """Return a number of three significant digits, or a dash where it is not known."""
    return "-" if np.isnan(x) else number(x)
