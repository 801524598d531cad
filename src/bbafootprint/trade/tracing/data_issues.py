"""What limits the tracing of lines: periods without a year, origins given as regions, gaps of the trade data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from bbafootprint.trade.datasets import TradeData
from bbafootprint.trade.tracing.consigned import Flags, Questions, code_column
from bbafootprint.trade.tracing.issues import TRACING_ISSUES

SHOWN = 3
"""Texts, and gaps of a dataset, that are named before the rest is counted."""


def data_issues(
    frame: pd.DataFrame,
    questions: Questions,
    split: Flags,
    primary_of: Mapping[str, str],
    datasets: Sequence[TradeData],
) -> list[dict[str, Any]]:
    """Say what limits the tracing of lines.

    Parameters
    ----------
    frame : pandas.DataFrame
        The lines before they were split.
    questions : Questions
    split : ndarray of bool, shape (questions,)
        Which questions split their lines.
    primary_of : mapping of str to str
        Commodity to the primary commodity that it is made of.
    datasets : sequence of TradeData

    Returns
    -------
    list of dict
        Rows of issues.
    """
    rows = []
    unread = np.flatnonzero(np.append(split, False)[questions.key] & questions.unread)
    if len(unread):
        texts = _texts(frame["period"].iloc[unread])
        rows.append(
            _issue(
                frame, unread, "period-without-year", texts,
                f"{_lines(len(unread), 'name')} no year that can be read ({texts}): the latest mix is used.",
                "Write the year in four digits: 2022, 2022-06-30 or 30/06/2022.",
            )
        )  # fmt: skip
    regional = np.flatnonzero(questions.regional)
    if len(regional):
        texts = _texts(frame["origin_as_given"].iloc[regional])
        rows.append(
            _issue(
                frame, regional, "origin-region", texts,
                f"{_lines(len(regional), 'give')} a region of several countries as origin ({texts}) beside the country "
                "shipped from: a mix of all origins may go against it, so that they stay whole, of unknown origin.",
                "Give the country where it grew; or empty the cell of the origin, to trace from the country shipped "
                "from.",
            )
        )  # fmt: skip
    first = np.unique(questions.key, return_index=True)
    first_of = dict(zip(first[0].tolist(), first[1].tolist(), strict=True))
    wanted: dict[str, int] = {}
    for number, at in enumerate(questions.commodity.tolist()):
        code = questions.commodities[at]
        for each in (code, primary_of.get(code, code)):
            wanted[each] = min(wanted.get(each, len(frame)), first_of[number])
    for data in datasets:
        lost = data.unfollowed[data.unfollowed["commodity"].isin(list(wanted)).to_numpy(bool)]
        for row in lost.head(SHOWN).to_dict("records"):
            rows.append(
                _issue(
                    frame, np.array([wanted[str(row["commodity"])]]), "trade-not-followed",
                    f"{row['commodity']} {row['year']}", f"Trade data {data.id} {data.version}: {row['message']}",
                    "Add the rows to production.csv; else the mixes lack that origin.",
                )
            )  # fmt: skip
        if len(rest := lost.iloc[SHOWN:]):
            at = wanted[str(rest["commodity"].iloc[0])]
            rows.append(
                _issue(
                    frame, np.array([at]), "trade-not-followed", f"{len(rest):,} more",
                    f"Trade data {data.id} {data.version}: {len(rest):,} more flows, {rest['tonnes'].sum():,.6g} t, "
                    "could not be followed.",
                    "validate_trade(folder) and load_trade(folder).unfollowed list them.",
                )
            )  # fmt: skip
    return rows


def _lines(count: int, verb: str) -> str:
    return f"{count:,} line{'s' * (count != 1)} {verb}{'s' * (count == 1)}"


def _texts(column: pd.Series[Any]) -> str:
    _, values = code_column(column.astype(object))
    more = f" and {len(values) - SHOWN:,} more" if len(values) > SHOWN else ""
    return ", ".join(repr(text) for text in values[:SHOWN]) + more


def _issue(
    frame: pd.DataFrame, at: Any, code: str, found: str, message: str, suggestion: str
) -> dict[str, Any]:
    line = frame.iloc[int(at[0])]
    return {
        "severity": TRACING_ISSUES[code][0],
        "code": code,
        "sheet": line["sheet"],
        "cell": line["cell"],
        "found": found,
        "message": message,
        "suggestion": suggestion,
        "line_id": line["line_id"],
    }
