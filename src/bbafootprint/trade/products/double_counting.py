"""Goods that stand in the lines at two stages of one chain: beans, and the chocolate that may be made of them.

Whether one was made of the other only the person knows. What is worked out here is where it can be, and how much would
then be counted twice at most. Siblings (meal and oil of one crush) share their crop and are no double
counting; plywood beside veneer may be, though both are converted from logs (:mod:`bbafootprint.trade.products.chains`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from bbafootprint.schema import ISSUE_COLUMNS, Lines
from bbafootprint.trade.products.chains import made_from, most_shared
from bbafootprint.trade.products.equivalents import primary_equivalents
from bbafootprint.trade.tracing.consigned import code_column
from bbafootprint.vocabulary.commodities import name
from bbafootprint.vocabulary.own_products import OwnProducts, check_products

DOUBLE_COUNTING_ISSUES = {
    "double-counting-possible": (
        "warning",
        "A commodity and something made of it are both listed, and no stage says whether the one is in the other.",
    ),
    "double-counting-stages": (
        "warning",
        "The stages of processing show one chain at two stages; the quantity that may be counted twice is named.",
    ),
}
"""Code to severity and meaning of the issues about goods at two stages: one a chain, that is a primary commodity."""

COMPANY = "company"
"""Header of the person's own column within which goods can be made of one another; without it all lines are one."""

SHOWN = 4
"""Goods and companies that an issue names before it counts the rest."""


def find_double_counting(lines: Lines, products: OwnProducts | pd.DataFrame | None = None) -> Lines:
    """Say where lines may hold the same goods at two stages.

    Parameters
    ----------
    lines : Lines
        Converted lines (:func:`bbafootprint.convert_to_primary`); not changed.
    products : OwnProducts or pandas.DataFrame, optional
        The person's own products, as conversion was given them.

    Returns
    -------
    Lines
        With at most one issue a chain more. Lines with a problem, such as those marked as contained in another line,
        are not looked at. The overlap named is the most that can be counted twice
        (:func:`~bbafootprint.trade.products.chains.most_shared`). Where there is a column `company`, it is worked out
        for each company. No number depends on it.
    """
    own = check_products(products) if isinstance(products, pd.DataFrame) else products
    paths = {str(code): str(path) for code, path in primary_equivalents(own=own)["path"].items()}
    present = set(code_column(lines.frame["commodity"])[1])
    if all(made.isdisjoint(present) for made in made_from(present, paths).values()):
        return lines  # nothing is made of another: no line needs to be looked at
    goods = _sum_goods(lines.frame)
    found: dict[str, list[_Overlap]] = {}
    for company, of_company in goods.groupby("company", sort=False, dropna=False):
        chains = [paths.get(str(code), str(code)).split(" > ")[0] for code in of_company["commodity"]]
        for primary, of_chain in of_company.groupby(np.array(chains, dtype=object), sort=False):
            overlap = _overlap(str(company), of_chain, paths)
            if overlap is not None:
                found.setdefault(str(primary), []).append(overlap)
    rows = [_issue(lines.frame, primary, overlaps, own) for primary, overlaps in found.items()]
    if not rows:
        return lines
    issues = pd.DataFrame(rows, columns=list(ISSUE_COLUMNS), dtype=object)
    said = [part for part in (lines.issues, issues) if len(part)]
    return replace(lines, issues=pd.concat(said, ignore_index=True))


@dataclass(frozen=True)
class _Overlap:
    """Goods of one company along one chain, at more than one stage."""

    company: str
    goods: pd.DataFrame
    overlap: float

    @property
    def staged(self) -> bool:
        return bool((self.goods["stage"] != "").all())


def _sum_goods(frame: pd.DataFrame) -> pd.DataFrame:
    """Return amounts and primary quantities by company, commodity and stage, with the first row of each."""
    quantity = frame["primary_quantity"].to_numpy(np.float64)
    counted = (frame["problem"] == "").to_numpy(bool) & ~np.isnan(quantity)
    codes = {"commodity": frame["commodity"]}
    codes |= {"stage": frame["stage"]} if "stage" in frame else {}
    company = next((at for at in frame.columns if str(at).casefold() == COMPANY), None)
    codes |= {"company": frame[company]} if company is not None else {}
    key = np.zeros(len(frame), dtype=np.int64)
    texts: dict[str, tuple[Any, list[str]]] = {}
    for each, column in codes.items():
        code, values = code_column(column)
        texts[each] = (code, [*values, ""])
        key = key * (len(values) + 1) + code + 1
    number, _ = pd.factorize(key[counted])
    at = np.flatnonzero(counted)
    size = int(number.max()) + 1 if number.size else 0
    first = np.zeros(size, dtype=np.int64)
    first[number[::-1]] = at[::-1]
    columns: dict[str, Any] = {
        each: [values[code[row]] for row in first.tolist()] for each, (code, values) in texts.items()
    }
    columns |= {each: [""] * size for each in ("stage", "company") if each not in columns}
    columns["first"] = first
    columns["quantity"] = np.bincount(number, weights=quantity[counted], minlength=size)
    columns["amount"] = np.bincount(
        number, weights=frame["amount"].to_numpy(np.float64)[counted], minlength=size
    )
    return pd.DataFrame(columns)


def _overlap(company: str, goods: pd.DataFrame, paths: dict[str, str]) -> _Overlap | None:
    """Return the goods of a chain that may be made of one another; None where none may."""
    goods = goods[(goods["quantity"] > 0).to_numpy(bool)]
    quantity = {str(code): float(of) for code, of in goods.groupby("commodity")["quantity"].sum().items()}
    made = made_from(quantity, paths)
    related = {code for code, of in made.items() if not of.isdisjoint(quantity)}
    related |= {other for code in related for other in made[code] & quantity.keys()}
    if not related:
        return None
    overlap = most_shared({code: quantity[code] for code in quantity if code in related}, made)
    kept = goods[goods["commodity"].isin(related).to_numpy(bool)]
    return _Overlap(company, kept, overlap) if overlap > 0 else None


def _issue(
    frame: pd.DataFrame, primary: str, overlaps: list[_Overlap], own: OwnProducts | None
) -> dict[str, object]:
    def called(code: str) -> str:
        return name(code) if own is None else own.name(code)

    staged = all(overlap.staged for overlap in overlaps)
    code = "double-counting-stages" if staged else "double-counting-possible"
    goods = pd.concat([overlap.goods for overlap in overlaps])
    first = frame.iloc[int(goods["first"].min())]
    sums = goods.groupby(["commodity", "stage"], sort=False, as_index=False)[["amount", "quantity"]].sum()
    unit = str(first["primary_unit"])
    units = dict(zip(goods["commodity"], frame["amount_unit"].iloc[goods["first"]], strict=True))
    listed = []
    row: Any
    for row in sums.itertuples():
        stage = f" ({row.stage})" if row.stage else ""
        equivalent = (
            f" (= {row.quantity:,.6g} {unit} of {called(primary)})" if row.commodity != primary else ""
        )
        listed.append(f"{called(row.commodity)}{stage} {row.amount:,.6g} {units[row.commodity]}{equivalent}")
    more = f" and {len(listed) - SHOWN} more" if len(listed) > SHOWN else ""
    companies = [overlap.company for overlap in overlaps if overlap.company]
    at = f" of {', '.join(companies[:SHOWN])}" + (
        f" and {len(companies) - SHOWN:,} more companies" if len(companies) > SHOWN else ""
    )
    twice = sum(overlap.overlap for overlap in overlaps)
    return {
        "severity": DOUBLE_COUNTING_ISSUES[code][0],
        "code": code,
        "sheet": first["sheet"],
        "cell": first["cell"],
        "found": " and ".join(dict.fromkeys(sums["commodity"].astype(str))),
        "message": f"The lines{at if companies else ''} hold one chain at several stages: "
        f"{'; '.join(listed[:SHOWN])}{more}. As far as the one was made of the other, it counts twice: at most "
        f"{twice:,.6g} {unit} of {called(primary)}.",
        "suggestion": "Nothing, if they were bought apart; else write contained in the column of stages of the lines "
        "that another line holds already."
        if staged
        else "Nothing, if they were bought apart; else add a column 'Stage' that says raw, intermediate, finished, or "
        "contained for what another line holds already.",
        "line_id": first["line_id"],
    }
