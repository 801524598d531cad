"""The table for a disclosure, in the order of TNFD and PBAF, and what it leaves out; the sheets of a workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from bbafootprint.portfolio.covering import OVERLAP_NOTE, rests_on
from bbafootprint.portfolio.impacts import BASES
from bbafootprint.portfolio.inputs.issues import counted, exact_percent
from bbafootprint.schema import ISSUE_COLUMNS

if TYPE_CHECKING:
    from bbafootprint.portfolio.result import PortfolioFootprint

ORIENTED = (
    "Oriented to the core global metrics of TNFD (2023), Recommendations 1.0, Annex 1, and to PBAF (2022), Standard v "
    "2022; no statement that a report complies with either."
)

METRICS: dict[str, tuple[str, str]] = {
    "pressure": (
        "",
        "land that the goods of the financed companies occupy upstream; TNFD C1.0 asks for land that is controlled",
    ),
    "loss": ("C1.1", "natural land converted for the goods upstream; freshwater and ocean are not in it"),
    "degradation": (
        "C5.0",
        "condition lost on occupied land; other pressures (climate, nitrogen, hunting) are not in it",
    ),
    "fragmentation": (
        "C5.0",
        "condition lost because habitat is cut up by farmland; roads and towns are not in it",
    ),
    "species": ("C5.0", "species at risk by land; other pressures are not in it"),
}
"""Account to the TNFD core metric that it speaks to (none: empty), and what is not in it."""

UNCOVERED: tuple[tuple[str, str, str], ...] = (
    ("TNFD C1.0", "Total spatial footprint", "land that companies control; lines hold purchased goods alone"),
    ("TNFD C1.1", "Freshwater and ocean use change", "no factor is known yet"),
    (
        "TNFD C1.1",
        "Extent conserved or restored",
        "reported beside the impact by who knows it, never subtracted",
    ),
    ("TNFD C2.0 to C2.4", "Pollution, waste, plastic, air", "no factor; the companies' own data are needed"),
    ("TNFD C3.0", "Water withdrawal from areas of scarcity", "no factor"),
    ("TNFD C4.0", "Invasive alien species", "no factor"),
    (
        "PBAF",
        "Own sites of the companies, and their customers' use of what is sold",
        "lines hold purchased goods alone",
    ),
    ("PBAF", "Avoided and positive impacts", "never netted; report them apart"),
)
"""What no number here covers: framework, what, and why."""

_KINDS = {"lines": "of a factor set", "footprint": "of ready footprints, taken as given", "intensity": "of sector "
          "intensities, data quality 5"}  # fmt: skip

SUMMARY_COLUMNS = (
    "framework", "metric", "value", "low", "high", "unit", "per_million", "covered_share", "quality", "remark",
)  # fmt: skip


def summary(portfolio: PortfolioFootprint) -> pd.DataFrame:
    """Return the table for a disclosure.

    Parameters
    ----------
    portfolio : PortfolioFootprint

    Returns
    -------
    pandas.DataFrame
        :data:`SUMMARY_COLUMNS`. First the outstanding amounts (PBAF: what is in scope and assessed), then one row an
        indicator with its interval, its intensity per million of the portfolio's currency, the covered share and the
        data quality, then the tonnes of commodities, then what is not covered: a blank value there is not a zero.
        `covered_share` is of the amount in scope. Of an indicator it counts a holding for the share of its company's
        volumes that has a number. A remark names what a number rests on besides lines and published factors: ready
        footprints, sector intensities, invented numbers of a demo, zeros that can only be more.
    """
    rows: list[dict[str, Any]] = []
    amounts, counts = portfolio.amounts(), portfolio.counts()
    whole = float(amounts["in_scope"])
    in_scope = counts["read"] - counts["out_of_scope"]
    for name, words, number, more in (
        ("read", "Outstanding amount of all holdings", counts["read"], ""),
        ("out_of_scope", "  of it out of scope (short positions by size)", counts["out_of_scope"], ""),
        ("in_scope", "Outstanding amount in scope", in_scope, "; covered shares are of this amount"),
        ("assessed", "  of it assessed for any indicator", counts["assessed"],
         "; each counted whole, whatever part of its company's volumes has a number"),
        ("not_assessed", "  of it not assessed", counts["not_assessed"], ""),
        ("rejected", "  of it rejected", counts["rejected"], ""),
    ):  # fmt: skip
        inside = name not in ("read", "out_of_scope")
        rows.append({
            "framework": "PBAF", "metric": words, "value": float(amounts[name]), "unit": portfolio.currency,
            "covered_share": float(amounts[name]) / whole if whole and inside else np.nan,
            "remark": f"{counted(number, 'holding')}{more}",
        })  # fmt: skip
    if unknown := int(amounts["holdings_without_amount"]):
        rows.append({
            "framework": "PBAF", "metric": "  Holdings whose amount is not known in this currency",
            "remark": f"{counted(unknown, 'holding')}, in the counts above and in no amount",
        })  # fmt: skip
    total, behind = portfolio.total(), rests_on(portfolio)
    for at, indicator in enumerate(portfolio.impacts.indicators):
        row: pd.Series[Any] = total.iloc[at]
        code, lacks = METRICS[indicator.account]
        rows.append({
            "framework": f"TNFD {code}, PBAF" if code else "PBAF",
            "metric": indicator.title or indicator.id, "value": row["value"],
            "low": row["low"], "high": row["high"], "unit": indicator.unit, "per_million": row["intensity"],
            "covered_share": row["assessed_outstanding_share"], "quality": row["quality"],
            "remark": ". ".join(
                [*(["not assessed"] if np.isnan(row["value"]) else []), *_said(row, behind, indicator.id), lacks]
            ),
        })  # fmt: skip
    goods = (
        portfolio.by("commodity").drop_duplicates("commodity") if len(portfolio.impacts.indicators) else None
    )
    if goods is not None:
        known = goods[goods["commodity"].notna() & (goods["mass_t"] > 0)]
        largest = known.sort_values("mass_t", ascending=False, kind="stable")["commodity"].head(5)
        rows.append({
            "framework": "TNFD C3.1", "metric": "Commodities sourced, attributed",
            "value": float(known["mass_t"].sum()) if len(known) else np.nan, "unit": "t",
            "covered_share": _share_on_lines(portfolio),
            "remark": f"of lines of known mass; {', '.join(map(str, largest))} the largest; certification is not known"
            if len(known) else "not assessed: no company lines",
        })  # fmt: skip
    rows.append({"framework": "PBAF", "metric": "Double counting", "remark": OVERLAP_NOTE})
    rows += [
        {"framework": framework, "metric": metric, "remark": f"not covered: {why}"}
        for framework, metric, why in UNCOVERED
    ]
    return pd.DataFrame(rows, columns=list(SUMMARY_COLUMNS))


def _said(row: pd.Series[Any], behind: pd.DataFrame, indicator: str) -> list[str]:
    """Return what a number rests on besides lines and published factors, in words."""
    said = []
    if row["assessed_volume_share"] < 1:
        said.append(
            f"of {exact_percent(row['assessed_volume_share'])} of the volumes of the companies that it counts"
        )
    for one in behind[(behind["indicator"] == indicator).to_numpy(bool)].to_dict("records"):
        share = exact_percent(one["value_share"]) if one["value_share"] == one["value_share"] else "a part"
        named = ", ".join(
            [*([one["source"]] if one["source"] else []), *(["demo: invented numbers"] * one["demo"])]
        )
        if one["kind"] != "lines" or one["demo"]:
            said.append(f"{share} of the value is {_KINDS[one['kind']]}{f' ({named})' if named else ''}")
        if one["reported_zero"]:
            said.append(f"{one['reported_zero']}: reported as zero, which can only be more")
    return said


def _share_on_lines(portfolio: PortfolioFootprint) -> float:
    """Return the share of the outstanding amount in scope whose companies are assessed by lines."""
    frame = portfolio.holdings
    amount = frame["amount"].to_numpy(np.float64)
    here = ((frame["status"] == "assessed") & (frame["basis"] == BASES[1])).to_numpy(bool)
    whole = float(portfolio.amounts()["in_scope"])
    return float(np.nansum(amount[here])) / whole if whole else float("nan")


def tables(portfolio: PortfolioFootprint) -> dict[str, tuple[pd.DataFrame, str]]:
    """Return what is written to a workbook.

    Parameters
    ----------
    portfolio : PortfolioFootprint

    Returns
    -------
    dict of str to (pandas.DataFrame, str)
        Name of a sheet to its table and a sentence about it.
    """
    adds = "Groups add up to Totals; a blank is not assessed, never 0."
    shown = {
        "Disclosure": (portfolio.summary(), ORIENTED),
        "Totals": (portfolio.total().reset_index(), "Gross; loss, degradation and fragmentation are not added up."),
        "Coverage": (portfolio.coverage(), "By outstanding amount, holdings and companies; each indicator adds "
        "up to all. An assessed holding counts whole, and beside it stands what its company's volumes cover."),
        "By company": (_with_names(portfolio, portfolio.by("company")), adds),
        "By sector": (portfolio.by("sector"), adds),
        "By asset class": (portfolio.by("asset_class"), adds),
        "By commodity": (portfolio.by("commodity"), f"{adds} Missing: impacts that are not of lines."),
        "By origin": (portfolio.by("origin"), f"{adds} Missing: impacts that are not of lines."),
        "By ecosystem": (portfolio.by("ecosystem"), "Loss and degradation by the shares that the factor set gives."),
        "Overlap": (portfolio.overlap(), OVERLAP_NOTE),
        "Holdings": (portfolio.to_frame(), "Every holding: rule, inputs, alternatives, factor, financed impact."),
        "Not assessed": (portfolio.not_assessed(), "In no total, with the reason."),
        "Matches to answer": (
            portfolio.open_matches, "Fill 'code' and give this sheet, saved as CSV, as --matches: names are "
            "never matched."
        ),
        "Issues": (portfolio.issues[list(ISSUE_COLUMNS)], "What was found in the inputs."),
    }  # fmt: skip
    return shown


def _with_names(portfolio: PortfolioFootprint, table: pd.DataFrame) -> pd.DataFrame:
    """Add the names of companies beside their identifiers."""
    names = dict(zip(portfolio.companies["company"], portfolio.companies["name"], strict=True))
    result = table.copy()
    result.insert(1, "name", [names.get(company, "") for company in table["company"]])
    return result
