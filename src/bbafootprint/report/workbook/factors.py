"""The sheet Factors: every factor that answered, with all that its set says of it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from bbafootprint.footprint import Footprint
from bbafootprint.footprint.resolve import RUNGS
from bbafootprint.report.column_notes import notes_of
from bbafootprint.report.sheets import Sheets
from bbafootprint.report.wording import title, titled

_PLACE = ("commodity", "origin", "region")
_OF_SET = (
    "factor", "factor_low", "factor_high", "gsd", "unit", "quality", "years", "flag", "source", "note", "factor_set",
    "factor_row",
)  # fmt: skip


def write_factors(sheets: Sheets, result: Footprint) -> None:
    """Write the factors that answered for at least one line.

    Parameters
    ----------
    sheets : Sheets
    result : Footprint
        With its lines.
    """
    table = factors_used(result)
    table["indicator"] = table["indicator"].map(title)
    notes = notes_of(table.columns) | {
        "Commodity": "Primary commodity of the factor.",
        "Origin": "Place of the factor: a country, a region in it, a sub-region of the world, or the world.",
        "Quality": "Data quality of the factor, 1 (best) to 5.",
        "Unit": "Unit of the amount, per unit of primary commodity (t, or m3 of roundwood).",
    }
    sheets.table(
        "Factors",
        titled(table),
        "The factors that answered, as their set has them. The columns Factor row of the sheet Lines lead here.",
        names=1 + len(_PLACE),
        notes=notes,
        wrapped=[title("source"), title("note")],
        widths={title("source"): 50, title("note"): 50},
    )


def factors_used(result: Footprint) -> pd.DataFrame:
    """Return the factors that answered for at least one line.

    Parameters
    ----------
    result : Footprint
        With its lines.

    Returns
    -------
    pandas.DataFrame
        One row an (indicator, factor): the factor as its set has it, `match_level`, and `lines_answered`.
    """
    assert result.line_key is not None
    lines_of_key = np.bincount(result.line_key, minlength=len(result.ledger.keys))
    parts = []
    for column in range(len(result.factors.indicators)):
        rows, levels = (each[:, column] for each in (result.resolution.rows, result.resolution.levels))
        used = np.flatnonzero((rows >= 0) & (lines_of_key > 0))
        parts.append(pd.DataFrame({"row": rows[used], "level": levels[used], "lines": lines_of_key[used]}))
    every = pd.concat([part.assign(column=at) for at, part in enumerate(parts)] or [pd.DataFrame()])
    names = ["indicator", *_PLACE, "match_level", "lines_answered", *_OF_SET]
    if every.empty:
        return pd.DataFrame(columns=names)
    every = every.groupby(["column", "row", "level"], as_index=False)[["lines"]].sum()
    versions = [f"{layer[0]} {layer[1]}" for layer in result.factors.layers]
    of_set = result.factors.frame.iloc[every["row"].to_numpy(np.int64)].reset_index(drop=True)
    of_set = of_set.rename(
        columns={"value": "factor", "low": "factor_low", "high": "factor_high", "row": "factor_row"}
    )
    return of_set.assign(
        indicator=[result.factors.indicators[at].id for at in every["column"]],
        match_level=[RUNGS[level] for level in every["level"]],
        lines_answered=every["lines"].to_numpy(),
        years=_years(of_set),
        factor_set=[versions[int(layer)] for layer in of_set["layer"]],
    )[names]


def _years(factors: pd.DataFrame) -> list[str]:
    """Return the years of factors as texts, such as 2017-2019."""
    ends = [factors[name].astype(object) for name in ("year_from", "year_to")]
    texts = [["?" if pd.isna(year) else str(int(year)) for year in end] for end in ends]
    return [first if first == last else f"{first}-{last}" for first, last in zip(*texts, strict=True)]
