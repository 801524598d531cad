"""Why no rate and no value of a property answers for a holding, and what to do about it."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from bbafootprint.portfolio.denominators import DENOMINATORS, MISSING
from bbafootprint.portfolio.inputs.issues import counted, make


def refusals(frame: pd.DataFrame) -> tuple[npt.NDArray[np.bool_], list[dict[str, Any]]]:
    """Say of which holdings the rate, or the value of the property, is missing or contradicted.

    Parameters
    ----------
    frame : pandas.DataFrame
        Holdings with their attribution and status.

    Returns
    -------
    said : ndarray of bool, shape (holdings,)
        The holdings whose reason is said here.
    issues : list of dict
        One a company, rule, pair of currencies and reason.
    """
    rates = frame["reason"].isin(["rate-missing", "rate-conflict"]).to_numpy(bool)
    values = ((frame["reason"] == MISSING) & (frame["rule"] == "property_value")).to_numpy(bool)
    here = frame[rates | values]
    undated = here["date"].isna().rename("undated")
    keys = [
        *(here[name] for name in ("reason", "company", "rule", "currency", "denominator_currency")),
        undated,
    ]
    issues = []
    for _, rows in here.groupby(keys, sort=False, dropna=False):
        first = rows.iloc[0]
        code, what = str(first["reason"]), DENOMINATORS[first["rule"]]
        said, remedy = _missing_value() if code == MISSING else _missing_rate(code, first, what)
        count = f"{counted(len(rows), 'holding')}, {first['holding_id']} the first"
        issues.append(make(
            code, f"{first['company']}: {said} ({count}).", found=str(first["company"]), cell=str(first["cell"]),
            line_id=str(first["holding_id"]), suggestion=remedy,
        ))  # fmt: skip
    return rates | values, issues


def _missing_value() -> tuple[str, str]:
    return (
        f"no {DENOMINATORS['property_value']} is given",
        "Add a column 'property value' to the holdings, the value at origination; nothing stands in for it.",
    )


def _missing_rate(code: str, first: pd.Series[Any], what: str) -> tuple[str, str]:
    """Return what is wrong with the rate of a holding, and the remedy."""
    base, quote = first["currency"], first["denominator_currency"]
    said = f"the holding is in {base} and the {what} in {quote}, and "
    if code == "rate-conflict":
        return (
            f"{said}the rates near {first['date']} contradict each other: none is used",
            "Correct the rates that the other issues of rates name.",
        )
    if first["date"] is None:
        return (
            f"{said}the holding has no date, which a rate is chosen by",
            "Give the holding a date, and add the rate near it to fx (from, to, rate, date).",
        )
    return (
        f"{said}there is no rate near {first['date']}",
        f"Add a rate of {base} and {quote} near {first['date']} to fx (from, to, rate, date).",
    )
