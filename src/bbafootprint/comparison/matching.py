"""Which lines of two runs are the same line: by their own names where these are shared, else by what they are of."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from bbafootprint.comparison.placing import kept_lines
from bbafootprint.errors import UsageError
from bbafootprint.footprint import Footprint
from bbafootprint.schema import Lines

LINE_ID = "line_id"

DEFAULT_COLUMNS: tuple[str, ...] = ("commodity", "origin", "region", "supplier")
"""Columns by which lines are matched where they have no names in common, as far as they are filled."""

_GIVEN = ("commodity_as_given", "hs_code_as_given", "origin_as_given", "supplier")

SHARED = 0.5
"""Share of the smaller run's names that must be in the other for names to be believed."""

ALIKE = 0.9
"""Share of these that must name the same goods: numbers that start again every year name nothing."""


def match_columns(
    before: Footprint, after: Footprint, on: str | Sequence[str] | None = None
) -> tuple[str, ...]:
    """Return the columns by which the lines of two runs are matched.

    Parameters
    ----------
    before, after : Footprint
        With their lines.
    on : str or sequence of str, optional
        Columns asked for.

    Returns
    -------
    tuple of str
        `on`; else ``("line_id",)`` where the names are the person's own (or the two runs are of one input), at least
        :data:`SHARED` of them are in both and of these at least :data:`ALIKE` name the same goods; else those of
        :data:`DEFAULT_COLUMNS` that hold something.

    Raises
    ------
    UsageError
        If a run has no such column.
    """
    one, two = kept_lines(before)[0], kept_lines(after)[0]
    if on is not None:
        columns = [on] if isinstance(on, str) else list(on)
        for side, lines in (("before", one), ("after", two)):
            missing = [name for name in columns if name not in lines.frame.columns]
            if missing:
                raise UsageError(
                    f"the lines {side} have no column {', '.join(map(repr, missing))} to be matched on; they have: "
                    f"{', '.join(map(str, lines.frame.columns))}"
                )
        if not columns:
            raise UsageError("on names no column; leave it out, or name one such as 'line_id' or 'supplier'")
        return tuple(dict.fromkeys(columns))
    if _share_names(one, two):
        return (LINE_ID,)
    return tuple(
        name
        for name in DEFAULT_COLUMNS
        if any(name in lines.frame and lines.frame[name].notna().any() for lines in (one, two))
        and all(name in lines.frame for lines in (one, two))
    )


def _share_names(one: Lines, two: Lines) -> bool:
    """Tell whether a `line_id` means the same line in both."""
    first, second = (
        missing_as_none(lines.frame[[LINE_ID, "commodity", *_GIVEN]]).drop_duplicates(LINE_ID)
        for lines in (one, two)
    )
    shared = first.merge(second, on=LINE_ID, suffixes=("_1", "_2"))
    if shared.empty or len(shared) < SHARED * min(len(first), len(second)):
        return False
    same = {name: _same_texts(shared[f"{name}_1"], shared[f"{name}_2"]) for name in _GIVEN}
    own = all(LINE_ID in lines.reading.get("columns", {}).values() for lines in (one, two))
    file = one.reading.get("sha256")
    one_input = file is not None and file == two.reading.get("sha256")
    # A table in memory has no hash: it is one input where all its lines say the same.
    one_input |= len(first) == len(second) == len(shared) and all(each.all() for each in same.values())
    # Goods that one run does not understand may have been corrected since, and speak neither for nor against.
    understood = (shared["commodity_1"].notna() & shared["commodity_2"].notna()).to_numpy(bool)
    goods = (same["commodity_as_given"] & same["hs_code_as_given"])[understood]
    return one_input or (own and goods.size > 0 and float(goods.mean()) >= ALIKE)


def _same_texts(one: pd.Series, two: pd.Series) -> npt.NDArray[np.bool_]:
    texts = [["" if text is None else str(text).strip().casefold() for text in side] for side in (one, two)]
    return np.array([a == b for a, b in zip(*texts, strict=True)], dtype=bool)


def missing_as_none(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a table of plain objects in which everything missing is None."""
    plain = frame.astype(object)
    return plain.where(plain.notna(), None)
