"""``coverage.csv``: how much of the world's production of each commodity has a factor, by indicator."""

from __future__ import annotations

import pandas as pd
from assemble import UNITS
from report import head

from bbafootprint.vocabulary import places

COLUMNS = [
    "commodity", "traded", "indicator", "producers", "with_own_factor", "production", "unit", "share_own",
    "share_answered",
]  # fmt: skip


def coverage(producers: pd.DataFrame, factors: pd.DataFrame, traded: pd.DataFrame) -> pd.DataFrame:
    """Return one row a commodity and indicator.

    Parameters
    ----------
    producers : pandas.DataFrame
        ``producers.csv``: `commodity`, `origin`, `production`, `unit`.
    factors : pandas.DataFrame
        Rows of countries and M49 sub-regions: `commodity`, `origin`, `indicator`.
    traded : pandas.DataFrame
        ``traded.csv``: `commodity`.

    Returns
    -------
    pandas.DataFrame
        `commodity`, `traded` (``yes`` or empty), `indicator`, `producers` (their number), `with_own_factor` (how many
        have a factor of their own), `production` (of all of them, a year) and its `unit`, `share_own` (of that
        production, with a factor of its own) and `share_answered` (own factor or sub-region's), 0 to 1. A
        commodity that an indicator's source does not hold has share 0.
    """
    rows = set(factors[["commodity", "origin", "indicator"]].itertuples(index=False, name=None))
    region = {origin: places.subregion(origin) or "" for origin in producers["origin"].unique()}
    table = pd.concat([producers.assign(indicator=name) for name in UNITS], ignore_index=True)
    keys = list(zip(table["commodity"], table["origin"], table["indicator"], strict=True))
    own = pd.Series([key in rows for key in keys])
    wider = pd.Series([(c, region[o], i) in rows for c, o, i in keys])
    table["own"], table["answered"] = own * table["production"], (own | wider) * table["production"]
    table["has"] = own
    groups = table.groupby(["commodity", "indicator"], sort=False)
    result = groups.agg(
        producers=("origin", "size"), with_own_factor=("has", "sum"), production=("production", "sum"),
        unit=("unit", "first"), own=("own", "sum"), answered=("answered", "sum"),
    ).reset_index()  # fmt: skip
    result["share_own"] = (result["own"] / result["production"]).round(5)
    result["share_answered"] = (result["answered"] / result["production"]).round(5)
    result["production"] = [float(f"{value:.9g}") for value in result["production"]]
    result["traded"] = result["commodity"].isin(list(traded["commodity"])).map({True: "yes", False: ""})
    order = {name: number for number, name in enumerate(UNITS)}
    result["order"] = result["indicator"].map(order)
    return result.sort_values(["commodity", "order"], ignore_index=True)[COLUMNS]


def lines(table: pd.DataFrame, title: str, *, traded_only: bool) -> list[str]:
    """Return a heading and a table of Markdown: a commodity a row, the traded ones or all."""
    some = table[table["traded"] == "yes"] if traded_only else table
    header = ["commodity", "producers", *UNITS]
    text = [
        *head(title),
        "Share of the world's production with an own factor; in brackets with the sub-region's, where that is more.",
        "",
        f"| {' | '.join(header)} |",
        "|---" * len(header) + "|",
    ]
    for commodity, rows in some.groupby("commodity"):
        cells = []
        for row in rows.itertuples():
            own, answered = f"{row.share_own:.1%}", f"{row.share_answered:.1%}"
            cells.append(own if own == answered else f"{own} ({answered})")
        text.append(f"| {commodity} | {rows['producers'].iloc[0]} | {' | '.join(cells)} |")
    return [*text, ""]
