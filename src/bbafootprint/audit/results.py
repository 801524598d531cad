"""The tables of a result that a pack holds, and what tells their rows apart."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from bbafootprint.footprint import Footprint


@dataclass(frozen=True)
class ResultTable:
    """A table of a result.

    Attributes
    ----------
    name : str
        The file is ``results/<name>.csv``.
    keys : tuple of str
        Columns that tell the rows apart, as far as the table has them.
    make : callable
        From the result to the table.
    of_lines : bool
        Whether it repeats what stands in the input: such tables are left out with the inputs.
    """

    name: str
    keys: tuple[str, ...]
    make: Callable[[Footprint], pd.DataFrame]
    of_lines: bool = False

    @property
    def path(self) -> str:
        """Path inside the pack."""
        return f"results/{self.name}.csv"


TABLES: tuple[ResultTable, ...] = (
    ResultTable("totals", ("indicator",), lambda result: result.total().reset_index()),
    ResultTable("by_commodity", ("commodity", "indicator"), lambda result: result.by("commodity")),
    ResultTable("by_origin", ("origin", "indicator"), lambda result: result.by("origin")),
    ResultTable("by_ecosystem", ("ecosystem", "indicator"), lambda result: result.by("ecosystem")),
    ResultTable("coverage", ("indicator", "match_level"), lambda result: result.coverage()),
    ResultTable("origins", ("origin_status",), lambda result: result.origins().reset_index()),
    ResultTable("gaps", ("indicator", "primary_commodity", "status", "reason"), lambda result: result.gaps()),
    ResultTable(
        "not_assessed", ("line_id", "part"), lambda result: result.not_assessed(), of_lines=True
    ),
    ResultTable(
        "issues", ("severity", "code", "sheet", "cell", "line_id", "message"),
        lambda result: result.issues, of_lines=True,
    ),
    ResultTable("lines", ("line_id", "part"), lambda result: result.to_frame(), of_lines=True),
)  # fmt: skip
"""Every table of a pack, totals first."""

LINES = "results/lines.csv"
ISSUES = "results/issues.csv"
