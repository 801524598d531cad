"""Footprints by year: one that holds several years split, and several compared only where they were made alike."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from bbafootprint.errors import IncompatibleFactorSetsError, UsageError
from bbafootprint.footprint import Footprint
from bbafootprint.planning.measuring import kept, subset
from bbafootprint.vocabulary.years import year_of_period


def split_by_year(result: Footprint) -> dict[int, Footprint]:
    """Return the footprint of each year that the periods of the lines name.

    Parameters
    ----------
    result : Footprint
        With its lines.

    Returns
    -------
    dict of int to Footprint
        In the order of the years.

    Raises
    ------
    UsageError
        If the lines are not kept, or some lack a period that names a year.
    """
    frame, _ = kept(result)
    codes, periods = pd.factorize(frame["period"].astype(object), use_na_sentinel=True)
    named = [year_of_period(str(period)) for period in periods]
    year = np.array([*(-1 if each is None else each for each in named), -1], dtype=np.int64)[codes]
    if (year < 0).any():
        first = int(np.argmax(year < 0))
        raise UsageError(
            f"{int((year < 0).sum()):,} lines have no period that names a year (the first: "
            f"{frame['line_id'].iloc[first]}): add a column of years, or give the footprints by year, as "
            "{2024: footprint}"
        )
    return {int(each): subset(result, year == each) for each in np.unique(year)}


def check_alike(by_year: Mapping[int, Footprint], *, compared: bool) -> None:
    """Refuse years whose numbers differ by method.

    Parameters
    ----------
    by_year : mapping of int to Footprint
    compared : bool
        Whether their numbers are to be compared at all.

    Raises
    ------
    IncompatibleFactorSetsError
        If two were made with different factor sets or options.
    """
    first, *others = by_year.items()
    for year, result in others if compared else ():
        if result.factors.sha256 != first[1].factors.sha256:
            what = f"{first[1].factors.id} {first[1].factors.version} and {result.factors.id} {result.factors.version}"
        elif dict(result.options) != dict(first[1].options):
            what = "different options (allocation, perspective, trade data or products)"
        else:
            continue
        raise IncompatibleFactorSetsError(
            f"the footprints of {first[0]} and {year} were made with {what}: a change between them would be one of "
            "method. Run both years with the same, which restates the baseline."
        )
