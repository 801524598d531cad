"""Monte Carlo: how sure totals are, and how often one origin is worse than another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from bbafootprint.errors import UsageError
from bbafootprint.footprint.calculate import Floats
from bbafootprint.footprint.ledger import Ledger
from bbafootprint.footprint.result import Footprint
from bbafootprint.footprint.uncertainty.conversions import code_bases, multipliers
from bbafootprint.footprint.uncertainty.drawing import FactorDraws, draw_input
from bbafootprint.footprint.uncertainty.quantities import QuantityCells, quantity_cells
from bbafootprint.footprint.uncertainty.sampling import Cells, merge_alike, sample_groups, summarise

SUMMARY: tuple[str, ...] = ("indicator", "account", "unit", "value", "mean", "median", "sd", "low", "high")
"""Columns of a table of simulated totals, after its group columns."""

MOST_DRAWS = 1_000_000

COMPARED = 30
"""Groups that are compared pair by pair: the largest."""


def simulate(
    result: Footprint, draws: int = 10_000, seed: int = 0, *, quantities: float | str | None = None
) -> Simulation:
    """Draw factors, conversions, contents and, where asked, quantities at random, many times.

    Parameters
    ----------
    result : Footprint
        With or without its lines; `quantities` and groups that were not declared need them.
    draws : int
        How many times. The 95 % bounds of a total then wander by about 1 % of its spread at 10,000.
    seed : int
        The same seed gives the same numbers, also where lines are in another order, fewer or grouped in another way.
    quantities : float or str, optional
        How wrong quantities may be, 95 %, relative (0.05 is 5 % up or down), of all lines; or the column of the lines
        that says so. By default they are taken as given. Errors of different lines are independent; the parts of a
        line that tracing split have its one error.

    Returns
    -------
    Simulation
        Tables are worked out when they are asked for.

    Raises
    ------
    UsageError
        If `draws` is under 100 or over a million, or `quantities` is neither a number of 0 to 1 nor a column of such.

    Notes
    -----
    Factors and inputs of conversions (yields, prices, contents, densities) are lognormal with their published value as
    the mean (of a yield, its inverse), independent of one another, and shared by all lines that use them. So the mean
    of a total is its published value, but for reported zeros, whose draws lie above 0; for contents, which never pass
    1; and for co-products, by the variance of their prices.
    Chains, shares and co-products: :mod:`bbafootprint.footprint.uncertainty.conversions`.
    """
    if isinstance(draws, bool) or not isinstance(draws, int) or draws < 100:
        raise UsageError(f"draws is {draws!r}; give a whole number of 100 or more, such as 10_000")
    if draws > MOST_DRAWS:
        raise UsageError(f"draws is {draws:,}; more than {MOST_DRAWS:,} make no interval better")
    if isinstance(seed, bool) or not isinstance(seed, int):
        raise UsageError(f"seed is {seed!r}; give a whole number")
    if quantities is not None:
        quantity_cells(result, result.ledger, quantities)  # what is wrong with it is said now
    return Simulation(result, draws, seed, quantities)


@dataclass(frozen=True, eq=False)
class Simulation:
    """A footprint drawn many times.

    Attributes
    ----------
    result : Footprint
    draws, seed : int
    quantities : float, str or None
        As :func:`simulate` takes them.
    """

    result: Footprint
    draws: int
    seed: int
    quantities: float | str | None = None

    def total(self) -> pd.DataFrame:
        """Return the totals with their simulated intervals.

        Returns
        -------
        pandas.DataFrame
            Index `indicator`; `account`, `unit`, `value` (published), `mean`, `median`, `sd`, `low` and `high` (95 %;
            the value is never outside). NaN where nothing is assessed, or a factor says nothing of its uncertainty.
        """
        return self._table(self.result.total().reset_index(), self.result.ledger_by(())).set_index(
            "indicator"
        )

    def by(self, *columns: str | Sequence[str]) -> pd.DataFrame:
        """Return the totals of groups with their simulated intervals.

        Parameters
        ----------
        *columns : str or list of str
            Columns of the lines, as :meth:`bbafootprint.Footprint.by` takes them, but for ``"ecosystem"``.

        Returns
        -------
        pandas.DataFrame
            One row a (group, indicator): the group columns, then :data:`SUMMARY`. In every draw the groups add up
            to the total, unless quantities are uncertain: their errors are drawn anew for other groups.

        Raises
        ------
        UsageError
            If there is no such column, or it is ``"ecosystem"``, whose shares have no distribution.
        """
        names = _names(columns)
        return self._table(self.result.by(names), self.result.ledger_by(names))

    def samples(self) -> pd.DataFrame:
        """Return the draws of the totals.

        Returns
        -------
        pandas.DataFrame
            Index `draw`, a column an indicator. Those of two runs with the same seed and set are draws of the same
            errors: subtract or divide them draw by draw.
        """
        ledger = self.result.ledger_by(())
        moved, entries = self._conversions(ledger), self._entries(ledger)
        drawn = {
            indicator.id: next(sample_groups(self._cells(ledger, entries, at), 1, self._factors, moved))[1][0]
            for at, indicator in enumerate(self.result.factors.indicators)
        }
        return pd.DataFrame(drawn, index=pd.RangeIndex(self.draws, name="draw"))

    def rank_stability(
        self,
        column: str = "origin",
        indicator: str = "habitat_loss",
        *,
        intensity: bool = True,
        most: int = COMPARED,
    ) -> pd.DataFrame:
        """Return how often one group is worse than another.

        Parameters
        ----------
        column : str
            Column of the lines.
        indicator : str
        intensity : bool
            Compare impact per tonne as bought (which origin is worse); else the amounts (which weighs more).
        most : int
            Compare so many groups, those with the largest amounts; 2 or more.

        Returns
        -------
        pandas.DataFrame
            Index and columns: the groups, worst first. Each cell: the share of draws in which the group of the row
            is worse than that of the column (0.5 where they are the same; NaN on the diagonal, and
            where a factor says nothing of its uncertainty).

        Raises
        ------
        UsageError
            If there is no such column or indicator, or `most` is under 2.
        """
        if isinstance(most, bool) or not isinstance(most, int) or most < 2:
            raise UsageError(f"most is {most!r}; give 2 or more groups to compare, such as {COMPARED}")
        drawn, groups = self._compared(column, indicator, intensity, most)
        size = len(groups)
        table = np.full((size, size), np.nan)
        for one in range(size):
            for two in range(one + 1, size):
                worse = float(np.mean(drawn[one] > drawn[two]) + 0.5 * np.mean(drawn[one] == drawn[two]))
                if np.isnan(drawn[one]).any() or np.isnan(drawn[two]).any():
                    worse = float("nan")
                table[one, two], table[two, one] = worse, 1 - worse
        labels = pd.Index(groups, name=column, dtype=object)
        return pd.DataFrame(table, index=labels, columns=labels)

    @property
    def provenance(self) -> dict[str, Any]:
        """The record of the run, and of its draws."""
        drawn = {"draws": self.draws, "seed": self.seed, "quantities": self.quantities}
        return {**self.result.provenance, "simulation": drawn}

    # ---- inside ------------------------------------------------------------------------------------------------

    def _table(self, published: pd.DataFrame, ledger: Ledger) -> pd.DataFrame:
        """Put simulated intervals in the place of those of a table of totals."""
        indicators = self.result.factors.indicators
        if not indicators or not len(ledger.groups):
            return published[[*ledger.by, *(name for name in SUMMARY if name in published.columns)]]
        size = len(ledger.groups)
        value = published["value"].to_numpy(np.float64).reshape(size, len(indicators))
        moved, entries = self._conversions(ledger), self._entries(ledger)
        parts = []
        for column in range(len(indicators)):
            alike = merge_alike(self._cells(ledger, entries, column), size)
            blocks = sample_groups(alike.cells, alike.size, self._factors, moved)
            summary = pd.concat([summarise(drawn) for _, drawn in blocks], ignore_index=True)
            summary = alike.spread(summary)
            summary["low"] = np.minimum(summary["low"], value[:, column])
            summary["high"] = np.maximum(summary["high"], value[:, column])
            parts.append(summary.set_axis(pd.Index(np.arange(size) * len(indicators) + column)))
        simulated = pd.concat(parts).sort_index()
        kept = published[[*ledger.by, "indicator", "account", "unit", "value"]]
        return pd.concat([kept, simulated], axis=1)[[*ledger.by, *SUMMARY]]

    @property
    def _factors(self) -> FactorDraws:
        return FactorDraws(self.result.factors.frame, self.seed, self.draws)

    def _conversions(self, ledger: Ledger) -> Floats:
        """Draw the conversions that a ledger rests on, the same for all indicators."""
        conversions = self.result.conversions
        if conversions is None:
            return np.ones((0, self.draws))
        _, bases = code_bases(ledger.keys["conversion_basis"], conversions)
        return multipliers(bases, conversions, draw_input(self.seed, self.draws), self.draws)

    def _entries(self, ledger: Ledger) -> QuantityCells:
        """Return the quantities of a ledger, with errors where these are asked for; alike for all indicators."""
        if self.quantities is not None:
            return quantity_cells(self.result, ledger, self.quantities)
        cells = ledger.cells
        return QuantityCells(
            cells["group"].to_numpy(), cells["key"].to_numpy(), cells["primary_quantity"].to_numpy(np.float64)
        )

    def _cells(self, ledger: Ledger, entries: QuantityCells, column: int) -> Cells:
        """Return what is summed for an indicator over the groups of a ledger."""
        row = self.result.resolution.rows[entries.key, column]
        basis, _ = code_bases(ledger.keys["conversion_basis"], self.result.conversions)
        used = np.flatnonzero((row >= 0) & ~np.isnan(entries.quantity))
        return Cells(
            entries.group[used], row[used], basis[entries.key[used]], entries.quantity[used],
            None if entries.spread is None else entries.spread[used],
            None if entries.name is None else [entries.name[entry] for entry in used.tolist()],
        )  # fmt: skip

    def _compared(
        self, column: str, indicator: str, intensity: bool, most: int
    ) -> tuple[Floats, list[object]]:
        """Return draws of the largest groups, worst first, and their names."""
        ids = [each.id for each in self.result.factors.indicators]
        if indicator not in ids:
            raise UsageError(f"there is no indicator {indicator!r}; the factor set has: {', '.join(ids)}")
        (name,) = _names([column])
        ledger = self.result.ledger_by([name])
        table = self.result.by(name)
        table = table[table["indicator"] == indicator].reset_index(drop=True)
        measure = "intensity" if intensity else "value"
        usable = table[table[measure].notna() & table["value"].notna()]
        largest = usable.sort_values("value", ascending=False, kind="stable").head(most)
        chosen = largest.sort_values(measure, ascending=False, kind="stable").index.to_numpy()
        drawn = np.empty((len(chosen), self.draws))
        cells = self._cells(ledger, self._entries(ledger), ids.index(indicator))
        moved = self._conversions(ledger)
        for groups, block in sample_groups(cells, len(ledger.groups), self._factors, moved):
            here = np.flatnonzero((chosen >= groups.start) & (chosen < groups.stop))
            drawn[here] = block[chosen[here] - groups.start]
        if intensity:  # the mass is known, so that only the amount is drawn
            drawn *= (
                (table["intensity"] / table["value"].where(table["value"] != 0))
                .fillna(1 / table["assessed_mass_t"])
                .to_numpy(np.float64)[chosen, None]
            )
        return drawn, [table[name].iloc[at] for at in chosen]


def _names(columns: Sequence[str | Sequence[str]]) -> list[str]:
    names = [name for entry in columns for name in ([entry] if isinstance(entry, str) else entry)]
    if "ecosystem" in names:
        raise UsageError(
            "shares of ecosystems have no distribution, so that they cannot be drawn: by('ecosystem') of the result "
            "has the amounts at both ends of the shares, where these have a range"
        )
    return list(dict.fromkeys(names))
