"""Which lines to trace first: how much surer a total would be if their origin were known."""

from __future__ import annotations

import numpy as np
import pandas as pd

from bbafootprint.errors import UsageError
from bbafootprint.footprint.calculate import Floats, Ints
from bbafootprint.footprint.intervals import deviation_of, factor_variances
from bbafootprint.footprint.keys import resolve_keys
from bbafootprint.footprint.ledger import LINE_KEY_COLUMNS, counts_as_line
from bbafootprint.footprint.resolve import RUNGS
from bbafootprint.footprint.result import Footprint
from bbafootprint.footprint.uncertainty.importance import assessed_cells, conversion_variances, position_of

UNTRACED: tuple[str, ...] = ("unknown", "consignment")
"""Of :data:`~bbafootprint.footprint.resolve.ORIGIN_STATUS`, those of a line that tracing could help."""

ABOUT_LINE: tuple[str, ...] = (
    "line_id", "period", "supplier", "commodity", "origin_as_given", "consignment_as_given", "mass_t",
)  # fmt: skip


def value_of_tracing(
    result: Footprint, indicator: str = "habitat_loss", *, most: int | None = None
) -> pd.DataFrame:
    r"""Rank the lines of unknown origin by how much surer the total would be if each were known.

    Parameters
    ----------
    result : Footprint
        With its lines.
    indicator : str
    most : int, optional
        Return the first so many only.

    Returns
    -------
    pandas.DataFrame
        One row a line that the world mean answers for because its origin is unknown, or only the place that the goods
        were shipped from is: :data:`ABOUT_LINE`, `origin_status`, `value` (now, at the world mean), `if_known_low` and
        `if_known_high` (where 90 % of the world's production would put the line), `producers` (how many were weighed),
        `narrowing` (by how much the standard deviation of the total is expected to fall, as a share of it, once this
        line and those above it are traced) and `step` (the part of that which is this line's). Most worth tracing
        first. A line of a commodity whose producers the set does not list has NaN there, and comes last.

    Raises
    ------
    UsageError
        If there is no such indicator, or the lines are not kept.

    Notes
    -----
    A line of m primary units with the world mean v, which it shares with all that is not traced (A in all), gives
    :math:`A^2 (e^{s^2} - 1)` to the variance. Once it is known to come from o, what is left is
    :math:`(A - mv)^2 (e^{s^2} - 1) + ((A_o + m v_o)^2 - A_o^2) (e^{s_o^2} - 1)` more than before, with :math:`A_o` of
    what is known to come from there already, which shares the error. What tracing is expected to leave is the mean
    standard deviation of the total over the producers o, weighted by what they grow: an expected value of information.
    (The mean
    variance would hang on the few tonnes that grow where factors are largest.) For several lines, each counts with the
    variance that leaves its own expected deviation. That the buyer's goods come from the world's producers in
    proportion is an assumption. Errors of conversions stay.
    """
    column = position_of(result, indicator)
    if most is not None and most < 1:
        raise UsageError(f"most is {most}; give 1 or more, or leave it out for all lines")
    lines = result.lines
    if lines is None or result.line_key is None:
        raise UsageError(
            "the lines were not kept in this footprint; tables per line need a run that keeps them"
        )
    resolution, frame = result.resolution, result.factors.frame
    status = resolution.keys["origin_status"].to_numpy(object)
    world = resolution.levels[:, column] == RUNGS.index("world")
    helped = (world & np.isin(status, UNTRACED))[result.line_key] & counts_as_line(lines.frame)
    at = np.flatnonzero(helped)
    key = result.line_key[at]
    row = resolution.rows[key, column]
    quantity = lines.frame["primary_quantity"].to_numpy(np.float64)[at]
    amount = quantity * frame["value"].to_numpy(np.float64)[row]
    primary = result.ledger.keys["primary_commodity"].to_numpy(object)[key]
    outcomes = {str(code): _outcomes(result, column, str(code)) for code in pd.unique(primary)}
    whole = _variance(result, column)
    of_line = [outcomes[str(code)] for code in primary]
    gain, order = _gains(result, column, row, quantity, amount, of_line, whole)
    names = [name for name in ABOUT_LINE if name in lines.frame.columns]
    table: pd.DataFrame = lines.frame.iloc[at][names].copy()
    table["origin_status"] = status[key]
    table["value"] = amount
    for name, quantile in (("if_known_low", 0.05), ("if_known_high", 0.95)):
        of = {code: _quantile(each, quantile) for code, each in outcomes.items()}
        table[name] = quantity * np.array([of[str(code)] for code in primary], dtype=np.float64)
    table["producers"] = [len(outcomes[str(code)]) for code in primary]
    left = whole - np.cumsum(np.nan_to_num(gain[order]))
    with np.errstate(invalid="ignore", divide="ignore"):
        narrowing = np.where(whole > 0, 1 - np.sqrt(np.maximum(left, 0.0) / whole), np.nan)
    table = table.iloc[order]
    table["narrowing"] = np.where(np.isnan(gain[order]), np.nan, narrowing)
    table["step"] = np.where(np.isnan(gain[order]), np.nan, np.diff(narrowing, prepend=0.0))
    return table if most is None else table.head(most)


def _outcomes(result: Footprint, column: int, primary: str) -> pd.DataFrame:
    """Return what the producers of a commodity would answer: value, variance of a unit, units bought, weight."""
    grown = result.factors.producers
    grown = grown[(grown["commodity"].astype(object) == primary) & (grown["production"] > 0)]
    blank = pd.DataFrame({name: [None] * len(grown) for name in LINE_KEY_COLUMNS}, dtype=object)
    asked = blank.assign(
        primary_commodity=primary, origin=grown["origin"].astype(object).to_numpy(), problem="", rejected=False,
        from_port=False,
    )  # fmt: skip
    row = resolve_keys(asked, result.factors).rows[:, column]
    answered = row >= 0
    frame = result.factors.frame
    numbers = {
        name: frame[name].to_numpy(np.float64)[row[answered]] for name in ("value", "low", "high", "gsd")
    }
    weight = grown["production"].to_numpy(np.float64)[answered]
    cells = assessed_cells(result, column)
    bought = np.zeros(len(frame))
    np.add.at(bought, cells.row, cells.quantity)
    return pd.DataFrame(
        {
            "value": numbers["value"],
            "bought": bought[row[answered]],
            "variance": factor_variances(np.ones(int(answered.sum())), **numbers),
            "weight": weight / weight.sum() if weight.size else weight,
        }
    ).sort_values("value", ignore_index=True)


def _gains(
    result: Footprint,
    column: int,
    row: Ints,
    quantity: Floats,
    amount: Floats,
    outcome: list[pd.DataFrame],
    whole: float,
) -> tuple[Floats, Ints]:
    """Return by how much each line lowers the variance when traced after those above it, and that order."""
    frame = result.factors.frame
    cells = assessed_cells(result, column)
    with np.errstate(invalid="ignore"):
        spread = np.log(deviation_of(*(frame[name].to_numpy(np.float64) for name in ("value", "gsd"))))
    gain = np.full(row.size, np.nan)
    rank = np.full(row.size, np.nan)
    for each in np.unique(row):
        mine = np.flatnonzero(row == each)
        mine = mine[np.argsort(-amount[mine], kind="stable")]
        relative = np.expm1(spread[each] ** 2)
        shared = float(cells.amount[cells.row == each].sum())
        before = shared - np.concatenate([[0.0], np.cumsum(amount[mine])[:-1]])
        after = before - amount[mine]
        rest = whole - (shared**2 - (shared - amount[mine]) ** 2) * relative  # if this line alone were traced
        left = _left(np.maximum(rest, 0.0), quantity[mine], outcome[mine[0]])
        gain[mine] = (before**2 - after**2) * relative - left
        rank[mine] = np.minimum.accumulate(
            gain[mine]
        )  # a smaller line of a factor never goes before a larger
    return gain, np.argsort(np.where(np.isnan(rank), np.inf, -rank), kind="stable")


def _left(rest: Floats, quantity: Floats, outcome: pd.DataFrame) -> Floats:
    """Return the variance that, beside the rest, makes the mean deviation over producers; NaN without producers."""
    if outcome.empty:
        return np.full(quantity.size, np.nan)
    weight, variance, bought = (outcome[name].to_numpy() for name in ("weight", "variance", "bought"))
    deviation = np.zeros(quantity.size)
    for share, each, already in zip(
        weight, variance, bought, strict=True
    ):  # lines of one factor share its error
        deviation += share * np.sqrt(rest + ((already + quantity) ** 2 - already**2) * each)
    left: Floats = deviation**2 - rest
    return left


def _variance(result: Footprint, column: int) -> float:
    """Return the variance of a total: that of its factors and that of its conversions."""
    cells = assessed_cells(result, column)
    frame = result.factors.frame
    rows, at = np.unique(cells.row, return_inverse=True)
    summed = np.bincount(at, weights=cells.quantity, minlength=rows.size).astype(np.float64)
    numbers = {name: frame[name].to_numpy(np.float64)[rows] for name in ("value", "low", "high", "gsd")}
    _, _, of_inputs = conversion_variances(result, cells)
    return float(factor_variances(summed, **numbers).sum() + of_inputs.sum())


def _quantile(outcomes: pd.DataFrame, quantile: float) -> float:
    """Return the value below which that share of production lies; NaN without producers."""
    if outcomes.empty:
        return float("nan")
    at = int(np.searchsorted(outcomes["weight"].cumsum().to_numpy(), quantile))
    return float(outcomes["value"].iloc[min(at, len(outcomes) - 1)])
