"""Two runs cell by cell: what of the total of each stands behind one commodity from one origin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from bbafootprint.comparison.matching import missing_as_none
from bbafootprint.comparison.placing import PLACE, placed_lines
from bbafootprint.factors.region_names import fold_region
from bbafootprint.footprint import Footprint, Ledger, resolve_keys, tally
from bbafootprint.footprint.calculate import gather

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Side:
    """What one run has in each cell, one row a cell.

    Attributes
    ----------
    volume : ndarray of float, shape (cells,)
        As bought, in the unit of the cell's stratum; 0 where the run has nothing there.
    lost : ndarray of float, shape (cells,)
        Volume of the cell's stratum that stands in no cell, for its commodity or origin is not understood.
    assessed : ndarray of float, shape (cells, indicators)
        The volume that is assessed.
    primary : ndarray of float, shape (cells, indicators)
        Primary quantity of what is assessed.
    amount : ndarray of float, shape (cells, indicators)
        Its impact, in the unit of the indicator.
    value : ndarray of float, shape (cells, indicators)
        The factor with which the run's set answers for the cell, whether the run has lines there or not; NaN where it
        does not answer.
    row, level : ndarray of int, shape (cells, indicators)
        Row of that factor in the set and its rung; -1 where none answers.
    """

    volume: Floats
    lost: Floats
    assessed: Floats
    primary: Floats
    amount: Floats
    value: Floats
    row: Ints
    level: Ints


@dataclass(frozen=True)
class Cells:
    """The cells of two runs.

    Attributes
    ----------
    frame : pandas.DataFrame
        One row a cell: the columns of :data:`PLACE` with ``@`` before their names, then the group columns.
    keys : pandas.DataFrame
        By what the factor of each cell is asked.
    before, after : Side
    """

    frame: pd.DataFrame
    keys: pd.DataFrame
    before: Side
    after: Side


def make_cells(
    before: Footprint,
    after: Footprint,
    indicators: Sequence[str],
    groups: Sequence[str] = (),
    *,
    by_id: bool = False,
) -> Cells:
    """Count two runs over the cells of both.

    Parameters
    ----------
    before, after : Footprint
        With their lines.
    indicators : sequence of str
        Ids that both sets have.
    groups : sequence of str
        Columns of the lines that make the cells finer.
    by_id : bool
        Whether a `line_id` means the same line in both.

    Returns
    -------
    Cells
        In order of first appearance. What stands in no cell is in :attr:`Side.lost`.
    """
    names = [*(f"@{name}" for name in PLACE), *groups]
    runs = (before, after)
    ledgers = []
    for run, other in ((before, after), (after, before)):
        frame, key = placed_lines(run, other if by_id else None)
        ledgers.append(tally(frame, run.ledger.keys, key, names))
    tables = [_rows(ledger) for ledger in ledgers]
    stacked = pd.concat([missing_as_none(table[names]) for table in tables], ignore_index=True)
    stacked["@region"] = [fold_region(text) if isinstance(text, str) else None for text in stacked["@region"]]
    placed = stacked["@commodity"].notna().to_numpy(bool)
    code = np.full(len(stacked), -1, dtype=np.int64)
    code[placed] = stacked[placed].groupby(names, sort=False, dropna=False).ngroup().to_numpy()
    first = np.unique(code[placed], return_index=True)[1]
    cells = stacked[placed].iloc[first].reset_index(drop=True)
    of_side = [code[: len(tables[0])], code[len(tables[0]) :]]
    sound = [
        _representatives(ledger, table, at, len(cells))
        for ledger, table, at in zip(ledgers, tables, of_side, strict=True)
    ]
    asked = [_first_of(one, two) for one, two in (sound, sound[::-1])]
    sides = [
        _side(run, table, at, cells["@stratum"], keys, indicators)
        for run, table, at, keys in zip(runs, tables, of_side, asked, strict=True)
    ]
    return Cells(cells, asked[1], *sides)


def _rows(ledger: Ledger) -> pd.DataFrame:
    """Return the cells of a ledger with their groups beside them."""
    cells = ledger.cells.reset_index(drop=True)
    groups = ledger.groups.iloc[cells["group"].to_numpy()].reset_index(drop=True)
    return pd.concat([groups, cells.drop(columns="group")], axis=1)


def _representatives(ledger: Ledger, table: pd.DataFrame, code: Ints, size: int) -> pd.DataFrame:
    """Return for each cell the key by which a factor is asked; without a commodity where the run has no sound one."""
    keys = ledger.keys
    sound = (
        (keys["problem"].to_numpy(object) == "")
        & ~keys["rejected"].to_numpy(bool)
        & keys["primary_commodity"].notna().to_numpy(bool)
    )
    key = table["key"].to_numpy()
    usable = sound[key] & (code >= 0)
    at = np.full(size, -1, dtype=np.int64)
    at[code[usable][::-1]] = key[usable][::-1]
    picked = (
        missing_as_none(keys.iloc[np.maximum(at, 0)].reset_index(drop=True))
        if len(keys)
        else (pd.DataFrame(None, index=range(size), columns=keys.columns, dtype=object))
    )
    picked.loc[at < 0, "primary_commodity"] = None
    picked["found"] = at >= 0
    return picked


def _first_of(one: pd.DataFrame, two: pd.DataFrame) -> pd.DataFrame:
    """Return the keys of a run, and the other's where it has none of its own."""
    own = one["found"].to_numpy(bool)
    keys = pd.DataFrame(
        {name: np.where(own, one[name], two[name]) for name in one.columns if name != "found"}
    )
    return keys.assign(problem="", rejected=False, from_port=[bool(flag) for flag in keys["from_port"]])


def _side(
    run: Footprint,
    table: pd.DataFrame,
    code: Ints,
    stratum: pd.Series,
    keys: pd.DataFrame,
    indicators: Sequence[str],
) -> Side:
    """Sum the rows of one run per cell."""
    size = len(keys)
    all_ids = [indicator.id for indicator in run.factors.indicators]
    columns = [all_ids.index(name) for name in indicators]
    values = run.factors.frame["value"].to_numpy(np.float64)
    volume, primary = table["mass_t"].to_numpy(np.float64), table["primary_quantity"].to_numpy(np.float64)
    inside = code >= 0
    rows = run.resolution.rows[:, columns][table["key"].to_numpy()]

    def per_cell(weights: Floats) -> Floats:
        return np.bincount(code[inside], weights=weights[inside], minlength=size).astype(np.float64)

    def per_indicator(weights: Floats) -> Floats:
        masked = np.where(rows >= 0, weights, 0.0)
        return np.stack([per_cell(masked[:, at]) for at in range(len(columns))], axis=1).reshape(
            size, len(columns)
        )

    lost = pd.Series(volume[~inside]).groupby(table["@stratum"].to_numpy(object)[~inside]).sum().to_dict()
    number = keys.groupby(list(keys.columns), sort=False, dropna=False).ngroup().to_numpy()
    distinct = np.unique(number, return_index=True)[1]  # a finer cell asks the same key again
    resolution = resolve_keys(keys.iloc[distinct].reset_index(drop=True), run.factors)
    row = resolution.rows[:, columns][number]
    none = np.zeros((size, 0))
    return Side(
        volume=per_cell(volume),
        lost=np.array([float(lost.get(name, 0.0)) for name in stratum], dtype=np.float64),
        assessed=per_indicator(volume[:, None] + 0 * rows) if columns else none,
        primary=per_indicator(primary[:, None] + 0 * rows) if columns else none,
        amount=per_indicator(np.nan_to_num(primary[:, None] * gather(values, rows))) if columns else none,
        value=gather(values, row),
        row=row,
        level=resolution.levels[:, columns][number],
    )
