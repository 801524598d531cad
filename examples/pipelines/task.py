"""A footprint as a task of a pipeline: plain functions with typed inputs, which any scheduler can call.

The same inputs give the same files under the same names, so that a task may be run again; a file is whole or not there;
and a result that covers too little is an error before anything is written.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import TypedDict

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

import bbafootprint as bba

GROUPS = ["supplier", "period"]


class Outcome(TypedDict):
    """What a task hands to the next: plain values, which every scheduler can keep."""

    files: dict[str, str]
    lines: int
    coverage: dict[str, float]


class UnderCoverageError(RuntimeError):
    """The footprint leaves out more than was allowed."""


def footprint_task(
    purchases: Path, out: Path, *, factors: str = "bba-open", least_coverage: dict[str, float] | None = None
) -> Outcome:
    """Turn files of purchases into tables of their footprint, one Parquet file each.

    `least_coverage` is the share of the mass, 0 to 1, that must be assessed, by indicator.
    """
    lines = bba.group_files(purchases, by=GROUPS)
    result = bba.calculate_footprint(lines, factors)
    coverage = result.total()["assessed_mass_share"].to_dict()
    check_coverage(coverage, least_coverage or {})
    tables = {
        "totals": bba.to_arrow(result.total(), "totals"),
        "by": bba.to_arrow(result.by(*GROUPS), "by"),
        "coverage": bba.to_arrow(result.coverage(), "coverage"),
        "gaps": bba.to_arrow(result.gaps(), "gaps"),
        "issues": bba.to_arrow(result.issues, "issues"),
    }
    out.mkdir(parents=True, exist_ok=True)
    files = {name: str(write_whole(table, out / f"{name}.parquet")) for name, table in tables.items()}
    return Outcome(files=files, lines=result.counts()["read"], coverage=coverage)


def check_coverage(coverage: dict[str, float], least: dict[str, float]) -> None:
    """Raise where an indicator answers for less of the mass than was asked; an unknown share is less."""
    under = [
        f"{name} is assessed for {coverage.get(name, float('nan')):.1%} of the mass, {share:.1%} was asked for"
        for name, share in least.items()
        if not coverage.get(name, float("nan")) >= share
    ]
    if under:
        raise UnderCoverageError("; ".join(under))


def write_whole(table: pa.Table, path: Path) -> Path:
    """Write a file beside its place and move it there, so that nobody reads a half."""
    handle, scratch = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    os.close(handle)
    try:
        pq.write_table(table, scratch)
        Path(scratch).replace(path)
    finally:
        Path(scratch).unlink(missing_ok=True)
    return path


if __name__ == "__main__":
    done = footprint_task(
        Path(__file__).parents[1] / "purchases",
        Path(sys.argv[1] if len(sys.argv) > 1 else "footprint-task"),
        least_coverage={"habitat_loss": 0.5},
    )
    print(f"{done['lines']} lines, {done['coverage']['habitat_loss']:.0%} of the mass has a habitat loss")
    for name, file in done["files"].items():
        print(f"{name}: {pq.read_metadata(file).num_rows} rows in {Path(file).name}")
    with pd.option_context("display.width", 120):
        by = pd.read_parquet(done["files"]["by"])
        print(by.loc[by["indicator"] == "habitat_loss", [*GROUPS, "value", "unit"]].to_string(index=False))
