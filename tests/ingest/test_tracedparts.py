"""Traced lines that were written are read back as what they are: parts of lines, with the origins that were traced."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import bbafootprint as bba
from bbafootprint.report.lines import write_lines

TABLE = pd.DataFrame(
    {
        "line id": ["a1", "a2", "a3", "a4"],
        "product": ["soybeans", "soybeans", "cocoa butter", "soybeans"],
        "shipped from": ["Nederland", "", "Netherlands", ""],
        "origin": ["", "Rotterdam", "", "Brazil"],
        "region": ["", "", "", "Mato Grosso"],
        "kg": [2.5e6, 1e5, 1000.0, 5000.0],
        "year": ["2022", "2018", "", "2022"],
    }
)


@pytest.mark.parametrize("kind", ["trace.csv", "trace.xlsx", "run.xlsx"])
@pytest.mark.parametrize("perspective", ["direct", "traced"])
def test_totals_and_counts_are_those_of_the_run(kind: str, perspective: str, tmp_path: Path) -> None:
    result = bba.calculate_footprint(TABLE, perspective="traced")
    path = tmp_path / kind
    if kind == "run.xlsx":
        bba.write_workbook(result, path)
    else:
        write_lines(bba.trace_origins(bba.read_lines(TABLE)), path)
    again = bba.read_lines(path, sheet="Lines" if path.suffix == ".xlsx" else None)
    assert "line-id-duplicate" not in set(again.issues["code"])
    assert again.frame["line_id"].drop_duplicates().tolist() == ["a1", "a2", "a3", "a4"]
    back = bba.calculate_footprint(again, perspective=perspective)  # type: ignore[arg-type]
    pd.testing.assert_frame_equal(back.total(), result.total())
    assert back.counts() == result.counts()
    assert back.masses() == pytest.approx(result.masses())
    assert back.options["perspective"] == "traced"
    assert [entry["id"] for entry in back.options["trade"]] == ["trade-open"]
    frame, before = back.lines.frame, result.lines.frame  # type: ignore[union-attr]
    for name in ("line_id", "part", "origin", "consignment", "traced_with", "region"):
        one, other = (["" if pd.isna(v) else v for v in each[name]] for each in (frame, before))
        assert one == other, name
    assert frame["share"].to_numpy() == pytest.approx(before["share"].to_numpy())


def test_a_persons_own_column_share_means_nothing_of_the_kind() -> None:
    table = TABLE.assign(part="1", share="0.5")
    assert "part" not in bba.read_lines(table).frame.columns
