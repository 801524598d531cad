"""How the source joins its five groups of species into one factor: reproduced from its own sheets.

Source: UNEP-SETAC 2016, chapter 6; Chaudhary et al. 2015, https://doi.org/10.1021/acs.est.5b02507. The rule is
not printed in the workbook: it follows from its numbers, to rounding.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd
from psl import USES, WORKBOOK

SPECIES: Mapping[str, int] = {
    "Mammals": 5490, "Birds": 10104, "Plants": 321212, "Amphibians": 6433, "Reptiles": 9084,
}  # fmt: skip
"""Species of the world in each group, as the source counts them."""

VULNERABILITY: Mapping[str, float] = {
    "Mammals": 0.44, "Birds": 0.29, "Plants": 1.0, "Amphibians": 0.59, "Reptiles": 0.46,
}  # fmt: skip
"""Mean vulnerability of each group's species, by which the global factors are scaled back to shares."""

ANIMALS = ("Mammals", "Birds", "Amphibians", "Reptiles")

SHEETS = {"occ": "Taxaspecific_Occupation", "tra": "TaxasspecificTransformation"}
"""Names of sheets, in the source's own spelling."""

TOLERANCE = 1e-12
"""Relative; the rule holds to 3e-13."""


def global_rule(groups: pd.DataFrame) -> pd.Series:
    """Join global factors: half the mean of the four groups of animals, half plants.

    Parameters
    ----------
    groups : pandas.DataFrame
        A column for each group of :data:`SPECIES`, global species-equivalents per m2 (or yr per m2).

    Returns
    -------
    pandas.Series
        Global PDF per m2 (or PDF yr per m2); NaN where a group is missing.
    """
    share = pd.DataFrame({name: groups[name] / (SPECIES[name] * VULNERABILITY[name]) for name in SPECIES})
    return 0.5 * share[list(ANIMALS)].mean(axis=1, skipna=False) + 0.5 * share["Plants"]


def regional_rule(groups: pd.DataFrame) -> pd.Series:
    """Join regional factors: the mean of the five groups, without vulnerability.

    Parameters and return value as in :func:`global_rule`, in regional species lost and regional PDF. The set
    has no regional factors; the rule stands here because it belongs to the same source.
    """
    return pd.DataFrame({name: groups[name] / SPECIES[name] for name in SPECIES}).mean(axis=1, skipna=False)


def by_group(sources: Path, kind: str, workbook: str = WORKBOOK) -> pd.DataFrame:
    """Read the medians of the groups and of their aggregate.

    Parameters
    ----------
    sources : pathlib.Path
        Folder of the sources.
    kind : {"occ", "tra"}
        Occupation or transformation.
    workbook : str
        Path inside it.

    Returns
    -------
    pandas.DataFrame
        Index `place`, `use`; a column for each group and `aggregate`; NaN where the source has none.
    """
    raw = pd.read_excel(
        sources / workbook, sheet_name=SHEETS[kind], header=None, engine="calamine", keep_default_na=False,
        na_values=["", "NaN"],
    )  # fmt: skip
    begins = {str(title).split(" (")[0]: column for column, title in raw.iloc[0].dropna().items()}
    names = {**{name: name for name in SPECIES}, "aggregate": "Taxa-aggregated CFs"}
    rows = raw.iloc[3:]
    parts = []
    for number, use in enumerate(USES):
        columns = {name: rows[int(str(begins[title])) + 3 * number] for name, title in names.items()}
        numbers = {name: pd.to_numeric(column) for name, column in columns.items()}
        parts.append(pd.DataFrame(numbers).assign(place=rows[0].astype(str), use=use))
    return pd.concat(parts).set_index(["place", "use"])


def reproduced(sources: Path, kind: str) -> tuple[int, float]:
    """Apply the global rule to the source's own groups.

    Returns
    -------
    tuple of int and float
        Number of aggregates compared, and the greatest relative error.

    Raises
    ------
    ValueError
        If the rule does not give the aggregates to :data:`TOLERANCE`.
    """
    table = by_group(sources, kind)
    table = table[table["aggregate"].notna() & (table["aggregate"] != 0)]
    error = (global_rule(table) / table["aggregate"] - 1).abs()
    if error.isna().any() or not error.max() <= TOLERANCE:
        raise ValueError(f"{WORKBOOK}: the aggregates of {kind!r} are not what the rule gives: {error.max()}")
    return len(error), float(error.max())
