"""The difference of two runs as parts that add up to it, over the whole or per group."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import NamedTuple

import numpy as np

from bbafootprint.comparison.cells import Cells, Floats
from bbafootprint.comparison.decomposing import DRIVERS, split_change_by
from bbafootprint.comparison.matching import missing_as_none
from bbafootprint.footprint import Footprint

PARTS: tuple[str, ...] = (
    "volume", "commodity_mix", "origin_mix", "conversion", "factors", "method", "coverage",
)  # fmt: skip
"""The parts of a difference, in the order in which they are shown."""

RESIDUE = 1e-12
"""A part under this share of the larger amount is what the arithmetic of floats leaves of 0, and is 0."""

_Group = tuple[Hashable, ...]


class Split(NamedTuple):
    """What one group has in two runs, and why it differs; one entry an indicator.

    Attributes
    ----------
    before, after : ndarray of float, shape (indicators,)
        The amounts: 0 where the run bought nothing of the group, NaN where nothing that it bought is assessed.
    difference : ndarray of float, shape (indicators,)
        Of what is assessed; NaN where neither run assesses anything.
    parts : ndarray of float, shape (parts, indicators)
        They add up to the difference; NaN where there is none.
    """

    before: Floats
    after: Floats
    difference: Floats
    parts: Floats


class Leg(NamedTuple):
    """A change of lines and factors under one method, and how much of the whole it stands for."""

    weight: float
    start: Footprint
    end: Footprint


def split_difference(
    before_run: Footprint,
    after_run: Footprint,
    legs: Sequence[Leg],
    wholes: Sequence[Cells],
    ids: Sequence[str],
    names: Sequence[str],
    *,
    by_id: bool,
) -> dict[_Group, Split]:
    """Split the difference of two runs over :data:`PARTS`, per group.

    Parameters
    ----------
    before_run, after_run : Footprint
    legs : sequence of Leg
        The changes under one method; what the method changes is the rest.
    wholes : sequence of Cells
        The cells of each leg.
    ids : sequence of str
        The indicators.
    names : sequence of str
        Group columns; none is the whole, whose group is ``()``.
    by_id : bool
        Whether a `line_id` means the same line in both.

    Returns
    -------
    dict of tuple to Split
    """
    before, after = (_amounts(run, names, ids) for run in (before_run, after_run))
    bought: tuple[set[_Group], set[_Group]] = (set(before), set(after))
    nothing = np.full(len(ids), np.nan)
    parts: dict[_Group, Floats] = {
        group: np.zeros((len(PARTS), len(ids))) for group in dict.fromkeys([*before, *after])
    }
    where = [PARTS.index(driver) for driver in DRIVERS]
    for leg, whole in zip(legs, wholes, strict=True):
        groups, split, volumes = split_change_by(leg.start, leg.end, whole, ids, names, by_id=by_id)
        # the rows of a table without columns are () in some versions of pandas and none in others
        labels = missing_as_none(groups).itertuples(index=False, name=None) if names else [()]
        for at, group in enumerate(labels):
            own = parts.setdefault(group, np.zeros((len(PARTS), len(ids))))
            own[where] += leg.weight * split[:, at]
            # a line that is not understood has its group by the other run: bought, and not assessed
            for side, volume in zip(bought, volumes[:, at], strict=True):
                if volume > 0:
                    side.add(group)
        for sign, run, same in ((1.0, leg.start, before_run), (-1.0, leg.end, after_run)):
            if run is same:
                continue
            for step, amounts in ((sign, _amounts(run, names, ids)), (-sign, _amounts(same, names, ids))):
                for group, values in amounts.items():
                    own = parts.setdefault(group, np.zeros((len(PARTS), len(ids))))
                    own[PARTS.index("method")] += step * leg.weight * np.nan_to_num(values)
    found = {}
    for group, own in parts.items():
        one, two = before.get(group, nothing), after.get(group, nothing)
        size = RESIDUE * np.fmax(np.abs(np.nan_to_num(one)), np.abs(np.nan_to_num(two)))
        cleaned = np.where(np.abs(own) <= size, 0.0, own)
        unknown = np.isnan(one) & np.isnan(two)
        found[group] = Split(
            one if group in bought[0] else np.zeros(len(ids)),
            two if group in bought[1] else np.zeros(len(ids)),
            np.where(unknown, np.nan, np.nan_to_num(two) - np.nan_to_num(one)),
            np.where(unknown & ~cleaned.any(axis=0), np.nan, cleaned),
        )
    return found


def _amounts(run: Footprint, names: Sequence[str], ids: Sequence[str]) -> dict[_Group, Floats]:
    """Return the amounts of a run by group."""
    if not names:
        return {(): run.total()["value"].reindex(list(ids)).to_numpy(np.float64)}
    table = run.by(*names)
    count = max(len(run.factors.indicators), 1)
    groups = missing_as_none(table[list(names)].iloc[::count])
    at = [[each.id for each in run.factors.indicators].index(name) for name in ids]
    values = table["value"].to_numpy(np.float64).reshape(-1, count)[:, at]
    return dict(zip(groups.itertuples(index=False, name=None), values, strict=True))
