"""What matters: where most of an impact lies, and what makes its total unsure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np
import pandas as pd

from bbafootprint.errors import UsageError
from bbafootprint.footprint.calculate import Floats, Ints, gather
from bbafootprint.footprint.intervals import factor_variances, input_variances
from bbafootprint.footprint.resolve import RUNGS
from bbafootprint.footprint.uncertainty.conversions import Input, code_bases, sensitivities

if TYPE_CHECKING:
    from bbafootprint.footprint.result import Footprint

SOURCES: tuple[str, ...] = (
    "kind", "name", "commodity", "origin", "region", "match_level", "set", "row", "value", "gsd", "variance_share",
    "cumulative_share",
)  # fmt: skip
"""Columns of a table of what makes a total unsure."""


class Assessed(NamedTuple):
    """The assessed cells of one indicator, without groups: what variances are made of."""

    key: Ints
    row: Ints
    level: Ints
    basis: Ints
    quantity: Floats
    amount: Floats


def hotspots(
    result: Footprint,
    by: str | Sequence[str] = ("commodity", "origin"),
    indicator: str = "habitat_loss",
    *,
    share: float = 0.8,
) -> pd.DataFrame:
    """Return the groups that an impact comes from, largest first.

    Parameters
    ----------
    result : Footprint
    by : str or sequence of str
        Columns of the lines.
    indicator : str
    share : float
        How much of the impact the hotspots hold together, over 0, to 1.

    Returns
    -------
    pandas.DataFrame
        One row a group with an answer: the group columns, `value`, `low`, `high`, `unit`, `impact_share` (of the
        total), `cumulative_share`, `hotspot` (True for the fewest groups that hold `share`), `own_factor_share` (of
        the value, what a factor of the origin or a region in it answers for, not a mean), `intensity`, `relative`,
        `quality`, `lines`, `mass_t`. Groups without an answer are in no share; see
        :meth:`bbafootprint.Footprint.coverage`.

    Raises
    ------
    UsageError
        If there is no such column or indicator, `by` names none, or `share` is not over 0, to 1.
    """
    column = position_of(result, indicator)
    if not 0 < share <= 1:
        raise UsageError(f"share is {share!r}; give a number over 0, up to 1, such as 0.8")
    names = [by] if isinstance(by, str) else list(by)
    if not names:
        raise UsageError("by names no column; name those whose groups are hotspots, such as 'commodity'")
    if "ecosystem" in names:
        raise UsageError(
            "hotspots are groups of lines; by('ecosystem') of the result splits them over ecosystems"
        )
    table = result.by(names)
    table = table[table["indicator"] == indicator].reset_index(drop=True)
    table["own_factor_share"] = _own_factor_share(result, names, column)
    table = table[table["value"].notna()].sort_values("value", ascending=False, kind="stable")
    total = float(table["value"].sum())
    table["impact_share"] = table["value"] / total if total > 0 else np.nan
    table["cumulative_share"] = table["impact_share"].cumsum()
    before = table["cumulative_share"] - table["impact_share"]
    table["hotspot"] = (before < share - 1e-12) & (table["value"] > 0)
    shown = [
        "value", "low", "high", "unit", "impact_share", "cumulative_share", "hotspot", "own_factor_share", "intensity",
        "relative", "quality", "lines", "mass_t",
    ]  # fmt: skip
    return table[[*names, *shown]].reset_index(drop=True)


def variance_shares(
    result: Footprint,
    indicator: str = "habitat_loss",
    *,
    by: Literal["source", "match_level", "kind"] = "source",
) -> pd.DataFrame:
    r"""Return what makes a total unsure: the share of each factor and each input of conversions in its variance.

    Parameters
    ----------
    result : Footprint
    indicator : str
    by : {"source", "match_level", "kind"}
        Every factor and input; or summed by rung of the ladder (conversions apart), or by kind (factor, yield, price,
        content, density).

    Returns
    -------
    pandas.DataFrame
        With ``"source"``: :data:`SOURCES`, largest first: `kind`, `name`, for factors `commodity` (primary), `origin`,
        `region`, `match_level`, `set` and `row` of their source, `value` (the amount that the factor answers for; of an
        input, that of all conversions resting on it), `gsd` (geometric standard deviation), `variance_share`,
        `cumulative_share`. Else the name of the group, `sources` (how many), `value` and `variance_share`. Shares sum
        to 1, and are NaN where a factor says nothing of its uncertainty.

    Raises
    ------
    UsageError
        If there is no such indicator.

    Notes
    -----
    Of the sum :math:`T = \sum_f A_f`, a lognormal factor has the share :math:`(A_f/T)^2 (e^{s_f^2} - 1)`, exactly, and
    an input of conversions :math:`s_v^2 (\sum_c w_c e_{cv})^2`, to first order. Products of the two are left out.
    """
    column = position_of(result, indicator)
    cells = assessed_cells(result, column)
    frame = result.factors.frame
    rows, at = np.unique(cells.row, return_inverse=True)
    amount = np.bincount(at, weights=cells.amount, minlength=rows.size).astype(np.float64)
    summed = np.bincount(at, weights=cells.quantity, minlength=rows.size).astype(np.float64)
    numbers = {name: frame[name].to_numpy(np.float64)[rows] for name in ("value", "low", "high", "gsd")}
    level = np.full(rows.size, -1, dtype=np.int64)
    level[at] = cells.level
    named = frame.iloc[rows][["commodity", "origin", "region", "set", "row"]].reset_index(drop=True)
    of_factors = named.assign(
        kind="factor",
        name=[
            " ".join(filter(None, map(str, each)))
            for each in named[["commodity", "origin", "region"]].to_numpy()
        ],
        match_level=[RUNGS[each] for each in level],
        value=amount,
        gsd=numbers["gsd"],
        variance_share=factor_variances(summed, **numbers),
    ).astype({"commodity": object, "origin": object, "region": object, "set": object})
    of_inputs = _of_inputs(result, cells)
    table = pd.concat([of_factors, of_inputs], ignore_index=True) if len(of_inputs) else of_factors
    whole = table["variance_share"].sum(skipna=False)
    table["variance_share"] = table["variance_share"] / whole if whole > 0 else np.nan
    if by != "source":
        return _summed(table, by)
    table = table.sort_values("variance_share", ascending=False, kind="stable").reset_index(drop=True)
    table["cumulative_share"] = table["variance_share"].cumsum()
    return table.reindex(columns=list(SOURCES)).astype({"row": "Int64"})


def position_of(result: Footprint, indicator: str) -> int:
    """Return the place of an indicator in its set, or say which there are."""
    ids = [each.id for each in result.factors.indicators]
    if indicator not in ids:
        raise UsageError(f"there is no indicator {indicator!r}; the factor set has: {', '.join(ids)}")
    return ids.index(indicator)


def assessed_cells(result: Footprint, column: int) -> Assessed:
    """Return the assessed cells of an indicator, without groups."""
    cells = result.ledger_by(()).cells
    key = cells["key"].to_numpy()
    quantity = cells["primary_quantity"].to_numpy(np.float64)
    row = result.resolution.rows[key, column]
    used = np.flatnonzero((row >= 0) & ~np.isnan(quantity))
    basis, _ = code_bases(result.ledger.keys["conversion_basis"], result.conversions)
    key, row, quantity = key[used], row[used], quantity[used]
    value = result.factors.frame["value"].to_numpy(np.float64)[row]
    return Assessed(key, row, result.resolution.levels[key, column], basis[key], quantity, quantity * value)


def conversion_variances(result: Footprint, cells: Assessed) -> tuple[list[Input], Ints, Floats]:
    """Return the inputs of conversions, and the absolute variance that those which matter give to a total."""
    _, bases = code_bases(result.ledger.keys["conversion_basis"], result.conversions)
    of, inputs = sensitivities(bases, result.conversions)
    total = float(cells.amount.sum())
    if not inputs or total <= 0:
        return inputs, np.zeros(0, dtype=np.int64), np.zeros(0)
    group = np.zeros(cells.amount.size, dtype=np.int64)
    _, number, variance = input_variances(group, cells.amount / total, cells.basis, of)
    return inputs, number, variance * total**2


def _of_inputs(result: Footprint, cells: Assessed) -> pd.DataFrame:
    inputs, number, variance = conversion_variances(result, cells)
    _, bases = code_bases(result.ledger.keys["conversion_basis"], result.conversions)
    of, _ = sensitivities(bases, result.conversions)
    rows: list[dict[str, Any]] = []
    for each, added in zip(number.tolist(), variance.tolist(), strict=True):
        resting = [
            at for at in range(len(bases)) if each in of.entry_input[of.start[at] : of.start[at + 1]].tolist()
        ]
        rows.append(
            {
                "kind": inputs[each].kind, "name": inputs[each].of,
                "value": float(cells.amount[np.isin(cells.basis, resting)].sum()),
                "gsd": float(np.exp(of.spread[each])), "variance_share": added,
            }
        )  # fmt: skip
    return pd.DataFrame(rows)


def _summed(table: pd.DataFrame, by: str) -> pd.DataFrame:
    groups = (
        table["kind"] if by == "kind" else table["match_level"].where(table["kind"] == "factor", "conversion")
    )
    whole = table.assign(sources=1)
    whole[by] = groups.astype(object)
    # an input touches many factors' amounts: the values of kinds other than factors would count them again
    whole.loc[whole["kind"] != "factor", "value"] = np.nan
    summed = whole.groupby(by, sort=False)[["sources", "value", "variance_share"]].sum(min_count=1)
    summed = summed.sort_values("variance_share", ascending=False, kind="stable").reset_index()
    return summed.astype({"sources": np.int64})


def _own_factor_share(result: Footprint, names: list[str], column: int) -> Floats:
    """Return, per group, the share of the value that a factor of the origin itself answers for."""
    ledger = result.ledger_by(names)
    cells = ledger.cells
    key, group = cells["key"].to_numpy(), cells["group"].to_numpy()
    value = result.factors.frame["value"].to_numpy(np.float64)
    amount = cells["primary_quantity"].to_numpy(np.float64) * gather(
        value, result.resolution.rows[key, column]
    )
    known = ~np.isnan(amount)
    own = known & (result.resolution.levels[key, column] <= RUNGS.index("country"))
    size = len(ledger.groups)
    whole = np.bincount(group[known], weights=amount[known], minlength=size)
    part = np.bincount(group[own], weights=amount[own], minlength=size)
    with np.errstate(invalid="ignore", divide="ignore"):
        share: Floats = np.where(whole > 0, part / whole, np.nan)
    return share
