"""A result that is being disclosed, with what several metrics need of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from bbafootprint.footprint import Footprint
from bbafootprint.planning.claims import Claims, read_claims

Flags = npt.NDArray[np.bool_]
Row = dict[str, Any]
"""A row of a table: `item`, `value`, `unit`, and of the other columns what is known."""

ALL = "all"
"""Name of the sum over all commodities."""


class NotCoveredError(Exception):
    """A metric has no answer in this result; the text says why. It never leaves this room."""


@dataclass(frozen=True)
class Case:
    """A result that is being disclosed, with what several metrics need of it.

    Attributes
    ----------
    result : Footprint
        With its lines.
    lines : pandas.DataFrame
        Its lines with their status.
    goods : ndarray of bool
        Lines that count as goods bought: neither rejected nor contained in another line.
    high_risk : mapping of str to str
        Primary commodity to its name in the list.
    scope : pandas.DataFrame
        The lines beside the list of the EU regulation, :data:`~bbafootprint.disclosures.eudr.LINE_COLUMNS`.
    """

    result: Footprint
    lines: pd.DataFrame
    goods: Flags
    high_risk: Mapping[str, str]
    scope: pd.DataFrame

    @cached_property
    def mass(self) -> npt.NDArray[np.float64]:
        """Tonnes of goods; NaN where not known or where a line is no good."""
        return np.where(self.goods, self.lines["mass_t"].to_numpy(np.float64), np.nan)

    @cached_property
    def risky(self) -> npt.NDArray[np.object_]:
        """Return the high-risk primary commodity of each good; empty where it is none."""
        primary = self.lines["primary_commodity"].astype(object)
        named = primary.where(primary.isin(list(self.high_risk)) & self.goods, "")
        return named.to_numpy(dtype=object)

    @cached_property
    def total(self) -> pd.DataFrame:
        """The totals of the result."""
        return self.result.total()

    @cached_property
    def by_ecosystem(self) -> pd.DataFrame:
        """The totals of each ecosystem: several metrics ask for them, and they are dear."""
        return self.result.by("ecosystem")

    @cached_property
    def claims(self) -> Claims:
        """What is claimed of each line."""
        return read_claims(self.lines)

    @cached_property
    def known_share(self) -> float:
        """Share of the goods, in lines, whose commodity and tonnes are both known; NaN without goods."""
        known = ~np.isnan(self.mass) & self.lines["primary_commodity"].notna().to_numpy(bool)
        weight = self.lines["share"].to_numpy(np.float64) if "part" in self.lines else np.ones(len(known))
        whole = float(weight[self.goods].sum())
        return float(weight[known & self.goods].sum()) / whole if whole else float("nan")

    def by_commodity(self, flags: Flags | None = None) -> dict[str, float]:
        """Return tonnes of high-risk goods, the largest first and the sum, of the lines that are flagged."""
        chosen = self.risky != ""
        if not (chosen & ~np.isnan(self.mass)).any():
            raise NotCoveredError("no line of known mass is of a commodity in the list")
        chosen &= ~np.isnan(self.mass)
        whole = pd.Series(self.mass[chosen]).groupby(self.risky[chosen]).sum()
        kept = self.mass if flags is None else np.where(flags, self.mass, 0.0)
        some = pd.Series(kept[chosen]).groupby(self.risky[chosen]).sum()
        order = whole.sort_values(ascending=False, kind="stable").index
        parts = {str(name): float(some[name]) for name in order}
        return {ALL: float(sum(parts.values())), **parts}
