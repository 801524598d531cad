"""Metrics of amounts: the totals of indicators, split by ecosystem, product and country."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from bbafootprint.disclosures.case import Case, NotCoveredError, Row
from bbafootprint.footprint import Footprint
from bbafootprint.planning.measuring import subset
from bbafootprint.vocabulary import commodities, places

CUT_OFF_YEAR = 2020
"""Conversion after the end of this year is what the frameworks ask about (SBTN, AFi, EUDR)."""


def account(name: str) -> Callable[[Case], list[Row]]:
    """Return a metric: the totals of the indicators of an account."""

    def rows(case: Case) -> list[Row]:
        return _indicators(case.result, case.total, name)

    return rows


def _indicators(result: Footprint, total: pd.DataFrame, name: str) -> list[Row]:
    found = [indicator for indicator in result.factors.indicators if indicator.account == name]
    if not found:
        raise NotCoveredError(f"the factor set has no indicator of {name}")
    rows = []
    for indicator in found:
        row: dict[str, Any] = total.loc[indicator.id].to_dict()  # type: ignore[assignment]
        spread = f"Spread over years: {indicator.amortisation}." if indicator.amortisation else ""
        rows.append({
            "item": indicator.title or indicator.id, "value": float(row["value"]), "low": float(row["low"]),
            "high": float(row["high"]), "unit": indicator.unit, "covered_share": float(row["assessed_mass_share"]),
            "quality": float(row["quality"]), "remark": spread,
        })  # fmt: skip
    return rows


def conversion_since_2020(case: Case) -> list[Row]:
    """Return conversion since the end of 2020, where the factors count that and nothing else."""
    factors = case.result.factors
    for at, indicator in enumerate(factors.indicators):
        if indicator.account != "loss":
            continue
        if indicator.amortisation:
            raise NotCoveredError(
                f"{indicator.id} spreads conversion over years ({indicator.amortisation}), so that years before "
                f"{CUT_OFF_YEAR + 1} are in it and later ones partly"
            )
        used = np.unique(case.result.resolution.rows[:, at])
        first = factors.frame["year_from"].to_numpy(dtype=float, na_value=np.nan)[used[used >= 0]]
        if not (first > CUT_OFF_YEAR).all() or not first.size:
            raise NotCoveredError(f"factors of {indicator.id} are of years up to {CUT_OFF_YEAR}, or of none")
    return _indicators(case.result, case.total, "loss")


def agricultural_land(case: Case) -> list[Row]:
    """Return land occupied by all goods but timber."""
    crops = (case.lines["primary_commodity"].astype(object) != "roundwood").to_numpy(bool)
    part = subset(case.result, crops)
    rows = _indicators(part, part.total(), "pressure")
    return [{**row, "item": f"{row['item']}, without timber"} for row in rows]


def loss_by_ecosystem(case: Case) -> list[Row]:
    """Return habitat loss by ecosystem; the sum is the total."""
    return [
        _of_ecosystem(case, part, f"{part['ecosystem']}{_code(part)}")
        for part in _loss(case).to_dict("records")
    ]


def loss_by_product(case: Case) -> list[Row]:
    """Return the total of habitat loss, and where its rows by product, country and ecosystem stand."""
    _loss(case)
    rows = _indicators(case.result, case.total, "loss")
    return [{**row, "item": f"{row['item']}, all products and countries"} for row in rows]


def products(case: Case) -> pd.DataFrame:
    """Return habitat loss by product, country of origin and ecosystem, the largest first.

    Parameters
    ----------
    case : Case

    Returns
    -------
    pandas.DataFrame
        `product`, `commodity` (code), `country`, `origin` (ISO 3166-1 alpha-3 or ``unknown``), `origin_status` (a
        ``consignment`` country only shipped the goods; several where lines differ), `ecosystem`, `get_code`,
        `indicator`, `value` (NaN where not covered), `unit`, `covered`, `covered_share` and `quality` of the product
        from that country, `basis` of the split. Products from a country that no factor of loss answers for stand in it
        as not covered; ecosystems that no factor covers do not. `value` adds up to the total.
    """
    groups = ["commodity", "origin"]
    columns = [
        "product", "commodity", "country", "origin", "origin_status", "ecosystem", "get_code", "indicator", "value",
        "unit", "covered", "covered_share", "quality", "basis",
    ]  # fmt: skip
    whole = case.result.by(*groups)
    whole = whole[whole["account"] == "loss"]
    if whole.empty:
        return pd.DataFrame(columns=columns)
    split = case.result.by(*groups, "ecosystem")
    split = split[(split["account"] == "loss") & split["value"].notna()] if len(split) else split
    keys = [*groups, "indicator"]
    shown = split.reindex(columns=[*keys, "ecosystem", "get_code", "value", "basis"])
    shown = shown.astype(dict.fromkeys([*keys, "ecosystem", "get_code", "basis"], object))
    measured = whole[[*keys, "unit", "value", "assessed_mass_share", "quality"]].astype(
        dict.fromkeys(keys, object)
    )
    measured = measured.rename(columns={"value": "total"})
    table = measured.merge(shown, on=keys, how="left")
    unsplit = table["basis"].isna()
    table.loc[unsplit, "value"] = table.loc[unsplit, "total"]
    table["ecosystem"] = table["ecosystem"].where(~unsplit, "unspecified")
    table["basis"] = table["basis"].where(~unsplit, "none")
    table["get_code"] = table["get_code"].fillna("")
    table["covered"] = np.where(table["value"].isna(), "not covered", "partly")
    table["covered_share"] = table["assessed_mass_share"]
    names = commodities.commodities().index
    table["product"] = [
        commodities.name(code) if code in names else "(not read)" if pd.isna(code) else str(code)
        for code in table["commodity"]
    ]
    status = case.lines[[*groups, "origin_status"]].astype(object).drop_duplicates()
    status = status.groupby(groups, dropna=False)["origin_status"].agg(", ".join).reset_index()
    status = status.astype(object)  # keys that are all missing would be numbers
    table = table.merge(status, on=groups, how="left")
    table["country"] = [
        "(not read)" if pd.isna(code)
        else f"not known; shipped from {places.name(code)}" if how == "consignment"
        else places.name(code)
        for code, how in zip(table["origin"], table["origin_status"], strict=True)
    ]  # fmt: skip
    ordered = table.sort_values("value", ascending=False, na_position="last", kind="stable")
    return ordered.reindex(columns=columns).reset_index(drop=True)


def _loss(case: Case) -> pd.DataFrame:
    _indicators(case.result, case.total, "loss")
    split = case.by_ecosystem
    split = split[split["account"] == "loss"] if len(split) else split
    if split.empty:
        raise NotCoveredError("the factor set has no shares of ecosystems, or nothing is assessed")
    named = ["ecosystem", "get_code", "indicator", "unit"]
    summed: pd.DataFrame = (
        split.groupby(named, sort=False, dropna=False)
        .agg(value=("value", lambda part: part.sum(min_count=1)), basis=("basis", lambda b: ", ".join(sorted(set(b)))))
        .reset_index()
    )  # fmt: skip
    return summed.sort_values("value", ascending=False, na_position="last", kind="stable")


def _of_ecosystem(case: Case, part: Mapping[Any, Any], item: str) -> Row:
    total = case.total.loc[part["indicator"]]
    known = not np.isnan(part["value"])
    said = f"Shares of ecosystems: {str(part['basis']).replace('_', ' ')}."
    if part["ecosystem"] == "unspecified":
        said = "Of origins without shares of ecosystems, or of a mean of a region or the world."
    return {
        "item": item, "value": float(part["value"]), "unit": part["unit"],
        "covered_share": float(total["assessed_mass_share"]) if known else np.nan,
        "quality": float(total["quality"]) if known else np.nan,
        "remark": said if known else "No factor is known yet.",
    }  # fmt: skip


def _code(part: Mapping[Any, Any]) -> str:
    return f" ({part['get_code']})" if part["get_code"] else ""
