"""Amortised deforestation: what was cleared in a year is spread evenly over that year and the four after it.

DeDuCE publishes the hectares of a year attributed to a commodity both as they were cleared (unamortised) and spread
(amortised): the amortised hectares of year t are the mean of the unamortised ones of the years t-4..t. Source: Singh
and Persson, method https://doi.org/10.1038/s43016-026-01305-4. The set uses the amortised column as published; this
module says what it is, and shows that the published numbers follow from it.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

YEARS = 5
"""Years over which a clearing is spread (DeDuCE, https://doi.org/10.1038/s43016-026-01305-4)."""

URUGUAY = "deduce/DeDuCE_Deforestation_attribution_v1.0.1 (2001-2022) - Uruguay.xlsx"
"""The one country whose series of years is published whole (https://doi.org/10.5281/zenodo.13624636)."""

TOLERANCE = 1e-9
"""Hectares; the published numbers are reproduced to 7e-13."""


def amortised(unamortised: pd.Series, years: int = YEARS) -> pd.Series:
    """Spread the hectares cleared each year over that year and those after it.

    Parameters
    ----------
    unamortised : pandas.Series
        Hectares attributed, cleared in each year. The last level of the index is the year; the others, if any,
        are the place and the commodity. Order is of no matter.
    years : int
        Length of the spread.

    Returns
    -------
    pandas.Series
        Hectares a year, in the index of `unamortised`: the mean of the years t-`years`+1..t. NaN where one of
        these years is missing or NaN: an unknown year is not a year without loss.

    Raises
    ------
    ValueError
        If a year stands twice for one place and commodity.

    Examples
    --------
    >>> cleared = pd.Series([10.0, 0.0, 0.0, 5.0, 0.0, 20.0], index=range(2015, 2021))
    >>> amortised(cleared).loc[[2018, 2019, 2020]].tolist()
    [nan, 3.0, 5.0]
    """
    if unamortised.index.has_duplicates:
        twice = unamortised.index[unamortised.index.duplicated()][0]
        raise ValueError(f"{twice} stands twice; add up its rows first.")
    total = unamortised * 0.0
    for back in range(years):
        earlier = _shifted(unamortised.index, back)
        total = total + unamortised.reindex(earlier).to_numpy()
    return total / years


def reproduced(sources: Path) -> tuple[int, float]:
    """Compare DeDuCE's amortised hectares of Uruguay with :func:`amortised` of its unamortised ones.

    Parameters
    ----------
    sources : pathlib.Path
        Folder of the sources.

    Returns
    -------
    tuple of int and float
        Number of values compared, and the greatest difference in hectares. Compared are the years whose five
        years are all in the file: all but one, apples of 2005, where the row of 2001 is missing and the
        published value counts it as 0.

    Raises
    ------
    ValueError
        If a published value is not reproduced to :data:`TOLERANCE`.
    """
    table = series(sources)
    difference = (amortised(table["unamortised"]) - table["amortised"]).abs().dropna()
    if not difference.max() <= TOLERANCE:
        raise ValueError(
            f"DeDuCE, Uruguay: amortised hectares differ by {difference.max()} at {difference.idxmax()}"
        )
    return len(difference), float(difference.max())


def series(sources: Path) -> pd.DataFrame:
    """Read DeDuCE's series of Uruguay: index `commodity`, `year`; `unamortised`, `amortised` in ha."""
    table = pd.read_excel(sources / URUGUAY, engine="calamine", keep_default_na=False, na_values=[""])
    table = table.rename(
        columns={
            "Commodity": "commodity",
            "Year": "year",
            "Deforestation attribution, unamortized (ha)": "unamortised",
            "Deforestation risk, amortized (ha)": "amortised",
        }
    )
    return table.set_index(["commodity", "year"])[["unamortised", "amortised"]]


def _shifted(index: pd.Index, back: int) -> pd.Index:
    """Return the index `back` years earlier."""
    if not isinstance(index, pd.MultiIndex):
        return index - back
    levels = [index.get_level_values(number) for number in range(index.nlevels)]
    return pd.MultiIndex.from_arrays([*levels[:-1], levels[-1] - back])
