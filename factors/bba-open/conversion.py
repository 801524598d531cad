"""Habitat loss: H = mean(amortised ha attributed) / mean(production), the same years above and below.

README.md, "Method in short". Sources: DeDuCE v1.0.0 (doi:10.5281/zenodo.10674962), 2020 and 2021; FAOSTAT
production. Never 2022: its spatial input ended in 2021.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import sources as src
import uncertainty as un

from bbafootprint.vocabulary import places

YEARS = (2020, 2021)
ZERO = 1e-3
"""Hectares under which an unscored row is a reported zero."""


def habitat_loss(
    sources: Path, commodities: pd.DataFrame, producers: pd.DataFrame, residue: src.Residue
) -> pd.DataFrame:
    """Return one row a producer that DeDuCE lists.

    Parameters
    ----------
    sources : pathlib.Path
        Folder of the sources.
    commodities : pandas.DataFrame
        ``land_use.csv``.
    producers : pandas.DataFrame
        `commodity`, `origin`, `reported` (production of a year that has one), `from_file`: what stands in for a
        missing production of 2020-21.
    residue : list
        Receives DeDuCE places without ISO code, and producers without any production.

    Returns
    -------
    pandas.DataFrame
        `commodity`, `origin`, `ha` (a year), `production` (a year), `value` (ha per unit), `spread`,
        `unscored` (a year without quality score), `reported_zero`, `other_years` (production of 2017-19), `first`,
        `last`, `years` (of the loss; their number).
        Roundwood with a reported zero is left out: no plantation expansion seen is not no loss.
    """
    area = attributed(src.deforestation(sources, YEARS), commodities)
    known = area["place"].isin(list(places.countries()))
    lost = area[~known].groupby(["place", "commodity"], as_index=False)[["ha"]].mean()
    residue += [
        ("deduce", str(place), f"{commodity} (ha)", float(ha))
        for place, commodity, ha in lost.itertuples(index=False, name=None)
    ]
    area = area[known].rename(columns={"place": "origin"})
    key = ["commodity", "origin"]
    area = area.merge(_production(sources, commodities), how="left", on=[*key, "year"])
    # Same years above and below: a year without production is left out above too, unless none has any.
    has_any = area["production"].gt(0).groupby([area["commodity"], area["origin"]]).transform("any")
    area = area[area["production"].gt(0) | ~has_any]
    table = area.groupby(key).agg(
        ha=("ha", "mean"), production=("production", "mean"), score=("score", "mean"),
        unscored=("unscored", "any"), first=("year", "min"), last=("year", "max"), years=("year", "nunique"),
    )  # fmt: skip
    table["production"] = table["production"].where(table["production"] > 0)
    fallback = producers[producers["from_file"] == "crops"].set_index(key)["reported"]
    table["other_years"] = table["production"].isna()
    table["production"] = table["production"].fillna(fallback.reindex(table.index))
    table = table.reset_index()
    for row in table[table["production"].isna() & (table["ha"] >= ZERO)].itertuples():
        residue.append(("deduce, no production", str(row.origin), f"{row.commodity} (ha)", float(row.ha)))  # type: ignore[arg-type]
    table = table.dropna(subset="production")
    table["reported_zero"] = table["unscored"] & (table["ha"] < ZERO)
    table = table[~(table["reported_zero"] & table["commodity"].eq("roundwood"))].reset_index(drop=True)
    table["ha"] = table["ha"].mask(table["reported_zero"], 0.0)
    table["value"] = table["ha"] / table["production"]
    table["spread"] = un.quadrature(
        un.of_score(table["score"]), table["other_years"] * un.OTHER_YEARS, un.REPORTING
    )
    return table.drop(columns="score")


def attributed(deduce: pd.DataFrame, commodities: pd.DataFrame) -> pd.DataFrame:
    """Sum DeDuCE's rows to our commodities: `place`, `commodity`, `year`, `ha`, `score`, `unscored`.

    Cattle meat and leather share cattle's loss, and forest plantations of all kinds are one. The score of a
    sum is weighted by area, a row without one counting 0; a year is unscored when none of its rows has one.
    """
    names = {
        name: str(row.commodity)
        for row in commodities[commodities["deduce"] != ""].itertuples()
        for name in str(row.deduce).split("|")
    }
    table = deduce.assign(ours=deduce["commodity"].map(names))
    if table["ours"].isna().any():
        unknown = sorted(table.loc[table["ours"].isna(), "commodity"].unique())
        raise ValueError(f"DeDuCE: no commodity for {unknown}; add them to land_use.csv")
    table["score0"] = table["score"].fillna(0.0)
    table["weighted"] = table["score0"] * table["amortised"]
    sums = table.groupby(["place", "ours", "year"]).agg(
        ha=("amortised", "sum"), weighted=("weighted", "sum"), plain=("score0", "mean"),
        scores=("score", "count"),
    )  # fmt: skip
    sums["score"] = (sums["weighted"] / sums["ha"].where(sums["ha"] > 0)).fillna(sums["plain"])
    sums["unscored"] = sums["scores"] == 0
    return sums.reset_index().rename(columns={"ours": "commodity"})[
        ["place", "commodity", "year", "ha", "score", "unscored"]
    ]


def _production(sources: Path, commodities: pd.DataFrame) -> pd.DataFrame:
    """Production of DeDuCE's commodities in its years: `commodity`, `origin`, `year`, `production`."""
    listed = commodities[(commodities["deduce"] != "") & (commodities["commodity"] != "roundwood")]
    items = {int(code): str(name) for code, name in listed[["fao_item_2010_2022", "commodity"]].to_numpy()}
    already_listed: src.Residue = []
    table = pd.concat(
        [
            src.production_2010_2022(sources, items, YEARS, already_listed),
            src.roundwood(sources, YEARS, already_listed),
        ]
    )
    return table.rename(columns={"item": "commodity", "value": "production"})
