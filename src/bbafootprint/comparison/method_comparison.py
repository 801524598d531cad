"""The same lines under several factor sets, side by side: totals, coverage, and how far their rankings agree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd

from bbafootprint.comparison.matching import missing_as_none
from bbafootprint.comparison.measures import pair_indicators
from bbafootprint.comparison.ranks import rank_down, spearman
from bbafootprint.errors import UsageError
from bbafootprint.factors import FactorSet, load_factors
from bbafootprint.footprint import Footprint
from bbafootprint.footprint.plain import plain, records
from bbafootprint.ingest import read_lines
from bbafootprint.ingest.own_products import read_products
from bbafootprint.pipeline import calculate_footprint
from bbafootprint.schema import Lines
from bbafootprint.trade.tracing.origins import Perspective, TradeSource
from bbafootprint.vocabulary.own_products import OwnProducts

SetSource = FactorSet | str | Path | pd.DataFrame | Sequence[FactorSet | str | Path]

_SIDE = ("unit", "value", "intensity")


@dataclass(frozen=True, eq=False, repr=False)
class MethodComparison:
    """The same lines under several factor sets. Made by :func:`bbafootprint.compare_methods`.

    Attributes
    ----------
    results : mapping of str to Footprint
        Name of the set to its footprint of the lines.
    measures : mapping of str to mapping of str to str
        What is set side by side: name to (name of the set to id of the indicator). A set without it is not in it.
    groups : tuple of str
        The columns whose groups are ranked.
    """

    results: Mapping[str, Footprint]
    measures: Mapping[str, Mapping[str, str]]
    groups: tuple[str, ...]

    def totals(self) -> pd.DataFrame:
        """Return the totals side by side.

        Returns
        -------
        pandas.DataFrame
            One row a (measure, set that has it): `measure`, `set`, `indicator`, `account`, `unit`, `value`, `low`,
            `high`, `intensity` (per tonne as bought), `quality`, `assessed_line_share`, `assessed_mass_share` (0 to
            1). Values of unlike units stand side by side and are not to be subtracted.
        """
        shown = [
            "account", "unit", "value", "low", "high", "intensity", "quality", "assessed_line_share",
            "assessed_mass_share",
        ]  # fmt: skip
        totals = {name: result.total() for name, result in self.results.items()}
        rows = [
            {"measure": measure, "set": name, "indicator": indicator, **totals[name].loc[indicator, shown]}
            for measure, of_sets in self.measures.items()
            for name, indicator in of_sets.items()
        ]
        return pd.DataFrame(rows, columns=["measure", "set", "indicator", *shown])

    def agreement(self) -> pd.DataFrame:
        """Return how far the sets rank the groups alike.

        Returns
        -------
        pandas.DataFrame
            One row a (measure, pair of sets): `measure`, `set_a`, `set_b`, `groups` (that both assess), `spearman`
            (rank correlation of the amounts, -1 to 1) and `spearman_intensity` (of the amounts per tonne as bought:
            without the volumes, which are the same in both and make any two sets agree), NaN where fewer than two
            groups are left or one set answers all alike; `ratio` = total of b / total of a over the groups that both
            assess, NaN where the units differ.
        """
        rows = []
        for measure, one, two, pairs in self._pairs():
            both = pairs[["value_a", "value_b"]].notna().all(axis=1)
            known = pairs[both]
            dense = known[["intensity_a", "intensity_b"]].dropna()
            one_unit = known["unit_a"].iloc[0] == known["unit_b"].iloc[0] if len(known) else False
            sums = known[["value_a", "value_b"]].sum()
            rows.append({
                "measure": measure, "set_a": one, "set_b": two, "groups": int(both.sum()),
                "spearman": spearman(known["value_a"], known["value_b"]),
                "spearman_intensity": spearman(dense["intensity_a"], dense["intensity_b"]),
                "ratio": sums["value_b"] / sums["value_a"] if one_unit and sums["value_a"] > 0 else np.nan,
            })  # fmt: skip
        columns = ["measure", "set_a", "set_b", "groups", "spearman", "spearman_intensity", "ratio"]
        return pd.DataFrame(rows, columns=columns)

    def disagreements(self, top: int | None = None) -> pd.DataFrame:
        """Return the groups that the sets rank most differently.

        Parameters
        ----------
        top : int, optional
            Of each measure and pair of sets the first so many; by default all.

        Returns
        -------
        pandas.DataFrame
            One row a (measure, pair of sets, group): `measure`, `set_a`, `set_b`, the group columns, `value_a`,
            `unit_a`, `value_b`, `unit_b`; `rank_a` and `rank_b` among the groups that both assess (1 is the largest
            amount, equal ones share the mean rank), `rank_difference` = rank_b - rank_a (positive: smaller in b than in
            a); `ratio` = value_b / value_a, NaN where the units differ; `assessed`: in ``both``, in one set only (its
            name), or in ``neither``. Ordered by the size of the rank difference, then of the ratio; groups that one
            set alone assesses come after, since they have no rank.
        """
        tables = []
        for measure, one, two, pairs in self._pairs():
            known = [pairs[f"value_{side}"].notna().to_numpy(bool) for side in "ab"]
            both = known[0] & known[1]
            ranks = np.full((2, len(pairs)), np.nan)
            for at, side in enumerate("ab"):
                ranks[at, both] = rank_down(pairs.loc[both, f"value_{side}"].to_numpy(np.float64))
            ratio = np.where(
                pairs["unit_a"] == pairs["unit_b"],
                pairs["value_b"] / pairs["value_a"].where(pairs["value_a"] > 0),
                np.nan,
            )
            table = pairs[[*self.groups, "value_a", "unit_a", "value_b", "unit_b"]].assign(
                rank_a=ranks[0], rank_b=ranks[1], rank_difference=ranks[1] - ranks[0], ratio=ratio,
                assessed=np.select([both, known[0], known[1]], ["both", one, two], "neither").astype(object),
            )  # fmt: skip
            with np.errstate(divide="ignore"):
                apart = np.abs(np.log(np.nan_to_num(ratio, nan=1.0)))
            order = np.lexsort((-apart, -np.nan_to_num(np.abs(ranks[1] - ranks[0]), nan=-1.0)))
            table = table.iloc[order if top is None else order[:top]]
            for name, text in (("set_b", two), ("set_a", one), ("measure", measure)):
                table.insert(0, name, text)
            tables.append(table)
        if not tables:
            return pd.DataFrame(columns=["measure", "set_a", "set_b", *self.groups])
        return pd.concat(tables, ignore_index=True)

    def unpaired(self) -> dict[str, list[str]]:
        """Return the indicators of each set that nothing is set beside.

        Returns
        -------
        dict of str to list of str
            Name of the set to the ids; sets of which all are paired are left out.
        """
        paired = {pair for of_sets in self.measures.values() for pair in of_sets.items()}
        left = {
            name: [each.id for each in result.factors.indicators if (name, each.id) not in paired]
            for name, result in self.results.items()
        }
        return {name: ids for name, ids in left.items() if ids}

    def to_dict(self) -> dict[str, Any]:
        """Return the comparison as JSON-ready data.

        Returns
        -------
        dict
            `measures`, `unpaired`, `totals`, `agreement`, `disagreements`, `provenance`. A missing number is None.
        """
        return {
            "measures": {name: dict(of_sets) for name, of_sets in self.measures.items()},
            "unpaired": self.unpaired(),
            "totals": records(self.totals()),
            "agreement": records(self.agreement()),
            "disagreements": records(self.disagreements()),
            "provenance": plain(self.provenance),
        }

    @property
    def provenance(self) -> dict[str, Any]:
        """The record of the run of each set."""
        return {"ranked_by": list(self.groups), "sets": {n: r.provenance for n, r in self.results.items()}}

    def __repr__(self) -> str:
        """Return what it is of in a line."""
        return (
            f"<MethodComparison of {', '.join(self.results)} over {', '.join(self.measures) or 'no measure'}>"
        )

    def _pairs(self) -> list[tuple[str, str, str, pd.DataFrame]]:
        """Return (measure, set a, set b, one row a group of either with the values of both)."""
        tables = {name: result.by(*self.groups) for name, result in self.results.items()}
        found = []
        for measure, of_sets in self.measures.items():
            for one, two in combinations(of_sets, 2):
                sides = []
                for side, name in (("a", one), ("b", two)):
                    table = tables[name]
                    own = table.loc[table["indicator"] == of_sets[name], [*self.groups, *_SIDE]].copy()
                    own[list(self.groups)] = missing_as_none(own[list(self.groups)])
                    sides.append(own.rename(columns={column: f"{column}_{side}" for column in _SIDE}))
                # merge takes missing keys for equal, which they are here
                found.append((measure, one, two, sides[0].merge(sides[1], on=list(self.groups), how="outer")))
        return found


def compare_methods(
    lines: Lines | pd.DataFrame | str | Path,
    sets: Mapping[str, SetSource] | Sequence[SetSource],
    *,
    by: str | Sequence[str] = ("commodity", "origin"),
    indicators: Sequence[str | Sequence[str]] | None = None,
    allocation: Literal["economic", "mass"] = "economic",
    perspective: Perspective = "direct",
    trade: TradeSource | Sequence[TradeSource] | None = None,
    products: OwnProducts | pd.DataFrame | str | Path | None = None,
) -> MethodComparison:
    """Assess the same lines with several factor sets and say how far these agree.

    Parameters
    ----------
    lines : Lines, pandas.DataFrame, str or pathlib.Path
        Lines, or anything that :func:`bbafootprint.read_lines` reads.
    sets : sequence, or mapping of str to set
        Two or more sets: each a FactorSet, anything that :func:`bbafootprint.load_factors` loads, or a list of these,
        which is layered in its order. The keys of a mapping are the names shown; else the ids are.
    by : str or sequence of str
        Columns of the lines whose groups are ranked; ``"line_id"`` ranks lines.
    indicators : sequence of str or of sequences of str, optional
        What to set side by side: an id that several sets have, or the ids that mean it in one set or the other, such as
        ``("species_loss_occupation", "species_loss_occupation_psl")``. By default indicators of one id and unit, and
        then, of what is left, those of one account and kind where a set has one only.
    allocation, perspective, trade, products
        As :func:`bbafootprint.calculate_footprint` takes them.

    Returns
    -------
    MethodComparison

    Raises
    ------
    UsageError
        If fewer than two sets are given, two have one name, there is no column of `by`, or the sets have nothing that
        can be set side by side.

    Notes
    -----
    Amounts of unlike units are never subtracted or divided: only their ranks are compared, by Spearman's coefficient
    with equal values at their mean rank (Spearman 1904, doi:10.2307/1412159). Ranks are taken over what both sets
    assess; what one alone assesses is listed as such.
    """
    named = _named(sets)
    own = read_products(products)
    read = lines if isinstance(lines, Lines) else read_lines(lines, products=own)
    results = {
        name: calculate_footprint(
            read, factors, allocation=allocation, perspective=perspective, trade=trade, products=own
        )
        for name, factors in named.items()
    }
    groups = tuple(dict.fromkeys([by] if isinstance(by, str) else by))
    if not groups:
        raise UsageError("by names no column; name those whose groups are ranked, such as 'commodity'")
    for result in results.values():
        result.by(*groups)  # says which column is wrong
        if "ecosystem" in groups:
            raise UsageError("ecosystems are not ranked between sets; group by columns of the lines")
    return MethodComparison(results, pair_indicators(named, indicators), groups)


def _named(sets: Mapping[str, SetSource] | Sequence[SetSource]) -> dict[str, FactorSet]:
    if isinstance(sets, str | Path | FactorSet | pd.DataFrame) or len(sets) < 2:
        raise UsageError(
            "a comparison of methods takes two factor sets or more, such as ['bba-open', 'unep-setac-2016']"
        )
    given: list[tuple[str, Any]] = (
        list(sets.items()) if isinstance(sets, Mapping) else [("", source) for source in sets]
    )
    loaded: list[tuple[str, FactorSet]] = []
    for name, source in given:
        layers: list[Any] = list(source) if isinstance(source, list | tuple) else [source]
        only = layers[0] if len(layers) == 1 else None
        loaded.append((name, only if isinstance(only, FactorSet) else load_factors(*layers)))
    ids = [factors.id for _, factors in loaded]
    labels = [
        name or (factors.id if ids.count(factors.id) == 1 else f"{factors.id} {factors.version}")
        for name, factors in loaded
    ]
    repeated = next((label for label in labels if labels.count(label) > 1), None)
    if repeated is not None:
        raise UsageError(f"two of the sets are called {repeated!r}; give a mapping of names to sets")
    return {label: factors for label, (_, factors) in zip(labels, loaded, strict=True)}
