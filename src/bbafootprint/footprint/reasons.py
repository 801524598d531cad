"""Why a line, or one indicator of it, has no number: stable codes and the words for them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from bbafootprint.factors import FactorSet
from bbafootprint.footprint.resolve import Resolution
from bbafootprint.schema import WORLD

REASONS: dict[str, str] = {
    "": "assessed",
    "quantity-missing": "the quantity is blank",
    "quantity-text": "the quantity is not a number",
    "quantity-negative": "the quantity is negative",
    "quantity-date": "the quantity is a date",
    "quantity-boolean": "the quantity is TRUE or FALSE",
    "quantity-infinite": "the quantity is infinite",
    "cell-error": "the quantity's cell holds an error of the spreadsheet",
    "formula-uncached": "the quantity is a formula whose result was never saved",
    "decimal-ambiguous": "the decimal mark of the quantity cannot be told",
    "unit-missing": "no unit is given",
    "unit-unknown": "the unit is not known, or is no mass or volume",
    "commodity-missing": "no commodity is given",
    "commodity-unknown": "the commodity is not known",
    "commodity-ambiguous": "the commodity can be read in several ways",
    "origin-unknown": "the origin is not a place that we know",
    "origin-ambiguous": "the origin can be read in several ways",
    "counted-elsewhere": "another line holds the quantity already",
    "quantity-implausible": "the quantity is larger than anything that is traded",
    "share-unreadable": "the share of the ingredient in the product is blank or not clear",
    "content-out-of-range": "the content is not a share from 0 to 1",
    "density-unknown": "the unit needs a density of the product, and none is known",
    "no-primary-equivalent": "the commodity is known, but nothing leads from it to a commodity with factors",
    "commodity-not-in-set": "the factor set has no factor for this commodity",
    "indicator-not-covered": "the factor set has no factor of this indicator for this commodity",
    "origin-not-in-set": "the factor set has factors of this commodity for other origins only, and no mean of a "
    "region or the world: layer it over a set that has, such as bba-open",
    "origin-not-covered": "the source leaves this origin out, and no rung of the ladder answers for it",
}
"""Code to words. Every problem of a line has its words here."""


def reason_codes(keys: pd.DataFrame, resolution: Resolution, factors: FactorSet) -> npt.NDArray[np.object_]:
    """Say for every key and indicator why there is no number.

    Parameters
    ----------
    keys : pandas.DataFrame
        Keys of a ledger; `problem` holds what was wrong with the line itself.
    resolution : Resolution
        Of these keys.
    factors : FactorSet

    Returns
    -------
    ndarray of object, shape (keys, indicators)
        Codes of :data:`REASONS`; empty text where a factor answered.
    """
    pairs = factors.frame[["commodity", "indicator"]].drop_duplicates().astype(object)
    covered = set(pairs.itertuples(index=False, name=None))
    in_set = {commodity for commodity, _ in covered}
    means = (
        factors.frame[~_of_a_country(factors)][["commodity", "indicator"]].drop_duplicates().astype(object)
    )
    with_mean = set(means.itertuples(index=False, name=None))
    codes = np.full(resolution.rows.shape, "", dtype=object)
    for at, (primary, problem) in enumerate(zip(keys["primary_commodity"], keys["problem"], strict=True)):
        for column, indicator in enumerate(factors.indicators):
            if resolution.rows[at, column] >= 0:
                continue
            if problem:
                codes[at, column] = problem
            elif primary not in in_set:
                codes[at, column] = "commodity-not-in-set"
            elif (primary, indicator.id) not in covered:
                codes[at, column] = "indicator-not-covered"
            elif (primary, indicator.id) not in with_mean:
                codes[at, column] = "origin-not-in-set"
            else:
                codes[at, column] = "origin-not-covered"
    return codes


def _of_a_country(factors: FactorSet) -> npt.NDArray[np.bool_]:
    """Tell factors of countries from those of sub-regions (M49 digits) and the world."""
    origin = factors.frame["origin"].cat
    country = np.array([text != WORLD and not text.isdigit() for text in origin.categories], dtype=bool)
    return np.asarray(country[origin.codes])


def words(code: str) -> str:
    """Return the words for a reason code."""
    return REASONS[code]
