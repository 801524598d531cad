"""Spread and quality: the written rules (README, "Spread" and "Quality"), as numbers and small functions.

A spread is the standard deviation of a natural logarithm; a geometric standard deviation is its exponential.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

Z95 = 1.96

REPORTING = 0.05
"""Spread of a statistic as reported, beside that of the years. Our choice."""

NO_SERIES = 0.30
"""Spread where fewer than 5 of the last 10 years are known, or where they do not vary. Our choice."""

IMPUTED = 0.01
"""Variation of a series about its trend under which it was filled in and not counted: weather alone moves the yield
of a country by several per cent. Such a series says nothing of the spread. Our choice."""

DEDUCE_BEST, DEDUCE_WORST = np.log(1.2), np.log(3.0)
"""Spread of attributed deforestation at DeDuCE quality index 1 and 0, linear between. Our choice: DeDuCE
publishes the index as a ranking (doi:10.1038/s43016-026-01305-4), not as a standard deviation."""

OTHER_YEARS = 0.20
"""Added where the production below is of other years than the deforestation above. Our choice."""

CONDITION = {"Cr": 0.15, "Pa": 0.30, "Pl": 0.40}
"""Spread of IBIF's habitat loss by land use. Cropland: the ratio of its two taxa groups (plants 0.74,
vertebrates 0.51 in the median country) read as a 95 % interval, rounded up; pasture and plantation forest
are wider because natural rangeland and managed natural forest are kinder than the class. Our choice."""

FRAGMENTATION = 0.50
"""Spread of IBIF's fragmentation: one of its two taxa groups is not assessed for it. Our choice."""

TIMBER_AREA = {"prim_prod": 0.20, "tot_prod": 0.30, "prim_prod_multi": 0.50, "forest_not_primary": 0.70}
"""Spread of the area that stands behind a country's industrial wood, by what was taken for it. Our choice."""

GRAZING_SHARE = 0.40
"""Spread of the share of pasture that feeds beef cattle, a rule of livestock units. Our choice."""

DISAGREEMENT = 0.5
"""Share of |ln(ratio)| added where two FAOSTAT releases differ by more than a factor of 2. Our choice."""


WIDEST = np.log(5.0)
"""Spread of a country's land over which nothing is known of it: a factor of 23 either way (95 %). Its sub-region
answers (:func:`details.known_enough`). Our choice."""


def quadrature(first: pd.Series, *others: pd.Series | float) -> pd.Series:
    """Combine independent spreads of factors of a product."""
    total = first**2
    for other in others:
        total = total + other**2
    return total**0.5


def of_one_year(variation: pd.Series, years: pd.Series | float) -> pd.Series:
    """Spread of one year's value about a mean of `years` years, when years vary by `variation`.

    A line was bought in one year and the factor is a mean of several, hence 1 + 1/n and not 1/n. A series that is
    too short, or under :data:`IMPUTED`, has the spread :data:`NO_SERIES`.
    """
    varies = variation.where(variation >= IMPUTED, NO_SERIES)
    return quadrature(varies * np.sqrt(1 + 1 / years), REPORTING)


def of_score(score: pd.Series) -> pd.Series:
    """Spread of attributed deforestation by DeDuCE's quality index (0 to 1); no index counts as 0."""
    range_ = float(DEDUCE_WORST - DEDUCE_BEST)
    return float(DEDUCE_WORST) - score.fillna(0.0).clip(0, 1) * range_


def bounds(value: pd.Series, spread: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Return the 95 % interval of a lognormal with median `value`: value / gsd**1.96, value * gsd**1.96."""
    factor = np.exp(Z95 * spread)
    return value / factor, value * factor
