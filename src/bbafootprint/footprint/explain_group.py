"""The steps of a group of lines or of a total: what each indicator is the sum of."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from bbafootprint.errors import UsageError
from bbafootprint.footprint.calculate import gather
from bbafootprint.footprint.conversion_steps import conversion_steps
from bbafootprint.footprint.explain_line import factor_entry
from bbafootprint.footprint.explain_sums import interval_steps, quality_steps, relative_steps
from bbafootprint.footprint.ledger import Ledger, tally
from bbafootprint.footprint.resolve import RUNGS
from bbafootprint.footprint.selecting import select
from bbafootprint.schema import Conversions
from bbafootprint.vocabulary import commodities, places

if TYPE_CHECKING:
    from bbafootprint.footprint.result import Footprint

PRODUCT_COLUMNS: tuple[str, ...] = (
    "commodity", "amount_unit", "conversion", "content_used", "content_given", "density_assumed",
)  # fmt: skip
"""What tells conversions apart."""

_MEASURES = (
    "indicator", "account", "unit", "value", "low", "high", "intensity", "relative", "quality", "assessed_lines",
    "lines", "assessed_mass_t", "mass_t", "assessed_mass_share",
)  # fmt: skip


def cells_of_lines(frame: pd.DataFrame, keys: pd.DataFrame, key: npt.NDArray[np.int64]) -> pd.DataFrame:
    """Sum lines per (product and its conversion, key).

    Parameters
    ----------
    frame : pandas.DataFrame
        Converted lines.
    keys, key
        As in :func:`bbafootprint.footprint.ledger.tally`.

    Returns
    -------
    pandas.DataFrame
        One row a (product, key): `key`, :data:`PRODUCT_COLUMNS`, `lines` (a line that was split counts in each
        cell that holds a part of it), `amount` [in `amount_unit`], `mass_t`, `primary_quantity`.
    """
    content = frame["content"].notna()
    needed = frame[[name for name in PRODUCT_COLUMNS if name != "content_given"]].assign(
        content_given=content, mass_t=frame["mass_t"], primary_quantity=frame["primary_quantity"]
    )
    sums = tally(needed, keys, key, PRODUCT_COLUMNS)
    amounts = tally(needed.assign(primary_quantity=frame["amount"]), keys, key, PRODUCT_COLUMNS)
    products = sums.groups.iloc[sums.cells["group"].to_numpy()].reset_index(drop=True)
    cells = sums.cells.drop(columns="group").assign(amount=amounts.cells["primary_quantity"])
    return pd.concat([cells, products], axis=1)


def cells_without_lines(part: Footprint) -> pd.DataFrame:
    """Return the same of a footprint without lines, in which products and their conversions are not known.

    Parameters
    ----------
    part : Footprint

    Returns
    -------
    pandas.DataFrame
        As :func:`cells_of_lines`, `commodity` missing and `conversion` NaN.
    """
    cells = part.ledger.cells.drop(columns="group")
    unknown = dict.fromkeys(PRODUCT_COLUMNS, None)
    return cells.assign(**unknown, amount=np.nan).astype({"conversion": float, "content_used": float})


def explain_group(
    result: Footprint, group: Mapping[str, Any], indicators: list[int], top: int
) -> dict[str, Any]:
    """Return the steps of a group or of the total.

    Parameters
    ----------
    result : Footprint
        Without its lines, a group is of the columns that its ledger is grouped by.
    group : mapping of str to object
        Column to value; empty for the total.
    indicators : list of int
        Positions of the indicators to explain.
    top : int
        How many contributions to list, the largest; the others are summed up.

    Returns
    -------
    dict
        See :attr:`bbafootprint.footprint.explanation.Explanation.steps`.

    Raises
    ------
    UsageError
        If there is no such column or value, or it was not kept.
    """
    if "ecosystem" in group:
        raise UsageError(
            "an ecosystem is a share of lines, no group of them; by('ecosystem') splits loss and degradation"
        )
    part, cells = _part(result, group)
    total, coverage, gaps = part.total(), part.coverage(), part.gaps()
    entries, listed = [], []
    for column in indicators:
        name = part.factors.indicators[column].id
        measures: dict[Any, Any] = total.reset_index().iloc[[column]].to_dict("records")[0]
        order, value = _largest_first(part, cells, column)
        shown, rest = order[:top], order[top:]
        listed.append(shown)
        levels = coverage[
            (coverage["indicator"] == name).to_numpy(bool) & (coverage["lines"] > 0).to_numpy(bool)
        ]
        levels = levels[levels["match_level"].isin(RUNGS).to_numpy(bool)].astype(object)
        left_out = gaps[(gaps["indicator"] == name).to_numpy(bool)].astype(object).to_dict("records")
        entries.append(
            {
                **{measure: measures[measure] for measure in _MEASURES},
                "contributions": [
                    _contribution(part, cells, int(at), column, measures["value"]) for at in shown
                ],
                "smaller": _summed(cells, rest, value, measures["value"]),
                "interval": interval_steps(part, column),
                "relative_score": relative_steps(part, column),
                "quality_mean": quality_steps(part, column),
                "match_levels": [
                    {"match_level": level["match_level"], "lines": level["lines"], "mass_t": _known(level)}
                    for level in levels.to_dict("records")
                ],
                "left_out": [
                    {
                        **entry,
                        "primary_commodity": _text(entry["primary_commodity"]),
                        "mass_t": float(entry["mass_t"]),
                        "value": None,
                    }
                    for entry in left_out
                ],
            }
        )
    products = np.unique(np.concatenate([*listed, np.empty(0, dtype=np.int64)]))
    return {
        "group": dict(group),
        "counts": part.counts(),
        "masses": part.masses(),
        "allocation": str(part.options.get("allocation", "economic")),
        "conversions": _conversions(cells.iloc[products], result.conversions),
        "indicators": entries,
    }


def _part(result: Footprint, group: Mapping[str, Any]) -> tuple[Footprint, pd.DataFrame]:
    """Return the footprint of the lines of a group, in one group, and its cells."""
    keys = result.ledger.keys
    if result.lines is not None and result.line_key is not None:
        frame, key = result.lines.frame, result.line_key
        if group:
            held = select(frame, group)
            frame, key = frame[held], key[held]
        part = replace(result, ledger=tally(frame, keys, key), lines=None, line_key=None)
        return part, cells_of_lines(frame, keys, key)
    if missing := [name for name in group if name not in result.ledger.by]:
        raise UsageError(
            f"the lines were not kept, so that {', '.join(missing)} cannot be explained: the footprint is grouped by "
            f"{', '.join(result.ledger.by) or 'nothing'}; name the columns at the start with by=[...]"
        )
    held = select(result.ledger.groups, group)[result.ledger.cells["group"].to_numpy()]
    summed = result.ledger.cells[held].drop(columns="group").groupby("key", as_index=False).sum()
    ledger = Ledger(keys, pd.DataFrame(index=pd.RangeIndex(1)), summed.assign(group=0))
    part = replace(result, ledger=ledger)
    return part, cells_without_lines(part)


def _largest_first(
    part: Footprint, cells: pd.DataFrame, column: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    """Return the assessed cells, the largest value first, and the value of every cell."""
    row = part.resolution.rows[cells["key"].to_numpy(), column]
    factor = gather(part.factors.frame["value"].to_numpy(np.float64), row)
    value = cells["primary_quantity"].to_numpy(np.float64) * factor
    assessed = np.flatnonzero(row >= 0)
    order = assessed[np.argsort(-np.nan_to_num(value[assessed]), kind="stable")]
    return order.astype(np.int64), value


def _contribution(part: Footprint, cells: pd.DataFrame, at: int, column: int, total: float) -> dict[str, Any]:
    """Return the arithmetic of one cell: amount x conversion x factor."""
    cell: dict[Any, Any] = cells.iloc[[at]].to_dict("records")[0]
    key = int(cell["key"])
    about: dict[Any, Any] = part.resolution.keys.iloc[[key]].to_dict("records")[0]
    primary, origin = str(about["primary_commodity"]), _text(about["origin"])
    factor = factor_entry(
        int(part.resolution.rows[key, column]), int(part.resolution.levels[key, column]), part.factors
    )
    value = float(cell["primary_quantity"]) * factor["factor"]
    # of the place that was bought from; the factor's own may be a region or the world
    own = {"factor_origin": factor.pop("origin"), "factor_origin_name": factor.pop("origin_name")}
    own |= {"factor_region": factor.pop("region"), "factor_quality": factor.pop("quality")}
    return {
        "commodity": _text(cell["commodity"]),
        "primary_commodity": primary,
        "origin": origin,
        "origin_name": places.name(origin) if origin else "not known",
        "origin_status": about["origin_status"],
        "region": _text(about["region_name"]),
        "lines": int(cell["lines"]),
        "mass_t": _known(cell),
        "amount": float(cell["amount"]),
        "amount_unit": _text(cell["amount_unit"]),
        "conversion": float(cell["conversion"]),
        "primary_quantity": float(cell["primary_quantity"]),
        "primary_unit": commodities.base_unit(primary),
        **factor,
        **own,
        "value": value,
        "share": value / total if total > 0 else math.nan,
    }


def _summed(
    cells: pd.DataFrame, rest: npt.NDArray[np.int64], value: npt.NDArray[np.float64], total: float
) -> dict[str, Any] | None:
    """Return the contributions that are not listed, as their number and sum; None where all are."""
    if not rest.size:
        return None
    summed = math.fsum(value[rest])
    part = cells.iloc[rest]
    return {
        "contributions": int(rest.size),
        "lines": int(part["lines"].sum()),
        "mass_t": float(part["mass_t"].sum()),
        "value": summed,
        "share": summed / total if total > 0 else math.nan,
    }


def _conversions(cells: pd.DataFrame, conversions: Conversions | None) -> list[dict[str, Any]]:
    """Return how each product among the cells was converted, once."""
    known = cells[cells["commodity"].notna()].drop_duplicates(list(PRODUCT_COLUMNS))
    found = []
    for row in known.sort_values(["commodity", "amount_unit", "conversion"]).to_dict("records"):
        steps = conversion_steps(conversions, str(row["commodity"]), density=bool(row["density_assumed"]))
        given = bool(row["content_given"])
        found.append(
            {
                "commodity": str(row["commodity"]),
                "amount_unit": _text(row["amount_unit"]),
                "conversion": float(row["conversion"]),
                "content": float(row["content_used"]),
                "content_given": given,
                "steps": [step for step in steps if not (given and step["kind"] == "content")],
            }
        )
    return found


def _known(cell: Mapping[Any, Any]) -> float:
    """Return the tonnes of a cell, NaN where those of no line are known."""
    return float(cell["mass_t"]) if cell["lines"] > cell["lines_without_mass"] else math.nan


def _text(value: Any) -> str:
    return "" if value is None or (not isinstance(value, str) and pd.isna(value)) else str(value)
