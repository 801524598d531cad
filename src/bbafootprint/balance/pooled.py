"""Lines of a run as what the balance counts: primary quantities with pool and place, and what is left out of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from bbafootprint.balance.sources import ALL_YEARS, transit_flags, years_of
from bbafootprint.errors import UsageError
from bbafootprint.footprint import Footprint
from bbafootprint.footprint.ledger import counted_lines
from bbafootprint.schema import UNKNOWN_ORIGIN

PLACE_PROBLEMS = frozenset(("origin-unknown", "origin-ambiguous"))
"""Problems that leave a quantity and its goods known: such lines are in the balance, of unreadable origin."""


@dataclass(frozen=True, eq=False)
class Pooled:
    """One side of the trade, ready to be balanced.

    Attributes
    ----------
    footprint : Footprint
        The run of all its lines.
    kept : ndarray of bool, shape (lines,)
        Which lines are in the balance.
    table : pandas.DataFrame
        The lines in the balance: `commodity` (primary), `year`, `origin`, `consignment`, `quantity` (primary units),
        `transit` (whether a column of theirs marks them as such).
    left_out : pandas.DataFrame
        The others, by `reason`: `lines`, `mass_t` (t, of those whose mass is known), `lines_without_mass`.
    """

    footprint: Footprint
    kept: npt.NDArray[np.bool_]
    table: pd.DataFrame
    left_out: pd.DataFrame

    @property
    def frame(self) -> pd.DataFrame:
        """The converted lines, all of them."""
        return frame_of(self.footprint)

    @property
    def counts(self) -> dict[str, Any]:
        """Lines and tonnes read, in the balance and left out."""
        frame = self.frame
        lines = counted_lines(frame)
        mass = frame["mass_t"].to_numpy(dtype=np.float64)
        return {
            "lines": int(lines.sum()),
            "in_balance": int(lines[self.kept].sum()),
            "left_out": int(lines[~self.kept].sum()),
            "mass_t": float(np.nansum(mass)),
            "mass_t_in_balance": float(np.nansum(mass[self.kept])),
            "mass_t_left_out": float(np.nansum(mass[~self.kept])),
            "lines_without_mass": int(lines[np.isnan(mass)].sum()),
        }

    def of_year(self, years: bool) -> pd.DataFrame:
        """Return :attr:`table`, of all years together unless `years`."""
        return self.table if years else self.table.assign(year=ALL_YEARS)


def frame_of(footprint: Footprint) -> pd.DataFrame:
    """Return the converted lines of a run that kept them."""
    if footprint.lines is None:
        raise UsageError("the lines were not kept in this footprint; a balance needs a run that keeps them")
    return footprint.lines.frame


def pool(footprint: Footprint) -> Pooled:
    """Return the lines of a run as what the balance counts.

    Parameters
    ----------
    footprint : Footprint
        With its lines.

    Returns
    -------
    Pooled
        Lines are left out that are rejected, have no primary equivalent, or a problem other than an origin that
        nobody can read.
    """
    frame = frame_of(footprint)
    problem = frame["problem"].astype(object).where(frame["problem"].notna(), "")
    quantity = frame["primary_quantity"].to_numpy(dtype=np.float64)
    rejected = frame["rejected"].to_numpy(dtype=bool)
    kept = ~rejected & ~np.isnan(quantity) & problem.isin(["", *PLACE_PROBLEMS]).to_numpy(bool)
    origin = frame["origin"].astype(object).where(frame["origin"].notna(), "")
    shipped = (
        frame["consignment"].astype(object) if "consignment" in frame else pd.Series(None, index=frame.index)
    )
    origin = origin.where(origin != UNKNOWN_ORIGIN, "")
    table = pd.DataFrame(
        {
            "commodity": frame["primary_commodity"].astype(object),
            "year": years_of(frame),
            "origin": origin,
            # goods declared as of a country are, as far as is known, shipped from there
            "consignment": shipped.astype(object).where(shipped.notna(), origin),
            "quantity": quantity,
            "transit": transit_flags(frame)[0],
        }
    )[kept].reset_index(drop=True)
    out = ~kept
    lines = counted_lines(frame)
    mass = frame["mass_t"].to_numpy(dtype=np.float64)
    listed = pd.DataFrame(
        {
            "reason": problem.where(problem != "", "no-primary-equivalent")[out].to_numpy(dtype=object),
            "lines": lines[out].astype(np.int64),
            "mass_t": mass[out],
            "lines_without_mass": (lines * np.isnan(mass))[out].astype(np.int64),
        }
    )
    left_out = listed.groupby("reason", as_index=False)[["lines", "mass_t", "lines_without_mass"]].sum()
    return Pooled(footprint, kept, table, left_out)
