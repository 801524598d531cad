"""What an explanation is: the steps as data, and the same as text and as a table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from bbafootprint.footprint.explained_group import said_of_group
from bbafootprint.footprint.explained_line import said_of_line
from bbafootprint.footprint.explained_table import table_of
from bbafootprint.footprint.plain import plain


@dataclass(frozen=True)
class Explanation:
    """How a line, a group of lines or a total became its numbers.

    Attributes
    ----------
    steps : mapping
        Of a line: ``line`` (what was given), ``commodity``, ``origin``, ``consignment``, ``region``, ``conversion``
        (its ``steps`` lead to the rows of the product dataset) and ``indicators`` (one mapping each, with factor,
        source, years, rung, arithmetic or the reason why there is none). Of a line that was split over traced origins
        also ``parts`` (one mapping each: `origin`, `share`, `amount`, `primary_quantity`, and its own `indicators`);
        its ``indicators`` then hold the sums over the parts.

        Of a group or a total: ``group`` (column to value; empty for a total), ``counts``, ``masses``, ``conversions``
        (once a product) and ``indicators``, one mapping each: value, interval and how it is made up, relative score and
        quality with their arithmetic, match levels, ``contributions`` (the largest first), ``smaller`` (the others
        summed up) and ``left_out`` (lines in no sum, with reason and tonnes).
    """

    steps: Mapping[str, Any]

    def __str__(self) -> str:
        """Return the explanation as text."""
        return "\n".join(said_of_group(self.steps) if "group" in self.steps else said_of_line(self.steps))

    def to_dict(self) -> dict[str, Any]:
        """Return the steps as JSON-ready data.

        Returns
        -------
        dict
            A number that is not known is None, never 0 and never NaN.
        """
        made: dict[str, Any] = plain(dict(self.steps))
        return made

    def table(self) -> pd.DataFrame:
        """Return the arithmetic as a small table.

        Returns
        -------
        pandas.DataFrame
            Columns of :data:`~bbafootprint.footprint.explained_table.TABLE_COLUMNS`, RangeIndex. One row an
            (indicator, contribution), of kind ``contribution``; where there are many, one row ``smaller`` with the sum
            of the others; and rows ``not assessed`` and ``rejected`` with the reason in `why` and NaN as `value`. The
            values of an indicator add up to its total.
        """
        return table_of(self.steps)
