"""The core of a result: lines, tonnes and primary quantities, counted per group and key.

A line that tracing split over origins is counted once, at its largest part; its tonnes are those of its parts.

A line is coded once to a *key*: all that its answer depends on besides its quantity. What lines with the same key
answer is the same number a unit, so a ledger of a hundred million lines is as small as its distinct keys. Two
ledgers of the same keys' meaning can be added, which is what streaming and engines need.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from bbafootprint.errors import UsageError
from bbafootprint.footprint.calculate import Floats, compact, count_by
from bbafootprint.footprint.coding import distinct_rows
from bbafootprint.vocabulary import places

LINE_KEY_COLUMNS: tuple[str, ...] = (
    "primary_commodity", "origin", "region", "from_port", "origin_quality", "conversion_quality", "conversion_basis",
    "problem", "rejected",
)  # fmt: skip
"""What the answer to a line depends on, besides its quantity. `from_port`: a port of entry was given as the origin;
`origin_quality`: how good a traced origin is, NaN for one that was not traced; `conversion_basis`: what in the
conversion is uncertain, missing where nothing is (:class:`bbafootprint.schema.Conversions`)."""

TALLIES: tuple[str, ...] = ("lines", "mass_t", "primary_quantity", "lines_without_mass")


@dataclass(frozen=True)
class Ledger:
    """Counts and sums per (group, key).

    Attributes
    ----------
    keys : pandas.DataFrame
        Distinct keys, columns :data:`LINE_KEY_COLUMNS`; RangeIndex.
    groups : pandas.DataFrame
        Distinct groups, one column a group column (none: a single group); RangeIndex.
    cells : pandas.DataFrame
        One row a (group, key) that occurs: `group` and `key` (positions in the tables above), `lines`,
        `mass_t` [t, of lines with known mass], `primary_quantity` [units of the primary commodity],
        `lines_without_mass`.
    """

    keys: pd.DataFrame
    groups: pd.DataFrame
    cells: pd.DataFrame

    @property
    def by(self) -> tuple[str, ...]:
        """The group columns."""
        return tuple(self.groups.columns)

    def __add__(self, other: Ledger) -> Ledger:
        """Return the ledger of the lines of both.

        Raises
        ------
        UsageError
            If the two are not grouped by the same columns.
        """
        if self.by != other.by:
            raise UsageError(
                f"ledgers grouped by {self.by} and by {other.by} cannot be added; group both alike"
            )
        keys, key_of = _union(self.keys, other.keys)
        groups, group_of = _union(self.groups, other.groups)
        both = pd.concat([self.cells, other.cells], ignore_index=True)
        split = np.repeat([0, 1], [len(self.cells), len(other.cells)])
        codes = both[["group", "key"]].to_numpy()
        key = np.where(split == 0, 0, len(self.keys)) + codes[:, 1]
        group = np.where(split == 0, 0, len(self.groups)) + codes[:, 0]
        tallies = {name: both[name].to_numpy(np.float64) for name in TALLIES}
        return Ledger(keys, groups, _cells(group_of[group], key_of[key], tallies, len(groups), len(keys)))


def code_keys(frame: pd.DataFrame) -> tuple[pd.DataFrame, npt.NDArray[np.int64]]:
    """Code each line to its key.

    Parameters
    ----------
    frame : pandas.DataFrame
        Lines with the columns :data:`LINE_KEY_COLUMNS` but `from_port`, which `origin_match` tells; without
        `origin_quality` no origin was traced, without `conversion_basis` every conversion is certain.

    Returns
    -------
    keys : pandas.DataFrame
        Distinct keys in order of first appearance of their parts, RangeIndex.
    key : ndarray of int, shape (lines,)
        Position of each line's key.
    """
    columns = {
        name: frame[name] for name in LINE_KEY_COLUMNS if name in frame.columns and name != "from_port"
    }
    for absent in {"origin_quality", "conversion_basis"} - set(columns):
        none = pd.Categorical.from_codes(
            np.full(len(frame), -1, dtype=np.int8), categories=pd.Index([], dtype=object)
        )
        columns[absent] = pd.Series(none, index=frame.index)
    how = frame["origin_match"].astype("category").cat
    is_port = np.append(how.categories == places.PORT, False)  # the last is for a missing one, -1
    columns["from_port"] = pd.Series(is_port[how.codes.to_numpy()], index=frame.index)
    return distinct_rows(pd.DataFrame(columns, copy=False), LINE_KEY_COLUMNS)


def tally(
    frame: pd.DataFrame, keys: pd.DataFrame, key: npt.NDArray[np.int64], by: Sequence[str] = ()
) -> Ledger:
    """Count lines and sum their tonnes per (group, key).

    Parameters
    ----------
    frame : pandas.DataFrame
        Lines with `mass_t`, `primary_quantity` and the columns `by`; NaN is not summed, and lines whose mass is
        NaN are counted in `lines_without_mass`. Where there is a column `part`, its first part counts as the line;
        where there is a column `stands_for`, a row counts as so many.
    keys, key
        From :func:`code_keys`.
    by : sequence of str
        Group columns; a missing value is a group of its own.

    Returns
    -------
    Ledger
    """
    groups, group = _grouped(frame, by)
    mass = frame["mass_t"].to_numpy(dtype=np.float64)
    lines = counted_lines(frame)
    tallies = {
        "lines": lines,
        "mass_t": mass,
        "primary_quantity": frame["primary_quantity"].to_numpy(dtype=np.float64),
        "lines_without_mass": np.isnan(mass) * lines,
    }
    return Ledger(keys, groups, _cells(group, key, tallies, len(groups), len(keys)))


def number_groups(frame: pd.DataFrame, by: Sequence[str]) -> npt.NDArray[np.int64]:
    """Return the group of each line, as :func:`tally` numbers the groups of these columns."""
    return _grouped(frame, by)[1]


def _grouped(frame: pd.DataFrame, by: Sequence[str]) -> tuple[pd.DataFrame, npt.NDArray[np.int64]]:
    if by:
        return distinct_rows(frame, by)
    return pd.DataFrame(index=pd.RangeIndex(1)), np.zeros(len(frame), dtype=np.int64)


def counted_lines(frame: pd.DataFrame) -> npt.NDArray[np.float64]:
    """Return how many lines each row counts as: 1, 0 for a further part of one, or as many as it stands for.

    Parameters
    ----------
    frame : pandas.DataFrame
        Lines; with a column `stands_for` where each is a group of lines that are alike.

    Returns
    -------
    ndarray of float, shape (rows,)
    """
    counts = counts_as_line(frame).astype(np.float64)
    return counts * frame["stands_for"].to_numpy(np.float64) if "stands_for" in frame.columns else counts


def counts_as_line(frame: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Tell which rows are lines, or stand for the line that they are the largest part of.

    Parameters
    ----------
    frame : pandas.DataFrame
        Lines, traced or not.

    Returns
    -------
    ndarray of bool, shape (rows,)
    """
    if "part" not in frame.columns:
        return np.ones(len(frame), dtype=bool)
    return np.asarray(frame["part"].to_numpy() <= 1)


def _cells(
    group: npt.NDArray[np.int64],
    key: npt.NDArray[np.int64],
    tallies: Mapping[str, Floats],
    groups: int,
    keys: int,
) -> pd.DataFrame:
    pairs, pair = compact(group * np.int64(max(keys, 1)) + key, max(groups * keys, 1))
    at_group, at_key = np.divmod(pairs, np.int64(max(keys, 1)))
    cells: dict[str, npt.NDArray[Any]] = {"group": at_group, "key": at_key}
    for name in TALLIES:
        summed = count_by(pair, tallies[name], pairs.size)
        cells[name] = summed.astype(np.int64) if name.startswith("lines") else summed
    return pd.DataFrame(cells, copy=False)


def _union(one: pd.DataFrame, two: pd.DataFrame) -> tuple[pd.DataFrame, npt.NDArray[np.int64]]:
    both = pd.concat(
        [one.astype(object), two.astype(object)], ignore_index=True
    )  # one type, also where all is NaN
    if not len(both.columns):
        return pd.DataFrame(index=pd.RangeIndex(1)), np.zeros(len(both), dtype=np.int64)
    return distinct_rows(both, list(both.columns))
