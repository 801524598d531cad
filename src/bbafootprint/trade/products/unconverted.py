"""Why goods have no primary equivalent: the reasons of the product dataset, said to the person who bought them."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import pandas as pd

from bbafootprint.schema import ISSUE_COLUMNS, Lines
from bbafootprint.trade.products.data import load_not_converted
from bbafootprint.vocabulary.customs_codes import read_code
from bbafootprint.vocabulary.own_products import OwnProducts

UNCONVERTED = "no-primary-equivalent"
"""The `problem` of lines whose commodity is known and leads to no primary commodity."""

_OPEN = ("commodity-unknown", "commodity-ambiguous")
_OWN_PRODUCT = (
    "Give an own product, with the crop and how much of it stands behind a tonne, to have it counted."
)


def why_not_converted(commodity: str | None = None, hs: str = "") -> str:
    """Return why goods have no primary equivalent, with what they are.

    Parameters
    ----------
    commodity : str, optional
        A code of the vocabulary.
    hs : str
        Digits of a customs code; the longest listed one that begins it answers.

    Returns
    -------
    str
        ``"Lactose (1702 11): made of whey."``; empty where nothing is listed.
    """
    by_code, by_commodity = _reasons()
    if commodity in by_commodity:
        return by_commodity[commodity]
    return next((by_code[hs[:size]] for size in range(len(hs), 1, -1) if hs[:size] in by_code), "")


def explain_unconverted(lines: Lines, own: OwnProducts | None = None) -> Lines:
    """Say of lines that cannot be converted why, where the dataset has a reason.

    Parameters
    ----------
    lines : Lines
        Converted, with ``no-primary-equivalent`` as the `problem` of those that have no equivalent.
    own : OwnProducts, optional
        A person's own products, whose names are shown.

    Returns
    -------
    Lines
        With one issue ``no-primary-equivalent`` a commodity, and the reason in the issues of customs codes that are
        not known.
    """
    frame = lines.frame
    problem = frame["problem"]
    unknown, unconverted = (problem.isin(codes).to_numpy(dtype=bool) for codes in (_OPEN, [UNCONVERTED]))
    if not (unknown.any() or unconverted.any()):
        return lines
    issues = _with_reasons(lines.issues, frame[unknown])
    silent = frame[unconverted]
    said = []
    for code, here in silent.groupby(silent["commodity"].astype(object), sort=False):
        reason = why_not_converted(str(code))
        if not reason or (own is not None and code in own.products.index):
            continue
        first, count = here.iloc[0], here["line_id"].nunique()
        said.append(
            {
                "severity": "warning", "code": UNCONVERTED, "sheet": first["sheet"], "cell": first["cell"],
                "found": str(code),
                "message": f"{reason} Not assessed. ({count:,} line{'s' * (count != 1)})",
                "suggestion": _OWN_PRODUCT, "line_id": first["line_id"],
            }
        )  # fmt: skip
    if said:
        issues = pd.concat(
            [issues, pd.DataFrame(said, columns=list(ISSUE_COLUMNS), dtype=object)], ignore_index=True
        )
    return lines if issues is lines.issues else replace(lines, issues=issues)


def _with_reasons(issues: pd.DataFrame, lines: pd.DataFrame) -> pd.DataFrame:
    """Return issues of goods that are not known with the reason that the customs code has."""
    if not len(lines):
        return issues
    given = lines[["commodity_as_given", "hs_code_as_given"]].astype(object).drop_duplicates()
    given = given.where(given.notna(), "")
    reasons: dict[str, str] = {}
    for text, hs in given.itertuples(index=False, name=None):
        code = read_code(str(hs or text))
        if code is not None and code.digits and (reason := why_not_converted(hs=code.digits)):
            reasons[f"{text} ({hs})" if text and hs else str(text or hs)] = reason
    at = issues["code"].isin(_OPEN) & issues["found"].isin(list(reasons))
    if not at.any():
        return issues
    rows: list[dict[Any, Any]] = issues.to_dict("records")
    for row, here in zip(rows, at, strict=True):
        if here and reasons[row["found"]] not in row["message"]:
            row["message"] = f"{row['message']} {reasons[row['found']]}"
    return pd.DataFrame(rows, columns=list(issues.columns), dtype=object)


@cache
def _reasons() -> tuple[dict[str, str], dict[str, str]]:
    table = load_not_converted().to_dict("records")

    def said(row: dict[Any, Any]) -> str:
        digits = " ".join(filter(None, (row["hs"][:4], row["hs"][4:])))
        return f"{row['goods']}{f' ({digits})' if digits else ''} is not converted: {row['reason']}"

    return (
        {row["hs"]: said(row) for row in table if row["hs"]},
        {row["commodity"]: said(row) for row in table if row["commodity"]},
    )
